//! From pieces and links to components: the network of one area.

use crate::ReconstructSettings;
use crate::bends::{self, Bend};
use crate::bodies::{self, flange_radius, percentile};
use crate::body_class::flange_thickness;
use crate::equipment;
use crate::links::{self, Branch, Link, Way};
use crate::network::{Flange, Network};
use crate::pieces::{End, Piece, Rest, dead_segments, sides_of};
use crate::shells::Shell;
use crate::spools::{self, Spool};
use crate::standing::{height, is_pump, without_machines};
use crate::strays::{drop_doubles, drop_ducts, drop_islands, drop_posts, drop_sprigs, drop_strays, drop_tentative};
use crate::tappings::instruments;
use crate::{abutting, bolted, chains, corners, ladders, mitres, mounted, rims, sprouts, surroundings, tapers};
use nalgebra::{Point3, Unit};
use rosette_cloud::Cloud;
use rosette_plant::Segments;
use rosette_shapes::Cylinder;
use std::collections::BTreeSet;

/// Finds how the pieces hang together; pieces that are merged or given up are marked.
///
/// First what is certain (merged straight runs, the links between pieces longer than they are wide), then the short pieces
/// that close a gap between what is still open, then what nothing holds is given up.
pub fn network(
    cloud: &Cloud,
    segments: &Segments,
    pieces: &mut Vec<Piece>,
    shells: &[Shell],
    settings: &ReconstructSettings,
) -> Network {
    let (found, mut branches) = ways(cloud, segments, pieces, shells, settings);
    let (mut found, corners) = corners::open(pieces, shells, found, &mut branches);
    let all = Rest::new(cloud, segments, &(0..segments.cylinders.len()).collect::<Vec<_>>());
    let rest = Rest::new(cloud, segments, &dead_segments(pieces, segments, shells));
    abutting::at_bends(&rest, pieces, &mut found, |pieces, link| bend(pieces, &all, link, segments.sigma));
    abutting::at_tees(&rest, pieces, &mut found, &mut branches);
    let found = chains::chained(pieces, found, &branches, settings.body_max);
    let mut network = Network { branches, corners, ..Default::default() };
    let mut taken = BTreeSet::new();
    bend_links(pieces, &all, &found, segments.sigma, &mut network, &mut taken);
    let known = pieces.len();
    let mut found = sprout(segments, pieces, shells, &all, &rest, found, &mut network, &mut taken, known, settings);
    mitres::join(cloud, segments, pieces, &mut network);
    rims::give_up(pieces, &mut network);
    found.retain(|l| pieces[l.a.piece].alive && pieces[l.b.piece].alive);
    drop_tentative(segments, pieces, shells, &mut network, &found);
    let rest = Rest::new(cloud, segments, &dead_segments(pieces, segments, shells));
    let open = open_ends(pieces, &network, &found);
    abutting::at_shells(&rest, pieces, &mut found, shells, &open);
    for _ in 0..3 {
        let known = pieces.len();
        found = bolt_on(&rest, segments, pieces, shells, &network, found, settings);
        if pieces.len() == known {
            break;
        }
        found = sprout(segments, pieces, shells, &all, &rest, found, &mut network, &mut taken, known, settings);
    }
    let mut found = chains::chained(pieces, found, &network.branches, settings.body_max);
    for link in found.iter_mut().filter(|l| l.way == Way::Body) {
        narrow(&rest, pieces, link, segments.sigma, &mut network, &mut taken);
    }
    for link in &found {
        match link.way {
            Way::Body => add_bodies([&rest, &all], segments.sigma, pieces, link, &mut network, &mut taken, settings),
            Way::Reduce => add_reducer(&all, pieces, link, segments.sigma, &mut network, &mut taken),
            _ => {}
        }
    }
    let open = open_ends(pieces, &network, &found);
    let rings = open.iter().filter_map(|&end| flange_at(&rest, &taken, pieces, end));
    let closes = |f: &Flange| f.is_blind && nozzle(pieces, shells, f.end).is_none();
    network.flanges = rings.filter(|f| closes(f) || !is_neck(pieces, &found, f.end)).collect();
    network.flanges.iter().for_each(|f| taken.extend(f.points.iter().copied()));
    let (at_shells, open): (Vec<End>, Vec<End>) = open.into_iter().partition(|&end| nozzle(pieces, shells, end).is_some());
    network.nozzles = at_shells.into_iter().filter_map(|end| nozzle(pieces, shells, end)).collect();
    let open: Vec<End> = network.corners.iter().flatten().copied().chain(open).collect();
    network.machines = equipment::machines(&rest, segments, &mut taken, pieces, &open, settings);
    network.instruments = instruments(&rest, &mut taken, pieces, &network.branches, settings);
    network.mounted = mounted::on_shells(&rest, segments, &mut taken, pieces, shells, &network, settings);
    ladders::drop_stiles(pieces, &mut network);
    spools::split(&all, pieces, &mut network, &mut taken, segments.sigma);
    network
}

/// Links and branches between the pieces that are held; the others are given up.
fn ways(
    cloud: &Cloud,
    segments: &Segments,
    pieces: &mut [Piece],
    shells: &[Shell],
    settings: &ReconstructSettings,
) -> (Vec<Link>, Vec<Branch>) {
    let rest = Rest::new(cloud, segments, &[]);
    pieces.iter_mut().filter(|p| shells.iter().any(|s| s.contains(&p.middle()))).for_each(|p| p.alive = false);
    drop_doubles(pieces);
    ladders::give_up(pieces);
    let short = set_aside(pieces);
    linked(pieces, &rest, shells, settings);
    surroundings::give_up(segments, pieces, settings);
    let (found, branches) = linked(pieces, &rest, shells, settings);
    let (found, branches) = with_short(pieces, shells, &rest, &short, found, branches, settings);
    let found = without_hidden(pieces, found, shells);
    let found = without_machines(&rest, segments, pieces, found, settings);
    drop_sprigs(pieces, &found, &branches);
    let found = chains::chained(pieces, found, &branches, settings.body_max);
    drop_posts(segments, pieces, shells, &found, &branches);
    drop_strays(segments, pieces, shells, &found, &branches);
    drop_ducts(segments, pieces, shells, &found, &branches);
    drop_islands(segments, pieces, shells, &found, &branches);
    let found = found.into_iter().filter(|l| pieces[l.a.piece].alive && pieces[l.b.piece].alive).collect();
    let branches = branches.into_iter().filter(|b| pieces[b.end.piece].alive && pieces[b.run].alive).collect();
    (found, branches)
}

fn bend_links(pieces: &mut [Piece], all: &Rest, found: &[Link], sigma: f64, network: &mut Network, taken: &mut BTreeSet<u32>) {
    let first = network.bends.len();
    for link in found {
        if let Some(bend) = bend(pieces, all, link, sigma) {
            taken.extend(bend.points.iter().copied());
            network.bends.push((bend, link.a, link.b));
        }
    }
    for (bend, a, b) in &network.bends[first..] {
        a.move_to(pieces, bend.start);
        b.move_to(pieces, bend.end);
    }
}

/// Follows bends from open ends that lead to no pipe that was found, and links what they lead to; of two pieces that are linked one at
/// least is not `known` before.
#[allow(clippy::too_many_arguments)]
fn sprout(
    segments: &Segments,
    pieces: &mut Vec<Piece>,
    shells: &[Shell],
    all: &Rest,
    rest: &Rest,
    mut found: Vec<Link>,
    network: &mut Network,
    taken: &mut BTreeSet<u32>,
    known: usize,
    settings: &ReconstructSettings,
) -> Vec<Link> {
    let sigma = segments.sigma;
    for _ in 0..3 {
        let open = open_ends(pieces, network, &found);
        let mut grown = false;
        for end in open {
            if nozzle(pieces, shells, end).is_some() {
                continue;
            }
            // A steep reducer passes for the first part of a bend, but a bend never for a reducer.
            if let Some(taper) = sprouts::taper(rest, pieces, end, sigma).filter(|t| is_free(taken, &t.points)) {
                add_taper(pieces, end, taper, network, taken);
                grown = true;
            } else if let Some((bend, stub)) = sprouts::grow(rest, pieces, end, sigma).filter(|(b, _)| is_free(taken, &b.points))
            {
                let new = End { piece: pieces.len(), forward: false };
                pieces.push(stub);
                end.move_to(pieces, bend.start);
                taken.extend(bend.points.iter().copied());
                network.bends.push((bend, end, new));
                grown = true;
            }
        }
        if !grown {
            break;
        }
        let used: BTreeSet<End> = network.used_ends(&found);
        let (more, sides) = links::find(pieces, rest, &used, settings);
        // What the first search linked and later steps took apart stays apart.
        let fresh = |l: &Link| l.a.piece >= known || l.b.piece >= known;
        let more: Vec<Link> = without_hidden(pieces, more, shells).into_iter().filter(fresh).collect();
        let sides: Vec<Branch> = sides.into_iter().filter(|b| b.end.piece >= known).collect();
        let mut more: Vec<Link> = more.into_iter().filter(|l| !is_pump(rest, segments, pieces, l, settings)).collect();
        abutting::at_bends(rest, pieces, &mut more, |pieces, link| bend(pieces, all, link, sigma));
        bend_links(pieces, all, &more, sigma, network, taken);
        found.extend(more);
        network.branches.extend(sides);
    }
    found
}

/// Links open ends to the stubs behind what is bolted to them.
fn bolt_on(
    rest: &Rest,
    segments: &Segments,
    pieces: &mut Vec<Piece>,
    shells: &[Shell],
    network: &Network,
    mut found: Vec<Link>,
    settings: &ReconstructSettings,
) -> Vec<Link> {
    for end in open_ends(pieces, network, &found) {
        if nozzle(pieces, shells, end).is_some() {
            continue;
        }
        let sigma = segments.sigma;
        let stub = bolted::stub(rest, pieces, end, sigma).or_else(|| abutting::before_bend(rest, pieces, end, sigma));
        if let Some(stub) = stub {
            let gap = (stub.cylinder.point - end.position(pieces)).norm();
            let behind = End { piece: pieces.len(), forward: false };
            pieces.push(stub);
            let link = Link { way: Way::Body, a: end, b: behind, gap, cost: gap };
            // Strainers and drains may hang low, but only machines stand.
            if height(rest, segments, pieces, &link, settings) < 0.05 {
                pieces.pop();
            } else {
                found.push(link);
            }
        }
    }
    found
}

fn open_ends(pieces: &[Piece], network: &Network, found: &[Link]) -> Vec<End> {
    let used = network.used_ends(found);
    links::ends_of(pieces).into_iter().filter(|e| !used.contains(e)).collect()
}

/// Whether less than a third of some points belong to something else.
fn is_free(taken: &BTreeSet<u32>, points: &[u32]) -> bool {
    points.iter().filter(|i| taken.contains(i)).count() * 3 < points.len()
}

/// Joins a reducer and the stub behind it to an end; returns the stub's far end.
fn add_taper(pieces: &mut Vec<Piece>, end: End, taper: sprouts::Taper, network: &mut Network, taken: &mut BTreeSet<u32>) -> End {
    let piece = pieces.len();
    end.move_to(pieces, taper.start);
    pieces.push(taper.stub);
    taken.extend(taper.points.iter().copied());
    network.reducers.push((end, End { piece, forward: false }, taper.points));
    End { piece, forward: true }
}

/// Radius behind a reducer over that before it, at most.
const NARROWER: f64 = 0.9;

/// Links from where the pipe has narrowed, on either side: control valves and meters are often a size smaller than their line, with the reducers
/// welded to their flanges. What widens may as well be the hub of a flange.
fn narrow(rest: &Rest, pieces: &mut Vec<Piece>, link: &mut Link, sigma: f64, network: &mut Network, taken: &mut BTreeSet<u32>) {
    let middle = nalgebra::center(&link.a.position(pieces), &link.b.position(pieces));
    for end in [&mut link.a, &mut link.b] {
        let narrows = |t: &sprouts::Taper| t.stub.radius() < NARROWER * pieces[end.piece].radius();
        let short_of = |t: &sprouts::Taper| (middle - t.stub.at(t.stub.to)).dot(&end.outward(pieces)) > 0.0;
        let found = sprouts::taper(rest, pieces, *end, sigma);
        if let Some(taper) = found.filter(|t| narrows(t) && short_of(t) && is_free(taken, &t.points)) {
            *end = add_taper(pieces, *end, taper, network, taken);
        }
    }
}

/// Fewest points that show a body; where others have taken them, the ends stay open.
const SHOWN: usize = 8;

/// The bodies between two linked ends; spools between valves in series become pieces of their own.
fn add_bodies(
    [rest, all]: [&Rest; 2],
    sigma: f64,
    pieces: &mut Vec<Piece>,
    link: &Link,
    network: &mut Network,
    taken: &mut BTreeSet<u32>,
    settings: &ReconstructSettings,
) {
    let (c, from, to) = between(pieces, link);
    let (first, last) = if c.axis.dot(&link.a.outward(pieces)) > 0.0 { (link.a, link.b) } else { (link.b, link.a) };
    let stretches = bodies::stretches(rest, taken, &c, from, to);
    let mut before = first;
    let mut reducers: Vec<[End; 2]> = Vec::new();
    for (k, [start, end]) in stretches.iter().copied().enumerate() {
        let [after, behind] = match stretches.get(k + 1) {
            None => [last; 2],
            Some(next) => {
                let spool = spools::measured(all, taken, &c, [end, next[0]], sigma);
                let part = |span: [f64; 2], radius: f64| Piece::inferred(Cylinder { radius, ..c }, span, 0.002);
                let begun = pieces.len();
                match spool {
                    Spool::Even(radius) => pieces.push(part([end, next[0]], radius)),
                    Spool::Reduced { at: [s, t], radii } => {
                        pieces.extend([part([end, s], radii[0]), part([t, next[0]], radii[1])]);
                        reducers.push([End { piece: begun, forward: true }, End { piece: begun + 1, forward: false }]);
                    }
                }
                [End { piece: begun, forward: false }, End { piece: pieces.len() - 1, forward: true }]
            }
        };
        let body = bodies::between(rest, taken, &c, start, end, settings);
        taken.extend(body.points.iter().copied());
        if body.points.len() >= SHOWN {
            network.bodies.push((body, before, after));
        }
        before = behind;
    }
    for [a, b] in reducers {
        let span = [pieces[a.piece].to, pieces[b.piece].from];
        push_reducer(all, pieces, (c, span), [a, b], network, taken);
    }
}

fn add_reducer(all: &Rest, pieces: &mut [Piece], link: &Link, sigma: f64, network: &mut Network, taken: &mut BTreeSet<u32>) {
    if let Some([start, end]) = tapers::ends(all, pieces, link, sigma) {
        link.a.move_to(pieces, start);
        link.b.move_to(pieces, end);
    }
    let (c, from, to) = between(pieces, link);
    push_reducer(all, pieces, (c, [from, to]), [link.a, link.b], network, taken);
}

/// A reducer between two ends, with the free points about a stretch of an axis.
pub fn push_reducer(
    all: &Rest,
    pieces: &[Piece],
    (c, [from, to]): (Cylinder, [f64; 2]),
    [a, b]: [End; 2],
    network: &mut Network,
    taken: &mut BTreeSet<u32>,
) {
    let reach = pieces[a.piece].radius().max(pieces[b.piece].radius()) * 1.15 + 0.01;
    let about = all.about(&c, from, to, reach).into_iter();
    let points: Vec<u32> = about.map(|(i, ..)| all.index[i as usize]).filter(|i| !taken.contains(i)).collect();
    taken.extend(points.iter().copied());
    network.reducers.push((a, b, points));
}

/// Merges straight continuations until none is left; returns the other links.
fn linked(pieces: &mut [Piece], rest: &Rest, shells: &[Shell], settings: &ReconstructSettings) -> (Vec<Link>, Vec<Branch>) {
    loop {
        let (found, branches) = links::find(pieces, rest, &BTreeSet::new(), settings);
        let found = without_hidden(pieces, found, shells);
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

/// A bend whose corner lies in a vessel is two nozzles, and so are two ends that face each other through one.
fn without_hidden(pieces: &[Piece], found: Vec<Link>, shells: &[Shell]) -> Vec<Link> {
    let in_shell = |p: &Point3<f64>| shells.iter().any(|s| s.contains(p));
    let hidden = |l: &Link| match l.way {
        Way::Bend { corner, .. } => in_shell(&corner),
        _ => in_shell(&nalgebra::center(&l.a.position(pieces), &l.b.position(pieces))),
    };
    found.into_iter().filter(|l| !hidden(l)).collect()
}

/// Joins two collinear pieces into the first; what lies between was not seen if it is long.
fn merge(pieces: &mut [Piece], a: End, b: End) {
    let (start, end) = (a.opposite().position(pieces), b.opposite().position(pieces));
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
    // A part of the other now, not given up.
    (pieces[b.piece].alive, pieces[b.piece].segment) = (false, usize::MAX);
    pieces[a.piece] =
        Piece { cylinder, from, to, points: p.points + q.points, rms: p.rms.max(q.rms), arc: p.arc.max(q.arc), hidden, ..p };
}

/// Pieces shorter than they are wide and a half: often a stretch of an elbow or of a valve's body. They wait.
fn set_aside(pieces: &mut [Piece]) -> Vec<usize> {
    let short: Vec<usize> =
        (0..pieces.len()).filter(|&i| pieces[i].alive && pieces[i].length() < (3.2 * pieces[i].radius()).max(0.09)).collect();
    short.iter().for_each(|&i| pieces[i].alive = false);
    short
}

/// Adds the links that short pieces make between ends that are still open; a short piece stays if both its ends are held. A flange holds
/// the end of one past a bend in a line: the tail of a flanged elbow (AWWA C110), which the barrel of a valve or a machine is not. Nothing need hold
/// the end of one behind a body in a line that is round and as wide as the line, where the line ends: at a wall, or where the scan does.
fn with_short(
    pieces: &mut [Piece],
    shells: &[Shell],
    rest: &Rest,
    short: &[usize],
    mut found: Vec<Link>,
    mut branches: Vec<Branch>,
    settings: &ReconstructSettings,
) -> (Vec<Link>, Vec<Branch>) {
    let used: BTreeSet<End> = found.iter().flat_map(|l| [l.a, l.b]).chain(branches.iter().map(|b| b.end)).collect();
    let mut waiting: Vec<usize> = short.to_vec();
    loop {
        waiting.iter().for_each(|&i| pieces[i].alive = true);
        let (more, sides) = links::find(pieces, rest, &used, settings);
        let more: Vec<Link> = more.into_iter().filter(|l| waiting.contains(&l.a.piece) || waiting.contains(&l.b.piece)).collect();
        let sides: Vec<Branch> =
            sides.into_iter().filter(|b| waiting.contains(&b.end.piece) && !waiting.contains(&b.run)).collect();
        let held = |end: End| {
            more.iter().any(|l| l.joins(end)) || sides.iter().any(|b| b.end == end) || nozzle(pieces, shells, end).is_some()
        };
        let is_tail =
            |end: End| is_past_bend(pieces, &more, &waiting, end) && flange_at(rest, &BTreeSet::new(), pieces, end).is_some();
        let loose: Vec<usize> = waiting
            .iter()
            .copied()
            .filter(|&piece| {
                let ends = [false, true].map(|forward| End { piece, forward });
                !ends.into_iter().all(|end| held(end) || is_tail(end) || is_last(rest, pieces, &more, &waiting, end))
            })
            .collect();
        loose.iter().for_each(|&i| pieces[i].alive = false);
        waiting.retain(|i| !loose.contains(i));
        if loose.is_empty() || waiting.is_empty() {
            // A straight link at a short piece is a joint without a gap: keep it as a body-less link.
            found.extend(more.into_iter().filter(|l| pieces[l.a.piece].alive && pieces[l.b.piece].alive));
            branches.extend(sides);
            return (found, branches);
        }
    }
}

/// Whether a short piece begins in a bend out of another one that a line of its size leads to.
fn is_past_bend(pieces: &[Piece], links: &[Link], waiting: &[usize], end: End) -> bool {
    const ALIKE: f64 = 0.06;
    let across =
        |end: End, bent: bool| links.iter().filter(|l| matches!(l.way, Way::Bend { .. }) == bent).find_map(|l| l.across(end));
    let line = across(end.opposite(), true).and_then(|before| across(before.opposite(), false));
    let alike = |line: End| (pieces[end.piece].radius() / pieces[line.piece].radius() - 1.0).abs() < ALIKE;
    line.is_some_and(|line| !waiting.contains(&line.piece) && alike(line))
}

/// Whether a short piece is the last of a line: round beyond doubt and bare at this end, and behind bodies, and other short pieces of its width, a
/// line of its width leads to it.
fn is_last(rest: &Rest, pieces: &[Piece], links: &[Link], waiting: &[usize], end: End) -> bool {
    const ALIKE: f64 = 0.06;
    const BARE: f64 = 0.1;
    const STRAY: usize = 6;
    let p = &pieces[end.piece];
    let c = end.ahead(pieces);
    let is_round = p.arc > 4.0 && p.agreement > 0.95 && p.around < 0.4;
    let stands_out = |d: f64| d > 1.25 * c.radius + 0.006;
    if !is_round || rest.about(&c, 0.0, BARE, flange_radius(c.radius)).iter().filter(|x| stands_out(x.2)).count() > STRAY {
        return false;
    }
    let mut seen = vec![end.piece];
    let mut at = end.opposite();
    loop {
        let across = links.iter().filter(|l| l.way == Way::Body).find_map(|l| l.across(at));
        let Some(line) = across else { return false };
        if (pieces[line.piece].radius() / p.radius() - 1.0).abs() > ALIKE || seen.contains(&line.piece) {
            return false;
        }
        if !waiting.contains(&line.piece) {
            return true;
        }
        seen.push(line.piece);
        at = line.opposite();
    }
}

fn bend(pieces: &[Piece], all: &Rest, link: &Link, sigma: f64) -> Option<Bend> {
    let Way::Bend { corner, .. } = link.way else { return None };
    let outward = [link.a.outward(pieces), link.b.outward(pieces)];
    let seen = [link.a, link.b].map(|e| (corner - e.position(pieces)).dot(&e.outward(pieces)).max(0.0));
    Some(bends::fit(all, &pieces[link.a.piece], &pieces[link.b.piece], outward, corner, seen, sigma))
}

/// The axis through two linked ends, with their places on it.
pub fn between(pieces: &[Piece], link: &Link) -> (Cylinder, f64, f64) {
    let (p, q) = (link.a.position(pieces), link.b.position(pieces));
    let axis = Unit::new_normalize(link.a.outward(pieces) - link.b.outward(pieces));
    let radius = pieces[link.a.piece].radius().max(pieces[link.b.piece].radius());
    let c = Cylinder { point: nalgebra::center(&p, &q), axis, radius };
    let (from, to) = (c.along(&p), c.along(&q));
    (c, from.min(to), from.max(to))
}

/// The shell that an end leads to, and where it meets it.
pub fn nozzle(pieces: &[Piece], shells: &[Shell], end: End) -> Option<(End, usize, Point3<f64>)> {
    let (p, u) = (end.position(pieces), end.outward(pieces));
    let hits = shells.iter().enumerate().filter_map(|(k, s)| s.hit(p - u * 0.05, u, 0.5).map(|d| (d, k)));
    hits.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(d, k)| (end, k, p + u * (d - 0.05)))
}

/// Points beyond a flange from which on something follows it.
const BEYOND: usize = 6;

/// Longest neck of a nozzle, m, and what a pair of flanges with its bolts is longer than two flanges at most, m.
const NECK: f64 = 0.2;
const BOLTED: f64 = 0.08;

/// Whether an open end is that of a nozzle's neck, which has its flanges at the other end: what stands out about it is where it is welded on.
fn is_neck(pieces: &[Piece], found: &[Link], end: End) -> bool {
    let pair = 2.0 * flange_thickness(pieces[end.piece].radius()) + BOLTED;
    let has_joint = found.iter().any(|l| l.joins(end.opposite()) && l.way == Way::Body && l.gap < pair);
    has_joint && pieces[end.piece].length() < NECK
}

/// Width of the layer about a ring in which nothing stands but what is no flange, m.
const MARGIN: f64 = 0.07;

/// A ring of points about a pipe's end, wider than the pipe and thin along it; none where the ring is a part of a larger surface.
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
    // Of a pair, the nearer flange is the pipe's; the other belongs to what it is bolted to.
    let along = |share: f64| percentile(thin.iter().map(|r| r.1).collect(), share);
    let (near, thickness) = (along(0.05), flange_thickness(radius));
    let pair = along(0.95) - near > 1.4 * thickness;
    let face = near + if pair { 2.4 } else { 1.2 } * thickness + 0.012;
    let is_blind = rest.about(&c, face, face + 0.12, outer).len() < BEYOND;
    let (thin, middle) = match pair {
        true => (thin.into_iter().filter(|r| r.1 < near + thickness).collect(), near + thickness / 2.0),
        false => (thin, middle),
    };
    let [low, high] = [0.0, 1.0].map(|share| percentile(thin.iter().map(|r| r.1).collect(), share));
    let beyond: Vec<_> = rest.about(&c, low - 0.01, high + 0.01, outer + MARGIN).into_iter().filter(|x| x.2 > outer).collect();
    // A floor or a base plate lies on one side.
    let all_about = sides_of(beyond.iter().map(|x| x.3)) >= 5;
    let round = sides_of(thin.iter().map(|r| r.2)) >= 3;
    let own = || thin.iter().map(|r| rest.index[r.0 as usize]).collect();
    // Where nothing follows, what is bolted to it is the blind flange that closes it, face and all.
    let closed = || {
        let about = rest.about(&c, near - 0.01, face, outer).into_iter();
        let of_flange =
            about.filter(|&(i, t, d, _)| (d > radius + 0.006 || t > near) && !taken.contains(&rest.index[i as usize]));
        of_flange.map(|x| rest.index[x.0 as usize]).collect()
    };
    (thin.len() >= 6 && round && !(all_about && 2 * beyond.len() > thin.len())).then(|| Flange {
        end,
        position: c.line().at(middle),
        is_blind,
        points: if is_blind { closed() } else { own() },
    })
}
