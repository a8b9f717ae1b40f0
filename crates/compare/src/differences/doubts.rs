//! Reasons not to call a documented body missing although the scan shows plain pipe: the recogniser, not the plant, may be
//! the cause.
//!
//! A body that was swallowed by its neighbour leaves no room between the two; one beside a pump is often taken for a part of
//! it; a reducer at a nozzle shows only as a change of size. Such places are `not_verifiable`, with the reason in words.

use super::Case;
use super::missing::least_recall;
use super::strands::{Run, Sight, Strand, sight};
use crate::network::{Network, Node, Role};
use crate::words;
use rosette_plant::{Class, Element, Geometry, Scanned, SeenState, Subtype};

/// Share of the documented equipment of a class that must have been found before one more is called missing: lines end at
/// equipment, so a missed one breaks up its whole neighbourhood.
const EQUIPMENT_RECALL: f64 = 0.9;
/// Length of pipe on either side that shows that a size does not change, m.
const SIZED_PIPE_M: f64 = 0.3;

/// Why a body on a stretch of plain pipe is not called missing, in words.
pub(crate) fn of_missing(case: &Case<'_>, node: usize, run: &Run) -> Option<String> {
    let n = &case.view.documented.nodes[node];
    let length_m = case.pipework(&run.scanned.edges).length_m;
    let room = room_m(n);
    let machine = run.drawn.nodes.iter().find(|&&d| case.view.documented.nodes[d].role == Role::Equipment);
    if let Some(&machine) = machine.filter(|_| is_plain_pipe(case, run)) {
        let what = words::kind(case.view.documented.nodes[machine].class, None);
        Some(format!("pipe seems to pass where a {what} is drawn, which is rather a {what} that was not recognised"))
    } else if n.role == Role::Equipment && case.trust.recall(n.class) < EQUIPMENT_RECALL {
        Some(format!("the scan shows none, but a {} may have been taken for something else", words::kind(n.class, None)))
    } else if n.class == Class::Reducer && !is_one_size(case, node, run) {
        Some("whether the size changes there cannot be told".into())
    } else if length_m < room {
        Some(format!("only {length_m:.2} m of pipe lie between its neighbours, so it may have been taken for a part of one"))
    } else if let Some(neighbour) = may_have_passed(case, node, run) {
        Some(format!("it may stand on the other side of {neighbour}, in the place of what was found there"))
    } else {
        beside_equipment(case, node, run).map(|name| format!("it may have been taken for a part of {name}"))
    }
}

/// The neighbour beyond which it may stand: the next but one was paired with an object that would do for this body as well, and
/// what is drawn there may be hidden, since the line was not followed any further.
fn may_have_passed(case: &Case<'_>, node: usize, run: &Run) -> Option<String> {
    let (documented, as_built) = (case.view.documented, case.view.as_built);
    let object = |d: usize| case.view.mapping().of_drawn[d].map(|s| &as_built.nodes[s]);
    let would_do = |d: usize| {
        let (x, y) = (&documented.nodes[node], object(d));
        y.is_some_and(|y| x.class == y.class && (x.subtype.is_none() || y.subtype.is_none() || x.subtype == y.subtype))
    };
    let inline = |n: usize| documented.nodes[n].role == Role::Inline && documented.nodes[n].arcs.len() == 2;
    let followed = |from: usize, not: usize| {
        let leads_on =
            |r: &&Run| [(r.drawn.from, r.drawn.to), (r.drawn.to, r.drawn.from)].iter().any(|&(a, b)| a == from && b != not);
        case.stretches.runs.iter().any(|r| leads_on(&r) && is_seen(case, r))
    };
    let passed = |stop: &usize| {
        let beyond = documented.nodes[*stop].arcs.iter().map(|a| a.to).filter(|n| !on_run(run, *n));
        inline(*stop) && beyond.into_iter().any(|n| inline(n) && would_do(n) && !followed(n, *stop))
    };
    [run.drawn.from, run.drawn.to].into_iter().find(passed).map(|stop| words::place(case.view, stop))
}

/// No machine is ever replaced by a straight-through pipe: its nozzles do not face each other.
fn is_plain_pipe(case: &Case<'_>, run: &Run) -> bool {
    let ends = [run.scanned.from, run.scanned.to];
    sight(case.view.as_built, &run.scanned.edges, &ends, case.settings.hiding_gap_m) == Sight::Clear(SeenState::Occupied)
}

fn on_run(run: &Run, n: usize) -> bool {
    run.drawn.from == n || run.drawn.to == n || run.drawn.nodes.contains(&n)
}

fn is_seen(case: &Case<'_>, run: &Run) -> bool {
    let ends = [run.scanned.from, run.scanned.to];
    matches!(sight(case.view.as_built, &run.scanned.edges, &ends, case.settings.hiding_gap_m), Sight::Clear(_))
}

/// Why a whole branch is not called missing, in words.
pub(crate) fn of_missing_branch(case: &Case<'_>, strand: &Strand, judged: &[usize]) -> Option<String> {
    let nodes = &case.view.documented.nodes;
    let equipment = judged.iter().find(|&&n| nodes[n].role == Role::Equipment);
    if let Some(&n) = equipment.filter(|&&n| case.trust.recall(nodes[n].class) < EQUIPMENT_RECALL) {
        return Some(format!("a {} may have been taken for something else", words::kind(nodes[n].class, None)));
    }
    let trusted = least_recall(case, judged) >= case.settings.trusted_recall;
    let known = strand.attached.iter().all(|&n| case.sure(n) >= case.settings.least_confidence);
    (!trusted || !known).then(|| "too few of its kind were recognised here".into())
}

/// Least length of pipe that a body would take up, m: face to face lengths of ASME B16.10 class 150 (gate 178 mm at DN50, 229 at
/// DN100, 292 at DN200), less a tenth; wafer bodies need next to nothing.
pub(super) fn room_m(n: &Node) -> f64 {
    let bore_m = f64::from(n.dn().or(n.line_dn).unwrap_or(50)) / 1000.0;
    match (n.class, n.subtype) {
        (Class::Reducer, _) => 0.0,
        (_, Some(Subtype::Butterfly | Subtype::Check)) => 0.04 + 0.2 * bore_m,
        (Class::Valve | Class::Strainer | Class::Flowmeter, _) => 0.09 + 0.9 * bore_m,
        _ => 0.0,
    }
}

/// The machine that the body is drawn next to, or next but one, if its scanned shape is a mere box: its bounds may hold the
/// body too. Tanks and vessels have a shape of their own, which holds nothing else.
fn beside_equipment(case: &Case<'_>, node: usize, run: &Run) -> Option<String> {
    let nodes = &run.drawn.nodes;
    let near_from = nodes.iter().take(2).any(|&n| n == node).then_some(run.drawn.from);
    let near_to = nodes.iter().rev().take(2).any(|&n| n == node).then_some(run.drawn.to);
    let swallows = |d: &usize| {
        let object = case.view.mapping().of_drawn[*d].and_then(|s| case.view.object(s));
        let machine = matches!(case.view.documented.nodes[*d].class, Class::Pump | Class::HeatExchanger);
        let sure = if machine { 0.98 } else { 0.6 };
        let is_box = |e: &Element<Scanned>| matches!(e.evidence.geometry, Geometry::Box { .. }) && e.evidence.confidence < sure;
        case.view.documented.nodes[*d].role == Role::Equipment && object.is_some_and(is_box)
    };
    [near_from, near_to].into_iter().flatten().find(swallows).map(|d| words::place(case.view, d))
}

/// The pipe was measured on both sides of where a reducer is drawn, away from nozzles, and has one size all along.
fn is_one_size(case: &Case<'_>, node: usize, run: &Run) -> bool {
    let network: &Network = case.view.as_built;
    let bodies = [run.drawn.from, run.drawn.to].map(|d| case.view.documented.nodes[d].role);
    let sizes: std::collections::BTreeSet<Option<u32>> = run.scanned.edges.iter().map(|&e| network.edges[e].dn).collect();
    let ends = [run.scanned.from, run.scanned.to].map(|s| network.nodes[s].dn());
    let drawn = &case.view.documented.nodes[node];
    let drawn_sizes: std::collections::BTreeSet<u32> =
        drawn.arcs.iter().filter_map(|a| case.view.documented.edges[a.edge].dn).collect();
    let ends_agree = ends.iter().flatten().all(|dn| sizes.contains(&Some(*dn)));
    let long = case.pipework(&run.scanned.edges).length_m >= 2.0 * SIZED_PIPE_M;
    let known = sizes.len() == 1 && !sizes.contains(&None);
    known && long && ends_agree && drawn_sizes.len() != 1 && !bodies.contains(&Role::Equipment)
}
