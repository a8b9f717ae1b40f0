//! Valves of every subtype in many proportions.

use super::actuator::{diaphragm_head, electric, gearbox, handwheel, lever, pinion, piston};
use super::{Component, Stance, Style, ends, flanged_ends};
use crate::model::catalogue::{gate_length, globe_length, wafer_length};
use crate::model::{Dice, Shape};
use rosette_plant::{Class, Subtype};

/// A valve of `subtype`: body, bonnet and what moves it, with its counter flanges.
pub fn valve(subtype: Subtype, dn: u32, style: Style, dice: &mut Dice) -> Component {
    let r = style.catalogue.radius(dn);
    let mut shape = Shape::default();
    let (half, reach) = match subtype {
        Subtype::Butterfly => butterfly(&mut shape, dn, r, style, dice),
        Subtype::Check => check(&mut shape, dn, r, style, dice),
        Subtype::Ball | Subtype::Plug => quarter_turn(&mut shape, subtype, dn, r, style, dice),
        Subtype::Globe | Subtype::Needle => globe(&mut shape, dn, r, style, dice),
        Subtype::Control => control(&mut shape, dn, r, style, dice),
        Subtype::Relief => relief(&mut shape, dn, r, style, dice),
        Subtype::Diaphragm => weir(&mut shape, dn, r, style, dice),
        Subtype::Gate | Subtype::Unknown => gate(&mut shape, dn, r, style, dice),
    };
    Component {
        class: Class::Valve,
        subtype: Some(subtype),
        kind: None,
        family: None,
        shape,
        reach: [reach; 2],
        length: 2.0 * half,
        dn: [dn; 2],
        stance: if subtype == Subtype::Check { Stance::Upright } else { Stance::Any },
        branch: None,
        is_angled: false,
        loose: None,
    }
}

/// Radius of a handwheel for a pipe of outside radius `r`.
fn wheel_radius(r: f64, dice: &mut Dice) -> f64 {
    (r * dice.range(1.3, 2.1)).clamp(0.035, 0.3)
}

/// The bonnet's two flanges at height `z`; returns the height above them.
fn bonnet_joint(shape: &mut Shape, z: f64, radius: f64, dice: &mut Dice) -> f64 {
    let thick = (0.18 * radius).clamp(0.008, 0.03);
    shape.rod([0.0, 0.0, z], [0.0, 0.0, z + thick], radius);
    shape.rod([0.0, 0.0, z + thick + 0.002], [0.0, 0.0, z + 2.0 * thick], radius * dice.range(0.92, 1.0));
    z + 2.0 * thick
}

fn gate(shape: &mut Shape, dn: u32, r: f64, style: Style, dice: &mut Dice) -> (f64, f64) {
    let half = gate_length(dn) / 2.0;
    let reach = ends(shape, style, dn, half);
    shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.12 * r);
    let rise = r * dice.range(1.7, 2.4) + 0.01;
    if dice.chance(0.5) {
        let depth = 2.0 * r * dice.range(0.55, 0.8);
        shape.block([0.0, 0.0, (rise - 1.2 * r) / 2.0], [depth, 2.4 * r, rise + 1.2 * r]);
    } else {
        shape.rod([0.0, 0.0, -1.25 * r], [0.0, 0.0, rise], 1.2 * r);
    }
    let top = bonnet_joint(shape, rise, 1.65 * r, dice);
    let neck = top + r * dice.range(1.0, 2.0);
    shape.stub([0.0, 0.0, top], [0.0, 0.0, neck], 1.2 * r, 0.45 * r);
    let wheel = wheel_radius(r, dice);
    let kind = dice.unit();
    if kind < 0.72 {
        rising_stem(shape, neck, r, wheel, dice);
    } else if kind < 0.82 && dn >= 100 {
        gearbox(shape, neck, wheel, dice);
    } else if kind < 0.92 {
        piston(shape, neck, (1.3 * r).max(0.06), dice);
    } else {
        electric(shape, neck, (1.2 * r).clamp(0.12, 0.25), dice);
    }
    (half, reach)
}

/// Yoke, handwheel and perhaps a stem that stands out above it.
fn rising_stem(shape: &mut Shape, z: f64, r: f64, wheel: f64, dice: &mut Dice) {
    let yoke = r * dice.range(0.9, 1.8) + 0.02;
    let arm = 0.4 * r;
    for side in [-1.0, 1.0] {
        shape.bar([0.0, side * arm, z], [0.0, side * 0.7 * arm, z + yoke], 0.3 * r + 0.006, 0.2 * r + 0.004);
    }
    let stem = (0.13 * r).max(0.006);
    let out = if dice.chance(0.5) { dice.range(0.3, 2.0) * r } else { 0.01 };
    shape.rod([0.0, 0.0, z], [0.0, 0.0, z + yoke + out + 0.01], stem);
    handwheel(shape, [0.0, 0.0, z + yoke], [0.0, 0.0, 1.0], wheel, dice);
}

fn globe(shape: &mut Shape, dn: u32, r: f64, style: Style, dice: &mut Dice) -> (f64, f64) {
    let half = globe_length(dn) / 2.0;
    let reach = ends(shape, style, dn, half);
    let neck = globe_body(shape, half, r, dice);
    let wheel = wheel_radius(r, dice);
    if dice.chance(0.85) {
        rising_stem(shape, neck, 0.8 * r, wheel, dice);
    } else {
        // Bellows or low-torque make: the spindle turns in a long neck.
        shape.rod([0.0, 0.0, neck], [0.0, 0.0, neck + 1.5 * r], 0.3 * r);
        handwheel(shape, [0.0, 0.0, neck + 1.5 * r], [0.0, 0.0, 1.0], wheel, dice);
    }
    (half, reach)
}

/// A round-bellied body with its bonnet; returns the height of the bonnet's top.
fn globe_body(shape: &mut Shape, half: f64, r: f64, dice: &mut Dice) -> f64 {
    shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.1 * r);
    let belly = r * dice.range(1.5, 1.9);
    shape.ball([0.0, 0.0, 0.0], belly.min(0.8 * half));
    let rise = belly * dice.range(1.0, 1.25);
    shape.tube([0.0, 0.0, 0.0], [0.0, 0.0, rise], 1.2 * r);
    let top = bonnet_joint(shape, rise, 1.65 * r, dice);
    let neck = top + r * dice.range(0.4, 0.9);
    shape.stub([0.0, 0.0, top], [0.0, 0.0, neck], 0.9 * r, 0.5 * r);
    neck
}

fn control(shape: &mut Shape, dn: u32, r: f64, style: Style, dice: &mut Dice) -> (f64, f64) {
    let half = globe_length(dn) / 2.0;
    let reach = flanged_ends(shape, style, dn, half, true);
    let neck = globe_body(shape, half, r, dice);
    let size = (r * dice.range(1.8, 2.6)).clamp(0.08, 0.26);
    if dice.chance(0.75) {
        diaphragm_head(shape, neck, size, dice)
    } else {
        piston(shape, neck, size, dice)
    }
    (half, reach)
}

fn quarter_turn(shape: &mut Shape, subtype: Subtype, dn: u32, r: f64, style: Style, dice: &mut Dice) -> (f64, f64) {
    let half = gate_length(dn) / 2.0;
    let reach = ends(shape, style, dn, half);
    shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.12 * r);
    let body = r * dice.range(1.45, 1.75);
    let neck = if subtype == Subtype::Plug {
        let top = body * dice.range(1.25, 1.5);
        shape.stub([0.0, 0.0, -1.4 * r], [0.0, 0.0, top], 1.15 * r, 1.5 * r);
        let joint = bonnet_joint(shape, top, 1.55 * r, dice);
        shape.block([0.0, 0.0, joint + 0.25 * r], [0.4 * r, 0.4 * r, 0.5 * r]);
        joint + 0.5 * r
    } else if dice.chance(0.5) {
        let wide = (0.75 * body).min(0.8 * half);
        shape.rod([-wide, 0.0, 0.0], [wide, 0.0, 0.0], body);
        if dice.chance(0.5) {
            let seam = dice.range(-0.5, 0.5) * wide;
            shape.rod([seam - 0.01, 0.0, 0.0], [seam + 0.01, 0.0, 0.0], 1.12 * body);
        }
        body + 0.2 * r
    } else {
        shape.ball([0.0, 0.0, 0.0], body);
        body + 0.2 * r
    };
    shape.rod([0.0, 0.0, 0.8 * body], [0.0, 0.0, neck + 0.35 * r], (0.35 * r).max(0.008));
    let top = neck + 0.35 * r;
    let moved_by = dice.unit();
    if moved_by < 0.6 || dn < 50 {
        lever(shape, top, (r * dice.range(3.0, 4.5)).clamp(0.1, 0.6), dice);
    } else if moved_by < 0.78 && dn >= 80 {
        gearbox(shape, top, wheel_radius(r, dice), dice);
    } else {
        pinion(shape, top, (r * dice.range(1.4, 2.0)).clamp(0.08, 0.22), dice);
    }
    (half, reach)
}

fn butterfly(shape: &mut Shape, dn: u32, r: f64, style: Style, dice: &mut Dice) -> (f64, f64) {
    let half = wafer_length(dn) / 2.0;
    let reach = flanged_ends(shape, style, dn, half, false);
    let flange = style.catalogue.flange(dn).radius;
    let body = if dice.chance(0.4) { 0.97 * flange } else { r + 0.55 * (flange - r) };
    shape.rod([-half, 0.0, 0.0], [half, 0.0, 0.0], body);
    let neck = flange + r * dice.range(0.4, 1.1) + 0.02;
    shape.rod([0.0, 0.0, 0.9 * body], [0.0, 0.0, neck], (0.8 * half).clamp(0.012, 0.04));
    shape.block([0.0, 0.0, neck], [2.2 * half + 0.02, 2.2 * half + 0.02, 0.014]);
    let moved_by = dice.unit();
    if moved_by < 0.45 {
        lever(shape, neck + 0.015, (r * dice.range(2.8, 4.2)).clamp(0.16, 0.4), dice);
    } else if moved_by < 0.75 {
        gearbox(shape, neck + 0.007, wheel_radius(r, dice).min(0.2), dice);
    } else if moved_by < 0.92 {
        pinion(shape, neck + 0.007, (r * dice.range(1.2, 1.7)).clamp(0.08, 0.2), dice);
    } else {
        electric(shape, neck + 0.007, (r * dice.range(1.0, 1.4)).clamp(0.12, 0.22), dice);
    }
    (half, reach)
}

fn check(shape: &mut Shape, dn: u32, r: f64, style: Style, dice: &mut Dice) -> (f64, f64) {
    if dn >= 50 && dice.chance(0.2) {
        return wafer_check(shape, dn, r, style);
    }
    let half = globe_length(dn) / 2.0;
    let reach = ends(shape, style, dn, half);
    shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.15 * r);
    let lift = dice.chance(0.3);
    let at = if lift { 0.0 } else { -dice.range(0.0, 0.25) * half };
    if lift {
        shape.ball([0.0, 0.0, 0.0], (1.55 * r).min(0.8 * half));
    } else {
        shape.ball([at, 0.0, 0.15 * r], (1.5 * r).min(0.75 * half));
    }
    let rise = r * dice.range(1.5, 1.9);
    shape.tube([at, 0.0, 0.0], [at, 0.0, rise], 1.15 * r);
    let mut cover = Shape::default();
    let top = bonnet_joint(&mut cover, rise, 1.6 * r, dice);
    if dice.chance(0.4) {
        cover.dome([0.0, 0.0, top], [0.0, 0.0, 1.0], 0.9 * r, 0.3 * r);
    }
    shape.0.extend(cover.moved(&nalgebra::Isometry3::translation(at, 0.0, 0.0)));
    if !lift && dice.chance(0.35) {
        shape.rod([at, -1.5 * r, 0.9 * r], [at, 1.5 * r, 0.9 * r], 0.2 * r);
    }
    (half, reach)
}

fn wafer_check(shape: &mut Shape, dn: u32, r: f64, style: Style) -> (f64, f64) {
    let half = wafer_length(dn) * 0.6;
    let reach = flanged_ends(shape, style, dn, half, false);
    let flange = style.catalogue.flange(dn).radius;
    shape.rod([-half, 0.0, 0.0], [half, 0.0, 0.0], r + 0.6 * (flange - r));
    (half, reach)
}

/// A spring-loaded safety valve: the line comes in along x and is blown off along x after the seat; spring and cap stand along z.
fn relief(shape: &mut Shape, dn: u32, r: f64, style: Style, dice: &mut Dice) -> (f64, f64) {
    let half = globe_length(dn) / 2.0;
    let reach = ends(shape, style, dn, half);
    shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.15 * r);
    shape.ball([0.0, 0.0, 0.0], (1.6 * r).min(0.8 * half));
    let rise = 1.5 * r;
    shape.tube([0.0, 0.0, 0.0], [0.0, 0.0, rise], 1.2 * r);
    let top = bonnet_joint(shape, rise, 1.6 * r, dice);
    let spring = top + r * dice.range(2.5, 4.0) + 0.03;
    shape.stub([0.0, 0.0, top], [0.0, 0.0, spring], 1.15 * r, 0.75 * r);
    let cap = spring + r * dice.range(0.8, 1.6) + 0.01;
    shape.rod([0.0, 0.0, spring], [0.0, 0.0, cap], 0.45 * r);
    if dice.chance(0.5) {
        shape.bar([0.0, 0.0, cap], [1.8 * r + 0.05, 0.0, cap - 0.3 * r], 0.015, 0.008);
    }
    (half, reach)
}

/// A weir-type diaphragm valve: low bonnet held by a broad flange.
fn weir(shape: &mut Shape, dn: u32, r: f64, style: Style, dice: &mut Dice) -> (f64, f64) {
    let half = gate_length(dn) / 2.0;
    let reach = ends(shape, style, dn, half);
    shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.12 * r);
    let rise = 1.15 * r;
    shape.block([0.0, 0.0, rise / 2.0], [1.6 * half.min(2.0 * r), 2.6 * r, rise]);
    shape.block([0.0, 0.0, rise], [1.7 * half.min(2.0 * r), 3.2 * r, 0.3 * r]);
    let dome = r * dice.range(0.8, 1.2);
    shape.dome([0.0, 0.0, rise + 0.15 * r], [0.0, 0.0, 1.0], 1.25 * r, dome);
    let wheel_at = rise + dome + r * dice.range(0.3, 0.7);
    shape.rod([0.0, 0.0, rise + 0.8 * dome], [0.0, 0.0, wheel_at], 0.35 * r);
    let wheel = wheel_radius(0.8 * r, dice);
    if dice.chance(0.5) {
        shape.stub([0.0, 0.0, wheel_at - 0.2 * r], [0.0, 0.0, wheel_at + 0.2 * r], wheel, 0.85 * wheel);
    } else {
        handwheel(shape, [0.0, 0.0, wheel_at], [0.0, 0.0, 1.0], wheel, dice);
    }
    (half, reach)
}
