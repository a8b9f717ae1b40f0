//! Runs and strands: stretches that both sides have between the same matched neighbours, and pipework of one side beside them.

use crate::links::{Link, links};
use crate::network::{Network, Node, Role};
use crate::outcome::View;
use rosette_plant::SeenState;
use std::collections::BTreeMap;

/// A stretch between two matched nodes that both sides have. `scanned` runs the same way as `drawn`.
#[derive(Debug)]
pub(crate) struct Run {
    pub drawn: Link,
    pub scanned: Link,
}

/// Connected pipework and unmatched nodes of one side that belong to no run.
#[derive(Debug, Default)]
pub(crate) struct Strand {
    pub edges: Vec<usize>,
    /// Unmatched nodes on it, ends among them.
    pub nodes: Vec<usize>,
    /// Matched nodes, and unmatched nodes on runs, that it starts from.
    pub attached: Vec<usize>,
}

/// All runs, and the strands of both sides.
#[derive(Debug, Default)]
pub(crate) struct Stretches {
    pub runs: Vec<Run>,
    pub drawn: Vec<Strand>,
    pub scanned: Vec<Strand>,
    /// Run on which an unmatched node lies.
    pub run_of_drawn: BTreeMap<usize, usize>,
    pub run_of_scanned: BTreeMap<usize, usize>,
}

/// What the scan shows of a stretch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Sight {
    /// Plain pipe, or seen empty space, all along.
    Clear(SeenState),
    /// A stretch of this length and state could hide a body.
    Hidden(SeenState, f64),
}

/// Finds the runs and what is left beside them.
pub(crate) fn stretches(view: &View<'_>) -> Stretches {
    let drawn = links(view.documented, &|d| view.mapping().of_drawn[d].is_some());
    let scanned = links(view.as_built, &|s| view.mapping().of_scanned[s].is_some());
    let runs = runs(view, &drawn, &scanned);
    let of = |pick: &dyn Fn(&Run) -> &Link| -> BTreeMap<usize, usize> {
        runs.iter().enumerate().rev().flat_map(|(k, r)| pick(r).nodes.iter().map(move |&n| (n, k)).collect::<Vec<_>>()).collect()
    };
    let (run_of_drawn, run_of_scanned) = (of(&|r| &r.drawn), of(&|r| &r.scanned));
    let beside = |network: &Network, pick: &dyn Fn(&Run) -> &Link, fixed: &dyn Fn(usize) -> bool| {
        let on_run: Vec<usize> = runs.iter().flat_map(|r| pick(r).edges.clone()).collect();
        strands(network, &on_run, fixed)
    };
    let drawn =
        beside(view.documented, &|r| &r.drawn, &|n| view.mapping().of_drawn[n].is_some() || run_of_drawn.contains_key(&n));
    let scanned =
        beside(view.as_built, &|r| &r.scanned, &|n| view.mapping().of_scanned[n].is_some() || run_of_scanned.contains_key(&n));
    Stretches { runs, drawn, scanned, run_of_drawn, run_of_scanned }
}

/// Pairs links that have the same two ends, those that differ least first.
fn runs(view: &View<'_>, drawn: &[Link], scanned: &[Link]) -> Vec<Run> {
    let mut by_stops: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (k, s) in scanned.iter().enumerate().filter(|(_, s)| !s.dangling) {
        by_stops.entry((s.from, s.to)).or_default().push(k);
    }
    let mut fits = Vec::new();
    for (i, d) in drawn.iter().enumerate().filter(|(_, d)| !d.dangling) {
        let (Some(a), Some(b)) = (view.mapping().of_drawn[d.from], view.mapping().of_drawn[d.to]) else { continue };
        for &k in by_stops.get(&(a.min(b), a.max(b))).into_iter().flatten() {
            fits.push((unlikeness(view, d, &scanned[k]), i, k));
        }
    }
    fits.sort_unstable();
    let (mut taken, mut used, mut runs) = (vec![false; drawn.len()], vec![false; scanned.len()], Vec::new());
    for (_, i, k) in fits {
        if !taken[i] && !used[k] {
            (taken[i], used[k]) = (true, true);
            let turned = view.mapping().of_drawn[drawn[i].from] != Some(scanned[k].from);
            let s = if turned { scanned[k].reversed() } else { scanned[k].clone() };
            runs.push((i, Run { drawn: drawn[i].clone(), scanned: s }));
        }
    }
    runs.sort_by_key(|(i, _)| *i);
    runs.into_iter().map(|(_, r)| r).collect()
}

/// Bodies that one side has more than the other, then sizes that differ, then bodies in all.
fn unlikeness(view: &View<'_>, d: &Link, s: &Link) -> (usize, bool, usize) {
    let sizes = |network: &Network, l: &Link| l.edges.first().and_then(|&e| network.edges[e].dn);
    let differ = sizes(view.documented, d) != sizes(view.as_built, s);
    (d.nodes.len().abs_diff(s.nodes.len()), differ, d.nodes.len() + s.nodes.len())
}

/// Components of the edges that are on no run, joined at nodes that are neither matched nor on a run.
fn strands(network: &Network, on_run: &[usize], fixed: &dyn Fn(usize) -> bool) -> Vec<Strand> {
    let mut done = vec![false; network.edges.len()];
    on_run.iter().for_each(|&e| done[e] = true);
    let mut strands = Vec::new();
    for start in 0..network.edges.len() {
        if !done[start] {
            strands.push(gather(network, start, fixed, &mut done));
        }
    }
    strands
}

fn gather(network: &Network, start: usize, fixed: &dyn Fn(usize) -> bool, done: &mut [bool]) -> Strand {
    let mut strand = Strand::default();
    let mut todo = vec![start];
    done[start] = true;
    while let Some(e) = todo.pop() {
        strand.edges.push(e);
        for n in network.edges[e].ends {
            let list = if fixed(n) { &mut strand.attached } else { &mut strand.nodes };
            if list.contains(&n) {
                continue;
            }
            list.push(n);
            if !fixed(n) {
                let more = network.nodes[n].arcs.iter().map(|a| a.edge).filter(|&e| !std::mem::replace(&mut done[e], true));
                todo.extend(more);
            }
        }
    }
    strand.edges.sort_unstable();
    strand.nodes.sort_unstable();
    strand.attached.sort_unstable();
    strand
}

/// Bodies among nodes: neither ends nor tees.
pub(crate) fn bodies<'a>(network: &'a Network, nodes: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
    nodes.iter().copied().filter(|&n| is_body(&network.nodes[n]))
}

pub(crate) fn is_body(node: &Node) -> bool {
    matches!(node.role, Role::Inline | Role::Equipment)
}

/// What the scan shows of edges and of the ends they lead to.
pub(crate) fn sight(network: &Network, edges: &[usize], ends: &[usize], hiding_gap_m: f64) -> Sight {
    let gaps = edges.iter().flat_map(|&e| &network.edges[e].gaps).filter(|g| g.length_m >= hiding_gap_m);
    let beyond = ends.iter().map(|&n| &network.nodes[n]).filter(|n| n.is_end()).map(|n| (n.seen, f64::INFINITY));
    let all: Vec<(SeenState, f64)> = gaps.map(|g| (g.seen, g.length_m)).chain(beyond).collect();
    let worst = all.iter().filter(|(s, _)| *s != SeenState::Empty).max_by(|a, b| a.1.total_cmp(&b.1));
    match worst {
        Some(&(state, m)) => Sight::Hidden(state, m),
        None if all.iter().any(|(_, m)| m.is_finite()) => Sight::Clear(SeenState::Empty),
        None => Sight::Clear(SeenState::Occupied),
    }
}
