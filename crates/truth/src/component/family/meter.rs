//! Flow meters: magnetic, vortex, turbine, coriolis, orifice, rotameter, ultrasonic, venturi, water meters.

use super::ends::Ends;
use super::make::{Body, Make};
use crate::component::Stance;
use crate::model::catalogue::meter_length;

impl Make<'_> {
    /// A transmitter's head whose foot is at `z`: drums with covers, boxes, flat housings.
    pub fn head(&mut self, z: f64) {
        let r = self.any(0.04, 0.075);
        let turn = self.any(0.0, std::f64::consts::TAU);
        let style = self.dice.below(6);
        self.turned(turn, |m| match style {
            0 | 1 => {
                let (half, mid) = (m.any(0.05, 0.1), z + 1.05 * r);
                m.shape.rod([-half, 0.0, mid], [half, 0.0, mid], r);
                m.shape.rod([half, 0.0, mid], [half + 0.03, 0.0, mid], 1.1 * r);
                m.shape.rod([-half - 0.022, 0.0, mid], [-half, 0.0, mid], 1.1 * r);
                m.shape.rod([0.0, 0.0, z], [0.0, 0.0, mid], 0.6 * r);
                m.shape.rod([0.3 * half, 0.8 * r, mid], [0.3 * half, 1.5 * r + 0.02, mid], 0.013);
            }
            2 => {
                let tall = m.any(0.07, 0.14);
                m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + tall], 1.15 * r);
                m.shape.rod([0.0, 0.0, z + tall], [0.0, 0.0, z + tall + 0.02], 1.25 * r);
                m.shape.rod([1.0 * r, 0.0, z + 0.4 * tall], [1.6 * r, 0.0, z + 0.4 * tall], 0.013);
            }
            3 => {
                let (w, d, h) = (m.any(0.1, 0.2), m.any(0.07, 0.13), m.any(0.1, 0.2));
                m.shape.block([0.0, 0.0, z + h / 2.0], [w, d, h]);
                m.shape.rod([0.5 * w - 0.02, 0.0, z - 0.03], [0.5 * w - 0.02, 0.0, z], 0.012);
            }
            4 => {
                // A sloping display.
                let (w, h) = (m.any(0.11, 0.18), m.any(0.09, 0.14));
                m.shape.rod([0.0, 0.0, z], [0.0, 0.0, z + 0.03], 0.03);
                m.shape.bar([0.0, 0.0, z + 0.03], [0.25 * h, 0.0, z + 0.03 + h], w, 0.07);
            }
            _ => {
                m.shape.stub([0.0, 0.0, z], [0.0, 0.0, z + 0.05], 0.6 * r, r);
                m.shape.rod([0.0, 0.0, z + 0.05], [0.0, 0.0, z + 0.09], r);
                m.shape.dome([0.0, 0.0, z + 0.09], [0.0, 0.0, 1.0], r, 0.4 * r);
                m.shape.rod([r, 0.0, z + 0.06], [1.5 * r, 0.0, z + 0.06], 0.012);
            }
        });
    }

    /// A slim neck with a head on it.
    fn mast(&mut self, from: f64, height: f64) {
        let (top, slim) = (from + height * self.any(0.6, 1.5), self.any(0.012, 0.028));
        self.shape.rod([0.0, 0.0, 0.6 * from], [0.0, 0.0, top], slim);
        self.head(top);
    }
}

fn meter_half(m: &mut Make) -> f64 {
    let length = meter_length(m.dn);
    m.half(length)
}

pub(super) fn magnetic(m: &mut Make) -> Body {
    let half = meter_half(m);
    let kind = if m.dn <= 50 && m.chance(0.2) { Ends::Clamp } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let (r, flange) = (m.r, m.flange);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], r * m.dice.range(1.05, 1.15));
    let wide = (half - 1.4 * flange.thickness) * m.any(0.5, 0.9);
    let coil = r + m.any(0.45, 1.1) * (flange.radius - r) + 0.004;
    match m.dice.below(4) {
        0 | 1 => m.shape.rod([-wide, 0.0, 0.0], [wide, 0.0, 0.0], coil),
        2 => m.shape.block([0.0; 3], [2.0 * wide, 1.9 * coil, 1.9 * coil]),
        _ => m.shape.lathe(
            [0.0; 3],
            [1.0, 0.0, 0.0],
            &[(-wide, 1.1 * r), (-0.6 * wide, coil), (0.6 * wide, coil), (wide, 1.1 * r)],
        ),
    }
    let neck = coil + m.any(0.02, 0.1);
    m.shape.rod([0.0, 0.0, 0.8 * coil], [0.0, 0.0, neck], m.dice.range(0.018, 0.04));
    if m.chance(0.85) {
        m.head(neck);
    } else {
        // The converter hangs elsewhere: only a junction box.
        m.shape.block([0.0, 0.0, neck + 0.03], [0.09, 0.09, 0.06]);
    }
    Body::new(ends, Stance::Upright)
}

pub(super) fn magnetic_wafer(m: &mut Make) -> Body {
    let half = (meter_half(m) * 0.4).max(0.03);
    let ends = m.ends(Ends::Wafer, half);
    let body = m.r + (m.flange.radius - m.r) * m.any(0.5, 0.8);
    m.shape.rod([-half, 0.0, 0.0], [half, 0.0, 0.0], body);
    let neck = m.flange.radius + m.any(0.03, 0.1);
    m.shape.rod([0.0, 0.0, 0.5 * body], [0.0, 0.0, neck], 0.03);
    m.head(neck);
    Body::new(ends, Stance::Upright)
}

pub(super) fn vortex(m: &mut Make) -> Body {
    let half = meter_half(m) * m.any(0.7, 1.0);
    let wafer = m.chance(0.35);
    let half = if wafer { half.min(0.045) } else { half };
    let ends = m.ends(if wafer { Ends::Wafer } else { Ends::Flanged }, half);
    let body = if wafer { m.r + (m.flange.radius - m.r) * m.any(0.4, 0.65) } else { m.r * m.any(1.05, 1.35) };
    m.shape.rod([-half, 0.0, 0.0], [half, 0.0, 0.0], body);
    m.shape.block([0.0, 0.0, body], [0.06, 0.06, 0.03]);
    m.mast(body.max(if wafer { m.flange.radius } else { 0.0 }), 0.16);
    Body::new(ends, Stance::Upright)
}

pub(super) fn turbine(m: &mut Make) -> Body {
    let half = meter_half(m) * m.any(0.6, 1.0);
    let kind = if m.dn <= 50 { m.dice.pick(&[Ends::Threaded, Ends::Flanged, Ends::Clamp]) } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let r = m.r;
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], r * m.dice.range(1.03, 1.2));
    m.shape.rod([0.0; 3], [0.0, 0.0, 1.2 * r + 0.015], 0.02);
    m.shape.prism([0.0, 0.0, 1.2 * r + 0.015], [0.0, 0.0, 1.2 * r + 0.03], 0.014, 6);
    m.mast(1.2 * r + 0.03, 0.08);
    Body::new(ends, Stance::Any)
}

/// Coriolis: splitters at the ends, and tubes that go out in a U, an omega or a triangle; or a straight thick case.
pub(super) fn coriolis(m: &mut Make) -> Body {
    let half = meter_half(m) * m.any(1.1, 1.9);
    let kind = if m.dn <= 50 { m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Clamp, Ends::Threaded]) } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let r = m.r;
    let (block, deep) = ((0.55 * half).min(1.6 * r + 0.05), half * m.any(0.8, 1.7));
    m.shape.tube([-half, 0.0, 0.0], [-block, 0.0, 0.0], 1.05 * r);
    m.shape.tube([block, 0.0, 0.0], [half, 0.0, 0.0], 1.05 * r);
    let wide = r * m.any(1.2, 1.6) + 0.01;
    match m.dice.below(4) {
        0 => {
            // A closed case: the U in sheet metal.
            m.shape.block([0.0; 3], [2.0 * block, 2.0 * wide, 2.2 * wide]);
            let tube = 0.8 * wide + 0.01;
            let bend = (block - 0.2 * tube).max(1.3 * tube);
            m.loop_of_tube(bend, deep, tube, 0.0);
        }
        1 => {
            m.shape.rod([-block, 0.0, 0.0], [block, 0.0, 0.0], wide);
            let tube = 0.35 * r + 0.004;
            for side in [-1.0, 1.0] {
                m.loop_of_tube(0.9 * block, deep, tube, side * 0.7 * wide);
            }
            m.shape.block([0.0, 0.0, -deep], [0.1, 2.2 * wide, 0.05]);
        }
        2 => {
            // A triangle.
            m.shape.rod([-block, 0.0, 0.0], [block, 0.0, 0.0], wide);
            for side in [-1.0, 1.0] {
                m.shape.tube([side * block, 0.0, 0.0], [0.0, 0.0, -deep], 0.7 * wide);
            }
            m.shape.ball([0.0, 0.0, -deep], 0.85 * wide);
        }
        _ => m.shape.lathe(
            [0.0; 3],
            [1.0, 0.0, 0.0],
            &[(-0.85 * half, 1.1 * r), (-0.7 * half, 1.6 * wide), (0.7 * half, 1.6 * wide), (0.85 * half, 1.1 * r)],
        ),
    }
    m.mast(wide * 1.1, 0.1);
    Body::new(ends, Stance::Upright)
}

impl Make<'_> {
    /// A U of tube below the pipe: two legs `spread` from the middle, down to `deep`.
    fn loop_of_tube(&mut self, spread: f64, deep: f64, tube: f64, y: f64) {
        let turn = crate::surface::Torus {
            center: crate::surface::P3::new(0.0, y, -(deep - spread).max(0.0)),
            axis: crate::surface::V3::y(),
            start: crate::surface::V3::x(),
            angle: std::f64::consts::PI,
            bend_radius: spread,
            radius: tube,
        };
        for side in [-1.0, 1.0] {
            self.shape.tube([side * spread, y, 0.0], [side * spread, y, -(deep - spread).max(0.01)], tube);
        }
        self.shape.0.push(crate::surface::Surface::Torus(turn));
    }
}

/// Orifice plate between two thick flanges with taps, tubing and a transmitter.
pub(super) fn orifice(m: &mut Make) -> Body {
    let half = m.any(0.002, 0.02);
    let ends = m.ends(Ends::Wafer, half);
    let flange = m.flange;
    m.shape.rod([-half, 0.0, 0.0], [half, 0.0, 0.0], flange.radius * m.dice.range(0.75, 0.92));
    if m.chance(0.6) {
        m.shape.bar([0.0, 0.0, 0.8 * flange.radius], [0.0, 0.0, flange.radius + m.dice.range(0.03, 0.1)], 0.03, 0.004);
    }
    let tilt = m.any(-0.8, 0.8);
    let before = std::mem::take(&mut m.shape);
    let tap = half + 0.5 * flange.thickness;
    let top = flange.radius + m.any(0.06, 0.2);
    for side in [-1.0, 1.0] {
        m.shape.tube([side * tap, 0.0, 0.9 * flange.radius], [side * tap, 0.0, top], 0.008);
        m.shape.block([side * tap, 0.0, top], [0.03, 0.045, 0.04]);
        m.shape.tube([side * tap, 0.0, top], [side * 0.03, 0.0, top + 0.06], 0.006);
    }
    if m.chance(0.8) {
        m.shape.block([0.0, 0.0, top + 0.1], [0.1, 0.07, 0.08]);
        m.shape.rod([0.0, 0.0, top + 0.1], [0.0, 0.0, top + 0.17], 0.035);
        m.head(top + 0.15);
    }
    let made = std::mem::replace(&mut m.shape, before);
    let turn = nalgebra::UnitQuaternion::from_axis_angle(&crate::surface::V3::x_axis(), tilt);
    m.shape.0.extend(made.moved(&nalgebra::Isometry3::from_parts(nalgebra::Translation3::identity(), turn)));
    Body::new(ends, Stance::Upright)
}

/// Metal or glass tube with a scale at its side; made for rising pipes.
pub(super) fn rotameter(m: &mut Make) -> Body {
    let half = m.any(0.11, 0.16);
    let kind = if m.dn <= 50 { m.dice.pick(&[Ends::Flanged, Ends::Threaded, Ends::Union]) } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let r = m.r;
    if m.chance(0.6) {
        m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], r * m.dice.range(1.05, 1.3));
        let (w, h) = (m.any(0.08, 0.13), m.any(0.1, 0.17));
        m.shape.block([0.0, 0.0, 1.2 * r + 0.05], [h, w, 0.08]);
        m.shape.block([0.0, 0.0, r + 0.01], [0.05, 0.05, 0.06]);
    } else {
        m.shape.cone([-0.9 * half, 0.0, 0.0], [0.9 * half, 0.0, 0.0], 0.9 * r, 1.25 * r);
        for side in [-1.0, 1.0] {
            m.shape.rod([side * 0.8 * half, 0.0, 0.0], [side * half, 0.0, 0.0], 1.6 * r);
            m.shape.tube([-half, side * 1.6 * r, 0.0], [half, side * 1.6 * r, 0.0], 0.006);
        }
    }
    Body::new(ends, Stance::Any)
}

/// Ultrasonic spool: thick stubs that slant across the pipe.
pub(super) fn ultrasonic(m: &mut Make) -> Body {
    let half = meter_half(m) * m.any(0.9, 1.4);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], r * m.dice.range(1.0, 1.15));
    let (slant, stub) = (m.any(0.5, 0.8), m.any(0.014, 0.03));
    for side in [-1.0, 1.0] {
        let at = |d: f64| [side * d * f64::cos(slant), side * d * f64::sin(slant), 0.0];
        m.shape.rod(at(0.8 * r), at(1.9 * r + 0.03), stub);
        m.shape.rod(at(1.9 * r + 0.03), at(1.9 * r + 0.05), 1.4 * stub);
    }
    m.mast(1.05 * r, 0.12);
    Body::new(ends, Stance::Any)
}

/// Venturi tube: waist and taps.
pub(super) fn venturi(m: &mut Make) -> Body {
    let half = (3.0 * m.r + 0.1) * m.any(0.8, 1.3);
    let ends = m.ends(Ends::Flanged, half);
    let (r, waist) = (m.r, m.r * m.any(0.5, 0.7));
    m.shape.lathe(
        [0.0; 3],
        [1.0, 0.0, 0.0],
        &[(-half, r), (-0.6 * half, r), (-0.25 * half, waist), (0.0, waist), (0.85 * half, r), (half, r)],
    );
    for (x, foot) in [(-0.75 * half, r), (-0.12 * half, waist)] {
        m.shape.rod([x, 0.0, 0.8 * foot], [x, 0.0, r + 0.08], 0.01);
        m.shape.block([x, 0.0, r + 0.09], [0.03, 0.04, 0.035]);
    }
    Body::new(ends, Stance::Any)
}

/// Water meter: a belly with a round register on top.
pub(super) fn water(m: &mut Make) -> Body {
    let half = if m.dn <= 40 { (0.08 + 0.5 * m.r) * m.any(0.8, 1.2) } else { meter_half(m) * 0.9 };
    let kind = if m.dn <= 40 { Ends::Threaded } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let r = m.r;
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.08 * r);
    let wide = (r * m.any(1.1, 1.4) + 0.025).min(0.8 * half);
    m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(-1.1 * r, 0.0), (-r, 0.7 * wide), (0.0, wide), (1.1 * r, wide), (1.1 * r, 0.0)]);
    let (dial, high) = (m.any(0.035, 0.06), 1.1 * r + m.any(0.03, 0.06));
    m.shape.rod([0.0, 0.0, 1.1 * r], [0.0, 0.0, high], dial);
    if m.chance(0.6) {
        m.shape.bar([-dial, 0.0, high], [-1.3 * dial, 0.0, high + 1.8 * dial], 1.8 * dial, 0.006);
    }
    Body::new(ends, Stance::Upright)
}

/// Positive displacement: a fat drum across the pipe with a counter.
pub(super) fn displacement(m: &mut Make) -> Body {
    let half = meter_half(m) * m.any(0.9, 1.3);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.05 * r);
    let (wide, long) = ((r * m.any(1.7, 2.4)).min(0.85 * half), r * m.any(1.2, 2.0) + 0.03);
    m.shape.rod([0.0, -long, 0.0], [0.0, long, 0.0], wide);
    m.shape.rod([0.0, long, 0.0], [0.0, long + 0.015, 0.0], 1.08 * wide);
    m.shape.block([0.0, long + 0.07, 0.3 * wide], [0.14, 0.12, 0.14]);
    Body::new(ends, Stance::Any)
}
