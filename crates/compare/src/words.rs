//! Names of elements and places as an engineer would write them.

use crate::network::Node;
use crate::outcome::View;
use rosette_plant::{Class, Drawn, Element, Subtype};

/// `butterfly valve`, `control valve`, `heat exchanger`.
pub(crate) fn kind(class: Class, subtype: Option<Subtype>) -> String {
    let class_words = class.name().replace('_', " ");
    match subtype.filter(|s| *s != Subtype::Unknown && class == Class::Valve) {
        Some(Subtype::Relief) => "safety valve".into(),
        Some(s) => format!("{} valve", s.name()),
        None if matches!(class, Class::Other | Class::Unclassified) => "body of unknown class".into(),
        None => class_words,
    }
}

/// `DN80 ball valve`.
pub(crate) fn sized_kind(class: Class, subtype: Option<Subtype>, dn: Option<u32>) -> String {
    match dn {
        Some(dn) if class != Class::Instrument => format!("DN{dn} {}", kind(class, subtype)),
        _ => kind(class, subtype),
    }
}

/// The article that goes before a word.
pub(crate) fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// The same with a capital.
pub(crate) fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

/// The tag, or else the id, of a drawn element.
pub(crate) fn name<E>(element: &Element<E>) -> &str {
    element.tag.as_deref().filter(|t| !t.is_empty()).unwrap_or(&element.id)
}

/// A drawn blind flange, spade or cap.
pub(crate) fn is_blind(element: &Element<Drawn>) -> bool {
    element.class == Class::Flange && ["Blind", "Cap", "Spade"].iter().any(|word| element.evidence.class_name.contains(word))
}

/// A drawn node as a place: `HV-103`, `the tee on CW-001`, `its open end`.
pub(crate) fn place(view: &View<'_>, node: usize) -> String {
    let n: &Node = &view.documented.nodes[node];
    let element = n.element.map(|e| &view.drawn.elements[e]);
    match element {
        None if n.off_sheet => "the connection to another sheet".into(),
        None => "its end".into(),
        Some(e) if n.class == Class::Tee && e.tag.is_none() => match e.line.as_deref().or(view.documented.line_at(node)) {
            Some(line) => format!("the tee on {line}"),
            None => format!("the tee {}", e.id),
        },
        Some(e) => name(e).to_string(),
    }
}

/// `a, b and c`.
pub(crate) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
