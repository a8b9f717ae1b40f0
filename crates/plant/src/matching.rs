//! Which drawn element is which scanned object.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The result of matching. Every drawn and every scanned element that takes part is in exactly one place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Matching {
    /// Matched pairs, sorted by `pid_id`.
    pub pairs: Vec<Pair>,
    /// Drawn elements without an object.
    pub unmatched_pid: Vec<String>,
    /// Objects without a drawn element.
    pub unmatched_objects: Vec<String>,
}

/// One drawn element and the object it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pair {
    /// Id of the drawn element.
    pub pid_id: String,
    /// Id of the object.
    pub object_id: String,
    /// 0 to 1.
    pub confidence: f64,
    /// Objects that fit nearly as well (equal valves in series, parallel trains).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}
