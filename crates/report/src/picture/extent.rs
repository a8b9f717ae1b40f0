//! Bounds of shapes.

use crate::model::angle_about;
use nalgebra::{Rotation3, Unit, Vector3};
use rosette_plant::Geometry;

type V3 = Vector3<f64>;

/// An axis-parallel box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Extent {
    pub min: V3,
    pub max: V3,
}

impl Extent {
    pub(crate) const EMPTY: Extent =
        Extent { min: V3::new(f64::MAX, f64::MAX, f64::MAX), max: V3::new(f64::MIN, f64::MIN, f64::MIN) };

    pub(crate) fn is_empty(&self) -> bool {
        self.min.x > self.max.x
    }

    pub(crate) fn grow(&mut self, point: V3, by: f64) {
        self.min = self.min.inf(&point.add_scalar(-by));
        self.max = self.max.sup(&point.add_scalar(by));
    }

    pub(crate) fn center(&self) -> V3 {
        (self.min + self.max) / 2.0
    }

    /// Radius of the sphere about the box.
    pub(crate) fn radius(&self) -> f64 {
        (self.max - self.min).norm() / 2.0
    }
}

/// Bounds of a shape in site coordinates (a little generous for slanted cylinders); empty if it is not finite.
pub(crate) fn extent(geometry: &Geometry) -> Extent {
    let mut extent = Extent::EMPTY;
    if !crate::round::is_finite(geometry) {
        return extent;
    }
    match *geometry {
        Geometry::Cylinder { start, end, radius } => {
            extent.grow(start.into(), radius);
            extent.grow(end.into(), radius);
        }
        Geometry::Cone { start, end, radius_start, radius_end } => {
            extent.grow(start.into(), radius_start);
            extent.grow(end.into(), radius_end);
        }
        Geometry::Torus { radius, .. } => {
            for point in bend_axis(geometry, 8) {
                extent.grow(point, radius);
            }
        }
        Geometry::Box { center, axes, size } => {
            let axes = axes.map(V3::from);
            for corner in 0..8 {
                let sign = |axis: usize| if corner >> axis & 1 == 0 { -0.5 } else { 0.5 };
                let offset = (0..3).map(|a| axes[a] * (size[a] * sign(a))).sum::<V3>();
                extent.grow(V3::from(center) + offset, 0.0);
            }
        }
        Geometry::Sphere { center, radius } => extent.grow(center.into(), radius),
    }
    extent
}

/// Points on the axis of a bend from start to end; nothing for other shapes.
pub(crate) fn bend_axis(geometry: &Geometry, steps: usize) -> Vec<V3> {
    let Geometry::Torus { center, axis, start, end, .. } = *geometry else { return Vec::new() };
    let (center, start, end) = (V3::from(center), V3::from(start), V3::from(end));
    let Some(axis) = Unit::try_new(V3::from(axis), 1e-9) else { return vec![start, end] };
    let angle = angle_about(*axis, start - center, end - center);
    let at = |i: usize| center + Rotation3::from_axis_angle(&axis, angle * i as f64 / steps as f64) * (start - center);
    (0..=steps).map(at).collect()
}
