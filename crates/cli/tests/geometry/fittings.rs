//! Pipes with one fitting or one body between them: exactly those are found, and they are joined.

use crate::plant::*;
use crate::scenes::STYLE;
use rosette_plant::{Class, Geometry, PlantGraph, Scanned, Subtype};
use rosette_shapes::sampled::Random;
use rosette_truth::component::{elbow, pipe, reducer, tee, valve};
use rosette_truth::model::catalogue::bend_radius;
use rosette_truth::model::{Dice, Part};

fn pick<T: Copy>(random: &mut Random, of: &[T]) -> T {
    of[(random.bits() % of.len() as u64) as usize]
}

/// Spacing at which a pipe's diameter holds at least eight points.
fn spacing(random: &mut Random, dn: u32) -> f64 {
    random.within(0.005..(2.0 * radius(dn) / 8.0).min(0.015))
}

/// Inventory and number of joints; `what` on failure.
fn told(graph: &PlantGraph<Scanned>) -> String {
    format!("{} / {}", inventory(graph), graph.joints.len())
}

fn bent(seed: u64) -> Result<(), String> {
    let random = &mut Random::new(seed);
    let dn = pick(random, &[40, 50, 80, 100, 150, 200]);
    // Elbows of 45 degrees count from DN80 and with the usual radius.
    let wide: &[(f64, f64)] = if dn >= 80 { &[(1.5, 45.0)] } else { &[] };
    let (factor, degrees) = pick(random, &[&[(1.0, 90.0), (1.5, 90.0), (3.0, 90.0)], wide].concat());
    let (along, side) = frame(random);
    let (sin, cos) = degrees.to_radians().sin_cos();
    let onward = along * cos + side * sin;
    let bend = bend_radius(dn, factor);
    let part = elbow(middle(), along, onward, bend, radius(dn), dn);
    let (a, b) = (part.ports[0].at, part.ports[1].at);
    let parts = vec![pipe(a - along * 1.1, a, radius(dn), dn), pipe(b, b + onward * 1.1, radius(dn), dn), part];
    let graph = recognised(&scene(parts, spacing(random, dn), seed));
    let case = format!("DN{dn} {degrees} degrees {factor} D");
    let expect = format!("elbow:{dn} pipe:{dn} pipe:{dn} / 2");
    if told(&graph) != expect {
        return Err(format!("{case}: {} instead of {expect}", told(&graph)));
    }
    match &graph.elements[0].evidence.geometry {
        Geometry::Torus { bend_radius, .. } if (bend_radius / bend - 1.0).abs() < 0.1 => Ok(()),
        Geometry::Torus { bend_radius, .. } => Err(format!("{case}: bend radius {bend_radius:.4} instead of {bend:.4}")),
        other => Err(format!("{case}: {other:?}")),
    }
}

fn branched(seed: u64) -> Result<(), String> {
    let random = &mut Random::new(seed);
    let (dn, branch) = pick(random, &[(50, 50), (80, 50), (100, 100), (100, 50), (150, 80), (200, 200), (200, 100)]);
    let (along, up) = frame(random);
    let fitting = tee(dn, branch, STYLE, 0.0, &mut Dice::new(seed, &[1]));
    let mut parts = in_line(&fitting, along, up, 0.9);
    let (top, _) = fitting.branch.unwrap();
    parts.push(pipe(middle() + up * top, middle() + up * (top + 0.8), radius(branch), branch));
    let graph = recognised(&scene(parts, spacing(random, branch), seed));
    let mut pipes = [dn, dn, branch].map(|dn| format!("pipe:{dn}"));
    pipes.sort();
    let expect = format!("{} tee:{dn} / 3", pipes.join(" "));
    if told(&graph) == expect { Ok(()) } else { Err(format!("DN{dn} x {branch}: {} instead of {expect}", told(&graph))) }
}

fn reduced(seed: u64) -> Result<(), String> {
    let random = &mut Random::new(seed);
    let sizes = pick(random, &[[50, 40], [80, 50], [100, 80], [100, 50], [150, 100], [200, 150], [200, 100]]);
    let eccentric = random.bits().is_multiple_of(2);
    let (along, up) = frame(random);
    let fitting = reducer(sizes, STYLE, eccentric);
    let mut parts = in_line(&fitting, along, up, 0.9);
    if eccentric {
        // The small pipe follows the flat side.
        let drop = up * (radius(sizes[0]) - radius(sizes[1]));
        let at = parts[2].ports[1].at + drop;
        parts[1] = pipe(at, at + along * 0.9, radius(sizes[1]), sizes[1]);
    }
    let graph = recognised(&scene(parts, spacing(random, sizes[1]), seed));
    let mut pipes = sizes.map(|dn| format!("pipe:{dn}"));
    pipes.sort();
    let expect = format!("{} reducer:{} / 2", pipes.join(" "), sizes[0]);
    let case = format!("DN{} x {}{}", sizes[0], sizes[1], if eccentric { " eccentric" } else { "" });
    if told(&graph) == expect { Ok(()) } else { Err(format!("{case}: {} instead of {expect}", told(&graph))) }
}

fn with_valve(seed: u64) -> Result<(), String> {
    let random = &mut Random::new(seed);
    let dn = pick(random, &[50, 80, 100, 150]);
    let subtype = pick(random, &[Subtype::Gate, Subtype::Ball, Subtype::Globe, Subtype::Butterfly, Subtype::Check]);
    let (along, up) = [(V3_X, V3_Z), (V3_X, V3_Y), (V3_Z, V3_X)][(random.bits() % 3) as usize];
    let parts: Vec<Part> = in_line(&valve(subtype, dn, STYLE, &mut Dice::new(seed, &[2])), along.into(), up.into(), 1.0);
    let graph = recognised(&scene(parts, spacing(random, dn).min(0.01), seed));
    let bodies = count(&graph, Class::is_inline);
    let pipes: Vec<Option<u32>> = graph.elements.iter().filter(|e| e.class == Class::Pipe).map(|e| e.dn).collect();
    let fine = bodies == 1 && pipes == [Some(dn); 2] && graph.elements.len() == 3 && graph.joints.len() == 2;
    if fine { Ok(()) } else { Err(format!("DN{dn} {subtype:?}: {}", told(&graph))) }
}

const V3_X: [f64; 3] = [1.0, 0.0, 0.0];
const V3_Y: [f64; 3] = [0.0, 1.0, 0.0];
const V3_Z: [f64; 3] = [0.0, 0.0, 1.0];

fn all(make: impl Fn(u64) -> Result<(), String>, seeds: std::ops::Range<u64>) {
    let n = seeds.end - seeds.start;
    let wrong: Vec<String> = seeds.filter_map(|seed| make(seed).err().map(|why| format!("{seed}: {why}"))).collect();
    assert!(wrong.is_empty(), "{} of {n} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn two_pipes_and_an_elbow() {
    all(bent, 0..8);
}

#[test]
fn a_run_with_a_branch() {
    all(branched, 0..8);
}

#[test]
fn two_sizes_and_a_reducer() {
    all(reduced, 0..8);
}

#[test]
fn a_valve_in_line() {
    all(with_valve, 0..8);
}
