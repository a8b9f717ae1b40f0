//! What stands on a valve's body and is moved by hand: bonnets, yokes, handwheels, levers, gearboxes.

use super::make::Make;
use crate::surface::{V3, across};
use std::f64::consts::{FRAC_PI_2, PI, TAU};

/// How a stem is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drive {
    Hand,
    Gear,
    Pneumatic,
    Electric,
}

impl Make<'_> {
    /// Mostly by hand, large ones more often not.
    pub fn drive(&mut self) -> Drive {
        let gear = if self.dn >= 150 { 0.35 } else { 0.06 };
        let kind = self.dice.unit();
        if kind < gear {
            Drive::Gear
        } else if kind < gear + 0.12 && self.dn >= 25 {
            Drive::Pneumatic
        } else if kind < gear + 0.2 && self.dn >= 40 {
            Drive::Electric
        } else {
            Drive::Hand
        }
    }

    /// Radius of a handwheel that suits the size.
    pub fn wheel_radius(&mut self) -> f64 {
        ((0.028 + 1.5 * self.r) * self.any(0.7, 1.3)).clamp(0.028, 0.36)
    }

    /// A handwheel across `axis`, of one of many makes.
    pub fn handwheel(&mut self, center: [f64; 3], axis: [f64; 3], size: f64) {
        let along = V3::from(axis).normalize();
        let rim = (size * self.any(0.05, 0.1)).clamp(0.004, 0.017);
        let at = |d: f64| -> [f64; 3] { (V3::from(center) + along * d).into() };
        match self.dice.below(8) {
            0 if size < 0.1 => return self.knob(center, axis, size),
            1 => {
                // A pressed wheel: a plate with a raised rim.
                self.shape.ring(center, axis, size - rim, rim);
                let hole = size * self.any(0.3, 0.5);
                self.shape.washer(at(-0.3 * rim), axis, size - rim, hole);
                self.shape.rod(at(-rim), at(rim), hole.min(0.4 * size));
                self.shape.disc(at(0.0), axis, 0.35 * size);
            }
            _ => self.spoked(center, axis, size, rim),
        }
        let hub = (0.16 * size).clamp(0.008, 0.03);
        let up = (1.0 * hub + rim) * self.any(0.6, 1.4);
        self.shape.rod(at(-up), at(up), hub);
        if self.chance(0.6) {
            self.shape.prism(at(up), at(up + 0.7 * hub), 0.7 * hub, 6);
        }
    }

    fn spoked(&mut self, center: [f64; 3], axis: [f64; 3], size: f64, rim: f64) {
        let along = V3::from(axis).normalize();
        let (side, spokes) = (across(&along), self.dice.count(3, 6));
        let other = along.cross(&side);
        self.shape.ring(center, axis, size - rim, rim);
        let hub = V3::from(center) + along * (self.any(-0.22, 0.15) * size);
        let (turn, flat) = (self.any(0.0, TAU), self.chance(0.3));
        for i in 0..spokes {
            let (sin, cos) = (turn + TAU * i as f64 / spokes as f64).sin_cos();
            let end = V3::from(center) + (side * cos + other * sin) * (size - rim);
            if flat {
                self.shape.bar(hub.into(), end.into(), 1.6 * rim, 0.8 * rim);
            } else {
                self.shape.tube(hub.into(), end.into(), 0.75 * rim);
            }
        }
        self.shape.rod((hub - along * rim).into(), (hub + along * rim).into(), (0.2 * size).max(0.008));
    }

    /// A solid wheel with grips, as on small and plastic valves.
    fn knob(&mut self, center: [f64; 3], axis: [f64; 3], size: f64) {
        let along = V3::from(axis).normalize();
        let half = along * (size * self.any(0.15, 0.35));
        let (low, high) = ((V3::from(center) - half).into(), (V3::from(center) + half).into());
        if self.chance(0.5) {
            let sides = self.dice.pick(&[5, 6, 8, 10]);
            self.shape.prism(low, high, size, sides);
        } else {
            self.shape.stub(low, high, size, size * 0.85);
        }
    }

    /// Two bonnet flanges at height `z`, round, oval or square, with bolts; returns the height above them.
    pub fn bonnet_joint(&mut self, z: f64, radius: f64) -> f64 {
        let thick = (radius * self.any(0.13, 0.24)).clamp(0.005, 0.034);
        let (top, narrower) = (z + 2.0 * thick, radius * self.any(0.9, 1.0));
        let shape = self.dice.unit();
        let oval = self.any(0.62, 0.9);
        let plates = |m: &mut Self| {
            if shape > 0.85 {
                m.shape.block([0.0, 0.0, z + thick / 2.0], [1.75 * radius, 1.75 * radius, thick]);
                m.shape.block([0.0, 0.0, z + 1.5 * thick], [1.7 * narrower, 1.7 * narrower, thick - 0.002]);
            } else {
                m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + thick], radius);
                m.shape.rod([0.0, 0.0, z + thick + 0.0015], [0.0, 0.0, top], narrower);
            }
        };
        if shape < 0.25 {
            self.stretched([0.0, 0.0, z], [oval, 1.0, 1.0], plates);
        } else {
            plates(self);
        }
        if self.look.bolts {
            let count = if radius < 0.045 { 4 } else { self.dice.pick(&[4, 6, 8, 8, 10]) };
            let bolt = (0.09 * radius).clamp(0.004, 0.013);
            let pitch = radius * if shape < 0.25 { 0.85 * oval } else { 0.83 };
            let (low, high) = (z - 1.2 * bolt, top + self.any(1.2, 2.6) * bolt);
            self.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], pitch, count, bolt, low, high, PI / count as f64);
        }
        top
    }

    /// Two arms or pillars from `z` to `top`, spread by `wide`.
    pub fn yoke(&mut self, z: f64, top: f64, wide: f64) {
        let (thick, style) = ((0.16 * wide + 0.004).min(0.05), self.dice.below(4));
        let pinch = self.any(0.45, 1.0);
        for side in [-1.0, 1.0] {
            match style {
                0 => self.shape.rod([0.0, side * wide, z], [0.0, side * wide, top], 0.6 * thick),
                1 => {
                    let knee = z + 0.55 * (top - z);
                    self.shape.bar([0.0, side * wide, z], [0.0, side * wide, knee], 1.6 * thick, thick);
                    self.shape.bar([0.0, side * wide, knee], [0.0, side * pinch * 0.6 * wide, top], 1.6 * thick, thick);
                }
                _ => self.shape.bar([0.0, side * wide, z], [0.0, side * pinch * wide, top], 1.8 * thick, 0.9 * thick),
            }
        }
        let bridge = if style == 0 { wide } else { pinch * wide };
        if style == 1 || self.chance(0.5) {
            self.shape.rod([0.0, 0.0, top - 0.6 * thick], [0.0, 0.0, top + 0.9 * thick], (0.55 * bridge).max(0.01));
        }
        self.shape.block([0.0, 0.0, top], [1.8 * thick, 2.0 * bridge, 1.2 * thick]);
    }

    /// A stem from `z` up to a handwheel at `top`, perhaps standing out above.
    pub fn stem_and_wheel(&mut self, z: f64, top: f64, wheel: f64, rises: f64) {
        let stem = (0.11 * self.r).clamp(0.004, 0.025) * self.any(0.9, 1.4);
        self.handwheel([0.0, 0.0, top], [0.0, 0.0, 1.0], wheel);
        self.shape.rod([0.0, 0.0, z], [0.0, 0.0, top + rises + 0.005], stem);
        if rises > 0.03 && self.chance(0.15) {
            // A protecting tube over the stem.
            self.shape.rod([0.0, 0.0, top], [0.0, 0.0, top + rises + 0.02], 2.2 * stem);
        }
    }

    /// A gland and its follower about the stem from `z` on; returns the height above.
    pub fn gland(&mut self, z: f64, r: f64) -> f64 {
        let high = r * self.any(0.5, 1.1) + 0.006;
        self.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.6 * high], 0.8 * r);
        if self.chance(0.5) {
            self.shape.prism([0.0, 0.0, z + 0.6 * high], [0.0, 0.0, z + high], 0.55 * r + 0.003, 6);
        } else {
            self.shape.block([0.0, 0.0, z + 0.8 * high], [0.9 * r, 2.2 * r, 0.3 * high]);
            for side in [-1.0, 1.0] {
                self.shape.prism([0.0, side * 0.85 * r, z], [0.0, side * 0.85 * r, z + 1.4 * high], (0.16 * r).max(0.003), 6);
            }
        }
        z + high
    }

    /// A lever from the stem's head at height `z`, along or across the pipe, straight, cranked or oval.
    pub fn lever(&mut self, z: f64, length: f64) {
        let (wide, thick) = (self.any(0.014, 0.03) + 0.02 * length, self.any(0.004, 0.011));
        let turn = self.dice.pick(&[0.0, 0.0, PI, PI, FRAC_PI_2, -FRAC_PI_2]) + self.any(-0.08, 0.08);
        let (rise, dip) = (self.any(-0.05, 0.3) * length, self.any(0.2, 0.45));
        let style = self.dice.below(5);
        self.turned(turn, |m| {
            let knee = [dip * length, 0.0, z + rise];
            let end = [length, 0.0, z + rise * m.any(0.8, 1.1)];
            match style {
                0 => {
                    // A butterfly handle: two wings.
                    let wing = 0.5 * length;
                    m.shape.bar([-wing, 0.0, z], [wing, 0.0, z], 1.4 * wide, thick);
                    m.shape.rod([-wing, 0.0, z], [-wing, 0.0, z + 0.3 * wing], 0.6 * wide);
                    m.shape.rod([wing, 0.0, z], [wing, 0.0, z + 0.3 * wing], 0.6 * wide);
                }
                1 => {
                    // A round bar with a grip, stuck into a square head.
                    let bar = 0.35 * wide;
                    m.shape.block([0.0, 0.0, z], [1.6 * wide, 1.6 * wide, 1.4 * wide]);
                    m.shape.tube([0.0, 0.0, z], end, bar);
                    m.shape.rod([0.6 * length, 0.0, z + 0.6 * (end[2] - z)], end, 1.35 * bar);
                }
                _ => {
                    m.shape.bar([-0.8 * wide, 0.0, z], [0.1 * length, 0.0, z], 1.3 * wide, thick);
                    m.shape.bar([0.0, 0.0, z], knee, wide, thick);
                    m.shape.bar(knee, end, wide, thick);
                    if m.dice.chance(0.7) {
                        // The grip is sleeved.
                        let grip = [knee[0] + 0.35 * (end[0] - knee[0]), 0.0, knee[2] + 0.35 * (end[2] - knee[2])];
                        m.shape.bar(grip, [1.02 * end[0], 0.0, end[2]], 1.25 * wide, 1.9 * thick);
                    }
                }
            }
            m.shape.prism([0.0, 0.0, z - 1.2 * thick], [0.0, 0.0, z + 2.0 * thick], 0.4 * wide, 6);
        });
    }

    /// Length of a lever that suits the size.
    pub fn lever_length(&mut self) -> f64 {
        ((0.06 + 4.6 * self.r) * self.any(0.75, 1.3)).clamp(0.07, 0.7)
    }

    /// A lever whose notches lie on a plate, as on butterfly valves.
    pub fn notched_lever(&mut self, z: f64) {
        let length = (0.13 + 1.6 * self.r) * self.any(0.85, 1.25);
        let plate = self.any(0.045, 0.07) + 0.25 * self.r;
        let turn = self.dice.pick(&[0.0, 0.0, PI, PI, FRAC_PI_2, 0.8, -FRAC_PI_2]);
        self.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.006], plate);
        self.turned(turn, |m| {
            let up = m.any(0.0, 0.1) * length;
            m.shape.block([0.0, 0.0, z + 0.018], [0.05, 0.04, 0.024]);
            m.shape.bar([0.0, 0.0, z + 0.022], [length, 0.0, z + 0.022 + up], 0.03, 0.018);
            m.shape.bar([0.35 * length, 0.0, z + 0.008], [0.9 * length, 0.0, z + 0.006 + up], 0.02, 0.01);
        });
    }

    /// A worm gear with its wheel at the side; the quadrant housing is round, square or a sector.
    pub fn worm_gear(&mut self, z: f64, size: f64) {
        let turn = f64::from(self.dice.below(4) as u32) * FRAC_PI_2;
        let wheel = size * self.any(0.9, 2.0);
        self.turned(turn, |m| {
            let height = size * m.any(0.5, 0.9);
            let mid = z + height / 2.0;
            let off = size * m.any(0.3, 0.55);
            match m.dice.below(3) {
                0 => m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + height], 0.75 * size),
                1 => m.shape.block([0.0, 0.15 * size, mid], [1.15 * size, 1.3 * size, height]),
                _ => m.shape.prism([0.0, 0.1 * size, z], [0.0, 0.1 * size, z + height], 0.62 * size, 5),
            }
            m.shape.rod([0.0, 0.0, z + height], [0.0, 0.0, z + height + 0.12 * size], 0.4 * size);
            let worm = 0.24 * size;
            m.shape.rod([-0.65 * size, off, mid], [0.75 * size, off, mid], worm);
            let out = size * m.any(1.0, 2.2);
            m.shape.rod([0.7 * size, off, mid], [out, off, mid], (0.07 * size).max(0.007));
            m.handwheel([out, off, mid], [1.0, 0.0, 0.0], wheel);
        });
    }

    /// A bevel gear on a yoke: the wheel stands beside the stem.
    pub fn bevel_gear(&mut self, z: f64, size: f64, rises: f64) {
        let turn = self.dice.pick(&[0.0, FRAC_PI_2, PI, -FRAC_PI_2]);
        let wheel = size * self.any(1.0, 1.7);
        self.turned(turn, |m| {
            m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.35 * size], size);
            m.shape.stub([0.0, 0.0, z + 0.35 * size], [0.0, 0.0, z + 0.9 * size], 0.95 * size, 0.5 * size);
            m.shape.rod([0.0, 0.0, z + 0.9 * size], [0.0, 0.0, z + 0.9 * size + rises], 0.16 * size);
            let mid = z + 0.45 * size;
            m.shape.stub([0.5 * size, 0.0, mid], [1.5 * size, 0.0, mid], 0.45 * size, 0.3 * size);
            let out = size * m.any(1.7, 2.4);
            m.shape.rod([1.5 * size, 0.0, mid], [out, 0.0, mid], 0.1 * size);
            m.handwheel([out, 0.0, mid], [1.0, 0.0, 0.0], wheel);
        });
    }
}
