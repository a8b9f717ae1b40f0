//! Outlines of shapes as a camera sees them.

use super::camera::{Camera, V3};
use super::extent::bend_axis;
use crate::model::across;
use rosette_plant::Geometry;
use std::f64::consts::TAU;

/// Polylines of a shape's outline, relative to the scene's origin.
pub(crate) fn outline(geometry: &Geometry, origin: [f64; 3], camera: &Camera) -> Vec<Vec<V3>> {
    if !crate::round::is_finite(geometry) {
        return Vec::new();
    }
    let local = |p: [f64; 3]| V3::from(p) - V3::from(origin);
    match geometry {
        Geometry::Cylinder { start, end, radius } => frustum(local(*start), local(*end), *radius, *radius, camera),
        Geometry::Cone { start, end, radius_start, radius_end } => {
            frustum(local(*start), local(*end), *radius_start, *radius_end, camera)
        }
        Geometry::Torus { radius, .. } => {
            let axis: Vec<V3> = bend_axis(geometry, 12).into_iter().map(|p| p - V3::from(origin)).collect();
            bend(&axis, *radius, camera)
        }
        Geometry::Box { center, axes, size } => cuboid(local(*center), axes.map(V3::from), *size),
        Geometry::Sphere { center, radius } => vec![circle(local(*center), camera.towards_eye(local(*center)), *radius)],
    }
}

/// A closed circle about `center` across `axis`.
pub(crate) fn circle(center: V3, axis: V3, radius: f64) -> Vec<V3> {
    const STEPS: usize = 36;
    let Some(axis) = axis.try_normalize(1e-9) else { return Vec::new() };
    let (u, v) = (across(axis), axis.cross(&across(axis)));
    let at = |i: usize| TAU * i as f64 / STEPS as f64;
    (0..=STEPS).map(|i| center + (u * at(i).cos() + v * at(i).sin()) * radius).collect()
}

fn frustum(start: V3, end: V3, radius_start: f64, radius_end: f64, camera: &Camera) -> Vec<Vec<V3>> {
    let Some(axis) = (end - start).try_normalize(1e-6) else { return Vec::new() };
    let mut lines = vec![circle(start, axis, radius_start), circle(end, axis, radius_end)];
    // Seen along its axis a pipe has no sides.
    if let Some(side) = axis.cross(&camera.towards_eye((start + end) / 2.0)).try_normalize(0.05) {
        lines.push(vec![start + side * radius_start, end + side * radius_end]);
        lines.push(vec![start - side * radius_start, end - side * radius_end]);
    }
    lines
}

fn bend(axis: &[V3], radius: f64, camera: &Camera) -> Vec<Vec<V3>> {
    let tangent = |i: usize| {
        let (before, after) = (axis.get(i.saturating_sub(1))?, axis.get(i + 1).or(axis.get(i))?);
        (after - before).try_normalize(1e-9)
    };
    let offset = |sign: f64| -> Vec<V3> {
        let side =
            |(i, p): (usize, &V3)| Some(p + tangent(i)?.cross(&camera.towards_eye(*p)).try_normalize(0.05)? * (radius * sign));
        axis.iter().enumerate().filter_map(side).collect()
    };
    let ends = [0, axis.len().saturating_sub(1)];
    let rims = ends.into_iter().filter_map(|i| Some(circle(*axis.get(i)?, tangent(i)?, radius)));
    [offset(1.0), offset(-1.0)].into_iter().chain(rims).collect()
}

fn cuboid(center: V3, axes: [V3; 3], size: [f64; 3]) -> Vec<Vec<V3>> {
    let corner = |i: usize| {
        let sign = |axis: usize| if i >> axis & 1 == 0 { -0.5 } else { 0.5 };
        center + (0..3).map(|a| axes[a] * (size[a] * sign(a))).sum::<V3>()
    };
    let edges = (0..8usize).flat_map(|i| (0..3).filter_map(move |a| (i >> a & 1 == 0).then_some((i, i | 1 << a))));
    edges.map(|(i, j)| vec![corner(i), corner(j)]).collect()
}
