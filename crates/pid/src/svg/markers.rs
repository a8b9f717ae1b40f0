//! Small labelled marks for elements that have a position but no graphics.

use super::Context;
use super::canvas::{Canvas, Lettering};
use super::frame::Frame;
use super::shapes;
use super::style::Style;
use crate::geometry::Point;
use rosette_plant::{Class, Drawn, Element, PlantGraph};

/// Radius of an instrument bubble and of other marks, mm.
const BUBBLE: f64 = 5.0;
const DOT: f64 = 0.8;
const MARK: f64 = 2.0;

/// Mark an element at its position, inside its open group.
pub(super) fn mark(canvas: &mut Canvas, element: &Element<Drawn>) {
    let Some(position) = element.evidence.position else { return };
    let at = Frame::paper(canvas.mm_per_unit).apply(position);
    mark_at(canvas, element, at);
}

/// Mark an element at a point on paper.
pub(super) fn mark_at(canvas: &mut Canvas, element: &Element<Drawn>, at: Point) {
    let style = Style::default();
    let tag = element.tag.as_deref().unwrap_or_default();
    match element.class {
        Class::Tee => canvas.circle(at, DOT, &style.fill(1.0)),
        Class::Instrument => {
            canvas.circle(at, BUBBLE, &style);
            let lines: Vec<&str> = tag.split_inclusive([' ', '-']).map(|l| l.trim_matches([' ', '-'])).collect();
            letter(canvas, at, &lines, 2.5, 0.36, 0.5);
        }
        _ if element.evidence.class_name.contains("Off") || element.evidence.class_name.contains("Connector") => {
            let [a, b] = [[at[0] - MARK, at[1] - MARK], [at[0] + 2.0 * MARK, at[1] + MARK]];
            let outline = [a, [b[0], a[1]], [b[0] + MARK, at[1]], [b[0], b[1]], [a[0], b[1]]];
            canvas.polyline(&outline, true, &style);
            letter(canvas, [at[0] + MARK, b[1]], &[tag], 2.0, 1.0, 0.0);
        }
        class => {
            let corners = [[-MARK, -MARK], [MARK, -MARK], [MARK, MARK], [-MARK, MARK]];
            canvas.polyline(&corners.map(|c| [at[0] + c[0], at[1] + c[1]]), true, &style);
            let label = if tag.is_empty() { class.name() } else { tag };
            letter(canvas, [at[0], at[1] + MARK], &[label], 2.0, 1.0, 0.0);
        }
    }
}

fn letter(canvas: &mut Canvas, at: Point, lines: &[&str], height: f64, shift: f64, line_share: f64) {
    let lettering = Lettering { size: height, colour: "#000000", anchor: "middle", turn: 0.0, shift, line_share };
    canvas.text(at, lines, &lettering);
}

/// Marks of elements that no element of the file draws (implied tees), and joints as straight lines where the file
/// draws no pipes at all.
pub(super) fn rest(canvas: &mut Canvas, context: &Context<'_>, graph: &PlantGraph<Drawn>, with_joints: bool) {
    let left: Vec<&Element<Drawn>> =
        context.elements.values().filter(|e| !canvas.drawn.contains(&e.id) && e.evidence.position.is_some()).copied().collect();
    for element in left {
        open(canvas, element);
        mark(canvas, element);
        canvas.close();
    }
    if with_joints {
        straight_joints(canvas, context, graph);
    }
}

/// Open the group of an element that the file does not draw.
pub(super) fn open(canvas: &mut Canvas, element: &Element<Drawn>) {
    let class = format!("marker {}", element.class.name());
    let tag = element.tag.as_deref().unwrap_or_default();
    canvas.open(Some(&element.id), &class, &[("data-class", &element.evidence.class_name), ("data-tag", tag)]);
    canvas.title(format!("{tag} {}", element.evidence.class_name).trim());
}

fn straight_joints(canvas: &mut Canvas, context: &Context<'_>, graph: &PlantGraph<Drawn>) {
    let paper = Frame::paper(canvas.mm_per_unit);
    let place = |k: usize| {
        let element = graph.elements.get(k).filter(|e| context.elements.contains_key(e.id.as_str()))?;
        element.evidence.position.map(|p| paper.apply(p))
    };
    for joint in &graph.joints {
        if let (Some(a), Some(b)) = (place(joint.a), place(joint.b)) {
            line(canvas, &[a, b], joint.line.as_deref());
        }
    }
}

/// A joint as a line with an arrow head at its end.
pub(super) fn line(canvas: &mut Canvas, points: &[Point], tag: Option<&str>) {
    canvas.open(None, "pipe", &[("data-line", tag.unwrap_or_default())]);
    canvas.polyline(points, false, &Style::default());
    if let [.., from, tip] = points {
        let angle = (tip[1] - from[1]).atan2(tip[0] - from[0]);
        let middle = [(tip[0] + from[0]) / 2.0, (tip[1] + from[1]) / 2.0];
        canvas.polyline(&shapes::arrow_head(middle, angle, 1.5), false, &Style::default());
    }
    canvas.close();
}
