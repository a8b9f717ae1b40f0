//! Where things are on a sheet, read from its SVG: boxes of elements, ways of pipes, the page.

use crate::geometry::{Bounds, Point, distance, point, project};
use crate::xml::{self, El};
use std::collections::BTreeMap;

/// Places on a sheet, mm, y down.
pub(super) struct Places {
    pub page: Bounds,
    /// Shapes of each element, without texts; of one without shapes, its texts.
    boxes: BTreeMap<String, Bounds>,
    pipes: Vec<Vec<Point>>,
    /// Boxes of symbols and texts, for finding free room.
    pub taken: Vec<Bounds>,
}

/// A straight stretch of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub from: Point,
    pub to: Point,
    /// It is a drawn pipe, not just the way between two places.
    pub drawn: bool,
}

/// What a group is inside of.
#[derive(Debug, Clone, Copy, Default)]
struct Inside {
    pipe: bool,
    /// Labels may be tables at the edge of the sheet: they are not where the element is.
    label: bool,
}

/// Groups inside groups deeper than this are not looked at.
const MAX_DEPTH: usize = 100;
const EMPTY_PAGE: Bounds = Bounds { min: [0.0, 0.0], max: [210.0, 148.0] };

impl Places {
    /// Read an SVG that this crate wrote; of anything else only an empty page may remain.
    pub fn read(svg: &str) -> Self {
        let mut places = Self { page: EMPTY_PAGE, boxes: BTreeMap::new(), pipes: Vec::new(), taken: Vec::new() };
        let Ok(dom) = xml::parse(svg.as_bytes()) else { return places };
        let Some(root) = dom.root() else { return places };
        places.page = page(root).unwrap_or(EMPTY_PAGE);
        let mut texts = BTreeMap::new();
        places.walk(root, &mut Vec::new(), Inside::default(), &mut texts);
        for (id, bounds) in texts {
            places.boxes.entry(id).or_insert(bounds);
        }
        places
    }

    fn walk<'a>(&mut self, el: El<'a>, ids: &mut Vec<&'a str>, inside: Inside, texts: &mut BTreeMap<String, Bounds>) {
        if ids.len() > MAX_DEPTH {
            return;
        }
        for child in el.children() {
            if child.name() == "g" {
                let id = child.filled("id");
                ids.extend(id);
                let class = child.filled("class");
                let inner = Inside {
                    pipe: inside.pipe || class == Some("pipe"),
                    label: (inside.label && id.is_none()) || class == Some("label"),
                };
                self.walk(child, ids, inner, texts);
                if id.is_some() {
                    ids.pop();
                }
                continue;
            }
            let Some((points, is_text)) = points(child) else { continue };
            let mut bounds = Bounds::EMPTY;
            points.iter().for_each(|p| bounds.add(*p));
            if inside.pipe && child.name() == "polyline" {
                self.pipes.push(points);
            } else if !ids.is_empty() {
                self.taken.push(bounds);
            }
            // The segment an item stands in is not where the item is: innermost id only.
            if let Some(id) = ids.last() {
                let boxes = if is_text || inside.label { &mut *texts } else { &mut self.boxes };
                let known = boxes.entry((*id).to_owned()).or_insert(Bounds::EMPTY);
                known.add(bounds.min);
                known.add(bounds.max);
            }
        }
    }

    /// Box of an element.
    pub fn of(&self, id: &str) -> Option<Bounds> {
        self.boxes.get(id).copied().filter(|b| b.size().iter().all(|s| s.is_finite()))
    }

    /// Usual size of a symbol on this sheet, mm: the median of the larger sides.
    pub fn symbol_size(&self) -> Option<f64> {
        let mut sizes: Vec<f64> = self.boxes.values().map(|b| b.size()[0].max(b.size()[1])).filter(|s| *s > 0.5).collect();
        sizes.sort_by(f64::total_cmp);
        sizes.get(sizes.len() / 2).copied().filter(|s| s.is_finite())
    }

    /// Lines that pass through a box.
    pub fn n_pipes_in(&self, b: &Bounds) -> usize {
        let hits = |w: &[Point]| (0..2).all(|k| w[0][k].min(w[1][k]) <= b.max[k] && w[0][k].max(w[1][k]) >= b.min[k]);
        self.pipes.iter().flat_map(|p| p.windows(2)).filter(|w| hits(w)).count()
    }

    /// The stretch of pipe between two elements, or at one; the way between them where no pipe is found.
    pub fn between(&self, a: &str, b: Option<&str>) -> Option<Stretch> {
        let from = self.of(a);
        let to = b.and_then(|b| self.of(b));
        match (from, to) {
            (Some(from), Some(to)) => Some(self.pipe_between(&from, &to).unwrap_or_else(|| straight(&from, &to))),
            (Some(one), None) | (None, Some(one)) => self.pipe_at(&one).or_else(|| {
                let [x, y] = middle(&one);
                Some(Stretch { from: [x, y], to: [x + one.size()[0].max(10.0), y], drawn: false })
            }),
            (None, None) => None,
        }
    }

    /// The pipe that passes nearest to both, and its longest straight stretch between them.
    fn pipe_between(&self, from: &Bounds, to: &Bounds) -> Option<Stretch> {
        let mut best: Option<(f64, Stretch)> = None;
        for pipe in &self.pipes {
            let (Some(a), Some(b)) = (nearest(pipe, from), nearest(pipe, to)) else { continue };
            let off = outside(from, a.0) + outside(to, b.0);
            let (low, high) = (a.1.min(b.1), a.1.max(b.1));
            let Some(stretch) = longest(pipe, low, high) else { continue };
            // Of equals the longer one: a pipe drawn in pieces may touch an item with a stub.
            if best.as_ref().is_none_or(|(o, s)| off < o - 1e-6 || (off < o + 1e-6 && length(&stretch) > length(s))) {
                best = Some((off, stretch));
            }
        }
        let near = 0.5 * (from.size()[0].hypot(from.size()[1]) + to.size()[0].hypot(to.size()[1])) + 5.0;
        best.filter(|(off, _)| *off <= near).map(|(_, stretch)| stretch)
    }

    fn pipe_at(&self, one: &Bounds) -> Option<Stretch> {
        let mut best: Option<(f64, Stretch)> = None;
        for pipe in &self.pipes {
            let Some((foot, _)) = nearest(pipe, one) else { continue };
            let Some(stretch) = longest(pipe, 0.0, f64::INFINITY) else { continue };
            let off = outside(one, foot);
            if off < 5.0 && best.as_ref().is_none_or(|(o, _)| off < *o) {
                best = Some((off, stretch));
            }
        }
        best.map(|(_, stretch)| stretch)
    }
}

fn length(stretch: &Stretch) -> f64 {
    distance(stretch.from, stretch.to)
}

fn straight(from: &Bounds, to: &Bounds) -> Stretch {
    Stretch { from: middle(from), to: middle(to), drawn: false }
}

pub(super) fn middle(b: &Bounds) -> Point {
    [(b.min[0] + b.max[0]) / 2.0, (b.min[1] + b.max[1]) / 2.0]
}

/// Point of a line nearest to a box, and how far along the line: its ends first, since lines end at items.
fn nearest(line: &[Point], b: &Bounds) -> Option<(Point, f64)> {
    let total = crate::geometry::length(line);
    let ends = [(*line.first()?, 0.0), (*line.last()?, total)];
    let end = ends.into_iter().min_by(|p, q| outside(b, p.0).total_cmp(&outside(b, q.0)))?;
    let foot = project(line, middle(b))?;
    Some(if outside(b, end.0) <= outside(b, foot.point) + 0.5 { end } else { (foot.point, foot.at) })
}

/// Distance of a point from a box.
fn outside(b: &Bounds, p: Point) -> f64 {
    let d = |k: usize| (b.min[k] - p[k]).max(p[k] - b.max[k]).max(0.0);
    d(0).hypot(d(1))
}

/// Longest straight stretch of a line between two lengths along it.
fn longest(line: &[Point], low: f64, high: f64) -> Option<Stretch> {
    let mut passed = 0.0;
    let mut best: Option<Stretch> = None;
    for pair in line.windows(2) {
        let step = distance(pair[0], pair[1]);
        let (from, to) = ((low - passed).clamp(0.0, step), (high - passed).clamp(0.0, step));
        if to - from > best.as_ref().map_or(1e-6, length) {
            let at =
                |t: f64| [pair[0][0] + (pair[1][0] - pair[0][0]) * t / step, pair[0][1] + (pair[1][1] - pair[0][1]) * t / step];
            best = Some(Stretch { from: at(from), to: at(to), drawn: true });
        }
        passed += step;
    }
    best
}

fn page(root: El<'_>) -> Option<Bounds> {
    let numbers: Vec<f64> = root.filled("viewBox")?.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    let [x, y, w, h] = numbers.as_slice() else { return None };
    let bounds = Bounds { min: [*x, *y], max: [x + w, y + h] };
    (bounds.is_usable() && point(Some(*x), Some(*y)).is_some()).then_some(bounds)
}

/// Points of a shape or the corners of a text, and whether it is a text.
fn points(el: El<'_>) -> Option<(Vec<Point>, bool)> {
    match el.name() {
        "polyline" | "polygon" => {
            let pairs = el.filled("points")?.split(' ').filter_map(|pair| {
                let (x, y) = pair.split_once(',')?;
                point(x.parse().ok(), y.parse().ok())
            });
            let points: Vec<Point> = pairs.collect();
            (!points.is_empty()).then_some((points, false))
        }
        "circle" => {
            let centre = point(el.number("cx"), el.number("cy"))?;
            let r = el.number("r")?;
            Some((vec![[centre[0] - r, centre[1] - r], [centre[0] + r, centre[1] + r]], false))
        }
        "text" => Some((text_corners(el)?, true)),
        _ => None,
    }
}

/// Corners of a text, near enough.
fn text_corners(el: El<'_>) -> Option<Vec<Point>> {
    const LETTER: f64 = 0.58;
    let at = point(el.number("x"), el.number("y"))?;
    let size = el.number("font-size")?;
    let letters = el.named("tspan").map(|t| t.text().chars().count()).max().unwrap_or(0) as f64;
    let width = letters * size * LETTER;
    let before = match el.filled("text-anchor") {
        Some("end") => width,
        Some("middle") => width / 2.0,
        _ => 0.0,
    };
    let turn: f64 =
        el.filled("transform").and_then(|t| t.strip_prefix("rotate(")?.split(' ').next()?.parse().ok()).unwrap_or(0.0);
    let (sin, cos) = turn.to_radians().sin_cos();
    let corner = |along: f64, up: f64| [at[0] + along * cos - up * sin, at[1] + along * sin + up * cos];
    Some(vec![
        corner(-before, -size / 2.0),
        corner(width - before, -size / 2.0),
        corner(width - before, size / 2.0),
        corner(-before, size / 2.0),
    ])
}
