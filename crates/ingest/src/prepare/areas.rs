//! Fourth step: the site is cut into areas of about equal numbers of points, each written with a rim of its neighbours'.

use super::columns::{Reader, Writer};
use super::fault::IngestError;
use super::folder;
use super::report::Area;
use super::shelf::Shelf;
use super::stored::{Finished, Packed};
use nalgebra::Vector3;
use rosette_cloud::lattice::{CellIdx, Lattice};
use rosette_cloud::{Cloud, Watch, morton};
use std::path::Path;

const MAGIC: &[u8; 8] = b"RSTAREA1";
/// Widest area, m: within it an f32 resolves 0.03 mm from the middle. Damaged scans have points hundreds of kilometres away.
const WIDEST: f64 = 500.0;
/// Height counts less than width when the longer side is cut: a vertical line should stay in one area.
const HEIGHT_SHARE: i64 = 2;

/// A block's place on the site and its number of points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Load {
    at: [i64; 3],
    points: u64,
}

/// A box of blocks: lower corner and the corner beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlockBox {
    low: [i64; 3],
    high: [i64; 3],
}

impl BlockBox {
    fn holds(&self, at: [i64; 3]) -> bool {
        (0..3).all(|a| self.low[a] <= at[a] && at[a] < self.high[a])
    }

    fn grown(&self, by: i64) -> Self {
        Self { low: self.low.map(|v| v - by), high: self.high.map(|v| v + by) }
    }

    fn around(loads: &[Load]) -> Option<Self> {
        let first = loads.first()?.at;
        let grow = |b: BlockBox, load: &Load| BlockBox {
            low: std::array::from_fn(|a| b.low[a].min(load.at[a])),
            high: std::array::from_fn(|a| b.high[a].max(load.at[a] + 1)),
        };
        Some(loads.iter().fold(Self { low: first, high: first.map(|v| v + 1) }, grow))
    }
}

/// Where the blocks of a cell lie on the site.
fn block_place(lattice: &Lattice, cell: CellIdx, code: u32) -> [i64; 3] {
    let within = morton::decode(code.into());
    std::array::from_fn(|a| i64::from(cell[a]) * i64::from(lattice.cell_blocks()) + i64::from(within[a]))
}

/// All blocks with points.
pub(crate) fn loads(lattice: &Lattice, finished: &Shelf<Finished>) -> Result<Vec<Load>, IngestError> {
    let mut loads = Vec::new();
    for cell in finished.cells() {
        let Some(content) = finished.get(cell)? else { continue };
        let blocks = content.voxels.blocks.iter().enumerate();
        loads.extend(
            blocks.map(|(i, b)| Load { at: block_place(lattice, cell, b.code), points: content.voxels.range(i).len() as u64 }),
        );
    }
    Ok(loads)
}

/// Most points of a box, and its longest side in blocks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Most {
    pub points: u64,
    pub side: i64,
}

impl Most {
    pub(crate) fn new(lattice: &Lattice, points: usize) -> Self {
        Self { points: points as u64, side: (WIDEST / lattice.block()) as i64 }
    }
}

/// An area to be: the box it owns, and the tight one around its blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    core: BlockBox,
    tight: BlockBox,
}

/// Cuts the site into boxes of at most so many points, as equal as whole blocks allow; a block of more is a box of its own.
/// The boxes tile the site's box and come in order of the cuts.
pub(crate) fn split(mut loads: Vec<Load>, most: Most) -> Vec<Piece> {
    let mut boxes = Vec::new();
    if let Some(whole) = BlockBox::around(&loads) {
        split_box(&mut loads, whole, most, &mut boxes);
    }
    boxes
}

fn split_box(loads: &mut [Load], whole: BlockBox, most: Most, boxes: &mut Vec<Piece>) {
    let total: u64 = loads.iter().map(|l| l.points).sum();
    let parts = total.div_ceil(most.points);
    let cut = middle_cut(loads, most.side).or_else(|| (parts > 1).then(|| best_cut(loads, total, parts)).flatten());
    let Some((axis, at)) = cut else {
        if let Some(tight) = BlockBox::around(loads).filter(|_| total > 0) {
            boxes.push(Piece { core: whole, tight });
        }
        return;
    };
    let n = loads.partition_point(|l| l.at[axis] < at);
    let (below, above) = loads.split_at_mut(n);
    let (mut low, mut high) = (whole, whole);
    (low.high[axis], high.low[axis]) = (at, at);
    split_box(below, low, most, boxes);
    split_box(above, high, most, boxes);
}

/// Sorts the blocks along the longest side and cuts it in half, if it is too long.
fn middle_cut(loads: &mut [Load], longest: i64) -> Option<(usize, i64)> {
    let tight = BlockBox::around(loads)?;
    let side = |a: usize| tight.high[a] - tight.low[a];
    let axis = (0..3).max_by_key(|&a| (side(a), std::cmp::Reverse(a))).filter(|&a| side(a) > longest.max(1))?;
    loads.sort_unstable_by_key(|l| (l.at[axis], l.at));
    Some((axis, tight.low[axis] + side(axis) / 2))
}

/// Sorts the blocks along the longest side and finds the cut that shares the points best over the parts.
fn best_cut(loads: &mut [Load], total: u64, parts: u64) -> Option<(usize, i64)> {
    let tight = BlockBox::around(loads)?;
    let side = |a: usize| (tight.high[a] - tight.low[a]) * if a == 2 { 1 } else { HEIGHT_SHARE };
    let mut axes = [0, 1, 2];
    axes.sort_by_key(|&a| std::cmp::Reverse(side(a)));
    let axis = axes.into_iter().find(|&a| tight.high[a] - tight.low[a] > 1)?;
    loads.sort_unstable_by_key(|l| (l.at[axis], l.at));
    let wanted = total * (parts / 2) / parts;
    let mut below = 0;
    let mut best = (u64::MAX, 0);
    for pair in loads.windows(2) {
        below += pair[0].points;
        if pair[0].at[axis] != pair[1].at[axis] {
            best = best.min((below.abs_diff(wanted), pair[1].at[axis]));
        }
    }
    (best.0 != u64::MAX).then_some((axis, best.1))
}

/// Writes all areas.
pub(crate) fn write_areas(
    lattice: &Lattice,
    finished: &Shelf<Finished>,
    columns: Carried,
    halo: f64,
    boxes: &[Piece],
    dir: &Path,
    watch: &dyn Watch,
) -> Result<Vec<Area>, IngestError> {
    watch.begin("write areas", boxes.len() as u64, "areas");
    let mut areas = Vec::new();
    for (id, piece) in boxes.iter().enumerate() {
        if watch.stopped() {
            return Err(IngestError::Stopped);
        }
        let cloud = collect(lattice, finished, columns, halo, piece)?;
        areas.push(write_area(lattice, id, &piece.core, halo, &cloud, dir)?);
        watch.advance(1);
    }
    watch.end();
    Ok(areas)
}

/// Which optional columns the input carries.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Carried {
    pub intensity: bool,
    pub color: bool,
}

/// The columns of an area as they are written.
#[derive(Default)]
struct AreaColumns {
    origin: [f64; 3],
    positions: Vec<[f32; 3]>,
    normals: Vec<Packed>,
    weights: Vec<u32>,
    intensity: Vec<u16>,
    color: Vec<[u8; 3]>,
    station: Vec<u16>,
    core: Vec<u8>,
}

fn collect(
    lattice: &Lattice,
    finished: &Shelf<Finished>,
    carried: Carried,
    halo: f64,
    Piece { core, tight }: &Piece,
) -> Result<AreaColumns, IngestError> {
    let rim = tight.grown((halo / lattice.block()).ceil() as i64);
    let edge = i64::from(lattice.cell_blocks());
    let mut out = AreaColumns { origin: origin(lattice, tight), ..AreaColumns::default() };
    for cell in finished.cells() {
        let near = (0..3).all(|a| i64::from(cell[a]) * edge < rim.high[a] && (i64::from(cell[a]) + 1) * edge > rim.low[a]);
        if near && let Some(content) = finished.get(cell)? {
            take_cell(lattice, cell, &content, carried, core, &rim, &mut out);
        }
    }
    Ok(out)
}

fn take_cell(
    lattice: &Lattice,
    cell: CellIdx,
    content: &Finished,
    carried: Carried,
    core: &BlockBox,
    rim: &BlockBox,
    out: &mut AreaColumns,
) {
    let corner = lattice.corner(cell);
    let shift: [f64; 3] = std::array::from_fn(|a| corner[a] - out.origin[a]);
    let voxels = &content.voxels;
    for (idx, block) in voxels.blocks.iter().enumerate() {
        let at = block_place(lattice, cell, block.code);
        if !rim.holds(at) {
            continue;
        }
        let points = voxels.range(idx);
        let local = |p: &[f32; 3]| std::array::from_fn(|a| (shift[a] + f64::from(p[a])) as f32);
        out.core.resize(out.core.len() + points.len(), core.holds(at).into());
        out.positions.extend(voxels.positions[points.clone()].iter().map(local));
        out.normals.extend_from_slice(&content.normals[points.clone()]);
        out.weights.extend_from_slice(&voxels.weights[points.clone()]);
        out.station.extend_from_slice(&voxels.station[points.clone()]);
        if carried.intensity {
            out.intensity.extend_from_slice(&voxels.intensity[points.clone()]);
        }
        if carried.color {
            out.color.extend_from_slice(&voxels.color[points]);
        }
    }
}

/// Whole metres nearest the middle of the points: keeps local coordinates small and readable.
fn origin(lattice: &Lattice, tight: &BlockBox) -> [f64; 3] {
    std::array::from_fn(|a| ((tight.low[a] + tight.high[a]) as f64 / 2.0 * lattice.block()).round())
}

fn write_area(
    lattice: &Lattice,
    id: usize,
    core: &BlockBox,
    halo: f64,
    columns: &AreaColumns,
    dir: &Path,
) -> Result<Area, IngestError> {
    let mut writer = Writer::new(MAGIC, columns.positions.len() * 28);
    writer.column(&columns.origin).column(&columns.positions).column(&columns.normals).column(&columns.weights);
    writer.column(&columns.intensity).column(&columns.color).column(&columns.station).column(&columns.core);
    let bytes = writer.finish();
    let file = folder::area_name(id);
    folder::write(&dir.join(&file), &bytes)?;
    let core_points = columns.core.iter().map(|&c| u64::from(c)).sum();
    Ok(Area {
        id,
        file,
        origin: columns.origin,
        low: core.low.map(|v| v as f64 * lattice.block()),
        high: core.high.map(|v| v as f64 * lattice.block()),
        halo,
        core_points,
        halo_points: columns.core.len() as u64 - core_points,
        hash: sum_of(&bytes),
    })
}

/// The checksum a file of columns ends with, hexadecimal.
fn sum_of(bytes: &[u8]) -> String {
    let sum = &bytes[bytes.len().saturating_sub(32)..];
    sum.iter().map(|b| format!("{b:02x}")).collect()
}

/// Reads an area's points.
///
/// # Errors
/// The file is missing, incomplete, changed, or not the one the area was listed with.
pub(crate) fn read_area(dir: &Path, area: &Area) -> Result<Cloud, IngestError> {
    let path = dir.join(&area.file);
    let bytes = folder::read(&path)?;
    let damaged = |problem: String| IngestError::damaged(&path, problem);
    if sum_of(&bytes) != area.hash {
        return Err(damaged("is not the file that ingest.json lists".into()));
    }
    let mut reader = Reader::new(MAGIC, &bytes).map_err(damaged)?;
    let columns = read_columns(&mut reader).map_err(damaged)?;
    to_cloud(columns).map_err(damaged)
}

fn read_columns(reader: &mut Reader) -> Result<AreaColumns, String> {
    Ok(AreaColumns {
        origin: reader.column::<f64>()?.try_into().map_err(|_| "its origin is not three numbers")?,
        positions: reader.column()?,
        normals: reader.column()?,
        weights: reader.column()?,
        intensity: reader.column()?,
        color: reader.column()?,
        station: reader.column()?,
        core: reader.column()?,
    })
}

fn to_cloud(columns: AreaColumns) -> Result<Cloud, String> {
    let n = columns.positions.len();
    let full = [columns.normals.len(), columns.weights.len(), columns.station.len(), columns.core.len()].iter().all(|&l| l == n);
    let optional = [columns.intensity.len(), columns.color.len()].iter().all(|&l| l == n || l == 0);
    if !(full && optional) {
        return Err("its columns have different lengths".into());
    }
    Ok(Cloud {
        origin: Vector3::from(columns.origin),
        positions: columns.positions,
        normals: columns.normals.into_iter().map(Packed::unpack).collect(),
        weights: columns.weights,
        intensity: columns.intensity.into_iter().map(|v| f32::from(v) / 65535.0).collect(),
        color: columns.color,
        station: columns.station,
        core: if columns.core.iter().all(|&c| c == 1) { Vec::new() } else { columns.core.into_iter().map(|c| c == 1).collect() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn boxes_hold_every_block_once(blocks in prop::collection::btree_map([-20i64..20, -20i64..20, -4i64..4], 1u64..50, 1..300), most in 60u64..2000) {
            let loads: Vec<Load> = blocks.iter().map(|(at, points)| Load { at: *at, points: *points }).collect();
            let boxes = split(loads.clone(), Most { points: most, side: 30 });
            for load in &loads {
                prop_assert_eq!(boxes.iter().filter(|b| b.core.holds(load.at)).count(), 1);
            }
            for b in &boxes {
                let held: u64 = loads.iter().filter(|l| b.core.holds(l.at)).map(|l| l.points).sum();
                prop_assert!((1..=most).contains(&held), "{held} of {most}");
            }
        }
    }

    #[test]
    fn an_even_floor_is_cut_evenly() {
        let loads: Vec<Load> = (0..100).flat_map(|x| (0..50).map(move |y| Load { at: [x, y, 0], points: 100 })).collect();
        let boxes = split(loads.clone(), Most { points: 130_000, side: 100 });
        let held: Vec<u64> = boxes.iter().map(|b| loads.iter().filter(|l| b.core.holds(l.at)).map(|l| l.points).sum()).collect();
        assert_eq!(held.len(), 4);
        assert!(held.iter().all(|h| (110_000..=130_000).contains(h)), "{held:?}");
    }

    #[test]
    fn strays_far_away_do_not_widen_the_area_of_the_plant() {
        let plant = (0..10).map(|x| Load { at: [x, 0, 0], points: 100 });
        let strays = [[2_000_000, 0, 0], [0, -9_000_000, 0], [5, 5, 1_000_000_000]].map(|at| Load { at, points: 3 });
        let boxes = split(plant.chain(strays).collect(), Most { points: 1_000_000, side: 3000 });
        let plant: Vec<&Piece> = boxes.iter().filter(|b| (0..10).any(|x| b.core.holds([x, 0, 0]))).collect();
        assert!(!plant.is_empty());
        assert!(plant.iter().all(|b| (0..3).all(|a| b.tight.high[a] - b.tight.low[a] <= 3000)), "{plant:?}");
        assert!((4..=8).contains(&boxes.len()), "{boxes:?}");
    }

    #[test]
    fn one_heavy_block_is_an_area_of_its_own() {
        let boxes = split(vec![Load { at: [0; 3], points: 1_000_000 }], Most { points: 100, side: 1 });
        assert_eq!(boxes.len(), 1);
        assert!(split(Vec::new(), Most { points: 100, side: 1 }).is_empty());
    }
}
