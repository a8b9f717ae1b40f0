//! The angle of a circle that points cover.

use std::f64::consts::TAU;

/// 5 degree bins: finer than any decision taken on an arc, coarse enough for some ten points.
const BINS: usize = 72;
const BIN: f64 = TAU / BINS as f64;
/// Gaps are bridged up to this many bins (55 degrees); a wider gap is a hidden stretch whatever the sampling.
const GAP_MAX: usize = 11;
/// A bin with fewer points than this share of the mean is a stray: neighbours that happen to lie on the surface's continuation.
const STRAY_SHARE: f64 = 0.15;

/// Angle (radians, 0 to 2 pi) that `angles` cover, by 5 degree bins; gaps that chance leaves in that many points are closed.
///
/// The ends are known to one bin, so an arc reads some 5 degrees too long. Few points give a rough answer, no points 0.
/// For points on a regular grid or scan lines use [`arc_seen_spaced`].
pub fn arc_seen(angles: impl Iterator<Item = f64>) -> f64 {
    arc_seen_spaced(angles, 0.0)
}

/// As [`arc_seen`], where neighbouring points are `spacing` radians apart (sampling distance by radius).
pub fn arc_seen_spaced(angles: impl Iterator<Item = f64>, spacing: f64) -> f64 {
    let mut counts = [0_u32; BINS];
    let mut n = 0_u32;
    for angle in angles.filter(|a| a.is_finite()) {
        let bin = (angle.rem_euclid(TAU) / BIN) as usize;
        counts[bin.min(BINS - 1)] += 1;
        n += 1;
    }
    let filled = counts.iter().filter(|c| **c > 0).count();
    if filled == 0 {
        return 0.0;
    }
    let stray = STRAY_SHARE * f64::from(n) / filled as f64;
    let seen = counts.map(|c| c > 0 && f64::from(c) >= stray);
    closed(&seen, bridge(filled, n, spacing)) as f64 * BIN
}

/// Widest gap, in bins, that is still sampling: 1.5 spacings, or the widest of n random points on that arc, (ln n + 1)/n of it.
fn bridge(filled: usize, n: u32, spacing: f64) -> usize {
    let n = f64::from(n);
    let by_chance = filled as f64 * (n.ln() + 1.0) / n;
    let by_spacing = (1.5 * spacing / BIN).min(BINS as f64);
    (by_chance.max(by_spacing).ceil() as usize).min(GAP_MAX)
}

/// Bins seen once gaps of at most `bridge` bins are closed, around the circle.
fn closed(seen: &[bool; BINS], bridge: usize) -> usize {
    let Some(first) = seen.iter().position(|s| *s) else { return 0 };
    let (mut total, mut gap) = (0, 0);
    // Once around, ending on the first seen bin again, so that the last gap is judged too.
    for step in 1..=BINS {
        if seen[(first + step) % BINS] {
            total += 1 + if gap <= bridge { gap } else { 0 };
            gap = 0;
        } else {
            gap += 1;
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from_deg: f64, to_deg: f64, n: usize, expect_deg: f64) {
        let angles = (0..n).map(|i| (from_deg + (to_deg - from_deg) * (i as f64 + 0.5) / n as f64).to_radians());
        let got = arc_seen(angles).to_degrees();
        assert!((got - expect_deg).abs() <= 6.0, "{from_deg}..{to_deg} by {n}: {got}, not {expect_deg}");
    }

    #[test]
    fn arcs_are_measured() {
        for (from, to, n, expect) in [
            (0.0, 90.0, 1000, 90.0),
            (0.0, 90.0, 20, 90.0),
            (-45.0, 45.0, 50, 90.0),
            (300.0, 480.0, 200, 180.0),
            (0.0, 360.0, 100, 360.0),
            (0.0, 360.0, 24, 360.0),
            (10.0, 11.0, 100, 5.0),
        ] {
            check(from, to, n, expect);
        }
    }

    #[test]
    fn nothing_seen_is_zero_and_strays_do_not_count() {
        assert_eq!(arc_seen(std::iter::empty()), 0.0);
        assert_eq!(arc_seen([f64::NAN].into_iter()), 0.0);
        let arc = (0..1000).map(|i| f64::from(i) * 1e-3).chain([3.0, 4.5]);
        assert!(arc_seen(arc).to_degrees() < 66.0);
    }

    #[test]
    fn scan_lines_are_bridged_by_their_spacing() {
        let lines = || (0..900).map(|i| f64::from(i % 3) * 0.35);
        assert!(arc_seen(lines()).to_degrees() < 16.0);
        assert!((arc_seen_spaced(lines(), 0.35).to_degrees() - 45.0).abs() < 6.0);
    }

    #[test]
    fn two_sides_of_a_hidden_stretch_are_not_joined() {
        let sides = (0..400).map(|i| if i % 2 == 0 { f64::from(i) * 1e-3 } else { 3.0 + f64::from(i) * 1e-3 });
        assert!((arc_seen(sides).to_degrees() - 50.0).abs() < 11.0);
    }
}
