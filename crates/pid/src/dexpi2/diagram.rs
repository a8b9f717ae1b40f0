//! Where a DEXPI 2.0 diagram draws things: places of objects and nodes, and the lines of pipes.

use super::model::tail;
use crate::geometry::{Point, point};
use crate::xml::El;
use std::collections::BTreeMap;

/// Places and lines by the id of what they represent.
#[derive(Debug, Default)]
pub(super) struct Diagram {
    pub places: BTreeMap<String, Point>,
    pub lines: BTreeMap<String, Vec<Point>>,
    /// Places of node positions by their own id.
    node_positions: BTreeMap<String, Point>,
    /// Lines between node positions, which may come later in the file.
    connectors: Vec<Connector>,
}

/// A line drawn from one node position to another.
#[derive(Debug)]
struct Connector {
    represents: String,
    from: Option<String>,
    inner: Vec<Point>,
    to: Option<String>,
}

impl Diagram {
    /// Read all diagrams of a `Model`.
    pub fn read(root: El<'_>) -> Self {
        let mut found = Self::default();
        for object in root.named("Object") {
            found.find_diagrams(object);
        }
        for line in std::mem::take(&mut found.connectors) {
            found.draw(line);
        }
        found
    }

    fn find_diagrams(&mut self, object: El<'_>) {
        if object.filled("type").is_some_and(|t| t.ends_with(".Diagram")) {
            return self.group(object, None);
        }
        for child in object.named("Components").filter(|c| on(*c, "Diagram") || on(*c, "Diagrams")) {
            child.named("Object").for_each(|diagram| self.group(diagram, None));
        }
    }

    fn group(&mut self, group: El<'_>, outer: Option<&str>) {
        let own = reference(group, "Represents").or(outer);
        for components in group.named("Components") {
            let objects = components.named("Object");
            match components.filled("property").map(tail) {
                Some("Groups") => objects.for_each(|g| self.group(g, own)),
                Some("Elements") => {
                    let is_label = group.filled("type").is_some_and(|t| t.ends_with("Label"));
                    objects.filter(|_| !is_label).for_each(|e| self.element(e, own));
                }
                Some("NodePositions") => objects.for_each(|n| self.node_position(n, own)),
                _ => {}
            }
        }
    }

    fn element(&mut self, element: El<'_>, represents: Option<&str>) {
        let Some(represents) = represents else { return };
        let kind = element.filled("type").map_or("", |t| t.rsplit(['.', '/']).next().unwrap_or(t));
        match kind {
            "SymbolUsage" | "ShapeUsage" => {
                if let Some(place) = points(element, "Position").first() {
                    self.places.entry(represents.to_owned()).or_insert(*place);
                }
            }
            "ConnectorLine" => self.connectors.push(Connector {
                represents: represents.to_owned(),
                from: reference(element, "Source").map(str::to_owned),
                inner: points(element, "InnerPoints"),
                to: reference(element, "Target").map(str::to_owned),
            }),
            "PolyLine" => {
                let line = points(element, "Points");
                if line.len() >= 2 {
                    self.lines.entry(represents.to_owned()).or_default().extend(line);
                }
            }
            _ => {}
        }
    }

    fn node_position(&mut self, position: El<'_>, represents: Option<&str>) {
        let Some(place) = points(position, "Position").first().copied() else { return };
        if let Some(node) = reference(position, "Node").or(represents) {
            self.places.entry(node.to_owned()).or_insert(place);
        }
        if let Some(id) = position.filled("id") {
            self.node_positions.entry(id.to_owned()).or_insert(place);
        }
    }

    fn draw(&mut self, line: Connector) {
        let end = |id: &Option<String>| self.node_positions.get(id.as_ref()?).copied();
        let drawn: Vec<Point> = end(&line.from).into_iter().chain(line.inner).chain(end(&line.to)).collect();
        if drawn.len() >= 2 {
            self.lines.entry(line.represents).or_insert(drawn);
        }
    }
}

fn on(components: El<'_>, property: &str) -> bool {
    components.filled("property").is_some_and(|p| tail(p) == property)
}

fn reference<'a>(element: El<'a>, property: &str) -> Option<&'a str> {
    let own = element.named("References").find(|r| r.filled("property").is_some_and(|p| tail(p) == property))?;
    own.filled("objects")?.split_whitespace().next()?.strip_prefix('#')
}

/// Points of a data property. DEXPI 2.0 draws with y down; here y is up.
fn points(element: El<'_>, property: &str) -> Vec<Point> {
    let data = element.named("Data").filter(|d| d.filled("property").is_some_and(|p| tail(p) == property));
    let values = data.flat_map(|d| d.children()).filter(|v| v.name() == "AggregatedDataValue");
    let number = |value: El<'_>, name: &str| {
        let part = value.named("Data").find(|d| d.filled("property").is_some_and(|p| tail(p) == name))?;
        let text = part.children().next()?.text();
        text.trim().parse().ok().filter(|v: &f64| v.is_finite())
    };
    values.filter_map(|v| point(number(v, "X"), number(v, "Y").map(|y| -y))).collect()
}
