//! Puts equipment on the floor of a hall.

use super::grammar::Process;
use super::spec::{EquipmentSpec, Make};
use crate::component::family::{Look, Place, Wish, stand};
use crate::component::{
    Equipment, Style, end_suction, horizontal_drum, inline_pump, multistage, plate_exchanger, shell_and_tube, vertical_tank,
    vertical_vessel,
};
use crate::model::Dice;
use crate::routing::Space;
use crate::surface::{P3, V3};
use nalgebra::{Isometry3, Translation3, UnitQuaternion};
use rosette_plant::Class;
use std::f64::consts::FRAC_PI_2;

/// Walking distance between equipment, m.
const AISLE: f64 = 0.95;

/// Width, depth and height of a hall that gives the equipment room.
pub fn hall(process: &Process, indoor: bool, scale: f64, dice: &mut Dice) -> V3 {
    let area: f64 = process.equipment.iter().map(|e| footprint(&e.make) + 2.0).sum();
    let area = scale * (area * dice.range(1.6, 2.0) + 0.8 * process.lines.len() as f64).max(24.0);
    let ratio = dice.range(1.2, 1.8);
    let tallest = process.equipment.iter().map(|e| tall(&e.make)).fold(2.5, f64::max);
    let height = if indoor { tallest + dice.range(1.2, 2.2) } else { tallest + 2.0 };
    // Wider halls are higher too: what stands in a tower's place may be taller than its specification asks.
    V3::new((area * ratio).sqrt(), (area / ratio).sqrt(), height.max(3.6) * scale.powf(0.35))
}

fn footprint(make: &Make) -> f64 {
    match make {
        Make::Tank { radius, .. } | Make::Upright { radius, .. } => (2.0 * radius + 1.0).powi(2),
        Make::Drum { radius, length } | Make::ShellAndTube { radius, length, .. } => (2.0 * radius + 1.0) * (length + 1.5),
        Make::Plate { .. } | Make::EndSuction { .. } | Make::Blower { .. } => 3.0,
        Make::InLine { .. } | Make::Multistage { .. } | Make::Dosing { .. } => 2.0,
    }
}

fn tall(make: &Make) -> f64 {
    match make {
        Make::Tank { radius, height } | Make::Upright { radius, height } => height + 0.4 * radius + 1.0,
        Make::Drum { radius, .. } | Make::ShellAndTube { radius, .. } => 2.0 * radius + 1.6,
        _ => 1.5,
    }
}

/// Places as much equipment as finds room, in order; `None` where there was none.
pub fn place(process: &Process, space: &mut Space, style: Style, look: Option<&Look>, dice: &mut Dice) -> Vec<Option<Equipment>> {
    let mut order: Vec<usize> = (0..process.equipment.len()).collect();
    order.sort_by(|&a, &b| footprint(&process.equipment[b].make).total_cmp(&footprint(&process.equipment[a].make)));
    let mut placed: Vec<Option<Equipment>> = vec![None; process.equipment.len()];
    for index in order {
        placed[index] = (0..800).find_map(|_| attempt(&process.equipment[index], space, style, look, dice));
        if let Some(equipment) = &placed[index] {
            space.take_part(&equipment.part, index);
            for joint in &equipment.part.ports {
                // Room for a line's flange, or a blind one where no line comes.
                let radius = style.catalogue.flange(joint.dn).radius;
                space.take_leg(joint.at, joint.at + joint.out * 0.045, radius, index);
            }
        }
    }
    placed
}

fn attempt(spec: &EquipmentSpec, space: &Space, style: Style, look: Option<&Look>, dice: &mut Dice) -> Option<Equipment> {
    let at = P3::new(dice.range(space.lo.x + 1.0, space.hi.x - 1.0), dice.range(space.lo.y + 1.0, space.hi.y - 1.0), space.lo.z);
    let turn = UnitQuaternion::from_axis_angle(&V3::z_axis(), FRAC_PI_2 * dice.below(4) as f64);
    let motion = Isometry3::from_parts(Translation3::from(at.coords), turn);
    let reach = match spec.make {
        Make::Tank { radius, .. } | Make::Upright { radius, .. } => radius,
        _ => 0.5,
    };
    let faces: Vec<V3> = [V3::x(), -V3::x(), V3::y(), -V3::y()]
        .into_iter()
        .filter(|f| {
            let far = at + (motion * f) * (reach + 2.0);
            far.x > space.lo.x && far.x < space.hi.x && far.y > space.lo.y && far.y < space.hi.y
        })
        .collect();
    if faces.is_empty() {
        return None;
    }
    let varied = look.and_then(|look| varied(spec, &faces, look, dice));
    let mut equipment = varied.unwrap_or_else(|| build(spec, &faces, style, dice)).moved(&motion);
    equipment.part.tag = Some(spec.tag.clone());
    let (lo, hi) = equipment.part.bounds();
    let standing = (P3::new(lo.x, lo.y, lo.z + 1e-3), P3::new(hi.x, hi.y, hi.z.max(lo.z + 1.8)));
    let grown = V3::new(AISLE, AISLE, 0.0);
    let free = space.is_free((standing.0 - grown, standing.1 + grown), 0.0, &[]);
    let nozzles_open = equipment.part.ports.iter().all(|j| {
        let far = j.at + j.out * 0.9;
        j.out.z < -0.5
            || (far.x > space.lo.x && far.x < space.hi.x && far.y > space.lo.y && far.y < space.hi.y && far.z < space.hi.z)
    });
    (free && nozzles_open).then_some(equipment)
}

/// A member of one of the families that can take the place; none if all are left out.
fn varied(spec: &EquipmentSpec, faces: &[V3], look: &Look, dice: &mut Dice) -> Option<Equipment> {
    let largest = spec.wanted.iter().map(|w| w.1).max().unwrap_or(50);
    let (place, dn, radius, length) = match spec.make {
        Make::Tank { radius, height } => (Place::Tank, [largest; 2], radius, height),
        Make::Drum { radius, length } => (Place::Lying, [largest; 2], radius, length),
        Make::Upright { radius, height } => (Place::Upright, [largest; 2], radius, height),
        Make::ShellAndTube { radius, length, dn } => (Place::Exchanger, dn, radius, length),
        Make::Plate { dn } => (Place::Exchanger, dn, dice.range(0.15, 0.3), dice.range(1.5, 2.6)),
        Make::EndSuction { dn } => (Place::Pump, dn, 0.0, 0.0),
        Make::InLine { dn } => (Place::Pump, [dn; 2], 0.0, 0.0),
        Make::Multistage { dn } => (Place::Pump, [dn; 2], 0.0, 0.0),
        Make::Blower { dn } => (Place::Blower, dn, 0.0, 0.0),
        Make::Dosing { dn } => (Place::DosingPump, [dn; 2], 0.0, 0.0),
    };
    let mut equipment = stand(place, &Wish { dn, radius, length, wanted: &spec.wanted, faces }, look, dice)?;
    paint(&mut equipment, dice);
    Some(equipment)
}

fn paint(equipment: &mut Equipment, dice: &mut Dice) {
    let steel = equipment.part.class == Class::Vessel && dice.chance(0.4);
    equipment.part.shine = if steel { dice.range(0.4, 0.8) } else { dice.range(0.05, 0.25) };
    equipment.part.albedo = dice.range(0.3, 0.75);
}

fn build(spec: &EquipmentSpec, faces: &[V3], style: Style, dice: &mut Dice) -> Equipment {
    let mut equipment = match spec.make {
        Make::Tank { radius, height } => vertical_tank(radius, height, &spec.wanted, faces, style, dice),
        Make::Drum { radius, length } => horizontal_drum(radius, length, &spec.wanted, style, dice),
        Make::Upright { radius, height } => vertical_vessel(radius, height, &spec.wanted, faces, style, dice),
        Make::ShellAndTube { radius, length, dn } => shell_and_tube(radius, length, dn, style, dice),
        Make::Plate { dn } => plate_exchanger(dn, style, dice),
        Make::EndSuction { dn } => end_suction(dn[0], dn[1], style, dice),
        Make::InLine { dn } => inline_pump(dn, style, dice),
        Make::Multistage { dn } | Make::Dosing { dn } => multistage(dn, style, dice),
        Make::Blower { dn } => end_suction(dn[0], dn[1], style, dice),
    };
    paint(&mut equipment, dice);
    equipment
}
