//! Cameras: from scene to pixels.

use nalgebra::Vector3;

pub(crate) type V3 = Vector3<f64>;

/// A perspective or orthographic camera with Z up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Camera {
    pub eye: V3,
    pub right: V3,
    pub up: V3,
    pub forward: V3,
    pub width: usize,
    pub height: usize,
    /// Pixels a metre: at 1 m from the eye (perspective) or everywhere (orthographic).
    pub scale: f64,
    pub orthographic: bool,
    /// Nothing nearer than this to the eye's plane is shown, m.
    pub near: f64,
}

/// A place in the picture: pixels right and down, and the distance from the eye's plane, m.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pixel {
    pub x: f32,
    pub y: f32,
    pub depth: f32,
}

/// Vertical field of view, rad (40 degrees: little distortion, still some depth).
pub(crate) const FIELD_OF_VIEW: f64 = 0.698;

impl Camera {
    /// A camera that looks at a sphere from an azimuth (from +X towards +Y) and an elevation, rad, so that it fills the picture.
    pub(crate) fn around(target: V3, radius: f64, azimuth: f64, elevation: f64, width: usize, height: usize) -> Self {
        let back = V3::new(azimuth.cos() * elevation.cos(), azimuth.sin() * elevation.cos(), elevation.sin());
        let distance = radius / (FIELD_OF_VIEW / 2.0).sin();
        let forward = -back;
        let right = forward.cross(&V3::z()).try_normalize(1e-6).unwrap_or_else(V3::x);
        Self {
            eye: target + back * distance,
            right,
            up: right.cross(&forward),
            forward,
            width,
            height,
            scale: height as f64 / 2.0 / (FIELD_OF_VIEW / 2.0).tan(),
            orthographic: false,
            near: 0.05,
        }
    }

    /// A camera that looks down on a rectangle of the ground; `corner` is its least x, greatest y and greatest height.
    pub(crate) fn above(corner: V3, pixels_per_metre: f64, width: usize, height: usize) -> Self {
        let middle = V3::new(width as f64, -(height as f64), 0.0) / (2.0 * pixels_per_metre);
        Self {
            eye: corner + middle + V3::z(),
            right: V3::x(),
            up: V3::y(),
            forward: -V3::z(),
            width,
            height,
            scale: pixels_per_metre,
            orthographic: true,
            near: 0.0,
        }
    }

    /// Where a point appears; none if it is nearer than `near`.
    pub(crate) fn project(&self, point: V3) -> Option<Pixel> {
        let offset = point - self.eye;
        let depth = offset.dot(&self.forward);
        if depth < self.near {
            return None;
        }
        let scale = self.pixels_per_metre(depth);
        let x = self.width as f64 / 2.0 + offset.dot(&self.right) * scale;
        let y = self.height as f64 / 2.0 - offset.dot(&self.up) * scale;
        Some(Pixel { x: x as f32, y: y as f32, depth: depth as f32 })
    }

    /// Pixels a metre at a distance from the eye's plane.
    pub(crate) fn pixels_per_metre(&self, depth: f64) -> f64 {
        if self.orthographic { self.scale } else { self.scale / depth.max(1e-3) }
    }

    /// Unit direction from a point to the eye.
    pub(crate) fn towards_eye(&self, point: V3) -> V3 {
        if self.orthographic { -self.forward } else { (self.eye - point).try_normalize(1e-9).unwrap_or(-self.forward) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_is_in_the_middle_and_up_is_up() {
        for (azimuth, elevation) in [(0.0, 0.2), (2.0, 0.6), (-1.0, 1.2), (3.0, 0.0)] {
            let target = V3::new(3.0, -2.0, 1.0);
            let camera = Camera::around(target, 1.0, azimuth, elevation, 640, 480);
            let middle = camera.project(target).unwrap();
            assert!((middle.x - 320.0).abs() < 1e-3 && (middle.y - 240.0).abs() < 1e-3);
            assert!(camera.project(target + V3::z() * 0.1).unwrap().y < 240.0);
            assert!(camera.project(target + camera.right * 0.1).unwrap().x > 320.0);
        }
    }

    #[test]
    fn the_plan_has_x_to_the_right_and_y_up() {
        let camera = Camera::above(V3::new(10.0, 50.0, 8.0), 20.0, 400, 200);
        let pixel = camera.project(V3::new(12.0, 49.0, 2.0)).unwrap();
        assert!((pixel.x - 40.0).abs() < 1e-3 && (pixel.y - 20.0).abs() < 1e-3);
    }
}
