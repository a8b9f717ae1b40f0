//! What turns the stems of gate and globe valves: wheels, chain wheels, spindles, multi-turn drives, cup-shaped pneumatic heads.

use super::linear_body::up;
use super::linear_bonnet::yoke;
use super::make::Make;
use super::topworks::Drive;
use crate::surface::{V3, across};
use std::f64::consts::{FRAC_PI_2, PI, TAU};

/// Radius of a handwheel as makers of steel and iron valves have it.
pub(super) fn wheel_size(m: &mut Make) -> f64 {
    ((0.034 + 1.4 * m.r) * m.any(0.72, 1.3)).clamp(0.03, 0.4)
}

/// A cast or pressed handwheel of metal across `axis`: spokes straight, dished or curved in the plane, or a pierced plate.
pub(super) fn metal_wheel(m: &mut Make, center: [f64; 3], axis: [f64; 3], size: f64) {
    let along = V3::from(axis).normalize();
    let (side, rim) = (across(&along), (size * m.any(0.06, 0.12)).clamp(0.004, 0.018));
    let (other, middle) = (along.cross(&side), V3::from(center));
    let (sink, hub) = (m.any(-0.3, 0.1) * size, (size * m.any(0.14, 0.24)).clamp(0.007, 0.05));
    let (core, turn, spokes) = (middle + along * sink, m.any(0.0, TAU), m.dice.pick(&[3usize, 3, 4, 5, 5, 6]));
    if m.chance(0.25) {
        // A wavy rim: knots where the spokes meet it and between.
        for i in 0..2 * spokes {
            let (sin, cos) = (turn + PI * i as f64 / spokes as f64).sin_cos();
            m.shape.ball((middle + (side * cos + other * sin) * (size - rim)).into(), 1.5 * rim);
        }
    }
    m.shape.ring(center, axis, size - rim, rim);
    let style = m.dice.below(4);
    if style == 0 {
        let hole = m.any(0.35, 0.6) * size;
        m.shape.washer(center, axis, size - rim, hole);
    }
    for i in 0..spokes {
        let (sin, cos) = (turn + TAU * i as f64 / spokes as f64).sin_cos();
        let end = middle + (side * cos + other * sin) * (size - rim);
        match style {
            1 => m.shape.bar(core.into(), end.into(), 2.2 * rim, 0.9 * rim),
            2 => {
                let knee = core + (end - core) * 0.55 + along * (0.3 * sink.abs());
                m.shape.tube(core.into(), knee.into(), 0.9 * rim);
                m.shape.tube(knee.into(), end.into(), 0.7 * rim);
            }
            _ => m.shape.cone(core.into(), end.into(), 1.0 * rim, 0.65 * rim),
        }
    }
    m.shape.rod((core - along * (0.7 * hub)).into(), (core + along * (0.7 * hub)).into(), hub);
}

/// A stem from `z` up through a metal wheel at `top`, standing out by `out`.
pub(super) fn stem_wheel(m: &mut Make, z: f64, top: f64, wheel: f64, out: f64) {
    if m.chance(0.35) && wheel > 0.1 {
        return m.stem_and_wheel(z, top, wheel, out);
    }
    let stem = (0.11 * m.r).clamp(0.004, 0.025) * m.any(0.9, 1.5);
    metal_wheel(m, up(top), [0.0, 0.0, 1.0], wheel);
    m.shape.rod(up(z), up(top + out + 0.006), stem);
    if m.chance(0.6) {
        m.shape.prism(up(top + 0.002), up(top + 0.008 + stem), 1.8 * stem, 6);
    }
}

/// A yoke on the stuffing box at `z`, whose foot is at `foot`, with what moves the stem; the stem stands out by up to `stroke`.
pub(super) fn outside_screw(m: &mut Make, [foot, z]: [f64; 2], wide: f64, stroke: f64) {
    let drive = match m.drive() {
        Drive::Pneumatic if m.dn < 50 => Drive::Hand,
        drive => drive,
    };
    let tall = z + stroke * m.any(0.6, 1.3) + 0.02 + 0.3 * m.r;
    let out = stroke * m.any(0.0, 1.05);
    if drive == Drive::Pneumatic {
        return m.piston(foot, (1.2 * m.r).clamp(0.05, 0.22));
    }
    yoke(m, foot, tall, wide);
    driven(m, drive, [z, tall], out);
}

/// Moves the stem that comes out of `z` from a yoke whose top is at `top`; the stem stands `out` above.
pub(super) fn driven(m: &mut Make, drive: Drive, [z, top]: [f64; 2], out: f64) {
    match drive {
        Drive::Electric => {
            let size = (m.r * m.any(0.55, 0.95) + 0.06).clamp(0.09, 0.25);
            m.shape.rod(up(z), up(top), 0.1 * m.r + 0.004);
            multi_turn(m, top, size, out);
        }
        Drive::Gear => {
            m.shape.rod(up(z), up(top), 0.1 * m.r + 0.004);
            let size = (0.55 * m.r + 0.03).clamp(0.05, 0.17) * m.any(0.8, 1.25);
            m.bevel_gear(top, size, out);
        }
        _ => {
            let (size, lift) = (wheel_size(m), m.any(0.012, 0.03) + 0.1 * m.r);
            m.shape.rod(up(top), up(top + lift), 0.2 * m.r + 0.006);
            stem_wheel(m, z, top + lift, size, out);
        }
    }
}

/// An electric drive for many turns: worm gear case, motor, switches, hand wheel, tube over the stem.
pub(super) fn multi_turn(m: &mut Make, z: f64, size: f64, out: f64) {
    let turn = f64::from(m.dice.below(4) as u32) * FRAC_PI_2;
    let foot = z + 0.14 * size;
    let style = m.dice.below(4);
    m.turned(turn, |m| {
        let ring = size * m.any(0.65, 0.85);
        m.shape.rod(up(z), up(foot), ring);
        match style {
            0 | 1 => worm_case(m, foot, size, style == 1),
            2 => domed_case(m, foot, size),
            _ => plain_case(m, foot, size),
        }
    });
    let tube = foot + size * m.any(1.6, 2.0);
    m.shape.rod(up(foot), up(tube + out.max(0.02)), size * m.dice.range(0.16, 0.26));
}

/// Case with the motor on one side, the wheel on the other or across, controls in front.
fn worm_case(m: &mut Make, z: f64, size: f64, controls: bool) {
    let mid = z + size * m.any(0.75, 0.95);
    let (motor, stout) = (size * m.any(0.8, 1.6), size * m.any(0.36, 0.48));
    m.shape.stub(up(z), up(mid), 0.6 * size, 0.5 * size);
    m.shape.rod(up(mid), up(mid + 0.7 * size), 0.48 * size);
    m.shape.rod([-0.7 * size, 0.0, mid], [0.6 * size, 0.0, mid], 0.52 * size);
    m.shape.rod([0.6 * size, 0.0, mid], [0.6 * size + motor, 0.0, mid], stout);
    m.shape.rod([0.6 * size + motor, 0.0, mid], [0.75 * size + motor, 0.0, mid], 0.85 * stout);
    let wheel = size * m.any(0.65, 1.1);
    let (from, axis) =
        if m.chance(0.5) { ([-0.7 * size, 0.0, mid], [-1.0, 0.0, 0.0]) } else { ([0.0, 0.5 * size, mid], [0.0, 1.0, 0.0]) };
    let away = size * m.any(0.3, 0.6);
    let at = [from[0] + away * axis[0], away * axis[1] + from[1], mid];
    m.shape.rod(from, at, 0.14 * size);
    m.handwheel(at, axis, wheel);
    let y = -0.5 * size;
    if controls {
        let (wide, deep, tall) = (size * m.any(0.9, 1.4), size * m.any(0.6, 1.0), size * m.any(0.8, 1.3));
        m.shape.block([0.0, y - deep / 2.0, mid], [wide, deep, tall]);
        m.shape.rod([0.0, y - deep, mid], [0.0, y - 1.2 * deep, mid], 0.4 * tall);
        m.shape.rod([0.0, y - 0.5 * deep, mid - 0.5 * tall - 0.35 * size], [0.0, y - 0.5 * deep, mid], 0.32 * size);
    } else {
        m.shape.rod([0.0, 0.0, mid], [0.0, y - size * m.dice.range(0.2, 0.6), mid], 0.48 * size);
    }
}

/// Rounded case: column, motor with domed ends, a domed cover in front, wheel at the side or on top.
fn domed_case(m: &mut Make, z: f64, size: f64) {
    let mid = z + size * m.any(0.7, 0.9);
    let (long, r) = (size * m.any(0.9, 1.3), size * m.any(0.48, 0.6));
    m.shape.rod(up(z), up(mid + 0.75 * size), 0.5 * size);
    m.shape.tube([-long, 0.0, mid], [long, 0.0, mid], r);
    m.shape.dome([long, 0.0, mid], [1.0, 0.0, 0.0], r, 0.4 * r);
    m.shape.dome([-long, 0.0, mid], [-1.0, 0.0, 0.0], r, 0.4 * r);
    let face = size * m.any(0.75, 1.1);
    m.shape.tube([0.3 * size, 0.0, mid], [0.3 * size, -face, mid], 1.1 * r);
    m.shape.dome([0.3 * size, -face, mid], [0.0, -1.0, 0.0], 1.1 * r, 0.3 * r);
    m.shape.rod([-0.5 * size, 0.0, mid], [-0.5 * size, -0.95 * size, mid], 0.6 * r);
    let wheel = size * m.any(0.7, 1.2);
    if m.chance(0.5) {
        m.shape.rod([0.0, 0.0, mid], [0.0, 0.95 * size, mid], 0.2 * size);
        m.handwheel([0.0, size, mid], [0.0, 1.0, 0.0], wheel);
    } else {
        m.handwheel(up(mid + 0.95 * size), [0.0, 0.0, 1.0], wheel);
    }
}

/// A case in boxes: gears below, a motor lying or standing, a terminal box, a wheel.
fn plain_case(m: &mut Make, z: f64, size: f64) {
    let (wide, tall) = (size * m.any(1.1, 1.6), size * m.any(0.9, 1.4));
    let mid = z + tall / 2.0;
    m.shape.block(up(mid), [wide, size * m.dice.range(0.9, 1.3), tall]);
    let (motor, r) = (size * m.any(1.0, 1.8), size * m.any(0.3, 0.45));
    let x = wide / 2.0;
    if m.chance(0.6) {
        m.shape.rod([x, 0.0, mid], [x + motor, 0.0, mid], r);
    } else {
        m.shape.rod([x - r, 0.0, mid], [x - r, 0.0, mid + tall / 2.0 + motor], r);
    }
    m.shape.block([-x, 0.0, mid + 0.2 * tall], [0.9 * size, 0.8 * size, 0.8 * tall]);
    let wheel = size * m.any(0.6, 1.0);
    m.shape.rod([0.0, 0.5 * size, mid], [0.0, size, mid], 0.12 * size);
    m.handwheel([0.0, size, mid], [0.0, 1.0, 0.0], wheel);
}

/// A bevel gear from whose chain wheel a loop of chain hangs.
pub(super) fn chain_gear(m: &mut Make, z: f64, size: f64, out: f64) {
    let turn = m.dice.pick(&[0.0, FRAC_PI_2, PI, -FRAC_PI_2]);
    let (wheel, drop) = (size * m.any(1.5, 2.4), m.any(0.3, 1.3));
    m.turned(turn, |m| {
        m.shape.rod(up(z), up(z + 0.7 * size), size);
        m.shape.rod(up(z + 0.7 * size), up(z + size + out), 0.25 * size);
        let (mid, x) = (z + 0.4 * size, size * m.any(1.6, 2.6));
        m.shape.stub([0.5 * size, 0.0, mid], [1.4 * size, 0.0, mid], 0.5 * size, 0.35 * size);
        m.shape.rod([1.4 * size, 0.0, mid], [x, 0.0, mid], 0.13 * size);
        m.handwheel([x, 0.0, mid], [1.0, 0.0, 0.0], 0.9 * wheel);
        for off in [-0.018, 0.018] {
            m.shape.ring([x + off, 0.0, mid], [1.0, 0.0, 0.0], wheel, 0.009);
        }
        for side in [-1.0, 1.0] {
            m.shape.tube([x, side * wheel, mid], [x, side * (wheel - 0.02), mid - drop], 0.006);
            // The guide that keeps the chain on.
            m.shape.rod([x - 0.02, side * wheel, mid - 0.15 * wheel], [x + 0.02, side * wheel, mid - 0.15 * wheel], 0.02);
        }
        m.shape.tube([x, -wheel + 0.02, mid - drop], [x, wheel - 0.02, mid - drop], 0.006);
    });
}

/// A spindle in a tube up to a key cap, a wheel or a pedestal.
pub(super) fn spindle(m: &mut Make, z: f64, long: f64) {
    let tube = (0.022 + 0.12 * m.r) * m.any(0.8, 1.4);
    m.shape.stub(up(z), up(z + 2.0 * tube), 1.8 * tube, tube);
    if m.chance(0.6) {
        m.shape.tube(up(z), up(z + long), tube);
    } else {
        m.shape.tube(up(z), up(z + long), 0.012);
        m.shape.rod(up(z + 0.05), up(z + 0.15), 0.03);
    }
    let (top, wheel) = (z + long, wheel_size(m));
    match m.dice.below(5) {
        0 | 1 => m.shape.stub(up(top), up(top + 0.06), 0.026, 0.022),
        2 | 3 => m.stem_and_wheel(top, top + 0.04, wheel, 0.0),
        _ => {
            m.shape.rod(up(top - 0.02), up(top), 3.0 * tube);
            m.shape.stub(up(top), up(top + 0.25), 2.2 * tube, 1.4 * tube);
            m.stem_and_wheel(top + 0.25, top + 0.3, wheel, 0.0);
        }
    }
}

/// A pneumatic head like a cup, two shells, a cylinder or a cap, of radius `size`; returns its top.
pub(super) fn cup(m: &mut Make, z: f64, size: f64) -> f64 {
    let top = match m.dice.below(5) {
        0 => {
            let (foot, rim, lid) = (size * m.any(0.4, 0.75), z + size * m.any(0.4, 0.9), size * m.any(0.25, 0.6));
            m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(z, 0.0), (z, foot), (rim, size)]);
            m.shape.rod(up(rim - 0.07 * size), up(rim + 0.07 * size), 1.1 * size);
            m.shape.dome(up(rim), [0.0, 0.0, 1.0], size, lid);
            rim + lid
        }
        1 => {
            let (tall, ring) = (size * m.any(1.2, 2.2), m.chance(0.5));
            m.shape.rod(up(z), up(z + tall), 0.8 * size);
            m.shape.dome(up(z + tall), [0.0, 0.0, 1.0], 0.8 * size, 0.25 * size);
            if ring {
                m.shape.rod(up(z + 0.2 * tall), up(z + 0.26 * tall), 0.86 * size);
            }
            z + tall + 0.25 * size
        }
        2 => {
            let tall = size * m.any(0.9, 1.5);
            let profile = [(z, 0.7 * size), (z + 0.25 * tall, size), (z + 0.8 * tall, 0.97 * size), (z + tall, 0.6 * size)];
            m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &profile);
            m.shape.disc(up(z + tall), [0.0, 0.0, 1.0], 0.6 * size);
            z + tall
        }
        3 => {
            let tall = size * m.any(0.7, 1.3);
            let sides = m.dice.pick(&[4, 8, 12]);
            m.shape.prism(up(z), up(z + tall), 0.9 * size, sides);
            m.shape.stub(up(z + tall), up(z + 1.25 * tall), 0.75 * size, 0.55 * size);
            z + 1.25 * tall
        }
        _ => {
            let (foot, tall) = (size * m.any(0.45, 0.7), size * m.any(0.9, 1.4));
            m.shape.rod(up(z), up(z + 0.25 * tall), foot);
            m.shape.rod(up(z + 0.25 * tall), up(z + 0.4 * tall), 1.08 * size);
            m.shape.stub(up(z + 0.4 * tall), up(z + tall), 0.95 * size, 0.8 * size);
            z + tall
        }
    };
    cup_fittings(m, z, top, size);
    top
}

/// Indicator, air connections, switch box or pilot valve on a cup.
fn cup_fittings(m: &mut Make, z: f64, top: f64, size: f64) {
    match m.dice.below(4) {
        0 => m.shape.rod(up(top - 0.2 * size), up(top + m.dice.range(0.015, 0.05)), 0.012 + 0.06 * size),
        1 => {
            let (wide, tall) = (m.any(0.05, 0.09), m.any(0.05, 0.12));
            m.shape.rod(up(top - 0.2 * size), up(top + 0.02), 0.02);
            m.shape.rod(up(top + 0.02), up(top + 0.02 + tall), wide / 2.0);
        }
        2 => {
            let (wide, tall) = (m.any(0.07, 0.12), m.any(0.07, 0.13));
            m.shape.rod(up(top - 0.2 * size), up(top + 0.02), 0.02);
            m.shape.block(up(top + 0.02 + tall / 2.0), [wide, 0.8 * wide, tall]);
        }
        _ => {}
    }
    if m.chance(0.6) {
        let (x, at) = (size * m.any(0.9, 1.0), z + 0.5 * (top - z));
        m.shape.rod([0.5 * size, 0.0, at], [x + 0.025, 0.0, at], 0.008);
        m.shape.tube([x + 0.025, 0.0, at], [x + 0.03, 0.0, at + m.dice.range(0.03, 0.1)], 0.004);
    }
}

/// What stands on the stem of a coarse gate or globe at height `at`: mostly a wheel, else a motor in boxes and cylinders.
pub(super) fn plain_drive(m: &mut Make, at: f64, wheel: f64) {
    if m.dn < 40 || m.chance(0.85) {
        return plain_wheel(m, at, wheel);
    }
    let (size, turn) = ((0.6 * m.r + 0.05).min(0.2) * m.any(0.8, 1.3), m.dice.pick(&[0.0, FRAC_PI_2, PI, -FRAC_PI_2]));
    m.turned(turn, |m| {
        let (tall, long) = (size * m.any(1.0, 2.0), size * m.any(1.2, 2.4));
        let mid = at + tall / 2.0;
        if m.dice.chance(0.5) {
            m.shape.block(up(mid), [1.6 * size, 1.3 * size, tall]);
        } else {
            m.shape.rod(up(at), up(at + tall), 0.8 * size);
        }
        m.shape.rod([0.0, 0.0, mid], [long, 0.0, mid], 0.4 * tall.min(size));
        if m.dice.chance(0.6) {
            m.shape.rod([0.0, 0.0, mid], [0.0, 1.1 * size, mid], 0.12 * size);
            m.shape.rod([0.0, 1.1 * size, mid], [0.0, 1.2 * size, mid], 0.7 * size);
        }
    });
}

/// A handwheel as coarse models draw it: a disc, a ring, a ring with a cross, a cone.
pub(super) fn plain_wheel(m: &mut Make, at: f64, size: f64) {
    let thick = (size * m.any(0.06, 0.2)).max(0.004);
    match m.dice.below(5) {
        0 | 1 => m.shape.rod(up(at - thick / 2.0), up(at + thick / 2.0), size),
        2 => m.shape.ring(up(at), [0.0, 0.0, 1.0], size - thick / 2.0, thick / 2.0),
        3 => {
            m.shape.ring(up(at), [0.0, 0.0, 1.0], size - thick / 2.0, thick / 2.0);
            m.shape.bar([-size + thick, 0.0, at], [size - thick, 0.0, at], 0.7 * thick, 0.7 * thick);
            m.shape.bar([0.0, -size + thick, at], [0.0, size - thick, at], 0.7 * thick, 0.7 * thick);
        }
        _ => m.shape.stub(up(at - thick), up(at + thick), 0.8 * size, size),
    }
}
