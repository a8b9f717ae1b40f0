//! Lists in the place of a drawing: elements without topology, except where rows say from where to where.

use super::conflict::Remarks;
use super::entry::{Entry, List, key};
use super::header::About;
use super::lines::{LineIndex, end};
use crate::classes::Meaning;
use rosette_plant::{Class, Drawn, Element, Joint, PlantGraph, Port, Subtype};
use std::collections::{BTreeMap, BTreeSet};

/// Confidence of a joint between an item and what its own row names.
const STATED: f64 = 0.9;
/// The same where only the line's row names the ends and one component stands on the line.
const ONLY_ONE: f64 = 0.7;
/// The same where the two ends are known but not what stands between them.
const ENDS_ONLY: f64 = 0.5;

/// The graph the lists describe.
pub(super) fn build(lists: &[List], remarks: &mut Remarks) -> PlantGraph<Drawn> {
    let mut plant = Plant::default();
    for list in lists.iter().filter(|l| l.about != About::Lines) {
        for entry in &list.entries {
            plant.add(entry, list, remarks);
        }
    }
    let line_rows: Vec<&Entry> = lists.iter().filter(|l| l.about == About::Lines).flat_map(|l| &l.entries).collect();
    let rows_by_line = LineIndex::of(line_rows.iter().copied(), remarks);
    plant.inherit(&line_rows, &rows_by_line);
    plant.join_items(remarks);
    plant.join_lines(&line_rows, &rows_by_line, remarks);
    plant.graph
}

#[derive(Default)]
struct Plant<'a> {
    graph: PlantGraph<Drawn>,
    /// Rows of the elements.
    rows: Vec<&'a Entry>,
    by_tag: BTreeMap<String, usize>,
    joined: BTreeSet<(usize, usize, Option<String>)>,
}

impl<'a> Plant<'a> {
    fn add(&mut self, entry: &'a Entry, list: &List, remarks: &mut Remarks) {
        let Some(tag) = entry.tag.as_ref().or(entry.id.as_ref()) else { return };
        if self.by_tag.contains_key(&key(tag)) {
            remarks.add("list_duplicate", format!("{} `{tag}`", entry.place));
            return;
        }
        self.by_tag.insert(key(tag), self.graph.elements.len());
        self.graph.elements.push(element(tag, entry, list));
        self.rows.push(entry);
    }

    /// Sizes and attributes of the line, where the item's own row has none.
    fn inherit(&mut self, lines: &[&Entry], index: &LineIndex) {
        for element in &mut self.graph.elements {
            let Some(line) = element.line.clone() else { continue };
            let Some(row) = index.find(&line).and_then(|k| lines.get(k)) else { continue };
            if let (None, Some(dn), false) = (element.dn, row.dn, element.class.is_equipment()) {
                super::enrich::set_size(element, dn);
            }
            for name in ["PipingClassCode", "FluidCode"] {
                if let Some(value) = row.attributes.get(name) {
                    element.evidence.attributes.entry(name.to_owned()).or_insert_with(|| value.clone());
                }
            }
        }
    }

    /// The element and nozzle a row names as an end.
    fn end(&self, text: &str) -> Option<(usize, Option<String>)> {
        let (tag, nozzle) = end(text, |t| self.by_tag.contains_key(&key(t)));
        Some((*self.by_tag.get(&key(tag))?, nozzle.map(str::to_owned)))
    }

    /// Rows of items that say between what they stand.
    fn join_items(&mut self, remarks: &mut Remarks) {
        let mut lines = LineIndex::default();
        for (k, element) in self.graph.elements.iter().enumerate() {
            element.line.iter().for_each(|line| {
                lines.add(line, k);
            });
        }
        for k in 0..self.rows.len() {
            let Some(row) = self.rows.get(k).copied() else { continue };
            let (line, dn) = (row.line.clone(), row.dn);
            for (text, upstream) in [(&row.from, true), (&row.to, false)] {
                let Some(text) = text else { continue };
                match self.end(text) {
                    Some((other, nozzle)) if other != k => {
                        let own = (k, None);
                        let (a, b) = if upstream { ((other, nozzle), own) } else { (own, (other, nozzle)) };
                        self.join(a, b, STATED, line.clone(), dn);
                    }
                    Some(_) => {}
                    // The end may be a line, which joins nothing by itself.
                    None if lines.find(text).is_some() => {}
                    None => remarks.add("list_end_not_found", format!("{} `{text}`", row.place)),
                }
            }
        }
    }

    /// Rows of lines: from end to end over the one component on the line, or directly where none is listed.
    fn join_lines(&mut self, lines: &[&Entry], index: &LineIndex, remarks: &mut Remarks) {
        let mut inline: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (k, element) in self.graph.elements.iter().enumerate().filter(|(_, e)| e.class.is_inline()) {
            let row = element.line.as_deref().and_then(|l| index.find(l));
            row.into_iter().for_each(|row| inline.entry(row).or_default().push(k));
        }
        for (k, row) in lines.iter().enumerate().filter(|(k, _)| index.is_first(*k)) {
            let Some(line) = &row.line else { continue };
            let found = [&row.from, &row.to].map(|text| text.as_ref().map(|t| (t, self.end(t))));
            for (text, end) in found.iter().flatten() {
                if end.is_none() {
                    remarks.add("list_end_not_found", format!("{} `{text}`", row.place));
                }
            }
            let [from, to] = found.map(|end| end.and_then(|(_, end)| end));
            let on_line = inline.remove(&k).unwrap_or_default();
            let placed = on_line.iter().any(|k| self.rows.get(*k).is_some_and(|r| r.from.is_some() || r.to.is_some()));
            match on_line.as_slice() {
                _ if placed => {}
                [] => {
                    if let (Some(from), Some(to)) = (from, to) {
                        self.join(from, to, ENDS_ONLY, Some(line.clone()), row.dn);
                    }
                }
                [one] => {
                    let own = (*one, None);
                    if let Some(from) = from {
                        self.join(from, own.clone(), ONLY_ONE, Some(line.clone()), row.dn);
                    }
                    if let Some(to) = to {
                        self.join(own, to, ONLY_ONE, Some(line.clone()), row.dn);
                    }
                }
                several => remarks.add("list_order_unknown", format!("`{line}` ({} components)", several.len())),
            }
        }
    }

    fn join(
        &mut self,
        a: (usize, Option<String>),
        b: (usize, Option<String>),
        confidence: f64,
        line: Option<String>,
        dn: Option<u32>,
    ) {
        if !self.joined.insert((a.0, b.0, line.clone())) {
            return;
        }
        let a_port = self.port(a.0, a.1, dn);
        let b_port = self.port(b.0, b.1, dn);
        self.graph.joints.push(Joint {
            a: a.0,
            a_port,
            b: b.0,
            b_port,
            confidence,
            inferred: confidence < STATED,
            line,
            dn,
            ..Joint::default()
        });
    }

    /// The nozzle of that name, or a new port.
    fn port(&mut self, element: usize, name: Option<String>, dn: Option<u32>) -> Option<usize> {
        let element = self.graph.elements.get_mut(element)?;
        if element.class == Class::Instrument {
            return None;
        }
        let known =
            name.as_ref().and_then(|n| element.ports.iter().position(|p| p.name.as_ref().is_some_and(|p| key(p) == key(n))));
        if known.is_some() {
            return known;
        }
        element.ports.push(Port { name, dn, ..Port::default() });
        Some(element.ports.len() - 1)
    }
}

fn element(tag: &str, entry: &Entry, list: &List) -> Element<Drawn> {
    let meaning = entry.meaning.unwrap_or(Meaning::UNKNOWN);
    let mut attributes = entry.attributes.clone();
    attributes.insert("listed_in".into(), entry.place.clone());
    let mut subtype = meaning.subtype;
    if let (Some(Some(actuator)), Class::Valve) = (&entry.actuator, meaning.class) {
        attributes.insert("actuator".into(), actuator.clone());
        attributes.insert("actuated".into(), "yes".into());
        if !matches!(subtype, Some(Subtype::Check | Subtype::Relief | Subtype::Control)) {
            attributes.insert("body".into(), subtype.map_or("unknown", Subtype::name).into());
            subtype = Some(Subtype::Control);
        }
    }
    Element {
        id: tag.to_owned(),
        class: meaning.class,
        subtype,
        tag: Some(tag.to_owned()),
        line: entry.line.clone().filter(|_| !meaning.class.is_equipment()),
        dn: entry.dn.filter(|_| !meaning.class.is_equipment()),
        ports: Vec::new(),
        evidence: Drawn {
            class_name: entry.class_name.clone().unwrap_or_else(|| meaning.class.name().to_owned()),
            sheet: list.name.clone(),
            position: None,
            physical: true,
            attributes,
        },
    }
}
