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

fn cylinder(mesh: &mut Mesh, class: Class, start: V3, end: V3, radius: f64) {
    let along = end - start;
    if !(along.norm() > 1e-6) {
        return;
    }
    mesh.frustum(start, end, radius, radius);
    let axis = along.normalize();
    let standing = axis.z.abs() > STANDING;
    match class {
        Class::Tank if standing => {
            let (top, up) = if axis.z > 0.0 { (end, axis) } else { (start, -axis) };
            mesh.dome(top, up, radius, radius * TANK_ROOF);
        }
        Class::Tank | Class::Vessel | Class::HeatExchanger => {
            mesh.dome(end, axis, radius, radius * VESSEL_HEAD);
            mesh.dome(start, -axis, radius, radius * VESSEL_HEAD);
        }
        _ => {}
    }
}
