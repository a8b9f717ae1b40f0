//! Instrumentation: what measures where, and what moves which valve.

use super::{Inside, Reader, pieces};
use crate::attributes::{self, Attributes};
use crate::classes::Meaning;
use crate::drawing::{Actuation, Drawing, Kind, Sensing, Target};
use crate::geometry::Point;
use crate::xml::El;
use rosette_plant::Class;
use std::collections::BTreeMap;

/// Links that can only be followed when the whole file is read.
#[derive(Debug, Default)]
pub(crate) struct Systems {
    /// Signal generator or instrument id -> instrument.
    pub functions: BTreeMap<String, usize>,
    /// (instrument, id it is at, points of the line that says so).
    pub located: Vec<(usize, String, Vec<Point>)>,
    /// `is the location of`, from the element: (element id, function id).
    pub locations: Vec<(String, String)>,
    /// Information flows with both ends named.
    flows: Vec<Flow>,
}

/// A measuring or signal line.
#[derive(Debug)]
struct Flow {
    from: String,
    to: String,
    points: Vec<Point>,
    measuring: bool,
}

impl Reader {
    pub(super) fn instrument(&mut self, element: El<'_>, inside: Inside) {
        self.drawing.count("instruments");
        let mut item = self.item(element, Kind::Instrument);
        item.meaning = Meaning { class: Class::Instrument, subtype: None, physical: false, part: false };
        item.tag = item.tag.take().or_else(|| function_tag(&item.attributes));
        item.ports.clear();
        item.node_ports.clear();
        *self.drawing.report.classes.entry(item.class_name.clone()).or_default() += 1;
        let idx = self.add(element, item);
        if let Some(id) = element.filled("ID") {
            self.systems.functions.insert(id.to_owned(), idx);
        }
        self.locate(element, idx);
        self.walk_children(element, Inside { instrument: Some(idx), ..inside });
    }

    pub(super) fn signal_generator(&mut self, element: El<'_>, inside: Inside) {
        self.register(element, Target::Else);
        let Some(instrument) = inside.instrument else { return };
        if let Some(id) = element.filled("ID") {
            self.systems.functions.insert(id.to_owned(), instrument);
        }
        let number = attributes::read(element).remove("ProcessSignalGeneratingFunctionNumberAssignmentClass");
        if let (Some(number), Some(item)) = (number, self.drawing.items.get_mut(instrument)) {
            item.attributes.entry("sensor".into()).or_insert(number);
        }
        self.locate(element, instrument);
    }

    /// `is located in` says where an instrument measures.
    fn locate(&mut self, element: El<'_>, instrument: usize) {
        for association in element.named("Association") {
            let kind = association.filled("Type").unwrap_or_default();
            if let (true, Some(at)) = (kind.eq_ignore_ascii_case("is located in"), association.filled("ItemID")) {
                let hint = pieces::position(element).into_iter().collect();
                self.systems.located.push((instrument, at.to_owned(), hint));
            }
        }
    }

    /// A line between an instrument and something: it measures there, or signals to there.
    pub(super) fn information_flow(&mut self, element: El<'_>, _inside: Inside) {
        self.drawing.count("information_flows");
        self.register(element, Target::Else);
        let measuring = !element.filled("ComponentClass").is_some_and(|c| c.starts_with("Signal"));
        let points: Vec<Point> = element.named("CenterLine").flat_map(pieces::polyline).collect();
        let end = |kind: &str| {
            let mut of_kind =
                element.named("Association").filter(|a| a.filled("Type").is_some_and(|t| t.eq_ignore_ascii_case(kind)));
            of_kind.find_map(|a| a.filled("ItemID")).map(str::to_owned)
        };
        if let (Some(from), Some(to)) = (end("has logical start"), end("has logical end")) {
            self.systems.flows.push(Flow { from, to, points: points.clone(), measuring });
        }
        for connection in element.named("Connection") {
            self.count_connection(connection);
            if let (Some(from), Some(to)) = (connection.filled("FromID"), connection.filled("ToID")) {
                self.systems.flows.push(Flow { from: from.into(), to: to.into(), points: points.clone(), measuring });
            }
        }
    }

    pub(super) fn actuating_function(&mut self, element: El<'_>) {
        self.drawing.count("actuating_functions");
        self.register(element, Target::Actuator);
    }

    /// The system that moves a valve: its number, its actuator, and the valve it refers to.
    pub(super) fn actuating_system(&mut self, element: El<'_>) {
        self.drawing.count("actuating_systems");
        self.register(element, Target::Actuator);
        let mut facts: Vec<(String, String)> = Vec::new();
        let mut valves = Vec::new();
        let system = attributes::read(element);
        if let Some(number) = attributes::first(&system, &["ActuatingSystemNumber"]) {
            facts.push(("actuating_system".into(), number.to_owned()));
        }
        for component in element.named("ActuatingSystemComponent") {
            self.register(component, Target::Actuator);
            let class = component.filled("ComponentClass").unwrap_or("Actuator");
            if class.ends_with("Reference") {
                valves.extend(component.named("Association").filter_map(|a| a.filled("ItemID")).map(str::to_owned));
            } else {
                facts.extend(actuator_facts(component, class));
            }
        }
        for valve in valves {
            self.drawing.actuations.push(Actuation { valve, attributes: facts.clone() });
        }
    }
}

/// What is worth knowing about an actuator.
fn actuator_facts(component: El<'_>, class: &str) -> Vec<(String, String)> {
    if class == "Positioner" {
        return vec![("positioner".into(), "yes".into())];
    }
    let written = attributes::read(component);
    let kind = attributes::first(&written, &["DeviceTypeName", "Description"]).unwrap_or(class);
    let mut facts = vec![("actuator".to_owned(), kind.to_owned())];
    if let Some(action) = attributes::first(&written, &["FailActionRepresentation", "FailAction"]) {
        facts.push(("fail_action".into(), action.to_owned()));
    }
    facts
}

/// `PI 4712.01` of category, functions and number.
pub(crate) fn function_tag(written: &Attributes) -> Option<String> {
    let part = |name: &str| attributes::first(written, &[name]).unwrap_or_default();
    let letters = format!("{}{}", part("ProcessInstrumentationFunctionCategory"), part("ProcessInstrumentationFunctions"));
    let number = part("ProcessInstrumentationFunctionNumber");
    let tag = format!("{letters} {number}").trim().to_owned();
    (!tag.is_empty()).then_some(tag)
}

impl Systems {
    /// A measuring or signal line from one id to another.
    pub fn add_flow(&mut self, from: String, to: String, points: Vec<Point>, measuring: bool) {
        self.flows.push(Flow { from, to, points, measuring });
    }

    /// Turn the collected links into sensings and actuations of the drawing.
    pub fn finish(mut self, drawing: &mut Drawing) {
        let mut sensings: BTreeMap<(usize, String), Vec<Point>> = BTreeMap::new();
        for (instrument, at, hint) in std::mem::take(&mut self.located) {
            sensings.entry((instrument, at)).or_default().extend(hint);
        }
        for (at, function) in std::mem::take(&mut self.locations) {
            if let Some(&instrument) = self.functions.get(&function) {
                sensings.entry((instrument, at)).or_default();
            }
        }
        for flow in std::mem::take(&mut self.flows) {
            self.flow(drawing, flow, &mut sensings);
        }
        let sensings = sensings.into_iter().map(|((instrument, target), line)| Sensing { instrument, target, line });
        drawing.sensing.extend(sensings);
    }

    /// The line of an instrument's own signal generator: its points tell where on the pipe the tapping is.
    fn add_hints(instrument: usize, points: &[Point], sensings: &mut BTreeMap<(usize, String), Vec<Point>>) {
        for (_, hint) in sensings.range_mut(all_of(instrument)) {
            hint.extend(points);
        }
    }

    /// A line between an instrument and piping is a measurement, or the signal to a valve.
    fn flow(&self, drawing: &mut Drawing, flow: Flow, sensings: &mut BTreeMap<(usize, String), Vec<Point>>) {
        let (instrument, other, outward) = match (self.functions.get(&flow.from), self.functions.get(&flow.to)) {
            (Some(&instrument), None) => (instrument, flow.to, true),
            (None, Some(&instrument)) => (instrument, flow.from, false),
            (Some(&a), Some(&b)) if a == b && flow.measuring => return Self::add_hints(a, &flow.points, sensings),
            _ => return,
        };
        let Some(target) = drawing.target(&other) else {
            drawing.count("unresolved_references");
            return;
        };
        match target {
            Target::Item(valve) if moves(drawing, valve, &other, outward || !flow.measuring || is_hand(drawing, instrument)) => {
                let fact = ("actuator".to_owned(), "signal".to_owned());
                drawing.actuations.push(Actuation { valve: other, attributes: vec![fact] });
            }
            Target::Item(_) | Target::Port(..) | Target::Segment(_) => {
                let located = sensings.range(all_of(instrument)).next().is_some();
                if !located || sensings.contains_key(&(instrument, other.clone())) {
                    sensings.entry((instrument, other)).or_default().extend(flow.points);
                }
            }
            Target::Actuator | Target::Else => {}
        }
    }
}

/// Keys of all sensings of an instrument.
fn all_of(instrument: usize) -> std::ops::Range<(usize, String)> {
    (instrument, String::new())..(instrument + 1, String::new())
}

/// A hand switch measures nothing.
fn is_hand(drawing: &Drawing, instrument: usize) -> bool {
    drawing.items.get(instrument).and_then(|i| i.tag.as_deref()).is_some_and(|tag| tag.starts_with('H'))
}

/// Whether a signal line that ends at a valve moves it: it leads there, or it is tied to a part of it (its actuator).
fn moves(drawing: &Drawing, idx: usize, id: &str, signal: bool) -> bool {
    drawing.items.get(idx).is_some_and(|item| item.meaning.class == Class::Valve && (signal || item.id != id))
}
