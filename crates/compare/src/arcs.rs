//! Directed arcs of a network: every pipe run seen from each of its two ends, and how a walk goes on beyond it.

use crate::network::{Network, Role};

/// Ways out of a body through which a walk may go on at most; more is equipment or a tangle.
const MAX_WAYS: usize = 4;

/// One edge in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Directed {
    pub from: usize,
    pub to: usize,
    pub edge: usize,
    /// Place among the ways out of `from`.
    pub slot: usize,
    /// The same edge in the other direction.
    pub back: usize,
}

/// All directed arcs, by node they leave.
#[derive(Debug, Default)]
pub(crate) struct Arcs {
    pub all: Vec<Directed>,
    /// First arc of each node; one more at the end.
    first: Vec<usize>,
}

impl Arcs {
    pub(crate) fn of(network: &Network) -> Self {
        let mut arcs = Arcs { all: Vec::new(), first: vec![0] };
        let mut halves: Vec<Vec<usize>> = vec![Vec::new(); network.edges.len()];
        for (n, node) in network.nodes.iter().enumerate() {
            for (slot, a) in node.arcs.iter().enumerate() {
                halves[a.edge].push(arcs.all.len());
                arcs.all.push(Directed { from: n, to: a.to, edge: a.edge, slot, back: arcs.all.len() });
            }
            arcs.first.push(arcs.all.len());
        }
        for pair in halves {
            if let [a, b] = pair[..] {
                arcs.all[a].back = b;
                arcs.all[b].back = a;
            }
        }
        arcs
    }

    /// Numbers of the arcs that leave a node.
    pub(crate) fn out_of(&self, node: usize) -> std::ops::Range<usize> {
        self.first[node]..self.first[node + 1]
    }

    /// Ways on beyond the head of arc `a`, if what stands there can be passed: an inline body or a tee.
    pub(crate) fn beyond(&self, network: &Network, a: usize) -> impl Iterator<Item = usize> + '_ {
        let head = self.all[a].to;
        let node = &network.nodes[head];
        let passable = matches!(node.role, Role::Inline | Role::Tee) && node.arcs.len() <= MAX_WAYS;
        let back = self.all[a].back;
        self.out_of(head).filter(move |&k| passable && k != back)
    }

    /// The next body along an arc and the ones after it; no ends.
    pub(crate) fn heads(&self, network: &Network, a: usize) -> Vec<usize> {
        let after = self.beyond(network, a).map(|n| self.all[n].to);
        std::iter::once(self.all[a].to).chain(after).filter(|&n| !network.nodes[n].is_end()).collect()
    }
}
