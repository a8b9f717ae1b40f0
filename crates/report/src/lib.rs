//! Stage: differences, model and cloud to files that people and programs open.
//!
//! Each `write_*` takes the run folder and [`Inputs`], writes its files beside their places and renames them, and writes the
//! same bytes for the same inputs whatever the number of threads. Only `run.json` holds times. What is not done here: deciding
//! what differs, and reading decisions back.

mod asbuilt;
mod asbuilt_back;
mod beside;
mod error;
mod findings;
mod html;
mod identity;
mod inputs;
mod keep_error;
mod matches;
mod model;
mod names;
mod numbered;
mod picture;
mod points;
mod round;
mod run_file;
mod schemas;
mod table;
#[cfg(test)]
mod tests;

pub use asbuilt::{AsBuilt, Connection, Object, OpenPort, write_asbuilt};
pub use error::{ReportError, Result};
pub use findings::{Finding, Findings, write_findings};
pub use html::write_report_html;
pub use inputs::{InputFile, Inputs, RunSummary, StationRow, Timing};
pub use matches::{Match, write_match};
pub use model::write_model;
pub use names::{class_color, kind_color, kind_letter};
pub use numbered::{Numbered, numbered};
pub use picture::{Pictures, PlanPicture, Scene, write_pictures};
pub use points::{Labels, PointsWriter, PointsWritten};
pub use run_file::{RunFile, write_run};
pub use schemas::{schemas, write_schemas};
pub use table::{Row, SizeTotal, Totals, level_of_accuracy, rows, write_findings_table, write_inventory, write_table};
