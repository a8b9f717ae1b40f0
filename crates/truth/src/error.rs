//! What can go wrong when a case is written.

use std::path::PathBuf;
use thiserror::Error;

/// A case could not be made or written.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum SimulateError {
    #[error("cannot write {path}: {message}; check that the folder exists, is writable and has room")]
    Write { path: PathBuf, message: String },
    #[error("a step of {step_deg}° is not between 0.005° and 5°; choose e.g. 0.1")]
    Step { step_deg: f64 },
    #[error("{stations} stations are not between 1 and 99")]
    Stations { stations: usize },
    #[error("no place for a tripod was found in the hall of seed {seed}; try another seed or size")]
    NoPlace { seed: u64 },
}
