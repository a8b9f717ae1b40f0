//! Clouds made surface by surface, with the segments that the stage before would hand over.

#![allow(dead_code)] // each test uses its own part of it

use nalgebra::{Point3, Unit, Vector3};
use rosette_cloud::Cloud;
use rosette_plant::{CylinderSegment, Owner, PlaneSegment, Segments};
use rosette_shapes::{Cylinder, Plane};
use std::f64::consts::TAU;

pub type At = [f64; 3];

/// Distance between points on a surface, m.
const SPACING: f64 = 0.006;
/// Distance between points on planes, m: nothing is fitted to them.
const COARSE: f64 = 0.05;

/// Points with who owns them.
pub struct Scene {
    points: Vec<[f32; 3]>,
    pub segments: Segments,
}

impl Default for Scene {
    fn default() -> Self {
        Self { points: Vec::new(), segments: Segments { sigma: 0.001, ..Segments::default() } }
    }
}

impl Scene {
    pub fn cloud(&self) -> Cloud {
        let n = self.points.len();
        Cloud {
            positions: self.points.clone(),
            normals: vec![[0.0; 3]; n],
            weights: vec![1; n],
            station: vec![0; n],
            ..Cloud::default()
        }
    }

    fn push(&mut self, p: Point3<f64>, owner: Owner) {
        self.points.push([p.x as f32, p.y as f32, p.z as f32]);
        self.segments.owner.push(owner);
    }

    fn tube(&mut self, a: At, b: At, r: f64, owner: Owner) {
        let (a, b) = (Point3::from(a), Point3::from(b));
        let axis = Unit::new_normalize(b - a);
        let (u, v) = rosette_shapes::basis(&axis);
        let (rows, around) = (((b - a).norm() / SPACING).ceil() as usize, (TAU * r / SPACING).ceil() as usize);
        for i in 0..=rows {
            for k in 0..around {
                let (sin, cos) = (TAU * (k as f64 + 0.5 * (i % 2) as f64) / around as f64).sin_cos();
                self.push(a + (b - a) * (i as f64 / rows as f64) + (u * cos + v * sin) * r, owner);
            }
        }
    }

    /// A pipe that was found as a cylinder.
    pub fn pipe(&mut self, a: At, b: At, r: f64) {
        let index = self.segments.cylinders.len() as u32;
        let before = self.points.len();
        self.tube(a, b, r, Owner::Cylinder(index));
        let (a, b) = (Point3::from(a), Point3::from(b));
        self.segments.cylinders.push(CylinderSegment {
            cylinder: Cylinder { point: a, axis: Unit::new_normalize(b - a), radius: r },
            spans: vec![[0.0, (b - a).norm()]],
            points: self.points.len() - before,
            rms: 0.001,
            arc: TAU,
            around: 0.0,
            heads: [None; 2],
            agreement: 0.99,
        });
    }

    /// The last pipe was seen over this angle only.
    pub fn arc_of_last(&mut self, arc: f64) {
        self.segments.cylinders.last_mut().into_iter().for_each(|c| c.arc = arc);
    }

    /// A round surface that was not found as a cylinder.
    pub fn loose(&mut self, a: At, b: At, r: f64) {
        self.tube(a, b, r, Owner::None);
    }

    /// Part of a torus about `center`, from `out` of it in the direction `ahead`, over `degrees`.
    pub fn bend(&mut self, center: At, out: At, ahead: At, bend: f64, r: f64, degrees: f64) {
        let (center, out, ahead) = (Point3::from(center), Vector3::from(out), Vector3::from(ahead));
        let side = out.cross(&ahead);
        let (rows, around) = ((bend * degrees.to_radians() / SPACING).ceil() as usize, (TAU * r / SPACING).ceil() as usize);
        for i in 0..=rows {
            let (sin, cos) = (degrees.to_radians() * i as f64 / rows as f64).sin_cos();
            let spoke = out * cos + ahead * sin;
            for k in 0..around {
                let (s, c) = (TAU * k as f64 / around as f64).sin_cos();
                self.push(center + spoke * (bend + r * c) + side * (r * s), Owner::None);
            }
        }
    }

    /// A flange of ASME class 150 proportions, 20 mm thick, from `at` in the direction `axis`.
    pub fn flange(&mut self, at: At, axis: At, r: f64) {
        let rim = 1.15 * r + 0.045;
        let far = [0, 1, 2].map(|k| at[k] + 0.02 * axis[k]);
        self.loose(at, far, rim);
        let rings = ((rim - r) / SPACING) as usize;
        for k in 1..=rings {
            let radius = r + (rim - r) * k as f64 / (rings + 1) as f64;
            let thin = [0, 1, 2].map(|k| at[k] + 0.0005 * axis[k]);
            self.loose(at, thin, radius);
            let back = [0, 1, 2].map(|k| far[k] - 0.0005 * axis[k]);
            self.loose(back, far, radius);
        }
    }

    /// The six faces of a box.
    pub fn block(&mut self, low: At, high: At) {
        for k in 0..3 {
            let (i, j) = ((k + 1) % 3, (k + 2) % 3);
            let steps = |axis: usize| ((high[axis] - low[axis]) / (2.0 * SPACING)).ceil().max(1.0) as usize;
            for a in 0..=steps(i) {
                for b in 0..=steps(j) {
                    for face in [low[k], high[k]] {
                        let mut p = [0.0; 3];
                        p[k] = face;
                        p[i] = low[i] + (high[i] - low[i]) * a as f64 / steps(i) as f64;
                        p[j] = low[j] + (high[j] - low[j]) * b as f64 / steps(j) as f64;
                        self.push(Point3::from(p), Owner::None);
                    }
                }
            }
        }
    }

    /// A plane that was found, between two corners of a box without thickness.
    pub fn plane(&mut self, low: At, high: At, normal: At) {
        let index = self.segments.planes.len() as u32;
        let flat = (0..3).find(|&k| low[k] == high[k]).unwrap_or(2);
        let (i, j) = ((flat + 1) % 3, (flat + 2) % 3);
        let steps = |axis: usize| ((high[axis] - low[axis]) / COARSE).ceil() as usize;
        let before = self.points.len();
        for a in 0..=steps(i) {
            for b in 0..=steps(j) {
                let mut p = low;
                p[i] += (high[i] - low[i]) * a as f64 / steps(i) as f64;
                p[j] += (high[j] - low[j]) * b as f64 / steps(j) as f64;
                self.push(Point3::from(p), Owner::Plane(index));
            }
        }
        self.segments.planes.push(PlaneSegment {
            plane: Plane { point: Point3::from(low), normal: Unit::new_normalize(Vector3::from(normal)) },
            points: self.points.len() - before,
            rms: 0.001,
            area: (high[i] - low[i]) * (high[j] - low[j]),
            bounds: [low, high],
        });
    }
}
