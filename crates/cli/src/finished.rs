//! A finished run folder, read back: what was compared, and the drawings it was compared with.

use crate::drawings::must_read;
use crate::failure::{Failure, Result};
use crate::inputs::hash_file;
use rosette_cloud::Quiet;
use rosette_pid::{Import, ImportSettings};
use rosette_plant::{Difference, Matching, PlantGraph, Review, Scanned};
use rosette_report::{AsBuilt, Finding, InputFile, Match, RunFile};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a run found.
pub struct FinishedRun {
    /// The reported differences, in the order of the file.
    pub differences: Vec<Difference>,
    /// What the run knew of decisions about them.
    pub reviews: BTreeMap<String, Review>,
    /// Which drawn element is which object.
    pub matching: Matching,
    /// The plant as scanned.
    pub scanned: PlantGraph<Scanned>,
    run: RunFile,
}

/// The drawings of a run.
pub struct RunDrawings {
    /// All of them, read as the run read them.
    pub import: Import,
    /// The file of each sheet, and what it holds when it is read by itself.
    pub files: Vec<(PathBuf, Import)>,
}

impl FinishedRun {
    /// Reads a run folder.
    pub fn read(dir: &Path) -> Result<FinishedRun> {
        let findings = crate::decided::document(dir)?.findings;
        let Match { pairs, unmatched_pid, unmatched_objects, groups, .. } = document(dir, "match.json")?;
        let as_built: AsBuilt = document(dir, "asbuilt.json")?;
        let review = |f: &Finding| Some((f.difference.id.clone(), f.review.clone()?));
        Ok(FinishedRun {
            reviews: findings.iter().filter_map(review).collect(),
            differences: findings.into_iter().map(|finding| finding.difference).collect(),
            matching: Matching { pairs, unmatched_pid, unmatched_objects, groups },
            scanned: as_built.graph(),
            run: document(dir, "run.json")?,
        })
    }

    /// The drawings, as long as they are the same as in the run; `moved` says where they are now.
    pub fn drawings(&self, moved: &[PathBuf]) -> Result<RunDrawings> {
        let paths: Vec<PathBuf> = self.drawing_inputs().map(|input| found(input, moved)).collect::<Result<_>>()?;
        if paths.is_empty() {
            return Err(Failure::NoInput("the run was made without a drawing, so there is nothing to correct".into()));
        }
        let settings = self.import_settings();
        let import = must_read(&paths, &[], &settings)?;
        // A file of class declarations is no drawing by itself, and has no sheet.
        let alone = |path: PathBuf| Some((must_read(std::slice::from_ref(&path), &[], &settings).ok()?, path));
        let files = paths.into_iter().filter_map(alone).map(|(import, path)| (path, import)).collect();
        Ok(RunDrawings { import, files })
    }

    fn drawing_inputs(&self) -> impl Iterator<Item = &InputFile> {
        let is_drawing = |input: &&InputFile| {
            let name = Path::new(&input.path).file_name().map(|name| name.to_string_lossy().into_owned());
            self.run.drawings.iter().any(|report| Some(&report.file) == name.as_ref() && report.dialect == input.kind)
        };
        self.run.run.inputs.iter().filter(is_drawing)
    }

    fn import_settings(&self) -> ImportSettings {
        let said = self.run.run.settings.get("import").cloned();
        said.and_then(|said| serde_json::from_value(said).ok()).unwrap_or_default()
    }
}

/// Where a drawing of a run is now.
fn found(input: &InputFile, moved: &[PathBuf]) -> Result<PathBuf> {
    let then = PathBuf::from(&input.path);
    let is_it = |path: &&PathBuf| hash_file(path, &Quiet).is_ok_and(|hash| hash == input.blake3);
    if let Some(path) = moved.iter().chain([&then]).find(is_it) {
        return Ok(path.clone());
    }
    Err(Failure::NoInput(match then.exists() {
        true => format!("{} has changed since the run: give the `rosette run` command again first", input.path),
        false => format!("{} is not there any more: say where it is with --pid FILE", input.path),
    }))
}

fn document<T: DeserializeOwned>(dir: &Path, name: &str) -> Result<T> {
    let path = dir.join(name);
    let trouble =
        |err: String| Failure::NoInput(format!("{} cannot be used: {err}; give the folder of a finished run", path.display()));
    let bytes = std::fs::read(&path).map_err(|err| trouble(err.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|err| trouble(err.to_string()))
}
