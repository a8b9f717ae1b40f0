//! Real files: counts, stations and pictures as known. Skipped where the shared folder is absent.
#![allow(clippy::unwrap_used)]

use rosette_ingest::read::{Batch, OpenOptions, Source, extract_pictures, open, open_parts};
use std::path::PathBuf;

fn shared(path: &str) -> Option<PathBuf> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if file.exists() {
        return Some(file);
    }
    eprintln!("skipped: {path} is not here");
    None
}

/// Number of points by station, and how long it took.
fn count(source: &mut dyn Source) -> Vec<u64> {
    let (mut batch, mut counts) = (Batch::default(), Vec::new());
    while source.next_batch(&mut batch, 1 << 17).unwrap() {
        counts.resize(source.info().stations.len(), 0);
        for station in &batch.station {
            counts[usize::from(*station)] += 1;
        }
    }
    counts
}

#[test]
fn scans_of_an_e57() {
    let Some(path) = shared("cases/open-small/scan.e57") else { return };
    let start = std::time::Instant::now();
    let mut whole = open(&path, &OpenOptions::default()).unwrap();
    let counts = count(whole.as_mut());
    eprintln!("e57: {:?} {:.2} M points/s", counts, 2.087357 / start.elapsed().as_secs_f64());
    assert_eq!(counts.len(), 5);
    assert_eq!(counts.iter().sum::<u64>() + whole.dropped().total(), 2_087_357);
    assert!(whole.info().stations.iter().all(|station| station.position.is_some()));
    let parts = open_parts(&path, &OpenOptions::default()).unwrap();
    let by_part: Vec<u64> = parts.into_iter().map(|mut part| count(part.as_mut()).iter().sum()).collect();
    assert_eq!(by_part, counts);
}

#[test]
fn stations_of_a_laz() {
    let Some(path) = shared("cases/open-clean/scan.laz") else { return };
    let start = std::time::Instant::now();
    let mut source = open(&path, &OpenOptions::default()).unwrap();
    let counts = count(source.as_mut());
    eprintln!("laz: {:?} {:.2} M points/s", counts, 8.369668 / start.elapsed().as_secs_f64());
    assert_eq!(counts.iter().sum::<u64>(), 8_369_668);
    assert_eq!(source.info().declared_points, Some(8_369_668));
    let names: Vec<&str> = source.info().stations.iter().map(|station| station.name.as_str()).collect();
    assert_eq!(names, (1..=7).map(|id| format!("scan {id}")).collect::<Vec<_>>());
}

#[test]
fn picture_of_an_e57() {
    let Some(path) = shared("data/pumpA.e57") else { return };
    let mut source = open(&path, &OpenOptions::default()).unwrap();
    assert!(source.info().has_color);
    assert_eq!(source.info().pictures.len(), 1);
    assert_eq!(count(source.as_mut()), [155_201]);
    // It has no pose; its grid tells where the scanner stood.
    assert_eq!(source.info().stations[0].position, Some([0.0; 3]));
    assert!(source.info().warnings.iter().any(|note| note.kind == "scanner_position_inferred"));
    let dir = tempfile::tempdir().unwrap();
    let pictures = extract_pictures(&path, dir.path()).unwrap();
    assert_eq!(pictures.len(), 1);
    assert!(pictures[0].file.as_ref().is_some_and(|file| file.exists()), "{:?}", pictures[0]);
}
