//! Elements made by hand, and graphs told in words.

#![allow(dead_code)] // each test uses its own part of it

use rosette_cloud::{Seen, SeenState};
use rosette_plant::{Class, Components, Element, Geometry, PlantGraph, Port, Scanned};
use rosette_reconstruct::{AsBuilt, ReconstructSettings, connect};

pub type At = [f64; 3];

fn scanned(position: At, geometry: Geometry, od: Option<f64>) -> Scanned {
    Scanned {
        position,
        geometry,
        od,
        dn_alternatives: vec![],
        confidence: 0.8,
        points: 100,
        residual_mm: Some(1.0),
        coverage: 0.5,
        inferred: false,
        reasons: vec!["made by hand".into()],
        kind: None,
    }
}

fn element(class: Class, ports: Vec<Port>, evidence: Scanned) -> Element<Scanned> {
    Element { id: String::new(), class, subtype: None, tag: None, line: None, dn: None, ports, evidence }
}

pub fn port(position: At, direction: At, od: f64) -> Port {
    let length = direction.iter().map(|v| v * v).sum::<f64>().sqrt();
    Port { position: Some(position), direction: Some(direction.map(|v| v / length)), od: Some(od), dn: None, name: None }
}

pub fn pipe(start: At, end: At, od: f64) -> Element<Scanned> {
    let out = [0, 1, 2].map(|k| end[k] - start[k]);
    let middle = [0, 1, 2].map(|k| (end[k] + start[k]) / 2.0);
    let geometry = Geometry::Cylinder { start, end, radius: od / 2.0 };
    let ports = vec![port(start, out.map(|v| -v), od), port(end, out, od)];
    element(Class::Pipe, ports, scanned(middle, geometry, Some(od)))
}

/// A stretch that was bridged, not seen.
pub fn bridge(start: At, end: At, od: f64) -> Element<Scanned> {
    let mut pipe = pipe(start, end, od);
    pipe.evidence.inferred = true;
    pipe
}

/// Anything with a box about `position` and the given ports.
pub fn body(class: Class, position: At, od: Option<f64>, ports: Vec<Port>) -> Element<Scanned> {
    let axes = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    element(class, ports, scanned(position, Geometry::Box { center: position, axes, size: [0.2; 3] }, od))
}

/// Something in line along x, `length` long, about `position`.
pub fn inline(class: Class, position: At, length: f64, od: f64) -> Element<Scanned> {
    let end = |side: f64| [position[0] + side * length / 2.0, position[1], position[2]];
    let ports = vec![port(end(-1.0), [-1.0, 0.0, 0.0], od), port(end(1.0), [1.0, 0.0, 0.0], od)];
    body(class, position, Some(od), ports)
}

/// One area's components, all in its core.
pub fn area(elements: Vec<Element<Scanned>>) -> Components {
    let core = vec![1.0; elements.len()];
    shared(elements, core)
}

/// One area's components with the share of each that lies in its core.
pub fn shared(elements: Vec<Element<Scanned>>, core_share: Vec<f64>) -> Components {
    Components { elements, core_share, labels: vec![], notes: vec![] }
}

pub fn joined(areas: &[Components]) -> AsBuilt {
    connect(areas, &Seen::default(), &ReconstructSettings::default())
}

pub fn ids(graph: &PlantGraph<Scanned>) -> Vec<&str> {
    graph.elements.iter().map(|e| e.id.as_str()).collect()
}

/// Joints as `a=b`, with `~` for inferred ones, in order.
pub fn joints(graph: &PlantGraph<Scanned>) -> Vec<String> {
    let id = |i: usize| graph.elements[i].id.as_str();
    graph.joints.iter().map(|j| format!("{}{}{}", id(j.a), if j.inferred { "~" } else { "=" }, id(j.b))).collect()
}

/// Open ends as `element:port state`.
pub fn open_ends(graph: &PlantGraph<Scanned>) -> Vec<String> {
    let told = |state: SeenState| format!("{state:?}").to_lowercase();
    graph.open_ends.iter().map(|o| format!("{}:{} {}", graph.elements[o.element].id, o.port, told(o.seen))).collect()
}

/// Whether every index of the graph lies in it and no port is used twice.
pub fn is_sound(graph: &PlantGraph<Scanned>) -> bool {
    let ports = |e: usize| graph.elements.get(e).map_or(0, |e| e.ports.len());
    let mut used = std::collections::BTreeSet::new();
    let fits = graph.joints.iter().all(|j| {
        let sides = [(j.a, j.a_port), (j.b, j.b_port)];
        j.a < j.b && sides.iter().all(|&(e, p)| e < graph.elements.len() && p.is_none_or(|p| p < ports(e) && used.insert((e, p))))
    });
    let open = graph.open_ends.iter().all(|o| o.port < ports(o.element) && used.insert((o.element, o.port)));
    let all: usize = graph.elements.iter().map(|e| e.ports.len()).sum();
    fits && open && used.len() == all && graph.elements.windows(2).all(|w| w[0].id < w[1].id)
}
