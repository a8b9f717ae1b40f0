//! Stage: a cloud to planes, cylinders and residue.
//!
//! Source of the method: planes by region growing over cells (after Poux et al. 2022, voxel-based region growing), cylinders by
//! local hypotheses (normals' scatter and 2D circle RANSAC across candidate axes; Schnabel et al. 2007 for the consensus idea)
//! that are verified by the empty inside and followed along their axis. What is not done here: fittings, classes, joints.

mod cells;
mod follow;
mod hypotheses;
mod planes;
mod settings;
mod vessels;

pub use settings::SegmentSettings;

use rosette_cloud::Cloud;
use rosette_plant::{Owner, Segments};

/// Finds planes, then large cylinders, then strips of steel, then pipes, in that order; each takes its points away from the next.
///
/// `cloud` is one area with its halo; every point gets an owner or stays residue.
pub fn segment(cloud: &Cloud, settings: &SegmentSettings) -> Segments {
    let mut owner = vec![Owner::None; cloud.len()];
    let flat = planes::find(cloud, &mut owner, settings);
    let mut segments = Segments { sigma: flat.sigma, planes: flat.planes, cylinders: Vec::new(), owner };
    vessels::find(cloud, &mut segments, settings);
    planes::find_strips(cloud, &mut segments, settings);
    hypotheses::find_pipes(cloud, &mut segments, settings);
    vessels::close(cloud, &mut segments);
    segments
}
