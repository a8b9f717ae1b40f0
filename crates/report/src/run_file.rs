//! `run.json`: what was done, with what, from what.

use crate::beside::write_json;
use crate::error::Result;
use crate::inputs::{Inputs, RunSummary, StationRow};
use rosette_plant::{ImportReport, Note};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What was done, with what settings, from what files, and everything dropped, guessed or inferred on the way.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "rosette.run/1")]
pub struct RunFile {
    /// Always `rosette.run/1`.
    #[schemars(extend("const" = "rosette.run/1"))]
    pub schema: String,
    /// Inputs, settings, versions, timings and counts.
    #[serde(flatten)]
    pub run: RunSummary,
    /// Size catalogue used.
    pub catalogue: String,
    /// One row a scanner set-up.
    pub stations: Vec<StationRow>,
    /// What each drawing's import understood.
    pub drawings: Vec<ImportReport>,
    /// Everything dropped, guessed, inferred or not understood.
    pub notes: Vec<Note>,
}

/// Writes `run.json` into the run folder.
pub fn write_run(dir: &Path, inputs: &Inputs) -> Result<()> {
    let file = RunFile {
        schema: "rosette.run/1".into(),
        run: inputs.run.clone(),
        catalogue: inputs.catalogue.into(),
        stations: inputs.stations.to_vec(),
        drawings: inputs.sheets.iter().map(|s| s.report.clone()).collect(),
        notes: inputs.notes.to_vec(),
    };
    write_json(&dir.join("run.json"), &file)
}
