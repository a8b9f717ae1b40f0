//! The classified cloud, read back.

use super::plant::{CORNER, scan, scanned};
use crate::*;
use rosette_cloud::Cloud;
use std::path::Path;

fn write(dir: &Path, areas: &[(&Cloud, Labels)], color: bool) -> PointsWritten {
    let mut writer = PointsWriter::create(dir, CORNER, color).unwrap();
    areas.iter().for_each(|(cloud, labels)| writer.add(cloud, *labels).unwrap());
    writer.finish().unwrap()
}

#[test]
fn points_come_back_where_they_were() {
    let graph = scanned();
    let mut scan = scan(&graph, 0.06);
    let n = scan.clouds[1].len();
    scan.clouds[1].core = (0..n).map(|i| i % 5 != 0).collect();
    for color in [false, true] {
        if color {
            scan.clouds.iter_mut().for_each(|c| c.color = vec![[10, 200, 255]; c.len()]);
        }
        let dir = tempfile::tempdir().unwrap();
        let areas: Vec<_> = scan.areas().collect();
        let written = write(dir.path(), &areas, color);
        let mut reader = las::Reader::from_path(dir.path().join("points.laz")).unwrap();
        assert_eq!(reader.header().number_of_points(), written.points);
        assert!(reader.header().date().is_none());
        let all = reader.read_all().unwrap();
        let mut points = all.points().map(|p| p.unwrap());
        for (cloud, labels) in &areas {
            for i in (0..cloud.len()).filter(|&i| cloud.is_core(i)) {
                let p = points.next().unwrap();
                let off = [p.x, p.y, p.z].iter().zip(cloud.site(i)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
                assert!(off <= 0.000251, "{off}");
                assert_eq!(u8::from(p.classification), 64 + labels.class[i]);
                assert_eq!(p.extra_bytes[0], labels.class[i]);
                let instance = u32::from_le_bytes(p.extra_bytes[1..5].try_into().unwrap());
                assert_eq!(instance, labels.object[i].wrapping_add(1));
                assert_eq!(p.color.map(|c| (c.red, c.green, c.blue)), color.then_some((2570, 51400, 65535)));
            }
        }
        assert!(points.next().is_none());
        assert_eq!(written.by_class.iter().sum::<u64>(), written.points);
    }
}

#[test]
fn bytes_do_not_depend_on_threads_or_areas() {
    let scan = scan(&scanned(), 0.05);
    let areas: Vec<_> = scan.areas().collect();
    let with_threads = |n: usize| {
        let dir = tempfile::tempdir().unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
        pool.install(|| write(dir.path(), &areas, false));
        std::fs::read(dir.path().join("points.laz")).unwrap()
    };
    let one = with_threads(1);
    assert!(one == with_threads(3));
}

#[test]
fn an_empty_cloud_is_a_valid_file() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(write(dir.path(), &[], false).points, 0);
    assert_eq!(las::Reader::from_path(dir.path().join("points.laz")).unwrap().read_all().unwrap().len(), 0);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn wrong_labels_and_far_points_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let cloud = Cloud { positions: vec![[0.0; 3]], ..Cloud::default() };
    let mut writer = PointsWriter::create(dir.path(), CORNER, false).unwrap();
    assert!(matches!(writer.add(&cloud, Labels { class: &[], object: &[] }), Err(ReportError::Columns { points: 1, .. })));
    assert!(matches!(writer.add(&cloud, Labels { class: &[1], object: &[0] }), Err(ReportError::OutOfRange { .. })));
    drop(writer);
    assert!(!dir.path().join("points.laz").exists());
}
