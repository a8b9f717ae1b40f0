//! What can go wrong with a drawing file, with file, place and remedy.

use std::path::PathBuf;

/// Why a drawing file, or the whole import, is of no use.
///
/// ```
/// use rosette_pid::{ImportSettings, PidError, import};
/// let error = import(&["no-such-drawing.xml".into()], &ImportSettings::default()).unwrap_err();
/// assert!(matches!(error, PidError::Read { .. }));
/// ```
#[derive(Debug, thiserror::Error)]
pub enum PidError {
    /// No path was given.
    #[error("no drawing file given: name at least one P&ID file (Proteus XML, DEXPI or GraphML)")]
    NoFile,
    /// The file could not be read from disk.
    #[error("{}: cannot be read: {source}; check the path and the permissions", file.display())]
    Read {
        /// File.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is larger than the settings allow.
    #[error("{}: {bytes} bytes is more than the limit of {limit}; raise `max_file_bytes` if it really is one drawing", file.display())]
    TooLarge {
        /// File.
        file: PathBuf,
        /// Its size.
        bytes: u64,
        /// The limit in force.
        limit: u64,
    },
    /// The file is no XML, or is broken before anything usable.
    #[error("{}: line {line}: {problem}; export the drawing again as Proteus XML or DEXPI", file.display())]
    Xml {
        /// File.
        file: PathBuf,
        /// Line, from 1.
        line: u32,
        /// What is wrong there.
        problem: String,
    },
    /// Well-formed XML, but no P&ID.
    #[error("{}: the root element is <{root}>, not <PlantModel>, <Model> or <graphml>: neither a Proteus or DEXPI drawing nor a graph", file.display())]
    NotADrawing {
        /// File.
        file: PathBuf,
        /// Name of the root element.
        root: String,
    },
    /// A DEXPI 2.0 profile: it declares classes, but holds no plant.
    #[error("{}: declares classes only and holds no plant; give the drawing that uses them as well", file.display())]
    OnlyClasses {
        /// File.
        file: PathBuf,
    },
    /// A file that was given as a list, but is none.
    #[error("{}: {problem}; a list is a CSV file or an .xlsx workbook with a header row", file.display())]
    NotAList {
        /// File.
        file: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// None of several files could be used.
    #[error("none of the {} drawing files could be used: {}", reasons.len(), reasons.join("; "))]
    NoUsableFile {
        /// One reason a file, in the order given.
        reasons: Vec<String>,
    },
}
