//! LZF decompression as a stream (format of Marc Lehmann's LibLZF): back references reach 8 KiB, so no more is kept.

use std::io::{Error, ErrorKind, Read, Result};

/// Farthest back reference, bytes.
const WINDOW: usize = 1 << 13;
/// Bytes produced at a time.
const PIECE: usize = 1 << 15;

/// Reads decompressed bytes.
pub(crate) struct Lzf<R> {
    source: R,
    /// The window, then what was produced and not yet read.
    buffer: Vec<u8>,
    at: usize,
}

impl<R: Read> Lzf<R> {
    pub fn new(source: R) -> Self {
        Self { source, buffer: Vec::new(), at: 0 }
    }

    /// Skips `n` decompressed bytes.
    pub fn skip(&mut self, n: u64) -> Result<()> {
        let skipped = std::io::copy(&mut self.by_ref().take(n), &mut std::io::sink())?;
        if skipped < n { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    fn produce(&mut self) -> Result<()> {
        let unread_from = self.at.saturating_sub(WINDOW);
        self.buffer.drain(..unread_from);
        self.at -= unread_from;
        while self.buffer.len() - self.at < PIECE {
            let Some(control) = self.byte()? else { return Ok(()) };
            if control < 32 { self.literals(usize::from(control) + 1)? } else { self.reference(control)? }
        }
        Ok(())
    }

    fn literals(&mut self, n: usize) -> Result<()> {
        let end = self.buffer.len();
        self.buffer.resize(end + n, 0);
        self.source.read_exact(self.buffer.get_mut(end..).unwrap_or_default())
    }

    fn reference(&mut self, control: u8) -> Result<()> {
        let mut len = usize::from(control >> 5) + 2;
        if len == 9 {
            len += usize::from(self.expect_byte()?);
        }
        let back = (usize::from(control & 0x1f) << 8 | usize::from(self.expect_byte()?)) + 1;
        let Some(from) = self.buffer.len().checked_sub(back) else {
            return Err(Error::new(ErrorKind::InvalidData, "the compressed data refer to before their start"));
        };
        // Byte by byte: source and target may overlap.
        for idx in from..from + len {
            self.buffer.push(self.buffer.get(idx).copied().unwrap_or(0));
        }
        Ok(())
    }

    fn byte(&mut self) -> Result<Option<u8>> {
        let mut byte = [0];
        Ok((self.source.read(&mut byte)? == 1).then_some(byte[0]))
    }

    fn expect_byte(&mut self) -> Result<u8> {
        self.byte()?.ok_or_else(|| ErrorKind::UnexpectedEof.into())
    }
}

impl<R: Read> Read for Lzf<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        if self.at == self.buffer.len() {
            self.produce()?;
        }
        let ready = self.buffer.get(self.at..).unwrap_or_default();
        let n = ready.len().min(out.len());
        out.iter_mut().zip(ready).for_each(|(to, from)| *to = *from);
        self.at += n;
        Ok(n)
    }
}
