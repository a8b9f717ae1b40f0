//! Short pipes that lead off a body and end in the open: the discharge pipes of relief valves, drains.
//!
//! Nothing but the body holds them, so they were given up as strays, and the body was grown over them.

use crate::equipment::Machine;
use crate::pieces::{End, Piece, Rest};
use nalgebra::Point3;
use rosette_shapes::OBox;

/// Least arc of a tail that was seen, radians, and least agreement of its normals; most of what is about it.
const ARC: f64 = 3.5;
const AGREEMENT: f64 = 0.95;
const AROUND: f64 = 0.2;
/// Width of the skin in which a tail's points lie, m, and least share of them that the body holds.
const SKIN: f64 = 0.01;
const HELD: f64 = 0.6;
/// How far ahead of an end is looked, m, and fewest points there of what it leads to.
const AHEAD: f64 = 0.06;
const FEWEST: usize = 20;

/// Takes out of a body the given-up pieces that lead off it, and makes them pipes that end at it. Returns their points.
pub fn cut(rest: &Rest, pieces: &mut [Piece], machine: &mut Machine) -> Vec<u32> {
    let mut all = Vec::new();
    for piece in 0..pieces.len() {
        let Some((end, points)) = tail(rest, pieces, machine, piece) else { continue };
        pieces[piece].alive = true;
        machine.ends.push(end);
        machine.points.retain(|i| points.binary_search(i).is_err());
        let around: Vec<Point3<f64>> = machine.points.iter().map(|&i| rest.cloud.point(i as usize)).collect();
        machine.bounds = OBox::upright(&around).unwrap_or(machine.bounds);
        all.extend(points);
    }
    all
}

/// Whether a piece that was seen is pipe beyond doubt.
pub fn is_round(p: &Piece) -> bool {
    !p.is_inferred() && p.is_strong() && p.arc > ARC && p.agreement > AGREEMENT && p.around < AROUND
}

/// The end at which a given-up piece leads to a body, and the body's points that are the piece's own; none if it is no tail of it.
fn tail(rest: &Rest, pieces: &[Piece], machine: &Machine, piece: usize) -> Option<(End, Vec<u32>)> {
    let p = &pieces[piece];
    if p.alive || !is_round(p) || machine.bounds.distance(&p.middle()) > 0.5 * p.length() + AHEAD {
        return None;
    }
    let places: Vec<(u32, f64, f64)> = machine
        .points
        .iter()
        .map(|&i| (i, rest.cloud.point(i as usize)))
        .map(|(i, q)| (i, p.cylinder.along(&q), p.cylinder.line().distance(&q)))
        .collect();
    let on_skin = |t: f64, d: f64| t > p.from - SKIN && t < p.to + SKIN && (d - p.radius()).abs() < SKIN;
    let own: Vec<u32> = places.iter().filter(|(_, t, d)| on_skin(*t, *d)).map(|x| x.0).collect();
    let reach = p.radius() + AHEAD;
    let before = places.iter().filter(|(_, t, d)| (p.from - AHEAD..p.from - SKIN).contains(t) && *d < reach).count();
    let behind = places.iter().filter(|(_, t, d)| (p.to + SKIN..p.to + AHEAD).contains(t) && *d < reach).count();
    let forward = behind >= FEWEST;
    let leads_to_it = (before >= FEWEST) != forward;
    (leads_to_it && own.len() as f64 > HELD * p.points as f64).then_some((End { piece, forward }, own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::Vector3;
    use rosette_cloud::Cloud;
    use rosette_plant::Segments;
    use rosette_shapes::Cylinder;

    /// A block about the origin and a given-up tube of some radius that leads off it from `from` to `to` along x, seen together: how many pipes end
    /// at the block, and whether its box still holds the tube.
    fn check(from: f64, to: f64, expect: (usize, bool)) {
        let block = (0..1000).map(|k| [k / 100, k / 10 % 10, k % 10].map(|c| 0.02 * f64::from(c) - 0.09));
        let ring = |k: u32| (f64::from(k % 30) * 0.2094).sin_cos();
        let tube = (0..1200).map(|k| [from + (to - from) * f64::from(k / 30) / 39.0, 0.03 * ring(k).0, 0.03 * ring(k).1]);
        let positions: Vec<[f32; 3]> = block.chain(tube).map(|p| p.map(|x| x as f32)).collect();
        let cloud = Cloud { positions, ..Cloud::default() };
        let segments = Segments { owner: vec![rosette_plant::Owner::None; cloud.len()], ..Segments::default() };
        let rest = Rest::new(&cloud, &segments, &[]);
        let cylinder = Cylinder { point: Point3::origin(), axis: Vector3::x_axis(), radius: 0.03 };
        let piece = Piece { segment: 0, points: 1200, arc: 6.0, alive: false, ..Piece::inferred(cylinder, [from, to], 0.001) };
        let around: Vec<Point3<f64>> = (0..cloud.len()).map(|i| cloud.point(i)).collect();
        let Some(bounds) = OBox::upright(&around) else { return };
        let mut machine = Machine::new(bounds, (0..cloud.len() as u32).collect(), Vec::new());
        let mut pieces = vec![piece];
        cut(&rest, &mut pieces, &mut machine);
        let holds = 2.0 * machine.bounds.half.iter().fold(0.0, |a: f64, b| a.max(*b)) > 0.25;
        assert_eq!((machine.ends.len(), holds), expect, "{from} {to}");
        assert_eq!(pieces[0].alive, expect.0 == 1);
    }

    #[test]
    fn a_discharge_pipe_is_cut_out_of_its_valve() {
        check(0.1, 0.4, (1, false));
        // What runs through is a part of the body, and what begins further off is none of it.
        check(-0.25, 0.25, (0, true));
        check(0.3, 0.6, (0, true));
    }
}
