//! What a result says at every place: the nearest of its points within 3 cm.

use super::places::Places;
use crate::failure::{Failure, Result};
use crate::labelled::{self, Labels};
use crate::progress::Screen;
use rayon::prelude::*;
use rosette_cloud::{Neighbours, Watch};
use rosette_ingest::read::{Batch, OpenOptions, Unit, open};
use rosette_net::PointNet;
use rosette_net::prepare::{NO_PART, RawScan, prepared};
use rosette_plant::{Class, Subtype};
use serde::Deserialize;
use std::path::Path;

/// How far a point may lie from the place that it answers for, m.
const REACH: f32 = 0.03;
/// Points read at a time.
const BATCH: usize = 1 << 16;
/// Most points of a cloud that the net is tried on: they are all held in memory, 60 bytes each.
const MOST_POINTS: usize = 60_000_000;

/// The answer at one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// Class code; 0 where nothing is said.
    pub class: u8,
    /// Object number; 0 for none.
    pub instance: u32,
    /// Of the class, 0 to 1.
    pub confidence: f32,
    /// Squared distance of the point, m²; infinite where there is none.
    pub square: f32,
}

impl Default for Answer {
    fn default() -> Self {
        Self { class: 0, instance: 0, confidence: 0.0, square: f32::INFINITY }
    }
}

impl Answer {
    /// Whether a point of the result is near.
    pub fn is_there(&self) -> bool {
        self.square.is_finite()
    }
}

/// An object of the result.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Object {
    /// What it is said to be.
    pub class: Class,
    /// Subtype of a valve.
    pub subtype: Option<Subtype>,
    /// Kind of one's own.
    #[serde(default)]
    pub kind: Option<String>,
    /// Confidence of the class, 0 to 1.
    pub confidence: f64,
}

/// The answers at all places.
#[derive(Debug, Default)]
pub struct Answers {
    /// One a place.
    pub near: Vec<Answer>,
    /// Objects by number minus 1; none where the result has none.
    pub objects: Option<Vec<Object>>,
    /// Whether points have a confidence.
    pub has_confidence: bool,
}

#[derive(Deserialize)]
struct AsBuilt {
    objects: Vec<Object>,
}

/// The answers of a run folder: `points.laz` and the objects of `asbuilt.json`.
pub fn of_run(run: &Path, places: &Places, screen: &Screen) -> Result<Answers> {
    let path = run.join("asbuilt.json");
    let trouble =
        |err: String| Failure::NoInput(format!("{} cannot be used: {err}; give the folder of a finished run", path.display()));
    let bytes = std::fs::read(&path).map_err(|err| trouble(err.to_string()))?;
    let as_built: AsBuilt = serde_json::from_slice(&bytes).map_err(|err| trouble(err.to_string()))?;
    let mut nearest = Nearest::new(places);
    labelled::read(&run.join("points.laz"), &Labels::default(), screen, &mut |batch, class, instance| {
        nearest.offer(&batch.positions, |i| (class[i], instance[i], 0.0));
        Ok(())
    })?;
    Ok(Answers { near: nearest.near, objects: Some(as_built.objects), has_confidence: false })
}

/// The answers of the point net on a cloud, prepared as in a run.
pub fn of_net(cloud: &Path, unit: Option<Unit>, net: &PointNet, places: &Places, screen: &Screen) -> Result<Answers> {
    let raw = raw(cloud, unit, screen)?;
    screen.working("asking the point net");
    let lost = |err: rosette_net::NetError| Failure::NoInput(err.to_string());
    let made = prepared(&cloud.display().to_string(), &raw, Vec::new()).map_err(lost)?.cloud;
    drop(raw);
    let scores = net.classify(&made);
    let mut nearest = Nearest::new(places);
    let sites: Vec<[f64; 3]> = (0..made.len()).map(|i| made.site(i)).collect();
    for (piece, first) in sites.chunks(BATCH).zip((0..).step_by(BATCH)) {
        nearest.offer(piece, |i| {
            let (class, p) = scores.best(first + i);
            (class as u8, 0, p)
        });
    }
    Ok(Answers { near: nearest.near, objects: None, has_confidence: true })
}

fn raw(path: &Path, unit: Option<Unit>, screen: &Screen) -> Result<RawScan> {
    let lost = |err: rosette_ingest::read::ReadError| Failure::NoInput(err.to_string());
    let mut source = open(path, &OpenOptions { unit, ..OpenOptions::default() }).map_err(lost)?;
    let (mut batch, mut raw) = (Batch::default(), RawScan::default());
    screen.begin(&format!("reading {}", path.display()), source.info().declared_points.unwrap_or(0), "points");
    while source.next_batch(&mut batch, BATCH).map_err(lost)? {
        append(&mut raw, &batch);
        screen.advance(batch.len() as u64);
        if screen.stopped() {
            return Err(Failure::Stopped);
        }
        if raw.positions.len() > MOST_POINTS {
            let path = path.display();
            let told =
                format!("{path} has more than {MOST_POINTS} points: `rosette run` it and evaluate the run folder, or cut it");
            return Err(Failure::NoInput(told));
        }
    }
    screen.end();
    set_scanners(&mut raw, &source.info().stations);
    raw.part = vec![NO_PART; raw.positions.len()];
    Ok(raw)
}

/// Appends positions, intensities and stations; a column that not all points have is emptied.
pub fn append(raw: &mut RawScan, batch: &Batch) {
    let n_before = raw.positions.len();
    raw.positions.extend_from_slice(&batch.positions);
    if batch.intensity.len() == batch.len() && raw.intensity.len() == n_before {
        raw.intensity.extend_from_slice(&batch.intensity);
    } else {
        raw.intensity.clear();
    }
    if batch.station.len() == batch.len() && raw.station.len() == n_before {
        raw.station.extend_from_slice(&batch.station);
    } else {
        raw.station.clear();
    }
}

/// Sets the places of the scanners if all are known, and forgets a column that is not whole.
pub fn set_scanners(raw: &mut RawScan, stations: &[rosette_cloud::Station]) {
    let n = raw.positions.len();
    raw.scanners = stations.iter().map(|station| station.position).collect::<Option<_>>().unwrap_or_default();
    if raw.intensity.len() != n {
        raw.intensity.clear();
    }
    if raw.station.len() != n {
        raw.station.clear();
    }
}

/// Keeps the nearest answer of every place.
struct Nearest<'a> {
    places: &'a Places,
    tree: Neighbours,
    near: Vec<Answer>,
}

impl<'a> Nearest<'a> {
    fn new(places: &'a Places) -> Self {
        Self { places, tree: Neighbours::new(&places.positions), near: vec![Answer::default(); places.len()] }
    }

    /// Offers points with class, object number and confidence; of equally near ones the first counts.
    fn offer(&mut self, positions: &[[f64; 3]], label: impl Fn(usize) -> (u8, u32, f32)) {
        let Some(origin) = self.places.origin else { return };
        let hits: Vec<Vec<(u32, f32)>> = positions.par_iter().map(|site| self.hits(*site, origin)).collect();
        for (i, hits) in hits.iter().enumerate().filter(|(_, hits)| !hits.is_empty()) {
            let (class, instance, confidence) = label(i);
            for (place, square) in hits {
                let Some(near) = self.near.get_mut(*place as usize) else { continue };
                if *square < near.square {
                    *near = Answer { class, instance, confidence, square: *square };
                }
            }
        }
    }

    fn hits(&self, site: [f64; 3], origin: [f64; 3]) -> Vec<(u32, f32)> {
        let at: [f32; 3] = std::array::from_fn(|axis| (site[axis] - origin[axis]) as f32);
        let square = |place: u32| {
            let p = self.places.positions[place as usize];
            (0..3).map(|axis| (p[axis] - at[axis]).powi(2)).sum::<f32>()
        };
        self.tree.within(at, REACH).into_iter().map(|place| (place, square(place))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_within_reach_answers() {
        let at = |x: f64| [652_310.0 + x, 6_861_204.0, 38.1];
        let batch = Batch { positions: vec![at(0.0), at(0.1), at(1.0)], ..Batch::default() };
        let mut places = Places::default();
        places.add(&batch, &[1, 1, 1], &[1, 1, 1]);
        let mut nearest = Nearest::new(&places);
        let (offered, classes) = ([at(0.02), at(-0.01), at(0.125), at(0.11), at(1.04)], [5u8, 6, 7, 8, 9]);
        nearest.offer(&offered[..3], |i| (classes[i], 0, 0.0));
        nearest.offer(&offered[3..], |i| (classes[3 + i], 0, 0.0));
        assert_eq!(nearest.near.iter().map(|a| (a.class, a.is_there())).collect::<Vec<_>>(), [(6, true), (8, true), (0, false)]);
    }
}
