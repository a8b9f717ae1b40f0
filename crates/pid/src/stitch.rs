//! Off-page connectors of different sheets joined: what one sheet sends out, another takes in.
//!
//! A pair is made only where it is the one possible pair: an ambiguous reference joins nothing.

use crate::drawing::Reference;
use rosette_plant::{Drawn, Joint, PlantGraph};
use std::collections::{BTreeMap, BTreeSet};

/// An off-page connector of the merged graph.
#[derive(Debug)]
pub(crate) struct Connector {
    pub sheet: usize,
    /// Name and number of its drawing.
    pub sheet_names: Vec<String>,
    pub element: usize,
    /// Id in its file.
    pub id: String,
    pub line: Option<String>,
    pub dn: Option<u32>,
    pub reference: Reference,
}

/// Keys under which a connector looks for its other half (first) and can be found (second).
type Keys = (Vec<String>, Vec<String>);
/// Rules for a pair, strongest first, and the confidence each gives.
struct Rule {
    keys: fn(&Connector) -> Keys,
    confidence: f64,
    name: &'static str,
    /// Whether two connectors of one sheet can be a pair.
    on_one_sheet: bool,
}

const RULES: [Rule; 4] = [
    Rule { keys: by_id, confidence: 1.0, name: "object reference", on_one_sheet: true },
    Rule { keys: by_drawing_and_number, confidence: 0.95, name: "drawing and connector number", on_one_sheet: true },
    Rule { keys: by_number, confidence: 0.9, name: "connector number", on_one_sheet: false },
    Rule { keys: by_line, confidence: 0.7, name: "line number", on_one_sheet: false },
];

/// More connectors under one key tell nothing apart.
const MAX_ALIKE: usize = 64;

/// Join the connectors; gives the number of stitched joints by sheet.
pub(crate) fn stitch(graph: &mut PlantGraph<Drawn>, connectors: &[Connector], n_sheets: usize) -> Vec<usize> {
    let mut stitched = vec![0; n_sheets];
    let mut free: Vec<bool> = vec![true; connectors.len()];
    for rule in RULES {
        for (i, j) in unique_pairs(connectors, &free, &rule) {
            free[i] = false;
            free[j] = false;
            let (a, b) = in_flow_order(&connectors[i], &connectors[j]);
            join(graph, a, b, rule.confidence, rule.name);
            stitched[a.sheet] += 1;
            stitched[b.sheet] += 1;
        }
    }
    stitched
}

/// Pairs in which each is the only partner of the other.
fn unique_pairs(connectors: &[Connector], free: &[bool], rule: &Rule) -> Vec<(usize, usize)> {
    let mut seekers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut findable: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (k, connector) in connectors.iter().enumerate().filter(|(k, _)| free[*k]) {
        let (wanted, own) = (rule.keys)(connector);
        wanted.into_iter().for_each(|key| seekers.entry(key).or_default().push(k));
        own.into_iter().for_each(|key| findable.entry(key).or_default().push(k));
    }
    let mut partners: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); connectors.len()];
    for (key, seekers) in &seekers {
        let Some(found) = findable.get(key) else { continue };
        if seekers.len().max(found.len()) > MAX_ALIKE {
            continue;
        }
        for (i, j) in seekers.iter().flat_map(|i| found.iter().map(move |j| (*i, *j))) {
            let apart = i != j && (rule.on_one_sheet || connectors[i].sheet != connectors[j].sheet);
            if apart && opposite(&connectors[i], &connectors[j]) {
                partners[i].insert(j);
                partners[j].insert(i);
            }
        }
    }
    let only = |i: usize| partners[i].first().copied().filter(|_| partners[i].len() == 1);
    (0..connectors.len()).filter_map(|i| only(i).filter(|j| i < *j && only(*j) == Some(i)).map(|j| (i, j))).collect()
}

/// One sends out and the other takes in, or the file does not say.
fn opposite(a: &Connector, b: &Connector) -> bool {
    !matches!((a.reference.inward, b.reference.inward), (Some(x), Some(y)) if x == y)
}

fn in_flow_order<'a>(a: &'a Connector, b: &'a Connector) -> (&'a Connector, &'a Connector) {
    if a.reference.inward == Some(true) || b.reference.inward == Some(false) { (b, a) } else { (a, b) }
}

fn by_id(c: &Connector) -> Keys {
    let own = std::iter::once(&c.id).chain(&c.reference.persistent).map(|id| key(id));
    (c.reference.other_id.as_deref().map(key).into_iter().collect(), own.collect())
}

fn by_drawing_and_number(c: &Connector) -> Keys {
    let number = c.reference.number.as_deref().or(c.line.as_deref());
    let wanted = c.reference.other_number.as_deref().or(number);
    let both = |drawing: &str, number: Option<&str>| number.map(|n| format!("{}|{}", key(drawing), key(n)));
    let seek = c.reference.other_drawing.as_deref().and_then(|d| both(d, wanted));
    let by_number = c.sheet_names.iter().filter_map(|d| both(d, c.reference.number.as_deref()));
    let by_line = c.sheet_names.iter().filter_map(|d| both(d, c.line.as_deref()));
    (seek.into_iter().collect(), by_number.chain(by_line).collect())
}

fn by_number(c: &Connector) -> Keys {
    let own = c.reference.number.as_deref().map(key);
    let wanted = c.reference.other_number.as_deref().map(key).or_else(|| own.clone());
    let wanted = wanted.filter(|_| c.reference.other_drawing.is_none());
    (wanted.into_iter().collect(), own.into_iter().collect())
}

fn by_line(c: &Connector) -> Keys {
    let line: Vec<String> = c.line.as_deref().map(key).into_iter().filter(|k| !k.is_empty()).collect();
    (line.clone(), line)
}

/// Equal but for case and blanks.
fn key(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn join(graph: &mut PlantGraph<Drawn>, a: &Connector, b: &Connector, confidence: f64, rule: &str) {
    for (own, other) in [(a, b), (b, a)] {
        let other_id = graph.elements.get(other.element).map(|e| e.id.clone());
        if let (Some(element), Some(id)) = (graph.elements.get_mut(own.element), other_id) {
            element.evidence.attributes.insert("stitched_to".into(), id);
            element.evidence.attributes.insert("stitched_by".into(), rule.into());
        }
    }
    graph.joints.push(Joint {
        a: a.element,
        b: b.element,
        confidence,
        line: a.line.clone().or_else(|| b.line.clone()),
        dn: a.dn.or(b.dn),
        ..Joint::default()
    });
}
