//! A table as CSV (RFC 4180, UTF-8, point as decimal sign).

use super::{Cell, Table};
use crate::beside::write_with;
use crate::error::{ReportError, Result};
use std::path::Path;

/// Spreadsheets run text that begins with one of these as a formula (OWASP, "CSV Injection").
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

pub(crate) fn write(path: &Path, table: &Table) -> Result<()> {
    write_with(path, |out| {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(table.columns.iter().map(|c| c.title)).map_err(ReportError::encode(path))?;
        for row in &table.rows {
            let fields = row.iter().zip(&table.columns).map(|(cell, column)| field(cell, column.digits));
            csv.write_record(fields).map_err(ReportError::encode(path))?;
        }
        csv.flush().map_err(ReportError::write(path))
    })
}

fn field(cell: &Cell, digits: usize) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Number(v) => format!("{v:.digits$}"),
        Cell::Count(n) => n.to_string(),
    }
}

/// The text, with an apostrophe in front if a spreadsheet would run it.
fn harmless(text: &str) -> String {
    if text.starts_with(FORMULA_STARTS) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_becomes_a_formula() {
        let check = |input: &str, expect: &str| assert_eq!(harmless(input), expect);
        check("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")");
        check("+1", "'+1");
        check("-P-101", "'-P-101");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "'\t=1");
        check("HV-101", "HV-101");
        check("", "");
    }

    #[test]
    fn numbers_keep_their_sign() {
        assert_eq!(field(&Cell::Number(-1.25), 2), "-1.25");
    }
}
