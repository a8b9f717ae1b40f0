//! Whether the scanner of a gridded scan without a pose stands at the origin of its coordinates.
//!
//! A scanner turns about its vertical axis column by column and tilts its mirror row by row. Seen from where it stood,
//! all points of a column have one azimuth (or the opposite one: the mirror looks both ways) and all points of a row
//! have one elevation; seen from anywhere else they have not.

use std::collections::BTreeMap;
use std::f64::consts::PI;

/// Angle by which points of a column must differ in elevation (of a row in azimuth) to tell anything, radians.
const APART: f64 = 0.1;
/// Largest spread of the angle that should be the same: mirror errors and noise of near points, radians.
const SAME: f64 = 0.004;
/// Share of points that must agree, and the fewest that tell anything.
const SHARE: f64 = 0.8;
const TELLING_MIN: usize = 200;

/// Whether the grid (row, column) of scan positions is one seen from the origin. False where there is no evidence.
pub(super) fn sees_from_origin(positions: &[[f64; 3]], row_col: &[[u32; 2]]) -> bool {
    let angles = || positions.iter().map(|&[x, y, z]| (y.atan2(x), z.atan2(x.hypot(y))));
    let by_column = angles().zip(row_col).map(|((azimuth, elevation), &[_, column])| (column, azimuth, elevation));
    let by_row = angles().zip(row_col).map(|((azimuth, elevation), &[row, _])| (row, elevation, azimuth));
    agrees(by_column, PI) || agrees(by_row, 2.0 * PI)
}

/// (line, angle that should be the same along it, angle along it): compared with the line's first point.
fn agrees(points: impl Iterator<Item = (u32, f64, f64)>, period: f64) -> bool {
    let mut first = BTreeMap::new();
    let (mut n_telling, mut n_same) = (0, 0);
    for (line, across, along) in points {
        let (first_across, first_along) = *first.entry(line).or_insert((across, along));
        if difference(along, first_along, 2.0 * PI) > APART {
            n_telling += 1;
            n_same += usize::from(difference(across, first_across, period) < SAME);
        }
    }
    n_telling >= TELLING_MIN && n_same as f64 >= SHARE * n_telling as f64
}

/// Absolute difference of two angles on a circle of `period`.
fn difference(a: f64, b: f64, period: f64) -> f64 {
    let turned = (a - b).rem_euclid(period);
    turned.min(period - turned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A room of 4 x 6 x 3 m scanned from `from`, coordinates relative to `origin`.
    fn room(from: [f64; 3], origin: [f64; 3]) -> (Vec<[f64; 3]>, Vec<[u32; 2]>) {
        let (mut positions, mut grid) = (Vec::new(), Vec::new());
        for column in 0..60u32 {
            for row in 0..60u32 {
                let (azimuth, elevation) = (f64::from(column) * PI / 60.0, f64::from(row) * 2.0 * PI / 60.0 + 0.01);
                let ray = [elevation.cos() * azimuth.cos(), elevation.cos() * azimuth.sin(), elevation.sin()];
                let walls = [4.0, 6.0, 3.0];
                let reach = (0..3).map(|i| if ray[i] > 0.0 { (walls[i] - from[i]) / ray[i] } else { -from[i] / ray[i] });
                let range = reach.filter(|r| r.is_finite()).fold(f64::INFINITY, f64::min);
                positions.push(std::array::from_fn(|i| from[i] + range * ray[i] - origin[i]));
                grid.push([row, column]);
            }
        }
        (positions, grid)
    }

    #[test]
    fn the_origin_is_told_from_other_places() {
        let stand = [1.5, 2.5, 1.6];
        for (origin, expect) in [(stand, true), ([0.0; 3], false), ([1.6, 2.5, 1.6], false), ([1000.0, 2000.0, 10.0], false)] {
            let (positions, grid) = room(stand, origin);
            assert_eq!(sees_from_origin(&positions, &grid), expect, "{origin:?}");
        }
        assert!(!sees_from_origin(&[], &[]));
    }
}
