//! A surface stretched along three axes: oval bodies and bonnets, flattened bellies.

use super::{P3, Surface, V3, hull};
use nalgebra::Isometry3;

/// `inner` in its own coordinates, stretched by `scale` and placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaled {
    /// The surface before stretching.
    pub inner: Box<Surface>,
    /// Where the inner surface's origin goes.
    pub at: P3,
    /// Unit vectors that the inner axes become.
    pub axes: [V3; 3],
    /// Stretch along each of them.
    pub scale: V3,
}

impl Scaled {
    fn inwards(&self, v: &V3) -> V3 {
        V3::from_fn(|k, _| v.dot(&self.axes[k]) / self.scale[k])
    }

    fn outwards(&self, v: &V3) -> V3 {
        (0..3).map(|k| self.axes[k] * (v[k] * self.scale[k])).sum()
    }

    fn within(&self, at: &P3) -> P3 {
        P3::from(self.inwards(&(at - self.at)))
    }

    pub(super) fn hit(&self, origin: &P3, direction: &V3, limit: f64) -> Option<f64> {
        let ray = self.inwards(direction);
        let stretch = ray.norm();
        self.inner.hit(&self.within(origin), &(ray / stretch), limit * stretch).map(|t| t / stretch)
    }

    pub(super) fn normal(&self, at: &P3) -> V3 {
        let n = self.inner.normal(&self.within(at));
        (0..3).map(|k| self.axes[k] * (n[k] / self.scale[k])).sum::<V3>().normalize()
    }

    pub(super) fn bounds(&self) -> (P3, P3) {
        let (lo, hi) = self.inner.bounds();
        hull((0..8).map(|i| {
            let corner = V3::from_fn(|k, _| if i >> k & 1 == 0 { lo[k] } else { hi[k] });
            self.at + self.outwards(&corner)
        }))
    }

    /// Of a body stretched evenly; near enough for stretches close to one.
    pub(super) fn area(&self) -> f64 {
        self.inner.area() * (self.scale.x * self.scale.y * self.scale.z).powf(2.0 / 3.0)
    }

    pub(super) fn sample(&self, u: f64, v: f64) -> P3 {
        self.at + self.outwards(&self.inner.sample(u, v).coords)
    }

    /// Never more than the true distance: the inner one times the least stretch.
    pub(super) fn distance(&self, at: &P3) -> f64 {
        self.inner.distance(&self.within(at)) * self.scale.min()
    }

    pub(super) fn moved(&self, m: &Isometry3<f64>) -> Self {
        Self { inner: self.inner.clone(), at: m * self.at, axes: self.axes.map(|a| m * a), scale: self.scale }
    }
}
