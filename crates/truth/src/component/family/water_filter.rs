//! Filters of further makes: pressure filters with pipes on their face, softener bottles, bag and many-cartridge housings, leaf filters.

use super::make::Make;
use super::process_vessel::vessel;
use super::spot::{on_box, on_shell, port};
use super::unit::Wish;
use crate::component::tank::{Equipment, Role};
use crate::surface::V3;

/// Gives the wanted inlet and outlet the two spots, further nozzles the shell.
fn two_and_shell(m: &mut Make, e: &mut Equipment, wish: &Wish, spots: [([f64; 3], V3, f64); 2], shell: [f64; 4]) {
    let mut rest = Vec::new();
    for &(role, dn) in wish.wanted {
        match role {
            Role::Inlet if e.nozzle(role).is_none() => port(m, e, role, spots[0], dn),
            Role::Outlet if e.nozzle(role).is_none() => port(m, e, role, spots[1], dn),
            _ => rest.push((role, dn)),
        }
    }
    let [radius, low, high, roof] = shell;
    on_shell(m, e, &Wish { wanted: &rest, ..wish.clone() }, radius, [low, high], roof);
}

/// Multi-media filter: squat shell on legs, piping with valves before its face, vent pipe.
pub(super) fn face_piping(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (wish.radius * m.any(0.8, 1.2), wish.length * m.any(0.4, 0.75));
    let bottom = 0.5 * radius + m.any(0.25, 0.5);
    let top = bottom + height;
    let deep = m.any(0.35, 0.55);
    m.bottle([0.0; 2], radius, [bottom, top], deep);
    m.legs(radius, bottom + 0.1);
    m.manway(radius, bottom + 0.6 * height);
    let r = m.any(0.025, 0.055);
    let (out, wide) = (radius + m.any(0.15, 0.35), radius * m.any(0.4, 0.9) + 2.0 * r);
    let (low, high) = (0.5 * bottom + r, top + 0.2 * radius);
    for y in [-wide, wide] {
        m.shape.tube([out, y, low], [out, y, high - 0.2], r);
        for k in [0.25, 0.7] {
            // A valve in the riser: disc, neck, drive.
            let z = low + k * (high - low);
            m.shape.rod([out, y, z - 0.03], [out, y, z + 0.03], 2.0 * r);
            m.shape.rod([out, y, z], [out + 3.0 * r, y, z], 0.6 * r);
            m.shape.block([out + 4.5 * r, y, z], [3.0 * r, 4.5 * r, 3.0 * r]);
        }
    }
    for z in [low, high - 0.2] {
        m.shape.tube([out, -wide, z], [out, wide, z], r);
        m.shape.ball([out, -wide, z], r);
        m.shape.ball([out, wide, z], r);
    }
    m.shape.tube([out, 0.0, high - 0.2], [0.6 * radius, 0.0, high - 0.2], r);
    m.shape.tube([0.6 * radius, 0.0, top], [0.6 * radius, 0.0, high - 0.2], r);
    m.shape.tube([out, 0.0, low], [0.3 * radius, 0.0, low], r);
    m.shape.tube([0.3 * radius, 0.0, low], [0.3 * radius, 0.0, bottom], r);
    let mut e = vessel(m, "Filter", radius, height);
    let mid = low + m.any(0.4, 0.55) * (high - low);
    let reach = m.any(0.06, 0.15) + r;
    let spots = [([out, wide, high - 0.2], V3::y(), reach), ([out, -wide, mid], -V3::y(), reach)];
    two_and_shell(m, &mut e, wish, spots, [radius, bottom, top, top + 0.3 * radius]);
    e
}

/// Softener: plastic bottles with a control head each, linked by a pipe, a brine tub beside.
pub(super) fn softener(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height, count) = (m.any(0.13, 0.4), m.any(1.1, 1.9), m.dice.count(1, 3));
    let pitch = 2.0 * radius + m.any(0.1, 0.3);
    let half = pitch * (count - 1) as f64 / 2.0;
    let (low, top) = (0.5 * radius + 0.06, 0.06 + height - 0.3 * radius);
    let r = m.any(0.016, 0.032);
    let head = top + 0.8 * radius + 0.1;
    for k in 0..count {
        let x = pitch * k as f64 - half;
        m.bottle([x, 0.0], radius, [low, top], 0.75);
        m.shape.rod([x, 0.0, 0.0], [x, 0.0, low], 0.85 * radius);
        m.shape.rod([x, 0.0, top], [x, 0.0, head], 0.06);
        m.shape.block([x, -0.05, head + 0.08], [0.18, 0.28, 0.2]);
        for z in [head + 0.03, head + 0.1] {
            m.shape.tube([x, 0.05, z], [x, 0.28, z], r);
        }
    }
    for z in [head + 0.03, head + 0.1] {
        m.shape.tube([-half - 0.15, 0.28, z], [half + 0.15, 0.28, z], r);
    }
    if m.chance(0.6) {
        let (tub, tall) = (m.any(0.25, 0.4), m.any(0.7, 1.1));
        let x = half + radius + tub + 0.1;
        m.shape.stub([x, 0.0, 0.0], [x, 0.0, tall], 0.9 * tub, tub);
        m.shape.rod([x, 0.0, tall], [x, 0.0, tall + 0.04], 1.05 * tub);
    }
    let mut e = vessel(m, "Filter", radius, height);
    let spots = [([-half, 0.28, head + 0.1], -V3::x(), 0.2), ([half, 0.28, head + 0.03], V3::x(), 0.2)];
    two_and_shell(m, &mut e, wish, spots, [radius, low, top, top + 0.6 * radius]);
    e
}

/// Bag filter housings, one to three: pots with swing-bolt lids, inlet beside the lid, outlet below or low aside.
pub(super) fn bags(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height, count) = (m.any(0.1, 0.22), m.any(0.45, 1.0), m.dice.pick(&[1usize, 1, 2, 3]));
    let pitch = 2.0 * radius + m.any(0.12, 0.25);
    let half = pitch * (count - 1) as f64 / 2.0;
    let low = m.any(0.35, 0.8);
    let top = low + height;
    let r = m.any(0.02, 0.04);
    for k in 0..count {
        let x = pitch * k as f64 - half;
        m.shape.tube([x, 0.0, low], [x, 0.0, top], radius);
        m.shape.dome([x, 0.0, low], [0.0, 0.0, -1.0], radius, 0.5 * radius);
        m.shape.rod([x, 0.0, top - 0.03], [x, 0.0, top], radius + 0.04);
        m.shape.rod([x, 0.0, top], [x, 0.0, top + 0.03], radius + 0.04);
        m.shape.dome([x, 0.0, top + 0.03], [0.0, 0.0, 1.0], 0.9 * radius, 0.25 * radius);
        for turn in [0.5, 1.8, 3.1, 4.4] {
            let (sin, cos) = f64::sin_cos(turn);
            let at = |z: f64| [x + (radius + 0.035) * cos, (radius + 0.035) * sin, z];
            m.shape.rod(at(top - 0.07), at(top + 0.06), 0.012);
            m.shape.ball(at(top + 0.06), 0.025);
        }
        for y in [-0.9, 0.9] {
            m.shape.bar([x, y * radius, 0.0], [x, y * radius, low + 0.15], 0.04, 0.04);
        }
        m.shape.bar([x + 0.9 * radius, 0.0, 0.0], [x + 0.9 * radius, 0.0, low + 0.15], 0.04, 0.04);
    }
    if count > 1 {
        for (y, z) in [(-radius - 0.15, top - 0.15), (radius + 0.15, low - 0.1)] {
            m.shape.rod([-half - 0.1, y, z], [half + 0.1, y, z], 1.4 * r);
            for k in 0..count {
                let x = pitch * k as f64 - half;
                m.shape.tube([x, y, z], [x, 0.0, z], r);
            }
        }
    }
    let mut e = vessel(m, "Filter", radius, height);
    let reach = radius + m.any(0.06, 0.14);
    let spots = if count > 1 {
        [([-half, -radius - 0.15, top - 0.15], -V3::x(), 0.18), ([half, radius + 0.15, low - 0.1], V3::x(), 0.18)]
    } else if m.chance(0.4) {
        [([0.0, 0.0, top - 0.15], -V3::x(), reach), ([0.0, 0.0, low], V3::x(), reach)]
    } else {
        [([0.0, 0.0, top - 0.15], -V3::x(), reach), ([0.0, 0.0, low], -V3::z(), 0.5 * radius + 0.1)]
    };
    two_and_shell(m, &mut e, wish, spots, [radius, low + 0.2, top - 0.15, top + 0.25 * radius]);
    e
}

/// Many-cartridge housing: a wide pot in two halves on a clamp or bolted joint, legs, both nozzles low or in line; or lying with a quick door.
pub(super) fn cartridges(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = ((0.5 * wish.radius).clamp(0.12, 0.4), wish.length * m.any(0.35, 0.65));
    if m.chance(0.3) {
        return quick_door(m, wish, radius, height);
    }
    let foot = m.look.style.catalogue.flange(50).radius + m.any(0.1, 0.35);
    let joint = foot + radius + 0.1;
    let top = joint + height;
    m.bottle([0.0; 2], radius, [foot + 0.3 * radius, top], 0.4);
    m.shape.lathe(
        [0.0; 3],
        [0.0, 0.0, 1.0],
        &[(joint - 0.04, radius), (joint - 0.02, radius + 0.045), (joint + 0.02, radius + 0.045), (joint + 0.04, radius)],
    );
    if m.chance(0.5) {
        m.shape.bolts([0.0, 0.0, joint], [0.0, 0.0, 1.0], radius + 0.06, 8, 0.016, -0.06, 0.07, 0.1);
    } else {
        m.shape.ring([0.0, 0.0, joint], [0.0, 0.0, 1.0], radius + 0.03, 0.025);
        m.shape.block([0.0, radius + 0.07, joint], [0.06, 0.08, 0.06]);
    }
    m.legs(0.95 * radius, foot + 0.35 * radius);
    m.shape.rod([0.0, 0.0, top + 0.35 * radius], [0.0, 0.0, top + 0.4 * radius + 0.06], 0.012);
    let mut e = vessel(m, "Filter", radius, height);
    let (z, reach) = (foot + 0.5 * radius, radius + m.any(0.06, 0.15));
    let out = if m.chance(0.7) { V3::x() } else { -V3::z() };
    let far = if out.z < 0.0 { 0.8 * radius + 0.05 } else { reach };
    let spots = [([0.0, 0.0, z], -V3::x(), reach), ([0.0, 0.0, z], out, far)];
    two_and_shell(m, &mut e, wish, spots, [radius, joint + 0.1, top, top + 0.35 * radius]);
    e
}

/// A lying housing of high flow elements on saddles with a hinged quick closing door.
fn quick_door(m: &mut Make, wish: &Wish, radius: f64, height: f64) -> Equipment {
    let (half, z) = (0.6 * height + 0.4, radius + m.any(0.4, 0.8));
    m.shape.tube([-half, 0.0, z], [half, 0.0, z], radius);
    m.shape.dome([half, 0.0, z], [1.0, 0.0, 0.0], radius, 0.5 * radius);
    m.shape.rod([-half - 0.05, 0.0, z], [-half + 0.05, 0.0, z], 1.2 * radius);
    m.shape.rod([-half - 0.1, 0.0, z], [-half - 0.05, 0.0, z], 1.1 * radius);
    m.shape.block([-half - 0.05, 1.3 * radius, z], [0.12, 0.1, 0.3]);
    m.shape.ring([-half - 0.2, 0.0, z], [1.0, 0.0, 0.0], 0.12, 0.012);
    m.shape.rod([-half - 0.2, 0.0, z], [-half - 0.1, 0.0, z], 0.02);
    m.saddles([-0.6 * half, 0.6 * half], radius, z);
    let mut e = vessel(m, "Filter", radius, 2.0 * half);
    super::spot::on_drum(m, &mut e, wish, [radius, 0.8 * half, z]);
    e
}

/// Filter press or plate filter: a pack of square plates between heads on two beams, ram at one end, on legs.
pub(super) fn press(m: &mut Make, wish: &Wish) -> Equipment {
    let size = wish.radius * m.any(0.9, 1.5);
    let (pack, ram) = (wish.length * m.any(0.3, 0.6), size * m.any(0.6, 1.1));
    let z = size / 2.0 + m.any(0.35, 0.7);
    let (head, half) = (m.any(0.06, 0.14), pack / 2.0);
    for x in [-half - head / 2.0, half + head / 2.0] {
        m.shape.block([x, 0.0, z], [head, 1.05 * size, 1.05 * size]);
    }
    let plates = (pack / 0.06) as usize;
    for k in 0..plates {
        let x = pack * (k as f64 + 0.5) / plates as f64 - half;
        m.shape.block([x, 0.0, z], [0.7 * pack / plates as f64, size, size]);
    }
    m.shape.block([0.0, 0.0, z], [pack, 0.94 * size, 0.94 * size]);
    let back = half + head + ram;
    for y in [-0.56, 0.56] {
        m.shape.bar([-half - head, y * size, z], [back, y * size, z], 0.06, 0.16);
        for x in [-half - head / 2.0, back - 0.06] {
            m.shape.bar([x, y * size, 0.0], [x, y * size, z], 0.1, 0.1);
        }
    }
    m.shape.block([back, 0.0, z], [0.12, 1.2 * size, 0.5 * size]);
    m.shape.rod([half + head, 0.0, z], [back, 0.0, z], 0.08 * size);
    m.shape.rod([back, 0.0, z], [back + 0.5 * ram, 0.0, z], 0.13 * size);
    let mut e = vessel(m, "Filter", size / 2.0, pack);
    let x = -half - head;
    let reach = m.any(0.06, 0.15);
    let mut rest = Vec::new();
    for &(role, dn) in wish.wanted {
        let y = 0.38 * size;
        match role {
            Role::Inlet if e.nozzle(role).is_none() => port(m, &mut e, role, ([x, 0.0, z], -V3::x(), reach), dn),
            Role::Outlet if e.nozzle(role).is_none() => port(m, &mut e, role, ([x, y, z - y], -V3::x(), reach), dn),
            _ => rest.push((role, dn)),
        }
    }
    on_box(m, &mut e, &Wish { wanted: &rest, ..wish.clone() }, [half, size / 2.0], [z - size / 2.0, z + size / 2.0]);
    e
}
