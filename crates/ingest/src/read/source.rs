//! What is known of a scan file, and the stream of its points.

use super::batch::Batch;
use super::format::Format;
use super::picture::Picture;
use super::unit::{Unit, UnitSource};
use crate::error::{Blame, ReadError};
use rosette_cloud::{Note, Station};
use std::path::PathBuf;

/// What the user says about a file.
#[derive(Debug, Clone, Default)]
pub struct OpenOptions {
    /// Unit of length; overrides the file's. None: the file's, else metres with a warning where implausible.
    pub unit: Option<Unit>,
    /// Format to read the file as; none: told by its content, then by its extension.
    pub format: Option<Format>,
    /// Names of further columns to read, whatever their case: extra dimensions of LAS and LAZ, properties of PLY. At most two are read.
    pub columns: Vec<String>,
}

/// What is known of a source. Stations and warnings grow while it is read; they are complete at its end.
#[derive(Debug, Clone)]
pub struct SourceInfo {
    /// The file.
    pub path: PathBuf,
    /// Format it is read as.
    pub format: Format,
    /// Version, point format, encoding, e.g. `LAZ 1.4, point format 7`.
    pub detail: String,
    /// Size of the file.
    pub bytes: u64,
    /// Number of points the header declares; none if the format does not say.
    pub declared_points: Option<u64>,
    /// Scanner set-ups: always at least one once a point was read.
    pub stations: Vec<Station>,
    /// Unit of length of the file (positions are given in metres nevertheless).
    pub unit: Unit,
    /// Where the unit comes from.
    pub unit_source: UnitSource,
    /// Whether points carry intensity.
    pub has_intensity: bool,
    /// Whether points carry colour.
    pub has_color: bool,
    /// Whether points carry grid rows and columns.
    pub has_row_col: bool,
    /// Whether points carry class codes.
    pub has_label: bool,
    /// Which of the columns that were asked for by name the file has.
    pub has_named: Vec<bool>,
    /// Pictures in the file, not yet extracted.
    pub pictures: Vec<Picture>,
    /// What was guessed, ignored, dropped or found damaged.
    pub warnings: Vec<Note>,
}

/// Records that gave no point, by reason. Each reason is also a note in [`SourceInfo::warnings`] at the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dropped {
    /// E57 records marked invalid or as direction only.
    pub invalid_state: u64,
    /// Coordinates that are not finite.
    pub nan: u64,
    /// Coordinates beyond any site frame (10^8 m).
    pub out_of_bounds: u64,
    /// Grid cells without a return (PTX `0 0 0`).
    pub no_return: u64,
    /// Records that are declared but missing, or cannot be decoded.
    pub undecodable: u64,
}

impl Dropped {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.reasons().iter().map(|(count, ..)| *count).fold(0, u64::saturating_add)
    }

    fn reasons(&self) -> [(u64, &'static str, &'static str); 5] {
        [
            (self.invalid_state, "invalid_points_dropped", "are marked invalid by the scanner"),
            (self.nan, "nan_points_dropped", "have coordinates that are not numbers"),
            (self.out_of_bounds, "far_points_dropped", "have coordinates beyond 100,000 km"),
            (self.no_return, "no_return", "are grid cells without a return"),
            (self.undecodable, "undecodable_points", "could not be decoded or are missing"),
        ]
    }

    /// One note for every reason that occurred.
    pub fn notes(&self, path: &std::path::Path) -> Vec<Note> {
        let note = |(count, kind, why): &(u64, &str, &str)| {
            let message = format!("{}: {count} records {why} and were left out", path.display());
            Note::new("ingest", kind, *count, message)
        };
        self.reasons().iter().filter(|(count, ..)| *count > 0).map(note).collect()
    }
}

/// A stream of points.
pub trait Source: Send {
    /// What is known of it so far.
    fn info(&self) -> &SourceInfo;

    /// Replaces the batch by the next points, at most `max` (at least 1) of them; false, with an empty batch, at the end.
    ///
    /// The same file gives the same points in the same order whatever the number of threads; where batches are cut is
    /// up to the format.
    ///
    /// # Errors
    /// The file cannot be read, or is damaged and gave no point at all. Damage after that ends the stream with a note.
    fn next_batch(&mut self, batch: &mut Batch, max: usize) -> Result<bool, ReadError>;

    /// What was dropped so far.
    fn dropped(&self) -> &Dropped;
}

/// Decodes one format: appends points in the file's unit to a batch. Checks and scaling are done by the caller.
pub(crate) trait Decode: Send {
    /// Appends up to `max` points; false when none are left. Points appended before an error are used.
    fn decode(&mut self, ledger: &mut Ledger, out: &mut Batch, max: usize) -> Result<bool, ReadError>;
}

/// What a decoder keeps books of while it reads.
pub(crate) struct Ledger {
    pub info: SourceInfo,
    pub dropped: Dropped,
    pub blame: Blame,
    /// Metres in one unit of the file, by axis.
    pub metres: [f64; 3],
    /// Names of further columns to read.
    pub columns: Vec<String>,
    /// Intensities come as they stand in the file, in a range it does not state.
    pub guess_intensity: bool,
}

impl Ledger {
    pub fn new(blame: Blame, bytes: u64, options: &OpenOptions) -> Self {
        let (unit, unit_source) = match options.unit {
            Some(unit) => (unit, UnitSource::User),
            None if blame.format.fixes_unit() => (Unit::Metre, UnitSource::Format),
            None => (Unit::Metre, UnitSource::Assumed),
        };
        let info = SourceInfo {
            path: blame.path.clone(),
            format: blame.format,
            detail: blame.format.to_string(),
            bytes,
            declared_points: None,
            stations: Vec::new(),
            unit,
            unit_source,
            has_intensity: false,
            has_color: false,
            has_row_col: false,
            has_label: false,
            has_named: vec![false; options.columns.len()],
            pictures: Vec::new(),
            warnings: Vec::new(),
        };
        Self {
            info,
            dropped: Dropped::default(),
            blame,
            metres: [unit.metres(); 3],
            columns: options.columns.clone(),
            guess_intensity: false,
        }
    }

    /// Adds a note; the message is prefixed with the path.
    pub fn warn(&mut self, kind: &str, count: u64, message: impl std::fmt::Display) {
        let message = format!("{}: {message}", self.info.path.display());
        self.info.warnings.push(Note::new("ingest", kind, count, message));
    }

    /// Takes the unit the file states, unless the user set one; says so if the two differ.
    pub fn file_unit(&mut self, unit: Unit) {
        if self.info.unit_source == UnitSource::User {
            if unit != self.info.unit {
                let message = format!("the file says its unit is {unit}; the user's setting {} was used", self.info.unit);
                self.warn("unit_overridden", 1, message);
            }
            return;
        }
        self.info.unit = unit;
        self.info.unit_source = UnitSource::File;
        self.metres = [unit.metres(); 3];
    }

    /// Place among the columns asked for of the one that has this name in the file.
    pub fn asked(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|wanted| wanted.eq_ignore_ascii_case(name))
    }

    /// Adds a station and gives its index; `u16::MAX` where there are too many.
    pub fn add_station(&mut self, name: String, position: Option<[f64; 3]>) -> u16 {
        let index = self.info.stations.len();
        if index >= usize::from(u16::MAX) {
            return u16::MAX;
        }
        let metres = self.metres;
        let position = position.map(|p| std::array::from_fn(|axis| p[axis] * metres[axis]));
        let file = self.info.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        self.info.stations.push(Station {
            name,
            file,
            position: position.filter(|p: &[f64; 3]| p.iter().all(|c| c.is_finite())),
        });
        index as u16
    }

    /// The file's name without extension.
    pub fn stem(&self) -> String {
        self.info.path.file_stem().map_or_else(|| "scan".into(), |stem| stem.to_string_lossy().into_owned())
    }

    /// The station of a file that names none: its stem, position unknown.
    pub fn add_plain_station(&mut self) -> u16 {
        self.add_station(self.stem(), None)
    }
}
