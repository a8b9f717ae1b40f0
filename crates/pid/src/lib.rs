//! Stage: drawing files to the as-drawn graph and its graphics; the only crate that names XML.
//!
//! [`import`] reads Proteus XML, DEXPI 1.x and DEXPI 2.0 as the tools write them, joins the sheets at their off-page connectors,
//! and draws every sheet as SVG from its own graphics. What a file lacks, names twice or leaves open is counted in the
//! sheet's [`rosette_plant::ImportReport`]; only when no file is usable is there an error.
//!
//! [`import_lists`] fills the gaps with line, valve, equipment and instrument lists, or stands in for a drawing with them.
//! [`graphml`] writes and reads the graph for other tools.
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
mod lists;
mod merge;
mod nominal;
mod notes;
mod proteus;
pub mod redline;
mod settings;
mod stitch;
mod svg;
mod topology;
pub mod write;
mod xml;

pub use error::PidError;
pub use import::{Import, import};
pub use lists::import_lists;
pub use settings::ImportSettings;
