//! A kind of one's own from labelled points to the as-built plant: taught, named in a run, and counted by an evaluation.

use crate::support::{expect, json, rosette};
use rosette_plant::{Class, Subtype};
use rosette_truth::component::{Style, pipe, valve};
use rosette_truth::model::{Catalogue, Dice, Part};
use rosette_truth::scan::{Scene, scan};
use rosette_truth::surface::{P3, V3};
use rosette_truth::{ScanSettings, component};
use std::path::Path;
use std::process::Command;

/// Lines with two valves each; the first is a butterfly valve, the second a gate valve with its handwheel.
const LINES: u64 = 6;
const DN: u32 = 100;

fn parts() -> Vec<Part> {
    let style = Style { catalogue: Catalogue::Asme, weld_neck: true, threaded: false };
    let radius = style.catalogue.radius(DN);
    let mut parts = Vec::new();
    for line in 0..LINES {
        let start = P3::new(0.0, 1.2 * line as f64, 1.2);
        let (mut t, mut begun) = (0.6, 0.0);
        for subtype in [Subtype::Butterfly, Subtype::Gate] {
            let body: component::Component = valve(subtype, DN, style, &mut Dice::new(line, &[subtype as u64]));
            let [before, after] = body.reach;
            parts.push(pipe(start + V3::x() * begun, start + V3::x() * t, radius, DN));
            parts.push(body.placed(start + V3::x() * (t + before), V3::x(), V3::z()));
            begun = t + before + after;
            t = begun + 0.8;
        }
        parts.push(pipe(start + V3::x() * begun, start + V3::x() * t, radius, DN));
    }
    parts
}

/// The scan of the lines as PLY, with labels of one's own: 1 pipe, 2 valve, 31 damper.
fn scanned(path: &Path) {
    let parts = parts();
    let places: Vec<P3> = (0..4).map(|i| P3::new(1.0, 2.4 * f64::from(i) - 0.6, if i % 2 == 0 { 2.2 } else { 0.5 })).collect();
    let settings = ScanSettings { step_deg: 0.2, ..ScanSettings::default() };
    let label = |part: &Part| match (part.class, part.subtype) {
        (Class::Pipe, _) => 1,
        (_, Some(Subtype::Butterfly)) => 31,
        _ => 2,
    };
    let mut rows = Vec::new();
    for one in scan(&parts, &Scene::new(&parts), &places, &settings, 1) {
        for point in one.returns.iter().filter(|point| !point.mixed) {
            let at = one.pose * P3::from(point.at.map(f64::from));
            let part = &parts[point.part as usize];
            rows.push(format!("{:.4} {:.4} {:.4} {} {}\n", at.x, at.y, at.z, label(part), point.part + 1));
        }
    }
    let head = "ply\nformat ascii 1.0\ncomment unit m\nelement vertex";
    let columns = "property double x\nproperty double y\nproperty double z\nproperty int class\nproperty int instance\n";
    std::fs::write(path, format!("{head} {}\n{columns}end_header\n{}", rows.len(), rows.concat())).unwrap();
}

const LABELS: &str = "1 = \"pipe\"\n2 = \"valve\"\n31 = \"damper\"\n";

fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = rosette();
    command.args(args).current_dir(dir);
    command
}

/// Kinds of the valves of a run, by whether the valve is one of the butterfly valves.
fn kinds(run: &Path) -> Vec<(bool, Option<String>)> {
    let objects = json(&run.join("asbuilt.json"))["objects"].clone();
    let valves: Vec<serde_json::Value> =
        objects.as_array().unwrap().iter().filter(|object| object["class"] == "valve").cloned().collect();
    let first = |valve: &serde_json::Value| valve["position"][0].as_f64().unwrap() < 1.0;
    valves.iter().map(|valve| (first(valve), valve["kind"].as_str().map(str::to_owned))).collect()
}

#[test]
fn a_kind_is_taught_named_and_counted() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    scanned(&at("mine.ply"));
    let labels = LABELS.replace('\n', ", ");
    let training = format!(
        "out = \"nets\"\ncache = \"cache\"\ncrops = 4\n[kinds]\ndamper = \"valve\"\n[validation]\n[train]\n\
         [[train.clouds]]\npath = \"mine.ply\"\nlabels = {{ {} }}\n\
         [bodies]\nstart = \"shipped\"\nsteps = 40\nbatch = 16\nlook_every = 40\nschedule = {{ rate = 1e-3, rise = 10 }}\n\
         [points]\nstart = \"shipped\"\nsteps = 4\nbatch = 1\nlook_every = 4\n",
        labels.trim_end_matches(", ")
    );
    std::fs::write(at("mine.toml"), training).unwrap();
    let said = expect(command(dir.path(), &["train", "mine.toml"]), 0);
    assert!(said.contains("damper (a kind of valve)"), "{said}");
    rosette_net::PointNet::open(&at("nets/point-net.safetensors")).unwrap();

    let weights =
        "[net]\npoints = true\nbody_weights = 'nets/body-net.safetensors'\npoint_weights = 'nets/point-net.safetensors'\n";
    std::fs::write(at("job.toml"), format!("scans = ['mine.ply']\nout = 'run'\n{weights}")).unwrap();
    expect(command(dir.path(), &["run", "--job", "job.toml"]), 0);
    let found = kinds(&at("run"));
    let named = |first: bool| found.iter().filter(|(is, kind)| *is == first && kind.as_deref() == Some("damper")).count();
    assert!(named(true) >= LINES as usize / 2 && named(false) == 0, "{found:?}");
    assert!(json(&at("run/run.json"))["counts"]["objects.valve.damper"].as_u64().unwrap() >= 3);
    crate::support::fits_its_schema(&at("run"), "asbuilt");

    std::fs::write(at("classes.toml"), format!("{LABELS}[kinds]\ndamper = \"valve\"\n")).unwrap();
    let args = ["evaluate", "run", "--truth", "mine.ply", "--classes", "classes.toml", "--out", "scores"];
    expect(command(dir.path(), &args), 0);
    let scores = json(&at("scores/evaluation.json"));
    let row = &scores["kinds"][0];
    assert_eq!(row["kind"], "damper");
    assert!(row["recall"].as_f64().unwrap() > 0.4 && row["precision"].as_f64().unwrap() > 0.8, "{row}");
    assert!(scores["notes"].to_string().contains("damper as valve"), "{}", scores["notes"]);

    // without the weights the same scan is recognised anew, in the same folder
    std::fs::write(at("job.toml"), "scans = ['mine.ply']\nout = 'run'\n").unwrap();
    expect(command(dir.path(), &["run", "--job", "job.toml"]), 0);
    assert!(kinds(&at("run")).iter().all(|(_, kind)| kind.is_none()));
}
