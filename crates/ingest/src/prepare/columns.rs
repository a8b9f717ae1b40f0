//! The binary form of columns: a magic word, lengths, raw little-endian columns, a checksum.
//!
//! Layout: 8 bytes magic, then per column `u64` length in bytes and the bytes padded to 8, then 32 bytes blake3 of all before.
//! A reader checks the magic, the checksum and every length against the bytes at hand before it allocates.

use bytemuck::{Pod, Zeroable};

/// Bytes of the checksum.
const SUM: usize = 32;

/// Builds the bytes.
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn new(magic: &[u8; 8], capacity: usize) -> Self {
        let mut bytes = Vec::with_capacity(capacity + 256);
        bytes.extend_from_slice(magic);
        Self(bytes)
    }

    pub(crate) fn column<T: Pod>(&mut self, column: &[T]) -> &mut Self {
        let raw: &[u8] = bytemuck::cast_slice(column);
        self.0.extend_from_slice(&(raw.len() as u64).to_le_bytes());
        self.0.extend_from_slice(raw);
        self.0.resize(self.0.len().next_multiple_of(8), 0);
        self
    }

    /// Without the checksum: for scratch files, which no later run reads.
    pub(crate) fn unsummed(self) -> Vec<u8> {
        self.0
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        let sum = blake3::hash(&self.0);
        self.0.extend_from_slice(sum.as_bytes());
        self.0
    }
}

/// Takes columns out of bytes.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(magic: &[u8; 8], bytes: &'a [u8]) -> Result<Self, String> {
        if !bytes.starts_with(magic) {
            return Err(format!("does not begin with {}", String::from_utf8_lossy(magic)));
        }
        let end = bytes.len().checked_sub(SUM).filter(|&end| end >= magic.len()).ok_or("is too short")?;
        if blake3::hash(&bytes[..end]).as_bytes()[..] != bytes[end..] {
            return Err("its checksum does not fit: it is incomplete or was changed".into());
        }
        Ok(Self { rest: &bytes[magic.len()..end] })
    }

    /// For what [`Writer::unsummed`] gave.
    pub(crate) fn unsummed(magic: &[u8; 8], bytes: &'a [u8]) -> Result<Self, String> {
        let rest = bytes.strip_prefix(magic).ok_or_else(|| format!("does not begin with {}", String::from_utf8_lossy(magic)))?;
        Ok(Self { rest })
    }

    pub(crate) fn column<T: Pod + Zeroable>(&mut self) -> Result<Vec<T>, String> {
        let (head, rest) = self.rest.split_at_checked(8).ok_or("a column is missing")?;
        let length = u64::from_le_bytes(head.try_into().map_err(|_| "a column is missing")?);
        let length = usize::try_from(length).ok().filter(|&l| l <= rest.len()).ok_or("a column is longer than the file")?;
        let size = size_of::<T>();
        if size == 0 || length % size != 0 {
            return Err("a column's length does not fit its type".into());
        }
        let mut column = vec![T::zeroed(); length / size];
        bytemuck::cast_slice_mut(&mut column).copy_from_slice(&rest[..length]);
        self.rest = &rest[length.next_multiple_of(8).min(rest.len())..];
        Ok(column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAGIC: &[u8; 8] = b"TESTCOL1";

    fn written() -> Vec<u8> {
        let mut writer = Writer::new(MAGIC, 0);
        writer.column(&[1.5f32, -2.0, 3.25]).column::<u16>(&[]).column(&[7u8; 13]);
        writer.finish()
    }

    #[test]
    fn columns_and_back() {
        let bytes = written();
        let mut reader = Reader::new(MAGIC, &bytes).unwrap();
        assert_eq!(reader.column::<f32>().unwrap(), [1.5, -2.0, 3.25]);
        assert_eq!(reader.column::<u16>().unwrap(), [0u16; 0]);
        assert_eq!(reader.column::<u8>().unwrap(), [7; 13]);
        assert!(reader.column::<u8>().is_err());
    }

    #[test]
    fn any_cut_or_flipped_bit_is_found() {
        let bytes = written();
        for cut in 0..bytes.len() {
            assert!(Reader::new(MAGIC, &bytes[..cut]).is_err(), "cut at {cut}");
        }
        for at in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[at] ^= 4;
            assert!(Reader::new(MAGIC, &bad).is_err(), "bit at {at}");
        }
    }

    #[test]
    fn a_lying_length_is_refused_even_with_a_fitting_checksum() {
        let mut bytes = written();
        bytes.truncate(bytes.len() - SUM);
        bytes[8..16].fill(0xff);
        let sum = blake3::hash(&bytes);
        bytes.extend_from_slice(sum.as_bytes());
        assert!(Reader::new(MAGIC, &bytes).unwrap().column::<f32>().is_err());
    }
}
