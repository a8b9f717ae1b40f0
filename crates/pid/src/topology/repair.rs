//! Loose line ends joined by geometry: to a node, to another loose end, or into another line. Every one is counted and
//! flagged; none is made where the file states an end.

use super::chain::{Chain, Side, Stop, Want};
use crate::classes::by_name;
use crate::drawing::{Drawing, Item, Kind, RawPort, Sensing};
use crate::geometry::{Point, direction_at, distance, length, project};
use std::collections::BTreeSet;

/// Two loose ends that meet: (chain, true for its end).
#[derive(Debug)]
pub(super) struct Bridge {
    pub a: (usize, bool),
    pub b: (usize, bool),
}

/// Above this many loose ends times targets the search is not worth its time; a real sheet stays far below.
const MAX_PAIRS: usize = 20_000_000;

/// Join what can be joined within `snap_mm`; gives the bridges between loose ends.
pub(super) fn repair(drawing: &mut Drawing, chains: &mut [Chain], snap_mm: f64) -> Vec<Bridge> {
    branches_on_segments(drawing, chains);
    let tolerance = snap_mm / drawing.mm_per_unit;
    let n_open = super::chain::n_open(chains);
    let n_targets =
        drawing.items.iter().map(|i| i.ports.len() + 1).sum::<usize>() + chains.iter().map(|c| c.path.len()).sum::<usize>();
    if snap_mm <= 0.0 || n_open.saturating_mul(n_targets) > MAX_PAIRS {
        return Vec::new();
    }
    snap_to_ports(drawing, chains, tolerance);
    let bridges = join_loose_ends(drawing, chains, tolerance);
    snap_into_lines(drawing, chains, tolerance);
    bridges
}

fn loose_ends(chains: &[Chain]) -> Vec<(usize, bool)> {
    let sides = |(k, c): (usize, &Chain)| [((k, false), c.start == Side::Open), ((k, true), c.end == Side::Open)];
    chains.iter().enumerate().flat_map(sides).filter(|(_, open)| *open).map(|(end, _)| end).collect()
}

fn tip(chains: &[Chain], (chain, at_end): (usize, bool)) -> Option<Point> {
    let path = &chains.get(chain)?.path;
    if at_end { path.last().copied() } else { path.first().copied() }
}

fn repaired(drawing: &mut Drawing, chain: &Chain, what: std::fmt::Arguments<'_>) {
    drawing.count("repaired_joints");
    let (id, place) = drawing.segments.get(chain.segment).map_or((String::new(), 0), |s| (s.id.clone(), s.place));
    drawing.warn(place, format_args!("segment `{id}`: a loose end was joined to {what} because it is drawn there"));
}

/// Loose ends that are drawn at a free node of another item.
fn snap_to_ports(drawing: &mut Drawing, chains: &mut [Chain], tolerance: f64) {
    let mut used: BTreeSet<(usize, usize)> = chains.iter().flat_map(stated_ports).collect();
    for end in loose_ends(chains) {
        let Some(point) = tip(chains, end) else { continue };
        let own: BTreeSet<usize> = chains.get(end.0).into_iter().flat_map(|c| c.stops.iter().map(|s| s.item)).collect();
        let Some((item, port)) = nearest_port(drawing, point, tolerance, &own, &used) else { continue };
        let Some(chain) = chains.get_mut(end.0) else { continue };
        let want = Want { port: Some(port), point: Some(point) };
        put_stop(chain, end.1, Stop { item, toward_start: want, toward_end: want, at: None, snapped: true });
        used.insert((item, port));
        let name = drawing.items.get(item).map_or_else(String::new, |i| i.id.clone());
        if let Some(chain) = chains.get(end.0) {
            repaired(drawing, chain, format_args!("`{name}`"));
        }
    }
}

fn stated_ports(chain: &Chain) -> Vec<(usize, usize)> {
    let wants = chain.stops.iter().flat_map(|s| [(s.item, s.toward_start.port), (s.item, s.toward_end.port)]);
    wants.filter_map(|(item, port)| Some((item, port?))).collect()
}

/// Close a side of a chain with a stop.
fn put_stop(chain: &mut Chain, at_end: bool, mut stop: Stop) {
    if at_end {
        stop.at = Some(length(&chain.path));
        chain.stops.push(stop);
        chain.end = Side::Closed;
    } else {
        stop.at = Some(0.0);
        chain.stops.insert(0, stop);
        chain.start = Side::Closed;
    }
}

fn nearest_port(
    drawing: &Drawing,
    point: Point,
    tolerance: f64,
    own: &BTreeSet<usize>,
    used: &BTreeSet<(usize, usize)>,
) -> Option<(usize, usize)> {
    let mut best: Option<(f64, (usize, usize))> = None;
    for (k, item) in drawing.items.iter().enumerate() {
        if own.contains(&k) || item.kind == Kind::Instrument {
            continue;
        }
        for (p, port) in item.ports.iter().enumerate() {
            let Some(off) = port.position.map(|q| distance(q, point)).filter(|d| *d <= tolerance) else { continue };
            if best.is_none_or(|(b, _)| off < b) && !used.contains(&(k, p)) {
                best = Some((off, (k, p)));
            }
        }
    }
    best.map(|(_, found)| found)
}

/// Loose ends of different segments drawn at one place: the line was only cut there.
fn join_loose_ends(drawing: &mut Drawing, chains: &mut [Chain], tolerance: f64) -> Vec<Bridge> {
    let ends: Vec<((usize, bool), Point)> =
        loose_ends(chains).into_iter().filter_map(|end| Some((end, tip(chains, end)?))).collect();
    let mut bridges = Vec::new();
    let mut done = vec![false; ends.len()];
    for (i, (a, p)) in ends.iter().enumerate() {
        let candidates = ends.iter().enumerate().skip(i + 1).filter(|(j, (b, _))| !done.get(*j).unwrap_or(&true) && b.0 != a.0);
        let near = candidates.map(|(j, (b, q))| (distance(*p, *q), j, *b)).filter(|(d, ..)| *d <= tolerance);
        let Some((_, j, b)) = near.min_by(|x, y| x.0.total_cmp(&y.0)) else { continue };
        let has_items = |chain: usize| chains.get(chain).is_some_and(|c| !c.stops.is_empty());
        if done.get(i) == Some(&true) || !has_items(a.0) || !has_items(b.0) {
            continue;
        }
        for k in [i, j] {
            if let Some(done) = done.get_mut(k) {
                *done = true;
            }
        }
        close(chains, *a);
        close(chains, b);
        if let Some(chain) = chains.get(a.0) {
            repaired(drawing, chain, format_args!("the loose end of another segment"));
        }
        bridges.push(Bridge { a: *a, b });
    }
    bridges
}

fn close(chains: &mut [Chain], (chain, at_end): (usize, bool)) {
    if let Some(chain) = chains.get_mut(chain) {
        let side = if at_end { &mut chain.end } else { &mut chain.start };
        *side = Side::Closed;
    }
}

/// Ends that the file ties to a segment: a branch without a drawn tee.
fn branches_on_segments(drawing: &mut Drawing, chains: &mut [Chain]) {
    let first = super::chain::first_chains(chains, drawing.segments.len());
    for k in 0..chains.len() {
        for at_end in [false, true] {
            let Some(chain) = chains.get(k) else { continue };
            let side = if at_end { &chain.end } else { &chain.start };
            let Side::OnSegment(segment) = *side else { continue };
            if let [Stop { item, .. }] = chain.stops.as_slice()
                && drawing.items.get(*item).is_some_and(|i| i.kind == Kind::Instrument)
            {
                sense_on(drawing, *item, segment, chain.path.clone());
                close(chains, (k, at_end));
                continue;
            }
            let is_branch = !chain.stops.is_empty();
            let target = first.get(segment).copied().flatten().filter(|t| chains.get(*t).is_some_and(|c| !c.stops.is_empty()));
            match target.filter(|t| *t != k && is_branch) {
                Some(target) => branch(drawing, chains, (k, at_end), target, false),
                None => reopen(chains, (k, at_end)),
            }
        }
    }
}

/// A pipe from an instrument to a segment is its impulse line, no branch.
fn sense_on(drawing: &mut Drawing, instrument: usize, segment: usize, line: Vec<Point>) {
    if let Some(target) = drawing.segments.get(segment).map(|s| s.id.clone()) {
        drawing.sensing.push(Sensing { instrument, target, line });
    }
}

fn reopen(chains: &mut [Chain], (chain, at_end): (usize, bool)) {
    if let Some(chain) = chains.get_mut(chain) {
        let side = if at_end { &mut chain.end } else { &mut chain.start };
        *side = Side::Open;
    }
}

/// Loose ends drawn on the middle of another line: a branch without a drawn tee.
fn snap_into_lines(drawing: &mut Drawing, chains: &mut [Chain], tolerance: f64) {
    for end in loose_ends(chains) {
        let Some(point) = tip(chains, end) else { continue };
        let into = chains.get(end.0).and_then(|c| direction_at(&c.path, if end.1 { length(&c.path) } else { 0.0 }));
        let hits = chains.iter().enumerate().filter_map(|(k, chain)| {
            let inner = |at: f64| at > tolerance && at < length(&chain.path) - tolerance;
            let foot = project(&chain.path, point).filter(|f| f.off <= tolerance && inner(f.at))?;
            let meets = into.is_none_or(|into| direction_at(&chain.path, foot.at).is_none_or(|along| is_across(into, along)));
            (k != end.0 && !chain.stops.is_empty() && meets).then_some((foot.off, k))
        });
        let nearest = hits.min_by(|a, b| a.0.total_cmp(&b.0));
        let has_items = chains.get(end.0).is_some_and(|c| !c.stops.is_empty());
        if let (Some((_, target)), true) = (nearest, has_items) {
            branch(drawing, chains, end, target, true);
        }
    }
}

/// Sine of the angle below which one line runs along another: drafted lines meet at right angles, or at 45 degrees at least.
const ALONG: f64 = 0.2;

/// A branch meets its line at an angle; a line that runs along another one was only drawn over it.
fn is_across(a: Point, b: Point) -> bool {
    (a[0] * b[1] - a[1] * b[0]).abs() > ALONG
}

/// Put an implied tee on the target chain and end the branch at it; `snapped` where only the geometry shows it.
fn branch(drawing: &mut Drawing, chains: &mut [Chain], end: (usize, bool), target: usize, snapped: bool) {
    let point = tip(chains, end);
    let Some(source) = chains.get(end.0).and_then(|c| drawing.segments.get(c.segment)) else { return };
    let id = format!("{}:tee{}", source.id, u8::from(end.1) + 1);
    let tee = implied_tee(id, point);
    drawing.items.push(tee);
    let item = drawing.items.len() - 1;
    drawing.count("implied_tees");
    if let Some(chain) = chains.get_mut(target) {
        insert(chain, item, point);
    }
    if let Some(chain) = chains.get_mut(end.0) {
        let want = Want { port: Some(2), point };
        put_stop(chain, end.1, Stop { item, toward_start: want, toward_end: want, at: None, snapped });
    }
    if let Some(chain) = chains.get(end.0) {
        repaired(drawing, chain, format_args!("the middle of another line"));
    }
}

fn implied_tee(id: String, point: Option<Point>) -> Item {
    let meaning = by_name("PipeTee").unwrap_or(crate::classes::Meaning::UNKNOWN);
    let mut tee = Item::new(id, Kind::Component, "PipeTee".into(), meaning);
    tee.position = point;
    tee.attributes.insert("implied".into(), "a branch is drawn here without a tee".into());
    tee.ports = vec![RawPort::default(); 3];
    tee
}

/// Insert the tee where it lies along the chain; at the nearer end of the middle where that is not known.
fn insert(chain: &mut Chain, item: usize, point: Option<Point>) {
    let at = point.and_then(|p| project(&chain.path, p)).map(|foot| foot.at);
    let after = |s: &Stop| matches!((s.at, at), (Some(s), Some(at)) if s > at);
    let lowest = usize::from(chain.start == Side::Closed).min(chain.stops.len());
    let highest = chain.stops.len() - usize::from(chain.end == Side::Closed && chain.stops.len() > lowest);
    let wanted = chain.stops.iter().position(after).unwrap_or(chain.stops.len());
    let run = |port| Want { port: Some(port), point: None };
    let stop = Stop { item, toward_start: run(0), toward_end: run(1), at, snapped: false };
    chain.stops.insert(wanted.clamp(lowest, highest), stop);
}
