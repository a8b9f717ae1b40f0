//! Drawings and lists as every command reads them.

use crate::failure::{Failure, Result, chain};
use rosette_cloud::Note;
use rosette_pid::{Import, ImportSettings, PidError, import, import_lists};
use std::path::{Path, PathBuf};

/// Kinds of notes that mean that an input was not used, or not wholly.
const NOT_USED: [&str; 5] = ["unusable_input", "file_not_used", "list_not_used", "hint_not_used", "hint_not_understood"];

/// Whether a note says that an input was not used, or not wholly.
pub fn is_unused(note: &Note) -> bool {
    NOT_USED.contains(&note.kind.as_str())
}

/// Drawings enriched by lists; lists alone stand in for a drawing.
pub fn read(drawings: &[PathBuf], lists: &[PathBuf], settings: &ImportSettings) -> std::result::Result<Import, PidError> {
    let drawn = if drawings.is_empty() { Import::default() } else { import(drawings, settings)? };
    if lists.is_empty() { Ok(drawn) } else { import_lists(drawn, lists, settings) }
}

/// The same where nothing usable is an error.
pub fn must_read(drawings: &[PathBuf], lists: &[PathBuf], settings: &ImportSettings) -> Result<Import> {
    read(drawings, lists, settings).map_err(|err| Failure::NoInput(chain(&err)))
}

/// Whether a file is a list by its name: a table, not a drawing.
pub fn is_list(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    extension.is_some_and(|extension| matches!(extension.as_str(), "csv" | "xlsx"))
}
