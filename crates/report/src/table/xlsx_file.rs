//! Tables as one XLSX workbook: header frozen, filters on, severities coloured, the same bytes every time.

use super::{Cell, Column, Table};
use crate::beside::write_bytes;
use crate::error::{ReportError, Result};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::path::Path;

/// Rows of one sheet below its header; Excel holds 1 048 576 with it.
const SHEET_ROWS: usize = 1_000_000;
/// Characters of one cell that Excel holds.
const CELL_CHARS: usize = 32_767;

pub(crate) fn write(path: &Path, title: &str, tables: &[&Table]) -> Result<()> {
    let bytes = workbook(title, tables).map_err(ReportError::encode(path))?;
    write_bytes(path, &bytes)
}

fn workbook(title: &str, tables: &[&Table]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The library would write the present time, and two runs over the same input would differ.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
    for table in tables {
        for (part, rows) in parts(&table.rows).enumerate() {
            let sheet = book.add_worksheet();
            sheet.set_name(if part == 0 { table.name.to_owned() } else { format!("{} {}", table.name, part + 1) })?;
            fill(sheet, &table.columns, rows)?;
        }
    }
    book.save_to_buffer()
}

/// Rows in the portions that fit a sheet; one empty portion if there are none.
fn parts(rows: &[Vec<Cell>]) -> impl Iterator<Item = &[Vec<Cell>]> {
    let n = rows.len().div_ceil(SHEET_ROWS).max(1);
    (0..n).map(move |i| &rows[i * SHEET_ROWS..((i + 1) * SHEET_ROWS).min(rows.len())])
}

fn fill(sheet: &mut Worksheet, columns: &[Column], rows: &[Vec<Cell>]) -> std::result::Result<(), XlsxError> {
    let styles = Styles::new(columns);
    for (c, column) in (0u16..).zip(columns) {
        sheet.write_string_with_format(0, c, column.title, &styles.header)?;
        sheet.set_column_width(c, column.width)?;
    }
    for (r, row) in (1u32..).zip(rows) {
        for ((c, cell), number) in (0u16..).zip(row).zip(&styles.numbers) {
            put(sheet, r, c, cell, number, &styles)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    if !columns.is_empty() {
        sheet.autofilter(0, 0, rows.len() as u32, columns.len() as u16 - 1)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    cell: &Cell,
    number: &Format,
    styles: &Styles,
) -> std::result::Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        // Written as a string cell, which Excel never runs, whatever it begins with.
        Cell::Text(text) => {
            sheet.write_string_with_format(row, col, clip(text), styles.text(text))?;
        }
        Cell::Number(v) if v.is_finite() => {
            sheet.write_number_with_format(row, col, *v, number)?;
        }
        Cell::Number(_) => {}
        Cell::Count(n) => {
            sheet.write_number(row, col, *n as f64)?;
        }
    }
    Ok(())
}

fn clip(text: &str) -> String {
    text.chars().take(CELL_CHARS).collect()
}

struct Styles {
    header: Format,
    plain: Format,
    high: Format,
    medium: Format,
    low: Format,
    numbers: Vec<Format>,
}

impl Styles {
    fn new(columns: &[Column]) -> Self {
        let number = |c: &Column| Format::new().set_num_format(number_format(c.digits)).set_align(FormatAlign::Top);
        let plain = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        let tinted = |rgb: u32| plain.clone().set_background_color(Color::RGB(rgb));
        Self {
            header: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_background_color(Color::RGB(0xE4E8EC))
                .set_border_bottom(FormatBorder::Thin)
                .set_align(FormatAlign::Top),
            high: tinted(0xF4C7C3),
            medium: tinted(0xFCE4B8),
            low: tinted(0xE2EFDA),
            plain,
            numbers: columns.iter().map(number).collect(),
        }
    }

    fn text(&self, text: &str) -> &Format {
        match text {
            "high" => &self.high,
            "medium" => &self.medium,
            "low" => &self.low,
            _ => &self.plain,
        }
    }
}

fn number_format(digits: usize) -> String {
    if digits == 0 { "0".into() } else { format!("0.{}", "0".repeat(digits)) }
}
