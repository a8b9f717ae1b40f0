//! The first bytes of a file, looked at to tell its format and its columns.

use super::number;
use std::io::Read;

/// Bytes looked at: enough for the header of any text format and some dozens of rows.
const HEAD_BYTES: u64 = 64 * 1024;

/// The first bytes of a file.
pub(crate) struct Head {
    bytes: Vec<u8>,
    whole: bool,
}

/// One line of a text head.
pub(crate) struct Row<'a> {
    pub text: &'a [u8],
}

impl Head {
    pub fn read(file: impl Read) -> std::io::Result<Self> {
        let mut bytes = Vec::new();
        file.take(HEAD_BYTES).read_to_end(&mut bytes)?;
        let whole = (bytes.len() as u64) < HEAD_BYTES;
        Ok(Self { bytes, whole })
    }

    /// Whether not even the first line ends within the head.
    pub fn is_one_long_line(&self) -> bool {
        !self.whole && !self.bytes.contains(&b'\n')
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// No control bytes other than white space; a byte-order mark is allowed.
    pub fn is_text(&self) -> bool {
        !self.bytes.is_empty() && self.bytes.iter().all(|&b| b >= 0x20 || matches!(b, b'\n' | b'\r' | b'\t'))
    }

    /// Lines that are neither empty nor comments. The last one is left out where it may be cut.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.lines().map(|text| Row { text }).filter(|row| !row.text.is_empty() && !is_comment(row.text))
    }

    /// All complete lines, trimmed.
    pub fn lines(&self) -> impl Iterator<Item = &[u8]> {
        let text = self.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.bytes);
        let end = if self.whole { text.len() } else { text.iter().rposition(|&b| b == b'\n').unwrap_or(0) };
        text[..end].split(|&b| b == b'\n').map(|line| line.trim_ascii())
    }
}

/// Whether a line is a comment: `#`, `//` or `;`.
pub(crate) fn is_comment(line: &[u8]) -> bool {
    line.starts_with(b"#") || line.starts_with(b"//") || line.starts_with(b";")
}

impl Row<'_> {
    /// The numbers among the row's fields, split at white space, commas and semicolons.
    pub fn numbers(&self) -> Vec<f64> {
        number::fields(self.text, number::Delimiter::Any).filter_map(number::parse).collect()
    }

    pub fn is_single_integer(&self) -> bool {
        !self.text.is_empty() && self.text.iter().all(u8::is_ascii_digit)
    }
}
