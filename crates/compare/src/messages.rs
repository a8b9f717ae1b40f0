//! Belief propagation along the lines of both sides at once.
//!
//! The message of a drawn arc and a scanned arc tells how much better what lies beyond them fits if they are the same
//! way out of the same body than by chance, as a log likelihood ratio. Beyond an arc there may be the same body on both
//! sides, a drawn body that the scan misses, a scanned one that is none, a broken line, or the end of both; the
//! message is the sum over these. It never uses what lies behind, so that no evidence comes back to where it came from
//! (Pearl 1988; pair hidden Markov models of Durbin et al. 1998, here on graphs). On trees it is exact after as many rounds as the
//! tree is deep; on loops evidence repeats, which a discount per body bounds. O(rounds * cells).

use crate::arcs::Arcs;
use crate::candidates::Pairs;
use crate::decide::Sides;
use crate::hints::Anchors;
use crate::network::{Network, Role};

/// No cell, no pair.
const NONE: u32 = u32::MAX;
/// The two sides have nothing to do with each other beyond here.
const UNRELATED: f32 = -4.0;

/// What counts of the evidence beyond a body.
const DISCOUNT: f32 = 0.92;

/// A way out that the other side lacks, at bodies and tees.
const WAY_LACKS: f32 = -2.2;

/// The same at equipment: nozzles are hidden or forgotten often.
const NOZZLE_LACKS: f32 = -0.7;

/// Ways of both nodes up to which assignments are worked out anew for every way in.
const SMALL_GRID: usize = 36;

/// A drawn arc against a scanned arc: what may lie beyond.
#[derive(Debug, Clone, Copy)]
struct Cell {
    /// Candidate pair of the heads.
    pair: u32,
    /// Cells of the ways on beyond the drawn head against the scanned arc.
    skip: [u32; 2],
    /// Cells of the drawn arc against the ways on beyond the scanned head.
    extra: [u32; 2],
    edge: f32,
    next: f32,
    skip_weight: f32,
    extra_weight: f32,
    /// What needs no message: ends, breaks, nothing in common.
    rest: f32,
}

/// All messages between candidate pairs.
pub(crate) struct Messages<'a> {
    pairs: &'a Pairs,
    drawn: &'a Arcs,
    scanned: &'a Arcs,
    documented: &'a Network,
    /// First cell of each drawn arc; one more at the end.
    row: Vec<usize>,
    /// Scanned arc of each cell.
    column: Vec<u32>,
    cells: Vec<Cell>,
    values: Vec<f32>,
    /// First entry of each pair in `grid`.
    grid_start: Vec<usize>,
    /// Cells of the ways out of each pair, drawn ways times scanned ways.
    grid: Vec<u32>,
    /// Log likelihood ratio of each pair by itself.
    own: Vec<f32>,
}

impl<'a> Messages<'a> {
    pub(crate) fn of(sides: &'a Sides<'a>, pairs: &'a Pairs, anchors: &Anchors) -> Self {
        let own = |p: usize| {
            let (d, s) = (pairs.drawn[p] as usize, pairs.scanned[p] as usize);
            sides.model.nodes(&sides.documented.nodes[d], &sides.as_built.nodes[s]) + anchors.favour(d, s)
        };
        let (row, column) = layout((&sides.drawn, &sides.scanned), pairs);
        let mut messages = Messages {
            pairs,
            drawn: &sides.drawn,
            scanned: &sides.scanned,
            documented: sides.documented,
            values: vec![0.0; column.len()],
            cells: Vec::new(),
            grid_start: vec![0],
            grid: Vec::new(),
            own: (0..pairs.len()).map(own).collect(),
            row,
            column,
        };
        messages.fill_cells(sides);
        messages.fill_grid();
        messages
    }

    fn find(&self, a: usize, b: usize) -> u32 {
        let row = self.row[a]..self.row[a + 1];
        self.column[row.clone()].binary_search(&(b as u32)).map_or(NONE, |k| (row.start + k) as u32)
    }

    fn fill_cells(&mut self, sides: &Sides<'_>) {
        let mut cells = Vec::with_capacity(self.column.len());
        for a in 0..self.drawn.all.len() {
            for k in self.row[a]..self.row[a + 1] {
                cells.push(self.cell(sides, a, self.column[k] as usize));
            }
        }
        self.cells = cells;
    }

    fn cell(&self, sides: &Sides<'_>, a: usize, b: usize) -> Cell {
        let Sides { documented, as_built, model, .. } = sides;
        let (x, y) = (self.drawn.all[a], self.scanned.all[b]);
        let (t, u) = (&documented.nodes[x.to], &as_built.nodes[y.to]);
        let (drawn, scanned) = (&documented.edges[x.edge], &as_built.edges[y.edge]);
        let edge = model.edges(drawn, scanned);
        let ends = match (t.is_end(), u.is_end()) {
            (true, true) => edge + model.both_end(t, u),
            (true, false) => edge + model.goes_on(t),
            (false, true) => edge + model.broken(u),
            (false, false) => UNRELATED,
        };
        let pair = if t.is_end() { None } else { self.pairs.find(x.to, y.to) };
        let (skip, n_skip) = two(self.drawn.beyond(documented, a).map(|a| self.find(a, b)));
        let (extra, n_extra) = two(self.scanned.beyond(as_built, b).map(|b| self.find(a, b)));
        Cell {
            pair: pair.map_or(NONE, |p| p as u32),
            skip,
            extra,
            edge,
            next: model.next_is_next(scanned),
            skip_weight: model.missed(scanned) - (n_skip.max(1) as f32).ln(),
            extra_weight: model.invented(u) - (n_extra.max(1) as f32).ln(),
            rest: sum(&[ends, UNRELATED]),
        }
    }

    fn fill_grid(&mut self) {
        for p in 0..self.pairs.len() {
            let (d, s) = (self.pairs.drawn[p] as usize, self.pairs.scanned[p] as usize);
            for a in self.drawn.out_of(d) {
                for b in self.scanned.out_of(s) {
                    self.grid.push(self.find(a, b));
                }
            }
            self.grid_start.push(self.grid.len());
        }
    }

    /// Carries all messages on by one body.
    pub(crate) fn round(&mut self) {
        let totals: Vec<f32> = (0..self.pairs.len()).map(|p| if self.is_large(p) { self.beyond(p, None) } else { 0.0 }).collect();
        let mut next = Vec::with_capacity(self.values.len());
        for a in 0..self.drawn.all.len() {
            let back = self.drawn.all[self.drawn.all[a].back].slot;
            for k in self.row[a]..self.row[a + 1] {
                next.push(self.message(k, back, &totals));
            }
        }
        self.values = next;
    }

    fn message(&self, k: usize, back: usize, totals: &[f32]) -> f32 {
        let c = &self.cells[k];
        let mut terms = [c.rest, f32::NEG_INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
        if c.pair != NONE {
            let p = c.pair as usize;
            let b = self.scanned.all[self.column[k] as usize];
            let onward = if self.is_large(p) {
                totals[p] - self.at(p, back, self.scanned.all[b.back].slot).max(0.0)
            } else {
                self.beyond(p, Some((back, self.scanned.all[b.back].slot)))
            };
            terms[1] = c.edge + c.next + self.own[p] + DISCOUNT * onward;
        }
        terms[2] = c.skip_weight + self.either(c.skip);
        terms[3] = c.edge + c.extra_weight + self.either(c.extra);
        sum(&terms)
    }

    fn either(&self, cells: [u32; 2]) -> f32 {
        let value = |k: u32| if k == NONE { f32::NEG_INFINITY } else { self.values[k as usize] };
        sum(&[value(cells[0]), value(cells[1])])
    }

    fn shape(&self, p: usize) -> (usize, usize) {
        let n = self.drawn.out_of(self.pairs.drawn[p] as usize).len();
        let m = self.scanned.out_of(self.pairs.scanned[p] as usize).len();
        (n, m)
    }

    fn is_large(&self, p: usize) -> bool {
        self.grid_start[p + 1] - self.grid_start[p] > SMALL_GRID
    }

    /// Message of ways `i` and `j` out of pair `p`.
    fn at(&self, p: usize, i: usize, j: usize) -> f32 {
        let m = self.scanned.out_of(self.pairs.scanned[p] as usize).len();
        match self.grid[self.grid_start[p] + i * m + j] {
            NONE => UNRELATED,
            k => self.values[k as usize],
        }
    }

    /// All ways out of pair `p`, but for the drawn and the scanned one it was come in by: the best of their assignments,
    /// or the sum where there are two.
    pub(crate) fn beyond(&self, p: usize, without: Option<(usize, usize)>) -> f32 {
        let (n, m) = self.shape(p);
        let lacks =
            if self.documented.nodes[self.pairs.drawn[p] as usize].role == Role::Equipment { NOZZLE_LACKS } else { WAY_LACKS };
        let (i0, j0) = without.unwrap_or((n, m));
        let mut rows = (0..n).filter(|i| *i != i0);
        let mut columns = (0..m).filter(|j| *j != j0);
        let (left_n, left_m) = (n - usize::from(i0 < n), m - usize::from(j0 < m));
        match (left_n, left_m) {
            (0, k) | (k, 0) => lacks * k as f32,
            (1, 1) => match (rows.next(), columns.next()) {
                (Some(i), Some(j)) => self.at(p, i, j),
                _ => 0.0,
            },
            (2, 2) => match (rows.next(), rows.next(), columns.next(), columns.next()) {
                (Some(a), Some(b), Some(c), Some(d)) => {
                    let straight = self.at(p, a, c) + self.at(p, b, d);
                    let crossed = self.at(p, a, d) + self.at(p, b, c);
                    sum(&[straight, crossed]) - std::f32::consts::LN_2
                }
                _ => 0.0,
            },
            _ => self.greedy(p, rows.collect(), columns.collect(), lacks),
        }
    }

    fn greedy(&self, p: usize, mut rows: Vec<usize>, mut columns: Vec<usize>, lacks: f32) -> f32 {
        let mut cells: Vec<(f32, usize, usize)> =
            rows.iter().flat_map(|&i| columns.iter().map(move |&j| (i, j))).map(|(i, j)| (self.at(p, i, j), i, j)).collect();
        cells.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        let mut worth = 0.0;
        for (value, i, j) in cells {
            if value <= 2.0 * lacks {
                break;
            }
            if let (Some(r), Some(c)) = (rows.iter().position(|x| *x == i), columns.iter().position(|x| *x == j)) {
                rows.swap_remove(r);
                columns.swap_remove(c);
                worth += value;
            }
        }
        worth + lacks * (rows.len() + columns.len()) as f32
    }

    /// How much likelier each pair is than by chance, all things considered.
    pub(crate) fn beliefs(&self) -> Vec<f32> {
        (0..self.pairs.len()).map(|p| self.own[p] + DISCOUNT * self.beyond(p, None)).collect()
    }
}

/// Arc pairs whose tails or whose heads are candidates, by drawn arc.
fn layout(arcs: (&Arcs, &Arcs), pairs: &Pairs) -> (Vec<usize>, Vec<u32>) {
    let (drawn, scanned) = arcs;
    let mut row = vec![0];
    let mut column: Vec<u32> = Vec::new();
    let mut taken = vec![false; scanned.all.len()];
    for a in &drawn.all {
        let first = column.len();
        let tails = pairs.row(a.from).flat_map(|p| scanned.out_of(pairs.scanned[p] as usize));
        let heads = pairs.row(a.to).flat_map(|p| scanned.out_of(pairs.scanned[p] as usize).map(|b| scanned.all[b].back));
        for b in tails.chain(heads) {
            if !std::mem::replace(&mut taken[b], true) {
                column.push(b as u32);
            }
        }
        column[first..].iter().for_each(|&b| taken[b as usize] = false);
        column[first..].sort_unstable();
        row.push(column.len());
    }
    (row, column)
}

/// The first two of what is there, and how many there are.
fn two(cells: impl Iterator<Item = u32>) -> ([u32; 2], usize) {
    let mut found = [NONE; 2];
    let mut n = 0;
    for c in cells {
        if n < 2 {
            found[n] = c;
        }
        n += 1;
    }
    (found, n)
}

/// ln of the sum of the exponentials.
fn sum(terms: &[f32]) -> f32 {
    let most = terms.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if most == f32::NEG_INFINITY {
        return most;
    }
    let rest: f32 = terms.iter().map(|t| t - most).filter(|d| *d > -14.0).map(f32::exp).sum();
    most + rest.ln()
}
