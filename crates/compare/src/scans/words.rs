//! Changes between two scans in an engineer's words.

use super::ChangeKind;
use super::bodies::is_body;
use super::group::Fact;
use crate::words;
use rosette_plant::{Element, PlantGraph, Scanned, SeenState};

/// The sentence of a group of facts; `chief` names it.
pub(super) fn message(before: &PlantGraph<Scanned>, after: &PlantGraph<Scanned>, group: &[Fact], chief: &Fact) -> String {
    let was = chief.before.and_then(|n| before.elements.get(n));
    let is = chief.after.and_then(|n| after.elements.get(n));
    let what = described(before, after, group, chief);
    let what = words::capital(&format!("{} {what}", words::article(&what)));
    match (chief.kind, was, is) {
        (ChangeKind::Added, ..) => format!("{what} was added."),
        (ChangeKind::Removed, ..) => format!("{what} was removed."),
        (ChangeKind::Moved, ..) => format!("{what} was moved by {:.2} m.", chief.shift_m.unwrap_or(0.0)),
        (ChangeKind::Resized, Some(was), Some(is)) => format!("{what} is now {}.", size(is).unwrap_or_else(|| size_of(was))),
        (ChangeKind::Exchanged, _, Some(is)) => {
            let now = words::sized_kind(is.class, is.subtype, is.dn);
            format!("{what} was exchanged for {} {now}.", words::article(&now))
        }
        (_, Some(_), _) => format!("{what} is not found in the later scan, {}.", unseen(chief.seen)),
        _ => format!("{what} is not found in the earlier scan, {}.", unseen(chief.seen)),
    }
}

fn size(e: &Element<Scanned>) -> Option<String> {
    e.dn.map(|dn| format!("DN{dn}"))
}

fn size_of(e: &Element<Scanned>) -> String {
    e.evidence.od.map_or("of another size".into(), |od| format!("{:.0} mm across", od * 1000.0))
}

fn unseen(seen: SeenState) -> &'static str {
    match seen {
        SeenState::Occupied => "where something stands that was not recognised",
        SeenState::Unseen => "which did not see the place",
        _ => "and whether that saw the place is not known",
    }
}

/// `DN50 line of 3.2 m with a ball valve and an elbow`, `DN80 gate valve`.
fn described(before: &PlantGraph<Scanned>, after: &PlantGraph<Scanned>, group: &[Fact], chief: &Fact) -> String {
    let element =
        |f: &Fact| f.before.and_then(|n| before.elements.get(n)).or_else(|| f.after.and_then(|n| after.elements.get(n)));
    let length_m: f64 = group.iter().map(|f| f.length_m).sum();
    let mut bodies: Vec<String> = group
        .iter()
        .filter_map(element)
        .filter(|e| is_body(e.class))
        .map(|e| words::sized_kind(e.class, e.subtype, e.dn))
        .map(|kind| format!("{} {kind}", words::article(&kind)))
        .collect();
    bodies.sort();
    match element(chief) {
        None => "thing".into(),
        Some(e) if length_m <= 0.0 => words::sized_kind(e.class, e.subtype, e.dn),
        Some(_) => {
            let pipe = group.iter().filter_map(element).find(|e| !is_body(e.class));
            let dn = pipe.and_then(|e| e.dn).map_or(String::new(), |dn| format!("DN{dn} "));
            let with = if bodies.is_empty() { String::new() } else { format!(" with {}", words::list(&bodies)) };
            format!("{dn}line of {length_m:.1} m{with}")
        }
    }
}
