//! Pictures of the made-up plant.

use super::case::Case;
use super::plant::scan;
use crate::*;
use std::path::Path;

fn pictures(case: &Case, dir: &Path, spacing: f64) -> Pictures {
    let scan = scan(&case.scanned, spacing);
    let mut scene = Scene::new(&case.scanned, &case.differences);
    scan.areas().for_each(|(cloud, labels)| scene.add(cloud, labels).unwrap());
    write_pictures(dir, &case.inputs(), scene).unwrap()
}

#[test]
fn every_place_that_is_known_has_a_picture_with_its_object_in_view() {
    let case = Case::full();
    let dir = tempfile::tempdir().unwrap();
    let pictures = pictures(&case, dir.path(), 0.03);
    for difference in &case.differences {
        let known = difference.position.is_some() || !difference.object_ids.is_empty();
        assert_eq!(pictures.files.contains_key(&difference.id), known, "{}", difference.id);
        if let Some(file) = pictures.files.get(&difference.id) {
            let image = image::open(dir.path().join(file)).unwrap().to_rgb8();
            let highlighted = image.pixels().filter(|p| is_tinted(p.0, kind_color(difference.kind))).count();
            assert!(highlighted > 300, "{}: {highlighted} pixels", difference.id);
        }
    }
    assert!(pictures.view.is_some());
    let plan = pictures.plan.unwrap();
    assert!(plan.max[0] - plan.min[0] > 10.0);
}

/// Whether a pixel has the hue of a colour, whatever the light.
fn is_tinted(pixel: [u8; 3], color: [u8; 3]) -> bool {
    let unit = |c: [u8; 3]| nalgebra::Vector3::from(c.map(f64::from)).try_normalize(1e-9).unwrap_or_default();
    let grey = color == kind_color(rosette_plant::DifferenceKind::NotVerifiable);
    grey || unit(pixel).dot(&unit(color)) > 0.97
}

#[test]
fn an_empty_scan_gives_no_pictures_of_the_whole() {
    let case = Case::empty();
    let dir = tempfile::tempdir().unwrap();
    let scene = Scene::new(&case.scanned, &case.differences);
    let pictures = write_pictures(dir.path(), &case.inputs(), scene).unwrap();
    assert!(pictures.plan.is_none() && pictures.view.is_none() && pictures.files.is_empty());
}

/// `cargo test --release -p rosette-report -- --ignored speed --nocapture`
#[test]
#[ignore = "prints times"]
fn speed() {
    let mut case = Case::full();
    let few = case.differences.clone();
    case.differences =
        (0..50).map(|i| rosette_plant::Difference { id: format!("F-{i}"), ..few[i % few.len()].clone() }).collect();
    let scan = scan(&case.scanned, 0.006);
    let n: usize = scan.clouds.iter().map(rosette_cloud::Cloud::len).sum();
    let dir = tempfile::tempdir().unwrap();
    rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(|| {
        let start = cpu_seconds();
        let mut scene = Scene::new(&case.scanned, &case.differences);
        scan.areas().for_each(|(cloud, labels)| scene.add(cloud, labels).unwrap());
        let gathered = cpu_seconds();
        write_pictures(dir.path(), &case.inputs(), scene).unwrap();
        let rendered = cpu_seconds();
        let mut points = PointsWriter::create(dir.path(), super::plant::CORNER, false).unwrap();
        scan.areas().for_each(|(cloud, labels)| points.add(cloud, labels).unwrap());
        points.finish().unwrap();
        let written = cpu_seconds();
        eprintln!(
            "{n} points: gathered in {:.2} s, 50 pictures in {:.2} s, points.laz in {:.2} s, CPU",
            gathered - start,
            rendered - gathered,
            written - rendered
        );
    });
}

/// Processor time of this process so far, s (Linux, 100 ticks a second).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = |field: usize| stat.rsplit(')').next()?.split_whitespace().nth(field)?.parse::<f64>().ok();
    (ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) / 100.0
}
