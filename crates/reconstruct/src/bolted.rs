//! Bodies bolted between an open pipe end and a machine, a bend or a short spool: no second pipe shows where they end, but a second pair
//! of flanges does.

use crate::bodies::flange_radius;
use crate::body_class::flange_thickness;
use crate::pieces::{End, Piece, Rest, THREADED, side_of};
use crate::sprouts;
use nalgebra::Unit;
use rosette_shapes::Cylinder;

/// Width of the slices across the axis, m.
const BIN: f64 = 0.01;
/// Sides that a ring is looked at from.
const SIDES: usize = 16;
/// Least number of sides that a ring shows: a scanner sees half of it at most, with nuts and shadows less.
const SIDES_SEEN: u32 = 4;
/// Face to face lengths of what is bolted to machines, m: wafer bodies to large check valves.
const LENGTH: (f64, f64) = (0.1, 0.9);

/// What a slice shows at the flanges' rim, and beyond it, as bits of the sides.
#[derive(Clone, Copy, Default)]
struct Slice {
    rim: u32,
    wide: u32,
}

/// Slices behind a body in which nothing stands out.
const CLEAR: usize = 2;

/// Whether hardly anything stands out from the pipe as far as a flange does.
fn is_bare(slice: &Slice) -> bool {
    slice.rim.count_ones() < 2 && slice.wide.count_ones() < SIDES_SEEN
}

/// The stub of pipe behind the second ring of flange size on the axis of an open end. None where the end shows no ring of its own,
/// where the two rings are one, or where what lies between is the casing of a machine.
pub fn stub(rest: &Rest, pieces: &[Piece], end: End, sigma: f64) -> Option<Piece> {
    let (r, u, at) = (pieces[end.piece].radius(), end.outward(pieces), end.position(pieces));
    let axis = Unit::new_normalize(u);
    let slices = slices(rest, &Cylinder { point: at, axis, radius: r });
    let seen =
        |k: usize| (slices[k.saturating_sub(1)].rim | slices[k].rim | slices[(k + 1).min(slices.len() - 1)].rim).count_ones();
    let bin = |t: f64| ((t + BEFORE) / BIN) as usize;
    let first = (0..bin(0.1)).max_by_key(|&k| (seen(k), std::cmp::Reverse(k))).filter(|&k| seen(k) >= SIDES_SEEN)?;
    let strong = (seen(first) * 3 / 5).max(SIDES_SEEN);
    let waist = (first + 6..bin(LENGTH.1)).find(|&k| seen(k) * 2 <= seen(first))?;
    let from = waist.max(first + (LENGTH.0 / BIN) as usize);
    let second = (from..bin(LENGTH.1)).find(|&k| seen(k) >= strong)?;
    // A casing is wider than the flange wherever the flange was seen; a valve's bonnet or cover stands out on some sides only.
    let ring = slices[first.saturating_sub(1)..first + 2].iter().fold(0, |sides, s| sides | s.rim);
    let casing = slices[first + 3..second].iter().filter(|s| (s.wide & ring).count_ones() * 4 >= ring.count_ones() * 3).count();
    // The rim of the far flange lies behind that of the near one of the pair.
    // What a neighbour's slice showed may begin one further on.
    let near = second..(second + 8).min(slices.len());
    let last = near
        .skip_while(|&k| k == second && slices[k].rim.count_ones() < 2)
        .take_while(|&k| slices[k].rim.count_ones() >= 2)
        .last()?;
    let point = at + u * ((last + 1) as f64 * BIN - BEFORE);
    // A flange is a thin ring and nothing reaches past it where it was seen; the casing of a machine is thicker or wider.
    let thin = (last + 1 - second) as f64 * BIN < 2.0 * flange_thickness(r) + 0.035;
    let (rim, past) = slices[second..=last].iter().fold((0, 0), |(rim, past), s| (rim | s.rim, past | (s.rim & s.wide)));
    let plain = past.count_ones() * 2 < rim.count_ones();
    // A spool or a reducer shows nothing beyond the pipe.
    let bulky = slices[first + 6..second].iter().filter(|s| s.rim | s.wide != 0).count();
    // Behind it the pipe begins, or the neck of a nozzle: the lip of a cover amid the body is followed by more of it.
    let bare = slices.iter().skip(last + 2).take(CLEAR).all(is_bare);
    (thin && plain && bare && casing * 4 < second - first && bulky * 4 > second - first).then(|| {
        let c = Cylinder { point, axis, radius: r };
        let behind = Cylinder { point: point + u * BIN, ..c };
        let to = BIN + sprouts::straight_on(rest, &behind, sprouts::tolerance(r, sigma));
        Piece::inferred(c, [0.0, to], pieces[end.piece].rms)
    })
}

/// Shortest body without flanges, m: threaded valves of DN15 have 50 mm.
const SHORTEST: f64 = 0.04;

/// The stub of pipe behind a body that fills the line from an open end to `reach` beyond it, where something known begins: a bend, a tee, a shell.
/// None if what stands there is no longer than `least`, or nothing does. The stub may be as short as a weld.
pub fn before(rest: &Rest, pieces: &[Piece], end: End, reach: f64, least: f64) -> Option<Piece> {
    let c = end.ahead(pieces);
    let (r, rim) = (c.radius, flange_radius(c.radius));
    // What begins there bends away, and is no ring yet.
    let from_to = |[inner, outer]: [f64; 2]| ring(&sides(rest, &c, reach - 0.01, inner, outer));
    let flanged = from_to([0.5 * (r + rim), rim + 0.02]);
    let bare = || from_to([1.2 * r + 0.004, 2.0 * r + 0.01]).filter(|[a, b]| r < THREADED && b - a > SHORTEST);
    let [first, last] = flanged.or_else(bare)?;
    (last - first > least).then(|| Piece::inferred(c, [last.min(reach - WELD), reach], pieces[end.piece].rms))
}

/// Where rings of flange size end on the axis of an open end that begins with one, m from it: nothing wider than the pipe stands
/// close behind each.
pub fn behind_rings(rest: &Rest, pieces: &[Piece], end: End) -> Vec<f64> {
    let slices = slices(rest, &end.ahead(pieces));
    let seen = |k: usize| (slices[k].rim | slices[k + 1].rim).count_ones() >= SIDES_SEEN;
    let begins = (0..((BEFORE + 0.1) / BIN) as usize).any(seen);
    let ends = (0..slices.len() - 2 - CLEAR).filter(|&k| begins && seen(k) && slices[k + 2..][..CLEAR].iter().all(is_bare));
    ends.map(|k| (k + 2) as f64 * BIN - BEFORE).filter(|t| *t > 0.0).collect()
}

/// Length of pipe that is granted where a fitting is welded to a flange's neck, m.
pub const WELD: f64 = 0.004;

/// Sides on which something stands between two distances from the axis, slice by slice from [`BEFORE`] the end.
fn sides(rest: &Rest, c: &Cylinder, to: f64, inner: f64, outer: f64) -> Vec<u32> {
    let mut sides = vec![0; (((BEFORE + to).max(0.0)) / BIN) as usize];
    for (_, t, d, angle) in rest.about(c, -BEFORE, to, outer) {
        if let Some(seen) = sides.get_mut(((t + BEFORE) / BIN) as usize).filter(|_| d > inner) {
            *seen |= 1 << side_of(angle, SIDES);
        }
    }
    sides
}

/// From where to where rings are seen, m from the end.
fn ring(sides: &[u32]) -> Option<[f64; 2]> {
    let seen = |k: usize| (sides[k] | sides[(k + 1).min(sides.len() - 1)]).count_ones();
    let first = (0..sides.len()).find(|&k| seen(k) >= SIDES_SEEN)?;
    let last = (first..sides.len()).rev().find(|&k| seen(k) >= SIDES_SEEN)?;
    Some([first as f64 * BIN - BEFORE, (last + 2).min(sides.len()) as f64 * BIN - BEFORE])
}

/// How far before the seen end the slices begin, m: a pipe's surface may be seen into its flange.
const BEFORE: f64 = 0.06;

fn slices(rest: &Rest, c: &Cylinder) -> Vec<Slice> {
    let rim = flange_radius(c.radius);
    let inner = 0.5 * (c.radius + rim);
    let mut slices = vec![Slice::default(); ((BEFORE + LENGTH.1) / BIN) as usize + 1];
    for (_, t, d, angle) in rest.about(c, -BEFORE, LENGTH.1, 2.2 * rim) {
        let side = 1 << side_of(angle, SIDES);
        let Some(slice) = slices.get_mut(((t + BEFORE) / BIN) as usize) else { continue };
        if d > rim + 0.02 {
            slice.wide |= side;
        } else if d > inner {
            slice.rim |= side;
        }
    }
    slices
}
