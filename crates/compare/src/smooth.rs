//! Sizes smoothed along lines: a size does not change without a reducer, a tee or equipment, so neighbours vote.
//!
//! Every pipe stretch and body votes with its own size and those up to three steps away along the line, each step
//! counting half. A single misread size is outvoted, while at a reducer that was missed both sides keep their own.

use crate::network::{Network, Role};
use rosette_plant::Class;
use std::collections::BTreeMap;

/// Steps (edge to node to edge) along the line that vote.
const STEPS: usize = 4;
/// Vote of a neighbour one step further.
const FADE: f64 = 0.6;

/// A place that has a size.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Spot {
    Node(usize),
    Edge(usize),
}

/// Fills `line_dn` of all edges and inline nodes. `own` is what a spot's own size counts against a neighbour's.
pub(crate) fn smooth(network: &mut Network, own: f64) {
    let edges: Vec<Option<u32>> = (0..network.edges.len()).map(|e| vote(network, Spot::Edge(e), own)).collect();
    let nodes: Vec<Option<u32>> = (0..network.nodes.len())
        .map(|n| if passes(network, n) { vote(network, Spot::Node(n), own) } else { network.nodes[n].dn() })
        .collect();
    network.edges.iter_mut().zip(edges).for_each(|(e, dn)| e.line_dn = dn);
    network.nodes.iter_mut().zip(nodes).for_each(|(n, dn)| n.line_dn = dn);
}

/// The size goes on through this node.
fn passes(network: &Network, n: usize) -> bool {
    let node = &network.nodes[n];
    node.role == Role::Inline && node.class != Class::Reducer && node.arcs.len() == 2
}

fn vote(network: &Network, spot: Spot, own: f64) -> Option<u32> {
    let mut votes: BTreeMap<u32, f64> = BTreeMap::new();
    let mut cast = |s: Spot, weight: f64| {
        if let Some(dn) = size(network, s) {
            *votes.entry(dn).or_default() += weight;
        }
    };
    cast(spot, own);
    let starts: Vec<(usize, usize)> = match spot {
        Spot::Edge(e) => network.edges[e].ends.iter().map(|&n| (e, n)).collect(),
        Spot::Node(n) => network.nodes[n]
            .arcs
            .iter()
            .map(|a| {
                cast(Spot::Edge(a.edge), FADE);
                (a.edge, a.to)
            })
            .collect(),
    };
    let first = if matches!(spot, Spot::Node(_)) { FADE * FADE } else { FADE };
    for (edge, node) in starts {
        walk(network, edge, node, first, &mut cast);
    }
    votes.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(dn, _)| dn)
}

fn walk(network: &Network, mut edge: usize, mut node: usize, mut weight: f64, cast: &mut impl FnMut(Spot, f64)) {
    for _ in 0..STEPS {
        if !passes(network, node) {
            return;
        }
        cast(Spot::Node(node), weight);
        let Some(next) = network.nodes[node].arcs.iter().find(|a| a.edge != edge) else { return };
        cast(Spot::Edge(next.edge), weight * FADE);
        (edge, node, weight) = (next.edge, next.to, weight * FADE * FADE);
    }
}

fn size(network: &Network, spot: Spot) -> Option<u32> {
    match spot {
        Spot::Node(n) => network.nodes[n].dn(),
        Spot::Edge(e) => network.edges[e].dn,
    }
}
