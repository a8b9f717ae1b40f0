//! Infinite circular cylinders and their robust fit.

use crate::fit::RADIUS_SIGMA_SHARE;
use crate::solve::{Ask, Model, Solved, solve};
use crate::{Fit, FitOptions, Line, arc_seen_spaced, basis};
use nalgebra::{Point3, SVector, UnitVector3, Vector3};

/// An infinite cylinder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cylinder {
    /// Any point on the axis, m.
    pub point: Point3<f64>,
    /// Unit vector along the axis.
    pub axis: UnitVector3<f64>,
    /// Radius, m.
    pub radius: f64,
}

impl Cylinder {
    /// The axis as a line.
    pub fn line(&self) -> Line {
        Line { point: self.point, direction: self.axis }
    }

    /// Signed distance from the surface, m; negative inside.
    pub fn distance(&self, p: &Point3<f64>) -> f64 {
        self.line().distance(p) - self.radius
    }

    /// Outward normal at `p`'s foot; some perpendicular of the axis for points on it.
    pub fn normal_at(&self, p: &Point3<f64>) -> UnitVector3<f64> {
        let off = self.line().offset(p);
        UnitVector3::try_new(off, 1e-12).unwrap_or_else(|| UnitVector3::new_unchecked(basis(&self.axis).0))
    }

    /// Foot of `p` on the surface.
    pub fn project(&self, p: &Point3<f64>) -> Point3<f64> {
        self.line().project(p) + self.normal_at(p).into_inner() * self.radius
    }

    /// Position of `p` along the axis, m from `point`.
    pub fn along(&self, p: &Point3<f64>) -> f64 {
        self.line().along(p)
    }

    /// Angle of `p` about the axis, radians, -pi to pi, counted in the frame of [`basis`].
    pub fn angle(&self, p: &Point3<f64>) -> f64 {
        let (u, v) = basis(&self.axis);
        let q = p - self.point;
        q.dot(&v).atan2(q.dot(&u))
    }

    /// Angle of the circumference covered by the points within `tolerance`, radians; `sampling` is their usual distance, m.
    pub fn arc(&self, points: &[Point3<f64>], tolerance: f64, sampling: f64) -> f64 {
        let (u, v) = basis(&self.axis);
        let near = points.iter().filter(|p| self.distance(p).abs() <= tolerance).map(|p| p - self.point);
        arc_seen_spaced(near.map(|q| q.dot(&v).atan2(q.dot(&u))), sampling / self.radius)
    }
}

/// Settings of [`fit_cylinder`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CylinderOptions {
    /// Standard deviation of the points across the surface, m (see [`FitOptions`]).
    pub sigma: f64,
    /// Steps to try at most.
    pub max_iterations: u32,
    /// Usual distance between neighbouring points, m (see [`FitOptions`]).
    pub sampling: f64,
    /// Where the scanner stood: takes out the bias that its range noise leaves in the radius. None (or several scanners):
    /// in front of the middle of the seen arc.
    pub eye: Option<Point3<f64>>,
    /// Keep the direction of the axis.
    pub fix_axis: bool,
    /// Keep the radius.
    pub fix_radius: bool,
}

impl Default for CylinderOptions {
    fn default() -> Self {
        let FitOptions { sigma, max_iterations, sampling } = FitOptions::default();
        Self { sigma, max_iterations, sampling, eye: None, fix_axis: false, fix_radius: false }
    }
}

/// Cylinder of least robust orthogonal distance from the points, from a start within some ten degrees and half a radius.
///
/// Unbiased on single-sided arcs, because it is the distance across the surface that is minimised. The result's `point` is
/// the middle of the points along the axis. None where the points do not determine the cylinder: fewer than its free
/// parameters, on a line, or so flat that the radius is not known to a quarter (a wall).
pub fn fit_cylinder(points: &[Point3<f64>], start: &Cylinder, options: &CylinderOptions) -> Option<Fit<Cylinder>> {
    let tilt = !options.fix_axis;
    let free = [true, true, tilt, tilt, !options.fix_radius];
    let ask = Ask { sigma: options.sigma, max_iterations: options.max_iterations, eye: options.eye, free };
    let solved = solve(points, Framed::new(middled(start, points)?)?, &ask)?;
    let (shape, radius_sigma) = (solved.model.cylinder, solved.sigmas[4]);
    if radius_sigma >= RADIUS_SIGMA_SHARE * shape.radius {
        return None;
    }
    let Solved { rms, inliers, tolerance, iterations, .. } = solved;
    let arc = shape.arc(points, tolerance, options.sampling);
    Some(Fit { shape, rms, inliers, tolerance, arc, radius_sigma, iterations })
}

/// The cylinder with its `point` moved along the axis to the middle of the points, where tilt and offset are uncorrelated.
fn middled(c: &Cylinder, points: &[Point3<f64>]) -> Option<Cylinder> {
    let along = points.iter().map(|p| c.along(p)).filter(|t| t.is_finite());
    let (n, sum) = along.fold((0_usize, 0.0), |(n, s), t| (n + 1, s + t));
    let middle = c.line().at(sum / n as f64);
    (n > 0 && middle.coords.iter().all(|x| x.is_finite())).then_some(Cylinder { point: middle, ..*c })
}

/// A cylinder with the frame that its parameters (offset u v, tilt u v, radius) are counted in.
#[derive(Clone)]
struct Framed {
    cylinder: Cylinder,
    u: Vector3<f64>,
    v: Vector3<f64>,
}

impl Framed {
    fn new(cylinder: Cylinder) -> Option<Self> {
        let (u, v) = basis(&cylinder.axis);
        (cylinder.radius > 0.0 && cylinder.radius.is_finite()).then_some(Self { cylinder, u, v })
    }
}

impl Model<5, 3> for Framed {
    fn linearise(&self, p: &Point3<f64>) -> (f64, [f64; 5]) {
        let q = p - self.cylinder.point;
        let (x, y, t) = (q.dot(&self.u), q.dot(&self.v), q.dot(&self.cylinder.axis));
        let far = (x * x + y * y).sqrt();
        let (nx, ny) = (x / far, y / far);
        (far - self.cylinder.radius, [-nx, -ny, -t * nx, -t * ny, -1.0])
    }

    fn normal(&self, p: &Point3<f64>) -> Vector3<f64> {
        *self.cylinder.normal_at(p)
    }

    fn stepped(&self, s: &SVector<f64, 5>) -> Option<Self> {
        let Cylinder { point, axis, radius } = self.cylinder;
        let axis = UnitVector3::try_new(axis.into_inner() + self.u * s[2] + self.v * s[3], 1e-9)?;
        Self::new(Cylinder { point: point + self.u * s[0] + self.v * s[1], axis, radius: radius + s[4] })
    }
}
