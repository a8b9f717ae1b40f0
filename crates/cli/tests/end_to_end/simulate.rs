//! Plants made from the command line, in all the ways that can be asked for.

use crate::support::{expect, json, rosette};
use std::path::Path;
use std::process::Command;

/// A tiny plant, quickly scanned.
fn simulate(out: &Path, more: &[&str]) -> Command {
    let mut command = rosette();
    command.args(["simulate", "--size", "tiny", "--step", "2", "--stations", "2", "--out"]).arg(out).args(more);
    command
}

#[test]
fn what_is_asked_for_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let size = |name: &str| dir.path().join(name).join("scan.e57").metadata().unwrap().len();
    for (name, more) in [
        ("tls", &["--noise", "tls"][..]),
        ("mobile", &["--noise", "mobile"]),
        ("photos", &["--noise", "photogrammetry", "--colour"]),
        ("plain", &["--variety", "plain", "--insulation"]),
    ] {
        expect(simulate(&dir.path().join(name), more), 0);
        assert!(size(name) > 10_000, "{name}");
    }
    expect(simulate(&dir.path().join("again"), &["--noise", "tls"]), 0);
    let bytes = |name: &str| std::fs::read(dir.path().join(name).join("scan.e57")).unwrap();
    assert!(bytes("tls") == bytes("again") && bytes("tls") != bytes("mobile"));
}

#[test]
fn families_can_be_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let families = |name: &str| {
        let truth = json(&dir.path().join(name).join("truth.json"));
        let parts = truth["parts"].as_array().unwrap().clone();
        parts.iter().filter_map(|part| Some(part["family"].as_str()?.to_owned())).collect::<Vec<_>>()
    };
    expect(simulate(&dir.path().join("all"), &[]), 0);
    let common = families("all").into_iter().find(|name| name.contains('_')).expect("parts name their family");
    expect(simulate(&dir.path().join("less"), &["--without", &common]), 0);
    assert!(!families("less").contains(&common));
}

#[test]
fn what_is_not_known_is_refused_with_what_is() {
    let dir = tempfile::tempdir().unwrap();
    for (more, says) in [
        (["--noise", "radar"], "photogrammetry"),
        (["--variety", "huge"], "rich"),
        (["--without", "gate_rising,gate_flying"], "gate_rising"),
    ] {
        let said = expect(simulate(dir.path(), &more), 2);
        assert!(said.contains(says), "{said}");
    }
}
