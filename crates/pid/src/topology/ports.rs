//! Which port of an item each line takes: what the file states, then geometry, then flow, then what is free.

use super::chain::{Chain, Side, Want};
use super::repair::Bridge;
use super::{Link, Loose};
use crate::drawing::{Drawing, Item, Kind, RawPort};
use crate::geometry::distance;
use rosette_plant::Class;

/// An item with more ports than this is none that anybody drew: further lines get ports of their own.
const MAX_SEARCHED: usize = 4000;
/// Confidence of a joint that only the geometry shows.
const REPAIRED: f64 = 0.6;

/// A line end that needs a port.
#[derive(Debug, Clone, Copy)]
struct Request {
    item: usize,
    want: Want,
    /// True where the line arrives (flows in), false where it leaves.
    arrives: bool,
    given: Option<usize>,
}

/// A joint, or an open end, as indices into the requests.
enum Use {
    Link { a: usize, b: usize, segment: usize, repaired: bool },
    Open { at: usize, segment: usize },
}

/// Links between consecutive stops and over bridges, with their ports; and the open ends.
pub(super) fn assign(drawing: &mut Drawing, chains: &[Chain], bridges: &[Bridge]) -> (Vec<Link>, Vec<Loose>) {
    let mut requests = Vec::new();
    let mut uses = Vec::new();
    for chain in chains {
        request_chain(chain, &mut requests, &mut uses);
    }
    for bridge in bridges {
        request_bridge(chains, bridge, &mut requests, &mut uses);
    }
    name_tee_ports(drawing);
    give_ports(drawing, &mut requests);
    settle(drawing, &requests, &uses)
}

fn push(requests: &mut Vec<Request>, item: usize, want: Want, arrives: bool) -> usize {
    requests.push(Request { item, want, arrives, given: None });
    requests.len() - 1
}

fn request_chain(chain: &Chain, requests: &mut Vec<Request>, uses: &mut Vec<Use>) {
    let segment = chain.segment;
    // In the order of the line, so that nodes without numbers or places are taken in it.
    if let (Some(first), true) = (chain.stops.first(), chain.start == Side::Open) {
        let at = push(requests, first.item, first.toward_start, true);
        uses.push(Use::Open { at, segment });
    }
    for pair in chain.stops.windows(2) {
        let [from, to] = pair else { continue };
        let a = push(requests, from.item, from.toward_end, false);
        let b = push(requests, to.item, to.toward_start, true);
        uses.push(Use::Link { a, b, segment, repaired: from.snapped || to.snapped });
    }
    if let (Some(last), true) = (chain.stops.last(), chain.end == Side::Open) {
        let at = push(requests, last.item, last.toward_end, false);
        uses.push(Use::Open { at, segment });
    }
}

/// Two loose ends of different segments that meet: their outermost stops are joined.
fn request_bridge(chains: &[Chain], bridge: &Bridge, requests: &mut Vec<Request>, uses: &mut Vec<Use>) {
    let mut outermost = |(chain, at_end): (usize, bool)| {
        let chain = chains.get(chain)?;
        let stop = if at_end { chain.stops.last()? } else { chain.stops.first()? };
        let want = if at_end { stop.toward_end } else { stop.toward_start };
        Some((push(requests, stop.item, want, !at_end), chain.segment))
    };
    if let (Some((a, segment)), Some((b, _))) = (outermost(bridge.a), outermost(bridge.b)) {
        uses.push(Use::Link { a, b, segment, repaired: true });
    }
}

/// Stated ports first, in document order; then the rest take what is free.
fn give_ports(drawing: &mut Drawing, requests: &mut [Request]) {
    let mut taken: Vec<Vec<bool>> = drawing.items.iter().map(|i| vec![false; i.ports.len()]).collect();
    for request in requests.iter_mut() {
        let Some(item) = drawing.items.get(request.item) else { continue };
        let Some(port) = request.want.port.filter(|p| *p < item.ports.len()) else { continue };
        let free = taken.get_mut(request.item).and_then(|t| t.get_mut(port));
        let Some(free) = free else { continue };
        // A nozzle may be named twice, an inline component may not: exporters number both ends alike.
        if !*free || item.kind == Kind::Equipment {
            *free = true;
            request.given = Some(port);
        }
    }
    for request in requests.iter_mut().filter(|r| r.given.is_none()) {
        if request.want.port.is_some() {
            drawing.count("port_conflicts");
        }
        let (Some(item), Some(taken)) = (drawing.items.get_mut(request.item), taken.get_mut(request.item)) else { continue };
        let port = choose(item, taken, request);
        if port >= item.ports.len() {
            item.ports.resize_with(port + 1, RawPort::default);
        }
        taken.resize(item.ports.len(), false);
        if let Some(taken) = taken.get_mut(port) {
            *taken = true;
        }
        request.given = Some(port);
    }
}

/// A free port: the nearest by geometry, the main one by flow, the first; or a new one.
fn choose(item: &Item, taken: &[bool], request: &Request) -> usize {
    if item.ports.len() > MAX_SEARCHED {
        return item.ports.len();
    }
    let is_free = |p: &usize| taken.get(*p).is_none_or(|t| !t);
    // A nozzle is taken only by name.
    let is_open = |p: &usize| is_free(p) && item.ports.get(*p).is_none_or(|p| !p.nozzle);
    let free: Vec<usize> = (0..item.ports.len()).filter(is_open).collect();
    // The number stated was wrong, so the run is the better guess than the branch.
    let is_run = |p: &usize| item.ports.get(*p).and_then(|p| p.name.as_deref()).is_some_and(|n| n.starts_with("run"));
    let free_run: Vec<usize> = free.iter().copied().filter(is_run).collect();
    let candidates =
        if item.meaning.class == Class::Tee && request.want.port.is_some() && !free_run.is_empty() { free_run } else { free };
    by_point(item, &candidates, request)
        .or_else(|| by_flow(item, request).filter(|p| candidates.contains(p)))
        .or_else(|| candidates.first().copied())
        .unwrap_or(item.ports.len())
}

fn by_point(item: &Item, free: &[usize], request: &Request) -> Option<usize> {
    let point = request.want.point?;
    let place = |p: usize| item.ports.get(p).and_then(|p| p.position);
    let mut placed: Vec<(f64, usize)> = free.iter().filter_map(|p| Some((distance(place(*p)?, point), *p))).collect();
    placed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    match placed.as_slice() {
        [(near, port), (far, _), ..] if near < far => Some(*port),
        [(_, port)] => Some(*port),
        _ => None,
    }
}

fn by_flow(item: &Item, request: &Request) -> Option<usize> {
    if request.arrives { item.flow_in } else { item.flow_out }
}

/// Tees have two run ports and a branch, whether or not the file draws their nodes.
fn name_tee_ports(drawing: &mut Drawing) {
    for item in drawing.items.iter_mut().filter(|i| i.meaning.class == Class::Tee) {
        if item.ports.len() < 3 {
            item.ports.resize_with(3, RawPort::default);
        }
        let mut runs = 1..;
        let branch = branch_port(item);
        for (k, port) in item.ports.iter_mut().enumerate().take(3) {
            let name = if k == branch { "branch".to_owned() } else { format!("run{}", runs.next().unwrap_or_default()) };
            port.name = Some(name);
        }
    }
}

/// The port off the line through the two others; the third where the drawing does not tell.
fn branch_port(item: &Item) -> usize {
    const THIRD: usize = 2;
    let Some(centre) = item.position else { return THIRD };
    let direction = |k: usize| {
        let p = item.ports.get(k)?.position?;
        let length = distance(p, centre);
        (length > 1e-9).then(|| [(p[0] - centre[0]) / length, (p[1] - centre[1]) / length])
    };
    let (Some(a), Some(b), Some(c)) = (direction(0), direction(1), direction(2)) else { return THIRD };
    let straightness = |u: [f64; 2], v: [f64; 2]| -(u[0] * v[0] + u[1] * v[1]);
    let by_branch = [(straightness(b, c), 0), (straightness(a, c), 1), (straightness(a, b), THIRD)];
    let best = by_branch.into_iter().max_by(|x, y| x.0.total_cmp(&y.0));
    best.filter(|(straight, _)| *straight > 0.9).map_or(THIRD, |(_, branch)| branch)
}

fn settle(drawing: &mut Drawing, requests: &[Request], uses: &[Use]) -> (Vec<Link>, Vec<Loose>) {
    let (mut links, mut open) = (Vec::new(), Vec::new());
    for use_ in uses {
        match *use_ {
            Use::Link { a, b, segment, repaired } => {
                let (Some(a), Some(b)) = (requests.get(a), requests.get(b)) else { continue };
                size_port(drawing, a, segment);
                size_port(drawing, b, segment);
                let confidence = if repaired { REPAIRED } else { 1.0 };
                let (a_port, b_port) = (a.given, b.given);
                links.push(Link { a: a.item, a_port, b: b.item, b_port, segment: Some(segment), confidence, repaired });
            }
            Use::Open { at, segment } => {
                let Some(request) = requests.get(at) else { continue };
                size_port(drawing, request, segment);
                if let Some(port) = request.given {
                    open.push(Loose { item: request.item, port, segment });
                }
            }
        }
    }
    (links, open)
}

/// A port without a size has that of the pipe joined to it.
fn size_port(drawing: &mut Drawing, request: &Request, segment: usize) {
    let Some(dn) = drawing.segments.get(segment).and_then(|s| s.dn) else { return };
    let item = drawing.items.get_mut(request.item);
    let port = item.and_then(|i| i.ports.get_mut(request.given?));
    if let Some(port) = port.filter(|p| p.dn.is_none()) {
        port.dn = Some(dn);
        port.inherited = true;
        drawing.count("port_sizes_from_segment");
    }
}
