//! Puts surfaces together in a component's own coordinates.

use crate::surface::{Block, Disc, Ellipsoid, Frustum, P3, Prism, Rectangle, Scaled, Surface, Torus, V3, across};
use nalgebra::{Isometry3, Translation3, UnitQuaternion};
use std::f64::consts::TAU;

/// A growing list of surfaces; coordinates as plain arrays, m.
#[derive(Debug, Clone, Default)]
pub struct Shape(pub Vec<Surface>);

type At = [f64; 3];

fn p(at: At) -> P3 {
    P3::from(at)
}

fn v(to: At) -> V3 {
    V3::from(to)
}

impl Shape {
    /// An open cylinder.
    pub fn tube(&mut self, a: At, b: At, radius: f64) {
        self.0.push(Surface::Frustum(Frustum::cylinder(p(a), p(b), radius)));
    }

    /// A cylinder with both ends closed.
    pub fn rod(&mut self, a: At, b: At, radius: f64) {
        self.tube(a, b, radius);
        let axis = (p(b) - p(a)).normalize().into();
        self.disc(a, axis, radius);
        self.disc(b, axis, radius);
    }

    /// An open cone.
    pub fn cone(&mut self, a: At, b: At, radius_a: f64, radius_b: f64) {
        self.0.push(Surface::Frustum(Frustum::cone(p(a), p(b), radius_a, radius_b)));
    }

    /// A cone with both ends closed.
    pub fn stub(&mut self, a: At, b: At, radius_a: f64, radius_b: f64) {
        self.cone(a, b, radius_a, radius_b);
        let axis = (p(b) - p(a)).normalize().into();
        self.disc(a, axis, radius_a);
        self.disc(b, axis, radius_b);
    }

    /// A disc.
    pub fn disc(&mut self, center: At, normal: At, radius: f64) {
        self.washer(center, normal, radius, 0.0);
    }

    /// A disc with a hole.
    pub fn washer(&mut self, center: At, normal: At, radius: f64, hole: f64) {
        self.0.push(Surface::Disc(Disc { center: p(center), normal: v(normal).normalize(), radius, hole }));
    }

    /// A block along the axes with edges of the given full lengths.
    pub fn block(&mut self, center: At, size: At) {
        let axes = [V3::x(), V3::y(), V3::z()];
        self.0.push(Surface::Block(Block { center: p(center), axes, half: v(size) / 2.0 }));
    }

    /// A bar of square section from `a` to `b`.
    pub fn bar(&mut self, a: At, b: At, width: f64, depth: f64) {
        let along = p(b) - p(a);
        let axis = along.normalize();
        let side = crate::surface::across(&axis);
        let half = V3::new(along.norm(), width, depth) / 2.0;
        self.0.push(Surface::Block(Block { center: p(a) + along / 2.0, axes: [axis, side, axis.cross(&side)], half }));
    }

    /// A rectangle between two edges from its corner.
    pub fn sheet(&mut self, corner: At, edge_u: At, edge_v: At) {
        let (half_u, half_v) = (v(edge_u) / 2.0, v(edge_v) / 2.0);
        self.0.push(Surface::Rectangle(Rectangle { center: p(corner) + half_u + half_v, half_u, half_v }));
    }

    /// A sphere.
    pub fn ball(&mut self, center: At, radius: f64) {
        self.0.push(Surface::Ellipsoid(Ellipsoid::sphere(p(center), radius)));
    }

    /// A dished end of the given height towards `axis`.
    pub fn dome(&mut self, center: At, axis: At, radius: f64, height: f64) {
        self.0.push(Surface::Ellipsoid(Ellipsoid { center: p(center), axis: v(axis).normalize(), radius, height, half: true }));
    }

    /// A whole ring.
    pub fn ring(&mut self, center: At, axis: At, bend_radius: f64, radius: f64) {
        self.0.push(Surface::Torus(Torus::ring(p(center), v(axis).normalize(), bend_radius, radius)));
    }

    /// A closed prism of `sides` faces, `apothem` from its axis to a face.
    pub fn prism(&mut self, a: At, b: At, apothem: f64, sides: u32) {
        let along = p(b) - p(a);
        let (length, axis) = (along.norm(), along.normalize());
        self.0.push(Surface::Prism(Prism { base: p(a), axis, side: across(&axis), length, apothem, sides }));
    }

    /// A round body about `axis` from `from`: radii at distances along it. Equal distances give a flat ring.
    pub fn lathe(&mut self, from: At, axis: At, profile: &[(f64, f64)]) {
        let axis = v(axis).normalize();
        for pair in profile.windows(2) {
            let [(t0, r0), (t1, r1)] = [pair[0], pair[1]];
            let (a, b) = (p(from) + axis * t0, p(from) + axis * t1);
            if (t1 - t0).abs() > 1e-6 {
                self.cone(a.into(), b.into(), r0.max(0.0), r1.max(0.0));
            } else if (r1 - r0).abs() > 1e-6 {
                self.washer(a.into(), axis.into(), r0.max(r1), r0.min(r1).max(0.0));
            }
        }
    }

    /// Hexagon bolts parallel to `axis` on a circle of radius `pitch` about `center`, sticking out to `low` and `high`.
    #[allow(clippy::too_many_arguments)]
    pub fn bolts(&mut self, center: At, axis: At, pitch: f64, count: usize, size: f64, low: f64, high: f64, turn: f64) {
        let axis = v(axis).normalize();
        let side = across(&axis);
        let other = axis.cross(&side);
        for i in 0..count {
            let (sin, cos) = (turn + TAU * i as f64 / count as f64).sin_cos();
            let at = p(center) + (side * cos + other * sin) * pitch;
            self.prism((at + axis * low).into(), (at + axis * high).into(), size, 6);
        }
    }

    /// Takes over another shape as it is.
    pub fn add(&mut self, other: Shape) {
        self.0.extend(other.0);
    }

    /// Takes over another shape turned about z through the origin, then shifted.
    pub fn add_turned(&mut self, other: &Shape, angle: f64, shift: At) {
        let turn = UnitQuaternion::from_axis_angle(&V3::z_axis(), angle);
        self.0.extend(other.moved(&Isometry3::from_parts(Translation3::from(v(shift)), turn)));
    }

    /// Takes over another shape stretched along x, y and z about `center`.
    pub fn add_scaled(&mut self, other: &Shape, center: At, scale: At) {
        let back = Isometry3::translation(-center[0], -center[1], -center[2]);
        let axes = [V3::x(), V3::y(), V3::z()];
        self.0.extend(
            other
                .moved(&back)
                .into_iter()
                .map(|inner| Surface::Scaled(Scaled { inner: Box::new(inner), at: p(center), axes, scale: v(scale) })),
        );
    }

    /// The surfaces after a rigid motion.
    pub fn moved(&self, m: &Isometry3<f64>) -> Vec<Surface> {
        self.0.iter().map(|s| s.moved(m)).collect()
    }
}
