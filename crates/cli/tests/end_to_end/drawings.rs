//! Drawings, graphs and lists read on their own, and lists and hints beside a run.

use crate::support::{expect, fixture, json, rosette, run_fixture, whole_run};
use serde_json::Value;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// `rosette pid` on files, into `out`.
fn pid(files: &[&Path], out: &Path) -> Command {
    let mut command = rosette();
    command.arg("pid").args(files).arg("--out").arg(out);
    command
}

/// Elements and joints of a drawing as read.
fn drawn(out: &Path) -> (Vec<Value>, Vec<Value>) {
    let graph = json(&out.join("drawn.json"));
    let list = |name: &str| graph[name].as_array().unwrap().clone();
    (list("elements"), list("joints"))
}

const VALVES: &str = "Tag,Type,DN,Line,From,To\nHV-1,Gate valve,80,CW-1,P-1,HV-2\nHV-2,Check valve,80,CW-1,HV-1,T-1\n";

#[test]
fn a_graph_goes_out_and_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let mut first = pid(&[&fixture("pid.xml")], &at("a"));
    first.arg("--graphml").arg(at("graph.graphml"));
    expect(first, 0);
    expect(pid(&[&at("graph.graphml")], &at("b")), 0);
    let (before, after) = (drawn(&at("a")), drawn(&at("b")));
    assert_eq!(before.1, after.1);
    let ids = |elements: &[Value]| elements.iter().map(|e| e["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&before.0), ids(&after.0));
    let sheet = std::fs::read_to_string(at("b").join("sheet-01.svg")).unwrap();
    assert!(ids(&before.0).iter().all(|id| sheet.contains(&format!("id=\"{}\"", id.as_str().unwrap()))), "not all are drawn");
}

#[test]
fn lists_stand_in_for_a_drawing_and_are_drawn_as_a_schematic() {
    let dir = tempfile::tempdir().unwrap();
    let list = dir.path().join("valves.csv");
    std::fs::write(&list, VALVES).unwrap();
    let out = dir.path().join("out");
    expect(pid(&[&list], &out), 0);
    let tags: Vec<Value> = drawn(&out).0.iter().map(|e| e["tag"].clone()).collect();
    assert!(tags.contains(&"HV-1".into()) && tags.contains(&"HV-2".into()), "{tags:?}");
    assert!(std::fs::read_to_string(out.join("sheet-01.svg")).unwrap().contains("HV-1"));
    let mut flag = rosette();
    flag.arg("pid").arg("--list").arg(&list);
    expect(flag, 0);
    expect(pid(&[], &out), 2);
}

#[test]
fn a_list_that_is_none_is_a_warning() {
    let dir = tempfile::tempdir().unwrap();
    let list = dir.path().join("poem.csv");
    std::fs::write(&list, "roses,are,red\n").unwrap();
    let said = expect(pid(&[&fixture("pid.xml"), &list], &dir.path().join("out")), 4);
    assert!(said.contains("poem.csv"), "{said}");
    expect(pid(&[&list], &dir.path().join("out")), 3);
}

/// The fixture's run with one more flag.
fn run_with(flag: &str, value: &OsStr, out: &Path) -> Command {
    let mut command = run_fixture(out);
    command.arg(flag).arg(value);
    command
}

#[test]
fn a_run_takes_lists_and_hints() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let pair = json(&whole_run().join("match.json"))["pairs"][0].clone();
    let (tag, object) = (pair["pid_id"].as_str().unwrap(), pair["object_id"].as_str().unwrap());
    std::fs::write(at("hints.csv"), format!("tag,object_id\n{tag},{object}\n")).unwrap();
    expect(run_with("--hints", at("hints.csv").as_os_str(), &at("run")), 0);
    let pairs = json(&at("run/match.json"))["pairs"].as_array().unwrap().clone();
    assert!(pairs.iter().any(|p| p["pid_id"] == tag && p["object_id"] == object), "{pairs:?}");
    std::fs::write(at("hints.csv"), "tag,object_id\nnone-such,valve-0001\n").unwrap();
    let said = expect(run_with("--hints", at("hints.csv").as_os_str(), &at("run")), 4);
    assert!(said.contains("could not be used"), "{said}");
    std::fs::write(at("list.csv"), "Tag,Description\nHV-401,Suction valve\n").unwrap();
    expect(run_with("--list", at("list.csv").as_os_str(), &at("run")), 0);
    assert!(json(&at("run/run.json"))["notes"].to_string().contains("list_read"));
    std::fs::write(at("list.csv"), "roses,are,red\n").unwrap();
    expect(run_with("--list", at("list.csv").as_os_str(), &at("run")), 4);
    expect(run_with("--hints", at("none.csv").as_os_str(), &at("run")), 2);
}
