//! Another nominal diameter: one difference for a whole line, or for the part of it between two changes of size.
//!
//! Sizes are judged by reach, the stretch between tees, reducers and equipment, over which a size cannot change. Every
//! pipe and body of a reach votes; pipes with their length. One misread object cannot outvote its reach.

use super::Case;
use super::draft::Draft;
use super::severity;
use super::strands::Run;
use crate::network::{Network, Node, Role};
use crate::words;
use rosette_plant::{Class, DifferenceKind, SeenState};
use std::collections::{BTreeMap, BTreeSet};

/// Share of the votes another size must have.
const SHARE: f64 = 0.6;
/// Votes needed at least, in metres of pipe.
const LEAST_VOTES: f64 = 0.3;
/// Vote of a body, in metres of pipe.
const BODY_VOTE: f64 = 0.3;

/// A reach: runs that follow each other without a change of size between them.
#[derive(Default)]
struct Reach {
    runs: Vec<usize>,
    bodies: BTreeSet<usize>,
}

/// Sizes that differ, by line.
pub(crate) fn mismatches(case: &Case<'_>) -> Vec<Draft> {
    let mut by_line: BTreeMap<(String, u32, u32), Vec<Reach>> = BTreeMap::new();
    for (k, reach) in reaches(case).into_iter().enumerate() {
        let Some((drawn, measured)) = verdict(case, &reach) else { continue };
        let line = line_of(case, &reach).unwrap_or_else(|| format!("\u{0}{k}"));
        by_line.entry((line, drawn, measured)).or_default().push(reach);
    }
    by_line.into_iter().map(|((line, drawn, measured), reaches)| draft(case, line, drawn, measured, &reaches)).collect()
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
    let mut votes: BTreeMap<u32, f64> = BTreeMap::new();
    for &k in &reach.runs {
        for (dn, weight) in run_votes(case, &case.stretches.runs[k], drawn) {
            *votes.entry(dn).or_default() += weight;
        }
    }
    for &d in &reach.bodies {
        let node = case.view.mapping().of_drawn[d].map(|s| &case.view.as_built.nodes[s]);
        if let Some(dn) = node.and_then(|n| agreeing(n.dn(), &n.dns, drawn)) {
            *votes.entry(dn).or_default() += BODY_VOTE;
        }
    }
    let all: f64 = votes.values().sum();
    let (&measured, &most) = votes.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)))?;
    (measured != drawn && most >= SHARE * all && most >= LEAST_VOTES).then_some((drawn, measured))
}

/// The measured size, or the drawn one if that fits the measurement nearly as well.
fn agreeing(measured: Option<u32>, alternatives: &[u32], drawn: u32) -> Option<u32> {
    measured.map(|dn| if alternatives.contains(&drawn) { drawn } else { dn })
}

fn run_votes<'a>(case: &'a Case<'_>, run: &'a Run, drawn: u32) -> impl Iterator<Item = (u32, f64)> + 'a {
    let network: &Network = case.view.as_built;
    let reducer = run.scanned.nodes.iter().any(|&n| network.nodes[n].class == Class::Reducer);
    let edges = run.scanned.edges.iter().map(|&e| &network.edges[e]).filter(move |_| !reducer);
    edges.filter_map(move |e| agreeing(e.dn, &e.dn_alternatives, drawn).map(|dn| (dn, e.length_m.max(0.05))))
}

/// The one size the drawing gives the reach; none where it gives none or several.
fn drawn_size(case: &Case<'_>, reach: &Reach) -> Option<u32> {
    let network = case.view.documented;
    let edges = reach.runs.iter().flat_map(|&k| &case.stretches.runs[k].drawn.edges).filter_map(|&e| network.edges[e].dn);
    let sizes: BTreeSet<u32> = edges.collect();
    (sizes.len() == 1).then(|| sizes.first().copied()).flatten()
}

fn line_of(case: &Case<'_>, reach: &Reach) -> Option<String> {
    reach.runs.iter().flat_map(|&k| &case.stretches.runs[k].drawn.edges).find_map(|&e| case.view.documented.edges[e].line.clone())
}

fn draft(case: &Case<'_>, line: String, drawn: u32, measured: u32, reaches: &[Reach]) -> Draft {
    let view = case.view;
    let line = Some(line).filter(|l| !l.starts_with('\u{0}'));
    let runs: Vec<&Run> = reaches.iter().flat_map(|r| &r.runs).map(|&k| &case.stretches.runs[k]).collect();
    let edges: Vec<usize> = runs.iter().flat_map(|r| r.scanned.edges.clone()).collect();
    let stops = runs.iter().flat_map(|r| [r.drawn.from, r.drawn.to]);
    let of_line = |d: &usize| {
        view.documented.nodes[*d].role == Role::Inline
            || view.drawn_element(*d).is_some_and(|e| e.class == Class::Tee && e.line == line)
    };
    let nodes: BTreeSet<usize> = stops.filter(of_line).collect();
    let objects = nodes.iter().filter_map(|&d| view.mapping().of_drawn[d]).filter_map(|s| view.object(s)).map(|e| e.id.clone());
    let pipework = edges.iter().flat_map(|&e| &view.as_built.edges[e].items).map(|&e| view.scanned.elements[e].id.clone());
    let pipe = case.pipework(&edges);
    let name = line.clone().unwrap_or_else(|| "The line".into());
    Draft {
        kind: DifferenceKind::SizeMismatch,
        severity: severity::of_size(drawn, measured),
        confidence: runs.iter().map(|r| case.sure(r.drawn.from).min(case.sure(r.drawn.to))).sum::<f64>()
            / runs.len().max(1) as f64,
        pid_ids: nodes.iter().filter_map(|&d| view.drawn_element(d)).map(|e| e.id.clone()).collect(),
        object_ids: objects.chain(pipework).collect(),
        tag: None,
        line,
        position: pipe.middle,
        message: format!(
            "{name} is drawn as DN{drawn}, but measures DN{measured} in the field ({:.1} m of pipe).",
            pipe.length_m
        ),
        points: pipe.points,
        seen: SeenState::Occupied,
        compared: vec![
            format!("drawn DN{drawn}; {} stretches between matched neighbours measure DN{measured}", runs.len()),
            words::list(&[]),
        ]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect(),
        anchor: String::new(),
    }
}
