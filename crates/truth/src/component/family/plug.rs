//! Plug valves: lubricated, sleeved, eccentric, gas cocks, geared and actuated; coarse models.

use super::ends::Ends;
use super::linear_body::{on, pressure_class, steel_gate_half, swell, up};
use super::linear_bonnet::plates;
use super::make::{Body, Make};
use super::topworks::Drive;
use crate::component::Stance;
use std::f64::consts::{FRAC_PI_2, PI};

/// A bar with a square socket stuck on the plug's head at `z`.
fn wrench(m: &mut Make, z: f64) {
    let long = ((0.09 + 3.6 * m.r) * m.any(0.8, 1.4)).clamp(0.1, 0.9);
    let (socket, thin) = (0.018 + 0.25 * m.r, 0.008 + 0.011 * long);
    let turn = m.dice.pick(&[0.0, 0.0, PI, FRAC_PI_2, -FRAC_PI_2]);
    let rise = m.any(-0.02, 0.18) * long;
    let round = m.chance(0.5);
    m.turned(turn, |m| {
        m.shape.rod(up(z - 0.6 * socket), up(z + 0.6 * socket), socket);
        let end = [long, 0.0, z + rise];
        if round { m.shape.rod(up(z), end, thin) } else { m.shape.bar(up(z), end, 2.2 * thin, 1.1 * thin) }
    });
}

/// A worm gear under a flat sector cover, the wheel at the side.
fn sector_gear(m: &mut Make, z: f64, size: f64) {
    let turn = m.dice.pick(&[0.0, PI, FRAC_PI_2, -FRAC_PI_2]);
    let (tall, off, wheel) = (size * m.any(0.4, 0.7), size * m.any(0.6, 0.9), size * m.any(1.0, 2.0));
    m.turned(turn, |m| {
        m.shape.rod(up(z), up(z + tall), 0.8 * size);
        m.shape.block([0.0, 0.5 * off, z + 0.5 * tall], [1.5 * size, off, tall]);
        m.shape.rod(up(z + tall), up(z + tall + 0.1 * size), 0.6 * size);
        m.shape.rod(up(z + tall), up(z + tall + 0.25 * size), 0.2 * size);
        let mid = z + 0.5 * tall;
        m.shape.rod([-0.9 * size, off, mid], [0.9 * size, off, mid], 0.42 * tall);
        let out = size * m.any(1.2, 2.6);
        m.shape.rod([0.9 * size, off, mid], [out, off, mid], 0.07 * size + 0.004);
        m.handwheel([out, off, mid], [1.0, 0.0, 0.0], wheel);
    });
}

/// What turns the plug: wrench, gear, pneumatic or electric drive from `z` on.
fn turned_by(m: &mut Make, z: f64, hand: bool) {
    let size = (0.05 + 0.65 * m.r) * m.any(0.8, 1.3);
    let drive = match m.drive() {
        Drive::Gear if m.dn < 80 => Drive::Hand,
        Drive::Pneumatic | Drive::Electric if m.dn < 25 => Drive::Hand,
        drive => drive,
    };
    match drive {
        Drive::Hand if hand => {
            if m.dn < 40 || m.chance(0.6) {
                wrench(m, z + 0.01 + 0.1 * m.r);
            } else {
                let length = m.lever_length();
                m.lever(z + 0.01, length);
            }
        }
        Drive::Hand | Drive::Gear => sector_gear(m, z, size),
        Drive::Pneumatic => m.pinion(z, (1.4 * size).clamp(0.06, 0.26)),
        Drive::Electric => m.electric(z, (1.2 * size).clamp(0.09, 0.22)),
    }
}

/// Ends and the passage of a plug valve: low oblong ports that widen to the body.
fn port_body(m: &mut Make, half: f64, flat: f64, wide: f64) {
    let end = m.r * m.any(1.05, 1.2);
    let (inner, outer) = (m.any(0.2, 0.5) * half, m.any(0.75, 0.95) * half);
    m.stretched([0.0; 3], [1.0, flat, 1.0], |m| swell(m, half, end, wide, [inner, outer]));
}

/// Lubricated: a tapered body, a plain cover or gland, a sealant fitting on the head, a wrench.
pub(super) fn lubricated(m: &mut Make) -> Body {
    let (longer, _) = pressure_class(m);
    let half = steel_gate_half(m, longer.min(1.35));
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let (belly, flat) = (r * m.any(1.15, 1.35), m.any(0.8, 1.0));
    port_body(m, half, flat, belly);
    let (low, high) = (-r * m.any(1.2, 1.7), r * m.any(1.3, 1.9));
    let wide = (r * m.any(1.05, 1.4)).min(0.8 * half);
    let foot = m.any(0.7, 0.95);
    m.shape.stub(up(low), up(high), foot * wide, wide);
    let dish = m.any(0.05, 0.4) * wide;
    m.shape.dome(up(low), [0.0, 0.0, -1.0], foot * wide, dish);
    let top = if m.chance(0.6) {
        plates(m, high, wide + 0.25 * r, wide + 0.25 * r)
    } else {
        m.shape.rod(up(high), up(high + 0.3 * r), 0.75 * wide);
        high + 0.3 * r
    };
    let head = top + r * m.any(0.2, 0.6);
    m.shape.rod(up(top), up(head), 0.42 * r);
    m.shape.block(up(head + 0.15 * r), [0.6 * r, 0.6 * r, 0.4 * r]);
    m.shape.rod(up(head), up(head + 0.5 * r + 0.02), 0.1 * r + 0.003);
    if m.chance(0.8) {
        turned_by(m, head, m.dn <= 150);
    }
    Body::new(ends, Stance::Any)
}

/// Sleeved: a round body with a broad bolted cover, adjusting screws, a mounting pad.
pub(super) fn sleeved(m: &mut Make) -> Body {
    let half = steel_gate_half(m, 1.0);
    let kind = if m.dn > 50 || m.chance(0.8) { Ends::Flanged } else { Ends::Threaded };
    let ends = m.ends(kind, half);
    let r = m.r;
    let wide = (r * m.any(1.15, 1.45)).min(0.85 * half);
    port_body(m, half, 1.0, 1.12 * r);
    let (low, high) = (-r * m.any(1.1, 1.4), r * m.any(1.1, 1.5));
    m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(low, 0.0), (low, 0.75 * wide), (0.5 * low, 0.95 * wide), (high, wide)]);
    let joint = wide * m.any(1.1, 1.35);
    let top = m.bonnet_joint(high, joint);
    let cap = top + r * m.any(0.2, 0.5);
    m.shape.stub(up(top), up(cap), 0.8 * wide, 0.5 * wide);
    for turn in 0..3 {
        let (sin, cos) = (f64::from(turn) * 2.0 * PI / 3.0).sin_cos();
        m.shape.prism(
            [0.55 * wide * cos, 0.55 * wide * sin, top],
            [0.55 * wide * cos, 0.55 * wide * sin, cap + 0.1 * r],
            0.1 * r,
            6,
        );
    }
    let neck = cap + r * m.any(0.2, 0.6) + 0.008;
    m.shape.rod(up(cap), up(neck), 0.3 * r + 0.003);
    if m.chance(0.5) {
        let pad = 0.5 * r + 0.015;
        m.shape.block(up(neck), [2.0 * pad, 2.0 * pad, 0.01]);
    }
    turned_by(m, neck, m.dn <= 150);
    Body::new(ends, Stance::Any)
}

/// Large and upside down: a deep pot under the pipe, gear on top.
pub(super) fn geared(m: &mut Make) -> Body {
    let (longer, _) = pressure_class(m);
    let half = steel_gate_half(m, longer.max(1.2));
    let kind = if m.chance(0.85) { Ends::Flanged } else { Ends::Welded };
    let ends = m.ends(kind, half);
    let r = m.r;
    let wide = (r * m.any(1.2, 1.6)).min(0.8 * half);
    port_body(m, half, 0.95, 1.2 * r);
    let (low, high) = (-r * m.any(1.6, 2.3), r * m.any(1.4, 2.0));
    m.shape.stub(up(low), up(high), wide, wide * m.dice.range(0.7, 0.95));
    let thick = 0.25 * r;
    m.shape.rod(up(low - 2.0 * thick), up(low), wide * m.dice.range(1.15, 1.35));
    if m.chance(0.5) {
        m.shape.dome(up(low - 2.0 * thick), [0.0, 0.0, -1.0], 0.7 * wide, 0.3 * wide);
    }
    let neck = high + r * m.any(0.2, 0.6);
    m.shape.rod(up(high), up(neck), 0.55 * r);
    m.shape.rod(up(neck - 0.12 * r), up(neck), 0.8 * r);
    let size = (0.05 + 0.7 * r) * m.any(0.9, 1.3);
    if m.chance(0.75) {
        sector_gear(m, neck, size)
    } else {
        turned_by(m, neck, false)
    }
    Body::new(ends, Stance::Any)
}

/// Eccentric half plug for slurries: a round body bulging to one side, a bolted cover, a flat gear or drive.
pub(super) fn eccentric(m: &mut Make) -> Body {
    let half = steel_gate_half(m, 1.0);
    let kind = if m.chance(0.85) { Ends::Flanged } else { Ends::Grooved };
    let ends = m.ends(kind, half);
    let r = m.r;
    let wide = (r * m.any(1.2, 1.55)).min(0.9 * half);
    let (end, side) = (r * m.any(1.05, 1.15), r * m.any(0.0, 0.4));
    m.shape.tube(on(-half), on(half), end);
    let (low, high) = (-r * m.any(1.05, 1.35), r * m.any(1.1, 1.4));
    match m.dice.below(3) {
        0 => m.shape.rod([0.0, side, low], [0.0, side, high], wide),
        1 => m.stretched([0.0; 3], [1.0, 1.0, 0.95], |m| m.shape.ball([0.0, 0.5 * side, 0.0], 1.1 * wide)),
        _ => {
            m.shape.rod([-0.7 * wide, side, 0.0], [0.7 * wide, side, 0.0], wide);
            m.shape.rod(up(low), up(high), 0.85 * wide);
        }
    }
    m.shape.rod(up(low - 0.25 * r), up(low + 0.1 * r), 0.5 * r);
    let joint = wide * m.any(0.9, 1.15);
    let top = m.bonnet_joint(high, joint);
    let neck = top + r * m.any(0.2, 0.7) + 0.01;
    m.shape.rod(up(top), up(neck), 0.4 * r + 0.004);
    let pad = 0.5 * r + 0.02;
    m.shape.rod(up(neck - 0.012), up(neck), pad);
    if m.dn <= 100 && m.chance(0.4) {
        // A square head for a wrench with a stop collar.
        m.shape.block(up(neck + 0.03), [0.05, 0.05, 0.06]);
        if m.chance(0.6) {
            wrench(m, neck + 0.03);
        }
    } else {
        turned_by(m, neck, m.dn < 100);
    }
    Body::new(ends, Stance::Any)
}

/// Gas cock: a tapered plug through a small threaded body, its nut below, a wing or square head above.
pub(super) fn gas_cock(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.022 + 1.15 * r) * m.any(0.85, 1.3);
    let kind = if m.dn > 50 && m.chance(0.4) { Ends::Flanged } else { Ends::Threaded };
    let ends = m.ends(kind, half);
    let wide = r * m.any(0.95, 1.3);
    m.shape.tube(on(-half), on(half), 1.1 * r);
    let (low, high) = (-r * m.any(1.3, 1.9), r * m.any(1.3, 1.9));
    m.shape.stub(up(low), up(high), 0.75 * wide, wide);
    m.shape.prism(up(low - 0.35 * r - 0.003), up(low), 0.5 * wide, 6);
    let head = high + r * m.any(0.3, 0.8) + 0.005;
    m.shape.stub(up(high), up(head), 0.8 * wide, 0.45 * wide);
    let turn = m.dice.pick(&[0.0, 0.0, FRAC_PI_2]);
    match m.dice.below(3) {
        0 => m.turned(turn, |m| m.shape.block(up(head + 0.3 * r), [1.8 * wide, 0.35 * wide, 0.9 * r])),
        1 => m.shape.block(up(head + 0.3 * r), [0.7 * wide, 0.7 * wide, 0.7 * r]),
        _ => {
            let length = m.lever_length() * 0.8;
            m.lever(head + 0.004, length);
        }
    }
    Body::new(ends, Stance::Any)
}

/// Coarse model: a cone or drum across a tube or bow tie, a plate, a stem, a straight bar or a box.
pub(super) fn coarse(m: &mut Make) -> Body {
    let half = steel_gate_half(m, 1.0);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let wide = (r * m.any(0.95, 1.5)).min(0.85 * half);
    if m.chance(0.5) {
        m.shape.tube(on(-half), on(half), r * m.dice.range(1.0, 1.2));
    } else {
        let broad = r + (m.flange.radius - r) * m.any(0.0, 0.6);
        for side in [-1.0, 1.0] {
            m.shape.cone(on(side * half), [0.0; 3], broad, 0.6 * wide);
        }
    }
    let (low, high) = (-r * m.any(1.0, 1.6), r * m.any(1.1, 1.8));
    let taper = m.any(0.65, 1.0);
    m.shape.stub(up(low), up(high), taper * wide, wide);
    if m.chance(0.5) {
        m.shape.rod(up(high), up(high + 0.25 * r), 1.2 * wide);
    }
    let head = high + r * m.any(0.4, 1.2) + 0.01;
    m.shape.rod(up(high), up(head), r * m.dice.range(0.2, 0.5));
    let (long, thin) = (m.lever_length(), 0.1 * r + 0.006);
    let turn = m.dice.pick(&[0.0, PI, FRAC_PI_2]);
    m.turned(turn, |m| match m.dice.below(4) {
        0 | 1 => m.shape.block([0.4 * long, 0.0, head], [long, 2.0 * thin, thin]),
        2 => m.shape.rod([-0.05 * long, 0.0, head], [long, 0.0, head], 0.7 * thin),
        _ => {
            m.shape.block(up(head + 0.5 * r), [1.6 * r, 1.2 * r, r]);
            m.shape.rod([0.8 * r, 0.0, head + 0.5 * r], [1.8 * r, 0.0, head + 0.5 * r], 0.1 * r);
            m.shape.rod([1.8 * r, 0.0, head + 0.5 * r], [1.9 * r, 0.0, head + 0.5 * r], 1.1 * r);
        }
    });
    Body::new(ends, Stance::Any)
}
