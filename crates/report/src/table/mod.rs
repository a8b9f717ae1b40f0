//! Tables for people: the same rows as CSV and as XLSX.

mod csv_file;
mod findings;
mod inventory;
mod totals;
mod xlsx_file;

use crate::error::Result;
use std::path::Path;

pub use findings::write_findings_table;
pub use inventory::{Row, level_of_accuracy, rows, write_inventory};
pub use totals::{SizeTotal, Totals};

pub(crate) use inventory::verification;
pub(crate) use totals::COUNTED;

/// Writes rows of text as `NAME.csv` and `NAME.xlsx`; a column has a title and a width in characters. Text never becomes a formula.
pub fn write_table(
    dir: &Path,
    name: &str,
    title: &'static str,
    columns: &[(&'static str, f64)],
    rows: &[Vec<String>],
) -> Result<()> {
    let columns = columns.iter().map(|(title, width)| column(title, *width, 0)).collect();
    let cell = |text: &String| if text.is_empty() { Cell::Empty } else { Cell::text(text) };
    let table = Table { name: title, columns, rows: rows.iter().map(|row| row.iter().map(cell).collect()).collect() };
    csv_file::write(&dir.join(format!("{name}.csv")), &table)?;
    xlsx_file::write(&dir.join(format!("{name}.xlsx")), title, &[&table])
}

/// A table with typed cells.
pub(crate) struct Table {
    pub name: &'static str,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

/// A column: title (with unit), width in characters, digits after the point.
pub(crate) struct Column {
    pub title: &'static str,
    pub width: f64,
    pub digits: usize,
}

pub(crate) const fn column(title: &'static str, width: f64, digits: usize) -> Column {
    Column { title, width, digits }
}

/// A cell. Text that came from a drawing stays text: see the writers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Count(u64),
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Cell::Text(text.into())
    }

    pub(crate) fn maybe<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Self {
        value.map_or(Cell::Empty, cell)
    }
}
