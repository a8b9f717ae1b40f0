//! Tubular exchangers of further makes: TEMA heads, stacked pairs, thermosiphons, hairpins, coils, fin-fans, and plain drawings of them.

use super::make::Make;
use super::spot::port;
use super::unit::Wish;
use crate::component::tank::{Equipment, Role};
use crate::surface::V3;
use rosette_plant::Class;
use std::f64::consts::{FRAC_PI_2, PI, TAU};

/// The exchanger of what has been built.
pub(super) fn exchanger(m: &mut Make, make: &'static str, diameter: f64, length: f64) -> Equipment {
    let mut e = Equipment::new(Class::HeatExchanger, make, std::mem::take(&mut m.shape));
    (e.part.diameter, e.part.length) = (Some(diameter), Some(length));
    e
}

impl Make<'_> {
    /// A pair of flanges about the x axis, thick or thin.
    fn joint(&mut self, x: f64, z: f64, radius: f64) {
        let (wide, thick) = (radius * self.any(1.12, 1.3) + 0.02, self.any(0.02, 0.06));
        self.shape.rod([x - thick, 0.0, z], [x - 0.003, 0.0, z], wide);
        self.shape.rod([x + 0.003, 0.0, z], [x + thick, 0.0, z], wide);
        if self.look.bolts {
            self.shape.bolts([x, 0.0, z], [1.0, 0.0, 0.0], 0.52 * (radius + wide), 16, 0.012, -thick - 0.025, thick + 0.025, 0.1);
        }
    }

    /// The front channel from `x` towards −x: flat cover on flanges, bonnet, or high-pressure closure; returns its length.
    fn channel(&mut self, x: f64, z: f64, radius: f64, flange: f64) -> f64 {
        let long = 2.4 * flange + radius * self.any(0.1, 0.6);
        self.joint(x, z, radius);
        match self.dice.below(4) {
            0 | 1 => {
                self.shape.tube([x - long, 0.0, z], [x, 0.0, z], radius);
                self.joint(x - long, z, radius);
                self.shape.disc([x - long - 0.02, 0.0, z], [1.0, 0.0, 0.0], 1.2 * radius);
            }
            2 => {
                self.shape.tube([x - long, 0.0, z], [x, 0.0, z], radius);
                self.shape.dome([x - long, 0.0, z], [-1.0, 0.0, 0.0], radius, 0.5 * radius);
            }
            _ => self.shape.rod([x - long, 0.0, z], [x, 0.0, z], 1.12 * radius),
        }
        long
    }

    /// The rear head from `x` towards +x: floating head cover, bonnet, U-bend dome, flat cover.
    fn rear(&mut self, x: f64, z: f64, radius: f64) {
        match self.dice.below(4) {
            0 => {
                let (wide, long) = (radius * self.any(1.12, 1.3), radius * self.any(0.6, 1.1));
                self.joint(x, z, wide);
                self.shape.tube([x, 0.0, z], [x + long, 0.0, z], wide);
                self.shape.dome([x + long, 0.0, z], [1.0, 0.0, 0.0], wide, 0.5 * wide);
            }
            1 => self.shape.dome([x, 0.0, z], [1.0, 0.0, 0.0], radius, radius * self.dice.range(0.5, 0.9)),
            2 => {
                self.joint(x, z, radius);
                self.shape.dome([x + 0.05, 0.0, z], [1.0, 0.0, 0.0], radius, 0.5 * radius);
            }
            _ => {
                self.joint(x, z, radius);
                let long = radius * self.any(0.3, 0.9);
                self.shape.rod([x, 0.0, z], [x + long, 0.0, z], radius);
                self.shape.rod([x + long, 0.0, z], [x + long + 0.05, 0.0, z], 1.2 * radius);
            }
        }
    }
}

/// Shell and tube with TEMA heads: nozzles on channel and shell, saddles, often longer and slimmer than others.
pub(super) fn channel_heads(m: &mut Make, wish: &Wish) -> Equipment {
    let [ft, fs] = wish.dn.map(|dn| m.look.style.catalogue.flange(dn).radius);
    let least = m.look.style.catalogue.radius(wish.dn[0].max(wish.dn[1])) * 1.25;
    let (radius, half) = ((wish.radius * m.any(0.7, 1.2)).max(least), (wish.length * m.any(0.45, 0.75)).max(2.6 * fs));
    let z = radius + m.any(0.3, 1.2);
    m.shape.tube([-half, 0.0, z], [half, 0.0, z], radius);
    let long = m.channel(-half, z, radius, ft);
    m.rear(half, z, radius);
    if m.chance(0.3) {
        // A bellows in the shell.
        let x = m.any(-0.2, 0.2) * half;
        for k in [-1.0, 0.0, 1.0] {
            m.shape.ring([x + 0.07 * k, 0.0, z], [1.0, 0.0, 0.0], radius, 0.035);
        }
    }
    let at = m.any(0.5, 0.65) * half;
    m.saddles([-at, at], radius, z);
    let mut e = exchanger(m, "ShellTubeHeatExchanger", 2.0 * radius, 2.0 * half);
    let (mid, reach) = (-half - 0.5 * long, radius + m.any(0.08, 0.2));
    let low = reach.min(z - 0.05);
    let (x, way) = ((half - 1.25 * fs) * m.any(0.85, 1.0), m.dice.pick(&[1.0, -1.0]));
    port(m, &mut e, Role::HotIn, ([mid, 0.0, z], V3::z(), reach), wish.dn[0]);
    port(m, &mut e, Role::HotOut, ([mid, 0.0, z], -V3::z(), low), wish.dn[0]);
    port(m, &mut e, Role::ColdIn, ([-way * x, 0.0, z], -V3::z(), low), wish.dn[1]);
    port(m, &mut e, Role::ColdOut, ([way * x, 0.0, z], V3::z(), reach), wish.dn[1]);
    e
}

/// Two shells one over the other, joined by their nozzles.
pub(super) fn stacked(m: &mut Make, wish: &Wish) -> Equipment {
    let [ft, fs] = wish.dn.map(|dn| m.look.style.catalogue.flange(dn).radius);
    let [rt, rs] = wish.dn.map(|dn| m.look.style.catalogue.radius(dn));
    let (radius, half) =
        ((wish.radius * m.any(0.7, 1.0)).max(1.25 * rt.max(rs)), (wish.length * m.any(0.45, 0.65)).max(2.6 * fs));
    let (low, pitch) = (radius + m.any(0.3, 0.8), 2.0 * radius + m.any(0.25, 0.45));
    let x = half - 1.25 * fs;
    let mut mid = 0.0;
    for z in [low, low + pitch] {
        m.shape.tube([-half, 0.0, z], [half, 0.0, z], radius);
        mid = -half - 0.5 * (2.4 * ft + 0.3 * radius);
        m.joint(-half, z, radius);
        m.shape.tube([2.0 * mid + half, 0.0, z], [-half, 0.0, z], radius);
        m.joint(2.0 * mid + half, z, radius);
        m.rear(half, z, radius);
    }
    for (at, r, flange) in [(mid, rt, ft), (x, rs, fs)] {
        m.shape.tube([at, 0.0, low], [at, 0.0, low + pitch], r);
        m.shape.rod([at, 0.0, low + pitch / 2.0 - 0.03], [at, 0.0, low + pitch / 2.0 + 0.03], flange);
    }
    m.saddles([-0.55 * half, 0.55 * half], radius, low);
    for x in [-0.55, 0.55] {
        m.shape.block([x * half, 0.0, low + pitch / 2.0], [0.1, 1.3 * radius, pitch - 1.5 * radius]);
    }
    let mut e = exchanger(m, "ShellTubeHeatExchanger", 2.0 * radius, 2.0 * half);
    let reach = radius + m.any(0.08, 0.2);
    let down = reach.min(low - 0.05);
    port(m, &mut e, Role::HotIn, ([mid, 0.0, low + pitch], V3::z(), reach), wish.dn[0]);
    port(m, &mut e, Role::HotOut, ([mid, 0.0, low], -V3::z(), down), wish.dn[0]);
    port(m, &mut e, Role::ColdIn, ([-x, 0.0, low], -V3::z(), down), wish.dn[1]);
    port(m, &mut e, Role::ColdOut, ([-x, 0.0, low + pitch], V3::z(), reach), wish.dn[1]);
    e
}

/// Upright reboiler or condenser hung by lugs: wide outlet up or aside at the top, bonnets at both ends.
pub(super) fn thermosiphon(m: &mut Make, wish: &Wish) -> Equipment {
    let [ft, fs] = wish.dn.map(|dn| m.look.style.catalogue.flange(dn).radius);
    let radius = (wish.radius * m.any(0.7, 1.2)).max(1.3 * m.look.style.catalogue.radius(wish.dn[0]));
    let height = (wish.length * m.any(0.6, 1.1)).max(3.0 * fs);
    let foot = m.any(0.3, 0.8) + 0.6 * radius + ft;
    let (low, top) = (foot + 0.5 * radius, foot + 0.5 * radius + height);
    m.shape.tube([0.0, 0.0, low], [0.0, 0.0, top], radius);
    for z in [low, top] {
        m.shape.rod([0.0, 0.0, z - 0.04], [0.0, 0.0, z - 0.003], 1.18 * radius + 0.02);
        m.shape.rod([0.0, 0.0, z + 0.003], [0.0, 0.0, z + 0.04], 1.18 * radius + 0.02);
    }
    let long = 2.3 * ft;
    let coned = m.chance(0.5);
    let r = m.look.style.catalogue.radius(wish.dn[0]);
    if coned {
        m.shape.cone([0.0, 0.0, top], [0.0, 0.0, top + long], radius, r);
        m.shape.cone([0.0, 0.0, low], [0.0, 0.0, low - 0.8 * radius], radius, r);
    } else {
        m.shape.tube([0.0, 0.0, top], [0.0, 0.0, top + long], radius);
        m.shape.dome([0.0, 0.0, top + long], [0.0, 0.0, 1.0], radius, 0.5 * radius);
        m.shape.dome([0.0, 0.0, low], [0.0, 0.0, -1.0], radius, 0.5 * radius);
    }
    let (hung, out) = (low + height * m.any(0.4, 0.8), radius + 0.1);
    for turn in 0..4 {
        m.turned(FRAC_PI_2 * (f64::from(turn) + 0.5), |m| {
            m.shape.block([out, 0.0, hung], [0.22, 0.2, 0.03]);
            m.shape.bar([out + 0.05, 0.0, 0.0], [out + 0.05, 0.0, hung], 0.1, 0.1);
        });
    }
    let mut e = exchanger(m, "ShellTubeHeatExchanger", 2.0 * radius, height);
    let reach = radius + m.any(0.08, 0.2);
    if coned {
        port(m, &mut e, Role::HotIn, ([0.0, 0.0, top + long], V3::z(), 0.08), wish.dn[0]);
    } else {
        port(m, &mut e, Role::HotIn, ([0.0, 0.0, top + 0.5 * long], V3::x(), reach), wish.dn[0]);
    }
    let below = if coned { 0.8 * radius + 0.08 } else { 0.5 * radius + 0.1 };
    port(m, &mut e, Role::HotOut, ([0.0, 0.0, low], -V3::z(), below), wish.dn[0]);
    let side = m.dice.pick(&[V3::x(), V3::y(), -V3::y()]);
    port(m, &mut e, Role::ColdIn, ([0.0, 0.0, low + 1.2 * fs], side, reach), wish.dn[1]);
    port(m, &mut e, Role::ColdOut, ([0.0, 0.0, top - 1.2 * fs], -side, reach), wish.dn[1]);
    e
}

/// Hairpins of shells joined by a bonnet or a bend, in banks, on a rack.
pub(super) fn hairpin(m: &mut Make, wish: &Wish) -> Equipment {
    let [rt, rs] = wish.dn.map(|dn| m.look.style.catalogue.radius(dn));
    let fs = m.look.style.catalogue.flange(wish.dn[1]).radius;
    let outer = (1.2 * rt.max(rs) + 0.01) * m.any(1.0, 1.6);
    let (half, pitch) = ((wish.length * m.any(0.5, 0.8)).max(3.0 * fs), 2.0 * outer + m.any(0.08, 0.25) + fs);
    let low = outer + m.any(0.4, 0.9);
    let zs = [low, low + pitch];
    for z in zs {
        m.shape.tube([-half, 0.0, z], [half, 0.0, z], outer);
        m.joint(-half, z, outer);
        m.shape.tube([-half - 0.12, 0.0, z], [-half, 0.0, z], rt);
    }
    if m.chance(0.5) {
        // A bonnet over the bends.
        for z in zs {
            m.joint(half, z, outer);
        }
        let at = half + 0.06;
        m.shape.rod([at, 0.0, zs[0]], [at + outer, 0.0, zs[0]], 1.1 * outer);
        m.shape.rod([at, 0.0, zs[1]], [at + outer, 0.0, zs[1]], 1.1 * outer);
        m.shape.block([at + 0.5 * outer, 0.0, low + pitch / 2.0], [outer, 2.0 * outer, pitch]);
    } else {
        m.arc([half, 0.0, low + pitch / 2.0], [0.0, -1.0, 0.0], [0.0, 0.0, -1.0], [pitch / 2.0, outer], PI);
    }
    let x = half - 1.3 * fs;
    m.shape.tube([x, 0.0, zs[0]], [x, 0.0, zs[1]], rs);
    for at in [-0.6 * half, 0.5 * half] {
        m.posts(&[at], &[-1.3 * outer, 1.3 * outer], zs[1] + outer, 0.06);
        for z in zs {
            m.shape.bar([at, -1.3 * outer, z - outer - 0.03], [at, 1.3 * outer, z - outer - 0.03], 0.08, 0.05);
        }
    }
    let mut e = exchanger(m, "TubularHeatExchanger", 2.0 * outer, 2.0 * half);
    let reach = outer + m.any(0.07, 0.15);
    port(m, &mut e, Role::HotIn, ([-half - 0.12, 0.0, zs[1]], -V3::x(), 0.08), wish.dn[0]);
    port(m, &mut e, Role::HotOut, ([-half - 0.12, 0.0, zs[0]], -V3::x(), 0.08), wish.dn[0]);
    port(m, &mut e, Role::ColdIn, ([-x, 0.0, zs[0]], -V3::z(), reach), wish.dn[1]);
    port(m, &mut e, Role::ColdOut, ([-x, 0.0, zs[1]], V3::z(), reach), wish.dn[1]);
    e
}

/// Coil in a small upright shell, as for samples and vents; or a storage calorifier with its coil flanged in.
pub(super) fn coil(m: &mut Make, wish: &Wish) -> Equipment {
    let [fc, fs] = wish.dn.map(|dn| m.look.style.catalogue.flange(dn).radius);
    let radius = (wish.radius * m.any(0.6, 1.4)).max(1.2 * fc).max(1.2 * fs);
    let height = (wish.length * m.any(0.25, 0.6)).max(4.8 * fc.max(fs));
    let low = m.any(0.15, 0.6) + 0.4 * radius;
    let top = low + height;
    m.bottle([0.0; 2], radius, [low, top], 0.35);
    m.legs(radius, low + 0.1);
    if m.chance(0.5) {
        let z = top - 0.02;
        m.shape.rod([0.0, 0.0, z - 0.03], [0.0, 0.0, z + 0.03], radius + 0.06);
        m.shape.bolts([0.0, 0.0, z], [0.0, 0.0, 1.0], radius + 0.04, 16, 0.012, -0.05, 0.05, 0.0);
    } else {
        m.turned(0.8, |m| {
            m.shape.tube([0.8 * radius, 0.0, low + 0.35 * height], [radius + 0.1, 0.0, low + 0.35 * height], 0.12);
            m.shape.rod([radius + 0.1, 0.0, low + 0.35 * height], [radius + 0.15, 0.0, low + 0.35 * height], 0.16);
        });
    }
    let mut e = exchanger(m, "TubularHeatExchanger", 2.0 * radius, height);
    let reach = radius + m.any(0.08, 0.16);
    port(m, &mut e, Role::HotIn, ([0.0, 0.0, top - 1.2 * fc], V3::x(), reach), wish.dn[0]);
    port(m, &mut e, Role::HotOut, ([0.0, 0.0, low + 1.2 * fc], V3::x(), reach), wish.dn[0]);
    port(m, &mut e, Role::ColdIn, ([0.0, 0.0, low + 1.2 * fs], -V3::x(), reach), wish.dn[1]);
    if m.chance(0.5) {
        port(m, &mut e, Role::ColdOut, ([0.0, 0.0, top], V3::z(), 0.35 * radius + 0.12), wish.dn[1]);
    } else {
        port(m, &mut e, Role::ColdOut, ([0.0, 0.0, top - 1.2 * fs], -V3::x(), reach), wish.dn[1]);
    }
    e
}

/// Fin-fan bay: box headers with plugs, finned bundle in channels, one to three fans above or below in rings with plenums, high legs.
pub(super) fn fin_fan(m: &mut Make, wish: &Wish) -> Equipment {
    let flange = m.look.style.catalogue.flange(wish.dn[0].max(wish.dn[1])).radius;
    let (half, wide) = (wish.length * m.any(0.55, 0.85), (wish.length * m.any(0.35, 0.6)).max(4.6 * flange));
    let (low, thick) = (m.any(1.2, 2.2), (2.2 * flange).max(0.25) * m.any(0.9, 1.2));
    let z = low + thick / 2.0;
    for k in 0..3 {
        let h = low + thick * (f64::from(k) + 0.5) / 3.0;
        m.shape.block([0.0, 0.0, h], [2.0 * half, 0.97 * wide, 0.24 * thick]);
    }
    for side in [-1.0, 1.0] {
        m.shape.block([0.0, side * wide / 2.0, z], [2.0 * half, 0.05, thick + 0.12]);
        m.shape.block([side * (half + 0.08), 0.0, z], [0.15, 0.96 * wide, thick]);
        for k in 0..10 {
            let y = wide * (0.095 * f64::from(k) - 0.43);
            m.shape.rod([side * (half + 0.155), y, z], [side * (half + 0.185), y, z], 0.018);
        }
    }
    let fans = m.dice.count(1, 3);
    let (up, bay) = (m.chance(0.5), 2.0 * half / fans as f64);
    let r = (0.42 * wide).min(0.44 * bay);
    let deep = m.any(0.2, 0.45);
    for k in 0..fans {
        let x = bay * (k as f64 + 0.5) - half;
        let (from, way) = if up { (low + thick, 1.0) } else { (low, -1.0) };
        let ring = from + way * deep;
        m.shape.cone([x, 0.0, from], [x, 0.0, ring], 1.15 * r, r);
        m.shape.tube([x, 0.0, ring], [x, 0.0, ring + way * 0.25], r);
        m.shape.rod([x, 0.0, ring - 0.08], [x, 0.0, ring + 0.12], 0.12);
        for turn in 0..m.dice.count(3, 6) {
            let (sin, cos) = (0.3 + TAU * turn as f64 / 6.0).sin_cos();
            m.shape.bar([x, 0.0, ring], [x + 0.9 * r * cos, 0.9 * r * sin, ring], 0.12, 0.015);
        }
        let under = if up { low - 0.3 } else { ring - 0.6 };
        m.shape.rod([x, 0.0, under], [x, 0.0, under + 0.3], 0.13);
        m.shape.bar([x, -wide / 2.0, under], [x, wide / 2.0, under], 0.1, 0.1);
    }
    m.posts(&[-0.95 * half, 0.95 * half], &[-wide / 2.0, wide / 2.0], low, 0.14);
    if m.chance(0.5) {
        for y in [-wide / 2.0, wide / 2.0] {
            m.shape.bar([-0.95 * half, y, 0.2], [0.0, y, low - 0.1], 0.06, 0.06);
            m.shape.bar([0.95 * half, y, 0.2], [0.0, y, low - 0.1], 0.06, 0.06);
        }
    }
    let mut e = exchanger(m, "AirCoolingSystem", wide, 2.0 * half);
    let (y, reach) = (0.24 * wide, thick / 2.0 + m.any(0.1, 0.2));
    let (near, far) = (-half - 0.08, half + 0.08);
    port(m, &mut e, Role::HotIn, ([near, y, z], V3::z(), reach), wish.dn[0]);
    port(m, &mut e, Role::HotOut, ([near, y, z], -V3::z(), reach), wish.dn[0]);
    let x = if m.chance(0.5) { near } else { far };
    port(m, &mut e, Role::ColdIn, ([x, -y, z], -V3::z(), reach), wish.dn[1]);
    port(m, &mut e, Role::ColdOut, ([x, -y, z], V3::z(), reach), wish.dn[1]);
    e
}

/// As drawings have it: a cylinder with two heads, four nozzles, two blocks below.
pub(super) fn plain_bundle(m: &mut Make, wish: &Wish) -> Equipment {
    let [ft, fs] = wish.dn.map(|dn| m.look.style.catalogue.flange(dn).radius);
    let least = 1.25 * m.look.style.catalogue.radius(wish.dn[0].max(wish.dn[1]));
    let (radius, half) = ((wish.radius * m.any(0.7, 1.3)).max(least), (wish.length * m.any(0.4, 0.7)).max(2.6 * fs));
    let (z, long, wide) = (radius + m.any(0.15, 1.0), 2.3 * ft + 0.05, m.any(1.0, 1.25));
    m.shape.rod([-half, 0.0, z], [half, 0.0, z], radius);
    for (side, far) in [(-1.0, long), (1.0, long * m.any(0.2, 1.0))] {
        m.shape.rod([side * half, 0.0, z], [side * (half + far), 0.0, z], wide * radius);
        if m.chance(0.5) {
            m.shape.dome([side * (half + far), 0.0, z], [side, 0.0, 0.0], wide * radius, 0.5 * radius);
        }
    }
    let (at, thick) = (0.6 * half, m.any(0.05, 0.3));
    for x in [-at, at] {
        m.shape.block([x, 0.0, (z - 0.3 * radius) / 2.0], [thick, radius * 1.4, z - 0.3 * radius]);
    }
    let mut e = exchanger(m, "ShellTubeHeatExchanger", 2.0 * radius, 2.0 * half);
    let reach = wide * radius + m.any(0.06, 0.2);
    let (mid, x, low) = (-half - 0.5 * long, half - 1.25 * fs, reach.min(z - 0.05));
    port(m, &mut e, Role::HotIn, ([mid, 0.0, z], V3::z(), reach), wish.dn[0]);
    port(m, &mut e, Role::HotOut, ([mid, 0.0, z], -V3::z(), low), wish.dn[0]);
    port(m, &mut e, Role::ColdIn, ([x, 0.0, z], -V3::z(), low), wish.dn[1]);
    port(m, &mut e, Role::ColdOut, ([-x, 0.0, z], V3::z(), reach), wish.dn[1]);
    e
}
