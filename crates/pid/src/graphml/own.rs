//! Reading what [`super::write`] wrote, exactly.

use super::tree::{Edge, Node, Tree};
use crate::drawing::Drawing;
use rosette_plant::{Drawn, Element, Joint, OpenEnd, PlantGraph, Port};
use serde::de::DeserializeOwned;

/// Marks a file as ours; followed by `/` and a version.
pub(super) const FORMAT: &str = "rosette.drawn";
/// Before the names of a drawing's own attributes.
pub(super) const ATTRIBUTE: &str = "attribute.";

pub(super) fn read(tree: &Tree, drawing: &mut Drawing) -> PlantGraph<Drawn> {
    let mut graph = PlantGraph::<Drawn>::default();
    for node in &tree.nodes {
        let element = element(node, drawing);
        let n_ports = element.ports.len();
        let open = node.data.get("open_ports").map_or("", String::as_str).split_whitespace();
        let idx = graph.elements.len();
        for port in open.filter_map(|p| p.parse().ok()).filter(|p| *p < n_ports) {
            graph.open_ends.push(OpenEnd { element: idx, port, seen: Default::default() });
        }
        *drawing.report.classes.entry(element.evidence.class_name.clone()).or_default() += 1;
        graph.elements.push(element);
    }
    graph.joints = tree.edges.iter().map(|edge| joint(edge, &graph.elements)).collect();
    let mut notes: Vec<(usize, &String)> =
        tree.data.iter().filter_map(|(k, v)| Some((k.strip_prefix("note.")?.parse().ok()?, v))).collect();
    notes.sort();
    graph.notes = notes.into_iter().filter_map(|(_, text)| serde_json::from_str(text).ok()).collect();
    for (n, what) in [(tree.n_dangling, "unresolved_references"), (tree.n_duplicates, "duplicate_ids")] {
        drawing.count_n(what, n);
    }
    graph
}

fn element(node: &Node, drawing: &mut Drawing) -> Element<Drawn> {
    let text = |name: &str| node.data.get(name).cloned();
    let number = |name: &str| node.data.get(name).and_then(|v| v.trim().parse::<f64>().ok());
    let attributes = node.data.iter().filter_map(|(k, v)| Some((k.strip_prefix(ATTRIBUTE)?.to_owned(), v.clone())));
    let ports: Option<Vec<Port>> = text("ports").map_or(Some(Vec::new()), |json| serde_json::from_str(&json).ok());
    let class = text("class").and_then(|c| word(&c));
    if ports.is_none() || class.is_none() {
        drawing.warn(node.line, format_args!("node `{}`: class or ports cannot be read", node.id));
    }
    Element {
        id: node.id.clone(),
        class: class.unwrap_or(rosette_plant::Class::Other),
        subtype: text("subtype").and_then(|s| word(&s)),
        tag: text("tag"),
        line: text("line"),
        dn: node.data.get("dn").and_then(|v| v.trim().parse().ok()),
        ports: ports.unwrap_or_default(),
        evidence: Drawn {
            class_name: text("class_name").unwrap_or_default(),
            sheet: text("sheet").unwrap_or_default(),
            position: number("x").zip(number("y")).map(|(x, y)| [x, y]),
            physical: node.data.get("physical").is_none_or(|v| !v.trim().eq_ignore_ascii_case("false")),
            attributes: attributes.collect(),
        },
    }
}

fn joint(edge: &Edge, elements: &[Element<Drawn>]) -> Joint {
    let number = |name: &str| edge.data.get(name).and_then(|v| v.trim().parse::<f64>().ok());
    let port = |name: &str, element: usize| {
        let port: usize = edge.data.get(name)?.trim().parse().ok()?;
        elements.get(element).filter(|e| port < e.ports.len()).map(|_| port)
    };
    Joint {
        a: edge.a,
        a_port: port("a_port", edge.a),
        b: edge.b,
        b_port: port("b_port", edge.b),
        position: edge.data.get("position").and_then(|p| serde_json::from_str(p).ok()),
        confidence: number("confidence").unwrap_or(1.0),
        inferred: edge.data.get("inferred").is_some_and(|v| v.trim().eq_ignore_ascii_case("true")),
        gap: number("gap").unwrap_or(0.0),
        seen: edge.data.get("seen").and_then(|s| word(s)).unwrap_or_default(),
        line: edge.data.get("line").cloned(),
        dn: edge.data.get("dn").and_then(|v| v.trim().parse().ok()),
    }
}

/// A value of an enumeration by its name in files.
fn word<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.trim().to_owned())).ok()
}
