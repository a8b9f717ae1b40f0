//! A schematic of a drawing that has no graphics of its own: lists, graphs, cases written by hand.
//!
//! Boxes stand in columns along the flow, lines run at right angles, symbols are those of ISO 10628-2 and ISA 5.1. The order of
//! the work: what is laid out ([`net`]), columns ([`layers`]), order in them ([`order`]), heights ([`place`]), ways of the
//! lines ([`route`]), paper ([`paint`]). Connected parts are laid out one by one and stacked; what is joined to nothing stands
//! in rows below. Not done: several pages, recycle lines drawn around the outside.

mod layers;
mod net;
mod order;
mod paint;
mod place;
mod route;
mod symbols;

use crate::geometry::Point;
use crate::svg::Canvas;
use layers::{Layers, Piece};
use net::Net;
use rosette_plant::{Drawn, PlantGraph};
use route::Turn;
use std::collections::BTreeSet;

pub(crate) use net::BUBBLE;
pub(crate) use symbols::{Pen, Subject, bubble_lines};

/// Largest output, bytes; a schematic takes about 500 an element.
const MAX_OUTPUT: usize = 256 << 20;
/// Distance of tracks, least width of a channel, room between connected parts and between lone elements, mm.
const TRACK: f64 = 3.0;
const CHANNEL: f64 = 8.0;
const PART_GAP: f64 = 12.0;
/// Width at which rows of lone elements are broken, mm.
const ROW: f64 = 400.0;

/// Schematic of one sheet of a graph as a self-contained SVG: one group an element id, pipes in groups of class `pipe` with
/// the line's tag in `data-line`. Millimetres, y down. The same graph gives the same bytes.
pub fn svg(graph: &PlantGraph<Drawn>, sheet: &str) -> String {
    let own = (0..graph.elements.len()).filter(|k| graph.elements[*k].evidence.sheet == sheet).collect();
    let mut canvas = Canvas::new(1.0, MAX_OUTPUT);
    draw(&mut canvas, graph, &own);
    crate::svg::document(canvas, sheet)
}

/// Lay out and draw the elements `own` of a graph.
pub(crate) fn draw(canvas: &mut Canvas, graph: &PlantGraph<Drawn>, own: &BTreeSet<usize>) {
    let mut net = net::build(graph, own);
    let (parts, lone) = parts(&net);
    let mut drawing = Plan { at: vec![[0.0; 2]; net.nodes.len()], ways: Vec::new(), labels: Vec::new() };
    let mut bottom = 0.0;
    for part in parts {
        let height = lay_out(&mut net, graph, &part, bottom, &mut drawing);
        bottom += height + PART_GAP;
    }
    stand_alone(&net, &lone, bottom, &mut drawing);
    paint::paint(canvas, graph, &net, &drawing);
}

/// Where everything goes, mm, y down.
pub(super) struct Plan {
    /// Middle of each box.
    at: Vec<Point>,
    /// Pipes: edge of the net and points with the flow.
    ways: Vec<(usize, Vec<Point>)>,
    /// Line tags: left end on the pipe, room, text.
    labels: Vec<(Point, f64, String)>,
}

/// Connected parts, largest first, and boxes joined to nothing.
fn parts(net: &Net) -> (Vec<Vec<usize>>, Vec<usize>) {
    let n = net.nodes.len();
    let mut around = vec![Vec::new(); n];
    for edge in &net.edges {
        around[edge.from].push(edge.to);
        around[edge.to].push(edge.from);
    }
    let mut met = vec![false; n];
    let (mut parts, mut lone) = (Vec::new(), Vec::new());
    for start in 0..n {
        if std::mem::replace(&mut met[start], true) {
            continue;
        }
        let mut part = vec![start];
        let mut next = 0;
        while let Some(&k) = part.get(next) {
            next += 1;
            for &other in &around[k] {
                if !std::mem::replace(&mut met[other], true) {
                    part.push(other);
                }
            }
        }
        part.sort_unstable();
        if part.len() == 1 { lone.push(start) } else { parts.push(part) }
    }
    parts.sort_by_key(|p| std::cmp::Reverse(p.len()));
    (parts, lone)
}

/// Lay out one connected part below `top`; gives its height.
fn lay_out(net: &mut Net, graph: &PlantGraph<Drawn>, part: &[usize], top: f64, plan: &mut Plan) -> f64 {
    let mut layers = layers::arrange(net, part);
    order::order(&mut layers, net.nodes.len());
    let heights = place::place(net, &layers, &|piece| straightness(net, graph, piece));
    let routes = route::route(net, &layers, &heights);
    let labels = line_labels(net, graph, &layers, &heights);
    let columns = column_places(net, &layers, &routes.tracks, &labels);
    plan.at.resize(net.nodes.len(), [0.0; 2]);
    let mut height: f64 = 0.0;
    for k in layers.columns.iter().flatten() {
        plan.at[*k] = [columns[layers.column_of[*k]].0, top + heights.y[*k]];
        height = height.max(heights.y[*k] + net.nodes[*k].down);
    }
    let pieces = layers.pieces.iter().enumerate();
    let mut drawn: Vec<(usize, Vec<Point>)> = Vec::new();
    for (p, piece) in pieces {
        let points = piece_points(net, &layers, &heights.ends[p], piece, routes.turns[p], plan, &columns);
        match drawn.last_mut() {
            Some((edge, way)) if *edge == piece.edge => way.extend(points),
            _ => drawn.push((piece.edge, points)),
        }
    }
    for (piece, text) in labels {
        let piece = layers.pieces[piece];
        let (left, right) = (plan.at[piece.from], plan.at[piece.to]);
        let from = left[0] + net.nodes[piece.from].room.max(1.0);
        let y = left[1] + end_of(&layers, &heights.ends, piece);
        plan.labels.push(([from, y], right[0] - net.nodes[piece.to].room.max(1.0) - from, text));
    }
    for (edge, mut way) in drawn {
        way.dedup_by(|a, b| crate::geometry::distance(*a, *b) < 1e-6);
        if net.edges[edge].against {
            way.reverse();
        }
        plan.ways.push((edge, way));
    }
    height
}

/// How much a piece should be straight: bends first, then inline items, runs before branches, equipment last.
fn straightness(net: &Net, graph: &PlantGraph<Drawn>, piece: &Piece) -> i32 {
    let is_bend = |k: usize| net.nodes[k].element.is_none() && !net.nodes[k].is_point;
    let joint = graph.joints.get(net.edges[piece.edge].joint);
    let is_branch = joint.is_some_and(|j| {
        let name = |e: usize, p: Option<usize>| graph.elements.get(e)?.ports.get(p?)?.name.as_deref();
        [name(j.a, j.a_port), name(j.b, j.b_port)].contains(&Some("branch"))
    });
    let bends = [piece.from, piece.to].iter().filter(|k| is_bend(**k)).count();
    let equipment = [piece.from, piece.to].iter().filter(|k| net.nodes[**k].is_equipment).count();
    6 + 3 * i32::from(bends == 2) - 2 * i32::from(is_branch) - equipment as i32
}

/// A straight piece of every line to write its tag on: the longest that passes columns, else the first.
fn line_labels(net: &Net, graph: &PlantGraph<Drawn>, layers: &Layers, heights: &place::Heights) -> Vec<(usize, String)> {
    let mut seen = BTreeSet::new();
    let mut labels = Vec::new();
    for (p, piece) in layers.pieces.iter().enumerate() {
        let [left, right] = heights.ends[p];
        let is_straight = (heights.y[piece.from] + left - heights.y[piece.to] - right).abs() < 1e-6;
        let Some(joint) = graph.joints.get(net.edges[piece.edge].joint).filter(|_| is_straight) else { continue };
        let Some(line) = &joint.line else { continue };
        let text = match joint.dn.filter(|dn| !line.contains(&dn.to_string())) {
            Some(dn) => format!("{line} DN{dn}"),
            None => line.clone(),
        };
        if seen.insert(text.clone()) {
            labels.push((p, text));
        }
    }
    labels
}

/// Letters a line tag may take; the whole of a longer one is in the title of its pipes.
const MAX_LABEL: usize = 40;

fn label_width(text: &str) -> f64 {
    text.chars().count().min(MAX_LABEL) as f64 * net::TEXT * net::LETTER + 2.0
}

/// Middle of each column and start of the channel to the right of it.
fn column_places(net: &Net, layers: &Layers, tracks: &[usize], labels: &[(usize, String)]) -> Vec<(f64, f64)> {
    let room: Vec<f64> = layers.columns.iter().map(|c| c.iter().map(|k| net.nodes[*k].room).fold(1.0, f64::max)).collect();
    let mut channel: Vec<f64> = tracks.iter().map(|n| CHANNEL.max((*n as f64 + 1.0) * TRACK)).collect();
    for (p, text) in labels {
        let piece = layers.pieces[*p];
        let column = layers.column_of[piece.from];
        let free = |k: usize, c: usize| room.get(c).copied().unwrap_or(0.0) - net.nodes[k].room.max(1.0);
        let have = free(piece.from, column) + free(piece.to, column + 1);
        if let Some(width) = channel.get_mut(column) {
            *width = width.max(label_width(text) - have);
        }
    }
    let mut x = 0.0;
    let mut places = Vec::new();
    for (room, channel) in room.into_iter().zip(channel) {
        places.push((x + room, x + 2.0 * room));
        x += 2.0 * room + channel;
    }
    places
}

fn end_of(layers: &Layers, ends: &[[f64; 2]], piece: Piece) -> f64 {
    let found = layers.pieces.iter().position(|p| p.from == piece.from && p.to == piece.to && p.edge == piece.edge);
    found.and_then(|p| ends.get(p)).map_or(0.0, |e| e[0])
}

/// Points of a piece from left to right.
fn piece_points(
    net: &Net,
    layers: &Layers,
    ends: &[f64; 2],
    piece: &Piece,
    turn: Turn,
    plan: &Plan,
    columns: &[(f64, f64)],
) -> Vec<Point> {
    let (left, right) = (plan.at[piece.from], plan.at[piece.to]);
    let (from, to) = (left[1] + ends[0], right[1] + ends[1]);
    let start = [left[0] + reach(net, piece.from, ends[0]), from];
    let end = [right[0] - reach(net, piece.to, ends[1]), to];
    let upright = |x: f64| vec![start, [x, from], [x, to], end];
    match turn {
        Turn::Straight => vec![start, end],
        Turn::AtLeft => upright(left[0]),
        Turn::AtRight => upright(right[0]),
        Turn::Track(t) => upright(columns[layers.column_of[piece.from]].1 + (t as f64 + 1.0) * TRACK),
    }
}

/// How far from the middle of a box its outline is, at a height.
fn reach(net: &Net, k: usize, height: f64) -> f64 {
    let node = &net.nodes[k];
    let is_round = node.is_equipment && node.half == node.body;
    if is_round { (node.half * node.half - height * height).max(0.0).sqrt() } else { node.half }
}

/// Rows of what is joined to nothing.
fn stand_alone(net: &Net, lone: &[usize], top: f64, plan: &mut Plan) {
    let (mut x, mut y, mut row_height) = (0.0, top, 0.0f64);
    for &k in lone {
        let node = &net.nodes[k];
        if x > 0.0 && x + 2.0 * node.room > ROW {
            (x, y, row_height) = (0.0, y + row_height + PART_GAP / 2.0, 0.0);
        }
        plan.at[k] = [x + node.room, y + node.up];
        x += 2.0 * node.room + PART_GAP / 2.0;
        row_height = row_height.max(node.up + node.down);
    }
}
