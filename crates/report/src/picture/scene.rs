//! The points that pictures are made of, gathered area by area within bounded memory.

use super::place::{Finder, Place};
use super::spacing::spacings;
use super::thin::{CellHasher, Thin, ThinPoint, cell_key};
use crate::error::Result;
use crate::model::site_origin;
use crate::names::Rgb;
use crate::points::Labels;
use nalgebra::Vector3;
use rosette_cloud::Cloud;
use rosette_plant::{Difference, PlantGraph, Scanned};
use std::collections::{BTreeMap, HashSet};
use std::hash::BuildHasherDefault;
use std::ops::Range;

type V3 = Vector3<f64>;

/// Cell of the points near places of interest, m: a pixel of such a picture is 2 to 8 mm.
const NEAR_CELL: f64 = 0.008;
/// Most points kept near places of interest (about 350 MB while gathering).
const NEAR_CAP: usize = 8_000_000;
/// Cell of the points of the whole, m.
const WHOLE_CELL: f64 = 0.02;
/// Most points kept of the whole.
const WHOLE_CAP: usize = 3_000_000;
/// Cell by which points near places are looked up, m.
const COARSE: f64 = 1.0;

/// Gathers points for the pictures: first made, then given every area, then finished.
pub struct Scene {
    origin: [f64; 3],
    places: BTreeMap<String, Place>,
    wanted: HashSet<u64, BuildHasherDefault<CellHasher>>,
    near: Thin,
    whole: Thin,
}

impl Scene {
    /// A scene that keeps fine points around the places of `differences` and coarse points of everything.
    pub fn new(graph: &PlantGraph<Scanned>, differences: &[Difference]) -> Self {
        let origin = site_origin(graph);
        let finder = Finder::new(graph, origin);
        let places: BTreeMap<String, Place> = differences.iter().filter_map(|d| Some((d.id.clone(), finder.place(d)?))).collect();
        let wanted = places.values().flat_map(coarse_cells).collect();
        Self { origin, places, wanted, near: Thin::new(NEAR_CELL, NEAR_CAP), whole: Thin::new(WHOLE_CELL, WHOLE_CAP) }
    }

    /// Adds the core points of one area. Give the areas in a fixed order.
    ///
    /// # Errors
    /// If the labels do not fit the cloud.
    pub fn add(&mut self, cloud: &Cloud, labels: Labels) -> Result<()> {
        labels.check(cloud)?;
        let shift = cloud.origin - V3::from(self.origin);
        for (idx, (local, (class, object))) in cloud.positions.iter().zip(labels.class.iter().zip(labels.object)).enumerate() {
            if !cloud.is_core(idx) {
                continue;
            }
            let at = [0, 1, 2].map(|a| (f64::from(local[a]) + shift[a]) as f32);
            let make = || ThinPoint { at, normal: normal(cloud, idx), color: color(cloud, idx), class: *class, object: *object };
            self.whole.offer(at, make);
            if self.wanted.contains(&cell_key(at, COARSE)) {
                self.near.offer(at, make);
            }
        }
        Ok(())
    }

    /// Ends the gathering.
    pub(crate) fn finish(self) -> Gathered {
        let (cell, whole_cell) = (self.near.cell(), self.whole.cell());
        let mut near = self.near.into_points();
        near.sort_by_cached_key(|p| cell_key(p.at, COARSE));
        let index = ranges(&near);
        let whole = self.whole.into_points();
        let stretch = Stretch::of(&whole);
        let whole_spacings = spacings(&whole, whole_cell);
        Gathered { origin: self.origin, places: self.places, cell, near, index, whole, whole_spacings, stretch }
    }
}

/// Keys of the coarse cells that a place's cube touches.
fn coarse_cells(place: &Place) -> Vec<u64> {
    let bound = |v: f64| (v / COARSE).floor() as i64;
    let range = |axis: usize| bound(place.center[axis] - place.half())..=bound(place.center[axis] + place.half());
    let middle = |i: i64| ((i as f64 + 0.5) * COARSE) as f32;
    let cells = range(0).flat_map(|x| range(1).flat_map(move |y| range(2).map(move |z| [x, y, z])));
    cells.map(|c| cell_key(c.map(middle), COARSE)).collect()
}

fn ranges(points: &[ThinPoint]) -> BTreeMap<u64, Range<usize>> {
    let mut ranges: BTreeMap<u64, Range<usize>> = BTreeMap::new();
    for (i, point) in points.iter().enumerate() {
        ranges.entry(cell_key(point.at, COARSE)).or_insert(i..i).end = i + 1;
    }
    ranges
}

fn normal(cloud: &Cloud, idx: usize) -> [i8; 3] {
    cloud.normals.get(idx).copied().unwrap_or_default().map(|v| (v.clamp(-1.0, 1.0) * 127.0) as i8)
}

/// Colour where the scan has one, else grey by intensity, else mid grey.
fn color(cloud: &Cloud, idx: usize) -> Rgb {
    if let Some(color) = cloud.color.get(idx) {
        return *color;
    }
    let share = cloud.intensity.get(idx).copied().unwrap_or(0.6);
    [(share.clamp(0.0, 1.0) * 255.0) as u8; 3]
}

/// What was gathered, ready to be looked at.
pub(crate) struct Gathered {
    pub origin: [f64; 3],
    pub places: BTreeMap<String, Place>,
    /// Cell of the points near places, m.
    pub cell: f64,
    near: Vec<ThinPoint>,
    index: BTreeMap<u64, Range<usize>>,
    /// Points of the whole.
    pub whole: Vec<ThinPoint>,
    /// Distance from each of them to its neighbours, m.
    pub whole_spacings: Vec<f32>,
    pub stretch: Stretch,
}

impl Gathered {
    /// Points of the whole with their spacings.
    pub(crate) fn whole_sized(&self) -> impl Iterator<Item = (&ThinPoint, f32)> {
        self.whole.iter().zip(self.whole_spacings.iter().copied())
    }

    /// Points in the cube about a place.
    pub(crate) fn around(&self, place: &Place) -> Vec<ThinPoint> {
        let half = place.half();
        let inside = |p: &&ThinPoint| (0..3).all(|a| (f64::from(p.at[a]) - place.center[a]).abs() <= half);
        let cells = coarse_cells(place).into_iter().filter_map(|key| self.index.get(&key).cloned());
        cells.flat_map(|range| self.near.get(range).unwrap_or_default()).filter(inside).copied().collect()
    }
}

/// Brightness stretch: intensities of scanners often fill only a part of their range.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    low: f32,
    gain: f32,
}

impl Stretch {
    fn of(points: &[ThinPoint]) -> Self {
        let mut histogram = [0usize; 256];
        for point in points {
            histogram[usize::from(point.color[1])] += 1;
        }
        let quantile = |share: f64| {
            let mut left = (points.len() as f64 * share) as usize;
            let beyond = histogram.iter().position(|&n| {
                let reached = left <= n;
                left = left.saturating_sub(n);
                reached
            });
            beyond.unwrap_or(255) as f32
        };
        let (low, high) = (quantile(0.03), quantile(0.97));
        if high - low < 8.0 { Self { low: 0.0, gain: 1.0 } } else { Self { low, gain: 225.0 / (high - low) } }
    }

    /// A stretched colour, 0 to 255.
    pub(crate) fn apply(&self, color: Rgb) -> [f32; 3] {
        color.map(|v| ((f32::from(v) - self.low) * self.gain + 20.0).clamp(0.0, 255.0))
    }
}
