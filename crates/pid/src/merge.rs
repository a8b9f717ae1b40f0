//! Sheets to one graph: ids unique over all sheets, elements sorted by id, off-page connectors stitched.

use crate::assemble::SheetGraph;
use crate::drawing::Reference;
use crate::stitch::{self, Connector};
use rosette_plant::{Drawn, PlantGraph};
use std::collections::{BTreeMap, BTreeSet};

/// What the graphics need to know of a sheet's place in the whole.
pub(crate) struct Names {
    /// Ids of the file to ids of the graph, where they differ.
    pub renamed: BTreeMap<String, String>,
}

/// One sheet on its way into the whole.
pub(crate) struct Part<'a> {
    pub name: &'a str,
    /// Drawing number.
    pub number: Option<&'a str>,
    /// Every id of the file.
    pub ids: Vec<&'a str>,
    pub graph: SheetGraph,
}

/// Merge; also gives the number of stitched connectors by sheet.
pub(crate) fn merge(parts: Vec<Part<'_>>) -> (PlantGraph<Drawn>, Vec<Names>, Vec<usize>) {
    let shared = shared_ids(&parts);
    let mut graph = PlantGraph::<Drawn>::default();
    let mut names = Vec::new();
    let mut connectors = Vec::new();
    let mut taken = BTreeSet::new();
    for (sheet, part) in parts.into_iter().enumerate() {
        let mut renamed: BTreeMap<String, String> =
            part.ids.iter().filter(|id| shared.contains(**id)).map(|id| (id.to_string(), prefixed(part.name, id))).collect();
        let base = graph.elements.len();
        for (connector, reference) in &part.graph.connectors {
            connectors.push(seen_on(sheet, part.name, part.number, base + connector, reference, &part.graph, *connector));
        }
        for mut element in part.graph.elements {
            let id = unique(renamed.get(&element.id).cloned().unwrap_or_else(|| element.id.clone()), &mut taken);
            if id != element.id {
                renamed.insert(std::mem::replace(&mut element.id, id.clone()), id);
            }
            rename_neighbours(&mut element.evidence.attributes, &renamed);
            graph.elements.push(element);
        }
        graph.joints.extend(part.graph.joints.into_iter().map(|mut j| {
            (j.a, j.b) = (j.a + base, j.b + base);
            j
        }));
        graph.open_ends.extend(part.graph.open_ends.into_iter().map(|mut o| {
            o.element += base;
            o
        }));
        names.push(Names { renamed });
    }
    let stitched = stitch::stitch(&mut graph, &connectors, names.len());
    sort(&mut graph);
    (graph, names, stitched)
}

fn shared_ids<'a>(parts: &[Part<'a>]) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut shared = BTreeSet::new();
    for part in parts {
        let own: BTreeSet<&str> = part.ids.iter().copied().collect();
        shared.extend(own.iter().filter(|id| !seen.insert(**id)));
    }
    shared
}

fn prefixed(sheet: &str, id: &str) -> String {
    format!("{sheet}/{id}")
}

fn unique(id: String, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = id.clone();
    let mut n = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{id}#{n}");
        n += 1;
    }
    candidate
}

/// Attributes that name other elements follow their new ids.
fn rename_neighbours(attributes: &mut BTreeMap<String, String>, renamed: &BTreeMap<String, String>) {
    for key in ["between_a", "between_b", "near", "read_out_of", "flow_from", "flow_to", "segment", "on_segment"] {
        let Some(value) = attributes.get_mut(key) else { continue };
        if let Some(new) = renamed.get(value.as_str()) {
            *value = new.clone();
        } else if key.starts_with("flow") {
            let each = value.split(' ').map(|id| renamed.get(id).map_or(id, String::as_str));
            *value = each.collect::<Vec<_>>().join(" ");
        }
    }
}

fn seen_on(
    sheet: usize,
    name: &str,
    number: Option<&str>,
    element: usize,
    reference: &Reference,
    graph: &SheetGraph,
    local: usize,
) -> Connector {
    let at = |j: &&rosette_plant::Joint| j.a == local || j.b == local;
    let joint = graph.joints.iter().find(at);
    let line = joint.and_then(|j| j.line.clone()).or_else(|| graph.elements.get(local)?.line.clone());
    // Where the class does not say, the direction of the segment does.
    let inward = reference.inward.or_else(|| joint.map(|j| j.a == local));
    Connector {
        sheet,
        sheet_names: [Some(name), number].into_iter().flatten().map(str::to_owned).collect(),
        element,
        id: graph.elements.get(local).map_or_else(String::new, |e| e.id.clone()),
        line,
        dn: joint.and_then(|j| j.dn),
        reference: Reference { inward, ..reference.clone() },
    }
}

/// Sort elements by id and everything that refers to them accordingly.
pub(crate) fn sort(graph: &mut PlantGraph<Drawn>) {
    let mut order: Vec<usize> = (0..graph.elements.len()).collect();
    order.sort_by(|a, b| graph.elements[*a].id.cmp(&graph.elements[*b].id));
    let mut place = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    let mut elements: Vec<Option<_>> = std::mem::take(&mut graph.elements).into_iter().map(Some).collect();
    graph.elements = order.iter().filter_map(|old| elements[*old].take()).collect();
    for joint in &mut graph.joints {
        (joint.a, joint.b) = (place[joint.a], place[joint.b]);
    }
    graph.joints.sort_by_key(|j| (j.a, j.b, j.a_port, j.b_port));
    for open in &mut graph.open_ends {
        open.element = place[open.element];
    }
    graph.open_ends.sort_by_key(|o| (o.element, o.port));
}
