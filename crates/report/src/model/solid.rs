//! The mesh of an element: its fitted shape, with the heads of tanks and the branches of tees.

use super::mesh::{Mesh, V3};
use rosette_plant::{Class, Element, Geometry, Scanned};

/// Head depth over radius: a 2:1 ellipsoidal head (EN 13445-3) is half a radius deep.
const VESSEL_HEAD: f64 = 0.5;
/// Roof rise over radius of a vertical tank, a shallow dome.
const TANK_ROOF: f64 = 0.12;
/// An axis within this of vertical (cosine) is a standing tank.
const STANDING: f64 = 0.9;

/// The mesh of an element relative to `origin`; empty if its shape has no size or is not finite.
pub(crate) fn element_mesh(element: &Element<Scanned>, origin: [f64; 3]) -> Mesh {
    let mut mesh = Mesh::default();
    if !crate::round::is_finite(&element.evidence.geometry) {
        return mesh;
    }
    let local = |p: [f64; 3]| V3::from(p) - V3::from(origin);
    if element.class != Class::Tee || !branches(&mut mesh, element, local) {
        shape(&mut mesh, element, local);
    }
    mesh
}

/// A tee from its ports: one stub from the middle to each. False if fewer than three ports are known.
fn branches(mesh: &mut Mesh, element: &Element<Scanned>, local: impl Fn([f64; 3]) -> V3) -> bool {
    let known = || element.ports.iter().filter_map(|p| Some((local(p.position?), p.od?)));
    if known().count() < 3 {
        return false;
    }
    let middle = local(element.evidence.position);
    for (end, od) in known() {
        mesh.frustum(middle, end, od / 2.0, od / 2.0);
    }
    true
}

fn shape(mesh: &mut Mesh, element: &Element<Scanned>, local: impl Fn([f64; 3]) -> V3) {
    match &element.evidence.geometry {
        Geometry::Cylinder { start, end, radius } => cylinder(mesh, element.class, local(*start), local(*end), *radius),
        Geometry::Cone { start, end, radius_start, radius_end } => {
            mesh.frustum(local(*start), local(*end), *radius_start, *radius_end);
        }
        Geometry::Torus { center, axis, radius, start, end, .. } => {
            let (center, axis, start, end) = (local(*center), V3::from(*axis), local(*start), local(*end));
            mesh.bend(center, axis, start, *radius, angle_about(axis, start - center, end - center));
        }
        Geometry::Box { center, axes, size } => mesh.cuboid(local(*center), axes.map(V3::from), *size),
        Geometry::Sphere { center, radius } => mesh.sphere(local(*center), *radius),
    }
}

/// Angle from `a` to `b` about `axis`, the short way, rad.
pub(crate) fn angle_about(axis: V3, a: V3, b: V3) -> f64 {
    axis.dot(&a.cross(&b)).atan2(a.dot(&b) * axis.norm())
}

/// Start and end of a shell are the tips of its heads, so the heads take their depth from the length.
fn cylinder(mesh: &mut Mesh, class: Class, start: V3, end: V3, radius: f64) {
    let along = end - start;
    let length = along.norm();
    if length <= 1e-6 || !length.is_finite() {
        return;
    }
    let axis = along / length;
    let (at_start, at_end) = head_depths(class, axis.z, radius, length);
    let (low, high) = (start + axis * at_start, end - axis * at_end);
    mesh.frustum(low, high, radius, radius);
    if at_start > 0.0 {
        mesh.dome(low, -axis, radius, at_start);
    }
    if at_end > 0.0 {
        mesh.dome(high, axis, radius, at_end);
    }
}

/// Depths of the heads at start and end of a shell whose unit axis rises by `rise`, m; 0 where it is flat.
fn head_depths(class: Class, rise: f64, radius: f64, length: f64) -> (f64, f64) {
    let depth = |share: f64| (radius * share).min(length * 0.3);
    match class {
        Class::Tank if rise > STANDING => (0.0, depth(TANK_ROOF)),
        Class::Tank if rise < -STANDING => (depth(TANK_ROOF), 0.0),
        Class::Tank | Class::Vessel | Class::HeatExchanger => (depth(VESSEL_HEAD), depth(VESSEL_HEAD)),
        _ => (0.0, 0.0),
    }
}
