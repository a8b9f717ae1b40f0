//! Lines that end elsewhere: which end is wrong, and what it is joined to in the field.

use super::Reason;
use super::field::Field;
use super::paper::Paper;
use rosette_plant::{Action, Difference, End};
use std::collections::BTreeSet;

/// The end of a line led to where it leads in the field.
pub(super) fn reconnection(field: &Field<'_>, paper: &Paper<'_>, finding: &Difference) -> Result<Action, Reason> {
    let objects = field.objects(&finding.object_ids);
    let scanned: Vec<&str> = field.met(&objects);
    let drawn: Vec<&str> = finding.pid_ids.iter().map(String::as_str).filter(|id| paper.is_in_line(id)).collect();
    let (stays, goes): (Vec<&str>, Vec<&str>) = drawn.iter().partition(|id| scanned.contains(id));
    let [from] = goes.as_slice() else { return Err("the drawing does not say which of its ends is wrong".into()) };
    let last = stays.iter().find_map(|id| paper.before(id, from)).ok_or("no end of it is where it is drawn")?;
    let to = match scanned.iter().find(|id| !drawn.contains(id)) {
        Some(id) => End::Element { id: (*id).into() },
        None => End::Into { place: tee(field, paper, &objects)? },
    };
    Ok(Action::Reconnect { id: last.into(), from: (*from).into(), to })
}

/// The gap of another line that the line ends in: at an object of which two more ways lead to drawn elements.
fn tee(field: &Field<'_>, paper: &Paper<'_>, objects: &BTreeSet<usize>) -> Result<rosette_plant::Place, Reason> {
    let candidates = objects.iter().copied().chain(field.around(objects));
    let places = candidates.filter_map(|tee| {
        let without: BTreeSet<usize> = objects.iter().copied().chain([tee]).collect();
        let beside = field.beside(tee, objects);
        let met: Vec<&str> = beside.into_iter().filter_map(|start| field.first_met(start, &without)).collect();
        (met.len() >= 2).then(|| paper.place(&met, None).ok()).flatten()
    });
    places.into_iter().next().ok_or_else(|| "where it ends in the field is not drawn".into())
}
