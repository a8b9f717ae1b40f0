//! From candidates to one consistent mapping: beliefs along the lines, their assignment, and annealing of the whole.

use crate::anneal::{Annealed, anneal};
use crate::arcs::Arcs;
use crate::assign::assign;
use crate::candidates::{Pairs, candidates, enriched};
use crate::hints::Anchors;
use crate::joint::Joint;
use crate::likelihood::{Model, Rates};
use crate::mapping::Mapping;
use crate::messages::Messages;
use crate::network::Network;
use crate::posterior::posterior;
use crate::settings::CompareSettings;

/// Probability below which the first mapping leaves a node unmatched.
const LEAST: f32 = 0.1;

/// Which drawn node is which, and what is known of every candidate pair.
#[derive(Debug)]
pub(crate) struct Decided {
    pub mapping: Mapping,
    pub pairs: Pairs,
    /// Probability of each pair by belief propagation: equal where parallel trains cannot be told apart.
    pub probability: Vec<f32>,
    /// Share of the annealed mappings that hold each pair.
    pub held: Vec<f32>,
}

/// Both sides, with their arcs and the model of how recognisers err.
pub(crate) struct Sides<'a> {
    pub documented: &'a Network,
    pub as_built: &'a Network,
    pub drawn: Arcs,
    pub scanned: Arcs,
    pub model: Model,
}

impl<'a> Sides<'a> {
    pub(crate) fn of(documented: &'a Network, as_built: &'a Network) -> Self {
        let model = Model::of(as_built, Rates::default());
        Sides { documented, as_built, drawn: Arcs::of(documented), scanned: Arcs::of(as_built), model }
    }
}

/// The best mapping found. Where not all pairs could be candidates from the start, the neighbours of what was matched
/// become candidates before the search in full.
pub(crate) fn decide(documented: &Network, as_built: &Network, anchors: &Anchors, settings: &CompareSettings) -> Decided {
    let sides = Sides::of(documented, as_built);
    let mut pairs = candidates(documented, as_built, anchors, settings);
    let rounds = if pairs.complete { 0 } else { settings.enrichments };
    for _ in 0..rounds {
        let probability = believe(&sides, &pairs, anchors, settings);
        let rough = first(&sides, &pairs, &probability);
        pairs = enriched(&sides, &pairs, &probability, &rough, settings.candidates);
    }
    let probability = believe(&sides, &pairs, anchors, settings);
    let start = first(&sides, &pairs, &probability);
    let joint = Joint::of(&sides, &pairs, anchors, start);
    let Annealed { mapping, held } = anneal(joint, &probability, settings);
    Decided { mapping, pairs, probability, held }
}

/// Probability of each pair.
fn believe(sides: &Sides<'_>, pairs: &Pairs, anchors: &Anchors, settings: &CompareSettings) -> Vec<f32> {
    let mut messages = Messages::of(sides, pairs, anchors);
    (0..settings.rounds).for_each(|_| messages.round());
    posterior(pairs, &messages.beliefs(), sides.as_built.nodes.len())
}

/// The assignment of the greatest total probability; ends are left for later.
fn first(sides: &Sides<'_>, pairs: &Pairs, probability: &[f32]) -> Mapping {
    let row = |d: usize| pairs.row(d).map(|p| (pairs.scanned[p], probability[p])).collect();
    let rows: Vec<Vec<(u32, f32)>> = (0..sides.documented.nodes.len()).map(row).collect();
    let mut mapping = Mapping::empty(rows.len(), sides.as_built.nodes.len());
    for (d, s) in assign(&rows, sides.as_built.nodes.len(), LEAST).into_iter().enumerate() {
        s.into_iter().filter(|_| !sides.documented.nodes[d].is_end()).for_each(|s| mapping.set(d, s));
    }
    mapping
}
