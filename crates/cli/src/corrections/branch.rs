//! Undocumented branches and bypasses: where their tees stand, what is on them, and where they lead.

use super::field::Field;
use super::paper::Paper;
use super::{Reason, words};
use rosette_plant::{Action, Class, Difference, End, Place};
use std::collections::{BTreeMap, BTreeSet};

/// A branch that is not on the drawing.
pub(super) fn branch(field: &Field<'_>, paper: &Paper<'_>, finding: &Difference) -> Result<Action, Reason> {
    let objects = field.objects(&finding.object_ids);
    let tees: Vec<usize> = objects.iter().copied().filter(|o| field.beside(*o, &objects).len() >= 2).collect();
    let (first, second) = match tees.as_slice() {
        [] => return Err("it does not leave a line between two drawn elements, or that place was not seen".into()),
        [one] => (*one, None),
        [one, other] => (*one, Some(*other)),
        _ => return Err(format!("it ties in at {} places: draw it by hand", tees.len())),
    };
    let place = |tee: usize| tee_place(field, paper, &objects, tee);
    let to = match second {
        Some(tee) => End::Into { place: place(tee)? },
        None => far_end(field, &objects, first),
    };
    let bodies: Vec<usize> = field.in_order(first, &objects).into_iter().filter(|o| is_body(field.item(*o).class)).collect();
    let items: Vec<_> = bodies.iter().map(|o| field.item(*o)).collect();
    match items.iter().find(|item| item.class.is_equipment()) {
        Some(equipment) => Err(format!("a new {} has to be drawn by hand", words(equipment))),
        None => Ok(Action::Branch { place: place(first)?, dn: size(field, &objects), items, to }),
    }
}

fn is_body(class: Class) -> bool {
    class.is_equipment() || matches!(class, Class::Valve | Class::Strainer | Class::Flowmeter | Class::Reducer)
}

/// The gap of the line that a tee stands in: only ways along the line count, not the branch.
fn tee_place(field: &Field<'_>, paper: &Paper<'_>, objects: &BTreeSet<usize>, tee: usize) -> Result<Place, Reason> {
    let mut met = Vec::new();
    for start in field.beside(tee, objects) {
        met.extend(field.first_met(start, objects).filter(|id| !met.contains(id)));
    }
    paper.place(&met, None)
}

/// The drawn element at the other end of a branch; open where there is none.
fn far_end(field: &Field<'_>, objects: &BTreeSet<usize>, tee: usize) -> End {
    let own: BTreeSet<usize> = objects.iter().copied().filter(|o| *o != tee).collect();
    let ends = field.around(&own).into_iter().filter(|o| *o != tee);
    let drawn = ends.into_iter().find_map(|start| field.first_met(start, objects));
    drawn.map_or(End::Open, |id| End::Element { id: id.into() })
}

/// The size of most of its pipe.
fn size(field: &Field<'_>, objects: &BTreeSet<usize>) -> Option<u32> {
    let mut metres: BTreeMap<u32, f64> = BTreeMap::new();
    for (dn, length) in objects.iter().filter_map(|o| field.pipework(*o)) {
        *metres.entry(dn).or_default() += length;
    }
    metres.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(dn, _)| dn)
}
