//! Whether the search or the model is to blame: `worth RUN LINKS` compares the worth of the mapping found with that of the true one.

mod kept;

use kept::graphs;
use rosette_compare::{CompareSettings, baselines};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [run, links] = arguments.as_slice() else { return Err("usage: worth RUN LINKS".into()) };
    let run = Path::new(run);
    let (drawn, scanned) = graphs(run)?;
    let truth: BTreeMap<String, String> = serde_json::from_slice(&std::fs::read(links)?)?;
    let settings = CompareSettings::default();
    let (found, right) = baselines::worths(&drawn, &scanned, &truth, &settings);
    println!("found {found:.1}, true {right:.1}");
    for (id, found, right) in baselines::shares(&drawn, &scanned, &truth, &settings) {
        if (found - right).abs() > 0.01 {
            println!("{id}: found {found:.1}, true {right:.1}");
        }
    }
    Ok(())
}
