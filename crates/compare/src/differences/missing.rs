//! Documented, not found: `missing_in_field` where the place was seen, `not_verifiable` where it was not.

use super::draft::Draft;
use super::strands::{Run, Sight, Strand, bodies, is_body, sight};
use super::{Case, Withheld, doubts, series, severity};
use crate::network::Role;
use crate::words;
use rosette_plant::{Class, DifferenceKind, Drawn, Element, SeenState, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// Unmatched bodies on a stretch that the scan has too: one difference each. Where as many unmatched objects stand on the
/// stretch, they are those bodies in another guise, and settled with the types.
pub(crate) fn on_runs(case: &Case<'_>) -> Vec<Draft> {
    let draft = |(&n, &k): (&usize, &usize)| {
        let node = &case.view.documented.nodes[n];
        let settled = case.counterparts.of_drawn.contains_key(&n);
        (is_body(node) && is_judged(node.class) && !settled).then(|| on_run(case, n, &case.stretches.runs[k]))
    };
    case.stretches.run_of_drawn.iter().filter_map(draft).collect()
}

/// Classes that the recogniser knows; others are never called missing.
pub(crate) fn is_judged(class: Class) -> bool {
    !matches!(class, Class::Other | Class::Unclassified)
}

fn on_run(case: &Case<'_>, node: usize, run: &Run) -> Draft {
    let view = case.view;
    let n = &view.documented.nodes[node];
    let pipe = case.pipework(&run.scanned.edges);
    let between = format!("between {} and {}", words::place(view, run.drawn.from), words::place(view, run.drawn.to));
    let sight = sight(view.as_built, &run.scanned.edges, &[run.scanned.from, run.scanned.to], case.settings.hiding_gap_m);
    let base = base(case, &[node], pipe.middle, pipe.points);
    let what = described(case, node);
    let line = on_line(&base.line);
    let recall = case.trust.recall(n.class);
    let doubt = doubts::of_missing(case, node, run);
    match (sight, doubt) {
        (Sight::Clear(seen), Some(doubt)) => Draft {
            message: format!("{} is drawn{line} {between}; {}.", words::capital(&what), doubt),
            seen,
            compared: vec![format!("{between}: {doubt}"), trust_words(n.class, recall)],
            ..base
        },
        (Sight::Clear(seen), None) if recall >= case.settings.trusted_recall => {
            let draft = Draft {
                kind: DifferenceKind::MissingInField,
                severity: severity::of_body(n.class, n.subtype, true),
                confidence: case.sure(run.drawn.from).min(case.sure(run.drawn.to))
                    * recall
                    * (0.7 + 0.3 * pipe.coverage)
                    * case.trust.plainness(),
                message: format!(
                    "{} is drawn{line} {between}, but there {} in the field.",
                    words::capital(&what),
                    seen_instead(seen, pipe.length_m)
                ),
                seen,
                compared: vec![
                    format!("{between}: drawn {what}, scanned {:.1} m of pipe without a body", pipe.length_m),
                    trust_words(n.class, recall),
                ],
                ..base
            };
            series::one_is_missing(case, node, draft)
        }
        (Sight::Clear(seen), None) => Draft {
            message: format!(
                "{} is drawn{line} {between}; the scan shows none, but too few of its kind were recognised here to call it missing.",
                words::capital(&what)
            ),
            seen,
            compared: vec![trust_words(n.class, recall)],
            ..base
        },
        (Sight::Hidden(seen, m), _) => Draft {
            message: format!("{} is drawn{line} {between}; {}.", words::capital(&what), hidden_words(seen, m)),
            seen,
            compared: vec![format!("{between}: {}", hidden_words(seen, m))],
            ..base
        },
    }
}

fn seen_instead(seen: SeenState, length_m: f64) -> String {
    match seen {
        SeenState::Empty => "is nothing, and the place was seen,".into(),
        _ => format!("is plain pipe ({length_m:.1} m)"),
    }
}

fn hidden_words(seen: SeenState, m: f64) -> String {
    let what = match seen {
        SeenState::Occupied => "something stands there that was not recognised",
        SeenState::Unknown => "whether the scanner saw the place is not known",
        _ => "the scanner did not see the place",
    };
    if m.is_finite() { format!("{what} ({m:.2} m)") } else { format!("{what} (the pipe ends before)") }
}

fn trust_words(class: Class, recall: f64) -> String {
    format!("{:.0} % of the documented {} bodies on scanned lines were found", recall * 100.0, words::kind(class, None))
}

/// `butterfly valve HV-119`.
fn described(case: &Case<'_>, node: usize) -> String {
    let n = &case.view.documented.nodes[node];
    let kind = words::kind(n.class, n.subtype);
    case.view.drawn_element(node).map_or(kind.clone(), |e| format!("{kind} {}", words::name(e)))
}

fn on_line(line: &Option<String>) -> String {
    line.as_ref().map_or_else(String::new, |l| format!(" on {l}"))
}

/// A `not_verifiable` about drawn nodes, to be filled in.
fn base(case: &Case<'_>, nodes: &[usize], position: Option<[f64; 3]>, points: usize) -> Draft {
    let elements: Vec<&Element<Drawn>> = nodes.iter().filter_map(|&n| case.view.drawn_element(n)).collect();
    let line = elements
        .iter()
        .find_map(|e| e.line.clone())
        .or_else(|| nodes.iter().find_map(|&n| case.view.documented.line_at(n).map(String::from)));
    Draft {
        kind: DifferenceKind::NotVerifiable,
        severity: Severity::Low,
        confidence: 0.9,
        pid_ids: elements.iter().map(|e| e.id.clone()).collect(),
        object_ids: Vec::new(),
        tag: elements.iter().find_map(|e| e.tag.clone()),
        line,
        position,
        message: String::new(),
        points,
        seen: SeenState::Unknown,
        compared: Vec::new(),
        anchor: String::new(),
        one_of: false,
    }
}

/// Documented branches and lines that were not found: one difference for each, however many elements are on it.
pub(crate) fn strands(case: &Case<'_>, settled: &BTreeSet<usize>, withheld: &mut Withheld) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (k, strand) in case.stretches.drawn.iter().enumerate() {
        let network = case.view.documented;
        let judged: Vec<usize> = bodies(network, &strand.nodes).filter(|&n| is_judged(network.nodes[n].class)).collect();
        if settled.contains(&k) || judged.is_empty() {
            if !settled.contains(&k) && strand.nodes.iter().any(|&n| !network.nodes[n].is_end()) {
                withheld.add("documented tee or connection without a body, not found: not reported on its own");
            }
            continue;
        }
        match place_of(case, strand) {
            Sight::Clear(seen) if doubts::of_missing_branch(case, strand, &judged).is_none() => {
                drafts.push(missing_branch(case, strand, &judged, seen))
            }
            Sight::Clear(seen) => drafts.extend(not_verified(case, &judged, seen)),
            Sight::Hidden(seen, _) => drafts.extend(not_verified(case, &judged, seen)),
        }
    }
    drafts
}

pub(crate) fn least_recall(case: &Case<'_>, nodes: &[usize]) -> f64 {
    nodes.iter().map(|&n| case.trust.recall(case.view.documented.nodes[n].class)).fold(1.0, f64::min)
}

/// What the scan shows of the places a drawn strand starts from: clear only if all of them are.
fn place_of(case: &Case<'_>, strand: &Strand) -> Sight {
    let sights: Vec<Sight> = strand.attached.iter().map(|&n| sight_at(case, n)).collect();
    let hidden = sights.iter().find(|s| matches!(s, Sight::Hidden(..)));
    match (sights.first(), hidden) {
        (_, Some(&hidden)) => hidden,
        (Some(&clear), None) => clear,
        (None, None) => Sight::Hidden(SeenState::Unseen, f64::INFINITY),
    }
}

/// On a run: what the scan shows of the run. At a matched node: what its own loose pipework leads to.
fn sight_at(case: &Case<'_>, drawn: usize) -> Sight {
    let view = case.view;
    if let Some(&k) = case.stretches.run_of_drawn.get(&drawn) {
        let s = &case.stretches.runs[k].scanned;
        return sight(view.as_built, &s.edges, &[s.from, s.to], case.settings.hiding_gap_m);
    }
    let Some(object) = view.mapping().of_drawn[drawn] else { return Sight::Hidden(SeenState::Unseen, f64::INFINITY) };
    let at = |s: &&Strand| s.attached.contains(&object);
    let loose: Vec<&Strand> = case.stretches.scanned.iter().filter(at).collect();
    let edges: Vec<usize> = loose.iter().flat_map(|s| s.edges.clone()).collect();
    let nodes: Vec<usize> = loose.iter().flat_map(|s| s.nodes.clone()).collect();
    let node = &view.as_built.nodes[object];
    let well_seen = node.coverage >= 0.6 && node.role == Role::Equipment;
    match (loose.is_empty(), well_seen) {
        (true, true) => Sight::Clear(SeenState::Empty),
        (true, false) => Sight::Hidden(SeenState::Unknown, f64::INFINITY),
        _ => sight(view.as_built, &edges, &nodes, case.settings.hiding_gap_m),
    }
}

/// What is called missing with less than this confidence becomes not verifiable, with the reason.
pub(crate) fn only_if_sure(draft: &mut Draft, least: f64) {
    if draft.kind != DifferenceKind::MissingInField || draft.confidence >= least {
        return;
    }
    draft.compared.push(format!(
        "{:.0} % sure that it is missing, with {:.0} % asked for",
        100.0 * draft.confidence,
        100.0 * least
    ));
    draft.message.push_str(" Too little about it is certain to call it missing.");
    (draft.kind, draft.severity, draft.confidence) = (DifferenceKind::NotVerifiable, Severity::Low, 0.9);
}

fn missing_branch(case: &Case<'_>, strand: &Strand, judged: &[usize], seen: SeenState) -> Draft {
    let view = case.view;
    let tees = strand.attached.iter().filter(|n| case.stretches.run_of_drawn.contains_key(n));
    let mut nodes: Vec<usize> =
        strand.nodes.iter().chain(tees.clone()).copied().filter(|&n| view.documented.nodes[n].element.is_some()).collect();
    nodes.sort_unstable();
    let pipe = case.pipework(
        &tees.flat_map(|n| case.stretches.runs[case.stretches.run_of_drawn[n]].scanned.edges.clone()).collect::<Vec<_>>(),
    );
    let at: Vec<String> = strand.attached.iter().map(|&n| words::place(view, n)).collect();
    let names: Vec<String> = judged.iter().map(|&n| described(case, n)).collect();
    let worst =
        judged.iter().map(|&n| severity::of_body(view.documented.nodes[n].class, view.documented.nodes[n].subtype, true)).max();
    let base = base(case, &nodes, pipe.middle, pipe.points);
    let line = strand.edges.iter().find_map(|&e| view.documented.edges[e].line.clone()).or(base.line.clone());
    Draft {
        kind: DifferenceKind::MissingInField,
        severity: worst.unwrap_or(Severity::Medium),
        confidence: strand.attached.iter().map(|&n| case.sure(n)).fold(1.0, f64::min) * 0.8 * least_recall(case, judged),
        tag: judged.iter().find_map(|&n| view.documented.nodes[n].tag.clone()),
        message: format!(
            "The branch{} with {} is drawn at {}, but the place was seen without it.",
            on_line(&line),
            words::list(&names),
            words::list(&at)
        ),
        line,
        seen,
        compared: vec![format!("{} scanned without a branch", words::list(&at))],
        ..base
    }
}

/// One `not_verifiable` a line.
fn not_verified(case: &Case<'_>, judged: &[usize], seen: SeenState) -> Vec<Draft> {
    let mut by_line: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
    for &n in judged {
        let line =
            case.view.drawn_element(n).and_then(|e| e.line.clone()).or_else(|| case.view.documented.line_at(n).map(String::from));
        by_line.entry(line).or_default().push(n);
    }
    by_line.into_iter().map(|(line, nodes)| not_verified_line(case, line, &nodes, seen)).collect()
}

fn not_verified_line(case: &Case<'_>, line: Option<String>, nodes: &[usize], seen: SeenState) -> Draft {
    let names: Vec<String> = nodes.iter().map(|&n| described(case, n)).collect();
    let (verb, on) = (if names.len() == 1 { "is" } else { "are" }, on_line(&line));
    Draft {
        message: format!("{} {verb} drawn{on}, but the scan did not see the place.", words::capital(&words::list(&names))),
        line,
        seen: if seen == SeenState::Empty { SeenState::Unknown } else { seen },
        compared: vec!["no stretch of scanned line leads there from a matched neighbour".into()],
        ..base(case, nodes, None, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: DifferenceKind, confidence: f64, expect: DifferenceKind) {
        let mut draft = crate::differences::draft::tests::draft("V-1", [0.0; 3]);
        (draft.kind, draft.confidence, draft.severity) = (kind, confidence, Severity::High);
        only_if_sure(&mut draft, 0.6);
        assert_eq!(draft.kind, expect);
        let changed = kind != expect;
        assert_eq!((draft.severity == Severity::Low, draft.message.contains("Too little")), (changed, changed));
    }

    #[test]
    fn doubtful_things_are_not_called_missing() {
        use DifferenceKind::{MissingInField, MissingInPid, NotVerifiable};
        check(MissingInField, 0.59, NotVerifiable);
        check(MissingInField, 0.6, MissingInField);
        check(MissingInPid, 0.4, MissingInPid);
    }
}
