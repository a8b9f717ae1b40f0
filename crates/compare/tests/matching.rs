//! Recall and precision of the matching on generated plants, clean and spoiled; the figures reached may only rise.

mod support;

use rosette_compare::{CompareSettings, baselines, compare};
use support::noise::{Level, spoil};
use support::plant::plant;
use support::realise::{drawn, scanned};
use support::score::{Score, pairs, score};

const SEEDS: u64 = 10;

/// Mean over the seeds.
fn mean(n: usize, level: Level, method: impl Fn(&rosette_plant::PlantGraph<rosette_plant::Drawn>, &rosette_plant::PlantGraph<rosette_plant::Scanned>) -> Vec<(String, String)>) -> Score {
    let mut sum = Score::default();
    for seed in 0..SEEDS {
        let p = plant(n, seed);
        let d = drawn(&p);
        let (s, links) = scanned(&spoil(&p, level, seed + 100), seed);
        let one = score(&d, &method(&d, &s), &links);
        sum.recall += one.recall / SEEDS as f64;
        sum.precision += one.precision / SEEDS as f64;
        sum.recall_up_to_symmetry += one.recall_up_to_symmetry / SEEDS as f64;
    }
    sum
}

#[test]
fn figures() {
    let settings = CompareSettings::default();
    for level in [Level::None, Level::Mild, Level::Medium, Level::Hard] {
        println!("{level:?} attributes {:.3?}", mean(200, level, |d, s| baselines::attributes_only(d, s, &settings)));
        println!("{level:?} propagation {:.3?}", mean(200, level, |d, s| baselines::propagation_only(d, s, &settings)));
        println!("{level:?} compare {:.3?}", mean(200, level, |d, s| pairs(&compare(d, s, &settings))));
    }
}
