//! Compares again what a run folder holds, without reading its scans: `again RUN OUT` writes match.json and findings.json.

mod kept;

use kept::graphs;
use rosette_compare::{CompareSettings, compare};
use serde_json::json;
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [run, out] = arguments.as_slice() else { return Err("usage: again RUN OUT".into()) };
    let (run, out) = (Path::new(run), Path::new(out));
    let (drawn, scanned) = graphs(run)?;
    let result = compare(&drawn, &scanned, &CompareSettings::default());
    std::fs::create_dir_all(out)?;
    let matching = json!({"schema": "rosette.match/1", "pairs": result.matching.pairs, "groups": result.matching.groups});
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
