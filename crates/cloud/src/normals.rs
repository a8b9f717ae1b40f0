//! Normals of merged points: a plane fitted to the neighbours at the scale that suits their density and curvature.
//!
//! For every point the neighbourhood grows over three levels of bins (4, 8, 16 voxels) until enough points are in reach. At that level two
//! planes are fitted by PCA, one to the wide reach and one to the near reach; the wide one averages noise better and is taken unless its
//! residual tells of an edge or a strong curve. A point whose neighbours lie on a line (a thin pipe seen from afar) gets the direction to
//! the scanner made perpendicular to the line. Degenerate cases (fewer than 3 neighbours, no direction) give a zero normal.
//!
//! Sign: towards the scanner where its position is known; else upwards, and for level normals towards +y, then +x.

use crate::eigen::{self, Symmetric};
use crate::field::{Candidates, Field, LANES, Level};
use crate::voxels::Voxels;
use rayon::prelude::*;
use wide::f32x4;

/// Neighbours in the wide reach from which a level is fine enough: twice the 16 that PCA normals commonly use, since the near reach, with
/// 0.4 of the area, shall still hold a dozen.
const ENOUGH: f32 = 30.0;
/// Neighbours the near reach must hold to be an alternative.
const NEAR_ENOUGH: f32 = 10.0;
/// Fewest neighbours, the point itself included, that define a plane.
const FEWEST: f32 = 4.0;
/// Variance ratio of wide to near fit above which the wide one has met an edge. On a plane it is 1 +- 0.4 at a dozen neighbours.
const EDGE: f64 = 1.8;
/// Ratio of the second to the first eigenvalue below which points are a line.
const LINE: f64 = 0.02;
/// Blocks a parallel task takes.
const TASK_BLOCKS: usize = 16;

/// Reach of a level in voxels, wide and near.
fn reach(level: Level) -> (f32, f32) {
    let edge = level.voxels() as f32;
    (0.8 * edge, 0.5 * edge)
}

/// Unit normals of a cell's points in the order of its columns; zero where none could be computed or the point was removed.
///
/// `scanner` gives a station's position from the cell's corner, m.
pub fn normals(field: &Field, own: &Voxels, voxel: f32, scanner: impl Fn(u16) -> Option<[f32; 3]> + Sync) -> Vec<[f32; 3]> {
    let blocks: Vec<usize> = (0..field.own_blocks()).collect();
    let parts: Vec<Vec<(u32, [f32; 3])>> = blocks
        .par_chunks(TASK_BLOCKS)
        .map(|task| {
            let mut work = Work::new(field, own, voxel, &scanner);
            task.iter().for_each(|&block| work.block(block));
            work.out
        })
        .collect();
    let mut normals = vec![[0.0; 3]; own.len()];
    for (idx, normal) in parts.into_iter().flatten() {
        normals[idx as usize] = normal;
    }
    normals
}

struct Work<'a, F> {
    field: &'a Field,
    own: &'a Voxels,
    voxel: f32,
    scanner: &'a F,
    candidates: Candidates,
    near: Near,
    pending: Vec<bool>,
    out: Vec<(u32, [f32; 3])>,
}

impl<'a, F: Fn(u16) -> Option<[f32; 3]>> Work<'a, F> {
    fn new(field: &'a Field, own: &'a Voxels, voxel: f32, scanner: &'a F) -> Self {
        Self {
            field,
            own,
            voxel,
            scanner,
            candidates: Candidates::default(),
            near: Near::default(),
            pending: Vec::new(),
            out: Vec::new(),
        }
    }

    fn block(&mut self, block: usize) {
        let points = self.field.block_points(block);
        self.pending.clear();
        self.pending.resize(points.len(), true);
        for level in [Level::Fine, Level::Middle, Level::Coarse] {
            self.level(block, points.start, level);
        }
    }

    fn level(&mut self, block: usize, first: usize, level: Level) {
        let field = self.field;
        for (bin, points) in field.bins(block, level) {
            if !self.pending[points.start - first..points.end - first].contains(&true) {
                continue;
            }
            // a bin that cannot reach the number is left to the next level without a look at its points
            if level != Level::Coarse && field.count_around(block, bin, level) < ENOUGH as usize {
                continue;
            }
            field.gather(block, bin, level, &mut self.candidates);
            for point in points {
                if self.pending[point - first]
                    && let Some(normal) = self.point(point, level)
                {
                    self.pending[point - first] = false;
                    self.out.push((field.source(point) as u32, normal));
                }
            }
        }
    }

    /// None: try the next level.
    fn point(&mut self, point: usize, level: Level) -> Option<[f32; 3]> {
        let at = self.field.position(point);
        let (wide, near) = reach(level);
        self.near.pick(&self.candidates, at, wide * self.voxel);
        let wide_moments = self.near.moments(wide * self.voxel);
        let last = level == Level::Coarse;
        if wide_moments.n < ENOUGH && !last {
            return None;
        }
        if wide_moments.n < FEWEST {
            return Some([0.0; 3]);
        }
        let wide_plane = plane(&wide_moments);
        let near_moments = self.near.moments(near * self.voxel);
        let near_plane = (near_moments.n >= NEAR_ENOUGH).then(|| plane(&near_moments)).flatten();
        let chosen = match (wide_plane, near_plane) {
            (Some(wide), Some(near)) if wide.0 > EDGE * near.0 => Some(near.1),
            (Some(wide), _) => Some(wide.1),
            (None, near) => near.map(|near| near.1),
        };
        let to_scanner = self.to_scanner(point, at);
        let normal = match chosen {
            Some(normal) => normal,
            None => facing_line(&wide_moments, to_scanner?)?,
        };
        Some(turned(normal, to_scanner))
    }

    fn to_scanner(&self, point: usize, at: [f32; 3]) -> Option<[f64; 3]> {
        let station = self.own.station[self.field.source(point)];
        let from = (self.scanner)(station)?;
        Some(std::array::from_fn(|axis| f64::from(from[axis]) - f64::from(at[axis])))
    }
}

/// Sums over the neighbours, relative to the point itself.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Moments {
    n: f32,
    sum: [f32; 3],
    square: [f32; 6],
}

/// Groups of candidates of which at least one lies within the wide reach, relative to the point.
#[derive(Default)]
struct Near {
    groups: Vec<[f32x4; 4]>,
    n: usize,
}

impl Near {
    /// Picks the groups. Every group is written, the count moves on only for those kept: no branch to mispredict.
    fn pick(&mut self, candidates: &Candidates, at: [f32; 3], radius: f32) {
        let (xs, _) = candidates.x.as_chunks::<LANES>();
        let (ys, _) = candidates.y.as_chunks::<LANES>();
        let (zs, _) = candidates.z.as_chunks::<LANES>();
        self.groups.resize(xs.len() + 1, [f32x4::ZERO; 4]);
        let [px, py, pz] = at.map(f32x4::splat);
        let limit = f32x4::splat(radius * radius);
        let mut n = 0;
        for ((xs, ys), zs) in xs.iter().zip(ys).zip(zs) {
            let (dx, dy, dz) = (f32x4::from(*xs) - px, f32x4::from(*ys) - py, f32x4::from(*zs) - pz);
            let square = dx * dx + dy * dy + dz * dz;
            if let Some(slot) = self.groups.get_mut(n) {
                *slot = [dx, dy, dz, square];
            }
            n += usize::from(square.simd_le(limit).to_bitmask() != 0);
        }
        self.n = n;
    }

    /// Sums over the points within `radius`. Lanes are added in a fixed order.
    fn moments(&self, radius: f32) -> Moments {
        let limit = f32x4::splat(radius * radius);
        let one = f32x4::splat(1.0);
        let [mut n, mut x, mut y, mut z, mut xx, mut xy, mut xz, mut yy, mut yz, mut zz] = [f32x4::ZERO; 10];
        for [dx, dy, dz, square] in &self.groups[..self.n] {
            let keep = square.simd_le(limit);
            let (kx, ky, kz) = (*dx & keep, *dy & keep, *dz & keep);
            n += one & keep;
            x += kx;
            y += ky;
            z += kz;
            xx += kx * kx;
            xy += kx * ky;
            xz += kx * kz;
            yy += ky * ky;
            yz += ky * kz;
            zz += kz * kz;
        }
        Moments {
            n: total(n),
            sum: [total(x), total(y), total(z)],
            square: [total(xx), total(xy), total(xz), total(yy), total(yz), total(zz)],
        }
    }
}

fn total(lanes: f32x4) -> f32 {
    let [a, b, c, d] = lanes.to_array();
    (a + b) + (c + d)
}

fn covariance(m: &Moments) -> Symmetric {
    let n = f64::from(m.n);
    let [x, y, z] = m.sum.map(|v| f64::from(v) / n);
    let [xx, xy, xz, yy, yz, zz] = m.square.map(|v| f64::from(v) / n);
    [xx - x * x, xy - x * y, xz - x * z, yy - y * y, yz - y * z, zz - z * z]
}

/// Variance across the best plane and its normal; none for points on a line.
fn plane(m: &Moments) -> Option<(f64, [f64; 3])> {
    if m.n < FEWEST {
        return None;
    }
    let cov = covariance(m);
    let (least, normal) = eigen::least(&cov)?;
    (!is_line(&cov, least)).then_some((least.max(0.0), normal))
}

/// Whether the middle eigenvalue is small against the largest, given the least.
fn is_line(cov: &Symmetric, least: f64) -> bool {
    let rest = cov[0] + cov[3] + cov[5] - least;
    let minors = cov[0] * cov[3] - cov[1] * cov[1] + cov[0] * cov[5] - cov[2] * cov[2] + cov[3] * cov[5] - cov[4] * cov[4];
    // middle + largest = rest, middle * largest = product
    let product = minors - least * rest;
    product < LINE / ((1.0 + LINE) * (1.0 + LINE)) * rest * rest
}

/// Direction to the scanner made perpendicular to the line through the points.
fn facing_line(m: &Moments, to_scanner: [f64; 3]) -> Option<[f64; 3]> {
    let [xx, xy, xz, yy, yz, zz] = covariance(m);
    let columns = [[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]];
    // every column of a rank-one matrix points along the line
    let longest = columns.into_iter().max_by(|a, b| norm(*a).total_cmp(&norm(*b)))?;
    let line = unit(longest)?;
    let along = line[0] * to_scanner[0] + line[1] * to_scanner[1] + line[2] * to_scanner[2];
    unit(std::array::from_fn(|axis| to_scanner[axis] - along * line[axis]))
}

fn turned(normal: [f64; 3], to_scanner: Option<[f64; 3]>) -> [f32; 3] {
    let away = match to_scanner {
        Some(to) => normal[0] * to[0] + normal[1] * to[1] + normal[2] * to[2] < 0.0,
        None => points_down(normal),
    };
    normal.map(|v| (if away { -v } else { v }) as f32)
}

fn points_down([x, y, z]: [f64; 3]) -> bool {
    const LEVEL: f64 = 1e-3;
    if z.abs() > LEVEL {
        z < 0.0
    } else if y.abs() > LEVEL {
        y < 0.0
    } else {
        x < 0.0
    }
}

fn norm([x, y, z]: [f64; 3]) -> f64 {
    (x * x + y * y + z * z).sqrt()
}

fn unit(v: [f64; 3]) -> Option<[f64; 3]> {
    let length = norm(v);
    (length > 1e-12).then(|| v.map(|c| c / length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lattice::Lattice;
    use crate::returns::Return;
    use crate::voxels;
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64Mcg;

    /// Merged points and their normals; the cell's corner is zero.
    fn fitted(points: &[[f64; 3]], scanner: Option<[f32; 3]>) -> Vec<([f64; 3], [f64; 3])> {
        let lattice = Lattice::new(0.005, 8.0).unwrap();
        let returns: Vec<_> = points.iter().map(|p| Return::new(&lattice.place(*p).unwrap(), 0, 0.0, [0; 3], false)).collect();
        let (own, _) = voxels::merge(&lattice, &[&returns], |_| ());
        let field = Field::new(&lattice, &own, &[], &[]);
        let normals = normals(&field, &own, 0.005, |_| scanner);
        own.positions.iter().zip(normals).map(|(p, n)| (p.map(f64::from), n.map(f64::from))).collect()
    }

    fn angle_deg(a: [f64; 3], b: [f64; 3]) -> f64 {
        let dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
        (dot / (norm(a) * norm(b)).max(1e-12)).clamp(-1.0, 1.0).acos().to_degrees()
    }

    fn median(mut values: Vec<f64>) -> f64 {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    }

    /// Points on a plane through (4, 4, 4) with a normal, a spacing, and noise along the normal.
    fn plane_points(normal: [f64; 3], spacing: f64, noise: f64) -> Vec<[f64; 3]> {
        let n = unit(normal).unwrap();
        let u = unit(if n[2].abs() < 0.9 { [n[1], -n[0], 0.0] } else { [0.0, n[2], -n[1]] }).unwrap();
        let v = [n[1] * u[2] - n[2] * u[1], n[2] * u[0] - n[0] * u[2], n[0] * u[1] - n[1] * u[0]];
        let mut rng = Pcg64Mcg::seed_from_u64(1);
        let side = (0.6 / spacing) as i32;
        let mut points = Vec::new();
        for i in -side..side {
            for j in -side..side {
                let (a, b, c) = (f64::from(i) * spacing, f64::from(j) * spacing, rng.random_range(-noise..=noise));
                points.push(std::array::from_fn(|k| 4.0 + a * u[k] + b * v[k] + c * n[k]));
            }
        }
        points
    }

    #[test]
    fn planes_at_every_spacing() {
        for normal in [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [1.0, 2.0, 3.0], [-1.0, 0.2, 0.1]] {
            for (spacing, noise, limit) in [(0.004, 0.0, 0.05), (0.009, 0.003, 2.0), (0.02, 0.003, 2.0), (0.035, 0.003, 4.0)] {
                let found =
                    fitted(&plane_points(normal, spacing, noise), Some(std::array::from_fn(|k| (4.0 + 3.0 * normal[k]) as f32)));
                let inner: Vec<f64> = found
                    .iter()
                    .filter(|(p, _)| norm(std::array::from_fn(|k| p[k] - 4.0)) < 0.4)
                    .map(|(_, n)| angle_deg(*n, normal))
                    .collect();
                assert!(inner.len() > 100);
                assert!(median(inner.clone()) < limit, "{normal:?} {spacing}: {}", median(inner));
            }
        }
    }

    #[test]
    fn cylinders_down_to_dn25() {
        for (radius, limit) in [(0.0167, 9.0), (0.0302, 6.0), (0.0572, 4.0), (0.1366, 3.0)] {
            let mut rng = Pcg64Mcg::seed_from_u64(2);
            let points: Vec<[f64; 3]> = (0..(40_000.0 * radius) as i32 * 10)
                .map(|_| {
                    let (turn, along): (f64, f64) = (rng.random_range(-1.2..1.2), rng.random_range(0.0..1.0));
                    let r = radius + rng.random_range(-0.0015..0.0015);
                    [4.0 - r * turn.cos(), 4.0 + r * turn.sin(), 3.0 + along]
                })
                .collect();
            let found = fitted(&points, Some([1.0, 4.0, 3.5]));
            let errors = found.iter().map(|(p, n)| angle_deg(*n, [p[0] - 4.0, p[1] - 4.0, 0.0])).collect();
            let error = median(errors);
            assert!(error < limit, "radius {radius}: {error} degrees");
        }
    }

    #[test]
    fn a_line_of_points_faces_the_scanner() {
        let points: Vec<[f64; 3]> = (0..40).map(|i| [3.0 + 0.02 * f64::from(i), 4.0, 4.0]).collect();
        let found = fitted(&points, Some([3.0, 1.0, 4.0]));
        assert!(found.iter().all(|(_, n)| angle_deg(*n, [0.0, -1.0, 0.0]) < 0.1), "{:?}", found[5]);
        assert!(fitted(&points, None).iter().all(|(_, n)| *n == [0.0; 3]), "without a scanner nothing tells its direction");
    }

    #[test]
    fn the_sign_follows_the_scanner_or_points_up() {
        for (scanner, want) in [(Some([4.0, 4.0, 7.0]), 1.0), (Some([4.0, 4.0, 0.5]), -1.0), (None, 1.0)] {
            let found = fitted(&plane_points([0.0, 0.1, 1.0], 0.009, 0.001), scanner);
            assert!(found.iter().all(|(_, n)| n[2] * want > 0.5), "{scanner:?}");
        }
    }

    #[test]
    fn lonely_points_have_none() {
        let found = fitted(&[[1.0; 3], [2.0; 3], [2.01, 2.0, 2.0]], None);
        assert!(found.iter().all(|(_, n)| *n == [0.0; 3]));
    }

    proptest! {
        #[test]
        fn moments_are_those_of_brute_force(points in prop::collection::vec([-0.05..0.05f32, -0.05..0.05f32, -0.05..0.05f32], 0..90), radius in 0.005..0.08f32) {
            let mut candidates = Candidates::default();
            candidates.x = points.iter().map(|p| p[0]).collect();
            candidates.y = points.iter().map(|p| p[1]).collect();
            candidates.z = points.iter().map(|p| p[2]).collect();
            for column in [&mut candidates.x, &mut candidates.y, &mut candidates.z] {
                column.resize(points.len().next_multiple_of(LANES), 1e6);
            }
            let at = [0.01, -0.02, 0.005];
            let mut near = Near::default();
            near.pick(&candidates, at, 0.08);
            let found = near.moments(radius);
            let mut want = [0.0f64; 10];
            for p in &points {
                let [x, y, z] = [p[0] - at[0], p[1] - at[1], p[2] - at[2]];
                if x * x + y * y + z * z <= radius * radius {
                    let [x, y, z] = [x, y, z].map(f64::from);
                    want.iter_mut().zip([1.0, x, y, z, x * x, x * y, x * z, y * y, y * z, z * z]).for_each(|(w, v)| *w += v);
                }
            }
            let flat = [found.n, found.sum[0], found.sum[1], found.sum[2], found.square[0], found.square[1], found.square[2], found.square[3], found.square[4], found.square[5]];
            for (got, want) in flat.iter().zip(want) {
                prop_assert!((f64::from(*got) - want).abs() < 1e-5, "{got} {want}");
            }
        }
    }
}
