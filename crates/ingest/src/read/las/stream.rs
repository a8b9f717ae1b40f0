//! LAZ records without usable chunks (old point-wise files, lost chunk tables, giant chunks), decompressed one by one.

use super::super::source::Ledger;
use super::chunks::is_layered;
use super::header::{Header, POINT_WISE};
use super::{BLOCK_BYTES, Blocks};
use crate::error::{Place, ReadError};
use laz::LazVlr;
use laz::record::{RecordDecompressor, SequentialPointRecordDecompressor};
use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};

pub(super) struct Streamed {
    decompressor: SequentialPointRecordDecompressor<'static, BufReader<File>>,
    vlr: LazVlr,
    record_len: usize,
    chunk_size: u64,
    n_left: u64,
    n_left_in_chunk: u64,
}

impl Streamed {
    pub fn open(
        mut file: BufReader<File>,
        header: &Header,
        vlr: LazVlr,
        why: &str,
        ledger: &mut Ledger,
    ) -> Result<Self, ReadError> {
        let point_wise = header.compressor == POINT_WISE;
        if is_layered(&vlr) || (!point_wise && vlr.uses_variable_size_chunks()) {
            let problem = format!("cannot be decompressed ({why})");
            return Err(ledger.blame.damaged_with(
                Place::Header,
                problem,
                "write it again with the usual chunk size (50000 points)",
            ));
        }
        // Chunked data begin with the offset of the chunk table.
        let start = header.data_offset + if point_wise { 0 } else { 8 };
        file.seek(SeekFrom::Start(start)).map_err(|e| ledger.blame.io(Place::Byte(start), e))?;
        ledger.warn("laz_streamed", 1, format!("is decompressed on one thread: {why}"));
        let chunk_size = if point_wise { u64::MAX } else { u64::from(vlr.chunk_size()) };
        Ok(Self {
            decompressor: SequentialPointRecordDecompressor::new(file),
            vlr,
            record_len: header.record_len,
            chunk_size,
            n_left: header.n_points,
            n_left_in_chunk: 0,
        })
    }

    /// A chunk starts the arithmetic decoder and its models afresh.
    fn begin_chunk(&mut self) -> laz::Result<()> {
        self.n_left_in_chunk = self.chunk_size;
        self.decompressor.reset();
        self.decompressor.set_fields_from(self.vlr.items())
    }

    fn decompress(&mut self, record: &mut [u8]) -> laz::Result<()> {
        if self.n_left_in_chunk == 0 {
            self.begin_chunk()?;
        }
        self.decompressor.decompress_next(record)?;
        self.n_left_in_chunk -= 1;
        Ok(())
    }
}

impl Blocks for Streamed {
    fn next_block(&mut self, ledger: &mut Ledger, out: &mut Vec<u8>) -> Result<(), ReadError> {
        let n_records = ((BLOCK_BYTES / self.record_len).max(1) as u64).min(self.n_left) as usize;
        out.resize(n_records * self.record_len, 0);
        for n_done in 0..n_records {
            let (from, to) = (n_done * self.record_len, (n_done + 1) * self.record_len);
            let record = out.get_mut(from..to).unwrap_or_default();
            if let Err(error) = self.decompress(record) {
                out.truncate(from);
                return Err(ledger.blame.damaged(Place::Byte(ledger.info.bytes), format!("the points end early ({error})")));
            }
        }
        self.n_left -= n_records as u64;
        Ok(())
    }
}
