//! More Y strainers: cast long and short, brass, forged, welded from pipe, plastic, plain as in models, with blow-off cocks.

use super::ends::Ends;
use super::globe::globe_half;
use super::make::{Body, Make};
use crate::component::Stance;

/// Cover plate at height `z` of a leg, with an eye, a plug, or nothing on it.
fn cover(m: &mut Make, z: f64, radius: f64) -> f64 {
    let top = m.bonnet_joint(z, radius);
    match m.dice.below(4) {
        0 => m.hexagon(top, top + 0.016, 0.013),
        1 => m.eye(top, 0.02),
        _ => {}
    }
    top
}

/// Cast iron with a flat bolted cover and a cock to blow it off.
pub(super) fn blow_off(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.9, 1.15);
    let ends = m.ends(Ends::Flanged, half);
    let (r, wide) = (m.r, m.r * m.any(1.1, 1.35));
    m.round_pipe(&[(-half, 1.1 * r), (-0.55 * half, wide), (0.45 * half, wide), (half, 1.1 * r)]);
    let (lean, slide) = (m.any(0.7, 1.0), -half * m.any(0.2, 0.5));
    m.slanting(slide, lean, |m| {
        let long = r * m.any(3.0, 4.6) + 0.012;
        let tip = r * m.any(1.15, 1.5);
        m.round_stem(&[(0.0, 1.1 * r), (0.45 * long, tip), (long, tip)]);
        let joint = tip * m.any(1.2, 1.45);
        let top = m.bonnet_joint(long, joint);
        let off = if m.chance(0.3) { m.any(-0.5, 0.5) * tip } else { 0.0 };
        m.shifted([off, 0.0, 0.0], |m| {
            if m.chance(0.75) {
                let end = m.small_cock(top);
                if m.chance(0.3) {
                    m.hexagon(end, end + 0.02, 0.016);
                }
            } else {
                // A nipple with a cap, or a gate valve of its own.
                m.upright(top, top + 0.08, 0.013);
                m.hexagon(top + 0.05, top + 0.09, 0.02);
                m.handwheel([0.06, 0.0, top + 0.07], [1.0, 0.0, 0.0], 0.03);
            }
        });
    });
    Body::new(ends, Stance::Hanging)
}

/// Long cast body of European length: belly and leg flow into each other, a large round cover.
pub(super) fn long(m: &mut Make) -> Body {
    let half = (0.115 + 0.00235 * f64::from(m.dn)) / 2.0 * m.any(0.9, 1.15);
    let ends = m.ends(Ends::Flanged, half);
    let (r, belly) = (m.r, m.r * m.any(1.25, 1.6));
    m.spool(half, 1.08 * r);
    let stretch = m.any(1.2, 1.8);
    m.stretched([0.0; 3], [stretch, 1.0, 1.0], |m| m.shape.ball([0.0; 3], belly));
    let (lean, slide) = (m.any(0.65, 0.95), -half * m.any(0.05, 0.35));
    let ribs = m.chance(0.4);
    m.slanting(slide, lean, |m| {
        let long = r * m.any(3.0, 4.4) + 0.01;
        let tip = belly * m.any(0.95, 1.15);
        m.round_stem(&[(0.0, belly), (0.6 * long, 0.95 * tip), (0.85 * long, tip), (long, 1.05 * tip)]);
        let joint = tip * m.any(1.25, 1.5);
        let top = cover(m, long, joint);
        if m.chance(0.4) {
            m.shape.dome([0.0, 0.0, top], [0.0, 0.0, 1.0], 0.75 * joint, 0.25 * joint);
        }
        if ribs {
            m.shape.bar([0.0, 0.0, 0.2 * long], [0.0, 0.0, long], 2.2 * tip, 0.012);
        }
    });
    if m.chance(0.3) {
        m.shape.block([0.0, 0.0, -belly], [0.5 * half, 0.6 * belly, 0.2 * r]);
    }
    Body::new(ends, Stance::Hanging)
}

/// Short cast body whose cover lies close under the pipe.
pub(super) fn short(m: &mut Make) -> Body {
    let half = (0.06 + 0.0019 * f64::from(m.dn)) / 2.0 * m.any(0.95, 1.25) + m.flange.thickness;
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    m.spool(half, 1.12 * r);
    m.shape.ball([0.0, 0.0, 0.2 * r], r * m.dice.range(1.3, 1.6));
    let lean = m.any(0.45, 0.8);
    m.slanting(-0.3 * half, lean, |m| {
        let (long, tip) = (r * m.any(2.2, 3.0) + 0.01, r * m.any(1.2, 1.5));
        m.shape.cone([0.0; 3], [0.0, 0.0, long], 1.3 * r, tip);
        let joint = tip * m.any(1.2, 1.35);
        cover(m, long, joint);
    });
    Body::new(ends, Stance::Hanging)
}

/// Brass or bronze with inner threads and a large hexagon or a round cap on a short leg.
pub(super) fn brass(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.022 + 1.05 * r) * m.any(0.9, 1.3);
    let ends = m.ends(Ends::Threaded, half);
    let mid = r * m.any(1.05, 1.25);
    m.spool(half, mid);
    let (lean, slide) = (m.any(0.7, 1.05), -half * m.any(0.15, 0.45));
    m.slanting(slide, lean, |m| {
        let (long, wide) = (r * m.any(2.0, 3.1) + 0.006, r * m.any(1.05, 1.35));
        m.upright(0.0, long, wide);
        let cap = 0.006 + r * m.any(0.3, 0.7);
        match m.dice.below(3) {
            0 => m.hexagon(long, long + cap, 1.12 * wide),
            1 => {
                m.upright(long, long + 0.4 * cap, 1.15 * wide);
                m.hexagon(long + 0.4 * cap, long + cap, 0.6 * wide);
            }
            _ => {
                m.hexagon(long, long + 0.4 * cap, 1.15 * wide);
                m.upright(long + 0.4 * cap, long + 1.2 * cap, 0.9 * wide);
            }
        }
        if m.chance(0.15) {
            m.small_cock(long + cap);
        }
    });
    Body::new(ends, Stance::Hanging)
}

/// Forged steel, class 800: a thick barrel, a thick leg, a square or round cover with four bolts or a plug.
pub(super) fn forged(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.035 + 1.2 * r) * m.any(0.9, 1.25);
    let kind = m.dice.pick(&[Ends::Socket, Ends::Socket, Ends::Threaded, Ends::Welded]);
    let ends = m.ends(kind, half);
    let wide = r * m.any(1.4, 1.8) + 0.003;
    m.lying(-0.85 * half, 0.85 * half, wide);
    m.slanting(-0.3 * half, std::f64::consts::FRAC_PI_4, |m| {
        let long = r * m.any(2.4, 3.4) + 0.02;
        let own = m.any(0.9, 1.1);
        m.upright(0.0, long, wide * own);
        if m.chance(0.5) {
            m.bonnet_joint(long, 1.3 * wide);
        } else {
            m.hexagon(long, long + 0.012, 1.1 * wide);
            m.hexagon(long + 0.012, long + 0.03, 0.5 * wide);
        }
    });
    Body::new(ends, Stance::Hanging)
}

/// Welded together of pipe: a lateral with a blind flange, often with a cock in it.
pub(super) fn welded(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(1.0, 1.35);
    let kind = m.dice.pick(&[Ends::Welded, Ends::Flanged, Ends::Flanged, Ends::Grooved]);
    let ends = m.ends(kind, half);
    let (r, leg) = (m.r, m.r * m.any(0.95, 1.3));
    m.spool(half, 1.01 * r);
    let lean = m.dice.pick(&[0.52, 0.785, 0.785, 1.05]);
    m.slanting(-half * 0.4, lean, |m| {
        let long = r * m.any(4.0, 6.0) + 0.03;
        m.upright(0.0, long, leg);
        let (plate, thick) = (m.flange.radius * leg / r, m.flange.thickness);
        m.upright(long - thick, long, plate);
        let own = m.any(0.9, 1.3);
        m.upright(long + 0.003, long + 0.003 + thick * own, plate);
        if m.look.bolts {
            let (low, high) = (long - 1.6 * thick, long + 2.6 * thick);
            m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 0.5 * (plate + leg), 8, 0.011, low, high, 0.2);
        }
        if m.chance(0.5) {
            m.small_cock(long + thick);
        } else {
            m.eye(long + 1.2 * thick, 0.03);
        }
    });
    Body::new(ends, Stance::Hanging)
}

/// Clear plastic: a long thin-walled leg with a ribbed nut at its end, unions or sockets at the pipe.
pub(super) fn plastic(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.04 + 2.4 * r) * m.any(0.85, 1.25);
    let kind = m.dice.pick(&[Ends::Union, Ends::Union, Ends::Socket, Ends::Flanged]);
    let ends = m.ends(kind, half);
    m.spool(half, 1.2 * r);
    m.slanting(-0.25 * half, std::f64::consts::FRAC_PI_4, |m| {
        let (long, wide) = (r * m.any(3.8, 5.5) + 0.02, r * m.any(1.25, 1.55));
        m.upright(0.0, long, wide);
        let nut = long + r * m.any(0.8, 1.4) + 0.008;
        m.shape.prism([0.0, 0.0, long], [0.0, 0.0, nut], wide * m.dice.range(1.2, 1.4), 12);
        m.shape.dome([0.0, 0.0, nut], [0.0, 0.0, 1.0], wide, 0.3 * wide);
    });
    Body::new(ends, Stance::Hanging)
}

/// As design libraries draw it: a tube, a slanting tube, a cap.
pub(super) fn plain(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.8, 1.1);
    let kind = m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Socket, Ends::Welded]);
    let ends = m.ends(kind, half);
    let (r, leg) = (m.r, m.r * m.any(0.8, 1.2));
    if m.chance(0.3) {
        // Two cones, as of a valve's symbol.
        for side in [-1.0, 1.0] {
            m.shape.cone([side * half, 0.0, 0.0], [0.0; 3], 1.3 * r, 0.55 * r);
        }
    } else {
        let own = m.any(1.0, 1.3);
        m.spool(half, r * own);
    }
    let (lean, slide) = (m.dice.pick(&[0.785, 0.785, 0.6, 1.05]), -half * m.any(0.0, 0.5));
    m.slanting(slide, lean, |m| {
        let long = r * m.any(2.6, 5.0) + 0.015;
        m.upright(0.0, long, leg);
        if m.chance(0.75) {
            let (cap, thick) = (leg * m.any(1.1, 1.7), r * m.any(0.15, 0.6));
            m.upright(long, long + thick, cap);
        }
    });
    Body::new(ends, Stance::Hanging)
}
