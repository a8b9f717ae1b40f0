//! What the drawing says that no scan can show, counted instead of reported one by one.

use crate::network::Role;
use crate::outcome::View;
use crate::words;
use rosette_plant::{Note, Subtype};
use std::collections::BTreeMap;

/// Attributes by what they tell, with how their names begin.
const PROPERTIES: [(&str, &str); 7] = [
    ("fluid", "FluidCode"),
    ("piping class", "PipingClassCode"),
    ("insulation", "Insulation"),
    ("heat tracing", "HeatTracing"),
    ("design pressure or temperature", "Design"),
    ("slope", "Slope"),
    ("fail action", "fail_action"),
];

/// Notes with counts.
pub(super) fn notes(view: &View<'_>) -> Vec<Note> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for element in view.drawn.elements.iter().filter(|e| e.evidence.physical) {
        for (what, prefix) in PROPERTIES {
            if element.evidence.attributes.iter().any(|(name, value)| name.starts_with(prefix) && !value.is_empty()) {
                *counts.entry(what).or_default() += 1;
            }
        }
    }
    let nodes = view.documented.nodes.iter();
    let directed = nodes.filter(|n| n.role == Role::Inline && n.subtype == Some(Subtype::Check)).count() as u64;
    if directed > 0 {
        counts.insert("flow direction of a check valve", directed);
    }
    let blinds = view.drawn.elements.iter().filter(|e| words::is_blind(e)).count() as u64;
    if blinds > 0 {
        counts.insert("closure by a blind flange, spade or cap", blinds);
    }
    let note = |(what, n): (&str, u64)| {
        Note::new("compare", "not_verified", n, format!("{what} of {n} drawn elements: a scan cannot show it; not verified"))
    };
    counts.into_iter().map(note).collect()
}
