//! The one order of findings that all tables, drawings and pictures share, and the label each has in it.

use crate::names::kind_letter;
use rosette_plant::{Difference, DifferenceKind};
use std::cmp::Reverse;

/// A difference with the label it carries in tables, on the drawing and on the plan, e.g. `S12`.
pub struct Numbered<'a> {
    /// Letter of the kind and running number from 1.
    pub label: String,
    /// The difference.
    pub difference: &'a Difference,
}

/// Differences by severity, then confidence, then id; what could not be verified comes last.
pub fn numbered(differences: &[Difference]) -> Vec<Numbered<'_>> {
    let mut order: Vec<&Difference> = differences.iter().collect();
    order.sort_by_key(|d| {
        let hidden = d.kind == DifferenceKind::NotVerifiable;
        let confidence = (d.confidence.clamp(0.0, 1.0) * 1e3).round() as i64;
        (hidden, Reverse(d.severity), Reverse(confidence), d.id.as_str())
    });
    let label = |(i, d): (usize, &Difference)| format!("{}{}", kind_letter(d.kind), i + 1);
    order.into_iter().enumerate().map(|(i, difference)| Numbered { label: label((i, difference)), difference }).collect()
}
