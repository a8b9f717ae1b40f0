//! Second step: the returns of every cell to merged points, with what the raw returns tell of stations and seen space.

use super::fault::IngestError;
use super::shelf::Shelf;
use super::spill::Spill;
use super::survey::{self, Look, Tally, View};
use rayon::prelude::*;
use rosette_cloud::lattice::{CellIdx, Lattice};
use rosette_cloud::returns::Return;
use rosette_cloud::voxels::{self, Voxels};
use rosette_cloud::{Seen, Watch};
use std::sync::{Mutex, PoisonError};

/// Views a task marches into a grid of its own before it joins it to the whole.
const TASK_VIEWS: usize = 1 << 15;
/// Memory a return in work takes, bytes: itself, its sorted copy and its merged point.
const RETURN_BYTES: usize = 64;

/// What the step needs to know of the stations.
pub(crate) struct Stations {
    /// Final number of every provisional one; none: the return is dropped.
    pub numbers: Vec<Option<u16>>,
    /// Scanner positions by final number.
    pub scanners: Vec<Option<[f64; 3]>>,
}

impl Stations {
    /// Position of a station's scanner from a cell's corner, m.
    pub(crate) fn seen_from_corner(&self, lattice: &Lattice, cell: CellIdx) -> impl Fn(u16) -> Option<[f32; 3]> + Sync + '_ {
        let corner = lattice.corner(cell);
        move |station| {
            let at = self.scanners.get(usize::from(station)).copied().flatten()?;
            Some(std::array::from_fn(|a| (at[a] - corner[a]) as f32))
        }
    }
}

/// What the step yields besides the merged cells.
#[derive(Default)]
pub(crate) struct Merged {
    pub tally: Tally,
    pub seen: Seen,
    pub returns: u64,
    pub dropped: u64,
    pub voxels: u64,
}

/// The step's surroundings.
pub(crate) struct Step<'a> {
    pub stations: &'a Stations,
    pub lattice: &'a Lattice,
    /// Length of a ray that counts as seen, m.
    pub range: f64,
    pub memory: usize,
}

impl Step<'_> {
    /// Merges all cells onto the shelf.
    pub(crate) fn merge_cells(
        &self,
        mut spill: Spill,
        seen: Seen,
        shelf: &Shelf<Voxels>,
        watch: &dyn Watch,
    ) -> Result<Merged, IngestError> {
        let cells = spill.cells();
        watch.begin("merge", cells.iter().map(|(_, n)| *n as u64).sum(), "points");
        let mut merged = Merged { seen, ..Merged::default() };
        for wave in waves(&cells, self.memory / 8 / RETURN_BYTES) {
            if watch.stopped() {
                return Err(IngestError::Stopped);
            }
            for result in self.wave(wave, &mut spill, &mut merged.seen)? {
                watch.advance(result.returns + result.dropped);
                self.take(result, &mut merged, shelf)?;
            }
        }
        watch.end();
        Ok(merged)
    }

    fn wave(&self, wave: &[(CellIdx, usize)], spill: &mut Spill, seen: &mut Seen) -> Result<Vec<MergedCell>, IngestError> {
        let loaded = wave.iter().map(|(cell, _)| Ok((*cell, spill.take(*cell)?))).collect::<Result<Vec<_>, IngestError>>()?;
        let march = March { step: self, seen: Mutex::new(std::mem::take(seen)) };
        let results = loaded.into_par_iter().map(|(cell, pieces)| march.merge(cell, pieces)).collect();
        *seen = march.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(results)
    }

    fn take(&self, cell: MergedCell, merged: &mut Merged, shelf: &Shelf<Voxels>) -> Result<(), IngestError> {
        let scanner = self.stations.seen_from_corner(self.lattice, cell.idx);
        cell.looks.iter().for_each(|look| merged.tally.add(look, &scanner));
        merged.returns += cell.returns;
        merged.dropped += cell.dropped;
        merged.voxels += cell.voxels.len() as u64;
        if cell.voxels.is_empty() { Ok(()) } else { shelf.put(cell.idx, cell.voxels) }
    }
}

struct MergedCell {
    idx: CellIdx,
    voxels: Voxels,
    looks: Vec<Look>,
    returns: u64,
    dropped: u64,
}

/// Runs of cells that together hold at most `limit` returns, each at least one cell long.
pub(crate) fn waves<T>(cells: &[(T, usize)], limit: usize) -> Vec<&[(T, usize)]> {
    let mut waves = Vec::new();
    let mut rest = cells;
    while !rest.is_empty() {
        let mut total = rest[0].1;
        let more = rest[1..].iter().take_while(|(_, n)| {
            total += n;
            total <= limit
        });
        let n = 1 + more.count();
        let (wave, after) = rest.split_at(n);
        waves.push(wave);
        rest = after;
    }
    waves
}

/// Merging and marching the cells of one wave.
struct March<'a> {
    step: &'a Step<'a>,
    seen: Mutex<Seen>,
}

/// Puts the final station numbers in; drops the returns that have none.
fn number(mut pieces: Vec<Vec<Return>>, numbers: &[Option<u16>]) -> Vec<Vec<Return>> {
    let settled = numbers.iter().enumerate().all(|(i, n)| *n == Some(i as u16));
    if !settled {
        for piece in &mut pieces {
            piece.retain_mut(|r| match numbers.get(usize::from(r.station())) {
                Some(Some(number)) => {
                    r.set_station(*number);
                    true
                }
                Some(None) => false,
                None => true,
            });
        }
    }
    pieces
}

impl March<'_> {
    fn merge(&self, idx: CellIdx, pieces: Vec<Vec<Return>>) -> MergedCell {
        let total: usize = pieces.iter().map(Vec::len).sum();
        let pieces = number(pieces, &self.step.stations.numbers);
        let kept: usize = pieces.iter().map(Vec::len).sum();
        let slices: Vec<&[Return]> = pieces.iter().map(Vec::as_slice).collect();
        let lattice = self.step.lattice;
        let (voxels, mut looks) = voxels::merge(lattice, &slices, |block| survey::look(lattice, block));
        drop(pieces);
        self.cell(idx, &looks);
        looks.iter_mut().for_each(|look| look.views = Vec::new());
        MergedCell { idx, voxels, looks, returns: kept as u64, dropped: (total - kept) as u64 }
    }

    /// Marches the views of a cell.
    fn cell(&self, cell: CellIdx, looks: &[Look]) {
        let mut views: Vec<View> = looks.iter().flat_map(|look| &look.views).copied().collect();
        let scanners = &self.step.stations.scanners;
        views.retain(|view| scanners.get(usize::from(view.station)).is_some_and(Option::is_some));
        // one station's rays after another touch the same blocks
        views.sort_by_key(|view| view.station);
        views.par_chunks(TASK_VIEWS).for_each(|task| {
            let mut own = self.lock().blank();
            for view in task {
                if let Some(Some(from)) = scanners.get(usize::from(view.station)) {
                    let to = survey::to_site(self.step.lattice, cell, view.at);
                    own.cross(*from, to, self.reach(view, *from, to));
                }
            }
            self.lock().join(own);
        });
    }

    /// Rays converge towards the scanner: over its half of the way a quarter of them, one a patch, leaves no cell out.
    fn reach(&self, view: &View, from: [f64; 3], to: [f64; 3]) -> f64 {
        let length = (0..3).map(|a| (to[a] - from[a]).powi(2)).sum::<f64>().sqrt();
        if view.lead { self.step.range } else { self.step.range.min(length / 2.0) }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waves_hold_the_limit_where_they_can() {
        let check = |sizes: &[usize], limit, want: &[usize]| {
            let cells: Vec<(usize, usize)> = sizes.iter().copied().enumerate().collect();
            let lengths: Vec<usize> = waves(&cells, limit).iter().map(|w| w.len()).collect();
            assert_eq!(lengths, want, "{sizes:?}");
        };
        check(&[], 10, &[]);
        check(&[3, 3, 3, 3], 6, &[2, 2]);
        check(&[30, 3, 3, 30], 6, &[1, 2, 1]);
        check(&[1; 5], 100, &[5]);
    }
}
