//! The pyramid of grids that the point net works on: cells of 1.5 cm, and four coarser levels, each of 3³ cells of the one below.
//!
//! Cells are sorted by a hierarchical key, so that the children of a cell, and the points of a finest cell, are one contiguous range.
//! Grids with exact parents need no neighbour search between levels, and the order depends on nothing but the positions.

use rayon::prelude::*;
use std::ops::Range;

/// Number of levels.
pub const LEVELS: usize = 5;
/// Edge of a cell in cells of the level below.
const RATIO: i32 = 3;
/// Edge of a coarsest cell in finest ones.
const COARSEST: i32 = RATIO.pow(LEVELS as u32 - 1);
/// Bits of a coarsest coordinate in a key: 16 384 cells of 1.2 m are 20 km, more than local f32 coordinates resolve well.
const TOP_BITS: u32 = 14;
/// Bits of the place among the 27 children of a cell.
const DIGIT_BITS: u32 = 5;
/// Neighbours that a block of the net looks at, the cell itself included.
pub const NEIGHBOURS: usize = 16;
/// Children of a cell that are pooled. Surfaces fill 9 to 15 of the 27; beyond that every child still counts in the moments.
pub const CHILDREN: usize = 12;

/// A grid of one cell size.
#[derive(Debug, Clone, Default)]
pub struct Level {
    /// Edge of a cell, m.
    pub edge: f32,
    /// Coordinates of the occupied cells, in cells.
    pub at: Vec<[i32; 3]>,
    /// Mean position of what lies in each cell, m: of its points on the finest level, of its children on the others.
    pub centre: Vec<[f32; 3]>,
    /// Index of each cell's parent on the next coarser level; empty on the coarsest.
    pub parent: Vec<u32>,
    /// Where the children (on the finest level: the points, in sorted order) of each cell begin; one entry more than cells.
    pub first: Vec<u32>,
    index: CellIndex,
}

/// Four levels of grids over some points.
#[derive(Debug, Clone, Default)]
pub struct Pyramid {
    /// From the finest to the coarsest.
    pub levels: Vec<Level>,
    /// Indices of the points, sorted by cell.
    pub order: Vec<u32>,
    /// Index of the finest cell of each point.
    pub cell_of: Vec<u32>,
}

impl Pyramid {
    /// Builds the grids over `positions` (finite, m) with finest cells of `edge` m. Needs O(n log n).
    pub fn new(positions: &[[f32; 3]], edge: f32) -> Self {
        let low = lowest(positions, edge);
        let mut keyed: Vec<(u64, u32)> =
            positions.par_iter().enumerate().map(|(i, p)| (key(fine(p, edge, low)), i as u32)).collect();
        keyed.par_sort_unstable();
        let order: Vec<u32> = keyed.iter().map(|(_, i)| *i).collect();
        let mut levels = vec![finest(positions, &keyed, edge, low)];
        for depth in 1..LEVELS {
            let coarser = parents(&mut levels[depth - 1], edge * RATIO.pow(depth as u32) as f32);
            levels.push(coarser);
        }
        let mut cell_of = vec![0; positions.len()];
        for cell in 0..levels[0].len() {
            levels[0].children(cell).for_each(|at| cell_of[order[at] as usize] = cell as u32);
        }
        Self { levels, order, cell_of }
    }

    /// Number of finest cells.
    pub fn len(&self) -> usize {
        self.levels.first().map_or(0, Level::len)
    }

    /// Whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Index of a finest cell's ancestor on a level.
    pub fn ancestor(&self, cell: usize, level: usize) -> usize {
        self.levels[..level].iter().fold(cell, |cell, level| level.parent[cell] as usize)
    }
}

impl Level {
    /// Number of cells.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// Range of a cell's children on the next finer level, or of its points in sorted order.
    pub fn children(&self, cell: usize) -> Range<usize> {
        self.first[cell] as usize..self.first[cell + 1] as usize
    }

    /// Index of the cell at some coordinates.
    pub fn find(&self, at: [i32; 3]) -> Option<usize> {
        self.index.find(at)
    }

    /// Indices of the occupied cells among a cell and its 26 neighbours, in the order of their offsets.
    pub fn around(&self, cell: usize) -> impl Iterator<Item = usize> + '_ {
        let [x, y, z] = self.at[cell];
        (0..27).filter_map(move |i| self.find([x + i / 9 - 1, y + i / 3 % 3 - 1, z + i % 3 - 1]))
    }

    /// The nearest of the cells around each cell, the cell itself first, filled up with itself: `NEIGHBOURS` entries a cell.
    pub fn neighbours(&self) -> Vec<u32> {
        let mut out = vec![0; self.len() * NEIGHBOURS];
        out.par_chunks_mut(NEIGHBOURS).enumerate().for_each(|(cell, slots)| self.nearest(cell, slots));
        out
    }

    fn nearest(&self, cell: usize, slots: &mut [u32]) {
        let here = self.centre[cell];
        let mut found: Vec<(f32, u32)> =
            self.around(cell).map(|other| (squared(here, self.centre[other]), other as u32)).collect();
        found.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        slots.fill(cell as u32);
        slots
            .iter_mut()
            .skip(1)
            .zip(found.iter().filter(|(_, other)| *other as usize != cell))
            .for_each(|(slot, (_, other))| *slot = *other);
    }

    /// Children to pool, `CHILDREN` entries a cell: all of them, or as many spread evenly, filled up with the first.
    pub fn pooled_children(&self) -> Vec<u32> {
        let mut out = vec![0; self.len() * CHILDREN];
        for (cell, slots) in out.chunks_mut(CHILDREN).enumerate() {
            let range = self.children(cell);
            slots.fill(range.start as u32);
            let (n, kept) = (range.len(), range.len().min(CHILDREN));
            (0..kept).for_each(|i| slots[i] = (range.start + i * n / kept) as u32);
        }
        out
    }
}

fn squared(a: [f32; 3], b: [f32; 3]) -> f32 {
    (0..3).map(|k| (a[k] - b[k]) * (a[k] - b[k])).sum()
}

/// Finest coordinates of the lowest corner, rounded down to a coarsest cell.
fn lowest(positions: &[[f32; 3]], edge: f32) -> [i32; 3] {
    let low = positions.iter().fold([f32::INFINITY; 3], |low, p| std::array::from_fn(|k| low[k].min(p[k])));
    low.map(|v| if v.is_finite() { ((v / edge).floor() as i32).div_euclid(COARSEST) * COARSEST } else { 0 })
}

/// Finest coordinates of a position from the lowest corner, never negative.
fn fine(p: &[f32; 3], edge: f32, low: [i32; 3]) -> [i32; 3] {
    let most = (1 << TOP_BITS) * COARSEST - 1;
    std::array::from_fn(|k| (((p[k] / edge).floor() as i32).saturating_sub(low[k])).clamp(0, most))
}

/// Coarsest coordinates, then the place among the children of a cell, level by level downwards.
fn key(at: [i32; 3]) -> u64 {
    let top = at.map(|v| (v / COARSEST) as u64);
    let mut key = top[0] << (2 * TOP_BITS) | top[1] << TOP_BITS | top[2];
    let mut edge = COARSEST;
    while edge > 1 {
        edge /= RATIO;
        let digit = at.map(|v| (v / edge % RATIO) as u64);
        key = key << DIGIT_BITS | (digit[0] * 9 + digit[1] * 3 + digit[2]);
    }
    key
}

fn finest(positions: &[[f32; 3]], keyed: &[(u64, u32)], edge: f32, low: [i32; 3]) -> Level {
    let mut level = Level { edge, first: vec![0], ..Level::default() };
    let mut end = 0;
    for points in keyed.chunk_by(|a, b| a.0 == b.0) {
        end += points.len() as u32;
        level.first.push(end);
        level.at.push(fine(&positions[points[0].1 as usize], edge, low));
        level.centre.push(mean(points.iter().map(|(_, i)| positions[*i as usize])));
    }
    level.index = CellIndex::new(&level.at);
    level
}

/// The next coarser level; tells the finer one who its parents are.
fn parents(finer: &mut Level, edge: f32) -> Level {
    let mut level = Level { edge, first: vec![0], ..Level::default() };
    for cell in 0..finer.len() {
        let at = finer.at[cell].map(|v| v / RATIO);
        if level.at.last() != Some(&at) {
            level.at.push(at);
            level.first.push(cell as u32);
        }
        level.first[level.at.len()] = cell as u32 + 1;
        finer.parent.push(level.at.len() as u32 - 1);
    }
    level.centre = (0..level.len()).map(|cell| mean(level.children(cell).map(|child| finer.centre[child]))).collect();
    level.index = CellIndex::new(&level.at);
    level
}

/// Mean of some positions, relative to the first of them so that f32 keeps its precision far from the origin.
fn mean(positions: impl Iterator<Item = [f32; 3]>) -> [f32; 3] {
    let (mut sum, mut n, mut base) = ([0.0f64; 3], 0.0f64, [0.0f64; 3]);
    for p in positions {
        let p = p.map(f64::from);
        if n == 0.0 {
            base = p;
        }
        (0..3).for_each(|k| sum[k] += p[k] - base[k]);
        n += 1.0;
    }
    std::array::from_fn(|k| (base[k] + sum[k] / n.max(1.0)) as f32)
}

/// Open-addressing map from coordinates to cell numbers; only looked up in, so its order never shows.
#[derive(Debug, Clone, Default)]
struct CellIndex {
    slots: Vec<(u64, u32)>,
    mask: usize,
}

const EMPTY: u32 = u32::MAX;

impl CellIndex {
    fn new(at: &[[i32; 3]]) -> Self {
        let size = (at.len() * 2).next_power_of_two().max(2);
        let mut index = Self { slots: vec![(0, EMPTY); size], mask: size - 1 };
        for (cell, at) in at.iter().enumerate() {
            let packed = packed(*at);
            let mut slot = hash(packed) & index.mask;
            while index.slots[slot].1 != EMPTY {
                slot = (slot + 1) & index.mask;
            }
            index.slots[slot] = (packed, cell as u32);
        }
        index
    }

    fn find(&self, at: [i32; 3]) -> Option<usize> {
        if self.slots.is_empty() || at.iter().any(|v| *v < 0) {
            return None;
        }
        let packed = packed(at);
        let mut slot = hash(packed) & self.mask;
        loop {
            let (key, cell) = self.slots[slot];
            if cell == EMPTY {
                return None;
            }
            if key == packed {
                return Some(cell as usize);
            }
            slot = (slot + 1) & self.mask;
        }
    }
}

/// 21 bits a coordinate: 16 384 coarsest cells are 1 327 104 finest ones.
fn packed(at: [i32; 3]) -> u64 {
    (at[0] as u64) << 42 | (at[1] as u64) << 21 | at[2] as u64
}

fn hash(packed: u64) -> usize {
    (packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24) as usize
}
