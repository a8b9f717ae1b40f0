//! Values of data properties as text.

use super::model::{Model, tail};
use crate::attributes::Attributes;
use crate::xml::El;

/// Take in one `Data` element; a composed value gives several attributes, `Undefined` none.
pub(super) fn read(data: El<'_>, into: &mut Attributes) {
    let Some(full) = data.filled("property") else { return };
    let name = tail(full);
    let text = text_of(data);
    if let Some(text) = text {
        // Where a profile uses a name of the standard again, the standard's stands and the profile's is kept in full.
        let key = if into.contains_key(name) { full } else { name };
        into.entry(key.to_owned()).or_insert(text);
        return;
    }
    for part in data.named("AggregatedDataValue").flat_map(|a| a.children()).filter(|c| c.name() == "Data") {
        if let (Some(sub), Some(text)) = (part.filled("property"), text_of(part)) {
            into.entry(format!("{name}.{}", tail(sub))).or_insert(text);
        }
    }
}

/// The literal, reference or quantity in a `Data`; several are joined by blanks.
fn text_of(data: El<'_>) -> Option<String> {
    let all: Vec<String> = data.children().filter_map(one).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

fn one(value: El<'_>) -> Option<String> {
    match value.name() {
        "Undefined" => None,
        // An enumeration's literal: `...FailActionClassification.FailClose`.
        "DataReference" => Some(value.filled("data")?.rsplit('.').next()?.to_owned()),
        "AggregatedDataValue" => composed(value),
        _ => Some(value.text().trim()).filter(|t| !t.is_empty()).map(str::to_owned),
    }
}

/// A quantity as value and unit, a string in the first language it is given in.
fn composed(value: El<'_>) -> Option<String> {
    let part = |name: &str| value.named("Data").find(|d| d.filled("property").is_some_and(|p| tail(p) == name));
    if let Some(languages) = part("SingleLanguageStrings") {
        return languages.named("AggregatedDataValue").find_map(composed);
    }
    let text = part("Value").and_then(text_of)?;
    Some(match part("Unit").and_then(text_of) {
        Some(unit) => format!("{text} {unit}"),
        None => text,
    })
}

/// Whether the model writes sizes as `0600`, hundredths of an inch in four digits: told by a leading zero anywhere.
pub(super) fn in_hundredths_of_an_inch(model: &Model) -> bool {
    model.iter().any(|object| {
        let size = object.data.get(SIZE_NUMBER);
        size.is_some_and(|s| s.starts_with('0') && is_four_digits(s))
    })
}

/// Size of an object: its nominal diameter as the standard or a profile names it.
pub(super) fn nominal(data: &Attributes, hundredths: bool) -> Option<u32> {
    let number = data.get(SIZE_NUMBER).filter(|n| hundredths && is_four_digits(n));
    match number.and_then(|n| n.parse::<f64>().ok()) {
        Some(n) => crate::nominal::parse(&format!("{}\"", n / 100.0), None),
        None => crate::attributes::nominal_in(data),
    }
}

const SIZE_NUMBER: &str = "NominalDiameterNumericalValueRepresentation";

fn is_four_digits(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}
