//! Prints what differs between two drawings as `rosette pid --out` writes them: `revise A/drawn.json B/drawn.json`.

use rosette_compare::CompareSettings;
use rosette_compare::revisions::revisions;
use rosette_plant::{Drawn, PlantGraph};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [a, b] = arguments.as_slice() else { return Err("usage: revise A B".into()) };
    let read =
        |path: &String| -> Result<PlantGraph<Drawn>, Box<dyn Error>> { Ok(serde_json::from_slice(&std::fs::read(path)?)?) };
    let found = revisions(&read(a)?, &read(b)?, &CompareSettings::default());
    for r in &found.changes {
        println!("{:?} {} {}", r.severity, r.kind.name(), r.message);
    }
    found.notes.iter().for_each(|n| println!("note: {}", n.message));
    Ok(())
}
