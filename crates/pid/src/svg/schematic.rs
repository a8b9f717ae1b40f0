//! A plain layout of the graph for files without graphics: left to right along the flow, one row a chain.

use super::canvas::Canvas;
use super::{Context, markers};
use crate::geometry::Point;
use rosette_plant::{Drawn, PlantGraph};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Distance of columns and rows, mm.
const STEP: [f64; 2] = [28.0, 18.0];

/// Lay out and draw the elements of a sheet.
pub(super) fn draw(canvas: &mut Canvas, context: &Context<'_>, graph: &PlantGraph<Drawn>) {
    let own: BTreeSet<usize> =
        (0..graph.elements.len()).filter(|k| context.elements.contains_key(graph.elements[*k].id.as_str())).collect();
    let places = layout(&own, graph);
    for joint in &graph.joints {
        if let (Some(a), Some(b)) = (places.get(&joint.a), places.get(&joint.b)) {
            let bend = b[0] - STEP[0] / 2.0;
            let straight = (a[1] - b[1]).abs() < 1e-9 || b[0] <= a[0];
            let way = if straight { vec![*a, *b] } else { vec![*a, [bend, a[1]], [bend, b[1]], *b] };
            markers::line(canvas, &way, joint.line.as_deref());
        }
    }
    for (k, at) in &places {
        let Some(element) = graph.elements.get(*k) else { continue };
        markers::open(canvas, element);
        markers::mark_at(canvas, element, *at);
        canvas.close();
    }
}

/// Column by distance from a source, row by order of discovery; a chain stays in its row.
fn layout(own: &BTreeSet<usize>, graph: &PlantGraph<Drawn>) -> BTreeMap<usize, Point> {
    let mut next: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut has_source: BTreeSet<usize> = BTreeSet::new();
    for joint in graph.joints.iter().filter(|j| own.contains(&j.a) && own.contains(&j.b)) {
        next.entry(joint.a).or_default().push(joint.b);
        has_source.insert(joint.b);
    }
    let sources = own.iter().filter(|k| !has_source.contains(k)).chain(own.iter());
    let mut cells: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut taken: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut free_below: BTreeMap<usize, usize> = BTreeMap::new();
    for source in sources {
        let mut queue = VecDeque::from([(*source, 0, 0)]);
        while let Some((k, column, row)) = queue.pop_front() {
            if cells.contains_key(&k) {
                continue;
            }
            let below = free_below.entry(column).or_default();
            let row = if taken.contains(&(column, row)) { *below } else { row };
            *below = (*below).max(row + 1);
            taken.insert((column, row));
            cells.insert(k, (column, row));
            let onward = next.get(&k).into_iter().flatten();
            queue.extend(onward.map(|n| (*n, column + 1, row)));
        }
    }
    cells.into_iter().map(|(k, (c, r))| (k, [c as f64 * STEP[0], r as f64 * STEP[1]])).collect()
}
