//! Fitting of weights (feature `train`).

pub mod bodies;
pub mod crop;
pub mod curve;
mod mapping;
pub mod points;
pub mod prepare;
pub mod sample;
mod schedule;
pub mod shelf;

pub use bodies::BodyTraining;
pub use mapping::ClassMap;
pub use points::{PointData, PointTraining};
pub use prepare::{LabelledCloud, NO_PART, PartTruth, RawScan, prepared};
pub use sample::BodySample;
pub use schedule::Schedule;
