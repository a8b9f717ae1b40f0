//! The run folder: what lies where, and the lock that keeps two runs from writing into one folder.

use crate::failure::{Failure, Result};
use crate::store::Store;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Below the run folder: what is kept for resuming. Deleting it loses time, not results.
const WORK: &str = "work";

/// An open run folder; locked until dropped.
#[derive(Debug)]
pub struct RunFolder {
    /// Kept results of the steps.
    pub store: Store,
    _lock: Lock,
}

impl RunFolder {
    /// Opens or makes the folder; `anew` forgets what is kept in it.
    pub fn open(dir: &Path, anew: bool) -> Result<RunFolder> {
        let work = dir.join(WORK);
        std::fs::create_dir_all(&work).map_err(|err| Failure::writing(&work, &err))?;
        let lock = Lock::take(&work.join("lock"))?;
        if anew {
            forget(&work)?;
        }
        Ok(RunFolder { store: Store::new(&work), _lock: lock })
    }

    /// Where a kept file lies.
    pub fn work(&self, name: &str) -> PathBuf {
        self.store.path(name)
    }
}

/// Removes everything that is kept, but the lock.
fn forget(work: &Path) -> Result<()> {
    for entry in std::fs::read_dir(work).map_err(|err| Failure::writing(work, &err))?.flatten() {
        let path = entry.path();
        let removed = match entry.file_name() == "lock" {
            true => Ok(()),
            false if path.is_dir() => std::fs::remove_dir_all(&path),
            false => std::fs::remove_file(&path),
        };
        removed.map_err(|err| Failure::writing(&path, &err))?;
    }
    Ok(())
}

/// A lock that the system lets go of when the process ends, however it ends: it can never be stale.
#[derive(Debug)]
struct Lock(File);

impl Lock {
    fn take(path: &Path) -> Result<Lock> {
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = open.map_err(|err| Failure::writing(path, &err))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(taken(path, &mut file)),
            // Some network file systems have no locks; the run is still sound as long as it is the only one.
            Err(TryLockError::Error(err)) => {
                tracing::warn!("{} cannot be locked ({err}): make sure that no other run uses this folder", path.display());
            }
        }
        let written = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
        written.map_err(|err| Failure::writing(path, &err))?;
        Ok(Lock(file))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Emptied so that finished folders are the same byte by byte; a leftover number would do no harm.
        let _ = self.0.seek(SeekFrom::Start(0)).and_then(|_| self.0.set_len(0));
    }
}

fn taken(path: &Path, file: &mut File) -> Failure {
    let mut process = String::new();
    let _ = file.take(32).read_to_string(&mut process);
    let dir = path.parent().and_then(Path::parent).unwrap_or(path);
    Failure::Usage(format!(
        "another run (process {}) is working in {}; wait for it, or choose another folder with --out",
        process.trim(),
        dir.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_used_by_one_run_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let first = RunFolder::open(dir.path(), false).unwrap();
        let second = RunFolder::open(dir.path(), false).unwrap_err();
        assert!(second.to_string().contains(&format!("process {}", std::process::id())));
        drop(first);
        assert!(RunFolder::open(dir.path(), false).is_ok());
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_output_failure() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("file"), "").unwrap();
        let err = RunFolder::open(&dir.path().join("file/run"), false).unwrap_err();
        assert_eq!(err.exit_code(), 5);
    }
}
