//! A small drawing and single edits of it.

use super::*;
use rosette_plant::{Joint, Subtype};

const ROW: [(&str, Class, Option<Subtype>); 5] = [
    ("T-1", Class::Tank, None),
    ("V-1", Class::Valve, Some(Subtype::Gate)),
    ("V-2", Class::Valve, Some(Subtype::Check)),
    ("F-1", Class::Flowmeter, None),
    ("T-2", Class::Tank, None),
];

fn element(id: &str, class: Class, subtype: Option<Subtype>, prefix: &str) -> Element<Drawn> {
    let attributes = [("PipingClassCodeAssignmentClass".to_owned(), "A1".to_owned())].into();
    Element {
        id: format!("{prefix}{id}"),
        class,
        subtype,
        tag: (!id.is_empty()).then(|| id.to_owned()),
        line: (!class.is_equipment()).then(|| "L-1".to_owned()),
        dn: (!class.is_equipment()).then_some(50),
        ports: vec![],
        evidence: Drawn { class_name: class.name().into(), physical: true, attributes, ..Drawn::default() },
    }
}

fn drawing(prefix: &str) -> PlantGraph<Drawn> {
    let elements: Vec<Element<Drawn>> = ROW.iter().map(|(id, class, subtype)| element(id, *class, *subtype, prefix)).collect();
    let joints = (1..elements.len()).map(|k| Joint { a: k - 1, b: k, ..Joint::default() }).collect();
    PlantGraph { elements, joints, ..PlantGraph::default() }
}

fn told(a: &PlantGraph<Drawn>, b: &PlantGraph<Drawn>) -> Vec<(RevisionKind, String)> {
    revisions(a, b, &CompareSettings::default()).changes.into_iter().map(|r| (r.kind, r.message)).collect()
}

#[test]
fn a_drawing_does_not_differ_from_itself_whatever_its_ids() {
    assert_eq!(told(&drawing("a"), &drawing("a")), []);
    assert_eq!(told(&drawing("a"), &drawing("b")), []);
}

#[test]
fn a_single_edit_is_a_single_change() {
    use RevisionKind::*;
    let check = |edit: &dyn Fn(&mut PlantGraph<Drawn>), kind: RevisionKind, words: &str| {
        for prefix in ["a", "b"] {
            let mut after = drawing(prefix);
            edit(&mut after);
            let found = told(&drawing("a"), &after);
            assert!(found.len() == 1 && found[0].0 == kind && found[0].1.contains(words), "{kind:?} {words}: {found:?}");
        }
    };
    check(&|g| g.elements[1].subtype = Some(Subtype::Ball), Exchanged, "a gate valve became a ball valve");
    check(&|g| g.elements[1].dn = Some(80), Resized, "L-1: DN50 became DN80 (gate valve V-1).");
    check(&|g| (1..4).for_each(|k| g.elements[k].dn = Some(80)), Resized, "gate valve V-1, check valve V-2, flowmeter F-1");
    check(&|g| (1..4).for_each(|k| g.elements[k].line = Some("L-9".into())), Relabelled, "the line tag L-1 became L-9");
    let piping_class = |g: &mut PlantGraph<Drawn>| {
        for e in &mut g.elements[1..4] {
            e.evidence.attributes.insert("PipingClassCodeAssignmentClass".into(), "B2".into());
        }
    };
    check(&piping_class, Relabelled, "PipingClassCode A1 became B2");
    let swap = |g: &mut PlantGraph<Drawn>| g.elements.swap(1, 2);
    check(&swap, Reordered, "have changed places");
    let insert = |g: &mut PlantGraph<Drawn>| {
        g.elements.push(element("V-9", Class::Valve, Some(Subtype::Globe), "z"));
        g.joints[2].b = 5;
        g.joints.push(Joint { a: 5, b: 3, ..Joint::default() });
    };
    check(&insert, Added, "Globe valve V-9 was added on L-1 between check valve V-2 and flowmeter F-1.");
    let remove = |g: &mut PlantGraph<Drawn>| {
        g.elements.remove(3);
        g.joints = [(0, 1), (1, 2), (2, 3)].map(|(a, b)| Joint { a, b, ..Joint::default() }).into();
    };
    check(&remove, Removed, "Flowmeter F-1 was removed");
}

#[test]
fn a_line_that_leads_elsewhere_is_one_change() {
    let more = || {
        let mut g = drawing("a");
        g.elements.push(element("T-3", Class::Tank, None, "a"));
        g.elements.push(element("V-8", Class::Valve, Some(Subtype::Gate), "a"));
        g.joints.push(Joint { a: 5, b: 6, ..Joint::default() });
        g
    };
    let mut after = more();
    after.joints[3].b = 5;
    let found = told(&more(), &after);
    assert_eq!(found, [(RevisionKind::Reconnected, "Flowmeter F-1 on L-1 leads to tank T-3 instead of tank T-2.".to_owned())]);
}

#[test]
fn a_branch_is_one_change() {
    let mut after = drawing("a");
    after.elements.push(element("", Class::Tee, None, "tee"));
    after.elements.push(element("V-9", Class::Valve, Some(Subtype::Ball), "z"));
    after.joints[1].b = 5;
    after.joints.push(Joint { a: 5, b: 2, ..Joint::default() });
    after.joints.push(Joint { a: 5, b: 6, ..Joint::default() });
    let found = told(&drawing("a"), &after);
    assert!(found.len() == 1 && found[0].0 == RevisionKind::Added, "{found:?}");
}
