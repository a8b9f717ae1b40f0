//! Equipment, nozzles, components, off-page connectors and breaks as items.

use super::{Inside, Reader, labels, pieces};
use crate::attributes::{self, Attributes};
use crate::classes::{Evidence, Meaning, resolve_for};
use crate::drawing::{Actuation, Item, Kind, Reference, Step, Target};
use crate::xml::El;
use rosette_plant::Class;

/// Attributes in which vendors keep the class.
const CLASS_ATTRIBUTES: &[&str] =
    &["SUB_CLASS", "CLASS", "BodyType", "ClassName", "Description", "FunctionalObjectDescription", "EquipmentDescription"];

impl Reader {
    pub(super) fn equipment(&mut self, element: El<'_>, inside: Inside) {
        self.drawing.count("equipment");
        let parent = inside.equipment.or(inside.component);
        if let Some(owner) = parent.filter(|owner| self.folds_into(element, *owner)) {
            return self.part(element, owner, inside);
        }
        let item = self.item(element, Kind::Equipment);
        let idx = self.add(element, item);
        if let Some(segment) = inside.segment {
            self.step(segment, Step::Item(idx));
        }
        self.walk_children(element, Inside { equipment: Some(idx), ..Inside::default() });
    }

    /// Nested equipment is a part, unless it is a machine or vessel of its own in something that is not (a skid).
    fn folds_into(&self, element: El<'_>, owner: usize) -> bool {
        let own = element.filled("ComponentClass").and_then(crate::classes::by_name);
        let stands_alone = own.is_some_and(|m| m.class.is_equipment()) && element.filled("TagName").is_some();
        let owner_is_frame = self.drawing.items.get(owner).is_some_and(|o| o.meaning.class == Class::Other);
        !(stands_alone && owner_is_frame)
    }

    /// Fold a part into its owner: its nozzles are the owner's, its class is noted there.
    fn part(&mut self, element: El<'_>, owner: usize, inside: Inside) {
        self.drawing.count("folded_parts");
        self.register(element, Target::Item(owner));
        let class = part_class(element);
        self.drawing.add_part(owner, &class);
        if let Some(item) = self.drawing.items.get(owner) {
            let moved = item.meaning.class == Class::Valve && matches!(class.as_str(), "Actuator" | "Diaphragm");
            if moved {
                let valve = item.id.clone();
                self.drawing.actuations.push(Actuation { valve, attributes: vec![("actuator".into(), class)] });
            }
        }
        self.walk_children(element, Inside { equipment: Some(owner), ..inside });
    }

    pub(super) fn part_of_component(&mut self, element: El<'_>, inside: Inside) {
        match inside.component.or(inside.equipment) {
            Some(owner) => self.part(element, owner, inside),
            None => self.register(element, Target::Else),
        }
    }

    pub(super) fn nozzle(&mut self, element: El<'_>, inside: Inside) {
        self.drawing.count("nozzles");
        let mut item = self.item(element, Kind::Nozzle);
        let Some(owner) = inside.equipment else {
            self.drawing.count("nozzles_without_equipment");
            self.drawing.warn(element.line(), "a nozzle outside any equipment is kept as an element of its own");
            item.meaning.physical = false;
            item.id = self.fresh_id(element);
            let idx = self.add(element, item);
            if let Some(segment) = inside.segment {
                self.step(segment, Step::Item(idx));
            }
            return;
        };
        let process = item.ports.iter().find(|p| p.dn.is_some()).or(item.ports.first());
        let (node_dn, node_position) = process.map_or((None, None), |p| (p.dn, p.position));
        let port = crate::drawing::RawPort {
            name: item.tag.clone().or(Some(item.id.clone())),
            dn: node_dn.or(item.dn),
            position: node_position.or(item.position),
            nozzle: true,
            inherited: false,
        };
        let Some(equipment) = self.drawing.items.get_mut(owner) else { return };
        equipment.ports.push(port);
        let port = equipment.ports.len() - 1;
        self.register(element, Target::Port(owner, port));
    }

    pub(super) fn component(&mut self, element: El<'_>, inside: Inside) {
        self.drawing.count("components");
        let mut item = self.item(element, Kind::Component);
        if item.class_name == "PipeBreak" || item.class_name == "Gap" {
            item.kind = Kind::Break;
        } else if is_connector(element, &item.class_name) {
            self.drawing.count("connector_symbols");
            item.kind = Kind::OffPage;
            item.meaning = Meaning { physical: false, ..Meaning::UNKNOWN };
            item.reference = reference(element, &item);
        }
        self.inline(element, inside, item);
    }

    pub(super) fn property_break(&mut self, element: El<'_>, inside: Inside) {
        self.drawing.count("property_breaks");
        let mut item = self.item(element, Kind::Break);
        item.meaning = Meaning { physical: false, ..Meaning::UNKNOWN };
        self.inline(element, inside, item);
    }

    pub(super) fn off_page(&mut self, element: El<'_>, inside: Inside) {
        let key = if element.name() == "PipeOffPageConnector" { "offpage" } else { "connector_symbols" };
        self.drawing.count(key);
        let mut item = self.item(element, Kind::OffPage);
        item.meaning = Meaning { physical: false, ..Meaning::UNKNOWN };
        item.reference = reference(element, &item);
        self.inline(element, inside, item);
    }

    /// `ProcessInstrument` of older exports: a control valve in the line, or a bubble beside it.
    pub(super) fn process_instrument(&mut self, element: El<'_>, inside: Inside) {
        self.drawing.count("instruments");
        let mut item = self.item(element, Kind::Component);
        let inline = item.attributes.get("IsInline").is_some_and(|v| v.eq_ignore_ascii_case("true"));
        if item.meaning.class == Class::Instrument || !(inline || item.meaning.class == Class::Valve) {
            item.kind = Kind::Instrument;
            item.meaning = Meaning { class: Class::Instrument, subtype: None, physical: false, part: false };
            let idx = self.add(element, item);
            if let Some(segment) = inside.segment {
                self.step(segment, Step::Item(idx));
            }
            return;
        }
        self.inline(element, inside, item);
    }

    fn inline(&mut self, element: El<'_>, inside: Inside, item: Item) {
        let idx = self.add(element, item);
        if let Some(segment) = inside.segment {
            self.step(segment, Step::Item(idx));
        }
        self.walk_children(element, Inside { component: Some(idx), ..Inside::default() });
    }

    pub(super) fn add(&mut self, element: El<'_>, item: Item) -> usize {
        let idx = self.drawing.items.len();
        self.register(element, Target::Item(idx));
        self.drawing.items.push(item);
        idx
    }

    pub(super) fn step(&mut self, segment: usize, step: Step) {
        if let Some(segment) = self.drawing.segments.get_mut(segment) {
            segment.steps.push(step);
        }
    }

    /// An item with everything its own element says.
    pub(super) fn item(&mut self, element: El<'_>, kind: Kind) -> Item {
        let id = if kind == Kind::Nozzle { element.filled("ID").unwrap_or("nozzle").to_owned() } else { self.fresh_id(element) };
        let written = attributes::read(element);
        let (class_name, meaning) = self.class_of(element, kind, &written);
        let mut item = Item::new(id, kind, class_name, meaning);
        item.tag = tag(element, &written);
        item.dn = match kind {
            // Nominal diameters of equipment are those of its shell.
            Kind::Equipment => None,
            _ => attributes::nominal(element, &written),
        };
        item.position = pieces::position(element);
        item.attributes = written;
        pieces::connection_points(element, &mut item);
        item
    }

    /// Class name and meaning; what no rule knows is kept by name.
    fn class_of(&mut self, element: El<'_>, kind: Kind, written: &Attributes) -> (String, Meaning) {
        let name = element.filled("ComponentClass");
        let label = labels::texts(element).join(" ");
        let evidence = Evidence {
            component_class: name,
            uri: element.filled("ComponentClassURI"),
            attributes: CLASS_ATTRIBUTES.iter().filter_map(|a| written.get(*a)).map(String::as_str).collect(),
            component_name: element.filled("ComponentName"),
            label: Some(label.as_str()).filter(|l| !l.is_empty()),
        };
        let (meaning, found) = resolve_for(kind, &evidence);
        let class_name = name.unwrap_or_else(|| element.name()).to_owned();
        self.drawing.count_class(kind, &class_name, meaning, found);
        (class_name, meaning)
    }
}

/// Class of a part; COMOS keeps it in the description.
fn part_class(element: El<'_>) -> String {
    let described = || attributes::read(element).remove("Description");
    element.filled("ComponentClass").map(str::to_owned).or_else(described).unwrap_or_else(|| "part".into())
}

/// Tag of an item: the tag name, its parts, or a number that reads like a tag.
pub(super) fn tag(element: El<'_>, written: &Attributes) -> Option<String> {
    let whole = element.filled("TagName").or_else(|| attributes::first(written, &["TagName", "ItemTag", "SubTagName"]));
    if let Some(tag) = whole {
        return Some(tag.to_owned());
    }
    let parts = ["TagNamePrefix", "TagNameSequenceNumber", "TagNameSuffix"].map(|p| attributes::first(written, &[p]));
    let joined: String = parts.into_iter().flatten().collect();
    if !joined.is_empty() {
        return Some(joined);
    }
    let number = attributes::first(written, &["PositionNumber", "PipingComponentNumber"])?;
    // `C1` numbers the components of one line and is no tag.
    (number.chars().filter(|c| c.is_alphabetic()).count() >= 2).then(|| number.to_owned())
}

/// Tools without off-page connectors draw them as components: arrows and symbols that say where the line goes on.
fn is_connector(element: El<'_>, class_name: &str) -> bool {
    let refers = ["CrossPageConnection", "PipeOffPageConnectorReference"].iter().any(|name| element.child(name).is_some());
    refers || class_name == "OPC" || ["OffPageConnector", "PipeConnectorSymbol"].iter().any(|part| class_name.contains(part))
}

/// What an off-page connector says about its other half.
fn reference(element: El<'_>, item: &Item) -> Reference {
    let own = |names: &[&str]| attributes::first(&item.attributes, names).map(str::to_owned);
    let mut found = Reference {
        number: own(&["PipeOffPageConnectorNumber", "ConnectorNumber", "OffPageConnectorNumber"]).or_else(|| item.tag.clone()),
        inward: match item.class_name.as_str() {
            name if name.starts_with("FlowIn") => Some(true),
            name if name.starts_with("FlowOut") => Some(false),
            _ => None,
        },
        ..Reference::default()
    };
    found.persistent = element.named("PersistentID").filter_map(|p| p.filled("Identifier")).map(str::to_owned).collect();
    for child in element.children() {
        match child.name() {
            "PipeOffPageConnectorReference" => by_reference(child, &mut found),
            "CrossPageConnection" => by_cross_page(child, &mut found),
            _ => {}
        }
    }
    found
}

fn by_reference(element: El<'_>, found: &mut Reference) {
    let written = attributes::read(element);
    let value = |names: &[&str]| attributes::first(&written, names).map(str::to_owned);
    found.other_number = value(&["ReferencedConnectorNumber", "ConnectorNumber"]);
    found.other_drawing = value(&["ReferencedDrawingNumber", "DrawingNumber"]);
    let association = element.named("Association").find_map(|a| a.filled("ItemID"));
    found.other_id = association.map(str::to_owned);
}

fn by_cross_page(element: El<'_>, found: &mut Reference) {
    found.other_drawing = element.filled("DrawingName").map(str::to_owned);
    found.other_number = element.filled("LinkLabel").map(str::to_owned);
    let linked = element.child("LinkedPersistentID").and_then(|l| l.filled("Identifier"));
    found.other_id = linked.map(str::to_owned);
}
