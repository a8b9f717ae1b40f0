//! Learning curves as a picture.

use crate::error::NetError;
use crate::picture::{Canvas, INK};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// One look at a training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Steps done.
    pub step: usize,
    /// Smoothed loss.
    pub loss: f64,
    /// Score of the held-out data, 0 to 1.
    pub score: f64,
}

const SIZE: [u32; 2] = [720, 420];
const FRAME: [i32; 4] = [60, 40, 660, 370];
const LOSS: [u8; 3] = [200, 90, 30];
const SCORE: [u8; 3] = [30, 90, 180];

/// Draws loss (left scale) and score (right scale, 0 to 1) over the steps.
pub fn write(path: &Path, curve: &[Curve], score: &str) -> Result<(), NetError> {
    let mut canvas = Canvas::new(SIZE[0], SIZE[1]);
    let [left, top, right, bottom] = FRAME;
    let steps = curve.iter().map(|c| c.step).max().unwrap_or(1).max(1) as f64;
    let most = curve.iter().map(|c| c.loss).fold(0.1, f64::max);
    canvas.frame(FRAME, INK);
    canvas.text(left, 12, "loss", LOSS);
    canvas.text(left + 60, 12, score, SCORE);
    for tenth in 0..=5 {
        let y = bottom - (bottom - top) * tenth / 5;
        canvas.text(8, y - 3, &format!("{:.2}", most * f64::from(tenth) / 5.0), LOSS);
        canvas.text(right + 6, y - 3, &format!("{:.1}", f64::from(tenth) / 5.0), SCORE);
        canvas.text(left + (right - left) * tenth / 5 - 10, bottom + 8, &format!("{:.0}", steps * f64::from(tenth) / 5.0), INK);
    }
    let x = |c: &Curve| left + (f64::from(right - left) * c.step as f64 / steps) as i32;
    let y = |v: f64| bottom - (f64::from(bottom - top) * v.clamp(0.0, 1.0)) as i32;
    for pair in curve.windows(2) {
        canvas.line([x(&pair[0]), y(pair[0].loss / most)], [x(&pair[1]), y(pair[1].loss / most)], LOSS);
        canvas.line([x(&pair[0]), y(pair[0].score)], [x(&pair[1]), y(pair[1].score)], SCORE);
    }
    canvas.write(path)
}
