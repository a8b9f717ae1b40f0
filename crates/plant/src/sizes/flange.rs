//! Outside diameters of flanges: a collar of such a diameter on a pipe is one.

/// A standard for flanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FlangeStandard {
    /// ASME B16.5 class 150, and class 125 of B16.1 and AWWA C110 with it.
    AsmeClass150,
    /// EN 1092 PN 10.
    EnPn10,
    /// EN 1092 PN 16.
    EnPn16,
}

impl FlangeStandard {
    /// All of them.
    pub const ALL: [FlangeStandard; 3] = [Self::AsmeClass150, Self::EnPn10, Self::EnPn16];
}

/// Outside diameter of a flange, m; none for sizes the standard does not list.
///
/// ```
/// # use rosette_plant::sizes::{FlangeStandard, flange_od};
/// assert_eq!(flange_od(100, FlangeStandard::EnPn16), Some(0.220));
/// ```
pub fn flange_od(dn: u32, standard: FlangeStandard) -> Option<f64> {
    let find = |table: &[(u32, u32)]| table.iter().find(|row| row.0 == dn).map(|row| f64::from(row.1) * 1e-3);
    match standard {
        FlangeStandard::AsmeClass150 => find(&CLASS_150),
        FlangeStandard::EnPn10 => find(&PN_10_FROM_200).or_else(|| find(&PN_TO_150)),
        FlangeStandard::EnPn16 => find(&PN_16_FROM_200).or_else(|| find(&PN_TO_150)),
    }
}

/// (DN, mm): ASME B16.5-2017 table 8, rounded to 5 mm there; checked against two suppliers' tables (89, 99, 108 ... 813).
const CLASS_150: [(u32, u32); 20] = [
    (15, 90),
    (20, 100),
    (25, 110),
    (32, 115),
    (40, 125),
    (50, 150),
    (65, 180),
    (80, 190),
    (90, 215),
    (100, 230),
    (125, 255),
    (150, 280),
    (200, 345),
    (250, 405),
    (300, 485),
    (350, 535),
    (400, 595),
    (450, 635),
    (500, 700),
    (600, 815),
];

/// (DN, mm): EN 1092-1:2018 tables 12 and 13, which agree up to DN150. No second source was at hand for the EN tables.
const PN_TO_150: [(u32, u32); 12] = [
    (10, 90),
    (15, 95),
    (20, 105),
    (25, 115),
    (32, 140),
    (40, 150),
    (50, 165),
    (65, 185),
    (80, 200),
    (100, 220),
    (125, 250),
    (150, 285),
];

/// (DN, mm): EN 1092-1:2018 table 12.
const PN_10_FROM_200: [(u32, u32); 13] = [
    (200, 340),
    (250, 395),
    (300, 445),
    (350, 505),
    (400, 565),
    (450, 615),
    (500, 670),
    (600, 780),
    (700, 895),
    (800, 1015),
    (900, 1115),
    (1000, 1230),
    (1200, 1455),
];

/// (DN, mm): EN 1092-1:2018 table 13.
const PN_16_FROM_200: [(u32, u32); 13] = [
    (200, 340),
    (250, 405),
    (300, 460),
    (350, 520),
    (400, 580),
    (450, 640),
    (500, 715),
    (600, 840),
    (700, 910),
    (800, 1025),
    (900, 1125),
    (1000, 1255),
    (1200, 1485),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sizes::CATALOGUES;

    #[test]
    fn flanges_ascend_and_stand_proud_of_their_pipes() {
        for standard in FlangeStandard::ALL {
            let flanges: Vec<_> = (0..2000).filter_map(|dn| Some((dn, flange_od(dn, standard)?))).collect();
            assert!(flanges.len() >= 20 && flanges.windows(2).all(|w| w[0].1 < w[1].1), "{standard:?}");
            for (dn, od) in flanges {
                let pipe = CATALOGUES.iter().filter_map(|c| c.od(dn)).fold(0.0, f64::max);
                assert!(od > 1.1 * pipe && od < 6.0 * pipe, "{standard:?} DN{dn}: {od} on {pipe}");
            }
        }
        assert_eq!(flange_od(777, FlangeStandard::EnPn10), None);
    }

    #[test]
    fn class_150_is_that_of_the_inch_table() {
        for (dn, inch) in
            [(15, 3.5), (50, 6.0), (80, 7.5), (100, 9.0), (150, 11.0), (200, 13.5), (300, 19.0), (400, 23.5), (600, 32.0)]
        {
            let off = flange_od(dn, FlangeStandard::AsmeClass150).unwrap() - inch * 0.0254;
            assert!(off.abs() < 0.0027, "DN{dn}: {off}");
        }
    }
}
