//! What can go wrong in the ingest stage as a whole.

use rosette_cloud::lattice::LatticeError;
use std::path::{Path, PathBuf};

/// Why no areas came out.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// A setting is out of range.
    #[error("setting {name} = {value}: {remedy}")]
    Setting {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: String,
        /// The range.
        remedy: String,
    },
    /// Voxel and cell size do not go together.
    #[error("setting: {0}")]
    Lattice(#[from] LatticeError),
    /// No scan file was named.
    #[error("no scan file was given; name at least one E57, LAS, LAZ, PLY, PCD, PTX, PTS or XYZ file")]
    NoInput,
    /// None of the files gave a point.
    #[error("none of the {n} scan files could be used; the first: {first}")]
    NothingRead {
        /// Number of files.
        n: usize,
        /// What was wrong with the first.
        first: String,
    },
    /// The run folder cannot be written or read.
    #[error("{}: cannot be {doing} ({source}); check free space and permissions of the run folder", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was attempted.
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of the run folder is not what this stage wrote.
    #[error("{}: {problem}; delete the run folder's ingest part and run again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// The user asked to stop.
    #[error("stopped; run the same command again to go on")]
    Stopped,
}

impl IngestError {
    /// For `map_err`: the system refused to do something with a file.
    pub(crate) fn io(path: &Path, doing: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| IngestError::Io { path, doing, source }
    }

    pub(crate) fn damaged(path: &Path, problem: impl Into<String>) -> Self {
        IngestError::Damaged { path: path.to_owned(), problem: problem.into() }
    }
}
