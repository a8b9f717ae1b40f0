//! A drawing sheet and what its import understood.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One P&ID sheet, drawn from its own graphics.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Drawing name or number, unique over the import.
    pub name: String,
    /// File it came from.
    pub file: String,
    /// Self-contained SVG with one `<g id="...">` per element id.
    pub svg: String,
    /// What was understood of it.
    pub report: ImportReport,
}

/// What an import understood of one drawing file, and what not.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportReport {
    /// File name.
    pub file: String,
    /// Dialect, e.g. `DEXPI 1.3`, `Proteus 4.0.1`.
    pub dialect: String,
    /// Tool that wrote it.
    pub origin: String,
    /// Elements by class name of the file.
    pub classes: BTreeMap<String, usize>,
    /// Class names that no rule knows, kept by name, with their number.
    pub unknown_classes: BTreeMap<String, usize>,
    /// Further counts by name: equipment, nozzles, systems, segments, components, offpage, instruments, connections,
    /// connections_both_ends, open_ends, repaired_joints, sizes_inherited, duplicate_ids, ...
    pub counts: BTreeMap<String, usize>,
    /// Warnings with place and what was done about them.
    pub warnings: Vec<String>,
}
