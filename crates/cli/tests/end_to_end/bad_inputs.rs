//! Bad input gets a clear message and the documented exit code; one bad file does not lose the others.

use crate::support::{expect, fixture, fixture_scan, json, rosette, small_scan};
use std::path::{Path, PathBuf};
use std::process::Command;

fn run(scans: &[PathBuf], drawings: &[PathBuf], out: &Path) -> Command {
    let mut command = rosette();
    command.arg("run").args(scans).arg("--out").arg(out);
    if !drawings.is_empty() {
        command.arg("--pid").args(drawings);
    }
    command
}

/// Bad scan files: name, content, and what the message must say.
fn bad_scans() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let whole = std::fs::read(fixture_scan()).unwrap();
    let extension = fixture_scan().extension().unwrap().to_string_lossy().into_owned();
    let truncated = Box::leak(format!("truncated.{extension}").into_boxed_str());
    vec![
        ("empty.e57", vec![], "empty"),
        ("empty.laz", vec![], "empty"),
        (truncated, whole[..300.min(whole.len())].to_vec(), "truncated"),
        ("picture.laz", b"\x89PNG\r\n\x1a\n not a scan at all, but a picture".to_vec(), "picture.laz"),
        ("words.xyz", b"hello world\nthese are no numbers\n".to_vec(), "words.xyz"),
        ("nan.xyz", b"nan nan nan\nnan nan nan\nnan nan nan\n".to_vec(), "nan.xyz"),
        ("absurd.las", absurd_las(), "absurd.las"),
        ("absurd.pcd", b"VERSION .7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\nWIDTH 4000000000\nHEIGHT 4000000000\nPOINTS 16000000000000000000\nDATA binary\n".to_vec(), "absurd.pcd"),
        ("absurd.ply", b"ply\nformat binary_little_endian 1.0\nelement vertex 9999999999999\nproperty float x\nproperty float y\nproperty float z\nend_header\n".to_vec(), "absurd.ply"),
        ("absurd.ptx", b"99999999\n99999999\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n".to_vec(), "absurd.ptx"),
        ("absurd.e57", [b"ASTM-E57".to_vec(), vec![0xff; 200]].concat(), "absurd.e57"),
        ("zeros.e57", vec![0; 4096], "zeros.e57"),
    ]
}

/// A LAS header that promises 2^63 points.
fn absurd_las() -> Vec<u8> {
    let mut bytes = vec![0u8; 375];
    bytes[..4].copy_from_slice(b"LASF");
    bytes[24] = 1;
    bytes[25] = 4;
    bytes[94..96].copy_from_slice(&375u16.to_le_bytes());
    bytes[96..100].copy_from_slice(&375u32.to_le_bytes());
    bytes[104] = 6;
    bytes[105..107].copy_from_slice(&30u16.to_le_bytes());
    for axis in 0..3 {
        bytes[131 + 8 * axis..139 + 8 * axis].copy_from_slice(&0.001f64.to_le_bytes());
    }
    bytes[247..255].copy_from_slice(&(1u64 << 63).to_le_bytes());
    bytes
}

#[test]
fn a_bad_scan_alone_is_named_and_gives_exit_code_3() {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes, says) in bad_scans() {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let said = expect(run(&[path], &[], &dir.path().join("run")), 3);
        assert!(said.contains(says), "{name}: {said}");
    }
}

#[test]
fn missing_files_and_folders_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let check = |path: PathBuf, says: &str| {
        let said = expect(run(&[path], &[], &dir.path().join("run")), 3);
        assert!(said.contains(says), "{said}");
    };
    check(dir.path().join("none.e57"), "does not exist");
    check(dir.path().to_path_buf(), "is a folder");
}

#[test]
fn bad_scans_do_not_lose_the_good_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut scans = vec![dir.path().join("none.e57")];
    for (name, bytes, _) in bad_scans() {
        scans.push(dir.path().join(name));
        std::fs::write(scans.last().unwrap(), bytes).unwrap();
    }
    scans.push(dir.path().join("good.xyz"));
    small_scan(scans.last().unwrap());
    let out = dir.path().join("run");
    let said = expect(run(&scans, &[], &out), 4);
    assert!(said.contains("none.e57") && said.contains("absurd.las"), "{said}");
    let run_file = json(&out.join("run.json")).to_string();
    for scan in &scans {
        let name = scan.file_name().unwrap().to_string_lossy();
        assert!(run_file.contains(&*name), "run.json does not name {name}");
    }
    assert!(out.join("report.html").exists());
    let again = expect(run(&scans, &[], &out), 4);
    assert!(again.contains("nothing to do"), "{again}");
}

/// Bad drawings: name, content, and what the message must say.
fn bad_drawings() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let whole = std::fs::read(fixture("pid.xml")).unwrap();
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><PlantModel>&c;</PlantModel>"#;
    vec![
        ("empty.xml", vec![], "empty"),
        ("text.xml", b"this is no XML".to_vec(), "text.xml"),
        ("other.xml", b"<html><body/></html>".to_vec(), "other.xml"),
        ("cut.xml", whole[..40.min(whole.len())].to_vec(), "cut.xml"),
        ("deep.xml", "<a>".repeat(200_000).into_bytes(), "deep.xml"),
        ("binary.xml", vec![0xfe; 3000], "binary.xml"),
        ("bomb.xml", bomb.as_bytes().to_vec(), ""),
    ]
}

#[test]
fn a_bad_drawing_does_not_lose_the_scan() {
    let dir = tempfile::tempdir().unwrap();
    let scan = dir.path().join("good.xyz");
    small_scan(&scan);
    for (name, bytes, says) in bad_drawings() {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let output = run(std::slice::from_ref(&scan), &[path], &dir.path().join("run")).output().unwrap();
        let said = crate::support::said(&output);
        assert!(matches!(output.status.code(), Some(0 | 4)), "{name}: {:?} {said}", output.status.code());
        assert!(said.contains(says) && !said.contains("bug in rosette"), "{name}: {said}");
        assert!(dir.path().join("run/asbuilt.json").exists());
    }
}

#[test]
fn an_output_that_cannot_be_written_gives_exit_code_5() {
    let dir = tempfile::tempdir().unwrap();
    let (scan, file) = (dir.path().join("good.xyz"), dir.path().join("file"));
    small_scan(&scan);
    std::fs::write(&file, "").unwrap();
    let said = expect(run(std::slice::from_ref(&scan), &[], &file), 5);
    assert!(said.contains("file") && said.contains("--out"), "{said}");
    expect(run(&[scan], &[], &file.join("below")), 5);
}

#[test]
fn arguments_that_make_no_sense_give_exit_code_2() {
    let check = |args: &[&str], says: &str| {
        let mut command = rosette();
        command.args(args);
        let said = expect(command, 2);
        assert!(said.contains(says), "{args:?}: {said}");
    };
    check(&["run"], "scan");
    check(&["run", "a.xyz"], "--out");
    check(&["run", "a.xyz", "--out", "x", "--memory", "much"], "4G");
    check(&["run", "a.xyz", "--out", "x", "--threads", "0"], "threads");
    check(&["run", "a.xyz", "--out", "x", "--unit", "yard"], "unit");
    check(&["run", "a.xyz", "--out", "x", "--voxel", "-1"], "voxel");
    check(&["run", "a.xyz", "--out", "x", "--voxel", "nan"], "voxel");
    check(&["run", "a.xyz", "--out", "x", "--catalogue", "none such"], "catalogue");
    check(&["run", "--pid", "a.xml", "b.e57", "--out", "x"], "put scans before --pid");
    check(&["simulate", "--out", "x", "--kind", "bakery"], "pump-station");
    check(&["walk"], "walk");
    check(&["run", "--job", "none.toml"], "none.toml");
}

#[test]
fn help_tells_of_examples_and_exit_codes() {
    for args in [&["--help"][..], &["run", "--help"]] {
        let mut command = rosette();
        command.args(args);
        let said = expect(command, 0);
        assert!(said.contains("Examples:") && said.contains("Exit codes"), "{said}");
    }
}

#[test]
#[cfg(unix)]
fn nobody_listening_is_no_fault() {
    let dir = tempfile::tempdir().unwrap();
    let scan = dir.path().join("good.xyz");
    small_scan(&scan);
    let program = crate::support::program().display();
    let closed = format!("{program} run {} --out {} >&- 2>&-", scan.display(), dir.path().join("run").display());
    let status = Command::new("sh").args(["-c", &closed]).status().unwrap();
    assert_eq!(status.code(), Some(0));
    let mut child = rosette().arg("info").arg(&scan).stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
#[cfg(unix)]
fn what_is_no_plain_file_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe.e57");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let said = expect(run(&[pipe], &[], &dir.path().join("run")), 3);
    assert!(said.contains("not a plain file"), "{said}");
    expect(run(&["/dev/zero".into()], &[], &dir.path().join("run")), 3);
}
