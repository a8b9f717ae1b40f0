//! Scan against scan: what was added, removed, moved, resized or exchanged between two scans of a site.
//!
//! Both plants lie in one frame. Bodies are paired by class, place and size, nearest first; pipework is compared by length
//! along its axes, since two scans cut it into other pieces. What is only in one scan counts as added or removed where the
//! other scan saw the place empty; everywhere else it is not verifiable. Joined things with one fate are one change.
//!
//! Not done here: bringing two scans into one frame; deformation.

mod bodies;
mod group;
mod pipework;
mod rods;
mod words;

use rosette_plant::{Class, Note, PlantGraph, Scanned, SeenState, Subtype};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What happened to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Stands in the later scan; the earlier one saw the place empty.
    Added,
    /// Stood in the earlier scan; the later one saw the place empty.
    Removed,
    /// Stands somewhere else.
    Moved,
    /// Has another nominal size.
    Resized,
    /// Something of another class or type stands in its place.
    Exchanged,
    /// Only in one scan, and the other did not see the place.
    NotVerifiable,
}

impl ChangeKind {
    /// All kinds.
    pub const ALL: [ChangeKind; 6] =
        [Self::Added, Self::Removed, Self::Moved, Self::Resized, Self::Exchanged, Self::NotVerifiable];

    /// The name used in every file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Moved => "moved",
            Self::Resized => "resized",
            Self::Exchanged => "exchanged",
            Self::NotVerifiable => "not_verifiable",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// Stable id such as `C-7c1e20`.
    pub id: String,
    /// What happened.
    pub kind: ChangeKind,
    /// Class of the chief thing it happened to.
    pub class: Class,
    /// Its subtype.
    pub subtype: Option<Subtype>,
    /// Its nominal size; the earlier one where it changed.
    pub dn: Option<u32>,
    /// Objects of the earlier scan.
    pub before_ids: Vec<String>,
    /// Objects of the later scan.
    pub after_ids: Vec<String>,
    /// Where, site, m.
    pub position: [f64; 3],
    /// Length of pipework concerned, m.
    pub length_m: f64,
    /// How far it moved, m.
    pub shift_m: Option<f64>,
    /// What the other scan saw of the place.
    pub seen: SeenState,
    /// 0 to 1.
    pub confidence: f64,
    /// In words.
    pub message: String,
}

/// What changed between two scans.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// Sorted by kind, then id.
    pub changes: Vec<Change>,
    /// Bodies that are the same in both.
    pub unchanged: usize,
    /// Length of pipework that is the same in both, m.
    pub unchanged_m: f64,
    /// What was left out or could not be judged.
    pub notes: Vec<Note>,
}

/// Tolerances of the comparison of two scans.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScanCompareSettings {
    /// Distance between the axes of one pipe in two scans, m: registration and fit together stay below.
    pub pipe_tolerance_m: f64,
    /// Distance up to which a body is in its place, m: the middle of a body that is seen from other sides wanders.
    pub body_tolerance_m: f64,
    /// The same for equipment, m.
    pub equipment_tolerance_m: f64,
    /// Distance up to which something moved rather than being replaced, m.
    pub move_up_to_m: f64,
    /// Shortest stretch of pipe that is reported, m.
    pub least_pipe_m: f64,
    /// Class confidence below which a body is not compared.
    pub least_confidence: f64,
}

impl Default for ScanCompareSettings {
    fn default() -> Self {
        Self {
            pipe_tolerance_m: 0.04,
            body_tolerance_m: 0.12,
            equipment_tolerance_m: 0.3,
            move_up_to_m: 0.6,
            least_pipe_m: 0.3,
            least_confidence: 0.5,
        }
    }
}

/// A scan: its plant, and what it saw of a place.
pub struct SeenPlant<'a> {
    /// The plant as this scan shows it.
    pub graph: &'a PlantGraph<Scanned>,
    /// What the scan saw at a site position.
    pub seen: &'a dyn Fn([f64; 3]) -> SeenState,
}

/// What changed from the earlier to the later scan. Never fails; what cannot be judged is not verifiable.
pub fn changes(before: &SeenPlant<'_>, after: &SeenPlant<'_>, settings: &ScanCompareSettings) -> Changes {
    let bodies = bodies::compared(before.graph, after.graph, settings);
    let pipes = pipework::compared(before.graph, after.graph, &bodies, settings);
    let mut facts = bodies.facts(before, after);
    facts.extend(pipes.facts(before, after));
    let mut changes = group::changes(before.graph, after.graph, facts);
    changes.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    Changes { changes, unchanged: bodies.unchanged, unchanged_m: pipes.unchanged_m, notes: bodies.notes() }
}

#[cfg(test)]
mod tests;
