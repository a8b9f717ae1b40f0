//! Scenes of a few parts through both geometry stages: from a cloud to the as-built graph.

mod fittings;
mod hostile;
mod invariance;
mod plant;
mod surroundings;

// The stages do not know each other, so the scenes that need both live here; the sampler is the segment stage's.
#[path = "../../../segment/tests/support/mod.rs"]
mod scenes;
