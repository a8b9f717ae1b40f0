//! Second step: the plant as drawn. It comes early because it takes a second and may be what is wrong.

use crate::drawings::{is_unused, read};
use crate::failure::{Result, chain};
use crate::inputs::Inputs;
use crate::key::Key;
use crate::pipeline::Run;
use crate::steps::files::Files;
use crate::store::Kept;
use rosette_cloud::Note;
use rosette_pid::Import;
use rosette_plant::{Drawn, PlantGraph, Sheet};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What the drawings say; nothing where none was given or none can be used.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct DrawnPlant {
    /// All sheets as one graph.
    pub graph: Option<PlantGraph<Drawn>>,
    /// One a usable file.
    pub sheets: Vec<Sheet>,
    /// What kept drawings from being used.
    pub notes: Vec<Note>,
}

impl DrawnPlant {
    /// All remarks.
    pub fn notes(&self) -> impl Iterator<Item = &Note> {
        self.notes.iter().chain(self.graph.iter().flat_map(|graph| &graph.notes))
    }
}

/// Imports the drawings.
pub fn drawn_graph(run: &mut Run<'_>, files: &Files) -> Result<Kept<DrawnPlant>> {
    let settings = &run.job.settings.import;
    let names: Vec<(String, &str)> =
        files.drawings.sources.iter().map(|source| (source.name(), source.blake3.as_str())).collect();
    let lists: Vec<(String, &str)> = files.lists.sources.iter().map(|source| (source.name(), source.blake3.as_str())).collect();
    let key = Key::new("drawn", env!("ROSETTE_CODE_PID")).and("files", &names).and("lists", &lists).and("settings", settings);
    let paths = |inputs: &Inputs| -> Vec<PathBuf> { inputs.sources.iter().map(|source| source.path.clone()).collect() };
    let (paths, lists) = (paths(&files.drawings), paths(&files.lists));
    let (folder, watch) = (&run.folder, run.watch);
    let kept = run.measures.step("pid", || {
        let kept = folder.store.value("drawn", &key, || {
            if paths.is_empty() && lists.is_empty() {
                return Ok(DrawnPlant::default());
            }
            watch.working("reading drawings");
            Ok(match read(&paths, &lists, settings) {
                Ok(Import { graph, sheets }) => DrawnPlant { graph: Some(graph), sheets, notes: Vec::new() },
                Err(err) => {
                    DrawnPlant { notes: vec![Note::new("pid", "file_not_used", 1, chain(&err))], ..DrawnPlant::default() }
                }
            })
        })?;
        let amount = if kept.made_now { kept.value.graph.as_ref().map_or(0, |graph| graph.elements.len() as u64) } else { 0 };
        Ok((kept, amount, "elements"))
    })?;
    for note in kept.value.notes().filter(|note| is_unused(note)) {
        tracing::warn!("not used: {}", note.message);
    }
    Ok(kept)
}
