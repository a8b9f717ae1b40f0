//! Results held against labelled points, and trainings, from the command line.

use crate::support::{expect, fixture, json, rosette, whole_run};
use std::path::{Path, PathBuf};
use std::process::Command;

fn evaluate(of: &Path, truth: &Path, out: &Path, more: &[&str]) -> Command {
    let mut command = rosette();
    command.arg("evaluate").arg(of).arg("--truth").arg(truth).arg("--out").arg(out).args(more);
    command
}

/// A folder that looks like a finished run: one valve and one pipe, ten points each on a line, 2.5 cm apart.
fn small_run(dir: &Path) -> PathBuf {
    let run = dir.join("run");
    std::fs::create_dir_all(&run).unwrap();
    cloud(&run.join("points.laz"), "class", |i| if i < 10 { [6, 1] } else { [1, 2] });
    let objects = r#"{"objects": [{"class": "valve", "subtype": "ball", "confidence": 0.9}, {"class": "pipe", "subtype": null, "confidence": 0.8}]}"#;
    std::fs::write(run.join("asbuilt.json"), objects).unwrap();
    run
}

/// Twenty points with label and object number, as PLY text. Formats are told by content, not by name.
fn cloud(path: &Path, column: &str, label: impl Fn(usize) -> [i32; 2]) {
    let head = "ply\nformat ascii 1.0\nelement vertex 20\nproperty double x\nproperty double y\nproperty double z\n";
    let row = |i: usize| format!("{:.3} 6861204.770 38.100 {} {}\n", 652_310.005 + 0.025 * i as f64, label(i)[0], label(i)[1]);
    let rows: String = (0..20).map(row).collect();
    std::fs::write(path, format!("{head}property int {column}\nproperty int instance\nend_header\n{rows}")).unwrap();
}

#[test]
fn a_run_against_its_own_points_is_all_right() {
    let out = tempfile::tempdir().unwrap();
    let truth = whole_run().join("points.laz");
    expect(evaluate(whole_run(), &truth, out.path(), &[]), 0);
    let found = json(&out.path().join("evaluation.json"));
    for (figure, want) in [("process_miou", 1.0), ("accuracy", 1.0), ("covered", 1.0)] {
        assert_eq!(found[figure], want, "{figure}");
    }
    assert!(found["classes"].as_array().unwrap().len() > 5);
    assert!(
        found["instances"].as_array().unwrap().iter().all(|row| row["matched"] == row["truth"] && row["given"] == row["truth"])
    );
    for name in ["evaluation.md", "confusion.png", "reliability-objects.png"] {
        assert!(out.path().join(name).metadata().unwrap().len() > 300, "{name}");
    }
}

#[test]
fn a_run_and_the_net_against_a_case() {
    let out = tempfile::tempdir().unwrap();
    expect(evaluate(whole_run(), &fixture("."), out.path(), &[]), 0);
    let run = json(&out.path().join("evaluation.json"));
    assert!(run["process_miou"].as_f64().unwrap() > 0.3 && run["covered"].as_f64().unwrap() > 0.8, "{run}");
    assert!(run["point_calibration"].is_null() && run["object_calibration"]["bins"].is_array());
    expect(evaluate(&fixture("."), &fixture("."), out.path(), &[]), 0);
    let net = json(&out.path().join("evaluation.json"));
    assert!(net["point_calibration"]["error"].as_f64().unwrap() < 1.0 && net["instances"].is_null(), "{net}");
    assert!(net["covered"].as_f64().unwrap() > 0.9 && net["accuracy"].as_f64().unwrap() > 0.3, "{net}");
}

#[test]
fn a_users_labels_are_mapped() {
    let dir = tempfile::tempdir().unwrap();
    let (run, truth, table, out) =
        (small_run(dir.path()), dir.path().join("mine.ply"), dir.path().join("mine.toml"), dir.path().join("out"));
    // the truth: eight of the valve's points are a valve, the rest a pipe, and the last four are not to be judged
    cloud(&truth, "material", |i| {
        if i < 8 {
            [300, 4]
        } else if i < 16 {
            [-1, 5]
        } else {
            [99, 0]
        }
    });
    std::fs::write(&table, "300 = \"valve\"\n\"-1\" = \"pipe\"\n99 = \"ignore\"\n").unwrap();
    let more = ["--label", "material", "--classes", table.to_str().unwrap()];
    expect(evaluate(&run, &truth, &out, &more), 0);
    let found = json(&out.join("evaluation.json"));
    assert_eq!(found["places"], 16);
    let iou = |class: &str| {
        found["classes"].as_array().unwrap().iter().find(|row| row["class"] == class).unwrap()["iou"].as_f64().unwrap()
    };
    assert_eq!((iou("valve"), iou("pipe")), (0.8, 0.75));
    assert_eq!(found["process_miou"], 0.775);
    assert_eq!(found["instances"][0]["matched"], 1);
    // the object called valve is one; both are right, at 0.9 and 0.8
    assert!((found["object_calibration"]["error"].as_f64().unwrap() - 0.15).abs() < 1e-9);

    expect(evaluate(&run, &truth, &out, &["--label", "material"]), 3);
    std::fs::write(&table, "300 = \"valve\"\n").unwrap();
    let said = expect(evaluate(&run, &truth, &out, &more), 3);
    assert!(said.contains("label -1 is not in the table"), "{said}");
    std::fs::write(&table, "nonsense").unwrap();
    expect(evaluate(&run, &truth, &out, &more), 2);
}

#[test]
fn what_cannot_be_evaluated_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let (run, truth, out) = (small_run(dir.path()), dir.path().join("mine.ply"), dir.path().join("out"));
    cloud(&truth, "class", |_| [6, 1]);
    let said = expect(evaluate(&dir.path().join("none"), &truth, &out, &[]), 3);
    assert!(said.contains("none"), "{said}");
    expect(evaluate(dir.path(), &truth, &out, &[]), 3);
    expect(evaluate(&run, &dir.path().join("none.ply"), &out, &[]), 3);
    expect(evaluate(&truth, &truth, &out, &["--weights", truth.to_str().unwrap()]), 3);
    std::fs::write(run.join("asbuilt.json"), "{").unwrap();
    let said = expect(evaluate(&run, &truth, &out, &[]), 3);
    assert!(said.contains("asbuilt.json"), "{said}");
    // a case whose labels belong to another scan
    let case = dir.path().join("case");
    std::fs::create_dir(&case).unwrap();
    for name in ["labels.npz", "truth.json"] {
        std::fs::copy(fixture(name), case.join(name)).unwrap();
    }
    std::fs::copy(&truth, case.join("scan.ply")).unwrap();
    let said = expect(evaluate(&run, &case, &out, &[]), 3);
    assert!(said.contains("labels.npz"), "{said}");
}

#[cfg(not(feature = "train"))]
#[test]
fn without_training_the_program_says_how_to_get_it() {
    let mut command = rosette();
    command.args(["train", "mine.toml"]);
    let said = expect(command, 2);
    assert!(said.contains("--features train") && said.contains("mine.toml"), "{said}");
}

#[cfg(feature = "train")]
#[test]
fn a_net_is_trained_on_a_users_cloud_and_evaluated() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    // a floor and a wall
    let mut rows = String::new();
    for i in 0..100 {
        for j in 0..100 {
            let (u, v) = (f64::from(i) * 0.015, f64::from(j) * 0.015);
            rows.push_str(&format!("{u:.3} {v:.3} 0 2\n{u:.3} 1.5 {v:.3} 3\n"));
        }
    }
    let head = "ply\nformat ascii 1.0\nelement vertex 20000\nproperty double x\nproperty double y\nproperty double z\nproperty int class\nend_header\n";
    std::fs::write(at("room.ply"), format!("{head}{rows}")).unwrap();
    let clouds = "[[DATA.clouds]]\npath = \"room.ply\"\nlabels = { 2 = \"floor\", 3 = \"wall\" }\n";
    let points =
        "[points]\nsteps = 12\nbatch = 1\nlook_every = 6\narchitecture = { stem = 16, widths = [16, 16, 16, 16], blocks = 1 }\n";
    let data: String =
        ["train", "validation", "test"].iter().map(|name| format!("[{name}]\n{}", clouds.replace("DATA", name))).collect();
    let text = format!("out = \"out\"\ncache = \"cache\"\nradius = 0.7\ncrops = 3\n{data}{points}");
    std::fs::write(at("mine.toml"), &text).unwrap();
    let train = || {
        let mut command = rosette();
        command.arg("train").arg(at("mine.toml"));
        command
    };
    expect(train(), 0);
    for name in ["point-net.safetensors", "point-curve.png", "scores.md"] {
        assert!(at("out").join(name).metadata().unwrap().len() > 300, "{name}");
    }
    let first = std::fs::read(at("out/point-net.safetensors")).unwrap();
    expect(train(), 0);
    assert!(first == std::fs::read(at("out/point-net.safetensors")).unwrap(), "the weights differ");
    std::fs::write(at("classes.toml"), "2 = \"floor\"\n3 = \"wall\"\n").unwrap();
    let (classes, weights) = (at("classes.toml"), at("out/point-net.safetensors"));
    let more = ["--classes", classes.to_str().unwrap(), "--weights", weights.to_str().unwrap()];
    expect(evaluate(&at("room.ply"), &at("room.ply"), &at("scores"), &more), 0);
    assert!(json(&at("scores/evaluation.json"))["covered"].as_f64().unwrap() > 0.9);
    std::fs::write(at("mine.toml"), text.replace("3 = \"wall\"", "4 = \"wall\"")).unwrap();
    let said = expect(train(), 3);
    assert!(said.contains("label 3 is not in the table"), "{said}");
}
