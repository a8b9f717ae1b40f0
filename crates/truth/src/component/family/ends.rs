//! How bodies end: flanges with bolts, wafers and lugs between flanges, threads, sockets, welds, unions, clamps and grooves.

use super::make::Make;
use std::f64::consts::PI;

/// The end of an inline component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// Flanges cast on the body, with counter flanges on the pipe.
    Flanged,
    /// Clamped between two flanges of the pipe.
    Wafer,
    /// As a wafer, with threaded lugs around.
    Lug,
    /// Hexagons with an inner thread.
    Threaded,
    /// Round sockets, welded or glued.
    Socket,
    /// Welded to the pipe end to end.
    Welded,
    /// Union nuts, as on plastics.
    Union,
    /// Sanitary clamps.
    Clamp,
    /// Grooved couplings.
    Grooved,
}

/// How many bolts a flange of a nominal size has, and half the width of their nuts, m; `wide` is how far the flange stands out from the pipe.
pub fn studs(dn: u32, wide: f64) -> (usize, f64) {
    let count = match dn {
        0..=65 => 4,
        66..=150 => 8,
        151..=300 => 12,
        _ => 16,
    };
    (count, (0.10 * wide + 0.0055).min(0.018))
}

/// Gap between two flange faces, m.
const GASKET: f64 = 0.003;

impl Make<'_> {
    /// Adds ends of a body of half length `half`; returns half length and distance to the pipe.
    pub fn ends(&mut self, ends: Ends, half: f64) -> (f64, f64) {
        self.is_bolted = matches!(ends, Ends::Flanged | Ends::Wafer | Ends::Lug);
        let reach = match ends {
            Ends::Flanged => self.flanges(half, true, false),
            Ends::Wafer => self.flanges(half, false, false),
            Ends::Lug => self.flanges(half, false, true),
            Ends::Threaded => self.hexagons(half),
            Ends::Socket => self.sockets(half),
            Ends::Welded => self.welds(half),
            Ends::Union => self.unions(half),
            Ends::Clamp => self.clamps(half),
            Ends::Grooved => self.grooves(half),
        };
        (half, reach)
    }

    /// Ends as the plant has them for a size.
    pub fn usual_ends(&mut self) -> Ends {
        let usual = if self.dn <= 50 { self.look.small } else { self.look.large };
        if self.chance(0.75) {
            return usual;
        }
        if self.dn <= 50 {
            self.dice.pick(&[Ends::Flanged, Ends::Threaded, Ends::Socket, Ends::Welded, Ends::Union])
        } else {
            self.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Welded, Ends::Grooved])
        }
    }

    /// As the usual ends, but flanged where they would be odd for the make.
    pub fn metal_ends(&mut self) -> Ends {
        match self.usual_ends() {
            Ends::Union | Ends::Clamp => Ends::Flanged,
            ends => ends,
        }
    }

    /// A collar about the pipe from `from` to `to` (distances from the centre) on both sides.
    fn both(&mut self, from: f64, to: f64, radius: f64) {
        for side in [-1.0, 1.0] {
            self.shape.rod([side * from, 0.0, 0.0], [side * to, 0.0, 0.0], radius);
        }
    }

    fn flanges(&mut self, half: f64, integral: bool, lugs: bool) -> f64 {
        let size = self.flange;
        let neck = self.look.style.weld_neck && !self.chance(0.1);
        let own = size.thickness * self.any(0.9, 1.15);
        if integral {
            self.both(half - own, half, size.radius);
        }
        if self.look.loose {
            // The plant counts the counter flanges as parts of their own.
            return half + GASKET;
        }
        self.both(half + GASKET, half + GASKET + size.thickness, size.radius);
        let back = half + GASKET + size.thickness;
        let reach =
            if neck { half + GASKET + size.neck } else { back + if self.chance(0.5) { 0.25 * size.thickness } else { 0.0 } };
        let hub = self.r + (size.radius - self.r) * self.any(0.22, 0.4);
        for side in [-1.0, 1.0] {
            if reach > back + 1e-6 {
                let foot = if neck { hub } else { self.r + 0.25 * (size.radius - self.r) };
                self.shape.cone([side * back, 0.0, 0.0], [side * reach, 0.0, 0.0], foot, if neck { self.r } else { foot });
            }
        }
        self.flange_bolts(half, own, integral, lugs);
        reach
    }

    fn flange_bolts(&mut self, half: f64, own: f64, integral: bool, lugs: bool) {
        let size = self.flange;
        let pitch = self.r + (size.radius - self.r) * self.any(0.6, 0.7);
        let (count, stud) = studs(self.dn, size.radius - self.r);
        let turn = PI / count as f64;
        if lugs {
            let wide = (size.radius - pitch).max(1.6 * stud);
            for i in 0..count {
                let (sin, cos) = (turn + 2.0 * PI * i as f64 / count as f64).sin_cos();
                let at = [pitch * cos, pitch * sin];
                self.shape.rod([-half, at[0], at[1]], [half, at[0], at[1]], wide);
            }
        }
        if !self.look.bolts {
            return;
        }
        let out = half + GASKET + size.thickness + 1.7 * stud;
        let x = [1.0, 0.0, 0.0];
        let zero = [0.0; 3];
        if integral {
            let inner = half - own - 1.5 * stud;
            self.shape.bolts(zero, x, pitch, count, stud, inner, out, turn);
            self.shape.bolts(zero, x, pitch, count, stud, -out, -inner, turn);
        } else if lugs {
            self.shape.bolts(zero, x, pitch, count, stud, half, out, turn);
            self.shape.bolts(zero, x, pitch, count, stud, -out, -half, turn);
        } else {
            self.shape.bolts(zero, x, pitch, count, 0.62 * stud, -out, out, turn);
            let nut = half + GASKET + size.thickness;
            self.shape.bolts(zero, x, pitch, count, stud, nut, nut + 1.2 * stud, turn);
            self.shape.bolts(zero, x, pitch, count, stud, -nut - 1.2 * stud, -nut, turn);
        }
    }

    fn hexagons(&mut self, half: f64) -> f64 {
        let depth = (0.9 * self.r).max(0.012) * self.any(0.8, 1.3);
        let wide = self.r * self.any(1.22, 1.42) + 0.001;
        let sides = self.dice.pick(&[6, 6, 6, 8]);
        let round = self.chance(0.2);
        for side in [-1.0, 1.0] {
            let (a, b) = ([side * (half - depth), 0.0, 0.0], [side * half, 0.0, 0.0]);
            if round { self.shape.rod(a, b, wide) } else { self.shape.prism(a, b, wide, sides) }
        }
        half
    }

    fn sockets(&mut self, half: f64) -> f64 {
        let depth = (0.8 * self.r).max(0.01) * self.any(0.8, 1.4);
        let wide = self.r * self.any(1.2, 1.4) + 0.001;
        self.both(half - depth, half, wide);
        half
    }

    fn welds(&mut self, half: f64) -> f64 {
        let land = self.r * self.any(0.3, 0.7);
        let bead = self.r * self.any(1.03, 1.08);
        for side in [-1.0, 1.0] {
            self.shape.cone([side * (half - land), 0.0, 0.0], [side * (half - 0.006), 0.0, 0.0], 1.12 * self.r, 1.02 * self.r);
            self.shape.cone([side * (half - 0.006), 0.0, 0.0], [side * half, 0.0, 0.0], bead, bead);
        }
        half
    }

    fn unions(&mut self, half: f64) -> f64 {
        let depth = (0.9 * self.r).max(0.015) * self.any(0.9, 1.5);
        let wide = self.r * self.any(1.55, 1.95);
        let sides = self.dice.pick(&[12, 16, 8]);
        for side in [-1.0, 1.0] {
            self.shape.prism([side * (half - 1.8 * depth), 0.0, 0.0], [side * (half - 0.8 * depth), 0.0, 0.0], wide, sides);
            self.shape.rod([side * (half - 0.8 * depth), 0.0, 0.0], [side * half, 0.0, 0.0], 1.25 * self.r);
        }
        half
    }

    fn clamps(&mut self, half: f64) -> f64 {
        let wide = self.r * self.any(1.35, 1.8) + 0.004;
        for side in [-1.0, 1.0] {
            self.shape.rod([side * (half - 0.008), 0.0, 0.0], [side * (half + 0.008), 0.0, 0.0], wide);
            self.shape.block([side * half, 0.0, wide + 0.012], [0.014, 0.018, 0.03]);
            self.shape.cone([side * (half + 0.008), 0.0, 0.0], [side * (half + 0.02), 0.0, 0.0], 1.1 * self.r, self.r);
        }
        half + 0.02
    }

    fn grooves(&mut self, half: f64) -> f64 {
        let (wide, length) = (self.r * self.any(1.18, 1.3) + 0.008, self.any(0.04, 0.055));
        let lift = self.any(0.0, PI).sin_cos();
        for side in [-1.0, 1.0] {
            self.shape.rod([side * (half - length / 2.0), 0.0, 0.0], [side * (half + length / 2.0), 0.0, 0.0], wide);
            for ear in [-1.0, 1.0] {
                let off = ear * (wide + 0.012);
                self.shape.prism(
                    [side * half, off * lift.0 - 0.03 * lift.1, off * lift.1 + 0.03 * lift.0],
                    [side * half, off * lift.0 + 0.03 * lift.1, off * lift.1 - 0.03 * lift.0],
                    0.014,
                    6,
                );
            }
        }
        half + length / 2.0
    }
}
