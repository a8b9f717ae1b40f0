//! Ways of the pipes between neighbouring columns: straight, or up and down at one place of the channel between them.

use super::layers::{Layers, Piece};
use super::net::Net;
use super::place::Heights;
use std::collections::BTreeSet;

/// Where a piece changes its height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Turn {
    /// Nowhere.
    Straight,
    /// Right at the tee it leaves.
    AtLeft,
    /// Right at the tee it comes to.
    AtRight,
    /// On this track of the channel, from the left.
    Track(usize),
}

/// Turns of all pieces, and how many tracks each channel needs.
pub(super) struct Routes {
    pub turns: Vec<Turn>,
    pub tracks: Vec<usize>,
}

/// Room kept between lines and boxes, mm.
const CLEAR: f64 = 2.0;

/// A vertical stretch in a channel.
struct Rise {
    piece: usize,
    from: f64,
    to: f64,
}

/// Route the pieces of one connected part.
pub(super) fn route(net: &Net, layers: &Layers, heights: &Heights) -> Routes {
    let mut turns = vec![Turn::Straight; layers.pieces.len()];
    let mut rises: Vec<Vec<Rise>> = Vec::new();
    rises.resize_with(layers.columns.len(), Vec::new);
    let mut used = BTreeSet::new();
    for (p, piece) in layers.pieces.iter().enumerate() {
        let [left, right] = heights.ends[p];
        let (from, to) = (heights.y[piece.from] + left, heights.y[piece.to] + right);
        if (from - to).abs() < 1e-6 {
            continue;
        }
        turns[p] = match () {
            _ if at_point(net, layers, heights, piece.from, to, &mut used) => Turn::AtLeft,
            _ if at_point(net, layers, heights, piece.to, from, &mut used) => Turn::AtRight,
            _ => {
                rises[layers.column_of[piece.from]].push(Rise { piece: p, from, to });
                Turn::Straight
            }
        };
    }
    let tracks = rises.into_iter().map(|channel| assign(channel, &layers.pieces, &mut turns)).collect();
    Routes { turns, tracks }
}

/// Whether a line can go up or down right at a tee: one line each way, and nothing of the column in between.
fn at_point(net: &Net, layers: &Layers, heights: &Heights, k: usize, to: f64, used: &mut BTreeSet<(usize, bool)>) -> bool {
    let here = heights.y[k];
    let down = to > here;
    if !net.nodes[k].is_point || used.contains(&(k, down)) || !net.nodes[k].bubbles.is_empty() && !down {
        return false;
    }
    let (top, bottom) = (here.min(to) - CLEAR, here.max(to) + CLEAR);
    let mut others = layers.columns[layers.column_of[k]].iter().filter(|o| **o != k);
    let free = others.all(|&o| heights.y[o] + net.nodes[o].down < top || heights.y[o] - net.nodes[o].up > bottom);
    if free {
        used.insert((k, down));
    }
    free
}

/// Tracks from the left. Lines going down take them from the lowest start, lines going up from the highest: then
/// neither crosses another of its kind that it need not cross.
fn assign(mut channel: Vec<Rise>, pieces: &[Piece], turns: &mut [Turn]) -> usize {
    channel.sort_by(|a, b| {
        let key = |r: &Rise| if r.to > r.from { (0, -r.from) } else { (1, r.from) };
        let ((ka, ya), (kb, yb)) = (key(a), key(b));
        ka.cmp(&kb).then(ya.total_cmp(&yb)).then(a.piece.cmp(&b.piece))
    });
    let mut placed: Vec<(usize, Rise)> = Vec::new();
    let mut n_tracks = 0;
    for rise in channel {
        let (low, high) = (rise.from.min(rise.to), rise.from.max(rise.to));
        let same_start = |o: &Rise| pieces[o.piece].from == pieces[rise.piece].from && (o.from - rise.from).abs() < 1e-6;
        let in_way = placed.iter().filter(|(_, o)| {
            let (l, h) = (o.from.min(o.to), o.from.max(o.to));
            l < high + CLEAR && low < h + CLEAR && !same_start(o)
        });
        let track = in_way.map(|(t, _)| t + 1).max().unwrap_or(0);
        turns[rise.piece] = Turn::Track(track);
        n_tracks = n_tracks.max(track + 1);
        placed.push((track, rise));
    }
    n_tracks
}
