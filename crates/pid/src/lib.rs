//! Stage: drawing files to the as-drawn graph and its graphics; the only crate that names XML.
//!
//! [`import`] reads Proteus XML, DEXPI 1.x and DEXPI 2.0 as the tools write them, joins the sheets at their off-page connectors,
//! and draws every sheet as SVG from its own graphics. What a file lacks, names twice or leaves open is counted in the
//! sheet's [`rosette_plant::ImportReport`]; only when no file is usable is there an error.
//!
//! Not done: raster or vector pictures of P&IDs (PDF, DXF), signal lines as joints, 3D plant models.

mod assemble;
mod attributes;
mod classes;
mod dexpi2;
mod drawing;
mod error;
mod geometry;
pub mod graphml;
mod import;
pub mod layout;
mod merge;
mod nominal;
mod notes;
mod proteus;
mod settings;
mod stitch;
mod svg;
mod topology;
mod xml;

pub use error::PidError;
pub use import::{Import, import};
pub use settings::ImportSettings;
