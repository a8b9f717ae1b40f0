//! Stage: segments to components (per area), components to the as-built graph (whole plant).
//!
//! What is not done here: no class is learnt; bodies get a first geometric class only.

mod abutting;
mod assemble;
mod bends;
mod bodies;
mod body_class;
mod body_shape;
mod bolted;
mod build;
mod chains;
mod connect;
mod corners;
mod equipment;
mod fusion;
mod labels;
mod ladders;
mod links;
mod mitres;
mod mounted;
mod network;
mod pieces;
mod rims;
mod seats;
mod series;
mod settings;
mod shells;
mod spools;
mod sprouts;
mod standing;
mod stitch;
mod strays;
mod surroundings;
mod tails;
mod tapers;
mod tappings;
mod uprights;

pub use connect::{AsBuilt, connect};
pub use fusion::{WEIGHTS, Weights, asked_as, fused};
pub use settings::ReconstructSettings;

use rosette_cloud::Cloud;
use rosette_plant::{BodyJudge, Components, Segments};

/// Recognises the components of one area from its segments; `judge` has a say in what bodies are.
pub fn components(
    cloud: &Cloud,
    segments: &Segments,
    judge: Option<&dyn BodyJudge>,
    settings: &ReconstructSettings,
) -> Components {
    let shells = shells::shells(cloud, segments, settings);
    let mut pieces = pieces::cut(cloud, segments, |i| shells.iter().any(|s| s.segments.contains(&i)));
    let mut network = build::network(cloud, segments, &mut pieces, &shells, settings);
    if let Some(judge) = judge {
        fusion::weigh(cloud, segments, &mut pieces, &mut network, judge);
    }
    assemble::assemble(cloud, segments, &pieces, &shells, network)
}
