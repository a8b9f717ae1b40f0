//! What all formats share: metres, checks, extent, and a usable rest where a file is damaged.

use super::batch::Batch;
use super::guard::guarded;
use super::scale::Guessed;
use super::source::{Decode, Dropped, Ledger, Source, SourceInfo};
use super::unit::UnitSource;
use crate::error::ReadError;

/// Coordinates beyond this are no site's, m: national grids with zone prefix stay below 4e7.
const ABSURD_M: f64 = 1e8;
/// A site is seldom wider than this, m; a wider one without a stated unit is likely in mm or feet.
const WIDE_M: f64 = 5_000.0;
/// No site is smaller than this, m; a smaller one without a stated unit is likely in km or scaled.
const SMALL_M: f64 = 0.05;

/// A source: a decoder, its books, and the checks every point passes.
pub(crate) struct Reading {
    ledger: Ledger,
    decoder: Box<dyn Decode>,
    guessed: Guessed,
    delivered: u64,
    low: [f64; 3],
    high: [f64; 3],
    done: bool,
}

impl Reading {
    pub fn new(ledger: Ledger, decoder: impl Decode + 'static) -> Self {
        let (low, high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
        Self { ledger, decoder: Box::new(decoder), guessed: Guessed::default(), delivered: 0, low, high, done: false }
    }

    fn fill(&mut self, batch: &mut Batch, max: usize) -> Result<(), ReadError> {
        let Self { ledger, decoder, .. } = self;
        let blame = ledger.blame.clone();
        let outcome = guarded(&blame, || decoder.decode(ledger, batch, max));
        if self.ledger.guess_intensity {
            self.guessed.apply(&mut batch.intensity, &mut self.ledger);
        }
        self.check(batch);
        self.delivered += batch.len() as u64;
        match outcome {
            Ok(more) => {
                if !more {
                    self.finish();
                }
                Ok(())
            }
            Err(error) if error.is_damage() && self.delivered > 0 => {
                self.use_rest(&error);
                Ok(())
            }
            Err(error) => {
                self.done = true;
                batch.clear();
                Err(error)
            }
        }
    }

    /// Scales to metres, drops what is no position, keeps the extent.
    fn check(&mut self, batch: &mut Batch) {
        let metres = self.ledger.metres;
        let mut keep = Vec::new();
        for (idx, position) in batch.positions.iter_mut().enumerate() {
            let scaled: [f64; 3] = std::array::from_fn(|axis| position[axis] * metres[axis]);
            *position = scaled;
            let good = scaled.iter().all(|c| c.abs() < ABSURD_M);
            if good {
                for (axis, value) in scaled.into_iter().enumerate() {
                    self.low[axis] = self.low[axis].min(value);
                    self.high[axis] = self.high[axis].max(value);
                }
            } else {
                count_bad(&mut self.ledger.dropped, scaled);
                keep.resize(idx, true);
                keep.push(false);
            }
        }
        if !keep.is_empty() {
            keep.resize(batch.len(), true);
            batch.retain(&keep);
        }
    }

    /// Ends the stream at damage: what was given so far stays.
    fn use_rest(&mut self, error: &ReadError) {
        let message = format!("damaged at {}; the {} points before that were used", error.summary(), self.delivered);
        self.ledger.warn("damaged_file", 1, message);
        self.finish();
    }

    /// Points that are declared but were neither given nor dropped.
    fn count_missing(&mut self) {
        let seen = self.delivered.saturating_add(self.ledger.dropped.total());
        let declared = self.ledger.info.declared_points.unwrap_or(0);
        self.ledger.dropped.undecodable += declared.saturating_sub(seen);
    }

    fn finish(&mut self) {
        self.done = true;
        self.count_missing();
        let notes = self.ledger.dropped.notes(&self.ledger.info.path);
        self.ledger.info.warnings.extend(notes);
        if self.delivered == 0 {
            self.ledger.warn("no_points", 1, "holds no usable point");
        } else {
            self.doubt_unit();
        }
    }

    fn doubt_unit(&mut self) {
        let extent = (0..3).map(|axis| self.high[axis] - self.low[axis]).fold(0.0, f64::max);
        let plausible = (SMALL_M..=WIDE_M).contains(&extent);
        if self.ledger.info.unit_source == UnitSource::Assumed && !plausible && self.delivered > 1 {
            let message = format!(
                "does not state its unit; taken as metres it would be {extent:.3} m wide: set --unit (m cm mm in ft ftUS)"
            );
            self.ledger.warn("unit_doubtful", 1, message);
        }
    }
}

fn count_bad(dropped: &mut Dropped, position: [f64; 3]) {
    if position.iter().all(|c| c.is_finite()) {
        dropped.out_of_bounds += 1;
    } else {
        dropped.nan += 1;
    }
}

impl Source for Reading {
    fn info(&self) -> &SourceInfo {
        &self.ledger.info
    }

    fn next_batch(&mut self, batch: &mut Batch, max: usize) -> Result<bool, ReadError> {
        batch.clear();
        batch.named.resize_with(self.ledger.columns.len(), Vec::new);
        // A round may give no point though more follow: a block of invalid ones.
        while batch.is_empty() && !self.done {
            self.fill(batch, max.max(1))?;
        }
        Ok(!batch.is_empty())
    }

    fn dropped(&self) -> &Dropped {
        &self.ledger.dropped
    }
}
