//! Plausible plants: equipment, lines with inline items, pump trains, control stations with bypass, drains, reliefs.

use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rosette_plant::{Class, Subtype};

#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub id: String,
    pub class: Class,
    pub subtype: Option<Subtype>,
    pub dn: Option<u32>,
    pub line: Option<String>,
    pub tag: Option<String>,
    pub position: [f64; 3],
    /// Class confidence of the recogniser, where the plant is taken as scanned.
    pub confidence: f64,
    /// Drawn element it is.
    pub is: Option<String>,
}

/// How the pipe between two items shows in a scan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shows {
    Whole,
    Gap(f64, rosette_plant::SeenState),
    /// Two open ends.
    Lost,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pipe {
    pub a: usize,
    /// None: the line ends here, with what is seen beyond.
    pub b: Option<usize>,
    pub line: String,
    pub dn: u32,
    pub shows: Shows,
    pub beyond: rosette_plant::SeenState,
    /// Sizes its two halves are measured as, where that is not the true one.
    pub measured: [Option<u32>; 2],
}

/// Items, the pipes between them, and instruments (item, host item).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plant {
    pub items: Vec<Item>,
    pub pipes: Vec<Pipe>,
    pub instruments: Vec<(usize, usize)>,
}

impl Plant {
    /// Adds a body on line L1, named after its class and number; equipment has no size. Where the bodies stand is up to `position`.
    pub fn add_body(&mut self, class: Class, subtype: Option<Subtype>, dn: u32, confidence: f64, position: [f64; 3]) -> usize {
        let k = self.items.len();
        let id = format!("{}-{k}", class.name());
        self.items.push(Item {
            is: Some(id.clone()),
            id,
            class,
            subtype,
            dn: (!class.is_equipment()).then_some(dn),
            line: Some("L1".into()),
            tag: None,
            position,
            confidence,
        });
        k
    }

    /// Joins two bodies, or a body and an open end with nothing beyond, by pipe that shows whole.
    pub fn join(&mut self, a: usize, b: Option<usize>, dn: u32) {
        let beyond = rosette_plant::SeenState::Empty;
        self.pipes.push(Pipe { a, b, line: "L1".into(), dn, shows: Shows::Whole, beyond, measured: [None; 2] });
    }
}

pub struct Builder {
    pub plant: Plant,
    rng: Pcg64Mcg,
    lines: usize,
    counts: std::collections::BTreeMap<Class, usize>,
}

/// A plant of about `n` elements.
pub fn plant(n: usize, seed: u64) -> Plant {
    let mut b = Builder { plant: Plant::default(), rng: Pcg64Mcg::seed_from_u64(seed), lines: 0, counts: Default::default() };
    while b.plant.items.len() < n {
        match b.rng.random_range(0..10) {
            0..3 => b.pump_train(),
            3..6 => b.transfer(),
            6 => b.drain(),
            7 => b.relief(),
            8 => b.utility(),
            _ => b.branch_drain(),
        }
    }
    b.plant
}

impl Builder {
    fn pick<T: Copy>(&mut self, from: &[(T, u32)]) -> T {
        let total: u32 = from.iter().map(|(_, w)| w).sum();
        let mut k = self.rng.random_range(0..total);
        for (value, weight) in from {
            if k < *weight {
                return *value;
            }
            k -= weight;
        }
        from[0].0
    }

    fn dn(&mut self) -> u32 {
        self.pick(&[(50, 40), (80, 30), (100, 20), (150, 7), (200, 3)])
    }

    fn new_line(&mut self, dn: u32) -> (String, u32) {
        self.lines += 1;
        (format!("L{:03}-DN{dn}", self.lines), dn)
    }

    fn add(&mut self, class: Class, subtype: Option<Subtype>, dn: Option<u32>, line: Option<&str>) -> usize {
        let k = self.counts.entry(class).or_default();
        *k += 1;
        let n = self.plant.items.len() as f64;
        let id = format!("{}-{}", class.name(), k);
        let tag =
            (class != Class::Tee && class != Class::Reducer).then(|| format!("{}{:03}", &class.name()[..2].to_uppercase(), k));
        let at =
            [self.rng.random_range(0.0..60.0), self.rng.random_range(0.0..40.0), self.rng.random_range(0.0..10.0) + n * 1e-3];
        self.plant.items.push(Item {
            is: Some(id.clone()),
            id,
            class,
            subtype,
            dn,
            line: line.map(Into::into),
            tag,
            position: at,
            confidence: 1.0,
        });
        self.plant.items.len() - 1
    }

    fn equipment(&mut self) -> usize {
        let class = self.pick(&[(Class::Tank, 40), (Class::Vessel, 30), (Class::HeatExchanger, 30)]);
        self.add(class, None, None, None)
    }

    fn some_equipment(&mut self) -> usize {
        let known: Vec<usize> = (0..self.plant.items.len())
            .filter(|&i| matches!(self.plant.items[i].class, Class::Tank | Class::Vessel | Class::HeatExchanger))
            .collect();
        if known.is_empty() || self.rng.random_bool(0.35) {
            self.equipment()
        } else {
            known[self.rng.random_range(0..known.len())]
        }
    }

    pub fn pipe(&mut self, a: usize, b: Option<usize>, line: &(String, u32)) {
        let beyond = rosette_plant::SeenState::Empty;
        self.plant.pipes.push(Pipe { a, b, line: line.0.clone(), dn: line.1, shows: Shows::Whole, beyond, measured: [None; 2] });
    }

    fn inline(&mut self, line: &(String, u32)) -> usize {
        use Subtype::*;
        let (class, subtype) = self.pick(&[
            ((Class::Valve, Some(Gate)), 32),
            ((Class::Valve, Some(Ball)), 18),
            ((Class::Valve, Some(Butterfly)), 12),
            ((Class::Valve, Some(Globe)), 10),
            ((Class::Valve, Some(Check)), 10),
            ((Class::Strainer, None), 8),
            ((Class::Flowmeter, None), 8),
        ]);
        self.add(class, subtype, Some(line.1), Some(&line.0))
    }

    fn valve(&mut self, subtype: Subtype, line: &(String, u32)) -> usize {
        self.add(Class::Valve, Some(subtype), Some(line.1), Some(&line.0))
    }

    /// Items in a row from `a`; gives the last.
    fn row(&mut self, a: usize, items: &[usize], line: &(String, u32)) -> usize {
        let mut last = a;
        for &i in items {
            self.pipe(last, Some(i), line);
            last = i;
        }
        if self.rng.random_bool(0.4) && !items.is_empty() {
            let host = items[self.rng.random_range(0..items.len())];
            let instrument = self.add(Class::Instrument, None, None, Some(&line.0));
            self.plant.instruments.push((instrument, host));
        }
        last
    }

    fn tee(&mut self, line: &(String, u32)) -> usize {
        self.add(Class::Tee, None, Some(line.1), Some(&line.0))
    }

    fn pump_train(&mut self) {
        let dn = self.dn();
        let (suction, discharge) = (self.new_line(dn), self.new_line(dn));
        let (from, to) = (self.some_equipment(), self.some_equipment());
        let isolating = self.pick(&[(Subtype::Gate, 2), (Subtype::Butterfly, 1)]);
        let n_pumps = self.pick(&[(1, 5), (2, 4), (3, 1)]);
        let strainers = self.rng.random_bool(0.6);
        let first = self.valve(isolating, &suction);
        let mut header_in = self.row(from, &[first], &suction);
        let mut header_out: Option<usize> = None;
        for k in 0..n_pumps {
            let (mut a, mut lines) = (header_in, (suction.clone(), discharge.clone()));
            if n_pumps > 1 && k + 1 < n_pumps {
                let t = self.tee(&suction);
                self.pipe(header_in, Some(t), &suction);
                (a, header_in) = (t, t);
            }
            if k > 0 {
                lines = (self.new_line(dn), self.new_line(dn));
            }
            let mut items = vec![self.valve(Subtype::Gate, &lines.0)];
            if strainers {
                items.push(self.add(Class::Strainer, None, Some(dn), Some(&lines.0.0)));
            }
            let pump = self.add(Class::Pump, None, None, None);
            items.push(pump);
            self.row(a, &items, &lines.0);
            let out = [self.valve(Subtype::Check, &lines.1), self.valve(Subtype::Gate, &lines.1)];
            let last = self.row(pump, &out, &lines.1);
            header_out = Some(match header_out {
                None => last,
                Some(h) => {
                    let t = self.tee(&discharge);
                    self.pipe(h, Some(t), &discharge);
                    self.pipe(last, Some(t), &lines.1);
                    t
                }
            });
        }
        let mut last = header_out.unwrap_or(header_in);
        if self.rng.random_bool(0.5) {
            last = self.control_station(last, &discharge);
        }
        if self.rng.random_bool(0.6) {
            let f = self.add(Class::Flowmeter, None, Some(dn), Some(&discharge.0));
            last = self.row(last, &[f], &discharge);
        }
        self.pipe(last, Some(to), &discharge);
    }

    fn control_station(&mut self, from: usize, line: &(String, u32)) -> usize {
        let (a, b) = (self.tee(line), self.tee(line));
        self.pipe(from, Some(a), line);
        let small = if line.1 > 50 && self.rng.random_bool(0.5) {
            (line.0.clone(), if line.1 > 80 { 80 } else { 50 })
        } else {
            line.clone()
        };
        let mut items = vec![self.valve(Subtype::Gate, line)];
        let reduced = small.1 != line.1;
        if reduced {
            items.push(self.add(Class::Reducer, None, Some(line.1), Some(&line.0)));
        }
        let last = self.row(a, &items, line);
        let control = self.valve(Subtype::Control, &small);
        self.pipe(last, Some(control), &small);
        let mut after = control;
        if reduced {
            after = self.add(Class::Reducer, None, Some(line.1), Some(&line.0));
            self.pipe(control, Some(after), &small);
        }
        let out = self.valve(Subtype::Gate, line);
        let end = self.row(after, &[out], line);
        self.pipe(end, Some(b), line);
        let bypass = self.new_line(line.1);
        let globe = self.valve(Subtype::Globe, &bypass);
        let g = self.row(a, &[globe], &bypass);
        self.pipe(g, Some(b), &bypass);
        b
    }

    fn transfer(&mut self) {
        let dn = self.dn();
        let line = self.new_line(dn);
        let (from, mut to) = (self.some_equipment(), self.some_equipment());
        if from == to {
            to = self.equipment();
        }
        let n = self.rng.random_range(1..6);
        let items: Vec<usize> = (0..n).map(|_| self.inline(&line)).collect();
        let last = self.row(from, &items, &line);
        self.pipe(last, Some(to), &line);
    }

    fn drain(&mut self) {
        let at = self.some_equipment();
        let line = self.new_line(50);
        let v = self.valve(Subtype::Ball, &line);
        let last = self.row(at, &[v], &line);
        self.pipe(last, None, &line);
    }

    fn relief(&mut self) {
        let at = self.some_equipment();
        let line = self.new_line(50);
        let v = self.valve(Subtype::Relief, &line);
        let last = self.row(at, &[v], &line);
        self.pipe(last, None, &line);
    }

    fn utility(&mut self) {
        let at = self.some_equipment();
        for _ in 0..2 {
            let dn = self.dn();
            let line = self.new_line(dn);
            let v = self.valve(Subtype::Butterfly, &line);
            let last = self.row(at, &[v], &line);
            self.pipe(last, None, &line);
        }
    }

    /// A drain or vent off a line.
    fn branch_drain(&mut self) {
        let lines: Vec<usize> = (0..self.plant.pipes.len()).filter(|&k| self.plant.pipes[k].b.is_some()).collect();
        if lines.is_empty() {
            return;
        }
        let k = lines[self.rng.random_range(0..lines.len())];
        let on = (self.plant.pipes[k].line.clone(), self.plant.pipes[k].dn);
        let t = self.tee(&on);
        let to = self.plant.pipes[k].b.replace(t);
        self.pipe(t, to, &on);
        let line = self.new_line(50);
        let v = self.valve(Subtype::Ball, &line);
        self.pipe(t, Some(v), &line);
        self.pipe(v, None, &line);
    }
}

impl Plant {
    pub fn pipes_at(&self, item: usize) -> Vec<usize> {
        (0..self.pipes.len()).filter(|&k| self.pipes[k].a == item || self.pipes[k].b == Some(item)).collect()
    }

    /// Takes a two-ended item out; its pipes become one that shows as `shows`. False if it is not two-ended.
    pub fn take_out(&mut self, item: usize, shows: Shows) -> bool {
        let at = self.pipes_at(item);
        let [p, q] = at[..] else { return false };
        let (Some(pa), qa) = (self.other(p, item), self.other(q, item)) else {
            return self.take_out_turned(item, p, q, shows);
        };
        self.pipes[p] = Pipe { a: pa, b: qa, shows, ..self.pipes[p].clone() };
        if qa.is_none() {
            self.pipes[p].beyond = self.pipes[q].beyond;
        }
        self.pipes.swap_remove(q);
        self.detach(item, pa);
        true
    }

    fn take_out_turned(&mut self, item: usize, p: usize, q: usize, shows: Shows) -> bool {
        let Some(qa) = self.other(q, item) else { return false };
        self.pipes[q] = Pipe { a: qa, b: None, shows, beyond: self.pipes[p].beyond, ..self.pipes[q].clone() };
        self.pipes.swap_remove(p);
        self.detach(item, qa);
        true
    }

    pub fn other(&self, pipe: usize, item: usize) -> Option<usize> {
        if self.pipes[pipe].a == item { self.pipes[pipe].b } else { Some(self.pipes[pipe].a) }
    }

    /// Instruments on an item that is taken out move to a neighbour that stays.
    fn detach(&mut self, item: usize, near: usize) {
        let on_item: Vec<usize> = (0..self.instruments.len()).filter(|&k| self.instruments[k].1 == item).collect();
        for k in on_item {
            self.instruments[k].1 = near;
        }
        self.items[item].is = None;
        self.items[item].class = Class::Wall; // no longer stands
    }

    pub fn stands(&self, item: usize) -> bool {
        self.items[item].class != Class::Wall
    }
}

/// A generator for edits and noise.
pub fn dice(seed: u64) -> Pcg64Mcg {
    Pcg64Mcg::seed_from_u64(seed ^ 0x9e37_79b9)
}

pub fn shuffled<R: Rng>(rng: &mut R, n: usize) -> Vec<usize> {
    let mut v: Vec<usize> = (0..n).collect();
    for k in (1..n).rev() {
        v.swap(k, rng.random_range(0..=k));
    }
    v
}
