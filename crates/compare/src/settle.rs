//! The last touches to a mapping: ends of lines follow what leads to them, and neighbours that changed places are told.

use crate::arcs::Arcs;
use crate::likelihood::{Model, Rates};
use crate::mapping::Mapping;
use crate::network::{Network, Role};
use crate::similarity::dn_factor;
use rosette_plant::SeenState;
use std::collections::BTreeSet;

/// Class confidence from which neighbours may be told to have changed places although the order fits.
const SURE_CLASS: f64 = 0.85;
/// Class confidence up to which an object is as likely nothing as a body.
const DOUBTFUL: f64 = 0.5;
/// The same where the subtype was recognised as well: that is not done on a guess.
const KNOWN_SUBTYPE: f64 = 0.65;
/// Log likelihood ratio from which neighbours have changed places: that happens to about one pair in fifty.
const CHANGED_PLACES: f32 = 4.5;
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
    let model = Model::of(as_built, Rates::default());
    let mut settler = Settler { documented, as_built, arcs, mapping, model, reordered: BTreeSet::new() };
    settler.prefer_sure();
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
    model: Model,
    reordered: BTreeSet<usize>,
}

/// A way out of a matched node that leads to an end past unmatched bodies only.
struct WayToEnd {
    end: usize,
    first_edge: usize,
}

impl Settler<'_> {
    /// A body of its class that was recognised well stands without a partner right beside the doubtful one that was taken: that the
    /// doubtful one is nothing is far likelier than that the other is not drawn.
    fn prefer_sure(&mut self) {
        for d in 0..self.documented.nodes.len() {
            let Some(s) = self.mapping.of_drawn[d].filter(|&s| self.as_built.nodes[s].confidence <= DOUBTFUL) else { continue };
            let sure = |u: &usize| self.mapping.of_scanned[*u].is_none() && self.is_sure_body(d, *u);
            let best = self.beside(s).into_iter().filter(sure).max_by(|a, b| {
                let confidence = |u: usize| self.as_built.nodes[u].confidence;
                confidence(*a).total_cmp(&confidence(*b)).then(b.cmp(a))
            });
            if let Some(u) = best {
                self.mapping.set(d, u);
            }
        }
    }

    fn is_sure_body(&self, d: usize, u: usize) -> bool {
        let (x, y) = (&self.documented.nodes[d], &self.as_built.nodes[u]);
        let one_class = x.class == y.class && y.role == Role::Inline;
        one_class && y.confidence >= SURE_CLASS && dn_factor(x.line_dn, y.line_dn) == 1.0
    }

    /// Drawn neighbours whose objects fit each other's place so much better that they rather have changed places than been misread.
    fn cross_neighbours(&mut self) {
        for x in 0..self.documented.nodes.len() {
            for y in self.documented.nodes[x].arcs.iter().map(|a| a.to).filter(|y| x < *y) {
                let (Some(s), Some(t)) = (self.mapping.of_drawn[x], self.mapping.of_drawn[y]) else { continue };
                if self.is_crossed((x, s), (y, t)) {
                    self.mapping.free_drawn(y);
                    self.mapping.set(x, t);
                    self.mapping.set(y, s);
                    self.reordered.extend([x, y]);
                }
            }
        }
    }

    /// Neither is drawn where it is paired; the other way round both fit, and misreading is too unlikely an explanation.
    fn is_crossed(&self, (x, s): (usize, usize), (y, t): (usize, usize)) -> bool {
        let inline = [x, y].iter().all(|&d| self.documented.nodes[d].role == Role::Inline)
            && [s, t].iter().all(|&o| self.as_built.nodes[o].role == Role::Inline);
        let contradicts = |d: usize, s: usize| !self.could_be(d, s);
        let beside = self.beside(s).contains(&t);
        inline
            && beside
            && self.could_be(x, t)
            && self.could_be(y, s)
            && (contradicts(x, s) || contradicts(y, t))
            && self.likelihood(x, t) + self.likelihood(y, s) - self.likelihood(x, s) - self.likelihood(y, t) > CHANGED_PLACES
    }

    fn likelihood(&self, d: usize, s: usize) -> f32 {
        self.model.kinds(&self.documented.nodes[d], &self.as_built.nodes[s])
    }

    /// A body left over on either side, alike, beside the same neighbour: it stands on that neighbour's other side.
    fn pair_beside(&mut self) {
        for y in (0..self.documented.nodes.len()).filter(|&y| self.documented.nodes[y].role == Role::Inline) {
            if self.mapping.of_drawn[y].is_some() {
                continue;
            }
            let around = self.documented.nodes[y].arcs.iter().map(|a| a.to);
            let inline = around.filter(|&x| self.documented.nodes[x].role == Role::Inline);
            let beside = inline.filter_map(|x| self.mapping.of_drawn[x]).flat_map(|t| self.beside(t));
            let left_over = beside.filter(|&s| self.mapping.of_scanned[s].is_none() && self.is_exactly(y, s)).min();
            if let Some(s) = left_over {
                self.mapping.set(y, s);
                self.reordered.insert(y);
            }
        }
    }

    fn beside(&self, s: usize) -> Vec<usize> {
        self.as_built.nodes[s].arcs.iter().map(|a| a.to).collect()
    }

    /// Of one class, and of one subtype where both are known.
    fn could_be(&self, d: usize, s: usize) -> bool {
        let (x, y) = (&self.documented.nodes[d], &self.as_built.nodes[s]);
        x.class == y.class && (x.subtype.is_none() || y.subtype.is_none() || x.subtype == y.subtype)
    }

    /// Both inline, of one class and subtype, recognised well.
    fn is_exactly(&self, d: usize, s: usize) -> bool {
        let (x, y) = (&self.documented.nodes[d], &self.as_built.nodes[s]);
        let alike = x.class == y.class && x.subtype == y.subtype && x.role == Role::Inline;
        let sure = if y.subtype.is_some() { KNOWN_SUBTYPE } else { SURE_CLASS };
        alike && y.confidence >= sure && dn_factor(x.line_dn, y.line_dn) == 1.0
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
