//! Oriented boxes.

use crate::{covariance3, eigen3};
use nalgebra::{Point3, UnitVector3, Vector3};

/// A box with three perpendicular unit axes and half its edge lengths along them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OBox {
    /// Centre, m.
    pub center: Point3<f64>,
    /// Perpendicular unit vectors.
    pub axes: [Vector3<f64>; 3],
    /// Half edge lengths along `axes`, m.
    pub half: [f64; 3],
}

impl OBox {
    /// Least box along given axes that holds the points; none without finite points.
    pub fn around(points: &[Point3<f64>], axes: [Vector3<f64>; 3]) -> Option<Self> {
        let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
        for p in points.iter().filter(|p| p.coords.iter().all(|x| x.is_finite())) {
            for ((axis, low), high) in axes.iter().zip(&mut low).zip(&mut high) {
                let t = p.coords.dot(axis);
                (*low, *high) = (low.min(t), high.max(t));
            }
        }
        let middle = [0, 1, 2].map(|i| 0.5 * (low[i] + high[i]));
        let center: Vector3<f64> = axes.iter().zip(middle).map(|(axis, m)| axis * m).sum();
        let half = [0, 1, 2].map(|i| 0.5 * (high[i] - low[i]));
        half.iter().all(|h| h.is_finite()).then(|| Self { center: center.into(), axes, half })
    }

    /// Box along the principal axes of the points, longest first; none without points.
    pub fn principal(points: &[Point3<f64>]) -> Option<Self> {
        let (_, covariance) = covariance3(points)?;
        let (_, [low, middle, high]) = eigen3(&covariance);
        Self::around(points, [high, middle, low])
    }

    /// Upright box (third axis z) of least footprint over turns by one degree; none without points.
    pub fn upright(points: &[Point3<f64>]) -> Option<Self> {
        let turned = (0..90).filter_map(|deg| {
            let (sin, cos) = f64::from(deg).to_radians().sin_cos();
            Self::around(points, [Vector3::new(cos, sin, 0.0), Vector3::new(-sin, cos, 0.0), Vector3::z()])
        });
        turned.min_by(|a, b| (a.half[0] * a.half[1]).total_cmp(&(b.half[0] * b.half[1])))
    }

    /// Coordinates of `p` along the axes, from the centre, m.
    pub fn local(&self, p: &Point3<f64>) -> [f64; 3] {
        self.axes.map(|axis| (p - self.center).dot(&axis))
    }

    /// Signed distance from the surface, m; negative inside.
    pub fn distance(&self, p: &Point3<f64>) -> f64 {
        let over = self.over(p);
        let outside = over.iter().map(|o| o.max(0.0).powi(2)).sum::<f64>().sqrt();
        if outside > 0.0 { outside } else { over.into_iter().fold(f64::NEG_INFINITY, f64::max) }
    }

    /// Whether `p` is inside or on the surface.
    pub fn contains(&self, p: &Point3<f64>) -> bool {
        self.over(p).iter().all(|o| *o <= 0.0)
    }

    /// Foot of `p` on the surface; inside, on the nearest face.
    pub fn project(&self, p: &Point3<f64>) -> Point3<f64> {
        let (local, over) = (self.local(p), self.over(p));
        let mut foot = [0, 1, 2].map(|i| local[i].clamp(-self.half[i], self.half[i]));
        if self.contains(p) {
            let face = nearest_face(&over);
            foot[face] = self.half[face].copysign(local[face]);
        }
        self.center + self.axes.iter().zip(foot).map(|(axis, t)| axis * t).sum::<Vector3<f64>>()
    }

    /// Outward direction at `p`'s foot: from the foot to `p` outside, the nearest face's normal inside.
    pub fn normal_at(&self, p: &Point3<f64>) -> UnitVector3<f64> {
        let over = self.over(p);
        let face = nearest_face(&over);
        let flat = UnitVector3::new_normalize(self.axes[face] * 1.0_f64.copysign(self.local(p)[face]));
        if self.contains(p) { flat } else { UnitVector3::try_new(p - self.project(p), 1e-12).unwrap_or(flat) }
    }

    /// The eight corners.
    pub fn corners(&self) -> [Point3<f64>; 8] {
        std::array::from_fn(|i| {
            let sign = |bit: usize| if i >> bit & 1 == 1 { 1.0 } else { -1.0 };
            self.center + (0..3).map(|k| self.axes[k] * (self.half[k] * sign(k))).sum::<Vector3<f64>>()
        })
    }

    /// How far `p` is beyond the face of each axis, m; negative where it is not.
    fn over(&self, p: &Point3<f64>) -> [f64; 3] {
        let local = self.local(p);
        [0, 1, 2].map(|i| local[i].abs() - self.half[i])
    }
}

fn nearest_face(over: &[f64; 3]) -> usize {
    (0..3).max_by(|a, b| over[*a].total_cmp(&over[*b])).unwrap_or(0)
}
