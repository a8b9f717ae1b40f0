//! Levers and handles of quarter turn valves: flat, cranked, bent from pipe, oval, T-shaped, locking, notched, wrenches.

use super::make::Make;
use super::solids::post;
use std::f64::consts::{FRAC_PI_2, PI};

/// Where a lever points: along the pipe when open, across when shut.
fn hand_turn(m: &mut Make) -> f64 {
    m.dice.pick(&[0.0, 0.0, 0.0, PI, PI, FRAC_PI_2, -FRAC_PI_2]) + m.any(-0.07, 0.07)
}

/// A lever or handle of any make from the stem's head at `z`.
pub(super) fn any_lever(m: &mut Make, z: f64, length: f64) {
    let turn = hand_turn(m);
    let kind = m.dice.below(10);
    m.turned(turn, |m| match kind {
        0 | 1 => stepped(m, z, length),
        2 => bent_pipe(m, z, length),
        3 => locking(m, z, length),
        4 if length < 0.2 => oval(m, z, length),
        5 if length < 0.2 => tee(m, z, length),
        6 if length < 0.16 => wings(m, z, length),
        7 => straight(m, z, length),
        8 => wrench(m, z, length),
        _ => stepped(m, z, length),
    });
}

/// A flat lever that steps up behind its head and ends in a sleeve.
pub(super) fn stepped(m: &mut Make, z: f64, length: f64) {
    let (wide, thick) = (m.any(0.016, 0.028) + 0.02 * length, m.any(0.004, 0.008));
    let (knee, rise) = (m.any(0.12, 0.35) * length, m.any(0.05, 0.28) * length);
    let foot = [0.15 * length, 0.0, z];
    let bend = [0.15 * length + knee, 0.0, z + rise];
    let end = [length, 0.0, z + rise * m.any(0.95, 1.15)];
    m.shape.bar([-0.7 * wide, 0.0, z], foot, wide, thick);
    m.shape.bar(foot, bend, wide, thick);
    m.shape.bar(bend, end, wide, thick);
    if m.chance(0.8) {
        let share = m.any(0.1, 0.5);
        let grip = [bend[0] + share * (end[0] - bend[0]), 0.0, bend[2] + share * (end[2] - bend[2])];
        m.shape.bar(grip, [1.01 * end[0], 0.0, end[2]], 1.2 * wide, 2.2 * thick);
    }
    m.shape.prism([0.0, 0.0, z], [0.0, 0.0, z + 2.5 * thick], 0.35 * wide, 6);
}

/// A round tube bent upwards behind a cast head.
pub(super) fn bent_pipe(m: &mut Make, z: f64, length: f64) {
    let tube = (0.006 + 0.012 * length) * m.any(0.9, 1.5);
    let head = 2.2 * tube;
    m.shape.block([0.0, 0.0, z + 0.5 * head], [2.0 * head, 1.6 * head, head]);
    let (knee, rise) = (m.any(0.15, 0.4) * length, m.any(0.1, 0.45) * length);
    let from = [0.8 * head, 0.0, z + 0.5 * head];
    let bend = [knee, 0.0, z + rise];
    let end = [length, 0.0, z + rise * m.any(0.95, 1.2)];
    m.shape.tube(from, bend, tube);
    m.shape.ball(bend, tube);
    m.shape.rod(bend, end, tube);
    let grip = m.any(0.4, 0.7);
    m.shape.rod([knee + grip * (length - knee), 0.0, bend[2] + grip * (end[2] - bend[2])], end, 1.3 * tube);
}

/// A flat lever over a plate with stops and an eye for the lock.
fn locking(m: &mut Make, z: f64, length: f64) {
    let plate = 0.13 * length + 0.01;
    post(m, z - 0.004, z, plate);
    m.shape.block([plate, 0.0, z - 0.002], [plate, 0.8 * plate, 0.004]);
    m.shape.block([0.0, plate, z + 0.006], [0.5 * plate, 0.25 * plate, 0.016]);
    stepped(m, z + 0.008, length);
}

/// An oval ring about the stem, as on small brass and steel valves.
pub(super) fn oval(m: &mut Make, z: f64, length: f64) {
    let size = 0.42 * length;
    let thick = 0.07 * size + 0.003;
    let slim = m.any(0.45, 0.7);
    m.stretched([0.0, 0.0, z], [1.0, slim, 1.0], |m| m.shape.ring([0.0, 0.0, z], [0.0, 0.0, 1.0], size, thick));
    m.shape.bar([-size, 0.0, z], [size, 0.0, z], 0.35 * size, thick);
    post(m, z - 2.0 * thick, z + 1.5 * thick, 0.2 * size);
}

/// A T-handle: an upright with a bar across.
pub(super) fn tee(m: &mut Make, z: f64, length: f64) {
    let (wing, high) = (0.45 * length, m.any(0.12, 0.5) * length);
    let bar = (0.07 * length).clamp(0.005, 0.014) * m.any(0.8, 1.3);
    post(m, z, z + high, 1.3 * bar);
    let flat = m.chance(0.5);
    if flat {
        m.shape.bar([-wing, 0.0, z + high], [wing, 0.0, z + high], 1.6 * bar, 2.2 * bar);
    } else {
        m.shape.rod([-wing, 0.0, z + high], [wing, 0.0, z + high], bar);
    }
}

/// A butterfly handle: two wings that bend up.
pub(super) fn wings(m: &mut Make, z: f64, length: f64) {
    let (wing, wide, thick) = (0.4 * length + 0.008, 0.1 * length + 0.008, m.any(0.003, 0.006));
    let (knee, rise) = (m.any(0.3, 0.6) * wing, m.any(0.2, 0.6) * wing);
    for side in [-1.0, 1.0] {
        m.shape.bar([0.0, 0.0, z], [side * knee, 0.0, z], wide, thick);
        m.shape.bar([side * knee, 0.0, z], [side * wing, 0.0, z + rise], 1.3 * wide, thick);
    }
    m.shape.prism([0.0, 0.0, z], [0.0, 0.0, z + 0.007], 0.3 * wide + 0.002, 6);
}

/// A straight bar, square or round, as simplified models have it.
pub(super) fn straight(m: &mut Make, z: f64, length: f64) {
    let wide = (0.03 * length + 0.008) * m.any(0.7, 1.5);
    let rise = if m.chance(0.3) { m.any(0.05, 0.4) * length } else { 0.0 };
    if m.chance(0.6) {
        let flat = m.any(0.3, 1.0);
        m.shape.bar([-0.6 * wide, 0.0, z], [length, 0.0, z + rise], wide, flat * wide);
    } else {
        m.shape.rod([-0.6 * wide, 0.0, z], [length, 0.0, z + rise], 0.5 * wide);
        if m.chance(0.4) {
            m.shape.ball([length, 0.0, z + rise], 0.9 * wide);
        }
    }
}

/// A long pipe stuck into a cast head on a square stem.
fn wrench(m: &mut Make, z: f64, length: f64) {
    let (head, long) = (0.02 + 0.05 * length, length * m.any(1.0, 1.35));
    m.shape.rod([0.0, 0.0, z - 0.2 * head], [0.0, 0.0, z + head], 0.9 * head);
    m.shape.block([0.0, 0.0, z + 1.2 * head], [0.6 * head, 0.6 * head, 0.6 * head]);
    m.shape.stub([0.5 * head, 0.0, z + 0.4 * head], [2.4 * head, 0.0, z + 0.5 * head], 0.6 * head, 0.45 * head);
    m.shape.rod([2.0 * head, 0.0, z + 0.5 * head], [long, 0.0, z + 0.5 * head + m.dice.range(0.0, 0.08) * long], 0.33 * head);
}

/// A lever over a plate of notches: round, sector or square, with a trigger beneath the grip.
pub(super) fn notched(m: &mut Make, z: f64) {
    let length = (0.15 + 1.4 * m.r) * m.any(0.8, 1.3);
    let size = m.any(0.045, 0.065) + 0.22 * m.r;
    let kind = m.dice.below(3);
    let turn = hand_turn(m);
    m.turned(turn, |m| {
        match kind {
            0 => m.shape.block([0.35 * size, 0.0, z + 0.003], [1.9 * size, 1.5 * size, 0.006]),
            1 => m.shape.prism([0.4 * size, 0.0, z], [0.4 * size, 0.0, z + 0.006], 0.8 * size, 5),
            _ => m.shape.rod([0.3 * size, 0.0, z], [0.3 * size, 0.0, z + 0.006], size),
        }
        let (thick, up) = (m.any(0.012, 0.026), m.any(0.0, 0.16) * length);
        m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.03], 0.022 + 0.05 * size);
        m.shape.bar([0.0, 0.0, z + 0.024], [0.35 * length, 0.0, z + 0.024 + 0.4 * up], 1.8 * thick, thick);
        m.shape.bar([0.3 * length, 0.0, z + 0.024 + 0.35 * up], [length, 0.0, z + 0.024 + up], 1.3 * thick, thick);
        m.shape.bar([0.45 * length, 0.0, z + 0.006 + 0.4 * up], [0.9 * length, 0.0, z + up], 0.7 * thick, 0.006);
    });
}

/// A pull handle with a spring, as on sanitary butterfly valves: a round grip slanting up from a ratchet head.
pub(super) fn spring_handle(m: &mut Make, z: f64) {
    let length = (0.11 + 0.9 * m.r) * m.any(0.85, 1.25);
    let turn = hand_turn(m);
    let tilt = m.any(0.0, 0.6);
    m.turned(turn, |m| {
        let grip = m.any(0.009, 0.015);
        post(m, z, z + 0.03, 0.02);
        m.shape.block([0.012, 0.0, z + 0.004], [0.06, 0.05, 0.004]);
        let at = |d: f64| [d * f64::cos(tilt), 0.0, z + 0.022 + d * f64::sin(tilt)];
        m.shape.rod(at(0.0), at(0.4 * length), 0.6 * grip);
        m.shape.rod(at(0.35 * length), at(length), grip);
        m.shape.rod(at(0.32 * length), at(0.38 * length), 1.5 * grip);
    });
}
