//! Other ways to a cloud than tripods: a scanner carried along a path, and photographs from many places.

use super::cast::Scene;
use super::station::{ScanSettings, StationScan, station};
use crate::model::{Dice, Part};
use crate::surface::{P3, V3};
use nalgebra::Isometry3;
use rosette_plant::Class;
use serde::{Deserialize, Serialize};

/// What the cloud is taken with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// A laser scanner on tripods.
    #[default]
    Tls,
    /// A laser scanner carried through the plant: noise of 5 to 10 mm that hangs together, and a drift along the way.
    Mobile,
    /// Photographs: smooth waves of 5 to 20 mm, holes where there is no texture.
    Photogrammetry,
}

impl Device {
    /// The device of that name: `tls`, `mobile` or `photogrammetry`.
    pub fn from_name(name: &str) -> Option<Device> {
        [("tls", Device::Tls), ("mobile", Device::Mobile), ("photogrammetry", Device::Photogrammetry)]
            .into_iter()
            .find(|(n, _)| *n == name)
            .map(|(_, device)| device)
    }

    /// So many views for each tripod that the hall would need.
    pub fn views(self) -> usize {
        match self {
            Device::Tls => 1,
            Device::Mobile => 4,
            Device::Photogrammetry => 5,
        }
    }
}

/// A smooth random field: a sum of waves of random direction, deviation about 1.
struct Waves(Vec<(V3, f64)>);

impl Waves {
    fn new(shortest: f64, longest: f64, dice: &mut Dice) -> Self {
        let wave = |dice: &mut Dice| {
            let direction = V3::new(dice.normal(), dice.normal(), dice.normal()).normalize();
            let length = shortest * (longest / shortest).powf(dice.unit());
            (direction * (std::f64::consts::TAU / length), dice.range(0.0, std::f64::consts::TAU))
        };
        Self((0..12).map(|_| wave(dice)).collect())
    }

    fn at(&self, p: &P3) -> f64 {
        let sum: f64 = self.0.iter().map(|(k, phase)| (k.dot(&p.coords) + phase).sin()).sum();
        sum / (self.0.len() as f64 / 2.0).sqrt()
    }
}

/// One cloud of what is seen from all places, in the plant's frame, without stations of its own.
pub fn unstructured(parts: &[Part], scene: &Scene, places: &[P3], settings: &ScanSettings, seed: u64) -> StationScan {
    let mut dice = Dice::new(seed, &[14]);
    let coarse = ScanSettings {
        // Many views share the points that one tripod would give.
        step_deg: settings.step_deg * (settings.device.views() as f64).sqrt(),
        registration: 0.0,
        noise: settings.noise.max(0.002),
        lowest_deg: -80.0,
        ..settings.clone()
    };
    let bend = Bend::new(settings.device, &mut dice);
    let mut returns = Vec::new();
    let mut drift = V3::zeros();
    for (index, at) in ordered(places).into_iter().enumerate() {
        drift = drift * 0.9 + V3::new(dice.normal(), dice.normal(), 0.5 * dice.normal()) * bend.drift;
        let view = station(parts, scene, at, 1000 + index as u64, &coarse, seed);
        let mut noise = Dice::new(seed, &[15, index as u64]);
        for mut point in view.returns {
            let here = view.true_pose * P3::from(point.at.map(f64::from));
            let part = &parts[point.part as usize];
            if bend.loses(&here, part, &mut noise) {
                continue;
            }
            let ray = (here - at).normalize();
            let moved = here + drift + ray * (bend.waves.at(&here) * bend.height + noise.normal() * bend.grain);
            point.at = moved.coords.map(|c| c as f32).into();
            returns.push(point);
        }
    }
    StationScan { true_pose: Isometry3::identity(), pose: Isometry3::identity(), returns }
}

/// How a device bends and thins a cloud.
struct Bend {
    waves: Waves,
    /// Deviation of the waves, m.
    height: f64,
    /// Deviation from point to point, m.
    grain: f64,
    /// Step of the drift from view to view, m.
    drift: f64,
    texture: Option<Waves>,
}

impl Bend {
    fn new(device: Device, dice: &mut Dice) -> Self {
        match device {
            Device::Photogrammetry => Self {
                waves: Waves::new(0.15, 2.0, dice),
                height: dice.range(0.004, 0.012),
                grain: dice.range(0.001, 0.004),
                drift: 0.0,
                texture: Some(Waves::new(0.1, 0.8, dice)),
            },
            _ => Self {
                waves: Waves::new(0.05, 1.0, dice),
                height: dice.range(0.002, 0.004),
                grain: dice.range(0.003, 0.006),
                drift: dice.range(0.001, 0.003),
                texture: None,
            },
        }
    }

    /// Photographs find nothing to match on plain painted pipe and on walls, in patches.
    fn loses(&self, at: &P3, part: &Part, dice: &mut Dice) -> bool {
        let Some(texture) = &self.texture else { return false };
        let plain = match part.class {
            Class::Pipe | Class::Elbow | Class::Tank | Class::Duct => 0.7,
            Class::Wall | Class::Ceiling => 0.4,
            _ => 1.4,
        } - 0.8 * part.shine;
        texture.at(at) > plain && !dice.chance(0.05)
    }
}

/// Places in the order of a walk: always to the nearest that is left.
fn ordered(places: &[P3]) -> Vec<P3> {
    let mut left = places.to_vec();
    let mut walk: Vec<P3> = Vec::new();
    while !left.is_empty() {
        let here = walk.last().copied().unwrap_or(left[0]);
        let distance = |p: &P3| (p - here).norm();
        let next = (0..left.len()).min_by(|&a, &b| distance(&left[a]).total_cmp(&distance(&left[b]))).unwrap_or(0);
        walk.push(left.swap_remove(next));
    }
    walk
}
