//! Small drawn and scanned plants with one finding each, and the change that must come of it.

use super::*;
use rosette_plant::{Change, Class, Element, End, Evidence, Geometry, Joint, Pair, Place, Severity, Sheet, Subtype};
use std::collections::BTreeSet;

/// What one side is made of: `id class`, and joints `a>b`.
fn side<E>(elements: &str, joints: &str, make: impl Fn(&str, Class) -> Element<E>) -> PlantGraph<E> {
    let class = |name: &str| Class::ALL.into_iter().find(|c| c.name() == name).unwrap();
    let mut elements: Vec<Element<E>> =
        elements.split(", ").map(|e| e.split_once(' ').unwrap()).map(|(id, name)| make(id, class(name))).collect();
    elements.sort_by(|a, b| a.id.cmp(&b.id));
    let index = |id: &str| elements.iter().position(|e| e.id == id).unwrap();
    let pairs = joints.split(' ').flat_map(|chain| {
        let ids: Vec<&str> = chain.split('>').collect();
        ids.windows(2).map(|w| (index(w[0]), index(w[1]))).collect::<Vec<_>>()
    });
    let joint = |(a, b)| Joint { a, b, line: Some("L".into()), dn: Some(80), confidence: 1.0, ..Joint::default() };
    let joints = pairs.map(joint).collect();
    PlantGraph { elements, joints, open_ends: Vec::new(), notes: Vec::new() }
}

fn drawn(elements: &str, joints: &str) -> PlantGraph<Drawn> {
    side(elements, joints, |id, class| {
        let (sheet, _) = id.split_once('/').unwrap_or(("S", id));
        let mut evidence = Drawn { sheet: sheet.into(), physical: true, ..Drawn::default() };
        if class.is_inline() {
            evidence.attributes.insert("segment".into(), format!("seg-{}", if id == "Z" { 2 } else { 1 }));
        }
        element(id, class, evidence)
    })
}

fn scanned(elements: &str, joints: &str) -> PlantGraph<Scanned> {
    side(elements, joints, |id, class| {
        let geometry = Geometry::Cylinder { start: [0.0; 3], end: [1.0, 0.0, 0.0], radius: 0.03 };
        let evidence = Scanned {
            position: [0.0; 3],
            geometry,
            od: None,
            dn_alternatives: Vec::new(),
            confidence: 0.9,
            points: 100,
            residual_mm: None,
            coverage: 1.0,
            inferred: false,
            reasons: Vec::new(),
            kind: None,
        };
        element(id, class, evidence)
    })
}

fn element<E>(id: &str, class: Class, evidence: E) -> Element<E> {
    let subtype = (class == Class::Valve).then_some(Subtype::Gate);
    let dn = (!class.is_equipment()).then_some(if id.starts_with("thin") { 50 } else { 80 });
    Element { id: id.into(), class, subtype, tag: None, line: Some("L".into()), dn, ports: Vec::new(), evidence }
}

fn finding(kind: DifferenceKind, pid_ids: &str, object_ids: &str) -> Difference {
    let ids = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    Difference {
        id: "F-1".into(),
        kind,
        severity: Severity::Medium,
        confidence: 0.9,
        pid_ids: ids(pid_ids),
        object_ids: ids(object_ids),
        one_of: false,
        tag: None,
        line: Some("L".into()),
        position: None,
        message: "m".into(),
        evidence: Evidence::default(),
    }
}

/// Objects are matched to the drawn elements of the same name in capitals.
fn matching(drawn: &PlantGraph<Drawn>, scanned: &PlantGraph<Scanned>) -> Matching {
    let upper = |id: &str| id.to_uppercase();
    let pairs = scanned.elements.iter().filter_map(|e| {
        let d = drawn.elements.iter().find(|d| d.id == upper(&e.id))?;
        Some(Pair {
            pid_id: d.id.clone(),
            object_id: e.id.clone(),
            confidence: 1.0,
            alternatives: Vec::new(),
            reasons: Vec::new(),
        })
    });
    Matching { pairs: pairs.collect(), ..Matching::default() }
}

/// A pump, two valves and a tank in a line, with a second line from a branch to another tank.
const DRAWN: (&str, &str) = ("P pump, V valve, W valve, T tee, K tank, Z valve, B tank", "P>V>W>T>K T>Z>B");
const SCANNED: (&str, &str) = (
    "p pump, v valve, w valve, t tee, k tank, z valve, b tank, p1 pipe, p2 pipe, p3 pipe, p4 pipe, p5 pipe, p6 pipe",
    "p>p1>v>p2>w>p3>t>p4>k t>p5>z>p6>b",
);

fn actions(drawn: &PlantGraph<Drawn>, scanned: &PlantGraph<Scanned>, finding: Difference) -> Result<Vec<Action>, Reason> {
    let compared = Compared { drawn, scanned, matching: &matching(drawn, scanned), differences: std::slice::from_ref(&finding) };
    corrections(&compared).remove(0).actions
}

fn place(a: &str, b: &str) -> Place {
    Place { a: a.into(), b: Some(b.into()), line: None }
}

fn item(class: Class, dn: u32) -> NewItem {
    NewItem { class, subtype: (class == Class::Valve).then_some(Subtype::Gate), dn: Some(dn), tag: None }
}

#[test]
fn findings_become_changes() {
    use DifferenceKind::*;
    let check = |kind, pid_ids: &str, object_ids: &str, (elements, joints): (&str, &str), expect: Action| {
        let (drawn, scanned) = (drawn(DRAWN.0, DRAWN.1), scanned(elements, joints));
        assert_eq!(actions(&drawn, &scanned, finding(kind, pid_ids, object_ids)), Ok(vec![expect]), "{kind:?}");
    };
    check(MissingInField, "V", "", SCANNED, Action::Remove { ids: vec!["V".into()] });
    check(TypeMismatch, "V", "v", SCANNED, Action::Retype { id: "V".into(), class: Class::Valve, subtype: Some(Subtype::Gate) });
    check(OrderMismatch, "V W", "v w", SCANNED, Action::Reorder { ids: vec!["W".into(), "V".into()] });
    check(OrderMismatch, "W V", "v w", SCANNED, Action::Reorder { ids: vec!["W".into(), "V".into()] });
    let more = |elements: &str| format!("{}, {elements}", SCANNED.0);
    let extra = (&*more("n valve, n1 pipe"), "p>p1>v>p2>n>n1>w>p3>t>p4>k t>p5>z>p6>b");
    check(MissingInPid, "", "n", extra, Action::Add { place: place("V", "W"), item: item(Class::Valve, 80) });
    let gauge = (&*more("g instrument"), "p>p1>v>p2>w>p3>t>p4>k t>p5>z>p6>b p2>g");
    let instrument = NewItem { class: Class::Instrument, subtype: None, dn: None, tag: None };
    check(MissingInPid, "", "g", gauge, Action::Add { place: place("V", "W"), item: instrument });
    let size = Action::Resize { id: "seg-1".into(), dn: 50 };
    let thin = (&*more("thin1 pipe, thin2 pipe"), SCANNED.1);
    check(SizeMismatch, "V W", "v w thin1 thin2", thin, size);
}

#[test]
fn branches_lead_from_tee_to_where_they_end() {
    let check = |elements: &str, joints: &str, ids: &str, items: Vec<NewItem>, at: Place, to: End| {
        let elements = format!("{}, {elements}", SCANNED.0);
        let (drawn, scanned) = (drawn(DRAWN.0, DRAWN.1), scanned(&elements, joints));
        let found = actions(&drawn, &scanned, finding(DifferenceKind::MissingInPid, "", ids));
        assert_eq!(found, Ok(vec![Action::Branch { place: at, dn: Some(50), items, to }]));
    };
    let vent = "p>p1>v>p2>n>q>w>p3>t>p4>k t>p5>z>p6>b n>thin1>m>thin2";
    let valve = || vec![item(Class::Valve, 80)];
    check("n tee, q pipe, m valve, thin1 pipe, thin2 pipe", vent, "m n thin1 thin2", valve(), place("V", "W"), End::Open);
    let bypass = "p>n>p1>v>p2>o>q>w>p3>t>p4>k t>p5>z>p6>b n>thin1>m>thin2>o";
    let into = End::Into { place: place("V", "W") };
    check("n tee, o tee, q pipe, m valve, thin1 pipe, thin2 pipe", bypass, "m n o thin1 thin2", valve(), place("P", "V"), into);
    let to_tank = "p>p1>v>p2>n>q>w>p3>t>p4>k t>p5>z>p6>b n>thin1>b";
    let end = End::Element { id: "B".into() };
    check("n tee, q pipe, thin1 pipe", to_tank, "n thin1", Vec::new(), place("V", "W"), end);
}

#[test]
fn lines_are_led_to_where_they_end() {
    let (drawn, elsewhere) = (drawn(DRAWN.0, DRAWN.1), scanned(SCANNED.0, "p>p1>v>p2>w>p3>t>p4>b t>p5>z>p6>b"));
    let found = actions(&drawn, &elsewhere, finding(DifferenceKind::ConnectivityMismatch, "T K", "p4"));
    let to = End::Element { id: "B".into() };
    assert_eq!(found, Ok(vec![Action::Reconnect { id: "T".into(), from: "K".into(), to }]));
}

#[test]
fn what_cannot_be_said_has_a_reason() {
    use DifferenceKind::*;
    let (drawn, all) = (drawn(DRAWN.0, DRAWN.1), scanned(SCANNED.0, SCANNED.1));
    let lone = scanned("n valve, v valve, q pump", "n>v q>v");
    for (kind, pid_ids, object_ids, scanned, says) in [
        (NotVerifiable, "V", "", &all, "did not show"),
        (MissingInPid, "", "n", &scanned("n valve, q pipe", "n>q"), "not joined to anything"),
        (MissingInPid, "", "n", &lone, "only one drawn neighbour"),
        (MissingInPid, "", "q", &lone, "by hand"),
        (MissingInPid, "", "gone", &lone, "not in asbuilt.json"),
        (MissingInPid, "", "n q", &lone, "does not leave a line"),
        (SizeMismatch, "V", "v p1", &all, "as drawn"),
        (SizeMismatch, "V", "v", &all, "no size"),
        (TypeMismatch, "V W", "v", &all, "not about one"),
        (ConnectivityMismatch, "P K", "p2", &all, "which of its ends"),
    ] {
        let reason = actions(&drawn, scanned, finding(kind, pid_ids, object_ids)).unwrap_err();
        assert!(reason.contains(says), "{kind:?} {object_ids}: {reason}");
    }
}

#[test]
fn changes_go_to_the_file_of_their_sheet_in_its_own_ids() {
    let drawn = drawn("A/V valve, A/W valve, B/V valve, Q valve", "A/V>A/W>B/V");
    let sheets: Vec<Sheet> = ["A", "B", "S"].map(|name| Sheet { name: name.into(), ..Sheet::default() }).into();
    let own = ["V W", "V", "Q"].map(|ids| ids.split(' ').map(str::to_owned).collect::<BTreeSet<_>>());
    let finding = finding(DifferenceKind::MissingInField, "", "");
    let remove = |ids: &str| Action::Remove { ids: ids.split(' ').map(str::to_owned).collect() };
    let correction = |actions| Correction { label: "M1".into(), finding: &finding, actions, near: Vec::new() };
    let all = [
        correction(Ok(vec![remove("A/V A/W")])),
        correction(Ok(vec![remove("A/W B/V")])),
        correction(Err("why not".into())),
        correction(Ok(vec![remove("B/V"), remove("Q")])),
        correction(Ok(vec![remove("X")])),
    ];
    let (files, left) = by_file(&all, &drawn, &sheets, &own);
    let change = |ids| Change { finding: Some("F-1".into()), action: remove(ids) };
    let changes: Vec<Vec<Change>> = files.iter().map(|file| file.changes.clone()).collect();
    assert_eq!(changes, [vec![change("V W")], vec![change("V")], vec![change("Q")]]);
    assert_eq!(files[2].of, [3]);
    let of: Vec<usize> = left.iter().map(|(of, _)| *of).collect();
    assert_eq!(of, [1, 2, 4]);
    assert!(left[0].1.contains("several sheets") && left[2].1.contains("none of the sheets"), "{left:?}");
}
