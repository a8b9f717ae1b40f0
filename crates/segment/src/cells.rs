//! Points grouped into cubic cells, with the moments of each cell.

use nalgebra::{Matrix3, Point3, Vector3};
use rayon::prelude::*;

/// Points grouped by the cubic cell they lie in; cells in ascending order of key.
pub struct Cells {
    /// Edge length, m.
    pub size: f64,
    keys: Vec<u64>,
    starts: Vec<u32>,
    order: Vec<u32>,
}

const BITS: u32 = 21;
const HALF: i64 = 1 << (BITS - 1);
const MASK: u64 = (1 << BITS) - 1;

fn pack(cell: [i64; 3]) -> u64 {
    cell.iter().fold(0, |key, &c| key << BITS | ((c + HALF) as u64 & MASK))
}

fn unpack(key: u64) -> [i64; 3] {
    [2, 1, 0].map(|k| (key >> (BITS * k) & MASK) as i64 - HALF)
}

impl Cells {
    /// Groups `points` (indices into `positions`) into cells of edge `size`, m. At 5 cm the local frame may reach 50 km.
    pub fn new(positions: &[[f32; 3]], points: impl IndexedParallelIterator<Item = u32>, size: f64) -> Self {
        let key = |i: u32| pack(positions[i as usize].map(|v| (f64::from(v) / size).floor() as i64));
        let mut pairs: Vec<(u64, u32)> = points.map(|i| (key(i), i)).collect();
        pairs.par_sort_unstable();
        let mut cells = Cells { size, keys: Vec::new(), starts: Vec::new(), order: Vec::with_capacity(pairs.len()) };
        for (key, point) in pairs {
            if cells.keys.last() != Some(&key) {
                cells.keys.push(key);
                cells.starts.push(cells.order.len() as u32);
            }
            cells.order.push(point);
        }
        cells.starts.push(cells.order.len() as u32);
        cells
    }

    /// Number of occupied cells.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Indices of the points in a cell, ascending.
    pub fn points(&self, cell: usize) -> &[u32] {
        &self.order[self.starts[cell] as usize..self.starts[cell + 1] as usize]
    }

    /// Occupied cells within `reach` cells of `cell`, itself left out, in ascending order.
    pub fn around(&self, cell: usize, reach: i64) -> Vec<usize> {
        let [x, y, z] = unpack(self.keys[cell]);
        let mut found = Vec::new();
        for dx in -reach..=reach {
            for dy in -reach..=reach {
                // Keys of one column are consecutive: one search for the whole column.
                let (from, to) = (pack([x + dx, y + dy, z - reach]), pack([x + dx, y + dy, z + reach]));
                let start = self.keys.partition_point(|&k| k < from);
                found.extend((start..).take_while(|&c| c < self.keys.len() && self.keys[c] <= to).filter(|&c| c != cell));
            }
        }
        found
    }
}

/// Sums over points from which their plane follows: count, sum and sum of outer products.
#[derive(Debug, Clone, Copy, Default)]
pub struct Moments {
    /// Number of points.
    pub n: f64,
    sum: Vector3<f64>,
    outer: Matrix3<f64>,
}

impl Moments {
    /// Moments of points.
    pub fn of(points: impl Iterator<Item = Point3<f64>>) -> Self {
        points.fold(Self::default(), |mut m, p| {
            m.n += 1.0;
            m.sum += p.coords;
            m.outer += p.coords * p.coords.transpose();
            m
        })
    }

    /// Adds another set of points.
    pub fn add(&mut self, other: &Moments) {
        self.n += other.n;
        self.sum += other.sum;
        self.outer += other.outer;
    }

    /// Mean position.
    pub fn mean(&self) -> Point3<f64> {
        Point3::from(self.sum / self.n.max(1.0))
    }

    /// Eigenvalues of the covariance, ascending, m2, and their unit vectors.
    pub fn spread(&self) -> ([f64; 3], [Vector3<f64>; 3]) {
        let mean = self.mean().coords;
        rosette_shapes::eigen3(&(self.outer / self.n.max(1.0) - mean * mean.transpose()))
    }
}
