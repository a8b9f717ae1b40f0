//! Galleries: runs of pipe with one inline component after the other, and a row of equipment with pipes at its nozzles: every kind
//! of body often, from few scans, bounded by flanges and pipes as in a plant.

mod outlet;

use crate::component::family::{self, FAMILIES, FamilySet, Look, UNITS, UnitFamily, studs};
use crate::component::{Component, InstrumentKind, Stance, Style, elbow, flange, flowmeter, pipe, reducer, strainer, valve};
use crate::model::catalogue::{SIZES, bend_radius};
use crate::model::{Catalogue, Dice, Part, Shape};
use crate::sample::stood;
use crate::surface::{P3, Surface, V3, across};
use rosette_plant::{Class, Subtype};

/// What is built, and from where it is scanned.
#[derive(Debug, Clone)]
pub struct Gallery {
    /// Everything that is there.
    pub parts: Vec<Part>,
    /// Where a scanner stands, m.
    pub places: Vec<P3>,
}

/// Runs of a gallery: columns along y, each of two heights.
const RUNS: usize = 12;
/// Distance between columns, m.
const APART: f64 = 1.9;
/// From the level runs of a column to its upright ones, m.
const BESIDE: f64 = 0.5;
/// Length of a run, m.
const LENGTH: f64 = 6.0;
/// Pieces of equipment.
const UNITS_SHOWN: usize = 6;
/// Distance between them and from the runs, m.
const ROOM: f64 = 4.6;
/// Sizes of runs; small ones more often.
const RUN_SIZES: [u32; 17] = [20, 25, 25, 32, 40, 40, 50, 50, 65, 80, 80, 100, 100, 125, 150, 200, 250];

/// A gallery of a seed. Families of `without` ([`crate::set_of`]) do not occur; where any is left out, neither do the plain makes that
/// belong to no family.
pub fn gallery(seed: u64, without: FamilySet) -> Gallery {
    let mut dice = Dice::new(seed, &[88]);
    let mut parts = Vec::new();
    for run in 0..RUNS {
        let at = P3::new(0.0, APART * (run / 2) as f64, 0.7 + 1.7 * (run % 2) as f64);
        let mut made = Row::new(at, without, &mut dice).built(&mut dice);
        painted(&mut made, &mut dice);
        parts.extend(made);
    }
    for place in 0..UNITS_SHOWN {
        let mut made = equipment(P3::new(ROOM * (place as f64 - 1.5), -ROOM, 0.0), without, &mut dice);
        painted(&mut made, &mut dice);
        parts.extend(made);
    }
    let mut floor = Shape::default();
    floor.sheet([-3.0 * ROOM, -3.0 * ROOM, 0.0], [7.0 * ROOM, 0.0, 0.0], [0.0, 7.0 * ROOM, 0.0]);
    parts.push(Part::new(Class::Floor, floor.0));
    Gallery { parts, places: places(&mut dice) }
}

/// Between the columns, at their ends, and before and behind the equipment.
fn places(dice: &mut Dice) -> Vec<P3> {
    let columns = (RUNS / 2) as i32;
    let mut out: Vec<P3> = (0..columns)
        .map(|i| {
            let y = APART * (f64::from(i) - 0.5) + dice.range(-0.25, 0.25);
            P3::new(dice.range(-1.5, LENGTH + 1.5), y, dice.range(1.2, 2.0))
        })
        .collect();
    for i in 0..3 {
        let x = ROOM * (1.6 * f64::from(i) - 0.9) + dice.range(-0.6, 0.6);
        out.push(P3::new(x, -ROOM * dice.pick(&[0.5, 1.6]), dice.range(1.4, 2.0)));
    }
    out
}

/// Paint of a line; some components have their own.
fn painted(parts: &mut [Part], dice: &mut Dice) {
    let line = (dice.range(0.25, 0.8), dice.range(0.05, 0.35));
    for part in parts {
        let own = part.class != Class::Pipe && dice.chance(0.4);
        (part.albedo, part.shine) = if own { (dice.range(0.2, 0.8), dice.range(0.05, 0.4)) } else { line };
    }
}

fn style(dice: &mut Dice) -> Style {
    Style {
        catalogue: dice.pick(&[Catalogue::Asme, Catalogue::En10220, Catalogue::DuctileIron]),
        weld_neck: dice.chance(0.6),
        threaded: dice.chance(0.5),
    }
}

/// A piece of equipment with pipes at its nozzles.
fn equipment(at: P3, without: FamilySet, dice: &mut Dice) -> Vec<Part> {
    let left: Vec<&UnitFamily> =
        UNITS.iter().enumerate().filter(|(i, _)| !without.has(FAMILIES.len() + i)).map(|(_, unit)| unit).collect();
    let Some(unit) = left.get(dice.below(left.len())) else { return Vec::new() };
    let style = style(dice);
    let look = Look::new(style, without, dice);
    let turn = nalgebra::UnitQuaternion::from_axis_angle(&V3::z_axis(), dice.range(0.0, std::f64::consts::TAU));
    let motion = nalgebra::Isometry3::from_parts(nalgebra::Translation3::from(at.coords), turn);
    stood(unit, style, &look, &motion, [0.25, 1.3], dice)
}

/// A run that is being built.
struct Row {
    parts: Vec<Part>,
    at: P3,
    along: V3,
    left: f64,
    dn: u32,
    style: Style,
    look: Look,
    is_plain: bool,
}

impl Row {
    fn new(at: P3, without: FamilySet, dice: &mut Dice) -> Self {
        let along = match dice.below(4) {
            0 => V3::new(dice.range(-0.2, 0.2), dice.range(-0.1, 0.1), 1.0).normalize(),
            // Those near the floor rise.
            1 => V3::new(1.0, dice.range(-0.1, 0.1), dice.range(if at.z < 1.0 { 0.0 } else { -0.2 }, 0.2)).normalize(),
            _ => V3::x(),
        };
        let rises = along.z > 0.7;
        let at = if rises { P3::new(at.x + dice.range(0.0, LENGTH), at.y + BESIDE, 0.2) } else { at };
        let style = style(dice);
        let mut look = Look::new(style, without, dice);
        look.loose = dice.chance(0.3);
        let left = if rises { 2.2 } else { LENGTH };
        Row {
            parts: Vec::new(),
            at,
            along,
            left,
            dn: dice.pick(&RUN_SIZES),
            style,
            look,
            is_plain: without.is_empty() && dice.chance(0.15),
        }
    }

    fn built(mut self, dice: &mut Dice) -> Vec<Part> {
        self.pipe(dice.range(0.15, 0.5), dice);
        // A size in which hardly any family comes gives a short run.
        for _ in 0..24 {
            if self.left > 0.5 && dice.chance(0.14) {
                self.joint(dice);
                self.pipe(dice.range(0.12, 0.6), dice);
                continue;
            }
            let Some(component) = self.component(self.dn, dice) else { continue };
            let narrower = SIZES.iter().rev().copied().find(|dn| *dn < self.dn).filter(|_| dice.chance(0.12));
            let between = narrower.and_then(|dn| Some((dn, self.component(dn, dice)?)));
            let long = |c: &Component| c.span(0) + c.span(1);
            let wanted = between.as_ref().map_or(long(&component), |(dn, c)| long(c) + 0.02 * f64::from(self.dn + dn) / 10.0);
            if wanted > self.left {
                break;
            }
            match between {
                Some((dn, narrow)) => self.between_reducers(dn, &narrow, dice),
                None => self.stand(&component, dice),
            }
            let next = if dice.chance(0.12) { 0.05 } else { dice.range(0.12, 0.9) };
            self.pipe(next, dice);
        }
        self.end(dice);
        self.parts
    }

    fn component(&self, dn: u32, dice: &mut Dice) -> Option<Component> {
        let (class, subtype) = match dice.below(18) {
            0..=2 => (Class::Strainer, None),
            3..=5 => (Class::Flowmeter, None),
            6 | 7 => (Class::Other, None),
            other => (Class::Valve, Some(Subtype::ALL[(other - 8) % (Subtype::ALL.len() - 1)])),
        };
        match (self.is_plain, class, subtype) {
            (true, Class::Strainer, _) => Some(strainer(dn, self.style, dice)),
            (true, Class::Flowmeter, _) => Some(flowmeter(dn, self.style, dice)),
            (true, _, Some(subtype)) => Some(valve(subtype, dn, self.style, dice)),
            _ => family::evenly(class, subtype, dn, &self.look, dice),
        }
    }

    fn stand(&mut self, component: &Component, dice: &mut Dice) {
        let middle = self.at + self.along * component.span(0);
        let up = upwards(component, self.along, dice);
        self.parts.extend(component.loose_flanges(middle, self.along).into_iter().flatten());
        self.parts.push(component.placed(middle, self.along, up));
        self.advance(component.span(0) + component.span(1));
    }

    /// Two flanges bolted to each other, each of its own kind, sometimes with a spacer or an orifice plate's carrier between.
    fn joint(&mut self, dice: &mut Dice) {
        let gap = if dice.chance(0.75) { 0.003 } else { dice.range(0.006, 0.03) };
        let [near, far] = [(); 2].map(|()| Style { weld_neck: dice.chance(0.5), ..self.style });
        let long = |style: Style| {
            let one = flange(self.at, self.along, self.dn, style);
            (one.ports[1].at - one.ports[0].at).norm()
        };
        let (long_near, long_far) = (long(near), long(far));
        let face = self.at + self.along * long_near;
        let mut one = flange(face, -self.along, self.dn, near);
        if self.look.bolts {
            one.surfaces.extend(self.bolts(face, gap, dice));
        }
        self.parts.push(one);
        self.parts.push(flange(face + self.along * gap, self.along, self.dn, far));
        self.advance(long_near + gap + long_far);
    }

    /// Bolts of a flanged joint whose faces are at `face` and a gap further; they stick out of the nuts on one side more than on the other.
    fn bolts(&self, face: P3, gap: f64, dice: &mut Dice) -> Vec<Surface> {
        let (size, r) = (self.style.catalogue.flange(self.dn), self.style.catalogue.radius(self.dn));
        let (count, stud) = studs(self.dn, size.radius - r);
        let pitch = r + (size.radius - r) * dice.range(0.6, 0.7);
        let turn = std::f64::consts::PI / count as f64;
        let mut out = Shape::default();
        let (low, high) = (-size.thickness - 1.5 * stud, gap + size.thickness + 1.5 * stud);
        let (face, along) = (face.into(), self.along.into());
        out.bolts(face, along, pitch, count, stud, low, high, turn);
        let stick = if dice.chance(0.5) { [low - 0.6 * stud, high + 1.8 * stud] } else { [low - 1.8 * stud, high + 0.6 * stud] };
        out.bolts(face, along, pitch, count, 0.6 * stud, stick[0], stick[1], turn);
        out.0
    }

    /// As control valves and meters often stand: a size below the run's.
    fn between_reducers(&mut self, dn: u32, component: &Component, dice: &mut Dice) {
        let wide = std::mem::replace(&mut self.dn, dn);
        self.stand(&reducer([wide, dn], self.style, false), dice);
        self.pipe(dice.pick(&[0.0, 0.06, 0.2]), dice);
        self.stand(component, dice);
        self.pipe(dice.pick(&[0.0, 0.06, 0.2]), dice);
        self.stand(&reducer([dn, wide], self.style, false), dice);
        self.dn = wide;
    }

    /// A pipe, often with an instrument or an outlet on it.
    fn pipe(&mut self, length: f64, dice: &mut Dice) {
        if length > 0.3 && dice.chance(0.4) && self.with_outlet(length, dice) {
            return;
        }
        if length > 0.3 && dice.chance(0.25) {
            let side = across(&self.along);
            let (sin, cos) = dice.range(0.0, std::f64::consts::TAU).sin_cos();
            let out = if self.along.z.abs() < 0.7 { V3::z() } else { side * cos + side.cross(&self.along) * sin };
            let out = (out - self.along * out.dot(&self.along)).normalize();
            let radius = self.style.catalogue.radius(self.dn);
            let foot = self.at + self.along * (length * dice.range(0.35, 0.65)) + out * radius;
            self.parts.push(family::mounted(dice.pick(&InstrumentKind::ALL), foot, out, self.along, &self.look, dice));
        }
        self.straight(length);
    }

    /// A bare pipe.
    fn straight(&mut self, length: f64) {
        if length <= 0.0 {
            return;
        }
        let (radius, end) = (self.style.catalogue.radius(self.dn), self.at + self.along * length);
        self.parts.push(pipe(self.at, end, radius, self.dn));
        self.advance(length);
    }

    fn advance(&mut self, length: f64) {
        self.at += self.along * length;
        self.left -= length;
    }

    /// Open, or with an elbow and a leg.
    fn end(&mut self, dice: &mut Dice) {
        if dice.chance(0.5) || self.along.z > 0.7 {
            return self.straight(dice.range(0.05, 0.5));
        }
        let (bend, radius) = (bend_radius(self.dn, 1.5), self.style.catalogue.radius(self.dn));
        if bend < 1.1 * radius {
            return;
        }
        let down = if dice.chance(0.7) { -V3::z() } else { V3::z() };
        let down = (down - self.along * down.dot(&self.along)).normalize();
        let corner = self.at + self.along * bend;
        self.parts.push(elbow(corner, self.along, down, bend, radius, self.dn));
        let from = corner + down * bend;
        self.parts.push(pipe(from, from + down * dice.range(0.1, 0.4), radius, self.dn));
    }
}

/// Direction of the stem: anywhere across the pipe, mostly up.
fn upwards(component: &Component, along: V3, dice: &mut Dice) -> V3 {
    let around = V3::new(dice.range(-1.0, 1.0), dice.range(-1.0, 1.0), dice.range(-1.0, 1.0));
    match component.stance {
        Stance::Upright => V3::z(),
        Stance::Hanging => -V3::z(),
        Stance::Any if along.z.abs() < 0.7 && dice.chance(0.6) => V3::z(),
        Stance::Any => around,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Joint;
    use std::collections::BTreeMap;

    #[test]
    fn a_gallery_shows_every_kind_often() {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for seed in 0..12 {
            let made = gallery(seed, FamilySet::default());
            assert_eq!(made.places.len(), RUNS / 2 + 3);
            for part in &made.parts {
                let name = part.subtype.map_or(part.class.name(), |s| s.name());
                *seen.entry(name).or_default() += 1;
            }
        }
        for name in Subtype::ALL[..10].iter().map(|s| s.name()).chain(["strainer", "flowmeter", "instrument", "reducer", "elbow"])
        {
            assert!(seen.get(name).is_some_and(|n| *n >= 12), "{name}: {seen:?}");
        }
        assert!(seen["pump"] + seen["tank"] + seen["vessel"] + seen["heat_exchanger"] == 12 * UNITS_SHOWN, "{seen:?}");
    }

    #[test]
    fn families_can_be_left_out() {
        let gone: Vec<String> = ["gate_rising", "pump_in_line", "meter_vortex"].map(Into::into).into();
        let has_gone = |part: &Part| part.family.is_some_and(|f| gone.iter().any(|g| g == f));
        let count = |without| (0..12).flat_map(|seed| gallery(seed, without).parts).filter(has_gone).count();
        assert_eq!((count(FamilySet::default()) > 0, count(family::set_of(&gone))), (true, 0));
    }

    #[test]
    fn parts_of_a_run_follow_each_other() {
        for seed in 0..6 {
            let mut dice = Dice::new(seed, &[1]);
            let row = Row::new(P3::new(0.0, 0.0, 1.0), FamilySet::default(), &mut dice).built(&mut dice);
            let inline = row.iter().filter(|p| p.class.is_inline() && p.ports.len() == 2);
            let is_met =
                |port: &&Joint| row.iter().flat_map(|p| &p.ports).filter(|q| (q.at - port.at).norm() < 1e-6).count() >= 2;
            let open: Vec<&Joint> = inline.flat_map(|p| &p.ports).filter(|port| !is_met(port)).collect();
            // The small valve of a drain or a vent may be the last on its outlet.
            let outlets = row.iter().filter(|p| p.class == Class::Tee).count();
            assert!(open.len() <= outlets, "seed {seed}: {} outlets, ends where nothing begins: {open:?}", outlets);
            assert!(open.iter().all(|port| port.dn <= 40), "seed {seed}: {open:?}");
        }
    }

    #[test]
    fn outlets_end_in_taps_instruments_and_caps() {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for seed in 0..20 {
            let mut dice = Dice::new(seed, &[2]);
            let mut row = Row::new(P3::new(0.0, 0.0, 1.0), FamilySet::default(), &mut dice);
            let (from, left) = (row.at, row.left);
            let is_built = row.with_outlet(1.2, &mut dice);
            assert!(is_built && (row.at - from - row.along * 1.2).norm() < 1e-9 && (left - row.left - 1.2).abs() < 1e-9);
            let last = row.parts.iter().rev().nth(1).unwrap();
            assert!((row.parts.iter().filter(|p| p.class == Class::Tee).count(), row.parts[0].class) == (1, Class::Pipe));
            *seen.entry(last.class.name()).or_default() += 1;
        }
        assert!(["flange", "instrument"].iter().all(|name| seen.contains_key(name)), "{seen:?}");
    }
}
