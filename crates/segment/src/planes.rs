//! Floors, walls, ceilings and other planes, grown over coarse cells.

use crate::SegmentSettings;
use crate::cells::{Cells, Moments};
use nalgebra::{Point3, Unit, Vector3};
use rayon::prelude::*;
use rosette_cloud::Cloud;
use rosette_plant::{Owner, PlaneSegment, Segments};
use rosette_shapes::Plane;

/// The best plane of one cell.
#[derive(Clone, Copy)]
struct Facet {
    moments: Moments,
    mean: Point3<f64>,
    normal: Vector3<f64>,
    rms: f64,
    flat: bool,
}

/// Planes and the noise measured on them.
pub struct Planes {
    /// Planes, largest first.
    pub planes: Vec<PlaneSegment>,
    /// Standard deviation of points from their cell's plane, m.
    pub sigma: f64,
}

/// Finds planes and writes the owner of their points.
///
/// Cells that are flat are joined to their neighbours while normals and offsets agree with the region's own plane,
/// flattest cells first; regions that are small, narrow or bent (a tank's wall is flat in every cell) are dropped.
pub fn find(cloud: &Cloud, owner: &mut [Owner], settings: &SegmentSettings) -> Planes {
    let all: Vec<u32> = (0..cloud.len() as u32).collect();
    let scale = Scale {
        cell: settings.plane_cell,
        flatness: settings.plane_flatness,
        area: settings.plane_min_area,
        width: settings.plane_min_width,
        length: 0.0,
    };
    let (cells, facets) = facets(cloud, &all, &scale, settings);
    let sigma = noise(&facets, settings);
    let tolerance = settings.plane_tolerance.max(3.5 * sigma);
    Planes { planes: claim_all(cloud, owner, &cells, &facets, &scale, 0, tolerance, settings), sigma }
}

/// Finds the narrow planes of steel, cabinets and trays among the points that nothing owns yet.
pub fn find_strips(cloud: &Cloud, segments: &mut Segments, settings: &SegmentSettings) {
    let unowned: Vec<u32> = (0..cloud.len() as u32).filter(|&i| segments.owner[i as usize] == Owner::None).collect();
    // Thinner than noise and misfit allow a curved surface of this width to be.
    let flatness = 1.3 * segments.sigma;
    let scale = Scale {
        cell: settings.strip_cell,
        flatness,
        area: 0.0,
        width: settings.strip_min_width,
        length: settings.strip_min_length,
    };
    let (cells, facets) = facets(cloud, &unowned, &scale, settings);
    let first = segments.planes.len() as u32;
    let tolerance = 3.0 * segments.sigma;
    let strips = claim_all(cloud, &mut segments.owner, &cells, &facets, &scale, first, tolerance, settings);
    segments.planes.extend(strips);
}

/// What counts as a plane at one scale; lengths in m, area in m2.
struct Scale {
    cell: f64,
    flatness: f64,
    area: f64,
    width: f64,
    length: f64,
}

fn facets(cloud: &Cloud, points: &[u32], scale: &Scale, settings: &SegmentSettings) -> (Cells, Vec<Facet>) {
    let cells = Cells::new(&cloud.positions, points.par_iter().copied(), scale.cell);
    let facets = (0..cells.len()).into_par_iter().map(|c| facet(cloud, cells.points(c), scale, settings)).collect();
    (cells, facets)
}

#[allow(clippy::too_many_arguments)]
fn claim_all(
    cloud: &Cloud,
    owner: &mut [Owner],
    cells: &Cells,
    facets: &[Facet],
    scale: &Scale,
    first: u32,
    tolerance: f64,
    settings: &SegmentSettings,
) -> Vec<PlaneSegment> {
    let mut regions = grow(cells, facets, settings);
    regions.retain(|region| is_large(region, facets, scale) && !is_bent(region, facets));
    regions.sort_by_key(|region| std::cmp::Reverse(region.len()));
    regions.iter().zip(first..).map(|(region, i)| claim(cloud, owner, cells, facets, region, i, tolerance)).collect()
}

fn facet(cloud: &Cloud, points: &[u32], scale: &Scale, settings: &SegmentSettings) -> Facet {
    let moments = Moments::of(points.iter().map(|&i| cloud.point(i as usize)));
    let (values, vectors) = moments.spread();
    let rms = values[0].max(0.0).sqrt();
    let wide = values[1].max(0.0).sqrt() > scale.cell * 0.12;
    let flat = points.len() >= settings.plane_min_points && rms < scale.flatness && wide;
    Facet { moments, mean: moments.mean(), normal: vectors[0], rms, flat }
}

/// Median thickness of the flat cells: the range noise with the registration's share.
fn noise(facets: &[Facet], settings: &SegmentSettings) -> f64 {
    let mut rms: Vec<f64> = facets.iter().filter(|f| f.flat).map(|f| f.rms).collect();
    if rms.is_empty() {
        return settings.sigma_default;
    }
    let middle = rms.len() / 2;
    rms.select_nth_unstable_by(middle, f64::total_cmp);
    rms[middle].clamp(settings.sigma_min, settings.sigma_max)
}

fn grow(cells: &Cells, facets: &[Facet], settings: &SegmentSettings) -> Vec<Vec<usize>> {
    let mut seeds: Vec<usize> = (0..cells.len()).filter(|&c| facets[c].flat).collect();
    seeds.sort_by(|&a, &b| facets[a].rms.total_cmp(&facets[b].rms).then(a.cmp(&b)));
    let mut taken = vec![false; cells.len()];
    let mut regions = Vec::new();
    for seed in seeds {
        if !taken[seed] {
            let region = grow_from(seed, cells, facets, &mut taken, settings);
            if region.len() > 1 {
                regions.push(region);
            }
        }
    }
    regions
}

fn grow_from(seed: usize, cells: &Cells, facets: &[Facet], taken: &mut [bool], settings: &SegmentSettings) -> Vec<usize> {
    let (mut normal, mut through) = (facets[seed].normal, facets[seed].mean);
    let mut moments = facets[seed].moments;
    let mut region = vec![seed];
    let mut refit_at = 4;
    taken[seed] = true;
    let mut next = 0;
    while next < region.len() {
        for neighbour in cells.around(region[next], 1) {
            let f = &facets[neighbour];
            let agrees = f.flat
                && f.normal.dot(&normal).abs() > settings.plane_cos
                && (f.mean - through).dot(&normal).abs() < settings.plane_step;
            if agrees && !taken[neighbour] {
                taken[neighbour] = true;
                moments.add(&f.moments);
                region.push(neighbour);
            }
        }
        next += 1;
        if region.len() >= refit_at {
            (normal, through) = (moments.spread().1[0], moments.mean());
            refit_at = region.len() * 3 / 2;
        }
    }
    region
}

fn is_large(region: &[usize], facets: &[Facet], scale: &Scale) -> bool {
    let area = region.len() as f64 * scale.cell.powi(2);
    // Each cell counts once: how wide the region is must not depend on where the scanner stood.
    let (values, _) = Moments::of(region.iter().map(|&c| facets[c].mean)).spread();
    // A uniform strip of width w has variance w²/12 across.
    let [width, length] = [values[1], values[2]].map(|v| (12.0 * v.max(0.0)).sqrt() + 0.5 * scale.cell);
    area >= scale.area && width >= scale.width && length >= scale.length
}

/// Whether the normals turn steadily along the region, as on the wall of a large tank (slope of normal against position).
fn is_bent(region: &[usize], facets: &[Facet]) -> bool {
    let (_, [normal, ..]) = Moments::of(region.iter().map(|&c| facets[c].mean)).spread();
    let centre = Moments::of(region.iter().map(|&c| facets[c].mean)).mean();
    let (across, along) = rosette_shapes::basis(&Unit::new_unchecked(normal));
    [across, along, (across + along).normalize(), (across - along).normalize()].iter().any(|direction| {
        let (mut moment, mut spread, mut scatter) = (0.0, 0.0, 0.0);
        for &c in region {
            let sign = facets[c].normal.dot(&normal).signum();
            let (s, turn) = ((facets[c].mean - centre).dot(direction), facets[c].normal.dot(direction) * sign);
            moment += s * turn;
            spread += s * s;
            scatter += turn * turn;
        }
        let curvature = moment / spread.max(1e-9);
        let explained = curvature * moment / scatter.max(1e-12);
        // Total turn over the region above 2 degrees, and half of all scatter explained by it.
        let turn = curvature.abs() * (12.0 * spread / region.len() as f64).sqrt();
        turn > 0.035 && explained > 0.5
    })
}

fn claim(
    cloud: &Cloud,
    owner: &mut [Owner],
    cells: &Cells,
    facets: &[Facet],
    region: &[usize],
    index: u32,
    tolerance: f64,
) -> PlaneSegment {
    let mut moments = Moments::default();
    region.iter().for_each(|&c| moments.add(&facets[c].moments));
    let (normal, mean) = (moments.spread().1[0], moments.mean());
    let mut reach: Vec<usize> = region.iter().flat_map(|&c| cells.around(c, 1)).chain(region.iter().copied()).collect();
    reach.sort_unstable();
    reach.dedup();
    let inside: std::collections::BTreeSet<usize> = region.iter().copied().collect();
    let (mut facing, mut square, mut points) = (0.0, 0.0, 0);
    let mut bounds = [[f64::MAX; 3], [f64::MIN; 3]];
    for &c in &reach {
        let in_region = inside.contains(&c);
        for &i in cells.points(c) {
            let (p, n) = (cloud.point(i as usize), cloud.normal(i as usize));
            let distance = (p - mean).dot(&normal);
            let turned = n.dot(&normal);
            let fits = distance.abs() < tolerance && (turned.abs() > 0.85 || (in_region && turned.abs() > 0.5));
            if fits && owner[i as usize] == Owner::None {
                owner[i as usize] = Owner::Plane(index);
                facing += turned;
                square += distance * distance;
                points += 1;
                for k in 0..3 {
                    bounds[0][k] = bounds[0][k].min(p[k]);
                    bounds[1][k] = bounds[1][k].max(p[k]);
                }
            }
        }
    }
    let normal = if facing < 0.0 { -normal } else { normal };
    PlaneSegment {
        plane: Plane { point: mean, normal: Unit::new_normalize(normal) },
        points,
        rms: (square / (points.max(1) as f64)).sqrt(),
        area: region.len() as f64 * cells.size.powi(2),
        bounds,
    }
}
