//! XYZ, CSV and other delimited text: delimiter, header and columns are told from the first rows.

use super::columns::{Layout, Role};
use super::head::{Head, is_comment};
use super::lines::Lines;
use super::number::{Delimiter, fields, parse};
use super::reading::Reading;
use super::source::Ledger;
use super::table::Table;
use super::unit::Unit;
use crate::error::{Place, ReadError};

/// Rows looked at to tell the columns.
const SAMPLE_ROWS: usize = 200;

pub(crate) fn open(mut ledger: Ledger, head: &Head) -> Result<Reading, ReadError> {
    if !head.is_text() {
        return Err(ledger.blame.damaged_with(
            Place::File,
            "holds control bytes, so it is no text",
            "force its real format, or export it again",
        ));
    }
    comment_unit(head, &mut ledger);
    let sample = Sample::take(head, &ledger)?;
    let layout = sample.layout(&mut ledger)?;
    layout.describe(&mut ledger);
    ledger.guess_intensity = true;
    let station = ledger.add_plain_station();
    let mut table = Table::new(Lines::open(&ledger.blame, 0, 0)?, layout, sample.delimiter, station);
    table.n_header_rows = usize::from(sample.names_are_row);
    Ok(Reading::new(ledger, table))
}

/// Takes the unit from the first comment that names one.
pub(crate) fn comment_unit(head: &Head, ledger: &mut Ledger) {
    let comments = head.lines().take_while(|line| line.is_empty() || is_comment(line));
    let unit = comments.filter_map(|line| std::str::from_utf8(line).ok()).find_map(Unit::from_comment);
    if let Some(unit) = unit {
        ledger.file_unit(unit);
    }
}

/// The first rows.
struct Sample {
    delimiter: Delimiter,
    /// Column names, if given.
    names: Option<Vec<String>>,
    /// The names are a row of their own, not a comment.
    names_are_row: bool,
    rows: Vec<Vec<f64>>,
    place: Place,
}

impl Sample {
    fn take(head: &Head, ledger: &Ledger) -> Result<Self, ReadError> {
        let texts: Vec<&[u8]> = head.rows().take(SAMPLE_ROWS).map(|row| row.text).collect();
        let delimiter = delimiter(&texts);
        // A table may have empty or worded fields in columns that are not used: they become NaN.
        let numbers = |text: &&[u8]| -> Option<Vec<f64>> {
            let row: Vec<f64> = fields(text, delimiter).map(|field| parse(field).unwrap_or(f64::NAN)).collect();
            (row.iter().filter(|v| !v.is_nan()).count() >= 3).then_some(row)
        };
        let first_row = texts.first().copied().unwrap_or_default();
        let (named, as_row) =
            names(first_row, delimiter).map_or_else(|| (commented_names(head), false), |names| (Some(names), true));
        let rows: Vec<Vec<f64>> = texts.iter().skip(usize::from(as_row)).filter_map(numbers).collect();
        let place = head.lines().position(|line| line == first_row).map_or(Place::File, |idx| Place::Line(idx as u64 + 1));
        if let Some(text) = texts.iter().find(|text| has_decimal_commas(text)) {
            let shown = String::from_utf8_lossy(text).chars().take(60).collect::<String>();
            let problem = format!("numbers have decimal commas ('{shown}')");
            return Err(ledger.blame.unsupported(place, problem, "export the table again with decimal points"));
        }
        Ok(Self { delimiter, names: named, names_are_row: as_row, rows, place })
    }

    fn layout(&self, ledger: &mut Ledger) -> Result<Layout, ReadError> {
        let named = self.names.as_ref().map(|names| Layout::new(names.iter().map(|name| Role::from_name(name)).collect()));
        let named = named.filter(Layout::has_position);
        let width = self.rows.iter().map(Vec::len).min().unwrap_or(0);
        if width < 3 && named.is_none() {
            let remedy = "give rows of x y z, separated by blanks, commas or semicolons";
            return Err(ledger.blame.damaged_with(self.place, "no rows of at least three numbers", remedy));
        }
        let mut layout = named.unwrap_or_else(|| self.guess(width, ledger));
        layout.color_factor = self.color_factor(&layout);
        Ok(layout)
    }

    /// Columns without names: x y z, then what their number and values suggest; with a note if there are more than three.
    fn guess(&self, width: usize, ledger: &mut Ledger) -> Layout {
        use Role::{Blue, Green, Intensity, Red, X, Y, Z};
        let rgb_at =
            |at: usize| self.rows.iter().all(|row| row.get(at..at + 3).is_some_and(|rgb| rgb.iter().all(|c| is_byte(*c))));
        let has_words = |at: usize| self.rows.iter().any(|row| row.get(at).is_none_or(|v| v.is_nan()));
        let roles: Vec<Role> = match width {
            4 if !has_words(3) => vec![X, Y, Z, Intensity],
            6 if rgb_at(3) => vec![X, Y, Z, Red, Green, Blue],
            7.. if rgb_at(4) && !has_words(3) => vec![X, Y, Z, Intensity, Red, Green, Blue],
            7.. if rgb_at(3) && !has_words(6) => vec![X, Y, Z, Red, Green, Blue, Intensity],
            _ => vec![X, Y, Z],
        };
        if width > 3 {
            let words: Vec<String> = roles.iter().map(|role| format!("{role:?}").to_lowercase()).collect();
            let ignored = if width > roles.len() { "; the others were ignored" } else { "" };
            let message = format!(
                "has {width} columns without names, taken as {}{ignored}; add a header row to name them",
                words.join(" ")
            );
            ledger.warn("columns_guessed", width as u64, message);
        }
        Layout::new(roles)
    }

    /// Colours are 0 to 255, or 0 to 1 if there are fractions and nothing above 1, or 16 bit if above 255.
    fn color_factor(&self, layout: &Layout) -> f64 {
        let columns = layout.roles.iter().enumerate().filter(|(_, role)| matches!(role, Role::Red | Role::Green | Role::Blue));
        let values: Vec<f64> =
            columns.flat_map(|(idx, _)| self.rows.iter().filter_map(move |row| row.get(idx).copied())).collect();
        let highest = values.iter().copied().fold(0.0, f64::max);
        if highest > 255.0 {
            1.0 / 257.0
        } else if highest <= 1.0 && values.iter().any(|v| v.fract() != 0.0) {
            255.0
        } else {
            1.0
        }
    }
}

fn is_byte(value: f64) -> bool {
    (0.0..=255.0).contains(&value) && value.fract() == 0.0
}

/// Semicolons before commas before blanks, whichever splits the last row; the last is surely no header.
fn delimiter(texts: &[&[u8]]) -> Delimiter {
    let row = texts.last().copied().unwrap_or_default();
    let count = |byte: u8| row.iter().filter(|&&b| b == byte).count();
    if count(b';') >= 2 {
        Delimiter::Semicolon
    } else if count(b',') >= 2 {
        Delimiter::Comma
    } else {
        Delimiter::Space
    }
}

/// The names in a row: some field is a word, and there are not the three numbers that would make it a point.
fn names(row: &[u8], delimiter: Delimiter) -> Option<Vec<String>> {
    let texts: Vec<String> = fields(row, delimiter).map(|field| String::from_utf8_lossy(field).into_owned()).collect();
    let n_numbers = texts.iter().filter(|text| parse(text.as_bytes()).is_some()).count();
    let is_word = |text: &String| text.starts_with(|c: char| c.is_ascii_alphabetic() || "\"'".contains(c));
    (n_numbers < 3 && texts.iter().any(is_word)).then_some(texts)
}

/// Names in a comment before the first row, as CloudCompare writes them (`//X Y Z R G B`).
fn commented_names(head: &Head) -> Option<Vec<String>> {
    let comments = head.lines().take_while(|line| line.is_empty() || is_comment(line));
    let words = |line: &[u8]| -> Vec<String> {
        let start = line.iter().position(|b| !b"#/; ".contains(b)).unwrap_or(line.len());
        fields(line.get(start..).unwrap_or_default(), Delimiter::Any)
            .map(|field| String::from_utf8_lossy(field).into_owned())
            .collect()
    };
    comments.map(words).find(|names| Layout::new(names.iter().map(|n| Role::from_name(n)).collect()).has_position())
}

/// Fields that are digits, one comma, digits; at least two of them in a row split at blanks or semicolons.
fn has_decimal_commas(text: &[u8]) -> bool {
    let is_decimal = |field: &[u8]| {
        let mut parts = field.split(|&b| b == b',');
        let whole = parts.next().unwrap_or_default();
        let whole = whole.strip_prefix(b"-").unwrap_or(whole);
        let digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
        digits(whole) && parts.next().is_some_and(digits) && parts.next().is_none()
    };
    [Delimiter::Space, Delimiter::Semicolon]
        .iter()
        .any(|delimiter| fields(text, *delimiter).filter(|field| is_decimal(field)).count() >= 2)
}
