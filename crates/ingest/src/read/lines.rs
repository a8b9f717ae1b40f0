//! Lines of a text file, one after another, of bounded length.

use crate::error::{Blame, Place, ReadError};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// No row of any text format is longer. Bytes.
const LINE_MAX: usize = 64 * 1024;
/// Bytes read at once.
const READ_BYTES: usize = 512 * 1024;

/// Reads lines; the current one stays valid until the next is asked for.
pub(crate) struct Lines {
    file: File,
    blame: Blame,
    buffer: Vec<u8>,
    /// The current line within the buffer, and where the next begins.
    line: std::ops::Range<usize>,
    next: usize,
    number: u64,
    at_end: bool,
}

impl Lines {
    /// Lines from a byte offset on; `number` is that of the line before.
    pub fn open(blame: &Blame, offset: u64, number: u64) -> Result<Self, ReadError> {
        let mut file = File::open(&blame.path).map_err(|e| blame.io(Place::File, e))?;
        file.seek(SeekFrom::Start(offset)).map_err(|e| blame.io(Place::Byte(offset), e))?;
        let mut lines = Self { file, blame: blame.clone(), buffer: Vec::new(), line: 0..0, next: 0, number, at_end: false };
        lines.refill()?;
        if offset == 0 && lines.buffer.starts_with(b"\xEF\xBB\xBF") {
            lines.next = 3;
        }
        Ok(lines)
    }

    /// Goes to the next line; false at the end.
    pub fn advance(&mut self) -> Result<bool, ReadError> {
        loop {
            let rest = self.buffer.get(self.next..).unwrap_or_default();
            let found = rest.iter().position(|&b| b == b'\n');
            if rest.is_empty() && self.at_end {
                return Ok(false);
            }
            if let Some(len) = found.or(self.at_end.then_some(rest.len())) {
                self.line = self.next..self.next + len;
                self.next = (self.line.end + 1).min(self.buffer.len());
                self.number += 1;
                return self.check_length(len).map(|()| true);
            }
            self.check_length(rest.len())?;
            self.refill()?;
        }
    }

    fn check_length(&self, len: usize) -> Result<(), ReadError> {
        if len <= LINE_MAX {
            return Ok(());
        }
        Err(self.blame.damaged(
            Place::Line(self.number + 1),
            format!("a line is longer than {LINE_MAX} bytes, so this is no table of points"),
        ))
    }

    /// The current line without white space around it.
    pub fn line(&self) -> &[u8] {
        self.buffer.get(self.line.clone()).unwrap_or_default().trim_ascii()
    }

    /// Number of the current line, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Moves what is unread to the front and reads on.
    fn refill(&mut self) -> Result<(), ReadError> {
        self.buffer.drain(..self.next);
        self.next = 0;
        let mut part = self.file.by_ref().take(READ_BYTES as u64);
        let n = part.read_to_end(&mut self.buffer).map_err(|e| self.blame.io(Place::Line(self.number + 1), e))?;
        self.at_end = n == 0;
        Ok(())
    }
}
