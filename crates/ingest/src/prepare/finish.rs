//! Third step: merged cells are cleaned of stray points and get their normals.
//!
//! Both need a rim of the neighbouring cells: cleaning looks at all merged points, normals at those that are left. So all cells are
//! cleaned before the first gets its normals; what is kept of the cleaning is a list of indices a cell.

use super::fault::IngestError;
use super::merge::{Stations, waves};
use super::shelf::Shelf;
use super::stored::{Finished, Packed};
use super::survey::to_site;
use rayon::prelude::*;
use rosette_cloud::field::{Field, Neighbour};
use rosette_cloud::lattice::{CellIdx, Lattice};
use rosette_cloud::stray::{self, Stray};
use rosette_cloud::voxels::{Block, Voxels};
use rosette_cloud::{Seen, Watch, normals};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Memory a merged point in work takes, bytes: its columns, its place in the field, its normal.
const POINT_BYTES: usize = 96;

/// Points removed from a cell.
#[derive(Debug, Default)]
struct Removed {
    /// Ascending.
    points: Vec<u32>,
}

/// Counts of the step.
#[derive(Debug, Default)]
pub(crate) struct FinishCounts {
    pub isolated: u64,
    pub mixed: u64,
    pub removed_returns: u64,
    pub kept: u64,
    pub without_normal: u64,
    /// Removed points by station.
    pub by_station: BTreeMap<u16, u64>,
}

/// The step's surroundings.
pub(crate) struct Finish<'a> {
    pub lattice: &'a Lattice,
    pub stations: &'a Stations,
    pub merged: &'a Shelf<Voxels>,
    pub finished: &'a Shelf<Finished>,
    pub memory: usize,
    pub clean: bool,
    pub watch: &'a dyn Watch,
}

/// A cell with those around it.
struct Neighbourhood {
    own: Arc<Voxels>,
    around: Vec<(CellIdx, CellIdx, Arc<Voxels>)>,
}

impl Finish<'_> {
    /// Cleans all cells and puts them with their normals on the shelf of finished ones; marks what they occupy.
    pub(crate) fn run(&self, seen: &mut Seen) -> Result<FinishCounts, IngestError> {
        let mut counts = FinishCounts::default();
        let cells = self.merged.sizes();
        let total = cells.iter().map(|(_, n)| *n as u64).sum();
        let mut removed = BTreeMap::new();
        if self.clean {
            self.watch.begin("clean", total, "points");
            self.waves(
                &cells,
                |cell, hood| self.strays(*cell, hood),
                |cell, strays, hood| {
                    removed.insert(cell, count(&strays, &hood.own, &mut counts));
                    Ok(())
                },
            )?;
            self.watch.end();
        }
        self.watch.begin("normals", total, "points");
        let none = Removed::default();
        let gone = |cell: &CellIdx| removed.get(cell).unwrap_or(&none);
        self.waves(
            &cells,
            |cell, hood| self.finished(*cell, hood, &gone),
            |cell, (finished, occupied), _| {
                occupied.into_iter().for_each(|site| seen.occupy(site));
                counts.kept += finished.voxels.len() as u64;
                counts.without_normal += finished.normals.iter().filter(|n| n.unpack() == [0.0; 3]).count() as u64;
                if !finished.voxels.is_empty() {
                    self.finished.put(cell, finished)?;
                }
                self.merged.forget_below(cell[0] - 1);
                Ok(())
            },
        )?;
        self.watch.end();
        Ok(counts)
    }

    /// Does a piece of work for all cells, as many at a time as the memory allows, and takes the results in order.
    fn waves<T: Send>(
        &self,
        cells: &[(CellIdx, usize)],
        work: impl Fn(&CellIdx, &Neighbourhood) -> T + Sync,
        mut take: impl FnMut(CellIdx, T, &Neighbourhood) -> Result<(), IngestError>,
    ) -> Result<(), IngestError> {
        for wave in waves(cells, self.memory / 8 / POINT_BYTES) {
            if self.watch.stopped() {
                return Err(IngestError::Stopped);
            }
            let hoods = wave.iter().map(|(cell, _)| self.neighbourhood(*cell)).collect::<Result<Vec<_>, _>>()?;
            let results: Vec<T> = wave.par_iter().zip(&hoods).map(|((cell, _), hood)| work(cell, hood)).collect();
            for (((cell, n), result), hood) in wave.iter().zip(results).zip(&hoods) {
                take(*cell, result, hood)?;
                self.watch.advance(*n as u64);
            }
        }
        Ok(())
    }

    fn neighbourhood(&self, cell: CellIdx) -> Result<Neighbourhood, IngestError> {
        let own = self.merged.get(cell)?.unwrap_or_default();
        let mut around = Vec::new();
        for offset in offsets() {
            let at = std::array::from_fn(|a| cell[a].saturating_add(offset[a]));
            if let Some(voxels) = self.merged.get(at)? {
                around.push((offset, at, voxels));
            }
        }
        Ok(Neighbourhood { own, around })
    }

    fn strays(&self, cell: CellIdx, hood: &Neighbourhood) -> Vec<(u32, Stray)> {
        let around: Vec<Neighbour> =
            hood.around.iter().map(|(offset, _, v)| Neighbour { offset: *offset, voxels: v, removed: &[] }).collect();
        let field = Field::new(self.lattice, &hood.own, &[], &around);
        stray::strays(&field, &hood.own, self.lattice.voxel() as f32, self.stations.seen_from_corner(self.lattice, cell))
    }

    fn finished<'r>(
        &self,
        cell: CellIdx,
        hood: &Neighbourhood,
        gone: &(impl Fn(&CellIdx) -> &'r Removed + Sync),
    ) -> (Finished, Vec<[f64; 3]>) {
        let own_gone = &gone(&cell).points;
        let neighbour = |(offset, at, voxels): &'_ (CellIdx, CellIdx, Arc<Voxels>)| (*offset, gone(at), voxels.clone());
        let around: Vec<_> = hood.around.iter().map(neighbour).collect();
        let around: Vec<Neighbour> =
            around.iter().map(|(offset, gone, v)| Neighbour { offset: *offset, voxels: v, removed: &gone.points }).collect();
        let field = Field::new(self.lattice, &hood.own, own_gone, &around);
        let normals =
            normals::normals(&field, &hood.own, self.lattice.voxel() as f32, self.stations.seen_from_corner(self.lattice, cell));
        drop(field);
        let kept = kept(hood.own.len(), own_gone);
        let finished = Finished {
            normals: kept.iter().map(|&i| Packed::new(normals[i as usize])).collect(),
            voxels: if own_gone.is_empty() { Voxels::clone(&hood.own) } else { select(&hood.own, &kept) },
        };
        let occupied = occupied(self.lattice, cell, &finished.voxels);
        (finished, occupied)
    }
}

/// The 26 directions to neighbouring cells.
fn offsets() -> impl Iterator<Item = CellIdx> {
    let all = (0..27).map(|i| [i % 3 - 1, i / 3 % 3 - 1, i / 9 - 1]);
    all.filter(|offset| *offset != [0; 3])
}

fn count(strays: &[(u32, Stray)], own: &Voxels, counts: &mut FinishCounts) -> Removed {
    for (idx, stray) in strays {
        match stray {
            Stray::Isolated => counts.isolated += 1,
            Stray::Mixed => counts.mixed += 1,
        }
        counts.removed_returns += u64::from(own.weights[*idx as usize]);
        *counts.by_station.entry(own.station[*idx as usize]).or_default() += 1;
    }
    Removed { points: strays.iter().map(|(idx, _)| *idx).collect() }
}

fn kept(n: usize, removed: &[u32]) -> Vec<u32> {
    let mut gone = removed.iter().copied().peekable();
    (0..n as u32).filter(|&i| gone.next_if_eq(&i).is_none()).collect()
}

fn select(all: &Voxels, kept: &[u32]) -> Voxels {
    fn pick<T: Copy>(column: &[T], kept: &[u32]) -> Vec<T> {
        kept.iter().map(|&i| column[i as usize]).collect()
    }
    let starts = all.blocks.iter().map(|b| Block { code: b.code, start: kept.partition_point(|&i| i < b.start) as u32 });
    let mut blocks: Vec<Block> = starts.collect();
    // of blocks that begin at the same point all but the last are empty now, and so is one that begins at the end
    blocks.retain(|b| (b.start as usize) < kept.len());
    let mut filled: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        if filled.last().is_some_and(|last| last.start == block.start) {
            filled.pop();
        }
        filled.push(block);
    }
    Voxels {
        blocks: filled,
        local: pick(&all.local, kept),
        positions: pick(&all.positions, kept),
        weights: pick(&all.weights, kept),
        intensity: pick(&all.intensity, kept),
        color: pick(&all.color, kept),
        station: pick(&all.station, kept),
        suspect: pick(&all.suspect, kept),
    }
}

/// Site positions that mark every cell of seen space the points lie in: runs of points in the same small cube give one.
fn occupied(lattice: &Lattice, cell: CellIdx, voxels: &Voxels) -> Vec<[f64; 3]> {
    // 2 cm is under any seen cell's edge, so no seen cell is passed over within a run
    const CUBE: f32 = 50.0;
    let mut last = [i32::MIN; 3];
    let mut out = Vec::new();
    for at in &voxels.positions {
        let cube = at.map(|v| (v * CUBE) as i32);
        if cube != last {
            last = cube;
            out.push(to_site(lattice, cell, *at));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selecting_keeps_blocks_in_step() {
        let voxels = |n: usize, starts: &[(u32, u32)]| Voxels {
            blocks: starts.iter().map(|&(code, start)| Block { code, start }).collect(),
            local: (0..n as u16).collect(),
            positions: vec![[0.0; 3]; n],
            weights: vec![1; n],
            intensity: vec![0; n],
            color: vec![[0; 3]; n],
            station: vec![0; n],
            suspect: vec![0; n],
        };
        let check = |removed: &[u32], want: &[(u32, u32)]| {
            let all = voxels(6, &[(3, 0), (5, 2), (9, 5)]);
            let left = select(&all, &kept(6, removed));
            let blocks: Vec<_> = left.blocks.iter().map(|b| (b.code, b.start)).collect();
            assert_eq!(blocks, want, "{removed:?}");
        };
        check(&[], &[(3, 0), (5, 2), (9, 5)]);
        check(&[0], &[(3, 0), (5, 1), (9, 4)]);
        check(&[0, 1], &[(5, 0), (9, 3)]);
        check(&[2, 3, 4], &[(3, 0), (9, 2)]);
        check(&[5], &[(3, 0), (5, 2)]);
        check(&[0, 1, 2, 3, 4, 5], &[]);
    }
}
