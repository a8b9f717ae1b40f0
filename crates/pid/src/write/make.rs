//! New elements as Proteus text: items with nodes and labels, centre lines, symbols for the catalogue.

use super::source::{Source, escape};
use crate::geometry::Point;
use crate::layout::{Pen, Subject};
use crate::svg::{Canvas, Style};
use crate::xml::{self, El};
use rosette_plant::{Class, NewItem, Subtype};

const RDL: &str = "http://sandbox.dexpi.org/rdl/";
/// Half the length of our symbols, mm.
pub(super) const HALF_SYMBOL: f64 = 4.0;

/// The DEXPI class of an item.
pub(super) fn class_name(class: Class, subtype: Option<Subtype>) -> Option<&'static str> {
    Some(match (class, subtype.unwrap_or(Subtype::Unknown)) {
        (Class::Valve, Subtype::Gate) => "GateValve",
        (Class::Valve, Subtype::Globe) => "GlobeValve",
        (Class::Valve, Subtype::Ball) => "BallValve",
        (Class::Valve, Subtype::Butterfly) => "ButterflyValve",
        (Class::Valve, Subtype::Check) => "SwingCheckValve",
        (Class::Valve, Subtype::Relief) => "SpringLoadedGlobeSafetyValve",
        (Class::Valve, Subtype::Plug) => "PlugValve",
        (Class::Valve, Subtype::Needle) => "NeedleValve",
        // DEXPI has no class for these two; the names are understood by this importer and by others that go by words.
        (Class::Valve, Subtype::Diaphragm) => "DiaphragmValve",
        (Class::Valve, Subtype::Control) => "ControlValve",
        (Class::Valve, Subtype::Unknown) => "OperatedValve",
        (Class::Tee, _) => "PipeTee",
        (Class::Reducer, _) => "PipeReducer",
        (Class::Flange, _) => "Flange",
        (Class::Strainer, _) => "Strainer",
        (Class::Flowmeter, _) => "FlowMeasuringElement",
        (Class::Pump, _) => "Pump",
        (Class::Tank, _) => "Tank",
        (Class::Vessel, _) => "PressureVessel",
        (Class::HeatExchanger, _) => "HeatExchanger",
        _ => return None,
    })
}

/// Reference number of a class.
pub(super) fn uri(class_name: &str) -> String {
    format!("{RDL}{class_name}")
}

/// An id that the file does not use: `GateValve-AB1`, for as built.
pub(super) fn fresh_id(source: &Source, class_name: &str, taken: &mut Vec<String>) -> String {
    let mut n = 1;
    loop {
        let id = format!("{class_name}-AB{n}");
        if !source.has_id(&id) && !taken.contains(&id) {
            taken.push(id.clone());
            return id;
        }
        n += 1;
    }
}

/// Where a new item stands and how it lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub at: Point,
    /// Unit vector with the line.
    pub along: Point,
    /// Half the length of the symbol, drawing units.
    pub half: f64,
    /// Drawing units per millimetre.
    pub unit: f64,
}

impl Spot {
    /// Where the line meets the item, before and behind it.
    pub fn ends(&self) -> [Point; 2] {
        [-self.half, self.half].map(|d| [self.at[0] + d * self.along[0], self.at[1] + d * self.along[1]])
    }
}

/// Symbol of an item: name in the catalogue and scale.
pub(super) struct Symbol {
    pub name: String,
    pub scale: f64,
}

/// A piping component; its nodes lie at the ends of the spot, a tee's third one in the middle.
pub(super) fn component(id: &str, class_name: &str, item: &NewItem, spot: Option<Spot>, symbol: Option<&Symbol>) -> String {
    let n_nodes = if item.class == Class::Tee { 3 } else { 2 };
    let mut out =
        format!("<PipingComponent ID=\"{id}\" ComponentClass=\"{class_name}\" ComponentClassURI=\"{}\"", uri(class_name));
    if let Some(symbol) = symbol {
        out.push_str(&format!(" ComponentName=\"{}\"", escape(&symbol.name)));
    }
    if let Some(tag) = &item.tag {
        out.push_str(&format!(" TagName=\"{}\"", escape(tag)));
    }
    out.push_str(&format!(
        ">\n<ConnectionPoints NumPoints=\"{}\" FlowIn=\"1\" FlowOut=\"2\">\n<Node ID=\"{id}-N0\"/>\n",
        n_nodes + 1
    ));
    for n in 0..n_nodes {
        let at = spot.map(|s| s.ends().get(n).copied().unwrap_or(s.at));
        let inner = size(item.dn) + &at.map(|p| position(p, [1.0, 0.0])).unwrap_or_default();
        out.push_str(&format!("<Node ID=\"{id}-N{}\" Type=\"process\">\n{inner}</Node>\n", n + 1));
    }
    out.push_str("</ConnectionPoints>\n");
    if let Some(spot) = spot {
        out.push_str(&position(spot.at, spot.along));
        let scale = symbol.map_or(1.0, |s| s.scale);
        out.push_str(&format!("<Scale X=\"{0}\" Y=\"{0}\"/>\n", number(scale)));
        if let Some(tag) = &item.tag {
            let above = [spot.at[0] + 4.0 * spot.unit * spot.along[1].abs(), spot.at[1] + 4.5 * spot.unit * spot.along[0].abs()];
            out.push_str(&label(&format!("{id}-Label"), tag, above, 2.5 * spot.unit));
        }
    }
    out.push_str(&size(item.dn));
    out.push_str("</PipingComponent>\n");
    out
}

/// An instrument: a bubble beside the line, measuring at a point of it.
pub(super) fn instrument(id: &str, item: &NewItem, segment: &str, spot: Option<Spot>) -> String {
    let tag = item.tag.as_deref().unwrap_or_default();
    let mut out = format!(
        "<ProcessInstrumentationFunction ID=\"{id}\" ComponentClass=\"ProcessInstrumentationFunction\" ComponentClassURI=\"{}\"",
        uri("ProcessInstrumentationFunction")
    );
    if !tag.is_empty() {
        out.push_str(&format!(" TagName=\"{}\"", escape(tag)));
    }
    out.push_str(">\n");
    let place = spot.map(|s| position(s.at, [1.0, 0.0])).unwrap_or_default();
    if let Some(spot) = spot {
        let off = 12.0 * spot.unit;
        let at = [spot.at[0] - off * spot.along[1], spot.at[1] + off * spot.along[0]];
        out.push_str(&position(at, [1.0, 0.0]));
    }
    out.push_str(&format!(
        "<ProcessSignalGeneratingFunction ID=\"{id}-S\" ComponentClass=\"ProcessSignalGeneratingFunction\">\n{place}\
         <Association Type=\"is located in\" ItemID=\"{}\"/>\n</ProcessSignalGeneratingFunction>\n</ProcessInstrumentationFunction>\n",
        escape(segment)
    ));
    out
}

/// The actuating system that makes a valve a control valve.
pub(super) fn actuator(id: &str, valve: &str) -> String {
    format!(
        "<ActuatingSystem ID=\"{id}\" ComponentClass=\"ActuatingSystem\" ComponentClassURI=\"{}\">\n\
         <ActuatingSystemComponent ID=\"{id}-A\" ComponentClass=\"ControlledActuator\" ComponentClassURI=\"{}\"/>\n\
         <ActuatingSystemComponent ID=\"{id}-V\" ComponentClass=\"OperatedValveReference\" ComponentClassURI=\"{}\">\n\
         <Association Type=\"refers to\" ItemID=\"{}\"/>\n</ActuatingSystemComponent>\n</ActuatingSystem>\n",
        uri("ActuatingSystem"),
        uri("ControlledActuator"),
        uri("OperatedValveReference"),
        escape(valve)
    )
}

/// Generic attributes with a nominal diameter.
pub(super) fn size(dn: Option<u32>) -> String {
    let Some(dn) = dn else { return String::new() };
    let one = |name: &str, value: String| {
        format!("<GenericAttribute Name=\"{name}\" AttributeURI=\"{RDL}{name}\" Format=\"string\" Value=\"{value}\"/>\n")
    };
    format!(
        "<GenericAttributes Set=\"DexpiAttributes\" Number=\"2\">\n{}{}</GenericAttributes>\n",
        one("NominalDiameterNumericalValueRepresentationAssignmentClass", dn.to_string()),
        one("NominalDiameterRepresentationAssignmentClass", format!("DN {dn}"))
    )
}

pub(super) fn position(at: Point, along: Point) -> String {
    format!(
        "<Position>\n<Location X=\"{}\" Y=\"{}\" Z=\"0\"/>\n<Axis X=\"0\" Y=\"0\" Z=\"1\"/>\n<Reference X=\"{}\" Y=\"{}\" Z=\"0\"/>\n</Position>\n",
        number(at[0]),
        number(at[1]),
        number(along[0]),
        number(along[1])
    )
}

fn label(id: &str, text: &str, at: Point, height: f64) -> String {
    format!(
        "<Label ID=\"{id}\" ComponentClass=\"Label\">\n<Text String=\"{}\" Font=\"Calibri\" Height=\"{}\" Width=\"0\" \
         Justification=\"CenterCenter\">\n<Presentation R=\"0\" G=\"0\" B=\"0\"/>\n{}</Text>\n</Label>\n",
        escape(text),
        number(height),
        position(at, [1.0, 0.0])
    )
}

/// A centre line; `presentation` as it stands in the line beside it.
pub(super) fn centre_line(points: &[Point], presentation: &str) -> String {
    let coordinates: String =
        points.iter().map(|p| format!("<Coordinate X=\"{}\" Y=\"{}\"/>\n", number(p[0]), number(p[1]))).collect();
    format!("<CenterLine NumPoints=\"{}\">\n{presentation}{coordinates}</CenterLine>\n", points.len())
}

/// Enough digits for metres and for millimetres.
pub(super) fn number(v: f64) -> String {
    let rounded = (v * 1e6).round() / 1e6;
    if rounded.is_finite() { format!("{}", rounded + 0.0) } else { "0".into() }
}

/// A symbol of ours for the shape catalogue, in drawing units.
pub(super) fn symbol(name: &str, class_name: &str, item: &NewItem, unit: f64) -> String {
    let mut canvas = Canvas::new(1.0, 1 << 16);
    let subject = Subject { class: item.class, subtype: item.subtype, body: None, class_name };
    Pen::on_pipe(&mut canvas, [0.0, 0.0], [1.0, 0.0], Style { width: 0.35, ..Style::default() }).draw(&subject, HALF_SYMBOL, 2.5);
    let drawn = format!("<g>{}</g>", canvas.out);
    let shapes: String = match xml::parse(drawn.as_bytes()) {
        Ok(dom) => dom.root().into_iter().flat_map(|r| r.children().filter_map(|s| shape(s, unit)).collect::<Vec<_>>()).collect(),
        Err(_) => String::new(),
    };
    format!(
        "<PipingComponent ID=\"{name}\" ComponentClass=\"{class_name}\" ComponentName=\"{name}\">\n{shapes}</PipingComponent>\n"
    )
}

fn shape(drawn: El<'_>, unit: f64) -> Option<String> {
    let presentation = format!("<Presentation LineType=\"0\" LineWeight=\"{}\" R=\"0\" G=\"0\" B=\"0\"/>\n", number(0.35 * unit));
    let filled = if drawn.attr("fill").is_some() { " Filled=\"Solid\"" } else { "" };
    if drawn.name() == "circle" {
        let at = [drawn.number("cx")? * unit, -drawn.number("cy")? * unit];
        let radius = number(drawn.number("r")? * unit);
        return Some(format!("<Circle Radius=\"{radius}\"{filled}>\n{presentation}{}</Circle>\n", position(at, [1.0, 0.0])));
    }
    let mut points: Vec<Point> = Vec::new();
    for pair in drawn.filled("points")?.split(' ') {
        let (x, y) = pair.split_once(',')?;
        points.push([x.parse::<f64>().ok()? * unit, -y.parse::<f64>().ok()? * unit]);
    }
    let is_area = drawn.name() == "polygon" && !filled.is_empty();
    if drawn.name() == "polygon" && !is_area {
        points.extend(points.first().copied());
    }
    let coordinates: String =
        points.iter().map(|p| format!("<Coordinate X=\"{}\" Y=\"{}\"/>\n", number(p[0]), number(p[1]))).collect();
    let name = if is_area { "Shape" } else { "PolyLine" };
    Some(format!("<{name} NumPoints=\"{}\"{filled}>\n{presentation}{coordinates}</{name}>\n", points.len()))
}
