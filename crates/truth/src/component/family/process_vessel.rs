//! Vessels of further makes: drums with boots, deaerators, boilers, reactors, receivers, spheres, towers with galleries, bottles, plain ones.

use super::make::Make;
use super::spot::{on_drum, on_shell};
use super::unit::Wish;
use crate::component::tank::Equipment;
use rosette_plant::Class;
use std::f64::consts::{FRAC_PI_4, TAU};

/// The vessel of what has been built, with its size.
pub(super) fn vessel(m: &mut Make, make: &'static str, radius: f64, long: f64) -> Equipment {
    let mut e = Equipment::new(Class::Vessel, make, std::mem::take(&mut m.shape));
    (e.part.diameter, e.part.length) = (Some(2.0 * radius), Some(long));
    e
}

impl Make<'_> {
    /// A shell along x at height `z` between heads of the given depth.
    fn capsule(&mut self, radius: f64, half: f64, z: f64, deep: f64) {
        self.shape.tube([-half, 0.0, z], [half, 0.0, z], radius);
        for side in [-1.0, 1.0] {
            self.shape.dome([side * half, 0.0, z], [side, 0.0, 0.0], radius, deep * radius);
        }
    }

    /// A shell along z between heads of the given depth.
    pub fn bottle(&mut self, [x, y]: [f64; 2], radius: f64, [low, top]: [f64; 2], deep: f64) {
        self.shape.tube([x, y, low], [x, y, top], radius);
        self.shape.dome([x, y, low], [0.0, 0.0, -1.0], radius, deep * radius);
        self.shape.dome([x, y, top], [0.0, 0.0, 1.0], radius, deep * radius);
    }

    /// Brackets on a shell at height `z` that rest on posts or on a ring of beams.
    fn lugs(&mut self, radius: f64, z: f64) {
        let (count, deep) = (self.dice.pick(&[3u32, 4, 4]), self.any(0.1, 0.22));
        for k in 0..count {
            self.turned(FRAC_PI_4 + TAU * f64::from(k) / f64::from(count), |m| {
                m.shape.block([radius + deep / 2.0, 0.0, z], [deep, 0.2, 0.02]);
                for y in [-0.08, 0.08] {
                    m.shape.block([radius + 0.4 * deep, y, z + 0.1], [0.8 * deep, 0.012, 0.2]);
                }
                m.shape.bar([radius + 0.7 * deep, 0.0, 0.0], [radius + 0.7 * deep, 0.0, z - 0.01], 0.12, 0.12);
            });
        }
    }
}

/// A drum with a boot below or a dome above, wear plates, deep saddles, manway at its end or on top.
pub(super) fn booted(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, half) = (wish.radius, wish.length / 2.0 * m.any(0.9, 1.2));
    let boot = radius * m.any(0.3, 0.5);
    let deep = radius * m.any(0.6, 1.2);
    let z = radius + deep + m.any(0.3, 0.7);
    let head = m.dice.pick(&[0.5, 0.5, 0.95, 0.3]);
    m.capsule(radius, half, z, head);
    m.saddles([-0.6 * half, 0.6 * half], radius, z);
    let x = m.dice.pick(&[-0.25, 0.25, 0.8]) * half;
    m.shape.tube([x, 0.0, z - 0.8 * radius], [x, 0.0, z - radius - 0.7 * deep], boot);
    m.shape.dome([x, 0.0, z - radius - 0.7 * deep], [0.0, 0.0, -1.0], boot, 0.5 * boot);
    if m.chance(0.5) {
        let (at, size) = (m.any(-0.6, 0.6) * half, m.any(0.2, 0.28));
        m.shape.rod([at, 0.0, z], [at, 0.0, z + radius + 0.15], size);
        m.shape.rod([at, 0.0, z + radius + 0.15], [at, 0.0, z + radius + 0.22], 1.25 * size);
    }
    if m.chance(0.5) {
        for x in [-0.85, 0.85] {
            m.shape.tube([x * half, -1.15 * radius, z - 0.5 * radius], [x * half, -1.15 * radius, z + 0.5 * radius], 0.02);
            for k in [-0.4, 0.4] {
                m.shape.tube([x * half, -0.8 * radius, z + k * radius], [x * half, -1.15 * radius, z + k * radius], 0.015);
            }
        }
    }
    let mut e = vessel(m, "HorizontalDrum", radius, 2.0 * half);
    on_drum(m, &mut e, wish, [radius, half, z]);
    e
}

/// Deaerator or condensate drum: a lying drum that carries an upright dome or a smaller drum.
pub(super) fn deaerator(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, half) = (wish.radius, wish.length / 2.0);
    let z = radius + m.any(0.3, 1.0);
    m.capsule(radius, half, z, 0.5);
    m.saddles([-0.6 * half, 0.6 * half], radius, z);
    let small = radius * m.any(0.4, 0.65);
    let rise = radius * m.any(0.8, 1.5);
    let base = z + radius;
    if m.chance(0.65) {
        let x = m.dice.pick(&[0.0, -0.5, 0.5]) * half;
        m.shape.tube([x, 0.0, z + 0.6 * radius], [x, 0.0, base + rise], small);
        m.shape.dome([x, 0.0, base + rise], [0.0, 0.0, 1.0], small, 0.5 * small);
        if m.chance(0.5) {
            m.shape.rod([x, 0.0, base + 0.5 * rise], [x, 0.0, base + 0.5 * rise + 0.06], small + 0.07);
        }
    } else {
        let (long, axis) = (0.6 * half, base + 1.2 * small + 0.15);
        m.shape.rod([-long, 0.0, axis], [long, 0.0, axis], small);
        for side in [-1.0, 1.0] {
            m.shape.dome([side * long, 0.0, axis], [side, 0.0, 0.0], small, 0.5 * small);
            m.shape.tube([side * 0.6 * long, 0.0, z], [side * 0.6 * long, 0.0, axis], 0.25 * small);
        }
    }
    if m.chance(0.4) {
        for y in [-1.0, 1.0] {
            m.shape.tube([-half, y * 0.9 * radius, base + 1.0], [half, y * 0.9 * radius, base + 1.0], 0.02);
            for x in [-1.0, 0.0, 1.0] {
                m.shape.tube([x * half, y * 0.9 * radius, z], [x * half, y * 0.9 * radius, base + 1.0], 0.02);
            }
        }
    }
    let mut e = vessel(m, "HorizontalDrum", radius, 2.0 * half);
    on_drum(m, &mut e, wish, [radius, half, z]);
    e
}

/// Fire tube boiler: a clad drum on rails, flat ends with doors, burner in front, flue behind.
pub(super) fn boiler(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, half) = (wish.radius * m.any(1.0, 1.3), wish.length / 2.0 * m.any(0.8, 1.1));
    let foot = m.any(0.08, 0.3);
    let z = foot + radius;
    m.shape.rod([-half, 0.0, z], [half, 0.0, z], radius);
    for side in [-1.0, 1.0] {
        m.shape.rod([side * half, 0.0, z], [side * (half + 0.06), 0.0, z], 0.9 * radius);
        m.shape.block([0.0, side * 0.55 * radius, (foot + 0.2 * radius) / 2.0], [1.9 * half, 0.12, foot + 0.2 * radius]);
    }
    let (burner, long) = (radius * m.any(0.25, 0.4), radius * m.any(0.5, 1.0));
    let low = z - radius * m.any(0.0, 0.3);
    m.shape.rod([-half - 0.06 - 0.4 * long, 0.0, low], [-half, 0.0, low], burner);
    m.shape.block([-half - 0.06 - 0.7 * long, 0.0, low], [0.6 * long, 1.8 * burner, 2.0 * burner]);
    m.shape.rod([-half - 0.06 - 0.6 * long, burner, low], [-half - 0.06 - 0.6 * long, 1.6 * burner, low], 0.5 * burner);
    let flue = radius * m.any(0.2, 0.3);
    m.shape.block([half + 0.06 + flue, 0.0, z], [2.0 * flue, 1.2 * radius, 1.4 * radius]);
    m.shape.tube([half + 0.06 + flue, 0.0, z + 0.7 * radius], [half + 0.06 + flue, 0.0, z + radius + 0.6], flue);
    if m.chance(0.5) {
        m.shape.block([0.0, 0.0, z + radius + 0.02], [1.6 * half, 0.6 * radius, 0.03]);
    }
    if m.chance(0.5) {
        m.shape.block([-0.5 * half, radius + 0.2, z - 0.2 * radius], [0.6, 0.25, 1.0]);
    }
    let mut e = vessel(m, "Boiler", radius, 2.0 * half);
    on_drum(m, &mut e, wish, [radius, 0.75 * half, z]);
    e
}

/// Reactor: jacket or half-pipe coils, dished cover with flange, agitator on a lantern, many stubs, lugs or legs.
pub(super) fn reactor(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (wish.radius, wish.length * m.any(0.5, 0.85));
    let bottom = 0.5 * radius + m.any(0.4, 0.9);
    let top = bottom + height;
    m.bottle([0.0; 2], radius, [bottom, top], 0.5);
    let jacket = bottom + height * m.any(0.5, 0.8);
    if m.chance(0.5) {
        let wide = radius + m.any(0.04, 0.08);
        m.shape.tube([0.0, 0.0, bottom], [0.0, 0.0, jacket], wide);
        m.shape.cone([0.0, 0.0, jacket], [0.0, 0.0, jacket + 0.06], wide, radius);
        m.shape.dome([0.0, 0.0, bottom], [0.0, 0.0, -1.0], wide, 0.5 * wide);
    } else {
        let (coil, pitch) = (m.any(0.025, 0.05), m.any(1.3, 1.8));
        let turns = ((jacket - bottom) / (2.0 * coil * pitch)) as u32;
        for k in 0..turns.min(16) {
            m.shape.ring([0.0, 0.0, bottom + 2.0 * coil * pitch * f64::from(k)], [0.0, 0.0, 1.0], radius, coil);
        }
    }
    if m.chance(0.5) {
        for z in [top - 0.04, top + 0.004] {
            m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.036], radius + 0.07);
        }
        m.shape.bolts([0.0, 0.0, top], [0.0, 0.0, 1.0], radius + 0.045, 24, 0.014, -0.07, 0.07, 0.0);
    }
    m.agitator(top + 0.5 * radius);
    for k in 0..m.dice.count(2, 5) {
        let angle = 0.5 + 1.1 * k as f64;
        m.turned(angle, |m| {
            let size = m.dice.range(0.03, 0.08);
            let z = top + 0.5 * radius;
            m.shape.tube([0.6 * radius, 0.0, top], [0.6 * radius, 0.0, z + 0.03], size);
            m.shape.rod([0.6 * radius, 0.0, z + 0.03], [0.6 * radius, 0.0, z + 0.06], 1.7 * size);
        });
    }
    if m.chance(0.5) {
        m.lugs(radius, bottom + 0.6 * height)
    } else {
        m.legs(radius, bottom + 0.15)
    }
    let mut e = vessel(m, "Reactor", radius, height);
    on_shell(m, &mut e, wish, radius + 0.04, [bottom, top], top + 0.4 * radius);
    e
}

/// Air receiver or hydro-pneumatic vessel: a capsule on a slotted ring, three feet or a cross, hand hole, gauge, safety valve stub.
pub(super) fn receiver(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (wish.radius * m.any(0.5, 1.0), wish.length * m.any(0.6, 1.0));
    let deep = m.any(0.35, 0.6);
    let bottom = deep * radius + m.any(0.1, 0.35);
    let top = bottom + height;
    m.bottle([0.0; 2], radius, [bottom, top], deep);
    match m.dice.below(3) {
        0 => {
            m.shape.tube([0.0; 3], [0.0, 0.0, bottom - 0.1 * radius], 0.75 * radius);
            m.shape.washer([0.0, 0.0, 0.01], [0.0, 0.0, 1.0], 0.85 * radius, 0.7 * radius);
        }
        1 => {
            for k in 0..3 {
                m.turned(TAU * f64::from(k) / 3.0 + 0.4, |m| {
                    m.shape.block([0.95 * radius, 0.0, (bottom + 0.1) / 2.0], [0.012, 0.25 * radius, bottom + 0.1]);
                    m.shape.block([1.0 * radius, 0.0, 0.01], [0.14, 0.3 * radius, 0.02]);
                });
            }
        }
        _ => m.shape.cone([0.0; 3], [0.0, 0.0, bottom], 1.02 * radius, 0.97 * radius),
    }
    let z = top + deep * radius;
    m.shape.rod([0.0, 0.0, z - 0.03], [0.0, 0.0, z + 0.12], 0.03);
    m.turned(0.8, |m| {
        m.shape.rod([radius - 0.03, 0.0, bottom + 0.3], [radius + 0.06, 0.0, bottom + 0.3], 0.09);
        m.shape.tube([radius, 0.0, top - 0.2], [radius + 0.12, 0.0, top - 0.2], 0.012);
        m.shape.rod([radius + 0.12, 0.0, top - 0.2], [radius + 0.16, 0.0, top - 0.2], 0.06);
    });
    let mut e = vessel(m, "VerticalDrum", radius, height);
    on_shell(m, &mut e, wish, radius, [bottom, top], z - 0.1 * radius);
    e
}

/// Gas or water sphere on columns with braces, or on a skirt.
pub(super) fn sphere(m: &mut Make, wish: &Wish) -> Equipment {
    let radius = wish.radius * m.any(1.0, 1.5);
    let z = radius + m.any(0.3, 1.2);
    m.shape.ball([0.0, 0.0, z], radius);
    if m.chance(0.8) {
        let count = m.dice.pick(&[4u32, 6, 8]);
        let fat = radius * m.any(0.05, 0.09);
        for k in 0..count {
            let at = |k: u32, h: f64| {
                let (sin, cos) = (FRAC_PI_4 + TAU * f64::from(k) / f64::from(count)).sin_cos();
                [radius * cos, radius * sin, h]
            };
            m.shape.rod(at(k, 0.0), at(k, z + 0.1 * radius), fat);
            m.shape.tube(at(k, 0.15), at(k + 1, 0.8 * z), 0.015);
            m.shape.tube(at(k + 1, 0.15), at(k, 0.8 * z), 0.015);
        }
    } else {
        m.shape.cone([0.0; 3], [0.0, 0.0, z - 0.7 * radius], 0.85 * radius, 0.7 * radius);
    }
    m.shape.rod([0.0, 0.0, z + 0.9 * radius], [0.0, 0.0, z + radius + 0.12], (0.3 * radius).min(0.25));
    let mut e = vessel(m, "SphericalVessel", radius, 2.0 * radius);
    on_shell(m, &mut e, wish, radius, [z - 0.3 * radius, z + 0.4 * radius], z + 0.8 * radius);
    e
}

/// Tower: slender shells of one or two widths on a skirt, galleries with rails, ladder, davit.
pub(super) fn tower(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (wish.radius * m.any(0.5, 0.8), wish.length * m.any(1.2, 1.8));
    let bottom = 0.5 * radius + m.any(0.5, 1.2);
    let top = bottom + height;
    m.shape.cone([0.0; 3], [0.0, 0.0, bottom], radius * m.dice.range(1.0, 1.2), radius);
    m.shape.rod([0.0; 3], [0.0, 0.0, 0.04], 1.25 * radius);
    let mut slim = radius;
    if m.chance(0.4) {
        let waist = bottom + height * m.any(0.4, 0.6);
        slim = radius * m.any(0.6, 0.8);
        m.shape.lathe(
            [0.0; 3],
            [0.0, 0.0, 1.0],
            &[(bottom, radius), (waist, radius), (waist + 0.8 * (radius - slim) + 0.1, slim), (top, slim)],
        );
    } else {
        m.shape.tube([0.0, 0.0, bottom], [0.0, 0.0, top], radius);
    }
    m.shape.dome([0.0, 0.0, top], [0.0, 0.0, 1.0], slim, 0.5 * slim);
    for k in 0..m.dice.count(1, 2) {
        let z = top - 0.3 - height * 0.45 * k as f64;
        m.gallery(radius, z);
        m.manway(if z > bottom + 0.6 * height { slim } else { radius }, z + 0.5);
    }
    m.shell_ladder(radius, top - 1.0);
    if m.chance(0.4) {
        m.shape.tube([0.0, slim, top - 0.3], [0.0, slim, top + 0.9], 0.04);
        m.shape.tube([0.0, slim, top + 0.9], [0.7, slim, top + 0.9], 0.04);
    }
    let mut e = vessel(m, "ProcessColumn", radius, height);
    on_shell(m, &mut e, wish, radius, [bottom, bottom + 0.5 * height], top + 0.4 * slim);
    e
}

/// Separator or knock-out drum: inlet at mid height, mist dome, level bridle, hung by lugs or on a skirt.
pub(super) fn knock_out(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (wish.radius * m.any(0.6, 1.0), wish.length * m.any(0.7, 1.1));
    let bottom = 0.5 * radius + m.any(0.4, 0.9);
    let top = bottom + height;
    match m.dice.below(3) {
        0 => {
            // A cone below, as a cyclone has it.
            let waist = bottom + 0.4 * height;
            m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(0.5 * bottom, 0.2 * radius), (waist, radius), (top, radius)]);
            m.shape.dome([0.0, 0.0, top], [0.0, 0.0, 1.0], radius, 0.4 * radius);
        }
        1 => {
            m.bottle([0.0; 2], radius, [bottom, top], 0.5);
            let (slim, high) = (0.6 * radius, top + radius);
            m.shape.tube([0.0, 0.0, top], [0.0, 0.0, high], slim);
            m.shape.dome([0.0, 0.0, high], [0.0, 0.0, 1.0], slim, 0.5 * slim);
        }
        _ => m.bottle([0.0; 2], radius, [bottom, top], 0.95),
    }
    m.lugs(radius, bottom + height * 0.55);
    if m.chance(0.7) {
        m.level_bridle(radius, bottom + 0.45 * height, top - 0.15);
    }
    if m.chance(0.5) {
        m.manway(radius, bottom + 0.5 * height);
    }
    let mut e = vessel(m, "VerticalDrum", radius, height);
    on_shell(m, &mut e, wish, radius, [bottom + 0.42 * height, top], top + 0.35 * radius);
    e
}

/// Slim bottles in a rack with a common pipe above or below: accumulators, nitrogen, ion exchangers.
pub(super) fn bottles(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height, count) = (m.any(0.1, 0.22), m.any(0.7, 1.6), m.dice.count(2, 4));
    let pitch = radius * m.any(2.2, 3.0);
    let half = pitch * (count - 1) as f64 / 2.0;
    let low = radius + m.any(0.12, 0.4);
    let top = low + height;
    let (pipe, bar) = (m.any(0.02, 0.04), top + radius + 0.12);
    for k in 0..count {
        let x = pitch * k as f64 - half;
        m.bottle([x, 0.0], radius, [low, top], 0.9);
        m.shape.tube([x, 0.0, top + 0.8 * radius], [x, 0.0, bar], pipe);
        m.shape.rod([x, 0.0, 0.05], [x, 0.0, low - 0.8 * radius], 0.4 * radius);
    }
    m.shape.rod([-half - 0.15, 0.0, bar], [half + 0.15, 0.0, bar], 1.3 * pipe);
    m.posts(&[-half - 1.3 * radius, half + 1.3 * radius], &[0.9 * radius], top, 0.06);
    for z in [low + 0.1 * height, low + 0.8 * height] {
        m.shape.bar([-half - 1.3 * radius, 1.05 * radius, z], [half + 1.3 * radius, 1.05 * radius, z], 0.05, 0.05);
    }
    m.shape.block([0.0, 0.0, 0.025], [2.0 * half + 3.0 * radius, 2.5 * radius, 0.05]);
    let mut e = vessel(m, "VerticalDrum", radius, height);
    let wide = half + 1.3 * radius;
    super::spot::on_box(m, &mut e, wish, [wide, radius], [low, top]);
    e
}

/// Lying vessel as drawings have it: a cylinder, flat or round ends, two blocks below.
pub(super) fn plain_drum(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, half) = (wish.radius * m.any(0.8, 1.1), wish.length / 2.0 * m.any(0.8, 1.2));
    let z = radius + m.any(0.1, 1.0);
    let deep = m.dice.pick(&[0.0, 0.25, 0.5, 1.0]);
    if deep > 0.0 {
        m.capsule(radius, half, z, deep)
    } else {
        m.shape.rod([-half, 0.0, z], [half, 0.0, z], radius)
    }
    let (thick, wide, at) = (m.any(0.05, 0.4), m.any(0.8, 1.9) * radius, m.any(0.5, 0.75) * half);
    for x in [-at, at] {
        m.shape.block([x, 0.0, (z - 0.3 * radius) / 2.0], [thick, wide, z - 0.3 * radius]);
    }
    let mut e = vessel(m, "HorizontalDrum", radius, 2.0 * half);
    on_drum(m, &mut e, wish, [radius, half, z]);
    e
}

/// Upright vessel as drawings have it: a cylinder with heads on sticks, a cylinder or a block.
pub(super) fn plain_upright(m: &mut Make, wish: &Wish) -> Equipment {
    let (radius, height) = (wish.radius * m.any(0.7, 1.1), wish.length * m.any(0.7, 1.1));
    let deep = m.dice.pick(&[0.0, 0.25, 0.5, 1.0]);
    let bottom = deep * radius + m.any(0.1, 0.8);
    let top = bottom + height;
    if deep > 0.0 {
        m.bottle([0.0; 2], radius, [bottom, top], deep)
    } else {
        m.shape.rod([0.0, 0.0, bottom], [0.0, 0.0, top], radius)
    }
    match m.dice.below(3) {
        0 => {
            let at = [-0.65 * radius, 0.65 * radius];
            let thick = m.any(0.06, 0.14);
            m.posts(&at, &at, bottom + 0.05, thick);
        }
        1 => m.shape.rod([0.0; 3], [0.0, 0.0, bottom], radius * m.dice.range(0.7, 1.0)),
        _ => m.shape.block([0.0, 0.0, bottom / 2.0], [1.6 * radius, 1.6 * radius, bottom]),
    }
    let mut e = vessel(m, "VerticalDrum", radius, height);
    on_shell(m, &mut e, wish, radius, [bottom, top], top + 0.8 * deep * radius);
    e
}
