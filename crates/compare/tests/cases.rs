//! The shared cases with perfect as-built graphs: the matching is the truth, the differences are the recorded ones.

#![allow(clippy::unwrap_used)]

mod support;

use rosette_compare::{CompareSettings, Comparison, compare};
use rosette_plant::{Difference, DifferenceKind};
use serde_json::Value;
use std::collections::BTreeSet;
use support::truth::{Case, cases};

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
