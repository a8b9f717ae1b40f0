//! A cylinder followed along its axis in both directions, refitted on the way.

use crate::SegmentSettings;
use crate::cells::Cells;
use nalgebra::{Point3, Vector3};
use rayon::prelude::*;
use rosette_cloud::{Cloud, Neighbours};
use rosette_plant::{CylinderSegment, Owner, Segments};
use rosette_shapes::{Cylinder, CylinderOptions, fit_cylinder};

/// Points that still belong to no segment, and those of small planes, with their tree.
pub struct Free<'a> {
    pub cloud: &'a Cloud,
    index: Vec<u32>,
    tree: Neighbours,
}

impl<'a> Free<'a> {
    /// The points of a cloud that belong to nothing or to a plane smaller than `largest` (m2): a cabinet's faces tell its edge
    /// from a pipe. With `thin`, m, one point a cell of that size.
    pub fn new(cloud: &'a Cloud, segments: &Segments, largest: f64, thin: Option<f64>) -> Self {
        let near = |o: Owner| match o {
            Owner::None => true,
            Owner::Plane(p) => segments.planes[p as usize].area < largest,
            Owner::Cylinder(_) => false,
        };
        let mut index: Vec<u32> = (0..cloud.len() as u32).filter(|&i| near(segments.owner[i as usize])).collect();
        if let Some(size) = thin {
            let cells = Cells::new(&cloud.positions, index.par_iter().copied(), size);
            index = (0..cells.len()).map(|c| cells.points(c)[cells.points(c).len() / 2]).collect();
            index.sort_unstable();
        }
        let positions: Vec<[f32; 3]> = index.iter().map(|&i| cloud.positions[i as usize]).collect();
        Self { cloud, index, tree: Neighbours::new(&positions) }
    }

    /// Cloud indices of the free points within `radius` of `at`.
    pub fn within(&self, at: Point3<f64>, radius: f64) -> impl Iterator<Item = u32> {
        let near = self.tree.within_unordered([at.x as f32, at.y as f32, at.z as f32], radius as f32);
        near.into_iter().map(|i| self.index[i as usize])
    }
}

/// How points lie about a cylinder over a stretch of its axis.
#[derive(Default)]
pub struct Slab {
    pub on: Vec<u32>,
    pub inside: usize,
    pub around: usize,
    /// Where along the axis the points inside and around lie, m.
    pub off: Vec<f64>,
}

/// Where a cylinder's surface is looked for.
#[derive(Clone, Copy)]
pub struct Band {
    /// Half thickness of the surface, m.
    pub tolerance: f64,
    /// Thickness of the layer outside that should be empty, m.
    pub shell: f64,
}

impl Band {
    /// A band for noise `sigma` and a radius: three sigma and a millimetre for out-of-roundness and misregistration.
    pub fn new(sigma: f64, radius: f64) -> Self {
        Band { tolerance: 3.0 * sigma + 0.001 + 0.004 * radius.min(1.0), shell: (0.6 * radius).clamp(0.02, 0.1) }
    }
}

/// Sorts the points near a stretch of the axis into on, inside and around.
pub fn slab(free: &Free, owner: &[Owner], c: &Cylinder, from: f64, to: f64, band: Band) -> Slab {
    let middle = c.point + c.axis.into_inner() * (from + to) / 2.0;
    let reach = ((to - from).powi(2) / 4.0 + (c.radius + band.shell).powi(2)).sqrt();
    let mut slab = Slab::default();
    for i in free.within(middle, reach) {
        let taken = owner[i as usize];
        if matches!(taken, Owner::Cylinder(_)) {
            continue;
        }
        let v = free.cloud.point(i as usize) - c.point;
        let t = v.dot(&c.axis);
        if t < from || t >= to {
            continue;
        }
        let d = (v - c.axis.into_inner() * t).norm() - c.radius;
        // A flange's face or a body's end has its normal along the axis.
        let faces_along = free.cloud.normal(i as usize).dot(&c.axis).abs() > 0.6;
        match d {
            d if d.abs() <= band.tolerance && !faces_along && taken == Owner::None => slab.on.push(i),
            d if d < -band.tolerance => {
                slab.inside += 1;
                slab.off.push(t);
            }
            d if d > band.tolerance && d < band.shell => {
                slab.around += 1;
                slab.off.push(t);
            }
            _ => {}
        }
    }
    slab
}

/// Arc of the circumference that points cover, radians, in bins of 10 degrees.
pub fn arc_of(cloud: &Cloud, points: &[u32], c: &Cylinder) -> f64 {
    let (u, v) = rosette_shapes::basis(&c.axis);
    let mut bins = [false; 36];
    for &i in points {
        let r = cloud.point(i as usize) - c.point;
        let angle = r.dot(&v).atan2(r.dot(&u));
        bins[((angle.to_degrees() + 360.0) / 10.0) as usize % 36] = true;
    }
    bins.iter().filter(|&&b| b).count() as f64 * std::f64::consts::TAU / 36.0
}

/// A fit over at most `most` of the points, evenly taken.
pub fn refit(cloud: &Cloud, points: &[u32], start: &Cylinder, sigma: f64, most: usize) -> Option<Cylinder> {
    let step = points.len().div_ceil(most).max(1);
    let sample: Vec<Point3<f64>> = points.iter().step_by(step).map(|&i| cloud.point(i as usize)).collect();
    let options = CylinderOptions { sigma, ..Default::default() };
    let fit = fit_cylinder(&sample, start, &options)?;
    let turned = fit.shape.axis.dot(&start.axis);
    let axis = if turned < 0.0 { -fit.shape.axis } else { fit.shape.axis };
    Some(Cylinder { axis, ..fit.shape })
}

/// Follows `start`, seen over `[from, to]` along its axis, until the surface ends; the whole run is fitted at the end.
///
/// `thin` steers, `full` gives the points. None if what was found does not hold up as a cylinder.
#[allow(clippy::too_many_arguments)]
pub fn follow(
    thin: &Free,
    full: &Free,
    owner: &[Owner],
    start: &Cylinder,
    span: [f64; 2],
    sigma: f64,
    settings: &SegmentSettings,
) -> Option<(CylinderSegment, Vec<u32>)> {
    let band = Band::new(sigma, start.radius);
    let first = slab(thin, owner, start, span[0], span[1], band);
    let mut run = Run { cylinder: *start, on: first.on, from: span[0], to: span[1] };
    if run.on.len() < 8 {
        return None;
    }
    for forward in [true, false] {
        extend(&mut run, thin, owner, forward, sigma, settings);
    }
    finish(run, full, owner, sigma)
}

struct Run {
    cylinder: Cylinder,
    on: Vec<u32>,
    from: f64,
    to: f64,
}

/// Steps on in one direction; gaps are looked across up to `follow_gap`.
fn extend(run: &mut Run, free: &Free, owner: &[Owner], forward: bool, sigma: f64, settings: &SegmentSettings) {
    let radius = run.cylinder.radius;
    let step = (2.0 * radius).clamp(0.06, 0.4);
    let mut per_step = run.on.len() as f64 * step / (run.to - run.from).max(step);
    let mut local = run.cylinder;
    let mut window: Vec<u32> = run.on.clone();
    let mut missed = 0.0;
    let (mut bare, mut crowded) = (0, 0);
    loop {
        let edge = if forward { run.to + missed } else { run.from - missed };
        let (from, to) = if forward { (edge, edge + step) } else { (edge - step, edge) };
        let band = Band::new(sigma, radius);
        let found = slab(free, owner, &local, from, to, band);
        let enough = (0.2 * per_step).max(3.0) * if missed > 0.0 { 2.0 } else { 1.0 };
        let holds = found.on.len() as f64 >= enough
            && found.inside as f64 <= 0.25 * found.on.len() as f64 + 1.0
            && (missed == 0.0 || (found.around <= found.on.len() && arc_of(free.cloud, &found.on, &local) > 0.8));
        if !holds {
            missed += step;
            if missed > settings.follow_gap {
                return;
            }
            continue;
        }
        if forward {
            run.to = to
        } else {
            run.from = from
        }
        missed = 0.0;
        *(if found.around + 2 * found.inside > found.on.len() * 6 / 10 { &mut crowded } else { &mut bare }) += 1;
        if crowded >= 4 && crowded > 2 * bare {
            return; // along an edge, not along a pipe
        }
        per_step = 0.7 * per_step + 0.3 * found.on.len() as f64;
        run.on.extend(&found.on);
        window.extend(&found.on);
        // The last stretch of some diameters steers: a long pipe sags and stations disagree by millimetres.
        let reach = (24.0 * radius).max(0.8);
        window.retain(|&i| {
            let t = (free.cloud.point(i as usize) - local.point).dot(&local.axis);
            if forward { t > run.to - reach } else { t < run.from + reach }
        });
        if let Some(better) = refit(free.cloud, &window, &local, sigma, 400) {
            let steady =
                better.axis.dot(&local.axis) > 0.9985 && (better.radius - radius).abs() < band.tolerance.max(0.06 * radius);
            if steady {
                local = keep_parameter(better, &local);
            }
        }
    }
}

/// The same line with its point at the old point's foot, so that positions along the axis keep their meaning.
pub fn keep_parameter(c: Cylinder, old: &Cylinder) -> Cylinder {
    let t = (old.point - c.point).dot(&c.axis);
    Cylinder { point: c.point + c.axis.into_inner() * t, ..c }
}

fn finish(run: Run, free: &Free, owner: &[Owner], sigma: f64) -> Option<(CylinderSegment, Vec<u32>)> {
    let cloud = free.cloud;
    let fitted = keep_parameter(refit(cloud, &run.on, &run.cylinder, sigma, 3000)?, &run.cylinder);
    if (fitted.radius / run.cylinder.radius - 1.0).abs() > 0.25 {
        return None;
    }
    let band = Band::new(sigma, fitted.radius);
    let (mut on, mut off, mut crowding) = (Vec::new(), Vec::new(), Vec::new());
    let step = ((run.to - run.from) / 24.0).clamp(0.05, (2.0 * fitted.radius).clamp(0.06, 0.3));
    let mut from = run.from - 0.5 * step;
    while from < run.to + 0.5 * step {
        let s = slab(free, owner, &fitted, from, from + step, band);
        from += step;
        // A vessel's head lies inside the shell's extension: such slices are not part of the cylinder.
        if s.on.is_empty() || s.inside > s.on.len() {
            continue;
        }
        if s.on.len() >= 3 {
            crowding.push((s.around + 2 * s.inside) as f64 / s.on.len() as f64);
        }
        on.extend(s.on);
        off.extend(s.off);
    }
    off.sort_unstable_by(f64::total_cmp);
    let mut along: Vec<f64> = on.iter().map(|&i| (cloud.point(i as usize) - fitted.point).dot(&fitted.axis)).collect();
    along.sort_unstable_by(f64::total_cmp);
    let mut spans = spans_of(&along, fitted.radius);
    spans.iter_mut().for_each(|s| trim(s, &along, &off, fitted.radius));
    spans.retain(|s| s[1] > s[0]);
    let length: f64 = spans.iter().map(|[a, b]| b - a).sum();
    let arc = arc_of(cloud, &on, &fitted);
    let sagitta = fitted.radius * (1.0 - (arc.min(std::f64::consts::PI) / 2.0).cos());
    let square: f64 = on.iter().map(|&i| fitted.distance(&cloud.point(i as usize)).powi(2)).sum();
    let n = on.len() as f64;
    let rms = (square / n.max(1.0)).sqrt();
    let agreement =
        on.iter().map(|&i| fitted.normal_at(&cloud.point(i as usize)).dot(&cloud.normal(i as usize)).abs()).sum::<f64>()
            / n.max(1.0);
    let around = median(&mut crowding);
    let long = length >= (1.5 * fitted.radius).clamp(0.06, 0.25);
    let slim = is_slim(fitted.radius, arc, around, agreement);
    let round = arc > 0.9 && sagitta > 3.0 * sigma && (is_round(arc, agreement, around) || slim);
    (on.len() >= 15 && long && round).then_some((
        CylinderSegment { cylinder: fitted, spans, points: on.len(), rms, arc, around, heads: [None; 2], agreement },
        on,
    ))
}

/// Radius up to which normals may be smeared over a pipe's curvature, m, where points are not much closer to each other than that: up to DN40.
pub const SLIM: f64 = 0.025;
/// Least agreement of smeared normals: those of a scattered heap have 0.5 to a random axis.
pub const SMEARED: f64 = 0.58;

/// Whether half a round of a slim pipe was seen with next to nothing about it: then it is a cylinder, whatever its normals say. `around` is the share of
/// points about it.
pub fn is_slim(radius: f64, arc: f64, around: f64, agreement: f64) -> bool {
    radius < SLIM && arc > 2.7 && around < 0.08 && agreement > SMEARED
}

/// Whether normals, surroundings and arc speak for a bare cylinder; a short arc (an edge between two faces) has to show more.
pub fn is_round(arc: f64, agreement: f64, around: f64) -> bool {
    let short = ((2.6 - arc) / 1.2).clamp(0.0, 1.0);
    agreement > 0.8 + 0.12 * short && around < 0.5 - 0.25 * short
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::MAX)
}

/// Stretches without a gap; what counts as a gap follows from the density of the points along the axis.
fn spans_of(along: &[f64], radius: f64) -> Vec<[f64; 2]> {
    let Some((&first, &last)) = along.first().zip(along.last()) else { return Vec::new() };
    let mean = (last - first) / along.len() as f64;
    let gap = (10.0 * mean).max(0.025).min((2.0 * radius).max(0.06));
    let mut spans = vec![[first, first]];
    for pair in along.windows(2) {
        if pair[1] - pair[0] > gap {
            spans.push([pair[1], pair[1]]);
        } else if let Some(span) = spans.last_mut() {
            span[1] = pair[1];
        }
    }
    // Single stray returns on the extended surface are not a stretch of pipe.
    let count = |[a, b]: [f64; 2]| along.partition_point(|&t| t <= b) - along.partition_point(|&t| t < a);
    spans.retain(|&s| s[1] - s[0] > 0.01 && count(s) >= 5);
    spans
}

/// Takes off the ends of a span where the surface thins out or other points outnumber it: there the pipe turns into a bend
/// (whose far side stays within tolerance of the cylinder for a while) or into a flange.
fn trim(span: &mut [f64; 2], along: &[f64], off: &[f64], radius: f64) {
    let count = |v: &[f64], a: f64, b: f64| (v.partition_point(|&t| t < b) - v.partition_point(|&t| t < a)) as f64;
    let density = count(along, span[0], span[1]) / (span[1] - span[0]).max(0.01);
    let bin = (10.0 / density.max(1.0)).clamp(0.01, 0.05);
    let most = (4.0 * radius + 0.05).min(0.45 * (span[1] - span[0]));
    let holds =
        |a: f64| count(along, a, a + bin) >= 0.4 * density * bin && count(along, a, a + bin) >= 0.8 * count(off, a, a + bin);
    let low = (0..).map(|k| k as f64 * 0.5 * bin).take_while(|&x| x < most).find(|&x| holds(span[0] + x)).unwrap_or(0.0);
    let high = (0..).map(|k| k as f64 * 0.5 * bin).take_while(|&x| x < most).find(|&x| holds(span[1] - x - bin)).unwrap_or(0.0);
    *span = [span[0] + low, span[1] - high];
}

/// The direction closest to an axis of `v`'s sign convention: the largest component is positive.
pub fn canonical(v: Vector3<f64>) -> Vector3<f64> {
    if v[v.iamax()] < 0.0 { -v } else { v }
}
