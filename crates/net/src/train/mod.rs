//! Fitting of weights (feature `train`).

pub mod crop;
pub mod curve;
pub mod points;
pub mod prepare;
mod schedule;
pub mod shelf;

pub use points::{PointData, PointTraining};
pub use prepare::{LabelledCloud, NO_PART, PartTruth, RawScan, prepared};
pub use schedule::Schedule;
