//! Strainers: Y, basket, tee, duplex.

use super::ends::Ends;
use super::globe::globe_half;
use super::make::{Body, Make};
use crate::component::Stance;

/// A screen in a leg that slants forward: bolted cover, screwed cap, drain.
pub(super) fn wye(m: &mut Make) -> Body {
    let r = m.r;
    let flanged = m.dn > 50 || m.chance(0.4);
    let half = if flanged { globe_half(m) } else { (0.03 + 1.3 * r) * m.any(0.85, 1.3) };
    let kind = if flanged { Ends::Flanged } else { m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Socket]) };
    let ends = m.ends(kind, half);
    let end = r * m.any(1.05, 1.2);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], end);
    if m.chance(0.5) {
        m.stretched([0.0; 3], [1.3, 1.0, 1.0], |m| m.shape.ball([0.0; 3], 1.3 * r));
    }
    let (lean, slide) = (m.any(0.6, 0.95), -0.35 * half);
    let before = std::mem::take(&mut m.shape);
    m.leaning(lean, |m| {
        let length = r * m.any(2.1, 3.6) + 0.01;
        let (foot, tip) = (r * m.any(1.05, 1.3), r * m.any(0.95, 1.2));
        m.shape.cone([0.0; 3], [0.0, 0.0, length], foot, tip);
        let joint = r * m.any(1.3, 1.7);
        let top = if flanged {
            m.bonnet_joint(length, joint)
        } else {
            m.shape.prism([0.0, 0.0, length], [0.0, 0.0, length + 0.4 * r + 0.004], 1.15 * tip, 6);
            length + 0.4 * r + 0.004
        };
        if m.chance(0.6) {
            m.shape.prism([0.0, 0.0, top], [0.0, 0.0, top + 0.015], 0.014, 6);
        }
    });
    let leg = std::mem::replace(&mut m.shape, before);
    m.shape.add_turned(&leg, 0.0, [slide, 0.0, 0.0]);
    Body::new(ends, Stance::Hanging)
}

/// One pot about the axis through `at`, below and above the pipe; returns the height of its lid.
fn pot(m: &mut Make, at: [f64; 2], wide: f64) -> f64 {
    let r = m.r;
    let (low, high) = (r * m.any(1.8, 3.4), r * m.any(1.2, 2.0));
    let before = std::mem::take(&mut m.shape);
    if m.chance(0.7) {
        m.shape.tube([0.0, 0.0, -low], [0.0, 0.0, high], wide);
    } else {
        m.shape.cone([0.0, 0.0, -low], [0.0, 0.0, high], 0.8 * wide, wide);
    }
    if m.chance(0.6) {
        m.shape.dome([0.0, 0.0, -low], [0.0, 0.0, -1.0], wide, 0.4 * wide);
    } else {
        m.shape.disc([0.0, 0.0, -low], [0.0, 0.0, 1.0], wide);
    }
    let joint = wide * m.any(1.15, 1.4);
    let top = m.bonnet_joint(high, joint);
    match m.dice.below(4) {
        0 => {
            // A swing bolt across a bow.
            let up = 0.5 * r + 0.03;
            m.shape.bar([-0.95 * wide, 0.0, top + up], [0.95 * wide, 0.0, top + up], 0.03, 0.02);
            for side in [-1.0, 1.0] {
                m.shape.tube([side * 0.95 * wide, 0.0, high], [side * 0.95 * wide, 0.0, top + up], 0.01);
            }
            m.shape.rod([0.0, 0.0, top], [0.0, 0.0, top + up + 0.05], 0.012);
            m.handwheel([0.0, 0.0, top + up + 0.05], [0.0, 0.0, 1.0], 0.06);
        }
        1 => m.shape.dome([0.0, 0.0, top], [0.0, 0.0, 1.0], 0.85 * wide, 0.3 * wide),
        2 => m.shape.ring([0.0, 0.0, top], [0.0, 1.0, 0.0], 0.3 * wide, 0.007),
        _ => {}
    }
    if m.chance(0.6) {
        m.shape.rod([0.0, 0.0, -low - 0.5 * wide - 0.02], [0.0, 0.0, -low], 0.017);
    }
    let made = std::mem::replace(&mut m.shape, before);
    m.shape.add_turned(&made, 0.0, [at[0], at[1], 0.0]);
    top
}

pub(super) fn basket(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let end = m.r * m.any(1.03, 1.15);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], end);
    let wide = (m.r * m.any(1.4, 2.1)).min(0.85 * half);
    pot(m, [0.0, 0.0], wide);
    Body::new(ends, Stance::Upright)
}

/// Two pots beside the pipe with a change-over lever.
pub(super) fn duplex(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(1.0, 1.4);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.08 * r);
    let wide = r * m.any(1.3, 1.7);
    let off = wide * m.any(1.1, 1.35);
    m.shape.rod([0.0, -off, 0.0], [0.0, off, 0.0], 1.1 * r);
    let mut top = 0.0;
    for side in [-1.0, 1.0] {
        top = pot(m, [0.0, side * off], wide);
    }
    m.shape.rod([-0.6 * wide, 0.0, 0.0], [-0.6 * wide, 0.0, top], 0.35 * r);
    let length = r * m.any(2.0, 3.5) + 0.05;
    m.shape.bar([-0.6 * wide, 0.0, top], [-0.6 * wide - length, 0.0, top + 0.05], 0.03, 0.015);
    Body::new(ends, Stance::Upright)
}

/// A tee whose branch holds the screen behind a cover.
pub(super) fn tee(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.8, 1.1);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.05 * r);
    let rise = r * m.any(1.8, 3.0);
    let joint = r * m.any(1.5, 2.0);
    m.shape.tube([0.0; 3], [0.0, 0.0, rise], 1.05 * r);
    let top = m.bonnet_joint(rise, joint);
    if m.chance(0.5) {
        m.shape.ring([0.0, 0.0, top + 0.02], [0.0, 1.0, 0.0], 0.03, 0.006);
    }
    Body::new(ends, Stance::Any)
}
