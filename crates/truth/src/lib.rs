//! Yardstick: generated plants, the scans they would give, and scores of a result against the truth.
//!
//! [`simulate`] grows a plant, scans it by ray casting and writes scan, labels, P&ID and truth into a folder;
//! [`make`] keeps all of it in memory; [`scene`] makes small labelled clouds for tests; [`component_sample`] scans
//! single components in bulk, [`gallery`] lines many of them up.

pub mod component;
mod error;
pub mod fixture;
mod gallery;
pub mod model;
pub mod output;
pub mod plan;
pub mod routing;
mod sample;
pub mod scan;
pub mod scene;
mod simulate;
pub mod surface;

pub use component::family::set_of;
pub use error::SimulateError;
pub use gallery::{Gallery, gallery};
pub use model::Catalogue;
pub use output::ScanFormat;
pub use plan::{Kind, Size, Variety};
pub use sample::{Sample, component_sample, families};
pub use scan::{Device, ScanSettings};
pub use simulate::{Case, SimulateSettings, Summary, make, simulate};
