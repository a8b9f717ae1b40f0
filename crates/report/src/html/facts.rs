//! The headline figures of a run.

use super::{Report, count, number};
use crate::names::{hex, kind_color, kind_letter, kind_words};
use rosette_plant::{DifferenceKind, Severity};
use serde::Serialize;
use std::collections::BTreeMap;

/// A figure and what it is.
#[derive(Serialize)]
pub(super) struct Fact {
    pub name: String,
    pub value: String,
}

pub(super) fn fact(name: &str, value: impl Into<String>) -> Fact {
    Fact { name: name.into(), value: value.into() }
}

/// What went in and what was made of it.
pub(super) fn scan_facts(report: &Report) -> Vec<Fact> {
    let stations = report.inputs.stations;
    let (read, dropped): (u64, u64) = (stations.iter().map(|s| s.points).sum(), stations.iter().map(|s| s.dropped).sum());
    let (seen_m, inferred_m) = report.totals.pipe_m();
    let (seen, inferred) = report.totals.objects();
    let mut facts = vec![
        fact("Scanner stations", count(stations.len() as u64)),
        fact("Returns read", count(read)),
        fact("Returns left out", format!("{}{}", count(dropped), share(dropped, read))),
    ];
    if let Some(merged) = report.inputs.run.counts.get("points_merged") {
        facts.push(fact("Points after merging", count(*merged)));
    }
    facts.push(fact("Objects recognised", count(seen as u64)));
    facts.push(fact("Objects inferred, not seen", count(inferred as u64)));
    facts.push(fact("Pipe seen", format!("{} m", number(seen_m, 1))));
    facts.push(fact("Pipe inferred, not seen", format!("{} m", number(inferred_m, 1))));
    facts.push(fact("Accuracy of shapes (USIBD)", levels(report)));
    facts.push(fact("Size catalogue", report.inputs.catalogue));
    facts
}

/// Levels of accuracy with the number of objects that reach each.
fn levels(report: &Report) -> String {
    let mut levels: BTreeMap<&str, usize> = BTreeMap::new();
    for row in report.rows.iter().filter(|r| !r.level.is_empty()) {
        *levels.entry(row.level).or_default() += 1;
    }
    let words: Vec<String> = levels.iter().rev().map(|(level, n)| format!("{level}: {n}")).collect();
    if words.is_empty() { "–".into() } else { words.join(", ") }
}

fn share(part: u64, whole: u64) -> String {
    if whole == 0 { String::new() } else { format!(" ({} %)", number(part as f64 * 100.0 / whole as f64, 1)) }
}

/// What the drawing says and how far it was found.
pub(super) fn drawing_facts(report: &Report) -> Vec<Fact> {
    let (Some(drawn), Some(matching)) = (report.inputs.drawn, report.inputs.matching) else { return Vec::new() };
    let physical = drawn.elements.iter().filter(|e| e.evidence.physical).count() as u64;
    let (pairs, left) = (matching.pairs.len() as u64, matching.unmatched_pid.len() as u64);
    vec![
        fact("Sheets", count(report.inputs.sheets.len() as u64)),
        fact("Elements drawn that a scan can show", count(physical)),
        fact("Matched to an object", format!("{}{}", count(pairs), share(pairs, pairs + left))),
        fact("Drawn, without an object", count(left)),
        fact("Objects without a drawn element", count(matching.unmatched_objects.len() as u64)),
    ]
}

/// Findings of one kind, by severity.
#[derive(Serialize)]
pub(super) struct KindCount {
    pub letter: char,
    pub words: &'static str,
    pub color: String,
    pub high: usize,
    pub medium: usize,
    pub low: usize,
    pub all: usize,
}

pub(super) fn kind_counts(report: &Report) -> Vec<KindCount> {
    let count = |kind: DifferenceKind| {
        let n =
            |severity: Severity| report.inputs.differences.iter().filter(|d| d.kind == kind && d.severity == severity).count();
        let (high, medium, low) = (n(Severity::High), n(Severity::Medium), n(Severity::Low));
        let (letter, words, color) = (kind_letter(kind), kind_words(kind), hex(kind_color(kind)));
        KindCount { letter, words, color, high, medium, low, all: high + medium + low }
    };
    DifferenceKind::ALL.map(count).into()
}

/// The result in one sentence or two.
pub(super) fn headline(report: &Report) -> String {
    let all = report.inputs.differences;
    let hidden = all.iter().filter(|d| d.kind == DifferenceKind::NotVerifiable).count();
    let n = |severity: Severity| all.iter().filter(|d| d.severity == severity && d.kind != DifferenceKind::NotVerifiable).count();
    let differ = all.len() - hidden;
    match (report.inputs.drawn.is_some(), differ, hidden) {
        (false, ..) => "No P&ID was given: this report describes what the scan shows and compares it with nothing.".into(),
        (true, 0, 0) => "Drawing and scan agree: no difference was found among the elements that could be compared.".into(),
        _ => {
            let differences = match differ {
                0 => "No difference was found".to_owned(),
                1 => "1 difference between drawing and field".to_owned(),
                n => format!("{} differences between drawing and field", count(n as u64)),
            };
            let by = format!(" ({} high, {} medium, {} low)", n(Severity::High), n(Severity::Medium), n(Severity::Low));
            let hidden = match hidden {
                0 => String::new(),
                1 => " 1 element lies where the scanner did not see; it is listed, not counted as missing.".into(),
                n => format!(
                    " {} elements lie where the scanner did not see; they are listed, not counted as missing.",
                    count(n as u64)
                ),
            };
            format!("{differences}{}.{hidden}", if differ > 0 { &by } else { "" })
        }
    }
}
