//! Blocks of fixed binary records from a file.

use crate::error::{Blame, Place, ReadError};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

/// Bytes of records read at once.
const READ_BYTES: usize = 1 << 20;

/// Reads records of one length.
pub(crate) struct Records {
    file: BufReader<File>,
    blame: Blame,
    len: usize,
    buffer: Vec<u8>,
}

/// Whole records.
pub(crate) struct Block<'a> {
    bytes: &'a [u8],
    len: usize,
    pub n: usize,
}

impl<'a> Block<'a> {
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        self.bytes.chunks_exact(self.len).take(self.n)
    }
}

impl Records {
    /// Records of `len` bytes from a byte offset on.
    pub fn open(blame: &Blame, offset: u64, len: usize) -> Result<Self, ReadError> {
        let mut file = BufReader::new(File::open(&blame.path).map_err(|e| blame.io(Place::File, e))?);
        file.seek(SeekFrom::Start(offset)).map_err(|e| blame.io(Place::Byte(offset), e))?;
        Ok(Self::new(file, blame, len))
    }

    /// Records of `len` bytes from where the file stands.
    pub fn new(file: BufReader<File>, blame: &Blame, len: usize) -> Self {
        Self { file, blame: blame.clone(), len: len.max(1), buffer: Vec::new() }
    }

    /// Up to `max` records; fewer at the end of the file, or where they are long; none only behind the last.
    pub fn read(&mut self, max: usize) -> Result<Block<'_>, ReadError> {
        let n = max.min((READ_BYTES / self.len).max(1));
        self.buffer.clear();
        let mut part = self.file.by_ref().take((n * self.len) as u64);
        part.read_to_end(&mut self.buffer).map_err(|e| self.blame.io(Place::File, e))?;
        Ok(Block { n: self.buffer.len() / self.len, bytes: &self.buffer, len: self.len })
    }
}
