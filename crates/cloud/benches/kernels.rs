//! Points per second of the kernels of the cloud noun, on one simulated corner of a plant: floor, wall and a rack of pipes.
//!
//! `cargo bench -p rosette-cloud`. Rates are wall time; set `RAYON_NUM_THREADS=1` for rates per CPU-second.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rosette_cloud::field::Field;
use rosette_cloud::lattice::Lattice;
use rosette_cloud::returns::Return;
use rosette_cloud::voxels::{self, Voxels};
use rosette_cloud::{Neighbours, Seen, normals, stray};
use std::hint::black_box;

const SCANNER: [f32; 3] = [4.0, 1.0, 1.6];

/// A million returns at about 6 mm spacing with 2 mm noise: 30 % floor, 30 % wall, 40 % pipes of 50 to 200 mm.
fn corner() -> Vec<[f64; 3]> {
    let mut rng = Pcg64Mcg::seed_from_u64(11);
    let mut noise = move |from: f64, to: f64| rng.random_range(from..to);
    let points = (0..1_000_000).map(|i| match i % 10 {
        0..3 => [noise(0.5, 4.0), noise(0.5, 4.0), 0.1 + noise(-0.003, 0.003)],
        3..6 => [noise(0.5, 4.0), 4.0 + noise(-0.003, 0.003), noise(0.1, 3.5)],
        _ => {
            let (pipe, turn) = (f64::from(i % 7), noise(-2.0, 1.0));
            let radius = 0.025 * (1.0 + pipe / 2.0) + noise(-0.003, 0.003);
            [noise(0.5, 4.0), 2.5 + radius * turn.cos(), 0.5 + 0.4 * pipe + radius * turn.sin()]
        }
    });
    points.collect()
}

fn packed(lattice: &Lattice, points: &[[f64; 3]]) -> Vec<Return> {
    let place = |p: &[f64; 3]| lattice.place_near(*p, [0; 3]);
    points.iter().filter_map(place).map(|place| Return::new(&place, 0, 0.5, [0; 3], false)).collect()
}

fn kernels(criterion: &mut Criterion) {
    let Ok(lattice) = Lattice::new(0.005, 8.0) else { return };
    let points = corner();
    let returns = packed(&lattice, &points);
    let (merged, _) = voxels::merge(&lattice, &[&returns], |_| ());
    let field = Field::new(&lattice, &merged, &[], &[]);
    let mut group = criterion.benchmark_group("cloud");
    group.sample_size(10);
    group.throughput(Throughput::Elements(points.len() as u64));
    group.bench_function("place", |b| b.iter(|| black_box(packed(&lattice, &points))));
    group.bench_function("voxel merge", |b| b.iter(|| black_box(voxels::merge(&lattice, &[&returns], |_| ()))));
    group.throughput(Throughput::Elements(merged.len() as u64));
    group.bench_function("field", |b| b.iter(|| black_box(Field::new(&lattice, &merged, &[], &[]))));
    group.bench_function("stray points", |b| b.iter(|| black_box(stray::strays(&field, &merged, 0.005, |_| Some(SCANNER)))));
    group.bench_function("normals", |b| b.iter(|| black_box(normals::normals(&field, &merged, 0.005, |_| Some(SCANNER)))));
    group.bench_function("kd-tree build", |b| b.iter(|| black_box(Neighbours::new(&merged.positions))));
    rays(&mut group, &merged);
    group.finish();
}

/// Every tenth point as a ray.
fn rays(group: &mut criterion::BenchmarkGroup<'_, criterion::measurement::WallTime>, merged: &Voxels) {
    let ends: Vec<[f64; 3]> = merged.positions.iter().step_by(10).map(|p| p.map(f64::from)).collect();
    group.throughput(Throughput::Elements(ends.len() as u64));
    group.bench_function("rays", |b| {
        b.iter(|| {
            let mut seen = Seen::new(0.1, true);
            ends.iter().for_each(|end| seen.cross(SCANNER.map(f64::from), *end, 40.0));
            black_box(seen.counts())
        });
    });
}

criterion_group!(benches, kernels);
criterion_main!(benches);
