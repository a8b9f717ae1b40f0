//! The points of a PCD file, from text, from records, or from compressed columns.

use super::super::batch::Batch;
use super::super::binary::{Field, Scalar, place, read_record, value};
use super::super::columns::{Layout, Role, Row};
use super::super::lines::Lines;
use super::super::lzf::Lzf;
use super::super::number::{Delimiter, fields, parse};
use super::super::records::Records;
use super::super::source::{Decode, Ledger};
use super::header::{Column, Header};
use crate::error::{Place, ReadError};
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom, Take};

/// Points decompressed at a time.
const POINTS_AT_ONCE: usize = 1 << 15;

/// Puts rows into batches, with their place in the grid if there is one.
pub(super) struct Rows {
    layout: Layout,
    station: u16,
    /// Points a row of the grid; none if there is no grid.
    width: Option<u64>,
    n_done: u64,
    n_points: u64,
}

impl Rows {
    pub fn new(header: &Header, layout: Layout, station: u16) -> Self {
        let width = (header.height > 1 && header.width > 0).then_some(header.width);
        Self { layout, station, width, n_done: 0, n_points: header.n_points }
    }

    fn n_left(&self) -> u64 {
        self.n_points.saturating_sub(self.n_done)
    }

    fn push(&mut self, row: &Row, out: &mut Batch) {
        self.layout.push(row, self.station, out);
        if let Some(width) = self.width {
            let index = |i: u64| u32::try_from(i).unwrap_or(u32::MAX);
            out.row_col.push([index(self.n_done / width), index(self.n_done % width)]);
        }
        self.n_done += 1;
    }

    fn ends_early(&self, ledger: &Ledger, place: Place) -> ReadError {
        ledger.blame.damaged(place, format!("the file ends {} points too early", self.n_left()))
    }
}

/// Points as rows of text.
pub(super) struct Ascii {
    lines: Lines,
    columns: Vec<Column>,
    rows: Rows,
}

impl Ascii {
    pub fn open(header: &Header, rows: Rows, ledger: &Ledger) -> Result<Self, ReadError> {
        Ok(Self { lines: Lines::open(&ledger.blame, header.body, header.n_lines)?, columns: header.columns.clone(), rows })
    }

    fn read(&self, line: &[u8]) -> Option<Row> {
        let (mut row, mut fields) = (Row::default(), fields(line, Delimiter::Space));
        for (column, role) in self.columns.iter().zip(&self.rows.layout.roles) {
            if *role == Role::Skip {
                if column.count > 0 {
                    fields.nth(column.count - 1)?;
                }
                continue;
            }
            let number = parse(fields.next()?)?;
            row[*role as usize] = match (role, column.scalar) {
                // A packed colour declared as float is written as the float with its bits.
                (Role::Packed, Scalar::F32) => f64::from((number as f32).to_bits()),
                _ => number,
            };
        }
        Some(row)
    }
}

impl Decode for Ascii {
    fn decode(&mut self, ledger: &mut Ledger, out: &mut Batch, max: usize) -> Result<bool, ReadError> {
        while self.rows.n_left() > 0 && out.len() < max {
            if !self.lines.advance()? {
                return Err(self.rows.ends_early(ledger, Place::Line(self.lines.number())));
            }
            if self.lines.line().is_empty() {
                continue;
            }
            match self.read(self.lines.line()) {
                Some(row) => self.rows.push(&row, out),
                None => {
                    ledger.dropped.undecodable += 1;
                    self.rows.n_done += 1;
                }
            }
        }
        Ok(self.rows.n_left() > 0)
    }
}

/// Points as binary records.
pub(super) struct Binary {
    records: Records,
    fields: Vec<Field>,
    rows: Rows,
}

impl Binary {
    pub fn open(header: &Header, rows: Rows, ledger: &Ledger) -> Result<Self, ReadError> {
        let (fields, len) = place(&rows.layout, header.columns.iter().map(|column| (column.scalar, column.count)));
        let records = Records::open(&ledger.blame, header.body, len)?;
        Ok(Self { records, fields, rows })
    }
}

impl Decode for Binary {
    fn decode(&mut self, ledger: &mut Ledger, out: &mut Batch, max: usize) -> Result<bool, ReadError> {
        let n = self.rows.n_left().min(max as u64) as usize;
        if n == 0 {
            return Ok(false);
        }
        let block = self.records.read(n)?;
        if block.n == 0 {
            return Err(self.rows.ends_early(ledger, Place::Byte(ledger.info.bytes)));
        }
        for record in block.iter() {
            self.rows.push(&read_record(&self.fields, record, false), out);
        }
        Ok(true)
    }
}

/// Points as compressed columns: one decompressor a used column, each from the start to its own place.
pub(super) struct Compressed {
    columns: Vec<(Field, Lzf<BufReader<Take<File>>>)>,
    rows: Rows,
    buffers: Vec<Vec<u8>>,
}

impl Compressed {
    pub fn open(header: &Header, rows: Rows, ledger: &Ledger) -> Result<Self, ReadError> {
        let blame = &ledger.blame;
        let io = |e| blame.io(Place::Byte(header.body), e);
        let mut file = File::open(&blame.path).map_err(io)?;
        file.seek(SeekFrom::Start(header.body)).map_err(io)?;
        let mut sizes = [0; 8];
        file.read_exact(&mut sizes).map_err(io)?;
        let [a, b, c, d, e, f, g, h] = sizes;
        let (n_packed, n_unpacked) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
        let len = header.record_len().unwrap_or(1);
        if header.n_points.checked_mul(len) != Some(u64::from(n_unpacked)) {
            let problem =
                format!("{} points of {len} bytes do not make the {n_unpacked} bytes it says are compressed", header.n_points);
            return Err(blame.damaged(Place::Byte(header.body), problem));
        }
        let (fields, _) = place(&rows.layout, header.columns.iter().map(|column| (column.scalar, column.count)));
        let column = |field: Field| {
            let mut file = File::open(&blame.path).map_err(io)?;
            file.seek(SeekFrom::Start(header.body + 8)).map_err(io)?;
            let mut lzf = Lzf::new(BufReader::new(file.take(n_packed.into())));
            // Columns stand one after another, so a record offset becomes one of whole columns.
            lzf.skip(field.offset as u64 * header.n_points).map_err(io)?;
            Ok((field, lzf))
        };
        let columns: Vec<_> = fields.into_iter().map(column).collect::<Result<_, ReadError>>()?;
        let buffers = vec![Vec::new(); columns.len()];
        Ok(Self { columns, rows, buffers })
    }

    /// Reads up to `n` values of every column; the number of those that all columns have.
    fn read(&mut self, n: usize, ledger: &Ledger) -> Result<usize, ReadError> {
        let mut n_there = n;
        for ((field, lzf), buffer) in self.columns.iter_mut().zip(&mut self.buffers) {
            buffer.clear();
            let outcome = lzf.by_ref().take((n * field.scalar.size()) as u64).read_to_end(buffer);
            n_there = n_there.min(buffer.len() / field.scalar.size());
            match outcome {
                Err(e) if n_there == 0 || e.kind() != ErrorKind::UnexpectedEof => return Err(ledger.blame.io(Place::File, e)),
                _ => {}
            }
        }
        Ok(n_there)
    }
}

impl Decode for Compressed {
    fn decode(&mut self, ledger: &mut Ledger, out: &mut Batch, max: usize) -> Result<bool, ReadError> {
        let n = self.rows.n_left().min(max as u64).min(POINTS_AT_ONCE as u64) as usize;
        if n == 0 {
            return Ok(false);
        }
        let n_there = self.read(n, ledger)?;
        for idx in 0..n_there {
            let mut row = Row::default();
            for ((field, _), buffer) in self.columns.iter().zip(&self.buffers) {
                let bytes = buffer.get(idx * field.scalar.size()..).unwrap_or_default();
                row[field.role as usize] = value(field, bytes, false);
            }
            self.rows.push(&row, out);
        }
        if n_there < n { Err(self.rows.ends_early(ledger, Place::File)) } else { Ok(true) }
    }
}
