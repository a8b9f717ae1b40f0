//! The search for the mapping: two starts, each refined and improved; the better one stays.
//!
//! The assignment by propagated similarity is the more accurate start in noise, the grown one the more consistent where
//! trains are parallel. Which is better is decided by the worth of the whole mapping.

use crate::candidates::{Pairs, enriched};
use crate::grow::{Mapping, grow};
use crate::improve::{improve, worth};
use crate::propagate::{Similarity, propagate};
use crate::reach::Paths;
use crate::refine::{first, refine};
use crate::settings::CompareSettings;

/// The best mapping found, and the similarity it rests on. Where not all pairs could be candidates from the start, the
/// search is repeated with the neighbours of what was matched as further candidates.
pub(crate) fn search(paths: &Paths<'_>, seeds: Pairs, settings: &CompareSettings) -> (Mapping, Similarity) {
    let mut similarity = propagate(paths, seeds, settings);
    let rounds = if similarity.pairs.complete { 0 } else { settings.enrichments };
    for _ in 0..rounds {
        let rough = refine(paths, &similarity, first(paths, &similarity, settings), settings);
        let pairs = enriched(paths, &similarity, &rough, settings.candidates);
        similarity = propagate(paths, pairs, settings);
    }
    (best_of_two(paths, &similarity, settings), similarity)
}

fn best_of_two(paths: &Paths<'_>, similarity: &Similarity, settings: &CompareSettings) -> Mapping {
    let finish = |start: Mapping| improve(paths, similarity, refine(paths, similarity, start, settings), settings);
    let assigned = finish(first(paths, similarity, settings));
    let grown = finish(grow(paths, similarity, settings));
    let worth = |m: &Mapping| worth(paths, similarity, m, settings);
    if worth(&grown) > worth(&assigned) { grown } else { assigned }
}
