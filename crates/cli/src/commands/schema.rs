//! `rosette schema`: the JSON Schemas of the files of a run.

use crate::args::SchemaArgs;
use crate::failure::{Failure, Result};
use crate::progress::say;

/// Writes the schemas.
pub fn schema(args: &SchemaArgs) -> Result<u8> {
    for (name, schema) in rosette_report::schemas() {
        let text = serde_json::to_string_pretty(&schema).map_err(|err| Failure::Internal(format!("{name}: {err}")))?;
        crate::store::write_whole(&args.out.join(name), format!("{text}\n").as_bytes())?;
        say(args.out.join(name).display());
    }
    Ok(0)
}
