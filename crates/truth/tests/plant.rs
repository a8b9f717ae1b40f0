//! What must hold of every grown plant: ports meet, lines do not clash, enough finds room.

use rosette_plant::Class;
use rosette_truth::model::{LineEnd, Part, Plant};
use rosette_truth::plan::{Growth, Kind, PlantSettings, Size, Variety, grow};
use std::sync::OnceLock;

fn grown(kind: Kind, size: Size, seed: u64) -> Growth {
    let (insulation, variety) = (seed.is_multiple_of(2), if seed == 3 { Variety::Plain } else { Variety::Rich });
    grow(&PlantSettings { seed, kind, size, catalogue: None, indoor: None, insulation, variety, without: vec![] })
}

/// Plants of every kind; more of them if `ROSETTE_TRUTH_SEEDS` says so.
fn plants() -> &'static [(String, Growth)] {
    static PLANTS: OnceLock<Vec<(String, Growth)>> = OnceLock::new();
    PLANTS.get_or_init(|| {
        let more: u64 = std::env::var("ROSETTE_TRUTH_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
        let mut plants = Vec::new();
        for kind in Kind::ALL {
            for (size, seeds) in [(Size::Tiny, 1..3), (Size::Small, 3..6 + more), (Size::Medium, 107..108 + more)] {
                for seed in seeds {
                    plants.push((format!("{} {size:?} {seed}", kind.name()), grown(kind, size, seed)));
                }
            }
        }
        plants
    })
}

fn for_many(check: impl Fn(&str, &Growth)) {
    plants().iter().for_each(|(name, growth)| check(name, growth));
}

#[test]
fn ports_of_joined_parts_meet() {
    for_many(|name, growth| {
        let parts = &growth.plant.parts;
        for &[a, b] in &growth.plant.connections {
            if parts[b].class == Class::Instrument {
                continue;
            }
            let gaps =
                parts[a].ports.iter().flat_map(|p| parts[b].ports.iter().map(move |q| ((p.at - q.at).norm(), p.out.dot(&q.out))));
            let (gap, turn) = gaps.min_by(|x, y| x.0.total_cmp(&y.0)).unwrap();
            if gap >= 1e-3 {
                for part in plant_line(&growth.plant, a) {
                    eprintln!("{:?} {:?} {:?}", part.class, part.kind, part.ports.iter().map(|j| j.at).collect::<Vec<_>>());
                }
            }
            assert!(gap < 1e-3, "{name}: {:?} and {:?} are {gap} m apart", parts[a].class, parts[b].class);
            assert!(turn < -0.999, "{name}: {:?} and {:?} do not face each other: {turn}", parts[a].class, parts[b].class);
        }
    });
}

/// Centres along a pipe, 5 cm apart, but for its first and last centimetres.
fn axis_points(part: &Part) -> Vec<(rosette_truth::surface::P3, f64)> {
    let Some(run) = &part.run else { return vec![] };
    let length = (run.b - run.a).norm();
    let steps = (length / 0.05).ceil() as usize;
    (1..steps).map(|i| (run.a + (run.b - run.a) * (i as f64 / steps as f64), run.radius)).collect()
}

fn joined(plant: &Plant, a: usize, b: usize) -> bool {
    plant.connections.contains(&[a, b]) || plant.connections.contains(&[b, a])
}

#[test]
fn pipes_clash_with_nothing() {
    for_many(|name, growth| {
        let plant = &growth.plant;
        let boxes: Vec<_> = plant.parts.iter().map(Part::bounds).collect();
        for (a, pipe) in plant.parts.iter().enumerate() {
            for (at, radius) in axis_points(pipe) {
                for (b, other) in plant.parts.iter().enumerate() {
                    let (lo, hi) = boxes[b];
                    if a == b || !(0..3).all(|k| at[k] > lo[k] - radius && at[k] < hi[k] + radius) {
                        continue;
                    }
                    let own = other.line == pipe.line
                        || at_its_end(plant, pipe, &at, radius, b)
                        || joined(plant, a, b)
                        || other.kind == Some("pipe_support");
                    if own {
                        continue;
                    }
                    let walls = matches!(other.class, Class::Floor | Class::Wall | Class::Ceiling);
                    let through_wall = walls && (at - plant_end(plant, pipe)).norm() < radius + 0.05;
                    let gap = other.distance(&at) - radius;
                    let tags = |p: &Part| (p.class, p.kind, p.line.map(|l| plant.lines[l].tag.clone()));
                    if gap < -1e-3 && !through_wall {
                        let worst = other.surfaces.iter().min_by(|a, b| a.distance(&at).total_cmp(&b.distance(&at)));
                        let line = &plant.lines[pipe.line.unwrap()];
                        for part in &line.parts {
                            let part = &plant.parts[*part];
                            eprintln!(
                                "{:?} {:?} {:?}",
                                part.class,
                                part.kind,
                                part.ports.iter().map(|j| j.at).collect::<Vec<_>>()
                            );
                        }
                        eprintln!(
                            "{worst:?}\n{:?} {:?} {:?}",
                            pipe.run,
                            plant.lines[pipe.line.unwrap()].from,
                            plant.lines[pipe.line.unwrap()].to
                        );
                    }
                    assert!(gap > -1e-3 || through_wall, "{name}: {:?} runs {gap} m into {:?} at {at}", tags(pipe), tags(other));
                }
            }
        }
    });
}

/// Whether a place on a pipe is where its line is joined to the other part, or to a tee of the other's line.
fn at_its_end(plant: &Plant, pipe: &Part, at: &rosette_truth::surface::P3, radius: f64, other: usize) -> bool {
    let Some(line) = pipe.line.map(|l| &plant.lines[l]) else { return false };
    let ends = [&line.from, &line.to].into_iter().filter_map(|e| match e {
        LineEnd::Nozzle(p, _) | LineEnd::Tee(p) => Some(*p),
        _ => None,
    });
    let near = |end: usize| plant.parts[end].ports.iter().any(|j| (j.at - at).norm() < 1.5 * radius + 0.2);
    ends.into_iter().any(|end| {
        (end == other || (plant.parts[end].line.is_some() && plant.parts[end].line == plant.parts[other].line)) && near(end)
    })
}

/// The end of a pipe that is nearest to a wall: where it may go through.
fn plant_end(plant: &Plant, pipe: &Part) -> rosette_truth::surface::P3 {
    let Some(run) = pipe.run.as_ref() else { return pipe.pos.unwrap_or_default() };
    let free = |at: &rosette_truth::surface::P3| {
        plant.parts.iter().filter(|p| p.ports.iter().any(|j| (j.at - at).norm() < 1e-6)).count() == 1
    };
    if free(&run.a) { run.a } else { run.b }
}

#[test]
fn most_of_the_process_finds_room() {
    let (mut lines, mut left_out) = (0, 0);
    for_many(|name, growth| {
        eprintln!("{name}: {} lines, {} parts, {} left out", growth.plant.lines.len(), growth.plant.parts.len(), growth.left_out);
    });
    for (_, growth) in plants() {
        lines += growth.plant.lines.len();
        left_out += growth.left_out;
    }
    assert!(left_out * 20 < lines, "{left_out} left out of {lines}");
}

fn plant_line(plant: &Plant, part: usize) -> Vec<&Part> {
    plant.parts[part].line.iter().flat_map(|&l| plant.lines[l].parts.iter().map(|&p| &plant.parts[p])).collect()
}
