//! Stray points: isolated returns, and mixed pixels strung along a ray between two surfaces.
//!
//! A thin pipe seen from afar is sparse too and must stay. So a point is not judged by the number of its neighbours alone: a pipe's
//! neighbours lie in a line and beside the point as the scanner sees it; a mixed pixel's lie in front of and behind it.
//! Distances are factors of the voxel. Measured on a simulated plant room with 0.2 % mixed pixels: half of them are removed and no point of a
//! DN50 pipe or an instrument; those that are left lie within a few centimetres of a surface.
//!
//! Complexity: linear; where 20 neighbours are near (read off the bins' counts) no point is looked at.

use crate::field::{Candidates, Field, LANES, Level};
use crate::voxels::Voxels;
use rayon::prelude::*;
use wide::f32x4;

/// Why a point is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stray {
    /// Too few neighbours.
    Isolated,
    /// Strung along a ray between two surfaces.
    Mixed,
}

/// Reach within which neighbours are counted, voxels: 8 cm at 5 mm, twice the spacing of a sparse scan.
const REACH: f32 = 16.0;
/// Reach of a last look for a line through a lonely point, voxels.
const FAR_REACH: f32 = 32.0;
/// Neighbours in reach up to which a point is lonely.
const LONELY: usize = 2;
/// Neighbours in reach up to which a point may be a mixed pixel.
const SPARSE: usize = 20;
/// Radius of the tube in which points form a line, voxels: a DN25 pipe's.
const TUBE: f32 = 3.5;
/// Length of the intervals along a line that are counted, voxels.
const INTERVAL: f32 = 8.0;
/// Intervals besides the point's own that must be taken for a line.
const INTERVALS: u32 = 2;
/// Lines through a point that are tried: those to its nearest neighbours.
const LINES: usize = 16;
/// Cosine of the angle to the ray within which a line is a string of mixed pixels: 20 degrees.
const ALONG_RAY: f32 = 0.94;
/// Slope along the ray up to which a neighbour is beside a point: a surface at 63 degrees of incidence.
const SLOPE: f32 = 0.5;
/// Distance along the ray that noise may add, voxels.
const NOISE: f32 = 2.0;
/// Neighbours beside a point that make it a surface's.
const BESIDE: usize = 2;
/// Returns in a voxel that vouch for it: a mixed pixel hardly repeats within 5 mm.
const VOUCHED: u32 = 4;
/// Blocks a parallel task takes.
const TASK_BLOCKS: usize = 32;

/// The stray points of a cell, ascending by index. `scanner` gives a station's position from the cell's corner, m.
pub fn strays(field: &Field, own: &Voxels, voxel: f32, scanner: impl Fn(u16) -> Option<[f32; 3]> + Sync) -> Vec<(u32, Stray)> {
    let blocks: Vec<usize> = (0..field.own_blocks()).collect();
    let tasks = blocks.par_chunks(TASK_BLOCKS).map(|task| {
        let mut work = Work { field, own, voxel, scanner: &scanner, near: Candidates::default(), out: Vec::new() };
        task.iter().for_each(|&block| work.block(block));
        work.out
    });
    let mut found = tasks.collect::<Vec<_>>().concat();
    found.sort_unstable_by_key(|(idx, _)| *idx);
    found
}

struct Work<'a, F> {
    field: &'a Field,
    own: &'a Voxels,
    voxel: f32,
    scanner: &'a F,
    near: Candidates,
    out: Vec<(u32, Stray)>,
}

impl<F: Fn(u16) -> Option<[f32; 3]>> Work<'_, F> {
    fn block(&mut self, block: usize) {
        let sparse: Vec<_> = self.field.bins(block, Level::Fine).filter(|(bin, _)| self.is_sparse(block, *bin)).collect();
        let mut gathered = None;
        for (bin, points) in sparse {
            // a coarse bin is 64 fine ones
            let coarse = bin >> 6;
            if gathered != Some(coarse) {
                self.field.gather(block, coarse, Level::Coarse, &mut self.near);
                gathered = Some(coarse);
            }
            for point in points {
                if let Some(stray) = self.point(block, point) {
                    self.out.push((self.field.source(point) as u32, stray));
                }
            }
        }
    }

    /// Points of the 27 fine bins are all in reach, so where they are many no point can be stray.
    fn is_sparse(&self, block: usize, bin: u32) -> bool {
        self.field.count_around(block, bin, Level::Fine) <= SPARSE + 1
    }

    fn point(&self, block: usize, point: usize) -> Option<Stray> {
        let source = self.field.source(point);
        if self.own.weights[source] >= VOUCHED {
            return None;
        }
        let at = self.field.position(point);
        let ray = (self.scanner)(self.own.station[source]).and_then(|from| unit(sub(at, from)));
        if exceed(&self.near, at, REACH * self.voxel, SPARSE) {
            return None;
        }
        let near = within(&self.near, at, REACH * self.voxel);
        if near.len() <= LONELY {
            return (!self.on_line(block, at, ray)).then_some(Stray::Isolated);
        }
        if self.own.suspect[source] == u8::MAX {
            return Some(Stray::Mixed);
        }
        let beside = |ray: [f32; 3]| near.iter().filter(|d| self.is_beside(**d, ray)).count();
        (beside(ray?) < BESIDE).then_some(Stray::Mixed)
    }

    fn is_beside(&self, way: [f32; 3], ray: [f32; 3]) -> bool {
        let along = dot(way, ray).abs();
        let across = (dot(way, way) - along * along).max(0.0).sqrt();
        along <= SLOPE * across + NOISE * self.voxel
    }

    /// Whether a thin line of points, not along the ray, goes through a point.
    fn on_line(&self, block: usize, at: [f32; 3], ray: Option<[f32; 3]>) -> bool {
        let mut far = Candidates::default();
        self.field.gather(block, 0, Level::Block, &mut far);
        let around = within(&far, at, FAR_REACH * self.voxel);
        nearest(&around).into_iter().filter_map(unit).any(|line| {
            let strung = ray.is_some_and(|ray| dot(line, ray).abs() > ALONG_RAY);
            !strung && self.is_thin_line(&around, line)
        })
    }

    /// Whether the points in a tube around a line take several intervals of it and are most of those in a tube twice as wide: a line
    /// that only cuts through a surface has four times as many in there.
    fn is_thin_line(&self, around: &[[f32; 3]], line: [f32; 3]) -> bool {
        let (mut taken, mut inner, mut outer) = (0u32, 0, 0);
        for way in around {
            let along = dot(*way, line);
            let off = (dot(*way, *way) - along * along).max(0.0).sqrt() / (TUBE * self.voxel);
            let interval = (along / (INTERVAL * self.voxel)).round() as i32;
            outer += u32::from(off <= 2.0);
            if off <= 1.0 {
                inner += 1;
                taken |= u32::from(interval != 0) << (interval + 8).clamp(0, 16);
            }
        }
        taken.count_ones() >= INTERVALS && 2 * outer <= 3 * inner
    }
}

/// The shortest ways: a thin line's next points are among them, and the cost of the test stays bounded.
fn nearest(around: &[[f32; 3]]) -> Vec<[f32; 3]> {
    let mut ways: Vec<(f32, [f32; 3])> = around.iter().map(|way| (dot(*way, *way), *way)).collect();
    let order = |a: &(f32, [f32; 3]), b: &(f32, [f32; 3])| a.0.total_cmp(&b.0);
    if ways.len() > LINES {
        ways.select_nth_unstable_by(LINES, order);
        ways.truncate(LINES);
    }
    ways.into_iter().map(|(_, way)| way).collect()
}

/// Whether more than `most` candidates, the point itself left out, lie within a radius.
fn exceed(candidates: &Candidates, at: [f32; 3], radius: f32, most: usize) -> bool {
    let (xs, _) = candidates.x.as_chunks::<LANES>();
    let (ys, _) = candidates.y.as_chunks::<LANES>();
    let (zs, _) = candidates.z.as_chunks::<LANES>();
    let [px, py, pz] = at.map(f32x4::splat);
    let limit = f32x4::splat(radius * radius);
    let mut n = 0;
    for ((xs, ys), zs) in xs.iter().zip(ys).zip(zs) {
        let (dx, dy, dz) = (f32x4::from(*xs) - px, f32x4::from(*ys) - py, f32x4::from(*zs) - pz);
        n += (dx * dx + dy * dy + dz * dz).simd_le(limit).to_bitmask().count_ones();
        // the point itself is among them
        if n as usize > most + 1 {
            return true;
        }
    }
    false
}

/// Ways to the candidates within a radius, the point itself left out.
fn within(candidates: &Candidates, at: [f32; 3], radius: f32) -> Vec<[f32; 3]> {
    let all = candidates.x.iter().zip(&candidates.y).zip(&candidates.z).take(candidates.len());
    let ways = all.map(|((x, y), z)| sub([*x, *y, *z], at));
    ways.filter(|way| (f32::MIN_POSITIVE..=radius * radius).contains(&dot(*way, *way))).collect()
}

fn sub(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn dot(a: [f32; 3], b: [f32; 3]) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn unit(v: [f32; 3]) -> Option<[f32; 3]> {
    let length = dot(v, v).sqrt();
    (length > 1e-6).then(|| v.map(|c| c / length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lattice::Lattice;
    use crate::returns::Return;
    use crate::voxels;

    const SCANNER: [f64; 3] = [1.0, 0.5, 1.6];

    /// Stray points among `points`, by position.
    fn found(points: &[[f64; 3]], scanner: Option<[f64; 3]>) -> Vec<([f32; 3], Stray)> {
        let lattice = Lattice::new(0.005, 8.0).unwrap();
        let returns: Vec<_> = points.iter().map(|p| Return::new(&lattice.place(*p).unwrap(), 0, 0.5, [0; 3], false)).collect();
        let (own, _) = voxels::merge(&lattice, &[&returns], |_| ());
        let field = Field::new(&lattice, &own, &[], &[]);
        let strays = strays(&field, &own, 0.005, |_| scanner.map(|s| s.map(|v| v as f32)));
        strays.into_iter().map(|(idx, why)| (own.positions[idx as usize], why)).collect()
    }

    fn wall() -> Vec<[f64; 3]> {
        (0..200).flat_map(|i| (0..150).map(move |j| [0.2 + f64::from(i) * 0.011, 4.0, 0.3 + f64::from(j) * 0.011])).collect()
    }

    #[test]
    fn a_wall_has_none() {
        assert_eq!(found(&wall(), Some(SCANNER)), []);
        assert_eq!(found(&wall(), None), []);
    }

    #[test]
    fn a_lonely_return_is_isolated() {
        let mut points = wall();
        points.push([1.0, 2.0, 1.0]);
        for scanner in [None, Some(SCANNER)] {
            let found = found(&points, scanner);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].1, Stray::Isolated);
            assert!((found[0].0[1] - 2.0).abs() < 0.005);
        }
    }

    #[test]
    fn a_string_along_the_ray_is_mixed() {
        let mut points = wall();
        let towards = [0.1f64, 2.5, -0.4];
        let length = towards.iter().map(|v| v * v).sum::<f64>().sqrt();
        points.extend((0..12).map(|i| {
            let share = (2.0 + 0.03 * f64::from(i)) / length;
            [SCANNER[0] + towards[0] * share, SCANNER[1] + towards[1] * share, SCANNER[2] + towards[2] * share]
        }));
        let found = found(&points, Some(SCANNER));
        assert_eq!(found.len(), 12, "{found:?}");
        assert!(found.iter().filter(|(_, why)| *why == Stray::Mixed).count() >= 8, "{found:?}");
    }

    #[test]
    fn a_thin_pipe_with_a_point_every_4_cm_stays() {
        for slope in [0.0, 0.3, 1.0] {
            let mut points = wall();
            points.extend((0..30).map(|i| {
                let along = 0.3 + f64::from(i) * 0.04;
                // points on the near side of a DN15 pipe, left and right of its middle by turns
                [along, 2.0 + 0.002 * f64::from(i % 3), 0.5 + slope * along + 0.008 * f64::from(i % 2)]
            }));
            for scanner in [None, Some(SCANNER)] {
                let gone = found(&points, scanner);
                assert!(gone.is_empty(), "slope {slope}: {gone:?}");
            }
        }
    }

    #[test]
    fn repeated_returns_vouch_for_a_point() {
        let mut points = wall();
        points.extend([[1.0, 2.0, 1.0], [1.0001, 2.0, 1.0], [1.0002, 2.0, 1.0], [1.0, 2.0001, 1.0]]);
        assert_eq!(found(&points, None), []);
    }
}
