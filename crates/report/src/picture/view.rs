//! Choosing the side to look at a place from: the one that shows most of it through open space.

use super::camera::{Camera, FIELD_OF_VIEW, V3};
use super::canvas::{Canvas, Disc};
use super::thin::ThinPoint;
use rosette_plant::Class;
use std::f64::consts::TAU;

/// Azimuths tried.
const AZIMUTHS: usize = 10;
/// Elevations tried, rad: from near the horizon to steeply from above.
const ELEVATIONS: [f64; 3] = [0.2, 0.5, 0.95];
/// Size of the trial pictures, pixels.
const TRIAL: (usize, usize) = (96, 72);
/// Points of a trial picture.
const TRIAL_POINTS: usize = 8_000;

/// A place as the choice sees it.
pub(super) struct Subject<'a> {
    pub center: V3,
    pub radius: f64,
    pub points: &'a [ThinPoint],
    /// Whether a point is what the picture is about.
    pub wanted: &'a dyn Fn(&ThinPoint) -> bool,
    /// Usual distance between points, m.
    pub spacing: f64,
}

/// The best camera on a place. `width` and `height` in pixels.
pub(super) fn best_view(subject: &Subject, width: usize, height: usize) -> Camera {
    let step = subject.points.len().div_ceil(TRIAL_POINTS).max(1);
    let sample: Vec<ThinPoint> = subject.points.iter().step_by(step).copied().collect();
    // Thinner points need larger splats to hide what is behind them.
    let splat = subject.spacing * (step as f64).sqrt() * 1.5;
    let mut best: Option<(i64, Camera)> = None;
    for elevation in ELEVATIONS {
        for i in 0..AZIMUTHS {
            let azimuth = TAU * (i as f64 + 0.5) / AZIMUTHS as f64;
            let view = |w, h| with_open_front(Camera::around(subject.center, subject.radius, azimuth, elevation, w, h), subject);
            let score = score(subject, &sample, splat, &view(TRIAL.0, TRIAL.1), elevation);
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, view(width, height)));
            }
        }
    }
    best.map_or_else(|| Camera::around(subject.center, subject.radius, 0.8, 0.5, width, height), |(_, camera)| camera)
}

/// Cuts away what stands between the eye and the place, except its last half metre.
fn with_open_front(camera: Camera, subject: &Subject) -> Camera {
    const FRONT: f64 = 0.5;
    let distance = subject.radius / (FIELD_OF_VIEW / 2.0).sin();
    Camera { near: (distance - subject.radius - FRONT).max(0.05), ..camera }
}

/// Pixels of a trial picture that show what is wanted, with a mild liking for the usual height of an eye.
fn score(subject: &Subject, sample: &[ThinPoint], splat: f64, camera: &Camera, elevation: f64) -> i64 {
    const WANTED: u8 = 2;
    let mut canvas = Canvas::new(camera.width, camera.height);
    for point in sample.iter().filter(|p| !faces_away(p, camera)) {
        let Some(pixel) = camera.project(position(point)) else { continue };
        let half = (splat * camera.pixels_per_metre(pixel.depth.into()) / 2.0).clamp(0.5, 6.0);
        let layer = if (subject.wanted)(point) { WANTED } else { 1 };
        canvas.splat(pixel, Disc { half: half as f32, lean: [0.0; 2], metres: 0.0 }, [0.0; 3], layer);
    }
    let shown = canvas.layer.iter().filter(|&&l| l == WANTED).count() as i64;
    let usual = if (0.3..1.0).contains(&elevation) { 108 } else { 100 };
    shown * usual
}

/// Whether the point belongs to a wall, floor or ceiling seen from behind; such surfaces would hide the whole room.
pub(super) fn faces_away(point: &ThinPoint, camera: &Camera) -> bool {
    let enclosing = [Class::Wall, Class::Ceiling, Class::Floor, Class::Unclassified, Class::Other].map(|c| c as u8);
    enclosing.contains(&point.class) && normal(point).dot(&camera.towards_eye(position(point))) < -0.15
}

pub(super) fn position(point: &ThinPoint) -> V3 {
    V3::from(point.at.map(f64::from))
}

/// Unit normal, zero if unknown.
pub(super) fn normal(point: &ThinPoint) -> V3 {
    V3::from(point.normal.map(|v| f64::from(v) / 127.0))
}
