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
/// Slices of pipe that are measured at either end of a reducer, and how far their radii are apart at most.
const PLATEAU: usize = 2;
const EVEN: f64 = 0.04;
/// Radii behind and before a reducer: at most and least, one over the other. One size of pipe is 0.73 to 0.86 of the next.
const RATIO: (f64, f64) = (0.45, 0.9);
/// Shortest reducer, in outside diameters of its wide end (ASME B16.9: 0.6 to 1.4).
const SHORTEST: f64 = 0.35;

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
        .filter_map(|(k, points)| Some((from + (k as f64 + 0.5) * BIN, radius(points).filter(|r| *r < 1.25 * c.radius)?)))
        .collect();
    of(&radii, c.radius)
}

/// The same from places and radii in their order.
fn of(radii: &[(f64, f64)], usual: f64) -> Spool {
    let middle = |some: &[(f64, f64)]| percentile(some.iter().map(|x| x.1).collect(), 0.5);
    if radii.len() < 2 * PLATEAU + 1 {
        return Spool::Even(usual);
    }
    let (first, last) = (&radii[..PLATEAU], &radii[radii.len() - PLATEAU..]);
    let [a, b] = [first, last].map(middle);
    let even = |some: &[(f64, f64)], r: f64| some.iter().all(|x| (x.1 / r - 1.0).abs() < EVEN);
    let ratio = a.min(b) / a.max(b);
    if ratio > RATIO.1 {
        let r = middle(radii);
        let counts = radii.iter().filter(|x| (x.1 / r - 1.0).abs() < EVEN).count() * 2 > radii.len();
        return Spool::Even(if counts { r } else { usual });
    }
    let begins = radii.iter().take_while(|x| (x.1 / a - 1.0).abs() < EVEN).last();
    let ends = radii.iter().rev().take_while(|x| (x.1 / b - 1.0).abs() < EVEN).last();
    match (begins, ends) {
        (Some(s), Some(t))
            if even(first, a) && even(last, b) && ratio > RATIO.0 && t.0 - s.0 > SHORTEST * 2.0 * a.max(b) - BIN =>
        {
            Spool::Reduced { at: [s.0 + 0.5 * BIN, t.0 - 0.5 * BIN], radii: [a, b] }
        }
        _ => Spool::Even(usual),
    }
}

/// Shortest and longest piece that may hold a reducer unseen, m: two stubs of pipe as it, and what a cylinder is fitted to for good.
const HOLDS: [f64; 2] = [0.12, 0.6];

/// Radius of the wide end over that of the piece at most: a cylinder is fitted to the wide end if to either.
const WIDEST: f64 = 1.1;

/// Splits short pieces that are pipe of two sizes: between an elbow and a flange, what is left of either size is too short to be fitted on its own.
pub fn split(all: &Rest, pieces: &mut Vec<Piece>, network: &mut Network, taken: &mut BTreeSet<u32>, sigma: f64) {
    for piece in 0..pieces.len() {
        let p = &pieces[piece];
        if !p.alive || p.segment == usize::MAX || !(HOLDS[0]..HOLDS[1]).contains(&p.length()) {
            continue;
        }
        let c = p.cylinder;
        let Spool::Reduced { at, radii } = measured(all, taken, &c, [p.from - NECK, p.to + NECK], sigma) else {
            continue;
        };
        if radii[0].max(radii[1]) > WIDEST * c.radius {
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
        // A step is a badly measured pipe, and so is one without a plateau.
        check(&[38.0, 38.0, 38.0, 30.0, 30.0, 30.0], Spool::Even(0.038));
        check(&[38.0, 34.0, 38.0, 36.0, 33.0, 31.0, 30.0, 26.0], Spool::Even(0.038));
    }
}
