//! Another class, another size.

use super::source::Edits;
use super::verify::Expect;
use super::view::{Refusal, View};
use super::{Step, Writer, add, make};
use crate::attributes::is_size;
use crate::nominal;
use rosette_plant::{Class, NewItem, Subtype};

/// Make an element of another class or a valve of another type.
pub(super) fn retype(writer: &mut Writer, id: &str, class: Class, subtype: Option<Subtype>) -> Result<(), Refusal> {
    let view = &writer.view;
    let tag = view.tag_of(id)?;
    let old = view.element(id).ok_or_else(|| format!("`{id}` is no element of the drawing"))?;
    if (old.class, old.subtype) == (class, subtype) {
        return Err(format!("`{id}` is a {} on the drawing already", subtype.map_or(class.name(), Subtype::name)));
    }
    if old.class.is_equipment() != class.is_equipment() || old.class == Class::Instrument || class == Class::Instrument {
        return Err(format!(
            "a {} on the drawing cannot become a {}: take it out and add the other",
            old.class.name(),
            class.name()
        ));
    }
    let mut step = Step { edits: Edits::default(), expect: Expect::default() };
    let systems = actuators(view, id);
    let is_control = subtype == Some(Subtype::Control);
    if is_control && old.class == Class::Valve {
        let system = make::fresh_id(&view.source, "ActuatingSystem", &mut Vec::new());
        step.edits.insert(add::top_level(view, tag), make::actuator(&system, id));
    } else {
        systems.iter().for_each(|k| step.edits.delete(&view.source, *k));
        rename(view, tag, class, subtype, old.dn, &mut step.edits)?;
    }
    step.expect.touched.insert(id.to_owned());
    step.expect.class = Some((id.to_owned(), class, subtype));
    writer.step(step)
}

/// Actuating systems that move a valve.
fn actuators(view: &View, id: &str) -> Vec<usize> {
    let source = &view.source;
    let systems = source.tags.iter().enumerate().filter(|(_, t)| t.name == "ActuatingSystem").map(|(k, _)| k);
    systems.filter(|k| source.subtree(*k).any(|c| source.attribute(c, "ItemID").as_deref() == Some(id))).collect()
}

fn rename(
    view: &View,
    tag: usize,
    class: Class,
    subtype: Option<Subtype>,
    dn: Option<u32>,
    edits: &mut Edits,
) -> Result<(), Refusal> {
    let name = make::class_name(class, subtype).ok_or_else(|| format!("no class name for a {}", class.name()))?;
    edits.set(&view.source, tag, "ComponentClass", name);
    if view.source.value_range(tag, "ComponentClassURI").is_some() {
        edits.set(&view.source, tag, "ComponentClassURI", &make::uri(name));
    }
    // Equipment keeps its picture: ours would not fit its nozzles.
    let had_symbol = view.source.attribute(tag, "ComponentName").is_some();
    if had_symbol && !class.is_equipment() {
        let item = NewItem { class, subtype, dn, tag: None };
        let drawn = add::symbol_for(view, name, &item, tag, edits);
        edits.set(&view.source, tag, "ComponentName", &drawn.symbol.name);
    }
    Ok(())
}

/// Give an element, or a whole segment, another nominal diameter.
pub(super) fn resize(writer: &mut Writer, id: &str, dn: u32) -> Result<(), Refusal> {
    let view = &writer.view;
    let tag = view.tag_of(id)?;
    if dn == 0 || dn > 5000 {
        return Err(format!("DN {dn} is no pipe size"));
    }
    let mut step = Step { edits: Edits::default(), expect: Expect::default() };
    match view.element(id) {
        Some(element) if element.class.is_equipment() || element.class == Class::Instrument => {
            return Err(format!("a {} has no nominal diameter of its own; name the line at its nozzle", element.class.name()));
        }
        Some(element) if element.dn == Some(dn) => return Err(format!("`{id}` is DN {dn} on the drawing already")),
        Some(element) => {
            item(view, tag, element.dn, dn, &mut step.edits);
            step.expect.dn = Some((id.to_owned(), dn));
            step.expect.touched.insert(id.to_owned());
        }
        None => segment(view, id, tag, dn, &mut step)?,
    }
    writer.step(step)
}

/// Every statement of the old size in an item; one more where there is none.
fn item(view: &View, tag: usize, old: Option<u32>, dn: u32, edits: &mut Edits) {
    let nodes = view.nodes(tag).into_iter().map(|(_, node, _)| node);
    let mut stated = false;
    for owner in nodes.chain([tag]) {
        stated |= restate(view, owner, old, dn, edits);
    }
    if !stated {
        edits.append(&view.source, tag, &make::size(Some(dn)));
    }
}

/// Change the size of an element's own attributes, where it is the old one; whether there was any.
fn restate(view: &View, owner: usize, old: Option<u32>, dn: u32, edits: &mut Edits) -> bool {
    let source = &view.source;
    let mut found = false;
    let sets =
        source.children(owner, "GenericAttributes").flat_map(|set| source.children(set, "GenericAttribute").collect::<Vec<_>>());
    let plain = source.children(owner, "NominalDiameter");
    for k in sets.chain(plain) {
        let name = source.attribute(k, "Name").unwrap_or_else(|| "NominalDiameter".into());
        let Some(value) = source.attribute(k, "Value").filter(|_| is_size(&name)) else { continue };
        let unit = source.attribute(k, "Units");
        if nominal::parse(&value, unit.as_deref()).is_some_and(|size| old.is_none_or(|old| old == size)) {
            edits.set(source, k, "Value", &like(&value, dn));
            found = true;
        }
    }
    found
}

/// A size written like the old one: `DN 80`, `DN80`, `80`.
fn like(old: &str, dn: u32) -> String {
    let digits = old.find(|c: char| c.is_ascii_digit());
    match digits.map(|at| old.split_at(at)) {
        Some((before, rest)) if rest.chars().all(|c| c.is_ascii_digit()) && before.trim().eq_ignore_ascii_case("dn") => {
            format!("{before}{dn}")
        }
        Some(("", rest)) if rest.chars().all(|c| c.is_ascii_digit()) && rest.len() > 1 => dn.to_string(),
        _ => format!("DN {dn}"),
    }
}

/// A segment, and the items in it that had its size.
fn segment(view: &View, id: &str, tag: usize, dn: u32, step: &mut Step) -> Result<(), Refusal> {
    let found = view.drawing.segments.iter().find(|s| s.id == id).ok_or_else(|| format!("`{id}` has no size"))?;
    if found.dn == Some(dn) {
        return Err(format!("`{id}` is DN {dn} on the drawing already"));
    }
    if !restate(view, tag, found.dn, dn, &mut step.edits) {
        step.edits.append(&view.source, tag, &make::size(Some(dn)));
    }
    let own = view.drawing.segments.iter().position(|s| s.id == id);
    for chain in (0..view.n_chains()).filter(|c| view.chain(*c).map(|k| k.segment) == own) {
        for stop in view.stops(chain) {
            let element = view.element(&stop.id).filter(|e| e.dn == found.dn && stop.inner);
            if let (Some(element), Some(tag)) = (element, view.source.by_id(&stop.id)) {
                for owner in view.nodes(tag).into_iter().map(|(_, node, _)| node).chain([tag]) {
                    restate(view, owner, element.dn, dn, &mut step.edits);
                }
            }
            step.expect.touched.insert(stop.id);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn sizes_are_written_as_before() {
        for (old, expect) in [
            ("DN 80", "DN 50"),
            ("DN80", "DN50"),
            ("80", "50"),
            ("3\"", "DN 50"),
            ("80 mm", "DN 50"),
            ("", "DN 50"),
            ("8", "DN 50"),
        ] {
            assert_eq!(like(old, 50), expect, "{old}");
        }
    }
}
