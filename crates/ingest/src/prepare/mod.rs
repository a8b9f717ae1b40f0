//! From scan files to prepared areas: the order of the work, and what it leaves in the run folder.
//!
//! Read and sort into cells, merge voxels, clean, normals, cut into areas. Memory is bounded by [`IngestSettings::memory`]: what does
//! not fit goes to a scratch folder. Nothing depends on the order or number of threads: sums are of integers, cells are absolute.

mod areas;
mod columns;
mod fault;
mod finish;
mod folder;
mod merge;
mod recover;
mod report;
mod scatter;
mod settings;
mod shelf;
mod spill;
mod stations;
mod stored;
mod survey;
mod trace;

pub use fault::IngestError;
pub use report::{Area, Counts, FileReport, Ingested, Misfit, PairReport, PictureReport, PositionSource, StationReport};
pub use settings::IngestSettings;

use crate::read::{Projection, Unit, extract_pictures};
use finish::{Finish, FinishCounts};
use merge::Merged;
use rosette_cloud::lattice::Lattice;
use rosette_cloud::{Cloud, Note, Seen, Watch};
use scatter::Scattered;
use shelf::Shelf;
use spill::Spill;
use std::path::{Path, PathBuf};

/// A scan file and what the user says about it.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The file.
    pub path: PathBuf,
    /// Its unit of length; none: the file's own, else metres with a warning.
    pub unit: Option<Unit>,
    /// Scanner positions in site coordinates, m, one for each station of the file in its order; empty: the file's own, if it has any.
    pub stations: Vec<[f64; 3]>,
}

impl Input {
    /// A file of which nothing more is said.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), unit: None, stations: Vec::new() }
    }
}

/// Shares of the memory for raw returns, merged cells and finished cells; the rest is for the work at hand.
const SHARES: [usize; 3] = [35, 20, 20];

/// Returns a cell may hold before the cells are halved: their merge and normals then take 0.8 GB. A number of its own and not a share of the
/// memory, so that the memory does not change the result.
const CELL_RETURNS: usize = 6_000_000;

/// Prepares the areas of a site in `dir`. The result is written to `dir/ingest.json` last, so a folder without it is not complete.
///
/// # Errors
/// A setting is refused, no file gave a point, the folder cannot be written, or the user asked to stop.
pub fn ingest(inputs: &[Input], settings: &IngestSettings, dir: &Path, watch: &dyn Watch) -> Result<Ingested, IngestError> {
    let lattice = settings.lattice()?;
    if inputs.is_empty() {
        return Err(IngestError::NoInput);
    }
    let scratch = folder::prepare(dir)?;
    let [raw, merged_share, finished_share] = SHARES.map(|share| settings.memory / 100 * share);
    let merged_cells = Shelf::new(&scratch, "merged", merged_share);
    let finished_cells = Shelf::new(&scratch, "finished", finished_share);

    let mut scattered = scatter::scatter(inputs, &lattice, Spill::new(&scratch, raw), watch)?;
    let known = stations::settle(inputs, &mut scattered, settings.recover_positions);
    let seen = Seen::new(settings.seen_cell, known.all_known());
    let spill = std::mem::replace(&mut scattered.spill, Spill::new(&scratch, 0));
    let (spill, lattice) = spill.refine(lattice, CELL_RETURNS)?;
    let raw_step =
        merge::Step { stations: &known.numbered, lattice: &lattice, range: settings.seen_range, memory: settings.memory };
    let mut merged = raw_step.merge_cells(spill, seen, &merged_cells, watch)?;
    if merged.voxels == 0 {
        return Err(nothing_read(&scattered));
    }
    let finish = Finish {
        lattice: &lattice,
        stations: &known.numbered,
        merged: &merged_cells,
        finished: &finished_cells,
        memory: settings.memory,
        clean: settings.clean,
        watch,
    };
    let finished = finish.run(&mut merged.seen)?;
    if finished.kept == 0 {
        return Err(nothing_read(&scattered));
    }
    let boxes = areas::split(areas::loads(&lattice, &finished_cells)?, areas::Most::new(&lattice, settings.max_area_points));
    let areas = areas::write_areas(&lattice, &finished_cells, scattered.carried, settings.halo, &boxes, dir, watch)?;
    save_seen(dir, &merged.seen)?;
    let (pictures, mut picture_notes) = pictures(inputs, dir);
    scattered.notes.append(&mut picture_notes);
    let result = summary(settings, &lattice, scattered, known, merged, finished, areas, pictures);
    folder::clear(&scratch)?;
    result.save(dir)?;
    Ok(result)
}

/// Reads an area's points: core and rim.
///
/// # Errors
/// The file is missing, incomplete, changed, or not the one the area was listed with.
pub fn load_area(dir: &Path, area: &Area) -> Result<Cloud, IngestError> {
    areas::read_area(dir, area)
}

/// Reads the grid of seen space.
///
/// # Errors
/// The file is missing, incomplete or changed.
pub fn load_seen(dir: &Path) -> Result<Seen, IngestError> {
    let path = dir.join(folder::SEEN);
    let bytes = folder::read(&path)?;
    let damaged = |problem: String| IngestError::damaged(&path, problem);
    let body: Vec<u8> = columns::Reader::new(SEEN_MAGIC, &bytes).and_then(|mut r| r.column()).map_err(damaged)?;
    Seen::from_bytes(&body).map_err(|e| damaged(e.to_string()))
}

const SEEN_MAGIC: &[u8; 8] = b"RSTSEEN1";

fn save_seen(dir: &Path, seen: &Seen) -> Result<(), IngestError> {
    let mut writer = columns::Writer::new(SEEN_MAGIC, seen.bytes());
    writer.column(&seen.to_bytes());
    folder::write(&dir.join(folder::SEEN), &writer.finish())
}

fn nothing_read(scattered: &Scattered) -> IngestError {
    let first = scattered.files.iter().find_map(|file| file.error.clone());
    let first = first.unwrap_or_else(|| "it holds no usable point".into());
    IngestError::NothingRead { n: scattered.files.len(), first }
}

/// Extracts the pictures of all files; what fails is a note, since no result hangs on a picture.
fn pictures(inputs: &[Input], dir: &Path) -> (Vec<PictureReport>, Vec<Note>) {
    let (mut reports, mut notes) = (Vec::new(), Vec::new());
    for (i, input) in inputs.iter().enumerate() {
        let below = format!("{}/{i:03}", folder::PICTURES);
        // a file that could not be read is reported already
        let Ok(found) = extract_pictures(&input.path, &dir.join(&below)) else { continue };
        for picture in found {
            for warning in &picture.warnings {
                notes.push(Note::new(
                    "ingest",
                    "picture",
                    1,
                    format!("{}: picture '{}': {warning}", input.path.display(), picture.name),
                ));
            }
            let name = picture.file.as_ref().and_then(|file| file.file_name()).map(|name| name.to_string_lossy().into_owned());
            reports.push(PictureReport {
                source: input.path.display().to_string(),
                name: picture.name,
                projection: projection(picture.projection).into(),
                width: picture.width,
                height: picture.height,
                position: picture.position,
                rotation: picture.rotation,
                file: name.map(|name| format!("{below}/{name}")),
            });
        }
    }
    (reports, notes)
}

fn projection(projection: Projection) -> &'static str {
    match projection {
        Projection::Pinhole => "pinhole",
        Projection::Spherical => "spherical",
        Projection::Cylindrical => "cylindrical",
        Projection::Visual => "visual",
    }
}

#[allow(clippy::too_many_arguments, reason = "the one place where the results of all steps meet")]
fn summary(
    settings: &IngestSettings,
    lattice: &Lattice,
    scattered: Scattered,
    known: stations::Known,
    merged: Merged,
    finished: FinishCounts,
    areas: Vec<Area>,
    pictures: Vec<PictureReport>,
) -> Ingested {
    let read = scattered.files.iter().map(|f| f.read).sum();
    let counts = Counts {
        read,
        dropped_reading: scattered.files.iter().map(|f| f.dropped).sum(),
        dropped_scattered: merged.dropped,
        dropped_noise_class: scattered.noise_class,
        merged: merged.returns - merged.voxels,
        voxels: merged.voxels,
        isolated: finished.isolated,
        mixed: finished.mixed,
        removed_returns: finished.removed_returns,
        kept: finished.kept,
        without_normal: finished.without_normal,
    };
    let stations = stations::reports(&scattered.stations, &known, &merged.tally, &finished, lattice);
    let extent = stations::extent(&stations);
    let mut notes = scattered.notes;
    notes.extend(known.notes);
    notes.extend(count_notes(&counts));
    Ingested {
        schema: report::SCHEMA.into(),
        settings: settings.clone(),
        origin: extent[0].map(f64::floor),
        extent,
        counts,
        areas,
        stations,
        pairs: merged.tally.pairs().map(|(a, b, misfit)| PairReport { a, b, misfit }).collect(),
        files: scattered.files,
        pictures,
        notes,
    }
}

fn count_notes(counts: &Counts) -> Vec<Note> {
    let all = [
        (counts.isolated, "isolated_removed", "merged points without enough neighbours were removed as isolated"),
        (
            counts.mixed,
            "mixed_pixels_removed",
            "merged points strung along a ray between two surfaces were removed as mixed pixels",
        ),
        (counts.without_normal, "no_normal", "points have too few neighbours for a normal"),
        (counts.dropped_scattered, "scattered_dropped", "points of scans with damaged coordinates were left out"),
    ];
    let occurred = all.into_iter().filter(|(n, ..)| *n > 0);
    occurred.map(|(n, kind, what)| Note::new("ingest", kind, n, format!("{n} {what}"))).collect()
}
