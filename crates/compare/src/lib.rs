//! Stage: the as-built and the as-drawn graph to a matching and its differences.
//!
//! Both graphs are brought to the same abstract form (equipment, inline bodies, tees and line ends as nodes;
//! everything between two of them contracted onto an edge). Likelihood ratios of what was recognised are carried along the
//! lines of both sides by belief propagation that may skip missed and false bodies; the assignment of the resulting
//! probabilities is annealed under the likelihood of the mapping as a whole. The differences are read off the stretches
//! between matched neighbours. Hints (known tags with objects or places, confirmed pairs) enter as strong evidence.
//!
//! Recall up to true symmetry on generated plants of 200 elements (`tests/table.rs`, ten plants a level):
//!
//! | method | mild | medium | hard |
//! |---|---|---|---|
//! | attributes and assignment | 0.331 | 0.288 | 0.242 |
//! | propagated similarity and assignment | 0.953 | 0.898 | 0.674 |
//! | propagated similarity, refinement, ejection chains, alignment (former) | 0.979 | 0.943 | 0.740 |
//! | belief propagation and assignment | 0.966 | 0.914 | 0.772 |
//! | the same, annealed | 0.987 | 0.963 | 0.854 |
//! | the same, with the recogniser's own doubts and without impossible pairs (now) | 0.991 | 0.966 | 0.851 |
//!
//! Tried and dropped: more than seven rounds of propagation, lowering pairs by their rivals between rounds, deciding pairs one by one
//! (all worse, since beliefs repeat the evidence of loops); realigning lines between anchors afterwards (hard 0.85 to 0.81).
//!
//! Not done here: flow direction.

mod anneal;
mod arcs;
mod assign;
mod candidates;
mod decide;
mod differences;
mod facts;
mod hints;
mod inherited;
mod instruments;
mod interchangeable;
mod joint;
mod likelihood;
mod links;
mod mapping;
mod messages;
mod network;
mod normalise;
mod outcome;
mod pairs;
mod posterior;
mod propagate;
mod reach;
mod settings;
mod settle;
mod similarity;
mod smooth;
mod words;

pub mod baselines;
pub mod decisions;
pub mod revisions;
pub mod rules;
pub mod scans;

use rosette_plant::{Difference, Drawn, Matching, Note, PlantGraph, Scanned};

pub use hints::{Hint, Hints, Target};
pub use settings::CompareSettings;

use hints::Anchors;

/// What a comparison yields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// Which drawn element is which object.
    pub matching: Matching,
    /// What differs, sorted by severity, then line, then id.
    pub differences: Vec<Difference>,
    /// What was left out, guessed or could not be judged.
    pub notes: Vec<Note>,
}

/// Compares the drawing with the field. Never fails: what cannot be judged becomes a note or `not_verifiable`.
///
/// Deterministic, and independent of the order and numbering of the objects up to true symmetry.
pub fn compare(drawn: &PlantGraph<Drawn>, scanned: &PlantGraph<Scanned>, settings: &CompareSettings) -> Comparison {
    compare_with(drawn, scanned, &Hints::default(), settings)
}

/// As [`compare`], with what is known beforehand.
pub fn compare_with(
    drawn: &PlantGraph<Drawn>,
    scanned: &PlantGraph<Scanned>,
    hints: &Hints,
    settings: &CompareSettings,
) -> Comparison {
    let documented = normalise::network(drawn);
    let as_built = normalise::network(scanned);
    let (anchors, mut notes) = Anchors::of(hints, (drawn, scanned), (&documented, &as_built));
    let mut decided = decide::decide(&documented, &as_built, &anchors, settings);
    let settled = settle::settle(&documented, &as_built, std::mem::take(&mut decided.mapping));
    let instruments = instruments::assign_instruments(drawn, scanned, &documented, &as_built, &settled);
    let view = outcome::View {
        drawn,
        scanned,
        documented: &documented,
        as_built: &as_built,
        settled: &settled,
        instruments: &instruments,
    };
    let mut matching = pairs::matching(&view, &decided);
    let (differences, groups, more) = differences::differences(&view, &matching, settings);
    notes.extend(more);
    pairs::add_groups(&mut matching, groups);
    notes.extend(outcome::notes(&view));
    let (matching, ambiguous) = pairs::believed(matching);
    notes.extend(ambiguous);
    Comparison { matching, differences, notes }
}
