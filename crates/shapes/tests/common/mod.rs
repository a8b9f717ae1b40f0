//! What the tests of the fits share.
#![allow(missing_docs)]
#![allow(dead_code)]

use nalgebra::{Point3, UnitVector3, Vector3};
use rosette_shapes::sampled::Random;
use rosette_shapes::{Cylinder, angle_between_axes, basis};
use std::f64::consts::TAU;

pub fn random_axis(random: &mut Random) -> UnitVector3<f64> {
    UnitVector3::new_normalize(random.direction())
}

pub fn random_point(random: &mut Random, size: f64) -> Point3<f64> {
    Point3::new(random.within(-size..size), random.within(-size..size), random.within(-size..size))
}

/// The axis turned by `angle` towards a random side.
pub fn turned(axis: &UnitVector3<f64>, angle: f64, random: &mut Random) -> UnitVector3<f64> {
    let (u, v) = basis(axis);
    let side = random.within(0.0..TAU);
    UnitVector3::new_normalize(axis.into_inner() + (u * side.cos() + v * side.sin()) * angle.tan())
}

/// Replaces every `every`-th point by one somewhere within `reach` of it.
pub fn spoil(points: &mut [Point3<f64>], every: usize, reach: f64, random: &mut Random) {
    for p in points.iter_mut().step_by(every) {
        *p += random.direction() * random.within(0.0..reach);
    }
}

/// A start off by `turn` radians, `shift` m and a factor in radius.
pub fn perturbed(c: &Cylinder, turn: f64, shift: f64, factor: f64, random: &mut Random) -> Cylinder {
    let axis = turned(&c.axis, turn, random);
    Cylinder { point: c.point + random.direction() * shift, axis, radius: c.radius * factor }
}

/// Angle between axes, radians.
pub fn turn_between(a: &Vector3<f64>, b: &Vector3<f64>) -> f64 {
    angle_between_axes(a, b)
}
