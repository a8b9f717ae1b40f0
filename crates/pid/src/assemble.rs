//! Items and topology of one drawing as elements and joints.

use crate::drawing::{Drawing, Item, Kind, Reference, Step};
use crate::topology::Topology;
use rosette_plant::{Drawn, Element, Joint, OpenEnd, Port};
use std::collections::BTreeSet;

/// The graph of one sheet, with ids that are unique on the sheet only.
#[derive(Debug, Default)]
pub(crate) struct SheetGraph {
    pub elements: Vec<Element<Drawn>>,
    pub joints: Vec<Joint>,
    pub open_ends: Vec<OpenEnd>,
    /// Off-page connectors and what they refer to.
    pub connectors: Vec<(usize, Reference)>,
}

/// Make elements of a drawing's items; sizes and lines come down from the segments they stand in.
pub(crate) fn assemble(drawing: &mut Drawing, topology: &Topology) -> SheetGraph {
    inherit(drawing, topology);
    let ports = kept_ports(drawing, topology);
    let elements = drawing.items.iter().zip(&ports).map(|(item, kept)| element(item, kept, &drawing.name)).collect();
    let port = |item: usize, port: Option<usize>| port.and_then(|p| ports.get(item)?.binary_search(&p).ok());
    let segment = |s: Option<usize>| s.and_then(|s| drawing.segments.get(s));
    let joints = topology.links.iter().map(|link| Joint {
        a: link.a,
        a_port: port(link.a, link.a_port),
        b: link.b,
        b_port: port(link.b, link.b_port),
        confidence: link.confidence,
        inferred: link.repaired,
        line: segment(link.segment).and_then(|s| s.line.clone()),
        dn: segment(link.segment).and_then(|s| s.dn),
        ..Joint::default()
    });
    let joints = joints.collect();
    let open = topology.open_ends.iter().filter_map(|loose| {
        let port = port(loose.item, Some(loose.port))?;
        Some(OpenEnd { element: loose.item, port, seen: Default::default() })
    });
    let open_ends = open.collect();
    let connectors = drawing.items.iter().enumerate().filter(|(_, i)| i.kind == Kind::OffPage);
    let connectors = connectors.map(|(k, i)| (k, i.reference.clone())).collect();
    SheetGraph { elements, joints, open_ends, connectors }
}

/// Line, size and attributes of the segment an item stands in, where it has none of its own; the lines at each nozzle.
fn inherit(drawing: &mut Drawing, topology: &Topology) {
    let chains = || topology.chains.iter().filter(|c| c.first);
    // The segment that holds the item comes before those that only refer to it.
    for chain in chains() {
        let steps = drawing.segments.get(chain.segment).map_or(&[][..], |s| &s.steps);
        let owned: Vec<usize> = steps.iter().filter_map(|s| if let Step::Item(item) = s { Some(*item) } else { None }).collect();
        owned.into_iter().for_each(|item| stand_in(drawing, item, chain.segment));
    }
    for chain in chains() {
        chain.stops.iter().for_each(|stop| stand_in(drawing, stop.item, chain.segment));
    }
    for item in drawing.items.iter_mut().filter(|i| i.kind != Kind::Equipment) {
        item.dn = item.dn.or(item.ports.iter().filter_map(|p| p.dn).max());
    }
    nozzle_lines(drawing, topology);
}

fn stand_in(drawing: &mut Drawing, item: usize, segment: usize) {
    let (Some(item), Some(segment)) = (drawing.items.get_mut(item), drawing.segments.get(segment)) else { return };
    let is_inline = !matches!(item.kind, Kind::Equipment | Kind::Instrument);
    if !is_inline || item.attributes.contains_key("segment") {
        return;
    }
    item.attributes.insert("segment".into(), segment.id.clone());
    if let Some(line) = &segment.line {
        item.attributes.insert("line".into(), line.clone());
    }
    for (name, value) in &segment.attributes {
        item.attributes.entry(name.clone()).or_insert_with(|| value.clone());
    }
    // The larger end names a reducer.
    let own = item.dn.or(item.ports.iter().filter(|p| !p.inherited).filter_map(|p| p.dn).max());
    item.dn = own.or(segment.dn);
    if own.is_none() && segment.dn.is_some() {
        drawing.count("sizes_inherited");
    }
}

/// Which line is at which nozzle: also for lines that end in nothing and so give no joint.
fn nozzle_lines(drawing: &mut Drawing, topology: &Topology) {
    let linked = topology.links.iter().flat_map(|l| [(l.a, l.a_port, l.segment), (l.b, l.b_port, l.segment)]);
    let open = topology.open_ends.iter().map(|o| (o.item, Some(o.port), Some(o.segment)));
    let places: Vec<(usize, Option<usize>, Option<usize>)> = linked.chain(open).collect();
    for (item, port, segment) in places {
        let Some(line) = segment.and_then(|s| drawing.segments.get(s)).and_then(|s| s.line.clone()) else { continue };
        let Some(item) = drawing.items.get_mut(item).filter(|i| i.kind == Kind::Equipment) else { continue };
        let name = port.and_then(|p| item.ports.get(p)).and_then(|p| p.name.clone());
        if let Some(name) = name {
            item.attributes.entry(format!("line.{name}")).or_insert(line);
        }
    }
}

/// Ports to keep in rising order, by item: equipment often has drawing nodes that are no nozzles.
fn kept_ports(drawing: &Drawing, topology: &Topology) -> Vec<Vec<usize>> {
    let linked = topology.links.iter().flat_map(|l| [(l.a, l.a_port), (l.b, l.b_port)]);
    let open = topology.open_ends.iter().map(|o| (o.item, Some(o.port)));
    let used: BTreeSet<(usize, usize)> = linked.chain(open).filter_map(|(i, p)| Some((i, p?))).collect();
    let kept = drawing.items.iter().enumerate().map(|(k, item)| {
        let keep =
            |p: &usize| item.kind != Kind::Equipment || item.ports.get(*p).is_some_and(|p| p.nozzle) || used.contains(&(k, *p));
        (0..item.ports.len()).filter(keep).collect()
    });
    kept.collect()
}

fn element(item: &Item, kept: &[usize], sheet: &str) -> Element<Drawn> {
    let ports = kept.iter().filter_map(|p| item.ports.get(*p));
    let ports = ports.map(|p| Port { dn: p.dn, name: p.name.clone(), ..Port::default() }).collect();
    let mut attributes = item.attributes.clone();
    let line = attributes.remove("line").or_else(|| attributes.get("on_line").cloned());
    for (key, port) in [("flow_in", item.flow_in), ("flow_out", item.flow_out)] {
        if let Some(port) = port.and_then(|p| kept.iter().position(|k| *k == p)) {
            attributes.insert(key.into(), port.to_string());
        }
    }
    Element {
        id: item.id.clone(),
        class: item.meaning.class,
        subtype: item.meaning.subtype,
        tag: item.tag.clone(),
        line,
        dn: item.dn,
        ports,
        evidence: Drawn {
            class_name: item.class_name.clone(),
            sheet: sheet.to_owned(),
            position: item.centre(),
            physical: item.meaning.physical,
            attributes,
        },
    }
}
