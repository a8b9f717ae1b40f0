//! What an area's pipes are joined by.

use crate::bends::Bend;
use crate::bodies::Body;
use crate::equipment::Machine;
use crate::links::{Branch, Link};
use crate::mounted::Mounted;
use crate::pieces::{End, Piece};
use nalgebra::Point3;
use rosette_plant::Class;
use rosette_shapes::OBox;
use std::collections::BTreeSet;

/// What an area's pipes are joined by.
#[derive(Default)]
pub struct Network {
    pub bends: Vec<(Bend, End, End)>,
    pub bodies: Vec<(Body, End, End)>,
    pub reducers: Vec<(End, End, Vec<u32>)>,
    pub branches: Vec<Branch>,
    /// Ends of inlet and outlet of bodies that stand at corners of lines.
    pub corners: Vec<[End; 2]>,
    pub nozzles: Vec<(End, usize, Point3<f64>)>,
    pub flanges: Vec<Flange>,
    pub machines: Vec<Machine>,
    pub instruments: Vec<Instrument>,
    pub mounted: Vec<Mounted>,
}

/// A flange at the end of a pipe.
pub struct Flange {
    pub end: End,
    pub position: Point3<f64>,
    pub points: Vec<u32>,
    /// Nothing that was seen follows it: a blind flange closes the pipe.
    pub is_blind: bool,
}

/// Something small that sits on a pipe.
pub struct Instrument {
    pub piece: usize,
    pub foot: Point3<f64>,
    pub bounds: OBox,
    pub points: Vec<u32>,
    /// An instrument, or what a judge takes it for.
    pub class: Class,
    pub confidence: f64,
    /// It hangs below a lying pipe.
    pub hangs: bool,
}

impl Instrument {
    /// What geometry says: a small body on a pipe is an instrument, until a judge has seen it.
    pub fn new(piece: usize, foot: Point3<f64>, bounds: OBox, points: Vec<u32>) -> Self {
        Self { piece, foot, bounds, points, class: Class::Instrument, confidence: 0.6, hangs: false }
    }

    /// What hangs below a pipe on a slim foot: a drain, a part of a support, seldom an instrument; geometry does not tell.
    pub fn hanging(piece: usize, foot: Point3<f64>, bounds: OBox, points: Vec<u32>) -> Self {
        Self { class: Class::Other, confidence: 0.3, hangs: true, ..Self::new(piece, foot, bounds, points) }
    }
}

impl Network {
    /// Takes out what hangs on pieces that were given up. What joins two pieces goes with either of them, but a body, which was seen on its own, only
    /// with both; a machine goes with the last pipe that led to it.
    pub fn forget_dead(&mut self, pieces: &[Piece]) {
        let lives = |end: &End| pieces[end.piece].alive;
        self.bends.retain(|b| lives(&b.1) && lives(&b.2));
        self.bodies.retain(|b| lives(&b.1) || lives(&b.2));
        self.reducers.retain(|r| lives(&r.0) && lives(&r.1));
        self.branches.retain(|b| lives(&b.end) && pieces[b.run].alive);
        self.corners.retain(|corner| corner.iter().all(lives));
        self.nozzles.retain(|n| lives(&n.0));
        self.flanges.retain(|f| lives(&f.end));
        self.machines.iter_mut().for_each(|m| m.ends.retain(lives));
        self.machines.retain(|m| !m.ends.is_empty());
        self.instruments.retain(|t| pieces[t.piece].alive);
    }

    /// Ends that something is joined to, by what is in the network or by links that are yet to be made into it.
    pub fn used_ends(&self, found: &[Link]) -> BTreeSet<End> {
        let links = found.iter().flat_map(|l| [l.a, l.b]);
        links
            .chain(self.branches.iter().map(|b| b.end))
            .chain(self.bends.iter().flat_map(|b| [b.1, b.2]))
            .chain(self.reducers.iter().flat_map(|r| [r.0, r.1]))
            .chain(self.corners.iter().flatten().copied())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosette_shapes::Cylinder;

    const BOX: OBox =
        OBox { center: Point3::new(0.0, 0.0, 0.0), axes: [nalgebra::Vector3::new(1.0, 0.0, 0.0); 3], half: [0.1; 3] };

    fn machine(ends: &[usize]) -> Machine {
        let ends = ends.iter().map(|&piece| End { piece, forward: true }).collect();
        Machine { class: Class::Pump, ..Machine::new(BOX, Vec::new(), ends) }
    }

    #[test]
    fn nothing_hangs_on_a_piece_that_was_given_up() {
        let cylinder = Cylinder { point: Point3::origin(), axis: nalgebra::Vector3::z_axis(), radius: 0.03 };
        let mut pieces = vec![Piece::inferred(cylinder, [0.0, 1.0], 0.001); 2];
        pieces[0].alive = false;
        let end = |piece: usize| End { piece, forward: true };
        let flange = |piece| Flange { end: end(piece), position: Point3::origin(), points: Vec::new(), is_blind: true };
        let gauge = |piece| Instrument::new(piece, Point3::origin(), BOX, Vec::new());
        let mut network = Network {
            reducers: vec![(end(0), end(1), Vec::new())],
            nozzles: vec![(end(0), 0, Point3::origin()), (end(1), 0, Point3::origin())],
            flanges: vec![flange(0), flange(1)],
            machines: vec![machine(&[0]), machine(&[0, 1])],
            instruments: vec![gauge(0), gauge(1)],
            ..Network::default()
        };
        network.forget_dead(&pieces);
        assert!(network.reducers.is_empty());
        assert_eq!(network.nozzles.iter().map(|n| n.0.piece).collect::<Vec<_>>(), [1]);
        assert_eq!(network.flanges.iter().map(|f| f.end.piece).collect::<Vec<_>>(), [1]);
        assert_eq!(network.machines.iter().map(|m| m.ends.clone()).collect::<Vec<_>>(), [vec![end(1)]]);
        assert_eq!(network.instruments.iter().map(|t| t.piece).collect::<Vec<_>>(), [1]);
    }
}
