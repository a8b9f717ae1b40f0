//! Fitting of weights (feature `train`).

pub mod bodies;
pub mod crop;
pub mod curve;
mod optimiser;
pub mod points;
pub mod sample;
mod schedule;
pub mod shelf;
mod start;

pub use crate::kinds::Kinds;
pub use crate::mapping::ClassMap;
pub use crate::prepare::{LabelledCloud, NO_PART, PartTruth, RawScan, prepared};
pub use bodies::BodyTraining;
pub use points::{PointData, PointTraining};
pub use sample::BodySample;
pub use schedule::Schedule;
pub use start::SHIPPED;
