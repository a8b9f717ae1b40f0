//! Changes written into a drawing and read back: exactly the change, and everything else as it was.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use rosette_pid::Import;
use rosette_pid::write::{Corrected, corrected};
use rosette_plant::{Action, Change, Class, End, NewItem, Place, Subtype};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Facts of a graph by what they are about, to be compared.
#[derive(Debug, Clone, PartialEq, Default)]
struct Facts {
    elements: BTreeMap<String, String>,
    joints: BTreeMap<[String; 2], usize>,
}

fn facts(import: &Import) -> Facts {
    let graph = &import.graph;
    let mut facts = Facts::default();
    for e in &graph.elements {
        facts.elements.insert(e.id.clone(), format!("{:?} {:?} {:?} {:?}", e.class, e.subtype, e.tag, e.dn));
    }
    for j in &graph.joints {
        let (a, b) = (&graph.elements[j.a], &graph.elements[j.b]);
        if a.class != Class::Instrument && b.class != Class::Instrument {
            let mut pair = [a.id.clone(), b.id.clone()];
            pair.sort();
            *facts.joints.entry(pair).or_default() += 1;
        }
    }
    facts
}

fn one(text: &[u8], action: Action) -> Corrected {
    corrected(text, &[Change { finding: None, action }]).unwrap()
}

fn valve(subtype: Subtype, dn: Option<u32>, tag: &str) -> NewItem {
    NewItem { class: Class::Valve, subtype: Some(subtype), dn, tag: Some(tag.into()) }
}

fn place(a: &str, b: &str) -> Place {
    Place { a: a.into(), b: Some(b.into()), line: None }
}

/// Tank A, gate valve V, tee T with a drain valve D, check valve C, tank B; drawn.
fn plant() -> String {
    let run = component("V", "GateValve", 2, Some((20.0, 10.0)))
        + &centre_line(&[(24.0, 10.0), (46.0, 10.0)])
        + &component("T", "PipeTee", 3, Some((50.0, 10.0)));
    let on = centre_line(&[(54.0, 10.0), (76.0, 10.0)])
        + &component("C", "SwingCheckValve", 2, Some((80.0, 10.0)))
        + &centre_line(&[(84.0, 10.0), (100.0, 10.0)]);
    let drain = centre_line(&[(50.0, 10.0), (50.0, -6.0)]) + &component("D", "BallValve", 2, Some((50.0, -10.0)));
    tank("A", &["N1"])
        + &tank("B", &["N1", "N2"])
        + &line(
            "L1",
            80,
            &(segment(
                "S1",
                &(centre_line(&[(0.0, 10.0), (16.0, 10.0)]) + &run),
                "FromID='A-N1' FromNode='1' ToID='T' ToNode='1'",
            ) + &segment("S2", &on, "FromID='T' FromNode='2' ToID='B-N1' ToNode='1'")
                + &segment("S3", &drain, "FromID='T' FromNode='3'")),
        )
}

fn check(action: Action, change: impl Fn(&mut Facts)) -> (Import, Corrected) {
    let text = dexpi(&plant());
    let before = import_one(&plant());
    let done = one(text.as_bytes(), action.clone());
    assert_eq!(done.refused, [], "{action:?}");
    let after = import_bytes(&[&done.bytes]).unwrap();
    let mut wanted = facts(&before);
    change(&mut wanted);
    assert_eq!(facts(&after), wanted, "{action:?}\n{}", String::from_utf8_lossy(&done.bytes));
    (after, done)
}

fn cut(f: &mut Facts, a: &str, b: &str) {
    let mut pair = [a.to_owned(), b.to_owned()];
    pair.sort();
    assert!(f.joints.remove(&pair).is_some(), "{a} {b}");
}

fn join(f: &mut Facts, a: &str, b: &str) {
    let mut pair = [a.to_owned(), b.to_owned()];
    pair.sort();
    *f.joints.entry(pair).or_default() += 1;
}

#[test]
fn an_item_that_is_not_there_goes_and_the_pipe_goes_on() {
    check(Action::Remove { ids: vec!["V".into()] }, |f| {
        f.elements.remove("V");
        cut(f, "A", "V");
        cut(f, "V", "T");
        join(f, "A", "T");
    });
}

#[test]
fn a_branch_goes_with_its_tee() {
    check(Action::Remove { ids: vec!["T".into(), "D".into()] }, |f| {
        f.elements.remove("T");
        f.elements.remove("D");
        for (a, b) in [("V", "T"), ("T", "C"), ("T", "D")] {
            cut(f, a, b);
        }
        join(f, "V", "C");
    });
}

#[test]
fn equipment_goes_and_leaves_its_lines_open() {
    let (after, _) = check(Action::Remove { ids: vec!["A".into()] }, |f| {
        f.elements.remove("A");
        cut(f, "A", "V");
    });
    assert!(open_ends(&after).iter().any(|o| o.starts_with("V.")));
}

#[test]
fn an_item_is_added_between_its_neighbours() {
    let item = valve(Subtype::Ball, Some(80), "HV-9 \u{e4}<");
    let (after, done) = check(Action::Add { place: place("V", "T"), item }, |f| {
        f.elements.insert("BallValve-AB1".into(), "Valve Some(Ball) Some(\"HV-9 \u{e4}<\") Some(80)".into());
        cut(f, "V", "T");
        join(f, "V", "BallValve-AB1");
        join(f, "BallValve-AB1", "T");
    });
    assert_eq!(done.applied[0].created, ["BallValve-AB1"]);
    let new = after.graph.elements.iter().find(|e| e.id == "BallValve-AB1").unwrap();
    assert_eq!(new.evidence.position, Some([35.0, 10.0]));
    // Drawn with a symbol of its own, as there is none in the file.
    assert!(after.sheets[0].svg.contains("id=\"BallValve-AB1\""));
    assert!(String::from_utf8_lossy(&done.bytes).contains("AB_BallValve"));
}

#[test]
fn an_item_is_added_at_an_open_end() {
    let item = NewItem { class: Class::Flange, subtype: None, dn: None, tag: None };
    check(Action::Add { place: Place { a: "D".into(), b: None, line: None }, item }, |f| {
        f.elements.insert("Flange-AB1".into(), "Flange None None Some(80)".into());
        join(f, "D", "Flange-AB1");
    });
}

#[test]
fn the_line_tells_parallel_places_apart() {
    let two = |n: u8| line(&format!("L{n}"), 50, &segment(&format!("S{n}"), "", &format!("FromID='A-N{n}' FromNode='1'")));
    let text = dexpi(&(tank("A", &["N1", "N2"]) + &two(1) + &two(2)));
    let place = Place { a: "A".into(), b: None, line: Some("L2".into()) };
    let done = one(text.as_bytes(), Action::Add { place, item: valve(Subtype::Ball, None, "HV-1") });
    assert_eq!(done.refused, []);
    let after = import_bytes(&[&done.bytes]).unwrap();
    assert_eq!(joints(&after), ["A.N2-BallValve-AB1.0 L2 DN50"]);
}

#[test]
fn an_instrument_is_added_on_a_line() {
    let item = NewItem { class: Class::Instrument, subtype: None, dn: None, tag: Some("PI-7".into()) };
    let (after, _) = check(Action::Add { place: place("V", "T"), item }, |f| {
        f.elements.insert("ProcessInstrumentationFunction-AB1".into(), "Instrument None Some(\"PI-7\") None".into());
    });
    let id = "ProcessInstrumentationFunction-AB1";
    assert_eq!((attribute(&after, id, "between_a"), attribute(&after, id, "between_b")), (Some("V"), Some("T")));
}

#[test]
fn a_valve_becomes_another() {
    for (class, subtype, name) in [
        (Class::Valve, Some(Subtype::Globe), "Valve Some(Globe)"),
        (Class::Valve, Some(Subtype::Control), "Valve Some(Control)"),
        (Class::Strainer, None, "Strainer None"),
    ] {
        check(Action::Retype { id: "V".into(), class, subtype }, |f| {
            f.elements.insert("V".into(), format!("{name} None Some(80)"));
        });
    }
}

#[test]
fn an_item_and_a_segment_get_another_size() {
    check(Action::Resize { id: "V".into(), dn: 50 }, |f| {
        f.elements.insert("V".into(), "Valve Some(Gate) None Some(50)".into());
    });
    check(Action::Resize { id: "S3".into(), dn: 25 }, |f| {
        f.elements.insert("D".into(), "Valve Some(Ball) None Some(25)".into());
    });
}

#[test]
fn items_change_their_order() {
    let added = [("V", "T", "HV-1"), ("V", "BallValve-AB1", "HV-2")];
    let changes: Vec<Change> = added
        .iter()
        .map(|(a, b, tag)| Change {
            finding: None,
            action: Action::Add { place: place(a, b), item: valve(Subtype::Ball, None, tag) },
        })
        .chain([Change {
            finding: None,
            action: Action::Reorder { ids: vec!["BallValve-AB1".into(), "BallValve-AB2".into(), "V".into()] },
        }])
        .collect();
    let done = corrected(dexpi(&plant()).as_bytes(), &changes).unwrap();
    assert_eq!(done.refused, []);
    let after = import_bytes(&[&done.bytes]).unwrap();
    let chain = [("A", "BallValve-AB1"), ("BallValve-AB1", "BallValve-AB2"), ("BallValve-AB2", "V"), ("V", "T")];
    let mut found = facts(&after);
    chain.iter().for_each(|(a, b)| cut(&mut found, a, b));
}

#[test]
fn a_line_ends_elsewhere() {
    check(Action::Reconnect { id: "C".into(), from: "B".into(), to: End::Open }, |f| cut(f, "C", "B"));
    check(Action::Reconnect { id: "C".into(), from: "B".into(), to: End::Element { id: "A".into() } }, |f| {
        cut(f, "C", "B");
        join(f, "C", "A");
    });
    check(Action::Reconnect { id: "D".into(), from: "T".into(), to: End::Into { place: place("A", "V") } }, |f| {
        f.elements.insert("PipeTee-AB1".into(), "Tee None None Some(80)".into());
        cut(f, "D", "T");
        cut(f, "A", "V");
        join(f, "A", "PipeTee-AB1");
        join(f, "PipeTee-AB1", "V");
        join(f, "PipeTee-AB1", "D");
    });
}

#[test]
fn a_line_taken_off_a_nozzle_is_not_drawn_at_it() {
    let nozzle = "<Nozzle ID='A-N1' ComponentClass='Nozzle'><ConnectionPoints><Node/><Node Type='process'><Position><Location X='0' Y='10'/></Position></Node></ConnectionPoints></Nozzle>";
    let text = plant()
        .replace(&tank("A", &["N1"]), &format!("<Equipment ID='A' ComponentClass='Tank' TagName='A'>{nozzle}</Equipment>"));
    let done = one(dexpi(&text).as_bytes(), Action::Reconnect { id: "V".into(), from: "A".into(), to: End::Open });
    assert_eq!(done.refused, []);
    let after = import_bytes(&[&done.bytes]).unwrap();
    assert!(joints(&after).iter().all(|j| !j.contains("A.")), "{:?}", joints(&after));
}

#[test]
fn a_branch_is_drawn() {
    let items = vec![valve(Subtype::Globe, Some(25), "HV-7")];
    let branch = |to: End| Action::Branch { place: place("A", "V"), dn: Some(25), items: items.clone(), to };
    let stub = |f: &mut Facts| {
        f.elements.insert("PipeTee-AB1".into(), "Tee None None Some(80)".into());
        f.elements.insert("GlobeValve-AB1".into(), "Valve Some(Globe) Some(\"HV-7\") Some(25)".into());
        cut(f, "A", "V");
        join(f, "A", "PipeTee-AB1");
        join(f, "PipeTee-AB1", "V");
        join(f, "PipeTee-AB1", "GlobeValve-AB1");
    };
    check(branch(End::Open), stub);
    check(branch(End::Element { id: "B".into() }), |f| {
        stub(f);
        join(f, "GlobeValve-AB1", "B");
    });
    // A bypass around the gate valve.
    check(branch(End::Into { place: place("V", "T") }), |f| {
        stub(f);
        f.elements.insert("PipeTee-AB2".into(), "Tee None None Some(80)".into());
        cut(f, "V", "T");
        join(f, "V", "PipeTee-AB2");
        join(f, "PipeTee-AB2", "T");
        join(f, "PipeTee-AB2", "GlobeValve-AB1");
    });
}

#[test]
fn what_cannot_be_done_is_refused_with_a_reason() {
    let text = dexpi(&plant());
    for (action, expect) in [
        (Action::Remove { ids: vec!["X".into()] }, "not in the drawing"),
        (Action::Remove { ids: vec!["T".into()] }, "branch"),
        (Action::Add { place: place("A", "C"), item: valve(Subtype::Ball, None, "x") }, "no line of the file joins"),
        (
            Action::Add { place: Place { a: "V".into(), b: None, line: None }, item: valve(Subtype::Ball, None, "x") },
            "no line ends open",
        ),
        (Action::Retype { id: "V".into(), class: Class::Valve, subtype: Some(Subtype::Gate) }, "already"),
        (Action::Retype { id: "A".into(), class: Class::Valve, subtype: None }, "cannot become"),
        (Action::Resize { id: "V".into(), dn: 80 }, "already"),
        (Action::Resize { id: "V".into(), dn: 0 }, "no pipe size"),
        (Action::Resize { id: "A".into(), dn: 80 }, "nominal diameter of its own"),
        (Action::Reorder { ids: vec!["V".into(), "C".into()] }, "inside one segment"),
        (Action::Reorder { ids: vec!["V".into()] }, "two items"),
        (Action::Reconnect { id: "A".into(), from: "V".into(), to: End::Open }, "only ends"),
        (Action::Reconnect { id: "C".into(), from: "B".into(), to: End::Element { id: "C".into() } }, "itself"),
    ] {
        let done = one(text.as_bytes(), action.clone());
        assert_eq!(done.applied, [], "{action:?}");
        assert_eq!(done.refused.len(), 1);
        assert!(done.refused[0].1.contains(expect), "{action:?}: {}", done.refused[0].1);
        assert_eq!(done.bytes, text.as_bytes(), "a refused change leaves the file as it was");
    }
}

#[test]
fn files_that_are_no_drawings_are_errors() {
    for text in [&b""[..], b"<a/>", b"<PlantModel>", b"<Model/>", b"\xFF\xFE<", b"plain"] {
        assert!(corrected(text, &[]).is_err());
    }
}

#[test]
fn what_is_not_touched_stays_byte_for_byte() {
    let odd = plant()
        .replace("<Equipment ID='B'", "<!-- \u{fc}ber --><Vendor:Thing xmlns:Vendor='v' a = \"1\"  />\r\n<Equipment  ID='B'");
    let text = dexpi(&odd);
    let untouched = corrected(text.as_bytes(), &[]).unwrap();
    assert_eq!(untouched.bytes, text.as_bytes());
    let done = one(text.as_bytes(), Action::Resize { id: "S3".into(), dn: 25 });
    let after = String::from_utf8(done.bytes).unwrap();
    let same_start = text.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    let same_end = text.bytes().rev().zip(after.bytes().rev()).take_while(|(a, b)| a == b).count();
    assert!(same_start + same_end >= text.len() - 3, "{same_start} {same_end} {}", text.len());
}

fn shared(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("{} is not there; nothing to check", folder.display());
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

/// Every change that a file lets us think of, one at a time.
fn all_changes(import: &Import) -> Vec<Action> {
    let graph = &import.graph;
    let mut actions = Vec::new();
    for e in graph.elements.iter().filter(|e| e.evidence.physical) {
        actions.push(Action::Remove { ids: vec![e.id.clone()] });
        if e.class == Class::Valve {
            let subtype = if e.subtype == Some(Subtype::Plug) { Subtype::Globe } else { Subtype::Plug };
            actions.push(Action::Retype { id: e.id.clone(), class: Class::Valve, subtype: Some(subtype) });
            actions.push(Action::Resize { id: e.id.clone(), dn: if e.dn == Some(65) { 100 } else { 65 } });
        }
    }
    for j in &graph.joints {
        let (a, b) = (&graph.elements[j.a], &graph.elements[j.b]);
        if a.class == Class::Instrument || b.class == Class::Instrument {
            continue;
        }
        actions.push(Action::Add { place: place(&a.id, &b.id), item: valve(Subtype::Butterfly, j.dn, "HV-NEW") });
        let items = vec![valve(Subtype::Ball, Some(25), "HV-DRAIN")];
        actions.push(Action::Branch { place: place(&a.id, &b.id), dn: Some(25), items, to: End::Open });
    }
    actions
}

fn kind(action: &Action) -> &'static str {
    match action {
        Action::Remove { .. } => "remove",
        Action::Add { .. } => "add",
        Action::Retype { .. } => "retype",
        Action::Resize { .. } => "resize",
        Action::Branch { .. } => "branch",
        _ => "other",
    }
}

/// Tries every change on its own; gives how many of each kind were made and how many asked for.
fn try_all(files: &[PathBuf], every: usize) -> BTreeMap<&'static str, (usize, usize)> {
    let mut score: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    for file in files {
        let text = std::fs::read(file).unwrap();
        let Ok(before) = import_bytes(&[&text]) else { continue };
        let old = facts(&before);
        for action in all_changes(&before).into_iter().step_by(every) {
            let Ok(done) = corrected(&text, &[Change { finding: None, action: action.clone() }]) else { continue };
            assert_eq!(done.applied.len() + done.refused.len(), 1);
            let entry = score.entry(kind(&action)).or_default();
            entry.1 += 1;
            if let [(_, reason)] = done.refused.as_slice() {
                if std::env::var_os("SAY_WHY").is_some() {
                    eprintln!("{} {action:?}: {reason}", file.display());
                }
                assert_eq!(done.bytes, text);
                continue;
            }
            entry.0 += 1;
            let after = facts(&import_bytes(&[&done.bytes]).unwrap());
            let gone: BTreeSet<&String> = old.elements.keys().filter(|k| !after.elements.contains_key(*k)).collect();
            let come: BTreeSet<&String> = after.elements.keys().filter(|k| !old.elements.contains_key(*k)).collect();
            assert_eq!(come, done.applied[0].created.iter().collect(), "{action:?}");
            match &action {
                Action::Remove { ids } => assert_eq!(gone, ids.iter().collect(), "{} {action:?}", file.display()),
                _ => assert!(gone.is_empty(), "{action:?}"),
            }
            let changed = old.elements.iter().filter(|(k, v)| after.elements.get(*k).is_some_and(|n| n != *v)).count();
            let most = usize::from(matches!(action, Action::Retype { .. } | Action::Resize { .. }));
            assert!(changed <= most, "{action:?}");
        }
    }
    score
}

#[test]
fn generated_cases_take_every_change() {
    let files: Vec<PathBuf> = shared("cases").into_iter().map(|f| f.join("pid.xml")).filter(|f| f.exists()).collect();
    let score = try_all(&files, 3);
    eprintln!("{score:?}");
    for (kind, (made, asked)) in score {
        let share = made as f64 / asked as f64;
        // Tees cannot go without their branches.
        let floor = if kind == "remove" { 0.6 } else { 0.99 };
        assert!(share >= floor, "{kind}: {made} of {asked}");
    }
}

#[test]
fn drawings_of_all_tools_take_changes_or_say_why_not() {
    let files: Vec<PathBuf> = ["data/dexpi/dexpi-1.3", "data/dexpi/vendors"].iter().flat_map(|f| shared(f)).collect();
    let score = try_all(&files, 17);
    eprintln!("{score:?}");
    for (kind, (made, asked)) in score {
        assert!(made * 2 > asked, "{kind}: {made} of {asked}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(30))]
    #[test]
    fn damaged_drawings_are_survived(at in 0usize..4000, len in 0usize..60, with in "[<>\"'/ =A-Z0-9]{0,12}") {
        let mut text = dexpi(&plant());
        let from = at % text.len();
        let to = (from + len).min(text.len());
        text.replace_range(from..to, &with);
        let changes: Vec<Change> = all_changes(&import_one(&plant()))
            .into_iter()
            .chain([Action::Reconnect { id: "C".into(), from: "B".into(), to: End::Element { id: "A".into() } }])
            .map(|action| Change { finding: None, action })
            .collect();
        if let Ok(done) = corrected(text.as_bytes(), &changes) {
            assert_eq!(done.applied.len() + done.refused.len(), changes.len());
        }
    }
}
