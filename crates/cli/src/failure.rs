//! Why a command ends without a result, and the exit code that says so.

use std::error::Error;
use std::io;
use std::path::Path;

/// What a command gives back.
pub type Result<T> = std::result::Result<T, Failure>;

/// Finished, nothing left out.
pub const DONE: u8 = 0;
/// Finished, but some inputs could not be used.
pub const PARTIAL: u8 = 4;

/// Why a command ends without a result. Every message names the place and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Arguments or the job file do not make sense.
    #[error("{0}")]
    Usage(String),
    /// None of the inputs could be used.
    #[error("{0}")]
    NoInput(String),
    /// The output could not be written.
    #[error("{0}")]
    Output(String),
    /// The user asked to stop.
    #[error("stopped on request; what is finished is kept: give the same command again to go on from here")]
    Stopped,
    /// A fault in Rosette itself.
    #[error("{0}")]
    Internal(String),
}

impl Failure {
    /// The exit code, as `--help` and the README document it.
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Internal(_) => 1,
            Failure::Usage(_) => 2,
            Failure::NoInput(_) => 3,
            Failure::Output(_) => 5,
            Failure::Stopped => 130,
        }
    }

    /// `path` could not be written.
    pub fn writing(path: &Path, err: &io::Error) -> Failure {
        Failure::Output(format!("cannot write {}: {err}; {}", path.display(), remedy(err.kind())))
    }

    /// A stage could not write its result below `path`, whatever else its error says.
    pub fn stage_output(path: &Path, err: &(dyn Error + 'static)) -> Failure {
        let kind = io_kind(err).unwrap_or(io::ErrorKind::Other);
        Failure::Output(format!("cannot write below {}: {}; {}", path.display(), chain(err), remedy(kind)))
    }

    /// Whether the error means that the disk takes no more.
    pub fn is_full_disk(err: &(dyn Error + 'static)) -> bool {
        use io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        matches!(io_kind(err), Some(StorageFull | QuotaExceeded | ReadOnlyFilesystem))
    }
}

/// An error and its causes on one line, each said once.
pub fn chain(err: &(dyn Error + 'static)) -> String {
    let mut text = err.to_string();
    let mut cause = err.source();
    while let Some(inner) = cause {
        let said = inner.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        cause = inner.source();
    }
    text
}

/// Kind of the first I/O error in the chain of causes.
fn io_kind(err: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    let mut cause = Some(err);
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        cause = inner.source();
    }
    None
}

fn remedy(kind: io::ErrorKind) -> &'static str {
    use io::ErrorKind::*;
    match kind {
        StorageFull | QuotaExceeded => "free some space or choose another disk with --out, then give the same command again",
        PermissionDenied => "make the folder writable or choose another one with --out",
        ReadOnlyFilesystem => "choose a folder on a writable disk with --out",
        NotADirectory | AlreadyExists => "a file stands where a folder is needed: move it or choose another folder with --out",
        _ => "check the disk or choose another folder with --out",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_recognised_behind_other_errors() {
        let check = |kind: io::ErrorKind, full: bool| {
            let outer = io::Error::other(Wrapped(io::Error::from(kind)));
            assert_eq!(Failure::is_full_disk(&Wrapped(io::Error::from(kind))), full, "{kind:?}");
            assert!(chain(&outer).contains("while testing"));
        };
        check(io::ErrorKind::StorageFull, true);
        check(io::ErrorKind::QuotaExceeded, true);
        check(io::ErrorKind::NotFound, false);
    }

    #[derive(Debug, thiserror::Error)]
    #[error("while testing")]
    struct Wrapped(#[source] io::Error);
}
