//! Needle valves: hexagon and round bars, instrument manifolds, forged and long-necked makes, coarse models.

use super::ends::Ends;
use super::linear_body::{on, swell, up};
use super::linear_bonnet::{bell, stuffing_box, yoke};
use super::make::{Body, Make};
use super::stem_drive::plain_wheel;
use crate::component::Stance;
use std::f64::consts::FRAC_PI_2;

/// What a thumb and finger turn: a T-bar, a star or round knob, a little wheel, a bent bar.
fn handle(m: &mut Make, z: f64, size: f64) {
    let turn = m.any(0.0, 3.1);
    m.turned(turn, |m| match m.dice.below(6) {
        0 | 1 => {
            m.shape.rod([-size, 0.0, z], [size, 0.0, z], 0.0045);
            m.shape.rod(up(z - 0.009), up(z + 0.009), 0.009);
        }
        2 => m.shape.prism(up(z - 0.01), up(z + 0.012), 0.6 * size, 8),
        3 => m.shape.stub(up(z - 0.01), up(z + 0.012), 0.7 * size, 0.62 * size),
        4 => {
            m.shape.bar([-0.9 * size, 0.0, z], [0.9 * size, 0.0, z], 0.014, 0.012);
            m.shape.rod(up(z - 0.012), up(z + 0.008), 0.01);
        }
        _ => m.handwheel(up(z), [0.0, 0.0, 1.0], size),
    });
}

/// A slim bonnet: nut, packing nut, stem and handle from `z` on; `long` is the height of its tube.
fn slim_bonnet(m: &mut Make, z: f64, long: f64) {
    let (wide, nut) = (0.45 * m.r + m.any(0.006, 0.01), m.any(0.008, 0.016));
    m.shape.prism(up(z), up(z + nut), wide, 6);
    m.shape.rod(up(z), up(z + nut + long), 0.7 * wide);
    if m.chance(0.5) {
        m.shape.prism(up(z + nut + 0.7 * long), up(z + nut + long + 0.006), 0.75 * wide, 6);
    }
    if m.chance(0.25) {
        // A nut for mounting in a panel.
        m.shape.prism(up(z + nut + 0.2 * long), up(z + nut + 0.2 * long + 0.006), 1.4 * wide, 6);
    }
    let (top, size) = (z + nut + long + m.any(0.008, 0.03), m.any(0.02, 0.042));
    m.shape.rod(up(z + nut), up(top), 0.0045);
    handle(m, top, size);
}

/// From hexagon or round bar, long and slim along the pipe.
pub(super) fn hex_bar(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.026 + 1.3 * r) * m.any(0.8, 1.3);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Socket, Ends::Welded]);
    let ends = m.ends(ends, half);
    let wide = r * m.any(1.1, 1.4) + 0.004;
    match m.dice.below(3) {
        0 => m.shape.prism(on(-half), on(half), wide, 6),
        1 => {
            m.shape.rod(on(-half), on(half), wide);
            m.shape.rod(up(0.0), up(1.25 * wide), 0.9 * wide);
        }
        _ => m.shape.prism(on(-half), on(half), wide, 4),
    }
    let long = m.any(0.008, 0.03);
    slim_bonnet(m, 0.98 * wide, long);
    Body::new(ends, Stance::Any)
}

/// A small two-valve manifold: a block with two or three bonnets, on top and at the sides.
pub(super) fn manifold(m: &mut Make) -> Body {
    let half = (0.035 + 1.3 * m.r) * m.any(0.9, 1.5);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Flanged, Ends::Socket]);
    let half = if ends == Ends::Flanged { half + 0.03 } else { half };
    let ends = m.ends(ends, half);
    let (wide, tall) = (m.r * m.any(1.2, 1.6) + 0.006, m.r * m.any(1.2, 1.7) + 0.008);
    m.shape.tube(on(-half), on(half), 1.05 * m.r);
    m.shape.block([0.0; 3], [1.6 * half, 2.0 * wide, 2.0 * tall]);
    let (off, long) = (half * m.any(0.25, 0.5), m.any(0.01, 0.03));
    m.standing([-off, 0.0, tall], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0], |m| slim_bonnet(m, 0.0, long));
    let side = if m.chance(0.5) { 1.0 } else { -1.0 };
    match m.dice.below(4) {
        0 => m.standing([off, 0.0, tall], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0], |m| slim_bonnet(m, 0.0, long)),
        1 => m.standing([off, side * wide, 0.0], [0.0, side, 0.0], [1.0, 0.0, 0.0], |m| slim_bonnet(m, 0.0, long)),
        2 => {
            m.standing([0.8 * half, 0.0, 0.8 * tall], [0.7, 0.0, 0.7], [0.0, 1.0, 0.0], |m| slim_bonnet(m, 0.0, long));
            m.standing([0.0, side * wide, 0.0], [0.0, side, 0.0], [1.0, 0.0, 0.0], |m| slim_bonnet(m, 0.0, long));
        }
        _ => m.shape.prism([off, side * wide, 0.0], [off, side * (wide + 0.025), 0.0], 0.009, 6),
    }
    Body::new(ends, Stance::Any)
}

/// Forged steel: a small cross-shaped body, screwed bonnet, T-bar or wheel.
pub(super) fn forged(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.028 + 1.2 * r) * m.any(0.85, 1.3);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Socket, Ends::Welded]);
    let ends = m.ends(ends, half);
    let wide = r * m.any(1.15, 1.4) + 0.002;
    swell(m, half, 1.2 * r, wide, [0.1 * half, 0.6 * half]);
    let (low, rise) = (-r * m.any(0.9, 1.6), r * m.any(1.4, 2.2) + 0.006);
    m.shape.stub(up(low), up(rise), 0.7 * wide, 0.9 * wide);
    let high = r * m.any(0.8, 2.0) + 0.01;
    let lid = bell(m, rise, 0.8 * r + 0.003, 0.4 * r + 0.004, high);
    if m.chance(0.35) {
        let z = stuffing_box(m, lid, 0.35 * r + 0.004);
        let head = z + r * m.any(0.5, 1.2) + 0.015;
        yoke(m, lid - 0.3 * high, head, 0.5 * r + 0.008);
        m.shape.rod(up(z), up(head + 0.01), 0.005);
        let size = m.any(0.03, 0.05);
        handle(m, head + 0.012, size);
    } else {
        m.shape.prism(up(lid), up(lid + 0.01), 0.5 * r + 0.003, 6);
        let (top, size) = (lid + m.any(0.015, 0.045), m.any(0.025, 0.05));
        m.shape.rod(up(lid), up(top), 0.1 * r + 0.003);
        handle(m, top, size);
    }
    Body::new(ends, Stance::Any)
}

/// A long packing or a cooling neck on a small block or bar.
pub(super) fn long_packing(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.025 + 1.2 * r) * m.any(0.9, 1.35);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Socket, Ends::Welded, Ends::Flanged]);
    let half = if ends == Ends::Flanged { half.max(1.8 * r + 0.045) } else { half };
    let ends = m.ends(ends, half);
    let wide = r * m.any(1.1, 1.4) + 0.003;
    m.shape.tube(on(-half), on(half), 1.15 * r);
    match m.dice.below(3) {
        0 => m.shape.block(up(0.1 * wide), [2.2 * wide, 2.0 * wide, 2.3 * wide]),
        1 => m.shape.rod(up(-1.1 * wide), up(1.25 * wide), wide),
        _ => m.shape.ball([0.0; 3], 1.25 * wide),
    }
    let (slim, long) = (0.35 * r + m.any(0.005, 0.009), r * m.any(1.5, 3.0) + m.any(0.03, 0.09));
    m.shape.rod(up(wide), up(wide + long), slim);
    let (low, high) = (m.any(0.1, 0.3), m.any(0.6, 0.9));
    m.shape.prism(up(wide + low * long), up(wide + low * long + 0.01), 1.35 * slim, 6);
    m.shape.prism(up(wide + high * long), up(wide + high * long + 0.012), 1.3 * slim, 6);
    let (top, size) = (wide + long + m.any(0.012, 0.03), m.any(0.028, 0.05));
    m.shape.rod(up(wide + long), up(top), 0.0045);
    handle(m, top, size);
    Body::new(ends, Stance::Any)
}

/// Y pattern from bar: the bonnet slants from a straight block.
pub(super) fn oblique(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.028 + 1.35 * r) * m.any(0.85, 1.25);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Socket, Ends::Welded]);
    let ends = m.ends(ends, half);
    let wide = r * m.any(1.1, 1.35) + 0.003;
    if m.chance(0.5) {
        m.shape.prism(on(-0.9 * half), on(0.9 * half), wide, 4);
    } else {
        m.shape.rod(on(-0.9 * half), on(0.9 * half), wide);
    }
    let lean = m.any(0.6, 1.0) * if m.chance(0.5) { 1.0 } else { -1.0 };
    let (rise, long) = (1.5 * wide + m.any(0.0, 0.012), m.any(0.008, 0.03));
    m.leaning(lean, |m| {
        m.shape.rod(up(0.0), up(rise), 0.85 * wide);
        slim_bonnet(m, rise, long);
    });
    Body::new(ends, Stance::Any)
}

/// Coarse model: a bar or bow tie, a slim stem, a bar or small disc.
pub(super) fn coarse(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.03 + 1.4 * r) * m.any(0.8, 1.3);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Socket, Ends::Welded, Ends::Threaded]);
    let ends = m.ends(ends, half);
    let wide = r * m.any(1.0, 1.4) + 0.002;
    match m.dice.below(4) {
        0 => m.shape.block([0.0; 3], [1.4 * half, 2.0 * wide, 2.0 * wide]),
        1 => m.shape.rod(on(-0.7 * half), on(0.7 * half), wide),
        2 => m.shape.rod(up(-wide), up(1.2 * wide), wide),
        _ => {
            for side in [-1.0, 1.0] {
                m.shape.cone(on(side * half), [0.0; 3], 1.2 * wide, 0.5 * wide);
            }
        }
    }
    m.shape.tube(on(-half), on(half), 0.9 * r);
    let (neck, head) = (wide + m.any(0.01, 0.04), m.any(0.01, 0.04));
    m.shape.rod(up(0.0), up(neck), 0.5 * wide);
    m.shape.rod(up(neck), up(neck + head), 0.004 + 0.06 * r);
    let size = m.any(0.018, 0.042);
    if m.chance(0.5) {
        let turn = m.dice.pick(&[0.0, FRAC_PI_2, 0.7]);
        m.turned(turn, |m| m.shape.rod([-size, 0.0, neck + head], [size, 0.0, neck + head], 0.0045));
    } else {
        plain_wheel(m, neck + head, size);
    }
    Body::new(ends, Stance::Any)
}
