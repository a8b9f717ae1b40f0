//! Equipment, nozzles, components, off-page connectors and breaks as items.

use super::{Inside, Reader, values};
use crate::attributes::first;
use crate::classes::{Evidence, Meaning};
use crate::dexpi2::Object;
use crate::drawing::{Item, Kind, RawPort, Reference, Step, Target};

/// More nodes of one element are not ports.
const MAX_NODES: usize = 1000;

impl Reader<'_> {
    pub(super) fn equipment(&mut self, object: &Object, inside: Inside) {
        self.drawing.count("equipment");
        if let Some(owner) = inside.equipment.filter(|owner| self.folds_into(object, *owner)) {
            self.drawing.count("folded_parts");
            self.register(object, Target::Item(owner));
            self.drawing.add_part(owner, &object.class);
            return self.walk_children(object, inside);
        }
        let item = self.item(object, Kind::Equipment);
        let idx = self.add(object, item, inside);
        self.walk_children(object, Inside { equipment: Some(idx), ..Inside::default() });
    }

    /// Nested equipment is a part, unless it is a machine or vessel with a tag of its own in something that is not (a skid).
    fn folds_into(&self, object: &Object, owner: usize) -> bool {
        let class = self.lineage(object).into_iter().find_map(crate::classes::by_name);
        let stands_alone = class.is_some_and(|m| m.class.is_equipment()) && object.data.contains_key("TagName");
        let owner_is_frame = self.drawing.items.get(owner).is_some_and(|o| o.meaning.class == rosette_plant::Class::Other);
        !(stands_alone && owner_is_frame)
    }

    pub(super) fn nozzle(&mut self, object: &Object, inside: Inside) {
        self.drawing.count("nozzles");
        let item = self.item(object, Kind::Nozzle);
        let Some(owner) = inside.equipment else {
            self.drawing.count("nozzles_without_equipment");
            self.drawing.warn(object.line, "a nozzle outside any equipment is kept as an element of its own");
            self.add(object, Item { meaning: Meaning { physical: false, ..item.meaning }, ..item }, inside);
            return;
        };
        let node = item.ports.first();
        let port = RawPort {
            name: item.tag.clone().or(Some(item.id.clone())),
            dn: item.ports.iter().find_map(|p| p.dn).or(item.dn),
            position: node.and_then(|n| n.position).or(item.position),
            nozzle: true,
            inherited: false,
        };
        let Some(equipment) = self.drawing.items.get_mut(owner) else { return };
        equipment.ports.push(port);
        let target = Target::Port(owner, equipment.ports.len() - 1);
        self.register(object, target);
        let model = self.model;
        for node in model.on(object, "nodes") {
            self.register(node, target);
        }
    }

    pub(super) fn component(&mut self, object: &Object, inside: Inside) {
        // Joints and mounts that a package unit carries like nozzles.
        if inside.segment.is_none() && inside.equipment.is_some() && model_has_nodes(self, object) {
            return self.nozzle(object, inside);
        }
        self.drawing.count("components");
        let kind = if object.class.ends_with("Break") { Kind::Break } else { Kind::Component };
        self.inline(object, inside, kind);
    }

    pub(super) fn property_break(&mut self, object: &Object, inside: Inside) {
        self.drawing.count("property_breaks");
        self.inline(object, inside, Kind::Break);
    }

    pub(super) fn off_page(&mut self, object: &Object, inside: Inside) {
        self.drawing.count("offpage");
        self.inline(object, inside, Kind::OffPage);
    }

    fn inline(&mut self, object: &Object, inside: Inside, kind: Kind) {
        let mut item = self.item(object, kind);
        if matches!(kind, Kind::Break | Kind::OffPage) {
            item.meaning = Meaning { physical: false, ..Meaning::UNKNOWN };
        }
        if kind == Kind::OffPage {
            item.reference = self.reference_of(object, &item);
        }
        self.add(object, item, inside);
        self.walk_children(object, Inside::default());
    }

    /// Keep an item, its nodes under their ids, and its place along the segment.
    pub(super) fn add(&mut self, object: &Object, item: Item, inside: Inside) -> usize {
        let idx = self.drawing.items.len();
        self.register(object, Target::Item(idx));
        let n_ports = item.ports.len();
        self.drawing.items.push(item);
        let model = self.model;
        for (port, node) in model.on(object, "nodes").take(n_ports).enumerate() {
            self.register(node, Target::Port(idx, port));
        }
        if let Some(segment) = inside.segment.and_then(|s| self.drawing.segments.get_mut(s)) {
            segment.steps.push(Step::Item(idx));
        }
        idx
    }

    /// An item with everything its own object says.
    pub(super) fn item(&mut self, object: &Object, kind: Kind) -> Item {
        let super_types: Vec<&str> = self.super_types.lineage(&object.class).into_iter().skip(1).collect();
        let evidence = Evidence { component_class: Some(&object.class), attributes: super_types, ..Evidence::default() };
        let (meaning, found) = crate::classes::resolve_for(kind, &evidence);
        self.drawing.count_class(kind, &object.class, meaning, found);
        let mut item = Item::new(self.made_id(object), kind, object.class.clone(), meaning);
        item.tag = tag(object);
        item.dn = if kind == Kind::Equipment { None } else { values::nominal(&object.data, self.hundredths) };
        item.position = self.diagram.places.get(&object.id).copied();
        let model = self.model;
        for node in model.on(object, "nodes").take(MAX_NODES) {
            item.ports.push(RawPort {
                dn: values::nominal(&node.data, self.hundredths),
                position: self.diagram.places.get(&node.id).copied(),
                ..RawPort::default()
            });
        }
        let main = |property: &str| {
            let id = object.reference(&[property])?;
            model.on(object, "nodes").take(MAX_NODES).position(|n| n.id == id)
        };
        (item.flow_in, item.flow_out) = (main("mainflowin"), main("mainflowout"));
        item.attributes = object.data.clone();
        item
    }

    /// What an off-page connector says about its other half.
    fn reference_of(&self, object: &Object, item: &Item) -> Reference {
        let value = |o: &Object, names: &[&str]| first(&o.data, names).map(str::to_owned);
        let persistent = self.model.on(object, "persistentidentifiers").filter_map(|p| p.data.get("Value")).cloned();
        let mut found = Reference {
            number: value(object, &["PipeConnectorNumber", "ConnectorNumber"]).or_else(|| item.tag.clone()),
            persistent: persistent.collect(),
            inward: match object.class.as_str() {
                name if name.starts_with("FlowIn") => Some(true),
                name if name.starts_with("FlowOut") => Some(false),
                _ => None,
            },
            ..Reference::default()
        };
        for child in object.children.iter().filter_map(|k| self.model.get(*k)).filter(|c| c.class.contains("Reference")) {
            found.other_number = value(child, &["ReferencedConnectorNumber", "ConnectorNumber"]);
            found.other_drawing = value(child, &["ReferencedDrawingNumber", "DrawingNumber"]);
            found.other_id = child.references.first().map(|(_, id)| id.clone());
        }
        found
    }
}

fn model_has_nodes(reader: &Reader<'_>, object: &Object) -> bool {
    reader.model.on(object, "nodes").next().is_some()
}

/// Tag of an object: as a whole, or of its parts.
pub(super) fn tag(object: &Object) -> Option<String> {
    let whole = first(&object.data, &["TagName", "ItemTag", "SubTagName", "ObjectDisplayName", "PipingComponentName"]);
    if let Some(tag) = whole {
        return Some(tag.to_owned());
    }
    let parts = ["TagNamePrefix", "TagNameSequenceNumber", "TagNameSuffix"].map(|p| first(&object.data, &[p]));
    let joined: String = parts.into_iter().flatten().collect();
    (!joined.is_empty()).then_some(joined)
}
