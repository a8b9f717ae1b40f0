//! Pumps whose motor stands upright or that hang in the pipe: in-line with a stool, stacked stages, circulators, dry pit, sump, turbine.

use super::make::Make;
use super::process_pump::pump;
use super::spot::port;
use super::unit::Wish;
use crate::component::tank::{Equipment, Role};
use crate::surface::V3;
use std::f64::consts::FRAC_PI_2;

impl Make<'_> {
    /// A stool between `z` and `top`: rings with posts between them, a windowed drum, or a cone; then the motor; returns its top.
    fn stool_and_motor(&mut self, [x, y]: [f64; 2], [z, top]: [f64; 2], wide: f64, mr: f64) -> f64 {
        let thick = (0.12 * wide).max(0.012);
        self.shape.rod([x, y, z], [x, y, z + thick], 1.15 * wide);
        self.shape.rod([x, y, top - thick], [x, y, top], (1.1 * wide).max(1.1 * mr));
        match self.dice.below(4) {
            0 => {
                for k in 0..4 {
                    let (sin, cos) = (FRAC_PI_2 * (f64::from(k) + 0.5)).sin_cos();
                    let at = |h: f64| [x + 0.9 * wide * cos, y + 0.9 * wide * sin, h];
                    self.shape.bar(at(z), at(top), 0.3 * wide, 0.3 * wide);
                }
                self.shape.rod([x, y, z], [x, y, top], 0.2 * wide);
            }
            1 => {
                self.shape.tube([x, y, z], [x, y, z + 0.3 * (top - z)], wide);
                self.shape.tube([x, y, top - 0.3 * (top - z)], [x, y, top], wide);
                for side in [-1.0, 1.0] {
                    self.shape.block([x, y + side * 0.92 * wide, (z + top) / 2.0], [0.9 * wide, 0.15 * wide, 0.5 * (top - z)]);
                }
                self.shape.rod([x, y, z], [x, y, top], 0.2 * wide);
            }
            2 => self.shape.cone([x, y, z], [x, y, top], wide, (0.95 * mr).min(1.3 * wide)),
            _ => self.shape.tube([x, y, z], [x, y, top], wide),
        }
        top + self.upright_motor([x, y, top], mr)
    }
}

/// API OH3 and large in-line pumps: spiral casing in the line, high stool, tall motor, ribs or a block below.
pub(super) fn in_line_tall(m: &mut Make, wish: &Wish) -> Equipment {
    let dn = wish.dn[1];
    let r = m.look.style.catalogue.radius(dn);
    let radius = (1.7 * r + 0.07) * m.any(0.9, 1.35);
    let fat = (1.15 * r).min(0.5 * radius) * m.any(0.9, 1.1);
    let z = m.any(0.08, 0.4) + fat.max(m.look.style.catalogue.flange(dn).radius);
    if m.chance(0.6) {
        m.shape.ring([0.0, 0.0, z], [0.0, 0.0, 1.0], radius - fat, fat);
        m.shape.rod([0.0, 0.0, z - 0.8 * fat], [0.0, 0.0, z + 1.1 * fat], radius - 0.6 * fat);
    } else {
        m.stretched([0.0, 0.0, z], [1.0, 0.9, 0.62], |m| m.shape.ball([0.0, 0.0, z], 1.05 * radius));
    }
    let face = radius * m.any(1.15, 1.5) + 0.08;
    for side in [-1.0, 1.0] {
        m.shape.cone([side * 0.5 * radius, 0.0, z], [side * 0.95 * face, 0.0, z], 1.3 * r, r);
    }
    let cover = z + 1.1 * fat + m.any(0.02, 0.06);
    m.shape.rod([0.0, 0.0, z], [0.0, 0.0, cover], 0.9 * radius);
    let (top, mr) = (cover + radius * m.any(0.7, 2.0), radius * m.any(0.75, 1.25));
    m.stool_and_motor([0.0; 2], [cover, top], radius * 0.75, mr);
    match m.dice.below(3) {
        0 => {
            m.shape.rod([0.0, 0.0, 0.0], [0.0, 0.0, 0.03], 0.8 * radius);
            m.shape.rod([0.0, 0.0, 0.03], [0.0, 0.0, z], 0.45 * radius);
        }
        1 => m.shape.block([0.0, 0.0, (z - 0.6 * fat) / 2.0], [1.3 * radius, 1.3 * radius, z - 0.6 * fat]),
        _ => {
            for turn in [0.5, 2.6, 4.7] {
                let (sin, cos) = f64::sin_cos(turn);
                m.shape.bar(
                    [0.75 * radius * cos, 0.75 * radius * sin, 0.0],
                    [0.6 * radius * cos, 0.6 * radius * sin, z],
                    0.05,
                    0.05,
                );
            }
        }
    }
    let mut e = pump(m, "CentrifugalPump");
    port(m, &mut e, Role::Suction, ([0.0, 0.0, z], -V3::x(), face), dn);
    port(m, &mut e, Role::Discharge, ([0.0, 0.0, z], V3::x(), face), dn);
    e
}

/// Stacked stages on a cast plinth with feet: bright sleeve, straps, stool, motor or converter box; many heights.
pub(super) fn stacked(m: &mut Make, wish: &Wish) -> Equipment {
    let dn = wish.dn[1].min(100);
    let (r, flange) = (m.look.style.catalogue.radius(dn), m.look.style.catalogue.flange(dn).radius);
    let z = flange + m.any(0.02, 0.08);
    let sleeve = (1.0 * r + 0.04) * m.any(0.9, 1.3);
    let (long, wide) = (sleeve * m.any(2.0, 2.8), sleeve * m.any(2.2, 3.2));
    let plinth = z + 1.2 * r;
    for side in [-1.0, 1.0] {
        m.shape.block([0.0, side * 0.42 * wide, 0.02], [long, 0.3 * wide, 0.04]);
    }
    if m.chance(0.5) {
        m.shape.block([0.0, 0.0, plinth / 2.0 + 0.02], [0.8 * long, 0.75 * wide, plinth - 0.04]);
    } else {
        m.shape.stub([0.0, 0.0, 0.03], [0.0, 0.0, plinth], 0.5 * wide, 1.15 * sleeve);
    }
    m.shape.rod([0.0, 0.0, plinth], [0.0, 0.0, plinth + 0.025], 1.3 * sleeve);
    let top = plinth + m.any(0.12, 1.3);
    m.shape.rod([0.0, 0.0, plinth], [0.0, 0.0, top], sleeve);
    for (sx, sy) in [(-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0)] {
        let at = |h: f64| [sx * 0.78 * sleeve, sy * 0.78 * sleeve, h];
        m.shape.bar(at(plinth), at(top), 0.18 * sleeve, 0.03);
    }
    let (stool, mr) = (top + m.any(0.12, 0.28), sleeve * m.any(0.95, 1.7));
    m.stool_and_motor([0.0; 2], [top, stool], 1.05 * sleeve, mr);
    let mut e = pump(m, "CentrifugalPump");
    let face = (0.5 * long).max(sleeve) + m.any(0.03, 0.1);
    port(m, &mut e, Role::Suction, ([0.0, 0.0, z], -V3::x(), face), dn);
    port(m, &mut e, Role::Discharge, ([0.0, 0.0, z], V3::x(), face), dn);
    e
}

/// The head of a wet rotor pump at `at` towards y: casing cover, rotor can, box of electronics.
fn wet_rotor(m: &mut Make, at: [f64; 3], radius: f64) {
    let long = radius * m.any(1.1, 1.9);
    let can = radius * m.any(0.6, 0.85);
    let (clad, side) = (m.dice.below(4), m.dice.pick(&[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]]));
    m.standing(at, [0.0, 1.0, 0.0], side, |m| {
        m.shape.rod([0.0, 0.0, 0.4 * radius], [0.0, 0.0, 0.65 * radius], 1.05 * radius);
        let end = 0.65 * radius + long;
        m.shape.rod([0.0, 0.0, 0.65 * radius], [0.0, 0.0, end], can);
        let (wide, deep) = (radius * m.dice.range(1.1, 1.9), radius * m.dice.range(0.5, 1.0));
        match clad {
            0 => m.shape.block([0.0, 0.0, end - deep / 2.0 + 0.02], [wide, wide, deep]),
            1 => m.shape.rod([0.0, 0.0, end - 0.3 * deep], [0.0, 0.0, end + 0.4 * deep], 0.75 * wide),
            2 => m.shape.block([can, 0.0, 0.65 * radius + long / 2.0], [deep, wide, 0.9 * long]),
            _ => {
                for k in 0..6 {
                    let z = 0.75 * radius + long * 0.14 * f64::from(k);
                    m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.04 * long], 1.12 * can);
                }
                m.shape.block([can, 0.0, 0.65 * radius + 0.4 * long], [0.8 * deep, 0.9 * can, 0.6 * long]);
            }
        }
    });
}

/// Heating and water circulators that hang in the pipe.
pub(super) fn circulator(m: &mut Make, wish: &Wish) -> Equipment {
    let dn = wish.dn[1].min(80);
    let r = m.look.style.catalogue.radius(dn);
    let (radius, z) = ((1.3 * r + 0.03) * m.any(0.9, 1.3), m.any(0.4, 1.2));
    let face = radius * m.any(1.2, 1.7) + 0.03;
    m.shape.rod([0.0, -0.45 * radius, z], [0.0, 0.45 * radius, z], radius);
    for side in [-1.0, 1.0] {
        m.shape.cone([0.0, 0.0, z], [side * face, 0.0, z], 0.3 * radius + 0.7 * r, r);
    }
    wet_rotor(m, [0.0, 0.0, z], radius);
    let mut e = pump(m, "CentrifugalPump");
    port(m, &mut e, Role::Suction, ([0.0, 0.0, z], -V3::x(), face), dn);
    port(m, &mut e, Role::Discharge, ([0.0, 0.0, z], V3::x(), face), dn);
    e
}

/// Twin heads on one casing: wet rotors side by side, or two upright motors.
pub(super) fn twin(m: &mut Make, wish: &Wish) -> Equipment {
    let dn = wish.dn[1].min(150);
    let r = m.look.style.catalogue.radius(dn);
    let radius = (1.4 * r + 0.035) * m.any(0.9, 1.25);
    let (gap, face) = (radius * m.any(1.0, 1.35), radius * m.any(1.7, 2.3) + 0.04);
    let wet = m.chance(0.5);
    let z = if wet { m.any(0.5, 1.1) + gap } else { m.any(0.1, 0.35) + radius };
    for side in [-1.0, 1.0] {
        if wet {
            m.shape.rod([0.0, -0.45 * radius, z + side * gap], [0.0, 0.45 * radius, z + side * gap], radius);
            wet_rotor(m, [0.0, 0.0, z + side * gap], radius);
        } else {
            let y = side * gap;
            m.shape.rod([0.0, y, z - 0.5 * radius], [0.0, y, z + 0.5 * radius], radius);
            let (stool, mr) = (z + 0.5 * radius + radius * m.any(0.5, 1.1), radius * m.any(0.6, 0.9));
            m.stool_and_motor([0.0, y], [z + 0.5 * radius, stool], 0.6 * radius, mr);
        }
        for far in [-gap, gap] {
            let at = if wet { [0.0, 0.0, z + far] } else { [0.0, far, z] };
            m.shape.cone([side * 0.8 * face, 0.0, z], at, 1.1 * r, 0.9 * r);
        }
        m.shape.tube([side * 0.75 * face, 0.0, z], [side * face, 0.0, z], 1.1 * r);
    }
    if !wet {
        m.shape.block([0.0, 0.0, (z - 0.5 * radius) / 2.0], [radius, 2.0 * gap, z - 0.5 * radius]);
    }
    let mut e = pump(m, "CentrifugalPump");
    port(m, &mut e, Role::Suction, ([0.0, 0.0, z], -V3::x(), face), dn);
    port(m, &mut e, Role::Discharge, ([0.0, 0.0, z], V3::x(), face), dn);
    e
}

/// Sewage pump in a dry pit: suction bend in a stand, spiral casing on top of it, a long upright motor.
pub(super) fn dry_pit(m: &mut Make, wish: &Wish) -> Equipment {
    let [rs, rd] = wish.dn.map(|dn| m.look.style.catalogue.radius(dn));
    let radius = (2.0 * rs.max(rd) + 0.08) * m.any(0.9, 1.25);
    let (low, bend) = (m.look.style.catalogue.flange(wish.dn[0]).radius + m.any(0.05, 0.2), 2.6 * rs);
    m.arc([-bend, 0.0, low + bend], [0.0, -1.0, 0.0], [0.0, 0.0, -1.0], [bend, rs], FRAC_PI_2);
    let (deck, thick) = (low + bend + 0.03, rd * m.any(1.1, 1.5) + 0.02);
    let z = deck + thick;
    m.shape.rod([0.0, 0.0, deck], [0.0, 0.0, deck + 2.0 * thick], 0.82 * radius);
    m.shape.ring([0.0, 0.0, z], [0.0, 0.0, 1.0], 0.95 * radius - thick, thick);
    match m.dice.below(3) {
        0 => {
            let at = [-0.65 * radius, 0.65 * radius];
            m.posts(&at, &at, deck, 0.08);
            m.shape.block([0.0, 0.0, deck - 0.02], [1.7 * radius, 1.7 * radius, 0.04]);
        }
        1 => m.shape.cone([0.0; 3], [0.0, 0.0, deck], radius, 0.75 * radius),
        _ => {
            for y in [-0.75, 0.75] {
                m.shape.block([0.0, y * radius, deck / 2.0], [1.5 * radius, 0.06, deck]);
            }
        }
    }
    let (cover, mr) = (deck + 2.0 * thick, radius * m.any(0.5, 0.85));
    if m.chance(0.5) {
        // Submersible motor: a smooth or ribbed can with its cable on top.
        let top = cover + mr * m.any(3.0, 5.0);
        m.shape.lathe(
            [0.0; 3],
            [0.0, 0.0, 1.0],
            &[(cover, 0.8 * radius), (cover + 0.3 * mr, mr), (top, mr), (top + 0.2 * mr, 0.8 * mr), (top + 0.2 * mr, 0.0)],
        );
        m.shape.rod([0.0, 0.4 * mr, top], [0.0, 0.4 * mr, top + 0.5 * mr], 0.03);
        if m.chance(0.4) {
            m.shape.rod([0.0, 0.0, cover + mr], [0.0, 0.0, top - 0.5 * mr], 1.18 * mr);
        }
    } else {
        let stool = cover + radius * m.any(0.8, 1.6);
        m.stool_and_motor([0.0; 2], [cover, stool], 0.6 * radius, mr);
    }
    let mut e = pump(m, "CentrifugalPump");
    let off = (0.9 * radius - rd).max(0.0) * m.dice.pick(&[1.0, -1.0, 0.0]);
    port(m, &mut e, Role::Suction, ([-bend, 0.0, low], -V3::x(), 0.14), wish.dn[0]);
    port(m, &mut e, Role::Discharge, ([off, 0.0, z], V3::y(), radius + 0.12), wish.dn[1]);
    e
}

/// Cantilever or condensate pump on the lid of its sump: stool and motor, riser beside it.
pub(super) fn sump(m: &mut Make, wish: &Wish) -> Equipment {
    let r = m.look.style.catalogue.radius(wish.dn[1]);
    let (wide, deep) = ((8.0 * r + 0.4) * m.any(0.9, 1.4), m.any(0.4, 1.1));
    if m.chance(0.5) {
        m.shape.block([0.0, 0.0, deep / 2.0], [wide, wide * m.dice.range(0.7, 1.0), deep]);
    } else {
        m.shape.rod([0.0; 3], [0.0, 0.0, deep], wide / 2.0);
    }
    let plate = (3.0 * r + 0.12) * m.any(0.9, 1.2);
    m.shape.block([0.0, 0.0, deep + 0.012], [2.0 * plate, 1.7 * plate, 0.03]);
    let (stool, mr) = (deep + 0.03 + plate * m.any(0.5, 1.2), plate * m.any(0.4, 0.7));
    m.stool_and_motor([-0.35 * plate, 0.0], [deep + 0.03, stool], 0.35 * plate, mr);
    let (x, rise) = (0.62 * plate, deep + r * m.any(2.5, 5.0) + 0.12);
    let mut e = pump(m, "SubmersiblePump");
    if m.chance(0.5) {
        port(m, &mut e, Role::Discharge, ([x, 0.0, deep - 0.05], V3::z(), rise - deep + 0.1), wish.dn[1]);
    } else {
        let bend = 2.0 * r;
        m.shape.tube([x, 0.0, deep], [x, 0.0, rise], r);
        m.arc([x + bend, 0.0, rise], [0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [bend, r], FRAC_PI_2);
        e.part.surfaces.append(&mut m.shape.0);
        port(m, &mut e, Role::Discharge, ([x + bend, 0.0, rise + bend], V3::x(), 0.08), wish.dn[1]);
    }
    let high = (deep - m.look.style.catalogue.flange(wish.dn[0]).radius - 0.06).max(0.1);
    port(m, &mut e, Role::Suction, ([0.0, 0.0, high], -V3::x(), wide / 2.0 + 0.12), wish.dn[0]);
    e
}

/// Turbine pump in a can: suction at the can, discharge bend or tee above it, windowed stool, tall motor.
pub(super) fn turbine_head(m: &mut Make, wish: &Wish) -> Equipment {
    let [rs, rd] = wish.dn.map(|dn| m.look.style.catalogue.radius(dn));
    let [fs, fd] = wish.dn.map(|dn| m.look.style.catalogue.flange(dn).radius);
    let can = (1.4 * rs + 0.06) * m.any(0.95, 1.3);
    let low = fs + m.any(0.06, 0.2);
    let plate = low + fs + m.any(0.03, 0.1);
    m.shape.rod([0.0; 3], [0.0, 0.0, 0.035], 1.5 * can);
    m.shape.rod([0.0, 0.0, 0.03], [0.0, 0.0, plate], can);
    m.shape.rod([0.0, 0.0, plate - 0.03], [0.0, 0.0, plate + 0.035], 1.35 * can);
    let head = rd * m.any(1.05, 1.4) + 0.01;
    let z = plate + fd + m.any(0.08, 0.3);
    let top = z + head * m.any(1.0, 1.6) + 0.04;
    m.shape.cone([0.0, 0.0, plate], [0.0, 0.0, plate + 0.08], 0.9 * can, head);
    m.shape.rod([0.0, 0.0, plate], [0.0, 0.0, top], head);
    for turn in [0.8, 2.4, 3.9, 5.5] {
        let (sin, cos) = f64::sin_cos(turn);
        m.shape.bar([1.15 * can * cos, 1.15 * can * sin, plate], [head * cos, head * sin, top], 0.015, 0.08);
    }
    let (stool, mr) = (top + can * m.any(0.8, 1.8), can * m.any(0.8, 1.4));
    let wide = can * m.any(0.7, 0.95);
    let end = m.stool_and_motor([0.0; 2], [top, stool], wide, mr);
    if m.chance(0.4) {
        m.shape.rod([0.0, 0.0, end], [0.0, 0.0, end + 0.3 * mr], 0.8 * mr);
    }
    let mut e = pump(m, "CentrifugalPump");
    let face = can + m.any(0.1, 0.25);
    port(m, &mut e, Role::Suction, ([0.0, 0.0, low], -V3::x(), face), wish.dn[0]);
    let out = if m.chance(0.7) { V3::x() } else { V3::y() };
    port(m, &mut e, Role::Discharge, ([0.0, 0.0, z], out, face.max(1.35 * can + 0.05)), wish.dn[1]);
    e
}
