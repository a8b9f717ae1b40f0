//! The search for the mapping: two starts, each refined and improved; the better one stays.
//!
//! The assignment by propagated similarity is the more accurate start in noise, the grown one the more consistent where
//! trains are parallel. Which is better is decided by the worth of the whole mapping.

use crate::grow::{Mapping, grow};
use crate::improve::{improve, worth};
use crate::propagate::Similarity;
use crate::reach::Paths;
use crate::refine::{first, refine};
use crate::settings::CompareSettings;

/// The best mapping found.
pub(crate) fn search(paths: &Paths<'_>, similarity: &Similarity, settings: &CompareSettings) -> Mapping {
    let finish = |start: Mapping| improve(paths, similarity, refine(paths, similarity, start, settings), settings);
    let assigned = finish(first(paths, similarity, settings));
    let grown = finish(grow(paths, similarity, settings));
    let worth = |m: &Mapping| worth(paths, similarity, m, settings);
    if worth(&grown) > worth(&assigned) { grown } else { assigned }
}
