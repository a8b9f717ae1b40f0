//! Stage: the as-built and the as-drawn graph to a matching and its differences.
//!
//! Both graphs are brought to the same abstract form (equipment, inline bodies, tees and line ends as nodes;
//! everything between two of them contracted onto an edge). A similarity that looks along the lines and may skip
//! missed or false bodies is propagated over candidate pairs, a consistent mapping is grown from its surest pairs,
//! refined by its own neighbourhood, and settled by sequence alignment between anchors. The differences are read
//! off the stretches between matched neighbours.
//!
//! Not done here: flow direction, actuated against manual, orientation of check valves, hints from tags on the scanned
//! side other than an equal tag.

mod align;
mod assign;
mod candidates;
mod differences;
mod facts;
mod grow;
mod improve;
mod instruments;
mod links;
mod network;
mod normalise;
mod outcome;
mod propagate;
mod reach;
mod refine;
mod search;
mod sequence;
mod settings;
mod similarity;
mod smooth;
mod words;

pub mod baselines;

use rosette_plant::{Difference, Drawn, Matching, Note, PlantGraph, Scanned};

pub use settings::CompareSettings;

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
    let documented = normalise::network(drawn);
    let as_built = normalise::network(scanned);
    let paths = reach::Paths::of(&documented, &as_built);
    let seeds = candidates::candidates(&documented, &as_built, settings);
    let (mapping, similarity) = search::search(&paths, seeds, settings);
    let settled = align::align(&documented, &as_built, &paths, &similarity, mapping);
    let instruments = instruments::assign_instruments(drawn, scanned, &documented, &as_built, &settled);
    let view = outcome::View {
        drawn,
        scanned,
        documented: &documented,
        as_built: &as_built,
        settled: &settled,
        instruments: &instruments,
    };
    let matching = outcome::matching(&view, &paths, &similarity);
    let (differences, mut notes) = differences::differences(&view, &matching, settings);
    notes.extend(outcome::notes(&view));
    Comparison { matching, differences, notes }
}
