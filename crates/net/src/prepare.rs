//! Raw labelled returns to a prepared, labelled cloud: merged into voxels, cleaned and given normals as in a run.

use crate::error::NetError;
use crate::kinds;
use nalgebra::Vector3;
use rosette_cloud::field::{Field, Neighbour};
use rosette_cloud::lattice::{CellIdx, Lattice, Place};
use rosette_cloud::returns::Return;
use rosette_cloud::voxels::{Voxels, merge};
use rosette_cloud::{Cloud, normals, stray};
use rosette_plant::{Class, Subtype};
use std::collections::BTreeMap;

/// Edge of the voxels returns are merged into, m, as in a run.
const VOXEL: f64 = 0.005;
/// Edge of the cells they are merged in, m.
const CELL: f64 = 16.0;
/// Part of a point that belongs to none, or whose label is not to be trusted.
pub const NO_PART: u32 = u32::MAX;

/// Returns with the part that each was reflected by.
#[derive(Debug, Clone, Default)]
pub struct RawScan {
    /// Site positions, m.
    pub positions: Vec<[f64; 3]>,
    /// 0 to 1; empty if unknown.
    pub intensity: Vec<f32>,
    /// Number of the station; empty if unknown.
    pub station: Vec<u16>,
    /// Index of the part, or [`NO_PART`].
    pub part: Vec<u32>,
    /// Site positions of the stations, m; empty if unknown.
    pub scanners: Vec<[f64; 3]>,
}

/// What is known of a part.
#[derive(Debug, Clone, PartialEq)]
pub struct PartTruth {
    /// What it is.
    pub class: Class,
    /// Which kind of one's own it is, by the kind's place among those of the data set.
    pub kind: Option<usize>,
    /// Subtype of a valve.
    pub subtype: Option<Subtype>,
    /// Its make or family, for hold-outs; empty if unknown.
    pub family: String,
    /// Place on the run's axis, or of the body, site, m.
    pub position: Option<[f64; 3]>,
    /// Direction of the run, unit vector.
    pub axis: Option<[f64; 3]>,
    /// Outside diameter of the run, m.
    pub od: Option<f64>,
}

impl PartTruth {
    /// A part of which the class alone is known, as in clouds labelled point by point.
    pub fn of(class: Class) -> Self {
        Self { class, kind: None, subtype: None, family: String::new(), position: None, axis: None, od: None }
    }

    /// Code of its kind of one's own, or else of its class.
    pub fn code(&self) -> u8 {
        self.kind.map_or(self.class as u8, kinds::code_of)
    }
}

/// A prepared cloud with the part of every point.
#[derive(Debug, Clone)]
pub struct LabelledCloud {
    /// Its name in reports.
    pub name: String,
    /// The points.
    pub cloud: Cloud,
    /// Index of the part of every point, or [`NO_PART`].
    pub part: Vec<u32>,
    /// The parts.
    pub parts: Vec<PartTruth>,
}

impl LabelledCloud {
    /// Class code of every point; 0 where none is known, or where the part is unclassified.
    pub fn classes(&self) -> Vec<u8> {
        self.part.iter().map(|p| self.parts.get(*p as usize).map_or(0, |part| part.class as u8)).collect()
    }

    /// As [`Self::classes`], with kinds of one's own by their own codes.
    pub fn codes(&self) -> Vec<u8> {
        self.part.iter().map(|p| self.parts.get(*p as usize).map_or(0, PartTruth::code)).collect()
    }
}

/// Prepares a scan as the ingest stage does; the part of a point is that of most of its returns.
///
/// # Errors
/// Columns of different lengths.
pub fn prepared(name: &str, raw: &RawScan, parts: Vec<PartTruth>) -> Result<LabelledCloud, NetError> {
    let fail = |problem: &str| NetError::Data { name: name.into(), problem: problem.into() };
    let n = raw.positions.len();
    let fits = |len: usize| len == 0 || len == n;
    if raw.part.len() != n || !fits(raw.intensity.len()) || !fits(raw.station.len()) {
        return Err(fail("its columns have different lengths"));
    }
    let lattice = Lattice::new(VOXEL, CELL).map_err(|e| fail(&e.to_string()))?;
    let cells = merged(raw, &lattice);
    let origin = origin(raw);
    let mut out = LabelledCloud { name: name.into(), cloud: Cloud { origin, ..Cloud::default() }, part: Vec::new(), parts };
    let strays: BTreeMap<CellIdx, Vec<u32>> = cells.keys().map(|cell| (*cell, removed(&cells, *cell, &lattice, raw))).collect();
    for cell in cells.keys() {
        append(&mut out, &cells, &strays, *cell, &lattice, raw);
    }
    if raw.intensity.is_empty() {
        out.cloud.intensity.clear();
    }
    Ok(out)
}

/// Merged points of a cell and the part of each.
type Cells = BTreeMap<CellIdx, (Voxels, Vec<u32>)>;

fn merged(raw: &RawScan, lattice: &Lattice) -> Cells {
    let mut by_cell: BTreeMap<CellIdx, Vec<(Return, u32)>> = BTreeMap::new();
    for (i, p) in raw.positions.iter().enumerate() {
        let Some(place) = lattice.place(*p) else { continue };
        by_cell.entry(place.cell).or_default().push((packed(raw, i, &place), raw.part[i]));
    }
    by_cell.into_iter().map(|(cell, returns)| (cell, merged_cell(lattice, returns))).collect()
}

fn packed(raw: &RawScan, i: usize, place: &Place) -> Return {
    let station = raw.station.get(i).copied().unwrap_or(u16::MAX);
    let intensity = raw.intensity.get(i).copied().unwrap_or(0.0);
    Return::new(place, station, intensity, [0; 3], false)
}

fn merged_cell(lattice: &Lattice, mut returns: Vec<(Return, u32)>) -> (Voxels, Vec<u32>) {
    returns.sort_unstable();
    let plain: Vec<Return> = returns.iter().map(|(r, _)| *r).collect();
    let (voxels, _) = merge(lattice, &[&plain], |_| ());
    // voxels come back ascending by code, as the sorted returns are
    let parts = returns.chunk_by(|a, b| a.0.code() == b.0.code()).map(|same| majority(same.iter().map(|(_, part)| *part)));
    (voxels, parts.collect())
}

/// The commonest value, the lowest of equals.
fn majority(values: impl Iterator<Item = u32>) -> u32 {
    let mut sorted: Vec<u32> = values.collect();
    sorted.sort_unstable();
    let runs = sorted.chunk_by(|a, b| a == b).map(|run| (run.len(), run[0]));
    runs.fold((0, NO_PART), |best, run| if run.0 > best.0 { run } else { best }).1
}

/// Middle of the scan, rounded to metres.
fn origin(raw: &RawScan) -> Vector3<f64> {
    let n = raw.positions.len().max(1) as f64;
    let mean = raw.positions.iter().fold([0.0; 3], |m: [f64; 3], p| std::array::from_fn(|k| m[k] + p[k] / n));
    Vector3::from(mean.map(f64::round))
}

fn seen_from<'a>(raw: &'a RawScan, corner: [f64; 3]) -> impl Fn(u16) -> Option<[f32; 3]> + Sync + 'a {
    move |station| raw.scanners.get(usize::from(station)).map(|at| std::array::from_fn(|k| (at[k] - corner[k]) as f32))
}

fn around<'a>(cells: &'a Cells, strays: &'a BTreeMap<CellIdx, Vec<u32>>, cell: CellIdx) -> Vec<Neighbour<'a>> {
    let offsets = (0..27).map(|i| [i % 3 - 1, i / 3 % 3 - 1, i / 9 - 1]).filter(|o| *o != [0; 3]);
    let neighbour = |offset: CellIdx| {
        let at: CellIdx = std::array::from_fn(|k| cell[k] + offset[k]);
        let (voxels, _) = cells.get(&at)?;
        Some(Neighbour { offset, voxels, removed: strays.get(&at).map_or(&[], Vec::as_slice) })
    };
    offsets.filter_map(neighbour).collect()
}

fn removed(cells: &Cells, cell: CellIdx, lattice: &Lattice, raw: &RawScan) -> Vec<u32> {
    let Some((own, _)) = cells.get(&cell) else { return Vec::new() };
    let field = Field::new(lattice, own, &[], &around(cells, &BTreeMap::new(), cell));
    let found = stray::strays(&field, own, lattice.voxel() as f32, seen_from(raw, lattice.corner(cell)));
    found.into_iter().map(|(i, _)| i).collect()
}

fn append(
    out: &mut LabelledCloud,
    cells: &Cells,
    strays: &BTreeMap<CellIdx, Vec<u32>>,
    cell: CellIdx,
    lattice: &Lattice,
    raw: &RawScan,
) {
    let (Some((own, parts)), Some(gone)) = (cells.get(&cell), strays.get(&cell)) else { return };
    let field = Field::new(lattice, own, gone, &around(cells, strays, cell));
    let corner = lattice.corner(cell);
    let found = normals::normals(&field, own, lattice.voxel() as f32, seen_from(raw, corner));
    let mut gone = gone.iter().copied().peekable();
    for (i, normal) in found.iter().enumerate().take(own.len()) {
        if gone.next_if_eq(&(i as u32)).is_some() {
            continue;
        }
        let at = std::array::from_fn(|k| (f64::from(own.positions[i][k]) + corner[k] - out.cloud.origin[k]) as f32);
        out.cloud.positions.push(at);
        out.cloud.normals.push(*normal);
        out.cloud.weights.push(own.weights[i]);
        out.cloud.intensity.push(f32::from(own.intensity[i]) / 65535.0);
        out.cloud.station.push(own.station[i]);
        out.part.push(parts.get(i).copied().unwrap_or(NO_PART));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_follow_their_points() {
        let mut raw = RawScan { scanners: vec![[0.0, 0.0, 5.0]], ..RawScan::default() };
        for i in 0..200 {
            for j in 0..200 {
                let (x, y) = (f64::from(i) * 0.006 - 0.6 + 652_310.0, f64::from(j) * 0.006 - 0.6 + 6_861_204.0);
                raw.positions.push([x, y, 1.0]);
                raw.station.push(0);
                raw.part.push(u32::from(x > 652_310.0));
            }
        }
        raw.scanners = vec![[652_310.0, 6_861_204.0, 5.0]];
        let out = prepared("plane", &raw, vec![PartTruth::of(Class::Floor), PartTruth::of(Class::Pipe)]).unwrap();
        assert!(out.cloud.len() > 35_000, "{}", out.cloud.len());
        for i in 0..out.cloud.len() {
            let right = out.cloud.site(i)[0] > 652_310.0;
            assert!(out.part[i] == u32::from(right) || (out.cloud.site(i)[0] - 652_310.0).abs() < 0.006);
            assert!(out.cloud.normals[i][2] > 0.99, "{:?}", out.cloud.normals[i]);
        }
        raw.part.pop();
        assert!(prepared("plane", &raw, Vec::new()).is_err());
    }
}
