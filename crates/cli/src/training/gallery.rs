//! Galleries as data sets: many bodies, from few scans.

use super::config::Families;
use super::plants;
use rosette_net::NetError;
use rosette_net::train::{LabelledCloud, PartTruth, prepared};
use rosette_truth::ScanSettings;
use rosette_truth::model::Dice;
use rosette_truth::scan::{Scene, scan};

/// Builds, scans and prepares a gallery without members of some families.
pub fn gallery(seed: u64, without: &Families) -> Result<LabelledCloud, NetError> {
    let made = rosette_truth::gallery(seed, rosette_truth::set_of(&without.0));
    let mut dice = Dice::new(seed, &[89]);
    let settings = ScanSettings {
        step_deg: dice.range(0.12, 0.3),
        noise: dice.range(0.0006, 0.003),
        registration: dice.range(0.0, 0.003),
        beam: dice.range(0.003, 0.008),
        lowest_deg: -80.0,
        thin: if dice.chance(0.5) { dice.range(0.005, 0.016) } else { 0.0 },
        ..ScanSettings::default()
    };
    let scans = scan(&made.parts, &Scene::new(&made.parts), &made.places, &settings, seed);
    let truths: Vec<PartTruth> = made.parts.iter().map(plants::part_truth).collect();
    prepared(&format!("gallery-{seed}"), &plants::raw(&scans, 1.0), truths)
}
