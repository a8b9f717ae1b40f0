//! What is easily taken for a valve between its flanges: orifice plates with a cell on lines beside them, rubber arches, windows across
//! the flow; and ball valves under drives, which pass for control valves.

use super::ends::Ends;
use super::make::{Body, Make};
use super::quarter_drive::{gearbox, power};
use super::solids::{bracket, drum, pad, post};
use super::throttle::flange_pair;
use crate::component::Stance;
use crate::model::catalogue::gate_length;
use std::f64::consts::{FRAC_PI_2, PI, TAU};

/// Orifice plate between flanges; two lines leave it at its side, turn, and carry a manifold with a pressure cell.
pub(super) fn orifice_beside(m: &mut Make) -> Body {
    let plate = m.any(0.003, 0.02);
    let own = m.chance(0.5);
    let (wide, thick) = (m.flange.radius, m.flange.thickness);
    let half = if own { plate + thick + m.flange.neck * m.any(0.5, 1.0) } else { plate };
    let ends = m.ends(if own { Ends::Welded } else { Ends::Wafer }, half);
    let disc = wide * m.any(0.65, 0.95);
    m.lying(-plate, plate, disc);
    if own {
        flange_pair(m, plate, [wide, thick], half, 0.012);
    }
    if m.chance(0.7) {
        let (turn, long) = (m.any(-0.8, 0.8), wide + m.any(0.02, 0.12));
        let at = |d: f64| [0.0, d * turn.sin(), d * turn.cos()];
        m.shape.bar(at(0.6 * wide), at(long), m.dice.range(0.02, 0.04), 0.004);
    }
    let (tap, line) = (plate + m.any(0.2, 0.6) * thick, m.any(0.005, 0.01));
    let (out, rise) = (wide + m.any(0.01, 0.12), m.any(0.05, 0.22));
    // Where the lines leave, and where they turn to.
    let leave: f64 = m.dice.pick(&[0.0, 0.785, FRAC_PI_2, FRAC_PI_2, -FRAC_PI_2, -0.785]);
    let turn = if m.chance(0.75) { leave - leave.signum() * FRAC_PI_2 } else { leave };
    let way = |a: f64| [a.sin(), a.cos()];
    let ([oy, oz], [ty, tz]) = (way(leave), way(turn));
    for side in [-1.0, 1.0] {
        let at = |x: f64, d: f64, e: f64| [side * x, d * oy + e * ty, d * oz + e * tz];
        let pinch = tap.min(0.027);
        m.bent(&[at(tap, 0.8 * wide, 0.0), at(tap, out, 0.0), at(pinch, out, 0.4 * rise), at(pinch, out, rise)], line);
    }
    m.standing([0.0, out * oy + rise * ty, out * oz + rise * tz], [0.0, ty, tz], [1.0, 0.0, 0.0], |m| {
        let top = if m.chance(0.7) { m.manifold(-0.01) } else { 0.0 };
        m.pressure_cell(top);
    });
    Body::new(ends, Stance::Any)
}

/// A rubber arch, or two, that bulges from flange to flange nearly as a ball.
pub(super) fn rubber_arch(m: &mut Make) -> Body {
    let waves = if m.chance(0.8) { 1 } else { 2 };
    let long = m.dice.pick::<f64>(&[0.1, 0.13, 0.13, 0.15, 0.15, 0.2]) + if waves == 2 { 0.06 } else { 0.0 };
    let half = 0.5 * long.max(1.1 * m.r) * m.any(0.92, 1.12);
    let ends = m.ends(Ends::Flanged, half);
    let (r, wide) = (m.r, m.flange.radius);
    let (end, crest) = (half - m.flange.thickness, r + m.any(0.25, 0.85) * (wide - r));
    let foot = r + m.any(0.0, 0.35) * (crest - r);
    m.spool(half, 1.02 * r);
    let (wave, sharp) = (end / f64::from(waves), m.any(0.5, 1.0));
    for i in 0..waves {
        let mid = if waves == 1 { 0.0 } else { (f64::from(i) - 0.5) * 2.0 * wave };
        let at = |k: i32| {
            let t = f64::from(k) / 6.0 - 1.0;
            (mid + t * wave, foot + (crest - foot) * (1.0 - t * t).max(0.0).powf(0.5 * sharp))
        };
        m.round_pipe(&(0..=12).map(at).collect::<Vec<(f64, f64)>>());
    }
    // The bead that the loose flanges hold, seen as a lip.
    for side in [-1.0, 1.0] {
        let lip = r + m.any(0.3, 0.6) * (wide - r);
        m.lying(side * (end - 0.004), side * (end + 0.006), lip);
    }
    if m.chance(0.3) {
        let (count, rod, pitch) = (m.dice.pick(&[2, 3, 4]), m.any(0.006, 0.011), wide + m.any(-0.01, 0.02));
        let (turn, far) = (m.any(0.0, TAU), half + m.any(0.02, 0.05));
        for i in 0..count {
            let (sin, cos) = (turn + TAU * f64::from(i) / f64::from(count)).sin_cos();
            m.shape.rod([-far, pitch * cos, pitch * sin], [far, pitch * cos, pitch * sin], rod);
        }
    }
    Body::new(ends, Stance::Any)
}

/// A straight body with a round window on either side, held by bolted rings.
pub(super) fn sight_windows(m: &mut Make) -> Body {
    let half = gate_length(m.dn) * m.any(0.42, 0.7);
    let kind = if m.dn <= 50 { m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Threaded]) } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let r = m.r;
    let pane = (r * m.any(0.9, 1.5) + 0.008).min(0.7 * half);
    let (out, ring) = (r * m.any(1.1, 1.6) + 0.008, m.any(0.008, 0.018));
    match m.dice.below(3) {
        0 => m.spool(half, 1.06 * r),
        1 => m.round_pipe(&[(-0.8 * half, 1.02 * r), (-0.4 * half, 1.3 * r), (0.4 * half, 1.3 * r), (0.8 * half, 1.02 * r)]),
        _ => {
            m.spool(half, 1.04 * r);
            m.shape.block([0.0; 3], [2.2 * pane, 2.0 * r, 2.3 * r]);
        }
    }
    let bore = pane * m.any(0.8, 1.0);
    m.shape.rod([0.0, -out, 0.0], [0.0, out, 0.0], bore);
    let sides: &[f64] = if m.chance(0.12) { &[1.0] } else { &[-1.0, 1.0] };
    for &side in sides {
        m.aside([0.0; 3], side, |m| {
            m.shape.washer([0.0, 0.0, out + ring], [0.0, 0.0, 1.0], pane, 0.6 * pane);
            m.upright(out - ring, out + ring, pane);
            if m.look.bolts {
                m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 0.86 * pane, 6, 0.006, out - ring, out + ring + 0.008, 0.3);
            }
        });
    }
    Body::new(ends, Stance::Any)
}

/// A flanged ball valve of two or three parts with a slim neck under a drive or a gearbox: open or shut, no throttling.
pub(super) fn ball_driven(m: &mut Make) -> Body {
    let half = if m.chance(0.6) {
        gate_length(m.dn) * m.any(0.42, 0.56)
    } else {
        0.5 * (0.1 + 0.0011 * f64::from(m.dn)) * m.any(0.9, 1.2)
    };
    let ends = m.ends(Ends::Flanged, half.max(1.4 * m.flange.thickness));
    let r = m.r;
    let (land, core) = (half - m.flange.thickness, r * m.any(1.15, 1.7));
    let barrel = r * m.any(1.02, 1.25);
    m.spool(half, barrel);
    match m.dice.below(3) {
        0 => m.shape.ball([0.0; 3], core.min(0.95 * land.max(r))),
        1 => {
            let to = m.any(0.3, 0.9) * land;
            drum(m, -0.6 * land, to, core);
        }
        _ => {
            let seam = m.any(-0.5, 0.5) * land;
            drum(m, -0.5 * land, 0.5 * land, 0.92 * core);
            m.lying(seam - 0.25 * m.flange.thickness, seam + 0.25 * m.flange.thickness, 1.15 * core);
        }
    }
    let (neck, stem) = (core.max(m.flange.radius * m.any(0.6, 1.15)) + m.any(0.01, 0.06), r * m.any(0.2, 0.4) + 0.004);
    post(m, 0.5 * core, neck, stem);
    let size = ((0.028 + 0.5 * r) * m.any(0.75, 1.35)).min(0.14);
    if m.dn >= 65 && m.chance(0.3) {
        pad(m, neck, 0.7 * size);
        gearbox(m, neck);
    } else {
        pad(m, neck, 0.7 * size);
        let foot = if m.chance(0.5) { bracket(m, neck, 0.7 * size) } else { neck };
        let turn = m.dice.pick(&[0.0, 0.0, PI]);
        m.turned(turn, |m| power(m, foot, size));
    }
    Body::new(ends, Stance::Any)
}
