//! What stands on tanks and vessels: level and pressure instruments on nozzles of their own.
//!
//! A shell takes up what stands out of it, nozzles and manways; an instrument on it is told by a judge, of which geometry here only asks.

use crate::ReconstructSettings;
use crate::bodies::{grow, percentile};
use crate::equipment::floor_under;
use crate::network::Network;
use crate::pieces::{Piece, Rest};
use crate::shells::Shell;
use nalgebra::{Point3, Vector3};
use rayon::prelude::*;
use rosette_cloud::Cloud;
use rosette_plant::Segments;
use rosette_shapes::{Cylinder, OBox};
use std::collections::BTreeSet;

/// Something that stands on a shell.
pub struct Mounted {
    /// Index of the shell.
    pub shell: usize,
    /// Where it stands, and away from the shell.
    pub foot: Point3<f64>,
    pub out: Vector3<f64>,
    pub bounds: OBox,
    pub points: Vec<u32>,
    /// How sure a judge is that it is an instrument; without one none is claimed.
    pub confidence: Option<f64>,
}

/// From how far out of a shell something stands on it, and how far it stands out at most, m.
const OUT: [f64; 2] = [0.04, 0.6];
/// Largest extent along any axis and least height over the shell, m: heads of transmitters, but no manways, ladders and railings.
const LARGEST: f64 = 0.5;
const LEAST: f64 = 0.08;
/// Fewest points.
const FEWEST: usize = 60;
/// Height over a shell at which what stands on it begins at most, m; how far above what was seen of it, and aside, its head may begin.
const BEGINS: f64 = 0.12;
const STEM: f64 = 0.1;
const ASIDE: f64 = 0.06;
/// Rings of a roof in which its height is taken, and share of the points of a ring that lie no higher.
const RINGS: usize = 8;
const ROOF: f64 = 0.4;
/// Share of the radius up to which a roof reaches: further out is the wall.
const RIM: f64 = 0.97;
/// Nearest axis of a line that ends at the shell, m over its radius: the flanges of its nozzle stand there.
const BESIDE: f64 = 0.1;

/// Small bodies on shells that hold on to nothing else and are no nozzle of a line.
pub fn on_shells(
    rest: &Rest,
    segments: &Segments,
    taken: &mut BTreeSet<u32>,
    pieces: &[Piece],
    shells: &[Shell],
    network: &Network,
    settings: &ReconstructSettings,
) -> Vec<Mounted> {
    let mut all = Vec::new();
    for (k, shell) in shells.iter().enumerate() {
        let found = on_shell(rest, segments, taken, pieces, (k, shell), network, settings);
        taken.extend(found.iter().flat_map(|m| m.points.iter().copied()));
        all.extend(found);
    }
    all
}

fn on_shell(
    rest: &Rest,
    segments: &Segments,
    taken: &BTreeSet<u32>,
    pieces: &[Piece],
    (k, shell): (usize, &Shell),
    network: &Network,
    settings: &ReconstructSettings,
) -> Vec<Mounted> {
    let middle = shell.cylinder.line().at(0.5 * (shell.from + shell.to));
    let floor = floor_under(segments, middle);
    let reach = (0.5 * (shell.to - shell.from)).hypot(shell.cylinder.radius) + OUT[1];
    let near: Vec<u32> = rest.within(middle, reach).into_iter().filter(|&i| rest.point(i).z > floor + LARGEST).collect();
    let roof = Roof::of(shell, rest.cloud);
    let over = |p: &Point3<f64>| roof.over(shell, p).filter(|(h, _)| (OUT[0]..OUT[1]).contains(h));
    let mut open: BTreeSet<u32> =
        near.into_iter().filter(|&i| !taken.contains(&rest.index[i as usize]) && over(&rest.point(i)).is_some()).collect();
    let mut clusters: Vec<Cluster> = Vec::new();
    while let Some(seed) = open.pop_first() {
        let is_over = |p: &Point3<f64>| roof.over(shell, p).is_some_and(|(h, _)| (OUT[0]..OUT[1] + STEM).contains(&h));
        let cluster = grow(rest, taken, vec![seed], settings.cluster_step, is_over);
        cluster.iter().for_each(|i| _ = open.remove(i));
        clusters.extend(Cluster::of(rest, cluster, shell, &roof));
    }
    let bodies = stacked(clusters).into_iter().filter(|c| c.points.len() >= FEWEST && (LEAST..OUT[1]).contains(&c.high));
    let mounted = bodies.filter_map(|body| {
        let around: Vec<Point3<f64>> = body.points.iter().map(|&i| rest.point(i)).collect();
        let bounds = OBox::upright(&around).filter(|b| b.half.iter().all(|half| 2.0 * half < LARGEST))?;
        let (height, out) = roof.over(shell, &bounds.center)?;
        let foot = bounds.center - out * height;
        let points = body.points.iter().map(|&i| rest.index[i as usize]).collect();
        (!at_line(pieces, network, (k, shell), &foot)).then_some(Mounted {
            shell: k,
            foot,
            out,
            bounds,
            points,
            confidence: None,
        })
    });
    mounted.collect()
}

/// Points that hold together over a shell, and their heights over it.
struct Cluster {
    points: Vec<u32>,
    low: f64,
    high: f64,
    middle: Point3<f64>,
    out: Vector3<f64>,
}

impl Cluster {
    fn of(rest: &Rest, points: Vec<u32>, shell: &Shell, roof: &Roof) -> Option<Cluster> {
        let places: Vec<Point3<f64>> = points.iter().map(|&i| rest.point(i)).collect();
        let heights: Vec<f64> = places.iter().filter_map(|p| roof.over(shell, p)).map(|(h, _)| h).collect();
        let middle = Point3::from(places.iter().map(|p| p.coords).sum::<Vector3<f64>>() / places.len().max(1) as f64);
        let (_, out) = roof.over(shell, &middle)?;
        Some(Cluster { low: percentile(heights.clone(), 0.0), high: percentile(heights, 1.0), points, middle, out })
    }

    /// Whether another cluster goes on where this one ends: a head on a stem too thin to be seen.
    fn carries(&self, other: &Cluster) -> bool {
        let off = other.middle - self.middle;
        let aside = (off - self.out * off.dot(&self.out)).norm();
        aside < ASIDE && other.low < self.high + STEM && other.high > self.high
    }
}

/// The clusters that begin near the shell, each with those that it carries.
fn stacked(clusters: Vec<Cluster>) -> Vec<Cluster> {
    let (mut feet, mut others): (Vec<Cluster>, Vec<Cluster>) = clusters.into_iter().partition(|c| c.low < BEGINS);
    for foot in &mut feet {
        while let Some(k) = others.iter().position(|other| foot.carries(other)) {
            let other = others.remove(k);
            foot.high = other.high;
            foot.points.extend(other.points);
        }
        foot.points.sort_unstable();
    }
    feet
}

/// Whether a line that ends at a shell does so there.
fn at_line(pieces: &[Piece], network: &Network, (k, shell): (usize, &Shell), foot: &Point3<f64>) -> bool {
    network.nozzles.iter().filter(|nozzle| nozzle.1 == k).any(|(end, _, at)| {
        let c = end.ahead(pieces);
        // The far wall lies on its axis too.
        c.line().distance(foot) < c.radius + BESIDE && c.along(foot) < c.along(at) + shell.cylinder.radius
    })
}

/// The heights of an upright shell's roof in rings about its axis, over its upper end; empty for shells that lie.
struct Roof(Vec<f64>);

impl Roof {
    fn of(shell: &Shell, cloud: &Cloud) -> Roof {
        let c = &shell.cylinder;
        if c.axis.z.abs() < 0.9 {
            return Roof(Vec::new());
        }
        // A flat or domed roof ends within a radius of the shell's upper end, however the latter was measured.
        let on_roof = |i: usize| {
            let p = cloud.point(i);
            let (height, d) = (along_up(shell, &p), c.line().distance(&p));
            (d < RIM * c.radius && height.abs() < c.radius).then(|| (ring(c, d), height))
        };
        let heights: Vec<(usize, f64)> = (0..cloud.len()).into_par_iter().filter_map(on_roof).collect();
        let mut rings = vec![Vec::new(); RINGS];
        heights.into_iter().for_each(|(ring, height)| rings[ring].push(height));
        Roof(rings.into_iter().map(|ring| if ring.len() < FEWEST { 0.0 } else { percentile(ring, ROOF) }).collect())
    }

    /// How high a point stands over the shell, m, and the direction away from it; none in the shell, beyond the heads of one that lies, and below.
    fn over(&self, shell: &Shell, p: &Point3<f64>) -> Option<(f64, Vector3<f64>)> {
        let c = &shell.cylinder;
        let (t, d) = (c.along(p), c.line().distance(p));
        let up = if c.axis.z < 0.0 { -c.axis.into_inner() } else { c.axis.into_inner() };
        if let Some(roof) = self.0.get(ring(c, d)) {
            let height = along_up(shell, p) - roof;
            return (height > 0.0).then_some((height, up));
        }
        ((shell.from..shell.to).contains(&t) && d > c.radius).then(|| (d - c.radius, c.line().offset(p).normalize()))
    }
}

/// The ring of a roof at a distance from the axis; none of them from the rim on.
fn ring(c: &Cylinder, d: f64) -> usize {
    (d / (RIM * c.radius) * RINGS as f64) as usize
}

/// How far a point lies above the upper end of an upright shell, m.
fn along_up(shell: &Shell, p: &Point3<f64>) -> f64 {
    let t = shell.cylinder.along(p);
    if shell.cylinder.axis.z > 0.0 { t - shell.to } else { shell.from - t }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosette_plant::Class;

    fn drum(axis: Vector3<f64>) -> Shell {
        let cylinder = Cylinder { point: Point3::origin(), axis: nalgebra::Unit::new_normalize(axis), radius: 1.0 };
        let reasons = Vec::new();
        Shell { class: Class::Tank, confidence: 0.8, reasons, cylinder, from: 0.0, to: 2.0, segments: vec![0] }
    }

    #[test]
    fn heights_are_those_over_the_roof_or_the_wall() {
        // A roof that rises from 1.9 m at the rim to 2.2 m in the middle, and a gauge on it.
        let at = |k: u32| [f64::from(k % 60) / 30.0 - 1.0, f64::from(k / 60) / 30.0 - 1.0];
        let roof = (0..3600).map(at).filter(|[x, y]| x.hypot(*y) < 1.0).map(|[x, y]| [x, y, 2.2 - 0.3 * x.hypot(y)]);
        let gauge = (0..50).map(|k| [0.5, 0.0, 2.1 + 0.006 * f64::from(k)]);
        let positions = roof.chain(gauge).map(|p| p.map(|x| x as f32)).collect();
        let cloud = Cloud { positions, ..Cloud::default() };
        let check = |axis: Vector3<f64>, p: [f64; 3], expect: Option<f64>| {
            let shell = drum(axis);
            let over = Roof::of(&shell, &cloud).over(&shell, &Point3::from(p)).map(|o| o.0);
            assert!(over.is_some() == expect.is_some(), "{axis:?} {p:?}: {over:?}");
            assert!(over.zip(expect).is_none_or(|(a, b)| (a - b).abs() < 0.03), "{axis:?} {p:?}: {over:?}");
        };
        check(Vector3::z(), [0.5, 0.0, 2.35], Some(0.3));
        check(Vector3::z(), [0.0, 0.0, 2.0], None);
        check(Vector3::z(), [0.0, -1.2, 1.0], Some(0.2));
        check(Vector3::z(), [0.0, -1.2, 2.5], None);
        check(Vector3::x(), [1.0, 0.0, 1.3], Some(0.3));
        check(Vector3::x(), [2.3, 0.0, 0.0], None);
    }

    #[test]
    fn a_head_belongs_to_the_foot_below_it() {
        let cluster = |x: f64, [low, high]: [f64; 2]| {
            let middle = Point3::new(x, 0.0, 0.5 * (low + high));
            Cluster { points: vec![(1000.0 * high) as u32], low, high, middle, out: Vector3::z() }
        };
        let check = |clusters: Vec<Cluster>, expect: &[usize]| {
            assert_eq!(stacked(clusters).iter().map(|c| c.points.len()).collect::<Vec<_>>(), expect);
        };
        check(vec![cluster(0.0, [0.05, 0.1]), cluster(0.01, [0.15, 0.2]), cluster(0.0, [0.25, 0.3])], &[3]);
        // Beside it, and too high above it.
        check(vec![cluster(0.0, [0.05, 0.1]), cluster(0.2, [0.15, 0.2]), cluster(0.0, [0.35, 0.4])], &[1]);
        check(vec![cluster(0.0, [0.3, 0.4])], &[]);
    }
}
