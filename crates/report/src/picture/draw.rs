//! Drawing points, outlines and labels as all pictures do.

use super::camera::{Camera, Pixel, V3};
use super::canvas::{Canvas, Disc, Pen};
use super::letters::label;
use super::scene::Stretch;
use super::thin::ThinPoint;
use super::view::{faces_away, normal, position};
use crate::names::Rgb;

/// How a point is tinted: colour, share of it, and share of white over all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tint {
    pub color: Rgb,
    pub share: f32,
    pub fade: f32,
    pub layer: u8,
}

/// Discs are this much wider than the distance between points, so that surfaces close.
const OVERLAP: f64 = 1.7;
/// Radius of a disc, pixels.
const RADIUS: (f64, f64) = (0.7, 16.0);

/// Draws points, each as large as its spacing needs, shaded by their normals.
pub(super) fn points<'a>(
    canvas: &mut Canvas,
    camera: &Camera,
    points: impl Iterator<Item = (&'a ThinPoint, f32)>,
    stretch: Stretch,
    tint: impl Fn(&ThinPoint) -> Tint,
) {
    for (point, spacing) in points.filter(|(p, _)| !faces_away(p, camera)) {
        let Some(pixel) = camera.project(position(point)) else { continue };
        let tint = tint(point);
        canvas.splat(pixel, disc(camera, point, pixel, spacing), shaded(point, camera, stretch, tint), tint.layer);
    }
}

/// The disc of a point in its surface; one that faces the eye where the normal is not known.
fn disc(camera: &Camera, point: &ThinPoint, pixel: Pixel, spacing: f32) -> Disc {
    /// A disc seen edge-on would vanish: it leans no more than this (76 degrees).
    const STEEPEST: f64 = 4.0;
    let scale = camera.pixels_per_metre(pixel.depth.into());
    let half = (f64::from(spacing) * OVERLAP * scale / 2.0).clamp(RADIUS.0, RADIUS.1) as f32;
    let normal = normal(point);
    let away = normal.dot(&camera.forward);
    let slope = |v: f64| if away.abs() < 1e-3 { 0.0 } else { (v / away).clamp(-STEEPEST, STEEPEST) as f32 };
    let lean = [-slope(normal.dot(&camera.right)), slope(normal.dot(&camera.up))];
    Disc { half, lean, metres: (1.0 / scale) as f32 }
}

/// Brightness from the scan, colour from the tint, light from the eye.
fn shaded(point: &ThinPoint, camera: &Camera, stretch: Stretch, tint: Tint) -> [f32; 3] {
    let normal = normal(point);
    let facing = if normal.norm_squared() < 0.1 { 0.8 } else { normal.dot(&camera.towards_eye(position(point))).abs() };
    let light = 0.5 + 0.5 * facing as f32;
    let scan = stretch.apply(point.color);
    let grey = (scan[0] + scan[1] + scan[2]) / 3.0 / 255.0;
    [0, 1, 2].map(|c| {
        // The tint takes a little of the scan's brightness, so that surfaces keep their texture.
        let tinted = f32::from(tint.color[c]) * (0.75 + 0.4 * grey);
        let lit = (scan[c] * (1.0 - tint.share) + tinted * tint.share) * light;
        lit + (255.0 - lit) * tint.fade
    })
}

/// Draws polylines.
pub(super) fn lines(canvas: &mut Canvas, camera: &Camera, lines: &[Vec<V3>], pen: Pen) {
    for line in lines {
        for ends in line.windows(2) {
            if let [a, b] = ends
                && let (Some(a), Some(b)) = (camera.project(*a), camera.project(*b))
            {
                canvas.line(a, b, pen);
            }
        }
    }
}

/// A scale bar in the lower left corner: a round length at the distance `depth`, m.
pub(super) fn scale_bar(canvas: &mut Canvas, camera: &Camera, depth: f64) {
    const LENGTHS: [(f64, &str); 10] = [
        (0.05, "5 CM"),
        (0.1, "10 CM"),
        (0.2, "20 CM"),
        (0.5, "50 CM"),
        (1.0, "1 M"),
        (2.0, "2 M"),
        (5.0, "5 M"),
        (10.0, "10 M"),
        (50.0, "50 M"),
        (200.0, "200 M"),
    ];
    let pixels = |length: f64| length * camera.pixels_per_metre(depth);
    let wanted = canvas.width as f64 / 9.0;
    let fits = LENGTHS.iter().find(|(length, _)| pixels(*length) >= wanted).or(LENGTHS.last());
    let Some((length, words)) = fits else { return };
    let (n, y) = (pixels(*length).min(canvas.width as f64 / 2.0) as isize, canvas.height as isize - 12);
    canvas.fill(8, y - 20, n.max(70) + 8, 30, [255, 255, 255], 0.82);
    canvas.fill(12, y, n, 3, [20, 20, 20], 1.0);
    canvas.fill(12, y - 4, 2, 8, [20, 20, 20], 1.0);
    canvas.fill(12 + n - 2, y - 4, 2, 8, [20, 20, 20], 1.0);
    label(canvas, 10, y - 20, words, [20, 20, 20]);
}
