//! Bodies on a pipe's axis: their points, their extent, and a first geometric class.

use crate::ReconstructSettings;
use crate::pieces::Rest;
use nalgebra::{Point3, Vector3};
use rosette_plant::{Class, Subtype};
use rosette_shapes::{Cylinder, OBox};
use std::collections::BTreeSet;

/// Something thicker than the pipe between two places on its axis.
#[derive(Debug, Clone)]
pub struct Body {
    pub class: Class,
    pub subtype: Option<Subtype>,
    pub confidence: f64,
    pub reasons: Vec<String>,
    /// Cloud indices of its points.
    pub points: Vec<u32>,
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
    let limit = flange_radius(c.radius) + 0.3 + 2.0 * c.radius;
    let margin = 0.12 + 1.5 * c.radius;
    let inside = |p: &Point3<f64>| {
        let t = c.along(p);
        let d = c.line().distance(p);
        // Near the pipe only what lies between the ends; further out a handwheel or actuator may reach over the pipe.
        let over = if d > 1.5 * c.radius + 0.03 { margin } else { 0.015 };
        d < limit && t > from - over && t < to + over
    };
    let points = grow(rest, taken, seeds.collect(), settings.cluster_step, inside);
    classify(rest, c, from, to, points)
}

/// Stretches of the axis between `from` and `to` where something thicker than the pipe sits, split at necks of bare pipe.
///
/// Valves in series are bolted to spools no longer than a hand: their flanges stand out, the necks between them do not.
pub fn stretches(rest: &Rest, taken: &BTreeSet<u32>, c: &Cylinder, from: f64, to: f64) -> Vec<[f64; 2]> {
    const BIN: f64 = 0.01;
    const NECK: usize = 3;
    let n = ((to - from) / BIN).ceil().max(1.0) as usize;
    let mut thick = vec![0_usize; n];
    let flange = flange_radius(c.radius) + 0.01;
    for (i, t, d, _) in rest.about(c, from, to, flange) {
        if d > 1.2 * c.radius + 0.006 && !taken.contains(&rest.index[i as usize]) {
            thick[(((t - from) / BIN) as usize).min(n - 1)] += 1;
        }
    }
    let usual = percentile(thick.iter().map(|&k| k as f64).filter(|&k| k > 0.0).collect(), 0.5);
    let bare = |k: &usize| (*k as f64) < (0.12 * usual).max(1.0);
    let mut found: Vec<[usize; 2]> = Vec::new();
    for (k, _) in thick.iter().enumerate().filter(|(_, k)| !bare(k)) {
        match found.last_mut() {
            Some(last) if k - last[1] <= NECK => last[1] = k,
            _ => found.push([k, k]),
        }
    }
    let long = |s: &[usize; 2]| (s[1] + 1 - s[0]) as f64 * BIN > 0.025;
    let at = |s: [usize; 2]| [from + s[0] as f64 * BIN, from + (s[1] + 1) as f64 * BIN];
    let mut stretches: Vec<[f64; 2]> = found.into_iter().filter(long).map(at).collect();
    let longest = 4.0 * c.radius + 0.22;
    join_flanges(&mut stretches, longest);
    // The outer ends are the pipes' own.
    match stretches.len() {
        n if n < 2 || to - from < longest => vec![[from, to]],
        n => {
            stretches[0][0] = from;
            stretches[n - 1][1] = to;
            stretches
        }
    }
}

/// A stretch as short as a flange belongs to its nearer neighbour, as long as both together are no longer than one valve.
fn join_flanges(stretches: &mut Vec<[f64; 2]>, longest: f64) {
    const FLANGE: f64 = 0.1;
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

fn classify(rest: &Rest, c: &Cylinder, from: f64, to: f64, points: Vec<u32>) -> Body {
    let length = to - from;
    let flange = flange_radius(c.radius);
    let axis = c.axis.into_inner();
    let off = |i: u32| c.line().offset(&rest.point(i));
    // What goes on straight down past any basket is the post that carries the body.
    let deepest = points.iter().map(|&i| -off(i).z).fold(0.0, f64::max);
    let carried = axis.z.abs() < 0.7 && deepest > flange + 0.25 + c.radius;
    let counts = |v: &Vector3<f64>| !(carried && -v.z > 0.8 * v.norm());
    let far: Vec<Vector3<f64>> = points.iter().map(|&i| off(i)).filter(|v| v.norm() > flange + 0.015 && counts(v)).collect();
    let reach = percentile(points.iter().map(|&i| off(i)).filter(counts).map(|v| v.norm()).collect(), 0.98) - flange;
    let lean: Vector3<f64> = far.iter().map(|v| v / v.norm()).sum::<Vector3<f64>>() / far.len().max(1) as f64;
    let sticks_out = far.len() >= 5 && reach > 0.02;
    let downward = sticks_out && axis.z.abs() < 0.7 && lean.z < -0.6;
    let mut reasons = vec![format!("body of {:.0} mm between two pipe ends", length * 1000.0)];
    let (class, subtype, confidence) = if length < 0.105 + 0.1 * c.radius && !sticks_out {
        reasons.push("short and round about the axis: a flanged joint".into());
        (Class::Flange, None, 0.8)
    } else if downward {
        reasons.push(format!("reaches {:.0} mm below the flanges: a basket or Y body", reach * 1000.0));
        (Class::Strainer, None, 0.6)
    } else if sticks_out {
        reasons.push(format!("reaches {:.0} mm beyond the flanges: bonnet, handwheel, lever or actuator", reach * 1000.0));
        (Class::Valve, Some(Subtype::Unknown), 0.75)
    } else {
        reasons.push("nothing reaches beyond the flanges: a check valve or a plain body".into());
        (Class::Valve, Some(Subtype::Unknown), 0.55)
    };
    let cloud_points: Vec<u32> = points.iter().map(|&i| rest.index[i as usize]).collect();
    let around: Vec<Point3<f64>> = points.iter().map(|&i| rest.point(i)).collect();
    let across = (lean - axis * lean.dot(&axis)).try_normalize(1e-6).unwrap_or_else(|| rosette_shapes::basis(&c.axis).0);
    let bounds = OBox::around(&around, [axis, across, axis.cross(&across)]).unwrap_or(OBox {
        center: c.line().at((from + to) / 2.0),
        axes: [axis, across, axis.cross(&across)],
        half: [length / 2.0, flange, flange],
    });
    Body { class, subtype, confidence, reasons, points: cloud_points, bounds }
}

/// Value below which the given share of the values lies; 0 for none.
pub fn percentile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(((values.len() as f64 - 1.0).max(0.0) * share).round() as usize).copied().unwrap_or(0.0)
}
