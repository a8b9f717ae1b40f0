//! A cloud: merged points of one area, column by column.

use nalgebra::{Point3, Vector3};

/// Points of one area. Every column has one entry a point, or is empty where the input does not carry it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cloud {
    /// Site position of the local origin, m.
    pub origin: Vector3<f64>,
    /// Local positions, m. Never NaN.
    pub positions: Vec<[f32; 3]>,
    /// Unit normals, turned towards the scanner where its position is known; zero where none could be computed.
    pub normals: Vec<[f32; 3]>,
    /// Raw returns merged into each point.
    pub weights: Vec<u32>,
    /// Mean intensity, 0 to 1; empty if the input has none.
    pub intensity: Vec<f32>,
    /// Mean colour; empty if the input has none.
    pub color: Vec<[u8; 3]>,
    /// Index of the station that contributed most returns; `u16::MAX` if unknown.
    pub station: Vec<u16>,
    /// True for points of the area's core, false for points of its halo; empty means all are core.
    pub core: Vec<bool>,
}

impl Cloud {
    /// Number of points.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether there are no points.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Local position of a point in f64, m.
    pub fn point(&self, idx: usize) -> Point3<f64> {
        let [x, y, z] = self.positions[idx];
        Point3::new(x.into(), y.into(), z.into())
    }

    /// Normal of a point in f64; zero where unknown.
    pub fn normal(&self, idx: usize) -> Vector3<f64> {
        let [x, y, z] = self.normals[idx];
        Vector3::new(x.into(), y.into(), z.into())
    }

    /// Site position of a point, m.
    pub fn site(&self, idx: usize) -> [f64; 3] {
        (self.point(idx) + self.origin).into()
    }

    /// Site position of a local one, m.
    pub fn to_site(&self, local: Point3<f64>) -> [f64; 3] {
        (local + self.origin).into()
    }

    /// Local position of a site one, m.
    pub fn to_local(&self, site: [f64; 3]) -> Point3<f64> {
        Point3::from(site) - self.origin
    }

    /// Whether the point belongs to the area's core.
    pub fn is_core(&self, idx: usize) -> bool {
        self.core.is_empty() || self.core[idx]
    }

    /// Whether the area has no halo: every point is the core's.
    pub fn is_all_core(&self) -> bool {
        self.core.iter().all(|core| *core)
    }

    /// The points at `indices`, in that order, with all columns.
    pub fn select(&self, indices: &[u32]) -> Cloud {
        fn pick<T: Copy>(column: &[T], indices: &[u32]) -> Vec<T> {
            if column.is_empty() { Vec::new() } else { indices.iter().map(|&i| column[i as usize]).collect() }
        }
        Cloud {
            origin: self.origin,
            positions: pick(&self.positions, indices),
            normals: pick(&self.normals, indices),
            weights: pick(&self.weights, indices),
            intensity: pick(&self.intensity, indices),
            color: pick(&self.color, indices),
            station: pick(&self.station, indices),
            core: pick(&self.core, indices),
        }
    }
}
