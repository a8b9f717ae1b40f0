//! Finished cells, kept in memory as far as the budget goes and in one file a cell beyond.

use super::fault::IngestError;
use super::folder;
use rosette_cloud::lattice::CellIdx;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

/// What can be put on a shelf.
pub(crate) trait Stored: Sized + Send + Sync {
    /// Memory held.
    fn bytes(&self) -> usize;
    /// Number of points.
    fn len(&self) -> usize;
    fn to_bytes(&self) -> Vec<u8>;
    fn from_bytes(bytes: &[u8]) -> Result<Self, String>;
}

struct Slot<T> {
    held: Option<Arc<T>>,
    filed: bool,
    used: u64,
    n: usize,
}

struct Slots<T> {
    cells: BTreeMap<CellIdx, Slot<T>>,
    bytes: usize,
    clock: u64,
}

/// Cells by index. Filed cells that are asked for stay in memory until the room is needed, least recently used first.
pub(crate) struct Shelf<T> {
    dir: PathBuf,
    name: &'static str,
    budget: usize,
    slots: Mutex<Slots<T>>,
}

impl<T: Stored> Shelf<T> {
    pub(crate) fn new(dir: &Path, name: &'static str, budget: usize) -> Self {
        let slots = Slots { cells: BTreeMap::new(), bytes: 0, clock: 0 };
        Self { dir: dir.to_owned(), name, budget, slots: Mutex::new(slots) }
    }

    /// Puts a cell; to disk if the memory is used up.
    pub(crate) fn put(&self, cell: CellIdx, value: T) -> Result<(), IngestError> {
        let full = self.lock().bytes + value.bytes() > self.budget;
        if full {
            folder::write(&self.path(cell), &value.to_bytes())?;
        }
        let n = value.len();
        let mut slots = self.lock();
        slots.clock += 1;
        let used = slots.clock;
        if !full {
            slots.bytes += value.bytes();
        }
        slots.cells.insert(cell, Slot { held: (!full).then(|| Arc::new(value)), filed: full, used, n });
        Ok(())
    }

    /// A cell's content; none if nothing was put there.
    pub(crate) fn get(&self, cell: CellIdx) -> Result<Option<Arc<T>>, IngestError> {
        {
            let mut slots = self.lock();
            slots.clock += 1;
            let now = slots.clock;
            let Some(slot) = slots.cells.get_mut(&cell) else { return Ok(None) };
            slot.used = now;
            if let Some(held) = &slot.held {
                return Ok(Some(held.clone()));
            }
        }
        let path = self.path(cell);
        let value = T::from_bytes(&folder::read(&path)?).map_err(|problem| IngestError::damaged(&path, problem))?;
        let value = Arc::new(value);
        self.keep(cell, &value);
        Ok(Some(value))
    }

    /// Cells and the sizes they were put with, ascending.
    pub(crate) fn sizes(&self) -> Vec<(CellIdx, usize)> {
        self.lock().cells.iter().map(|(cell, slot)| (*cell, slot.n)).collect()
    }

    /// Cells, ascending.
    pub(crate) fn cells(&self) -> Vec<CellIdx> {
        self.lock().cells.keys().copied().collect()
    }

    /// Forgets the cells below an x index: their memory and files are given back.
    pub(crate) fn forget_below(&self, x: i32) {
        let mut slots = self.lock();
        let rest = slots.cells.split_off(&[x, i32::MIN, i32::MIN]);
        let gone = std::mem::replace(&mut slots.cells, rest);
        for (cell, slot) in gone {
            if let Some(held) = &slot.held {
                slots.bytes = slots.bytes.saturating_sub(held.bytes());
            }
            if slot.filed {
                let _ = std::fs::remove_file(self.path(cell));
            }
        }
    }

    /// Keeps a cell that was read back, at the cost of those that were not used for longest.
    fn keep(&self, cell: CellIdx, value: &Arc<T>) {
        let mut slots = self.lock();
        let need = value.bytes();
        while slots.bytes + need > self.budget {
            let oldest =
                slots.cells.iter().filter(|(_, s)| s.filed && s.held.is_some()).min_by_key(|(_, s)| s.used).map(|(c, _)| *c);
            let Some(slot) = oldest.and_then(|oldest| slots.cells.get_mut(&oldest)) else { return };
            let freed = slot.held.take().map_or(0, |held| held.bytes());
            slots.bytes -= freed;
        }
        if let Some(slot) = slots.cells.get_mut(&cell)
            && slot.held.is_none()
        {
            slot.held = Some(value.clone());
            slots.bytes += need;
        }
    }

    fn path(&self, [x, y, z]: CellIdx) -> PathBuf {
        self.dir.join(format!("{}_{x}_{y}_{z}.bin", self.name))
    }

    /// The map is valid after every statement that changes it, so a poisoned lock is still usable.
    fn lock(&self) -> MutexGuard<'_, Slots<T>> {
        self.slots.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Stored for Vec<u8> {
        fn bytes(&self) -> usize {
            Vec::len(self)
        }
        fn len(&self) -> usize {
            Vec::len(self)
        }
        fn to_bytes(&self) -> Vec<u8> {
            self.clone()
        }
        fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
            Ok(bytes.to_vec())
        }
    }

    #[test]
    fn a_full_shelf_still_gives_everything() {
        for budget in [0, 25, 1000] {
            let dir = tempfile::tempdir().unwrap();
            let shelf = Shelf::new(dir.path(), "test", budget);
            for i in 0..8 {
                shelf.put([i, 0, -i], vec![i as u8; 10]).unwrap();
            }
            for i in (0..8).chain([3, 3, 0]) {
                assert_eq!(shelf.get([i, 0, -i]).unwrap().as_deref(), Some(&vec![i as u8; 10]), "budget {budget}");
                assert!(shelf.lock().bytes <= budget);
            }
            assert_eq!(shelf.get([0, 0, 9]).unwrap(), None);
            shelf.forget_below(5);
            assert_eq!(shelf.cells().len(), 3);
        }
    }
}
