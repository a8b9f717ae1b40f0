//! Seen space: which places the scanner looked into.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the scan tells of a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeenState {
    /// A return came from there.
    Occupied,
    /// A ray went through and hit something behind.
    Empty,
    /// No ray reached it: hidden.
    Unseen,
    /// Scanner positions are not known, so nothing can be said.
    #[default]
    Unknown,
}

/// A coarse grid of seen space over the site.
#[derive(Debug, Clone, Default)]
pub struct Seen {}

impl Seen {
    /// State of a site position.
    pub fn state(&self, _site: [f64; 3]) -> SeenState {
        SeenState::Unknown
    }
}
