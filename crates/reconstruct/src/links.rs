//! How pipe ends continue: straight on, through a body, around a bend, into another size, or into another pipe's side.

use crate::ReconstructSettings;
use crate::bends;
use crate::pieces::{End, Piece, Rest};
use nalgebra::Point3;
use std::collections::BTreeSet;

/// Noise to judge a bend with before it is fitted for good, m.
const NOISE: f64 = 0.002;

/// What lies between two ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    /// The same pipe, seen again after `gap`.
    Straight,
    /// Something thicker sits between them.
    Body,
    /// A bend about the corner where the axes meet.
    Bend { corner: Point3<f64>, angle: f64 },
    /// Another size on the same or a parallel axis.
    Reduce,
}

/// Two ends that belong together.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    pub a: End,
    pub b: End,
    pub way: Way,
    pub gap: f64,
    pub cost: f64,
}

impl Link {
    /// Whether an end is one of the two.
    pub fn joins(&self, end: End) -> bool {
        self.a == end || self.b == end
    }

    /// The end that it joins to another; none if it does not join that one.
    pub fn across(&self, end: End) -> Option<End> {
        self.joins(end).then_some(if self.a == end { self.b } else { self.a })
    }
}

/// An end that meets the side of another piece.
#[derive(Debug, Clone, Copy)]
pub struct Branch {
    pub end: End,
    pub run: usize,
    /// Where the axes meet, on the run's axis.
    pub meet: Point3<f64>,
}

/// Both ends of all pieces that are alive.
pub fn ends_of(pieces: &[Piece]) -> Vec<End> {
    (0..pieces.len()).filter(|&p| pieces[p].alive).flat_map(|piece| [false, true].map(|forward| End { piece, forward })).collect()
}

/// Links and branches of the ends not `used` yet, cheapest first; every end is used at most once.
pub fn find(pieces: &[Piece], rest: &Rest, used: &BTreeSet<End>, settings: &ReconstructSettings) -> (Vec<Link>, Vec<Branch>) {
    let ends: Vec<End> = ends_of(pieces).into_iter().filter(|e| !used.contains(e)).collect();
    let mut links: Vec<Link> = Vec::new();
    for (i, &a) in ends.iter().enumerate() {
        for &b in &ends[i + 1..] {
            links.extend((a.piece != b.piece).then(|| link(pieces, rest, a, b, settings)).flatten());
        }
    }
    let mut branches: Vec<(f64, Branch)> = ends.iter().flat_map(|&end| branches_of(pieces, end)).collect();
    branches.sort_by(|x, y| x.0.total_cmp(&y.0).then((x.1.end, x.1.run).cmp(&(y.1.end, y.1.run))));
    links.sort_by(|x, y| x.cost.total_cmp(&y.cost).then((x.a, x.b).cmp(&(y.a, y.b))));
    choose(links, branches)
}

fn choose(links: Vec<Link>, branches: Vec<(f64, Branch)>) -> (Vec<Link>, Vec<Branch>) {
    let mut used = BTreeSet::new();
    let (mut chosen, mut sides) = (Vec::new(), Vec::new());
    let (mut links, mut branches) = (links.into_iter().peekable(), branches.into_iter().peekable());
    loop {
        let (l, b) = (links.peek().map(|l| l.cost), branches.peek().map(|b| b.0));
        match (l, b) {
            (None, None) => return (chosen, sides),
            (Some(cost), other) if other.is_none_or(|o| cost <= o) => {
                if let Some(link) = links.next()
                    && !used.contains(&link.a)
                    && !used.contains(&link.b)
                {
                    used.extend([link.a, link.b]);
                    chosen.push(link);
                }
            }
            _ => {
                if let Some((_, branch)) = branches.next()
                    && used.insert(branch.end)
                {
                    sides.push(branch);
                }
            }
        }
    }
}

fn link(pieces: &[Piece], rest: &Rest, a: End, b: End, settings: &ReconstructSettings) -> Option<Link> {
    let (p, q) = (a.position(pieces), b.position(pieces));
    let reach = settings.body_max.max(settings.bridge_max);
    let (ra, rb) = (pieces[a.piece].radius(), pieces[b.piece].radius());
    if (q - p).norm() > reach.max(1.5 * settings.bend_max * (ra + rb)) {
        return None;
    }
    let (u, v) = (a.outward(pieces), b.outward(pieces));
    let ratio = ra.min(rb) / ra.max(rb);
    if u.dot(&v) < -0.985 { collinear(pieces, rest, a, b, ratio, settings) } else { bend(pieces, rest, a, b, ratio, settings) }
}

fn collinear(pieces: &[Piece], rest: &Rest, a: End, b: End, ratio: f64, settings: &ReconstructSettings) -> Option<Link> {
    let (p, q) = (a.position(pieces), b.position(pieces));
    let u = (a.outward(pieces) - b.outward(pieces)).normalize();
    let gap = (q - p).dot(&u);
    let offset = ((q - p) - u * gap).norm();
    let (ra, rb) = (pieces[a.piece].radius(), pieces[b.piece].radius());
    let radius = ra.max(rb);
    let same = ratio > 0.9 || (ra - rb).abs() < 0.003;
    if gap < -0.06 || offset > if same { (0.3 * radius).max(0.012) } else { (ra - rb).abs() + 0.012 } {
        return None;
    }
    let cost = gap.abs() + 3.0 * offset;
    let (from, to) = (along(pieces, a, p).min(along(pieces, a, q)), along(pieces, a, p).max(along(pieces, a, q)));
    let body = gap > 0.03 && rest.has_body(&pieces[a.piece].cylinder, from, to);
    if !same {
        let short = gap < 8.0 * radius && ratio > 0.3;
        // A ring between two short stretches of nearly one width is a flanged joint, badly measured on one side.
        let joint = body && ratio > 0.8;
        return short.then_some(Link {
            a,
            b,
            way: if joint || (body && gap > 2.5 * radius) { Way::Body } else { Way::Reduce },
            gap,
            cost: cost + 0.05,
        });
    }
    if body && gap < settings.body_max {
        return Some(Link { a, b, way: Way::Body, gap, cost: 0.5 * cost });
    }
    // The further the gap, the more pipe has to stand behind the claim that it goes on.
    let behind = pieces[a.piece].length().min(pieces[b.piece].length());
    let bridged = gap < settings.bridge_max && gap < 0.15 + 1.5 * behind;
    (bridged && !body).then_some(Link { a, b, way: Way::Straight, gap, cost })
}

fn along(pieces: &[Piece], end: End, p: Point3<f64>) -> f64 {
    pieces[end.piece].cylinder.along(&p)
}

/// Two axes that meet before both ends: the tangent lengths must be like those of a bend.
fn bend(pieces: &[Piece], rest: &Rest, a: End, b: End, ratio: f64, settings: &ReconstructSettings) -> Option<Link> {
    let (u, v) = (a.outward(pieces), b.outward(pieces));
    let (p, q) = (a.position(pieces), b.position(pieces));
    let turn = (-u.dot(&v)).clamp(-1.0, 1.0).acos();
    let radius = pieces[a.piece].radius().max(pieces[b.piece].radius());
    if !(0.15..2.8).contains(&turn) || (ratio < 0.85 && (pieces[a.piece].radius() - pieces[b.piece].radius()).abs() > 0.004) {
        return None;
    }
    // Closest approach of the lines p + s u and q + t v.
    let (w, c) = (q - p, u.dot(&v));
    let det = 1.0 - c * c;
    let s = (w.dot(&u) - c * w.dot(&v)) / det;
    let t = (c * w.dot(&u) - w.dot(&v)) / det;
    let (x, y) = (p + u * s, q + v * t);
    let miss = (x - y).norm();
    let longest = settings.bend_max * 2.0 * radius * (turn / 2.0).tan() + 0.05;
    let shortest = -(0.02 + 0.5 * radius);
    let likely = miss < (0.35 * radius).max(0.015) && s > shortest && t > shortest && s < longest && t < longest;
    let uneven = (s - t).abs();
    // Small pipe is bent or has elbows of at least one diameter; only wide pipe is mitred. Rails and frames butt sharply.
    let sharp = s.max(t) < 0.3 * 2.0 * radius * (turn / 2.0).tan() && radius < 0.08 && turn > 1.0;
    if !likely || sharp || uneven > (3.0 * radius).max(0.12) {
        return None;
    }
    let corner = nalgebra::center(&x, &y);
    let (first, second) = (&pieces[a.piece], &pieces[b.piece]);
    let fitted = bends::fit(rest, first, second, [u, v], corner, [s.max(0.0), t.max(0.0)], NOISE);
    let unseen = fitted.points.len() < 20;
    let widest = || bends::Bend::from_ends(first, second, [u, v], corner, s.max(t));
    if bends::is_denied(rest, &fitted) || (unseen && bends::is_denied(rest, &widest())) {
        return None;
    }
    let seen = rest.within(corner, s.max(t).max(radius) + radius).len();
    let tight = s.max(t) < 0.8 * 2.0 * radius * (turn / 2.0).tan();
    let cost =
        0.6 * s.max(0.0).max(t) + 3.0 * miss + 0.5 * uneven + if seen < 4 { 0.2 } else { 0.0 } + if tight { 0.1 } else { 0.0 };
    // A stub at right angles is rather a body's outlet, if the pipe goes on behind the body.
    let stub = pieces[a.piece].length().min(pieces[b.piece].length()) < 8.0 * radius;
    let cost = cost + if stub { 0.1 } else { 0.0 };
    Some(Link { a, b, way: Way::Bend { corner, angle: turn }, gap: (p - q).norm(), cost })
}

/// Pieces whose side this end points at.
fn branches_of(pieces: &[Piece], end: End) -> Vec<(f64, Branch)> {
    let (p, u) = (end.position(pieces), end.outward(pieces));
    let radius = pieces[end.piece].radius();
    let runs = (0..pieces.len()).filter(|&r| r != end.piece && pieces[r].alive && pieces[r].radius() > 0.85 * radius);
    runs.filter_map(|run| {
        let r = &pieces[run];
        let axis = r.cylinder.axis.into_inner();
        let (w, c) = (r.cylinder.point - p, u.dot(&axis));
        let det = 1.0 - c * c;
        if det < 0.25 {
            return None; // flatter than 30 degrees
        }
        let s = (w.dot(&u) - c * w.dot(&axis)) / det;
        let t = (c * w.dot(&u) - w.dot(&axis)) / det;
        let (x, y) = (p + u * s, r.cylinder.point + axis * t);
        let miss = (x - y).norm();
        let reach = r.radius() / det.sqrt();
        // The end may be seen past the run's axis: its surface goes on in the run's own.
        let near = s > -0.8 * r.radius() && s < reach + (4.0 * radius).max(0.15);
        // Nearer to the run's end it is the run's own bend, seen a little way round.
        let margin = (1.8 * radius).max(0.05);
        let inside = t > r.from + margin && t < r.to - margin;
        let cost = (s - reach).abs() + 3.0 * miss + 0.02;
        (near && inside && miss < (0.3 * r.radius()).max(0.015)).then_some((cost, Branch { end, run, meet: y }))
    })
    .collect()
}
