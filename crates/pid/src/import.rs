//! The order of the work: read, resolve, assemble, merge, draw.

use crate::assemble::{SheetGraph, assemble};
use crate::dexpi2::{self, SuperTypes};
use crate::drawing::Drawing;
use crate::merge::{self, Part};
use crate::settings::ImportSettings;
use crate::topology;
use crate::xml::{self, Dom, El};
use crate::{PidError, graphml, notes, proteus, svg};
use rosette_plant::{Drawn, Note, PlantGraph, Sheet};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What the drawings say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Import {
    /// All sheets as one graph. `notes` says what was dropped, guessed or repaired.
    ///
    /// Joints run with the flow as drawn, from `a` to `b`. Elements with `physical == false` (off-page connectors,
    /// property breaks, control-room functions) are there to be passed through. Attributes added to those of the file:
    /// - inline items: `segment`, `flow_from`, `flow_to` (element ids), `flow_in`, `flow_out` (port indices),
    ///   `actuated` (`yes`), `actuator`, `fail_action`, `body` (of control valves), `implied` (tees that only the geometry shows);
    /// - instruments: `on_line`, `on_segment`; `between_a`, `between_b` (upstream and downstream neighbour) where the
    ///   drawing shows the gap, else `near` (the item it is drawn at);
    ///   `read_out_of` (the flow element it reads, which stands for it);
    /// - equipment: `parts` (classes of folded parts), `line.NOZZLE` (the line at that nozzle, also where it has no joint);
    /// - off-page connectors: `stitched_to`, `stitched_by`;
    /// - elements of lists: `listed_in`; `list/NAME` where a list says otherwise than the drawing; `class_from_list`.
    pub graph: PlantGraph<Drawn>,
    /// One sheet a usable file, in the order given.
    pub sheets: Vec<Sheet>,
}

/// One file, read.
struct Read {
    dom: Dom,
    drawing: Drawing,
    element_ids: BTreeMap<u32, String>,
    /// A graph that came ready, with no topology to work out.
    ready: Option<PlantGraph<Drawn>>,
}

/// Import drawing files as one graph: Proteus XML, DEXPI 1.x and 2.0, GraphML, in any mixture.
///
/// A DEXPI 2.0 profile among the files gives no sheet; its class declarations resolve the types the drawings use.
///
/// # Errors
/// Only where no file is usable. A bad file beside good ones is a note of kind `file_not_used`.
pub fn import(paths: &[PathBuf], settings: &ImportSettings) -> Result<Import, PidError> {
    let (mut reads, unusable) = read_all(paths, settings)?;
    name_sheets(&mut reads);
    let graphs: Vec<SheetGraph> = reads.iter_mut().map(|read| sheet_graph(read, settings)).collect();
    let n_connectors: Vec<usize> = graphs.iter().map(|g| g.connectors.len()).collect();
    let parts = reads.iter().zip(graphs).map(|(r, graph)| part(&r.drawing, graph)).collect();
    let (mut graph, names, stitched) = merge::merge(parts);
    for ((read, n), all) in reads.iter_mut().zip(stitched).zip(n_connectors) {
        read.drawing.count_n("stitched", n);
        read.drawing.count_n("off_page_unmatched", all.saturating_sub(n));
    }
    let sheets: Vec<Sheet> = reads.into_iter().zip(&names).map(|(read, names)| sheet(read, &names.renamed, &graph)).collect();
    graph.notes = sheets.iter().flat_map(|s| notes::of(&s.report)).chain(unusable).collect();
    Ok(Import { graph, sheets })
}

/// Read every file; unusable ones become notes unless all are.
fn read_all(paths: &[PathBuf], settings: &ImportSettings) -> Result<(Vec<Read>, Vec<Note>), PidError> {
    let parsed: Vec<(&PathBuf, Result<Dom, PidError>)> = paths.iter().map(|p| (p, parse(p, settings))).collect();
    let super_types = declared_types(&parsed);
    let mut reads = Vec::new();
    let mut failures = Vec::new();
    let mut profiles = Vec::new();
    for (path, dom) in parsed {
        match dom {
            Ok(dom) if dom.root().is_some_and(|r| r.name() == "Model" && dexpi2::is_profile(r)) => profiles.push(path),
            Ok(dom) => match understand(path, dom, &super_types) {
                Ok(read) => reads.push(read),
                Err(error) => failures.push(error),
            },
            Err(error) => failures.push(error),
        }
    }
    if reads.is_empty() {
        failures.extend(profiles.iter().map(|p| PidError::OnlyClasses { file: p.to_path_buf() }));
        return Err(match failures.len() {
            0 => PidError::NoFile,
            1 => failures.remove(0),
            _ => PidError::NoUsableFile { reasons: failures.iter().map(ToString::to_string).collect() },
        });
    }
    let note = |e: PidError| Note::new("pid", "file_not_used", 1, format!("{e}. The other drawings were used."));
    let read = |p: &PathBuf| {
        let message = format!("{}: declares classes only; they were used to understand the drawings", p.display());
        Note::new("pid", "profile_read", 1, message)
    };
    Ok((reads, failures.into_iter().map(note).chain(profiles.into_iter().map(read)).collect()))
}

/// The content of a file that is not larger than the settings allow.
pub(crate) fn content(path: &Path, settings: &ImportSettings) -> Result<Vec<u8>, PidError> {
    let fault = |source| PidError::Read { file: path.to_owned(), source };
    let bytes = std::fs::metadata(path).map_err(fault)?.len();
    if bytes > settings.max_file_bytes {
        return Err(PidError::TooLarge { file: path.to_owned(), bytes, limit: settings.max_file_bytes });
    }
    std::fs::read(path).map_err(fault)
}

fn parse(path: &Path, settings: &ImportSettings) -> Result<Dom, PidError> {
    let content = content(path, settings)?;
    xml::parse(&content).map_err(|p| PidError::Xml { file: path.to_owned(), line: p.line, problem: p.problem })
}

fn understand(path: &Path, mut dom: Dom, super_types: &SuperTypes) -> Result<Read, PidError> {
    let file = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let warnings = std::mem::take(&mut dom.warnings);
    let name = dom.root().map_or("", |r| r.name());
    let mut ready = None;
    let (mut drawing, element_ids) = match (dom.root(), name) {
        (Some(root), "PlantModel") => proteus::read(root, &file),
        (Some(root), "Model") => dexpi2::read(root, &file, super_types),
        (Some(root), "graphml") => {
            let drawing = graph_file(root, &file, &mut ready);
            // Its graphics are those of a graph editor, not of a sheet.
            dom = Dom::default();
            (drawing, BTreeMap::new())
        }
        _ => return Err(PidError::NotADrawing { file: path.to_owned(), root: name.to_owned() }),
    };
    let warnings: Vec<String> = warnings.into_iter().map(|w| format!("{file}: {w}")).collect();
    drawing.count_n("xml_warnings", warnings.len());
    drawing.report.warnings.splice(0..0, warnings);
    Ok(Read { dom, drawing, element_ids, ready })
}

fn graph_file(root: El<'_>, file: &str, ready: &mut Option<PlantGraph<Drawn>>) -> Drawing {
    let mut drawing = Drawing { mm_per_unit: 1.0, ..Drawing::default() };
    drawing.report.file = file.to_owned();
    proteus::COUNTS.iter().for_each(|key| drawing.count_n(key, 0));
    match graphml::understand(root, drawing) {
        graphml::Content::Own(graph, drawing) | graphml::Content::Graph(graph, drawing) => {
            *ready = Some(*graph);
            *drawing
        }
        graphml::Content::Objects(drawing) => *drawing,
    }
}

fn sheet_graph(read: &mut Read, settings: &ImportSettings) -> SheetGraph {
    match read.ready.take() {
        Some(graph) => graphml::as_sheet(graph, &mut read.drawing),
        None => {
            let topology = topology::resolve(&mut read.drawing, settings.snap_mm);
            assemble(&mut read.drawing, &topology)
        }
    }
}

/// Classes that profiles among the files declare (DEXPI 2.0).
fn declared_types(parsed: &[(&PathBuf, Result<Dom, PidError>)]) -> SuperTypes {
    let mut found = SuperTypes::default();
    let roots = parsed.iter().filter_map(|(_, dom)| dom.as_ref().ok()?.root());
    roots.filter(|r| r.name() == "Model").for_each(|r| found.declare(r));
    found
}

/// Names that are unique over the import: the drawing's own, else the file's.
fn name_sheets(reads: &mut [Read]) {
    let mut taken = BTreeSet::new();
    for read in reads {
        let stem =
            Path::new(&read.drawing.report.file).file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        let own = read.drawing.name.trim();
        let base = if own.is_empty() { stem } else { own.to_owned() };
        let mut name = base.clone();
        let mut n = 2;
        while !taken.insert(name.clone()) {
            name = format!("{base} ({n})");
            n += 1;
        }
        read.drawing.name = name;
    }
}

fn part(drawing: &Drawing, graph: SheetGraph) -> Part<'_> {
    let items = drawing.items.iter().map(|i| i.id.as_str());
    let segments = drawing.segments.iter().map(|s| s.id.as_str());
    let ids = drawing.ids.keys().map(String::as_str).chain(items).chain(segments).collect();
    Part { name: &drawing.name, number: drawing.number.as_deref(), ids, graph }
}

fn sheet(read: Read, renamed: &BTreeMap<String, String>, graph: &PlantGraph<Drawn>) -> Sheet {
    let Read { dom, mut drawing, element_ids, .. } = read;
    let svg = svg::draw(&dom, &mut drawing, &element_ids, renamed, graph);
    Sheet { name: drawing.name, file: drawing.report.file.clone(), svg, report: drawing.report }
}
