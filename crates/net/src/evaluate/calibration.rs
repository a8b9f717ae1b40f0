//! Whether a confidence is right as often as it says: reliability, and the temperature that mends it.
//!
//! Temperature scaling after Guo et al., "On Calibration of Modern Neural Networks", ICML 2017: probabilities p become p^(1/T) / Σ p^(1/T),
//! which changes no answer, only how sure it is.

use crate::error::NetError;
use crate::picture::{Canvas, INK};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Number of bins of equal width.
const BINS: usize = 10;

/// Answers of about the same confidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Answers.
    pub count: u64,
    /// Sum of their confidences.
    pub confidence: f64,
    /// Those that were right.
    pub right: u64,
}

/// Confidence against success.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reliability {
    /// Bins of equal width from 0 to 1.
    pub bins: [Bin; BINS],
}

impl Reliability {
    /// Counts an answer.
    pub fn add(&mut self, confidence: f64, right: bool) {
        let bin = &mut self.bins[((confidence.clamp(0.0, 1.0) * BINS as f64) as usize).min(BINS - 1)];
        bin.count += 1;
        bin.confidence += confidence;
        bin.right += u64::from(right);
    }

    /// Expected calibration error: mean distance of confidence and success, weighted by the bins' counts.
    pub fn error(&self) -> f64 {
        let total: u64 = self.bins.iter().map(|b| b.count).sum();
        self.bins.iter().map(|b| (b.confidence - b.right as f64).abs()).sum::<f64>() / total.max(1) as f64
    }

    /// A line a bin: count, mean confidence, share right.
    pub fn table(&self) -> String {
        let mut out = String::from("| confidence | count | mean | right |\n|---|---|---|---|\n");
        for (i, bin) in self.bins.iter().enumerate().filter(|(_, bin)| bin.count > 0) {
            let n = bin.count as f64;
            let (from, to) = (i as f64 / BINS as f64, (i + 1) as f64 / BINS as f64);
            out.push_str(&format!(
                "| {from:.1} to {to:.1} | {} | {:.3} | {:.3} |\n",
                bin.count,
                bin.confidence / n,
                bin.right as f64 / n
            ));
        }
        out
    }

    /// Draws success over confidence; on the diagonal they agree.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write_picture(&self, path: &Path) -> Result<(), NetError> {
        const FRAME: [i32; 4] = [50, 30, 350, 330];
        let mut canvas = Canvas::new(370, 370);
        let at = |x: f64, y: f64| [50 + (300.0 * x) as i32, 330 - (300.0 * y) as i32];
        canvas.frame(FRAME, INK);
        canvas.text(50, 12, "share right over confidence", INK);
        canvas.text(50, 350, &format!("expected calibration error {:.3}", self.error()), INK);
        for tenth in 0..=5 {
            let v = f64::from(tenth) / 5.0;
            canvas.text(10, at(0.0, v)[1] - 3, &format!("{v:.1}"), INK);
            canvas.text(at(v, 0.0)[0] - 8, 336, &format!("{v:.1}"), INK);
        }
        canvas.line(at(0.0, 0.0), at(1.0, 1.0), [180, 180, 180]);
        let total = self.bins.iter().map(|b| b.count).sum::<u64>().max(1) as f64;
        let mut before = None;
        for bin in self.bins.iter().filter(|b| b.count > 0) {
            let here = at(bin.confidence / bin.count as f64, bin.right as f64 / bin.count as f64);
            let size = 2 + (10.0 * (bin.count as f64 / total).sqrt()) as i32;
            canvas.fill([here[0] - size, here[1] - size, here[0] + size, here[1] + size], [120, 160, 220]);
            if let Some(before) = before {
                canvas.line(before, here, [30, 90, 180]);
            }
            before = Some(here);
        }
        canvas.write(path)
    }
}

/// The temperature T that makes the true answers likeliest, given probabilities (at T = 1) and the index of the truth. Within 0.2 to 5; 1 without data.
pub fn fit_temperature(answers: &[(Vec<f32>, usize)]) -> f32 {
    if answers.is_empty() {
        return 1.0;
    }
    let cost = |t: f64| answers.iter().map(|(p, truth)| surprise(p, *truth, t)).sum::<f64>();
    // the cost is convex in 1/T, so a golden-section search in log T finds its only valley
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    let (mut low, mut high) = (0.2f64.ln(), 5f64.ln());
    for _ in 0..24 {
        let (a, b) = (high - golden * (high - low), low + golden * (high - low));
        if cost(a.exp()) < cost(b.exp()) { high = b } else { low = a }
    }
    (0.5 * (low + high)).exp() as f32
}

/// Minus the logarithm of the truth's probability at a temperature.
fn surprise(p: &[f32], truth: usize, temperature: f64) -> f64 {
    let log = |v: f32| f64::from(v).max(1e-9).ln() / temperature;
    let sum: f64 = p.iter().map(|v| log(*v).exp()).sum();
    p.get(truth).map_or(0.0, |v| sum.ln() - log(*v))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temperature_mends_overconfidence() {
        // says 0.99, is right in three of four cases: T must bring it near 0.75
        let answers: Vec<_> = (0..400).map(|i| (vec![0.99f32, 0.01], usize::from(i % 4 == 0))).collect();
        let t = f64::from(fit_temperature(&answers));
        let p = 1.0 / (1.0 + (0.01f64 / 0.99).powf(1.0 / t));
        assert!((p - 0.75).abs() < 0.01, "{p} at {t}");
        assert_eq!(fit_temperature(&[]), 1.0);
    }

    #[test]
    fn error_is_the_distance_from_the_diagonal() {
        let mut r = Reliability::default();
        (0..10).for_each(|i| r.add(0.95, i < 7));
        assert!((r.error() - 0.25).abs() < 1e-9);
        assert!(r.table().contains("| 0.9 to 1.0 | 10 | 0.950 | 0.700 |"));
    }
}
