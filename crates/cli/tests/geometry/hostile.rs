//! Clouds that no scanner gives, through both stages: an end without a panic, a label for every point, a sound graph.

use crate::plant::{built, components};
use crate::scenes::{Scene, bare, floor};
use rosette_cloud::Cloud;
use rosette_shapes::sampled::Random;
use rosette_truth::component::pipe;
use rosette_truth::surface::P3;

fn spread(n: usize, at: impl Fn(&mut Random) -> [f64; 3]) -> Cloud {
    let mut random = Random::new(9);
    bare((0..n).map(|_| at(&mut random).map(|v| v as f32)).collect())
}

fn check(name: &str, cloud: &Cloud) {
    let found = components(cloud);
    assert_eq!(found.labels.len(), cloud.len(), "{name}");
    assert_eq!(found.core_share.len(), found.elements.len(), "{name}");
    assert!(found.labels.iter().all(|l| l.element as usize <= found.elements.len()), "{name}");
    assert!(found.core_share.iter().all(|s| (0.0..=1.0).contains(s)), "{name}: {:?}", found.core_share);
    let graph = built(&[found]);
    let ports = |e: usize| graph.elements[e].ports.len();
    assert!(graph.open_ends.iter().all(|o| o.port < ports(o.element)), "{name}");
    for e in &graph.elements {
        let places = e.ports.iter().flat_map(|p| [p.position, p.direction]).flatten().chain([e.evidence.position]);
        assert!(places.flatten().all(f64::is_finite), "{name}: {e:?}");
    }
}

#[test]
fn clouds_that_no_scanner_gives() {
    check("empty", &bare(vec![]));
    check("one point", &bare(vec![[1.0, 2.0, 3.0]]));
    check("identical points", &bare(vec![[1.0, 2.0, 3.0]; 5_000]));
    check("collinear", &spread(10_000, |r| [r.within(-3.0..3.0), 0.5, 1.0]));
    check("a ball of noise", &spread(20_000, |r| (r.direction() * r.within(0.0..0.6)).into()));
    check("far apart", &spread(2_000, |r| (r.direction() * 10_f64.powf(r.within(0.0..5.5))).into()));
    let cells = |r: &mut Random| [0, 1, 2].map(|_| (r.bits() % 20) as f64 * 0.05);
    check("a coarse lattice, each point many times", &spread(100_000, cells));
    let line = pipe(P3::new(-1.0, 0.0, 1.0), P3::new(1.0, 0.0, 1.0), 0.057, 100);
    let mut cloud = Scene::new(vec![line, floor(0.0, 2.0)], [0.2, -2.5, 1.6]).cloud();
    cloud.normals.fill([0.0; 3]);
    check("zero normals", &cloud);
    cloud.core = vec![false; cloud.len()];
    check("halo only", &cloud);
}
