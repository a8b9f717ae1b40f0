//! How good answers are: confusion, intersection over union, instances found, calibration; as numbers and as pictures.

mod calibration;
mod confusion;
mod instances;

pub use calibration::{Bin, Reliability, fit_temperature};
pub use confusion::Confusion;
pub use instances::{InstanceScore, instances};
