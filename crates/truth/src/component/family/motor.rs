//! What drives machines and carries them: motors of several makes, coupling guards, beds with a rim, spiral casings.

use super::make::Make;
use crate::surface::{P3, Surface, Torus, V3};
use std::f64::consts::{FRAC_PI_2, TAU};

impl Make<'_> {
    /// An electric motor of any make along z from the origin on, its box towards y; returns its length.
    pub fn any_motor(&mut self, r: f64) -> f64 {
        match self.dice.below(7) {
            0 | 1 => self.motor(r),
            2 => self.smooth_motor(r),
            3 => self.clad_motor(r),
            4 => self.converter_motor(r),
            5 => self.flanged_motor(r),
            _ => self.plain_motor(r),
        }
    }

    /// A rolled barrel with bells at its ends.
    fn smooth_motor(&mut self, r: f64) -> f64 {
        let length = r * self.any(2.2, 3.6);
        let bell = length * self.any(0.08, 0.16);
        let profile = [(0.0, 0.0), (0.0, 0.7 * r), (bell, r), (length - bell, r), (length, 0.75 * r), (length, 0.0)];
        self.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &profile);
        self.terminal_box(r, length);
        length
    }

    /// A cube of steel sheet with a hood, as large machines have.
    fn clad_motor(&mut self, r: f64) -> f64 {
        let (length, wide) = (r * self.any(2.4, 3.6), r * self.any(1.7, 2.0));
        self.shape.block([0.0, -0.05 * r, 0.5 * length], [wide, 1.8 * r, 0.8 * length]);
        self.shape.rod([0.0; 3], [0.0, 0.0, length], 0.62 * r);
        let (high, long) = (r * self.any(0.3, 0.8), length * self.any(0.5, 0.8));
        self.shape.block([0.0, 0.85 * r + high / 2.0, 0.5 * length], [wide * self.dice.range(0.8, 1.05), high, long]);
        length
    }

    /// A ribbed motor that carries a frequency converter.
    fn converter_motor(&mut self, r: f64) -> f64 {
        let length = r * self.any(2.3, 3.2);
        self.shape.rod([0.0; 3], [0.0, 0.0, 0.1 * length], r);
        self.shape.rod([0.0, 0.0, 0.1 * length], [0.0, 0.0, 0.78 * length], 0.9 * r);
        self.shape.stub([0.0, 0.0, 0.78 * length], [0.0, 0.0, length], 0.98 * r, 0.85 * r);
        let (deep, wide, long) = (r * self.any(0.5, 1.1), r * self.any(1.1, 1.9), length * self.any(0.45, 0.85));
        self.shape.block([0.0, 0.88 * r + deep / 2.0, 0.48 * length], [wide, deep, long]);
        self.shape.block([0.0, 0.92 * r + deep, 0.48 * length], [0.85 * wide, 0.12 * deep, 0.85 * long]);
        length
    }

    /// A flanged motor with few coarse ribs and a cowl of wider diameter.
    fn flanged_motor(&mut self, r: f64) -> f64 {
        let (length, flange) = (r * self.any(2.4, 3.8), self.any(1.15, 1.45));
        self.shape.rod([0.0; 3], [0.0, 0.0, 0.05 * length], flange * r);
        self.shape.rod([0.0, 0.0, 0.05 * length], [0.0, 0.0, 0.75 * length], 0.82 * r);
        for k in 0..8 {
            let (sin, cos) = (TAU * f64::from(k) / 8.0).sin_cos();
            let at = |z: f64| [0.88 * r * cos, 0.88 * r * sin, z];
            self.shape.bar(at(0.12 * length), at(0.73 * length), 0.1 * r, 0.1 * r);
        }
        self.shape.rod([0.0, 0.0, 0.75 * length], [0.0, 0.0, length], r);
        self.terminal_box(r, length);
        length
    }

    /// A cylinder as drawings have it, with or without a box.
    fn plain_motor(&mut self, r: f64) -> f64 {
        let length = r * self.any(2.2, 3.8);
        self.shape.rod([0.0; 3], [0.0, 0.0, length], r);
        if self.chance(0.5) {
            self.terminal_box(r, length);
        }
        length
    }

    fn terminal_box(&mut self, r: f64, length: f64) {
        let (wide, deep, long) = (r * self.any(0.5, 1.1), r * self.any(0.3, 0.8), r * self.any(0.6, 1.2));
        let (z, aside) = (self.any(0.25, 0.6) * length, if self.chance(0.3) { 0.5 * r } else { 0.0 });
        self.shape.block([aside, 0.85 * r + deep / 2.0, z], [wide, deep, long]);
    }

    /// A lying motor of any make, its shaft end at `at`, on feet down to `floor`; returns its far end.
    pub fn laid_motor(&mut self, at: [f64; 3], r: f64, floor: f64) -> f64 {
        let up = self.dice.pick(&[[0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [0.0, -1.0, 0.0]]);
        let side = V3::from(up).cross(&V3::x());
        let mut length = 0.0;
        self.standing(at, [1.0, 0.0, 0.0], side.into(), |m| length = m.any_motor(r));
        let high = (at[2] - 0.7 * r - floor).max(0.01);
        if self.chance(0.5) {
            for y in [-0.7, 0.7] {
                self.shape.block([at[0] + 0.45 * length, y * r, floor + high / 2.0], [0.6 * length, 0.3 * r, high]);
            }
        } else {
            for k in [0.2, 0.66] {
                self.shape.block([at[0] + k * length, 0.0, floor + high / 2.0], [0.13 * length, 1.7 * r, high]);
            }
        }
        at[0] + length
    }

    /// A motor of any make standing on `at`; returns its length.
    pub fn upright_motor(&mut self, at: [f64; 3], r: f64) -> f64 {
        let side = self.dice.pick(&[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, -1.0, 0.0]]);
        let mut length = 0.0;
        self.standing(at, [0.0, 0.0, 1.0], side, |m| length = m.any_motor(r));
        length
    }

    /// A coupling between `from` and `to` at height `z`: bare hubs, or under a bent sheet, half a drum, a cage or a tunnel.
    pub fn guard(&mut self, [from, to]: [f64; 2], z: f64, floor: f64, r: f64) {
        let (mid, long) = ((from + to) / 2.0, 0.92 * (to - from));
        self.shape.rod([from, 0.0, z], [to, 0.0, z], 0.25 * r);
        match self.dice.below(5) {
            0 => {
                for x in [mid - 0.3 * long, mid + 0.3 * long] {
                    self.shape.rod([x - 0.15 * long, 0.0, z], [x + 0.15 * long, 0.0, z], 0.5 * r);
                }
            }
            1 => self.shape.block([mid, 0.0, (floor + z + 0.75 * r) / 2.0], [long, 1.4 * r, z + 0.75 * r - floor]),
            2 => {
                self.shape.rod([mid - long / 2.0, 0.0, z], [mid + long / 2.0, 0.0, z], 0.75 * r);
                self.shape.block([mid, 0.0, (floor + z) / 2.0], [long, 1.5 * r, z - floor]);
            }
            3 => {
                self.shape.tube([mid - long / 2.0, 0.0, z], [mid + long / 2.0, 0.0, z], 0.8 * r);
                self.shape
                    .block([mid, 0.0, (floor + z - 0.7 * r) / 2.0], [0.15 * long, 0.5 * r, (z - 0.7 * r - floor).max(0.01)]);
            }
            _ => {
                // A sheet folded to a roof.
                let (low, high) = (z, z + 0.8 * r);
                for side in [-1.0, 1.0] {
                    self.shape.sheet([mid - long / 2.0, side * 0.8 * r, floor], [long, 0.0, 0.0], [0.0, 0.0, low - floor]);
                    self.shape.sheet(
                        [mid - long / 2.0, side * 0.8 * r, low],
                        [long, 0.0, 0.0],
                        [0.0, -side * 0.45 * r, high - low],
                    );
                }
                self.shape.sheet([mid - long / 2.0, -0.35 * r, high], [long, 0.0, 0.0], [0.0, 0.7 * r, 0.0]);
            }
        }
    }

    /// A bed from `x0` to `x1` with its top at `top`: with a drip rim, of channels, of concrete, or on pads.
    pub fn bed(&mut self, x0: f64, x1: f64, wide: f64, top: f64) {
        let (mid, long) = ((x0 + x1) / 2.0, x1 - x0);
        match self.dice.below(4) {
            0 => {
                let (lip, rim) = (self.any(0.03, 0.06), self.any(0.03, 0.08));
                self.shape.block([mid, 0.0, top / 2.0 - 0.01], [long, wide, (top - 0.02).max(0.02)]);
                for side in [-0.5, 0.5] {
                    self.shape.block([mid, side * wide, top], [long + rim, rim, lip]);
                    self.shape.block([mid + side * long, 0.0, top], [rim, wide + rim, lip]);
                }
            }
            1 => {
                let high = top.min(self.any(0.08, 0.2));
                for side in [-0.45, 0.45] {
                    self.shape.block([mid, side * wide, top - high / 2.0], [long, 0.02, high]);
                    self.shape.block([mid, side * wide, top - 0.006], [long, 0.09, 0.012]);
                    self.shape.block([mid, side * wide, top - high + 0.006], [long, 0.09, 0.012]);
                }
                for k in [-0.48, 0.0, 0.48] {
                    self.shape.block([mid + k * long, 0.0, top - high / 2.0], [0.08, wide, 0.9 * high]);
                }
                if top > high + 0.01 {
                    self.shape.block([mid, 0.0, (top - high) / 2.0], [long + 0.15, wide + 0.15, top - high]);
                }
            }
            2 => self.shape.block([mid, 0.0, top / 2.0], [long + 0.1, wide + 0.1, top]),
            _ => {
                let thick = (0.35 * top).clamp(0.02, 0.12);
                self.shape.block([mid, 0.0, top - thick / 2.0], [long, wide, thick]);
                for k in [-0.4, 0.0, 0.4] {
                    self.shape.block([mid + k * long, 0.0, (top - thick) / 2.0], [0.14 * long, wide, (top - thick).max(0.01)]);
                }
            }
        }
    }

    /// A spiral about the x axis that grows towards its outlet: arcs of rising radius, flat cheeks, a rim.
    pub fn snail(&mut self, [x, y, z]: [f64; 3], radius: f64, width: f64) {
        let fat = (0.36 * radius).min(0.5 * width) * self.any(0.85, 1.1);
        let (first, way) = (self.any(0.0, 0.6), if self.chance(0.5) { 1.0 } else { -1.0 });
        for k in 0..8 {
            let grow = 0.72 + 0.04 * f64::from(k);
            let (sin, cos) = (first + way * FRAC_PI_2 / 2.0 * f64::from(k)).sin_cos();
            self.arc([x, y, z], [way, 0.0, 0.0], [0.0, cos, sin], [grow * (radius - fat), grow * fat], FRAC_PI_2 / 2.0);
        }
        self.shape.rod([x - 0.4 * width, y, z], [x + 0.4 * width, y, z], 0.75 * (radius - fat));
        if self.chance(0.5) {
            self.shape.rod([x + 0.4 * width, y, z], [x + 0.5 * width, y, z], 0.95 * (radius - fat));
        }
    }

    /// Part of a ring about `axis` from `start` on: radii of the bend and of the pipe.
    pub fn arc(&mut self, center: [f64; 3], axis: [f64; 3], start: [f64; 3], radii: [f64; 2], angle: f64) {
        let [bend_radius, radius] = radii;
        let arc = Torus { center: P3::from(center), axis: V3::from(axis), start: V3::from(start), angle, bend_radius, radius };
        self.shape.0.push(Surface::Torus(arc));
    }

    /// Posts at `xs` and `ys` up to `top`, square or round.
    pub fn posts(&mut self, xs: &[f64], ys: &[f64], top: f64, thick: f64) {
        let round = self.chance(0.3);
        for &x in xs {
            for &y in ys {
                let (a, b) = ([x, y, 0.0], [x, y, top]);
                if round { self.shape.tube(a, b, thick / 2.0) } else { self.shape.bar(a, b, thick, thick) }
            }
        }
    }
}
