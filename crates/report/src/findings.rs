//! `findings.json`: the differences between drawing and field.

use crate::beside::write_json;
use crate::error::Result;
use crate::inputs::Inputs;
use crate::round;
use rosette_plant::Difference;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The differences between drawing and field.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "rosette.findings/1")]
pub struct Findings {
    /// Always `rosette.findings/1`.
    #[schemars(extend("const" = "rosette.findings/1"))]
    pub schema: String,
    /// One entry a difference.
    pub findings: Vec<Difference>,
}

impl Findings {
    /// The document of a list of differences.
    pub fn new(differences: &[Difference]) -> Self {
        let rounded = |d: &Difference| Difference {
            confidence: round::share(d.confidence),
            position: d.position.map(round::position),
            ..d.clone()
        };
        Self { schema: "rosette.findings/1".into(), findings: differences.iter().map(rounded).collect() }
    }
}

/// Writes `findings.json` into the run folder.
pub fn write_findings(dir: &Path, inputs: &Inputs) -> Result<()> {
    write_json(&dir.join("findings.json"), &Findings::new(inputs.differences))
}
