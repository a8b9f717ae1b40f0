//! Where a difference is: what to look at, and how much around it to keep.

use super::extent::{Extent, extent};
use nalgebra::Vector3;
use rosette_plant::{Difference, PlantGraph, Scanned};
use std::collections::{BTreeMap, BTreeSet};

type V3 = Vector3<f64>;

/// No picture looks at more than this around its middle, m: beyond, single fittings would be too small to see.
const MOST_RADIUS: f64 = 2.5;
/// Nor at less, m: a bare DN15 valve without its surroundings could be anywhere.
const LEAST_RADIUS: f64 = 0.35;

/// A place to look at, relative to the scene's origin.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub center: V3,
    /// Radius of what the picture is about, m.
    pub radius: f64,
    /// Elements it is about.
    pub objects: BTreeSet<u32>,
    /// Elements joined to those.
    pub neighbours: BTreeSet<u32>,
    /// The difference's own position.
    pub marker: Option<V3>,
}

impl Place {
    /// Half the edge of the cube of points that is kept, m.
    pub(crate) fn half(&self) -> f64 {
        self.radius * 1.5 + 0.7
    }
}

/// Elements by id and their joints, made once for all places.
pub(crate) struct Finder<'a> {
    graph: &'a PlantGraph<Scanned>,
    by_id: BTreeMap<&'a str, u32>,
    joined: BTreeMap<u32, BTreeSet<u32>>,
    origin: V3,
}

impl<'a> Finder<'a> {
    pub(crate) fn new(graph: &'a PlantGraph<Scanned>, origin: [f64; 3]) -> Self {
        let by_id = (0u32..).zip(&graph.elements).map(|(i, e)| (e.id.as_str(), i)).collect();
        let mut joined: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for joint in &graph.joints {
            let (a, b) = (joint.a as u32, joint.b as u32);
            joined.entry(a).or_default().insert(b);
            joined.entry(b).or_default().insert(a);
        }
        Self { graph, by_id, joined, origin: origin.into() }
    }

    /// The place of a difference; none if nothing of it is known in the field.
    pub(crate) fn place(&self, difference: &Difference) -> Option<Place> {
        let objects: BTreeSet<u32> = difference.object_ids.iter().filter_map(|id| self.by_id.get(id.as_str()).copied()).collect();
        let marker = difference.position.filter(|p| p.iter().all(|v| v.is_finite())).map(|p| V3::from(p) - self.origin);
        let mut bounds = Extent::EMPTY;
        for bound in objects.iter().filter_map(|&i| self.bounds(i)) {
            bounds.grow(bound.min - self.origin, 0.0);
            bounds.grow(bound.max - self.origin, 0.0);
        }
        let middle = if bounds.is_empty() { marker? } else { bounds.center() };
        let radius = if bounds.is_empty() { LEAST_RADIUS } else { bounds.radius() };
        // A line of many metres does not fit: look at the spot the difference names.
        let center = if radius > MOST_RADIUS { marker.unwrap_or(middle) } else { middle };
        let neighbours =
            objects.iter().flat_map(|i| self.joined.get(i)).flatten().copied().filter(|i| !objects.contains(i)).collect();
        Some(Place { center, radius: radius.clamp(LEAST_RADIUS, MOST_RADIUS), objects, neighbours, marker })
    }

    fn bounds(&self, element: u32) -> Option<Extent> {
        let element = self.graph.elements.get(element as usize)?;
        Some(extent(&element.evidence.geometry)).filter(|e| !e.is_empty())
    }
}
