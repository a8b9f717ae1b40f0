//! `match.json`: which drawn element is which object.

use crate::beside::write_json;
use crate::error::Result;
use crate::inputs::Inputs;
use crate::round;
use rosette_plant::{Group, Matching, Pair};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Which drawn element is which object. Empty if no P&ID was given.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "rosette.match/1")]
pub struct Match {
    /// Always `rosette.match/1`.
    #[schemars(extend("const" = "rosette.match/1"))]
    pub schema: String,
    /// Matched pairs.
    pub pairs: Vec<Pair>,
    /// Drawn elements without an object.
    pub unmatched_pid: Vec<String>,
    /// Objects without a drawn element.
    pub unmatched_objects: Vec<String>,
    /// What belongs together otherwise than one to one: split bodies, bodies bolted together, interchangeable ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
}

impl Match {
    /// The document of a matching.
    pub fn new(matching: Option<&Matching>) -> Self {
        let matching = matching.cloned().unwrap_or_default();
        let rounded = |pair: Pair| Pair { confidence: round::share(pair.confidence), ..pair };
        Self {
            schema: "rosette.match/1".into(),
            pairs: matching.pairs.into_iter().map(rounded).collect(),
            unmatched_pid: matching.unmatched_pid,
            unmatched_objects: matching.unmatched_objects,
            groups: matching.groups,
        }
    }
}

/// Writes `match.json` into the run folder.
pub fn write_match(dir: &Path, inputs: &Inputs) -> Result<()> {
    write_json(&dir.join("match.json"), &Match::new(inputs.matching))
}
