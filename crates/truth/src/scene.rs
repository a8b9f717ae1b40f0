//! Small labelled clouds for tests: a few parts scanned from given places.

use crate::model::Part;
use crate::scan::{ScanSettings, Scene, StationScan, scan};
use crate::surface::P3;
use rosette_cloud::Cloud;

/// A cloud with the part of every point.
#[derive(Debug, Clone)]
pub struct LabelledCloud {
    /// The points with intensity and station; normals are zero: fitting them is another's work.
    pub cloud: Cloud,
    /// Index of the part of every point.
    pub parts: Vec<u32>,
    /// True where the beam met two surfaces: the range lies between them.
    pub mixed: Vec<bool>,
    /// True positions of the stations, m.
    pub stations: Vec<[f64; 3]>,
}

/// Scans one part from two opposite places at 3 m.
pub fn single(part: Part, settings: &ScanSettings) -> LabelledCloud {
    let (lo, hi) = part.bounds();
    let middle = nalgebra::center(&lo, &hi);
    let places =
        [P3::new(middle.x + 2.0, middle.y - 2.3, middle.z + 0.4), P3::new(middle.x - 1.6, middle.y + 2.6, middle.z + 0.7)];
    several(&[part], &places, settings, 1)
}

/// Scans parts from the given places. The cloud's origin is the first of them, rounded to metres.
pub fn several(parts: &[Part], places: &[P3], settings: &ScanSettings, seed: u64) -> LabelledCloud {
    let scans = scan(parts, &Scene::new(parts), places, settings, seed);
    labelled(&scans)
}

/// All returns of some scans as one cloud, at the registered poses.
pub fn labelled(scans: &[StationScan]) -> LabelledCloud {
    let first = scans.first().map_or_else(P3::origin, |s| P3::from(s.pose.translation.vector));
    let origin = first.coords.map(f64::round);
    let mut out = LabelledCloud { cloud: Cloud { origin, ..Cloud::default() }, parts: vec![], mixed: vec![], stations: vec![] };
    for (index, scan) in scans.iter().enumerate() {
        out.stations.push(scan.true_pose.translation.vector.into());
        for point in &scan.returns {
            let at = scan.pose * P3::from(point.at.map(f64::from)) - origin;
            out.cloud.positions.push([at.x as f32, at.y as f32, at.z as f32]);
            out.cloud.normals.push([0.0; 3]);
            out.cloud.weights.push(1);
            out.cloud.intensity.push(point.intensity);
            out.cloud.station.push(index as u16);
            out.parts.push(point.part);
            out.mixed.push(point.mixed);
        }
    }
    out
}
