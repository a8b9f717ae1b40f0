//! Heights of the boxes: lines straight where they can be, everything else near to what it is joined to.
//!
//! Boxes whose joining line is kept straight form a block that has one height (Brandes and Koepf, "Fast and simple
//! horizontal coordinate assignment", 2001). Blocks then move to the median of their neighbours as far as the blocks above
//! and below them let them. Not done: an optimum; it is near enough and linear.

use super::layers::{Layers, Piece};
use super::net::{Net, PORT_PITCH};

/// Room between boxes of a column, mm.
const GAP: f64 = 4.0;
/// Rounds of moving the blocks.
const ROUNDS: usize = 24;

/// Heights of boxes, and where along their sides the pieces end.
#[derive(Debug, Default)]
pub(super) struct Heights {
    /// Middle of each box, mm, down.
    pub y: Vec<f64>,
    /// Ends of each piece below the middle of its boxes: left end, right end.
    pub ends: Vec<[f64; 2]>,
}

/// Place the boxes of one connected part; `rank` tells which pieces should be straight first (higher first).
pub(super) fn place(net: &Net, layers: &Layers, rank: &dyn Fn(&Piece) -> i32) -> Heights {
    let ends = ends(net, layers);
    let blocks = Blocks::of(net, layers, &ends, rank);
    let top = blocks.settle(net, layers, &ends);
    let mut y = vec![0.0; net.nodes.len()];
    for k in layers.columns.iter().flatten() {
        y[*k] = round(top[blocks.of_node[*k]] + blocks.offset[*k]);
    }
    let highest = layers.columns.iter().flatten().map(|k| y[*k] - net.nodes[*k].up).fold(f64::INFINITY, f64::min);
    layers.columns.iter().flatten().for_each(|k| y[*k] -= highest);
    Heights { y, ends }
}

/// To 0.01 mm, so that straight stays straight.
fn round(y: f64) -> f64 {
    (y * 100.0).round() / 100.0
}

fn positions(layers: &Layers, n: usize) -> Vec<usize> {
    let mut position = vec![0; n];
    for column in &layers.columns {
        column.iter().enumerate().for_each(|(p, k)| position[*k] = p);
    }
    position
}

/// Lines come to equipment one below the other, in the order of where they come from.
fn ends(net: &Net, layers: &Layers) -> Vec<[f64; 2]> {
    let position = positions(layers, net.nodes.len());
    let mut ends = vec![[0.0; 2]; layers.pieces.len()];
    let mut at: Vec<[Vec<(usize, usize)>; 2]> = vec![Default::default(); net.nodes.len()];
    for (p, piece) in layers.pieces.iter().enumerate() {
        at[piece.from][0].push((position[piece.to], p));
        at[piece.to][1].push((position[piece.from], p));
    }
    for (node, sides) in net.nodes.iter().zip(&mut at).filter(|(n, _)| n.is_equipment) {
        debug_assert!(!node.is_point);
        for (side, pieces) in sides.iter_mut().enumerate() {
            pieces.sort_unstable();
            let middle = (pieces.len() as f64 - 1.0) / 2.0;
            for (k, (_, p)) in pieces.iter().enumerate() {
                ends[*p][side] = (k as f64 - middle) * PORT_PITCH;
            }
        }
    }
    ends
}

/// Boxes that share one height, but for fixed offsets.
struct Blocks {
    of_node: Vec<usize>,
    /// Of each box below its block.
    offset: Vec<f64>,
    n: usize,
}

impl Blocks {
    fn of(net: &Net, layers: &Layers, ends: &[[f64; 2]], rank: &dyn Fn(&Piece) -> i32) -> Self {
        let straight = straight(net, layers, rank);
        let mut next = vec![None; net.nodes.len()];
        let mut is_first = vec![true; net.nodes.len()];
        for p in straight {
            let piece = layers.pieces[p];
            next[piece.from] = Some((piece.to, ends[p][0] - ends[p][1]));
            is_first[piece.to] = false;
        }
        let mut blocks = Self { of_node: vec![0; net.nodes.len()], offset: vec![0.0; net.nodes.len()], n: 0 };
        for first in layers.columns.iter().flatten().filter(|k| is_first[**k]) {
            let (mut k, mut offset) = (*first, 0.0);
            loop {
                blocks.of_node[k] = blocks.n;
                blocks.offset[k] = offset;
                let Some((to, step)) = next[k] else { break };
                k = to;
                offset += step;
            }
            blocks.n += 1;
        }
        blocks
    }

    /// Heights of the blocks.
    fn settle(&self, net: &Net, layers: &Layers, ends: &[[f64; 2]]) -> Vec<f64> {
        let limits = self.limits(net, layers);
        let order = self.downwards(&limits);
        let mut y = vec![0.0f64; self.n];
        for &b in &order {
            y[b] = limits.above[b].iter().map(|(a, gap)| y[*a] + gap).fold(0.0, f64::max);
        }
        let pulls = self.pulls(layers, ends);
        for round in 0..ROUNDS {
            let upwards = round % 2 == 0;
            for step in 0..order.len() {
                let b = if upwards { order[order.len() - 1 - step] } else { order[step] };
                let Some(aim) = median(pulls[b].iter().map(|(other, below)| y[*other] + below)) else { continue };
                let low = limits.above[b].iter().map(|(a, gap)| y[*a] + gap).fold(f64::NEG_INFINITY, f64::max);
                let high = limits.below[b].iter().map(|(a, gap)| y[*a] - gap).fold(f64::INFINITY, f64::min);
                y[b] = aim.min(high).max(low);
            }
        }
        y
    }

    fn limits(&self, net: &Net, layers: &Layers) -> Limits {
        let mut limits = Limits { above: vec![Vec::new(); self.n], below: vec![Vec::new(); self.n] };
        for pair in layers.columns.iter().flat_map(|c| c.windows(2)) {
            let (u, v) = (pair[0], pair[1]);
            let gap = net.nodes[u].down + GAP + net.nodes[v].up + self.offset[u] - self.offset[v];
            let (a, b) = (self.of_node[u], self.of_node[v]);
            limits.above[b].push((a, gap));
            limits.below[a].push((b, gap));
        }
        limits
    }

    /// Blocks from top to bottom. Lines of one column never cross when straight, so there is such an order.
    fn downwards(&self, limits: &Limits) -> Vec<usize> {
        let mut waits: Vec<usize> = limits.above.iter().map(Vec::len).collect();
        let mut order: Vec<usize> = (0..self.n).filter(|b| waits[*b] == 0).collect();
        let mut next = 0;
        while let Some(&b) = order.get(next) {
            next += 1;
            for (below, _) in &limits.below[b] {
                waits[*below] -= 1;
                if waits[*below] == 0 {
                    order.push(*below);
                }
            }
        }
        order
    }

    /// What each block is drawn to: the other block, and how far below that one's height it would be straight.
    fn pulls(&self, layers: &Layers, ends: &[[f64; 2]]) -> Vec<Vec<(usize, f64)>> {
        let mut pulls = vec![Vec::new(); self.n];
        for (piece, [left, right]) in layers.pieces.iter().zip(ends) {
            let (a, b) = (self.of_node[piece.from], self.of_node[piece.to]);
            let below = (self.offset[piece.from] + left) - (self.offset[piece.to] + right);
            if a != b {
                pulls[b].push((a, below));
                pulls[a].push((b, -below));
            }
        }
        pulls
    }
}

/// Distances to keep: the other block, and how far apart.
struct Limits {
    above: Vec<Vec<(usize, f64)>>,
    below: Vec<Vec<(usize, f64)>>,
}

/// Pieces that are drawn straight: by rank, none that crosses another or shares an end with one.
fn straight(net: &Net, layers: &Layers, rank: &dyn Fn(&Piece) -> i32) -> Vec<usize> {
    let position = positions(layers, net.nodes.len());
    let mut order: Vec<usize> = (0..layers.pieces.len()).collect();
    order.sort_by_key(|p| (-rank(&layers.pieces[*p]), *p));
    let mut kept: Vec<Vec<(usize, usize)>> = vec![Vec::new(); layers.columns.len()];
    let mut chosen = Vec::new();
    for p in order {
        let piece = layers.pieces[p];
        let (a, b) = (position[piece.from], position[piece.to]);
        let lines = &mut kept[layers.column_of[piece.from]];
        // Sorted from top to bottom, so only the two next to it can be in the way.
        let at = lines.partition_point(|l| l.0 < a);
        let free_below = lines.get(at).is_none_or(|l| l.0 > a && l.1 > b);
        let free_above = at == 0 || lines.get(at - 1).is_none_or(|l| l.1 < b);
        if free_below && free_above {
            lines.insert(at, (a, b));
            chosen.push(p);
        }
    }
    chosen
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[n / 2]),
        n => Some((values[n / 2 - 1] + values[n / 2]) / 2.0),
    }
}
