//! The absolute lattice of voxels and cells that makes results independent of file order, areas and threads.
//!
//! Every voxel belongs to one *block* of 32³ voxels, every block to one *cell*. The lattice is anchored at the site's zero, so a point
//! falls into the same voxel whatever else was read. Within a voxel a position is held in 1024 steps an axis (5 µm at 5 mm voxels):
//! sums of such integers are exact, so a mean does not depend on the order of its terms.

use crate::morton;
use thiserror::Error;

/// Voxels along a block's edge.
pub const BLOCK_VOXELS: u32 = 32;
/// Steps a voxel is divided into along each axis.
pub const STEPS: u32 = 1024;
/// Bits of a voxel's code within its block.
pub const LOCAL_BITS: u32 = 15;
/// Most voxels along a cell's edge: 12 bits an axis.
const MAX_CELL_VOXELS: u32 = 4096;
/// Largest site coordinate accepted, m. National grids with zone prefix reach 3.6e7; at 1e8 an f64 still resolves 15 nm.
const LIMIT: f64 = 1e8;

/// Index of a cell along each axis.
pub type CellIdx = [i32; 3];

/// Why a lattice cannot be made.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum LatticeError {
    /// The voxel size is not a usable length.
    #[error("voxel size {0} m is out of range: give 0.0005 to 1 m")]
    Voxel(f64),
    /// The cell is too small or too large for the voxels.
    #[error("cell size {cell} m does not fit voxels of {voxel} m: give {} to {} m", voxel * 32.0, voxel * 4096.0)]
    Cell {
        /// Cell size asked for, m.
        cell: f64,
        /// Voxel size, m.
        voxel: f64,
    },
}

/// Where a position falls: its cell, its voxel in the cell and its place in the voxel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The cell.
    pub cell: CellIdx,
    /// Morton code of the voxel within the cell, at most 36 bits.
    pub code: u64,
    /// Steps from the voxel's corner, each under [`STEPS`].
    pub step: [u16; 3],
}

/// Voxel and cell sizes, and the arithmetic between site positions and lattice places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lattice {
    voxel: f64,
    cell_voxels: u32,
    steps_per_m: f64,
}

impl Lattice {
    /// A lattice of `voxel` m with cells of about `cell` m: rounded to whole blocks of 32 voxels.
    pub fn new(voxel: f64, cell: f64) -> Result<Self, LatticeError> {
        if !(0.0005..=1.0).contains(&voxel) {
            return Err(LatticeError::Voxel(voxel));
        }
        let blocks = (cell / voxel / f64::from(BLOCK_VOXELS)).round();
        if !(1.0..=f64::from(MAX_CELL_VOXELS / BLOCK_VOXELS)).contains(&blocks) {
            return Err(LatticeError::Cell { cell, voxel });
        }
        Ok(Self { voxel, cell_voxels: blocks as u32 * BLOCK_VOXELS, steps_per_m: f64::from(STEPS) / voxel })
    }

    /// Edge of a voxel, m.
    pub fn voxel(&self) -> f64 {
        self.voxel
    }

    /// Edge of a block, m.
    pub fn block(&self) -> f64 {
        self.voxel * f64::from(BLOCK_VOXELS)
    }

    /// Edge of a cell, m.
    pub fn cell(&self) -> f64 {
        self.voxel * f64::from(self.cell_voxels)
    }

    /// Blocks along a cell's edge.
    pub fn cell_blocks(&self) -> u32 {
        self.cell_voxels / BLOCK_VOXELS
    }

    /// Bits of a block's Morton code within its cell.
    pub fn block_bits(&self) -> u32 {
        3 * (self.cell_blocks().next_power_of_two().trailing_zeros())
    }

    /// Site position of a cell's lower corner, m.
    pub fn corner(&self, cell: CellIdx) -> [f64; 3] {
        cell.map(|c| f64::from(c) * f64::from(self.cell_voxels) * self.voxel)
    }

    /// Where a site position falls; none if it is not a number or further than 1e8 m from zero.
    pub fn place(&self, site: [f64; 3]) -> Option<Place> {
        if !site.iter().all(|v| v.abs() <= LIMIT) {
            return None;
        }
        let per_cell = i64::from(self.cell_voxels) * i64::from(STEPS);
        let mut cell = [0i32; 3];
        let mut voxel = [0u32; 3];
        let mut step = [0u16; 3];
        for axis in 0..3 {
            let steps = floor(site[axis] * self.steps_per_m);
            let idx = steps.div_euclid(per_cell);
            let within = (steps - idx * per_cell) as u32;
            cell[axis] = idx as i32;
            voxel[axis] = within / STEPS;
            step[axis] = (within % STEPS) as u16;
        }
        Some(Place { cell, code: morton::encode(voxel), step })
    }

    /// A lattice of the same voxels with cells of half the edge; none if a cell is one block already.
    pub fn halved(&self) -> Option<Self> {
        let blocks = self.cell_blocks() / 2;
        (blocks > 0).then(|| Self { cell_voxels: blocks * BLOCK_VOXELS, ..*self })
    }

    /// Cell and code of a voxel that is given by its cell and code in a lattice of the same voxels.
    pub fn translate(&self, from: &Lattice, cell: CellIdx, code: u64) -> (CellIdx, u64) {
        let within = morton::decode(code);
        let (old, new) = (i64::from(from.cell_voxels), i64::from(self.cell_voxels));
        let voxel: [i64; 3] = std::array::from_fn(|a| i64::from(cell[a]) * old + i64::from(within[a]));
        let code = morton::encode(voxel.map(|v| v.rem_euclid(new) as u32));
        (voxel.map(|v| v.div_euclid(new) as i32), code)
    }

    /// The same as [`Self::place`] when the cell is likely `guess`: saves the divisions.
    pub fn place_near(&self, site: [f64; 3], guess: CellIdx) -> Option<Place> {
        let per_cell = i64::from(self.cell_voxels) * i64::from(STEPS);
        let mut within = [0u32; 3];
        for axis in 0..3 {
            if site[axis].abs() > LIMIT || site[axis].is_nan() {
                return None;
            }
            let rest = floor(site[axis] * self.steps_per_m) - i64::from(guess[axis]) * per_cell;
            if !(0..per_cell).contains(&rest) {
                return self.place(site);
            }
            within[axis] = rest as u32;
        }
        let code = morton::encode(within.map(|w| w / STEPS));
        Some(Place { cell: guess, code, step: within.map(|w| (w % STEPS) as u16) })
    }
}

/// Floor as an integer without a library call: the portable x86-64 baseline has no rounding instruction.
fn floor(v: f64) -> i64 {
    let cut = v as i64;
    cut - i64::from(cut as f64 > v)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_bad_sizes() {
        let check = |voxel: f64, cell: f64, good: bool| assert_eq!(Lattice::new(voxel, cell).is_ok(), good, "{voxel} {cell}");
        check(0.005, 8.0, true);
        check(0.0, 8.0, false);
        check(-1.0, 8.0, false);
        check(f64::NAN, 8.0, false);
        check(0.005, f64::NAN, false);
        check(0.005, 1e9, false);
        check(0.001, 8.0, false);
        check(0.001, 4.0, true);
        check(0.005, 0.01, false);
    }

    #[test]
    fn refuses_what_is_not_a_place() {
        let lattice = Lattice::new(0.005, 8.0).unwrap();
        for bad in [f64::NAN, f64::INFINITY, -f64::INFINITY, 1e9] {
            assert_eq!(lattice.place([0.0, bad, 0.0]), None);
            assert_eq!(lattice.place_near([0.0, bad, 0.0], [0; 3]), None);
        }
    }

    proptest! {
        #[test]
        fn a_place_leads_back(x in -1e7..1e7f64, y in -10.0..10.0f64, z in 6.86e6..6.87e6f64) {
            let lattice = Lattice::new(0.005, 8.0).unwrap();
            let site = [x, y, z];
            let place = lattice.place(site).unwrap();
            let corner = lattice.corner(place.cell);
            let voxel = morton::decode(place.code);
            for axis in 0..3 {
                let back = corner[axis] + (f64::from(voxel[axis]) + f64::from(place.step[axis]) / 1024.0) * 0.005;
                prop_assert!((back - site[axis]).abs() < 6e-6, "{back} {}", site[axis]);
            }
            let half = lattice.halved().unwrap();
            let placed = half.place(site).unwrap();
            prop_assert_eq!(half.translate(&lattice, place.cell, place.code), (placed.cell, placed.code));
            prop_assert_eq!(lattice.place_near(site, place.cell), Some(place));
            prop_assert_eq!(lattice.place_near(site, [0, 0, 0]), Some(place));
        }
    }
}
