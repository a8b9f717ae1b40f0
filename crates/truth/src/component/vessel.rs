//! Pressure vessels: drums on saddles and upright ones on legs or a skirt, with 2:1 heads.

use super::Style;
use super::tank::{Equipment, Role, is_clear, nozzle, side_nozzle, top_nozzle};
use crate::model::{Dice, Shape};
use crate::surface::{P3, V3};
use rosette_plant::Class;

/// A saddle under a lying shell of `radius` at height `z`.
pub(super) fn saddle(shape: &mut Shape, x: f64, radius: f64, z: f64) {
    shape.block([x, 0.0, z / 2.0 - 0.3 * radius], [0.12, 1.6 * radius, (z - 0.6 * radius).max(0.05)]);
    shape.block([x, 0.0, 0.015], [0.22, 1.8 * radius, 0.03]);
}

/// A lying drum along x; returned with its nozzles on top, below or at its ends.
pub fn horizontal_drum(radius: f64, length: f64, wanted: &[(Role, u32)], style: Style, dice: &mut Dice) -> Equipment {
    let z = radius + dice.range(0.6, 1.3);
    let half = length / 2.0;
    let mut shape = Shape::default();
    shape.tube([-half, 0.0, z], [half, 0.0, z], radius);
    for side in [-1.0, 1.0] {
        shape.dome([side * half, 0.0, z], [side, 0.0, 0.0], radius, 0.5 * radius);
        saddle(&mut shape, side * 0.6 * half, radius, z);
    }
    let mut drum = Equipment::new(Class::Vessel, "HorizontalDrum", shape);
    drum.part.diameter = Some(2.0 * radius);
    drum.part.length = Some(length);
    for &(role, dn) in wanted {
        let below = matches!(role, Role::Outlet | Role::Drain | Role::Suction | Role::ColdOut);
        lying_nozzle(&mut drum, role, dn, [radius, half, z], below, style, dice);
    }
    drum
}

/// Adds a nozzle above or below a lying shell of radius, half length and height `shell`, or at its end.
pub(super) fn lying_nozzle(
    equipment: &mut Equipment,
    role: Role,
    dn: u32,
    shell: [f64; 3],
    below: bool,
    style: Style,
    dice: &mut Dice,
) {
    let [radius, half, z] = shell;
    for _ in 0..40 {
        let out = if below { -V3::z() } else { V3::z() };
        let at_end = matches!(role, Role::Inlet | Role::Outlet) && dice.chance(0.2);
        let reach = dice.range(0.12, 0.2);
        if at_end {
            let out = if dice.chance(0.5) { V3::x() } else { -V3::x() };
            let root = P3::from(out * half) + V3::z() * (z + dice.range(-0.2, 0.2) * radius);
            if is_clear(equipment, &(root + out * (0.5 * radius + reach))) {
                return nozzle(equipment, role, root, out, 0.5 * radius + reach, dn, style);
            }
            continue;
        }
        let root = P3::new(dice.range(-0.85, 0.85) * half, 0.0, z);
        let over_saddle = below && (root.x.abs() - 0.6 * half).abs() < 0.1 + style.catalogue.flange(dn).radius;
        if !over_saddle && is_clear(equipment, &(root + out * (radius + reach))) {
            return nozzle(equipment, role, root, out, radius + reach, dn, style);
        }
    }
}

/// An upright vessel on a skirt or four legs.
pub fn vertical_vessel(
    radius: f64,
    height: f64,
    wanted: &[(Role, u32)],
    faces: &[V3],
    style: Style,
    dice: &mut Dice,
) -> Equipment {
    let skirted = dice.chance(0.5);
    let bottom = 0.5 * radius + dice.range(0.7, 1.1);
    let mut shape = Shape::default();
    shape.tube([0.0, 0.0, bottom], [0.0, 0.0, bottom + height], radius);
    shape.dome([0.0, 0.0, bottom + height], [0.0, 0.0, 1.0], radius, 0.5 * radius);
    shape.dome([0.0, 0.0, bottom], [0.0, 0.0, -1.0], radius, 0.5 * radius);
    if skirted {
        shape.tube([0.0, 0.0, 0.0], [0.0, 0.0, bottom], 0.97 * radius);
        shape.rod([0.0, 0.0, 0.0], [0.0, 0.0, 0.03], radius + 0.08);
    } else {
        for k in 0..4 {
            let (sin, cos) = (std::f64::consts::FRAC_PI_4 + std::f64::consts::FRAC_PI_2 * f64::from(k)).sin_cos();
            let (x, y) = (0.92 * radius * cos, 0.92 * radius * sin);
            if dice.chance(0.5) {
                shape.tube([x, y, 0.0], [x, y, bottom + 0.1], 0.045)
            } else {
                shape.bar([x, y, 0.0], [x, y, bottom + 0.1], 0.08, 0.08)
            }
            shape.block([x, y, 0.01], [0.2, 0.2, 0.02]);
        }
    }
    let mut vessel = Equipment::new(Class::Vessel, "VerticalDrum", shape);
    vessel.part.diameter = Some(2.0 * radius);
    vessel.part.height = Some(height);
    for &(role, dn) in wanted {
        let levels = [bottom + 0.15, bottom + 0.3 * height];
        match role {
            Role::Vent | Role::Relief => top_nozzle(&mut vessel, role, dn, radius, bottom + height + 0.4 * radius, style, dice),
            Role::Drain | Role::Outlet
                if !skirted && dice.chance(0.5) && is_clear(&vessel, &P3::new(0.0, 0.0, bottom - 0.5 * radius - 0.15)) =>
            {
                nozzle(&mut vessel, role, P3::new(0.0, 0.0, bottom), -V3::z(), 0.5 * radius + 0.15, dn, style);
            }
            Role::Inlet | Role::Discharge | Role::HotIn => {
                side_nozzle(&mut vessel, role, dn, radius, [bottom + 0.6 * height, bottom + 0.9 * height], faces, style, dice)
            }
            _ => side_nozzle(&mut vessel, role, dn, radius, levels, faces, style, dice),
        }
    }
    vessel
}
