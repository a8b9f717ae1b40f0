//! Points per second of the whole stage: a scan as PTX to areas, and a shared case where there is one.
//!
//! `cargo bench -p rosette-ingest`. The example `ingest` prints wall and CPU time of every step on any scan.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rosette_cloud::Quiet;
use rosette_ingest::{IngestSettings, Input, ingest};
use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;

/// A sphere of shots in a cube: text, so that reading weighs as much as it ever does.
fn ptx() -> String {
    let (columns, rows) = (900, 300);
    let mut text = format!("{columns}\n{rows}\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n");
    for i in 0..columns * rows {
        let (az, el) =
            (f64::from(i / rows) * std::f64::consts::TAU / f64::from(columns), (f64::from(i % rows) * 0.48 - 60.0).to_radians());
        let way = [az.cos() * el.cos(), az.sin() * el.cos(), el.sin()];
        let range = 3.0 / way.iter().fold(0.0f64, |most, v| most.max(v.abs()));
        let _ = writeln!(text, "{:.4} {:.4} {:.4} 0.5", range * way[0], range * way[1], range * way[2]);
    }
    text
}

fn stage(criterion: &mut Criterion) {
    let Ok(dir) = tempfile::tempdir() else { return };
    let made = dir.path().join("cube.ptx");
    if std::fs::write(&made, ptx()).is_err() {
        return;
    }
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/open-small/scan.e57");
    let mut group = criterion.benchmark_group("ingest");
    group.sample_size(10);
    for (name, path, points) in [("PTX 0.27 M", made, 270_000), ("E57 2.1 M", shared, 2_087_357)] {
        if !path.exists() {
            continue;
        }
        group.throughput(Throughput::Elements(points));
        let out = dir.path().join("out");
        group.bench_function(name, |b| {
            b.iter(|| black_box(ingest(&[Input::new(&path)], &IngestSettings::default(), &out, &Quiet).is_ok()));
        });
    }
    group.finish();
}

criterion_group!(benches, stage);
criterion_main!(benches);
