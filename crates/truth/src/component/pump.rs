//! Pumps: end suction on a baseplate, in-line, vertical multistage.

use super::Style;
use super::tank::{Equipment, Role, nozzle};
use crate::model::{Dice, Shape};
use crate::surface::{P3, V3};
use rosette_plant::Class;

fn motor(shape: &mut Shape, from: [f64; 3], axis: [f64; 3], r: f64, dice: &mut Dice) -> f64 {
    let length = r * dice.range(2.6, 3.6);
    let at = |d: f64| [from[0] + axis[0] * d, from[1] + axis[1] * d, from[2] + axis[2] * d];
    shape.rod(at(0.0), at(0.06 * length), 0.85 * r);
    shape.rod(at(0.06 * length), at(0.78 * length), r);
    shape.rod(at(0.78 * length), at(length), 0.95 * r);
    // Cooling ribs as a few rings of plate.
    for i in 0..4 {
        let d = (0.16 + 0.14 * i as f64) * length;
        shape.rod(at(d), at(d + 0.012), 1.06 * r);
    }
    let side = if axis[2].abs() > 0.5 {
        [r, 0.0, from[2] + 0.35 * length]
    } else {
        [from[0] + axis[0] * 0.35 * length, from[1] + axis[1] * 0.35 * length, from[2] + r]
    };
    let side = if axis[2].abs() > 0.5 { [from[0] + side[0], from[1], side[2]] } else { side };
    shape.block(side, [0.9 * r, 0.8 * r, 0.8 * r]);
    length
}

/// An end suction pump with motor on a baseplate: suction along −x, discharge upwards or to the side.
pub fn end_suction(suction: u32, discharge: u32, style: Style, dice: &mut Dice) -> Equipment {
    let rs = style.catalogue.radius(suction);
    let volute = (2.1 * rs + 0.06) * dice.range(0.95, 1.25);
    let width = volute * dice.range(0.5, 0.75);
    let plinth = dice.range(0.08, 0.3);
    let base = plinth + dice.range(0.06, 0.12);
    let z = base + volute * dice.range(1.15, 1.4) + 0.03;
    let mut shape = Shape::default();
    let m = volute * dice.range(0.75, 1.0);
    let bearing = width / 2.0 + volute * dice.range(1.2, 1.8);
    let coupling = bearing + dice.range(0.12, 0.2);

    shape.rod([-width / 2.0, 0.0, z], [width / 2.0, 0.0, z], volute);
    if dice.chance(0.6) {
        shape.ring([0.0, 0.0, z], [1.0, 0.0, 0.0], 0.85 * volute, 0.32 * volute);
    }
    shape.stub([width / 2.0, 0.0, z], [bearing, 0.0, z], 0.62 * volute, 0.42 * volute);
    if dice.chance(0.5) {
        shape.rod([bearing, 0.0, z], [coupling, 0.0, z], 0.4 * volute);
    } else {
        shape.block([(bearing + coupling) / 2.0, 0.0, z - 0.1 * m], [coupling - bearing, 0.9 * m, 1.0 * m]);
    }
    let length = motor(&mut shape, [coupling, 0.0, z], [1.0, 0.0, 0.0], m, dice);
    let end = coupling + length;
    for x in [coupling + 0.25 * length, coupling + 0.65 * length] {
        shape.block([x, 0.0, (base + z - 0.8 * m) / 2.0], [0.08, 1.5 * m, z - 0.8 * m - base]);
    }
    shape.block([0.0, 0.0, (base + z - 0.8 * volute) / 2.0], [0.5 * width, 1.2 * volute, z - 0.8 * volute - base]);
    let (x0, x1) = (-width / 2.0 - 0.1, end + 0.05);
    let wide = 2.1 * volute.max(m);
    shape.block([(x0 + x1) / 2.0, 0.0, (plinth + base) / 2.0], [x1 - x0, wide, base - plinth]);
    shape.block([(x0 + x1) / 2.0, 0.0, plinth / 2.0], [x1 - x0 + 0.2, wide + 0.2, plinth]);

    let mut pump = Equipment::new(Class::Pump, "CentrifugalPump", shape);
    let face = -width / 2.0 - dice.range(0.08, 0.16) - rs;
    nozzle(&mut pump, Role::Suction, P3::new(0.0, 0.0, z), -V3::x(), -face, suction, style);
    if dice.chance(0.75) {
        let tangential = if dice.chance(0.4) { 0.55 * volute } else { 0.0 };
        nozzle(&mut pump, Role::Discharge, P3::new(0.0, tangential, z), V3::z(), volute + dice.range(0.1, 0.2), discharge, style);
    } else {
        let side = if dice.chance(0.5) { V3::y() } else { -V3::y() };
        nozzle(
            &mut pump,
            Role::Discharge,
            P3::new(0.0, 0.0, z + 0.5 * volute),
            side,
            volute + dice.range(0.12, 0.22),
            discharge,
            style,
        );
    }
    pump
}

/// An in-line pump on a foot: suction along −x, discharge along x, motor on top.
pub fn inline_pump(dn: u32, style: Style, dice: &mut Dice) -> Equipment {
    let r = style.catalogue.radius(dn);
    let z = dice.range(0.35, 0.7) + r;
    let volute = 1.9 * r + 0.05;
    let mut shape = Shape::default();
    shape.rod([0.0, 0.0, z - 0.5 * volute], [0.0, 0.0, z + 0.5 * volute], volute);
    shape.stub([0.0, 0.0, z + 0.5 * volute], [0.0, 0.0, z + 1.1 * volute], 0.9 * volute, 0.75 * volute);
    motor(&mut shape, [0.0, 0.0, z + 1.1 * volute], [0.0, 0.0, 1.0], 0.8 * volute, dice);
    shape.rod([0.0, 0.0, 0.02], [0.0, 0.0, z - 0.5 * volute], 0.3 * volute);
    shape.block([0.0, 0.0, 0.01], [1.6 * volute, 1.6 * volute, 0.02]);
    let mut pump = Equipment::new(Class::Pump, "CentrifugalPump", shape);
    let face = volute + r + dice.range(0.05, 0.12);
    nozzle(&mut pump, Role::Suction, P3::new(0.0, 0.0, z), -V3::x(), face, dn, style);
    nozzle(&mut pump, Role::Discharge, P3::new(0.0, 0.0, z), V3::x(), face, dn, style);
    pump
}

/// A vertical multistage pump: both nozzles at the foot, a stack of stages in a sleeve, motor on top.
pub fn multistage(dn: u32, style: Style, dice: &mut Dice) -> Equipment {
    let r = style.catalogue.radius(dn);
    let flange = style.catalogue.flange(dn).radius;
    let z = flange + dice.range(0.05, 0.12);
    let sleeve = (1.2 * r + 0.04) * dice.range(1.0, 1.3);
    let mut shape = Shape::default();
    shape.block([0.0, 0.0, 0.02], [3.0 * sleeve, 2.6 * sleeve, 0.04]);
    shape.rod([0.0, 0.0, 0.04], [0.0, 0.0, z + 1.2 * r], 1.15 * sleeve);
    let top = z + 1.2 * r + dice.range(0.35, 1.0);
    shape.rod([0.0, 0.0, z + 1.2 * r], [0.0, 0.0, top], sleeve);
    if dice.chance(0.7) {
        for k in 0..4 {
            let (sin, cos) = (std::f64::consts::FRAC_PI_4 + std::f64::consts::FRAC_PI_2 * f64::from(k)).sin_cos();
            let (x, y) = (1.25 * sleeve * cos, 1.25 * sleeve * sin);
            shape.tube([x, y, z], [x, y, top], 0.008);
        }
    }
    let lantern = top + dice.range(0.12, 0.2);
    shape.rod([0.0, 0.0, top], [0.0, 0.0, top + 0.03], 1.35 * sleeve);
    shape.stub([0.0, 0.0, top + 0.03], [0.0, 0.0, lantern], 0.9 * sleeve, 1.1 * sleeve);
    motor(&mut shape, [0.0, 0.0, lantern], [0.0, 0.0, 1.0], sleeve * dice.range(1.05, 1.4), dice);
    let mut pump = Equipment::new(Class::Pump, "CentrifugalPump", shape);
    let face = sleeve + dice.range(0.08, 0.14);
    nozzle(&mut pump, Role::Suction, P3::new(0.0, 0.0, z), -V3::x(), face, dn, style);
    nozzle(&mut pump, Role::Discharge, P3::new(0.0, 0.0, z), V3::x(), face, dn, style);
    pump
}
