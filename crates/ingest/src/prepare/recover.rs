//! Finds where a scanner stood from the order of its returns, and proves it or gives none.
//!
//! A terrestrial scanner turns about a vertical axis and its file keeps the order of its shots. Two things follow.
//! 1. Consecutive returns on different surfaces were shot in almost the same direction, so the line through them passes near the scanner:
//!    the point with the least sum of angles over all such pairs is a first position.
//! 2. Along a scan line either the elevation (rows) or the azimuth (columns) stays the same. Gauss-Newton on the spread of that angle
//!    within runs of consecutive returns refines the position. Columns fix it in plan only; its height is where their steps of elevation are most equal.
//!
//! The proof: seen from there, one angle changes far less than the other from return to return, and the spread grows when the position is moved. Files in another order (sorted, thinned to voxels, shuffled) fail it.

use super::trace::Trace;
use nalgebra::{Matrix3, Vector3};

/// A scanner position and how well it explains the scan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Recovered {
    pub position: [f64; 3],
    /// Spread of the constant angle along scan lines, degrees.
    pub residual_deg: f64,
}

/// Jumps needed: a room with a few objects gives thousands.
const FEWEST_JUMPS: usize = 100;
/// Runs needed.
const FEWEST_RUNS: usize = 16;
/// Rounds of reweighted least squares; L1 fits of this kind settle within ten.
const ROUNDS: usize = 40;
/// Rounds of refinement.
const REFINE_ROUNDS: usize = 25;
/// Greatest ratio of the constant angle's change to the other's between consecutive returns. At the right place it is under 0.05.
const LINE_RATIO: f64 = 0.2;
/// Distance by which the position is moved to see whether the spread grows, m.
const NUDGE: f64 = 0.1;
/// Least growth of the spread then.
const GROWTH: f64 = 1.5;
/// Pairs of returns the height is found by.
const HEIGHT_PAIRS: usize = 4000;
/// Steps of the first search on either side of the middle of the station's heights: 5 cm in a hall of 6 m.
const HEIGHT_STEPS: u32 = 60;
/// Distance by which the height is moved to see whether the steps become less even, m, and by what factor they must.
const HEIGHT_NUDGE: f64 = 0.3;
const HEIGHT_GROWTH: f64 = 1.2;
/// Greatest spread, degrees: a third of the step of a coarse scan.
const GREATEST_SPREAD_DEG: f64 = 0.1;

/// Which angle stays the same along a scan line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Constant {
    Elevation,
    Azimuth,
}

/// The scanner's position, if the trace proves one.
pub(crate) fn recover(trace: &Trace) -> Option<Recovered> {
    if trace.jumps().len() < FEWEST_JUMPS || trace.runs().len() < FEWEST_RUNS {
        return None;
    }
    // f64 squares of national-grid coordinates would cost the millimetres
    let base = Vector3::from(*trace.runs().first()?.first()?);
    let local = |p: &[f64; 3]| Vector3::from(*p) - base;
    let jumps: Vec<[Vector3<f64>; 2]> = trace.jumps().iter().map(|[p, q]| [local(p), local(q)]).collect();
    let runs: Vec<Vec<Vector3<f64>>> = trace.runs().iter().map(|run| run.iter().map(local).collect()).collect();
    let first = meet_of_lines(&jumps)?;
    let constant = constant_angle(&runs, &first);
    let mut refined = refine(&runs, first, constant)?;
    if constant == Constant::Azimuth {
        refined.z = height(&runs, &refined)?;
    }
    let residual = proven(&runs, &refined, constant)?;
    Some(Recovered { position: (refined + base).into(), residual_deg: residual.to_degrees() })
}

/// The point with the least sum of angles between the two ends of each jump, by iteratively reweighted least squares on the distance to their lines.
fn meet_of_lines(jumps: &[[Vector3<f64>; 2]]) -> Option<Vector3<f64>> {
    const NEAR: f64 = 0.01;
    const SMALL_ANGLE: f64 = 1e-3;
    // scanners see nothing nearer; without it the angle's pole at every return would draw the position in
    const LEAST_RANGE: f64 = 0.5;
    let mut at: Option<Vector3<f64>> = None;
    for round in 0..ROUNDS {
        let (mut normal, mut right) = (Matrix3::zeros(), Vector3::zeros());
        for [p, q] in jumps {
            let along = (q - p).normalize();
            let across = Matrix3::identity() - along * along.transpose();
            let weight = at.map_or(1.0, |at| {
                let off = (across * (at - p)).norm();
                // the first half of the rounds fits distances, which is convex; the rest angles, which is fairer
                let scale = if round < ROUNDS / 2 {
                    1.0
                } else {
                    (q - p).norm() / ((p - at).norm().max(LEAST_RANGE) * (q - at).norm().max(LEAST_RANGE))
                };
                let floor = if round < ROUNDS / 2 { NEAR } else { SMALL_ANGLE };
                scale * scale / (off * scale).max(floor)
            });
            normal += across * weight;
            right += across * p * weight;
        }
        at = Some(normal.try_inverse()? * right);
    }
    at.filter(|at| at.iter().all(|v| v.is_finite()))
}

fn elevation(way: &Vector3<f64>) -> f64 {
    way.z.atan2(way.xy().norm())
}

fn azimuth(way: &Vector3<f64>) -> f64 {
    way.y.atan2(way.x)
}

/// Change of elevation and of azimuth (as an angle between directions) from one return to the next.
fn changes(a: &Vector3<f64>, b: &Vector3<f64>) -> (f64, f64) {
    let turn = wrapped(azimuth(b) - azimuth(a));
    ((elevation(b) - elevation(a)).abs(), turn.abs() * elevation(a).cos())
}

fn wrapped(angle: f64) -> f64 {
    use std::f64::consts::{PI, TAU};
    (angle + PI).rem_euclid(TAU) - PI
}

/// Medians of the changes over all runs.
fn median_changes(runs: &[Vec<Vector3<f64>>], at: &Vector3<f64>) -> (f64, f64) {
    let pairs = runs.iter().flat_map(|run| run.windows(2).map(|w| changes(&(w[0] - at), &(w[1] - at))));
    let (up, round): (Vec<f64>, Vec<f64>) = pairs.unzip();
    (median(up), median(round))
}

fn constant_angle(runs: &[Vec<Vector3<f64>>], at: &Vector3<f64>) -> Constant {
    let (up, round) = median_changes(runs, at);
    if up <= round { Constant::Elevation } else { Constant::Azimuth }
}

/// Deviations of the constant angle from its median within every run, as angles between directions.
fn deviations<'a>(
    runs: &'a [Vec<Vector3<f64>>],
    at: &'a Vector3<f64>,
    constant: Constant,
) -> impl Iterator<Item = Vec<(Vector3<f64>, f64)>> + 'a {
    runs.iter().map(move |run| {
        let ways: Vec<Vector3<f64>> = run.iter().map(|p| p - at).collect();
        let angle = |way: &Vector3<f64>| match constant {
            Constant::Elevation => elevation(way),
            Constant::Azimuth => azimuth(way),
        };
        // azimuths are taken from the first, so that a line behind the scanner is not torn at half a turn
        let first = ways.first().map_or(0.0, angle);
        let middle = median(ways.iter().map(|w| wrapped(angle(w) - first)).collect());
        let deviation = |way: Vector3<f64>| {
            let off = wrapped(angle(&way) - first) - middle;
            (way, if constant == Constant::Azimuth { off * elevation(&way).cos() } else { off })
        };
        ways.into_iter().map(deviation).collect()
    })
}

/// Robust spread of the constant angle within runs, radians.
fn spread(runs: &[Vec<Vector3<f64>>], at: &Vector3<f64>, constant: Constant) -> f64 {
    median(deviations(runs, at, constant).flatten().map(|(_, off)| off.abs()).collect())
}

/// Gauss-Newton with Cauchy weights on the deviations within runs.
fn refine(runs: &[Vec<Vector3<f64>>], mut at: Vector3<f64>, constant: Constant) -> Option<Vector3<f64>> {
    for _ in 0..REFINE_ROUNDS {
        let scale = spread(runs, &at, constant).max(1e-6) * 1.5;
        let (mut normal, mut right) = (Matrix3::zeros(), Vector3::zeros());
        for run in deviations(runs, &at, constant) {
            add_run(&run, constant, scale, &mut normal, &mut right);
        }
        if constant == Constant::Azimuth {
            // azimuths say nothing of the height
            normal[(2, 2)] += 1.0 + normal.trace();
        }
        let step = normal.try_inverse()? * right;
        at -= step * (1.0f64).min(0.5 / step.norm().max(1e-12));
        if step.norm() < 1e-5 {
            break;
        }
    }
    at.iter().all(|v| v.is_finite()).then_some(at)
}

/// Height at which the steps of elevation within columns are most equal; none if the steps do not tell.
fn height(runs: &[Vec<Vector3<f64>>], at: &Vector3<f64>) -> Option<f64> {
    let pairs: Vec<[Vector3<f64>; 2]> = runs.iter().flat_map(|run| run.windows(2).map(|w| [w[0] - at, w[1] - at])).collect();
    let pairs: Vec<_> = pairs.iter().step_by(pairs.len().div_ceil(HEIGHT_PAIRS)).copied().collect();
    let (low, high) = pairs.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), [p, _]| (low.min(p.z), high.max(p.z)));
    let mut best = (f64::INFINITY, 0.0);
    let (mut middle, mut half) = ((low + high) / 2.0, (high - low) / 2.0);
    for round in 0..3 {
        let steps = if round == 0 { HEIGHT_STEPS } else { HEIGHT_STEPS / 4 };
        for i in 0..=2 * steps {
            let z = middle + half * (f64::from(i) / f64::from(steps) - 1.0);
            let uneven = unevenness(&pairs, z);
            if uneven < best.0 {
                best = (uneven, z);
            }
        }
        (middle, half) = (best.1, 2.0 * half / f64::from(steps));
    }
    let grows = |nudge: f64| unevenness(&pairs, best.1 + nudge) >= HEIGHT_GROWTH * best.0;
    (grows(HEIGHT_NUDGE) && grows(-HEIGHT_NUDGE)).then_some(at.z + best.1)
}

/// Relative spread of the single steps of elevation, seen from `z` above the point the pairs are relative to.
fn unevenness(pairs: &[[Vector3<f64>; 2]], z: f64) -> f64 {
    let lift = Vector3::new(0.0, 0.0, z);
    let steps: Vec<f64> = pairs.iter().map(|[p, q]| (elevation(&(q - lift)) - elevation(&(p - lift))).abs()).collect();
    // lost returns make some steps two or three times as long: the lower half is single steps
    let mut sorted = steps.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let single = sorted[sorted.len() / 4];
    let near: Vec<f64> = steps.into_iter().filter(|s| (s / single - 1.0).abs() < 0.5).collect();
    let middle = median(near.clone());
    median(near.into_iter().map(|s| (s / middle - 1.0).abs()).collect())
}

/// A run's normal equations; its own mean is free, so it is taken off.
fn add_run(run: &[(Vector3<f64>, f64)], constant: Constant, scale: f64, normal: &mut Matrix3<f64>, right: &mut Vector3<f64>) {
    let rows: Vec<(Vector3<f64>, f64, f64)> =
        run.iter().map(|(way, off)| (gradient(way, constant), *off, 1.0 / (1.0 + (off / scale).powi(2)))).collect();
    let total: f64 = rows.iter().map(|(.., w)| w).sum();
    if total <= 0.0 {
        return;
    }
    let mean_gradient = rows.iter().fold(Vector3::zeros(), |sum, (g, _, w)| sum + g * *w) / total;
    let mean_off = rows.iter().map(|(_, off, w)| off * w).sum::<f64>() / total;
    for (gradient, off, weight) in rows {
        let g = gradient - mean_gradient;
        *normal += g * g.transpose() * weight;
        *right += g * ((off - mean_off) * weight);
    }
}

/// How the angle of a return changes as the scanner moves.
fn gradient(way: &Vector3<f64>, constant: Constant) -> Vector3<f64> {
    let flat = way.xy().norm().max(1e-3);
    match constant {
        Constant::Elevation => {
            let square = (flat * flat + way.z * way.z).max(1e-6);
            Vector3::new(way.z * way.x / flat, way.z * way.y / flat, -flat) / square
        }
        Constant::Azimuth => {
            let cosine = flat / way.norm().max(1e-3);
            Vector3::new(way.y, -way.x, 0.0) / (flat * flat) * cosine
        }
    }
}

/// The spread of the constant angle, if the position passes all tests.
fn proven(runs: &[Vec<Vector3<f64>>], at: &Vector3<f64>, constant: Constant) -> Option<f64> {
    let (up, round) = median_changes(runs, at);
    let (same, other) = if constant == Constant::Elevation { (up, round) } else { (round, up) };
    let residual = spread(runs, at, constant);
    let grows = |nudge: Vector3<f64>| spread(runs, &(at + nudge), constant) >= GROWTH * residual;
    let axes = if constant == Constant::Elevation { 3 } else { 2 };
    let stands = (0..axes).all(|axis| {
        let nudge = Vector3::ith(axis, NUDGE);
        grows(nudge) && grows(-nudge)
    });
    let convincing = same <= LINE_RATIO * other && residual.to_degrees() <= GREATEST_SPREAD_DEG && stands;
    convincing.then_some(residual)
}

/// Median; zero of none.
fn median(mut values: Vec<f64>) -> f64 {
    values.retain(|v| v.is_finite());
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64Mcg;

    const OFFSET: [f64; 3] = [652_300.0, 6_861_200.0, 35.0];

    /// Range to the walls of a 12 x 8 x 4 m room or to one of its columns.
    fn range(from: [f64; 3], way: [f64; 3]) -> f64 {
        let mut best = f64::INFINITY;
        for (axis, high) in [12.0, 8.0, 4.0].into_iter().enumerate() {
            let to = if way[axis] > 0.0 { high - from[axis] } else { -from[axis] };
            best = best.min(if way[axis] == 0.0 { f64::INFINITY } else { to / way[axis] });
        }
        for (x, y, r) in [(3.0, 2.0, 0.3), (8.0, 5.5, 0.2), (6.0, 6.5, 0.5), (10.0, 2.0, 0.05), (2.0, 6.0, 0.1)] {
            let (ox, oy) = (from[0] - x, from[1] - y);
            let (a, b, c) = (way[0] * way[0] + way[1] * way[1], ox * way[0] + oy * way[1], ox * ox + oy * oy - r * r);
            let root = b * b - a * c;
            if root > 0.0 && -b - root.sqrt() > 0.0 {
                best = best.min((-b - root.sqrt()) / a);
            }
        }
        best
    }

    /// A scan in file order: rows or columns, every second return lost, 2 mm range noise, 0.5 mm steps of coordinates.
    fn scan(from: [f64; 3], rows: bool) -> Vec<[f64; 3]> {
        let mut rng = Pcg64Mcg::seed_from_u64(7);
        let (az, el) = (1200, 400);
        let mut points = Vec::new();
        for i in 0..az * el {
            let (a, e) = if rows { (i % az, i / az) } else { (i / el, i % el) };
            if rng.random_range(0.0..1.0) < 0.5 {
                continue;
            }
            let (a, e) = (f64::from(a) * std::f64::consts::TAU / f64::from(az), (f64::from(e) * 0.375 - 60.0).to_radians());
            let way = [a.cos() * e.cos(), a.sin() * e.cos(), e.sin()];
            let r = range(from, way) + rng.random_range(-0.003..0.003);
            points.push(std::array::from_fn(|k| OFFSET[k] + ((from[k] + r * way[k]) / 0.0005).round() * 0.0005));
        }
        points
    }

    fn traced(points: &[[f64; 3]]) -> Trace {
        let mut trace = Trace::default();
        points.iter().for_each(|p| trace.push(*p));
        trace
    }

    #[test]
    fn rows_and_columns_lead_to_the_scanner() {
        for (rows, from) in
            [(true, [5.0, 3.0, 1.65]), (true, [1.0, 7.2, 1.2]), (false, [5.0, 3.0, 1.65]), (false, [10.5, 1.0, 2.0])]
        {
            let found = recover(&traced(&scan(from, rows))).unwrap_or_else(|| panic!("nothing found, rows {rows}"));
            let off: Vec<f64> = (0..3).map(|a| found.position[a] - OFFSET[a] - from[a]).collect();
            let limit = if rows { [0.01, 0.01, 0.01] } else { [0.01, 0.01, 0.05] };
            assert!((0..3).all(|a| off[a].abs() < limit[a]), "rows {rows}: {off:?} {found:?}");
        }
    }

    #[test]
    fn other_orders_prove_nothing() {
        let mut points = scan([5.0, 3.0, 1.65], true);
        let mut rng = Pcg64Mcg::seed_from_u64(3);
        for i in (1..points.len()).rev() {
            points.swap(i, rng.random_range(0..=i));
        }
        assert_eq!(recover(&traced(&points)), None, "shuffled");
        points.sort_by(|a, b| a[0].total_cmp(&b[0]));
        assert_eq!(recover(&traced(&points)), None, "sorted by x");
        let cube = |p: &[f64; 3]| p.map(|v| (v / 0.1).floor() as i64);
        points.sort_by_key(cube);
        assert_eq!(recover(&traced(&points)), None, "sorted by voxel");
    }

    #[test]
    fn degenerate_traces_give_none() {
        assert_eq!(recover(&Trace::default()), None);
        assert_eq!(recover(&traced(&vec![[1.0, 2.0, 3.0]; 10_000])), None);
        let line: Vec<[f64; 3]> = (0..10_000).map(|i| [f64::from(i), 0.0, 0.0]).collect();
        assert_eq!(recover(&traced(&line)), None);
    }
}
