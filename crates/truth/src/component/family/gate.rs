//! Gate valves: rising and non-rising stems, resilient seats, knife gates, forged and threaded makes.

use super::ends::Ends;
use super::make::{Body, Make};
use super::topworks::Drive;
use crate::component::Stance;
use crate::model::catalogue::{gate_length, wafer_length};

/// Half length of the body: ASME or EN 558 series 3, 14, 15.
fn gate_half(m: &mut Make) -> f64 {
    let dn = f64::from(m.dn);
    let length = match m.dice.below(3) {
        0 => gate_length(m.dn),
        // EN 558 series 14 (short) and 15 (long), closely.
        1 => 0.103 + 0.00085 * dn,
        _ => 0.145 + 0.0012 * dn,
    };
    m.half(length)
}

/// A flow passage with swelling ends; `belly` is its widest radius near the middle.
fn passage(m: &mut Make, half: f64, belly: f64) {
    let end = m.r * m.any(1.05, 1.2);
    let x = half * m.any(0.45, 0.8);
    let profile = [(-half, end), (-x, end), (-0.4 * half, belly), (0.4 * half, belly), (x, end), (half, end)];
    m.shape.lathe([0.0; 3], [1.0, 0.0, 0.0], &profile);
}

/// The pocket that the gate rises into: flat, oval, round or a tapered case; returns its top.
fn pocket(m: &mut Make, half: f64) -> f64 {
    let r = m.r;
    let rise = r * m.any(1.6, 2.6) + 0.008;
    let (wide, deep) = (r * m.any(1.12, 1.4), (r * m.any(0.6, 1.0)).min(0.8 * half));
    let low = -r * m.any(1.15, 1.45);
    match m.dice.below(5) {
        0 => m.shape.block([0.0, 0.0, (rise + low) / 2.0], [2.0 * deep, 2.0 * wide, rise - low]),
        1 => m.shape.rod([0.0, 0.0, low], [0.0, 0.0, rise], wide),
        2 => {
            let squeeze = deep / wide;
            m.stretched([0.0; 3], [squeeze, 1.0, 1.0], |m| {
                m.shape.tube([0.0; 3], [0.0, 0.0, rise], wide);
                m.shape.dome([0.0; 3], [0.0, 0.0, -1.0], wide, -low);
            });
        }
        3 => {
            let top = wide * m.any(0.75, 1.0);
            m.shape.lathe(
                [0.0; 3],
                [0.0, 0.0, 1.0],
                &[(low, 0.0), (low, 0.6 * wide), (0.5 * low, wide), (0.5 * r, wide), (rise, top)],
            );
        }
        _ => {
            let flat = deep / wide;
            m.stretched([0.0; 3], [flat.max(0.6), 1.0, 1.0], |m| m.shape.ball([0.0; 3], 1.05 * wide));
            m.stretched([0.0; 3], [flat, 1.0, 1.0], |m| m.shape.tube([0.0, 0.0, 0.3 * wide], [0.0, 0.0, rise], 0.95 * wide));
        }
    }
    rise
}

/// What moves the gate above `z`.
fn crown(m: &mut Make, z: f64, rising: bool) {
    let r = m.r;
    let (wheel, open) = (m.wheel_radius(), if rising { m.any(0.0, 1.0) * 2.2 * r } else { 0.0 });
    let yoke = if rising { r * m.any(1.4, 3.2) + 0.025 } else { r * m.any(0.15, 0.9) + 0.01 };
    let wide = 0.42 * r + 0.006;
    match m.drive() {
        Drive::Hand => {
            if rising {
                m.yoke(z, z + yoke, wide);
            }
            m.stem_and_wheel(z, z + yoke + 0.01, wheel, open);
        }
        Drive::Gear => {
            m.yoke(z, z + yoke, wide);
            m.bevel_gear(z + yoke, (0.8 * r).clamp(0.06, 0.16), open);
        }
        Drive::Pneumatic => m.piston(z, (1.2 * r).clamp(0.06, 0.22)),
        Drive::Electric => {
            m.yoke(z, z + yoke, wide);
            let size = (r * m.any(0.9, 1.4)).clamp(0.12, 0.26);
            m.electric(z + yoke, size);
        }
    }
}

/// Outside screw and yoke, bolted bonnet.
pub(super) fn rising(m: &mut Make) -> Body {
    let half = gate_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let belly = m.r * m.any(1.15, 1.35);
    passage(m, half, belly);
    let rise = pocket(m, half);
    let joint = m.r * m.any(1.45, 1.9);
    let top = m.bonnet_joint(rise, joint);
    let neck = top + m.r * m.any(0.4, 2.0);
    let (foot, head) = (m.r * m.any(0.85, 1.25), m.r * m.any(0.35, 0.6));
    m.shape.stub([0.0, 0.0, top], [0.0, 0.0, neck], foot, head);
    let z = m.gland(neck, head);
    crown(m, z, true);
    Body::new(ends, Stance::Any)
}

/// Resilient seat, smooth casting, stem that does not rise: water works.
pub(super) fn resilient(m: &mut Make) -> Body {
    let half = gate_half(m);
    let ends = m.ends(Ends::Flanged, half);
    let belly = m.r * m.any(1.15, 1.3);
    passage(m, half, belly);
    let (r, flat) = (m.r, m.any(0.55, 0.9));
    let shoulder = r * m.any(1.5, 2.2);
    let (wide, top) = (r * m.any(1.15, 1.35), shoulder + r * m.any(0.5, 1.2));
    m.stretched([0.0; 3], [flat, 1.0, 1.0], |m| {
        m.shape.tube([0.0; 3], [0.0, 0.0, shoulder], wide);
        m.shape.dome([0.0; 3], [0.0, 0.0, -1.0], wide, 1.2 * r);
        m.shape.rod([0.0, 0.0, shoulder - 0.08 * r], [0.0, 0.0, shoulder + 0.12 * r], 1.2 * wide);
        m.shape.dome([0.0, 0.0, shoulder + 0.1 * r], [0.0, 0.0, 1.0], wide, top - shoulder);
    });
    let neck = top + r * m.any(0.3, 0.8) + 0.02;
    m.shape.stub([0.0, 0.0, top - 0.3 * r], [0.0, 0.0, neck], 0.55 * r, 0.38 * r);
    if m.chance(0.75) {
        crown(m, neck, false);
    } else {
        // A square cap for a key.
        m.shape.stub([0.0, 0.0, neck], [0.0, 0.0, neck + 0.06], 0.03, 0.024);
    }
    Body::new(ends, Stance::Any)
}

/// Knife gate: a thin body, a plate that rises in an open frame.
pub(super) fn knife(m: &mut Make) -> Body {
    let half = m.half(wafer_length(m.dn) * 1.05).max(0.02);
    let kind = if m.chance(0.5) { Ends::Lug } else { Ends::Wafer };
    let ends = m.ends(kind, half);
    let (r, flange) = (m.r, m.flange.radius);
    let wide = r + (flange - r) * m.any(0.5, 0.8);
    m.shape.rod([-half, 0.0, 0.0], [half, 0.0, 0.0], wide);
    let deck = flange + r * m.any(0.2, 0.7);
    m.shape.block([0.0, 0.0, deck / 2.0], [1.6 * half, 2.0 * wide, deck]);
    m.shape.block([0.0, 0.0, deck], [2.6 * half, 2.3 * wide, 0.03]);
    let top = deck + r * m.any(2.1, 3.2) + 0.05;
    let lift = m.any(0.0, 1.0) * 1.7 * r;
    m.shape.block([0.0, 0.0, deck + (0.4 * r + lift) / 2.0], [0.01, 1.9 * r, 0.4 * r + lift]);
    for side in [-1.0, 1.0] {
        m.shape.block([0.0, side * 1.05 * wide, (deck + top) / 2.0], [1.2 * half + 0.02, 0.016, top - deck]);
    }
    m.shape.block([0.0, 0.0, top], [1.6 * half + 0.02, 2.2 * wide, 0.025]);
    let wheel = m.wheel_radius();
    match m.drive() {
        Drive::Pneumatic => m.piston(top, (0.9 * r).clamp(0.06, 0.2)),
        Drive::Gear => m.bevel_gear(top, (0.7 * r).clamp(0.06, 0.14), lift),
        Drive::Electric => m.electric(top, (1.0 * r).clamp(0.12, 0.24)),
        Drive::Hand => m.stem_and_wheel(deck + 0.4 * r, top + 0.05, wheel, lift),
    }
    Body::new(ends, Stance::Any)
}

/// Bronze or brass with hexagon ends and a screwed bonnet.
pub(super) fn threaded(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.025 + 0.9 * r) * m.any(0.85, 1.25);
    let ends = if m.chance(0.85) { Ends::Threaded } else { Ends::Socket };
    let ends = m.ends(ends, half);
    let body = r * m.any(1.15, 1.4);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.1 * r);
    let top = r * m.any(1.2, 1.7) + 0.006;
    m.shape.rod([0.0, 0.0, -1.15 * r], [0.0, 0.0, top], body.min(0.8 * half));
    m.shape.prism([0.0, 0.0, top], [0.0, 0.0, top + 0.4 * r + 0.004], 1.2 * r, 6);
    let neck = top + r * m.any(0.9, 1.8) + 0.01;
    m.shape.stub([0.0, 0.0, top + 0.4 * r], [0.0, 0.0, neck], 0.9 * r, 0.5 * r);
    m.shape.prism([0.0, 0.0, neck], [0.0, 0.0, neck + 0.01], 0.55 * r + 0.002, 6);
    let (wheel, up, rises) = (m.wheel_radius(), m.any(0.008, 0.03), if m.chance(0.3) { m.any(0.0, 0.05) } else { 0.0 });
    m.stem_and_wheel(neck, neck + 0.01 + up + rises, wheel, 0.004);
    Body::new(ends, Stance::Any)
}

/// Forged steel for small sizes: square body, bolted bonnet, tall yoke.
pub(super) fn forged(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.03 + 1.0 * r) * m.any(0.9, 1.3);
    let ends = m.dice.pick(&[Ends::Socket, Ends::Threaded, Ends::Welded, Ends::Flanged]);
    let half = if ends == Ends::Flanged { half.max(1.8 * r + 0.03) } else { half };
    let ends = m.ends(ends, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], r * m.dice.range(1.2, 1.4));
    let (wide, top) = (r * m.any(1.2, 1.6) + 0.004, r * m.any(1.6, 2.4) + 0.01);
    let deep = wide.min(0.75 * half);
    m.shape.block([0.0, 0.0, (top - 1.3 * r) / 2.0], [2.0 * deep, 2.0 * wide, top + 1.3 * r]);
    let joint = m.bonnet_joint(top, 1.25 * wide);
    m.shape.stub([0.0, 0.0, joint], [0.0, 0.0, joint + 0.8 * r], 0.8 * r, 0.6 * r);
    let yoke = joint + 0.8 * r + r * m.any(1.5, 3.0) + 0.03;
    m.yoke(joint, yoke, 0.7 * r + 0.006);
    let (wheel, rises) = (m.wheel_radius(), m.any(0.0, 0.05));
    m.stem_and_wheel(joint, yoke + 0.008, wheel, rises);
    Body::new(ends, Stance::Any)
}

/// High pressure: welded ends, round pressure-seal bonnet without flanges.
pub(super) fn pressure_seal(m: &mut Make) -> Body {
    let half = gate_half(m) * 1.1;
    let ends = m.ends(Ends::Welded, half);
    let belly = m.r * m.any(1.25, 1.5);
    passage(m, half, belly);
    let (r, wide) = (m.r, m.r * m.any(1.2, 1.5));
    let top = r * m.any(2.2, 3.0);
    let wide = wide.min(0.85 * half);
    m.shape.rod([0.0, 0.0, -1.4 * r], [0.0, 0.0, top], wide);
    let ring = top + r * m.any(0.2, 0.5);
    m.shape.rod([0.0, 0.0, top], [0.0, 0.0, ring], 0.8 * wide);
    if m.look.bolts {
        m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 0.62 * wide, 8, 0.06 * wide, ring, ring + 0.12 * wide, 0.0);
    }
    let z = m.gland(ring, 0.45 * r);
    crown(m, z, true);
    Body::new(ends, Stance::Any)
}
