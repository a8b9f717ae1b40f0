//! One drawing as read, dialect-free: items with ports, segments, and what senses or actuates what.

use crate::attributes::Attributes;
use crate::classes::{Found, Meaning};
use crate::geometry::Point;
use rosette_plant::ImportReport;
use std::collections::BTreeMap;

/// What one file holds, before its topology is worked out.
#[derive(Debug, Default)]
pub(crate) struct Drawing {
    pub name: String,
    /// Drawing number, where given; off-page connectors refer to it.
    pub number: Option<String>,
    pub items: Vec<Item>,
    pub segments: Vec<Segment>,
    /// What an id refers to; the first of duplicates.
    pub ids: BTreeMap<String, Target>,
    pub sensing: Vec<Sensing>,
    pub actuations: Vec<Actuation>,
    /// Millimetres on paper per drawing unit.
    pub mm_per_unit: f64,
    pub report: ImportReport,
}

/// A future element.
#[derive(Debug)]
pub(crate) struct Item {
    pub id: String,
    pub kind: Kind,
    pub class_name: String,
    pub meaning: Meaning,
    pub tag: Option<String>,
    pub dn: Option<u32>,
    pub ports: Vec<RawPort>,
    /// Port of each node number of the file (0 is the item itself).
    pub node_ports: Vec<Option<usize>>,
    pub flow_in: Option<usize>,
    pub flow_out: Option<usize>,
    pub position: Option<Point>,
    pub attributes: Attributes,
    /// References of an off-page connector.
    pub reference: Reference,
}

impl Item {
    pub fn new(id: String, kind: Kind, class_name: String, meaning: Meaning) -> Self {
        Self {
            id,
            kind,
            class_name,
            meaning,
            tag: None,
            dn: None,
            ports: Vec::new(),
            node_ports: vec![None],
            flow_in: None,
            flow_out: None,
            position: None,
            attributes: Attributes::new(),
            reference: Reference::default(),
        }
    }

    /// Its position, or the middle of its nodes.
    pub fn centre(&self) -> Option<Point> {
        self.position.or_else(|| {
            let nodes: Vec<Point> = self.ports.iter().filter_map(|p| p.position).collect();
            let n = nodes.len() as f64;
            (!nodes.is_empty()).then(|| nodes.iter().fold([0.0; 2], |s, p| [s[0] + p[0] / n, s[1] + p[1] / n]))
        })
    }
}

/// What part an item plays in the topology.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Equipment,
    /// Valve, fitting, inline flow element.
    Component,
    OffPage,
    /// Property break: a point on the pipe where an attribute changes.
    Break,
    Instrument,
    /// A nozzle without equipment.
    Nozzle,
}

/// A place where an item can be joined.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawPort {
    pub name: Option<String>,
    pub dn: Option<u32>,
    pub position: Option<Point>,
    /// Its size came from the segment.
    pub inherited: bool,
    /// Drawn as a nozzle: stays even where nothing is joined to it.
    pub nozzle: bool,
}

/// What an id of the file stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Item(usize),
    /// A nozzle: a port of its equipment.
    Port(usize, usize),
    Segment(usize),
    /// An actuating system or a part of one.
    Actuator,
    /// Something drawn that is neither.
    Else,
}

/// A piping network segment.
#[derive(Debug, Default)]
pub(crate) struct Segment {
    pub id: String,
    /// Line tag.
    pub line: Option<String>,
    pub dn: Option<u32>,
    /// Items and centre lines in document order.
    pub steps: Vec<Step>,
    pub connections: Vec<Connection>,
    /// Attributes of the segment over those of its system.
    pub attributes: Attributes,
    pub place: u32,
    /// Each connection joins two neighbours (DEXPI 2.0), instead of one naming the two ends.
    pub pairwise: bool,
}

/// One thing along a segment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    Item(usize),
    CentreLine(Vec<Point>),
}

/// The two ends of a segment, as the file names them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Connection {
    pub from: End,
    pub to: End,
}

/// One end: an id and a node number.
#[derive(Debug, Clone, Default)]
pub(crate) struct End {
    pub id: Option<String>,
    pub node: Option<usize>,
}

/// An instrument takes its measurement at something.
#[derive(Debug)]
pub(crate) struct Sensing {
    pub instrument: usize,
    pub target: String,
    /// Points of the measuring line; the nearest to the pipe is the tapping.
    pub line: Vec<Point>,
}

/// A valve is moved by something.
#[derive(Debug)]
pub(crate) struct Actuation {
    pub valve: String,
    pub attributes: Vec<(String, String)>,
}

/// Where an off-page connector says the line goes on.
#[derive(Debug, Default, Clone)]
pub(crate) struct Reference {
    /// Own number or tag.
    pub number: Option<String>,
    /// Number of the other connector.
    pub other_number: Option<String>,
    /// Number or name of the other drawing.
    pub other_drawing: Option<String>,
    /// Id or persistent id of the other connector.
    pub other_id: Option<String>,
    /// Persistent ids of this connector.
    pub persistent: Vec<String>,
    /// `Some(true)`: the line comes in here.
    pub inward: Option<bool>,
}

impl Drawing {
    /// Add one to a count of the report.
    pub fn count(&mut self, key: &str) {
        self.count_n(key, 1);
    }

    pub fn count_n(&mut self, key: &str, n: usize) {
        *self.report.counts.entry(key.to_owned()).or_default() += n;
    }

    pub fn warn(&mut self, place: u32, message: impl std::fmt::Display) {
        /// More would only hide the first ones; the counts tell how many there were.
        const MAX_WARNINGS: usize = 200;
        if self.report.warnings.len() < MAX_WARNINGS {
            self.report.warnings.push(format!("{}:{place}: {message}", self.report.file));
        } else {
            self.count("warnings_not_listed");
        }
    }

    /// Size of a segment: its own, its system's, or the one in its label.
    pub fn segment_size(&mut self, own: Option<u32>, system: Option<u32>, line: Option<&str>) -> Option<u32> {
        if own.is_some() {
            return own;
        }
        if system.is_some() {
            self.count("sizes_inherited");
            return system;
        }
        let read = line.and_then(crate::nominal::in_label);
        let key = if read.is_some() { "sizes_from_label" } else { "segments_without_size" };
        self.count(key);
        read
    }

    /// Count an element by its class; what no rule knows is kept by name.
    pub fn count_class(&mut self, kind: Kind, class_name: &str, meaning: Meaning, found: Found) {
        let own_class = matches!(kind, Kind::Equipment | Kind::Component);
        if !own_class || meaning.part {
            return;
        }
        *self.report.classes.entry(class_name.to_owned()).or_default() += 1;
        match found {
            Found::ByName => {}
            Found::ByFallback => self.count("classes_by_fallback"),
            Found::Not => *self.report.unknown_classes.entry(class_name.to_owned()).or_default() += 1,
        }
    }

    /// Note a folded part on its owner.
    pub fn add_part(&mut self, owner: usize, class: &str) {
        let Some(item) = self.items.get_mut(owner) else { return };
        let parts = item.attributes.entry("parts".into()).or_default();
        if !parts.is_empty() {
            parts.push(' ');
        }
        parts.push_str(&class.replace(' ', "_"));
    }

    pub fn target(&self, id: &str) -> Option<Target> {
        self.ids.get(id).copied()
    }
}
