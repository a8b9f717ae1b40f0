//! Items taken out, and the ends that met there joined again.

use super::source::Edits;
use super::verify::Expect;
use super::view::{Refusal, View};
use super::{Step, Writer, add, make};
use crate::geometry::distance;
use rosette_plant::Class;
use std::collections::BTreeSet;

/// Remove elements: whole branches first, then what is left, one by one.
pub(super) fn remove(writer: &mut Writer, ids: &[String]) -> Result<(), Refusal> {
    for id in ids {
        writer.view.tag_of(id)?;
        writer.view.element(id).ok_or_else(|| format!("`{id}` is no element of the drawing"))?;
    }
    let all: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    branches(writer, &all)?;
    // Tees last: by then their branches are gone.
    let is_tee = |w: &Writer, id: &str| w.view.element(id).is_some_and(|e| e.class == Class::Tee);
    for tees in [false, true] {
        for id in ids {
            if writer.view.element(id).is_some() && is_tee(writer, id) == tees {
                let step = one(&writer.view, id)?;
                writer.step(step)?;
            }
        }
    }
    Ok(())
}

/// Take out the segments of which nothing stays.
fn branches(writer: &mut Writer, ids: &BTreeSet<&str>) -> Result<(), Refusal> {
    let view = &writer.view;
    let gone: Vec<usize> = (0..view.n_chains()).filter(|c| is_gone(view, *c, ids)).collect();
    if gone.is_empty() {
        return Ok(());
    }
    let mut step = Step { edits: Edits::default(), expect: Expect::default() };
    let mut kept_ids = BTreeSet::new();
    for &chain in &gone {
        let segment = view.tag_of(view.segment_id(chain).unwrap_or_default())?;
        step.edits.delete(&view.source, segment);
        let stops = view.stops(chain);
        step.expect.cut.extend(stops.windows(2).map(|w| [w[0].id.clone(), w[1].id.clone()]));
        for k in view.source.subtree(segment) {
            let id = view.source.attribute(k, "ID").filter(|id| view.source.by_id(id) == Some(k));
            let Some(id) = id.filter(|id| view.element(id).is_some()) else { continue };
            if ids.contains(id.as_str()) && stops.iter().all(|s| s.id != id || s.inner) {
                step.expect.removed.push(id);
            } else if kept_ids.insert(id.clone()) {
                rehouse(view, &id, k, &gone, &mut step.edits)?;
            }
        }
    }
    writer.step(step)
}

/// Whether nothing of a line stays: all its inner items go, and it begins or ends at nothing that stays, or it is the
/// branch of a tee that goes.
fn is_gone(view: &View, chain: usize, ids: &BTreeSet<&str>) -> bool {
    let stops = view.stops(chain);
    let goes = |id: &str| ids.contains(id);
    let mut inner = stops.iter().filter(|s| s.inner).peekable();
    let has_inner = inner.peek().is_some();
    if stops.is_empty() || !inner.all(|s| goes(&s.id)) {
        return false;
    }
    let ends: Vec<&str> = stops.iter().filter(|s| !s.inner).map(|s| s.id.as_str()).collect();
    let is_tee = |id: &str| view.element(id).is_some_and(|e| e.class == Class::Tee);
    let from_tee = ends.iter().any(|id| goes(id) && is_tee(id) && (has_inner || is_branch(view, chain, id)));
    from_tee || (has_inner && ends.len() == 2 && ends.iter().all(|id| goes(id)))
}

/// Whether a chain leaves a tee at its branch.
fn is_branch(view: &View, chain: usize, tee: &str) -> bool {
    let stops = view.stops(chain);
    let other = stops.windows(2).find_map(|w| match () {
        _ if w[0].id == tee => Some(&w[1].id),
        _ if w[1].id == tee => Some(&w[0].id),
        _ => None,
    });
    let elements = &view.graph.elements;
    let named = |e: usize, port: Option<usize>| elements.get(e)?.ports.get(port?)?.name.as_deref();
    let id = |e: usize| elements.get(e).map(|e| e.id.as_str());
    view.graph.joints.iter().any(|j| {
        let at = |e: usize, port: Option<usize>, o: usize| {
            id(e) == Some(tee) && id(o) == other.map(String::as_str) && named(e, port) == Some("branch")
        };
        at(j.a, j.a_port, j.b) || at(j.b, j.b_port, j.a)
    })
}

/// An item that stays but stands in a segment that goes moves to another line that ends at it.
fn rehouse(view: &View, id: &str, tag: usize, gone: &[usize], edits: &mut Edits) -> Result<(), Refusal> {
    let home = view.chains_with(id).into_iter().find(|c| !gone.contains(c));
    let segment = home.and_then(|c| view.segment_id(c)).and_then(|s| view.source.by_id(s));
    let (Some(segment), Some(tag)) = (segment, view.source.tag(tag)) else {
        return Err(format!("`{id}` would stay behind without a line"));
    };
    let close = view.source.tag(segment).map_or(0, |t| t.close);
    edits.insert(close, view.source.slice(tag.start..tag.end) + "\n");
    Ok(())
}

fn one(view: &View, id: &str) -> Result<Step, Refusal> {
    let class = view.element(id).map_or(Class::Other, |e| e.class);
    let tag = view.tag_of(id)?;
    let name = view.source.tag(tag).map_or("", |t| t.name.as_str());
    let mut step = Step { edits: Edits::default(), expect: Expect::default() };
    step.expect.removed.push(id.to_owned());
    if class == Class::Instrument || name == "ProcessInstrumentationFunction" {
        step.edits.delete(&view.source, tag);
        signals(view, tag, &mut step.edits);
        return Ok(step);
    }
    if name == "Equipment" {
        equipment(view, id, tag, &mut step);
        return Ok(step);
    }
    signals(view, tag, &mut step.edits);
    match view.chains_with(id).as_slice() {
        [] => step.edits.delete(&view.source, tag),
        [chain] => in_one(view, id, tag, *chain, &mut step)?,
        [a, b] => between(view, id, tag, [*a, *b], &mut step)?,
        _ => return Err(format!("lines branch at `{id}`; name what else goes")),
    }
    Ok(step)
}

/// Signal lines and actuators of what goes would lead nowhere.
fn signals(view: &View, tag: usize, edits: &mut Edits) {
    let inside = view.source.subtree(tag);
    let ids: BTreeSet<String> = inside.clone().filter_map(|k| view.source.attribute(k, "ID")).collect();
    for (k, t) in view.source.tags.iter().enumerate().filter(|(k, _)| !inside.contains(k)) {
        if !matches!(t.name.as_str(), "InformationFlow" | "ActuatingSystem") {
            continue;
        }
        let refers =
            |c: usize| ["ItemID", "FromID", "ToID"].iter().any(|a| view.source.attribute(c, a).is_some_and(|v| ids.contains(&v)));
        let nested = t
            .parent
            .and_then(|p| view.source.tag(p))
            .is_some_and(|p| p.start >= view.source.tags[tag].start && p.end <= view.source.tags[tag].end);
        if !nested && view.source.subtree(k).any(refers) {
            edits.delete(&view.source, k);
        }
    }
}

/// Lines that ended at equipment end open.
fn equipment(view: &View, id: &str, tag: usize, step: &mut Step) {
    let ids: BTreeSet<String> = view.source.subtree(tag).filter_map(|k| view.source.attribute(k, "ID")).collect();
    step.edits.delete(&view.source, tag);
    for (k, t) in view.source.tags.iter().enumerate().filter(|(_, t)| t.name == "Connection") {
        for side in ["From", "To"] {
            let names = view.source.attribute(k, &format!("{side}ID")).is_some_and(|v| ids.contains(&v));
            if names && t.parent.is_some() {
                step.edits.unset(&view.source, k, &format!("{side}ID"));
                step.edits.unset(&view.source, k, &format!("{side}Node"));
            }
        }
    }
    for chain in view.chains_with(id) {
        let stops = view.stops(chain);
        let pairs = stops.windows(2).filter(|w| w[0].id == id || w[1].id == id);
        step.expect.cut.extend(pairs.map(|w| [w[0].id.clone(), w[1].id.clone()]));
    }
}

/// An item of one line: the pipe goes on where it stood, or ends open if it was the end.
fn in_one(view: &View, id: &str, tag: usize, chain: usize, step: &mut Step) -> Result<(), Refusal> {
    let stops = view.stops(chain);
    if stops.iter().filter(|s| s.id == id).count() > 1 {
        return Err(format!("the line begins and ends at `{id}`"));
    }
    let at = stops.iter().position(|s| s.id == id).unwrap_or(0);
    let neighbours = [at.checked_sub(1).and_then(|k| stops.get(k)), stops.get(at + 1)];
    for neighbour in neighbours.into_iter().flatten() {
        step.expect.cut.push([id.to_owned(), neighbour.id.clone()]);
    }
    if let [Some(a), Some(b)] = neighbours {
        step.expect.joined.push([a.id.clone(), b.id.clone()]);
    }
    if stops.get(at).is_some_and(|s| s.inner) {
        close_gap(view, tag, &mut step.edits);
        return Ok(());
    }
    let segment = view.tag_of(view.segment_id(chain).unwrap_or_default())?;
    let side = if at == 0 { "From" } else { "To" };
    if let Some(connection) = view.source.children(segment, "Connection").next() {
        step.edits.unset(&view.source, connection, &format!("{side}ID"));
        step.edits.unset(&view.source, connection, &format!("{side}Node"));
    }
    step.edits.delete(&view.source, tag);
    Ok(())
}

/// Put a piece of pipe where an item stood.
fn close_gap(view: &View, tag: usize, edits: &mut Edits) {
    match (bridge(view, tag), view.source.tag(tag)) {
        (Some(bridge), Some(place)) => edits.replace(place.start..place.end, bridge.trim_end()),
        _ => edits.delete(&view.source, tag),
    }
}

/// A centre line between those beside an item in the text.
fn bridge(view: &View, tag: usize) -> Option<String> {
    let parent = view.source.tag(tag)?.parent?;
    let siblings = &view.source.tag(parent)?.children;
    let at = siblings.iter().position(|k| *k == tag)?;
    let is_line = |k: &&usize| view.source.tag(**k).is_some_and(|t| t.name == "CenterLine");
    let before = *siblings.get(..at)?.iter().rev().find(is_line)?;
    let behind = *siblings.get(at + 1..)?.iter().find(is_line)?;
    let (from, to) = (*view.polyline(before).last()?, *view.polyline(behind).first()?);
    (distance(from, to) > 1e-9).then(|| make::centre_line(&[from, to], &add::presentation(view, before)))
}

/// An item at which one segment ends and the next begins: the two become one.
fn between(view: &View, id: &str, tag: usize, chains: [usize; 2], step: &mut Step) -> Result<(), Refusal> {
    let ends_here = |c: usize| view.stops(c).last().is_some_and(|s| s.id == id && !s.inner);
    let starts_here = |c: usize| view.stops(c).first().is_some_and(|s| s.id == id && !s.inner);
    let [a, b] = chains;
    let (first, second) = match () {
        _ if ends_here(a) && starts_here(b) => (a, b),
        _ if ends_here(b) && starts_here(a) => (b, a),
        _ => return Err(format!("the two lines at `{id}` do not run on into each other there; name what else goes")),
    };
    let segments = [first, second].map(|c| view.chain(c).and_then(|k| view.drawing.segments.get(k.segment)));
    let [Some(one), Some(two)] = segments else { return Err("a segment is missing".into()) };
    if one.dn != two.dn || one.line != two.line {
        return Err(format!("`{id}` stands between segments of different size or line, which cannot be made one"));
    }
    if [first, second].iter().any(|c| view.chain(*c).is_some_and(|k| k.flipped)) {
        return Err(format!("a segment at `{id}` is written against its direction"));
    }
    let (into, from) = (view.tag_of(&one.id)?, view.tag_of(&two.id)?);
    let stops = [view.stops(first), view.stops(second)];
    let before = stops[0].iter().rev().nth(1).ok_or_else(|| format!("nothing stands before `{id}`"))?;
    let behind = stops[1].get(1);
    step.expect.cut.push([id.to_owned(), before.id.clone()]);
    if let Some(behind) = behind {
        step.expect.cut.push([id.to_owned(), behind.id.clone()]);
        step.expect.joined.push([before.id.clone(), behind.id.clone()]);
    }
    merge(view, tag, into, from, [&one.id, &two.id], step)
}

/// Move what a segment holds into the one before it.
fn merge(view: &View, tag: usize, into: usize, from: usize, ids: [&str; 2], step: &mut Step) -> Result<(), Refusal> {
    let source = &view.source;
    let first = source.children(into, "Connection").next().ok_or("the first segment has no connection")?;
    let second = source.children(from, "Connection").next();
    let mut moved = String::new();
    if let (Some(last), Some((line, next))) = (view.centre_lines(into).pop(), view.centre_lines(from).into_iter().next()) {
        let (Some(a), Some(b)) = (last.1.last(), next.first()) else { return Err("a centre line is empty".into()) };
        if distance(*a, *b) > 1e-9 {
            moved.push_str(&make::centre_line(&[*a, *b], &add::presentation(view, line)));
        }
    }
    for &child in source.tag(from).map_or(&[][..], |t| &t.children) {
        let Some(t) = source.tag(child) else { continue };
        if child != tag
            && !matches!(
                t.name.as_str(),
                "GenericAttributes" | "Connection" | "PersistentID" | "Presentation" | "Extent" | "Position"
            )
        {
            moved.push_str(&source.slice(t.start..t.end));
            moved.push('\n');
        }
    }
    let Some(place) = source.tag(first) else { return Err("the first segment has no connection".into()) };
    step.edits.insert(place.start, moved);
    for name in ["ToID", "ToNode"] {
        match second.and_then(|c| source.attribute(c, name)) {
            Some(value) => step.edits.set(source, first, name, &value),
            None => step.edits.unset(source, first, name),
        }
    }
    step.edits.delete(source, from);
    if !source.subtree(from).contains(&tag) {
        step.edits.delete(source, tag);
    }
    let gone = source.subtree(from);
    for k in (0..source.tags.len()).filter(|k| !gone.contains(k)) {
        for name in ["ItemID", "FromID", "ToID"] {
            if source.attribute(k, name).as_deref() == Some(ids[1]) && k != first {
                step.edits.set(source, k, name, ids[0]);
            }
        }
    }
    Ok(())
}
