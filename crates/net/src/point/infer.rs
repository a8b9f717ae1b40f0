//! Runs the point net on a cloud, tile by tile.

use super::{Architecture, Graph, PointModel};
use crate::device::device;
use crate::error::NetError;
use crate::kinds::Kinds;
use crate::pyramid::Pyramid;
use crate::weights::{self, WeightsFile};
use rosette_cloud::Cloud;
use rosette_plant::PointScores;
use rosette_plant::scores::CLASSES;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::Duration;

/// Kind of the weights file.
const KIND: &str = "point-net";
/// Edge of the finest cells, m: four of them cross a DN50 pipe, one is the thickness of its flange. Cells of 2 cm are twice as fast.
pub const CELL: f32 = 0.015;
/// Most points of a tile, its halo left out. 2 million take about 1 GB while the net runs.
const TILE_POINTS: usize = 2_000_000;
/// Tiles are not cut below this edge, m: the halo would outweigh them.
const LEAST_TILE: f32 = 4.0;
/// Width of the rim of neighbouring points around a tile, m: what the coarsest shapes and two of the coarsest blocks reach.
const HALO: f32 = 1.7;

/// Settings that travel with the weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointSettings {
    /// Widths.
    pub architecture: Architecture,
    /// Edge of the finest cells, m.
    pub cell: f32,
    /// Logits are divided by this: calibration on held-out plants.
    pub temperature: f32,
    /// Names of the classes, by code.
    pub classes: Vec<String>,
    /// Kinds of one's own; their outputs follow those of the classes.
    #[serde(default, skip_serializing_if = "Kinds::is_empty")]
    pub kinds: Kinds,
}

impl weights::Settings for PointSettings {
    fn kinds(&self) -> &Kinds {
        &self.kinds
    }
}

impl PointSettings {
    /// Settings of a net before it is calibrated.
    pub fn new(architecture: Architecture) -> Self {
        let classes = rosette_plant::Class::ALL.iter().map(|class| class.name().into()).collect();
        Self { architecture, cell: CELL, temperature: 1.0, classes, kinds: Kinds::default() }
    }

    fn check(&self) -> Result<(), String> {
        let names = rosette_plant::Class::ALL.iter().map(|class| class.name());
        if !self.architecture.is_sane() {
            return Err(format!("{:?} is no net that can be run", self.architecture));
        }
        if !(0.005..=0.2).contains(&self.cell) || !(0.05..=20.0).contains(&self.temperature) {
            return Err(format!("cells of {} m at temperature {} make no sense", self.cell, self.temperature));
        }
        if !names.eq(self.classes.iter().map(String::as_str)) {
            return Err("its classes are others than this version's".into());
        }
        Ok(())
    }
}

/// The point net, ready to run.
#[derive(Debug, Clone)]
pub struct PointNet {
    /// What it was made with.
    pub settings: PointSettings,
    model: PointModel,
}

/// Time that the parts of the work took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Speed {
    /// Grids.
    pub grids: Duration,
    /// Features and neighbours.
    pub features: Duration,
    /// The net itself.
    pub net: Duration,
    /// Finest cells, halos included.
    pub cells: usize,
}

impl PointNet {
    /// A net from its model and settings.
    pub fn new(settings: PointSettings, model: PointModel) -> Self {
        Self { settings, model }
    }

    /// The net that came with this version.
    ///
    /// # Errors
    /// The built-in weights are not there: only in a copy of the source that was stripped of them.
    pub fn shipped() -> Result<Self, NetError> {
        Self::from_bytes("built-in point net", include_bytes!("../../../../models/point-net.safetensors").to_vec())
    }

    /// A net from a weights file.
    pub fn open(path: &Path) -> Result<Self, NetError> {
        Self::from_bytes(&path.display().to_string(), weights::read(path)?)
    }

    /// A net from the bytes of a weights file; `place` names it in errors.
    pub fn from_bytes(place: &str, bytes: Vec<u8>) -> Result<Self, NetError> {
        let file: WeightsFile<PointSettings> = WeightsFile::check(place, bytes, KIND)?;
        let settings = file.settings.clone();
        settings.check().map_err(|problem| NetError::Weights { place: place.into(), problem })?;
        let model = PointModel::new(&settings.architecture, &device()).with_kinds(settings.kinds.len(), &device());
        Ok(Self { settings, model: file.load(model)? })
    }

    /// The model itself, to go on training.
    pub fn into_model(self) -> PointModel {
        self.model
    }

    /// The net as a weights file.
    pub fn to_bytes(&self) -> Result<Vec<u8>, NetError> {
        weights::to_bytes(&self.model, KIND, &self.settings)
    }

    /// Class probabilities of every point. Memory is bounded by the tile, not by the cloud; the same bytes on any number of threads.
    pub fn classify(&self, cloud: &Cloud) -> PointScores {
        self.classify_timed(cloud).0
    }

    /// As [`Self::classify`], with the time it took.
    pub fn classify_timed(&self, cloud: &Cloud) -> (PointScores, Speed) {
        let mut rows = Vec::new();
        let mut row_of = vec![u32::MAX; cloud.len()];
        let mut speed = Speed::default();
        for tile in tiles(cloud) {
            let part = cloud.select(&tile.points);
            let (cell_of, scores) = self.tile(&part, &mut speed);
            let base = rows.len() as u32;
            let inside = tile.points.iter().zip(&tile.inside).zip(cell_of).filter(|((_, inside), _)| **inside);
            inside.for_each(|((point, _), cell)| row_of[*point as usize] = base + cell);
            rows.extend(scores);
        }
        (PointScores::new(&rows, row_of), speed)
    }

    fn tile(&self, cloud: &Cloud, speed: &mut Speed) -> (Vec<u32>, Vec<[f32; CLASSES]>) {
        let started = std::time::Instant::now();
        let pyramid = Pyramid::new(&cloud.positions, self.settings.cell);
        let gridded = std::time::Instant::now();
        let graph = Graph::new(cloud, &pyramid);
        let featured = std::time::Instant::now();
        let scores = self.scores(&graph);
        speed.grids += gridded - started;
        speed.features += featured - gridded;
        speed.net += featured.elapsed();
        speed.cells += graph.len();
        (pyramid.cell_of, scores)
    }

    /// Calibrated probabilities of a graph's cells. What a kind of one's own has goes to its class.
    pub fn scores(&self, graph: &Graph) -> Vec<[f32; CLASSES]> {
        self.answers(graph).iter().map(|row| self.settings.kinds.folded(row)).collect()
    }

    /// Calibrated probabilities by code: those of kinds of one's own stand apart from those of their classes.
    pub(crate) fn answers(&self, graph: &Graph) -> Vec<Vec<f32>> {
        if graph.is_empty() {
            return Vec::new();
        }
        let logits = self.model.logits(graph, &device());
        logits.chunks_exact(self.settings.kinds.outputs()).map(|row| softmax(row, self.settings.temperature)).collect()
    }
}

/// Probabilities from logits. Class 0, unclassified, is never an answer.
pub fn softmax(logits: &[f32], temperature: f32) -> Vec<f32> {
    let most = logits.iter().skip(1).fold(f32::NEG_INFINITY, |m, v| m.max(*v));
    let mut out = vec![0.0; logits.len()];
    out.iter_mut().zip(logits).skip(1).for_each(|(p, v)| *p = ((v - most) / temperature).exp());
    let sum: f32 = out.iter().sum();
    out.iter_mut().for_each(|p| *p /= sum);
    out
}

/// Points of a tile with its halo, and which of them are inside.
struct Tile {
    points: Vec<u32>,
    inside: Vec<bool>,
}

/// Cuts a cloud into tiles: halves the longer side in plan until few enough points are left.
fn tiles(cloud: &Cloud) -> Vec<Tile> {
    let all: Vec<u32> = (0..cloud.len() as u32).filter(|&i| cloud.positions[i as usize].iter().all(|v| v.is_finite())).collect();
    let bounds =
        all.iter().map(|&i| cloud.positions[i as usize]).fold([[f32::INFINITY; 2], [f32::NEG_INFINITY; 2]], |[lo, hi], p| {
            [[lo[0].min(p[0]), lo[1].min(p[1])], [hi[0].max(p[0]), hi[1].max(p[1])]]
        });
    let mut out = Vec::new();
    let mut open = vec![(bounds, all)];
    while let Some(([lo, hi], points)) = open.pop() {
        let axis = usize::from(hi[1] - lo[1] > hi[0] - lo[0]);
        if points.is_empty() {
            continue;
        }
        if points.len() <= TILE_POINTS || hi[axis] - lo[axis] < 2.0 * LEAST_TILE {
            out.push(with_halo(cloud, &points));
            continue;
        }
        let middle = lo[axis] + 0.5 * (hi[axis] - lo[axis]);
        let (low, high) = points.into_iter().partition(|&i| cloud.positions[i as usize][axis] < middle);
        let (mut low_hi, mut high_lo) = (hi, lo);
        (low_hi[axis], high_lo[axis]) = (middle, middle);
        open.push(([high_lo, hi], high));
        open.push(([lo, low_hi], low));
    }
    out
}

fn with_halo(cloud: &Cloud, inside: &[u32]) -> Tile {
    if inside.len() == cloud.len() {
        return Tile { points: inside.to_vec(), inside: vec![true; inside.len()] };
    }
    let mut own = vec![false; cloud.len()];
    let (mut lo, mut hi) = ([f32::INFINITY; 2], [f32::NEG_INFINITY; 2]);
    for &i in inside {
        own[i as usize] = true;
        let p = cloud.positions[i as usize];
        (0..2).for_each(|k| (lo[k], hi[k]) = (lo[k].min(p[k]), hi[k].max(p[k])));
    }
    let near = |p: &[f32; 3]| (0..2).all(|k| p[k] >= lo[k] - HALO && p[k] <= hi[k] + HALO);
    let points: Vec<u32> = (0..cloud.len() as u32).filter(|&i| own[i as usize] || near(&cloud.positions[i as usize])).collect();
    let inside = points.iter().map(|&i| own[i as usize]).collect();
    Tile { points, inside }
}
