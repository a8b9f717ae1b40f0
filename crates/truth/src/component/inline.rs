//! Strainers and flow meters.

use super::{Component, Stance, Style, ends, flanged_ends};
use crate::model::catalogue::{globe_length, meter_length, wafer_length};
use crate::model::{Dice, Shape};
use rosette_plant::Class;

/// A Y or basket strainer; the basket side is its z.
pub fn strainer(dn: u32, style: Style, dice: &mut Dice) -> Component {
    let r = style.catalogue.radius(dn);
    let half = globe_length(dn) / 2.0;
    let mut shape = Shape::default();
    let reach = ends(&mut shape, style, dn, half);
    shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.12 * r);
    let basket = dice.chance(0.4);
    if basket {
        pot(&mut shape, r, dice)
    } else {
        leg(&mut shape, half, r, dice)
    }
    Component {
        class: Class::Strainer,
        subtype: None,
        kind: Some(if basket { "basket" } else { "y" }),
        family: None,
        shape,
        reach: [reach; 2],
        length: 2.0 * half,
        dn: [dn; 2],
        stance: if basket { Stance::Upright } else { Stance::Hanging },
        branch: None,
        is_angled: false,
        loose: None,
    }
}

/// The leg of a Y strainer: slants forward, closed by a bolted cover or a screwed plug.
fn leg(shape: &mut Shape, half: f64, r: f64, dice: &mut Dice) {
    let slant = dice.range(40f64, 55.0).to_radians();
    let at = |d: f64| [d * slant.cos() - 0.35 * half, 0.0, d * slant.sin()];
    let length = r * dice.range(2.4, 3.2);
    shape.tube(at(0.0), at(length), 1.12 * r);
    let cover = (0.25 * r).clamp(0.01, 0.03);
    shape.rod(at(length), at(length + cover), r * dice.range(1.3, 1.6));
    shape.rod(at(length + cover), at(length + cover + 0.4 * r), 0.35 * r);
}

/// The pot of a basket strainer: below and above the pipe, with a lid and perhaps a swing bolt.
fn pot(shape: &mut Shape, r: f64, dice: &mut Dice) {
    let wide = r * dice.range(1.6, 2.1);
    let (low, high) = (r * dice.range(1.8, 2.8), r * dice.range(1.5, 2.0));
    shape.tube([0.0, 0.0, -low], [0.0, 0.0, high], wide);
    shape.dome([0.0, 0.0, -low], [0.0, 0.0, -1.0], wide, 0.4 * wide);
    shape.rod([0.0, 0.0, high], [0.0, 0.0, high + 0.3 * r], 1.25 * wide);
    if dice.chance(0.5) {
        shape.rod([0.0, 0.0, high + 0.3 * r], [0.0, 0.0, high + 0.8 * r], 0.2 * r);
        shape.bar([-0.8 * wide, 0.0, high + 0.8 * r], [0.8 * wide, 0.0, high + 0.8 * r], 0.02, 0.02);
    }
}

/// A magnetic, vortex or orifice flow meter, or a spool with a counter on it.
pub fn flowmeter(dn: u32, style: Style, dice: &mut Dice) -> Component {
    let r = style.catalogue.radius(dn);
    let mut shape = Shape::default();
    let make = dice.unit();
    let (kind, half, reach) = if make < 0.5 {
        let half = meter_length(dn) / 2.0;
        (Some("magnetic"), half, magnetic(&mut shape, dn, r, half, style, dice))
    } else if make < 0.7 {
        let half = meter_length(dn) / 2.0;
        let reach = flanged_ends(&mut shape, style, dn, half, true);
        shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.1 * r);
        mast(&mut shape, r, 0.2, dice);
        (Some("vortex"), half, reach)
    } else if make < 0.85 {
        let half = wafer_length(dn) * 0.8;
        let reach = flanged_ends(&mut shape, style, dn, half, false);
        let body = r + 0.6 * (style.catalogue.flange(dn).radius - r);
        shape.rod([-half, 0.0, 0.0], [half, 0.0, 0.0], body);
        mast(&mut shape, body, 0.15, dice);
        (Some("vortex_wafer"), half, reach)
    } else {
        orifice(&mut shape, dn, r, style, dice)
    };
    Component {
        class: Class::Flowmeter,
        subtype: None,
        kind,
        family: None,
        shape,
        reach: [reach; 2],
        length: 2.0 * half,
        dn: [dn; 2],
        stance: Stance::Upright,
        branch: None,
        is_angled: false,
        loose: None,
    }
}

fn magnetic(shape: &mut Shape, dn: u32, r: f64, half: f64, style: Style, dice: &mut Dice) -> f64 {
    let reach = flanged_ends(shape, style, dn, half, true);
    shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.1 * r);
    let flange = style.catalogue.flange(dn);
    let wide = (half - flange.thickness) * dice.range(0.6, 0.85);
    let coil = r + dice.range(0.5, 0.95) * (flange.radius - r) + 0.005;
    if dice.chance(0.7) {
        shape.rod([-wide, 0.0, 0.0], [wide, 0.0, 0.0], coil);
    } else {
        shape.block([0.0, 0.0, 0.0], [2.0 * wide, 1.9 * coil, 1.9 * coil]);
    }
    let neck = coil + dice.range(0.03, 0.08);
    shape.rod([0.0, 0.0, 0.8 * coil], [0.0, 0.0, neck], 0.025);
    head(shape, neck, dice);
    reach
}

/// A thin neck with a transmitter head.
fn mast(shape: &mut Shape, from: f64, height: f64, dice: &mut Dice) {
    let top = from + height * dice.range(0.7, 1.4);
    shape.rod([0.0, 0.0, 0.8 * from], [0.0, 0.0, top], dice.range(0.014, 0.024));
    head(shape, top, dice);
}

/// A transmitter's head: a lying drum with two covers, a standing drum or a box.
pub(super) fn head(shape: &mut Shape, z: f64, dice: &mut Dice) {
    let r = dice.range(0.045, 0.065);
    let turn = if dice.chance(0.5) { [1.0, 0.0] } else { [0.0, 1.0] };
    let along = |t: f64| [t * turn[0], t * turn[1], z + 1.1 * r];
    match dice.below(3) {
        0 => {
            let half = dice.range(0.06, 0.09);
            shape.rod(along(-half), along(half), r);
            shape.rod(along(half), along(half + 0.03), 1.1 * r);
            shape.rod(along(-half - 0.02), along(-half), 1.1 * r);
        }
        1 => {
            shape.rod([0.0, 0.0, z], [0.0, 0.0, z + dice.range(0.08, 0.13)], 1.2 * r);
        }
        _ => shape.block([0.0, 0.0, z + 0.07], [0.14, 0.1, 0.14]),
    }
    let side = along(-r);
    shape.rod([side[0], side[1], z + 0.5 * r], [side[0] - 0.05 * turn[0], side[1] - 0.05 * turn[1], z + 0.5 * r], 0.012);
}

/// Two thick flanges with pressure taps and a differential pressure transmitter.
fn orifice(shape: &mut Shape, dn: u32, r: f64, style: Style, dice: &mut Dice) -> (Option<&'static str>, f64, f64) {
    let flange = style.catalogue.flange(dn);
    let thick = flange.thickness.max(0.035);
    let reach = thick + 0.006 + (flange.neck - flange.thickness);
    for side in [-1.0, 1.0] {
        let x = |d: f64| [side * d, 0.0, 0.0];
        shape.rod(x(0.006), x(0.006 + thick), flange.radius);
        shape.cone(x(0.006 + thick), x(reach), r + 0.3 * (flange.radius - r), r);
        let tap = side * (0.006 + thick / 2.0);
        let top = flange.radius + dice.range(0.1, 0.2);
        shape.tube([tap, 0.0, 0.9 * flange.radius], [tap, 0.0, top], 0.008);
        shape.block([tap, 0.0, top], [0.03, 0.06, 0.05]);
        shape.tube([tap, 0.0, top], [0.03 * side, 0.12, top + 0.08], 0.007);
    }
    shape.rod([0.0, 0.0, 0.0], [0.004, 0.0, 0.0], 0.9 * flange.radius);
    let top = flange.radius + 0.25;
    shape.block([0.0, 0.12, top], [0.11, 0.07, 0.09]);
    shape.rod([0.0, 0.09, top + 0.1], [0.0, 0.2, top + 0.1], 0.05);
    (Some("orifice"), thick + 0.006, reach)
}
