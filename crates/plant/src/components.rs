//! Components of one area, before the areas are joined.

use crate::{Class, Element, Note, Scanned};
use serde::{Deserialize, Serialize};

/// What one area's segments were recognised as. Elements carry site coordinates and ports; joints follow later from ports.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Components {
    /// Elements of the area, ids local to it.
    pub elements: Vec<Element<Scanned>>,
    /// Share of each element's points that lie in the area's core rather than its halo; 1 where it has no points.
    pub core_share: Vec<f64>,
    /// Class and element of every point of the area's cloud.
    pub labels: Vec<Label>,
    /// What was dropped or inferred.
    pub notes: Vec<Note>,
}

/// Class of a point, and the element it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Class of the point.
    pub class: Class,
    /// Index of its element plus one; 0 if it belongs to none.
    pub element: u32,
}
