//! The findings as a punch list.

use super::{Cell, Column, Table, column, csv_file, xlsx_file};
use crate::error::Result;
use crate::inputs::Inputs;
use crate::names::{kind_key, seen_words, severity_key};
use crate::numbered::{Numbered, numbered};
use rosette_plant::{Decision, Difference, Gone, Ignored, Review, Reviews};
use std::path::Path;

const COLUMNS: [Column; 21] = [
    column("No", 7.0, 0),
    column("Id", 12.0, 0),
    column("Kind", 22.0, 0),
    column("Severity", 10.0, 0),
    column("Confidence", 11.0, 2),
    column("Tag", 14.0, 0),
    column("Line", 22.0, 0),
    column("Message", 70.0, 0),
    column("P&ID elements", 28.0, 0),
    column("Objects", 24.0, 0),
    column("X, m", 13.0, 4),
    column("Y, m", 13.0, 4),
    column("Z, m", 10.0, 4),
    column("Points", 9.0, 0),
    column("Place was", 12.0, 0),
    column("Compared", 40.0, 0),
    column("Standing", 11.0, 0),
    column("Decision", 18.0, 0),
    column("Decided by", 14.0, 0),
    column("Decided on", 20.0, 0),
    column("Remark", 30.0, 0),
];

/// Writes `findings.csv` and `findings.xlsx` into the run folder, in the report's order. Decision and remark are the reviewers',
/// or else for the reader's pen. What rules leave out, and what is not found any more, have sheets of their own.
pub fn write_findings_table(dir: &Path, inputs: &Inputs) -> Result<()> {
    let review = |d: &Difference| inputs.reviews.and_then(|r| r.by_finding.get(&d.id));
    let row = |n: &Numbered| cells(&n.label, n.difference, review(n.difference));
    let rows = numbered(inputs.differences).iter().map(row).collect();
    let table = Table { name: "Findings", columns: COLUMNS.into(), rows };
    csv_file::write(&dir.join("findings.csv"), &table)?;
    let more = inputs.reviews.map_or_else(Vec::new, |reviews| [ignored_table(reviews), gone_table(reviews)].into());
    let tables: Vec<&Table> = std::iter::once(&table).chain(more.iter().filter(|t| !t.rows.is_empty())).collect();
    xlsx_file::write(&dir.join("findings.xlsx"), "Findings", &tables)
}

fn ignored_table(reviews: &Reviews) -> Table {
    let columns = std::iter::once(column("Ignored by", 30.0, 0)).chain(COLUMNS).collect();
    let row = |i: &Ignored| std::iter::once(Cell::text(&i.ignored_by)).chain(cells("", &i.difference, None)).collect();
    Table { name: "Ignored", columns, rows: reviews.ignored.iter().map(row).collect() }
}

fn gone_table(reviews: &Reviews) -> Table {
    let columns = vec![
        column("Id", 12.0, 0),
        column("Message", 70.0, 0),
        column("Decision", 18.0, 0),
        column("Decided by", 14.0, 0),
        column("Decided on", 20.0, 0),
        column("Remark", 30.0, 0),
    ];
    let row = |g: &Gone| {
        let told = [Cell::text(&g.id), Cell::text(&g.message)];
        told.into_iter().chain(decision_cells(g.decision.as_ref())).collect()
    };
    Table { name: "Gone", columns, rows: reviews.gone.iter().map(row).collect() }
}

fn decision_cells(decision: Option<&Decision>) -> [Cell; 4] {
    match decision {
        Some(d) => [Cell::text(d.state.name()), Cell::text(&d.by), Cell::text(&d.on), Cell::text(&d.comment)],
        None => [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty],
    }
}

fn cells(label: &str, d: &Difference, review: Option<&Review>) -> Vec<Cell> {
    let coordinate = |axis: usize| Cell::maybe(d.position, |p| Cell::Number(p[axis]));
    let mut cells = vec![
        Cell::text(label),
        Cell::text(&d.id),
        Cell::text(kind_key(d.kind)),
        Cell::text(severity_key(d.severity)),
        Cell::Number(d.confidence),
        Cell::maybe(d.tag.as_deref(), Cell::text),
        Cell::maybe(d.line.as_deref(), Cell::text),
        Cell::text(&d.message),
        Cell::text(d.pid_ids.join(", ")),
        Cell::text(d.object_ids.join(", ")),
        coordinate(0),
        coordinate(1),
        coordinate(2),
        Cell::Count(d.evidence.points as u64),
        Cell::text(seen_words(d.evidence.seen)),
        Cell::text(d.evidence.compared.join("; ")),
        Cell::maybe(review, |r| Cell::text(r.standing.name())),
    ];
    cells.extend(decision_cells(review.and_then(|r| r.decision.as_ref())));
    cells
}
