//! Bodies of two scans, paired by class, place and size, nearest first.

use super::group::{Fact, Side};
use super::{ChangeKind, ScanCompareSettings, SeenPlant};
use crate::facts::distance;
use rosette_plant::{Class, Element, Note, PlantGraph, Scanned, SeenState, Subtype};
use std::collections::BTreeSet;

/// Bodies as compared.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    pub unchanged: usize,
    /// Pairs with what happened to them; indices into the elements of either side.
    pub altered: Vec<(usize, usize, ChangeKind)>,
    pub only_before: Vec<usize>,
    pub only_after: Vec<usize>,
    doubtful: usize,
}

/// Disadvantage of another class or subtype, as a distance, m: what stands in a thing's place is better explained by an
/// exchange than by two moves.
const OTHER_CLASS_M: f64 = 0.15;
const OTHER_SUBTYPE_M: f64 = 0.03;

/// Pairs bodies of two scans.
pub(super) fn compared(a: &PlantGraph<Scanned>, b: &PlantGraph<Scanned>, settings: &ScanCompareSettings) -> Bodies {
    let (left, right) = (bodies(a, settings), bodies(b, settings));
    let mut fits: Vec<(i64, usize, usize)> = Vec::new();
    for &i in &left {
        for &k in &right {
            fits.extend(cost(&a.elements[i], &b.elements[k], settings).map(|c| ((c * 1e6) as i64, i, k)));
        }
    }
    fits.sort_unstable();
    let (mut taken, mut used) = (BTreeSet::new(), BTreeSet::new());
    let mut found = Bodies { doubtful: doubtful(a, settings) + doubtful(b, settings), ..Bodies::default() };
    for (_, i, k) in fits {
        if !taken.contains(&i) && !used.contains(&k) {
            taken.insert(i);
            used.insert(k);
            match verdict(&a.elements[i], &b.elements[k], settings) {
                None => found.unchanged += 1,
                Some(kind) => found.altered.push((i, k, kind)),
            }
        }
    }
    found.only_before = left.into_iter().filter(|i| !taken.contains(i)).collect();
    found.only_after = right.into_iter().filter(|k| !used.contains(k)).collect();
    found
}

pub(super) fn is_body(class: Class) -> bool {
    class.is_equipment()
        || matches!(class, Class::Valve | Class::Strainer | Class::Flowmeter | Class::Reducer | Class::Instrument)
}

fn bodies(graph: &PlantGraph<Scanned>, settings: &ScanCompareSettings) -> Vec<usize> {
    let wanted = |e: &Element<Scanned>| is_body(e.class) && e.evidence.confidence >= settings.least_confidence;
    (0..graph.elements.len()).filter(|&i| wanted(&graph.elements[i])).collect()
}

fn doubtful(graph: &PlantGraph<Scanned>, settings: &ScanCompareSettings) -> usize {
    graph.elements.iter().filter(|e| is_body(e.class) && e.evidence.confidence < settings.least_confidence).count()
}

/// What it costs to take the two for one; none if they cannot be.
fn cost(x: &Element<Scanned>, y: &Element<Scanned>, settings: &ScanCompareSettings) -> Option<f64> {
    let d = distance(&x.evidence.position, &y.evidence.position);
    let same = x.class == y.class;
    let family = x.class.is_equipment() == y.class.is_equipment();
    let farthest = if same { settings.move_up_to_m.max(tolerance(x.class, settings)) } else { tolerance(x.class, settings) };
    let other = if same { 0.0 } else { OTHER_CLASS_M };
    let subtype = if x.subtype == y.subtype { 0.0 } else { OTHER_SUBTYPE_M };
    (family && d.is_finite() && d <= farthest).then_some(d + other + subtype)
}

fn tolerance(class: Class, settings: &ScanCompareSettings) -> f64 {
    if class.is_equipment() { settings.equipment_tolerance_m } else { settings.body_tolerance_m }
}

fn verdict(x: &Element<Scanned>, y: &Element<Scanned>, settings: &ScanCompareSettings) -> Option<ChangeKind> {
    let known = |s: Option<Subtype>| s.filter(|s| *s != Subtype::Unknown);
    let sure = x.evidence.confidence.min(y.evidence.confidence) >= 0.75;
    let other_type = matches!((known(x.subtype), known(y.subtype)), (Some(a), Some(b)) if a != b);
    let sizes = |e: &Element<Scanned>| e.dn.into_iter().chain(e.evidence.dn_alternatives.iter().copied()).collect::<Vec<_>>();
    let other_size = !sizes(x).is_empty() && !sizes(y).is_empty() && !sizes(x).iter().any(|dn| sizes(y).contains(dn));
    if distance(&x.evidence.position, &y.evidence.position) > tolerance(x.class, settings) {
        Some(ChangeKind::Moved)
    } else if sure && (x.class != y.class || other_type) {
        Some(ChangeKind::Exchanged)
    } else if other_size && !x.class.is_equipment() && x.class == y.class {
        Some(ChangeKind::Resized)
    } else {
        None
    }
}

impl Bodies {
    /// The bodies that changed, and what the other scan saw of those that only one has.
    pub(super) fn facts(&self, before: &SeenPlant<'_>, after: &SeenPlant<'_>) -> Vec<Fact> {
        let altered = self.altered.iter().map(|&(i, k, kind)| Fact {
            kind,
            before: Some(i),
            after: Some(k),
            length_m: 0.0,
            position: after.graph.elements[k].evidence.position,
            shift_m: (kind == ChangeKind::Moved)
                .then(|| distance(&before.graph.elements[i].evidence.position, &after.graph.elements[k].evidence.position)),
            seen: SeenState::Occupied,
        });
        let gone = self.only_before.iter().map(|&i| one_sided(Side::Before, i, &before.graph.elements[i], after));
        let new = self.only_after.iter().map(|&k| one_sided(Side::After, k, &after.graph.elements[k], before));
        altered.chain(gone).chain(new).collect()
    }

    pub(super) fn notes(&self) -> Vec<Note> {
        let n = self.doubtful;
        let message = format!("{n} objects of both scans were recognised with too little confidence to be compared");
        if n > 0 { vec![Note::new("compare", "doubtful_objects", n as u64, message)] } else { Vec::new() }
    }
}

fn one_sided(side: Side, n: usize, element: &Element<Scanned>, other: &SeenPlant<'_>) -> Fact {
    let seen = (other.seen)(element.evidence.position);
    Fact::one_sided(side, n, element.evidence.position, 0.0, seen)
}
