//! How bad it would be to act on the drawing as it is: the documented rules.
//!
//! High: an undocumented bypass, line or piece of equipment; a missing or exchanged check or relief valve; a size that is
//! off by half or more; a connection that leads elsewhere; missing equipment.
//! Medium: any other valve, strainer or flowmeter; a branch with a body on it; other sizes; order.
//! Low: instruments, reducers, plain branches, and everything that could not be verified.
//! What is not sure enough is never high: an alarm must be worth the walk.

use crate::settings::CompareSettings;
use rosette_plant::{Class, Severity, Subtype};

/// A body that is missing, or stands there undocumented.
pub(crate) fn of_body(class: Class, subtype: Option<Subtype>, documented: bool) -> Severity {
    match class {
        c if c.is_equipment() => Severity::High,
        Class::Valve if documented && is_protective(subtype) => Severity::High,
        Class::Valve | Class::Strainer | Class::Flowmeter => Severity::Medium,
        _ => Severity::Low,
    }
}

/// A body of another type.
pub(crate) fn of_exchange(a: Option<Subtype>, b: Option<Subtype>) -> Severity {
    if is_protective(a) || is_protective(b) { Severity::High } else { Severity::Medium }
}

/// Another size.
pub(crate) fn of_size(drawn: u32, measured: u32) -> Severity {
    let (small, big) = (f64::from(drawn.min(measured).max(1)), f64::from(drawn.max(measured)));
    if big / small >= 1.5 { Severity::High } else { Severity::Medium }
}

/// An undocumented branch: `n_attached` places it ties in, and whether it carries a body.
pub(crate) fn of_branch(n_attached: usize, has_body: bool) -> Severity {
    match (n_attached, has_body) {
        (2.., _) => Severity::High,
        (_, true) => Severity::Medium,
        _ => Severity::Low,
    }
}

/// Check and relief valves protect; without them the plant is less safe than drawn.
pub(crate) fn is_protective(subtype: Option<Subtype>) -> bool {
    matches!(subtype, Some(Subtype::Check | Subtype::Relief))
}

/// The severity that this confidence can carry.
pub(crate) fn as_sure(severity: Severity, confidence: f64, settings: &CompareSettings) -> Severity {
    if confidence < settings.high_confidence { severity.min(Severity::Medium) } else { severity }
}
