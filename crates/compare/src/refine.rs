//! Refinement of a mapping by its own neighbourhood, after RefiNA (Heimann et al., *Refining Network Alignment*, 2021).
//!
//! Each round scores every candidate pair by how its neighbours are mapped and solves the sparse assignment with a null
//! choice anew; what is mapped already has a slight advantage, so that rounds settle instead of swinging.

use crate::assign::assign;
use crate::grow::{Mapping, given};
use crate::propagate::Similarity;
use crate::reach::Paths;
use crate::settings::CompareSettings;

/// Advantage of the pairs at hand.
const HYSTERESIS: f32 = 0.02;

/// Refines until nothing changes, at most `settings.refinements` times.
pub(crate) fn refine(paths: &Paths<'_>, similarity: &Similarity, start: Mapping, settings: &CompareSettings) -> Mapping {
    let mut mapping = start;
    for _ in 0..settings.refinements {
        let next = round(paths, similarity, &mapping, settings);
        if next == mapping {
            break;
        }
        mapping = next;
    }
    mapping
}

/// The mapping that the propagated similarity alone suggests.
pub(crate) fn first(paths: &Paths<'_>, similarity: &Similarity, settings: &CompareSettings) -> Mapping {
    let pairs = &similarity.pairs;
    let row = |d: usize| pairs.row(d).map(|p| (pairs.scanned[p], similarity.values[p])).collect();
    assigned(paths, (0..paths.drawn.len()).map(row).collect(), settings)
}

fn round(paths: &Paths<'_>, similarity: &Similarity, mapping: &Mapping, settings: &CompareSettings) -> Mapping {
    let pairs = &similarity.pairs;
    let entry = |p: usize| {
        let (d, s) = (pairs.drawn[p] as usize, pairs.scanned[p]);
        let bonus = if mapping.has(d, s as usize) { HYSTERESIS } else { 0.0 };
        (s, given(similarity, mapping, p) + bonus)
    };
    let row = |d: usize| pairs.row(d).map(entry).filter(|(_, v)| *v > settings.null_similarity).collect();
    let rows: Vec<Vec<(u32, f32)>> = (0..paths.drawn.len()).map(row).collect();
    assigned(paths, rows, settings)
}

fn assigned(paths: &Paths<'_>, rows: Vec<Vec<(u32, f32)>>, settings: &CompareSettings) -> Mapping {
    let mut mapping = Mapping::empty(paths.drawn.len(), paths.scanned.len());
    for (d, s) in assign(&rows, paths.scanned.len(), settings.null_similarity).into_iter().enumerate() {
        s.into_iter().for_each(|s| mapping.set(d, s));
    }
    mapping
}
