//! Pumps with a centrifugal wheel: on base plates, close coupled, in-line, multistage, split, vertical and submersible ones.

use super::make::Make;
use super::unit::Wish;
use crate::component::tank::{Equipment, Role, nozzle};
use crate::surface::{P3, V3};
use rosette_plant::Class;
use std::f64::consts::{FRAC_PI_2, PI, TAU};

impl Make<'_> {
    /// An electric motor along z from the origin on: ribs, fan cowl, terminal box towards y; returns its length.
    pub fn motor(&mut self, r: f64) -> f64 {
        let length = r * self.any(2.3, 3.9);
        let (front, back) = (self.any(0.06, 0.12) * length, self.any(0.74, 0.84) * length);
        self.shape.rod([0.0; 3], [0.0, 0.0, front], r * self.dice.range(0.8, 1.12));
        self.shape.rod([0.0, 0.0, front], [0.0, 0.0, back], 0.9 * r);
        let ribs = self.dice.pick(&[0, 16, 20, 24, 28]);
        for i in 0..ribs {
            let (sin, cos) = (TAU * f64::from(i) / f64::from(ribs)).sin_cos();
            let (a, b) = ([0.88 * r * cos, 0.88 * r * sin], [r * cos, r * sin]);
            let mid = [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
            self.shape.bar([mid[0], mid[1], front], [mid[0], mid[1], back], 0.03 * r, 0.12 * r);
        }
        self.shape.rod([0.0, 0.0, back], [0.0, 0.0, 0.96 * length], r * self.dice.range(0.93, 1.04));
        self.shape.stub([0.0, 0.0, 0.96 * length], [0.0, 0.0, length], 0.9 * r, 0.7 * r);
        let (w, h, d) = (r * self.any(0.5, 1.0), r * self.any(0.6, 1.1), r * self.any(0.35, 0.7));
        let z = self.any(0.25, 0.5) * length;
        self.shape.block([0.0, 0.85 * r + d / 2.0, z], [w, d, h]);
        self.shape.rod([0.5 * w, 0.9 * r + 0.4 * d, z], [0.5 * w + 0.03, 0.9 * r + 0.4 * d, z], 0.012);
        if self.chance(0.5) {
            self.shape.ring([0.0, 0.95 * r, 0.62 * length], [1.0, 0.0, 0.0], 0.02 + 0.05 * r, 0.006);
        }
        length
    }

    /// A lying motor whose shaft end is at `at`, its box up or aside, with feet down to `floor`; returns its far end.
    pub fn lying_motor(&mut self, at: [f64; 3], r: f64, floor: f64) -> f64 {
        let aside = self.dice.pick(&[[0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [0.0, -1.0, 0.0]]);
        let side = V3::from(aside).cross(&V3::x());
        let mut length = 0.0;
        self.standing(at, [1.0, 0.0, 0.0], side.into(), |m| length = m.motor(r));
        for k in [0.22, 0.66] {
            let x = at[0] + k * length;
            self.shape.block(
                [x, 0.0, (floor + at[2] - 0.75 * r) / 2.0],
                [0.14 * length, 1.7 * r, (at[2] - 0.75 * r - floor).max(0.01)],
            );
        }
        at[0] + length
    }

    /// Base frame and plinth under something from `x0` to `x1`, its top at `top`.
    pub fn base(&mut self, x0: f64, x1: f64, wide: f64, top: f64) {
        let (mid, long) = ((x0 + x1) / 2.0, x1 - x0);
        let plinth = (top - self.any(0.06, 0.14)).max(0.02);
        match self.dice.below(3) {
            0 => self.shape.block([mid, 0.0, (plinth + top) / 2.0], [long, wide, top - plinth]),
            1 => {
                for side in [-0.45, 0.45] {
                    self.shape.block([mid, side * wide, (plinth + top) / 2.0], [long, 0.08, top - plinth]);
                }
                for k in [-0.42, 0.0, 0.42] {
                    self.shape.block([mid + k * long, 0.0, (plinth + top) / 2.0], [0.08, wide, 0.8 * (top - plinth)]);
                }
                self.shape.block([mid, 0.0, top - 0.006], [long, wide, 0.012]);
            }
            _ => {
                self.shape.block([mid, 0.0, top - 0.01], [long, wide, 0.02]);
                self.shape.block([mid, 0.0, (plinth + top) / 2.0], [0.9 * long, 0.85 * wide, top - plinth]);
            }
        }
        if plinth > 0.021 {
            let over = self.any(0.05, 0.2);
            self.shape.block([mid, 0.0, plinth / 2.0], [long + over, wide + over, plinth]);
        }
    }

    /// A spiral casing about the x axis at height `z`: growing rings and flat cheeks.
    pub fn volute(&mut self, x: f64, z: f64, radius: f64, width: f64) {
        let fat = (0.42 * radius).min(0.5 * width) * self.any(0.8, 1.1);
        match self.dice.below(3) {
            0 => self.shape.rod([x - width / 2.0, 0.0, z], [x + width / 2.0, 0.0, z], radius),
            1 => {
                self.shape.ring([x, 0.0, z], [1.0, 0.0, 0.0], radius - fat, fat);
                self.shape.rod([x - 0.8 * fat, 0.0, z], [x + 0.8 * fat, 0.0, z], radius - fat);
            }
            _ => {
                for k in 0..4 {
                    let axis = V3::x();
                    let grow = 0.8 + 0.07 * f64::from(k);
                    let arc = crate::surface::Torus {
                        center: P3::new(x, 0.0, z),
                        axis,
                        start: V3::new(0.0, (FRAC_PI_2 * f64::from(k)).cos(), (FRAC_PI_2 * f64::from(k)).sin()),
                        angle: FRAC_PI_2,
                        bend_radius: grow * (radius - fat),
                        radius: grow * fat,
                    };
                    self.shape.0.push(crate::surface::Surface::Torus(arc));
                }
                self.shape.rod([x - 0.5 * width, 0.0, z], [x + 0.5 * width, 0.0, z], 0.75 * (radius - fat));
            }
        }
    }
}

fn pump(m: &mut Make, make: &'static str) -> Equipment {
    Equipment::new(Class::Pump, make, std::mem::take(&mut m.shape))
}

/// Adds suction along −x through `from` and a discharge above, to the side or upwards beside the middle.
pub(super) fn nozzles(m: &mut Make, e: &mut Equipment, wish: &Wish, z: f64, face: f64, radius: f64) {
    let style = m.look.style;
    let [suction, discharge] = wish.dn;
    nozzle(e, Role::Suction, P3::new(0.0, 0.0, z), -V3::x(), face, suction, style);
    let reach = radius + m.any(0.08, 0.22) + 0.5 * style.catalogue.radius(discharge);
    let off = if m.chance(0.4) { 0.5 * radius } else { 0.0 } * if m.chance(0.5) { 1.0 } else { -1.0 };
    match m.dice.below(5) {
        0 => {
            let side = if m.chance(0.5) { V3::y() } else { -V3::y() };
            nozzle(e, Role::Discharge, P3::new(0.0, 0.0, z + off.abs()), side, reach, discharge, style);
        }
        _ => nozzle(e, Role::Discharge, P3::new(0.0, off, z), V3::z(), reach, discharge, style),
    }
}

/// Long-coupled on a base plate, with bearing housing, coupling under a guard, and motor.
pub(super) fn end_suction(m: &mut Make, wish: &Wish) -> Equipment {
    let rs = m.look.style.catalogue.radius(wish.dn[0]);
    let radius = (1.9 * rs + 0.055) * m.any(0.9, 1.35);
    let width = radius * m.any(0.45, 0.8);
    let top = m.any(0.1, 0.42);
    let z = top + radius * m.any(1.05, 1.4) + 0.02;
    m.volute(0.0, z, radius, width);
    let bearing = width / 2.0 + radius * m.any(1.1, 2.0);
    let slim = radius * m.any(0.28, 0.45);
    m.shape.stub([width / 2.0, 0.0, z], [0.5 * (width / 2.0 + bearing), 0.0, z], 0.7 * radius, 1.1 * slim);
    m.shape.rod([0.5 * (width / 2.0 + bearing), 0.0, z], [bearing, 0.0, z], slim);
    m.shape.block([0.8 * bearing, 0.0, (top + z) / 2.0], [0.06, 0.8 * radius, z - top]);
    let coupling = bearing + m.any(0.12, 0.26);
    let mr = radius * m.any(0.65, 1.05);
    if m.chance(0.6) {
        // A guard of bent sheet over the coupling.
        let (w, h) = (m.any(0.7, 1.1) * mr, 0.6 * mr);
        m.shape.block([(bearing + coupling) / 2.0, 0.0, (top + z + h) / 2.0], [0.9 * (coupling - bearing), w, z + h - top]);
        if m.chance(0.5) {
            m.shape.rod([bearing + 0.01, 0.0, z + h], [coupling - 0.01, 0.0, z + h], w / 2.0);
        }
    } else {
        m.shape.rod([bearing, 0.0, z], [coupling, 0.0, z], 0.35 * slim);
        let mid = (bearing + coupling) / 2.0;
        m.shape.rod([mid - 0.05, 0.0, z], [mid - 0.005, 0.0, z], 0.9 * slim);
        m.shape.rod([mid + 0.005, 0.0, z], [mid + 0.05, 0.0, z], 0.9 * slim);
    }
    let end = m.lying_motor([coupling, 0.0, z], mr, top);
    m.shape.block([0.0, 0.0, (top + z - 0.8 * radius) / 2.0], [0.4 * width, 1.3 * radius, (z - 0.8 * radius - top).max(0.02)]);
    let wide = 2.0 * radius.max(mr) * m.any(0.9, 1.15);
    m.base(-width / 2.0 - 0.08, end + 0.04, wide, top);
    let mut e = pump(m, "CentrifugalPump");
    let face = width / 2.0 + rs + m.any(0.05, 0.16);
    nozzles(m, &mut e, wish, z, face, radius);
    e
}

/// The motor carries the casing; feet or a small plate.
pub(super) fn close_coupled(m: &mut Make, wish: &Wish) -> Equipment {
    let rs = m.look.style.catalogue.radius(wish.dn[0]);
    let radius = (1.8 * rs + 0.05) * m.any(0.9, 1.3);
    let width = radius * m.any(0.5, 0.9);
    let top = m.any(0.03, 0.35);
    let mr = radius * m.any(0.7, 1.05);
    let z = top + mr.max(radius) * m.any(1.02, 1.25);
    m.volute(0.0, z, radius, width);
    let lantern = width / 2.0 + radius * m.any(0.3, 0.9);
    m.shape.stub([width / 2.0, 0.0, z], [lantern, 0.0, z], 0.8 * radius, 0.75 * mr);
    let end = m.lying_motor([lantern, 0.0, z], mr, top);
    if m.chance(0.6) {
        m.base(-0.3 * width, end, 2.0 * mr, top);
    } else {
        m.shape.block([(lantern + end) / 2.0, 0.0, top / 2.0], [end - lantern + 0.1, 2.2 * mr, top]);
    }
    m.shape.block([0.0, 0.0, (top + z) / 2.0], [0.3 * width, 1.2 * radius, z - top]);
    let mut e = pump(m, "CentrifugalPump");
    let face = width / 2.0 + rs + m.any(0.04, 0.12);
    nozzles(m, &mut e, wish, z, face, radius);
    e
}

/// Motor upright over a casing that sits in the line, once or twice.
pub(super) fn in_line(m: &mut Make, wish: &Wish) -> Equipment {
    let (dn, style) = (wish.dn[1], m.look.style);
    let r = style.catalogue.radius(dn);
    let z = m.any(0.2, 0.9) + 1.5 * r;
    let radius = (1.6 * r + 0.05) * m.any(0.9, 1.3);
    let twin = m.chance(0.2);
    let ys: &[f64] = if twin { &[-1.15, 1.15] } else { &[0.0] };
    for y in ys {
        let y = y * radius;
        m.shape.rod([0.0, y, z - 0.5 * radius], [0.0, y, z + 0.5 * radius], radius);
        let lantern = z + radius * (0.5 + m.any(0.4, 1.1));
        m.shape.stub([0.0, y, z + 0.5 * radius], [0.0, y, lantern], 0.9 * radius, 0.7 * radius);
        let side = m.dice.pick(&[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]]);
        let mr = radius * m.any(0.65, 1.0);
        m.standing([0.0, y, lantern], [0.0, 0.0, 1.0], side, |m| {
            m.motor(mr);
        });
    }
    if m.chance(0.7) {
        m.shape.rod([0.0, 0.0, 0.02], [0.0, 0.0, z - 0.5 * radius], 0.35 * radius);
        m.shape.block([0.0, 0.0, 0.012], [1.8 * radius, 1.8 * radius, 0.024]);
    } else {
        m.shape.block([0.0, 0.0, (z - 0.5 * radius) / 2.0], [1.2 * radius, 1.4 * radius, z - 0.5 * radius]);
    }
    let mut e = pump(m, "CentrifugalPump");
    let face = radius + r + m.any(0.03, 0.14);
    nozzle(&mut e, Role::Suction, P3::new(0.0, 0.0, z), -V3::x(), face, dn, style);
    nozzle(&mut e, Role::Discharge, P3::new(0.0, 0.0, z), V3::x(), face, dn, style);
    e
}

/// Upright stack of stages: both ports at the foot.
pub(super) fn multistage(m: &mut Make, wish: &Wish) -> Equipment {
    let (dn, style) = (wish.dn[1].min(100), m.look.style);
    let r = style.catalogue.radius(dn);
    let z = style.catalogue.flange(dn).radius + m.any(0.03, 0.14);
    let sleeve = (1.1 * r + 0.045) * m.any(0.9, 1.4);
    m.shape.block([0.0, 0.0, 0.02], [3.0 * sleeve, 2.6 * sleeve, 0.04]);
    m.shape.rod([0.0, 0.0, 0.04], [0.0, 0.0, z + 1.3 * r], sleeve * m.dice.range(1.05, 1.3));
    let top = z + 1.3 * r + m.any(0.25, 1.1);
    m.shape.rod([0.0, 0.0, z + 1.3 * r], [0.0, 0.0, top], sleeve);
    if m.chance(0.7) {
        m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 1.2 * sleeve, 4, 0.01, z, top + 0.03, PI / 4.0);
    }
    let lantern = top + m.any(0.1, 0.24);
    m.shape.rod([0.0, 0.0, top], [0.0, 0.0, top + 0.03], 1.35 * sleeve);
    for side in [-1.0, 1.0] {
        m.shape.block([side * 0.9 * sleeve, 0.0, (top + lantern) / 2.0], [0.25 * sleeve, 1.2 * sleeve, lantern - top]);
    }
    m.shape.rod([0.0, 0.0, lantern - 0.02], [0.0, 0.0, lantern], 1.3 * sleeve);
    let (mr, side) = (sleeve * m.any(1.0, 1.6), m.dice.pick(&[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]]));
    m.standing([0.0, 0.0, lantern], [0.0, 0.0, 1.0], side, |m| {
        let length = m.motor(mr);
        if m.dice.chance(0.3) {
            // A frequency converter on the motor.
            m.shape.block([0.0, 0.9 * mr + 0.09, 0.45 * length], [1.4 * mr, 0.18, 1.5 * mr]);
        }
    });
    let mut e = pump(m, "CentrifugalPump");
    let face = sleeve + m.any(0.06, 0.16);
    nozzle(&mut e, Role::Suction, P3::new(0.0, 0.0, z), -V3::x(), face, dn, style);
    nozzle(&mut e, Role::Discharge, P3::new(0.0, 0.0, z), V3::x(), face, dn, style);
    e
}

/// Ring sections between end covers, held by tie rods.
pub(super) fn ring_section(m: &mut Make, wish: &Wish) -> Equipment {
    let style = m.look.style;
    let [suction, discharge] = wish.dn;
    let radius = (1.8 * style.catalogue.radius(suction) + 0.08) * m.any(0.9, 1.2);
    let (stages, top) = (m.dice.count(2, 7), m.any(0.1, 0.35));
    let (z, pitch) = (top + radius * 1.15, radius * m.any(0.35, 0.55));
    let ends = 1.3 * style.catalogue.flange(suction).radius;
    let long = 2.0 * ends + pitch * stages as f64;
    m.shape.rod([0.0, 0.0, z], [ends, 0.0, z], 1.05 * radius);
    for k in 0..stages {
        let x = ends + pitch * k as f64;
        m.shape.rod([x + 0.08 * pitch, 0.0, z], [x + 0.92 * pitch, 0.0, z], 0.95 * radius);
        m.shape.rod([x, 0.0, z], [x + pitch, 0.0, z], 0.85 * radius);
    }
    m.shape.rod([long - ends, 0.0, z], [long, 0.0, z], 1.05 * radius);
    m.shape.bolts([0.0, 0.0, z], [1.0, 0.0, 0.0], 1.0 * radius, 6, 0.015, -0.03, long + 0.03, 0.3);
    let bearing = 0.8 * radius;
    m.shape.rod([-bearing, 0.0, z], [0.0, 0.0, z], 0.42 * radius);
    m.shape.rod([long, 0.0, z], [long + bearing, 0.0, z], 0.42 * radius);
    let coupling = long + bearing + 0.2;
    m.shape.block([coupling - 0.1, 0.0, z - 0.1 * radius], [0.18, 0.9 * radius, 1.1 * radius]);
    let mr = radius * m.any(0.85, 1.2);
    let end = m.lying_motor([coupling, 0.0, z], mr, top);
    for x in [0.5 * ends, long - 0.5 * ends] {
        m.shape.block([x, 0.0, (top + z) / 2.0], [0.6 * ends, 1.6 * radius, z - top]);
    }
    m.base(-bearing, end, 2.3 * radius, top);
    let mut e = pump(m, "CentrifugalPump");
    let reach = radius + m.any(0.1, 0.2);
    nozzle(
        &mut e,
        Role::Suction,
        P3::new(0.5 * ends, 0.0, z),
        if m.chance(0.5) { V3::z() } else { V3::y() },
        reach,
        suction,
        style,
    );
    nozzle(&mut e, Role::Discharge, P3::new(long - 0.5 * ends, 0.0, z), V3::z(), reach, discharge, style);
    e
}

/// Horizontally split casing: ports to both sides, below the shaft.
pub(super) fn split_case(m: &mut Make, wish: &Wish) -> Equipment {
    let style = m.look.style;
    let [suction, discharge] = wish.dn;
    let rs = style.catalogue.radius(suction);
    let radius = (2.0 * rs + 0.08) * m.any(0.9, 1.25);
    let (width, top) = (radius * m.any(0.9, 1.4), m.any(0.15, 0.4));
    let z = top + 1.25 * radius;

    m.stretched([0.0, 0.0, z], [0.55, 1.0, 1.0], |m| m.shape.ball([0.0, 0.0, z], radius));
    m.shape.rod([-0.5 * width, 0.0, z], [0.5 * width, 0.0, z], 0.62 * radius);
    m.shape.block([0.0, 0.0, z], [1.1 * width, 2.25 * radius, 0.05]);
    let bearing = 0.5 * width + radius * m.any(0.5, 0.9);
    for side in [-1.0, 1.0] {
        m.shape.rod([side * 0.5 * width, 0.0, z], [side * bearing, 0.0, z], 0.3 * radius);
        m.shape.block([side * 0.85 * bearing, 0.0, (z + top) / 2.0], [0.2 * radius, 0.7 * radius, z - top]);
    }
    let coupling = bearing + m.any(0.16, 0.26);
    m.shape
        .block([(bearing + coupling) / 2.0, 0.0, z - 0.05 * radius], [0.85 * (coupling - bearing), 0.7 * radius, 0.9 * radius]);
    let mr = radius * m.any(0.7, 1.0);
    let end = m.lying_motor([coupling, 0.0, z], mr, top);
    m.shape.block([0.0, 0.0, (top + z - 0.6 * radius) / 2.0], [width, 1.2 * radius, (z - 0.6 * radius - top).max(0.02)]);
    m.base(-bearing - 0.05, end + 0.03, 2.2 * radius, top);
    let mut e = pump(m, "CentrifugalPump");
    let (low, reach) = (z - 0.35 * radius, radius + rs + m.any(0.06, 0.18));
    nozzle(&mut e, Role::Suction, P3::new(0.0, 0.0, low), -V3::y(), reach, suction, style);
    nozzle(&mut e, Role::Discharge, P3::new(0.0, 0.0, low), V3::y(), reach, discharge, style);

    e
}

/// Submersible on guide rails: a can on a duck-foot bend, rails and chain above it.
pub(super) fn submersible(m: &mut Make, wish: &Wish) -> Equipment {
    let (dn, style) = (wish.dn[1], m.look.style);
    let r = style.catalogue.radius(dn);
    let can = (1.6 * r + 0.07) * m.any(0.9, 1.3);
    let volute = can * m.any(1.15, 1.5);
    let x = volute + 2.5 * r + 0.1;
    m.shape.rod([x, 0.0, 0.06], [x, 0.0, 0.1 + 1.6 * can], volute);
    for k in 0..3 {
        let (sin, cos) = (TAU * f64::from(k) / 3.0).sin_cos();
        m.shape.rod([x + 0.8 * volute * cos, 0.8 * volute * sin, 0.0], [x + 0.8 * volute * cos, 0.8 * volute * sin, 0.06], 0.03);
    }
    let (low, top) = (0.1 + 1.6 * can, 0.1 + can * m.any(3.6, 5.5));
    m.shape.rod([x, 0.0, low], [x, 0.0, top], can);
    m.shape.dome([x, 0.0, top], [0.0, 0.0, 1.0], can, 0.35 * can);
    m.shape.ring([x, 0.0, top + 0.4 * can], [0.0, 1.0, 0.0], 0.06, 0.01);
    let z = 0.1 + 0.8 * can;
    m.shape.tube([0.0, 0.0, z], [x, 0.0, z], r);
    m.shape.rod([2.0 * r, 0.0, z], [2.0 * r + 0.03, 0.0, z], 1.6 * r);
    m.shape.block([-0.2 * r, 0.0, z / 2.0], [2.0 * r, 2.4 * r, z]);
    let high = top + m.any(0.8, 2.0);
    for y in [-0.9, 0.9] {
        m.shape.tube([1.5 * r, y * r, z], [1.5 * r, y * r, high], m.dice.range(0.017, 0.03));
    }
    m.shape.tube([x, 0.0, top + 0.4 * can], [x - 0.1, 0.0, high], 0.007);
    let mut e = pump(m, "SubmersiblePump");
    nozzle(&mut e, Role::Discharge, P3::new(-0.2 * r, 0.0, z), V3::z(), 1.8 * r + m.any(0.1, 0.2), dn, style);
    nozzle(&mut e, Role::Suction, P3::new(0.0, 0.0, z), -V3::x(), 1.6 * r + 0.1, dn, style);
    e
}

/// Vertical turbine or sump pump: a discharge head with the motor on top, the column goes through the floor.
pub(super) fn vertical_turbine(m: &mut Make, wish: &Wish) -> Equipment {
    let style = m.look.style;
    let [suction, discharge] = wish.dn;
    let r = style.catalogue.radius(discharge);
    let head = (1.5 * r + 0.06) * m.any(0.95, 1.3);
    let z = style.catalogue.flange(discharge).radius + m.any(0.08, 0.25);
    m.shape.block([0.0, 0.0, 0.02], [3.2 * head, 3.2 * head, 0.04]);
    let top = z + 1.3 * r + m.any(0.05, 0.2);
    m.shape.rod([0.0, 0.0, 0.04], [0.0, 0.0, top], head);
    let lantern = top + head * m.any(1.0, 2.2);
    m.shape.rod([0.0, 0.0, top], [0.0, 0.0, top + 0.03], 1.3 * head);
    m.yoke(top, lantern, 0.85 * head);
    m.shape.rod([0.0, 0.0, top], [0.0, 0.0, lantern], 0.15 * head);
    m.shape.rod([0.0, 0.0, lantern - 0.015], [0.0, 0.0, lantern + 0.015], 1.2 * head);
    let mr = head * m.any(0.9, 1.4);
    m.standing([0.0, 0.0, lantern + 0.015], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0], |m| {
        m.motor(mr);
    });
    let mut e = pump(m, "CentrifugalPump");
    let face = head + m.any(0.08, 0.2);
    nozzle(&mut e, Role::Suction, P3::new(0.0, 0.0, z), -V3::x(), face, suction.min(discharge), style);
    nozzle(&mut e, Role::Discharge, P3::new(0.0, 0.0, z), V3::x(), face, discharge, style);
    e
}
