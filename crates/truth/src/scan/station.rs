//! One scanner set-up after the other: angular grid, noise, lost returns, mixed pixels, registration errors.

use super::cast::{Hit, Scene};
use super::device::Device;
use crate::model::{Dice, Part};
use crate::surface::{P3, V3};
use nalgebra::{Isometry3, Translation3, UnitQuaternion};
use rayon::prelude::*;
use rosette_plant::Class;
use std::collections::HashSet;
use std::f64::consts::TAU;

/// How a scanner works.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanSettings {
    /// Angle between neighbouring rays, degrees.
    pub step_deg: f64,
    /// Deviation of the range at 10 m on a matt surface seen squarely, m.
    pub noise: f64,
    /// Deviation of a station's registered position from its true one, m (angles: a tenth of it per m).
    pub registration: f64,
    /// Diameter of the beam at 10 m, m; decides how often a ray meets two surfaces at once.
    pub beam: f64,
    /// Lowest elevation, degrees: the tripod hides what is below.
    pub lowest_deg: f64,
    /// Greatest range, m.
    pub farthest: f64,
    /// Keep one return in each cube of this size per station, m, as surveyors do on export; 0: keep all.
    pub thin: f64,
    /// The same for what belongs to no line and is no pump; 0: as `thin`. For small files that are still fine on the piping.
    pub thin_around: f64,
    /// What the cloud is taken with.
    pub device: Device,
    /// Points carry colours.
    pub colour: bool,
}

impl Default for ScanSettings {
    fn default() -> Self {
        Self {
            step_deg: 0.1,
            noise: 0.0015,
            registration: 0.001,
            beam: 0.005,
            lowest_deg: -60.0,
            farthest: 60.0,
            thin: 0.0,
            thin_around: 0.0,
            device: Device::Tls,
            colour: false,
        }
    }
}

/// Place and heading of a scanner: plant from scanner.
pub type Pose = Isometry3<f64>;

/// One return, in the scanner's frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Return {
    /// Position in the scanner's frame, m.
    pub at: [f32; 3],
    /// 0 to 1.
    pub intensity: f32,
    /// Number of the elevation, from below.
    pub row: u32,
    /// Number of the azimuth.
    pub column: u32,
    /// Index of the part that was hit (the nearer one of a mixed pixel).
    pub part: u32,
    /// Whether the beam met two surfaces and the range lies between them.
    pub mixed: bool,
    /// Red, green, blue as a camera sees them.
    pub colour: [u8; 3],
}

/// What one set-up gives.
#[derive(Debug, Clone)]
pub struct StationScan {
    /// Where the scanner stood.
    pub true_pose: Pose,
    /// Where registration says it stood.
    pub pose: Pose,
    /// Its returns, column by column.
    pub returns: Vec<Return>,
}

/// Scans from each place. The same for any number of threads: every column has its own stream of chance.
pub fn scan(parts: &[Part], scene: &Scene, places: &[P3], settings: &ScanSettings, seed: u64) -> Vec<StationScan> {
    if settings.device != Device::Tls {
        return vec![super::device::unstructured(parts, scene, places, settings, seed)];
    }
    let passers_by = parts.iter().any(|p| p.station.is_some());
    let one = |(index, at): (usize, &P3)| {
        if passers_by {
            station(parts, &Scene::seen_from(parts, index), *at, index as u64, settings, seed)
        } else {
            station(parts, scene, *at, index as u64, settings, seed)
        }
    };
    places.iter().enumerate().map(one).collect()
}

pub(super) fn station(parts: &[Part], scene: &Scene, at: P3, index: u64, settings: &ScanSettings, seed: u64) -> StationScan {
    let mut dice = Dice::new(seed, &[10, index]);
    let heading = UnitQuaternion::from_axis_angle(&V3::z_axis(), dice.range(0.0, TAU));
    let true_pose = Isometry3::from_parts(Translation3::from(at.coords), heading);
    let pose = misplaced(&true_pose, settings.registration, &mut dice);
    let grid = AngleGrid::new(settings);
    let hits: Vec<Vec<Option<Hit>>> =
        (0..grid.columns).into_par_iter().map(|column| grid.cast(column, scene, &true_pose, settings)).collect();
    let returns: Vec<Return> = (0..grid.columns)
        .into_par_iter()
        .flat_map_iter(|column| grid.returns(column, &hits, parts, settings, Dice::new(seed, &[11, index, u64::from(column)])))
        .collect();
    StationScan { true_pose, pose, returns: thinned(returns, parts, settings) }
}

/// The first return in each cube.
fn thinned(mut returns: Vec<Return>, parts: &[Part], settings: &ScanSettings) -> Vec<Return> {
    let around = if settings.thin_around > 0.0 { settings.thin_around } else { settings.thin };
    let is_piping = |part: u32| parts[part as usize].line.is_some() || parts[part as usize].class == Class::Pump;
    let mut taken = HashSet::new();
    returns.retain(|r| {
        let piping = is_piping(r.part);
        let size = if piping { settings.thin } else { around };
        size == 0.0 || taken.insert((piping, r.at.map(|c| (f64::from(c) / size).floor() as i32)))
    });
    returns
}

/// The pose as registration finds it.
fn misplaced(pose: &Pose, deviation: f64, dice: &mut Dice) -> Pose {
    let shift = V3::new(dice.normal(), dice.normal(), dice.normal()) * deviation;
    let turn = V3::new(dice.normal(), dice.normal(), dice.normal()) * (0.05 * deviation);
    let rotation = UnitQuaternion::from_scaled_axis(turn) * pose.rotation;
    Isometry3::from_parts(Translation3::from(pose.translation.vector + shift), rotation)
}

/// Looks from `at` only towards a ball of `radius` about `aim`: for scans of single things. Poses are exact.
pub fn glance(parts: &[Part], scene: &Scene, at: P3, aim: (P3, f64), settings: &ScanSettings, seed: u64) -> StationScan {
    let way: V3 = aim.0 - at;
    let heading = UnitQuaternion::from_axis_angle(&V3::z_axis(), way.y.atan2(way.x));
    let pose = Isometry3::from_parts(Translation3::from(at.coords), heading);
    let grid = AngleGrid::window(settings, &way, aim.1);
    let hits: Vec<Vec<Option<Hit>>> = (0..grid.columns).map(|column| grid.cast(column, scene, &pose, settings)).collect();
    let returns = (0..grid.columns)
        .flat_map(|column| grid.returns(column, &hits, parts, settings, Dice::new(seed, &[13, u64::from(column)])))
        .collect();
    StationScan { true_pose: pose, pose, returns: thinned(returns, parts, settings) }
}

struct AngleGrid {
    columns: u32,
    rows: u32,
    step: f64,
    lowest: f64,
    first_azimuth: f64,
}

impl AngleGrid {
    fn new(settings: &ScanSettings) -> Self {
        let step = settings.step_deg.to_radians();
        let lowest = settings.lowest_deg.to_radians();
        let rows = ((TAU / 4.0 - lowest) / step).floor() as u32;
        Self { columns: (TAU / step).round() as u32, rows, step, lowest, first_azimuth: 0.0 }
    }

    /// The window around a direction (in which azimuth is 0) that shows a ball of `radius` at the distance of `way`.
    fn window(settings: &ScanSettings, way: &V3, radius: f64) -> Self {
        let step = settings.step_deg.to_radians();
        let half = (radius / way.norm().max(1.01 * radius)).asin();
        let elevation = way.z.atan2(way.xy().norm());
        let lowest = (elevation - half).max(-0.48 * TAU / 2.0);
        let around = half / (elevation.abs() + half).min(1.4).cos().max(0.15);
        let count = |angle: f64| (angle / step).ceil().max(1.0) as u32;
        Self {
            columns: count((2.0 * around).min(TAU)),
            rows: count(2.0 * half),
            step,
            lowest,
            first_azimuth: -around.min(TAU / 2.0),
        }
    }

    fn direction(&self, column: u32, row: u32) -> V3 {
        let (azimuth, elevation) = (self.first_azimuth + f64::from(column) * self.step, self.lowest + f64::from(row) * self.step);
        V3::new(elevation.cos() * azimuth.cos(), elevation.cos() * azimuth.sin(), elevation.sin())
    }

    fn cast(&self, column: u32, scene: &Scene, pose: &Pose, settings: &ScanSettings) -> Vec<Option<Hit>> {
        let origin = P3::from(pose.translation.vector);
        let mut stack = Vec::with_capacity(64);
        (0..self.rows)
            .map(|row| scene.cast(&origin, &(pose.rotation * self.direction(column, row)), settings.farthest, &mut stack))
            .collect()
    }

    fn returns(
        &self,
        column: u32,
        hits: &[Vec<Option<Hit>>],
        parts: &[Part],
        settings: &ScanSettings,
        mut dice: Dice,
    ) -> Vec<Return> {
        let here = &hits[column as usize];
        let beside = &hits[(column as usize + 1) % hits.len()];
        let mut out = Vec::new();
        for row in 0..self.rows {
            let Some(hit) = here[row as usize] else { continue };
            let part = &parts[hit.part as usize];
            if dice.chance(lost(&hit, part)) {
                continue;
            }
            let neighbours = [here.get(row as usize + 1).copied().flatten(), beside[row as usize]];
            let (range, mixed, owner) = self.mixed(&hit, neighbours, settings, &mut dice);
            let range = range + dice.normal() * deviation(&hit, settings);
            let at = self.direction(column, row) * range;
            let intensity = (part.albedo * (0.25 + 0.75 * hit.cosine) / (1.0 + 0.002 * range * range) + 0.03 * dice.normal())
                .clamp(0.01, 1.0);
            out.push(Return {
                at: [at.x as f32, at.y as f32, at.z as f32],
                intensity: intensity as f32,
                row,
                column,
                part: owner,
                mixed,
                colour: shaded(parts[owner as usize].colour, hit.cosine, row ^ column.wrapping_mul(0x9e37_79b9)),
            });
        }
        out
    }

    /// A beam that lies on the edge between this ray's surface and a neighbour's returns a range between the two.
    fn mixed(&self, hit: &Hit, neighbours: [Option<Hit>; 2], settings: &ScanSettings, dice: &mut Dice) -> (f64, bool, u32) {
        for other in neighbours.into_iter().flatten() {
            let gap = (other.range - hit.range).abs();
            // Smooth surfaces change their range too; only steps are edges. Far steps give two separate echoes.
            let smooth = 3.0 * self.step * hit.range / hit.cosine.max(0.05);
            if gap < 0.02 + smooth || gap > 1.5 {
                continue;
            }
            let share = settings.beam / (self.step * 10.0);
            if dice.chance((0.5 * share).min(0.4)) {
                let weight = dice.unit();
                let nearer = if other.range < hit.range { other.part } else { hit.part };
                return (hit.range + weight * (other.range - hit.range), true, nearer);
            }
        }
        (hit.range, false, hit.part)
    }
}

/// A colour under a lamp near the camera, with the grain that a hash of the pixel's number gives.
fn shaded(colour: [u8; 3], cosine: f64, pixel: u32) -> [u8; 3] {
    let grain = f64::from((pixel.wrapping_mul(0x85eb_ca6b) >> 13) & 31) - 15.5;
    let light = 0.45 + 0.55 * cosine;
    colour.map(|c| (f64::from(c) * light + grain).clamp(0.0, 255.0) as u8)
}

/// Chance that a return is lost: at grazing incidence, and on shiny surfaces unless seen squarely.
fn lost(hit: &Hit, part: &Part) -> f64 {
    let grazing = (1.0 - hit.cosine / 0.12).clamp(0.0, 1.0) * 0.9;
    let mirrored = part.shine * part.shine * (1.0 - hit.cosine) * 0.6;
    1.0 - (1.0 - grazing) * (1.0 - mirrored) * 0.995
}

/// Deviation of the range: grows with range and with slanting incidence, which smears the footprint.
fn deviation(hit: &Hit, settings: &ScanSettings) -> f64 {
    settings.noise * (0.6 + 0.04 * hit.range) * (1.0 + 0.25 * (1.0 / hit.cosine.max(0.15) - 1.0))
}
