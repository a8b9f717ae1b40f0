//! The small plant that tests of the whole job use: `fixtures/plant-s`.

use crate::{Catalogue, Kind, ScanFormat, ScanSettings, SimulateSettings, Size, Variety};

/// Settings of `fixtures/plant-s`: a room with a tank, a pump and three lines, scanned from three places; fine on the piping,
/// coarse around it, so that the file stays below 3 MB.
pub fn plant_s() -> SimulateSettings {
    SimulateSettings {
        seed: FIXTURE_SEED,
        kind: Kind::PumpStation,
        size: Size::Tiny,
        stations: 3,
        scan: ScanSettings { step_deg: 0.13, thin: 0.009, thin_around: 0.055, ..ScanSettings::default() },
        catalogue: Some(Catalogue::Asme),
        rotation_deg: 0.0,
        offset: [652_310.0, 6_861_204.0, 38.0],
        indoor: Some(true),
        insulation: false,
        variety: Variety::Plain,
        without: Vec::new(),
        differences: 3,
        format: ScanFormat::E57,
    }
}

/// A seed whose plant has all that the fixture should show: tee, reducer, strainer or check, instrument, nothing left out.
const FIXTURE_SEED: u64 = 2;
