//! The learning rate from step to step.

use serde::{Deserialize, Serialize};

/// A linear rise, then half a cosine down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Schedule {
    /// Highest rate.
    pub rate: f64,
    /// Steps of the rise.
    pub rise: usize,
    /// Rate at the end, as a share of the highest.
    pub end: f64,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { rate: 5e-3, rise: 100, end: 0.01 }
    }
}

impl Schedule {
    /// The rate of a step out of `steps`.
    pub fn rate(&self, step: usize, steps: usize) -> f64 {
        if step < self.rise {
            return self.rate * (step + 1) as f64 / self.rise as f64;
        }
        let done = (step - self.rise) as f64 / steps.saturating_sub(self.rise).max(1) as f64;
        self.rate * (self.end + (1.0 - self.end) * 0.5 * (1.0 + (std::f64::consts::PI * done.min(1.0)).cos()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rises_then_falls() {
        let s = Schedule::default();
        for (step, want) in [(0, 5e-5), (99, 5e-3), (100, 5e-3), (1000, 5e-5), (5000, 5e-5)] {
            assert!((s.rate(step, 1000) - want).abs() < 1e-8, "step {step}: {}", s.rate(step, 1000));
        }
    }
}
