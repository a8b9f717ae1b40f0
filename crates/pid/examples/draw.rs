//! Draws the sheets of P&ID files as SVG, from their own graphics and as a schematic: `cargo run --release -p rosette-pid --example draw -- FOLDER DRAWING...`

use rosette_pid::{ImportSettings, import, layout};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments.next().ok_or("name a folder for the pictures, then the drawings")?;
    std::fs::create_dir_all(&folder)?;
    for drawing in arguments {
        let stem = drawing.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        let drawn = import(&[drawing], &ImportSettings::default())?;
        for (k, sheet) in drawn.sheets.iter().enumerate() {
            std::fs::write(folder.join(format!("{stem}-{}.svg", k + 1)), &sheet.svg)?;
            std::fs::write(folder.join(format!("{stem}-{}-schematic.svg", k + 1)), layout::svg(&drawn.graph, &sheet.name))?;
        }
    }
    Ok(())
}
