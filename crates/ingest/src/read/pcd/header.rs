//! The header of a PCD file (Point Cloud Library, *The PCD file format*, versions 0.5 to 0.7).

use super::super::binary::Scalar;
use super::super::header_lines::HeaderLines;
use crate::error::{Blame, Place, ReadError};

/// How the body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Ascii,
    Binary,
    /// LZF, field by field.
    Compressed,
}

/// A field; `count` numbers a point.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub name: String,
    pub scalar: Scalar,
    pub count: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Header {
    pub encoding: Encoding,
    pub columns: Vec<Column>,
    pub width: u64,
    pub height: u64,
    pub n_points: u64,
    /// tx ty tz qw qx qy qz.
    pub viewpoint: Option<[f64; 7]>,
    pub comments: Vec<String>,
    pub body: u64,
    pub n_lines: u64,
}

impl Header {
    pub fn read(blame: &Blame) -> Result<Self, ReadError> {
        let HeaderLines { lines, body } = HeaderLines::read(blame, |line| line.starts_with("DATA"))?;
        let words = |key: &str| -> Option<Vec<&str>> {
            let mut found =
                lines.iter().map(|line| line.split_ascii_whitespace()).filter(|words| words.clone().next() == Some(key));
            found.next().map(|words| words.skip(1).collect())
        };
        let fail = |problem: String| blame.damaged(Place::Header, problem);
        let missing = |key: &str| fail(format!("the {key} line is missing or malformed"));
        let number = |key: &str| words(key).and_then(|w| w.first()?.parse::<u64>().ok());
        let encoding = words("DATA").and_then(|w| encoding(w.first()?)).ok_or_else(|| missing("DATA"))?;
        let (width, height) = (number("WIDTH").ok_or_else(|| missing("WIDTH"))?, number("HEIGHT").unwrap_or(1));
        Ok(Self {
            encoding,
            columns: columns(words("FIELDS").or_else(|| words("COLUMNS")), words("SIZE"), words("TYPE"), words("COUNT"))
                .ok_or_else(|| fail("the FIELDS, SIZE, TYPE and COUNT lines do not fit together".into()))?,
            width,
            height,
            n_points: number("POINTS").unwrap_or(width.saturating_mul(height)),
            viewpoint: words("VIEWPOINT")
                .and_then(|w| w.iter().map(|word| word.parse().ok()).collect::<Option<Vec<f64>>>()?.try_into().ok()),
            comments: lines.iter().filter(|line| line.starts_with('#')).cloned().collect(),
            body,
            n_lines: lines.len() as u64,
        })
    }

    /// Length of a record, bytes; none if absurd.
    pub fn record_len(&self) -> Option<u64> {
        let total =
            self.columns.iter().try_fold(0u64, |sum, c| sum.checked_add((c.scalar.size() as u64).checked_mul(c.count as u64)?));
        total.filter(|len| (1..=1 << 16).contains(len))
    }
}

fn encoding(word: &str) -> Option<Encoding> {
    match word {
        "ascii" => Some(Encoding::Ascii),
        "binary" => Some(Encoding::Binary),
        "binary_compressed" => Some(Encoding::Compressed),
        _ => None,
    }
}

fn columns(
    names: Option<Vec<&str>>,
    sizes: Option<Vec<&str>>,
    types: Option<Vec<&str>>,
    counts: Option<Vec<&str>>,
) -> Option<Vec<Column>> {
    let (names, sizes, types) = (names?, sizes?, types?);
    let counts = counts.unwrap_or_else(|| vec!["1"; names.len()]);
    if [sizes.len(), types.len(), counts.len()] != [names.len(); 3] {
        return None;
    }
    let column = |idx: usize| {
        Some(Column { name: names[idx].to_owned(), scalar: scalar(types[idx], sizes[idx])?, count: counts[idx].parse().ok()? })
    };
    (0..names.len()).map(column).collect()
}

fn scalar(kind: &str, size: &str) -> Option<Scalar> {
    Some(match (kind, size) {
        ("I", "1") => Scalar::I8,
        ("U", "1") => Scalar::U8,
        ("I", "2") => Scalar::I16,
        ("U", "2") => Scalar::U16,
        ("I", "4") => Scalar::I32,
        ("U", "4") => Scalar::U32,
        ("I", "8") => Scalar::I64,
        ("U", "8") => Scalar::U64,
        ("F", "4") => Scalar::F32,
        ("F", "8") => Scalar::F64,
        _ => return None,
    })
}
