//! The mapping as a `Matching`: confidences, alternatives, reasons in words; and what was left out as notes.

use crate::align::Settled;
use crate::grow::Mapping;
use crate::instruments::Instruments;
use crate::network::{Network, Role};
use crate::propagate::Similarity;
use crate::reach::{Paths, Way};
use crate::words;
use rosette_plant::{Drawn, Element, Matching, Note, Pair, PlantGraph, Scanned};

/// Everything the outcome is read off.
pub(crate) struct View<'a> {
    pub drawn: &'a PlantGraph<Drawn>,
    pub scanned: &'a PlantGraph<Scanned>,
    pub documented: &'a Network,
    pub as_built: &'a Network,
    pub settled: &'a Settled,
    pub instruments: &'a Instruments,
}

/// Propagated similarities this close cannot be told apart: parallel trains.
const SYMMETRY: f32 = 1e-4;
/// Alternatives listed at most.
const MAX_ALTERNATIVES: usize = 5;

impl View<'_> {
    pub(crate) fn mapping(&self) -> &Mapping {
        &self.settled.mapping
    }
    /// The element of a drawn node.
    pub(crate) fn drawn_element(&self, node: usize) -> Option<&Element<Drawn>> {
        self.documented.nodes[node].element.map(|e| &self.drawn.elements[e])
    }
    /// The element of a scanned node that is an object of its own.
    pub(crate) fn object(&self, node: usize) -> Option<&Element<Scanned>> {
        let n = &self.as_built.nodes[node];
        n.element.filter(|_| !n.stub_in).map(|e| &self.scanned.elements[e])
    }
}

/// Pairs with confidence; every element that takes part is in exactly one of the lists.
pub(crate) fn matching(view: &View<'_>, paths: &Paths<'_>, similarity: &Similarity) -> Matching {
    let scorer = Scorer { view, paths, similarity };
    let mut pairs: Vec<Pair> = (0..view.documented.nodes.len()).filter_map(|d| scorer.pair(d)).collect();
    pairs.extend(instrument_pairs(view));
    pairs.sort_by(|a, b| a.pid_id.cmp(&b.pid_id));
    let (unmatched_pid, unmatched_objects) = unmatched(view, &pairs);
    Matching { pairs, unmatched_pid, unmatched_objects }
}

struct Scorer<'a> {
    view: &'a View<'a>,
    paths: &'a Paths<'a>,
    similarity: &'a Similarity,
}

impl Scorer<'_> {
    fn pair(&self, d: usize) -> Option<Pair> {
        let s = self.view.mapping().of_drawn[d]?;
        let (drawn, object) = (self.view.drawn_element(d)?, self.view.object(s)?);
        let alternatives = self.alternatives(d, s);
        let agreement = self.agreement(d, s);
        Some(Pair {
            pid_id: drawn.id.clone(),
            object_id: object.id.clone(),
            confidence: self.confidence(d, s, agreement, !alternatives.is_empty()),
            reasons: reasons(drawn, object, agreement, alternatives.len()),
            alternatives,
        })
    }

    /// Share of the drawn ways out that meet a matched counterpart along a scanned way, 0 to 1; sizes do not count.
    fn agreement(&self, d: usize, s: usize) -> f64 {
        let mapping = self.view.mapping();
        let image = |w: &Way| w.targets.iter().filter_map(|(t, _)| mapping.of_drawn[*t]).collect::<Vec<_>>();
        let agrees = |a: &&Way| {
            let images = image(a);
            self.paths.scanned[s].iter().any(|b| b.targets.iter().any(|(u, _)| images.contains(u)))
        };
        let ways = &self.paths.drawn[d];
        if ways.is_empty() { 0.5 } else { ways.iter().filter(agrees).count() as f64 / ways.len() as f64 }
    }

    /// Margin times neighbour agreement times how well the object was recognised.
    fn confidence(&self, d: usize, s: usize, agreement: f64, ambiguous: bool) -> f64 {
        let margin = if ambiguous { 0.55 } else { 0.7 + 0.3 * (self.margin(d, s) / 0.15).clamp(0.0, 1.0) };
        let recognised = 0.7 + 0.3 * self.view.as_built.nodes[s].confidence;
        round2(margin * (0.4 + 0.6 * agreement) * recognised)
    }

    /// Propagated similarity over the next best partner of either side.
    fn margin(&self, d: usize, s: usize) -> f64 {
        let Similarity { pairs, values, .. } = self.similarity;
        let Some(own) = pairs.find(d, s) else { return 0.0 };
        let rival = pairs.row(d).filter(|p| *p != own).map(|p| values[p]).fold(0.0, f32::max);
        f64::from(values[own] - rival)
    }

    /// Objects that fit nearly as well: as good in the line's alignment, or alike in all their surroundings.
    fn alternatives(&self, d: usize, s: usize) -> Vec<String> {
        let Similarity { pairs, values, .. } = self.similarity;
        let mut nodes = self.view.settled.ties[d].clone();
        if let Some(own) = pairs.find(d, s) {
            let alike = |p: &usize| {
                *p != own && (values[*p] - values[own]).abs() <= SYMMETRY && pairs.attributes[*p] == pairs.attributes[own]
            };
            nodes.extend(pairs.row(d).filter(alike).map(|p| pairs.scanned[p] as usize));
        }
        nodes.sort_unstable();
        nodes.dedup();
        let known = self.paths.as_built;
        nodes.retain(|&n| n != s && known.nodes[n].role != Role::End);
        nodes.iter().filter_map(|&n| self.view.object(n)).take(MAX_ALTERNATIVES).map(|e| e.id.clone()).collect()
    }
}

fn reasons(drawn: &Element<Drawn>, object: &Element<Scanned>, agreement: f64, n_alternatives: usize) -> Vec<String> {
    let mut reasons = Vec::new();
    let (a, b) = (words::kind(drawn.class, drawn.subtype), words::kind(object.class, object.subtype));
    reasons.push(if drawn.class == object.class { format!("{b}, as drawn") } else { format!("drawn as {a}, recognised as {b}") });
    if let (Some(x), Some(y)) = (drawn.dn, object.dn) {
        reasons.push(if x == y { format!("DN{x} on both sides") } else { format!("drawn DN{x}, measured DN{y}") });
    }
    reasons.push(format!("{:.0} % of its neighbours agree", agreement * 100.0));
    if n_alternatives > 0 {
        reasons.push(format!("{n_alternatives} equal objects fit as well"));
    }
    reasons
}

fn instrument_pairs(view: &View<'_>) -> Vec<Pair> {
    let object = |k: usize| &view.scanned.elements[view.as_built.tappings[k].element];
    let pair = |(d, s): (usize, &Option<usize>)| {
        let s = (*s)?;
        let alternatives: Vec<String> =
            view.instruments.ties[d].iter().take(MAX_ALTERNATIVES).map(|&k| object(k).id.clone()).collect();
        let closeness = f64::from(view.instruments.closeness[d]);
        let margin = if alternatives.is_empty() { 1.0 } else { 0.6 };
        Some(Pair {
            pid_id: view.drawn.elements[view.documented.tappings[d].element].id.clone(),
            object_id: object(s).id.clone(),
            confidence: round2(margin * (0.5 + 0.5 * closeness) * (0.7 + 0.3 * object(s).evidence.confidence.clamp(0.0, 1.0))),
            alternatives,
            reasons: vec!["hangs on the same stretch of line".into()],
        })
    };
    view.instruments.of_drawn.iter().enumerate().filter_map(pair).collect()
}

fn unmatched(view: &View<'_>, pairs: &[Pair]) -> (Vec<String>, Vec<String>) {
    let pid: std::collections::BTreeSet<&str> = pairs.iter().map(|p| p.pid_id.as_str()).collect();
    let objects: std::collections::BTreeSet<&str> = pairs.iter().map(|p| p.object_id.as_str()).collect();
    let drawn_nodes =
        (0..view.documented.nodes.len()).filter(|&n| !view.documented.nodes[n].stub_in).filter_map(|n| view.drawn_element(n));
    let drawn_taps = view.documented.tappings.iter().map(|t| &view.drawn.elements[t.element]);
    let scanned_nodes = (0..view.as_built.nodes.len()).filter_map(|n| view.object(n));
    let scanned_taps = view.as_built.tappings.iter().map(|t| &view.scanned.elements[t.element]);
    let mut left: Vec<String> =
        drawn_nodes.chain(drawn_taps).map(|e| e.id.clone()).filter(|id| !pid.contains(id.as_str())).collect();
    let mut over: Vec<String> =
        scanned_nodes.chain(scanned_taps).map(|e| e.id.clone()).filter(|id| !objects.contains(id.as_str())).collect();
    left.sort();
    over.sort();
    (left, over)
}

/// What took no part.
pub(crate) fn notes(view: &View<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut add = |kind: &str, count: usize, message: String| {
        if count > 0 {
            notes.push(Note::new("compare", kind, count as u64, message));
        }
    };
    let hidden = view.drawn.elements.iter().filter(|e| !e.evidence.physical).count();
    add(
        "not_physical",
        hidden,
        format!(
            "{hidden} drawn elements cannot show in a scan (property breaks, sheet connectors, control functions); not compared"
        ),
    );
    let loose = view.as_built.loose.len();
    add("loose_pipework", loose, format!("{loose} scanned pipes and fittings touch no recognised body; not compared"));
    let floating = view.as_built.tappings.iter().filter(|t| t.hosts.is_empty()).count();
    add("floating_instruments", floating, format!("{floating} scanned instruments are joined to nothing; matched only by tag"));
    let stub_ins = view.as_built.nodes.iter().filter(|n| n.stub_in).count();
    add("stub_in_tees", stub_ins, format!("{stub_ins} branches leave a pipe without a tee of their own; treated as tees"));
    notes
}

fn round2(x: f64) -> f64 {
    (x.clamp(0.0, 1.0) * 1000.0).round() / 1000.0
}
