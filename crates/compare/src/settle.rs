//! The last touches to a mapping: ends of lines follow what leads to them, and neighbours that changed places are told.

use crate::arcs::Arcs;
use crate::mapping::Mapping;
use crate::network::{Network, Role};
use crate::similarity::dn_factor;
use rosette_plant::SeenState;
use std::collections::BTreeSet;

/// Class confidence from which neighbours may be told to have changed places although the order fits.
const SURE_CLASS: f64 = 0.85;
/// Unmatched bodies between a matched one and the end of its line at most.
const MAX_BETWEEN: usize = 8;

/// The settled mapping, ends included.
#[derive(Debug)]
pub(crate) struct Settled {
    pub mapping: Mapping,
    /// Drawn nodes told to have changed places with a neighbour, on the word of a sure recogniser.
    pub reordered: BTreeSet<usize>,
}

/// Settles a mapping of bodies.
pub(crate) fn settle(documented: &Network, as_built: &Network, mapping: Mapping) -> Settled {
    let arcs = (Arcs::of(documented), Arcs::of(as_built));
    let mut settler = Settler { documented, as_built, arcs, mapping, reordered: BTreeSet::new() };
    settler.cross_neighbours();
    settler.pair_beside();
    settler.match_ends();
    Settled { mapping: settler.mapping, reordered: settler.reordered }
}

struct Settler<'a> {
    documented: &'a Network,
    as_built: &'a Network,
    arcs: (Arcs, Arcs),
    mapping: Mapping,
    reordered: BTreeSet<usize>,
}

/// A way out of a matched node that leads to an end past unmatched bodies only.
struct WayToEnd {
    end: usize,
    first_edge: usize,
}

impl Settler<'_> {
    /// Neighbours that both differ from what is drawn, and are each other's to a sure recogniser, have changed places.
    fn cross_neighbours(&mut self) {
        for x in 0..self.documented.nodes.len() {
            for y in self.documented.nodes[x].arcs.iter().map(|a| a.to).filter(|y| x < *y) {
                if let (Some(s), Some(t)) = (self.mapping.of_drawn[x], self.mapping.of_drawn[y]) {
                    let crossed = self.is_exactly(x, t) && self.is_exactly(y, s);
                    if crossed && !self.is_exactly(x, s) && !self.is_exactly(y, t) {
                        self.mapping.free_drawn(y);
                        self.mapping.set(x, t);
                        self.mapping.set(y, s);
                        self.reordered.extend([x, y]);
                    }
                }
            }
        }
    }

    /// A body left over on either side, exactly alike, beside the same neighbour: it stands on that neighbour's other side.
    fn pair_beside(&mut self) {
        for y in (0..self.documented.nodes.len()).filter(|&y| self.documented.nodes[y].role == Role::Inline) {
            if self.mapping.of_drawn[y].is_some() {
                continue;
            }
            let around = self.documented.nodes[y].arcs.iter().filter_map(|a| self.mapping.of_drawn[a.to]);
            let beside = around.flat_map(|t| self.as_built.nodes[t].arcs.iter().map(|a| a.to));
            let left_over = beside.filter(|&s| self.mapping.of_scanned[s].is_none() && self.is_exactly(y, s)).min();
            if let Some(s) = left_over {
                self.mapping.set(y, s);
                self.reordered.insert(y);
            }
        }
    }

    /// Both inline, of one class and subtype, recognised surely.
    fn is_exactly(&self, d: usize, s: usize) -> bool {
        let (x, y) = (&self.documented.nodes[d], &self.as_built.nodes[s]);
        let alike = x.class == y.class && x.subtype == y.subtype && x.role == Role::Inline;
        alike && y.confidence >= SURE_CLASS && dn_factor(x.line_dn, y.line_dn) == 1.0
    }

    /// Ends of lines have nothing of their own to go by: they are paired where matched bodies lead to them.
    fn match_ends(&mut self) {
        let matched: Vec<(usize, usize)> =
            self.mapping.of_drawn.iter().enumerate().filter_map(|(d, s)| Some((d, (*s)?))).collect();
        for (d, s) in matched {
            let drawn = ways_to_ends(self.documented, &self.arcs.0, d, &|n| self.mapping.of_drawn[n].is_some());
            let scanned = ways_to_ends(self.as_built, &self.arcs.1, s, &|n| self.mapping.of_scanned[n].is_some());
            let mut offers: Vec<(i64, usize, usize)> = Vec::new();
            for x in &drawn {
                offers.extend(scanned.iter().map(|y| (self.end_worth(x, y), x.end, y.end)));
            }
            offers.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
            for (_, e, f) in offers {
                if self.mapping.of_drawn[e].is_none() && self.mapping.of_scanned[f].is_none() {
                    self.mapping.set(e, f);
                }
            }
        }
    }

    /// Equal sizes first; a line that is drawn to end here is rather one that is seen to end than one that is lost from sight.
    fn end_worth(&self, x: &WayToEnd, y: &WayToEnd) -> i64 {
        let size = dn_factor(self.documented.edges[x.first_edge].line_dn, self.as_built.edges[y.first_edge].line_dn);
        let seen = self.as_built.nodes[y.end].seen == SeenState::Empty;
        (size * 100.0) as i64 + if seen != self.documented.nodes[x.end].off_sheet { 10 } else { 0 }
    }
}

fn ways_to_ends(network: &Network, arcs: &Arcs, node: usize, is_matched: &dyn Fn(usize) -> bool) -> Vec<WayToEnd> {
    arcs.out_of(node).filter_map(|a| end_of(network, arcs, a, is_matched)).collect()
}

/// The end that arc `first` leads to past unmatched two-way bodies.
fn end_of(network: &Network, arcs: &Arcs, first: usize, is_matched: &dyn Fn(usize) -> bool) -> Option<WayToEnd> {
    let mut a = first;
    for _ in 0..MAX_BETWEEN {
        let here = arcs.all[a].to;
        if network.nodes[here].is_end() {
            return Some(WayToEnd { end: here, first_edge: arcs.all[first].edge });
        }
        if is_matched(here) {
            return None;
        }
        let mut next = arcs.beyond(network, a);
        match (next.next(), next.next()) {
            (Some(only), None) => a = only,
            _ => return None,
        }
    }
    None
}
