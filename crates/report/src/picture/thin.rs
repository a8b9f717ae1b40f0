//! Thinning: one point a cell, with a bound on their number.

use crate::names::Rgb;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// A point of a picture, relative to the scene's origin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ThinPoint {
    pub at: [f32; 3],
    /// Unit normal times 127; zero if unknown.
    pub normal: [i8; 3],
    pub color: Rgb,
    pub class: u8,
    pub object: u32,
}

/// Keeps the first point of every cell; when there are too many points the cells double.
pub(crate) struct Thin {
    cell: f64,
    cap: usize,
    points: Vec<ThinPoint>,
    taken: Cells,
}

type Cells = HashSet<u64, BuildHasherDefault<CellHasher>>;

impl Thin {
    pub(crate) fn new(cell: f64, cap: usize) -> Self {
        Self { cell, cap, points: Vec::new(), taken: Cells::default() }
    }

    /// Edge of a cell, m.
    pub(crate) fn cell(&self) -> f64 {
        self.cell
    }

    pub(crate) fn offer(&mut self, at: [f32; 3], make: impl FnOnce() -> ThinPoint) {
        if self.taken.insert(cell_key(at, self.cell)) {
            self.points.push(make());
            if self.points.len() > self.cap {
                self.coarsen();
            }
        }
    }

    fn coarsen(&mut self) {
        let mut coarse = Thin::new(self.cell * 2.0, usize::MAX);
        for point in &self.points {
            coarse.offer(point.at, || *point);
        }
        *self = Thin { cap: self.cap, ..coarse };
    }

    pub(crate) fn into_points(self) -> Vec<ThinPoint> {
        self.points
    }
}

/// Key of the cell a point lies in: 21 bits an axis, so 8 mm cells repeat after 16 km.
pub(crate) fn cell_key(at: [f32; 3], cell: f64) -> u64 {
    const BITS: u32 = 21;
    const MASK: u64 = (1 << BITS) - 1;
    let index = |v: f32| ((f64::from(v) / cell).floor() as i64 as u64) & MASK;
    index(at[0]) << (2 * BITS) | index(at[1]) << BITS | index(at[2])
}

/// One multiplication (Fibonacci hashing) and a fold; the keys are our own, so nobody can make them collide on purpose.
#[derive(Default)]
pub(crate) struct CellHasher(u64);

impl Hasher for CellHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.write_u64(u64::from(b) ^ self.0);
        }
    }

    fn write_u64(&mut self, key: u64) {
        let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(at: [f32; 3]) -> ThinPoint {
        ThinPoint { at, normal: [0; 3], color: [0; 3], class: 0, object: 0 }
    }

    #[test]
    fn one_point_a_cell_and_never_more_than_the_cap() {
        let mut thin = Thin::new(0.01, 500);
        for i in 0..20_000u32 {
            let at = [(i % 141) as f32 * 0.005, (i / 141) as f32 * 0.005, 0.0];
            thin.offer(at, || point(at));
        }
        assert!(thin.cell() >= 0.02);
        let (cell, points) = (thin.cell(), thin.into_points());
        assert!(points.len() <= 500 && points.len() > 100);
        let keys: std::collections::BTreeSet<u64> = points.iter().map(|p| cell_key(p.at, cell)).collect();
        assert_eq!(keys.len(), points.len());
    }
}
