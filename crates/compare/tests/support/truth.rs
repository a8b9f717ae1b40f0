//! The shared cases as perfect graphs: every part that the scan shows, joined as the truth joins them.

use super::realise::renumber;
use rosette_plant::{Class, Drawn, Element, Geometry, Joint, OpenEnd, PlantGraph, Port, Scanned, SeenState, Subtype};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub struct Case {
    pub name: String,
    pub drawn: PlantGraph<Drawn>,
    pub scanned: PlantGraph<Scanned>,
    /// Drawn id to object id.
    pub links: BTreeMap<String, String>,
    /// Part of the truth to object id.
    pub objects: BTreeMap<String, String>,
    pub truth: Value,
}

/// The cases, or none where the shared data is absent.
pub fn cases() -> Vec<Case> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases");
    let Ok(entries) = std::fs::read_dir(&root) else {
        eprintln!("{} is absent: nothing is tested", root.display());
        return Vec::new();
    };
    let mut dirs: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).filter(|p| p.join("truth.json").exists()).collect();
    dirs.sort();
    dirs.iter().map(|d| case(d)).collect()
}

fn case(dir: &Path) -> Case {
    let truth: Value = serde_json::from_slice(&std::fs::read(dir.join("truth.json")).unwrap()).unwrap();
    let drawn = documented(&truth);
    let (graph, index) = scanned(&truth);
    let (scanned, ids) = renumber(graph, 7);
    let objects: BTreeMap<String, String> = index.into_iter().map(|(part, e)| (part, ids[e].clone())).collect();
    let of = |v: &Value| v.as_str().and_then(|p| objects.get(p).cloned());
    let links = truth["links"].as_object().unwrap().iter().filter_map(|(d, p)| Some((d.clone(), of(p)?))).collect();
    Case { name: truth["case"].as_str().unwrap_or("").into(), drawn, scanned, links, objects, truth }
}

/// The drawing that the truth implies: linked parts, joined where the truth joins them, with the differences applied.
fn documented(truth: &Value) -> PlantGraph<Drawn> {
    let mut d = Documented {
        truth,
        graph: PlantGraph { elements: vec![], joints: vec![], open_ends: vec![], notes: vec![] },
        index: BTreeMap::new(),
    };
    d.elements();
    d.joints();
    d.instruments();
    for difference in truth["differences"].as_array().unwrap() {
        d.apply(difference);
    }
    d.graph
}

struct Documented<'a> {
    truth: &'a Value,
    graph: PlantGraph<Drawn>,
    /// Part to element.
    index: BTreeMap<String, usize>,
}

impl Documented<'_> {
    fn elements(&mut self) {
        for (pid, part) in self.truth["links"].as_object().unwrap() {
            let Some(part) = self.truth["parts"].as_array().unwrap().iter().find(|p| p["id"] == *part) else { continue };
            self.index.insert(part["id"].as_str().unwrap().into(), self.graph.elements.len());
            let e = element(part, [0.0; 3]).unwrap();
            let text = |key: &str| part[key].as_str().map(String::from);
            self.push(pid, e.class, e.subtype, e.dn.filter(|_| e.class != Class::Instrument), text("line"), text("tag"));
        }
    }

    fn push(
        &mut self,
        id: &str,
        class: Class,
        subtype: Option<Subtype>,
        dn: Option<u32>,
        line: Option<String>,
        tag: Option<String>,
    ) {
        let evidence = Drawn { class_name: class.name().into(), physical: true, ..Drawn::default() };
        self.graph.elements.push(Element { id: id.into(), class, subtype, tag, line, dn, ports: vec![], evidence });
    }

    /// From every linked part along parts that are not drawn to the next linked part or the end of the line.
    fn joints(&mut self) {
        let parts: BTreeMap<&str, &Value> =
            self.truth["parts"].as_array().unwrap().iter().map(|p| (p["id"].as_str().unwrap(), p)).collect();
        let undrawn: Vec<&str> = self.branches().flat_map(|d| d["parts"].as_array().unwrap()).filter_map(Value::as_str).collect();
        let mut near: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for pair in self.truth["connections"].as_array().unwrap() {
            let (a, b) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
            if !undrawn.contains(&a) && !undrawn.contains(&b) {
                near.entry(a).or_default().push(b);
                near.entry(b).or_default().push(a);
            }
        }
        let starts: Vec<(String, usize)> = self.index.iter().map(|(p, e)| (p.clone(), *e)).collect();
        for (start, a) in starts {
            for first in near.get(start.as_str()).cloned().unwrap_or_default() {
                let (mut before, mut here) = (start.as_str(), first);
                let (line, dn) = (parts[first]["line"].as_str().map(String::from), parts[first]["dn"].as_u64().map(|d| d as u32));
                let end = loop {
                    if let Some(&b) = self.index.get(here) {
                        break Some(b);
                    }
                    match near[here].iter().find(|n| **n != before) {
                        Some(next) => (before, here) = (here, next),
                        None => break None,
                    }
                };
                match end {
                    Some(b) if a < b => self.graph.joints.push(Joint { a, b, line, dn, confidence: 1.0, ..Joint::default() }),
                    Some(_) => {}
                    None => {
                        self.graph.elements[a].ports.push(Port { dn, ..Port::default() });
                        let port = self.graph.elements[a].ports.len() - 1;
                        self.graph.open_ends.push(OpenEnd { element: a, port, seen: SeenState::Unknown });
                    }
                }
            }
        }
    }

    /// Recorded branches that are not drawn.
    fn branches(&self) -> impl Iterator<Item = &Value> {
        let all = self.truth["differences"].as_array().unwrap().iter();
        all.filter(|d| d["kind"] == "missing_in_pid" && d["parts"].as_array().is_some_and(|p| p.len() > 1))
    }

    /// The drawing ties an instrument to its line: here to the line's first element.
    fn instruments(&mut self) {
        for a in 0..self.graph.elements.len() {
            if self.graph.elements[a].class == Class::Instrument {
                let line = self.graph.elements[a].line.clone();
                let host = self.graph.elements.iter().position(|e| e.line == line && e.class != Class::Instrument);
                host.into_iter().for_each(|b| self.graph.joints.push(Joint { a, b, confidence: 1.0, ..Joint::default() }));
            }
        }
    }

    fn apply(&mut self, difference: &Value) {
        let what = difference["what"].as_str().unwrap_or("");
        let line = difference["line"].as_str().map(String::from);
        let after = |word: &str| what.split(word).nth(1).and_then(|w| w.trim().split([' ', ',']).next().map(String::from));
        let of = |v: &Value| self.graph.elements.iter().position(|e| v.as_str() == Some(&e.id));
        let pids: Vec<usize> = difference["pids"].as_array().into_iter().flatten().filter_map(of).collect();
        match difference["kind"].as_str().unwrap_or("") {
            "type_mismatch" => {
                self.graph.elements[pids[0]].subtype = after("documented").and_then(|t| serde_json::from_value(t.into()).ok())
            }
            "size_mismatch" => self.resize(line, after("documented DN").and_then(|d| d.parse().ok())),
            "order_mismatch" => self.swap(pids[0], pids[1]),
            "missing_in_field" => {
                let subtype = what.split(' ').next().and_then(|t| serde_json::from_value(t.into()).ok());
                self.insert(difference["pids"][0].as_str().unwrap(), subtype, line);
            }
            _ => {}
        }
    }

    fn resize(&mut self, line: Option<String>, dn: Option<u32>) {
        self.graph.elements.iter_mut().filter(|e| e.line == line && e.dn.is_some()).for_each(|e| e.dn = dn);
        self.graph.joints.iter_mut().filter(|j| j.line == line).for_each(|j| j.dn = dn);
    }

    fn swap(&mut self, x: usize, y: usize) {
        let other = |e: usize| {
            if e == x {
                y
            } else if e == y {
                x
            } else {
                e
            }
        };
        self.graph.joints.iter_mut().for_each(|j| (j.a, j.b) = (other(j.a), other(j.b)));
    }

    fn insert(&mut self, id: &str, subtype: Option<Subtype>, line: Option<String>) {
        let Some(k) = self.graph.joints.iter().position(|j| j.line == line) else { return };
        let new = self.graph.elements.len();
        self.push(id, Class::Valve, subtype, self.graph.joints[k].dn, line, None);
        let joint = self.graph.joints[k].clone();
        self.graph.joints.push(Joint { a: new, ..joint });
        self.graph.joints[k].b = new;
    }
}

fn vector(v: &Value) -> Option<[f64; 3]> {
    let a = v.as_array()?;
    Some([a.first()?.as_f64()?, a.get(1)?.as_f64()?, a.get(2)?.as_f64()?])
}

fn scanned(truth: &Value) -> (PlantGraph<Scanned>, BTreeMap<String, usize>) {
    let mut graph = PlantGraph { elements: vec![], joints: vec![], open_ends: vec![], notes: vec![] };
    let mut index = BTreeMap::new();
    let offset = vector(&truth["offset"]).unwrap();
    for part in truth["parts"].as_array().unwrap() {
        if let Some(e) = element(part, offset) {
            index.insert(part["id"].as_str().unwrap().to_string(), graph.elements.len());
            graph.elements.push(e);
        }
    }
    let mut n_joints = vec![0; graph.elements.len()];
    for pair in truth["connections"].as_array().unwrap() {
        let of = |k: usize| pair[k].as_str().and_then(|p| index.get(p).copied());
        if let (Some(a), Some(b)) = (of(0), of(1)) {
            n_joints[a] += 1;
            n_joints[b] += 1;
            graph.joints.push(Joint { a, b, confidence: 1.0, seen: SeenState::Occupied, ..Joint::default() });
        }
    }
    for (e, n) in n_joints.iter().enumerate() {
        if graph.elements[e].class == Class::Pipe && *n == 1 {
            graph.open_ends.push(OpenEnd { element: e, port: 1, seen: SeenState::Empty });
        }
    }
    instruments(truth, &index, &mut graph);
    (graph, index)
}

/// Truth gives instruments no connection: each hangs on the pipe of its line that it is nearest to.
fn instruments(truth: &Value, index: &BTreeMap<String, usize>, graph: &mut PlantGraph<Scanned>) {
    let offset = vector(&truth["offset"]).unwrap();
    let parts = truth["parts"].as_array().unwrap();
    for part in parts.iter().filter(|p| p["cls"] == "instrument") {
        let at = vector(&part["pos"]).unwrap();
        let far = |p: &Value| {
            let (a, b) = (vector(&p["a"]).unwrap(), vector(&p["b"]).unwrap());
            distance_to_segment(at, a, b)
        };
        let pipes = parts.iter().filter(|p| p["cls"] == "pipe" && p["line"] == part["line"]);
        if let Some(host) = pipes.min_by(|x, y| far(x).total_cmp(&far(y))) {
            let of = |p: &Value| index[p["id"].as_str().unwrap()];
            let position = Some([0, 1, 2].map(|k| at[k] + offset[k]));
            graph.joints.push(Joint { a: of(part), b: of(host), confidence: 1.0, position, ..Joint::default() });
        }
    }
}

fn distance_to_segment(p: [f64; 3], a: [f64; 3], b: [f64; 3]) -> f64 {
    let dot = |x: [f64; 3], y: [f64; 3]| x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
    let minus = |x: [f64; 3], y: [f64; 3]| [x[0] - y[0], x[1] - y[1], x[2] - y[2]];
    let (ab, ap) = (minus(b, a), minus(p, a));
    let t = (dot(ap, ab) / dot(ab, ab).max(1e-12)).clamp(0.0, 1.0);
    let d = minus(ap, ab.map(|v| v * t));
    dot(d, d).sqrt()
}

fn element(part: &Value, offset: [f64; 3]) -> Option<Element<Scanned>> {
    let name = part["cls"].as_str()?;
    let class = Class::ALL.into_iter().find(|c| c.name() == name).filter(|c| c.is_process())?;
    let site = |v: [f64; 3]| [0, 1, 2].map(|k| v[k] + offset[k]);
    let (lo, hi) = (vector(&part["lo"])?, vector(&part["hi"])?);
    let middle = site([0, 1, 2].map(|k| (lo[k] + hi[k]) / 2.0));
    let position = vector(&part["pos"]).map_or(middle, site);
    let geometry = match (vector(&part["a"]), vector(&part["b"])) {
        (Some(a), Some(b)) => Geometry::Cylinder { start: site(a), end: site(b), radius: part["radius"].as_f64()? },
        _ => Geometry::Box {
            center: middle,
            axes: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            size: [0, 1, 2].map(|k| hi[k] - lo[k]),
        },
    };
    let subtype =
        part["type"].as_str().filter(|_| class == Class::Valve).and_then(|t| serde_json::from_value::<Subtype>(t.into()).ok());
    Some(Element {
        id: String::new(),
        class,
        subtype,
        tag: None,
        line: None,
        dn: part["dn"].as_u64().map(|d| d as u32),
        ports: vec![Port::default(), Port::default()],
        evidence: Scanned {
            position,
            geometry,
            od: None,
            dn_alternatives: vec![],
            confidence: 1.0,
            points: part["points"].as_u64().unwrap_or(0) as usize,
            residual_mm: None,
            coverage: 1.0,
            inferred: false,
            reasons: vec![],
            kind: None,
        },
    })
}
