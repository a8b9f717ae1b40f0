//! Nominal sizes over whole runs, the choice of the catalogue, and what is told where it is unsure.

mod support;

use rosette_cloud::Seen;
use rosette_plant::{Class, Element, Geometry, Scanned};
use rosette_reconstruct::{AsBuilt, ReconstructSettings, connect};
use support::*;

fn named(elements: Vec<Element<Scanned>>, catalogue: Option<&str>) -> AsBuilt {
    let settings = ReconstructSettings { catalogue: catalogue.map(str::to_string), ..Default::default() };
    connect(&[area(elements)], &Seen::default(), &settings)
}

/// Pipes laid end to end along x: (length, outside diameter in mm).
fn run(parts: &[(f64, f64)]) -> Vec<Element<Scanned>> {
    let mut from = 0.0;
    let along = parts.iter().map(|&(length, od_mm)| {
        from += length;
        pipe([from - length, 0.0, 1.0], [from, 0.0, 1.0], od_mm / 1000.0)
    });
    along.collect()
}

#[test]
fn a_run_has_one_size() {
    let check = |name: &str, parts: &[(f64, f64)], expect: &[Option<u32>]| {
        let built = named(run(parts), Some("asme"));
        let dn: Vec<Option<u32>> = built.graph.elements.iter().map(|e| e.dn).collect();
        assert_eq!(dn, expect, "{name}");
    };
    check("one pipe", &[(2.0, 114.5)], &[Some(100)]);
    check("a short stretch gives way to the long one", &[(3.0, 114.2), (0.2, 121.0)], &[Some(100), Some(100)]);
    check("alone it has no size", &[(0.2, 121.0)], &[None]);
    check("a run ends where the size changes", &[(2.0, 114.2), (2.0, 168.5)], &[Some(100), Some(150)]);
    check("insulated", &[(2.0, 190.0)], &[None]);
    check("thin ones differ by millimetres", &[(1.0, 26.5), (1.0, 33.6)], &[Some(20), Some(25)]);
    check("between two sizes the run decides", &[(4.0, 33.2), (0.3, 29.8)], &[Some(25), Some(25)]);
}

#[test]
fn fittings_take_the_size_of_their_run() {
    let od = 0.1143;
    let mut elements = run(&[(2.0, 114.3)]);
    elements.push(inline(Class::Valve, [2.15, 0.0, 1.0], 0.3, 0.117));
    elements.push(pipe([2.3, 0.0, 1.0], [4.0, 0.0, 1.0], od));
    let built = named(elements, Some("asme"));
    for e in &built.graph.elements {
        assert_eq!(e.dn, Some(100), "{}", e.id);
        assert!(e.ports.iter().all(|p| p.dn == Some(100)), "{}: {:?}", e.id, e.ports);
    }
}

#[test]
fn inferred_stretches_do_not_vote() {
    let mut elements = run(&[(0.5, 114.3)]);
    elements.push(bridge([0.5, 0.0, 1.0], [5.0, 0.0, 1.0], 0.121));
    let built = named(elements, Some("asme"));
    assert_eq!(built.graph.elements.iter().map(|e| e.dn).collect::<Vec<_>>(), [Some(100), Some(100)]);
}

#[test]
fn the_catalogue_is_chosen_from_all_pipes_or_set() {
    let check = |ods: &[f64], set: Option<&str>, name: &str, note: Option<&str>| {
        let pipes = ods.iter().enumerate().map(|(k, od)| pipe([0.0, k as f64, 1.0], [2.0, k as f64, 1.0], od / 1000.0));
        let built = named(pipes.collect(), set);
        assert_eq!(built.catalogue, name, "{ods:?}");
        let kinds: Vec<&str> =
            built.graph.notes.iter().map(|n| n.kind.as_str()).filter(|k| k.starts_with("cat") || k.starts_with("unk")).collect();
        assert_eq!(kinds.first().copied(), note, "{ods:?}: {:?}", built.graph.notes);
    };
    check(&[], None, "ASME B36.10", Some("catalogue_without_evidence"));
    check(&[114.0, 60.8, 88.5, 168.9, 219.0], None, "ASME B36.10", None);
    check(&[229.5, 282.3, 335.0, 175.6, 230.4, 121.5], None, "AWWA C151", None);
    check(&[114.3, 60.3, 118.0, 98.0, 66.0, 88.9], None, "ASME B36.10", Some("catalogue_ambiguous"));
    check(&[114.3, 60.3, 60.5], Some("en10220"), "EN 10220", None);
    check(&[114.3, 60.3, 60.5, 88.9], Some("cheese"), "ASME B36.10", Some("unknown_catalogue"));
}

#[test]
fn doubtful_sizes_name_the_alternative() {
    // 45.2 mm lies in the middle of DN32 (42.2) and DN40 (48.3).
    let built = named(run(&[(2.0, 45.2)]), Some("asme"));
    let e = &built.graph.elements[0];
    assert_eq!((e.dn, &e.evidence.dn_alternatives[..]), (Some(32), &[40][..]));
    let built = named(run(&[(2.0, 114.3)]), Some("asme"));
    assert!(built.graph.elements[0].evidence.dn_alternatives.is_empty());
}

#[test]
fn the_named_size_draws_the_radius_towards_it() {
    let radius = |od_mm: f64| match &named(run(&[(2.0, od_mm)]), Some("asme")).graph.elements[0].evidence.geometry {
        Geometry::Cylinder { radius, .. } => *radius,
        other => panic!("{other:?}"),
    };
    let drawn = radius(112.5);
    assert!(drawn > 0.05625 && drawn < 0.05715, "{drawn}");
    // Without a name there is nothing to be drawn to.
    assert_eq!(radius(190.0), 0.095);
}
