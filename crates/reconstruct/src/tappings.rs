//! Tappings: small bodies on the side of a pipe, taken for instruments.

use crate::ReconstructSettings;
use crate::bodies::{self, percentile};
use crate::links::Branch;
use crate::network::Instrument;
use crate::pieces::{Piece, Rest};
use nalgebra::{Point3, Vector3};
use rosette_cloud::Neighbours;
use rosette_shapes::OBox;
use std::collections::{BTreeMap, BTreeSet};

/// What lies nearer to a pipe's skin is noise about it, m.
const SKIN: f64 = 0.006;
/// Clusters of fewer points are tried again with steps so many times as wide.
const SPARSE: usize = 40;
const WIDER: f64 = 1.6;
/// Radius within which a point's neighbours are counted, m, and least share of a pipe surface's neighbours that half of the points of a body have:
/// mixed pixels at the edge of a pipe hang in the air one by one, a body has a surface like the pipe that it stands on.
const NEAR: f64 = 0.02;
const AS_DENSE: f64 = 0.2;

/// Height above a pipe's skin up to which the foot of what hangs below it is measured, and widest outlet of a drain with its weld, m: DN50.
const FOOT: f64 = 0.03;
const OUTLET: f64 = 0.075;

/// Small bodies on the side of a pipe that hold on to nothing else.
pub fn instruments(
    rest: &Rest,
    taken: &mut BTreeSet<u32>,
    pieces: &[Piece],
    branches: &[Branch],
    settings: &ReconstructSettings,
) -> Vec<Instrument> {
    let mut found = Vec::new();
    for (k, piece) in pieces.iter().enumerate().filter(|(_, p)| p.alive) {
        let r = piece.radius();
        let margin = (0.8 * r).max(0.04);
        let tees: Vec<(f64, f64)> = branches
            .iter()
            .filter(|b| b.run == k)
            .map(|b| (piece.cylinder.along(&b.meet), 2.5 * pieces[b.end.piece].radius()))
            .collect();
        let mut seeds: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
        for (i, t, d, _) in long_about(rest, piece, r + 0.05) {
            let at_tee = tees.iter().any(|(at, half)| (t - at).abs() < *half);
            if d > r + 0.012
                && !at_tee
                && t > piece.from + margin
                && t < piece.to - margin
                && !taken.contains(&rest.index[i as usize])
            {
                seeds.entry((t / 0.1).floor() as i64).or_default().push(i);
            }
        }
        for (_, seed) in seeds {
            if seed.iter().any(|&i| taken.contains(&rest.index[i as usize])) {
                continue;
            }
            let foot_guess = rest.point(seed[0]);
            let grown = |step: f64| {
                // Noise on the pipe's own skin would lead along it to whatever else stands there.
                let off = |q: &Point3<f64>| piece.cylinder.line().distance(q) > r + SKIN;
                let cluster = bodies::grow(rest, taken, seed.clone(), step, |q| off(q) && (q - foot_guess).norm() < 1.0);
                let around: Vec<Point3<f64>> = cluster.iter().map(|&i| rest.point(i)).collect();
                let foot = sits_on(piece, &around);
                (cluster, around, foot)
            };
            let (mut cluster, mut around, mut foot) = grown(settings.cluster_step);
            // Far from the scanner a thin stem shows a point now and then.
            if foot.is_none() && cluster.len() < SPARSE {
                (cluster, around, foot) = grown(WIDER * settings.cluster_step);
            }
            let points: Vec<u32> = cluster.iter().map(|&i| rest.index[i as usize]).collect();
            taken.extend(points.iter().copied());
            let Some(bounds) = OBox::upright(&around) else { continue };
            if let Some(foot) = foot.filter(|_| is_surface(piece, &around)) {
                let made = if hangs(piece, &foot) { Instrument::hanging } else { Instrument::new };
                found.push(made(k, foot, bounds, points));
            }
        }
    }
    found
}

/// Whether points lie about as close to each other as those on the skin of the pipe, which the same scanners saw from about as far.
fn is_surface(piece: &Piece, around: &[Point3<f64>]) -> bool {
    let skin = piece.length() * piece.arc * piece.radius();
    let usual = piece.points as f64 / skin.max(1e-6) * std::f64::consts::PI * NEAR * NEAR;
    let positions: Vec<[f32; 3]> = around.iter().map(|p| [p.x as f32, p.y as f32, p.z as f32]).collect();
    let tree = Neighbours::new(&positions);
    let near = positions.iter().map(|p| tree.within(*p, NEAR as f32).len() as f64).collect();
    percentile(near, 0.5) >= AS_DENSE * usual
}

fn long_about(rest: &Rest, piece: &Piece, reach: f64) -> Vec<(u32, f64, f64, f64)> {
    let steps = (piece.length() / 0.5).ceil().max(1.0) as usize;
    let at = |k: usize| piece.from + piece.length() * k as f64 / steps as f64;
    (0..steps).flat_map(|k| rest.about(&piece.cylinder, at(k), at(k + 1), reach)).collect()
}

/// Whether the foot of a tapping is on the lower side of a lying pipe: a drain, if it is no support.
fn hangs(piece: &Piece, foot: &Point3<f64>) -> bool {
    piece.cylinder.axis.z.abs() < 0.7 && piece.cylinder.line().offset(foot).normalize().z < -0.5
}

/// Where a small cluster stands on a pipe, if it looks like a tapping: it stands off the pipe further than it is wide at its
/// foot, and is less than 0.6 m in size. What hangs below is a support unless its foot is as slim as the outlet of a drain.
fn sits_on(piece: &Piece, around: &[Point3<f64>]) -> Option<Point3<f64>> {
    let line = piece.cylinder.line();
    let far = percentile(around.iter().map(|p| line.distance(p) - piece.radius()).collect(), 0.97);
    let centre = Point3::from(around.iter().map(|p| p.coords).sum::<Vector3<f64>>() / around.len() as f64);
    let out = line.offset(&centre);
    let along: Vec<f64> = around.iter().map(|p| line.along(p)).collect();
    let wide = percentile(along.clone(), 0.97) - percentile(along.clone(), 0.03);
    let foot = line.at(percentile(along, 0.5)) + out.normalize() * piece.radius();
    let small = far < 0.6 && wide < 0.35 && around.len() >= 10;
    let low: Vec<f64> = around.iter().filter(|p| line.distance(p) < piece.radius() + FOOT).map(|p| line.along(p)).collect();
    let slim = low.len() >= 5 && percentile(low.clone(), 0.97) - percentile(low, 0.03) < OUTLET;
    (small && far > 0.06 && (slim || !hangs(piece, &foot))).then_some(foot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosette_shapes::Cylinder;

    /// Points on a plate of 0.12 m so far apart, beside a pipe that was seen with 20 000 points a square metre.
    fn check(step: f64, expect: bool) {
        let cylinder = Cylinder { point: Point3::origin(), axis: Vector3::x_axis(), radius: 0.05 };
        let mut piece = Piece::inferred(cylinder, [0.0, 1.0], 0.001);
        piece.points = (20_000.0 * piece.arc * 0.05) as usize;
        let n = (0.12 / step) as usize;
        let plate: Vec<Point3<f64>> =
            (0..n * n).map(|k| Point3::new(0.5 + (k % n) as f64 * step, 0.0, 0.1 + (k / n) as f64 * step)).collect();
        assert_eq!(is_surface(&piece, &plate), expect, "{step}");
    }

    #[test]
    fn mixed_pixels_beside_a_pipe_are_no_instrument() {
        check(0.007, true);
        check(0.012, true);
        check(0.03, false);
    }
}
