//! Rich surroundings: things that stand, hang and lie about in plants, each in many proportions.

use super::steel::{bollard, bracing, fence, ladder, lamp_post, pillar, platform, railing, stairs, step_ladder};
use crate::model::{Dice, Part, Shape};
use crate::routing::Space;
use rosette_plant::Class;
use std::f64::consts::{PI, TAU};

/// Makes something at a random place of the hall.
pub type Maker = fn(&Space, &mut Dice) -> Part;

/// What is there before the pipes: how many at most, and what.
pub const BEFORE: &[(usize, Maker)] = &[(2, platform), (1, stairs), (3, tray), (2, duct), (4, cabinet), (2, pillar)];
/// What comes when the pipes are there.
pub const AFTER: &[(usize, Maker)] = &[
    (3, railing),
    (2, ladder),
    (6, conduit),
    (3, barrel),
    (4, carton),
    (2, person),
    (4, lamp),
    (2, extinguisher),
    (2, hose),
    (2, pallet),
    (2, bracing),
    (1, bench),
    (3, wall_box),
    (1, gas_bottles),
    (1, step_ladder),
];
/// What stands outdoors besides.
pub const OUTDOORS: &[(usize, Maker)] = &[(2, vehicle), (2, lamp_post), (3, bollard), (2, fence)];

pub(super) fn named(class: Class, kind: &'static str, shape: Shape, dice: &mut Dice) -> Part {
    let mut part = Part::new(class, shape.0);
    part.kind = Some(kind);
    (part.albedo, part.shine) = (dice.range(0.15, 0.85), dice.range(0.02, 0.3));
    part
}

pub(super) fn spot(space: &Space, margin: f64, dice: &mut Dice) -> (f64, f64) {
    let (lo, hi) = (space.lo, space.hi);
    let inside = |low: f64, high: f64, d: f64| (low + d).min((low + high) / 2.0)..(high - d).max((low + high) / 2.0 + 1e-3);
    let (x, y) = (inside(lo.x, hi.x, margin), inside(lo.y, hi.y, margin));
    (dice.range(x.start, x.end), dice.range(y.start, y.end))
}

/// Something built about the origin, set down at a spot, turned by a quarter or by any angle.
pub(super) fn set_down(shape: Shape, x: f64, y: f64, turn: f64) -> Shape {
    let mut out = Shape::default();
    out.add_turned(&shape, turn, [x, y, 0.0]);
    out
}

pub(super) fn quarter(dice: &mut Dice) -> f64 {
    f64::from(dice.below(4) as u32) * PI / 2.0
}

/// A cable tray: ladder, sheet or basket, with cables in it, on hangers or brackets.
fn tray(space: &Space, dice: &mut Dice) -> Part {
    let (lo, hi) = (space.lo, space.hi);
    let along_x = dice.chance(0.6);
    let (wide, tall) = (dice.pick(&[0.1, 0.15, 0.2, 0.3, 0.4, 0.6]), dice.pick(&[0.05, 0.06, 0.085, 0.11]));
    let z = (hi.z - dice.range(0.35, 1.3)).max(1.9);
    let room = if along_x { hi.x - lo.x } else { hi.y - lo.y };
    let (from, to) = (dice.range(0.1, 0.3) * room, dice.range(0.6, 0.95) * room);
    let mut shape = Shape::default();
    match dice.below(3) {
        0 => {
            for side in [-0.5, 0.5] {
                shape.block([(from + to) / 2.0, side * wide, z], [to - from, 0.004, tall]);
            }
            let rungs = ((to - from) / 0.3) as usize;
            for i in 0..rungs {
                shape.block([from + 0.3 * i as f64, 0.0, z - 0.4 * tall], [0.03, wide, 0.015]);
            }
        }
        1 => {
            shape.block([(from + to) / 2.0, 0.0, z - tall / 2.0], [to - from, wide, 0.002]);
            for side in [-0.5, 0.5] {
                shape.block([(from + to) / 2.0, side * wide, z], [to - from, 0.002, tall]);
            }
        }
        _ => {
            for k in 0..=((wide / 0.05) as usize) {
                let y = -wide / 2.0 + 0.05 * k as f64;
                shape.tube([from, y, z - tall / 2.0], [to, y, z - tall / 2.0], 0.0025);
            }
            for side in [-0.5, 0.5] {
                for h in [0.0, 0.5] {
                    shape.tube([from, side * wide, z + h * tall], [to, side * wide, z + h * tall], 0.0025);
                }
            }
        }
    }
    cables(&mut shape, from, to, wide, z - 0.4 * tall, dice);
    let hangers = dice.chance(0.6);
    let mut x = from + 0.3;
    while x < to {
        shape.block([x, 0.0, z - tall / 2.0 - 0.02], [0.04, wide + 0.1, 0.04]);
        if hangers {
            for side in [-0.5, 0.5] {
                shape.tube([x, side * (wide + 0.06), z - tall / 2.0], [x, side * (wide + 0.06), hi.z - 0.01], 0.005);
            }
        }
        x += dice.range(1.2, 2.0);
    }
    let across = if along_x { hi.y - lo.y } else { hi.x - lo.x };
    let off = dice.range(0.35, (across - 0.35 - wide).max(0.36)) + wide / 2.0;
    let placed = if along_x { set_down(shape, lo.x, lo.y + off, 0.0) } else { set_down(shape, lo.x + off, lo.y, PI / 2.0) };
    named(Class::CableTray, "tray", placed, dice)
}

fn cables(shape: &mut Shape, from: f64, to: f64, wide: f64, z: f64, dice: &mut Dice) {
    for _ in 0..dice.count(0, 9) {
        let (r, mut y) = (dice.range(0.005, 0.02), dice.range(-0.42, 0.42) * wide);
        let pieces = 5;
        for i in 0..pieces {
            let at = |k: usize| from + (to - from) * k as f64 / pieces as f64;
            let next = (y + dice.range(-0.1, 0.1) * wide).clamp(-0.45 * wide, 0.45 * wide);
            shape.tube([at(i), y, z + r], [at(i + 1), next, z + r], r);
            y = next;
        }
    }
}

/// A round or rectangular duct with joints, grilles and perhaps a branch down.
fn duct(space: &Space, dice: &mut Dice) -> Part {
    let (lo, hi) = (space.lo, space.hi);
    let size = dice.range(0.15, 0.6);
    let along_x = dice.chance(0.6);
    let room = if along_x { hi.x - lo.x } else { hi.y - lo.y };
    let (from, to) = (0.05 + dice.range(0.0, 0.3) * room, room - 0.05 - dice.range(0.0, 0.3) * room);
    let z = hi.z - size / 2.0 - dice.range(0.03, 0.5);
    let (round, tall) = (dice.chance(0.5), size * dice.range(0.5, 1.0));
    let mut shape = Shape::default();
    if round {
        shape.rod([from, 0.0, z], [to, 0.0, z], size / 2.0)
    } else {
        shape.block([(from + to) / 2.0, 0.0, z], [to - from, size, tall])
    }
    let pitch = dice.range(0.6, 1.5);
    let mut x = from + 0.4 * pitch;
    while x < to {
        let lip = dice.range(0.008, 0.03);
        if round {
            shape.rod([x - 0.01, 0.0, z], [x + 0.01, 0.0, z], size / 2.0 + lip)
        } else {
            shape.block([x, 0.0, z], [0.04, size + 2.0 * lip, tall + 2.0 * lip])
        }
        x += pitch;
    }
    let mid = dice.range(0.2, 0.8) * (to - from) + from;
    match dice.below(3) {
        0 => shape.block([mid, 0.0, z - tall / 2.0 - 0.03], [0.4, 0.3, 0.06]),
        1 => {
            let drop = dice.range(0.2, 0.8);
            shape.tube([mid, 0.0, z], [mid, 0.0, z - size / 2.0 - drop], 0.35 * size);
            shape.rod([mid, 0.0, z - size / 2.0 - drop - 0.05], [mid, 0.0, z - size / 2.0 - drop], 0.45 * size);
        }
        _ => {}
    }
    let across = if along_x { hi.y - lo.y } else { hi.x - lo.x };
    let off = dice.range(size, (across - size).max(size + 0.01));
    let placed = if along_x { set_down(shape, lo.x, lo.y + off, 0.0) } else { set_down(shape, lo.x + off, lo.y, PI / 2.0) };
    named(Class::Duct, "duct", placed, dice)
}

/// Doors, handles, plinth, cable entry: a switch cabinet or a row of them, on the floor against a wall.
fn cabinet(space: &Space, dice: &mut Dice) -> Part {
    let (wide, deep, tall) = (dice.range(0.3, 0.8), dice.range(0.2, 0.6), dice.range(0.7, 2.1));
    let count = dice.pick(&[1, 1, 2, 3, 4]);
    let mut shape = Shape::default();
    let foot = if dice.chance(0.4) { 0.1 } else { 0.012 };
    for k in 0..count {
        let x = wide * (f64::from(k) - f64::from(count - 1) / 2.0);
        shape.block([x, deep / 2.0, foot + tall / 2.0], [wide - 0.008, deep, tall]);
        shape.block([x + 0.4 * wide, deep + 0.01, foot + 0.5 * tall], [0.025, 0.03, 0.14]);
        if dice.chance(0.3) {
            shape.block([x, deep + 0.005, foot + 0.75 * tall], [0.4 * wide, 0.02, 0.15 * tall]);
        }
    }
    shape.block([0.0, deep / 2.0, foot / 2.0], [wide * f64::from(count), 0.9 * deep, foot]);
    against_wall(shape, wide * f64::from(count) / 2.0, 0.02, Class::Other, "cabinet", space, dice)
}

/// Places a shape whose back is at y = 0 against one of the walls.
fn against_wall(shape: Shape, half: f64, gap: f64, class: Class, kind: &'static str, space: &Space, dice: &mut Dice) -> Part {
    let (lo, hi) = (space.lo, space.hi);
    let (x, y) = spot(space, half + 0.1, dice);
    let (x, y, turn) = match dice.below(4) {
        0 => (x, lo.y + gap, 0.0),
        1 => (x, hi.y - gap, PI),
        2 => (lo.x + gap, y, -PI / 2.0),
        _ => (hi.x - gap, y, PI / 2.0),
    };
    named(class, kind, set_down(shape, x, y, turn), dice)
}

/// Boxes, switches, panels, sockets on a wall.
fn wall_box(space: &Space, dice: &mut Dice) -> Part {
    let (wide, tall, deep, z) = (dice.range(0.08, 0.6), dice.range(0.1, 0.8), dice.range(0.05, 0.25), dice.range(0.9, 1.7));
    let mut shape = Shape::default();
    shape.block([0.0, deep / 2.0, z], [wide, deep, tall]);
    if dice.chance(0.5) {
        shape.tube([0.0, 0.4 * deep, z + tall / 2.0], [0.0, 0.4 * deep, space.hi.z - 0.05], dice.range(0.008, 0.02));
    }
    against_wall(shape, wide, 0.012, Class::Other, "wall_box", space, dice)
}

/// Conduits along a wall, one to four side by side, with bends, clips and boxes: look like thin pipes, are none.
fn conduit(space: &Space, dice: &mut Dice) -> Part {
    let (long, count) = (dice.range(0.6, 4.0), dice.pick(&[1, 1, 2, 3, 4]));
    let (r, z, up) = (dice.pick(&[0.008, 0.01, 0.0125, 0.016, 0.02]), dice.range(0.4, space.hi.z - 0.6), dice.chance(0.5));
    let end = if up { space.hi.z - 0.05 } else { 0.08 };
    let mut shape = Shape::default();
    for k in 0..count {
        let off = f64::from(k) * 2.6 * r;
        let (y, level) = (r + 0.01, z + if up { -off } else { off });
        shape.tube([-long / 2.0, y, level], [long / 2.0 + off, y, level], r);
        shape.ball([long / 2.0 + off, y, level], 1.05 * r);
        shape.tube([long / 2.0 + off, y, level], [long / 2.0 + off, y, end], r);
    }
    let mut x = -long / 2.0 + 0.2;
    while x < long / 2.0 {
        shape.block([x, 0.006, z], [0.015, 0.012, 2.6 * r * f64::from(count) + 0.04]);
        x += 0.7;
    }
    shape.block([-long / 2.0, r + 0.02, z], [0.1, 2.0 * r + 0.03, 0.1]);
    against_wall(shape, long / 2.0, 0.012, Class::Other, "conduit", space, dice)
}

fn barrel(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 0.6, dice);
    let (r, tall) = (dice.range(0.15, 0.3), dice.range(0.35, 0.95));
    let mut shape = Shape::default();
    for k in 0..dice.pick(&[1, 1, 2, 3]) {
        let at = 2.1 * r * f64::from(k);
        shape.rod([at, 0.0, 0.014], [at, 0.0, tall], r);
        for z in [0.33, 0.66] {
            shape.ring([at, 0.0, z * tall], [0.0, 0.0, 1.0], r, 0.012);
        }
    }
    let turn = quarter(dice);
    named(Class::Other, "barrel", set_down(shape, x, y, turn), dice)
}

fn carton(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 0.8, dice);
    let mut shape = Shape::default();
    let mut z = 0.014;
    for _ in 0..dice.pick(&[1, 1, 2, 3]) {
        let size = [dice.range(0.2, 1.1), dice.range(0.2, 0.8), dice.range(0.12, 0.6)];
        shape.block([0.0, 0.0, z + size[2] / 2.0], size);
        z += size[2] + 0.001;
    }
    let turn = dice.range(0.0, TAU);
    named(Class::Other, "box", set_down(shape, x, y, turn), dice)
}

fn pallet(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 0.9, dice);
    let mut shape = Shape::default();
    for k in 0..7 {
        shape.block([0.0, -0.36 + 0.12 * f64::from(k), 0.134], [1.2, 0.1, 0.02]);
    }
    for k in [-0.5, 0.0, 0.5] {
        shape.block([k, 0.0, 0.07], [0.1, 0.8, 0.1]);
    }
    let mut z = 0.146;
    for _ in 0..dice.count(0, 3) {
        let tall = dice.range(0.12, 0.3);
        shape.block([dice.range(-0.05, 0.05), 0.0, z + tall / 2.0], [dice.range(0.7, 1.15), dice.range(0.5, 0.78), tall - 0.004]);
        z += tall;
    }
    let turn = dice.range(0.0, TAU);
    named(Class::Other, "pallet", set_down(shape, x, y, turn), dice)
}

fn bench(space: &Space, dice: &mut Dice) -> Part {
    let (half, deep, z) = (dice.range(0.4, 1.0), dice.range(0.4, 0.8), dice.range(0.7, 1.0));
    let mut shape = Shape::default();
    shape.block([0.0, deep / 2.0, z], [2.0 * half, deep, 0.04]);
    for x in [-0.95, 0.95] {
        for y in [0.05, 0.95] {
            shape.bar([x * half, y * deep, 0.013], [x * half, y * deep, z], 0.05, 0.05);
        }
    }
    for _ in 0..dice.count(0, 4) {
        let size = [dice.range(0.1, 0.4), dice.range(0.1, 0.3), dice.range(0.05, 0.4)];
        shape.block([dice.range(-0.7, 0.7) * half, 0.5 * deep, z + 0.02 + size[2] / 2.0], size);
    }
    against_wall(shape, half, 0.03, Class::Other, "bench", space, dice)
}

/// A person standing or walking; legs apart by the stride.
pub fn person(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 0.6, dice);
    let (tall, stride, turn) = (dice.range(0.92, 1.08), dice.range(0.0, 0.35), dice.range(0.0, TAU));
    let mut shape = Shape::default();
    for side in [-1.0, 1.0] {
        shape.rod([side * stride, 0.1 * side, 0.03], [0.0, 0.09 * side, 0.86 * tall], 0.075);
        shape.rod([side * stride + 0.06, 0.1 * side, 0.045], [side * stride + 0.2, 0.1 * side, 0.045], 0.04);
        shape.rod([-0.7 * side * stride, 0.27 * side, 0.85 * tall], [0.0, 0.22 * side, 1.42 * tall], 0.048);
    }
    let (hips, shoulders) = (dice.range(0.14, 0.19), dice.range(0.18, 0.23));
    shape.stub([0.0, 0.0, 0.8 * tall], [0.0, 0.0, 1.45 * tall], hips, shoulders);
    shape.rod([0.0, 0.0, 1.45 * tall], [0.0, 0.0, 1.55 * tall], 0.06);
    shape.ball([0.0, 0.0, 1.64 * tall], 0.105);
    if dice.chance(0.7) {
        shape.dome([0.0, 0.0, 1.66 * tall], [0.0, 0.0, 1.0], 0.14, 0.12);
    }
    named(Class::Other, "person", set_down(shape, x, y, turn), dice)
}

fn lamp(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 1.0, dice);
    let z = space.hi.z - dice.range(0.08, 0.6);
    let mut shape = Shape::default();
    match dice.below(3) {
        0 => shape.block([0.0, 0.0, z], [dice.range(0.6, 1.5), 0.12, 0.08]),
        1 => {
            shape.rod([-0.65, 0.0, z], [0.65, 0.0, z], 0.05);
            for side in [-0.5, 0.5] {
                shape.tube([side, 0.0, z], [side, 0.0, space.hi.z - 0.015], 0.004);
            }
        }
        _ => {
            shape.stub([0.0, 0.0, z - 0.15], [0.0, 0.0, z], 0.2, 0.08);
            shape.tube([0.0, 0.0, z], [0.0, 0.0, space.hi.z - 0.015], 0.008);
        }
    }
    let turn = quarter(dice);
    named(Class::Other, "lamp", set_down(shape, x, y, turn), dice)
}

fn extinguisher(space: &Space, dice: &mut Dice) -> Part {
    let (r, tall, z) = (dice.range(0.07, 0.1), dice.range(0.35, 0.5), dice.range(0.02, 0.9));
    let mut shape = Shape::default();
    shape.rod([0.0, r + 0.02, z], [0.0, r + 0.02, z + tall], r);
    shape.dome([0.0, r + 0.02, z + tall], [0.0, 0.0, 1.0], r, 0.6 * r);
    shape.rod([0.0, r + 0.02, z + tall + 0.5 * r], [0.0, r + 0.02, z + tall + 0.5 * r + 0.07], 0.025);
    shape.bar([0.0, r + 0.02, z + tall + 0.1], [0.1, r + 0.02, z + tall + 0.13], 0.02, 0.01);
    shape.tube([0.03, r + 0.02, z + tall + 0.06], [1.2 * r, r + 0.06, z + 0.3 * tall], 0.009);
    against_wall(shape, 0.2, 0.015, Class::Other, "extinguisher", space, dice)
}

/// A hose: coiled on the floor or on a reel at the wall, or snaking along.
fn hose(space: &Space, dice: &mut Dice) -> Part {
    let r = dice.range(0.008, 0.03);
    let mut shape = Shape::default();
    match dice.below(3) {
        0 => {
            let coil = dice.range(0.15, 0.4);
            for k in 0..dice.count(2, 5) {
                let tilt = [dice.range(-0.08, 0.08), dice.range(-0.08, 0.08), 1.0];
                let lift = 0.05 * coil + r + 0.02 + 1.9 * r * k as f64;
                shape.ring([dice.range(-0.03, 0.03), 0.0, lift + 0.1 * coil], tilt, coil * dice.range(0.9, 1.1), r);
            }
        }
        1 => {
            let reel = dice.range(0.18, 0.3);
            for y in [0.02, 0.18] {
                shape.rod([0.0, y, 1.1], [0.0, y + 0.015, 1.1], reel);
            }
            for k in 0..5 {
                shape.ring([0.0, 0.05 + 0.025 * f64::from(k), 1.1], [0.0, 1.0, 0.0], 0.8 * reel, 0.012);
            }
            return against_wall(shape, reel, 0.015, Class::Other, "hose", space, dice);
        }
        _ => {
            let mut at = [0.0, 0.0];
            let mut heading: f64 = 0.0;
            for _ in 0..dice.count(6, 16) {
                heading += dice.range(-0.5, 0.5);
                let next = [at[0] + 0.15 * heading.cos(), at[1] + 0.15 * heading.sin()];
                shape.tube([at[0], at[1], r + 0.014], [next[0], next[1], r + 0.014], r);
                at = next;
            }
        }
    }
    let (x, y) = spot(space, 0.8, dice);
    let turn = dice.range(0.0, TAU);
    named(Class::Other, "hose", set_down(shape, x, y, turn), dice)
}

fn gas_bottles(space: &Space, dice: &mut Dice) -> Part {
    let (r, tall) = (dice.range(0.08, 0.13), dice.range(0.9, 1.5));
    let mut shape = Shape::default();
    let count = dice.count(1, 4);
    for k in 0..count {
        let x = 2.3 * r * (k as f64 - (count - 1) as f64 / 2.0);
        shape.rod([x, r + 0.03, 0.013], [x, r + 0.03, tall], r);
        shape.dome([x, r + 0.03, tall], [0.0, 0.0, 1.0], r, 0.8 * r);
        shape.rod([x, r + 0.03, tall + 0.7 * r], [x, r + 0.03, tall + 0.7 * r + 0.12], 0.035);
    }
    against_wall(shape, 2.3 * r * count as f64 / 2.0, 0.02, Class::Other, "gas_bottles", space, dice)
}

/// A car, van or lorry in simple boxes on wheels.
fn vehicle(space: &Space, dice: &mut Dice) -> Part {
    let (long, wide, tall) = (dice.range(2.4, 5.0), dice.range(1.5, 2.0), dice.range(1.3, 2.2));
    let mut shape = Shape::default();
    let body = 0.55 * tall;
    shape.block([0.0, 0.0, 0.3 + body / 2.0], [long, wide, body]);
    let cabin = dice.range(0.35, 0.95) * long;
    shape.block([(cabin - long) / 2.0 + dice.range(0.0, 0.2), 0.0, 0.3 + (body + tall) / 2.0], [cabin, 0.92 * wide, tall - body]);
    for x in [-0.32, 0.32] {
        for side in [-1.0, 1.0] {
            shape.rod([x * long, side * 0.38 * wide, 0.33], [x * long, side * 0.52 * wide, 0.33], 0.31);
        }
    }
    let (x, y) = spot(space, 1.5, dice);
    let turn = quarter(dice);
    named(Class::Other, "vehicle", set_down(shape, x, y, turn), dice)
}
