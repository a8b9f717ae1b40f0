//! `rosette schema`: the JSON Schemas of all machine-readable files, those of a run and those that other commands write.

use super::compare::ChangesFile;
use super::diff_pid::RevisionsFile;
use crate::args::SchemaArgs;
use crate::failure::{DONE, Failure, Result};
use crate::progress::say;
use schemars::{Schema, schema_for};
use std::path::Path;

/// Writes the schemas.
pub fn schema(args: &SchemaArgs) -> Result<u8> {
    for (name, schema) in rosette_report::schemas().into_iter().chain(own()) {
        write(&args.out, name, &schema)?;
        say(args.out.join(name).display());
    }
    Ok(DONE)
}

/// File name and schema of what is written outside of runs.
fn own() -> [(&'static str, Schema); 2] {
    [("changes.schema.json", schema_for!(ChangesFile<'_>)), ("revisions.schema.json", schema_for!(RevisionsFile<'_>))]
}

/// Writes one of them beside the file that it describes, into `dir/schema`.
pub(super) fn write_own(dir: &Path, name: &str) -> Result<()> {
    own().iter().filter(|(own, _)| *own == name).try_for_each(|(name, schema)| write(&dir.join("schema"), name, schema))
}

fn write(dir: &Path, name: &str, schema: &Schema) -> Result<()> {
    let text = serde_json::to_string_pretty(schema).map_err(|err| Failure::Internal(format!("{name}: {err}")))?;
    crate::store::write_whole(&dir.join(name), format!("{text}\n").as_bytes())
}
