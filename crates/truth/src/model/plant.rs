//! The plant: its parts, its lines and what is joined to what.

use crate::model::Part;
use nalgebra::Isometry3;

/// A plant as it stands.
#[derive(Debug, Clone, Default)]
pub struct Plant {
    /// Everything that stands in it.
    pub parts: Vec<Part>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Pairs of parts that are joined.
    pub connections: Vec<[usize; 2]>,
}

/// A line: a run of parts from one end to the other.
#[derive(Debug, Clone)]
pub struct Line {
    /// Tag, e.g. `CW-001-DN100-A1`.
    pub tag: String,
    /// Fluid code, e.g. `CW`.
    pub fluid: String,
    /// Running number.
    pub number: usize,
    /// Nominal diameter.
    pub dn: u32,
    /// Its parts in the order of the flow (instruments follow the pipe they sit on).
    pub parts: Vec<usize>,
    /// Instruments on it.
    pub instruments: Vec<usize>,
    /// Where it begins.
    pub from: LineEnd,
    /// Where it ends.
    pub to: LineEnd,
}

/// Where a line begins or ends.
#[derive(Debug, Clone, PartialEq)]
pub enum LineEnd {
    /// At a nozzle of equipment: the part and the number of its nozzle.
    Nozzle(usize, usize),
    /// At the branch of a tee: the tee's part.
    Tee(usize),
    /// Goes on where nothing was scanned: through a wall, the floor or the boundary.
    OffPage(String),
    /// Open, capped or blind.
    Open,
}

impl Plant {
    /// The plant after a rigid motion.
    pub fn moved(mut self, m: &Isometry3<f64>) -> Self {
        self.parts = self.parts.into_iter().map(|p| p.moved(m)).collect();
        self
    }
}
