//! What can go wrong when a scan file is read: every variant names the file, the place and a remedy.

use crate::read::Format;
use std::fmt;
use std::path::{Path, PathBuf};

/// Where in a file something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// Its header.
    Header,
    /// A byte offset from the start of the file.
    Byte(u64),
    /// A line, counted from 1.
    Line(u64),
    /// A scan or block, counted from 1.
    Scan(usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File => write!(f, "file"),
            Place::Header => write!(f, "header"),
            Place::Byte(offset) => write!(f, "byte {offset}"),
            Place::Line(line) => write!(f, "line {line}"),
            Place::Scan(scan) => write!(f, "scan {scan}"),
        }
    }
}

/// Why a scan file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The operating system refused to open or read the file.
    #[error("{}: {place}: cannot be read ({source}); check the path, the permissions and the drive", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Where reading failed.
        place: Place,
        /// What the system said.
        source: std::io::Error,
    },
    /// The path is a folder, pipe or device.
    #[error("{}: is not a regular file; name the scan file itself", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The file has no bytes.
    #[error("{}: is empty (0 bytes); copy or export it again", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// Neither content nor extension belongs to a format that is read.
    #[error("{}: {problem}; {remedy}", path.display())]
    Unknown {
        /// The file.
        path: PathBuf,
        /// What was seen.
        problem: String,
        /// What the user can do.
        remedy: String,
    },
    /// The file breaks the rules of its format, or ends too early, and nothing of it is usable.
    #[error("{}: {format} {place}: {problem}; {remedy}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The format it was read as.
        format: Format,
        /// Where the damage is.
        place: Place,
        /// What is wrong, with the values.
        problem: String,
        /// What the user can do.
        remedy: String,
    },
    /// The file is sound but uses something that is not read.
    #[error("{}: {format} {place}: {problem}; {remedy}", path.display())]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// The format it was read as.
        format: Format,
        /// Where it is used.
        place: Place,
        /// What is not read.
        problem: String,
        /// What the user can do.
        remedy: String,
    },
}

impl ReadError {
    /// Whether the file itself is at fault, so that what was read before may still be used.
    pub fn is_damage(&self) -> bool {
        matches!(self, ReadError::Damaged { .. })
    }

    /// What is wrong and where, without the path and the remedy.
    pub(crate) fn summary(&self) -> String {
        match self {
            ReadError::Damaged { place, problem, .. } | ReadError::Unsupported { place, problem, .. } => {
                format!("{place}: {problem}")
            }
            other => other.to_string(),
        }
    }
}

/// Makes errors for one file and format.
#[derive(Debug, Clone)]
pub(crate) struct Blame {
    pub path: PathBuf,
    pub format: Format,
}

impl Blame {
    pub fn new(path: &Path, format: Format) -> Self {
        Self { path: path.to_owned(), format }
    }

    pub fn damaged(&self, place: Place, problem: impl Into<String>) -> ReadError {
        self.damaged_with(place, problem, "export or copy the file again")
    }

    pub fn damaged_with(&self, place: Place, problem: impl Into<String>, remedy: impl Into<String>) -> ReadError {
        ReadError::Damaged { path: self.path.clone(), format: self.format, place, problem: problem.into(), remedy: remedy.into() }
    }

    pub fn unsupported(&self, place: Place, problem: impl Into<String>, remedy: impl Into<String>) -> ReadError {
        ReadError::Unsupported {
            path: self.path.clone(),
            format: self.format,
            place,
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }

    /// An early end of the file is damage; everything else is the system's fault.
    pub fn io(&self, place: Place, source: std::io::Error) -> ReadError {
        match source.kind() {
            std::io::ErrorKind::UnexpectedEof => self.damaged(place, "the file ends too early"),
            std::io::ErrorKind::InvalidData => self.damaged(place, source.to_string()),
            _ => ReadError::Io { path: self.path.clone(), place, source },
        }
    }
}
