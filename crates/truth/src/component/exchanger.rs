//! Heat exchangers: shell and tube on saddles, plate packs.

use super::Style;
use super::tank::{Equipment, Role, nozzle};
use super::vessel::{lying_nozzle, saddle};
use crate::model::{Dice, Shape};
use crate::surface::{P3, V3};
use rosette_plant::Class;

/// A shell and tube exchanger along x: hot medium through the channel, cold through the shell.
pub fn shell_and_tube(radius: f64, length: f64, dn: [u32; 2], style: Style, dice: &mut Dice) -> Equipment {
    let z = radius + dice.range(0.6, 1.2);
    let half = length / 2.0;
    let channel = dice.range(1.2, 1.8) * radius + 2.0 * style.catalogue.flange(dn[0]).radius.max(0.1);
    let mut shape = Shape::default();
    shape.tube([-half, 0.0, z], [half, 0.0, z], radius);
    let plate = |shape: &mut Shape, x: f64| {
        shape.rod([x - 0.03, 0.0, z], [x, 0.0, z], 1.2 * radius);
        shape.rod([x + 0.004, 0.0, z], [x + 0.034, 0.0, z], 1.2 * radius);
    };
    plate(&mut shape, -half);
    shape.tube([-half - channel, 0.0, z], [-half, 0.0, z], radius);
    if dice.chance(0.5) {
        shape.dome([-half - channel, 0.0, z], [-1.0, 0.0, 0.0], radius, 0.5 * radius);
    } else {
        plate(&mut shape, -half - channel);
        shape.disc([-half - channel - 0.03, 0.0, z], [1.0, 0.0, 0.0], 1.2 * radius);
    }
    plate(&mut shape, half);
    shape.dome([half + 0.03, 0.0, z], [1.0, 0.0, 0.0], radius, 0.5 * radius);
    saddle(&mut shape, -0.55 * half, radius, z);
    saddle(&mut shape, 0.55 * half, radius, z);
    let mut exchanger = Equipment::new(Class::HeatExchanger, "ShellTubeHeatExchanger", shape);
    exchanger.part.diameter = Some(2.0 * radius);
    exchanger.part.length = Some(length);
    let mid = -half - channel / 2.0;
    let reach = radius + dice.range(0.12, 0.2);
    nozzle(&mut exchanger, Role::HotIn, P3::new(mid, 0.0, z), V3::z(), reach, dn[0], style);
    nozzle(&mut exchanger, Role::HotOut, P3::new(mid, 0.0, z), -V3::z(), reach, dn[0], style);
    lying_nozzle(&mut exchanger, Role::ColdIn, dn[1], [radius, 0.9 * half, z], true, style, dice);
    lying_nozzle(&mut exchanger, Role::ColdOut, dn[1], [radius, 0.9 * half, z], false, style, dice);
    exchanger
}

/// A plate exchanger: frame, pressure plate, pack and bars; all four nozzles on the frame plate, which faces −x.
pub fn plate_exchanger(dn: [u32; 2], style: Style, dice: &mut Dice) -> Equipment {
    let flange = style.catalogue.flange(dn[0].max(dn[1])).radius;
    let wide = (5.0 * flange + 0.15) * dice.range(1.0, 1.2);
    let tall = (wide * dice.range(2.0, 2.8)).max(6.0 * flange);
    let foot = dice.range(0.1, 0.25);
    let pack = dice.range(0.25, 0.9);
    let rail = pack + dice.range(0.2, 0.6);
    let mut shape = Shape::default();
    let (mid, top) = (foot + tall / 2.0, foot + tall);
    shape.block([0.0, 0.0, mid], [0.05, wide, tall + 0.1]);
    shape.block([0.03 + pack / 2.0, 0.0, mid], [pack, 0.92 * wide, 0.94 * tall]);
    shape.block([0.05 + pack, 0.0, mid], [0.05, wide, tall + 0.1]);
    shape.rod([0.0, 0.0, top + 0.04], [rail, 0.0, top + 0.04], 0.03);
    shape.rod([0.0, 0.0, foot - 0.02], [rail, 0.0, foot - 0.02], 0.03);
    shape.block([rail, 0.0, (top + 0.1) / 2.0], [0.08, 0.1, top + 0.1]);
    shape.block([0.0, 0.0, foot / 2.0], [0.12, 0.9 * wide, foot]);
    for side in [-1.0, 1.0] {
        for k in 0..3 {
            let z = foot + tall * (0.2 + 0.3 * f64::from(k));
            shape.rod([-0.08, side * 0.54 * wide, z], [pack + 0.2, side * 0.54 * wide, z], 0.014);
        }
    }
    let mut exchanger = Equipment::new(Class::HeatExchanger, "PlateHeatExchanger", shape);
    exchanger.part.height = Some(tall);
    exchanger.part.length = Some(pack);
    let (y, low, high) = (0.27 * wide, foot + 0.15 * tall, foot + 0.85 * tall);
    let reach = dice.range(0.1, 0.16);
    for (role, y, z, dn) in [
        (Role::HotIn, y, high, dn[0]),
        (Role::HotOut, y, low, dn[0]),
        (Role::ColdIn, -y, low, dn[1]),
        (Role::ColdOut, -y, high, dn[1]),
    ] {
        nozzle(&mut exchanger, role, P3::new(0.0, y, z), -V3::x(), reach, dn, style);
    }
    exchanger
}
