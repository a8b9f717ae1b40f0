//! Pipe supports: posts with shoes, hangers, wall brackets.

use super::grow::AROUND;
use crate::model::{Dice, Part, Plant, Run, Shape};
use crate::routing::Space;
use crate::surface::{P3, V3};
use rosette_plant::Class;

/// Supports for the level pipes, where there is room for them.
pub fn supports(plant: &Plant, space: &mut Space, indoor: bool, dice: &mut Dice) -> Vec<Part> {
    let mut parts = Vec::new();
    let pipes: Vec<&Run> = plant.parts.iter().filter_map(|p| p.run.as_ref()).collect();
    for run in pipes {
        let along = run.b - run.a;
        let length = along.norm();
        if along.z.abs() > 0.1 * length || length < 0.8 {
            continue;
        }
        let pitch = dice.range(1.8, 3.0);
        let count = (length / pitch).ceil().max(1.0) as usize;
        for i in 0..count {
            let at = run.a + along * ((i as f64 + dice.range(0.35, 0.65)) / count as f64);
            if dice.chance(0.25) {
                continue;
            }
            if let Some(part) = support(at, along / length, run.radius, space, indoor, dice) {
                for surface in part.surfaces.iter().skip(1) {
                    space.take(surface.bounds(), AROUND);
                }
                parts.push(part);
            }
        }
    }
    parts
}

fn support(at: P3, along: V3, radius: f64, space: &Space, indoor: bool, dice: &mut Dice) -> Option<Part> {
    let mut shape = Shape::default();
    // The clamp comes first: it touches the pipe, so it is not asked for room.
    shape.rod((at - along * 0.02).into(), (at + along * 0.02).into(), radius + 0.005);
    let clamp = shape.0.len();
    if at.z < 2.2 && dice.chance(0.8) {
        post(&mut shape, at, along, radius, dice);
    } else if indoor && at.z > 1.5 {
        hanger(&mut shape, at, radius, space.hi.z, dice);
    } else {
        post(&mut shape, at, along, radius, dice);
    }
    let free = shape.0[clamp..].iter().all(|s| {
        let (lo, hi) = s.bounds();
        let (lo, hi) = (P3::new(lo.x, lo.y, lo.z.max(space.lo.z)), P3::new(hi.x, hi.y, hi.z.min(space.hi.z)));
        // The shoe or the rod meets the pipe itself: leave out the last centimetres.
        let (lo, hi) = if hi.z <= at.z {
            (lo, P3::new(hi.x, hi.y, hi.z.min(at.z - radius - 0.012)))
        } else {
            (P3::new(lo.x, lo.y, lo.z.max(at.z + radius + 0.012)), hi)
        };
        hi.z <= lo.z || space.is_free((lo, hi), 0.0, &[])
    });
    free.then(|| {
        let mut part = Part::new(Class::Structure, shape.0);
        part.kind = Some("pipe_support");
        part
    })
}

/// A post on a foot plate with a shoe or a cross piece under the pipe.
fn post(shape: &mut Shape, at: P3, along: V3, radius: f64, dice: &mut Dice) {
    let top = at.z - radius - 0.008;
    let wide = dice.pick(&[0.05, 0.06, 0.08, 0.1]);
    if top > 0.12 {
        shape.block([at.x, at.y, top - 0.01], [wide + 0.06, wide + 0.06, 0.016]);
        if dice.chance(0.5) {
            shape.tube([at.x, at.y, 0.0], [at.x, at.y, top - 0.02], wide / 2.0);
        } else {
            shape.bar([at.x, at.y, 0.0], [at.x, at.y, top - 0.02], wide, wide);
        }
        shape.block([at.x, at.y, 0.006], [wide + 0.12, wide + 0.12, 0.012]);
    }
    let side = V3::z().cross(&along) * 0.01;
    shape.bar((at - V3::z() * (radius + 0.012) - side).into(), (at - V3::z() * (radius + 0.012) + side).into(), 0.06, 0.008);
}

/// A rod to the ceiling.
fn hanger(shape: &mut Shape, at: P3, radius: f64, ceiling: f64, dice: &mut Dice) {
    shape.tube([at.x, at.y, at.z + radius + 0.005], [at.x, at.y, ceiling], dice.pick(&[0.005, 0.006, 0.008]));
    shape.block([at.x, at.y, at.z + radius + 0.02], [0.03, 0.03, 0.03]);
}
