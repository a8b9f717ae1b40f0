//! The graphs that a run folder keeps.

use rosette_plant::{Drawn, PlantGraph, Scanned};
use serde::Deserialize;
use std::error::Error;
use std::path::Path;

#[derive(Deserialize)]
struct DrawnStep {
    graph: Option<PlantGraph<Drawn>>,
}

#[derive(Deserialize)]
struct ScannedStep {
    graph: PlantGraph<Scanned>,
}

/// What was drawn and what was scanned.
pub fn graphs(run: &Path) -> Result<(PlantGraph<Drawn>, PlantGraph<Scanned>), Box<dyn Error>> {
    let drawn: DrawnStep = step(&run.join("work/drawn"))?;
    let scanned: ScannedStep = step(&run.join("work/scanned"))?;
    Ok((drawn.graph.ok_or("the run had no drawing")?, scanned.graph))
}

/// The content of a kept step, after its header line.
fn step<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let (_, content) = text.split_once('\n').ok_or("no kept step")?;
    Ok(serde_json::from_str(content)?)
}
