//! Properties: a plant against its own relabelled scan is the identity without differences; each single edit is
//! exactly that one difference; hidden places are never missing; nothing depends on numbering; odd graphs do no harm.

#![allow(clippy::unwrap_used)]

mod support;

use rand::RngExt;
use rosette_compare::{CompareSettings, Comparison, compare};
use rosette_plant::{Class, DifferenceKind, PlantGraph, SeenState, Severity, Subtype};
use support::plant::{Item, Plant, Shows, dice, plant};
use support::realise::{drawn, scanned};
use support::score::{colours, pairs, score};

const SEEDS: std::ops::Range<u64> = 0..8;

fn run(documented: &Plant, field: &Plant, seed: u64) -> Comparison {
    compare(&drawn(documented), &scanned(field, seed).0, &CompareSettings::default())
}

/// Kinds of all differences, sorted.
fn kinds(c: &Comparison) -> Vec<DifferenceKind> {
    let mut kinds: Vec<DifferenceKind> = c.differences.iter().map(|d| d.kind).collect();
    kinds.sort();
    kinds
}

fn print(c: &Comparison) -> String {
    c.differences.iter().map(|d| format!("\n  {:?} {:.2} {:?} {}", d.kind, d.confidence, d.pid_ids, d.message)).collect()
}

#[test]
fn a_plant_matches_its_own_scan() {
    for seed in SEEDS {
        let p = plant(120, seed);
        let d = drawn(&p);
        let (s, links) = scanned(&p, seed + 5);
        let c = compare(&d, &s, &CompareSettings::default());
        let score = score(&d, &pairs(&c), &links);
        assert!(c.differences.is_empty(), "seed {seed}{}", print(&c));
        assert_eq!(score.recall_up_to_symmetry, 1.0, "seed {seed}");
        assert!(c.matching.unmatched_pid.is_empty() && c.matching.unmatched_objects.is_empty(), "seed {seed}");
    }
}

#[test]
fn interchangeable_elements_are_said_to_be_so() {
    for seed in SEEDS {
        let p = plant(120, seed);
        let d = drawn(&p);
        let (s, links) = scanned(&p, seed + 5);
        let c = compare(&d, &s, &CompareSettings::default());
        for pair in c.matching.pairs.iter().filter(|p| !p.pid_id.starts_with("instrument")) {
            let right = links[&pair.pid_id] == pair.object_id;
            assert!(right || pair.alternatives.contains(&links[&pair.pid_id]), "seed {seed} {}", pair.pid_id);
            assert!(right || pair.confidence < 0.7);
        }
    }
}

#[test]
fn numbering_does_not_matter() {
    for seed in SEEDS {
        let p = plant(100, seed);
        let field = support::noise::spoil(&p, support::noise::Level::Medium, seed);
        let (a, b) = (run(&p, &field, 1), run(&p, &field, 2));
        let ids = |c: &Comparison| c.differences.iter().map(|d| (d.id.clone(), d.message.clone())).collect::<Vec<_>>();
        assert_eq!(ids(&a), ids(&b), "seed {seed}");
        assert_eq!(a, run(&p, &field, 1));
    }
}

/// Items that can be edited one at a time: inline bodies whose colour is theirs alone, so that the edit is well defined.
fn editable(p: &Plant, wanted: impl Fn(&Item) -> bool) -> Vec<usize> {
    let colours = colours(&drawn(p));
    let alone = |id: &str| colours.values().filter(|c| **c == colours[id]).count() == 1;
    (0..p.items.len()).filter(|&i| wanted(&p.items[i]) && p.pipes_at(i).len() == 2 && alone(&p.items[i].id)).collect()
}

fn body(item: &Item) -> bool {
    matches!(item.class, Class::Valve | Class::Strainer | Class::Flowmeter)
}

/// One random edit a seed; `edit` changes the documented plant (first) or the field (second).
fn check_edits(wanted: impl Fn(&Item) -> bool, edit: impl Fn(&mut Plant, &mut Plant, usize) -> bool, expect: DifferenceKind) {
    let (mut right, mut n) = (0, 0);
    for seed in 0..18 {
        let p = plant(80, seed);
        let items = editable(&p, &wanted);
        if items.is_empty() {
            continue;
        }
        let i = items[dice(seed).random_range(0..items.len())];
        let (mut documented, mut field) = (p.clone(), p.clone());
        if !edit(&mut documented, &mut field, i) {
            continue;
        }
        n += 1;
        let c = run(&documented, &field, seed);
        if kinds(&c) == [expect] {
            right += 1;
        } else {
            println!(
                "seed {seed} {} near {:?} {:?}: expected {expect:?}{}",
                p.items[i].id,
                p.pipes_at(i).iter().map(|&k| p.other(k, i).map(|o| (&p.items[o].id, p.pipes_at(o).len()))).collect::<Vec<_>>(),
                p.items[i].subtype,
                print(&c)
            );
        }
    }
    println!("{expect:?}: {right} of {n}");
    assert!(n >= 8 && right == n, "{expect:?}: {right} of {n}");
}

#[test]
fn a_body_gone_from_the_field() {
    check_edits(body, |_, field, i| field.take_out(i, Shows::Whole), DifferenceKind::MissingInField);
}

#[test]
fn a_body_gone_from_the_drawing() {
    check_edits(body, |documented, _, i| documented.take_out(i, Shows::Whole), DifferenceKind::MissingInPid);
}

#[test]
fn a_body_behind_a_hidden_stretch() {
    for seen in [SeenState::Unseen, SeenState::Unknown, SeenState::Occupied] {
        check_edits(body, |_, field, i| field.take_out(i, Shows::Gap(0.5, seen)), DifferenceKind::NotVerifiable);
    }
}

#[test]
fn another_type_of_valve() {
    let wanted = |i: &Item| i.class == Class::Valve;
    let other = |s: Option<Subtype>| if s == Some(Subtype::Butterfly) { Subtype::Check } else { Subtype::Butterfly };
    let edit = |_: &mut Plant, field: &mut Plant, i: usize| {
        field.items[i].subtype = Some(other(field.items[i].subtype));
        true
    };
    check_edits(wanted, edit, DifferenceKind::TypeMismatch);
}

#[test]
fn another_class_of_body() {
    let edit = |_: &mut Plant, field: &mut Plant, i: usize| {
        field.items[i].class = Class::Flowmeter;
        field.items[i].subtype = None;
        true
    };
    check_edits(|i| i.class == Class::Strainer, edit, DifferenceKind::TypeMismatch);
}

#[test]
fn another_size_of_a_line() {
    let edit = |documented: &mut Plant, _: &mut Plant, i: usize| {
        let line = documented.items[i].line.clone();
        documented.items.iter_mut().filter(|x| x.line == line && x.dn.is_some()).for_each(|x| x.dn = Some(65));
        documented.pipes.iter_mut().filter(|x| Some(&x.line) == line.as_ref()).for_each(|x| x.dn = 65);
        true
    };
    check_edits(body, edit, DifferenceKind::SizeMismatch);
}

#[test]
fn two_neighbours_in_the_other_order() {
    let edit = |documented: &mut Plant, field: &mut Plant, i: usize| {
        let near = field.pipes_at(i).into_iter().filter_map(|k| field.other(k, i));
        let other = near.into_iter().find(|&o| {
            body(&field.items[o])
                && (field.items[o].class, field.items[o].subtype) != (field.items[i].class, field.items[i].subtype)
        });
        let Some(o) = other.filter(|&o| field.items[o].dn == field.items[i].dn) else { return false };
        // The objects stay where they are; what they are is exchanged.
        let (a, b) = (field.items[i].clone(), field.items[o].clone());
        field.items[i] = Item { position: a.position, dn: a.dn, line: a.line, ..b.clone() };
        field.items[o] = Item { position: b.position, dn: b.dn, line: b.line, ..a };
        // A line between a tank and a vessel, turned round, is the same plant to a scan.
        let sorted = |p: &Plant| {
            let mut alike = p.clone();
            alike.items.iter_mut().filter(|i| i.class == Class::Vessel).for_each(|i| i.class = Class::Tank);
            let mut colours: Vec<u64> = colours(&drawn(&alike)).into_values().collect();
            colours.sort_unstable();
            colours
        };
        sorted(field) != sorted(documented)
    };
    check_edits(body, edit, DifferenceKind::OrderMismatch);
}

#[test]
fn a_branch_that_is_not_drawn() {
    let edit = |_: &mut Plant, field: &mut Plant, i: usize| {
        add_branch(field, i);
        true
    };
    check_edits(body, edit, DifferenceKind::MissingInPid);
}

#[test]
fn a_branch_that_is_not_built() {
    let edit = |documented: &mut Plant, _: &mut Plant, i: usize| {
        add_branch(documented, i);
        true
    };
    check_edits(body, edit, DifferenceKind::MissingInField);
}

/// A tee beside item `i` with a ball valve and an open end.
fn add_branch(plant: &mut Plant, i: usize) {
    let k = plant.pipes_at(i)[0];
    let like = plant.items[i].clone();
    let new = |class, subtype, id: &str, dx: f64| Item {
        id: id.into(),
        class,
        subtype,
        position: like.position.map(|v| v + dx),
        is: None,
        tag: None,
        ..like.clone()
    };
    let (t, v) = (plant.items.len(), plant.items.len() + 1);
    plant.items.push(new(Class::Tee, None, "tee-new", 0.7));
    plant.items.push(new(Class::Valve, Some(Subtype::Ball), "valve-new", 1.3));
    let on = plant.pipes[k].clone();
    let far = plant.pipes[k].b.replace(t);
    plant.pipes.push(support::plant::Pipe { a: t, b: far, ..on.clone() });
    plant.pipes.push(support::plant::Pipe { a: t, b: Some(v), line: "NEW-DN50".into(), dn: 50, ..on.clone() });
    plant.pipes.push(support::plant::Pipe { a: v, b: None, line: "NEW-DN50".into(), dn: 50, ..on });
}

#[test]
fn an_undocumented_bypass_is_one_difference_of_high_severity() {
    for seed in 0..12 {
        let p = plant(80, seed);
        let items = editable(&p, |i| i.class == Class::Valve);
        let i = items[dice(seed).random_range(0..items.len())];
        let mut field = p.clone();
        let at = field.pipes_at(i);
        let mut tees = Vec::new();
        for k in at {
            let t = field.items.len();
            let position = field.items[i].position.map(|v| v + 0.5 + t as f64 * 0.01);
            field.items.push(Item {
                id: format!("tee-new{t}"),
                class: Class::Tee,
                subtype: None,
                tag: None,
                is: None,
                position,
                ..p.items[i].clone()
            });
            let far = field.other(k, i);
            let old = field.pipes[k].clone();
            field.pipes[k] = support::plant::Pipe { a: i, b: Some(t), ..old.clone() };
            field.pipes.push(support::plant::Pipe { a: t, b: far, ..old });
            tees.push(t);
        }
        let v = field.items.len();
        let position = p.items[i].position.map(|x| x + 2.0);
        field.items.push(Item {
            id: "valve-new".into(),
            subtype: Some(Subtype::Globe),
            tag: None,
            is: None,
            position,
            ..p.items[i].clone()
        });
        let like = field.pipes[0].clone();
        for t in tees {
            field.pipes.push(support::plant::Pipe {
                a: t,
                b: Some(v),
                line: "NEW".into(),
                dn: p.items[i].dn.unwrap_or(50),
                ..like.clone()
            });
        }
        let c = run(&p, &field, seed);
        assert_eq!(kinds(&c), [DifferenceKind::MissingInPid], "seed {seed}{} {:?}", print(&c), c.notes);
        assert_eq!(c.differences[0].severity, Severity::High, "seed {seed}{}", print(&c));
    }
}

#[test]
fn a_line_that_ends_elsewhere() {
    let mut n = 0;
    for seed in 0..40 {
        let p = plant(80, seed);
        let equipment: Vec<usize> = (0..p.items.len())
            .filter(|&i| matches!(p.items[i].class, Class::Tank | Class::Vessel | Class::HeatExchanger))
            .collect();
        // The last pipe of a line with a body before its end goes to other equipment.
        let movable = |k: &usize| {
            p.pipes[*k].b.is_some_and(|b| equipment.contains(&b)) && !editable(&p, body).iter().all(|i| *i != p.pipes[*k].a)
        };
        let Some(k) = (0..p.pipes.len()).rfind(movable) else { continue };
        let Some(&to) = equipment.iter().find(|&&e| Some(e) != p.pipes[k].b && p.pipes_at(e).len() > 1) else { continue };
        let from = p.pipes[k].b.unwrap();
        if p.pipes_at(from).len() < 3 {
            continue;
        }
        let mut field = p.clone();
        field.pipes[k].b = Some(to);
        let c = run(&p, &field, seed);
        n += 1;
        assert_eq!(
            kinds(&c),
            [DifferenceKind::ConnectivityMismatch],
            "seed {seed} {} {} -> {}{}",
            p.items[p.pipes[k].a].id,
            p.items[from].id,
            p.items[to].id,
            print(&c)
        );
    }
    println!("{n} plants");
    assert!(n >= 5, "{n}");
}

#[test]
fn nothing_hidden_is_missing() {
    for seed in SEEDS {
        let p = plant(100, seed);
        let mut field = p.clone();
        // A third of the plant is behind something.
        for k in 0..field.pipes.len() {
            if field.pipes[k].a.is_multiple_of(3) {
                field.pipes[k].shows = Shows::Gap(1.0, SeenState::Unseen);
            }
        }
        for i in (0..field.items.len()).filter(|i| i.is_multiple_of(3)) {
            if body(&field.items[i]) {
                field.take_out(i, Shows::Gap(0.5, SeenState::Unseen));
            }
        }
        let c = run(&p, &field, seed);
        let missing: Vec<&String> = c
            .differences
            .iter()
            .filter(|d| d.kind == DifferenceKind::MissingInField && !d.pid_ids.iter().all(|p| p.starts_with("instr")))
            .map(|d| &d.message)
            .collect();
        assert!(missing.is_empty(), "seed {seed} {missing:#?}");
    }
}

#[test]
fn odd_graphs_do_no_harm() {
    let p = plant(40, 1);
    let d = drawn(&p);
    let (s, _) = scanned(&p, 1);
    let none = || PlantGraph { elements: vec![], joints: vec![], open_ends: vec![], notes: vec![] };
    let settings = CompareSettings::default();
    let empty = compare(&none(), &PlantGraph { elements: vec![], joints: vec![], open_ends: vec![], notes: vec![] }, &settings);
    assert!(empty.differences.is_empty() && empty.matching.pairs.is_empty());
    let unscanned = compare(&d, &PlantGraph { elements: vec![], joints: vec![], open_ends: vec![], notes: vec![] }, &settings);
    assert!(unscanned.differences.is_empty() && unscanned.matching.unmatched_pid.len() == d.elements.len());
    assert!(compare(&none(), &s, &settings).differences.is_empty());
    // Joints to nowhere, to itself, twice; open ends of nothing; a ring of pipes; a single pipe.
    let mut odd = s.clone();
    odd.joints.push(rosette_plant::Joint { a: 0, b: 99_999, ..Default::default() });
    odd.joints.push(rosette_plant::Joint { a: 3, b: 3, ..Default::default() });
    odd.joints.extend(s.joints.clone());
    odd.open_ends.push(rosette_plant::OpenEnd { element: 99_999, port: 7, seen: SeenState::Empty });
    odd.open_ends.push(rosette_plant::OpenEnd { element: 0, port: 77, seen: SeenState::Empty });
    let c = compare(&d, &odd, &settings);
    assert!(!c.matching.pairs.is_empty());
    let mut unjoined = s;
    unjoined.joints.clear();
    let c = compare(&d, &unjoined, &settings);
    assert!(c.differences.iter().all(|d| d.kind == DifferenceKind::NotVerifiable), "{}", print(&c));
}
