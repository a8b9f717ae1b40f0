//! How alike a drawn and a scanned node are by their own attributes: class, subtype, size, number of connections, tag.

use crate::network::{Network, Node, Role};
use rosette_plant::{Class, Subtype};

/// A size is not known on one side.
const DN_UNKNOWN: f32 = 0.75;
/// Subtypes known on both sides and different.
const SUBTYPE_DIFFERS: f32 = 0.75;
/// Subtype not known on one side.
const SUBTYPE_UNKNOWN: f32 = 0.93;
/// Each connection more or less at equipment (nozzles are hidden or forgotten often).
const NOZZLE_DIFFERS: f32 = 0.06;

/// One instrument more or less.
const INSTRUMENT_DIFFERS: f32 = 0.04;

/// Attribute similarity of a drawn and a scanned node, 0 to 1. Tags count where both sides have one.
pub(crate) fn attributes(documented: &Network, d: usize, as_built: &Network, s: usize) -> f32 {
    let (x, y) = (&documented.nodes[d], &as_built.nodes[s]);
    if x.is_end() || y.is_end() {
        return if x.is_end() && y.is_end() { end_similarity(x, y) } else { 0.0 };
    }
    class_similarity(x.class, y.class, y.confidence)
        * subtype(x, y)
        * size(documented, d, as_built, s)
        * connections(x, y)
        * instruments(x, y)
        * tag(x, y)
}

/// Confusion of classes by recognisers, symmetric; measured on inline bodies of public scans, rounded.
pub(crate) fn class_confusion(a: Class, b: Class) -> f32 {
    use Class::*;
    if a == b {
        return 1.0;
    }
    match if a <= b { (a, b) } else { (b, a) } {
        (Valve, Strainer) | (Strainer, Flowmeter) => 0.5,
        (Valve, Flowmeter) => 0.45,
        (Valve, Instrument) | (Strainer, Instrument) => 0.3,
        (Flowmeter, Instrument) => 0.5,
        (Reducer, Valve) | (Reducer, Strainer) | (Reducer, Flowmeter) => 0.3,
        (Tee, Reducer | Valve | Strainer | Flowmeter) => 0.12,
        (Tank, Vessel) => 0.7,
        (Vessel, HeatExchanger) => 0.6,
        (Tank, HeatExchanger) => 0.4,
        (Pump, _) | (_, Pump) => 0.15,
        (_, Other) | (Unclassified, _) => 0.45,
        _ => 0.1,
    }
}

/// An uncertain class says less: similarity is drawn towards the confusion of the family.
fn class_similarity(drawn: Class, scanned: Class, confidence: f64) -> f32 {
    let raw = class_confusion(drawn, scanned);
    let doubt = (1.0 - confidence as f32).clamp(0.0, 1.0);
    if drawn == scanned { 1.0 - 0.15 * doubt } else { raw + (0.7 - raw).max(0.0) * 0.3 * doubt }
}

fn subtype(x: &Node, y: &Node) -> f32 {
    match (x.subtype, y.subtype) {
        (Some(a), Some(b)) if a == b => 1.0,
        (Some(a), Some(b)) => 1.0 - (1.0 - SUBTYPE_DIFFERS) * y.confidence as f32 * if look_alike(a, b) { 0.85 } else { 1.0 },
        (None, None) => 1.0,
        _ if x.class == y.class && x.class == Class::Valve => SUBTYPE_UNKNOWN,
        _ => 1.0,
    }
}

/// Subtypes that scans can hardly tell apart: rising handwheel, quarter-turn lever.
pub(crate) fn look_alike(a: Subtype, b: Subtype) -> bool {
    use Subtype::*;
    let group = |s| match s {
        Gate | Globe | Needle | Diaphragm | Control => 1,
        Ball | Plug | Butterfly => 2,
        Check => 3,
        Relief => 4,
        Unknown => 5,
    };
    group(a) == group(b)
}

/// Factor for two nominal sizes: equal 1, neighbours in the series about 0.55, further apart 0.3. Measured sizes are
/// reliable; in a published-style trial they alone were worth 0.3 of the recall.
pub(crate) fn dn_factor(a: Option<u32>, b: Option<u32>) -> f32 {
    match (a, b) {
        (Some(a), Some(b)) if a == b => 1.0,
        (Some(a), Some(b)) => {
            let octaves = (f64::from(a.max(1)) / f64::from(b.max(1))).log2().abs();
            if octaves < 0.45 {
                0.55
            } else if octaves < 0.8 {
                0.4
            } else {
                0.3
            }
        }
        _ => DN_UNKNOWN,
    }
}

/// Own size and that of the pipework around, averaged: a recogniser seldom errs in both.
fn size(documented: &Network, d: usize, as_built: &Network, s: usize) -> f32 {
    let (x, y) = (&documented.nodes[d], &as_built.nodes[s]);
    if x.role == Role::Equipment || y.role == Role::Equipment {
        return around_only(documented, d, as_built, s);
    }
    let own = own_size(x, y);
    let around = around_sizes(documented, d, as_built, s);
    match (own, around) {
        (Some(own), Some(around)) => 0.5 * own + 0.5 * around,
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => DN_UNKNOWN,
    }
}

fn own_size(x: &Node, y: &Node) -> Option<f32> {
    let (drawn, measured) = (x.line_dn?, y.line_dn?);
    let alternative = y.dns.iter().skip(1).any(|dn| *dn == drawn);
    Some(if alternative { 0.95 } else { dn_factor(Some(drawn), Some(measured)) })
}

/// Mean over the drawn node's ways out of the best agreement with one of the scanned node's.
fn around_sizes(documented: &Network, d: usize, as_built: &Network, s: usize) -> Option<f32> {
    let drawn = edge_sizes(documented, d);
    let scanned = edge_sizes(as_built, s);
    if drawn.is_empty() || scanned.is_empty() {
        return None;
    }
    let best = |a: &u32| scanned.iter().map(|b| dn_factor(Some(*a), Some(*b))).fold(0.0, f32::max);
    Some(drawn.iter().map(best).sum::<f32>() / drawn.len() as f32)
}

/// Equipment: sizes of its connections weigh half, since some are hidden.
fn around_only(documented: &Network, d: usize, as_built: &Network, s: usize) -> f32 {
    around_sizes(documented, d, as_built, s).map_or(0.9, |f| 0.5 + 0.5 * f)
}

fn edge_sizes(network: &Network, node: usize) -> Vec<u32> {
    network.nodes[node].arcs.iter().filter_map(|a| network.edges[a.edge].line_dn).collect()
}

fn connections(x: &Node, y: &Node) -> f32 {
    let off = x.arcs.len().abs_diff(y.arcs.len()) as f32;
    match x.role {
        Role::Equipment => (1.0 - NOZZLE_DIFFERS * off).max(0.6),
        _ => (1.0 - 0.1 * off).max(0.6),
    }
}

/// Instruments are missed often, so they only break ties between parallel trains.
fn instruments(x: &Node, y: &Node) -> f32 {
    1.0 - INSTRUMENT_DIFFERS * (x.tapped - y.tapped).abs().min(1.0)
}

fn tag(x: &Node, y: &Node) -> f32 {
    match (&x.tag, &y.tag) {
        (Some(a), Some(b)) if a == b => 1.6,
        (Some(_), Some(_)) => 0.3,
        _ => 1.0,
    }
}

fn end_similarity(x: &Node, y: &Node) -> f32 {
    // A line that goes on to another sheet ends in the scan at a wall or at the scan's limit, seldom seen empty beyond.
    let off_sheet_seen_empty = x.off_sheet && y.seen == rosette_plant::SeenState::Empty;
    if off_sheet_seen_empty { 0.8 } else { 0.9 }
}

/// Class confidence up to which a body may be another kind of thing altogether.
const MERE_GUESS: f64 = 0.55;

/// Nodes that may be paired at all.
pub(crate) fn same_family(x: &Node, y: &Node) -> bool {
    let family = |n: &Node| match n.role {
        Role::Equipment => 0,
        Role::Inline | Role::Tee => 1,
        Role::End => 2,
    };
    (family(x) == family(y) && could_be_taken_for(x, y)) || is_guess(x, y)
}

/// Whether a recogniser could take the drawn thing for this object. Tees and reducers are told by their branch and by their two
/// sizes, so that a body that was recognised as one is one, and one that was recognised as anything else is none: on simulated
/// scans one in a hundred is.
pub(crate) fn could_be_taken_for(x: &Node, y: &Node) -> bool {
    let plain = |n: &Node| matches!(n.class, Class::Tee | Class::Reducer);
    let swallowed = x.class == Class::Reducer && y.port_dns.iter().any(|dn| Some(dn) != y.port_dns.first());
    let open = matches!(y.class, Class::Other | Class::Unclassified) || (y.confidence <= MERE_GUESS && y.subtype.is_none());
    x.class == y.class || !(plain(x) || plain(y)) || swallowed || open
}

/// A machine in a line that was recognised as some body, or a valve at the end of a line that was taken for a machine.
fn is_guess(x: &Node, y: &Node) -> bool {
    let guess = y.confidence <= MERE_GUESS && y.subtype.is_none();
    match (x.role, y.role) {
        (Role::Equipment, Role::Inline) => guess && matches!(x.class, Class::Pump | Class::HeatExchanger),
        (Role::Inline, Role::Equipment) => guess && x.class == Class::Valve && y.class == Class::Pump,
        _ => false,
    }
}
