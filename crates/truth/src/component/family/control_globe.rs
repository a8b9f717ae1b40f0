//! More control valves: yokes with diaphragms below or above their springs, cages, angle seats, motors, eccentric plugs, simplified ones.

use super::ends::Ends;
use super::globe::{angled, belly, globe_half};
use super::linear_drive::{
    accessories, anyhow_turned, electric_push, head_radius, low_head, mushroom, piston_and_can, smooth_piston, tall_yoke_head,
};
use super::make::{Body, Make};
use super::quarter_drive::{power, rack};
use super::solids::{barrel, bow_tie, bracket, drum, pad, plain_body, plain_ends, post, spun};
use crate::component::Stance;
use crate::model::catalogue::{gate_length, wafer_length};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// A bonnet with its joint from the body's top at `rise`, short or with fins or long; returns its top.
fn bonnet(m: &mut Make, rise: f64) -> f64 {
    let r = m.r;
    let lip = r * m.any(1.3, 1.75) + 0.004;
    let neck = r * m.any(0.95, 1.2);
    m.shape.tube([0.0; 3], [0.0, 0.0, rise], neck);
    let top = m.bonnet_joint(rise, lip);
    let long = m.dice.below(6);
    let high = top + r * if long == 0 { m.any(1.8, 3.2) } else { m.any(0.3, 1.1) } + 0.01;
    let slim = r * m.any(0.45, 0.75) + 0.004;
    spun(m, &[(top, 1.3 * slim), (top + 0.3 * (high - top), slim), (high, slim), (high, 0.0)]);
    if long == 0 && m.chance(0.6) {
        for k in 1..5 {
            let z = top + (high - top) * f64::from(k) / 5.5;
            post(m, z - 0.003, z + 0.003, 1.6 * slim);
        }
    }
    high
}

/// A globe body of a control valve with its bonnet; returns the bonnet's top.
fn trunk(m: &mut Make, half: f64) -> f64 {
    let wide = belly(m, half);
    let rise = wide * m.any(0.95, 1.25);
    bonnet(m, rise)
}

/// Single seat under a tall yoke that holds the spring, the diaphragm case on top.
pub(super) fn tall_yoke(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let top = trunk(m, half);
    let size = head_radius(m);
    anyhow_turned(m, |m| tall_yoke_head(m, top, size));
    Body::new(ends, Stance::Any)
}

/// Single seat under a low head with many springs on rods.
pub(super) fn low(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.ends(Ends::Flanged, half);
    let top = trunk(m, half);
    let size = head_radius(m);
    anyhow_turned(m, |m| low_head(m, top, size));
    Body::new(ends, Stance::Any)
}

/// Cage guided: a thick upright drum with a heavy bolted bonnet and a large drive.
pub(super) fn cage(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(1.0, 1.2);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let wide = (r * m.any(1.5, 2.0)).min(0.8 * half);
    let end = r * m.any(1.1, 1.3);
    for side in [-1.0, 1.0] {
        m.shape.cone([side * half, 0.0, 0.0], [0.0; 3], end, 1.25 * end);
    }
    let (low, high) = (r * m.any(1.2, 1.9), r * m.any(1.4, 2.2));
    post(m, -low, high, wide);
    let lip = wide * m.any(1.05, 1.3);
    let thick = r * m.any(0.25, 0.5) + 0.005;
    post(m, high, high + thick, lip);
    if m.look.bolts {
        let bolt = (0.12 * r).clamp(0.006, 0.016);
        m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 0.86 * lip, 8, bolt, high, high + thick + 2.5 * bolt, 0.2);
    }
    let neck = high + thick + r * m.any(0.4, 1.4) + 0.01;
    let slim = r * m.any(0.5, 0.8) + 0.004;
    spun(m, &[(high + thick, 1.2 * slim), (neck, slim), (neck, 0.0)]);
    let (size, kind) = (head_radius(m) * 1.1, m.dice.below(4));
    anyhow_turned(m, |m| match kind {
        0 => piston_and_can(m, neck, size),
        1 => low_head(m, neck, size),
        _ => tall_yoke_head(m, neck, size),
    });
    Body::new(ends, Stance::Any)
}

/// A globe body under a piston drive with a spring can.
pub(super) fn spring_piston(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let top = trunk(m, half);
    let size = head_radius(m) * 0.8;
    anyhow_turned(m, |m| piston_and_can(m, top, size));
    Body::new(ends, Stance::Any)
}

/// Angle seat: a pipe with a slanting branch that carries a smooth piston drive.
pub(super) fn angle_seat(m: &mut Make) -> Body {
    let r = m.r;
    let ends = m.usual_ends();
    let half = (0.03 + 1.7 * r) * m.any(0.9, 1.25) + if ends == Ends::Flanged { 0.025 } else { 0.0 };
    let ends = m.ends(ends, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], r * m.dice.range(1.08, 1.25));
    m.stretched([0.0; 3], [1.3, 1.0, 1.0], |m| m.shape.ball([0.0; 3], 1.35 * r));
    let lean = m.any(0.65, 0.95) * if m.chance(0.5) { 1.0 } else { -1.0 };
    m.leaning(lean, |m| {
        let rise = r * m.any(1.9, 2.8) + 0.006;
        m.shape.tube([0.0; 3], [0.0, 0.0, rise], 1.1 * r);
        m.shape.prism([0.0, 0.0, rise], [0.0, 0.0, rise + 0.4 * r + 0.005], 1.2 * r, 6);
        let (neck, bore) = (rise + r * m.any(0.6, 1.4) + 0.01, (0.02 + 1.15 * r) * m.any(0.8, 1.4));
        post(m, rise, neck, 0.6 * r);
        smooth_piston(m, neck, bore.clamp(0.022, 0.09));
    });
    Body::new(ends, Stance::Any)
}

/// Heating and cooling: a globe body with an electric box, can or motor on two rods.
pub(super) fn heating(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.8, 1.0);
    let ends = m.usual_ends();
    let ends = m.ends(ends, half);
    let wide = belly(m, half);
    let rise = wide * m.any(0.95, 1.2);
    let lip = m.r * m.any(1.1, 1.5) + 0.004;
    let top = if m.dn <= 40 {
        m.shape.prism([0.0, 0.0, 0.5 * rise], [0.0, 0.0, rise + 0.01], 0.9 * lip, 6);
        rise + 0.01
    } else {
        m.bonnet_joint(rise, lip)
    };
    let neck = top + m.r * m.any(0.2, 0.5) + 0.008;
    post(m, top, neck, 0.45 * m.r + 0.006);
    anyhow_turned(m, |m| electric_push(m, neck));
    Body::new(ends, Stance::Any)
}

/// Three ports, the third below and blanked or capped: mixing and diverting bodies.
pub(super) fn three_way(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let wide = belly(m, half);
    let low = half * m.any(0.7, 1.05);
    let thick = m.flange.thickness;
    m.shape.tube([0.0, 0.0, -low], [0.0; 3], 1.12 * r);
    post(m, -low, -low + thick, m.flange.radius);
    post(m, -low - 1.1 * thick, -low - 0.003, m.flange.radius);
    let top = bonnet(m, 1.1 * wide);
    let (size, electric) = (head_radius(m), m.chance(0.5));
    anyhow_turned(m, |m| if electric { electric_push(m, top) } else { low_head(m, top, size) });
    Body::new(ends, Stance::Upright)
}

/// Eccentric plug: a short body, a shaft to one side, a yoke with a long slim diaphragm or piston drive lying across.
pub(super) fn eccentric(m: &mut Make) -> Body {
    let half = m.half(wafer_length(m.dn) * 1.6 + 0.06);
    let kind = if m.chance(0.4) { Ends::Wafer } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let r = m.r;
    let body = r * m.any(1.25, 1.55);
    barrel(m, &[(-half, 1.1 * r), (-0.5 * half, body), (0.5 * half, body), (half, 1.1 * r)]);
    let hub = m.flange.radius * m.any(0.85, 1.1) + 0.01;
    post(m, 0.0, hub, 0.5 * r + 0.008);
    let case = 0.05 + 0.3 * r;
    let mid = hub + 0.8 * case;
    m.shape.block([0.0, 0.0, mid], [1.5 * case, 1.5 * case, 1.6 * case]);
    let turn = m.dice.pick(&[0.0, FRAC_PI_2, PI, -FRAC_PI_2]);
    let size = head_radius(m) * 0.75;
    m.turned(turn, |m| {
        let piston = m.chance(0.4);
        m.standing([0.75 * case, 0.0, mid], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0], |m| {
            let legs = size * m.any(0.6, 1.3);
            let bore = size * m.any(0.3, 0.5);
            post(m, 0.0, legs, bore);
            if piston {
                post(m, legs, legs + 1.6 * size, 0.7 * size);
                post(m, legs + 1.6 * size, legs + 1.75 * size, 0.78 * size);
            } else {
                spun(m, &[(legs, bore), (legs + 0.25 * size, size), (legs + 0.3 * size, size)]);
                post(m, legs + 0.28 * size, legs + 0.33 * size, 1.1 * size);
                spun(m, &[(legs + 0.33 * size, size), (legs + 0.6 * size, 0.55 * size), (legs + 0.6 * size, 0.0)]);
            }
        });
        let (wide, tall) = (m.any(0.1, 0.16), m.any(0.1, 0.18));
        m.shape.block([0.0, 0.75 * case + 0.05, mid], [wide, 0.09, tall]);
        if m.chance(0.4) {
            m.shape.rod([0.0, 0.0, mid], [-1.6 * case, 0.0, mid], 0.1 * case);
            m.handwheel([-1.6 * case, 0.0, mid], [1.0, 0.0, 0.0], 1.2 * case);
        }
    });
    Body::new(ends, Stance::Any)
}

/// Ball segment: a flangeless or flanged short drum, bracket, power drive with a positioner.
pub(super) fn segment(m: &mut Make) -> Body {
    let half = m.half(0.05 + 0.0009 * f64::from(m.dn));
    let kind = if m.chance(0.4) { Ends::Wafer } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let r = m.r;
    let body = if kind == Ends::Wafer { 0.5 * (r + m.flange.radius) } else { r * m.any(1.2, 1.5) };
    drum(m, -half, half, body);
    let hub = m.flange.radius * m.any(0.95, 1.15) + 0.01;
    let stem = (0.35 * r + 0.008).min(0.9 * half);
    post(m, 0.0, hub, stem);
    post(m, -body - 0.15 * r, 0.0, stem);
    let size = ((0.032 + 0.5 * r) * m.any(0.85, 1.3)).min(0.13);
    pad(m, hub, 0.9 * size);
    let foot = bracket(m, hub, 0.9 * size);
    if m.chance(0.6) {
        let turn = m.dice.pick(&[0.0, FRAC_PI_2]);
        m.turned(turn, |m| rack(m, foot, size));
    } else {
        power(m, foot, size);
    }
    Body::new(ends, Stance::Any)
}

/// Sliding gate: a thin disc between flanges, a yoke and a head that are large for it.
pub(super) fn sliding_gate(m: &mut Make) -> Body {
    let half = m.half(0.025 + 0.0003 * f64::from(m.dn));
    let ends = m.ends(Ends::Wafer, half);
    let r = m.r;
    let body = r + (m.flange.radius - r) * m.any(0.5, 0.8);
    drum(m, -half, half, body);
    let neck = m.flange.radius + r * m.any(0.2, 0.8) + 0.015;
    let wide = (0.9 * half).min(0.025);
    post(m, 0.8 * body, neck, wide);
    m.shape.prism([0.0, 0.0, neck - 0.02], [0.0, 0.0, neck], 1.3 * wide, 6);
    let size = head_radius(m) * 0.85;
    match m.dice.below(4) {
        0 => anyhow_turned(m, |m| electric_push(m, neck)),
        1 => smooth_piston(m, neck + 0.03, (0.6 * size).min(0.1)),
        _ => anyhow_turned(m, |m| low_head(m, neck, size)),
    }
    Body::new(ends, Stance::Any)
}

/// Small flow: a bar stock body with a slim bonnet, a small head, a positioner as large as the rest.
pub(super) fn small_flow(m: &mut Make) -> Body {
    let r = m.r;
    let ends = m.dice.pick(&[Ends::Flanged, Ends::Threaded, Ends::Welded]);
    let half = (0.035 + 1.2 * r) * m.any(0.9, 1.3) + if ends == Ends::Flanged { 0.03 } else { 0.0 };
    let ends = m.ends(ends, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.1 * r);
    let wide = (r * m.any(1.4, 2.0)).min(0.6 * half);
    let high = r * m.any(1.6, 2.4);
    if m.chance(0.5) {
        m.shape.block([0.0, 0.0, 0.1 * high], [2.0 * wide, 2.0 * wide, 1.8 * high]);
    } else {
        post(m, -0.8 * high, high, wide);
    }
    let neck = high + m.any(0.03, 0.11);
    m.shape.prism([0.0, 0.0, high], [0.0, 0.0, high + 0.014], 0.8 * wide, 6);
    post(m, high, neck, 0.45 * wide);
    let size = m.any(0.055, 0.1);
    let kind = m.dice.below(3);
    anyhow_turned(m, |m| match kind {
        0 => electric_push(m, neck),
        1 => smooth_piston(m, neck, 0.6 * size),
        _ => low_head(m, neck, size),
    });
    Body::new(ends, Stance::Any)
}

/// Angle pattern under a low or a tall head.
pub(super) fn angle_heads(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.75, 1.0);
    angled(m, Ends::Flanged, half, |m| {
        let wide = m.r * m.any(1.3, 1.8);
        post(m, -0.7 * wide, 1.1 * wide, wide);
        let top = bonnet(m, 1.1 * wide);
        let size = head_radius(m);
        if m.chance(0.5) { low_head(m, top, size) } else { tall_yoke_head(m, top, size) }
    })
}

/// Simplified: a plain body, a neck and a mushroom.
pub(super) fn simple(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = plain_ends(m, half);
    let top = plain_body(m, half);
    let neck = top.max(m.r) + m.r * m.any(0.2, 1.6);
    let slim = m.r * m.any(0.35, 0.9);
    post(m, 0.0, neck, slim);
    let size = head_radius(m);
    mushroom(m, neck, size);
    Body::new(ends, Stance::Any)
}

/// As symbols have it: two cones under a mushroom, a box or a drum on a stem.
pub(super) fn cones(m: &mut Make) -> Body {
    let length = if m.chance(0.5) { gate_length(m.dn) } else { 0.108 + 0.0021 * f64::from(m.dn) };
    let half = m.half(length);
    let ends = plain_ends(m, half);
    let waist = m.r * m.any(0.2, 0.6);
    bow_tie(m, half, waist);
    let size = head_radius(m);
    let rise = m.r * m.any(0.6, 1.8) + 0.02;
    match m.dice.below(4) {
        0 => {
            post(m, 0.0, rise + 0.5 * size, 0.12 * m.r + 0.004);
            let tall = size * m.any(0.7, 2.0);
            m.shape.block([0.0, 0.0, rise + 0.5 * size + tall / 2.0], [1.3 * size, 1.1 * size, tall]);
        }
        1 => {
            post(m, 0.0, rise + 0.4 * size, 0.12 * m.r + 0.004);
            let tall = size * m.any(1.0, 2.6);
            post(m, rise + 0.4 * size, rise + 0.4 * size + tall, 0.6 * size);
        }
        _ => {
            post(m, 0.0, rise, 0.15 * m.r + 0.004);
            mushroom(m, rise, size);
        }
    }
    Body::new(ends, Stance::Any)
}

/// Hygienic: a round pot between welded or clamped tails with a smooth can and control head above.
pub(super) fn hygienic(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.04 + 1.6 * r) * m.any(0.85, 1.2);
    let kind = if m.chance(0.5) { Ends::Welded } else { Ends::Clamp };
    let ends = m.ends(kind, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.02 * r);
    let wide = (r * m.any(1.4, 1.8) + 0.004).min(0.8 * half);
    let (low, high) = (r * m.any(1.1, 1.5), r * m.any(1.1, 1.6));
    post(m, -low, high, wide);
    post(m, high, high + 0.014, 1.15 * wide);
    let neck = high + m.any(0.03, 0.09);
    m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 0.6 * wide, 3, 0.007, high, neck, FRAC_PI_4);
    post(m, high, neck, 0.01);
    let bore = (0.03 + 0.8 * r) * m.any(0.85, 1.3);
    smooth_piston(m, neck, bore);
    let cap = neck + bore;
    if m.chance(0.2) {
        accessories(m, neck, cap, bore, cap);
    }
    Body::new(ends, Stance::Upright)
}
