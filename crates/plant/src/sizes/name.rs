//! The nominal size that a measured outside diameter names.

use super::Catalogue;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name of a measured diameter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Named {
    /// Nominal diameter; none where no size is near (insulation, structure, another catalogue).
    pub dn: Option<u32>,
    /// Other nominal sizes that fit nearly as well, nearest first.
    pub alternatives: Vec<u32>,
    /// Measured minus nearest listed diameter, mm, named or not.
    pub deviation_mm: f64,
}

/// Furthest a measured diameter may be from a listed one, m: 3 mm (makers' tolerance, paint and scanner together), three
/// standard deviations, or 1.5 % (the standards allow 1 %), whichever is more.
pub fn snap_tolerance(od: f64, sigma: f64) -> f64 {
    let sigma = if sigma.is_finite() { sigma.max(0.0) } else { 0.0 };
    (3.0 * sigma).max(0.003).max(0.015 * od)
}

/// Names an outside diameter (m), known to `sigma` (m), in a catalogue.
///
/// Never snaps further than [`snap_tolerance`]. Alternatives are within that tolerance, or within twice the deviation of
/// the nearest. A diameter that is not a positive number names nothing.
///
/// ```
/// # use rosette_plant::sizes::{Catalogue, name_size};
/// let asme = Catalogue::by_name("asme").unwrap();
/// assert_eq!(name_size(0.1151, 0.0005, asme).dn, Some(100));
/// assert_eq!(name_size(0.2143, 0.0005, asme).dn, None); // DN100 with 50 mm of insulation
/// ```
pub fn name_size(od: f64, sigma: f64, catalogue: &Catalogue) -> Named {
    if !(od.is_finite() && od > 0.0) {
        return Named::default();
    }
    let off = |size: &super::Size| od * 1e3 - size.od_mm;
    let mut near: Vec<_> = catalogue.sizes.iter().map(|size| (off(size), size.dn)).collect();
    near.sort_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
    let Some(&(deviation_mm, dn)) = near.first() else { return Named::default() };
    let tolerance_mm = snap_tolerance(od, sigma) * 1e3;
    if deviation_mm.abs() > tolerance_mm {
        return Named { deviation_mm, ..Named::default() };
    }
    let reach_mm = tolerance_mm.max(2.0 * deviation_mm.abs());
    let mut alternatives = vec![];
    for (_, other) in near.iter().filter(|(off, other)| off.abs() <= reach_mm && *other != dn) {
        if !alternatives.contains(other) {
            alternatives.push(*other);
        }
    }
    Named { dn: Some(dn), alternatives, deviation_mm }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sizes::CATALOGUES;
    use proptest::prelude::*;

    fn check(catalogue: &str, od_mm: f64, sigma_mm: f64, dn: Option<u32>, alternatives: &[u32]) {
        let named = name_size(od_mm * 1e-3, sigma_mm * 1e-3, Catalogue::by_name(catalogue).unwrap());
        assert_eq!((named.dn, named.alternatives.as_slice()), (dn, alternatives), "{od_mm} mm in {catalogue}");
    }

    #[test]
    fn diameters_are_named() {
        for (catalogue, od_mm, sigma_mm, dn, alternatives) in [
            ("asme", 114.3, 0.5, Some(100), &[][..]),
            ("asme", 112.0, 0.5, Some(100), &[]),
            ("asme", 45.4, 0.5, Some(40), &[32]),
            ("asme", 48.3, 2.5, Some(40), &[32]),
            ("asme", 139.7, 0.3, Some(125), &[]),
            ("asme", 76.1, 0.3, None, &[]),
            ("asme", 76.1, 1.5, Some(65), &[]),
            ("en10220", 76.1, 0.3, Some(65), &[]),
            ("asme", 1230.0, 1.0, Some(1200), &[]),
            ("asme", 1500.0, 1.0, None, &[]),
            ("asme", 214.3, 0.5, None, &[]),
            ("awwa", 175.3, 0.5, Some(150), &[]),
            ("en545", 170.0, 0.5, Some(150), &[]),
            ("pvc", 63.0, 0.5, Some(50), &[]),
            ("pvc", 125.0, 0.5, Some(100), &[]),
        ] {
            check(catalogue, od_mm, sigma_mm, dn, alternatives);
        }
    }

    #[test]
    fn what_is_no_diameter_has_no_name() {
        for od in [0.0, -0.1, f64::NAN, f64::INFINITY] {
            assert_eq!(name_size(od, 0.001, &CATALOGUES[0]), Named::default());
        }
        assert_eq!(name_size(0.1143, f64::NAN, &CATALOGUES[0]).dn, Some(100));
    }

    proptest! {
        #[test]
        fn two_mm_of_noise_do_not_change_a_name(c in 0..CATALOGUES.len(), k: prop::sample::Index, noise_mm in -2.0..2.0_f64) {
            let catalogue = &CATALOGUES[c];
            let sizes: Vec<_> = catalogue.sizes.iter().filter(|s| s.dn >= 20).collect();
            let size = sizes[k.index(sizes.len())];
            let named = name_size((size.od_mm + noise_mm) * 1e-3, 0.0007, catalogue);
            prop_assert_eq!(named.dn, Some(size.dn));
            prop_assert!((named.deviation_mm - noise_mm).abs() < 1e-6);
        }

        // DN20 is only 5.4 mm from DN15; from DN25 on 3 mm hold.
        #[test]
        fn asme_is_named_within_three_mm(k: prop::sample::Index, noise_mm in -2.99..2.99_f64) {
            let sizes: Vec<_> = CATALOGUES[0].sizes.iter().filter(|s| s.dn >= 25).collect();
            let size = sizes[k.index(sizes.len())];
            prop_assert_eq!(name_size((size.od_mm + noise_mm) * 1e-3, 0.0005, &CATALOGUES[0]).dn, Some(size.dn));
        }

        #[test]
        fn nothing_snaps_beyond_the_tolerance(od in 0.001..2.0_f64, sigma in 0.0..0.01_f64, c in 0..CATALOGUES.len()) {
            let named = name_size(od, sigma, &CATALOGUES[c]);
            prop_assert_eq!(named.dn.is_some(), named.deviation_mm.abs() * 1e-3 <= snap_tolerance(od, sigma));
            prop_assert!(named.dn.is_some() || named.alternatives.is_empty());
        }
    }
}
