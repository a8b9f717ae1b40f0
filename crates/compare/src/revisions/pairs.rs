//! Which element of the earlier drawing is which of the later: by id, by tag, else by the matching engine.

use super::walk::counts;
use crate::compare;
use crate::settings::CompareSettings;
use rosette_plant::{Class, Drawn, Element, Geometry, Note, PlantGraph, Scanned};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Share of equal ids whose elements do not contradict each other, from which ids are believed: two exports of one tool keep
/// them, two tools do not.
const TRUSTED_IDS: f64 = 0.8;
/// Confidence from which a pair of the engine is taken.
const LEAST_CONFIDENCE: f64 = 0.3;

/// What tells that two elements are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PairedBy {
    /// One id in both files.
    Id,
    /// One tag in both files.
    Tag,
    /// The matching engine: by what they are and what they are joined to.
    Matching,
}

#[derive(Debug)]
pub(super) struct Paired {
    pub before: usize,
    pub after: usize,
    pub by: PairedBy,
}

/// The pairs, and both ways to look them up.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    pub list: Vec<Paired>,
    pub of_before: BTreeMap<usize, usize>,
    pub of_after: BTreeMap<usize, usize>,
    ids_believed: bool,
}

/// Pairs the elements that count.
pub(super) fn paired(a: &PlantGraph<Drawn>, b: &PlantGraph<Drawn>, settings: &CompareSettings) -> Pairs {
    let mut pairs = Pairs::default();
    by_id(a, b, &mut pairs);
    by_tag(a, b, &mut pairs);
    by_engine(a, b, settings, &mut pairs);
    pairs.list.sort_by_key(|p| p.before);
    pairs
}

impl Pairs {
    fn add(&mut self, before: usize, after: usize, by: PairedBy) {
        if !self.of_before.contains_key(&before) && !self.of_after.contains_key(&after) {
            self.of_before.insert(before, after);
            self.of_after.insert(after, before);
            self.list.push(Paired { before, after, by });
        }
    }

    pub(super) fn notes(&self) -> Vec<Note> {
        let by = |by: PairedBy| self.list.iter().filter(|p| p.by == by).count();
        let (id, tag, matching) = (by(PairedBy::Id), by(PairedBy::Tag), by(PairedBy::Matching));
        let message = format!("{id} elements paired by id, {tag} by tag, {matching} by what they are connected to");
        let mut notes = vec![Note::new("compare", "paired", (id + tag + matching) as u64, message)];
        if !self.ids_believed {
            notes.push(Note::new("compare", "ids_differ", 1, "the ids of the two drawings do not mean the same; not used"));
        }
        notes
    }
}

/// Equal ids, if those of the two drawings mean the same.
fn by_id(a: &PlantGraph<Drawn>, b: &PlantGraph<Drawn>, pairs: &mut Pairs) {
    let later: BTreeMap<&str, usize> = b.elements.iter().enumerate().map(|(n, e)| (e.id.as_str(), n)).collect();
    let equal: Vec<(usize, usize)> = (0..a.elements.len())
        .filter(|&n| counts(&a.elements[n]))
        .filter_map(|n| Some((n, *later.get(a.elements[n].id.as_str())?)))
        .filter(|&(_, m)| counts(&b.elements[m]))
        .collect();
    let agree = equal.iter().filter(|&&(n, m)| agrees(&a.elements[n], &b.elements[m])).count();
    pairs.ids_believed = !equal.is_empty() && agree as f64 >= TRUSTED_IDS * equal.len() as f64;
    if pairs.ids_believed {
        let tags = Tags::of(b);
        let sure = |&&(n, m): &&(usize, usize)| {
            let (x, y) = (&a.elements[n], &b.elements[m]);
            let own = tag(x);
            same_family(x.class, y.class) && (tags_agree(x, y) || own.is_none_or(|t| tags.unique(&t, x.class).is_none()))
        };
        equal.iter().filter(sure).for_each(|&(n, m)| pairs.add(n, m, PairedBy::Id));
    }
}

fn agrees(x: &Element<Drawn>, y: &Element<Drawn>) -> bool {
    same_family(x.class, y.class) && tags_agree(x, y)
}

fn tags_agree(x: &Element<Drawn>, y: &Element<Drawn>) -> bool {
    match (tag(x), tag(y)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// A tag without the spaces, dashes and case that tools differ in.
fn tag(e: &Element<Drawn>) -> Option<String> {
    let bare = |t: &String| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect::<String>();
    e.tag.as_ref().map(bare).filter(|t| !t.is_empty())
}

/// Valves are exchanged for valves, equipment for equipment.
fn same_family(x: Class, y: Class) -> bool {
    let inline = |c: Class| matches!(c, Class::Valve | Class::Strainer | Class::Flowmeter | Class::Other);
    x == y || (x.is_equipment() && y.is_equipment()) || (inline(x) && inline(y))
}

struct Tags(BTreeMap<String, Vec<(usize, Class)>>);

impl Tags {
    fn of(graph: &PlantGraph<Drawn>) -> Self {
        let mut tags: BTreeMap<String, Vec<(usize, Class)>> = BTreeMap::new();
        for (n, e) in graph.elements.iter().enumerate().filter(|(_, e)| counts(e)) {
            if let Some(t) = tag(e) {
                tags.entry(t).or_default().push((n, e.class));
            }
        }
        Self(tags)
    }

    /// The only element of this tag and family.
    fn unique(&self, tag: &str, class: Class) -> Option<usize> {
        let all = self.0.get(tag)?;
        let mut fitting = all.iter().filter(|(_, c)| same_family(*c, class));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first.0)
    }
}

fn by_tag(a: &PlantGraph<Drawn>, b: &PlantGraph<Drawn>, pairs: &mut Pairs) {
    let (earlier, later) = (Tags::of(a), Tags::of(b));
    for (n, e) in a.elements.iter().enumerate().filter(|(_, e)| counts(e)) {
        let Some(t) = tag(e) else { continue };
        if let (Some(_), Some(m)) = (earlier.unique(&t, e.class), later.unique(&t, e.class)) {
            pairs.add(n, m, PairedBy::Tag);
        }
    }
}

/// The later drawing as if it had been scanned perfectly, matched by the engine; only pairs of what is left over count.
fn by_engine(a: &PlantGraph<Drawn>, b: &PlantGraph<Drawn>, settings: &CompareSettings, pairs: &mut Pairs) {
    let left = |graph: &PlantGraph<Drawn>, known: &BTreeMap<usize, usize>| {
        (0..graph.elements.len()).any(|n| counts(&graph.elements[n]) && !known.contains_key(&n))
    };
    if !left(a, &pairs.of_before) || !left(b, &pairs.of_after) {
        return;
    }
    let matching = compare(a, &as_if_scanned(b), settings).matching;
    let index = |graph: &PlantGraph<Drawn>| -> BTreeMap<String, usize> {
        graph.elements.iter().enumerate().map(|(n, e)| (e.id.clone(), n)).collect()
    };
    let (earlier, later) = (index(a), index(b));
    for pair in matching.pairs.iter().filter(|p| p.confidence >= LEAST_CONFIDENCE) {
        if let (Some(&n), Some(&m)) = (earlier.get(&pair.pid_id), later.get(&pair.object_id))
            && same_family(a.elements[n].class, b.elements[m].class)
            && tags_agree(&a.elements[n], &b.elements[m])
        {
            pairs.add(n, m, PairedBy::Matching);
        }
    }
}

fn as_if_scanned(graph: &PlantGraph<Drawn>) -> PlantGraph<Scanned> {
    let elements = graph.elements.iter().enumerate().filter(|(_, e)| e.evidence.physical);
    let kept: Vec<usize> = elements.clone().map(|(n, _)| n).collect();
    let index: BTreeMap<usize, usize> = kept.iter().enumerate().map(|(k, n)| (*n, k)).collect();
    let joints = graph
        .joints
        .iter()
        .filter_map(|j| Some(rosette_plant::Joint { a: *index.get(&j.a)?, b: *index.get(&j.b)?, confidence: 1.0, ..j.clone() }));
    let open_ends =
        graph.open_ends.iter().filter_map(|o| Some(rosette_plant::OpenEnd { element: *index.get(&o.element)?, ..o.clone() }));
    PlantGraph {
        joints: joints.collect(),
        open_ends: open_ends.collect(),
        elements: elements.map(|(n, e)| scanned(n, e)).collect(),
        notes: Vec::new(),
    }
}

fn scanned(n: usize, e: &Element<Drawn>) -> Element<Scanned> {
    // The sheet's position, one millimetre as a metre, keeps the order in which things stand; the number keeps them apart.
    let [x, y] = e.evidence.position.unwrap_or([0.0; 2]);
    let position = [x, y, n as f64];
    Element {
        id: e.id.clone(),
        class: e.class,
        subtype: e.subtype,
        tag: e.tag.clone(),
        line: e.line.clone(),
        dn: e.dn,
        ports: e.ports.clone(),
        evidence: Scanned {
            position,
            geometry: Geometry::Sphere { center: position, radius: 0.1 },
            od: None,
            dn_alternatives: Vec::new(),
            confidence: 1.0,
            points: 1,
            residual_mm: None,
            coverage: 1.0,
            inferred: false,
            reasons: Vec::new(),
            kind: None,
        },
    }
}
