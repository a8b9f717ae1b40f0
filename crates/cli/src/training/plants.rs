//! Generated plants as data sets: each is grown, scanned and prepared in memory, of a seed alone.

use super::config::Families;
use rosette_net::NetError;
use rosette_net::train::{LabelledCloud, NO_PART, PartTruth, RawScan, prepared};
use rosette_truth::model::{Dice, Part};
use rosette_truth::scan::StationScan;
use rosette_truth::{Kind, ScanSettings, SimulateSettings, Size, make};
use serde::{Deserialize, Serialize};

/// A row of generated plants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plants {
    /// Seed of the first; those after it count on.
    pub seed: u64,
    /// How many.
    pub count: u64,
    /// Kinds, in turn; all if empty.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Sizes, in turn.
    #[serde(default = "small")]
    pub sizes: Vec<Size>,
    /// Whether plant and scan are varied: size, noise, stations. Off for plain validation.
    #[serde(default = "yes")]
    pub varied: bool,
}

fn small() -> Vec<Size> {
    vec![Size::Small]
}

fn yes() -> bool {
    true
}

impl Plants {
    /// Name of the `idx`-th plant: all that it depends on.
    pub fn name(&self, idx: u64) -> String {
        format!("{}-{}-{:?}{}", self.kind(idx).name(), self.seed + idx, self.size(idx), if self.varied { "-varied" } else { "" })
    }

    fn kind(&self, idx: u64) -> Kind {
        let named: Vec<Kind> = self.kinds.iter().filter_map(|name| Kind::from_name(name)).collect();
        let kinds = if named.is_empty() { &Kind::ALL[..] } else { &named };
        kinds[(idx % kinds.len() as u64) as usize]
    }

    fn size(&self, idx: u64) -> Size {
        self.sizes[(idx / 5 % self.sizes.len() as u64) as usize]
    }

    /// Grows, scans and prepares a plant. None where no station found a place.
    pub fn plant(&self, idx: u64, without: &Families) -> Result<Option<LabelledCloud>, NetError> {
        let seed = self.seed + idx;
        let mut dice = Dice::new(seed, &[77]);
        let settings = SimulateSettings { without: without.0.clone(), ..self.settings(idx, &mut dice) };
        let Ok(case) = make(&settings) else { return Ok(None) };
        let scale = if self.varied && dice.chance(0.5) { dice.range(0.8, 1.25) } else { 1.0 };
        let raw = raw(&case.scans, scale);
        let parts = case.plant.parts.iter().map(|part| truth(part, scale)).collect();
        prepared(&self.name(idx), &raw, parts).map(Some)
    }

    fn settings(&self, idx: u64, dice: &mut Dice) -> SimulateSettings {
        let plain = SimulateSettings {
            seed: self.seed + idx,
            kind: self.kind(idx),
            size: self.size(idx),
            differences: 0,
            ..SimulateSettings::default()
        };
        if !self.varied {
            return SimulateSettings { stations: 5, scan: ScanSettings { step_deg: 0.12, ..ScanSettings::default() }, ..plain };
        }
        let scan = ScanSettings {
            step_deg: dice.range(0.1, 0.3),
            noise: dice.range(0.0006, 0.003),
            registration: dice.range(0.0, 0.003),
            beam: dice.range(0.003, 0.008),
            // surveyors thin on export: 6 to 15 mm between points is as usual as all of them
            thin: if dice.chance(0.6) { dice.range(0.005, 0.016) } else { 0.0 },
            ..ScanSettings::default()
        };
        SimulateSettings {
            stations: dice.count(3, 6),
            scan,
            rotation_deg: dice.range(0.0, 360.0),
            insulation: dice.chance(0.3),
            indoor: if dice.chance(0.3) { Some(dice.chance(0.5)) } else { None },
            ..plain
        }
    }
}

/// All returns, enlarged by `scale` about the origin. Returns off two surfaces belong to no part.
pub fn raw(scans: &[StationScan], scale: f64) -> RawScan {
    let mut raw = RawScan::default();
    for (station, scan) in scans.iter().enumerate() {
        raw.scanners.push((scan.true_pose.translation.vector * scale).into());
        for point in &scan.returns {
            let at = scan.pose * nalgebra::Point3::from(point.at.map(f64::from));
            raw.positions.push((at * scale).into());
            raw.intensity.push(point.intensity);
            raw.station.push(station as u16);
            raw.part.push(if point.mixed { NO_PART } else { point.part });
        }
    }
    raw
}

/// What is known of a part at its own size.
pub fn part_truth(part: &Part) -> PartTruth {
    truth(part, 1.0)
}

fn truth(part: &Part, scale: f64) -> PartTruth {
    let middle = || {
        let (lo, hi) = part.bounds();
        nalgebra::center(&lo, &hi)
    };
    let radius = part.run.as_ref().map(|run| run.radius).or(part.bend.as_ref().map(|bend| bend.radius));
    let od = radius.map(|r| 2.0 * r).or(part.dn.map(|dn| f64::from(dn) * 1.1e-3 + 0.006));
    PartTruth {
        class: part.class,
        kind: None,
        subtype: part.subtype,
        family: part.family.unwrap_or("").into(),
        position: Some((part.pos.unwrap_or_else(middle) * scale).into()),
        axis: part.axis.map(Into::into),
        od: od.map(|od| od * scale),
    }
}
