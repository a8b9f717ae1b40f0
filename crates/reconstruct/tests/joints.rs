//! The steps from elements to a graph, one table each: joints, taps, open ends, bridges.

mod support;

use rosette_cloud::{Seen, SeenState};
use rosette_plant::{Class, Element, Scanned};
use rosette_reconstruct::{ReconstructSettings, connect};
use support::*;

const DN100: f64 = 0.1143;
const DN25: f64 = 0.0334;

#[test]
fn ports_that_face_each_other_are_joined() {
    let check = |name: &str, elements: Vec<Element<Scanned>>, expect: &[&str], open: usize| {
        let graph = joined(&[area(elements)]).graph;
        assert_eq!(joints(&graph), expect, "{name}");
        assert_eq!(graph.open_ends.len(), open, "{name}: {:?}", open_ends(&graph));
        assert!(is_sound(&graph), "{name}");
    };
    let along_x = |from: f64, to: f64, od: f64| pipe([from, 0.0, 1.0], [to, 0.0, 1.0], od);
    let (left, right) = (along_x(0.0, 1.0, DN100), along_x(1.0, 2.0, DN100));
    check("one pipe", vec![left.clone()], &[], 2);
    check("touching", vec![left.clone(), right], &["pipe-0001=pipe-0002"], 2);
    // The reach is 4 cm and 0.3 of the diameter: 74 mm here.
    check("a little apart", vec![left.clone(), along_x(1.06, 2.0, DN100)], &["pipe-0001=pipe-0002"], 2);
    check("too far apart", vec![left.clone(), along_x(1.09, 2.0, DN100)], &[], 4);
    check("thin ones reach less", vec![along_x(0.0, 1.0, DN25), along_x(1.06, 2.0, DN25)], &[], 4);
    check("a right angle needs a fitting", vec![left.clone(), pipe([1.0, 0.0, 1.0], [1.0, 0.0, 2.0], DN100)], &[], 4);
    check("side by side", vec![left.clone(), pipe([0.0, 0.05, 1.0], [1.0, 0.05, 1.0], DN100)], &[], 4);
    check("a slight kink", vec![left.clone(), pipe([1.0, 0.0, 1.0], [2.0, 0.3, 1.0], DN100)], &["pipe-0001=pipe-0002"], 2);
    let valve = inline(Class::Valve, [1.15, 0.0, 1.0], 0.3, DN100);
    let line = vec![left.clone(), valve.clone(), along_x(1.3, 2.3, DN100)];
    check("a valve in line", line, &["pipe-0001=valve-0001", "pipe-0002=valve-0001"], 2);
    check("the nearer port wins", vec![left.clone(), along_x(1.02, 2.0, DN100), valve], &["pipe-0001=valve-0001"], 4);
    let tee = body(
        Class::Tee,
        [1.1, 0.0, 1.0],
        Some(DN100),
        vec![
            port([1.0, 0.0, 1.0], [-1.0, 0.0, 0.0], DN100),
            port([1.2, 0.0, 1.0], [1.0, 0.0, 0.0], DN100),
            port([1.1, 0.0, 1.1], [0.0, 0.0, 1.0], DN25),
        ],
    );
    let branched = vec![left.clone(), tee, along_x(1.2, 2.0, DN100), pipe([1.1, 0.0, 1.1], [1.1, 0.0, 2.0], DN25)];
    check("a tee", branched, &["pipe-0001=tee-0001", "pipe-0002=tee-0001", "pipe-0003=tee-0001"], 3);
    // A nozzle on a dished head points away from where its pipe goes.
    let pump = |out: [f64; 3]| body(Class::Pump, [1.3, 0.0, 0.8], None, vec![port([1.0, 0.0, 1.0], out, DN100)]);
    check("a pump's nozzle", vec![left.clone(), pump([-1.0, 0.0, 0.0])], &["pipe-0001=pump-0001"], 1);
    check("a nozzle askew", vec![left.clone(), pump([0.0, 0.0, 1.0])], &["pipe-0001=pump-0001"], 1);
    check("a nozzle the other way", vec![left, pump([1.0, 0.0, 0.0])], &[], 3);
}

#[test]
fn taps_join_the_pipe_they_stand_on() {
    let check = |name: &str, foot: [f64; 3], expect: &[&str]| {
        let gauge = body(Class::Instrument, [foot[0], foot[1], foot[2] + 0.1], None, vec![port(foot, [0.0, 0.0, -1.0], 0.0)]);
        let elements = vec![pipe([0.0, 0.0, 1.0], [2.0, 0.0, 1.0], DN100), pipe([0.0, 0.4, 1.0], [2.0, 0.4, 1.0], DN25), gauge];
        let graph = joined(&[area(elements)]).graph;
        assert_eq!(joints(&graph), expect, "{name}");
        let host = graph.joints.first().map(|j| (j.a_port, j.b_port));
        assert_eq!(host, (!expect.is_empty()).then_some((Some(0), None)), "{name}: a pipe's side is no port");
        assert_eq!(graph.open_ends.len(), 4 + usize::from(expect.is_empty()), "{name}");
        assert!(is_sound(&graph), "{name}");
    };
    check("on the wide pipe", [1.0, 0.0, 1.0 + DN100 / 2.0], &["instrument-0001=pipe-0001"]);
    check("on the thin pipe", [1.0, 0.4, 1.0 + DN25 / 2.0], &["instrument-0001=pipe-0002"]);
    check("a little above", [1.0, 0.0, 1.09], &["instrument-0001=pipe-0001"]);
    check("in the air", [1.0, 0.2, 1.3], &[]);
    check("beyond the end", [2.3, 0.0, 1.0], &[]);
}

/// A grid where the given stretch along x at height 1 was looked through, and all else hidden.
fn looked_through(from: f64, to: f64) -> Seen {
    let mut seen = Seen::new(0.1, true);
    let steps = ((to - from) / 0.02) as usize;
    for k in 0..=steps {
        let x = from + 0.02 * k as f64;
        for shift in [0.03, 0.04] {
            seen.cross([x, -2.0, 1.0 + shift], [x, 2.0, 1.0 + shift], 40.0);
        }
    }
    seen
}

#[test]
fn bridges_that_were_looked_through_are_given_up() {
    let line = || {
        area(vec![
            pipe([0.0, 0.0, 1.02], [1.0, 0.0, 1.02], DN100),
            bridge([1.0, 0.0, 1.02], [1.8, 0.0, 1.02], DN100),
            pipe([1.8, 0.0, 1.02], [3.0, 0.0, 1.02], DN100),
        ])
    };
    let check = |name: &str, seen: Seen, expect: &[&str], refuted: u64| {
        let built = connect(&[line()], &seen, &ReconstructSettings::default());
        assert_eq!(joints(&built.graph), expect, "{name}");
        let noted: u64 = built.graph.notes.iter().filter(|n| n.kind == "bridges_refuted").map(|n| n.count).sum();
        assert_eq!(noted, refuted, "{name}: {:?}", built.graph.notes);
        assert_eq!(built.graph.elements.len() as u64, 3 - refuted, "{name}");
        assert_eq!(built.element_of, [[Some(0), (refuted == 0).then_some(1), Some(2 - refuted as u32)]], "{name}");
        assert!(is_sound(&built.graph), "{name}");
    };
    let both = ["pipe-0001~pipe-0002", "pipe-0002~pipe-0003"];
    check("positions unknown", Seen::default(), &both, 0);
    check("hidden", Seen::new(0.1, true), &both, 0);
    check("looked through", looked_through(0.9, 1.9), &[], 1);
    check("looked past elsewhere", looked_through(3.5, 4.5), &both, 0);
    let mut partly = looked_through(1.0, 1.15);
    partly.occupy([1.4, 0.0, 1.02]);
    check("a glimpse at one end", partly, &both, 0);
}

#[test]
fn seen_pipes_are_never_given_up() {
    let elements = vec![pipe([0.0, 0.0, 1.02], [2.0, 0.0, 1.02], DN100)];
    let built = connect(&[area(elements)], &looked_through(-0.5, 2.5), &ReconstructSettings::default());
    assert_eq!(ids(&built.graph), ["pipe-0001"]);
}

#[test]
fn open_ends_tell_what_was_seen_beyond() {
    let check = |name: &str, seen: Seen, expect: [&str; 2]| {
        let elements = vec![pipe([0.0, 0.0, 1.02], [1.0, 0.0, 1.02], DN100)];
        let graph = connect(&[area(elements)], &seen, &ReconstructSettings::default()).graph;
        assert_eq!(open_ends(&graph), expect.map(|state| state.to_string()), "{name}");
    };
    check("positions unknown", Seen::default(), ["pipe-0001:0 unknown", "pipe-0001:1 unknown"]);
    check("hidden", Seen::new(0.1, true), ["pipe-0001:0 unseen", "pipe-0001:1 unseen"]);
    check("free to the right", looked_through(1.1, 1.5), ["pipe-0001:0 unseen", "pipe-0001:1 empty"]);
    let mut wall = looked_through(1.1, 1.5);
    (0..9).for_each(|k| wall.occupy([-0.3 + 0.02 * f64::from(k), 0.0, 1.02]));
    check("a wall to the left", wall, ["pipe-0001:0 occupied", "pipe-0001:1 empty"]);
}

#[test]
fn joints_carry_what_they_rest_on() {
    let elements = vec![
        pipe([0.0, 0.0, 1.0], [1.0, 0.0, 1.0], DN100),
        pipe([1.05, 0.0, 1.0], [2.0, 0.0, 1.0], DN100),
        bridge([2.0, 0.0, 1.0], [2.6, 0.0, 1.0], DN100),
    ];
    let graph = joined(&[area(elements)]).graph;
    let [near, guessed] = &graph.joints[..] else { panic!("{:?}", graph.joints) };
    assert!((near.gap - 0.05).abs() < 1e-9 && !near.inferred && near.seen == SeenState::Unknown);
    assert_eq!((near.a_port, near.b_port), (Some(1), Some(0)));
    let [x, y, z] = near.position.unwrap();
    assert!((x - 1.025).abs() < 1e-9 && y == 0.0 && z == 1.0);
    assert!(guessed.inferred && guessed.gap < 1e-9);
    assert!(guessed.confidence < 0.7 && near.confidence > guessed.confidence, "{near:?} {guessed:?}");
}
