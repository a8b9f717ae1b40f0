//! Bodies between a pipe and something that begins at once behind them: a bend, a tee, a shell.

mod scene;

use rosette_plant::{Class, Components};
use rosette_reconstruct::{ReconstructSettings, components};
use scene::Scene;

/// Outer radii and the bend radius of a long elbow, m.
const DN80: f64 = 0.0445;
const BEND: f64 = 0.1143;

/// What sits in a line.
const BODIES: [Class; 4] = [Class::Valve, Class::Strainer, Class::Flowmeter, Class::Flange];

fn at(found: &Components, x: f64) -> usize {
    let here = |e: &&rosette_plant::Element<_>| BODIES.contains(&e.class);
    let near = |p: [f64; 3]| (p[0] - x).abs() < 0.06 && p[1].abs() < 0.1 && (p[2] - 1.0).abs() < 0.12;
    found
        .elements
        .iter()
        .filter(here)
        .filter(|e: &&rosette_plant::Element<rosette_plant::Scanned>| near(e.evidence.position))
        .count()
}

/// Counter flanges on either side of a wafer body of some length, from `x` on along x at a height of 1 m; returns where they end.
fn wafer(scene: &mut Scene, x: f64, length: f64) -> f64 {
    scene.flange([x, 0.0, 1.0], [1.0, 0.0, 0.0], DN80);
    scene.loose([x + 0.022, 0.0, 1.0], [x + 0.018 + length, 0.0, 1.0], 1.05 * DN80 + 0.04);
    scene.flange([x + 0.02 + length, 0.0, 1.0], [1.0, 0.0, 0.0], DN80);
    x + 0.04 + length
}

/// A pipe to x = 1 and what `fill` puts behind it; it returns where it ends.
fn line(fill: impl Fn(&mut Scene) -> f64) -> (Scene, f64) {
    let mut scene = Scene::default();
    scene.pipe([0.0, 0.0, 1.0], [1.0, 0.0, 1.0], DN80);
    let end = fill(&mut scene);
    (scene, end)
}

/// A bend downwards from `x` on, and perhaps the pipe that it leads to.
fn bend(scene: &mut Scene, x: f64, leads_on: bool) {
    scene.bend([x, 0.0, 1.0 - BEND], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0], BEND, DN80, 90.0);
    if leads_on {
        scene.pipe([x + BEND, 0.0, 1.0 - BEND], [x + BEND, 0.0, -0.5], DN80);
    } else {
        scene.loose([x + BEND, 0.0, 1.0 - BEND], [x + BEND, 0.0, 0.8], DN80);
    }
}

fn check(what: &str, scene: &Scene, middle: f64, [bodies, elbows]: [usize; 2]) {
    let found = components(&scene.cloud(), &scene.segments, None, &ReconstructSettings::default());
    let told: Vec<_> = found.elements.iter().map(|e| (e.id.to_string(), e.evidence.position, &e.evidence.reasons)).collect();
    let elbow = found.elements.iter().filter(|e| e.class == Class::Elbow).count();
    assert_eq!([at(&found, middle), elbow], [bodies, elbows], "{what}: {told:#?}");
}

#[test]
fn a_body_bolted_to_a_bend_is_not_swallowed_by_it() {
    for leads_on in [true, false] {
        for length in [0.06, 0.14] {
            let (mut scene, end) = line(|scene| wafer(scene, 1.0, length));
            bend(&mut scene, end + 0.02, leads_on);
            check("wafer", &scene, 0.5 * (1.0 + end), [1, 1]);
        }
        let (mut scene, end) = line(|_| 1.0);
        bend(&mut scene, end, leads_on);
        check("nothing", &scene, 1.0, [0, 1]);
    }
}

#[test]
fn a_body_bolted_to_a_tee_is_found() {
    let run = |x: f64| {
        move |scene: &mut Scene| {
            scene.pipe([x + 0.0571, 0.0, -0.5], [x + 0.0571, 0.0, 2.5], 0.0571);
        }
    };
    let (mut scene, end) = line(|scene| wafer(scene, 1.0, 0.06));
    run(end + 0.02)(&mut scene);
    check("wafer", &scene, 0.5 * (1.0 + end), [1, 0]);
    let (mut scene, _) = line(|_| 1.0);
    run(1.01)(&mut scene);
    check("nothing", &scene, 1.0, [0, 0]);
}

#[test]
fn a_body_bolted_to_a_nozzle_is_more_than_its_flanges() {
    let tank = |scene: &mut Scene, x: f64| {
        scene.loose([x, 0.0, 1.0], [x + 0.12, 0.0, 1.0], DN80);
        scene.plane([-3.0, -3.0, 0.0], [6.0, 3.0, 0.0], [0.0, 0.0, 1.0]);
        scene.pipe([x + 0.12 + 0.8, 0.0, 0.05], [x + 0.12 + 0.8, 0.0, 2.2], 0.8);
    };
    let (mut scene, end) = line(|scene| wafer(scene, 1.0, 0.1));
    tank(&mut scene, end);
    check("wafer", &scene, 0.5 * (1.0 + end), [1, 0]);
    // The flanges of the nozzle are one flange of the line, as before.
    let (mut scene, end) = line(|scene| {
        scene.flange([1.0, 0.0, 1.0], [1.0, 0.0, 0.0], DN80);
        scene.flange([1.022, 0.0, 1.0], [1.0, 0.0, 0.0], DN80);
        1.042
    });
    tank(&mut scene, end);
    let found = components(&scene.cloud(), &scene.segments, None, &ReconstructSettings::default());
    let classes: Vec<Class> = found.elements.iter().map(|e| e.class).collect();
    assert_eq!(classes.iter().filter(|c| **c == Class::Valve).count(), 0, "{classes:?}");
}
