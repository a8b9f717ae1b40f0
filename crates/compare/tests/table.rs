//! The table of methods: recall and precision by level, for looking; run with `--ignored --nocapture`.

mod support;

use rosette_compare::{CompareSettings, baselines, compare};
use rosette_plant::{Drawn, PlantGraph, Scanned};
use support::noise::{Level, spoil};
use support::plant::plant;
use support::realise::{drawn, scanned};
use support::score::{Score, pairs, score};

type Method = fn(&PlantGraph<Drawn>, &PlantGraph<Scanned>) -> Vec<(String, String)>;

fn seeds() -> u64 {
    std::env::var("SEEDS").ok().and_then(|s| s.parse().ok()).unwrap_or(10)
}

fn mean(level: Level, method: Method) -> (Score, f64) {
    let mut sum = Score::default();
    let n = seeds() as f64;
    let start = std::time::Instant::now();
    for seed in 0..seeds() {
        let p = plant(200, seed);
        let d = drawn(&p);
        let (s, links) = scanned(&spoil(&p, level, seed + 100), seed);
        let one = score(&d, &method(&d, &s), &links);
        sum.recall += one.recall / n;
        sum.precision += one.precision / n;
        sum.recall_up_to_symmetry += one.recall_up_to_symmetry / n;
        sum.precision_up_to_symmetry += one.precision_up_to_symmetry / n;
    }
    (sum, start.elapsed().as_secs_f64() / n)
}

#[test]
#[ignore = "prints a table"]
fn methods() {
    let methods: [(&str, Method); 3] = [
        ("full", |d, s| pairs(&compare(d, s, &CompareSettings::default()))),
        ("propagation", |d, s| baselines::propagation_only(d, s, &CompareSettings::default())),
        ("attributes", |d, s| baselines::attributes_only(d, s, &CompareSettings::default())),
    ];
    for (name, method) in methods {
        if std::env::var("ONLY").is_ok_and(|only| only != name) {
            continue;
        }
        for level in [Level::None, Level::Mild, Level::Medium, Level::Hard] {
            let (s, seconds) = mean(level, method);
            println!(
                "{name:10} {:7} recall {:.3} precision {:.3} up to symmetry {:.3} / {:.3}  {seconds:.2} s",
                format!("{level:?}"),
                s.recall,
                s.precision,
                s.recall_up_to_symmetry,
                s.precision_up_to_symmetry
            );
        }
    }
}

/// Whether the search or the model is to blame for what is wrong.
#[test]
#[ignore = "prints a table"]
fn worth_of_the_truth() {
    for level in [Level::Mild, Level::Medium, Level::Hard] {
        for seed in 0..seeds() {
            let p = plant(200, seed);
            let d = drawn(&p);
            let (s, links) = scanned(&spoil(&p, level, seed + 100), seed);
            let (found, truth) = baselines::worths(&d, &s, &links, &CompareSettings::default());
            println!("{level:?} {seed}: found {found:.1}, truth {truth:.1}");
        }
    }
}

/// Confidence against the share that is right, counting interchangeable objects as right.
#[test]
#[ignore = "prints a table"]
fn reliability() {
    use support::score::colours;
    for level in [Level::None, Level::Mild, Level::Medium, Level::Hard] {
        let mut bins = [(0usize, 0usize, 0usize, 0.0f64); 10];
        for seed in 0..seeds() {
            let p = plant(200, seed);
            let d = drawn(&p);
            let (s, links) = scanned(&spoil(&p, level, seed + 100), seed);
            let colours = colours(&d);
            let owner: std::collections::BTreeMap<&str, &str> = links.iter().map(|(d, s)| (s.as_str(), d.as_str())).collect();
            for pair in
                compare(&d, &s, &CompareSettings::default()).matching.pairs.iter().filter(|p| !p.pid_id.starts_with("instr"))
            {
                let alike = owner.get(pair.object_id.as_str()).is_some_and(|o| colours.get(*o) == colours.get(&pair.pid_id));
                let right = links.get(&pair.pid_id) == Some(&pair.object_id);
                let bin = &mut bins[((pair.confidence * 10.0) as usize).min(9)];
                *bin = (bin.0 + 1, bin.1 + usize::from(right), bin.2 + usize::from(alike), bin.3 + pair.confidence);
            }
        }
        println!("{level:?}");
        for (k, (n, right, alike, sum)) in bins.iter().enumerate().filter(|(_, b)| b.0 > 0) {
            let share = |x: usize| x as f64 / *n as f64;
            println!(
                "  {:.1}: {n:5} pairs, mean confidence {:.2}, right {:.2}, up to symmetry {:.2}",
                k as f64 / 10.0,
                sum / *n as f64,
                share(*right),
                share(*alike)
            );
        }
    }
}
