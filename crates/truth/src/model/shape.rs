//! Puts surfaces together in a component's own coordinates.

use crate::surface::{Block, Disc, Ellipsoid, Frustum, P3, Rectangle, Surface, Torus, V3};
use nalgebra::Isometry3;

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

    /// The surfaces after a rigid motion.
    pub fn moved(&self, m: &Isometry3<f64>) -> Vec<Surface> {
        self.0.iter().map(|s| s.moved(m)).collect()
    }
}
