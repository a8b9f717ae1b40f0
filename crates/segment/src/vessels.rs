//! Large cylinders: tank and vessel shells, found from the normals of coarse facets.

use crate::SegmentSettings;
use crate::cells::{Cells, Moments};
use crate::follow::{Band, Free, follow, slab};
use nalgebra::{Matrix3, Point3, SMatrix, SVector, Unit, Vector3};
use rayon::prelude::*;
use rosette_cloud::Cloud;
use rosette_plant::{CylinderSegment, Owner, Segments};
use rosette_shapes::Cylinder;

/// Edge of the facets, m: at a radius of 0.2 m one bends by 6 mm.
const FACET: f64 = 0.1;
/// Reaches over which facets are gathered, m: small drums, then large tanks.
const REACHES: [f64; 2] = [0.45, 1.3];

struct Facet {
    mean: Point3<f64>,
    normal: Vector3<f64>,
    point: u32,
}

struct Shell {
    cylinder: Cylinder,
    span: [f64; 2],
    support: f64,
    seed: u32,
}

/// Finds shells among the points that no plane owns.
pub fn find(cloud: &Cloud, segments: &mut Segments, settings: &SegmentSettings) {
    let thin = Free::new(cloud, segments, 0.0, Some(2.0 * settings.thin));
    let free = Free::new(cloud, segments, 0.0, None);
    let facets = facets(cloud, &segments.owner, segments.sigma);
    let positions: Vec<[f32; 3]> = facets.iter().map(|f| [f.mean.x as f32, f.mean.y as f32, f.mean.z as f32]).collect();
    let tree = rosette_cloud::Neighbours::new(&positions);
    let mut shells: Vec<Shell> = facets
        .par_iter()
        .enumerate()
        .flat_map_iter(|(i, _)| {
            REACHES.map(|reach| shell_at(&facets, &tree, &positions, i, reach, settings)).into_iter().flatten()
        })
        .collect();
    shells.sort_by(|a, b| b.support.total_cmp(&a.support).then(a.seed.cmp(&b.seed)));
    let mut failed = vec![0_u8; cloud.len()];
    for shell in &shells {
        if segments.owner[shell.seed as usize] != Owner::None || failed[shell.seed as usize] > 2 {
            continue;
        }
        // Shells are welded from plates: a looser surface than a pipe's.
        let sigma = segments.sigma.max(0.001) * 1.3;
        let Some((mut segment, points)) = follow(&thin, &free, &segments.owner, &shell.cylinder, shell.span, sigma, settings)
        else {
            let band = Band::new(sigma, shell.cylinder.radius);
            slab(&free, &segments.owner, &shell.cylinder, shell.span[0], shell.span[1], band)
                .on
                .iter()
                .for_each(|&i| failed[i as usize] += 1);
            continue;
        };
        let wide = segment.cylinder.radius * segment.arc;
        let clean = segment.agreement > 0.95
            && segment.around < 0.3
            && segment.arc > if segment.cylinder.radius > 1.0 { 0.9 } else { 1.4 };
        if segment.cylinder.radius >= 0.15
            && wide > 0.4
            && clean
            && segment.seen_length() > (0.6 * segment.cylinder.radius).max(0.35)
        {
            let index = segments.cylinders.len() as u32;
            heads(&free, &segments.owner, &mut segment, sigma)
                .into_iter()
                .for_each(|i| segments.owner[i as usize] = Owner::Cylinder(index));
            points.iter().for_each(|&i| segments.owner[i as usize] = Owner::Cylinder(index));
            segments.cylinders.push(segment);
        }
    }
}

/// Depths of a head over the radius: flat, torispherical (DIN 28011), 2:1 ellipsoidal, hemispherical.
const HEAD_DEPTHS: [f64; 4] = [0.02, 0.39, 0.5, 1.0];

/// Points of the heads that close a shell; their depths are noted on the segment.
///
/// Each head is an ellipsoid of revolution that continues the shell; of the usual depths the one with most points within
/// tolerance counts, if they reach near its middle.
fn heads(free: &Free, owner: &[Owner], segment: &mut CylinderSegment, sigma: f64) -> Vec<u32> {
    let c = segment.cylinder;
    let Some((from, to)) = segment.spans.first().zip(segment.spans.last()).map(|(a, b)| (a[0], b[1])) else { return Vec::new() };
    let mut all = Vec::new();
    for (side, end) in [from, to].into_iter().enumerate() {
        let out = if side == 0 { -1.0 } else { 1.0 };
        let near: Vec<(u32, f64, f64)> = free
            .within(c.line().at(end + out * 0.4 * c.radius), 1.3 * c.radius)
            .filter(|&i| owner[i as usize] == Owner::None)
            .map(|i| {
                (
                    i,
                    (c.along(&free.cloud.point(i as usize)) - end) * out,
                    c.line().distance(&free.cloud.point(i as usize)) / c.radius,
                )
            })
            .filter(|&(_, t, d)| d < 1.02 && t > -0.15 * c.radius && t < 1.05 * c.radius)
            .collect();
        let tolerance = 3.0 * sigma + 0.01 + 0.02 * c.radius;
        let on = |depth: f64, shift: f64| -> Vec<(u32, f64)> {
            let height = |d: f64| depth * c.radius * (1.0 - d * d).max(0.0).sqrt() + shift;
            near.iter().filter(|&&(_, t, d)| (t - height(d)).abs() < tolerance).map(|&(i, _, d)| (i, d)).collect()
        };
        // The seam between shell and head is seen to some centimetres only.
        let shifts = (-4..=4).map(|k| f64::from(k) * 0.03 * c.radius.clamp(0.3, 1.0));
        let tries = HEAD_DEPTHS.into_iter().flat_map(|depth| shifts.clone().map(move |shift| (depth, shift)));
        let best =
            tries.map(|(depth, shift)| (depth + shift / c.radius, on(depth, shift))).max_by_key(|(_, points)| points.len());
        if let Some((depth, points)) = best.filter(|(_, p)| p.len() >= 15 && p.iter().filter(|&&(_, d)| d < 0.75).count() >= 8) {
            segment.heads[side] = Some((depth * c.radius).max(0.0));
            all.extend(points.into_iter().map(|(i, _)| i));
        }
    }
    all
}

/// Looks for the heads of wide cylinders that the search for pipes found.
pub fn close(cloud: &Cloud, segments: &mut Segments) {
    let open: Vec<usize> = (0..segments.cylinders.len())
        .filter(|&i| segments.cylinders[i].cylinder.radius > 0.14 && segments.cylinders[i].heads == [None; 2])
        .collect();
    if open.is_empty() {
        return;
    }
    let free = Free::new(cloud, segments, 0.0, None);
    for i in open {
        let mut segment = segments.cylinders[i].clone();
        let points = heads(&free, &segments.owner, &mut segment, segments.sigma);
        points.into_iter().for_each(|p| segments.owner[p as usize] = Owner::Cylinder(i as u32));
        segments.cylinders[i] = segment;
    }
}

fn facets(cloud: &Cloud, owner: &[Owner], sigma: f64) -> Vec<Facet> {
    let unowned: Vec<u32> = (0..cloud.len() as u32).filter(|&i| owner[i as usize] == Owner::None).collect();
    let cells = Cells::new(&cloud.positions, unowned.par_iter().copied(), FACET);
    (0..cells.len())
        .into_par_iter()
        .filter_map(|c| {
            let points = cells.points(c);
            if points.len() < 8 {
                return None;
            }
            let moments = Moments::of(points.iter().map(|&i| cloud.point(i as usize)));
            let (values, vectors) = moments.spread();
            let flat = values[0].max(0.0).sqrt() < (2.0 * sigma).max(0.004) && values[1].max(0.0).sqrt() > 0.2 * FACET;
            let mean = moments.mean();
            let off = |i: u32| (cloud.point(i as usize) - mean).norm_squared();
            let point = points.iter().copied().min_by(|&a, &b| off(a).total_cmp(&off(b)))?;
            flat.then_some(Facet { mean, normal: vectors[0], point })
        })
        .collect()
}

/// A cylinder through the facets about one of them: axis from the normals' scatter, then centre and radius in closed form.
///
/// With the axis given, p = c + r n across it is linear in centre and radius (normals' signs are made consistent by the fit
/// itself: facets are few, so the sign is taken from the side of the seed's normal line on which the others turn).
fn shell_at(
    facets: &[Facet],
    tree: &rosette_cloud::Neighbours,
    positions: &[[f32; 3]],
    seed: usize,
    reach: f64,
    settings: &SegmentSettings,
) -> Option<Shell> {
    let near = tree.within(positions[seed], reach as f32);
    if near.len() < 12 {
        return None;
    }
    let mut chosen: Vec<usize> = near.iter().map(|&i| i as usize).collect();
    let mut solved: Option<(Cylinder, Vec<usize>)> = None;
    for _ in 0..4 {
        let cylinder = solve(facets, &chosen, seed)?;
        chosen = near.iter().map(|&i| i as usize).filter(|&i| fits(&facets[i], &cylinder)).collect();
        if chosen.len() < 10 {
            return None;
        }
        solved = Some((cylinder, chosen.clone()));
    }
    let (cylinder, chosen) = solved?;
    let share = chosen.len() as f64 / near.len() as f64;
    let along = chosen.iter().map(|&i| (facets[i].mean - cylinder.point).dot(&cylinder.axis));
    let (low, high) = along.fold((f64::MAX, f64::MIN), |(l, h), t| (l.min(t), h.max(t)));
    let turn = turn_of(facets, &chosen, &cylinder);
    let good = cylinder.radius > 0.14
        && cylinder.radius < settings.radius_vessel_max
        && share > 0.5
        && turn > 0.25
        && fits(&facets[seed], &cylinder);
    let support = chosen.len() as f64 * share * turn.min(1.5);
    good.then_some(Shell { cylinder, span: [low, high], support, seed: facets[seed].point })
}

fn fits(facet: &Facet, c: &Cylinder) -> bool {
    let v = facet.mean - c.point;
    let out = v - c.axis.into_inner() * v.dot(&c.axis);
    let distance = out.norm() - c.radius;
    distance.abs() < 0.012 + 0.01 * c.radius && facet.normal.dot(&out.normalize()).abs() > 0.97
}

/// Angle between the outermost normals, radians.
fn turn_of(facets: &[Facet], chosen: &[usize], c: &Cylinder) -> f64 {
    let outward = |i: usize| {
        let v = facets[i].mean - c.point;
        (v - c.axis.into_inner() * v.dot(&c.axis)).normalize()
    };
    let mean: Vector3<f64> = chosen.iter().map(|&i| outward(i)).sum();
    let mean = mean.try_normalize(1e-9).unwrap_or_else(|| outward(chosen[0]));
    2.0 * chosen.iter().map(|&i| outward(i).dot(&mean).clamp(-1.0, 1.0).acos()).fold(0.0, f64::max)
}

fn solve(facets: &[Facet], chosen: &[usize], seed: usize) -> Option<Cylinder> {
    let scatter: Matrix3<f64> = chosen.iter().map(|&i| facets[i].normal * facets[i].normal.transpose()).sum();
    let (values, vectors) = rosette_shapes::eigen3(&scatter);
    if values[1] < 0.003 * values[2] || values[0] > 0.35 * values[1] {
        return None; // all normals alike (a plane), or scattered in all directions (no cylinder)
    }
    let axis = vectors[0];
    let (u, v) = rosette_shapes::basis(&Unit::new_unchecked(axis));
    let origin = facets[seed].mean;
    let reference = facets[seed].normal;
    let mut normal_matrix = SMatrix::<f64, 3, 3>::zeros();
    let mut right = SVector::<f64, 3>::zeros();
    for &i in chosen {
        let sign = if facets[i].normal.dot(&reference) < 0.0 { -1.0 } else { 1.0 };
        let n = facets[i].normal * sign;
        let p = facets[i].mean - origin;
        for (direction, column) in
            [(u, SVector::<f64, 3>::new(1.0, 0.0, n.dot(&u))), (v, SVector::<f64, 3>::new(0.0, 1.0, n.dot(&v)))]
        {
            normal_matrix += column * column.transpose();
            right += column * p.dot(&direction);
        }
    }
    let x = normal_matrix.cholesky()?.solve(&right);
    let point = origin + u * x[0] + v * x[1];
    Some(Cylinder { point, axis: Unit::new_normalize(axis), radius: x[2].abs() })
}
