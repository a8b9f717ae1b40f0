//! Housings of electronics: field drums that look aside, boxes with displays, octagons, junction boxes, and how they stand.

use super::make::Make;
use std::f64::consts::TAU;

impl Make<'_> {
    /// A meter's electronics with its foot at `z`: any of the makes.
    pub fn converter(&mut self, z: f64) {
        let turn = if self.chance(0.7) { self.quarter() } else { self.any(0.0, TAU) };
        let style = self.dice.below(9);
        self.turned(turn, |m| match style {
            0 => m.twin_drum(z),
            1 => m.field_box(z),
            2 => m.octagon(z),
            3 => m.sideways(z),
            4 => m.console(z),
            5 => m.junction_box(z),
            _ => m.head(z),
        });
    }

    /// A drum across the pipe with two screwed covers, one with a window, on a short foot.
    fn twin_drum(&mut self, z: f64) {
        let (r, half) = (self.any(0.045, 0.07), self.any(0.05, 0.09));
        let mid = z + r + self.any(0.01, 0.05);
        self.upright(z, mid, 0.5 * r);
        self.shape.rod([-half, 0.0, mid], [half, 0.0, mid], r);
        for (side, cover) in [(1.0, self.any(0.02, 0.045)), (-1.0, self.any(0.015, 0.03))] {
            self.shape.rod([side * half, 0.0, mid], [side * (half + cover), 0.0, mid], 1.1 * r);
        }
        for side in [-1.0, 1.0] {
            self.shape.rod([0.0, 0.8 * side * r, mid], [0.0, side * (r + 0.04), mid], 0.014);
        }
    }

    /// A square housing with a sloped or upright display and glands below.
    fn field_box(&mut self, z: f64) {
        let (wide, tall, deep) = (self.any(0.12, 0.21), self.any(0.11, 0.2), self.any(0.08, 0.14));
        let foot = self.any(0.01, 0.05);
        self.upright(z, z + foot, 0.03);
        let mid = z + foot + tall / 2.0;
        self.shape.block([0.0, 0.0, mid], [wide, deep, tall]);
        self.shape.block([0.0, 0.5 * deep + 0.006, mid], [0.92 * wide, 0.016, 0.92 * tall]);
        for k in 0..self.dice.count(1, 3) {
            let x = wide * (-0.3 + 0.3 * k as f64);
            self.shape.rod([x, -0.2 * deep, z + foot - 0.035], [x, -0.2 * deep, z + foot], 0.012);
        }
    }

    /// An eight-sided housing whose round window looks up or to a side.
    fn octagon(&mut self, z: f64) {
        let (r, tall, foot) = (self.any(0.05, 0.08), self.any(0.07, 0.13), self.any(0.01, 0.06));
        self.upright(z, z + foot, 0.5 * r);
        if self.chance(0.5) {
            self.shape.prism([0.0, 0.0, z + foot], [0.0, 0.0, z + foot + tall], r, 8);
            self.upright(z + foot + tall, z + foot + tall + 0.02, 0.9 * r);
        } else {
            let mid = z + foot + r;
            self.shape.prism([0.0, -tall / 2.0, mid], [0.0, tall / 2.0, mid], r, 8);
            self.shape.rod([0.0, tall / 2.0, mid], [0.0, tall / 2.0 + 0.02, mid], 0.9 * r);
        }
    }

    /// A drum whose axis stands at a right angle beside the neck.
    fn sideways(&mut self, z: f64) {
        let (r, long, up) = (self.any(0.045, 0.07), self.any(0.11, 0.19), self.any(0.03, 0.09));
        self.upright(z, z + up, 0.02);
        self.shape.block([0.0, 0.0, z + up + 0.02], [0.055, 0.055, 0.05]);
        let mid = z + up + 0.02;
        self.shape.rod([0.02, 0.0, mid], [0.08, 0.0, mid], 0.024);
        self.shape.rod([0.08, 0.0, mid], [0.08 + long, 0.0, mid], r);
        self.shape.rod([0.08 + long, 0.0, mid], [0.11 + long, 0.0, mid], 1.08 * r);
    }

    /// A desk-like housing whose face leans back.
    fn console(&mut self, z: f64) {
        let (wide, tall, lean) = (self.any(0.12, 0.2), self.any(0.1, 0.17), self.any(0.3, 0.8));
        let foot = self.any(0.02, 0.06);
        self.upright(z, z + foot, 0.032);
        self.shape.block([0.0, 0.0, z + foot + 0.025], [wide, 0.11, 0.05]);
        let (sin, cos) = lean.sin_cos();
        self.shape.bar([0.0, -0.03, z + foot + 0.03], [0.0, -0.03 + sin * tall, z + foot + 0.03 + cos * tall], wide, 0.07);
    }

    /// A small box with one or two glands: the electronics hang elsewhere.
    pub fn junction_box(&mut self, z: f64) {
        let (wide, tall) = (self.any(0.06, 0.11), self.any(0.045, 0.08));
        self.shape.block([0.0, 0.0, z + tall / 2.0], [wide, wide * self.dice.range(0.6, 1.0), tall]);
        for side in [-0.2, 0.2] {
            self.shape.rod([wide / 2.0, side * wide, z + 0.5 * tall], [wide / 2.0 + 0.03, side * wide, z + 0.5 * tall], 0.01);
        }
    }

    /// A neck from `from` up by about `height`, with electronics on it.
    pub fn necked(&mut self, from: f64, height: f64) {
        let (top, slim) = (from + height * self.any(0.7, 1.4), self.any(0.012, 0.03));
        self.upright(0.7 * from, top, slim);
        self.converter(top);
    }

    /// A differential pressure cell with its foot at `z`: two flanges pressed on a disc, or a coplanar base, and a drum on it.
    pub fn pressure_cell(&mut self, z: f64) {
        if self.chance(0.5) {
            for side in [-1.0, 1.0] {
                self.shape.block([0.0, side * 0.026, z + 0.045], [0.085, 0.02, 0.09]);
            }
            self.shape.rod([0.0, -0.03, z + 0.045], [0.0, 0.03, z + 0.045], 0.042);
        } else {
            self.shape.block([0.0, 0.0, z + 0.015], [0.09, 0.075, 0.03]);
            self.shape.stub([0.0, 0.0, z + 0.03], [0.0, 0.0, z + 0.09], 0.045, 0.03);
        }
        self.upright(z + 0.08, z + 0.11, 0.022);
        let turn = self.quarter();
        self.turned(turn, |m| if m.chance(0.7) { m.twin_drum(z + 0.1) } else { m.head(z + 0.11) });
    }

    /// A manifold of three or five valves with its foot at `z`; returns the height above.
    pub fn manifold(&mut self, z: f64) -> f64 {
        let (long, deep, tall) = (self.any(0.08, 0.13), self.any(0.03, 0.06), self.any(0.04, 0.08));
        let mid = z + tall / 2.0;
        self.shape.block([0.0, 0.0, mid], [long, deep, tall]);
        let out = deep / 2.0 + self.any(0.04, 0.07);
        for x in [-0.36 * long, 0.0, 0.36 * long] {
            self.shape.rod([x, deep / 2.0, mid], [x, out, mid], 0.008);
            self.shape.rod([x - 0.022, out, mid], [x + 0.022, out, mid], 0.004);
        }
        z + tall
    }
}
