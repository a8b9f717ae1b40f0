//! Galleries: runs of pipe with one inline component after the other, so that every kind of valve is seen often, from few scans.

use rosette_net::NetError;
use rosette_net::train::{LabelledCloud, NO_PART, PartTruth, RawScan, prepared};
use rosette_plant::Subtype;
use rosette_truth::Catalogue;
use rosette_truth::ScanSettings;
use rosette_truth::component::{Component, Stance, Style, flowmeter, pipe, strainer, valve};
use rosette_truth::model::{Dice, Part};
use rosette_truth::scan::{Scene, scan};
use rosette_truth::surface::{P3, V3};

/// Runs of a gallery: columns of three along y, at two heights.
const RUNS: usize = 12;
/// Length of a run, m.
const LENGTH: f64 = 6.0;

/// Builds, scans and prepares a gallery.
pub fn gallery(seed: u64) -> Result<LabelledCloud, NetError> {
    let mut dice = Dice::new(seed, &[88]);
    let mut parts = Vec::new();
    for run in 0..RUNS {
        let at = P3::new(0.0, 1.6 * (run / 2) as f64, 0.7 + 1.7 * (run % 2) as f64);
        parts.extend(row(at, &mut dice));
    }
    let places: Vec<P3> = (0..6)
        .map(|i| P3::new(dice.range(-1.5, LENGTH + 1.5), 1.6 * f64::from(i) + dice.range(0.5, 1.1) - 0.8, dice.range(1.2, 2.0)))
        .collect();
    let settings = ScanSettings {
        step_deg: dice.range(0.12, 0.3),
        noise: dice.range(0.0006, 0.003),
        registration: dice.range(0.0, 0.003),
        beam: dice.range(0.003, 0.008),
        lowest_deg: -80.0,
        thin: if dice.chance(0.5) { dice.range(0.005, 0.016) } else { 0.0 },
        ..ScanSettings::default()
    };
    let mut raw = RawScan::default();
    for (station, one) in scan(&parts, &Scene::new(&parts), &places, &settings, seed).iter().enumerate() {
        raw.scanners.push(one.true_pose.translation.vector.into());
        for point in &one.returns {
            raw.positions.push((one.pose * P3::from(point.at.map(f64::from))).into());
            raw.intensity.push(point.intensity);
            raw.station.push(station as u16);
            raw.part.push(if point.mixed { NO_PART } else { point.part });
        }
    }
    let truths: Vec<PartTruth> = parts.iter().map(super::plants::part_truth).collect();
    prepared(&format!("gallery-{seed}"), &raw, truths)
}

/// A run with components along it; some runs rise.
fn row(at: P3, dice: &mut Dice) -> Vec<Part> {
    let along = match dice.below(4) {
        0 => V3::new(dice.range(-0.2, 0.2), dice.range(-0.1, 0.1), 1.0).normalize(),
        1 => V3::new(1.0, dice.range(-0.1, 0.1), dice.range(-0.3, 0.3)).normalize(),
        _ => V3::x(),
    };
    let length = if along.z > 0.7 { 1.9 } else { LENGTH };
    let start = if along.z > 0.7 { P3::new(at.x + dice.range(0.0, LENGTH), at.y, 0.2) } else { at };
    let dn = dice.pick(&[20, 25, 32, 40, 50, 50, 65, 80, 80, 100, 100, 125, 150, 200, 250]);
    let catalogue = dice.pick(&[Catalogue::Asme, Catalogue::En10220, Catalogue::DuctileIron]);
    let style = Style { catalogue, weld_neck: dice.chance(0.6), threaded: dice.chance(0.5) };
    let radius = catalogue.radius(dn);
    let mut parts = Vec::new();
    let (mut t, mut begun) = (dice.range(0.2, 0.5), 0.0);
    loop {
        let component = component(dn, style, dice);
        let [before, after] = component.reach;
        if t + before + after > length {
            break;
        }
        let place = start + along * (t + before);
        parts.push(pipe(start + along * begun, start + along * t, radius, dn));
        parts.push(component.placed(place, along, upwards(&component, along, dice)));
        begun = t + before + after;
        t = begun + if dice.chance(0.15) { 0.05 } else { dice.range(0.15, 0.9) };
    }
    parts.push(pipe(start + along * begun, start + along * length.max(begun + 0.05), radius, dn));
    parts
}

/// Direction of the stem: anywhere across the pipe, mostly up.
fn upwards(component: &Component, along: V3, dice: &mut Dice) -> V3 {
    let around = V3::new(dice.range(-1.0, 1.0), dice.range(-1.0, 1.0), dice.range(-1.0, 1.0));
    match component.stance {
        Stance::Upright => V3::z(),
        Stance::Hanging => -V3::z(),
        Stance::Any if along.z.abs() < 0.7 && dice.chance(0.6) => V3::z(),
        Stance::Any => around,
    }
}

fn component(dn: u32, style: Style, dice: &mut Dice) -> Component {
    match dice.below(15) {
        0 | 1 => strainer(dn, style, dice),
        2 | 3 => flowmeter(dn, style, dice),
        other => valve(Subtype::ALL[(other - 4) % 10], dn, style, dice),
    }
}
