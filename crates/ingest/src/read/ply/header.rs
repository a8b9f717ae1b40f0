//! The header of a PLY file (Turk 1994, *The PLY Polygon File Format*).

use super::super::binary::Scalar;
use super::super::header_lines::HeaderLines;
use crate::error::{Blame, Place, ReadError};

/// How the body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Ascii,
    Little,
    Big,
}

/// A property: a number, or a list with the type of its count.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Property {
    pub name: String,
    pub scalar: Scalar,
    pub list: Option<Scalar>,
}

/// A kind of element.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Element {
    pub name: String,
    pub count: u64,
    pub properties: Vec<Property>,
}

impl Element {
    pub fn has_lists(&self) -> bool {
        self.properties.iter().any(|property| property.list.is_some())
    }

    /// Length of a record without lists, bytes.
    pub fn len(&self) -> u64 {
        self.properties.iter().map(|property| property.scalar.size() as u64).sum()
    }
}

pub(super) struct Header {
    pub encoding: Encoding,
    pub comments: Vec<String>,
    pub elements: Vec<Element>,
    pub body: u64,
    pub n_lines: u64,
}

impl Header {
    pub fn read(blame: &Blame) -> Result<Self, ReadError> {
        let HeaderLines { lines, body } = HeaderLines::read(blame, |line| line == "end_header")?;
        let mut header =
            Self { encoding: Encoding::Ascii, comments: Vec::new(), elements: Vec::new(), body, n_lines: lines.len() as u64 };
        let mut has_format = false;
        for (idx, line) in lines.iter().enumerate() {
            let fail = |problem: String| blame.damaged(Place::Line(idx as u64 + 1), problem);
            let words: Vec<&str> = line.split_ascii_whitespace().collect();
            match words.as_slice() {
                ["format", word, ..] => {
                    header.encoding = encoding(word).ok_or_else(|| fail(format!("encoding '{word}' is unknown")))?;
                    has_format = true;
                }
                ["comment" | "obj_info", ..] => header.comments.push(line.clone()),
                ["element", name, count] => {
                    let count = count.parse().map_err(|_| fail(format!("'{count}' is no number of elements")))?;
                    header.elements.push(Element { name: (*name).to_owned(), count, properties: Vec::new() });
                }
                ["property", rest @ ..] => {
                    let property = property(rest).ok_or_else(|| fail(format!("'{line}' is no property")))?;
                    let element =
                        header.elements.last_mut().ok_or_else(|| fail("a property stands before any element".into()))?;
                    element.properties.push(property);
                }
                _ => {}
            }
        }
        if has_format { Ok(header) } else { Err(blame.damaged(Place::Header, "the format line is missing")) }
    }
}

fn encoding(word: &str) -> Option<Encoding> {
    match word {
        "ascii" => Some(Encoding::Ascii),
        "binary_little_endian" => Some(Encoding::Little),
        "binary_big_endian" => Some(Encoding::Big),
        _ => None,
    }
}

fn property(words: &[&str]) -> Option<Property> {
    match words {
        ["list", count, item, name] => {
            Some(Property { name: (*name).to_owned(), scalar: scalar(item)?, list: Some(scalar(count)?) })
        }
        [kind, name] => Some(Property { name: (*name).to_owned(), scalar: scalar(kind)?, list: None }),
        _ => None,
    }
}

fn scalar(word: &str) -> Option<Scalar> {
    Some(match word {
        "char" | "int8" => Scalar::I8,
        "uchar" | "uint8" => Scalar::U8,
        "short" | "int16" => Scalar::I16,
        "ushort" | "uint16" => Scalar::U16,
        "int" | "int32" => Scalar::I32,
        "uint" | "uint32" => Scalar::U32,
        "float" | "float32" => Scalar::F32,
        "double" | "float64" => Scalar::F64,
        _ => return None,
    })
}
