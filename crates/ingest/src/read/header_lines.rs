//! The text header of a file whose body may be binary (PLY, PCD).

use crate::error::{Blame, Place, ReadError};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};

/// Longest header line, bytes, and most lines.
const LINE_MAX: u64 = 16 * 1024;
const LINES_MAX: usize = 10_000;

/// The lines of a header, trimmed, and where the body begins.
pub(crate) struct HeaderLines {
    pub lines: Vec<String>,
    pub body: u64,
}

impl HeaderLines {
    /// Reads up to and including the first line for which `is_last` is true.
    pub fn read(blame: &Blame, is_last: impl Fn(&str) -> bool) -> Result<Self, ReadError> {
        let mut file = BufReader::new(File::open(&blame.path).map_err(|e| blame.io(Place::File, e))?);
        let (mut lines, mut body) = (Vec::new(), 0);
        while lines.len() < LINES_MAX {
            let mut bytes = Vec::new();
            let place = Place::Line(lines.len() as u64 + 1);
            file.by_ref().take(LINE_MAX).read_until(b'\n', &mut bytes).map_err(|e| blame.io(place, e))?;
            if !bytes.ends_with(b"\n") {
                return Err(blame.damaged(place, "the header does not end"));
            }
            body += bytes.len() as u64;
            let line = String::from_utf8_lossy(&bytes).trim().to_owned();
            let last = is_last(&line);
            lines.push(line);
            if last {
                return Ok(Self { lines, body });
            }
        }
        Err(blame.damaged(Place::Header, format!("the header has more than {LINES_MAX} lines")))
    }
}
