//! LAZ records, decompressed a few chunks at a time on all threads; a damaged chunk loses only itself.

use super::super::guard::guarded;
use super::super::source::Ledger;
use super::header::{Header, POINT_WISE};
use super::stream::Streamed;
use super::{BLOCK_BYTES, Blocks};
use crate::error::{Blame, Place, ReadError};
use laz::laszip::{ChunkTable, LazItemRecordBuilder};
use laz::{DecompressionSelection, LazItemType, LazVlr};
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

/// A chunk with more decompressed bytes than this is read as a stream instead.
const CHUNK_MAX_BYTES: u64 = 64 << 20;

/// One compressed chunk.
#[derive(Debug, Clone, Copy)]
struct Chunk {
    at: u64,
    n_bytes: u64,
    n_points: u64,
}

/// Chunks in file order, all inside the file.
pub(super) struct Chunked {
    file: BufReader<File>,
    vlr: LazVlr,
    record_len: usize,
    wanted: DecompressionSelection,
    chunks: std::vec::IntoIter<Chunk>,
    n_missing: u64,
    compressed: Vec<u8>,
    /// Whether any chunk was sound, and the first error in one that was not.
    any_sound: bool,
    first_error: Option<ReadError>,
}

pub(super) fn open(
    mut file: BufReader<File>,
    header: &Header,
    vlr: LazVlr,
    ledger: &mut Ledger,
) -> Result<Box<dyn Blocks>, ReadError> {
    check_items(header, &vlr, &ledger.blame)?;
    let chunks = match read_table(&mut file, header, &vlr, ledger.info.bytes) {
        Ok(chunks) => chunks,
        Err(_) if is_layered(&vlr) => walk_layered(&mut file, header, &vlr, ledger)?,
        Err(why) => return Ok(Box::new(Streamed::open(file, header, vlr, &why, ledger)?)),
    };
    let record_len = header.record_len as u64;
    if chunks.iter().any(|chunk| chunk.n_points.saturating_mul(record_len) > CHUNK_MAX_BYTES) {
        let why = "its chunks are too large to be read in parallel";
        return Ok(Box::new(Streamed::open(file, header, vlr, why, ledger)?));
    }
    let n_there: u64 = chunks.iter().map(|chunk| chunk.n_points).sum();
    let (n_missing, chunks) = (header.n_points.saturating_sub(n_there), chunks.into_iter());
    let record_len = header.record_len;
    Ok(Box::new(Chunked {
        file,
        vlr,
        record_len,
        wanted: wanted_fields(!ledger.columns.is_empty()),
        chunks,
        n_missing,
        compressed: Vec::new(),
        any_sound: false,
        first_error: None,
    }))
}

/// The fields of the compressed record must be those of the point format: the decompressor trusts them.
fn check_items(header: &Header, vlr: &LazVlr, blame: &Blame) -> Result<(), ReadError> {
    let sizes = |items: &[laz::LazItem]| items.iter().map(|item| (u16::from(item.item_type()), item.size())).collect::<Vec<_>>();
    let base = [20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67].get(usize::from(header.point_format)).copied().unwrap_or(0);
    let n_extra = header.record_len.saturating_sub(base) as u16;
    let expected = LazItemRecordBuilder::default_for_point_format_id(header.point_format, n_extra);
    let expected = expected.map_err(|e| blame.unsupported(Place::Header, e.to_string(), "convert it to uncompressed LAS"))?;
    if sizes(vlr.items()) == sizes(&expected) {
        return Ok(());
    }
    Err(blame.damaged(Place::Header, "the laszip record does not fit the point format"))
}

pub(super) fn is_layered(vlr: &LazVlr) -> bool {
    vlr.items().first().is_some_and(|item| item.version() >= 3)
}

/// The chunk table as checked chunks; the reason in words if there is none to be used.
fn read_table(file: &mut BufReader<File>, header: &Header, vlr: &LazVlr, size: u64) -> Result<Vec<Chunk>, String> {
    if header.compressor == POINT_WISE {
        return Err("it is one chunk".into());
    }
    let data_start = header.data_offset + 8;
    let table_at = table_offset(file, header, size).map_err(|e| e.to_string())?;
    let table_at = table_at.ok_or("the chunk table is missing")?;
    file.seek(SeekFrom::Start(table_at + 4)).map_err(|e| e.to_string())?;
    let mut count = [0; 4];
    file.read_exact(&mut count).map_err(|e| e.to_string())?;
    let n_chunks = u64::from(u32::from_le_bytes(count));
    // A chunk holds at least one whole record.
    if n_chunks > (size - data_start.min(size)) / header.record_len.min(20) as u64 {
        return Err(format!("{n_chunks} chunks do not fit into the file"));
    }
    file.seek(SeekFrom::Start(table_at)).map_err(|e| e.to_string())?;
    let table = ChunkTable::read(file, vlr.uses_variable_size_chunks()).map_err(|e| e.to_string())?;
    let mut chunks = Vec::with_capacity(n_chunks as usize);
    let (mut at, mut n_left) = (data_start, header.n_points);
    for entry in table.as_ref() {
        let fixed = u64::from(vlr.chunk_size());
        let n_points = if vlr.uses_variable_size_chunks() { entry.point_count } else { fixed.min(n_left) };
        let end = at.checked_add(entry.byte_count).filter(|end| *end <= size).ok_or("the chunk table points outside the file")?;
        if n_points > n_left {
            return Err("the chunk table holds more points than the header".into());
        }
        // Even noise compresses to less than twice its size.
        if entry.byte_count > n_points.saturating_mul(2 * header.record_len as u64).saturating_add(1 << 16) {
            return Err("the chunk table holds an absurd length".into());
        }
        n_left -= n_points;
        chunks.push(Chunk { at, n_bytes: entry.byte_count, n_points });
        at = end;
    }
    Ok(chunks)
}

/// The table's offset stands before the points, or, where the writer could not seek back, in the last 8 bytes.
fn table_offset(file: &mut BufReader<File>, header: &Header, size: u64) -> std::io::Result<Option<u64>> {
    for at in [header.data_offset, size.saturating_sub(8)] {
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = [0; 8];
        file.read_exact(&mut bytes)?;
        let offset = u64::from_le_bytes(bytes);
        if offset > header.data_offset && offset.checked_add(8).is_some_and(|end| end <= size) {
            return Ok(Some(offset));
        }
    }
    Ok(None)
}

/// Bytes between the first record of a layered chunk and its layers: the count and one size a layer.
fn n_layers(vlr: &LazVlr) -> usize {
    vlr.items()
        .iter()
        .map(|item| match item.item_type() {
            LazItemType::Point14 => 9,
            LazItemType::RGBNIR14 => 2,
            LazItemType::Byte14(n) => usize::from(n),
            _ => 1,
        })
        .sum()
}

/// Length and point count of a layered chunk, from its own head.
fn layered_head(head: &[u8], record_len: usize, vlr: &LazVlr) -> Option<(u64, u64)> {
    let words = head.get(record_len..record_len + 4 + 4 * n_layers(vlr))?;
    let mut sizes = words.chunks_exact(4).map(|w| u64::from(u32::from_le_bytes([w[0], w[1], w[2], w[3]])));
    let n_points = sizes.next()?;
    Some(((record_len + words.len()) as u64 + sizes.sum::<u64>(), n_points))
}

/// Finds the chunks of a layered file whose table is lost (a truncated one): each tells its own length.
fn walk_layered(file: &mut BufReader<File>, header: &Header, vlr: &LazVlr, ledger: &mut Ledger) -> Result<Vec<Chunk>, ReadError> {
    let (mut chunks, mut at, mut n_left) = (Vec::new(), header.data_offset + 8, header.n_points);
    let mut head = vec![0; header.record_len + 4 + 4 * n_layers(vlr)];
    while n_left > 0 && at.saturating_add(head.len() as u64) <= ledger.info.bytes {
        file.seek(SeekFrom::Start(at)).map_err(|e| ledger.blame.io(Place::Byte(at), e))?;
        file.read_exact(&mut head).map_err(|e| ledger.blame.io(Place::Byte(at), e))?;
        let Some((n_bytes, n_points)) = layered_head(&head, header.record_len, vlr) else { break };
        if n_points == 0 || n_points > n_left || at.saturating_add(n_bytes) > ledger.info.bytes {
            break;
        }
        chunks.push(Chunk { at, n_bytes, n_points });
        at += n_bytes;
        n_left -= n_points;
    }
    if chunks.is_empty() && header.n_points > 0 {
        return Err(ledger.blame.damaged(Place::Byte(at), "the chunk table is missing and the file ends within the first chunk"));
    }
    ledger.warn("chunk_table_missing", 1, "the chunk table is missing; the chunks were found one by one");
    Ok(chunks)
}

impl Chunked {
    /// The next chunks, up to a block; at least one.
    fn next_chunks(&mut self) -> Vec<Chunk> {
        let (mut taken, mut n_bytes) = (Vec::new(), 0);
        while n_bytes < BLOCK_BYTES * 4 {
            let Some(chunk) = self.chunks.next() else { break };
            n_bytes += chunk.n_points as usize * self.record_len;
            taken.push(chunk);
        }
        taken
    }

    /// Decompresses chunks in parallel, each into its own part of `out`, which is sized for them; true where it worked.
    fn decompress(&self, chunks: &[Chunk], out: &mut [u8], blame: &Blame) -> Vec<Result<(), ReadError>> {
        let start = chunks.first().map_or(0, |chunk| chunk.at);
        let mut jobs = Vec::with_capacity(chunks.len());
        let mut rest = out;
        for chunk in chunks {
            let (part, tail) = rest.split_at_mut(chunk.n_points as usize * self.record_len);
            rest = tail;
            let from = (chunk.at - start) as usize;
            let source = self.compressed.get(from..from + chunk.n_bytes as usize).unwrap_or_default();
            jobs.push((chunk.at, source, part));
        }
        jobs.into_par_iter().map(|(at, source, part)| guarded(blame, || self.decompress_one(at, source, part, blame))).collect()
    }

    fn decompress_one(&self, at: u64, source: &[u8], out: &mut [u8], blame: &Blame) -> Result<(), ReadError> {
        let damaged = |problem: String| blame.damaged(Place::Byte(at), problem);
        if is_layered(&self.vlr) {
            // The decompressor allocates what the layers claim.
            let (n_bytes, _) =
                layered_head(source, self.record_len, &self.vlr).ok_or_else(|| damaged("a chunk is too short".into()))?;
            if n_bytes > source.len() as u64 {
                return Err(damaged("the layers of a chunk are longer than the chunk".into()));
            }
        }
        let entry =
            laz::laszip::ChunkTableEntry { point_count: (out.len() / self.record_len) as u64, byte_count: source.len() as u64 };
        laz::laszip::parallel::par_decompress_selective(source, out, &self.vlr, &[entry], self.wanted)
            .map_err(|e| damaged(format!("a chunk cannot be decompressed ({e})")))
    }
}

/// Fields that become columns; the others are skipped where the encoding allows (point formats 6 to 10).
fn wanted_fields(with_extra: bool) -> DecompressionSelection {
    let usual = DecompressionSelection::base()
        .decompress_z()
        .decompress_classification()
        .decompress_intensity()
        .decompress_point_source_id()
        .decompress_rgb();
    if with_extra { usual.decompress_extra_bytes() } else { usual }
}

impl Blocks for Chunked {
    fn next_block(&mut self, ledger: &mut Ledger, out: &mut Vec<u8>) -> Result<(), ReadError> {
        loop {
            let chunks = self.next_chunks();
            if chunks.is_empty() {
                return self.end(ledger);
            }
            self.decompress_all(&chunks, ledger, out)?;
            if !out.is_empty() {
                self.any_sound = true;
                return Ok(());
            }
        }
    }
}

impl Chunked {
    fn decompress_all(&mut self, chunks: &[Chunk], ledger: &mut Ledger, out: &mut Vec<u8>) -> Result<(), ReadError> {
        let (Some(first), Some(last)) = (chunks.first(), chunks.last()) else { return Ok(()) };
        let blame = ledger.blame.clone();
        let io = |e| blame.io(Place::Byte(first.at), e);
        self.compressed.resize((last.at + last.n_bytes - first.at) as usize, 0);
        self.file.seek(SeekFrom::Start(first.at)).map_err(io)?;
        self.file.read_exact(&mut self.compressed).map_err(io)?;
        let n_points: u64 = chunks.iter().map(|chunk| chunk.n_points).sum();
        out.resize(n_points as usize * self.record_len, 0);
        let outcomes = self.decompress(chunks, out, &blame);
        if outcomes.iter().any(Result::is_err) {
            self.drop_failed(chunks, outcomes, ledger, out);
        }
        Ok(())
    }

    /// Takes the bytes of failed chunks out again.
    fn drop_failed(&mut self, chunks: &[Chunk], outcomes: Vec<Result<(), ReadError>>, ledger: &mut Ledger, out: &mut Vec<u8>) {
        let (mut kept, mut at) = (Vec::with_capacity(out.len()), 0);
        for (chunk, outcome) in chunks.iter().zip(outcomes) {
            let end = at + chunk.n_points as usize * self.record_len;
            match outcome {
                Ok(()) => kept.extend_from_slice(out.get(at..end).unwrap_or_default()),
                Err(error) => {
                    let message = format!("{} points in a damaged chunk were left out: {}", chunk.n_points, error.summary());
                    ledger.warn("damaged_chunk", chunk.n_points, message);
                    ledger.dropped.undecodable += chunk.n_points;
                    self.first_error.get_or_insert(error);
                }
            }
            at = end;
        }
        *out = kept;
    }

    /// No chunk left: says what is missing, or that nothing was sound.
    fn end(&mut self, ledger: &Ledger) -> Result<(), ReadError> {
        if let (false, Some(error)) = (self.any_sound, self.first_error.take()) {
            return Err(error);
        }
        match std::mem::take(&mut self.n_missing) {
            0 => Ok(()),
            n => Err(ledger.blame.damaged(Place::Byte(ledger.info.bytes), format!("the file ends {n} points too early"))),
        }
    }
}
