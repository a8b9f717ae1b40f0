//! What can go wrong while a run folder is written.

use std::path::{Path, PathBuf};

/// Why an output could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The file system refused.
    #[error("cannot write {}: {source}; check that the folder exists, is writable and has space left", path.display())]
    Write {
        /// File that was being written.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A library refused to encode what it was given.
    #[error("cannot encode {}: {reason}", path.display())]
    Encode {
        /// File that was being written.
        path: PathBuf,
        /// What the library said.
        reason: String,
    },
    /// The label columns do not belong to the cloud.
    #[error("{points} points came with {classes} classes and {objects} object indices; each point needs one of each")]
    Columns {
        /// Points of the cloud.
        points: usize,
        /// Entries of the class column.
        classes: usize,
        /// Entries of the object column.
        objects: usize,
    },
    /// A point is too far from the file's offset for half-millimetre coordinates.
    #[error("point {site:?} lies more than 1000 km from the file's corner {corner:?}; check the poses of the scans")]
    OutOfRange {
        /// Site position of the point, m.
        site: [f64; 3],
        /// Offset of the file, m.
        corner: [f64; 3],
    },
}

impl ReportError {
    pub(crate) fn write(path: &Path) -> impl FnOnce(std::io::Error) -> ReportError + '_ {
        move |source| ReportError::Write { path: path.to_owned(), source }
    }

    pub(crate) fn encode<E: ToString>(path: &Path) -> impl FnOnce(E) -> ReportError + '_ {
        move |reason| ReportError::Encode { path: path.to_owned(), reason: reason.to_string() }
    }
}

/// Result of writing an output.
pub type Result<T> = std::result::Result<T, ReportError>;
