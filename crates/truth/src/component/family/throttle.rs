//! Meters by differential pressure: orifice flanges with impulse lines, rings, wedges, cones, venturis, averaging tubes.

use super::ends::Ends;
use super::make::{Body, Make};
use crate::component::Stance;
use crate::model::catalogue::meter_length;

/// Impulse lines from two taps at ±`apart` and height `foot` up to a manifold with its cell at about `rise` above.
fn impulse(m: &mut Make, apart: f64, foot: f64, rise: f64) {
    let (line, top) = (m.any(0.005, 0.009), foot + rise);
    let roots = m.chance(0.7);
    for side in [-1.0, 1.0] {
        let x = side * apart;
        m.bent(
            &[
                [x, 0.0, 0.8 * foot],
                [x, 0.0, foot + 0.55 * rise],
                [side * 0.027, 0.0, foot + 0.8 * rise],
                [side * 0.027, 0.0, top],
            ],
            line,
        );
        if roots {
            let z = foot + 0.3 * rise;
            m.shape.block([x, 0.0, z], [0.028, 0.04, 0.045]);
            m.shape.rod([x, 0.02, z], [x, 0.06, z], 0.006);
            m.shape.rod([x - 0.025, 0.06, z], [x + 0.025, 0.06, z], 0.005);
        }
    }
    match m.dice.below(4) {
        0 => m.shape.block([0.0, 0.0, top], [0.08, 0.04, 0.05]),
        _ => {
            let z = m.manifold(top);
            m.pressure_cell(z);
        }
    }
}

/// Something that leans about the pipe: taps at the side, above or below.
fn about_pipe(m: &mut Make, build: impl FnOnce(&mut Make)) {
    let lean: f64 = m.dice.pick(&[0.0, 0.0, 0.785, -0.785, 1.571, -1.571]);
    m.standing([0.0; 3], [0.0, lean.sin(), lean.cos()], [1.0, 0.0, 0.0], build);
}

/// Two flanges of a radius and thickness with hubs to ±`half`, bolted to each other about a plate.
pub(super) fn flange_pair(m: &mut Make, plate: f64, [flange, thick]: [f64; 2], half: f64, stud: f64) {
    let r = m.r;
    for side in [-1.0, 1.0] {
        m.lying(side * plate, side * (plate + thick), flange);
        m.shape.cone([side * (plate + thick), 0.0, 0.0], [side * half, 0.0, 0.0], r + 0.35 * (flange - r), r);
    }
    if m.look.bolts {
        let out = plate + thick + 0.02;
        m.shape.bolts([0.0; 3], [1.0, 0.0, 0.0], r + 0.66 * (flange - r), 8, stud, -out, out, 0.39);
    }
}

/// Thick orifice flanges with jack screws, a plate between them whose handle sticks out, taps and impulse lines.
pub(super) fn orifice_flanges(m: &mut Make) -> Body {
    let plate = m.any(0.003, 0.006);
    let (flange, thick) = (m.flange.radius * m.any(1.0, 1.1), m.flange.thickness.max(0.036) * m.any(1.0, 1.3));
    let half = plate + thick + m.flange.neck * m.any(0.6, 1.0);
    let ends = m.ends(Ends::Welded, half);
    m.lying(-plate / 2.0, plate / 2.0, 0.8 * flange);
    flange_pair(m, plate, [flange, thick], half, 0.014);
    m.shape.bar([0.0, 0.0, 0.7 * flange], [0.0, 0.0, flange + m.dice.range(0.03, 0.09)], 0.035, plate);
    let (apart, rise) = (plate + 0.5 * thick, m.any(0.12, 0.4));
    about_pipe(m, |m| if m.chance(0.85) { impulse(m, apart, flange, rise) } else { taps(m, apart, flange) });
    Body::new(ends, Stance::Any)
}

/// Two plugged taps.
fn taps(m: &mut Make, apart: f64, foot: f64) {
    for side in [-1.0, 1.0] {
        m.shape.rod([side * apart, 0.0, 0.9 * foot], [side * apart, 0.0, foot + 0.04], 0.012);
        m.shape.prism([side * apart, 0.0, foot + 0.04], [side * apart, 0.0, foot + 0.06], 0.014, 6);
    }
}

/// A carrier ring with annular chambers between flanges; a manifold straight on it.
pub(super) fn orifice_ring(m: &mut Make) -> Body {
    let half = m.any(0.02, 0.05);
    let ends = m.ends(Ends::Wafer, half);
    let wide = m.r + (m.flange.radius - m.r) * m.any(0.5, 0.8);
    m.lying(-half, half, wide);
    let (foot, rise) = (m.flange.radius, m.any(0.05, 0.2));
    about_pipe(m, |m| {
        let thin = m.any(0.009, 0.016);
        for side in [-1.0, 1.0] {
            m.shape.rod([side * 0.55 * half, 0.0, 0.7 * wide], [side * 0.55 * half, 0.0, foot + rise], thin);
        }
        let top = m.manifold(foot + rise);
        m.pressure_cell(top);
    });
    Body::new(ends, Stance::Any)
}

fn spool_half(m: &mut Make, share: f64) -> f64 {
    let length = meter_length(m.dn) * share;
    m.half(length)
}

/// A spool dented by a wedge, with two large remote seals on flanged or saddled taps.
pub(super) fn wedge(m: &mut Make) -> Body {
    let half = spool_half(m, 1.5);
    let kind = if m.chance(0.8) { Ends::Flanged } else { Ends::Welded };
    let ends = m.ends(kind, half);
    let r = m.r;
    m.spool(half, 1.02 * r);
    let (apart, neck, plate) = (half * m.any(0.3, 0.5), r + m.any(0.03, 0.09), m.any(0.045, 0.075));
    m.shape.block([0.0, 0.0, 0.9 * r], [0.35 * r, 1.2 * r, 0.3 * r]);
    let lines = m.chance(0.6);
    for side in [-1.0, 1.0] {
        m.shifted([side * apart, 0.0, 0.0], |m| {
            m.upright(0.0, neck, 0.7 * plate);
            m.upright(neck, neck + 0.02, plate);
            m.upright(neck + 0.023, neck + 0.045, plate);
            if !lines {
                m.upright(neck + 0.045, neck + 0.08, 0.4 * plate);
            }
        });
        if lines {
            m.bent(&[[side * apart, 0.0, neck + 0.04], [side * apart, 0.0, neck + 0.12], [0.0, 0.0, neck + 0.18]], 0.006);
        }
    }
    if lines {
        m.shifted([0.0, 0.0, neck + 0.17], |m| m.pressure_cell(0.0));
    }
    Body::new(ends, Stance::Any)
}

/// A plain spool with a cone inside: two taps close together and a manifold on them.
pub(super) fn cone(m: &mut Make) -> Body {
    let half = spool_half(m, 1.2);
    let kind = m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Welded, Ends::Threaded]);
    let kind = if m.dn > 50 && kind == Ends::Threaded { Ends::Flanged } else { kind };
    let ends = m.ends(kind, half);
    let r = m.r;
    m.spool(half, 1.02 * r);
    let (apart, rise) = (m.any(0.03, 0.06) + 0.1 * r, m.any(0.1, 0.35));
    m.shifted([-0.2 * half, 0.0, 0.0], |m| {
        for side in [-1.0, 1.0] {
            m.shape.rod([side * apart, 0.0, 0.8 * r], [side * apart, 0.0, r + 0.03], 0.016);
        }
        impulse(m, apart, r + 0.02, rise);
    });
    Body::new(ends, Stance::Any)
}

/// A long cast or rolled venturi with ring chambers about inlet and throat.
pub(super) fn venturi_ring(m: &mut Make) -> Body {
    let half = (3.4 * m.r + 0.12) * m.any(0.85, 1.3);
    let kind = if m.chance(0.8) { Ends::Flanged } else { Ends::Welded };
    let ends = m.ends(kind, half);
    let (r, waist) = (m.r, m.r * m.any(0.42, 0.7));
    let throat = [-0.3 * half, 0.0];
    m.round_pipe(&[(-half, r), (-0.55 * half, r), (throat[0], waist), (throat[1], waist), (0.9 * half, r), (half, r)]);
    for (x, foot) in [(-0.7 * half, r), (0.5 * (throat[0] + throat[1]), waist)] {
        let chamber = foot * m.any(1.15, 1.4) + 0.006;
        m.lying(x - 0.08 * half, x + 0.08 * half, chamber);
        m.shape.rod([x, 0.0, 0.8 * chamber], [x, 0.0, r + 0.07], 0.011);
    }
    if m.chance(0.5) {
        m.shifted([-0.4 * half, 0.0, 0.0], |m| {
            let top = m.manifold(r + 0.06);
            m.pressure_cell(top);
        });
    }
    Body::new(ends, Stance::Any)
}

/// An averaging pitot tube through a spool: a fitting, a head with valves, a transmitter on it, a support opposite.
pub(super) fn averaging(m: &mut Make) -> Body {
    let half = spool_half(m, 0.9);
    let kind = m.dice.pick(&[Ends::Flanged, Ends::Welded, Ends::Wafer]);
    let half = if kind == Ends::Wafer { m.any(0.02, 0.045) } else { half };
    let ends = m.ends(kind, half);
    let r = m.r;
    let wafer = kind == Ends::Wafer;
    let body = if wafer { r + 0.6 * (m.flange.radius - r) } else { 1.02 * r };
    m.lying(-half, half, body);
    let foot = if wafer { m.flange.radius } else { r };
    let own = m.any(0.016, 0.03);
    m.upright(0.5 * r, foot + 0.04, own);
    if m.chance(0.4) && !wafer {
        m.upright(foot + 0.04, foot + 0.06, 0.06);
        m.upright(foot + 0.063, foot + 0.085, 0.06);
        m.upright(-r - 0.04, -r, 0.018);
    }
    m.upright(foot + 0.03, foot + 0.16, 0.014);
    let z = foot + m.any(0.1, 0.15);
    let top = m.manifold(z);
    m.pressure_cell(top);
    Body::new(ends, Stance::Any)
}
