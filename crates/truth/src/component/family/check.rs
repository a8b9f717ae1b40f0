//! Check and relief valves.

use super::ends::Ends;
use super::globe::{angled, belly, globe_half};
use super::make::{Body, Make};
use crate::component::Stance;
use crate::model::catalogue::wafer_length;

/// Swing check: a hump with a bolted cover; sometimes the shaft comes out with lever and weight.
pub(super) fn swing(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let end = r * m.any(1.05, 1.2);
    let at = m.any(-0.25, 0.1) * half;
    let wide = (r * m.any(1.25, 1.7)).min(0.8 * half);
    let profile =
        [(-half, end), (at - 1.1 * wide, end), (at, wide), (at + 0.8 * wide, 0.95 * wide), (0.9 * half, end), (half, end)];
    let x = at + 0.8 * wide;
    let profile = if x < 0.85 * half { profile.to_vec() } else { vec![(-half, end), (at, wide), (half, end)] };
    m.shape.lathe([0.0; 3], [1.0, 0.0, 0.0], &profile);
    let rise = r * m.any(1.35, 1.9);
    let (neck, long) = (r * m.any(0.9, 1.25), m.any(1.0, 1.35));
    let joint = neck * m.any(1.25, 1.6) + 0.004;
    let before = std::mem::take(&mut m.shape);
    m.stretched([0.0; 3], [long, 1.0, 1.0], |m| m.shape.tube([0.0; 3], [0.0, 0.0, rise], neck));
    let top = cover(m, rise, joint);
    if m.chance(0.3) {
        let pin = m.any(0.8, 1.2) * r;
        m.shape.rod([0.0, -1.35 * joint, pin], [0.0, 1.35 * joint, pin], 0.13 * r + 0.004);
        let side = if m.chance(0.5) { 1.0 } else { -1.0 };
        let (arm, tilt) = (r * m.any(1.8, 3.2), m.any(-0.9, 0.4));
        let (y, tip) = (side * 1.3 * joint, [arm * f64::cos(tilt), arm * f64::sin(tilt)]);
        m.shape.bar([0.0, y, pin], [tip[0], y, pin + tip[1]], 0.02, 0.03);
        let weight = 0.35 * r + 0.015;
        m.shape.rod(
            [0.85 * tip[0], y - 0.8 * weight, pin + 0.85 * tip[1]],
            [0.85 * tip[0], y + 0.8 * weight, pin + 0.85 * tip[1]],
            weight,
        );
    } else if m.chance(0.4) {
        let pin = m.any(0.7, 1.1) * r;
        m.shape.prism([0.0, -1.25 * neck, pin], [0.0, 1.25 * neck, pin], 0.16 * r + 0.003, 6);
    }
    let _ = top;
    let hump = std::mem::replace(&mut m.shape, before);
    m.shape.add_turned(&hump, 0.0, [at, 0.0, 0.0]);
    Body::new(ends, Stance::Upright)
}

/// A cover at height `z`: bolted, domed, or a screwed cap; returns its top.
fn cover(m: &mut Make, z: f64, joint: f64) -> f64 {
    match m.dice.below(4) {
        0 if m.dn <= 50 => {
            m.shape.prism([0.0, 0.0, z], [0.0, 0.0, z + 0.5 * m.r + 0.004], 0.85 * joint, 6);
            z + 0.5 * m.r
        }
        1 => {
            let top = m.bonnet_joint(z, joint);
            let high = m.any(0.1, 0.4) * joint;
            m.shape.dome([0.0, 0.0, top], [0.0, 0.0, 1.0], 0.75 * joint, high);
            top
        }
        2 => {
            let top = m.bonnet_joint(z, joint);
            m.shape.ring([0.0, 0.0, top + 0.01], [0.0, 1.0, 0.0], 0.18 * joint + 0.006, 0.005);
            top
        }
        _ => m.bonnet_joint(z, joint),
    }
}

/// Lift check: the body of a globe under a plain cover.
pub(super) fn lift(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let wide = belly(m, half);
    let rise = wide * m.any(0.95, 1.25);
    let neck = m.r * m.any(0.9, 1.2);
    m.shape.tube([0.0; 3], [0.0, 0.0, rise], neck);
    let joint = m.r * m.any(1.35, 1.75) + 0.002;
    cover(m, rise, joint);
    Body::new(ends, Stance::Upright)
}

/// A disc between flanges: single, double plate or spring loaded.
pub(super) fn wafer(m: &mut Make) -> Body {
    let length = wafer_length(m.dn) * m.any(0.9, 2.2);
    let half = m.half(length);
    let kind = if m.chance(0.2) { Ends::Lug } else { Ends::Wafer };
    let ends = m.ends(kind, half);
    let (r, flange) = (m.r, m.flange.radius);
    let body = r + (flange - r) * m.any(0.35, 0.72);
    if m.chance(0.3) {
        m.shape.lathe(
            [0.0; 3],
            [1.0, 0.0, 0.0],
            &[
                (-half, body),
                (-0.7 * half, body),
                (-0.6 * half, 0.9 * body),
                (0.6 * half, 0.9 * body),
                (0.7 * half, body),
                (half, body),
            ],
        );
    } else {
        m.shape.rod([-half, 0.0, 0.0], [half, 0.0, 0.0], body);
    }
    if m.chance(0.4) {
        m.shape.ring([0.0, 0.0, body + 0.012], [1.0, 0.0, 0.0], 0.016, 0.005);
    }
    Body::new(ends, Stance::Any)
}

/// Ball check: a tall slanting dome or an upright chamber for the ball.
pub(super) fn ball(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], r * m.dice.range(1.05, 1.15));
    m.stretched([0.0; 3], [1.35, 1.0, 1.05], |m| m.shape.ball([0.0; 3], 1.25 * r));
    let lean = m.any(0.3, 0.85);
    m.leaning(-lean, |m| {
        let rise = r * m.any(1.9, 2.5);
        m.shape.tube([0.0; 3], [0.0, 0.0, rise], r * m.dice.range(1.15, 1.3));
        let joint = r * m.any(1.45, 1.75);
        cover(m, rise, joint);
    });
    Body::new(ends, Stance::Upright)
}

/// Axial (nozzle) check: a bulb on the pipe.
pub(super) fn axial(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.7, 1.0);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let (r, wide) = (m.r, m.r * m.any(1.3, 1.75));
    let end = 1.08 * r;
    let (a, b) = (m.any(0.3, 0.6) * half, m.any(0.3, 0.6) * half);
    m.shape.lathe(
        [0.0; 3],
        [1.0, 0.0, 0.0],
        &[(-half, end), (-a, wide), (0.0, 1.03 * wide), (b, wide), (0.9 * half, end), (half, end)],
    );
    Body::new(ends, Stance::Any)
}

/// A small in-line check: little more than a thick hexagon.
pub(super) fn inline(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.025 + r) * m.any(0.85, 1.4);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Union, Ends::Socket]);
    let ends = m.ends(ends, half);
    let wide = r * m.any(1.3, 1.65);
    m.shape.lathe([0.0; 3], [1.0, 0.0, 0.0], &[(-half, 1.1 * r), (-0.5 * half, wide), (0.4 * half, wide), (half, 1.1 * r)]);
    if m.chance(0.4) {
        m.shape.prism([-0.3 * half, 0.0, 0.0], [0.2 * half, 0.0, 0.0], 1.05 * wide, 6);
    }
    Body::new(ends, Stance::Any)
}

/// Spring housing of a safety valve: yoke or closed bonnet, cap, lever.
fn spring(m: &mut Make, rise: f64) {
    let r = m.r;
    let joint = r * m.any(1.35, 1.9) + 0.003;
    m.shape.tube([0.0; 3], [0.0, 0.0, rise], r * m.dice.range(1.0, 1.3));
    let top = m.bonnet_joint(rise, joint);
    let high = top + r * m.any(2.4, 4.6) + 0.04;
    let (foot, head) = (r * m.any(0.85, 1.2) + 0.004, r * m.any(0.55, 0.85) + 0.002);
    if m.chance(0.25) {
        // Open yoke: the spring stands between two arms.
        m.yoke(top, high, foot);
        for k in 0..6 {
            let z = top + (high - top) * (0.15 + 0.12 * f64::from(k));
            m.shape.ring([0.0, 0.0, z], [0.0, 0.0, 1.0], 0.55 * foot, 0.1 * foot);
        }
    } else {
        let shoulder = top + (high - top) * m.any(0.5, 0.85);
        m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(top, foot), (shoulder, foot * 0.95), (high, head), (high, 0.0)]);
    }
    let cap = high + r * m.any(0.6, 1.6) + 0.015;
    m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(high, 0.75 * head), (cap, 0.7 * head), (cap, 0.0)]);
    if m.chance(0.3) {
        m.shape.prism([0.0, 0.0, high], [0.0, 0.0, high + 0.012], 0.9 * head, 6);
    }
    if m.chance(0.55) {
        let turn = m.any(0.0, std::f64::consts::TAU);
        let (reach, drop) = (1.4 * r + m.any(0.04, 0.12), m.any(-0.3, 0.6) * (high - top));
        m.turned(turn, |m| {
            m.shape.rod([-0.8 * head, 0.0, cap], [0.9 * head, 0.0, cap], 0.008);
            m.shape.bar([0.9 * head, 0.0, cap], [reach, 0.0, cap - drop], 0.016, 0.007);
        });
    }
}

/// A safety valve whose outlet goes off at a right angle: the usual pattern.
pub(super) fn relief_angle(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.75, 1.0);
    let ends = if m.dn <= 50 && m.chance(0.4) { Ends::Threaded } else { Ends::Flanged };
    angled(m, ends, half, |m| {
        let wide = m.r * m.any(1.3, 1.8);
        m.shape.ball([0.0; 3], wide);
        spring(m, wide * 1.1);
    })
}

/// A relief valve with its ports in line.
pub(super) fn relief_straight(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let wide = belly(m, half);
    let rise = wide * m.any(0.9, 1.15);
    spring(m, rise);
    Body::new(ends, Stance::Upright)
}

/// A small threaded relief valve: one hexagon over the other.
pub(super) fn relief_small(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.02 + r) * m.any(0.9, 1.3);
    let ends = m.ends(Ends::Threaded, half);
    m.shape.rod([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.1 * r);
    let a = r * m.any(1.3, 1.8) + 0.004;
    m.shape.prism([0.0, 0.0, -1.1 * r], [0.0, 0.0, a], 1.1 * r, 6);
    let b = a + r * m.any(1.5, 3.0) + 0.02;
    m.shape.rod([0.0, 0.0, a], [0.0, 0.0, b], r * m.dice.range(0.85, 1.15));
    match m.dice.below(3) {
        0 => m.shape.dome([0.0, 0.0, b], [0.0, 0.0, 1.0], 0.9 * r, 0.4 * r),
        1 => {
            m.shape.ring([0.0, 0.0, b + 0.014], [1.0, 0.0, 0.0], 0.012, 0.002);
            m.shape.rod([0.0, 0.0, b], [0.0, 0.0, b + 0.008], 0.5 * r);
        }
        _ => m.shape.prism([0.0, 0.0, b], [0.0, 0.0, b + 0.012], 1.3 * r, 10),
    }
    Body::new(ends, Stance::Upright)
}
