//! Other machines that move fluids: progressing cavity, gear, dosing and diaphragm pumps, blowers, fans, compressors.

use super::make::Make;
use super::unit::Wish;
use crate::component::tank::{Equipment, Role, nozzle};
use crate::surface::{P3, V3};
use rosette_plant::Class;

fn machine(m: &mut Make, make: &'static str) -> Equipment {
    Equipment::new(Class::Pump, make, std::mem::take(&mut m.shape))
}

/// A long stator tube between suction casing and discharge, geared motor behind.
pub(super) fn progressing_cavity(m: &mut Make, wish: &Wish) -> Equipment {
    let style = m.look.style;
    let [suction, discharge] = wish.dn;
    let r = style.catalogue.radius(suction);
    let (top, case) = (m.any(0.08, 0.3), r * m.any(1.15, 1.5) + 0.02);
    let z = top + case + m.any(0.05, 0.12);
    let (casing, stator) = (r * m.any(4.0, 7.0) + 0.15, r * m.any(7.0, 14.0) + 0.2);
    let tube = case * m.any(0.8, 1.1);
    m.shape.rod([0.0, 0.0, z], [casing, 0.0, z], case);
    m.shape.tube([-stator, 0.0, z], [0.0, 0.0, z], tube);
    for x in [0.0, -stator] {
        m.shape.rod([x - 0.02, 0.0, z], [x + 0.02, 0.0, z], 1.35 * case);
    }
    m.shape.bolts([0.0, 0.0, z], [1.0, 0.0, 0.0], 1.2 * case, 4, 0.009, -stator - 0.03, 0.03, 0.785);
    let lantern = casing + case * m.any(1.2, 2.0);
    m.shape.rod([casing, 0.0, z], [lantern, 0.0, z], 0.85 * case);
    let (gear, mr) = (case * m.any(1.5, 2.5), case * m.any(0.9, 1.4));
    m.shape.stub([lantern, 0.0, z], [lantern + gear, 0.0, z], 1.3 * case, 1.1 * case);
    let mut end = lantern + gear;
    m.standing([end, 0.0, z], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], |m| end += m.motor(mr));
    for x in [-0.9 * stator, -0.05, 0.8 * casing, lantern + 0.5 * gear] {
        m.shape.block([x, 0.0, (top + z - 0.7 * case) / 2.0], [0.07, 1.5 * case, (z - 0.7 * case - top).max(0.02)]);
    }
    m.shape.block([(end - stator) / 2.0 - 0.2 * mr, 0.0, 0.5 * top], [end + stator - mr, 2.6 * case, top]);
    let mut e = machine(m, "RotaryPump");
    nozzle(&mut e, Role::Suction, P3::new(0.7 * casing, 0.0, z), V3::z(), case + m.any(0.08, 0.18), suction, style);
    nozzle(&mut e, Role::Discharge, P3::new(-stator, 0.0, z), -V3::x(), m.any(0.06, 0.2), discharge, style);
    e
}

/// Gear or lobe pump: a flat casing across the shaft, ports to both sides, gear box and motor.
pub(super) fn rotary_lobe(m: &mut Make, wish: &Wish) -> Equipment {
    let style = m.look.style;
    let dn = wish.dn[1];
    let r = style.catalogue.radius(dn);
    let top = m.any(0.08, 0.35);
    let (tall, wide, thick) =
        ((3.2 * r + 0.08) * m.any(0.9, 1.3), (2.4 * r + 0.06) * m.any(0.9, 1.2), (2.3 * r + 0.05) * m.any(0.8, 1.2));
    let z = top + tall / 2.0 + m.any(0.02, 0.1);
    if m.chance(0.5) {
        m.shape.block([0.0, 0.0, z], [thick, wide, tall]);
    } else {
        for k in [-0.24, 0.24] {
            m.shape.rod([-thick / 2.0, 0.0, z + k * tall], [thick / 2.0, 0.0, z + k * tall], wide / 2.0);
        }
    }
    m.shape.block([-thick / 2.0 - 0.02, 0.0, z], [0.04, 0.85 * wide, 0.9 * tall]);
    let gear = thick / 2.0 + tall * m.any(0.5, 1.0);
    m.shape.block([(thick / 2.0 + gear) / 2.0, 0.0, z], [gear - thick / 2.0, 1.1 * wide, 1.05 * tall]);
    let shaft = z + if m.chance(0.5) { 0.2 * tall } else { -0.2 * tall };
    let coupling = gear + 0.18;
    m.shape.block([gear + 0.09, 0.0, shaft], [0.16, 0.6 * wide, 0.6 * wide]);
    let mr = wide * m.any(0.45, 0.7);
    let mut end = coupling;
    m.standing([coupling, 0.0, shaft], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], |m| end += m.motor(mr));
    m.shape.block(
        [(coupling + end) / 2.0, 0.0, (top + shaft - 0.8 * mr) / 2.0],
        [0.6 * (end - coupling), 1.4 * mr, (shaft - 0.8 * mr - top).max(0.02)],
    );
    m.shape.block([(end - thick / 2.0) / 2.0, 0.0, top / 2.0], [end + thick, 1.5 * wide, top]);
    let mut e = machine(m, "RotaryPump");
    let reach = wide / 2.0 + r + m.any(0.05, 0.12);
    nozzle(&mut e, Role::Suction, P3::new(0.0, 0.0, z), -V3::y(), reach, dn, style);
    nozzle(&mut e, Role::Discharge, P3::new(0.0, 0.0, z), V3::y(), reach, dn, style);
    e
}

/// Dosing pump: a small box or a gear case with a motor on top, a round head in front.
pub(super) fn dosing(m: &mut Make, wish: &Wish) -> Equipment {
    let style = m.look.style;
    let dn = wish.dn[1].min(25);
    let foot = m.any(0.02, 0.9);
    if foot > 0.2 {
        m.shape.block([0.05, 0.0, foot / 2.0], [0.45, 0.4, foot]);
    } else {
        m.shape.block([0.05, 0.0, foot / 2.0], [0.4, 0.25, foot]);
    }
    let (w, d, h) = (m.any(0.14, 0.32), m.any(0.1, 0.2), m.any(0.16, 0.3));
    let z = foot + h / 2.0;
    m.shape.block([w / 2.0, 0.0, z], [w, d, h]);
    let head = m.any(0.045, 0.1);
    m.shape.rod([-0.04, 0.0, z], [0.0, 0.0, z], head);
    m.shape.rod([-0.065, 0.0, z], [-0.04, 0.0, z], 1.15 * head);
    m.shape.bolts([0.0, 0.0, z], [1.0, 0.0, 0.0], head, 6, 0.006, -0.075, -0.03, 0.2);
    match m.dice.below(3) {
        0 => {
            let mr = m.any(0.055, 0.11);
            m.standing([0.6 * w, 0.0, foot + h], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0], |m| {
                m.motor(mr);
            });
        }
        1 => {
            let mr = m.any(0.05, 0.09);
            m.standing([w, 0.0, z], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], |m| {
                m.motor(mr);
            });
        }
        _ => m.shape.rod([0.75 * w, 0.0, foot + h], [0.75 * w, 0.0, foot + h + 0.03], 0.03),
    }
    let mut e = machine(m, "MeteringPump");
    nozzle(&mut e, Role::Suction, P3::new(-0.045, 0.0, z), -V3::z(), (z - 0.02).min(head + m.any(0.05, 0.12)), dn, style);
    nozzle(&mut e, Role::Discharge, P3::new(-0.045, 0.0, z), V3::z(), head + m.any(0.06, 0.14), dn, style);
    if z - 0.02 < head + 0.05 {
        // No room below: both ports would meet the floor, so the suction comes from the front.
        e.part.ports.clear();
        e.roles.clear();
        nozzle(&mut e, Role::Suction, P3::new(-0.05, 0.0, z), -V3::x(), 0.15, dn, style);
        nozzle(&mut e, Role::Discharge, P3::new(-0.045, 0.0, z), V3::z(), head + 0.1, dn, style);
    }
    e
}

/// Air driven double diaphragm pump: two bowls back to back, manifolds below and above.
pub(super) fn diaphragm(m: &mut Make, wish: &Wish) -> Equipment {
    let style = m.look.style;
    let dn = wish.dn[1].min(80);
    let r = style.catalogue.radius(dn);
    let bowl = (1.8 * r + 0.08) * m.any(0.9, 1.2);
    let (gap, z) = (bowl * m.any(0.5, 0.8), bowl * 1.25 + 2.2 * r);
    m.shape.block([0.0, 0.0, z], [0.8 * bowl, 1.6 * gap, 1.2 * bowl]);
    for side in [-1.0, 1.0] {
        m.shape.stub([0.0, side * gap, z], [0.0, side * (gap + 0.3 * bowl), z], 0.8 * bowl, bowl);
        m.shape.rod([0.0, side * (gap + 0.3 * bowl), z], [0.0, side * (gap + 0.42 * bowl), z], 1.12 * bowl);
        m.shape.dome([0.0, side * (gap + 0.42 * bowl), z], [0.0, side, 0.0], 0.95 * bowl, 0.5 * bowl);
        let y = side * (gap + 0.55 * bowl);
        m.shape.tube([0.0, y, 1.6 * r], [0.0, y, z + bowl + 1.2 * r], r);
        m.shape.block([0.0, y, 0.5 * r], [2.5 * r, 1.5 * r, r]);
    }
    let (low, high) = (1.6 * r, z + bowl + 1.2 * r);
    for at in [low, high] {
        m.shape.tube([0.0, -gap - 0.55 * bowl, at], [0.0, gap + 0.55 * bowl, at], 1.1 * r);
    }
    let mut e = machine(m, "DiaphragmPump");
    let out = if m.chance(0.5) { V3::x() } else { -V3::x() };
    nozzle(&mut e, Role::Suction, P3::new(0.0, 0.0, low), -V3::x(), 2.0 * r + 0.08, dn, style);
    nozzle(&mut e, Role::Discharge, P3::new(0.0, 0.0, high), out, 2.0 * r + 0.08, dn, style);
    e
}

/// Rotary lobe blower: casing with ribs, silencers, belt guard, motor; or all of it under a hood.
pub(super) fn blower(m: &mut Make, wish: &Wish) -> Equipment {
    let style = m.look.style;
    let [suction, discharge] = wish.dn;
    let r = style.catalogue.radius(discharge);
    let (long, wide) = ((7.0 * r + 0.5) * m.any(0.9, 1.3), (5.0 * r + 0.4) * m.any(0.9, 1.2));
    let foot = m.any(0.1, 0.25);
    let hooded = m.chance(0.45);
    let tall;
    if hooded {
        tall = wide * m.any(0.9, 1.3);
        m.shape.block([0.0, 0.0, foot + tall / 2.0], [long, wide, tall]);
        m.shape.block([0.0, 0.0, foot / 2.0], [0.95 * long, 0.9 * wide, foot]);
        for k in 0..m.dice.count(0, 5) {
            let z = foot + tall * (0.2 + 0.06 * k as f64);
            m.shape.block([0.3 * long, 0.5 * wide + 0.01, z], [0.25 * long, 0.03, 0.015]);
        }
        m.shape.rod([-0.25 * long, 0.0, foot + tall], [-0.25 * long, 0.0, foot + tall + 0.2], 0.2 * wide);
    } else {
        tall = wide * 0.9;
        let z = foot + 0.45 * wide;
        m.shape.block([0.0, 0.0, foot / 2.0 + 0.02], [long, wide, 0.08]);
        for k in [-0.22, 0.22] {
            m.shape.rod([-0.25 * long, k * wide, z], [0.1 * long, k * wide, z], 0.25 * wide);
        }
        for k in 0..6 {
            let x = long * (-0.22 + 0.055 * f64::from(k));
            m.shape.block([x, 0.0, z], [0.012, 1.02 * wide, 0.56 * wide]);
        }
        m.shape.rod([-0.1 * long, 0.0, z + 0.2 * wide], [-0.1 * long, 0.0, foot + tall + 0.1], 1.3 * r + 0.05);
        m.shape.rod([-0.1 * long, 0.0, foot + tall + 0.1], [-0.1 * long, 0.0, foot + tall + 0.5], 2.2 * r + 0.08);
        m.shape.block([0.17 * long, 0.0, z], [0.08, 0.9 * wide, 0.85 * wide]);
        let mr = 0.22 * wide;
        m.standing([0.2 * long, 0.15 * wide, foot + 0.05 + mr], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], |m| {
            m.motor(mr);
        });
    }
    let mut e = machine(m, "Blower");
    let z = foot + 0.5 * tall;
    let reach = if hooded { 0.5 * long } else { 0.27 * long };
    nozzle(&mut e, Role::Discharge, P3::new(0.0, 0.0, z), -V3::x(), reach + m.any(0.1, 0.3), discharge, style);
    let side = if m.chance(0.5) { V3::y() } else { -V3::y() };
    nozzle(&mut e, Role::Suction, P3::new(-0.1 * long, 0.0, z), side, 0.5 * wide + m.any(0.1, 0.25), suction, style);
    e
}

/// Centrifugal fan or side channel blower: a snail on a frame.
pub(super) fn fan(m: &mut Make, wish: &Wish) -> Equipment {
    let style = m.look.style;
    let [suction, discharge] = wish.dn;
    let r = style.catalogue.radius(suction).max(style.catalogue.radius(discharge));
    let radius = (2.4 * r + 0.08) * m.any(0.9, 1.4);
    let width = (2.2 * r + 0.04) * m.any(0.9, 1.2);
    let top = m.any(0.05, 0.4);
    let z = top + 1.15 * radius;
    m.shape.rod([-width / 2.0, 0.0, z], [width / 2.0, 0.0, z], radius);
    if m.chance(0.5) {
        for k in 0..5 {
            let x = width * (-0.4 + 0.2 * f64::from(k));
            m.shape.rod([x - 0.004, 0.0, z], [x + 0.004, 0.0, z], 1.06 * radius);
        }
    }
    let mr = radius * m.any(0.45, 0.75);
    m.standing([width / 2.0, 0.0, z], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0], |m| {
        m.motor(mr);
    });
    for x in [-0.3 * width, 0.5 * width + 1.5 * mr] {
        m.shape.block([x, 0.0, (z - 0.5 * mr) / 2.0], [0.08, 1.5 * radius, z - 0.5 * mr]);
    }
    let mut e = machine(m, "CentrifugalBlower");
    nozzle(&mut e, Role::Suction, P3::new(0.0, 0.0, z), -V3::x(), width / 2.0 + m.any(0.08, 0.2), suction, style);
    let y = 0.6 * radius;
    let (root, out) = if m.chance(0.6) { (P3::new(0.0, y, z), V3::z()) } else { (P3::new(0.0, 0.0, z + y), V3::y()) };
    nozzle(&mut e, Role::Discharge, root, out, radius + m.any(0.1, 0.2), discharge, style);
    e
}

/// Piston or screw compressor on its receiver.
pub(super) fn compressor(m: &mut Make, wish: &Wish) -> Equipment {
    let style = m.look.style;
    let [suction, discharge] = wish.dn.map(|dn| dn.min(80));
    let radius = m.any(0.2, 0.4);
    let half = radius * m.any(1.6, 2.6);
    let z = radius + m.any(0.1, 0.2);
    m.shape.tube([-half, 0.0, z], [half, 0.0, z], radius);
    for side in [-1.0, 1.0] {
        m.shape.dome([side * half, 0.0, z], [side, 0.0, 0.0], radius, 0.5 * radius);
        m.shape.block([side * 0.7 * half, 0.0, 0.5 * z - 0.2 * radius], [0.06, 1.2 * radius, z - 0.6 * radius]);
    }
    let deck = z + radius;
    m.shape.block([0.0, 0.0, deck], [1.6 * half, 1.2 * radius, 0.04]);
    let (x, size) = (-0.45 * half, radius * m.any(0.5, 0.8));
    m.shape.block([x, 0.0, deck + 0.6 * size], [0.9 * size, 1.0 * size, 1.2 * size]);
    for tilt in [-0.6, 0.6] {
        let at = |d: f64| [x, d * f64::sin(tilt), deck + 0.8 * size + d * f64::cos(tilt)];
        for k in 0..6 {
            let d = size * (0.3 + 0.17 * f64::from(k));
            m.shape.rod(at(d), at(d + 0.06 * size), 0.45 * size);
        }
        m.shape.rod(at(0.2 * size), at(1.35 * size), 0.36 * size);
    }
    let mr = 0.45 * size;
    m.standing([0.1 * half, 0.0, deck + 0.02 + mr], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], |m| {
        m.motor(mr);
    });
    m.shape.rod([x - 0.7 * size, 0.0, deck + 0.6 * size], [x - 0.6 * size, 0.0, deck + 0.6 * size], 0.75 * size);
    let mut e = machine(m, "Compressor");
    nozzle(&mut e, Role::Discharge, P3::new(half, 0.0, z), V3::x(), 0.5 * radius + m.any(0.06, 0.15), discharge, style);
    nozzle(&mut e, Role::Suction, P3::new(-half, 0.0, z), -V3::x(), 0.5 * radius + m.any(0.06, 0.15), suction, style);
    e
}
