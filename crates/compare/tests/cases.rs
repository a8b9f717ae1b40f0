//! The shared cases with perfect as-built graphs: the matching is the truth, the differences are the recorded ones.

#![allow(clippy::unwrap_used)]

mod support;

use rosette_compare::{CompareSettings, Comparison, compare};
use rosette_plant::{Difference, DifferenceKind};
use serde_json::Value;
use std::collections::BTreeSet;
use support::fuzzed::spoiled;
use support::noise::Level;
use support::truth::{Case, cases};

/// Least recall and precision on spoiled graphs, by level.
const MILD: (f64, f64) = (0.972, 0.978);
const MEDIUM: (f64, f64) = (0.948, 0.971);
const HARD: (f64, f64) = (0.906, 0.891);

/// True parts of a recorded difference as object ids.
fn objects(case: &Case, recorded: &Value) -> BTreeSet<String> {
    let parts = recorded["parts"].as_array().cloned().unwrap_or_default();
    parts.iter().filter_map(|p| case.objects.get(p.as_str()?).cloned()).collect()
}

fn pids(recorded: &Value) -> BTreeSet<String> {
    recorded["pids"].as_array().into_iter().flatten().filter_map(|p| p.as_str().map(String::from)).collect()
}

/// Same kind (or one that is allowed as well), and about the same drawn element or object.
fn is_about(case: &Case, recorded: &Value, found: &Difference) -> bool {
    let kind = serde_json::to_value(found.kind).unwrap();
    let allowed = kind == recorded["kind"] || recorded["also"].as_array().is_some_and(|a| a.contains(&kind));
    let (pids, objects) = (pids(recorded), objects(case, recorded));
    allowed && (found.pid_ids.iter().any(|p| pids.contains(p)) || found.object_ids.iter().any(|o| objects.contains(o)))
}

fn print(c: &Comparison) {
    c.differences.iter().for_each(|d| println!("  {:?} {:?} {:.2} {}", d.kind, d.severity, d.confidence, d.message));
    c.notes.iter().for_each(|n| println!("  note {}", n.message));
}

#[test]
fn matching_is_the_truth_and_differences_are_the_recorded_ones() {
    for case in cases() {
        let c = compare(&case.drawn, &case.scanned, &CompareSettings::default());
        println!("{}", case.name);
        print(&c);
        for (pid, object) in &case.links {
            let got = c.matching.pairs.iter().find(|p| p.pid_id == *pid).map(|p| &p.object_id);
            assert_eq!(got, Some(object), "{}: {pid}", case.name);
        }
        let recorded = case.truth["differences"].as_array().unwrap();
        for r in recorded {
            let hits = c.differences.iter().filter(|d| is_about(&case, r, d)).count();
            assert_eq!(hits, 1, "{}: {}", case.name, r["what"]);
        }
        let real = c.differences.iter().filter(|d| d.kind != DifferenceKind::NotVerifiable);
        for d in real {
            assert!(recorded.iter().any(|r| is_about(&case, r, d)), "{}: false {:?} {}", case.name, d.kind, d.message);
        }
    }
}

/// Recall and precision of the matching on a case whose as-built graph was spoiled; mean over some seeds.
fn spoiled_score(case: &Case, level: Level) -> (f64, f64) {
    const SEEDS: u64 = 6;
    let (mut right, mut want, mut got) = (0, 0, 0);
    for seed in 0..SEEDS {
        let (scanned, missed) = spoiled(&case.scanned, level, seed);
        let c = compare(&case.drawn, &scanned, &CompareSettings::default());
        let links: Vec<_> = case.links.iter().filter(|(_, object)| !missed.contains(*object)).collect();
        let paired = |pid: &str| c.matching.pairs.iter().find(|p| p.pid_id == pid).map(|p| p.object_id.as_str());
        want += links.len();
        right += links.iter().filter(|(pid, object)| paired(pid) == Some(object.as_str())).count();
        got += c.matching.pairs.iter().filter(|p| case.links.contains_key(&p.pid_id)).count();
    }
    (right as f64 / f64::from(want.max(1) as u32), right as f64 / f64::from(got.max(1) as u32))
}

/// The figures reached may only rise.
#[test]
fn spoiled_as_built_graphs() {
    let floors = [(Level::Mild, MILD), (Level::Medium, MEDIUM), (Level::Hard, HARD)];
    let all = cases();
    for (level, (recall, precision)) in floors {
        let scores: Vec<(f64, f64)> = all.iter().map(|case| spoiled_score(case, level)).collect();
        for (case, (r, p)) in all.iter().zip(&scores) {
            println!("{:12} {level:?} recall {r:.3} precision {p:.3}", case.name);
        }
        let n = scores.len().max(1) as f64;
        let (r, p) = scores.iter().fold((0.0, 0.0), |(r, p), s| (r + s.0 / n, p + s.1 / n));
        println!("mean         {level:?} recall {r:.3} precision {p:.3}");
        assert!(all.is_empty() || (r >= recall && p >= precision), "{level:?}: {r:.3} {p:.3}");
    }
}
