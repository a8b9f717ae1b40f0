//! Ratio of reducers: the sizes on either side of a pair, where both were measured.

use super::Case;
use super::draft::Draft;
use super::severity;
use crate::network::Network;
use crate::words;
use rosette_plant::{Class, DifferenceKind, SeenState, Severity};
use std::collections::BTreeSet;

/// Reducers with another ratio than drawn, unless the size of a whole stretch beside them is reported already.
pub(super) fn ratios(case: &Case<'_>, reported: &[Draft]) -> Vec<Draft> {
    let told: BTreeSet<&str> = reported
        .iter()
        .filter(|d| d.kind == DifferenceKind::SizeMismatch)
        .flat_map(|d| d.object_ids.iter().map(String::as_str))
        .collect();
    let pairs = case.view.mapping().of_drawn.iter().enumerate().filter_map(|(d, s)| Some((d, (*s)?)));
    pairs.filter_map(|(d, s)| ratio(case, d, s, &told)).collect()
}

fn ratio(case: &Case<'_>, d: usize, s: usize, told: &BTreeSet<&str>) -> Option<Draft> {
    let view = case.view;
    let (x, y) = (&view.documented.nodes[d], &view.as_built.nodes[s]);
    if x.class != Class::Reducer || y.class != Class::Reducer || y.confidence < case.settings.class_confidence {
        return None;
    }
    let (drawn, measured) = (sides(view.documented, d)?, sides(view.as_built, s)?);
    let pipework =
        || y.arcs.iter().flat_map(|a| &view.as_built.edges[a.edge].items).map(|&e| view.scanned.elements[e].id.as_str());
    if drawn == measured || drawn.0 == drawn.1 || pipework().any(|id| told.contains(id)) {
        return None;
    }
    let element = view.drawn_element(d)?;
    let line = element.line.clone().or_else(|| view.documented.line_at(d).map(String::from));
    let on = line.as_ref().map_or_else(String::new, |l| format!(" on {l}"));
    let say = |(a, b): (u32, u32)| format!("DN{b} x DN{a}");
    Some(Draft {
        kind: DifferenceKind::SizeMismatch,
        severity: severity::of_size(drawn.0, measured.0).max(severity::of_size(drawn.1, measured.1)).min(Severity::Medium),
        confidence: y.confidence * case.sure(d),
        pid_ids: vec![element.id.clone()],
        object_ids: view.object(s).map(|e| e.id.clone()).into_iter().collect(),
        tag: x.tag.clone(),
        position: y.position,
        message: format!("Reducer {}{on} is drawn as {}, but measures {}.", words::name(element), say(drawn), say(measured)),
        points: case.points(&[s], &[]),
        seen: SeenState::Occupied,
        compared: vec![format!("drawn {}, scanned {}", say(drawn), say(measured))],
        anchor: String::new(),
        one_of: false,
        line,
    })
}

/// Sizes of the two ways out, the smaller first; none unless both are known.
fn sides(network: &Network, n: usize) -> Option<(u32, u32)> {
    let sizes: Vec<u32> = network.nodes[n].arcs.iter().filter_map(|a| network.edges[a.edge].dn).collect();
    match sizes[..] {
        [a, b] => Some((a.min(b), a.max(b))),
        _ => None,
    }
}
