//! The plan: outlines of the objects from above, the findings and the scanner stations, over the scan.

use super::svg::escape;
use super::{base64_jpeg, number};
use crate::inputs::Inputs;
use crate::names::{class_color, class_words, hex, kind_color};
use crate::numbered::Numbered;
use crate::picture::{Pictures, bend_axis, extent};
use nalgebra::Vector3;
use rosette_plant::{Element, Geometry, Scanned};
use std::fmt::Write;

/// Objects drawn; a plan with more could not be read, and the model has them all.
const MOST_OBJECTS: usize = 20_000;

/// Part of the site that the plan shows, m.
#[derive(Clone, Copy)]
struct Frame {
    min: [f64; 2],
    max: [f64; 2],
}

impl Frame {
    fn x(&self, x: f64) -> f64 {
        x - self.min[0]
    }

    fn y(&self, y: f64) -> f64 {
        self.max[1] - y
    }

    fn width(&self) -> f64 {
        self.max[0] - self.min[0]
    }

    fn height(&self) -> f64 {
        self.max[1] - self.min[1]
    }

    /// A size that looks the same on small and large sites, m.
    fn unit(&self) -> f64 {
        self.width().max(self.height()) / 100.0
    }
}

/// The plan as SVG; none if nothing stands there.
pub(super) fn plan(inputs: &Inputs, numbered: &[Numbered], pictures: &Pictures) -> Option<String> {
    let frame = frame(inputs, pictures)?;
    let (w, h) = (frame.width(), frame.height());
    let mut out = String::new();
    let _ = write!(out, "<svg class=\"plan zoom\" viewBox=\"0 0 {w:.2} {h:.2}\" role=\"img\" aria-label=\"Plan\">");
    if let Some(plan) = &pictures.plan {
        let _ = write!(
            out,
            "<image width=\"{w:.3}\" height=\"{h:.3}\" preserveAspectRatio=\"none\" href=\"{}\"/>",
            base64_jpeg(&plan.jpeg)
        );
    }
    grid(&mut out, frame);
    let mut elements: Vec<&Element<Scanned>> = inputs.scanned.elements.iter().filter(|e| e.class.is_process()).collect();
    elements.sort_by(|a, b| a.evidence.position[2].total_cmp(&b.evidence.position[2]).then_with(|| a.id.cmp(&b.id)));
    elements.iter().take(MOST_OBJECTS).for_each(|e| object(&mut out, frame, e));
    stations(&mut out, frame, inputs);
    numbered.iter().for_each(|n| badge(&mut out, frame, n));
    out.push_str("</svg>");
    Some(out)
}

/// What the picture shows, else the bounds of the objects.
fn frame(inputs: &Inputs, pictures: &Pictures) -> Option<Frame> {
    if let Some(plan) = &pictures.plan {
        return Some(Frame { min: plan.min, max: plan.max });
    }
    const MARGIN: f64 = 1.0;
    let bounds = inputs.scanned.elements.iter().map(|e| extent(&e.evidence.geometry)).filter(|b| !b.is_empty());
    let (min, max) = bounds.map(|b| (b.min, b.max)).reduce(|a, b| (a.0.inf(&b.0), a.1.sup(&b.1)))?;
    Some(Frame { min: [min.x - MARGIN, min.y - MARGIN], max: [max.x + MARGIN, max.y + MARGIN] })
}

/// Lines at round site coordinates, with their values.
fn grid(out: &mut String, frame: Frame) {
    let span = frame.width().max(frame.height());
    let step = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0].into_iter().find(|s| span / s <= 14.0).unwrap_or(1000.0);
    let marks = |from: f64, to: f64| {
        let (first, last) = ((from / step).ceil() as i64, (to / step).floor() as i64);
        (first..=last.min(first + 40)).map(move |i| i as f64 * step)
    };
    let (w, h, u) = (frame.width(), frame.height(), frame.unit());
    let size = u * 1.1;
    for x in marks(frame.min[0], frame.max[0]) {
        let at = frame.x(x);
        let _ = write!(
            out,
            "<path class=\"grid\" d=\"M{at:.3} 0V{h:.3}\"/><text class=\"mark\" x=\"{:.3}\" y=\"{:.3}\" font-size=\"{size:.3}\">{x}</text>",
            at + u * 0.2,
            h - u * 0.3
        );
    }
    for y in marks(frame.min[1], frame.max[1]) {
        let at = frame.y(y);
        let _ = write!(
            out,
            "<path class=\"grid\" d=\"M0 {at:.3}H{w:.3}\"/><text class=\"mark\" x=\"{:.3}\" y=\"{:.3}\" font-size=\"{size:.3}\">{y}</text>",
            u * 0.2,
            at - u * 0.2
        );
    }
}

fn object(out: &mut String, frame: Frame, element: &Element<Scanned>) {
    if !crate::round::is_finite(&element.evidence.geometry) {
        return;
    }
    let dash = if element.evidence.inferred { " stroke-dasharray=\".15 .1\"" } else { "" };
    let _ = write!(out, "<g fill=\"{}\"{dash}><title>", hex(class_color(element.class)));
    let dn = element.dn.map_or(String::new(), |dn| format!(" DN{dn}"));
    escape(out, &format!("{} {}{dn} {}", element.id, class_words(element.class), element.tag.as_deref().unwrap_or("")));
    out.push_str("</title>");
    shape(out, frame, &element.evidence.geometry);
    out.push_str("</g>");
}

fn shape(out: &mut String, frame: Frame, geometry: &Geometry) {
    match geometry {
        Geometry::Cylinder { start, end, radius } => band(out, frame, *start, *end, *radius, *radius),
        Geometry::Cone { start, end, radius_start, radius_end } => band(out, frame, *start, *end, *radius_start, *radius_end),
        Geometry::Torus { radius, start, end, .. } => bend(out, frame, &bend_axis(geometry, 8), [*start, *end], *radius),
        Geometry::Box { center, axes, size } => {
            let corners = footprint(*center, axes, size);
            polygon(out, corners.iter().map(|p| [frame.x(p[0]), frame.y(p[1])]));
        }
        Geometry::Sphere { center, radius } => circle(out, frame, *center, *radius),
    }
}

/// A pipe from above: a strip, or a circle where it stands upright.
fn band(out: &mut String, frame: Frame, a: [f64; 3], b: [f64; 3], ra: f64, rb: f64) {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let flat = dx.hypot(dy);
    if flat < ra.max(rb) * 0.3 {
        circle(out, frame, a, ra.max(rb));
        return;
    }
    let (nx, ny) = (-dy / flat, dx / flat);
    let corner = |p: [f64; 3], r: f64| [frame.x(p[0] + nx * r), frame.y(p[1] + ny * r)];
    polygon(out, [corner(a, ra), corner(b, rb), corner(b, -rb), corner(a, -ra)].into_iter());
}

/// A bend from above: a curved strip, or a straight one where it turns in an upright plane.
fn bend(out: &mut String, frame: Frame, axis: &[Vector3<f64>], [start, end]: [[f64; 3]; 2], radius: f64) {
    let side = |i: usize| {
        let along = (axis.get(i + 1).or(axis.get(i))? - axis.get(i.saturating_sub(1))?).xy();
        along.try_normalize(radius * 1e-3).map(|d| [-d.y * radius, d.x * radius])
    };
    let sides: Vec<[f64; 2]> = (0..axis.len()).filter_map(side).collect();
    let straight =
        sides.iter().zip(sides.iter().skip(1)).all(|(a, b)| (a[0] * b[1] - a[1] * b[0]).abs() < radius * radius * 1e-3);
    if straight || sides.len() != axis.len() {
        return band(out, frame, start, end, radius, radius);
    }
    let edge = |sign: f64| {
        let at = move |(p, s): (&Vector3<f64>, &[f64; 2])| [frame.x(p.x + s[0] * sign), frame.y(p.y + s[1] * sign)];
        axis.iter().zip(&sides).map(at).collect::<Vec<_>>()
    };
    polygon(out, edge(1.0).into_iter().chain(edge(-1.0).into_iter().rev()));
}

/// Corners of a box seen from above: of its two most level axes.
fn footprint(center: [f64; 3], axes: &[[f64; 3]; 3], size: &[f64; 3]) -> [[f64; 2]; 4] {
    let mut order = [0, 1, 2];
    order.sort_by(|a, b| axes[*a][2].abs().total_cmp(&axes[*b][2].abs()));
    let half = |i: usize| [axes[i][0] * size[i] / 2.0, axes[i][1] * size[i] / 2.0];
    let (u, v) = (half(order[0]), half(order[1]));
    [(1.0, 1.0), (1.0, -1.0), (-1.0, -1.0), (-1.0, 1.0)]
        .map(|(a, b)| [center[0] + u[0] * a + v[0] * b, center[1] + u[1] * a + v[1] * b])
}

fn circle(out: &mut String, frame: Frame, center: [f64; 3], radius: f64) {
    let _ = write!(out, "<circle cx=\"{:.3}\" cy=\"{:.3}\" r=\"{radius:.3}\"/>", frame.x(center[0]), frame.y(center[1]));
}

fn polygon(out: &mut String, points: impl Iterator<Item = [f64; 2]>) {
    out.push_str("<path d=\"M");
    for [x, y] in points {
        let _ = write!(out, "{x:.3} {y:.3} ");
    }
    out.push_str("Z\"/>");
}

fn stations(out: &mut String, frame: Frame, inputs: &Inputs) {
    let u = frame.unit();
    for station in inputs.stations {
        let Some(p) = station.position.filter(|p| p.iter().all(|v| v.is_finite())) else { continue };
        let (x, y) = (frame.x(p[0]), frame.y(p[1]));
        let _ = write!(
            out,
            "<g class=\"station\"><path d=\"M{x:.3} {:.3}l{:.3} {:.3}h{:.3}Z\"/><title>Scanner station ",
            y - u,
            u * 0.9,
            u * 1.6,
            -u * 1.8
        );
        escape(out, &station.name);
        out.push_str("</title></g>");
    }
}

/// The finding's label at its place.
fn badge(out: &mut String, frame: Frame, numbered: &Numbered) {
    let Some(p) = numbered.difference.position.filter(|p| p.iter().all(|v| v.is_finite())) else { return };
    let (u, color) = (frame.unit(), hex(kind_color(numbered.difference.kind)));
    let (x, y) = (frame.x(p[0]), frame.y(p[1]));
    let (bx, by) = (x + u * 1.4, y - u * 2.4);
    let width = u * (0.9 + 0.85 * numbered.label.len() as f64);
    let _ = write!(
        out,
        "<g class=\"badge\" data-finding=\"{}\"><path d=\"M{x:.3} {y:.3}L{bx:.3} {by:.3}\" stroke=\"{color}\" stroke-width=\"{:.3}\"/><circle cx=\"{x:.3}\" cy=\"{y:.3}\" r=\"{:.3}\" fill=\"{color}\"/><rect x=\"{bx:.3}\" y=\"{:.3}\" width=\"{width:.3}\" height=\"{:.3}\" rx=\"{:.3}\" fill=\"{color}\" stroke=\"#fff\" stroke-width=\"{:.3}\"/><text x=\"{:.3}\" y=\"{:.3}\" font-size=\"{:.3}\">{}</text></g>",
        numbered.label,
        u * 0.15,
        u * 0.3,
        by - u,
        u * 1.8,
        u * 0.25,
        u * 0.08,
        bx + width / 2.0,
        by + u * 0.42,
        u * 1.3,
        numbered.label,
    );
}

/// Size of the plan in words.
pub(super) fn size_words(inputs: &Inputs, pictures: &Pictures) -> String {
    frame(inputs, pictures).map_or(String::new(), |f| format!("{} m by {} m", number(f.width(), 1), number(f.height(), 1)))
}
