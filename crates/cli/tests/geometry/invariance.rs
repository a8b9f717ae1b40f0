//! Where a plant stands, how it is turned, how it is split and on how many threads it is read changes nothing but coordinates.

use crate::plant::{built, components, inventory, radius};
use crate::scenes::{STYLE, Scene, floor, thing};
use rosette_cloud::Cloud;
use rosette_plant::{Components, PlantGraph, Scanned, Subtype};
use rosette_truth::component::{elbow, pipe, tee, valve};
use rosette_truth::model::catalogue::bend_radius;
use rosette_truth::model::{Dice, Part};
use rosette_truth::surface::{P3, V3};

/// A position of a national grid.
const SITE: [f64; 3] = [652_300.25, 6_861_200.5, 35.0];

fn straight(a: P3, b: P3, dn: u32) -> Part {
    pipe(a, b, radius(dn), dn)
}

/// A DN100 line from the left with a valve and a branch, up and around a corner, beside a DN50 line and a tank.
fn plant() -> Vec<Part> {
    let (x, z) = (V3::x(), V3::z());
    let at = |along: f64| P3::new(along, 0.0, 1.0);
    let gate = valve(Subtype::Gate, 100, STYLE, &mut Dice::new(4, &[1])).placed(at(-1.2), x, z);
    let branch = tee(100, 50, STYLE, 0.0, &mut Dice::new(4, &[2]));
    let (top, _) = branch.branch.unwrap();
    let fitting = branch.placed(at(0.4), x, z);
    let bend = elbow(at(1.8), x, z, bend_radius(100, 1.5), radius(100), 100);
    vec![
        straight(at(-2.6), gate.ports[0].at, 100),
        straight(gate.ports[1].at, fitting.ports[0].at, 100),
        straight(fitting.ports[1].at, bend.ports[0].at, 100),
        straight(bend.ports[1].at, bend.ports[1].at + z * 1.0, 100),
        straight(at(0.4) + z * top, at(0.4) + z * (top + 0.9), 50),
        straight(P3::new(-2.6, 0.5, 0.5), P3::new(2.4, 0.5, 0.5), 50),
        thing(|s| s.rod([1.2, 2.0, 0.0], [1.2, 2.0, 1.3], 0.65)),
        gate,
        fitting,
        bend,
        floor(0.0, 3.0),
    ]
}

fn scan(parts: Vec<Part>) -> Scene {
    Scene::new(parts, [-1.8, -2.4, 1.7]).also_from([2.0, -2.5, 1.6]).also_from([-1.5, 2.6, 1.8]).spaced(0.009)
}

/// Joints as pairs of classes, in order.
fn joints(graph: &PlantGraph<Scanned>) -> Vec<String> {
    let name = |i: usize| graph.elements[i].class.name();
    let mut all: Vec<String> = graph.joints.iter().map(|j| format!("{} {}", name(j.a), name(j.b))).collect();
    all.sort();
    all
}

#[test]
fn the_plant_is_told_as_it_stands() {
    let graph = built(&[components(&scan(plant()).cloud())]);
    assert_eq!(inventory(&graph), EXPECT);
    assert_eq!(graph.joints.len(), 7);
}

const EXPECT: &str = "elbow:100 pipe:100 pipe:100 pipe:100 pipe:100 pipe:50 pipe:50 tank:0 tee:100 valve:100";

#[test]
fn a_national_grid_only_shifts_the_numbers() {
    let scene = scan(plant());
    let (here, there) = (built(&[components(&scene.cloud())]), built(&[components(&scene.cloud_at(SITE))]));
    assert_eq!((inventory(&here), joints(&here)), (inventory(&there), joints(&there)));
    for (a, b) in here.elements.iter().zip(&there.elements) {
        assert_eq!((&a.id, a.dn, a.evidence.points), (&b.id, b.dn, b.evidence.points));
        for (k, site) in SITE.iter().enumerate() {
            let off = b.evidence.position[k] - site - a.evidence.position[k];
            assert!(off.abs() < 1e-6, "{}: {off} m", a.id);
        }
    }
}

/// The scene turned about the vertical: the same parts and eyes, seen anew.
fn turned(degrees: f64) -> Scene {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let motion = rosette_truth::component::frame(P3::origin(), V3::new(cos, sin, 0.0), V3::z());
    let mut scene = scan(plant().into_iter().map(|p| p.moved(&motion)).collect());
    scene.eyes.iter_mut().for_each(|e| *e = motion * *e);
    scene
}

#[test]
fn turning_changes_no_class_and_no_size() {
    let expect = built(&[components(&turned(0.0).cloud())]);
    for degrees in [17.0, 45.0, 90.0, 131.0] {
        let graph = built(&[components(&turned(degrees).cloud())]);
        assert_eq!(inventory(&graph), inventory(&expect), "{degrees} degrees");
        assert_eq!(joints(&graph), joints(&expect), "{degrees} degrees");
    }
}

/// The cloud on one side of `border` (x, site), with a halo of `halo` m beyond it.
fn half(cloud: &Cloud, border: f64, halo: f64, left: bool) -> Cloud {
    let depth = |i: u32| (cloud.site(i as usize)[0] - border) * if left { -1.0 } else { 1.0 };
    let kept: Vec<u32> = (0..cloud.len() as u32).filter(|&i| depth(i) > -halo).collect();
    let mut part = cloud.select(&kept);
    part.core = kept.iter().map(|&i| depth(i) > 0.0).collect();
    part
}

#[test]
fn two_areas_give_the_plant_of_one() {
    let cloud = scan(plant()).cloud_at(SITE);
    let whole = built(&[components(&cloud)]);
    // Through plain pipe, through the valve, near the tee, through the tank.
    for border in [-0.5, -1.2, 0.3, 1.2] {
        let areas: Vec<Components> =
            [true, false].iter().map(|&left| components(&half(&cloud, SITE[0] + border, 1.0, left))).collect();
        let graph = built(&areas);
        assert_eq!(inventory(&graph), inventory(&whole), "border at {border} m");
        assert_eq!(joints(&graph), joints(&whole), "border at {border} m");
    }
}

#[test]
fn threads_change_no_byte() {
    let cloud = scan(plant()).cloud();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| serde_json::to_vec(&components(&cloud)).unwrap())
    };
    assert_eq!(on(1), on(3));
}
