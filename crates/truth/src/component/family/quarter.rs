//! Quarter turn valves: ball, plug and butterfly valves.

use super::ends::Ends;
use super::make::{Body, Make};
use super::topworks::Drive;
use crate::component::Stance;
use crate::model::catalogue::{gate_length, wafer_length};

/// Stem, mounting pad and drive from the top of the body at `z`.
fn crown(m: &mut Make, z: f64, levers: bool) {
    let r = m.r;
    let neck = z + r * m.any(0.15, 0.9) + 0.006;
    m.shape.rod([0.0, 0.0, 0.6 * z], [0.0, 0.0, neck], r * m.dice.range(0.28, 0.5) + 0.003);
    let pad = r * m.any(0.4, 0.75) + 0.012;
    if m.chance(0.6) {
        if m.chance(0.5) {
            m.shape.block([0.0, 0.0, neck - 0.005], [2.0 * pad, 2.0 * pad, 0.01]);
        } else {
            m.shape.rod([0.0, 0.0, neck - 0.01], [0.0, 0.0, neck], pad);
        }
    }
    let drive = if m.dn >= 200 && m.chance(0.6) { Drive::Gear } else { m.drive() };
    let size = (0.045 + 0.7 * r) * m.any(0.8, 1.3);
    match drive {
        Drive::Hand if levers => {
            let length = m.lever_length();
            m.lever(neck + 0.008, length);
        }
        Drive::Hand | Drive::Gear => m.worm_gear(neck, size),
        Drive::Pneumatic if m.chance(0.2) => m.scotch_yoke(neck, (1.4 * size).min(0.22)),
        Drive::Pneumatic => m.pinion(neck, (1.5 * size).clamp(0.06, 0.26)),
        Drive::Electric => m.electric(neck, (1.2 * size).clamp(0.08, 0.22)),
    }
}

/// Half length: ASME or EN 558 series 27.
fn ball_half(m: &mut Make) -> f64 {
    let length = if m.chance(0.6) { gate_length(m.dn) } else { 0.09 + 0.0014 * f64::from(m.dn) };
    m.half(length)
}

/// Two pieces bolted at one side of the ball.
pub(super) fn two_piece(m: &mut Make) -> Body {
    let half = ball_half(m);
    let ends = if m.dn <= 50 { m.metal_ends() } else { Ends::Flanged };
    let ends = m.ends(ends, half);
    let r = m.r;
    let body = r * m.any(1.4, 1.9);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], r * m.dice.range(1.05, 1.2));
    let x = body.min(0.72 * half);
    match m.dice.below(3) {
        0 => m.shape.rod([-x, 0.0, 0.0], [x, 0.0, 0.0], body),
        1 => m.shape.lathe([0.0; 3], [1.0, 0.0, 0.0], &[(-x, 1.1 * r), (-0.6 * x, body), (0.6 * x, body), (x, 1.1 * r)]),
        _ => m.shape.ball([0.0; 3], body.min(0.95 * half)),
    }
    let seam = x * m.any(-0.7, 0.7);
    let (ring, thick) = (body * m.any(1.05, 1.3), 0.12 * r + 0.004);
    m.shape.rod([seam - thick, 0.0, 0.0], [seam + thick, 0.0, 0.0], ring);
    if m.look.bolts {
        let bolt = (0.1 * r).clamp(0.004, 0.011);
        let count = m.dice.pick(&[4, 6, 8]);
        m.shape.bolts(
            [0.0; 3],
            [1.0, 0.0, 0.0],
            0.93 * ring,
            count,
            bolt,
            seam - thick - 1.3 * bolt,
            seam + thick + 1.3 * bolt,
            0.4,
        );
    }
    crown(m, body, true);
    Body::new(ends, Stance::Any)
}

/// Three pieces held by long bolts.
pub(super) fn three_piece(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.03 + 1.35 * r) * m.any(0.85, 1.3);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Socket, Ends::Welded, Ends::Clamp, Ends::Flanged]);
    let half = if ends == Ends::Flanged { half + 0.03 } else { half };
    let ends = m.ends(ends, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.15 * r);
    let (x, body) = ((r * m.any(0.7, 1.0)).min(0.55 * half), r * m.any(1.3, 1.6) + 0.003);
    m.shape.rod([-x, 0.0, 0.0], [x, 0.0, 0.0], body);
    let (plate, square) = (0.25 * r + 0.004, m.chance(0.6));
    for side in [-1.0, 1.0] {
        let (a, b) = (side * x, side * (x + plate));
        if square {
            m.shape.block([(a + b) / 2.0, 0.0, 0.0], [plate, 2.2 * body, 2.2 * body]);
        } else {
            m.shape.rod([a, 0.0, 0.0], [b, 0.0, 0.0], 1.25 * body);
        }
    }
    let bolt = (0.13 * r).clamp(0.004, 0.012);
    m.shape.bolts(
        [0.0; 3],
        [1.0, 0.0, 0.0],
        1.28 * body,
        4,
        bolt,
        -x - plate - bolt,
        x + plate + bolt,
        std::f64::consts::FRAC_PI_4,
    );
    crown(m, 1.1 * body, true);
    Body::new(ends, Stance::Any)
}

/// Large balls on trunnions: a big round body, two flange rings, a gear.
pub(super) fn trunnion(m: &mut Make) -> Body {
    let half = ball_half(m) * m.any(1.0, 1.25);
    let ends = if m.chance(0.8) { Ends::Flanged } else { Ends::Welded };
    let ends = m.ends(ends, half);
    let r = m.r;
    let body = (r * m.any(1.6, 2.1)).min(1.15 * half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.15 * r);
    let x = (0.75 * body).min(0.7 * half);
    if m.chance(0.5) {
        m.shape.ball([0.0; 3], body.min(0.95 * half));
    } else {
        m.shape.lathe(
            [0.0; 3],
            [1.0, 0.0, 0.0],
            &[(-x, 1.15 * r), (-0.7 * x, 0.95 * body), (0.7 * x, 0.95 * body), (x, 1.15 * r)],
        );
    }
    let (at, ring) = (x * m.any(0.4, 0.7), body * m.any(1.02, 1.15));
    for side in [-1.0, 1.0] {
        m.shape.rod([side * at - 0.1 * r, 0.0, 0.0], [side * at + 0.1 * r, 0.0, 0.0], ring);
        if m.look.bolts {
            m.shape.bolts([0.0; 3], [1.0, 0.0, 0.0], 0.94 * ring, 10, 0.07 * r, side * at - 0.2 * r, side * at + 0.2 * r, 0.0);
        }
    }
    m.shape.rod([0.0, 0.0, -1.15 * body], [0.0, 0.0, 0.0], 0.45 * r);
    m.shape.rod([0.0, 0.0, -1.25 * body], [0.0, 0.0, -1.12 * body], 0.6 * r);
    crown(m, 1.1 * body, false);
    Body::new(ends, Stance::Any)
}

/// Brass ball valve with hexagon ends.
pub(super) fn threaded(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.022 + 0.95 * r) * m.any(0.85, 1.3);
    let ends = m.ends(Ends::Threaded, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.1 * r);
    let body = (r * m.any(1.2, 1.5)).min(0.9 * half);
    if m.chance(0.6) {
        m.shape.ball([0.0; 3], body);
    } else {
        m.shape.prism([-0.5 * half, 0.0, 0.0], [0.5 * half, 0.0, 0.0], body, 8);
    }
    let top = body + m.any(0.004, 0.012);
    m.shape.prism([0.0, 0.0, 0.8 * body], [0.0, 0.0, top], 0.4 * r + 0.003, 6);
    let length = m.lever_length() * 0.9;
    m.lever(top + 0.004, length);
    Body::new(ends, Stance::Any)
}

/// Plastic ball valve with union nuts.
pub(super) fn plastic(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.035 + 1.7 * r) * m.any(0.85, 1.2);
    let ends = m.ends(Ends::Union, half);
    let body = r * m.any(1.3, 1.6);
    m.shape.rod([-0.6 * half, 0.0, 0.0], [0.6 * half, 0.0, 0.0], body);
    m.shape.rod([-0.25 * half, 0.0, 0.0], [0.25 * half, 0.0, 0.0], 1.15 * body);
    m.shape.rod([0.0; 3], [0.0, 0.0, 1.25 * body], 0.55 * r);
    let (z, wing, turn) = (1.25 * body, (0.03 + 1.5 * r) * m.any(0.8, 1.2), m.dice.pick(&[0.0, 0.0, 1.571]));
    m.turned(turn, |m| {
        m.shape.block([0.0, 0.0, z + 0.25 * r + 0.006], [2.0 * wing, 0.45 * r + 0.008, 0.5 * r + 0.012]);
        m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.6 * r + 0.014], 0.6 * r + 0.004);
    });
    Body::new(ends, Stance::Any)
}

/// A short ball valve clamped between flanges.
pub(super) fn compact(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.75 * r + 0.008) * m.any(0.9, 1.2);
    let ends = m.ends(Ends::Wafer, half);
    let body = r + (m.flange.radius - r) * m.any(0.45, 0.95);
    m.shape.rod([-half, 0.0, 0.0], [half, 0.0, 0.0], body);
    let top = body.max(m.flange.radius * m.any(0.85, 1.05));
    m.shape.block([0.0, 0.0, 0.5 * top], [1.2 * half, 1.0 * r, top]);
    crown(m, top, true);
    Body::new(ends, Stance::Any)
}

/// Lubricated plug valve: tapered body, cover, wrench square.
pub(super) fn plug(m: &mut Make) -> Body {
    let half = ball_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.1 * r);
    let (low, high) = (r * m.any(1.0, 1.4), r * m.any(1.2, 1.7));
    let (wide, foot) = ((r * m.any(1.3, 1.7)).min(0.85 * half), m.any(0.75, 1.0));
    m.shape.stub([0.0, 0.0, -low], [0.0, 0.0, high], foot * wide, wide);
    if m.chance(0.4) {
        m.shape.rod([0.0, 0.0, -low - 0.2 * r], [0.0, 0.0, -low], 0.6 * wide);
    }
    let joint = wide * m.any(0.95, 1.2);
    let top = m.bonnet_joint(high, joint);
    let neck = top + r * m.any(0.2, 0.7);
    m.shape.rod([0.0, 0.0, top], [0.0, 0.0, neck], 0.5 * r);
    if m.chance(0.35) {
        m.shape.block([0.0, 0.0, neck + 0.25 * r + 0.006], [0.45 * r + 0.008, 0.45 * r + 0.008, 0.5 * r + 0.012]);
        if m.chance(0.6) {
            let length = m.lever_length();
            m.lever(neck + 0.3 * r, length);
        }
    } else {
        crown(m, neck, m.dn < 150);
    }
    Body::new(ends, Stance::Any)
}

/// Butterfly valves between flanges: wafer, lugged or with flanges of their own.
pub(super) fn butterfly(m: &mut Make, kind: Ends) -> Body {
    let wide = wafer_length(m.dn);
    let length = if kind == Ends::Flanged { wide * m.any(1.8, 2.8) } else { wide };
    let half = m.half(length);
    let ends = m.ends(kind, half);
    let (r, flange) = (m.r, m.flange.radius);
    let body = match kind {
        Ends::Wafer => r + (flange - r) * m.any(0.35, 0.7),
        Ends::Lug => r + (flange - r) * m.any(0.4, 0.6),
        _ => r * m.any(1.1, 1.25),
    };
    m.shape.rod([-half, 0.0, 0.0], [half, 0.0, 0.0], body);
    if kind == Ends::Wafer && m.chance(0.5) {
        // Four holes or ears that centre it.
        for turn in [0.25, 0.75, 1.25, 1.75] {
            let (sin, cos) = (std::f64::consts::PI * turn).sin_cos();
            let (y, z) = (0.92 * flange * cos, 0.92 * flange * sin);
            m.shape.rod([-0.5 * half, y, z], [0.5 * half, y, z], 0.13 * flange);
        }
    }
    let stem = (m.any(0.5, 0.9) * half).clamp(0.009, 0.045) + 0.03 * r;
    let neck = flange + r * m.any(0.15, 1.0) + 0.015;
    m.shape.rod([0.0, 0.0, 0.9 * body], [0.0, 0.0, neck], stem);
    let below = body + m.any(0.1, 0.35) * r;
    m.shape.rod([0.0, 0.0, -below], [0.0, 0.0, -0.9 * body], 1.1 * stem);
    let pad = m.any(0.03, 0.05) + 0.12 * r;
    if m.chance(0.5) {
        m.shape.rod([0.0, 0.0, neck - 0.012], [0.0, 0.0, neck], pad)
    } else {
        m.shape.block([0.0, 0.0, neck - 0.006], [1.8 * pad, 1.8 * pad, 0.012])
    }
    let size = (0.05 + 0.32 * r) * m.any(0.8, 1.35);
    let lever = m.dn <= 150 && m.chance(0.7);
    match m.drive() {
        Drive::Hand if lever => m.notched_lever(neck),
        Drive::Hand | Drive::Gear => m.worm_gear(neck, size),
        Drive::Pneumatic => m.pinion(neck, (1.6 * size).clamp(0.07, 0.24)),
        Drive::Electric => m.electric(neck, (1.3 * size).clamp(0.08, 0.2)),
    }
    Body::new(ends, Stance::Any)
}
