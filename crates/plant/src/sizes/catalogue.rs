//! The catalogues: outside diameters by nominal size, as the standards give them.

/// One nominal size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Nominal diameter, mm. Inch sizes by their usual DN.
    pub dn: u32,
    /// Outside diameter, mm.
    pub od_mm: f64,
}

/// A standard's sizes, ascending by outside diameter.
#[derive(Debug, PartialEq)]
pub struct Catalogue {
    /// Name that settings use, e.g. `ASME B36.10`.
    pub name: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// The standard, and what the table was checked against.
    pub source: &'static str,
    /// Further names, in the form [`Catalogue::by_name`] compares (lower case letters and digits).
    aliases: &'static [&'static str],
    /// How much it is favoured before any pipe is measured, in nats.
    pub(super) prior: f64,
    /// Its sizes.
    pub sizes: &'static [Size],
}

impl Catalogue {
    /// By name or usual short name, whatever the case and punctuation: `asme`, `EN 10220`, `awwa-c151`, `pvc`.
    ///
    /// ```
    /// # use rosette_plant::sizes::Catalogue;
    /// assert_eq!(Catalogue::by_name("en10220").map(|c| c.name), Some("EN 10220"));
    /// assert_eq!(Catalogue::by_name("cheese"), None);
    /// ```
    pub fn by_name(name: &str) -> Option<&'static Catalogue> {
        let wanted = plain(name);
        CATALOGUES.iter().find(|c| plain(c.name) == wanted || c.aliases.contains(&wanted.as_str()))
    }

    /// Least outside diameter listed for a nominal size, m.
    pub fn od(&self, dn: u32) -> Option<f64> {
        self.sizes.iter().find(|s| s.dn == dn).map(|s| s.od_mm * 1e-3)
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// All catalogues; the first is the one to fall back on.
pub static CATALOGUES: [Catalogue; 5] = [
    Catalogue {
        name: "ASME B36.10",
        description: "welded and seamless steel pipe, NPS",
        source: "ASME B36.10M-2022 table 2-1; checked against the Neutrium pipe library's table (to DN900) and the inch sizes",
        aliases: &["asme", "asmeb3610", "asmeb3610m", "b3610", "b3610m", "asmeb3619", "ansi", "nps", "steel"],
        prior: 0.7,
        sizes: &ASME,
    },
    Catalogue {
        name: "EN 10220",
        description: "seamless and welded steel tube, series 1; up to DN150 threaded tube of EN 10255 (but 165.1 mm at DN150)",
        source: "EN 10220:2002 table 1, series 1; checked against Logstor's catalogue of insulated pipe (DN20 to DN1200)",
        aliases: &["en", "en10220series1", "en10255", "en10216", "en10217", "iso4200", "dinen10220"],
        prior: 0.35,
        sizes: &EN_10220,
    },
    Catalogue {
        name: "AWWA C151",
        description: "ductile iron pipe, North America",
        source: "AWWA C151/A21.51; checked against whatispiping.com (3 to 30 in) and American Cast Iron Pipe's table 3-12 (to 54 in)",
        aliases: &["awwa", "c151", "awwac151a2151", "ductileironawwa"],
        prior: -2.0,
        sizes: &AWWA_C151,
    },
    Catalogue {
        name: "EN 545",
        description: "ductile iron pipe, Europe (also ISO 2531, EN 598), with steel of EN 10220 below DN80",
        source: "EN 545:2010 table 16; checked against Duktus's leaflet on it (DN80 to DN1000)",
        aliases: &["iso2531", "en598", "ductileiron", "ductileironen"],
        prior: -2.0,
        sizes: &EN_545,
    },
    Catalogue {
        name: "PVC",
        description: "PVC-U, PE and other plastic pressure pipe by metric outside diameter, with the DN of its flanges and valves",
        source: "ISO 161-1 and EN ISO 1452-2 (diameters); ISO 9624 (DN of the flange for each diameter)",
        aliases: &["pvcu", "upvc", "eniso1452", "en1452", "iso1452", "iso4422", "pe", "hdpe", "plastic"],
        prior: 0.0,
        sizes: &PVC,
    },
];

const fn table<const N: usize>(rows: [(u32, f64); N]) -> [Size; N] {
    let mut sizes = [Size { dn: 0, od_mm: 0.0 }; N];
    let mut i = 0;
    while i < N {
        sizes[i] = Size { dn: rows[i].0, od_mm: rows[i].1 };
        i += 1;
    }
    sizes
}

static ASME: [Size; 34] = table([
    (6, 10.3),
    (8, 13.7),
    (10, 17.1),
    (15, 21.3),
    (20, 26.7),
    (25, 33.4),
    (32, 42.2),
    (40, 48.3),
    (50, 60.3),
    (65, 73.0),
    (80, 88.9),
    (90, 101.6),
    (100, 114.3),
    (125, 141.3),
    (150, 168.3),
    (200, 219.1),
    (250, 273.0),
    (300, 323.8),
    (350, 355.6),
    (400, 406.4),
    (450, 457.0),
    (500, 508.0),
    (550, 559.0),
    (600, 610.0),
    (650, 660.0),
    (700, 711.0),
    (750, 762.0),
    (800, 813.0),
    (850, 864.0),
    (900, 914.0),
    (950, 965.0),
    (1000, 1016.0),
    (1100, 1118.0),
    (1200, 1219.0),
]);

static EN_10220: [Size; 28] = table([
    (6, 10.2),
    (8, 13.5),
    (10, 17.2),
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
    (450, 457.0),
    (500, 508.0),
    (600, 610.0),
    (700, 711.0),
    (800, 813.0),
    (900, 914.0),
    (1000, 1016.0),
    (1100, 1118.0),
    (1200, 1219.0),
]);

/// 3 to 64 in.
/// Below 3 inches water works run steel pipe of ASME B36.10.
static AWWA_C151: [Size; 25] = table([
    (15, 21.3),
    (20, 26.7),
    (25, 33.4),
    (32, 42.2),
    (40, 48.3),
    (50, 60.3),
    (65, 73.0),
    (80, 100.6),
    (100, 121.9),
    (150, 175.3),
    (200, 229.9),
    (250, 281.9),
    (300, 335.3),
    (350, 388.6),
    (400, 442.0),
    (450, 495.3),
    (500, 548.6),
    (600, 655.3),
    (750, 812.8),
    (900, 972.8),
    (1050, 1130.3),
    (1200, 1290.3),
    (1350, 1462.0),
    (1500, 1564.9),
    (1600, 1668.0),
]);

/// Below DN80 water works run steel: EN 545's own DN40 to DN65 are hardly laid above ground.
static EN_545: [Size; 26] = table([
    (15, 21.3),
    (20, 26.9),
    (25, 33.7),
    (32, 42.4),
    (40, 48.3),
    (50, 60.3),
    (65, 76.1),
    (80, 98.0),
    (100, 118.0),
    (125, 144.0),
    (150, 170.0),
    (200, 222.0),
    (250, 274.0),
    (300, 326.0),
    (350, 378.0),
    (400, 429.0),
    (450, 480.0),
    (500, 532.0),
    (600, 635.0),
    (700, 738.0),
    (800, 842.0),
    (900, 945.0),
    (1000, 1048.0),
    (1100, 1152.0),
    (1200, 1255.0),
    (1400, 1462.0),
]);

static PVC: [Size; 25] = table([
    (10, 16.0),
    (15, 20.0),
    (20, 25.0),
    (25, 32.0),
    (32, 40.0),
    (40, 50.0),
    (50, 63.0),
    (65, 75.0),
    (80, 90.0),
    (100, 110.0),
    (100, 125.0),
    (125, 140.0),
    (150, 160.0),
    (150, 180.0),
    (200, 200.0),
    (200, 225.0),
    (250, 250.0),
    (250, 280.0),
    (300, 315.0),
    (350, 355.0),
    (400, 400.0),
    (450, 450.0),
    (500, 500.0),
    (600, 560.0),
    (600, 630.0),
]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_ascend_and_names_are_unique() {
        for (i, catalogue) in CATALOGUES.iter().enumerate() {
            assert!(catalogue.sizes.windows(2).all(|w| w[0].od_mm < w[1].od_mm && w[0].dn <= w[1].dn), "{}", catalogue.name);
            for name in catalogue.aliases.iter().chain([&catalogue.name]) {
                assert_eq!(Catalogue::by_name(name).map(|c| c.name), Some(catalogue.name), "{name} of catalogue {i}");
            }
        }
        assert_eq!(Catalogue::by_name(""), None);
    }

    #[test]
    fn inch_sizes_are_their_inches() {
        // ASME from 14 in: the outside diameter is the nominal one; AWWA C151: table 1 in inches.
        let inches = |name, rows: &[(u32, f64)]| {
            let catalogue = Catalogue::by_name(name).unwrap();
            for (dn, inch) in rows {
                let od = catalogue.od(*dn).unwrap() * 1e3;
                assert!((od - inch * 25.4).abs() <= 0.61, "{name} DN{dn}: {od} is not {inch} in");
            }
        };
        inches("asme", &[(50, 2.375), (65, 2.875), (80, 3.5), (100, 4.5), (125, 5.563), (150, 6.625), (200, 8.625)]);
        inches("asme", &[(250, 10.75), (300, 12.75), (350, 14.0), (500, 20.0), (600, 24.0), (900, 36.0), (1200, 48.0)]);
        inches("awwa", &[(80, 3.96), (100, 4.8), (150, 6.9), (200, 9.05), (250, 11.1), (300, 13.2), (350, 15.3), (400, 17.4)]);
        inches("awwa", &[(450, 19.5), (500, 21.6), (600, 25.8), (750, 32.0), (900, 38.3), (1050, 44.5), (1200, 50.8)]);
        inches("awwa", &[(1350, 57.56), (1500, 61.61), (1600, 65.67)]);
    }
}
