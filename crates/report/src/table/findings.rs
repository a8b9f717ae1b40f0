//! The findings as a punch list.

use super::{Cell, Column, Table, column, csv_file, xlsx_file};
use crate::error::Result;
use crate::inputs::Inputs;
use crate::names::{kind_key, seen_words, severity_key};
use crate::numbered::{Numbered, numbered};
use std::path::Path;

const COLUMNS: [Column; 18] = [
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
    column("Decision", 14.0, 0),
    column("Remark", 30.0, 0),
];

/// Writes `findings.csv` and `findings.xlsx` into the run folder, in the report's order. The last two columns are for the reader's pen.
pub fn write_findings_table(dir: &Path, inputs: &Inputs) -> Result<()> {
    let rows = numbered(inputs.differences).iter().map(cells).collect();
    let table = Table { name: "Findings", columns: COLUMNS.into(), rows };
    csv_file::write(&dir.join("findings.csv"), &table)?;
    xlsx_file::write(&dir.join("findings.xlsx"), "Findings", &[&table])
}

fn cells(numbered: &Numbered) -> Vec<Cell> {
    let d = numbered.difference;
    let coordinate = |axis: usize| Cell::maybe(d.position, |p| Cell::Number(p[axis]));
    vec![
        Cell::text(&numbered.label),
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
        Cell::Empty,
        Cell::Empty,
    ]
}
