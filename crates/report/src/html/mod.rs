//! `report.html`: one file for people, with everything in it and no need of a network.
//!
//! A template fills in what is known; a short script of our own sorts, filters, and ties findings to the drawing. Without the
//! script the page shows the same, unsorted. Nothing in it is loaded from elsewhere, and a content policy forbids it.

mod facts;
mod honesty;
mod links;
mod plan;
mod review;
mod sections;
mod svg;

use crate::beside::write_bytes;
use crate::error::{ReportError, Result};
use crate::inputs::Inputs;
use crate::numbered::{Numbered, numbered};
use crate::picture::Pictures;
use crate::table::{Row, Totals, rows};
use base64::Engine;
use links::Links;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, value::Serde};
use std::path::Path;
use svg::Drawing;

/// Drawings larger than this together are left out of the page, bytes: browsers stall on more.
const MOST_DRAWING: usize = 40 << 20;

/// Everything the sections are made from.
struct Report<'a> {
    inputs: &'a Inputs<'a>,
    pictures: &'a Pictures,
    rows: Vec<Row>,
    totals: Totals,
    numbered: Vec<Numbered<'a>>,
    drawings: &'a [Option<Drawing>],
    links: Links<'a>,
}

/// Writes `report.html` into the run folder.
///
/// # Errors
/// If the file cannot be written.
pub fn write_report_html(dir: &Path, inputs: &Inputs, pictures: &Pictures) -> Result<()> {
    let path = dir.join("report.html");
    let drawings = drawings(inputs);
    let rows = rows(inputs);
    let report = Report {
        totals: Totals::new(&rows),
        numbered: numbered(inputs.differences),
        links: Links::new(inputs, &drawings),
        drawings: &drawings,
        rows,
        inputs,
        pictures,
    };
    let page = render(&report).map_err(ReportError::encode(&path))?;
    write_bytes(&path, page.as_bytes())
}

fn render(report: &Report) -> std::result::Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_template("report.html", include_str!("report.html"))?;
    environment.get_template("report.html")?.render(Serde(sections::page(report)))
}

/// The sheets' drawings, cleaned; none for those that are no drawing, or too much of one.
fn drawings(inputs: &Inputs) -> Vec<Option<Drawing>> {
    let mut left = MOST_DRAWING;
    let sheets = inputs.sheets.iter().enumerate();
    let clean = |(i, sheet): (usize, &rosette_plant::Sheet)| {
        left = left.checked_sub(sheet.svg.len())?;
        svg::drawing(&sheet.svg, &format!("s{i}-"))
    };
    sheets.map(clean).collect()
}

/// A JPEG as an address that needs no file.
fn base64_jpeg(bytes: &[u8]) -> String {
    format!("data:image/jpeg;base64,{}", base64::engine::general_purpose::STANDARD.encode(bytes))
}

/// JSON that can stand inside a `<script>`: nothing in it ends the element or starts a comment.
fn script_json<T: serde::Serialize>(value: &T) -> String {
    let json = serde_json::to_string(value).unwrap_or_else(|_| "null".into());
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// A number with a fixed number of digits, thousands apart.
fn number(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return "–".into();
    }
    let text = format!("{:.digits$}", value.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::new();
    if value < 0.0 && text.chars().any(|c| ('1'..='9').contains(&c)) {
        out.push('−');
    }
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push('\u{202F}');
        }
        out.push(c);
    }
    out + rest
}

/// A count, thousands apart.
fn count(n: u64) -> String {
    number(n as f64, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        let check = |value: f64, digits: usize, expect: &str| assert_eq!(number(value, digits), expect);
        check(1234567.0, 0, "1\u{202F}234\u{202F}567");
        check(652310.2, 2, "652\u{202F}310.20");
        check(-0.004, 2, "0.00");
        check(-12.5, 1, "−12.5");
        check(f64::NAN, 1, "–");
        check(999.96, 1, "1\u{202F}000.0");
    }

    #[test]
    fn json_cannot_end_its_script() {
        let json = script_json(&"</script><!-- & \u{2028}");
        assert!(!json.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), "</script><!-- & \u{2028}");
    }
}
