//! Stray points: isolated returns and mixed pixels.

use crate::field::Field;
use crate::voxels::Voxels;

/// Why a point is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stray {
    /// Too few neighbours.
    Isolated,
    /// Strung along a ray between two surfaces.
    Mixed,
}

/// The stray points of a cell, ascending by index.
pub fn strays(
    _field: &Field,
    _own: &Voxels,
    _voxel: f32,
    _scanner: impl Fn(u16) -> Option<[f32; 3]> + Sync,
) -> Vec<(u32, Stray)> {
    Vec::new()
}
