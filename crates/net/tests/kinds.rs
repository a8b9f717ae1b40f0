//! Kinds of one's own are learnt from few bodies, fresh or on top of weights that there are. Needs the feature `train`.
#![cfg(feature = "train")]

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rosette_cloud::Quiet;
use rosette_net::point::{Architecture, CELL};
use rosette_net::train::crop::whole;
use rosette_net::train::{
    BodySample, BodyTraining, LabelledCloud, PartTruth, PointData, PointTraining, RawScan, Schedule, bodies, points, prepared,
};
use rosette_net::{BodyNet, Kinds, NetError, PointNet};
use rosette_plant::{BodyJudge, BodyView, Class};
use std::path::Path;

fn kinds(entries: &[(&str, &str)]) -> Kinds {
    Kinds::from_table(&entries.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect()).unwrap()
}

/// Points of a box of this size standing on the floor.
fn block(size: [f32; 3], dice: &mut Pcg64Mcg) -> Vec<[f32; 3]> {
    let mut side = |_| {
        let mut p: [f32; 3] = std::array::from_fn(|k| size[k] * dice.random_range(-0.5..0.5f32));
        let axis = dice.random_range(0..3usize);
        p[axis] = size[axis] * if dice.random_bool(0.5) { 0.5 } else { -0.5 };
        p
    };
    (0..600).map(&mut side).collect()
}

fn sample(code: u8, size: [f32; 3], dice: &mut Pcg64Mcg) -> BodySample {
    let points = block(size, dice);
    let view = BodyView { points: points.clone(), ..BodyView::default() };
    BodySample { class: code, normals: vec![[0.0; 3]; points.len()], ..plain(view) }
}

/// A sample of a body, of which nothing but the points is known.
fn plain(view: BodyView) -> BodySample {
    let normals = vec![[0.0; 3]; view.points.len()];
    rosette_net::train::sample::whole(BodyView { normals, ..view }, &PartTruth::of(Class::Other))
}

const TALL: [f32; 3] = [0.3, 0.3, 1.2];
const LONG: [f32; 3] = [1.6, 0.5, 0.5];
const CUBE: [f32; 3] = [0.6, 0.6, 0.6];

/// Pumps are long, tanks are cubes, and what has `code` is tall.
fn lot(code: u8, n: usize) -> Vec<BodySample> {
    let mut dice = Pcg64Mcg::seed_from_u64(5);
    let kinds = [(code, TALL), (Class::Pump as u8, LONG), (Class::Tank as u8, CUBE)];
    (0..n).flat_map(|_| kinds).map(|(code, size)| sample(code, size, &mut dice)).collect()
}

fn training(steps: usize, start: Option<&Path>) -> BodyTraining {
    BodyTraining {
        start: start.map(Path::to_owned),
        steps,
        batch: 12,
        look_every: steps.max(1),
        schedule: Schedule { rate: 3e-3, rise: 5, end: 0.1 },
        ..BodyTraining::default()
    }
}

/// What the net calls the tall body, and how it does on all.
fn named(net: &BodyNet, held_out: &[BodySample], n_kinds: usize) -> (Class, Option<String>) {
    let report = bodies::evaluate(net, held_out, 0);
    assert!(report.class_accuracy > 0.9, "{}", report.classes.table());
    assert_eq!(report.kinds.len(), n_kinds);
    let score = &net.judge(&[held_out[0].plain()])[0];
    let class = score.best_class().0;
    (class, score.kind_of(class).map(|(name, _)| name.to_string()))
}

#[test]
fn a_kind_is_learnt_and_taken_over() {
    let [first, second, third] = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let hydrant = kinds(&[("hydrant", "valve")]);
    let (learnt, held_out) = (lot(21, 12), lot(21, 4));
    let net = bodies::fit(&training(60, None), &hydrant, &[&learnt], &held_out, first.path(), &Quiet).unwrap();
    assert_eq!(named(&net, &held_out, 1), (Class::Valve, Some("hydrant".into())));
    // on from those weights with another kind before it by name: what was known stays known, in its new place
    let start = first.path().join("body-net.safetensors");
    let two = kinds(&[("compressor", "pump"), ("hydrant", "valve")]);
    let held_out = lot(22, 4);
    let net = bodies::fit(&training(1, Some(&start)), &two, &[&lot(22, 4)], &[], second.path(), &Quiet).unwrap();
    assert_eq!(named(&net, &held_out, 2), (Class::Valve, Some("hydrant".into())));
    let before = BodyNet::open(&start).unwrap();
    assert_eq!(net.settings.class_temperature, before.settings.class_temperature, "nothing was held out to fit another");
    // kinds that are not named any more are forgotten, their class is not
    let net = bodies::fit(&training(30, Some(&start)), &Kinds::default(), &[&lot(6, 12)], &[], third.path(), &Quiet).unwrap();
    assert_eq!(named(&net, &lot(6, 4), 0), (Class::Valve, None));
}

#[test]
fn a_new_kind_changes_nothing_before_it_is_learnt() {
    let dir = tempfile::tempdir().unwrap();
    let shipped = BodyNet::shipped().unwrap();
    let none = training(0, Some(Path::new("shipped")));
    let grown = bodies::fit(&none, &kinds(&[("hydrant", "valve")]), &[&lot(6, 1)], &[], dir.path(), &Quiet).unwrap();
    let views: Vec<BodyView> = lot(6, 4).iter().map(BodySample::plain).collect();
    for (was, is) in shipped.judge(&views).iter().zip(grown.judge(&views)) {
        let worst = was.classes.iter().zip(&is.classes).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < 0.02, "{worst}");
        assert_eq!(is.kind_of(Class::Valve), None);
    }
}

#[test]
fn weights_to_begin_at_that_cannot_be_used_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let fails = |start: &Path| {
        let lot = lot(6, 1);
        let err = bodies::fit(&training(1, Some(start)), &Kinds::default(), &[&lot], &[], dir.path(), &Quiet).unwrap_err();
        assert!(matches!(err, NetError::Weights { .. }), "{err}");
        err.to_string()
    };
    let missing = dir.path().join("none.safetensors");
    assert!(fails(&missing).contains("none.safetensors") && fails(&missing).contains("start"));
    std::fs::write(&missing, b"nothing").unwrap();
    assert!(fails(&missing).contains("none.safetensors"));
}

/// A floor, and on it a wall that is of another kind.
fn scene(kind: Option<usize>) -> LabelledCloud {
    let mut raw = RawScan::default();
    for i in 0..120 {
        for j in 0..120 {
            let (u, v) = (f64::from(i) * 0.01, f64::from(j) * 0.01);
            raw.positions.extend([[u, v, 0.0], [u, 1.2, v]]);
            raw.part.extend([0, 1]);
        }
    }
    let parts = vec![PartTruth::of(Class::Floor), PartTruth { kind, ..PartTruth::of(Class::Structure) }];
    prepared("scene", &raw, parts).unwrap()
}

#[test]
fn points_of_a_kind_count_as_its_class() {
    let [first, second] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let training = |start: Option<&Path>, steps| PointTraining {
        start: start.map(Path::to_owned),
        architecture: Architecture { stem: 16, widths: vec![16, 16, 16, 16], blocks: 1 },
        steps,
        batch: 1,
        look_every: steps,
        schedule: Schedule { rate: 1e-2, rise: 5, end: 0.1 },
        ..PointTraining::default()
    };
    let data = |kind| {
        let (crop, _) = whole(&scene(kind), CELL);
        PointData { train: vec![crop.clone()], validation: vec![crop] }
    };
    let grating = kinds(&[("grating", "structure")]);
    let right = |net: &PointNet| points::confusion(net, &data(Some(0)).validation).accuracy();
    let net = points::fit(&training(None, 40), &grating, &data(Some(0)), first.path(), &Quiet).unwrap();
    assert!(right(&net) > 0.95, "{}", right(&net));
    let start = first.path().join("point-net.safetensors");
    let again = points::fit(&training(Some(&start), 1), &grating, &data(Some(0)), second.path(), &Quiet).unwrap();
    assert!(right(&again) > 0.95, "{}", right(&again));
    let other = PointTraining { architecture: Architecture::plain(), ..training(Some(&start), 1) };
    let said = points::fit(&other, &grating, &data(Some(0)), second.path(), &Quiet).unwrap_err().to_string();
    assert!(said.contains("architecture") && said.contains("stem: 16"), "{said}");
}
