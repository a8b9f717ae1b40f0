//! Pieces of pipe, their ends, and the points that no pipe explains.

use crate::bodies::flange_radius;
use crate::body_class::flange_thickness;
use crate::shells::Shell;
use nalgebra::{Point3, Unit, Vector3};
use rosette_cloud::{Cloud, Neighbours};
use rosette_plant::{Owner, Segments};
use rosette_shapes::Cylinder;
use std::collections::BTreeSet;

/// Face to face length of the slimmest wafer bodies, m (EN 558 series 49).
const SLIM: f64 = 0.014;
/// Radius up to which valves are threaded too, m: DN50.
pub const THREADED: f64 = 0.031;
/// What is shorter on a small pipe is a clip or a coupling, m: threaded valves of DN15 have 50 mm.
const COLLAR: f64 = 0.035;

/// A stretch of a cylinder whose surface was seen.
#[derive(Debug, Clone)]
pub struct Piece {
    /// The cylinder it lies on.
    pub cylinder: Cylinder,
    /// Index of the segment it came from.
    pub segment: usize,
    /// Start and end along the axis, m.
    pub from: f64,
    pub to: f64,
    /// Share of the segment's points.
    pub points: usize,
    pub rms: f64,
    pub arc: f64,
    pub around: f64,
    pub agreement: f64,
    /// Stretches within it that were not seen but bridged.
    pub hidden: Vec<[f64; 2]>,
    /// False once it was given up (a motor's housing, a handrail) or merged into another.
    pub alive: bool,
}

impl Piece {
    /// A piece that no segment of the cloud stands for: the short straight end of something recognised otherwise.
    pub fn inferred(cylinder: Cylinder, span: [f64; 2], rms: f64) -> Piece {
        Piece {
            cylinder,
            segment: usize::MAX,
            from: span[0],
            to: span[1],
            points: 0,
            rms,
            arc: 1.6,
            around: 0.0,
            agreement: 1.0,
            hidden: Vec::new(),
            alive: true,
        }
    }

    /// Whether no segment stands for it.
    pub fn is_inferred(&self) -> bool {
        self.segment == usize::MAX
    }

    pub fn length(&self) -> f64 {
        self.to - self.from
    }

    pub fn at(&self, t: f64) -> Point3<f64> {
        self.cylinder.line().at(t)
    }

    pub fn middle(&self) -> Point3<f64> {
        self.at((self.from + self.to) / 2.0)
    }

    /// Whether its surface alone makes it a pipe: seen well round, bare, with normals that agree.
    pub fn is_strong(&self) -> bool {
        let weak = self.around > 0.4
            || (self.around > 0.25 && self.agreement < 0.9)
            || (self.arc < 2.4 && (self.around > 0.2 || self.agreement < 0.93));
        let long = if self.arc > 2.8 { 1.2 } else { 3.0 };
        !weak && self.length() > (long * 2.0 * self.radius()).max(0.12)
    }

    pub fn radius(&self) -> f64 {
        self.cylinder.radius
    }
}

/// One end of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct End {
    /// Index of the piece.
    pub piece: usize,
    /// Whether it is the end in the direction of the axis.
    pub forward: bool,
}

impl End {
    pub fn position(self, pieces: &[Piece]) -> Point3<f64> {
        let p = &pieces[self.piece];
        p.at(if self.forward { p.to } else { p.from })
    }

    /// The other end of the piece.
    pub fn opposite(self) -> End {
        End { forward: !self.forward, ..self }
    }

    /// Unit vector out of the piece.
    pub fn outward(self, pieces: &[Piece]) -> Vector3<f64> {
        let axis = pieces[self.piece].cylinder.axis.into_inner();
        if self.forward { axis } else { -axis }
    }

    /// The piece's cylinder as it would go on beyond the end: positions along it are distances from there.
    pub fn ahead(self, pieces: &[Piece]) -> Cylinder {
        let axis = Unit::new_normalize(self.outward(pieces));
        Cylinder { point: self.position(pieces), axis, radius: pieces[self.piece].radius() }
    }

    /// Moves the end to the foot of `to` on the axis.
    pub fn move_to(self, pieces: &mut [Piece], to: Point3<f64>) {
        let p = &mut pieces[self.piece];
        let t = p.cylinder.along(&to);
        if self.forward { p.to = t.max(p.from + 0.001) } else { p.from = t.min(p.to - 0.001) }
    }
}

/// Pieces of all cylinders that are not shells; small gaps that hold no body are closed.
pub fn cut(cloud: &Cloud, segments: &Segments, is_shell: impl Fn(usize) -> bool) -> Vec<Piece> {
    let rest = Rest::new(cloud, segments, &[]);
    let mut pieces = Vec::new();
    for (i, segment) in segments.cylinders.iter().enumerate().filter(|&(i, _)| !is_shell(i)) {
        let radius = segment.cylinder.radius;
        let seen = segment.seen_length().max(1e-6);
        let first = pieces.len();
        for &[from, to] in &segment.spans {
            let last: Option<&mut Piece> = pieces[first..].last_mut();
            let closes = |p: &Piece| from - p.to < (3.0 * radius).max(0.1) && !rest.has_body(&segment.cylinder, p.to, from);
            match last {
                Some(p) if closes(p) => p.to = to,
                _ => pieces.push(Piece {
                    cylinder: segment.cylinder,
                    segment: i,
                    from,
                    to,
                    points: 0,
                    rms: segment.rms,
                    arc: segment.arc,
                    around: segment.around,
                    agreement: segment.agreement,
                    hidden: Vec::new(),
                    alive: true,
                }),
            }
        }
        pieces[first..].iter_mut().for_each(|p| p.points = (segment.points as f64 * (p.to - p.from) / seen).round() as usize);
    }
    pieces
}

/// Which of so many equal sides of an axis an angle about it lies on.
pub fn side_of(angle: f64, sides: usize) -> usize {
    ((angle / std::f64::consts::TAU + 1.0) * sides as f64) as usize % sides
}

/// On how many of eight sides of an axis some angles about it lie.
pub fn sides_of(angles: impl Iterator<Item = f64>) -> usize {
    let mut sides = [false; 8];
    angles.for_each(|angle| sides[side_of(angle, 8)] = true);
    sides.iter().filter(|&&s| s).count()
}

/// Segments that are neither of a living piece nor of a shell.
pub fn dead_segments(pieces: &[Piece], segments: &Segments, shells: &[Shell]) -> Vec<usize> {
    let mut alive: BTreeSet<usize> = shells.iter().flat_map(|s| s.segments.iter().copied()).collect();
    alive.extend(pieces.iter().filter(|p| p.alive).map(|p| p.segment));
    (0..segments.cylinders.len()).filter(|i| !alive.contains(i)).collect()
}

/// The points that neither a pipe nor a large plane explains, with their tree.
pub struct Rest<'a> {
    pub cloud: &'a Cloud,
    pub index: Vec<u32>,
    pub tree: Neighbours,
}

impl<'a> Rest<'a> {
    /// `given_up` are segments whose points are free again.
    pub fn new(cloud: &'a Cloud, segments: &Segments, given_up: &[usize]) -> Self {
        let free = |o: Owner| match o {
            Owner::None => true,
            Owner::Plane(p) => segments.planes[p as usize].area < 0.5,
            Owner::Cylinder(c) => given_up.binary_search(&(c as usize)).is_ok(),
        };
        let index: Vec<u32> = (0..cloud.len() as u32).filter(|&i| free(segments.owner[i as usize])).collect();
        let positions: Vec<[f32; 3]> = index.iter().map(|&i| cloud.positions[i as usize]).collect();
        Self { cloud, index, tree: Neighbours::new(&positions) }
    }

    /// Positions in `index` within `radius` of a point.
    pub fn within(&self, at: Point3<f64>, radius: f64) -> Vec<u32> {
        self.tree.within([at.x as f32, at.y as f32, at.z as f32], radius as f32)
    }

    pub fn point(&self, i: u32) -> Point3<f64> {
        self.cloud.point(self.index[i as usize] as usize)
    }

    /// Points about the axis between two places, as (position along, distance from axis, angle about it).
    pub fn about(&self, c: &Cylinder, from: f64, to: f64, reach: f64) -> Vec<(u32, f64, f64, f64)> {
        let middle = c.line().at((from + to) / 2.0);
        let ball = ((to - from).powi(2) / 4.0 + reach * reach).sqrt();
        let (u, v) = rosette_shapes::basis(&c.axis);
        let place = |i: u32| {
            let q = self.point(i) - c.point;
            let t = q.dot(&c.axis);
            (i, t, (q - c.axis.into_inner() * t).norm(), q.dot(&v).atan2(q.dot(&u)))
        };
        self.within(middle, ball).into_iter().map(place).filter(|&(_, t, d, _)| t > from && t < to && d < reach).collect()
    }

    /// Whether something thicker than the pipe sits about its axis between two places. What is too short for a valve can only be a
    /// flanged joint and must be as wide as one wherever it was seen: a strap or a shoe about the pipe is not.
    pub fn has_body(&self, c: &Cylinder, from: f64, to: f64) -> bool {
        let rim = flange_radius(c.radius);
        let sides = |inner: f64, reach: f64| self.sides(c, [from - 0.005, to + 0.005], inner, reach);
        let joint = if c.radius < THREADED { COLLAR } else { 2.0 * flange_thickness(c.radius) + SLIM };
        if to - from < joint {
            let (wide, seen) = (sides(c.radius + 0.6 * (rim - c.radius), rim + 0.05), sides(0.0, rim + 0.05));
            return wide.0 >= 8 && wide.1 >= 3 && 2 * wide.1 > seen.1;
        }
        let thick = sides((1.25 * c.radius).max(c.radius + 0.008), (2.6 * c.radius).max(c.radius + 0.05));
        thick.0 >= 8 && thick.1 >= 3
    }

    /// How many points lie between two distances from the axis, and on how many of eight sides.
    fn sides(&self, c: &Cylinder, [from, to]: [f64; 2], inner: f64, reach: f64) -> (usize, usize) {
        let angles: Vec<f64> = self.about(c, from, to, reach).into_iter().filter(|x| x.2 > inner).map(|x| x.3).collect();
        (angles.len(), sides_of(angles.into_iter()))
    }
}
