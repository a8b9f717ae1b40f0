//! Round things that are not process pipe: handrails, hanger rods, posts, seams between walls.

use crate::ReconstructSettings;
use crate::pieces::Piece;
use rosette_plant::{PlaneSegment, Segments};

/// Height of a handrail above its floor, m, by ISO 14122-3 (at least 1.1 m) and OSHA 1910.29 (1.07 m), with tolerance.
const RAIL_HEIGHT: std::ops::Range<f64> = 0.85..1.3;

/// Marks pieces that are too thin for pipe, or belong to a handrail, as not alive.
pub fn give_up(segments: &Segments, pieces: &mut [Piece], settings: &ReconstructSettings) {
    for p in pieces.iter_mut().filter(|p| 2.0 * p.radius() < settings.pipe_od_min) {
        p.alive = false;
    }
    pieces.iter_mut().filter(|p| lies_in_seam(segments, p)).for_each(|p| p.alive = false);
    let floors = floor_heights(segments);
    let rails = handrails(pieces, &floors);
    rails.into_iter().for_each(|i| pieces[i].alive = false);
}

/// Whether a piece lies where two large planes meet and touches both: the rounded seam of a room, not a pipe, for which flanges and
/// fittings would leave no room.
fn lies_in_seam(segments: &Segments, p: &Piece) -> bool {
    const LARGE: f64 = 3.0;
    const CLEARANCE: f64 = 0.03;
    let (axis, middle) = (p.cylinder.axis.into_inner(), p.middle());
    let near = |s: &&PlaneSegment| {
        let slack = p.radius() + 0.2;
        (0..3).all(|k| middle[k] > s.bounds[0][k] - slack && middle[k] < s.bounds[1][k] + slack)
    };
    let touches = |s: &&PlaneSegment| {
        s.area > LARGE
            && s.plane.normal.dot(&axis).abs() < 0.05
            && s.plane.distance(&middle).abs() < p.radius() + CLEARANCE
            && near(s)
    };
    let touched: Vec<&PlaneSegment> = segments.planes.iter().filter(touches).collect();
    touched.iter().enumerate().any(|(k, a)| touched[k + 1..].iter().any(|b| a.plane.normal.dot(&b.plane.normal).abs() < 0.5))
}

/// Heights of the horizontal planes that one can stand on, lowest first.
fn floor_heights(segments: &Segments) -> Vec<f64> {
    let level = segments.planes.iter().filter(|p| p.plane.normal.z.abs() > 0.98 && p.area > 1.0);
    let mut heights: Vec<f64> = level.map(|p| p.plane.point.z).collect();
    heights.sort_unstable_by(f64::total_cmp);
    heights
}

/// Thin tubes of one width that butt against each other, with at least two uprights on a floor and a level tube at rail height.
///
/// A rail has no fittings: its tubes cross or butt. Small pipe that stands on a floor ends in elbows, tees or flanges instead.
fn handrails(pieces: &[Piece], floors: &[f64]) -> Vec<usize> {
    let thin: Vec<usize> =
        (0..pieces.len()).filter(|&i| pieces[i].alive && (0.012..0.035).contains(&pieces[i].radius())).collect();
    let mut left: Vec<usize> = thin.clone();
    let mut rails = Vec::new();
    while let Some(first) = left.pop() {
        let mut group = vec![first];
        let mut next = 0;
        while next < group.len() {
            let (touching, others): (Vec<usize>, Vec<usize>) =
                left.iter().partition(|&&j| crosses(&pieces[group[next]], &pieces[j]));
            group.extend(touching);
            left = others;
            next += 1;
        }
        let upright = |i: &&usize| pieces[**i].cylinder.axis.z.abs() > 0.97 && pieces[**i].length() < RAIL_HEIGHT.end;
        let posts: Vec<usize> = group.iter().filter(upright).copied().collect();
        let level = group.iter().any(|&i| is_rail(&pieces[i], floors));
        if posts.len() >= 2 && posts.iter().any(|&i| stands(&pieces[i], floors)) && level {
            rails.extend(group);
        }
    }
    rails
}

fn stands(p: &Piece, floors: &[f64]) -> bool {
    let (low, high) = (p.at(p.from).z.min(p.at(p.to).z), p.at(p.from).z.max(p.at(p.to).z));
    p.cylinder.axis.z.abs() > 0.97 && floors.iter().any(|f| (low - f).abs() < 0.15 && high - f < RAIL_HEIGHT.end)
}

fn is_rail(p: &Piece, floors: &[f64]) -> bool {
    let height = p.middle().z;
    p.cylinder.axis.z.abs() < 0.1 && floors.iter().any(|f| RAIL_HEIGHT.contains(&(height - f)))
}

/// Whether two pieces' axes pass each other within their radii, on both pieces.
fn crosses(a: &Piece, b: &Piece) -> bool {
    let Some(near) = a.cylinder.line().approach(&b.cylinder.line()) else { return false };
    let slack = 0.03 + a.radius() + b.radius();
    let within = |p: &Piece, t: f64| t > p.from - slack && t < p.to + slack;
    let (x, y) = (a.at(near.on_a), b.at(near.on_b));
    (x - y).norm() < slack && within(a, near.on_a) && within(b, near.on_b)
}
