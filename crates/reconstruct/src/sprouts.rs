//! Bends that start at an open pipe end and lead to no second pipe that was found: a torus is followed instead.

use crate::bends::Bend;
use crate::pieces::{End, Piece, Rest};
use nalgebra::{Point2, Point3, Unit, Vector3};
use rosette_shapes::{Circle, Cylinder, FitOptions, Tangent, Torus, TorusOptions, fit_torus};

/// How much more another start of a bend has to explain.
const CLEARLY: f64 = 1.15;
/// Fewest points that show a bend.
const FEWEST: usize = 20;
/// Bend radii to start from, in outside diameters: short radius, 1.5 DN at two wall series, 3D.
const BEND_RADII: [f64; 4] = [0.95, 1.3, 1.6, 3.0];
/// Turns about the pipe's axis to start from.
const TURNS: usize = 16;

/// How far from the surface of a pipe of this radius its points may lie, m: bends are less round than straight pipe.
pub fn tolerance(r: f64, sigma: f64) -> f64 {
    3.0 * sigma + 0.0015 + 0.02 * r
}

/// A bend at `end`, and the stub of straight pipe beyond it. None where the points do not follow a torus for at least 40 degrees.
pub fn grow(rest: &Rest, pieces: &[Piece], end: End, sigma: f64) -> Option<(Bend, Piece)> {
    let piece = &pieces[end.piece];
    let (r, u) = (piece.radius(), end.outward(pieces));
    let seen_end = end.position(pieces);
    let reach = 3.2 * 2.0 * r + 0.05;
    let pool: Vec<(u32, Point3<f64>)> = rest
        .within(seen_end + u * (0.5 * reach), 1.2 * reach)
        .into_iter()
        .map(|i| (rest.index[i as usize], rest.point(i)))
        .filter(|(_, p)| (p - seen_end).dot(&u) > -1.2 * r)
        .collect();
    if pool.len() < 8 {
        return None;
    }
    let tolerance = tolerance(r, sigma);
    // What follows the bend may fit a torus of another radius better at first: of those that hold, another one counts if it explains
    // clearly more.
    let mut starts: Vec<(f64, Start)> =
        BEND_RADII.into_iter().filter_map(|factor| best_start(&pool, seen_end, u, r, tolerance, factor)).collect();
    starts.sort_by(|a, b| b.0.total_cmp(&a.0));
    let fitted = |(_, (start, inward)): &(f64, Start)| {
        let first = Torus::tangent_to(&start.0, &Unit::new_normalize(u), inward, start.1, r)?;
        let near: Vec<Point3<f64>> =
            pool.iter().map(|x| x.1).filter(|p| first.distance(p).abs() < 3.0 * tolerance && ahead(p, &start.0, u)).collect();
        let tangent = Tangent { at: start.0, direction: Unit::new_normalize(u), fix_start: false };
        let options = TorusOptions { sigma, fix_radius: true, tangent: Some(tangent), ..Default::default() };
        Some([fit_torus(&near, &first, &options).map_or(first, |f| f.shape), first])
    };
    let tries = starts.iter().filter_map(fitted).flatten();
    let held = tries.filter_map(|torus| judge(rest, &pool, &torus, seen_end, u, tolerance));
    let better = |best: Option<Held>, next: Held| match best {
        Some(best) if next.0 < CLEARLY * best.0 => Some(best),
        _ => Some(next),
    };
    held.fold(None, better).map(|b| b.1)
}

/// A bend that holds and the stub beyond it, with how well it explains the points: closely on it less those beside it.
type Held = (f64, (Bend, Piece));

/// Shortest and longest reducer, in outside diameters of its wide end (ASME B16.9: 0.6 to 1.4), with tolerance.
const REDUCER_LENGTH: (f64, f64) = (0.35, 1.8);

/// A reducer found ahead of an open end.
pub struct Taper {
    /// Where it begins on the pipe's axis; a stub may have run on into it.
    pub start: Point3<f64>,
    /// Cloud indices of its points.
    pub points: Vec<u32>,
    /// The pipe beyond it.
    pub stub: Piece,
}

/// A reducer at `end` and the stub of pipe beyond it. None unless the circle of points across the axis shrinks or grows
/// steadily over a reducer's length by at least a tenth and then holds, or ends at a flange.
pub fn taper(rest: &Rest, pieces: &[Piece], end: End, sigma: f64) -> Option<Taper> {
    const BIN: f64 = 0.015;
    // A slice of a cone is as thick as the cone is steep.
    const SLOPE: f64 = 0.03;
    let piece = &pieces[end.piece];
    let (r, u, at) = (piece.radius(), end.outward(pieces), end.position(pieces));
    // The points of a stub are still free: it may have been run on into the reducer.
    let sprouted = piece.is_inferred();
    let back = if sprouted { piece.length().min(2.4 * r) } else { 0.0 };
    let at = at - u * back;
    let c = Cylinder { point: at, axis: Unit::new_normalize(u), radius: r };
    let longest = back + REDUCER_LENGTH.1 * 2.0 * r;
    let about = rest.about(&c, -0.02, longest + 0.1, 1.35 * r + 0.01);
    let (e, f) = rosette_shapes::basis(&c.axis);
    let circle_at = |k: usize| {
        let within = about.iter().filter(|x| x.1 >= (k as f64 - 0.5) * BIN && x.1 < (k as f64 + 1.5) * BIN);
        let flat: Vec<Point2<f64>> = within
            .map(|x| {
                let q = rest.point(x.0) - at;
                Point2::new(q.dot(&e), q.dot(&f))
            })
            .collect();
        let fit = rosette_shapes::fit_circle(&flat, &FitOptions { sigma: sigma + SLOPE * r, ..Default::default() })?;
        (flat.len() >= 8 && fit.inliers * 10 >= flat.len() * 7 && fit.shape.center.coords.norm() < 0.6 * r).then_some(fit.shape)
    };
    let bins = (longest / BIN) as usize;
    let profile: Vec<(usize, Circle)> =
        (0..bins).skip_while(|&k| circle_at(k).is_none()).map_while(|k| circle_at(k).map(|c| (k, c))).collect();
    // Where the straight part ends: the bin before the radius leaves the pipe's.
    let straight = profile.iter().take_while(|(_, c)| sprouted && (c.radius / r - 1.0).abs() < 0.035).count().saturating_sub(1);
    let profile = &profile[straight.min(profile.len())..];
    let (begin, wide) = profile.first()?;
    let first = wide.radius;
    let falls = profile.get(3)?.1.radius < first;
    // The last bin up to which the radius changes steadily in one direction.
    let steady = profile
        .windows(2)
        .take_while(|w| if falls { w[1].1.radius < w[0].1.radius + 0.0015 } else { w[1].1.radius > w[0].1.radius - 0.0015 })
        .count();
    let (last, narrow) = profile.get(steady)?;
    let length = (*last as f64 + 0.5 - *begin as f64) * BIN;
    let ratio = narrow.radius / r;
    let plausible = (0.4..0.92).contains(&ratio) || (1.09..2.5).contains(&ratio);
    // Concentric, or flat on one side; a bend runs off without getting narrower.
    let off = (narrow.center - wide.center).norm();
    let inside = off + narrow.radius < r.max(narrow.radius) + off.min(0.05 * r);
    let begins = (0.84..1.12).contains(&(first / r));
    if !plausible || !inside || !begins || length < REDUCER_LENGTH.0 * 2.0 * r.max(narrow.radius) {
        return None;
    }
    let start = at + u * (*begin as f64 * BIN).min(back);
    let finish = (*last as f64 + 0.5) * BIN;
    let centre = at + u * finish + e * narrow.center.x + f * narrow.center.y;
    let points = about.iter().filter(|x| x.1 > *begin as f64 * BIN && x.1 < finish).map(|x| rest.index[x.0 as usize]).collect();
    let cylinder = Cylinder { point: centre, axis: c.axis, radius: narrow.radius };
    let to = straight_on(rest, &cylinder, 3.0 * sigma + 0.002);
    let stub = Piece::inferred(cylinder, [0.0, to], sigma);
    Some(Taper { start, points, stub })
}

fn ahead(p: &Point3<f64>, at: &Point3<f64>, u: Vector3<f64>) -> bool {
    (p - at).dot(&u) > 0.0
}

type Start = ((Point3<f64>, f64), Vector3<f64>);

fn best_start(
    pool: &[(u32, Point3<f64>)],
    end: Point3<f64>,
    u: Vector3<f64>,
    r: f64,
    tolerance: f64,
    factor: f64,
) -> Option<(f64, Start)> {
    let (e, f) = rosette_shapes::basis(&Unit::new_normalize(u));
    let mut best: Option<(f64, Start)> = None;
    // The seen end reaches into the bend, the further the wider the bend.
    for slide in [-0.7, -0.35, 0.0, 0.4] {
        let at = end + u * (slide * r);
        for k in 0..TURNS {
            let angle = std::f64::consts::TAU * k as f64 / TURNS as f64;
            let inward = e * angle.cos() + f * angle.sin();
            let Some(torus) = Torus::tangent_to(&at, &Unit::new_normalize(u), &inward, factor * 2.0 * r, r) else { continue };
            let mut score = 0.0;
            for (_, p) in pool.iter().filter(|(_, p)| ahead(p, &at, u) && (p - torus.center).dot(&inward) < 0.0) {
                let d = torus.distance(p);
                score += if d.abs() < tolerance {
                    1.0
                } else if d < -tolerance && d > -1.5 * r {
                    -0.7
                } else {
                    0.0
                };
            }
            if best.as_ref().is_none_or(|b| score > b.0) {
                best = Some((score, ((at, factor * 2.0 * r), inward)));
            }
        }
    }
    best.filter(|b| b.0 >= 8.0)
}

fn judge(
    rest: &Rest,
    pool: &[(u32, Point3<f64>)],
    torus: &Torus,
    end: Point3<f64>,
    u: Vector3<f64>,
    tolerance: f64,
) -> Option<Held> {
    let back = (end - torus.center) - torus.axis.into_inner() * (end - torus.center).dot(&torus.axis);
    let out = (back - u * back.dot(&u)).try_normalize(1e-9)?;
    let start = torus.center + out * torus.bend_radius;
    // Angle along the bend from its start, positive ahead.
    let turn = |p: &Point3<f64>| {
        let q = p - torus.center;
        q.dot(&u).atan2(q.dot(&out))
    };
    let mut bins = [(0_usize, 0_usize); 12];
    let (mut crowd, mut fit) = (0, 0.0);
    let mut on: Vec<(u32, f64)> = Vec::new();
    for (i, p) in pool {
        let (angle, d) = (turn(p).to_degrees(), torus.distance(p));
        if !(0.0..95.0).contains(&angle) || d < -1.5 * torus.radius {
            continue;
        }
        let bin = &mut bins[(angle / 10.0) as usize];
        if d.abs() < tolerance {
            bin.0 += 1;
            fit += 1.0 - (d / tolerance).powi(2);
            on.push((*i, angle));
        } else if d < -tolerance {
            bin.1 += 1;
        } else if d < 0.6 * torus.radius {
            crowd += 1;
        }
    }
    // The straight pipe may own the first points of the bend.
    let lead = bins.iter().take(2).take_while(|(good, bad)| good + bad == 0).count();
    let held = lead + bins.iter().take(9).skip(lead).take_while(|(good, bad)| *good >= 1 && bad <= good).count();
    let all: usize = bins.iter().take(held).map(|b| b.0).sum();
    // A bend is bare and hollow; a valve, a Y strainer or a flange that happens to fit a torus is not.
    let bad: usize = bins.iter().take(9).map(|b| b.1).sum();
    if held < 4 || all < FEWEST || 2 * (crowd + bad) > on.len() {
        return None;
    }
    let degrees: f64 = if held >= 7 { 90.0 } else { 45.0 };
    let angle = degrees.to_radians();
    let direction = u * angle.cos() - out * angle.sin();
    let finish = torus.center + (out * angle.cos() + u * angle.sin()) * torus.bend_radius;
    let points: Vec<u32> = on.iter().filter(|x| x.1 <= degrees).map(|x| x.0).collect();
    let bend = Bend {
        center: torus.center,
        axis: out.cross(&u),
        bend_radius: torus.bend_radius,
        radius: torus.radius,
        start,
        end: finish,
        angle,
        rms: tolerance / 3.0,
        points,
    };
    let cylinder = Cylinder { point: finish, axis: Unit::new_normalize(direction), radius: torus.radius };
    let to = straight_on(rest, &cylinder, tolerance);
    let stub = Piece::inferred(cylinder, [0.0, to], tolerance / 3.0);
    Some((fit - (crowd + bad) as f64, (bend, stub)))
}

/// How far the pipe goes straight on beyond the bend before its surface ends, m; at least a few millimetres.
pub fn straight_on(rest: &Rest, c: &Cylinder, tolerance: f64) -> f64 {
    const STEP: f64 = 0.02;
    let about = rest.about(c, 0.0, 0.6, c.radius + 0.06);
    let good = |k: usize| {
        let within = about.iter().filter(|x| x.1 >= k as f64 * STEP && x.1 < (k + 1) as f64 * STEP);
        let (on, off) =
            within.fold((0, 0), |(on, off), x| if (x.2 - c.radius).abs() < tolerance { (on + 1, off) } else { (on, off + 1) });
        on >= 1 && off <= on
    };
    ((0..30).take_while(|&k| good(k)).count() as f64 * STEP).max(0.005)
}
