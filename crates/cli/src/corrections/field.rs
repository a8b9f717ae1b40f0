//! The scanned side: which drawn elements one meets first when one walks away from an object.

use super::paper::Paper;
use super::{Compared, Reason};
use rosette_plant::{Class, Difference, NewItem, PlantGraph, Scanned};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The plant as scanned, with the drawn element of each matched object.
pub(super) struct Field<'a> {
    graph: &'a PlantGraph<Scanned>,
    index: BTreeMap<&'a str, usize>,
    near: Vec<BTreeSet<usize>>,
    /// Matched bodies that lines lead to; instruments on a line are none.
    drawn_of: BTreeMap<usize, &'a str>,
}

impl<'a> Field<'a> {
    pub fn new(compared: &Compared<'a>, paper: &Paper<'_>) -> Self {
        let graph = compared.scanned;
        let index: BTreeMap<&str, usize> = graph.elements.iter().enumerate().map(|(k, e)| (e.id.as_str(), k)).collect();
        let mut near = vec![BTreeSet::new(); graph.elements.len()];
        for joint in graph.joints.iter().filter(|j| j.a != j.b && j.a.max(j.b) < graph.elements.len()) {
            near[joint.a].insert(joint.b);
            near[joint.b].insert(joint.a);
        }
        let in_line = compared.matching.pairs.iter().filter(|pair| paper.is_in_line(&pair.pid_id));
        let drawn_of = in_line.filter_map(|p| Some((*index.get(p.object_id.as_str())?, p.pid_id.as_str()))).collect();
        Self { graph, index, near, drawn_of }
    }

    /// The objects of these ids.
    pub fn objects(&self, ids: &[String]) -> BTreeSet<usize> {
        ids.iter().filter_map(|id| self.index.get(id.as_str()).copied()).collect()
    }

    /// The first object of a finding.
    pub fn first(&self, finding: &Difference) -> Result<usize, Reason> {
        let found = finding.object_ids.first().and_then(|id| self.index.get(id.as_str()).copied());
        found.ok_or_else(|| "its object is not in asbuilt.json".into())
    }

    /// What an object would be on the drawing.
    pub fn item(&self, object: usize) -> NewItem {
        let element = &self.graph.elements[object];
        let dn = element.dn.filter(|_| element.class != Class::Instrument);
        NewItem { class: element.class, subtype: element.subtype, dn, tag: element.tag.clone() }
    }

    /// Size and length (m) of an object that is pipework.
    pub fn pipework(&self, object: usize) -> Option<(u32, f64)> {
        let element = &self.graph.elements[object];
        let dn = element.dn.filter(|_| matches!(element.class, Class::Pipe | Class::Elbow))?;
        Some((dn, length(&element.evidence.geometry)))
    }

    /// An object, and where it hangs on a line by one joint, the pipe it hangs on.
    pub fn with_host(&self, object: usize) -> BTreeSet<usize> {
        let near = &self.near[object];
        let host = near.first().copied().filter(|_| near.len() == 1 && self.graph.elements[object].class == Class::Instrument);
        host.into_iter().chain([object]).collect()
    }

    /// Neighbours of a set of objects.
    pub fn around(&self, objects: &BTreeSet<usize>) -> BTreeSet<usize> {
        objects.iter().flat_map(|o| &self.near[*o]).copied().filter(|o| !objects.contains(o)).collect()
    }

    /// Neighbours of an object that are not in a set.
    pub fn beside(&self, object: usize, without: &BTreeSet<usize>) -> Vec<usize> {
        self.near[object].iter().copied().filter(|o| !without.contains(o)).collect()
    }

    /// The drawn elements first met on each way out of a set of objects, each once.
    pub fn met(&self, objects: &BTreeSet<usize>) -> Vec<&'a str> {
        let mut met = Vec::new();
        for start in self.around(objects) {
            let found = self.first_met(start, objects);
            met.extend(found.filter(|id| !met.contains(id)));
        }
        met
    }

    /// The drawn element that is fewest joints away from `start` without passing through `without`.
    pub fn first_met(&self, start: usize, without: &BTreeSet<usize>) -> Option<&'a str> {
        self.in_reach(start, |o| !without.contains(&o) && !self.drawn_of.contains_key(&o))
            .find_map(|o| self.drawn_of.get(&o).copied())
    }

    /// Objects of a set in the order in which they are reached from one of them.
    pub fn in_order(&self, start: usize, objects: &BTreeSet<usize>) -> Vec<usize> {
        self.in_reach(start, |o| objects.contains(&o)).filter(|o| objects.contains(o)).collect()
    }

    /// `start` and all that is reached from it through objects that may be passed, nearest first; where it ends, that too.
    fn in_reach(&self, start: usize, may_pass: impl Fn(usize) -> bool) -> impl Iterator<Item = usize> {
        let mut reached = BTreeSet::from([start]);
        let mut order = Vec::new();
        let mut queue = VecDeque::from([start]);
        while let Some(here) = queue.pop_front() {
            order.push(here);
            if may_pass(here) {
                queue.extend(self.near[here].iter().copied().filter(|o| reached.insert(*o)));
            }
        }
        order.into_iter()
    }
}

fn length(geometry: &rosette_plant::Geometry) -> f64 {
    use rosette_plant::Geometry::{Cone, Cylinder, Torus};
    match geometry {
        Cylinder { start, end, .. } | Cone { start, end, .. } | Torus { start, end, .. } => {
            (0..3).map(|k| (end[k] - start[k]).powi(2)).sum::<f64>().sqrt()
        }
        _ => 0.0,
    }
}
