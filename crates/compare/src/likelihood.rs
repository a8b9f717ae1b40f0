//! How much likelier what the scan shows is if two nodes, or two stretches of pipe, are the same than by chance.
//!
//! Everything is a natural logarithm of a likelihood ratio: the numerator is a model of how recognisers err, the
//! denominator how often the scanned value occurs in this plant at all. So a rare size or class weighs more than a common one
//! (Fellegi and Sunter, *A Theory for Record Linkage*, JASA 64, 1969).

use crate::network::{Edge, Network, Node, Role};
use crate::similarity::{class_confusion, look_alike};
use rosette_plant::{Class, SeenState, Subtype};
use std::collections::BTreeMap;

/// How often a recogniser errs; refined from the plant at hand once a first posterior is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rates {
    /// Share of drawn bodies that the scan does not show.
    pub missed: f32,
    /// Share of scanned bodies that are none.
    pub invented: f32,
    /// Share of pipe runs that are broken in the scan.
    pub lost: f32,
}

impl Default for Rates {
    fn default() -> Self {
        Self { missed: 0.10, invented: 0.06, lost: 0.06 }
    }
}

/// Least likelihood of anything, so that no single error rules a pair out.
const LEAST: f32 = 0.004;

/// Weight of sizes of bodies: those of one line depend on each other, so that each tells only a part.
const BODY_SIZE_WEIGHT: f32 = 0.5;

/// The same for stretches of pipe.
const PIPE_SIZE_WEIGHT: f32 = 0.35;

/// Class confidence from which the usual share of bodies is none, and up to which most are none.
const MOSTLY_THERE: f32 = 0.65;
const MOSTLY_NOTHING: f32 = 0.2;
/// Share of the latter that are none: a quarter is there, and some of what is not drawn.
const SHARE_OF_NOTHING: f32 = 0.7;

/// Equal tags.
const SAME_TAG: f32 = 9.0;
/// Different tags: one of them may be misread.
const OTHER_TAG: f32 = -3.0;

/// Shares of the scanned values, and the rates.
#[derive(Debug)]
pub(crate) struct Model {
    pub rates: Rates,
    bodies: BTreeMap<Class, f32>,
    equipment: BTreeMap<Class, f32>,
    subtypes: BTreeMap<Subtype, f32>,
    sizes: BTreeMap<u32, f32>,
    ends: f32,
    gaps: f32,
    tapped: f32,
}

impl Model {
    pub(crate) fn of(as_built: &Network, rates: Rates) -> Self {
        let of_role = |equipment: bool| {
            let fits = move |n: &&Node| !n.is_end() && (n.role == Role::Equipment) == equipment;
            shares(as_built.nodes.iter().filter(fits).map(|n| n.class))
        };
        let arcs = as_built.nodes.iter().flat_map(|n| &n.arcs);
        let share = |hits: usize, all: usize| (hits as f32 + 1.0) / (all as f32 + 4.0);
        let n_arcs = arcs.clone().count();
        let n_bodies = as_built.n_bodies();
        Model {
            rates,
            bodies: of_role(false),
            equipment: of_role(true),
            subtypes: shares(as_built.nodes.iter().filter_map(|n| n.subtype)),
            sizes: shares(as_built.edges.iter().filter_map(|e| e.line_dn)),
            ends: share(arcs.filter(|a| as_built.nodes[a.to].is_end()).count(), n_arcs),
            gaps: share(as_built.edges.iter().filter(|e| has_gap(e)).count(), as_built.edges.len()),
            tapped: share(as_built.nodes.iter().filter(|n| n.tapped > 0.0).count(), n_bodies),
        }
    }

    /// Two nodes of one family, by themselves.
    pub(crate) fn nodes(&self, x: &Node, y: &Node) -> f32 {
        if x.is_end() || y.is_end() {
            return 0.0;
        }
        let size = if x.role == Role::Equipment { 0.0 } else { BODY_SIZE_WEIGHT * self.body_sizes(x, y) };
        self.class(x, y) + self.subtype(x, y) + size + self.tapping(x, y) + tag(x, y)
    }

    /// Two nodes of one family, by class and subtype only.
    pub(crate) fn kinds(&self, x: &Node, y: &Node) -> f32 {
        self.class(x, y) + self.subtype(x, y)
    }

    fn class(&self, x: &Node, y: &Node) -> f32 {
        let background = if x.role == Role::Equipment { &self.equipment } else { &self.bodies };
        // What was recognised down to its subtype is hardly of another class.
        let detailed = if y.subtype.is_some() { 0.25 } else { 1.0 };
        let wrong = detailed * (0.03 + 0.6 * (1.0 - y.confidence as f32));
        let likelihood = if x.class == y.class { 1.0 - wrong } else { wrong * confusion_share(x.class, y.class, x.role) };
        ratio(likelihood, background.get(&y.class).copied())
    }

    fn subtype(&self, x: &Node, y: &Node) -> f32 {
        let (Some(a), Some(b)) = (x.subtype, y.subtype) else { return 0.0 };
        // Check and relief valves have a shape of their own, so that others are seldom taken for one.
        let distinct = if matches!(b, Subtype::Check | Subtype::Relief) { 0.5 } else { 1.0 };
        let wrong = distinct * (0.05 + 0.3 * (1.0 - y.confidence as f32));
        let likelihood = match a == b {
            true => 1.0 - wrong,
            false if look_alike(a, b) => 0.25 * wrong,
            false => 0.1 * wrong,
        };
        ratio(likelihood, self.subtypes.get(&b).copied())
    }

    fn body_sizes(&self, x: &Node, y: &Node) -> f32 {
        let (Some(drawn), Some(measured)) = (x.line_dn, y.line_dn) else { return 0.0 };
        let alternative = y.dns.iter().skip(1).chain(&y.port_dns).any(|dn| *dn == drawn);
        self.size(drawn, if alternative { drawn } else { measured })
    }

    fn size(&self, drawn: u32, measured: u32) -> f32 {
        ratio(size_likelihood(drawn, measured), self.sizes.get(&measured).copied())
    }

    /// Instruments are missed often; one more than drawn is rare.
    fn tapping(&self, x: &Node, y: &Node) -> f32 {
        let shows = if x.tapped > 0.0 { 0.5 } else { 0.06 };
        let (likelihood, background) = if y.tapped > 0.0 { (shows, self.tapped) } else { (1.0 - shows, 1.0 - self.tapped) };
        0.5 * (likelihood / background.clamp(0.02, 0.98)).ln()
    }

    /// Two stretches of pipe, by their sizes.
    pub(crate) fn edges(&self, drawn: &Edge, scanned: &Edge) -> f32 {
        match (drawn.line_dn, scanned.line_dn) {
            (Some(a), Some(b)) => self.pipe_sizes(a, b),
            _ => 0.0,
        }
    }

    /// Two stretches of pipe of known sizes.
    pub(crate) fn pipe_sizes(&self, drawn: u32, measured: u32) -> f32 {
        PIPE_SIZE_WEIGHT * self.size(drawn, measured)
    }

    /// The next bodies on both sides are the same: nothing was missed between, so a gap is rather a contradiction.
    pub(crate) fn next_is_next(&self, scanned: &Edge) -> f32 {
        let kept = (1.0 - self.rates.missed) * (1.0 - self.rates.invented);
        kept.ln() + if has_gap(scanned) { -0.5 } else { 0.0 }
    }

    /// The drawn body next along the line does not show on this stretch of pipe.
    pub(crate) fn missed(&self, scanned: &Edge) -> f32 {
        let shown = if has_gap(scanned) { 0.6 / self.gaps.max(0.1) } else { 0.5 };
        (self.rates.missed * shown).min(0.8).ln()
    }

    /// The scanned body next along the line is none: there is nothing, or it is not of the plant that is drawn. Recognisers know how
    /// often they err: of bodies on simulated scans with a confidence of 0.25 a quarter is there, of 0.5 half, from 0.65 on nine in ten.
    pub(crate) fn invented(&self, y: &Node) -> f32 {
        let sure = self.rates.invented * (1.6 - y.confidence as f32);
        let doubt = ((MOSTLY_THERE - y.confidence as f32) / (MOSTLY_THERE - MOSTLY_NOTHING)).clamp(0.0, 1.0);
        (sure + (SHARE_OF_NOTHING - sure) * doubt).ln()
    }

    /// The line is drawn to go on and ends in the scan.
    pub(crate) fn broken(&self, y: &Node) -> f32 {
        let seen = match y.seen {
            SeenState::Empty => 0.3,
            _ => 1.0,
        };
        (self.rates.lost * seen / self.ends).min(1.0).ln()
    }

    /// The line ends on both sides.
    pub(crate) fn both_end(&self, x: &Node, y: &Node) -> f32 {
        let off_sheet_seen_empty = x.off_sheet && y.seen == SeenState::Empty;
        (0.85 / self.ends).ln() - if off_sheet_seen_empty { 0.7 } else { 0.0 }
    }

    /// The line is drawn to end and goes on in the scan.
    pub(crate) fn goes_on(&self, x: &Node) -> f32 {
        if x.off_sheet { -1.2 } else { -3.0 }
    }
}

/// Log likelihood ratio; what never occurs counts as rare.
fn ratio(likelihood: f32, background: Option<f32>) -> f32 {
    (likelihood.max(LEAST) / background.unwrap_or(0.02).max(0.02)).ln()
}

fn shares<K: Ord>(values: impl Iterator<Item = K>) -> BTreeMap<K, f32> {
    let mut counts: BTreeMap<K, f32> = BTreeMap::new();
    values.for_each(|v| *counts.entry(v).or_default() += 1.0);
    let all: f32 = counts.values().sum::<f32>() + 2.0;
    counts.into_iter().map(|(k, n)| (k, (n + 0.5) / all)).collect()
}

/// Something may be hidden in this stretch.
pub(crate) fn has_gap(edge: &Edge) -> bool {
    edge.gaps.iter().any(|g| g.seen != SeenState::Empty && g.length_m > 0.0)
}

/// Share of the errors made on `drawn` that give `scanned`.
fn confusion_share(drawn: Class, scanned: Class, role: Role) -> f32 {
    use Class::*;
    let others: &[Class] = match role {
        Role::Equipment => &[Pump, Tank, Vessel, HeatExchanger],
        _ => &[Valve, Strainer, Flowmeter, Instrument, Reducer, Tee, Other],
    };
    let all: f32 = others.iter().filter(|c| **c != drawn).map(|c| class_confusion(drawn, *c)).sum();
    class_confusion(drawn, scanned) / all.max(0.1)
}

/// A size is read right, a step wrong, or far off.
fn size_likelihood(drawn: u32, measured: u32) -> f32 {
    let octaves = (f64::from(drawn.max(1)) / f64::from(measured.max(1))).log2().abs();
    match octaves {
        o if o < 1e-9 => 0.86,
        o if o < 0.45 => 0.055,
        o if o < 0.8 => 0.025,
        _ => 0.008,
    }
}

fn tag(x: &Node, y: &Node) -> f32 {
    match (&x.tag, &y.tag) {
        (Some(a), Some(b)) if a == b => SAME_TAG,
        (Some(_), Some(_)) => OTHER_TAG,
        _ => 0.0,
    }
}
