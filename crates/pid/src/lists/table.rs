//! A list file as tables of text: CSV in whatever delimiter and encoding, or the sheets of an Excel workbook.

use super::xlsx;
use crate::xml::decode_text;
use std::collections::BTreeMap;
use std::path::Path;

/// One table: a CSV file or one sheet of a workbook.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// File name, with the name of the sheet where there are several.
    pub name: String,
    pub rows: Vec<Row>,
    /// What was mended on the way.
    pub warnings: Vec<String>,
}

/// A row with its non-empty cells, by column.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// Row number in the file, from 1.
    pub number: u64,
    pub cells: BTreeMap<usize, String>,
}

impl Row {
    pub fn cell(&self, column: usize) -> Option<&str> {
        self.cells.get(&column).map(String::as_str)
    }

    pub fn push(&mut self, column: usize, text: &str) {
        // Line breaks inside a cell are for the eye only.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() && column < MAX_COLUMNS {
            self.cells.insert(column, text);
        }
    }
}

/// More columns belong to no list.
pub(super) const MAX_COLUMNS: usize = 1024;
/// Lines looked at to find the delimiter.
const SAMPLE: usize = 50;
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// All tables of a file.
pub(super) fn read(path: &Path, content: &[u8]) -> Result<Vec<Table>, String> {
    let file = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    if content.starts_with(b"PK") {
        return xlsx::read(&file, content);
    }
    if content.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err("is an old Excel file or one with a password; save it as .xlsx without a password, or as CSV".into());
    }
    let (text, warning) = decode_text(content);
    if text.contains('\0') {
        return Err("is neither text nor an Excel workbook".into());
    }
    let mut table = delimited(&text);
    table.name = file;
    table.warnings.extend(warning);
    Ok(vec![table])
}

fn delimited(text: &str) -> Table {
    let (stated, text) = stated_delimiter(text);
    let delimiter = stated.unwrap_or_else(|| likely_delimiter(text));
    let offset = u64::from(stated.is_some());
    let mut table = Table::default();
    let mut n_broken = 0;
    for record in reader(text, delimiter).records() {
        let Ok(record) = record else {
            n_broken += 1;
            continue;
        };
        let mut row = Row { number: record.position().map_or(0, csv::Position::line) + offset, ..Row::default() };
        record.iter().enumerate().for_each(|(column, cell)| row.push(column, cell));
        table.rows.push(row);
    }
    if n_broken > 0 {
        table.warnings.push(format!("{n_broken} rows could not be read"));
    }
    table
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

/// Excel writes `sep=;` in the first line where the delimiter is not that of the country.
fn stated_delimiter(text: &str) -> (Option<u8>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let stated = first.trim().strip_prefix("sep=").and_then(|d| d.bytes().next()).filter(|d| DELIMITERS.contains(d));
    if stated.is_some() { (stated, rest) } else { (None, text) }
}

/// The delimiter that cuts most rows into equally many cells: a comma in numbers and texts does not.
fn likely_delimiter(text: &str) -> u8 {
    let score = |delimiter: u8| {
        let records = reader(text, delimiter).into_records().take(SAMPLE).filter_map(Result::ok);
        let mut by_width: BTreeMap<usize, usize> = BTreeMap::new();
        records.for_each(|r| *by_width.entry(r.len()).or_default() += 1);
        by_width.into_iter().filter(|(width, _)| *width > 1).map(|(width, n)| (width - 1) * n * n).max().unwrap_or(0)
    };
    let best = DELIMITERS.into_iter().rev().max_by_key(|d| score(*d));
    best.unwrap_or(b';')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(content: &[u8], expect: &[&[&str]]) {
        let tables = read(Path::new("list.csv"), content).unwrap();
        let found: Vec<Vec<&str>> = tables[0].rows.iter().map(|r| r.cells.values().map(String::as_str).collect()).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn delimiters_and_encodings() {
        let expect: &[&[&str]] = &[&["Tag", "DN"], &["HV-1", "80"], &["HV-2", "1,5"]];
        for delimiter in [";", "\t", "|"] {
            check(format!("Tag{delimiter}DN\nHV-1{delimiter}80\nHV-2{delimiter}1,5\n").as_bytes(), expect);
        }
        check(b"Tag,DN\nHV-1,80\nHV-2,\"1,5\"\n", expect);
        check(b"sep=|\nTag|DN\r\nHV-1|80\r\nHV-2|1,5", expect);
        check("\u{feff}Tag;Länge\nHV-1;80\n".as_bytes(), &[&["Tag", "Länge"], &["HV-1", "80"]]);
        check(b"Tag;L\xE4nge\nHV-1;80\n", &[&["Tag", "Länge"], &["HV-1", "80"]]);
        let utf16: Vec<u8> = "\u{feff}Tag\tLänge\n1\t2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&utf16, &[&["Tag", "Länge"], &["1", "2"]]);
        check(b"Tag;Text\nHV-1;\"two\nlines\"\n", &[&["Tag", "Text"], &["HV-1", "two lines"]]);
        check(b"", &[]);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for content in [b"\xD0\xCF\x11\xE0".as_slice(), b"\0\x01\x02", b"PK\x03\x04 broken"] {
            assert!(read(Path::new("x"), content).is_err(), "{content:?}");
        }
    }
}
