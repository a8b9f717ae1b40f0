//! A graph of DEXPI objects: nodes are objects, edges say which holds which (`composition`) and which refers to which.

use super::names::{Named, plain};
use super::tree::{Edge, Tree};
use crate::dexpi2::{Model, Object};
use crate::drawing::Drawing;
use std::collections::BTreeMap;

/// Objects nested deeper than this are cut off and stand on their own: the model is walked recursively.
const MAX_DEPTH: usize = 100;

fn relation(edge: &Edge) -> String {
    Named::new(&edge.data).first(&["label", "type", "relation", "edgetype"]).map(plain).unwrap_or_default()
}

fn property(edge: &Edge) -> String {
    let named = Named::new(&edge.data);
    named.first(&["attrname", "property", "attribute", "role"]).map(plain).unwrap_or_default()
}

/// Whether edges say what holds what.
pub(super) fn is_object_graph(tree: &Tree) -> bool {
    tree.edges.iter().any(|e| relation(e) == "composition" && !property(e).is_empty())
}

/// The objects with their data, children and references.
pub(super) fn model(tree: &Tree, drawing: &mut Drawing) -> Model {
    let mut parent: Vec<Option<(usize, String)>> = vec![None; tree.nodes.len()];
    let mut references: BTreeMap<usize, Vec<(String, usize)>> = BTreeMap::new();
    for edge in &tree.edges {
        let (is_part, property) = (relation(edge) == "composition", property(edge));
        match parent.get_mut(edge.b) {
            Some(slot @ None) if is_part && edge.a != edge.b => *slot = Some((edge.a, property)),
            _ => references.entry(edge.a).or_default().push((property, edge.b)),
        }
    }
    let depth: Vec<usize> = (0..tree.nodes.len()).map(|k| depth_of(&parent, k)).collect();
    let cut = depth.iter().filter(|d| **d > MAX_DEPTH).count();
    drawing.count_n("parts_cut_off", cut);
    drawing.count_n("unresolved_references", tree.n_dangling);
    let ids = ids(tree);
    let id = |k: usize| ids.get(k).cloned().unwrap_or_default();
    let mut order: Vec<usize> = (0..tree.nodes.len()).collect();
    // Parents come before their parts; those in a circle have none.
    order.sort_by_key(|k| depth.get(*k).copied().unwrap_or(0).min(MAX_DEPTH + 1));
    let mut model = Model::default();
    let mut place: BTreeMap<usize, usize> = BTreeMap::new();
    for k in order {
        let Some(node) = tree.nodes.get(k) else { continue };
        let held = parent.get(k).and_then(Option::as_ref).filter(|_| depth.get(k).is_some_and(|d| *d <= MAX_DEPTH));
        let refers = references.remove(&k).unwrap_or_default();
        let object = Object {
            id: id(k),
            class: class(&node.data),
            property: held.map_or_else(String::new, |(_, property)| property.clone()),
            data: node.data.iter().filter(|(_, v)| !v.trim().is_empty()).map(|(n, v)| (capital(n), v.clone())).collect(),
            references: refers.into_iter().map(|(property, to)| (property, id(to))).collect(),
            is_root: held.is_none(),
            line: node.line,
            ..Object::default()
        };
        let idx = model.add(object, held.and_then(|(p, _)| place.get(p).copied()));
        place.insert(k, idx);
    }
    model
}

/// Steps up to a root, or more than [`MAX_DEPTH`].
fn depth_of(parent: &[Option<(usize, String)>], node: usize) -> usize {
    let mut at = node;
    let mut depth = 0;
    while let (Some(Some((up, _))), true) = (parent.get(at), depth <= MAX_DEPTH) {
        at = *up;
        depth += 1;
    }
    depth
}

/// The drawing's own ids where the graph knows them and no two nodes share one.
fn ids(tree: &Tree) -> Vec<String> {
    let own = |data: &BTreeMap<String, String>| Named::new(data).first(super::names::ID).map(str::to_owned);
    let wanted: Vec<Option<String>> = tree.nodes.iter().map(|n| own(&n.data)).collect();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    let names = wanted.iter().flatten().map(String::as_str).chain(tree.nodes.iter().map(|n| n.id.as_str()));
    names.for_each(|name| *uses.entry(name).or_default() += 1);
    let unique = |w: &&String| uses.get(w.as_str()) == Some(&1);
    tree.nodes.iter().zip(&wanted).map(|(n, w)| w.as_ref().filter(unique).unwrap_or(&n.id).clone()).collect()
}

fn class(data: &BTreeMap<String, String>) -> String {
    Named::new(data)
        .first(&["dexpiclass", "componentclass", "classname", "class", "label", "type"])
        .unwrap_or("Object")
        .to_owned()
}

/// `tagName` of a programming language is `TagName` of the standard.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
