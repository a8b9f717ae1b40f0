//! Small words for bodies: cylinders along the pipe and the stem, round profiles about both, parts that stand elsewhere.

use super::make::Make;
use std::f64::consts::{FRAC_PI_2, PI, TAU};

impl Make<'_> {
    /// An open tube along the pipe, `half` to both sides.
    pub fn spool(&mut self, half: f64, radius: f64) {
        self.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], radius);
    }

    /// A closed cylinder about the pipe's axis.
    pub fn lying(&mut self, from: f64, to: f64, radius: f64) {
        self.shape.rod([from, 0.0, 0.0], [to, 0.0, 0.0], radius);
    }

    /// A closed cylinder about the stem.
    pub fn upright(&mut self, from: f64, to: f64, radius: f64) {
        self.shape.rod([0.0, 0.0, from], [0.0, 0.0, to], radius);
    }

    /// A hexagon about the stem.
    pub fn hexagon(&mut self, from: f64, to: f64, apothem: f64) {
        self.shape.prism([0.0, 0.0, from], [0.0, 0.0, to], apothem, 6);
    }

    /// A round body about the pipe's axis: places along it and radii.
    pub fn round_pipe(&mut self, profile: &[(f64, f64)]) {
        self.shape.lathe([0.0; 3], [1.0, 0.0, 0.0], profile);
    }

    /// A round body about the stem: heights and radii.
    pub fn round_stem(&mut self, profile: &[(f64, f64)]) {
        self.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], profile);
    }

    /// Builds something with its foot at `at`, upright as the component.
    pub fn shifted(&mut self, at: [f64; 3], build: impl FnOnce(&mut Self)) {
        self.standing(at, [0.0, 0.0, 1.0], [1.0, 0.0, 0.0], build);
    }

    /// Builds something whose axis leans by `lean` from the stem towards the outlet, with its foot on the pipe's axis at `x`.
    pub fn slanting(&mut self, x: f64, lean: f64, build: impl FnOnce(&mut Self)) {
        let (sin, cos) = lean.sin_cos();
        self.standing([x, 0.0, 0.0], [sin, 0.0, cos], [cos, 0.0, -sin], build);
    }

    /// Builds something that stands off the pipe to one side, its axis across pipe and stem.
    pub fn aside(&mut self, at: [f64; 3], side: f64, build: impl FnOnce(&mut Self)) {
        self.standing(at, [0.0, side, 0.0], [1.0, 0.0, 0.0], build);
    }

    /// One side or the other.
    pub fn either(&mut self) -> f64 {
        if self.chance(0.5) { 1.0 } else { -1.0 }
    }

    /// A small cock on a nipple from height `z` on, with a lever or a butterfly handle; returns its end.
    pub fn small_cock(&mut self, z: f64) -> f64 {
        let (pipe, wide) = (self.any(0.007, 0.013), self.any(0.014, 0.023));
        let (mid, end) = (z + self.any(0.03, 0.07), z + self.any(0.09, 0.14));
        self.upright(z, end, pipe);
        if self.chance(0.5) {
            self.hexagon(mid - 1.6 * wide, mid + 1.6 * wide, wide);
        } else {
            self.shape.ball([0.0, 0.0, mid], 1.3 * wide);
            self.hexagon(mid - 2.0 * wide, mid - 1.0 * wide, wide);
            self.hexagon(mid + 1.0 * wide, mid + 2.0 * wide, wide);
        }
        let (turn, long, cross) = (self.any(0.0, TAU), self.any(0.05, 0.11), self.chance(0.3));
        self.turned(turn, |m| {
            m.shape.rod([0.0, 0.0, mid], [2.1 * wide, 0.0, mid], 0.5 * wide);
            if cross {
                m.shape.bar([2.2 * wide, -0.03, mid], [2.2 * wide, 0.03, mid], 0.014, 0.006);
            } else {
                m.shape.bar([2.2 * wide, 0.0, mid], [2.2 * wide, 0.0, mid + long], 0.016, 0.005);
            }
        });
        end
    }

    /// Three or four legs under an upright body of radius `wide` from height `z` down to `foot`.
    pub fn pot_legs(&mut self, z: f64, foot: f64, wide: f64) {
        let (count, turn, thick) = (self.dice.count(3, 4), self.any(0.0, TAU), self.any(0.02, 0.05));
        let (style, out) = (self.dice.below(3), wide * self.any(0.95, 1.15));
        for i in 0..count {
            let (sin, cos) = (turn + TAU * i as f64 / count as f64).sin_cos();
            let at = |z: f64| [out * cos, out * sin, z];
            match style {
                0 => self.shape.rod(at(z), at(foot), 0.5 * thick),
                1 => self.shape.bar(at(z), at(foot), thick, 0.4 * thick),
                _ => self.shape.bar(at(z), at(foot), thick, thick),
            }
            self.shape.rod(at(foot), at(foot + 0.008), 1.1 * thick);
        }
    }

    /// A quarter turn about the stem, in line with or across the pipe.
    pub fn quarter(&mut self) -> f64 {
        self.dice.pick(&[0.0, PI, FRAC_PI_2, -FRAC_PI_2])
    }

    /// A bent tube of `radius` through these places.
    pub fn bent(&mut self, places: &[[f64; 3]], radius: f64) {
        for pair in places.windows(2) {
            self.shape.tube(pair[0], pair[1], radius);
            self.shape.ball(pair[1], radius);
        }
    }

    /// An eye bolt at height `z`.
    pub fn eye(&mut self, z: f64, size: f64) {
        let turn = self.any(0.0, PI);
        self.shape.ring([0.0, 0.0, z + size], [turn.cos(), turn.sin(), 0.0], 0.8 * size, 0.2 * size);
        self.upright(z, z + 0.3 * size, 0.35 * size);
    }
}
