//! Field instruments that are missing or undocumented. They are small: a scan that did not show one proves little.

use super::draft::Draft;
use super::{Case, Withheld};
use crate::network::{Host, Tapping};
use crate::words;
use rosette_plant::{Class, DifferenceKind, SeenState, Severity};

/// Documented instruments without an object. Missing only where their line was seen from nearly all sides.
pub(crate) fn missing(case: &Case<'_>) -> Vec<Draft> {
    let taps = case.view.documented.tappings.iter().zip(&case.view.instruments.of_drawn);
    taps.filter(|(_, s)| s.is_none()).map(|(t, _)| unmatched(case, t)).collect()
}

fn unmatched(case: &Case<'_>, tapping: &Tapping) -> Draft {
    let element = &case.view.drawn.elements[tapping.element];
    let edges = host_edges(case, tapping);
    let pipe = case.pipework(&edges);
    let hidden = edges.iter().any(|&e| {
        case.view.as_built.edges[e].gaps.iter().any(|g| g.length_m >= case.settings.hiding_gap_m && g.seen != SeenState::Empty)
    });
    let recall = case.trust.recall(Class::Instrument);
    let clear = !edges.is_empty()
        && !hidden
        && pipe.length_m > 0.0
        && pipe.coverage >= case.settings.instrument_coverage
        && recall >= case.settings.trusted_instrument_recall;
    let line = element.line.clone().or_else(|| tapping.hosts.iter().find_map(|h| host_line(case, h)));
    let on = line.as_ref().map_or_else(String::new, |l| format!(" on {l}"));
    let name = words::name(element);
    let message = if clear {
        format!("Instrument {name} is drawn{on}, but none is there in the field.")
    } else {
        format!("Instrument {name} is drawn{on}; the scan does not show the line well enough to tell whether it is there.")
    };
    Draft {
        kind: if clear { DifferenceKind::MissingInField } else { DifferenceKind::NotVerifiable },
        severity: Severity::Low,
        confidence: if clear { 0.8 * recall * pipe.coverage } else { 0.9 },
        pid_ids: vec![element.id.clone()],
        object_ids: Vec::new(),
        tag: element.tag.clone(),
        line,
        position: pipe.middle,
        message,
        points: pipe.points,
        seen: if clear { SeenState::Occupied } else { SeenState::Unknown },
        compared: vec![format!(
            "{:.1} m of its line scanned, {:.0} % of the circumference seen",
            pipe.length_m,
            pipe.coverage * 100.0
        )],
        anchor: String::new(),
        one_of: false,
    }
}

fn host_line(case: &Case<'_>, host: &Host) -> Option<String> {
    match *host {
        Host::Node(n) => case.view.documented.line_at(n).map(String::from),
        Host::Edge(e) => case.view.documented.edges[e].line.clone(),
    }
}

/// Scanned pipework where a drawn instrument should hang: around the images of its hosts, on runs only.
fn host_edges(case: &Case<'_>, tapping: &Tapping) -> Vec<usize> {
    let touches = |run: &&super::strands::Run| {
        tapping.hosts.iter().any(|h| match *h {
            Host::Node(n) => run.drawn.from == n || run.drawn.to == n || run.drawn.nodes.contains(&n),
            Host::Edge(e) => run.drawn.edges.contains(&e),
        })
    };
    case.stretches.runs.iter().filter(touches).flat_map(|r| r.scanned.edges.clone()).collect()
}

/// Scanned instruments that are not drawn, on lines that are.
pub(crate) fn undocumented(case: &Case<'_>, withheld: &mut Withheld) -> Vec<Draft> {
    let view = case.view;
    let taps = view.as_built.tappings.iter().zip(&view.instruments.of_scanned).filter(|(_, d)| d.is_none());
    let drawing_has_some = !view.documented.tappings.is_empty();
    let mut drafts = Vec::new();
    for (tapping, _) in taps {
        let confidence = view.scanned.elements[tapping.element].evidence.confidence;
        match place(case, tapping) {
            _ if !drawing_has_some => withheld.add("scanned instrument; the drawing shows none"),
            None => withheld.add("scanned instrument on nothing that is drawn"),
            Some(_) if confidence < case.settings.undocumented_instrument_confidence => {
                withheld.add("undocumented object recognised with low confidence")
            }
            Some(_) if case.trust.instrument_precision() < 0.6 => {
                withheld.add("scanned instrument, where most others are not drawn either")
            }
            Some(p) => drafts.push(extra(case, tapping, p)),
        }
    }
    drafts
}

/// Drawn line and neighbours of a scanned instrument.
fn place(case: &Case<'_>, tapping: &Tapping) -> Option<(Option<String>, String)> {
    let view = case.view;
    let run = case.stretches.runs.iter().find(|run| {
        tapping.hosts.iter().any(|h| match *h {
            Host::Node(n) => run.scanned.nodes.contains(&n),
            Host::Edge(e) => run.scanned.edges.contains(&e),
        })
    });
    let at_node = || tapping.hosts.iter().find_map(|h| if let Host::Node(n) = *h { view.mapping().of_scanned[n] } else { None });
    match run {
        Some(run) => {
            let line = run.drawn.edges.iter().find_map(|&e| view.documented.edges[e].line.clone());
            Some((line, format!("between {} and {}", words::place(view, run.drawn.from), words::place(view, run.drawn.to))))
        }
        None => at_node().map(|d| (view.documented.line_at(d).map(String::from), format!("at {}", words::place(view, d)))),
    }
}

fn extra(case: &Case<'_>, tapping: &Tapping, (line, place): (Option<String>, String)) -> Draft {
    let element = &case.view.scanned.elements[tapping.element];
    let on = line.as_ref().map_or_else(String::new, |l| format!(" on {l}"));
    Draft {
        kind: DifferenceKind::MissingInPid,
        severity: Severity::Low,
        confidence: element.evidence.confidence * 0.8,
        pid_ids: Vec::new(),
        object_ids: vec![element.id.clone()],
        tag: None,
        line,
        position: Some(element.evidence.position),
        message: format!("An instrument stands{on} {place} and is not on the drawing."),
        points: element.evidence.points,
        seen: SeenState::Occupied,
        compared: vec!["no drawn instrument is left for it on this stretch".into()],
        anchor: format!("instrument|{place}"),
        one_of: false,
    }
}
