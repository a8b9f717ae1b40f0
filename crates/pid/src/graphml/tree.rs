//! GraphML as it is written: keys, nodes and edges with their data, before anything is made of it.

use crate::xml::El;
use std::collections::{BTreeMap, BTreeSet};

/// The whole file.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Data of the graph itself.
    pub data: BTreeMap<String, String>,
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// Node by the id written in the file; the first of duplicates.
    pub by_id: BTreeMap<String, usize>,
    pub n_hyperedges: usize,
    pub n_duplicates: usize,
    pub n_dangling: usize,
}

/// A node and its data by attribute name.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub id: String,
    pub data: BTreeMap<String, String>,
    pub ports: Vec<String>,
    pub line: u32,
}

/// An edge between two nodes (indices).
#[derive(Debug, Default)]
pub(super) struct Edge {
    pub a: usize,
    pub b: usize,
    pub a_port: Option<String>,
    pub b_port: Option<String>,
    pub directed: bool,
    pub data: BTreeMap<String, String>,
}

/// What a `key` element declares.
struct Key {
    name: String,
    default: Option<String>,
    domain: String,
}

type Keys = BTreeMap<String, Key>;

impl Tree {
    pub fn read(root: El<'_>) -> Self {
        let keys: Keys = root.named("key").filter_map(key).collect();
        let mut tree = Self::default();
        let mut pending = Vec::new();
        for graph in root.named("graph") {
            let data = data(graph, &keys, "graph");
            tree.data.extend(data);
            tree.graph(graph, &keys, true, &mut pending);
        }
        for (source, target, mut edge) in pending {
            match (tree.by_id.get(source), tree.by_id.get(target)) {
                (Some(a), Some(b)) => {
                    (edge.a, edge.b) = (*a, *b);
                    tree.edges.push(edge);
                }
                _ => tree.n_dangling += 1,
            }
        }
        tree
    }

    /// Nodes and edges of a graph and of the graphs nested in its nodes.
    fn graph<'a>(&mut self, graph: El<'a>, keys: &Keys, outer: bool, pending: &mut Vec<(&'a str, &'a str, Edge)>) {
        let directed = graph.filled("edgedefault").map_or(outer, |d| !d.eq_ignore_ascii_case("undirected"));
        for child in graph.children() {
            match child.name() {
                "node" => {
                    self.node(child, keys);
                    child.named("graph").for_each(|inner| self.graph(inner, keys, directed, pending));
                }
                "edge" => pending.push((
                    child.attr("source").unwrap_or_default(),
                    child.attr("target").unwrap_or_default(),
                    edge(child, keys, directed),
                )),
                "hyperedge" => self.n_hyperedges += 1,
                _ => {}
            }
        }
    }

    fn node(&mut self, element: El<'_>, keys: &Keys) {
        let written = element.attr("id").map_or_else(|| format!("node@{}", element.line()), str::to_owned);
        let idx = self.nodes.len();
        let mut id = written;
        if self.by_id.contains_key(&id) {
            self.n_duplicates += 1;
            id = format!("{id}#{idx}");
        }
        let ports = element.named("port").filter_map(|p| p.attr("name")).map(str::to_owned).collect();
        self.by_id.entry(id.clone()).or_insert(idx);
        self.nodes.push(Node { id, data: data(element, keys, "node"), ports, line: element.line() });
    }

    /// Data of the graph.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.data.get(name).map(String::as_str)
    }

    /// Names of all data of edges.
    pub fn edge_names(&self) -> BTreeSet<&str> {
        self.edges.iter().flat_map(|e| e.data.keys().map(String::as_str)).collect()
    }
}

fn edge(element: El<'_>, keys: &Keys, directed: bool) -> Edge {
    let port = |name: &str| element.filled(name).map(str::to_owned);
    Edge {
        a_port: port("sourceport"),
        b_port: port("targetport"),
        directed: element.filled("directed").map_or(directed, |d| !d.eq_ignore_ascii_case("false")),
        data: data(element, keys, "edge"),
        ..Edge::default()
    }
}

fn key(element: El<'_>) -> Option<(String, Key)> {
    let id = element.attr("id")?;
    let written = |name: &str| element.attr(name).filter(|n| !n.is_empty());
    let name = written("attr.name").or_else(|| written("yfiles.type")).unwrap_or(id);
    let default = element.child("default").map(|d| d.raw_text().to_owned());
    let domain = element.filled("for").unwrap_or("all").to_owned();
    Some((id.to_owned(), Key { name: name.to_owned(), default, domain }))
}

/// Data of an element by attribute name; declared defaults fill what is not there.
fn data(element: El<'_>, keys: &Keys, domain: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for data in element.named("data") {
        let id = data.attr("key").unwrap_or_default();
        let name = keys.get(id).map_or(id, |k| k.name.as_str());
        let value = if data.children().next().is_some() { labels(data) } else { data.raw_text().to_owned() };
        found.entry(name.to_owned()).or_insert(value);
    }
    let fitting = keys.values().filter(|k| k.domain == domain || k.domain == "all");
    for (name, default) in fitting.filter_map(|k| Some((&k.name, k.default.as_ref()?))) {
        found.entry(name.clone()).or_insert_with(|| default.clone());
    }
    found
}

/// Texts of the labels in graphics that a tool keeps as data (yEd).
fn labels(element: El<'_>) -> String {
    let mut texts = Vec::new();
    collect_labels(element, &mut texts);
    texts.join(" ")
}

fn collect_labels(element: El<'_>, texts: &mut Vec<String>) {
    for child in element.children() {
        if child.name().ends_with("Label") && !child.text().is_empty() {
            texts.push(child.text().to_owned());
        }
        collect_labels(child, texts);
    }
}
