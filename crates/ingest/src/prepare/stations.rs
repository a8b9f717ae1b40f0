//! The stations: whose scanner position is known from where, and what is reported of each.

use super::Input;
use super::finish::FinishCounts;
use super::merge::Stations;
use super::recover::{Recovered, recover};
use super::report::{PositionSource, StationReport};
use super::scatter::{Met, Scattered};
use super::survey::Tally;
use rayon::prelude::*;
use rosette_cloud::Note;
use rosette_cloud::lattice::Lattice;

/// What is known of the scanners.
pub(crate) struct Known {
    pub numbered: Stations,
    pub sources: Vec<PositionSource>,
    pub residuals_deg: Vec<Option<f64>>,
    pub notes: Vec<Note>,
}

impl Known {
    /// Whether every station's scanner position is known.
    pub(crate) fn all_known(&self) -> bool {
        !self.numbered.scanners.is_empty() && self.numbered.scanners.iter().all(Option::is_some)
    }
}

/// Settles the scanner positions: the user's before the file's before those recovered from the order of the returns.
pub(crate) fn settle(inputs: &[Input], scattered: &mut Scattered, recover_positions: bool) -> Known {
    let mut notes = Vec::new();
    let mut sources: Vec<PositionSource> = scattered
        .stations
        .iter()
        .map(|met| if met.station.position.is_some() { PositionSource::File } else { PositionSource::None })
        .collect();
    for (i, input) in inputs.iter().enumerate().filter(|(_, input)| !input.stations.is_empty()) {
        let own: Vec<usize> = (0..scattered.stations.len()).filter(|&s| scattered.stations[s].input == i).collect();
        if own.len() != input.stations.len() {
            notes.push(wrong_number(input, own.len()));
            continue;
        }
        for (&s, &position) in own.iter().zip(&input.stations) {
            scattered.stations[s].station.position = Some(position);
            sources[s] = PositionSource::User;
        }
    }
    let mut residuals_deg = vec![None; sources.len()];
    if recover_positions {
        recover_missing(scattered, &mut sources, &mut residuals_deg, &mut notes);
    }
    let unknown = sources.iter().filter(|s| **s == PositionSource::None).count() as u64;
    if unknown > 0 {
        let message = format!(
            "the scanner position of {unknown} of {} stations is not known; places they alone could have seen are reported as unknown, not as missing; give the positions to change that",
            sources.len()
        );
        notes.push(Note::new("ingest", "scanner_position_unknown", unknown, message));
    }
    let scanners = scattered.stations.iter().map(|met| met.station.position).collect();
    let numbered = Stations { numbers: std::mem::take(&mut scattered.numbers), scanners };
    Known { numbered, residuals_deg, sources, notes }
}

fn recover_missing(
    scattered: &mut Scattered,
    sources: &mut [PositionSource],
    residuals_deg: &mut [Option<f64>],
    notes: &mut Vec<Note>,
) {
    let missing = |met: &Met| met.station.position.is_none();
    let search = |met: &Met| met.trace.as_deref().filter(|_| missing(met)).and_then(recover);
    let found: Vec<_> = scattered.stations.par_iter().map(search).collect();
    for (i, found) in found.into_iter().enumerate() {
        let met = &mut scattered.stations[i];
        met.trace = None;
        let Some(Recovered { position, residual_deg }) = found else { continue };
        met.station.position = Some(position);
        sources[i] = PositionSource::Recovered;
        residuals_deg[i] = Some(residual_deg);
        let [x, y, z] = position;
        let message = format!(
            "{} '{}': the scanner's position is not in the file; it was recovered from the order of the returns as {x:.3}, {y:.3}, {z:.3} (scan lines fit to {residual_deg:.4} degrees)",
            met.station.file, met.station.name
        );
        notes.push(Note::new("ingest", "scanner_position_recovered", 1, message));
    }
}

fn wrong_number(input: &Input, own: usize) -> Note {
    let message = format!(
        "{}: {} scanner positions were given for {own} stations and were not used; give one for each station in the file's order",
        input.path.display(),
        input.stations.len()
    );
    Note::new("ingest", "scanner_positions_not_used", input.stations.len() as u64, message)
}

/// What is reported of each station.
pub(crate) fn reports(
    met: &[Met],
    known: &Known,
    tally: &Tally,
    finished: &FinishCounts,
    lattice: &Lattice,
) -> Vec<StationReport> {
    let report = |(i, met): (usize, &Met)| {
        let number = i as u16;
        let density = tally.density(number, lattice);
        StationReport {
            station: met.station.clone(),
            position_source: known.sources[i],
            position_residual_deg: known.residuals_deg[i],
            points: met.points,
            extent: [met.low, met.high],
            density_per_m2: density,
            spacing_mm: if density > 0.0 { 1000.0 / density.sqrt() } else { 0.0 },
            overlap: tally.overlap(number),
            misfit: tally.misfit(number),
            removed: finished.by_station.get(&number).copied().unwrap_or(0),
        }
    };
    met.iter().enumerate().map(report).collect()
}

/// Extent of all stations together.
pub(crate) fn extent(stations: &[StationReport]) -> [[f64; 3]; 2] {
    let Some(first) = stations.first() else { return [[0.0; 3]; 2] };
    stations.iter().fold(first.extent, |[low, high], s| {
        let join = |a: [f64; 3], b: [f64; 3], pick: fn(f64, f64) -> f64| std::array::from_fn(|k| pick(a[k], b[k]));
        [join(low, s.extent[0], f64::min), join(high, s.extent[1], f64::max)]
    })
}
