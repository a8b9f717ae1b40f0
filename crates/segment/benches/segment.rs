//! Points per second of the segmentation of one simulated room, and fits per second of the shapes it is made of.
//!
//! `cargo bench -p rosette-segment`. Rates are wall time; set `RAYON_NUM_THREADS=1` for rates per CPU-second.

#[path = "../tests/support/mod.rs"]
mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use nalgebra::{Point3, Unit, Vector3};
use rosette_segment::{SegmentSettings, segment};
use rosette_shapes::sampled::{self, Sampling};
use rosette_shapes::{Cylinder, CylinderOptions, Tangent, Torus, TorusOptions, fit_cylinder, fit_torus};
use rosette_truth::model::Part;
use rosette_truth::surface::P3;
use rosette_truth::{Kind, SimulateSettings, make};
use std::hint::black_box;
use support::Scene;

/// Half the edge of the room that is kept, m: it has to fit a cell of the lattice.
const HALF: f64 = 5.0;

/// A simulated pump station about its middle, at a spacing that gives a million points.
fn room() -> Scene {
    let fast = rosette_truth::ScanSettings { step_deg: 4.0, ..Default::default() };
    let case = make(&SimulateSettings { seed: 3, kind: Kind::PumpStation, stations: 3, scan: fast, ..Default::default() });
    let case = case.expect("the seed gives a plant");
    let process: Vec<P3> = case.plant.parts.iter().filter(|p| p.class.is_process()).map(middle).collect();
    let centre = process.iter().fold(P3::origin(), |c, p| c + p.coords / process.len() as f64);
    let shift = nalgebra::Isometry3::translation(-centre.x, -centre.y, 0.0);
    let near = |p: &Part| (middle(p) - centre).xy().norm() < HALF || !p.class.is_process();
    let parts = case.plant.parts.iter().filter(|p| near(p)).map(|p| p.clone().moved(&shift)).collect();
    let eyes = case.scans.iter().map(|s| shift * P3::from(s.true_pose.translation.vector)).collect();
    Scene { parts, eyes, spacing: 0.018, sigma: 0.0015, seed: 1 }
}

fn middle(part: &Part) -> P3 {
    let (low, high) = part.bounds();
    nalgebra::center(&low, &high)
}

fn stage(criterion: &mut Criterion) {
    let cloud = room().cloud();
    let found = segment(&cloud, &SegmentSettings::default());
    println!("{} points: {} planes, {} cylinders", cloud.len(), found.planes.len(), found.cylinders.len());
    let mut group = criterion.benchmark_group("segment");
    group.sample_size(10);
    group.throughput(Throughput::Elements(cloud.len() as u64));
    group.bench_function("room", |b| b.iter(|| black_box(segment(&cloud, &SegmentSettings::default()))));
    group.finish();
}

/// Fits to 400 points on the near half of a DN100 pipe and of its long-radius elbow.
fn fits(criterion: &mut Criterion) {
    let how = Sampling { n: 400, eye: Point3::new(0.5, -3.0, 0.5), sigma: 0.0015, seed: 5 };
    let pipe = Cylinder { point: Point3::origin(), axis: Vector3::x_axis(), radius: 0.05715 };
    let on_pipe = sampled::cylinder(&pipe, 0.0..1.0, 2.0..5.0, &how);
    let askew = Unit::new_normalize(Vector3::new(1.0, 0.02, -0.01));
    let rough = Cylinder { point: Point3::new(0.0, 0.002, 0.001), axis: askew, radius: 0.054 };
    let inward = Vector3::z();
    let Some(bend) = Torus::tangent_to(&Point3::origin(), &Vector3::x_axis(), &inward, 0.1524, 0.05715) else { return };
    let on_bend = sampled::torus(&bend, 0.0..1.5, 0.0..3.0, &how);
    let Some(start) = Torus::tangent_to(&Point3::origin(), &Vector3::x_axis(), &inward, 0.2, 0.05715) else { return };
    let tangent = Tangent { at: Point3::origin(), direction: Vector3::x_axis(), fix_start: false };
    let free = CylinderOptions { sigma: 0.0015, ..Default::default() };
    let held = TorusOptions { sigma: 0.0015, fix_radius: true, tangent: Some(tangent), ..Default::default() };
    let mut group = criterion.benchmark_group("fits");
    group.throughput(Throughput::Elements(400));
    group.bench_function("cylinder", |b| b.iter(|| black_box(fit_cylinder(&on_pipe, &rough, &free))));
    group.bench_function("bend", |b| b.iter(|| black_box(fit_torus(&on_bend, &start, &held))));
    group.finish();
}

criterion_group!(benches, stage, fits);
criterion_main!(benches);
