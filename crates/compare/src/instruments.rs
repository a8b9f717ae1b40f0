//! Instruments are assigned after their host line: by how near their hosts are to each other on the drawing.

use crate::assign::assign;
use crate::network::{Host, Network, Tapping};
use crate::settle::Settled;
use rosette_plant::{Drawn, PlantGraph, Scanned};
use std::collections::{BTreeMap, VecDeque};

/// Steps along the drawing between two hosts beyond which they are not the same place: the drawing ties an instrument
/// to a line, not to a place on it.
const MAX_STEPS: usize = 4;
/// Least closeness of two hosts for a pair.
const NULL: f32 = 0.25;

/// Which drawn tapping (index into the network's tappings) is which scanned one.
#[derive(Debug, Default)]
pub(crate) struct Instruments {
    pub of_drawn: Vec<Option<usize>>,
    pub of_scanned: Vec<Option<usize>>,
    /// Closeness of the hosts, 0 to 1, by drawn tapping.
    pub closeness: Vec<f32>,
    /// Scanned tappings that fit as well.
    pub ties: Vec<Vec<usize>>,
}

/// Assigns instruments to instruments.
pub(crate) fn assign_instruments(
    drawn: &PlantGraph<Drawn>,
    scanned: &PlantGraph<Scanned>,
    documented: &Network,
    as_built: &Network,
    settled: &Settled,
) -> Instruments {
    let lines: Vec<Vec<&str>> = as_built.tappings.iter().map(|t| lines_of(t, documented, as_built, settled)).collect();
    let row = |t: &Tapping| {
        let steps = steps_from(t, documented);
        let tag = drawn.elements[t.element].tag.as_deref();
        let line = drawn.elements[t.element].line.as_deref();
        let worth = |(k, u): (usize, &Tapping)| {
            let same_tag = tag.is_some() && tag == scanned.elements[u.element].tag.as_deref();
            let same_line = line.is_some_and(|l| lines[k].contains(&l));
            let by_line: f32 = if same_line { 0.4 } else { 0.0 };
            let near = closeness(&steps, u, as_built, settled) * if same_line { 1.0 } else { 0.7 };
            let near = if same_tag { 1.5 } else { near.max(by_line) };
            (near > 0.0).then_some((k as u32, near))
        };
        as_built.tappings.iter().enumerate().filter_map(worth).collect()
    };
    let rows: Vec<Vec<(u32, f32)>> = documented.tappings.iter().map(row).collect();
    let of_drawn = assign(&rows, as_built.tappings.len(), NULL);
    let mut of_scanned = vec![None; as_built.tappings.len()];
    for (d, s) in of_drawn.iter().enumerate() {
        s.iter().for_each(|&s| of_scanned[s] = Some(d));
    }
    let value = |d: usize, s: usize| rows[d].iter().find(|(k, _)| *k as usize == s).map_or(0.0, |(_, v)| *v);
    let closeness = of_drawn.iter().enumerate().map(|(d, s)| s.map_or(0.0, |s| value(d, s).min(1.0))).collect();
    let tie = |d: usize, s: usize| {
        rows[d].iter().filter(|(k, v)| *k as usize != s && *v >= value(d, s) - 0.01).map(|(k, _)| *k as usize).collect()
    };
    let ties = of_drawn.iter().enumerate().map(|(d, s)| s.map_or_else(Vec::new, |s| tie(d, s))).collect();
    Instruments { of_drawn, of_scanned, closeness, ties }
}

/// Drawn lines of the hosts of a scanned instrument, read off the matched nodes next to it.
fn lines_of<'a>(tapping: &Tapping, documented: &'a Network, as_built: &Network, settled: &Settled) -> Vec<&'a str> {
    let drawn: Vec<usize> = matched_around(tapping, as_built, settled).into_iter().map(|(d, _)| d).collect();
    let lines =
        |d: &usize| documented.nodes[*d].arcs.iter().filter_map(|a| documented.edges[a.edge].line.as_deref()).collect::<Vec<_>>();
    let all: Vec<Vec<&str>> = drawn.iter().map(lines).collect();
    match all.as_slice() {
        [] => Vec::new(),
        [one] => one.clone(),
        [first, rest @ ..] => {
            let common: Vec<&str> = first.iter().copied().filter(|l| rest.iter().all(|r| r.contains(l))).collect();
            if common.is_empty() { all.concat() } else { common }
        }
    }
}

/// Steps along the drawing from the hosts of a drawn instrument.
fn steps_from(tapping: &Tapping, documented: &Network) -> BTreeMap<usize, usize> {
    let start: Vec<usize> = tapping
        .hosts
        .iter()
        .flat_map(|h| match *h {
            Host::Node(n) => vec![n],
            Host::Edge(e) => documented.edges[e].ends.to_vec(),
        })
        .collect();
    let mut steps: BTreeMap<usize, usize> = start.iter().map(|&n| (n, 0)).collect();
    let mut order: VecDeque<(usize, usize)> = steps.keys().map(|&n| (n, 0)).collect();
    while let Some((n, k)) = order.pop_front() {
        if k < MAX_STEPS {
            for a in &documented.nodes[n].arcs {
                if let std::collections::btree_map::Entry::Vacant(v) = steps.entry(a.to) {
                    v.insert(k + 1);
                    order.push_back((a.to, k + 1));
                }
            }
        }
    }
    steps
}

/// Drawn nodes whose images are nearest to a scanned instrument, with the steps to them.
fn matched_around(tapping: &Tapping, as_built: &Network, settled: &Settled) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for host in &tapping.hosts {
        match *host {
            Host::Node(n) => match settled.mapping.of_scanned[n] {
                Some(d) => found.push((d, 0)),
                None => as_built.nodes[n].arcs.iter().for_each(|a| walk_to_matched(a.edge, a.to, as_built, settled, &mut found)),
            },
            Host::Edge(e) => as_built.edges[e].ends.iter().for_each(|&n| walk_to_matched(e, n, as_built, settled, &mut found)),
        }
    }
    found
}

fn walk_to_matched(mut edge: usize, mut node: usize, as_built: &Network, settled: &Settled, found: &mut Vec<(usize, usize)>) {
    for steps in 0..MAX_STEPS {
        if let Some(d) = settled.mapping.of_scanned[node] {
            found.push((d, steps));
            return;
        }
        match as_built.nodes[node].arcs.iter().find(|a| a.edge != edge) {
            Some(a) => (edge, node) = (a.edge, a.to),
            None => return,
        }
    }
}

/// 1 where the hosts coincide, falling with the steps between them.
fn closeness(steps: &BTreeMap<usize, usize>, scanned: &Tapping, as_built: &Network, settled: &Settled) -> f32 {
    let around = matched_around(scanned, as_built, settled);
    if around.is_empty() {
        return 0.0;
    }
    let near = |(d, k): &(usize, usize)| steps.get(d).map_or(0.0, |own| 0.8f32.powi((own + k) as i32));
    around.iter().map(near).sum::<f32>() / around.len() as f32
}
