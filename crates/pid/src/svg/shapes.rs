//! Lines, polygons, circles, ellipses, arcs and splines.

use super::canvas::Canvas;
use super::frame::{self, Frame};
use super::style::{Paper, Style};
use crate::geometry::{Point, point};
use crate::xml::El;
use std::f64::consts::{PI, TAU};

/// Chords of a full circle: 0.1 mm off at a radius of 30 mm.
const CHORDS: f64 = 48.0;
/// More control points than this are not a drafted curve.
const MAX_CONTROL: usize = 300;

/// Whether an element is a shape this module draws.
pub(super) fn is_shape(name: &str) -> bool {
    matches!(
        name,
        "Line" | "PolyLine" | "CenterLine" | "Shape" | "Circle" | "Ellipse" | "TrimmedCurve" | "BsplineCurve" | "BSplineCurve"
    )
}

/// Draw a shape.
pub(super) fn draw(canvas: &mut Canvas, element: El<'_>, frame: &Frame, outer: &Style, paper: Paper) {
    let style = Style::of(element, outer, paper);
    match element.name() {
        "Line" | "PolyLine" | "CenterLine" => canvas.polyline(&points(element, frame), false, &style),
        "Shape" => canvas.polyline(&points(element, frame), true, &filled(element, style)),
        "Circle" => circle(canvas, element, frame, style, paper),
        "Ellipse" => ellipse(canvas, element, frame, style, paper),
        "TrimmedCurve" => arc(canvas, element, frame, &style, paper),
        _ => spline(canvas, element, frame, &style),
    }
}

fn points(element: El<'_>, frame: &Frame) -> Vec<Point> {
    let coordinates = element.named("Coordinate").filter_map(|c| point(c.number("X"), c.number("Y")));
    coordinates.map(|p| frame.apply(p)).collect()
}

fn filled(element: El<'_>, style: Style) -> Style {
    match element.filled("Filled").map(str::to_ascii_lowercase).as_deref() {
        Some("solid" | "true" | "1") => style.fill(1.0),
        Some("hatch") => style.fill(0.3),
        _ => style,
    }
}

fn circle(canvas: &mut Canvas, element: El<'_>, frame: &Frame, style: Style, paper: Paper) {
    let Some(radius) = element.number("Radius").filter(|r| *r > 0.0) else { return };
    let style = filled(element, style);
    let own = curve_frame(element, frame, paper);
    if own.is_similar() {
        canvas.circle(own.origin, radius * own.scale(), &style);
    } else {
        canvas.polyline(&sweep(&own, radius, radius, 0.0, TAU), true, &style);
    }
}

/// Where a circle or ellipse stands.
fn curve_frame(element: El<'_>, frame: &Frame, paper: Paper) -> Frame {
    let mut own = frame::placed(element).map_or(*frame, |f| frame.then(&f));
    own.x = own.x.map(|c| c * paper.grow[0]);
    own.y = own.y.map(|c| c * paper.grow[1]);
    own
}

/// Semi-axes of an `Ellipse` or radius of a `Circle`.
fn semi_axes(element: El<'_>) -> Option<(f64, f64)> {
    let positive = |name| element.number(name).filter(|v: &f64| *v > 0.0);
    match positive("Radius") {
        Some(r) => Some((r, r)),
        None => Some((positive("PrimaryAxis")?, positive("SecondaryAxis")?)),
    }
}

fn ellipse(canvas: &mut Canvas, element: El<'_>, frame: &Frame, style: Style, paper: Paper) {
    let Some((a, b)) = semi_axes(element) else { return };
    let own = curve_frame(element, frame, paper);
    canvas.polyline(&sweep(&own, a, b, 0.0, TAU), true, &filled(element, style));
}

/// Part of a circle or ellipse, counter-clockwise from the start to the end angle, in degrees.
fn arc(canvas: &mut Canvas, element: El<'_>, frame: &Frame, outer: &Style, paper: Paper) {
    let Some(basis) = element.children().find(|c| matches!(c.name(), "Circle" | "Ellipse")) else { return };
    let Some((a, b)) = semi_axes(basis) else { return };
    let (Some(start), Some(end)) = (element.number("StartAngle"), element.number("EndAngle")) else { return };
    let own = curve_frame(basis, frame, paper);
    let from = start.to_radians().rem_euclid(TAU);
    let turn = (end - start).to_radians().rem_euclid(TAU);
    let turn = if turn < 1e-9 { TAU } else { turn };
    canvas.polyline(&sweep(&own, a, b, from, turn), false, &Style::of(basis, outer, paper));
}

/// Points along an ellipse in a frame.
fn sweep(frame: &Frame, a: f64, b: f64, from: f64, turn: f64) -> Vec<Point> {
    let n = ((turn / TAU * CHORDS).ceil() as usize).clamp(3, CHORDS as usize);
    let at = |k: usize| from + turn * k as f64 / n as f64;
    (0..=n).map(|k| frame.apply([a * at(k).cos(), b * at(k).sin()])).collect()
}

/// A B-spline as a polyline by de Boor's algorithm (de Boor 1972), uniform clamped knots where none are given.
fn spline(canvas: &mut Canvas, element: El<'_>, frame: &Frame, style: &Style) {
    let control = match element.child("ControlPoints") {
        Some(points_element) => points(points_element, frame),
        None => points(element, frame),
    };
    if control.len() > MAX_CONTROL {
        canvas.left_out += 1;
        return;
    }
    let degree = element.number("Degree").map_or(3, |d| d as usize).clamp(1, 9).min(control.len().saturating_sub(1));
    let knots = knots(element, control.len(), degree);
    let (Some(&from), Some(&to)) = (knots.get(degree), knots.get(control.len())) else { return };
    let n = (control.len() * 8).max(2);
    let curve: Vec<Point> =
        (0..=n).filter_map(|k| de_boor(&control, &knots, degree, from + (to - from) * k as f64 / n as f64)).collect();
    canvas.polyline(&curve, false, style);
}

fn knots(element: El<'_>, n_control: usize, degree: usize) -> Vec<f64> {
    let given = element.child("Knots").map(|k| {
        let values = k.children().filter_map(|v| v.number("Value"));
        values.take(n_control + degree + 1).collect::<Vec<f64>>()
    });
    let n = n_control + degree + 1;
    let rising = |k: &Vec<f64>| k.len() == n && k.windows(2).all(|w| w[0] <= w[1]) && k.first() < k.last();
    given.filter(rising).unwrap_or_else(|| {
        let spans = n_control - degree;
        (0..n).map(|k| k.saturating_sub(degree).min(spans) as f64).collect()
    })
}

fn de_boor(control: &[Point], knots: &[f64], degree: usize, t: f64) -> Option<Point> {
    let last = control.len().checked_sub(1)?;
    let span = knots.partition_point(|u| *u <= t).saturating_sub(1).clamp(degree, last);
    let mut d: Vec<Point> = control.get(span - degree..=span)?.to_vec();
    for r in 1..=degree {
        for j in (r..=degree).rev() {
            let (low, high) = (knots.get(j + span - degree)?, knots.get(j + 1 + span - r)?);
            let alpha = if high > low { (t - low) / (high - low) } else { 0.0 };
            d[j] = [(1.0 - alpha) * d[j - 1][0] + alpha * d[j][0], (1.0 - alpha) * d[j - 1][1] + alpha * d[j][1]];
        }
    }
    d.last().copied()
}

/// Corners of an arrow head of that length at `tip`, pointing along `angle` (radians, y down).
pub(crate) fn arrow_head(tip: Point, angle: f64, length: f64) -> [Point; 3] {
    let corner = |turn: f64| [tip[0] + length * (angle + turn).cos(), tip[1] + length * (angle + turn).sin()];
    [corner(PI - 0.4), tip, corner(PI + 0.4)]
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_spline_starts_and_ends_at_its_control_points() {
        let control = [[0.0, 0.0], [1.0, 2.0], [3.0, 2.0], [4.0, 0.0]];
        let dom = crate::xml::parse(b"<BsplineCurve/>").unwrap();
        for degree in 1..=3 {
            let knots = knots(dom.root().unwrap(), control.len(), degree);
            let (from, to) = (knots[degree], knots[control.len()]);
            assert_eq!(de_boor(&control, &knots, degree, from), Some([0.0, 0.0]));
            assert_eq!(de_boor(&control, &knots, degree, to), Some([4.0, 0.0]));
        }
        // A cubic with four control points is the Bezier curve: its middle is known.
        let knots = knots(dom.root().unwrap(), 4, 3);
        let middle = de_boor(&control, &knots, 3, 0.5).unwrap();
        assert!((middle[0] - 2.0).abs() < 1e-12 && (middle[1] - 1.5).abs() < 1e-12, "{middle:?}");
    }

    #[test]
    fn an_arc_runs_counter_clockwise() {
        let frame = Frame::paper(1.0);
        let quarter = sweep(&frame, 1.0, 1.0, 0.0, PI / 2.0);
        let (first, last) = (quarter[0], quarter[quarter.len() - 1]);
        assert!((first[0] - 1.0).abs() < 1e-12 && (last[1] + 1.0).abs() < 1e-12);
    }
}
