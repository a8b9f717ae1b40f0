//! Sparse assignment with a null choice: every row takes a column or nothing, at the least total cost.
//!
//! Shortest augmenting paths with potentials (Jonker and Volgenant, *Computing* 38, 1987) on sparse rows. Every row has
//! a null column of its own, so a path ends early and the work stays local: about O(rows * entries per path * log).
//! Costs are integers, so that the result does not depend on rounding.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Scale from similarity to integer cost.
const SCALE: f64 = 1e6;

/// Chooses for each row one of its `(column, similarity)` entries or nothing, where nothing is worth `null`.
pub(crate) fn assign(rows: &[Vec<(u32, f32)>], n_columns: usize, null: f32) -> Vec<Option<usize>> {
    let null_cost = cost(null);
    let mut state = State { row_of: vec![None; n_columns], column_of: vec![None; rows.len()], price: vec![0; n_columns] };
    for row in 0..rows.len() {
        state.augment(rows, row, null_cost);
    }
    state.column_of
}

fn cost(similarity: f32) -> i64 {
    (-f64::from(similarity) * SCALE).round() as i64
}

struct State {
    row_of: Vec<Option<usize>>,
    column_of: Vec<Option<usize>>,
    /// Dual of the columns, never positive.
    price: Vec<i64>,
}

/// Where the shortest path ends: at a free column, or at a row that takes nothing.
enum Sink {
    Column(usize),
    Null(usize),
}

impl State {
    /// Dual of a row: the reduced cost it takes its column at.
    fn row_price(&self, rows: &[Vec<(u32, f32)>], row: usize, null: i64) -> i64 {
        let taken = |c: usize| rows[row].iter().find(|(k, _)| *k as usize == c).map(|(_, s)| cost(*s) - self.price[c]);
        self.column_of[row].and_then(taken).unwrap_or(null)
    }

    /// Brings `start` in along the shortest alternating path.
    fn augment(&mut self, rows: &[Vec<(u32, f32)>], start: usize, null: i64) {
        let mut from: BTreeMap<usize, usize> = BTreeMap::new(); // column -> row it was reached from
        let mut best: BTreeMap<usize, i64> = BTreeMap::new();
        let mut done: BTreeMap<usize, i64> = BTreeMap::new();
        let mut heap = BinaryHeap::new();
        let (mut row, mut length, mut base) = (start, 0i64, 0i64);
        let mut sink = (i64::MAX, Sink::Null(start));
        loop {
            // The row may take nothing.
            if length + null - base < sink.0 {
                sink = (length + null - base, Sink::Null(row));
            }
            for &(c, s) in &rows[row] {
                let c = c as usize;
                let d = length + cost(s) - self.price[c] - base;
                if best.get(&c).is_none_or(|b| d < *b) {
                    best.insert(c, d);
                    from.insert(c, row);
                    heap.push(Reverse((d, c)));
                }
            }
            let next = loop {
                match heap.pop() {
                    Some(Reverse((d, c))) if best.get(&c) == Some(&d) && !done.contains_key(&c) => {
                        break Some((d, c));
                    }
                    Some(_) => continue,
                    None => break None,
                }
            };
            let Some((d, c)) = next.filter(|(d, _)| *d < sink.0) else { break };
            match self.row_of[c] {
                None => {
                    sink = (d, Sink::Column(c));
                    break;
                }
                Some(r) => {
                    done.insert(c, d);
                    base = self.row_price(rows, r, null);
                    (row, length) = (r, d);
                }
            }
        }
        for (c, d) in done {
            self.price[c] += d - sink.0;
        }
        self.flip(start, sink.1, &from);
    }

    fn flip(&mut self, start: usize, sink: Sink, from: &BTreeMap<usize, usize>) {
        let mut column = match sink {
            Sink::Column(c) => Some(c),
            Sink::Null(row) => {
                let left = self.column_of[row].take();
                if row == start { None } else { left }
            }
        };
        while let Some(c) = column {
            let Some(&row) = from.get(&c) else { break };
            self.row_of[c] = Some(row);
            let left = self.column_of[row].replace(c);
            column = if row == start { None } else { left };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathfinding::kuhn_munkres::kuhn_munkres;
    use pathfinding::matrix::Matrix;
    use proptest::prelude::*;

    fn total(rows: &[Vec<(u32, f32)>], chosen: &[Option<usize>], null: f32) -> i64 {
        let worth = |(row, c): (&Vec<(u32, f32)>, &Option<usize>)| match c {
            None => -cost(null),
            Some(c) => row.iter().find(|(k, _)| *k as usize == *c).map_or(i64::MIN / 1000, |(_, s)| -cost(*s)),
        };
        rows.iter().zip(chosen).map(worth).sum()
    }

    /// The same problem for a dense solver: a null column for every row.
    fn dense(rows: &[Vec<(u32, f32)>], n_columns: usize, null: f32) -> i64 {
        let mut m = Matrix::new(rows.len(), n_columns + rows.len(), -1_000_000_000i64);
        for (r, row) in rows.iter().enumerate() {
            row.iter().for_each(|(c, s)| m[(r, *c as usize)] = -cost(*s));
            m[(r, n_columns + r)] = -cost(null);
        }
        kuhn_munkres(&m).0
    }

    proptest! {
        #[test]
        fn as_good_as_kuhn_munkres(
            cells in proptest::collection::vec(proptest::collection::vec(0u32..1000, 7), 1..9),
            density in 1u32..900,
        ) {
            let rows: Vec<Vec<(u32, f32)>> = cells.iter()
                .map(|r| r.iter().enumerate().filter(|(_, v)| **v < density).map(|(c, v)| (c as u32, *v as f32 / density as f32)).collect())
                .collect();
            let chosen = assign(&rows, 7, 0.3);
            let mut taken: Vec<usize> = chosen.iter().flatten().copied().collect();
            let n = taken.len();
            taken.sort_unstable();
            taken.dedup();
            prop_assert_eq!(n, taken.len(), "a column was taken twice");
            prop_assert_eq!(total(&rows, &chosen, 0.3), dense(&rows, 7, 0.3));
        }
    }
}
