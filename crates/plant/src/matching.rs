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
    /// What belongs together otherwise than one to one, besides the pairs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
}

/// Drawn elements and objects that belong together otherwise than one to one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    /// In which way.
    pub kind: GroupKind,
    /// Ids of the drawn elements; the one that is in a pair first, if only one is.
    pub pid_ids: Vec<String>,
    /// Ids of the objects; the one that is in a pair first, if only one is.
    pub object_ids: Vec<String>,
    /// Why, in words.
    pub reason: String,
}

/// How drawn elements and objects of a group belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// One drawn element was recognised as several objects.
    Split,
    /// Several drawn elements were recognised as one object.
    Joined,
    /// Equal valves in a row, parallel trains: any of the objects may be any of the elements.
    Interchangeable,
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
