//! Pipe bends and handwheel rims: an arc of a torus.

use super::{NEAR, P3, V3, hull, quadratic};
use nalgebra::Isometry3;
use std::f64::consts::{PI, TAU};

/// Rays step by the distance to the torus until they are this near, m: a hundredth of scanner noise.
const CLOSE: f64 = 1e-5;
/// Rays that graze the tube feel their way in small steps; most rays need about ten.
const STEPS: usize = 400;

/// The tube of `radius` around an arc of a circle.
#[derive(Debug, Clone, PartialEq)]
pub struct Torus {
    /// Centre of the arc.
    pub center: P3,
    /// Unit normal of the arc's plane; the arc turns about it by the right hand.
    pub axis: V3,
    /// Unit vector from the centre to the arc's start.
    pub start: V3,
    /// Angle of the arc; `TAU` for a whole ring.
    pub angle: f64,
    /// Radius of the arc, m.
    pub bend_radius: f64,
    /// Radius of the tube, m.
    pub radius: f64,
}

impl Torus {
    /// A whole ring about `axis`.
    pub fn ring(center: P3, axis: V3, bend_radius: f64, radius: f64) -> Self {
        Self { center, axis, start: super::across(&axis), angle: TAU, bend_radius, radius }
    }

    /// Coordinates: along start, along the quarter turn, along the axis.
    fn local(&self, at: &P3) -> V3 {
        let from = at - self.center;
        V3::new(from.dot(&self.start), from.dot(&self.axis.cross(&self.start)), from.dot(&self.axis))
    }

    fn signed(&self, at: &P3) -> f64 {
        let p = self.local(at);
        (p.x.hypot(p.y) - self.bend_radius).hypot(p.z) - self.radius
    }

    fn on_arc(&self, at: &P3) -> bool {
        let p = self.local(at);
        self.angle >= TAU || p.y.atan2(p.x).rem_euclid(TAU) <= self.angle
    }

    fn at_angle(&self, angle: f64) -> V3 {
        self.start * angle.cos() + self.axis.cross(&self.start) * angle.sin()
    }

    /// Sphere tracing (J. C. Hart, "Sphere tracing", The Visual Computer 12, 1996): a torus has an exact distance, so each
    /// step by it cannot pass the surface. Crossings off the arc are passed.
    pub(super) fn hit(&self, origin: &P3, direction: &V3, limit: f64) -> Option<f64> {
        let from = origin - self.center;
        let size = self.bend_radius + self.radius;
        let [enter, leave] = quadratic(1.0, from.dot(direction), from.norm_squared() - size * size)?;
        let (enter, leave) = self.in_wedge(origin, direction, enter, leave);
        let (mut t, end) = (enter.max(NEAR), leave.min(limit));
        for _ in 0..STEPS {
            if t >= end {
                return None;
            }
            let at = origin + direction * t;
            let distance = self.signed(&at).abs();
            if distance < CLOSE {
                if self.on_arc(&at) {
                    return Some(t);
                }
                t += 10.0 * CLOSE;
            } else {
                t += distance;
            }
        }
        None
    }

    /// Cuts a stretch of a ray to the wedge of the arc, where that is convex: rays need not feel their way along the rest.
    fn in_wedge(&self, origin: &P3, direction: &V3, mut enter: f64, mut leave: f64) -> (f64, f64) {
        if self.angle < PI {
            let past_start = self.axis.cross(&self.start);
            let before_end = -self.axis.cross(&self.at_angle(self.angle));
            for inwards in [past_start, before_end] {
                let (height, climb) = ((origin - self.center).dot(&inwards), direction.dot(&inwards));
                // A hair of slack: the last word on the arc's ends is `on_arc`.
                let t = (-1e-9 - height) / climb;
                if climb > 0.0 {
                    enter = enter.max(t);
                } else if climb < 0.0 {
                    leave = leave.min(t);
                }
            }
        }
        (enter, leave)
    }

    pub(super) fn normal(&self, at: &P3) -> V3 {
        let from = at - self.center;
        let flat = from - self.axis * from.dot(&self.axis);
        (at - (self.center + flat.normalize() * self.bend_radius)).normalize()
    }

    pub(super) fn bounds(&self) -> (P3, P3) {
        let steps = (self.angle / 0.05).ceil().max(1.0);
        let (lo, hi) =
            hull((0..=steps as usize).map(|i| self.center + self.at_angle(self.angle * i as f64 / steps) * self.bend_radius));
        // The tube reaches its radius across the arc, less where the arc runs along the coordinate; the chords' error is added.
        let reach = V3::from([self.radius + self.bend_radius * 4e-4; 3]);
        (lo - reach, hi + reach)
    }

    pub(super) fn area(&self) -> f64 {
        self.angle * self.bend_radius * TAU * self.radius
    }

    pub(super) fn sample(&self, u: f64, v: f64) -> P3 {
        let out = self.at_angle(self.angle * v);
        let (sin, cos) = (u * TAU).sin_cos();
        self.center + out * (self.bend_radius + self.radius * cos) + self.axis * (self.radius * sin)
    }

    pub(super) fn distance(&self, at: &P3) -> f64 {
        if self.on_arc(at) {
            return self.signed(at).abs();
        }
        let end_distance = |angle: f64| {
            let out = self.at_angle(angle);
            let from = at - (self.center + out * self.bend_radius);
            let along = from.dot(&self.axis.cross(&out));
            let off = (from - self.axis.cross(&out) * along).norm();
            (off - self.radius).hypot(along)
        };
        end_distance(0.0).min(end_distance(self.angle))
    }

    pub(super) fn moved(&self, m: &Isometry3<f64>) -> Self {
        Self { center: m * self.center, axis: m * self.axis, start: m * self.start, ..self.clone() }
    }
}
