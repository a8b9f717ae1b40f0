//! `rosette pid`: how drawings were understood.

use crate::args::PidArgs;
use crate::failure::{DONE, Failure, PARTIAL, Result, chain};
use crate::progress::{say, short};
use crate::store::write_whole;
use rosette_cloud::Note;
use rosette_pid::{Import, ImportSettings, import};
use rosette_plant::{Drawn, ImportReport, PlantGraph};
use serde::Serialize;
use std::path::Path;

/// `import.json`: what was understood, and what not.
#[derive(Serialize)]
struct ImportFile<'a> {
    sheets: Vec<&'a ImportReport>,
    notes: &'a [Note],
}

/// Imports the drawings, says how that went, and writes graph and sheets if asked to.
pub fn pid(args: &PidArgs) -> Result<u8> {
    let Import { graph, sheets } =
        import(&args.files, &ImportSettings::default()).map_err(|err| Failure::NoInput(chain(&err)))?;
    for sheet in &sheets {
        say(told(&sheet.report));
    }
    for note in &graph.notes {
        say(format!("  {}: {}", note.kind, note.message));
    }
    let physical = graph.elements.iter().filter(|element| element.evidence.physical).count();
    say(format!("{} elements ({physical} of them physical), {} joints", graph.elements.len(), graph.joints.len()));
    if let Some(dir) = &args.out {
        let file = ImportFile { sheets: sheets.iter().map(|sheet| &sheet.report).collect(), notes: &graph.notes };
        write(dir, "import.json", &file)?;
        write::<PlantGraph<Drawn>>(dir, "drawn.json", &graph)?;
        for (idx, sheet) in sheets.iter().enumerate() {
            write_whole(&dir.join(format!("sheet-{:02}.svg", idx + 1)), sheet.svg.as_bytes())?;
        }
        say(format!("written to {}", dir.display()));
    }
    let all_used = graph.notes.iter().all(|note| note.kind != "file_not_used");
    Ok(if all_used { DONE } else { PARTIAL })
}

fn told(report: &ImportReport) -> String {
    let counts: Vec<String> = report
        .counts
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(name, count)| format!("{} {}", short(*count as f64), name.replace('_', " ")))
        .collect();
    format!("{}: {} from {}: {}", report.file, report.dialect, report.origin, counts.join(", "))
}

fn write<T: Serialize>(dir: &Path, name: &str, value: &T) -> Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(|err| Failure::Internal(format!("{name}: {err}")))?;
    write_whole(&dir.join(name), format!("{text}\n").as_bytes())
}
