//! From pieces and links to components: the network of one area.

use crate::ReconstructSettings;
use crate::bends::{self, Bend};
use crate::bodies::{self, Body, flange_radius, percentile};
use crate::equipment::{self, Machine, Shell};
use crate::links::{self, Branch, Link, Way};
use crate::pieces::{End, Piece, Rest};
use nalgebra::{Point3, Unit, Vector3};
use rosette_cloud::Cloud;
use rosette_plant::Segments;
use rosette_shapes::{Cylinder, OBox};
use std::collections::{BTreeMap, BTreeSet};

/// What an area's pipes are joined by.
#[derive(Default)]
pub struct Network {
    pub bends: Vec<(Bend, End, End)>,
    pub bodies: Vec<(Body, End, End)>,
    pub reducers: Vec<(Link, Vec<u32>)>,
    pub branches: Vec<Branch>,
    pub nozzles: Vec<(End, usize, Point3<f64>)>,
    pub flanges: Vec<Flange>,
    pub machines: Vec<Machine>,
    pub instruments: Vec<Instrument>,
}

/// A flange at the end of a pipe.
pub struct Flange {
    pub end: End,
    pub position: Point3<f64>,
    pub points: Vec<u32>,
}

/// Something small that sits on a pipe.
pub struct Instrument {
    pub piece: usize,
    pub foot: Point3<f64>,
    pub bounds: OBox,
    pub points: Vec<u32>,
}

/// Finds how the pieces hang together; pieces that are merged or given up are marked.
pub fn network(
    cloud: &Cloud,
    segments: &Segments,
    pieces: &mut [Piece],
    shells: &[Shell],
    settings: &ReconstructSettings,
) -> Network {
    let rest = Rest::new(cloud, segments, &[]);
    let (found, branches) = linked(pieces, &rest, settings);
    drop_strays(pieces, shells, &found, &branches);
    let (found, branches) = linked(pieces, &rest, settings);
    let mut network = Network { branches, ..Default::default() };
    let all = Rest::new(cloud, segments, &(0..segments.cylinders.len()).collect::<Vec<_>>());
    let mut taken: BTreeSet<u32> = shells.iter().flat_map(|s| s.heads.iter().copied()).collect();
    for link in found.iter().filter(|l| matches!(l.way, Way::Bend { .. })) {
        let Way::Bend { corner, .. } = link.way else { continue };
        let bend = bend(pieces, &all, link, corner, segments.sigma);
        taken.extend(bend.points.iter().copied());
        network.bends.push((bend, link.a, link.b));
    }
    for (bend, a, b) in &network.bends {
        a.move_to(pieces, bend.start);
        b.move_to(pieces, bend.end);
    }
    let dead: Vec<usize> = dead_segments(pieces, segments, shells);
    let rest = Rest::new(cloud, segments, &dead);
    for link in &found {
        match link.way {
            Way::Body => {
                let (c, from, to) = between(pieces, link);
                let body = bodies::between(&rest, &taken, &c, from, to, settings);
                taken.extend(body.points.iter().copied());
                network.bodies.push((body, link.a, link.b));
            }
            Way::Reduce => {
                let (c, from, to) = between(pieces, link);
                let reach = pieces[link.a.piece].radius().max(pieces[link.b.piece].radius()) * 1.15 + 0.01;
                let points: Vec<u32> = rest
                    .about(&c, from - 0.01, to + 0.01, reach)
                    .into_iter()
                    .map(|(i, ..)| rest.index[i as usize])
                    .filter(|i| !taken.contains(i))
                    .collect();
                taken.extend(points.iter().copied());
                network.reducers.push((*link, points));
            }
            _ => {}
        }
    }
    let open = open_ends(pieces, &found, &network.branches);
    network.flanges = open.iter().filter_map(|&end| flange_at(&rest, &taken, pieces, end)).collect();
    network.flanges.iter().for_each(|f| taken.extend(f.points.iter().copied()));
    let (at_shells, open): (Vec<End>, Vec<End>) = open.into_iter().partition(|&end| nozzle(pieces, shells, end).is_some());
    network.nozzles = at_shells.into_iter().filter_map(|end| nozzle(pieces, shells, end)).collect();
    network.machines = equipment::machines(&rest, segments, &taken, pieces, &open, settings);
    network.machines.iter().for_each(|m| taken.extend(m.points.iter().copied()));
    network.instruments = instruments(&rest, &mut taken, pieces, settings);
    network
}

/// Merges straight continuations until none is left; returns the other links.
fn linked(pieces: &mut [Piece], rest: &Rest, settings: &ReconstructSettings) -> (Vec<Link>, Vec<Branch>) {
    loop {
        let (found, branches) = links::find(pieces, rest, settings);
        let straight: Vec<Link> = found.iter().copied().filter(|l| l.way == Way::Straight).collect();
        if straight.is_empty() {
            return (found, branches);
        }
        // Each piece takes part in one merge a round: its ends move.
        let mut touched = BTreeSet::new();
        for l in straight {
            if touched.insert(l.a.piece) && touched.insert(l.b.piece) {
                merge(pieces, l.a, l.b);
            }
        }
    }
}

/// Joins two collinear pieces into the first; what lies between was not seen if it is long.
fn merge(pieces: &mut [Piece], a: End, b: End) {
    let far = |e: End| End { forward: !e.forward, ..e };
    let (start, end) = (far(a).position(pieces), far(b).position(pieces));
    let (inner_a, inner_b) = (a.position(pieces), b.position(pieces));
    let (p, q) = (pieces[a.piece].clone(), pieces[b.piece].clone());
    let weight = p.points as f64 / (p.points + q.points).max(1) as f64;
    let radius = weight * p.radius() + (1.0 - weight) * q.radius();
    let same = p.segment == q.segment;
    let axis = if same { p.cylinder.axis } else { Unit::new_normalize(end - start) };
    let point = if same { p.cylinder.point } else { start };
    let cylinder = if same { p.cylinder } else { Cylinder { point, axis, radius } };
    let t = |x: Point3<f64>| cylinder.along(&x);
    let (from, to) = (t(start).min(t(end)), t(start).max(t(end)));
    let mut hidden: Vec<[f64; 2]> =
        [&p, &q].iter().flat_map(|o| o.hidden.iter().map(|&[x, y]| [t(o.at(x)), t(o.at(y))]).collect::<Vec<_>>()).collect();
    hidden.iter_mut().for_each(|h| h.sort_by(f64::total_cmp));
    let gap = [t(inner_a).min(t(inner_b)), t(inner_a).max(t(inner_b))];
    if gap[1] - gap[0] > 0.1 {
        hidden.push(gap);
    }
    hidden.sort_by(|x, y| x[0].total_cmp(&y[0]));
    pieces[b.piece].alive = false;
    pieces[a.piece] =
        Piece { cylinder, from, to, points: p.points + q.points, rms: p.rms.max(q.rms), arc: p.arc.max(q.arc), hidden, ..p };
}

/// Short pieces that nothing holds: motors, caps, handwheels. Their points are free for the bodies they belong to.
fn drop_strays(pieces: &mut [Piece], shells: &[Shell], found: &[Link], branches: &[Branch]) {
    let held: BTreeSet<usize> =
        found.iter().flat_map(|l| [l.a.piece, l.b.piece]).chain(branches.iter().flat_map(|b| [b.end.piece, b.run])).collect();
    for i in 0..pieces.len() {
        let od = 2.0 * pieces[i].radius();
        let short = pieces[i].length() < (5.0 * od).max(0.3);
        let at_shell = [true, false].iter().any(|&forward| nozzle(pieces, shells, End { piece: i, forward }).is_some());
        let thin_arc = pieces[i].arc < 1.9 && !held.contains(&i);
        if (short && !held.contains(&i) && !at_shell) || thin_arc {
            pieces[i].alive = false;
        }
    }
}

fn dead_segments(pieces: &[Piece], segments: &Segments, shells: &[Shell]) -> Vec<usize> {
    let mut alive: BTreeSet<usize> = shells.iter().flat_map(|s| s.segments.iter().copied()).collect();
    alive.extend(pieces.iter().filter(|p| p.alive).map(|p| p.segment));
    (0..segments.cylinders.len()).filter(|i| !alive.contains(i)).collect()
}

fn bend(pieces: &[Piece], all: &Rest, link: &Link, corner: Point3<f64>, sigma: f64) -> Bend {
    let outward = [link.a.outward(pieces), link.b.outward(pieces)];
    let seen = [link.a, link.b].map(|e| (corner - e.position(pieces)).dot(&e.outward(pieces)).max(0.0));
    bends::fit(all, &pieces[link.a.piece], &pieces[link.b.piece], outward, corner, seen, sigma)
}

/// The axis through two linked ends, with their places on it.
fn between(pieces: &[Piece], link: &Link) -> (Cylinder, f64, f64) {
    let (p, q) = (link.a.position(pieces), link.b.position(pieces));
    let axis = Unit::new_normalize(link.a.outward(pieces) - link.b.outward(pieces));
    let radius = pieces[link.a.piece].radius().max(pieces[link.b.piece].radius());
    let c = Cylinder { point: nalgebra::center(&p, &q), axis, radius };
    let (from, to) = (c.along(&p), c.along(&q));
    (c, from.min(to), from.max(to))
}

fn open_ends(pieces: &[Piece], found: &[Link], branches: &[Branch]) -> Vec<End> {
    let used: BTreeSet<End> = found.iter().flat_map(|l| [l.a, l.b]).chain(branches.iter().map(|b| b.end)).collect();
    let ends =
        (0..pieces.len()).filter(|&p| pieces[p].alive).flat_map(|piece| [false, true].map(|forward| End { piece, forward }));
    ends.filter(|e| !used.contains(e)).collect()
}

/// The shell that an end leads to, and where it meets it.
fn nozzle(pieces: &[Piece], shells: &[Shell], end: End) -> Option<(End, usize, Point3<f64>)> {
    let (p, u) = (end.position(pieces), end.outward(pieces));
    let hits = shells.iter().enumerate().filter_map(|(k, s)| s.hit(p, u, 0.35).map(|d| (d, k)));
    hits.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(d, k)| (end, k, p + u * d))
}

/// A ring of points about a pipe's end, wider than the pipe and thin along it.
fn flange_at(rest: &Rest, taken: &BTreeSet<u32>, pieces: &[Piece], end: End) -> Option<Flange> {
    let (p, u) = (end.position(pieces), end.outward(pieces));
    let radius = pieces[end.piece].radius();
    let c = Cylinder { point: p, axis: Unit::new_normalize(u), radius };
    let outer = flange_radius(radius) + 0.012;
    let ring: Vec<(u32, f64, f64)> = rest
        .about(&c, -0.05, 0.09, outer)
        .into_iter()
        .filter(|&(i, _, d, _)| d > radius + 0.012 && !taken.contains(&rest.index[i as usize]))
        .map(|(i, t, _, angle)| (i, t, angle))
        .collect();
    let middle = percentile(ring.iter().map(|r| r.1).collect(), 0.5);
    let thin: Vec<_> = ring.iter().filter(|r| (r.1 - middle).abs() < 0.035).collect();
    let mut sides = [false; 8];
    thin.iter().for_each(|r| sides[((r.2 / std::f64::consts::TAU + 1.0) * 8.0) as usize % 8] = true);
    let round = sides.iter().filter(|&&s| s).count() >= 3;
    (thin.len() >= 6 && round).then(|| Flange {
        end,
        position: c.line().at(middle),
        points: thin.iter().map(|r| rest.index[r.0 as usize]).collect(),
    })
}

/// Small bodies on the side of a pipe that hold on to nothing else.
fn instruments(rest: &Rest, taken: &mut BTreeSet<u32>, pieces: &[Piece], settings: &ReconstructSettings) -> Vec<Instrument> {
    let mut found = Vec::new();
    for (k, piece) in pieces.iter().enumerate().filter(|(_, p)| p.alive) {
        let r = piece.radius();
        let margin = (1.5 * r).max(0.05);
        let mut seeds: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
        for (i, t, d, _) in long_about(rest, piece, r + 0.05) {
            if d > r + 0.012 && t > piece.from + margin && t < piece.to - margin && !taken.contains(&rest.index[i as usize]) {
                seeds.entry((t / 0.1).floor() as i64).or_default().push(i);
            }
        }
        for (_, seed) in seeds {
            if seed.iter().any(|&i| taken.contains(&rest.index[i as usize])) {
                continue;
            }
            let foot_guess = rest.point(seed[0]);
            let cluster = bodies::grow(rest, taken, seed, settings.cluster_step, |q| (q - foot_guess).norm() < 1.0);
            let points: Vec<u32> = cluster.iter().map(|&i| rest.index[i as usize]).collect();
            let around: Vec<Point3<f64>> = cluster.iter().map(|&i| rest.point(i)).collect();
            taken.extend(points.iter().copied());
            let Some(bounds) = OBox::upright(&around) else { continue };
            if let Some(foot) = sits_on(piece, &around) {
                found.push(Instrument { piece: k, foot, bounds, points });
            }
        }
    }
    found
}

fn long_about(rest: &Rest, piece: &Piece, reach: f64) -> Vec<(u32, f64, f64, f64)> {
    let steps = (piece.length() / 0.5).ceil().max(1.0) as usize;
    let at = |k: usize| piece.from + piece.length() * k as f64 / steps as f64;
    (0..steps).flat_map(|k| rest.about(&piece.cylinder, at(k), at(k + 1), reach)).collect()
}

/// Where a small cluster stands on a pipe, if it looks like a tapping: it stands off the pipe further than it is wide at its
/// foot, is less than 0.6 m in size, and does not hang below like a support.
fn sits_on(piece: &Piece, around: &[Point3<f64>]) -> Option<Point3<f64>> {
    let line = piece.cylinder.line();
    let far = percentile(around.iter().map(|p| line.distance(p) - piece.radius()).collect(), 0.97);
    let centre = Point3::from(around.iter().map(|p| p.coords).sum::<Vector3<f64>>() / around.len() as f64);
    let out = line.offset(&centre);
    let along: Vec<f64> = around.iter().map(|p| line.along(p)).collect();
    let wide = percentile(along.clone(), 0.97) - percentile(along.clone(), 0.03);
    let hangs = piece.cylinder.axis.z.abs() < 0.7 && out.normalize().z < -0.5;
    let small = far < 0.6 && wide < 0.35 && around.len() >= 10;
    (small && far > 0.06 && !hangs).then(|| line.at(percentile(along, 0.5)) + out.normalize() * piece.radius())
}
