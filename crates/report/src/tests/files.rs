//! The run folder as a whole.

use super::case::Case;
use super::plant::{CORNER, scan};
use crate::*;
use std::collections::BTreeMap;
use std::path::Path;

/// Writes everything that a run leaves behind.
fn write_all(dir: &Path, case: &Case, spacing: f64) {
    let inputs = case.inputs();
    let scan = scan(&case.scanned, spacing);
    write_asbuilt(dir, &inputs).unwrap();
    write_match(dir, &inputs).unwrap();
    write_findings(dir, &inputs).unwrap();
    write_run(dir, &inputs).unwrap();
    write_schemas(dir).unwrap();
    write_inventory(dir, &inputs).unwrap();
    write_findings_table(dir, &inputs).unwrap();
    write_model(dir, &inputs).unwrap();
    let mut points = PointsWriter::create(dir, CORNER, false).unwrap();
    let mut scene = Scene::new(&case.scanned, &case.differences);
    for (cloud, labels) in scan.areas() {
        points.add(cloud, labels).unwrap();
        scene.add(cloud, labels).unwrap();
    }
    points.finish().unwrap();
    let pictures = write_pictures(dir, &inputs, scene).unwrap();
    write_report_html(dir, &inputs, &pictures).unwrap();
}

fn contents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            all.extend(contents(&path).into_iter().map(|(k, v)| (format!("{name}/{k}"), v)));
        } else {
            all.insert(name, std::fs::read(path).unwrap());
        }
    }
    all
}

#[test]
fn the_same_bytes_on_every_run_and_any_number_of_threads() {
    let written = |threads: usize| {
        let dir = tempfile::tempdir().unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| write_all(dir.path(), &Case::full(), 0.08));
        contents(dir.path())
    };
    let (one, three) = (written(1), written(3));
    assert_eq!(one.keys().collect::<Vec<_>>(), three.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(bytes == &three[name], "{name} differs");
        assert!(!name.ends_with(".tmp"));
    }
}

/// Leaves a run folder to look at: `LOOK=/some/folder cargo test --release -p rosette-report -- --ignored look`.
#[test]
#[ignore = "writes a folder for people to look at"]
fn look() {
    let Some(dir) = std::env::var_os("LOOK") else { return };
    for (name, case) in [
        ("full", Case::full()),
        ("no-pid", Case::without_drawing()),
        ("empty", Case::empty()),
        ("hostile", Case::hostile()),
        ("flooded", Case::flooded()),
    ] {
        let start = std::time::Instant::now();
        write_all(&Path::new(&dir).join(name), &case, if name == "full" { 0.009 } else { 0.03 });
        eprintln!("{name}: {:.1} s", start.elapsed().as_secs_f64());
    }
}
