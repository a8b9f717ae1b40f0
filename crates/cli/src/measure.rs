//! Time, processor time and memory of each step. They reach `run.json` and nothing else.

use crate::failure::Result;
use crate::store::{to_json, write_whole};
use rosette_report::Timing;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Clock ticks in a second of processor time: `USER_HZ`, which is 100 on every Linux that Rust supports.
const TICKS: f64 = 100.0;

/// What the steps took, in their order; steps that were reused keep what they took when they were made.
#[derive(Debug)]
pub struct Measures {
    path: PathBuf,
    before: Vec<Timing>,
    timings: Vec<Timing>,
}

impl Measures {
    /// Goes on with what an unfinished run noted in `path`, else with what the finished run in `run_file` took.
    pub fn open(path: &Path, run_file: &Path) -> Measures {
        let unfinished = std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let before = unfinished.or_else(|| timings_of(run_file)).unwrap_or_default();
        Measures { path: path.to_path_buf(), before, timings: Vec::new() }
    }

    /// Measures a step. It gives its result, the amount of work done (0: it was reused) and the unit of that.
    pub fn step<T>(&mut self, stage: &str, step: impl FnOnce() -> Result<(T, u64, &'static str)>) -> Result<T> {
        let (began, cpu) = (Instant::now(), cpu_seconds());
        let (result, amount, unit) = step()?;
        let now = Timing {
            stage: stage.into(),
            seconds: began.elapsed().as_secs_f64(),
            cpu_seconds: cpu_seconds() - cpu,
            peak_memory: peak_memory(),
            amount,
            unit: unit.into(),
        };
        let made_before = self.before.iter().find(|timing| amount == 0 && timing.stage == stage).cloned();
        self.timings.push(made_before.unwrap_or(now));
        write_whole(&self.path, &to_json("timings", &self.timings)?)?;
        Ok(result)
    }

    /// All of them; the note for an unfinished run goes.
    pub fn finish(self) -> Vec<Timing> {
        let _ = std::fs::remove_file(&self.path);
        self.timings
    }
}

/// The timings in a `run.json`.
pub fn timings_of(run_file: &Path) -> Option<Vec<Timing>> {
    let run: serde_json::Value = serde_json::from_slice(&std::fs::read(run_file).ok()?).ok()?;
    serde_json::from_value(run.get("timings")?.clone()).ok()
}

/// Processor time of this process so far, s; 0 where the system does not tell.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field, the program's name in brackets, may hold spaces; utime and stime are the 12th and 13th after it.
    let after_name = stat.rsplit(')').next().unwrap_or("");
    after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS
}

/// Most memory this process has held so far, bytes; 0 where the system does not tell.
pub fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("");
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) * 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reused_step_keeps_what_it_took() {
        let dir = tempfile::tempdir().unwrap();
        let (path, run_file) = (dir.path().join("timings"), dir.path().join("run.json"));
        let mut first = Measures::open(&path, &run_file);
        first.step("ingest", || Ok(((), 10, "points"))).unwrap();
        let mut second = Measures::open(&path, &run_file);
        second.step("ingest", || Ok(((), 0, "points"))).unwrap();
        second.step("segment", || Ok(((), 5, "points"))).unwrap();
        let timings = second.finish();
        assert_eq!(timings.iter().map(|timing| timing.amount).collect::<Vec<_>>(), [10, 5]);
        assert!(!path.exists());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_system_tells_of_time_and_memory() {
        assert!(peak_memory() > 100_000);
        let began = Instant::now();
        while began.elapsed().as_millis() < 60 {
            std::hint::spin_loop();
        }
        assert!(cpu_seconds() > 0.0);
    }
}
