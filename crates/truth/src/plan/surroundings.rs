//! What stands around the process: building, steel, trays, ducts, railings, cabinets, clutter.

use super::furniture::{self, Maker};
use super::grow::AROUND;
use crate::model::{Dice, Part, Shape};
use crate::routing::Space;
use crate::surface::P3;
use rosette_plant::Class;

fn part(class: Class, kind: &'static str, shape: Shape, dice: &mut Dice) -> Part {
    let mut part = Part::new(class, shape.0);
    part.kind = Some(kind);
    part.albedo = dice.range(0.25, 0.8);
    part
}

/// Adds the part if all its surfaces are free.
fn add_if_free(parts: &mut Vec<Part>, part: Part, space: &mut Space, clear: f64) -> bool {
    let trimmed = |(lo, hi): (P3, P3)| {
        (lo.sup(&(space.lo + crate::surface::V3::from([clear; 3]))), hi.inf(&(space.hi - crate::surface::V3::from([clear; 3]))))
    };
    let free = part.surfaces.iter().all(|s| space.is_free(trimmed(s.bounds()), clear, &[]));
    if free {
        space.take_part(&part, AROUND);
        parts.push(part);
    }
    free
}

/// An upright or level beam of I, box, channel or angle section from `a` to `b`.
fn beam(shape: &mut Shape, a: [f64; 3], b: [f64; 3], size: f64, section: usize) {
    let upright = (a[0] - b[0]).abs() + (a[1] - b[1]).abs() < 1e-6;
    let along_x = (a[0] - b[0]).abs() > 1e-6;
    let mid = [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0, (a[2] + b[2]) / 2.0];
    let length = (a[0] - b[0]).abs() + (a[1] - b[1]).abs() + (a[2] - b[2]).abs();
    // `piece` places a strip of the section: u and v are offsets, du and dv its extent across the beam.
    let mut piece = |u: f64, v: f64, du: f64, dv: f64| {
        let (at, full) = if upright {
            ([mid[0] + u, mid[1] + v, mid[2]], [du, dv, length])
        } else if along_x {
            ([mid[0], mid[1] + u, mid[2] + v], [length, du, dv])
        } else {
            ([mid[0] + u, mid[1], mid[2] + v], [du, length, dv])
        };
        shape.block(at, full);
    };
    let (thick, half) = (0.06 * size + 0.003, size / 2.0);
    match section {
        0 => {
            piece(0.0, half - thick / 2.0, size, thick);
            piece(0.0, thick / 2.0 - half, size, thick);
            piece(0.0, 0.0, 0.7 * thick, size - 2.0 * thick);
        }
        1 => piece(0.0, 0.0, size, size),
        2 => {
            piece(-half / 2.0 + thick / 2.0, 0.0, thick, size);
            piece(0.0, half - thick / 2.0, half, thick);
            piece(0.0, thick / 2.0 - half, half, thick);
        }
        _ => {
            piece(-half + thick / 2.0, 0.0, thick, size);
            piece(0.0, thick / 2.0 - half, size, thick);
        }
    }
}

/// Columns along the long sides and beams under the ceiling.
pub fn columns(space: &mut Space, indoor: bool, dice: &mut Dice) -> Vec<Part> {
    let (lo, hi) = (space.lo, space.hi);
    let mut parts = Vec::new();
    let (size, section) = (dice.range(0.16, 0.3), dice.pick(&[0, 0, 1]));
    let pitch = dice.range(4.5, 6.5);
    let inset = size / 2.0 + if indoor { dice.range(0.02, 0.2) } else { 0.3 };
    let count = ((hi.x - lo.x) / pitch).floor().max(1.0) as usize;
    let top = hi.z - 0.02;
    for i in 0..count {
        let x = lo.x + (hi.x - lo.x) * (i as f64 + 0.5) / count as f64;
        for y in [lo.y + inset, hi.y - inset] {
            let mut shape = Shape::default();
            beam(&mut shape, [x, y, 0.0], [x, y, top], size, section);
            parts.push(part(Class::Structure, "column", shape, dice));
        }
        let mut shape = Shape::default();
        beam(&mut shape, [x, lo.y + 0.01, top - size / 2.0], [x, hi.y - 0.01, top - size / 2.0], size, 0);
        parts.push(part(Class::Structure, "beam", shape, dice));
    }
    parts.iter().for_each(|p| space.take_part(p, AROUND));
    parts
}

/// Cable trays, ducts and a few cabinets: what is there before the pipes.
pub fn overhead(space: &mut Space, indoor: bool, dice: &mut Dice) -> Vec<Part> {
    let mut parts = Vec::new();
    for _ in 0..dice.count(1, 3) {
        for _ in 0..10 {
            let tray = tray(space, dice);
            if add_if_free(&mut parts, tray, space, 0.02) {
                break;
            }
        }
    }
    if indoor && dice.chance(0.7) {
        for _ in 0..10 {
            let duct = duct(space, dice);
            if add_if_free(&mut parts, duct, space, 0.02) {
                break;
            }
        }
    }
    for _ in 0..dice.count(1, 4) {
        for _ in 0..10 {
            let cabinet = cabinet(space, dice);
            if add_if_free(&mut parts, cabinet, space, 0.01) {
                break;
            }
        }
    }
    parts
}

fn tray(space: &Space, dice: &mut Dice) -> Part {
    let (lo, hi) = (space.lo, space.hi);
    let along_x = dice.chance(0.6);
    let (wide, tall) = (dice.pick(&[0.1, 0.2, 0.3, 0.4]), dice.pick(&[0.05, 0.06, 0.1]));
    let z = (hi.z - dice.range(0.5, 1.0)).max(2.0);
    let mut shape = Shape::default();
    let (from, to, edge) = if along_x {
        let y = dice.range(lo.y + 0.3, hi.y - 0.3 - wide);
        ([lo.x + 0.2, y, z], [hi.x - lo.x - 0.4, 0.0, 0.0], [0.0, wide, 0.0])
    } else {
        let x = dice.range(lo.x + 0.3, hi.x - 0.3 - wide);
        ([x, lo.y + 0.2, z], [0.0, hi.y - lo.y - 0.4, 0.0], [wide, 0.0, 0.0])
    };
    shape.sheet(from, to, edge);
    shape.sheet(from, to, [0.0, 0.0, tall]);
    shape.sheet([from[0] + edge[0], from[1] + edge[1], from[2]], to, [0.0, 0.0, tall]);
    for k in 0..dice.count(0, 3) {
        let f = (k as f64 + 1.0) / 4.5;
        let a = [from[0] + f * edge[0], from[1] + f * edge[1], z + 0.015];
        shape.tube(a, [a[0] + to[0], a[1] + to[1], a[2]], dice.range(0.008, 0.014));
    }
    part(Class::CableTray, "tray", shape, dice)
}

fn duct(space: &Space, dice: &mut Dice) -> Part {
    let (lo, hi) = (space.lo, space.hi);
    let size = dice.range(0.25, 0.55);
    let z = hi.z - size / 2.0 - dice.range(0.1, 0.4);
    let y = dice.range(lo.y + size, hi.y - size);
    let mut shape = Shape::default();
    if dice.chance(0.5) {
        shape.rod([lo.x + 0.1, y, z], [hi.x - 0.1, y, z], size / 2.0);
        for i in 1..6 {
            let x = lo.x + (hi.x - lo.x) * f64::from(i) / 6.0;
            shape.rod([x - 0.015, y, z], [x + 0.015, y, z], size / 2.0 + 0.012);
        }
    } else {
        shape.block([(lo.x + hi.x) / 2.0, y, z], [hi.x - lo.x - 0.2, size * dice.range(1.0, 1.6), size]);
    }
    part(Class::Duct, "duct", shape, dice)
}

fn cabinet(space: &Space, dice: &mut Dice) -> Part {
    let (lo, hi) = (space.lo, space.hi);
    let (wide, deep, tall) = (dice.range(0.5, 1.4), dice.range(0.25, 0.5), dice.range(1.0, 2.1));
    let foot = if dice.chance(0.3) { 0.6 } else { 0.0 };
    let tall = tall.min(2.2 - foot);
    let (x, y) = (dice.range(lo.x + wide, hi.x - wide), dice.range(lo.y + wide, hi.y - wide));
    let z = foot + tall / 2.0 + 0.011;
    let mut shape = Shape::default();
    match dice.below(4) {
        0 => shape.block([x, lo.y + deep / 2.0 + 0.02, z], [wide, deep, tall]),
        1 => shape.block([x, hi.y - deep / 2.0 - 0.02, z], [wide, deep, tall]),
        2 => shape.block([lo.x + deep / 2.0 + 0.02, y, z], [deep, wide, tall]),
        _ => shape.block([hi.x - deep / 2.0 - 0.02, y, z], [deep, wide, tall]),
    }
    part(Class::Other, "cabinet", shape, dice)
}

/// Tries to put each of these things in, as often as the dice say.
fn put(things: &[(usize, Maker)], parts: &mut Vec<Part>, space: &mut Space, dice: &mut Dice) {
    for (most, make) in things {
        for _ in 0..dice.count(0, *most) {
            for _ in 0..12 {
                let item = make(space, dice);
                if add_if_free(parts, item, space, 0.012) {
                    break;
                }
            }
        }
    }
}

/// Trays, ducts, platforms, cabinets in many variants: what is there before the pipes.
pub fn rich_overhead(space: &mut Space, dice: &mut Dice) -> Vec<Part> {
    let mut parts = Vec::new();
    put(furniture::BEFORE, &mut parts, space, dice);
    parts
}

/// Everything else that stands about, and the shell.
pub fn rich_furnish(space: &mut Space, indoor: bool, dice: &mut Dice) -> Vec<Part> {
    let mut parts = Vec::new();
    put(furniture::AFTER, &mut parts, space, dice);
    if !indoor {
        put(furniture::OUTDOORS, &mut parts, space, dice);
    }
    parts.extend(shell(space, indoor, dice));
    parts
}

/// Floor, walls and ceiling, and what is put in at the end.
pub fn furnish(space: &mut Space, indoor: bool, full: bool, dice: &mut Dice) -> Vec<Part> {
    let mut parts = Vec::new();
    let tries: &[(usize, Maker)] = if full {
        &[(2, railing), (2, ladder), (4, conduit), (3, drum), (4, crate_box), (2, person), (3, lamp)]
    } else {
        &[(1, conduit), (1, crate_box), (1, drum)]
    };
    put(tries, &mut parts, space, dice);
    parts.extend(shell(space, indoor, dice));
    parts
}

fn shell(space: &Space, indoor: bool, dice: &mut Dice) -> Vec<Part> {
    let (lo, hi) = (space.lo, space.hi);
    let (w, d, h) = (hi.x - lo.x, hi.y - lo.y, hi.z - lo.z);
    let mut one = |class: Class, corner: [f64; 3], u: [f64; 3], v: [f64; 3]| {
        let mut shape = Shape::default();
        shape.sheet(corner, u, v);
        part(class, "", shape, dice)
    };
    if !indoor {
        return vec![one(Class::Floor, [lo.x - 6.0, lo.y - 6.0, lo.z], [w + 12.0, 0.0, 0.0], [0.0, d + 12.0, 0.0])];
    }
    vec![
        one(Class::Floor, [lo.x, lo.y, lo.z], [w, 0.0, 0.0], [0.0, d, 0.0]),
        one(Class::Wall, [lo.x, lo.y, lo.z], [w, 0.0, 0.0], [0.0, 0.0, h]),
        one(Class::Wall, [lo.x, hi.y, lo.z], [w, 0.0, 0.0], [0.0, 0.0, h]),
        one(Class::Wall, [lo.x, lo.y, lo.z], [0.0, d, 0.0], [0.0, 0.0, h]),
        one(Class::Wall, [hi.x, lo.y, lo.z], [0.0, d, 0.0], [0.0, 0.0, h]),
        one(Class::Ceiling, [lo.x, lo.y, hi.z], [w, 0.0, 0.0], [0.0, d, 0.0]),
    ]
}

fn spot(space: &Space, margin: f64, dice: &mut Dice) -> (f64, f64) {
    let (lo, hi) = (space.lo, space.hi);
    (dice.range(lo.x + margin, hi.x - margin), dice.range(lo.y + margin, hi.y - margin))
}

fn railing(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 1.2, dice);
    let length = dice.range(1.0, 3.5);
    let along_x = dice.chance(0.5);
    let at = |t: f64, z: f64| if along_x { [x + t, y, z] } else { [x, y + t, z] };
    let mut shape = Shape::default();
    let r = dice.pick(&[0.0169, 0.0213, 0.02415]);
    for z in [0.55, 1.05] {
        shape.tube(at(0.0, z), at(length, z), r);
    }
    let posts = (length / 1.2).ceil() as usize;
    for i in 0..=posts {
        let t = length * i as f64 / posts as f64;
        shape.tube(at(t, 0.02), at(t, 1.05), r);
    }
    part(Class::Structure, "railing", shape, dice)
}

fn ladder(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 0.8, dice);
    let tall = dice.range(2.0, 3.0).min(space.hi.z - 0.2);
    let mut shape = Shape::default();
    for side in [-0.2, 0.2] {
        shape.bar([x + side, y, 0.02], [x + side, y, tall], 0.05, 0.012);
    }
    let rungs = (tall / 0.28) as usize;
    for i in 1..rungs {
        let z = 0.28 * i as f64;
        shape.tube([x - 0.2, y, z], [x + 0.2, y, z], 0.011);
    }
    part(Class::Structure, "ladder", shape, dice)
}

/// Electric conduit on a wall: looks like a thin pipe, is none.
fn conduit(space: &Space, dice: &mut Dice) -> Part {
    let (lo, hi) = (space.lo, space.hi);
    let (x, _) = spot(space, 0.5, dice);
    let r = dice.pick(&[0.008, 0.01, 0.0125, 0.016]);
    let y = if dice.chance(0.5) { lo.y + r + 0.03 } else { hi.y - r - 0.03 };
    let (z, end) = (dice.range(0.8, hi.z - 0.5), dice.range(lo.x + 0.3, hi.x - 0.3));
    let mut shape = Shape::default();
    shape.tube([x, y, z], [end, y, z], r);
    let down = if dice.chance(0.5) { hi.z - 0.05 } else { 0.1 };
    shape.tube([end, y, z], [end, y, down], r);
    shape.block([x, y, z], [0.1, 2.0 * r + 0.04, 0.1]);
    part(Class::Other, "conduit", shape, dice)
}

fn drum(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 0.6, dice);
    let mut shape = Shape::default();
    shape.rod([x, y, 0.02], [x, y, 0.9], 0.29);
    for z in [0.3, 0.6] {
        shape.ring([x, y, z], [0.0, 0.0, 1.0], 0.29, 0.012);
    }
    part(Class::Other, "drum", shape, dice)
}

fn crate_box(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 0.8, dice);
    let size = [dice.range(0.3, 1.1), dice.range(0.3, 0.8), dice.range(0.2, 0.9)];
    let mut shape = Shape::default();
    shape.block([x, y, size[2] / 2.0 + 0.015], size);
    part(Class::Other, "crate", shape, dice)
}

fn person(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 0.6, dice);
    let mut shape = Shape::default();
    for side in [-0.1, 0.1] {
        shape.rod([x + side, y, 0.02], [x + 0.8 * side, y, 0.85], 0.075);
    }
    shape.stub([x, y, 0.82], [x, y, 1.45], 0.16, 0.2);
    for side in [-0.26, 0.26] {
        shape.rod([x + side, y, 0.8], [x + 0.8 * side, y, 1.42], 0.05);
    }
    shape.ball([x, y, 1.65], 0.11);
    part(Class::Other, "person", shape, dice)
}

fn lamp(space: &Space, dice: &mut Dice) -> Part {
    let (x, y) = spot(space, 1.0, dice);
    let mut shape = Shape::default();
    shape.block([x, y, space.hi.z - dice.range(0.08, 0.4)], [1.2, 0.12, 0.08]);
    part(Class::Other, "lamp", shape, dice)
}
