//! Ladders: cable ladders with what lies on them, and ladders to climb. Their rungs are short thin tubes, alike, side by side at equal distances.
//!
//! Rungs stand 0.2 to 0.3 m apart on cable ladders (IEC 61537, NEMA VE 1) and 0.25 to 0.3 m on ladders to climb (ISO 14122-4). Pipe is never
//! laid so. Not found: trays whose bottom is a sheet, ladders of which fewer than four neighbouring rungs were seen.

use crate::bodies::percentile;
use crate::network::{Instrument, Network};
use crate::pieces::Piece;
use nalgebra::{Point3, Vector3};

/// Radius and length of rungs, m.
const RUNG_RADIUS: std::ops::Range<f64> = 0.005..0.03;
const RUNG_LENGTH: std::ops::Range<f64> = 0.1..1.0;
/// How broad a rung may be beside its length: mixed pixels make it broader than it is.
const NARROW: f64 = 0.45;
/// Distance between neighbouring rungs, m.
const STEP: std::ops::Range<f64> = 0.15..0.42;
/// How far rungs may be out of line or out of step, m: fits of tubes of 30 mm at a few points a turn scatter by millimetres.
const SLACK: f64 = 0.03;
/// Fewest rungs of a ladder, and least share of the steps between the first and the last that show a rung.
const FEWEST: usize = 4;
const SHOWN: f64 = 0.5;
/// How high above or below its rungs things lie on a ladder, m: its sides are 60 to 150 mm high.
const HIGH: f64 = 0.15;
/// How far from a stile's axis the far end of a rung may be seen to lie, m.
const NEAR_END: f64 = 0.1;
/// Widest tube that lies on a ladder, as a radius, m: a bundle of cables, or the rounded edge of a side.
const LAID: f64 = 0.1;

/// Rungs side by side.
struct Ladder {
    rungs: Vec<usize>,
    /// Middle of one rung.
    at: Point3<f64>,
    /// Along a rung, and from rung to rung.
    across: Vector3<f64>,
    along: Vector3<f64>,
    half: f64,
    /// First and last rung along the ladder from `at`, m.
    span: [f64; 2],
}

/// Marks rungs, and thin tubes that lie along ladders between their sides, as not alive.
pub fn give_up(pieces: &mut [Piece]) {
    for ladder in ladders(pieces) {
        let laid: Vec<usize> = (0..pieces.len()).filter(|&i| pieces[i].alive && ladder.carries(&pieces[i])).collect();
        ladder.rungs.iter().chain(&laid).for_each(|&i| pieces[i].alive = false);
    }
}

/// Gives up pipes from whose side at least four small things stand out at equal distances, one as the other, and those things: stiles of ladders
/// to climb, whose rungs are too short or too flat to be found as tubes. With a stile goes what lies on its axis, and the stile at the other end of
/// its rungs.
pub fn drop_stiles(pieces: &mut [Piece], network: &mut Network) {
    // A gauge or a head is broad two ways, a rung one; mixed pixels at its edges make it broader than it is.
    let is_rung = |t: &Instrument| {
        let mut half = t.bounds.half;
        half.sort_unstable_by(f64::total_cmp);
        half[1] < NARROW * half[2] && half[2] > 0.5 * RUNG_LENGTH.start
    };
    let rungs_of = |i: usize| network.instruments.iter().filter(move |t| t.piece == i && is_rung(t));
    let is_stile = |i: usize| {
        let mut at: Vec<f64> = rungs_of(i).map(|t| pieces[i].cylinder.along(&t.foot)).collect();
        at.sort_unstable_by(f64::total_cmp);
        let steps: Vec<f64> = at.windows(2).map(|w| w[1] - w[0]).collect();
        let usual = percentile(steps.clone(), 0.5);
        let regular = steps.iter().filter(|s| (**s - usual).abs() < SLACK).count();
        at.len() >= FEWEST && STEP.contains(&usual) && regular + 2 > FEWEST && 3 * regular >= 2 * steps.len()
    };
    let alike = |i: usize, j: usize| {
        let (p, q) = (&pieces[i], &pieces[j]);
        p.cylinder.axis.dot(&q.cylinder.axis).abs() > 0.99 && (p.radius() / q.radius() - 1.0).abs() < 0.25
    };
    let on_axis = |i: usize, j: usize| pieces[i].cylinder.line().distance(&pieces[j].middle()) < SLACK;
    let at_far_end = |i: usize, j: usize| {
        let far = |t: &Instrument| t.foot + 2.0 * (t.bounds.center - t.foot);
        rungs_of(i).filter(|t| pieces[j].cylinder.line().distance(&far(t)) < NEAR_END).count() >= FEWEST
    };
    let alive: Vec<usize> = (0..pieces.len()).filter(|&i| pieces[i].alive).collect();
    let mut stiles: Vec<usize> = alive.iter().copied().filter(|&i| is_stile(i)).collect();
    let others = |known: &[usize], belongs: &dyn Fn(usize, usize) -> bool| -> Vec<usize> {
        let joins = |j: &usize| !known.contains(j) && known.iter().any(|&i| alike(i, *j) && belongs(i, *j));
        alive.iter().copied().filter(joins).collect()
    };
    stiles.extend(others(&stiles, &at_far_end));
    stiles.extend(others(&stiles, &on_axis));
    stiles.into_iter().for_each(|i| pieces[i].alive = false);
    network.forget_dead(pieces);
}

fn ladders(pieces: &[Piece]) -> Vec<Ladder> {
    let is_rung = |p: &Piece| p.alive && RUNG_RADIUS.contains(&p.radius()) && RUNG_LENGTH.contains(&p.length());
    let mut left: Vec<usize> = (0..pieces.len()).filter(|&i| is_rung(&pieces[i])).collect();
    let mut out = Vec::new();
    while let Some(first) = left.pop() {
        let beside: Vec<usize> = left.iter().copied().filter(|&i| is_beside(&pieces[first], &pieces[i])).collect();
        let best = beside
            .iter()
            .map(|&second| ladder(pieces, first, second, &beside))
            .max_by_key(|l| l.as_ref().map_or(0, |l| l.rungs.len()));
        if let Some(found) = best.flatten() {
            left.retain(|i| !found.rungs.contains(i));
            out.push(found);
        }
    }
    out
}

/// Whether two rungs are alike, parallel and level with each other.
fn is_beside(a: &Piece, b: &Piece) -> bool {
    let apart = b.middle() - a.middle();
    let alike = (a.length() - b.length()).abs() < 0.3 * a.length() && (a.radius() / b.radius() - 1.0).abs() < 0.5;
    alike && a.cylinder.axis.dot(&b.cylinder.axis).abs() > 0.99 && apart.dot(&a.cylinder.axis).abs() < 0.15 * a.length() + SLACK
}

/// The ladder that goes on as from `first` to `second`, its neighbour; none if too few of `beside` fit.
fn ladder(pieces: &[Piece], first: usize, second: usize, beside: &[usize]) -> Option<Ladder> {
    let (at, across) = (pieces[first].middle(), pieces[first].cylinder.axis.into_inner());
    let apart = pieces[second].middle() - at;
    let apart = apart - across * apart.dot(&across);
    let step = apart.norm();
    if !STEP.contains(&step) {
        return None;
    }
    let along = apart / step;
    let place = |i: usize| {
        let d = pieces[i].middle() - at;
        let t = d.dot(&along);
        let off = (d - along * t - across * d.dot(&across)).norm();
        let out_of_step = (t - step * (t / step).round()).abs();
        // The step is known to a few millimetres only, which add up.
        (off < SLACK + 0.01 * t.abs() && out_of_step < SLACK + 0.015 * t.abs()).then_some(t)
    };
    let fitting: Vec<(usize, f64)> = beside.iter().filter_map(|&i| Some((i, place(i)?))).collect();
    let span = fitting.iter().fold([0.0f64; 2], |s, (_, t)| [s[0].min(*t), s[1].max(*t)]);
    let steps = ((span[1] - span[0]) / step).round() + 1.0;
    let count = fitting.len() + 1;
    let rungs = std::iter::once(first).chain(fitting.iter().map(|f| f.0)).collect();
    let half = pieces[first].length() / 2.0;
    (count >= FEWEST && count as f64 >= SHOWN * steps).then_some(Ladder { rungs, at, across, along, half, span })
}

impl Ladder {
    /// Whether a thin tube lies along the ladder between its sides.
    fn carries(&self, p: &Piece) -> bool {
        let d = p.middle() - self.at;
        let normal = self.along.cross(&self.across);
        let t = d.dot(&self.along);
        let thin = p.radius() < LAID && p.cylinder.axis.dot(&self.along).abs() > 0.985;
        let between = d.dot(&self.across).abs() < self.half + SLACK && d.dot(&normal).abs() < HIGH;
        thin && between && t > self.span[0] - STEP.end && t < self.span[1] + STEP.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosette_shapes::Cylinder;

    fn tube(from: [f64; 3], to: [f64; 3], radius: f64) -> Piece {
        let (a, b) = (Point3::from(from), Point3::from(to));
        let cylinder = Cylinder { point: a, axis: nalgebra::Unit::new_normalize(b - a), radius };
        Piece::inferred(cylinder, [0.0, (b - a).norm()], 0.001)
    }

    /// Rungs along x, 0.3 m long, at these places.
    fn rungs(places: &[f64]) -> Vec<Piece> {
        places.iter().map(|&x| tube([x, 0.0, 3.0], [x, 0.3, 3.0], 0.015)).collect()
    }

    fn check(mut pieces: Vec<Piece>, kept: &[usize]) {
        give_up(&mut pieces);
        let alive: Vec<usize> = (0..pieces.len()).filter(|&i| pieces[i].alive).collect();
        assert_eq!(alive, kept);
    }

    #[test]
    fn rungs_and_what_lies_on_them_go() {
        let cable = tube([0.1, 0.2, 3.02], [0.8, 0.2, 3.02], 0.016);
        let pipe_below = tube([0.0, 0.15, 2.7], [2.0, 0.15, 2.7], 0.03);
        let crossing = tube([0.4, -1.0, 3.1], [0.4, 1.0, 3.1], 0.03);
        let ladder = rungs(&[0.0, 0.25, 0.5, 1.0, 1.252]);
        check([ladder, vec![cable, pipe_below, crossing]].concat(), &[6, 7]);
    }

    /// Something this long across and this broad that stands on the first piece at this height.
    fn standing(z: f64, size: [f64; 3]) -> Instrument {
        let axes = [nalgebra::Vector3::x(), nalgebra::Vector3::y(), nalgebra::Vector3::z()];
        let bounds =
            rosette_shapes::OBox { center: Point3::new(0.02 + size[0] / 2.0, 0.0, z), axes, half: size.map(|x| x / 2.0) };
        Instrument::new(0, Point3::new(0.02, 0.0, z), bounds, Vec::new())
    }

    /// Two stiles, what lies on the axis of one, and a pipe beside them; which of them stay.
    fn check_stiles(instruments: Vec<Instrument>, kept: &[usize]) {
        let up = |x: f64, from: f64, to: f64| tube([x, 0.0, from], [x, 0.0, to], 0.02);
        let mut pieces = vec![up(0.0, 0.5, 3.0), up(0.45, 0.0, 3.5), up(0.45, 3.6, 4.0), up(1.0, 0.0, 3.0)];
        let left = if kept.contains(&0) { instruments.len() } else { 0 };
        let mut network = Network { instruments, ..Network::default() };
        drop_stiles(&mut pieces, &mut network);
        let alive: Vec<usize> = (0..pieces.len()).filter(|&i| pieces[i].alive).collect();
        assert_eq!((alive.as_slice(), network.instruments.len()), (kept, left));
    }

    #[test]
    fn stiles_go_with_their_rungs() {
        let rung = |z: f64| standing(z, [0.4, 0.1, 0.16]);
        check_stiles([0.87, 1.15, 1.43, 1.7, 1.98].map(rung).into(), &[3]);
        check_stiles([0.87, 1.15, 1.43].map(rung).into(), &[0, 1, 2, 3]);
        check_stiles([0.8, 1.2, 1.35, 2.1, 2.9].map(rung).into(), &[0, 1, 2, 3]);
    }

    #[test]
    fn a_row_of_gauges_stays() {
        check_stiles([0.87, 1.15, 1.43, 1.7, 1.98].map(|z| standing(z, [0.16, 0.1, 0.1])).into(), &[0, 1, 2, 3]);
    }

    #[test]
    fn pipes_side_by_side_stay() {
        check(rungs(&[0.0, 0.25, 0.5]), &[0, 1, 2]);
        check(rungs(&[0.0, 0.2, 0.5, 0.57, 0.9]), &[0, 1, 2, 3, 4]);
        let long = |y: f64| tube([0.0, y, 3.0], [4.0, y, 3.0], 0.02);
        check([0.0, 0.25, 0.5, 0.75, 1.0].map(long).to_vec(), &[0, 1, 2, 3, 4]);
    }
}
