//! Triangle meshes of the ideal shapes.

use nalgebra::{Rotation3, Unit, Vector3};
use std::f64::consts::TAU;

pub(crate) type V3 = Vector3<f64>;

/// Facets around a circle: 24 keep a DN300 pipe within 1.4 mm of round.
const AROUND: usize = 24;

/// Triangles with a normal a vertex, relative to the model's origin, m.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Mesh {
    pub positions: Vec<[f32; 3]>,
    pub normals: Vec<[f32; 3]>,
    pub indices: Vec<u32>,
}

/// A circle across an axis: centre, unit axis, a unit vector across it, radius, and the slope of the surface along the axis.
#[derive(Clone, Copy)]
pub(crate) struct Ring {
    pub center: V3,
    pub axis: V3,
    pub across: V3,
    pub radius: f64,
    /// How much the normal leans along the axis (0 for a cylinder).
    pub lean: f64,
}

impl Ring {
    fn vertex(&self, i: usize) -> (V3, V3) {
        let angle = TAU * i as f64 / AROUND as f64;
        let out = self.across * angle.cos() + self.axis.cross(&self.across) * angle.sin();
        (self.center + out * self.radius, (out + self.axis * self.lean).normalize())
    }
}

/// Any unit vector across `axis`, the same for the same axis.
pub(crate) fn across(axis: V3) -> V3 {
    let least = axis.iamin();
    let mut e = V3::zeros();
    e[least] = 1.0;
    (e - axis * axis.dot(&e)).normalize()
}

impl Mesh {
    fn vertex(&mut self, position: V3, normal: V3) {
        self.positions.push([position.x as f32, position.y as f32, position.z as f32]);
        self.normals.push([normal.x as f32, normal.y as f32, normal.z as f32]);
    }

    fn next(&self) -> u32 {
        self.positions.len() as u32
    }

    /// A tube through rings that turn along with their axis.
    pub(crate) fn tube(&mut self, rings: &[Ring]) {
        let first = self.next();
        for ring in rings {
            for i in 0..=AROUND {
                let (position, normal) = ring.vertex(i);
                self.vertex(position, normal);
            }
        }
        let stride = AROUND as u32 + 1;
        for band in 0..rings.len().saturating_sub(1) as u32 {
            for i in 0..AROUND as u32 {
                let a = first + band * stride + i;
                let b = a + stride;
                self.indices.extend([a, a + 1, b, b, a + 1, b + 1]);
            }
        }
    }

    /// A flat disc that looks along `side` times the ring's axis.
    pub(crate) fn disc(&mut self, ring: &Ring, side: f64) {
        let center = self.next();
        self.vertex(ring.center, ring.axis * side);
        for i in 0..=AROUND {
            self.vertex(ring.vertex(i).0, ring.axis * side);
        }
        for i in 1..=AROUND as u32 {
            let (a, b) = if side > 0.0 { (i, i + 1) } else { (i + 1, i) };
            self.indices.extend([center, center + a, center + b]);
        }
    }

    /// A cylinder or cone frustum, closed at both ends.
    pub(crate) fn frustum(&mut self, start: V3, end: V3, radius_start: f64, radius_end: f64) {
        let along = end - start;
        let length = along.norm();
        if length <= 1e-6 || !length.is_finite() {
            return;
        }
        let axis = along / length;
        let side = across(axis);
        let lean = (radius_start - radius_end) / length;
        let ring = |center, radius| Ring { center, axis, across: side, radius, lean };
        let rings = [ring(start, radius_start), ring(end, radius_end)];
        self.tube(&rings);
        self.disc(&rings[0], -1.0);
        self.disc(&rings[1], 1.0);
    }

    /// Part of a torus: the circle of `radius` swept from `start` about `axis` through `angle` (rad).
    pub(crate) fn bend(&mut self, center: V3, axis: V3, start: V3, radius: f64, angle: f64) {
        /// One ring every 7.5 degrees.
        const STEP: f64 = TAU / 48.0;
        let (Some(axis), arm) = (Unit::try_new(axis, 1e-9), start - center) else { return };
        if arm.norm() <= 1e-9 || !angle.is_finite() {
            return;
        }
        let steps = (angle.abs() / STEP).ceil().max(1.0) as usize;
        let ring = |i: usize| {
            let turn = Rotation3::from_axis_angle(&axis, angle * i as f64 / steps as f64);
            let arm = turn * arm;
            let tangent = axis.cross(&arm).normalize() * angle.signum();
            Ring { center: center + arm, axis: tangent, across: axis.into_inner(), radius, lean: 0.0 }
        };
        let rings: Vec<Ring> = (0..=steps).map(ring).collect();
        self.tube(&rings);
        if let (Some(first), Some(last)) = (rings.first(), rings.last()) {
            self.disc(first, -1.0);
            self.disc(last, 1.0);
        }
    }

    /// Half an ellipsoid on a disc at `base`, bulging by `depth` along the unit `axis`.
    pub(crate) fn dome(&mut self, base: V3, axis: V3, radius: f64, depth: f64) {
        const STEPS: usize = 8;
        let side = across(axis);
        let ring = |i: usize| {
            let t = std::f64::consts::FRAC_PI_2 * i as f64 / STEPS as f64;
            // The very tip would have no direction across: stop just short of it.
            let flat = t.cos().max(1e-4);
            let lean = t.sin() * radius / (flat * depth);
            Ring { center: base + axis * (depth * t.sin()), axis, across: side, radius: radius * flat, lean }
        };
        let rings: Vec<Ring> = (0..=STEPS).map(ring).collect();
        self.tube(&rings);
    }

    /// A whole sphere.
    pub(crate) fn sphere(&mut self, center: V3, radius: f64) {
        self.dome(center, V3::z(), radius, radius);
        self.dome(center, -V3::z(), radius, radius);
    }

    /// A box of full edge lengths `size` along `axes`.
    pub(crate) fn cuboid(&mut self, center: V3, axes: [V3; 3], size: [f64; 3]) {
        for axis in 0..3 {
            let (u, v, w) = (axes[axis], axes[(axis + 1) % 3], axes[(axis + 2) % 3]);
            let (su, sv, sw) = (size[axis] / 2.0, size[(axis + 1) % 3] / 2.0, size[(axis + 2) % 3] / 2.0);
            for side in [-1.0, 1.0] {
                let first = self.next();
                for (a, b) in [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)] {
                    self.vertex(center + u * (su * side) + v * (sv * a) + w * (sw * b), u * side);
                }
                let flip = (side > 0.0) == (u.dot(&v.cross(&w)) > 0.0);
                let quad = if flip { [0, 1, 2, 0, 2, 3] } else { [0, 2, 1, 0, 3, 2] };
                self.indices.extend(quad.map(|i| first + i));
            }
        }
    }
}
