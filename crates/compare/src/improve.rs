//! Local search: a neighbour that should be matched is matched, whoever is thrown out, and the change follows the line.
//!
//! Refinement alone keeps whole lines swapped, because each of their nodes is content with its neighbours. Here a move
//! starts where a matched pair has a drawn and a scanned neighbour that are not each other's; the two are paired, the
//! pairing is carried on along their lines as long as it fits better than what was there, and what was thrown out is
//! placed anew. The move stays if the whole mapping gained. Ejection chains, in the sense of Glover (1996).

use crate::grow::{Mapping, given};
use crate::propagate::Similarity;
use crate::reach::Paths;
use crate::settings::CompareSettings;
use std::collections::BTreeSet;

/// Pairs set in one move at most: a long line has about thirty bodies.
const MAX_CHAIN: usize = 40;
/// Passes over all pairs at most.
const MAX_PASSES: usize = 8;
/// Proposals at each node.
const PROPOSALS: usize = 8;
/// Weight of a met pair that counts as near: one body skipped, or another size.
const NEAR: f32 = 0.5;
/// Least gain of a move.
const LEAST_GAIN: f32 = 1e-3;
/// What an end counts against a body.
const END: f32 = 0.3;

/// Improves the mapping by moves until none helps.
pub(crate) fn improve(paths: &Paths<'_>, similarity: &Similarity, start: Mapping, settings: &CompareSettings) -> Mapping {
    let mut search = Search { paths, similarity, settings, mapping: start, journal: Vec::new() };
    let mut nodes: BTreeSet<usize> = (0..paths.drawn.len()).collect();
    for _ in 0..MAX_PASSES {
        nodes = search.pass(&nodes);
    }
    search.mapping
}

/// Worth of a whole mapping.
pub(crate) fn worth(paths: &Paths<'_>, similarity: &Similarity, mapping: &Mapping, settings: &CompareSettings) -> f32 {
    (0..paths.drawn.len()).map(|d| worth_of(paths, similarity, mapping, settings, d)).sum()
}

fn worth_of(paths: &Paths<'_>, similarity: &Similarity, mapping: &Mapping, settings: &CompareSettings, d: usize) -> f32 {
    let pair = mapping.of_drawn[d].and_then(|s| similarity.pairs.find(d, s));
    let weight = if paths.documented.nodes[d].is_end() { END } else { 1.0 };
    pair.map_or(0.0, |p| weight * (given(similarity, mapping, p) - settings.null_similarity))
}

struct Search<'a> {
    paths: &'a Paths<'a>,
    similarity: &'a Similarity,
    settings: &'a CompareSettings,
    mapping: Mapping,
    /// Former partners of drawn nodes touched by the move at hand.
    journal: Vec<(usize, Option<usize>)>,
}

impl Search<'_> {
    /// Tries moves from every violated neighbourhood among `nodes`; gives the nodes touched by those that helped.
    fn pass(&mut self, nodes: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut touched = BTreeSet::new();
        for &d in nodes {
            for q in self.proposals(d) {
                let (t, u) = self.pair(q);
                if !self.mapping.has(t, u) && self.try_move(q) {
                    touched.extend(self.affected());
                }
            }
        }
        touched
    }

    /// Pairs of neighbours of a matched pair that are not each other's: the likeliest few.
    fn proposals(&self, d: usize) -> Vec<usize> {
        let Some(p) = self.mapping.of_drawn[d].and_then(|s| self.similarity.pairs.find(d, s)) else { return Vec::new() };
        let near = self.similarity.support.met(p).iter().filter(|(_, w)| *w > NEAR).map(|(q, _)| *q as usize);
        let apart = |q: &usize| {
            let (t, u) = self.pair(*q);
            !self.mapping.has(t, u) && self.similarity.pairs.attributes[*q] > 0.1
        };
        let mut proposals: Vec<usize> = near.filter(apart).collect();
        proposals.sort_unstable_by(|a, b| self.similarity.values[*b].total_cmp(&self.similarity.values[*a]).then(a.cmp(b)));
        proposals.dedup();
        proposals.truncate(PROPOSALS);
        proposals
    }

    fn pair(&self, p: usize) -> (usize, usize) {
        (self.similarity.pairs.drawn[p] as usize, self.similarity.pairs.scanned[p] as usize)
    }

    fn given(&self, p: usize) -> f32 {
        given(self.similarity, &self.mapping, p)
    }

    fn set(&mut self, d: usize, s: usize) {
        self.journal.push((d, self.mapping.of_drawn[d]));
        if let Some(owner) = self.mapping.of_scanned[s].filter(|o| *o != d) {
            self.journal.push((owner, Some(s)));
        }
        self.mapping.set(d, s);
    }

    fn try_move(&mut self, q: usize) -> bool {
        self.journal.clear();
        self.chain(q);
        self.place_thrown_out();
        let affected = self.affected();
        let after = self.worth(&affected);
        let journal = self.journal.clone();
        let now: Vec<(usize, Option<usize>)> = self.journal.iter().map(|(d, _)| (*d, self.mapping.of_drawn[*d])).collect();
        self.roll_back();
        if after > self.worth(&affected) + LEAST_GAIN {
            self.apply(&now);
            self.journal = journal;
            return true;
        }
        false
    }

    /// Sets the pair and carries on along the lines while the next pair fits better than what it replaces.
    fn chain(&mut self, first: usize) {
        let mut todo = vec![first];
        let mut done = BTreeSet::new();
        while let Some(p) = todo.pop() {
            if done.len() >= MAX_CHAIN || !done.insert(p) {
                continue;
            }
            let (d, s) = self.pair(p);
            if p != first && (self.mapping.has(d, s) || self.given(p) <= self.present(d, s)) {
                continue;
            }
            self.set(d, s);
            let next = self.similarity.support.met(p).iter().filter(|(_, w)| *w > 0.5).map(|(q, _)| *q as usize);
            todo.extend(next.filter(|q| !done.contains(q)));
        }
    }

    /// How well the two are placed at present, at best.
    fn present(&self, d: usize, s: usize) -> f32 {
        let of = |d: usize, s: usize| self.similarity.pairs.find(d, s).map_or(0.0, |p| self.given(p));
        let mine = self.mapping.of_drawn[d].map_or(0.0, |t| of(d, t));
        let theirs = self.mapping.of_scanned[s].map_or(0.0, |e| of(e, s));
        mine.max(theirs).max(self.settings.null_similarity)
    }

    /// Drawn nodes that lost their partner take the best free one.
    fn place_thrown_out(&mut self) {
        for _ in 0..2 {
            let homeless: BTreeSet<usize> =
                self.journal.iter().map(|(d, _)| *d).filter(|d| self.mapping.of_drawn[*d].is_none()).collect();
            let mut offers: Vec<(i64, usize)> = Vec::new();
            for d in homeless {
                let free = self
                    .similarity
                    .pairs
                    .row(d)
                    .filter(|&p| self.mapping.of_scanned[self.similarity.pairs.scanned[p] as usize].is_none());
                offers.extend(
                    free.map(|p| ((self.given(p) * 1e6) as i64, p))
                        .filter(|(v, _)| *v > (self.settings.null_similarity * 1e6) as i64),
                );
            }
            offers.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
            for (_, p) in offers {
                let (d, s) = self.pair(p);
                if self.mapping.of_drawn[d].is_none() && self.mapping.of_scanned[s].is_none() {
                    self.set(d, s);
                }
            }
        }
    }

    /// Drawn nodes whose worth the move can have changed.
    fn affected(&self) -> BTreeSet<usize> {
        let mut affected = BTreeSet::new();
        for &(d, before) in &self.journal {
            affected.insert(d);
            affected.extend(self.paths.drawn[d].iter().flat_map(|w| w.targets.iter().map(|(t, _)| *t)));
            for s in [before, self.mapping.of_drawn[d]].into_iter().flatten() {
                let around = self.paths.scanned[s].iter().flat_map(|w| w.targets.iter().map(|(t, _)| *t));
                affected.extend(around.filter_map(|t| self.mapping.of_scanned[t]));
            }
        }
        affected
    }

    fn worth(&self, nodes: &BTreeSet<usize>) -> f32 {
        nodes.iter().map(|&d| worth_of(self.paths, self.similarity, &self.mapping, self.settings, d)).sum()
    }

    fn roll_back(&mut self) {
        let journal = std::mem::take(&mut self.journal);
        let touched: BTreeSet<usize> = journal.iter().map(|(d, _)| *d).collect();
        touched.iter().for_each(|&d| self.mapping.free_drawn(d));
        let mut restored = BTreeSet::new();
        for (d, before) in journal {
            // Only the first entry tells how it was before the move.
            if restored.insert(d)
                && let Some(s) = before
            {
                self.mapping.set(d, s);
            }
        }
    }

    fn apply(&mut self, now: &[(usize, Option<usize>)]) {
        now.iter().for_each(|&(d, _)| self.mapping.free_drawn(d));
        now.iter().for_each(|&(d, s)| s.into_iter().for_each(|s| self.mapping.set(d, s)));
    }
}
