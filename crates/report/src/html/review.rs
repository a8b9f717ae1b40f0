//! What reviewers decided, as the page tells it.

use super::{Report, count};
use crate::names::severity_key;
use rosette_plant::{Decision, DecisionState, Difference, Standing};

/// Standing and decision of a finding in words; empty in a run without project and decisions.
pub(super) fn words(report: &Report, difference: &Difference) -> (String, String) {
    let review = report.inputs.reviews.and_then(|r| r.by_finding.get(&difference.id));
    let standing = review.map_or(String::new(), |r| r.standing.name().to_owned());
    (standing, review.and_then(|r| r.decision.as_ref()).map_or(String::new(), told))
}

/// `confirmed by N. N. on 2026-01-02: to be drawn`.
fn told(decision: &Decision) -> String {
    let state = decision.state.name().replace('_', " ");
    let day = decision.on.split('T').next().unwrap_or("");
    let comment = if decision.comment.is_empty() { String::new() } else { format!(": {}", decision.comment) };
    format!("{state} by {} on {day}{comment}", decision.by)
}

/// How many are new, changed, decided, left out, gone.
pub(super) fn summary(report: &Report) -> String {
    let Some(reviews) = report.inputs.reviews else { return String::new() };
    let standing = |s: Standing| reviews.by_finding.values().filter(|r| r.standing == s).count();
    let open = |r: &&rosette_plant::Review| r.decision.as_ref().is_none_or(|d| d.state == DecisionState::Open);
    let undecided = reviews.by_finding.values().filter(open).count();
    let n = |n: usize| count(n as u64);
    format!(
        "Against what was known before: {} new, {} changed, {} unchanged, {} gone. {} await a decision; {} are left out by the project's rules.",
        n(standing(Standing::New)),
        n(standing(Standing::Changed)),
        n(standing(Standing::Unchanged)),
        n(reviews.gone.len()),
        n(undecided),
        n(reviews.ignored.len()),
    )
}

/// Rows of what the rules leave out.
pub(super) fn ignored(report: &Report) -> Vec<[String; 4]> {
    let row = |i: &rosette_plant::Ignored| {
        let d = &i.difference;
        [d.id.clone(), severity_key(d.severity).to_owned(), d.message.clone(), i.ignored_by.clone()]
    };
    report.inputs.reviews.map_or_else(Vec::new, |r| r.ignored.iter().map(row).collect())
}

/// Rows of what is not found any more.
pub(super) fn gone(report: &Report) -> Vec<[String; 3]> {
    let row = |g: &rosette_plant::Gone| [g.id.clone(), g.message.clone(), g.decision.as_ref().map_or(String::new(), told)];
    report.inputs.reviews.map_or_else(Vec::new, |r| r.gone.iter().map(row).collect())
}
