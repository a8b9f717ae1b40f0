//! `rosette pid`: how drawings were understood.

use crate::args::PidArgs;
use crate::drawings::{is_list, is_unused, must_read};
use crate::failure::{DONE, Failure, PARTIAL, Result};
use crate::progress::{say, short};
use crate::store::write_whole;
use rosette_cloud::Note;
use rosette_pid::{Import, ImportSettings, graphml};
use rosette_plant::{Drawn, ImportReport, PlantGraph};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// `import.json`: what was understood, and what not.
#[derive(Serialize)]
struct ImportFile<'a> {
    sheets: Vec<&'a ImportReport>,
    notes: &'a [Note],
}

/// Imports drawings, graphs and lists, says how that went, and writes graph and sheets if asked to.
pub fn pid(args: &PidArgs) -> Result<u8> {
    let (tables, files): (Vec<PathBuf>, Vec<PathBuf>) = args.files.iter().cloned().partition(|path| is_list(path));
    let lists: Vec<PathBuf> = tables.into_iter().chain(args.lists.iter().cloned()).collect();
    if files.is_empty() && lists.is_empty() {
        return Err(Failure::Usage("name at least one drawing, graph or list".into()));
    }
    let Import { graph, sheets } = must_read(&files, &lists, &ImportSettings::default())?;
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
    if let Some(path) = &args.graphml {
        write_whole(path, graphml::write(&graph).as_bytes())?;
        say(format!("graph written to {}", path.display()));
    }
    Ok(if graph.notes.iter().any(is_unused) { PARTIAL } else { DONE })
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
