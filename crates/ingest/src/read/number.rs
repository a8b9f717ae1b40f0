//! Fields and numbers of text formats, parsed from bytes without copying.

/// What separates the fields of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delimiter {
    /// White space; several count as one.
    Space,
    /// One comma.
    Comma,
    /// One semicolon.
    Semicolon,
    /// White space, commas and semicolons, several count as one.
    Any,
}

impl Delimiter {
    fn splits(self, byte: u8) -> bool {
        match self {
            Delimiter::Space => matches!(byte, b' ' | b'\t' | b'\r'),
            Delimiter::Comma => byte == b',',
            Delimiter::Semicolon => byte == b';',
            Delimiter::Any => matches!(byte, b' ' | b'\t' | b'\r' | b',' | b';'),
        }
    }

    /// Whether two delimiters in a row enclose an empty field.
    fn keeps_empty(self) -> bool {
        matches!(self, Delimiter::Comma | Delimiter::Semicolon)
    }
}

/// The fields of a line, trimmed.
pub(crate) fn fields(line: &[u8], delimiter: Delimiter) -> impl Iterator<Item = &[u8]> {
    line.split(move |&b| delimiter.splits(b))
        .map(|field| field.trim_ascii())
        .filter(move |field| delimiter.keeps_empty() || !field.is_empty())
}

/// Powers of ten that f64 holds exactly.
const EXACT_TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
    1e22,
];

/// A decimal number, correctly rounded; none if the field is not one. NaN and infinity are accepted as written.
///
/// Fast path (Clinger 1990, *How to read floating point numbers accurately*): a mantissa below 2^53 and a power of
/// ten up to 22 are both exact in f64, so that one division rounds once, correctly. The rest goes to `str::parse`.
pub(crate) fn parse(field: &[u8]) -> Option<f64> {
    fast(field).or_else(|| std::str::from_utf8(field).ok()?.parse().ok())
}

fn fast(field: &[u8]) -> Option<f64> {
    let (negative, digits) = match field.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, field),
    };
    // 19 digits and a point: the mantissa cannot overflow u64.
    if digits.is_empty() || digits.len() > 20 {
        return None;
    }
    let (mut mantissa, mut n_digits, mut n_decimals, mut seen_point) = (0u64, 0usize, 0usize, false);
    for &byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa.checked_mul(10)?.checked_add(u64::from(digit))?;
            n_digits += 1;
            n_decimals += usize::from(seen_point);
        } else if byte == b'.' && !seen_point {
            seen_point = true;
        } else {
            return None;
        }
    }
    if n_digits == 0 || mantissa >= 1 << 53 {
        return None;
    }
    let value = mantissa as f64 / EXACT_TENS.get(n_decimals)?;
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parses_as_the_standard_library_does() {
        for text in [
            "0",
            "-0.5",
            "+3",
            "652310.21",
            "6861204.77",
            "1e-3",
            ".5",
            "5.",
            "nan",
            "inf",
            "0.1",
            "9007199254740993",
            "",
            "-",
            ".",
            "1.2.3",
            "abc",
            "1,5",
            "0000000000000000000000001.5",
        ] {
            let (ours, std) = (parse(text.as_bytes()), text.parse::<f64>().ok());
            assert!(ours == std || ours.zip(std).is_some_and(|(a, b)| a.is_nan() && b.is_nan()), "{text}: {ours:?} {std:?}");
        }
    }

    proptest! {
        #[test]
        fn rounds_correctly(value in -1e9..1e9f64, decimals in 0usize..12) {
            let text = format!("{value:.decimals$}");
            prop_assert_eq!(parse(text.as_bytes()), text.parse().ok());
        }
    }
}
