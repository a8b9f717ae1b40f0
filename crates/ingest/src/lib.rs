//! Stage: scan files to prepared areas.
//!
//! [`read`] streams the points of a scan file, whatever its format; [`ingest`] turns scan files into areas in a run folder, which
//! [`load_area`] and [`load_seen`] give back.

mod error;
mod prepare;
pub mod read;

pub use prepare::{
    Area, Counts, FileReport, IngestError, IngestSettings, Ingested, Input, Misfit, PairReport, PictureReport, PositionSource,
    StationReport, ingest, load_area, load_seen,
};
