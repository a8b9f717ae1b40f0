//! Small writers of every scan format, and a reader that gathers a whole file.
#![allow(dead_code, clippy::unwrap_used)]

pub mod write_e57;
pub mod write_las;
pub mod write_text;

use rosette_ingest::read::{Batch, Dropped, OpenOptions, ReadError, Source, SourceInfo, open};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A corner of a national grid, m.
pub const CORNER: [f64; 3] = [652_310.21, 6_861_204.77, 38.1];

/// A point to be written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub position: [f64; 3],
    /// 0 to 65535.
    pub intensity: u16,
    pub color: [u8; 3],
    pub station: u16,
    pub label: u8,
}

/// Points around a corner, with everything that varies varying.
pub fn points(n: usize, corner: [f64; 3]) -> Vec<Point> {
    let mut state = 12345u64;
    let mut random = move |below: u64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) % below
    };
    let mut point = |idx: usize| Point {
        position: corner.map(|c| c + random(20_000) as f64 * 1e-3 - 10.0),
        intensity: random(65536) as u16,
        color: [random(256) as u8, random(256) as u8, random(256) as u8],
        station: 1 + (idx * 3 / n.max(1)) as u16,
        label: random(32) as u8,
    };
    (0..n).map(&mut point).collect()
}

/// Everything a file gave.
pub struct Read {
    pub all: Batch,
    pub info: SourceInfo,
    pub dropped: Dropped,
}

impl Read {
    pub fn has_note(&self, kind: &str) -> bool {
        self.info.warnings.iter().any(|note| note.kind == kind)
    }
}

pub fn read(path: &Path) -> Result<Read, ReadError> {
    read_with(path, &OpenOptions::default(), 1000)
}

pub fn read_with(path: &Path, options: &OpenOptions, max: usize) -> Result<Read, ReadError> {
    gather(open(path, options)?.as_mut(), max)
}

pub fn gather(source: &mut dyn Source, max: usize) -> Result<Read, ReadError> {
    let (mut batch, mut all) = (Batch::default(), Batch::default());
    while source.next_batch(&mut batch, max)? {
        assert!(batch.len() <= max, "{} points instead of {max} at most", batch.len());
        for (len, name) in [
            (batch.intensity.len(), "intensity"),
            (batch.color.len(), "color"),
            (batch.row_col.len(), "row_col"),
            (batch.label.len(), "label"),
        ] {
            assert!(len == 0 || len == batch.len(), "column {name} has {len} entries for {} points", batch.len());
        }
        assert_eq!(batch.station.len(), batch.len());
        all.positions.extend_from_slice(&batch.positions);
        all.intensity.extend_from_slice(&batch.intensity);
        all.color.extend_from_slice(&batch.color);
        all.station.extend_from_slice(&batch.station);
        all.row_col.extend_from_slice(&batch.row_col);
        all.label.extend_from_slice(&batch.label);
    }
    assert!(batch.is_empty());
    Ok(Read { all, info: source.info().clone(), dropped: *source.dropped() })
}

/// A file of a given name in a folder of its own, removed with the value.
pub struct Written {
    pub path: PathBuf,
    _dir: TempDir,
}

pub fn write(name: &str, bytes: &[u8]) -> Written {
    // In memory where there is such a place: the hostile tests write thousands of files.
    let dir = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    Written { path, _dir: dir }
}

/// How exactly a format keeps each column; none: it does not carry it.
#[derive(Clone, Copy)]
pub struct Keeps {
    pub position: f64,
    pub intensity: Option<f32>,
    pub color: bool,
    pub station: bool,
    pub label: bool,
}

/// Whether what was read is what was written.
pub fn assert_same(read: &Read, written: &[Point], keeps: Keeps, name: &str) {
    assert_eq!(read.all.len(), written.len(), "{name}: number of points");
    for (idx, point) in written.iter().enumerate() {
        let got = read.all.positions[idx];
        let off = (0..3).map(|axis| (got[axis] - point.position[axis]).abs()).fold(0.0, f64::max);
        assert!(off <= keeps.position, "{name}: point {idx} is at {got:?} instead of {:?}", point.position);
        if let Some(tolerance) = keeps.intensity {
            let expect = f32::from(point.intensity) / 65535.0;
            assert!(
                (read.all.intensity[idx] - expect).abs() <= tolerance,
                "{name}: intensity {} instead of {expect}",
                read.all.intensity[idx]
            );
        }
        if keeps.color {
            assert_eq!(read.all.color[idx], point.color, "{name}: colour of point {idx}");
        }
        if keeps.label {
            assert_eq!(read.all.label[idx], point.label, "{name}: label of point {idx}");
        }
        if keeps.station {
            assert_eq!(read.all.station[idx], point.station - 1, "{name}: station of point {idx}");
        }
    }
    assert_eq!(read.all.intensity.is_empty(), keeps.intensity.is_none() || written.is_empty(), "{name}: intensity");
    assert_eq!(read.all.color.is_empty(), !keeps.color || written.is_empty(), "{name}: colour");
}
