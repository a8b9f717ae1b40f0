//! The abstract network that both sides are brought to: bodies, tees and ends as nodes, pipework between them as edges.

use rosette_plant::SeenState;
use rosette_plant::{Class, Subtype};

/// One side in abstract form. Indices into `elements` are those of the plant graph it was made from.
#[derive(Debug, Default)]
pub(crate) struct Network {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// Instruments that hang on something.
    pub tappings: Vec<Tapping>,
    /// Pipework that touches no node (elements).
    pub loose: Vec<usize>,
}

/// The part a node plays in the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Equipment,
    Inline,
    Tee,
    /// A line that goes no further.
    End,
}

/// A node.
#[derive(Debug)]
pub(crate) struct Node {
    /// None for ends.
    pub element: Option<usize>,
    pub role: Role,
    pub class: Class,
    /// A tee without an element of its own: `element` is the pipe that is branched from.
    pub stub_in: bool,
    /// None where not known.
    pub subtype: Option<Subtype>,
    /// Own nominal size first, then sizes that fit nearly as well.
    pub dns: Vec<u32>,
    /// Sizes of its ports: a body that swallowed a reducer has two.
    pub port_dns: Vec<u32>,
    /// Own size as its neighbours along the line confirm it.
    pub line_dn: Option<u32>,
    pub confidence: f64,
    pub coverage: f64,
    pub tag: Option<String>,
    pub position: Option<[f64; 3]>,
    /// Ends: what was seen beyond.
    pub seen: SeenState,
    /// Ends: the line goes on elsewhere (another sheet).
    pub off_sheet: bool,
    pub arcs: Vec<Arc>,
    /// Instruments that hang on it or next to it; half of one on an edge.
    pub tapped: f32,
}

/// A way out of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arc {
    pub edge: usize,
    pub to: usize,
}

/// The pipework between two nodes.
#[derive(Debug, Default)]
pub(crate) struct Edge {
    pub ends: [usize; 2],
    /// Contracted elements in order from `ends[0]` to `ends[1]`.
    pub items: Vec<usize>,
    pub length_m: f64,
    /// The size most of it has.
    pub dn: Option<u32>,
    /// That size as its neighbours along the line confirm it.
    pub line_dn: Option<u32>,
    /// Sizes that fit nearly as well.
    pub dn_alternatives: Vec<u32>,
    pub gaps: Vec<Gap>,
    pub line: Option<String>,
    /// Mean share of the circumference seen, weighted by length.
    pub coverage: f64,
    /// Least confidence of its joints.
    pub joint_confidence: f64,
}

/// A stretch that was bridged rather than seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Gap {
    pub length_m: f64,
    pub seen: SeenState,
}

/// An instrument and what it hangs on.
#[derive(Debug)]
pub(crate) struct Tapping {
    pub element: usize,
    pub hosts: Vec<Host>,
}

/// Where an instrument hangs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    Node(usize),
    Edge(usize),
}

impl Node {
    pub(crate) fn is_end(&self) -> bool {
        self.role == Role::End
    }
    pub(crate) fn dn(&self) -> Option<u32> {
        self.dns.first().copied()
    }
}

impl Network {
    /// The line tag most edges around a node carry; the first of equals.
    pub(crate) fn line_at(&self, node: usize) -> Option<&str> {
        self.nodes[node].arcs.iter().find_map(|a| self.edges[a.edge].line.as_deref())
    }
    /// Counts an instrument at the nodes of its host.
    pub(crate) fn count_tapping(&mut self, host: Host) {
        match host {
            Host::Node(n) => self.nodes[n].tapped += 1.0,
            Host::Edge(e) => self.edges[e].ends.into_iter().for_each(|n| self.nodes[n].tapped += 0.5),
        }
    }
    /// Nodes other than ends.
    pub(crate) fn n_bodies(&self) -> usize {
        self.nodes.iter().filter(|n| !n.is_end()).count()
    }
}
