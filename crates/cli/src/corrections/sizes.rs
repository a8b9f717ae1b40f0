//! Lines of another size than drawn: which segments, and which size.

use super::Reason;
use super::field::Field;
use super::paper::Paper;
use rosette_plant::{Action, Class, Difference, Drawn, Element};
use std::collections::{BTreeMap, BTreeSet};

/// Share of the pipe that must have the new size.
const SHARE: f64 = 0.6;

/// Every segment of the finding gets the measured size.
pub(super) fn resizing(field: &Field<'_>, paper: &Paper<'_>, finding: &Difference) -> Result<Vec<Action>, Reason> {
    let elements: Vec<&Element<Drawn>> = finding.pid_ids.iter().filter_map(|id| paper.element(id)).collect();
    if elements.iter().all(|e| e.class == Class::Reducer) {
        return Err("the sizes of a reducer are those of its lines: change them where they are wrong".into());
    }
    let old = drawn_size(paper, finding)?;
    let new = measured_size(field, finding).ok_or("its pipe has no size that most of it agrees on")?;
    if old == new {
        return Err(format!("most of its pipe measures DN{new}, as drawn"));
    }
    let ids: BTreeSet<&str> = elements.iter().filter(|e| e.dn.is_none_or(|dn| dn == old)).map(|e| segment(e)).collect();
    match ids.is_empty() {
        true => Err("nothing of it has that size on the drawing".into()),
        false => Ok(ids.into_iter().map(|id| Action::Resize { id: id.into(), dn: new }).collect()),
    }
}

/// The segment an element stands in; else itself.
fn segment(element: &Element<Drawn>) -> &str {
    element.evidence.attributes.get("segment").unwrap_or(&element.id)
}

/// The one size the drawing gives the line at the elements.
fn drawn_size(paper: &Paper<'_>, finding: &Difference) -> Result<u32, Reason> {
    let joints = finding.pid_ids.iter().flat_map(|id| paper.joints(id));
    let own = joints.filter(|joint| finding.line.is_none() || joint.line == finding.line);
    let sizes: BTreeSet<u32> = own.filter_map(|joint| joint.dn).collect();
    match sizes.iter().copied().collect::<Vec<_>>().as_slice() {
        [one] => Ok(*one),
        [] => Err("the drawing gives the line no size there".into()),
        _ => Err("the line has several sizes there: change them one by one".into()),
    }
}

/// The size of most of the finding's pipe.
fn measured_size(field: &Field<'_>, finding: &Difference) -> Option<u32> {
    let mut metres: BTreeMap<u32, f64> = BTreeMap::new();
    for (dn, length) in field.objects(&finding.object_ids).into_iter().filter_map(|o| field.pipework(o)) {
        *metres.entry(dn).or_default() += length;
    }
    let all: f64 = metres.values().sum();
    metres.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, most)| *most >= SHARE * all).map(|(dn, _)| dn)
}
