//! Rules on a handful of findings.

use super::*;
use rosette_plant::{Element, Evidence};

fn element(id: &str, class: Class, line: &str) -> Element<Drawn> {
    Element {
        id: id.into(),
        class,
        subtype: (class == Class::Valve).then_some(Subtype::Relief),
        tag: Some(format!("T-{id}")),
        line: Some(line.into()),
        dn: Some(50),
        ports: vec![],
        evidence: Drawn::default(),
    }
}

fn finding(pid: &str, kind: DifferenceKind, confidence: f64) -> Difference {
    Difference {
        id: format!("F-{pid}"),
        kind,
        severity: Severity::Medium,
        confidence,
        pid_ids: vec![pid.into()],
        object_ids: vec![],
        one_of: false,
        tag: None,
        line: None,
        position: Some([1.0, 2.0, 3.0]),
        message: String::new(),
        evidence: Evidence::default(),
    }
}

fn ruled(rules: &Rules) -> (Vec<String>, Vec<String>, Vec<Severity>) {
    let drawn = PlantGraph {
        elements: vec![element("a", Class::Valve, "ST-001"), element("b", Class::Instrument, "CW-002")],
        ..PlantGraph::default()
    };
    let findings = vec![finding("a", DifferenceKind::MissingInField, 0.9), finding("b", DifferenceKind::NotVerifiable, 0.4)];
    let nothing = PlantGraph { elements: vec![], joints: vec![], open_ends: vec![], notes: vec![] };
    let ruled = apply(rules, findings, &drawn, &nothing);
    let ids = |differences: Vec<&Difference>| differences.into_iter().map(|d| d.id.clone()).collect();
    let severities = ruled.reported.iter().map(|d| d.severity).collect();
    (ids(ruled.reported.iter().collect()), ids(ruled.ignored.iter().map(|i| &i.difference).collect()), severities)
}

#[test]
fn what_is_ignored() {
    let check = |about: About, ignored: &[&str]| {
        let rules = Rules { ignore: vec![Ignore { reason: "x".into(), about }], ..Rules::default() };
        rules.check().unwrap();
        assert_eq!(ruled(&rules).1, ignored);
    };
    check(About { classes: vec![Class::Instrument], ..About::default() }, &["F-b"]);
    check(About { lines: vec!["st-*".into()], ..About::default() }, &["F-a"]);
    check(About { tags: vec!["T-?".into()], ..About::default() }, &["F-a", "F-b"]);
    check(About { kinds: vec![DifferenceKind::MissingInField], lines: vec!["CW*".into()], ..About::default() }, &[]);
    check(About { area: Some([[2.0, 3.0, 4.0], [0.0; 3]]), ..About::default() }, &["F-a", "F-b"]);
    check(About { area: Some([[2.0; 3], [3.0; 3]]), ..About::default() }, &[]);
    check(About { dn_up_to: Some(40), ..About::default() }, &[]);
    check(About { subtypes: vec![Subtype::Relief], ..About::default() }, &["F-a"]);
}

#[test]
fn thresholds_ignore_and_what_was_not_seen_needs_its_own() {
    let mut rules = Rules { thresholds: Thresholds { least_confidence: 0.95, ..Thresholds::default() }, ..Rules::default() };
    assert_eq!(ruled(&rules).1, ["F-a"]);
    rules.thresholds.not_verifiable = Some(0.5);
    assert_eq!(ruled(&rules).1, ["F-a", "F-b"]);
}

#[test]
fn the_first_severity_that_fits_counts() {
    let rule = |severity, lines: &str| SeverityRule { severity, about: About { lines: vec![lines.into()], ..About::default() } };
    let rules = Rules { severity: vec![rule(Severity::High, "ST*"), rule(Severity::Low, "*")], ..Rules::default() };
    assert_eq!(ruled(&rules).2, [Severity::High, Severity::Low]);
}

#[test]
fn rules_without_sense_are_refused() {
    let everything = Rules { ignore: vec![Ignore::default()], ..Rules::default() };
    assert_eq!(everything.check(), Err(RuleError::Everything { list: "ignore", n: 1 }));
    let nowhere = About { area: Some([[f64::NAN; 3], [0.0; 3]]), ..About::default() };
    let nowhere = Rules { severity: vec![SeverityRule { severity: Severity::Low, about: nowhere }], ..Rules::default() };
    assert_eq!(nowhere.check(), Err(RuleError::Area { list: "severity", n: 1 }));
    let wild = Rules { thresholds: Thresholds { least_confidence: 70.0, ..Thresholds::default() }, ..Rules::default() };
    assert_eq!(wild.check(), Err(RuleError::Threshold(70.0)));
}
