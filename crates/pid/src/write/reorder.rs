//! The same items of a line in another order: they change places, in the text and on the sheet.

use super::source::Edits;
use super::verify::Expect;
use super::view::{Refusal, Stop, View};
use super::{Step, Writer, make};
use crate::geometry::Point;
use std::collections::BTreeSet;

/// Put items into the order given.
pub(super) fn reorder(writer: &mut Writer, ids: &[String]) -> Result<(), Refusal> {
    let view = &writer.view;
    let unique: BTreeSet<&String> = ids.iter().collect();
    if ids.len() < 2 || unique.len() != ids.len() {
        return Err("an order needs two items or more, each once".into());
    }
    for id in ids {
        view.tag_of(id)?;
    }
    let (chain, slots) = slots(view, ids)?;
    let stops = view.stops(chain);
    let now: Vec<&String> = slots.iter().map(|s| &stops[*s].id).collect();
    let wanted: Vec<&String> = ids.iter().collect();
    if now == wanted {
        return Err("the items are in this order on the drawing already".into());
    }
    let mut step = Step { edits: Edits::default(), expect: expect(&stops, &slots, &wanted) };
    for (slot, id) in slots.iter().zip(&wanted) {
        let (from, to) = (view.tag_of(id)?, view.tag_of(&stops[*slot].id)?);
        if let (true, Some(place)) = (from != to, view.source.tag(to)) {
            step.edits.replace(place.start..place.end, moved(view, from, to)?);
        }
    }
    writer.step(step)
}

/// The line the items stand in, and their places in it.
fn slots(view: &View, ids: &[String]) -> Result<(usize, Vec<usize>), Refusal> {
    for chain in view.chains_with(&ids[0]) {
        let stops = view.stops(chain);
        let slots: Vec<usize> = (0..stops.len()).filter(|k| stops[*k].inner && ids.contains(&stops[*k].id)).collect();
        if slots.len() == ids.len() {
            return Ok((chain, slots));
        }
    }
    Err("the items do not all stand inside one segment of the file; segments that end at an item cannot be reordered".into())
}

fn expect(stops: &[Stop], slots: &[usize], wanted: &[&String]) -> Expect {
    let mut after: Vec<&String> = stops.iter().map(|s| &s.id).collect();
    slots.iter().zip(wanted).for_each(|(slot, id)| after[*slot] = id);
    let cut = stops.windows(2).map(|w| [w[0].id.clone(), w[1].id.clone()]).collect();
    let joined = after.windows(2).map(|w| [w[0].clone(), w[1].clone()]).collect();
    Expect { cut, joined, ..Expect::default() }
}

/// The text of an item, with all its coordinates moved to where another stands, and its nodes where that one has them.
fn moved(view: &View, item: usize, place: usize) -> Result<String, Refusal> {
    let source = &view.source;
    let tag = source.tag(item).ok_or("an item is missing")?;
    let text = source.slice(tag.start..tag.end);
    let (Some(from), Some(to)) = (view.position(item), view.position(place)) else { return Ok(text) };
    let by = [to[0] - from[0], to[1] - from[1]];
    let mut edits = Edits::default();
    let nodes: Vec<(usize, Option<Point>)> =
        view.nodes(item).iter().zip(view.nodes(place)).map(|((_, node, _), (_, _, at))| (*node, at)).collect();
    for k in source.subtree(item) {
        let Some(t) = source.tag(k).filter(|t| matches!(t.name.as_str(), "Location" | "Coordinate")) else { continue };
        let owner = t.parent.and_then(|p| source.tag(p)).and_then(|p| p.parent);
        let fixed = nodes.iter().find(|(node, _)| Some(*node) == owner).and_then(|(_, at)| *at);
        for (axis, name) in ["X", "Y"].into_iter().enumerate() {
            let (Some(range), Some(value)) = (source.value_range(k, name), source.number(k, name)) else { continue };
            let new = fixed.map_or(value + by[axis], |p| p[axis]);
            edits.replace(range.start - tag.start..range.end - tag.start, make::number(new));
        }
    }
    let text = edits.apply(text.as_bytes()).ok_or("coordinates overlap")?;
    String::from_utf8(text).map_err(|_| "the item is not UTF-8".into())
}
