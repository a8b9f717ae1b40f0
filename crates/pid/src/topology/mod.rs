//! From items and segments to who is joined to whom: chains, repairs, ports, senses.
//!
//! A file states only the two ends of a segment; what stands between them follows from document order, checked
//! against the geometry. Segments are dissolved: tools cut lines differently, so what counts is the chain of elements.

mod chain;
mod pairs;
mod path;
mod ports;
mod repair;
mod sense;

use crate::drawing::Drawing;
pub(crate) use chain::{Chain, Side, Stop};

/// Two items are joined through the pipe of a segment.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub a: usize,
    pub a_port: Option<usize>,
    pub b: usize,
    pub b_port: Option<usize>,
    /// The segment; none for a pure association.
    pub segment: Option<usize>,
    pub confidence: f64,
    /// Found by geometry, not stated in the file.
    pub repaired: bool,
}

/// A port at which a line ends in nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Loose {
    pub item: usize,
    pub port: usize,
    pub segment: usize,
}

/// The topology of one drawing; indices are those of its items and segments.
#[derive(Debug, Default)]
pub(crate) struct Topology {
    pub links: Vec<Link>,
    pub open_ends: Vec<Loose>,
    pub chains: Vec<Chain>,
}

/// Work out the topology; items may be added (implied tees) and get attributes and ports.
pub(crate) fn resolve(drawing: &mut Drawing, snap_mm: f64) -> Topology {
    let mut chains = chain::all(drawing);
    let bridges = repair::repair(drawing, &mut chains, snap_mm);
    let (mut links, open_ends) = ports::assign(drawing, &chains, &bridges);
    links.extend(sense::attach(drawing, &chains));
    sense::actuate(drawing);
    chain::note_flow(drawing, &chains);
    drawing.count_n("open_ends", chain::n_open(&chains));
    Topology { links, open_ends, chains }
}
