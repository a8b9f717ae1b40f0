//! LAS, LAZ and COPC: header here, records in blocks of raw bytes, columns picked from them.

mod chunks;
mod crs;
mod extra;
mod header;
mod records;
mod stream;

use super::batch::Batch;
use super::reading::Reading;
use super::source::{Decode, Ledger};
use crate::error::{Place, ReadError};
use header::Header;
use records::Columns;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

/// Gives blocks of raw, uncompressed records.
trait Blocks: Send {
    /// Replaces `out` by the next whole records, some megabytes of them; leaves it empty at the end.
    /// Records decoded before an error are in `out`.
    fn next_block(&mut self, ledger: &mut Ledger, out: &mut Vec<u8>) -> Result<(), ReadError>;
}

/// Bytes of raw records held at a time.
const BLOCK_BYTES: usize = 4 << 20;

pub(crate) fn open(mut ledger: Ledger) -> Result<Reading, ReadError> {
    let io = |ledger: &Ledger, e| ledger.blame.io(Place::File, e);
    let mut file = BufReader::new(File::open(&ledger.info.path).map_err(|e| io(&ledger, e))?);
    let header = Header::read(&mut file, &mut ledger)?;
    crs::apply(&header, &mut ledger)?;
    describe(&header, &mut ledger);
    file.seek(SeekFrom::Start(header.data_offset)).map_err(|e| io(&ledger, e))?;
    let blocks: Box<dyn Blocks> = match &header.laz {
        None => Box::new(Plain::new(file, &header, &mut ledger)?),
        Some(vlr) => chunks::open(file, &header, vlr.clone(), &mut ledger)?,
    };
    let extra = extra::asked(&header, &mut ledger);
    let columns = Columns::new(&header, extra);
    Ok(Reading::new(ledger, Las { blocks, columns, block: Vec::new(), at: 0, failed: None }))
}

fn describe(header: &Header, ledger: &mut Ledger) {
    let info = &mut ledger.info;
    let kind = if header.laz.is_some() { "LAZ" } else { "LAS" };
    let copc = if header.copc { " (COPC)" } else { "" };
    info.detail = format!("{kind} 1.{}{copc}, point format {}", header.minor, header.point_format);
    info.declared_points = Some(header.n_points);
    info.has_intensity = true;
    info.has_label = true;
    info.has_color = header.color_at().is_some();
}

struct Las {
    blocks: Box<dyn Blocks>,
    columns: Columns,
    block: Vec<u8>,
    at: usize,
    /// An error met after records that are still to be given.
    failed: Option<ReadError>,
}

impl Decode for Las {
    fn decode(&mut self, ledger: &mut Ledger, out: &mut Batch, max: usize) -> Result<bool, ReadError> {
        if self.at >= self.block.len() {
            if let Some(error) = self.failed.take() {
                return Err(error);
            }
            self.at = 0;
            self.block.clear();
            self.failed = self.blocks.next_block(ledger, &mut self.block).err();
            if self.block.is_empty() {
                return self.failed.take().map_or(Ok(false), Err);
            }
        }
        let rest = self.block.get(self.at..).unwrap_or_default();
        let len = rest.len().min(max.saturating_mul(self.columns.record_len));
        self.columns.append(rest.get(..len).unwrap_or_default(), ledger, out);
        self.at += len;
        Ok(true)
    }
}

/// Uncompressed records.
struct Plain {
    file: BufReader<File>,
    bytes_left: u64,
    record_len: usize,
    n_missing: u64,
}

impl Plain {
    fn new(file: BufReader<File>, header: &Header, ledger: &mut Ledger) -> Result<Self, ReadError> {
        let len = header.record_len as u64;
        let n_there = ledger.info.bytes.saturating_sub(header.data_offset) / len;
        let n_points = header.n_points.min(n_there);
        if n_points == 0 && header.n_points > 0 {
            let problem = format!("{} points are declared, but the file ends before the first", header.n_points);
            return Err(ledger.blame.damaged(Place::Byte(header.data_offset), problem));
        }
        Ok(Self { file, bytes_left: n_points * len, record_len: header.record_len, n_missing: header.n_points - n_points })
    }
}

impl Blocks for Plain {
    fn next_block(&mut self, ledger: &mut Ledger, out: &mut Vec<u8>) -> Result<(), ReadError> {
        let n_records = (BLOCK_BYTES / self.record_len).max(1);
        let want = ((n_records * self.record_len) as u64).min(self.bytes_left);
        if want == 0 {
            if self.n_missing > 0 {
                let n = std::mem::take(&mut self.n_missing);
                return Err(ledger.blame.damaged(Place::Byte(ledger.info.bytes), format!("the file ends {n} points too early")));
            }
            return Ok(());
        }
        out.resize(want as usize, 0);
        self.bytes_left -= want;
        self.file.read_exact(out).map_err(|e| {
            out.clear();
            ledger.blame.io(Place::Byte(ledger.info.bytes), e)
        })
    }
}
