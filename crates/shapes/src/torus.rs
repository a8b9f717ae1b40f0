//! Tori (pipe bends) and their robust fit.

use crate::fit::RADIUS_SIGMA_SHARE;
use crate::solve::{Ask, Model, Solved, solve};
use crate::{Fit, FitOptions, arc_seen_spaced, basis};
use nalgebra::{Point3, SVector, UnitVector3, Vector3};

/// A torus: a tube of `radius` around the circle of `bend_radius` about `center` in the plane across `axis`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Torus {
    /// Centre of the bend, m.
    pub center: Point3<f64>,
    /// Unit normal of the bend's plane.
    pub axis: UnitVector3<f64>,
    /// Radius of the circle that the tube's middle follows, m.
    pub bend_radius: f64,
    /// Radius of the tube, m.
    pub radius: f64,
}

impl Torus {
    /// The torus of a bend that leaves `at` along `tangent` and turns towards `inward`; none where the two are parallel.
    pub fn tangent_to(
        at: &Point3<f64>,
        tangent: &UnitVector3<f64>,
        inward: &Vector3<f64>,
        bend_radius: f64,
        radius: f64,
    ) -> Option<Self> {
        let inward = inward - tangent.into_inner() * inward.dot(tangent);
        let inward = UnitVector3::try_new(inward, 1e-9)?;
        let axis = UnitVector3::new_normalize(tangent.cross(&inward));
        Some(Self { center: at + inward.into_inner() * bend_radius, axis, bend_radius, radius })
    }

    /// Signed distance from the tube's surface, m; negative inside the tube.
    pub fn distance(&self, p: &Point3<f64>) -> f64 {
        (p - self.spine_foot(p)).norm() - self.radius
    }

    /// Nearest point on the circle that the tube's middle follows; an arbitrary one for points on the bend's axis.
    pub fn spine_foot(&self, p: &Point3<f64>) -> Point3<f64> {
        let q = p - self.center;
        let flat = q - self.axis.into_inner() * q.dot(&self.axis);
        let out = flat.try_normalize(1e-12).unwrap_or_else(|| basis(&self.axis).0);
        self.center + out * self.bend_radius
    }

    /// Outward normal at `p`'s foot; the bend's axis for points on the tube's middle.
    pub fn normal_at(&self, p: &Point3<f64>) -> UnitVector3<f64> {
        UnitVector3::try_new(p - self.spine_foot(p), 1e-12).unwrap_or(self.axis)
    }

    /// Foot of `p` on the surface.
    pub fn project(&self, p: &Point3<f64>) -> Point3<f64> {
        self.spine_foot(p) + self.normal_at(p).into_inner() * self.radius
    }

    /// Angle of `p` along the bend, radians, -pi to pi, counted in the frame of [`basis`].
    pub fn bend_angle(&self, p: &Point3<f64>) -> f64 {
        let (u, v) = basis(&self.axis);
        let q = p - self.center;
        q.dot(&v).atan2(q.dot(&u))
    }

    /// Angle of `p` around the tube, radians, -pi to pi; 0 is the outside of the bend, pi/2 the side of the axis.
    pub fn tube_angle(&self, p: &Point3<f64>) -> f64 {
        let q = p - self.center;
        let t = q.dot(&self.axis);
        let rho = (q - self.axis.into_inner() * t).norm();
        t.atan2(rho - self.bend_radius)
    }

    /// The point of the tube's middle at a bend angle.
    pub fn spine_at(&self, bend_angle: f64) -> Point3<f64> {
        let (u, v) = basis(&self.axis);
        self.center + (u * bend_angle.cos() + v * bend_angle.sin()) * self.bend_radius
    }
}

/// A line that a bend must leave smoothly: a straight pipe's axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tangent {
    /// A point of the straight axis near where the bend begins, m.
    pub at: Point3<f64>,
    /// Unit vector along the straight axis.
    pub direction: UnitVector3<f64>,
    /// Keep the beginning at `at`, rather than let it slide along the axis.
    pub fix_start: bool,
}

/// Settings of [`fit_torus`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TorusOptions {
    /// Standard deviation of the points across the surface, m (see [`FitOptions`]).
    pub sigma: f64,
    /// Steps to try at most.
    pub max_iterations: u32,
    /// Usual distance between neighbouring points, m (see [`FitOptions`]).
    pub sampling: f64,
    /// Keep the tube's radius.
    pub fix_radius: bool,
    /// Leave this line smoothly: only the bend radius, the turn of its plane about the line and (unless kept) where the bend
    /// begins are free, besides the tube's radius.
    pub tangent: Option<Tangent>,
}

impl Default for TorusOptions {
    fn default() -> Self {
        let FitOptions { sigma, max_iterations, sampling } = FitOptions::default();
        Self { sigma, max_iterations, sampling, fix_radius: false, tangent: None }
    }
}

/// Torus of least robust orthogonal distance from the points, from a start within some ten degrees and half a tube radius.
///
/// `arc` of the result is that of the tube; see [`Torus::bend_angle`] for the bend's own. None where the points do not
/// determine the torus: too few, on a line or plane, or (bend radius) on a stretch too straight to tell.
pub fn fit_torus(points: &[Point3<f64>], start: &Torus, options: &TorusOptions) -> Option<Fit<Torus>> {
    match options.tangent {
        None => fit_free(points, start, options),
        Some(tangent) => fit_tangent(points, start, &tangent, options),
    }
}

fn fit_free(points: &[Point3<f64>], start: &Torus, options: &TorusOptions) -> Option<Fit<Torus>> {
    let mut free = [true; 7];
    free[6] = !options.fix_radius;
    let ask = Ask { sigma: options.sigma, max_iterations: options.max_iterations, eye: None, free };
    let solved = solve(points, Free::new(*start)?, &ask)?;
    let (torus, bend_sigma, radius_sigma) = (solved.model.torus, solved.sigmas[5], solved.sigmas[6]);
    finish(points, torus, bend_sigma, radius_sigma, &solved, options)
}

fn fit_tangent(points: &[Point3<f64>], start: &Torus, tangent: &Tangent, options: &TorusOptions) -> Option<Fit<Torus>> {
    let along = tangent.direction;
    let off = start.center - tangent.at;
    let slide = if tangent.fix_start { 0.0 } else { off.dot(&along) };
    let inward = UnitVector3::try_new(off - along.into_inner() * off.dot(&along), 1e-9)?;
    let at = tangent.at + along.into_inner() * slide;
    let bend = Bend { at, along, inward, bend_radius: start.bend_radius, radius: start.radius };
    let free = [!tangent.fix_start, true, true, !options.fix_radius];
    let ask = Ask { sigma: options.sigma, max_iterations: options.max_iterations, eye: None, free };
    let solved = solve(points, bend.checked()?, &ask)?;
    let (torus, bend_sigma, radius_sigma) = (solved.model.torus(), solved.sigmas[2], solved.sigmas[3]);
    finish(points, torus, bend_sigma, radius_sigma, &solved, options)
}

fn finish<M, const N: usize>(
    points: &[Point3<f64>],
    shape: Torus,
    bend_sigma: f64,
    radius_sigma: f64,
    solved: &Solved<M, N>,
    options: &TorusOptions,
) -> Option<Fit<Torus>> {
    if radius_sigma >= RADIUS_SIGMA_SHARE * shape.radius || bend_sigma >= RADIUS_SIGMA_SHARE * shape.bend_radius {
        return None;
    }
    let Solved { rms, inliers, tolerance, iterations, .. } = *solved;
    let near = points.iter().filter(|p| shape.distance(p).abs() <= tolerance);
    let arc = arc_seen_spaced(near.map(|p| shape.tube_angle(p)), options.sampling / shape.radius);
    Some(Fit { shape, rms, inliers, tolerance, arc, radius_sigma, iterations })
}

/// Distance of a point and its derivatives by the parts of a torus.
struct Slopes {
    distance: f64,
    /// By a move of the point (minus: of the centre).
    normal: Vector3<f64>,
    /// By the bend radius.
    bend: f64,
    /// By a tilt of the axis towards a direction `w`: times `q.w`.
    tilt: f64,
    /// From the centre to the point.
    q: Vector3<f64>,
}

/// With `t = q.a`, `rho = |q - t a|`, `h = |(rho - R, t)|`: `d = h - r`, `dd/dR = -(rho - R)/h`, and, since a tilt by `w`
/// gives `dt = q.w` and `d rho = -(t/rho) q.w`, `dd = (q.w) t R / (rho h)`.
fn slopes(torus: &Torus, p: &Point3<f64>) -> Slopes {
    let q = p - torus.center;
    let t = q.dot(&torus.axis);
    let flat = q - torus.axis.into_inner() * t;
    let rho = flat.norm();
    let out = rho - torus.bend_radius;
    let h = (out * out + t * t).sqrt();
    let normal = (flat * (out / rho) + torus.axis.into_inner() * t) / h;
    Slopes { distance: h - torus.radius, normal, bend: -out / h, tilt: t * torus.bend_radius / (rho * h), q }
}

/// All seven parameters: centre xyz, tilt u v, bend radius, tube radius.
#[derive(Clone)]
struct Free {
    torus: Torus,
    u: Vector3<f64>,
    v: Vector3<f64>,
}

impl Free {
    fn new(torus: Torus) -> Option<Self> {
        let (u, v) = basis(&torus.axis);
        is_torus(torus.bend_radius, torus.radius).then_some(Self { torus, u, v })
    }
}

impl Model<7, 3> for Free {
    fn linearise(&self, p: &Point3<f64>) -> (f64, [f64; 7]) {
        let s = slopes(&self.torus, p);
        let n = s.normal;
        (s.distance, [-n.x, -n.y, -n.z, s.tilt * s.q.dot(&self.u), s.tilt * s.q.dot(&self.v), s.bend, -1.0])
    }

    fn normal(&self, p: &Point3<f64>) -> Vector3<f64> {
        *self.torus.normal_at(p)
    }

    fn stepped(&self, s: &SVector<f64, 7>) -> Option<Self> {
        let Torus { center, axis, bend_radius, radius } = self.torus;
        let axis = UnitVector3::try_new(axis.into_inner() + self.u * s[3] + self.v * s[4], 1e-9)?;
        let center = center + Vector3::new(s[0], s[1], s[2]);
        Self::new(Torus { center, axis, bend_radius: bend_radius + s[5], radius: radius + s[6] })
    }
}

/// A bend that leaves the line through `at` along `along`: parameters slide, turn of the plane, bend radius, tube radius.
#[derive(Clone)]
struct Bend {
    at: Point3<f64>,
    along: UnitVector3<f64>,
    inward: UnitVector3<f64>,
    bend_radius: f64,
    radius: f64,
}

impl Bend {
    fn checked(self) -> Option<Self> {
        is_torus(self.bend_radius, self.radius).then_some(self)
    }

    fn torus(&self) -> Torus {
        let axis = UnitVector3::new_normalize(self.along.cross(&self.inward));
        let center = self.at + self.inward.into_inner() * self.bend_radius;
        Torus { center, axis, bend_radius: self.bend_radius, radius: self.radius }
    }
}

impl Model<4, 3> for Bend {
    /// Turning by phi moves the centre along the axis by `R dphi` and tilts the axis by `-inward dphi`.
    fn linearise(&self, p: &Point3<f64>) -> (f64, [f64; 4]) {
        let torus = self.torus();
        let s = slopes(&torus, p);
        let turn = -self.bend_radius * s.normal.dot(&torus.axis) - s.tilt * s.q.dot(&self.inward);
        (s.distance, [-s.normal.dot(&self.along), turn, s.bend - s.normal.dot(&self.inward), -1.0])
    }

    fn normal(&self, p: &Point3<f64>) -> Vector3<f64> {
        *self.torus().normal_at(p)
    }

    fn stepped(&self, s: &SVector<f64, 4>) -> Option<Self> {
        let axis = self.along.cross(&self.inward);
        let (sin, cos) = s[1].sin_cos();
        let inward = UnitVector3::try_new(self.inward.into_inner() * cos + axis * sin, 1e-9)?;
        let at = self.at + self.along.into_inner() * s[0];
        Self { at, along: self.along, inward, bend_radius: self.bend_radius + s[2], radius: self.radius + s[3] }.checked()
    }
}

/// A tube that does not touch its own bend's axis by more than a little: elbows of bend radius 1 D have twice the tube's.
fn is_torus(bend_radius: f64, radius: f64) -> bool {
    radius > 0.0 && bend_radius > 0.5 * radius && bend_radius.is_finite()
}
