//! Equipment is found as what it is; floors, cabinets, steel and rails are no pipe.

use crate::plant::{built, components, inventory};
use crate::scenes::{Scene, floor, thing, wall};
use rosette_plant::{Class, Geometry};
use rosette_truth::model::Part;

fn seen(mut parts: Vec<Part>) -> Scene {
    parts.push(floor(0.0, 2.6));
    Scene::new(parts, [-2.4, -2.3, 1.6]).also_from([2.2, -2.4, 1.7]).spaced(0.012)
}

fn column(depth: f64) -> Part {
    thing(|s| {
        s.block([0.0, 0.0, 1.5], [depth, 0.012, 3.0]);
        [-0.5, 0.5].iter().for_each(|side| s.block([side * depth, 0.0, 1.5], [0.012, depth, 3.0]));
    })
}

fn handrail(radius: f64) -> Part {
    thing(|s| {
        for z in [0.55, 1.1] {
            s.tube([-1.5, 0.0, z], [1.5, 0.0, z], radius);
        }
        for x in [-1.5, -0.5, 0.5, 1.5] {
            s.tube([x, 0.0, 0.0], [x, 0.0, 1.1], radius);
        }
    })
}

#[test]
fn what_is_no_process_gives_no_element() {
    let check = |name: &str, parts: Vec<Part>| {
        let graph = built(&[components(&seen(parts).cloud())]);
        assert_eq!(inventory(&graph), "", "{name}");
    };
    check("floor", vec![]);
    check(
        "floor and walls",
        vec![wall(2.4, 0.0, 2.6, 2.8), thing(|s| s.sheet([-2.5, -2.6, 0.0], [0.0, 5.0, 0.0], [0.0, 0.0, 2.8]))],
    );
    check(
        "cabinets",
        vec![thing(|s| s.block([-0.6, 1.0, 1.0], [0.8, 0.4, 1.9])), thing(|s| s.block([0.7, 0.4, 0.65], [0.6, 0.6, 1.2]))],
    );
    check("crate", vec![thing(|s| s.block([0.1, 0.2, 0.14], [0.35, 0.3, 0.25]))]);
    for depth in [0.12, 0.2, 0.3] {
        check(&format!("column of {depth} m"), vec![column(depth)]);
    }
    for radius in [0.0169, 0.0213, 0.02415] {
        check(&format!("handrail of {radius} m"), vec![handrail(radius)]);
    }
}

#[test]
fn vessels_are_one_element() {
    let check = |name: &str, part: Part, expect: Class, radius: f64, length: f64| {
        let graph = built(&[components(&seen(vec![part]).cloud())]);
        assert_eq!(inventory(&graph), format!("{}:0", expect.name()), "{name}");
        let Geometry::Cylinder { start, end, radius: found } = &graph.elements[0].evidence.geometry else {
            panic!("{name}: {:?}", graph.elements[0].evidence.geometry)
        };
        let long = (0..3).map(|k| (end[k] - start[k]).powi(2)).sum::<f64>().sqrt();
        assert!((found / radius - 1.0).abs() < 0.02, "{name}: radius {found}");
        // A saddle may hide the seam, and with it a head.
        assert!((long / length - 1.0).abs() < 0.25, "{name}: {long} m instead of {length}");
    };
    // A slim one must show its top: nothing else tells it from a wide pipe.
    for (radius, tall) in [(0.4, 1.2), (0.7, 2.4), (1.1, 2.4)] {
        let tank = thing(|s| s.rod([0.0, 0.0, 0.0], [0.0, 0.0, tall], radius));
        check(&format!("tank of {radius} m"), tank, Class::Tank, radius, tall);
    }
    // A small one that no pipe leads to may as well be a barrel.
    for (radius, class) in [(0.25, Class::Other), (0.4, Class::Vessel), (0.55, Class::Vessel)] {
        let (half, z) = (2.2 * radius, radius + 0.7);
        let drum = thing(|s| {
            s.tube([-half, 0.0, z], [half, 0.0, z], radius);
            for side in [-1.0, 1.0] {
                s.dome([side * half, 0.0, z], [side, 0.0, 0.0], radius, 0.5 * radius);
                s.block([side * 0.6 * half, 0.0, (z - 0.6 * radius) / 2.0], [0.12, 1.6 * radius, z - 0.6 * radius]);
            }
        });
        check(&format!("lying vessel of {radius} m"), drum, class, radius, 2.0 * half + radius);
    }
}
