//! Equipment: shells of tanks, vessels and exchangers; bodies on the floor at pipe ends.

use crate::ReconstructSettings;
use crate::bodies::grow;
use crate::pieces::{End, Piece, Rest};
use crate::uprights;
use nalgebra::{Point3, Vector3};
use rosette_cloud::Cloud;
use rosette_plant::{Class, CylinderSegment, OwnKind, PlaneSegment, Segments};
use rosette_shapes::{Cylinder, OBox};
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
    let (low, high) = heads(&c, segments, &group, from, to);
    let (low, high) = (low.or_else(|| cap(rest, &c, from, -1.0)), high.or_else(|| cap(rest, &c, to, 1.0)));
    if c.radius < settings.shell_radius
        && !is_housing(segments, &c, [from, to], if c.axis.z > 0.0 { high } else { low }.is_some())
    {
        return None;
    }
    let closed = low.is_some() || high.is_some();
    let bottom = [from, to].into_iter().map(|t| c.line().at(t).z).fold(f64::MAX, f64::min);
    let stands =
        c.axis.z.abs() > 0.97 && c.radius > 0.25 && bottom - floor_under(segments, c.line().at((from + to) / 2.0)) < 0.15;
    if !(stout < 10.0 && closed || stout < 4.0 && stands || c.radius > 0.6) {
        return None;
    }
    let (from, to) = (from - low.unwrap_or(0.0), to + high.unwrap_or(0.0));
    let (class, confidence, mut more) = if c.axis.z.abs() > 0.9 {
        let top = if c.axis.z > 0.0 { high } else { low };
        uprights::classify(&uprights::Stand::of(rest.cloud, segments, &c, [from, to], top))
    } else {
        lying(rest, &c, from, to)
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

/// Radius from which an upright shell may be the housing of a filter or a small receiver, m: that of a bag of 180 mm. Below
/// [`ReconstructSettings::shell_radius`] pipes are far commoner, so it must be closed above (from below nobody looks), no longer
/// than so many diameters, and pipes must end at its side.
const HOUSING: f64 = 0.1;
const STOUT: f64 = 6.0;
const PIPES: usize = 2;

/// Whether an upright cylinder no wider than a pipe is a housing.
fn is_housing(segments: &Segments, c: &Cylinder, [from, to]: [f64; 2], has_lid: bool) -> bool {
    /// Furthest from the shell that a pipe's end may be seen, m: a nozzle with a pair of flanges.
    const NOZZLE: f64 = 0.3;
    let stout = to - from < STOUT * 2.0 * c.radius;
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
    has_lid && stout && c.axis.z.abs() > 0.97 && segments.cylinders.iter().filter(ends_at_it).count() >= PIPES
}

/// How far before a shell's end what closes it may lie, in radii: behind a pair of girth flanges a dished head.
const AHEAD: f64 = 1.5;
/// Part of the opening, from the axis, that no pipe which goes on fills: half a radius off the axis an elbow's outer wall lies 1.9 radii ahead.
const OPENING: f64 = 0.5;

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
    let depth = crate::bodies::percentile(ahead.iter().map(|a| (a.1 - end) * out).collect(), 0.9).max(0.0);
    (sides.iter().filter(|n| **n >= FEWEST).count() * 8 >= SIDES * 5).then_some(depth)
}

/// Least length of an exchanger over its diameter: bundles have 3 to 15 with their heads (TEMA), so rings on what is stouter are no girth flanges.
const SLENDER: f64 = 2.0;

/// What a lying shell is.
fn lying(rest: &Rest, c: &Cylinder, from: f64, to: f64) -> (Class, f64, Vec<String>) {
    let (length, diameter) = (to - from, 2.0 * c.radius);
    match girth_flange(rest, c, from, to).filter(|_| length > SLENDER * diameter) {
        Some(at) => {
            let reason = format!("lies, with a girth flange {:.2} m from its end: a channel", (at - from).min(to - at));
            (Class::HeatExchanger, 0.8, vec![reason])
        }
        None if length / diameter > 5.5 && diameter < 0.8 => (Class::HeatExchanger, 0.55, vec!["lies, long and slender".into()]),
        None => (Class::Vessel, 0.8, vec!["lies, without girth flanges".into()]),
    }
}

/// Position of a ring that stands out of the shell all round (seen on at least half of its sides) over less than 0.15 m.
fn girth_flange(rest: &Rest, c: &Cylinder, from: f64, to: f64) -> Option<f64> {
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

/// A body that pipe ends lead to.
#[derive(Debug, Clone)]
pub struct Machine {
    pub class: Class,
    pub confidence: f64,
    pub reasons: Vec<String>,
    /// Which kind of its class it is, where a judge knows.
    pub kind: Option<OwnKind>,
    pub bounds: OBox,
    pub points: Vec<u32>,
    pub ends: Vec<End>,
}

/// Bodies ahead of open pipe ends, each with all the ends that lead to it.
pub fn machines(
    rest: &Rest,
    segments: &Segments,
    taken: &BTreeSet<u32>,
    pieces: &[Piece],
    open: &[End],
    settings: &ReconstructSettings,
) -> Vec<Machine> {
    let mut mine: BTreeSet<u32> = taken.clone();
    let mut machines: Vec<Machine> = Vec::new();
    for &end in open {
        let (p, u) = (end.position(pieces), end.outward(pieces));
        let radius = pieces[end.piece].radius();
        let ahead = |q: &Point3<f64>| (q - p).dot(&u) > -0.03 && (q - p).dot(&u) < 0.15;
        let near = rest.within(p + u * 0.05, 0.12 + 1.3 * radius);
        if let Some(known) =
            machines.iter_mut().find(|m| near.iter().any(|&i| m.points.binary_search(&rest.index[i as usize]).is_ok()))
        {
            known.ends.push(end);
            continue;
        }
        let seeds: Vec<u32> =
            near.into_iter().filter(|&i| !mine.contains(&rest.index[i as usize]) && ahead(&rest.point(i))).collect();
        if seeds.len() < 5 {
            continue;
        }
        let inside = |q: &Point3<f64>| (q - p).norm() < 3.0;
        let found = grow(rest, &mine, seeds, settings.cluster_step, inside);
        let points: Vec<u32> = found.iter().map(|&i| rest.index[i as usize]).collect();
        let around: Vec<Point3<f64>> = found.iter().map(|&i| rest.point(i)).collect();
        let Some(bounds) = OBox::upright(&around) else { continue };
        mine.extend(points.iter().copied());
        let (reasons, ends) = (Vec::new(), vec![end]);
        machines.push(Machine { class: Class::Other, confidence: 0.3, reasons, kind: None, bounds, points, ends });
    }
    let mut machines = together(machines, rest);
    machines.iter_mut().for_each(|m| judge(m, segments, pieces));
    machines
}

/// Bodies whose boxes overlap are parts of one machine that the scan saw in pieces.
fn together(mut machines: Vec<Machine>, rest: &Rest) -> Vec<Machine> {
    let mut k = 0;
    while k < machines.len() {
        let near = (k + 1..machines.len()).find(|&j| boxes_touch(&machines[k].bounds, &machines[j].bounds, 0.05));
        let Some(j) = near else {
            k += 1;
            continue;
        };
        let other = machines.remove(j);
        let m = &mut machines[k];
        m.points.extend(other.points);
        m.points.sort_unstable();
        m.ends.extend(other.ends);
        let around: Vec<Point3<f64>> = m.points.iter().map(|&i| rest.cloud.point(i as usize)).collect();
        m.bounds = OBox::upright(&around).unwrap_or(other.bounds);
        k = 0;
    }
    machines
}

fn boxes_touch(a: &OBox, b: &OBox, slack: f64) -> bool {
    let span = |x: &OBox, k: usize| x.corners().iter().fold((f64::MAX, f64::MIN), |(l, h), p| (l.min(p[k]), h.max(p[k])));
    (0..3).all(|k| span(a, k).0 < span(b, k).1 + slack && span(b, k).0 < span(a, k).1 + slack)
}

/// How far beyond the seen part of a level plane it may still carry something, m: floors have shadows.
const SHADOW: f64 = 1.0;

/// Height of the highest floor or platform under a point; -infinity if none was seen.
pub fn floor_under(segments: &Segments, at: Point3<f64>) -> f64 {
    let reaches = |p: &&PlaneSegment| (0..2).all(|k| p.bounds[0][k] - SHADOW < at[k] && at[k] < p.bounds[1][k] + SHADOW);
    let level = segments.planes.iter().filter(|p| p.plane.normal.z.abs() > 0.98 && p.area > 1.0 && p.plane.point.z < at.z);
    level.filter(reaches).map(|p| p.plane.point.z).fold(f64::NEG_INFINITY, f64::max)
}

/// Extent along x, y and z, m.
fn box_size(b: &OBox) -> [f64; 3] {
    let span = |k: usize| b.corners().iter().fold((f64::MAX, f64::MIN), |(l, h), p| (l.min(p[k]), h.max(p[k])));
    [0, 1, 2].map(|k| span(k).1 - span(k).0)
}

/// Height of the highest level plane that lies under a box, whatever its size: floor, plinth or base plate; -infinity for none.
pub fn support_under(segments: &Segments, low: Point3<f64>, high: Point3<f64>) -> f64 {
    const SLACK: f64 = 0.05;
    let under = segments.planes.iter().filter(|p| {
        // What carries it reaches under most of it: a beam or a duct that passes below does not.
        let over = |k: usize| p.bounds[1][k].min(high[k]) - p.bounds[0][k].max(low[k]) > 0.5 * (high[k] - low[k]);
        p.plane.normal.z.abs() > 0.98 && p.plane.point.z < low.z + SLACK && over(0) && over(1)
    });
    under.map(|p| p.plane.point.z).fold(f64::NEG_INFINITY, f64::max)
}

/// Outside diameter below which a line that ends near the floor is rather a drain than a pump's only pipe, m: DN40 has 48 mm.
const SMALL_BORE: f64 = 0.045;
/// Fewest points of a machine: the smallest has a fifth of a square metre of skin, and scans are closer than 30 mm.
const MACHINE_POINTS: usize = 200;

/// Height of the highest plinths and frames that machines stand on, m.
const HIGHEST_FRAME: f64 = 1.2;

/// A first class from size, stand and number of pipe ends.
fn judge(m: &mut Machine, segments: &Segments, pieces: &[Piece]) {
    let corners = m.bounds.corners();
    let low = corners.iter().fold(corners[0], |l, p| l.inf(p));
    let high = corners.iter().fold(corners[0], |h, p| h.sup(p));
    let size = 2.0 * Vector3::from(m.bounds.half).norm();
    let (ground, support) = (floor_under(segments, m.bounds.center), support_under(segments, low, high));
    // Higher up, what is too small to be a platform is a beam.
    let floor = if support < ground + HIGHEST_FRAME { ground.max(support) } else { ground };
    let stands = low.z - floor < 0.35;
    let [wide, deep, tall] = box_size(&m.bounds);
    let widest = m.ends.iter().map(|e| 2.0 * pieces[e.piece].radius()).fold(0.0, f64::max);
    let (class, confidence, reason) = match (stands, m.ends.len()) {
        _ if tall > 1.2 && tall > 3.5 * wide.max(deep) && !faces(pieces, &m.ends) => {
            (Class::Other, 0.3, "a slender upright: a post or support")
        }
        (true, 4..) if (0.3..5.0).contains(&size) && parallel_ends(pieces, &m.ends) >= 4 => {
            (Class::HeatExchanger, 0.75, "stands on the floor, and four pipes of a size end at it side by side")
        }
        (true, 1..) if size > 1.0 && is_box(segments, low, high) => {
            (Class::Tank, 0.6, "stands on the floor, walled by planes: a rectangular tank")
        }
        (true, 1..) if m.points.len() < MACHINE_POINTS => (Class::Other, 0.3, "a few points at a pipe's end"),
        (true, 1) if widest < SMALL_BORE && (0.3..0.9).contains(&size) => {
            (Class::Valve, 0.4, "a small pipe ends at it near the floor: a drain valve")
        }
        (true, 2..) if (0.3..5.0).contains(&size) => (Class::Pump, 0.75, "stands on the floor, and two or more pipes end at it"),
        (true, 1) if widest >= SMALL_BORE && (0.4..4.0).contains(&size) => {
            (Class::Pump, 0.5, "stands on the floor, and a pipe ends at it")
        }
        (false, 2) if (0.6..3.0).contains(&size) && faces(pieces, &m.ends) => {
            (Class::Pump, 0.5, "hangs between two pipe ends that face each other, too large for what sits in a line")
        }
        (false, 1) if (0.12..0.9).contains(&size) => (Class::Other, 0.3, "hangs at a pipe's end"),
        _ => (Class::Other, 0.3, "a body at pipe ends that no rule names"),
    };
    (m.class, m.confidence) = (class, confidence);
    m.reasons = vec![format!("{reason}; {size:.2} m across")];
}

/// Whether upright planes wall a box: at least two at a right angle, which together show a third of its sides, none larger than it.
fn is_box(segments: &Segments, low: Point3<f64>, high: Point3<f64>) -> bool {
    const SLACK: f64 = 0.15;
    const SHOWN: f64 = 0.33;
    let inside = |p: &&PlaneSegment| (0..3).all(|k| p.bounds[0][k] > low[k] - SLACK && p.bounds[1][k] < high[k] + SLACK);
    let walls: Vec<&PlaneSegment> = segments.planes.iter().filter(|p| p.plane.normal.z.abs() < 0.1).filter(inside).collect();
    let size = high - low;
    // One sees two sides of a box at a time.
    let sides = size.z * (size.x + size.y);
    let square = |a: &PlaneSegment, b: &PlaneSegment| a.plane.normal.dot(&b.plane.normal).abs() < 0.2;
    let corner = walls.iter().enumerate().any(|(k, a)| walls[k + 1..].iter().any(|b| square(a, b)));
    corner && walls.iter().map(|p| p.area).sum::<f64>() > SHOWN * sides
}

/// Whether two of the ends face each other on one axis, as those of an in-line pump do.
fn faces(pieces: &[Piece], ends: &[End]) -> bool {
    let pairs = ends.iter().enumerate().flat_map(|(k, a)| ends[k + 1..].iter().map(move |b| (a, b)));
    pairs.into_iter().any(|(a, b)| {
        let (u, apart) = (a.outward(pieces), b.position(pieces) - a.position(pieces));
        let off = (apart - u * apart.dot(&u)).norm();
        u.dot(&b.outward(pieces)) < -0.95 && apart.dot(&u) > 0.0 && off < 0.1 * apart.norm() + 0.03
    })
}

/// Most ends that are parallel and of about one width: plate exchangers have four, pumps two at most.
fn parallel_ends(pieces: &[Piece], ends: &[End]) -> usize {
    let kin = |a: &End, b: &End| {
        let (r, s) = (pieces[a.piece].radius(), pieces[b.piece].radius());
        a.outward(pieces).dot(&b.outward(pieces)).abs() > 0.95 && r.min(s) > 0.6 * r.max(s)
    };
    ends.iter().map(|a| ends.iter().filter(|b| kin(a, b)).count()).max().unwrap_or(0)
}
