//! Compares again what a run folder holds, without reading its scans: `again RUN OUT` writes match.json and findings.json.

use rosette_compare::{CompareSettings, compare};
use rosette_plant::{Drawn, PlantGraph, Scanned};
use serde::Deserialize;
use serde_json::json;
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
    let [run, out] = arguments.as_slice() else { return Err("usage: again RUN OUT".into()) };
    let (run, out) = (Path::new(run), Path::new(out));
    let drawn: DrawnStep = step(&run.join("work/drawn"))?;
    let scanned: ScannedStep = step(&run.join("work/scanned"))?;
    let drawn = drawn.graph.ok_or("the run had no drawing")?;
    let result = compare(&drawn, &scanned.graph, &CompareSettings::default());
    std::fs::create_dir_all(out)?;
    let matching = json!({"schema": "rosette.match/1", "pairs": result.matching.pairs});
    let findings = json!({"schema": "rosette.findings/1", "findings": result.differences});
    std::fs::write(out.join("match.json"), serde_json::to_vec_pretty(&matching)?)?;
    std::fs::write(out.join("findings.json"), serde_json::to_vec_pretty(&findings)?)?;
    std::fs::copy(run.join("asbuilt.json"), out.join("asbuilt.json"))?;
    for d in &result.differences {
        println!("{:?} {:?} {:.2} {}", d.kind, d.severity, d.confidence, d.message);
    }
    result.notes.iter().for_each(|n| println!("note: {}", n.message));
    Ok(())
}

/// The content of a kept step, after its header line.
fn step<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let (_, content) = text.split_once('\n').ok_or("no kept step")?;
    Ok(serde_json::from_str(content)?)
}
