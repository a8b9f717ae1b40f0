//! Morton codes: three small integers interleaved into one, so that sorted points lie near each other in space.

/// Spreads the low 21 bits of `v` so that two zero bits follow each of them.
fn spread(v: u64) -> u64 {
    let v = v & 0x1f_ffff;
    let v = (v | v << 32) & 0x001f_0000_0000_ffff;
    let v = (v | v << 16) & 0x001f_0000_ff00_00ff;
    let v = (v | v << 8) & 0x100f_00f0_0f00_f00f;
    let v = (v | v << 4) & 0x10c3_0c30_c30c_30c3;
    (v | v << 2) & 0x1249_2492_4924_9249
}

/// Inverse of [`spread`].
fn compact(v: u64) -> u64 {
    let v = v & 0x1249_2492_4924_9249;
    let v = (v | v >> 2) & 0x10c3_0c30_c30c_30c3;
    let v = (v | v >> 4) & 0x100f_00f0_0f00_f00f;
    let v = (v | v >> 8) & 0x001f_0000_ff00_00ff;
    let v = (v | v >> 16) & 0x001f_0000_0000_ffff;
    (v | v >> 32) & 0x1f_ffff
}

/// Interleaves three coordinates of at most 21 bits; x takes the lowest bit.
pub fn encode([x, y, z]: [u32; 3]) -> u64 {
    spread(x.into()) | spread(y.into()) << 1 | spread(z.into()) << 2
}

/// Inverse of [`encode`].
pub fn decode(code: u64) -> [u32; 3] {
    [compact(code) as u32, compact(code >> 1) as u32, compact(code >> 2) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn code_and_back(x in 0u32..1 << 21, y in 0u32..1 << 21, z in 0u32..1 << 21) {
            prop_assert_eq!(decode(encode([x, y, z])), [x, y, z]);
        }

        #[test]
        fn bits_alternate(x in 0u32..64, y in 0u32..64, z in 0u32..64) {
            let mut slow = 0u64;
            for bit in 0..6 {
                slow |= u64::from(x >> bit & 1) << (3 * bit) | u64::from(y >> bit & 1) << (3 * bit + 1) | u64::from(z >> bit & 1) << (3 * bit + 2);
            }
            prop_assert_eq!(encode([x, y, z]), slow);
        }
    }
}
