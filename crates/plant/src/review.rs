//! What reviewers decided about findings, and how the findings of a run stand to that.

use crate::Difference;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a reviewer decided about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionState {
    /// Nothing yet.
    Open,
    /// The finding is right; something is to be done.
    Confirmed,
    /// The finding is right; it stays as it is.
    AcceptedDeviation,
    /// The finding is wrong.
    Rejected,
    /// Done.
    Closed,
}

impl DecisionState {
    /// All states in the order in which a finding passes them.
    pub const ALL: [DecisionState; 5] = [Self::Open, Self::Confirmed, Self::AcceptedDeviation, Self::Rejected, Self::Closed];

    /// The name used in every file, e.g. `accepted_deviation`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
            Self::AcceptedDeviation => "accepted_deviation",
            Self::Rejected => "rejected",
            Self::Closed => "closed",
        }
    }
}

/// One decision: a line of the decisions file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// Id of the finding.
    pub finding: String,
    /// What was decided.
    pub state: DecisionState,
    /// Who decided.
    pub by: String,
    /// When, ISO 8601, UTC; the latest decision about a finding counts.
    pub on: String,
    /// Why.
    #[serde(default)]
    pub comment: String,
    /// The finding's sentence when it was decided.
    #[serde(default)]
    pub message: String,
    /// What of the finding must change to call for a new look.
    #[serde(default)]
    pub essence: String,
}

/// How a finding stands to what was known before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not known before.
    New,
    /// Known, and the same.
    Unchanged,
    /// Known, and no longer the same.
    Changed,
}

impl Standing {
    /// The name used in every file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Unchanged => "unchanged",
            Self::Changed => "changed",
        }
    }
}

/// A finding's standing, and the latest decision about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Review {
    /// How it stands to what was known before.
    pub standing: Standing,
    /// The latest decision.
    pub decision: Option<Decision>,
}

/// A finding that a rule of the project leaves out: counted and listed, not reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ignored {
    /// The finding.
    #[serde(flatten)]
    pub difference: Difference,
    /// The rule, in words.
    pub ignored_by: String,
}

/// A finding that was known before and is not found any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Gone {
    /// Its id.
    pub id: String,
    /// Its sentence.
    pub message: String,
    /// The latest decision about it.
    pub decision: Option<Decision>,
}

/// How the findings of a run stand to the project's rules and the reviewers' decisions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reviews {
    /// By id of the finding.
    pub by_finding: BTreeMap<String, Review>,
    /// Findings that a rule leaves out.
    pub ignored: Vec<Ignored>,
    /// Findings that are not found any more.
    pub gone: Vec<Gone>,
}
