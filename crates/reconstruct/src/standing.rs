//! Whether what lies between two pipe ends stands on the floor: a machine, not a body in the line.

use crate::ReconstructSettings;
use crate::bodies::{self, flange_radius};
use crate::build::between;
use crate::equipment;
use crate::links::{Link, Way};
use crate::pieces::{End, Piece, Rest};
use crate::sprouts;
use nalgebra::Point3;
use rosette_plant::Segments;
use std::collections::BTreeSet;

/// Takes out body links that split off a short dead end, where the body stands on the floor: a pump's shaft and motor lie in
/// line with its suction.
pub fn without_machines(
    rest: &Rest,
    segments: &Segments,
    pieces: &[Piece],
    found: Vec<Link>,
    settings: &ReconstructSettings,
) -> Vec<Link> {
    let dead_end = |l: &Link, from: End| {
        let mut group = vec![from.piece];
        let mut next = 0;
        while next < group.len() {
            let at = group[next];
            let others = found.iter().filter(|o| (o.a, o.b) != (l.a, l.b));
            let across = others.filter_map(|o| {
                if o.a.piece == at {
                    Some(o.b.piece)
                } else if o.b.piece == at {
                    Some(o.a.piece)
                } else {
                    None
                }
            });
            let new: Vec<usize> = across.filter(|p| !group.contains(p)).collect();
            group.extend(new);
            next += 1;
        }
        let length: f64 = group.iter().map(|&i| pieces[i].length()).sum();
        let bends = found.iter().any(|o| matches!(o.way, Way::Bend { .. }) && group.contains(&o.a.piece));
        let alone = length < 0.9 && !bends && !group.contains(&if from == l.a { l.b.piece } else { l.a.piece });
        // A shaft or a motor leads nowhere; pipe may go on in a bend to what was not found as pipe.
        let open = |end: &End| found.iter().all(|o| o.a != *end && o.b != *end);
        let ends = group.iter().flat_map(|&piece| [false, true].map(|forward| End { piece, forward }));
        alone && !ends.filter(open).any(|end| sprouts::grow(rest, pieces, end, segments.sigma).is_some())
    };
    let ends_there = |l: &Link| matches!(l.way, Way::Body | Way::Reduce) && (dead_end(l, l.a) || dead_end(l, l.b));
    let is_machine = |l: &Link| {
        let may_stand = is_longer_than_a_valve(pieces, l) || ends_there(l);
        (may_stand && stands_on_floor(rest, segments, pieces, l, settings)) || is_rooted(rest, segments, pieces, l, settings)
    };
    found.iter().copied().filter(|l| !is_machine(l)).collect()
}

/// Whether what lies between two linked ends stands on the floor: a machine, not a body in the line. A low line's flanges come near the
/// floor too; what stands reaches further down than they do.
fn stands_on_floor(rest: &Rest, segments: &Segments, pieces: &[Piece], link: &Link, settings: &ReconstructSettings) -> bool {
    let (c, from, to) = between(pieces, link);
    let body = bodies::between(rest, &BTreeSet::new(), &c, from, to, settings);
    let low = body.points.iter().map(|&i| rest.cloud.point(i as usize).z).fold(f64::MAX, f64::min);
    let level = c.axis.z.abs() < 0.7;
    let rim = c.line().at(from).z.min(c.line().at(to).z) - flange_radius(c.radius);
    low - equipment::floor_under(segments, body.bounds.center) < 0.3 && !(level && low > rim - 0.04)
}

/// Whether what lies between two linked ends stands on a foot of its own and rises high over the line: an upright pump, whose ports are no
/// further apart than those of a valve. Valves do not touch the floor, and what props them up is a post.
fn is_rooted(rest: &Rest, segments: &Segments, pieces: &[Piece], link: &Link, settings: &ReconstructSettings) -> bool {
    const TOUCHES: f64 = 0.06;
    const FOOT: f64 = 0.16;
    const RISES: f64 = 0.4;
    let (c, from, to) = between(pieces, link);
    if link.way != Way::Body || c.axis.z.abs() > 0.3 {
        return false;
    }
    let body = bodies::between(rest, &BTreeSet::new(), &c, from, to, settings);
    let points: Vec<Point3<f64>> = body.points.iter().map(|&i| rest.cloud.point(i as usize)).collect();
    let corners = |points: &mut dyn Iterator<Item = Point3<f64>>| {
        points.fold(None, |b: Option<[Point3<f64>; 2]>, p| Some(b.map_or([p, p], |[l, h]| [l.inf(&p), h.sup(&p)])))
    };
    let Some([low, high]) = corners(&mut points.iter().copied()) else { return false };
    let Some([l, h]) = corners(&mut points.iter().copied().filter(|p| p.z < low.z + 0.1)) else { return false };
    let floor = equipment::floor_under(segments, body.bounds.center).max(equipment::support_under(segments, l, h));
    let (has_foot, rises) = (h.x - l.x > FOOT && h.y - l.y > FOOT, high.z - c.line().at((from + to) / 2.0).z > RISES);
    low.z - floor < TOUCHES && has_foot && rises
}

/// Height of the lowest point strictly between two linked ends above what is under it, m.
pub fn height(rest: &Rest, segments: &Segments, pieces: &[Piece], link: &Link, settings: &ReconstructSettings) -> f64 {
    let (c, from, to) = between(pieces, link);
    let body = bodies::between(rest, &BTreeSet::new(), &c, from, to, settings);
    let own = body.points.iter().map(|&i| rest.cloud.point(i as usize)).filter(|p| (from..to).contains(&c.along(p)));
    let corners = own.fold(None, |b: Option<[Point3<f64>; 2]>, p| Some(b.map_or([p, p], |[l, h]| [l.inf(&p), h.sup(&p)])));
    let Some([low, high]) = corners else { return f64::MAX };
    low.z - equipment::floor_under(segments, body.bounds.center).max(equipment::support_under(segments, low, high))
}

/// Whether two ends face each other through a machine: further apart than a valve is long, and what lies between stands on the floor.
pub fn is_pump(rest: &Rest, segments: &Segments, pieces: &[Piece], link: &Link, settings: &ReconstructSettings) -> bool {
    is_longer_than_a_valve(pieces, link) && stands_on_floor(rest, segments, pieces, link, settings)
}

fn is_longer_than_a_valve(pieces: &[Piece], link: &Link) -> bool {
    link.way == Way::Body && link.gap > 4.0 * pieces[link.a.piece].radius() + 0.3
}
