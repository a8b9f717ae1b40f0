//! Rules, decisions, and runs and drawings compared with each other.

use crate::support::{copy_of_whole_run, expect, fits_its_schema, fixture, json, rosette, run_fixture, whole_run};
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// The program with these arguments.
fn program<A: AsRef<OsStr>>(arguments: &[A]) -> Command {
    let mut command = rosette();
    command.args(arguments);
    command
}

/// A decision about a finding of a run.
fn decide(run: &Path, more: &[&str]) -> Command {
    let mut command = rosette();
    command.arg("decide").arg(run).args(more);
    command
}

/// Id of the first finding of a run.
fn first_finding(run: &Path) -> String {
    json(&run.join("findings.json"))["findings"][0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_decision_is_kept_and_shown_by_the_next_run() {
    let run = copy_of_whole_run();
    let id = first_finding(run.path());
    expect(decide(run.path(), &[&id, "confirmed", "--by", "nn", "--on", "2026-01-02T03:04:05Z"]), 0);
    expect(run_fixture(run.path()), 0);
    let findings = json(&run.path().join("findings.json"));
    let decided = findings["findings"].as_array().unwrap().iter().find(|f| f["id"] == id.as_str()).unwrap();
    assert_eq!(decided["review"]["standing"], "unchanged");
    assert_eq!(decided["review"]["decision"]["state"], "confirmed");
    expect(decide(run.path(), &["F-none", "confirmed", "--by", "nn"]), 2);
    expect(decide(run.path(), &[&id, "maybe", "--by", "nn"]), 2);
}

#[test]
fn what_a_project_ignores_is_listed() {
    let run = copy_of_whole_run();
    let n = json(&run.path().join("findings.json"))["findings"].as_array().unwrap().len();
    let project = run.path().join("site.toml");
    std::fs::write(&project, "[[ignore]]\nreason = 'all lines'\nlines = ['*']\n").unwrap();
    let mut again = run_fixture(run.path());
    again.arg("--project").arg(&project);
    expect(again, 0);
    let findings = json(&run.path().join("findings.json"));
    let ignored = findings["ignored"].as_array().unwrap().len();
    assert!(ignored > 0 && findings["findings"].as_array().unwrap().len() + ignored == n);
}

#[test]
fn a_run_does_not_differ_from_itself() {
    let out = tempfile::tempdir().unwrap();
    expect(program(&[Path::new("compare"), whole_run(), whole_run(), Path::new("--out"), out.path()]), 0);
    assert_eq!(json(&out.path().join("changes.json"))["changes"].as_array().unwrap().len(), 0);
    fits_its_schema(out.path(), "changes");
    expect(program(&[Path::new("compare"), whole_run(), out.path()]), 3);
}

#[test]
fn a_drawing_does_not_differ_from_itself() {
    let out = tempfile::tempdir().unwrap();
    let drawing = fixture("pid.xml");
    expect(program(&[Path::new("diff-pid"), &drawing, &drawing, Path::new("--out"), out.path()]), 0);
    assert_eq!(json(&out.path().join("revisions.json"))["changes"].as_array().unwrap().len(), 0);
    fits_its_schema(out.path(), "revisions");
    expect(program(&[Path::new("diff-pid"), &drawing, &out.path().join("revisions.json")]), 3);
}
