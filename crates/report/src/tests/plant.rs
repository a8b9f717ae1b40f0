//! A made-up plant room: pumps, a tank, a vessel, a dozen lines, hidden stretches, and points on all of it.

use crate::model::{across, element_mesh};
use crate::points::Labels;
use nalgebra::Vector3;
use rosette_cloud::{Cloud, SeenState};
use rosette_plant::{Class, Element, Geometry, Joint, OpenEnd, PlantGraph, Port, Scanned, Subtype};
use std::collections::BTreeMap;

type V3 = Vector3<f64>;

/// Site position of the room's corner: a national grid, so that precision is tested too.
pub const CORNER: [f64; 3] = [652310.0, 6861204.0, 38.0];

/// A step of a line.
pub enum Step {
    /// Pipe to this corner of the room's frame; an elbow if the line turns there.
    Go([f64; 3]),
    /// An inline component of this length.
    Item(Class, Option<Subtype>, f64),
    /// A stretch that the scanner did not see, up to here.
    Hidden([f64; 3]),
}
use Step::{Go, Hidden, Item};

/// Builds the graph line by line.
#[derive(Default)]
pub struct Builder {
    elements: Vec<Element<Scanned>>,
    joints: Vec<(String, String, V3, bool)>,
    open: Vec<(String, usize, SeenState)>,
    counts: BTreeMap<Class, usize>,
}

impl Builder {
    fn id(&mut self, class: Class) -> String {
        let n = self.counts.entry(class).or_default();
        *n += 1;
        format!("{}-{:04}", class.name(), n)
    }

    pub fn add(
        &mut self,
        class: Class,
        subtype: Option<Subtype>,
        dn: Option<u32>,
        od: Option<f64>,
        position: V3,
        geometry: Geometry,
    ) -> String {
        let id = self.id(class);
        let n = self.elements.len();
        self.elements.push(Element {
            id: id.clone(),
            class,
            subtype,
            tag: None,
            line: None,
            dn,
            ports: Vec::new(),
            evidence: Scanned {
                position: site(position),
                geometry,
                od,
                dn_alternatives: if n % 17 == 3 { vec![65] } else { Vec::new() },
                confidence: 0.82 + 0.17 * ((n * 37 % 100) as f64 / 100.0),
                points: 900 + n * 131 % 9000,
                residual_mm: Some(0.7 + 2.6 * ((n * 53 % 100) as f64 / 100.0)),
                coverage: 0.35 + 0.5 * ((n * 29 % 100) as f64 / 100.0),
                inferred: false,
                reasons: vec!["radius profile along the axis".into()],
                kind: None,
            },
        });
        id
    }

    fn last(&mut self) -> &mut Element<Scanned> {
        self.elements.last_mut().unwrap()
    }

    fn pipe(&mut self, dn: u32, od: f64, a: V3, b: V3, inferred: bool) -> String {
        let geometry = Geometry::Cylinder { start: site(a), end: site(b), radius: od / 2.0 };
        let id = self.add(Class::Pipe, None, Some(dn), Some(od), (a + b) / 2.0, geometry);
        let out = (b - a).normalize();
        let pipe = self.last();
        pipe.ports = vec![port(a, -out, od), port(b, out, od)];
        if inferred {
            pipe.evidence.inferred = true;
            pipe.evidence.points = 0;
            pipe.evidence.residual_mm = None;
            pipe.evidence.coverage = 0.0;
        }
        id
    }

    /// Adds a line that starts at `from`, joined to `start` if given. Returns the id of its last element.
    pub fn line(&mut self, dn: u32, od: f64, start: Option<&str>, from: [f64; 3], steps: &[Step]) -> String {
        let bend = od * 1.35;
        let (mut at, mut last) = (V3::from(from), start.map(str::to_owned));
        for (i, step) in steps.iter().enumerate() {
            let inferred = matches!(step, Hidden(_));
            match step {
                Go(to) | Hidden(to) => {
                    let to = V3::from(*to);
                    let along = (to - at).normalize();
                    let turn = next_corner(&steps[i + 1..]).map(|next| (next - to).normalize()).filter(|d| d.dot(&along) < 0.99);
                    let end = if turn.is_some() { to - along * bend } else { to };
                    let id = self.pipe(dn, od, at, end, inferred);
                    self.join(&mut last, id, at, inferred);
                    at = end;
                    if let Some(next) = turn {
                        let id = self.elbow(dn, od, end, along, next, bend);
                        self.join(&mut last, id, at, false);
                        at = to + next * bend;
                    }
                }
                Item(class, subtype, length) => {
                    let next = next_corner(&steps[i + 1..]).unwrap();
                    let along = (next - at).normalize();
                    let id = self.item(*class, *subtype, dn, od, at, along, *length);
                    self.join(&mut last, id, at, false);
                    at += along * *length;
                }
            }
        }
        last.unwrap()
    }

    fn elbow(&mut self, dn: u32, od: f64, at: V3, along: V3, next: V3, bend: f64) -> String {
        let center = at + next * bend;
        let end = center + along * bend;
        let axis = (at - center).cross(&(end - center)).normalize();
        let geometry = Geometry::Torus {
            center: site(center),
            axis: axis.into(),
            bend_radius: bend,
            radius: od / 2.0,
            start: site(at),
            end: site(end),
        };
        self.add(Class::Elbow, None, Some(dn), Some(od), center + (at - center + end - center) * 0.55, geometry)
    }

    #[allow(clippy::too_many_arguments)]
    fn item(&mut self, class: Class, subtype: Option<Subtype>, dn: u32, od: f64, at: V3, along: V3, length: f64) -> String {
        let middle = at + along * (length / 2.0);
        let side = across(along);
        let geometry = match class {
            Class::Flange => Geometry::Cylinder { start: site(at), end: site(at + along * length), radius: od * 0.85 },
            Class::Reducer => {
                Geometry::Cone { start: site(at), end: site(at + along * length), radius_start: od / 2.0, radius_end: od * 0.36 }
            }
            Class::Instrument => Geometry::Sphere { center: site(middle + V3::z() * od), radius: od * 0.6 },
            _ => Geometry::Box {
                center: site(middle + V3::z() * od * 0.6),
                axes: [along.into(), side.into(), along.cross(&side).into()],
                size: [length, od * 1.7, od * 2.6],
            },
        };
        let id = self.add(class, subtype, Some(dn), Some(od), middle, geometry);
        self.last().ports = vec![port(at, -along, od), port(at + along * length, along, od)];
        if class == Class::Tee {
            let up = middle + V3::z() * length / 2.0;
            self.last().ports.push(port(up, V3::z(), od));
        }
        id
    }

    pub fn join(&mut self, last: &mut Option<String>, id: String, at: V3, inferred: bool) {
        if let Some(before) = last.take() {
            self.joints.push((before, id.clone(), at, inferred));
        }
        *last = Some(id);
    }

    pub fn open(&mut self, id: &str, port: usize, seen: SeenState) {
        self.open.push((id.into(), port, seen));
    }

    pub fn graph(mut self) -> PlantGraph<Scanned> {
        self.elements.sort_by(|a, b| a.id.cmp(&b.id));
        let index = |id: &str| self.elements.iter().position(|e| e.id == id).unwrap();
        let joints = self.joints.iter().map(|(a, b, at, inferred)| Joint {
            a: index(a),
            b: index(b),
            position: Some(site(*at)),
            confidence: if *inferred { 0.6 } else { 0.97 },
            inferred: *inferred,
            gap: if *inferred { 0.8 } else { 0.0 },
            seen: if *inferred { SeenState::Unseen } else { SeenState::Occupied },
            ..Joint::default()
        });
        let joints = joints.collect();
        let open_ends =
            self.open.iter().map(|(id, port, seen)| OpenEnd { element: index(id), port: *port, seen: *seen }).collect();
        PlantGraph { elements: self.elements, joints, open_ends, notes: Vec::new() }
    }
}

fn next_corner(steps: &[Step]) -> Option<V3> {
    steps.iter().find_map(|s| match s {
        Go(p) | Hidden(p) => Some(V3::from(*p)),
        Item(..) => None,
    })
}

fn port(at: V3, direction: V3, od: f64) -> Port {
    Port { position: Some(site(at)), direction: Some(direction.into()), od: Some(od), dn: None, name: None }
}

pub fn site(p: V3) -> [f64; 3] {
    (p + V3::from(CORNER)).into()
}

fn upright(center: [f64; 3], size: [f64; 3]) -> Geometry {
    Geometry::Box { center: site(center.into()), axes: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], size }
}

fn drum(a: [f64; 3], b: [f64; 3], radius: f64) -> Geometry {
    Geometry::Cylinder { start: site(a.into()), end: site(b.into()), radius }
}

/// The plant room's graph.
pub fn scanned() -> PlantGraph<Scanned> {
    let mut b = Builder::default();
    let tank = b.add(Class::Tank, None, None, Some(3.0), V3::new(11.0, 6.5, 1.5), drum([11.0, 6.5, 0.0], [11.0, 6.5, 3.0], 1.5));
    let vessel =
        b.add(Class::Vessel, None, None, Some(0.9), V3::new(3.0, 7.6, 2.0), drum([2.0, 7.6, 2.0], [4.2, 7.6, 2.0], 0.45));
    for i in 0..3 {
        let x = 2.5 + 2.4 * f64::from(i);
        let pump = b.add(Class::Pump, None, None, None, V3::new(x, 2.0, 0.5), upright([x, 2.0, 0.5], [0.45, 0.95, 0.6]));
        let valve = |s| Item(Class::Valve, Some(s), 0.29);
        let flange = || Item(Class::Flange, None, 0.05);
        let suction = b.line(
            100,
            0.1143,
            Some(&tank),
            [9.5 - 0.02, 5.9 + 0.3 * f64::from(i), 0.5],
            &[
                Go([x + 0.6, 5.9 + 0.3 * f64::from(i), 0.5]),
                flange(),
                valve(Subtype::Gate),
                flange(),
                Go([x, 5.9 + 0.3 * f64::from(i), 0.5]),
                Hidden([x, 4.6, 0.5]),
                Go([x, 2.48, 0.5]),
            ],
        );
        b.joints.push((suction, pump.clone(), V3::new(x, 2.48, 0.5), false));
        let top = 2.9 + 0.25 * f64::from(i);
        let discharge = b.line(
            80,
            0.0889,
            Some(&pump),
            [x + 0.12, 2.0, 0.8],
            &[
                Go([x + 0.12, 2.0, 1.2]),
                Item(Class::Valve, Some(Subtype::Check), 0.24),
                Go([x + 0.12, 2.0, 1.7]),
                Item(Class::Valve, Some(if i == 1 { Subtype::Ball } else { Subtype::Globe }), 0.26),
                Go([x + 0.12, 2.0, top]),
                Go([x + 0.12, 3.6, top]),
                Item(Class::Tee, None, 0.2),
                Go([x + 0.12, 5.2, top]),
                Item(Class::Flowmeter, None, 0.3),
                Go([x + 0.12, 7.6, top]),
                Go([x + 0.12, 7.6, 2.55]),
            ],
        );
        if i == 0 {
            b.joints.push((discharge, vessel.clone(), V3::new(x + 0.12, 7.6, 2.45), false));
        } else {
            b.open(&discharge, 1, if i == 1 { SeenState::Unseen } else { SeenState::Empty });
        }
        let drain = b.line(
            25,
            0.0334,
            None,
            [x - 0.3, 2.0, 0.2],
            &[Go([x - 0.3, 1.2, 0.2]), Item(Class::Valve, Some(Subtype::Ball), 0.1), Go([x - 0.3, 0.4, 0.2])],
        );
        b.open(&drain, 1, SeenState::Occupied);
        let vent = b.line(
            15,
            0.0213,
            None,
            [x + 0.12, 3.7, top + 0.12],
            &[Go([x + 0.12, 3.7, top + 0.5]), Item(Class::Instrument, None, 0.06), Go([x + 0.12, 3.7, top + 0.62])],
        );
        b.open(&vent, 1, SeenState::Unknown);
    }
    b.line(
        150,
        0.1683,
        Some(&vessel),
        [2.0, 7.6, 1.5],
        &[Go([2.0, 7.6, 0.6]), Go([0.8, 7.6, 0.6]), Item(Class::Reducer, None, 0.2), Go([0.8, 3.0, 0.6])],
    );
    b.add(Class::Structure, None, None, None, V3::new(7.0, 8.7, 2.0), upright([7.0, 8.7, 2.0], [0.2, 0.2, 4.0]));
    let mut graph = b.graph();
    name_some(&mut graph);
    graph
}

/// A few tags that were read in the field, one of them hostile.
fn name_some(graph: &mut PlantGraph<Scanned>) {
    if let Some(pump) = graph.elements.iter_mut().find(|e| e.id == "pump-0001") {
        pump.tag = Some("=HYPERLINK(\"http://x\";\"P-101\")".into());
    }
    for element in graph.elements.iter_mut().filter(|e| e.evidence.inferred) {
        element.evidence.reasons = vec!["bridged between two collinear pipes of one size".into()];
    }
}

/// Points on the plant and its room, in two areas, with the labels of each.
pub struct Scan {
    pub clouds: Vec<Cloud>,
    pub classes: Vec<Vec<u8>>,
    pub objects: Vec<Vec<u32>>,
}

impl Scan {
    pub fn areas(&self) -> impl Iterator<Item = (&Cloud, Labels<'_>)> {
        let labels = self.classes.iter().zip(&self.objects).map(|(class, object)| Labels { class, object });
        self.clouds.iter().zip(labels)
    }
}

/// Samples the plant every `spacing` metres as two scanners would see it (no occlusion but by facing away).
pub fn scan(graph: &PlantGraph<Scanned>, spacing: f64) -> Scan {
    let mut sampler = Sampler::new(spacing);
    for (i, element) in graph.elements.iter().enumerate().filter(|(_, e)| !e.evidence.inferred) {
        let mesh = element_mesh(element, CORNER);
        let vertex = |i: u32| V3::from(mesh.positions[i as usize].map(f64::from));
        for t in mesh.indices.chunks_exact(3) {
            sampler.triangle([vertex(t[0]), vertex(t[1]), vertex(t[2])], element.class, i as u32);
        }
    }
    let (x, y, z) = (V3::x() * 14.0, V3::y() * 9.0, V3::z() * 4.5);
    sampler.quad(V3::zeros(), x, y, Class::Floor);
    sampler.quad(V3::zeros(), z, x, Class::Wall);
    sampler.quad(V3::zeros(), y, z, Class::Wall);
    sampler.quad(y, x, z, Class::Wall);
    sampler.quad(x, z, y, Class::Wall);
    sampler.quad(z, y, x, Class::Ceiling);
    sampler.scan
}

struct Sampler {
    spacing: f64,
    random: u64,
    scan: Scan,
}

impl Sampler {
    fn new(spacing: f64) -> Self {
        let area = |x: f64| Cloud { origin: V3::from(CORNER) + V3::new(x, 4.0, 1.0), ..Cloud::default() };
        let scan = Scan { clouds: vec![area(4.0), area(11.0)], classes: vec![Vec::new(); 2], objects: vec![Vec::new(); 2] };
        Self { spacing, random: 7, scan }
    }

    fn unit(&mut self) -> f64 {
        self.random = self.random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.random >> 11) as f64 / (1u64 << 53) as f64
    }

    fn triangle(&mut self, [a, b, c]: [V3; 3], class: Class, object: u32) {
        let cross = (b - a).cross(&(c - a));
        let wanted = cross.norm() / 2.0 / (self.spacing * self.spacing);
        let n = wanted as usize + usize::from(self.unit() < wanted.fract());
        let Some(normal) = cross.try_normalize(1e-12) else { return };
        for _ in 0..n {
            let (u, v) = (self.unit(), self.unit());
            let (u, v) = if u + v > 1.0 { (1.0 - u, 1.0 - v) } else { (u, v) };
            let noise = normal * (self.unit() - 0.5) * 0.004;
            self.point(a + (b - a) * u + (c - a) * v + noise, normal, class, object);
        }
    }

    fn quad(&mut self, at: V3, u: V3, v: V3, class: Class) {
        let spacing = self.spacing;
        self.spacing = spacing * 2.0;
        self.triangle([at, at + u, at + u + v], class, Labels::NONE);
        self.triangle([at, at + u + v, at + v], class, Labels::NONE);
        self.spacing = spacing;
    }

    fn point(&mut self, at: V3, normal: V3, class: Class, object: u32) {
        let scanners = [V3::new(7.0, 4.2, 1.7), V3::new(1.0, 1.0, 1.7)];
        let Some(station) = scanners.iter().position(|s| normal.dot(&(s - at)) > 0.0) else { return };
        let area = usize::from(at.x >= 7.5);
        let cloud = &mut self.scan.clouds[area];
        let local = at + V3::from(CORNER) - cloud.origin;
        let range = (scanners[station] - at).norm();
        cloud.positions.push([local.x as f32, local.y as f32, local.z as f32]);
        cloud.normals.push([normal.x as f32, normal.y as f32, normal.z as f32]);
        cloud.weights.push(1);
        cloud.intensity.push((0.28 + 0.2 * ((at.x * 3.0).sin() * (at.z * 4.0).sin()) - 0.01 * range) as f32);
        cloud.station.push(station as u16);
        self.scan.classes[area].push(class as u8);
        self.scan.objects[area].push(object);
    }
}
