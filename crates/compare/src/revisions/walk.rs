//! A drawing as a web of elements that count, with what lies between them looked through.

use rosette_plant::{Class, Drawn, Element, PlantGraph};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Elements looked at on one walk at most: more means that hardly anything is paired.
const MAX_WALK: usize = 400;

/// A drawing and what is joined to what.
pub(super) struct Web<'a> {
    pub graph: &'a PlantGraph<Drawn>,
    near: Vec<Vec<usize>>,
}

impl<'a> Web<'a> {
    pub(super) fn of(graph: &'a PlantGraph<Drawn>) -> Self {
        let n = graph.elements.len();
        let mut near = vec![Vec::new(); n];
        for joint in graph.joints.iter().filter(|j| j.a < n && j.b < n && j.a != j.b) {
            near[joint.a].push(joint.b);
            near[joint.b].push(joint.a);
        }
        for list in &mut near {
            list.sort_unstable();
            list.dedup();
        }
        Self { graph, near }
    }

    pub(super) fn element(&self, n: usize) -> &Element<Drawn> {
        &self.graph.elements[n]
    }

    /// Elements that count in order.
    pub(super) fn counting(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.graph.elements.len()).filter(|&n| counts(self.element(n)))
    }

    pub(super) fn neighbours(&self, n: usize) -> &[usize] {
        &self.near[n]
    }

    /// The nearest elements for which `stop` holds, through all others for which `through` holds; with whether the walk
    /// went only through what does not count.
    pub(super) fn reach(
        &self,
        from: usize,
        stop: &dyn Fn(usize) -> bool,
        through: &dyn Fn(usize) -> bool,
    ) -> BTreeMap<usize, bool> {
        let mut found: BTreeMap<usize, bool> = BTreeMap::new();
        let mut seen = BTreeSet::from([from]);
        let mut todo: VecDeque<(usize, bool)> = VecDeque::from([(from, true)]);
        while let Some((here, direct)) = todo.pop_front() {
            for &next in &self.near[here] {
                if next == from {
                    continue;
                }
                if stop(next) {
                    let entry = found.entry(next).or_default();
                    *entry |= direct;
                } else if through(next) && seen.len() < MAX_WALK && seen.insert(next) {
                    todo.push_back((next, direct && !counts(self.element(next))));
                }
            }
        }
        found
    }
}

/// Pipes, fittings and marks between bodies do not count: tools draw them or leave them out as they like.
pub(super) fn counts(e: &Element<Drawn>) -> bool {
    match e.class {
        Class::Pipe | Class::Elbow | Class::Flange => false,
        Class::Other | Class::Unclassified => e.evidence.physical,
        Class::Instrument => true,
        _ => e.evidence.physical,
    }
}
