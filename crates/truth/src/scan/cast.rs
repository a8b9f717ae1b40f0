//! Nearest hit of a ray among all surfaces: the `bvh` crate's tree over exact surfaces.

use crate::model::Part;
use crate::surface::{P3, Surface, V3};
use bvh::aabb::{Aabb, Bounded};
use bvh::bounding_hierarchy::BHShape;
use bvh::bvh::{Bvh, BvhNode};

/// All surfaces of a plant, ready for rays.
pub struct Scene {
    solids: Vec<Solid>,
    tree: Bvh<f64, 3>,
}

/// One surface with the part it belongs to.
struct Solid {
    surface: Surface,
    part: u32,
    bounds: Aabb<f64, 3>,
    node: usize,
}

impl Bounded<f64, 3> for Solid {
    fn aabb(&self) -> Aabb<f64, 3> {
        self.bounds
    }
}

impl BHShape<f64, 3> for Solid {
    fn set_bh_node_index(&mut self, index: usize) {
        self.node = index;
    }

    fn bh_node_index(&self) -> usize {
        self.node
    }
}

/// Where a ray first meets a surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Distance from the ray's origin, m.
    pub range: f64,
    /// Index of the part.
    pub part: u32,
    /// Cosine of the angle between ray and normal, 0 (grazing) to 1.
    pub cosine: f64,
}

/// Boxes are grown by this much, m, so that flat surfaces have a volume for the tree.
const SKIN: f64 = 1e-7;

impl Scene {
    /// Builds the tree.
    pub fn new(parts: &[Part]) -> Self {
        Self::of(parts, |part| part.station.is_none())
    }

    /// What is there while a station scans: some things pass by.
    pub fn seen_from(parts: &[Part], station: usize) -> Self {
        Self::of(parts, |part| part.station.is_none_or(|s| s == station))
    }

    fn of(parts: &[Part], is_there: impl Fn(&Part) -> bool) -> Self {
        let mut solids: Vec<Solid> = parts
            .iter()
            .enumerate()
            .filter(|(_, part)| is_there(part))
            .flat_map(|(index, part)| part.surfaces.iter().map(move |surface| solid(surface, index as u32)))
            .collect();
        let tree = Bvh::build(&mut solids);
        Self { solids, tree }
    }

    /// The first hit nearer than `limit`. `stack` is scratch memory that the caller keeps between rays.
    pub fn cast(&self, origin: &P3, direction: &V3, limit: f64, stack: &mut Vec<(f64, usize)>) -> Option<Hit> {
        let inverse = direction.map(|c| 1.0 / c);
        let (mut nearest, mut best) = (limit, None);
        stack.clear();
        if !self.tree.nodes.is_empty() {
            stack.push((0.0, 0));
        }
        while let Some((entry, node)) = stack.pop() {
            if entry > nearest {
                continue;
            }
            match &self.tree.nodes[node] {
                BvhNode::Leaf { shape_index, .. } => {
                    if let Some(range) = self.solids[*shape_index].surface.hit(origin, direction, nearest) {
                        (nearest, best) = (range, Some(*shape_index));
                    }
                }
                BvhNode::Node { child_l_index, child_l_aabb, child_r_index, child_r_aabb, .. } => {
                    let left = entry_of(child_l_aabb, origin, &inverse, nearest).map(|t| (t, *child_l_index));
                    let right = entry_of(child_r_aabb, origin, &inverse, nearest).map(|t| (t, *child_r_index));
                    // The nearer child goes on top.
                    match (left, right) {
                        (Some(l), Some(r)) if l.0 < r.0 => stack.extend([r, l]),
                        (Some(l), Some(r)) => stack.extend([l, r]),
                        (one, other) => stack.extend(one.or(other)),
                    }
                }
            }
        }
        best.map(|index| {
            let solid = &self.solids[index];
            let normal = solid.surface.normal(&(origin + direction * nearest));
            Hit { range: nearest, part: solid.part, cosine: normal.dot(direction).abs().min(1.0) }
        })
    }
}

fn solid(surface: &Surface, part: u32) -> Solid {
    let (lo, hi) = surface.bounds();
    let skin = V3::from([SKIN; 3]);
    Solid { surface: surface.clone(), part, bounds: Aabb::with_bounds(lo - skin, hi + skin), node: 0 }
}

/// Where a ray enters a box, if before `limit`.
fn entry_of(aabb: &Aabb<f64, 3>, origin: &P3, inverse: &V3, limit: f64) -> Option<f64> {
    let (mut enter, mut leave) = (0.0f64, limit);
    for k in 0..3 {
        let (a, b) = ((aabb.min[k] - origin[k]) * inverse[k], (aabb.max[k] - origin[k]) * inverse[k]);
        // A ray along the box's face gives 0 · ∞; f64::max and min pass over the NaN.
        enter = enter.max(a.min(b));
        leave = leave.min(a.max(b));
    }
    (enter <= leave).then_some(enter)
}
