//! Regular prisms: hexagon nuts, hexagon ends of threaded bodies, many-sided knobs.

use super::{NEAR, P3, V3, hull};
use nalgebra::Isometry3;
use std::f64::consts::{PI, TAU};

/// A closed prism over a regular polygon.
#[derive(Debug, Clone, PartialEq)]
pub struct Prism {
    /// Centre of the first end.
    pub base: P3,
    /// Unit vector towards the other end.
    pub axis: V3,
    /// Unit vector across the axis, towards the middle of a face.
    pub side: V3,
    /// Distance between the ends, m.
    pub length: f64,
    /// From the axis to the middle of a face, m.
    pub apothem: f64,
    /// Number of faces around.
    pub sides: u32,
}

impl Prism {
    /// Direction of a face's normal.
    fn facing(&self, face: u32) -> V3 {
        let (sin, cos) = (TAU * f64::from(face) / f64::from(self.sides)).sin_cos();
        self.side * cos + self.axis.cross(&self.side) * sin
    }

    /// Half the length of an edge of the polygon.
    fn half_edge(&self) -> f64 {
        self.apothem * (PI / f64::from(self.sides)).tan()
    }

    /// Height over the first end, distance along the nearest face's normal and along its edge.
    fn local(&self, at: &P3) -> (f64, f64, f64) {
        let from = at - self.base;
        let height = from.dot(&self.axis);
        let (x, y) = (from.dot(&self.side), from.dot(&self.axis.cross(&self.side)));
        let wedge = TAU / f64::from(self.sides);
        let angle = y.atan2(x);
        let turn = angle - (angle / wedge).round() * wedge;
        let off = x.hypot(y);
        (height, off * turn.cos(), off * turn.sin())
    }

    pub(super) fn hit(&self, origin: &P3, direction: &V3, limit: f64) -> Option<f64> {
        let from = origin - self.base;
        let (mut enter, mut leave) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut clip = |normal: &V3, reach: f64| {
            let (height, climb) = (from.dot(normal) - reach, direction.dot(normal));
            if climb.abs() < 1e-12 {
                if height > 0.0 {
                    leave = f64::NEG_INFINITY;
                }
            } else if climb < 0.0 {
                enter = enter.max(-height / climb);
            } else {
                leave = leave.min(-height / climb);
            }
        };
        clip(&self.axis, self.length);
        clip(&-self.axis, 0.0);
        for face in 0..self.sides {
            clip(&self.facing(face), self.apothem);
        }
        if enter > leave {
            return None;
        }
        let t = if enter > NEAR { enter } else { leave };
        (t > NEAR && t < limit).then_some(t)
    }

    pub(super) fn normal(&self, at: &P3) -> V3 {
        let (height, out, _) = self.local(at);
        let ends = height.abs().min((self.length - height).abs());
        if ends < (self.apothem - out).abs() {
            return self.axis;
        }
        let from = at - self.base;
        let flat = from - self.axis * from.dot(&self.axis);
        let nearest = (0..self.sides).map(|f| self.facing(f)).max_by(|a, b| a.dot(&flat).total_cmp(&b.dot(&flat)));
        nearest.unwrap_or(self.side)
    }

    pub(super) fn bounds(&self) -> (P3, P3) {
        let reach = self.apothem.hypot(self.half_edge());
        let half = PI / f64::from(self.sides);
        hull((0..self.sides).flat_map(|i| {
            let (sin, cos) = (TAU * f64::from(i) / f64::from(self.sides) + half).sin_cos();
            let corner = self.base + (self.side * cos + self.axis.cross(&self.side) * sin) * reach;
            [corner, corner + self.axis * self.length]
        }))
    }

    pub(super) fn area(&self) -> f64 {
        let around = 2.0 * self.half_edge() * f64::from(self.sides);
        around * (self.length + self.apothem)
    }

    pub(super) fn sample(&self, u: f64, v: f64) -> P3 {
        let (edge, n) = (self.half_edge(), f64::from(self.sides));
        let wall = self.length / (self.length + self.apothem);
        let face = (u * n).floor().min(n - 1.0);
        let (normal, along) = (self.facing(face as u32), 2.0 * (u * n - face) - 1.0);
        let tangent = self.axis.cross(&normal);
        if v < wall {
            return self.base + self.axis * (self.length * v / wall) + normal * self.apothem + tangent * (along * edge);
        }
        let w = (v - wall) / (1.0 - wall);
        let (end, share) = if w < 0.5 { (0.0, 2.0 * w) } else { (self.length, 2.0 * w - 1.0) };
        let out = share.sqrt();
        self.base + self.axis * end + normal * (self.apothem * out) + tangent * (along * edge * out)
    }

    pub(super) fn distance(&self, at: &P3) -> f64 {
        let (height, out, along) = self.local(at);
        let past = (along.abs() - self.half_edge()).max(0.0);
        let over = (height - self.length).max(-height);
        let beyond = out - self.apothem;
        if over <= 0.0 && beyond <= 0.0 {
            return (-over).min(-beyond);
        }
        over.max(0.0).hypot(beyond.max(0.0)).hypot(past)
    }

    pub(super) fn moved(&self, m: &Isometry3<f64>) -> Self {
        Self { base: m * self.base, axis: m * self.axis, side: m * self.side, ..self.clone() }
    }
}
