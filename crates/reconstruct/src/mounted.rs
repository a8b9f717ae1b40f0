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
use rosette_plant::Segments;
use rosette_shapes::OBox;
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
/// Rings of a roof in which its height is taken, and share of the points of a ring that lie no higher.
const RINGS: usize = 8;
const ROOF: f64 = 0.4;
/// Nearest axis of a line that ends at the shell, m over its radius: the flanges of its nozzle stand there.
const BESIDE: f64 = 0.1;

/// Small bodies on shells that hold on to nothing else and are no nozzle of a line.
pub fn on_shells(
    rest: &Rest,
    segments: &Segments,
    taken: &BTreeSet<u32>,
    pieces: &[Piece],
    shells: &[Shell],
    network: &Network,
    settings: &ReconstructSettings,
) -> Vec<Mounted> {
    shells
        .iter()
        .enumerate()
        .flat_map(|(k, shell)| on_shell(rest, segments, taken, pieces, (k, shell), network, settings))
        .collect()
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
    let roof = Roof::of(shell, near.iter().map(|&i| rest.point(i)));
    let over = |p: &Point3<f64>| roof.over(shell, p).filter(|(h, _)| (OUT[0]..OUT[1]).contains(h));
    let (mut open, mut found): (BTreeSet<u32>, Vec<Mounted>) = (BTreeSet::new(), Vec::new());
    open.extend(near.into_iter().filter(|&i| !taken.contains(&rest.index[i as usize]) && over(&rest.point(i)).is_some()));
    while let Some(seed) = open.pop_first() {
        let cluster =
            grow(rest, taken, vec![seed], settings.cluster_step, |p| roof.over(shell, p).is_some_and(|(h, _)| h > OUT[0]));
        cluster.iter().for_each(|i| _ = open.remove(i));
        let around: Vec<Point3<f64>> = cluster.iter().map(|&i| rest.point(i)).collect();
        let heights: Vec<f64> = around.iter().filter_map(|p| roof.over(shell, p)).map(|(h, _)| h).collect();
        let Some(bounds) = OBox::upright(&around).filter(|_| cluster.len() >= FEWEST) else { continue };
        let (low, high) = (percentile(heights.clone(), 0.0), percentile(heights, 1.0));
        let is_small = bounds.half.iter().all(|half| 2.0 * half < LARGEST) && high > LEAST && high < OUT[1] && low < 2.0 * OUT[0];
        let Some((height, out)) = roof.over(shell, &bounds.center).filter(|_| is_small) else { continue };
        let foot = bounds.center - out * height;
        if !at_line(pieces, network, &foot) {
            let points = cluster.iter().map(|&i| rest.index[i as usize]).collect();
            found.push(Mounted { shell: k, foot, out, bounds, points, confidence: None });
        }
    }
    found
}

/// Whether the axis of a line that ends at a shell passes by.
fn at_line(pieces: &[Piece], network: &Network, foot: &Point3<f64>) -> bool {
    network.nozzles.iter().any(|(end, ..)| {
        let c = end.ahead(pieces);
        c.line().distance(foot) < c.radius + BESIDE
    })
}

/// The heights of an upright shell's roof in rings about its axis, over its upper end; empty for shells that lie.
struct Roof(Vec<f64>);

impl Roof {
    fn of(shell: &Shell, points: impl Iterator<Item = Point3<f64>>) -> Roof {
        let c = &shell.cylinder;
        if c.axis.z.abs() < 0.9 {
            return Roof(Vec::new());
        }
        let mut rings = vec![Vec::new(); RINGS];
        for p in points {
            let (height, d) = (along_up(shell, &p), c.line().distance(&p));
            // A flat or domed roof ends within a radius of the shell's upper end, however the latter was measured.
            if d < c.radius && height.abs() < c.radius {
                rings[((d / c.radius) * RINGS as f64) as usize].push(height);
            }
        }
        Roof(rings.into_iter().map(|ring| if ring.len() < FEWEST { 0.0 } else { percentile(ring, ROOF) }).collect())
    }

    /// How high a point stands over the shell, m, and the direction away from it; none in the shell, beyond the heads of one that lies, and below.
    fn over(&self, shell: &Shell, p: &Point3<f64>) -> Option<(f64, Vector3<f64>)> {
        let c = &shell.cylinder;
        let (t, d) = (c.along(p), c.line().distance(p));
        let up = if c.axis.z < 0.0 { -c.axis.into_inner() } else { c.axis.into_inner() };
        if let Some(roof) = self.0.get(((d / c.radius) * RINGS as f64) as usize) {
            let height = along_up(shell, p) - roof;
            return (height > 0.0).then_some((height, up));
        }
        ((shell.from..shell.to).contains(&t) && d > c.radius).then(|| (d - c.radius, c.line().offset(p).normalize()))
    }
}

/// How far a point lies above the upper end of an upright shell, m.
fn along_up(shell: &Shell, p: &Point3<f64>) -> f64 {
    let t = shell.cylinder.along(p);
    if shell.cylinder.axis.z > 0.0 { t - shell.to } else { shell.from - t }
}
