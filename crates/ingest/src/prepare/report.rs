//! What the ingest stage found: the content of `ingest.json`.

use super::fault::IngestError;
use super::folder;
use super::settings::IngestSettings;
use rosette_cloud::{Note, Station};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Version of `ingest.json` and of the area files.
pub(crate) const SCHEMA: &str = "rosette.ingest/1";

/// The result of the stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ingested {
    /// `rosette.ingest/1`.
    pub schema: String,
    /// Settings it was made with.
    pub settings: IngestSettings,
    /// Whole-metre site position near the lower corner of the site: a good origin for a model of the whole.
    pub origin: [f64; 3],
    /// Least and greatest site coordinates of the kept points, m.
    pub extent: [[f64; 3]; 2],
    /// Counts of points.
    pub counts: Counts,
    /// Areas, by id.
    pub areas: Vec<Area>,
    /// Scanner set-ups; a point's station is an index into these.
    pub stations: Vec<StationReport>,
    /// Misfit between pairs of stations that saw the same surfaces.
    pub pairs: Vec<PairReport>,
    /// The files, in the order given.
    pub files: Vec<FileReport>,
    /// Pictures found in the files.
    pub pictures: Vec<PictureReport>,
    /// Everything dropped, guessed, inferred or not understood.
    pub notes: Vec<Note>,
}

impl Ingested {
    /// Reads the result of a finished run.
    ///
    /// # Errors
    /// There is none, or it is damaged or of another version.
    pub fn load(dir: &Path) -> Result<Self, IngestError> {
        let path = dir.join(folder::RESULT);
        let bytes = folder::read(&path)?;
        let found: Self = serde_json::from_slice(&bytes).map_err(|e| IngestError::damaged(&path, e.to_string()))?;
        if found.schema != SCHEMA {
            return Err(IngestError::damaged(&path, format!("is of version '{}', not '{SCHEMA}'", found.schema)));
        }
        Ok(found)
    }

    /// Whether any station's scanner position is known.
    pub fn knows_scanners(&self) -> bool {
        self.stations.iter().any(|s| s.station.position.is_some())
    }

    pub(crate) fn save(&self, dir: &Path) -> Result<(), IngestError> {
        let path = dir.join(folder::RESULT);
        let text = serde_json::to_vec_pretty(self).map_err(|e| IngestError::damaged(&path, e.to_string()))?;
        folder::write(&path, &text)
    }
}

/// Where every point went. `read` = `kept` + `merged` + all drops after reading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Points the files gave.
    pub read: u64,
    /// Records that gave no point, by the reader's reasons.
    pub dropped_reading: u64,
    /// Points of files that were given up as scattered beyond any site.
    pub dropped_scattered: u64,
    /// Points the file's own classification calls noise.
    pub dropped_noise_class: u64,
    /// Returns that were merged into another's voxel.
    pub merged: u64,
    /// Merged points before cleaning.
    pub voxels: u64,
    /// Merged points removed as isolated.
    pub isolated: u64,
    /// Merged points removed as mixed pixels.
    pub mixed: u64,
    /// Returns that went with the removed points.
    pub removed_returns: u64,
    /// Merged points kept: the sum over the areas' cores.
    pub kept: u64,
    /// Kept points without a normal.
    pub without_normal: u64,
}

/// One area: a box of the site with its points and a rim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Number, from 0.
    pub id: usize,
    /// File in the run folder's ingest part.
    pub file: String,
    /// Site position of the cloud's local origin, m; whole metres.
    pub origin: [f64; 3],
    /// Lower corner of the core, m.
    pub low: [f64; 3],
    /// Upper corner of the core, m.
    pub high: [f64; 3],
    /// Width of the rim, m.
    pub halo: f64,
    /// Points of the core.
    pub core_points: u64,
    /// Points of the rim.
    pub halo_points: u64,
    /// blake3 of the file, hexadecimal: the hash later stages depend on.
    pub hash: String,
}

impl Area {
    /// Whether a site position belongs to the core. Every position of the site belongs to exactly one area.
    pub fn owns(&self, site: [f64; 3]) -> bool {
        (0..3).all(|a| self.low[a] <= site[a] && site[a] < self.high[a])
    }
}

/// Where a scanner position comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PositionSource {
    /// The scan file.
    File,
    /// The user.
    User,
    /// The pattern of the scan lines.
    Recovered,
    /// Nobody: unknown.
    #[default]
    None,
}

/// A station and what a surveyor asks of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StationReport {
    /// Name, file and scanner position.
    pub station: Station,
    /// Where the position comes from.
    pub position_source: PositionSource,
    /// For a recovered position: the spread of the directions about the scanner's grid, degrees.
    pub position_residual_deg: Option<f64>,
    /// Points read.
    pub points: u64,
    /// Least and greatest site coordinates, m.
    pub extent: [[f64; 3]; 2],
    /// Median number of returns on a square metre where it has any.
    pub density_per_m2: f64,
    /// Median distance of neighbouring returns, mm: one over the root of the density.
    pub spacing_mm: f64,
    /// Share of its surface (in patches of 16 voxels) that another station has seen too.
    pub overlap: f64,
    /// Misfit to all its neighbours.
    pub misfit: Misfit,
    /// Merged points removed as isolated or mixed.
    pub removed: u64,
}

/// Point-to-plane distance between stations on common plane surfaces, one distance a block of 32 voxels.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Misfit {
    /// Surfaces compared.
    pub patches: u64,
    /// Median absolute distance, mm.
    pub median_mm: f64,
    /// 95th percentile of the absolute distance, mm.
    pub p95_mm: f64,
    /// Median signed distance, mm: positive where this station's surface lies nearer to its scanner than the neighbour's. None without a position.
    pub signed_median_mm: Option<f64>,
}

/// Misfit between two stations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairReport {
    /// The lower station.
    pub a: u16,
    /// The higher station.
    pub b: u16,
    /// Their misfit, signed as `a` sees it.
    pub misfit: Misfit,
}

/// What came of one input file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FileReport {
    /// The path as given.
    pub path: String,
    /// Format, version and encoding.
    pub format: String,
    /// Size, bytes.
    pub bytes: u64,
    /// Unit of length it was read in.
    pub unit: String,
    /// Where the unit comes from: file, user, format or assumed.
    pub unit_source: String,
    /// Points the header declares.
    pub declared: Option<u64>,
    /// Points read.
    pub read: u64,
    /// Records that gave no point.
    pub dropped: u64,
    /// Stations in it.
    pub stations: u64,
    /// What kept it, or part of it, from being read.
    pub error: Option<String>,
}

/// A picture embedded in a scan file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PictureReport {
    /// The scan file it comes from.
    pub source: String,
    /// Its name in there.
    pub name: String,
    /// pinhole, spherical, cylindrical or visual.
    pub projection: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Site position of the camera, m.
    pub position: Option<[f64; 3]>,
    /// Rotation site from camera, quaternion w x y z.
    pub rotation: Option<[f64; 4]>,
    /// File below the run folder's ingest part; none if it is damaged.
    pub file: Option<String>,
}
