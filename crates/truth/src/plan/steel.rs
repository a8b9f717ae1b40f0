//! Steel that stands about: platforms of grating, stairs, ladders with cages, handrails, columns, frames, fences.

use super::furniture::{named, quarter, set_down, spot};
use crate::model::{Dice, Part, Shape};
use crate::routing::Space;
use rosette_plant::Class;
use std::f64::consts::{PI, TAU};

/// A handrail along x from `a` to `b` at height `z`: posts, two or three rails, perhaps a kick plate.
fn rail(shape: &mut Shape, a: f64, b: f64, y: f64, z: f64, dice: &mut Dice) {
    let (r, high) = (dice.pick(&[0.0135, 0.0169, 0.0213, 0.02415]), dice.range(0.95, 1.15));
    let rails: &[f64] = if dice.chance(0.6) { &[0.5, 1.0] } else { &[0.35, 0.68, 1.0] };
    for share in rails {
        shape.tube([a, y, z + share * high], [b, y, z + share * high], if *share < 1.0 { 0.8 * r } else { r });
    }
    let posts = ((b - a) / 1.3).ceil().max(1.0) as usize;
    let flat = dice.chance(0.2);
    for i in 0..=posts {
        let x = a + (b - a) * i as f64 / posts as f64;
        if flat {
            shape.bar([x, y, z + 0.02], [x, y, z + high], 0.05, 0.01);
        } else {
            shape.tube([x, y, z + 0.02], [x, y, z + high], r);
        }
    }
    if dice.chance(0.4) {
        shape.block([(a + b) / 2.0, y, z + 0.08], [b - a, 0.005, 0.12]);
    }
}

pub fn railing(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 1.2, dice);
    let mut shape = Shape::default();
    let half = dice.range(0.5, 2.0);
    rail(&mut shape, -half, half, 0.0, 0.0, dice);
    if dice.chance(0.4) {
        let mut other = Shape::default();
        rail(&mut other, -0.6, 0.6, 0.0, 0.0, dice);
        shape.add_turned(&other, PI / 2.0, [half, 0.65, 0.0]);
    }
    let turn = quarter(dice);
    named(Class::Structure, "railing", set_down(shape, x, y, turn), dice)
}

/// Bars of a grating or chequered plate.
fn deck(shape: &mut Shape, half: f64, wide: f64, z: f64, dice: &mut Dice) {
    if dice.chance(0.35) {
        return shape.block([0.0, 0.0, z], [2.0 * half, 2.0 * wide, 0.008]);
    }
    let (pitch, high) = (dice.range(0.035, 0.06), dice.range(0.025, 0.04));
    let mut y = -wide;
    while y <= wide {
        shape.block([0.0, y, z], [2.0 * half, 0.004, high]);
        y += pitch;
    }
    let mut x = -half;
    while x <= half {
        shape.block([x, 0.0, z + 0.4 * high], [0.006, 2.0 * wide, 0.006]);
        x += 0.1;
    }
}

/// A platform of grating on posts with beams, rails and perhaps a ladder.
pub fn platform(space: &Space, dice: &mut Dice) -> Part {
    let (half, wide) = (dice.range(0.7, 2.0), dice.range(0.45, 1.1));
    let (x, y) = spot(space, half.max(wide) + 0.3, dice);
    let z = dice.range(0.4, 2.6).min(space.hi.z - 1.3);
    let mut shape = Shape::default();
    deck(&mut shape, half, wide, z, dice);
    let (size, section) = (dice.range(0.08, 0.16), dice.below(4));
    for side in [-1.0, 1.0] {
        section_bar(
            &mut shape,
            [-half, side * wide, z - 0.02 - size / 2.0],
            [half, side * wide, z - 0.02 - size / 2.0],
            size,
            section,
        );
        for end in [-1.0, 1.0] {
            section_bar(&mut shape, [end * half, side * wide, 0.0], [end * half, side * wide, z - 0.02], size, section);
            shape.block([end * half, side * wide, 0.01], [2.0 * size, 2.0 * size, 0.02]);
        }
    }
    rail(&mut shape, -half, half, wide, z, dice);
    if dice.chance(0.6) {
        rail(&mut shape, -half, half, -wide, z, dice);
    }
    if z > 1.2 && dice.chance(0.7) {
        for side in [-0.2, 0.2] {
            shape.bar([half + 0.06, side, 0.0], [half + 0.06, side, z + 1.0], 0.05, 0.012);
        }
        for k in 1..=((z / 0.28) as usize) {
            shape.tube([half + 0.06, -0.2, 0.28 * k as f64], [half + 0.06, 0.2, 0.28 * k as f64], 0.011);
        }
    }
    let turn = quarter(dice);
    named(Class::Structure, "platform", set_down(shape, x, y, turn), dice)
}

/// A straight member of I, box, channel, angle or round section.
fn section_bar(shape: &mut Shape, a: [f64; 3], b: [f64; 3], size: f64, section: usize) {
    let (from, to) = (crate::surface::P3::from(a), crate::surface::P3::from(b));
    let axis = (to - from).normalize();
    let side = crate::surface::across(&axis);
    let other = axis.cross(&side);
    let thick = 0.07 * size + 0.003;
    let mut strip = |u: f64, v: f64, du: f64, dv: f64| {
        let off = side * u + other * v;
        shape.bar((from + off).into(), (to + off).into(), du, dv);
    };
    let half = size / 2.0;
    match section {
        0 => {
            strip(0.0, half, size, thick);
            strip(0.0, -half, size, thick);
            strip(0.0, 0.0, thick, size);
        }
        1 => strip(0.0, 0.0, size, size),
        2 => {
            strip(-half, 0.0, thick, size);
            strip(0.0, half, size, thick);
            strip(0.0, -half, size, thick);
        }
        3 => {
            strip(-half, 0.0, thick, size);
            strip(0.0, -half, size, thick);
        }
        _ => shape.tube(a, b, half),
    }
}

/// Treads between two stringers, with rails.
pub fn stairs(space: &Space, dice: &mut Dice) -> Part {
    let (steps, rise, going, wide) = (dice.count(3, 10), dice.range(0.17, 0.21), dice.range(0.22, 0.3), dice.range(0.3, 0.5));
    let steps = steps.min(((space.hi.z - 1.4) / rise).max(2.0) as usize);
    let (long, high) = (going * steps as f64, rise * steps as f64);
    let (x, y) = spot(space, long.max(1.0), dice);
    let mut shape = Shape::default();
    for k in 1..=steps {
        shape.block([going * k as f64, 0.0, rise * k as f64], [going, 2.0 * wide, dice.range(0.02, 0.04)]);
    }
    for side in [-1.0, 1.0] {
        shape.bar([0.0, side * wide, 0.05], [long, side * wide, high], 0.012, 0.18);
        let r = 0.019;
        shape.tube([0.0, side * wide, 1.0], [long, side * wide, high + 1.0], r);
        for t in [0.05, 0.5, 0.95] {
            shape.tube([t * long, side * wide, t * high], [t * long, side * wide, t * high + 1.0], r);
        }
    }
    let turn = quarter(dice);
    named(Class::Structure, "stairs", set_down(shape, x, y, turn), dice)
}

/// A free-standing column or a frame of two with a beam.
pub fn pillar(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 0.8, dice);
    let (size, section, high) = (dice.range(0.08, 0.32), dice.below(5), dice.range(2.0, space.hi.z - 0.05));
    let mut shape = Shape::default();
    let span = if dice.chance(0.4) { dice.range(0.8, 2.2) } else { 0.0 };
    for side in if span > 0.0 { &[-0.5, 0.5][..] } else { &[0.0][..] } {
        section_bar(&mut shape, [side * span, 0.0, 0.0], [side * span, 0.0, high], size, section);
        shape.block([side * span, 0.0, 0.012], [1.8 * size, 1.8 * size, 0.024]);
    }
    if span > 0.0 {
        section_bar(&mut shape, [-span / 2.0, 0.0, high], [span / 2.0, 0.0, high], size, section);
    }
    let turn = quarter(dice);
    named(Class::Structure, "column", set_down(shape, x, y, turn), dice)
}

/// Slanting rods or angles between posts.
pub fn bracing(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 1.0, dice);
    let (span, high, size) = (dice.range(0.4, 1.2), dice.range(0.8, 2.2), dice.range(0.04, 0.08));
    let mut shape = Shape::default();
    let section = dice.pick(&[1, 3, 3, 4]);
    for side in [-1.0, 1.0] {
        section_bar(&mut shape, [side * span, 0.0, 0.0], [side * span, 0.0, high], size, section);
    }
    section_bar(&mut shape, [-span, 0.0, 0.1], [span, 0.0, high], size, section);
    if dice.chance(0.5) {
        section_bar(&mut shape, [span, 0.0, 0.1], [-span, 0.0, high], size, section);
    }
    section_bar(&mut shape, [-span, 0.0, high], [span, 0.0, high], size, section);
    let turn = quarter(dice);
    named(Class::Structure, "frame", set_down(shape, x, y, turn), dice)
}

pub fn ladder(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 0.8, dice);
    let tall = dice.range(1.8, 4.0).min(space.hi.z - 0.1);
    let mut shape = Shape::default();
    let (half, caged) = (dice.range(0.18, 0.25), tall > 2.8 && dice.chance(0.6));
    for side in [-half, half] {
        shape.bar([0.0, side, 0.02], [0.0, side, tall], 0.012, dice.range(0.04, 0.07));
    }
    for i in 1..((tall / 0.28) as usize) {
        shape.tube([0.0, -half, 0.28 * i as f64], [0.0, half, 0.28 * i as f64], 0.011);
    }
    if caged {
        let mut z = 2.2;
        while z < tall {
            shape.ring([0.33, 0.0, z], [0.0, 0.0, 1.0], 0.35, 0.01);
            z += 0.6;
        }
        for k in [-1.3, -0.65, 0.0, 0.65, 1.3] {
            let (sin, cos) = f64::sin_cos(k);
            shape.bar([0.33 + 0.35 * cos, 0.35 * sin, 2.2], [0.33 + 0.35 * cos, 0.35 * sin, tall], 0.03, 0.005);
        }
    }
    let turn = quarter(dice);
    named(Class::Structure, "ladder", set_down(shape, x, y, turn), dice)
}

pub fn step_ladder(space: &Space, dice: &mut Dice) -> Part {
    let (tall, half) = (dice.range(1.0, 2.2), 0.22);
    let foot = 0.3 * tall;
    let mut shape = Shape::default();
    for side in [-half, half] {
        shape.bar([0.0, side, 0.02], [foot, side, tall], 0.03, 0.06);
        shape.bar([2.0 * foot, side, 0.02], [foot, side, tall], 0.03, 0.05);
    }
    for k in 1..((tall / 0.26) as usize) {
        let t = 0.26 * k as f64 / tall;
        shape.block([t * foot, 0.0, t * tall], [0.08, 2.0 * half, 0.02]);
    }
    let (x, y) = spot(space, 0.8, dice);
    let turn = dice.range(0.0, TAU);
    named(Class::Structure, "ladder", set_down(shape, x, y, turn), dice)
}

pub fn lamp_post(space: &Space, dice: &mut Dice) -> Part {
    let tall = dice.range(2.5, space.hi.z.max(2.6));
    let mut shape = Shape::default();
    shape.cone([0.0, 0.0, 0.0], [0.0, 0.0, tall], 0.06, 0.035);
    shape.block([0.2, 0.0, tall - 0.05], [0.5, 0.2, 0.08]);
    let (x, y) = spot(space, 0.5, dice);
    named(Class::Structure, "lamp_post", set_down(shape, x, y, 0.0), dice)
}

pub fn bollard(space: &Space, dice: &mut Dice) -> Part {
    let (r, tall) = (dice.range(0.04, 0.1), dice.range(0.7, 1.2));
    let mut shape = Shape::default();
    shape.rod([0.0, 0.0, 0.0], [0.0, 0.0, tall], r);
    let (x, y) = spot(space, 0.4, dice);
    named(Class::Structure, "bollard", set_down(shape, x, y, 0.0), dice)
}

pub fn fence(space: &Space, dice: &mut Dice) -> Part {
    let (half, tall) = (dice.range(1.0, 2.5), dice.range(1.0, 1.9));
    let mut shape = Shape::default();
    let posts = (half / 1.0).ceil() as usize;
    for i in 0..=posts {
        let x = -half + 2.0 * half * i as f64 / posts as f64;
        shape.tube([x, 0.0, 0.0], [x, 0.0, tall], 0.025);
    }
    let mut x = -half;
    while x < half {
        shape.tube([x, 0.0, 0.05], [x, 0.0, tall - 0.05], 0.003);
        x += 0.06;
    }
    for z in [0.1, 0.5, 0.95] {
        shape.tube([-half, 0.0, z * tall], [half, 0.0, z * tall], 0.004);
    }
    let (x, y) = spot(space, 0.6, dice);
    let turn = quarter(dice);
    named(Class::Structure, "fence", set_down(shape, x, y, turn), dice)
}
