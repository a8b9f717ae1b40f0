//! A plant as a drawn graph and as a scanned graph.

use super::plant::{Plant, Shows, dice, shuffled};
use rosette_plant::{Class, Drawn, Element, Geometry, Joint, OpenEnd, PlantGraph, Port, Scanned, SeenState};
use std::collections::BTreeMap;

/// The drawing of a plant.
pub fn drawn(plant: &Plant) -> PlantGraph<Drawn> {
    let mut order: Vec<usize> = (0..plant.items.len()).filter(|&i| plant.stands(i)).collect();
    order.sort_by(|&a, &b| plant.items[a].id.cmp(&plant.items[b].id));
    let index: BTreeMap<usize, usize> = order.iter().enumerate().map(|(k, &i)| (i, k)).collect();
    let mut graph = PlantGraph {
        elements: order.iter().map(|&i| drawn_element(plant, i)).collect(),
        joints: vec![],
        open_ends: vec![],
        notes: vec![],
    };
    for pipe in &plant.pipes {
        let a = index[&pipe.a];
        let a_port = add_port(&mut graph.elements[a].ports, pipe.dn, None);
        match pipe.b {
            Some(b) => {
                let b = index[&b];
                let b_port = add_port(&mut graph.elements[b].ports, pipe.dn, None);
                graph.joints.push(Joint {
                    a,
                    a_port: Some(a_port),
                    b,
                    b_port: Some(b_port),
                    confidence: 1.0,
                    line: Some(pipe.line.clone()),
                    dn: Some(pipe.dn),
                    ..Joint::default()
                });
            }
            None => graph.open_ends.push(OpenEnd { element: a, port: a_port, seen: SeenState::Unknown }),
        }
    }
    for &(i, host) in &plant.instruments {
        if plant.stands(i) && plant.stands(host) {
            graph.joints.push(Joint { a: index[&i], b: index[&host], confidence: 1.0, ..Joint::default() });
        }
    }
    graph
}

fn drawn_element(plant: &Plant, i: usize) -> Element<Drawn> {
    let item = &plant.items[i];
    Element {
        id: item.id.clone(),
        class: item.class,
        subtype: item.subtype,
        tag: item.tag.clone(),
        line: item.line.clone(),
        dn: item.dn,
        ports: vec![],
        evidence: Drawn { class_name: item.class.name().into(), physical: true, ..Drawn::default() },
    }
}

fn add_port(ports: &mut Vec<Port>, dn: u32, position: Option<[f64; 3]>) -> usize {
    ports.push(Port { dn: Some(dn), position, ..Port::default() });
    ports.len() - 1
}

/// The scan of a plant, its objects numbered at random, and the true links: drawn id to object id.
pub fn scanned(plant: &Plant, seed: u64) -> (PlantGraph<Scanned>, BTreeMap<String, String>) {
    let mut r = Realiser {
        plant,
        graph: PlantGraph { elements: vec![], joints: vec![], open_ends: vec![], notes: vec![] },
        index: BTreeMap::new(),
    };
    r.items();
    for k in 0..plant.pipes.len() {
        r.pipe(k);
    }
    for &(i, host) in &plant.instruments {
        if let (Some(&a), Some(&b)) = (r.index.get(&i), r.index.get(&host)) {
            r.graph.joints.push(Joint { a, b, confidence: 0.9, ..Joint::default() });
        }
    }
    let links: BTreeMap<String, usize> =
        r.index.iter().filter_map(|(&i, &e)| plant.items[i].is.clone().map(|d| (d, e))).collect();
    let graph = renumber(r.graph, seed);
    let links = links.into_iter().map(|(d, e)| (d, graph.1[e].clone())).collect();
    (graph.0, links)
}

struct Realiser<'a> {
    plant: &'a Plant,
    graph: PlantGraph<Scanned>,
    index: BTreeMap<usize, usize>,
}

impl Realiser<'_> {
    fn items(&mut self) {
        for (i, item) in self.plant.items.iter().enumerate().filter(|(i, _)| self.plant.stands(*i)) {
            self.index.insert(i, self.graph.elements.len());
            let size = item.dn.map_or(1.0, |dn| f64::from(dn) / 500.0);
            let geometry = Geometry::Box {
                center: item.position,
                axes: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
                size: [size; 3],
            };
            let mut e = element(item.class, item.dn, item.position, geometry, item.confidence);
            e.subtype = item.subtype;
            self.graph.elements.push(e);
        }
    }

    /// Pipe, elbow, pipe; or with a gap in the middle; or two stubs.
    fn pipe(&mut self, k: usize) {
        let pipe = &self.plant.pipes[k];
        let from = self.plant.items[pipe.a].position;
        let to = pipe.b.map_or([from[0] + 1.5, from[1], from[2]], |b| self.plant.items[b].position);
        let corner = [to[0], from[1], from[2]];
        let first = self.push_pipe(from, corner, pipe.measured[0].unwrap_or(pipe.dn));
        self.join(self.index[&pipe.a], first, 0.0, SeenState::Occupied);
        let Some(b) = pipe.b else {
            return self.dangling(first, pipe);
        };
        let last = self.push_pipe(corner, to, pipe.measured[1].unwrap_or(pipe.dn));
        match pipe.shows {
            Shows::Whole => {
                let elbow = self.graph.elements.len();
                self.graph.elements.push(element(
                    Class::Elbow,
                    Some(pipe.dn),
                    corner,
                    Geometry::Sphere { center: corner, radius: 0.1 },
                    0.95,
                ));
                self.join(first, elbow, 0.0, SeenState::Occupied);
                self.join(elbow, last, 0.0, SeenState::Occupied);
            }
            Shows::Gap(length, seen) => self.join(first, last, length, seen),
            Shows::Lost => self.graph.open_ends.extend([(first, 1), (last, 0)].map(|(element, port)| OpenEnd {
                element,
                port,
                seen: SeenState::Unseen,
            })),
        }
        self.join(last, self.index[&b], 0.0, SeenState::Occupied);
    }

    fn dangling(&mut self, first: usize, pipe: &super::plant::Pipe) {
        let end = match pipe.shows {
            Shows::Gap(length, seen) => {
                let at = self.plant.items[pipe.a].position;
                let last = self.push_pipe([at[0] + 2.0, at[1], at[2]], [at[0] + 3.0, at[1], at[2]], pipe.dn);
                self.join(first, last, length, seen);
                last
            }
            _ => first,
        };
        self.graph.open_ends.push(OpenEnd { element: end, port: 1, seen: pipe.beyond });
    }

    fn push_pipe(&mut self, start: [f64; 3], end: [f64; 3], dn: u32) -> usize {
        let middle = [0, 1, 2].map(|k| (start[k] + end[k]) / 2.0);
        let mut e =
            element(Class::Pipe, Some(dn), middle, Geometry::Cylinder { start, end, radius: f64::from(dn) / 2000.0 }, 0.98);
        e.ports = vec![
            Port { position: Some(start), dn: Some(dn), ..Port::default() },
            Port { position: Some(end), dn: Some(dn), ..Port::default() },
        ];
        self.graph.elements.push(e);
        self.graph.elements.len() - 1
    }

    fn join(&mut self, a: usize, b: usize, gap: f64, seen: SeenState) {
        self.graph.joints.push(Joint { a, b, gap, seen, inferred: gap > 0.0, confidence: 0.95, ..Joint::default() });
    }
}

fn element(class: Class, dn: Option<u32>, position: [f64; 3], geometry: Geometry, confidence: f64) -> Element<Scanned> {
    Element {
        id: String::new(),
        class,
        subtype: None,
        tag: None,
        line: None,
        dn,
        ports: vec![],
        evidence: Scanned {
            position,
            geometry,
            od: None,
            dn_alternatives: vec![],
            confidence,
            points: 1000,
            residual_mm: Some(1.0),
            coverage: 1.0,
            inferred: false,
            reasons: vec![],
            kind: None,
        },
    }
}

/// Numbers objects at random within their class and sorts by id; gives the id of each former index.
pub fn renumber(graph: PlantGraph<Scanned>, seed: u64) -> (PlantGraph<Scanned>, Vec<String>) {
    let numbers = shuffled(&mut dice(seed), graph.elements.len());
    let ids: Vec<String> = graph.elements.iter().zip(&numbers).map(|(e, n)| format!("{}-{n:05}", e.class.name())).collect();
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by(|&a, &b| ids[a].cmp(&ids[b]));
    let mut new_of = vec![0; ids.len()];
    order.iter().enumerate().for_each(|(new, &old)| new_of[old] = new);
    let elements = order.iter().map(|&o| Element { id: ids[o].clone(), ..graph.elements[o].clone() }).collect();
    let mut joints: Vec<Joint> = graph.joints.into_iter().map(|j| Joint { a: new_of[j.a], b: new_of[j.b], ..j }).collect();
    joints.sort_by_key(|j| (j.a.min(j.b), j.a.max(j.b)));
    let open_ends = graph.open_ends.into_iter().map(|o| OpenEnd { element: new_of[o.element], ..o }).collect();
    (PlantGraph { elements, joints, open_ends, notes: graph.notes }, ids)
}
