//! What is kept of a station's returns in file order, to find where its scanner stood.

/// Points of a run: long enough to bend visibly seen from a wrong place.
pub(crate) const RUN: usize = 128;
/// Runs kept of a station.
const RUNS: usize = 256;
/// Jumps kept of a station.
const JUMPS: usize = 4096;
/// Distance of consecutive returns from which they are on different surfaces, m: far above a scan's spacing.
const JUMP: f64 = 0.3;

/// Every so-manieth of a stream of unknown length: when full, every second goes and the step doubles.
#[derive(Debug, Clone)]
struct Thinned<T> {
    kept: Vec<T>,
    most: usize,
    stride: u64,
    seen: u64,
}

impl<T> Thinned<T> {
    fn new(most: usize) -> Self {
        Self { kept: Vec::new(), most, stride: 1, seen: 0 }
    }

    /// Whether the next one will be kept.
    fn wants(&self) -> bool {
        self.seen.is_multiple_of(self.stride)
    }

    fn push(&mut self, value: impl FnOnce() -> T) {
        if self.wants() {
            self.kept.push(value());
        }
        self.seen += 1;
        if self.kept.len() >= self.most {
            let mut odd = true;
            self.kept.retain(|_| {
                odd = !odd;
                !odd
            });
            self.stride *= 2;
        }
    }
}

/// Samples of a station's returns in file order.
#[derive(Debug, Clone)]
pub(crate) struct Trace {
    last: Option<[f64; 3]>,
    run: Vec<[f64; 3]>,
    jumps: Thinned<[[f64; 3]; 2]>,
    runs: Thinned<Vec<[f64; 3]>>,
}

impl Default for Trace {
    fn default() -> Self {
        Self { last: None, run: Vec::new(), jumps: Thinned::new(JUMPS), runs: Thinned::new(RUNS) }
    }
}

impl Trace {
    /// Takes the next return.
    pub(crate) fn push(&mut self, site: [f64; 3]) {
        if let Some(last) = self.last.replace(site) {
            let square: f64 = (0..3).map(|a| (site[a] - last[a]).powi(2)).sum();
            if square > JUMP * JUMP {
                self.jumps.push(|| [last, site]);
            }
        }
        self.run.push(site);
        if self.run.len() == RUN {
            let run = &mut self.run;
            self.runs.push(|| std::mem::take(run));
            self.run.clear();
        }
    }

    /// Consecutive returns on different surfaces.
    pub(crate) fn jumps(&self) -> &[[[f64; 3]; 2]] {
        &self.jumps.kept
    }

    /// Runs of consecutive returns.
    pub(crate) fn runs(&self) -> &[Vec<[f64; 3]>] {
        &self.runs.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_stream_is_thinned_evenly() {
        let mut thinned = Thinned::new(16);
        (0..1000u64).for_each(|i| thinned.push(|| i));
        assert!((8..16).contains(&thinned.kept.len()));
        assert!(thinned.kept.windows(2).all(|w| w[1] - w[0] == thinned.stride), "{:?}", thinned.kept);
        assert_eq!(thinned.kept[0], 0);
    }

    #[test]
    fn jumps_and_runs_are_bounded() {
        let mut trace = Trace::default();
        (0..200_000).for_each(|i| trace.push([f64::from(i), f64::from(i % 2) * 5.0, 0.0]));
        assert!(trace.jumps().len() < JUMPS && trace.jumps().len() >= JUMPS / 2);
        assert!(trace.runs().len() < RUNS && trace.runs().iter().all(|run| run.len() == RUN));
    }
}
