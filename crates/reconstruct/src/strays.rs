//! Round things that are given up: what nothing holds, tappings, posts, ducts, parts of machines.

use crate::bends::Bend;
use crate::build::nozzle;
use crate::equipment;
use crate::links::{Branch, Link, Way};
use crate::network::Network;
use crate::pieces::{End, Piece};
use crate::shells::Shell;
use nalgebra::Point3;
use rosette_plant::Segments;
use std::collections::BTreeSet;

/// Whether either end of a piece leads to a vessel.
fn at_shell(pieces: &[Piece], shells: &[Shell], piece: usize) -> bool {
    [true, false].iter().any(|&forward| nozzle(pieces, shells, End { piece, forward }).is_some())
}

/// Thin short stems on a pipe's side that lead nowhere are tappings, not branches.
pub fn drop_sprigs(pieces: &mut [Piece], found: &[Link], branches: &[Branch]) {
    let linked: BTreeSet<End> = found.iter().flat_map(|l| [l.a, l.b]).collect();
    for b in branches {
        let p = &pieces[b.end.piece];
        let leads_on = linked.contains(&b.end.opposite()) || branches.iter().any(|o| o.run == b.end.piece);
        if p.radius() < 0.022 && p.length() < 0.45 && !leads_on {
            pieces[b.end.piece].alive = false;
        }
    }
}

/// A short piece that is round beyond doubt: it may lie between two bends that are still to be found.
fn is_tentative(p: &Piece) -> bool {
    p.arc > 2.8 && p.agreement > 0.93 && p.around < 0.3 && p.length() > 3.0 * p.radius() && p.length() > 0.1
}

/// Round, bare and long beyond doubt, and clear of the floor: a pipe even where the scan shows nothing that it leads to.
fn stands_alone(segments: &Segments, p: &Piece) -> bool {
    const OVER_FLOOR: f64 = 0.3;
    let od = 2.0 * p.radius();
    let sure = p.arc > 3.0 && p.agreement > 0.97 && p.around < 0.1 && od > 0.045 && p.length() > (4.0 * od).max(0.6);
    let low = p.at(p.from).z.min(p.at(p.to).z);
    sure && low - equipment::floor_under(segments, p.middle()) > OVER_FLOOR
}

/// Gives up the short pieces that no bend came to hold, with the bends that sprouted from them and led nowhere.
pub fn drop_tentative(segments: &Segments, pieces: &mut [Piece], shells: &[Shell], network: &mut Network, found: &[Link]) {
    let stub = |e: End| pieces[e.piece].is_inferred();
    let used = network.used_ends(found);
    let leads = |b: &(Bend, End, End)| {
        let far = b.2.opposite();
        !stub(b.2) || used.contains(&far) || nozzle(pieces, shells, far).is_some()
    };
    let held: BTreeSet<usize> = found
        .iter()
        .flat_map(|l| [l.a.piece, l.b.piece])
        .chain(network.branches.iter().flat_map(|b| [b.end.piece, b.run]))
        .chain(network.bends.iter().filter(|b| leads(b)).flat_map(|b| [b.1.piece, b.2.piece]))
        .chain(network.reducers.iter().flat_map(|r| [r.0.piece, r.1.piece]))
        .chain(network.corners.iter().flatten().map(|end| end.piece))
        .collect();
    let short = |p: &Piece| p.length() < (14.0 * p.radius()).max(0.62) && !stands_alone(segments, p);
    let loose: Vec<usize> = (0..pieces.len())
        .filter(|&i| pieces[i].alive && !pieces[i].is_inferred() && short(&pieces[i]) && !held.contains(&i))
        .collect();
    let loose: Vec<usize> = loose.into_iter().filter(|&i| !at_shell(pieces, shells, i)).collect();
    loose.iter().for_each(|&i| pieces[i].alive = false);
    let (kept, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut network.bends).into_iter().partition(|b| pieces[b.1.piece].alive);
    let stubs: Vec<usize> = gone.iter().map(|b| b.2.piece).filter(|&i| pieces[i].is_inferred()).collect();
    stubs.into_iter().for_each(|i| pieces[i].alive = false);
    network.bends = kept;
}

/// An upright that stands on the floor under a vessel.
fn is_leg(segments: &Segments, p: &Piece) -> bool {
    let low = p.at(p.from).z.min(p.at(p.to).z);
    p.cylinder.axis.z.abs() > 0.97 && low - equipment::floor_under(segments, p.middle()) < 0.1
}

/// Wide straight tubes whose both ends run into walls or fade out and that meet nothing of the process: air ducts.
pub fn drop_ducts(segments: &Segments, pieces: &mut [Piece], shells: &[Shell], found: &[Link], branches: &[Branch]) {
    let bent: BTreeSet<usize> =
        found.iter().filter(|l| matches!(l.way, Way::Bend { .. })).flat_map(|l| [l.a.piece, l.b.piece]).collect();
    let branched: BTreeSet<usize> = branches.iter().flat_map(|b| [b.end.piece, b.run]).collect();
    let at_wall = |p: Point3<f64>| {
        segments.planes.iter().any(|w| w.area > 6.0 && w.plane.normal.z.abs() < 0.2 && w.plane.distance(&p).abs() < 0.35)
    };
    for i in 0..pieces.len() {
        let p = &pieces[i];
        let wide = p.alive && p.radius() > 0.12 && p.length() > 8.0 * p.radius();
        let plain = !bent.contains(&i) && !branched.contains(&i);
        let at_shell = at_shell(pieces, shells, i);
        if wide && plain && !at_shell && (at_wall(p.at(p.from)) || at_wall(p.at(p.to))) {
            pieces[i].alive = false;
        }
    }
}

/// Uprights from the floor to the underside of a pipe, or of a vessel, that lead nowhere else: supports. What stands on a vessel is its nozzle:
/// the inlet of a relief valve comes up to the axis of its discharge pipe.
pub fn drop_posts(segments: &Segments, pieces: &mut [Piece], shells: &[Shell], found: &[Link], branches: &[Branch]) {
    let linked: BTreeSet<End> = found.iter().flat_map(|l| [l.a, l.b]).collect();
    for b in branches {
        let foot = b.end.opposite();
        let below = b.end.outward(pieces).z > 0.97;
        let p = &pieces[b.end.piece];
        let hanger = b.end.outward(pieces).z < -0.97 && p.radius() < 0.026;
        let leads_on = linked.contains(&foot) || nozzle(pieces, shells, foot).is_some();
        if (below || hanger) && !leads_on && (p.length() > 0.3 || is_leg(segments, p)) {
            pieces[b.end.piece].alive = false;
        }
    }
}

/// Groups of short pieces that hold on to each other only: a motor and its coupling, parts of a machine.
pub fn drop_islands(segments: &Segments, pieces: &mut [Piece], shells: &[Shell], found: &[Link], branches: &[Branch]) {
    let mut group: Vec<usize> = (0..pieces.len()).collect();
    let joins: Vec<(usize, usize)> =
        found.iter().map(|l| (l.a.piece, l.b.piece)).chain(branches.iter().map(|b| (b.end.piece, b.run))).collect();
    // Groups are small: relabelling until nothing changes is cheap.
    loop {
        let mut changed = false;
        for &(a, b) in &joins {
            let low = group[a].min(group[b]);
            changed |= group[a] != low || group[b] != low;
            (group[a], group[b]) = (low, low);
        }
        if !changed {
            break;
        }
    }
    for root in 0..pieces.len() {
        let members: Vec<usize> = (0..pieces.len()).filter(|&i| group[i] == root && pieces[i].alive).collect();
        let length: f64 = members.iter().map(|&i| pieces[i].length()).sum();
        let widest = members.iter().map(|&i| 2.0 * pieces[i].radius()).fold(0.0, f64::max);
        let at_shell = members.iter().any(|&i| at_shell(pieces, shells, i));
        let strong = members.iter().any(|&i| pieces[i].is_strong());
        // Thin tube that has bends but neither valve nor branch nor equipment is conduit.
        let process = found.iter().any(|l| matches!(l.way, Way::Body | Way::Reduce) && members.contains(&l.a.piece))
            || branches.iter().any(|b| members.contains(&b.run) || members.contains(&b.end.piece));
        let conduit = widest < 0.036 && !process && !at_shell;
        let alone = members.iter().any(|&i| stands_alone(segments, &pieces[i]));
        // A nozzle's neck is short, but what is bolted to it shows that it is one.
        let strong = strong || (at_shell && process);
        if (length < (6.0 * widest).max(0.6) && !at_shell && !alone) || !strong || conduit {
            members.iter().for_each(|&i| pieces[i].alive = false);
        }
    }
}

/// Of two pieces that lie in each other, the shorter is given up; where each lies in the other, the one that fewer points show: what is left about a
/// pipe (mixed pixels, clamps) may look like a wider one.
pub fn drop_doubles(pieces: &mut [Piece]) {
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by(|&a, &b| pieces[b].length().total_cmp(&pieces[a].length()).then(a.cmp(&b)));
    for (k, &long) in order.iter().enumerate() {
        for &short in &order[k + 1..] {
            let (a, b) = (&pieces[long], &pieces[short]);
            if a.alive && b.alive && lies_in(b, a) {
                let loses = if lies_in(a, b) && a.points < b.points { long } else { short };
                pieces[loses].alive = false;
            }
        }
    }
}

/// Whether a given-up piece lies in one that was not.
pub fn is_double(pieces: &[Piece], given_up: usize) -> bool {
    pieces.iter().any(|other| other.alive && lies_in(&pieces[given_up], other))
}

fn lies_in(short: &Piece, long: &Piece) -> bool {
    let along = [short.from, short.to].map(|t| long.cylinder.along(&short.at(t)));
    let shared = (along[0].max(along[1]).min(long.to) - along[0].min(along[1]).max(long.from)).max(0.0);
    let near = long.cylinder.line().distance(&short.middle()) < 0.7 * long.radius();
    near && shared > 0.4 * short.length() && short.cylinder.axis.dot(&long.cylinder.axis).abs() > 0.97
}

/// Pieces that nothing holds and that do not show enough of themselves: motors, caps, edges of steel, conduits.
pub fn drop_strays(segments: &Segments, pieces: &mut [Piece], shells: &[Shell], found: &[Link], branches: &[Branch]) {
    let held: BTreeSet<usize> =
        found.iter().flat_map(|l| [l.a.piece, l.b.piece]).chain(branches.iter().flat_map(|b| [b.end.piece, b.run])).collect();
    for i in 0..pieces.len() {
        let (od, length) = (2.0 * pieces[i].radius(), pieces[i].length());
        let at_shell = at_shell(pieces, shells, i);
        let bare = pieces[i].arc > 2.6 || (pieces[i].arc > 1.8 && pieces[i].agreement > 0.84 && pieces[i].around < 0.3);
        let at_shell = at_shell && bare && !is_leg(segments, &pieces[i]);
        let alone = (pieces[i].arc > 3.0 && length > (10.0 * od).max(1.0) && od > 0.045) || is_tentative(&pieces[i]);
        let alone = alone || stands_alone(segments, &pieces[i]);
        let convincing = alone && !is_leg(segments, &pieces[i]);
        if !held.contains(&i) && !at_shell && !convincing {
            pieces[i].alive = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::Vector3;
    use rosette_shapes::Cylinder;

    /// Two pieces about one axis, as radius, length and points: which of them is left.
    fn check(a: (f64, f64, usize), b: (f64, f64, usize), expect: [bool; 2]) {
        let piece = |(radius, length, points): (f64, f64, usize)| {
            let cylinder = Cylinder { point: Point3::origin(), axis: Vector3::x_axis(), radius };
            Piece { points, ..Piece::inferred(cylinder, [0.0, length], 0.001) }
        };
        let mut pieces = [piece(a), piece(b)];
        drop_doubles(&mut pieces);
        assert_eq!(pieces.map(|p| p.alive), expect, "{a:?} {b:?}");
    }

    #[test]
    fn of_doubles_the_one_that_more_points_show_is_left() {
        check((0.056, 0.35, 1300), (0.061, 0.35, 200), [true, false]);
        check((0.056, 0.34, 1300), (0.061, 0.35, 200), [true, false]);
        // What is far shorter is a part of the other, however dense.
        check((0.056, 0.3, 1300), (0.056, 1.0, 900), [false, true]);
    }
}
