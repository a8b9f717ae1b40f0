//! Small synthetic clouds with their segments, to what is recognised in them; one test a mended fault.

mod scene;

use rosette_plant::scores::CLASSES;
use rosette_plant::{BodyJudge, BodyScores, BodyView, Class, Components, Geometry};
use rosette_reconstruct::{ReconstructSettings, components};
use scene::{At, Scene};

/// Outer radii, m.
const DN150: f64 = 0.0841;
const DN80: f64 = 0.0445;

fn recognised(scene: &Scene) -> Components {
    components(&scene.cloud(), &scene.segments, None, &ReconstructSettings::default())
}

fn count(found: &Components, class: Class) -> usize {
    found.elements.iter().filter(|e| e.class == class).count()
}

fn told(found: &Components) -> Vec<String> {
    found.elements.iter().map(|e| format!("{} {:?} {:?}", e.id, e.evidence.position, e.evidence.reasons)).collect()
}

#[test]
fn an_elbow_is_followed_past_what_comes_after_it() {
    // A barrel close behind the elbow fits the first part of a narrower bend: the wider one explains more.
    let mut scene = Scene::default();
    let (r, bend) = (DN150, 0.2286);
    scene.pipe([0.0, 0.0, 0.0], [0.0, 0.0, 1.05], r);
    scene.bend([bend, 0.0, 1.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0], bend, r, 90.0);
    scene.loose([bend, 0.0, 1.0 + bend], [bend + 0.04, 0.0, 1.0 + bend], r);
    scene.loose([bend + 0.124, -0.25, 1.0 + bend], [bend + 0.124, 0.25, 1.0 + bend], r);
    let found = recognised(&scene);
    let torus = |g: &Geometry| if let Geometry::Torus { bend_radius, .. } = g { Some(*bend_radius) } else { None };
    let radii: Vec<f64> = found.elements.iter().filter_map(|e| torus(&e.evidence.geometry)).collect();
    assert!(radii.len() == 1 && (radii[0] - bend).abs() < 0.01, "{radii:?} {:#?}", told(&found));
}

#[test]
fn a_strap_and_a_shoe_about_a_pipe_are_no_valve() {
    let mut scene = Scene::default();
    let (r, half) = (DN80, 0.018);
    scene.pipe([0.0, 0.0, 1.0], [1.0 - half, 0.0, 1.0], r);
    scene.pipe([1.0 + half, 0.0, 1.0], [2.0, 0.0, 1.0], r);
    scene.loose([1.0 - 0.006, 0.0, 1.0], [1.0 + 0.006, 0.0, 1.0], r + 0.013);
    scene.block([0.93, -0.07, 1.0 - r - 0.01], [1.07, 0.07, 1.0 - r]);
    scene.loose([1.0, 0.0, 0.0], [1.0, 0.0, 1.0 - r - 0.01], 0.04);
    let found = recognised(&scene);
    assert_eq!(
        [Class::Valve, Class::Flange, Class::Strainer, Class::Flowmeter].map(|c| count(&found, c)),
        [0; 4],
        "{:#?}",
        told(&found)
    );
}

/// A judge that always says the same.
struct Says(Class, f32);

impl BodyJudge for Says {
    fn judge(&self, bodies: &[BodyView]) -> Vec<BodyScores> {
        let mut classes = vec![0.0; CLASSES];
        classes[self.0 as usize] = self.1;
        vec![BodyScores { classes, ..BodyScores::default() }; bodies.len()]
    }
}

#[test]
fn a_post_below_a_pipe_that_geometry_takes_for_a_valve_is_none_where_the_judge_sees_a_post() {
    let mut scene = Scene::default();
    let r = DN80;
    scene.pipe([0.0, 0.0, 1.0], [0.9, 0.0, 1.0], r);
    scene.pipe([1.1, 0.0, 1.0], [2.0, 0.0, 1.0], r);
    scene.block([0.92, -0.09, 0.88], [1.08, 0.09, 1.12]);
    let judged =
        |judge: &dyn BodyJudge| components(&scene.cloud(), &scene.segments, Some(judge), &ReconstructSettings::default());
    let inline = |found: &Components| {
        [Class::Valve, Class::Flange, Class::Strainer, Class::Flowmeter].iter().map(|c| count(found, *c)).sum::<usize>()
    };
    let bridges = |found: &Components| {
        found.elements.iter().filter(|e| e.class == Class::Pipe && e.evidence.inferred && e.ports.len() == 2).count()
    };
    let (alone, valve, post) = (recognised(&scene), judged(&Says(Class::Valve, 0.9)), judged(&Says(Class::Structure, 0.99)));
    assert_eq!([inline(&alone), inline(&valve), inline(&post)], [1, 1, 0], "{:#?}", told(&post));
    assert_eq!([bridges(&alone), bridges(&valve), bridges(&post)], [0, 0, 1], "{:#?}", told(&post));
}

#[test]
fn a_flanged_joint_is_still_a_joint() {
    let mut scene = Scene::default();
    let r = DN80;
    scene.pipe([0.0, 0.0, 1.0], [0.98, 0.0, 1.0], r);
    scene.pipe([1.02, 0.0, 1.0], [2.0, 0.0, 1.0], r);
    scene.flange([0.98, 0.0, 1.0], [1.0, 0.0, 0.0], r);
    scene.flange([1.0, 0.0, 1.0], [1.0, 0.0, 0.0], r);
    let found = recognised(&scene);
    assert_eq!(count(&found, Class::Flange), 1, "{:#?}", told(&found));
}

#[test]
fn no_bend_is_drawn_through_a_machine() {
    let mut scene = Scene::default();
    let r = DN80;
    scene.pipe([0.35, 0.0, 0.5], [2.0, 0.0, 0.5], r);
    scene.pipe([0.0, 0.0, 0.85], [0.0, 0.0, 2.5], r);
    scene.block([-0.3, -0.12, 0.1], [0.3, 0.12, 0.8]);
    // Ribs and covers inside the outline, where a bend would leave its bore empty.
    scene.block([0.0, -0.03, 0.5], [0.2, 0.03, 0.7]);
    let found = recognised(&scene);
    assert_eq!(count(&found, Class::Elbow), 0, "{:#?}", told(&found));
}

#[test]
fn the_seam_of_a_room_is_no_pipe() {
    let mut scene = Scene::default();
    scene.pipe([0.0, 0.04, 2.96], [5.0, 0.04, 2.96], 0.038);
    scene.arc_of_last(1.6);
    let alone = recognised(&scene);
    assert!(count(&alone, Class::Pipe) > 0 || alone.elements.is_empty());
    scene.plane([0.0, 0.0, 0.0], [5.0, 0.0, 3.0], [0.0, 1.0, 0.0]);
    scene.plane([0.0, 0.0, 3.0], [5.0, 4.0, 3.0], [0.0, 0.0, -1.0]);
    let found = recognised(&scene);
    assert_eq!(count(&found, Class::Pipe), 0, "{:#?}", told(&found));
}

#[test]
fn a_machine_with_four_equal_pipes_is_an_exchanger() {
    let mut scene = Scene::default();
    scene.plane([-3.0, -3.0, 0.0], [3.0, 3.0, 0.0], [0.0, 0.0, 1.0]);
    scene.block([-0.4, 0.0, 0.02], [0.4, 0.8, 1.6]);
    for (x, z) in [(-0.2, 0.3), (0.2, 0.3), (-0.2, 1.3), (0.2, 1.3)] {
        scene.pipe([x, -2.0, z], [x, -0.05, z], DN80);
        scene.flange([x, -0.04, z], [0.0, 1.0, 0.0], DN80);
    }
    let found = recognised(&scene);
    assert_eq!((count(&found, Class::HeatExchanger), count(&found, Class::Pump)), (1, 0), "{:#?}", told(&found));
}

#[test]
fn a_valve_before_a_bend_is_found() {
    // Pipe, flanged valve, a hand's breadth of pipe, an elbow, and nothing after it.
    let mut scene = Scene::default();
    let (r, bend) = (DN80, 0.1143);
    scene.pipe([0.0, 0.0, 1.0], [1.5, 0.0, 1.0], r);
    for x in [1.5, 1.525, 1.72, 1.745] {
        scene.flange([x, 0.0, 1.0], [1.0, 0.0, 0.0], r);
    }
    scene.loose([1.545, 0.0, 1.0], [1.72, 0.0, 1.0], 0.055);
    scene.loose([1.63, 0.0, 1.05], [1.63, 0.0, 1.16], 0.045);
    scene.loose([1.63, 0.0, 1.16], [1.63, 0.0, 1.3], 0.012);
    scene.loose([1.765, 0.0, 1.0], [1.84, 0.0, 1.0], r);
    scene.bend([1.84, 0.0, 1.0 - bend], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0], bend, r, 90.0);
    scene.loose([1.84 + bend, 0.0, 1.0 - bend], [1.84 + bend, 0.0, 0.7], r);
    let found = recognised(&scene);
    assert_eq!((count(&found, Class::Elbow), count(&found, Class::Pump)), (1, 0), "{:#?}", told(&found));
    let near = |p: At| (p[0] - 1.63).abs() < 0.06 && (p[2] - 1.0).abs() < 0.1;
    let body = found.elements.iter().find(|e| near(e.evidence.position) && e.class != Class::Pipe);
    assert!(body.is_some_and(|e| matches!(e.class, Class::Valve | Class::Strainer | Class::Flowmeter)), "{:#?}", told(&found));
}

#[test]
fn what_hangs_at_a_pipes_end_is_no_valve_for_that() {
    let mut scene = Scene::default();
    scene.pipe([0.0, 0.0, 2.0], [2.0, 0.0, 2.0], DN80);
    scene.block([2.02, -0.03, 1.9], [2.2, 0.1, 2.02]);
    let found = recognised(&scene);
    assert_eq!(count(&found, Class::Valve), 0, "{:#?}", told(&found));
}

#[test]
fn a_drain_hangs_on_a_slim_foot_and_a_shoe_does_not() {
    let check = |what: &str, fill: &dyn Fn(&mut Scene), expect: usize| {
        let mut scene = Scene::default();
        scene.pipe([0.0, 0.0, 1.0], [2.0, 0.0, 1.0], DN80);
        fill(&mut scene);
        let found = recognised(&scene);
        let hangs =
            |e: &&rosette_plant::Element<rosette_plant::Scanned>| e.class == Class::Other && e.evidence.position[2] < 0.95;
        assert_eq!(found.elements.iter().filter(hangs).count(), expect, "{what}: {:#?}", told(&found));
    };
    let below = 1.0 - DN80;
    let drain = |scene: &mut Scene| {
        scene.loose([1.0, 0.0, below], [1.0, 0.0, below - 0.06], 0.0135);
        scene.loose([1.0, 0.0, below - 0.06], [1.0, 0.0, below - 0.12], 0.024);
        scene.loose([1.0, 0.0, below - 0.12], [1.0, 0.0, below - 0.2], 0.0135);
    };
    check("a drain", &drain, 1);
    check("a shoe", &|scene: &mut Scene| scene.block([0.9, -0.04, below - 0.1], [1.1, 0.04, below]), 0);
    check("nothing", &|_: &mut Scene| {}, 0);
}
