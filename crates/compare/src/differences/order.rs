//! The same elements of a line in another order: two bodies that have changed places.

use super::Case;
use super::draft::Draft;
use super::severity;
use super::strands::Strand;
use crate::network::{Node, Role};
use crate::similarity::look_alike;
use crate::words;
use rosette_plant::{DifferenceKind, SeenState, Severity};
use std::collections::BTreeSet;

/// Drawn neighbours of a body along its line, matched or not.
fn neighbours(case: &Case<'_>, d: usize) -> Vec<usize> {
    case.view.documented.nodes[d].arcs.iter().map(|a| a.to).collect()
}

/// Bodies that have changed places, and the strands of both sides that come of it.
#[derive(Debug, Default)]
pub(crate) struct Swapped {
    pub drawn: BTreeSet<usize>,
    pub scanned: BTreeSet<usize>,
    /// The bodies themselves, drawn nodes: told of here, whatever type their partners have.
    pub bodies: BTreeSet<usize>,
    pub drafts: Vec<Draft>,
}

/// Pairs of bodies that are drawn a - x - y - b and stand a - y - x - b.
pub(crate) fn swapped(case: &Case<'_>) -> Swapped {
    let mut done = BTreeSet::new();
    let mut swapped = Swapped::default();
    for x in 0..case.view.documented.nodes.len() {
        for y in neighbours(case, x) {
            if x < y && !done.contains(&x) && !done.contains(&y) && is_swapped(case, x, y) {
                done.extend([x, y]);
                swapped.bodies.extend([x, y]);
                swapped.drafts.push(draft(case, x, y));
                swapped.drawn.extend(at(&case.stretches.drawn, &[x, y]));
                let objects: Vec<usize> = [x, y].iter().filter_map(|&d| case.view.mapping().of_drawn[d]).collect();
                swapped.scanned.extend(at(&case.stretches.scanned, &objects));
            }
        }
    }
    for &(d, neighbour) in &case.counterparts.passed {
        if !done.contains(&d) && !done.contains(&neighbour) {
            done.extend([d, neighbour]);
            swapped.bodies.extend([d, neighbour]);
            swapped.drafts.push(draft(case, d, neighbour));
        }
    }
    swapped
}

/// Strands that start at one of the nodes.
fn at<'a>(strands: &'a [Strand], nodes: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
    strands.iter().enumerate().filter(|(_, s)| s.attached.iter().any(|n| nodes.contains(n))).map(|(k, _)| k)
}

/// Both matched and inline; the outer drawn neighbour of one is the scanned neighbour of the other.
fn is_swapped(case: &Case<'_>, x: usize, y: usize) -> bool {
    let (documented, mapping) = (case.view.documented, case.view.mapping());
    let (Some(sx), Some(sy)) = (mapping.of_drawn[x], mapping.of_drawn[y]) else { return false };
    if documented.nodes[x].role == Role::Tee && documented.nodes[y].role == Role::Tee {
        return is_branch_order(case, (x, sx), (y, sy));
    }
    let inline = |n: usize| documented.nodes[n].role == Role::Inline && documented.nodes[n].arcs.len() == 2;
    let sure = |s: usize| case.view.as_built.nodes[s].confidence >= case.settings.undocumented_confidence;
    if !sure(sx) || !sure(sy) || !is_itself(case, x, sx) || !is_itself(case, y, sy) {
        return false;
    }
    if !inline(x) || !inline(y) {
        return false;
    }
    let outer = |n: usize, not: usize| neighbours(case, n).into_iter().find(|&m| m != not);
    let (Some(a), Some(b)) = (outer(x, y), outer(y, x)) else { return false };
    let beside = |s: usize, d: usize| mapping.of_drawn[d].is_some_and(|t| scanned_neighbours(case, s).contains(&t));
    let crossed = beside(sy, a) || beside(sx, b);
    let straight = beside(sx, a) || beside(sy, b);
    crossed && !straight && scanned_neighbours(case, sx).contains(&sy)
}

/// Two tees next to each other on a header have changed places: each keeps its branch, and has the other's neighbour on the header.
fn is_branch_order(case: &Case<'_>, (x, sx): (usize, usize), (y, sy): (usize, usize)) -> bool {
    let mapping = case.view.mapping();
    let image = |d: usize| mapping.of_drawn[d];
    let (near_x, near_y) = (scanned_neighbours(case, sx), scanned_neighbours(case, sy));
    let own = |d: usize, not: usize| neighbours(case, d).into_iter().filter(move |&m| m != not).filter_map(image);
    let crossed = |d: usize, not: usize, mine: &[usize], theirs: &[usize]| {
        own(d, not).any(|t| theirs.contains(&t) && !mine.contains(&t)) && own(d, not).any(|t| mine.contains(&t))
    };
    near_x.contains(&sy) && crossed(x, y, &near_x, &near_y) && crossed(y, x, &near_y, &near_x)
}

/// The object is what is drawn: something of another class that stands there is no sign of an exchange.
fn is_itself(case: &Case<'_>, d: usize, s: usize) -> bool {
    let (x, y) = (&case.view.documented.nodes[d], &case.view.as_built.nodes[s]);
    x.class == y.class && (x.subtype.is_none() || y.subtype.is_none() || x.subtype == y.subtype || look_alike_known(x, y))
}

fn look_alike_known(x: &Node, y: &Node) -> bool {
    x.subtype.zip(y.subtype).is_some_and(|(a, b)| look_alike(a, b))
}

/// Matched scanned nodes next to one, unmatched ones looked through.
fn scanned_neighbours(case: &Case<'_>, s: usize) -> Vec<usize> {
    let (as_built, mapping) = (case.view.as_built, case.view.mapping());
    let mut found = Vec::new();
    for arc in &as_built.nodes[s].arcs {
        let (mut edge, mut node) = (arc.edge, arc.to);
        for _ in 0..4 {
            if mapping.of_scanned[node].is_some() {
                found.push(node);
                break;
            }
            match as_built.nodes[node].arcs.iter().find(|a| a.edge != edge) {
                Some(next) => (edge, node) = (next.edge, next.to),
                None => break,
            }
        }
    }
    found
}

fn draft(case: &Case<'_>, x: usize, y: usize) -> Draft {
    let view = case.view;
    let partner = |d: &usize| view.mapping().of_drawn[*d].or_else(|| case.counterparts.of_drawn.get(d).copied());
    let nodes: Vec<usize> = [x, y].iter().filter_map(partner).collect();
    let names: Vec<String> = [x, y].iter().map(|&d| words::place(view, d)).collect();
    let line = view.drawn_element(x).and_then(|e| e.line.clone()).or_else(|| view.documented.line_at(x).map(String::from));
    let on = line.as_ref().map_or_else(String::new, |l| format!(" on {l}"));
    let protective = [x, y].iter().any(|&d| severity::is_protective(view.documented.nodes[d].subtype));
    Draft {
        kind: DifferenceKind::OrderMismatch,
        severity: if protective { Severity::High } else { Severity::Medium },
        confidence: case.sure(x).min(case.sure(y)),
        pid_ids: [x, y].iter().filter_map(|&d| view.drawn_element(d)).map(|e| e.id.clone()).collect(),
        object_ids: nodes.iter().filter_map(|&s| view.object(s)).map(|e| e.id.clone()).collect(),
        tag: view.documented.nodes[x].tag.clone().or(view.documented.nodes[y].tag.clone()),
        line,
        position: nodes.first().and_then(|&s| view.as_built.nodes[s].position),
        message: format!("{} stand{on} in the other order in the field.", words::list(&names)),
        points: case.points(&nodes, &[]),
        seen: SeenState::Occupied,
        compared: vec![format!("drawn {} before {}, scanned the other way round", names[0], names[1])],
        anchor: String::new(),
    }
}
