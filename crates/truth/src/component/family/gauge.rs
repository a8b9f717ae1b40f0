//! More gauges and dial thermometers: siphons, seals, block valves, back connections, every-angle heads, plain ones as in models.

use super::instrument::{cock, dial};
use super::make::Make;
use std::f64::consts::{PI, TAU};

/// A case of radius `size` that faces `turn` with its middle at height `z`, square to the stem or leaning back.
fn case(m: &mut Make, z: f64, size: f64) {
    let (turn, lean, deep) = (m.any(0.0, TAU), if m.chance(0.25) { m.any(-0.7, 0.7) } else { 0.0 }, m.any(0.03, 0.065));
    let (rim, plug) = (m.any(1.0, 1.12), m.chance(0.3));
    let axis = [turn.cos() * f64::cos(lean), turn.sin() * f64::cos(lean), f64::sin(lean)];
    m.standing([0.0, 0.0, z], axis, [0.0, 0.0, 1.0], |m| {
        m.upright(-deep / 2.0, deep / 2.0, size);
        m.upright(0.2 * deep, deep / 2.0 + 0.004, rim * size);
        if plug {
            m.upright(-deep / 2.0 - 0.012, -deep / 2.0, 0.3 * size);
        }
    });
}

/// Radius of a gauge: 63, 80, 100 or 160 mm across.
fn gauge_size(m: &mut Make) -> f64 {
    m.dice.pick(&[0.0315, 0.04, 0.05, 0.05, 0.05, 0.08]) * m.any(0.98, 1.1)
}

/// U siphon: the pipe turns out, down and up again before the gauge.
pub(super) fn siphon(m: &mut Make) -> f64 {
    let (r, out, up) = (m.any(0.006, 0.011), m.any(0.05, 0.12), m.any(0.04, 0.09));
    let (turn, rise) = (m.any(0.0, TAU), up + m.any(0.04, 0.12));
    let at = |d: f64, z: f64| [d * turn.cos(), d * turn.sin(), z];
    m.bent(&[at(0.0, 0.0), at(0.0, up), at(0.4 * out, up), at(0.4 * out, 0.2 * up), at(out, 0.2 * up), at(out, rise)], r);
    let size = gauge_size(m);
    m.shifted(at(out, 0.0), |m| {
        if m.chance(0.6) {
            cock(m, rise);
        }
        m.hexagon(rise + 0.015, rise + 0.035, 0.012);
        case(m, rise + 0.03 + size, size);
    });
    rise + 0.03 + size
}

/// Two round plates with bolts that keep the fluid off, perhaps with cooling fins, below the gauge.
pub(super) fn seal(m: &mut Make) -> f64 {
    let (foot, wide, thick) = (m.any(0.03, 0.1), m.any(0.035, 0.065), m.any(0.012, 0.024));
    let own = m.any(0.008, 0.02);
    m.upright(0.0, foot, own);
    m.upright(foot, foot + thick, wide);
    let own = m.any(0.85, 1.0);
    m.upright(foot + thick + 0.002, foot + 2.0 * thick, wide * own);
    if m.look.bolts {
        m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 0.8 * wide, 6, 0.006, foot - 0.008, foot + 2.0 * thick + 0.008, 0.3);
    }
    let mut z = foot + 2.0 * thick;
    if m.chance(0.4) {
        for _ in 0..m.dice.count(3, 6) {
            m.upright(z + 0.008, z + 0.014, 0.022);
            z += 0.014;
        }
    }
    m.upright(foot + thick, z + 0.03, 0.009);
    let size = gauge_size(m);
    case(m, z + 0.025 + size, size);
    z + 0.025 + size
}

/// A block valve with a bleed, flanged or bar-stock, and the gauge on its outlet.
pub(super) fn block(m: &mut Make) -> f64 {
    let (foot, wide, tall) = (m.any(0.03, 0.07), m.any(0.03, 0.055), m.any(0.07, 0.14));
    m.upright(0.0, foot, 0.012);
    if m.chance(0.4) {
        // A monoflange.
        for z in [foot, foot + 0.024] {
            let own = m.any(0.044, 0.062);
            m.upright(z, z + 0.02, own);
        }
    }
    let low = foot + 0.02;
    if m.chance(0.5) {
        m.shape.block([0.0, 0.0, low + tall / 2.0], [wide, wide, tall]);
    } else {
        m.hexagon(low, low + tall, 0.5 * wide);
    }
    let turn = m.any(0.0, TAU);
    m.turned(turn, |m| {
        for (side, share) in [(1.0, 0.35), (-1.0, 0.7)] {
            let (z, out) = (low + share * tall, side * (0.5 * wide + m.any(0.035, 0.06)));
            m.shape.rod([0.0, 0.0, z], [out, 0.0, z], 0.008);
            m.shape.rod([out, -0.025, z], [out, 0.025, z], 0.004);
        }
    });
    let size = gauge_size(m);
    m.upright(low + tall, low + tall + 0.03, 0.01);
    case(m, low + tall + 0.02 + size, size);
    low + tall + 0.02 + size
}

/// The connection is at the back: the case looks away along the stem, or off an elbow.
pub(super) fn back(m: &mut Make) -> f64 {
    let (top, r, size) = (m.any(0.05, 0.16), m.any(0.006, 0.01), gauge_size(m));
    m.upright(0.0, top, r);
    if m.chance(0.6) {
        cock(m, 0.5 * top + 0.01);
    }
    let deep = m.any(0.028, 0.05);
    if m.chance(0.45) {
        m.hexagon(top, top + 0.015, 0.012);
        m.upright(top + 0.015, top + 0.015 + deep, size);
        m.upright(top + 0.01 + deep, top + 0.02 + deep, 1.07 * size);
        return top + 0.02;
    }
    let (turn, out) = (m.any(0.0, TAU), m.any(0.03, 0.07));
    m.shape.ball([0.0, 0.0, top], 1.8 * r);
    m.turned(turn, |m| {
        m.shape.rod([0.0, 0.0, top], [out, 0.0, top], 1.2 * r);
        m.shape.rod([out, 0.0, top], [out + deep, 0.0, top], size);
    });
    top
}

/// As design libraries draw it: a stem and a disc.
pub(super) fn plain(m: &mut Make) -> f64 {
    let (top, size) = (m.any(0.06, 0.25), m.any(0.03, 0.085));
    let own = m.any(0.006, 0.016);
    m.upright(0.0, top, own);
    let (turn, deep) = (m.any(0.0, PI), m.any(0.01, 0.045));
    m.turned(turn, |m| m.shape.rod([-deep, 0.0, top + size], [deep, 0.0, top + size], size));
    top + size
}

/// A dial whose head turns on a joint, on a well with a hexagon or a flange.
pub(super) fn every_angle(m: &mut Make) -> f64 {
    let (foot, top, size) = (m.any(0.02, 0.06), m.any(0.09, 0.2), m.dice.pick(&[0.04, 0.05, 0.065, 0.08]));
    m.upright(0.0, foot, 0.014);
    if m.chance(0.3) {
        m.upright(foot, foot + 0.018, 0.05);
        m.upright(foot + 0.02, foot + 0.038, 0.05);
    } else {
        m.hexagon(foot, foot + 0.03, 0.016);
    }
    m.upright(foot, top, 0.007);
    m.shape.ball([0.0, 0.0, top], 0.02);
    let (turn, lean, back) = (m.any(0.0, TAU), m.any(-0.6, 1.571), m.any(0.02, 0.04));
    let axis = [turn.cos() * f64::cos(lean), turn.sin() * f64::cos(lean), f64::sin(lean)];
    let rise = size * f64::cos(lean).abs() * 0.7;
    m.standing([0.0, 0.0, top + rise], axis, [0.3, 0.2, 1.0], |m| {
        m.upright(-back, 0.0, 0.018);
        m.upright(0.0, 0.03, size);
        m.upright(0.022, 0.034, 1.05 * size);
    });
    m.upright(top, top + rise, 0.014);
    top + rise
}

/// A straight short dial thermometer whose face looks along the stem.
pub(super) fn straight(m: &mut Make) -> f64 {
    let (top, size) = (m.any(0.02, 0.1), m.dice.pick(&[0.025, 0.0315, 0.04, 0.05]));
    let own = m.any(0.006, 0.014);
    m.upright(0.0, top, own);
    m.hexagon(0.4 * top, 0.4 * top + 0.012, 0.013);
    m.round_stem(&[(top, 0.012), (top + 0.008, 0.9 * size), (top + 0.012, size), (top + 0.025, size), (top + 0.025, 0.0)]);
    top + 0.015
}

/// A capillary leaves a boss for a dial on a bracket close by.
pub(super) fn capillary(m: &mut Make) -> f64 {
    let (top, size, turn) = (m.any(0.04, 0.09), m.dice.pick(&[0.05, 0.05, 0.08]), m.any(0.0, TAU));
    m.upright(0.0, top, 0.009);
    m.hexagon(top, top + 0.025, 0.014);
    let (out, up) = (m.any(0.04, 0.1), top + m.any(0.1, 0.2));
    m.turned(turn, |m| {
        m.bent(&[[0.0, 0.0, top + 0.02], [0.0, 0.0, top + 0.06], [out, 0.0, top + 0.08], [out, 0.0, up]], 0.004);
        m.shape.block([out, -0.03, 0.5 * up], [0.03, 0.004, up]);
        m.shifted([out, 0.0, 0.0], |m| _ = dial(m, up));
    });
    up + size
}
