//! Cylinders and cones, straight or skew, with square or mitred ends; the lateral surface only.

use super::{NEAR, P3, V3, across, circle_extent, hull, quadratic};
use nalgebra::Isometry3;
use std::f64::consts::TAU;

/// Circles across `axis` whose centre and radius change linearly from end to end.
#[derive(Debug, Clone, PartialEq)]
pub struct Frustum {
    /// Centre of the first circle.
    pub base: P3,
    /// Unit vector towards the last circle's plane.
    pub axis: V3,
    /// Distance between the planes of the two circles, m.
    pub length: f64,
    /// Radius of the first and the last circle, m.
    pub radii: [f64; 2],
    /// Sideways offset of the last circle's centre, m (eccentric reducers).
    pub shift: V3,
    /// Normals of the planes that cut the two ends, along `axis` for a square cut (mitre bends).
    pub cuts: [V3; 2],
}

impl Frustum {
    /// A cylinder from `a` to `b`.
    pub fn cylinder(a: P3, b: P3, radius: f64) -> Self {
        Self::cone(a, b, radius, radius)
    }

    /// A cone from `a` to `b`.
    pub fn cone(a: P3, b: P3, radius_a: f64, radius_b: f64) -> Self {
        let length = (b - a).norm();
        let axis = if length > 1e-12 { (b - a) / length } else { V3::z() };
        Self { base: a, axis, length, radii: [radius_a, radius_b], shift: V3::zeros(), cuts: [axis, axis] }
    }

    fn top(&self) -> P3 {
        self.base + self.axis * self.length + self.shift
    }

    fn is_mitred(&self) -> bool {
        self.cuts != [self.axis, self.axis]
    }

    fn slope(&self) -> f64 {
        (self.radii[1] - self.radii[0]) / self.length
    }

    pub(super) fn hit(&self, origin: &P3, direction: &V3, limit: f64) -> Option<f64> {
        let (shift, slope) = (self.shift / self.length, self.slope());
        let from = origin - self.base;
        let (h0, h1) = (from.dot(&self.axis), direction.dot(&self.axis));
        let p = from - self.axis * h0 - shift * h0;
        let q = direction - self.axis * h1 - shift * h1;
        let (r0, r1) = (self.radii[0] + slope * h0, slope * h1);
        let roots = quadratic(q.norm_squared() - r1 * r1, p.dot(&q) - r0 * r1, p.norm_squared() - r0 * r0)?;
        roots.into_iter().find(|&t| t > NEAR && t < limit && r0 + t * r1 >= 0.0 && self.between_cuts(&(origin + direction * t)))
    }

    fn between_cuts(&self, at: &P3) -> bool {
        (at - self.base).dot(&self.cuts[0]) >= 0.0 && (at - self.top()).dot(&self.cuts[1]) <= 0.0
    }

    pub(super) fn normal(&self, at: &P3) -> V3 {
        let from = at - self.base;
        let h = from.dot(&self.axis);
        let shift = self.shift / self.length;
        let radial = (from - self.axis * h - shift * h).normalize();
        (radial - self.axis * (self.slope() + shift.dot(&radial))).normalize()
    }

    pub(super) fn bounds(&self) -> (P3, P3) {
        let ends = [(self.base, 0), (self.top(), 1)];
        let reach = |i: usize| if self.is_mitred() { self.mitre_reach(i) } else { 0.0 };
        hull(ends.into_iter().flat_map(|(c, i)| {
            let e = circle_extent(&self.axis, self.radii[i]);
            let past = self.axis * reach(i) * if i == 0 { -1.0 } else { 1.0 };
            [c - e, c + e, c + past - e, c + past + e]
        }))
    }

    /// How far a mitred end sticks out past its centre, along the axis.
    fn mitre_reach(&self, end: usize) -> f64 {
        let cosine = self.cuts[end].dot(&self.axis).abs().clamp(0.1, 1.0);
        self.radii[end] * (1.0 - cosine * cosine).sqrt() / cosine
    }

    pub(super) fn area(&self) -> f64 {
        let [a, b] = self.radii;
        std::f64::consts::PI * (a + b) * self.length.hypot(b - a)
    }

    pub(super) fn sample(&self, u: f64, v: f64) -> P3 {
        let [a, b] = self.radii;
        let h = if (b - a).abs() < 1e-9 { v } else { ((a * a + v * (b * b - a * a)).max(0.0).sqrt() - a) / (b - a) };
        let side = across(&self.axis);
        let up = self.axis.cross(&side);
        let (sin, cos) = (u * TAU).sin_cos();
        self.base + (self.axis * self.length + self.shift) * h + (side * cos + up * sin) * (a + (b - a) * h)
    }

    /// Distance from the generating line in the plane of height and radius; a skew cone's is divided by what its shear can stretch.
    pub(super) fn distance(&self, at: &P3) -> f64 {
        let from = at - self.base;
        let h = from.dot(&self.axis);
        let reach = [0, 1].map(|i| if self.is_mitred() { self.mitre_reach(i) } else { 0.0 });
        let (low, high) = (-reach[0], self.length + reach[1]);
        let shear = self.shift / self.length;
        let off = from - self.axis * h - shear * h.clamp(low, high);
        let radius_at = |h: f64| self.radii[0] + self.slope() * h;
        let (dh, dr) = (high - low, radius_at(high) - radius_at(low));
        let along = ((h - low) * dh + (off.norm() - radius_at(low)) * dr) / (dh * dh + dr * dr);
        let along = along.clamp(0.0, 1.0);
        let gap = (h - low - along * dh).hypot(off.norm() - radius_at(low) - along * dr);
        gap / (1.0 + shear.norm_squared()).sqrt()
    }

    pub(super) fn moved(&self, m: &Isometry3<f64>) -> Self {
        Self { base: m * self.base, axis: m * self.axis, shift: m * self.shift, cuts: self.cuts.map(|c| m * c), ..self.clone() }
    }
}
