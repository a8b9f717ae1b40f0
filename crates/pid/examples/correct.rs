//! Writes changes into a drawing: `cargo run --release -p rosette-pid --example correct -- DRAWING CHANGES.json OUT.xml`

use rosette_pid::write::corrected;
use rosette_plant::Change;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [drawing, changes, out] = arguments.as_slice() else { return Err("name a drawing, changes and a file to write".into()) };
    let changes: Vec<Change> = serde_json::from_slice(&std::fs::read(changes)?)?;
    let done = corrected(&std::fs::read(drawing)?, &changes)?;
    std::fs::write(out, &done.bytes)?;
    match done.refused.as_slice() {
        [] => Ok(()),
        refused => Err(format!("{} changes are in {out}, these are not: {refused:#?}", done.applied.len()).into()),
    }
}
