//! Differences between the drawing and the field.

use rosette_cloud::SeenState;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One difference: one change is one difference, however many elements it touches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// Stable id such as `F-7c1e`: the same on every run over the same input.
    pub id: String,
    /// What kind of difference.
    pub kind: DifferenceKind,
    /// How bad it would be to act on the drawing as it is.
    pub severity: Severity,
    /// 0 to 1.
    pub confidence: f64,
    /// Drawn elements it is about.
    pub pid_ids: Vec<String>,
    /// Scanned objects it is about.
    pub object_ids: Vec<String>,
    /// Equal neighbours, of which only one is meant: the scan cannot tell which.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub one_of: bool,
    /// Tag, where the drawing gives one.
    pub tag: Option<String>,
    /// Line tag of the drawing.
    pub line: Option<String>,
    /// Site position, m.
    pub position: Option<[f64; 3]>,
    /// A sentence an engineer would write.
    pub message: String,
    /// What it rests on.
    pub evidence: Evidence,
}

/// What a difference rests on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Scan points in favour.
    pub points: usize,
    /// What the scanner saw of the place.
    pub seen: SeenState,
    /// What was compared with what, in words.
    #[serde(default)]
    pub compared: Vec<String>,
}

/// The kinds of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// Documented, and the place where it should be was seen and is empty or plain pipe.
    MissingInField,
    /// Stands in the field, not documented.
    MissingInPid,
    /// Both have an element there, of another type.
    TypeMismatch,
    /// Another nominal diameter.
    SizeMismatch,
    /// The same elements of a line in another order.
    OrderMismatch,
    /// A line or branch ends elsewhere.
    ConnectivityMismatch,
    /// Documented, but the scan did not see the place; never reported as missing.
    NotVerifiable,
}

impl DifferenceKind {
    /// All kinds, in the order of legends and tables.
    pub const ALL: [DifferenceKind; 7] = [
        Self::MissingInField,
        Self::MissingInPid,
        Self::TypeMismatch,
        Self::SizeMismatch,
        Self::OrderMismatch,
        Self::ConnectivityMismatch,
        Self::NotVerifiable,
    ];
}

/// Severity of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Severity {
    Low,
    Medium,
    High,
}
