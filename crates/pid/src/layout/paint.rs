//! The plan on paper: pipes first, then symbols with their tags and sizes, then bubbles and line tags.

use super::net::{BUBBLE, LETTER, Net, Node, TEXT};
use super::symbols::{Pen, Subject, bubble_lines};
use super::{MAX_LABEL, Plan};
use crate::geometry::{Point, distance};
use crate::svg::{Canvas, Lettering, Style, arrow_head};
use rosette_plant::{Drawn, Element, PlantGraph};
use std::collections::{BTreeMap, BTreeSet};

/// Weight of symbols, pipes and signal lines, mm.
const SYMBOL: f64 = 0.35;
const PIPE: f64 = 0.5;
const SIGNAL: f64 = 0.18;
/// Shorter stretches get no arrow, mm.
const ARROW_ROOM: f64 = 9.0;

pub(super) fn paint(canvas: &mut Canvas, graph: &PlantGraph<Drawn>, net: &Net, plan: &Plan) {
    let places = bubbles(net, plan);
    for (edge, way) in &plan.ways {
        pipe(canvas, graph, net.edges[*edge].joint, way);
    }
    signals(canvas, net, plan, &places);
    let leftwards: BTreeSet<usize> =
        net.edges.iter().filter(|e| e.against).flat_map(|e| [e.from, e.to]).filter(|k| !net.nodes[*k].is_equipment).collect();
    for (k, node) in net.nodes.iter().enumerate() {
        if let Some(element) = node.element.and_then(|e| graph.elements.get(e)) {
            let along = if leftwards.contains(&k) { [-1.0, 0.0] } else { [1.0, 0.0] };
            symbol(canvas, element, node, plan.at[k], along);
        }
    }
    for (k, at) in &places {
        if let Some(element) = graph.elements.get(*k) {
            bubble(canvas, element, *at);
        }
    }
    for (at, room, text) in &plan.labels {
        let shown: String = text.chars().take(MAX_LABEL).collect();
        letter(canvas, [at[0] + room / 2.0, at[1] - 1.4], &[&shown], TEXT, 0.0);
    }
}

/// Places of the bubbles, above what they hang on.
fn bubbles(net: &Net, plan: &Plan) -> BTreeMap<usize, Point> {
    let mut places = BTreeMap::new();
    for (node, at) in net.nodes.iter().zip(&plan.at) {
        let n = node.bubbles.len() as f64;
        for (k, bubble) in node.bubbles.iter().enumerate() {
            let x = at[0] + (k as f64 - (n - 1.0) / 2.0) * (2.0 * BUBBLE + 2.0);
            places.insert(*bubble, [x, at[1] - node.up + BUBBLE + 1.0]);
        }
    }
    places
}

fn pipe(canvas: &mut Canvas, graph: &PlantGraph<Drawn>, joint: usize, way: &[Point]) {
    let joint = graph.joints.get(joint);
    let line = joint.and_then(|j| j.line.as_deref()).unwrap_or_default();
    canvas.open(None, "pipe", &[("data-line", line)]);
    if !line.is_empty() {
        canvas.title(line);
    }
    let dash = joint.filter(|j| j.inferred).map(|_| "2 1");
    let style = Style { width: PIPE, dash, ..Style::default() };
    canvas.polyline(way, false, &style);
    let longest = way.windows(2).max_by(|a, b| distance(a[0], a[1]).total_cmp(&distance(b[0], b[1])));
    if let Some([from, to]) = longest.filter(|w| distance(w[0], w[1]) > ARROW_ROOM) {
        let angle = (to[1] - from[1]).atan2(to[0] - from[0]);
        // Off the middle, where the line's tag stands.
        let tip = [0.2 * from[0] + 0.8 * to[0], 0.2 * from[1] + 0.8 * to[1]];
        canvas.polyline(&arrow_head(tip, angle, 1.6), true, &style.fill(1.0));
    }
    canvas.close();
}

/// Thin lines from bubbles to what they sense.
fn signals(canvas: &mut Canvas, net: &Net, plan: &Plan, places: &BTreeMap<usize, Point>) {
    let style = Style { width: SIGNAL, ..Style::default() };
    canvas.open(None, "signal", &[]);
    for (node, at) in net.nodes.iter().zip(&plan.at) {
        let top = if node.is_equipment { at[1] - node.body } else { at[1] };
        for bubble in node.bubbles.iter().filter_map(|b| places.get(b)) {
            let foot =
                if node.is_equipment { [bubble[0].clamp(at[0] - node.half, at[0] + node.half), top] } else { [at[0], top] };
            canvas.polyline(&[[bubble[0], bubble[1] + BUBBLE], foot], false, &style);
        }
    }
    let dashed = Style { dash: Some("1.5 1"), ..style };
    let boxes: BTreeMap<usize, Point> =
        net.nodes.iter().zip(&plan.at).filter_map(|(node, at)| Some((node.element?, *at))).collect();
    let place = |k: &usize| places.get(k).or_else(|| boxes.get(k)).copied();
    for (a, b) in &net.signals {
        if let (Some(a), Some(b)) = (place(a), place(b)) {
            canvas.polyline(&[a, b], false, &dashed);
        }
    }
    canvas.close();
}

fn open(canvas: &mut Canvas, element: &Element<Drawn>) {
    let tag = element.tag.as_deref().unwrap_or_default();
    canvas.open(Some(&element.id), element.class.name(), &[("data-class", &element.evidence.class_name), ("data-tag", tag)]);
    canvas.title(format!("{tag} {}", element.evidence.class_name).trim());
}

fn symbol(canvas: &mut Canvas, element: &Element<Drawn>, node: &Node, at: Point, along: Point) {
    open(canvas, element);
    let subject = Subject::of(element);
    let style = Style { width: SYMBOL, ..Style::default() };
    let mut pen = Pen::on_pipe(canvas, at, along, style);
    pen.draw(&subject, node.half, node.body);
    let tag = element.tag.as_deref().unwrap_or_default();
    match element.class {
        rosette_plant::Class::Instrument => letter(canvas, at, &bubble_lines(tag), TEXT, 0.5),
        _ if node.is_equipment => letter(canvas, [at[0], at[1] + node.body + 2.6], &[tag], 2.0 * TEXT / 1.5, 0.0),
        _ => {
            if !tag.is_empty() {
                letter(canvas, [at[0], at[1] + node.body + 2.4], &[tag], TEXT, 0.0);
            }
            if let Some(sizes) = sizes(element) {
                let below = if tag.is_empty() { 2.2 } else { 4.2 };
                letter(canvas, [at[0], at[1] + node.body + below], &[&sizes], 0.8 * TEXT, 0.0);
            }
        }
    }
    canvas.close();
}

/// Both sizes of a reducer, or the size where it is not that of the line.
fn sizes(element: &Element<Drawn>) -> Option<String> {
    let mut all: Vec<u32> = element.ports.iter().filter_map(|p| p.dn).collect();
    all.sort_unstable_by_key(|dn| std::cmp::Reverse(*dn));
    all.dedup();
    let is_inline = matches!(element.class, rosette_plant::Class::Reducer | rosette_plant::Class::Valve);
    match (all.as_slice(), element.dn) {
        ([large, .., small], _) if is_inline => Some(format!("{large}/{small}")),
        (_, Some(dn)) if is_inline => Some(dn.to_string()),
        _ => None,
    }
}

fn bubble(canvas: &mut Canvas, element: &Element<Drawn>, at: Point) {
    open(canvas, element);
    let style = Style { width: SYMBOL, ..Style::default() };
    canvas.circle(at, BUBBLE, &style);
    let lines = bubble_lines(element.tag.as_deref().unwrap_or_default());
    let longest = lines.iter().map(|l| l.chars().count()).max().unwrap_or(1).max(1);
    let size = (1.8 * BUBBLE / (longest as f64 * LETTER)).clamp(0.8, TEXT);
    letter(canvas, at, &lines, size, 0.5);
    canvas.close();
}

/// Text about a point: `share` of the lines above it, 0 for a text that stands on it.
fn letter(canvas: &mut Canvas, at: Point, lines: &[&str], size: f64, share: f64) {
    if lines.iter().all(|l| l.is_empty()) {
        return;
    }
    let shift = if share > 0.0 { 0.36 } else { 0.0 };
    let label = Lettering { size, colour: "#000000", anchor: "middle", turn: 0.0, shift, line_share: share };
    canvas.text(at, lines, &label);
}
