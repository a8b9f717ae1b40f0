//! Meters with electronics on a straight tube: magnetic, vortex, ultrasonic, thermal, paddle wheel, gas turbine, plain.

use super::ends::Ends;
use super::make::{Body, Make};
use crate::component::Stance;
use crate::model::catalogue::meter_length;

fn half(m: &mut Make, share: f64) -> f64 {
    let length = meter_length(m.dn) * share;
    m.half(length).max(1.3 * m.flange.thickness + 0.01)
}

/// How the electronics of a magnetic meter stand: on a neck, at a right angle, or away with a box left on the tube.
fn magnetic_top(m: &mut Make, coil: f64, remote: f64) {
    let neck = coil + m.any(0.015, 0.12);
    let thick = m.any(0.018, 0.045);
    m.upright(0.7 * coil, neck, thick);
    if m.chance(remote) { m.junction_box(neck) } else { m.converter(neck) }
}

/// A housing of six or eight flat faces about the coils, with end plates.
pub(super) fn magnetic_octagon(m: &mut Make) -> Body {
    let half = half(m, 1.0);
    let ends = m.ends(Ends::Flanged, half);
    let (r, flange, thick) = (m.r, m.flange.radius, m.flange.thickness);
    m.spool(half, 1.08 * r);
    let (wide, coil) = ((half - 1.3 * thick) * m.any(0.55, 0.95), r + (flange - r) * m.any(0.45, 1.05) + 0.004);
    let sides = m.dice.pick(&[6, 8, 8]);
    m.shape.prism([-wide, 0.0, 0.0], [wide, 0.0, 0.0], coil, sides);
    if m.chance(0.5) {
        for side in [-1.0, 1.0] {
            m.lying(side * wide - 0.004, side * wide + 0.004, 1.1 * coil);
        }
    }
    magnetic_top(m, coil, 0.15);
    Body::new(ends, Stance::Upright)
}

/// A cast box about the coils, as of small sizes and of one-piece aluminium housings.
pub(super) fn magnetic_box(m: &mut Make) -> Body {
    let half = half(m, 1.0);
    let ends = m.ends(Ends::Flanged, half);
    let (r, thick) = (m.r, m.flange.thickness);
    m.spool(half, 1.1 * r);
    let wide = (half - 1.3 * thick) * m.any(0.5, 0.95);
    let (tall, broad) = (r * m.any(1.3, 1.7) + 0.015, r * m.any(1.25, 1.8) + 0.012);
    m.shape.block([0.0; 3], [2.0 * wide, 2.0 * broad, 2.0 * tall]);
    if m.chance(0.5) {
        m.shape.block([0.0, 0.0, tall + 0.01], [1.2 * wide, 1.2 * broad, 0.03]);
    }
    magnetic_top(m, tall, 0.2);
    Body::new(ends, Stance::Upright)
}

/// A slim round barrel with welded ends; the converter hangs on a wall.
pub(super) fn magnetic_remote(m: &mut Make) -> Body {
    let half = half(m, 1.0);
    let ends = m.ends(Ends::Flanged, half);
    let (r, flange, thick) = (m.r, m.flange.radius, m.flange.thickness);
    m.spool(half, 1.05 * r);
    let (wide, coil) = ((half - 1.2 * thick) * m.any(0.6, 1.0), r + (flange - r) * m.any(0.3, 0.8) + 0.004);
    let fall = wide * m.any(0.75, 1.0);
    m.round_pipe(&[(-wide, 1.05 * r), (-fall, coil), (fall, coil), (wide, 1.05 * r)]);
    magnetic_top(m, coil, 0.8);
    Body::new(ends, Stance::Upright)
}

/// Large: a wide short drum of sheet steel between the flanges, with feet and eyes, and a short neck.
pub(super) fn magnetic_large(m: &mut Make) -> Body {
    let half = half(m, 0.9);
    let ends = m.ends(Ends::Flanged, half);
    let (r, flange, thick) = (m.r, m.flange.radius, m.flange.thickness);
    m.spool(half, 1.04 * r);
    let (wide, coil) = ((half - 1.2 * thick) * m.any(0.6, 0.98), r + (flange - r) * m.any(0.7, 1.05));
    m.lying(-wide, wide, coil);
    for side in [-0.7, 0.7] {
        if m.chance(0.6) {
            m.shape.block([side * wide, 0.0, -coil], [0.03, 1.2 * coil, 0.3 * coil]);
        }
        m.shape.ring([side * wide, 0.0, coil + 0.02], [0.0, 1.0, 0.0], 0.025, 0.007);
    }
    let neck = coil + m.any(0.005, 0.04);
    m.upright(0.9 * coil, neck, 0.04);
    if m.chance(0.3) {
        m.junction_box(neck)
    } else {
        m.converter(neck)
    }
    Body::new(ends, Stance::Upright)
}

/// Sanitary: a short polished body with clamps and a steel head.
pub(super) fn magnetic_sanitary(m: &mut Make) -> Body {
    let half = half(m, 0.75);
    let kind = m.dice.pick(&[Ends::Clamp, Ends::Clamp, Ends::Union, Ends::Welded]);
    let ends = m.ends(kind, half);
    let r = m.r;
    m.spool(half, 1.03 * r);
    let (wide, coil) = (0.75 * half, r * m.any(1.4, 1.8) + 0.014);
    if m.chance(0.7) {
        m.lying(-wide, wide, coil);
    } else {
        m.shape.block([0.0; 3], [2.0 * wide, 1.8 * coil, 1.8 * coil]);
    }
    magnetic_top(m, coil, 0.0);
    Body::new(ends, Stance::Upright)
}

/// Compact and threaded: a small box in the line with the display in its lid.
pub(super) fn magnetic_compact(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.05 + 0.9 * r) * m.any(0.85, 1.25);
    let kind = m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Union]);
    let ends = m.ends(kind, half);
    m.spool(half, 1.1 * r);
    let (wide, broad, tall) = (half * m.any(0.5, 0.75), r * m.any(1.3, 1.7) + 0.012, r + m.any(0.03, 0.06));
    m.shape.block([0.0, 0.0, 0.5 * (tall - 1.2 * r)], [2.0 * wide, 2.0 * broad, tall + 1.2 * r]);
    if m.chance(0.5) {
        m.shape.rod([wide, 0.0, 0.6 * tall], [wide + 0.03, 0.0, 0.6 * tall], 0.007);
    } else {
        m.shape.bar([0.0, 0.0, tall], [0.3 * wide, 0.0, tall + 0.03], 1.6 * broad, 1.4 * wide);
    }
    Body::new(ends, Stance::Any)
}

/// Vortex wafer or flanged with reduced bore, a long neck against heat, or two heads.
pub(super) fn vortex_long(m: &mut Make) -> Body {
    let wafer = m.chance(0.4);
    let length = if wafer { m.any(0.03, 0.05) } else { half(m, 0.85) };
    let ends = m.ends(if wafer { Ends::Wafer } else { Ends::Flanged }, length);
    let (r, flange) = (m.r, m.flange.radius);
    let body = if wafer { r + (flange - r) * m.any(0.4, 0.65) } else { r * m.any(1.1, 1.35) };
    m.lying(-length, length, body);
    m.shape.block([0.0, 0.0, body], [0.07, 0.07, 0.05]);
    let foot = body.max(if wafer { flange } else { 0.0 });
    let fins = m.chance(0.3);
    let top = foot + m.any(0.18, 0.34);
    let own = m.any(0.014, 0.022);
    m.upright(0.8 * body, top, own);
    if fins {
        for k in 0..4 {
            let z = foot + 0.06 + 0.025 * f64::from(k);
            m.upright(z, z + 0.006, 0.04);
        }
    }
    m.converter(top);
    Body::new(ends, Stance::Any)
}

/// Vortex with two sensors and two heads, opposite each other or one behind the other.
pub(super) fn vortex_dual(m: &mut Make) -> Body {
    let half = half(m, 1.0);
    let ends = m.ends(Ends::Flanged, half);
    let body = m.r * m.any(1.05, 1.3);
    m.lying(-half, half, body);
    let (spread, lean) = (m.any(0.0, 0.5) * half, m.any(0.4, 1.2));
    for side in [-1.0, 1.0] {
        let axis = [0.0, side * f64::sin(lean), f64::cos(lean)];
        m.standing([side * spread, 0.0, 0.0], axis, [1.0, 0.0, 0.0], |m| m.necked(body, 0.16));
    }
    Body::new(ends, Stance::Upright)
}

/// Vortex or magnetic of reduced bore: cones within the length between the flanges.
pub(super) fn vortex_reduced(m: &mut Make) -> Body {
    let half = half(m, 1.05);
    let ends = m.ends(Ends::Flanged, half);
    let (r, waist) = (m.r, m.r * m.any(0.6, 0.82));
    let (inner, land) = (half * m.any(0.3, 0.5), half - m.flange.thickness);
    m.round_pipe(&[(-half, 1.02 * r), (-land, 1.02 * r), (-inner, waist), (inner, waist), (land, 1.02 * r), (half, 1.02 * r)]);
    let body = waist * m.any(1.05, 1.4);
    m.lying(-0.8 * inner, 0.8 * inner, body);
    m.shape.block([0.0, 0.0, body], [0.06, 0.06, 0.03]);
    m.necked(body, 0.16);
    Body::new(ends, Stance::Any)
}

/// Gas turbine or rotary meter: a thick short body with a counter on a post.
pub(super) fn turbine_gas(m: &mut Make) -> Body {
    let half = (1.5 * f64::from(m.dn) / 1000.0 + 0.02) * m.any(0.9, 1.15);
    let ends = m.ends(Ends::Flanged, half);
    let (r, flange) = (m.r, m.flange.radius);
    let body = r + (flange - r) * m.any(0.35, 0.75);
    m.lying(-0.85 * half, 0.85 * half, body);
    let (neck, dial) = (body + m.any(0.02, 0.06), m.any(0.045, 0.065));
    m.upright(0.8 * body, neck, 0.8 * dial);
    let turn = m.any(0.0, 6.3);
    if m.chance(0.6) {
        let own = m.any(0.05, 0.09);
        m.upright(neck, neck + own, dial);
        m.turned(turn, |m| m.shape.block([dial, 0.0, neck + 0.03], [0.03, 0.07, 0.045]));
    } else {
        m.turned(turn, |m| m.shape.block([0.0, 0.0, neck + 0.05], [0.15, 0.11, 0.1]));
    }
    let oil = m.either();
    m.shape.rod([0.3 * half, 0.0, 0.0], [0.3 * half, oil * (body + 0.05), 0.0], 0.018);
    if m.chance(0.5) {
        m.shape.block([0.3 * half, oil * (body + 0.06), 0.0], [0.04, 0.05, 0.07]);
    }
    Body::new(ends, Stance::Upright)
}

/// Ultrasonic spool with pairs of transducers at both sides in one plane or two.
pub(super) fn ultrasonic_pairs(m: &mut Make) -> Body {
    let half = half(m, 1.2);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let own = m.any(1.0, 1.12);
    m.spool(half, r * own);
    let (slant, stub, planes) = (m.any(0.7, 1.05), m.any(0.012, 0.028), m.dice.count(1, 2));
    let far = (1.1 * r / f64::tan(slant)).min(0.6 * half);
    for plane in 0..planes {
        let z = if planes == 1 { 0.0 } else { r * (plane as f64 - 0.5) };
        for side in [-1.0, 1.0] {
            for end in [-1.0, 1.0] {
                let axis = [end * f64::cos(slant), side * f64::sin(slant), 0.0];
                m.standing([end * far, side * 0.75 * r, z], axis, [0.0, 0.0, 1.0], |m| {
                    let long = 0.3 * r + m.any(0.035, 0.06);
                    m.upright(0.0, long, stub);
                    m.upright(long, long + 0.02, 1.35 * stub);
                });
            }
        }
    }
    if m.chance(0.8) {
        m.necked(r, 0.08)
    } else {
        m.shifted([0.0, 0.0, r], |m| m.junction_box(0.0))
    }
    Body::new(ends, Stance::Upright)
}

/// Gas custody meter: a thick block between flanges with many plugs and two boxes.
pub(super) fn ultrasonic_block(m: &mut Make) -> Body {
    let half = half(m, 1.1);
    let ends = m.ends(Ends::Flanged, half);
    let (r, flange) = (m.r, m.flange.radius);
    m.spool(half, 1.1 * r);
    let (wide, body) = (half * m.any(0.45, 0.65), r + (flange - r) * m.any(0.4, 0.8));
    if m.chance(0.5) {
        m.lying(-wide, wide, body);
    } else {
        m.shape.prism([-wide, 0.0, 0.0], [wide, 0.0, 0.0], body, 8);
    }
    for side in [-1.0, 1.0] {
        for end in [-0.6, 0.6] {
            for z in [-0.5, 0.0, 0.5] {
                let (x, z) = (end * wide + z * 0.3 * wide, z * r);
                m.shape.rod([x, 0.0, z], [x, side * (body + 0.035), z], 0.022);
            }
        }
        if m.chance(0.6) {
            m.shape.block([0.0, side * (body + 0.03), 0.0], [2.0 * wide, 0.05, 1.5 * r]);
        }
    }
    m.necked(body, 0.06);
    Body::new(ends, Stance::Upright)
}

/// Small ultrasonic meter for water and heat: a brass tube with a flat box or a round puck on it.
pub(super) fn ultrasonic_compact(m: &mut Make) -> Body {
    let half = if m.dn <= 40 { m.any(0.055, 0.13) + 0.3 * m.r } else { half(m, 0.9) };
    let ends = m.ends(if m.dn <= 40 { Ends::Threaded } else { Ends::Flanged }, half);
    let r = m.r;
    let waist = r * m.any(0.8, 1.0);
    m.round_pipe(&[(-half, 1.1 * r), (-0.6 * half, waist), (0.6 * half, waist), (half, 1.1 * r)]);
    if m.chance(0.5) {
        let (w, d, h) = (m.any(0.08, 0.12), m.any(0.06, 0.1), m.any(0.03, 0.06));
        m.shape.block([0.0, 0.0, waist + h / 2.0], [w, d, h]);
        if m.chance(0.4) {
            m.shape.block([0.0, 0.0, waist + h + 0.01], [0.8 * w, 0.9 * d, 0.03]);
        }
    } else {
        let (dial, tall) = (m.any(0.038, 0.055), m.any(0.04, 0.07));
        m.upright(0.5 * waist, waist + tall, dial);
    }
    Body::new(ends, Stance::Any)
}

/// Transducers strapped to the bare pipe on a rail, with a cable box or none.
pub(super) fn clamp_on(m: &mut Make) -> Body {
    let r = m.r;
    let half = m.any(0.1, 0.22) + 0.6 * r;
    m.spool(half, r);
    let (wide, tall) = (m.any(0.03, 0.06), m.any(0.025, 0.06));
    let (rail, both) = (m.chance(0.65), m.chance(0.3));
    for side in if both { vec![1.0, -1.0] } else { vec![1.0] } {
        let z = side * (r + tall / 2.0);
        if rail {
            m.shape.block([0.0, 0.0, z], [1.7 * half, wide, tall]);
        }
        for x in if both { vec![side * 0.45] } else { vec![-0.45, 0.45] } {
            m.shape.block([x * half, 0.0, z], [m.dice.range(0.05, 0.09), wide * 0.9, tall * 1.2]);
            m.shape.rod([x * half + 0.04, 0.0, z], [x * half + 0.07, 0.0, z + side * 0.02], 0.006);
        }
    }
    for x in [-0.8, -0.45, 0.45, 0.8] {
        m.shape.tube([x * half - 0.006, 0.0, 0.0], [x * half + 0.006, 0.0, 0.0], r + 0.004);
    }
    Body::new((half, half), Stance::Any)
}

/// Thermal mass flow: a stem stuck through a fitting or a flange on a spool, with electronics on it.
pub(super) fn thermal(m: &mut Make) -> Body {
    let half = half(m, 1.0) * m.any(0.7, 1.3);
    let kind = m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Threaded, Ends::Welded, Ends::Clamp]);
    let kind = if m.dn > 65 && matches!(kind, Ends::Threaded | Ends::Clamp) { Ends::Welded } else { kind };
    let ends = m.ends(kind, half);
    let r = m.r;
    m.spool(half, 1.03 * r);
    m.upright(0.0, r + 0.035, 0.022);
    m.hexagon(r + 0.035, r + 0.06, 0.018);
    if m.chance(0.3) {
        m.upright(r + 0.06, r + 0.078, 0.05);
        m.upright(r + 0.081, r + 0.099, 0.05);
    }
    let (stem, slim) = (r + m.any(0.12, 0.34), m.any(0.008, 0.014));
    m.upright(r, stem, slim);
    m.converter(stem);
    Body::new(ends, Stance::Any)
}

/// Paddle wheel in a plastic or steel tee, its sensor held by a large nut, with a display or a plug.
pub(super) fn paddle(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.03 + 1.3 * r) * m.any(0.9, 1.3);
    let kind = m.dice.pick(&[Ends::Union, Ends::Union, Ends::Socket, Ends::Threaded]);
    let ends = m.ends(kind, half);
    m.spool(half, 1.2 * r);
    let (neck, top) = (m.any(0.018, 0.025), 1.2 * r + m.any(0.02, 0.045));
    m.upright(0.0, top, neck);
    m.shape.prism([0.0, 0.0, top], [0.0, 0.0, top + 0.025], neck * m.dice.range(1.15, 1.5), 12);
    match m.dice.below(3) {
        0 => m.upright(top + 0.025, top + 0.07, 0.7 * neck),
        1 => m.converter(top + 0.025),
        _ => {
            let turn = m.any(0.0, 6.3);
            m.turned(turn, |m| m.shape.block([0.0, 0.0, top + 0.06], [0.09, 0.09, 0.065]));
        }
    }
    Body::new(ends, Stance::Any)
}

/// As design libraries draw it: a cylinder, a neck, and a box or a second cylinder.
pub(super) fn plain(m: &mut Make) -> Body {
    let half = half(m, 0.9);
    let kind = m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Flanged, Ends::Wafer]);
    let half = if kind == Ends::Wafer { half.min(0.06) } else { half };
    let ends = m.ends(kind, half);
    let (r, flange) = (m.r, m.flange.radius);
    m.spool(half, 1.02 * r);
    let body = r + (flange - r) * m.any(0.1, 0.9);
    let wide = half * m.any(0.5, 0.9);
    m.lying(-wide, wide, body);
    let top = body.max(if kind == Ends::Wafer { flange } else { 0.0 }) + m.any(0.02, 0.16);
    let own = m.any(0.012, 0.035);
    m.upright(0.5 * body, top, own);
    let size = m.any(0.04, 0.09);
    match m.dice.below(4) {
        0 => m.shape.rod([0.0, -size, top + 0.9 * size], [0.0, size, top + 0.9 * size], 0.9 * size),
        1 => m.shape.rod([-size, 0.0, top + 0.9 * size], [size, 0.0, top + 0.9 * size], 0.9 * size),
        2 => m.upright(top, top + 1.6 * size, size),
        _ => m.shape.block([0.0, 0.0, top + size], [2.0 * size, 1.5 * size, 2.0 * size]),
    }
    Body::new(ends, Stance::Any)
}
