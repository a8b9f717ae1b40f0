//! More butterfly valves: long necks, flanged series 13 and 14, offset discs, U sections, sanitary, plastic, grooved, simplified ones.

use super::ends::Ends;
use super::levers::{any_lever, notched, spring_handle, straight};
use super::make::{Body, Make};
use super::quarter_drive::{gearbox, multi_turn, power, rack};
use super::solids::{barrel, bracket, drum, pad, plain_wheel, post};
use crate::component::Stance;
use crate::model::catalogue::wafer_length;
use std::f64::consts::{FRAC_PI_4, PI};

/// What turns the shaft above a pad at `z`: a notched lever on small ones, a gearbox, or now and then power.
fn turned(m: &mut Make, z: f64, powered: f64) {
    let size = (0.03 + 0.1 * m.r) * m.any(0.9, 1.3);
    pad(m, z, size);
    if m.chance(powered) {
        let half_high = ((0.028 + 0.34 * m.r) * m.any(0.8, 1.3)).min(0.12);
        let foot = if m.chance(0.5) { bracket(m, z, size) } else { z };
        power(m, foot, half_high);
    } else if m.dn <= 200 && m.chance(0.65) {
        if m.chance(0.75) {
            notched(m, z);
        } else {
            let length = m.lever_length() * 0.8;
            any_lever(m, z + 0.008, length);
        }
    } else {
        gearbox(m, z);
    }
}

/// Bosses of the shaft above and below a ring of radius `body`; the upper one reaches `neck`.
fn bosses(m: &mut Make, body: f64, neck: f64, wide: f64) {
    let low = body + m.r * m.any(0.08, 0.3) + 0.006;
    post(m, 0.8 * body, neck, wide);
    let share = m.dice.range(0.9, 1.3);
    post(m, -low, -0.8 * body, wide * share);
}

/// Wafer with a long cast neck, oval or ribbed, for insulated lines.
pub(super) fn long_neck(m: &mut Make) -> Body {
    let half = m.half(wafer_length(m.dn));
    let kind = if m.chance(0.8) { Ends::Wafer } else { Ends::Lug };
    let ends = m.ends(kind, half);
    let (r, flange) = (m.r, m.flange.radius);
    let body = r + (flange - r) * m.any(0.3, 0.65);
    let waist = body * m.any(0.93, 1.0);
    barrel(m, &[(-half, 0.0), (-half, body), (-0.5 * half, waist), (0.5 * half, waist), (half, body), (half, 0.0)]);
    let neck = flange + (0.04 + 0.5 * r) * m.any(0.7, 1.8);
    let stem = (0.7 * half).clamp(0.011, 0.04) * m.any(0.8, 1.1);
    match m.dice.below(3) {
        0 => {
            let oval = m.any(1.3, 1.8);
            m.stretched([0.0; 3], [1.0, oval, 1.0], |m| m.shape.tube([0.0, 0.0, 0.8 * body], [0.0, 0.0, neck], stem));
        }
        1 => {
            m.shape.block([0.0, 0.0, (body + neck) / 2.0], [0.5 * stem, 4.0 * stem, neck - body]);
            post(m, 0.8 * body, neck, 0.8 * stem);
        }
        _ => m.shape.cone([0.0, 0.0, 0.8 * body], [0.0, 0.0, neck], 1.5 * stem, stem),
    }
    let below = body + m.any(0.05, 0.3) * r;
    post(m, -below, -0.8 * body, 1.1 * stem);
    turned(m, neck, 0.25);
    Body::new(ends, Stance::Any)
}

/// A tube with two flanges of its own and ribs between, bosses of the shaft above and below.
fn flanged(m: &mut Make, length: f64) -> Body {
    let half = m.half(length);
    let ends = m.ends(Ends::Flanged, half);
    let (r, flange) = (m.r, m.flange.radius);
    let body = r * m.any(1.1, 1.3);
    drum(m, -half, half, body);
    if m.chance(0.5) {
        let count = m.dice.pick(&[4, 6, 8]);
        for k in 0..count {
            let (sin, cos) = (FRAC_PI_4 + 2.0 * PI * f64::from(k) / f64::from(count)).sin_cos();
            let (out, wide) = (0.5 * (body + flange), 0.03 * r + 0.004);
            m.shape.bar([-half, out * cos, out * sin], [half, out * cos, out * sin], wide, flange - body);
        }
    }
    let neck = flange * m.any(0.95, 1.2);
    let boss = (r * m.any(0.25, 0.42) + 0.008).min(0.8 * half);
    bosses(m, body, neck, boss);
    turned(m, neck, 0.3);
    Body::new(ends, Stance::Any)
}

/// Double flanged, short: EN 558 series 13.
pub(super) fn short_flanged(m: &mut Make) -> Body {
    let length = 0.085 + 0.00037 * f64::from(m.dn);
    flanged(m, length)
}

/// Double flanged, long: EN 558 series 14.
pub(super) fn long_flanged(m: &mut Make) -> Body {
    let length = 0.15 + 0.0004 * f64::from(m.dn);
    flanged(m, length)
}

/// Offset disc: a thick ring, a gland on a yoke or pillars, a bearing cover below.
pub(super) fn offset(m: &mut Make) -> Body {
    let length = wafer_length(m.dn) * m.any(1.0, 1.5);
    let half = m.half(length);
    let kind = m.dice.pick(&[Ends::Lug, Ends::Wafer, Ends::Wafer]);
    let ends = m.ends(kind, half);
    let (r, flange) = (m.r, m.flange.radius);
    let body = r + (flange - r) * m.any(0.55, 0.8);
    drum(m, -half, half, body);
    let neck = flange + r * m.any(0.0, 0.2) + 0.01;
    let stem = (0.75 * half).clamp(0.013, 0.05);
    m.shape.block([0.0, 0.0, (0.8 * body + neck) / 2.0], [1.8 * stem, 3.0 * stem, neck - 0.8 * body]);
    post(m, -body - 0.12 * r - 0.008, -0.8 * body, 1.4 * stem);
    post(m, -body - 0.16 * r - 0.018, -body - 0.12 * r - 0.008, 1.7 * stem);
    let wide = 0.03 + 0.12 * r;
    let top = bracket(m, neck, wide);
    m.shape.block([0.0, 0.0, neck + 0.3 * (top - neck)], [0.8 * wide, 1.8 * wide, 0.012]);
    turned(m, top, 0.5);
    Body::new(ends, Stance::Any)
}

/// Triple offset: a heavy body with a cone of its own, a long yoke for hot fluids, gear or electric drive.
pub(super) fn triple_offset(m: &mut Make) -> Body {
    let kind = m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Welded, Ends::Lug]);
    let series = if m.chance(0.5) { 0.085 + 0.00037 * f64::from(m.dn) } else { 0.15 + 0.0004 * f64::from(m.dn) };
    let length = if kind == Ends::Lug { 1.5 * wafer_length(m.dn) } else { series };
    let half = m.half(length);
    let ends = m.ends(kind, half);
    let (r, flange) = (m.r, m.flange.radius);
    let body = if kind == Ends::Lug { flange * m.any(0.75, 0.85) } else { r * m.any(1.2, 1.4) };
    let shift = half * m.any(-0.3, 0.3);
    let end = if kind == Ends::Lug { body } else { 1.1 * r };
    barrel(m, &[(-half, end), (shift - 0.5 * half, body), (shift + 0.5 * half, body), (half, end)]);
    let boss = (0.28 * r + 0.012).min(0.7 * half);
    let hub = flange * m.any(0.85, 1.0);
    bosses(m, body, hub, boss);
    post(m, -body - 0.35 * r, -body, 1.25 * boss);
    let yoke = hub + (0.06 + 0.5 * r) * m.any(0.7, 1.5);
    if m.chance(0.5) {
        m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 1.3 * boss, 4, 0.2 * boss, hub, yoke, FRAC_PI_4);
    } else {
        m.yoke(hub, yoke, 1.1 * boss);
    }
    post(m, hub, yoke, 0.45 * boss);
    post(m, hub - 0.01, hub + 0.01, 1.7 * boss);
    post(m, yoke - 0.01, yoke + 0.01, 1.7 * boss);
    match m.dice.below(3) {
        0 => {
            let size = ((0.04 + 0.4 * r) * m.any(0.8, 1.2)).min(0.13);
            power(m, yoke + 0.01, size);
        }
        1 => {
            let size = ((0.05 + 0.3 * r) * m.any(0.8, 1.2)).min(0.13);
            post(m, yoke, yoke + 0.9 * size, 1.2 * size);
            let turn = m.dice.pick(&[0.0, PI / 2.0]);
            m.turned(turn, |m| multi_turn(m, yoke + 0.9 * size, size));
        }
        _ => gearbox(m, yoke + 0.01),
    }
    Body::new(ends, Stance::Any)
}

/// U section: two thin rims with a deep groove between them.
pub(super) fn u_section(m: &mut Make) -> Body {
    let length = wafer_length(m.dn) * m.any(1.2, 2.0);
    let half = m.half(length);
    let ends = m.ends(Ends::Wafer, half);
    let (r, flange) = (m.r, m.flange.radius);
    let (core, rim) = (r * m.any(1.12, 1.25), (0.25 * half).min(0.022));
    drum(m, -half, half, core);
    for side in [-1.0, 1.0] {
        let share = m.dice.range(0.95, 1.0);
        drum(m, side * (half - rim), side * half, flange * share);
    }
    let neck = flange + r * m.any(0.1, 0.4) + 0.02;
    bosses(m, core, neck, (0.75 * half).min(0.05 + 0.1 * r));
    turned(m, neck, 0.3);
    Body::new(ends, Stance::Any)
}

/// Sanitary: two thin rings screwed together on a tube, a pull or flat handle.
pub(super) fn sanitary(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.022 + 0.35 * r) * m.any(0.9, 1.4);
    let ends = m.dice.pick(&[Ends::Welded, Ends::Clamp, Ends::Clamp, Ends::Union]);
    let half = if ends == Ends::Union { half + 0.03 } else { half };
    let ends = m.ends(ends, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.03 * r);
    let (thick, wide) = ((0.008 + 0.03 * r) * m.any(0.8, 1.3), r * m.any(1.3, 1.55) + 0.008);
    for side in [-1.0, 1.0] {
        if m.chance(0.5) {
            drum(m, side * 0.001, side * thick, wide);
        } else {
            m.shape.prism([side * 0.001, 0.0, 0.0], [side * thick, 0.0, 0.0], 0.93 * wide, 8);
        }
        m.shape.cone([side * thick, 0.0, 0.0], [side * 2.2 * thick, 0.0, 0.0], 1.2 * r, 1.03 * r);
    }
    m.shape.bolts([0.0; 3], [1.0, 0.0, 0.0], 0.9 * wide, 4, 0.006, -1.6 * thick, 1.6 * thick, FRAC_PI_4);
    let neck = wide + m.any(0.012, 0.035);
    post(m, 0.9 * r, neck, 0.011);
    match m.dice.below(4) {
        0 | 1 => spring_handle(m, neck),
        2 => {
            let length = (0.1 + r) * m.any(0.9, 1.2);
            any_lever(m, neck + 0.004, length);
        }
        _ => {
            // An upright air drive: a smooth can.
            let wide = (0.035 + 0.12 * r) * m.any(0.9, 1.2);
            super::linear_drive::smooth_piston(m, neck + 0.02, wide);
        }
    }
    Body::new(ends, Stance::Any)
}

/// Plastic: a broad ribbed ring, a long handle on a wide plate.
pub(super) fn plastic(m: &mut Make) -> Body {
    let length = wafer_length(m.dn) * m.any(0.95, 1.4);
    let half = m.half(length);
    let ends = m.ends(Ends::Wafer, half);
    let (r, flange) = (m.r, m.flange.radius);
    let body = flange * m.any(0.9, 1.05);
    if m.chance(0.5) {
        drum(m, -half, half, body);
    } else {
        m.shape.prism([-half, 0.0, 0.0], [half, 0.0, 0.0], body, 12);
    }
    for k in 0..m.dice.count(0, 6) {
        let (sin, cos) = (0.5 + k as f64).sin_cos();
        m.shape.bar([-0.6 * half, body * cos, body * sin], [0.6 * half, body * cos, body * sin], 0.12 * body, 0.12 * body);
    }
    let neck = body + (0.04 + 0.35 * r) * m.any(0.8, 1.4);
    m.shape.stub([0.0, 0.0, 0.9 * body], [0.0, 0.0, neck], (0.035 + 0.2 * r) * 0.9, 0.025 + 0.12 * r);
    if m.dn <= 200 && m.chance(0.75) {
        let plate = 0.055 + 0.25 * r;
        let length = (0.16 + 1.5 * r) * m.any(0.85, 1.2);
        let turn = m.dice.pick(&[0.0, 0.0, PI, PI / 2.0, 0.6]);
        post(m, neck, neck + 0.012, plate);
        m.turned(turn, |m| {
            let up = m.any(0.0, 0.2) * length;
            m.shape.bar([-0.02, 0.0, neck + 0.03], [0.4 * length, 0.0, neck + 0.03 + up], 0.05, 0.03);
            m.shape.bar([0.4 * length, 0.0, neck + 0.03 + up], [length, 0.0, neck + 0.03 + up], 0.038, 0.03);
        });
    } else {
        gearbox(m, neck);
    }
    Body::new(ends, Stance::Any)
}

/// Grooved: a short swelling tube between couplings; a lever, or a small gear with its signal box as on sprinkler lines.
pub(super) fn grooved(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.045 + 0.35 * r) * m.any(0.9, 1.3);
    let ends = m.ends(Ends::Grooved, half);
    let wide = r * m.any(1.12, 1.3) + 0.004;
    let x = 0.45 * half;
    barrel(m, &[(-half, r), (-0.8 * half, r), (-x, wide), (x, wide), (0.8 * half, r), (half, r)]);
    let neck = wide + (0.03 + 0.2 * r) * m.any(0.8, 1.6);
    let boss = (0.5 * half).min(0.018 + 0.08 * r);
    bosses(m, wide, neck, boss);
    if m.chance(0.55) {
        let turn = m.dice.pick(&[0.0, PI]);
        m.turned(turn, |m| {
            let (long, tall) = (m.any(0.045, 0.075) + 0.15 * m.r, m.any(0.05, 0.08));
            m.shape.block([0.0, 0.25 * long, neck + tall / 2.0], [1.3 * long, 1.7 * long, tall]);
            m.shape.prism([0.0, 0.0, neck + tall], [0.0, 0.0, neck + tall + 0.012], 0.025, 6);
            let (out, wheel) = (m.any(1.2, 1.9) * long, (0.05 + 0.5 * m.r) * m.any(0.8, 1.3));
            m.shape.rod([0.0, 0.7 * long, neck + 0.4 * tall], [out, 0.7 * long, neck + 0.4 * tall], 0.009);
            m.handwheel([out, 0.7 * long, neck + 0.4 * tall], [1.0, 0.0, 0.0], wheel);
        });
    } else {
        turned(m, neck, 0.15);
    }
    Body::new(ends, Stance::Any)
}

/// Big rubber-lined ones in water works: thick bosses, a flanged gearbox with a spur stage, the wheel far out.
pub(super) fn water(m: &mut Make) -> Body {
    let length = 0.1 + 0.0005 * f64::from(m.dn);
    let half = m.half(length);
    let kind = if m.chance(0.6) { Ends::Flanged } else { Ends::Wafer };
    let ends = m.ends(kind, half);
    let (r, flange) = (m.r, m.flange.radius);
    let body = r * m.any(1.12, 1.25);
    barrel(m, &[(-half, body), (-0.4 * half, 1.08 * body), (0.4 * half, 1.08 * body), (half, body)]);
    let boss = (r * m.any(0.3, 0.45)).min(0.85 * half);
    let neck = flange * m.any(1.0, 1.15);
    bosses(m, body, neck, boss);
    post(m, neck - 0.03, neck, 1.5 * boss);
    let turn = m.dice.pick(&[0.0, PI / 2.0, PI, -PI / 2.0]);
    let size = (0.06 + 0.45 * r) * m.any(0.8, 1.2);
    m.turned(turn, |m| {
        let high = size * m.any(0.6, 0.9);
        let mid = neck + high / 2.0;
        post(m, neck, neck + high, size);
        m.shape.block([0.0, 0.8 * size, mid], [1.9 * size, 0.9 * size, high]);
        let out = size * m.any(1.6, 2.6);
        m.shape.rod([0.9 * size, 0.9 * size, mid], [1.4 * size, 0.9 * size, mid], 0.45 * size);
        m.shape.rod([size, 0.9 * size, mid], [out, 0.9 * size, mid], 0.1 * size);
        let wheel = size * m.any(1.2, 2.2);
        m.handwheel([out, 0.9 * size, mid], [1.0, 0.0, 0.0], wheel);
    });
    Body::new(ends, Stance::Any)
}

/// A ready package: wafer or lug below, bracket and rack and pinion above, now and then another power drive.
pub(super) fn package(m: &mut Make) -> Body {
    let half = m.half(wafer_length(m.dn));
    let kind = m.dice.pick(&[Ends::Wafer, Ends::Wafer, Ends::Lug]);
    let ends = m.ends(kind, half);
    let (r, flange) = (m.r, m.flange.radius);
    let body = r + (flange - r) * m.any(0.35, 0.65);
    drum(m, -half, half, body);
    let neck = flange + r * m.any(0.1, 0.6) + 0.015;
    bosses(m, body, neck, (0.7 * half).clamp(0.01, 0.04));
    let (size, wide) = (((0.03 + 0.36 * r) * m.any(0.8, 1.35)).min(0.12), 0.03 + 0.1 * r);
    pad(m, neck, wide);
    let foot = if m.chance(0.5) { bracket(m, neck, wide) } else { neck };
    if m.chance(0.6) {
        let turn = m.dice.pick(&[0.0, 0.0, PI / 2.0]);
        m.turned(turn, |m| rack(m, foot, size));
    } else {
        power(m, foot, size);
    }
    Body::new(ends, Stance::Any)
}

/// As simplified models have it: a thin drum between discs, a stem, a straight lever, a box or a wheel.
pub(super) fn simple(m: &mut Make) -> Body {
    let half = m.half(wafer_length(m.dn));
    let kind = m.dice.pick(&[Ends::Wafer, Ends::Wafer, Ends::Flanged]);
    let half = if kind == Ends::Flanged { half.max(1.3 * m.flange.thickness) } else { half };
    let ends = m.ends(kind, half);
    let (r, flange) = (m.r, m.flange.radius);
    let body = r + (flange - r) * m.any(0.15, 1.0);
    drum(m, -half, half, body);
    let neck = flange + r * m.any(0.1, 1.2) + 0.01;
    let stem = (0.6 * half).min(0.03) * m.any(0.4, 1.0);
    post(m, 0.9 * body, neck, stem);
    let turn = m.dice.pick(&[0.0, 0.0, PI, PI / 2.0, -PI / 2.0]);
    let length = (0.14 + 1.7 * r) * m.any(0.75, 1.3);
    let kind = m.dice.below(5);
    m.turned(turn, |m| match kind {
        0..=2 => straight(m, neck, length),
        3 => {
            let size = (0.05 + 0.4 * m.r) * m.any(0.8, 1.3);
            m.shape.block([0.0, 0.0, neck + 0.4 * size], [1.6 * size, 1.6 * size, 0.8 * size]);
            m.shape.rod([0.0, 0.0, neck + 0.4 * size], [1.9 * size, 0.0, neck + 0.4 * size], 0.1 * size);
            plain_wheel(m, [1.9 * size, 0.0, neck + 0.4 * size], [1.0, 0.0, 0.0], 1.2 * size);
        }
        _ => {
            let size = 0.03 + 0.35 * m.r;
            let long = m.any(1.6, 3.2);
            m.shape.block([0.0, 0.0, neck + size], [2.0 * long * size, 2.0 * size, 2.0 * size]);
        }
    });
    Body::new(ends, Stance::Any)
}
