//! Objects as rods: segments with a reach, in a grid, to ask quickly what stands at a place.

use rosette_plant::{Class, Element, Geometry, Scanned};
use std::collections::BTreeMap;

/// Edge of the grid's cells, m.
const CELL_M: f64 = 1.0;
/// Cells that one rod may fill; longer ones are no pipes.
const MAX_CELLS: usize = 4096;

/// A segment and how far from it its object reaches beyond a pipe's own tolerance, m.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rod {
    pub element: usize,
    pub a: [f64; 3],
    pub b: [f64; 3],
    pub reach: f64,
}

/// Rods by cell.
#[derive(Debug, Default)]
pub(super) struct Rods {
    rods: Vec<Rod>,
    cells: BTreeMap<[i64; 3], Vec<usize>>,
}

/// Straight pieces of an object's axis; none for what has no place in space.
pub(super) fn pieces(element: &Element<Scanned>) -> Vec<([f64; 3], [f64; 3], f64)> {
    let finite = |p: &[f64; 3]| p.iter().all(|v| v.is_finite() && v.abs() < 1e8);
    let pieces = match &element.evidence.geometry {
        Geometry::Cylinder { start, end, .. } if element.class.is_equipment() => {
            vec![(*start, *end, radius(&element.evidence.geometry))]
        }
        Geometry::Cylinder { start, end, .. } | Geometry::Cone { start, end, .. } => vec![(*start, *end, 0.0)],
        Geometry::Torus { start, end, .. } => {
            vec![(*start, element.evidence.position, 0.05), (element.evidence.position, *end, 0.05)]
        }
        Geometry::Box { center, axes, size } => {
            let long = (0..3).max_by(|&i, &j| size[i].total_cmp(&size[j])).unwrap_or(0);
            let half = axes[long].map(|v| v * size[long] / 2.0);
            let wide = (0..3).filter(|&k| k != long).map(|k| size[k] / 2.0).fold(0.0, f64::max);
            vec![(plus(*center, half, -1.0), plus(*center, half, 1.0), wide)]
        }
        Geometry::Sphere { center, radius } => vec![(*center, *center, *radius)],
    };
    pieces.into_iter().filter(|(a, b, reach)| finite(a) && finite(b) && reach.is_finite()).collect()
}

fn radius(geometry: &Geometry) -> f64 {
    if let Geometry::Cylinder { radius, .. } = geometry { *radius } else { 0.0 }
}

/// Pipework that is compared by length.
pub(super) fn is_pipework(class: Class) -> bool {
    matches!(class, Class::Pipe | Class::Elbow | Class::Tee | Class::Flange)
}

impl Rods {
    /// Rods of all objects of the process.
    pub(super) fn of(elements: &[Element<Scanned>]) -> Self {
        let mut rods = Rods::default();
        for (element, e) in elements.iter().enumerate().filter(|(_, e)| e.class.is_process()) {
            for (a, b, reach) in pieces(e) {
                rods.insert(Rod { element, a, b, reach });
            }
        }
        rods
    }

    fn insert(&mut self, rod: Rod) {
        let low = [0, 1, 2].map(|k| cell(rod.a[k].min(rod.b[k]) - rod.reach - CELL_M / 2.0));
        let high = [0, 1, 2].map(|k| cell(rod.a[k].max(rod.b[k]) + rod.reach + CELL_M / 2.0));
        let n = self.rods.len();
        let size = (0..3).fold(1usize, |size, k| size.saturating_mul((high[k] - low[k] + 1).max(1) as usize));
        if size > MAX_CELLS {
            return;
        }
        self.rods.push(rod);
        for x in low[0]..=high[0] {
            for y in low[1]..=high[1] {
                for z in low[2]..=high[2] {
                    self.cells.entry([x, y, z]).or_default().push(n);
                }
            }
        }
    }

    /// Rods whose objects reach within `margin` (below half a metre) of a place, with the distance to their axis.
    pub(super) fn near(&self, p: [f64; 3], margin: f64) -> impl Iterator<Item = (&Rod, f64)> {
        let here = self.cells.get(&p.map(cell)).map_or(&[][..], Vec::as_slice);
        let with_distance = here.iter().map(move |&n| (&self.rods[n], to_segment(p, self.rods[n].a, self.rods[n].b)));
        with_distance.filter(move |(rod, d)| *d <= rod.reach + margin)
    }
}

fn cell(v: f64) -> i64 {
    (v / CELL_M).floor() as i64
}

pub(super) fn plus(p: [f64; 3], v: [f64; 3], factor: f64) -> [f64; 3] {
    [0, 1, 2].map(|k| p[k] + factor * v[k])
}

/// Distance of a point from a segment, m.
pub(super) fn to_segment(p: [f64; 3], a: [f64; 3], b: [f64; 3]) -> f64 {
    let (ab, ap) = (plus(b, a, -1.0), plus(p, a, -1.0));
    let dot = |x: [f64; 3], y: [f64; 3]| x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
    let t = (dot(ap, ab) / dot(ab, ab).max(1e-12)).clamp(0.0, 1.0);
    let foot = plus(a, ab, t);
    crate::facts::distance(&p, &foot)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        let check = |p, expect: f64| assert!((to_segment(p, [0.0; 3], [2.0, 0.0, 0.0]) - expect).abs() < 1e-12);
        check([1.0, 0.5, 0.0], 0.5);
        check([-3.0, 4.0, 0.0], 5.0);
        check([2.0, 0.0, 0.0], 0.0);
        assert!((to_segment([1.0, 0.0, 0.0], [0.0; 3], [0.0; 3]) - 1.0).abs() < 1e-12);
    }
}
