//! A sink that keeps the first error for later instead of returning it.
//!
//! The LAS writer closes itself when it is dropped and panics if that fails, e.g. on a full disk. Behind this sink it
//! always succeeds; the caller asks for the error afterwards and takes nothing for written before it has asked.

use crate::error::{ReportError, Result};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Where the first error waits to be asked for.
#[derive(Clone, Default)]
pub(crate) struct Failure(Arc<Mutex<Option<io::Error>>>);

impl Failure {
    /// The first error since the last question, if there was one.
    pub(crate) fn check(&self, path: &Path) -> Result<()> {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(source) => Err(ReportError::Write { path: path.to_owned(), source }),
            None => Ok(()),
        }
    }

    fn keep(&self, error: io::Error) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
}

/// The sink.
pub(crate) struct KeepError<W> {
    inner: W,
    failed: bool,
    failure: Failure,
}

impl<W> KeepError<W> {
    pub(crate) fn new(inner: W) -> (Self, Failure) {
        let failure = Failure::default();
        (Self { inner, failed: false, failure: failure.clone() }, failure)
    }

    /// Runs `act` unless an error has happened; `instead` is the answer afterwards.
    fn attempt<T>(&mut self, instead: T, act: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        if self.failed {
            return Ok(instead);
        }
        Ok(act(&mut self.inner).unwrap_or_else(|error| {
            self.failed = true;
            self.failure.keep(error);
            instead
        }))
    }
}

impl<W: Write> Write for KeepError<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.attempt(bytes.len(), |w| w.write_all(bytes).map(|()| bytes.len()))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.attempt((), Write::flush)
    }
}

impl<W: Seek> Seek for KeepError<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.attempt(0, |w| w.seek(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_is_told_when_asked() {
        let (mut sink, failure) = KeepError::new(Full);
        assert!(sink.write_all(b"points").is_ok());
        assert!(failure.check(Path::new("points.laz")).is_err());
        assert!(failure.check(Path::new("points.laz")).is_ok());
        assert!(sink.write_all(b"more").is_ok());
    }
}
