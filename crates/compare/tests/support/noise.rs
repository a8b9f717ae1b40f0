//! The noise model: what recognition does to a plant, at three levels.
//!
//! The middle level: 12 % of inline items missed, 5 % false ones, 5 % of connections lost, 15 % of inline classes wrong
//! (20 % of valve subtypes unknown, 5 % wrong), 10 % of sizes wrong by one step and 5 % missing, of bodies and of single
//! pipes, half of the instruments missed, 1 % of equipment missed and 5 % taken for other equipment, 1 % of inline items split. Mild is half, hard double.
//! A missed item shows as a bridged stretch where something stands (70 %) or, worse, as plain pipe; a missed tee leaves
//! its branch ending in the unseen. Objects keep no ids, tags, lines or flow directions.

use super::plant::{Item, Pipe, Plant, Shows, dice};
use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use rosette_plant::{Class, SeenState, Subtype};

#[derive(Debug, Clone, Copy)]
pub enum Level {
    None,
    Mild,
    Medium,
    Hard,
}

impl Level {
    pub fn factor(self) -> f64 {
        match self {
            Level::None => 0.0,
            Level::Mild => 0.5,
            Level::Medium => 1.0,
            Level::Hard => 2.0,
        }
    }
}

/// The plant as a recogniser of this level would report it.
pub fn spoil(plant: &Plant, level: Level, seed: u64) -> Plant {
    let mut s = Spoiler { plant: plant.clone(), rng: dice(seed), f: level.factor() };
    s.forget_subtypes(matches!(level, Level::None));
    if s.f > 0.0 {
        s.split();
        s.miss();
        s.invent();
        s.lose();
        s.confuse();
        s.resize();
    }
    s.plant
}

struct Spoiler {
    plant: Plant,
    rng: Pcg64Mcg,
    f: f64,
}

const INLINE: [Class; 3] = [Class::Valve, Class::Strainer, Class::Flowmeter];

impl Spoiler {
    fn hit(&mut self, percent: f64) -> bool {
        let p = (percent / 100.0 * self.f).min(0.95);
        self.rng.random_bool(p)
    }

    fn forget_subtypes(&mut self, perfect: bool) {
        for i in 0..self.plant.items.len() {
            let item = &mut self.plant.items[i];
            item.confidence = if perfect { 1.0 } else { self.rng.random_range(0.6..1.0) };
            if !perfect && item.class == Class::Valve {
                if self.rng.random_bool((0.20 * self.f).min(0.9)) {
                    item.subtype = Some(Subtype::Unknown);
                } else if self.rng.random_bool(0.05 * self.f) {
                    item.subtype =
                        Some([Subtype::Gate, Subtype::Globe, Subtype::Ball, Subtype::Butterfly][self.rng.random_range(0..4)]);
                    item.confidence = self.rng.random_range(0.4..0.75);
                }
            }
        }
    }

    fn split(&mut self) {
        for i in 0..self.plant.items.len() {
            if INLINE.contains(&self.plant.items[i].class) && self.hit(1.0) {
                let near = self.plant.items[i].position.map(|v| v + 0.03);
                let twin = Item { is: None, position: near, ..self.plant.items[i].clone() };
                self.insert_at(i, twin);
            }
        }
    }

    /// Inserts an item next to item `i`.
    fn insert_at(&mut self, i: usize, item: Item) {
        if let Some(&k) = self.plant.pipes_at(i).first() {
            self.insert(k, item);
        }
    }

    fn insert(&mut self, pipe: usize, item: Item) {
        let new = self.plant.items.len();
        self.plant.items.push(item);
        let b = self.plant.pipes[pipe].b.replace(new);
        let p = &self.plant.pipes[pipe];
        let rest = Pipe { a: new, b, shows: Shows::Whole, ..p.clone() };
        self.plant.pipes.push(rest);
    }

    fn miss(&mut self) {
        for i in 0..self.plant.items.len() {
            let class = self.plant.items[i].class;
            match class {
                Class::Instrument if self.hit(50.0) => self.drop_instrument(i),
                Class::Tee if self.hit(12.0) => self.miss_tee(i),
                c if c.is_inline() && c != Class::Tee && self.hit(12.0) => {
                    let shows = if self.rng.random_bool(0.7) { Shows::Gap(0.3, SeenState::Occupied) } else { Shows::Whole };
                    self.plant.take_out(i, shows);
                }
                c if c.is_equipment() && self.hit(1.0) => self.miss_equipment(i),
                _ => {}
            }
        }
    }

    fn drop_instrument(&mut self, i: usize) {
        self.plant.instruments.retain(|(k, _)| *k != i);
        self.plant.items[i].class = Class::Wall;
        self.plant.items[i].is = None;
    }

    /// The run goes on as plain pipe; the branch ends unseen.
    fn miss_tee(&mut self, i: usize) {
        let at = self.plant.pipes_at(i);
        if let [.., branch] = at[..] {
            if at.len() == 3 {
                match self.plant.other(branch, i) {
                    Some(far) => {
                        self.plant.pipes[branch] =
                            Pipe { a: far, b: None, beyond: SeenState::Unseen, ..self.plant.pipes[branch].clone() }
                    }
                    None => {
                        self.plant.pipes.swap_remove(branch);
                    }
                }
            }
            self.plant.take_out(i, Shows::Whole);
        }
    }

    fn miss_equipment(&mut self, i: usize) {
        for k in self.plant.pipes_at(i) {
            if let Some(far) = self.plant.other(k, i).filter(|&far| far != i) {
                self.plant.pipes[k] = Pipe { a: far, b: None, beyond: SeenState::Unseen, ..self.plant.pipes[k].clone() };
            }
        }
        self.plant.pipes.retain(|p| p.a != i && p.b != Some(i));
        self.plant.items[i].class = Class::Wall;
        self.plant.items[i].is = None;
    }

    fn invent(&mut self) {
        let inline = self.plant.items.iter().filter(|i| i.class.is_inline()).count();
        let n = (inline as f64 * 0.05 * self.f).round() as usize;
        for _ in 0..n {
            let k = self.rng.random_range(0..self.plant.pipes.len());
            let class = [Class::Valve, Class::Valve, Class::Strainer, Class::Flowmeter, Class::Tee, Class::Reducer]
                [self.rng.random_range(0..6)];
            let position = self.plant.items[self.plant.pipes[k].a].position.map(|v| v + self.rng.random_range(0.4..1.0));
            let confidence = self.rng.random_range(0.3..0.8);
            let dn = Some(self.plant.pipes[k].dn);
            self.insert(
                k,
                Item { id: String::new(), class, subtype: None, dn, line: None, tag: None, position, confidence, is: None },
            );
        }
    }

    fn lose(&mut self) {
        for k in 0..self.plant.pipes.len() {
            if self.plant.pipes[k].b.is_some() && self.hit(5.0) {
                self.plant.pipes[k].shows = Shows::Lost;
            }
        }
    }

    fn confuse(&mut self) {
        for i in 0..self.plant.items.len() {
            let class = self.plant.items[i].class;
            if INLINE.contains(&class) && self.hit(15.0) {
                self.plant.items[i].class =
                    INLINE.into_iter().filter(|c| *c != class).nth(self.rng.random_range(0..2)).unwrap_or(class);
                self.plant.items[i].subtype = None;
                self.plant.items[i].confidence = self.rng.random_range(0.4..0.8);
            } else if class.is_equipment() && self.hit(5.0) {
                let other = match class {
                    Class::Tank => Class::Vessel,
                    Class::Vessel => Class::Tank,
                    Class::HeatExchanger => Class::Vessel,
                    _ => Class::Pump,
                };
                self.plant.items[i].class = other;
            }
        }
    }

    fn resize(&mut self) {
        const SERIES: [u32; 8] = [40, 50, 65, 80, 100, 125, 150, 200];
        for i in 0..self.plant.items.len() {
            if let Some(dn) = self.plant.items[i].dn {
                if self.hit(10.0) {
                    let k = SERIES.iter().position(|s| *s == dn).unwrap_or(1);
                    self.plant.items[i].dn =
                        Some(if k > 0 && self.rng.random_bool(0.5) { SERIES[k - 1] } else { SERIES[(k + 1).min(7)] });
                } else if self.hit(5.0) {
                    self.plant.items[i].dn = None;
                }
            }
        }
        for k in 0..self.plant.pipes.len() {
            for side in 0..2 {
                if self.hit(10.0) {
                    let at = SERIES.iter().position(|s| *s == self.plant.pipes[k].dn).unwrap_or(1);
                    self.plant.pipes[k].measured[side] =
                        Some(if at > 0 && self.rng.random_bool(0.5) { SERIES[at - 1] } else { SERIES[(at + 1).min(7)] });
                }
            }
        }
    }
}
