//! Extra dimensions of LAS records (LAS 1.4 R15, table 24): those that were asked for by name.

use super::super::binary::Scalar;
use super::super::source::Ledger;
use super::header::Header;

/// Bytes of the description of one dimension.
const DESCRIPTION: usize = 192;
/// Bits of the options that say that scale or offset count.
const SCALED: u8 = 8;
const SHIFTED: u8 = 16;

/// An extra dimension that was asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extra {
    /// Its place among the columns asked for.
    pub place: usize,
    at: usize,
    scalar: Scalar,
    scale: f64,
    offset: f64,
}

impl Extra {
    /// Its value in a record; 0 where the record is too short.
    pub fn value(&self, record: &[u8]) -> f64 {
        self.scalar.read(record.get(self.at..).unwrap_or_default(), false) * self.scale + self.offset
    }
}

/// Finds the dimensions that were asked for and tells the ledger which there are.
pub(super) fn asked(header: &Header, ledger: &mut Ledger) -> Vec<Extra> {
    let mut at = header.extra_at();
    let mut found: Vec<Extra> = Vec::new();
    for description in header.extra.chunks_exact(DESCRIPTION) {
        let (kind, options) = (description[2], description[3]);
        let (scalar, count) = scalar(kind);
        let len = scalar.map_or(usize::from(options), |scalar| scalar.size() * count);
        if at + len > header.record_len {
            ledger.warn(
                "extra_dimensions_ignored",
                1,
                "describes more extra dimensions than its records hold; the rest were ignored",
            );
            break;
        }
        let name = String::from_utf8_lossy(description.get(4..36).unwrap_or_default()).trim_end_matches('\0').trim().to_owned();
        if let (Some(place), Some(scalar), 1) = (ledger.asked(&name), scalar, count)
            && found.iter().all(|other| other.place != place)
        {
            let number = |from: usize| Scalar::F64.read(description.get(from..).unwrap_or_default(), false);
            let scale = if options & SCALED != 0 { number(112) } else { 1.0 };
            let offset = if options & SHIFTED != 0 { number(136) } else { 0.0 };
            found.push(Extra { place, at, scalar, scale, offset });
        }
        at += len;
    }
    for extra in &found {
        if let Some(has) = ledger.info.has_named.get_mut(extra.place) {
            *has = true;
        }
    }
    found
}

/// Type and number of values of a dimension; none for bytes of which nothing is said. 11 to 30 are arrays, long deprecated.
fn scalar(kind: u8) -> (Option<Scalar>, usize) {
    use Scalar::{F32, F64, I8, I16, I32, I64, U8, U16, U32, U64};
    const SCALARS: [Scalar; 10] = [U8, I8, U16, I16, U32, I32, U64, I64, F32, F64];
    let Some(from_0) = kind.checked_sub(1).map(usize::from) else { return (None, 1) };
    match SCALARS.get(from_0 % SCALARS.len()) {
        Some(scalar) if from_0 < 30 => (Some(*scalar), from_0 / SCALARS.len() + 1),
        _ => (None, 1),
    }
}
