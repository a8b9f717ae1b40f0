//! The differences: read off the stretches between matched neighbours, grouped so that one change is one difference.

mod actuation;
mod connections;
mod counterparts;
mod doubts;
mod draft;
mod ends;
mod groups;
mod instruments;
mod missing;
mod order;
mod readings;
mod reducers;
mod series;
pub(crate) mod severity;
mod sizes;
mod strands;
mod trust;
mod types;
mod undocumented;
mod unverified;

use crate::outcome::View;
use crate::settings::CompareSettings;
use crate::words;
use counterparts::Counterparts;
use draft::Draft;
use readings::Readings;
use rosette_plant::{Difference, DifferenceKind, Group, Matching, Note, Pair};
use std::collections::BTreeMap;
use strands::Stretches;
use trust::Trust;

/// What every rule reads.
pub(crate) struct Case<'a> {
    pub view: &'a View<'a>,
    pub stretches: &'a Stretches,
    pub trust: Trust,
    pub counterparts: Counterparts,
    pub readings: Readings,
    pub settings: &'a CompareSettings,
    /// Confidence of the pair of each matched element, by drawn id.
    pub sure: BTreeMap<&'a str, f64>,
}

/// What the readings are made from.
pub(crate) struct CaseParts<'a> {
    pub view: &'a View<'a>,
    pub stretches: &'a Stretches,
    pub settings: &'a CompareSettings,
}

/// What was seen but not reported, by reason.
#[derive(Debug, Default)]
pub(crate) struct Withheld(BTreeMap<&'static str, u64>);

impl Withheld {
    pub(crate) fn add(&mut self, reason: &'static str) {
        *self.0.entry(reason).or_default() += 1;
    }
    fn notes(self) -> impl Iterator<Item = Note> {
        self.0.into_iter().map(|(reason, n)| Note::new("compare", "withheld", n, format!("{n} x {reason}")))
    }
}

/// All differences, sorted by severity (highest first), line and id; what is not one to one; and notes about what was withheld.
pub(crate) fn differences(
    view: &View<'_>,
    matching: &Matching,
    settings: &CompareSettings,
) -> (Vec<Difference>, Vec<Group>, Vec<Note>) {
    if view.as_built.n_bodies() == 0 || view.documented.n_bodies() == 0 {
        return nothing_to_compare(view);
    }
    let stretches = strands::stretches(view);
    let sure = matching.pairs.iter().map(|p| (p.pid_id.as_str(), sureness(p))).collect();
    let readings = readings::readings(&CaseParts { view, stretches: &stretches, settings });
    let counterparts = counterparts::counterparts(view, &stretches);
    let case = Case { view, stretches: &stretches, trust: Trust::of(view, &stretches), counterparts, readings, settings, sure };
    let mut withheld = Withheld::default();
    let mut swapped = order::swapped(&case);
    let mut elsewhere = connections::elsewhere(&case, &swapped, &mut withheld);
    let ends = ends::that_go_on(&case, &elsewhere);
    let mut drafts = std::mem::take(&mut swapped.drafts);
    drafts.extend(ends.drafts);
    elsewhere.drawn.extend(ends.drawn);
    elsewhere.scanned.extend(ends.scanned);
    drafts.extend(missing::on_runs(&case));
    drafts.extend(missing::strands(&case, &elsewhere.drawn, &mut withheld));
    drafts.extend(undocumented::on_runs(&case, &elsewhere.scanned, &mut withheld));
    drafts.extend(undocumented::misread(&case, &mut withheld));
    drafts.extend(undocumented::strands(&case, &elsewhere.scanned, &mut withheld));
    drafts.extend(elsewhere.drafts);
    drafts.extend(types::mismatches(&case, &swapped.bodies, &mut withheld));
    drafts.extend(sizes::mismatches(&case));
    drafts.extend(reducers::ratios(&case, &drafts));
    drafts.extend(instruments::missing(&case));
    drafts.extend(instruments::undocumented(&case, &mut withheld));
    drafts.iter_mut().for_each(|d| d.confidence *= case.trust.overall());
    let doubtful = |d: &Draft| d.kind != DifferenceKind::NotVerifiable && d.confidence < settings.least_confidence;
    drafts.iter().filter(|d| doubtful(d)).for_each(|_| withheld.add("difference of low confidence"));
    drafts.retain(|d| !doubtful(d));
    drafts.iter_mut().for_each(|d| missing::only_if_sure(d, settings.least_missing_confidence));
    drafts.iter_mut().for_each(|d| d.severity = severity::as_sure(d.severity, d.confidence, settings));
    let notes = withheld.notes().chain(unverified::notes(view)).collect();
    (draft::finish(drafts), groups::groups(&case), notes)
}

/// How far a pair serves as a landmark: one of several equal trains does as well as another.
fn sureness(pair: &Pair) -> f64 {
    let known = if pair.alternatives.is_empty() { pair.confidence } else { pair.confidence.max(0.75) };
    0.25 + 0.75 * known
}

/// An empty side says nothing about the other.
fn nothing_to_compare(view: &View<'_>) -> (Vec<Difference>, Vec<Group>, Vec<Note>) {
    let (n, m) = (view.documented.n_bodies(), view.as_built.n_bodies());
    let message = format!("the drawing has {n} bodies, the scan {m}: nothing to compare");
    (Vec::new(), Vec::new(), vec![Note::new("compare", "nothing_to_compare", (n + m) as u64, message)])
}

/// Scanned pipework in figures.
#[derive(Debug, Default)]
pub(crate) struct Pipework {
    pub length_m: f64,
    pub points: usize,
    /// Mean share of the circumference seen, weighted by length.
    pub coverage: f64,
    /// Position of the element in the middle, m.
    pub middle: Option<[f64; 3]>,
    pub dn: Option<u32>,
}

impl Case<'_> {
    /// Confidence of the pair of a drawn node; ends and stub-ins, which are in no pair, count as fairly sure.
    pub(crate) fn sure(&self, drawn: usize) -> f64 {
        let id = self.view.drawn_element(drawn).map(|e| e.id.as_str());
        id.and_then(|id| self.sure.get(id).copied()).unwrap_or(0.8)
    }

    /// Scanned edges in figures.
    pub(crate) fn pipework(&self, edges: &[usize]) -> Pipework {
        let network = self.view.as_built;
        let items: Vec<usize> = edges.iter().flat_map(|&e| network.edges[e].items.clone()).collect();
        let evidence = |e: usize| &self.view.scanned.elements[e].evidence;
        let length_m: f64 = edges.iter().map(|&e| network.edges[e].length_m).sum();
        let seen: f64 = edges.iter().map(|&e| network.edges[e].coverage * network.edges[e].length_m).sum();
        let ends = || edges.first().and_then(|&e| network.edges[e].ends.iter().find_map(|&n| network.nodes[n].position));
        Pipework {
            length_m,
            points: items.iter().map(|&e| evidence(e).points).sum(),
            coverage: if length_m > 0.0 { seen / length_m } else { 1.0 },
            middle: items.get(items.len() / 2).map(|&e| evidence(e).position).or_else(ends),
            dn: edges.iter().find_map(|&e| network.edges[e].dn),
        }
    }

    /// Points on scanned nodes and edges.
    pub(crate) fn points(&self, nodes: &[usize], edges: &[usize]) -> usize {
        let on_nodes: usize = nodes.iter().filter_map(|&n| self.view.object(n)).map(|e| e.evidence.points).sum();
        on_nodes + self.pipework(edges).points
    }
}
