//! Columns along the flow: cycles opened, longest path, bends put into lines that pass a column.
//!
//! The layered drawing of Sugiyama, Tagawa and Toda (1981), turned to run from left to right.

use super::net::{Edge, Net, Node};
use std::collections::BTreeSet;

/// A piece of a pipe between neighbouring columns, from left to right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub from: usize,
    pub to: usize,
    /// Edge of the net it belongs to.
    pub edge: usize,
}

/// Columns of boxes, and the pieces between them.
#[derive(Debug, Default)]
pub(super) struct Layers {
    /// Boxes of each column from top to bottom.
    pub columns: Vec<Vec<usize>>,
    pub column_of: Vec<usize>,
    pub pieces: Vec<Piece>,
}

/// Put the boxes `own` (one connected part of the net) into columns. Bends are added to the net.
pub(super) fn arrange(net: &mut Net, own: &[usize]) -> Layers {
    let inside: BTreeSet<usize> = own.iter().copied().collect();
    let edges: Vec<usize> = (0..net.edges.len()).filter(|k| inside.contains(&net.edges[*k].from)).collect();
    open_cycles(net, own, &edges);
    let column_of = columns(net, own, &edges);
    with_bends(net, own, &edges, column_of)
}

/// Edges out of each box.
fn outgoing(net: &Net, edges: &[usize]) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); net.nodes.len()];
    for &e in edges {
        out[net.edges[e].from].push(e);
    }
    out
}

/// Turn round the lines that lead back, each as a whole from equipment or tee to equipment or tee.
fn open_cycles(net: &mut Net, own: &[usize], edges: &[usize]) {
    let out = outgoing(net, edges);
    let mut n_in = vec![0usize; net.nodes.len()];
    edges.iter().for_each(|&e| n_in[net.edges[e].to] += 1);
    let is_chain = |k: usize| n_in[k] == 1 && out[k].len() == 1;
    let mut roots: Vec<usize> = own.to_vec();
    // Sources first; the middle of a line last.
    roots.sort_by_key(|&k| (n_in[k] > 0, is_chain(k), k));
    let mut state = vec![0u8; net.nodes.len()];
    let mut back = Vec::new();
    for root in roots {
        depth_first(net, &out, root, &mut state, &mut back);
    }
    let mut turned = BTreeSet::new();
    for e in back {
        let mut line = vec![e];
        let mut tail = net.edges[e].from;
        while is_chain(tail) {
            let Some(&before) = edges.iter().find(|&&b| net.edges[b].to == tail) else { break };
            if before == e {
                break;
            }
            line.push(before);
            tail = net.edges[before].from;
        }
        if tail == net.edges[e].to || is_chain(tail) {
            // A ring that begins and ends at one box: turned as a whole it would still be one.
            line.truncate(1);
        }
        turned.extend(line);
    }
    for e in turned {
        let edge = &mut net.edges[e];
        std::mem::swap(&mut edge.from, &mut edge.to);
        edge.against = true;
    }
}

fn depth_first(net: &Net, out: &[Vec<usize>], root: usize, state: &mut [u8], back: &mut Vec<usize>) {
    const OPEN: u8 = 1;
    const DONE: u8 = 2;
    if state[root] != 0 {
        return;
    }
    state[root] = OPEN;
    let mut stack = vec![(root, 0)];
    while let Some((k, next)) = stack.pop() {
        let Some(&e) = out[k].get(next) else {
            state[k] = DONE;
            continue;
        };
        stack.push((k, next + 1));
        let to = net.edges[e].to;
        match state[to] {
            0 => {
                state[to] = OPEN;
                stack.push((to, 0));
            }
            OPEN => back.push(e),
            _ => {}
        }
    }
}

/// Longest path from the sources; then boxes that more lines leave than reach move right, near to where these go.
fn columns(net: &Net, own: &[usize], edges: &[usize]) -> Vec<usize> {
    let order = topological(net, own, edges);
    let out = outgoing(net, edges);
    let mut column = vec![0usize; net.nodes.len()];
    let mut n_in = vec![0usize; net.nodes.len()];
    for &k in &order {
        for &e in &out[k] {
            let to = net.edges[e].to;
            column[to] = column[to].max(column[k] + 1);
            n_in[to] += 1;
        }
    }
    for &k in order.iter().rev() {
        let nearest = out[k].iter().map(|&e| column[net.edges[e].to]).min();
        if let Some(nearest) = nearest.filter(|_| out[k].len() >= n_in[k]) {
            column[k] = column[k].max(nearest.saturating_sub(1));
        }
    }
    let first = own.iter().map(|&k| column[k]).min().unwrap_or(0);
    own.iter().for_each(|&k| column[k] -= first);
    column
}

/// Boxes in the order of the flow. What is on a cycle that was not found (there is none) comes last.
fn topological(net: &Net, own: &[usize], edges: &[usize]) -> Vec<usize> {
    let out = outgoing(net, edges);
    let mut waits = vec![0usize; net.nodes.len()];
    edges.iter().for_each(|&e| waits[net.edges[e].to] += 1);
    let mut order: Vec<usize> = own.iter().copied().filter(|&k| waits[k] == 0).collect();
    let mut next = 0;
    while let Some(&k) = order.get(next) {
        next += 1;
        for &e in &out[k] {
            let to = net.edges[e].to;
            waits[to] -= 1;
            if waits[to] == 0 {
                order.push(to);
            }
        }
    }
    order
}

/// Every line cut into pieces of one column, with a bend in each column it passes.
fn with_bends(net: &mut Net, own: &[usize], edges: &[usize], mut column_of: Vec<usize>) -> Layers {
    let n_columns = own.iter().map(|&k| column_of[k] + 1).max().unwrap_or(0);
    let mut columns = vec![Vec::new(); n_columns];
    own.iter().for_each(|&k| columns[column_of[k]].push(k));
    let mut pieces = Vec::new();
    for &edge in edges {
        let Edge { from, to, .. } = net.edges[edge];
        let mut last = from;
        let passed = column_of[from] + 1..column_of[to];
        for (column, boxes) in columns.iter_mut().enumerate().take(passed.end).skip(passed.start) {
            let bend = net.nodes.len();
            net.nodes.push(Node::default());
            column_of.push(column);
            boxes.push(bend);
            pieces.push(Piece { from: last, to: bend, edge });
            last = bend;
        }
        pieces.push(Piece { from: last, to, edge });
    }
    Layers { columns, column_of, pieces }
}
