//! Pipework of two scans, compared by length along its axes.

use super::bodies::Bodies;
use super::group::{Fact, Side};
use super::rods::{Rods, is_pipework, pieces, plus};
use super::{ChangeKind, ScanCompareSettings, SeenPlant};
use crate::facts::distance;
use rosette_plant::{Class, Element, PlantGraph, Scanned, SeenState};

/// Distance between places that are asked for along an axis, m.
const STEP_M: f64 = 0.1;
/// Places asked for on one object at most.
const MAX_STEPS: usize = 2000;
/// Outside diameters of one pipe in two scans differ less than this, m.
const OD_TOLERANCE_M: f64 = 0.004;

/// Pipework as compared.
#[derive(Debug, Default)]
pub(super) struct Pipework {
    pub unchanged_m: f64,
    stretches: Vec<Stretch>,
}

/// A stretch of an object with one fate.
#[derive(Debug, Clone)]
struct Stretch {
    side: Side,
    element: usize,
    places: Vec<[f64; 3]>,
    length_m: f64,
    /// Other size, or another place nearby: the object of the other scan.
    other: Option<(usize, ChangeKind, f64)>,
}

/// What stands at a place of the other scan.
#[derive(Debug, Clone, Copy, PartialEq)]
enum At {
    Same,
    Resized(usize),
    Moved(usize),
    Nothing,
}

/// Compares the pipework of two scans both ways.
pub(super) fn compared(
    a: &PlantGraph<Scanned>,
    b: &PlantGraph<Scanned>,
    bodies: &Bodies,
    settings: &ScanCompareSettings,
) -> Pipework {
    let mut found = Pipework::default();
    for (side, own, other) in [(Side::Before, a, b), (Side::After, b, a)] {
        let rods = Rods::of(&other.elements);
        for (n, e) in own.elements.iter().enumerate().filter(|(_, e)| is_pipework(e.class) && !e.evidence.inferred) {
            found.walk(side, n, e, &Look { rods: &rods, other, settings });
        }
    }
    found.stretches.retain(|s| s.length_m >= settings.least_pipe_m || is_beside_body(s, a, b, bodies));
    found
}

/// Short pieces are only told of where a body that changed is joined to them.
fn is_beside_body(stretch: &Stretch, a: &PlantGraph<Scanned>, b: &PlantGraph<Scanned>, bodies: &Bodies) -> bool {
    let (graph, changed) = match stretch.side {
        Side::Before => (a, &bodies.only_before),
        Side::After => (b, &bodies.only_after),
    };
    let joined = |j: &rosette_plant::Joint| {
        (j.a == stretch.element && changed.contains(&j.b)) || (j.b == stretch.element && changed.contains(&j.a))
    };
    stretch.other.is_none() && graph.joints.iter().any(joined)
}

struct Look<'a> {
    rods: &'a Rods,
    other: &'a PlantGraph<Scanned>,
    settings: &'a ScanCompareSettings,
}

impl Look<'_> {
    fn at(&self, p: [f64; 3], own: &Element<Scanned>) -> At {
        let covering = || self.rods.near(p, self.settings.pipe_tolerance_m + radius_slack(own));
        let element = |n: usize| &self.other.elements[n];
        let pipes = || covering().filter(|(rod, _)| element(rod.element).class == Class::Pipe);
        if own.class == Class::Pipe && pipes().next().is_some() {
            let same = pipes().any(|(rod, _)| same_size(own, element(rod.element)));
            let other = pipes().map(|(rod, _)| rod.element).min();
            return if same { At::Same } else { other.map_or(At::Same, At::Resized) };
        }
        if covering().next().is_some() {
            return At::Same;
        }
        let beside = |(rod, d): &(&super::rods::Rod, f64)| {
            let e = element(rod.element);
            let sideways = *d <= self.settings.move_up_to_m && is_amid(p, rod);
            e.class == own.class && same_size(own, e) && sideways && is_parallel(own, e)
        };
        let moved = self.rods.near(p, self.settings.move_up_to_m.min(0.49)).filter(beside);
        moved.min_by(|x, y| x.1.total_cmp(&y.1)).map_or(At::Nothing, |(rod, _)| At::Moved(rod.element))
    }
}

/// The place lies beside the rod, not beyond its ends.
fn is_amid(p: [f64; 3], rod: &super::rods::Rod) -> bool {
    let (ab, ap) = (plus(rod.b, rod.a, -1.0), plus(p, rod.a, -1.0));
    let dot = |x: [f64; 3], y: [f64; 3]| x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
    let t = dot(ap, ab) / dot(ab, ab).max(1e-12);
    (-0.02..=1.02).contains(&t)
}

/// The middle of a bend is not on its axis.
fn radius_slack(own: &Element<Scanned>) -> f64 {
    if own.class == Class::Pipe { 0.0 } else { 0.06 }
}

fn same_size(x: &Element<Scanned>, y: &Element<Scanned>) -> bool {
    let by_od = match (x.evidence.od, y.evidence.od) {
        (Some(a), Some(b)) => (a - b).abs() <= OD_TOLERANCE_M + 0.02 * a.max(b),
        _ => false,
    };
    by_od || x.dn == y.dn || x.dn.is_none() || y.dn.is_none()
}

fn is_parallel(x: &Element<Scanned>, y: &Element<Scanned>) -> bool {
    let direction = |e: &Element<Scanned>| {
        let (a, b, _) = pieces(e).first().copied()?;
        let v = plus(b, a, -1.0);
        let length = distance(&a, &b);
        (length > 1e-6).then(|| v.map(|k| k / length))
    };
    match (direction(x), direction(y)) {
        (Some(u), Some(v)) => (u[0] * v[0] + u[1] * v[1] + u[2] * v[2]).abs() > 0.98,
        _ => true,
    }
}

impl Pipework {
    fn walk(&mut self, side: Side, n: usize, e: &Element<Scanned>, look: &Look<'_>) {
        let mut fates: Vec<([f64; 3], f64, At)> = Vec::new();
        for (a, b, _) in pieces(e) {
            let length = distance(&a, &b);
            let steps = ((length / STEP_M).ceil() as usize).clamp(1, MAX_STEPS);
            for k in 0..steps {
                let p = plus(a, plus(b, a, -1.0), (k as f64 + 0.5) / steps as f64);
                fates.push((p, length / steps as f64, look.at(p, e)));
            }
        }
        smooth(&mut fates);
        for run in fates.chunk_by(|x, y| x.2 == y.2) {
            let length_m = run.iter().map(|(_, m, _)| m).sum();
            let places: Vec<[f64; 3]> = run.iter().map(|(p, ..)| *p).collect();
            let other = match run[0].2 {
                At::Same => {
                    self.unchanged_m += if side == Side::After { length_m } else { 0.0 };
                    continue;
                }
                At::Nothing => None,
                // Told once, from the earlier scan.
                _ if side == Side::After => continue,
                At::Resized(m) => Some((m, ChangeKind::Resized, 0.0)),
                At::Moved(m) => {
                    let middle = places[places.len() / 2];
                    let shift = pieces(&look.other.elements[m])
                        .iter()
                        .map(|(a, b, _)| super::rods::to_segment(middle, *a, *b))
                        .fold(f64::INFINITY, f64::min);
                    Some((m, ChangeKind::Moved, shift))
                }
            };
            self.stretches.push(Stretch { side, element: n, places, length_m, other });
        }
    }

    /// The stretches that changed, and what the other scan saw of those that only one has.
    pub(super) fn facts(&self, before: &SeenPlant<'_>, after: &SeenPlant<'_>) -> Vec<Fact> {
        self.stretches.iter().map(|s| fact(s, before, after)).collect()
    }
}

/// A single place between two of one fate is a gap in the other scan's recognition.
fn smooth(fates: &mut [([f64; 3], f64, At)]) {
    for k in 1..fates.len().saturating_sub(1) {
        if fates[k - 1].2 == fates[k + 1].2 {
            fates[k].2 = fates[k - 1].2;
        }
    }
}

fn fact(stretch: &Stretch, before: &SeenPlant<'_>, after: &SeenPlant<'_>) -> Fact {
    let middle = stretch.places[stretch.places.len() / 2];
    if let Some((other, kind, shift)) = stretch.other {
        return Fact {
            kind,
            before: Some(stretch.element),
            after: Some(other),
            length_m: stretch.length_m,
            position: middle,
            shift_m: (kind == ChangeKind::Moved).then_some(shift),
            seen: SeenState::Occupied,
        };
    }
    let other = if stretch.side == Side::Before { after } else { before };
    let states: Vec<SeenState> = stretch.places.iter().map(|p| (other.seen)(*p)).collect();
    Fact::one_sided(stretch.side, stretch.element, middle, stretch.length_m, majority(&states))
}

/// Empty if more than half of the places were seen empty; else the commonest other state.
fn majority(states: &[SeenState]) -> SeenState {
    let count = |wanted: SeenState| states.iter().filter(|s| **s == wanted).count();
    if 2 * count(SeenState::Empty) > states.len() {
        return SeenState::Empty;
    }
    let others = [SeenState::Occupied, SeenState::Unseen, SeenState::Unknown];
    others.into_iter().rev().max_by_key(|s| count(*s)).unwrap_or_default()
}
