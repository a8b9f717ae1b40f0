//! Line, valve, equipment and instrument lists: they fill the gaps of a drawing, or stand in for one.

mod conflict;
mod enrich;
mod entry;
mod header;
mod lines;
mod stand_in;
mod table;
mod xlsx;
mod zip;

use crate::drawing::Drawing;
use crate::import::{Import, content};
use crate::{ImportSettings, PidError, merge, svg};
use conflict::Remarks;
use entry::List;
use header::About;
use rosette_plant::{Drawn, ImportReport, Note, PlantGraph, Sheet};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Take lists (CSV, or sheets of an Excel workbook) into an import.
///
/// A table is a list if one of its first rows names a column for tags or lines and a second one that is known, in English
/// or German. What it is about follows from its name and columns. With a drawing, rows are brought to elements by id
/// or tag, rows of line lists to lines: gaps (tags, sizes, classes, lines, actuators, attributes) are filled, what differs is a
/// note of kind `list_conflict` and the drawing stands, what is not drawn is a note and left out. Without one
/// (`Import::default()`), every row of an item list is an element; joints are made only where rows say from where to
/// where. Attributes are named as on drawings (`PipingClassCode`, `FluidCode`, `Description`), others by their column.
///
/// # Errors
/// Only where there is no drawing and no list is usable. A bad list beside good ones is a note of kind `list_not_used`.
///
/// ```
/// use rosette_pid::{Import, ImportSettings, import_lists};
/// let drawn = import_lists(Import::default(), &[], &ImportSettings::default()).unwrap();
/// assert!(drawn.graph.elements.is_empty());
/// ```
pub fn import_lists(mut import: Import, paths: &[PathBuf], settings: &ImportSettings) -> Result<Import, PidError> {
    let (lists, failures) = read_all(paths, settings);
    let has_drawing = !import.graph.elements.is_empty() || !import.sheets.is_empty();
    if lists.is_empty() && !has_drawing && !failures.is_empty() {
        return Err(failures.into_iter().next().unwrap_or(PidError::NoFile));
    }
    let mut remarks = Remarks::default();
    about_rows(&lists, &mut remarks);
    let not_used = |e: PidError| Note::new("pid", "list_not_used", 1, e.to_string());
    import.graph.notes.extend(failures.into_iter().map(not_used));
    if has_drawing {
        enrich_all(&mut import.graph, &lists, &mut remarks);
    } else if !lists.is_empty() {
        import = stand_in(import, &lists, &mut remarks);
    }
    import.graph.notes.extend(remarks.notes());
    Ok(import)
}

fn read_all(paths: &[PathBuf], settings: &ImportSettings) -> (Vec<List>, Vec<PidError>) {
    let mut lists = Vec::new();
    let mut failures = Vec::new();
    for path in paths {
        let problem = |problem| PidError::NotAList { file: path.clone(), problem };
        let tables = content(path, settings).and_then(|bytes| table::read(path, &bytes).map_err(problem));
        let read = tables.map(|tables| tables.into_iter().map(entry::read).collect::<Vec<_>>());
        match read {
            Err(error) => failures.push(error),
            Ok(read) => {
                let n = lists.len();
                let (good, bad): (Vec<_>, Vec<_>) = read.into_iter().partition(Result::is_ok);
                lists.extend(good.into_iter().flatten());
                let reasons: Vec<String> = bad.into_iter().filter_map(Result::err).collect();
                // Other sheets of a workbook are cover pages and legends; a file without any list is a mistake.
                if lists.len() == n {
                    let reason = reasons.into_iter().next().unwrap_or_else(|| "is empty".into());
                    failures.push(problem(reason));
                }
            }
        }
    }
    (lists, failures)
}

/// What was not understood, list by list.
fn about_rows(lists: &[List], remarks: &mut Remarks) {
    for list in lists {
        list.rejected.iter().for_each(|r| remarks.add("list_rows_not_understood", format!("{} {r}", list.name)));
        list.doubtful.iter().for_each(|d| remarks.add("list_cells_not_understood", format!("{} {d}", list.name)));
        for (class, n) in &list.unknown_classes {
            remarks.add("list_unknown_class", format!("{} `{class}` ({n})", list.name));
        }
    }
}

fn enrich_all(graph: &mut PlantGraph<Drawn>, lists: &[List], remarks: &mut Remarks) {
    for list in lists {
        let tally = match list.about {
            About::Lines => enrich::lines(graph, &list.entries, remarks),
            _ => enrich::items(graph, &list.entries, remarks),
        };
        let filled: Vec<String> = tally.filled.iter().map(|(what, n)| format!("{n} {what}")).collect();
        let filled = if filled.is_empty() { "nothing was missing".to_owned() } else { format!("filled {}", filled.join(", ")) };
        let message = format!("{}: {} of {} rows found on the drawing; {filled}", list.name, tally.found, list.entries.len());
        graph.notes.push(Note::new("pid", "list_read", list.entries.len() as u64, message));
    }
}

/// The lists as an import: one sheet a list of items, drawn as a plain schematic.
fn stand_in(import: Import, lists: &[List], remarks: &mut Remarks) -> Import {
    let mut graph = stand_in::build(lists, remarks);
    graph.notes = import.graph.notes;
    merge::sort(&mut graph);
    let sheets = lists.iter().map(|list| sheet(list, &graph)).collect();
    Import { graph, sheets }
}

fn sheet(list: &List, graph: &PlantGraph<Drawn>) -> Sheet {
    let own = || graph.elements.iter().filter(|e| e.evidence.sheet == list.name);
    let mut classes = BTreeMap::new();
    own().for_each(|e| *classes.entry(e.evidence.class_name.clone()).or_default() += 1);
    let counts = [
        ("rows", list.entries.len()),
        ("rows_not_understood", list.rejected.len()),
        ("cells_not_understood", list.doubtful.len()),
        ("elements", own().count()),
    ];
    let report = ImportReport {
        file: list.name.clone(),
        dialect: format!("list of {}", subject(list.about)),
        origin: "unknown".into(),
        classes,
        unknown_classes: list.unknown_classes.clone(),
        counts: counts.into_iter().map(|(k, n)| (k.to_owned(), n)).collect(),
        warnings: list.warnings.clone(),
    };
    let mut drawing = Drawing { name: list.name.clone(), mm_per_unit: 1.0, report, ..Drawing::default() };
    let nothing = BTreeMap::new();
    let svg = svg::draw(&Default::default(), &mut drawing, &BTreeMap::new(), &nothing, graph);
    Sheet { name: list.name.clone(), file: list.name.clone(), svg, report: drawing.report }
}

fn subject(about: About) -> &'static str {
    match about {
        About::Lines => "lines",
        About::Valves => "valves",
        About::Equipment => "equipment",
        About::Instruments => "instruments",
        About::Items => "items",
    }
}
