//! Lines of parts, and what the stages make of them.

use crate::scenes::{STYLE, Scene, floor};
use rosette_cloud::{Cloud, Seen};
use rosette_plant::{Class, Components, PlantGraph, Scanned};
use rosette_reconstruct::{ReconstructSettings, connect};
use rosette_segment::{SegmentSettings, segment};
use rosette_shapes::sampled::Random;
use rosette_truth::component::{Component, pipe};
use rosette_truth::model::Part;
use rosette_truth::surface::{P3, V3, across};

pub fn radius(dn: u32) -> f64 {
    STYLE.catalogue.radius(dn)
}

/// Middle of the scenes: at a height where pipes run.
pub fn middle() -> P3 {
    P3::new(0.0, 0.0, 1.6)
}

/// A direction, and one at a right angle to it; one time in two along the axes of the place.
pub fn frame(random: &mut Random) -> (V3, V3) {
    if random.bits().is_multiple_of(2) {
        return [(V3::x(), V3::z()), (V3::z(), V3::x()), (V3::y(), V3::x()), (V3::x(), V3::y())][(random.bits() % 4) as usize];
    }
    let along = random.direction();
    let (side, turn) = (across(&along), random.within(0.0..std::f64::consts::TAU));
    (along, side * turn.cos() + along.cross(&side) * turn.sin())
}

/// An inline component in the middle of a straight line, with pipes of the given length on both sides.
pub fn in_line(component: &Component, along: V3, up: V3, length: f64) -> Vec<Part> {
    let part = component.placed(middle(), along, up);
    let pipes = part.ports.iter().map(|port| pipe(port.at, port.at + port.out * length, radius(port.dn), port.dn));
    let mut parts: Vec<Part> = pipes.collect();
    parts.push(part);
    parts
}

/// Parts over a floor, seen from two places around them, one high and one low so that nothing hides behind a level pipe.
pub fn scene(mut parts: Vec<Part>, spacing: f64, seed: u64) -> Scene {
    parts.push(floor(-0.4, 1.6));
    let mut random = Random::new(seed);
    let turn = random.within(0.0..std::f64::consts::TAU);
    let eye = |angle: f64, z: f64| [3.0 * angle.cos(), 3.0 * angle.sin(), z];
    let mut scene = Scene::new(parts, eye(turn, 2.7)).also_from(eye(turn + 2.4, 0.6)).spaced(spacing);
    scene.seed = seed;
    scene
}

pub fn components(cloud: &Cloud) -> Components {
    let segments = segment(cloud, &SegmentSettings::default());
    rosette_reconstruct::components(cloud, &segments, None, &ReconstructSettings::default())
}

pub fn built(areas: &[Components]) -> PlantGraph<Scanned> {
    let settings = ReconstructSettings { catalogue: Some("asme".into()), ..Default::default() };
    connect(areas, &Seen::default(), &settings).graph
}

pub fn recognised(scene: &Scene) -> PlantGraph<Scanned> {
    built(&[components(&scene.cloud())])
}

/// Classes with nominal sizes in order of class, e.g. `elbow:100 pipe:100 pipe:100`.
pub fn inventory(graph: &PlantGraph<Scanned>) -> String {
    let mut all: Vec<String> = graph.elements.iter().map(|e| format!("{}:{}", e.class.name(), e.dn.unwrap_or(0))).collect();
    all.sort();
    all.join(" ")
}

pub fn count(graph: &PlantGraph<Scanned>, is: impl Fn(Class) -> bool) -> usize {
    graph.elements.iter().filter(|e| is(e.class)).count()
}
