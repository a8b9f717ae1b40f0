//! Clouds that no scanner gives, and one cloud on any number of threads.

mod support;

use rosette_cloud::Cloud;
use rosette_plant::Owner;
use rosette_segment::{SegmentSettings, segment};
use rosette_shapes::sampled::Random;
use rosette_truth::component::{elbow, pipe};
use rosette_truth::surface::{P3, V3};
use support::{Scene, bare, floor};

fn spread(n: usize, seed: u64, at: impl Fn(&mut Random) -> [f64; 3]) -> Vec<[f32; 3]> {
    let mut random = Random::new(seed);
    (0..n).map(|_| at(&mut random).map(|v| v as f32)).collect()
}

/// The stage must end, without a panic, with one owner a point and segments that hold together.
fn check(name: &str, cloud: &Cloud) {
    let found = segment(cloud, &SegmentSettings::default());
    assert_eq!(found.owner.len(), cloud.len(), "{name}");
    assert!(found.sigma.is_finite() && found.sigma > 0.0, "{name}: sigma {}", found.sigma);
    for o in &found.owner {
        match *o {
            Owner::Plane(p) => assert!((p as usize) < found.planes.len(), "{name}"),
            Owner::Cylinder(c) => assert!((c as usize) < found.cylinders.len(), "{name}"),
            Owner::None => {}
        }
    }
    for c in &found.cylinders {
        let finite = c.cylinder.radius.is_finite() && c.cylinder.point.coords.iter().all(|v| v.is_finite());
        assert!(finite && c.spans.iter().all(|s| s[0] <= s[1]), "{name}: {c:?}");
    }
}

#[test]
fn clouds_that_no_scanner_gives() {
    check("empty", &bare(vec![]));
    check("one point", &bare(vec![[1.0, 2.0, 3.0]]));
    check("identical points", &bare(vec![[1.0, 2.0, 3.0]; 20_000]));
    check("collinear", &bare(spread(20_000, 1, |r| [r.within(-3.0..3.0), 0.5, 1.0])));
    check(
        "two lines that cross",
        &bare(spread(5_000, 2, |r| {
            if r.bits().is_multiple_of(2) { [r.within(-1.0..1.0), 0.0, 0.0] } else { [0.0, r.within(-1.0..1.0), 0.0] }
        })),
    );
    check("a ball of noise", &bare(spread(30_000, 3, |r| (r.direction() * r.within(0.0..0.6)).into())));
    check("a sphere", &bare(spread(30_000, 4, |r| (r.direction() * 0.5).into())));
    check("far apart", &bare(spread(2_000, 5, |r| (r.direction() * 10_f64.powf(r.within(0.0..5.5))).into())));
    check("beyond the cells' range", &bare(vec![[4e5, -4e5, 4e5], [-4e5, 0.0, 0.0], [0.0, 0.0, 0.0]]));
    let duplicates: Vec<[f32; 3]> = spread(1_000, 6, |r| [r.within(0.0..1.0), r.within(0.0..1.0), 0.0]);
    check("a million duplicates on a plane", &bare(duplicates.iter().cycle().take(1_000_000).copied().collect()));
}

#[test]
fn normals_may_be_missing() {
    let pipe = pipe(P3::new(-1.0, 0.0, 1.0), P3::new(1.0, 0.0, 1.0), 0.057, 100);
    let mut cloud = Scene::new(vec![pipe, floor(0.0, 2.0)], [0.2, -2.5, 1.6]).cloud();
    cloud.normals.fill([0.0; 3]);
    check("zero normals", &cloud);
}

#[test]
fn threads_change_nothing() {
    let r = 0.057;
    let parts = vec![
        pipe(P3::new(-2.0, 0.0, 1.0), P3::new(-0.15, 0.0, 1.0), r, 100),
        elbow(P3::new(0.0, 0.0, 1.0), V3::x(), V3::z(), 0.15, r, 100),
        pipe(P3::new(0.0, 0.0, 1.15), P3::new(0.0, 0.0, 2.8), r, 100),
        pipe(P3::new(-2.0, 0.4, 0.6), P3::new(1.5, 0.4, 0.6), 0.03, 50),
        floor(0.0, 2.5),
    ];
    let cloud = Scene::new(parts, [0.5, -2.5, 1.6]).cloud();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        format!("{:?}", pool.install(|| segment(&cloud, &SegmentSettings::default())))
    };
    let one = on(1);
    assert!(one.contains("Cylinder("));
    assert_eq!(one, on(3));
}
