//! A plant graph to the abstract network: pipes, elbows, flanges and property breaks are contracted onto edges.
//!
//! Contracted elements stay listed on their edge, so that nothing is lost: length, sizes, gaps with what was seen.
//! Pipework with more than two joints becomes a tee of its own (stub-in branch). Linear in elements and joints.

use crate::facts::{Facts, distance};
use crate::inherited;
use crate::network::{Arc, Edge, Gap, Host, Network, Node, Role, Tapping};
use crate::smooth::smooth;
use rosette_plant::{Class, Element, Joint, OpenEnd, PlantGraph, SeenState, Subtype};
use std::collections::BTreeMap;

/// Gap from which a joint counts as bridged although it was not marked so, m: mating faces lie closer.
const GAP_M: f64 = 0.02;
/// Weight of a size told by a joint or fitting against a metre of pipe.
const FITTING_WEIGHT: f64 = 0.1;
/// What is left of the confidence in a body that is shorter than any of its size.
const TOO_SHORT: f64 = 0.3;

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Node(Role),
    Pipework,
    Tapping,
    Ignored,
}

/// Builds the network of one side.
pub(crate) fn network<E: Facts>(graph: &PlantGraph<E>) -> Network {
    let rank = rank(graph);
    let joints = sound_joints(graph);
    let adjacency = adjacency(graph, &joints, &rank);
    let parts = parts(graph, &adjacency);
    let mut builder = Builder {
        graph,
        rank: &rank,
        joints: &joints,
        adjacency: &adjacency,
        parts: &parts,
        node_of: vec![None; graph.elements.len()],
        on_edge: vec![None; graph.elements.len()],
        network: Network::default(),
    };
    builder.add_nodes();
    builder.add_edges();
    builder.add_open_ends();
    builder.add_tappings();
    builder.note_loose();
    let mut network = builder.network;
    if E::SIZES_INHERITED {
        let lines: Vec<Option<&str>> = network.nodes.iter().map(|n| graph.elements[n.element?].line.as_deref()).collect();
        inherited::resolve(&mut network, &lines);
    }
    smooth(&mut network, E::SIZE_TRUST);
    network
}

/// Joints that refer to two existing, different elements, one per pair and port.
fn sound_joints<E>(graph: &PlantGraph<E>) -> Vec<&Joint> {
    let n = graph.elements.len();
    let mut seen = std::collections::BTreeSet::new();
    let sound = |j: &&Joint| j.a < n && j.b < n && j.a != j.b;
    let first = |j: &&Joint| {
        let (a, b) = ((j.a, j.a_port), (j.b, j.b_port));
        seen.insert(if a < b { (a, b) } else { (b, a) })
    };
    graph.joints.iter().filter(sound).filter(first).collect()
}

/// Canonical place of each element: by position where there is one (object numbers may change from run to run), then by id.
fn rank<E: Facts>(graph: &PlantGraph<E>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..graph.elements.len()).collect();
    let cm = |p: [f64; 3]| p.map(|v| (v * 100.0).round() as i64);
    let key = |e: &usize| (graph.elements[*e].evidence.position().map(cm), graph.elements[*e].id.as_str());
    order.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut rank = vec![0; order.len()];
    order.into_iter().enumerate().for_each(|(k, e)| rank[e] = k);
    rank
}

/// For each element its joints and the element beyond, in canonical order.
fn adjacency<E>(graph: &PlantGraph<E>, joints: &[&Joint], rank: &[usize]) -> Vec<Vec<(usize, usize)>> {
    let mut adjacency = vec![Vec::new(); graph.elements.len()];
    for (k, j) in joints.iter().enumerate() {
        adjacency[j.a].push((k, j.b));
        adjacency[j.b].push((k, j.a));
    }
    adjacency.iter_mut().for_each(|near| near.sort_by_key(|&(k, to)| (rank[to], joints[k].a_port, joints[k].b_port)));
    adjacency
}

fn parts<E: Facts>(graph: &PlantGraph<E>, adjacency: &[Vec<(usize, usize)>]) -> Vec<Part> {
    let first: Vec<Part> = graph.elements.iter().zip(adjacency).map(|(e, joints)| part(e, joints.len())).collect();
    let is_line = |e: usize| !matches!(first[e], Part::Tapping | Part::Ignored);
    let degree = |e: usize| adjacency[e].iter().filter(|(_, to)| is_line(*to)).count();
    let junction = |e: usize, p: Part| if p == Part::Pipework && degree(e) > 2 { Part::Node(Role::Tee) } else { p };
    first.iter().enumerate().map(|(e, &p)| junction(e, p)).collect()
}

fn part<E: Facts>(element: &Element<E>, n_joints: usize) -> Part {
    use Class::*;
    let physical = element.evidence.is_physical();
    match element.class {
        Tank | Vessel | Pump | HeatExchanger if physical => Part::Node(Role::Equipment),
        Instrument if !physical => Part::Ignored,
        Instrument if n_joints >= 2 && element.ports.len() >= 2 => Part::Node(Role::Inline),
        Instrument => Part::Tapping,
        _ if !physical => {
            if n_joints > 0 {
                Part::Pipework
            } else {
                Part::Ignored
            }
        }
        Tee => Part::Node(Role::Tee),
        Valve | Strainer | Flowmeter | Reducer => Part::Node(Role::Inline),
        Other | Unclassified if n_joints >= 2 && E::is_unknown_body(element) => Part::Node(Role::Inline),
        Pipe | Elbow | Flange => Part::Pipework,
        Other | Unclassified if n_joints > 0 => Part::Pipework,
        _ => Part::Ignored,
    }
}

struct Builder<'a, E> {
    graph: &'a PlantGraph<E>,
    rank: &'a [usize],
    joints: &'a [&'a Joint],
    adjacency: &'a [Vec<(usize, usize)>],
    parts: &'a [Part],
    node_of: Vec<Option<usize>>,
    on_edge: Vec<Option<usize>>,
    network: Network,
}

/// A walk along pipework as it is gathered into an edge.
struct Walk {
    edge: Edge,
    sizes: BTreeMap<u32, f64>,
    seen_m: f64,
}

impl<E: Facts> Builder<'_, E> {
    /// Nodes in canonical order.
    fn add_nodes(&mut self) {
        let mut order: Vec<usize> = (0..self.graph.elements.len()).collect();
        order.sort_by_key(|&e| self.rank[e]);
        for e in order {
            if let Part::Node(role) = self.parts[e] {
                self.node_of[e] = Some(self.network.nodes.len());
                self.network.nodes.push(body(e, &self.graph.elements[e], role));
            }
        }
    }

    fn add_edges(&mut self) {
        let mut used = vec![false; self.joints.len()];
        for from in 0..self.network.nodes.len() {
            let Some(e) = self.network.nodes[from].element else { continue };
            for &(joint, to) in &self.adjacency[e] {
                if !used[joint] && self.is_line(to) {
                    self.walk(from, joint, to, &mut used);
                }
            }
        }
    }

    fn is_line(&self, e: usize) -> bool {
        !matches!(self.parts[e], Part::Tapping | Part::Ignored)
    }

    /// Follows pipework from `from` through `joint` until the next node or its end.
    fn walk(&mut self, from: usize, joint: usize, first: usize, used: &mut [bool]) {
        let mut walk = Walk::new();
        let (mut joint, mut here) = (joint, first);
        let to = loop {
            used[joint] = true;
            walk.cross(self.joints[joint]);
            if let Some(node) = self.node_of[here] {
                break Some(node);
            }
            walk.gather(here, &self.graph.elements[here]);
            let next = self.adjacency[here].iter().find(|&&(k, to)| !used[k] && self.is_line(to));
            match next {
                Some(&(k, to)) => (joint, here) = (k, to),
                None => break None,
            }
        };
        let to = to.unwrap_or_else(|| self.end_beyond(here));
        self.join(from, to, walk.finish());
    }

    fn join(&mut self, from: usize, to: usize, edge: Edge) {
        let k = self.network.edges.len();
        for &item in &edge.items {
            self.on_edge[item] = Some(k);
        }
        self.network.nodes[from].arcs.push(Arc { edge: k, to });
        self.network.nodes[to].arcs.push(Arc { edge: k, to: from });
        self.network.edges.push(Edge { ends: [from, to], ..edge });
    }

    /// A new end beyond pipework `last`.
    fn end_beyond(&mut self, last: usize) -> usize {
        let element = &self.graph.elements[last];
        let states = self.graph.open_ends.iter().filter(|o| o.element == last).map(|o| o.seen);
        let seen = states.max_by_key(|s| caution(*s)).unwrap_or_default();
        let off_sheet = !element.evidence.is_physical();
        self.push_end(element.evidence.position(), seen, off_sheet)
    }

    fn push_end(&mut self, position: Option<[f64; 3]>, seen: SeenState, off_sheet: bool) -> usize {
        self.network.nodes.push(Node {
            element: None,
            role: Role::End,
            class: Class::Unclassified,
            stub_in: false,
            subtype: None,
            dns: Vec::new(),
            port_dns: Vec::new(),
            line_dn: None,
            confidence: 1.0,
            coverage: 1.0,
            tag: None,
            position,
            seen,
            off_sheet,
            arcs: Vec::new(),
            tapped: 0.0,
        });
        self.network.nodes.len() - 1
    }

    /// Open ports of nodes, and the missing side of inline bodies, become ends.
    fn add_open_ends(&mut self) {
        let mut open_ends: Vec<&OpenEnd> = self.graph.open_ends.iter().filter(|o| o.element < self.rank.len()).collect();
        open_ends.sort_by_key(|o| (self.rank[o.element], o.port));
        for open in open_ends {
            let Some(node) = self.node_of.get(open.element).copied().flatten() else { continue };
            let element = &self.graph.elements[open.element];
            let port = element.ports.get(open.port);
            let end = self.push_end(port.and_then(|p| p.position), open.seen, false);
            let edge = Edge {
                dn: port.and_then(|p| p.dn),
                line: element.line.clone().or_else(|| E::port_line(element, open.port)),
                coverage: 1.0,
                joint_confidence: 1.0,
                ..Edge::default()
            };
            self.join(node, end, edge);
        }
        for node in 0..self.network.nodes.len() {
            while self.network.nodes[node].role == Role::Inline && self.network.nodes[node].arcs.len() < 2 {
                let end = self.push_end(self.network.nodes[node].position, SeenState::Unknown, false);
                self.join(node, end, Edge { coverage: 1.0, joint_confidence: 1.0, ..Edge::default() });
            }
        }
    }

    fn add_tappings(&mut self) {
        let graph = self.graph;
        let index: BTreeMap<&str, usize> = graph.elements.iter().enumerate().map(|(e, x)| (x.id.as_str(), e)).collect();
        let mut order: Vec<usize> = (0..graph.elements.len()).filter(|&e| self.parts[e] == Part::Tapping).collect();
        order.sort_by_key(|&e| self.rank[e]);
        for e in order {
            let named = graph.elements[e].evidence.drawn_at().into_iter().filter_map(|id| index.get(id).copied());
            let joined = self.adjacency[e].iter().map(|(_, to)| *to);
            let mut hosts: Vec<Host> = Vec::new();
            for to in named.chain(joined) {
                let host = self.node_of[to].map(Host::Node).or(self.on_edge[to].map(Host::Edge));
                hosts.extend(host.filter(|h| !hosts.contains(h)));
            }
            hosts.iter().for_each(|h| self.network.count_tapping(*h));
            self.network.tappings.push(Tapping { element: e, hosts });
        }
    }

    fn note_loose(&mut self) {
        let loose = |&e: &usize| self.parts[e] == Part::Pipework && self.on_edge[e].is_none();
        self.network.loose = (0..self.graph.elements.len()).filter(loose).collect();
    }
}

/// Of several states the one that commits least.
fn caution(state: SeenState) -> u8 {
    match state {
        SeenState::Empty => 0,
        SeenState::Occupied => 1,
        SeenState::Unknown => 2,
        SeenState::Unseen => 3,
    }
}

/// Least face to face length of a body of this size, m: the thinnest wafer valves (EN 558 series 20, API 609), less a
/// twentieth; none below DN65, where ends are screwed or welded.
fn least_length_m(dn: u32) -> Option<f64> {
    match dn {
        0..65 => None,
        65..100 => Some(0.043),
        100..125 => Some(0.049),
        125..200 => Some(0.053),
        _ => Some(0.057),
    }
}

/// Nothing of this size is that short: rather a tapping, a clamp or a support.
fn is_too_short<E>(element: &Element<E>) -> bool {
    let places: Vec<[f64; 3]> = element.ports.iter().filter_map(|p| p.position).collect();
    let body = matches!(element.class, Class::Valve | Class::Strainer | Class::Flowmeter);
    match (places.as_slice(), element.dn.and_then(least_length_m)) {
        ([a, b], Some(least)) if body => distance(a, b) < least,
        _ => false,
    }
}

fn body<E: Facts>(e: usize, element: &Element<E>, role: Role) -> Node {
    let own = element.dn.or_else(|| element.ports.iter().filter_map(|p| p.dn).max());
    let own = if role == Role::Equipment { None } else { own };
    Node {
        element: Some(e),
        role,
        class: if role == Role::Tee { Class::Tee } else { element.class },
        stub_in: role == Role::Tee && element.class != Class::Tee,
        subtype: element.subtype.filter(|s| *s != Subtype::Unknown),
        dns: own.into_iter().chain(element.evidence.dn_alternatives().iter().copied()).collect(),
        port_dns: if role == Role::Inline { element.ports.iter().filter_map(|p| p.dn).collect() } else { Vec::new() },
        line_dn: None,
        confidence: element.evidence.confidence() * if is_too_short(element) { TOO_SHORT } else { 1.0 },
        coverage: element.evidence.coverage(),
        tag: element.tag.clone(),
        position: element.evidence.position(),
        seen: SeenState::Occupied,
        off_sheet: false,
        arcs: Vec::new(),
        tapped: 0.0,
    }
}

impl Walk {
    fn new() -> Self {
        Self { edge: Edge { joint_confidence: 1.0, ..Edge::default() }, sizes: BTreeMap::new(), seen_m: 0.0 }
    }

    fn cross(&mut self, joint: &Joint) {
        if joint.inferred || joint.gap > GAP_M {
            self.edge.gaps.push(Gap { length_m: joint.gap, seen: joint.seen });
            self.edge.length_m += joint.gap.max(0.0);
        }
        self.edge.joint_confidence = self.edge.joint_confidence.min(joint.confidence);
        self.count_size(joint.dn, FITTING_WEIGHT);
        if self.edge.line.is_none() {
            self.edge.line.clone_from(&joint.line);
        }
    }

    fn gather<E: Facts>(&mut self, e: usize, element: &Element<E>) {
        let length = element.evidence.length();
        self.edge.items.push(e);
        self.edge.length_m += length;
        self.seen_m += element.evidence.coverage() * length;
        let is_run = matches!(element.class, Class::Pipe | Class::Elbow);
        self.count_size(element.dn, if is_run { length.max(FITTING_WEIGHT) } else { FITTING_WEIGHT });
        if element.evidence.is_inferred() {
            self.edge.gaps.push(Gap { length_m: length, seen: SeenState::Unseen });
        }
        if is_run {
            self.edge.dn_alternatives.extend_from_slice(element.evidence.dn_alternatives());
        }
        if self.edge.line.is_none() {
            self.edge.line.clone_from(&element.line);
        }
    }

    fn count_size(&mut self, dn: Option<u32>, weight: f64) {
        if let Some(dn) = dn {
            *self.sizes.entry(dn).or_default() += weight;
        }
    }

    fn finish(mut self) -> Edge {
        let heaviest = self.sizes.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
        self.edge.dn = heaviest.map(|(dn, _)| *dn);
        self.edge.dn_alternatives.sort_unstable();
        self.edge.dn_alternatives.dedup();
        self.edge.coverage = if self.edge.length_m > 0.0 { self.seen_m / self.edge.length_m } else { 1.0 };
        self.edge
    }
}
