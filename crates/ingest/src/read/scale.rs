//! Intensities of any range, brought to 0 to 1.

use super::source::Ledger;

/// The range intensities of a source are in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Range {
    low: f64,
    factor: f64,
}

impl Range {
    /// From the lowest and highest possible value; an empty or unbounded range is none.
    pub fn new(low: f64, high: f64) -> Option<Self> {
        let factor = 1.0 / (high - low);
        (low.is_finite() && factor.is_finite() && factor > 0.0 && high - low < 1e30).then_some(Self { low, factor })
    }

    /// The value between 0 and 1; 0 for NaN.
    // `max` first turns NaN into 0, which `clamp` would keep.
    #[allow(clippy::manual_clamp)]
    pub fn apply(self, value: f64) -> f32 {
        ((value - self.low) * self.factor).max(0.0).min(1.0) as f32
    }
}

/// Ranges in use: PTX and most floats, 8-bit, Leica PTS, 12-bit, 16-bit.
const USUAL: [(f64, f64); 5] = [(0.0, 1.0), (0.0, 255.0), (-2048.0, 2047.0), (0.0, 4095.0), (0.0, 65535.0)];

/// A range the file does not state: guessed from the first values, with a note.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Guessed(Option<Range>);

impl Guessed {
    /// Scales values in place. The range is the first usual one that holds the first values seen.
    pub fn apply(&mut self, values: &mut [f32], ledger: &mut Ledger) {
        if values.is_empty() {
            return;
        }
        let range = *self.0.get_or_insert_with(|| guess(values, ledger));
        values.iter_mut().for_each(|value| *value = range.apply(f64::from(*value)));
    }
}

fn guess(values: &[f32], ledger: &mut Ledger) -> Range {
    let finite = || values.iter().filter(|v| v.is_finite()).map(|&v| f64::from(v));
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let usual = USUAL.into_iter().find(|&(from, to)| from <= low && high <= to).unwrap_or((low, high));
    if usual != USUAL[0] {
        let message =
            format!("does not state the range of its intensities; taken as {} to {} from the first points", usual.0, usual.1);
        ledger.warn("intensity_range_guessed", 1, message);
    }
    Range::new(usual.0, usual.1).unwrap_or(Range { low: 0.0, factor: 1.0 })
}
