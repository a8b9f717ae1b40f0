//! Where a symbol stands: location, direction, mirroring and scale as one affine map.

use crate::geometry::{Point, point};
use crate::xml::El;

/// `p' = origin + p.x * x + p.y * y`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub x: Point,
    pub y: Point,
    pub origin: Point,
}

impl Frame {
    /// Drawing units to paper: millimetres, y down.
    pub fn paper(mm: f64) -> Self {
        Self { x: [mm, 0.0], y: [0.0, -mm], origin: [0.0, 0.0] }
    }

    pub fn apply(&self, p: Point) -> Point {
        let v = self.turn(p);
        [self.origin[0] + v[0], self.origin[1] + v[1]]
    }

    /// A direction, without the origin.
    pub fn turn(&self, p: Point) -> Point {
        [p[0] * self.x[0] + p[1] * self.y[0], p[0] * self.x[1] + p[1] * self.y[1]]
    }

    /// This frame after an inner one.
    pub fn then(&self, inner: &Frame) -> Self {
        Self { x: self.turn(inner.x), y: self.turn(inner.y), origin: self.apply(inner.origin) }
    }

    /// Lengths of the axes.
    pub fn scales(&self) -> (f64, f64) {
        (self.x[0].hypot(self.x[1]), self.y[0].hypot(self.y[1]))
    }

    /// Mean scale, for radii, weights and letters.
    pub fn scale(&self) -> f64 {
        (self.x[0] * self.y[1] - self.x[1] * self.y[0]).abs().sqrt()
    }

    /// Circles stay circles.
    pub fn is_similar(&self) -> bool {
        let (a, b) = self.scales();
        let dot = self.x[0] * self.y[0] + self.x[1] * self.y[1];
        (a - b).abs() <= 1e-6 * a.max(b) && dot.abs() <= 1e-6 * a * b
    }
}

/// `Position` and `Scale` of an element as a frame; none without a position.
pub(super) fn of(element: El<'_>) -> Option<Frame> {
    let mut frame = placed(element)?;
    if let Some([sx, sy]) = scale(element) {
        frame.x = frame.x.map(|c| c * sx);
        frame.y = frame.y.map(|c| c * sy);
    }
    Some(frame)
}

/// `Scale` of an element; a factor of zero, or one that is no scale, counts as one.
pub(super) fn scale(element: El<'_>) -> Option<[f64; 2]> {
    let scale = element.child("Scale")?;
    let factor = |name| scale.number(name).filter(|s: &f64| *s != 0.0 && s.abs() < 1e6).unwrap_or(1.0);
    Some([factor("X"), factor("Y")])
}

/// `Position` alone: x along `Reference`, y = `Axis` x `Reference`, so an axis that points away mirrors.
pub(super) fn placed(element: El<'_>) -> Option<Frame> {
    let position = element.child("Position")?;
    let location = position.child("Location")?;
    let origin = point(location.number("X"), location.number("Y"))?;
    let reference = position.child("Reference").and_then(|r| unit(r.number("X")?, r.number("Y")?));
    let x = reference.unwrap_or([1.0, 0.0]);
    let mirrored = position.child("Axis").and_then(|a| a.number("Z")).is_some_and(|z| z < 0.0);
    let side = if mirrored { -1.0 } else { 1.0 };
    Some(Frame { x, y: [-side * x[1], side * x[0]], origin })
}

fn unit(x: f64, y: f64) -> Option<Point> {
    let length = x.hypot(y);
    (length > 1e-9 && length.is_finite()).then(|| [x / length, y / length])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(inner: &str, p: Point, expect: Point) {
        let xml = format!("<a>{inner}</a>");
        let dom = crate::xml::parse(xml.as_bytes()).unwrap();
        let got = of(dom.root().unwrap()).unwrap().apply(p);
        assert!((got[0] - expect[0]).abs() < 1e-9 && (got[1] - expect[1]).abs() < 1e-9, "{got:?} for {inner}");
    }

    #[test]
    fn placed_turned_mirrored_scaled() {
        let at = |axis: &str, reference: &str, scale: &str| {
            format!("<Position><Location X='10' Y='20' Z='0'/><Axis X='0' Y='0' Z='{axis}'/>{reference}</Position>{scale}")
        };
        check(&at("1", "<Reference X='1' Y='0' Z='0'/>", ""), [1.0, 2.0], [11.0, 22.0]);
        check(&at("1", "<Reference X='0' Y='1' Z='0'/>", ""), [1.0, 2.0], [8.0, 21.0]);
        check(&at("-1", "<Reference X='1' Y='0' Z='0'/>", ""), [1.0, 2.0], [11.0, 18.0]);
        check(&at("-1", "<Reference X='-1' Y='0' Z='0'/>", ""), [1.0, 2.0], [9.0, 22.0]);
        check(&at("1", "", "<Scale X='2' Y='-3'/>"), [1.0, 2.0], [12.0, 14.0]);
        check(&at("0", "<Reference X='0' Y='0' Z='0'/>", "<Scale X='0' Y='1'/>"), [1.0, 2.0], [11.0, 22.0]);
    }
}
