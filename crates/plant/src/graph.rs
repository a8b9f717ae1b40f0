//! The plant graph: elements with ports, and the joints between them.

use crate::{Class, Geometry, Note, Subtype};
use rosette_cloud::SeenState;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A plant as one side knows it. `elements` is sorted by id; `joints` refer to elements by index.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlantGraph<E> {
    /// Everything that stands or is drawn.
    pub elements: Vec<Element<E>>,
    /// What is joined to what.
    pub joints: Vec<Joint>,
    /// Ports that end nowhere.
    pub open_ends: Vec<OpenEnd>,
    /// What was dropped, guessed, inferred or not understood on the way.
    pub notes: Vec<Note>,
}

/// One thing: a pipe run, fitting, inline component, instrument or piece of equipment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Element<E> {
    /// Scanned: stable id such as `pipe-0012`. Drawn: the drawing's own element ID (unique over all sheets).
    pub id: String,
    /// What it is.
    pub class: Class,
    /// Subtype of a valve; none for other classes.
    pub subtype: Option<Subtype>,
    /// Tag name, e.g. `HV-103`.
    pub tag: Option<String>,
    /// Line tag, e.g. `CW-001-DN100-A1`.
    pub line: Option<String>,
    /// Nominal diameter; scanned: none where no catalogue size fits the measured one.
    pub dn: Option<u32>,
    /// Where it can be joined.
    pub ports: Vec<Port>,
    /// What is known only of this side.
    pub evidence: E,
}

/// A place where an element can be joined to another.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Port {
    /// Site position, m; none on drawings.
    pub position: Option<[f64; 3]>,
    /// Unit vector pointing out of the element; none on drawings.
    pub direction: Option<[f64; 3]>,
    /// Measured outside diameter, m.
    pub od: Option<f64>,
    /// Nominal diameter.
    pub dn: Option<u32>,
    /// Name on the drawing, e.g. the nozzle's tag.
    pub name: Option<String>,
}

/// Two elements (indices into `PlantGraph::elements`) are joined.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Joint {
    /// One element.
    pub a: usize,
    /// Its port, if known.
    pub a_port: Option<usize>,
    /// The other element.
    pub b: usize,
    /// Its port, if known.
    pub b_port: Option<usize>,
    /// Site position, m; none on drawings.
    pub position: Option<[f64; 3]>,
    /// 0 to 1.
    pub confidence: f64,
    /// True if bridged through a hidden stretch, a support or a wall rather than seen.
    pub inferred: bool,
    /// Length of the bridged gap, m; 0 where the two touch.
    pub gap: f64,
    /// What the scan saw of the gap.
    pub seen: SeenState,
    /// Line tag of the connecting pipe (drawn side).
    pub line: Option<String>,
    /// Nominal diameter of the connecting pipe (drawn side).
    pub dn: Option<u32>,
}

/// A port that is joined to nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenEnd {
    /// Index of the element.
    pub element: usize,
    /// Index of its port.
    pub port: usize,
    /// What the scan saw just beyond it.
    pub seen: SeenState,
}

/// Evidence of an element that was scanned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scanned {
    /// Centre of the body (elbow: centre of its bounding box; tee: where the axes meet; inline: on the axis, mid-length), site, m.
    pub position: [f64; 3],
    /// Fitted shape.
    pub geometry: Geometry,
    /// Measured outside diameter, m; none where it has no meaning.
    pub od: Option<f64>,
    /// Other nominal sizes that fit the diameter nearly as well.
    pub dn_alternatives: Vec<u32>,
    /// Class confidence, 0 to 1.
    pub confidence: f64,
    /// Merged points that support it.
    pub points: usize,
    /// Root mean square distance of those points from the shape, mm; none where no shape was fitted.
    pub residual_mm: Option<f64>,
    /// Share of the circumference (pipes, elbows, vessels) or of the surface that was seen, 0 to 1.
    pub coverage: f64,
    /// True where the element was inferred (a bridged stretch), not seen.
    pub inferred: bool,
    /// Why it has this class, in words.
    pub reasons: Vec<String>,
    /// Which kind of its class it is, where the trained net knows kinds of one's own and this one is the likeliest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<OwnKind>,
}

/// A kind of one's own that an element was recognised as.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnKind {
    /// Its name.
    pub name: String,
    /// That it is of the class, and of this kind, 0 to 1.
    pub confidence: f64,
}

/// Evidence of an element that was drawn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// Class name in the file, e.g. `SwingCheckValve`.
    pub class_name: String,
    /// Name of the sheet.
    pub sheet: String,
    /// Position on the sheet, in drawing units.
    pub position: Option<[f64; 2]>,
    /// False for things no scan can show (property breaks, off-page connectors, functions in a control room): never compared.
    pub physical: bool,
    /// Attributes as written, name to value.
    pub attributes: BTreeMap<String, String>,
}
