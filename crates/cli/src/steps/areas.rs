//! Third step: scans to prepared areas.

use crate::failure::{Failure, Result, chain};
use crate::job::Scan;
use crate::key::Key;
use crate::pipeline::Run;
use crate::steps::files::Files;
use rosette_cloud::{Cloud, Seen};
use rosette_ingest::{Area, IngestError, Ingested, Input, ingest, load_area, load_seen};
use std::path::{Path, PathBuf};

/// The prepared site.
#[derive(Debug)]
pub struct Site {
    /// Where the areas lie.
    pub dir: PathBuf,
    /// Areas, stations, counts, notes.
    pub ingested: Ingested,
    /// What it was prepared under: what is made from the whole site depends on it.
    pub key: Key,
}

impl Site {
    /// The points of an area.
    pub fn cloud(&self, area: &Area) -> Result<Cloud> {
        load_area(&self.dir, area).map_err(|err| failure(&self.dir, &err))
    }

    /// Which places the scanners looked into.
    pub fn seen(&self) -> Result<Seen> {
        load_seen(&self.dir).map_err(|err| failure(&self.dir, &err))
    }
}

/// Reads, cleans and merges the scans.
pub fn prepared(run: &mut Run<'_>, files: &Files) -> Result<Site> {
    let inputs: Vec<Input> = files.scans.place.iter().filter_map(|place| run.job.scans.get(*place)).map(input).collect();
    let key = key(run, files);
    let (folder, watch, settings) = (&run.folder, run.watch, &run.job.settings.ingest);
    let site = run.measures.step("ingest", || {
        let kept = folder.store.folder("ingest", &key, |dir| match ingest(&inputs, settings, dir, watch) {
            Ok(_) => Ok(()),
            Err(err) => Err(failure(dir, &err)),
        })?;
        let ingested = Ingested::load(&kept.dir).map_err(|err| failure(&kept.dir, &err))?;
        let amount = if kept.made_now { ingested.counts.read } else { 0 };
        Ok((Site { dir: kept.dir, ingested, key: key.clone() }, amount, "points"))
    })?;
    for file in &site.ingested.files {
        if let Some(error) = &file.error {
            tracing::warn!("{error}");
        }
    }
    Ok(site)
}

fn input(scan: &Scan) -> Input {
    Input { path: scan.path.clone(), unit: scan.unit, stations: scan.stations.clone() }
}

/// The areas depend on the content and names of the scans, on what is said about them, and on the settings.
fn key(run: &Run<'_>, files: &Files) -> Key {
    let said =
        |place: &usize| run.job.scans.get(*place).map(|scan| (scan.unit.map(|unit| unit.to_string()), scan.stations.clone()));
    let scans: Vec<_> = files.scans.sources.iter().map(|source| (source.name(), source.blake3.clone())).collect();
    let said: Vec<_> = files.scans.place.iter().map(said).collect();
    let key = Key::new("ingest", env!("ROSETTE_CODE_INGEST")).and("scans", &scans).and("said", &said);
    key.and("settings", &run.job.settings.of_ingest())
}

/// What a failure of the ingest stage means for the run.
pub fn failure(dir: &Path, err: &IngestError) -> Failure {
    match err {
        IngestError::Stopped => Failure::Stopped,
        IngestError::Setting { .. } | IngestError::Lattice(_) => Failure::Usage(chain(err)),
        IngestError::NoInput | IngestError::NothingRead { .. } => Failure::NoInput(chain(err)),
        IngestError::Io { .. } => Failure::stage_output(dir, err),
        _ => Failure::Internal(chain(err)),
    }
}
