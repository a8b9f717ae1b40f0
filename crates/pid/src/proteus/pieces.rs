//! The small pieces elements are made of: positions, polylines, connection points.

use crate::attributes;
use crate::drawing::{Item, RawPort};
use crate::geometry::{Point, distance, point};
use crate::xml::El;

/// More nodes of one element are not ports.
const MAX_NODES: usize = 1000;

/// `Position/Location` of an element.
pub(super) fn position(element: El<'_>) -> Option<Point> {
    let location = element.child("Position")?.child("Location")?;
    point(location.number("X"), location.number("Y"))
}

/// `Coordinate` children as a polyline.
pub(super) fn polyline(element: El<'_>) -> Vec<Point> {
    element.named("Coordinate").filter_map(|c| point(c.number("X"), c.number("Y"))).collect()
}

/// Whether a node takes a pipe: `process`, or nothing where no node of the element says so.
fn is_piping(node: El<'_>, typed: bool) -> bool {
    match node.filled("Type") {
        Some(kind) => kind.eq_ignore_ascii_case("process"),
        None => !typed,
    }
}

/// Piping nodes as ports of the item, and the main nodes of its flow. Node 0 is the item itself.
pub(super) fn connection_points(element: El<'_>, item: &mut Item) {
    for points in element.named("ConnectionPoints") {
        let nodes: Vec<El<'_>> = points.named("Node").take(MAX_NODES).collect();
        let typed = nodes.iter().any(|n| n.filled("Type").is_some());
        for node in nodes.iter().skip(1) {
            let port = is_piping(*node, typed).then(|| {
                item.ports.push(port_of(*node, item.position));
                item.ports.len() - 1
            });
            item.node_ports.push(port);
        }
        let main = |name: &str| {
            let number = points.filled(name)?.parse::<usize>().ok()?;
            item.node_ports.get(number).copied().flatten()
        };
        (item.flow_in, item.flow_out) = (main("FlowIn").or(item.flow_in), main("FlowOut").or(item.flow_out));
    }
}

/// COMOS gives nodes about the item's position: what lies nearer to the origin than to the item is meant so.
fn on_sheet(p: Point, about: Option<Point>) -> Point {
    match about {
        Some(item) if distance(p, [0.0, 0.0]) < distance(p, item) => [p[0] + item[0], p[1] + item[1]],
        _ => p,
    }
}

/// The port a node gives.
fn port_of(node: El<'_>, about: Option<Point>) -> RawPort {
    let written = attributes::read(node);
    RawPort {
        name: node.filled("Name").map(str::to_owned),
        dn: attributes::nominal(node, &written),
        position: position(node).map(|p| on_sheet(p, about)),
        ..RawPort::default()
    }
}
