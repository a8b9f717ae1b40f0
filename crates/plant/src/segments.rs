//! Segments: what the geometry of one area's cloud is made of, before it is called pipe or pump.

use rosette_shapes::{Cylinder, Plane};

/// Planes, cylinders and what is left, of one area. Local frame of the area's cloud, metres.
#[derive(Debug, Clone, Default)]
pub struct Segments {
    /// Range noise measured on the area's planes: standard deviation, m.
    pub sigma: f64,
    /// Planes of at least some tenths of a square metre.
    pub planes: Vec<PlaneSegment>,
    /// Cylinders, longest first.
    pub cylinders: Vec<CylinderSegment>,
    /// Which segment each point belongs to.
    pub owner: Vec<Owner>,
}

/// The segment that a point belongs to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Owner {
    /// In no segment.
    #[default]
    None,
    /// Index into `Segments::planes`.
    Plane(u32),
    /// Index into `Segments::cylinders`.
    Cylinder(u32),
}

/// A plane that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaneSegment {
    /// The plane; the normal points to the side it was seen from, if that is known.
    pub plane: Plane,
    /// Points on it.
    pub points: usize,
    /// Root mean square distance of its points, m.
    pub rms: f64,
    /// Seen area, m2.
    pub area: f64,
    /// Smallest and largest corner of its points' bounding box, local m.
    pub bounds: [[f64; 3]; 2],
}

/// A cylinder that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct CylinderSegment {
    /// The cylinder; its point lies on the axis.
    pub cylinder: Cylinder,
    /// Stretches along the axis where its surface was seen, as signed distances from its point, ascending, m.
    pub spans: Vec<[f64; 2]>,
    /// Points on it.
    pub points: usize,
    /// Root mean square distance of its points, m.
    pub rms: f64,
    /// Arc of its circumference that was seen, radians.
    pub arc: f64,
    /// Points close outside of its surface, as a share of `points`; bare pipe has few.
    pub around: f64,
    /// Depths of the heads that close a shell at the start and the end of its axis, m; none where no head was seen.
    pub heads: [Option<f64>; 2],
    /// Mean absolute cosine between the points' normals and the surface's: near 1 on a true cylinder.
    pub agreement: f64,
}

impl CylinderSegment {
    /// Total length of the spans, m.
    pub fn seen_length(&self) -> f64 {
        self.spans.iter().map(|[from, to]| to - from).sum()
    }
}
