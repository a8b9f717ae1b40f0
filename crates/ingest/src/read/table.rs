//! Rows of a text table as points: the common part of XYZ, CSV and PTS.

use super::batch::Batch;
use super::columns::Layout;
use super::head::is_comment;
use super::lines::Lines;
use super::number::Delimiter;
use super::source::{Decode, Ledger};
use crate::error::{Place, ReadError};

/// After so many bad rows without a good one the file is no table.
const BAD_ROWS_MAX: u64 = 1000;

pub(crate) struct Table {
    pub lines: Lines,
    pub layout: Layout,
    pub delimiter: Delimiter,
    /// Rows before the first that holds values: column names.
    pub n_header_rows: usize,
    /// A row of one whole number is a count of points (PTS).
    pub has_counts: bool,
    pub station: u16,
    any_good: bool,
    first_bad: Option<u64>,
}

impl Table {
    pub fn new(lines: Lines, layout: Layout, delimiter: Delimiter, station: u16) -> Self {
        Self { lines, layout, delimiter, n_header_rows: 0, has_counts: false, station, any_good: false, first_bad: None }
    }

    /// Takes the current line.
    fn take(&mut self, ledger: &mut Ledger, out: &mut Batch) -> Result<(), ReadError> {
        let line = self.lines.line();
        if line.is_empty() || is_comment(line) {
            return Ok(());
        }
        if self.n_header_rows > 0 {
            self.n_header_rows -= 1;
        } else if let Some(row) = self.layout.read_text(line, self.delimiter) {
            self.layout.push(&row, self.station, out);
            self.any_good = true;
        } else if self.has_counts && line.iter().all(u8::is_ascii_digit) {
            let count = std::str::from_utf8(line).ok().and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
            ledger.info.declared_points = Some(ledger.info.declared_points.unwrap_or(0).saturating_add(count));
        } else {
            return self.count_bad(ledger);
        }
        Ok(())
    }

    fn count_bad(&mut self, ledger: &mut Ledger) -> Result<(), ReadError> {
        ledger.dropped.undecodable += 1;
        let line = *self.first_bad.get_or_insert(self.lines.number());
        if !self.any_good && ledger.dropped.undecodable >= BAD_ROWS_MAX {
            return Err(no_table(ledger, line));
        }
        Ok(())
    }

    fn end(&mut self, ledger: &mut Ledger) -> Result<(), ReadError> {
        match self.first_bad.take() {
            Some(line) if !self.any_good => Err(no_table(ledger, line)),
            Some(line) => {
                let message =
                    format!("{} rows are no points, the first is line {line}; they were left out", ledger.dropped.undecodable);
                ledger.warn("bad_rows", ledger.dropped.undecodable, message);
                Ok(())
            }
            None => Ok(()),
        }
    }
}

fn no_table(ledger: &Ledger, line: u64) -> ReadError {
    let remedy = "give rows of x y z, optionally with intensity and colours, separated by blanks, commas or semicolons, with decimal points";
    ledger.blame.damaged_with(Place::Line(line), "the rows cannot be read as points", remedy)
}

impl Decode for Table {
    fn decode(&mut self, ledger: &mut Ledger, out: &mut Batch, max: usize) -> Result<bool, ReadError> {
        let mut more = true;
        while more && out.len() < max {
            more = self.lines.advance()?;
            if more {
                self.take(ledger, out)?;
            }
        }
        if !more {
            self.end(ledger)?;
        }
        Ok(more)
    }
}
