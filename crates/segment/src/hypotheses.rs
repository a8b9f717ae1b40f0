//! Pipes: local cylinder hypotheses at seeds, best first, each followed and verified.

use crate::SegmentSettings;
use crate::cells::{Cells, Moments};
use crate::follow::{Band, Free, SLIM, SMEARED, arc_of, canonical, follow, is_slim, refit, slab};
use nalgebra::{Matrix3, Point2, Point3, Unit, Vector2, Vector3};
use rayon::prelude::*;
use rosette_cloud::Cloud;
use rosette_plant::{Owner, Segments};
use rosette_shapes::Cylinder;

/// A cylinder that fits the neighbourhood of a seed.
struct Hypothesis {
    cylinder: Cylinder,
    span: [f64; 2],
    score: f64,
    seed: u32,
}

/// Finds pipes among the points that no segment owns yet, in rounds from coarse to fine seeds.
pub fn find_pipes(cloud: &Cloud, segments: &mut Segments, settings: &SegmentSettings) {
    let directions = dominant_directions(segments);
    for &step in &settings.seed_steps {
        let free = |thin| Free::new(cloud, segments, settings.plane_small_area, thin);
        let ((free, hoods), (full, seeds)) = rayon::join(
            || (free(Some(settings.thin)), neighbourhoods(cloud, segments, settings)),
            || (free(None), seeds(cloud, &segments.owner, step)),
        );
        let mut found: Vec<Hypothesis> = seeds
            .par_iter()
            .filter_map(|&seed| best_at(&free, &hoods, &segments.owner, seed, &directions, segments.sigma, settings))
            .collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.seed.cmp(&b.seed)));
        accept(&free, &full, segments, &found, settings);
    }
}

/// Points about a seed, for hypotheses.
struct Hood<'a> {
    reach: f64,
    /// Thinned to what the reach can use; none where that is the common spacing.
    thinned: Option<Free<'a>>,
}

/// What each reach sees: a wide neighbourhood needs no fine spacing.
fn neighbourhoods<'a>(cloud: &'a Cloud, segments: &Segments, settings: &SegmentSettings) -> Vec<Hood<'a>> {
    const POINTS_PER_REACH: f64 = 16.0;
    settings
        .seed_reaches
        .par_iter()
        .map(|&reach| {
            let thin = reach / POINTS_PER_REACH;
            let thinned = || Free::new(cloud, segments, settings.plane_small_area, Some(thin));
            Hood { reach, thinned: (thin > settings.thin).then(thinned) }
        })
        .collect()
}

/// Follows hypotheses best first; a run takes its points away from the later ones.
fn accept(free: &Free, full: &Free, segments: &mut Segments, found: &[Hypothesis], settings: &SegmentSettings) {
    let mut failed = vec![0_u8; segments.owner.len()];
    for h in found {
        if segments.owner[h.seed as usize] != Owner::None || failed[h.seed as usize] >= 2 {
            continue;
        }
        if let Some((segment, points)) = follow(free, full, &segments.owner, &h.cylinder, h.span, segments.sigma, settings) {
            let index = segments.cylinders.len() as u32;
            points.iter().for_each(|&i| segments.owner[i as usize] = Owner::Cylinder(index));
            segments.cylinders.push(segment);
        } else {
            // Seeds close by would mostly fail the same way.
            let band = Band::new(segments.sigma, h.cylinder.radius);
            slab(full, &segments.owner, &h.cylinder, h.span[0], h.span[1], band).on.iter().for_each(|&i| failed[i as usize] += 1);
        }
    }
}

/// One seed a cell: the point nearest to the cell's mean.
fn seeds(cloud: &Cloud, owner: &[Owner], step: f64) -> Vec<u32> {
    let unowned: Vec<u32> = (0..cloud.len() as u32).filter(|&i| owner[i as usize] == Owner::None).collect();
    let cells = Cells::new(&cloud.positions, unowned.par_iter().copied(), step);
    (0..cells.len())
        .into_par_iter()
        .filter(|&c| cells.points(c).len() >= 2 && !is_flat(cloud, cells.points(c)))
        .filter_map(|c| {
            let mean = Moments::of(cells.points(c).iter().map(|&i| cloud.point(i as usize))).mean();
            let off = |i: u32| (cloud.point(i as usize) - mean).norm_squared();
            cells.points(c).iter().copied().min_by(|&a, &b| off(a).total_cmp(&off(b)))
        })
        .collect()
}

/// Whether the normals of a cell are alike to some seven degrees: the face of a thing, not a pipe.
fn is_flat(cloud: &Cloud, points: &[u32]) -> bool {
    const ALIKE: f64 = 0.985;
    let scatter: Matrix3<f64> = points.iter().map(|&i| cloud.normal(i as usize)).map(|n| n * n.transpose()).sum();
    let (values, _) = rosette_shapes::eigen3(&scatter);
    points.len() >= 6 && values[2] > ALIKE * points.len() as f64
}

/// Up to three directions that the planes of the place agree on, and the vertical: most pipes follow them.
fn dominant_directions(segments: &Segments) -> Vec<Vector3<f64>> {
    let mut directions = vec![Vector3::z()];
    let mut planes: Vec<_> = segments.planes.iter().collect();
    planes.sort_by(|a, b| b.area.total_cmp(&a.area));
    for plane in planes {
        let normal = canonical(plane.plane.normal.into_inner());
        if directions.len() < 4 && directions.iter().all(|d| d.dot(&normal).abs() < 0.99) {
            directions.push(normal);
        }
    }
    directions
}

fn best_at(
    free: &Free,
    hoods: &[Hood],
    owner: &[Owner],
    seed: u32,
    directions: &[Vector3<f64>],
    sigma: f64,
    settings: &SegmentSettings,
) -> Option<Hypothesis> {
    let mut best: Option<Hypothesis> = None;
    for hood in hoods {
        let found = at_reach(free, hood, owner, seed, directions, sigma, settings);
        best = [best, found].into_iter().flatten().max_by(|a, b| a.score.total_cmp(&b.score));
        // A pipe that is small against the neighbourhood gains nothing from a wider one.
        if best.as_ref().is_some_and(|h| h.cylinder.radius < 0.35 * hood.reach) {
            break;
        }
    }
    best
}

fn at_reach(
    free: &Free,
    hood: &Hood,
    owner: &[Owner],
    seed: u32,
    directions: &[Vector3<f64>],
    sigma: f64,
    settings: &SegmentSettings,
) -> Option<Hypothesis> {
    let cloud = free.cloud;
    let mut all: Vec<u32> = hood.thinned.as_ref().unwrap_or(free).within(cloud.point(seed as usize), hood.reach).collect();
    all.sort_unstable();
    let (near, flat): (Vec<u32>, Vec<u32>) = all.into_iter().partition(|&i| owner[i as usize] == Owner::None);
    if near.len() < 12 {
        return None;
    }
    let step = near.len().div_ceil(150).max(1);
    let near: Vec<u32> = near.into_iter().step_by(step).collect();
    let flat: Vec<Point3<f64>> = flat.into_iter().step_by(step).map(|i| cloud.point(i as usize)).collect();
    let points: Vec<Point3<f64>> = near.iter().map(|&i| cloud.point(i as usize)).collect();
    let normals: Vec<Vector3<f64>> = near.iter().map(|&i| cloud.normal(i as usize)).collect();
    let (values, vectors) = Moments::of(points.iter().copied()).spread();
    if values[0].max(0.0).sqrt() < 1.3 * sigma {
        return None; // flat within noise: no curvature to fit
    }
    let largest = (0.5 * hood.reach).min(settings.radius_pipe_max);
    let mut best: Option<(f64, Cylinder)> = None;
    for axis in candidate_axes(&normals, vectors[2], directions) {
        if let Some((score, cylinder)) = across(&points, &normals, axis, seed, sigma, settings.radius_min, largest)
            && best.is_none_or(|(s, _)| score > s)
        {
            best = Some((score, cylinder));
        }
        if best.is_some_and(|(s, _)| s > 0.75 * points.len() as f64) {
            break; // most of the neighbourhood is explained
        }
    }
    let (_, rough) = best?;
    let at = cloud.point(seed as usize);
    if !may_hold(&points, &normals, &flat, &rough, at, hood.reach, sigma) {
        return None;
    }
    verify(free, owner, &near, &points, &rough, seed, hood.reach, sigma, settings)
}

/// Axis candidates: the direction that the normals avoid, the cloud's long direction, the directions of the place.
fn candidate_axes(normals: &[Vector3<f64>], long: Vector3<f64>, directions: &[Vector3<f64>]) -> Vec<Vector3<f64>> {
    let scatter: Matrix3<f64> = normals.iter().map(|n| n * n.transpose()).sum();
    let (_, vectors) = rosette_shapes::eigen3(&scatter);
    let mut axes: Vec<Vector3<f64>> = Vec::with_capacity(6);
    for axis in [vectors[0], long].into_iter().chain(directions.iter().copied()) {
        if axes.iter().all(|a| a.dot(&axis).abs() < 0.9986) {
            axes.push(axis);
        }
    }
    axes
}

/// The circle with most support among points projected along `axis`, as a cylinder; RANSAC over triples and oriented pairs.
fn across(
    points: &[Point3<f64>],
    normals: &[Vector3<f64>],
    axis: Vector3<f64>,
    seed: u32,
    sigma: f64,
    smallest: f64,
    largest: f64,
) -> Option<(f64, Cylinder)> {
    let (u, v) = rosette_shapes::basis(&Unit::new_unchecked(axis));
    let flat: Vec<(Point2<f64>, Vector2<f64>)> = points
        .iter()
        .zip(normals)
        .filter(|(_, n)| n.dot(&axis).abs() < 0.7)
        .map(|(p, n)| (Point2::new(p.coords.dot(&u), p.coords.dot(&v)), Vector2::new(n.dot(&u), n.dot(&v))))
        .collect();
    if flat.len() < 8 {
        return None;
    }
    let tolerance = 2.5 * sigma + 0.0005;
    let mut random = Sequence(u64::from(seed) << 8 | 1);
    let mut best: Option<(f64, Point2<f64>, f64)> = None;
    for trial in 0..27 {
        let circle = if trial % 3 == 0 {
            let (a, b) = (flat[random.below(flat.len())], flat[random.below(flat.len())]);
            from_pair(a, b)
        } else {
            let [a, b, c] = std::array::from_fn(|_| flat[random.below(flat.len())].0);
            from_three(a, b, c)
        };
        let Some((centre, radius)) = circle.filter(|&(_, r)| r > smallest && r < largest) else { continue };
        let beaten = best.map_or(f64::MIN, |b| b.0);
        let mut score = 0.0;
        for (k, (p, n)) in flat.iter().enumerate() {
            if score + (flat.len() - k) as f64 <= beaten {
                break; // no point counts more than one
            }
            let out = p - centre;
            let d = out.norm() - radius;
            if d.abs() < tolerance {
                score += 0.5 + 0.5 * (n.dot(&out) / (d + radius)).abs();
            } else if d < -tolerance {
                score -= 1.0;
            }
        }
        if best.is_none_or(|(s, ..)| score > s) {
            best = Some((score, centre, radius));
        }
    }
    let (score, centre, radius) = best.filter(|b| b.0 > 6.0)?;
    let middle: f64 = points.iter().map(|p| p.coords.dot(&axis)).sum::<f64>() / points.len() as f64;
    let point = Point3::from(u * centre.x + v * centre.y + axis * middle);
    Some((score, Cylinder { point, axis: Unit::new_normalize(axis), radius }))
}

/// Where the normals of two points meet.
fn from_pair(a: (Point2<f64>, Vector2<f64>), b: (Point2<f64>, Vector2<f64>)) -> Option<(Point2<f64>, f64)> {
    let cross = a.1.x * b.1.y - a.1.y * b.1.x;
    let between = b.0 - a.0;
    let t = (between.x * b.1.y - between.y * b.1.x) / cross;
    let centre = a.0 + a.1 * t;
    let (ra, rb) = ((a.0 - centre).norm(), (b.0 - centre).norm());
    (cross.abs() > 0.2 && (ra - rb).abs() < 0.15 * ra).then_some((centre, (ra + rb) / 2.0))
}

fn from_three(a: Point2<f64>, b: Point2<f64>, c: Point2<f64>) -> Option<(Point2<f64>, f64)> {
    let (p, q) = (b - a, c - a);
    let det = 2.0 * (p.x * q.y - p.y * q.x);
    if det.abs() < 1e-7 {
        return None;
    }
    let (pp, qq) = (p.norm_squared(), q.norm_squared());
    let centre = Vector2::new(q.y * pp - p.y * qq, p.x * qq - q.x * pp) / det;
    Some((a + centre, centre.norm()))
}

/// Whether a rough cylinder is bare and hollow enough about the seed to be worth a fit; some way short of what is asked after it.
fn may_hold(
    points: &[Point3<f64>],
    normals: &[Vector3<f64>],
    flat: &[Point3<f64>],
    rough: &Cylinder,
    seed: Point3<f64>,
    reach: f64,
    sigma: f64,
) -> bool {
    let band = Band::new(sigma, rough.radius);
    let tolerance = 1.5 * band.tolerance;
    let (foot, half) = (rough.along(&seed), reach.min(3.0 * rough.radius.max(0.03)));
    let (mut on, mut inside, mut around, mut agreement) = (0.0, 0.0, 0.0, 0.0);
    let mut count = |p: &Point3<f64>, normal: Option<&Vector3<f64>>| {
        let v = p - rough.point;
        let t = v.dot(&rough.axis);
        let out = v - rough.axis.into_inner() * t;
        let far = out.norm();
        let d = far - rough.radius;
        match normal {
            _ if (t - foot).abs() > half => {}
            Some(normal) if d.abs() <= tolerance => {
                on += 1.0;
                agreement += normal.dot(&out).abs() / far;
            }
            _ if d < -tolerance => inside += 1.0,
            _ if d > tolerance && d < band.shell => around += 1.0,
            _ => {}
        }
    };
    points.iter().zip(normals).for_each(|(p, normal)| count(p, Some(normal)));
    flat.iter().for_each(|p| count(p, None));
    let least = if rough.radius < SLIM { 0.9 * SMEARED } else { 0.65 };
    inside <= 0.2 * on && around <= 1.2 * on && agreement >= least * on
}

/// Refines a rough cylinder on its neighbourhood and judges it.
#[allow(clippy::too_many_arguments)]
fn verify(
    free: &Free,
    owner: &[Owner],
    near: &[u32],
    points: &[Point3<f64>],
    rough: &Cylinder,
    seed: u32,
    reach: f64,
    sigma: f64,
    settings: &SegmentSettings,
) -> Option<Hypothesis> {
    let cloud = free.cloud;
    let close = 3.0 * (2.5 * sigma + 0.0005);
    let pick: Vec<u32> = near.iter().zip(points).filter(|(_, p)| rough.distance(p).abs() < close).map(|(&i, _)| i).collect();
    let cylinder = refit(cloud, &pick, rough, sigma, 150)?;
    let small = cylinder.radius > settings.radius_min && cylinder.radius < settings.radius_pipe_max;
    if !small || cylinder.axis.dot(&rough.axis).abs() < 0.9 {
        return None;
    }
    let band = Band::new(sigma, cylinder.radius);
    let foot = (cloud.point(seed as usize) - cylinder.point).dot(&cylinder.axis);
    let half = reach.min(3.0 * cylinder.radius.max(0.03));
    let s = slab(free, owner, &cylinder, foot - half, foot + half, band);
    let n = s.on.len() as f64;
    let arc = arc_of(cloud, &s.on, &cylinder);
    let sagitta = cylinder.radius * (1.0 - (arc.min(std::f64::consts::PI) / 2.0).cos());
    let agreement =
        s.on.iter().map(|&i| cylinder.normal_at(&cloud.point(i as usize)).dot(&cloud.normal(i as usize)).abs()).sum::<f64>() / n;
    // What lies about a slim pipe is counted in a layer thicker than the pipe: so little there says more than its normals do.
    let slim = s.inside == 0 && n >= 24.0 && is_slim(cylinder.radius, arc, s.around as f64 / n, agreement);
    let good = n >= 10.0
        && (s.inside as f64) < 0.12 * n
        && (s.around as f64) < 0.7 * n
        && arc > 0.9
        && (agreement > 0.78 || slim)
        && sagitta > 3.0 * sigma;
    let clean = (1.0 - (2.0 * s.inside as f64 + 0.5 * s.around as f64) / n) * agreement;
    let along = s.on.iter().map(|&i| (cloud.point(i as usize) - cylinder.point).dot(&cylinder.axis));
    let (low, high) = along.fold((f64::MAX, f64::MIN), |(l, h), t| (l.min(t), h.max(t)));
    let long = ((high - low) / (2.0 * cylinder.radius)).min(2.0);
    let score = n.sqrt() * clean * arc.min(std::f64::consts::PI) * long;
    (good && long > 0.5).then_some(Hypothesis { cylinder, span: [low, high], score, seed })
}

/// A small deterministic pseudo-random sequence (SplitMix64, Steele et al. 2014).
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}
