//! Clouds around places, crosses over what goes, callouts with letters.

use super::places::{Places, Stretch};
use super::{Kind, Mark, colour, symbols};
use crate::geometry::{Bounds, Point, distance};
use crate::svg::{Canvas, Lettering, Style};
use std::f64::consts::PI;

/// Distance of a cloud from what it surrounds, width of its bumps, radius of a callout, length of its leader; units.
const MARGIN: f64 = 1.2;
const BUMP: f64 = 2.6;
const CALLOUT: f64 = 2.8;
const LEADER: f64 = 6.0;
/// Elements farther apart than this have a cloud each, units.
const TOGETHER: f64 = 25.0;
/// More clouds of one mark hide the drawing.
const MAX_CLOUDS: usize = 40;

/// Marks drawn so far.
pub(super) struct Drawing<'a> {
    places: &'a Places,
    unit: f64,
    callouts: Vec<Bounds>,
    /// Clouds to keep callouts out of.
    avoid: Vec<Bounds>,
    /// Clouds drawn.
    pub clouds: Vec<Bounds>,
    /// Stretches that new items stand on, so that the next one stands beside them.
    used: Vec<Point>,
}

impl<'a> Drawing<'a> {
    pub fn new(places: &'a Places, unit: f64, avoid: Vec<Bounds>) -> Self {
        Self { places, unit, callouts: Vec::new(), avoid, clouds: Vec::new(), used: Vec::new() }
    }

    /// Draw a mark; whether any of it is on the sheet.
    pub fn mark(&mut self, canvas: &mut Canvas, mark: &Mark) -> bool {
        let style = Style { colour: colour(mark.kind).into(), width: 0.5 * self.unit, ..Style::default() };
        let boxes: Vec<Bounds> = mark.ids.iter().filter_map(|id| self.places.of(id)).collect();
        if mark.kind == Kind::Delete {
            boxes.iter().for_each(|b| cross(canvas, b, &style, self.unit));
        }
        let new = mark.addition.as_ref().and_then(|a| {
            let stretch = self.places.between(&a.place.a, a.place.b.as_deref())?;
            let at = self.free_place(&stretch, a.items.len());
            let unit = self.symbol_unit();
            let sides = symbols::sides(&stretch);
            let best = sides.into_iter().min_by_key(|side| self.in_the_way(&symbols::branch_box(a, &stretch, at, *side, unit)));
            Some(symbols::draw(canvas, a, &stretch, at, best.unwrap_or([0.0, -1.0]), &style, unit))
        });
        // The neighbours of what is new are not meant themselves.
        let meant = if new.is_some() { Vec::new() } else { boxes };
        let mut groups = together(meant, TOGETHER * self.unit);
        groups.extend(new);
        groups.truncate(MAX_CLOUDS);
        for group in &groups {
            let around = grown(group, MARGIN * self.unit);
            cloud(canvas, &around, &style, BUMP * self.unit);
            self.clouds.push(around);
            self.callout(canvas, &around, &mark.letter, &style);
        }
        !groups.is_empty()
    }

    /// Symbols are drawn about as large as those of the sheet.
    fn symbol_unit(&self) -> f64 {
        const OURS: f64 = 8.0;
        let size = self.places.symbol_size().unwrap_or(OURS * self.unit);
        (size / OURS).clamp(0.5 * self.unit, self.unit)
    }

    /// Symbols and lines in a box.
    fn in_the_way(&self, b: &Bounds) -> usize {
        let hits = |o: &&Bounds| (0..2).all(|k| o.min[k] <= b.max[k] && o.max[k] >= b.min[k]);
        self.places.taken.iter().filter(hits).count() + self.places.n_pipes_in(b)
    }

    /// Share of a stretch at which nothing new stands yet.
    fn free_place(&mut self, stretch: &Stretch, n_items: usize) -> f64 {
        const SHARES: [f64; 7] = [0.5, 0.3, 0.7, 0.2, 0.8, 0.4, 0.6];
        let at = |s: f64| [0, 1].map(|k| stretch.from[k] + s * (stretch.to[k] - stretch.from[k]));
        let room = 8.0 * self.unit * (1 + n_items) as f64;
        let free = SHARES.into_iter().find(|s| self.used.iter().all(|u| distance(*u, at(*s)) > room));
        let share = free.unwrap_or(0.5);
        self.used.push(at(share));
        share
    }

    /// A letter in a circle, with a line to the cloud, where least is in the way.
    fn callout(&mut self, canvas: &mut Canvas, around: &Bounds, letter: &str, style: &Style) {
        let unit = self.unit;
        let r = CALLOUT * unit;
        let middle = super::places::middle(around);
        let half = around.size().map(|s| s / 2.0);
        let candidates = (0..16).map(|k| {
            let angle = PI * (f64::from(k) / 8.0 + 0.25);
            let (sin, cos) = angle.sin_cos();
            let edge = [middle[0] + cos * half[0] * 1.1, middle[1] - sin * half[1] * 1.1];
            let far = (LEADER + CALLOUT) * unit;
            ([edge[0] + cos * far, edge[1] - sin * far], edge)
        });
        let scored = candidates.enumerate().map(|(k, (at, edge))| (self.cost(at, r), k, at, edge));
        let best = scored.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let Some((_, _, at, edge)) = best else { return };
        self.callouts.push(Bounds { min: [at[0] - r, at[1] - r], max: [at[0] + r, at[1] + r] });
        let length = distance(edge, at).max(1e-9);
        let rim = [0, 1].map(|k| at[k] + (edge[k] - at[k]) * r / length);
        canvas.polyline(&[edge, rim], false, style);
        let white = Style { colour: "#ffffff".into(), ..style.clone() }.fill(1.0);
        canvas.circle(at, r, &white);
        canvas.circle(at, r, style);
        let size = (1.5 * r / (letter.chars().count().max(1) as f64 * 0.62)).min(1.3 * r);
        let label = Lettering { size, colour: &style.colour, anchor: "middle", turn: 0.0, shift: 0.36, line_share: 0.5 };
        canvas.text(at, &[letter], &label);
    }

    /// How much is in the way of a callout.
    fn cost(&self, at: Point, r: f64) -> f64 {
        let own = Bounds { min: [at[0] - r, at[1] - r], max: [at[0] + r, at[1] + r] };
        let hits = |b: &&Bounds| (0..2).all(|k| b.min[k] <= own.max[k] && b.max[k] >= own.min[k]);
        // Frames and tables surround everything and are in nobody's way.
        let page = self.places.page.size();
        let is_frame = |b: &Bounds| b.size()[0] > 0.5 * page[0] || b.size()[1] > 0.5 * page[1];
        let taken = self.places.taken.iter().filter(|b| !is_frame(b)).filter(hits).count() as f64;
        let callouts = self.callouts.iter().filter(hits).count() as f64;
        let inside = (0..2).all(|k| own.min[k] >= self.places.page.min[k] && own.max[k] <= self.places.page.max[k]);
        let clouds = self.avoid.iter().filter(hits).count() as f64;
        taken + 3.0 * clouds + 5.0 * callouts + if inside { 0.0 } else { 20.0 }
    }
}

/// Boxes that lie near each other as one.
fn together(boxes: Vec<Bounds>, gap: f64) -> Vec<Bounds> {
    let mut groups: Vec<Bounds> = Vec::new();
    for mut b in boxes {
        let near = |g: &Bounds, b: &Bounds| (0..2).all(|k| g.min[k] - gap <= b.max[k] && g.max[k] + gap >= b.min[k]);
        while let Some(k) = groups.iter().position(|g| near(g, &b)) {
            let g = groups.remove(k);
            b.add(g.min);
            b.add(g.max);
        }
        groups.push(b);
    }
    groups
}

fn grown(b: &Bounds, by: f64) -> Bounds {
    Bounds { min: [b.min[0] - by, b.min[1] - by], max: [b.max[0] + by, b.max[1] + by] }
}

/// Bumps around a box, clockwise, each half a circle outwards.
fn cloud(canvas: &mut Canvas, b: &Bounds, style: &Style, bump: f64) {
    let corners = [b.min, [b.max[0], b.min[1]], b.max, [b.min[0], b.max[1]], b.min];
    let mut points = Vec::new();
    for side in corners.windows(2) {
        let length = distance(side[0], side[1]);
        let n = ((length / bump).round() as usize).clamp(1, 200);
        let along = [0, 1].map(|k| (side[1][k] - side[0][k]) / n as f64);
        let radius = length / n as f64 / 2.0;
        let unit = if length > 0.0 { [0, 1].map(|k| along[k] / (2.0 * radius)) } else { [0.0; 2] };
        for k in 0..n {
            let centre = [0, 1].map(|c| side[0][c] + along[c] * (k as f64 + 0.5));
            const CHORDS: usize = 6;
            for s in 0..CHORDS {
                let (sin, cos) = (PI * s as f64 / CHORDS as f64).sin_cos();
                // Outwards is to the left of the way round, y down.
                points.push([
                    centre[0] - radius * cos * unit[0] + radius * sin * unit[1],
                    centre[1] - radius * cos * unit[1] - radius * sin * unit[0],
                ]);
            }
        }
    }
    canvas.polyline(&points, true, style);
}

/// Two strokes across.
fn cross(canvas: &mut Canvas, b: &Bounds, style: &Style, unit: f64) {
    let b = grown(b, 0.5 * unit);
    let bold = Style { width: 1.6 * style.width, ..style.clone() };
    canvas.polyline(&[b.min, b.max], false, &bold);
    canvas.polyline(&[[b.min[0], b.max[1]], [b.max[0], b.min[1]]], false, &bold);
}
