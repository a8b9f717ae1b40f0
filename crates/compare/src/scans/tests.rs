//! Two scans of a small line, with one change each.

use super::*;
use rosette_plant::{Element, Geometry, Joint};

fn element(id: &str, class: Class, at: [f64; 3], geometry: Geometry, dn: u32) -> Element<Scanned> {
    Element {
        id: id.into(),
        class,
        subtype: (class == Class::Valve).then_some(Subtype::Gate),
        tag: None,
        line: None,
        dn: Some(dn),
        ports: vec![],
        evidence: Scanned {
            position: at,
            geometry,
            od: None,
            dn_alternatives: vec![],
            confidence: 0.9,
            points: 100,
            residual_mm: None,
            coverage: 1.0,
            inferred: false,
            reasons: vec![],
            kind: None,
        },
    }
}

fn pipe(id: &str, from: f64, to: f64, y: f64, dn: u32) -> Element<Scanned> {
    let (start, end) = ([from, y, 1.0], [to, y, 1.0]);
    element(id, Class::Pipe, [(from + to) / 2.0, y, 1.0], Geometry::Cylinder { start, end, radius: 0.03 }, dn)
}

fn valve(x: f64, y: f64) -> Element<Scanned> {
    let axes = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    element("valve-1", Class::Valve, [x, y, 1.0], Geometry::Box { center: [x, y, 1.0], axes, size: [0.3, 0.1, 0.2] }, 50)
}

/// 10 m of pipe with a valve amid, cut at `cut`.
fn line(cut: f64) -> PlantGraph<Scanned> {
    let elements = vec![
        pipe("pipe-1", 0.0, cut, 0.0, 50),
        pipe("pipe-2", cut, 4.85, 0.0, 50),
        pipe("pipe-3", 5.15, 10.0, 0.0, 50),
        valve(5.0, 0.0),
    ];
    let joint = |a, b| Joint { a, b, ..Joint::default() };
    PlantGraph { elements, joints: vec![joint(0, 1), joint(1, 3), joint(3, 2)], open_ends: vec![], notes: vec![] }
}

fn compared(a: &PlantGraph<Scanned>, b: &PlantGraph<Scanned>, seen: SeenState) -> Vec<(ChangeKind, String)> {
    let seen = |_: [f64; 3]| seen;
    let plant = |graph| SeenPlant { graph, seen: &seen };
    let result = changes(&plant(a), &plant(b), &ScanCompareSettings::default());
    result.changes.into_iter().map(|c| (c.kind, c.message)).collect()
}

#[test]
fn the_same_line_cut_elsewhere_and_a_little_off_is_unchanged() {
    let mut other = line(4.0);
    for e in &mut other.elements {
        if let Geometry::Cylinder { start, end, .. } = &mut e.evidence.geometry {
            start[1] += 0.01;
            end[1] += 0.01;
        }
    }
    assert_eq!(compared(&line(2.0), &other, SeenState::Empty), []);
}

#[test]
fn one_change_each() {
    let check = |edit: &dyn Fn(&mut PlantGraph<Scanned>), kind: ChangeKind, words: &str| {
        let mut after = line(2.0);
        edit(&mut after);
        let found = compared(&line(2.0), &after, SeenState::Empty);
        assert!(found.len() == 1 && found[0].0 == kind && found[0].1.contains(words), "{kind:?} {words}: {found:?}");
    };
    let rename = |e: Element<Scanned>, id: &str| Element { id: id.into(), ..e };
    check(&|g| g.elements[3].dn = Some(80), ChangeKind::Resized, "is now DN80");
    check(
        &|g| g.elements[3].subtype = Some(Subtype::Ball),
        ChangeKind::Exchanged,
        "DN50 gate valve was exchanged for a DN50 ball valve",
    );
    check(&|g| g.elements.push(rename(valve(5.0, 3.0), "valve-2")), ChangeKind::Added, "A DN50 gate valve was added");
    check(&|g| g.elements.push(pipe("pipe-4", 0.0, 2.5, 3.0, 40)), ChangeKind::Added, "A DN40 line of 2.5 m was added");
    check(&|g| g.elements[3].evidence.position[1] = 0.4, ChangeKind::Moved, "moved by 0.40 m");
    check(&|g| g.elements[2] = pipe("pipe-3", 5.15, 10.0, 0.3, 50), ChangeKind::Moved, "line of 4.8 m was moved by 0.30 m");
    check(&|g| g.elements[2].dn = Some(100), ChangeKind::Resized, "is now DN100");
    check(&|g| g.elements[2] = pipe("pipe-3", 5.15, 7.0, 0.0, 50), ChangeKind::Removed, "A DN50 line of 3.0 m was removed");
}

#[test]
fn a_line_with_its_valve_is_one_change() {
    let nothing = PlantGraph { elements: vec![], joints: vec![], open_ends: vec![], notes: vec![] };
    let found = compared(&nothing, &line(2.0), SeenState::Empty);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].1, "A DN50 line of 9.7 m with a DN50 gate valve was added.");
}

#[test]
fn what_the_other_scan_did_not_see_is_neither_added_nor_removed() {
    for seen in [SeenState::Unseen, SeenState::Unknown, SeenState::Occupied] {
        let mut after = line(2.0);
        after.elements.truncate(2);
        after.joints.clear();
        for (a, b) in [(&line(2.0), &after), (&after, &line(2.0))] {
            let found = compared(a, b, seen);
            assert!(!found.is_empty() && found.iter().all(|(kind, _)| *kind == ChangeKind::NotVerifiable), "{found:?}");
        }
    }
}

#[test]
fn odd_shapes_do_no_harm() {
    let mut odd = line(2.0);
    odd.elements[0].evidence.geometry = Geometry::Cylinder { start: [f64::NAN; 3], end: [1e300; 3], radius: -1.0 };
    odd.elements[3].evidence.position = [f64::INFINITY; 3];
    odd.joints.push(Joint { a: 77, b: 99, ..Joint::default() });
    compared(&odd, &line(2.0), SeenState::Empty);
    compared(&line(2.0), &odd, SeenState::Empty);
}
