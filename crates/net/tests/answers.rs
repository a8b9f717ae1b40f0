//! What nets answer: probabilities, whatever the cloud and the number of threads.

use rosette_cloud::Cloud;
use rosette_net::body::{BodyModel, BodySettings};
use rosette_net::device::device;
use rosette_net::fresh::seeded;
use rosette_net::point::{Architecture, PointModel, PointSettings};
use rosette_net::{BodyNet, Kinds, PointNet};
use rosette_plant::scores::CLASSES;
use rosette_plant::{BodyJudge, BodyView, Class, RunAxis};

fn net(architecture: Architecture) -> PointNet {
    let model = seeded(PointModel::new(&architecture, &device()), 1);
    PointNet::new(PointSettings::new(architecture), model)
}

/// A floor and a pipe above it.
fn scene() -> Cloud {
    let mut cloud = Cloud::default();
    for i in 0..15_000 {
        let (u, v) = ((i % 150) as f32, (i / 150) as f32);
        cloud.positions.push([u * 0.012, v * 0.012, 0.0]);
        cloud.normals.push([0.0, 0.0, 1.0]);
        let t = u / 150.0 * std::f32::consts::TAU;
        cloud.positions.push([0.9 + 0.057 * t.cos(), v * 0.012, 0.8 + 0.057 * t.sin()]);
        cloud.normals.push([t.cos(), 0.0, t.sin()]);
    }
    cloud
}

#[test]
fn every_point_gets_probabilities() {
    for architecture in [Architecture::default(), Architecture::plain()] {
        let cloud = scene();
        let scores = net(architecture).classify(&cloud);
        assert_eq!(scores.len(), cloud.len());
        for point in (0..cloud.len()).step_by(97) {
            let sum: f32 = scores.of(point).iter().sum();
            assert!((sum - 1.0).abs() < 0.06 && scores.of(point)[0] == 0.0, "{sum}");
        }
    }
}

#[test]
fn strange_clouds_do_no_harm() {
    let net = net(Architecture { stem: 8, widths: vec![8, 8, 8, 8], blocks: 1 });
    assert!(net.classify(&Cloud::default()).is_empty());
    let odd = Cloud {
        positions: vec![[f32::NAN; 3], [1e30, 0.0, 0.0], [0.0; 3], [0.0; 3], [-1e30, 5.0, f32::INFINITY]],
        ..Cloud::default()
    };
    let scores = net.classify(&odd);
    assert_eq!(scores.len(), 5);
    assert_eq!(scores.of(0).iter().sum::<f32>(), 0.0);
}

#[test]
fn the_same_answers_on_any_number_of_threads() {
    let (net, cloud) = (net(Architecture::default()), scene());
    let body = BodyNet::new(BodySettings::default(), seeded(BodyModel::new(&device()), 1));
    let bodies: Vec<BodyView> = (0..40)
        .map(|i| BodyView {
            points: cloud.positions.iter().skip(i * 200).take(3000).copied().collect(),
            normals: Vec::new(),
            run: (i % 2 == 0).then_some(RunAxis { middle: [0.9, i as f32 * 0.02, 0.8], direction: [0.0, 1.0, 0.0], od: 0.114 }),
            ..BodyView::default()
        })
        .collect();
    let answers = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| (net.classify(&cloud), body.judge(&bodies)))
    };
    assert!(answers(1) == answers(2), "two threads answer otherwise than one");
}

#[test]
fn bodies_get_probabilities_and_nonsense_gets_none() {
    let net = BodyNet::new(BodySettings::default(), seeded(BodyModel::new(&device()), 1));
    let good = BodyView { points: scene().positions, ..BodyView::default() };
    let answers = net.judge(&[good, BodyView::default()]);
    assert!((answers[0].classes.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    assert!((answers[0].subtypes.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    assert_eq!(answers[1].best_class().1, 0.0);
    assert!(net.judge(&[]).is_empty());
}

#[test]
fn the_shipped_nets_are_small_and_load() {
    let (point, body) = (PointNet::shipped().unwrap(), BodyNet::shipped().unwrap());
    let bytes = point.to_bytes().unwrap().len() + body.to_bytes().unwrap().len();
    assert!(bytes < 10_000_000, "{bytes} bytes");
    let scores = point.classify(&scene());
    let floor = (0..scores.len()).step_by(2).filter(|&i| scores.best(i).0 == rosette_plant::Class::Floor).count();
    assert!(2 * floor > scores.len() / 2, "{floor} of {} points of a floor are called floor", scores.len() / 2);
}

/// A net with two kinds of valves beside the classes, and what it answers.
#[test]
fn what_a_kind_has_counts_for_its_class() {
    let kinds = Kinds::from_table(&[("hydrant", "valve"), ("trap", "valve")].map(|(a, b)| (a.into(), b.into())).into()).unwrap();
    let settings = BodySettings { kinds, ..BodySettings::default() };
    let net = BodyNet::new(settings, seeded(BodyModel::new(&device()).with_kinds(2, &device()), 1));
    let good = BodyView { points: scene().positions, ..BodyView::default() };
    let answers = net.judge(&[good, BodyView::default()]);
    let [known, unknown] = &answers[..] else { panic!("two answers") };
    assert!((known.classes.iter().sum::<f32>() - 1.0).abs() < 1e-4 && known.classes.len() == CLASSES);
    let own: f32 = known.kinds.iter().map(|kind| kind.probability).sum();
    assert!(own > 0.0 && known.class(Class::Valve) > own, "{own} of {}", known.class(Class::Valve));
    assert_eq!(known.kinds.iter().map(|kind| kind.name.as_str()).collect::<Vec<_>>(), ["hydrant", "trap"]);
    assert_eq!(unknown.kind_of(Class::Valve), None);
    let architecture = Architecture { stem: 8, widths: vec![8, 8, 8, 8], blocks: 1 };
    let model = seeded(PointModel::new(&architecture, &device()).with_kinds(2, &device()), 1);
    let points = PointNet::new(PointSettings { kinds: net.settings.kinds.clone(), ..PointSettings::new(architecture) }, model);
    let scores = points.classify(&scene());
    let sum: f32 = scores.of(7).iter().sum();
    assert!((sum - 1.0).abs() < 0.06, "{sum}");
}
