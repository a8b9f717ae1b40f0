//! Hints: read from tables, used where they help, noted where they make no sense, never fatal.

mod support;

use rosette_compare::{CompareSettings, Hints, Target, compare_with};
use support::noise::{Level, spoil};
use support::plant::plant;
use support::realise::{drawn, scanned};
use support::score::{pairs, score};

#[test]
fn tables() {
    let check = |text: &str, expect: &[(&str, Target)], n_notes: usize| {
        let (hints, notes) = Hints::from_csv(text, "hints.csv");
        let got: Vec<(&str, Target)> = hints.hints.iter().map(|h| (h.name.as_str(), h.target.clone())).collect();
        assert_eq!(got, expect, "{text}");
        assert_eq!(notes.len(), n_notes, "{text}: {notes:?}");
    };
    let object = |id: &str| Target::Object(id.into());
    check("", &[], 0);
    check("tag,object_id\nP-101,pump-0001\n", &[("P-101", object("pump-0001"))], 0);
    check("\u{feff}P-101;pump-0001\r\n", &[("P-101", object("pump-0001"))], 0);
    check("tag,x,y,z\nT-1,1,2.5,-3\n", &[("T-1", Target::Place([1.0, 2.5, -3.0], 0.5))], 0);
    check("T-1,1,2,3,0.2", &[("T-1", Target::Place([1.0, 2.0, 3.0], 0.2))], 0);
    check("T-1,1,two,3\nT-2,1,2\nT-3,1,2,3,-1\nT-4,1,NaN,3\n,,\n# remark", &[], 4);
}

#[test]
fn hints_help_and_wrong_ones_are_noted() {
    let p = plant(200, 4);
    let d = drawn(&p);
    let (s, links) = scanned(&spoil(&p, Level::Hard, 104), 4);
    let run = |hints: &Hints| {
        let c = compare_with(&d, &s, hints, &CompareSettings::default());
        let used = c.notes.iter().filter(|n| n.kind == "hint_not_used").count();
        (score(&d, &pairs(&c), &links).recall, used)
    };
    let body = |id: &str| !id.starts_with("instrument");
    let known = links.iter().filter(|(d, _)| body(d)).step_by(5).map(|(d, s)| (d.as_str(), s.as_str()));
    let (without, _) = run(&Hints::default());
    let (with, left_out) = run(&Hints::from_pairs(known));
    println!("recall {without:.3} without, {with:.3} with every fifth known");
    assert!(with > without + 0.05 && left_out == 0, "{without} {with} {left_out}");
    let senseless = Hints::from_pairs([("no-such", "pump-1"), ("valve-1", "no-such")]);
    let (same, left_out) = run(&senseless);
    assert!(left_out == 2 && (same - without).abs() < 1e-9);
}
