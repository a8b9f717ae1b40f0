//! Graphs of odd shape and great size: stars, rings and long lines of equal bodies are compared in bounded time.

mod support;

use rand::RngExt;
use rosette_compare::{CompareSettings, compare};
use rosette_plant::{Class, Subtype};
use std::time::{Duration, Instant};
use support::plant::{Plant, dice};
use support::realise::{drawn, scanned};

/// Generous: it catches what is quadratic, not what is slow.
const LIMIT: Duration = Duration::from_secs(60);

fn add(plant: &mut Plant, class: Class) -> usize {
    let k = plant.items.len();
    plant.add_body(class, (class == Class::Valve).then_some(Subtype::Gate), 80, 1.0, [k as f64, (k * k % 97) as f64, 0.0])
}

/// All of it is matched, in time, without differences.
fn check(plant: &Plant) {
    let (d, s) = (drawn(plant), scanned(plant, 3).0);
    let start = Instant::now();
    let c = compare(&d, &s, &CompareSettings::default());
    println!(
        "{} items: {:.1?}, {} pairs, {} differences",
        plant.items.len(),
        start.elapsed(),
        c.matching.pairs.len(),
        c.differences.len()
    );
    assert!(start.elapsed() < LIMIT);
    assert!(c.matching.pairs.len() * 100 >= plant.items.len() * 95);
}

#[test]
fn a_tank_with_hundreds_of_equal_branches() {
    let mut p = Plant::default();
    let tank = add(&mut p, Class::Tank);
    for _ in 0..200 {
        let v = add(&mut p, Class::Valve);
        p.join(tank, Some(v), 80);
        p.join(v, None, 80);
    }
    check(&p);
}

#[test]
fn a_ring_of_equal_valves() {
    let mut p = Plant::default();
    let ring: Vec<usize> = (0..200).map(|_| add(&mut p, Class::Valve)).collect();
    for (k, &v) in ring.iter().enumerate() {
        p.join(v, Some(ring[(k + 1) % ring.len()]), 80);
    }
    check(&p);
}

/// A line of `n` bodies of several classes; no stretch of it repeats.
fn line(n: usize) -> Plant {
    let mut p = Plant::default();
    let classes = [Class::Valve, Class::Strainer, Class::Valve, Class::Flowmeter, Class::Valve, Class::Reducer];
    let mut rng = dice(11);
    let mut last = add(&mut p, Class::Tank);
    for _ in 0..n {
        let next = add(&mut p, classes[rng.random_range(0..classes.len())]);
        p.join(last, Some(next), 80);
        last = next;
    }
    p
}

#[test]
fn a_line_of_a_thousand_bodies() {
    check(&line(1000));
}

#[test]
#[ignore = "takes ten seconds; run with --ignored"]
fn a_line_of_five_thousand_bodies() {
    check(&line(5000));
}
