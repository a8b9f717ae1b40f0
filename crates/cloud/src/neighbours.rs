//! Nearest neighbours and radius queries over local positions (an immutable kd-tree of the `kiddo` crate).

use kiddo::{ImmutableKdTree, SquaredEuclidean};
use std::num::NonZero;

/// Points and a kd-tree over them. Build O(n log n); a query O(log n + found).
pub struct Neighbours {
    tree: Option<ImmutableKdTree<f32, 3>>,
}

impl Neighbours {
    /// Builds the tree. Positions must be finite (cloud columns are); no points give a tree that finds nothing.
    pub fn new(positions: &[[f32; 3]]) -> Self {
        Self { tree: if positions.is_empty() { None } else { ImmutableKdTree::new_from_slice(positions).ok() } }
    }

    /// Indices of the points within `radius` (m) of `at`, in ascending order of index.
    pub fn within(&self, at: [f32; 3], radius: f32) -> Vec<u32> {
        let mut found = self.within_unordered(at, radius);
        found.sort_unstable();
        found
    }

    /// As [`Self::within`], in the tree's own order: the same on every run over the same points.
    pub fn within_unordered(&self, at: [f32; 3], radius: f32) -> Vec<u32> {
        let Some(tree) = &self.tree else { return Vec::new() };
        let found = tree.query(&at).within::<SquaredEuclidean<f32>>(radius * radius).unsorted().execute();
        found.into_iter().map(|hit| hit.item).collect()
    }

    /// The nearest point if it lies within `radius` (m), as (index, squared distance m²).
    pub fn nearest_within(&self, at: [f32; 3], radius: f32) -> Option<(u32, f32)> {
        let query = self.tree.as_ref()?.query(&at);
        let nearest = query.nearest_n::<SquaredEuclidean<f32>>(NonZero::<usize>::MIN);
        let found = nearest.within::<SquaredEuclidean<f32>>(radius * radius).execute();
        found.first().map(|hit| (hit.item, hit.distance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn square(a: [f32; 3], b: [f32; 3]) -> f32 {
        (0..3).map(|k| (a[k] - b[k]).powi(2)).sum()
    }

    /// On a lattice: many points share a coordinate, as on floors and in gridded scans, and some are the same.
    fn lattice() -> impl Strategy<Value = Vec<[f32; 3]>> {
        prop::collection::vec([0..9i32, 0..9i32, 0..2i32].prop_map(|p| p.map(|v| v as f32 * 0.01)), 0..400)
    }

    proptest! {
        #[test]
        fn finds_what_brute_force_finds(points in lattice(), at in [-0.02..0.1f32, -0.02..0.1f32, -0.02..0.03f32], radius in 0.001..0.05f32) {
            let tree = Neighbours::new(&points);
            let near: Vec<u32> = (0..points.len()).filter(|&i| square(points[i], at) < radius * radius).map(|i| i as u32).collect();
            prop_assert_eq!(tree.within(at, radius), near.clone());
            let least = near.iter().map(|&i| square(points[i as usize], at)).min_by(f32::total_cmp);
            let found = tree.nearest_within(at, radius);
            prop_assert_eq!(found.is_some(), least.is_some());
            if let (Some((i, distance)), Some(least)) = (found, least) {
                prop_assert!(near.contains(&i));
                prop_assert!((distance - least).abs() < 1e-9);
            }
        }
    }
}
