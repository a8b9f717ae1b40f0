//! The vertices of a PLY file, from text or from binary records.

use super::super::batch::Batch;
use super::super::binary::{Field, Scalar, place, read_record};
use super::super::columns::{Layout, Role, Row};
use super::super::lines::Lines;
use super::super::number::{Delimiter, fields, parse};
use super::super::records::Records;
use super::super::source::{Decode, Ledger};
use super::header::{Element, Encoding, Header, Property};
use crate::error::{Blame, Place, ReadError};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

/// Vertices as rows of text.
pub(super) struct Ascii {
    lines: Lines,
    properties: Vec<Property>,
    layout: Layout,
    has_lists: bool,
    station: u16,
    n_left: u64,
}

impl Ascii {
    pub fn open(
        header: &Header,
        before: &[Element],
        vertex: &Element,
        layout: Layout,
        station: u16,
        ledger: &Ledger,
    ) -> Result<Self, ReadError> {
        let mut lines = Lines::open(&ledger.blame, header.body, header.n_lines)?;
        for element in before {
            for _ in 0..element.count {
                if !lines.advance()? {
                    return Err(ledger.blame.damaged(Place::Line(lines.number()), "the file ends before the vertices"));
                }
            }
        }
        let (properties, has_lists) = (vertex.properties.clone(), vertex.has_lists());
        Ok(Self { lines, properties, layout, has_lists, station, n_left: vertex.count })
    }

    fn read(&self, line: &[u8]) -> Option<Row> {
        if self.has_lists { self.read_with_lists(line) } else { self.layout.read_text(line, Delimiter::Space) }
    }

    fn read_with_lists(&self, line: &[u8]) -> Option<Row> {
        let (mut row, mut fields) = (Row::default(), fields(line, Delimiter::Space));
        for (property, role) in self.properties.iter().zip(&self.layout.roles) {
            let number = parse(fields.next()?)?;
            if property.list.is_some() {
                let n_items = number as usize;
                if n_items > 0 {
                    fields.nth(n_items - 1)?;
                }
            } else {
                row[*role as usize] = number;
            }
        }
        Some(row)
    }
}

impl Decode for Ascii {
    fn decode(&mut self, ledger: &mut Ledger, out: &mut Batch, max: usize) -> Result<bool, ReadError> {
        while self.n_left > 0 && out.len() < max {
            if !self.lines.advance()? {
                let problem = format!("the file ends {} points too early", self.n_left);
                return Err(ledger.blame.damaged(Place::Line(self.lines.number()), problem));
            }
            if self.lines.line().is_empty() {
                continue;
            }
            self.n_left -= 1;
            match self.read(self.lines.line()) {
                Some(row) => self.layout.push(&row, self.station, out),
                None => ledger.dropped.undecodable += 1,
            }
        }
        Ok(self.n_left > 0)
    }
}

/// Vertices as binary records.
pub(super) struct Binary {
    shape: Shape,
    layout: Layout,
    big_endian: bool,
    station: u16,
    n_left: u64,
}

/// Records of one length, or such with lists, read property by property.
enum Shape {
    Fixed { records: Records, fields: Vec<Field> },
    Lists { file: BufReader<File>, properties: Vec<Property> },
}

impl Binary {
    pub fn open(
        header: &Header,
        before: &[Element],
        vertex: &Element,
        layout: Layout,
        station: u16,
        ledger: &Ledger,
    ) -> Result<Self, ReadError> {
        let (blame, big_endian) = (&ledger.blame, header.encoding == Encoding::Big);
        let mut file = BufReader::new(File::open(&blame.path).map_err(|e| blame.io(Place::File, e))?);
        file.seek(SeekFrom::Start(header.body)).map_err(|e| blame.io(Place::Byte(header.body), e))?;
        for element in before {
            skip_element(&mut file, element, big_endian, blame, ledger.info.bytes)?;
        }
        let shape = if vertex.has_lists() {
            Shape::Lists { file, properties: vertex.properties.clone() }
        } else {
            let (fields, len) = place(&layout, vertex.properties.iter().map(|property| (property.scalar, 1)));
            Shape::Fixed { records: Records::new(file, blame, len), fields }
        };
        Ok(Self { shape, layout, big_endian, station, n_left: vertex.count })
    }
}

impl Decode for Binary {
    fn decode(&mut self, ledger: &mut Ledger, out: &mut Batch, max: usize) -> Result<bool, ReadError> {
        let n = self.n_left.min(max as u64) as usize;
        if n == 0 {
            return Ok(false);
        }
        match &mut self.shape {
            Shape::Fixed { records, fields } => {
                let block = records.read(n)?;
                if block.n == 0 {
                    let problem = format!("the file ends {} points too early", self.n_left);
                    return Err(ledger.blame.damaged(Place::Byte(ledger.info.bytes), problem));
                }
                block
                    .iter()
                    .for_each(|record| self.layout.push(&read_record(fields, record, self.big_endian), self.station, out));
                self.n_left -= block.n as u64;
            }
            Shape::Lists { file, properties } => {
                for _ in 0..n {
                    let row = read_with_lists(file, properties, &self.layout, self.big_endian, ledger)?;
                    self.layout.push(&row, self.station, out);
                    self.n_left -= 1;
                }
            }
        }
        Ok(true)
    }
}

fn read_with_lists(
    file: &mut BufReader<File>,
    properties: &[Property],
    layout: &Layout,
    big_endian: bool,
    ledger: &Ledger,
) -> Result<Row, ReadError> {
    let mut row = Row::default();
    for (property, role) in properties.iter().zip(&layout.roles) {
        let number = read_number(file, property.list.unwrap_or(property.scalar), big_endian, &ledger.blame)?;
        if property.list.is_some() {
            skip_items(file, number, property.scalar, ledger.info.bytes, &ledger.blame)?;
        } else if *role != Role::Skip {
            row[*role as usize] = number;
        }
    }
    Ok(row)
}

fn read_number(file: &mut impl Read, scalar: Scalar, big_endian: bool, blame: &Blame) -> Result<f64, ReadError> {
    let mut bytes = [0; 8];
    let own = bytes.get_mut(..scalar.size()).unwrap_or_default();
    file.read_exact(own).map_err(|e| blame.io(Place::File, e))?;
    Ok(scalar.read(&bytes, big_endian))
}

/// Skips the items of a list; a length that does not fit into the file is damage.
fn skip_items(file: &mut BufReader<File>, n_items: f64, scalar: Scalar, size: u64, blame: &Blame) -> Result<(), ReadError> {
    if !(n_items >= 0.0 && n_items * scalar.size() as f64 <= size as f64) {
        return Err(blame.damaged(Place::File, format!("a list of {n_items} items does not fit into the file")));
    }
    let n_bytes = n_items as i64 * scalar.size() as i64;
    file.seek_relative(n_bytes).map_err(|e| blame.io(Place::File, e))
}

/// Skips the elements before the vertices.
fn skip_element(
    file: &mut BufReader<File>,
    element: &Element,
    big_endian: bool,
    blame: &Blame,
    size: u64,
) -> Result<(), ReadError> {
    let too_many =
        || blame.damaged(Place::Header, format!("{} {} elements do not fit into the file", element.count, element.name));
    if !element.has_lists() {
        let n_bytes = element.len().checked_mul(element.count).filter(|n| *n <= size).ok_or_else(too_many)?;
        return file.seek_relative(n_bytes as i64).map_err(|e| blame.io(Place::File, e));
    }
    if element.count > size {
        return Err(too_many());
    }
    for _ in 0..element.count {
        for property in &element.properties {
            let number = read_number(file, property.list.unwrap_or(property.scalar), big_endian, blame)?;
            if property.list.is_some() {
                skip_items(file, number, property.scalar, size, blame)?;
            }
        }
    }
    Ok(())
}
