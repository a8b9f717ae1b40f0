//! Bodies on a pipe's axis: their points, their extent, and a first geometric class.

use crate::ReconstructSettings;
use crate::body_class::Odds;
use crate::pieces::Rest;
use crate::{body_class, body_shape, series};
use nalgebra::Point3;
use rosette_plant::{Class, OwnKind, Subtype};
use rosette_shapes::{Cylinder, OBox};
use std::collections::BTreeSet;

/// Something thicker than the pipe between two places on its axis.
#[derive(Debug, Clone)]
pub struct Body {
    pub class: Class,
    pub subtype: Option<Subtype>,
    pub confidence: f64,
    pub reasons: Vec<String>,
    /// What else its shape allows.
    pub odds: Odds,
    /// Which kind of its class it is, where a judge knows.
    pub kind: Option<OwnKind>,
    /// Cloud indices of its points.
    pub points: Vec<u32>,
    /// Those of them that belong to no post or column.
    pub own: Vec<u32>,
    pub bounds: OBox,
}

/// Outer radius that a flange on a pipe of this radius is likely to have, m: 1.15 r + 45 mm fits ASME B16.5 class 150 and
/// EN 1092-1 PN16 from DN25 to DN300 within 12 mm.
pub fn flange_radius(pipe: f64) -> f64 {
    1.15 * pipe + 0.045
}

/// Collects the body about the axis between `from` and `to` (positions along `c`) and gives it a first class.
pub fn between(rest: &Rest, taken: &BTreeSet<u32>, c: &Cylinder, from: f64, to: f64, settings: &ReconstructSettings) -> Body {
    let seeds = rest.about(c, from - 0.01, to + 0.01, flange_radius(c.radius) + 0.02);
    let seeds = seeds.into_iter().map(|(i, ..)| i).filter(|&i| !taken.contains(&rest.index[i as usize]));
    let limit = body_shape::body_reach(c.radius);
    let margin = 0.12 + 1.5 * c.radius;
    let inside = |p: &Point3<f64>| {
        let t = c.along(p);
        let d = c.line().distance(p);
        // Near the pipe only what lies between the ends; further out a handwheel or actuator may reach over the pipe.
        let over = if d > 1.5 * c.radius + 0.03 { margin } else { 0.015 };
        d < limit && t > from - over && t < to + over
    };
    let mut points = grow(rest, taken, seeds.collect(), settings.cluster_step, inside);
    let is_whole = add_top(rest, taken, c, &mut points, settings.cluster_step, |p| {
        let t = c.along(p);
        t > from - margin && t < to + margin
    });
    add_detached(rest, taken, c, [from, to], &mut points, settings.cluster_step, inside);
    classify(rest, c, from, to, points, is_whole)
}

/// Adds what of a body reaches beyond its usual height, if that ends within the height of the tallest; returns whether it does, so that
/// nothing of it is taken for a post.
fn add_top(
    rest: &Rest,
    taken: &BTreeSet<u32>,
    c: &Cylinder,
    points: &mut Vec<u32>,
    step: f64,
    beside: impl Fn(&Point3<f64>) -> bool,
) -> bool {
    /// What lies within this of the limit may run on, m.
    const END: f64 = 0.03;
    let (usual, tallest) = (body_shape::body_reach(c.radius), body_shape::tallest(c.radius));
    let away = |i: u32| c.line().distance(&rest.point(i));
    let edge: Vec<u32> = points.iter().copied().filter(|&i| away(i) > usual - step).collect();
    if edge.is_empty() {
        return true;
    }
    let within = |p: &Point3<f64>| beside(p) && (usual - step..tallest).contains(&c.line().distance(p));
    let top = grow(rest, taken, edge, step, within);
    if top.iter().any(|&i| away(i) > tallest - END) {
        return false;
    }
    points.extend(top);
    points.sort_unstable();
    points.dedup();
    true
}

/// Adds what floats over the body because its stem is too thin to be seen: handwheels, levers, heads of transmitters.
///
/// A part belongs to the body if it ends within the body's reach, lies amid the two ends, and no further from what is
/// already there than a stem is long. What runs on beyond is a neighbour's.
fn add_detached(
    rest: &Rest,
    taken: &BTreeSet<u32>,
    c: &Cylinder,
    [from, to]: [f64; 2],
    points: &mut Vec<u32>,
    step: f64,
    inside: impl Fn(&Point3<f64>) -> bool + Copy,
) {
    const FEWEST: usize = 6;
    let (middle, half) = ((from + to) / 2.0, (to - from) / 2.0);
    let stem_max = 0.06 + 1.2 * c.radius;
    let flange = flange_radius(c.radius);
    let reach = body_shape::body_reach(c.radius);
    let mut seen: BTreeSet<u32> = points.iter().copied().collect();
    let around = rest.about(c, from - 0.12, to + 0.12, reach);
    let loose: Vec<u32> = around.iter().filter(|&&(_, _, d, _)| d > 0.6 * flange).map(|a| a.0).collect();
    for &i in &loose {
        if seen.contains(&i) || taken.contains(&rest.index[i as usize]) {
            continue;
        }
        // Whether it runs on beyond the body's reach shows only if it may.
        let beyond = |p: &Point3<f64>| c.line().distance(p) < reach + 0.08 && (c.along(p) - middle).abs() < half + 0.35;
        let part = grow(rest, taken, vec![i], step, beyond);
        seen.extend(part.iter().copied());
        let within = part.iter().filter(|&&j| inside(&rest.point(j))).count();
        if part.len() < FEWEST || within < part.len() {
            continue;
        }
        let center = part.iter().map(|&j| c.along(&rest.point(j))).sum::<f64>() / part.len() as f64;
        let near = |&j: &u32| rest.within(rest.point(j), stem_max).iter().any(|k| points.binary_search(k).is_ok());
        if (center - middle).abs() < 0.5 * half + 0.03 && part.iter().any(near) {
            points.extend(part);
            points.sort_unstable();
        }
    }
}

/// Stretches of the axis between `from` and `to` where something thicker than the pipe sits, split at necks of bare pipe.
///
/// Valves in series are bolted to spools no longer than a hand: their flanges stand out, the necks between them do not.
pub fn stretches(rest: &Rest, taken: &BTreeSet<u32>, c: &Cylinder, from: f64, to: f64) -> Vec<[f64; 2]> {
    const BIN: f64 = 0.01;
    const NECK: usize = 3;
    // EN 558 series 1, the longest in common use, is 4.7 r + 0.09 m from DN50 to DN200; counter flanges and what shows of their hubs come on top.
    let longest = 4.7 * c.radius + 0.22;
    if to - from < longest {
        return vec![[from, to]];
    }
    if let Some(found) = series::by_flanges(rest, taken, c, [from, to], longest) {
        return found;
    }
    let n = ((to - from) / BIN).ceil().max(1.0) as usize;
    let (mut thick, mut bore, mut wide) = (vec![0_usize; n], vec![0_usize; n], vec![0_usize; n]);
    let flange = flange_radius(c.radius) + 0.01;
    for (i, t, d, _) in rest.about(c, from, to, 1.6 * flange) {
        if taken.contains(&rest.index[i as usize]) {
            continue;
        }
        let bins = if d > flange {
            &mut wide
        } else if d > 1.2 * c.radius + 0.006 {
            &mut thick
        } else {
            &mut bore
        };
        bins[(((t - from) / BIN) as usize).min(n - 1)] += 1;
    }
    // The barrel of a basket strainer is wider than the flanges: no pipe shows in it.
    for ((thick, bore), wide) in thick.iter_mut().zip(bore).zip(wide) {
        *thick += if bore == 0 && wide > *thick { wide } else { 0 };
    }
    let usual = percentile(thick.iter().map(|&k| k as f64).filter(|&k| k > 0.0).collect(), 0.5);
    // A few mixed pixels between two flanges are no body.
    let calm = |k: usize| {
        let mut near = [thick[k.saturating_sub(1)], thick[k], thick[(k + 1).min(n - 1)]];
        near.sort_unstable();
        near[1] as f64
    };
    let bare = |k: &usize| calm(*k) < (0.2 * usual).max(1.0);
    let found = runs((0..n).filter(|k| !bare(k)), NECK);
    let long = |s: &[usize; 2]| (s[1] + 1 - s[0]) as f64 * BIN > 0.025;
    let at = |s: [usize; 2]| [from + s[0] as f64 * BIN, from + (s[1] + 1) as f64 * BIN];
    let mut stretches: Vec<[f64; 2]> = found.into_iter().filter(long).map(at).collect();
    join_flanges(&mut stretches, longest);
    // The outer ends are the pipes' own.
    match stretches.len() {
        n if n < 2 => vec![[from, to]],
        n => {
            stretches[0][0] = from;
            stretches[n - 1][1] = to;
            stretches
        }
    }
}

/// First and last of numbers that follow each other with gaps of at most `step`, in ascending order.
pub fn runs(numbers: impl Iterator<Item = usize>, step: usize) -> Vec<[usize; 2]> {
    let mut found: Vec<[usize; 2]> = Vec::new();
    for k in numbers {
        match found.last_mut() {
            Some(last) if k - last[1] <= step => last[1] = k,
            _ => found.push([k, k]),
        }
    }
    found
}

/// A stretch as short as a flange belongs to its nearer neighbour, as long as both together are no longer than one valve.
fn join_flanges(stretches: &mut Vec<[f64; 2]>, longest: f64) {
    const FLANGE: f64 = 0.11;
    loop {
        let length = |s: &[f64; 2]| s[1] - s[0];
        let fits = |k: &usize| {
            let (a, b) = (stretches[*k], stretches[k + 1]);
            length(&a).min(length(&b)) < FLANGE && b[0] - a[1] < FLANGE && b[1] - a[0] < longest
        };
        let gap = |k: &usize| stretches[k + 1][0] - stretches[*k][1];
        let next = (0..stretches.len().saturating_sub(1)).filter(fits).min_by(|x, y| gap(x).total_cmp(&gap(y)));
        let Some(k) = next else { return };
        stretches[k][1] = stretches[k + 1][1];
        stretches.remove(k + 1);
    }
}

/// Points that hold together with the seeds, in steps of at most `step`, where `inside` allows.
pub fn grow(rest: &Rest, taken: &BTreeSet<u32>, seeds: Vec<u32>, step: f64, inside: impl Fn(&Point3<f64>) -> bool) -> Vec<u32> {
    let mut found: BTreeSet<u32> = seeds.iter().copied().collect();
    let mut edge = seeds;
    while let Some(i) = edge.pop() {
        for j in rest.within(rest.point(i), step) {
            if !taken.contains(&rest.index[j as usize]) && inside(&rest.point(j)) && found.insert(j) {
                edge.push(j);
            }
        }
    }
    found.into_iter().collect()
}

fn classify(rest: &Rest, c: &Cylinder, from: f64, to: f64, points: Vec<u32>, is_whole: bool) -> Body {
    let all: Vec<Point3<f64>> = points.iter().map(|&i| rest.point(i)).collect();
    let post = body_shape::posts(&all, c, is_whole);
    let own: Vec<Point3<f64>> = all.iter().zip(&post).filter(|&(_, &post)| !post).map(|(p, _)| *p).collect();
    let points: Vec<u32> = points.iter().map(|&i| rest.index[i as usize]).collect();
    let shape = body_shape::measure(&own, c, from, to);
    let verdict = body_class::judge(&shape);
    let (axis, across) = (c.axis.into_inner(), shape.stem);
    let axes = [axis, across, axis.cross(&across)];
    let flange = flange_radius(c.radius);
    let plain = OBox { center: c.line().at((from + to) / 2.0), axes, half: [(to - from) / 2.0, flange, flange] };
    Body {
        class: verdict.class,
        subtype: verdict.subtype,
        confidence: verdict.confidence,
        reasons: body_class::reasons(&shape, &verdict),
        odds: verdict.odds,
        kind: None,
        own: points.iter().zip(&post).filter(|&(_, &post)| !post).map(|(i, _)| *i).collect(),
        points,
        bounds: OBox::around(&own, axes).unwrap_or(plain),
    }
}

/// Value below which the given share of the values lies; 0 for none.
pub fn percentile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(((values.len() as f64 - 1.0).max(0.0) * share).round() as usize).copied().unwrap_or(0.0)
}
