//! Raw returns by cell, in memory as far as the budget goes and in one append-only file beyond.

use super::fault::IngestError;
use rosette_cloud::lattice::{CellIdx, Lattice};
use rosette_cloud::returns::Return;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Memory a chunk takes besides its returns, bytes: so that many tiny chunks count too.
const CHUNK_OVERHEAD: usize = 128;

/// Where returns of a cell lie in the file.
struct Segment {
    offset: u64,
    n: usize,
}

#[derive(Default)]
struct Cell {
    chunks: Vec<Vec<Return>>,
    segments: Vec<Segment>,
}

impl Cell {
    fn held(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len() * size_of::<Return>() + CHUNK_OVERHEAD).sum()
    }

    fn len(&self) -> usize {
        self.chunks.iter().map(Vec::len).sum::<usize>() + self.segments.iter().map(|s| s.n).sum::<usize>()
    }
}

/// The returns of all cells.
pub(crate) struct Spill {
    cells: BTreeMap<CellIdx, Cell>,
    bytes: usize,
    budget: usize,
    path: PathBuf,
    file: Option<File>,
    end: u64,
}

impl Spill {
    pub(crate) fn new(scratch: &Path, budget: usize) -> Self {
        Self::at(scratch.join("returns.bin"), budget)
    }

    fn at(path: PathBuf, budget: usize) -> Self {
        Self { cells: BTreeMap::new(), bytes: 0, budget, path, file: None, end: 0 }
    }

    /// Takes returns of a cell; writes the largest cells to the file when the budget is exceeded.
    pub(crate) fn push(&mut self, cell: CellIdx, returns: Vec<Return>) -> Result<(), IngestError> {
        self.bytes += returns.len() * size_of::<Return>() + CHUNK_OVERHEAD;
        self.cells.entry(cell).or_default().chunks.push(returns);
        if self.bytes > self.budget { self.shrink() } else { Ok(()) }
    }

    /// Cells that hold returns, ascending, and how many.
    pub(crate) fn cells(&self) -> Vec<(CellIdx, usize)> {
        self.cells.iter().map(|(idx, cell)| (*idx, cell.len())).collect()
    }

    /// Halves the cells until none holds more than `most` returns or a cell is one block; gives the lattice of the cells.
    pub(crate) fn refine(mut self, mut lattice: Lattice, most: usize) -> Result<(Self, Lattice), IngestError> {
        while self.cells.values().any(|cell| cell.len() > most) {
            let Some(half) = lattice.halved() else { break };
            let mut finer = Self::at(self.path.with_extension(half.cell_blocks().to_string()), self.budget);
            for (idx, _) in self.cells() {
                for piece in self.take(idx)? {
                    finer.scatter(&lattice, &half, idx, &piece)?;
                }
            }
            // its file is of no more use
            self.file = None;
            let _ = std::fs::remove_file(&self.path);
            (self, lattice) = (finer, half);
        }
        Ok((self, lattice))
    }

    /// Sorts returns of a cell into the cells of another lattice.
    fn scatter(&mut self, from: &Lattice, to: &Lattice, cell: CellIdx, returns: &[Return]) -> Result<(), IngestError> {
        let mut sorted = BTreeMap::<CellIdx, Vec<Return>>::new();
        for r in returns {
            let (idx, code) = to.translate(from, cell, r.code());
            sorted.entry(idx).or_default().push(r.with_code(code));
        }
        sorted.into_iter().try_for_each(|(idx, all)| self.push(idx, all))
    }

    /// Takes a cell's returns out, in pieces of any order.
    pub(crate) fn take(&mut self, idx: CellIdx) -> Result<Vec<Vec<Return>>, IngestError> {
        let Some(cell) = self.cells.remove(&idx) else { return Ok(Vec::new()) };
        self.bytes = self.bytes.saturating_sub(cell.held());
        let mut pieces = cell.chunks;
        for segment in &cell.segments {
            pieces.push(self.read(segment)?);
        }
        Ok(pieces)
    }

    /// Bytes that went to disk.
    #[cfg(test)]
    pub(crate) fn spilled(&self) -> u64 {
        self.end
    }

    /// Halves the memory held, largest cells first: few long segments instead of many short ones.
    fn shrink(&mut self) -> Result<(), IngestError> {
        let mut largest: Vec<(usize, CellIdx)> = self.cells.iter().map(|(idx, cell)| (cell.held(), *idx)).collect();
        largest.sort_unstable_by(|a, b| b.cmp(a));
        for (held, idx) in largest {
            if self.bytes <= self.budget / 2 {
                break;
            }
            let chunks = self.cells.get_mut(&idx).map(|cell| std::mem::take(&mut cell.chunks)).unwrap_or_default();
            let segment = self.write(&chunks)?;
            if let Some(cell) = self.cells.get_mut(&idx) {
                cell.segments.push(segment);
            }
            self.bytes -= held;
        }
        Ok(())
    }

    fn write(&mut self, chunks: &[Vec<Return>]) -> Result<Segment, IngestError> {
        let offset = self.end;
        if self.file.is_none() {
            let made = File::options().read(true).write(true).create(true).truncate(true).open(&self.path);
            self.file = Some(made.map_err(IngestError::io(&self.path, "made"))?);
        }
        let mut n = 0;
        if let Some(file) = &mut self.file {
            file.seek(SeekFrom::Start(offset)).map_err(IngestError::io(&self.path, "written"))?;
            for chunk in chunks {
                file.write_all(bytemuck::cast_slice(chunk)).map_err(IngestError::io(&self.path, "written"))?;
                n += chunk.len();
            }
        }
        self.end += (n * size_of::<Return>()) as u64;
        Ok(Segment { offset, n })
    }

    fn read(&mut self, segment: &Segment) -> Result<Vec<Return>, IngestError> {
        let mut returns = vec![bytemuck::Zeroable::zeroed(); segment.n];
        if let Some(file) = &mut self.file {
            file.seek(SeekFrom::Start(segment.offset)).map_err(IngestError::io(&self.path, "read"))?;
            file.read_exact(bytemuck::cast_slice_mut(&mut returns)).map_err(IngestError::io(&self.path, "read"))?;
        }
        Ok(returns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosette_cloud::lattice::Place;

    fn returns(seed: u64, n: u64) -> Vec<Return> {
        (0..n).map(|i| Return::new(&Place { cell: [0; 3], code: seed * 1000 + i, step: [1; 3] }, 3, 0.5, [0; 3], false)).collect()
    }

    fn collected(budget: usize) -> (Vec<Vec<u64>>, u64) {
        let dir = tempfile::tempdir().unwrap();
        let mut spill = Spill::new(dir.path(), budget);
        for round in 0..6u64 {
            for cell in 0..4i32 {
                spill.push([cell, -cell, 0], returns(round * 10 + cell as u64, 50 * (cell as u64 + 1))).unwrap();
            }
        }
        let spilled = spill.spilled();
        let cells = spill.cells();
        let all = cells.iter().map(|(idx, n)| {
            let mut codes: Vec<u64> = spill.take(*idx).unwrap().concat().iter().map(Return::code).collect();
            assert_eq!(codes.len(), *n);
            codes.sort_unstable();
            codes
        });
        (all.collect(), spilled)
    }

    #[test]
    fn crowded_cells_are_halved() {
        let lattice = Lattice::new(0.005, 8.0).unwrap();
        let sites: Vec<[f64; 3]> = (0..3000).map(|i| [f64::from(i) * 0.01 - 9.0, f64::from(i % 7), 2.0]).collect();
        let pack = |lattice: &Lattice, p: &[f64; 3]| {
            let place = lattice.place(*p).unwrap();
            (place.cell, Return::new(&place, 3, 0.5, [1, 2, 3], false))
        };
        for budget in [2000, usize::MAX] {
            let dir = tempfile::tempdir().unwrap();
            let mut spill = Spill::new(dir.path(), budget);
            for (cell, r) in sites.iter().map(|p| pack(&lattice, p)) {
                spill.push(cell, vec![r]).unwrap();
            }
            let (mut finer, half) = spill.refine(lattice, 250).unwrap();
            assert!(half.cell() < 8.0 && finer.cells().iter().all(|(_, n)| *n <= 250));
            let mut found: Vec<_> = finer
                .cells()
                .iter()
                .flat_map(|(c, _)| finer.take(*c).unwrap().concat().into_iter().map(move |r| (*c, r)))
                .collect();
            let mut want: Vec<_> = sites.iter().map(|p| pack(&half, p)).collect();
            found.sort_unstable();
            want.sort_unstable();
            assert_eq!(found, want);
        }
    }

    #[test]
    fn disk_gives_back_what_memory_would() {
        let (in_memory, none) = collected(usize::MAX);
        let (on_disk, some) = collected(5_000);
        assert_eq!(none, 0);
        assert!(some > 10_000, "{some}");
        assert_eq!(in_memory, on_disk);
    }
}
