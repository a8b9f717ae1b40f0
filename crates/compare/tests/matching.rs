//! Recall and precision of the matching on generated plants, clean and spoiled; the figures reached may only rise.

mod support;

use rosette_compare::{CompareSettings, baselines, compare};
use rosette_plant::{Drawn, PlantGraph, Scanned};
use std::collections::BTreeMap;
use support::noise::{Level, spoil};
use support::plant::plant;
use support::realise::{drawn, scanned};
use support::score::{Score, colours, pairs, score};

const SEEDS: u64 = 10;

type Method<'a> = &'a dyn Fn(&PlantGraph<Drawn>, &PlantGraph<Scanned>) -> Vec<(String, String)>;

/// Mean over the seeds, for plants of `n` elements.
fn mean(n: usize, level: Level, seeds: u64, method: Method<'_>) -> Score {
    let mut sum = Score::default();
    for seed in 0..seeds {
        let p = plant(n, seed);
        let d = drawn(&p);
        let (s, links) = scanned(&spoil(&p, level, seed + 100), seed);
        let one = score(&d, &method(&d, &s), &links);
        sum.recall += one.recall / seeds as f64;
        sum.precision += one.precision / seeds as f64;
        sum.recall_up_to_symmetry += one.recall_up_to_symmetry / seeds as f64;
        sum.precision_up_to_symmetry += one.precision_up_to_symmetry / seeds as f64;
    }
    sum
}

fn full(d: &PlantGraph<Drawn>, s: &PlantGraph<Scanned>) -> Vec<(String, String)> {
    pairs(&compare(d, s, &CompareSettings::default()))
}

/// Least strict recall, strict precision, and recall and precision up to symmetry at 200 elements.
fn check(level: Level, recall: f64, precision: f64, up_to_symmetry: f64, precision_up_to_symmetry: f64) {
    let s = mean(200, level, SEEDS, &full);
    println!("{level:?}: {s:.3?}");
    assert!(s.recall >= recall && s.precision >= precision, "{level:?}: {s:.3?}");
    assert!(s.recall_up_to_symmetry >= up_to_symmetry, "{level:?}: {s:.3?}");
    assert!(s.precision_up_to_symmetry >= precision_up_to_symmetry, "{level:?}: {s:.3?}");
}

#[test]
fn clean() {
    check(Level::None, 0.985, 0.985, 0.999_999, 0.999_999);
}

#[test]
fn mild() {
    check(Level::Mild, 0.965, 0.967, 0.991, 0.993);
}

#[test]
fn medium() {
    check(Level::Medium, 0.937, 0.938, 0.965, 0.965);
}

#[test]
fn hard() {
    check(Level::Hard, 0.795, 0.799, 0.848, 0.85);
}

#[test]
fn better_than_the_baselines() {
    let settings = CompareSettings::default();
    let attributes = mean(200, Level::Medium, 6, &|d, s| baselines::attributes_only(d, s, &settings));
    let propagation = mean(200, Level::Medium, 6, &|d, s| baselines::propagation_only(d, s, &settings));
    let all = mean(200, Level::Medium, 6, &full);
    println!("attributes {attributes:.3?}\npropagation {propagation:.3?}\nall {all:.3?}");
    assert!(attributes.recall + 0.2 < propagation.recall && propagation.recall + 0.02 < all.recall);
}

#[test]
fn plants_of_all_sizes() {
    for (n, least) in [(50, 0.90), (400, 0.90), (1000, 0.85)] {
        let s = mean(n, Level::Medium, if n > 500 { 1 } else { 3 }, &full);
        println!("{n}: {s:.3?}");
        assert!(s.recall_up_to_symmetry >= least, "{n}: {s:.3?}");
    }
}

/// Not a speed test: those are in the benches. Prints the time, and fails only where something is quadratic.
#[test]
#[ignore = "takes seconds; run with --ignored"]
fn five_thousand_elements() {
    let p = plant(5000, 3);
    let d = drawn(&p);
    let (s, links) = scanned(&spoil(&p, Level::Medium, 3), 3);
    let start = std::time::Instant::now();
    let c = compare(&d, &s, &CompareSettings::default());
    println!("{:?} {:.1?} {} differences", score(&d, &pairs(&c), &links), start.elapsed(), c.differences.len());
    assert!(start.elapsed().as_secs() < 60);
}

/// Where the wrong pairs come from; for looking.
#[test]
#[ignore = "prints what kinds of errors are made"]
fn kinds_of_errors() {
    for level in [Level::Mild, Level::Medium, Level::Hard] {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for seed in 0..SEEDS {
            let p = plant(200, seed);
            let d = drawn(&p);
            let (s, links) = scanned(&spoil(&p, level, seed + 100), seed);
            let colours = colours(&d);
            let owner: BTreeMap<&str, &str> = links.iter().map(|(d, s)| (s.as_str(), d.as_str())).collect();
            let line = |id: &str| d.elements.iter().find(|e| e.id == id).and_then(|e| e.line.clone());
            for (pid, object) in full(&d, &s).iter().filter(|(d, _)| !d.starts_with("instr")) {
                let itself = if links.contains_key(pid) { "there" } else { "missed" };
                let kind = match owner.get(object.as_str()).copied() {
                    Some(o) if o == pid => "right".into(),
                    Some(o) if colours.get(o) == colours.get(pid) => "symmetric".into(),
                    Some(o) if line(o) == line(pid) => format!("same line, itself {itself}"),
                    Some(_) => format!("elsewhere, itself {itself}"),
                    None => format!("onto a false object, itself {itself}"),
                };
                *count.entry(kind).or_default() += 1;
            }
        }
        println!("{level:?} {count:#?}");
    }
}
