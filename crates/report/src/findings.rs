//! `findings.json`: the differences between drawing and field.

use crate::beside::write_json;
use crate::error::Result;
use crate::inputs::Inputs;
use crate::round;
use rosette_plant::{Difference, Gone, Ignored, Review, Reviews};
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
    pub findings: Vec<Finding>,
    /// What a rule of the project leaves out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<Ignored>,
    /// What was known before and is not found any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<Gone>,
}

/// A difference, and how it stands to what was known before.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The difference.
    #[serde(flatten)]
    pub difference: Difference,
    /// Its standing and the latest decision about it; none in a run without project and decisions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
}

impl Findings {
    /// The document of a run.
    pub fn new(differences: &[Difference], reviews: Option<&Reviews>) -> Self {
        let review = |d: &Difference| reviews.and_then(|r| r.by_finding.get(&d.id)).cloned();
        let finding = |d: &Difference| Finding { difference: rounded(d), review: review(d) };
        let ignored = |i: &Ignored| Ignored { difference: rounded(&i.difference), ..i.clone() };
        Self {
            schema: "rosette.findings/1".into(),
            findings: differences.iter().map(finding).collect(),
            ignored: reviews.map_or_else(Vec::new, |r| r.ignored.iter().map(ignored).collect()),
            gone: reviews.map_or_else(Vec::new, |r| r.gone.clone()),
        }
    }
}

fn rounded(d: &Difference) -> Difference {
    Difference { confidence: round::share(d.confidence), position: d.position.map(round::position), ..d.clone() }
}

/// Writes `findings.json` into the run folder.
pub fn write_findings(dir: &Path, inputs: &Inputs) -> Result<()> {
    write_json(&dir.join("findings.json"), &Findings::new(inputs.differences, inputs.reviews))
}
