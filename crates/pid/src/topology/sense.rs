//! Instruments joined to what they sense, valves told what moves them.

use super::Link;
use super::chain::{Chain, Side, Stop};
use crate::drawing::{Drawing, Kind, Sensing, Target};
use crate::geometry::{Foot, Point, project};
use rosette_plant::{Class, Subtype};
use std::collections::BTreeSet;

/// Confidence of a joint to the nearer neighbour on a pipe: the tapping is on the pipe between two neighbours.
const ON_PIPE: f64 = 0.9;
/// The same where no measuring line is drawn and the bubble's own place has to do.
const BY_BUBBLE: f64 = 0.75;
/// Confidence of a joint to the item the instrument is drawn at: it may be on either side of it.
const NEAR: f64 = 0.7;
/// Confidence of a joint to some item of the line: only the line is known.
const ON_LINE: f64 = 0.5;
/// A bubble farther from the line than this, mm, is placed where there was room, not where the tapping is.
const MAX_OFF_MM: f64 = 40.0;
/// Inline symbols are 6 to 10 mm long: within half of that the bubble stands at the item, not beside it.
const HALF_SYMBOL_MM: f64 = 4.0;

/// More items than this on one segment are a heap, not a line on which a gap could be told.
const MAX_STOPS: usize = 1000;

/// Where on a chain an instrument sits.
struct Seat {
    nearest: Option<usize>,
    before: Option<usize>,
    after: Option<usize>,
    confidence: f64,
}

impl Seat {
    const NOWHERE: Self = Self { nearest: None, before: None, after: None, confidence: 0.0 };
}

/// Join every instrument to what it senses; one that senses something stands in the plant.
pub(super) fn attach(drawing: &mut Drawing, chains: &[Chain]) -> Vec<Link> {
    let sensings = std::mem::take(&mut drawing.sensing);
    let first = super::chain::first_chains(chains, drawing.segments.len());
    let chain_of = |segment: usize| first.get(segment).copied().flatten().and_then(|k| chains.get(k));
    let mut links: Vec<Link> = sensings.iter().flat_map(|s| attach_one(drawing, &chain_of, s)).collect();
    stand_on_impulse_lines(drawing, chains);
    let mut seen = BTreeSet::new();
    links.retain(|l| seen.insert((l.a, l.b, l.b_port)));
    links
}

fn attach_one<'a>(drawing: &mut Drawing, chain_of: &dyn Fn(usize) -> Option<&'a Chain>, sensing: &Sensing) -> Vec<Link> {
    let link = |b, b_port, segment, confidence| Link {
        a: sensing.instrument,
        a_port: None,
        b,
        b_port,
        segment,
        confidence,
        repaired: false,
    };
    match drawing.target(&sensing.target) {
        Some(Target::Item(item)) => {
            stand(drawing, sensing.instrument, Some(item));
            vec![link(item, None, None, 1.0)]
        }
        Some(Target::Port(item, port)) => {
            stand(drawing, sensing.instrument, None);
            vec![link(item, Some(port), None, 1.0)]
        }
        Some(Target::Segment(segment)) => {
            stand(drawing, sensing.instrument, None);
            let seat = chain_of(segment).map_or(Seat::NOWHERE, |chain| seat_on(drawing, chain, sensing));
            note_seat(drawing, sensing.instrument, segment, &seat);
            seat.nearest.into_iter().map(|b| link(b, None, Some(segment), seat.confidence)).collect()
        }
        Some(_) | None => {
            drawing.count("unresolved_references");
            Vec::new()
        }
    }
}

/// The instrument stands in the plant, unless it is the read-out of a flow element that is drawn itself.
fn stand(drawing: &mut Drawing, instrument: usize, sensed: Option<usize>) {
    let element = sensed.and_then(|s| drawing.items.get(s)).filter(|s| s.meaning.class == Class::Flowmeter);
    let element = element.map(|e| e.id.clone());
    let Some(item) = drawing.items.get_mut(instrument) else { return };
    match element {
        Some(id) => {
            item.attributes.insert("read_out_of".into(), id);
        }
        None => item.meaning.physical = true,
    }
}

/// Where the drawing shows the tapping. A bubble far off the line, or right above an item, does not tell the gap.
fn seat_on(drawing: &Drawing, chain: &Chain, sensing: &Sensing) -> Seat {
    let bubble = drawing.items.get(sensing.instrument).and_then(|i| i.position);
    let hints: Vec<Point> = if sensing.line.is_empty() { bubble.into_iter().collect() } else { sensing.line.clone() };
    let feet = hints.iter().filter_map(|p| project(&chain.path, *p));
    let near = |foot: &Foot| foot.off * drawing.mm_per_unit <= MAX_OFF_MM;
    let at = feet.min_by(|a, b| a.off.total_cmp(&b.off)).filter(near).map(|foot| foot.at);
    match at.filter(|_| chain.stops.len() <= MAX_STOPS && chain.stops.iter().all(|s| s.at.is_some())) {
        Some(at) => {
            let told = if sensing.line.is_empty() { BY_BUBBLE } else { ON_PIPE };
            seat_at(&chain.stops, at, HALF_SYMBOL_MM / drawing.mm_per_unit, told)
        }
        None => unplaced(drawing, chain),
    }
}

fn seat_at(stops: &[Stop], at: f64, half_symbol: f64, confidence: f64) -> Seat {
    let off = |s: &Stop| (s.at.unwrap_or(0.0) - at).abs();
    let nearest = stops.iter().min_by(|a, b| off(a).total_cmp(&off(b)));
    let told = nearest.is_some_and(|s| off(s) > half_symbol);
    let place = |s: &Stop| s.at.unwrap_or(0.0);
    let before = stops.iter().rfind(|s| told && place(s) <= at);
    let after = stops.iter().find(|s| told && place(s) > at);
    Seat {
        nearest: nearest.map(|s| s.item),
        before: before.map(|s| s.item),
        after: after.map(|s| s.item),
        confidence: if told { confidence } else { NEAR },
    }
}

/// Without geometry only a line with one gap tells where the instrument is.
fn unplaced(drawing: &Drawing, chain: &Chain) -> Seat {
    let closed = chain.start == Side::Closed && chain.end == Side::Closed;
    if let ([a, b], true) = (chain.stops.as_slice(), closed) {
        return Seat { nearest: Some(a.item), before: Some(a.item), after: Some(b.item), confidence: ON_PIPE };
    }
    let inline = |s: &&Stop| drawing.items.get(s.item).is_some_and(|i| i.kind == Kind::Component);
    let some = chain.stops.iter().find(inline).or(chain.stops.first());
    Seat { nearest: some.map(|s| s.item), before: None, after: None, confidence: ON_LINE }
}

fn note_seat(drawing: &mut Drawing, instrument: usize, segment: usize, seat: &Seat) {
    let id = |k: Option<usize>| k.and_then(|k| drawing.items.get(k)).map(|i| i.id.clone());
    let (before, after) = (id(seat.before), id(seat.after));
    let near = id(seat.nearest.filter(|_| seat.confidence >= NEAR && before.is_none() && after.is_none()));
    let (segment_id, line) = match drawing.segments.get(segment) {
        Some(s) => (s.id.clone(), s.line.clone()),
        None => return,
    };
    let facts =
        [("on_segment", Some(segment_id)), ("on_line", line), ("between_a", before), ("between_b", after), ("near", near)];
    if let Some(item) = drawing.items.get_mut(instrument) {
        let known = facts.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
        item.attributes.extend(known);
    }
}

/// A pipe that ends at an instrument is its impulse line: the instrument senses there.
fn stand_on_impulse_lines(drawing: &mut Drawing, chains: &[Chain]) {
    let piped = chains.iter().filter(|c| c.stops.len() > 1);
    for stop in piped.flat_map(|c| &c.stops) {
        if let Some(item) = drawing.items.get_mut(stop.item).filter(|i| i.kind == Kind::Instrument) {
            item.meaning.physical = true;
        }
    }
}

/// Valves with an actuator are control valves; the body they have is kept as an attribute.
pub(super) fn actuate(drawing: &mut Drawing) {
    for actuation in std::mem::take(&mut drawing.actuations) {
        let Some(Target::Item(valve)) = drawing.target(&actuation.valve) else {
            drawing.count("unresolved_references");
            continue;
        };
        let Some(item) = drawing.items.get_mut(valve) else { continue };
        if item.meaning.class == Class::Valve {
            item.attributes.insert("actuated".into(), "yes".into());
        }
        for (key, value) in actuation.attributes {
            item.attributes.entry(key).or_insert(value);
        }
        let body = item.meaning.subtype;
        let turns_control = item.meaning.class == Class::Valve && !matches!(body, Some(Subtype::Check | Subtype::Relief));
        if turns_control && body != Some(Subtype::Control) {
            let name = body.map_or("unknown", Subtype::name);
            item.attributes.insert("body".into(), name.into());
            item.meaning.subtype = Some(Subtype::Control);
        }
    }
}
