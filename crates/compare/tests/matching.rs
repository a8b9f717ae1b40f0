//! Recall and precision of the matching on generated plants, clean and spoiled; the figures reached may only rise.

mod support;

use rosette_compare::{CompareSettings, baselines, compare};
use support::noise::{Level, spoil};
use support::plant::plant;
use support::realise::{drawn, scanned};
use support::score::{Score, pairs, score};

const SEEDS: u64 = 24;

/// Mean over the seeds.
fn mean(
    n: usize,
    level: Level,
    method: impl Fn(
        &rosette_plant::PlantGraph<rosette_plant::Drawn>,
        &rosette_plant::PlantGraph<rosette_plant::Scanned>,
    ) -> Vec<(String, String)>,
) -> Score {
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

#[test]
#[ignore = "tune"]
fn tune() {
    let settings = CompareSettings::default();
    let mut out = String::new();
    for level in [Level::Mild, Level::Medium, Level::Hard] {
        let s = mean(200, level, |d, s| pairs(&compare(d, s, &settings)));
        out += &format!("{:.3}/{:.3} p{:.3}  ", s.recall, s.recall_up_to_symmetry, s.precision);
    }
    println!("T {out}");
}

#[test]
#[ignore = "prints what kinds of errors are made"]
fn kinds_of_errors() {
    for level in [Level::Mild, Level::Medium, Level::Hard] {
        let mut count: std::collections::BTreeMap<String, usize> = Default::default();
        for seed in 0..SEEDS {
            let p = plant(200, seed);
            let d = drawn(&p);
            let (s, links) = scanned(&spoil(&p, level, seed + 100), seed);
            let c = compare(&d, &s, &CompareSettings::default());
            let colours = support::score::colours(&d);
            let owner: std::collections::BTreeMap<&str, &str> = links.iter().map(|(d, s)| (s.as_str(), d.as_str())).collect();
            let line = |id: &str| d.elements.iter().find(|e| e.id == id).and_then(|e| e.line.clone());
            for p in c.matching.pairs.iter().filter(|p| !p.pid_id.starts_with("instr")) {
                let is = owner.get(p.object_id.as_str()).copied();
                let there = links.contains_key(&p.pid_id);
                let kind = match is {
                    Some(o) if o == p.pid_id => "right".to_string(),
                    Some(o) if colours.get(o) == colours.get(&p.pid_id) => "symmetric".into(),
                    Some(o) if line(o) == line(&p.pid_id) => {
                        format!("same line, itself {}", if there { "there" } else { "missed" })
                    }
                    Some(_) => format!("elsewhere, itself {}", if there { "there" } else { "missed" }),
                    None => format!("onto false object, itself {}", if there { "there" } else { "missed" }),
                };
                *count.entry(kind).or_default() += 1;
            }
            let un = c.matching.unmatched_pid.iter().filter(|i| links.contains_key(*i) && !i.starts_with("instr")).count();
            *count.entry("unmatched though there".into()).or_default() += un;
        }
        println!("{level:?} {count:#?}");
    }
}
