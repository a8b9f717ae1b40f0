//! What seems to stand on a pipe but may sit in it: a threaded valve hardly wider than the pipe, through which its cylinder runs. It lies about the
//! pipe; a gauge, or the valve of a drain or a vent, stands off on a stem.

use crate::bodies::{Body, percentile};
use crate::body_class::Odds;
use crate::links::Branch;
use crate::network::{Instrument, Network};
use crate::pieces::{End, Piece};
use nalgebra::{Point3, Unit};
use rosette_cloud::Cloud;
use rosette_plant::{Class, Owner, Segments, Subtype};
use rosette_shapes::{Cylinder, OBox};
use std::collections::BTreeMap;

/// Share of the points at either end of a seat that may be stray.
const STRAY: f64 = 0.02;
/// Width of the layer about a pipe in which a body that it runs through has points, m, on top of half its radius; and the least part of the
/// circumference over which it has them, degrees. From one side half of it is seen; an outlet of the pipe's own size takes 90 degrees.
const LAYER: f64 = 0.01;
const ABOUT: f64 = 150.0;
/// Outside diameter of the smallest and largest outlet that ends in such a valve, m: DN15 and DN50.
const OUTLETS: [f64; 2] = [0.0213, 0.0603];
/// Layer above the pipe's skin in which an outlet is measured, m, and what stands out of the outlet where its valve begins.
const FOOT: [f64; 2] = [0.004, 0.03];
const WIDER: f64 = 1.3;
/// Share of the height of outlet and valve at which the valve begins where that does not show, and length of the stub behind it, m.
const BEGINS: f64 = 0.3;
const STUB: f64 = 0.003;
/// Shortest body that sits in a line, m, and pipe that is left on either side of it at least.
const SHORTEST: f64 = 0.03;
const LEFT: f64 = 0.01;

/// What a tapping takes up of its pipe.
pub struct Seat {
    /// Start and end along the piece's axis, m.
    pub span: [f64; 2],
    /// Cloud indices of its points and of the pipe's surface beside them.
    pub points: Vec<u32>,
    /// Box about these.
    pub bounds: OBox,
    /// Whether they lie about the pipe rather than on one side of it.
    pub wraps: bool,
    outlet: Outlet,
}

/// The pipe that a small body may end, standing on a larger one.
#[derive(Clone, Copy, Default)]
struct Outlet {
    od: f64,
    /// Heights above the skin of the larger pipe at which the body begins and ends, m.
    from: f64,
    to: f64,
    waisted: bool,
}

/// Share of the height that is looked at for how slim the far end is; how much wider than the near end it may be, and what lies between at least
/// than both.
const FAR_END: f64 = 0.15;
const AS_SLIM: f64 = 1.4;
const BETWEEN: f64 = 1.35;

impl Outlet {
    /// Measures what stands on a pipe, given as heights above its skin and distances from the line that it stands along.
    fn of(mut points: Vec<[f64; 2]>) -> Outlet {
        points.sort_unstable_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        let far = percentile(points.iter().map(|p| p[0]).collect(), 1.0 - STRAY).max(FOOT[1]);
        let wide = |layer: &[[f64; 2]]| 2.0 * percentile(layer.iter().map(|p| p[1]).collect(), 0.8);
        let foot: Vec<[f64; 2]> = points.iter().copied().filter(|p| (FOOT[0]..FOOT[1]).contains(&p[0])).collect();
        let od = wide(&foot).clamp(OUTLETS[0], OUTLETS[1]);
        let layers = points.chunk_by(|a, b| (a[0] / FOOT[0]).floor() == (b[0] / FOOT[0]).floor());
        let stands_out = |layer: &&[[f64; 2]]| layer[0][0] > FOOT[0] && layer.len() > 2 && wide(layer) > WIDER * od;
        let end: Vec<[f64; 2]> = points.iter().copied().filter(|p| p[0] > (1.0 - FAR_END) * far && p[0] <= far).collect();
        let widest = layers.clone().filter(|layer| layer.len() > 2).map(wide).fold(0.0, f64::max);
        let shown = end.len() > 4 && foot.len() > 4;
        let waisted = shown && wide(&end) < AS_SLIM * wide(&foot) && widest > BETWEEN * wide(&end).max(wide(&foot));
        let from = layers.into_iter().find(stands_out).map_or(BEGINS * far, |layer| layer[0][0]);
        Outlet { od, from: from.min(0.8 * far), to: far, waisted }
    }
}

impl Seat {
    /// Middle along the axis, m.
    pub fn middle(&self) -> f64 {
        0.5 * (self.span[0] + self.span[1])
    }

    /// Whether what stands on the pipe begins and ends slim and is wider between: a valve between two nipples. Gauges end in their head.
    pub fn is_between_nipples(&self) -> bool {
        self.outlet.waisted
    }

    /// Whether it may sit in the pipe: it lies about it, and pipe is left on either side.
    pub fn fits(&self, piece: &Piece) -> bool {
        let room = LEFT + 0.5 * SHORTEST;
        self.wraps && self.middle() > piece.from + room && self.middle() < piece.to - room
    }
}

/// The seats of all instruments of a network, in their order.
pub fn of_all(cloud: &Cloud, segments: &Segments, pieces: &[Piece], instruments: &[Instrument]) -> Vec<Seat> {
    let mut skin: BTreeMap<usize, Vec<u32>> = instruments.iter().map(|i| (pieces[i.piece].segment, Vec::new())).collect();
    for (i, owner) in segments.owner.iter().enumerate() {
        if let Owner::Cylinder(segment) = owner
            && let Some(points) = skin.get_mut(&(*segment as usize))
        {
            points.push(i as u32);
        }
    }
    let seat = |instrument: &Instrument| {
        let piece = &pieces[instrument.piece];
        let along = |i: &u32| piece.cylinder.along(&cloud.point(*i as usize));
        let places: Vec<f64> = instrument.points.iter().map(along).collect();
        let [from, to] = [STRAY, 1.0 - STRAY].map(|share| percentile(places.clone(), share));
        let axis_at = piece.cylinder.line().project(&instrument.foot);
        let out = (instrument.foot - axis_at).normalize();
        let standing = |i: &u32| {
            let d = cloud.point(*i as usize) - axis_at;
            [d.dot(&out) - piece.radius(), (d - out * d.dot(&out)).norm()]
        };
        let outlet = Outlet::of(instrument.points.iter().map(standing).collect());
        let mut points = instrument.points.clone();
        let wraps = wraps(piece, instrument.points.iter().map(|i| cloud.point(*i as usize)));
        if !wraps {
            return Seat { span: [from, to], points, bounds: instrument.bounds, wraps, outlet };
        }
        let pipe = skin.get(&piece.segment).into_iter().flatten();
        points.extend(pipe.filter(|i| (from..=to).contains(&along(i))));
        let axis = piece.cylinder.axis.into_inner();
        let around: Vec<Point3<f64>> = points.iter().map(|i| cloud.point(*i as usize)).collect();
        let bounds = OBox::around(&around, [axis, out, axis.cross(&out)]).unwrap_or(instrument.bounds);
        Seat { span: [from, to], points, bounds, wraps, outlet }
    };
    instruments.iter().map(seat).collect()
}

/// Whether points lie about a pipe: near its skin they cover a large part of its circumference.
fn wraps(piece: &Piece, points: impl Iterator<Item = Point3<f64>>) -> bool {
    let c = &piece.cylinder;
    let (u, v) = rosette_shapes::basis(&c.axis);
    let near = points.filter(|p| c.line().distance(p) < 1.5 * c.radius + LAYER);
    let mut angles: Vec<f64> = near.map(|p| c.line().offset(&p)).map(|q| q.dot(&v).atan2(q.dot(&u)).to_degrees()).collect();
    angles.sort_unstable_by(f64::total_cmp);
    let (Some(first), Some(last)) = (angles.first(), angles.last()) else { return false };
    let widest = angles.windows(2).map(|w| w[1] - w[0]).fold(first + 360.0 - last, f64::max);
    360.0 - widest > ABOUT
}

/// Seats a body in the pipe that it seemed to stand on, where it fits: the pipe is cut there.
pub fn sit(pieces: &mut Vec<Piece>, network: &mut Network, on: usize, seat: Seat, verdict: Verdict) {
    let piece = &pieces[on];
    let half = (0.5 * (seat.span[1] - seat.span[0])).max(0.5 * SHORTEST);
    let span = [(seat.middle() - half).max(piece.from + LEFT), (seat.middle() + half).min(piece.to - LEFT)];
    let (before, after) = network.cut(pieces, on, span);
    let reason = "a small body through which the pipe seems to run, by its form a part of the line";
    network.bodies.push((body(seat, verdict, reason), before, after));
}

/// Hangs a valve on an outlet of the pipe that it stands on: a branch with a valve and nothing behind it, as drains and vents are.
pub fn hang(pieces: &mut Vec<Piece>, network: &mut Network, k: usize, seat: Seat, verdict: Verdict) {
    let Instrument { piece: run, foot, .. } = network.instruments[k];
    let (meet, outlet, first) = (pieces[run].cylinder.line().project(&foot), seat.outlet, pieces.len());
    let cylinder = Cylinder { point: foot, axis: Unit::new_normalize(foot - meet), radius: 0.5 * outlet.od };
    for span in [[0.0, outlet.from], [outlet.to, outlet.to + STUB]] {
        pieces.push(Piece::inferred(cylinder, span, 0.002));
    }
    let [start, before] = [false, true].map(|forward| End { piece: first, forward });
    network.branches.push(Branch { end: start, run, meet });
    let reason = "a small body on an outlet of the pipe, by its form the valve of a drain or a vent";
    network.bodies.push((body(seat, verdict, reason), before, End { piece: first + 1, forward: false }));
}

/// What a judge takes a body for, and how sure it is.
pub type Verdict = (Class, Option<Subtype>, f64);

fn body(seat: Seat, (class, subtype, confidence): Verdict, reason: &str) -> Body {
    Body {
        class,
        subtype,
        confidence,
        reasons: vec![reason.into()],
        odds: Odds::default(),
        kind: None,
        own: seat.points.clone(),
        points: seat.points,
        bounds: seat.bounds,
    }
}

impl Network {
    /// Cuts a piece at a stretch of its axis. What lies behind it becomes a piece of its own, and what hangs there hangs on that. Returns the ends
    /// before and behind the stretch.
    pub fn cut(&mut self, pieces: &mut Vec<Piece>, piece: usize, [from, to]: [f64; 2]) -> (End, End) {
        let new = pieces.len();
        let mut behind = pieces[piece].clone();
        behind.from = to;
        behind.hidden = clipped(&behind.hidden, [to, f64::INFINITY]);
        let before = &mut pieces[piece];
        before.to = from;
        before.hidden = clipped(&before.hidden, [f64::NEG_INFINITY, from]);
        // Points were not counted by place.
        let share = behind.length() / (behind.length() + before.length()).max(1e-9);
        behind.points = (behind.points as f64 * share) as usize;
        before.points -= behind.points;
        let cylinder = before.cylinder;
        pieces.push(behind);
        let far = End { piece, forward: true };
        self.ends_mut().filter(|end| **end == far).for_each(|end| end.piece = new);
        let is_behind = |at: &Point3<f64>| cylinder.along(at) > from;
        self.branches.iter_mut().filter(|b| b.run == piece && is_behind(&b.meet)).for_each(|b| b.run = new);
        self.instruments.iter_mut().filter(|i| i.piece == piece && is_behind(&i.foot)).for_each(|i| i.piece = new);
        (far, End { piece: new, forward: false })
    }

    fn ends_mut(&mut self) -> impl Iterator<Item = &mut End> {
        let pairs = self.bends.iter_mut().map(|(_, a, b)| [a, b]);
        let pairs =
            pairs.chain(self.bodies.iter_mut().map(|(_, a, b)| [a, b])).chain(self.reducers.iter_mut().map(|(a, b, _)| [a, b]));
        let single = self.branches.iter_mut().map(|b| &mut b.end).chain(self.nozzles.iter_mut().map(|n| &mut n.0));
        let single = single.chain(self.flanges.iter_mut().map(|f| &mut f.end));
        pairs.flatten().chain(single).chain(self.machines.iter_mut().flat_map(|m| &mut m.ends))
    }
}

/// What of some stretches lies in another.
fn clipped(stretches: &[[f64; 2]], [from, to]: [f64; 2]) -> Vec<[f64; 2]> {
    stretches.iter().map(|s| [s[0].max(from), s[1].min(to)]).filter(|s| s[1] > s[0]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::Vector3;

    const BOX: OBox = OBox { center: Point3::new(0.0, 0.0, 0.0), axes: [Vector3::new(1.0, 0.0, 0.0); 3], half: [0.05; 3] };

    fn gauge(piece: usize, x: f64) -> Instrument {
        Instrument::new(piece, Point3::new(x, 0.0, 0.02), BOX, Vec::new())
    }

    #[test]
    fn what_hangs_behind_a_seated_valve_moves_to_the_pipe_behind_it() {
        let cylinder = Cylinder { point: Point3::origin(), axis: Vector3::x_axis(), radius: 0.02 };
        let mut pieces = vec![Piece::inferred(cylinder, [0.0, 2.0], 0.001); 2];
        pieces[0].hidden = vec![[0.9, 1.2]];
        let end = |piece, forward| End { piece, forward };
        let branch = |x| Branch { end: end(1, false), run: 0, meet: Point3::new(x, 0.0, 0.0) };
        let mut network = Network {
            branches: vec![branch(0.5), branch(1.5)],
            nozzles: vec![(end(0, false), 0, Point3::origin()), (end(0, true), 0, Point3::origin())],
            instruments: vec![gauge(0, 0.3), gauge(0, 1.7), gauge(1, 1.7)],
            ..Network::default()
        };
        let at = |x| Seat { span: [x, x], points: Vec::new(), bounds: BOX, wraps: true, outlet: Outlet::default() };
        assert_eq!([0.02, 0.03, 1.98].map(|x| at(x).fits(&pieces[0])), [false, true, false]);
        assert!(!Seat { wraps: false, ..at(1.0) }.fits(&pieces[0]));
        let seat = Seat { span: [0.96, 1.04], points: vec![7], bounds: BOX, wraps: true, outlet: Outlet::default() };
        sit(&mut pieces, &mut network, 0, seat, (Class::Valve, Some(Subtype::Gate), 0.7));
        let (body, before, after) = &network.bodies[0];
        assert_eq!((body.class, *before, *after), (Class::Valve, end(0, true), end(2, false)));
        assert_eq!((pieces[0].to, pieces[2].from, pieces[2].to), (0.96, 1.04, 2.0));
        assert_eq!((&pieces[0].hidden[..], &pieces[2].hidden[..]), (&[[0.9, 0.96]][..], &[[1.04, 1.2]][..]));
        assert_eq!(network.branches.iter().map(|b| b.run).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(network.nozzles.iter().map(|n| n.0).collect::<Vec<_>>(), [end(0, false), end(2, true)]);
        assert_eq!(network.instruments.iter().map(|i| i.piece).collect::<Vec<_>>(), [0, 2, 1]);
    }

    /// Points on a ring about a pipe over so many degrees, so far from its skin.
    fn check_wraps(degrees: f64, off: f64, expect: bool) {
        let cylinder = Cylinder { point: Point3::origin(), axis: Vector3::x_axis(), radius: 0.02 };
        let piece = Piece::inferred(cylinder, [0.0, 1.0], 0.001);
        let at = |k: u32| (k as f64 * degrees / 20.0 + 50.0).to_radians();
        let ring = (0..=20).map(|k| Point3::new(0.5, (0.02 + off) * at(k).sin(), (0.02 + off) * at(k).cos()));
        assert_eq!(wraps(&piece, ring), expect, "{degrees} {off}");
    }

    #[test]
    fn a_body_that_the_pipe_runs_through_lies_about_it() {
        check_wraps(180.0, 0.008, true);
        check_wraps(340.0, 0.008, true);
        check_wraps(110.0, 0.008, false);
        check_wraps(340.0, 0.1, false);
    }

    #[test]
    fn an_outlet_is_as_wide_as_its_foot_and_ends_where_the_valve_begins() {
        // A pipe of 33.4 mm up to 60 mm above the skin, then a body of 60 mm up to 140 mm.
        let ring = (0..140).map(|mm| [f64::from(mm) / 1000.0, if mm < 60 { 0.0167 } else { 0.03 }]);
        let outlet = Outlet::of(ring.collect());
        assert!((outlet.od - 0.0334).abs() < 1e-9 && (outlet.from - 0.06).abs() < 0.005, "{} {}", outlet.od, outlet.from);
        assert!((outlet.to - 0.137).abs() < 0.004, "{}", outlet.to);
        assert!(Outlet::of(Vec::new()).from < FOOT[1] && !outlet.waisted);
        let drain = (0..200).map(|mm| [f64::from(mm) / 1000.0, if (60..140).contains(&mm) { 0.03 } else { 0.0167 }]);
        assert!(Outlet::of(drain.collect()).waisted);
    }

    #[test]
    fn a_drain_valve_hangs_on_a_branch() {
        let cylinder = Cylinder { point: Point3::origin(), axis: Vector3::x_axis(), radius: 0.02 };
        let mut pieces = vec![Piece::inferred(cylinder, [0.0, 2.0], 0.001)];
        let mut network = Network { instruments: vec![gauge(0, 1.0)], ..Network::default() };
        let outlet = Outlet { od: 0.0213, from: 0.05, to: 0.12, waisted: false };
        let seat = Seat { span: [0.98, 1.02], points: vec![7], bounds: BOX, wraps: false, outlet };
        hang(&mut pieces, &mut network, 0, seat, (Class::Valve, Some(Subtype::Ball), 0.7));
        assert_eq!((network.branches[0].run, network.branches[0].meet.x), (0, 1.0));
        let ends = [network.branches[0].end, network.bodies[0].1, network.bodies[0].2].map(|end| end.position(&pieces).z);
        assert!(ends.iter().zip([0.02, 0.07, 0.14]).all(|(z, expect)| (z - expect).abs() < 1e-9), "{ends:?}");
    }
}
