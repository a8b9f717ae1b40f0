//! Sizes of pipes, flanges and fittings by nominal diameter. Lengths in mm in the tables, in m out of the functions.
//!
//! Outside diameters: ASME B36.10, EN 10220, EN 545; flanges: ASME B16.5 class 150 and EN 1092-1 PN 16; butt-welding fittings:
//! ASME B16.9; lengths of valves: ASME B16.10 class 150. Sizes between are rounded up to the next in the table.

use crate::model::Dice;
use serde::{Deserialize, Serialize};

/// A family of sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Catalogue {
    Asme,
    En10220,
    DuctileIron,
}

/// Nominal diameters that lines are made of.
pub const SIZES: [u32; 16] = [15, 20, 25, 32, 40, 50, 65, 80, 100, 125, 150, 200, 250, 300, 350, 400];

type Table = [(u32, f64)];

const ASME_OD: &Table = &[
    (15, 21.3),
    (20, 26.7),
    (25, 33.4),
    (32, 42.2),
    (40, 48.3),
    (50, 60.3),
    (65, 73.0),
    (80, 88.9),
    (100, 114.3),
    (125, 141.3),
    (150, 168.3),
    (200, 219.1),
    (250, 273.0),
    (300, 323.8),
    (350, 355.6),
    (400, 406.4),
];
const EN_OD: &Table = &[
    (15, 21.3),
    (20, 26.9),
    (25, 33.7),
    (32, 42.4),
    (40, 48.3),
    (50, 60.3),
    (65, 76.1),
    (80, 88.9),
    (100, 114.3),
    (125, 139.7),
    (150, 168.3),
    (200, 219.1),
    (250, 273.0),
    (300, 323.9),
    (350, 355.6),
    (400, 406.4),
];
const IRON_OD: &Table =
    &[(80, 98.0), (100, 118.0), (125, 144.0), (150, 170.0), (200, 222.0), (250, 274.0), (300, 326.0), (350, 378.0), (400, 429.0)];
const INCHES: &Table = &[
    (15, 0.5),
    (20, 0.75),
    (25, 1.0),
    (32, 1.25),
    (40, 1.5),
    (50, 2.0),
    (65, 2.5),
    (80, 3.0),
    (100, 4.0),
    (125, 5.0),
    (150, 6.0),
    (200, 8.0),
    (250, 10.0),
    (300, 12.0),
    (350, 14.0),
    (400, 16.0),
];
const TEE: &Table = &[
    (15, 25.0),
    (20, 29.0),
    (25, 38.0),
    (32, 48.0),
    (40, 57.0),
    (50, 64.0),
    (65, 76.0),
    (80, 86.0),
    (100, 105.0),
    (125, 124.0),
    (150, 143.0),
    (200, 178.0),
    (250, 216.0),
    (300, 254.0),
    (350, 279.0),
    (400, 305.0),
];
const REDUCER: &Table = &[
    (20, 38.0),
    (25, 51.0),
    (32, 51.0),
    (40, 64.0),
    (50, 76.0),
    (65, 89.0),
    (80, 89.0),
    (100, 102.0),
    (125, 127.0),
    (150, 140.0),
    (200, 152.0),
    (250, 178.0),
    (300, 203.0),
    (350, 330.0),
    (400, 356.0),
];
/// Outside diameter, thickness, height of the welding neck.
const ASME_FLANGE: &[(u32, [f64; 3])] = &[
    (15, [89.0, 11.2, 48.0]),
    (20, [99.0, 12.7, 52.0]),
    (25, [108.0, 14.3, 56.0]),
    (32, [117.0, 15.9, 57.0]),
    (40, [127.0, 17.5, 62.0]),
    (50, [152.0, 19.1, 64.0]),
    (65, [178.0, 22.3, 70.0]),
    (80, [191.0, 23.9, 70.0]),
    (100, [229.0, 23.9, 76.0]),
    (125, [254.0, 23.9, 89.0]),
    (150, [279.0, 25.4, 89.0]),
    (200, [343.0, 28.6, 102.0]),
    (250, [406.0, 30.2, 102.0]),
    (300, [483.0, 31.8, 114.0]),
    (350, [533.0, 35.0, 127.0]),
    (400, [597.0, 36.6, 127.0]),
];
const EN_FLANGE: &[(u32, [f64; 3])] = &[
    (15, [95.0, 16.0, 38.0]),
    (20, [105.0, 18.0, 40.0]),
    (25, [115.0, 18.0, 40.0]),
    (32, [140.0, 18.0, 42.0]),
    (40, [150.0, 18.0, 45.0]),
    (50, [165.0, 18.0, 45.0]),
    (65, [185.0, 18.0, 45.0]),
    (80, [200.0, 20.0, 50.0]),
    (100, [220.0, 20.0, 52.0]),
    (125, [250.0, 22.0, 55.0]),
    (150, [285.0, 22.0, 55.0]),
    (200, [340.0, 24.0, 62.0]),
    (250, [405.0, 26.0, 70.0]),
    (300, [460.0, 28.0, 78.0]),
    (350, [520.0, 30.0, 82.0]),
    (400, [580.0, 32.0, 85.0]),
];
const GATE: &Table = &[
    (15, 108.0),
    (20, 117.0),
    (25, 127.0),
    (32, 140.0),
    (40, 165.0),
    (50, 178.0),
    (65, 190.0),
    (80, 203.0),
    (100, 229.0),
    (125, 254.0),
    (150, 267.0),
    (200, 292.0),
    (250, 330.0),
    (300, 356.0),
    (350, 381.0),
    (400, 406.0),
];
const GLOBE: &Table = &[
    (15, 108.0),
    (20, 117.0),
    (25, 127.0),
    (32, 140.0),
    (40, 165.0),
    (50, 203.0),
    (65, 216.0),
    (80, 241.0),
    (100, 292.0),
    (125, 356.0),
    (150, 406.0),
    (200, 495.0),
    (250, 622.0),
    (300, 698.0),
    (350, 787.0),
    (400, 914.0),
];
const WAFER: &Table = &[
    (25, 33.0),
    (32, 33.0),
    (40, 33.0),
    (50, 43.0),
    (65, 46.0),
    (80, 46.0),
    (100, 52.0),
    (125, 56.0),
    (150, 56.0),
    (200, 60.0),
    (250, 68.0),
    (300, 78.0),
    (350, 78.0),
    (400, 102.0),
];
const METER: &Table = &[
    (15, 200.0),
    (25, 200.0),
    (40, 200.0),
    (50, 200.0),
    (65, 200.0),
    (80, 200.0),
    (100, 250.0),
    (125, 250.0),
    (150, 300.0),
    (200, 350.0),
    (250, 450.0),
    (300, 500.0),
    (400, 600.0),
];

fn at_least<T: Copy + Default>(table: &[(u32, T)], dn: u32) -> T {
    table.iter().find(|(size, _)| *size >= dn).or(table.last()).map(|&(_, value)| value).unwrap_or_default()
}

fn metres(table: &Table, dn: u32) -> f64 {
    at_least(table, dn) / 1000.0
}

/// A flange: radius, thickness and height of the welding neck with the thickness, m.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub struct FlangeSize {
    pub radius: f64,
    pub thickness: f64,
    pub neck: f64,
}

impl Catalogue {
    /// Outside radius of a pipe, m.
    pub fn radius(self, dn: u32) -> f64 {
        let table = match self {
            Catalogue::Asme => ASME_OD,
            Catalogue::En10220 => EN_OD,
            Catalogue::DuctileIron if dn >= 80 => IRON_OD,
            Catalogue::DuctileIron => EN_OD,
        };
        metres(table, dn) / 2.0
    }

    /// The flange of a nominal size.
    pub fn flange(self, dn: u32) -> FlangeSize {
        let [od, thickness, neck] = at_least(if self == Catalogue::Asme { ASME_FLANGE } else { EN_FLANGE }, dn);
        FlangeSize { radius: od / 2000.0, thickness: thickness / 1000.0, neck: neck / 1000.0 }
    }
}

/// Bend radius of an elbow of `factor` nominal diameters (1.0 short, 1.5 long, 3 and 5 for bends), m.
pub fn bend_radius(dn: u32, factor: f64) -> f64 {
    (at_least(INCHES, dn) * 0.0254 * factor).max(0.028)
}

/// Centre to end of an equal tee, m.
pub fn tee_half(dn: u32) -> f64 {
    metres(TEE, dn)
}

/// Length of a reducer by its larger size, m.
pub fn reducer_length(dn: u32) -> f64 {
    metres(REDUCER, dn)
}

/// Length of a flanged gate, ball or plug valve, m.
pub fn gate_length(dn: u32) -> f64 {
    metres(GATE, dn)
}

/// Length of a flanged globe, check or control valve or of a strainer, m.
pub fn globe_length(dn: u32) -> f64 {
    metres(GLOBE, dn)
}

/// Length of a body clamped between flanges, m.
pub fn wafer_length(dn: u32) -> f64 {
    metres(WAFER, dn)
}

/// Length of a flanged flow meter, m.
pub fn meter_length(dn: u32) -> f64 {
    metres(METER, dn)
}

/// The nominal size so many steps up (or down) the list.
pub fn step(dn: u32, by: isize) -> u32 {
    let here = SIZES.iter().position(|&s| s >= dn).unwrap_or(SIZES.len() - 1) as isize;
    SIZES[(here + by).clamp(0, SIZES.len() as isize - 1) as usize]
}

/// A nominal size for the branch of a reducing tee or the small end of a reducer.
pub fn smaller(dn: u32, dice: &mut Dice) -> u32 {
    let by = -(dice.count(1, 2) as isize);
    let size = step(dn, by);
    if matches!(size, 32 | 125 | 65) && dice.chance(0.6) { step(size, -1) } else { size }
}
