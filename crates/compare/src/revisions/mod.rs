//! Drawing against drawing: what a revision of a P&ID changed.
//!
//! Elements are paired by id where the ids of the two files mean the same, then by tag, and what is left by the matching
//! engine. Then follow: what is only in one revision, joined things as one change; attributes of pairs, one change a line
//! where a whole line changed; and what is connected otherwise. Drawings are exact, so nothing here is a guess but the pairs
//! of the engine, which are told.

mod attributes;
mod connections;
mod only;
mod pairs;
mod walk;

use crate::settings::CompareSettings;
use crate::words;
use rosette_plant::{Class, Drawn, Element, Note, PlantGraph, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use pairs::PairedBy;

/// What a revision did to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RevisionKind {
    /// Only in the later drawing.
    Added,
    /// Only in the earlier drawing.
    Removed,
    /// Another class or type.
    Exchanged,
    /// Another nominal size.
    Resized,
    /// Neighbours have changed places.
    Reordered,
    /// Connected otherwise.
    Reconnected,
    /// Another tag, line tag or attribute.
    Relabelled,
}

impl RevisionKind {
    /// All kinds.
    pub const ALL: [RevisionKind; 7] =
        [Self::Added, Self::Removed, Self::Exchanged, Self::Resized, Self::Reordered, Self::Reconnected, Self::Relabelled];

    /// The name used in every file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Exchanged => "exchanged",
            Self::Resized => "resized",
            Self::Reordered => "reordered",
            Self::Reconnected => "reconnected",
            Self::Relabelled => "relabelled",
        }
    }
}

/// One change of a revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Revision {
    /// Stable id such as `R-7c1e20`.
    pub id: String,
    /// What was done.
    pub kind: RevisionKind,
    /// How much it matters.
    pub severity: Severity,
    /// Elements of the earlier drawing.
    pub before_ids: Vec<String>,
    /// Elements of the later drawing.
    pub after_ids: Vec<String>,
    /// Tag.
    pub tag: Option<String>,
    /// Line tag.
    pub line: Option<String>,
    /// In words.
    pub message: String,
}

/// What a revision changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Revisions {
    /// Sorted by severity (highest first), kind, line, id.
    pub changes: Vec<Revision>,
    /// Elements of both drawings that are one: earlier id, later id, and what tells so.
    pub pairs: Vec<(String, String, PairedBy)>,
    /// What was left out or guessed.
    pub notes: Vec<Note>,
}

/// What the later drawing changed against the earlier one. Never fails.
pub fn revisions(before: &PlantGraph<Drawn>, after: &PlantGraph<Drawn>, settings: &CompareSettings) -> Revisions {
    let pairs = pairs::paired(before, after, settings);
    let both = Both { before: walk::Web::of(before), after: walk::Web::of(after), pairs: &pairs };
    let mut drafts = only::changes(&both);
    drafts.extend(attributes::changes(&both));
    drafts.extend(connections::changes(&both));
    let changes = finished(drafts);
    let name = |graph: &PlantGraph<Drawn>, n: usize| graph.elements[n].id.clone();
    let told: Vec<_> = pairs.list.iter().map(|p| (name(before, p.before), name(after, p.after), p.by)).collect();
    let mut notes = pairs.notes();
    if told.is_empty() && !before.elements.is_empty() && !after.elements.is_empty() {
        notes.push(Note::new(
            "compare",
            "nothing_in_common",
            1,
            "the two drawings have nothing in common: are they of one plant?",
        ));
    }
    Revisions { changes, pairs: told, notes }
}

/// Two drawings and the pairs between them.
struct Both<'a> {
    before: walk::Web<'a>,
    after: walk::Web<'a>,
    pairs: &'a pairs::Pairs,
}

/// Gives each change its id, and sorts.
fn finished(mut drafts: Vec<Revision>) -> Vec<Revision> {
    for draft in &mut drafts {
        let text =
            format!("{}|{}|{}|{}", draft.kind.name(), draft.before_ids.join(","), draft.after_ids.join(","), draft.message);
        draft.id = format!("R-{}", blake3::hash(text.as_bytes()).to_hex().chars().take(8).collect::<String>());
    }
    let key = |r: &Revision| (std::cmp::Reverse(r.severity), r.kind, r.line.clone(), r.id.clone());
    drafts.sort_by_key(key);
    drafts.dedup_by(|b, a| a.id == b.id);
    drafts
}

/// Longer ids are hashes, which tell a reader nothing.
const LONGEST_ID: usize = 24;

/// `gate valve HV-101`, `tee PipeTee-3`.
fn described(e: &Element<Drawn>) -> String {
    let kind = match e.class {
        Class::Other | Class::Unclassified => e.evidence.class_name.clone(),
        _ => words::kind(e.class, e.subtype),
    };
    let is_told = e.class != Class::Tee && e.id.len() <= LONGEST_ID;
    if e.tag.is_some() || is_told { format!("{kind} {}", words::name(e)) } else { kind }
}

fn on_line(line: Option<&str>) -> String {
    line.map_or_else(String::new, |l| format!(" on {l}"))
}

#[cfg(test)]
mod tests;
