//! Findings written into the drawing, and marked on its sheets.

use crate::support::{copy_of_whole_run, expect, fits_its_schema, fixture, json, rosette, whole_run};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

fn correct(run: &Path, out: &Path, more: &[&str]) -> Command {
    let mut command = rosette();
    command.arg("correct").arg(run).arg("--out").arg(out).args(more);
    command
}

fn findings(run: &Path) -> Vec<Value> {
    json(&run.join("findings.json"))["findings"].as_array().unwrap().clone()
}

#[test]
fn every_sheet_with_findings_has_a_redline() {
    let redlines: Vec<_> = std::fs::read_dir(whole_run().join("redlines")).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(redlines.len(), 1, "{redlines:?}");
    let svg = std::fs::read_to_string(&redlines[0]).unwrap();
    for finding in findings(whole_run()) {
        let words = finding["message"].as_str().unwrap().split(' ').next().unwrap();
        assert!(svg.contains(words), "{words}");
    }
    assert_eq!(svg.matches("<g class=\"mark ").count(), findings(whole_run()).len());
}

#[test]
fn what_nobody_confirmed_is_not_written() {
    let out = tempfile::tempdir().unwrap();
    let said = expect(correct(whole_run(), &out.path().join("new"), &[]), 0);
    assert!(said.contains("no finding is confirmed"), "{said}");
    assert!(!out.path().join("new").exists());
}

#[test]
fn what_was_confirmed_is_on_the_drawing_afterwards_and_nothing_else_changes() {
    let (run, out) = (copy_of_whole_run(), tempfile::tempdir().unwrap());
    let all = findings(run.path());
    let exchange = all.iter().find(|finding| finding["kind"] == "type_mismatch").expect("the fixture has a type mismatch");
    let mut decide = rosette();
    decide.arg("decide").arg(run.path()).arg(exchange["id"].as_str().unwrap()).args(["confirmed", "--by", "nn"]);
    expect(decide, 0);
    expect(correct(run.path(), out.path(), &[]), 0);
    let told = json(&out.path().join("corrections.json"));
    assert_eq!(told["files"][0]["changes"][0]["finding"], exchange["id"]);
    assert_eq!(told["not_written"].as_array().unwrap().len(), 0);
    assert!(std::fs::read_dir(out.path()).unwrap().any(|e| e.unwrap().file_name().to_string_lossy().starts_with("redline-")));
    let mut diff = rosette();
    diff.arg("diff-pid").arg(fixture("pid.xml")).arg(out.path().join("pid-as-built.xml")).arg("--out").arg(out.path());
    expect(diff, 0);
    fits_its_schema(out.path(), "revisions");
    let changes = json(&out.path().join("revisions.json"))["changes"].as_array().unwrap().clone();
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(changes[0]["before_ids"], exchange["pid_ids"]);
}

#[test]
fn what_cannot_be_written_is_listed_with_the_reason() {
    let (run, out) = (copy_of_whole_run(), tempfile::tempdir().unwrap());
    let all = findings(run.path());
    let hidden = all.iter().find(|finding| finding["kind"] == "not_verifiable").expect("the fixture hides something");
    let mut decide = rosette();
    decide.arg("decide").arg(run.path()).arg(hidden["id"].as_str().unwrap()).args(["confirmed", "--by", "nn"]);
    expect(decide, 0);
    expect(correct(run.path(), out.path(), &[]), 4);
    let told = json(&out.path().join("corrections.json"));
    assert!(told["not_written"][0]["reason"].as_str().unwrap().contains("did not show"), "{told}");
    assert_eq!(told["files"].as_array().unwrap().len(), 0);
}

#[test]
fn drawings_that_were_moved_or_changed_are_named() {
    let (run, dir) = (copy_of_whole_run(), tempfile::tempdir().unwrap());
    let file = run.path().join("run.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let drawing = fixture("pid.xml");
    let elsewhere = dir.path().join("pid.xml");
    std::fs::write(&file, text.replace(&*drawing.to_string_lossy(), &elsewhere.to_string_lossy())).unwrap();
    let out = dir.path().join("out");
    let said = expect(correct(run.path(), &out, &["--all"]), 3);
    assert!(said.contains("not there any more") && said.contains("--pid"), "{said}");
    let code = correct(run.path(), &out, &["--all", "--pid", &drawing.to_string_lossy()]).status().unwrap().code();
    assert!(matches!(code, Some(0 | 4)) && out.join("corrections.json").exists());
    std::fs::write(&elsewhere, "<PlantModel/>").unwrap();
    let said = expect(correct(run.path(), &out, &["--all"]), 3);
    assert!(said.contains("has changed since the run"), "{said}");
    expect(correct(dir.path(), &out, &[]), 2);
}
