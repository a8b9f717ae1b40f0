//! Shells of tanks, vessels and exchangers.

use crate::ReconstructSettings;
use crate::bodies::percentile;
use crate::equipment::floor_under;
use crate::pieces::Rest;
use crate::uprights;
use nalgebra::{Point3, Vector3};
use rosette_cloud::Cloud;
use rosette_plant::{Class, CylinderSegment, Segments};
use rosette_shapes::Cylinder;
use std::collections::BTreeSet;

/// A vessel: a shell with its heads.
#[derive(Debug, Clone)]
pub struct Shell {
    pub class: Class,
    pub confidence: f64,
    pub reasons: Vec<String>,
    pub cylinder: Cylinder,
    /// Extent along the axis with the heads, m.
    pub from: f64,
    pub to: f64,
    /// Segments of the shell.
    pub segments: Vec<usize>,
}

impl Shell {
    /// Distance along a ray to the shell's solid, within `reach`.
    pub fn hit(&self, from: Point3<f64>, direction: Vector3<f64>, reach: f64) -> Option<f64> {
        let steps = (reach / 0.01).ceil() as usize;
        (0..=steps).map(|k| k as f64 * 0.01).find(|s| self.contains(&(from + direction * *s)))
    }

    /// Whether a point lies in the shell or its heads.
    pub fn contains(&self, p: &Point3<f64>) -> bool {
        let t = self.cylinder.along(p);
        t > self.from - 0.02 && t < self.to + 0.02 && self.cylinder.distance(p) < 0.02
    }
}

/// Shells among the cylinders: wide, stout, and closed by a head on at least one seen side.
pub fn shells(cloud: &Cloud, segments: &Segments, settings: &ReconstructSettings) -> Vec<Shell> {
    let slimmest = HOUSING.min(settings.shell_radius);
    let wide: Vec<usize> = (0..segments.cylinders.len()).filter(|&i| segments.cylinders[i].cylinder.radius >= slimmest).collect();
    let rest = Rest::new(cloud, segments, &wide);
    let mut used = BTreeSet::new();
    let mut shells = Vec::new();
    for &i in &wide {
        if used.contains(&i) {
            continue;
        }
        let group: Vec<usize> = wide.iter().copied().filter(|&j| !used.contains(&j) && same_shell(segments, i, j)).collect();
        if let Some(shell) = shell(&rest, segments, group, settings) {
            used.extend(shell.segments.iter().copied());
            shells.push(shell);
        }
    }
    shells
}

fn same_shell(segments: &Segments, i: usize, j: usize) -> bool {
    let (a, b) = (&segments.cylinders[i], &segments.cylinders[j]);
    let middle = b.cylinder.line().at(b.spans.first().map_or(0.0, |s| s[0]));
    i == j
        || ((a.cylinder.radius / b.cylinder.radius - 1.0).abs() < 0.15
            && a.cylinder.axis.dot(&b.cylinder.axis).abs() > 0.99
            && a.cylinder.line().distance(&middle) < 0.1 * a.cylinder.radius)
}

/// Length over diameter below which a closed cylinder is a shell, and radius above which any is, m.
const LONGEST: f64 = 10.0;
const WIDEST: f64 = 0.6;

fn shell(rest: &Rest, segments: &Segments, group: Vec<usize>, settings: &ReconstructSettings) -> Option<Shell> {
    let first = &segments.cylinders[*group.first()?];
    let c = first.cylinder;
    let ends = group.iter().flat_map(|&i| {
        let s = &segments.cylinders[i];
        let at = |t: f64| c.along(&s.cylinder.line().at(t));
        s.spans.iter().flat_map(|&[a, b]| [a, b]).map(at).collect::<Vec<f64>>()
    });
    let (from, to) = ends.fold((f64::MAX, f64::MIN), |(l, h), t| (l.min(t), h.max(t)));
    let stout = (to - from) / (2.0 * c.radius);
    // Most that is as wide and as long as this is pipe: no need to look at its ends and for rings all along it.
    if stout >= LONGEST && c.radius <= WIDEST {
        return None;
    }
    let (low, high) = heads(&c, segments, &group, from, to);
    let has_heads = low.is_some() || high.is_some();
    let (low, high) = (low.or_else(|| cap(rest, &c, from, -1.0)), high.or_else(|| cap(rest, &c, to, 1.0)));
    let whole = [from - low.unwrap_or(0.0), to + high.unwrap_or(0.0)];
    let upright = c.axis.z.abs() > 0.9;
    let girth = if upright { None } else { girth_flange(rest, &c, whole) };
    if c.radius < settings.shell_radius {
        let is_closed = if upright { if c.axis.z > 0.0 { high } else { low }.is_some() } else { low.is_some() && high.is_some() };
        // The ring of a blind flange lies at the very end.
        let has_channel = girth.is_some_and(|at| (at - whole[0]).min(whole[1] - at) > 0.5 * c.radius);
        if !(is_closed && (upright || has_channel) && is_housing(segments, &c, whole)) {
            return None;
        }
    }
    // Covers are seen at the ends of ducts too.
    let closed = has_heads || ((low.is_some() || high.is_some()) && (upright || girth.is_some()));
    let bottom = [from, to].into_iter().map(|t| c.line().at(t).z).fold(f64::MAX, f64::min);
    let stands =
        c.axis.z.abs() > 0.97 && c.radius > 0.25 && bottom - floor_under(segments, c.line().at((from + to) / 2.0)) < 0.15;
    if !(stout < LONGEST && closed || stout < 4.0 && stands || c.radius > WIDEST) {
        return None;
    }
    let [from, to] = whole;
    let (class, confidence, mut more) = if upright {
        let top = if c.axis.z > 0.0 { high } else { low };
        uprights::classify(&uprights::Stand::of(rest.cloud, segments, &c, [from, to], top))
    } else {
        lying(&c, whole, girth)
    };
    let mut reasons = vec![format!("shell of {:.2} m diameter and {:.2} m length", 2.0 * c.radius, to - from)];
    reasons.append(&mut more);
    Some(Shell { class, confidence, reasons, cylinder: c, from, to, segments: group })
}

/// Depths of the heads at the ends of a group of segments, seen along the first one's axis.
fn heads(c: &Cylinder, segments: &Segments, group: &[usize], from: f64, to: f64) -> (Option<f64>, Option<f64>) {
    let (mut low, mut high) = (None, None);
    for &i in group {
        let s = &segments.cylinders[i];
        let at = |t: f64| c.along(&s.cylinder.line().at(t));
        let ends = s.spans.first().zip(s.spans.last()).map(|(a, b)| [at(a[0]), at(b[1])]);
        for (t, depth) in ends.into_iter().flatten().zip(s.heads) {
            if (t - from).abs() < 0.1 * c.radius {
                low = low.or(depth);
            } else if (t - to).abs() < 0.1 * c.radius {
                high = high.or(depth);
            }
        }
    }
    (low, high)
}

/// Radius from which a cylinder may be the shell of a filter, a small receiver or an exchanger, m: that of a bag of 180 mm. Below
/// [`ReconstructSettings::shell_radius`] pipes are far commoner, so it must be closed (above, since from below nobody looks, or at both ends behind a
/// girth flange), no longer than so many diameters upright or lying, and pipes must end at its side.
const HOUSING: f64 = 0.1;
const STOUT: [f64; 2] = [6.0, 15.0];
const PIPES: usize = 2;

/// Whether a closed cylinder no wider than a pipe is a housing.
fn is_housing(segments: &Segments, c: &Cylinder, [from, to]: [f64; 2]) -> bool {
    /// Furthest from the shell that a pipe's end may be seen, m: a nozzle with a pair of flanges.
    const NOZZLE: f64 = 0.3;
    let straight = if c.axis.z.abs() > 0.97 { Some(STOUT[0]) } else { (c.axis.z.abs() < 0.1).then_some(STOUT[1]) };
    let stout = straight.is_some_and(|most| to - from < most * 2.0 * c.radius);
    let ends_at_it = |s: &&CylinderSegment| {
        let thin = s.cylinder.radius < 0.6 * c.radius && s.cylinder.axis.dot(&c.axis).abs() < 0.2;
        let spans = || s.spans.first().zip(s.spans.last()).map(|(a, b)| [a[0], b[1]]).into_iter().flatten();
        let meets = |t: f64| {
            let end = s.cylinder.line().at(t);
            let off = c.line().distance(&end) - c.radius;
            let aims = s.cylinder.line().distance(&c.line().project(&end)) < 0.4 * c.radius;
            aims && off > -0.05 && off < NOZZLE && c.along(&end) > from && c.along(&end) < to
        };
        thin && spans().any(meets)
    };
    stout && segments.cylinders.iter().filter(ends_at_it).count() >= PIPES
}

/// How far before a shell's end what closes it may lie, in radii: behind a pair of girth flanges a channel and its cover.
const AHEAD: f64 = 2.3;
/// Part of the opening, from the axis, that no pipe which goes on fills: an elbow's outer wall fills half of it at most so near.
const OPENING: f64 = 0.45;

/// Depth of the cover or head that closes a cylinder at one end, where points all round its opening show one.
fn cap(rest: &Rest, c: &Cylinder, end: f64, out: f64) -> Option<f64> {
    const SIDES: usize = 8;
    const FEWEST: u32 = 2;
    let [near, far] = [-0.15 * c.radius, AHEAD * c.radius].map(|t| end + out * t);
    let ahead = rest.about(c, near.min(far), near.max(far), OPENING * c.radius);
    let mut sides = [0_u32; SIDES];
    for (_, _, _, angle) in &ahead {
        sides[((angle / std::f64::consts::TAU).rem_euclid(1.0) * SIDES as f64) as usize % SIDES] += 1;
    }
    let depth = percentile(ahead.iter().map(|a| (a.1 - end) * out).collect(), 0.9).max(0.0);
    (sides.iter().filter(|n| **n >= FEWEST).count() * 8 >= SIDES * 5).then_some(depth)
}

/// Least length of an exchanger over its diameter: bundles have 3 to 15 with their heads (TEMA), so rings on what is stouter are no girth flanges.
const SLENDER: f64 = 2.0;

/// What a lying shell is, with a ring at `girth` or none.
fn lying(c: &Cylinder, [from, to]: [f64; 2], girth: Option<f64>) -> (Class, f64, Vec<String>) {
    let (length, diameter) = (to - from, 2.0 * c.radius);
    match girth.filter(|_| length > SLENDER * diameter) {
        Some(at) => {
            let reason = format!("lies, with a girth flange {:.2} m from its end: a channel", (at - from).min(to - at));
            (Class::HeatExchanger, 0.8, vec![reason])
        }
        None if length / diameter > 5.5 && diameter < 0.8 => (Class::HeatExchanger, 0.55, vec!["lies, long and slender".into()]),
        None => (Class::Vessel, 0.8, vec!["lies, without girth flanges".into()]),
    }
}

/// Position of a ring that stands out of the shell all round (seen on at least half of its sides) over less than 0.15 m.
fn girth_flange(rest: &Rest, c: &Cylinder, [from, to]: [f64; 2]) -> Option<f64> {
    let ring = rest.about(c, from, to, 1.35 * c.radius).into_iter().filter(|&(_, _, d, _)| d > 1.03 * c.radius + 0.012);
    let ring: Vec<(f64, f64)> = ring.map(|(_, t, _, angle)| (t, angle)).collect();
    let bins = ((to - from) / 0.05).ceil().max(1.0) as usize;
    let mut sides = vec![[0_u16; 12]; bins + 1];
    let (u, v) = rosette_shapes::basis(&c.axis);
    let upwards = v.z.atan2(u.z);
    for (t, angle) in ring {
        let k = (((t - from) / 0.05) as usize).min(bins);
        // The first six sides are those of the upper half.
        let turn = (angle - upwards) / std::f64::consts::TAU + 0.25;
        sides[k][(turn.rem_euclid(1.0) * 12.0) as usize % 12] += 1;
    }
    // Saddles and their wear plates go about the lower half only.
    let among = |k: usize, some: std::ops::Range<usize>| sides[k][some].iter().filter(|&&n| n >= 2).count();
    let round = |k: usize| among(k, 0..12) >= 6 && among(k, 0..6) >= 3;
    // A ring is narrow: the shell is bare again three bins on.
    (0..bins).find(|&k| round(k) && !(k..(k + 4).min(bins)).all(round)).map(|k| from + (k as f64 + 0.5) * 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosette_plant::Owner;

    /// What closes a cylinder of 0.2 m radius from x = 0 on that ends at x = 1: points of the opening at some place ahead, so far from the axis.
    fn check_cap(ahead: f64, off: f64, degrees: u32, expect: Option<f64>) {
        let c = Cylinder { point: Point3::origin(), axis: Vector3::x_axis(), radius: 0.2 };
        let at = |k: u32| f64::from(k).to_radians();
        let positions = (0..degrees).map(|k| [1.0 + ahead, off * at(k).cos(), off * at(k).sin()].map(|x| x as f32)).collect();
        let cloud = Cloud { positions, ..Cloud::default() };
        let segments = Segments { owner: vec![Owner::None; cloud.len()], ..Segments::default() };
        let found = cap(&Rest::new(&cloud, &segments, &[]), &c, 1.0, 1.0);
        assert_eq!(found.map(|d| (d * 100.0).round() / 100.0), expect, "{ahead} {off} {degrees}");
    }

    #[test]
    fn a_cylinder_is_closed_by_what_fills_its_opening() {
        check_cap(0.0, 0.08, 360, Some(0.0));
        check_cap(0.25, 0.08, 360, Some(0.25));
        check_cap(0.25, 0.08, 230, Some(0.25));
        // Something beside the axis, a wall of the pipe itself, and what lies too far ahead.
        check_cap(0.1, 0.08, 120, None);
        check_cap(0.0, 0.19, 360, None);
        check_cap(0.5, 0.08, 360, None);
    }

    #[test]
    fn slim_uprights_are_housings_if_pipes_end_at_them() {
        let segment = |point: [f64; 3], axis: Vector3<f64>, radius: f64, span: [f64; 2]| CylinderSegment {
            cylinder: Cylinder { point: Point3::from(point), axis: nalgebra::Unit::new_normalize(axis), radius },
            spans: vec![span],
            points: 1000,
            rms: 0.001,
            arc: 3.0,
            around: 0.0,
            heads: [None; 2],
            agreement: 1.0,
        };
        let shell = segment([0.0, 0.0, 0.0], Vector3::z(), 0.135, [0.4, 1.2]);
        let nozzle = |x: f64, z: f64| segment([0.0, 0.0, z], Vector3::x(), 0.0445, if x > 0.0 { [x, 2.0] } else { [-2.0, x] });
        let check = |pipes: Vec<CylinderSegment>, span: [f64; 2], expect: bool| {
            let segments = Segments { cylinders: pipes, ..Segments::default() };
            assert_eq!(is_housing(&segments, &shell.cylinder, span), expect, "{span:?}");
        };
        let pair = || vec![nozzle(0.2, 0.5), nozzle(-0.2, 1.1)];
        check(pair(), [0.4, 1.2], true);
        check(pair(), [0.4, 3.0], false);
        check(vec![nozzle(0.2, 0.5)], [0.4, 1.2], false);
        check(vec![nozzle(0.2, 0.5), nozzle(0.7, 1.1)], [0.4, 1.2], false);
    }
}
