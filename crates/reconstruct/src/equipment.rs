//! Machines: bodies on the floor at pipe ends.

use crate::ReconstructSettings;
use crate::bodies::grow;
use crate::pieces::{End, Piece, Rest};
use crate::tails;
use nalgebra::{Point3, Vector3};
use rosette_plant::{Class, OwnKind, PlaneSegment, Segments, Subtype};
use rosette_shapes::OBox;
use std::collections::BTreeSet;

/// A body that pipe ends lead to.
#[derive(Debug, Clone)]
pub struct Machine {
    pub class: Class,
    /// Of a valve: what its place suggests, or what a judge knows.
    pub subtype: Option<Subtype>,
    pub confidence: f64,
    pub reasons: Vec<String>,
    /// Which kind of its class it is, where a judge knows.
    pub kind: Option<OwnKind>,
    pub bounds: OBox,
    pub points: Vec<u32>,
    pub ends: Vec<End>,
}

/// Bodies ahead of open pipe ends, each with all the ends that lead to it; their points are taken.
pub fn machines(
    rest: &Rest,
    segments: &Segments,
    taken: &mut BTreeSet<u32>,
    pieces: &mut [Piece],
    open: &[End],
    settings: &ReconstructSettings,
) -> Vec<Machine> {
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
            near.into_iter().filter(|&i| !taken.contains(&rest.index[i as usize]) && ahead(&rest.point(i))).collect();
        if seeds.len() < 5 {
            continue;
        }
        let inside = |q: &Point3<f64>| (q - p).norm() < 3.0;
        let found = grow(rest, taken, seeds, settings.cluster_step, inside);
        let points: Vec<u32> = found.iter().map(|&i| rest.index[i as usize]).collect();
        let around: Vec<Point3<f64>> = found.iter().map(|&i| rest.point(i)).collect();
        let Some(bounds) = OBox::upright(&around) else { continue };
        taken.extend(points.iter().copied());
        machines.push(Machine::new(bounds, points, vec![end]));
    }
    let mut machines = together(machines, rest);
    // What hangs between two ends that face each other has a motor, which is as round as a pipe.
    for m in &mut machines {
        if !m.stands(segments) && !faces(pieces, &m.ends) {
            tails::cut(rest, pieces, m);
        }
    }
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
    let ([low_a, high_a], [low_b, high_b]) = (extent(a), extent(b));
    (0..3).all(|k| low_a[k] < high_b[k] + slack && low_b[k] < high_a[k] + slack)
}

/// How far beyond the seen part of a level plane it may still carry something, m: floors have shadows.
const SHADOW: f64 = 1.0;

/// Height of the highest floor or platform under a point; -infinity if none was seen.
pub fn floor_under(segments: &Segments, at: Point3<f64>) -> f64 {
    let reaches = |p: &&PlaneSegment| (0..2).all(|k| p.bounds[0][k] - SHADOW < at[k] && at[k] < p.bounds[1][k] + SHADOW);
    let level = segments.planes.iter().filter(|p| p.plane.normal.z.abs() > 0.98 && p.area > 1.0 && p.plane.point.z < at.z);
    level.filter(reaches).map(|p| p.plane.point.z).fold(f64::NEG_INFINITY, f64::max)
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

/// Lowest and highest corner of a box.
fn extent(of: &OBox) -> [Point3<f64>; 2] {
    let corners = of.corners();
    [corners.iter().fold(corners[0], |l, p| l.inf(p)), corners.iter().fold(corners[0], |h, p| h.sup(p))]
}

impl Machine {
    /// A body of which nothing is known but where it is.
    pub fn new(bounds: OBox, points: Vec<u32>, ends: Vec<End>) -> Self {
        Self { class: Class::Other, subtype: None, confidence: 0.3, reasons: Vec::new(), kind: None, bounds, points, ends }
    }

    /// Whether it stands on a floor or a frame.
    fn stands(&self, segments: &Segments) -> bool {
        let [low, high] = extent(&self.bounds);
        let (ground, support) = (floor_under(segments, self.bounds.center), support_under(segments, low, high));
        // Higher up, what is too small to be a platform is a beam.
        let floor = if support < ground + HIGHEST_FRAME { ground.max(support) } else { ground };
        low.z - floor < 0.35
    }
}

/// A first class from size, stand and number of pipe ends.
fn judge(m: &mut Machine, segments: &Segments, pieces: &[Piece]) {
    let [low, high] = extent(&m.bounds);
    let size = 2.0 * Vector3::from(m.bounds.half).norm();
    let stands = m.stands(segments);
    let [wide, deep, tall] = (high - low).into();
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
        (false, 2) if (0.12..1.0).contains(&size) && is_square(pieces, &m.ends) => {
            (Class::Valve, 0.5, "hangs between two pipe ends at a right angle: a relief or an angle valve")
        }
        (false, 1) if (0.12..0.9).contains(&size) => (Class::Other, 0.3, "hangs at a pipe's end"),
        _ => (Class::Other, 0.3, "a body at pipe ends that no rule names"),
    };
    (m.class, m.confidence) = (class, confidence);
    m.subtype = (class == Class::Valve && !stands).then_some(Subtype::Relief);
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

/// Whether the first two ends are at a right angle.
fn is_square(pieces: &[Piece], ends: &[End]) -> bool {
    matches!(ends, [a, b, ..] if a.outward(pieces).dot(&b.outward(pieces)).abs() < 0.1)
}

/// Most ends that are parallel and of about one width: plate exchangers have four, pumps two at most.
fn parallel_ends(pieces: &[Piece], ends: &[End]) -> usize {
    let kin = |a: &End, b: &End| {
        let (r, s) = (pieces[a.piece].radius(), pieces[b.piece].radius());
        a.outward(pieces).dot(&b.outward(pieces)).abs() > 0.95 && r.min(s) > 0.6 * r.max(s)
    };
    ends.iter().map(|a| ends.iter().filter(|b| kin(a, b)).count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosette_shapes::Plane;

    #[test]
    fn a_platform_carries_only_what_stands_over_it() {
        let level = |z: f64, low: [f64; 2], high: [f64; 2]| PlaneSegment {
            plane: Plane { point: Point3::new(low[0], low[1], z), normal: Vector3::z_axis() },
            points: 1000,
            rms: 0.001,
            area: 4.0,
            bounds: [[low[0], low[1], z], [high[0], high[1], z]],
        };
        let segments = Segments {
            planes: vec![level(0.0, [-9.0, -9.0], [9.0, 9.0]), level(2.4, [5.0, 5.0], [7.0, 7.0])],
            ..Segments::default()
        };
        let check = |at: [f64; 3], expect: f64| assert_eq!(floor_under(&segments, Point3::from(at)), expect, "{at:?}");
        check([0.0, 0.0, 3.0], 0.0);
        check([6.0, 6.0, 3.0], 2.4);
        check([6.0, 6.0, 2.0], 0.0);
        check([20.0, 0.0, 3.0], f64::NEG_INFINITY);
    }
}
