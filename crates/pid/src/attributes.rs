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

/// Endings that DEXPI adds to a name.
const ENDINGS: [&str; 4] = ["", "AssignmentClass", "Specialization", "RepresentationAssignmentClass"];

/// The first of these names that has a value; each is also tried with the endings DEXPI adds.
pub(crate) fn first<'a>(attributes: &'a Attributes, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| ENDINGS.iter().find_map(|ending| attributes.get(&format!("{name}{ending}"))).map(String::as_str))
}

/// Nominal diameter of an element: its attributes, then its `NominalDiameter` child.
pub(crate) fn nominal(element: El<'_>, attributes: &Attributes) -> Option<u32> {
    nominal_in(attributes).or_else(|| {
        let child = element.child("NominalDiameter")?;
        crate::nominal::parse(child.filled("Value")?, child.filled("Units"))
    })
}

/// What standards and tools call the nominal diameter, the most exact first.
const SIZES: [&str; 11] = [
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

/// What vendors call it, without case, blanks and punctuation.
const VENDORS_SIZES: [&str; 9] = [
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
    let exact = SIZES.iter().find_map(|name| crate::nominal::parse(first(attributes, &[name])?, kind));
    exact.or_else(|| {
        let named = attributes.iter().filter(|(name, _)| is_vendors_size(name));
        named.filter_map(|(_, value)| crate::nominal::parse(value, kind)).next()
    })
}

/// Whether an attribute of this name is read as a nominal diameter.
pub(crate) fn is_size(name: &str) -> bool {
    let is = |known: &&str| name.strip_prefix(*known).is_some_and(|rest| ENDINGS.contains(&rest));
    SIZES.iter().any(is) || is_vendors_size(name)
}

fn is_vendors_size(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    VENDORS_SIZES.contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::{Attributes, is_size, nominal_in};

    #[test]
    fn what_is_called_a_size_is_read_as_one() {
        for (name, expect) in [
            ("NominalDiameterNumericalValueRepresentationAssignmentClass", true),
            ("NominalDiameterRepresentationAssignmentClass", true),
            ("NominalDiameterTypeRepresentationAssignmentClass", false),
            ("SIZE", true),
            ("Nominal Bore", true),
            ("NominalPressure", false),
        ] {
            assert_eq!(is_size(name), expect, "{name}");
            assert_eq!(nominal_in(&Attributes::from([(name.into(), "80".into())])).is_some(), expect, "{name}");
        }
    }
}
