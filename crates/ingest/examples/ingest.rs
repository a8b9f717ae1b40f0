//! Prepares scan files and prints what every step took: `cargo run --release -p rosette-ingest --example ingest -- OUT SCAN...`

use rosette_cloud::Watch;
use rosette_ingest::{IngestError, IngestSettings, Input, ingest, load_area, load_seen};
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

/// Prints wall and CPU time of each piece of work.
#[derive(Default)]
struct Clock(Mutex<Option<(String, u64, Instant, f64)>>);

impl Watch for Clock {
    fn begin(&self, work: &str, total: u64, unit: &str) {
        if let Ok(mut running) = self.0.lock() {
            *running = Some((format!("{work} ({unit})"), total, Instant::now(), cpu_seconds()));
        }
    }
    fn advance(&self, _: u64) {}
    fn end(&self) {
        if let Ok(mut running) = self.0.lock()
            && let Some((work, total, start, cpu)) = running.take()
        {
            let (wall, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - cpu);
            println!("{work:24} {total:>12}  {wall:6.2} s wall  {cpu:6.2} s CPU  {:8.2} M/CPU-s", total as f64 / cpu / 1e6);
        }
    }
    fn stopped(&self) -> bool {
        false
    }
}

/// User and system time of this process so far; zero where /proc is absent.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> =
        stat.rsplit(')').next().unwrap_or_default().split_whitespace().filter_map(|f| f.parse().ok()).collect();
    // after the name and the state letter: utime and stime are the 11th and 12th number
    (fields.get(10).unwrap_or(&0.0) + fields.get(11).unwrap_or(&0.0)) / 100.0
}

fn main() -> Result<(), IngestError> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().unwrap_or_else(|| "ingest-out".into());
    let inputs: Vec<Input> = arguments.map(Input::new).collect();
    let settings = match std::env::var("INGEST_SETTINGS") {
        Ok(text) => serde_json::from_str(&text).unwrap_or_default(),
        Err(_) => IngestSettings::default(),
    };
    let start = Instant::now();
    let result = ingest(&inputs, &settings, Path::new(&out), &Clock::default())?;
    println!("all {:.2} s wall, {:.2} s CPU", start.elapsed().as_secs_f64(), cpu_seconds());
    println!("{:#?}", result.counts);
    for (i, s) in result.stations.iter().enumerate() {
        println!(
            "station {i} {:?} {:?} {} points, spacing {:.1} mm, overlap {:.2}, misfit {:.2}/{:.2} mm signed {:?} on {} patches, removed {}",
            s.position_source,
            s.station.position,
            s.points,
            s.spacing_mm,
            s.overlap,
            s.misfit.median_mm,
            s.misfit.p95_mm,
            s.misfit.signed_median_mm,
            s.misfit.patches,
            s.removed
        );
    }
    for note in &result.notes {
        println!("note {} {}: {}", note.kind, note.count, note.message);
    }
    for area in &result.areas {
        let cloud = load_area(Path::new(&out), area)?;
        println!(
            "area {} core {} halo {} {:?} {:?} read back {}",
            area.id,
            area.core_points,
            area.halo_points,
            area.low,
            area.high,
            cloud.len()
        );
    }
    let seen = load_seen(Path::new(&out))?;
    println!("seen (occupied, empty): {:?}, {} bytes", seen.counts(), seen.bytes());
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
    Ok(())
}
