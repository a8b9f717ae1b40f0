//! Sizes of drawn connections: a segment's size is often that of its first nozzle, and does not hold beyond its reducer.
//!
//! A connection has the size of the bodies at its ends; where these say nothing, that of the tee of its own line; else
//! what the segment says. Beside a reducer that changes nothing the size on the side of the equipment is not known.

use crate::network::{Network, Node, Role};
use rosette_plant::Class;

/// Puts right the sizes of all connections. `lines` are the line tags of the nodes' elements.
pub(crate) fn resolve(network: &mut Network, lines: &[Option<&str>]) {
    let told: Vec<Option<u32>> =
        (0..network.edges.len()).map(|e| by_bodies(network, e).or_else(|| by_tees(network, e, lines))).collect();
    for (edge, told) in network.edges.iter_mut().zip(&told) {
        edge.dn = told.or(edge.dn);
    }
    let unknown: Vec<usize> = (0..network.edges.len()).filter(|&e| told[e].is_none() && is_beyond_reducer(network, e)).collect();
    unknown.into_iter().for_each(|e| network.edges[e].dn = None);
}

/// The size that the bodies at the ends have; none where they have none or differ.
fn by_bodies(network: &Network, edge: usize) -> Option<u32> {
    agreed(network.edges[edge].ends.iter().map(|&n| &network.nodes[n]).filter(|n| passes(n)).filter_map(Node::dn))
}

fn by_tees(network: &Network, edge: usize, lines: &[Option<&str>]) -> Option<u32> {
    let line = network.edges[edge].line.as_deref();
    let of_line =
        |n: &&usize| network.nodes[**n].role == Role::Tee && line.is_some() && lines.get(**n).copied().flatten() == line;
    agreed(network.edges[edge].ends.iter().filter(of_line).filter_map(|&n| network.nodes[n].dn()))
}

fn agreed(mut sizes: impl Iterator<Item = u32>) -> Option<u32> {
    let first = sizes.next()?;
    sizes.all(|dn| dn == first).then_some(first)
}

/// A body of full bore.
fn passes(node: &Node) -> bool {
    node.role == Role::Inline && node.class != Class::Reducer && node.arcs.len() == 2
}

/// Between a reducer and equipment or an end, with the size of the reducer's other side.
fn is_beyond_reducer(network: &Network, edge: usize) -> bool {
    let ends = network.edges[edge].ends;
    let says_nothing = |n: usize| matches!(network.nodes[n].role, Role::Equipment | Role::End);
    let same = |n: usize| {
        let node = &network.nodes[n];
        let other = node.arcs.iter().find(|a| a.edge != edge).and_then(|a| network.edges[a.edge].dn);
        node.class == Class::Reducer && other == network.edges[edge].dn
    };
    (same(ends[0]) && says_nothing(ends[1])) || (same(ends[1]) && says_nothing(ends[0]))
}

#[cfg(test)]
mod tests {
    use rosette_plant::{Class, Drawn, Element, Joint, PlantGraph};

    fn sizes(elements: &[(Class, Option<u32>)], segment: u32) -> Vec<Option<u32>> {
        let element = |(k, &(class, dn)): (usize, &(Class, Option<u32>))| Element {
            id: format!("e{k}"),
            class,
            subtype: None,
            tag: None,
            line: Some("L1".into()),
            dn,
            ports: vec![],
            evidence: Drawn { physical: true, ..Drawn::default() },
        };
        let joint = |a| Joint { a, b: a + 1, dn: Some(segment), line: Some("L1".into()), ..Joint::default() };
        let graph = PlantGraph {
            elements: elements.iter().enumerate().map(element).collect(),
            joints: (0..elements.len() - 1).map(joint).collect(),
            open_ends: vec![],
            notes: vec![],
        };
        let network = crate::normalise::network(&graph);
        let between = |a: usize| network.edges.iter().find(|e| e.ends == [a, a + 1]).and_then(|e| e.dn);
        (0..elements.len() - 1).map(between).collect()
    }

    #[test]
    fn bodies_tell_the_size_of_their_line() {
        use Class::*;
        let check = |elements: &[(Class, Option<u32>)], segment, expect: &[Option<u32>]| {
            assert_eq!(sizes(elements, segment), expect, "{elements:?}");
        };
        // The segment has the size of the pump's nozzle; behind the reducer the valves say what holds.
        check(&[(Pump, None), (Reducer, Some(100)), (Valve, Some(100)), (Tee, Some(100))], 80, &[Some(80), Some(100), Some(100)]);
        // The segment has the size of the line: what the nozzle has is not drawn.
        check(&[(Valve, Some(150)), (Reducer, Some(150)), (Pump, None)], 150, &[Some(150), None]);
        // Around a control valve smaller than its line.
        check(
            &[(Valve, Some(100)), (Reducer, Some(100)), (Valve, Some(80)), (Reducer, Some(100)), (Valve, Some(100))],
            100,
            &[Some(100), Some(80), Some(80), Some(100)],
        );
        check(&[(Tank, None), (Valve, None), (Tank, None)], 50, &[Some(50), Some(50)]);
        check(&[(Valve, Some(50)), (Valve, Some(80))], 65, &[Some(65)]);
    }
}
