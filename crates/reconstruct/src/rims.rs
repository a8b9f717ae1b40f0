//! Rims of handwheels and manways: what three and more bends make that turn about one middle is a ring, not pipe; two can be a return bend.

use crate::bends::Bend;
use crate::network::Network;
use crate::pieces::{End, Piece};
use nalgebra::{Point3, Vector3};
use rosette_shapes::angle_between_axes;
use std::collections::BTreeSet;

/// Fewest bends of a ring, and least turn of all of them, radians: 200 degrees, more than a return bend has.
const FEWEST: usize = 3;
const TURN: f64 = 3.5;
/// How far centres may lie apart and bend radii differ, as shares of the bend radius: of a rim, each bend is fitted on a sixth of the turn.
const APART: f64 = 0.4;
/// Longest piece between two bends of a ring, in bend radii.
const BETWEEN: f64 = 2.0;
/// How far planes may lean to each other, radians.
const LEAN: f64 = 0.3;

/// Gives up the bends of rings, and the pieces that are no longer than they are wide and lead from one to the other.
pub fn give_up(pieces: &mut [Piece], network: &mut Network) {
    let n = network.bends.len();
    let mut of_ring = vec![false; n];
    for group in groups(pieces, &network.bends) {
        if is_ring(&group.iter().map(|&i| &network.bends[i].0).collect::<Vec<_>>()) {
            group.into_iter().for_each(|i| of_ring[i] = true);
        }
    }
    let ends: BTreeSet<End> = (0..n).filter(|&i| of_ring[i]).flat_map(|i| [network.bends[i].1, network.bends[i].2]).collect();
    let widest = (0..n).filter(|&i| of_ring[i]).map(|i| network.bends[i].0.bend_radius).fold(0.0, f64::max);
    for end in &ends {
        let other = end.opposite();
        let p = &mut pieces[end.piece];
        if ends.contains(&other) || p.length() < 2.0 * widest {
            p.alive = false;
        }
    }
    let mut at = 0..n;
    network.bends.retain(|_| at.next().is_some_and(|i| !of_ring[i]));
    network.forget_dead(pieces);
}

/// Bends in one plane that have one centre or short pieces in common.
fn groups(pieces: &[Piece], bends: &[(Bend, End, End)]) -> Vec<Vec<usize>> {
    let joined = |i: usize, j: usize| {
        let ((a, a1, a2), (b, b1, b2)) = (&bends[i], &bends[j]);
        let least = a.bend_radius.min(b.bend_radius);
        let one_centre = (a.center - b.center).norm() < APART * least && (a.bend_radius - b.bend_radius).abs() < APART * least;
        let shared = [a1.piece, a2.piece].into_iter().find(|&p| p == b1.piece || p == b2.piece);
        let beside = shared.is_some_and(|p| pieces[p].length() < BETWEEN * a.bend_radius.max(b.bend_radius));
        (one_centre || beside) && angle_between_axes(&a.axis, &b.axis) < LEAN
    };
    let mut left: Vec<usize> = (0..bends.len()).collect();
    let mut out = Vec::new();
    while let Some(first) = left.pop() {
        let mut group = vec![first];
        let mut next = 0;
        while next < group.len() {
            let (near, others): (Vec<usize>, Vec<usize>) = left.iter().partition(|&&j| joined(group[next], j));
            group.extend(near);
            left = others;
            next += 1;
        }
        out.push(group);
    }
    out
}

/// Whether bends turn about the middle of them all by more than a return bend.
fn is_ring(bends: &[&Bend]) -> bool {
    let at = |b: &Bend| nalgebra::center(&b.start, &b.end);
    let middle = Point3::from(bends.iter().map(|b| at(b).coords).sum::<Vector3<f64>>() / bends.len().max(1) as f64);
    let inwards = |b: &&Bend| (b.center - at(b)).dot(&(middle - at(b))) > 0.0;
    bends.len() >= FEWEST && bends.iter().all(inwards) && bends.iter().map(|b| b.angle).sum::<f64>() > TURN
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bends::Bend;
    use nalgebra::{Point3, Rotation3, Unit, Vector3};
    use rosette_shapes::Cylinder;
    use std::f64::consts::TAU;

    /// Bends of a sixth of a turn each with stubs between them, then a long pipe; how many bends and pieces are left?
    fn check(bends: usize, expect: [usize; 2]) {
        let (r, at) = (0.15, |k: usize| Rotation3::from_axis_angle(&Vector3::z_axis(), TAU * k as f64 / 6.0) * Vector3::x());
        let stub = |k: usize| {
            let axis = Unit::new_normalize(Vector3::z().cross(&at(k)));
            Piece::inferred(Cylinder { point: Point3::from(at(k) * r), axis, radius: 0.014 }, [0.0, 0.02], 0.001)
        };
        let mut pieces: Vec<Piece> = (0..=bends).map(stub).collect();
        pieces[bends].to = 2.0;
        let bend = |k: usize| Bend {
            center: Point3::new(0.01 * k as f64, 0.0, 0.0),
            axis: Vector3::z(),
            bend_radius: r,
            radius: 0.014,
            start: Point3::from(at(k) * r),
            end: Point3::from(at(k + 1) * r),
            angle: TAU / 6.0,
            points: Vec::new(),
            rms: 0.001,
        };
        let ends = |k: usize| (End { piece: k, forward: true }, End { piece: k + 1, forward: false });
        let made = (0..bends).map(|k| (bend(k), ends(k).0, ends(k).1)).collect();
        let mut network = Network { bends: made, ..Default::default() };
        give_up(&mut pieces, &mut network);
        assert_eq!([network.bends.len(), pieces.iter().filter(|p| p.alive).count()], expect, "{bends} bends");
    }

    #[test]
    fn a_wheel_goes_and_a_return_bend_stays() {
        check(5, [0, 1]);
        check(2, [2, 3]);
    }
}
