//! Which boxes of the hall are taken.

use crate::model::Part;
use crate::surface::{P3, V3};

/// The hall and what stands in it.
#[derive(Debug, Clone)]
pub struct Space {
    /// Corner of the hall nearest the origin.
    pub lo: P3,
    /// The opposite corner.
    pub hi: P3,
    boxes: Vec<Taken>,
}

/// A box that belongs to something.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub lo: P3,
    pub hi: P3,
    pub owner: usize,
}

impl Space {
    /// An empty hall.
    pub fn new(lo: P3, hi: P3) -> Self {
        Self { lo, hi, boxes: Vec::new() }
    }

    /// Takes a box for `owner`.
    pub fn take(&mut self, (lo, hi): (P3, P3), owner: usize) {
        self.boxes.push(Taken { lo, hi, owner });
    }

    /// Takes the boxes of all surfaces of a part; a slanting pipe takes many small ones.
    pub fn take_part(&mut self, part: &Part, owner: usize) {
        for surface in &part.surfaces {
            self.take(surface.bounds(), owner);
        }
    }

    /// Takes a straight piece of pipe, in short boxes where it slants.
    pub fn take_leg(&mut self, a: P3, b: P3, radius: f64, owner: usize) {
        for bounds in leg_boxes(a, b, radius) {
            self.take(bounds, owner);
        }
    }

    /// Whether nothing but `ignored` owners is nearer than `clear` to the box, and the box lies in the hall.
    pub fn is_free(&self, (lo, hi): (P3, P3), clear: f64, ignored: &[usize]) -> bool {
        let grown = V3::from([clear; 3]);
        let (lo, hi) = (lo - grown, hi + grown);
        self.holds((lo, hi)) && self.boxes.iter().all(|b| ignored.contains(&b.owner) || !overlap((lo, hi), (b.lo, b.hi)))
    }

    /// Whether a box lies in the hall.
    pub fn holds(&self, (lo, hi): (P3, P3)) -> bool {
        (0..3).all(|k| lo[k] >= self.lo[k] && hi[k] <= self.hi[k])
    }

    /// Whether a straight pipe keeps `clear` from everything but `ignored` owners.
    pub fn leg_is_free(&self, a: P3, b: P3, radius: f64, clear: f64, ignored: &[usize]) -> bool {
        leg_boxes(a, b, radius).into_iter().all(|bounds| self.is_free(bounds, clear, ignored))
    }

    pub(super) fn boxes(&self) -> &[Taken] {
        &self.boxes
    }
}

/// Whether two boxes overlap.
pub fn overlap(a: (P3, P3), b: (P3, P3)) -> bool {
    (0..3).all(|k| a.0[k] < b.1[k] && b.0[k] < a.1[k])
}

/// Boxes around a straight pipe: one if it runs along a coordinate axis.
pub fn leg_boxes(a: P3, b: P3, radius: f64) -> Vec<(P3, P3)> {
    let along = b - a;
    let slants = along.iter().filter(|c| c.abs() > 0.25 * along.norm()).count() > 1;
    let pieces = if slants { (along.norm() / 0.1).ceil().max(1.0) as usize } else { 1 };
    let at = |i: usize| a + along * (i as f64 / pieces as f64);
    let axis = if along.norm() > 0.0 { along.normalize() } else { along };
    let r = axis.map(|c| radius * (1.0 - c * c).max(0.0).sqrt());
    (0..pieces).map(|i| (at(i).inf(&at(i + 1)) - r, at(i).sup(&at(i + 1)) + r)).collect()
}
