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
