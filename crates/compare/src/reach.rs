//! Where each way out of a node leads, with up to two bodies skipped: the gap-tolerant neighbourhood.

use crate::network::{Network, Role};

/// Bodies that may be skipped on each side.
const MAX_SKIPS: usize = 2;
/// Weight per skipped body.
const SKIP: f32 = 0.75;

/// A way out of a node and what is met along it.
#[derive(Debug)]
pub(crate) struct Way {
    pub dn: Option<u32>,
    /// Nodes met, nearest first, with 0.75 to the number of bodies skipped.
    pub targets: Vec<(usize, f32)>,
    /// The nearest node is an end, i.e. what lies beyond is not known (scanned) or not drawn.
    pub open: bool,
}

/// The ways out of every node of both sides, and the networks they belong to.
#[derive(Debug)]
pub(crate) struct Paths<'a> {
    pub documented: &'a Network,
    pub drawn: Vec<Vec<Way>>,
    pub scanned: Vec<Vec<Way>>,
}

impl<'a> Paths<'a> {
    pub(crate) fn of(documented: &'a Network, as_built: &'a Network) -> Self {
        Self { documented, drawn: ways(documented), scanned: ways(as_built) }
    }
}

fn ways(network: &Network) -> Vec<Vec<Way>> {
    (0..network.nodes.len()).map(|n| ways_of(network, n)).collect()
}

fn ways_of(network: &Network, node: usize) -> Vec<Way> {
    let way = |a: &crate::network::Arc| {
        let mut targets = Vec::new();
        follow(network, &[node], a.edge, a.to, 0, &mut targets);
        Way { dn: network.edges[a.edge].line_dn, targets, open: network.nodes[a.to].is_end() }
    };
    network.nodes[node].arcs.iter().map(way).collect()
}

/// Depth first along a way; equipment and ends stop it. Through a tee it goes on both ways.
fn follow(network: &Network, behind: &[usize], edge: usize, here: usize, skips: usize, targets: &mut Vec<(usize, f32)>) {
    if behind.contains(&here) {
        return;
    }
    let weight = SKIP.powi(skips as i32);
    match targets.iter_mut().find(|(t, _)| *t == here) {
        Some((_, w)) => *w = w.max(weight),
        None => targets.push((here, weight)),
    }
    let node = &network.nodes[here];
    if skips == MAX_SKIPS || !matches!(node.role, Role::Inline | Role::Tee) || node.arcs.len() > 4 {
        return;
    }
    let mut trail = behind.to_vec();
    trail.push(here);
    for a in node.arcs.iter().filter(|a| a.edge != edge) {
        follow(network, &trail, a.edge, a.to, skips + 1, targets);
    }
}
