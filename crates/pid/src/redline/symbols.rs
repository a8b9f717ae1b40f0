//! What is new, drawn on the line between its neighbours.

use super::Addition;
use super::places::Stretch;
use crate::geometry::{Bounds, Point, distance};
use crate::layout::{BUBBLE, Pen, Subject, bubble_lines};
use crate::svg::{Canvas, Lettering, Style};
use rosette_plant::{Class, NewItem};

/// Distance of items on one line, half the length of a symbol; units.
const PITCH: f64 = 12.0;
const HALF: f64 = 4.0;

/// Sides a branch may leave a stretch to: up or down, or right or left of an upright line.
pub(super) fn sides(stretch: &Stretch) -> [Point; 2] {
    let [dx, dy] = [0, 1].map(|k| (stretch.to[k] - stretch.from[k]).abs());
    if dx >= dy { [[0.0, -1.0], [0.0, 1.0]] } else { [[1.0, 0.0], [-1.0, 0.0]] }
}

/// Length of a branch.
fn reach(addition: &Addition, unit: f64) -> f64 {
    (PITCH * addition.items.len() as f64 + 8.0) * unit
}

fn place_at(stretch: &Stretch, share: f64) -> Point {
    [0, 1].map(|k| stretch.from[k] + share * (stretch.to[k] - stretch.from[k]))
}

/// Box that a branch to that side would take.
pub(super) fn branch_box(addition: &Addition, stretch: &Stretch, share: f64, side: Point, unit: f64) -> Bounds {
    let at = place_at(stretch, share);
    let [near, far] = [2.0 * unit, reach(addition, unit)].map(|d| [0, 1].map(|k| at[k] + d * side[k]));
    let half = [0, 1].map(|k: usize| HALF * unit * side[1 - k].abs());
    let mut bounds = Bounds::EMPTY;
    for p in [near, far] {
        bounds.add([p[0] - half[0], p[1] - half[1]]);
        bounds.add([p[0] + half[0], p[1] + half[1]]);
    }
    bounds
}

/// Draw the items at a share of the stretch; gives the box of what was drawn.
pub(super) fn draw(
    canvas: &mut Canvas,
    addition: &Addition,
    stretch: &Stretch,
    share: f64,
    aside: Point,
    style: &Style,
    unit: f64,
) -> Bounds {
    let length = distance(stretch.from, stretch.to);
    let along = if length > 1e-9 { [0, 1].map(|k| (stretch.to[k] - stretch.from[k]) / length) } else { [1.0, 0.0] };
    let at = place_at(stretch, share);
    let mut bounds = Bounds::EMPTY;
    if !stretch.drawn {
        let dashed = Style { dash: Some("2 1.5"), ..style.clone() };
        canvas.polyline(&[stretch.from, stretch.to], false, &dashed);
    }
    let n = addition.items.len() as f64;
    if addition.branch {
        let tip = [0, 1].map(|k| at[k] + reach(addition, unit) * aside[k]);
        canvas.circle(at, 0.9 * unit, &style.clone().fill(1.0));
        canvas.polyline(&[at, tip], false, style);
        [at, tip].into_iter().for_each(|p| bounds.add(p));
    }
    for (k, item) in addition.items.iter().enumerate() {
        let (way, off) = match addition.branch {
            true => (aside, PITCH * (k as f64 + 1.0) * unit),
            // No closer than the stretch allows.
            false => (along, (k as f64 - (n - 1.0) / 2.0) * (PITCH * unit).min(0.8 * length / n.max(1.0))),
        };
        let place = [0, 1].map(|c| at[c] + off * way[c]);
        let drawn = one(canvas, item, place, way, style, unit);
        bounds.add(drawn.min);
        bounds.add(drawn.max);
    }
    if addition.items.is_empty() {
        bounds.add([at[0] - HALF * unit, at[1] - HALF * unit]);
        bounds.add([at[0] + HALF * unit, at[1] + HALF * unit]);
    }
    bounds
}

/// One item; gives its box. Symbols keep their size in millimetres but grow on large sheets.
fn one(canvas: &mut Canvas, item: &NewItem, at: Point, along: Point, style: &Style, unit: f64) -> Bounds {
    let is_bubble = item.class == Class::Instrument;
    let half = if is_bubble { BUBBLE } else { HALF } * unit;
    let foot = at;
    let at = if is_bubble { [at[0] - 3.0 * half * along[1].abs(), at[1] - 3.0 * half * along[0].abs()] } else { at };
    let mut bounds = Bounds::EMPTY;
    if is_bubble {
        let rim = [at[0] + half * along[1].abs(), at[1] + half * along[0].abs()];
        canvas.polyline(&[foot, rim], false, style);
        canvas.circle(at, half, style);
        let lines = bubble_lines(item.tag.as_deref().unwrap_or("?"));
        letter(canvas, at, &lines, 2.0 * unit, &style.colour, 0.5);
    } else {
        let subject = Subject { class: item.class, subtype: item.subtype, body: None, class_name: item.class.name() };
        Pen { scale: unit, ..Pen::on_pipe(canvas, at, along, style.clone()) }.draw(&subject, HALF, 2.5);
        let size = item.dn.map(|dn| format!("DN {dn}"));
        let words = [item.tag.as_deref(), size.as_deref()];
        let text = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            let upright = along[1].abs() > along[0].abs();
            let place = if upright { [at[0] + 3.5 * unit, at[1]] } else { [at[0], at[1] + 5.2 * unit] };
            let anchor = if upright { "start" } else { "middle" };
            let size = 2.4 * unit;
            let label = Lettering { size, colour: &style.colour, anchor, turn: 0.0, shift: 0.36, line_share: 0.5 };
            canvas.text(place, &[&text], &label);
            let width = text.chars().count() as f64 * 0.6 * size;
            let from = if upright { place[0] } else { place[0] - width / 2.0 };
            [[from, place[1] - size / 2.0], [from + width, place[1] + size / 2.0]].into_iter().for_each(|p| bounds.add(p));
        }
    }
    [[at[0] - half, at[1] - half], [at[0] + half, at[1] + half], foot].into_iter().for_each(|p| bounds.add(p));
    bounds
}

fn letter(canvas: &mut Canvas, at: Point, lines: &[&str], size: f64, colour: &str, share: f64) {
    let label = Lettering { size, colour, anchor: "middle", turn: 0.0, shift: 0.36, line_share: share };
    canvas.text(at, lines, &label);
}
