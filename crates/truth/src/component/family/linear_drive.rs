//! Drives that push a stem: diaphragm heads low and tall, pistons with spring cans, electric boxes, and what hangs on their yokes.

use super::make::Make;
use super::quarter_drive::multi_turn;
use super::solids::{post, spun};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// Radius of a diaphragm head that suits the size.
pub(super) fn head_radius(m: &mut Make) -> f64 {
    ((0.08 + 0.9 * m.r) * m.any(0.75, 1.35)).clamp(0.065, 0.32)
}

/// Turns a drive about the stem so that its yoke lies along or across the pipe.
pub(super) fn anyhow_turned(m: &mut Make, build: impl FnOnce(&mut Make)) {
    let turn = m.dice.pick(&[0.0, FRAC_PI_2, PI, -FRAC_PI_2]) + if m.chance(0.1) { FRAC_PI_4 } else { 0.0 };
    m.turned(turn, build);
}

/// Two shells with a bolted rim; `low` and `high` are their heights below and above the rim at `z`, `flat` the width of their flats.
fn shells(m: &mut Make, z: f64, size: f64, (low, high): (f64, f64), flat: f64) {
    let rim = size * m.any(1.06, 1.16);
    spun(m, &[(z - low, 0.0), (z - low, flat), (z - 0.25 * low, 0.97 * size), (z, 0.97 * size)]);
    post(m, z - 0.007, z + 0.007, rim);
    spun(m, &[(z, 0.97 * size), (z + 0.25 * high, 0.97 * size), (z + high, flat), (z + high, 0.0)]);
    if m.look.bolts {
        let count = m.dice.pick(&[8, 10, 12, 16, 20]);
        m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 0.94 * rim, count, 0.006, z - 0.02, z + 0.022, 0.1);
    }
}

/// Spring and diaphragm: a cast yoke that closes to a spring barrel, the diaphragm case broad on top.
pub(super) fn tall_yoke_head(m: &mut Make, z: f64, size: f64) {
    let (legs, foot) = (size * m.any(0.7, 1.2) + 0.03, size * m.any(0.25, 0.4));
    let (wide, long) = (size * m.any(0.36, 0.52), size * m.any(0.7, 1.4));
    let (spring, case) = (z + legs, z + legs + long);
    post(m, z, z + 0.08 * size, foot);
    for side in [-1.0, 1.0] {
        let thick = 0.16 * size + 0.004;
        m.shape.bar([0.0, side * 0.9 * foot, z], [0.0, side * 0.85 * wide, spring], 1.5 * thick, thick);
    }
    post(m, z, spring, 0.06 * size + 0.004);
    spun(m, &[(spring, 0.0), (spring, 0.85 * wide), (spring + 0.2 * long, wide), (case, wide)]);
    let (low, high, flat) = (size * m.any(0.15, 0.35), size * m.any(0.2, 0.45), size * m.any(0.5, 0.75));
    shells(m, case + low, size, (low, high), flat);
    let top = case + low + high;
    if m.chance(0.25) {
        post(m, top, top + 0.5 * size, 0.12 * size);
        let wheel = size * m.any(0.5, 0.85);
        m.handwheel([0.0, 0.0, top + 0.5 * size], [0.0, 0.0, 1.0], wheel);
    } else {
        post(m, top, top + 0.02, 0.02);
    }
    accessories(m, z, z + legs, wide, case + low);
}

/// A low head with many springs in it on a yoke of rods or a cast frame.
pub(super) fn low_head(m: &mut Make, z: f64, size: f64) {
    let (legs, wide) = (size * m.any(0.6, 1.1) + 0.06, size * m.any(0.25, 0.42) + 0.01);
    let foot = z + legs;
    post(m, z, foot, 0.05 * size + 0.004);
    if m.chance(0.5) {
        for side in [-1.0, 1.0] {
            m.shape.rod([0.0, side * wide, z], [0.0, side * wide, foot], 0.05 * size + 0.004);
        }
        m.shape.block([0.0, 0.0, z + 0.01], [0.05, 2.3 * wide, 0.02]);
        m.shape.block([0.0, 0.0, foot - 0.01], [0.06, 2.3 * wide, 0.02]);
    } else {
        m.yoke(z, foot, wide);
    }
    let (low, high, flat) = (size * m.any(0.15, 0.4), size * m.any(0.2, 0.5), size * m.any(0.7, 0.92));
    shells(m, foot + low, size, (low, high), flat);
    let top = foot + low + high;
    match m.dice.below(4) {
        0 => post(m, top, top + 0.12 * size + 0.01, 0.15 * size),
        1 => m.shape.ring([0.0, 0.0, top + 0.012], [1.0, 0.0, 0.0], 0.016, 0.005),
        2 => {
            post(m, top, top + 0.3 * size, 0.1 * size);
            let wheel = size * m.any(0.35, 0.6);
            m.handwheel([0.0, 0.0, top + 0.3 * size], [0.0, 0.0, 1.0], wheel);
        }
        _ => {}
    }
    accessories(m, z, foot, wide, foot + low);
}

/// A mushroom as simplified models have it: a stem and a lens, dome or drum.
pub(super) fn mushroom(m: &mut Make, z: f64, size: f64) {
    let (rise, stem) = (size * m.any(0.6, 1.8), size * m.any(0.06, 0.25));
    let rim = z + rise;
    post(m, z, rim, stem);
    match m.dice.below(4) {
        0 => {
            m.shape.disc([0.0, 0.0, rim], [0.0, 0.0, 1.0], size);
            let high = size * m.any(0.35, 0.9);
            m.shape.dome([0.0, 0.0, rim], [0.0, 0.0, 1.0], size, high);
        }
        1 => {
            let high = size * m.any(0.2, 0.6);
            post(m, rim, rim + high, size);
        }
        2 => {
            let (low, high) = (size * m.any(0.2, 0.4), size * m.any(0.2, 0.5));
            spun(m, &[(rim, 0.4 * size), (rim + low, size), (rim + low + high, 0.4 * size), (rim + low + high, 0.0)]);
        }
        _ => {
            let high = size * m.any(0.3, 0.6);
            post(m, rim, rim + 0.1 * size, size);
            m.shape.dome([0.0, 0.0, rim + 0.1 * size], [0.0, 0.0, 1.0], 0.9 * size, high);
        }
    }
}

/// A cylinder with tie rods and a spring can beneath or on top, on a yoke.
pub(super) fn piston_and_can(m: &mut Make, z: f64, size: f64) {
    let (legs, bore) = (size * m.any(0.8, 1.6) + 0.03, size * m.any(0.55, 0.85));
    let (foot, long) = (z + legs, size * m.any(0.8, 1.6));
    post(m, z, foot, 0.06 * size + 0.004);
    m.yoke(z, foot, 0.35 * size);
    let (can, tall) = (bore * m.any(0.55, 0.85), size * m.any(0.8, 1.8));
    let (low, high) = if m.chance(0.5) {
        post(m, foot, foot + tall, can);
        (foot + tall, foot + tall + long)
    } else {
        post(m, foot + long, foot + long + tall, can);
        (foot, foot + long)
    };
    post(m, low, high, bore);
    let square = m.chance(0.5);
    for end in [low, high] {
        if square {
            m.shape.block([0.0, 0.0, end], [2.15 * bore, 2.15 * bore, 0.14 * size]);
        } else {
            post(m, end - 0.07 * size, end + 0.07 * size, 1.12 * bore);
        }
    }
    m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 1.22 * bore, 4, 0.04 * size, low, high + 0.12 * size, FRAC_PI_4);
    accessories(m, z, foot, 0.4 * size, low);
}

/// A smooth compact piston drive of steel or plastic with an indicator cap, as on angle seat and hygienic valves.
pub(super) fn smooth_piston(m: &mut Make, z: f64, bore: f64) {
    let tall = bore * m.any(1.4, 2.8);
    let foot = z + 0.25 * bore;
    spun(m, &[(z, 0.4 * bore), (foot, 0.95 * bore), (foot + 0.05 * bore, bore), (foot + tall, bore)]);
    match m.dice.below(3) {
        0 => m.shape.dome([0.0, 0.0, foot + tall], [0.0, 0.0, 1.0], bore, 0.4 * bore),
        1 => post(m, foot + tall, foot + 1.1 * tall, 0.92 * bore),
        _ => spun(m, &[(foot + tall, bore), (foot + 1.15 * tall, 0.6 * bore), (foot + 1.15 * tall, 0.0)]),
    }
    let cap = foot + 1.1 * tall + bore * m.any(0.15, 0.5);
    post(m, foot + tall, cap, 0.25 * bore);
    match m.dice.below(3) {
        0 => {
            // A control head.
            let (wide, high) = (m.any(0.03, 0.055), m.any(0.08, 0.14));
            post(m, cap, cap + high, wide);
            m.shape.dome([0.0, 0.0, cap + high], [0.0, 0.0, 1.0], wide, 0.4 * wide);
        }
        1 => m.shape.block([bore + 0.015, 0.0, foot + 0.2 * tall], [0.04, 0.03, 0.05]),
        _ => {}
    }
}

/// An electric drive that pushes: a box, a rounded can or a motor on two rods or a bracket.
pub(super) fn electric_push(m: &mut Make, z: f64) {
    let (legs, wide) = (m.any(0.05, 0.12) + 0.5 * m.r, m.any(0.025, 0.05) + 0.2 * m.r);
    let foot = z + legs;
    post(m, z, foot, 0.007);
    if m.chance(0.5) {
        for side in [-1.0, 1.0] {
            m.shape.rod([0.0, side * wide, z], [0.0, side * wide, foot], 0.008);
        }
        m.shape.block([0.0, 0.0, z + 0.008], [0.04, 2.4 * wide, 0.016]);
    } else {
        m.yoke(z, foot, wide);
    }
    let (long, deep, tall) = (m.any(0.05, 0.1) + 0.3 * m.r, m.any(0.04, 0.075) + 0.2 * m.r, m.any(0.1, 0.25) + 0.5 * m.r);
    match m.dice.below(5) {
        0 | 1 => {
            let shift = m.any(0.0, 0.4) * long;
            m.shape.block([shift, 0.0, foot + tall / 2.0], [2.0 * long, 2.0 * deep, tall]);
            if m.chance(0.5) {
                m.shape.block([shift, 0.0, foot + 1.03 * tall], [1.6 * long, 1.7 * deep, 0.12 * tall]);
            }
        }
        2 => {
            post(m, foot, foot + tall, deep * 1.1);
            m.shape.dome([0.0, 0.0, foot + tall], [0.0, 0.0, 1.0], deep * 1.1, 0.5 * deep);
        }
        3 => {
            m.stretched([0.0, 0.0, foot], [1.5, 1.0, 1.0], |m| post(m, foot, foot + tall, deep));
            m.shape.block([long, 0.0, foot + 0.3 * tall], [0.5 * long, 1.4 * deep, 0.45 * tall]);
        }
        _ => {
            let size = (0.055 + 0.5 * m.r).min(0.14) * m.any(0.8, 1.2);
            return multi_turn(m, foot, size);
        }
    }
    let crank = foot + m.any(0.2, 0.8) * tall;
    if m.chance(0.4) {
        m.shape.rod([0.0, 0.0, crank], [0.0, deep + 0.04, crank], 0.008);
        plain_knob(m, [0.0, deep + 0.04, crank], 0.03);
    }
}

/// A small round knob on a shaft along y.
fn plain_knob(m: &mut Make, at: [f64; 3], size: f64) {
    m.shape.rod([at[0], at[1] - 0.008, at[2]], [at[0], at[1] + 0.008, at[2]], size);
}

/// What hangs on a yoke between `low` and `high`: a positioner on a bracket with gauges, an air set, tubing up to the case.
pub(super) fn accessories(m: &mut Make, low: f64, high: f64, wide: f64, case: f64) {
    let mid = low + m.any(0.35, 0.75) * (high - low);
    let way = if m.chance(0.5) { 1.0 } else { -1.0 };
    if m.chance(0.7) {
        let (w, d, t) = (m.any(0.1, 0.2), m.any(0.07, 0.13), m.any(0.1, 0.22));
        let y = way * (wide + 0.03 + d / 2.0);
        m.shape.block([0.0, y, mid], [w, d, t]);
        m.shape.block([0.0, way * (wide + 0.012), mid], [0.06, 0.03, 0.08]);
        m.shape.rod([0.0, 0.0, mid], [0.0, y, mid], 0.006);
        for k in 0..m.dice.count(0, 3) {
            let z = mid - 0.3 * t + 0.05 * k as f64;
            m.shape.rod([w / 2.0, y, z], [w / 2.0 + 0.028, y, z], 0.021);
        }
        if m.chance(0.5) {
            m.shape.tube([-0.4 * w, y, mid + t / 2.0], [-0.4 * w, y, case], 0.005);
            m.shape.tube([-0.4 * w, y, case], [0.0, 0.5 * y, case], 0.005);
        }
    }
    if m.chance(0.3) {
        // A filter regulator with its bowl.
        let (x, y) = (0.05, -way * (wide + 0.06));
        m.shape.block([x, y, mid], [0.05, 0.05, 0.05]);
        m.shape.rod([x, y, mid + 0.025], [x, y, mid + 0.085], 0.022);
        m.shape.rod([x, y, mid - 0.1], [x, y, mid - 0.025], 0.024);
        m.shape.rod([x, y, mid], [0.0, 0.0, mid], 0.006);
    }
}
