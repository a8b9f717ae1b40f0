//! Several areas become one plant: what two of them saw is one thing, and their order does not matter.

mod support;

use rosette_plant::{Class, Components, Geometry};
use support::*;

const OD: f64 = 0.1143;

/// A line along x over three areas of 2 m with halos of 0.5 m: pipe, valve on the first border, pipe.
fn line() -> Vec<Components> {
    let valve = || inline(Class::Valve, [2.0, 0.0, 1.0], 0.3, OD);
    vec![
        shared(
            vec![pipe([0.0, 0.0, 1.0], [1.85, 0.0, 1.0], OD), valve(), pipe([2.15, 0.0, 1.0], [2.5, 0.0, 1.0], OD)],
            vec![1.0, 0.6, 0.0],
        ),
        shared(
            vec![pipe([1.5, 0.0, 1.0], [1.85, 0.0, 1.0], OD), valve(), pipe([2.15, 0.0, 1.0], [4.5, 0.001, 1.0], OD)],
            vec![0.0, 0.4, 0.8],
        ),
        shared(vec![pipe([3.5, 0.0005, 1.0], [6.0, 0.001, 1.0], OD * 1.01)], vec![0.8]),
    ]
}

#[test]
fn what_two_areas_saw_is_one_thing() {
    let built = joined(&line());
    assert_eq!(ids(&built.graph), ["pipe-0001", "pipe-0002", "valve-0001"]);
    assert_eq!(joints(&built.graph), ["pipe-0001=valve-0001", "pipe-0002=valve-0001"]);
    assert_eq!(built.element_of, [vec![Some(0), Some(2), Some(1)], vec![Some(0), Some(2), Some(1)], vec![Some(1)]]);
    let Geometry::Cylinder { start, end, .. } = &built.graph.elements[1].evidence.geometry else { panic!() };
    let mut ends = [start[0], end[0]];
    ends.sort_by(f64::total_cmp);
    assert!((ends[0] - 2.15).abs() < 1e-6 && (ends[1] - 6.0).abs() < 1e-6, "{ends:?}");
    assert!(is_sound(&built.graph));
}

#[test]
fn the_order_of_areas_does_not_matter() {
    let told = |areas: &[Components]| {
        let graph = joined(areas).graph;
        let round = |at: [f64; 3]| at.map(|v| (v * 1e4).round() as i64);
        let what: Vec<_> = graph.elements.iter().map(|e| (e.id.clone(), e.dn, round(e.evidence.position))).collect();
        (what, joints(&graph), graph.open_ends.len())
    };
    let [a, b, c] = <[Components; 3]>::try_from(line()).unwrap();
    let expect = told(&[a.clone(), b.clone(), c.clone()]);
    for order in [[&a, &c, &b], [&b, &a, &c], [&b, &c, &a], [&c, &a, &b], [&c, &b, &a]] {
        assert_eq!(told(&order.map(Clone::clone)), expect);
    }
}

#[test]
fn things_stay_apart_or_come_together() {
    let check = |name: &str, first: Components, second: Components, expect: &[&str]| {
        let built = joined(&[first, second]);
        assert_eq!(ids(&built.graph), expect, "{name}");
        assert!(is_sound(&built.graph), "{name}");
    };
    let pipe_at = |y: f64, from: f64, to: f64, od: f64| pipe([from, y, 1.0], [to, y, 1.0], od);
    let one = |e| shared(vec![e], vec![0.7]);
    check("overlap", one(pipe_at(0.0, 0.0, 2.5, OD)), one(pipe_at(0.003, 1.5, 4.0, OD)), &["pipe-0001"]);
    check("touch", one(pipe_at(0.0, 0.0, 2.0, OD)), one(pipe_at(0.003, 2.0, 4.0, OD)), &["pipe-0001"]);
    check("neighbours in a rack", one(pipe_at(0.0, 0.0, 2.5, OD)), one(pipe_at(0.15, 1.5, 4.0, OD)), &["pipe-0001", "pipe-0002"]);
    check("far ends of one axis", one(pipe_at(0.0, 0.0, 1.6, OD)), one(pipe_at(0.0, 2.4, 4.0, OD)), &["pipe-0001", "pipe-0002"]);
    check("another size", one(pipe_at(0.0, 0.0, 2.0, OD)), one(pipe_at(0.0, 2.0, 4.0, 0.0889)), &["pipe-0001", "pipe-0002"]);
    let valve = |x: f64| inline(Class::Valve, [x, 0.0, 1.0], 0.25, OD);
    check("a valve seen twice", one(valve(2.0)), one(valve(2.03)), &["valve-0001"]);
    check("two valves in series", one(valve(2.0)), one(valve(2.3)), &["valve-0001", "valve-0002"]);
    check("two names for one body", one(valve(2.0)), one(inline(Class::Strainer, [2.02, 0.0, 1.0], 0.25, OD)), &["valve-0001"]);
    let halo = |e| shared(vec![e], vec![0.0]);
    check("seen from the halo only", halo(valve(2.0)), one(pipe_at(0.0, 0.0, 1.8, OD)), &["pipe-0001"]);
    // The area that saw more of it in its core says what it is.
    let mostly = shared(vec![inline(Class::Strainer, [2.0, 0.0, 1.0], 0.25, OD)], vec![0.9]);
    check("the core knows better", shared(vec![valve(2.0)], vec![0.1]), mostly, &["strainer-0001"]);
}

#[test]
fn nothing_gives_nothing() {
    for areas in [vec![], vec![area(vec![])], vec![area(vec![]), area(vec![])]] {
        let built = joined(&areas);
        assert!(built.graph.elements.is_empty() && built.graph.joints.is_empty() && built.graph.open_ends.is_empty());
        assert_eq!(built.element_of.len(), areas.len());
    }
}
