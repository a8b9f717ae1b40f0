//! Control valves: globe bodies with diaphragms or pistons, rotary ones, self-acting regulators, solenoids.

use super::ends::Ends;
use super::globe::{angled, belly, globe_half};
use super::make::{Body, Make};
use crate::component::Stance;
use crate::model::catalogue::{gate_length, wafer_length};

fn head_size(m: &mut Make) -> f64 {
    ((0.085 + 0.95 * m.r) * m.any(0.75, 1.35)).clamp(0.07, 0.34)
}

fn globe_body(m: &mut Make, half: f64) -> f64 {
    let wide = belly(m, half);
    let rise = wide * m.any(0.95, 1.3);
    m.shape.tube([0.0; 3], [0.0, 0.0, rise], m.r * m.dice.range(0.95, 1.25));
    let joint = m.r * m.any(1.35, 1.8) + 0.003;
    let top = m.bonnet_joint(rise, joint);
    let cooled = m.chance(0.15);
    let neck = top + m.r * if cooled { m.any(1.5, 3.0) } else { m.any(0.3, 1.0) };
    let slim = m.r * m.any(0.45, 0.8);
    m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(top, 1.1 * slim), (neck, slim), (neck, 0.0)]);
    if cooled {
        for k in 1..5 {
            let z = top + (neck - top) * f64::from(k) / 5.0;
            m.shape.rod([0.0, 0.0, z - 0.004], [0.0, 0.0, z + 0.004], 1.5 * slim);
        }
    }
    neck
}

pub(super) fn diaphragm(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(if ends == Ends::Grooved { Ends::Flanged } else { ends }, half);
    let neck = globe_body(m, half);
    let size = head_size(m);
    m.diaphragm_head(neck, size);
    Body::new(ends, Stance::Any)
}

pub(super) fn piston(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.ends(Ends::Flanged, half);
    let neck = globe_body(m, half);
    let size = head_size(m);
    m.piston(neck, size);
    Body::new(ends, Stance::Any)
}

pub(super) fn electric(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let neck = globe_body(m, half);
    let (yoke, wide) = (0.05 + m.r * m.any(0.8, 1.8), 0.03 + 0.35 * m.r);
    m.yoke(neck, neck + yoke, wide);
    if m.chance(0.5) {
        let (w, tall) = (m.any(0.1, 0.2), m.any(0.14, 0.3));
        m.shape.block([0.0, 0.0, neck + yoke + tall / 2.0], [w * 1.2, w, tall]);
        m.shape.rod([0.0, 0.0, neck + yoke + tall], [0.0, 0.0, neck + yoke + tall + 0.03], 0.025);
    } else {
        let size = head_size(m) * 0.8;
        m.electric(neck + yoke, size);
    }
    Body::new(ends, Stance::Any)
}

pub(super) fn angle(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.8, 1.0);
    angled(m, Ends::Flanged, half, |m| {
        let wide = m.r * m.any(1.3, 1.7);
        m.shape.ball([0.0; 3], wide);
        m.shape.tube([0.0; 3], [0.0, 0.0, 1.2 * wide], m.r);
        let top = m.bonnet_joint(1.2 * wide, 1.5 * m.r);
        let size = head_size(m);
        m.diaphragm_head(top + 0.2 * m.r, size);
    })
}

/// Rotary plug or ball segment: a short body, the actuator lies beside the pipe on a bracket.
pub(super) fn rotary(m: &mut Make) -> Body {
    let length = if m.chance(0.5) { wafer_length(m.dn) * 2.2 } else { gate_length(m.dn) };
    let half = m.half(length);
    let kind = if length < 0.12 || m.chance(0.3) { Ends::Wafer } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let r = m.r;
    let body = (r * m.any(1.25, 1.6)).min(m.flange.radius * 0.9);
    m.shape.rod([-0.9 * half, 0.0, 0.0], [0.9 * half, 0.0, 0.0], body);
    let neck = m.flange.radius + m.any(0.02, 0.08);
    m.shape.rod([0.0, 0.0, 0.8 * body], [0.0, 0.0, neck], 0.3 * r + 0.01);
    m.shape.block([0.0, 0.0, neck], [0.09 + 0.4 * r, 0.08 + 0.3 * r, 0.02]);
    if m.chance(0.5) {
        // A diaphragm actuator at a right angle to the shaft, over a crank case.
        let case = 0.06 + 0.35 * r;
        m.shape.block([0.0, 0.0, neck + 0.6 * case], [1.6 * case, 1.2 * case, 1.2 * case]);
        let size = head_size(m) * 0.8;
        let long = size * m.any(0.6, 1.2);
        let side = if m.chance(0.5) { 1.0 } else { -1.0 };
        let z = neck + 0.6 * case;
        let (a, b, c) = (side * 0.8 * case, side * (0.8 * case + long), side * (0.8 * case + 1.6 * long));
        m.shape.rod([a, 0.0, z], [b, 0.0, z], 0.35 * size);
        m.shape.stub([b, 0.0, z], [b + side * 0.3 * size, 0.0, z], 0.6 * size, size);
        m.shape.rod([b + side * 0.28 * size, 0.0, z], [b + side * 0.34 * size, 0.0, z], 1.1 * size);
        m.shape.stub([b + side * 0.34 * size, 0.0, z], [c, 0.0, z], size, 0.5 * size);
        m.shape.block([0.0, 0.9 * case + 0.05, z], [0.14, 0.1, 0.14]);
    } else {
        let size = (0.07 + 0.9 * r).clamp(0.08, 0.22) * m.any(0.8, 1.2);
        m.pinion(neck + 0.01, size);
        m.shape.block([0.0, 0.0, neck + 2.6 * size], [0.16, 0.12, 0.1]);
    }
    Body::new(ends, Stance::Any)
}

/// Pressure regulator that the fluid itself moves: spring on one side, diaphragm below or above, impulse tube.
pub(super) fn regulator(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let wide = belly(m, half);
    let (size, spring) = (head_size(m) * 0.75, m.r * m.any(1.8, 3.6) + 0.05);
    let rise = 1.15 * wide;
    let case = rise + 0.4 * size;
    m.shape.tube([0.0; 3], [0.0, 0.0, case], 0.8 * m.r);
    m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(rise, 0.8 * m.r), (case, 0.95 * size)]);
    m.shape.rod([0.0, 0.0, case - 0.006], [0.0, 0.0, case + 0.006], 1.1 * size);
    if m.look.bolts {
        m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], size, 8, 0.006, case - 0.016, case + 0.016, 0.0);
    }
    let (foot, top) = (case + 0.4 * size, case + 0.4 * size + spring);
    let slim = size * m.any(0.35, 0.6);
    m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(case, 0.95 * size), (foot, slim), (top, 0.9 * slim), (top, 0.0)]);
    m.shape.rod([0.0, 0.0, top], [0.0, 0.0, top + 0.04], 0.01);
    if m.chance(0.4) {
        m.shape.prism([0.0, 0.0, top], [0.0, 0.0, top + 0.02], 0.6 * slim, 6);
    }
    if m.chance(0.6) {
        let x = m.any(0.5, 0.95) * half;
        m.shape.tube([x, 0.0, 0.8 * m.r], [x, 0.0, case - 0.1 * size], 0.006);
        m.shape.tube([x, 0.0, case - 0.1 * size], [0.7 * size.min(x), 0.0, case - 0.1 * size], 0.006);
    }
    Body::new(ends, Stance::Upright)
}

/// Pilot operated water control valve: globe body with a broad cover, pilots and tubing around it.
pub(super) fn pilot(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.ends(Ends::Flanged, half);
    let wide = belly(m, half);
    let joint = m.r * m.any(1.7, 2.2);
    let top = m.bonnet_joint(wide * 1.05, joint);
    let high = m.any(0.3, 0.6) * joint;
    m.shape.dome([0.0, 0.0, top], [0.0, 0.0, 1.0], 0.75 * joint, high);
    m.shape.rod([0.0, 0.0, top + 0.8 * high], [0.0, 0.0, top + high + 0.05], 0.015);
    let y = joint + m.any(0.04, 0.1);
    let x = m.any(0.3, 0.6) * half;
    for side in [-1.0, 1.0] {
        m.shape.tube([side * x, 0.0, wide * 0.7], [side * x, y, wide * 0.9], 0.007);
    }
    m.shape.tube([-x, y, wide * 0.9], [x, y, wide * 0.9], 0.008);
    m.shape.block([0.0, y, wide * 0.9], [0.07, 0.05, 0.06]);
    m.shape.rod([0.0, y, wide * 0.9], [0.0, y, wide * 0.9 + m.dice.range(0.1, 0.2)], 0.022);
    Body::new(ends, Stance::Upright)
}

/// A solenoid valve for small lines.
pub(super) fn solenoid(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.025 + 1.1 * r) * m.any(0.85, 1.3);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Socket, Ends::Union]);
    let ends = m.ends(ends, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.1 * r);
    let (long, wide, tall) = (0.75 * half, 1.4 * r + 0.004, 1.3 * r + 0.006);
    m.shape.block([0.0, 0.0, 0.3 * tall], [2.0 * long, 2.0 * wide, 1.8 * tall]);
    m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 0.8 * wide, 4, 0.004, tall, 1.2 * tall + 0.006, 0.78);
    m.solenoid(1.2 * tall);
    Body::new(ends, Stance::Upright)
}
