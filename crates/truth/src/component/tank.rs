//! Equipment with nozzles, and vertical tanks.

use super::Style;
use crate::model::{Dice, Joint, Part, Shape};
use crate::surface::{P3, Surface, V3};
use nalgebra::Isometry3;
use rosette_plant::Class;

/// What a nozzle is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Role {
    Suction,
    Discharge,
    Inlet,
    Outlet,
    Drain,
    Vent,
    Relief,
    HotIn,
    HotOut,
    ColdIn,
    ColdOut,
}

/// Equipment in its own coordinates: foot at z = 0, centre of the body about the origin.
#[derive(Debug, Clone)]
pub struct Equipment {
    /// The part without a tag.
    pub part: Part,
    /// What each of the part's ports is for.
    pub roles: Vec<Role>,
}

impl Equipment {
    /// Equipment without nozzles.
    pub fn new(class: Class, make: &'static str, shape: Shape) -> Self {
        let mut part = Part::new(class, shape.0);
        part.kind = Some(make);
        Self { part, roles: Vec::new() }
    }

    /// Equipment after a rigid motion.
    pub fn moved(self, motion: &Isometry3<f64>) -> Self {
        Self { part: self.part.moved(motion), roles: self.roles }
    }

    /// Number of the nozzle for `role`.
    pub fn nozzle(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|&r| r == role)
    }
}

/// Adds a nozzle: a neck from `root` (inside the body) along `out`, its flange's face at `reach` from the root.
pub fn nozzle(equipment: &mut Equipment, role: Role, root: P3, out: V3, reach: f64, dn: u32, style: Style) {
    let (size, r) = (style.catalogue.flange(dn), style.catalogue.radius(dn));
    let face = root + out * reach;
    let mut shape = Shape::default();
    shape.tube(root.into(), (face - out * size.thickness).into(), r);
    shape.rod((face - out * size.thickness).into(), face.into(), size.radius);
    equipment.part.surfaces.extend(shape.0);
    equipment.part.ports.push(Joint { at: face, out, dn });
    equipment.roles.push(role);
}

/// Whether the place `face` keeps a flange's distance from the nozzles there are.
pub(super) fn is_clear(equipment: &Equipment, face: &P3) -> bool {
    equipment.part.ports.iter().all(|p| (p.at - face).norm() > 0.6)
}

#[allow(clippy::too_many_arguments)]
/// Adds a level nozzle to an upright shell of `radius`, at one of the heights in `level`, on one of the `faces`.
pub(super) fn side_nozzle(
    equipment: &mut Equipment,
    role: Role,
    dn: u32,
    radius: f64,
    level: [f64; 2],
    faces: &[V3],
    style: Style,
    dice: &mut Dice,
) {
    for _ in 0..30 {
        let out = dice.pick(faces);
        let across = V3::z().cross(&out);
        let offset = dice.range(-0.45, 0.45) * radius;
        let z = dice.range(level[0], level[1]);
        let reach = radius + dice.range(0.1, 0.18);
        let root = P3::from(across * offset + V3::z() * z);
        if is_clear(equipment, &(root + out * reach)) {
            return nozzle(equipment, role, root, out, reach, dn, style);
        }
    }
}

/// Adds an upright nozzle on a roof or top head at `z`, within `radius` of the axis.
pub(super) fn top_nozzle(equipment: &mut Equipment, role: Role, dn: u32, radius: f64, z: f64, style: Style, dice: &mut Dice) {
    for _ in 0..30 {
        let root = P3::new(dice.range(-0.6, 0.6) * radius, dice.range(-0.6, 0.6) * radius, z - 0.25 * radius - 0.05);
        let reach = 0.25 * radius + 0.05 + dice.range(0.12, 0.2);
        if is_clear(equipment, &(root + V3::z() * reach)) {
            return nozzle(equipment, role, root, V3::z(), reach, dn, style);
        }
    }
}

/// An upright tank on the floor or a plinth, with a flat, conical or domed roof.
pub fn vertical_tank(radius: f64, height: f64, wanted: &[(Role, u32)], faces: &[V3], style: Style, dice: &mut Dice) -> Equipment {
    let mut shape = Shape::default();
    let plinth = if dice.chance(0.4) { dice.range(0.1, 0.25) } else { 0.0 };
    if plinth > 0.0 {
        shape.rod([0.0, 0.0, 0.0], [0.0, 0.0, plinth], radius + 0.12);
    }
    let top = plinth + height;
    shape.tube([0.0, 0.0, plinth], [0.0, 0.0, top], radius);
    let roof = roof(&mut shape, radius, top, dice);
    for i in 1..=dice.count(0, 2) {
        let z = plinth + height * i as f64 / 3.0;
        shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.06], radius + 0.03);
    }
    let mut tank = Equipment::new(Class::Tank, "VerticalTank", shape);
    tank.part.diameter = Some(2.0 * radius);
    tank.part.height = Some(height);
    for &(role, dn) in wanted {
        let low = plinth + style.catalogue.flange(dn).radius + 0.05;
        match role {
            Role::Vent | Role::Relief => top_nozzle(&mut tank, role, dn, radius, roof, style, dice),
            Role::Inlet if dice.chance(0.35) => top_nozzle(&mut tank, role, dn, radius, roof, style, dice),
            Role::Inlet | Role::Discharge | Role::HotIn => {
                side_nozzle(&mut tank, role, dn, radius, [plinth + 0.6 * height, plinth + 0.9 * height], faces, style, dice)
            }
            _ => side_nozzle(&mut tank, role, dn, radius, [low, low + 0.4], faces, style, dice),
        }
    }
    if dice.chance(0.6) {
        manway(&mut tank.part.surfaces, radius, plinth + 0.55, dice);
    }
    tank
}

/// Closes the top; returns the height on which roof nozzles stand.
fn roof(shape: &mut Shape, radius: f64, top: f64, dice: &mut Dice) -> f64 {
    match dice.below(3) {
        0 => shape.disc([0.0, 0.0, top], [0.0, 0.0, 1.0], radius),
        1 => {
            let rise = radius * dice.range(0.15, 0.35);
            shape.cone([0.0, 0.0, top], [0.0, 0.0, top + rise], radius, 0.0);
            return top + 0.6 * rise;
        }
        _ => {
            let rise = radius * dice.range(0.2, 0.4);
            shape.dome([0.0, 0.0, top], [0.0, 0.0, 1.0], radius, rise);
            return top + 0.9 * rise;
        }
    }
    top
}

/// A round access opening with its cover on a random side.
fn manway(surfaces: &mut Vec<Surface>, radius: f64, z: f64, dice: &mut Dice) {
    let (sin, cos) =
        (std::f64::consts::FRAC_PI_4 + std::f64::consts::FRAC_PI_2 * dice.below(4) as f64 + dice.range(-0.2, 0.2)).sin_cos();
    let at = |d: f64| [d * cos, d * sin, z];
    let mut shape = Shape::default();
    shape.tube(at(0.9 * radius), at(radius + 0.12), 0.25);
    shape.rod(at(radius + 0.12), at(radius + 0.17), 0.32);
    surfaces.extend(shape.0);
}
