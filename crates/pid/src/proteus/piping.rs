//! Systems, segments, centre lines and connections.

use super::{Inside, Reader, labels, pieces};
use crate::attributes::{self, Attributes};
use crate::drawing::{Connection, End, Segment, Step, Target};
use crate::xml::El;

/// What a piping network system hands down to its segments.
#[derive(Debug, Default, Clone)]
pub(super) struct System {
    line: Option<String>,
    dn: Option<u32>,
    attributes: Attributes,
}

impl Reader {
    pub(super) fn piping_system(&mut self, element: El<'_>, inside: Inside) {
        self.drawing.count("systems");
        self.register(element, Target::Else);
        let written = attributes::read(element);
        let system =
            System { line: line_tag(element, &written), dn: attributes::nominal(element, &written), attributes: written };
        let outer = self.system.replace(system);
        self.walk_children(element, inside);
        self.system = outer;
    }

    pub(super) fn piping_segment(&mut self, element: El<'_>, inside: Inside) {
        self.drawing.count("segments");
        let system = self.system.clone().unwrap_or_default();
        let own = attributes::read(element);
        let own_line = line_tag(element, &own);
        let line = system.line.or(own_line);
        let dn = self.drawing.segment_size(attributes::nominal(element, &own), system.dn, line.as_deref());
        let mut merged = system.attributes;
        merged.extend(own);
        let id = self.fresh_id(element);
        let idx = self.drawing.segments.len();
        self.register(element, Target::Segment(idx));
        let segment = Segment { id, line, dn, attributes: merged, place: element.line(), ..Segment::default() };
        self.drawing.segments.push(segment);
        self.walk_children(element, Inside { segment: Some(idx), ..inside });
    }

    pub(super) fn centre_line(&mut self, element: El<'_>, inside: Inside) {
        let Some(segment) = inside.segment else { return };
        let line = pieces::polyline(element);
        if line.len() >= 2 {
            self.step(segment, Step::CentreLine(line));
        }
    }

    pub(super) fn connection(&mut self, element: El<'_>, inside: Inside) {
        self.count_connection(element);
        let end = |id: &str, node: &str| End {
            id: element.filled(id).map(str::to_owned),
            node: element.filled(node).and_then(|n| n.parse().ok()),
        };
        let connection = Connection { from: end("FromID", "FromNode"), to: end("ToID", "ToNode") };
        if let Some(segment) = inside.segment.and_then(|s| self.drawing.segments.get_mut(s)) {
            segment.connections.push(connection);
        }
    }

    pub(super) fn count_connection(&mut self, element: El<'_>) {
        self.drawing.count("connections");
        if element.filled("FromID").is_some() && element.filled("ToID").is_some() {
            self.drawing.count("connections_both_ends");
        }
    }
}

/// Tag of a line as the file labels it: the tag name, the label on the drawing, or its parts in their usual order.
fn line_tag(element: El<'_>, written: &Attributes) -> Option<String> {
    if let Some(tag) = element.filled("TagName") {
        return Some(tag.to_owned());
    }
    if let Some(label) = labels::line_label(element) {
        return Some(label);
    }
    let number = attributes::first(written, &["LineNumber"])?;
    let value = |name: &str| attributes::first(written, &[name]).map(str::to_owned);
    let size = attributes::nominal(element, written).map(|dn| format!("DN{dn}"));
    let parts = [value("FluidCode"), Some(number.to_owned()), size, value("PipingClassCode")];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join("-"))
}
