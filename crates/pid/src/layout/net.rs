//! What is laid out: elements as boxes, joints as directed edges, instruments as bubbles beside what they sense.

use rosette_plant::{Class, Drawn, Element, PlantGraph};
use std::collections::{BTreeMap, BTreeSet};

/// A box to place.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    /// Element of the graph; none for a bend of a long line or a tapping on a pipe.
    pub element: Option<usize>,
    /// Lines meet here in one point: tees and tappings.
    pub is_point: bool,
    /// Stands on its own: lines come to different heights of its sides.
    pub is_equipment: bool,
    /// Half the width of the symbol, where lines end.
    pub half: f64,
    /// Half the height of the symbol.
    pub body: f64,
    /// Half the width with its labels.
    pub room: f64,
    /// Extent above and below the middle, mm.
    pub up: f64,
    pub down: f64,
    /// Instruments drawn above it.
    pub bubbles: Vec<usize>,
}

/// A pipe between two boxes.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub from: usize,
    pub to: usize,
    /// Joint of the graph.
    pub joint: usize,
    /// Laid out against the flow, because the flow goes round.
    pub against: bool,
}

/// Boxes and pipes of a sheet.
#[derive(Debug, Default)]
pub(super) struct Net {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// Joints from an instrument to a second thing it senses, drawn as thin lines only.
    pub signals: Vec<(usize, usize)>,
}

/// Distance of the lines along the side of equipment, mm.
pub(super) const PORT_PITCH: f64 = 5.0;
/// Radius of a bubble and the room one takes, mm.
pub(crate) const BUBBLE: f64 = 4.5;
const BUBBLE_ROOM: f64 = 11.0;
/// Width of a letter over its height.
pub(super) const LETTER: f64 = 0.58;
/// Height of letters, mm.
pub(super) const TEXT: f64 = 2.0;

/// Make boxes of the elements `own` of a graph.
pub(super) fn build(graph: &PlantGraph<Drawn>, own: &BTreeSet<usize>) -> Net {
    let joints: Vec<usize> = (0..graph.joints.len())
        .filter(|k| graph.joints.get(*k).is_some_and(|j| j.a != j.b && own.contains(&j.a) && own.contains(&j.b)))
        .collect();
    let hosts = hosts(graph, own, &joints);
    let mut net = Net::default();
    let mut node_of = BTreeMap::new();
    for k in own.iter().filter(|k| !hosts.contains_key(k)) {
        let Some(element) = graph.elements.get(*k) else { continue };
        node_of.insert(*k, net.nodes.len());
        net.nodes.push(node(*k, element));
    }
    for k in joints {
        let Some(joint) = graph.joints.get(k) else { continue };
        match (node_of.get(&joint.a), node_of.get(&joint.b)) {
            (Some(a), Some(b)) => net.edges.push(Edge { from: *a, to: *b, joint: k, against: false }),
            _ if hosts.get(&joint.a) != Some(&joint.b) && hosts.get(&joint.b) != Some(&joint.a) => {
                net.signals.push((joint.a, joint.b));
            }
            _ => {}
        }
    }
    hang(&mut net, graph, &hosts, &node_of);
    net.grow();
    for node in &mut net.nodes {
        make_room(node, graph);
    }
    net
}

impl Net {
    /// Equipment with many lines is as high as they need.
    fn grow(&mut self) {
        let mut lines = vec![0usize; self.nodes.len()];
        for edge in &self.edges {
            [edge.from, edge.to].iter().for_each(|k| lines[*k] += 1);
        }
        for (node, n) in self.nodes.iter_mut().zip(lines).filter(|(node, _)| node.is_equipment) {
            let body = node.body.max((n as f64 + 1.0) * PORT_PITCH / 2.0);
            // Round symbols stay round.
            node.half = if node.half == node.body { body } else { node.half };
            (node.body, node.up, node.down) = (body, body, body);
        }
    }
}

/// Instruments that hang on one other thing, and what that is.
fn hosts(graph: &PlantGraph<Drawn>, own: &BTreeSet<usize>, joints: &[usize]) -> BTreeMap<usize, usize> {
    let is_bubble = |k: usize| graph.elements.get(k).is_some_and(|e| e.class == Class::Instrument);
    let mut found: BTreeMap<usize, Option<usize>> = BTreeMap::new();
    for joint in joints.iter().filter_map(|k| graph.joints.get(*k)) {
        for (me, other, pipe) in [(joint.a, joint.b, joint.a_port), (joint.b, joint.a, joint.b_port)] {
            if own.contains(&me) && is_bubble(me) && !is_bubble(other) {
                let host = found.entry(me).or_insert(Some(other));
                // Two pipes make it part of a line.
                if pipe.is_some() && *host != Some(other) {
                    *host = None;
                }
            }
        }
    }
    found.into_iter().filter_map(|(me, host)| Some((me, host?))).collect()
}

/// Hang the bubbles on their hosts; where the drawing shows the gap, on a tapping in that pipe.
fn hang(net: &mut Net, graph: &PlantGraph<Drawn>, hosts: &BTreeMap<usize, usize>, node_of: &BTreeMap<usize, usize>) {
    let ids: BTreeMap<&str, usize> = graph.elements.iter().enumerate().map(|(k, e)| (e.id.as_str(), k)).collect();
    let mut taps: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (bubble, host) in hosts {
        let neighbour = |key: &str| {
            let id = graph.elements.get(*bubble)?.evidence.attributes.get(key)?;
            node_of.get(ids.get(id.as_str())?).copied()
        };
        let gap = neighbour("between_a").zip(neighbour("between_b"));
        let tapped = gap.and_then(|gap| taps.get(&gap).copied().or_else(|| tap(net, gap, &mut taps)));
        let at = tapped.or_else(|| node_of.get(host).copied());
        if let Some(node) = at.and_then(|n| net.nodes.get_mut(n)) {
            node.bubbles.push(*bubble);
        }
    }
}

/// Cut the pipe between two boxes and put a tapping there.
fn tap(net: &mut Net, gap: (usize, usize), taps: &mut BTreeMap<(usize, usize), usize>) -> Option<usize> {
    let found = net.edges.iter().position(|e| (e.from, e.to) == gap || (e.to, e.from) == gap)?;
    let node = net.nodes.len();
    let edge = net.edges.get_mut(found)?;
    let rest = Edge { from: node, ..edge.clone() };
    edge.to = node;
    net.edges.push(rest);
    net.nodes.push(Node { is_point: true, ..Node::default() });
    taps.insert(gap, node);
    Some(node)
}

fn node(k: usize, element: &Element<Drawn>) -> Node {
    let (half, up, body) = size(element);
    let is_point = matches!(element.class, Class::Tee | Class::Pipe | Class::Elbow);
    Node {
        element: Some(k),
        is_point,
        is_equipment: is_equipment(element),
        half,
        body,
        room: half,
        up,
        down: body,
        bubbles: Vec::new(),
    }
}

/// Boxes that stand on their own: process equipment, and whatever else has more than two ports.
pub(super) fn is_equipment(element: &Element<Drawn>) -> bool {
    element.class.is_equipment() || element.class == Class::Other && element.ports.len() > 2
}

/// Half width, extent above the middle, half height of a symbol, mm.
fn size(element: &Element<Drawn>) -> (f64, f64, f64) {
    match element.class {
        Class::Tank => (11.0, 13.0, 13.0),
        Class::Vessel => (8.0, 16.0, 16.0),
        Class::HeatExchanger => (9.0, 7.0, 7.0),
        Class::Pump => (7.0, 7.0, 7.0),
        Class::Tee | Class::Pipe | Class::Elbow => (0.0, 0.6, 0.6),
        Class::Instrument => (BUBBLE, BUBBLE, BUBBLE),
        Class::Valve => (4.0, 7.0, 2.5),
        Class::Flange => (1.0, 2.5, 2.5),
        _ if is_equipment(element) => (10.0, 10.0, 10.0),
        _ => (4.0, 3.5, 3.5),
    }
}

/// Room for tag and size, and for the bubbles above.
fn make_room(node: &mut Node, graph: &PlantGraph<Drawn>) {
    let element = node.element.and_then(|k| graph.elements.get(k));
    if let Some(element) = element.filter(|_| !node.is_point) {
        let letters = element.tag.as_deref().map_or(0, |t| t.chars().count().min(24));
        node.room = node.half.max(letters as f64 * TEXT * LETTER / 2.0);
        node.up += 3.0;
        node.down += 3.0;
    }
    if !node.bubbles.is_empty() {
        node.up += BUBBLE_ROOM + 2.0;
        node.room = node.room.max(node.bubbles.len() as f64 * BUBBLE_ROOM / 2.0);
    }
}
