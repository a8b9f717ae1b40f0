//! What is no pipe: floors, walls, cabinets and steel give no cylinder; a vessel's wall gives one and never a plane.

mod support;

use rosette_plant::Segments;
use rosette_segment::{SegmentSettings, segment};
use rosette_truth::model::Part;
use support::{Scene, floor, thing, wall};

const EYES: [[f64; 3]; 2] = [[-2.4, -2.3, 1.6], [2.2, -2.4, 1.7]];
/// Radius from which a cylinder could be taken for a pipe of DN20, m. Inner corners of coarse scans give fillets of 1 cm.
const PIPE: f64 = 0.0125;

fn segments(mut parts: Vec<Part>, spacing: f64) -> Segments {
    parts.push(floor(0.0, 2.6));
    let scene = Scene::new(parts, EYES[0]).also_from(EYES[1]).spaced(spacing);
    segment(&scene.cloud(), &SegmentSettings::default())
}

/// An H column of the given height and depth.
fn column(tall: f64, depth: f64) -> Part {
    thing(|s| {
        let thick = 0.012;
        s.block([0.0, 0.0, tall / 2.0], [depth, thick, tall]);
        for side in [-0.5, 0.5] {
            s.block([side * depth, 0.0, tall / 2.0], [thick, depth, tall]);
        }
    })
}

fn cabinet(x: f64, y: f64, size: [f64; 3]) -> Part {
    thing(|s| s.block([x, y, size[2] / 2.0 + 0.05], size))
}

#[test]
fn flat_things_give_no_cylinder() {
    let check = |name: &str, parts: Vec<Part>, spacing: f64, planes: usize| {
        let found = segments(parts, spacing);
        let wide = found.cylinders.iter().filter(|c| c.cylinder.radius > PIPE);
        let round: Vec<_> = wide.map(|c| (c.cylinder.radius, c.seen_length(), c.arc)).collect();
        assert!(round.is_empty(), "{name}: cylinders {round:?}");
        assert!(found.planes.len() >= planes, "{name}: {} planes", found.planes.len());
    };
    for spacing in [0.008, 0.016] {
        check("floor", vec![], spacing, 1);
        let walls = vec![wall(2.5, 0.0, 2.6, 2.8), thing(|s| s.sheet([-2.5, -2.6, 0.0], [0.0, 5.2, 0.0], [0.0, 0.0, 2.8]))];
        check("floor and walls", walls, spacing, 3);
        check("cabinets", vec![cabinet(-0.6, 1.0, [0.8, 0.4, 1.9]), cabinet(0.7, 0.4, [0.6, 0.6, 1.2])], spacing, 4);
        check("crate", vec![cabinet(0.1, 0.2, [0.35, 0.3, 0.25])], spacing, 1);
        check("column", vec![column(3.0, 0.2)], spacing, 1);
        check("slender column", vec![column(3.0, 0.14)], spacing, 1);
        let tray = thing(|s| {
            s.sheet([-2.0, 1.0, 2.5], [4.0, 0.0, 0.0], [0.0, 0.3, 0.0]);
            s.sheet([-2.0, 1.0, 2.5], [4.0, 0.0, 0.0], [0.0, 0.0, 0.06]);
            s.sheet([-2.0, 1.3, 2.5], [4.0, 0.0, 0.0], [0.0, 0.0, 0.06]);
        });
        check("cable tray", vec![tray], spacing, 1);
    }
}

#[test]
fn a_shell_is_one_cylinder_and_no_plane() {
    let check = |name: &str, part: Part, radius: f64, length: f64, heads: usize| {
        let found = segments(vec![part], 0.012);
        let all: Vec<_> = found.cylinders.iter().map(|c| (c.cylinder.radius, c.seen_length(), c.heads)).collect();
        let wide = found.cylinders.iter().filter(|c| c.cylinder.radius > PIPE).count();
        let shells = || found.cylinders.iter().filter(|c| (c.cylinder.radius / radius - 1.0).abs() < 0.02);
        assert_eq!((shells().count(), wide), (1, 1), "{name}: {all:?}");
        let seen: f64 = shells().map(|c| c.seen_length()).sum();
        assert!((seen / length - 1.0).abs() < 0.08, "{name}: {seen:.2} m of {length}");
        let closed: usize = shells().map(|c| c.heads.iter().flatten().count()).sum();
        assert!(closed >= heads, "{name}: {closed} heads seen");
        let tilted: Vec<_> = found.planes.iter().filter(|p| p.plane.normal.z.abs() < 0.95).map(|p| p.area).collect();
        assert!(tilted.is_empty(), "{name}: planes on the shell, m2: {tilted:?}");
    };
    for radius in [0.4, 0.8, 1.2] {
        let tank = thing(|s| s.rod([0.0, 0.0, 0.0], [0.0, 0.0, 2.6], radius));
        check(&format!("tank of {radius} m"), tank, radius, 2.6, 0);
    }
    for radius in [0.25, 0.45, 0.7] {
        let (half, z) = (2.5 * radius, radius + 0.7);
        let drum = thing(|s| {
            s.tube([-half, 0.0, z], [half, 0.0, z], radius);
            s.dome([half, 0.0, z], [1.0, 0.0, 0.0], radius, 0.5 * radius);
            s.dome([-half, 0.0, z], [-1.0, 0.0, 0.0], radius, 0.5 * radius);
        });
        check(&format!("lying vessel of {radius} m"), drum, radius, 2.0 * half, 2);
    }
}
