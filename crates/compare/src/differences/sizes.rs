//! Another nominal diameter: one difference for a whole line, or for the part of it between two changes of size.
//!
//! Sizes are judged by reach, the stretch between tees, reducers and equipment, over which a size cannot change. Every
//! pipe and body of a reach votes; pipes with their length. One misread object cannot outvote its reach.

use super::Case;
use super::draft::Draft;
use super::severity;
use super::strands::Run;
use crate::facts::Facts;
use crate::network::{Network, Node, Role};
use crate::words;
use rosette_plant::{Class, DifferenceKind, Element, Scanned, SeenState, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// Share of the votes another size must have.
const SHARE: f64 = 0.6;
/// Objects that must agree on the other size: one or two may be misread.
const LEAST_VOTES: usize = 3;
/// Ratio of two sizes from which one matched body is not enough: another line is the likelier reading.
const FAR: f64 = 1.5;
/// Vote of a body, in metres of pipe.
const BODY_VOTE: f64 = 0.3;

/// A reach: runs that follow each other without a change of size between them.
#[derive(Default)]
struct Reach {
    runs: Vec<usize>,
    bodies: BTreeSet<usize>,
}

/// A reach with its drawn and its measured size.
type Part = (Reach, u32, u32);

/// Sizes that differ, one difference a line.
pub(crate) fn mismatches(case: &Case<'_>) -> Vec<Draft> {
    let mut by_line: BTreeMap<String, Vec<Part>> = BTreeMap::new();
    for (k, reach) in reaches(case).into_iter().enumerate() {
        let Some((drawn, measured)) = verdict(case, &reach) else { continue };
        // A reach without a line tag stands for itself.
        let line = line_of(case, &reach).unwrap_or_else(|| format!("\u{0}{k}"));
        by_line.entry(line).or_default().push((reach, drawn, measured));
    }
    by_line.into_iter().map(|(line, parts)| draft(case, line, &parts)).collect()
}

fn changes_size(node: &Node) -> bool {
    node.role != Role::Inline || node.class == Class::Reducer || node.arcs.len() != 2
}

fn reaches(case: &Case<'_>) -> Vec<Reach> {
    let runs = &case.stretches.runs;
    let mut of: Vec<usize> = (0..runs.len()).collect();
    let mut at: BTreeMap<usize, usize> = BTreeMap::new();
    for (k, run) in runs.iter().enumerate() {
        for stop in [run.drawn.from, run.drawn.to] {
            if !changes_size(&case.view.documented.nodes[stop]) {
                let other = *at.entry(stop).or_insert(k);
                let (a, b) = (root(&of, other), root(&of, k));
                of[a.max(b)] = a.min(b);
            }
        }
    }
    let mut reaches: BTreeMap<usize, Reach> = BTreeMap::new();
    for (k, run) in runs.iter().enumerate() {
        let reach = reaches.entry(root(&of, k)).or_default();
        reach.runs.push(k);
        let own = [run.drawn.from, run.drawn.to].into_iter().filter(|&n| !changes_size(&case.view.documented.nodes[n]));
        reach.bodies.extend(own);
    }
    reaches.into_values().collect()
}

fn root(of: &[usize], mut k: usize) -> usize {
    while of[k] != k {
        k = of[k];
    }
    k
}

/// Drawn and measured size of a reach, if they differ.
fn verdict(case: &Case<'_>, reach: &Reach) -> Option<(u32, u32)> {
    let drawn = drawn_size(case, reach)?;
    let mut votes: BTreeMap<u32, (f64, usize)> = BTreeMap::new();
    let pipes = reach.runs.iter().flat_map(|&k| pipe_votes(case, &case.stretches.runs[k], drawn));
    let bodies = reach.bodies.iter().filter_map(|&d| body_vote(case, d, drawn));
    for (dn, weight) in pipes.chain(bodies) {
        let vote = votes.entry(dn).or_default();
        *vote = (vote.0 + weight, vote.1 + 1);
    }
    let all: f64 = votes.values().map(|v| v.0).sum();
    let (&measured, &(most, n)) = votes.iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0).then(b.0.cmp(a.0)))?;
    let (small, big) = (f64::from(drawn.min(measured).max(1)), f64::from(drawn.max(measured)));
    let plausible = big / small <= case.settings.plausible_size_ratio && !own_sizes(case, reach).contains(&measured);
    let known = big / small < FAR || n_matched(case, reach) >= 2;
    (measured != drawn && plausible && known && most >= SHARE * all && n >= LEAST_VOTES).then_some((drawn, measured))
}

/// Matched bodies and tees on the reach: they show that it is this line and no other.
fn n_matched(case: &Case<'_>, reach: &Reach) -> usize {
    let nodes = &case.view.documented.nodes;
    let stops = reach.runs.iter().flat_map(|&k| [case.stretches.runs[k].drawn.from, case.stretches.runs[k].drawn.to]);
    let on_line: BTreeSet<usize> = stops.filter(|&d| matches!(nodes[d].role, Role::Inline | Role::Tee)).collect();
    on_line.len()
}

/// The measured size, or the drawn one if that fits the measurement nearly as well.
fn agreeing(measured: u32, alternatives: &[u32], drawn: u32) -> u32 {
    if alternatives.contains(&drawn) { drawn } else { measured }
}

/// Every pipe of a run, by length. None across a reducer that is not drawn.
fn pipe_votes(case: &Case<'_>, run: &Run, drawn: u32) -> Vec<(u32, f64)> {
    let network: &Network = case.view.as_built;
    if run.scanned.nodes.iter().any(|&n| network.nodes[n].class == Class::Reducer) {
        return Vec::new();
    }
    let items = run.scanned.edges.iter().flat_map(|&e| &network.edges[e].items).map(|&e| &case.view.scanned.elements[e]);
    let vote = |e: &Element<Scanned>| Some((agreeing(e.dn?, &e.evidence.dn_alternatives, drawn), e.evidence.length().max(0.05)));
    items.filter(|e| matches!(e.class, Class::Pipe | Class::Elbow)).filter_map(vote).collect()
}

fn body_vote(case: &Case<'_>, d: usize, drawn: u32) -> Option<(u32, f64)> {
    let node = &case.view.as_built.nodes[case.view.mapping().of_drawn[d]?];
    Some((agreeing(node.dn()?, &node.dns, drawn), BODY_VOTE))
}

/// The one size the drawing gives the reach; none where it gives none or several.
fn drawn_size(case: &Case<'_>, reach: &Reach) -> Option<u32> {
    let network = case.view.documented;
    let edges = reach.runs.iter().flat_map(|&k| &case.stretches.runs[k].drawn.edges).filter_map(|&e| network.edges[e].dn);
    let sizes: BTreeSet<u32> = edges.collect();
    (sizes.len() == 1).then(|| sizes.first().copied()).flatten()
}

/// All sizes that the drawing gives anything on the reach: a segment's size is often that of its first nozzle only.
fn own_sizes(case: &Case<'_>, reach: &Reach) -> BTreeSet<u32> {
    let nodes = &case.view.documented.nodes;
    let on_runs = reach.runs.iter().flat_map(|&k| &case.stretches.runs[k].drawn.nodes);
    let stops = reach.runs.iter().flat_map(|&k| [case.stretches.runs[k].drawn.from, case.stretches.runs[k].drawn.to]);
    let bodies = reach.bodies.iter().chain(on_runs).copied().chain(stops.filter(|&d| nodes[d].class == Class::Reducer));
    bodies.filter(|&d| nodes[d].role == Role::Inline).flat_map(|d| nodes[d].dns.clone()).collect()
}

fn line_of(case: &Case<'_>, reach: &Reach) -> Option<String> {
    reach.runs.iter().flat_map(|&k| &case.stretches.runs[k].drawn.edges).find_map(|&e| case.view.documented.edges[e].line.clone())
}

fn draft(case: &Case<'_>, line: String, parts: &[Part]) -> Draft {
    let view = case.view;
    let line = Some(line).filter(|l| !l.starts_with('\u{0}'));
    let runs: Vec<&Run> = parts.iter().flat_map(|(r, ..)| runs_of(case, r)).collect();
    let edges: Vec<usize> = runs.iter().flat_map(|r| r.scanned.edges.clone()).collect();
    let stops = runs.iter().flat_map(|r| [r.drawn.from, r.drawn.to]);
    let is_tee_of_line = |d: usize| view.drawn_element(d).is_some_and(|e| e.class == Class::Tee && e.line == line);
    let nodes: BTreeSet<usize> = stops.filter(|&d| view.documented.nodes[d].role == Role::Inline || is_tee_of_line(d)).collect();
    let objects = nodes.iter().filter_map(|&d| view.mapping().of_drawn[d]).filter_map(|s| view.object(s)).map(|e| e.id.clone());
    let pipework = edges.iter().flat_map(|&e| &view.as_built.edges[e].items).map(|&e| view.scanned.elements[e].id.clone());
    let pipe = case.pipework(&edges);
    let name = line.clone().unwrap_or_else(|| "The line".into());
    let sizes: Vec<String> = sizes(case, parts);
    Draft {
        kind: DifferenceKind::SizeMismatch,
        severity: parts.iter().map(|(_, a, b)| severity::of_size(*a, *b)).max().unwrap_or(Severity::Medium),
        confidence: runs.iter().map(|r| case.sure(r.drawn.from).min(case.sure(r.drawn.to))).sum::<f64>()
            / runs.len().max(1) as f64,
        pid_ids: nodes.iter().filter_map(|&d| view.drawn_element(d)).map(|e| e.id.clone()).collect(),
        object_ids: objects.chain(pipework).collect(),
        tag: None,
        line,
        position: pipe.middle,
        message: format!("{name} is drawn as {}.", words::list(&sizes)),
        points: pipe.points,
        seen: SeenState::Occupied,
        compared: vec![format!("{} stretches between matched neighbours: drawn as {}", runs.len(), words::list(&sizes))],
        anchor: String::new(),
        one_of: false,
    }
}

fn runs_of<'a>(case: &'a Case<'_>, reach: &'a Reach) -> impl Iterator<Item = &'a Run> {
    reach.runs.iter().map(|&k| &case.stretches.runs[k])
}

/// `DN150, but measures DN100 in the field (14.8 m of pipe)`, for each change of size.
fn sizes(case: &Case<'_>, parts: &[Part]) -> Vec<String> {
    let mut metres: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for (reach, drawn, measured) in parts {
        let edges: Vec<usize> = runs_of(case, reach).flat_map(|r| r.scanned.edges.clone()).collect();
        *metres.entry((*drawn, *measured)).or_default() += case.pipework(&edges).length_m;
    }
    metres.iter().map(|((a, b), m)| format!("DN{a}, but measures DN{b} in the field ({m:.1} m of pipe)")).collect()
}
