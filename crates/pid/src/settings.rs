//! Settings of the import.

use serde::{Deserialize, Serialize};

/// Settings of [`crate::import`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportSettings {
    /// How near, in mm on the sheet, a loose line end must be to a node or line to be joined to it as a flagged
    /// repair. Drafting tools snap to 1-2.5 mm grids: more would join neighbours that are apart on purpose. 0 turns it off.
    pub snap_mm: f64,
    /// Largest file that is read, in bytes. A sheet is 0.1 to 20 MB; the DOM takes up to six times the file.
    pub max_file_bytes: u64,
}

impl Default for ImportSettings {
    fn default() -> Self {
        Self { snap_mm: 2.0, max_file_bytes: 256 << 20 }
    }
}
