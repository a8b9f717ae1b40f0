//! Where the cone of a reducer between two pipes begins and ends.
//!
//! A cylinder is followed some way into a cone, the further the flatter it is, so the two pipes' ends say where the reducer is but not how long. The
//! profile about it does: of all pairs of ends the one under which the points lie nearest to pipe, cone and pipe (mean capped distance). Where
//! the points leave it open, reducers have the lengths of ASME B16.9 (EN 10253 is alike). Degenerate: with few points, none.

use crate::build::between;
use crate::links::Link;
use crate::pieces::{End, Piece, Rest};
use nalgebra::Point3;

/// Outside diameter of the wide end, and length end to end, m: ASME B16.9, concentric and eccentric.
const LENGTHS: [[f64; 2]; 13] = [
    [0.0267, 0.038],
    [0.0334, 0.051],
    [0.0483, 0.064],
    [0.0603, 0.076],
    [0.073, 0.089],
    [0.0889, 0.089],
    [0.1143, 0.102],
    [0.1413, 0.127],
    [0.1683, 0.14],
    [0.2191, 0.152],
    [0.273, 0.178],
    [0.3239, 0.203],
    [0.61, 0.508],
];
/// Ends that are tried, as shares of that length from the middle of where the pipes meet, and steps between them.
const NEAREST: f64 = 0.1;
const FURTHEST: f64 = 0.95;
const STEPS: usize = 24;
/// Fewest points that say anything, and most that are looked at.
const FEWEST: usize = 25;
const MOST: usize = 600;
/// How much a length of twice the standard counts against what the points say, in noise.
const PRIOR: f64 = 0.3;
/// Pipe that is left at either side at least, m.
const LEFT: f64 = 0.005;

/// Length of a reducer whose wide end has this outside diameter, m.
fn standard_length(od: f64) -> f64 {
    let above = LENGTHS.iter().position(|l| l[0] >= od).unwrap_or(LENGTHS.len() - 1).max(1);
    let [[x0, y0], [x1, y1]] = [LENGTHS[above - 1], LENGTHS[above]];
    (y0 + (y1 - y0) * (od - x0) / (x1 - x0)).max(0.5 * od)
}

/// Places on the axes of the two pipes of a link where its reducer begins and ends; none where the points do not say.
pub fn ends(all: &Rest, pieces: &[Piece], link: &Link, sigma: f64) -> Option<[Point3<f64>; 2]> {
    let (c, from, to) = between(pieces, link);
    let (a, b) = (&pieces[link.a.piece], &pieces[link.b.piece]);
    let (wide, length) = (a.radius().max(b.radius()), standard_length(2.0 * a.radius().max(b.radius())));
    let middle = 0.5 * (from + to);
    let about = all.about(&c, middle - 1.2 * length, middle + 1.2 * length, 1.2 * wide + 0.01);
    let points: Vec<Point3<f64>> = about.iter().step_by(about.len().div_ceil(MOST).max(1)).map(|x| all.point(x.0)).collect();
    if points.len() < FEWEST {
        return None;
    }
    // Where a pipe's axis passes a place along the common one.
    let on = |p: &Piece, t: f64| p.at(p.cylinder.along(&c.line().at(t)));
    let axes = [a, b].map(|p| (p, [on(p, middle - length), on(p, middle + length)]));
    let center = |k: usize, t: f64| axes[k].1[0] + (axes[k].1[1] - axes[k].1[0]) * ((t - middle + length) / (2.0 * length));
    let off = |p: &Point3<f64>, at: Point3<f64>, radius: f64| {
        let d = p - at;
        ((d - c.axis.into_inner() * d.dot(&c.axis)).norm() - radius).abs()
    };
    let cap = 3.0 * sigma + 0.002;
    let cost = |ends: [f64; 2]| -> f64 {
        let residual = |p: &Point3<f64>| {
            let t = c.along(p);
            let share = ((t - ends[0]) / (ends[1] - ends[0])).clamp(0.0, 1.0);
            let axis = center(0, t) + (center(1, t) - center(0, t)) * share;
            off(p, axis, a.radius() + (b.radius() - a.radius()) * share).min(cap)
        };
        let fit = points.iter().map(residual).sum::<f64>() / points.len() as f64;
        fit + PRIOR * sigma * ((ends[1] - ends[0]) / length - 1.0).abs()
    };
    let far = |end: End| c.along(&end.opposite().position(pieces));
    let (first, last) = (far(link.a) + LEFT, far(link.b) - LEFT);
    let steps = (0..=STEPS).map(|i| length * (NEAREST + (FURTHEST - NEAREST) * i as f64 / STEPS as f64));
    let tried: Vec<f64> = steps.collect();
    let mut best: Option<(f64, [f64; 2])> = None;
    for start in tried.iter().map(|d| middle - d).filter(|t| *t > first) {
        for end in tried.iter().map(|d| middle + d).filter(|t| *t < last) {
            let now = cost([start, end]);
            if best.is_none_or(|b| now < b.0) {
                best = Some((now, [start, end]));
            }
        }
    }
    best.map(|(_, [start, end])| [on(a, start), on(b, end)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::Way;
    use nalgebra::{Unit, Vector3};
    use rand::{RngExt, SeedableRng};
    use rosette_cloud::Cloud;
    use rosette_plant::{Owner, Segments};
    use rosette_shapes::Cylinder;

    /// A pipe of `radii[0]`, from x = 0 a cone `length` long, then a pipe of `radii[1]` whose axis lies `drop` lower; seen from one side with 1.5 mm noise.
    fn seen(radii: [f64; 2], length: f64, drop: f64) -> Cloud {
        let mut rng = rand_pcg::Pcg64Mcg::seed_from_u64(7);
        let mut positions = Vec::new();
        for _ in 0..4000 {
            let (x, turn) = (rng.random_range(-0.4..0.4 + length), rng.random_range(-1.6..1.6f64));
            let share = (x / length).clamp(0.0, 1.0);
            let r = radii[0] + (radii[1] - radii[0]) * share + rng.random_range(-0.0025..0.0025);
            positions.push([x, r * turn.sin(), r * turn.cos() - drop * share].map(|v| v as f32));
        }
        Cloud { positions, ..Cloud::default() }
    }

    /// Pipes that were followed `over` into the cone are taken back to its ends, within 12 mm.
    fn check(radii: [f64; 2], length: f64, drop: f64, over: f64) {
        let cloud = seen(radii, length, drop);
        let segments = Segments { owner: vec![Owner::None; cloud.len()], ..Segments::default() };
        let tube = |x: f64, z: f64, radius: f64, span: [f64; 2]| {
            let axis = Unit::new_unchecked(Vector3::x());
            Piece::inferred(Cylinder { point: Point3::new(x, 0.0, z), axis, radius }, span, 0.001)
        };
        let pieces = [tube(0.0, 0.0, radii[0], [-0.4, over]), tube(length, -drop, radii[1], [-over, 0.4])];
        let (a, b) = (End { piece: 0, forward: true }, End { piece: 1, forward: false });
        let link = Link { a, b, way: Way::Reduce, gap: length - 2.0 * over, cost: 0.0 };
        let [start, end] = ends(&Rest::new(&cloud, &segments, &[]), &pieces, &link, 0.0015).unwrap();
        assert!(start.x.abs() < 0.012 && (end.x - length).abs() < 0.012, "{radii:?}: {start} {end}");
    }

    #[test]
    fn pipes_that_ran_into_a_reducer_are_taken_back() {
        check([0.0572, 0.0445], 0.102, 0.0, 0.045);
        check([0.0445, 0.0572], 0.102, 0.0, 0.045);
        check([0.0842, 0.0572], 0.14, 0.0, 0.03);
        check([0.0842, 0.0572], 0.14, 0.027, 0.03);
        check([0.0302, 0.0241], 0.076, 0.0, 0.03);
    }

    #[test]
    fn few_points_say_nothing() {
        let cloud = Cloud::default();
        let piece = |span| {
            let cylinder = Cylinder { point: Point3::origin(), axis: Unit::new_unchecked(Vector3::x()), radius: 0.05 };
            Piece::inferred(cylinder, span, 0.001)
        };
        let (a, b) = (End { piece: 0, forward: true }, End { piece: 1, forward: false });
        let link = Link { a, b, way: Way::Reduce, gap: 0.1, cost: 0.0 };
        let rest = Rest::new(&cloud, &Segments::default(), &[]);
        assert!(ends(&rest, &[piece([-1.0, 0.0]), piece([0.1, 1.0])], &link, 0.001).is_none());
    }
}
