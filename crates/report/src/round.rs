//! Rounding to what was measured, so that files hold no digits that mean nothing.

use rosette_plant::{Geometry, Port};

/// Positions, m: 0.1 mm, finer than any terrestrial scanner.
const POSITION: f64 = 1e4;
/// Radii and diameters, m: 0.01 mm, since catalogue sizes are told apart by tenths.
const RADIUS: f64 = 1e5;
/// Unit vectors: 1e-6 moves the end of a 10 m axis by 0.01 mm.
const DIRECTION: f64 = 1e6;

fn to(value: f64, per_unit: f64) -> f64 {
    let rounded = (value * per_unit).round() / per_unit;
    // Also turns -0 into 0; what is not a number cannot be written as JSON and is counted where the object is made.
    if rounded == 0.0 || !rounded.is_finite() { 0.0 } else { rounded }
}

pub(crate) fn position(p: [f64; 3]) -> [f64; 3] {
    p.map(|v| to(v, POSITION))
}

pub(crate) fn length(v: f64) -> f64 {
    to(v, POSITION)
}

pub(crate) fn radius(v: f64) -> f64 {
    to(v, RADIUS)
}

pub(crate) fn direction(p: [f64; 3]) -> [f64; 3] {
    p.map(|v| to(v, DIRECTION))
}

/// Shares and confidences: three digits.
pub(crate) fn share(v: f64) -> f64 {
    to(v, 1e3)
}

/// Residuals in mm: two digits.
pub(crate) fn hundredth(v: f64) -> f64 {
    to(v, 1e2)
}

pub(crate) fn geometry(g: &Geometry) -> Geometry {
    match *g {
        Geometry::Cylinder { start, end, radius: r } => {
            Geometry::Cylinder { start: position(start), end: position(end), radius: radius(r) }
        }
        Geometry::Torus { center, axis, bend_radius, radius: r, start, end } => Geometry::Torus {
            center: position(center),
            axis: direction(axis),
            bend_radius: length(bend_radius),
            radius: radius(r),
            start: position(start),
            end: position(end),
        },
        Geometry::Cone { start, end, radius_start, radius_end } => Geometry::Cone {
            start: position(start),
            end: position(end),
            radius_start: radius(radius_start),
            radius_end: radius(radius_end),
        },
        Geometry::Box { center, axes, size } => {
            Geometry::Box { center: position(center), axes: axes.map(direction), size: position(size) }
        }
        Geometry::Sphere { center, radius: r } => Geometry::Sphere { center: position(center), radius: radius(r) },
    }
}

pub(crate) fn port(p: &Port) -> Port {
    Port {
        position: p.position.map(position),
        direction: p.direction.map(direction),
        od: p.od.map(radius),
        dn: p.dn,
        name: p.name.clone(),
    }
}

/// Whether every number of a shape is finite.
pub(crate) fn is_finite(g: &Geometry) -> bool {
    let all = |vs: &[f64]| vs.iter().all(|v| v.is_finite());
    match g {
        Geometry::Cylinder { start, end, radius } => all(start) && all(end) && radius.is_finite(),
        Geometry::Torus { center, axis, bend_radius, radius, start, end } => {
            all(center) && all(axis) && all(start) && all(end) && bend_radius.is_finite() && radius.is_finite()
        }
        Geometry::Cone { start, end, radius_start, radius_end } => {
            all(start) && all(end) && radius_start.is_finite() && radius_end.is_finite()
        }
        Geometry::Box { center, axes, size } => all(center) && axes.iter().all(|a| all(a)) && all(size),
        Geometry::Sphere { center, radius } => all(center) && radius.is_finite(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_national_grid_values_to_a_tenth_of_a_millimetre() {
        for (value, expect) in [(6861204.77123, 6861204.7712), (652310.20996, 652310.21), (-0.00001, 0.0), (f64::NAN, 0.0)] {
            assert_eq!(length(value).to_bits(), f64::to_bits(expect), "{value}");
        }
    }

    #[test]
    fn radius_keeps_a_hundredth_of_a_millimetre() {
        assert_eq!(radius(0.0570549), 0.05705);
    }
}
