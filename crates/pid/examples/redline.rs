//! Marks findings on the sheets of a drawing: `cargo run --release -p rosette-pid --example redline -- DRAWING MARKS.json FOLDER`

use rosette_pid::{ImportSettings, import, redline};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [drawing, marks, folder] = arguments.as_slice() else { return Err("name a drawing, marks and a folder".into()) };
    let marks: Vec<redline::Mark> = serde_json::from_slice(&std::fs::read(marks)?)?;
    std::fs::create_dir_all(folder)?;
    for (k, sheet) in import(&[drawing.into()], &ImportSettings::default())?.sheets.iter().enumerate() {
        std::fs::write(format!("{folder}/redline-{}.svg", k + 1), redline::svg(sheet, &marks).svg)?;
    }
    Ok(())
}
