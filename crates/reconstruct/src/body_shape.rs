//! Measures of a body on a pipe's axis: what a fitter would take off with a rule and a tape.
//!
//! Everything is taken in the frame of the body: along the pipe, up the stem (the direction in which most of it stands out
//! past the flanges) and across both. Percentiles stand in for extremes, so that stray points at edges do not count.

use crate::bodies::{flange_radius, percentile};
use nalgebra::{Point3, Vector3};
use rosette_shapes::Cylinder;
use std::collections::BTreeMap;
use std::f64::consts::TAU;

/// Thickness of the slices across the stem, m: a handwheel's rim is 15 to 30 mm thick.
const SLICE: f64 = 0.03;
/// Distance from slice to slice, m.
const STEP: f64 = 0.01;
/// Clearance from the flanges' rim from which a point stands out, m: bolts and mixed pixels stay below.
const CLEAR: f64 = 0.012;

/// Measures of a body. Lengths in m, angles as cosines; `None` where too few points show it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shape {
    /// Radius of the pipe.
    pub pipe: f64,
    /// Between the pipe's ends.
    pub length: f64,
    /// Outer radius of its ends: flanges, or hexagons of threaded bodies.
    pub rim: f64,
    /// Over the outer faces of the two end flanges.
    pub over_flanges: Option<f64>,
    /// Longest stretch between the end flanges over which nothing reaches their rim; 0 where too little was seen.
    pub rim_gap: f64,
    /// Height of the surface amid the two ends, away from the stem: 0 at the pipe's surface, 1 at the rim.
    pub fill_middle: Option<f64>,
    /// The same at a quarter and three quarters of the length.
    pub fill_quarter: Option<f64>,
    /// Points that stand out past the rim.
    pub outer: usize,
    /// All points.
    pub points: usize,
    /// How far they stand out past the rim.
    pub reach: f64,
    /// Direction of the stem, unit.
    pub stem: Vector3<f64>,
    /// Cosine between the stem and straight down, where the pipe lies level.
    pub down: Option<f64>,
    /// Share of the outer points on the far side of the stem.
    pub opposite: f64,
    /// Widest part up the stem.
    pub crown: Option<Crown>,
    /// Radius of the largest disc that stands upright beside the stem: the wheel of a gearbox.
    pub side_disc: f64,
    /// Furthest lateral distance from the stem.
    pub arm: f64,
    /// Whether the far lateral points lie on one side: 0 all round, 1 one side.
    pub one_sided: f64,
    /// Width of the far lateral points over their length.
    pub narrow: f64,
    /// Distance of the outer points' middle from the body's along the pipe, over the length.
    pub shift: f64,
    /// How far the outer part stands off along the pipe, over its height: near 1 for a leg at 45 degrees.
    pub slant: f64,
}

/// The widest part up the stem: handwheel, dome of an actuator, head of a transmitter, spring cap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crown {
    /// Half of its narrower lateral extent.
    pub radius: f64,
    /// Half of its wider lateral extent.
    pub wide: f64,
    /// Above the rim.
    pub height: f64,
    /// Length along the stem over which it keeps its width.
    pub thick: f64,
    /// Share of its points in the outer half of its area's circle: a disc has 0.5, a ring 0.8 and more.
    pub hollow: f64,
    /// Width of the narrowest part below it, over its own.
    pub neck: Option<f64>,
}

/// A point in the frame of the pipe: along it, distance from its axis, offset from it.
#[derive(Clone, Copy)]
struct Local {
    t: f64,
    d: f64,
    v: Vector3<f64>,
}

/// An outer point in the frame of the stem.
#[derive(Clone, Copy)]
struct Out {
    t: f64,
    w: f64,
    h: f64,
}

/// Measures the body about `c` between the pipe ends `from` and `to`.
pub fn measure(points: &[Point3<f64>], c: &Cylinder, from: f64, to: f64) -> Shape {
    let middle = (from + to) / 2.0;
    let axis = c.axis.into_inner();
    let local = |p: &Point3<f64>| {
        let q = p - c.point;
        let t = q.dot(&axis);
        let v = q - axis * t;
        Local { t: t - middle, d: v.norm(), v }
    };
    let points: Vec<Local> = points.iter().map(local).collect();
    let mut shape = Shape { pipe: c.radius, length: to - from, points: points.len(), ..Shape::default() };
    shape.rim = rim(&points, c, shape.length);
    let level = axis.z.abs() < 0.7;
    let outer: Vec<Local> = points.iter().copied().filter(|p| stands_out(p, &shape)).collect();
    shape.outer = outer.len();
    shape.stem = stem(&outer, &shape, &axis);
    shape.down = level.then_some(-shape.stem.z);
    ends(&mut shape, &points);
    if outer.len() >= 5 {
        outside(&mut shape, &points, &outer, &axis);
    }
    shape
}

fn stands_out(p: &Local, shape: &Shape) -> bool {
    let beyond = p.t.abs() > shape.length / 2.0 + 0.02 && p.d > 1.4 * shape.pipe + 0.02;
    p.d > shape.rim + CLEAR || beyond
}

/// Radius of the ends: the usual furthest distance over twelve directions, so that stem and post do not count.
fn rim(points: &[Local], c: &Cylinder, length: f64) -> f64 {
    let flange = flange_radius(c.radius);
    let (u, v) = rosette_shapes::basis(&c.axis);
    let mut far: [Vec<f64>; 12] = Default::default();
    for p in points.iter().filter(|p| p.t.abs() < length / 2.0 + 0.02 && p.d < flange + CLEAR) {
        let turn = p.v.dot(&v).atan2(p.v.dot(&u)) / TAU + 1.0;
        far[(turn * 12.0) as usize % 12].push(p.d);
    }
    let reached: Vec<f64> = far.into_iter().filter(|s| s.len() >= 3).map(|s| percentile(s, 0.93)).collect();
    if reached.is_empty() {
        return flange;
    }
    percentile(reached, 0.45).clamp(1.2 * c.radius + 0.003, flange)
}

/// Which points belong to posts or columns: what goes on straight down past any basket, or straight up past any actuator; of a body whose
/// upper end was found nothing above.
pub fn posts(points: &[Point3<f64>], c: &Cylinder, is_whole: bool) -> Vec<bool> {
    let flange = flange_radius(c.radius);
    let down = foot(points, c, -1.0, flange + 0.22 + 1.5 * c.radius);
    let up = foot(points, c, 1.0, body_reach(c.radius) - 0.03).filter(|_| !is_whole);
    let stands_on = |foot: &Option<[f64; 4]>, p: &Point3<f64>, sign: f64| {
        let inside = |f: &[f64; 4]| (f[0]..f[1]).contains(&p.x) && (f[2]..f[3]).contains(&p.y);
        c.line().offset(p).z * sign > flange && foot.as_ref().is_some_and(inside)
    };
    points.iter().map(|p| stands_on(&down, p, -1.0) || stands_on(&up, p, 1.0)).collect()
}

/// Footprint (x from, to, y from, to) of what runs on past `limit` below (`sign` -1) or above (1) a level pipe.
fn foot(points: &[Point3<f64>], c: &Cylinder, sign: f64, limit: f64) -> Option<[f64; 4]> {
    const FEWEST: usize = 3;
    const AROUND: f64 = 0.02;
    let far = |p: &&Point3<f64>| {
        let v = c.line().offset(p);
        v.z * sign > limit && v.z * sign > 0.8 * v.norm()
    };
    let far: Vec<&Point3<f64>> = points.iter().filter(far).collect();
    let span = |values: Vec<f64>| [percentile(values.clone(), 0.02) - AROUND, percentile(values, 0.98) + AROUND];
    let [x, y] = [span(far.iter().map(|p| p.x).collect()), span(far.iter().map(|p| p.y).collect())];
    (c.axis.z.abs() < 0.7 && far.len() >= FEWEST).then_some([x[0], x[1], y[0], y[1]])
}

/// Distance from the pipe's axis up to which a body is looked for, m: the diaphragm actuator of a DN150 control valve ends
/// 0.65 m above the axis.
pub fn body_reach(pipe: f64) -> f64 {
    flange_radius(pipe) + 0.25 + 4.0 * pipe
}

/// Distance from the pipe's axis within which the tallest bodies end, m: diaphragm actuators of control valves stand 0.6 m above the axis from
/// DN25 on, and 1 m at DN150 (makers' sheets of sizes 30 to 60).
pub fn tallest(pipe: f64) -> f64 {
    flange_radius(pipe) + 0.45 + 5.0 * pipe
}

/// Direction in which most stands out: the best of 36 directions within 50 degrees, then the mean of what lies there.
fn stem(outer: &[Local], shape: &Shape, axis: &Vector3<f64>) -> Vector3<f64> {
    let (u, v) = rosette_shapes::basis(&nalgebra::Unit::new_normalize(*axis));
    let lean = |s: &Vector3<f64>| -> Vector3<f64> {
        let near = outer.iter().filter(|p| p.v.dot(s) > 0.64 * p.d);
        near.map(|p| p.v / p.d.max(1e-6) * (p.d - shape.rim).clamp(0.005, 0.15)).sum()
    };
    let mut best = (0.0, u);
    for k in 0..36 {
        let (sin, cos) = (TAU * f64::from(k) / 36.0).sin_cos();
        let s = u * cos + v * sin;
        let weight = lean(&s).dot(&s);
        if weight > best.0 + 1e-12 {
            best = (weight, s);
        }
    }
    lean(&best.1).try_normalize(1e-9).unwrap_or(best.1)
}

/// Flanges and barrel, from the points away from the stem.
fn ends(shape: &mut Shape, points: &[Local]) {
    let half = shape.length / 2.0;
    let away: Vec<&Local> = points
        .iter()
        .filter(|p| p.d < shape.rim + CLEAR && p.t.abs() < half + 0.03 && (shape.outer < 5 || p.v.dot(&shape.stem) < 0.3 * p.d))
        .collect();
    let high = shape.pipe + 0.72 * (shape.rim - shape.pipe);
    let rings: Vec<f64> = away.iter().filter(|p| p.d > high).map(|p| p.t).collect();
    if rings.len() >= 8 {
        shape.over_flanges = Some(percentile(rings.clone(), 0.98) - percentile(rings, 0.02));
    }
    let crest = shape.rim - 0.1 * (shape.rim - shape.pipe);
    shape.rim_gap = longest_gap(away.iter().filter(|p| p.d > crest).map(|p| p.t));
    let fill = |from: f64, to: f64| {
        let d: Vec<f64> = away.iter().filter(|p| p.t.abs() >= from && p.t.abs() < to).map(|p| p.d).collect();
        (d.len() >= 4).then(|| (percentile(d, 0.7) - shape.pipe) / (shape.rim - shape.pipe).max(0.004))
    };
    let inner = shape.over_flanges.unwrap_or(shape.length) / 2.0;
    shape.fill_middle = fill(0.0, (0.3 * inner).max(0.012));
    shape.fill_quarter = fill(0.3 * inner, 0.55 * inner);
}

/// Longest stretch that hardly any of some places along an axis lie in, between the first and the last stretch that many do, m.
fn longest_gap(places: impl Iterator<Item = f64>) -> f64 {
    /// Length of a bin, m; fewest places; and share of the fullest bin below which another is empty: strays, lugs and studs.
    const BIN: f64 = 0.005;
    const FEWEST: usize = 40;
    const STRAYS: f64 = 0.25;
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    places.for_each(|t| *counts.entry((t / BIN).floor() as i64).or_default() += 1);
    let fullest = counts.values().copied().max().unwrap_or(0) as f64;
    if counts.values().sum::<usize>() < FEWEST {
        return 0.0;
    }
    let filled: Vec<i64> = counts.into_iter().filter(|(_, n)| *n as f64 >= STRAYS * fullest).map(|(bin, _)| bin).collect();
    filled.windows(2).map(|w| (w[1] - w[0] - 1) as f64 * BIN).fold(0.0, f64::max)
}

fn outside(shape: &mut Shape, points: &[Local], outer: &[Local], axis: &Vector3<f64>) {
    let across = axis.cross(&shape.stem);
    let place = |p: &Local| Out { t: p.t, w: p.v.dot(&across), h: p.v.dot(&shape.stem) };
    let placed: Vec<Out> = outer.iter().map(place).collect();
    let side: Vec<Out> = placed.iter().copied().filter(|o| o.h > 0.0).collect();
    shape.opposite = placed.iter().filter(|o| o.h < -0.5 * shape.rim).count() as f64 / placed.len() as f64;
    shape.reach = (percentile(side.iter().map(|o| o.h).collect(), 0.97) - shape.rim).max(0.0);
    shape.crown = crown(&side, shape);
    shape.side_disc = side_disc(&side, shape);
    let lateral: Vec<f64> = side.iter().map(|o| o.t.hypot(o.w)).collect();
    shape.arm = percentile(lateral, 0.97);
    let far: Vec<[f64; 2]> = side.iter().filter(|o| o.t.hypot(o.w) > 0.5 * shape.arm).map(|o| [o.t, o.w]).collect();
    (shape.one_sided, shape.narrow) = strip(&far);
    shape.shift = (percentile(side.iter().map(|o| o.t).collect(), 0.5) / shape.length).abs();
    shape.slant = slant(points, &side, shape);
}

/// Lateral extents of a slice of the outer points.
struct Slice {
    h: f64,
    points: usize,
    disc: f64,
    wide: f64,
    center: [f64; 2],
}

fn slice(h: f64, within: &[[f64; 2]]) -> Slice {
    let span = |k: usize| {
        let values: Vec<f64> = within.iter().map(|p| p[k]).collect();
        [percentile(values.clone(), 0.05), percentile(values, 0.95)]
    };
    let [a, b] = [span(0), span(1)];
    let (x, y) = (a[1] - a[0], b[1] - b[0]);
    Slice {
        h,
        points: within.len(),
        disc: x.min(y) / 2.0,
        wide: x.max(y) / 2.0,
        center: [(a[0] + a[1]) / 2.0, (b[0] + b[1]) / 2.0],
    }
}

/// Slices up `height` from `low` to `high`.
fn slices(points: &[Out], low: f64, high: f64, height: impl Fn(&Out) -> f64, plane: impl Fn(&Out) -> [f64; 2]) -> Vec<Slice> {
    let n = (((high - low) / STEP).ceil().max(0.0) as usize).min(200);
    let at = |k: usize| {
        let h = low + k as f64 * STEP;
        let within: Vec<[f64; 2]> = points.iter().filter(|o| (h..h + SLICE).contains(&height(o))).map(&plane).collect();
        slice(h, &within)
    };
    (0..n).map(at).collect()
}

fn crown(side: &[Out], shape: &Shape) -> Option<Crown> {
    let all = slices(side, shape.rim, shape.rim + shape.reach + STEP, |o| o.h, |o| [o.t, o.w]);
    let peak = all.iter().filter(|s| s.points >= 6).map(|s| s.disc).fold(0.0, f64::max);
    let top = all.iter().rposition(|s| s.points >= 6 && s.disc >= 0.7 * peak)?;
    let near = top.saturating_sub(3)..=top;
    let at = near.max_by(|&a, &b| all[a].disc.total_cmp(&all[b].disc))?;
    let widest = &all[at];
    let keeps = |s: &Slice| s.points >= 4 && s.disc >= 0.65 * widest.disc;
    let low = (0..=at).rev().take_while(|&k| keeps(&all[k])).last().unwrap_or(at);
    let high = (at..all.len()).take_while(|&k| keeps(&all[k])).last().unwrap_or(at);
    let neck = all[..low]
        .iter()
        .filter(|s| s.points >= 2)
        .map(|s| s.disc)
        .fold(None, |a: Option<f64>, x| Some(a.map_or(x, |a| a.min(x))));
    let [t, w] = widest.center;
    let within: Vec<f64> =
        side.iter().filter(|o| (widest.h..widest.h + SLICE).contains(&o.h)).map(|o| (o.t - t).hypot(o.w - w)).collect();
    let hollow = within.iter().filter(|&&rho| rho > 0.7 * widest.disc).count() as f64 / within.len().max(1) as f64;
    Some(Crown {
        radius: widest.disc,
        wide: widest.wide,
        height: widest.h + SLICE / 2.0 - shape.rim,
        thick: (high - low) as f64 * STEP + SLICE,
        hollow,
        neck: neck.map(|n| n / widest.disc.max(1e-3)),
    })
}

/// Upright discs beside the stem, along or across the pipe.
fn side_disc(side: &[Out], shape: &Shape) -> f64 {
    let far = 0.05;
    let reach = shape.length + 0.3;
    let best = |found: Vec<Slice>| {
        found
            .iter()
            .filter(|s| s.points >= 8 && (s.h + SLICE / 2.0).abs() > far && s.wide < 1.6 * s.disc)
            .map(|s| s.disc)
            .fold(0.0, f64::max)
    };
    let along = best(slices(side, -reach, reach, |o| o.t, |o| [o.w, o.h]));
    along.max(best(slices(side, -reach, reach, |o| o.w, |o| [o.t, o.h])))
}

/// How one-sided points about the origin are, and their width over their length.
fn strip(points: &[[f64; 2]]) -> (f64, f64) {
    let n = points.len().max(1) as f64;
    let unit = |p: &[f64; 2]| {
        let d = p[0].hypot(p[1]).max(1e-6);
        [p[0] / d, p[1] / d]
    };
    let [x, y] = points.iter().map(unit).fold([0.0, 0.0], |s, u| [s[0] + u[0] / n, s[1] + u[1] / n]);
    let [xx, xy, yy] = points.iter().fold([0.0; 3], |s, p| [s[0] + p[0] * p[0], s[1] + p[0] * p[1], s[2] + p[1] * p[1]]);
    let (mean, root) = ((xx + yy) / 2.0, (((xx - yy) / 2.0).powi(2) + xy * xy).sqrt());
    (x.hypot(y), ((mean - root).max(0.0) / (mean + root).max(1e-12)).sqrt())
}

/// How far the outer part stands off along the pipe from where it leaves the barrel, over its height above that: 1 for a leg
/// at 45 degrees, 0 for an upright bonnet.
fn slant(points: &[Local], side: &[Out], shape: &Shape) -> f64 {
    let inner = 0.3 * shape.over_flanges.unwrap_or(shape.length);
    let root = points.iter().filter(|p| p.t.abs() < inner && p.d < shape.rim && p.d > 1.3 * shape.pipe + 0.004);
    let root: Vec<[f64; 2]> = root.map(|p| [p.t, p.v.dot(&shape.stem)]).filter(|p| p[1] > 1.2 * shape.pipe).collect();
    if root.len() < 5 || side.is_empty() {
        return 0.0;
    }
    let middle = |values: Vec<f64>| percentile(values, 0.5);
    let along = middle(side.iter().map(|o| o.t).collect()) - middle(root.iter().map(|p| p[0]).collect());
    let up = middle(side.iter().map(|o| o.h).collect()) - middle(root.iter().map(|p| p[1]).collect());
    (along / up.max(0.01)).abs().min(3.0)
}
