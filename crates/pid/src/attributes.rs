//! Generic attributes: every set as written, and a look-up that knows the several names of one thing.

use crate::xml::El;
use std::collections::BTreeMap;

/// More attributes of one element are dropped; the richest tools write about 400.
const MAX_PER_ELEMENT: usize = 2000;

/// Attributes by name, as written.
pub(crate) type Attributes = BTreeMap<String, String>;

/// All generic attributes directly on an element. Where two sets use one name, the first keeps it and the others carry
/// their set's name before it.
pub(crate) fn read(element: El<'_>) -> Attributes {
    let mut all = Attributes::new();
    for set in element.named("GenericAttributes") {
        let set_name = set.filled("Set").unwrap_or("unnamed");
        for attribute in set.named("GenericAttribute").take(MAX_PER_ELEMENT) {
            let (Some(name), Some(value)) = (attribute.filled("Name"), attribute.filled("Value")) else { continue };
            if all.len() >= MAX_PER_ELEMENT {
                return all;
            }
            let value = match attribute.filled("Units") {
                Some(unit) => format!("{value} {unit}"),
                None => value.to_owned(),
            };
            if all.contains_key(name) {
                all.entry(format!("{set_name}/{name}")).or_insert(value);
            } else {
                all.insert(name.to_owned(), value);
            }
        }
    }
    all
}

/// The first of these names that has a value; each is also tried with the endings DEXPI adds.
pub(crate) fn first<'a>(attributes: &'a Attributes, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| {
        let endings = ["", "AssignmentClass", "Specialization", "RepresentationAssignmentClass"];
        endings.iter().find_map(|ending| attributes.get(&format!("{name}{ending}"))).map(String::as_str)
    })
}

/// Nominal diameter of an element: its attributes, then its `NominalDiameter` child.
pub(crate) fn nominal(element: El<'_>, attributes: &Attributes) -> Option<u32> {
    nominal_in(attributes).or_else(|| {
        let child = element.child("NominalDiameter")?;
        crate::nominal::parse(child.filled("Value")?, child.filled("Units"))
    })
}

/// What vendors call the nominal diameter, without case, blanks and punctuation.
const VENDORS_SIZES: &[&str] = &[
    "nominalsizend",
    "nominaldiameter",
    "nominalsize",
    "nominalbore",
    "nennweite",
    "nenndurchmesser",
    "pipesize",
    "linesize",
    "nps",
];

/// Nominal diameter in attributes.
pub(crate) fn nominal_in(attributes: &Attributes) -> Option<u32> {
    let kind = first(attributes, &["NominalDiameterTypeRepresentation"]);
    let written = [
        "NominalDiameterNumericalValueRepresentation",
        "NominalDiameterRepresentation",
        "NominalDiametersRepresentation",
        "NominalDiameter",
        "NOMINAL_DIAMETER",
        "NominalSize",
        "NOMINAL_SIZE",
        "Size",
        "SIZE",
        "DN",
        "FunctionalObjectDescriptionAssignmentSize",
    ];
    let exact = written.iter().find_map(|name| crate::nominal::parse(first(attributes, &[name])?, kind));
    exact.or_else(|| {
        let plain = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let named = attributes.iter().filter(|(name, _)| VENDORS_SIZES.contains(&plain(name).as_str()));
        named.filter_map(|(_, value)| crate::nominal::parse(value, kind)).next()
    })
}
