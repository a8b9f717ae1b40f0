//! First step: the files that can be used, by content.

use crate::failure::{Failure, Result};
use crate::inputs::{self, Inputs};
use crate::nets::Nets;
use crate::pipeline::Run;
use rosette_cloud::Note;
use std::path::PathBuf;

/// The usable files of a job.
#[derive(Debug)]
pub struct Files {
    /// Scans.
    pub scans: Inputs,
    /// Drawings.
    pub drawings: Inputs,
    /// Lists beside the drawings.
    pub lists: Inputs,
    /// The trained nets: weights that cannot be used are told of before the long work begins.
    pub nets: Nets,
}

impl Files {
    /// Remarks on the files that were left out.
    pub fn notes(&self) -> impl Iterator<Item = &Note> {
        self.scans.notes.iter().chain(&self.drawings.notes).chain(&self.lists.notes)
    }
}

/// Looks up and hashes everything the job names; without a usable scan there is nothing to do.
pub fn usable(run: &mut Run<'_>) -> Result<Files> {
    let job = run.job;
    let scans: Vec<PathBuf> = job.scans.iter().map(|scan| scan.path.clone()).collect();
    let nets = Nets::load(&job.settings.net)?;
    let files = Files {
        nets,
        scans: inputs::hashed(&scans, "scan", &run.folder.work("scans.json"), run.watch)?,
        drawings: inputs::hashed(&job.drawings, "drawing", &run.folder.work("drawings.json"), run.watch)?,
        lists: match job.lists.is_empty() {
            true => Inputs::default(),
            false => inputs::hashed(&job.lists, "list", &run.folder.work("lists.json"), run.watch)?,
        },
    };
    for note in files.notes() {
        tracing::warn!("{}", note.message);
    }
    if files.scans.sources.is_empty() {
        return Err(Failure::NoInput(format!("no scan can be used: {}", messages(&files.scans.notes))));
    }
    Ok(files)
}

fn messages(notes: &[Note]) -> String {
    notes.iter().map(|note| note.message.as_str()).collect::<Vec<_>>().join("; ")
}
