//! Links: the stretches of a network between two stops, through nodes that are no stops.

use crate::network::Network;

/// A stretch from stop `from` to stop `to`, or to where the line ends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Link {
    pub from: usize,
    pub to: usize,
    /// Nodes between, in order.
    pub nodes: Vec<usize>,
    /// Edges, in order; one more than nodes.
    pub edges: Vec<usize>,
    /// `to` is an end that is no stop.
    pub dangling: bool,
}

/// Nodes between two stops that are looked through at most; more means that hardly anything was matched there.
const MAX_BETWEEN: usize = 12;

impl Link {
    pub(crate) fn reversed(&self) -> Link {
        let back = |v: &[usize]| v.iter().rev().copied().collect();
        Link { from: self.to, to: self.from, nodes: back(&self.nodes), edges: back(&self.edges), dangling: self.dangling }
    }
}

/// All links between stops, each once with `from <= to`, and dangling ones from their stop. Between two stops by the same
/// first and last edge only the shortest is kept.
pub(crate) fn links(network: &Network, is_stop: &dyn Fn(usize) -> bool) -> Vec<Link> {
    let mut all = Vec::new();
    for from in (0..network.nodes.len()).filter(|&n| is_stop(n)) {
        for arc in &network.nodes[from].arcs {
            spread(network, is_stop, from, arc.edge, arc.to, &mut all);
        }
    }
    let key = |l: &Link| (l.from, l.to, l.edges.first().copied(), l.edges.last().copied());
    all.sort_by(|a, b| key(a).cmp(&key(b)).then(a.nodes.len().cmp(&b.nodes.len())).then(a.edges.cmp(&b.edges)));
    all.dedup_by(|b, a| key(a) == key(b));
    all.retain(|l| l.dangling || l.from < l.to || (l.from == l.to && l.edges.first() <= l.edges.last()));
    all
}

/// Breadth first from one way out of a stop.
fn spread(network: &Network, is_stop: &dyn Fn(usize) -> bool, from: usize, edge: usize, to: usize, all: &mut Vec<Link>) {
    let mut queue = std::collections::VecDeque::from([Link { from, to, nodes: Vec::new(), edges: vec![edge], dangling: false }]);
    let mut visited = std::collections::BTreeSet::new();
    while let Some(link) = queue.pop_front() {
        let here = link.to;
        if is_stop(here) {
            all.push(link);
            continue;
        }
        if !visited.insert(here) || link.nodes.len() >= MAX_BETWEEN {
            continue;
        }
        if network.nodes[here].is_end() {
            all.push(Link { dangling: true, ..link });
            continue;
        }
        for arc in network.nodes[here].arcs.iter().filter(|a| Some(&a.edge) != link.edges.last()) {
            let mut next = link.clone();
            next.nodes.push(here);
            next.edges.push(arc.edge);
            next.to = arc.to;
            queue.push_back(next);
        }
    }
}
