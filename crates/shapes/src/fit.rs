//! What a fit returns, and the settings that all fits share.

/// A fitted shape with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit<S> {
    /// The shape.
    pub shape: S,
    /// Root mean square orthogonal distance of the inliers, m.
    pub rms: f64,
    /// Number of points nearer than `tolerance`; [`inliers`] lists them.
    pub inliers: usize,
    /// Distance up to which a point counts as an inlier, m: three times the noise the fit was told of.
    pub tolerance: f64,
    /// Angle of the circumference that the inliers cover, radians, 0 to 2 pi. Tori: of the tube. Planes and spheres: 0.
    pub arc: f64,
    /// Standard deviation of the radius that noise alone causes, m; 0 where the radius was fixed or there is none.
    /// It knows nothing of systematic errors (station offsets of a few mm, mixed pixels): add those.
    pub radius_sigma: f64,
    /// Steps that were tried.
    pub iterations: u32,
}

/// Settings of the fits that need no further choice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FitOptions {
    /// Standard deviation of the points across the surface, m. Terrestrial scanners give 1 to 3 mm.
    /// Too small cuts off true points, too large listens to neighbours.
    pub sigma: f64,
    /// Steps to try at most. Most fits need fewer than 12.
    pub max_iterations: u32,
    /// Usual distance between neighbouring points, m: bridges the gaps between them where the seen arc is measured.
    pub sampling: f64,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self { sigma: 0.002, max_iterations: 30, sampling: 0.005 }
    }
}

/// Inliers reach to this many standard deviations: 99.7 % of normal noise.
pub(crate) const INLIER_SIGMAS: f64 = 3.0;

/// A radius whose standard deviation is a larger share of it than this is not known: it differs from a plane
/// (curvature zero) by less than four standard deviations.
pub(crate) const RADIUS_SIGMA_SHARE: f64 = 0.25;

/// Indices of the points nearer than `tolerance` (m), where `distance` is a shape's own.
///
/// ```
/// # use rosette_shapes::*; use nalgebra::Point3;
/// let ball = Sphere { center: Point3::origin(), radius: 1.0 };
/// let points = [Point3::new(1.001, 0.0, 0.0), Point3::new(2.0, 0.0, 0.0)];
/// assert_eq!(inliers(&points, 0.01, |p| ball.distance(p)), [0]);
/// ```
pub fn inliers<P>(points: &[P], tolerance: f64, distance: impl Fn(&P) -> f64) -> Vec<u32> {
    let near = points.iter().enumerate().filter(|(_, p)| distance(p).abs() <= tolerance);
    near.filter_map(|(i, _)| u32::try_from(i).ok()).collect()
}
