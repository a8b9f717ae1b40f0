//! One column of whole numbers out of a NumPy archive (`.npz`: a ZIP of `.npy` arrays).
//!
//! Read by the ZIP's central directory (PKWARE APPNOTE 6.3, 4.3.12); entries stored or deflated. Arrays of one dimension, little endian.

use miniz_oxide::inflate::decompress_to_vec_with_limit;
use std::path::Path;

/// Largest array that is unpacked, bytes: 500 million points of 8 bytes.
const MOST: usize = 4 << 30;
/// Largest archive that is read, bytes.
const MOST_PACKED: u64 = 1 << 30;
const ENTRY: &[u8; 4] = b"PK\x01\x02";
const END: &[u8; 4] = b"PK\x05\x06";

/// The array `name` of an archive.
pub fn column(path: &Path, name: &str) -> Result<Vec<i64>, String> {
    let size = std::fs::metadata(path).map_err(|err| err.to_string())?.len();
    if size > MOST_PACKED {
        return Err(format!("has {size} bytes; labels have at most {MOST_PACKED}"));
    }
    let bytes = std::fs::read(path).map_err(|err| err.to_string())?;
    array(&unpacked(&bytes, &format!("{name}.npy"))?)
}

fn unpacked(bytes: &[u8], name: &str) -> Result<Vec<u8>, String> {
    let no_zip = || "is no archive of NumPy, or cut short".to_string();
    let end = bytes.windows(4).rposition(|window| window == END).ok_or_else(no_zip)?;
    let mut at = u32_at(bytes, end + 16).ok_or_else(no_zip)? as usize;
    for _ in 0..u16_at(bytes, end + 10).ok_or_else(no_zip)? {
        if bytes.get(at..at + 4) != Some(ENTRY) {
            return Err(no_zip());
        }
        let number = |offset: usize| u32_at(bytes, at + offset).map(|v| v as usize).ok_or_else(no_zip);
        let length = |offset: usize| u16_at(bytes, at + offset).map(usize::from).ok_or_else(no_zip);
        let (name_len, extra, comment) = (length(28)?, length(30)?, length(32)?);
        if bytes.get(at + 46..at + 46 + name_len) == Some(name.as_bytes()) {
            return entry(bytes, number(42)?, number(20)?, number(24)?, length(10)?).ok_or_else(no_zip);
        }
        at += 46 + name_len + extra + comment;
    }
    Err(format!("holds no array {name}"))
}

/// The content of the entry whose local header is at `at`.
fn entry(bytes: &[u8], at: usize, packed: usize, size: usize, method: usize) -> Option<Vec<u8>> {
    let start = at + 30 + usize::from(u16_at(bytes, at + 26)?) + usize::from(u16_at(bytes, at + 28)?);
    let data = bytes.get(start..start.checked_add(packed)?)?;
    match method {
        0 => Some(data.to_vec()),
        8 => decompress_to_vec_with_limit(data, size.min(MOST)).ok(),
        _ => None,
    }
}

/// An array in NumPy's own format: magic, version, length of the header, header, values.
fn array(bytes: &[u8]) -> Result<Vec<i64>, String> {
    let no_array = || "its array is no NumPy array of one dimension of whole numbers".to_string();
    let version = bytes.strip_prefix(b"\x93NUMPY").and_then(|rest| rest.first()).ok_or_else(no_array)?;
    let (start, length) = match version {
        1 => (10, u16_at(bytes, 8).map(usize::from)),
        _ => (12, u32_at(bytes, 8).map(|v| v as usize)),
    };
    let end = length.and_then(|length| length.checked_add(start)).ok_or_else(no_array)?;
    let header = bytes.get(start..end).map(String::from_utf8_lossy).ok_or_else(no_array)?;
    let data = bytes.get(end..).unwrap_or_default();
    let kind = header.split("'descr':").nth(1).and_then(|rest| rest.split('\'').nth(1)).ok_or_else(no_array)?;
    fn all<const N: usize>(data: &[u8], value: impl Fn([u8; N]) -> i64) -> Vec<i64> {
        data.chunks_exact(N).filter_map(|bytes| bytes.try_into().ok()).map(value).collect()
    }
    match kind {
        "|i1" => Ok(all::<1>(data, |b| i8::from_le_bytes(b).into())),
        "|u1" => Ok(all::<1>(data, |b| b[0].into())),
        "<i2" => Ok(all::<2>(data, |b| i16::from_le_bytes(b).into())),
        "<u2" => Ok(all::<2>(data, |b| u16::from_le_bytes(b).into())),
        "<i4" => Ok(all::<4>(data, |b| i32::from_le_bytes(b).into())),
        "<u4" => Ok(all::<4>(data, |b| u32::from_le_bytes(b).into())),
        "<i8" => Ok(all::<8>(data, i64::from_le_bytes)),
        other => Err(format!("its array is of type {other}; give whole numbers of 1 to 8 bytes")),
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// An archive of one array of i16, deflated or stored.
    pub fn archive(values: &[i16], deflate: bool) -> Vec<u8> {
        let header = format!("{{'descr': '<i2', 'fortran_order': False, 'shape': ({},), }}\n", values.len());
        let mut npy = b"\x93NUMPY\x01\x00".to_vec();
        npy.extend((header.len() as u16).to_le_bytes());
        npy.extend(header.as_bytes());
        npy.extend(values.iter().flat_map(|v| v.to_le_bytes()));
        let data = if deflate { miniz_oxide::deflate::compress_to_vec(&npy, 6) } else { npy.clone() };
        let (method, name) = (if deflate { 8u8 } else { 0 }, b"part.npy");
        let mut common = vec![20, 0, 0, 0, method, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        common.extend((data.len() as u32).to_le_bytes());
        common.extend((npy.len() as u32).to_le_bytes());
        common.extend([8, 0, 0, 0]);
        let mut out = [b"PK\x03\x04", common.as_slice(), name, &data].concat();
        let directory = out.len() as u32;
        out.extend([b"PK\x01\x02\x14\x00", common.as_slice(), &[0; 14], name].concat());
        let end = out.len() as u32;
        out.extend(
            [
                b"PK\x05\x06\0\0\0\0\x01\x00\x01\x00".as_slice(),
                &(end - directory).to_le_bytes(),
                &directory.to_le_bytes(),
                &[0; 2],
            ]
            .concat(),
        );
        out
    }

    fn read(bytes: &[u8]) -> Result<Vec<i64>, String> {
        array(&unpacked(bytes, "part.npy")?)
    }

    #[test]
    fn arrays_come_back_and_damage_is_told() {
        let values: Vec<i16> = (0..500).map(|i| i % 9 - 1).collect();
        let want: Vec<i64> = values.iter().map(|v| i64::from(*v)).collect();
        for deflate in [true, false] {
            let whole = archive(&values, deflate);
            assert_eq!(read(&whole), Ok(want.clone()));
            for cut in 0..whole.len() {
                assert!(read(&whole[..cut]).is_err() || cut + 2 >= whole.len(), "cut at {cut}");
            }
            // no byte that is changed makes it panic
            for at in 0..whole.len() {
                let mut bytes = whole.clone();
                bytes[at] ^= 0xff;
                let _ = read(&bytes);
            }
        }
        assert!(read(b"nothing").is_err());
    }
}
