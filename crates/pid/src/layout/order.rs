//! The order of the boxes in each column, so that few lines cross: medians of the neighbours, swept to and fro.
//!
//! Gansner, Koutsofios, North and Vo, "A technique for drawing directed graphs" (1993), section 3.

use super::layers::Layers;

/// Sweeps to and fro; more change little.
const SWEEPS: usize = 12;

/// Order the columns; keeps the best order met.
pub(super) fn order(layers: &mut Layers, n_nodes: usize) {
    let neighbours = Neighbours::of(layers, n_nodes);
    start(layers, &neighbours);
    let mut rank = ranks(layers, n_nodes);
    let mut best = (crossings(layers, &rank), layers.columns.clone());
    for sweep in 0..SWEEPS {
        let rightwards = sweep % 2 == 0;
        let n = layers.columns.len();
        for step in 1..n {
            let column = if rightwards { step } else { n - 1 - step };
            let side = if rightwards { &neighbours.left } else { &neighbours.right };
            sort_by_median(&mut layers.columns[column], side, &mut rank);
        }
        let now = crossings(layers, &rank);
        if now < best.0 {
            best = (now, layers.columns.clone());
        }
        if best.0 == 0 {
            break;
        }
    }
    layers.columns = best.1;
}

struct Neighbours {
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
}

impl Neighbours {
    fn of(layers: &Layers, n_nodes: usize) -> Self {
        let (mut left, mut right) = (vec![Vec::new(); n_nodes], vec![Vec::new(); n_nodes]);
        for piece in &layers.pieces {
            left[piece.to].push(piece.from);
            right[piece.from].push(piece.to);
        }
        Self { left, right }
    }
}

/// First order: as a walk along the lines meets the boxes, so that lines start out together.
fn start(layers: &mut Layers, neighbours: &Neighbours) {
    let mut met = vec![usize::MAX; neighbours.left.len()];
    let mut n = 0;
    let roots: Vec<usize> = layers.columns.iter().flatten().copied().collect();
    for root in roots {
        let mut stack = vec![root];
        while let Some(k) = stack.pop() {
            if met[k] != usize::MAX {
                continue;
            }
            met[k] = n;
            n += 1;
            let around = neighbours.left[k].iter().chain(&neighbours.right[k]);
            stack.extend(around.copied().collect::<Vec<_>>().into_iter().rev());
        }
    }
    layers.columns.iter_mut().for_each(|column| column.sort_by_key(|k| met[*k]));
}

fn ranks(layers: &Layers, n_nodes: usize) -> Vec<usize> {
    let mut rank = vec![0; n_nodes];
    for column in &layers.columns {
        column.iter().enumerate().for_each(|(r, k)| rank[*k] = r);
    }
    rank
}

fn sort_by_median(column: &mut [usize], side: &[Vec<usize>], rank: &mut [usize]) {
    let mut keyed: Vec<(f64, usize, usize)> = column
        .iter()
        .map(|&k| {
            let mut at: Vec<usize> = side[k].iter().map(|n| rank[*n]).collect();
            at.sort_unstable();
            let own = rank[k] as f64;
            let median = match at.len() {
                0 => own,
                n if n % 2 == 1 => at[n / 2] as f64,
                n => (at[n / 2 - 1] + at[n / 2]) as f64 / 2.0,
            };
            (median, rank[k], k)
        })
        .collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    for (r, (slot, (_, _, k))) in column.iter_mut().zip(keyed).enumerate() {
        *slot = k;
        rank[k] = r;
    }
}

/// Crossings between neighbouring columns: inversions, counted with a Fenwick tree (Barth, Juenger, Mutzel 2002).
pub(super) fn crossings(layers: &Layers, rank: &[usize]) -> usize {
    let n = layers.columns.len();
    let mut between: Vec<Vec<(usize, usize)>> = vec![Vec::new(); n];
    for piece in &layers.pieces {
        between[layers.column_of[piece.from]].push((rank[piece.from], rank[piece.to]));
    }
    between.into_iter().map(inversions).sum()
}

fn inversions(mut pieces: Vec<(usize, usize)>) -> usize {
    pieces.sort_unstable();
    let size = pieces.iter().map(|p| p.1 + 1).max().unwrap_or(0);
    let mut tree = vec![0usize; size + 1];
    let mut total = 0;
    for (seen, (_, to)) in pieces.into_iter().enumerate() {
        let mut not_above = 0;
        let mut k = to + 1;
        while k > 0 {
            not_above += tree[k];
            k &= k - 1;
        }
        total += seen - not_above;
        let mut k = to + 1;
        while k <= size {
            tree[k] += 1;
            k += k & k.wrapping_neg();
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::inversions;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn inversions_are_pairs_that_cross(pieces in prop::collection::vec((0usize..9, 0usize..9), 0..30)) {
            let cross = |a: &(usize, usize), b: &(usize, usize)| (a.0 < b.0 && a.1 > b.1) || (a.0 > b.0 && a.1 < b.1);
            let brute = (0..pieces.len()).flat_map(|i| (0..i).map(move |j| (i, j))).filter(|(i, j)| cross(&pieces[*i], &pieces[*j])).count();
            prop_assert_eq!(inversions(pieces), brute);
        }
    }
}
