//! What the point net is run on: features of the finest cells, and who is whose parent and neighbour.

use crate::features::features;
use crate::pyramid::{LEVELS, Pyramid};
use rosette_cloud::Cloud;

/// Features and index lists of one tile or crop, in plain vectors.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Graph {
    /// [`FEATURES`](crate::features::FEATURES) values a finest cell.
    pub features: Vec<f32>,
    /// From the finest to the coarsest level.
    pub levels: Vec<GraphLevel>,
}

/// One level of a graph.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GraphLevel {
    /// Edge of a cell, m.
    pub edge: f32,
    /// Positions of the cells, m.
    pub centre: Vec<[f32; 3]>,
    /// Index of the parent; empty on the coarsest level.
    pub parent: Vec<u32>,
    /// [`NEIGHBOURS`](crate::pyramid::NEIGHBOURS) indices a cell; empty on the finest level.
    pub neighbours: Vec<u32>,
    /// [`CHILDREN`](crate::pyramid::CHILDREN) indices of the finer level a cell; empty on the finest.
    pub children: Vec<u32>,
}

impl Graph {
    /// The graph of a cloud and the grids over it.
    pub fn new(cloud: &Cloud, pyramid: &Pyramid) -> Self {
        let mut levels: Vec<GraphLevel> = pyramid
            .levels
            .iter()
            .enumerate()
            .map(|(depth, level)| GraphLevel {
                edge: level.edge,
                centre: level.centre.clone(),
                parent: level.parent.clone(),
                neighbours: if depth == 0 { Vec::new() } else { level.neighbours() },
                children: if depth == 0 { Vec::new() } else { level.pooled_children() },
            })
            .collect();
        centre_on(&mut levels);
        Self { features: features(cloud, pyramid), levels }
    }

    /// Number of finest cells.
    pub fn len(&self) -> usize {
        self.levels.first().map_or(0, |level| level.centre.len())
    }

    /// Whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// From each cell's parent to the cell, in edges of the parent's: three values a cell.
    pub fn from_parent(&self, depth: usize) -> Vec<f32> {
        let (Some(level), Some(coarser)) = (self.levels.get(depth), self.levels.get(depth + 1)) else { return Vec::new() };
        let place = |(cell, parent): (&[f32; 3], &u32)| {
            let of = coarser.centre[*parent as usize];
            std::array::from_fn::<f32, 3, _>(|k| (cell[k] - of[k]) / coarser.edge)
        };
        level.centre.iter().zip(&level.parent).flat_map(place).collect()
    }

    /// Positions in edges of the level's cells: three values a cell.
    pub fn places(&self, depth: usize) -> Vec<f32> {
        self.levels.get(depth).map_or(Vec::new(), |level| level.centre.iter().flat_map(|c| c.map(|v| v / level.edge)).collect())
    }
}

/// Moves zero to the middle of the coarsest cells: the net sees differences of positions, which are exact near zero.
fn centre_on(levels: &mut [GraphLevel]) {
    let Some(top) = levels.get(LEVELS - 1) else { return };
    let n = top.centre.len().max(1) as f64;
    let middle: [f32; 3] = std::array::from_fn(|k| (top.centre.iter().map(|c| f64::from(c[k])).sum::<f64>() / n) as f32);
    levels.iter_mut().flat_map(|level| &mut level.centre).for_each(|c| (0..3).for_each(|k| c[k] -= middle[k]));
}
