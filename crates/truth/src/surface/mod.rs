//! Analytic surfaces that parts are made of: exact ray hits, distances and areas.

mod ellipsoid;
mod flat;
mod frustum;
mod prism;
mod scaled;
mod torus;

pub use ellipsoid::Ellipsoid;
pub use flat::{Block, Disc, Rectangle};
pub use frustum::Frustum;
pub use prism::Prism;
pub use scaled::Scaled;
pub use torus::Torus;

use nalgebra::{Isometry3, Point3, Vector3};

/// A position, m.
pub type P3 = Point3<f64>;
/// A direction or an offset, m.
pub type V3 = Vector3<f64>;

/// Hits nearer than this to the ray's origin are ignored, m.
const NEAR: f64 = 1e-6;

/// One ideal surface.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Surface {
    Frustum(Frustum),
    Torus(Torus),
    Disc(Disc),
    Rectangle(Rectangle),
    Block(Block),
    Ellipsoid(Ellipsoid),
    Prism(Prism),
    Scaled(Scaled),
}

macro_rules! each {
    ($surface:expr, $shape:ident => $call:expr) => {
        match $surface {
            Surface::Frustum($shape) => $call,
            Surface::Torus($shape) => $call,
            Surface::Disc($shape) => $call,
            Surface::Rectangle($shape) => $call,
            Surface::Block($shape) => $call,
            Surface::Ellipsoid($shape) => $call,
            Surface::Prism($shape) => $call,
            Surface::Scaled($shape) => $call,
        }
    };
}

impl Surface {
    /// Distance along the ray (`direction` is a unit vector) to the first hit nearer than `limit`, m.
    pub fn hit(&self, origin: &P3, direction: &V3, limit: f64) -> Option<f64> {
        each!(self, s => s.hit(origin, direction, limit))
    }

    /// Unit normal at a point of the surface (either side).
    pub fn normal(&self, at: &P3) -> V3 {
        each!(self, s => s.normal(at))
    }

    /// Corners of the bounding box; tight for axis-parallel shapes.
    pub fn bounds(&self) -> (P3, P3) {
        each!(self, s => s.bounds())
    }

    /// Area, m².
    pub fn area(&self) -> f64 {
        each!(self, s => s.area())
    }

    /// A point of the surface for `u`, `v` in 0..1; even over the surface but for tori and ellipsoids (within a factor of two).
    pub fn sample(&self, u: f64, v: f64) -> P3 {
        each!(self, s => s.sample(u, v))
    }

    /// Distance of a point from the surface, m. Never more than the true distance; exact but for skew cones, mitred ends and stretched surfaces.
    pub fn distance(&self, at: &P3) -> f64 {
        each!(self, s => s.distance(at))
    }

    /// The surface after a rigid motion.
    pub fn moved(&self, motion: &Isometry3<f64>) -> Surface {
        match self {
            Surface::Frustum(s) => Surface::Frustum(s.moved(motion)),
            Surface::Torus(s) => Surface::Torus(s.moved(motion)),
            Surface::Disc(s) => Surface::Disc(s.moved(motion)),
            Surface::Rectangle(s) => Surface::Rectangle(s.moved(motion)),
            Surface::Block(s) => Surface::Block(s.moved(motion)),
            Surface::Ellipsoid(s) => Surface::Ellipsoid(s.moved(motion)),
            Surface::Prism(s) => Surface::Prism(s.moved(motion)),
            Surface::Scaled(s) => Surface::Scaled(s.moved(motion)),
        }
    }
}

/// Any unit vector at a right angle to `axis`: horizontal where that is possible.
pub fn across(axis: &V3) -> V3 {
    let sideways = V3::z().cross(axis);
    if sideways.norm() > 1e-3 { sideways.normalize() } else { V3::x() }
}

/// Corners of the box that holds all `points`.
pub fn hull(points: impl IntoIterator<Item = P3>) -> (P3, P3) {
    let start = (P3::from([f64::INFINITY; 3]), P3::from([f64::NEG_INFINITY; 3]));
    points.into_iter().fold(start, |(lo, hi), p| (lo.inf(&p), hi.sup(&p)))
}

/// Half the extent of a circle of `radius` about `axis` along x, y and z.
fn circle_extent(axis: &V3, radius: f64) -> V3 {
    axis.map(|c| radius * (1.0 - c * c).max(0.0).sqrt())
}

/// Real roots of `a t² + 2 b t + c`, ascending.
fn quadratic(a: f64, b: f64, c: f64) -> Option<[f64; 2]> {
    if a.abs() < 1e-14 {
        return (b.abs() > 1e-14).then(|| [-c / (2.0 * b); 2]);
    }
    let discriminant = b * b - a * c;
    if discriminant < 0.0 {
        return None;
    }
    let q = -(b + b.signum() * discriminant.sqrt());
    if q == 0.0 {
        return Some([0.0; 2]);
    }
    let (s, t) = (q / a, c / q);
    Some(if s < t { [s, t] } else { [t, s] })
}

/// Where a ray enters and leaves a box.
fn slab(lo: &P3, hi: &P3, origin: &P3, direction: &V3) -> Option<(f64, f64)> {
    let (mut enter, mut leave) = (f64::NEG_INFINITY, f64::INFINITY);
    for k in 0..3 {
        if direction[k].abs() < 1e-12 {
            if origin[k] < lo[k] || origin[k] > hi[k] {
                return None;
            }
            continue;
        }
        let (a, b) = ((lo[k] - origin[k]) / direction[k], (hi[k] - origin[k]) / direction[k]);
        enter = enter.max(a.min(b));
        leave = leave.min(a.max(b));
    }
    (enter <= leave && leave > 0.0).then_some((enter, leave))
}
