//! Cylinders from points with normals: the starts of fits.

use crate::{Cylinder, basis, circle_taubin, eigen3};
use nalgebra::{Matrix3, Point2, Point3, UnitVector3, Vector3};

/// Normals nearer to parallel than this (sine of 6 degrees) leave the axis open: at 2 degrees of noise it is off by 20.
const SIN_MIN: f64 = 0.1;

/// The cylinder on which two points with outward normals lie: the axis is `n1 x n2`, the radius the one that brings both
/// normals' feet together best, `r = (p1 - p2).(n1 - n2) / |n1 - n2|^2` across the axis.
///
/// None where the normals are parallel to within 6 degrees, or where the surface is hollow (turn both normals to ask for
/// the inside of a vessel). Two points always give some cylinder: check its distance from others.
pub fn cylinder_from_oriented_pair(p1: &Point3<f64>, n1: &Vector3<f64>, p2: &Point3<f64>, n2: &Vector3<f64>) -> Option<Cylinder> {
    let axis = UnitVector3::try_new(n1.cross(n2), SIN_MIN)?;
    let apart = n1 - n2;
    let between = p1 - p2;
    let across = between - axis.into_inner() * between.dot(&axis);
    let radius = across.dot(&apart) / apart.norm_squared();
    let center = Point3::from((p1.coords + p2.coords - (n1 + n2) * radius) * 0.5);
    (radius > 0.0 && radius.is_finite()).then_some(Cylinder { point: center, axis, radius })
}

/// The direction to which the normals are most perpendicular, and the eigenvalues of their scatter, ascending (sum 1).
///
/// On a cylinder the first is near 0; the second tells the arc: for an arc `a`, `(1 - sin(a)/a) / 2`; near 0 on a plane.
/// Normals need no common sign. None without finite normals.
pub fn axis_from_normals<'a>(normals: impl IntoIterator<Item = &'a Vector3<f64>>) -> Option<(UnitVector3<f64>, [f64; 3])> {
    let scatter: Matrix3<f64> = normals.into_iter().filter(|n| n.iter().all(|x| x.is_finite())).map(|n| n * n.transpose()).sum();
    let total = scatter.trace();
    if total.is_nan() || total <= 0.0 {
        return None;
    }
    let (values, vectors) = eigen3(&(scatter / total));
    Some((UnitVector3::new_normalize(vectors[0]), values))
}

/// A cylinder to start a fit from: the axis from the normals, the circle by Taubin's fit across it.
/// Not robust. None where the normals are all alike or the points lie on a line across the axis.
pub fn cylinder_from_normals(points: &[Point3<f64>], normals: &[Vector3<f64>]) -> Option<Cylinder> {
    let (axis, values) = axis_from_normals(normals)?;
    // Some 10 degrees of arc; less is a plane, whose normals say nothing of an axis.
    if values[1] < 0.0025 {
        return None;
    }
    let origin = *points.first()?;
    let (u, v) = basis(&axis);
    let flat: Vec<_> = points.iter().map(|p| p - origin).map(|q| Point2::new(q.dot(&u), q.dot(&v))).collect();
    let circle = circle_taubin(&flat)?;
    let point = origin + u * circle.center.x + v * circle.center.y;
    Some(Cylinder { point, axis, radius: circle.radius })
}
