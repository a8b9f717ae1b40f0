//! What moves a valve: handwheels, levers, gearboxes, pneumatic and electric actuators.

use crate::model::{Dice, Shape};

/// A handwheel at right angles to its spindle; `size` is its radius.
pub fn handwheel(shape: &mut Shape, center: [f64; 3], axis: [f64; 3], size: f64, dice: &mut Dice) {
    let rim = (0.07 * size).clamp(0.006, 0.016);
    shape.ring(center, axis, size - rim, rim);
    let along = crate::surface::V3::from(axis).normalize();
    let side = crate::surface::across(&along);
    let other = along.cross(&side);
    let spokes = dice.count(3, 6);
    let dish = along * dice.range(-0.2, 0.1) * size;
    let hub: [f64; 3] = (crate::surface::V3::from(center) + dish).into();
    for i in 0..spokes {
        let (sin, cos) = (std::f64::consts::TAU * i as f64 / spokes as f64).sin_cos();
        let end = crate::surface::V3::from(center) + (side * cos + other * sin) * (size - rim);
        shape.tube(hub, end.into(), 0.8 * rim);
    }
    let half = along * (1.6 * rim);
    let hub = crate::surface::V3::from(hub);
    shape.rod((hub - half).into(), (hub + half).into(), (0.18 * size).max(0.01));
}

/// A lever from the spindle's head at height `z`, along the pipe or across it.
pub fn lever(shape: &mut Shape, z: f64, length: f64, dice: &mut Dice) {
    let (wide, thick) = (dice.range(0.018, 0.032), dice.range(0.006, 0.012));
    let turn: f64 = if dice.chance(0.7) { 0.0 } else { std::f64::consts::FRAC_PI_2 };
    let turn = turn + if dice.chance(0.5) { std::f64::consts::PI } else { 0.0 };
    let (sin, cos) = turn.sin_cos();
    let rise = dice.range(0.0, 0.25) * length;
    let knee = [0.35 * length * cos, 0.35 * length * sin, z + rise];
    shape.bar([0.0, 0.0, z], knee, wide, thick);
    shape.bar(knee, [length * cos, length * sin, z + rise], wide, thick);
    shape.rod([0.0, 0.0, z - 1.5 * thick], [0.0, 0.0, z + 1.5 * thick], 0.7 * wide);
}

/// A worm gear with its wheel standing upright at the side.
pub fn gearbox(shape: &mut Shape, z: f64, wheel: f64, dice: &mut Dice) {
    let size = dice.range(0.55, 0.8) * wheel.max(0.09);
    let height = dice.range(0.6, 0.9) * size;
    shape.block([0.0, 0.1 * size, z + height / 2.0], [1.1 * size, 1.3 * size, height]);
    shape.rod([0.0, 0.1 * size, z + height], [0.0, 0.1 * size, z + 1.15 * height], 0.35 * size);
    let side = if dice.chance(0.5) { 1.0 } else { -1.0 };
    let axis_at = |x: f64| [side * x, 0.45 * size, z + height / 2.0];
    let out = size * dice.range(1.0, 1.6);
    shape.rod(axis_at(0.5 * size), axis_at(out), 0.014);
    handwheel(shape, axis_at(out), [1.0, 0.0, 0.0], wheel, dice);
}

/// A rack and pinion actuator (quarter turn) along the pipe or across it.
pub fn pinion(shape: &mut Shape, z: f64, size: f64, dice: &mut Dice) {
    let (length, r) = (size * dice.range(2.2, 3.0), size * dice.range(0.45, 0.6));
    let along = dice.chance(0.6);
    let at = |t: f64, up: f64| if along { [t, 0.0, z + up] } else { [0.0, t, z + up] };
    shape.block(at(0.0, 0.2 * r), [0.8 * r, 0.8 * r, 0.4 * r]);
    shape.rod(at(-length / 2.0, 1.4 * r), at(length / 2.0, 1.4 * r), r);
    let cap = if along { [0.04, 1.9 * r, 1.9 * r] } else { [1.9 * r, 0.04, 1.9 * r] };
    shape.block(at(-length / 2.0, 1.4 * r), cap);
    shape.block(at(length / 2.0, 1.4 * r), cap);
    shape.rod(at(0.0, 2.4 * r), at(0.0, 2.4 * r + 0.03), 0.4 * r);
    if dice.chance(0.6) {
        shape.block(at(0.0, 2.4 * r + 0.08), [0.1, 0.08, 0.1]);
    }
}

/// A diaphragm actuator on a yoke; returns nothing: the top of the valve.
pub fn diaphragm_head(shape: &mut Shape, z: f64, size: f64, dice: &mut Dice) {
    let yoke = size * dice.range(0.9, 1.5);
    for side in [-1.0, 1.0] {
        shape.bar([0.0, side * 0.35 * size, z], [0.0, side * 0.3 * size, z + yoke], 0.03, 0.02);
    }
    shape.tube([0.0, 0.0, z], [0.0, 0.0, z + yoke], 0.012);
    let rim = z + yoke + 0.4 * size;
    shape.stub([0.0, 0.0, z + yoke], [0.0, 0.0, rim], 0.55 * size, size);
    shape.rod([0.0, 0.0, rim - 0.008], [0.0, 0.0, rim + 0.008], 1.12 * size);
    if dice.chance(0.5) {
        shape.dome([0.0, 0.0, rim], [0.0, 0.0, 1.0], size, 0.45 * size);
    } else {
        shape.stub([0.0, 0.0, rim], [0.0, 0.0, rim + 0.35 * size], size, 0.5 * size);
        shape.rod([0.0, 0.0, rim + 0.35 * size], [0.0, 0.0, rim + 1.1 * size], 0.35 * size);
    }
    if dice.chance(0.7) {
        let y = 0.35 * size + 0.05;
        shape.block([0.0, y, z + 0.5 * yoke], [0.11, 0.08, 0.14]);
        shape.rod([0.035, y + 0.04, z + 0.5 * yoke], [0.035, y + 0.06, z + 0.5 * yoke], 0.025);
    }
}

/// A pneumatic cylinder that stands along the stem.
pub fn piston(shape: &mut Shape, z: f64, size: f64, dice: &mut Dice) {
    let (yoke, length) = (size * dice.range(1.0, 1.5), size * dice.range(1.6, 2.6));
    for side in [-1.0, 1.0] {
        shape.bar([0.0, side * 0.3 * size, z], [0.0, side * 0.3 * size, z + yoke], 0.03, 0.02);
    }
    shape.tube([0.0, 0.0, z], [0.0, 0.0, z + yoke], 0.014);
    shape.rod([0.0, 0.0, z + yoke], [0.0, 0.0, z + yoke + length], 0.55 * size);
    for end in [z + yoke, z + yoke + length] {
        shape.block([0.0, 0.0, end], [1.25 * size, 1.25 * size, 0.03]);
    }
}

/// An electric actuator: gear case, motor and hand wheel.
pub fn electric(shape: &mut Shape, z: f64, size: f64, dice: &mut Dice) {
    shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.5 * size], 0.5 * size);
    shape.block([0.0, 0.0, z + 0.9 * size], [1.1 * size, 1.0 * size, 0.9 * size]);
    shape.rod([0.5 * size, 0.0, z + 0.9 * size], [dice.range(1.3, 1.8) * size, 0.0, z + 0.9 * size], 0.38 * size);
    shape.rod([-0.5 * size, 0.0, z + 0.9 * size], [-size, 0.0, z + 0.9 * size], 0.42 * size);
    shape.rod([0.0, 0.5 * size, z + 0.9 * size], [0.0, 0.8 * size, z + 0.9 * size], 0.015);
    handwheel(shape, [0.0, 0.8 * size, z + 0.9 * size], [0.0, 1.0, 0.0], dice.range(0.4, 0.7) * size, dice);
}
