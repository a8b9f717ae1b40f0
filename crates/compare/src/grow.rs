//! A consistent mapping grown from the surest pairs outwards, so that parallel trains are not mixed.
//!
//! Percolation in the manner of Yartseva and Grossglauser (2013): the best pair is taken, its neighbours gain support,
//! and so on. Ties fall to the lower pair number, i.e. to the canonical order of the nodes. O(pairs * ways^2 log pairs).

use crate::candidates::Pairs;
use crate::propagate::Similarity;
use crate::reach::Paths;
use crate::settings::CompareSettings;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Which drawn node is which scanned node, both ways.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mapping {
    pub of_drawn: Vec<Option<usize>>,
    pub of_scanned: Vec<Option<usize>>,
}

impl Mapping {
    pub(crate) fn empty(n_drawn: usize, n_scanned: usize) -> Self {
        Self { of_drawn: vec![None; n_drawn], of_scanned: vec![None; n_scanned] }
    }
    pub(crate) fn set(&mut self, d: usize, s: usize) {
        self.free_drawn(d);
        if let Some(old) = self.of_scanned[s] {
            self.free_drawn(old);
        }
        self.of_drawn[d] = Some(s);
        self.of_scanned[s] = Some(d);
    }
    pub(crate) fn free_drawn(&mut self, d: usize) {
        if let Some(s) = self.of_drawn[d].take() {
            self.of_scanned[s] = None;
        }
    }
    pub(crate) fn has(&self, d: usize, s: usize) -> bool {
        self.of_drawn[d] == Some(s)
    }
}

/// Similarity of pair `p` given what is settled: half its own attributes, half the share of its ways that lead to pairs.
pub(crate) fn given(similarity: &Similarity, mapping: &Mapping, p: usize) -> f32 {
    let Similarity { pairs, support, .. } = similarity;
    let settled = |q: usize| mapping.has(pairs.drawn[q] as usize, pairs.scanned[q] as usize);
    let agreement = support.score(p, |q| if settled(q) { 1.0 } else { 0.0 });
    0.5 * pairs.attributes[p] + 0.5 * agreement
}

/// Grows the mapping.
pub(crate) fn grow(paths: &Paths<'_>, similarity: &Similarity, settings: &CompareSettings) -> Mapping {
    let mut mapping = Mapping::empty(paths.drawn.len(), paths.scanned.len());
    let pairs = &similarity.pairs;
    let sharp = sharpened(pairs, &similarity.values, paths.scanned.len());
    let key = |mapping: &Mapping, p: usize| ((given(similarity, mapping, p) + 0.5 * sharp[p]) * 1e6) as i64;
    let floor = (settings.null_similarity * 1e6) as i64;
    let mut heap: BinaryHeap<(i64, Reverse<usize>)> = (0..pairs.len()).map(|p| (key(&mapping, p), Reverse(p))).collect();
    while let Some((stored, Reverse(p))) = heap.pop() {
        let (d, s) = (pairs.drawn[p] as usize, pairs.scanned[p] as usize);
        if mapping.of_drawn[d].is_some() || mapping.of_scanned[s].is_some() {
            continue;
        }
        let now = key(&mapping, p);
        if now < stored {
            heap.push((now, Reverse(p)));
            continue;
        }
        if now < floor {
            continue;
        }
        mapping.set(d, s);
        for &(q, _) in similarity.support.met(p) {
            let q = q as usize;
            if mapping.of_drawn[pairs.drawn[q] as usize].is_none() && mapping.of_scanned[pairs.scanned[q] as usize].is_none() {
                heap.push((key(&mapping, q), Reverse(q)));
            }
        }
    }
    mapping
}

/// Mutual-best sharpening: similarity times its share of the best of its row and of its column.
fn sharpened(pairs: &Pairs, values: &[f32], n_scanned: usize) -> Vec<f32> {
    let mut best_row = vec![1e-6f32; pairs.start.len()];
    let mut best_column = vec![1e-6f32; n_scanned];
    for (p, &value) in values.iter().enumerate() {
        let (d, s) = (pairs.drawn[p] as usize, pairs.scanned[p] as usize);
        best_row[d] = best_row[d].max(value);
        best_column[s] = best_column[s].max(value);
    }
    let share = |p: usize| values[p] / best_row[pairs.drawn[p] as usize] * values[p] / best_column[pairs.scanned[p] as usize];
    (0..pairs.len()).map(|p| values[p] * share(p)).collect()
}
