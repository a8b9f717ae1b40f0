//! More relief valves: closed and open bonnets of full lift, levers with weights, pilots, vents of tanks, small brass ones, simplified ones.

use super::ends::Ends;
use super::globe::{angled, belly, globe_half};
use super::make::{Body, Make};
use super::solids::{bow_tie, plain_body, plain_ends, post, spun};
use crate::component::Stance;
use std::f64::consts::TAU;

/// Half length of an angle body: the larger outlet sits close.
fn corner_half(m: &mut Make) -> f64 {
    (0.085 + 0.7 * f64::from(m.dn) / 1000.0) * m.any(0.85, 1.2)
}

/// A pot about the stem with a neck and joint; returns its top.
fn pot(m: &mut Make) -> f64 {
    let r = m.r;
    let wide = r * m.any(1.25, 1.65) + 0.012;
    match m.dice.below(3) {
        0 => m.shape.ball([0.0; 3], wide),
        1 => post(m, -0.8 * wide, 0.9 * wide, wide),
        _ => spun(m, &[(-1.2 * wide, 0.8 * r), (-0.5 * wide, wide), (0.6 * wide, wide), (wide, 0.85 * wide)]),
    }
    let rise = wide * m.any(0.95, 1.25);
    m.shape.tube([0.0; 3], [0.0, 0.0, rise], 0.9 * wide);
    let lip = wide * m.any(1.1, 1.35);
    m.bonnet_joint(rise, lip)
}

/// A closed bonnet from `z`: cone or bottle, then the cap over the screw; returns the cap's foot, top and radius.
fn bottle(m: &mut Make, z: f64) -> [f64; 3] {
    let r = m.r;
    let (foot, head) = (r * m.any(0.9, 1.3) + 0.013, r * m.any(0.45, 0.7) + 0.011);
    let high = z + (0.11 + 3.6 * r) * m.any(0.7, 1.4);
    let shoulder = z + (high - z) * m.any(0.1, 0.85);
    spun(m, &[(z, 1.1 * foot), (z + 0.08 * (high - z), foot), (shoulder, 0.95 * foot), (high, head), (high, 0.0)]);
    if m.chance(0.3) {
        post(m, high - 0.006, high + 0.012, 1.3 * head);
    }
    let top = high + (0.035 + 1.0 * r) * m.any(0.7, 1.5);
    let cap = head * m.any(0.65, 0.9);
    if m.chance(0.3) {
        m.shape.prism([0.0, 0.0, high], [0.0, 0.0, top], cap, 6);
    } else {
        spun(m, &[(high, cap), (0.5 * (high + top), cap), (top, 0.8 * cap), (top, 0.0)]);
    }
    [high, top, cap]
}

/// A lifting lever beside the cap: a forked one that hangs down or a plain one that stands off.
fn lifter(m: &mut Make, [high, top, cap]: [f64; 3]) {
    let turn = m.any(0.0, TAU);
    let (long, drop) = ((0.05 + 2.2 * m.r) * m.any(0.7, 1.3), m.any(-0.4, 1.0));
    let kind = m.dice.below(3);
    m.turned(turn, |m| {
        let z = high + 0.6 * (top - high);
        m.shape.rod([0.0, -1.2 * cap, z], [0.0, 1.2 * cap, z], 0.25 * cap + 0.002);
        let end = [long, 0.0, z - drop * long];
        if kind == 0 {
            for side in [-1.0, 1.0] {
                m.shape.bar([0.0, side * 1.1 * cap, z], [0.5 * end[0], side * 0.5 * cap, z - 0.5 * drop * long], 0.012, 0.006);
            }
            m.shape.bar([0.5 * end[0], 0.0, z - 0.5 * drop * long], end, 0.018, 0.008);
        } else {
            m.shape.bar([0.0, 1.2 * cap, z], [end[0], 1.2 * cap, end[2]], 0.016, 0.008);
        }
    });
}

/// Full lift with a closed bonnet: the tall bottle of refineries, its outlet to the side.
pub(super) fn closed(m: &mut Make) -> Body {
    let half = corner_half(m);
    angled(m, Ends::Flanged, half, |m| {
        let top = pot(m);
        let cap = bottle(m, top);
        if m.chance(0.45) {
            lifter(m, cap);
        }
    })
}

/// Full lift with an open bonnet: spring in sight between arms, a lever on top.
pub(super) fn open(m: &mut Make) -> Body {
    let half = corner_half(m);
    angled(m, Ends::Flanged, half, |m| {
        let r = m.r;
        let top = pot(m);
        let (wide, high) = (r * m.any(0.85, 1.2) + 0.014, top + (0.1 + 3.4 * r) * m.any(0.75, 1.35));
        let arms = m.dice.count(2, 4);
        for k in 0..arms {
            let (sin, cos) = (TAU * k as f64 / arms as f64).sin_cos();
            m.shape.rod([wide * cos, wide * sin, top], [wide * cos, wide * sin, high], 0.08 * r + 0.004);
        }
        post(m, high, high + 0.2 * r + 0.006, 1.2 * wide);
        for k in 0..7 {
            let z = top + (high - top) * (0.1 + 0.12 * f64::from(k));
            m.shape.ring([0.0, 0.0, z], [0.0, 0.0, 1.0], 0.6 * wide, 0.11 * wide);
        }
        post(m, top, high, 0.15 * wide);
        let cap = high + (0.02 + 0.8 * r) * m.any(0.7, 1.2);
        post(m, high, cap, 0.45 * wide);
        lifter(m, [high, cap, 0.45 * wide]);
    })
}

/// Pilot operated: a squat main valve with a flat lid, the pilot beside it with its tubes.
pub(super) fn pilot(m: &mut Make) -> Body {
    let half = corner_half(m);
    angled(m, Ends::Flanged, half, |m| {
        let r = m.r;
        let top = pot(m);
        let lid = top + r * m.any(0.1, 0.6);
        post(m, top, lid, r * 1.35);
        let turn = m.any(0.0, TAU);
        m.turned(turn, |m| {
            let (x, size) = (1.5 * m.r + m.any(0.03, 0.08), m.any(0.022, 0.036));
            let z = lid + m.any(-0.04, 0.08);
            m.shape.block([x, 0.0, z], [2.2 * size, 2.2 * size, 2.6 * size]);
            let tall = m.any(0.08, 0.18);
            m.shape.rod([x, 0.0, z], [x, 0.0, z + tall], size);
            m.shape.rod([x, 0.0, z + tall], [x, 0.0, z + tall + 0.04], 0.6 * size);
            m.shape.tube([x, 0.0, z], [0.0, 0.0, lid + 0.01], 0.006);
            m.shape.tube([x, 0.0, z], [x, 0.0, -m.r], 0.006);
            m.shape.tube([x, 0.0, -m.r], [0.0, 0.0, -1.2 * m.r], 0.006);
        });
    })
}

/// Pressure and vacuum vent with a pipe-away outlet: a low wide housing with round hoods over its pallets.
pub(super) fn vent(m: &mut Make) -> Body {
    let half = corner_half(m) * m.any(1.2, 1.7);
    angled(m, Ends::Flanged, half, |m| {
        let r = m.r;
        let wide = r * m.any(1.6, 2.3);
        if m.chance(0.5) {
            post(m, -0.7 * r, 1.2 * r, wide);
        } else {
            m.shape.block([0.0, 0.0, 0.25 * r], [2.0 * wide, 1.8 * wide, 1.9 * r]);
        }
        let (lid, high) = (wide * m.any(0.95, 1.15), m.any(0.3, 0.8) * wide);
        post(m, 1.2 * r, 1.2 * r + 0.012, 1.08 * lid);
        m.shape.dome([0.0, 0.0, 1.2 * r + 0.012], [0.0, 0.0, 1.0], lid, high);
        let (x, hood) = (wide * m.any(1.2, 1.6), wide * m.any(0.7, 0.95));
        m.shape.rod([x, 0.0, -0.5 * r], [x, 0.0, 0.7 * r], hood);
        m.shape.rod([x, 0.0, 0.7 * r], [x, 0.0, 0.7 * r + 0.012], 1.1 * hood);
        m.shape.dome([x, 0.0, 0.7 * r + 0.012], [0.0, 0.0, 1.0], hood, 0.4 * hood);
    })
}

/// Brass angle valve of boilers: a spring dome with a twist cap, plastic or brass.
pub(super) fn brass_angle(m: &mut Make) -> Body {
    let half = (0.022 + 1.1 * m.r) * m.any(0.9, 1.3);
    angled(m, Ends::Threaded, half, |m| {
        let r = m.r;
        m.shape.ball([0.0; 3], 1.3 * r);
        let (low, wide) = (r * m.any(1.0, 1.4), r * m.any(1.3, 2.2) + 0.004);
        let high = low + (0.02 + 1.4 * r) * m.any(0.8, 1.4);
        spun(m, &[(0.0, r), (low, wide), (low + 0.25 * (high - low), wide), (high, 0.75 * wide), (high, 0.0)]);
        let cap = high + (0.012 + 0.8 * r) * m.any(0.8, 1.4);
        if m.chance(0.6) {
            m.shape.prism([0.0, 0.0, high], [0.0, 0.0, cap], 0.75 * wide, 12);
        } else {
            spun(m, &[(high, 0.6 * wide), (cap, 0.5 * wide), (cap, 0.0)]);
            lifter(m, [high, cap, 0.5 * wide]);
        }
    })
}

/// Simplified, with its outlet to the side: a pot or ball and a tall cylinder or cone.
pub(super) fn simple_angle(m: &mut Make) -> Body {
    let half = corner_half(m);
    angled(m, Ends::Flanged, half, |m| {
        let r = m.r;
        if m.chance(0.6) {
            let wide = r * m.any(1.1, 1.6);
            m.shape.ball([0.0; 3], wide);
        }
        let (foot, high) = (r * m.any(0.8, 1.5) + 0.008, (0.13 + 4.8 * r) * m.any(0.7, 1.4));
        let tip = foot * m.any(0.3, 1.0);
        spun(m, &[(0.0, foot), (high, tip), (high, 0.0)]);
        if m.chance(0.4) {
            post(m, high, 1.25 * high, 0.5 * tip);
        }
    })
}

/// Ports in line, a tall bottle above a globe body.
pub(super) fn tall(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.85, 1.1);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let wide = belly(m, half);
    let rise = wide * m.any(0.95, 1.25);
    let lip = m.r * m.any(1.3, 1.7) + 0.004;
    m.shape.tube([0.0; 3], [0.0, 0.0, rise], 1.05 * m.r);
    let top = m.bonnet_joint(rise, lip);
    let cap = bottle(m, top);
    if m.chance(0.4) {
        lifter(m, cap);
    }
    Body::new(ends, Stance::Upright)
}

/// Lever and weight: a long arm over a globe body with one or two weights on it.
pub(super) fn lever_weight(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let wide = belly(m, half);
    let rise = wide * m.any(1.0, 1.3);
    m.shape.tube([0.0; 3], [0.0, 0.0, rise], r);
    let top = m.bonnet_joint(rise, 1.4 * r + 0.004);
    let z = top + (0.03 + 0.8 * r) * m.any(0.7, 1.3);
    post(m, top, z, 0.12 * r + 0.004);
    let turn = if m.chance(0.6) { 0.0 } else { std::f64::consts::PI } + m.any(-0.05, 0.05);
    m.turned(turn, |m| {
        let (back, long) = (-0.9 * r - 0.01, (0.15 + 5.0 * r) * m.any(0.7, 1.3));
        m.shape.bar([back, 0.0, top], [back, 0.0, z + 0.02], 0.02, 0.02);
        m.shape.bar([back, 0.0, z], [long, 0.0, z + m.dice.range(-0.05, 0.05) * long], 0.012, 0.03);
        m.shape.bar([0.75 * long, -0.015, top], [0.75 * long, -0.015, z + 0.05], 0.01, 0.02);
        let size = (0.03 + 0.9 * r) * m.any(0.8, 1.3);
        for x in [0.9 * long, 0.6 * long].into_iter().take(m.dice.count(1, 2)) {
            m.shape.rod([x - 0.5 * size, 0.0, z], [x + 0.5 * size, 0.0, z], size);
        }
    });
    Body::new(ends, Stance::Upright)
}

/// Overflow and back pressure valve of small lines: a spring tube upright or slanting on a threaded body, a knob on top.
pub(super) fn overflow(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.025 + 1.3 * r) * m.any(0.9, 1.3);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Socket, Ends::Union]);
    let ends = m.ends(ends, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.12 * r);
    m.shape.ball([0.0; 3], 1.35 * r);
    let lean = if m.chance(0.4) { m.any(0.5, 0.9) } else { 0.0 };
    m.leaning(lean, |m| {
        let (low, wide) = (r * m.any(1.3, 1.8) + 0.003, r * m.any(0.9, 1.3) + 0.003);
        m.shape.prism([0.0; 3], [0.0, 0.0, low], 1.1 * wide, 6);
        let high = low + (0.03 + 1.8 * r) * m.any(0.8, 1.6);
        spun(m, &[(low, wide), (high, 0.85 * wide), (high, 0.0)]);
        if m.chance(0.5) {
            let size = wide * m.any(1.1, 1.6);
            m.shape.prism([0.0, 0.0, high], [0.0, 0.0, high + 0.02], size, 10);
        } else {
            m.shape.prism([0.0, 0.0, high], [0.0, 0.0, high + 0.012], 0.6 * wide, 6);
        }
    });
    Body::new(ends, Stance::Any)
}

/// Thermal relief in line: a slim bar stock body, hexagon cap, a lead seal.
pub(super) fn thermal(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.025 + 1.1 * r) * m.any(0.85, 1.2);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Socket, Ends::Threaded]);
    let ends = m.ends(ends, half);
    let (wide, high) = (r * m.any(1.1, 1.4) + 0.003, r * m.any(1.1, 1.5));
    m.shape.block([0.0; 3], [1.2 * half, 2.0 * wide, 2.0 * high]);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 0.95 * r);
    let (slim, top) = (wide * m.any(0.7, 0.95), high + m.any(0.05, 0.12));
    m.shape.prism([0.0, 0.0, high], [0.0, 0.0, high + 0.012], slim, 6);
    post(m, high, top, 0.85 * slim);
    m.shape.prism([0.0, 0.0, top], [0.0, 0.0, top + m.dice.range(0.012, 0.04)], 0.8 * slim, 6);
    Body::new(ends, Stance::Any)
}

/// Simplified, ports in line: a plain body or cones under a tall cylinder or cone.
pub(super) fn simple(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = plain_ends(m, half);
    let r = m.r;
    let top = if m.chance(0.4) {
        let waist = r * m.any(0.3, 0.7);
        bow_tie(m, half, waist);
        waist
    } else {
        plain_body(m, half)
    };
    let (foot, high) = (r * m.any(0.7, 1.4) + 0.006, top + (0.09 + 3.8 * r) * m.any(0.7, 1.4));
    let tip = foot * m.any(0.3, 1.0);
    spun(m, &[(0.0, foot), (high, tip), (high, 0.0)]);
    if m.chance(0.4) {
        post(m, high, high + 0.2 * (high - top), 0.5 * tip);
    }
    Body::new(ends, Stance::Upright)
}
