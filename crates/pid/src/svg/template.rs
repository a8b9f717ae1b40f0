//! What a text template stands for: `[FluidCodeAssignmentClass] [LineNumberAssignmentClass]` of the element it refers to.

use crate::xml::El;
use std::collections::BTreeMap;

/// Elements by id, for templates; the first of duplicates.
pub(super) type Ids<'a> = BTreeMap<&'a str, El<'a>>;

/// Templates are short; longer ones are no label.
const MAX_TEMPLATE: usize = 500;

/// All elements with an id. Symbols of the catalogue come last, so that they hide nothing.
pub(super) fn ids(root: El<'_>) -> Ids<'_> {
    let mut found = Ids::new();
    let is_catalogue = |e: &El<'_>| e.name() == "ShapeCatalogue";
    root.children().filter(|c| !is_catalogue(c)).for_each(|c| collect(c, &mut found));
    root.children().filter(is_catalogue).for_each(|c| collect(c, &mut found));
    found
}

fn collect<'a>(element: El<'a>, found: &mut Ids<'a>) {
    let mut stack = vec![element];
    while let Some(element) = stack.pop() {
        if let Some(id) = element.filled("ID") {
            found.entry(id).or_insert(element);
        }
        stack.extend(element.children());
    }
}

/// The text a template gives; none where nothing it names has a value.
pub(super) fn fill(text: El<'_>, ids: &Ids<'_>) -> Option<String> {
    let template = text.filled("DependantAttribute").filter(|t| t.len() <= MAX_TEMPLATE)?;
    let element = *ids.get(text.filled("ItemID")?)?;
    let mut filled = String::new();
    let mut any = false;
    let mut rest = template;
    while let Some((before, (name, after))) = rest.split_once('[').and_then(|(b, r)| Some((b, r.split_once(']')?))) {
        filled.push_str(before);
        let value = value(element, name);
        any |= value.is_some();
        filled.push_str(&value.unwrap_or_default());
        rest = after;
    }
    filled.push_str(rest);
    any.then(|| filled.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// An attribute of the element: written in its tag, or among its generic attributes.
fn value(element: El<'_>, name: &str) -> Option<String> {
    let generic = element.named("GenericAttributes").flat_map(|set| set.named("GenericAttribute"));
    let named = generic.filter(|a| a.filled("Name") == Some(name)).find_map(|a| Some((a.filled("Value")?, a.filled("Units"))));
    let with_unit = named.map(|(value, unit)| match unit.and_then(sign) {
        Some(unit) => format!("{value} {unit}"),
        None => value.to_owned(),
    });
    with_unit.or_else(|| element.filled(name).map(str::to_owned))
}

/// How a unit is written on paper; none for names nobody would print.
fn sign(unit: &str) -> Option<&str> {
    Some(match unit {
        "MetreCubed" => "m\u{b3}",
        "MetreSquared" => "m\u{b2}",
        "Metre" => "m",
        "Millimetre" => "mm",
        "DegreeCelsius" => "\u{b0}C",
        "BarGauge" => "barg",
        "Bar" => "bar",
        "Kilowatt" => "kW",
        "MetreCubedPerHour" => "m\u{b3}/h",
        _ if unit.chars().count() <= 4 => unit,
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(template: &str, expect: Option<&str>) {
        let xml = format!(
            "<m><s ID='S' TagName='L 1'><GenericAttributes><GenericAttribute Name='Fluid' Value='MN'/>\
             <GenericAttribute Name='V' Value='22' Units='MetreCubed'/></GenericAttributes></s>\
             <Text ItemID='S' DependantAttribute='{template}'/></m>"
        );
        let dom = crate::xml::parse(xml.as_bytes()).unwrap();
        let root = dom.root().unwrap();
        assert_eq!(fill(root.child("Text").unwrap(), &ids(root)).as_deref(), expect, "{template}");
    }

    #[test]
    fn templates() {
        check("[Fluid]", Some("MN"));
        check("[Fluid] [None]-[V]", Some("MN -22 m\u{b3}"));
        check("P = [V]", Some("P = 22 m\u{b3}"));
        check("[TagName]", Some("L 1"));
        check("[None]", None);
        check("plain", None);
        check("[Fluid", None);
        check("", None);
    }
}
