//! The chain of items along a segment, from its stated start to its stated end.

use super::path;
use crate::drawing::{Connection, Drawing, End, Item, Kind, Segment, Step, Target};
use crate::geometry::{Point, length, project};

/// Longer paths are not drafted lines; without geometry, document order stands.
const MAX_PATH: usize = 5000;

/// A segment dissolved into stops.
#[derive(Debug)]
pub(crate) struct Chain {
    pub segment: usize,
    /// The segment's first chain: it has its inline items and its path.
    pub first: bool,
    pub stops: Vec<Stop>,
    /// Centre lines from start to end; empty where nothing is drawn.
    pub path: Vec<Point>,
    pub start: Side,
    pub end: Side,
    /// Reversed against document order because the geometry says so.
    pub flipped: bool,
}

impl Chain {
    /// A chain without stops, closed on both sides.
    pub fn empty(segment: usize) -> Self {
        let (start, end) = (Side::Closed, Side::Closed);
        Self { segment, first: false, stops: Vec::new(), path: Vec::new(), start, end, flipped: false }
    }
}

/// State of one side of a chain.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Side {
    /// The outermost stop is the end itself: nothing goes on there.
    Closed,
    /// The line goes on beyond the outermost stop and ends in nothing.
    Open,
    /// The file names a segment as the end: a branch of it.
    OnSegment(usize),
}

/// An item on a chain, and how the chain passes it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stop {
    pub item: usize,
    /// Port towards the start of the chain.
    pub toward_start: Want,
    /// Port towards its end.
    pub toward_end: Want,
    /// Length along the path.
    pub at: Option<f64>,
    /// Put here because a loose end is drawn at it, not because the file says so.
    pub snapped: bool,
}

/// Which port a line wants.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Want {
    /// Stated in the file.
    pub port: Option<usize>,
    /// Where the line meets the item.
    pub point: Option<Point>,
}

/// Chains of all segments, in document order.
pub(super) fn all(drawing: &mut Drawing) -> Vec<Chain> {
    (0..drawing.segments.len()).flat_map(|segment| chains_of(drawing, segment)).collect()
}

/// Index of the first chain of each segment.
pub(super) fn first_chains(chains: &[Chain], n_segments: usize) -> Vec<Option<usize>> {
    let mut first = vec![None; n_segments];
    for (k, chain) in chains.iter().enumerate().filter(|(_, c)| c.first) {
        if let Some(slot) = first.get_mut(chain.segment) {
            *slot = Some(k);
        }
    }
    first
}

/// How many sides end in nothing.
pub(super) fn n_open(chains: &[Chain]) -> usize {
    chains.iter().flat_map(|c| [&c.start, &c.end]).filter(|s| **s != Side::Closed).count()
}

/// One chain a segment; surplus connections give chains without inline items.
fn chains_of(drawing: &mut Drawing, segment: usize) -> Vec<Chain> {
    let connections = match drawing.segments.get(segment) {
        Some(s) if s.pairwise => return super::pairs::chains_of(drawing, segment),
        Some(s) if s.connections.is_empty() => vec![Connection::default()],
        Some(s) => s.connections.clone(),
        None => Vec::new(),
    };
    if connections.len() > 1 {
        drawing.count_n("surplus_connections", connections.len() - 1);
    }
    let chains: Vec<Chain> = connections.iter().enumerate().map(|(n, c)| chain(drawing, segment, c, n == 0)).collect();
    chains.into_iter().flat_map(|c| apart(drawing, c)).collect()
}

/// More items than this in a segment without ends and without lines are a heap, not a line.
const MAX_WITHOUT_EVIDENCE: usize = 3;

/// A segment that states no end and draws no line says nothing about who is joined to whom: some exports heap all
/// components of a sheet into one. Its items stay apart, and what their ends are joined to is not known.
fn apart(drawing: &mut Drawing, chain: Chain) -> Vec<Chain> {
    let stated = chain.start != Side::Open || chain.end != Side::Open;
    if stated || !chain.path.is_empty() || chain.stops.len() <= MAX_WITHOUT_EVIDENCE {
        return vec![chain];
    }
    let Chain { segment, first, stops, .. } = chain;
    drawing.count_n("unlinked_items", stops.len());
    let (id, place) = drawing.segments.get(segment).map_or((String::new(), 0), |s| (s.id.clone(), s.place));
    let n = stops.len();
    drawing.warn(place, format_args!("segment `{id}` has {n} items but neither ends nor lines: they are not joined"));
    let alone = |(k, stop): (usize, Stop)| Chain { first: first && k == 0, stops: vec![stop], ..Chain::empty(segment) };
    stops.into_iter().enumerate().map(alone).collect()
}

fn chain(drawing: &mut Drawing, segment: usize, connection: &Connection, with_items: bool) -> Chain {
    let from = end(drawing, segment, &connection.from);
    let to = end(drawing, segment, &connection.to);
    let empty = Segment::default();
    let source = drawing.segments.get(segment).unwrap_or(&empty);
    let own: Vec<Stop> = if with_items { inline(drawing, source) } else { Vec::new() };
    let (stops, start, end) = put_ends(own, from, to);
    let mut chain = Chain { segment, first: with_items, stops, path: Vec::new(), start, end, flipped: false };
    if with_items {
        chain.path = path_of(drawing, source, &chain);
    }
    order(drawing, &mut chain);
    if chain.flipped {
        drawing.count("flipped_segments");
    }
    if chain.stops.is_empty() {
        drawing.count("segments_without_items");
    }
    chain
}

/// What an end refers to.
pub(super) enum Resolved {
    Nothing,
    Stop(Stop),
    Segment(usize),
}

impl Resolved {
    /// The item a line ends at.
    pub fn item(&self) -> Option<usize> {
        if let Self::Stop(stop) = self { Some(stop.item) } else { None }
    }
}

pub(super) fn end(drawing: &mut Drawing, segment: usize, end: &End) -> Resolved {
    let Some(id) = &end.id else { return Resolved::Nothing };
    let node = |item: &Item| item.node_ports.get(end.node?).copied().flatten();
    let found = match drawing.target(id) {
        Some(Target::Item(item)) => {
            let port = drawing.items.get(item).and_then(node);
            return Resolved::Stop(Stop::at_port(item, port));
        }
        Some(Target::Port(item, port)) => return Resolved::Stop(Stop::at_port(item, Some(port))),
        Some(Target::Segment(other)) if other != segment => return Resolved::Segment(other),
        Some(_) => "is nothing a pipe can end at",
        None => "does not exist",
    };
    let place = drawing.segments.get(segment).map_or(0, |s| s.place);
    drawing.count("unresolved_references");
    drawing.warn(place, format_args!("the connection names `{id}`, which {found}; the end is left open"));
    Resolved::Nothing
}

impl Stop {
    fn at_port(item: usize, port: Option<usize>) -> Self {
        let want = Want { port, point: None };
        Self { item, toward_start: want, toward_end: want, ..Self::default() }
    }
}

/// Items of a segment in document order, each with the ends of the centre lines drawn before and after it.
fn inline(drawing: &Drawing, segment: &Segment) -> Vec<Stop> {
    let mut stops: Vec<Stop> = Vec::new();
    let mut before: Option<Point> = None;
    let mut fresh = false;
    for step in &segment.steps {
        match step {
            Step::CentreLine(line) => {
                if let Some(last) = stops.last_mut().filter(|_| !fresh) {
                    last.toward_end.point = line.first().copied();
                }
                before = line.last().copied();
                fresh = true;
            }
            Step::Item(item) => {
                if drawing.items.get(*item).is_some_and(|i| i.kind != Kind::Instrument) {
                    let toward_start = Want { port: None, point: before.filter(|_| fresh) };
                    stops.push(Stop { item: *item, toward_start, ..Stop::default() });
                    fresh = false;
                }
            }
        }
    }
    stops
}

/// Move the stated ends to the ends of the chain; an end that is not an item of the segment is added there.
fn put_ends(mut stops: Vec<Stop>, from: Resolved, to: Resolved) -> (Vec<Stop>, Side, Side) {
    let start = match from {
        Resolved::Nothing => Side::Open,
        Resolved::Segment(other) => Side::OnSegment(other),
        Resolved::Stop(stop) => {
            let own = stops.iter().position(|s| s.item == stop.item).map(|k| stops.remove(k));
            let points = own.unwrap_or_default();
            let toward_end = Want { point: points.toward_end.point, ..stop.toward_end };
            stops.insert(0, Stop { toward_end, toward_start: Want::default(), ..stop });
            Side::Closed
        }
    };
    let end = match to {
        Resolved::Nothing => Side::Open,
        Resolved::Segment(other) => Side::OnSegment(other),
        Resolved::Stop(stop) => {
            // A line may leave and reach the same item (a loop): then it stands at both ends.
            let from_item = (start == Side::Closed).then(|| stops.first().map(|s| s.item)).flatten();
            let own = stops.iter().rposition(|s| s.item == stop.item && Some(s.item) != from_item).map(|k| stops.remove(k));
            let points = own.unwrap_or_default();
            let toward_start = Want { point: points.toward_start.point, ..stop.toward_start };
            stops.push(Stop { toward_start, toward_end: Want::default(), ..stop });
            Side::Closed
        }
    };
    (stops, start, end)
}

pub(super) fn path_of(drawing: &Drawing, segment: &Segment, chain: &Chain) -> Vec<Point> {
    let lines = segment.steps.iter().filter_map(|s| match s {
        Step::CentreLine(line) => Some(line.as_slice()),
        Step::Item(_) => None,
    });
    let pieces: Vec<&[Point]> = lines.collect();
    if pieces.iter().map(|p| p.len()).sum::<usize>() > MAX_PATH {
        return Vec::new();
    }
    let place = |stop: Option<&Stop>, side: &Side, want: fn(&Stop) -> Want| {
        let stop = stop.filter(|_| *side == Side::Closed)?;
        port_position(drawing, stop.item, want(stop).port)
    };
    let from = place(chain.stops.first(), &chain.start, |s| s.toward_end);
    let to = place(chain.stops.last(), &chain.end, |s| s.toward_start);
    path::assemble(&pieces, from, to)
}

/// Position of a port, or of the item; equipment is too large for its centre to mean anything.
fn port_position(drawing: &Drawing, item: usize, port: Option<usize>) -> Option<Point> {
    let item = drawing.items.get(item)?;
    let of_port = port.and_then(|p| item.ports.get(p)).and_then(|p| p.position);
    of_port.or_else(|| if item.kind == Kind::Equipment { None } else { item.centre() })
}

/// Measure where the stops lie along the path.
pub(super) fn measure(drawing: &Drawing, chain: &mut Chain) {
    let inner = inner_range(chain);
    let total = length(&chain.path);
    let closed_end = chain.end == Side::Closed;
    let n = chain.stops.len();
    for (k, stop) in chain.stops.iter_mut().enumerate() {
        let centre = || drawing.items.get(stop.item).and_then(Item::centre);
        stop.at = match () {
            _ if chain.path.len() < 2 => None,
            _ if inner.contains(&k) => centre().and_then(|c| project(&chain.path, c)).map(|foot| foot.at),
            _ if k == 0 && chain.start == Side::Closed => Some(0.0),
            _ if k + 1 == n && closed_end => Some(total),
            _ => None,
        };
    }
}

/// Turn the inner stops round where they all lie the other way along the path.
fn order(drawing: &Drawing, chain: &mut Chain) {
    measure(drawing, chain);
    let inner = inner_range(chain);
    let at: Vec<f64> = chain.stops.get(inner.clone()).unwrap_or_default().iter().filter_map(|s| s.at).collect();
    let all_known = at.len() == inner.len();
    if all_known && at.len() >= 2 && at.windows(2).all(|w| w[0] > w[1]) {
        if let Some(stops) = chain.stops.get_mut(inner) {
            stops.reverse();
            stops.iter_mut().for_each(|s| std::mem::swap(&mut s.toward_start, &mut s.toward_end));
        }
        chain.flipped = true;
    }
}

/// Stops that are not stated ends.
fn inner_range(chain: &Chain) -> std::ops::Range<usize> {
    let from = usize::from(chain.start == Side::Closed && !chain.stops.is_empty());
    let to = chain.stops.len() - usize::from(chain.end == Side::Closed && chain.stops.len() > from);
    from..to
}

/// Note on every item of a chain which neighbours the flow comes from and goes to; on check valves it is the way they open.
pub(super) fn note_flow(drawing: &mut Drawing, chains: &[Chain]) {
    for chain in chains {
        for pair in chain.stops.windows(2) {
            let [a, b] = pair else { continue };
            let id = |k: usize| drawing.items.get(k).map(|i| i.id.clone());
            let (Some(a_id), Some(b_id)) = (id(a.item), id(b.item)) else { continue };
            note(drawing, a.item, "flow_to", b_id);
            note(drawing, b.item, "flow_from", a_id);
        }
    }
}

fn note(drawing: &mut Drawing, item: usize, key: &str, neighbour: String) {
    if let Some(item) = drawing.items.get_mut(item).filter(|i| i.kind == Kind::Component) {
        let known = item.attributes.entry(key.to_owned()).or_default();
        if !known.is_empty() {
            known.push(' ');
        }
        known.push_str(&neighbour);
    }
}
