//! The published JSON Schemas of the machine-readable files.

use crate::asbuilt::AsBuilt;
use crate::beside::write_json;
use crate::error::Result;
use crate::findings::Findings;
use crate::matches::Match;
use crate::run_file::RunFile;
use schemars::{Schema, schema_for};
use std::path::Path;

/// File name and schema of every machine-readable file.
pub fn schemas() -> [(&'static str, Schema); 4] {
    [
        ("asbuilt.schema.json", schema_for!(AsBuilt)),
        ("match.schema.json", schema_for!(Match)),
        ("findings.schema.json", schema_for!(Findings)),
        ("run.schema.json", schema_for!(RunFile)),
    ]
}

/// Writes the schemas into `dir/schema`.
pub fn write_schemas(dir: &Path) -> Result<()> {
    schemas().iter().try_for_each(|(name, schema)| write_json(&dir.join("schema").join(name), schema))
}
