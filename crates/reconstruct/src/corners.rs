//! Bodies whose outlet leaves at a right angle: relief and angle valves.
//!
//! The bonnet or the spring's housing that stands over the inlet is as round as a pipe and as wide, so it passes for one; the pipe that leaves aside tells.

use crate::links::{Branch, Link, Way};
use crate::pieces::{End, Piece};
use crate::tails;
use std::collections::BTreeSet;

/// Longest bonnet, m, and in radii.
const LONGEST: [f64; 2] = [0.3, 8.0];
/// Farthest that the pipe which leaves aside begins from the axis, m.
const OUT: f64 = 0.4;
/// Shortest spool between a flanged joint and the body, m.
const SPOOL: f64 = 0.03;
/// How far its axis may miss the other, m and in radii of the inlet.
const MISS: [f64; 2] = [0.01, 0.35];

/// Gives up bonnets that pass for pipes, with the bodies between them and the inlets. Returns the links that are left, and the ends of inlet and outlet of
/// each body, which is to be looked at as a whole. A spool that was taken for a part of the body is its inlet.
pub fn open(pieces: &mut [Piece], found: Vec<Link>, branches: &mut Vec<Branch>) -> (Vec<Link>, Vec<[End; 2]>) {
    let used: BTreeSet<End> = found.iter().flat_map(|l| [l.a, l.b]).chain(branches.iter().map(|b| b.end)).collect();
    let (mut kept, mut corners) = (Vec::new(), Vec::new());
    for link in found {
        let sides = [[link.a, link.b], [link.b, link.a]].into_iter().filter(|_| link.way == Way::Body);
        let corner =
            sides.into_iter().find_map(|[inlet, over]| Some((inlet, over, corner(pieces, &used, inlet, over, link.gap)?)));
        let Some((inlet, over, (outlet, at))) = corner else {
            kept.push(link);
            continue;
        };
        pieces[over.piece].alive = false;
        pieces[outlet.piece].alive = true;
        branches.retain(|b| b.run != over.piece && b.end.piece != over.piece && b.end != outlet);
        let spool = spool(pieces, inlet, at);
        corners.push([spool.map_or(inlet, |(near, _)| End { forward: !near.forward, ..near }), outlet]);
        if let Some((near, gap)) = spool {
            pieces[near.piece].alive = true;
            kept.push(Link { a: inlet, b: near, gap, cost: gap, ..link });
        }
    }
    (kept, corners)
}

/// The end of a pipe that leaves aside, and how far from the inlet its axis crosses the inlet's, less its radius, m; none if what stands over the inlet
/// is no bonnet.
fn corner(pieces: &[Piece], used: &BTreeSet<End>, inlet: End, over: End, gap: f64) -> Option<(End, f64)> {
    let (p, c) = (&pieces[over.piece], inlet.ahead(pieces));
    let is_short = p.length() < LONGEST[0].max(LONGEST[1] * p.radius());
    if !is_short || used.contains(&End { forward: !over.forward, ..over }) || c.axis.dot(&p.cylinder.axis).abs() < 0.9 {
        return None;
    }
    let crossing = |end: End| {
        let (q, u) = (end.position(pieces), end.outward(pieces));
        let (along, off) = (c.along(&q), c.line().offset(&q));
        let out = -off.dot(&u);
        let miss = (off + u * out).norm();
        let leaves =
            (0.0..gap + p.length()).contains(&along) && (c.radius..OUT).contains(&out) && miss < MISS[0] + MISS[1] * c.radius;
        leaves.then_some((end, along - pieces[end.piece].radius()))
    };
    let others = (0..pieces.len()).filter(|&i| i != over.piece && i != inlet.piece && tails::is_round(&pieces[i]));
    let square = others.filter(|&i| pieces[i].cylinder.axis.dot(&c.axis).abs() < 0.1);
    square.flat_map(|piece| [false, true].map(|forward| End { piece, forward })).find_map(crossing)
}

/// The near end of the longest given-up stretch of the inlet's own cylinder that lies before the corner, and the way to it, m.
fn spool(pieces: &[Piece], inlet: End, corner: f64) -> Option<(End, f64)> {
    let c = inlet.ahead(pieces);
    let same = |p: &Piece| !p.alive && p.segment == pieces[inlet.piece].segment && p.segment != usize::MAX && p.length() > SPOOL;
    let stretches = (0..pieces.len()).filter(|&i| same(&pieces[i])).filter_map(|piece| {
        let forward = pieces[piece].cylinder.axis.dot(&c.axis) < 0.0;
        let [near, far] = [forward, !forward].map(|forward| c.along(&End { piece, forward }.position(pieces)));
        (near > 0.0 && far < corner).then_some((far - near, End { piece, forward }, near))
    });
    stretches.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, end, gap)| (end, gap))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{Point3, Vector3};
    use rosette_shapes::Cylinder;

    /// An inlet up to the origin, something round from 0.25 m above it on, of some length, and a pipe that leaves aside at some height, its end
    /// so far from the axis: whether what stands over the inlet is a bonnet.
    fn check(length: f64, height: f64, out: f64, expect: bool) {
        let tube = |point: [f64; 3], axis: Vector3<f64>, span: [f64; 2]| {
            let cylinder = Cylinder { point: Point3::from(point), axis: nalgebra::Unit::new_normalize(axis), radius: 0.03 };
            Piece { segment: 0, arc: 5.0, ..Piece::inferred(cylinder, span, 0.001) }
        };
        let (up, side) = (Vector3::z(), Vector3::x());
        let mut pieces = vec![
            tube([0.0; 3], up, [-0.3, 0.0]),
            tube([0.0; 3], up, [0.25, 0.25 + length]),
            tube([0.0, 0.0, height], side, [out, out + 0.4]),
        ];
        let end = |piece: usize, forward: bool| End { piece, forward };
        let link = Link { a: end(0, true), b: end(1, false), way: Way::Body, gap: 0.25, cost: 0.0 };
        let (kept, corners) = open(&mut pieces, vec![link], &mut Vec::new());
        assert_eq!((kept.is_empty(), corners.len() == 1, !pieces[1].alive), (expect, expect, expect), "{length} {height} {out}");
    }

    #[test]
    fn a_bonnet_stands_over_a_body_that_a_pipe_leaves_aside() {
        check(0.15, 0.1, 0.12, true);
        // A pipe goes on.
        check(0.9, 0.1, 0.12, false);
        // The other pipe passes by, or does not leave from here.
        check(0.15, -0.2, 0.12, false);
        check(0.15, 0.1, 0.7, false);
    }
}
