//! Places at which truth is known: labelled points, one a cell of 2 cm.

use rosette_ingest::read::Batch;
use rosette_net::Kinds;
use std::collections::HashSet;

/// Edge of the cells, m: every surface counts by its size, not by how near it was to a scanner.
const CELL: f64 = 0.02;
/// Most places that are kept: a hall of 10 000 m² of surface. About 80 bytes each.
const MOST: usize = 25_000_000;

/// Labelled places, in the order of the file.
#[derive(Debug, Default)]
pub struct Places {
    /// Site position that the others are relative to, m.
    pub origin: Option<[f64; 3]>,
    /// Positions from the origin, m.
    pub positions: Vec<[f32; 3]>,
    /// Class codes, never 0; of kinds of one's own, those of their classes.
    pub class: Vec<u8>,
    /// Codes of kinds of one's own; class codes where there is none.
    pub code: Vec<u8>,
    /// Object numbers, 0 for none.
    pub instance: Vec<u32>,
    /// Whether objects are told apart.
    pub has_instances: bool,
    /// The kinds of one's own that labels may stand for.
    pub kinds: Kinds,
    /// Labelled points that found all places taken.
    pub n_left_out: u64,
    cells: HashSet<[i64; 3]>,
}

impl Places {
    /// Takes the labelled points of a batch whose cell is still without one.
    pub fn add(&mut self, batch: &Batch, code: &[u8], instance: &[u32]) {
        for (position, (code, instance)) in
            batch.positions.iter().zip(code.iter().zip(instance)).filter(|(_, (code, _))| **code != 0)
        {
            let origin = *self.origin.get_or_insert(position.map(f64::round));
            let cell = position.map(|v| (v / CELL).floor() as i64);
            if self.cells.contains(&cell) {
                continue;
            }
            if self.class.len() >= MOST {
                self.n_left_out += 1;
                continue;
            }
            self.cells.insert(cell);
            self.positions.push(std::array::from_fn(|axis| (position[axis] - origin[axis]) as f32));
            self.class.push(self.kinds.class_of(*code) as u8);
            self.code.push(*code);
            self.instance.push(*instance);
        }
    }

    /// Number of places.
    pub fn len(&self) -> usize {
        self.class.len()
    }

    /// Places without positions, for tests.
    #[cfg(test)]
    pub fn of(class: Vec<u8>, instance: Vec<u32>) -> Self {
        Self { code: class.clone(), class, instance, has_instances: true, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_a_cell() {
        let at = |x: f64| [652_310.0 + x, 6_861_204.0, 38.1];
        let batch = Batch { positions: vec![at(0.001), at(0.002), at(0.005), at(0.025), at(0.045)], ..Batch::default() };
        let mut places = Places::default();
        places.add(&batch, &[0, 6, 1, 1, 0], &[0, 5, 1, 1, 0]);
        places.add(&batch, &[6, 6, 6, 6, 6], &[9; 5]);
        assert_eq!((places.class, places.instance), (vec![6, 1, 6], vec![5, 1, 9]));
        assert!((places.positions[1][0] - 0.025).abs() < 1e-6, "{:?}", places.positions);
    }
}
