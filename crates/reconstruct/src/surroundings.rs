//! Round things that are not process pipe: handrails, hanger rods, posts.

use crate::ReconstructSettings;
use crate::pieces::Piece;
use rosette_cloud::Cloud;
use rosette_plant::Segments;

/// Height of a handrail above its floor, m, by ISO 14122-3 (at least 1.1 m) and OSHA 1910.29 (1.07 m), with tolerance.
const RAIL_HEIGHT: std::ops::Range<f64> = 0.85..1.3;

/// Marks pieces that are too thin for pipe, or belong to a handrail, as not alive.
pub fn give_up(_cloud: &Cloud, segments: &Segments, pieces: &mut [Piece], settings: &ReconstructSettings) {
    for p in pieces.iter_mut().filter(|p| 2.0 * p.radius() < settings.pipe_od_min) {
        p.alive = false;
    }
    let floors = floor_heights(segments);
    let rails = handrails(pieces, &floors);
    rails.into_iter().for_each(|i| pieces[i].alive = false);
}

/// Heights of the horizontal planes that one can stand on, lowest first.
fn floor_heights(segments: &Segments) -> Vec<f64> {
    let level = segments.planes.iter().filter(|p| p.plane.normal.z.abs() > 0.98 && p.area > 1.0);
    let mut heights: Vec<f64> = level.map(|p| p.plane.point.z).collect();
    heights.sort_unstable_by(f64::total_cmp);
    heights
}

/// Upright tubes of rail height that stand on a floor, at least two to a common horizontal tube, and what is joined to them.
///
/// A rail has no fittings: its tubes butt against each other. Pipes standing on a floor end in elbows, tees or flanges instead.
fn handrails(pieces: &[Piece], floors: &[f64]) -> Vec<usize> {
    let thin = |p: &Piece| p.alive && (0.012..0.035).contains(&p.radius());
    let is_post = |p: &Piece| {
        let (low, high) = (p.at(p.from).z.min(p.at(p.to).z), p.at(p.from).z.max(p.at(p.to).z));
        thin(p)
            && p.cylinder.axis.z.abs() > 0.97
            && floors.iter().any(|f| (low - f).abs() < 0.12 && RAIL_HEIGHT.contains(&(high - f)))
    };
    let posts: Vec<usize> = (0..pieces.len()).filter(|&i| is_post(&pieces[i])).collect();
    let is_rail = |i: &usize| {
        let p = &pieces[*i];
        let touching = posts.iter().filter(|&&post| crosses(p, &pieces[post])).count();
        thin(p) && p.cylinder.axis.z.abs() < 0.7 && touching >= 2
    };
    let rails: Vec<usize> = (0..pieces.len()).filter(is_rail).collect();
    let carries = |post: &&usize| rails.iter().any(|&r| crosses(&pieces[r], &pieces[**post]));
    let short = |i: &usize| {
        thin(&pieces[*i])
            && rails.iter().any(|&r| r != *i && crosses(&pieces[*i], &pieces[r]))
            && posts.iter().any(|&q| q != *i && crosses(&pieces[*i], &pieces[q]))
    };
    let between: Vec<usize> = (0..pieces.len()).filter(short).collect();
    let mut all: Vec<usize> = rails.iter().copied().chain(posts.iter().filter(carries).copied()).chain(between).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether two pieces' axes pass each other within their radii, on both pieces.
fn crosses(a: &Piece, b: &Piece) -> bool {
    let Some(near) = a.cylinder.line().approach(&b.cylinder.line()) else { return false };
    let slack = 0.03 + a.radius() + b.radius();
    let within = |p: &Piece, t: f64| t > p.from - slack && t < p.to + slack;
    let (x, y) = (a.at(near.on_a), b.at(near.on_b));
    (x - y).norm() < slack && within(a, near.on_a) && within(b, near.on_b)
}
