//! `rosette info`: what is in scan files, and what a run took.

use crate::args::InfoArgs;
use crate::failure::{DONE, Failure, PARTIAL, Result};
use crate::job::unit;
use crate::measure::timings_of;
use crate::progress::{Screen, complain, say, short};
use rosette_cloud::Watch;
use rosette_ingest::read::{Batch, OpenOptions, ReadError, Source, SourceInfo, open};
use rosette_report::Timing;
use serde::Serialize;
use std::path::Path;

/// Points read at a time.
const BATCH: usize = 1 << 16;

/// What is in a scan file.
#[derive(Debug, Serialize)]
struct Found {
    file: String,
    format: String,
    unit: String,
    unit_source: String,
    points: u64,
    dropped: u64,
    min: Option<[f64; 3]>,
    max: Option<[f64; 3]>,
    intensity: bool,
    color: bool,
    grid: bool,
    pictures: usize,
    stations: Vec<rosette_cloud::Station>,
    notes: Vec<rosette_cloud::Note>,
}

/// Tells of every file; a run folder gives its timings.
pub fn info(args: &InfoArgs, screen: &Screen) -> Result<u8> {
    let unit = args.unit.as_deref().map(unit).transpose()?;
    let mut failed = Vec::new();
    let mut told = 0;
    for path in &args.scans {
        if let Some(timings) = timings_of(&path.join("run.json")) {
            say(timings_table(&timings));
            told += 1;
            continue;
        }
        match look(path, &OpenOptions { unit, ..OpenOptions::default() }, screen) {
            Ok(found) => {
                say(if args.json { json(&found)? } else { text(&found) });
                told += 1;
            }
            Err(err) => failed.push(err.to_string()),
        }
        if screen.stopped() {
            return Err(Failure::Stopped);
        }
    }
    match (told, failed.is_empty()) {
        (0, _) => Err(Failure::NoInput(failed.join("\n"))),
        (_, true) => Ok(DONE),
        (_, false) => {
            complain(failed.join("\n"));
            Ok(PARTIAL)
        }
    }
}

/// Reads the whole file: headers promise what they like.
fn look(path: &Path, options: &OpenOptions, screen: &Screen) -> std::result::Result<Found, ReadError> {
    let mut source = open(path, options)?;
    let mut batch = Batch::default();
    let (mut points, mut min, mut max) = (0, [f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
    screen.begin(&format!("reading {}", path.display()), source.info().declared_points.unwrap_or(0), "points");
    while !screen.stopped() && source.next_batch(&mut batch, BATCH)? {
        for position in &batch.positions {
            for axis in 0..3 {
                min[axis] = min[axis].min(position[axis]);
                max[axis] = max[axis].max(position[axis]);
            }
        }
        points += batch.positions.len() as u64;
        screen.advance(batch.positions.len() as u64);
    }
    screen.end();
    Ok(found(source.as_ref(), points, (points > 0).then_some([min, max])))
}

fn found(source: &dyn Source, points: u64, extent: Option<[[f64; 3]; 2]>) -> Found {
    let SourceInfo { path, detail, unit, unit_source, pictures, stations, warnings, .. } = source.info();
    Found {
        file: path.display().to_string(),
        format: detail.clone(),
        unit: unit.to_string(),
        unit_source: format!("{unit_source:?}").to_lowercase(),
        points,
        dropped: source.dropped().total(),
        min: extent.map(|extent| extent[0]),
        max: extent.map(|extent| extent[1]),
        intensity: source.info().has_intensity,
        color: source.info().has_color,
        grid: source.info().has_row_col,
        pictures: pictures.len(),
        stations: stations.clone(),
        notes: warnings.clone(),
    }
}

fn json(found: &Found) -> Result<String> {
    serde_json::to_string_pretty(found).map_err(|err| Failure::Internal(err.to_string()))
}

fn text(found: &Found) -> String {
    let carried = [("intensity", found.intensity), ("colour", found.color), ("grid", found.grid)];
    let carried: Vec<&str> = carried.iter().filter(|(_, there)| *there).map(|(name, _)| *name).collect();
    let mut lines = vec![
        found.file.clone(),
        format!("  format    {}", found.format),
        format!("  unit      {} ({})", found.unit, found.unit_source),
        format!("  points    {} ({} records dropped)", found.points, found.dropped),
        format!("  carries   {}", if carried.is_empty() { "positions only".into() } else { carried.join(", ") }),
    ];
    if let (Some(min), Some(max)) = (found.min, found.max) {
        let size: Vec<String> = (0..3).map(|axis| format!("{:.2}", max[axis] - min[axis])).collect();
        lines.push(format!("  extent    {} to {}, {} m", place(min), place(max), size.join(" x ")));
    }
    if found.pictures > 0 {
        lines.push(format!("  pictures  {}", found.pictures));
    }
    for station in &found.stations {
        let position = station.position.map_or("position unknown".to_string(), |at| format!("at {}", place(at)));
        lines.push(format!("  station   {} {position}", station.name));
    }
    lines.extend(found.notes.iter().map(|note| format!("  note      {}", note.message)));
    lines.join("\n")
}

fn place([x, y, z]: [f64; 3]) -> String {
    format!("({x:.3}, {y:.3}, {z:.3})")
}

/// One line a step: amount, wall and processor time, rates, memory.
fn timings_table(timings: &[Timing]) -> String {
    let mut lines = vec![format!(
        "{:<12} {:>10} {:<9} {:>9} {:>9} {:>12} {:>12} {:>9}",
        "step", "amount", "", "wall s", "CPU s", "a wall s", "a CPU s", "peak"
    )];
    lines.extend(timings.iter().map(line));
    let sum = |value: fn(&Timing) -> f64| timings.iter().map(value).sum::<f64>();
    let read = timings.iter().find(|timing| timing.stage == "ingest").map_or(0, |timing| timing.amount);
    let whole = Timing {
        stage: "whole run".into(),
        seconds: sum(|timing| timing.seconds),
        cpu_seconds: sum(|timing| timing.cpu_seconds),
        peak_memory: timings.iter().map(|timing| timing.peak_memory).max().unwrap_or(0),
        amount: read,
        unit: "points".into(),
    };
    lines.push(line(&whole));
    lines.join("\n")
}

fn line(timing: &Timing) -> String {
    let rate = |seconds: f64| if seconds > 0.0 { short(timing.amount as f64 / seconds) } else { "-".into() };
    format!(
        "{:<12} {:>10} {:<9} {:>9.2} {:>9.2} {:>12} {:>12} {:>8}B",
        timing.stage,
        short(timing.amount as f64),
        timing.unit,
        timing.seconds,
        timing.cpu_seconds,
        rate(timing.seconds),
        rate(timing.cpu_seconds),
        short(timing.peak_memory as f64)
    )
}
