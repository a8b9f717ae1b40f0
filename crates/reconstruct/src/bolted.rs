//! Bodies bolted between an open pipe end and a machine, a bend or a short spool: no second pipe shows where they end, but a second pair
//! of flanges does.

use crate::bodies::flange_radius;
use crate::body_class::flange_thickness;
use crate::pieces::{End, Piece, Rest};
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
    (thin && plain && casing * 4 < second - first && bulky * 4 > second - first).then(|| {
        let c = Cylinder { point, axis, radius: r };
        let behind = Cylinder { point: point + u * BIN, ..c };
        let to = BIN + sprouts::straight_on(rest, &behind, 3.0 * sigma + 0.0015 + 0.02 * r);
        Piece::inferred(c, [0.0, to], pieces[end.piece].rms)
    })
}

/// How far before the seen end the slices begin, m: a pipe's surface may be seen into its flange.
const BEFORE: f64 = 0.06;

fn slices(rest: &Rest, c: &Cylinder) -> Vec<Slice> {
    let rim = flange_radius(c.radius);
    let inner = 0.5 * (c.radius + rim);
    let mut slices = vec![Slice::default(); ((BEFORE + LENGTH.1) / BIN) as usize + 1];
    for (_, t, d, angle) in rest.about(c, -BEFORE, LENGTH.1, 2.2 * rim) {
        let side = 1 << (((angle / std::f64::consts::TAU + 1.0) * SIDES as f64) as usize % SIDES);
        let Some(slice) = slices.get_mut(((t + BEFORE) / BIN) as usize) else { continue };
        if d > rim + 0.02 {
            slice.wide |= side;
        } else if d > inner {
            slice.rim |= side;
        }
    }
    slices
}
