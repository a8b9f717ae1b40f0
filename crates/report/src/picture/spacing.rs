//! How far apart points lie, place by place, so that each is drawn as large as its surroundings need.

use super::thin::{CellHasher, ThinPoint, cell_key};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Edge of the cubes in which points are counted, in cells of the thinning.
const CUBE: f64 = 8.0;
/// Share of a cube's face that the surface in it covers on average: surfaces pass at all angles and end inside.
const COVERED: f64 = 0.7;
/// Spacings are kept within these factors of their median, so that the edges of surfaces do not swell.
const RANGE: (f64, f64) = (0.8, 2.0);

/// Distance from each point to its neighbours, m; never less than the thinning's `cell`.
pub(super) fn spacings(points: &[ThinPoint], cell: f64) -> Vec<f32> {
    let edge = cell * CUBE;
    let mut counts: HashMap<u64, u32, BuildHasherDefault<CellHasher>> = HashMap::default();
    for point in points {
        *counts.entry(cell_key(point.at, edge)).or_default() += 1;
    }
    let spacing = |n: u32| edge * (COVERED / f64::from(n.max(1))).sqrt();
    let raw = |p: &ThinPoint| spacing(counts.get(&cell_key(p.at, edge)).copied().unwrap_or(1));
    let mut all: Vec<f64> = points.iter().map(raw).collect();
    let unsorted = all.clone();
    let middle = all.len() / 2;
    if all.is_empty() {
        return Vec::new();
    }
    let median = *all.select_nth_unstable_by(middle, f64::total_cmp).1;
    unsorted.into_iter().map(|s| s.clamp(median * RANGE.0, median * RANGE.1).max(cell) as f32).collect()
}

/// The middle one of the spacings, m; 1 cm if there are none.
pub(super) fn median(spacings: &[f32]) -> f64 {
    let mut all = spacings.to_vec();
    let middle = all.len() / 2;
    if all.is_empty() { 0.01 } else { f64::from(*all.select_nth_unstable_by(middle, f32::total_cmp).1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spacing_of_an_even_surface() {
        for (spacing, cell) in [(0.01, 0.008), (0.02, 0.008), (0.03, 0.02)] {
            let at = |i: i32| [(i % 60) as f32 * spacing, (i / 60) as f32 * spacing, 0.01];
            let point = |i| ThinPoint { at: at(i), normal: [0; 3], color: [0; 3], class: 0, object: 0 };
            let points: Vec<ThinPoint> = (0..3600).map(point).collect();
            let mean = spacings(&points, cell).iter().sum::<f32>() / 3600.0;
            assert!(mean > spacing * 0.75 && mean < spacing * 1.3, "{spacing}: {mean}");
        }
    }
}
