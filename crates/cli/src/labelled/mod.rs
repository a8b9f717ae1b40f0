//! Labelled points from users' clouds and from cases with truth: a class code and an object number for every point.

mod case;
mod cloud;
mod npz;

pub use cloud::{LabelNames, Labels};

use crate::failure::Result;
use crate::progress::Screen;
use rosette_cloud::Station;
use rosette_ingest::read::Batch;
use rosette_plant::Subtype;
use std::collections::BTreeMap;
use std::path::Path;

/// Points read at a time.
const BATCH: usize = 1 << 16;

/// What takes the points: a batch, and of each of its points the code of its class, or of the kind of one's own where the labels name some
/// (0 where none is known), and the object number (0 for none).
pub type Take<'a> = dyn FnMut(&Batch, &[u8], &[u32]) -> Result<()> + 'a;

/// What is known of labelled points besides.
#[derive(Debug, Default)]
pub struct Known {
    /// Whether objects are told apart.
    pub has_instances: bool,
    /// Subtypes of valves by object number.
    pub subtypes: BTreeMap<u32, Subtype>,
    /// Stations, complete only at the end.
    #[cfg_attr(not(feature = "train"), allow(dead_code))]
    pub stations: Vec<Station>,
}

/// Reads a labelled LAS, LAZ or PLY, or the folder of a case.
pub fn read(path: &Path, labels: &Labels, screen: &Screen, take: &mut Take) -> Result<Known> {
    if case::is_case(path) { case::read(path, screen, take) } else { cloud::read(path, labels, screen, take) }
}

pub use case::scan_of;
