//! Discs, rectangles and blocks.

use super::{NEAR, P3, V3, across, circle_extent, hull, slab};
use nalgebra::Isometry3;
use std::f64::consts::{PI, TAU};

/// A disc, or a ring if it has a hole.
#[derive(Debug, Clone, PartialEq)]
pub struct Disc {
    /// Centre.
    pub center: P3,
    /// Unit normal.
    pub normal: V3,
    /// Outer radius, m.
    pub radius: f64,
    /// Radius of the hole, m; 0 for none.
    pub hole: f64,
}

/// A rectangle: `center` plus or minus `half_u`, `half_v`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rectangle {
    /// Centre.
    pub center: P3,
    /// Half of one edge.
    pub half_u: V3,
    /// Half of the other edge, at a right angle to it.
    pub half_v: V3,
}

/// A solid block.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Centre.
    pub center: P3,
    /// Unit vectors along the edges.
    pub axes: [V3; 3],
    /// Half the length of the edges, m.
    pub half: V3,
}

fn plane_hit(center: &P3, normal: &V3, origin: &P3, direction: &V3, limit: f64) -> Option<f64> {
    let t = (center - origin).dot(normal) / direction.dot(normal);
    (t > NEAR && t < limit).then_some(t)
}

impl Disc {
    pub(super) fn hit(&self, origin: &P3, direction: &V3, limit: f64) -> Option<f64> {
        let t = plane_hit(&self.center, &self.normal, origin, direction, limit)?;
        let off = (origin + direction * t - self.center).norm();
        (off <= self.radius && off >= self.hole).then_some(t)
    }

    pub(super) fn normal(&self, _: &P3) -> V3 {
        self.normal
    }

    pub(super) fn bounds(&self) -> (P3, P3) {
        let extent = circle_extent(&self.normal, self.radius);
        (self.center - extent, self.center + extent)
    }

    pub(super) fn area(&self) -> f64 {
        PI * (self.radius * self.radius - self.hole * self.hole)
    }

    pub(super) fn sample(&self, u: f64, v: f64) -> P3 {
        let side = across(&self.normal);
        let (sin, cos) = (u * TAU).sin_cos();
        let r = (self.hole * self.hole + v * (self.radius * self.radius - self.hole * self.hole)).sqrt();
        self.center + (side * cos + self.normal.cross(&side) * sin) * r
    }

    pub(super) fn distance(&self, at: &P3) -> f64 {
        let from = at - self.center;
        let height = from.dot(&self.normal);
        let off = (from - self.normal * height).norm();
        height.hypot(off - off.clamp(self.hole, self.radius))
    }

    pub(super) fn moved(&self, m: &Isometry3<f64>) -> Self {
        Self { center: m * self.center, normal: m * self.normal, ..self.clone() }
    }
}

impl Rectangle {
    /// Offset from the centre in halves of the edges: within -1..1 on the rectangle.
    fn local(&self, at: &P3) -> (f64, f64) {
        let from = at - self.center;
        (from.dot(&self.half_u) / self.half_u.norm_squared(), from.dot(&self.half_v) / self.half_v.norm_squared())
    }

    pub(super) fn hit(&self, origin: &P3, direction: &V3, limit: f64) -> Option<f64> {
        let t = plane_hit(&self.center, &self.normal(origin), origin, direction, limit)?;
        let (u, v) = self.local(&(origin + direction * t));
        (u.abs() <= 1.0 && v.abs() <= 1.0).then_some(t)
    }

    pub(super) fn normal(&self, _: &P3) -> V3 {
        self.half_u.cross(&self.half_v).normalize()
    }

    pub(super) fn bounds(&self) -> (P3, P3) {
        let extent = self.half_u.abs() + self.half_v.abs();
        (self.center - extent, self.center + extent)
    }

    pub(super) fn area(&self) -> f64 {
        4.0 * self.half_u.norm() * self.half_v.norm()
    }

    pub(super) fn sample(&self, u: f64, v: f64) -> P3 {
        self.center + self.half_u * (2.0 * u - 1.0) + self.half_v * (2.0 * v - 1.0)
    }

    pub(super) fn distance(&self, at: &P3) -> f64 {
        let (u, v) = self.local(at);
        (at - (self.center + self.half_u * u.clamp(-1.0, 1.0) + self.half_v * v.clamp(-1.0, 1.0))).norm()
    }

    pub(super) fn moved(&self, m: &Isometry3<f64>) -> Self {
        Self { center: m * self.center, half_u: m * self.half_u, half_v: m * self.half_v }
    }
}

impl Block {
    fn local(&self, at: &P3) -> P3 {
        let from = at - self.center;
        P3::from(V3::from(self.axes.map(|a| from.dot(&a))))
    }

    pub(super) fn hit(&self, origin: &P3, direction: &V3, limit: f64) -> Option<f64> {
        let local = V3::from(self.axes.map(|a| direction.dot(&a)));
        let (enter, leave) = slab(&P3::from(-self.half), &P3::from(self.half), &self.local(origin), &local)?;
        let t = if enter > NEAR { enter } else { leave };
        (t > NEAR && t < limit).then_some(t)
    }

    pub(super) fn normal(&self, at: &P3) -> V3 {
        let p = self.local(at);
        let depth = |k: usize| (p[k].abs() - self.half[k]).abs();
        let face = if depth(0) <= depth(1) && depth(0) <= depth(2) {
            0
        } else if depth(1) <= depth(2) {
            1
        } else {
            2
        };
        self.axes[face] * p[face].signum()
    }

    pub(super) fn bounds(&self) -> (P3, P3) {
        let corners = (0..8).map(|i| {
            let sign = |k: usize| if i >> k & 1 == 0 { -1.0 } else { 1.0 };
            self.center + (0..3).map(|k| self.axes[k] * (self.half[k] * sign(k))).sum::<V3>()
        });
        hull(corners)
    }

    pub(super) fn area(&self) -> f64 {
        let h = self.half;
        8.0 * (h.x * h.y + h.y * h.z + h.z * h.x)
    }

    pub(super) fn sample(&self, u: f64, v: f64) -> P3 {
        let h = self.half;
        let faces = [h.y * h.z, h.z * h.x, h.x * h.y];
        let mut w = u * 2.0 * faces.iter().sum::<f64>();
        for i in 0..6 {
            let k = i / 2;
            if w <= faces[k] || i == 5 {
                let sign = if i % 2 == 0 { 1.0 } else { -1.0 };
                let (a, b) = ((k + 1) % 3, (k + 2) % 3);
                let along = (2.0 * (w / faces[k]).min(1.0) - 1.0) * h[a];
                return self.center
                    + self.axes[k] * (sign * h[k])
                    + self.axes[a] * along
                    + self.axes[b] * ((2.0 * v - 1.0) * h[b]);
            }
            w -= faces[k];
        }
        self.center
    }

    pub(super) fn distance(&self, at: &P3) -> f64 {
        let p = self.local(at);
        let out = V3::from_fn(|k, _| (p[k].abs() - self.half[k]).max(0.0)).norm();
        let inside = (0..3).map(|k| self.half[k] - p[k].abs()).fold(f64::INFINITY, f64::min);
        if inside > 0.0 { inside } else { out }
    }

    pub(super) fn moved(&self, m: &Isometry3<f64>) -> Self {
        Self { center: m * self.center, axes: self.axes.map(|a| m * a), half: self.half }
    }
}
