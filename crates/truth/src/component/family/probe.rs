//! More wells, transmitters, switches and probes that stand on pipes.

use super::instrument::cock;
use super::make::Make;
use std::f64::consts::TAU;

/// A connection head of cast aluminium or plastic with its foot at `z`: a drum with a domed or hinged cover and one gland.
fn connection_head(m: &mut Make, z: f64) {
    let (r, tall, turn) = (m.any(0.032, 0.048), m.any(0.045, 0.08), m.any(0.0, TAU));
    let (lean, style) = (m.dice.pick(&[0.0, 0.5, 0.785]), m.dice.below(3));
    m.turned(turn, |m| {
        m.upright(z, z + 0.3 * tall, 0.6 * r);
        m.standing([0.0, 0.0, z + 0.5 * tall], [f64::sin(lean), 0.0, f64::cos(lean)], [0.0, 1.0, 0.0], |m| {
            m.upright(-0.4 * tall, 0.4 * tall, r);
            match style {
                0 => m.shape.dome([0.0, 0.0, 0.4 * tall], [0.0, 0.0, 1.0], 1.02 * r, 0.6 * r),
                1 => m.upright(0.4 * tall, 0.7 * tall, 1.08 * r),
                _ => {
                    m.upright(0.4 * tall, 0.9 * tall, 1.05 * r);
                    m.shape.block([0.0, 1.1 * r, 0.4 * tall], [0.03, 0.3 * r, 0.02]);
                }
            }
        });
        m.shape.rod([-0.7 * r, 0.0, z + 0.4 * tall], [-r - 0.035, 0.0, z + 0.4 * tall], 0.012);
    });
}

/// A well with a long neck, a union in it, and a connection head.
pub(super) fn long_neck(m: &mut Make) -> f64 {
    let top = m.any(0.18, 0.36);
    if m.chance(0.5) {
        let (z, wide) = (m.any(0.05, 0.12), m.any(0.044, 0.065));
        m.upright(z - 0.02, z, wide);
        m.upright(z + 0.003, z + 0.023, wide);
        if m.look.bolts {
            m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 0.7 * wide, 4, 0.009, z - 0.034, z + 0.037, 0.4);
        }
        m.upright(0.0, z, 0.02);
    } else {
        let own = m.any(0.03, 0.06);
        m.upright(0.0, own, 0.017);
    }
    let own = m.any(0.007, 0.014);
    m.upright(0.0, top, own);
    let z = top * m.any(0.5, 0.8);
    m.hexagon(z, z + 0.035, 0.018);
    connection_head(m, top);
    top + 0.04
}

/// A short resistance thermometer: a hexagon, a slim tube, a connection head or a plug.
pub(super) fn short_well(m: &mut Make) -> f64 {
    let top = m.any(0.04, 0.12);
    let own = m.any(0.006, 0.012);
    m.upright(0.0, top, own);
    m.hexagon(0.3 * top, 0.3 * top + 0.02, 0.015);
    if m.chance(0.7) {
        connection_head(m, top);
    } else {
        m.upright(top, top + 0.045, 0.011);
        m.upright(top + 0.045, top + 0.08, 0.009);
    }
    top + 0.035
}

/// As design libraries draw it: a rod and a cylinder or a box.
pub(super) fn plain(m: &mut Make) -> f64 {
    let (top, size) = (m.any(0.06, 0.28), m.any(0.03, 0.07));
    let own = m.any(0.006, 0.018);
    m.upright(0.0, top, own);
    match m.dice.below(3) {
        0 => m.upright(top, top + 1.8 * size, size),
        1 => m.shape.rod([-size, 0.0, top + 0.8 * size], [size, 0.0, top + 0.8 * size], 0.8 * size),
        _ => m.shape.block([0.0, 0.0, top + size], [2.0 * size, 1.4 * size, 2.0 * size]),
    }
    top + size
}

/// A differential cell on a three-valve manifold over the pipe, with two impulse tubes down to taps.
pub(super) fn differential(m: &mut Make) -> f64 {
    let (apart, rise, r) = (m.any(0.027, 0.14), m.any(0.1, 0.3), m.any(0.005, 0.008));
    for side in [-1.0, 1.0] {
        let x = side * apart;
        m.shape.rod([x, 0.0, -0.01], [x, 0.0, 0.03], 0.014);
        m.bent(&[[x, 0.0, 0.0], [x, 0.0, 0.6 * rise], [side * 0.027, 0.0, 0.85 * rise], [side * 0.027, 0.0, rise + 0.01]], r);
    }
    let turn = if m.chance(0.5) { 0.0 } else { std::f64::consts::PI };
    let mut z = rise;
    m.turned(turn, |m| {
        z = m.manifold(rise);
        m.pressure_cell(z);
    });
    z + 0.08
}

/// A gauge pressure transmitter: a round cell on a nipple with a cock, a drum or a square box of electronics on it.
pub(super) fn inline_cell(m: &mut Make) -> f64 {
    let top = m.any(0.06, 0.16);
    let own = m.any(0.007, 0.012);
    m.upright(0.0, top, own);
    cock(m, 0.5 * top);
    m.hexagon(top, top + 0.025, 0.018);
    let neck = top + m.any(0.04, 0.08);
    let own = m.any(0.02, 0.036);
    m.upright(top + 0.02, neck, own);
    if m.chance(0.4) {
        let (size, turn) = ([m.any(0.07, 0.12), m.any(0.06, 0.1), m.any(0.07, 0.13)], m.any(0.0, TAU));
        m.turned(turn, |m| {
            m.shape.block([0.0, 0.0, neck + size[2] / 2.0], size);
            m.shape.rod([size[0] / 2.0, 0.0, neck + 0.03], [size[0] / 2.0 + 0.03, 0.0, neck + 0.03], 0.011);
        });
    } else {
        m.converter(neck);
    }
    neck + 0.05
}

/// A small steel sensor with a plug, in a clamp or a hygienic socket.
pub(super) fn small_cell(m: &mut Make) -> f64 {
    let (foot, tall, slim) = (m.any(0.02, 0.05), m.any(0.05, 0.12), m.any(0.011, 0.02));
    m.upright(0.0, foot, 0.016);
    if m.chance(0.5) {
        let own = m.any(0.025, 0.04);
        m.upright(foot, foot + 0.014, own);
    } else {
        m.hexagon(foot, foot + 0.014, 0.0135);
    }
    m.upright(foot, foot + tall, slim);
    if m.chance(0.4) {
        let turn = m.any(0.0, TAU);
        m.turned(turn, |m| m.shape.rod([-0.02, 0.0, foot + tall], [0.025, 0.0, foot + tall], 1.5 * slim));
    } else {
        m.upright(foot + tall, foot + tall + 0.04, 0.6 * slim);
    }
    foot + 0.5 * tall
}

/// A flanged seal on a large tap with the cell straight on it.
pub(super) fn flanged_cell(m: &mut Make) -> f64 {
    let (neck, foot, wide, thick) = (m.any(0.017, 0.045), m.any(0.05, 0.12), m.any(0.055, 0.1), m.any(0.016, 0.024));
    m.upright(-0.01, foot, neck);
    m.upright(foot, foot + thick, wide.max(1.6 * neck));
    m.upright(foot + thick + 0.003, foot + 2.0 * thick, wide.max(1.6 * neck));
    if m.look.bolts {
        let pitch = 0.78 * wide.max(1.6 * neck);
        m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], pitch, 4, 0.011, foot - 0.014, foot + 2.0 * thick + 0.014, 0.785);
    }
    let top = foot + 2.0 * thick + m.any(0.02, 0.09);
    let own = m.any(0.018, 0.032);
    m.upright(foot + thick, top, own);
    m.converter(top);
    top + 0.04
}

/// A pressure switch: a box with a bellows housing below it.
pub(super) fn pressure_switch(m: &mut Make) -> f64 {
    let (top, turn) = (m.any(0.05, 0.14), m.any(0.0, TAU));
    let own = m.any(0.006, 0.011);
    m.upright(0.0, top, own);
    if m.chance(0.5) {
        cock(m, 0.5 * top);
    }
    let own = m.any(0.016, 0.036);
    m.upright(top, top + 0.035, own);
    let size = [m.any(0.05, 0.1), m.any(0.04, 0.08), m.any(0.07, 0.16)];
    m.turned(turn, |m| {
        m.shape.block([0.0, 0.0, top + 0.035 + size[2] / 2.0], size);
        m.shape.rod([size[0] / 2.0, 0.0, top + 0.06], [size[0] / 2.0 + 0.03, 0.0, top + 0.06], 0.011);
        if m.chance(0.4) {
            m.upright(top + 0.035 + size[2], top + 0.06 + size[2], 0.014);
        }
    });
    top + 0.035 + 0.5 * size[2]
}

/// A vibrating fork or a capacitive level switch: hexagon or small flange, tube, a squat head.
pub(super) fn level_switch(m: &mut Make) -> f64 {
    let (foot, top) = (m.any(0.03, 0.06), m.any(0.08, 0.2));
    let own = m.any(0.018, 0.03);
    m.upright(-0.01, foot, own);
    if m.chance(0.4) {
        m.upright(foot, foot + 0.018, 0.06);
        m.upright(foot + 0.021, foot + 0.039, 0.06);
    } else {
        m.hexagon(foot, foot + 0.02, 0.024);
    }
    let own = m.any(0.012, 0.022);
    m.upright(foot, top, own);
    if m.chance(0.5) {
        m.converter(top)
    } else {
        connection_head(m, top)
    }
    top + 0.04
}

/// A flow switch: a brass foot with a paddle inside and a flat box across the pipe's side, or a slim thermal one.
pub(super) fn flow_switch(m: &mut Make) -> f64 {
    let foot = m.any(0.03, 0.06);
    m.upright(-0.01, foot, 0.016);
    m.hexagon(foot, foot + 0.022, 0.017);
    let size = [m.any(0.06, 0.13), m.any(0.05, 0.075), m.any(0.05, 0.075)];
    let off = m.any(-0.2, 0.2) * size[0];
    m.shape.block([off, 0.0, foot + 0.03 + size[2] / 2.0], size);
    m.shape.rod([off + size[0] / 2.0, 0.0, foot + 0.05], [off + size[0] / 2.0 + 0.03, 0.0, foot + 0.05], 0.011);
    foot + 0.03 + 0.5 * size[2]
}

/// A conductivity probe: a large nut on a socket, a thick plastic or steel shaft, a cable gland or a head.
pub(super) fn conductivity(m: &mut Make) -> f64 {
    let (foot, wide, top) = (m.any(0.03, 0.07), m.any(0.018, 0.032), m.any(0.1, 0.2));
    m.upright(-0.01, foot, 1.1 * wide);
    m.shape.prism([0.0, 0.0, foot], [0.0, 0.0, foot + 0.03], 1.35 * wide, m.dice.pick(&[8, 12]));
    m.upright(foot, top, 0.75 * wide);
    if m.chance(0.4) {
        m.converter(top);
    } else {
        m.upright(top, top + 0.03, 0.5 * wide);
        m.upright(top + 0.03, top + 0.12, 0.004);
    }
    0.5 * (foot + top)
}

/// A pH electrode in a fitting that can be drawn out: ball valve or flange, a long chamber with ports, a hand screw or cylinder.
pub(super) fn retractable(m: &mut Make) -> f64 {
    let (foot, wide) = (m.any(0.03, 0.06), m.any(0.02, 0.032));
    m.upright(-0.01, foot, 0.02);
    let mut z = foot;
    if m.chance(0.5) {
        m.shape.ball([0.0, 0.0, z + 0.03], 0.036);
        let turn = m.any(0.0, TAU);
        m.turned(turn, |m| {
            m.shape.rod([0.0, 0.0, z + 0.03], [0.055, 0.0, z + 0.03], 0.009);
            m.shape.bar([0.055, 0.0, z + 0.03], [0.055, 0.0, z + 0.16], 0.02, 0.005);
        });
        z += 0.06;
    } else {
        m.upright(z, z + 0.02, 0.055);
        m.upright(z + 0.022, z + 0.042, 0.055);
        z += 0.042;
    }
    let (chamber, long) = (z + m.any(0.06, 0.12), m.any(0.12, 0.26));
    m.upright(z, chamber, 1.2 * wide);
    for side in [-1.0, 1.0] {
        m.shape.rod([0.0, side * wide, z + 0.03], [0.0, side * (wide + 0.035), z + 0.03], 0.009);
    }
    m.upright(chamber, chamber + long, wide);
    m.upright(chamber + long, chamber + long + 0.02, 1.15 * wide);
    m.upright(chamber + long, chamber + long + 0.09, 0.011);
    if m.chance(0.3) {
        m.handwheel([0.0, 0.0, chamber + 0.5 * long], [0.0, 0.0, 1.0], 2.2 * wide);
    }
    chamber
}
