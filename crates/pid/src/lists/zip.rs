//! Parts of a ZIP file by name, as far as Office files need them: stored and deflated entries, never more than a budget.
//!
//! An own reader because every size in a ZIP is a claim of the file: here nothing is allocated by one of them.

use miniz_oxide::inflate::decompress_to_vec_with_limit;
use std::collections::BTreeMap;

/// The file and where its parts are.
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    entries: BTreeMap<String, Entry>,
    /// Bytes that may still be unpacked.
    budget: usize,
}

#[derive(Clone, Copy)]
struct Entry {
    method: u16,
    encrypted: bool,
    packed: usize,
    header: usize,
}

/// A comment at the end of a ZIP is at most this long, and the record before it 22 bytes.
const MAX_TAIL: usize = 65_535 + 22;
/// More entries are no workbook.
const MAX_ENTRIES: usize = 10_000;

impl<'a> Archive<'a> {
    /// Read the directory at the end of the file.
    pub fn open(bytes: &'a [u8], budget: usize) -> Result<Self, String> {
        let from = bytes.len().saturating_sub(MAX_TAIL);
        let tail = bytes.get(from..).unwrap_or_default();
        let end = tail.windows(4).rposition(|w| w == b"PK\x05\x06").ok_or("is a ZIP file that breaks off")? + from;
        let n = usize::from(u16_at(bytes, end + 10).unwrap_or_default());
        let mut at = u32_at(bytes, end + 16).ok_or("is a ZIP file that breaks off")?;
        let mut entries = BTreeMap::new();
        for _ in 0..n.min(MAX_ENTRIES) {
            let Some((name, entry, next)) = entry(bytes, at) else { break };
            entries.entry(name).or_insert(entry);
            at = next;
        }
        Ok(Self { bytes, entries, budget })
    }

    /// Content of a part, whatever the case of its name; none where there is no such part.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let Some(entry) = self.entries.get(&name.to_lowercase()).copied() else { return Ok(None) };
        if entry.encrypted {
            return Err("is protected by a password; save it without".into());
        }
        let packed = self.packed(entry).ok_or_else(|| format!("is damaged: `{name}` lies outside the file"))?;
        let content = match entry.method {
            0 if packed.len() <= self.budget => packed.to_vec(),
            8 => decompress_to_vec_with_limit(packed, self.budget)
                .map_err(|e| format!("is damaged or too large: `{name}` cannot be unpacked ({:?})", e.status))?,
            _ => return Err(format!("is packed in a way that is not read (`{name}`)")),
        };
        self.budget -= content.len().min(self.budget);
        Ok(Some(content))
    }

    fn packed(&self, entry: Entry) -> Option<&'a [u8]> {
        let header = entry.header;
        self.bytes.get(header..header.checked_add(4)?).filter(|s| *s == b"PK\x03\x04")?;
        let name = usize::from(u16_at(self.bytes, header + 26)?);
        let extra = usize::from(u16_at(self.bytes, header + 28)?);
        let from = header + 30 + name + extra;
        self.bytes.get(from..from.checked_add(entry.packed)?)
    }
}

/// One entry of the directory: name in lower case, entry, place of the next one.
fn entry(bytes: &[u8], at: usize) -> Option<(String, Entry, usize)> {
    bytes.get(at..at.checked_add(46)?).filter(|e| e.starts_with(b"PK\x01\x02"))?;
    let length = |offset| u16_at(bytes, at + offset).map(usize::from);
    let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
    let text = bytes.get(at + 46..at + 46 + name)?;
    let entry = Entry {
        method: u16_at(bytes, at + 10)?,
        encrypted: u16_at(bytes, at + 8)? & 1 == 1,
        packed: u32_at(bytes, at + 20)?,
        header: u32_at(bytes, at + 42)?,
    };
    let name_ = String::from_utf8_lossy(text).replace('\\', "/").to_lowercase();
    Some((name_, entry, at + 46 + name + extra + comment))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let value = u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?);
    usize::try_from(value).ok()
}
