//! What the report is made from: nouns, and a few plain tables that the door fills in.

use rosette_plant::{Difference, Drawn, Matching, Note, PlantGraph, Reviews, Scanned, Sheet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that a run leaves behind is written from this.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The plant as the scan shows it.
    pub scanned: &'a PlantGraph<Scanned>,
    /// The plant as drawn; none if no P&ID was given.
    pub drawn: Option<&'a PlantGraph<Drawn>>,
    /// The drawing's sheets with their graphics.
    pub sheets: &'a [Sheet],
    /// Which drawn element is which object; none if no P&ID was given.
    pub matching: Option<&'a Matching>,
    /// What differs.
    pub differences: &'a [Difference],
    /// How the differences stand to the project's rules and the reviewers' decisions; none if the run has neither.
    pub reviews: Option<&'a Reviews>,
    /// One row a scanner set-up.
    pub stations: &'a [StationRow],
    /// What was dropped, guessed, inferred or not understood, of all stages.
    pub notes: &'a [Note],
    /// The run itself.
    pub run: &'a RunSummary,
    /// Name of the size catalogue used, e.g. `ASME B36.10`.
    pub catalogue: &'a str,
}

/// What a surveyor wants to know of a scanner set-up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct StationRow {
    /// Name of the set-up.
    pub name: String,
    /// File it came from.
    pub file: String,
    /// Returns read.
    pub points: u64,
    /// Returns left out (invalid, mixed pixels, outliers).
    pub dropped: u64,
    /// Corner of least coordinates, site, m.
    pub min: Option<[f64; 3]>,
    /// Corner of greatest coordinates, site, m.
    pub max: Option<[f64; 3]>,
    /// Median distance between neighbouring returns, mm.
    pub spacing_mm: Option<f64>,
    /// Share of its points that another station saw as well, 0 to 1.
    pub overlap: Option<f64>,
    /// Median distance to the neighbouring stations' surfaces where they overlap, mm.
    pub misfit_median_mm: Option<f64>,
    /// The same, 95th percentile, mm.
    pub misfit_95_mm: Option<f64>,
    /// Where the scanner stood, site, m; none if unknown.
    pub position: Option<[f64; 3]>,
    /// Where that position comes from, e.g. `file`, `user`, `unknown`.
    pub position_source: String,
}

/// A file that went into the run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InputFile {
    /// Path as given.
    pub path: String,
    /// What it was read as, e.g. `E57`, `LAZ 1.4`, `DEXPI 1.3`.
    pub kind: String,
    /// Size, bytes.
    pub bytes: u64,
    /// Hash of the content, hexadecimal.
    pub blake3: String,
    /// What became of it: `read`, `read in part`, `left out`, with the reason.
    pub state: String,
}

/// Time and work of one stage.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Timing {
    /// Stage, e.g. `ingest`.
    pub stage: String,
    /// Wall time, s.
    pub seconds: f64,
    /// Processor time of all threads, s; 0 if unknown.
    pub cpu_seconds: f64,
    /// Most memory the program had held by the end of the stage, bytes; 0 if unknown.
    pub peak_memory: u64,
    /// Amount of work done.
    pub amount: u64,
    /// Unit of the amount, e.g. `points`.
    pub unit: String,
}

/// The run itself, as `run.json` tells it.
///
/// Timings go into `run.json` only: every other file is the same, byte by byte, on a second run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RunSummary {
    /// Title of the report, e.g. the site or the job.
    pub title: String,
    /// Files read, with their hashes.
    pub inputs: Vec<InputFile>,
    /// Settings of all stages, as used.
    pub settings: serde_json::Value,
    /// Versions of the program, its formats and models.
    pub versions: BTreeMap<String, String>,
    /// Wall times.
    pub timings: Vec<Timing>,
    /// Counts by name, e.g. `points_read`, `points_merged`, `areas`.
    pub counts: BTreeMap<String, u64>,
}
