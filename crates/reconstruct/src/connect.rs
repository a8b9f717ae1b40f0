//! The areas' components joined into one as-built graph, with nominal sizes and stable ids.

use crate::ReconstructSettings;
use crate::stitch::{self, find};
use nalgebra::{Point3, Vector3};
use rosette_cloud::{Neighbours, Seen, SeenState};
use rosette_plant::sizes::{self, Measured};
use rosette_plant::{Class, Components, Element, Geometry, Joint, Note, OpenEnd, PlantGraph, Port, Scanned};

/// The as-built graph, and where each area's elements went in it.
#[derive(Debug, Clone)]
pub struct AsBuilt {
    /// The graph; elements sorted by id.
    pub graph: PlantGraph<Scanned>,
    /// For every area, for every local element, its index in the graph.
    pub element_of: Vec<Vec<Option<u32>>>,
    /// Name of the catalogue of pipe sizes.
    pub catalogue: String,
}

/// Joins areas (in the order given) into one graph.
///
/// Elements seen by two areas become one; pipes that overlap on one axis become one; a bridged stretch that the scanner looked
/// through is given up; ports that face each other are joined; diameters are named by catalogue, over whole runs.
pub fn connect(areas: &[Components], seen: &Seen, settings: &ReconstructSettings) -> AsBuilt {
    let mut notes: Vec<Note> = areas.iter().flat_map(|a| a.notes.iter().cloned()).collect();
    let stitched = stitch::stitch(areas);
    let (elements, element_of) = (stitched.elements, stitched.element_of);
    let (elements, element_of) = without_refuted(elements, element_of, seen, &mut notes);
    let (mut elements, element_of) = numbered(elements, element_of);
    let joints = joints(&elements, seen);
    let catalogue = name_sizes(&mut elements, &joints, settings, &mut notes);
    let open_ends = open_ends(&elements, &joints, seen);
    let graph = PlantGraph { elements, joints, open_ends, notes: merged(notes) };
    AsBuilt { graph, element_of, catalogue }
}

/// Notes of one kind from all areas become one.
fn merged(notes: Vec<Note>) -> Vec<Note> {
    let mut all: std::collections::BTreeMap<(String, String), Note> = Default::default();
    for n in notes.into_iter().filter(|n| n.count > 0) {
        all.entry((n.kind.clone(), n.message.clone())).and_modify(|m| m.count += n.count).or_insert(n);
    }
    all.into_values().collect()
}

/// A bridged stretch through which rays passed to something behind is not pipe.
fn without_refuted(
    elements: Vec<Element<Scanned>>,
    element_of: Vec<Vec<Option<u32>>>,
    seen: &Seen,
    notes: &mut Vec<Note>,
) -> (Vec<Element<Scanned>>, Vec<Vec<Option<u32>>>) {
    let refuted = |e: &Element<Scanned>| match &e.evidence.geometry {
        Geometry::Cylinder { start, end, .. } if e.evidence.inferred => {
            let at = |f: f64| [0, 1, 2].map(|k| start[k] + f * (end[k] - start[k]));
            (1..10).filter(|k| seen.state(at(f64::from(*k) / 10.0)) == SeenState::Empty).count() >= 4
        }
        _ => false,
    };
    let keep: Vec<bool> = elements.iter().map(|e| !refuted(e)).collect();
    let gone = keep.iter().filter(|k| !**k).count() as u64;
    notes.push(Note::new(
        "reconstruct",
        "bridges_refuted",
        gone,
        "gaps between collinear pipes that the scanner looked through: left open",
    ));
    let mut place = Vec::new();
    let mut next = 0;
    keep.iter().for_each(|&k| {
        place.push(k.then_some(next));
        next += u32::from(k);
    });
    let element_of =
        element_of.into_iter().map(|area| area.into_iter().map(|e| e.and_then(|e| place[e as usize])).collect()).collect();
    (elements.into_iter().zip(keep).filter(|(_, k)| *k).map(|(e, _)| e).collect(), element_of)
}

/// Ids in the order of class and position, so that they do not depend on areas or threads.
fn numbered(
    elements: Vec<Element<Scanned>>,
    element_of: Vec<Vec<Option<u32>>>,
) -> (Vec<Element<Scanned>>, Vec<Vec<Option<u32>>>) {
    let key = |e: &Element<Scanned>| (e.class.name(), e.evidence.position.map(|v| (v * 1000.0).round() as i64));
    let mut order: Vec<usize> = (0..elements.len()).collect();
    order.sort_by(|&a, &b| key(&elements[a]).cmp(&key(&elements[b])).then(a.cmp(&b)));
    let mut place = vec![0_u32; elements.len()];
    order.iter().enumerate().for_each(|(new, &old)| place[old] = new as u32);
    let element_of =
        element_of.into_iter().map(|area| area.into_iter().map(|e| e.map(|e| place[e as usize])).collect()).collect();
    let mut slots: Vec<Option<Element<Scanned>>> = elements.into_iter().map(Some).collect();
    let mut sorted: Vec<Element<Scanned>> = order.iter().filter_map(|&old| slots[old].take()).collect();
    let mut count: std::collections::BTreeMap<&str, usize> = Default::default();
    for e in &mut sorted {
        let n = count.entry(e.class.name()).and_modify(|n| *n += 1).or_insert(1);
        e.id = format!("{}-{n:04}", e.class.name());
    }
    (sorted, element_of)
}

struct PortAt {
    element: usize,
    port: usize,
    position: Point3<f64>,
    direction: Vector3<f64>,
    od: f64,
}

fn all_ports(elements: &[Element<Scanned>]) -> Vec<PortAt> {
    let of = |(element, e): (usize, &Element<Scanned>)| {
        let ports = e.ports.iter().enumerate().filter_map(move |(port, p)| {
            Some(PortAt { element, port, position: p.position?.into(), direction: p.direction?.into(), od: p.od.unwrap_or(0.0) })
        });
        ports.collect::<Vec<_>>()
    };
    elements.iter().enumerate().flat_map(of).collect()
}

/// Ports that face each other within a fraction of the bore, nearest first; taps join the pipe they stand on.
fn joints(elements: &[Element<Scanned>], seen: &Seen) -> Vec<Joint> {
    let ports = all_ports(elements);
    let Some(origin) = ports.first().map(|p| p.position) else { return Vec::new() };
    let local: Vec<[f32; 3]> = ports.iter().map(|p| (p.position - origin).map(|v| v as f32).into()).collect();
    let tree = Neighbours::new(&local);
    // Ports of one joint may lie apart by a share of the bore; the wider one counts.
    let reach = |od: f64| 0.04 + 0.3 * od;
    let widest = ports.iter().map(|p| p.od).fold(0.0, f64::max);
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, p) in ports.iter().enumerate() {
        for j in tree.within(local[i], reach(widest) as f32).into_iter().map(|j| j as usize).filter(|&j| j > i) {
            let q = &ports[j];
            let equipment = elements[p.element].class.is_equipment() || elements[q.element].class.is_equipment();
            let faces = p.direction.dot(&q.direction) < if equipment { 0.2 } else { -0.6 };
            let tap = [p, q].iter().any(|x| elements[x.element].class == Class::Instrument);
            let distance = (p.position - q.position).norm();
            let has_bore = p.od > 0.0 && q.od > 0.0;
            if p.element != q.element && faces && !tap && has_bore && distance < reach(p.od.max(q.od)) {
                pairs.push((distance, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut used = vec![false; ports.len()];
    let mut joints = Vec::new();
    for (distance, i, j) in pairs {
        if used[i] || used[j] {
            continue;
        }
        (used[i], used[j]) = (true, true);
        joints.push(joint(elements, &ports[i], &ports[j], distance, seen));
    }
    let taps = ports.iter().filter(|p| elements[p.element].class == Class::Instrument);
    joints.extend(taps.filter_map(|p| seat(elements, &ports, p).or_else(|| tap(elements, p))));
    joints.sort_by_key(|j| (j.a, j.b));
    joints
}

fn joint(elements: &[Element<Scanned>], p: &PortAt, q: &PortAt, distance: f64, seen: &Seen) -> Joint {
    let (p, q) = if p.element <= q.element { (p, q) } else { (q, p) };
    let inferred = elements[p.element].evidence.inferred || elements[q.element].evidence.inferred;
    let position: [f64; 3] = nalgebra::center(&p.position, &q.position).into();
    Joint {
        a: p.element,
        a_port: Some(p.port),
        b: q.element,
        b_port: Some(q.port),
        position: Some(position),
        confidence: (0.97 - 4.0 * distance).clamp(0.5, 0.97) * if inferred { 0.7 } else { 1.0 },
        inferred,
        gap: distance,
        seen: seen.state(position),
        ..Joint::default()
    }
}

/// The port of a shell on which an instrument stands: one without a bore.
fn seat(elements: &[Element<Scanned>], ports: &[PortAt], p: &PortAt) -> Option<Joint> {
    let is_seat = |q: &&PortAt| q.od == 0.0 && q.element != p.element && elements[q.element].class != Class::Instrument;
    let q = ports.iter().filter(is_seat).find(|q| (q.position - p.position).norm() < 1e-3)?;
    Some(standing(p, (q.element, Some(q.port)), 0.0))
}

/// The joint of an instrument to what it stands on, with a port there or on its side.
fn standing(p: &PortAt, host: (usize, Option<usize>), gap: f64) -> Joint {
    let own = (p.element, Some(p.port));
    let ((a, a_port), (b, b_port)) = if own.0 < host.0 { (own, host) } else { (host, own) };
    Joint { a, a_port, b, b_port, position: Some(p.position.into()), confidence: 0.8, gap, ..Joint::default() }
}

/// The pipe or fitting on whose side a tap stands.
fn tap(elements: &[Element<Scanned>], p: &PortAt) -> Option<Joint> {
    let off = |e: &Element<Scanned>| match &e.evidence.geometry {
        Geometry::Cylinder { start, end, radius } => {
            let (a, b) = (Point3::from(*start), Point3::from(*end));
            let along = ((p.position - a).dot(&(b - a)) / (b - a).norm_squared().max(1e-12)).clamp(0.0, 1.0);
            ((p.position - (a + (b - a) * along)).norm() - radius).abs()
        }
        _ => f64::MAX,
    };
    let hosts = elements.iter().enumerate().filter(|(_, e)| e.class != Class::Instrument);
    let (host, distance) = hosts.map(|(i, e)| (i, off(e))).min_by(|a, b| a.1.total_cmp(&b.1)).filter(|h| h.1 < 0.05)?;
    Some(standing(p, (host, None), distance))
}

fn open_ends(elements: &[Element<Scanned>], joints: &[Joint], seen: &Seen) -> Vec<OpenEnd> {
    let used: std::collections::BTreeSet<(usize, usize)> =
        joints.iter().flat_map(|j| [(Some(j.a), j.a_port), (Some(j.b), j.b_port)]).filter_map(|(e, p)| e.zip(p)).collect();
    let beyond = |p: &Port| {
        let (at, out) = (p.position?, p.direction?);
        Some([0, 1, 2].map(|k| at[k] + out[k] * (0.1 + p.od.unwrap_or(0.0))))
    };
    let open =
        elements.iter().enumerate().flat_map(|(element, e)| e.ports.iter().enumerate().map(move |(port, p)| (element, port, p)));
    open.filter(|(e, p, _)| !used.contains(&(*e, *p)))
        .map(|(element, port, p)| OpenEnd { element, port, seen: beyond(p).map_or(SeenState::Unknown, |at| seen.state(at)) })
        .collect()
}

/// As below, over many pipes at once: offsets between stations average out over a site, m.
const CHOICE_SIGMA: f64 = 0.0005;
/// Standard deviation that misregistration and paint add to a measured diameter, m.
const OD_SIGMA: f64 = 0.0015;

/// Names sizes: one catalogue for the site, one diameter for all stretches of a run, weighted by length.
fn name_sizes(
    elements: &mut [Element<Scanned>],
    joints: &[Joint],
    settings: &ReconstructSettings,
    notes: &mut Vec<Note>,
) -> String {
    let length = |e: &Element<Scanned>| match &e.evidence.geometry {
        Geometry::Cylinder { start, end, .. } => (Point3::from(*start) - Point3::from(*end)).norm(),
        _ => 0.0,
    };
    let seen_pipe = |e: &Element<Scanned>| e.class == Class::Pipe && !e.evidence.inferred;
    let measured: Vec<Measured> = elements
        .iter()
        .filter(|e| seen_pipe(e))
        .filter_map(|e| Some(Measured { od: e.evidence.od?, sigma: CHOICE_SIGMA, length: length(e) }))
        .collect();
    let choice = sizes::choose(&measured, settings.catalogue.as_deref());
    notes.extend(choice.notes.iter().cloned());
    let run_of = runs(elements, joints);
    let mut sums = vec![(0.0, 0.0); elements.len()];
    for (i, e) in elements.iter().enumerate().filter(|(_, e)| seen_pipe(e)) {
        let weight = length(e) * (e.evidence.coverage + 0.05).powi(2);
        let (sum, total) = &mut sums[run_of[i]];
        *sum += weight * e.evidence.od.unwrap_or(0.0);
        *total += weight;
    }
    for i in 0..elements.len() {
        let (sum, total) = sums[run_of[i]];
        let sized = matches!(
            elements[i].class,
            Class::Pipe
                | Class::Elbow
                | Class::Flange
                | Class::Valve
                | Class::Strainer
                | Class::Flowmeter
                | Class::Tee
                | Class::Reducer
        );
        if let Some(own) = elements[i].evidence.od.filter(|_| sized) {
            let od = if total > 0.0 { sum / total } else { own };
            size(&mut elements[i], od, choice.catalogue);
        }
        for port in &mut elements[i].ports {
            port.dn = port.od.filter(|od| *od > 0.0).and_then(|od| sizes::name_size(od, OD_SIGMA, choice.catalogue).dn);
        }
    }
    choice.catalogue.name.to_string()
}

/// Sets the nominal size, and for pipes and elbows the most likely radius given the measured one and the maker's tolerance.
fn size(e: &mut Element<Scanned>, od: f64, catalogue: &sizes::Catalogue) {
    let named = sizes::name_size(od, OD_SIGMA, catalogue);
    e.dn = named.dn;
    e.evidence.dn_alternatives = named.alternatives;
    let Some(nominal) = named.dn.and_then(|dn| nearest_od(catalogue, dn, od)) else { return };
    // Mills hold the diameter to about half a percent (ASME B36.10 allows 1 %): the posterior mean of the two normals.
    let mill = (0.005 * nominal).max(0.0004);
    let weight = OD_SIGMA.powi(2) / (OD_SIGMA.powi(2) + mill * mill);
    let radius_likely = 0.5 * (weight * nominal + (1.0 - weight) * od);
    match &mut e.evidence.geometry {
        Geometry::Cylinder { radius, .. } if e.class == Class::Pipe => *radius = radius_likely,
        Geometry::Torus { radius, .. } => *radius = radius_likely,
        _ => {}
    }
}

fn nearest_od(catalogue: &sizes::Catalogue, dn: u32, od: f64) -> Option<f64> {
    let ods = catalogue.sizes.iter().filter(|s| s.dn == dn).map(|s| s.od_mm / 1000.0);
    ods.min_by(|a, b| (a - od).abs().total_cmp(&(b - od).abs()))
}

/// Which run each element belongs to: what is joined and has one diameter within 8 % or 4 mm.
fn runs(elements: &[Element<Scanned>], joints: &[Joint]) -> Vec<usize> {
    let mut root: Vec<usize> = (0..elements.len()).collect();
    for j in joints {
        let one = |e: &Element<Scanned>| {
            matches!(e.class, Class::Pipe | Class::Elbow | Class::Flange | Class::Valve | Class::Strainer | Class::Flowmeter)
        };
        let (a, b) = (&elements[j.a], &elements[j.b]);
        let (Some(x), Some(y)) = (a.evidence.od, b.evidence.od) else { continue };
        if one(a) && one(b) && ((x / y - 1.0).abs() < 0.08 || (x - y).abs() < 0.004) {
            let (ra, rb) = (find(&mut root, j.a), find(&mut root, j.b));
            root[ra.max(rb)] = ra.min(rb);
        }
    }
    (0..elements.len()).map(|i| find(&mut root, i)).collect()
}
