//! Tanks, vessels and filters: heads, roofs, legs, skirts, saddles, stiffeners, manways, ladders, lids.

use super::make::Make;
use super::unit::Wish;
use crate::component::tank::{Equipment, Role, is_clear, nozzle, side_nozzle, top_nozzle};
use crate::component::vessel::lying_nozzle;
use crate::surface::{P3, V3};
use rosette_plant::Class;
use std::f64::consts::{FRAC_PI_4, PI, TAU};

impl Make<'_> {
    /// A dished head at `center` towards `axis`: flat, torispherical, elliptic, round or conical; returns its height.
    pub fn head_of(&mut self, center: [f64; 3], axis: [f64; 3], radius: f64) -> f64 {
        let at = |h: f64, r: f64| (h * radius, r * radius);
        match self.dice.below(6) {
            0 => {
                // DIN 28011: crown of the diameter, knuckle of a tenth of it.
                let profile = [
                    at(0.0, 1.0),
                    at(0.06, 0.99),
                    at(0.13, 0.95),
                    at(0.2, 0.87),
                    at(0.27, 0.7),
                    at(0.33, 0.45),
                    at(0.37, 0.2),
                    at(0.387, 0.0),
                ];
                self.shape.lathe(center, axis, &profile);
                0.387 * radius
            }
            1 => {
                self.shape.dome(center, axis, radius, radius * 0.98);
                0.98 * radius
            }
            2 => {
                let high = self.any(0.2, 0.6);
                self.shape.lathe(center, axis, &[at(0.0, 1.0), at(high, 0.15), at(high, 0.0)]);
                high * radius
            }
            _ => {
                self.shape.dome(center, axis, radius, 0.5 * radius);
                0.5 * radius
            }
        }
    }

    /// A manway on an upright shell, with cover, bolts and davit.
    pub fn manway(&mut self, radius: f64, z: f64) {
        let angle = FRAC_PI_4 + PI / 2.0 * self.dice.below(4) as f64 + self.any(-0.25, 0.25);
        let size = (radius * self.any(0.25, 0.45)).clamp(0.12, 0.3);
        let reach = self.any(0.06, 0.16);
        self.turned(angle, |m| {
            m.shape.tube([0.85 * radius, 0.0, z], [radius + reach, 0.0, z], size);
            m.shape.rod([radius + reach, 0.0, z], [radius + reach + 0.02, 0.0, z], 1.25 * size);
            m.shape.rod([radius + reach + 0.023, 0.0, z], [radius + reach + 0.043, 0.0, z], 1.25 * size);
            if m.look.bolts {
                m.shape.bolts([radius, 0.0, z], [1.0, 0.0, 0.0], 1.13 * size, 16, 0.012, reach - 0.015, reach + 0.06, 0.1);
            }
            if m.dice.chance(0.4) {
                m.shape.tube(
                    [radius + reach + 0.03, 1.35 * size, z - size],
                    [radius + reach + 0.03, 1.35 * size, z + 1.5 * size],
                    0.015,
                );
                m.shape.tube(
                    [radius + reach + 0.03, 1.35 * size, z + 1.5 * size],
                    [radius + reach + 0.03, 0.0, z + 1.5 * size],
                    0.015,
                );
            }
        });
    }

    /// A caged or plain ladder up an upright shell, on one of its diagonals where no line comes.
    pub fn shell_ladder(&mut self, radius: f64, top: f64) {
        let angle = FRAC_PI_4 + PI / 2.0 * self.dice.below(4) as f64;
        let caged = self.chance(0.5) && top > 2.6;
        self.turned(angle, |m| {
            let x = radius + 0.18;
            for side in [-0.2, 0.2] {
                m.shape.bar([x, side, 0.1], [x, side, top + 0.9], 0.05, 0.012);
            }
            for k in 1..=((top / 0.28) as usize) {
                let z = 0.28 * k as f64;
                m.shape.tube([x, -0.2, z], [x, 0.2, z], 0.011);
            }
            if caged {
                let mut z = 2.2;
                while z < top + 0.8 {
                    m.shape.ring([x + 0.3, 0.0, z], [0.0, 0.0, 1.0], 0.34, 0.012);
                    z += 0.7;
                }
                for k in [-1.2, -0.6, 0.0, 0.6, 1.2] {
                    let (sin, cos) = f64::sin_cos(k);
                    m.shape.bar(
                        [x + 0.3 + 0.34 * cos, 0.34 * sin, 2.2],
                        [x + 0.3 + 0.34 * cos, 0.34 * sin, top + 0.8],
                        0.03,
                        0.005,
                    );
                }
            }
        });
    }

    /// A gauge glass or a bridle beside an upright shell.
    pub fn level_bridle(&mut self, radius: f64, low: f64, high: f64) {
        let angle = FRAC_PI_4 + PI / 2.0 * self.dice.below(4) as f64 + self.any(-0.4, 0.4);
        let (r, out) = (self.any(0.012, 0.035), radius + self.any(0.1, 0.2));
        self.turned(angle, |m| {
            m.shape.tube([out, 0.0, low - 0.1], [out, 0.0, high + 0.1], r);
            for z in [low, high] {
                m.shape.tube([0.97 * radius, 0.0, z], [out, 0.0, z], 0.6 * r);
                m.shape.block([0.5 * (radius + out), 0.0, z], [0.05, 0.05, 0.06]);
            }
            if m.dice.chance(0.5) {
                m.shape.block([out + r + 0.02, 0.0, 0.5 * (low + high)], [0.03, 0.05, 0.8 * (high - low)]);
            }
        });
    }

    /// An agitator's geared motor on a roof at height `z`.
    pub fn agitator(&mut self, z: f64) {
        let mr = self.any(0.07, 0.16);
        let lantern = z + self.any(0.15, 0.4);
        self.shape.rod([0.0, 0.0, z - 0.05], [0.0, 0.0, z + 0.02], 1.8 * mr);
        self.shape.stub([0.0, 0.0, z], [0.0, 0.0, lantern], 1.2 * mr, 0.9 * mr);
        self.shape.rod([0.0, 0.0, lantern], [0.0, 0.0, lantern + 1.4 * mr], 1.2 * mr);
        self.standing([0.0, 0.0, lantern + 1.4 * mr], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0], |m| {
            m.motor(mr);
        });
    }

    /// Saddles under a lying shell: webs, wraps, plates; or legs.
    pub fn saddles(&mut self, xs: [f64; 2], radius: f64, z: f64) {
        let (thick, legs) = (self.any(0.06, 0.16), self.chance(0.25));
        for x in xs {
            if legs {
                for side in [-0.7, 0.7] {
                    self.shape.bar([x, side * radius, 0.0], [x, side * radius, z - 0.5 * radius], thick, thick);
                }
            } else {
                let high = (z - 0.55 * radius).max(0.06);
                self.shape.block([x, 0.0, high / 2.0], [0.25 * thick, 1.6 * radius, high]);
                for side in [-0.75, 0.0, 0.75] {
                    self.shape.block([x, side * radius, 0.45 * high], [thick, 0.02, 0.9 * high]);
                }
            }
            self.shape.block([x, 0.0, 0.015], [1.6 * thick, 1.8 * radius, 0.03]);
        }
    }

    pub fn legs(&mut self, radius: f64, top: f64) {
        let count = self.dice.pick(&[3, 4, 4]);
        let (wide, kind, first) = (self.any(0.05, 0.11), self.dice.below(3), FRAC_PI_4 + self.any(-0.05, 0.05));
        for k in 0..count {
            let (sin, cos) = (first + TAU * f64::from(k) / f64::from(count)).sin_cos();
            let (x, y) = (0.95 * radius * cos, 0.95 * radius * sin);
            match kind {
                0 => self.shape.tube([x, y, 0.0], [x, y, top], wide / 2.0),
                1 => self.shape.bar([x, y, 0.0], [x, y, top], wide, wide),
                _ => {
                    self.shape.bar([x, y, 0.0], [x, y, top], wide, 0.01);
                    self.shape.bar([x, y, 0.0], [x, y, top], 0.01, wide);
                }
            }
            self.shape.block([x, y, 0.01], [2.0 * wide, 2.0 * wide, 0.02]);
        }
    }
}

fn done(m: &mut Make, class: Class, make: &'static str) -> Equipment {
    Equipment::new(class, make, std::mem::take(&mut m.shape))
}

/// Adds the wanted nozzles to an upright shell between two heights, its roof's nozzles at `roof`.
fn upright_nozzles(m: &mut Make, e: &mut Equipment, wish: &Wish, radius: f64, span: [f64; 2], roof: f64) {
    let style = m.look.style;
    let [low, high] = span;
    for &(role, dn) in wish.wanted {
        let foot = (low + style.catalogue.flange(dn).radius + 0.05).min(high);
        match role {
            Role::Vent | Role::Relief => top_nozzle(e, role, dn, radius, roof, style, m.dice),
            Role::Inlet if m.dice.chance(0.35) => top_nozzle(e, role, dn, radius, roof, style, m.dice),
            Role::Inlet | Role::Discharge | Role::HotIn => {
                let from = low + 0.6 * (high - low);
                side_nozzle(e, role, dn, radius, [from, (low + 0.9 * (high - low)).max(from)], wish.faces, style, m.dice)
            }
            _ => side_nozzle(e, role, dn, radius, [foot, (foot + 0.4).min(high).max(foot)], wish.faces, style, m.dice),
        }
    }
}

/// A standing tank of plates on a plinth: any roof, rings, manway, ladder, gauge.
pub(super) fn vertical(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (wish.radius, wish.length);
    let plinth = if m.chance(0.4) { m.any(0.08, 0.35) } else { 0.0 };
    if plinth > 0.0 {
        m.shape.rod([0.0; 3], [0.0, 0.0, plinth], radius + m.dice.range(0.06, 0.2));
    }
    let top = plinth + height;
    m.shape.tube([0.0, 0.0, plinth], [0.0, 0.0, top], radius);
    let roof = match m.dice.below(4) {
        0 => {
            m.shape.disc([0.0, 0.0, top], [0.0, 0.0, 1.0], radius);
            top
        }
        1 => {
            let rise = radius * m.any(0.1, 0.4);
            m.shape.cone([0.0, 0.0, top], [0.0, 0.0, top + rise], radius, 0.0);
            top + 0.6 * rise
        }
        _ => top + 0.85 * m.head_of([0.0, 0.0, top], [0.0, 0.0, 1.0], radius),
    };
    for i in 1..=m.dice.count(0, 3) {
        let z = plinth + height * i as f64 / 4.0;
        m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.05], radius + m.dice.range(0.015, 0.05));
    }
    fittings(m, radius, plinth, top, roof);
    let mut e = done(m, Class::Tank, "VerticalTank");
    (e.part.diameter, e.part.height) = (Some(2.0 * radius), Some(height));
    upright_nozzles(m, &mut e, wish, radius, [plinth, top], roof);
    e
}

/// Manway, ladder, gauge, agitator and roof rail, each now and then.
fn fittings(m: &mut Make, radius: f64, low: f64, top: f64, roof: f64) {
    if m.chance(0.6) {
        m.manway(radius, low + 0.6);
    }
    if m.chance(0.35) {
        m.shell_ladder(radius, top);
    }
    if m.chance(0.35) && top - low > 1.0 {
        m.level_bridle(radius, low + 0.3, top - 0.3);
    }
    if m.chance(0.15) {
        m.agitator(roof);
    }
    if m.chance(0.2) && radius > 0.9 {
        for z in [0.5, 1.0] {
            m.shape.ring([0.0, 0.0, top + z], [0.0, 0.0, 1.0], 0.95 * radius, 0.02);
        }
        for k in 0..8 {
            let (sin, cos) = (TAU * f64::from(k) / 8.0).sin_cos();
            m.shape.tube(
                [0.95 * radius * cos, 0.95 * radius * sin, top - 0.02],
                [0.95 * radius * cos, 0.95 * radius * sin, top + 1.0],
                0.02,
            );
        }
    }
}

/// Moulded or wound plastic: rounded edge, ribs, screw lid.
pub(super) fn plastic(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (wish.radius, wish.length);
    let (edge, lid) = (radius * m.any(0.1, 0.3), radius * m.any(0.25, 0.5));
    let dome = height + edge * m.any(0.6, 1.5);
    m.shape.lathe(
        [0.0; 3],
        [0.0, 0.0, 1.0],
        &[
            (0.0, 0.97 * radius),
            (0.06, radius),
            (height - edge, radius),
            (height - 0.3 * edge, 0.93 * radius),
            (dome, 1.1 * lid),
            (dome, lid),
        ],
    );
    m.shape.rod([0.0, 0.0, dome], [0.0, 0.0, dome + 0.06], lid);
    for i in 0..m.dice.count(0, 6) {
        let z = height * (0.12 + 0.13 * i as f64);
        m.shape.ring([0.0, 0.0, z], [0.0, 0.0, 1.0], radius, m.dice.range(0.012, 0.035));
    }
    if m.chance(0.3) {
        // A bund around it.
        let wall = radius + m.any(0.15, 0.3);
        m.shape.tube([0.0; 3], [0.0, 0.0, 0.4 * height], wall);
    }
    let mut e = done(m, Class::Tank, "VerticalTank");
    (e.part.diameter, e.part.height) = (Some(2.0 * radius), Some(height));
    upright_nozzles(m, &mut e, wish, radius, [0.0, height - edge], dome);
    e
}

/// A silo or settling tank on legs with a conical bottom.
pub(super) fn hopper(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (0.8 * wish.radius, wish.length);
    let cone = radius * m.any(0.7, 1.6);
    let (out, low) = (m.any(0.06, 0.15), m.any(0.3, 0.8));
    let (shell, top) = (low + cone, low + cone + 0.75 * height);
    m.shape.cone([0.0, 0.0, low], [0.0, 0.0, shell], out, radius);
    m.shape.rod([0.0, 0.0, low - 0.03], [0.0, 0.0, low], out + 0.05);
    m.shape.tube([0.0, 0.0, shell], [0.0, 0.0, top], radius);
    let roof = top + 0.8 * m.head_of([0.0, 0.0, top], [0.0, 0.0, 1.0], radius);
    m.legs(1.05 * radius, shell + 0.2 * height);
    m.shape.rod([0.0, 0.0, shell], [0.0, 0.0, shell + 0.06], radius + 0.04);
    fittings(m, radius, shell, top, roof);
    let mut e = done(m, Class::Tank, "VerticalTank");
    (e.part.diameter, e.part.height) = (Some(2.0 * radius), Some(0.75 * height));
    upright_nozzles(m, &mut e, wish, radius, [shell, top], roof);
    e
}

/// A box of plates with stiffeners, lids or an open top; or a concrete basin.
pub(super) fn rectangular(m: &mut Make, wish: &Wish) -> Equipment {
    let (half, wide) = (wish.radius, wish.radius * m.any(0.6, 1.0));
    let (foot, height) = (m.any(0.0, 0.3), 0.75 * wish.length);
    let top = foot + height;
    m.shape.block([0.0, 0.0, foot + height / 2.0], [2.0 * half, 2.0 * wide, height]);
    if foot > 0.05 {
        for x in [-0.7, 0.0, 0.7] {
            m.shape.block([x * half, 0.0, foot / 2.0], [0.1, 1.9 * wide, foot]);
        }
    }
    let rib = m.any(0.03, 0.08);
    if m.chance(0.7) {
        for k in 0..m.dice.count(2, 6) {
            let x = half * (-0.8 + 0.32 * k as f64);
            m.shape.block([x, 0.0, foot + height / 2.0], [0.4 * rib, 2.0 * (wide + rib), 0.98 * height]);
        }
    }
    m.shape.block([0.0, 0.0, top], [2.0 * (half + rib), 2.0 * (wide + rib), 0.05]);
    if m.chance(0.5) {
        let size = 0.3 * wide;
        m.shape.block([0.5 * half, 0.0, top + 0.06], [2.0 * size, 2.0 * size, 0.08]);
    }
    if m.chance(0.25) {
        m.agitator(top);
    }
    let mut e = done(m, Class::Tank, "RectangularTank");
    (e.part.length, e.part.height) = (Some(2.0 * half), Some(height));
    let style = m.look.style;
    for &(role, dn) in wish.wanted {
        for _ in 0..30 {
            let up = matches!(role, Role::Vent | Role::Relief);
            let out = if up { V3::z() } else { m.dice.pick(wish.faces) };
            let low = foot + style.catalogue.flange(dn).radius + 0.05;
            let z = if matches!(role, Role::Inlet | Role::Discharge | Role::HotIn) {
                m.any(low.max(top - 0.6), (top - 0.2).max(low + 0.01))
            } else {
                low
            };
            let depth = if out.x.abs() > 0.5 { half } else { wide };
            let across = V3::z().cross(&out);
            let breadth = if out.x.abs() > 0.5 { wide } else { half };
            let root = if up {
                P3::new(m.any(-0.6, 0.2) * half, m.any(-0.6, 0.6) * wide, top - 0.1)
            } else {
                P3::from(across * (m.any(-0.7, 0.7) * breadth) + V3::z() * z)
            };
            let reach = if up { 0.1 + m.any(0.12, 0.25) } else { depth + m.any(0.1, 0.2) };
            if is_clear(&e, &(root + out * reach)) {
                nozzle(&mut e, role, root, out, reach, dn, style);
                break;
            }
        }
    }
    e
}

/// Nozzles above and below a lying shell.
fn lying_nozzles(m: &mut Make, e: &mut Equipment, wish: &Wish, radius: f64, half: f64, z: f64) {
    for &(role, dn) in wish.wanted {
        let below = matches!(role, Role::Outlet | Role::Drain | Role::Suction | Role::ColdOut);
        lying_nozzle(e, role, dn, [radius, half, z], below, m.look.style, m.dice);
    }
}

fn lying(m: &mut Make, radius: f64, half: f64) -> f64 {
    let z = radius + m.any(0.45, 1.3);
    m.shape.tube([-half, 0.0, z], [half, 0.0, z], radius);
    for side in [-1.0, 1.0] {
        m.head_of([side * half, 0.0, z], [side, 0.0, 0.0], radius);
    }
    m.saddles([-0.6 * half, 0.6 * half], radius, z);
    if m.chance(0.4) {
        let side = if m.chance(0.5) { 1.0 } else { -1.0 };
        m.shape.tube([side * half, 0.0, z], [side * (half + 0.5 * radius + 0.12), 0.0, z], 0.25);
        m.shape.rod([side * (half + 0.5 * radius + 0.12), 0.0, z], [side * (half + 0.5 * radius + 0.17), 0.0, z], 0.31);
    }
    z
}

pub(super) fn drum(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, half) = (wish.radius, wish.length / 2.0);
    let z = lying(m, radius, half);
    let mut e = done(m, Class::Vessel, "HorizontalDrum");
    (e.part.diameter, e.part.length) = (Some(2.0 * radius), Some(wish.length));
    lying_nozzles(m, &mut e, wish, radius, half, z);
    e
}

/// A lying tank with flat or shallow ends, rings and a dome with cover.
pub(super) fn lying_tank(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, half) = (0.75 * wish.radius, 0.75 * wish.length);
    let z = radius + m.any(0.15, 0.6);
    m.shape.rod([-half, 0.0, z], [half, 0.0, z], radius);
    for side in [-1.0, 1.0] {
        m.shape.dome([side * half, 0.0, z], [side, 0.0, 0.0], 0.99 * radius, m.dice.range(0.1, 0.25) * radius);
        m.shape.rod([side * half - 0.02, 0.0, z], [side * half + 0.02, 0.0, z], radius + 0.02);
    }
    let x = m.any(-0.5, 0.5) * half;
    m.shape.rod([x, 0.0, z + 0.8 * radius], [x, 0.0, z + radius + 0.15], 0.3);
    m.shape.rod([x, 0.0, z + radius + 0.15], [x, 0.0, z + radius + 0.19], 0.36);
    m.saddles([-0.6 * half, 0.6 * half], radius, z);
    let mut e = done(m, Class::Tank, "HorizontalTank");
    (e.part.diameter, e.part.length) = (Some(2.0 * radius), Some(2.0 * half));
    lying_nozzles(m, &mut e, wish, radius, half, z);
    e
}

/// A plastic cube in a cage on a pallet.
pub(super) fn ibc(m: &mut Make, wish: &Wish) -> Equipment {
    let (x, y, low, top) = (0.6, 0.5, 0.16, 1.15 + m.any(-0.1, 0.15));
    m.shape.block([0.0, 0.0, (low + top) / 2.0], [1.96 * x, 1.96 * y, top - low]);
    m.shape.rod([0.0, 0.0, top], [0.0, 0.0, top + 0.04], 0.11);
    for k in 0..3 {
        m.shape.block([0.0, y * (f64::from(k) - 1.0) * 0.9, 0.08], [2.0 * x, 0.1, 0.16]);
    }
    for k in 0..7 {
        let t = f64::from(k) / 6.0 * 2.0 - 1.0;
        for side in [-1.0, 1.0] {
            m.shape.tube([t * x, side * y, low], [t * x, side * y, top], 0.009);
            m.shape.tube([side * x, t * y, low], [side * x, t * y, top], 0.009);
        }
    }
    for z in [0.3, 0.55, 0.8, 1.05] {
        for side in [-1.0, 1.0] {
            m.shape.tube([-x, side * y, z], [x, side * y, z], 0.009);
            m.shape.tube([side * x, -y, z], [side * x, y, z], 0.009);
        }
    }
    let mut e = done(m, Class::Tank, "IntermediateBulkContainer");
    e.part.height = Some(top);
    let style = m.look.style;
    let mut free: Vec<V3> = wish.faces.to_vec();
    for &(role, dn) in wish.wanted {
        let root = |z: f64| P3::new(0.0, 0.0, z);
        match role {
            Role::Outlet | Role::Suction | Role::Drain if !free.is_empty() => {
                let out = free.remove(m.dice.below(free.len()));
                nozzle(
                    &mut e,
                    role,
                    root(low + style.catalogue.flange(dn).radius),
                    out,
                    if out.x.abs() > 0.5 { x } else { y } + 0.12,
                    dn,
                    style,
                );
            }
            _ => top_nozzle(&mut e, role, dn, 0.7, top + 0.05, style, m.dice),
        }
    }
    e
}

fn upright(m: &mut Make, wish: &Wish, bottom: f64, radius: f64, height: f64, make: &'static str) -> Equipment {
    let top = bottom + height;
    m.shape.tube([0.0, 0.0, bottom], [0.0, 0.0, top], radius);
    m.head_of([0.0, 0.0, bottom], [0.0, 0.0, -1.0], radius);
    let roof = top + 0.8 * m.head_of([0.0, 0.0, top], [0.0, 0.0, 1.0], radius);
    if m.chance(0.3) {
        // The shell is flanged below its head.
        let z = top - m.any(0.0, 0.1);
        m.shape.rod([0.0, 0.0, z - 0.03], [0.0, 0.0, z + 0.03], radius + 0.07);
        if m.look.bolts {
            m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], radius + 0.045, 24, 0.012, z - 0.055, z + 0.055, 0.0);
        }
    }
    if m.chance(0.4) {
        m.manway(radius, bottom + 0.5 * height);
    }
    if m.chance(0.45) && height > 0.8 {
        m.level_bridle(radius, bottom + 0.2, top - 0.2);
    }
    if m.chance(0.12) {
        m.agitator(roof);
    }
    let mut e = done(m, Class::Vessel, make);
    (e.part.diameter, e.part.height) = (Some(2.0 * radius), Some(height));
    upright_nozzles(m, &mut e, wish, radius, [bottom, top], roof);
    e
}

pub(super) fn on_legs(m: &mut Make, wish: &Wish) -> Equipment {
    let bottom = 0.55 * wish.radius + m.any(0.4, 1.1);
    let over = bottom + m.any(0.05, 0.3);
    m.legs(wish.radius, over);
    upright(m, wish, bottom, wish.radius, wish.length, "VerticalDrum")
}

pub(super) fn on_skirt(m: &mut Make, wish: &Wish) -> Equipment {
    let bottom = 0.55 * wish.radius + m.any(0.3, 0.9);
    let foot = wish.radius * m.any(0.97, 1.15);
    m.shape.cone([0.0; 3], [0.0, 0.0, bottom], foot, 0.97 * wish.radius);
    m.shape.rod([0.0; 3], [0.0, 0.0, 0.03], foot + m.dice.range(0.05, 0.12));
    let door = m.any(-0.6, 0.6) + FRAC_PI_4;
    m.turned(door, |m| m.shape.tube([0.8 * foot, 0.0, 0.4 * bottom], [foot + 0.06, 0.0, 0.4 * bottom], 0.2 * foot));
    upright(m, wish, bottom, wish.radius, wish.length, "VerticalDrum")
}

/// Slender and tall, with flanged joints.
pub(super) fn column(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (0.55 * wish.radius, wish.length * m.any(1.1, 1.5));
    let bottom = 0.55 * radius + m.any(0.4, 0.9);
    m.shape.cone([0.0; 3], [0.0, 0.0, bottom], radius * m.dice.range(1.0, 1.3), 0.97 * radius);
    for k in 1..m.dice.count(2, 4) {
        let z = bottom + height * k as f64 / 4.0;
        m.shape.rod([0.0, 0.0, z - 0.035], [0.0, 0.0, z - 0.003], radius + 0.07);
        m.shape.rod([0.0, 0.0, z + 0.003], [0.0, 0.0, z + 0.035], radius + 0.07);
    }
    upright(m, wish, bottom, radius, height, "ProcessColumn")
}

/// Pressure filter: short shell, deep heads, face piping boss and manways.
pub(super) fn sand_filter(m: &mut Make, wish: &Wish) -> Equipment {
    let bottom = 0.55 * wish.radius + m.any(0.3, 0.6);
    m.legs(wish.radius, bottom + 0.15);
    m.manway(wish.radius, bottom + 0.45 * wish.length);
    let length = wish.length * m.any(0.6, 1.0);
    upright(m, wish, bottom, wish.radius, length, "Filter")
}

/// Cartridge or bag filter: slim pot with a hinged lid on swing bolts.
pub(super) fn cartridge_filter(m: &mut Make, wish: &Wish) -> Equipment {
    let radius = (0.4 * wish.radius).max(0.14);
    let (bottom, height) = (0.5 * radius + m.any(0.25, 0.5), wish.length * m.any(0.4, 0.75));
    let top = bottom + height;
    m.shape.tube([0.0, 0.0, bottom], [0.0, 0.0, top], radius);
    m.head_of([0.0, 0.0, bottom], [0.0, 0.0, -1.0], radius);
    m.legs(radius, bottom + 0.1);
    m.shape.rod([0.0, 0.0, top - 0.04], [0.0, 0.0, top - 0.004], radius + 0.045);
    m.shape.rod([0.0, 0.0, top], [0.0, 0.0, top + 0.035], radius + 0.045);
    m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], radius + 0.04, m.dice.pick(&[4, 6, 8]), 0.016, top - 0.08, top + 0.09, 0.2);
    m.shape.dome([0.0, 0.0, top + 0.03], [0.0, 0.0, 1.0], 0.95 * radius, 0.3 * radius);
    m.shape.tube([radius + 0.08, 0.0, top - 0.1], [radius + 0.08, 0.0, top + 0.35], 0.015);
    m.shape.tube([radius + 0.08, 0.0, top + 0.35], [0.0, 0.0, top + 0.35], 0.015);
    let mut e = done(m, Class::Vessel, "Filter");
    (e.part.diameter, e.part.height) = (Some(2.0 * radius), Some(height));
    upright_nozzles(m, &mut e, wish, radius, [bottom, top - 0.15], top + 0.3 * radius);
    e
}

/// Expansion or bladder vessel: a capsule on a short ring or three feet.
pub(super) fn expansion(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (0.65 * wish.radius, 0.55 * wish.length);
    let bottom = radius * 0.6 + m.any(0.2, 0.4);
    if m.chance(0.5) {
        m.shape.tube([0.0; 3], [0.0, 0.0, bottom], 0.75 * radius);
    } else {
        m.legs(0.8 * radius, bottom);
    }
    upright(m, wish, bottom, radius, height, "VerticalDrum")
}
