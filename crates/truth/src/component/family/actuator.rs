//! Power actuators: diaphragms, pistons, rack and pinion, scotch yokes, electric drives, solenoids, and what hangs on them.

use super::make::Make;
use std::f64::consts::{FRAC_PI_2, PI, TAU};

impl Make<'_> {
    /// A quarter or half turn about the stem, mostly in line with the pipe.
    fn any_quarter(&mut self) -> f64 {
        self.dice.pick(&[0.0, 0.0, PI, FRAC_PI_2, -FRAC_PI_2]) + if self.chance(0.1) { FRAC_PI_2 / 2.0 } else { 0.0 }
    }

    /// Yoke and diaphragm chamber of radius `size`, with or without spring barrel, positioner and air pipe.
    pub fn diaphragm_head(&mut self, z: f64, size: f64) {
        let turn = self.any_quarter();
        self.turned(turn, |m| m.diaphragm_head_as_is(z, size));
    }

    fn diaphragm_head_as_is(&mut self, z: f64, size: f64) {
        let yoke = size * self.any(0.8, 1.6) + 0.04;
        let rim = z + yoke + size * self.any(0.25, 0.45);
        let wide = size * self.any(0.28, 0.42);
        self.yoke(z, z + yoke, wide);
        self.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + yoke], 0.01 + 0.03 * size);
        let low = size * self.any(0.4, 0.7);
        self.shape.lathe([0.0, 0.0, 0.0], [0.0, 0.0, 1.0], &[(z + yoke, 0.0), (z + yoke, low), (rim, 0.97 * size)]);
        self.shape.rod([0.0, 0.0, rim - 0.006], [0.0, 0.0, rim + 0.006], size * self.dice.range(1.06, 1.16));
        if self.look.bolts {
            let count = self.dice.pick(&[8, 10, 12, 16]);
            self.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 1.04 * size, count, 0.006, rim - 0.018, rim + 0.02, 0.1);
        }
        let top = rim + size * self.any(0.25, 0.5);
        match self.dice.below(4) {
            0 => self.shape.dome([0.0, 0.0, rim], [0.0, 0.0, 1.0], 0.97 * size, top - rim),
            1 => {
                let barrel = size * self.any(0.35, 0.6);
                let end = top + size * self.any(0.4, 1.2);
                let profile = [
                    (rim, 0.97 * size),
                    (top, barrel),
                    (end, barrel * 0.95),
                    (end + 0.1 * size, 0.4 * barrel),
                    (end + 0.1 * size, 0.0),
                ];
                self.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &profile);
            }
            2 => self.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(rim, 0.97 * size), (top, low), (top, 0.0)]),
            _ => {
                self.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(rim, 0.97 * size), (top, 0.9 * low), (top, 0.0)]);
                let wheel = size * self.any(0.5, 0.8);
                self.shape.rod([0.0, 0.0, top], [0.0, 0.0, top + 0.5 * size], 0.08 * size);
                if self.chance(0.5) {
                    self.handwheel([0.0, 0.0, top + 0.5 * size], [0.0, 0.0, 1.0], wheel);
                }
            }
        }
        if self.chance(0.75) {
            self.positioner(0.38 * size + 0.05, z + 0.5 * yoke);
            if self.chance(0.6) {
                // The air pipe up to the chamber.
                let y = 0.38 * size + 0.09;
                self.shape.tube([0.0, y, z + 0.6 * yoke], [0.0, y + 0.03, rim - 0.2 * size], 0.005);
                self.shape.tube([0.0, y + 0.03, rim - 0.2 * size], [0.0, 0.8 * size, rim - 0.1 * size], 0.005);
            }
        }
    }

    /// A positioner beside the yoke with its gauges.
    fn positioner(&mut self, y: f64, z: f64) {
        let side = if self.chance(0.5) { 1.0 } else { -1.0 };
        let (wide, tall, deep) = (self.any(0.09, 0.2), self.any(0.09, 0.2), self.any(0.06, 0.12));
        self.shape.block([0.0, side * (y + deep / 2.0), z], [wide, deep, tall]);
        if self.chance(0.4) {
            self.shape.rod([0.0, side * (y + deep), z], [0.0, side * (y + 1.3 * deep), z], 0.4 * wide.min(tall));
        }
        for k in 0..self.dice.count(0, 3) {
            let x = wide / 2.0 + 0.015;
            let at = z - 0.3 * tall + 0.045 * k as f64;
            self.shape.rod([wide / 2.0, side * (y + 0.5 * deep), at], [x + 0.012, side * (y + 0.5 * deep), at], 0.02);
        }
        self.shape.rod([0.0, side * y, z], [0.0, 0.0, z], 0.008);
    }

    /// A pneumatic or hydraulic cylinder that stands on a yoke along the stem.
    pub fn piston(&mut self, z: f64, size: f64) {
        let (yoke, length) = (size * self.any(1.0, 2.2), size * self.any(1.4, 3.4));
        let (barrel, round) = (size * self.any(0.45, 0.7), self.chance(0.5));
        let (low, high) = (z + yoke, z + yoke + length);
        let turn = self.any_quarter();
        self.turned(turn, |m| {
            m.yoke(z, low, 0.35 * size);
            m.shape.rod([0.0, 0.0, z], [0.0, 0.0, low], 0.07 * size + 0.004);
            m.shape.tube([0.0, 0.0, low], [0.0, 0.0, high], barrel);
            for end in [low, high] {
                let (a, b) = ([0.0, 0.0, end - 0.06 * size], [0.0, 0.0, end + 0.1 * size]);
                if round {
                    m.shape.rod(a, b, 1.12 * barrel)
                } else {
                    m.shape.block([0.0, 0.0, end], [2.2 * barrel, 2.2 * barrel, 0.16 * size])
                }
            }
            if !round || m.dice.chance(0.5) {
                m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 1.35 * barrel, 4, 0.05 * size, low, high + 0.15 * size, FRAC_PI_2 / 2.0);
            }
            if m.dice.chance(0.5) {
                m.shape.block([0.0, 1.1 * barrel + 0.02, low + 0.3 * length], [0.05, 0.05, 0.09]);
            }
            if m.dice.chance(0.4) {
                m.positioner(0.4 * size, z + 0.5 * yoke);
            }
        });
    }

    /// A rack and pinion actuator (quarter turn) with its bracket, limit switches and solenoid.
    pub fn pinion(&mut self, z: f64, size: f64) {
        let turn = self.dice.pick(&[0.0, 0.0, PI, PI, FRAC_PI_2, -FRAC_PI_2]);
        let (length, r) = (size * self.any(1.9, 3.6), size * self.any(0.4, 0.62));
        let bracket = size * self.any(0.2, 0.7);
        let mid = z + bracket + r;
        self.turned(turn, |m| {
            m.shape.block([0.0, -0.4 * r, z + bracket / 2.0], [0.9 * r, 0.08 * r, bracket]);
            m.shape.block([0.0, 0.4 * r, z + bracket / 2.0], [0.9 * r, 0.08 * r, bracket]);
            m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + bracket], 0.16 * r);
            match m.dice.below(3) {
                0 => m.shape.rod([-length / 2.0, 0.0, mid], [length / 2.0, 0.0, mid], r),
                1 => m.shape.block([0.0, 0.0, mid], [length, 1.75 * r, 1.9 * r]),
                _ => {
                    m.shape.prism([-length / 2.0, 0.0, mid], [length / 2.0, 0.0, mid], 0.92 * r, 8);
                    m.shape.block([0.0, 0.0, mid], [0.5 * length, 2.0 * r, 1.6 * r]);
                }
            }
            for end in [-0.5, 0.5] {
                let x = end * (length + 0.05 * r);
                m.shape.block([x, 0.0, mid], [0.3 * r, 1.95 * r, 1.95 * r]);
                if m.dice.chance(0.5) {
                    m.shape.rod([x, 0.0, mid], [x + 2.0 * end * 0.5 * r, 0.0, mid], 0.2 * r);
                }
            }
            m.shape.rod([0.0, 0.0, mid + r], [0.0, 0.0, mid + 1.25 * r], 0.3 * r);
            m.limit_box(mid + 1.15 * r, r);
            if m.dice.chance(0.6) {
                m.shape.block([0.1 * length, 1.0 * r + 0.025, mid], [0.06, 0.05, 0.045]);
                m.shape.rod([0.1 * length, 1.0 * r + 0.05, mid], [0.1 * length, 1.0 * r + 0.09, mid], 0.016);
            }
        });
    }

    /// Limit switches with an indicator, or a positioner, on top of a quarter turn actuator.
    fn limit_box(&mut self, z: f64, r: f64) {
        match self.dice.below(4) {
            0 => {}
            1 => {
                let (wide, tall) = (self.any(0.08, 0.14), self.any(0.07, 0.11));
                self.shape.block([0.0, 0.0, z + 0.02 + tall / 2.0], [wide, wide * 0.8, tall]);
                self.shape.stub([0.0, 0.0, z + 0.02 + tall], [0.0, 0.0, z + 0.05 + tall], 0.035, 0.025);
            }
            2 => {
                self.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.1], 0.05);
                self.shape.dome([0.0, 0.0, z + 0.1], [0.0, 0.0, 1.0], 0.045, 0.03);
            }
            _ => {
                let (wide, tall) = (self.any(0.12, 0.2), self.any(0.08, 0.13));
                self.shape.block([0.2 * r, 0.0, z + 0.03 + tall / 2.0], [wide, 0.11, tall]);
            }
        }
    }

    /// A scotch yoke actuator: a box on the stem, a cylinder on one side and a spring can on the other.
    pub fn scotch_yoke(&mut self, z: f64, size: f64) {
        let turn = self.any_quarter();
        let (cylinder, can) = (size * self.any(1.6, 2.6), size * self.any(1.6, 3.0));
        self.turned(turn, |m| {
            let mid = z + 0.6 * size;
            let (rc, rs) = (size * m.any(0.45, 0.75), size * m.any(0.4, 0.7));
            m.shape.rod([0.0, 0.0, z], [0.0, 0.0, mid], 0.35 * size);
            m.shape.block([0.0, 0.0, mid], [1.3 * size, 1.2 * size, 0.8 * size]);
            m.shape.rod([0.65 * size, 0.0, mid], [0.65 * size + cylinder, 0.0, mid], rc);
            m.shape.rod([0.65 * size + 0.05, 0.0, mid], [0.65 * size + 0.1, 0.0, mid], 1.12 * rc);
            m.shape.rod([-0.65 * size - can, 0.0, mid], [-0.65 * size, 0.0, mid], rs);
            m.shape.rod([-0.65 * size - can - 0.15 * size, 0.0, mid], [-0.65 * size - can, 0.0, mid], 0.3 * rs);
            m.limit_box(mid + 0.45 * size, size);
        });
    }

    /// An electric drive: gear case, motor, switch compartment and hand wheel.
    pub fn electric(&mut self, z: f64, size: f64) {
        let turn = f64::from(self.dice.below(4) as u32) * FRAC_PI_2;
        let (motor, tall) = (size * self.any(0.9, 1.7), size * self.any(0.7, 1.2));
        let style = self.dice.below(3);
        self.turned(turn, |m| {
            m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.3 * size], 0.55 * size);
            m.shape.rod([0.0, 0.0, z + 0.3 * size], [0.0, 0.0, z + 0.38 * size], 0.7 * size);
            let mid = z + 0.38 * size + tall / 2.0;
            if style == 0 {
                // A compact drive for quarter turns: a rounded box.
                m.shape.block([0.0, 0.0, mid], [1.5 * size, 1.1 * size, tall]);
                m.shape.rod([0.0, 0.0, mid + tall / 2.0], [0.0, 0.0, mid + 0.62 * tall], 0.35 * size);
                m.shape.rod([0.7 * size, 0.2 * size, mid], [1.1 * size, 0.2 * size, mid], 0.06 * size);
                return;
            }
            m.shape.rod([0.0, 0.0, mid - tall / 2.0], [0.0, 0.0, mid + tall / 2.0], 0.55 * size);
            m.shape.rod([0.4 * size, 0.0, mid], [0.5 * size + motor, 0.0, mid], size * m.dice.range(0.32, 0.45));
            m.shape.rod([0.5 * size + 0.2 * motor, 0.0, mid], [0.5 * size + 0.3 * motor, 0.0, mid], 0.5 * size);
            let case = size * m.any(0.4, 0.5);
            m.shape.rod([-size, 0.0, mid], [-0.4 * size, 0.0, mid], case);
            if style == 1 {
                m.shape.block([-1.2 * size, 0.0, mid], [0.5 * size, 0.9 * size, 0.9 * size]);
            }
            let (side, wheel) = (if m.dice.chance(0.5) { 1.0 } else { -1.0 }, size * m.any(0.45, 0.9));
            m.shape.rod([0.0, side * 0.5 * size, mid], [0.0, side * 0.9 * size, mid], 0.12 * size);
            m.handwheel([0.0, side * 0.95 * size, mid], [0.0, 1.0, 0.0], wheel);
            m.shape.rod([0.0, 0.0, mid + tall / 2.0], [0.0, 0.0, mid + tall / 2.0 + m.dice.range(0.02, 0.3)], 0.15 * size);
        });
    }

    /// A solenoid coil on a slim tube.
    pub fn solenoid(&mut self, z: f64) {
        let turn = self.any(0.0, TAU);
        let (wide, tall) = (self.any(0.035, 0.07), self.any(0.045, 0.09));
        self.turned(turn, |m| {
            m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.03], 0.012);
            m.shape.block([0.0, 0.0, z + 0.03 + tall / 2.0], [wide, wide, tall]);
            m.shape.prism([0.0, 0.0, z + 0.03 + tall], [0.0, 0.0, z + 0.045 + tall], 0.009, 6);
            m.shape.block([0.5 * wide + 0.016, 0.0, z + 0.03 + 0.4 * tall], [0.034, 0.028, 0.035]);
        });
    }
}
