//! Whether the search or the model is to blame: `worth RUN LINKS` compares the worth of the mapping found with that of the true one.

use rosette_compare::{CompareSettings, baselines};
use rosette_plant::{Drawn, PlantGraph, Scanned};
use serde::Deserialize;
use std::collections::BTreeMap;
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

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [run, links] = arguments.as_slice() else { return Err("usage: worth RUN LINKS".into()) };
    let run = Path::new(run);
    let drawn: DrawnStep = step(&run.join("work/drawn"))?;
    let scanned: ScannedStep = step(&run.join("work/scanned"))?;
    let drawn = drawn.graph.ok_or("the run had no drawing")?;
    let truth: BTreeMap<String, String> = serde_json::from_slice(&std::fs::read(links)?)?;
    let settings = CompareSettings::default();
    let (found, right) = baselines::worths(&drawn, &scanned.graph, &truth, &settings);
    println!("found {found:.1}, true {right:.1}");
    for (id, found, right) in baselines::shares(&drawn, &scanned.graph, &truth, &settings) {
        if (found - right).abs() > 0.01 {
            println!("{id}: found {found:.1}, true {right:.1}");
        }
    }
    Ok(())
}

/// The content of a kept step, after its header line.
fn step<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let (_, content) = text.split_once('\n').ok_or("no kept step")?;
    Ok(serde_json::from_str(content)?)
}
