//! Heat exchangers: shell and tube, kettle, upright, plates, double pipe, air cooled, spiral.

use super::make::Make;
use super::unit::Wish;
use crate::component::tank::{Equipment, Role, nozzle};
use crate::surface::{P3, V3};
use rosette_plant::Class;

fn done(m: &mut Make, make: &'static str) -> Equipment {
    Equipment::new(Class::HeatExchanger, make, std::mem::take(&mut m.shape))
}

impl Make<'_> {
    /// Two girth flanges about the x axis at `x`, with bolts.
    pub fn girth(&mut self, x: f64, z: f64, radius: f64) {
        let (wide, thick) = (radius * self.any(1.14, 1.28), self.any(0.02, 0.045));
        self.shape.rod([x - thick, 0.0, z], [x - 0.003, 0.0, z], wide);
        self.shape.rod([x + 0.003, 0.0, z], [x + thick, 0.0, z], wide);
        if self.look.bolts {
            let count = self.dice.pick(&[12, 16, 20]);
            self.shape.bolts([x, 0.0, z], [1.0, 0.0, 0.0], 0.5 * (radius + wide), count, 0.011, -thick - 0.02, thick + 0.02, 0.0);
        }
    }

    pub fn end_of(&mut self, x: f64, z: f64, radius: f64, side: f64) {
        if self.chance(0.5) {
            self.girth(x, z, radius);
            self.shape.disc([x + side * 0.05, 0.0, z], [1.0, 0.0, 0.0], 1.15 * radius);
        } else {
            self.shape.dome([x, 0.0, z], [side, 0.0, 0.0], radius, 0.5 * radius);
        }
    }

    pub fn supports(&mut self, xs: [f64; 2], radius: f64, z: f64) {
        let thick = self.any(0.06, 0.14);
        for x in xs {
            self.shape.block([x, 0.0, (z - 0.6 * radius) / 2.0], [thick, 1.5 * radius, z - 0.6 * radius]);
            self.shape.block([x, 0.0, 0.012], [2.0 * thick, 1.8 * radius, 0.024]);
        }
    }
}

pub(super) fn shell(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, half, style) = (wish.radius, wish.length / 2.0, m.look.style);
    let z = radius + m.any(0.3, 1.1);
    let channel = m.any(1.0, 1.8) * radius + 2.0 * style.catalogue.flange(wish.dn[0]).radius.max(0.1);
    m.shape.tube([-half, 0.0, z], [half, 0.0, z], radius);
    m.girth(-half, z, radius);
    m.shape.tube([-half - channel, 0.0, z], [-half, 0.0, z], radius);
    m.end_of(-half - channel, z, radius, -1.0);
    if m.chance(0.5) {
        m.girth(half, z, radius);
    }
    let floating = m.chance(0.3);
    let tail = if floating { 1.15 * radius } else { radius };
    m.shape.tube([half, 0.0, z], [half + 0.2 * radius, 0.0, z], tail);
    m.shape.dome([half + 0.2 * radius, 0.0, z], [1.0, 0.0, 0.0], tail, 0.5 * tail);
    m.supports([-0.55 * half, 0.55 * half], radius, z);
    let mut e = done(m, "ShellTubeHeatExchanger");
    (e.part.diameter, e.part.length) = (Some(2.0 * radius), Some(wish.length));
    let (mid, reach) = (-half - channel / 2.0, radius + m.any(0.08, 0.2));
    nozzle(&mut e, Role::HotIn, P3::new(mid, 0.0, z), V3::z(), reach, wish.dn[0], style);
    nozzle(&mut e, Role::HotOut, P3::new(mid, 0.0, z), -V3::z(), reach.min(z - 0.08), wish.dn[0], style);
    let (a, b) = (m.any(-0.85, -0.7) * half, m.any(0.7, 0.85) * half);
    let (a, b) = if m.chance(0.5) { (a, b) } else { (b, a) };
    nozzle(&mut e, Role::ColdIn, P3::new(a, 0.0, z), -V3::z(), reach.min(z - 0.08), wish.dn[1], style);
    nozzle(&mut e, Role::ColdOut, P3::new(b, 0.0, z), V3::z(), reach, wish.dn[1], style);
    e
}

/// Reboiler: a wide shell over an eccentric cone.
pub(super) fn kettle(m: &mut Make, wish: &Wish) -> Equipment {
    let (small, half, style) = (wish.radius, wish.length / 2.0, m.look.style);
    let big = small * m.any(1.4, 1.8);
    let z = big + m.any(0.3, 0.8);
    let low = z - (big - small);
    let cone = small * m.any(0.8, 1.6);
    let channel = small + 2.0 * style.catalogue.flange(wish.dn[0]).radius.max(0.1);
    m.shape.tube([-half, 0.0, z], [half, 0.0, z], big);
    m.shape.dome([half, 0.0, z], [1.0, 0.0, 0.0], big, 0.5 * big);
    let mut taper = crate::surface::Frustum::cone(P3::new(-half - cone, 0.0, low), P3::new(-half, 0.0, low), small, big);
    taper.shift = V3::z() * (z - low);
    m.shape.0.push(crate::surface::Surface::Frustum(taper));
    let face = -half - cone;
    m.girth(face, low, small);
    m.shape.tube([face - channel, 0.0, low], [face, 0.0, low], small);
    m.end_of(face - channel, low, small, -1.0);
    m.supports([-0.5 * half, 0.5 * half], big, z);
    let mut e = done(m, "ShellTubeHeatExchanger");
    (e.part.diameter, e.part.length) = (Some(2.0 * big), Some(wish.length));
    let (mid, reach) = (face - channel / 2.0, small + m.any(0.08, 0.18));
    nozzle(&mut e, Role::HotIn, P3::new(mid, 0.0, low), V3::z(), reach, wish.dn[0], style);
    nozzle(&mut e, Role::HotOut, P3::new(mid, 0.0, low), -V3::z(), reach, wish.dn[0], style);
    nozzle(&mut e, Role::ColdIn, P3::new(-0.1 * half, 0.0, z), -V3::z(), big + 0.12, wish.dn[1], style);
    nozzle(&mut e, Role::ColdOut, P3::new(0.2 * half, 0.0, z), V3::z(), big + 0.15, wish.dn[1], style);
    e
}

/// Shell and tube standing upright on lugs or legs.
pub(super) fn upright(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height, style) = (wish.radius, 0.7 * wish.length, m.look.style);
    let low = m.any(0.5, 0.9) + radius;
    let top = low + height;
    m.shape.tube([0.0, 0.0, low], [0.0, 0.0, top], radius);
    for z in [low, top] {
        m.shape.rod([0.0, 0.0, z - 0.03], [0.0, 0.0, z + 0.03], 1.22 * radius);
    }
    let channel = 2.0 * style.catalogue.flange(wish.dn[0]).radius + 0.08;
    m.shape.tube([0.0, 0.0, top], [0.0, 0.0, top + channel], radius);
    m.shape.dome([0.0, 0.0, top + channel], [0.0, 0.0, 1.0], radius, 0.5 * radius);
    m.shape.dome([0.0, 0.0, low], [0.0, 0.0, -1.0], radius, 0.5 * radius);
    for k in 0..3 {
        let (sin, cos) = (0.6 + std::f64::consts::TAU * f64::from(k) / 3.0).sin_cos();
        m.shape.bar(
            [1.05 * radius * cos, 1.05 * radius * sin, 0.0],
            [1.05 * radius * cos, 1.05 * radius * sin, low + 0.3 * height],
            0.06,
            0.06,
        );
    }
    let mut e = done(m, "ShellTubeHeatExchanger");
    (e.part.diameter, e.part.height) = (Some(2.0 * radius), Some(height));
    let (z, reach) = (top + channel / 2.0, radius + m.any(0.08, 0.18));
    nozzle(&mut e, Role::HotIn, P3::new(0.0, 0.0, z), V3::x(), reach, wish.dn[0], style);
    nozzle(&mut e, Role::HotOut, P3::new(0.0, 0.0, z), -V3::x(), reach, wish.dn[0], style);
    let inset = style.catalogue.flange(wish.dn[1]).radius + 0.08;
    nozzle(&mut e, Role::ColdIn, P3::new(0.0, 0.0, low + inset), V3::y(), reach, wish.dn[1], style);
    nozzle(&mut e, Role::ColdOut, P3::new(0.0, 0.0, top - inset), -V3::y(), reach, wish.dn[1], style);
    e
}

/// Frame plate with four ports, pack of plates whose edges show, pressure plate, bars, column, tie bolts.
pub(super) fn plate(m: &mut Make, wish: &Wish) -> Equipment {
    let style = m.look.style;
    let flange = style.catalogue.flange(wish.dn[0].max(wish.dn[1])).radius;
    let wide = (4.6 * flange + 0.12) * m.any(0.95, 1.3);
    let tall = (wide * m.any(1.7, 3.0)).max(6.0 * flange);
    let (foot, pack) = (m.any(0.06, 0.3), m.any(0.15, 1.2));
    let (rail, thick) = (pack + m.any(0.15, 0.7), m.any(0.03, 0.06));
    let (mid, top) = (foot + tall / 2.0, foot + tall);
    m.shape.block([0.0, 0.0, mid], [thick, wide, tall + 0.1]);
    m.shape.block([thick + pack, 0.0, mid], [thick, wide, tall * m.dice.range(0.95, 1.02)]);
    let inner = m.any(0.85, 0.95);
    m.shape.block([thick / 2.0 + pack / 2.0, 0.0, mid], [pack, inner * wide, 0.94 * tall]);
    let slices = ((pack / 0.03) as usize).min(24);
    for k in 0..slices {
        // Every few plates stand out a little: the pack's ragged edge.
        let x = thick / 2.0 + pack * (k as f64 + 0.5) / slices as f64;
        m.shape.block([x, 0.0, mid], [0.006, inner * wide + 0.012, 0.94 * tall + 0.012]);
    }
    m.shape.rod([0.0, 0.0, top + 0.03], [rail, 0.0, top + 0.03], m.dice.range(0.02, 0.04));
    m.shape.rod([0.0, 0.0, foot - 0.02], [rail, 0.0, foot - 0.02], m.dice.range(0.015, 0.03));
    m.shape.block([rail, 0.0, (top + 0.1) / 2.0], [0.07, 0.1, top + 0.1]);
    m.shape.block([0.0, 0.0, foot / 2.0], [0.14, 0.9 * wide, foot]);
    let bolts = m.dice.count(3, 6);
    for side in [-1.0, 1.0] {
        for k in 0..bolts {
            let z = foot + tall * (0.08 + 0.84 * k as f64 / (bolts - 1) as f64);
            m.shape.rod([-0.06, side * 0.5 * wide, z], [pack + m.dice.range(0.12, 0.3), side * 0.5 * wide, z], 0.013);
            m.shape.prism([-0.05, side * 0.5 * wide, z], [-thick / 2.0, side * 0.5 * wide, z], 0.022, 6);
            m.shape.prism(
                [1.5 * thick + pack, side * 0.5 * wide, z],
                [1.5 * thick + pack + 0.03, side * 0.5 * wide, z],
                0.022,
                6,
            );
        }
    }
    let mut e = done(m, "PlateHeatExchanger");
    (e.part.height, e.part.length) = (Some(tall), Some(pack));
    let (y, low, high) = (m.any(0.25, 0.28) * wide, foot + 0.13 * tall, foot + 0.87 * tall);
    let reach = m.any(0.07, 0.16);
    let hot = if m.chance(0.5) { y } else { -y };
    for (role, y, z, dn) in [
        (Role::HotIn, hot, high, wish.dn[0]),
        (Role::HotOut, hot, low, wish.dn[0]),
        (Role::ColdIn, -hot, low, wish.dn[1]),
        (Role::ColdOut, -hot, high, wish.dn[1]),
    ] {
        nozzle(&mut e, role, P3::new(0.0, y, z), -V3::x(), reach, dn, style);
    }
    e
}

/// Hairpins of pipe in pipe, stacked in a frame.
pub(super) fn double_pipe(m: &mut Make, wish: &Wish) -> Equipment {
    let style = m.look.style;
    let (inner, outer) = (style.catalogue.radius(wish.dn[0]), style.catalogue.radius(wish.dn[0]) * m.any(1.3, 1.6) + 0.01);
    let (half, pitch) = (wish.length / 2.0, (outer * 2.0 + style.catalogue.flange(wish.dn[1]).radius) * m.any(1.3, 1.6));
    let low = m.any(0.45, 0.8) + outer;
    for k in 0..2 {
        let z = low + pitch * f64::from(k);
        m.shape.tube([-half, 0.0, z], [half, 0.0, z], outer);
        m.shape.tube([-half - 0.15, 0.0, z], [half + 0.12, 0.0, z], inner);
        for x in [-half, half] {
            m.shape.rod([x - 0.02, 0.0, z], [x + 0.02, 0.0, z], 1.35 * outer);
        }
    }
    let bend = crate::surface::Torus {
        center: P3::new(half + 0.12, 0.0, low + pitch / 2.0),
        axis: -V3::y(),
        start: -V3::z(),
        angle: std::f64::consts::PI,
        bend_radius: pitch / 2.0,
        radius: inner,
    };
    m.shape.0.push(crate::surface::Surface::Torus(bend));
    m.shape.tube([0.7 * half, 0.0, low + outer], [0.7 * half, 0.0, low + pitch - outer], style.catalogue.radius(wish.dn[1]));
    for x in [-0.7, 0.7] {
        for y in [-1.3, 1.3] {
            m.shape.bar([x * half + 0.2, y * outer, 0.0], [x * half + 0.2, y * outer, low + pitch + outer], 0.05, 0.05);
        }
        m.shape.bar([x * half + 0.2, -1.3 * outer, low - outer], [x * half + 0.2, 1.3 * outer, low - outer], 0.05, 0.05);
    }
    let mut e = done(m, "TubularHeatExchanger");
    e.part.length = Some(wish.length);
    let x = -half - 0.15;
    nozzle(&mut e, Role::HotIn, P3::new(x, 0.0, low + pitch), -V3::x(), 0.06, wish.dn[0], style);
    nozzle(&mut e, Role::HotOut, P3::new(x, 0.0, low), -V3::x(), 0.06, wish.dn[0], style);
    let reach = outer + m.any(0.08, 0.15);
    nozzle(&mut e, Role::ColdIn, P3::new(-0.75 * half, 0.0, low), -V3::z(), reach, wish.dn[1], style);
    nozzle(&mut e, Role::ColdOut, P3::new(-0.75 * half, 0.0, low + pitch), V3::z(), reach, wish.dn[1], style);
    e
}

/// A finned bundle between headers over fans on legs.
pub(super) fn air_cooler(m: &mut Make, wish: &Wish) -> Equipment {
    let style = m.look.style;
    let (half, wide) = (wish.length / 2.0, (wish.length * m.any(0.3, 0.5)).max(0.6));
    let (low, thick) = (m.any(1.1, 1.8), m.any(0.2, 0.35));
    let z = low + thick / 2.0;
    m.shape.block([0.0, 0.0, z], [2.0 * half, wide, thick]);
    for side in [-1.0, 1.0] {
        m.shape.block([side * (half + 0.08), 0.0, z], [0.16, wide, thick + 0.06]);
    }
    for x in [-0.5, 0.5] {
        let r = (0.38 * wide).min(0.42 * half);
        let (a, b) = (low - 0.3, low);
        m.shape.tube([x * half, 0.0, a], [x * half, 0.0, b], r);
        m.shape.ring([x * half, 0.0, a], [0.0, 0.0, 1.0], r, 0.015);
        m.shape.rod([x * half, 0.0, a - 0.25], [x * half, 0.0, a], 0.1);
        for turn in [0.2, 1.25, 2.3] {
            let (sin, cos) = f64::sin_cos(turn);
            m.shape.bar(
                [x * half - 0.9 * r * cos, -0.9 * r * sin, a + 0.1],
                [x * half + 0.9 * r * cos, 0.9 * r * sin, a + 0.1],
                0.08,
                0.01,
            );
        }
    }
    for x in [-1.0, 1.0] {
        for y in [-0.5, 0.5] {
            m.shape.bar([x * half, y * wide, 0.0], [x * half, y * wide, low], 0.1, 0.1);
        }
    }
    let mut e = done(m, "AirCoolingSystem");
    e.part.length = Some(wish.length);
    let x = -half - 0.08;
    nozzle(&mut e, Role::HotIn, P3::new(x, 0.25 * wide, z), V3::z(), thick / 2.0 + 0.15, wish.dn[0], style);
    nozzle(&mut e, Role::HotOut, P3::new(x, -0.25 * wide, z), -V3::z(), thick / 2.0 + 0.15, wish.dn[0], style);
    nozzle(&mut e, Role::ColdIn, P3::new(half + 0.08, -0.25 * wide, z), -V3::z(), thick / 2.0 + 0.15, wish.dn[1], style);
    nozzle(&mut e, Role::ColdOut, P3::new(half + 0.08, 0.25 * wide, z), V3::z(), thick / 2.0 + 0.15, wish.dn[1], style);
    e
}

/// A flat drum on edge between covers.
pub(super) fn spiral(m: &mut Make, wish: &Wish) -> Equipment {
    let style = m.look.style;
    let flange = style.catalogue.flange(wish.dn[0].max(wish.dn[1])).radius;
    let (radius, half) = ((1.6 * wish.radius).max(3.0 * flange), (1.2 * flange + 0.1) * m.any(0.9, 1.5));
    let z = radius + m.any(0.4, 0.7);
    m.shape.tube([-half, 0.0, z], [half, 0.0, z], radius);
    for side in [-1.0, 1.0] {
        m.shape.rod([side * half, 0.0, z], [side * (half + 0.04), 0.0, z], 1.1 * radius);
        m.shape.bolts([side * half, 0.0, z], [1.0, 0.0, 0.0], 1.05 * radius, 20, 0.012, -0.03, 0.07, 0.0);
    }
    for x in [-0.7, 0.7] {
        for y in [-0.6, 0.6] {
            m.shape.bar([x * half, y * radius, 0.0], [x * half, y * radius, z - 0.6 * radius], 0.08, 0.08);
        }
    }
    let mut e = done(m, "SpiralHeatExchanger");
    (e.part.diameter, e.part.length) = (Some(2.0 * radius), Some(2.0 * half));
    nozzle(&mut e, Role::HotIn, P3::new(half, 0.0, z), V3::x(), 0.18, wish.dn[0], style);
    nozzle(&mut e, Role::ColdIn, P3::new(-half, 0.0, z), -V3::x(), 0.18, wish.dn[1], style);
    nozzle(&mut e, Role::HotOut, P3::new(0.0, 0.0, z), V3::z(), radius + 0.15, wish.dn[0], style);
    nozzle(&mut e, Role::ColdOut, P3::new(0.0, 0.0, z), V3::y(), radius + 0.15, wish.dn[1], style);
    e
}
