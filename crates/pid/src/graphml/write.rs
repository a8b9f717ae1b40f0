//! Writing a graph: keys first, then nodes and edges in their order, so that the same graph gives the same bytes.

use super::own::{ATTRIBUTE, FORMAT};
use rosette_plant::{Drawn, Element, Joint, PlantGraph, Port};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A value and the GraphML type of its key.
type Typed = (&'static str, String);
/// Data of one node or edge, by attribute name.
type Data = BTreeMap<String, Typed>;

/// The graph as a GraphML document.
pub fn write(graph: &PlantGraph<Drawn>) -> String {
    let mut about: Data = BTreeMap::from([("format".to_owned(), ("string", format!("{FORMAT}/1")))]);
    for (k, note) in graph.notes.iter().enumerate() {
        about.insert(format!("note.{k}"), ("string", serde_json::to_string(note).unwrap_or_default()));
    }
    let mut nodes: Vec<Data> = graph.elements.iter().map(node).collect();
    for open in &graph.open_ends {
        let Some(data) = nodes.get_mut(open.element) else { continue };
        let ports = &mut data.entry("open_ports".into()).or_insert(("string", String::new())).1;
        let gap = if ports.is_empty() { "" } else { " " };
        ports.push_str(&format!("{gap}{}", open.port));
    }
    let edges: Vec<Data> = graph.joints.iter().map(edge).collect();
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
    let keys = [
        Keys::declare(&mut out, "graph", std::slice::from_ref(&about)),
        Keys::declare(&mut out, "node", &nodes),
        Keys::declare(&mut out, "edge", &edges),
    ];
    let [about_keys, node_keys, edge_keys] = &keys;
    out.push_str("<graph id=\"plant\" edgedefault=\"directed\">\n");
    about_keys.write(&mut out, &about);
    for (element, data) in graph.elements.iter().zip(&nodes) {
        push(&mut out, format_args!("<node id=\"{}\">\n", escape(&element.id)));
        node_keys.write(&mut out, data);
        out.push_str("</node>\n");
    }
    let id = |k: usize| graph.elements.get(k).map(|e| escape(&e.id));
    for (n, (joint, data)) in graph.joints.iter().zip(&edges).enumerate() {
        let (Some(a), Some(b)) = (id(joint.a), id(joint.b)) else { continue };
        push(&mut out, format_args!("<edge id=\"e{n}\" source=\"{a}\" target=\"{b}\">\n"));
        edge_keys.write(&mut out, data);
        out.push_str("</edge>\n");
    }
    out.push_str("</graph>\n</graphml>\n");
    out
}

fn node(element: &Element<Drawn>) -> Data {
    let mut data = Data::new();
    let drawn = &element.evidence;
    put(&mut data, "class", "string", Some(element.class.name().to_owned()));
    put(&mut data, "subtype", "string", element.subtype.map(|s| s.name().to_owned()));
    put(&mut data, "tag", "string", element.tag.clone());
    put(&mut data, "line", "string", element.line.clone());
    put(&mut data, "dn", "int", element.dn.map(|dn| dn.to_string()));
    put(&mut data, "ports", "string", ports(&element.ports));
    put(&mut data, "class_name", "string", Some(drawn.class_name.clone()));
    put(&mut data, "sheet", "string", Some(drawn.sheet.clone()));
    put(&mut data, "x", "double", drawn.position.map(|p| p[0].to_string()));
    put(&mut data, "y", "double", drawn.position.map(|p| p[1].to_string()));
    put(&mut data, "physical", "boolean", Some(drawn.physical.to_string()));
    for (name, value) in &drawn.attributes {
        put(&mut data, &format!("{ATTRIBUTE}{name}"), "string", Some(value.clone()));
    }
    data
}

/// Ports as JSON without what drawings never give; none where there are none.
fn ports(ports: &[Port]) -> Option<String> {
    if ports.is_empty() {
        return None;
    }
    let mut json = serde_json::to_value(ports).ok()?;
    for port in json.as_array_mut()?.iter_mut().filter_map(|p| p.as_object_mut()) {
        port.retain(|_, value| !value.is_null());
    }
    Some(json.to_string())
}

fn edge(joint: &Joint) -> Data {
    let mut data = Data::new();
    let seen = serde_json::to_value(joint.seen).ok().and_then(|s| s.as_str().map(str::to_owned));
    put(&mut data, "a_port", "int", joint.a_port.map(|p| p.to_string()));
    put(&mut data, "b_port", "int", joint.b_port.map(|p| p.to_string()));
    put(&mut data, "line", "string", joint.line.clone());
    put(&mut data, "dn", "int", joint.dn.map(|dn| dn.to_string()));
    put(&mut data, "confidence", "double", Some(joint.confidence.to_string()));
    put(&mut data, "inferred", "boolean", Some(joint.inferred.to_string()));
    put(&mut data, "gap", "double", Some(joint.gap.to_string()));
    put(&mut data, "seen", "string", seen);
    put(&mut data, "position", "string", joint.position.and_then(|p| serde_json::to_string(&p).ok()));
    data
}

fn put(data: &mut Data, name: &str, kind: &'static str, value: Option<String>) {
    if let Some(value) = value {
        data.insert(name.to_owned(), (kind, value));
    }
}

/// Key ids by attribute name.
struct Keys<'a> {
    ids: BTreeMap<&'a str, String>,
}

impl<'a> Keys<'a> {
    /// Write a `key` for every name that occurs.
    fn declare(out: &mut String, domain: &str, all: &'a [Data]) -> Self {
        let mut kinds: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, (kind, _)) in all.iter().flatten() {
            kinds.entry(name).or_insert(kind);
        }
        let mut ids = BTreeMap::new();
        for (k, (name, kind)) in kinds.into_iter().enumerate() {
            let id = format!("{}{k}", domain.get(..1).unwrap_or_default());
            let name_ = escape(name);
            push(out, format_args!("<key id=\"{id}\" for=\"{domain}\" attr.name=\"{name_}\" attr.type=\"{kind}\"/>\n"));
            ids.insert(name, id);
        }
        Self { ids }
    }

    fn write(&self, out: &mut String, data: &Data) {
        for (name, (_, value)) in data {
            if let Some(id) = self.ids.get(name.as_str()) {
                push(out, format_args!("<data key=\"{id}\">{}</data>\n", escape(value)));
            }
        }
    }
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

/// Text for XML, in an element or an attribute; what XML cannot hold becomes U+FFFD.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => push(&mut out, format_args!("&#{};", c as u32)),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
