//! Circles in the plane and their robust fit.

use crate::fit::RADIUS_SIGMA_SHARE;
use crate::solve::{Ask, Model, least_loss, solve, spread_picks};
use crate::{Fit, FitOptions, arc_seen_spaced};
use nalgebra::{Point2, SVector, UnitVector2, Vector2};

/// A circle in a plane of one's own choice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle {
    /// Centre, m.
    pub center: Point2<f64>,
    /// Radius, m.
    pub radius: f64,
}

impl Circle {
    /// Signed distance, m; negative inside.
    pub fn distance(&self, p: &Point2<f64>) -> f64 {
        (p - self.center).norm() - self.radius
    }

    /// Outward normal at `p`'s foot; +x at the centre.
    pub fn normal_at(&self, p: &Point2<f64>) -> UnitVector2<f64> {
        UnitVector2::try_new(p - self.center, 1e-12).unwrap_or_else(Vector2::x_axis)
    }

    /// Foot of `p` on the circle.
    pub fn project(&self, p: &Point2<f64>) -> Point2<f64> {
        self.center + self.normal_at(p).into_inner() * self.radius
    }

    /// Angle of `p` about the centre, radians, -pi to pi.
    pub fn angle(&self, p: &Point2<f64>) -> f64 {
        (p.y - self.center.y).atan2(p.x - self.center.x)
    }
}

impl Model<3, 2> for Circle {
    fn linearise(&self, p: &Point2<f64>) -> (f64, [f64; 3]) {
        let q = p - self.center;
        let far = q.norm();
        let n = q / far;
        (far - self.radius, [-n.x, -n.y, -1.0])
    }

    fn normal(&self, p: &Point2<f64>) -> Vector2<f64> {
        *self.normal_at(p)
    }

    fn stepped(&self, s: &SVector<f64, 3>) -> Option<Self> {
        let moved = Self { center: self.center + Vector2::new(s[0], s[1]), radius: self.radius + s[2] };
        (moved.radius > 0.0).then_some(moved)
    }
}

/// Circle of least robust distance, started from the best of Taubin's fit and some circles through three points.
/// None where the points lie on a line, or on an arc too short to tell the radius.
pub fn fit_circle(points: &[Point2<f64>], options: &FitOptions) -> Option<Fit<Circle>> {
    const TRIES: usize = 24;
    let picks = (0..TRIES).filter_map(|k| {
        let [a, b, c] = spread_picks::<3>(points.len(), k)?;
        circle_from_three(points.get(a)?, points.get(b)?, points.get(c)?)
    });
    let starts = circle_taubin(points).into_iter().chain(picks);
    let start = least_loss(starts, points, 5.0 * options.sigma, Circle::distance)?;
    refine_circle(points, &start, options)
}

/// As [`fit_circle`], from a start of one's own.
pub fn refine_circle(points: &[Point2<f64>], start: &Circle, options: &FitOptions) -> Option<Fit<Circle>> {
    let ask = Ask { sigma: options.sigma, max_iterations: options.max_iterations, eye: None, free: [true; 3] };
    let solved = solve(points, *start, &ask)?;
    let (shape, radius_sigma) = (solved.model, solved.sigmas[2]);
    if radius_sigma >= RADIUS_SIGMA_SHARE * shape.radius {
        return None;
    }
    let (rms, inliers, tolerance, iterations) = (solved.rms, solved.inliers, solved.tolerance, solved.iterations);
    let near = points.iter().filter(|p| shape.distance(p).abs() <= tolerance);
    let arc = arc_seen_spaced(near.map(|p| shape.angle(p)), options.sampling / shape.radius);
    Some(Fit { shape, rms, inliers, tolerance, arc, radius_sigma, iterations })
}

/// Circle through three points; none where they lie on a line (to within 1e-9 of their triangle's size).
pub fn circle_from_three(a: &Point2<f64>, b: &Point2<f64>, c: &Point2<f64>) -> Option<Circle> {
    let (u, v) = (b - a, c - a);
    let area2 = u.perp(&v);
    let size2 = u.norm_squared().max(v.norm_squared());
    if area2.is_nan() || area2.abs() <= 1e-9 * size2 {
        return None;
    }
    let (uu, vv) = (u.norm_squared(), v.norm_squared());
    let to_center = Vector2::new(v.y * uu - u.y * vv, u.x * vv - v.x * uu) / (2.0 * area2);
    Some(Circle { center: a + to_center, radius: to_center.norm() })
}

/// Taubin's algebraic fit (IEEE PAMI 13, 1991) by Newton's method on its characteristic polynomial (Chernov, Circular and
/// Linear Regression, 2010, 5.10). Nearly unbiased on arcs, not robust; none for fewer than three points or a line.
pub fn circle_taubin(points: &[Point2<f64>]) -> Option<Circle> {
    let n = points.len() as f64;
    if points.len() < 3 {
        return None;
    }
    let mean = points.iter().map(|p| p.coords).sum::<Vector2<f64>>() / n;
    let (mut xx, mut yy, mut xy, mut xz, mut yz, mut zz) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for q in points.iter().map(|p| p.coords - mean) {
        let z = q.norm_squared();
        xx += q.x * q.x / n;
        yy += q.y * q.y / n;
        xy += q.x * q.y / n;
        xz += q.x * z / n;
        yz += q.y * z / n;
        zz += z * z / n;
    }
    let z = xx + yy;
    let cov = xx * yy - xy * xy;
    let var_z = zz - z * z;
    let a2 = -3.0 * z * z - zz;
    let a1 = var_z * z + 4.0 * cov * z - xz * xz - yz * yz;
    let a0 = xz * (xz * yy - yz * xy) + yz * (yz * xx - xz * xy) - var_z * cov;
    let root = least_root([a0, a1, a2, 4.0 * z]);
    let det = root * root - root * z + cov;
    let center = Vector2::new(xz * (yy - root) - yz * xy, yz * (xx - root) - xz * xy) / (2.0 * det);
    let radius = (center.norm_squared() + z).sqrt();
    let known = radius.is_finite() && radius > 0.0 && cov > 1e-14 * z * z;
    known.then(|| Circle { center: Point2::from(mean + center), radius })
}

/// Least non-negative root of the cubic with the coefficients `[a0, a1, a2, a3]`, by Newton's method from 0.
fn least_root([a0, a1, a2, a3]: [f64; 4]) -> f64 {
    let (mut x, mut y) = (0.0, a0);
    for _ in 0..30 {
        let slope = a1 + x * (2.0 * a2 + 3.0 * x * a3);
        let next = x - y / slope;
        let value = a0 + next * (a1 + next * (a2 + next * a3));
        if !next.is_finite() || value.abs() >= y.abs() {
            break;
        }
        (x, y) = (next, value);
    }
    x
}
