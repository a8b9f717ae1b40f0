//! Systems, segments, their connections pair by pair.

use super::{Inside, Reader, Role, values};
use crate::attributes::{self, Attributes};
use crate::dexpi2::Object;
use crate::drawing::{Connection, End, Segment, Step, Target};
use crate::geometry::Point;

/// What a piping network system hands down to its segments.
#[derive(Debug, Default, Clone)]
pub(super) struct System {
    line: Option<String>,
    dn: Option<u32>,
    attributes: Attributes,
}

impl Reader<'_> {
    pub(super) fn piping_system(&mut self, object: &Object, inside: Inside) {
        self.drawing.count("systems");
        self.register(object, Target::Else);
        let dn = values::nominal(&object.data, self.hundredths);
        let system = System { line: line_tag(&object.data, dn), dn, attributes: object.data.clone() };
        let outer = self.system.replace(system);
        self.walk_children(object, inside);
        self.system = outer;
    }

    pub(super) fn segment(&mut self, object: &Object, inside: Inside) {
        self.drawing.count("segments");
        let system = self.system.clone().unwrap_or_default();
        let own = values::nominal(&object.data, self.hundredths);
        let line = system.line.or_else(|| line_tag(&object.data, own));
        let dn = self.drawing.segment_size(own, system.dn, line.as_deref());
        let mut merged = system.attributes;
        merged.extend(object.data.clone());
        let id = self.made_id(object);
        let idx = self.drawing.segments.len();
        self.register(object, Target::Segment(idx));
        let segment = Segment { id, line, dn, attributes: merged, place: object.line, pairwise: true, ..Segment::default() };
        self.drawing.segments.push(segment);
        self.walk_children(object, Inside { segment: Some(idx), ..inside });
        self.segment_objects.push((idx, object.idx));
    }

    /// Read the connections when every item and node is known.
    pub(super) fn connect(&mut self) {
        for (segment, object) in std::mem::take(&mut self.segment_objects) {
            let Some(object) = self.model.get(object) else { continue };
            let connections: Vec<(Connection, Vec<Point>)> = self.connections_of(object);
            for (connection, _) in &connections {
                self.drawing.count("connections");
                if connection.from.id.is_some() && connection.to.id.is_some() {
                    self.drawing.count("connections_both_ends");
                }
            }
            let Some(segment) = self.drawing.segments.get_mut(segment) else { continue };
            for (connection, line) in connections {
                if line.len() >= 2 {
                    segment.steps.push(Step::CentreLine(line));
                }
                segment.connections.push(connection);
            }
        }
    }

    /// Pipes and direct connections; where there are none, the two ends of the segment.
    fn connections_of(&self, segment: &Object) -> Vec<(Connection, Vec<Point>)> {
        let pipes = segment.children.iter().filter_map(|k| self.model.get(*k));
        let pipes: Vec<&Object> = pipes.filter(|c| c.property == "connections" || is_pipe(c, self)).collect();
        let stated = if pipes.is_empty() { vec![segment] } else { pipes };
        let mut all = Vec::new();
        for object in stated {
            let line = self.diagram.lines.get(&object.id).cloned().unwrap_or_default();
            let connection = Connection { from: self.end(object, "source"), to: self.end(object, "target") };
            if connection.from.id.is_some() || connection.to.id.is_some() || line.len() >= 2 {
                all.push((connection, line));
            }
        }
        all
    }

    /// The node, where the drawing knows it, else the item.
    fn end(&self, object: &Object, side: &str) -> End {
        let node = object.reference(&[format!("{side}node").as_str()]).map(str::to_owned);
        let item = object.reference(&[format!("{side}item").as_str(), side]).map(str::to_owned);
        let known = node.clone().filter(|n| matches!(self.drawing.target(n), Some(Target::Port(..) | Target::Item(_))));
        End { id: known.or(item).or(node), node: None }
    }
}

fn is_pipe(object: &Object, reader: &Reader<'_>) -> bool {
    matches!(object.class.as_str(), "Pipe" | "DirectPipingConnection") && reader.role(object) == Role::Read
}

/// The line as the file labels it, else of its parts in their usual order.
fn line_tag(data: &Attributes, dn: Option<u32>) -> Option<String> {
    let whole = ["TagName", "LineDescription", "ObjectDisplayName", "ItemTag"];
    if let Some(tag) = attributes::first(data, &whole) {
        return Some(tag.to_owned());
    }
    let number = attributes::first(data, &["LineNumber"])?;
    let value = |name: &str| attributes::first(data, &[name]).map(str::to_owned);
    let parts = [value("FluidCode"), Some(number.to_owned()), dn.map(|dn| format!("DN{dn}")), value("PipingClassCode")];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join("-"))
}
