//! The job file: the same as the flags, relative to itself, strict about its keys.

use crate::support::{contents, expect, json, rosette, small_scan};
use std::path::Path;
use std::process::Command;

fn run_job(dir: &Path, text: &str, more: &[&str]) -> Command {
    std::fs::write(dir.join("job.toml"), text).unwrap();
    let mut command = rosette();
    command.arg("run").arg("--job").arg(dir.join("job.toml")).args(more);
    command
}

#[test]
fn a_job_file_does_what_the_flags_do() {
    let dir = tempfile::tempdir().unwrap();
    small_scan(&dir.path().join("a.xyz"));
    let job = "out = 'by-job'\nscans = ['a.xyz']\nunit = 'm'\n[ingest]\nvoxel = 0.006\n";
    expect(run_job(dir.path(), job, &[]), 0);
    let mut by_flags = rosette();
    by_flags.args(["run", "a.xyz", "--unit", "m", "--voxel", "0.006", "--out", "by-flags"]).current_dir(dir.path());
    expect(by_flags, 0);
    let (job, flags) = (contents(&dir.path().join("by-job")), contents(&dir.path().join("by-flags")));
    assert_eq!(job["asbuilt.json"], flags["asbuilt.json"]);
    assert_eq!(job["points.laz"], flags["points.laz"]);
}

#[test]
fn a_flag_comes_before_the_job_file() {
    let dir = tempfile::tempdir().unwrap();
    small_scan(&dir.path().join("a.xyz"));
    let job = "out = 'run'\nscans = ['a.xyz']\n[ingest]\nvoxel = 0.006\n";
    expect(run_job(dir.path(), job, &["--voxel", "0.01"]), 0);
    let run = json(&dir.path().join("run/run.json"));
    assert_eq!(run["settings"]["ingest"]["voxel"], 0.01);
}

#[test]
fn mistakes_are_named_with_file_line_and_nearest_key() {
    let dir = tempfile::tempdir().unwrap();
    let check = |text: &str, expected: &[&str]| {
        let said = expect(run_job(dir.path(), text, &[]), 2);
        for part in expected {
            assert!(said.contains(part), "{text:?}: {said}");
        }
    };
    check("scnas = ['a.xyz']", &["job.toml, line 1", "scnas", "scans"]);
    check("out = 'x'\n[ingest]\nvoxl = 1", &["line 3", "ingest.voxl", "voxel"]);
    check("out = 'x'\n[segmnt]\na = 1", &["line 2", "segmnt", "segment"]);
    check("out = 'x'\n[[scan]]\npath = 'a'\nunits = 'mm'", &["line 4", "scan.units", "unit"]);
    check("out = 'x'\n[[scan]]\npath = 'a'\nunit = 'mile'", &["mile"]);
    check("out = 3", &["line 1", "out"]);
    check("out = 'x'\nscans = []", &["scan"]);
}

#[test]
fn the_settings_that_are_printed_can_be_given_back() {
    let dir = tempfile::tempdir().unwrap();
    small_scan(&dir.path().join("a.xyz"));
    let mut command = rosette();
    command.args(["run", "a.xyz", "--out", "run", "--voxel", "0.008", "--settings"]).current_dir(dir.path());
    let output = command.output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("voxel = 0.008"), "{text}");
    assert!(!dir.path().join("run").exists());
    expect(run_job(dir.path(), &text, &[]), 0);
    assert!(dir.path().join("run/report.html").exists());
}

#[test]
fn a_changed_setting_recomputes_only_what_depends_on_it() {
    let dir = tempfile::tempdir().unwrap();
    small_scan(&dir.path().join("a.xyz"));
    let job = |compare: &str| format!("out = 'run'\nscans = ['a.xyz']\n[compare]\n{compare}\n");
    expect(run_job(dir.path(), &job(""), &[]), 0);
    let stamp = |name: &str| dir.path().join("run/work").join(name).metadata().unwrap().modified().unwrap();
    let before = (stamp("ingest.step"), stamp("scanned"));
    expect(run_job(dir.path(), &job("rounds = 4"), &[]), 0);
    assert_eq!(before, (stamp("ingest.step"), stamp("scanned")));
    expect(run_job(dir.path(), &job("rounds = 4\n[ingest]\nvoxel = 0.01"), &[]), 0);
    assert_ne!(before.0, stamp("ingest.step"));
}

/// The body net that ships, sure of itself in another way, as a file.
fn other_weights(path: &Path, temperature: f32) {
    let mut net = rosette_net::BodyNet::shipped().unwrap();
    net.settings.class_temperature = temperature;
    std::fs::write(path, net.to_bytes().unwrap()).unwrap();
}

#[test]
fn weights_of_ones_own_are_told_apart_by_their_content() {
    let dir = tempfile::tempdir().unwrap();
    small_scan(&dir.path().join("a.xyz"));
    std::fs::create_dir(dir.path().join("nets")).unwrap();
    let weights = dir.path().join("nets/mine.safetensors");
    let run = |job: &str| expect(run_job(dir.path(), &format!("out = 'run'\nscans = ['a.xyz']\nunit = 'm'\n{job}"), &[]), 0);
    let stamp = |name: &str| dir.path().join("run/work").join(name).metadata().unwrap().modified().unwrap();
    let own = "[net]\nbody_weights = 'nets/mine.safetensors'\n";
    run("");
    let before = (stamp("ingest.step"), stamp("areas/00000.components"));
    other_weights(&weights, 1.5);
    run(own);
    let first = stamp("areas/00000.components");
    assert!(before.0 == stamp("ingest.step") && before.1 != first, "recognition alone depends on the weights");
    let inputs = json(&dir.path().join("run/run.json"))["inputs"].clone();
    let row = inputs.as_array().unwrap().iter().find(|row| row["kind"] == "weights").unwrap().clone();
    assert_eq!(row["blake3"], blake3::hash(&std::fs::read(&weights).unwrap()).to_hex().as_str());
    // the same content from another place changes nothing, another content in the same place does
    std::fs::copy(&weights, dir.path().join("copy.safetensors")).unwrap();
    run("[net]\nbody_weights = 'copy.safetensors'\n");
    assert_eq!(stamp("areas/00000.components"), first);
    other_weights(&weights, 2.0);
    run(own);
    assert_ne!(stamp("areas/00000.components"), first);
}

#[test]
fn weights_that_cannot_be_used_are_named_before_the_work_begins() {
    let dir = tempfile::tempdir().unwrap();
    small_scan(&dir.path().join("a.xyz"));
    let points = "../../models/point-net.safetensors";
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(points), dir.path().join("points.safetensors")).unwrap();
    std::fs::write(dir.path().join("bad.safetensors"), b"nothing").unwrap();
    let check = |net: &str, code: i32, expected: &[&str]| {
        let said = expect(run_job(dir.path(), &format!("out = 'run'\nscans = ['a.xyz']\n[net]\n{net}\n"), &[]), code);
        for part in expected {
            assert!(said.contains(part), "{net:?}: {said}");
        }
        assert!(!dir.path().join("run/asbuilt.json").exists());
    };
    check("body_weights = 'none.safetensors'", 3, &["body_weights", "none.safetensors", "check the path"]);
    check("body_weights = 'bad.safetensors'", 3, &["bad.safetensors", "rosette train"]);
    check("body_weights = 'points.safetensors'", 3, &["points.safetensors", "not a body-net"]);
    check("point_weights = 'points.safetensors'", 2, &["point_weights", "points = true"]);
    check("bodies = false\nbody_weights = 'bad.safetensors'", 2, &["bodies = true"]);
    // without the nets nobody asks for weights
    let job = "out = 'run'\nscans = ['a.xyz']\nunit = 'm'\n[net]\nbody_weights = 'none.safetensors'\n";
    expect(run_job(dir.path(), job, &["--no-net"]), 0);
}
