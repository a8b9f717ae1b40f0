//! Writes the repository's fixtures anew: `cargo run --release -p rosette-truth --example make_fixtures`
//! (another folder than `fixtures` may be given).

use rosette_truth::{fixture, simulate};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder =
        std::env::args().nth(1).map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures"), PathBuf::from);
    let summary = simulate(&fixture::plant_s(), &folder.join("plant-s"))?;
    println!("{}", serde_json::to_string_pretty(&summary)?);
    Ok(())
}
