//! Sheets of an Excel workbook (Office Open XML) as tables of text.
//!
//! Values are those the workbook last calculated; formulas, formats, dates and merged cells mean nothing to a list.

use super::table::{MAX_COLUMNS, Row, Table};
use super::zip::Archive;
use crate::xml::{self, Dom, El};
use std::collections::BTreeMap;

/// More XML in one workbook is no list but a bomb.
const MAX_UNPACKED: usize = 192 << 20;
/// More sheets are not read.
const MAX_SHEETS: usize = 256;

/// All sheets that hold something.
pub(super) fn read(file: &str, content: &[u8]) -> Result<Vec<Table>, String> {
    let mut archive = Archive::open(content, MAX_UNPACKED)?;
    let workbook = part(&mut archive, "xl/workbook.xml")?.ok_or("is a ZIP file, but no Excel workbook")?;
    let targets = targets(part(&mut archive, "xl/_rels/workbook.xml.rels")?.as_ref());
    let strings = part(&mut archive, "xl/sharedStrings.xml")?.map_or_else(Vec::new, |dom| shared_strings(&dom));
    let named: Vec<(String, String)> = workbook.root().and_then(|r| r.child("sheets")).map_or_else(Vec::new, |sheets| {
        let target = |s: El<'_>| Some((s.filled("name")?.to_owned(), targets.get(s.attr("id")?)?.clone()));
        sheets.named("sheet").take(MAX_SHEETS).filter_map(target).collect()
    });
    let mut tables = Vec::new();
    for (name, path) in named {
        let Some(sheet) = part(&mut archive, &path)? else { continue };
        let mut table = Table { name: format!("{file} [{name}]"), rows: rows(&sheet, &strings), ..Table::default() };
        table.warnings.extend(sheet.warnings);
        if !table.rows.is_empty() {
            tables.push(table);
        }
    }
    Ok(tables)
}

fn part(archive: &mut Archive<'_>, name: &str) -> Result<Option<Dom>, String> {
    let Some(content) = archive.part(name)? else { return Ok(None) };
    xml::parse(&content).map(Some).map_err(|p| format!("is damaged: `{name}` line {}: {}", p.line, p.problem))
}

/// Paths of the parts by relation id.
fn targets(relations: Option<&Dom>) -> BTreeMap<String, String> {
    let root = relations.and_then(Dom::root);
    let all = root.into_iter().flat_map(|r| r.named("Relationship"));
    let path = |target: &str| match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    };
    all.filter_map(|r| Some((r.filled("Id")?.to_owned(), path(r.filled("Target")?)))).collect()
}

/// Strings that cells refer to by number; phonetic readings are left out.
fn shared_strings(dom: &Dom) -> Vec<String> {
    dom.root().map_or_else(Vec::new, |root| root.named("si").map(rich_text).collect())
}

fn rich_text(element: El<'_>) -> String {
    let own = element.named("t").map(El::raw_text);
    let runs = element.named("r").flat_map(|run| run.children().filter(|c| c.name() == "t")).map(El::raw_text);
    own.chain(runs).collect()
}

fn rows(sheet: &Dom, strings: &[String]) -> Vec<Row> {
    let data = sheet.root().and_then(|r| r.child("sheetData"));
    let mut rows: Vec<Row> = Vec::new();
    for element in data.into_iter().flat_map(|d| d.named("row")) {
        let next = rows.last().map_or(1, |r| r.number + 1);
        let mut row = Row { number: element.filled("r").and_then(|r| r.parse().ok()).unwrap_or(next), ..Row::default() };
        let mut column = 0;
        for cell in element.named("c") {
            column = cell.filled("r").and_then(column_of).unwrap_or(column);
            row.push(column, &value(cell, strings));
            column += 1;
        }
        if !row.cells.is_empty() {
            rows.push(row);
        }
    }
    rows
}

/// Column of a reference such as `AB12`, from 0.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0, |n, letter| n * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    (1..=MAX_COLUMNS).contains(&number).then(|| number - 1)
}

fn value(cell: El<'_>, strings: &[String]) -> String {
    let written = cell.child("v").map_or("", El::text);
    match cell.filled("t") {
        Some("s") => written.parse().ok().and_then(|n: usize| strings.get(n).cloned()).unwrap_or_default(),
        Some("inlineStr") => cell.child("is").map(rich_text).unwrap_or_default(),
        Some("e") => String::new(),
        Some("b") => if written == "1" { "true" } else { "false" }.to_owned(),
        Some(_) => written.to_owned(),
        None => number(written),
    }
}

/// Whole numbers without a fraction, others without the noise of their last digits.
fn number(written: &str) -> String {
    match written.parse::<f64>() {
        Ok(n) if n.is_finite() && n.fract() == 0.0 && n.abs() < 1e15 => format!("{n:.0}"),
        Ok(n) if n.is_finite() && n.abs() < 1e15 => format!("{n:.9}").trim_end_matches('0').to_owned(),
        _ => written.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_numbers() {
        for (reference, column) in
            [("A1", Some(0)), ("Z9", Some(25)), ("AA1", Some(26)), ("1", None), ("ZZZZ1", None), ("", None)]
        {
            assert_eq!(column_of(reference), column, "{reference}");
        }
        for (written, text) in
            [("80", "80"), ("80.0", "80"), ("0.10000000000000001", "0.1"), ("x", "x"), ("1E+2", "100"), ("NaN", "NaN")]
        {
            assert_eq!(number(written), text);
        }
    }
}
