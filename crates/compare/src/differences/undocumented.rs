//! Stands in the field, not documented: single bodies in a line, and whole branches, bypasses and lines.

use super::draft::Draft;
use super::strands::{Run, Strand, bodies, is_body};
use super::{Case, Withheld, series, severity};
use crate::facts::distance;
use crate::network::{Arc, Host, Node, Role};
use crate::words;
use rosette_plant::{Class, DifferenceKind, SeenState, Severity};
use std::collections::BTreeSet;

/// Length of pipe between a pump and a part of it that was taken for a body, at most, m.
const MACHINE_M: f64 = 0.3;

/// Unmatched bodies on a stretch that is drawn too: one difference each.
pub(crate) fn on_runs(case: &Case<'_>, settled: &BTreeSet<usize>, withheld: &mut Withheld) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (&n, &k) in &case.stretches.run_of_scanned {
        let node = &case.view.as_built.nodes[n];
        let is_itself = case.readings.rather.values().any(|r| r.itself == n);
        if !is_body(node) || is_itself || case.counterparts.of_scanned.contains_key(&n) {
            continue;
        }
        let run = &case.stretches.runs[k];
        match reason_to_withhold(case, n, run) {
            None if is_of_bypass(case, n, run, settled) => {}
            Some(reason) => withheld.add(reason),
            None => drafts.push(series::one_is_not_drawn(case, n, on_run(case, n, run))),
        }
    }
    drafts
}

/// The body is like its neighbour, and a plain line closes a loop beside it: which of the two stands on the loop cannot be told, so
/// that loop and body are one bypass.
fn is_of_bypass(case: &Case<'_>, n: usize, run: &Run, settled: &BTreeSet<usize>) -> bool {
    let nodes = &case.view.as_built.nodes;
    let alike = |stop: usize| nodes[stop].class == nodes[n].class && nodes[stop].subtype == nodes[n].subtype;
    let closes = |(k, strand): (usize, &Strand)| !settled.contains(&k) && is_on_loop(case, strand, n);
    [run.scanned.from, run.scanned.to].into_iter().any(alike) && case.stretches.scanned.iter().enumerate().any(closes)
}

/// Objects that were paired with a drawn body that is another one.
pub(crate) fn misread(case: &Case<'_>, withheld: &mut Withheld) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for rather in case.readings.rather.values() {
        let run = &case.stretches.runs[rather.run];
        match reason_to_withhold(case, rather.extra, run) {
            None if case.stretches.scanned.iter().any(|strand| is_on_loop(case, strand, rather.extra)) => {}
            Some(reason) => withheld.add(reason),
            None => drafts.push(on_run(case, rather.extra, run)),
        }
    }
    drafts
}

/// The body stands on the other leg of a loop that the strand closes: loop and body are one bypass, told with the strand.
fn is_on_loop(case: &Case<'_>, strand: &Strand, body: usize) -> bool {
    let beside = |n: &usize| case.view.as_built.nodes[body].arcs.iter().any(|a| a.to == *n);
    let closes = tie_ins(case, strand).len() >= 2 && known_bodies(case, strand).is_empty();
    closes && strand.attached.iter().any(beside) && strand_reason(case, strand).is_none()
}

/// Bodies of a strand, and those on the other leg of the loop that it closes.
fn bodies_of_loop(case: &Case<'_>, strand: &Strand) -> Vec<usize> {
    let misread = case.readings.rather.values().map(|r| r.extra).filter(|&n| is_on_loop(case, strand, n));
    let extra = case.stretches.run_of_scanned.iter().map(|(&n, &k)| (n, &case.stretches.runs[k]));
    let equal = extra
        .filter(|&(n, run)| is_body(&case.view.as_built.nodes[n]) && is_of_bypass(case, n, run, &BTreeSet::new()))
        .map(|(n, _)| n);
    let equal = equal.filter(|&n| is_on_loop(case, strand, n) && !case.counterparts.of_scanned.contains_key(&n));
    known_bodies(case, strand).into_iter().chain(misread).chain(equal).collect()
}

fn reason_to_withhold(case: &Case<'_>, n: usize, run: &Run) -> Option<&'static str> {
    let node = &case.view.as_built.nodes[n];
    let unknown_drawn = run.drawn.nodes.iter().any(|&d| case.view.documented.nodes[d].class == Class::Other);
    if !is_sure(case, node) {
        Some("undocumented object recognised with low confidence")
    } else if matches!(node.class, Class::Other | Class::Unclassified) {
        Some("undocumented body of unknown class")
    } else if unknown_drawn {
        Some("body where the drawing has an element of a class that is not compared")
    } else if part_of_neighbour(case, n, run).is_some() {
        Some("body beside a matched one, taken for a part of it")
    } else if part_of_machine(case, n).is_some() {
        Some("body of no known kind right at a pump, taken for a part of it")
    } else {
        None
    }
}

/// Recognised well enough to be reported: of bodies that were recognised down to their subtype as many are there at a lower
/// confidence.
fn is_sure(case: &Case<'_>, node: &Node) -> bool {
    let settings = case.settings;
    let needed = if node.subtype.is_some() { settings.undocumented_subtype_confidence } else { settings.undocumented_confidence };
    node.confidence >= needed
}

/// The matched body that this one is a part of.
pub(super) fn part_of(case: &Case<'_>, n: usize, run: &Run) -> Option<usize> {
    let matched = |whole: &usize| case.view.mapping().of_scanned[*whole].is_some();
    let body = is_body(&case.view.as_built.nodes[n]) && !case.counterparts.of_scanned.contains_key(&n);
    part_of_neighbour(case, n, run).or_else(|| part_of_machine(case, n)).filter(|whole| body && matched(whole))
}

/// A second body within one bore of a matched one is a split object, not a second valve.
fn part_of_neighbour(case: &Case<'_>, n: usize, run: &Run) -> Option<usize> {
    let nodes = &case.view.as_built.nodes;
    let own = nodes[n].position?;
    let bore_m = nodes[n].dn().map_or(0.0, |dn| f64::from(dn) / 1000.0);
    let near = |stop: &usize| {
        is_body(&nodes[*stop])
            && nodes[*stop].class == nodes[n].class
            && nodes[*stop].position.is_some_and(|p| distance(&p, &own) < case.settings.split_m.max(bore_m))
    };
    [run.scanned.from, run.scanned.to].into_iter().filter(|&stop| stop != n).find(near)
}

/// Casings and discharge branches of pumps look like bodies on the pipe.
fn part_of_machine(case: &Case<'_>, n: usize) -> Option<usize> {
    let network = case.view.as_built;
    let beside = |a: &&Arc| network.nodes[a.to].class == Class::Pump && network.edges[a.edge].length_m < MACHINE_M;
    network.nodes[n].arcs.iter().find(beside).map(|a| a.to).filter(|_| network.nodes[n].subtype.is_none())
}

fn on_run(case: &Case<'_>, n: usize, run: &Run) -> Draft {
    let view = case.view;
    let node = &view.as_built.nodes[n];
    let dn = node.dn().or_else(|| node.arcs.iter().find_map(|a| view.as_built.edges[a.edge].dn));
    let what = words::sized_kind(node.class, node.subtype, dn);
    let line = run.drawn.edges.iter().find_map(|&e| view.documented.edges[e].line.clone());
    let on = line.as_ref().map_or_else(String::new, |l| format!(" on {l}"));
    let between = format!("between {} and {}", words::place(view, run.drawn.from), words::place(view, run.drawn.to));
    let sentence = format!("{} {what} stands{on} {between} and is not on the drawing.", words::article(&what));
    Draft {
        kind: DifferenceKind::MissingInPid,
        severity: severity::of_body(node.class, node.subtype, false),
        confidence: node.confidence * case.sure(run.drawn.from).min(case.sure(run.drawn.to)),
        pid_ids: Vec::new(),
        object_ids: view.object(n).map(|e| e.id.clone()).into_iter().collect(),
        tag: None,
        position: node.position,
        message: words::capital(&sentence),
        points: case.points(&[n], &[]),
        seen: SeenState::Occupied,
        compared: vec![format!("{between}: {} bodies drawn, {} scanned", run.drawn.nodes.len(), run.scanned.nodes.len())],
        anchor: format!("{}|{between}", node.class.name()),
        one_of: false,
        line,
    }
}

/// Undocumented branches, bypasses and lines: one difference each.
pub(crate) fn strands(case: &Case<'_>, settled: &BTreeSet<usize>, withheld: &mut Withheld) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (k, strand) in case.stretches.scanned.iter().enumerate() {
        if settled.contains(&k) {
            continue;
        }
        match strand_reason(case, strand) {
            Some(reason) => withheld.add(reason),
            None => drafts.push(branch(case, strand)),
        }
    }
    drafts
}

fn strand_reason(case: &Case<'_>, strand: &Strand) -> Option<&'static str> {
    let (view, settings) = (case.view, case.settings);
    let known: Vec<usize> = known_bodies(case, strand);
    let one_ended = |n: &usize| view.as_built.nodes[*n].class == Class::Pump && view.as_built.nodes[*n].arcs.len() < 2;
    let sure_body = known.iter().any(|&n| is_sure(case, &view.as_built.nodes[n]));
    let tie_ins = tie_ins(case, strand);
    if tie_ins.is_empty() {
        Some("scanned stretch without a connection to anything documented: outside the drawing")
    } else if tie_ins.iter().all(|&n| goes_off_sheet(case, n)) {
        Some("scanned stretch beyond a connection to another sheet")
    } else if !closes_at_new_tee(case, &tie_ins) && tie_ins.iter().any(|&n| has_drawn_left(case, n, strand)) {
        Some("scanned branch where another one is drawn: taken for that one, not recognised")
    } else if !known.is_empty() && known.iter().all(one_ended) {
        Some("undocumented pump with one connection only: rather a body at the end of a pipe")
    } else if known.is_empty() && is_own_loop(case, strand) {
        Some("pipe that leaves a body and comes back to it: part of the body")
    } else if known.is_empty() && is_tapping(case, strand) {
        Some("tapping of an instrument")
    } else if !known.is_empty() && !sure_body {
        Some("undocumented branch with bodies of low confidence only")
    } else if known.is_empty() && tie_ins.len() < 2 && case.pipework(&strand.edges).length_m < settings.plain_branch_m {
        Some("short stub without a body (support, plugged connection)")
    } else if known.is_empty() && joint_confidence(case, strand) < 0.6 {
        Some("plain branch on a doubtful joint")
    } else {
        None
    }
}

/// A loop that ties in at a tee that is not drawn stands for nothing that is.
fn closes_at_new_tee(case: &Case<'_>, tie_ins: &[usize]) -> bool {
    tie_ins.len() >= 2 && tie_ins.iter().any(|&n| case.view.mapping().of_scanned[n].is_none())
}

/// A drawn strand of the same size starts at the matched node as well, so that the two may be one and the same.
fn has_drawn_left(case: &Case<'_>, scanned: usize, strand: &Strand) -> bool {
    let view = case.view;
    let Some(d) = view.mapping().of_scanned[scanned] else { return false };
    let equipment = view.documented.nodes[d].role == Role::Equipment;
    let size = case.pipework(&strand.edges).dn;
    let same_size = |s: &Strand| s.edges.iter().any(|&e| view.documented.edges[e].dn == size);
    case.stretches.drawn.iter().any(|s| s.attached.contains(&d) && (!equipment || same_size(s)))
}

/// All pipes of the strand begin and end at one and the same matched node.
fn is_own_loop(case: &Case<'_>, strand: &Strand) -> bool {
    let nodes = &case.view.as_built.nodes;
    strand.attached.len() == 1 && strand.nodes.is_empty() && strand.attached.iter().all(|&n| nodes[n].role == Role::Equipment)
}

/// Places a strand ties in; the ends of drawn lines are none.
fn tie_ins(case: &Case<'_>, strand: &Strand) -> Vec<usize> {
    strand.attached.iter().copied().filter(|&n| !case.view.as_built.nodes[n].is_end()).collect()
}

fn known_bodies(case: &Case<'_>, strand: &Strand) -> Vec<usize> {
    let network = case.view.as_built;
    bodies(network, &strand.nodes).filter(|&n| !matches!(network.nodes[n].class, Class::Other | Class::Unclassified)).collect()
}

/// The drawn counterpart has a line that goes on on another sheet and was not found otherwise.
fn goes_off_sheet(case: &Case<'_>, scanned: usize) -> bool {
    let documented = case.view.documented;
    let off = |d: usize| {
        documented.nodes[d].arcs.iter().any(|a| documented.nodes[a.to].off_sheet && case.view.mapping().of_drawn[a.to].is_none())
    };
    case.view.mapping().of_scanned[scanned].is_some_and(off)
}

fn is_tapping(case: &Case<'_>, strand: &Strand) -> bool {
    let on = |h: &Host| match h {
        Host::Node(n) => strand.nodes.contains(n),
        Host::Edge(e) => strand.edges.contains(e),
    };
    case.view.as_built.tappings.iter().any(|t| t.hosts.iter().any(on))
}

fn joint_confidence(case: &Case<'_>, strand: &Strand) -> f64 {
    strand.edges.iter().map(|&e| case.view.as_built.edges[e].joint_confidence).fold(1.0, f64::min)
}

fn branch(case: &Case<'_>, strand: &Strand) -> Draft {
    let view = case.view;
    let known = worth_telling(case, bodies_of_loop(case, strand));
    let tie_ins = tie_ins(case, strand);
    let best = known
        .iter()
        .copied()
        .max_by(|&a, &b| view.as_built.nodes[a].confidence.total_cmp(&view.as_built.nodes[b].confidence).then(b.cmp(&a)));
    let pipe = case.pipework(&strand.edges);
    let places: Vec<String> = tie_ins.iter().map(|&n| scanned_place(case, n)).collect();
    let line = tie_ins.iter().find_map(|&n| line_of(case, n)).filter(|_| tie_ins.len() == 1 || known.is_empty());
    let own = best.map_or(0.7, |n| view.as_built.nodes[n].confidence);
    let sure = tie_ins.iter().filter_map(|&n| view.mapping().of_scanned[n]).map(|d| case.sure(d)).fold(1.0, f64::min);
    let severity = severity::of_branch(tie_ins.len(), !known.is_empty());
    let severity =
        known.iter().map(|&n| severity::of_body(view.as_built.nodes[n].class, None, false)).fold(severity, Severity::max);
    Draft {
        kind: DifferenceKind::MissingInPid,
        severity,
        confidence: own * sure * (0.6 + 0.4 * joint_confidence(case, strand)),
        pid_ids: Vec::new(),
        object_ids: objects(case, strand, &known),
        tag: None,
        position: best.and_then(|n| view.as_built.nodes[n].position).or(pipe.middle),
        message: branch_message(case, &known, &places, pipe.dn, pipe.length_m),
        points: case.points(&known, &strand.edges),
        seen: SeenState::Occupied,
        compared: vec![format!("scanned branch at {}; none drawn there", words::list(&places))],
        anchor: format!("branch|{}", places.join("|")),
        one_of: false,
        line,
    }
}

/// The bodies that were recognised well; all of them where none was.
fn worth_telling(case: &Case<'_>, bodies: Vec<usize>) -> Vec<usize> {
    let sure: Vec<usize> = bodies.iter().copied().filter(|&n| is_sure(case, &case.view.as_built.nodes[n])).collect();
    if sure.is_empty() { bodies } else { sure }
}

fn branch_message(case: &Case<'_>, known: &[usize], places: &[String], dn: Option<u32>, length_m: f64) -> String {
    let what = if places.len() > 1 { "line" } else { "branch" };
    let size = dn.map_or_else(String::new, |dn| format!("DN{dn} "));
    let names: Vec<String> = known
        .iter()
        .map(|&n| &case.view.as_built.nodes[n])
        .map(|n| words::kind(n.class, n.subtype))
        .map(|k| format!("{} {k}", words::article(&k)))
        .collect();
    let with = if names.is_empty() { String::new() } else { format!(" with {}", words::list(&names)) };
    let at = if places.len() > 1 {
        format!("connects {}", words::list(places))
    } else {
        format!("leaves {}", places.first().map_or("the line", String::as_str))
    };
    let bypass = if places.len() > 1 { " (possible bypass)" } else { "" };
    format!("A {size}{what}{with}, {length_m:.1} m of pipe, {at} and is not on the drawing{bypass}.")
}

/// Every object on the strand: bodies first, then tees it starts from, then its pipework.
fn objects(case: &Case<'_>, strand: &Strand, known: &[usize]) -> Vec<String> {
    let view = case.view;
    let tees =
        strand.attached.iter().chain(&strand.nodes).filter(|&&n| view.mapping().of_scanned[n].is_none() && !known.contains(&n));
    let nodes = known.iter().chain(tees).filter_map(|&n| view.object(n)).map(|e| e.id.clone());
    let pipework = strand.edges.iter().flat_map(|&e| &view.as_built.edges[e].items).map(|&e| view.scanned.elements[e].id.clone());
    nodes.chain(pipework).collect()
}

/// A scanned node as a place on the drawing.
fn scanned_place(case: &Case<'_>, n: usize) -> String {
    let view = case.view;
    if let Some(d) = view.mapping().of_scanned[n] {
        return words::place(view, d);
    }
    match case.stretches.run_of_scanned.get(&n).map(|&k| &case.stretches.runs[k].drawn) {
        Some(d) => format!(
            "{} between {} and {}",
            line_of(case, n).unwrap_or("the line".into()),
            words::place(view, d.from),
            words::place(view, d.to)
        ),
        None => "the line".into(),
    }
}

fn line_of(case: &Case<'_>, n: usize) -> Option<String> {
    let run = &case.stretches.runs[*case.stretches.run_of_scanned.get(&n)?];
    run.drawn.edges.iter().find_map(|&e| case.view.documented.edges[e].line.clone())
}
