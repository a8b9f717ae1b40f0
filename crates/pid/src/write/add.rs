//! An item put into a line, or an instrument on it.

use super::make::{self, HALF_SYMBOL, Spot, Symbol};
use super::source::Edits;
use super::verify::Expect;
use super::view::{Gap, Refusal, Stretch, View};
use super::{Step, Writer};
use crate::geometry::{Point, distance};
use rosette_plant::{Class, NewItem, Place};

/// Largest share of a stretch that a symbol takes.
const MAX_SHARE: f64 = 0.6;

/// Add an item; gives its id.
pub(super) fn add(writer: &mut Writer, place: &Place, item: &NewItem) -> Result<String, Refusal> {
    let view = &writer.view;
    let gap = view.gap(&place.a, place.b.as_deref(), place.line.as_deref())?;
    let mut taken = Vec::new();
    let (id, step) = if item.class == Class::Instrument {
        let id = make::fresh_id(&view.source, "ProcessInstrumentationFunction", &mut taken);
        (id.clone(), on_line(view, &gap, item, &id)?)
    } else {
        let name = make::class_name(item.class, item.subtype).filter(|_| !item.class.is_equipment());
        let name = name.ok_or_else(|| format!("a {} cannot be put into a line", item.class.name()))?;
        let id = make::fresh_id(&view.source, name, &mut taken);
        (id.clone(), in_line(view, &gap, place, item, name, &id)?)
    };
    writer.step(step)?;
    Ok(id)
}

fn in_line(view: &View, gap: &Gap, place: &Place, item: &NewItem, name: &str, id: &str) -> Result<Step, Refusal> {
    let mut edits = Edits::default();
    let stretch = view.stretch(gap);
    let style = symbol_for(view, name, item, gap.segment, &mut edits);
    let spot = stretch.as_ref().map(|s| spot(view, s, style.half));
    let scale =
        spot.map_or(1.0, |s| if style.half > 0.0 { style.symbol.scale * s.half / style.half } else { style.symbol.scale });
    let symbol = Symbol { scale, ..style.symbol };
    let text = make::component(id, name, item, spot, Some(&symbol).filter(|_| spot.is_some()));
    let text = format!("\n{text}");
    let (low, high) = bounds(view, gap);
    match (&stretch, spot) {
        (Some(stretch), Some(spot)) => {
            let rest = split(view, stretch, &spot, &mut edits);
            let end = view.source.tag(stretch.line).map_or(low, |t| t.end);
            if (low..=high).contains(&end) {
                edits.insert(end, text + &rest);
            } else {
                edits.insert(end, format!("\n{rest}"));
                edits.insert(low, text);
            }
        }
        _ => edits.insert(low, text),
    }
    let mut expect = Expect { created: vec![id.to_owned()], ..Expect::default() };
    expect.joined.push([place.a.clone(), id.to_owned()]);
    if let Some(b) = &place.b {
        expect.cut.push([place.a.clone(), b.clone()]);
        expect.joined.push([id.to_owned(), b.clone()]);
    }
    expect.class = (item.class != Class::Other).then(|| (id.to_owned(), item.class, item.subtype));
    expect.dn = item.dn.map(|dn| (id.to_owned(), dn));
    Ok(Step { edits, expect })
}

/// Where in the text an item of the gap may stand: behind the one before it and before the one behind it.
fn bounds(view: &View, gap: &Gap) -> (usize, usize) {
    let segment = view.source.tag(gap.segment);
    let close = segment.map_or(0, |s| {
        let connection = view.source.children(gap.segment, "Connection").next().and_then(|c| view.source.tag(c));
        connection.map_or(s.close, |c| c.start)
    });
    let stops = view.stops(gap.chain);
    let inner = |k: Option<usize>| {
        let stop = stops.get(k?).filter(|s| s.inner)?;
        view.source.by_id(&stop.id).and_then(|t| view.source.tag(t))
    };
    let (mut before, mut behind) = (inner(gap.before), inner(Some(gap.before.map_or(0, |k| k + 1))));
    if view.chain(gap.chain).is_some_and(|c| c.flipped) {
        std::mem::swap(&mut before, &mut behind);
    }
    match (before, behind) {
        (Some(before), behind) => (before.end, behind.map_or(close.max(before.end), |b| b.start)),
        (None, Some(behind)) => (behind.start, behind.start),
        (None, None) => (close, close),
    }
}

/// Where on the stretch the item stands: in its middle, no longer than fits.
pub(super) fn spot(view: &View, stretch: &Stretch, half: f64) -> Spot {
    let [a, b] = [stretch.points[stretch.piece], stretch.points[stretch.piece + 1]];
    let sign = if stretch.along { 1.0 } else { -1.0 };
    let along: Point = [sign * (b[0] - a[0]) / stretch.length, sign * (b[1] - a[1]) / stretch.length];
    Spot { at: stretch.middle, along, half: half.min(stretch.length * MAX_SHARE / 2.0), unit: unit(view) }
}

/// Drawing units per millimetre.
pub(super) fn unit(view: &View) -> f64 {
    if view.drawing.mm_per_unit > 0.0 { 1.0 / view.drawing.mm_per_unit } else { 1.0 }
}

/// Cut a centre line at an item: the first part stays where it is, the text of the second part is given.
fn split(view: &View, stretch: &Stretch, spot: &Spot, edits: &mut Edits) -> String {
    let [mut first, mut second] = spot.ends();
    if !stretch.along {
        std::mem::swap(&mut first, &mut second);
    }
    let coordinates: Vec<usize> = view.source.children(stretch.line, "Coordinate").collect();
    // Coordinates that are no numbers are not among the points; then the line is written anew.
    let kept: Vec<Point> = stretch.points[..=stretch.piece].iter().copied().chain([first]).collect();
    let rest: Vec<Point> = std::iter::once(second).chain(stretch.points[stretch.piece + 1..].iter().copied()).collect();
    let presentation = presentation(view, stretch.line);
    if coordinates.len() == stretch.points.len() {
        for k in coordinates.iter().skip(stretch.piece + 1) {
            edits.delete(&view.source, *k);
        }
        if let Some(last) = coordinates.get(stretch.piece).and_then(|k| view.source.tag(*k)) {
            edits.insert(last.end, format!("\n<Coordinate X=\"{}\" Y=\"{}\"/>", make::number(first[0]), make::number(first[1])));
        }
        if view.source.value_range(stretch.line, "NumPoints").is_some() {
            edits.set(&view.source, stretch.line, "NumPoints", &kept.len().to_string());
        }
    } else if let Some(tag) = view.source.tag(stretch.line) {
        edits.replace(tag.start..tag.end, make::centre_line(&kept, &presentation));
    }
    make::centre_line(&rest, &presentation)
}

/// The presentation of a line, as text.
pub(super) fn presentation(view: &View, line: usize) -> String {
    let own = view.source.children(line, "Presentation").next().and_then(|p| view.source.tag(p));
    own.map_or_else(String::new, |t| view.source.slice(t.start..t.end) + "\n")
}

/// How a class is drawn on this sheet.
pub(super) struct Drawn {
    pub symbol: Symbol,
    /// Half the length between its nodes, drawing units.
    pub half: f64,
}

/// The symbol the file has for a class, with the scale it uses; else one of ours, put into its catalogue.
pub(super) fn symbol_for(view: &View, name: &str, item: &NewItem, near: usize, edits: &mut Edits) -> Drawn {
    if let Some(found) = used(view, name) {
        return found;
    }
    let unit = unit(view);
    let own = format!("AB_{name}");
    let catalogue = view.source.tags.iter().position(|t| t.name == "ShapeCatalogue");
    let known = catalogue.is_some_and(|c| {
        let symbols = view.source.tag(c).map_or(&[][..], |t| &t.children);
        symbols.iter().any(|s| view.source.attribute(*s, "ComponentName").as_deref() == Some(&own))
    });
    if !known {
        let symbol = make::symbol(&own, name, item, unit);
        match catalogue {
            Some(catalogue) => edits.append(&view.source, catalogue, &symbol),
            None => {
                edits.insert(top_level(view, near), format!("<ShapeCatalogue Name=\"as built\">\n{symbol}</ShapeCatalogue>\n"))
            }
        }
    }
    let half = if item.class == Class::Tee { 0.0 } else { HALF_SYMBOL * unit };
    Drawn { symbol: Symbol { name: own, scale: 1.0 }, half }
}

/// Symbol, scale and length of an item of that class on the sheet.
fn used(view: &View, name: &str) -> Option<Drawn> {
    let source = &view.source;
    let of_class = view.graph.elements.iter().filter(|e| e.evidence.class_name == name);
    of_class.filter_map(|e| source.by_id(&e.id)).find_map(|k| {
        let symbol = source.attribute(k, "ComponentName")?;
        view.position(k)?;
        let scale = source.children(k, "Scale").next().and_then(|s| source.number(s, "X")).map_or(1.0, f64::abs);
        let nodes: Vec<Point> = view.nodes(k).into_iter().filter_map(|(_, _, at)| at).collect();
        let half = match nodes.as_slice() {
            [a, b, ..] => distance(*a, *b) / 2.0,
            _ => return None,
        };
        Some(Drawn { symbol: Symbol { name: symbol, scale }, half })
    })
}

/// Where a new element of the drawing's top level can stand: before the one that holds this.
pub(super) fn top_level(view: &View, mut k: usize) -> usize {
    while let Some(parent) = view.source.tag(k).and_then(|t| t.parent).filter(|p| *p != 0) {
        k = parent;
    }
    view.source.tag(k).map_or(0, |t| t.start)
}

fn on_line(view: &View, gap: &Gap, item: &NewItem, id: &str) -> Result<Step, Refusal> {
    let segment = view.segment_id(gap.chain).unwrap_or_default();
    let spot = view.stretch(gap).map(|s| spot(view, &s, 0.0));
    let mut edits = Edits::default();
    edits.insert(top_level(view, gap.segment), make::instrument(id, item, segment, spot));
    let expect =
        Expect { created: vec![id.to_owned()], class: Some((id.to_owned(), Class::Instrument, None)), ..Expect::default() };
    Ok(Step { edits, expect })
}
