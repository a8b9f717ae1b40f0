//! Pumps that displace: gear, screw, hose, plunger, block diaphragm, liquid ring, and dosing pumps of several makes.

use super::make::Make;
use super::process_pump::pump;
use super::spot::port;
use super::unit::Wish;
use crate::component::tank::{Equipment, Role};
use crate::surface::V3;

/// A helical gear unit with its motor along x from `at`; returns the far end.
fn geared_motor(m: &mut Make, at: [f64; 3], mr: f64, floor: f64) -> f64 {
    let (long, wide) = (mr * m.any(0.9, 1.7), mr * m.any(1.3, 1.9));
    let drop = mr * m.any(0.0, 0.35);
    m.shape.block([at[0] + long / 2.0, 0.0, at[2] - drop], [long, wide, wide + drop]);
    m.shape.rod([at[0] - 0.2 * mr, 0.0, at[2]], [at[0], 0.0, at[2]], 0.55 * mr);
    m.laid_motor([at[0] + long, at[1], at[2]], 0.85 * mr, floor)
}

/// Internal or external gear pump: a round head with a bolted cover, ports aside, upwards or at a right angle, relief valve on top.
pub(super) fn gear(m: &mut Make, wish: &Wish) -> Equipment {
    let dn = wish.dn[1].min(150);
    let r = m.look.style.catalogue.radius(dn);
    let radius = (1.6 * r + 0.04) * m.any(0.9, 1.4);
    let (width, top) = (radius * m.any(0.8, 1.3), m.any(0.06, 0.35));
    let z = top + radius * m.any(1.1, 1.5);
    if m.chance(0.75) {
        m.shape.rod([-width / 2.0, 0.0, z], [width / 2.0, 0.0, z], radius);
    } else {
        m.shape.prism([-width / 2.0, 0.0, z], [width / 2.0, 0.0, z], radius, 8);
    }
    m.shape.rod([-width / 2.0 - 0.18 * radius, 0.0, z], [-width / 2.0, 0.0, z], radius * m.dice.range(0.85, 1.1));
    if m.chance(0.5) {
        // Relief valve across the top or the cover.
        let (x, high) = (m.dice.pick(&[0.0, -width / 2.0 - 0.3 * radius]), z + radius * m.any(0.4, 1.1));
        m.shape.rod([x, -0.9 * radius, high], [x, 0.9 * radius, high], 0.22 * radius);
        m.shape.prism([x, 0.9 * radius, high], [x, 1.15 * radius, high], 0.17 * radius, 6);
    }
    let (slim, bearing) = (0.4 * radius, width / 2.0 + radius * m.any(0.8, 1.6));
    m.shape.stub([width / 2.0, 0.0, z], [bearing, 0.0, z], 0.8 * radius, slim);
    m.shape.block([0.5 * bearing, 0.0, (top + z - 0.4 * radius) / 2.0], [0.5 * bearing, 1.4 * radius, z - 0.4 * radius - top]);
    let coupling = bearing + m.any(0.1, 0.22);
    m.guard([bearing, coupling], z, top, 1.4 * slim);
    let mr = radius * m.any(0.6, 0.95);
    let end =
        if m.chance(0.6) { geared_motor(m, [coupling, 0.0, z], mr, top) } else { m.laid_motor([coupling, 0.0, z], mr, top) };
    m.bed(-width / 2.0, end, 2.1 * radius, top);
    let mut e = pump(m, "RotaryPump");
    let reach = radius + m.any(0.05, 0.14) + 0.3 * r;
    let [a, b] = match m.dice.below(3) {
        0 => [-V3::y(), V3::y()],
        1 => [V3::y(), V3::z()],
        _ => [-V3::y(), V3::z()],
    };
    port(m, &mut e, Role::Suction, ([0.0, 0.0, z], a, reach), dn);
    port(m, &mut e, Role::Discharge, ([0.0, 0.0, z], b, reach), dn);
    e
}

/// Screw pump: a long casing on feet, suction and discharge above or aside, lantern and motor; lying, or standing on its end.
pub(super) fn screw(m: &mut Make, wish: &Wish) -> Equipment {
    let r = m.look.style.catalogue.radius(wish.dn[0]);
    let radius = (1.3 * r + 0.045) * m.any(0.9, 1.3);
    let flange = m.look.style.catalogue.flange(wish.dn[0].max(wish.dn[1])).radius;
    let long = 4.4 * flange + radius * m.any(0.5, 3.0);
    let mr = radius * m.any(0.9, 1.4);
    if m.chance(0.3) {
        let (low, stool) = (m.any(0.05, 0.3), radius * m.any(0.7, 1.3));
        m.shape.rod([0.0; 3], [0.0, 0.0, low], 1.4 * radius);
        m.shape.rod([0.0, 0.0, low], [0.0, 0.0, low + long], radius);
        m.shape.cone([0.0, 0.0, low + long], [0.0, 0.0, low + long + stool], radius, 0.9 * mr);
        m.upright_motor([0.0, 0.0, low + long + stool], mr);
        let mut e = pump(m, "RotaryPump");
        let reach = radius + m.any(0.07, 0.15);
        port(m, &mut e, Role::Suction, ([0.0, 0.0, low + 1.1 * flange], -V3::x(), reach), wish.dn[0]);
        port(m, &mut e, Role::Discharge, ([0.0, 0.0, low + long - 1.1 * flange], V3::x(), reach), wish.dn[1]);
        return e;
    }
    let top = m.any(0.05, 0.3);
    let z = top + radius.max(mr) * 1.1;
    match m.dice.below(3) {
        0 => m.shape.rod([0.0, 0.0, z], [long, 0.0, z], radius),
        1 => {
            // Twin screw: a broad body, gear case behind.
            m.shape.block([long / 2.0, 0.0, z], [long, 2.2 * radius, 1.7 * radius]);
            m.shape.rod([0.3 * long, 0.0, z], [0.7 * long, 0.0, z], 1.15 * radius);
        }
        _ => {
            m.shape.rod([0.0, 0.0, z], [long, 0.0, z], 0.85 * radius);
            m.shape.block([0.5 * long, 0.0, z], [0.35 * long, 1.9 * radius, 1.9 * radius]);
        }
    }
    m.shape.rod([-0.25 * radius, 0.0, z], [0.0, 0.0, z], 0.9 * radius);
    for x in [0.15 * long, 0.85 * long] {
        m.shape.block([x, 0.0, (top + z - 0.5 * radius) / 2.0], [0.12 * long, 1.9 * radius, z - 0.5 * radius - top]);
    }
    let lantern = long + radius * m.any(0.9, 1.8);
    m.shape.stub([long, 0.0, z], [lantern, 0.0, z], 0.75 * radius, 0.9 * mr);
    let end = m.laid_motor([lantern, 0.0, z], mr, top);
    m.bed(-0.1, end, 2.2 * radius.max(mr), top);
    let mut e = pump(m, "RotaryPump");
    let reach = 1.1 * radius + m.any(0.07, 0.15);
    let out = m.dice.pick(&[V3::z(), V3::z(), V3::y()]);
    port(m, &mut e, Role::Suction, ([1.1 * flange, 0.0, z], out, reach), wish.dn[0]);
    port(m, &mut e, Role::Discharge, ([long - 1.1 * flange, 0.0, z], V3::z(), reach), wish.dn[1]);
    e
}

/// Hose pump: a flat drum with a window, both flanges on one side, gear motor behind.
pub(super) fn hose(m: &mut Make, wish: &Wish) -> Equipment {
    let dn = wish.dn[1].min(100);
    let r = m.look.style.catalogue.radius(dn);
    let flange = m.look.style.catalogue.flange(dn).radius;
    let radius = (5.0 * r + 0.08) * m.any(0.9, 1.25);
    let (width, foot) = (3.0 * r + m.any(0.04, 0.1), m.any(0.05, 0.2) + (flange - 1.3 * r).max(0.0));
    let z = foot + radius;
    m.shape.rod([-width / 2.0, 0.0, z], [width / 2.0, 0.0, z], radius);
    let cover = m.any(0.015, 0.05);
    m.shape.rod([-width / 2.0 - cover, 0.0, z], [-width / 2.0, 0.0, z], radius * m.dice.range(0.85, 1.05));
    m.shape.bolts([-width / 2.0, 0.0, z], [1.0, 0.0, 0.0], 0.93 * radius, 8, 0.01, -cover - 0.015, 0.0, 0.2);
    if m.chance(0.5) {
        m.shape.rod([-width / 2.0 - cover - 0.01, 0.0, z + 0.45 * radius], [-width / 2.0, 0.0, z + 0.45 * radius], 0.2 * radius);
    }
    for y in [-0.6, 0.6] {
        m.shape.block([0.0, y * radius, 0.5 * (foot + 0.3 * radius)], [1.6 * width, 0.12 * radius, foot + 0.3 * radius]);
    }
    let back = width / 2.0 + radius * m.any(0.15, 0.5);
    m.shape.rod([width / 2.0, 0.0, z], [back, 0.0, z], 0.5 * radius);
    let mr = radius * m.any(0.3, 0.45);
    geared_motor(m, [back, 0.0, z], mr, 0.9 * z);
    let mut e = pump(m, "RotaryPump");
    let side = m.dice.pick(&[V3::y(), -V3::y()]);
    let reach = radius * m.any(1.0, 1.2) + 0.06;
    let roles = if m.chance(0.5) { [Role::Suction, Role::Discharge] } else { [Role::Discharge, Role::Suction] };
    let off = radius - 1.3 * r;
    if m.chance(0.7) {
        port(m, &mut e, roles[0], ([0.0, 0.0, z - off], side, reach), dn);
        port(m, &mut e, roles[1], ([0.0, 0.0, z + off], side, reach), dn);
    } else {
        port(m, &mut e, roles[0], ([0.0, -off, z], V3::z(), reach), dn);
        port(m, &mut e, roles[1], ([0.0, off, z], V3::z(), reach), dn);
    }
    e
}

/// Plunger pump: crank case, plungers, fluid end with its two manifolds, damper, belt guard or gear and motor.
pub(super) fn plunger(m: &mut Make, wish: &Wish) -> Equipment {
    let dn = wish.dn[1].min(100);
    let r = m.look.style.catalogue.radius(dn);
    let size = (5.0 * r + 0.12) * m.any(0.9, 1.4);
    let (wide, top) = (size * m.any(0.9, 1.5), m.any(0.08, 0.3));
    let (low, high) = (top, top + size);
    let z = (low + high) / 2.0;
    m.shape.block([0.5 * size, 0.0, z - 0.1 * size], [size, wide, 0.8 * size]);
    m.shape.rod([0.5 * size, -wide / 2.0, z + 0.1 * size], [0.5 * size, wide / 2.0, z + 0.1 * size], 0.45 * size);
    let gap = size * m.any(0.2, 0.45);
    for y in [-0.3, 0.0, 0.3] {
        m.shape.rod([-gap, y * wide, z], [0.0, y * wide, z], 0.07 * size);
    }
    let deep = size * m.any(0.3, 0.5);
    m.shape.block([-gap - deep / 2.0, 0.0, z], [deep, 0.95 * wide, 0.75 * size]);
    for y in [-0.3, 0.0, 0.3] {
        m.shape.rod([-gap - deep / 2.0, y * wide, z], [-gap - deep / 2.0, y * wide, z + 0.46 * size], 0.1 * size);
        m.shape.rod([-gap - 1.15 * deep, y * wide, z], [-gap - deep, y * wide, z], 0.1 * size);
    }
    if m.chance(0.5) {
        m.shape.ball([-gap - deep / 2.0, 0.2 * wide, z + 0.62 * size], 0.2 * size);
    }
    let mr = size * m.any(0.3, 0.45);
    let end = if m.chance(0.5) {
        // Belt guard aside, motor behind.
        m.shape.block([0.9 * size, wide / 2.0 + 0.06, z], [1.7 * size, 0.1, 0.8 * size]);
        m.laid_motor([1.1 * size, 0.0, top + 1.05 * mr], mr, top)
    } else {
        geared_motor(m, [1.05 * size, 0.0, z], mr, top)
    };
    m.bed(-gap - deep, end, 1.2 * wide.max(2.0 * mr), top);
    let mut e = pump(m, "ReciprocatingPump");
    let x = -gap - deep / 2.0;
    let (side, reach) = (m.dice.pick(&[V3::y(), -V3::y()]), wide / 2.0 + m.any(0.06, 0.15));
    let out = if m.chance(0.5) { side } else { -side };
    port(m, &mut e, Role::Suction, ([x, 0.0, z - 0.25 * size], side, reach), dn);
    port(m, &mut e, Role::Discharge, ([x, 0.0, z + 0.25 * size], out, reach), dn);
    e
}

/// Air driven diaphragm pump of plastic or steel blocks: flat round cheeks, straight manifolds, silencer, rubber feet.
pub(super) fn block_diaphragm(m: &mut Make, wish: &Wish) -> Equipment {
    let dn = wish.dn[1].min(80);
    let r = m.look.style.catalogue.radius(dn);
    let cheek = (2.4 * r + 0.07) * m.any(0.9, 1.25);
    let (gap, thick) = (cheek * m.any(0.3, 0.6), cheek * m.any(0.35, 0.6));
    let fat = r * m.any(1.15, 1.5);
    let low = fat.max(m.look.style.catalogue.flange(dn).radius * 0.9) + m.any(0.03, 0.1);
    let z = low + cheek * m.any(0.95, 1.15);
    let high = 2.0 * z - low;
    m.shape.rod([0.0, -gap, z], [0.0, gap, z], 0.55 * cheek);
    let square = m.chance(0.4);
    let ys = [-gap - thick / 2.0, gap + thick / 2.0];
    for y in ys {
        if square {
            m.shape.block([0.0, y, z], [1.7 * cheek, thick, high - low + 1.6 * fat]);
        } else {
            m.shape.rod([0.0, y - thick / 2.0, z], [0.0, y + thick / 2.0, z], cheek);
            m.shape.rod([0.0, y, low], [0.0, y, high], 1.15 * fat);
        }
        for x in [-0.5, 0.5] {
            m.shape.block([x * cheek, y, 0.5 * low], [0.2 * cheek, 0.7 * thick, low]);
        }
        m.shape.block([0.0, y, low], [1.2 * cheek, 0.7 * thick, 0.1 * cheek]);
    }
    for at in [low, high] {
        m.shape.rod([0.0, ys[0], at], [0.0, ys[1], at], fat);
    }
    if m.chance(0.6) {
        m.shape.rod([0.5 * cheek, 0.0, z], [0.5 * cheek + m.dice.range(0.08, 0.2), 0.0, z], 0.035);
    }
    let mut e = pump(m, "DiaphragmPump");
    let [a, b] = m.dice.pick(&[[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0]]).map(|s| V3::x() * s);
    let reach = fat.max(if square { 0.85 * cheek } else { 0.0 }) + m.any(0.05, 0.12);
    port(m, &mut e, Role::Suction, ([0.0, 0.0, low], a, reach), dn);
    port(m, &mut e, Role::Discharge, ([0.0, 0.0, high], b, reach), dn);
    e
}

/// Liquid ring vacuum pump: a barrel between flat cheeks, ports up, perhaps an upright separator beside it.
pub(super) fn liquid_ring(m: &mut Make, wish: &Wish) -> Equipment {
    let r = m.look.style.catalogue.radius(wish.dn[0]);
    let flange = m.look.style.catalogue.flange(wish.dn[0].max(wish.dn[1])).radius;
    let radius = (2.0 * r + 0.09) * m.any(0.9, 1.3);
    let (body, end) = (radius * m.any(0.9, 1.8), (1.5 * r + 0.05).max(0.3 * radius));
    let top = m.any(0.08, 0.3);
    let z = top + 1.1 * radius;
    m.shape.rod([-body / 2.0, 0.0, z], [body / 2.0, 0.0, z], radius);
    for side in [-1.0, 1.0] {
        let x = side * (body + end) / 2.0;
        m.shape.rod([side * body / 2.0, 0.0, z], [side * (body / 2.0 + end), 0.0, z], radius * 0.93);
        m.shape.block([x, 0.0, (top + z) / 2.0], [0.7 * end, 1.7 * radius, z - top]);
    }
    let from = body / 2.0 + end + 0.5 * radius;
    m.shape.rod([body / 2.0 + end, 0.0, z], [from, 0.0, z], 0.4 * radius);
    let (coupling, mr) = (from + m.any(0.12, 0.25), radius * m.any(0.65, 1.0));
    m.guard([from, coupling], z, top, 0.5 * radius);
    let far = m.laid_motor([coupling, 0.0, z], mr, top);
    let left = -body / 2.0 - end;
    let half = (body + end) / 2.0;
    let mut spread = half.max(1.15 * flange);
    let mut face = ([half, 0.0, z], V3::z(), radius + m.any(0.08, 0.2));
    if m.chance(0.4) {
        // Separator on the bed beyond the free end.
        let (pot, low) = (1.1 * radius, top + 0.15);
        let (x, high) = (left - pot - 0.1, top + radius * m.any(3.0, 4.5));
        m.shape.rod([x, 0.0, low], [x, 0.0, high], pot);
        m.shape.dome([x, 0.0, high], [0.0, 0.0, 1.0], pot, 0.4 * pot);
        m.shape.rod([x, 0.0, top], [x, 0.0, low], 0.8 * pot);
        m.shape.tube([-half, 0.0, z], [-half, 0.0, high - 0.3 * pot], r);
        m.shape.tube([-half, 0.0, high - 0.3 * pot], [x, 0.0, high - 0.3 * pot], r);
        m.bed(x - pot, far, 2.3 * radius, top);
        face = ([x, 0.0, high], V3::z(), 0.4 * pot + 0.12);
        spread = -half;
    } else {
        m.bed(left, far, 2.3 * radius, top);
    }
    let mut e = pump(m, "VacuumPump");
    let beyond = m.dice.range(0.08, 0.2);
    port(m, &mut e, Role::Suction, ([-spread, 0.0, z], V3::z(), radius + beyond), wish.dn[0]);
    port(m, &mut e, Role::Discharge, face, wish.dn[1]);
    e
}

/// The head of a dosing pump before `at`, ports below and above it.
fn liquid_end(m: &mut Make, [x, y, z]: [f64; 3], head: f64) {
    m.shape.rod([x - 0.5 * head, y, z], [x, y, z], head);
    m.shape.block([x - 0.8 * head, y, z], [0.6 * head, 0.9 * head, 1.9 * head]);
    for side in [-1.0, 1.0] {
        m.shape.prism([x - 0.8 * head, y, z + side * 0.9 * head], [x - 0.8 * head, y, z + side * 1.5 * head], 0.28 * head, 6);
    }
}

/// Magnet-driven dosing pump: a small wedge-shaped box with a display, on a wall bracket, a console or a pole.
pub(super) fn dosing_magnet(m: &mut Make, wish: &Wish) -> Equipment {
    let dn = wish.dn[1].min(25);
    let (long, wide, tall) = (m.any(0.12, 0.24), m.any(0.08, 0.14), m.any(0.14, 0.26));
    let foot = m.any(0.4, 1.3);
    let z = foot + tall / 2.0;
    m.shape.block([long / 2.0, 0.0, z], [long, wide, tall]);
    if m.chance(0.5) {
        m.shape.block([long / 2.0, 0.0, z + tall / 2.0], [0.7 * long, 0.8 * wide, 0.05]);
    }
    m.shape.block([long / 2.0, 0.0, foot - 0.01], [1.2 * long, 1.3 * wide, 0.02]);
    match m.dice.below(3) {
        0 => {
            m.shape.block([1.25 * long, 0.0, foot / 2.0 + 0.1], [0.02, m.dice.range(0.25, 0.5), foot + 0.4]);
            m.shape.bar([1.2 * long, 0.0, foot - 0.15], [0.2 * long, 0.0, foot - 0.02], 0.02, 0.02);
        }
        1 => {
            m.shape.rod([long / 2.0, 0.0, 0.0], [long / 2.0, 0.0, foot], 0.03);
            m.shape.rod([long / 2.0, 0.0, 0.0], [long / 2.0, 0.0, 0.015], 0.14);
        }
        _ => {
            let size = m.any(0.25, 0.5);
            m.shape.block([long / 2.0, 0.0, foot / 2.0], [size, size, foot]);
        }
    }
    let head = wide * m.any(0.4, 0.6);
    liquid_end(m, [0.0, 0.0, z], head);
    let mut e = pump(m, "MeteringPump");
    let reach = 1.5 * head + m.any(0.03, 0.08);
    port(m, &mut e, Role::Suction, ([-0.8 * head, 0.0, z], -V3::z(), reach), dn);
    port(m, &mut e, Role::Discharge, ([-0.8 * head, 0.0, z], V3::z(), reach), dn);
    e
}

/// Geared dosing pump, API 675: a cast case with the stroke knob, an upright or lying motor, one or two large heads.
pub(super) fn dosing_geared(m: &mut Make, wish: &Wish) -> Equipment {
    let dn = wish.dn[1].min(50);
    let size = m.any(0.14, 0.34);
    let top = m.any(0.3, 0.7);
    let z = top + 0.6 * size;
    m.shape.block([0.5 * size, 0.0, z - 0.1 * size], [size, 0.75 * size, size]);
    m.shape.rod([0.5 * size, -0.45 * size, z], [0.5 * size, 0.45 * size, z], 0.42 * size);
    m.shape.rod([size, 0.0, z], [1.35 * size, 0.0, z], 0.12 * size);
    m.shape.rod([1.35 * size, 0.0, z], [1.5 * size, 0.0, z], 0.25 * size);
    let mr = size * m.any(0.3, 0.45);
    m.shape.rod([0.5 * size, 0.0, z], [0.5 * size, 0.0, z + 0.65 * size], 0.8 * mr);
    m.upright_motor([0.5 * size, 0.0, z + 0.65 * size], mr);
    let (head, neck) = (size * m.any(0.28, 0.55), size * m.any(0.2, 0.6));
    m.shape.rod([-neck, 0.0, z], [0.0, 0.0, z], 0.22 * size);
    let x = -neck;
    m.shape.rod([x - 0.35 * head, 0.0, z], [x, 0.0, z], head);
    m.shape.rod([x - 0.8 * head, 0.0, z], [x - 0.35 * head, 0.0, z], 0.92 * head);
    m.shape.bolts([x, 0.0, z], [1.0, 0.0, 0.0], 0.82 * head, 8, 0.009, -0.85 * head, 0.02, 0.2);
    m.shape.rod([x - 0.5 * head, 0.0, z - 1.3 * head], [x - 0.5 * head, 0.0, z + 1.3 * head], 0.22 * head);
    let wide = size * m.any(0.9, 1.6);
    m.bed(x - head, 1.3 * size, wide, top);
    let mut e = pump(m, "MeteringPump");
    let r = m.look.style.catalogue.radius(dn);
    let out = if 1.4 * head + 0.1 < z - 0.1 && m.chance(0.6) { -V3::z() } else { -V3::x() };
    let reach = if out.z < 0.0 { 1.35 * head + 0.06 } else { 1.2 * head + r };
    port(m, &mut e, Role::Suction, ([x - 0.5 * head, 0.0, z - if out.z < 0.0 { 0.0 } else { 0.9 * head }], out, reach), dn);
    let beyond = m.dice.range(0.04, 0.12);
    port(m, &mut e, Role::Discharge, ([x - 0.5 * head, 0.0, z], V3::z(), 1.35 * head + beyond), dn);
    e
}

/// Dosing skid: two pumps before a back plate in a tray or frame, pipework and a damper on the plate.
pub(super) fn dosing_skid(m: &mut Make, wish: &Wish) -> Equipment {
    let dn = wish.dn[1].min(50);
    let r = m.look.style.catalogue.radius(dn).min(0.017);
    let (wide, tall, deep) = (m.any(0.7, 1.4), m.any(1.1, 1.8), m.any(0.35, 0.6));
    m.shape.block([deep, 0.0, tall / 2.0 + 0.05], [0.015, wide, tall - 0.1]);
    m.posts(&[deep + 0.03], &[-wide / 2.0, wide / 2.0], tall, 0.05);
    m.shape.block([deep / 2.0, 0.0, 0.05], [deep, wide, 0.1]);
    let shelf = tall * m.any(0.25, 0.5);
    m.shape.block([0.55 * deep, 0.0, shelf], [0.9 * deep, 0.95 * wide, 0.02]);
    let head = m.any(0.04, 0.065);
    let (z, low, high) = (shelf + 0.12, shelf - 0.12, tall - m.any(0.15, 0.3));
    let x = 0.75 * deep;
    for y in [-0.25 * wide, 0.25 * wide] {
        m.shape.block([0.6 * deep, y, z], [0.2, 0.12, 0.22]);
        liquid_end(m, [0.6 * deep - 0.1, y, z], head);
        let front = 0.6 * deep - 0.1 - 0.8 * head;
        m.shape.tube([front, y, z + head], [front, y, high - 0.15], r);
        m.shape.tube([front, y, high - 0.15], [x, y, high], r);
        m.shape.tube([front, y, low], [front, y, z - head], r);
    }
    let front = 0.6 * deep - 0.1 - 0.8 * head;
    m.shape.tube([x, -wide / 2.0, high], [x, wide / 2.0, high], r);
    m.shape.tube([front, -wide / 2.0, low], [front, wide / 2.0, low], r);
    if m.chance(0.7) {
        m.shape.rod([x, 0.05, high], [x, 0.05, high + 0.28], 0.055);
    }
    if m.chance(0.5) {
        m.shape.block([deep - 0.09, 0.3 * wide, 0.75 * tall], [0.16, 0.3, 0.4]);
    }
    let mut e = pump(m, "MeteringPump");
    let out = m.dice.pick(&[V3::y(), -V3::y()]);
    port(m, &mut e, Role::Suction, ([front, 0.0, low], -V3::y(), wide / 2.0 + 0.06), dn);
    port(m, &mut e, Role::Discharge, ([x, 0.0, high], out, wide / 2.0 + 0.06), dn);
    e
}
