//! Globe, needle and diaphragm valves: round bellies, slanting and angle patterns, bellows, weirs.

use super::ends::Ends;
use super::make::{Body, Make};
use super::topworks::Drive;
use crate::component::Stance;
use crate::model::catalogue::{gate_length, globe_length};

/// Half length: ASME or EN 558 series 1.
pub(super) fn globe_half(m: &mut Make) -> f64 {
    let length = if m.chance(0.5) { globe_length(m.dn) } else { 0.108 + 0.0021 * f64::from(m.dn) };
    m.half(length)
}

/// A belly between waists, round, flattened or with an S-shaped wall; returns the radius of its top.
pub(super) fn belly(m: &mut Make, half: f64) -> f64 {
    let r = m.r;
    let end = r * m.any(1.02, 1.2);
    let wide = (r * m.any(1.4, 2.0)).min(0.85 * half);
    match m.dice.below(4) {
        0 => {
            m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], end);
            m.shape.ball([0.0; 3], wide);
        }
        1 => {
            let flat = m.any(0.75, 1.15);
            m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], end);
            m.stretched([0.0; 3], [(1.2 * half / wide).min(1.3), 1.0, flat], |m| m.shape.ball([0.0; 3], 0.95 * wide));
        }
        2 => {
            let x = wide.min(0.7 * half);
            let profile = [
                (-half, end),
                (-0.9 * half, end),
                (-x, 0.8 * wide),
                (-0.4 * x, wide),
                (0.4 * x, wide),
                (x, 0.8 * wide),
                (0.9 * half, end),
                (half, end),
            ];
            m.shape.lathe([0.0; 3], [1.0, 0.0, 0.0], &profile);
        }
        _ => {
            // The seat's wall goes up on one side and down on the other.
            let lift = 0.25 * r;
            m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], end);
            m.shape.ball([-0.25 * half, 0.0, -lift], 0.85 * wide);
            m.shape.ball([0.25 * half, 0.0, lift], 0.85 * wide);
            m.shape.rod([0.0, 0.0, -1.2 * r], [0.0, 0.0, 1.2 * r], wide);
        }
    }
    wide
}

/// Bonnet, yoke and drive of a globe from its belly's top on.
fn crown(m: &mut Make, rise: f64) {
    let r = m.r;
    let joint = r * m.any(1.35, 1.9) + 0.002;
    let neck = r * m.any(0.95, 1.3);
    m.shape.tube([0.0; 3], [0.0, 0.0, rise], neck);
    let top = m.bonnet_joint(rise, joint);
    let cone = top + r * m.any(0.2, 1.0);
    let head = r * m.any(0.4, 0.65);
    m.shape.stub([0.0, 0.0, top], [0.0, 0.0, cone], r * m.dice.range(0.7, 1.1), head);
    let z = m.gland(cone, head);
    let (wheel, yoke, wide) = (m.wheel_radius(), r * m.any(0.8, 2.2) + 0.025, 0.4 * r + 0.007);
    let rises = m.any(0.0, 0.5) * r;
    match m.drive() {
        Drive::Pneumatic => m.piston(z, (1.2 * r).clamp(0.05, 0.2)),
        Drive::Electric => {
            m.yoke(z, z + yoke, wide);
            m.electric(z + yoke, (1.0 * r).clamp(0.1, 0.22));
        }
        _ => {
            m.yoke(cone, z + yoke, wide);
            m.stem_and_wheel(cone, z + yoke + 0.008, wheel, rises);
        }
    }
}

pub(super) fn straight(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let wide = belly(m, half);
    let rise = wide * m.any(0.95, 1.35);
    crown(m, rise);
    Body::new(ends, Stance::Any)
}

/// Y pattern: the bonnet leans along the pipe.
pub(super) fn slanting(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let (r, lean) = (m.r, m.any(0.6, 0.9));
    let lean = if m.chance(0.5) { lean } else { -lean };
    let end = r * m.any(1.05, 1.2);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], end);
    let flat = m.any(0.85, 1.1);
    m.stretched([0.0; 3], [1.3, 1.0, flat], |m| m.shape.ball([0.0; 3], 1.4 * r));
    m.leaning(lean, |m| {
        let rise = r * m.any(2.0, 2.8);
        crown(m, rise);
    });
    Body::new(ends, Stance::Any)
}

/// Angle pattern: the line turns in the body, the stem goes on where the line came from.
pub(super) fn angle(m: &mut Make) -> Body {
    let reach_in = globe_half(m) * m.any(0.8, 1.1);
    let ends = m.metal_ends();
    angled(m, ends, reach_in, |m| {
        let wide = m.r * m.any(1.3, 1.8);
        m.shape.ball([0.0; 3], wide);
        crown(m, wide * 1.15);
    })
}

/// A body whose inlet comes along x, whose outlet leaves along z, and whose stem stands along x; `build` has the stem along z.
pub(super) fn angled(m: &mut Make, ends: Ends, half: f64, build: impl FnOnce(&mut Make)) -> Body {
    let before = std::mem::take(&mut m.shape);
    let (_, reach) = m.ends(ends, half);
    // `ends` makes both; one of each kind is kept: the inlet as it is, the outlet turned to z.
    let made = std::mem::replace(&mut m.shape, before);
    let turn = nalgebra::UnitQuaternion::from_axis_angle(&crate::surface::V3::y_axis(), -std::f64::consts::FRAC_PI_2);
    let turn = nalgebra::Isometry3::from_parts(nalgebra::Translation3::identity(), turn);
    for surface in made.0 {
        let (lo, hi) = surface.bounds();
        m.shape.0.push(if (lo.x + hi.x) < 0.0 { surface } else { surface.moved(&turn) });
    }
    m.shape.tube([-half, 0.0, 0.0], [0.0; 3], 1.12 * m.r);
    m.shape.tube([0.0; 3], [0.0, 0.0, half], 1.12 * m.r);
    m.leaning(std::f64::consts::FRAC_PI_2, build);
    Body { half, reach, stance: Stance::Any, outlet: Some(reach) }
}

/// Bellows seal: a long round neck, the wheel low above it.
pub(super) fn bellows(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.ends(Ends::Flanged, half);
    let wide = belly(m, half);
    let r = m.r;
    let rise = wide * m.any(0.95, 1.25);
    m.shape.tube([0.0; 3], [0.0, 0.0, rise], 1.1 * r);
    let joint = r * m.any(1.4, 1.8);
    let top = m.bonnet_joint(rise, joint);
    let neck = top + r * m.any(2.0, 3.6) + 0.03;
    let slim = r * m.any(0.5, 0.75);
    m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(top, 0.9 * r), (top + 0.5 * r, slim), (neck, slim), (neck, 0.0)]);
    let (wheel, up) = (m.wheel_radius(), m.any(0.01, 0.05) + 0.3 * r);
    m.stem_and_wheel(neck, neck + up, wheel, 0.0);
    Body::new(ends, Stance::Any)
}

/// Bronze or forged globe for small sizes.
pub(super) fn small(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.03 + 1.2 * r) * m.any(0.85, 1.3);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Socket, Ends::Welded]);
    let ends = m.ends(ends, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.12 * r);
    let wide = (r * m.any(1.35, 1.75)).min(0.8 * half);
    m.shape.ball([0.0; 3], wide);
    let top = wide * m.any(1.0, 1.3);
    m.shape.tube([0.0; 3], [0.0, 0.0, top], r * m.dice.range(0.9, 1.2));
    m.shape.prism([0.0, 0.0, top], [0.0, 0.0, top + 0.35 * r + 0.004], 1.2 * r, 6);
    let neck = top + r * m.any(1.0, 1.8) + 0.012;
    m.shape.stub([0.0, 0.0, top + 0.35 * r], [0.0, 0.0, neck], 0.8 * r, 0.5 * r);
    m.shape.prism([0.0, 0.0, neck], [0.0, 0.0, neck + 0.01], 0.55 * r + 0.002, 6);
    let (wheel, up) = (m.wheel_radius(), m.any(0.015, 0.05));
    m.stem_and_wheel(neck, neck + 0.01 + up, wheel, 0.003);
    Body::new(ends, Stance::Any)
}

/// Needle valve from bar stock: a block with a slim stem and a T-handle.
pub(super) fn needle_bar(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.022 + 1.2 * r) * m.any(0.8, 1.3);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Socket, Ends::Welded, Ends::Threaded]);
    let ends = m.ends(ends, half);
    let wide = r * m.any(1.1, 1.5) + 0.004;
    if m.chance(0.6) {
        m.shape.block([0.0, 0.0, 0.1 * r], [1.5 * half, 2.0 * wide, 2.3 * wide]);
    } else {
        m.shape.prism([-0.8 * half, 0.0, 0.0], [0.8 * half, 0.0, 0.0], wide, 6);
        m.shape.rod([0.0; 3], [0.0, 0.0, 1.4 * wide], 0.8 * wide);
    }
    let low = 1.2 * wide;
    let neck = low + m.any(0.018, 0.045);
    m.shape.prism([0.0, 0.0, low], [0.0, 0.0, low + 0.012], 0.8 * r + 0.004, 6);
    m.shape.rod([0.0, 0.0, low], [0.0, 0.0, neck], 0.5 * r + 0.003);
    let up = neck + m.any(0.01, 0.03);
    let size = m.any(0.022, 0.045);
    m.shape.rod([0.0, 0.0, neck], [0.0, 0.0, up + 0.004], 0.004);
    if m.chance(0.6) {
        let turn = m.any(0.0, 3.1);
        m.turned(turn, |m| m.shape.rod([-size, 0.0, up], [size, 0.0, up], 0.004));
        m.shape.rod([0.0, 0.0, up - 0.006], [0.0, 0.0, up + 0.006], 0.008);
    } else {
        m.handwheel([0.0, 0.0, up], [0.0, 0.0, 1.0], size);
    }
    Body::new(ends, Stance::Any)
}

/// Needle valve with the body of a small globe and a long, slim bonnet.
pub(super) fn needle_globe(m: &mut Make) -> Body {
    let r = m.r;
    let half = globe_half(m) * 0.9;
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.12 * r);
    let wide = (r * m.any(1.2, 1.5)).min(0.8 * half);
    m.shape.rod([0.0, 0.0, -1.2 * r], [0.0, 0.0, 1.3 * r], wide);
    let neck = 1.3 * r + r * m.any(1.5, 3.0) + 0.02;
    m.shape.prism([0.0, 0.0, 1.3 * r], [0.0, 0.0, 1.8 * r], 0.95 * wide, 6);
    m.shape.rod([0.0, 0.0, 1.8 * r], [0.0, 0.0, neck], 0.42 * r + 0.003);
    m.shape.prism([0.0, 0.0, neck], [0.0, 0.0, neck + 0.012], 0.5 * r + 0.005, 6);
    let (wheel, up) = (m.wheel_radius() * 0.7, m.any(0.01, 0.04));
    m.stem_and_wheel(neck, neck + 0.012 + up, wheel, 0.005);
    Body::new(ends, Stance::Any)
}

/// A weir-type diaphragm valve: broad flange, bonnet over it.
pub(super) fn weir(m: &mut Make) -> Body {
    let length = gate_length(m.dn) * m.any(0.75, 1.1);
    let half = m.half(length);
    let ends = if m.dn <= 50 {
        m.dice.pick(&[Ends::Flanged, Ends::Union, Ends::Clamp, Ends::Welded, Ends::Threaded])
    } else {
        Ends::Flanged
    };
    let ends = m.ends(ends, half);
    let r = m.r;
    let end = r * m.any(1.03, 1.2);
    let dip = r * m.any(0.0, 0.25);
    m.shape.cone([-half, 0.0, 0.0], [0.0, 0.0, dip], end, 1.1 * end);
    m.shape.cone([half, 0.0, 0.0], [0.0, 0.0, dip], end, 1.1 * end);
    let (long, wide) = ((r * m.any(1.4, 1.9)).min(0.85 * half), r * m.any(1.4, 1.9) + 0.004);
    let (deck, thick) = (r * m.any(0.9, 1.3), (r * m.any(0.18, 0.32)).max(0.006));
    m.shape.block([0.0, 0.0, deck / 2.0], [1.6 * long, 1.6 * wide, deck]);
    let round = m.chance(0.4);
    for z in [deck, deck + 1.1 * thick] {
        if round {
            m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + thick], 1.1 * long.min(wide))
        } else {
            m.shape.block([0.0, 0.0, z + thick / 2.0], [2.0 * long, 2.0 * wide, thick])
        }
    }
    if m.look.bolts {
        let bolt = (0.09 * r).clamp(0.004, 0.012);
        let pitch = if round { 0.92 * long.min(wide) } else { 0.8 * long.hypot(wide) };
        let turn = if round { 0.78 } else { wide.atan2(long) };
        m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], pitch, 4, bolt, deck - bolt, deck + 2.1 * thick + 1.5 * bolt, turn);
    }
    let foot = deck + 2.1 * thick;
    let dome = r * m.any(0.8, 1.5);
    let broad = 0.95 * long.min(wide);
    weir_crown(m, foot, dome, broad);
    Body::new(ends, Stance::Any)
}

fn weir_crown(m: &mut Make, foot: f64, dome: f64, broad: f64) {
    let r = m.r;
    if m.chance(0.25) {
        // A pneumatic head: a drum or two shells on the flange.
        let wide = broad * m.any(1.0, 1.6);
        m.shape.stub([0.0, 0.0, foot], [0.0, 0.0, foot + 0.5 * dome], broad, wide);
        m.shape.rod([0.0, 0.0, foot + 0.5 * dome], [0.0, 0.0, foot + 1.5 * dome], wide);
        m.shape.dome([0.0, 0.0, foot + 1.5 * dome], [0.0, 0.0, 1.0], wide, 0.5 * wide);
        return m.shape.rod([0.0, 0.0, foot + 1.5 * dome], [0.0, 0.0, foot + 1.5 * dome + 0.6 * wide + 0.02], 0.015);
    }
    if m.chance(0.5) {
        m.shape.dome([0.0, 0.0, foot], [0.0, 0.0, 1.0], broad, dome);
    } else {
        m.shape.stub([0.0, 0.0, foot], [0.0, 0.0, foot + dome], broad, 0.5 * broad);
    }
    let z = foot + dome + r * m.any(0.2, 0.7) + 0.004;
    m.shape.rod([0.0, 0.0, foot + 0.8 * dome], [0.0, 0.0, z], 0.35 * r);
    let wheel = m.wheel_radius() * m.any(0.6, 0.95);
    if m.chance(0.5) {
        m.shape.stub([0.0, 0.0, z], [0.0, 0.0, z + 0.4 * wheel], 0.9 * wheel, wheel);
        m.shape.rod([0.0, 0.0, z + 0.4 * wheel], [0.0, 0.0, z + 0.6 * wheel], 0.2 * wheel);
    } else {
        m.stem_and_wheel(z, z + 0.02, wheel, 0.02);
    }
}
