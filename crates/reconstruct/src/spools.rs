//! Short pipe between two bodies in series: of one size, or of two with a reducer between, as about control valves and meters.

use crate::bodies::percentile;
use crate::build;
use crate::network::Network;
use crate::pieces::{Piece, Rest};
use nalgebra::Point2;
use rosette_shapes::{Cylinder, FitOptions, fit_circle};
use std::collections::BTreeSet;

/// Width of the slices across the axis, m.
const BIN: f64 = 0.01;
/// Necks of flanges at either end that say nothing of the pipe, m.
const NECK: f64 = 0.02;
/// Fewest points of a slice that a circle is fitted to, and least share of them that lie on it.
const FEWEST: usize = 8;
const ON: f64 = 0.7;
/// Slices of pipe that are measured at either end of a reducer, where one of four may be bad, or else few; and how far their radii are apart at most.
const PLATEAUS: [usize; 2] = [4, FEW];
const FEW: usize = 2;
const EVEN: f64 = 0.04;
/// Radii behind and before a reducer: at most and least, one over the other. One size of pipe is 0.73 to 0.86 of the next.
const RATIO: (f64, f64) = (0.45, 0.9);
/// Radius of the widest slice that counts over that of the line: one size of pipe over the next is at most 1.29, flanges have 1.7 and more.
const WIDER: f64 = 1.32;
/// Shortest reducer, in outside diameters of its wide end (ASME B16.9: 0.6 to 1.4).
const SHORTEST: f64 = 0.35;
/// Longest, in the same, with what its slices add.
const LONGEST: f64 = 1.7;

/// What a stretch of pipe is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spool {
    /// Pipe of one radius.
    Even(f64),
    /// Pipe of two radii, with a reducer from one place on the axis to the other.
    Reduced { at: [f64; 2], radii: [f64; 2] },
}

/// What lies between `from` and `to` along `c`, which has the radius of the line at its ends; where too little is seen, that.
pub fn measured(all: &Rest, taken: &BTreeSet<u32>, c: &Cylinder, [from, to]: [f64; 2], sigma: f64) -> Spool {
    let (from, to) = (from + NECK, to - NECK);
    let n = ((to - from) / BIN).floor().max(0.0) as usize;
    let (e, f) = rosette_shapes::basis(&c.axis);
    let mut slices: Vec<Vec<Point2<f64>>> = vec![Vec::new(); n];
    for (i, t, ..) in all.about(c, from, to, 1.4 * c.radius + 0.006) {
        let at = all.point(i) - c.point;
        if let Some(slice) = slices.get_mut(((t - from) / BIN) as usize).filter(|_| !taken.contains(&all.index[i as usize])) {
            slice.push(Point2::new(at.dot(&e), at.dot(&f)));
        }
    }
    let options = FitOptions { sigma: sigma + 0.02 * c.radius, ..FitOptions::default() };
    let radius = |points: &Vec<Point2<f64>>| {
        let fit = fit_circle(points, &options).filter(|_| points.len() >= FEWEST)?;
        let centred = fit.shape.center.coords.norm() < 0.5 * c.radius;
        (centred && fit.inliers as f64 > ON * points.len() as f64).then_some(fit.shape.radius)
    };
    let radii: Vec<(f64, f64)> = slices
        .iter()
        .enumerate()
        .filter_map(|(k, points)| Some((from + (k as f64 + 0.5) * BIN, radius(points).filter(|r| *r < WIDER * c.radius)?)))
        .collect();
    of(&radii, c.radius)
}

/// The same from places and radii in their order.
fn of(radii: &[(f64, f64)], usual: f64) -> Spool {
    if radii.len() <= 2 * FEW {
        return Spool::Even(usual);
    }
    if let Some(reduced) = PLATEAUS.into_iter().find_map(|slices| reduced(radii, slices)) {
        return reduced;
    }
    let r = middle(radii);
    let counts = radii.iter().filter(|x| is_near(x, r)).count() * 2 > radii.len();
    let [a, b] = [&radii[..FEW], &radii[radii.len() - FEW..]].map(middle);
    let is_even = a.min(b) / a.max(b) > RATIO.1;
    Spool::Even(if is_even && counts { r } else { usual })
}

/// Median radius.
fn middle(some: &[(f64, f64)]) -> f64 {
    percentile(some.iter().map(|x| x.1).collect(), 0.5)
}

fn is_near(slice: &(f64, f64), radius: f64) -> bool {
    (slice.1 / radius - 1.0).abs() < EVEN
}

/// A reducer between plateaus of so many slices at either end.
fn reduced(radii: &[(f64, f64)], slices: usize) -> Option<Spool> {
    if radii.len() < 2 * slices + 1 {
        return None;
    }
    let (first, last) = (&radii[..slices], &radii[radii.len() - slices..]);
    let [a, b] = [first, last].map(middle);
    let is_even = |some: &[(f64, f64)], r: f64| some.iter().filter(|x| is_near(x, r)).count() + slices / 4 >= slices;
    let begins = plateau_end(radii.iter(), a)?;
    let ends = plateau_end(radii.iter().rev(), b)?;
    let ratio = a.min(b) / a.max(b);
    let fits = is_even(first, a) && is_even(last, b) && RATIO.0 < ratio && ratio <= RATIO.1;
    let od = 2.0 * a.max(b);
    let is_long_as_one = (SHORTEST * od - BIN..LONGEST * od + BIN).contains(&(ends - begins));
    (fits && is_long_as_one).then_some(Spool::Reduced { at: [begins + 0.5 * BIN, ends - 0.5 * BIN], radii: [a, b] })
}

/// The last slice of a plateau that begins with the first slices; one bad slice does not end it.
fn plateau_end<'a>(slices: impl Iterator<Item = &'a (f64, f64)>, radius: f64) -> Option<f64> {
    let (mut end, mut bad) = (None, 0);
    for slice in slices {
        if is_near(slice, radius) {
            (end, bad) = (Some(slice.0), 0);
        } else if bad == 1 {
            break;
        } else {
            bad += 1;
        }
    }
    end
}

/// Shortest and longest piece that may hold a reducer unseen, m: two stubs of pipe as it, and what a cylinder is fitted to for good.
const HOLDS: [f64; 2] = [0.12, 0.6];

/// Radius of the wide end over that of the piece from which it may be the hub of a flange: it must be longer than hubs are even, m.
const WIDEST: f64 = 1.1;
const HUB: f64 = 0.03;

/// Splits short pieces that are pipe of two sizes: between an elbow and a flange, what is left of either size is too short to be fitted on its own.
pub fn split(all: &Rest, pieces: &mut Vec<Piece>, network: &mut Network, taken: &mut BTreeSet<u32>, sigma: f64) {
    for piece in 0..pieces.len() {
        let p = &pieces[piece];
        if !p.alive || p.is_inferred() || !(HOLDS[0]..HOLDS[1]).contains(&p.length()) {
            continue;
        }
        let c = p.cylinder;
        let Spool::Reduced { at, radii } = measured(all, taken, &c, [p.from - NECK, p.to + NECK], sigma) else {
            continue;
        };
        let wide = if radii[0] > radii[1] { at[0] - p.from } else { p.to - at[1] };
        if radii[0].max(radii[1]) > WIDEST * c.radius && wide < HUB {
            continue;
        }
        let (before, after) = network.cut(pieces, piece, at);
        (pieces[before.piece].cylinder.radius, pieces[after.piece].cylinder.radius) = (radii[0], radii[1]);
        build::push_reducer(all, pieces, (c, at), [before, after], network, taken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Radii in mm, a centimetre apart, in a line of 38 mm.
    fn check(radii: &[f64], expect: Spool) {
        let radii: Vec<(f64, f64)> = radii.iter().enumerate().map(|(k, r)| (k as f64 * BIN, r / 1000.0)).collect();
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        let found = of(&radii, 0.038);
        let same = match (found, expect) {
            (Spool::Even(a), Spool::Even(b)) => near(a, b),
            (Spool::Reduced { at, radii }, Spool::Reduced { at: place, radii: sizes }) => {
                (0..2).all(|k| near(at[k], place[k]) && near(radii[k], sizes[k]))
            }
            _ => false,
        };
        assert!(same, "{radii:?}: {found:?}");
    }

    #[test]
    fn a_spool_is_of_one_size_or_of_two() {
        check(&[], Spool::Even(0.038));
        check(&[38.0, 38.2, 37.9, 38.0, 38.1], Spool::Even(0.038));
        check(&[30.0, 30.2, 29.9, 30.0, 30.1, 30.0], Spool::Even(0.03));
        let reduced = [38.0, 38.0, 38.0, 36.5, 34.0, 31.5, 30.0, 30.0, 30.0];
        check(&reduced, Spool::Reduced { at: [0.035, 0.055], radii: [0.038, 0.03] });
        // The hub of a flange at one end, and a slice of strays in the cone.
        let hub = [46.0, 44.0, 43.8, 44.1, 44.0, 43.9, 42.0, 40.0, 55.0, 37.5, 36.0, 36.2, 36.1, 35.9];
        check(&hub, Spool::Reduced { at: [0.055, 0.085], radii: [0.0441, 0.0361] });
        // A step is a badly measured pipe, and so is one without a plateau.
        check(&[38.0, 38.0, 38.0, 30.0, 30.0, 30.0], Spool::Even(0.038));
        check(&[38.0, 34.0, 38.0, 36.0, 33.0, 31.0, 30.0, 26.0], Spool::Even(0.038));
    }
}
