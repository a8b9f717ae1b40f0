//! Simpler methods, kept to measure the matching against: attributes with assignment, and the same with propagation only.

use crate::candidates::{Pairs, candidates};
use crate::decide::{Sides, decide};
use crate::hints::Anchors;
use crate::joint::Joint;
use crate::mapping::Mapping;
use crate::propagate::propagate;
use crate::reach::Paths;
use crate::settings::CompareSettings;
use crate::{assign, normalise};
use rosette_plant::{Drawn, PlantGraph, Scanned};
use std::collections::BTreeMap;

/// Pairs of ids by attributes and assignment only.
pub fn attributes_only(
    drawn: &PlantGraph<Drawn>,
    scanned: &PlantGraph<Scanned>,
    settings: &CompareSettings,
) -> Vec<(String, String)> {
    by_similarity(drawn, scanned, settings, 0)
}

/// Pairs of ids by propagated similarity and assignment, without growth, refinement or alignment.
pub fn propagation_only(
    drawn: &PlantGraph<Drawn>,
    scanned: &PlantGraph<Scanned>,
    settings: &CompareSettings,
) -> Vec<(String, String)> {
    by_similarity(drawn, scanned, settings, settings.rounds)
}

fn by_similarity(
    drawn: &PlantGraph<Drawn>,
    scanned: &PlantGraph<Scanned>,
    settings: &CompareSettings,
    rounds: usize,
) -> Vec<(String, String)> {
    let (documented, as_built) = (normalise::network(drawn), normalise::network(scanned));
    let paths = Paths::of(&documented, &as_built);
    let settings = CompareSettings { rounds, ..settings.clone() };
    let pairs: Pairs = candidates(&documented, &as_built, &Anchors::default(), &settings);
    let similarity = propagate(&paths, pairs, &settings);
    let entry = |p: usize| (similarity.pairs.scanned[p], similarity.values[p]);
    let rows: Vec<Vec<(u32, f32)>> = (0..documented.nodes.len()).map(|d| similarity.pairs.row(d).map(entry).collect()).collect();
    let chosen = assign::assign(&rows, as_built.nodes.len(), 0.2);
    let ids = |(d, s): (usize, Option<usize>)| {
        let (d, s) = (documented.nodes[d].element?, as_built.nodes[s?].element?);
        Some((drawn.elements[d].id.clone(), scanned.elements[s].id.clone()))
    };
    chosen.into_iter().enumerate().filter_map(ids).collect()
}

/// Worth of the mapping found, and of the true one given as drawn id to object id: log likelihood ratios against chance. Where the
/// true mapping is worth more, the search is to blame for what is wrong; where less, the model is.
pub fn worths(
    drawn: &PlantGraph<Drawn>,
    scanned: &PlantGraph<Scanned>,
    truth: &BTreeMap<String, String>,
    settings: &CompareSettings,
) -> (f32, f32) {
    let total = |shares: &[(String, f32, f32)]| shares.iter().fold((0.0, 0.0), |(a, b), (_, x, y)| (a + x, b + y));
    total(&shares(drawn, scanned, truth, settings))
}

/// The same by drawn element: id, share in the worth of the mapping found, share in that of the true one.
pub fn shares(
    drawn: &PlantGraph<Drawn>,
    scanned: &PlantGraph<Scanned>,
    truth: &BTreeMap<String, String>,
    settings: &CompareSettings,
) -> Vec<(String, f32, f32)> {
    let (documented, as_built) = (normalise::network(drawn), normalise::network(scanned));
    let decided = decide(&documented, &as_built, &Anchors::default(), settings);
    let node_of = |n: usize| as_built.nodes[n].element.map(|e| (scanned.elements[e].id.as_str(), n));
    let objects: BTreeMap<&str, usize> = (0..as_built.nodes.len()).filter_map(node_of).collect();
    let mut mapping = Mapping::empty(documented.nodes.len(), as_built.nodes.len());
    for (d, node) in documented.nodes.iter().enumerate() {
        let object = node.element.and_then(|e| truth.get(&drawn.elements[e].id)).and_then(|o| objects.get(o.as_str()));
        object.iter().for_each(|s| mapping.set(d, **s));
    }
    let sides = Sides::of(&documented, &as_built);
    let found = Joint::of(&sides, &decided.pairs, &Anchors::default(), decided.mapping.clone());
    let right = Joint::of(&sides, &decided.pairs, &Anchors::default(), mapping);
    let id = |d: usize| documented.nodes[d].element.map(|e| drawn.elements[e].id.clone());
    (0..documented.nodes.len()).filter_map(|d| Some((id(d)?, found.local(d), right.local(d)))).collect()
}
