//! The same elements of a line in another order: two bodies that have changed places.

use super::Case;
use super::draft::Draft;
use super::severity;
use super::strands::Strand;
use super::types::{Verdict, verdict};
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
    for (d, other) in exchanged(case) {
        if !done.contains(&d) && !done.contains(&other) {
            done.extend([d, other]);
            swapped.bodies.extend([d, other]);
            swapped.drafts.push(draft(case, d, other));
        }
    }
    for (d, neighbour) in case.counterparts.passed.iter().copied().chain(tees_past(case)) {
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

/// Bodies not far from each other of which each is of another type than drawn, and of the other's: they have changed places, as on
/// two branches of a header.
fn exchanged(case: &Case<'_>) -> Vec<(usize, usize)> {
    let (documented, as_built) = (case.view.documented, case.view.as_built);
    let inline = |n: &Node| n.role == Role::Inline;
    let pairs = case.view.mapping().of_drawn.iter().enumerate().filter_map(|(d, s)| Some((d, (*s)?)));
    let other: Vec<(usize, usize)> = pairs
        .filter(|&(d, _)| inline(&documented.nodes[d]) && !case.is_read_otherwise(d))
        .filter(|&(d, s)| matches!(verdict(case.settings, &documented.nodes[d], &as_built.nodes[s]), Verdict::Different))
        .collect();
    let is = |d: usize, s: usize| {
        let (x, y) = (&documented.nodes[d], &as_built.nodes[s]);
        (x.class, x.subtype) == (y.class, y.subtype)
    };
    let mut found = Vec::new();
    for (k, &(d, s)) in other.iter().enumerate() {
        found.extend(other[k + 1..].iter().filter(|(e, t)| is(d, *t) && is(*e, s) && is_near(case, d, *e)).map(|(e, _)| (d, *e)));
    }
    found
}

/// Within two bodies of each other on the drawing.
fn is_near(case: &Case<'_>, d: usize, e: usize) -> bool {
    let beside = |n: usize| neighbours(case, n);
    let mut near = vec![d];
    for _ in 0..3 {
        near = near
            .iter()
            .flat_map(|&n| beside(n).into_iter().chain([n]))
            .filter(|&n| case.view.documented.nodes[n].role != Role::Equipment)
            .collect();
        near.sort_unstable();
        near.dedup();
    }
    near.contains(&e)
}

/// Drawn tees without an object whose branch leaves the header on the other side of the neighbouring tee, and that neighbour.
fn tees_past(case: &Case<'_>) -> Vec<(usize, usize)> {
    let (documented, as_built) = (case.view.documented, case.view.as_built);
    let tee = |n: &Node| n.role == Role::Tee && n.arcs.len() == 3;
    let unmatched = |d: &usize| tee(&documented.nodes[*d]) && case.view.mapping().of_drawn[*d].is_none();
    let past = |d: usize| {
        let branches = neighbours(case, d).into_iter().filter_map(|b| Some((b, case.view.mapping().of_drawn[b]?)));
        branches.flat_map(|(b, o)| as_built.nodes[o].arcs.iter().map(move |a| (b, o, a.to))).find_map(|(b, o, s)| {
            let left_over = tee(&as_built.nodes[s]) && case.view.mapping().of_scanned[s].is_none();
            left_over.then(|| passed_tee(case, (d, b), (s, o))).flatten()
        })
    };
    (0..documented.nodes.len()).filter(unmatched).filter_map(|d| Some((d, past(d)?))).collect()
}

/// The neighbour on the header that both tees, of which the branches are one, have on different sides.
fn passed_tee(case: &Case<'_>, (d, b): (usize, usize), (s, o): (usize, usize)) -> Option<usize> {
    let mapping = case.view.mapping();
    let drawn: Vec<usize> = neighbours(case, d).into_iter().filter(|&n| n != b).collect();
    let scanned: Vec<usize> =
        scanned_neighbours(case, s).into_iter().filter(|&n| n != o).filter_map(|n| mapping.of_scanned[n]).collect();
    let ([p, q], [u, v]) = (&drawn[..], &scanned[..]) else { return None };
    let common = |x: &usize| x == u || x == v;
    let shared = if common(p) != common(q) { if common(p) { *p } else { *q } } else { return None };
    let other = if *u == shared { *v } else { *u };
    let beyond = case.view.documented.nodes[shared].role == Role::Tee && neighbours(case, shared).contains(&other);
    beyond.then_some(shared)
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
    let tees = [x, y].iter().all(|&d| view.documented.nodes[d].role == Role::Tee);
    let ids: Vec<String> = [x, y].iter().filter_map(|&d| view.drawn_element(d)).map(|e| words::name(e).to_string()).collect();
    let message = match tees {
        true => format!("The branches at {} leave the line{on} in the other order in the field.", words::list(&ids)),
        false => format!("{} stand{on} in the other order in the field.", words::list(&names)),
    };
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
        message,
        points: case.points(&nodes, &[]),
        seen: SeenState::Occupied,
        compared: vec![format!("drawn {} before {}, scanned the other way round", names[0], names[1])],
        anchor: String::new(),
        one_of: false,
    }
}
