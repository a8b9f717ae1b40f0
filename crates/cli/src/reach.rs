//! How far from the site a point may lie to be written into `points.laz`, whose coordinates are counted in 32 bits.

use rosette_cloud::Note;
use rosette_ingest::{Area, Ingested};

/// Half the width of what `points.laz` may hold, m. At half a millimetre 32 bits reach 1074 km; nothing real is wider than this.
const REACH: f64 = 500_000.0;

/// The least corner of the site: that of all points, but not farther than the reach from where most points are.
pub fn corner(ingested: &Ingested) -> [f64; 3] {
    let middle = middle(ingested);
    std::array::from_fn(|axis| ingested.extent[0][axis].max(middle[axis] - REACH))
}

/// Whether an area lies within the reach.
pub fn holds(ingested: &Ingested, area: &Area) -> bool {
    let middle = middle(ingested);
    (0..3).all(|axis| (area.origin[axis] - middle[axis]).abs() <= REACH)
}

/// Says how many points are too far away.
pub fn note(ingested: &Ingested) -> Option<Note> {
    let count: u64 = ingested.areas.iter().filter(|area| !holds(ingested, area)).map(|area| area.core_points).sum();
    let message = format!("{count} points lie more than 500 km from the others (a damaged scan?) and are not in points.laz");
    (count > 0).then(|| Note::new("report", "points_too_far", count, message))
}

/// Where the area with the most points is (the first of several).
fn middle(ingested: &Ingested) -> [f64; 3] {
    let largest = ingested.areas.iter().rev().max_by_key(|area| area.core_points);
    largest.map_or(ingested.origin, |area| area.origin)
}
