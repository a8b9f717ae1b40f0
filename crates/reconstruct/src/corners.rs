//! Bodies whose outlet leaves at a right angle: relief and angle valves.
//!
//! The bonnet or the spring's housing that stands over the inlet is as round as a pipe and as wide, so it passes for one; the pipe that leaves aside tells.

use crate::build::nozzle;
use crate::links::{Branch, Link, Way};
use crate::pieces::{End, Piece};
use crate::shells::Shell;
use crate::{strays, tails};
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
pub fn open(pieces: &mut [Piece], shells: &[Shell], found: Vec<Link>, branches: &mut Vec<Branch>) -> (Vec<Link>, Vec<[End; 2]>) {
    let linked: BTreeSet<End> = found.iter().flat_map(|l| [l.a, l.b]).collect();
    let (mut kept, mut corners) = (Vec::new(), Vec::new());
    for link in found {
        // An inlet from below is looked at first.
        let [low, high] = if link.a.outward(pieces).z < 0.0 { [link.b, link.a] } else { [link.a, link.b] };
        let sides = [[low, high], [high, low]];
        let corner =
            |[inlet, over]: [End; 2]| Some((inlet, over, corner(pieces, shells, &linked, branches, inlet, over, link.gap)?));
        let corner = if link.way == Way::Body { sides.into_iter().find_map(corner) } else { None };
        let Some((inlet, over, (outlet, at))) = corner else {
            kept.push(link);
            continue;
        };
        // It is no piece any more that later steps may find again.
        (pieces[over.piece].alive, pieces[over.piece].segment) = (false, usize::MAX);
        pieces[outlet.piece].alive = true;
        branches.retain(|b| b.run != over.piece && b.end.piece != over.piece && b.end != outlet);
        let spool = spool(pieces, inlet, at);
        corners.push([spool.map_or(inlet, |(near, _)| near.opposite()), outlet]);
        if let Some((near, gap)) = spool {
            pieces[near.piece].alive = true;
            kept.push(Link { a: inlet, b: near, gap, cost: gap, ..link });
        }
    }
    (kept, corners)
}

/// The end of a pipe that leaves aside, and how far from the inlet its axis crosses the inlet's, less its radius, m; none if what stands over the inlet
/// is no bonnet.
fn corner(
    pieces: &[Piece],
    shells: &[Shell],
    linked: &BTreeSet<End>,
    branches: &[Branch],
    inlet: End,
    over: End,
    gap: f64,
) -> Option<(End, f64)> {
    let (p, c) = (&pieces[over.piece], inlet.ahead(pieces));
    let far = over.opposite();
    let leads_on = linked.contains(&far) || branches.iter().any(|b| b.end == far) || nozzle(pieces, shells, far).is_some();
    if p.length() > LONGEST[0].max(LONGEST[1] * p.radius()) || leads_on || c.axis.dot(&p.cylinder.axis).abs() < 0.9 {
        return None;
    }
    // A pipe that ends at the side of what goes on behind the body makes it a run with a tee.
    let is_tee = |end: End| branches.iter().any(|b| b.end == end && b.run == over.piece && c.along(&b.meet) > gap);
    let crossing = |end: End| {
        let (q, u) = (end.position(pieces), end.outward(pieces));
        let (along, off) = (c.along(&q), c.line().offset(&q));
        let out = -off.dot(&u);
        let miss = (off + u * out).norm();
        let leaves =
            (0.0..gap + p.length()).contains(&along) && (c.radius..OUT).contains(&out) && miss < MISS[0] + MISS[1] * c.radius;
        leaves.then_some((out, end, along - pieces[end.piece].radius()))
    };
    // Relief valves stand upright; what was given up beside a level line is its body's actuator.
    let may_leave = |i: usize| pieces[i].alive || (c.axis.z > 0.9 && !strays::is_double(pieces, i));
    let others = (0..pieces.len()).filter(|&i| i != over.piece && i != inlet.piece && tails::is_round(&pieces[i]));
    let square = others.filter(|&i| pieces[i].cylinder.axis.dot(&c.axis).abs() < 0.1 && may_leave(i));
    let ends = square.flat_map(|piece| [false, true].map(|forward| End { piece, forward }));
    let leaving = ends.filter(|end| !linked.contains(end) && !is_tee(*end)).filter_map(crossing);
    leaving.min_by(|x, y| x.0.total_cmp(&y.0)).map(|(_, end, at)| (end, at))
}

/// The near end of the longest given-up stretch of the inlet's own cylinder that lies before the corner, and the way to it, m.
fn spool(pieces: &[Piece], inlet: End, corner: f64) -> Option<(End, f64)> {
    let c = inlet.ahead(pieces);
    let same = |p: &Piece| !p.alive && p.segment == pieces[inlet.piece].segment && !p.is_inferred() && p.length() > SPOOL;
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
    use nalgebra::Vector3;
    use rosette_shapes::Cylinder;

    /// An inlet along `up` to the origin, something round from 0.25 m beyond it on, of some length, and a pipe that leaves aside at some height, its
    /// end so far from the axis, given up or not: whether what stands over the inlet is a bonnet.
    fn check(up: Vector3<f64>, [length, height, out]: [f64; 3], alive: bool, expect: bool) {
        let tube = |point: Vector3<f64>, axis: Vector3<f64>, span: [f64; 2]| {
            let cylinder = Cylinder { point: point.into(), axis: nalgebra::Unit::new_normalize(axis), radius: 0.03 };
            Piece { segment: 0, arc: 5.0, ..Piece::inferred(cylinder, span, 0.001) }
        };
        let side = Vector3::new(up.z, 0.0, up.x);
        let leaving = Piece { alive, ..tube(up * height, side, [out, out + 0.4]) };
        let origin = Vector3::zeros();
        let mut pieces = vec![tube(origin, up, [-0.6, 0.0]), tube(origin, up, [0.25, 0.25 + length]), leaving];
        let end = |piece: usize, forward: bool| End { piece, forward };
        let link = Link { a: end(0, true), b: end(1, false), way: Way::Body, gap: 0.25, cost: 0.0 };
        let (kept, corners) = open(&mut pieces, &[], vec![link], &mut Vec::new());
        let found = (kept.is_empty(), corners.len() == 1, !pieces[1].alive);
        assert_eq!(found, (expect, expect, expect), "{up:?} {length} {height} {out}");
        assert!(!expect || pieces[2].alive);
    }

    #[test]
    fn a_bonnet_stands_over_a_body_that_a_pipe_leaves_aside() {
        check(Vector3::z(), [0.15, 0.1, 0.12], true, true);
        check(Vector3::z(), [0.15, 0.1, 0.12], false, true);
        // A pipe goes on.
        check(Vector3::z(), [0.9, 0.1, 0.12], true, false);
        // The other pipe passes by, or does not leave from here.
        check(Vector3::z(), [0.15, -0.2, 0.12], true, false);
        check(Vector3::z(), [0.15, 0.1, 0.7], true, false);
        // An actuator over a valve in a level line; the same as a pipe leaves an angle valve.
        check(Vector3::x(), [0.15, 0.1, 0.12], false, false);
        check(Vector3::x(), [0.15, 0.1, 0.12], true, true);
    }
}
