//! The drawn side: which gap between two drawn neighbours a place in the field is.

use super::Reason;
use rosette_plant::{Class, Drawn, Element, Joint, Place, PlantGraph};
use std::collections::{BTreeMap, VecDeque};

/// Joints up to which two drawn elements are looked for along their line.
const FAR: usize = 12;

/// The plant as drawn.
pub(super) struct Paper<'a> {
    graph: &'a PlantGraph<Drawn>,
    index: BTreeMap<&'a str, usize>,
    joints: Vec<Vec<&'a Joint>>,
}

impl<'a> Paper<'a> {
    pub fn new(graph: &'a PlantGraph<Drawn>) -> Self {
        let index = graph.elements.iter().enumerate().map(|(k, e)| (e.id.as_str(), k)).collect();
        let mut joints = vec![Vec::new(); graph.elements.len()];
        for joint in graph.joints.iter().filter(|j| j.a != j.b && j.a.max(j.b) < graph.elements.len()) {
            joints[joint.a].push(joint);
            joints[joint.b].push(joint);
        }
        Self { graph, index, joints }
    }

    pub fn element(&self, id: &str) -> Option<&'a Element<Drawn>> {
        self.graph.elements.get(*self.index.get(id)?)
    }

    /// Joints of an element.
    pub fn joints(&self, id: &str) -> &[&'a Joint] {
        self.index.get(id).map_or(&[], |k| self.joints[*k].as_slice())
    }

    /// Lines lead to or through it: not so instruments that hang on a line.
    pub fn is_in_line(&self, id: &str) -> bool {
        self.element(id).is_some_and(|e| e.class != Class::Instrument || self.joints(id).len() >= 2)
    }

    /// The place between two of the elements that were met in the field: next to each other if any two are.
    pub fn place(&self, met: &[&str], line: Option<&str>) -> Result<Place, Reason> {
        let pairs = (0..met.len()).flat_map(|i| (i + 1..met.len()).map(move |j| (i, j)));
        let ways = pairs.filter_map(|(i, j)| self.way(met[i], met[j])).filter(|way| way.len() >= 2);
        match ways.min_by_key(Vec::len) {
            Some(way) => self.gap(&self.with_flow(way)),
            None => self.beside(met, line),
        }
    }

    /// A way turned so that it starts with the flow as drawn.
    fn with_flow(&self, mut way: Vec<usize>) -> Vec<usize> {
        let against = way.first_chunk().is_some_and(|[a, b]| self.joints[*a].iter().any(|j| j.a == *b && j.b == *a));
        if against {
            way.reverse();
        }
        way
    }

    /// The gap of a way that is next to its start and on one sheet. What else stands between the two was not found in the
    /// field, so that the side of it is a guess; the sheet's reader sees it.
    fn gap(&self, way: &[usize]) -> Result<Place, Reason> {
        let sheet = |k: usize| self.graph.elements[k].evidence.sheet.as_str();
        let on_one_sheet = way.windows(2).find(|w| sheet(w[0]) == sheet(w[1]));
        let [a, b] = on_one_sheet.and_then(|w| w.first_chunk()).ok_or("its neighbours are drawn on different sheets")?;
        let between: Vec<&&Joint> = self.joints[*a].iter().filter(|j| j.a == *b || j.b == *b).collect();
        let line = between.first().filter(|_| between.len() > 1).and_then(|j| j.line.clone());
        let id = |k: usize| self.graph.elements[k].id.clone();
        Ok(Place { a: id(*a), b: Some(id(*b)), line })
    }

    /// Only one neighbour was met: what is next to it on the line, if that is one thing, or its open end.
    fn beside(&self, met: &[&str], line: Option<&str>) -> Result<Place, Reason> {
        let [one] = met else {
            return Err(match met {
                [] => "it is not joined to anything that is drawn".into(),
                _ => "no line of the drawing leads from one of its neighbours to another".to_string(),
            });
        };
        let own = self.index.get(one).copied().ok_or("its neighbour is not drawn")?;
        let on_line = |j: &&&Joint| line.is_some() && j.line.as_deref() == line;
        match self.joints[own].iter().filter(on_line).collect::<Vec<_>>().as_slice() {
            [joint] => self.gap(&[own, if joint.a == own { joint.b } else { joint.a }]),
            _ => Err(format!("only one drawn neighbour, {one}, was found in the field")),
        }
    }

    /// The shortest way between two elements along lines, not through equipment.
    fn way(&self, from: &str, to: &str) -> Option<Vec<usize>> {
        let (from, to) = (*self.index.get(from)?, *self.index.get(to)?);
        let mut back = BTreeMap::from([(from, (from, 0))]);
        let mut queue = VecDeque::from([from]);
        while let Some(here) = queue.pop_front().filter(|here| *here != to) {
            let steps = back[&here].1 + 1;
            let passable = here == from || !self.graph.elements[here].class.is_equipment();
            for joint in self.joints[here].iter().filter(|_| passable && steps <= FAR) {
                let next = if joint.a == here { joint.b } else { joint.a };
                if !back.contains_key(&next) && self.graph.elements[next].class != Class::Instrument {
                    back.insert(next, (here, steps));
                    queue.push_back(next);
                }
            }
        }
        let mut way = vec![to];
        while let Some((before, _)) = back.get(way.last()?).filter(|(before, _)| way.last() != Some(before)) {
            way.push(*before);
        }
        way.reverse();
        (way.first() == Some(&from) && from != to).then_some(way)
    }

    /// Whether the flow leads from one element to the other, as drawn, with no more than a few in between.
    pub fn leads_to(&self, from: &str, to: &str) -> bool {
        let Some(way) = self.way(from, to) else { return false };
        way.windows(2).all(|w| self.joints[w[0]].iter().any(|j| j.a == w[0] && j.b == w[1]))
    }

    /// The element before the last on the shortest way.
    pub fn before(&self, from: &str, to: &str) -> Option<&'a str> {
        let way = self.way(from, to)?;
        way.iter().rev().nth(1).map(|k| self.graph.elements[*k].id.as_str())
    }
}
