//! Mitred elbows: sharp bends in one plane with short straight pieces between them, made into one elbow each.

use crate::bends::Bend;
use crate::network::Network;
use crate::pieces::{End, Piece};
use nalgebra::{Point3, Vector3};
use rosette_cloud::Cloud;
use rosette_plant::{Owner, Segments};
use std::collections::BTreeSet;

/// Longest piece between two cuts, in outside diameters (a 1.5D mitre of two cuts has 0.9), with tolerance.
const PIECE: f64 = 1.4;
/// Largest turn at one cut, or at two that passed for a bend, radians.
const CUT: f64 = 1.15;

/// Joins chains of cuts; the pieces between them are given up and their points go to the elbow.
pub fn join(cloud: &Cloud, segments: &Segments, pieces: &mut [Piece], network: &mut Network) {
    while let Some((chain, joined)) = find(pieces, &network.bends) {
        let between = inner(pieces, &network.bends, &chain);
        let mut bend = joined.0;
        bend.points = chain.iter().flat_map(|&k| network.bends[k].0.points.iter().copied()).collect();
        bend.points.extend(points_of(cloud, segments, pieces, &between));
        bend.points.sort_unstable();
        bend.points.dedup();
        between.iter().for_each(|&i| pieces[i].alive = false);
        joined.1.move_to(pieces, bend.start);
        joined.2.move_to(pieces, bend.end);
        let gone: BTreeSet<usize> = chain.into_iter().collect();
        let mut k = 0;
        network.bends.retain(|_| {
            k += 1;
            !gone.contains(&(k - 1))
        });
        network.bends.push((bend, joined.1, joined.2));
    }
}

type Joint = (Bend, End, End);

/// The first chain of two or more cuts that turn the same way and make an elbow.
fn find(pieces: &[Piece], bends: &[Joint]) -> Option<(Vec<usize>, Joint)> {
    (0..bends.len()).find_map(|k| {
        let chain = walk(pieces, bends, k);
        let joined = elbow(pieces, bends, &chain)?;
        Some((chain, joined))
    })
}

/// The cuts that follow on from a bend's far side, itself first.
fn walk(pieces: &[Piece], bends: &[Joint], first: usize) -> Vec<usize> {
    let mut chain = vec![first];
    let mut out = bends[first].2;
    if next(pieces, bends, bends[first].1, first).is_some() {
        out = bends[first].1;
    }
    while let Some((k, far)) = next(pieces, bends, out, chain[chain.len() - 1]).filter(|(k, _)| !chain.contains(k)) {
        chain.push(k);
        out = far;
    }
    chain
}

/// The cut at the other end of a short piece, and that cut's far end.
fn next(pieces: &[Piece], bends: &[Joint], end: End, own: usize) -> Option<(usize, End)> {
    let other = end.opposite();
    let piece = &pieces[end.piece];
    let k = (0..bends.len()).find(|&k| k != own && (bends[k].1 == other || bends[k].2 == other))?;
    let turns = [own, k].iter().all(|&k| bends[k].0.angle < CUT);
    let sharp = [own, k].iter().any(|&k| bends[k].0.bend_radius < piece.radius());
    let short = piece.length() < PIECE * 2.0 * piece.radius();
    (turns && sharp && short).then_some((k, if bends[k].1 == other { bends[k].2 } else { bends[k].1 }))
}

/// The elbow that a chain of cuts makes; none unless the outer axes meet and the turns add up.
fn elbow(pieces: &[Piece], bends: &[Joint], chain: &[usize]) -> Option<Joint> {
    let (first, last) = (&bends[*chain.first()?], &bends[*chain.last()?]);
    if chain.len() < 2 {
        return None;
    }
    let shares = |a: End, b: &Joint| a.piece == b.1.piece || a.piece == b.2.piece;
    let (second, before) = (&bends[chain[1]], &bends[chain[chain.len() - 2]]);
    let a = if shares(first.1, second) { first.2 } else { first.1 };
    let b = if shares(last.1, before) { last.2 } else { last.1 };
    let (u, v) = (a.outward(pieces), b.outward(pieces));
    let turn = u.angle(&-v);
    let sum: f64 = chain.iter().map(|&k| bends[k].0.angle).sum();
    let radius = pieces[a.piece].radius();
    let corner = crossing(a.position(pieces), u, b.position(pieces), v, 0.3 * radius)?;
    let reach = (tangent(first, a, corner, u, turn)? + tangent(last, b, corner, v, turn)?) / 2.0;
    let fits = (turn - sum).abs() < 0.2 && turn < 1.75 && reach > 0.0 && reach < 8.0 * radius;
    let bend_radius = reach / (turn / 2.0).tan();
    let inward = (-u - v).normalize();
    let rms = chain.iter().map(|&k| bends[k].0.rms).fold(0.0, f64::max);
    fits.then(|| {
        let bend = Bend {
            center: corner + inward * (bend_radius / (turn / 2.0).cos()),
            axis: u.cross(&v).normalize(),
            bend_radius,
            radius,
            start: corner - u * reach,
            end: corner - v * reach,
            angle: turn,
            points: Vec::new(),
            rms,
        };
        (bend, a, b)
    })
}

/// Distance from the corner to where a smooth bend would begin. The axes of a mitre's pieces touch that bend's axis, so a cut of
/// turn c on it stands R tan(c/2) beyond the tangent point; R = tangent / tan(turn/2).
fn tangent(joint: &Joint, outer: End, corner: Point3<f64>, u: Vector3<f64>, turn: f64) -> Option<f64> {
    let bend = &joint.0;
    let begin = if joint.1 == outer { bend.start } else { bend.end };
    let to_begin = (corner - begin).dot(&u);
    if bend.bend_radius >= bend.radius {
        return Some(to_begin);
    }
    let cut = to_begin - bend.bend_radius * (bend.angle / 2.0).tan();
    let share = 1.0 - (bend.angle / 2.0).tan() / (turn / 2.0).tan();
    (share > 0.1).then(|| cut / share)
}

/// Where two lines meet ahead, within `slack`.
fn crossing(p: Point3<f64>, u: Vector3<f64>, q: Point3<f64>, v: Vector3<f64>, slack: f64) -> Option<Point3<f64>> {
    let (w, c) = (q - p, u.dot(&v));
    let det = 1.0 - c * c;
    let s = (w.dot(&u) - c * w.dot(&v)) / det;
    let t = (c * w.dot(&u) - w.dot(&v)) / det;
    let (x, y) = (p + u * s, q + v * t);
    (det > 0.02 && (x - y).norm() < slack).then(|| nalgebra::center(&x, &y))
}

/// The pieces between the cuts of a chain.
fn inner(pieces: &[Piece], bends: &[Joint], chain: &[usize]) -> Vec<usize> {
    let ends = |k: usize| [bends[k].1.piece, bends[k].2.piece];
    let shared = chain.windows(2).flat_map(|w| ends(w[0]).into_iter().filter(move |p| ends(w[1]).contains(p)));
    shared.filter(|&p| pieces[p].alive).collect()
}

/// Cloud indices of the points on some pieces.
fn points_of(cloud: &Cloud, segments: &Segments, pieces: &[Piece], which: &[usize]) -> Vec<u32> {
    let on = |i: u32, p: &Piece| {
        let t = p.cylinder.along(&cloud.point(i as usize));
        matches!(segments.owner[i as usize], Owner::Cylinder(c) if c as usize == p.segment) && t > p.from && t < p.to
    };
    (0..segments.owner.len() as u32).filter(|&i| which.iter().any(|&k| on(i, &pieces[k]))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mitre of `cuts` cuts about 90 degrees, as straight pieces and sharp bends.
    fn mitre(cuts: usize, bend_radius: f64, radius: f64) -> (Vec<Piece>, Vec<Joint>) {
        let step = std::f64::consts::FRAC_PI_2 / cuts as f64;
        let at = |angle: f64, r: f64| Point3::new(r * angle.sin(), r * (1.0 - angle.cos()) + (bend_radius - r), 0.0);
        let vertex = |k: usize| at((k as f64 + 0.5) * step, bend_radius / (step / 2.0).cos());
        let mut line = vec![Point3::new(-1.0, 0.0, 0.0)];
        line.extend((0..cuts).map(vertex));
        line.push(Point3::new(bend_radius, bend_radius + 1.0, 0.0));
        let pieces: Vec<Piece> = line.windows(2).map(|w| piece(w[0], w[1], radius)).collect();
        let ends = |k: usize| (End { piece: k, forward: true }, End { piece: k + 1, forward: false });
        let bend = |k: usize| {
            let (p, axis) = (line[k + 1], Vector3::z());
            Bend { center: p, axis, bend_radius: 0.0, radius, start: p, end: p, angle: step, points: vec![k as u32], rms: 0.001 }
        };
        let joints = (0..cuts).map(|k| (bend(k), ends(k).0, ends(k).1)).collect();
        (pieces, joints)
    }

    fn piece(a: Point3<f64>, b: Point3<f64>, radius: f64) -> Piece {
        let axis = nalgebra::Unit::new_normalize(b - a);
        let cylinder = rosette_shapes::Cylinder { point: a, axis, radius };
        Piece {
            cylinder,
            segment: usize::MAX,
            from: 0.0,
            to: (b - a).norm(),
            points: 0,
            rms: 0.001,
            arc: 3.0,
            around: 0.0,
            agreement: 1.0,
            hidden: Vec::new(),
            alive: true,
        }
    }

    fn check(cuts: usize, bend_radius: f64, radius: f64, expect_bends: usize) {
        let (mut pieces, bends) = mitre(cuts, bend_radius, radius);
        let mut network = Network { bends, ..Default::default() };
        join(&Cloud::default(), &Segments::default(), &mut pieces, &mut network);
        assert_eq!(network.bends.len(), expect_bends, "{cuts} cuts");
        if expect_bends == 1 {
            let bend = &network.bends[0].0;
            assert!((bend.bend_radius - bend_radius).abs() < 1e-6, "{} for {bend_radius}", bend.bend_radius);
            assert!((bend.center - Point3::new(0.0, bend_radius, 0.0)).norm() < 1e-6, "{}", bend.center);
            assert_eq!(bend.points.len(), cuts);
            assert_eq!(pieces.iter().filter(|p| p.alive).count(), 2);
        }
    }

    #[test]
    fn cuts_in_a_row_are_one_elbow() {
        check(2, 0.23, 0.084, 1);
        check(3, 0.23, 0.084, 1);
        check(4, 0.45, 0.11, 1);
        check(3, 2.0, 0.084, 3); // pieces too long: three bends of a line
        check(2, 0.23, 0.03, 2);
    }
}
