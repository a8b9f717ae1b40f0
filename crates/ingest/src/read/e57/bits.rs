//! One byte stream of an E57 section: values of a fixed number of bits, packed without gaps across packets.

/// How a field's values are stored and what they mean: `(raw + min) * scale + offset`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Packing {
    Single,
    Double,
    Integer { bits: u32, min: i64, scale: f64, offset: f64 },
}

impl Packing {
    pub fn of(kind: &e57::RecordDataType) -> Self {
        match *kind {
            e57::RecordDataType::Single { .. } => Packing::Single,
            e57::RecordDataType::Double { .. } => Packing::Double,
            e57::RecordDataType::Integer { min, max } => {
                Packing::Integer { bits: n_bits(min, max), min, scale: 1.0, offset: 0.0 }
            }
            e57::RecordDataType::ScaledInteger { min, max, scale, offset } => {
                Packing::Integer { bits: n_bits(min, max), min, scale, offset }
            }
        }
    }

    pub fn bits(self) -> u32 {
        match self {
            Packing::Single => 32,
            Packing::Double => 64,
            Packing::Integer { bits, .. } => bits,
        }
    }
}

/// Bits that hold `max - min`; 0 where the two are equal.
fn n_bits(min: i64, max: i64) -> u32 {
    let range = max.wrapping_sub(min) as u64;
    64 - range.leading_zeros()
}

/// Unpacked values of one field, and packed bits that do not make a value yet.
pub(super) struct Stream {
    packing: Packing,
    /// Whether the values are used; those of others are counted only.
    wanted: bool,
    bytes: Vec<u8>,
    /// Bits of `bytes` already used.
    used_bits: usize,
    pub values: Vec<f64>,
    n_values: usize,
}

impl Stream {
    pub fn new(packing: Packing, wanted: bool) -> Self {
        Self { packing, wanted, bytes: Vec::new(), used_bits: 0, values: Vec::new(), n_values: 0 }
    }

    /// Number of values at hand; none if the field is constant and so never runs out.
    pub fn available(&self) -> Option<usize> {
        (self.packing.bits() > 0).then_some(self.n_values)
    }

    /// Adds a packet's bytes and unpacks what is whole.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.used_bits / 8);
        self.used_bits %= 8;
        self.bytes.extend_from_slice(bytes);
        let Some(n) = (self.bytes.len() * 8 - self.used_bits).checked_div(self.packing.bits() as usize) else {
            self.bytes.clear();
            return;
        };
        self.n_values += n;
        if self.wanted {
            self.unpack(n);
        }
        self.used_bits += n * self.packing.bits() as usize;
    }

    fn unpack(&mut self, n: usize) {
        let (bytes, values) = (&self.bytes, &mut self.values);
        match self.packing {
            Packing::Single => {
                values.extend(bytes.chunks_exact(4).take(n).map(|b| f64::from(f32::from_le_bytes([b[0], b[1], b[2], b[3]]))))
            }
            Packing::Double => values.extend(bytes.chunks_exact(8).take(n).map(|b| f64::from_le_bytes(le8(b)))),
            Packing::Integer { bits, min, scale, offset } => {
                let value = |raw: u64| (raw as i64).wrapping_add(min) as f64 * scale + offset;
                let start = self.used_bits;
                values.extend((0..n).map(|i| value(extract(bytes, start + i * bits as usize, bits))));
            }
        }
    }

    /// Makes sure that a constant field has `n` values.
    pub fn fill(&mut self, n: usize) {
        if let Packing::Integer { bits: 0, min, scale, offset } = self.packing
            && self.wanted
        {
            self.values.resize(n, min as f64 * scale + offset);
        }
    }

    /// Removes the first `n` values.
    pub fn consume(&mut self, n: usize) {
        self.values.drain(..n.min(self.values.len()));
        self.n_values = self.n_values.saturating_sub(n);
    }
}

fn le8(bytes: &[u8]) -> [u8; 8] {
    let mut word = [0; 8];
    let n = bytes.len().min(8);
    word[..n].copy_from_slice(&bytes[..n]);
    word
}

/// `bits` (1 to 64) bits from bit `at` on, least significant first.
fn extract(bytes: &[u8], at: usize, bits: u32) -> u64 {
    let (byte, shift) = (at / 8, (at % 8) as u32);
    let rest = bytes.get(byte..).unwrap_or_default();
    let low = u64::from_le_bytes(rest.first_chunk().copied().unwrap_or_else(|| le8(rest))) >> shift;
    let mask = u64::MAX >> (64 - bits);
    if shift + bits <= 64 {
        return low & mask;
    }
    // The value reaches into a ninth byte; then shift is 1 to 7.
    let ninth = u64::from(rest.get(8).copied().unwrap_or(0));
    (low | ninth << (64 - shift)) & mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bits_of_ranges() {
        for (min, max, bits) in
            [(0, 0, 0), (5, 5, 0), (0, 1, 1), (0, 255, 8), (-128, 127, 8), (0, 256, 9), (i64::MIN, i64::MAX, 64), (-1, 0, 1)]
        {
            assert_eq!(n_bits(min, max), bits, "{min}..{max}");
        }
    }

    proptest! {
        /// Values packed bit by bit and cut into packets anywhere come out again.
        #[test]
        fn unpacks_what_was_packed(bits in 1u32..=64, raw in prop::collection::vec(any::<u64>(), 1..40), cuts in prop::collection::vec(0usize..400, 0..5)) {
            let raw: Vec<u64> = raw.iter().map(|v| v & (u64::MAX >> (64 - bits))).collect();
            let mut bytes = vec![0u8; (raw.len() * bits as usize).div_ceil(8)];
            for (i, value) in raw.iter().enumerate() {
                for bit in 0..bits as usize {
                    let at = i * bits as usize + bit;
                    bytes[at / 8] |= ((value >> bit & 1) as u8) << (at % 8);
                }
            }
            let mut stream = Stream::new(Packing::Integer { bits, min: 0, scale: 1.0, offset: 0.0 }, true);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            for pair in cuts.windows(2) {
                stream.push(&bytes[pair[0]..pair[1]]);
            }
            let expect: Vec<f64> = raw.iter().map(|&v| v as i64 as f64).collect();
            prop_assert_eq!(&stream.values[..raw.len()], &expect[..]);
        }
    }
}
