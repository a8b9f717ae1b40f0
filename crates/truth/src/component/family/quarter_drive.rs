//! Drives of quarter turn valves: rack and pinion, scotch yokes, vanes, electric boxes and domes, worm gearboxes.

use super::levers::any_lever;
use super::make::Make;
use super::solids::{bracket, pad, plain_wheel, post};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// Which way a drive lies: mostly along the pipe.
fn drive_turn(m: &mut Make) -> f64 {
    m.dice.pick(&[0.0, 0.0, PI, PI, FRAC_PI_2, -FRAC_PI_2]) + if m.chance(0.06) { FRAC_PI_4 } else { 0.0 }
}

/// Half the height of a power drive that suits the size.
fn drive_size(m: &mut Make) -> f64 {
    ((0.027 + 0.48 * m.r) * m.any(0.8, 1.3)).min(0.13)
}

/// Stem, pad and what turns the valve, from the body's top at `z`; `powered` is the share that is not moved by hand.
pub(super) fn quarter_top(m: &mut Make, z: f64, powered: f64) {
    let r = m.r;
    let size = drive_size(m);
    let neck = z + r * m.any(0.1, 0.6) + 0.006;
    let stem = r * m.any(0.22, 0.42) + 0.004;
    post(m, 0.7 * z, neck, stem);
    if m.chance(powered) {
        let wide = 0.8 * size + 0.006;
        pad(m, neck, wide);
        let foot = if m.chance(0.6) { bracket(m, neck, wide) } else { neck };
        return power(m, foot, size);
    }
    if m.dn >= 250 || (m.dn >= 150 && m.chance(0.6)) || m.chance(0.06) {
        pad(m, neck, 0.9 * size);
        return gearbox(m, neck);
    }
    if m.chance(0.5) {
        pad(m, neck, 0.6 * size + 0.008);
    }
    let length = m.lever_length();
    any_lever(m, neck + 0.006, length);
}

/// A power drive of any make on a head at `z`, `r` half its height.
pub(super) fn power(m: &mut Make, z: f64, r: f64) {
    let turn = drive_turn(m);
    let kind = m.dice.below(12);
    m.turned(turn, |m| match kind {
        0..=4 => rack(m, z, r),
        5 => scotch(m, z, r),
        6 => twin(m, z, r),
        7 => vane(m, z, r),
        8 | 9 => flat_box(m, z, r),
        10 => dome_box(m, z, r),
        _ => multi_turn_on_worm(m, z, r),
    });
}

/// Rack and pinion: an extruded body between end caps, switches on top, a solenoid at its side.
pub(super) fn rack(m: &mut Make, z: f64, r: f64) {
    let (long, wide, cap) = (r * m.any(1.9, 3.3), r * m.any(0.75, 1.05), r * m.any(0.15, 0.95));
    let mid = z + r;
    match m.dice.below(4) {
        0 => m.shape.block([0.0, 0.0, mid], [2.0 * long, 2.0 * wide, 2.0 * r]),
        1 => m.shape.prism([-long, 0.0, mid], [long, 0.0, mid], 0.95 * r, 8),
        2 => {
            m.shape.tube([-long, 0.0, mid], [long, 0.0, mid], 0.9 * r);
            m.shape.block([0.0, 0.0, mid], [0.9 * long, 1.6 * wide, 2.0 * r]);
        }
        _ => {
            m.stretched([0.0, 0.0, mid], [1.0, wide / r, 1.0], |m| m.shape.tube([-long, 0.0, mid], [long, 0.0, mid], r));
            m.shape.block([0.0, 0.0, mid + 0.5 * r], [2.0 * long, 1.1 * wide, 0.96 * r]);
        }
    }
    let round = m.chance(0.35);
    for side in [-1.0, 1.0] {
        let (a, b) = ([side * long, 0.0, mid], [side * (long + cap), 0.0, mid]);
        if round {
            m.shape.rod(a, [side * (long + 0.5 * cap), 0.0, mid], 0.98 * r);
            m.shape.dome([side * (long + 0.5 * cap), 0.0, mid], [side, 0.0, 0.0], 0.95 * r, 0.5 * cap);
        } else {
            m.shape.block([side * (long + cap / 2.0), 0.0, mid], [cap, 2.06 * wide, 2.0 * r]);
        }
        if m.chance(0.4) {
            m.shape.rod(b, [side * (long + cap + 0.25 * r), 0.0, mid], 0.14 * r);
        }
    }
    if m.chance(0.6) {
        // The solenoid on its NAMUR face.
        let (x, y) = (m.any(-0.3, 0.3) * long, wide + 0.02);
        m.shape.block([x, y, mid], [m.dice.range(0.06, 0.13), 0.04, 0.034]);
        m.shape.block([x + 0.07, y + 0.01, mid], [0.04, 0.034, 0.045]);
    }
    crest(m, z + 2.0 * r, r);
}

/// What stands on a drive: a switch box with its indicator, a positioner, a bare stem or a hand lever.
pub(super) fn crest(m: &mut Make, z: f64, r: f64) {
    post(m, z, z + 0.02, 0.3 * r);
    let lift = m.any(0.012, 0.035);
    match m.dice.below(5) {
        0 => post(m, z, z + 0.2 * r + 0.006, 0.55 * r),
        1 | 2 => {
            let (wide, deep, tall) = (m.any(0.09, 0.16), m.any(0.07, 0.11), m.any(0.07, 0.12));
            for side in [-1.0, 1.0] {
                m.shape.block([side * 0.04, 0.0, z + lift / 2.0], [0.004, 0.03, lift]);
            }
            m.shape.block([0.0, 0.0, z + lift + tall / 2.0], [wide, deep, tall]);
            m.shape.stub([0.0, 0.0, z + lift + tall], [0.0, 0.0, z + lift + tall + 0.03], 0.034, 0.028);
            m.shape.rod([wide / 2.0, 0.0, z + lift + 0.03], [wide / 2.0 + 0.03, 0.0, z + lift + 0.03], 0.013);
        }
        3 => {
            let (wide, tall) = (m.any(0.035, 0.055), m.any(0.06, 0.12));
            post(m, z + lift, z + lift + tall, wide);
            m.shape.dome([0.0, 0.0, z + lift + tall], [0.0, 0.0, 1.0], 0.9 * wide, 0.6 * wide);
        }
        _ => {
            let (wide, tall) = (m.any(0.14, 0.22), m.any(0.08, 0.14));
            m.shape.block([0.02, 0.0, z + 2.0 * lift + tall / 2.0], [wide, 0.12, tall]);
            for side in [-1.0, 1.0] {
                m.shape.block([side * 0.045, 0.0, z + lift], [0.005, 0.07, 2.0 * lift]);
            }
            for k in 0..m.dice.count(0, 3) {
                let x = -0.05 + 0.045 * k as f64;
                m.shape.rod([x, 0.06, z + 2.0 * lift + 0.03], [x, 0.085, z + 2.0 * lift + 0.03], 0.02);
            }
        }
    }
}

/// A scotch yoke: a square housing, a cylinder with tie rods on one side, a longer spring can on the other, a jack at its end.
pub(super) fn scotch(m: &mut Make, z: f64, r: f64) {
    let (house, deep) = (r * m.any(1.0, 1.5), r * m.any(0.9, 1.3));
    let mid = z + deep;
    m.shape.block([0.0, 0.0, mid], [2.0 * house, 2.0 * house, 2.0 * deep]);
    let shift = m.any(-0.3, 0.3) * house;
    let (bore, long) = (deep * m.any(0.9, 1.5), r * m.any(2.2, 4.0));
    let end = house + long;
    m.shape.rod([house, shift, mid], [end, shift, mid], 0.9 * bore);
    for x in [house + 0.1 * r, end] {
        if m.chance(0.5) {
            m.shape.block([x, shift, mid], [0.2 * r, 2.1 * bore, 2.1 * bore]);
        } else {
            m.shape.rod([x - 0.1 * r, shift, mid], [x + 0.1 * r, shift, mid], 1.12 * bore);
        }
    }
    m.shape.bolts([0.0, shift, mid], [1.0, 0.0, 0.0], 1.2 * bore, 4, 0.07 * r, house, end + 0.2 * r, FRAC_PI_4);
    if m.chance(0.75) {
        let (can, far) = (deep * m.any(0.75, 1.1), house + r * m.any(2.6, 5.0));
        m.shape.rod([-far, shift, mid], [-house, shift, mid], can);
        m.shape.rod([-house - 0.15 * r, shift, mid], [-house, shift, mid], 1.15 * can);
        if m.chance(0.5) {
            m.shape.stub([-far - 0.5 * can, shift, mid], [-far, shift, mid], 0.5 * can, can);
        }
        if m.chance(0.3) {
            m.shape.rod([-far - 1.6 * can, shift, mid], [-far, shift, mid], 0.14 * can);
            m.handwheel([-far - 1.6 * can, shift, mid], [1.0, 0.0, 0.0], 1.3 * can);
        }
    } else {
        m.shape.rod([-end, shift, mid], [-house, shift, mid], 0.9 * bore);
        m.shape.rod([-end - 0.1 * r, shift, mid], [-end + 0.1 * r, shift, mid], 1.12 * bore);
    }
    crest(m, z + 2.0 * deep, r);
}

/// Two parallel cylinders on either side of a square housing.
pub(super) fn twin(m: &mut Make, z: f64, r: f64) {
    let (bore, long, off) = (r * m.any(0.55, 0.8), r * m.any(1.8, 3.0), r * m.any(0.7, 0.95));
    let mid = z + r;
    m.shape.block([0.0, 0.0, mid], [1.6 * r, 2.0 * (off + 0.4 * bore), 1.9 * r]);
    for side in [-1.0, 1.0] {
        m.shape.rod([-long, side * off, mid], [long, side * off, mid], bore);
        for end in [-1.0, 1.0] {
            m.shape.rod([end * long, side * off, mid], [end * (long + 0.2 * r), side * off, mid], 1.1 * bore);
        }
    }
    crest(m, z + 1.95 * r, r);
}

/// A vane drive: a flat sector-shaped casting in two halves.
pub(super) fn vane(m: &mut Make, z: f64, r: f64) {
    let (high, long) = (r * m.any(1.2, 1.9), r * m.any(1.4, 2.2));
    post(m, z, z + high, r);
    let mid = z + high / 2.0;
    m.shape.prism([0.8 * long, 0.0, z + 0.05 * high], [0.8 * long, 0.0, z + 0.95 * high], 0.95 * long, 6);
    m.shape.block([0.8 * long, 0.0, mid], [2.3 * long, 2.3 * long, 0.14 * high]);
    crest(m, z + high, r);
}

/// An electric drive as a flat box with a rounded lid, a window, cable glands and a hand crank or wheel.
pub(super) fn flat_box(m: &mut Make, z: f64, r: f64) {
    let (long, wide, tall) = (r * m.any(2.0, 3.2), r * m.any(1.3, 2.0), r * m.any(1.3, 2.4));
    let (shift, base) = (m.any(0.0, 0.35) * long, m.any(0.35, 0.65) * tall);
    m.shape.block([shift, 0.0, z + base / 2.0], [2.0 * long * 0.95, 2.0 * wide * 0.95, base]);
    if m.chance(0.4) {
        for side in [-1.0, 1.0] {
            m.shape.rod([shift + side * (long - wide), 0.0, z + base], [shift + side * (long - wide), 0.0, z + tall], wide);
        }
        m.shape.block([shift, 0.0, z + (base + tall) / 2.0], [2.0 * (long - wide).max(0.01), 2.0 * wide, tall - base]);
    } else {
        m.shape.block([shift, 0.0, z + (base + tall) / 2.0], [2.0 * long, 2.0 * wide, tall - base]);
    }
    if m.chance(0.6) {
        m.shape.dome([0.0, 0.0, z + tall], [0.0, 0.0, 1.0], 0.5 * r, 0.25 * r);
    }
    let far = shift + long;
    for y in [-0.4, 0.4] {
        m.shape.rod([far, y * wide, z + 0.4 * base], [far + 0.035, y * wide, z + 0.4 * base], 0.012);
    }
    let side = if m.chance(0.5) { 1.0 } else { -1.0 };
    let at = [0.5 * shift, side * (wide + 0.5 * r), z + 0.5 * base];
    match m.dice.below(3) {
        0 => {}
        1 => m.shape.rod([at[0], 0.0, at[2]], at, 0.1 * r + 0.003),
        _ => {
            m.shape.rod([at[0], 0.0, at[2]], at, 0.12 * r);
            let wheel = r * m.any(0.9, 1.6);
            m.handwheel(at, [0.0, 1.0, 0.0], wheel);
        }
    }
}

/// An electric drive as a round base under a dome.
pub(super) fn dome_box(m: &mut Make, z: f64, r: f64) {
    let (wide, base, tall) = (r * m.any(1.3, 2.0), r * m.any(0.7, 1.3), r * m.any(0.8, 1.8));
    post(m, z, z + base, wide);
    post(m, z + base - 0.006, z + base + 0.01, 1.1 * wide);
    post(m, z + base, z + base + 0.6 * tall, 0.96 * wide);
    m.shape.dome([0.0, 0.0, z + base + 0.6 * tall], [0.0, 0.0, 1.0], 0.96 * wide, 0.4 * tall);
    m.shape.block([wide, 0.0, z + 0.5 * base], [0.8 * wide, 0.8 * wide, 0.8 * base]);
    if m.chance(0.5) {
        let wheel = r * m.any(0.7, 1.3);
        m.shape.rod([0.0, 0.0, z + 0.5 * base], [0.0, 1.5 * wide, z + 0.5 * base], 0.14 * r);
        m.handwheel([0.0, 1.5 * wide, z + 0.5 * base], [0.0, 1.0, 0.0], wheel);
    }
}

/// A worm gearbox with a multi turn drive flanged to its shaft.
fn multi_turn_on_worm(m: &mut Make, z: f64, r: f64) {
    let (wide, high) = (1.3 * r, 1.1 * r);
    post(m, z, z + high, wide);
    m.shape.block([0.0, 0.9 * wide, z + high / 2.0], [1.8 * wide, 0.8 * wide, 0.9 * high]);
    let at = [wide, 0.9 * wide, z + high / 2.0];
    m.shape.rod([0.0, at[1], at[2]], [wide + 0.4 * r, at[1], at[2]], 0.5 * r);
    m.standing([wide + 0.4 * r, at[1], at[2]], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0], |m| multi_turn(m, 0.0, r));
}

/// A multi turn electric drive on a head at `z`: gear case, motor, controls with a panel, handwheel at the side, stem tube.
pub(super) fn multi_turn(m: &mut Make, z: f64, r: f64) {
    let (gear, mid) = (r * m.any(0.75, 1.0), z + r * m.any(0.9, 1.3));
    post(m, z, z + 0.25 * r, r);
    post(m, z + 0.25 * r, mid + 0.9 * gear, 0.75 * gear);
    m.shape.rod([-1.2 * r, 0.0, mid], [1.1 * r, 0.0, mid], gear);
    let (motor, long) = (gear * m.any(0.7, 1.0), r * m.any(1.4, 2.6));
    m.shape.rod([1.1 * r, 0.0, mid], [1.1 * r + long, 0.0, mid], motor);
    m.shape.rod([1.1 * r + long, 0.0, mid], [1.25 * r + long, 0.0, mid], 0.8 * motor);
    let cube = gear * m.any(0.9, 1.2);
    match m.dice.below(3) {
        0 => m.shape.rod([-1.2 * r - 1.6 * cube, 0.0, mid], [-1.2 * r, 0.0, mid], 1.05 * cube),
        1 => m.shape.block([-1.2 * r - 0.8 * cube, 0.0, mid], [1.6 * cube, 2.0 * cube, 2.0 * cube]),
        _ => {
            m.shape.rod([-1.2 * r - 0.6 * cube, 0.0, mid], [-1.2 * r, 0.0, mid], cube);
            m.shape.block([-1.2 * r - 1.3 * cube, 0.0, mid], [1.4 * cube, 1.8 * cube, 2.2 * cube]);
            m.shape.rod([-1.2 * r - 1.3 * cube, 0.9 * cube, mid], [-1.2 * r - 1.3 * cube, 1.3 * cube, mid], 0.7 * cube);
        }
    }
    let side = if m.chance(0.5) { 1.0 } else { -1.0 };
    let (out, wheel) = (r * m.any(1.4, 2.2), r * m.any(1.0, 1.9));
    m.shape.rod([0.0, 0.0, mid], [0.0, side * out, mid], 0.3 * r);
    m.handwheel([0.0, side * out, mid], [0.0, 1.0, 0.0], wheel);
    if m.chance(0.5) {
        let tall = r * m.any(0.2, 3.0);
        post(m, mid, mid + gear + tall, 0.28 * r);
    }
}

/// A worm gearbox on a head at `z`: a quadrant housing, the worm's sleeve across or along the pipe, a wheel on a long shaft.
pub(super) fn gearbox(m: &mut Make, z: f64) {
    let size = ((0.045 + 0.42 * m.r) * m.any(0.8, 1.3)).min(0.2);
    if m.chance(0.3) {
        return m.worm_gear(z, size);
    }
    let turn = m.dice.pick(&[0.0, FRAC_PI_2, PI, -FRAC_PI_2]);
    let kind = m.dice.below(3);
    m.turned(turn, |m| {
        let high = size * m.any(0.6, 1.0);
        let mid = z + 0.5 * high;
        let off = size * m.any(0.6, 0.9);
        match kind {
            0 => {
                post(m, z, z + high, size);
                m.shape.block([0.0, 0.6 * off, mid], [1.6 * size, off, 0.9 * high]);
            }
            1 => m.shape.block([0.0, 0.3 * off, mid], [1.7 * size, 1.9 * size, high]),
            _ => {
                post(m, z, z + 0.75 * high, 0.9 * size);
                m.shape.stub([0.0, 0.0, z + 0.75 * high], [0.0, 0.0, z + high], 0.9 * size, 0.5 * size);
            }
        }
        post(m, z + high, z + 1.12 * high, 0.35 * size);
        let out = size * m.any(1.3, 2.8);
        m.shape.rod([-0.9 * size, off, mid], [0.9 * size, off, mid], 0.38 * high);
        let shaft = if m.chance(0.25) { 0.3 * size } else { 0.09 * size + 0.004 };
        m.shape.rod([0.9 * size, off, mid], [out, off, mid], shaft);
        let wheel = size * m.any(0.9, 2.0);
        if m.chance(0.15) {
            plain_wheel(m, [out, off, mid], [1.0, 0.0, 0.0], wheel);
        } else {
            m.handwheel([out, off, mid], [1.0, 0.0, 0.0], wheel);
        }
    });
}
