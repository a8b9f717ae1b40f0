//! More check valves: weighted, tilting, dual plate, nozzle, silent, sewage balls, slanted seats, Y patterns, small and simplified ones.

use super::ends::Ends;
use super::globe::globe_half;
use super::make::{Body, Make};
use super::solids::{barrel, bow_tie, drum, plain_body, plain_ends, post, spun};
use crate::component::Stance;
use crate::model::catalogue::{gate_length, wafer_length};
use std::f64::consts::{FRAC_PI_4, PI};

/// A lever with a counterweight on a pin across the pipe at `(x, z)` that comes out at `y`; a damping cylinder beneath on some.
fn weight(m: &mut Make, [x, y, z]: [f64; 3], damped: f64) {
    let r = m.r;
    let side = if m.chance(0.5) { 1.0 } else { -1.0 };
    let out = side * (y + 0.15 * r + 0.01);
    m.shape.rod([x, -side * y, z], [x, out + side * 0.02, z], 0.12 * r + 0.006);
    let (arm, tilt) = ((0.06 + 2.4 * r) * m.any(0.8, 1.4), m.any(-1.0, 0.5));
    let way = if m.chance(0.7) { 1.0 } else { -1.0 };
    let at = |d: f64| [x + way * d * f64::cos(tilt), out, z + d * f64::sin(tilt)];
    let bar = 0.05 * r + 0.007;
    m.shape.bar(at(-0.1 * arm), at(arm), 1.2 * bar, 2.2 * bar);
    let (size, thick) = ((0.4 * r + 0.02) * m.any(0.8, 1.3), 0.25 * r + 0.014);
    let tip = at(m.any(0.75, 0.95) * arm);
    if m.chance(0.7) {
        m.shape.rod([tip[0], tip[1] - thick, tip[2]], [tip[0], tip[1] + thick, tip[2]], size);
    } else {
        m.shape.block(tip, [1.7 * size, 2.0 * thick, 1.7 * size]);
    }
    if m.chance(damped) {
        let (foot, top) = (at(0.4 * arm), [x + way * 0.4 * arm, out, z - 1.6 * r - 0.03]);
        m.shape.rod(foot, [top[0], top[1], (foot[2] + top[2]) / 2.0], 0.05 * r + 0.004);
        m.shape.rod([top[0], top[1], (foot[2] + top[2]) / 2.0], top, 0.2 * r + 0.01);
    }
}

/// Swing check of water works: a boxy hump under a slanting or flat lid, lever and weight outside.
pub(super) fn weighted(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.75, 1.0);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let end = r * m.any(1.08, 1.2);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], end);
    let (long, wide, high) = (half * m.any(0.5, 0.72), r * m.any(1.25, 1.5), r * m.any(1.5, 2.4));
    let shift = m.any(-0.2, 0.1) * half;
    barrel(m, &[(shift - long, end), (shift - 0.5 * long, wide), (shift + 0.6 * long, wide), (shift + long, end)]);
    m.shape.block([shift, 0.0, high / 2.0], [1.7 * long, 1.9 * wide, high]);
    let thick = 0.1 * r + 0.008;
    m.shape.block([shift, 0.0, high + thick / 2.0], [2.0 * long, 2.25 * wide, thick]);
    if m.chance(0.5) {
        m.shape.block([shift, 0.0, high + 1.3 * thick], [1.2 * long, 1.3 * wide, 0.7 * thick]);
    }
    let pin = [shift - 0.5 * long, 1.05 * wide, r * m.any(0.9, 1.2)];
    m.shape.rod([pin[0], -1.15 * wide, pin[2]], [pin[0], 1.15 * wide, pin[2]], 0.28 * r + 0.006);
    weight(m, [pin[0], 1.15 * wide, pin[2]], 0.35);
    Body::new(ends, Stance::Upright)
}

/// Swing check of cast or forged steel: a round bonnet with thick joint, flat or domed lid, small pin bosses.
pub(super) fn bonneted(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let end = r * m.any(1.05, 1.2);
    let wide = (r * m.any(1.3, 1.65)).min(0.75 * half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], end);
    m.stretched([0.0; 3], [(0.75 * half / wide).min(1.5), 1.0, 1.0], |m| m.shape.ball([0.0; 3], wide));
    let rise = r * m.any(1.5, 2.3);
    let neck = wide * m.any(0.85, 1.0);
    m.shape.tube([0.0; 3], [0.0, 0.0, rise], neck);
    let lip = neck * m.any(1.2, 1.4) + 0.003;
    let top = m.bonnet_joint(rise, lip);
    match m.dice.below(4) {
        0 => {
            let high = neck * m.any(0.2, 0.55);
            m.shape.dome([0.0, 0.0, top], [0.0, 0.0, 1.0], 0.85 * neck, high);
        }
        1 => post(m, top, top + 0.15 * r, 0.7 * neck),
        2 => m.shape.ring([0.0, 0.0, top + 0.25 * r], [1.0, 0.0, 0.0], 0.25 * r + 0.006, 0.05 * r + 0.002),
        _ => {}
    }
    let (pin, boss) = (rise - 0.35 * r, 0.22 * r + 0.004);
    if m.chance(0.6) {
        m.shape.rod([0.1 * r, -1.15 * neck, pin], [0.1 * r, 1.15 * neck, pin], boss);
    }
    Body::new(ends, Stance::Upright)
}

/// Tilting disc: two bulging halves joined on the slant, bearing hubs at the sides, a dash pot or weight on some.
pub(super) fn tilting(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.65, 0.9);
    let ends = m.ends(Ends::Flanged, half);
    let (r, wide) = (m.r, m.r * m.any(1.35, 1.7));
    let wide = wide.min(0.95 * m.flange.radius);
    let end = 1.1 * r;
    let x = half * m.any(0.45, 0.7);
    barrel(m, &[(-half, end), (-x, wide), (0.3 * x, wide), (half, end)]);
    let (lean, thick) = (m.any(0.25, 0.8), 0.09 * r + 0.005);
    let (sin, cos) = lean.sin_cos();
    let lip = 1.2 * wide;
    m.shape.rod([-thick * cos, 0.0, -thick * sin], [thick * cos, 0.0, thick * sin], lip);
    let pin = 0.35 * r;
    m.shape.rod([0.2 * x, -1.15 * wide, pin], [0.2 * x, 1.15 * wide, pin], 0.3 * r + 0.005);
    if m.chance(0.35) {
        m.shape.rod([0.6 * half, 0.0, 0.0], [0.6 * half, 0.0, -1.2 * wide - 0.06], 0.3 * r);
        m.shape.rod([0.6 * half, 0.0, -1.2 * wide - 0.06 - 1.5 * r], [0.6 * half, 0.0, -1.2 * wide - 0.06], 0.45 * r + 0.01);
    } else if m.chance(0.5) {
        weight(m, [0.2 * x, 1.15 * wide, pin], 0.6);
    }
    Body::new(ends, Stance::Upright)
}

/// Dual plate with flanges of its own: a short drum with plugs of its pins and an eye bolt.
pub(super) fn dual_flanged(m: &mut Make) -> Body {
    let length = wafer_length(m.dn) * m.any(2.0, 3.2) + 0.03;
    let half = m.half(length);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let wide = r * m.any(1.15, 1.5);
    barrel(m, &[(-half, 1.1 * r), (-0.5 * half, wide), (0.5 * half, wide), (half, 1.1 * r)]);
    let plug = 0.14 * r + 0.004;
    for (x, side) in [(-0.12, 1.0), (0.2, 1.0), (-0.12, -1.0), (0.2, -1.0)] {
        m.shape.prism([x * half, side * 0.9 * wide, 0.0], [x * half, side * 1.12 * wide, 0.0], plug, 6);
    }
    if m.chance(0.6) {
        m.shape.ring([0.0, 0.0, wide + 0.2 * r], [1.0, 0.0, 0.0], 0.2 * r + 0.006, 0.05 * r + 0.002);
    }
    Body::new(ends, Stance::Any)
}

/// Nozzle check: a long smooth bulb, thickest before its middle.
pub(super) fn nozzle(m: &mut Make) -> Body {
    let half = (0.06 + 1.9 * m.r) * m.any(0.8, 1.4);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let (r, wide) = (m.r, m.r * m.any(1.4, 1.9));
    let end = 1.06 * r;
    let at = half * m.any(-0.45, 0.0);
    let profile = [
        (-half, end),
        (-0.88 * half, end),
        (at - 0.3 * half, 0.9 * wide),
        (at, wide),
        (at + 0.2 * half, 0.96 * wide),
        (0.6 * half, 0.5 * (end + wide) * 0.95),
        (0.88 * half, end),
        (half, end),
    ];
    barrel(m, &profile);
    if m.chance(0.4) {
        drum(m, at - 0.06 * r, at + 0.06 * r, 1.12 * wide);
    }
    Body::new(ends, Stance::Any)
}

/// Silent check: a convex or stepped barrel between flanges, as a globe without a bonnet.
pub(super) fn silent(m: &mut Make) -> Body {
    let half = m.half(gate_length(m.dn)) * m.any(0.75, 1.05);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let wide = (r * m.any(1.25, 1.75)).min(0.95 * m.flange.radius);
    if m.chance(0.5) {
        m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.1 * r);
        m.stretched([0.0; 3], [0.85 * half / wide, 1.0, 1.0], |m| m.shape.ball([0.0; 3], wide));
    } else {
        let x = half * m.any(0.3, 0.6);
        barrel(m, &[(-half, 1.15 * r), (-x, wide), (x, wide), (x, 1.15 * r), (half, 1.1 * r)]);
    }
    Body::new(ends, Stance::Any)
}

/// Ball check of sewage lines: a passage, an inclined or upright chamber for the ball, a big lid on it.
pub(super) fn sewage_ball(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.8, 1.05);
    let threaded = m.dn <= 50 && m.chance(0.4);
    let ends = m.ends(if threaded { Ends::Threaded } else { Ends::Flanged }, half);
    let r = m.r;
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], r * m.dice.range(1.06, 1.18));
    let way = if m.chance(0.8) { 1.0 } else { -1.0 };
    let shift = -way * m.any(0.0, 0.25) * half;
    let (lean, rise, wide) = (way * m.any(0.45, 1.0), r * m.any(2.0, 2.8), r * m.any(1.25, 1.5));
    let before = std::mem::take(&mut m.shape);
    m.leaning(-lean, |m| {
        m.shape.tube([0.0; 3], [0.0, 0.0, rise], wide);
        let thick = 0.14 * r + 0.005;
        match m.dice.below(3) {
            0 => {
                let lip = 1.3 * wide;
                m.bonnet_joint(rise, lip);
            }
            1 => {
                post(m, rise, rise + 2.0 * thick, 1.28 * wide);
                m.shape.dome([0.0, 0.0, rise + 2.0 * thick], [0.0, 0.0, 1.0], wide, 0.5 * wide);
            }
            _ => {
                m.shape.block([0.0, 0.0, rise + thick], [2.3 * wide, 2.3 * wide, 2.0 * thick]);
                m.shape.dome([0.0, 0.0, rise + 2.0 * thick], [0.0, 0.0, 1.0], 0.8 * wide, 0.35 * wide);
            }
        }
    });
    m.stretched([0.0; 3], [1.3, 1.0, 1.0], |m| m.shape.ball([0.0; 3], 1.35 * r));
    let chamber = std::mem::replace(&mut m.shape, before);
    m.shape.add_turned(&chamber, 0.0, [shift, 0.0, 0.0]);
    Body::new(ends, Stance::Upright)
}

/// Slanted seat with a rubber flap: a wedge-shaped body, its lid slopes along the pipe.
pub(super) fn flap(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.65, 0.95);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let wide = r * m.any(1.2, 1.45);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.1 * r);
    let x = half * m.any(0.5, 0.7);
    barrel(m, &[(-x, 1.1 * r), (-0.3 * x, wide), (0.7 * x, wide), (x, 1.1 * r)]);
    let lean = m.any(0.2, 0.65) * if m.chance(0.7) { 1.0 } else { -1.0 };
    m.leaning(lean, |m| {
        let (rise, thick, long) = (r * m.any(1.35, 1.7), 0.12 * r + 0.006, m.any(0.95, 1.35));
        m.stretched([0.0; 3], [long, 1.0, 1.0], |m| {
            m.shape.tube([0.0; 3], [0.0, 0.0, rise], 0.95 * wide);
            post(m, rise, rise + 2.0 * thick, 1.25 * wide);
        });
        if m.chance(0.5) {
            post(m, rise, rise + 2.0 * thick + 0.1 * r, 0.6 * wide);
        }
    });
    Body::new(ends, Stance::Upright)
}

/// Y pattern: a slanting branch with a screwed or bolted cap, in bronze, steel or plastic.
pub(super) fn slanting(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.035 + 1.8 * r) * m.any(0.85, 1.3);
    let ends = m.usual_ends();
    let half = if ends == Ends::Flanged { half + 0.016 } else { half };
    let ends = m.ends(ends, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], r * m.dice.range(1.1, 1.25));
    let lean = m.any(0.7, 0.95) * if m.chance(0.5) { 1.0 } else { -1.0 };
    m.leaning(lean, |m| {
        let (rise, wide) = (r * m.any(2.2, 3.3) + 0.006, r * m.any(1.1, 1.4));
        m.shape.tube([0.0; 3], [0.0, 0.0, rise], wide);
        match m.dice.below(3) {
            0 => m.shape.prism([0.0, 0.0, rise], [0.0, 0.0, rise + 0.5 * r + 0.006], 1.15 * wide, 6),
            1 => {
                m.bonnet_joint(rise, 1.45 * wide);
            }
            _ => m.shape.prism([0.0, 0.0, rise - 0.5 * r], [0.0, 0.0, rise + 0.4 * r], 1.3 * wide, 12),
        }
    });
    Body::new(ends, Stance::Any)
}

/// Brass with a spring: hexagons at the ends, a round drum of two screwed halves between them.
pub(super) fn brass(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.022 + 1.15 * r) * m.any(0.85, 1.35);
    let ends = m.ends(Ends::Threaded, half);
    let (wide, from, to) = (r * m.any(1.35, 1.8), -half * m.any(0.2, 0.5), half * m.any(0.2, 0.5));
    drum(m, -half, half, 1.05 * r);
    barrel(m, &[(from - 0.2 * half, 1.1 * r), (from, wide), (to, wide), (to, 1.1 * r)]);
    if m.chance(0.6) {
        m.shape.prism([to, 0.0, 0.0], [to + 0.18 * half, 0.0, 0.0], 0.98 * wide, 8);
    }
    if m.chance(0.25) {
        post(m, wide * 0.9, wide + 0.012, 0.006);
    }
    Body::new(ends, Stance::Any)
}

/// Forged lift check: a compact body with a square or round lid, bolted or welded.
pub(super) fn forged(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.03 + 1.35 * r) * m.any(0.9, 1.3);
    let ends = m.dice.pick(&[Ends::Socket, Ends::Threaded, Ends::Socket, Ends::Flanged]);
    let half = if ends == Ends::Flanged { half + 0.035 } else { half };
    let ends = m.ends(ends, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.2 * r);
    let (wide, low, high) = ((r * m.any(1.25, 1.6)).min(0.7 * half), r * m.any(1.2, 1.6), r * m.any(1.4, 2.0) + 0.004);
    if m.chance(0.5) {
        post(m, -low, high, wide);
    } else {
        m.shape.block([0.0, 0.0, (high - low) / 2.0], [1.8 * wide, 1.8 * wide, high + low]);
    }
    let thick = 0.35 * r + 0.005;
    if m.chance(0.5) {
        m.shape.block([0.0, 0.0, high + thick], [2.2 * wide, 2.2 * wide, 2.0 * thick]);
        m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 1.25 * wide, 4, 0.15 * r + 0.003, high, high + 2.6 * thick, FRAC_PI_4);
    } else {
        m.shape.prism([0.0, 0.0, high], [0.0, 0.0, high + 1.6 * thick], 1.05 * wide, 6);
    }
    Body::new(ends, Stance::Upright)
}

/// Plastic true union: a long smooth or ribbed chamber between two nuts.
pub(super) fn plastic(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.045 + 1.9 * r) * m.any(0.85, 1.3);
    let ends = m.ends(Ends::Union, half);
    let wide = r * m.any(1.3, 1.65);
    let x = 0.62 * half;
    barrel(m, &[(-x, wide), (-0.4 * x, 1.04 * wide), (0.4 * x, wide), (x, wide)]);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.15 * r);
    for k in 0..m.dice.count(0, 4) {
        let at = -0.4 * x + 0.25 * x * k as f64;
        drum(m, at - 0.003, at + 0.003, 1.12 * wide);
    }
    Body::new(ends, Stance::Any)
}

/// Simplified: a plain body or cones, a lid, a box or an arrow in place of a stem.
pub(super) fn simple(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = plain_ends(m, half);
    let r = m.r;
    match m.dice.below(4) {
        0 => {
            let waist = r * m.any(0.3, 0.9);
            bow_tie(m, half, waist);
        }
        1 => {
            // One cone, as the symbol points.
            let wide = r + (m.flange.radius - r) * m.any(0.4, 1.0);
            barrel(m, &[(-half, 0.0), (-half, wide), (half, 0.9 * r)]);
        }
        _ => {
            let top = plain_body(m, half);
            let (lid, high) = (r * m.any(0.8, 1.4), top.max(r) + r * m.any(0.1, 0.8));
            if m.chance(0.7) {
                spun(m, &[(0.0, lid), (high, lid), (high, 0.0)]);
                if m.chance(0.5) {
                    post(m, high, high + 0.2 * r + 0.004, 1.25 * lid);
                }
            }
        }
    }
    Body::new(ends, Stance::Upright)
}

/// A thin disc that hangs in a wafer ring, its eye or the boss of its pin standing out; some with a lever and weight.
pub(super) fn disc(m: &mut Make) -> Body {
    let half = (0.007 + 0.09 * m.r) * m.any(0.9, 1.5);
    let ends = m.ends(Ends::Wafer, half);
    let (r, flange) = (m.r, m.flange.radius);
    let body = r + (flange - r) * m.any(0.45, 0.75);
    drum(m, -half, half, body);
    if m.chance(0.5) {
        m.shape.ring([0.0, 0.0, flange + 0.015], [0.0, 1.0, 0.0], 0.015, 0.004);
        post(m, 0.9 * body, flange + 0.004, 0.006);
    } else {
        let (wide, turn) = (0.9 * half, m.any(0.0, PI));
        let (sin, cos) = turn.sin_cos();
        m.shape.rod([0.0, 0.8 * body * cos, 0.8 * body * sin], [0.0, flange * cos, flange * sin], wide);
    }
    Body::new(ends, Stance::Any)
}
