//! Spheres and dished heads: an ellipsoid of revolution, whole or the half on the side of its axis.

use super::{NEAR, P3, V3, across, circle_extent, hull, quadratic};
use nalgebra::Isometry3;
use std::f64::consts::{PI, TAU};

/// Ellipsoid of revolution about `axis`.
#[derive(Debug, Clone, PartialEq)]
pub struct Ellipsoid {
    /// Centre.
    pub center: P3,
    /// Unit vector of the axis of revolution.
    pub axis: V3,
    /// Radius across the axis, m.
    pub radius: f64,
    /// Half length along the axis, m: half the radius for a 2:1 head.
    pub height: f64,
    /// Only the half towards `axis`.
    pub half: bool,
}

impl Ellipsoid {
    /// A whole sphere.
    pub fn sphere(center: P3, radius: f64) -> Self {
        Self { center, axis: V3::z(), radius, height: radius, half: false }
    }

    /// Scales the axis so that the ellipsoid becomes a sphere of `radius`.
    fn squeeze(&self, v: &V3) -> V3 {
        v + self.axis * (v.dot(&self.axis) * (self.radius / self.height - 1.0))
    }

    pub(super) fn hit(&self, origin: &P3, direction: &V3, limit: f64) -> Option<f64> {
        let (p, q) = (self.squeeze(&(origin - self.center)), self.squeeze(direction));
        let roots = quadratic(q.norm_squared(), p.dot(&q), p.norm_squared() - self.radius * self.radius)?;
        let kept = |t: f64| !self.half || (origin + direction * t - self.center).dot(&self.axis) >= 0.0;
        roots.into_iter().find(|&t| t > NEAR && t < limit && kept(t))
    }

    pub(super) fn normal(&self, at: &P3) -> V3 {
        let once = self.squeeze(&(at - self.center));
        self.squeeze(&once).normalize()
    }

    pub(super) fn bounds(&self) -> (P3, P3) {
        let across = circle_extent(&self.axis, self.radius);
        let top = self.axis * self.height;
        // A box around the cylinder that holds the ellipsoid: at most a few per cent too large for slanting axes.
        let bottom = if self.half { V3::zeros() } else { -top };
        hull([
            self.center + top - across,
            self.center + top + across,
            self.center + bottom - across,
            self.center + bottom + across,
        ])
    }

    /// Knud Thomsen's approximation, within 1.1 %.
    pub(super) fn area(&self) -> f64 {
        let (a, c, p) = (self.radius, self.height, 1.6075);
        let mean = ((a.powf(2.0 * p) + 2.0 * (a * c).powf(p)) / 3.0).powf(1.0 / p);
        4.0 * PI * mean * if self.half { 0.5 } else { 1.0 }
    }

    pub(super) fn sample(&self, u: f64, v: f64) -> P3 {
        let h = if self.half { v } else { 2.0 * v - 1.0 };
        let side = across(&self.axis);
        let (sin, cos) = (u * TAU).sin_cos();
        let r = (1.0 - h * h).max(0.0).sqrt() * self.radius;
        self.center + self.axis * (h * self.height) + (side * cos + self.axis.cross(&side) * sin) * r
    }

    pub(super) fn distance(&self, at: &P3) -> f64 {
        let from = at - self.center;
        let along = from.dot(&self.axis);
        let off = (from - self.axis * along).norm();
        if self.half && along < 0.0 {
            return self.distance_from_below(off, along);
        }
        ellipse_distance(self.radius, self.height, off, along.abs())
    }

    /// From below the rim of a half: by search over the meridian, since the nearest point may be the rim or far up in the dome.
    fn distance_from_below(&self, off: f64, along: f64) -> f64 {
        let gap = |turn: f64| (off - self.radius * turn.cos()).hypot(along - self.height * turn.sin());
        let (steps, mut width) = (64, std::f64::consts::FRAC_PI_2 / 64.0);
        let mut best = (0..=steps).map(|i| f64::from(i) * width).min_by(|a, b| gap(*a).total_cmp(&gap(*b))).unwrap_or(0.0);
        while width > 1e-9 {
            width /= 2.0;
            let near = [best - width, best, best + width].map(|t| t.clamp(0.0, std::f64::consts::FRAC_PI_2));
            best = near.into_iter().min_by(|a, b| gap(*a).total_cmp(&gap(*b))).unwrap_or(best);
        }
        gap(best)
    }

    pub(super) fn moved(&self, m: &Isometry3<f64>) -> Self {
        Self { center: m * self.center, axis: m * self.axis, ..self.clone() }
    }
}

/// Distance of a point in the first quadrant from the ellipse with half axes `a`, `b`: steps along the circles of curvature
/// (A. Chou, "Simple method for distance to ellipse", 2017). Six steps leave less than 1e-6 of the size.
fn ellipse_distance(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let (mut tx, mut ty) = (std::f64::consts::FRAC_1_SQRT_2, std::f64::consts::FRAC_1_SQRT_2);
    for _ in 0..6 {
        let (ex, ey) = ((a * a - b * b) * tx.powi(3) / a, (b * b - a * a) * ty.powi(3) / b);
        let (r, q) = ((a * tx - ex).hypot(b * ty - ey), (x - ex).hypot(y - ey));
        if q < 1e-12 {
            break;
        }
        tx = (((x - ex) * r / q + ex) / a).clamp(0.0, 1.0);
        ty = (((y - ey) * r / q + ey) / b).clamp(0.0, 1.0);
        let norm = tx.hypot(ty).max(1e-12);
        (tx, ty) = (tx / norm, ty / norm);
    }
    (x - a * tx).hypot(y - b * ty)
}
