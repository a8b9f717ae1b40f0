//! Elements and joints of another tool's graph, by the names of its attributes.

use super::names::{self, Named, plain};
use super::tree::{Edge, Node, Tree};
use crate::classes::{Evidence, resolve_for};
use crate::drawing::{Drawing, Kind};
use crate::geometry::{Point, point};
use rosette_plant::{Class, Drawn, Element, Joint, PlantGraph, Port};
use std::collections::BTreeSet;

/// Words in an edge's kind that make it a signal, not a pipe.
const SIGNALS: &[&str] = &["signal", "control", "measur", "instrument", "logic", "electric"];

pub(super) fn read(tree: &Tree, drawing: &mut Drawing) -> PlantGraph<Drawn> {
    let mut graph = PlantGraph::<Drawn>::default();
    let mut taken = BTreeSet::new();
    for node in &tree.nodes {
        let mut element = element(node, drawing);
        if !taken.insert(element.id.clone()) {
            element.id = format!("{}#{}", element.id, graph.elements.len());
            taken.insert(element.id.clone());
        }
        graph.elements.push(element);
    }
    for edge in &tree.edges {
        graph.joints.extend(joint(edge, &mut graph.elements, drawing));
    }
    count(tree, &graph, drawing);
    graph
}

fn count(tree: &Tree, graph: &PlantGraph<Drawn>, drawing: &mut Drawing) {
    let known: BTreeSet<&str> = [names::LINE, names::SIZE, names::EDGE].concat().into_iter().collect();
    let dropped = tree.edge_names().into_iter().filter(|n| !known.contains(plain(n).as_str())).count();
    let of = |f: fn(Class) -> bool| graph.elements.iter().filter(|e| f(e.class)).count();
    for (key, n) in [
        ("duplicate_ids", tree.n_duplicates),
        ("unresolved_references", tree.n_dangling),
        ("hyperedges_left_out", tree.n_hyperedges),
        ("edge_attributes_left_out", dropped),
        ("connections", tree.edges.len() + tree.n_dangling),
        ("connections_both_ends", tree.edges.len()),
        ("equipment", of(Class::is_equipment)),
        ("instruments", of(|c| c == Class::Instrument)),
        ("components", of(|c| c.is_inline() || c == Class::Flange)),
    ] {
        drawing.count_n(key, n);
    }
}

fn element(node: &Node, drawing: &mut Drawing) -> Element<Drawn> {
    let named = Named::new(&node.data);
    let texts: Vec<&str> = named.all(names::CLASS).collect();
    let tag = named.first(names::TAG).map(str::to_owned);
    let evidence = Evidence {
        component_class: texts.first().copied(),
        attributes: texts.iter().skip(1).flat_map(|t| t.split([':', '|', ';'])).collect(),
        label: tag.as_deref(),
        ..Evidence::default()
    };
    let (meaning, found) = resolve_for(Kind::Equipment, &evidence);
    let class_name = texts.first().map_or_else(|| "node".to_owned(), |t| (*t).to_owned());
    drawing.count_class(Kind::Equipment, &class_name, meaning, found);
    let ports = node.ports.iter().map(|name| Port { name: Some(name.clone()), ..Port::default() }).collect();
    // A nozzle is where equipment is joined, nothing of its own.
    let physical = meaning.physical && !meaning.part && !plain(&class_name).ends_with("nozzle");
    Element {
        id: named.first(names::ID).unwrap_or(&node.id).to_owned(),
        class: meaning.class,
        subtype: meaning.subtype,
        tag,
        line: named.first(names::LINE).map(str::to_owned),
        dn: named.first(names::SIZE).and_then(|s| crate::nominal::parse(s, None)),
        ports,
        evidence: Drawn {
            class_name,
            sheet: String::new(),
            position: place(&named),
            physical,
            attributes: node.data.iter().filter(|(_, v)| !v.trim().is_empty()).map(|(k, v)| (k.clone(), v.clone())).collect(),
        },
    }
}

/// Place from two numbers, or from a pair as text: `(12.0, 30.5)`.
fn place(named: &Named<'_>) -> Option<Point> {
    let from_pair = || {
        let text = named.first(names::POSITION)?;
        let numbers = text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E')));
        let mut numbers = numbers.filter_map(|n| n.parse::<f64>().ok());
        Some((numbers.next()?, numbers.next()?))
    };
    let (x, y) = named.number(names::X).zip(named.number(names::Y)).or_else(from_pair)?;
    point(Some(x), Some(y))
}

/// A pipe between two elements, or what an instrument senses; signals between instruments are left out.
fn joint(edge: &Edge, elements: &mut [Element<Drawn>], drawing: &mut Drawing) -> Option<Joint> {
    let named = Named::new(&edge.data);
    let kind = named.first(names::EDGE).map(plain).unwrap_or_default();
    let is_instrument = |k: usize| elements.get(k).is_some_and(|e| e.class == Class::Instrument);
    let is_signal = SIGNALS.iter().any(|s| kind.contains(s));
    match (is_instrument(edge.a), is_instrument(edge.b)) {
        (true, true) => {
            drawing.count("signals_left_out");
            return None;
        }
        (false, false) if is_signal => {
            drawing.count("signals_left_out");
            return None;
        }
        (false, false) => {}
        (a_senses, _) => {
            let (a, b) = if a_senses { (edge.a, edge.b) } else { (edge.b, edge.a) };
            return Some(Joint { a, b, confidence: 1.0, ..Joint::default() });
        }
    }
    let dn = named.first(names::SIZE).and_then(|s| crate::nominal::parse(s, None));
    let line = named.first(names::LINE).map(str::to_owned);
    let a_port = port(elements, edge.a, edge.a_port.as_deref(), dn);
    let b_port = port(elements, edge.b, edge.b_port.as_deref(), dn);
    if edge.directed {
        note_flow(elements, edge);
    }
    for k in [edge.a, edge.b] {
        if let Some(element) = elements.get_mut(k).filter(|e| !e.class.is_equipment()) {
            element.line = element.line.take().or_else(|| line.clone());
            element.dn = element.dn.or(dn);
        }
    }
    Some(Joint { a: edge.a, a_port, b: edge.b, b_port, confidence: 1.0, line, dn, ..Joint::default() })
}

/// The port of that name, or a new one.
fn port(elements: &mut [Element<Drawn>], element: usize, name: Option<&str>, dn: Option<u32>) -> Option<usize> {
    let ports = &mut elements.get_mut(element)?.ports;
    // Looking through more would take long and find nothing anybody drew.
    const MAX_SEARCHED: usize = 4000;
    let searched = ports.get(..ports.len().min(MAX_SEARCHED)).unwrap_or_default();
    if let Some(known) = name.and_then(|n| searched.iter().position(|p| p.name.as_deref() == Some(n))) {
        return Some(known);
    }
    ports.push(Port { name: name.map(str::to_owned), dn, ..Port::default() });
    Some(ports.len() - 1)
}

fn note_flow(elements: &mut [Element<Drawn>], edge: &Edge) {
    let ids = [edge.a, edge.b].map(|k| elements.get(k).map(|e| e.id.clone()).unwrap_or_default());
    let [a_id, b_id] = ids;
    for (k, key, other) in [(edge.a, "flow_to", b_id), (edge.b, "flow_from", a_id)] {
        let Some(element) = elements.get_mut(k).filter(|e| e.class.is_inline()) else { continue };
        let known = element.evidence.attributes.entry(key.to_owned()).or_default();
        if !known.is_empty() {
            known.push(' ');
        }
        known.push_str(&other);
    }
}
