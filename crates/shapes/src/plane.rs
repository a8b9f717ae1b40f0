//! Planes and their robust fit.

use crate::fit::INLIER_SIGMAS;
use crate::solve::{least_loss, spread_picks};
use crate::{Fit, FitOptions, eigen3};
use nalgebra::{Matrix3, Point3, UnitVector3, Vector3};

/// The plane through `point` perpendicular to `normal`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plane {
    /// Any point on it, m.
    pub point: Point3<f64>,
    /// Unit normal; distances are positive on its side.
    pub normal: UnitVector3<f64>,
}

impl Plane {
    /// Signed distance, m.
    pub fn distance(&self, p: &Point3<f64>) -> f64 {
        (p - self.point).dot(&self.normal)
    }

    /// Foot of `p` on the plane.
    pub fn project(&self, p: &Point3<f64>) -> Point3<f64> {
        p - self.normal.into_inner() * self.distance(p)
    }

    /// The normal, which is the same everywhere.
    pub fn normal_at(&self, _p: &Point3<f64>) -> UnitVector3<f64> {
        self.normal
    }
}

/// Plane of least robust distance: the best of the principal plane and some planes through three points, reweighted by
/// Tukey's biweight while the scale falls to `sigma`.
///
/// None for fewer than three points, or where they lie on a line to within the noise. The normal's sign is arbitrary.
pub fn fit_plane(points: &[Point3<f64>], options: &FitOptions) -> Option<Fit<Plane>> {
    if options.sigma.is_nan() || options.sigma <= 0.0 {
        return None;
    }
    let mut plane = start(points, options.sigma)?;
    let mut scale = (1.4826 * median_abs(points, &plane)?).max(options.sigma);
    let mut spreads = [0.0; 2];
    let mut iterations = 0;
    for _ in 0..options.max_iterations.max(1) {
        iterations += 1;
        let reach = 4.685 * scale;
        let before = plane;
        (plane, spreads) = weighted_plane(points, |p| biweight(before.distance(p) / reach))?;
        let turned = before.normal.cross(&plane.normal).norm() * spreads[1];
        let still = turned < 1e-3 * options.sigma && before.distance(&plane.point).abs() < 1e-3 * options.sigma;
        if scale <= options.sigma && still {
            break;
        }
        scale = (scale * 0.6).max(options.sigma);
    }
    // On a line the two lesser spreads are alike, and the plane could turn freely about it.
    if spreads[1] < 1e-9 || spreads[1] < 2.0 * spreads[0] {
        return None;
    }
    let tolerance = INLIER_SIGMAS * options.sigma;
    let near = points.iter().map(|p| plane.distance(p)).filter(|d| d.abs() <= tolerance);
    let (inliers, sum2) = near.fold((0_usize, 0.0), |(n, s), d| (n + 1, s + d * d));
    let rms = (sum2 / inliers.max(1) as f64).sqrt();
    let fit = Fit { shape: plane, rms, inliers, tolerance, arc: 0.0, radius_sigma: 0.0, iterations };
    (inliers >= 3).then_some(fit)
}

fn start(points: &[Point3<f64>], sigma: f64) -> Option<Plane> {
    const TRIES: usize = 24;
    let picks = (0..TRIES).filter_map(|k| {
        let [a, b, c] = spread_picks::<3>(points.len(), k)?;
        plane_from_three(points.get(a)?, points.get(b)?, points.get(c)?)
    });
    let principal = weighted_plane(points, |_| 1.0).map(|(plane, _)| plane);
    least_loss(principal.into_iter().chain(picks), points, 5.0 * sigma, Plane::distance)
}

fn plane_from_three(a: &Point3<f64>, b: &Point3<f64>, c: &Point3<f64>) -> Option<Plane> {
    let normal = UnitVector3::try_new((b - a).cross(&(c - a)), 1e-12)?;
    Some(Plane { point: *a, normal })
}

/// Principal plane of weighted points, and the spreads (m) along its normal and its shorter axis; none without points.
fn weighted_plane(points: &[Point3<f64>], weight: impl Fn(&Point3<f64>) -> f64) -> Option<(Plane, [f64; 2])> {
    let weighted = || points.iter().filter(|p| p.coords.iter().all(|x| x.is_finite())).map(|p| (p, weight(p)));
    let (total, sum) = weighted().fold((0.0, Vector3::zeros()), |(t, s), (p, w)| (t + w, s + p.coords * w));
    if points.len() < 3 || total <= 0.0 {
        return None;
    }
    let point = Point3::from(sum / total);
    let scatter: Matrix3<f64> = weighted().map(|(p, w)| (p - point) * (p - point).transpose() * w).sum();
    let (values, vectors) = eigen3(&(scatter / total));
    // Squares know spreads only to 1e-7 of the longest: less is rounding.
    let floor = 1e-14 * values[2];
    let spread = |v: f64| if v > floor { v.sqrt() } else { 0.0 };
    Some((Plane { point, normal: UnitVector3::new_normalize(vectors[0]) }, [spread(values[0]), spread(values[1])]))
}

fn biweight(u: f64) -> f64 {
    let k = (1.0 - u * u).max(0.0);
    k * k
}

fn median_abs(points: &[Point3<f64>], plane: &Plane) -> Option<f64> {
    let mut distances: Vec<f64> = points.iter().map(|p| plane.distance(p).abs()).filter(|d| d.is_finite()).collect();
    let middle = distances.len() / 2;
    (!distances.is_empty()).then(|| *distances.select_nth_unstable_by(middle, f64::total_cmp).1)
}
