//! Gap-tolerant local-assignment propagation: two nodes are alike if they look alike and their ways out lead to alike nodes.
//!
//! S_ij <- (1 - l) A_ij + l * best assignment of the ways of i to the ways of j / mean number of ways, where two ways
//! score the best pair of nodes met along them, times 0.75 for every body skipped and a factor for their sizes.
//! In the tradition of IsoRank (Singh et al., PNAS 2008), with a local assignment instead of a sum, and with skips.
//! O(rounds * pairs * ways^2 * targets^2); the pairs a way pair can refer to are looked up once.

use crate::candidates::Pairs;
use crate::network::Role;
use crate::reach::{Paths, Way};
use crate::settings::CompareSettings;
use crate::similarity::dn_factor;

/// What a way into the unknown is worth against any other way: neither support nor contradiction.
pub(crate) const OPEN: f32 = 0.35;

/// Weight of the neighbourhood against the node's own attributes (lambda). Most bodies of a plant look alike, so far above a half.
const NEIGHBOURHOOD: f32 = 0.85;

/// Similarity of every candidate pair.
#[derive(Debug)]
pub(crate) struct Similarity {
    pub pairs: Pairs,
    pub values: Vec<f32>,
}

/// For every pair the ways that can be laid side by side, and for those the candidate pairs met along them.
#[derive(Debug, Default)]
pub(crate) struct Support {
    /// First cell of each pair; one more at the end. Cells of a pair: drawn ways times scanned ways.
    cell_start: Vec<usize>,
    cells: Vec<Cell>,
    /// Met pairs of all cells: pair number and weight.
    met: Vec<(u32, f32)>,
    /// Number of drawn and scanned ways of each pair.
    ways: Vec<(u16, u16)>,
    /// What the sum is divided by.
    norm: Vec<f32>,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    first: u32,
    last: u32,
    floor: f32,
}

/// Propagates the attribute similarity over the candidate pairs.
pub(crate) fn propagate(paths: &Paths<'_>, pairs: Pairs, settings: &CompareSettings) -> Similarity {
    let support = Support::of(paths, &pairs);
    let mut values = pairs.attributes.clone();
    for _ in 0..settings.rounds {
        let next = (0..pairs.len()).map(|p| {
            let around = support.score(p, |met| values[met]);
            (1.0 - NEIGHBOURHOOD) * pairs.attributes[p] + NEIGHBOURHOOD * around
        });
        values = next.collect();
    }
    Similarity { pairs, values }
}

impl Support {
    fn of(paths: &Paths<'_>, pairs: &Pairs) -> Self {
        let mut support = Support { cell_start: vec![0], ..Support::default() };
        for d in 0..paths.drawn.len() {
            for p in pairs.row(d) {
                support.add(paths, pairs, d, pairs.scanned[p] as usize);
            }
        }
        support
    }

    fn add(&mut self, paths: &Paths<'_>, pairs: &Pairs, d: usize, s: usize) {
        let (x, y) = (&paths.drawn[d], &paths.scanned[s]);
        for a in x {
            for b in y {
                self.add_cell(pairs, a, b);
            }
        }
        self.cell_start.push(self.cells.len());
        self.ways.push((x.len() as u16, y.len() as u16));
        let equipment = paths.documented.nodes[d].role == Role::Equipment;
        let (least, most) = (x.len().min(y.len()) as f32, x.len().max(y.len()) as f32);
        // Nozzles are hidden or undocumented often, so equipment is not punished in full for ways without a partner.
        self.norm.push(if equipment { 0.5 * (least + most) } else { most }.max(1.0));
    }

    fn add_cell(&mut self, pairs: &Pairs, a: &Way, b: &Way) {
        let first = self.met.len() as u32;
        let factor = dn_factor(a.dn, b.dn);
        for &(t, w) in &a.targets {
            for &(u, v) in &b.targets {
                if let Some(p) = pairs.find(t, u) {
                    self.met.push((p as u32, w * v * factor));
                }
            }
        }
        let floor = if a.open != b.open { OPEN * factor } else { 0.0 };
        self.cells.push(Cell { first, last: self.met.len() as u32, floor });
    }

    /// Best assignment of the ways of pair `p`, each worth the best met pair by `value`, over the mean number of ways.
    pub(crate) fn score(&self, p: usize, value: impl Fn(usize) -> f32) -> f32 {
        let cells = &self.cells[self.cell_start[p]..self.cell_start[p + 1]];
        let worth = |c: &Cell| {
            let met = &self.met[c.first as usize..c.last as usize];
            met.iter().map(|&(q, w)| w * value(q as usize)).fold(c.floor, f32::max)
        };
        let (n, m) = self.ways[p];
        local_assignment(cells.iter().map(worth), n as usize, m as usize) / self.norm[p]
    }
}

/// Greatest sum over an assignment of `n` rows to `m` columns of `values` (row major); exact for up to three rows or
/// columns, else greedy, which for equipment nozzles is as good.
fn local_assignment(values: impl Iterator<Item = f32>, n: usize, m: usize) -> f32 {
    let mut grid = [0.0f32; 64];
    if n == 0 || m == 0 {
        return 0.0;
    }
    if n * m > grid.len() {
        return greedy(&mut values.collect::<Vec<_>>(), n, m);
    }
    for (slot, v) in grid.iter_mut().zip(values) {
        *slot = v;
    }
    if n.min(m) <= 3 { exact(&grid, n, m, 0, 0) } else { greedy(&mut grid[..n * m], n, m) }
}

fn exact(grid: &[f32], n: usize, m: usize, k: usize, taken: u64) -> f32 {
    let (short, long) = (n.min(m), n.max(m));
    if k == short {
        return 0.0;
    }
    let at = |l: usize| if n <= m { grid[k * m + l] } else { grid[l * m + k] };
    let free = (0..long).filter(|l| taken & (1 << l) == 0);
    free.map(|l| at(l) + exact(grid, n, m, k + 1, taken | 1 << l)).fold(0.0, f32::max)
}

fn greedy(grid: &mut [f32], n: usize, m: usize) -> f32 {
    let mut sum = 0.0;
    for _ in 0..n.min(m) {
        let Some((best, &value)) = grid.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0))) else { break };
        if value <= 0.0 {
            break;
        }
        sum += value;
        let (row, column) = (best / m, best % m);
        grid[row * m..(row + 1) * m].fill(-1.0);
        grid.iter_mut().skip(column).step_by(m).for_each(|v| *v = -1.0);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_assignment_finds_the_best_sum() {
        let check =
            |values: &[f32], n, m, expect: f32| assert!((local_assignment(values.iter().copied(), n, m) - expect).abs() < 1e-6);
        check(&[], 0, 3, 0.0);
        check(&[0.4], 1, 1, 0.4);
        check(&[0.9, 0.8, 0.8, 0.1], 2, 2, 1.6);
        check(&[0.9, 0.8, 0.0, 0.8, 0.1, 0.0], 2, 3, 1.6);
        check(&[0.9, 0.8, 0.8, 0.1, 0.0, 0.7], 3, 2, 1.6);
        check(&[1.0; 16], 4, 4, 4.0);
    }
}
