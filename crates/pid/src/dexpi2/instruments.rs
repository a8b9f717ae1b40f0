//! Instrumentation of a DEXPI 2.0 model: what measures where, and what moves which valve.

use super::{Inside, Reader, items};
use crate::attributes::first;
use crate::classes::Meaning;
use crate::dexpi2::Object;
use crate::drawing::{Actuation, Kind, Target};
use rosette_plant::Class;

impl Reader<'_> {
    pub(super) fn instrument(&mut self, object: &Object, inside: Inside) {
        self.drawing.count("instruments");
        let mut item = self.item(object, Kind::Instrument);
        item.meaning = Meaning { class: Class::Instrument, subtype: None, physical: false, part: false };
        item.tag = items::tag(object).or_else(|| crate::proteus::function_tag(&item.attributes));
        item.ports.clear();
        *self.drawing.report.classes.entry(item.class_name.clone()).or_default() += 1;
        let idx = self.add(object, item, Inside::default());
        self.systems.functions.insert(object.id.clone(), idx);
        self.locate(object, idx);
        self.walk_children(object, Inside { instrument: Some(idx), ..inside });
    }

    pub(super) fn signal_generator(&mut self, object: &Object, inside: Inside) {
        self.register(object, Target::Else);
        let Some(instrument) = inside.instrument else { return };
        self.systems.functions.insert(object.id.clone(), instrument);
        let number = first(&object.data, &["ProcessSignalGeneratingFunctionNumber"]).map(str::to_owned);
        if let (Some(number), Some(item)) = (number, self.drawing.items.get_mut(instrument)) {
            item.attributes.entry("sensor".into()).or_insert(number);
        }
        self.locate(object, instrument);
    }

    /// The sensing location is where the instrument measures.
    fn locate(&mut self, object: &Object, instrument: usize) {
        let hint: Vec<_> = self.diagram.places.get(&object.id).copied().into_iter().collect();
        for at in object.all_references(&["sensinglocation", "location"]) {
            self.systems.located.push((instrument, at.to_owned(), hint.clone()));
        }
    }

    /// A measuring or signal line between two things.
    pub(super) fn signal(&mut self, object: &Object) {
        self.drawing.count("information_flows");
        self.register(object, Target::Else);
        let from = object.reference(&["source", "sourceitem"]);
        let to = object.reference(&["target", "targetitem"]);
        if let (Some(from), Some(to)) = (from, to) {
            let points = self.diagram.lines.get(&object.id).cloned().unwrap_or_default();
            self.systems.add_flow(from.to_owned(), to.to_owned(), points, object.class.starts_with("Measuring"));
        }
    }

    /// The system that moves a valve: its actuator, what it does on failure, and the valve it refers to.
    pub(super) fn actuating_system(&mut self, object: &Object) {
        self.drawing.count("actuating_systems");
        self.register(object, Target::Actuator);
        let mut facts: Vec<(String, String)> = Vec::new();
        if let Some(number) = first(&object.data, &["ActuatingSystemNumber"]) {
            facts.push(("actuating_system".into(), number.to_owned()));
        }
        let mut valves = Vec::new();
        let model = self.model;
        for part in object.children.iter().filter_map(|k| model.get(*k)) {
            self.register(part, Target::Actuator);
            match part.class.as_str() {
                class if class.ends_with("Reference") => valves.extend(part.references.iter().map(|(_, id)| id.clone())),
                "Positioner" => facts.push(("positioner".into(), "yes".into())),
                class if class.ends_with("Actuator") => facts.extend(actuator_facts(part, class)),
                _ => {}
            }
        }
        for valve in valves {
            self.drawing.actuations.push(Actuation { valve, attributes: facts.clone() });
        }
    }
}

fn actuator_facts(part: &Object, class: &str) -> Vec<(String, String)> {
    let code = part.reference(&["typecode"]).and_then(|code| code.rsplit('.').next());
    let kind = first(&part.data, &["DeviceTypeName"]).or(code).unwrap_or(class);
    let mut facts = vec![("actuator".to_owned(), kind.to_owned())];
    if let Some(action) = first(&part.data, &["FailActionRepresentation", "FailAction"]) {
        facts.push(("fail_action".into(), action.to_owned()));
    }
    facts
}
