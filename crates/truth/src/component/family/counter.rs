//! Mechanical meters: Woltman bells, house meters, heat meters, oval gears, discs, delivery meters, tubes with floats.

use super::ends::Ends;
use super::make::{Body, Make};
use crate::component::Stance;
use crate::model::catalogue::meter_length;
use std::f64::consts::TAU;

/// A round register at height `z` with a lid that is shut or open.
fn register(m: &mut Make, z: f64, dial: f64) -> f64 {
    let (tall, turn) = (m.any(0.025, 0.06), m.any(0.0, TAU));
    m.upright(z, z + tall, dial);
    let top = z + tall;
    match m.dice.below(3) {
        0 => m.turned(turn, |m| m.shape.bar([dial, 0.0, top], [1.35 * dial, 0.0, top + 1.7 * dial], 1.8 * dial, 0.006)),
        1 => {
            m.upright(top, top + 0.012, 1.05 * dial);
            m.turned(turn, |m| m.shape.rod([dial, -0.012, top], [dial, 0.012, top], 0.008));
        }
        _ => {}
    }
    top
}

/// Flanged Woltman meter: a bell with a bolted rim over the pipe, a register on it.
pub(super) fn woltman(m: &mut Make) -> Body {
    let half = m.dice.pick::<f64>(&[0.2, 0.2, 0.225, 0.25, 0.3]).max(0.0023 * f64::from(m.dn)) / 2.0 * m.any(0.9, 1.1) + 0.02;
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    m.spool(half, 1.1 * r);
    let (bell, rim) = (r * m.any(0.9, 1.25) + 0.01, r * m.any(1.1, 1.5) + 0.02);
    let (base, high) = (r * m.any(0.9, 1.4) + 0.01, m.any(0.02, 0.07) + 0.3 * r);
    m.upright(0.0, base, bell);
    m.upright(base, base + 0.02, rim);
    if m.look.bolts {
        m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 0.87 * rim, 6, 0.009, base, base + 0.035, 0.3);
    }
    m.round_stem(&[(base + 0.02, 0.95 * rim), (base + 0.02 + high, 0.055), (base + 0.02 + high, 0.0)]);
    let dial = m.any(0.045, 0.07);
    register(m, base + 0.02 + high, dial);
    Body::new(ends, Stance::Upright)
}

/// House meter: a flat brass or plastic cup between two unions, dry or wet dial.
pub(super) fn household(m: &mut Make) -> Body {
    let half = m.dice.pick::<f64>(&[0.055, 0.065, 0.0825, 0.095, 0.11, 0.13]).max(2.6 * m.r) + 0.02;
    let kind = if m.chance(0.7) { Ends::Threaded } else { Ends::Union };
    let ends = m.ends(kind, half);
    let r = m.r;
    m.spool(half, 1.1 * r);
    let cup = m.any(0.032, 0.046).min(0.75 * half) + 0.2 * r;
    let (low, high) = (-r * m.any(1.0, 1.5) - 0.004, r * m.any(0.9, 1.5) + 0.008);
    m.round_stem(&[(low, 0.0), (low, 0.6 * cup), (0.3 * low, cup), (high, cup), (high, 0.0)]);
    let dial = cup * m.any(0.85, 1.08);
    if m.chance(0.5) {
        m.shape.prism([0.0, 0.0, high], [0.0, 0.0, high + 0.012], 1.04 * cup, 12);
    }
    let top = register(m, high + 0.008, dial);
    if m.chance(0.25) {
        // A radio module.
        m.upright(top, top + 0.02, 0.8 * dial);
    }
    Body::new(ends, Stance::Any)
}

/// Heat meter: a small flow part with a box of a calculator on it or near it on the pipe.
pub(super) fn heat(m: &mut Make) -> Body {
    let half = if m.dn <= 40 { m.any(0.055, 0.13) + 0.2 * m.r } else { meter_length(m.dn) * m.any(0.45, 0.6) };
    let ends = m.ends(if m.dn <= 40 { Ends::Threaded } else { Ends::Flanged }, half);
    let r = m.r;
    m.spool(half, 1.1 * r);
    let (cup, high) = ((0.028 + 0.5 * r).min(0.7 * half), r * m.any(1.0, 1.4) + 0.01);
    if m.chance(0.5) {
        m.upright(-1.1 * r, high, cup)
    } else {
        m.shape.block([0.0, 0.0, 0.3 * high], [cup, 2.0 * cup, 1.4 * high])
    }
    let (w, d, h) = (m.any(0.1, 0.16), m.any(0.08, 0.12), m.any(0.035, 0.06));
    let (turn, away) = (m.quarter(), m.chance(0.3));
    m.turned(turn, |m| {
        let up = if away { high + m.any(0.02, 0.06) } else { high };
        m.shape.block([0.0, 0.0, up + h / 2.0], [w, d, h]);
        if away {
            m.upright(high, up, 0.012);
        }
        for x in [-0.3, 0.0, 0.3] {
            m.shape.rod([x * w, -d / 2.0 - 0.02, up + 0.3 * h], [x * w, -d / 2.0, up + 0.3 * h], 0.007);
        }
    });
    Body::new(ends, Stance::Any)
}

/// Oval gears in a flat round chamber whose cover faces one side, with a counter or a pulser on the cover.
pub(super) fn oval(m: &mut Make) -> Body {
    let half = meter_length(m.dn) / 2.0 * m.any(0.75, 1.15);
    let kind = if m.dn <= 50 { m.dice.pick(&[Ends::Flanged, Ends::Threaded]) } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let (r, side) = (m.r, m.either());
    m.spool(half, 1.08 * r);
    let (wide, deep) = ((r * m.any(1.6, 2.2) + 0.015).min(0.8 * half), r * m.any(0.9, 1.4) + 0.01);
    let squash = m.any(0.75, 1.0);
    m.stretched([0.0; 3], [1.0, 1.0, squash], |m| {
        m.shape.rod([0.0, -side * deep, 0.0], [0.0, side * deep, 0.0], wide);
        m.shape.rod([0.0, side * deep, 0.0], [0.0, side * (deep + 0.018), 0.0], 1.1 * wide);
    });
    m.aside([0.0, side * (deep + 0.018), 0.0], side, |m| {
        let neck = m.any(0.01, 0.05);
        m.upright(0.0, neck, 0.04);
        match m.dice.below(3) {
            0 => {
                let own = m.any(0.05, 0.075);
                m.upright(neck, neck + 0.06, own);
            }
            1 => m.shape.block([0.0, 0.0, neck + 0.05], [0.14, 0.12, 0.1]),
            _ => m.converter(neck),
        }
    });
    Body::new(ends, Stance::Any)
}

/// Nutating disc or piston: a bronze bottle, two halves bolted at a rim, a register on top.
pub(super) fn disc(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.085 + 1.6 * r) * m.any(0.9, 1.2);
    let kind = if m.dn > 40 || m.chance(0.2) { Ends::Flanged } else { Ends::Threaded };
    let ends = m.ends(kind, half);
    m.spool(half, 1.15 * r);
    let (wide, low, high) = (r * m.any(1.3, 1.8) + 0.025, -r * m.any(1.2, 1.8) - 0.01, r * m.any(1.0, 1.6) + 0.02);
    let wide = wide.min(0.8 * half);
    m.shape.dome([0.0, 0.0, low], [0.0, 0.0, -1.0], wide, 0.35 * wide);
    m.upright(low, 0.4 * high, wide);
    m.upright(0.4 * high, 0.4 * high + 0.018, 1.2 * wide);
    m.round_stem(&[(0.4 * high, 1.05 * wide), (high, 0.8 * wide), (high + 0.02, 0.045), (high + 0.02, 0.0)]);
    let dial = m.any(0.038, 0.05);
    register(m, high + 0.02, dial);
    Body::new(ends, Stance::Upright)
}

/// Delivery meter of a tank farm: a big drum, a mechanical register with a printer on a post, an air pot before it.
pub(super) fn delivery(m: &mut Make) -> Body {
    let r = m.r;
    let half = meter_length(m.dn) / 2.0 * m.any(1.1, 1.5) + 0.05;
    let ends = m.ends(Ends::Flanged, half);
    m.spool(half, 1.08 * r);
    let (wide, mid) = ((1.6 * r + m.any(0.03, 0.09)).min(0.75 * half), m.any(-0.1, 0.2) * half);
    let (low, high) = (-wide * m.any(0.7, 1.1), wide * m.any(0.7, 1.1));
    m.shifted([mid, 0.0, 0.0], |m| {
        m.upright(low, high, wide);
        m.upright(high, high + 0.025, 1.12 * wide);
        m.upright(high, high + 0.09, 0.05);
        let turn = m.quarter();
        let size = [m.any(0.14, 0.22), m.any(0.12, 0.2), m.any(0.12, 0.24)];
        m.turned(turn, |m| {
            m.shape.block([0.0, 0.0, high + 0.09 + size[2] / 2.0], size);
            if m.chance(0.5) {
                m.shape.block([0.0, size[1] * 0.6, high + 0.05 + size[2] / 2.0], [0.9 * size[0], 0.1, 0.6 * size[2]]);
            }
        });
    });
    if m.chance(0.5) {
        let (pot, at) = (wide * m.any(0.45, 0.65), -half + m.flange.thickness + 0.7 * wide);
        m.shifted([at.min(-0.5 * half), 0.0, 0.0], |m| {
            m.upright(-1.5 * r, 1.8 * high, pot);
            m.shape.dome([0.0, 0.0, 1.8 * high], [0.0, 0.0, 1.0], pot, 0.4 * pot);
        });
    }
    Body::new(ends, Stance::Upright)
}

/// Float in a clear plastic tube between ribbed union nuts.
pub(super) fn float_tube(m: &mut Make) -> Body {
    let half = m.any(0.1, 0.19) + 0.5 * m.r;
    let kind = m.dice.pick(&[Ends::Union, Ends::Union, Ends::Socket]);
    let ends = m.ends(kind, half);
    let r = m.r;
    let wide = r * m.any(1.1, 1.45);
    m.shape.cone([-0.8 * half, 0.0, 0.0], [0.8 * half, 0.0, 0.0], 0.85 * wide, wide);
    for side in [-1.0, 1.0] {
        let (from, to) = (side * 0.6 * half, side * 0.8 * half);
        m.shape.prism([from, 0.0, 0.0], [to, 0.0, 0.0], wide * m.dice.range(1.3, 1.5), 12);
    }
    if m.chance(0.4) {
        m.shape.block([m.dice.range(-0.3, 0.3) * half, 0.0, wide + 0.01], [0.05, 0.025, 0.03]);
    }
    Body::new(ends, Stance::Any)
}

/// Float in a glass tube within a frame or a case of sheet metal.
pub(super) fn float_framed(m: &mut Make) -> Body {
    let half = m.any(0.12, 0.22);
    let kind = m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Threaded]);
    let ends = m.ends(kind, half);
    let r = m.r;
    let own = m.any(0.7, 1.0);
    m.spool(half, r * own);
    let inner = half - m.flange.thickness - 0.01;
    let wide = 1.3 * r + m.any(0.008, 0.02);
    for side in [-1.0, 1.0] {
        m.shape.block([side * 0.85 * inner, 0.0, 0.0], [0.3 * inner, 2.0 * wide, 2.0 * wide]);
    }
    if m.chance(0.5) {
        for side in [-1.0, 1.0] {
            m.shape.block([0.0, side * wide, 0.0], [2.0 * inner, 0.008, 1.6 * wide]);
        }
        m.shape.block([0.0, 0.0, -wide], [2.0 * inner, 2.0 * wide, 0.006]);
    } else {
        for (y, z) in [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)] {
            m.shape.tube([-inner, 0.85 * y * wide, 0.85 * z * wide], [inner, 0.85 * y * wide, 0.85 * z * wide], 0.006);
        }
    }
    Body::new(ends, Stance::Any)
}

/// Metal tube with a float whose place a magnet shows on a dial in a round or square housing beside it.
pub(super) fn float_metal(m: &mut Make) -> Body {
    let half = m.any(0.115, 0.16);
    let kind = if m.dn <= 50 { m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Threaded, Ends::Clamp]) } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let r = m.r;
    let wide = r * m.any(1.05, 1.5);
    let land = half - m.flange.thickness;
    m.round_pipe(&[(-land, r), (-0.75 * land, wide), (0.75 * land, wide), (land, r)]);
    let (off, size) = (wide + m.any(0.005, 0.08), m.any(0.045, 0.075));
    m.shape.block([0.0, 0.0, 0.5 * (wide + off)], [0.06, 0.05, off - 0.5 * wide]);
    let shift = m.any(-0.2, 0.2) * half;
    m.shifted([shift, 0.0, 0.0], |m| match m.dice.below(3) {
        0 => {
            let own = m.any(0.04, 0.09);
            m.upright(off, off + own, size);
            m.upright(off + 0.04, off + 0.055, 1.08 * size);
        }
        1 => m.shape.block([0.0, 0.0, off + 0.04], [2.6 * size, 2.0 * size, 0.08]),
        _ => m.shape.rod([0.0, -0.8 * size, off + size], [0.0, 0.8 * size, off + size], size),
    });
    if m.chance(0.4) {
        m.shape.rod([shift - 1.4 * size, 0.0, off + 0.03], [shift, 0.0, off + 0.03], 0.012);
    }
    Body::new(ends, Stance::Any)
}
