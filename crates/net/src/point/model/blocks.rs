//! The forward pass in blocks of rows, on all cores: the same as [`PointModel::forward`] within rounding, in less memory and time.
//!
//! The framework's maps use all cores, its other operations one, and tensors of a whole tile fall out of the processor's caches. Blocks
//! are cut by the graph alone, so the answers do not depend on the number of threads.

use super::{Block, GraphTensors, LevelTensors, PointModel, indices, max_of, rows};
use crate::features::FEATURES;
use crate::point::Graph;
use crate::pyramid::{CHILDREN, NEIGHBOURS};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use rayon::prelude::*;
use std::ops::Range;

/// Cells of the second level in a block: with their children about 6 000 rows, which fit into the caches.
const PARENTS: usize = 1024;
/// Cells in a block elsewhere.
const CELLS: usize = 4096;

/// Finest cells of some cells of the second level.
struct Stem {
    cells: Range<usize>,
    parents: Range<usize>,
    /// Features of the finest cells.
    x: Tensor<2>,
    /// What is pooled of them for each parent.
    pooled: Tensor<2>,
}

impl PointModel {
    /// Logits of every finest cell, row by row.
    pub fn logits(&self, graph: &Graph, device: &Device) -> Vec<f32> {
        let parts: Vec<Vec<f32>> = if self.down.is_empty() { self.plain(graph, device) } else { self.deep(graph, device) };
        parts.concat()
    }

    fn plain(&self, graph: &Graph, device: &Device) -> Vec<Vec<f32>> {
        let blocks: Vec<&[f32]> = graph.features.chunks(CELLS * FEATURES).collect();
        blocks.par_iter().map(|block| self.answer(self.described(block, device))).collect()
    }

    fn deep(&self, graph: &Graph, device: &Device) -> Vec<Vec<f32>> {
        let from_parent = graph.from_parent(0);
        let stems: Vec<Stem> =
            stem_ranges(graph).into_par_iter().map(|range| self.stem(graph, &from_parent, range, device)).collect();
        let pooled = Tensor::cat(stems.iter().map(|stem| stem.pooled.clone()).collect(), 0);
        let above = self.above(pooled, &GraphTensors::coarse(graph, device));
        stems.into_par_iter().map(|stem| self.answer(self.risen(stem, &above, graph, &from_parent, device))).collect()
    }

    /// # Shapes
    /// - output: `[n, stem]`
    fn described(&self, features: &[f32], device: &Device) -> Tensor<2> {
        relu(self.second.forward(relu(self.first.forward(rows(features.to_vec(), FEATURES, device)))))
    }

    fn stem(&self, graph: &Graph, from_parent: &[f32], (parents, cells): (Range<usize>, Range<usize>), device: &Device) -> Stem {
        let x = self.described(&graph.features[cells.start * FEATURES..cells.end * FEATURES], device);
        let place = rows(from_parent[cells.start * 3..cells.end * 3].to_vec(), 3, device);
        let y = self.down[0].pool.forward(Tensor::cat(vec![x.clone(), place], 1));
        let children: Vec<u32> = graph.levels[1].children[parents.start * CHILDREN..parents.end * CHILDREN]
            .iter()
            .map(|c| c - cells.start as u32)
            .collect();
        let pooled = match indices(&children, device) {
            Some(children) => relu(max_of(y, &children, CHILDREN)),
            None => y,
        };
        Stem { cells, parents, x, pooled }
    }

    /// The second level and all above it: from what was pooled to what goes down again.
    ///
    /// # Shapes
    /// - pooled, output: `[cells of the second level, C]`
    fn above(&self, pooled: Tensor<2>, graph: &GraphTensors) -> Tensor<2> {
        let mut levels = vec![self.down[0].blocks.iter().fold(pooled, |x, block| block.in_blocks(x, &graph.levels[1]))];
        for depth in 1..self.down.len() {
            let coarser = self.down[depth].forward(&levels[depth - 1], &graph.levels[depth], &graph.levels[depth + 1]);
            levels.push(coarser);
        }
        let mut x = levels.remove(levels.len() - 1);
        for depth in (1..self.up.len()).rev() {
            x = self.rise(depth, levels.remove(depth - 1), x, &graph.levels[depth]);
        }
        x
    }

    fn risen(&self, stem: Stem, above: &Tensor<2>, graph: &Graph, from_parent: &[f32], device: &Device) -> Tensor<2> {
        let Stem { cells, parents, x, .. } = stem;
        let parent: Vec<u32> = graph.levels[0].parent[cells.clone()].iter().map(|p| p - parents.start as u32).collect();
        let Some(parent) = indices(&parent, device) else { return x };
        let own = above.clone().narrow(0, parents.start, parents.len()).select(0, parent);
        let place = rows(from_parent[cells.start * 3..cells.end * 3].to_vec(), 3, device);
        let joined = Tensor::cat(vec![x.clone(), own, place], 1);
        x + relu(self.up[0].forward(joined))
    }

    fn answer(&self, x: Tensor<2>) -> Vec<f32> {
        self.said(x).into_data().try_into_vec().unwrap_or_default()
    }
}

/// Blocks of parents and the finest cells that are theirs: cells are sorted by parent.
fn stem_ranges(graph: &Graph) -> Vec<(Range<usize>, Range<usize>)> {
    let n_parents = graph.levels[1].centre.len();
    let first = |parent: usize| graph.levels[0].parent.partition_point(|p| (*p as usize) < parent);
    let starts = (0..n_parents).step_by(PARENTS);
    starts
        .map(|start| (start, (start + PARENTS).min(n_parents)))
        .map(|(start, end)| (start..end, first(start)..first(end)))
        .collect()
}

impl Block {
    /// As `forward`, with neighbourhoods gathered block by block.
    ///
    /// # Shapes
    /// - x, output: `[n, C]`
    fn in_blocks(&self, x: Tensor<2>, level: &LevelTensors) -> Tensor<2> {
        let Some(neighbours) = &level.neighbours else { return x };
        let [n, _] = x.dims();
        let place = self.place.forward(level.places.clone());
        let seen = self.look.forward(self.norm.forward(x.clone())) + place.clone();
        let part = |start: usize| {
            let length = CELLS.min(n - start);
            let near = neighbours.clone().narrow(0, start * NEIGHBOURS, length * NEIGHBOURS);
            let h = max_of(seen.clone(), &near, NEIGHBOURS) - place.clone().narrow(0, start, length);
            x.clone().narrow(0, start, length) + self.narrow.forward(relu(self.widen.forward(relu(h))))
        };
        let starts: Vec<usize> = (0..n).step_by(CELLS).collect();
        Tensor::cat(starts.into_par_iter().map(part).collect(), 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::device;
    use crate::fresh::seeded;
    use crate::point::Architecture;
    use crate::pyramid::Pyramid;
    use rosette_cloud::Cloud;

    #[test]
    fn blocks_answer_as_the_whole_does() {
        let positions: Vec<[f32; 3]> =
            (0..60_000).map(|i| [(i % 250) as f32 * 0.011, (i / 250) as f32 * 0.013, ((i * 7) % 11) as f32 * 0.02]).collect();
        let cloud = Cloud { normals: vec![[0.0, 0.0, 1.0]; positions.len()], positions, ..Cloud::default() };
        let graph = Graph::new(&cloud, &Pyramid::new(&cloud.positions, 0.015));
        assert!(graph.levels[1].centre.len() > 2 * CELLS);
        for architecture in [Architecture::default(), Architecture::plain()] {
            let model = seeded(PointModel::new(&architecture, &device()), 1);
            let whole: Vec<f32> = model.forward(&GraphTensors::new(&graph, &device())).into_data().try_into_vec().unwrap();
            let blocks = model.logits(&graph, &device());
            assert_eq!(whole.len(), blocks.len());
            let worst = whole.iter().zip(&blocks).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(worst < 1e-3, "{worst}");
        }
    }
}
