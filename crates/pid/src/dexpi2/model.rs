//! The objects of a DEXPI 2.0 file in one list, with their data, their place in the tree and what they refer to.

use super::values;
use crate::attributes::Attributes;
use crate::xml::El;
use std::collections::{BTreeMap, BTreeSet};

/// Super types of super types deeper than this are a circle, not a profile.
const MAX_LINEAGE: usize = 32;

/// All objects of the conceptual model; diagrams and shape catalogues are left out.
#[derive(Debug, Default)]
pub(crate) struct Model {
    objects: Vec<Object>,
    /// Ids that are used again, with the line of the second use.
    pub duplicates: Vec<(String, u32)>,
    by_id: BTreeMap<String, usize>,
}

/// One object.
#[derive(Debug, Default)]
pub(crate) struct Object {
    /// The id in the file, made unique, or one made from class and place.
    pub id: String,
    pub id_is_made: bool,
    /// Last part of the type: `GateValve` of `Plant/Piping.GateValve`.
    pub class: String,
    /// Package of the type: `Piping`.
    pub package: String,
    /// Property of the parent it hangs on, in lower case; empty for roots.
    pub property: String,
    pub data: Attributes,
    /// Property in lower case and id, in document order.
    pub references: Vec<(String, String)>,
    pub children: Vec<usize>,
    pub is_root: bool,
    /// Place in the model.
    pub idx: usize,
    /// Key in the tree of the file.
    pub key: u32,
    pub line: u32,
}

impl Object {
    /// First object referred to by one of these properties (lower case).
    pub fn reference(&self, properties: &[&str]) -> Option<&str> {
        self.references.iter().find(|(p, _)| properties.contains(&p.as_str())).map(|(_, id)| id.as_str())
    }

    pub fn all_references<'a>(&'a self, properties: &'a [&str]) -> impl Iterator<Item = &'a str> {
        self.references.iter().filter(|(p, _)| properties.contains(&p.as_str())).map(|(_, id)| id.as_str())
    }
}

impl Model {
    /// Every object of a `Model` element.
    pub fn read(root: El<'_>) -> Self {
        let mut model = Self::default();
        for object in root.named("Object") {
            model.add_tree(object, None, "");
        }
        model
    }

    fn add_tree(&mut self, element: El<'_>, parent: Option<usize>, property: &str) {
        let (package, class) = split_type(element.filled("type").unwrap_or("Object"));
        let mut object = Object {
            id: element.filled("id").unwrap_or_default().to_owned(),
            class: class.to_owned(),
            package: package.to_owned(),
            property: property.to_owned(),
            is_root: parent.is_none(),
            key: element.key(),
            line: element.line(),
            ..Object::default()
        };
        for data in element.named("Data") {
            values::read(data, &mut object.data);
        }
        for references in element.named("References") {
            let property = tail(references.filled("property").unwrap_or_default()).to_lowercase();
            let ids = references.filled("objects").unwrap_or_default().split_whitespace();
            object.references.extend(ids.map(|id| (property.clone(), id.strip_prefix('#').unwrap_or(id).to_owned())));
        }
        let idx = self.add(object, parent);
        for components in element.named("Components") {
            let property = tail(components.filled("property").unwrap_or_default()).to_lowercase();
            if matches!(property.as_str(), "diagram" | "diagrams" | "shapecatalogues") {
                continue;
            }
            for child in components.named("Object") {
                self.add_tree(child, Some(idx), &property);
            }
        }
    }

    /// Add an object below its parent; an id that is taken or missing gets a unique one.
    pub fn add(&mut self, mut object: Object, parent: Option<usize>) -> usize {
        let idx = self.objects.len();
        if object.id.is_empty() {
            object.id_is_made = true;
            object.id = format!("{}@{}", object.class, object.line);
        } else if self.by_id.contains_key(&object.id) {
            self.duplicates.push((object.id.clone(), object.line));
            object.id_is_made = true;
        }
        if self.by_id.contains_key(&object.id) {
            object.id = format!("{}#{idx}", object.id);
        }
        object.idx = idx;
        self.by_id.entry(object.id.clone()).or_insert(idx);
        self.objects.push(object);
        if let Some(parent) = parent.and_then(|p| self.objects.get_mut(p)) {
            parent.children.push(idx);
        }
        idx
    }

    pub fn get(&self, idx: usize) -> Option<&Object> {
        self.objects.get(idx)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter()
    }

    pub fn roots(&self) -> impl Iterator<Item = usize> {
        self.objects.iter().enumerate().filter(|(_, o)| o.is_root).map(|(k, _)| k)
    }

    /// Children of an object on a property (lower case).
    pub fn on<'a>(&'a self, object: &'a Object, property: &'a str) -> impl Iterator<Item = &'a Object> {
        object.children.iter().filter_map(|k| self.get(*k)).filter(move |c| c.property == property)
    }
}

/// Super types of the classes that profiles declare.
#[derive(Debug, Default)]
pub(crate) struct SuperTypes {
    direct: BTreeMap<String, Vec<String>>,
}

impl SuperTypes {
    /// Take in the class declarations of a `Model`.
    pub fn declare(&mut self, element: El<'_>) {
        for child in element.children() {
            match child.name() {
                "Package" => self.declare(child),
                "ConcreteClass" | "AbstractClass" | "Class" => self.declare_class(child),
                _ => {}
            }
        }
    }

    fn declare_class(&mut self, class: El<'_>) {
        let (Some(name), Some(supers)) = (class.filled("name"), class.filled("superTypes")) else { return };
        let supers = supers.split_whitespace().map(|s| split_type(s).1.to_owned()).collect();
        self.direct.entry(name.to_owned()).or_insert(supers);
    }

    /// The class and its super types, nearest first.
    pub fn lineage<'a>(&'a self, class: &'a str) -> Vec<&'a str> {
        let mut seen = BTreeSet::from([class]);
        let mut found = vec![class];
        let mut next = 0;
        while let (Some(class), true) = (found.get(next).copied(), found.len() < MAX_LINEAGE) {
            let supers = self.direct.get(class).into_iter().flatten().map(String::as_str);
            found.extend(supers.filter(|s| seen.insert(s)));
            next += 1;
        }
        found
    }
}

/// Package and name of `Plant/Piping.GateValve`.
fn split_type(full: &str) -> (&str, &str) {
    let local = tail(full);
    local.rsplit_once('.').unwrap_or(("", local))
}

/// What follows the last slash: `ItemTag` of `DiscProfile/ItemTag`.
pub(super) fn tail(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
