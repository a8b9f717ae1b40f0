//! Actuated against manual: a drawn actuator makes a control valve of any body; what the scan shows is the body and its top.

use super::Case;
use crate::network::Node;
use rosette_plant::{Class, Subtype};

/// How a valve is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moved {
    ByHand,
    ByActuator,
}

/// The object is the drawn body, and nothing on it speaks against the drawn actuator: a quarter-turn valve with a gear or an
/// actuator is recognised by its body.
pub(super) fn is_drawn_body(case: &Case<'_>, d: usize, object: &Node) -> bool {
    let Some(element) = case.view.drawn_element(d) else { return false };
    let body = element.evidence.attributes.get("body").map(String::as_str);
    let same = element.subtype == Some(Subtype::Control) && object.subtype.is_some_and(|s| Some(s.name()) == body);
    same && scanned(case, object) != Some(Moved::ByHand)
}

/// An actuator is drawn on a valve of this very type, and the scan shows that it is moved by hand; or the other way round.
pub(super) fn is_moved_otherwise(case: &Case<'_>, d: usize, s: usize) -> bool {
    !remark(case, d, s).is_empty()
}

/// `, moved by hand where an actuator is drawn`; empty where nothing is known of either.
pub(super) fn remark(case: &Case<'_>, d: usize, s: usize) -> &'static str {
    let object = &case.view.as_built.nodes[s];
    let drawn = case.view.drawn_element(d).filter(|e| e.class == Class::Valve && object.class == Class::Valve);
    let drawn = drawn.map(|e| {
        let actuated = e.subtype == Some(Subtype::Control) || e.evidence.attributes.contains_key("actuator");
        if actuated { Moved::ByActuator } else { Moved::ByHand }
    });
    match (drawn, scanned(case, object)) {
        (Some(Moved::ByActuator), Some(Moved::ByHand)) => ", moved by hand where an actuator is drawn",
        (Some(Moved::ByHand), Some(Moved::ByActuator)) => ", with an actuator where none is drawn",
        _ => "",
    }
}

/// Read off what the recogniser says the body is most like; a gear or an actuator may be either.
fn scanned(case: &Case<'_>, object: &Node) -> Option<Moved> {
    let element = object.element.map(|e| &case.view.scanned.elements[e])?;
    let make = element.evidence.reasons.iter().find(|reason| reason.starts_with("most like"));
    match make {
        Some(make) if make.contains("handwheel") || make.contains("lever") => Some(Moved::ByHand),
        Some(make) if make.contains("diaphragm actuator") => Some(Moved::ByActuator),
        _ if object.subtype == Some(Subtype::Control) => Some(Moved::ByActuator),
        _ => None,
    }
}
