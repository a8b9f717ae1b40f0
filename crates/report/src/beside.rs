//! Writing beside and renaming: a reader sees the old file or the new one, never half of either.

use crate::error::{ReportError, Result};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// The name a file has while it is being written.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(".tmp");
    PathBuf::from(name)
}

/// Makes the folder that `path` lies in.
pub(crate) fn make_parent(path: &Path) -> Result<()> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => fs::create_dir_all(parent).map_err(ReportError::write(parent)),
        _ => Ok(()),
    }
}

/// Gives the finished file its name.
pub(crate) fn settle(path: &Path) -> Result<()> {
    fs::rename(beside(path), path).map_err(ReportError::write(path))
}

/// Writes a file through `fill`, beside its place, and renames it.
pub(crate) fn write_with(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> Result<()>) -> Result<()> {
    make_parent(path)?;
    let file = File::create(beside(path)).map_err(ReportError::write(path))?;
    let mut out = BufWriter::with_capacity(1 << 18, file);
    fill(&mut out)?;
    let file = out.into_inner().map_err(|e| ReportError::Write { path: path.to_owned(), source: e.into_error() })?;
    file.sync_all().map_err(ReportError::write(path))?;
    settle(path)
}

/// Writes all of `bytes` to `path`, beside its place, and renames it.
pub(crate) fn write_bytes(path: &Path, bytes: &[u8]) -> Result<()> {
    write_with(path, |out| out.write_all(bytes).map_err(ReportError::write(path)))
}

/// As [`write_bytes`], but leaves it to the system when the bytes reach the disk: for the many files that can be made again.
pub(crate) fn write_quickly(path: &Path, bytes: &[u8]) -> Result<()> {
    make_parent(path)?;
    fs::write(beside(path), bytes).map_err(ReportError::write(path))?;
    settle(path)
}

/// Writes `value` as indented JSON with a final line end.
pub(crate) fn write_json<T: serde::Serialize>(path: &Path, value: &T) -> Result<()> {
    write_with(path, |out| {
        serde_json::to_writer_pretty(&mut *out, value).map_err(ReportError::encode(path))?;
        out.write_all(b"\n").map_err(ReportError::write(path))
    })
}
