//! Circular cones (reducers) and their robust fit.

use crate::fit::RADIUS_SIGMA_SHARE;
use crate::solve::{Ask, Model, Solved, solve};
use crate::{Fit, FitOptions, Line, arc_seen_spaced, basis};
use nalgebra::{Point3, SVector, UnitVector3, Vector3};

/// A cone that has `radius` at `point` and widens along `axis` by `tan(half_angle)`; half angle 0 is a cylinder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cone {
    /// A point on the axis, m.
    pub point: Point3<f64>,
    /// Unit vector along the axis.
    pub axis: UnitVector3<f64>,
    /// Radius at `point`, m.
    pub radius: f64,
    /// Angle between axis and surface, radians, within +-pi/2; negative where it narrows along the axis.
    pub half_angle: f64,
}

impl Cone {
    /// The axis as a line.
    pub fn line(&self) -> Line {
        Line { point: self.point, direction: self.axis }
    }

    /// Radius `along` metres from `point`; negative beyond the apex.
    pub fn radius_at(&self, along: f64) -> f64 {
        self.radius + along * self.half_angle.tan()
    }

    /// Position of the apex along the axis, m from `point`; infinite for a cylinder.
    pub fn apex_along(&self) -> f64 {
        -self.radius / self.half_angle.tan()
    }

    /// Signed distance from the surface, m; negative inside. Beyond the apex it is the distance from the apex.
    pub fn distance(&self, p: &Point3<f64>) -> f64 {
        let (foot, out, d) = self.section(p);
        if foot.1 >= 0.0 { d } else { (out.0 - self.apex_along()).hypot(out.1) }
    }

    /// Outward normal at `p`'s foot; for points on the axis, of some side.
    pub fn normal_at(&self, p: &Point3<f64>) -> UnitVector3<f64> {
        let side = UnitVector3::try_new(self.line().offset(p), 1e-12);
        let side = side.unwrap_or_else(|| UnitVector3::new_unchecked(basis(&self.axis).0));
        let (sin, cos) = self.half_angle.sin_cos();
        UnitVector3::new_normalize(side.into_inner() * cos - self.axis.into_inner() * sin)
    }

    /// Foot of `p` on the surface; the apex for points beyond it.
    pub fn project(&self, p: &Point3<f64>) -> Point3<f64> {
        let (foot, _, d) = self.section(p);
        if foot.1 >= 0.0 { p - self.normal_at(p).into_inner() * d } else { self.line().at(self.apex_along()) }
    }

    /// In the half plane (along, off axis) of `p`: its foot on the surface's line, `p` itself, and its signed distance.
    fn section(&self, p: &Point3<f64>) -> ((f64, f64), (f64, f64), f64) {
        let (along, off) = (self.line().along(p), self.line().distance(p));
        let (sin, cos) = self.half_angle.sin_cos();
        let d = (off - self.radius) * cos - along * sin;
        ((along + d * sin, off - d * cos), (along, off), d)
    }
}

/// Settings of [`fit_cone`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConeOptions {
    /// Standard deviation of the points across the surface, m (see [`FitOptions`]).
    pub sigma: f64,
    /// Steps to try at most.
    pub max_iterations: u32,
    /// Usual distance between neighbouring points, m (see [`FitOptions`]).
    pub sampling: f64,
    /// Keep the direction of the axis (a reducer between two fitted pipes).
    pub fix_axis: bool,
    /// Keep the axis altogether: only radius and half angle are free.
    pub fix_line: bool,
}

impl Default for ConeOptions {
    fn default() -> Self {
        let FitOptions { sigma, max_iterations, sampling } = FitOptions::default();
        Self { sigma, max_iterations, sampling, fix_axis: false, fix_line: false }
    }
}

/// Cone of least robust orthogonal distance from the points, from a start within some ten degrees and half a radius.
///
/// The result's `point` is the middle of the points along the axis. None where the points do not determine the cone.
pub fn fit_cone(points: &[Point3<f64>], start: &Cone, options: &ConeOptions) -> Option<Fit<Cone>> {
    let (offset, tilt) = (!options.fix_line, !options.fix_axis && !options.fix_line);
    let free = [offset, offset, tilt, tilt, true, true];
    let ask = Ask { sigma: options.sigma, max_iterations: options.max_iterations, eye: None, free };
    let solved = solve(points, Framed::new(middled(start, points)?)?, &ask)?;
    let (shape, radius_sigma) = (solved.model.cone, solved.sigmas[4]);
    if radius_sigma >= RADIUS_SIGMA_SHARE * shape.radius {
        return None;
    }
    let Solved { rms, inliers, tolerance, iterations, .. } = solved;
    let (u, v) = basis(&shape.axis);
    let near = points.iter().filter(|p| shape.distance(p).abs() <= tolerance).map(|p| p - shape.point);
    let arc = arc_seen_spaced(near.map(|q| q.dot(&v).atan2(q.dot(&u))), options.sampling / shape.radius);
    Some(Fit { shape, rms, inliers, tolerance, arc, radius_sigma, iterations })
}

fn middled(c: &Cone, points: &[Point3<f64>]) -> Option<Cone> {
    let along = points.iter().map(|p| c.line().along(p)).filter(|t| t.is_finite());
    let (n, sum) = along.fold((0_usize, 0.0), |(n, s), t| (n + 1, s + t));
    let middle = sum / n as f64;
    let moved = Cone { point: c.line().at(middle), radius: c.radius_at(middle), ..*c };
    (n > 0 && moved.point.coords.iter().all(|x| x.is_finite())).then_some(moved)
}

/// A cone with the frame that its parameters (offset u v, tilt u v, radius, half angle) are counted in.
#[derive(Clone)]
struct Framed {
    cone: Cone,
    u: Vector3<f64>,
    v: Vector3<f64>,
}

impl Framed {
    fn new(cone: Cone) -> Option<Self> {
        let (u, v) = basis(&cone.axis);
        // Steeper than 80 degrees it is a plane to every purpose here.
        let is_cone = cone.radius > 0.0 && cone.radius.is_finite() && cone.half_angle.abs() < 1.4;
        is_cone.then_some(Self { cone, u, v })
    }
}

impl Model<6, 3> for Framed {
    fn linearise(&self, p: &Point3<f64>) -> (f64, [f64; 6]) {
        let q = p - self.cone.point;
        let (x, y, t) = (q.dot(&self.u), q.dot(&self.v), q.dot(&self.cone.axis));
        let far = (x * x + y * y).sqrt();
        let (nx, ny) = (x / far, y / far);
        let (sin, cos) = self.cone.half_angle.sin_cos();
        let out = far - self.cone.radius;
        let tilt = -(cos * t + sin * far);
        (out * cos - t * sin, [-cos * nx, -cos * ny, tilt * nx, tilt * ny, -cos, -out * sin - t * cos])
    }

    fn normal(&self, p: &Point3<f64>) -> Vector3<f64> {
        *self.cone.normal_at(p)
    }

    fn stepped(&self, s: &SVector<f64, 6>) -> Option<Self> {
        let Cone { point, axis, radius, half_angle } = self.cone;
        let axis = UnitVector3::try_new(axis.into_inner() + self.u * s[2] + self.v * s[3], 1e-9)?;
        let point = point + self.u * s[0] + self.v * s[1];
        Self::new(Cone { point, axis, radius: radius + s[4], half_angle: half_angle + s[5] })
    }
}
