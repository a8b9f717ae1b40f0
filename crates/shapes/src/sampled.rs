//! Points sampled from shapes with scanner-like noise, for tests and benchmarks; the same for the same seed.

use crate::{Cone, Cylinder, Torus, basis};
use nalgebra::{Point3, Vector3};
use std::f64::consts::TAU;
use std::ops::Range;

/// A small random generator (SplitMix64, Steele et al. 2014): enough for test data, and no dependency.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in a range.
    pub fn within(&mut self, range: Range<f64>) -> f64 {
        let unit = (self.bits() >> 11) as f64 / (1_u64 << 53) as f64;
        range.start + unit * (range.end - range.start)
    }

    /// Normal with standard deviation `sigma` (Box-Muller).
    pub fn normal(&mut self, sigma: f64) -> f64 {
        let (a, b) = (self.within(f64::MIN_POSITIVE..1.0), self.within(0.0..TAU));
        sigma * (-2.0 * a.ln()).sqrt() * b.cos()
    }

    /// Uniform on the unit sphere.
    pub fn direction(&mut self) -> Vector3<f64> {
        let (z, angle) = (self.within(-1.0..1.0), self.within(0.0..TAU));
        let flat = (1.0 - z * z).sqrt();
        Vector3::new(flat * angle.cos(), flat * angle.sin(), z)
    }
}

/// How to sample: number of points, where the scanner stands, its range noise (m) along the ray, and the seed.
#[derive(Debug, Clone, Copy)]
pub struct Sampling {
    /// Number of points.
    pub n: usize,
    /// Where rays come from.
    pub eye: Point3<f64>,
    /// Standard deviation of the range, m.
    pub sigma: f64,
    /// Seed.
    pub seed: u64,
}

/// Points on a cylinder between two positions along its axis and two angles ([`Cylinder::angle`]), moved along their rays.
pub fn cylinder(shape: &Cylinder, along: Range<f64>, angles: Range<f64>, how: &Sampling) -> Vec<Point3<f64>> {
    let (u, v) = basis(&shape.axis);
    sample(how, |random| {
        let (t, angle) = (random.within(along.clone()), random.within(angles.clone()));
        shape.line().at(t) + (u * angle.cos() + v * angle.sin()) * shape.radius
    })
}

/// Points on a cone, as [`cylinder`].
pub fn cone(shape: &Cone, along: Range<f64>, angles: Range<f64>, how: &Sampling) -> Vec<Point3<f64>> {
    let (u, v) = basis(&shape.axis);
    sample(how, |random| {
        let (t, angle) = (random.within(along.clone()), random.within(angles.clone()));
        shape.line().at(t) + (u * angle.cos() + v * angle.sin()) * shape.radius_at(t)
    })
}

/// Points on a torus between two bend angles and two tube angles ([`Torus::bend_angle`], [`Torus::tube_angle`]).
pub fn torus(shape: &Torus, bend: Range<f64>, tube: Range<f64>, how: &Sampling) -> Vec<Point3<f64>> {
    sample(how, |random| {
        let (bend, tube) = (random.within(bend.clone()), random.within(tube.clone()));
        let spine = shape.spine_at(bend);
        let out = (spine - shape.center) / shape.bend_radius;
        spine + (out * tube.cos() + shape.axis.into_inner() * tube.sin()) * shape.radius
    })
}

fn sample(how: &Sampling, mut surface: impl FnMut(&mut Random) -> Point3<f64>) -> Vec<Point3<f64>> {
    let mut random = Random::new(how.seed);
    let mut noisy = || {
        let p = surface(&mut random);
        let ray = (p - how.eye).try_normalize(1e-12).unwrap_or_else(Vector3::z);
        p + ray * random.normal(how.sigma)
    };
    (0..how.n).map(|_| noisy()).collect()
}
