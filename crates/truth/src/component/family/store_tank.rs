//! Tanks of further makes: storage tanks with platforms, open basins, cone bottoms, ribbed plastics, dosing and day tanks, panels, silos, plain ones.

use super::make::Make;
use super::spot::{on_box, on_drum, on_shell, on_wall};
use super::unit::Wish;
use crate::component::tank::{Equipment, Role};
use rosette_plant::Class;
use std::f64::consts::{FRAC_PI_4, PI, TAU};

fn tank(m: &mut Make, make: &'static str, radius: f64, height: f64) -> Equipment {
    let mut e = Equipment::new(Class::Tank, make, std::mem::take(&mut m.shape));
    (e.part.diameter, e.part.height) = (Some(2.0 * radius), Some(height));
    e
}

impl Make<'_> {
    /// Posts and two rails on a circle about the z axis, from angle `from` over `way`.
    pub fn railing(&mut self, radius: f64, z: f64, [from, way]: [f64; 2]) {
        let count = ((radius * way / 0.7) as u32).clamp(3, 16);
        let at = |k: u32, h: f64| {
            let (sin, cos) = (from + way * f64::from(k) / f64::from(count)).sin_cos();
            [radius * cos, radius * sin, z + h]
        };
        for k in 0..=count {
            self.shape.tube(at(k, 0.0), at(k, 1.05), 0.02);
            if k < count {
                for h in [0.55, 1.05] {
                    self.shape.tube(at(k, h), at(k + 1, h), 0.02);
                }
            }
        }
    }

    /// A gallery on brackets beside an upright shell, over a part of its round.
    pub fn gallery(&mut self, radius: f64, z: f64) {
        let (from, way, deep) = (FRAC_PI_4 * self.any(0.5, 1.5), self.any(0.8, 2.4), self.any(0.6, 0.9));
        let count = 6;
        for k in 0..count {
            let (sin, cos) = (from + way * (f64::from(k) + 0.5) / f64::from(count)).sin_cos();
            let at = |r: f64, h: f64| [r * cos, r * sin, z + h];
            self.shape.bar(at(radius, -0.03), at(radius + deep, -0.03), (radius + deep) * way / f64::from(count), 0.05);
            if k % 2 == 0 {
                self.shape.bar(at(radius, -0.6), at(radius + 0.8 * deep, -0.08), 0.06, 0.06);
            }
        }
        self.railing(radius + deep, z, [from, way]);
    }

    /// A slender mixer on a roof at height `z`: clamp plate, small motor or gear, shaft.
    fn mixer(&mut self, [x, y, z]: [f64; 3], depth: f64) {
        let mr = self.any(0.045, 0.1);
        self.shape.block([x, y, z + 0.02], [3.5 * mr, 3.5 * mr, 0.04]);
        let lantern = z + mr * self.any(1.0, 3.0);
        self.shape.rod([x, y, z], [x, y, lantern], 0.8 * mr);
        self.upright_motor([x, y, lantern], mr);
        self.shape.rod([x, y, z - depth], [x, y, z], 0.015);
    }
}

/// A storage tank: wind girders, cone, dome or flat roof with rail, straight or winding stair, platform, roof hatch.
pub(super) fn storage(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (wish.radius * m.any(0.9, 1.15), wish.length * m.any(0.9, 1.2));
    let base = m.any(0.05, 0.3);
    m.shape.rod([0.0; 3], [0.0, 0.0, base], radius + m.dice.range(0.05, 0.3));
    let top = base + height;
    m.shape.tube([0.0, 0.0, base], [0.0, 0.0, top], radius);
    m.shape.rod([0.0, 0.0, base], [0.0, 0.0, base + 0.012], radius + 0.05);
    let rise = radius * m.any(0.06, 0.3);
    let roof = match m.dice.below(4) {
        0 => {
            // A floating roof deep inside an open rim.
            let deck = top - height * m.any(0.1, 0.5);
            m.shape.disc([0.0, 0.0, deck], [0.0, 0.0, 1.0], 0.98 * radius);
            m.shape.tube([0.0, 0.0, top - 0.06], [0.0, 0.0, top], radius + 0.12);
            m.shape.washer([0.0, 0.0, top - 0.03], [0.0, 0.0, 1.0], radius + 0.12, radius);
            deck + 0.25 * radius
        }
        1 => {
            m.shape.dome([0.0, 0.0, top], [0.0, 0.0, 1.0], radius, rise);
            top + 0.8 * rise
        }
        _ => {
            let eave = m.any(0.0, 0.06);
            m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(top, radius), (top, radius + eave), (top + rise, 0.0)]);
            top + 0.6 * rise
        }
    };
    for k in 1..=m.dice.count(0, 4) {
        let z = base + height * (0.25 + 0.18 * k as f64);
        m.shape.washer([0.0, 0.0, z], [0.0, 0.0, 1.0], radius + 0.1, radius);
        m.shape.tube([0.0, 0.0, z - 0.04], [0.0, 0.0, z], radius + 0.1);
    }
    if radius > 0.6 && m.chance(0.5) {
        m.railing(0.96 * radius, top, [0.0, TAU]);
    }
    if m.chance(0.5) {
        m.manway(radius, base + 0.55);
    }
    if m.chance(0.5) {
        m.shell_ladder(radius, top)
    } else if radius > 0.9 {
        winding_stair(m, radius, base, top)
    }
    let mut e = tank(m, "VerticalTank", radius, height);
    on_shell(m, &mut e, wish, radius, [base, top], roof);
    e
}

/// Treads along the shell with a hand rail.
fn winding_stair(m: &mut Make, radius: f64, low: f64, top: f64) {
    let count = ((top - low) / 0.2) as u32;
    let (from, step) = (m.any(0.0, TAU), 0.24 / (radius + 0.35));
    let mut last = [0.0; 3];
    for k in 0..count {
        let (sin, cos) = (from + step * f64::from(k)).sin_cos();
        let at = |r: f64, h: f64| [r * cos, r * sin, low + 0.2 * f64::from(k + 1) + h];
        m.shape.bar(at(radius, 0.0), at(radius + 0.65, 0.0), 0.22, 0.03);
        let rail = at(radius + 0.65, 1.0);
        if k > 0 {
            m.shape.tube(last, rail, 0.02);
        }
        if k % 4 == 0 {
            m.shape.tube(at(radius + 0.65, 0.0), rail, 0.018);
        }
        last = rail;
    }
}

/// An open round basin: thick or thin wall, rim, bridge with a mixer or scraper drive.
pub(super) fn open_round(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (wish.radius * m.any(1.0, 1.4), wish.length * m.any(0.4, 0.8));
    let wall = if m.chance(0.5) { m.any(0.12, 0.25) } else { 0.01 };
    m.shape.tube([0.0; 3], [0.0, 0.0, height], radius);
    m.shape.tube([0.0; 3], [0.0, 0.0, height], radius - wall);
    m.shape.washer([0.0, 0.0, height], [0.0, 0.0, 1.0], radius + m.dice.range(0.0, 0.08), radius - wall);
    let level = height * m.any(0.3, 0.85);
    m.shape.disc([0.0, 0.0, level], [0.0, 0.0, 1.0], radius - wall);
    if m.chance(0.5) {
        for y in [-0.35, 0.35] {
            m.shape.block([0.0, y, height + 0.08], [2.0 * radius, 0.06, 0.16]);
            for h in [0.6, 1.1] {
                m.shape.tube([-radius, y, height + h], [radius, y, height + h], 0.02);
            }
            for k in -2..=2 {
                let x = 0.45 * radius * f64::from(k);
                m.shape.tube([x, y, height + 0.1], [x, y, height + 1.1], 0.02);
            }
        }
        m.shape.block([0.0, 0.0, height + 0.16], [2.0 * radius, 0.7, 0.03]);
        m.mixer([0.0, 0.0, height + 0.18], height);
    }
    for k in 0..m.dice.count(0, 3) {
        let z = height * (0.2 + 0.25 * k as f64);
        m.shape.ring([0.0, 0.0, z], [0.0, 0.0, 1.0], radius, 0.03);
    }
    let mut e = tank(m, "VerticalTank", radius, height);
    on_wall(m, &mut e, wish, radius, height);
    e
}

/// An open rectangular basin of concrete or plates, water inside, rails and a mixer on a beam.
pub(super) fn basin(m: &mut Make, wish: &Wish) -> Equipment {
    let (half, wide, height) = (wish.radius * m.any(0.9, 1.5), wish.radius * m.any(0.6, 1.0), wish.length * m.any(0.4, 0.7));
    let wall = m.dice.pick(&[0.01, 0.05, 0.15, 0.25]);
    for side in [-1.0, 1.0] {
        m.shape.block([side * (half - wall / 2.0), 0.0, height / 2.0], [wall, 2.0 * wide, height]);
        m.shape.block([0.0, side * (wide - wall / 2.0), height / 2.0], [2.0 * half, wall, height]);
    }
    let level = height * m.any(0.1, 0.9);
    m.shape.sheet([-half, -wide, level], [2.0 * half, 0.0, 0.0], [0.0, 2.0 * wide, 0.0]);
    if wall < 0.1 {
        for k in 0..m.dice.count(1, 4) {
            let z = height * (1.0 - 0.25 * k as f64) - 0.03;
            for side in [-1.0, 1.0] {
                m.shape.block([side * (half + 0.03), 0.0, z], [0.06, 2.0 * wide + 0.12, 0.06]);
                m.shape.block([0.0, side * (wide + 0.03), z], [2.0 * half + 0.12, 0.06, 0.06]);
            }
        }
    }
    if m.chance(0.4) {
        let x = m.any(-0.5, 0.5) * half;
        m.shape.block([x, 0.0, height + 0.06], [0.3, 2.0 * wide, 0.12]);
        m.mixer([x, 0.0, height + 0.12], height);
    }
    if m.chance(0.4) {
        for y in [-0.97, 0.97] {
            for h in [0.55, 1.05] {
                m.shape.tube([-half, y * wide, height + h], [half, y * wide, height + h], 0.02);
            }
            for k in -2..=2 {
                let x = 0.49 * half * f64::from(k);
                m.shape.tube([x, y * wide, height], [x, y * wide, height + 1.05], 0.02);
            }
        }
    }
    let mut e = tank(m, "RectangularTank", half, height);
    let sides: Vec<_> = wish.wanted.iter().copied().filter(|w| !matches!(w.0, Role::Vent | Role::Relief)).collect();
    on_box(m, &mut e, &Wish { wanted: &sides, ..wish.clone() }, [half, wide], [0.0, height]);
    e
}

/// A moulded tank with a steep cone below, hung in a steel frame with rings.
pub(super) fn cone_in_frame(m: &mut Make, wish: &Wish) -> Equipment {
    let radius = wish.radius * m.any(0.6, 0.9);
    let (low, cone, body) = (m.any(0.25, 0.6), radius * m.any(0.5, 1.3), 0.7 * wish.length);
    let (shell, top) = (low + cone, low + cone + body);
    let dome = radius * m.any(0.15, 0.4);
    let neck = radius * m.any(0.2, 0.4);
    m.shape.lathe(
        [0.0; 3],
        [0.0, 0.0, 1.0],
        &[
            (low, 0.06),
            (low + 0.1, 0.08),
            (shell, radius),
            (top, radius),
            (top + dome, neck),
            (top + dome + 0.08, neck),
            (top + dome + 0.08, 0.0),
        ],
    );
    let reach = 1.06 * radius;
    let at = [-0.72 * reach, 0.72 * reach];
    let high = shell + body * m.any(0.1, 0.9);
    m.posts(&at, &at, high, 0.07);
    for z in [0.3 * shell, shell - 0.02, high] {
        if m.chance(0.7) {
            for side in at {
                m.shape.bar([side, at[0], z], [side, at[1], z], 0.06, 0.06);
                m.shape.bar([at[0], side, z], [at[1], side, z], 0.06, 0.06);
            }
        }
    }
    m.shape.ring([0.0, 0.0, shell], [0.0, 0.0, 1.0], 1.01 * radius, 0.03);
    let mut e = tank(m, "VerticalTank", radius, body);
    on_shell(m, &mut e, wish, radius, [shell, top], top + 0.7 * dome);
    e
}

/// Wound plastic: bulged ribs, hold-down lugs, dished top, large manway on top, bund or external pump ladder now and then.
pub(super) fn wound(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (wish.radius, wish.length);
    let top = height;
    m.shape.tube([0.0; 3], [0.0, 0.0, top], radius);
    let rise = radius * m.any(0.12, 0.35);
    m.shape.dome([0.0, 0.0, top], [0.0, 0.0, 1.0], radius, rise);
    let (ribs, fat, deep) = (m.dice.count(3, 9), m.any(0.04, 0.12), m.any(0.015, 0.05));
    for k in 0..ribs {
        let z = top * (k as f64 + 0.5) / ribs as f64;
        let profile = [(z - fat, radius), (z - 0.5 * fat, radius + deep), (z + 0.5 * fat, radius + deep), (z + fat, radius)];
        m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &profile);
    }
    for k in 0..m.dice.pick(&[0, 4, 6, 8]) {
        m.turned(TAU * f64::from(k) / 8.0 + 0.3, |m| {
            m.shape.block([radius + 0.06, 0.0, 0.1], [0.12, 0.14, 0.2]);
        });
    }
    let (hatch, y) = (radius * m.any(0.2, 0.35), m.any(-0.3, 0.3) * radius);
    m.shape.rod([0.0, y, top], [0.0, y, top + rise + 0.08], hatch);
    m.shape.rod([0.0, y, top + rise + 0.08], [0.0, y, top + rise + 0.11], 1.2 * hatch);
    if m.chance(0.3) {
        m.shape.tube([0.0; 3], [0.0, 0.0, height * m.dice.range(0.5, 0.85)], 1.12 * radius);
    }
    if m.chance(0.3) {
        m.shell_ladder(radius, top);
    }
    let mut e = tank(m, "VerticalTank", radius, height);
    on_shell(m, &mut e, wish, radius, [0.0, top], top + 0.7 * rise);
    e
}

/// Dosing tank: a small plastic drum or cube with mixer, suction lance, hatch and a small pump on its lid.
pub(super) fn dosing_tank(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (m.any(0.25, 0.55), m.any(0.6, 1.3));
    let square = m.chance(0.25);
    if square {
        m.shape.block([0.0, 0.0, height / 2.0], [1.8 * radius, 1.8 * radius, height]);
    } else {
        let lip = m.any(0.0, 0.04);
        let profile =
            [(0.0, 0.93 * radius), (0.95 * height, radius), (0.95 * height, radius + lip), (height, radius + lip), (height, 0.0)];
        m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &profile);
    }
    if m.chance(0.7) {
        m.mixer([0.0, 0.0, height], 0.8 * height);
    }
    let (x, y) = (0.5 * radius, 0.4 * radius);
    m.shape.rod([-x, y, height], [-x, y, height + 0.05], 0.25 * radius);
    if m.chance(0.6) {
        m.shape.block([x, y, height + 0.13], [0.2, 0.11, 0.22]);
        m.shape.rod([x - 0.15, y, height + 0.12], [x - 0.1, y, height + 0.12], 0.05);
    }
    if m.chance(0.4) {
        m.shape.tube([0.0; 3], [0.0, 0.0, 0.6 * height], 1.2 * radius);
    }
    let mut e = tank(m, "VerticalTank", radius, height);
    if square {
        on_box(m, &mut e, wish, [0.9 * radius; 2], [0.0, height])
    } else {
        on_shell(m, &mut e, wish, radius, [0.05, height], height)
    }
    e
}

/// Day tank: a lying cylinder, oval or box on a high frame, gauge and vent.
pub(super) fn day_tank(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, half) = (wish.radius.min(0.7) * m.any(0.6, 1.0), wish.length * m.any(0.25, 0.42));
    let low = m.any(0.4, 1.7);
    let z = low + radius;
    let boxed = m.chance(0.4);
    if boxed {
        m.shape.block([0.0, 0.0, z], [2.0 * half, 2.0 * radius, 2.0 * radius]);
    } else {
        let oval = m.any(0.7, 1.0);
        m.stretched([0.0, 0.0, z], [1.0, oval, 1.0], |m| m.shape.rod([-half, 0.0, z], [half, 0.0, z], radius));
    }
    let wide = 0.8 * radius;
    m.posts(&[-0.75 * half, 0.75 * half], &[-wide, wide], low + 0.4 * radius, 0.07);
    for x in [-0.75, 0.75] {
        m.shape.bar([x * half, -wide, low - 0.03], [x * half, wide, low - 0.03], 0.07, 0.07);
    }
    for y in [-wide, wide] {
        m.shape.bar([-0.75 * half, y, low - 0.03], [0.75 * half, y, low - 0.03], 0.07, 0.07);
        if m.chance(0.4) {
            m.shape.bar([-0.75 * half, y, 0.1], [0.75 * half, y, low - 0.1], 0.05, 0.01);
        }
    }
    if m.chance(0.5) {
        m.shape.tube([half + 0.06, 0.3 * radius, low + 0.1], [half + 0.06, 0.3 * radius, z + 0.9 * radius], 0.012);
    }
    let mut e = tank(m, "HorizontalTank", radius, 2.0 * radius);
    if boxed {
        on_box(m, &mut e, wish, [half, radius], [low, low + 2.0 * radius])
    } else {
        on_drum(m, &mut e, wish, [radius, half, z])
    }
    e
}

/// Break or fire water tank of square pressed panels: crossed or bulged faces, flanged seams, sleepers.
pub(super) fn panels(m: &mut Make, wish: &Wish) -> Equipment {
    let (nx, ny, nz) = (m.dice.count(1, 3), m.dice.count(1, 2), m.dice.count(1, 2));
    let size = (wish.radius * 2.2 / nx as f64).clamp(0.5, 1.22) * m.any(0.9, 1.0);
    let (half, wide, height) = (size * nx as f64 / 2.0, size * ny as f64 / 2.0, size * nz as f64);
    let foot = m.any(0.1, 0.35);
    m.shape.block([0.0, 0.0, foot + height / 2.0], [2.0 * half, 2.0 * wide, height]);
    let seam = m.any(0.02, 0.07);
    for i in 0..=nx {
        let x = size * i as f64 - half;
        m.shape.block([x, 0.0, foot + height / 2.0], [0.03, 2.0 * (wide + seam), height + 2.0 * seam]);
        m.shape.block([x, 0.0, (foot - seam) / 2.0], [0.1, 2.0 * wide, (foot - seam).max(0.02)]);
    }
    for j in 0..=ny {
        m.shape.block([0.0, size * j as f64 - wide, foot + height / 2.0], [2.0 * (half + seam), 0.03, height + 2.0 * seam]);
    }
    for k in 0..=nz {
        m.shape.block([0.0, 0.0, foot + size * k as f64], [2.0 * (half + seam), 2.0 * (wide + seam), 0.03]);
    }
    let bulge = m.any(0.02, 0.08);
    for k in 0..nz {
        let z = foot + size * (k as f64 + 0.5);
        for i in 0..nx {
            let x = size * (i as f64 + 0.5) - half;
            for side in [-1.0, 1.0] {
                m.shape.stub([x, side * wide, z], [x, side * (wide + bulge), z], 0.42 * size, 0.15 * size);
            }
        }
        for j in 0..ny {
            let y = size * (j as f64 + 0.5) - wide;
            for side in [-1.0, 1.0] {
                m.shape.stub([side * half, y, z], [side * (half + bulge), y, z], 0.42 * size, 0.15 * size);
            }
        }
    }
    m.shape.block([0.4 * half, 0.3 * wide, foot + height + 0.06], [0.6 * size, 0.6 * size, 0.1]);
    let mut e = tank(m, "RectangularTank", half, height);
    on_box(m, &mut e, wish, [half, wide], [foot, foot + height]);
    e
}

/// A silo: tall shell on a slotted skirt or high legs, cone inside or below, filter and rail on the roof, fill pipe.
pub(super) fn silo(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (0.8 * wish.radius, wish.length * m.any(1.1, 1.5));
    let (low, cone) = (m.any(0.4, 0.9), radius * m.any(1.0, 1.6));
    let (shell, top) = (low + cone, low + cone + 0.7 * height);
    m.shape.cone([0.0, 0.0, low], [0.0, 0.0, shell], 0.12, radius);
    m.shape.rod([0.0, 0.0, low - 0.1], [0.0, 0.0, low], 0.16);
    if m.chance(0.5) {
        for k in 0..4 {
            m.turned(PI / 2.0 * f64::from(k) + FRAC_PI_4, |m| {
                m.shape.block([radius, 0.0, shell / 2.0], [0.03, 0.6 * radius, shell])
            });
        }
    } else {
        m.legs(1.05 * radius, shell + 0.1);
    }
    m.shape.tube([0.0, 0.0, shell - 0.1], [0.0, 0.0, top], radius);
    let rise = radius * m.any(0.05, 0.3);
    m.shape.cone([0.0, 0.0, top], [0.0, 0.0, top + rise], radius, 0.0);
    let (filter, tall) = (radius * m.any(0.25, 0.4), m.any(0.5, 1.0));
    m.shape.rod([0.2 * radius, 0.0, top], [0.2 * radius, 0.0, top + rise + tall], filter);
    m.railing(0.97 * radius, top, [0.0, TAU]);
    m.turned(0.9, |m| m.shape.tube([radius + 0.12, 0.0, 0.8], [radius + 0.12, 0.0, top + 0.3], 0.055));
    if m.chance(0.6) {
        m.shell_ladder(radius, top);
    }
    let mut e = tank(m, "VerticalTank", radius, 0.7 * height);
    on_shell(m, &mut e, wish, radius, [shell, top], top + 0.3 * rise);
    e
}

/// As drawings have it: a cylinder or a box, with a plain cone or dome or none, on nothing, a slab or sticks.
pub(super) fn plain_tank(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (wish.radius, wish.length * m.any(0.7, 1.1));
    let foot = m.dice.pick(&[0.0, 0.0, 0.15, 0.5]);
    let top = foot + height;
    if foot > 0.3 {
        let at = [-0.65 * radius, 0.65 * radius];
        m.posts(&at, &at, foot + 0.02, 0.1);
    } else if foot > 0.0 {
        m.shape.block([0.0, 0.0, foot / 2.0], [2.3 * radius, 2.3 * radius, foot]);
    }
    m.shape.rod([0.0, 0.0, foot], [0.0, 0.0, top], radius);
    let roof = match m.dice.below(3) {
        0 => top,
        1 => {
            let rise = radius * m.any(0.1, 0.5);
            m.shape.cone([0.0, 0.0, top], [0.0, 0.0, top + rise], radius, 0.0);
            top + 0.6 * rise
        }
        _ => {
            let rise = radius * m.any(0.15, 0.6);
            m.shape.dome([0.0, 0.0, top], [0.0, 0.0, 1.0], radius, rise);
            top + 0.85 * rise
        }
    };
    let mut e = tank(m, "VerticalTank", radius, height);
    on_shell(m, &mut e, wish, radius, [foot, top], roof);
    e
}
