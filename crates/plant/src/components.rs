//! Components of one area, before the areas are joined.

use crate::{Class, Element, Note, Scanned};
use serde::{Deserialize, Serialize};

/// What one area's segments were recognised as. Elements carry site coordinates and ports; joints follow later from ports.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Components {
    /// Elements of the area, ids local to it.
    pub elements: Vec<Element<Scanned>>,
    /// Class and element of every point of the area's cloud.
    pub labels: Vec<Label>,
    /// Stretches between two ports that were bridged without being seen: element indices of the pipe pieces concerned.
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
