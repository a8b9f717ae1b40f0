//! Lines that end elsewhere, and branches that are not drawn.

use super::make::{self, Spot};
use super::source::Edits;
use super::verify::Expect;
use super::view::{Refusal, View};
use super::{Step, Writer, add};
use crate::geometry::{Point, distance};
use rosette_plant::{Class, End, NewItem, Place};
use std::collections::BTreeSet;

/// How far a branch leads away from its line, and room for each item on it, mm.
const AWAY: f64 = 15.0;
const PER_ITEM: f64 = 14.0;

/// Where a line is to end: what the connection names, where that is, and what has to be made for it.
struct Target {
    id: String,
    node: usize,
    element: String,
    at: Option<Point>,
}

/// End a line elsewhere.
pub(super) fn reconnect(writer: &mut Writer, id: &str, from: &str, to: &End) -> Result<(), Refusal> {
    let tee = match to {
        End::Into { place } => Some(tee(writer, place, None)?),
        _ => None,
    };
    let view = &writer.view;
    let gap = view.gap(id, Some(from), None)?;
    let stops = view.stops(gap.chain);
    let at = gap.before.map_or(0, |k| if stops.get(k).is_some_and(|s| s.id == from) { k } else { k + 1 });
    if stops.get(at).is_none_or(|s| s.inner) {
        return Err(format!("`{from}` is not the end of the segment but stands in it; only ends can be moved"));
    }
    let connection = view.source.children(gap.segment, "Connection").next().ok_or("the segment has no connection")?;
    let side = if at == 0 { "From" } else { "To" };
    let mut step = Step { edits: Edits::default(), expect: Expect::default() };
    step.expect.cut.push([id.to_owned(), from.to_owned()]);
    step.expect.touched.insert(from.to_owned());
    let target = match (to, tee) {
        (End::Open, _) => None,
        (End::Element { id }, _) => Some(target(view, id, &mut step.edits)?),
        (End::Into { .. }, tee) => Some(target(view, &tee.unwrap_or_default(), &mut step.edits)?),
    };
    match target {
        None => {
            step.edits.unset(&view.source, connection, &format!("{side}ID"));
            step.edits.unset(&view.source, connection, &format!("{side}Node"));
            lead(view, &gap, at == 0, None, &mut step.edits);
        }
        Some(target) => {
            if target.element == id {
                return Err(format!("`{id}` cannot be joined to itself"));
            }
            step.edits.set(&view.source, connection, &format!("{side}ID"), &target.id);
            step.edits.set(&view.source, connection, &format!("{side}Node"), &target.node.to_string());
            lead(view, &gap, at == 0, target.at, &mut step.edits);
            step.expect.joined.push([id.to_owned(), target.element.clone()]);
            step.expect.touched.insert(target.element);
        }
    }
    keep_home(view, from, gap.segment, &mut step.edits);
    writer.step(step)
}

/// The old end may stand in the text of the segment that leaves it: it moves to another line that ends there.
fn keep_home(view: &View, from: &str, segment: usize, edits: &mut Edits) {
    let Some(tag) = view.source.by_id(from).filter(|k| view.source.subtree(segment).contains(k)) else { return };
    let own = view.source.attribute(segment, "ID");
    let others = view.chains_with(from).into_iter().filter_map(|c| view.segment_id(c));
    let other = others.filter(|s| Some(*s) != own.as_deref()).find_map(|s| view.source.by_id(s));
    if let (Some(other), Some(t)) = (other.and_then(|o| view.source.tag(o)), view.source.tag(tag)) {
        edits.insert(other.close, view.source.slice(t.start..t.end) + "\n");
        edits.delete(&view.source, tag);
    }
}

/// How far a line is taken back from what it ended at, so that it is not drawn (and read) as joined to it, mm.
const BACK: f64 = 8.0;

/// Take the drawn line back from its old end, and lead it on to its new one at right angles, where it has one.
fn lead(view: &View, gap: &super::view::Gap, at_start: bool, to: Option<Point>, edits: &mut Edits) {
    let lines = view.centre_lines(gap.segment);
    let path = view.chain(gap.chain).map(|c| c.path.clone()).unwrap_or_default();
    let Some(tip) = (if at_start { path.first() } else { path.last() }).copied() else { return };
    let ends = lines.iter().flat_map(|(k, p)| [(*k, p[0], p[1], true), (*k, p[p.len() - 1], p[p.len() - 2], false)]);
    let Some((line, end, before, head)) = ends.min_by(|a, b| distance(a.1, tip).total_cmp(&distance(b.1, tip))) else { return };
    let coordinates: Vec<usize> = view.source.children(line, "Coordinate").collect();
    let Some(&last) = (if head { coordinates.first() } else { coordinates.last() }) else { return };
    let length = distance(end, before);
    let share = if length > 0.0 { (BACK * add::unit(view)).min(0.5 * length) / length } else { 0.0 };
    let tip = [0, 1].map(|k| end[k] + share * (before[k] - end[k]));
    edits.set(&view.source, last, "X", &make::number(tip[0]));
    edits.set(&view.source, last, "Y", &make::number(tip[1]));
    let (Some(to), Some(place)) = (to, view.source.tag(last)) else { return };
    let corner = [to[0], tip[1]];
    let text = |points: &[Point]| -> String {
        points.iter().map(|p| format!("\n<Coordinate X=\"{}\" Y=\"{}\"/>", make::number(p[0]), make::number(p[1]))).collect()
    };
    match head {
        true => edits.insert(place.start, text(&[to, corner]).trim_start().to_owned() + "\n"),
        false => edits.insert(place.end, text(&[corner, to])),
    }
    if view.source.value_range(line, "NumPoints").is_some() {
        edits.set(&view.source, line, "NumPoints", &(coordinates.len() + 2).to_string());
    }
}

/// A free port of an element: a nozzle nothing is joined to, or a node; made where there is none.
fn target(view: &View, element: &str, edits: &mut Edits) -> Result<Target, Refusal> {
    let tag = view.tag_of(element)?;
    let source = &view.source;
    let connections = source.tags.iter().enumerate().filter(|(_, t)| t.name == "Connection").map(|(k, _)| k);
    let named: BTreeSet<(String, Option<String>)> = connections
        .flat_map(|k| {
            [("FromID", "FromNode"), ("ToID", "ToNode")].map(|(id, node)| (source.attribute(k, id), source.attribute(k, node)))
        })
        .filter_map(|(id, node)| Some((id?, node)))
        .collect();
    let name = source.tag(tag).map_or("", |t| t.name.as_str());
    if name == "Equipment" {
        return Ok(nozzle(view, element, tag, &named, edits));
    }
    if !matches!(name, "PipingComponent" | "PipeOffPageConnector") {
        return Err(format!("no pipe can end at `{element}`"));
    }
    let used = used_nodes(view, element);
    let nodes = view.nodes(tag);
    let free = nodes.iter().find(|(n, ..)| !used.contains(n) && !named.contains(&(element.to_owned(), Some(n.to_string()))));
    let at = free.and_then(|f| f.2).or_else(|| view.position(tag));
    let node = match free {
        Some((n, ..)) => *n,
        None => {
            let n = nodes.len() + 1;
            let text = format!("<Node ID=\"{0}-ABN{n}\" Type=\"process\"/>\n", super::source::escape(element));
            let points = source.children(tag, "ConnectionPoints").next().ok_or_else(|| format!("`{element}` has no nodes"))?;
            edits.append(source, points, &text);
            n
        }
    };
    Ok(Target { id: element.to_owned(), node, element: element.to_owned(), at })
}

/// Node numbers of an item that lines already take.
fn used_nodes(view: &View, id: &str) -> BTreeSet<usize> {
    let Some(item) = view.drawing.items.iter().position(|i| i.id == id) else { return BTreeSet::new() };
    let joints = view.graph.joints.iter().flat_map(|j| [(j.a, j.a_port), (j.b, j.b_port)]);
    let open = view.graph.open_ends.iter().map(|o| (o.element, Some(o.port)));
    let ports: BTreeSet<usize> = joints.chain(open).filter(|(e, _)| *e == item).filter_map(|(_, p)| p).collect();
    let nodes = view.drawing.items[item].node_ports.iter().enumerate();
    nodes.filter(|(_, p)| p.is_some_and(|p| ports.contains(&p))).map(|(n, _)| n).collect()
}

fn nozzle(view: &View, element: &str, tag: usize, named: &BTreeSet<(String, Option<String>)>, edits: &mut Edits) -> Target {
    let source = &view.source;
    let nozzles = source.subtree(tag).filter(|k| source.tag(*k).is_some_and(|t| t.name == "Nozzle"));
    let with_id = nozzles.filter_map(|k| Some((k, source.attribute(k, "ID")?)));
    let free = with_id.filter(|(_, id)| !named.iter().any(|(used, _)| used == id)).find(|(k, _)| !view.nodes(*k).is_empty());
    if let Some((k, id)) = free {
        let at = view.nodes(k).first().and_then(|n| n.2).or_else(|| view.position(k));
        return Target { id, node: 1, element: element.to_owned(), at };
    }
    let id = make::fresh_id(source, "Nozzle", &mut Vec::new());
    let at = view.position(tag);
    let place = at.map(|p| make::position(p, [1.0, 0.0])).unwrap_or_default();
    let text = format!(
        "<Nozzle ID=\"{id}\" ComponentClass=\"Nozzle\" ComponentClassURI=\"{}\">\n{place}<ConnectionPoints NumPoints=\"2\">\n<Node/>\n\
         <Node Type=\"process\">\n{place}</Node>\n</ConnectionPoints>\n</Nozzle>\n",
        make::uri("Nozzle")
    );
    edits.append(source, tag, &text);
    Target { id, node: 1, element: element.to_owned(), at }
}

fn tee(writer: &mut Writer, place: &Place, dn: Option<u32>) -> Result<String, Refusal> {
    add::add(writer, place, &NewItem { class: Class::Tee, subtype: None, dn, tag: None })
}

/// Draw a branch: its tee, a segment of its own, and where it leads.
pub(super) fn branch(writer: &mut Writer, place: &Place, dn: Option<u32>, items: &[NewItem], to: &End) -> Result<(), Refusal> {
    let from = tee(writer, place, None)?;
    let into = match to {
        // Between the same neighbours there is the first tee by now.
        End::Into { place: end } if is_same(place, end) => Some(tee(writer, &Place { a: from.clone(), ..place.clone() }, None)?),
        End::Into { place } => Some(tee(writer, place, None)?),
        _ => None,
    };
    let end = match (to, into) {
        (End::Open, _) => None,
        (End::Element { id }, _) => Some(id.clone()),
        (End::Into { .. }, into) => into,
    };
    let step = segment(&writer.view, &from, dn, items, end.as_deref())?;
    writer.step(step)
}

fn is_same(a: &Place, b: &Place) -> bool {
    a == b || a.b.as_ref() == Some(&b.a) && b.b.as_ref() == Some(&a.a)
}

fn segment(view: &View, from: &str, dn: Option<u32>, items: &[NewItem], to: Option<&str>) -> Result<Step, Refusal> {
    let mut edits = Edits::default();
    let home = view.chains_with(from).into_iter().find_map(|c| view.source.by_id(view.segment_id(c)?));
    let home = home.ok_or_else(|| format!("`{from}` stands in no segment"))?;
    let end = to.map(|to| target(view, to, &mut edits)).transpose()?;
    let way = way(view, from, items.len(), end.as_ref());
    let mut taken = Vec::new();
    let id = make::fresh_id(&view.source, "PipingNetworkSegment", &mut taken);
    let mut text = format!(
        "\n<PipingNetworkSegment ID=\"{id}\" ComponentClass=\"PipingNetworkSegment\" ComponentClassURI=\"{}\">\n{}",
        make::uri("PipingNetworkSegment"),
        make::size(dn)
    );
    let mut expect = Expect::default();
    let mut last = from.to_owned();
    let (lines, spots) = cut(view, &way, items.len());
    let presentation = view.centre_lines(home).first().map(|(k, _)| add::presentation(view, *k)).unwrap_or_default();
    for (k, item) in items.iter().enumerate() {
        let name =
            make::class_name(item.class, item.subtype).filter(|_| !item.class.is_equipment() && item.class != Class::Instrument);
        let name = name.ok_or_else(|| format!("a {} cannot be put into a branch", item.class.name()))?;
        let own = make::fresh_id(&view.source, name, &mut taken);
        if let Some(line) = lines.get(k) {
            text.push_str(&make::centre_line(line, &presentation));
        }
        let drawn = add::symbol_for(view, name, item, home, &mut edits);
        let spot = spots.get(k).map(|s| Spot { half: s.half.min(drawn.half), ..*s });
        text.push_str(&make::component(&own, name, item, spot, spot.map(|_| &drawn.symbol)));
        expect.joined.push([last, own.clone()]);
        expect.created.push(own.clone());
        last = own;
    }
    if let Some(line) = lines.last() {
        text.push_str(&make::centre_line(line, &presentation));
    }
    let start = format!("FromID=\"{}\" FromNode=\"3\"", super::source::escape(from));
    let stop = end.map(|end| {
        expect.joined.push([last.clone(), end.element.clone()]);
        expect.touched.insert(end.element.clone());
        format!(" ToID=\"{}\" ToNode=\"{}\"", super::source::escape(&end.id), end.node)
    });
    text.push_str(&format!("<Connection {start}{}/>\n</PipingNetworkSegment>", stop.unwrap_or_default()));
    expect.touched.insert(from.to_owned());
    edits.insert(view.source.tag(home).map_or(0, |t| t.end), text);
    Ok(Step { edits, expect })
}

/// The way of a branch on the sheet: away from the line, and over to its end at right angles.
fn way(view: &View, tee: &str, n_items: usize, end: Option<&Target>) -> Vec<Point> {
    let unit = add::unit(view);
    let Some(from) = view.source.by_id(tee).and_then(|t| view.position(t)) else { return Vec::new() };
    let upright = view.source.by_id(tee).is_some_and(|t| is_upright(view, t));
    let away = |d: f64| if upright { [from[0] + d, from[1]] } else { [from[0], from[1] + d] };
    match end.map(|e| e.at) {
        None => stub(view, from, upright, (AWAY + PER_ITEM * n_items as f64) * unit),
        Some(None) => Vec::new(),
        Some(Some(to)) => {
            let aside = away(AWAY * unit);
            let corner = if upright { [aside[0], to[1]] } else { [to[0], aside[1]] };
            vec![from, aside, corner, to]
        }
    }
}

/// Whether an item lies on an upright line.
fn is_upright(view: &View, item: usize) -> bool {
    let source = &view.source;
    let position = source.children(item, "Position").next();
    let reference = position.and_then(|p| source.children(p, "Reference").next());
    let part = |name| reference.and_then(|r| source.number(r, name)).unwrap_or(0.0).abs();
    part("Y") > part("X")
}

/// The way of a stub: its open end must not come to lie on another line, or it would read as joined to it.
fn stub(view: &View, from: Point, upright: bool, length: f64) -> Vec<Point> {
    const LENGTHS: [f64; 8] = [1.0, -1.0, 1.3, -1.3, 0.8, -0.8, 1.7, -1.7];
    const BENDS: [f64; 3] = [0.0, 0.4, -0.4];
    let clear = (super::snap_mm() + 1.0) * add::unit(view);
    let source = &view.source;
    let lines = (0..source.tags.len()).filter(|k| source.tag(*k).is_some_and(|t| t.name == "CenterLine"));
    let lines: Vec<Vec<Point>> = lines.map(|k| view.polyline(k)).collect();
    let items = view.drawing.items.iter();
    let nodes: Vec<Point> = items.flat_map(|i| i.ports.iter().filter_map(|p| p.position).chain(i.position)).collect();
    let at = |d: f64, side: f64| if upright { [from[0] + d, from[1] + side] } else { [from[0] + side, from[1] + d] };
    let is_free = |(d, side): &(f64, f64)| {
        let tip = at(*d, *side);
        let off_lines = lines.iter().all(|l| crate::geometry::project(l, tip).is_none_or(|f| f.off > clear));
        off_lines && nodes.iter().all(|n| distance(*n, tip) > clear)
    };
    let mut ways = BENDS.iter().flat_map(|b| LENGTHS.iter().map(move |l| (l * length, b * length)));
    let (d, side) = ways.find(is_free).unwrap_or((length, 0.0));
    let mut way = vec![from, at(d, 0.0), at(d, side)];
    way.dedup();
    way
}

/// Cut the way at its items, which stand on its longest stretch: pieces of pipe, and where the items stand.
fn cut(view: &View, way: &[Point], n_items: usize) -> (Vec<Vec<Point>>, Vec<Spot>) {
    let longest = (1..way.len()).max_by(|a, b| distance(way[a - 1], way[*a]).total_cmp(&distance(way[b - 1], way[*b])));
    let Some(k) = longest.filter(|k| distance(way[k - 1], way[*k]) > 1e-9) else { return (Vec::new(), Vec::new()) };
    let (a, b) = (way[k - 1], way[k]);
    let length = distance(a, b);
    let along = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
    let unit = add::unit(view);
    let half = (make::HALF_SYMBOL * unit).min(0.3 * length / (n_items as f64 + 1.0));
    let mut lines = Vec::new();
    let mut line: Vec<Point> = way[..k].to_vec();
    let mut spots = Vec::new();
    for n in 0..n_items {
        let t = length * (n as f64 + 1.0) / (n_items as f64 + 1.0);
        let spot = Spot { at: [a[0] + t * along[0], a[1] + t * along[1]], along, half, unit };
        let [near, far] = spot.ends();
        line.push(near);
        lines.push(std::mem::replace(&mut line, vec![far]));
        spots.push(spot);
    }
    line.extend_from_slice(&way[k..]);
    lines.push(line);
    (lines, spots)
}
