//! Nets learn: a small scene by heart, the same way every time, and on from a checkpoint. Needs the feature `train`.
#![cfg(feature = "train")]

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;
use rosette_cloud::Quiet;
use rosette_net::point::{Architecture, CELL};
use rosette_net::train::crop::{Crop, CropChange, crops, turn, whole};
use rosette_net::train::{
    Kinds, LabelledCloud, NO_PART, PartTruth, PointData, PointTraining, RawScan, Schedule, points, prepared, shelf,
};
use rosette_plant::Class;

/// A floor, a wall and a pipe, as a scanner at 3 m would see them.
fn scene() -> LabelledCloud {
    let mut raw = RawScan { scanners: vec![[0.6, -2.0, 1.5]], ..RawScan::default() };
    let mut add = |p: [f64; 3], part: u32| {
        raw.positions.push(p);
        raw.intensity.push(0.5);
        raw.station.push(0);
        raw.part.push(part);
    };
    for i in 0..120 {
        for j in 0..120 {
            let (u, v) = (f64::from(i) * 0.01, f64::from(j) * 0.01);
            add([u, v, 0.0], 0);
            add([u, 1.2, v], 1);
            let t = v / 1.2 * std::f64::consts::PI;
            add([u, 0.6 - 0.06 * t.sin(), 0.6 + 0.06 * t.cos()], if i == 60 { NO_PART } else { 2 });
        }
    }
    let parts = [Class::Floor, Class::Wall, Class::Pipe].map(PartTruth::of).to_vec();
    prepared("scene", &raw, parts).unwrap()
}

fn training(steps: usize) -> PointTraining {
    PointTraining {
        architecture: Architecture { stem: 16, widths: vec![16, 16, 16, 16], blocks: 1 },
        steps,
        batch: 1,
        look_every: 10,
        schedule: Schedule { rate: 1e-2, rise: 5, end: 0.1 },
        ..PointTraining::default()
    }
}

fn data() -> PointData {
    let (crop, _) = whole(&scene(), CELL);
    PointData { train: vec![crop.clone()], validation: vec![crop] }
}

#[test]
fn a_small_scene_is_learnt_by_heart() {
    let (dir, data) = (tempfile::tempdir().unwrap(), data());
    let net = points::fit(&training(80), &Kinds::default(), &data, dir.path(), &Quiet).unwrap();
    let confusion = points::confusion(&net, &data.validation);
    assert!(confusion.accuracy() > 0.95, "{}", confusion.table());
    assert!(dir.path().join("point-curve.png").exists());
    // through the front door as well: cells back to points
    let labelled = scene();
    let scores = net.classify(&labelled.cloud);
    let classes = labelled.classes();
    let right = (0..classes.len()).filter(|&i| scores.best(i).0 as u8 == classes[i]).count();
    assert!(right as f64 > 0.93 * classes.len() as f64, "{right} of {}", classes.len());
}

#[test]
fn a_training_that_was_broken_off_goes_on_to_the_same_end() {
    let data = data();
    let whole = tempfile::tempdir().unwrap();
    let straight = points::fit(&training(20), &Kinds::default(), &data, whole.path(), &Quiet).unwrap();
    let broken = tempfile::tempdir().unwrap();
    let stop = StopAfter(std::sync::atomic::AtomicUsize::new(0), 10);
    assert!(points::fit(&training(20), &Kinds::default(), &data, broken.path(), &stop).is_err());
    let resumed = points::fit(&training(20), &Kinds::default(), &data, broken.path(), &Quiet).unwrap();
    assert!(straight.to_bytes().unwrap() == resumed.to_bytes().unwrap(), "the weights differ");
}

/// Asks to stop after some steps.
struct StopAfter(std::sync::atomic::AtomicUsize, usize);

impl rosette_cloud::Watch for StopAfter {
    fn begin(&self, _: &str, _: u64, _: &str) {}
    fn advance(&self, amount: u64) {
        self.0.fetch_add(amount as usize, std::sync::atomic::Ordering::Relaxed);
    }
    fn end(&self) {}
    fn stopped(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::Relaxed) >= self.1
    }
}

#[test]
fn crops_are_whole_graphs() {
    let made = crops(&scene(), CELL, 0.7, 4, &mut Pcg64Mcg::seed_from_u64(3));
    assert_eq!(made.len(), 4);
    for crop in &made {
        let n: Vec<u32> = crop.levels.iter().map(|l| l.centre.len() as u32).collect();
        for (depth, level) in crop.levels.iter().enumerate() {
            assert!(
                depth + 1 == n.len() || (level.parent.len() as u32 == n[depth] && level.parent.iter().all(|p| *p < n[depth + 1]))
            );
            assert!(level.neighbours.iter().all(|p| *p < n[depth]));
            assert!(depth == 0 || level.children.iter().all(|p| *p < n[depth - 1]));
        }
        assert!(crop.class.iter().any(|c| *c != 0));
    }
    assert!(made.iter().any(|crop| crop.border.iter().any(|b| *b)));
}

#[test]
fn turning_keeps_distances_and_heights() {
    let (crop, _) = whole(&scene(), CELL);
    let (before, mut after) = (crop.graph(), crop.graph());
    turn(&mut after, 1.1, true);
    let away = |g: &rosette_net::point::Graph, i: usize, j: usize| {
        let (a, b) = (g.levels[0].centre[i], g.levels[0].centre[j]);
        (0..3).map(|k| (a[k] - b[k]).powi(2)).sum::<f32>().sqrt()
    };
    for (i, j) in [(0, 50), (7, 900), (400, 1200)] {
        assert!((away(&before, i, j) - away(&after, i, j)).abs() < 1e-4);
        assert_eq!(before.levels[0].centre[i][2], after.levels[0].centre[i][2]);
    }
    assert!(before != after);
}

#[test]
fn changes_keep_the_size_and_differ_from_draw_to_draw() {
    let (crop, _) = whole(&scene(), CELL);
    let mut dice = Pcg64Mcg::seed_from_u64(1);
    let (a, b) = (crop.changed(&CropChange::default(), &mut dice), crop.changed(&CropChange::default(), &mut dice));
    assert_eq!((a.len(), b.len()), (crop.len(), crop.len()));
    assert!(a != b);
    assert!(a.features.iter().all(|v| v.is_finite()));
}

#[test]
fn crops_come_back_from_the_shelf() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.crops");
    let made = crops(&scene(), CELL, 0.7, 2, &mut Pcg64Mcg::seed_from_u64(3));
    shelf::save(&path, &made).unwrap();
    assert!(shelf::load(&path).unwrap() == made);
    let bytes = std::fs::read(&path).unwrap();
    for cut in [0, 8, 13, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&path, &bytes[..cut]).unwrap();
        assert!(shelf::load(&path).is_none(), "cut at {cut}");
    }
    std::fs::write(&path, [&bytes[..12], &u64::MAX.to_le_bytes()].concat()).unwrap();
    assert!(shelf::load(&path).is_none());
}

#[test]
fn nothing_to_learn_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let none = PointData { train: vec![Crop::default()], validation: Vec::new() };
    assert!(points::fit(&training(5), &Kinds::default(), &none, dir.path(), &Quiet).is_err());
    let bad = PointTraining { batch: 0, ..training(5) };
    assert!(points::fit(&bad, &Kinds::default(), &data(), dir.path(), &Quiet).is_err());
}
