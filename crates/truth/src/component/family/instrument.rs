//! Field instruments on a pipe: gauges on siphons and cocks, wells with heads, transmitters with manifolds, remote ones on posts.

use super::look::Look;
use super::make::Make;
use super::{Build, FAMILIES, Family};
use crate::component::{InstrumentKind, frame};
use crate::model::{Dice, Part};
use crate::surface::{P3, V3};
use rosette_plant::Class;
use std::f64::consts::{PI, TAU};

/// An instrument on a pipe, of any family that the plant has: `foot` on the pipe's surface, `out` away from the pipe, `along` the pipe.
pub fn mounted(kind: InstrumentKind, foot: P3, out: V3, along: V3, look: &Look, dice: &mut Dice) -> Part {
    let family = super::mountable(kind, look, dice).unwrap_or(&FAMILIES[0]);
    placed(kind, family, foot, out, along, look, dice)
}

/// An instrument of a family that stands on pipes; none of others.
pub fn mounted_of(family: &Family, foot: P3, out: V3, along: V3, look: &Look, dice: &mut Dice) -> Option<Part> {
    super::measures(family).map(|kind| placed(kind, family, foot, out, along, look, dice))
}

fn placed(kind: InstrumentKind, family: &Family, foot: P3, out: V3, along: V3, look: &Look, dice: &mut Dice) -> Part {
    let mut m = Make::new(15, look, dice);
    boss(&mut m);
    let middle = if let Build::Mounted(_, build) = family.build { build(&mut m) } else { gauge(&mut m) };
    let mut part = Part::new(Class::Instrument, m.shape.moved(&frame(foot, along, out)));
    part.kind = Some(kind.letters());
    part.family = Some(family.name);
    part.pos = Some(foot + out * middle);
    part.axis = Some(out);
    part.dn = Some(15);
    part
}

/// A dial or a glass thermometer.
pub(super) fn thermometer(m: &mut Make) -> f64 {
    if m.chance(0.55) { bimetal(m) } else { glass(m) }
}

/// Where it is welded or screwed to the pipe.
fn boss(m: &mut Make) {
    let (wide, high) = (m.any(0.012, 0.024), m.any(0.02, 0.05));
    match m.dice.below(3) {
        0 => m.shape.rod([0.0, 0.0, -0.005], [0.0, 0.0, high], wide),
        1 => m.shape.stub([0.0, 0.0, -0.005], [0.0, 0.0, high], 1.5 * wide, wide),
        _ => m.shape.prism([0.0, 0.0, 0.3 * high], [0.0, 0.0, high], wide, 6),
    }
}

/// A cock or a block valve on the stem at height `z`.
pub(super) fn cock(m: &mut Make, z: f64) {
    let wide = m.any(0.012, 0.02);
    if m.chance(0.5) {
        m.shape.block([0.0, 0.0, z], [2.0 * wide, 2.0 * wide, 2.6 * wide]);
    } else {
        m.shape.prism([0.0, 0.0, z - 1.3 * wide], [0.0, 0.0, z + 1.3 * wide], wide, 6);
    }
    let (side, reach) = (m.any(0.0, TAU), m.any(0.035, 0.08));
    m.turned(side, |m| {
        if m.dice.chance(0.5) {
            m.shape.bar([0.0, 0.0, z], [reach, 0.0, z + 0.02], 0.014, 0.004);
        } else {
            m.shape.rod([wide, 0.0, z], [reach, 0.0, z], 0.005);
            m.shape.rod([reach, 0.0, z - 0.02], [reach, 0.0, z + 0.02], 0.004);
        }
    });
}

/// The stem up to the instrument: straight with a cock, a pigtail, or bent aside; returns its top.
fn stem(m: &mut Make) -> f64 {
    let r = m.any(0.006, 0.0115);
    let top = m.any(0.06, 0.24);
    match m.dice.below(5) {
        0 => {
            // Pigtail siphon.
            let ring = m.any(0.025, 0.045);
            let turn = m.any(0.0, PI);
            let mid = 0.35 * top + ring;
            m.shape.tube([0.0; 3], [0.0, 0.0, mid], r);
            m.shape.ring([ring * turn.cos(), ring * turn.sin(), mid], [-turn.sin(), turn.cos(), 0.0], ring, r);
            m.shape.tube([0.0, 0.0, mid], [0.0, 0.0, top + ring], r);
            if m.chance(0.5) {
                cock(m, top + ring);
            }
            top + ring + 0.02
        }
        1 => {
            m.shape.tube([0.0; 3], [0.0, 0.0, top], r);
            top
        }
        _ => {
            m.shape.tube([0.0; 3], [0.0, 0.0, top], r);
            let z = m.any(0.4, 0.7) * top + 0.01;
            cock(m, z);
            top
        }
    }
}

/// A round case across a level direction with a bezel; returns the height of its middle.
pub(super) fn dial(m: &mut Make, z: f64) -> f64 {
    let r = m.dice.pick(&[0.0315, 0.04, 0.05, 0.05, 0.0565, 0.08]) * m.any(0.95, 1.08);
    let depth = m.any(0.025, 0.06);
    let turn = m.any(0.0, TAU);
    let back = m.chance(0.2);
    m.shape.prism([0.0, 0.0, z - 0.012], [0.0, 0.0, z + 0.012], 0.011, 6);
    m.turned(turn, |m| {
        let mid = z + r;
        let shift = if back { 0.03 } else { 0.0 };
        m.shape.rod([shift - depth / 2.0, 0.0, mid], [shift + depth / 2.0, 0.0, mid], r);
        let bezel = shift + depth / 2.0;
        m.shape.rod([bezel - 0.008, 0.0, mid], [bezel + 0.004, 0.0, mid], 1.05 * r);
    });
    z + r
}

/// A dial on a stem, perhaps over a diaphragm seal.
pub(super) fn gauge(m: &mut Make) -> f64 {
    let mut z = stem(m);
    if m.chance(0.15) {
        // A diaphragm seal.
        let wide = m.any(0.03, 0.05);
        m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.03], wide);
        z += 0.035;
    }
    dial(m, z)
}

/// A dial on a long stem, square to it or in line with it.
fn bimetal(m: &mut Make) -> f64 {
    let top = m.any(0.05, 0.2);
    m.shape.rod([0.0; 3], [0.0, 0.0, top], m.dice.range(0.006, 0.014));
    m.shape.prism([0.0, 0.0, 0.02], [0.0, 0.0, 0.045], 0.016, 6);
    if m.chance(0.5) {
        let r = m.dice.pick(&[0.04, 0.05, 0.065]);
        m.shape.rod([0.0, 0.0, top], [0.0, 0.0, top + m.dice.range(0.02, 0.045)], r);
        return top + 0.02;
    }
    dial(m, top)
}

/// An industrial glass thermometer in its V-shaped case.
fn glass(m: &mut Make) -> f64 {
    let foot = m.any(0.03, 0.08);
    let tall = m.any(0.11, 0.25);
    m.shape.rod([0.0; 3], [0.0, 0.0, foot], 0.009);
    m.shape.prism([0.0, 0.0, foot], [0.0, 0.0, foot + 0.02], 0.014, 6);
    let turn = m.any(0.0, TAU);
    m.turned(turn, |m| m.shape.block([0.0, 0.0, foot + 0.02 + tall / 2.0], [0.03, m.dice.range(0.025, 0.05), tall]));
    foot + 0.02 + tall / 2.0
}

/// A thermowell with flange or hexagon, neck and connection head.
pub(super) fn well(m: &mut Make) -> f64 {
    let top = m.any(0.08, 0.24);
    m.shape.tube([0.0; 3], [0.0, 0.0, top], m.dice.range(0.007, 0.017));
    if m.chance(0.4) {
        let (size, thick) = (m.any(0.04, 0.07), m.any(0.012, 0.022));
        let z = m.any(0.4, 0.6) * top;
        m.shape.rod([0.0, 0.0, z - thick], [0.0, 0.0, z], size);
        m.shape.rod([0.0, 0.0, z + 0.003], [0.0, 0.0, z + 0.003 + thick], size);
        m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 0.7 * size, 4, 0.009, z - thick - 0.012, z + thick + 0.015, 0.7);
    } else {
        let z = m.any(0.2, 0.5) * top;
        m.shape.prism([0.0, 0.0, z], [0.0, 0.0, z + 0.02], 0.016, 6);
    }
    let tilt = if m.chance(0.3) { m.any(-1.2, 1.2) } else { 0.0 };
    if tilt == 0.0 {
        m.head(top);
    } else {
        // A head that looks aside.
        let before = std::mem::take(&mut m.shape);
        m.leaning(tilt, |m| m.head(0.0));
        let head = std::mem::replace(&mut m.shape, before);
        m.shape.add_turned(&head, 0.0, [0.0, 0.0, top]);
    }
    top + 0.06
}

/// A transmitter straight on its tap, on a manifold, or remote beside the pipe with tubing.
pub(super) fn transmitter(m: &mut Make) -> f64 {
    let r = m.any(0.006, 0.011);
    let top = m.any(0.06, 0.18);
    m.shape.tube([0.0; 3], [0.0, 0.0, top], r);
    let cell = m.any(0.025, 0.05);
    match m.dice.below(4) {
        0 => {
            cock(m, 0.5 * top + 0.01);
            m.shape.rod([0.0, 0.0, top], [0.0, 0.0, top + 0.05], cell);
            m.head(top + 0.05);
            top + 0.09
        }
        1 | 2 => {
            // A manifold: a block with handles, two process flanges on the cell.
            let (w, d, h) = (m.any(0.05, 0.09), m.any(0.035, 0.06), m.any(0.05, 0.1));
            m.shape.block([0.0, 0.0, top + h / 2.0], [w, d, h]);
            for side in [-1.0, 1.0] {
                m.shape.rod([side * 0.5 * w, 0.0, top + 0.5 * h], [side * (0.5 * w + 0.035), 0.0, top + 0.5 * h], 0.006);
                m.shape.rod(
                    [side * (0.5 * w + 0.03), -0.02, top + 0.5 * h],
                    [side * (0.5 * w + 0.03), 0.02, top + 0.5 * h],
                    0.004,
                );
            }
            let z = top + h;
            m.shape.block([0.0, -0.028, z + 0.04], [0.055, 0.018, 0.075]);
            m.shape.block([0.0, 0.028, z + 0.04], [0.055, 0.018, 0.075]);
            m.shape.rod([0.0, -0.03, z + 0.04], [0.0, 0.03, z + 0.04], 0.035);
            m.shape.rod([0.0, 0.0, z + 0.05], [0.0, 0.0, z + 0.1], 0.02);
            m.head(z + 0.1);
            z + 0.1
        }
        _ => {
            // A switch or a small sensor with a plug.
            m.shape.prism([0.0, 0.0, top], [0.0, 0.0, top + 0.02], 0.014, 6);
            let tall = m.any(0.05, 0.12);
            m.shape.rod([0.0, 0.0, top + 0.02], [0.0, 0.0, top + 0.02 + tall], m.dice.range(0.012, 0.022));
            m.shape.block([0.0, 0.0, top + 0.03 + tall], [0.03, 0.03, 0.035]);
            top + 0.03 + 0.5 * tall
        }
    }
}
