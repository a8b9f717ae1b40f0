//! Writes labels as `labels.npz`: one number a point, in the order of the scan file, as numpy reads it.

use crate::error::SimulateError;
use crate::scan::StationScan;
use std::path::Path;

/// Writes `part` (index of the part, i16) and `mixed` (1 where the beam met two surfaces).
pub fn write_labels(scans: &[StationScan], dir: &Path) -> Result<(), SimulateError> {
    let returns = || scans.iter().flat_map(|s| &s.returns);
    let parts: Vec<u8> = returns().flat_map(|r| (r.part as i16).to_le_bytes()).collect();
    let mixed: Vec<u8> = returns().map(|r| u8::from(r.mixed)).collect();
    let count = mixed.len();
    let entries = [("part.npy", npy("<i2", count, &parts)), ("mixed.npy", npy("|u1", count, &mixed))];
    let path = dir.join("labels.npz");
    std::fs::write(&path, zip(&entries)).map_err(|e| SimulateError::Write { path, message: e.to_string() })
}

/// An array in NumPy's format 1.0.
fn npy(kind: &str, count: usize, data: &[u8]) -> Vec<u8> {
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({count},), }}");
    while (10 + header.len() + 1) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let mut out = b"\x93NUMPY\x01\x00".to_vec();
    out.extend((header.len() as u16).to_le_bytes());
    out.extend(header.as_bytes());
    out.extend(data);
    out
}

/// A ZIP archive of deflated entries without dates.
fn zip(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in entries {
        let packed = miniz_oxide::deflate::compress_to_vec(data, 6);
        let at = out.len() as u32;
        let mut common = Vec::new();
        common.extend(20u16.to_le_bytes());
        common.extend(0u16.to_le_bytes());
        common.extend(8u16.to_le_bytes());
        common.extend([0, 0, 0x21, 0]);
        common.extend(crc32(data).to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend((data.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend(0u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(packed);
        directory.extend(b"PK\x01\x02");
        directory.extend(20u16.to_le_bytes());
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let at = out.len() as u32;
    let count = (entries.len() as u16).to_le_bytes();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend(count);
    out.extend(count);
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn crc32(data: &[u8]) -> u32 {
    let table: Vec<u32> =
        (0..256u32).map(|i| (0..8).fold(i, |c, _| if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 })).collect();
    !data.iter().fold(!0u32, |c, b| table[((c ^ u32::from(*b)) & 0xff) as usize] ^ (c >> 8))
}

#[cfg(test)]
mod tests {
    use super::crc32;

    #[test]
    fn crc32_of_the_check_string() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}
