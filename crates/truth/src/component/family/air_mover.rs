//! Blowers and compressors of further makes: side channel, on a silencer base, multistage, turbo, packages under hoods, screw on receiver.

use super::make::Make;
use super::process_pump::pump;
use super::spot::port;
use super::unit::Wish;
use crate::component::tank::{Equipment, Role};
use crate::surface::V3;

/// Side channel blower: one or two flat rings, motor behind, both silencers side by side below or above.
pub(super) fn side_channel(m: &mut Make, wish: &Wish) -> Equipment {
    let dn = wish.dn[1].min(125);
    let r = m.look.style.catalogue.radius(dn);
    let flange = m.look.style.catalogue.flange(dn).radius;
    let radius = (2.6 * r + 0.1) * m.any(0.9, 1.3);
    let fat = (0.9 * r + 0.015) * m.any(0.9, 1.15);
    let z = radius + m.any(0.04, 0.15) + 2.2 * r;
    let stages = m.dice.count(1, 2);
    for k in 0..stages {
        let x = 2.1 * fat * k as f64;
        m.shape.ring([x, 0.0, z], [1.0, 0.0, 0.0], radius - fat, fat);
        m.shape.rod([x - 0.6 * fat, 0.0, z], [x + 0.6 * fat, 0.0, z], radius - fat);
    }
    let back = 2.1 * fat * stages as f64;
    m.shape.rod([-1.2 * fat, 0.0, z], [back, 0.0, z], 0.45 * radius);
    let mr = radius * m.any(0.45, 0.7);
    m.standing([back, 0.0, z], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], |m| {
        m.any_motor(mr);
    });
    m.shape.block([back + mr, 0.0, (z - 0.8 * mr) / 2.0], [mr, 1.5 * radius, z - 0.8 * mr]);
    let (off, long) = (flange * m.any(1.05, 1.3), fat * m.any(3.0, 6.0) + 0.1);
    let low = 1.4 * r + 0.02;
    for y in [-off, off] {
        m.shape.rod([-0.3 * long, y, low], [0.7 * long, y, low], 1.3 * r);
        m.shape.tube([0.0, y, low], [0.0, 0.6 * y, z - 0.7 * radius], r);
    }
    let mut e = pump(m, "Blower");
    let out = if m.chance(0.7) { -V3::x() } else { V3::z() };
    for (role, y) in [(Role::Suction, -off), (Role::Discharge, off)] {
        if out.z > 0.5 {
            port(m, &mut e, role, ([-0.2 * long - flange, y, low], out, 1.3 * r + 0.1), dn);
        } else {
            port(m, &mut e, role, ([0.0, y, low], out, 0.3 * long + 0.06), dn);
        }
    }
    e
}

/// Rotary blower on its silencer: a box or a lying drum as base, belt guard, upright inlet filter.
pub(super) fn silencer_base(m: &mut Make, wish: &Wish) -> Equipment {
    let [rs, rd] = wish.dn.map(|dn| m.look.style.catalogue.radius(dn));
    let (long, wide) = ((8.0 * rd + 0.6) * m.any(0.9, 1.3), (3.0 * rd + 0.35) * m.any(0.9, 1.2));
    let high = (2.2 * m.look.style.catalogue.flange(wish.dn[1]).radius).max(0.3 * wide) + 0.05;
    let foot = m.any(0.05, 0.15);
    let (mid, deck) = (foot + high / 2.0, foot + high);
    if m.chance(0.5) {
        m.shape.rod([-long / 2.0, 0.0, mid], [long / 2.0, 0.0, mid], high / 2.0);
        m.shape.block([0.0, 0.0, deck - 0.02], [long, wide, 0.05]);
    } else {
        m.shape.block([0.0, 0.0, mid], [long, wide, high]);
    }
    m.posts(&[-0.45 * long, 0.45 * long], &[-0.45 * wide, 0.45 * wide], deck, 0.09);
    let size = wide * m.any(0.5, 0.7);
    let (x, z) = (-0.2 * long, deck + 0.55 * size);
    for k in [-0.25, 0.25] {
        m.shape.rod([x + k * size, -0.4 * wide, z], [x + k * size, 0.35 * wide, z], 0.45 * size);
    }
    for y in [-0.42, 0.35] {
        m.shape.block([x, y * wide, z], [1.15 * size, 0.05 * wide, size]);
    }
    let mr = 0.38 * size * m.any(0.8, 1.2);
    m.standing([0.25 * long, -0.3 * wide, deck + 1.1 * mr], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0], |m| {
        m.any_motor(mr);
    });
    m.shape.block([0.03 * long, -0.5 * wide, deck + 0.5 * size], [0.65 * long, 0.12, 0.85 * size]);
    let pot = 2.0 * rs + 0.06;
    let top = z + 0.5 * size + m.any(0.3, 0.7);
    m.shape.rod([x, 0.0, z + 0.4 * size], [x, 0.0, top], 1.1 * rs);
    m.shape.rod([x, 0.0, z + 0.6 * size], [x, 0.0, top], pot);
    let mut e = pump(m, "Blower");
    let end = m.dice.pick(&[V3::x(), -V3::x()]);
    port(m, &mut e, Role::Discharge, ([0.0, 0.0, mid], end, long / 2.0 + 0.1), wish.dn[1]);
    if m.chance(0.5) {
        port(m, &mut e, Role::Suction, ([x, 0.0, top], V3::z(), 0.12), wish.dn[0]);
    } else {
        port(m, &mut e, Role::Suction, ([x, 0.0, top - pot], -V3::x(), pot + 0.12), wish.dn[0]);
    }
    e
}

/// Multistage or geared turbo blower: stacked rings or a scroll, inlet in front or up, outlet up, motor behind.
pub(super) fn turbo(m: &mut Make, wish: &Wish) -> Equipment {
    let [fs, fd] = wish.dn.map(|dn| m.look.style.catalogue.flange(dn).radius);
    let radius = (2.2 * fs.max(fd) + 0.15) * m.any(0.9, 1.3);
    let top = m.any(0.15, 0.4);
    let z = top + 1.15 * radius;
    let stages = m.dice.count(2, 6);
    let pitch = radius * m.any(0.22, 0.34);
    let (head, tail) = (-1.2 * fs - 0.04, pitch * stages as f64 + 1.2 * fd + 0.04);
    m.shape.rod([2.0 * head, 0.0, z], [0.0, 0.0, z], 0.9 * radius);
    for k in 0..stages {
        let x = pitch * k as f64;
        m.shape.rod([x, 0.0, z], [x + 0.75 * pitch, 0.0, z], radius);
        m.shape.rod([x + 0.75 * pitch, 0.0, z], [x + pitch, 0.0, z], 0.85 * radius);
    }
    let close = pitch * stages as f64;
    m.shape.rod([close, 0.0, z], [2.0 * tail - close, 0.0, z], 0.95 * radius);
    let from = 2.0 * tail - close + 0.3 * radius;
    m.shape.rod([2.0 * head - 0.3 * radius, 0.0, z], [from, 0.0, z], 0.28 * radius);
    let (coupling, mr) = (from + m.any(0.15, 0.3), radius * m.any(0.5, 0.8));
    m.guard([from, coupling], z, top, 0.35 * radius);
    let end = m.laid_motor([coupling, 0.0, z], mr, top);
    for x in [head, tail] {
        m.shape.block([x, 0.0, (top + z - 0.5 * radius) / 2.0], [0.1, 1.6 * radius, z - 0.5 * radius - top]);
    }
    m.bed(2.0 * head - 0.3 * radius, end, 2.0 * radius, top);
    let mut e = pump(m, "CentrifugalBlower");
    let (a, b) = (m.dice.pick(&[V3::z(), V3::y()]), m.dice.pick(&[V3::z(), V3::z(), -V3::y()]));
    let beyond = m.dice.range(0.08, 0.2);
    port(m, &mut e, Role::Suction, ([head, 0.0, z], a, radius + beyond), wish.dn[0]);
    let beyond = m.dice.range(0.08, 0.2);
    port(m, &mut e, Role::Discharge, ([tail, 0.0, z], b, radius + beyond), wish.dn[1]);
    e
}

/// A package under a hood: box with doors, louvres, control panel, grilles on top, pipes out of one wall.
pub(super) fn package(m: &mut Make, wish: &Wish) -> Equipment {
    let rd = m.look.style.catalogue.radius(wish.dn[0].max(wish.dn[1]));
    let (long, wide, tall) = (m.any(1.0, 2.2) + 3.0 * rd, m.any(0.8, 1.4) + 2.0 * rd, m.any(1.1, 1.9) + rd);
    let foot = m.any(0.05, 0.15);
    m.shape.block([0.0, 0.0, foot / 2.0], [0.94 * long, 0.94 * wide, foot]);
    m.shape.block([0.0, 0.0, foot + tall / 2.0], [long, wide, tall]);
    let doors = m.dice.count(1, 3);
    for k in 0..doors {
        let x = long * ((k as f64 + 0.5) / doors as f64 - 0.5);
        for side in [-1.0, 1.0] {
            m.shape.block([x, side * (wide / 2.0 + 0.004), foot + 0.5 * tall], [0.92 * long / doors as f64, 0.01, 0.9 * tall]);
        }
    }
    for k in 0..m.dice.count(0, 6) {
        let z = foot + 0.15 * tall + 0.06 * k as f64;
        m.shape.block([0.5 * long + 0.01, 0.0, z], [0.03, 0.6 * wide, 0.015]);
    }
    if m.chance(0.6) {
        m.shape.block([0.5 * long + 0.06, 0.2 * wide, foot + 0.65 * tall], [0.14, 0.35, 0.5]);
    }
    if m.chance(0.6) {
        let (w, h) = (m.any(0.3, 0.6) * wide, m.any(0.08, 0.4));
        m.shape.block([0.2 * long, 0.0, foot + tall + h / 2.0], [w, w, h]);
    }
    let mut e = pump(m, "Blower");
    let z = foot + tall * m.any(0.25, 0.6);
    let beyond = m.dice.range(0.08, 0.25);
    port(m, &mut e, Role::Discharge, ([0.0, 0.2 * wide, z], -V3::x(), long / 2.0 + beyond), wish.dn[1]);
    if m.chance(0.5) {
        port(m, &mut e, Role::Suction, ([-0.3 * long, 0.0, foot + tall - 0.1], V3::z(), 0.25), wish.dn[0]);
    } else {
        let high = foot + 0.75 * tall;
        let beyond = m.dice.range(0.08, 0.2);
        port(m, &mut e, Role::Suction, ([0.0, 0.0, high], -V3::y(), wide / 2.0 + beyond), wish.dn[0]);
    }
    e
}

/// Radial fan of sheet steel with a rectangular scroll, inlet cone, pedestal and motor; direct or over a belt.
pub(super) fn sheet_fan(m: &mut Make, wish: &Wish) -> Equipment {
    let [rs, rd] = wish.dn.map(|dn| m.look.style.catalogue.radius(dn));
    let radius = (2.2 * rs.max(rd) + 0.12) * m.any(0.9, 1.4);
    let width = (2.4 * rd + 0.03) * m.any(0.9, 1.2);
    let z = radius + m.any(0.15, 0.5);
    for (y0, high, r) in [(0.0, 0.0, 1.0), (0.06, 0.0, 0.95), (0.0, 0.06, 0.93)] {
        m.shape.rod([-width / 2.0, y0 * radius, z + high * radius], [width / 2.0, y0 * radius, z + high * radius], r * radius);
    }
    let side = m.dice.pick(&[-1.0, 1.0]);
    let (y, duct) = (side * (radius - rd - 0.015), radius * m.any(1.05, 1.4));
    m.shape.block([0.0, y, z + duct / 2.0], [width, 2.0 * rd + 0.03, duct]);
    let cone = m.any(0.05, 0.15);
    m.shape.cone([-width / 2.0, 0.0, z], [-width / 2.0 - cone, 0.0, z], 0.6 * radius, rs);
    let (mr, back) = (radius * m.any(0.3, 0.5), width / 2.0 + radius * m.any(0.1, 0.9));
    m.shape.rod([width / 2.0, 0.0, z], [back, 0.0, z], 0.15 * radius);
    m.standing([back, 0.0, z], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0], |m| {
        m.any_motor(mr);
    });
    let seat = z - 0.9 * mr;
    m.shape.block([back + 1.3 * mr, 0.0, seat - 0.02], [2.6 * mr, 2.2 * mr, 0.04]);
    m.posts(&[back + 0.2 * mr, back + 2.4 * mr], &[-mr, mr], seat, 0.06);
    m.posts(&[-0.4 * width, 0.4 * width], &[-0.75 * radius, 0.75 * radius], z - 0.6 * radius, 0.06);
    let mut e = pump(m, "CentrifugalBlower");
    port(m, &mut e, Role::Suction, ([0.0, 0.0, z], -V3::x(), width / 2.0 + cone + 0.05), wish.dn[0]);
    let beyond = m.dice.range(0.05, 0.15);
    port(m, &mut e, Role::Discharge, ([0.0, y, z], V3::z(), duct + beyond), wish.dn[1]);
    e
}

/// Blower as drawings have it: a box or drum and a motor on a plate.
pub(super) fn plain_blower(m: &mut Make, wish: &Wish) -> Equipment {
    let r = m.look.style.catalogue.radius(wish.dn[0].max(wish.dn[1]));
    let (long, wide, tall) = (5.0 * r + m.any(0.2, 0.8), 4.0 * r + m.any(0.15, 0.6), 4.0 * r + m.any(0.2, 0.8));
    let top = m.any(0.03, 0.25);
    let z = top + tall / 2.0;
    if m.chance(0.6) {
        m.shape.block([0.0, 0.0, z], [long, wide, tall]);
    } else {
        m.shape.rod([0.0, -wide / 2.0, z], [0.0, wide / 2.0, z], tall / 2.0);
        m.shape.block([0.0, 0.0, top + 0.2 * tall], [0.8 * tall, wide, 0.4 * tall]);
    }
    let mut end = long / 2.0;
    if m.chance(0.7) {
        let mr = tall * m.any(0.2, 0.4);
        end += 3.0 * mr;
        m.shape.rod([0.0, 0.0, top + 1.2 * mr], [end, 0.0, top + 1.2 * mr], mr);
    }
    m.shape.block([(end - long / 2.0) / 2.0, 0.0, top / 2.0], [end + long / 2.0 + 0.1, wide + 0.1, top]);
    let mut e = pump(m, "Blower");
    let half = if long > tall { long } else { tall } / 2.0;
    let beyond = m.dice.range(0.06, 0.2);
    port(m, &mut e, Role::Suction, ([0.0, 0.0, z], -V3::x(), half + beyond), wish.dn[0]);
    let out = m.dice.pick(&[V3::z(), V3::z(), V3::y()]);
    let reach = if out.z > 0.5 { tall } else { wide } / 2.0;
    let beyond = m.dice.range(0.06, 0.2);
    port(m, &mut e, Role::Discharge, ([0.0, 0.0, z], out, reach + beyond), wish.dn[1]);
    e
}
