//! Lines and branches that end elsewhere than drawn.
//!
//! A drawn strand whose image starts at the same matched neighbour but leads to other places is one
//! `connectivity_mismatch`. A connection that merely could not be seen through is withheld, and counted.

use super::draft::Draft;
use super::order::Swapped;
use super::strands::{Strand, bodies};
use super::{Case, Withheld};
use crate::network::Role;
use crate::words;
use rosette_plant::{DifferenceKind, SeenState, Severity};
use std::collections::BTreeSet;

/// Strands of both sides that are settled here, and what came of it.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    pub drawn: BTreeSet<usize>,
    pub scanned: BTreeSet<usize>,
    pub drafts: Vec<Draft>,
}

/// Compares strands that start from the same matched nodes; those that a change of places explains are settled already.
pub(crate) fn elsewhere(case: &Case<'_>, swapped: &Swapped, withheld: &mut Withheld) -> Elsewhere {
    let mut result = Elsewhere { drawn: swapped.drawn.clone(), scanned: swapped.scanned.clone(), drafts: Vec::new() };
    for (k, strand) in case.stretches.drawn.iter().enumerate().filter(|(k, _)| !swapped.drawn.contains(k)) {
        let images: Vec<usize> = images(case, strand).into_iter().filter(|i| !result.scanned.contains(i)).collect();
        let other = images.iter().copied().find(|&i| leads_elsewhere(case, strand, &case.stretches.scanned[i]));
        match other {
            Some(i) => settle_elsewhere(case, k, i, &images, &mut result, withheld),
            None => settle_lost(case, k, &images, &mut result, withheld),
        }
    }
    result
}

/// Scanned strands that start where the drawn one does. At equipment several do; there the size must agree.
fn images(case: &Case<'_>, drawn: &Strand) -> Vec<usize> {
    let dn = |network: &crate::network::Network, s: &Strand| s.edges.first().and_then(|&e| network.edges[e].dn);
    let mut images = Vec::new();
    for &d in &drawn.attached {
        let Some(object) = case.view.mapping().of_drawn[d] else { continue };
        let equipment = case.view.documented.nodes[d].role == Role::Equipment;
        let same_size = |s: &Strand| !equipment || dn(case.view.as_built, s) == dn(case.view.documented, drawn);
        let at = |(_, s): &(usize, &Strand)| s.attached.contains(&object) && same_size(s);
        let found = case.stretches.scanned.iter().enumerate().filter(at).map(|(i, _)| i);
        if equipment { images.extend(found.take(1)) } else { images.extend(found) }
    }
    images.dedup();
    images
}

/// The scanned strand is seen through without a body of its own, and reaches a place that the drawn one does not.
fn leads_elsewhere(case: &Case<'_>, drawn: &Strand, scanned: &Strand) -> bool {
    let network = case.view.as_built;
    let expected: Vec<usize> = drawn.attached.iter().filter_map(|&d| case.view.mapping().of_drawn[d]).collect();
    let other = scanned.attached.iter().any(|n| !expected.contains(n));
    let clear = scanned.edges.iter().all(|&e| network.edges[e].gaps.iter().all(|g| g.length_m < case.settings.hiding_gap_m));
    scanned.attached.len() >= 2 && other && clear && bodies(network, &scanned.nodes).next().is_none() && drawn.attached.len() >= 2
}

fn settle_elsewhere(case: &Case<'_>, k: usize, i: usize, images: &[usize], result: &mut Elsewhere, withheld: &mut Withheld) {
    let draft = mismatch(case, &case.stretches.drawn[k], &case.stretches.scanned[i]);
    result.drawn.insert(k);
    result.scanned.insert(i);
    result.scanned.extend(images.iter().filter(|&&j| is_loose_end(case, &case.stretches.scanned[j])));
    if is_explained(case, k, i) {
        result.drafts.push(draft);
    } else {
        withheld.add("connection that seems to lead elsewhere, at places where more is left unmatched");
    }
}

/// The place it leads to has nothing drawn left over that it could be, and the place it should lead to nothing scanned:
/// otherwise a wrong pair, or a lost joint, is the likelier cause.
pub(super) fn is_explained(case: &Case<'_>, k: usize, i: usize) -> bool {
    let (stretches, mapping) = (case.stretches, case.view.mapping());
    let (drawn, scanned) = (&stretches.drawn[k], &stretches.scanned[i]);
    let left_drawn = |d: usize| stretches.drawn.iter().enumerate().any(|(j, s)| j != k && s.attached.contains(&d));
    let left_scanned = |n: usize| stretches.scanned.iter().enumerate().any(|(j, s)| j != i && s.attached.contains(&n));
    let new_places = scanned.attached.iter().filter_map(|&s| mapping.of_scanned[s]).filter(|d| !drawn.attached.contains(d));
    let old_places = drawn.attached.iter().filter_map(|&d| mapping.of_drawn[d]).filter(|s| !scanned.attached.contains(s));
    !new_places.into_iter().any(left_drawn) && !old_places.into_iter().any(left_scanned)
}

/// A strand that only ends: the line was lost, or ends there.
fn is_loose_end(case: &Case<'_>, strand: &Strand) -> bool {
    strand.attached.len() == 1 && bodies(case.view.as_built, &strand.nodes).next().is_none()
}

/// The drawn connection was not found: open ends that were seen to be open say so, others say nothing.
fn settle_lost(case: &Case<'_>, k: usize, images: &[usize], result: &mut Elsewhere, withheld: &mut Withheld) {
    let strand = &case.stretches.drawn[k];
    let ends: Vec<usize> = images.iter().copied().filter(|&i| is_loose_end(case, &case.stretches.scanned[i])).collect();
    result.scanned.extend(&ends);
    let has_body = bodies(case.view.documented, &strand.nodes).next().is_some();
    if has_body || strand.attached.len() < 2 {
        return;
    }
    result.drawn.insert(k);
    let open = |i: &usize| case.stretches.scanned[*i].nodes.iter().all(|&n| case.view.as_built.nodes[n].seen == SeenState::Empty);
    if ends.len() >= 2 && ends.iter().all(open) {
        result.drafts.push(ends_open(case, strand, &ends));
    } else {
        withheld.add("documented connection that could not be seen through");
    }
}

fn mismatch(case: &Case<'_>, drawn: &Strand, scanned: &Strand) -> Draft {
    let view = case.view;
    let stays = |d: &&usize| view.mapping().of_drawn[**d].is_some_and(|s| scanned.attached.contains(&s));
    let from: Vec<String> = drawn.attached.iter().filter(stays).map(|&d| words::place(view, d)).collect();
    let to: Vec<String> = drawn.attached.iter().filter(|d| !stays(d)).map(|&d| words::place(view, d)).collect();
    let image = |s: &&usize| view.mapping().of_scanned[**s].is_some_and(|d| drawn.attached.contains(&d));
    let instead: Vec<String> = scanned.attached.iter().filter(|s| !image(s)).map(|&s| place_of(case, s)).collect();
    let base = base(case, drawn, scanned);
    let line = base.line.as_deref().unwrap_or("The line");
    Draft {
        message: format!(
            "{line} leads from {} to {} in the field, not to {} as drawn.",
            words::list(&from),
            words::list(&instead),
            words::list(&to)
        ),
        compared: vec![format!("drawn to {}, scanned to {}", words::list(&to), words::list(&instead))],
        seen: SeenState::Occupied,
        ..base
    }
}

pub(super) fn place_of(case: &Case<'_>, scanned: usize) -> String {
    match case.view.mapping().of_scanned[scanned] {
        Some(d) => words::place(case.view, d),
        None => match case.stretches.run_of_scanned.get(&scanned).map(|&k| &case.stretches.runs[k].drawn) {
            Some(d) => format!("a tee between {} and {}", words::place(case.view, d.from), words::place(case.view, d.to)),
            None => "an undocumented tee".into(),
        },
    }
}

fn ends_open(case: &Case<'_>, drawn: &Strand, ends: &[usize]) -> Draft {
    let places: Vec<String> = drawn.attached.iter().map(|&d| words::place(case.view, d)).collect();
    let base = base(case, drawn, &case.stretches.scanned[ends[0]]);
    let line = base.line.as_deref().unwrap_or("The line");
    Draft {
        message: format!("{line} is drawn between {}, but its ends are open in the field.", words::list(&places)),
        compared: vec!["both open ends were seen, with nothing beyond".into()],
        seen: SeenState::Empty,
        ..base
    }
}

pub(super) fn base(case: &Case<'_>, drawn: &Strand, scanned: &Strand) -> Draft {
    let view = case.view;
    let pipe = case.pipework(&scanned.edges);
    let line = drawn.edges.iter().find_map(|&e| view.documented.edges[e].line.clone());
    let ids = |n: &usize| view.drawn_element(*n).map(|e| e.id.clone());
    let joints = scanned.edges.iter().map(|&e| view.as_built.edges[e].joint_confidence).fold(1.0, f64::min);
    Draft {
        kind: DifferenceKind::ConnectivityMismatch,
        severity: Severity::High,
        confidence: drawn.attached.iter().map(|&d| case.sure(d)).fold(1.0, f64::min) * joints,
        pid_ids: drawn.attached.iter().chain(&drawn.nodes).filter_map(ids).collect(),
        object_ids: scanned
            .edges
            .iter()
            .flat_map(|&e| &view.as_built.edges[e].items)
            .map(|&e| view.scanned.elements[e].id.clone())
            .collect(),
        tag: None,
        line,
        position: pipe.middle.or_else(|| scanned.attached.iter().find_map(|&n| view.as_built.nodes[n].position)),
        message: String::new(),
        points: pipe.points,
        seen: SeenState::Occupied,
        compared: Vec::new(),
        anchor: String::new(),
        one_of: false,
    }
}
