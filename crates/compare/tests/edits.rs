//! Single edits on plants made for them: each is exactly that one difference.

#![allow(clippy::unwrap_used)]

mod support;

use rosette_compare::{CompareSettings, Comparison, compare};
use rosette_plant::{Class, DifferenceKind, Drawn, GroupKind, PlantGraph, Port, Scanned, Subtype};
use support::plant::{Item, Plant, plant};
use support::realise::{drawn, scanned};

/// Adds a body of this class on line `line`; equipment has no size.
fn add(plant: &mut Plant, class: Class, subtype: Option<Subtype>, dn: u32) -> usize {
    let k = plant.items.len();
    let position = [3.0 * k as f64, (k * k % 7) as f64, k as f64 * 0.1];
    plant.add_body(class, subtype, dn, 0.95, position);
    if class.is_equipment() {
        plant.items[k].line = None;
    }
    k
}

/// Bodies in a row, one size a stretch.
fn row(plant: &mut Plant, stops: &[usize], dns: &[u32]) {
    for (pair, dn) in stops.windows(2).zip(dns) {
        plant.join(pair[0], Some(pair[1]), *dn);
    }
}

fn told(c: &Comparison) -> String {
    c.differences.iter().map(|d| format!("\n  {:?} {:.2} {:?} {}", d.kind, d.confidence, d.pid_ids, d.message)).collect()
}

fn check_graphs(what: &str, drawn: &PlantGraph<Drawn>, scanned: &PlantGraph<Scanned>, expect: &[DifferenceKind]) -> Comparison {
    let c = compare(drawn, scanned, &CompareSettings::default());
    let kinds: Vec<DifferenceKind> = c.differences.iter().map(|d| d.kind).collect();
    assert_eq!(kinds, expect, "{what}: {}", told(&c));
    c
}

fn check(what: &str, documented: &Plant, field: &Plant, expect: &[DifferenceKind]) -> Comparison {
    check_graphs(what, &drawn(documented), &scanned(field, 5).0, expect)
}

/// A tank, a valve, a reducer, a flowmeter, a vessel.
fn reduced(before: u32, after: u32, reducer_first: bool) -> Plant {
    let mut p = Plant::default();
    let tank = add(&mut p, Class::Tank, None, 0);
    let valve = add(&mut p, Class::Valve, Some(Subtype::Gate), before);
    let (reducer, strainer) = (add(&mut p, Class::Reducer, None, before), add(&mut p, Class::Strainer, None, before));
    let meter = add(&mut p, Class::Flowmeter, None, after);
    let vessel = add(&mut p, Class::Vessel, None, 0);
    if reducer_first {
        p.items[strainer].dn = Some(after);
        row(&mut p, &[tank, valve, reducer, strainer, meter, vessel], &[before, before, after, after, after]);
    } else {
        row(&mut p, &[tank, valve, strainer, reducer, meter, vessel], &[before, before, before, after, after]);
    }
    p
}

#[test]
fn a_reducer_of_another_ratio() {
    for (drawn, built) in [((100, 80), (100, 65)), ((100, 80), (100, 50)), ((150, 80), (150, 100)), ((50, 80), (50, 100))] {
        let c = check(
            &format!("{drawn:?} {built:?}"),
            &reduced(drawn.0, drawn.1, false),
            &reduced(built.0, built.1, false),
            &[DifferenceKind::SizeMismatch],
        );
        assert!(c.differences[0].message.contains(&built.1.to_string()), "{}", told(&c));
    }
    check("the same", &reduced(100, 80, false), &reduced(100, 80, false), &[]);
}

#[test]
fn a_reducer_before_instead_of_behind_its_neighbour() {
    let c = check("reducer", &reduced(100, 65, false), &reduced(100, 65, true), &[DifferenceKind::OrderMismatch]);
    assert_eq!(c.differences[0].pid_ids.len(), 2, "{}", told(&c));
}

/// A header from a tank to a vessel with three branches of different bodies, in this order.
fn header(order: [usize; 3]) -> Plant {
    let mut p = Plant::default();
    let (tank, vessel) = (add(&mut p, Class::Tank, None, 0), add(&mut p, Class::Vessel, None, 0));
    let valve = add(&mut p, Class::Valve, Some(Subtype::Gate), 100);
    let tees = [0; 3].map(|_| add(&mut p, Class::Tee, None, 100));
    let branches = [
        add(&mut p, Class::Valve, Some(Subtype::Ball), 50),
        add(&mut p, Class::Strainer, None, 50),
        add(&mut p, Class::Flowmeter, None, 50),
    ];
    let last = add(&mut p, Class::Valve, Some(Subtype::Globe), 100);
    row(&mut p, &[tank, valve, tees[order[0]], tees[order[1]], tees[order[2]], last, vessel], &[100; 6]);
    for (tee, body) in tees.into_iter().zip(branches) {
        p.join(tee, Some(body), 50);
        p.join(body, None, 50);
    }
    p
}

#[test]
fn two_branches_in_the_other_order() {
    for order in [[1, 0, 2], [0, 2, 1]] {
        check(&format!("{order:?}"), &header([0, 1, 2]), &header(order), &[DifferenceKind::OrderMismatch]);
    }
    check("the same", &header([0, 1, 2]), &header([0, 1, 2]), &[]);
}

/// A valve between strainer and flowmeter, with attributes on the drawing and reasons from the scan.
fn valve_as(
    drawn_as: Subtype,
    attributes: &[(&str, &str)],
    built_as: Subtype,
    reason: &str,
) -> (PlantGraph<Drawn>, PlantGraph<Scanned>) {
    let with = |subtype| {
        let mut p = Plant::default();
        let (tank, vessel) = (add(&mut p, Class::Tank, None, 0), add(&mut p, Class::Vessel, None, 0));
        let strainer = add(&mut p, Class::Strainer, None, 80);
        let valve = add(&mut p, Class::Valve, Some(subtype), 80);
        let meter = add(&mut p, Class::Flowmeter, None, 80);
        row(&mut p, &[tank, strainer, valve, meter, vessel], &[80; 4]);
        p
    };
    let (mut d, mut s) = (drawn(&with(drawn_as)), scanned(&with(built_as), 2).0);
    let valve = d.elements.iter_mut().find(|e| e.class == Class::Valve).unwrap();
    valve.evidence.attributes.extend(attributes.iter().map(|(k, v)| (k.to_string(), v.to_string())));
    s.elements.iter_mut().find(|e| e.class == Class::Valve).unwrap().evidence.reasons.push(reason.into());
    (d, s)
}

#[test]
fn actuated_against_manual() {
    use Subtype::*;
    let check = |name: &str, (d, s): (PlantGraph<Drawn>, PlantGraph<Scanned>), expect: &[DifferenceKind], words: &str| {
        let c = check_graphs(name, &d, &s, expect);
        assert!(c.differences.iter().all(|d| d.message.contains(words)), "{name}: {}", told(&c));
    };
    let other = [DifferenceKind::TypeMismatch];
    let actuated = [("actuator", "ControlledActuator"), ("body", "ball")];
    let (lever, gear) = ("most like a ball valve with lever", "most like a ball valve with gear or actuator");
    check("actuated as drawn", valve_as(Control, &actuated, Ball, gear), &[], "");
    check("lever for actuator", valve_as(Control, &actuated, Ball, lever), &other, "moved by hand where an actuator is drawn");
    check("lever on a body drawn as such", valve_as(Ball, &actuated, Ball, lever), &other, "moved by hand");
    check("by hand as drawn", valve_as(Ball, &[], Ball, lever), &[], "");
    let diaphragm = "most like a control valve with diaphragm actuator";
    check("diaphragm for handwheel", valve_as(Globe, &[], Control, diaphragm), &other, "with an actuator where none is drawn");
}

#[test]
fn a_line_drawn_to_end_that_goes_on() {
    let with = |to_vessel: bool| {
        let mut p = header([0, 1, 2]);
        let meter = p.items.iter().position(|i| i.class == Class::Flowmeter).unwrap();
        let vessel = p.items.iter().position(|i| i.class == Class::Vessel).unwrap();
        let open = p.pipes.iter_mut().find(|pipe| pipe.a == meter && pipe.b.is_none()).unwrap();
        open.b = to_vessel.then_some(vessel);
        p
    };
    let c = check("goes on", &with(false), &with(true), &[DifferenceKind::ConnectivityMismatch]);
    assert!(c.differences[0].message.contains("is drawn to end at flowmeter"), "{}", told(&c));
    check("ends", &with(false), &with(false), &[]);
}

#[test]
fn a_blind_that_a_scan_cannot_show_is_counted() {
    let mut d = drawn(&header([0, 1, 2]));
    d.elements.push(rosette_plant::Element {
        id: "BlindFlange-1".into(),
        class: Class::Flange,
        subtype: None,
        tag: None,
        line: None,
        dn: None,
        ports: vec![],
        evidence: Drawn { class_name: "BlindFlange".into(), physical: true, ..Drawn::default() },
    });
    let c = check_graphs("blind", &d, &scanned(&header([0, 1, 2]), 1).0, &[]);
    assert!(c.notes.iter().any(|n| n.kind == "not_verified" && n.message.starts_with("closure")), "{:?}", c.notes);
}

#[test]
fn the_way_a_check_valve_opens_is_counted_as_not_verified() {
    let (d, s) = valve_as(Subtype::Check, &[], Subtype::Check, "most like a check valve");
    let c = check_graphs("check valve", &d, &s, &[]);
    assert!(c.notes.iter().any(|n| n.kind == "not_verified" && n.message.starts_with("flow direction of a check valve of 1")));
}

/// One of `n` equal gate valves in a row is missing, or not drawn: which cannot be told, and that is said.
#[test]
fn one_of_several_equal_valves_in_a_row() {
    let with = |n: usize| {
        let mut p = Plant::default();
        let (tank, vessel) = (add(&mut p, Class::Tank, None, 0), add(&mut p, Class::Vessel, None, 0));
        let strainer = add(&mut p, Class::Strainer, None, 80);
        let valves: Vec<usize> = (0..n).map(|_| add(&mut p, Class::Valve, Some(Subtype::Gate), 80)).collect();
        let stops: Vec<usize> = [tank, strainer].into_iter().chain(valves).chain([vessel]).collect();
        row(&mut p, &stops, &vec![80; n + 2]);
        p
    };
    let missing = check("missing", &with(2), &with(1), &[DifferenceKind::MissingInField]);
    assert!(missing.differences[0].one_of && missing.differences[0].pid_ids.len() == 2, "{}", told(&missing));
    let extra = check("not drawn", &with(2), &with(3), &[DifferenceKind::MissingInPid]);
    assert!(extra.differences[0].one_of && extra.differences[0].object_ids.len() == 3, "{}", told(&extra));
}

#[test]
fn a_body_recognised_in_two_pieces_is_a_group() {
    let documented = header([0, 1, 2]);
    let mut field = documented.clone();
    let strainer = field.items.iter().position(|i| i.class == Class::Strainer).unwrap();
    let twin = field.items.len();
    let near = field.items[strainer].position.map(|v| v + 0.02);
    field.items.push(Item { is: None, position: near, ..field.items[strainer].clone() });
    let k = field.pipes.iter().position(|p| p.a == strainer && p.b.is_none()).unwrap();
    field.pipes[k].a = twin;
    field.join(strainer, Some(twin), 50);
    let c = check("split", &documented, &field, &[]);
    let [group] = &c.matching.groups[..] else { panic!("{:?}", c.matching.groups) };
    assert_eq!((group.kind, group.pid_ids.len(), group.object_ids.len()), (GroupKind::Split, 1, 2));
    assert!(c.matching.unmatched_objects.is_empty(), "{:?}", c.matching.unmatched_objects);
}

#[test]
fn two_bodies_bolted_together_and_recognised_as_one_are_a_group() {
    let with = |both: bool| {
        let mut p = Plant::default();
        let (tank, vessel) = (add(&mut p, Class::Tank, None, 0), add(&mut p, Class::Vessel, None, 0));
        let strainer = add(&mut p, Class::Strainer, None, 80);
        let gate = add(&mut p, Class::Valve, Some(Subtype::Gate), 80);
        let check = add(&mut p, Class::Valve, Some(Subtype::Check), 80);
        let meter = add(&mut p, Class::Flowmeter, None, 80);
        let [x, y, z] = p.items[strainer].position;
        p.items[check].position = [x + 0.1, y, z];
        let stops =
            if both { vec![tank, strainer, gate, check, meter, vessel] } else { vec![tank, strainer, check, meter, vessel] };
        row(&mut p, &stops, &vec![80; stops.len() - 1]);
        if !both {
            p.items[gate].class = Class::Wall;
        }
        p
    };
    let mut s = scanned(&with(false), 3).0;
    let check = s.elements.iter_mut().find(|e| e.subtype == Some(Subtype::Check)).unwrap();
    let at = |x: f64| Port { position: Some([x, 0.0, 0.0]), ..Port::default() };
    check.ports = vec![at(0.0), at(0.5)];
    let c = check_graphs("joined", &drawn(&with(true)), &s, &[DifferenceKind::NotVerifiable]);
    let [group] = &c.matching.groups[..] else { panic!("{:?}", c.matching.groups) };
    assert_eq!((group.kind, group.pid_ids.len(), group.object_ids.len()), (GroupKind::Joined, 2, 1));
    assert!(c.matching.unmatched_pid.is_empty(), "{:?}", c.matching.unmatched_pid);
}

/// Instruments are missing, or not drawn, one at a time.
#[test]
fn an_instrument_missing_or_not_drawn() {
    let mut n = 0;
    for seed in 0..6 {
        let p = plant(160, seed);
        let instruments: Vec<usize> = p.instruments.iter().map(|(i, _)| *i).collect();
        let Some(&one) = instruments.get(instruments.len() / 2).filter(|_| instruments.len() >= 10) else { continue };
        let mut without = p.clone();
        without.instruments.retain(|(i, _)| *i != one);
        without.items[one].class = Class::Wall;
        check(&format!("missing, seed {seed}"), &p, &without, &[DifferenceKind::MissingInField]);
        check(&format!("not drawn, seed {seed}"), &without, &p, &[DifferenceKind::MissingInPid]);
        n += 1;
    }
    assert!(n >= 3, "{n}");
}

/// A pump is never replaced by a plain pipe.
#[test]
fn a_pump_that_pipe_seems_to_pass_through_was_not_recognised() {
    let with = |pump: bool| {
        let mut p = header([0, 1, 2]);
        let (valve, pumped) = (add(&mut p, Class::Valve, Some(Subtype::Butterfly), 80), add(&mut p, Class::Pump, None, 0));
        let check = add(&mut p, Class::Valve, Some(Subtype::Check), 80);
        let stops = if pump { vec![1, valve, pumped, check, 0] } else { vec![1, valve, check, 0] };
        row(&mut p, &stops, &vec![80; stops.len() - 1]);
        if !pump {
            p.items[pumped].class = Class::Wall;
        }
        p
    };
    check("pump", &with(true), &with(false), &[DifferenceKind::NotVerifiable]);
}
