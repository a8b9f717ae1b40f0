//! A remark that travels with a result, so that nothing vanishes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that was dropped, guessed, inferred or not understood; reaches the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// Which stage says it, e.g. `ingest`, `pid`.
    pub stage: String,
    /// Short stable key, e.g. `unknown_class`, `mixed_pixels_removed`.
    pub kind: String,
    /// How many things it is about.
    pub count: u64,
    /// A sentence for people: file, place, what was done about it.
    pub message: String,
}

impl Note {
    /// A note about `count` things.
    pub fn new(stage: &str, kind: &str, count: u64, message: impl Into<String>) -> Self {
        Self { stage: stage.into(), kind: kind.into(), count, message: message.into() }
    }
}
