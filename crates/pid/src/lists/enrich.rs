//! What the lists know besides the drawing: gaps are filled, differences reported, nothing drawn is overwritten.

use super::conflict::Remarks;
use super::entry::{Entry, key};
use super::lines::LineIndex;
use rosette_plant::{Class, Drawn, Element, PlantGraph, Subtype};
use std::collections::{BTreeMap, BTreeSet};

/// How much of a list was found, and what was filled.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub found: usize,
    pub filled: BTreeMap<&'static str, usize>,
}

impl Tally {
    fn fill(&mut self, what: &'static str) {
        *self.filled.entry(what).or_default() += 1;
    }
}

/// Elements of a graph by tag and by id.
pub(super) struct Index {
    by_tag: BTreeMap<String, Vec<usize>>,
    by_id: BTreeMap<String, usize>,
}

impl Index {
    pub fn of(graph: &PlantGraph<Drawn>) -> Self {
        let mut by_tag: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (k, element) in graph.elements.iter().enumerate() {
            let tag = element.tag.as_deref().map(key).filter(|t| !t.is_empty());
            tag.into_iter().for_each(|t| by_tag.entry(t).or_default().push(k));
        }
        let by_id = graph.elements.iter().enumerate().map(|(k, e)| (e.id.clone(), k)).collect();
        Self { by_tag, by_id }
    }

    pub fn tagged(&self, tag: &str) -> &[usize] {
        self.by_tag.get(&key(tag)).map_or(&[], Vec::as_slice)
    }

    /// The one element of a row: by id, by tag, and by class where several have the tag.
    fn find(&self, graph: &PlantGraph<Drawn>, entry: &Entry) -> Result<Option<usize>, usize> {
        if let Some(k) = entry.id.as_ref().and_then(|id| self.by_id.get(id)) {
            return Ok(Some(*k));
        }
        let Some(tag) = &entry.tag else { return Ok(None) };
        match self.tagged(tag) {
            [] => Ok(self.by_id.get(tag).copied()),
            [one] => Ok(Some(*one)),
            several => {
                let is_alike = |k: &&usize| {
                    let element = graph.elements.get(**k);
                    element.is_some_and(|e| entry.meaning.is_some_and(|m| m.class == e.class) && e.evidence.physical)
                };
                let alike: Vec<usize> = several.iter().filter(is_alike).copied().collect();
                if let [one] = alike.as_slice() { Ok(Some(*one)) } else { Err(several.len()) }
            }
        }
    }
}

/// Bring the rows of an item list to the elements they mean.
pub(super) fn items(graph: &mut PlantGraph<Drawn>, entries: &[Entry], remarks: &mut Remarks) -> Tally {
    let index = Index::of(graph);
    let mut tally = Tally::default();
    let mut seen = BTreeSet::new();
    for entry in entries {
        let name = entry.tag.as_deref().or(entry.id.as_deref()).unwrap_or_default();
        match index.find(graph, entry) {
            Ok(Some(k)) if !seen.insert(k) => remarks.add("list_duplicate", format!("{} `{name}`", entry.place)),
            Ok(Some(k)) => {
                tally.found += 1;
                if let Some(element) = graph.elements.get_mut(k) {
                    item(element, entry, &mut tally, remarks);
                }
            }
            Ok(None) => remarks.add("list_not_drawn", format!("{} `{name}`", entry.place)),
            Err(n) => remarks.add("list_ambiguous", format!("{} `{name}` ({n} elements)", entry.place)),
        }
    }
    tally
}

fn item(element: &mut Element<Drawn>, entry: &Entry, tally: &mut Tally, remarks: &mut Remarks) {
    let name = element.tag.clone().unwrap_or_else(|| element.id.clone());
    let mut differ = |what: &str, drawn: &str, listed: &str| {
        remarks
            .add("list_conflict", format!("{} `{name}`: {what} is {drawn} on the drawing and {listed} in the list", entry.place));
    };
    match (&element.tag, &entry.tag) {
        (None, Some(tag)) => {
            element.tag = Some(tag.clone());
            tally.fill("tags");
        }
        (Some(drawn), Some(listed)) if key(drawn) != key(listed) => differ("the tag", drawn, listed),
        _ => {}
    }
    if let Some(dn) = entry.dn.filter(|_| !element.class.is_equipment()) {
        match element.dn {
            None => {
                set_size(element, dn);
                tally.fill("sizes");
            }
            Some(drawn) if drawn != dn => differ("the size", &format!("DN {drawn}"), &format!("DN {dn}")),
            Some(_) => {}
        }
    }
    if let Some(line) = &entry.line {
        match &element.line {
            None => {
                element.line = Some(line.clone());
                tally.fill("lines");
            }
            Some(drawn) if !super::lines::is_same(drawn, line) => differ("the line", drawn, line),
            Some(_) => {}
        }
    }
    class(element, entry, tally, &mut differ);
    moved_by(element, entry, tally, &mut differ);
    attributes(element, entry, tally);
}

/// Ports of a fitting whose size nobody gave have its size; those of tees and reducers may differ.
pub(super) fn set_size(element: &mut Element<Drawn>, dn: u32) {
    element.dn = Some(dn);
    if !matches!(element.class, Class::Tee | Class::Reducer) {
        element.ports.iter_mut().filter(|p| p.dn.is_none()).for_each(|p| p.dn = Some(dn));
    }
}

fn class(element: &mut Element<Drawn>, entry: &Entry, tally: &mut Tally, differ: &mut impl FnMut(&str, &str, &str)) {
    let Some(listed) = entry.meaning else { return };
    let is_vague = |class: Class, subtype: Option<Subtype>| {
        matches!(class, Class::Other | Class::Unclassified)
            || (class == Class::Valve && matches!(subtype, None | Some(Subtype::Unknown)))
    };
    let (same_class, same_subtype) = (listed.class == element.class, listed.subtype == element.subtype);
    if (same_class && same_subtype) || is_vague(listed.class, listed.subtype) && (same_class || listed.class == Class::Other) {
        return;
    }
    // A control valve on one side may be told by its body on the other.
    let control = |s: Option<Subtype>| s == Some(Subtype::Control);
    if same_class && element.class == Class::Valve && control(element.subtype) != control(listed.subtype) {
        let other = if control(element.subtype) { listed.subtype } else { element.subtype };
        if !matches!(other, Some(Subtype::Check | Subtype::Relief)) {
            return;
        }
    }
    if is_vague(element.class, element.subtype) && (same_class || element.class == Class::Other) {
        element.class = listed.class;
        element.subtype = listed.subtype;
        let name = entry.class_name.clone().unwrap_or_else(|| listed.class.name().to_owned());
        element.evidence.attributes.insert("class_from_list".into(), name);
        tally.fill("classes");
        return;
    }
    let words = |class: Class, subtype: Option<Subtype>| match subtype {
        Some(subtype) => format!("a {} {}", subtype.name(), class.name()),
        None => format!("a {}", class.name()),
    };
    differ("it", &words(element.class, element.subtype), &words(listed.class, listed.subtype));
}

fn moved_by(element: &mut Element<Drawn>, entry: &Entry, tally: &mut Tally, differ: &mut impl FnMut(&str, &str, &str)) {
    let Some(listed) = entry.actuator.as_ref().filter(|_| element.class == Class::Valve) else { return };
    let attributes = &mut element.evidence.attributes;
    let drawn = attributes.get("actuator").cloned().or_else(|| attributes.get("actuated").cloned());
    match (drawn, listed) {
        (None, Some(actuator)) => {
            attributes.insert("actuator".into(), actuator.clone());
            attributes.insert("actuated".into(), "yes".into());
            tally.fill("actuators");
            if !matches!(element.subtype, Some(Subtype::Check | Subtype::Relief | Subtype::Control)) {
                let body = element.subtype.map_or("unknown", Subtype::name);
                element.evidence.attributes.insert("body".into(), body.into());
                element.subtype = Some(Subtype::Control);
            }
        }
        (Some(drawn), None) => differ("it", &format!("moved by an actuator ({drawn})"), "moved by hand"),
        _ => {}
    }
}

/// Attributes the drawing does not have; what it says otherwise is kept beside it.
fn attributes(element: &mut Element<Drawn>, entry: &Entry, tally: &mut Tally) {
    for (name, value) in &entry.attributes {
        let known = element.evidence.attributes.get(name);
        if known.is_some_and(|k| k == value) {
            continue;
        }
        let name = if known.is_some() { format!("list/{name}") } else { name.clone() };
        element.evidence.attributes.entry(name).or_insert_with(|| value.clone());
        tally.fill("attributes");
    }
}

/// Bring the rows of a line list to the elements and joints of their lines.
pub(super) fn lines(graph: &mut PlantGraph<Drawn>, entries: &[Entry], remarks: &mut Remarks) -> Tally {
    let index = LineIndex::of(entries.iter(), remarks);
    let mut tally = Tally::default();
    let mut found: BTreeSet<usize> = BTreeSet::new();
    let mut differ: BTreeMap<(usize, u32), usize> = BTreeMap::new();
    for joint in &mut graph.joints {
        let Some(k) = joint.line.as_deref().and_then(|l| index.find(l)) else { continue };
        found.insert(k);
        let Some(dn) = entries.get(k).and_then(|e| e.dn) else { continue };
        match joint.dn {
            None => {
                joint.dn = Some(dn);
                tally.fill("sizes");
            }
            Some(drawn) if drawn != dn => *differ.entry((k, drawn)).or_default() += 1,
            Some(_) => {}
        }
    }
    for element in &mut graph.elements {
        let Some(k) = element.line.as_deref().and_then(|l| index.find(l)) else { continue };
        found.insert(k);
        let Some(entry) = entries.get(k) else { continue };
        if let (None, Some(dn)) = (element.dn, entry.dn) {
            set_size(element, dn);
            tally.fill("sizes");
        }
        attributes(element, entry, &mut tally);
    }
    let at_nozzles: BTreeSet<usize> = graph.elements.iter().flat_map(lines_at).filter_map(|l| index.find(l)).collect();
    found.extend(at_nozzles);
    tally.found = found.len();
    for ((k, drawn), n) in differ {
        let Some(entry) = entries.get(k) else { continue };
        let (line, listed) = (entry.line.as_deref().unwrap_or_default(), entry.dn.unwrap_or_default());
        let text = format!("{} `{line}`: {n} joints are DN {drawn} on the drawing and DN {listed} in the list", entry.place);
        remarks.add("list_conflict", text);
    }
    for (k, entry) in entries.iter().enumerate() {
        if !found.contains(&k) && index.is_first(k) {
            remarks.add("list_line_not_drawn", format!("{} `{}`", entry.place, entry.line.as_deref().unwrap_or_default()));
        }
    }
    ends(graph, entries, &index, remarks);
    tally
}

/// Lines known at the nozzles of equipment.
fn lines_at(element: &Element<Drawn>) -> impl Iterator<Item = &str> {
    element.evidence.attributes.iter().filter(|(k, _)| k.starts_with("line.")).map(|(_, v)| v.as_str())
}

/// Whether a line ends where its row says: only told where drawing and list both know the line and the equipment.
fn ends(graph: &PlantGraph<Drawn>, entries: &[Entry], index: &LineIndex, remarks: &mut Remarks) {
    let mut touched: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for joint in &graph.joints {
        if let Some(k) = joint.line.as_deref().and_then(|l| index.find(l)) {
            touched.entry(k).or_default().extend([joint.a, joint.b]);
        }
    }
    for (k, element) in graph.elements.iter().enumerate() {
        lines_at(element).filter_map(|l| index.find(l)).for_each(|line| {
            touched.entry(line).or_default().insert(k);
        });
    }
    let tags = Index::of(graph);
    for (k, entry) in entries.iter().enumerate() {
        let Some(on_line) = touched.get(&k) else { continue };
        for end in [&entry.from, &entry.to].into_iter().flatten() {
            let (element, _) = super::lines::end(end, |tag| !tags.tagged(tag).is_empty());
            let is = |k: &&usize| graph.elements.get(**k).is_some_and(|e| e.class.is_equipment());
            let equipment: Vec<&usize> = tags.tagged(element).iter().filter(is).collect();
            if !equipment.is_empty() && !equipment.iter().any(|k| on_line.contains(k)) {
                let line = entry.line.as_deref().unwrap_or_default();
                remarks.add(
                    "list_conflict",
                    format!("{} `{line}` ends at `{end}` in the list, but not on the drawing", entry.place),
                );
            }
        }
    }
}
