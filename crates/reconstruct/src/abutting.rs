//! Bodies that abut on a bend, a tee or a shell: pipe shows on one side of them only.
//!
//! A bend is fitted to where the axes of two pipes meet, a nozzle is found where one leads to a shell; neither asks what fills the line up to
//! there. Compact plants bolt valves and strainers to elbows and nozzles at once.

use crate::bends::Bend;
use crate::body_class::flange_thickness;
use crate::links::{Branch, Link, Way};
use crate::pieces::{End, Piece, Rest};
use crate::shells::Shell;
use crate::{bolted, build, sprouts};
use rosette_shapes::Cylinder;

/// Nearest beginning of a bend, tee or shell that leaves room for a body, m.
const ROOM: f64 = 0.06;
/// What is shorter between a pipe and a shell is the pair of flanges of a nozzle: this much more than two flanges, m.
const WAFER: f64 = 0.03;

/// Least turn of a bend that shows that a line goes on, radians, and fewest points of it.
const STEEP: f64 = 1.2;
const SHOWN: usize = 60;

/// Links bodies between ends of pipes and the bends that they are linked by; the bends then begin at stubs behind the bodies.
pub fn at_bends(rest: &Rest, pieces: &mut Vec<Piece>, found: &mut Vec<Link>, fit: impl Fn(&[Piece], &Link) -> Option<Bend>) {
    for k in 0..found.len() {
        let Some(bend) = fit(pieces, &found[k]) else { continue };
        let reach = |end: End, to: nalgebra::Point3<f64>| (to - end.position(pieces)).dot(&end.outward(pieces));
        let [to_a, to_b] = [reach(found[k].a, bend.start), reach(found[k].b, bend.end)];
        for (is_a, reach) in [(true, to_a), (false, to_b)] {
            let end = if is_a { found[k].a } else { found[k].b };
            let Some(link) = body(rest, pieces, end, reach, 0.0) else { continue };
            let far = End { forward: true, ..link.b };
            found.push(link);
            *(if is_a { &mut found[k].a } else { &mut found[k].b }) = far;
        }
    }
}

/// The same between branches and the runs that they lead to.
pub fn at_tees(rest: &Rest, pieces: &mut Vec<Piece>, found: &mut Vec<Link>, branches: &mut [Branch]) {
    for branch in branches {
        let along = (branch.meet - branch.end.position(pieces)).dot(&branch.end.outward(pieces));
        let reach = along - pieces[branch.run].radius();
        if let Some(link) = body(rest, pieces, branch.end, reach, 0.0) {
            branch.end = End { forward: true, ..link.b };
            found.push(link);
        }
    }
}

/// The same between open ends and the shells that they lead to.
pub fn at_shells(rest: &Rest, pieces: &mut Vec<Piece>, found: &mut Vec<Link>, shells: &[Shell], open: &[End]) {
    for &end in open {
        let Some((.., foot)) = build::nozzle(pieces, shells, end) else { continue };
        let reach = (foot - end.position(pieces)).dot(&end.outward(pieces));
        let pair = 2.0 * flange_thickness(pieces[end.piece].radius()) + WAFER;
        found.extend(body(rest, pieces, end, reach, pair));
    }
}

/// The stub of pipe between a body that is bolted on an open end and a bend that no pipe leads to. One pair of flanges is enough of a body
/// where a bend follows.
pub fn before_bend(rest: &Rest, pieces: &mut Vec<Piece>, end: End, sigma: f64) -> Option<Piece> {
    let (rms, c) = (pieces[end.piece].rms, end.ahead(pieces));
    bolted::behind_rings(rest, pieces, end).into_iter().find_map(|from| {
        let behind = Cylinder { point: c.line().at(from), ..c };
        let on = sprouts::straight_on(rest, &behind, sprouts::tolerance(c.radius, sigma));
        pieces.push(Piece::inferred(behind, [0.0, on.max(bolted::WELD)], rms));
        let bend = sprouts::grow(rest, pieces, End { piece: pieces.len() - 1, forward: true }, sigma);
        let stub = pieces.pop();
        stub.filter(|_| bend.is_some_and(|(bend, _)| bend.angle > STEEP && bend.points.len() >= SHOWN))
    })
}

fn body(rest: &Rest, pieces: &mut Vec<Piece>, end: End, reach: f64, least: f64) -> Option<Link> {
    if reach < ROOM {
        return None;
    }
    let stub = bolted::before(rest, pieces, end, reach, least)?;
    let gap = stub.from;
    pieces.push(stub);
    let behind = End { piece: pieces.len() - 1, forward: false };
    Some(Link { way: Way::Body, a: end, b: behind, gap, cost: gap })
}
