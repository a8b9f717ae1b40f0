//! Lying centrifugal pumps of the process trades: API and ISO makes, self priming, seal-less, sanitary, barrel, and plain drawings of them.

use super::make::Make;
use super::pump::nozzles;
use super::spot::port;
use super::unit::Wish;
use crate::component::tank::{Equipment, Role};
use crate::surface::V3;
use rosette_plant::Class;
use std::f64::consts::TAU;

pub(super) fn pump(m: &mut Make, make: &'static str) -> Equipment {
    Equipment::new(Class::Pump, make, std::mem::take(&mut m.shape))
}

/// Suction in front along −x, discharge up from the top of the casing, on its middle or beside it.
fn front_and_top(m: &mut Make, e: &mut Equipment, wish: &Wish, [y, z]: [f64; 2], face: f64, rise: f64) {
    port(m, e, Role::Suction, ([0.0, 0.0, z], -V3::x(), face), wish.dn[0]);
    port(m, e, Role::Discharge, ([0.0, y, z], V3::z(), rise), wish.dn[1]);
}

/// API 610 OH2: casing carried at its centre line by pedestals, heavy bearing bracket, spacer coupling, high bed with a drip rim.
pub(super) fn centreline(m: &mut Make, wish: &Wish) -> Equipment {
    let rs = m.look.style.catalogue.radius(wish.dn[0]);
    let radius = (1.9 * rs + 0.075) * m.any(0.9, 1.3);
    let (width, top) = (radius * m.any(0.65, 1.0), m.any(0.12, 0.36));
    let z = top + radius * m.any(1.2, 1.6);
    if m.chance(0.5) {
        m.snail([0.0, 0.0, z], radius, width)
    } else {
        m.volute(0.0, z, radius, width)
    }
    let wide = radius * m.any(1.0, 1.2);
    m.shape.block([0.0, 0.0, z - 0.08 * radius], [0.5 * width, 2.2 * wide, 0.16 * radius]);
    for side in [-1.0, 1.0] {
        let (foot, head) = (m.dice.range(1.0, 1.25), 0.25 * radius);
        m.shape.bar([0.0, side * foot * wide, top], [0.0, side * wide, z - 0.1 * radius], 0.5 * width, head);
    }
    let cover = width / 2.0 + radius * m.any(0.15, 0.35);
    m.shape.rod([width / 2.0, 0.0, z], [cover, 0.0, z], 0.85 * radius);
    let (slim, bearing) = (radius * m.any(0.32, 0.48), cover + radius * m.any(1.5, 2.4));
    let neck = cover + radius * m.any(0.4, 0.7);
    m.shape.cone([cover, 0.0, z], [neck, 0.0, z], 0.7 * radius, slim);
    m.shape.rod([neck, 0.0, z], [bearing, 0.0, z], slim);
    m.shape.block([(neck + bearing) / 2.0, 0.0, z - 0.8 * slim], [0.7 * (bearing - neck), 1.3 * slim, 1.3 * slim]);
    for x in [neck, bearing] {
        m.shape.rod([x - 0.02, 0.0, z], [x + 0.02, 0.0, z], 1.15 * slim);
    }
    if m.chance(0.4) {
        let beyond = m.dice.range(0.15, 0.3);
        seal_pot(m, [neck, wide + beyond, top], radius);
    }
    let (coupling, mr) = (bearing + m.any(0.2, 0.4), radius * m.any(0.8, 1.25));
    m.guard([bearing, coupling], z, top, 1.3 * slim);
    let end = m.laid_motor([coupling, 0.0, z], mr, top);
    let broad = 2.0 * (1.2 * wide).max(mr) * m.any(1.0, 1.15);
    m.bed(-width / 2.0 - 0.1, end + 0.05, broad, top);
    let mut e = pump(m, "CentrifugalPump");
    let (face, rise) = (width / 2.0 + rs + m.any(0.06, 0.16), radius + m.any(0.1, 0.25) + rs);
    if m.chance(0.25) {
        // Both nozzles up.
        let r = m.look.style.catalogue.flange(wish.dn[0].max(wish.dn[1])).radius;
        port(m, &mut e, Role::Suction, ([-0.7 * r - 0.3 * width, 0.0, z], V3::z(), rise), wish.dn[0]);
        port(m, &mut e, Role::Discharge, ([1.4 * r - 0.3 * width, 0.0, z], V3::z(), rise), wish.dn[1]);
    } else {
        front_and_top(m, &mut e, wish, [0.0, z], face, rise);
    }
    e
}

/// The pot of a double seal on its stand, with two pipes to the shaft.
fn seal_pot(m: &mut Make, [x, y, floor]: [f64; 3], radius: f64) {
    let (low, r) = (floor + radius + m.any(0.35, 0.7), m.any(0.07, 0.1));
    let high = low + m.any(0.35, 0.6);
    m.shape.tube([x, y, low], [x, y, high], r);
    m.shape.dome([x, y, high], [0.0, 0.0, 1.0], r, 0.5 * r);
    m.shape.dome([x, y, low], [0.0, 0.0, -1.0], r, 0.5 * r);
    m.shape.bar([x, y + r, floor], [x, y + r, high], 0.06, 0.06);
    for (k, z) in [(0.08, low + 0.05), (-0.08, high - 0.1)] {
        m.shape.tube([x + k, y, z], [x + k, 0.3 * radius, floor + radius], 0.009);
    }
}

/// ISO 2858 or ANSI B73: foot-mounted spiral with its discharge on the middle, trumpet bracket, foot under the bearing.
pub(super) fn chemical(m: &mut Make, wish: &Wish) -> Equipment {
    let rs = m.look.style.catalogue.radius(wish.dn[0]);
    let radius = (1.8 * rs + 0.06) * m.any(0.9, 1.45);
    let (width, top) = (radius * m.any(0.4, 0.7), m.any(0.06, 0.32));
    let z = top + radius * m.any(1.1, 1.5) + 0.02;
    m.snail([0.0, 0.0, z], radius, width);
    let throat = m.look.style.catalogue.radius(wish.dn[1]);
    m.shape.cone([0.0, 0.0, z + 0.55 * radius], [0.0, 0.0, z + 1.15 * radius], 1.7 * throat, 1.05 * throat);
    let (plate, slim) = (width / 2.0, radius * m.any(0.25, 0.4));
    let trumpet = plate + radius * m.any(0.6, 1.1);
    m.shape.rod([plate - 0.02, 0.0, z], [plate + 0.02, 0.0, z], 0.9 * radius);
    m.shape.cone([plate + 0.02, 0.0, z], [trumpet, 0.0, z], 0.8 * radius, 1.1 * slim);
    let bearing = trumpet + radius * m.any(0.7, 1.3);
    m.shape.rod([trumpet, 0.0, z], [bearing, 0.0, z], slim);
    m.shape.rod([bearing - 0.03, 0.0, z], [bearing, 0.0, z], 1.3 * slim);
    m.shape.bar([0.9 * bearing, 0.0, top], [0.9 * bearing, 0.0, z - 0.8 * slim], 1.2 * slim, 0.05);
    for side in [-1.0, 1.0] {
        m.shape.block(
            [0.0, side * 0.7 * radius, (top + z) / 2.0 - 0.3 * radius],
            [0.5 * width, 0.3 * radius, z - top - 0.6 * radius],
        );
    }
    let (coupling, mr) = (bearing + m.any(0.13, 0.3), radius * m.any(0.6, 1.0));
    m.guard([bearing, coupling], z, top, 1.4 * slim);
    let end = m.laid_motor([coupling, 0.0, z], mr, top);
    let broad = 2.0 * radius.max(mr) * m.any(0.9, 1.2);
    m.bed(-width, end + 0.05, broad, top);
    let mut e = pump(m, "CentrifugalPump");
    let (face, rise) = (width / 2.0 + rs + m.any(0.05, 0.12), radius * m.any(1.2, 1.5) + 0.06);
    front_and_top(m, &mut e, wish, [0.0, z], face, rise);
    e
}

/// Self priming: a box or barrel that holds water, inlet high in front, outlet on top.
pub(super) fn self_priming(m: &mut Make, wish: &Wish) -> Equipment {
    let rs = m.look.style.catalogue.radius(wish.dn[0]);
    let (long, wide) = ((4.0 * rs + 0.12) * m.any(0.9, 1.3), (4.0 * rs + 0.12) * m.any(0.85, 1.2));
    let (tall, top) = (wide * m.any(1.1, 1.5), m.any(0.05, 0.3));
    let (low, high) = (top + 0.04, top + 0.04 + tall);
    match m.dice.below(3) {
        0 => m.shape.block([0.0, 0.0, (low + high) / 2.0], [long, wide, tall]),
        1 => {
            m.shape.block([0.0, 0.0, (low + high) / 2.0 - 0.15 * tall], [long, wide, 0.7 * tall]);
            m.shape.rod([-long / 2.0, 0.0, low + 0.7 * tall], [long / 2.0, 0.0, low + 0.7 * tall], 0.5 * wide);
        }
        _ => {
            m.shape.stub([0.0, 0.0, low], [0.0, 0.0, low + 0.6 * tall], 0.45 * wide, 0.6 * wide);
            m.shape.dome([0.0, 0.0, low + 0.6 * tall], [0.0, 0.0, 1.0], 0.6 * wide, 0.4 * tall);
        }
    }
    let shaft = low + 0.42 * tall;
    m.shape.rod([-long / 2.0 - 0.04, 0.0, low + 0.3 * tall], [-long / 2.0, 0.0, low + 0.3 * tall], 0.32 * wide);
    let (slim, bearing) = (0.2 * wide, long / 2.0 + wide * m.any(0.5, 0.9));
    m.shape.stub([long / 2.0, 0.0, shaft], [bearing, 0.0, shaft], 1.9 * slim, slim);
    let (coupling, mr) = (bearing + m.any(0.1, 0.2), wide * m.any(0.32, 0.5));
    m.guard([bearing, coupling], shaft, top, 1.3 * slim);
    let end = m.laid_motor([coupling, 0.0, shaft], mr, top);
    m.bed(-0.6 * long, end, wide.max(2.0 * mr) * 1.05, top);
    let mut e = pump(m, "CentrifugalPump");
    let (inlet, r) = (low + tall * m.any(0.6, 0.75), m.any(0.05, 0.15));
    port(m, &mut e, Role::Suction, ([0.0, 0.0, inlet], -V3::x(), long / 2.0 + r), wish.dn[0]);
    port(m, &mut e, Role::Discharge, ([0.1 * long, 0.0, inlet], V3::z(), high - inlet + r), wish.dn[1]);
    e
}

/// Magnetic drive, metal or plastic: casing and lantern of one width, motor flanged on, a low foot.
pub(super) fn magnetic(m: &mut Make, wish: &Wish) -> Equipment {
    let rs = m.look.style.catalogue.radius(wish.dn[0]);
    let radius = (1.7 * rs + 0.045) * m.any(0.9, 1.25);
    let (width, top) = (radius * m.any(0.6, 1.0), m.any(0.02, 0.2));
    let z = top + radius * m.any(1.05, 1.3);
    m.shape.rod([-width / 2.0, 0.0, z], [width / 2.0, 0.0, z], radius);
    for k in 0..m.dice.pick(&[0, 8, 12]) {
        let (sin, cos) = (TAU * k as f64 / 12.0).sin_cos();
        let at = |x: f64| [x, 0.95 * radius * cos, z + 0.95 * radius * sin];
        m.shape.bar(at(-width / 2.0), at(0.7 * width), 0.03 * radius + 0.004, 0.2 * radius);
    }
    let lantern = width / 2.0 + radius * m.any(0.8, 1.8);
    m.shape.rod([width / 2.0, 0.0, z], [width / 2.0 + 0.03, 0.0, z], 1.1 * radius);
    m.shape.rod([width / 2.0 + 0.03, 0.0, z], [lantern - 0.02, 0.0, z], radius * m.dice.range(0.7, 0.95));
    m.shape.rod([lantern - 0.02, 0.0, z], [lantern, 0.0, z], 1.05 * radius);
    let mr = radius * m.any(0.75, 1.05);
    let end = m.laid_motor([lantern, 0.0, z], mr, top);
    m.shape.block([0.5 * lantern, 0.0, (top + z - 0.7 * radius) / 2.0], [0.3 * lantern, 1.4 * radius, z - 0.7 * radius - top]);
    m.bed(0.0, end, 2.0 * radius, top);
    let mut e = pump(m, "CentrifugalPump");
    let (face, rise) = (width / 2.0 + m.any(0.04, 0.12), radius + m.any(0.05, 0.14));
    front_and_top(m, &mut e, wish, [0.0, z], face, rise);
    e
}

/// Canned motor: one smooth pressure body with flanges, box on a neck, a thin pipe back along it.
pub(super) fn canned(m: &mut Make, wish: &Wish) -> Equipment {
    let rs = m.look.style.catalogue.radius(wish.dn[0]);
    let radius = (1.8 * rs + 0.05) * m.any(0.9, 1.3);
    let (width, top) = (radius * m.any(0.5, 0.9), m.any(0.05, 0.22));
    let (z, can) = (top + radius * m.any(1.1, 1.4), radius * m.any(0.55, 0.85));
    m.volute(0.0, z, radius, width);
    let (start, long) = (width / 2.0 + 0.05, can * m.any(3.0, 5.0));
    m.shape.rod([width / 2.0, 0.0, z], [start, 0.0, z], 1.05 * radius);
    m.shape.rod([start, 0.0, z], [start + long, 0.0, z], can);
    for x in [start + 0.05, start + long] {
        m.shape.rod([x - 0.025, 0.0, z], [x + 0.025, 0.0, z], 1.2 * can);
    }
    let rear = start + long + can * m.any(0.2, 0.5);
    m.shape.rod([start + long, 0.0, z], [rear, 0.0, z], 0.7 * can);
    let (x, neck) = (start + long * m.any(0.3, 0.7), z + can + m.any(0.05, 0.12));
    m.shape.rod([x, 0.0, z], [x, 0.0, neck], 0.03);
    m.shape.block([x, 0.0, neck + 0.06], [0.18, 0.16, 0.12]);
    if m.chance(0.6) {
        m.shape.tube([0.0, 0.8 * radius, z + 0.6 * radius], [rear, 1.1 * can, z], 0.011);
    }
    for x in [start + 0.2 * long, start + 0.8 * long] {
        m.shape.block([x, 0.0, (top + z - 0.6 * can) / 2.0], [0.07, 1.5 * can, z - 0.6 * can - top]);
    }
    m.bed(-0.3 * width, rear, 2.1 * can, top);
    let mut e = pump(m, "CentrifugalPump");
    let (face, rise) = (width / 2.0 + rs + m.any(0.03, 0.1), radius + m.any(0.08, 0.18));
    front_and_top(m, &mut e, wish, [0.0, z], face, rise);
    e
}

/// Sanitary: a flat bright casing, the motor under a shroud, on four turned feet.
pub(super) fn sanitary(m: &mut Make, wish: &Wish) -> Equipment {
    let rs = m.look.style.catalogue.radius(wish.dn[0]);
    let radius = (1.3 * rs + 0.07) * m.any(0.9, 1.3);
    let width = (1.2 * m.look.style.catalogue.radius(wish.dn[1]) + 0.03) * m.any(0.9, 1.3);
    let mr = radius * m.any(0.75, 1.15);
    let z = mr + m.any(0.08, 0.25);
    m.shape.lathe([0.0, 0.0, z], [-1.0, 0.0, 0.0], &[(0.0, radius), (0.8 * width, radius), (width, 0.8 * radius), (width, 0.0)]);
    m.shape.rod([0.0, 0.0, z], [0.02, 0.0, z], 1.1 * radius);
    let adapter = 0.02 + m.any(0.08, 0.18);
    m.shape.rod([0.02, 0.0, z], [adapter, 0.0, z], 0.75 * mr);
    let mut end = adapter + mr * m.any(2.6, 3.8);
    if m.chance(0.7) {
        let close = end;
        m.shape.rod([adapter, 0.0, z], [close, 0.0, z], mr);
        m.shape.dome([close, 0.0, z], [1.0, 0.0, 0.0], mr, m.dice.range(0.05, 0.4) * mr);
    } else {
        m.standing([adapter, 0.0, z], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], |m| end = adapter + m.any_motor(mr));
    }
    for x in [adapter + 0.1 * (end - adapter), adapter + 0.8 * (end - adapter)] {
        for side in [-1.0, 1.0] {
            m.shape.rod([x, side * 0.75 * mr, 0.0], [x, side * 0.75 * mr, 0.015], 0.035);
            m.shape.rod([x, side * 0.75 * mr, 0.015], [x, side * 0.75 * mr, z - 0.6 * mr], 0.013);
        }
    }
    let mut e = pump(m, "CentrifugalPump");
    let (reach, off) = (m.any(0.05, 0.12), (radius - m.look.style.catalogue.radius(wish.dn[1])).max(0.0));
    port(m, &mut e, Role::Suction, ([0.0, 0.0, z], -V3::x(), width + reach), wish.dn[0]);
    let y = if m.chance(0.7) { m.dice.pick(&[-1.0, 1.0]) * off } else { 0.0 };
    port(m, &mut e, Role::Discharge, ([-0.5 * width, y, z], V3::z(), radius + reach), wish.dn[1]);
    e
}

/// Horizontal barrel pump, API BB5: a thick barrel on pedestals, bolted head, bearings at both ends, both nozzles up.
pub(super) fn barrel(m: &mut Make, wish: &Wish) -> Equipment {
    let [rs, rd] = wish.dn.map(|dn| m.look.style.catalogue.flange(dn).radius);
    let radius = (1.5 * rs + 0.08) * m.any(0.9, 1.2);
    let (top, long) = (m.any(0.15, 0.45), (rs + rd) * m.any(1.8, 3.0) + 0.2);
    let z = top + radius * m.any(1.2, 1.5);
    m.shape.rod([0.0, 0.0, z], [long, 0.0, z], radius);
    let head = m.any(0.06, 0.14);
    m.shape.rod([long - head, 0.0, z], [long + head, 0.0, z], 1.25 * radius);
    m.shape.bolts([long, 0.0, z], [1.0, 0.0, 0.0], 1.1 * radius, 16, 0.02, head, head + 0.07, 0.0);
    let bearing = radius * m.any(0.9, 1.6);
    for (x, out) in [(0.0, -1.0), (long + head, 1.0)] {
        m.shape.rod([x, 0.0, z], [x + out * 0.5 * bearing, 0.0, z], 0.45 * radius);
        m.shape.rod([x + out * 0.5 * bearing, 0.0, z], [x + out * bearing, 0.0, z], 0.58 * radius);
    }
    for x in [0.2 * long, 0.8 * long] {
        for side in [-1.0, 1.0] {
            m.shape.block([x, side * 1.15 * radius, (top + z) / 2.0], [0.16 * long, 0.3 * radius, z - top]);
        }
    }
    let from = long + head + bearing;
    let (coupling, mr) = (from + m.any(0.25, 0.45), radius * m.any(0.9, 1.6));
    let shaft = z.max(top + 1.05 * mr);
    m.guard([from, coupling], z, top, 0.6 * radius);
    let end = m.laid_motor([coupling, 0.0, shaft], mr, top);
    m.bed(-bearing - 0.1, end + 0.05, 2.4 * (1.2 * radius).max(mr), top);
    let mut e = pump(m, "CentrifugalPump");
    let reach = radius + m.any(0.12, 0.25);
    port(m, &mut e, Role::Suction, ([1.1 * rs, 0.0, z], V3::z(), reach), wish.dn[0]);
    port(m, &mut e, Role::Discharge, ([long - head - 1.1 * rd, 0.0, z], V3::z(), reach), wish.dn[1]);
    e
}

/// Double suction: the spiral stands between two suction bowls, the parting flange runs round them, nozzles low to both sides.
pub(super) fn double_suction(m: &mut Make, wish: &Wish) -> Equipment {
    let rs = m.look.style.catalogue.radius(wish.dn[0]);
    let radius = (2.1 * rs + 0.09) * m.any(0.9, 1.2);
    let (bowl, top) = (radius * m.any(0.6, 0.85), m.any(0.1, 0.3));
    let z = top + radius * m.any(1.15, 1.35);
    m.snail([0.0, 0.0, z], radius, 0.7 * radius);
    let half = radius * m.any(0.7, 1.0);
    for side in [-1.0, 1.0] {
        m.shape.cone([0.0, 0.0, z], [side * 0.7 * half, 0.0, z], bowl, 0.9 * bowl);
        m.shape.dome([side * 0.7 * half, 0.0, z], [side, 0.0, 0.0], 0.9 * bowl, 0.4 * bowl);
        let tip = half + radius * m.dice.range(0.5, 0.8);
        m.shape.rod([side * half, 0.0, z], [side * tip, 0.0, z], 0.28 * radius);
        m.shape.block([side * (tip - 0.1), 0.0, z - 0.3 * radius], [0.24 * radius, 0.5 * radius, 0.5 * radius]);
    }
    m.shape.block([0.0, 0.0, z], [1.9 * half, 2.0 * bowl + 0.1, 0.06]);
    for x in [-0.6, 0.6] {
        m.shape.block([x * half, 0.0, (top + z) / 2.0 - 0.2 * radius], [0.25 * half, 1.5 * radius, z - 0.4 * radius - top]);
    }
    let (from, mr) = (half + 0.6 * radius, radius * m.any(0.7, 1.1));
    let coupling = from + m.any(0.2, 0.35);
    m.guard([from, coupling], z, top, 0.4 * radius);
    let end = m.laid_motor([coupling, 0.0, z], mr, top);
    m.bed(-half - 0.3 * radius, end + 0.04, 2.1 * radius, top);
    let mut e = pump(m, "CentrifugalPump");
    let (low, reach) = (z - m.any(0.3, 0.55) * radius, radius * m.any(1.0, 1.3) + m.any(0.08, 0.16));
    port(m, &mut e, Role::Suction, ([0.0, 0.0, low], -V3::y(), reach), wish.dn[0]);
    port(m, &mut e, Role::Discharge, ([0.0, 0.0, low], V3::y(), reach), wish.dn[1]);
    e
}

/// As drawings have it: a disc, a cylinder for the motor, a plate below.
pub(super) fn plain(m: &mut Make, wish: &Wish) -> Equipment {
    let rs = m.look.style.catalogue.radius(wish.dn[0]);
    let radius = (1.8 * rs + 0.06) * m.any(0.85, 1.5);
    let (width, top) = (radius * m.any(0.4, 1.2), m.any(0.02, 0.28));
    let mr = radius * m.any(0.55, 1.1);
    let z = top + radius.max(mr) * m.any(1.0, 1.4);
    m.shape.rod([-width / 2.0, 0.0, z], [width / 2.0, 0.0, z], radius);
    let from = width / 2.0 + radius * m.any(0.0, 1.6);
    let slim = radius * m.any(0.2, 0.6);
    match m.dice.below(3) {
        0 => m.shape.rod([0.0, 0.0, z], [from + 0.01, 0.0, z], slim),
        1 => m.shape.stub([width / 2.0, 0.0, z], [from + 0.02, 0.0, z], 0.8 * radius, 0.7 * mr),
        _ => m.shape.block(
            [(width / 2.0 + from) / 2.0, 0.0, (top + z + slim) / 2.0],
            [from - width / 2.0 + 0.02, 1.4 * slim, z + slim - top],
        ),
    }
    let end = from + mr * m.any(2.0, 3.8);
    m.shape.rod([from, 0.0, z], [end, 0.0, z], mr);
    if m.chance(0.4) {
        m.shape.block([from + 0.4 * (end - from), 0.0, z + mr], [mr, 0.8 * mr, 0.7 * mr]);
    }
    let wide = 2.0 * radius.max(mr) * m.any(0.6, 1.2);
    m.shape.block([(end - width / 2.0) / 2.0, 0.0, top / 2.0], [end + width / 2.0 + m.dice.range(0.0, 0.2), wide, top]);
    if m.chance(0.6) {
        for x in [0.0, (from + end) / 2.0] {
            m.shape.block([x, 0.0, (top + z) / 2.0], [0.3 * width, 0.6 * wide, z - top]);
        }
    }
    let mut e = pump(m, "CentrifugalPump");
    let face = width / 2.0 + m.any(0.04, 0.2);
    nozzles(m, &mut e, wish, z, face, radius);
    e
}

/// All boxes, as the coarsest drawings have it.
pub(super) fn boxes(m: &mut Make, wish: &Wish) -> Equipment {
    let rs = m.look.style.catalogue.radius(wish.dn[0]);
    let size = (3.2 * rs + 0.1) * m.any(0.9, 1.5);
    let (long, top) = (size * m.any(0.6, 1.2), m.any(0.03, 0.22));
    let z = top + size * m.any(0.5, 0.7);
    m.shape.block([0.0, 0.0, (top + z + 0.5 * size) / 2.0], [long, size * m.dice.range(0.8, 1.1), z + 0.5 * size - top]);
    let (gap, motor, wide) = (size * m.any(0.0, 0.6), size * m.any(1.0, 1.9), size * m.any(0.6, 1.0));
    let from = long / 2.0 + gap;
    m.shape.block([from - gap / 2.0, 0.0, z], [gap + 0.02, 0.4 * size, 0.4 * size]);
    if m.chance(0.6) {
        m.shape.block([from + motor / 2.0, 0.0, (top + z + 0.5 * wide) / 2.0], [motor, wide, z + 0.5 * wide - top]);
    } else {
        m.shape.rod([from, 0.0, z], [from + motor, 0.0, z], 0.5 * wide);
        m.shape.block([from + motor / 2.0, 0.0, (top + z) / 2.0], [0.7 * motor, 0.7 * wide, z - top]);
    }
    let (end, over) = (from + motor, m.any(0.0, 0.15));
    m.shape.block([(end - long / 2.0) / 2.0, 0.0, top / 2.0], [end + long / 2.0 + over, size + over, top]);
    let mut e = pump(m, "CentrifugalPump");
    let (face, rise) = (long / 2.0 + m.any(0.05, 0.15), 0.5 * size + m.any(0.05, 0.15));
    front_and_top(m, &mut e, wish, [0.0, z], face, rise);
    e
}
