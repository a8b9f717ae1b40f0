//! The noise model of `noise`, applied to a scanned graph: for cases whose as-built graph comes from elsewhere.

use super::noise::Level;
use super::plant::dice;
use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use rosette_plant::{Class, Element, Joint, OpenEnd, PlantGraph, Scanned, SeenState, Subtype};
use std::collections::BTreeSet;

const INLINE: [Class; 3] = [Class::Valve, Class::Strainer, Class::Flowmeter];
const SERIES: [u32; 11] = [15, 20, 25, 40, 50, 65, 80, 100, 125, 150, 200];

/// The graph as a recogniser of this level would give it, and the ids of the objects that it missed.
pub fn spoiled(graph: &PlantGraph<Scanned>, level: Level, seed: u64) -> (PlantGraph<Scanned>, BTreeSet<String>) {
    let copy = PlantGraph {
        elements: graph.elements.clone(),
        joints: graph.joints.clone(),
        open_ends: graph.open_ends.clone(),
        notes: vec![],
    };
    let mut s = Spoiler { graph: copy, rng: dice(seed), f: level.factor(), gone: BTreeSet::new() };
    s.miss();
    s.invent();
    s.lose();
    s.misread();
    let missed = s.gone.iter().map(|&e| s.graph.elements[e].id.clone()).collect();
    (s.without_gone(), missed)
}

struct Spoiler {
    graph: PlantGraph<Scanned>,
    rng: Pcg64Mcg,
    f: f64,
    gone: BTreeSet<usize>,
}

impl Spoiler {
    fn hit(&mut self, percent: f64) -> bool {
        self.rng.random_bool((percent / 100.0 * self.f).min(0.95))
    }

    fn joints_at(&self, e: usize) -> Vec<usize> {
        (0..self.graph.joints.len()).filter(|&k| self.graph.joints[k].a == e || self.graph.joints[k].b == e).collect()
    }

    fn other(&self, joint: usize, e: usize) -> usize {
        let j = &self.graph.joints[joint];
        if j.a == e { j.b } else { j.a }
    }

    /// Inline bodies (12 %) and instruments (50 %) go; what they joined is bridged, mostly as something not recognised.
    fn miss(&mut self) {
        for e in 0..self.graph.elements.len() {
            let class = self.graph.elements[e].class;
            let percent = if class == Class::Instrument { 50.0 } else { 12.0 };
            let may_go = class == Class::Instrument || INLINE.contains(&class) || class == Class::Reducer;
            if may_go && self.hit(percent) {
                self.take_out(e);
            }
        }
    }

    fn take_out(&mut self, e: usize) {
        if let [p, q] = self.joints_at(e)[..] {
            let (a, b) = (self.other(p, e), self.other(q, e));
            let whole = self.rng.random_bool(0.3);
            let gap = if whole { 0.0 } else { 0.3 };
            let seen = SeenState::Occupied;
            self.graph.joints.push(Joint { a, b, confidence: 0.8, inferred: !whole, gap, seen, ..Joint::default() });
        }
        self.graph.joints.retain(|j| j.a != e && j.b != e);
        self.gone.insert(e);
    }

    /// False bodies in joints between pipework (5 % of the inline ones).
    fn invent(&mut self) {
        let inline = self.graph.elements.iter().filter(|e| e.class.is_inline()).count();
        for k in 0..(inline as f64 * 0.05 * self.f).round() as usize {
            let joint = self.rng.random_range(0..self.graph.joints.len());
            let like = self.graph.joints[joint].a;
            let class = [Class::Valve, Class::Valve, Class::Strainer, Class::Flowmeter][self.rng.random_range(0..4)];
            let mut element = Element { id: format!("false-{k}"), class, subtype: None, ..self.graph.elements[like].clone() };
            element.evidence.confidence = self.rng.random_range(0.3..0.8);
            self.graph.elements.push(element);
            let new = self.graph.elements.len() - 1;
            let beyond = std::mem::replace(&mut self.graph.joints[joint].b, new);
            self.graph.joints.push(Joint { a: new, b: beyond, confidence: 0.9, ..Joint::default() });
        }
    }

    /// 5 % of the stretches between bodies are broken; a stretch has about three joints.
    fn lose(&mut self) {
        for k in (0..self.graph.joints.len()).rev() {
            let (a, b) = (self.graph.joints[k].a, self.graph.joints[k].b);
            let pipework = |e: usize| matches!(self.graph.elements[e].class, Class::Pipe | Class::Elbow);
            if pipework(a) && pipework(b) && self.hit(1.7) {
                self.graph.joints.remove(k);
                let end = |element| OpenEnd { element, port: 0, seen: SeenState::Unseen };
                self.graph.open_ends.extend([end(a), end(b)]);
            }
        }
    }

    /// Wrong classes (15 %), subtypes not known (20 %), sizes a step off (10 %).
    fn misread(&mut self) {
        for e in 0..self.graph.elements.len() {
            let class = self.graph.elements[e].class;
            let mut confidence = self.rng.random_range(0.6..1.0);
            if INLINE.contains(&class) && self.hit(15.0) {
                let others: Vec<Class> = INLINE.into_iter().filter(|c| *c != class).collect();
                self.graph.elements[e].class = others[self.rng.random_range(0..2)];
                self.graph.elements[e].subtype = None;
                confidence = self.rng.random_range(0.4..0.8);
            } else if class == Class::Valve && self.hit(20.0) {
                self.graph.elements[e].subtype = Some(Subtype::Unknown);
            }
            if self.hit(10.0) {
                let at = self.graph.elements[e].dn.and_then(|dn| SERIES.iter().position(|s| *s == dn));
                let up = self.rng.random_bool(0.5);
                let step = |k: usize| SERIES[if up { (k + 1).min(SERIES.len() - 1) } else { k.saturating_sub(1) }];
                self.graph.elements[e].dn = at.map(step).or(self.graph.elements[e].dn);
            }
            self.graph.elements[e].evidence.confidence = confidence;
        }
    }

    fn without_gone(self) -> PlantGraph<Scanned> {
        let mut number = vec![None; self.graph.elements.len()];
        let mut elements = Vec::new();
        for (e, element) in self.graph.elements.into_iter().enumerate().filter(|(e, _)| !self.gone.contains(e)) {
            number[e] = Some(elements.len());
            elements.push(element);
        }
        let joint = |j: Joint| Some(Joint { a: number[j.a]?, b: number[j.b]?, ..j });
        let end = |o: OpenEnd| Some(OpenEnd { element: number[o.element]?, ..o });
        PlantGraph {
            elements,
            joints: self.graph.joints.into_iter().filter_map(joint).collect(),
            open_ends: self.graph.open_ends.into_iter().filter_map(end).collect(),
            notes: vec![],
        }
    }
}
