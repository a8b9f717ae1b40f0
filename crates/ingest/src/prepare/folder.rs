//! Files of the run folder: written beside and renamed, so that a partial file is never taken for a complete one.

use super::fault::IngestError;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Name of the stage's result.
pub(crate) const RESULT: &str = "ingest.json";
/// Name of the grid of seen space.
pub(crate) const SEEN: &str = "seen.bin";
/// Folder of what is needed only while the stage runs.
const SCRATCH: &str = "scratch";
/// Folder of the pictures embedded in the scans.
pub(crate) const PICTURES: &str = "pictures";

/// Name of an area's file.
pub(crate) fn area_name(id: usize) -> String {
    format!("area-{id:05}.bin")
}

/// Makes the folder, and clears it of an earlier run's files: first the result, so that nothing stale is ever valid.
pub(crate) fn prepare(dir: &Path) -> Result<PathBuf, IngestError> {
    fs::create_dir_all(dir).map_err(IngestError::io(dir, "made"))?;
    remove_file(&dir.join(RESULT))?;
    for entry in fs::read_dir(dir).map_err(IngestError::io(dir, "listed"))?.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name == SEEN || name.ends_with(".part") || (name.starts_with("area-") && name.ends_with(".bin")) {
            remove_file(&entry.path())?;
        }
    }
    let scratch = dir.join(SCRATCH);
    clear(&scratch)?;
    fs::create_dir_all(&scratch).map_err(IngestError::io(&scratch, "made"))?;
    Ok(scratch)
}

/// Removes a folder and all in it, if it is there.
pub(crate) fn clear(dir: &Path) -> Result<(), IngestError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(IngestError::io(dir, "removed")(error)),
        _ => Ok(()),
    }
}

fn remove_file(path: &Path) -> Result<(), IngestError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(IngestError::io(path, "removed")(error)),
        _ => Ok(()),
    }
}

/// Writes a file beside its place and renames it.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), IngestError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let mut file = File::create(&part).map_err(IngestError::io(&part, "made"))?;
    file.write_all(bytes).map_err(IngestError::io(&part, "written"))?;
    drop(file);
    fs::rename(&part, path).map_err(IngestError::io(path, "renamed"))
}

/// Reads a whole file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, IngestError> {
    fs::read(path).map_err(IngestError::io(path, "read"))
}
