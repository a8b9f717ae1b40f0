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

    /// The `k` nearest points as (index, squared distance m²), nearest first.
    pub fn nearest(&self, at: [f32; 3], k: usize) -> Vec<(u32, f32)> {
        let (Some(tree), Some(k)) = (&self.tree, NonZero::new(k)) else { return Vec::new() };
        let found = tree.query(&at).nearest_n::<SquaredEuclidean<f32>>(k).execute();
        found.into_iter().map(|hit| (hit.item, hit.distance)).collect()
    }
}
