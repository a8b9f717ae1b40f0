//! `asbuilt.json`: the plant as the scan shows it.

use crate::beside::write_json;
use crate::error::Result;
use crate::inputs::Inputs;
use crate::round;
use rosette_cloud::SeenState;
use rosette_plant::{Class, Element, Geometry, Joint, OpenEnd, PlantGraph, Port, Scanned, Subtype};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The plant as the scan shows it. Lengths in metres, positions in site coordinates.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "rosette.asbuilt/1")]
pub struct AsBuilt {
    /// Always `rosette.asbuilt/1`.
    #[schemars(extend("const" = "rosette.asbuilt/1"))]
    pub schema: String,
    /// Size catalogue that names the nominal diameters.
    pub catalogue: String,
    /// Everything recognised; `instance` of points.laz is an index into this plus 1.
    pub objects: Vec<Object>,
    /// What is joined to what.
    pub connections: Vec<Connection>,
    /// Ports that are joined to nothing.
    pub open_ends: Vec<OpenPort>,
}

/// One recognised thing.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Object {
    /// Stable id, e.g. `pipe-0012`.
    pub id: String,
    /// What it is.
    pub class: Class,
    /// Subtype of a valve.
    pub subtype: Option<Subtype>,
    /// Kind of one's own within the class, where the net was taught kinds of one's own; left out where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// That it is of the class, and of this kind, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind_confidence: Option<f64>,
    /// Confidence of the class, 0 to 1.
    pub confidence: f64,
    /// Tag, where the scan or a list of tags gives one.
    pub tag: Option<String>,
    /// Line tag.
    pub line: Option<String>,
    /// Centre of the body, m.
    pub position: [f64; 3],
    /// Nominal diameter; null where no catalogue size fits.
    pub dn: Option<u32>,
    /// Other nominal sizes that fit nearly as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dn_alternatives: Vec<u32>,
    /// Measured outside diameter, m.
    pub od: Option<f64>,
    /// Fitted shape.
    pub geometry: Geometry,
    /// Where it can be joined.
    pub ports: Vec<Port>,
    /// Merged points that support it.
    pub points: usize,
    /// Root mean square distance of those points from the shape, mm.
    pub residual_mm: Option<f64>,
    /// Share of the circumference or surface that was seen, 0 to 1.
    pub coverage: f64,
    /// True where it was bridged, not seen.
    pub inferred: bool,
    /// Why it has this class, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

/// Two objects are joined.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Connection {
    /// Id of one object.
    pub a: String,
    /// Id of the other.
    pub b: String,
    /// Where, m.
    pub position: Option<[f64; 3]>,
    /// 0 to 1.
    pub confidence: f64,
    /// Index into the ports of `a`.
    pub a_port: Option<usize>,
    /// Index into the ports of `b`.
    pub b_port: Option<usize>,
    /// True where a hidden stretch was bridged.
    pub inferred: bool,
    /// Length of the bridged gap, m.
    pub gap: f64,
    /// What the scan saw of the gap.
    pub seen: SeenState,
}

/// A port that is joined to nothing.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OpenPort {
    /// Id of the object.
    pub object: String,
    /// Index into its ports.
    pub port: usize,
    /// Where, m.
    pub position: Option<[f64; 3]>,
    /// What the scan saw just beyond.
    pub seen: SeenState,
}

impl AsBuilt {
    /// The document of a graph.
    pub fn new(graph: &PlantGraph<Scanned>, catalogue: &str) -> Self {
        Self {
            schema: "rosette.asbuilt/1".into(),
            catalogue: catalogue.into(),
            objects: graph.elements.iter().map(object).collect(),
            connections: graph.joints.iter().filter_map(|joint| connection(graph, joint)).collect(),
            open_ends: graph.open_ends.iter().filter_map(|end| open_port(graph, end)).collect(),
        }
    }
}

/// Writes `asbuilt.json` into the run folder.
pub fn write_asbuilt(dir: &Path, inputs: &Inputs) -> Result<()> {
    write_json(&dir.join("asbuilt.json"), &AsBuilt::new(inputs.scanned, inputs.catalogue))
}

fn object(element: &Element<Scanned>) -> Object {
    let scan = &element.evidence;
    Object {
        id: element.id.clone(),
        class: element.class,
        subtype: element.subtype,
        kind: scan.kind.as_ref().map(|kind| kind.name.clone()),
        kind_confidence: scan.kind.as_ref().map(|kind| round::share(kind.confidence)),
        confidence: round::share(scan.confidence),
        tag: element.tag.clone(),
        line: element.line.clone(),
        position: round::position(scan.position),
        dn: element.dn,
        dn_alternatives: scan.dn_alternatives.clone(),
        od: scan.od.map(round::radius),
        geometry: round::geometry(&scan.geometry),
        ports: element.ports.iter().map(round::port).collect(),
        points: scan.points,
        residual_mm: scan.residual_mm.map(round::hundredth),
        coverage: round::share(scan.coverage),
        inferred: scan.inferred,
        reasons: reasons(scan),
    }
}

/// The element's own reasons; a number that is not finite cannot be written and is confessed here.
fn reasons(scan: &Scanned) -> Vec<String> {
    let mut reasons = scan.reasons.clone();
    if !round::is_finite(&scan.geometry) || scan.position.iter().any(|v| !v.is_finite()) {
        reasons.push("a fitted value was not finite and is written as 0: do not trust this shape".into());
    }
    reasons
}

fn connection(graph: &PlantGraph<Scanned>, joint: &Joint) -> Option<Connection> {
    Some(Connection {
        a: graph.elements.get(joint.a)?.id.clone(),
        b: graph.elements.get(joint.b)?.id.clone(),
        position: joint.position.map(round::position),
        confidence: round::share(joint.confidence),
        a_port: joint.a_port,
        b_port: joint.b_port,
        inferred: joint.inferred,
        gap: round::length(joint.gap),
        seen: joint.seen,
    })
}

fn open_port(graph: &PlantGraph<Scanned>, end: &OpenEnd) -> Option<OpenPort> {
    let element = graph.elements.get(end.element)?;
    let position = element.ports.get(end.port).and_then(|p| p.position).map(round::position);
    Some(OpenPort { object: element.id.clone(), port: end.port, position, seen: end.seen })
}
