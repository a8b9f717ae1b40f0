//! Spheres and their robust fit.

use crate::fit::RADIUS_SIGMA_SHARE;
use crate::solve::{Ask, Model, least_loss, solve, spread_picks};
use crate::{Fit, FitOptions};
use nalgebra::{Matrix4, Point3, SVector, UnitVector3, Vector3, Vector4};

/// A sphere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sphere {
    /// Centre, m.
    pub center: Point3<f64>,
    /// Radius, m.
    pub radius: f64,
}

impl Sphere {
    /// Signed distance, m; negative inside.
    pub fn distance(&self, p: &Point3<f64>) -> f64 {
        (p - self.center).norm() - self.radius
    }

    /// Outward normal at `p`'s foot; +z at the centre.
    pub fn normal_at(&self, p: &Point3<f64>) -> UnitVector3<f64> {
        UnitVector3::try_new(p - self.center, 1e-12).unwrap_or_else(Vector3::z_axis)
    }

    /// Foot of `p` on the sphere.
    pub fn project(&self, p: &Point3<f64>) -> Point3<f64> {
        self.center + self.normal_at(p).into_inner() * self.radius
    }
}

impl Model<4, 3> for Sphere {
    fn linearise(&self, p: &Point3<f64>) -> (f64, [f64; 4]) {
        let q = p - self.center;
        let far = q.norm();
        let n = q / far;
        (far - self.radius, [-n.x, -n.y, -n.z, -1.0])
    }

    fn normal(&self, p: &Point3<f64>) -> Vector3<f64> {
        *self.normal_at(p)
    }

    fn stepped(&self, s: &SVector<f64, 4>) -> Option<Self> {
        let moved = Self { center: self.center + Vector3::new(s[0], s[1], s[2]), radius: self.radius + s[3] };
        (moved.radius > 0.0).then_some(moved)
    }
}

/// Sphere of least robust distance, started from the best of the algebraic fit and some spheres through four points.
/// None where the points lie in a plane, or on a cap too small to tell the radius.
pub fn fit_sphere(points: &[Point3<f64>], options: &FitOptions) -> Option<Fit<Sphere>> {
    const TRIES: usize = 24;
    let picks = (0..TRIES).filter_map(|k| {
        let pick = spread_picks::<4>(points.len(), k)?;
        algebraic(pick.iter().filter_map(|i| points.get(*i)))
    });
    let starts = algebraic(points.iter()).into_iter().chain(picks);
    let start = least_loss(starts, points, 5.0 * options.sigma, Sphere::distance)?;
    refine_sphere(points, &start, options)
}

/// As [`fit_sphere`], from a start of one's own.
pub fn refine_sphere(points: &[Point3<f64>], start: &Sphere, options: &FitOptions) -> Option<Fit<Sphere>> {
    let ask = Ask { sigma: options.sigma, max_iterations: options.max_iterations, eye: None, free: [true; 4] };
    let solved = solve(points, *start, &ask)?;
    let (shape, radius_sigma) = (solved.model, solved.sigmas[3]);
    let (rms, inliers, tolerance, iterations) = (solved.rms, solved.inliers, solved.tolerance, solved.iterations);
    let known = radius_sigma < RADIUS_SIGMA_SHARE * shape.radius;
    known.then_some(Fit { shape, rms, inliers, tolerance, arc: 0.0, radius_sigma, iterations })
}

/// Linear least squares of `|p|^2 = 2 c.p + k` (Coope 1993); exact through four points, biased on noisy caps.
fn algebraic<'a>(points: impl Iterator<Item = &'a Point3<f64>> + Clone) -> Option<Sphere> {
    let origin = *points.clone().next()?;
    let (mut a, mut b) = (Matrix4::zeros(), Vector4::zeros());
    for p in points {
        let q = p - origin;
        let row = Vector4::new(2.0 * q.x, 2.0 * q.y, 2.0 * q.z, 1.0);
        a += row * row.transpose();
        b += row * q.norm_squared();
    }
    let x = a.lu().solve(&b)?;
    let center = x.xyz();
    let radius = (center.norm_squared() + x.w).sqrt();
    (radius.is_finite() && radius > 0.0).then(|| Sphere { center: origin + center, radius })
}
