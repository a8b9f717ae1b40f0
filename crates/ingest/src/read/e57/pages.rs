//! The page layer of an E57 file: 1020 bytes and their CRC-32C, again and again.

use crate::error::{Blame, Place, ReadError};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Page size fixed by the standard, and what of it is payload. Bytes.
pub(crate) const PAGE: u64 = 1024;
const PAYLOAD: u64 = 1020;
/// Pages read at once.
const PAGES_AT_ONCE: u64 = 64;

/// Reads the payload from a place on.
pub(crate) struct Pages {
    file: File,
    blame: Blame,
    n_pages: u64,
    /// First page in the buffer.
    first: u64,
    /// Payload of the pages in the buffer, all checked.
    buffer: Vec<u8>,
    raw: Vec<u8>,
    /// Logical position.
    at: u64,
}

impl Pages {
    pub fn open(blame: &Blame, bytes: u64) -> Result<Self, ReadError> {
        let file = File::open(&blame.path).map_err(|e| blame.io(Place::File, e))?;
        Ok(Self { file, blame: blame.clone(), n_pages: bytes / PAGE, first: 0, buffer: Vec::new(), raw: Vec::new(), at: 0 })
    }

    /// Goes to a physical offset.
    pub fn seek(&mut self, physical: u64) -> Result<(), ReadError> {
        let (page, within) = (physical / PAGE, physical % PAGE);
        if page >= self.n_pages || within >= PAYLOAD {
            return Err(self.blame.damaged(Place::Byte(physical), "a section is said to begin outside the file"));
        }
        self.at = page * PAYLOAD + within;
        Ok(())
    }

    /// Physical offset of the next byte.
    pub fn physical(&self) -> u64 {
        self.at / PAYLOAD * PAGE + self.at % PAYLOAD
    }

    /// Payload bytes between here and the end of the file.
    pub fn left(&self) -> u64 {
        (self.n_pages * PAYLOAD).saturating_sub(self.at)
    }

    /// Fills `out` completely.
    pub fn read(&mut self, mut out: &mut [u8]) -> Result<(), ReadError> {
        while !out.is_empty() {
            let here = self.buffered()?;
            let n = here.len().min(out.len());
            let (head, tail) = out.split_at_mut(n);
            head.copy_from_slice(here.get(..n).unwrap_or_default());
            self.at += n as u64;
            out = tail;
        }
        Ok(())
    }

    /// Skips bytes.
    pub fn skip(&mut self, n: u64) {
        self.at = self.at.saturating_add(n);
    }

    /// The bytes at hand from here on; at least one.
    fn buffered(&mut self) -> Result<&[u8], ReadError> {
        let page = self.at / PAYLOAD;
        let n_buffered = self.buffer.len() as u64 / PAYLOAD;
        if page < self.first || page >= self.first + n_buffered {
            self.load(page)?;
        }
        let from = (self.at - self.first * PAYLOAD) as usize;
        Ok(self.buffer.get(from..).unwrap_or_default())
    }

    /// Loads pages from `page` on. Stops before a damaged one; an error if that is the first.
    fn load(&mut self, page: u64) -> Result<(), ReadError> {
        let physical = page.saturating_mul(PAGE);
        if page >= self.n_pages {
            return Err(self.blame.damaged(Place::Byte(physical), "the file ends too early"));
        }
        let n = PAGES_AT_ONCE.min(self.n_pages - page);
        self.raw.resize((n * PAGE) as usize, 0);
        self.buffer.clear();
        self.first = page;
        let io = |e| self.blame.io(Place::Byte(physical), e);
        self.file.seek(SeekFrom::Start(physical)).map_err(io)?;
        self.file.read_exact(&mut self.raw).map_err(io)?;
        for raw in self.raw.chunks_exact(PAGE as usize) {
            let (payload, sum) = raw.split_at(PAYLOAD as usize);
            if crc32c(payload).to_be_bytes() != sum {
                break;
            }
            self.buffer.extend_from_slice(payload);
        }
        if self.buffer.is_empty() {
            return Err(self.blame.damaged(Place::Byte(physical), "the checksum of a page is wrong"));
        }
        Ok(())
    }
}

/// Tables for eight bytes at a time: `TABLES[k][b]` is the CRC of byte `b` followed by `k` zero bytes.
static TABLES: [[u32; 256]; 8] = tables();

const fn tables() -> [[u32; 256]; 8] {
    /// Castagnoli polynomial, reflected.
    const POLYNOMIAL: u32 = 0x82F6_3B78;
    let mut tables = [[0u32; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ POLYNOMIAL } else { crc >> 1 };
            bit += 1;
        }
        tables[0][byte] = crc;
        byte += 1;
    }
    let mut k = 1;
    while k < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[k - 1][byte];
            tables[k][byte] = (before >> 8) ^ tables[0][(before & 0xff) as usize];
            byte += 1;
        }
        k += 1;
    }
    tables
}

/// CRC-32C by slicing-by-8 (Kounavis and Berry 2008, *Novel Table Lookup-Based Algorithms for High-Performance CRC
/// Generation*).
fn crc32c(bytes: &[u8]) -> u32 {
    let mut crc = !0u32;
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let mut eight = [0; 8];
        eight.copy_from_slice(word);
        let mixed = (u64::from_le_bytes(eight) ^ u64::from(crc)).to_le_bytes();
        crc = (0..8).fold(0, |sum, i| sum ^ TABLES[7 - i][usize::from(mixed[i])]);
    }
    for &byte in words.remainder() {
        crc = TABLES[0][usize::from(crc as u8 ^ byte)] ^ (crc >> 8);
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::crc32c;

    #[test]
    fn checksums_of_rfc_3720() {
        let rising: Vec<u8> = (0..32).collect();
        assert_eq!(crc32c(&[0; 32]), 0x8A91_36AA);
        assert_eq!(crc32c(&[0xff; 32]), 0x62A8_AB43);
        assert_eq!(crc32c(&rising), 0x46DD_794E);
        assert_eq!(crc32c(b"123456789"), 0xE306_9283);
    }
}
