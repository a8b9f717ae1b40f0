//! What sits in lines and is neither valve, meter nor strainer: sight glasses, steam traps, spectacle blinds, mixers, silencers, arresters.

use super::ends::Ends;
use super::globe::globe_half;
use super::make::{Body, Make};
use crate::component::Stance;

/// Ends of small steam fittings.
fn steam_ends(m: &mut Make) -> Ends {
    m.dice.pick(&[Ends::Flanged, Ends::Threaded, Ends::Threaded, Ends::Socket])
}

/// Two round windows across the flow, or a glass tube in a cage.
pub(super) fn sight_glass(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.8, 1.05);
    let kind = if m.dn <= 50 { m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Threaded]) } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let (r, land) = (m.r, half - m.flange.thickness);
    if m.chance(0.6) {
        m.spool(half, 1.08 * r);
        m.shape.ball([0.0; 3], r * m.dice.range(1.2, 1.5));
        let (out, pane) = (r * m.any(1.2, 1.7) + 0.008, (r * m.any(1.15, 1.5) + 0.014).min(0.75 * half));
        for side in [-1.0, 1.0] {
            m.aside([0.0; 3], side, |m| {
                m.upright(0.0, out, 0.75 * pane);
                m.upright(out, out + 0.015, pane);
                m.shape.washer([0.0, 0.0, out + 0.018], [0.0, 0.0, 1.0], pane, 0.6 * pane);
                m.upright(out + 0.016, out + 0.028, pane);
                if m.look.bolts {
                    m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 0.85 * pane, 6, 0.006, out - 0.006, out + 0.037, 0.2);
                }
            });
        }
    } else {
        m.spool(half, 0.98 * r);
        let plate = r * m.any(1.35, 1.7) + 0.006;
        for side in [-1.0, 1.0] {
            m.lying(side * 0.6 * land, side * 0.75 * land, plate);
        }
        m.shape.bolts([0.0; 3], [1.0, 0.0, 0.0], 0.88 * plate, 4, 0.006, -0.8 * land, 0.8 * land, 0.785);
    }
    Body::new(ends, Stance::Any)
}

/// Float trap: a cast pot below or beside the line with a large bolted cover.
pub(super) fn trap_float(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.05 + 1.2 * r) * m.any(0.95, 1.3);
    let kind = steam_ends(m);
    let ends = m.ends(kind, half);
    m.spool(half, 1.2 * r);
    let wide = (r * m.any(1.5, 2.2) + 0.028).min(0.8 * half + 0.01);
    if m.chance(0.5) {
        // The cover faces sideways; the pot hangs below.
        let (side, deep, drop) = (m.either(), m.any(0.03, 0.05) + r, -m.any(0.1, 0.9) * wide);
        m.shape.rod([0.0, -side * 0.5 * deep, drop], [0.0, side * deep, drop], wide);
        m.shape.dome([0.0, -side * 0.5 * deep, drop], [0.0, -side, 0.0], wide, 0.5 * wide);
        m.aside([0.0, 0.0, drop], side, |m| _ = m.bonnet_joint(deep, 1.25 * wide));
    } else {
        let low = -wide * m.any(1.2, 2.0) - r;
        m.upright(low, 0.3 * r, wide);
        m.shape.dome([0.0, 0.0, low], [0.0, 0.0, -1.0], wide, 0.4 * wide);
        m.bonnet_joint(0.4 * r + 0.005, 1.2 * wide);
    }
    Body::new(ends, Stance::Upright)
}

/// Inverted bucket trap: a tall upright pot with a flange about its middle or top; the line runs through its foot.
pub(super) fn trap_bucket(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.04 + 1.3 * r) * m.any(0.95, 1.3);
    let kind = steam_ends(m);
    let ends = m.ends(kind, half);
    m.spool(half, 1.2 * r);
    let (wide, tall) = ((r * m.any(1.4, 2.0) + 0.022).min(0.85 * half), m.any(0.1, 0.24) + r);
    let joint = tall * m.any(0.15, 0.75);
    m.upright(-1.3 * r, joint, wide);
    if m.chance(0.6) {
        m.bonnet_joint(joint, 1.3 * wide);
    }
    m.shape.tube([0.0, 0.0, joint], [0.0, 0.0, tall], 0.95 * wide);
    m.shape.dome([0.0, 0.0, tall], [0.0, 0.0, 1.0], 0.95 * wide, 0.45 * wide);
    if m.chance(0.4) {
        m.hexagon(tall + 0.4 * wide, tall + 0.5 * wide + 0.01, 0.014);
    }
    Body::new(ends, Stance::Upright)
}

/// Disc or bimetal trap: a small thick body with a round or six-sided cap on top, often with a strainer's leg.
pub(super) fn trap_disc(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.03 + 1.1 * r) * m.any(0.9, 1.3);
    let kind = steam_ends(m);
    let ends = m.ends(kind, half);
    m.spool(half, 1.25 * r);
    let (wide, high) = (r * m.any(1.3, 1.8) + 0.008, r * m.any(1.0, 1.8) + 0.012);
    m.shape.stub([0.0, 0.0, -0.8 * r], [0.0, 0.0, high], 1.1 * r, wide);
    match m.dice.below(3) {
        0 => {
            let own = m.any(0.02, 0.05);
            m.upright(high, high + own, 0.95 * wide);
        }
        1 => {
            let own = m.any(0.02, 0.045);
            m.hexagon(high, high + own, wide);
        }
        _ => {
            m.bonnet_joint(high, 1.35 * wide);
        }
    }
    if m.chance(0.5) {
        m.slanting(0.0, 2.36, |m| {
            let long = r * m.any(1.8, 2.6) + 0.015;
            m.upright(0.0, long, 0.9 * r);
            m.hexagon(long, long + 0.018, 0.95 * r);
        });
    }
    Body::new(ends, Stance::Any)
}

/// A figure of eight between two flanges, its other half standing out; or a spade with a handle.
pub(super) fn spectacle(m: &mut Make) -> Body {
    let half = (0.004 + 0.035 * m.r) * m.any(0.8, 1.5);
    let ends = m.ends(Ends::Wafer, half);
    let wide = m.r + (m.flange.radius - m.r) * m.any(0.5, 0.7);
    m.lying(-half, half, wide);
    if m.chance(0.75) {
        let off = 2.0 * wide + (m.flange.radius - wide) * m.any(0.6, 1.5);
        m.shape.bar([0.0, 0.0, 0.8 * wide], [0.0, 0.0, off - 0.8 * wide], 0.5 * wide, 2.0 * half);
        if m.chance(0.5) {
            m.shape.rod([-half, 0.0, off], [half, 0.0, off], wide);
        } else {
            for side in [-1.0, 1.0] {
                m.shape.washer([side * half, 0.0, off], [1.0, 0.0, 0.0], wide, 0.95 * m.r);
            }
            m.shape.tube([-half, 0.0, off], [half, 0.0, off], wide);
            m.shape.tube([-half, 0.0, off], [half, 0.0, off], 0.95 * m.r);
        }
    } else {
        let out = m.flange.radius + m.any(0.06, 0.14);
        m.shape.bar([0.0, 0.0, 0.8 * wide], [0.0, 0.0, out], 0.3 * wide + 0.02, 2.0 * half);
    }
    Body::new(ends, Stance::Any)
}

/// A static mixer: a long spool, with one or two injection nozzles near its inlet.
pub(super) fn mixer(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.08 + r * m.any(3.0, 6.0)).min(0.7);
    let kind = m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Union, Ends::Clamp]);
    let kind = if m.dn > 80 { Ends::Flanged } else { kind };
    let ends = m.ends(kind, half);
    let own = m.any(1.0, 1.1);
    m.spool(half, r * own);
    for k in 0..m.dice.count(0, 2) {
        let (turn, out) = (1.571 * k as f64, r + m.any(0.05, 0.1));
        m.standing([-0.7 * half, 0.0, 0.0], [0.0, f64::sin(turn), f64::cos(turn)], [1.0, 0.0, 0.0], |m| {
            m.upright(0.0, out, 0.013);
            if m.chance(0.6) {
                m.upright(out, out + 0.015, 0.04);
                m.upright(out + 0.017, out + 0.03, 0.04);
            } else {
                m.hexagon(out, out + 0.025, 0.017);
            }
        });
    }
    for _ in 0..m.dice.count(0, 3) {
        let at = half * m.any(-0.8, 0.8);
        m.lying(at - 0.004, at + 0.004, 1.12 * r);
    }
    Body::new(ends, Stance::Any)
}

/// A silencer or damper: a fat shell along the line with dished or conical ends.
pub(super) fn silencer(m: &mut Make) -> Body {
    let r = m.r;
    let (wide, long) = (r * m.any(1.7, 2.8) + 0.01, r * m.any(3.0, 7.0) + 0.08);
    let half = (long / 2.0 + wide * 0.5 + 0.03) * m.any(1.0, 1.15) + m.flange.thickness;
    let kind = m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Welded]);
    let ends = m.ends(kind, half);
    m.spool(half, 1.01 * r);
    m.shape.tube([-long / 2.0, 0.0, 0.0], [long / 2.0, 0.0, 0.0], wide);
    let style = m.dice.below(3);
    for side in [-1.0, 1.0] {
        let end = [side * long / 2.0, 0.0, 0.0];
        match style {
            0 => m.shape.dome(end, [side, 0.0, 0.0], wide, 0.4 * wide),
            1 => m.shape.cone(end, [side * (long / 2.0 + 0.5 * wide), 0.0, 0.0], wide, r),
            _ => m.shape.disc(end, [side, 0.0, 0.0], wide),
        }
    }
    if m.chance(0.4) {
        m.standing([0.0, 0.0, -wide], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0], |m| m.upright(0.0, 0.05, 0.016));
    }
    Body::new(ends, Stance::Any)
}

/// A flame arrester: a wide flanged drum between cones, long studs about it, a thermowell in it.
pub(super) fn arrester(m: &mut Make) -> Body {
    let r = m.r;
    let (wide, core) = (r * m.any(1.7, 2.4) + 0.008, r * m.any(0.5, 1.1) + 0.02);
    let half = core + (wide - r) * m.any(0.7, 1.5) + m.flange.thickness + 0.02;
    let ends = m.ends(Ends::Flanged, half);
    m.round_pipe(&[
        (-half, 1.02 * r),
        (-half + m.flange.thickness, 1.02 * r),
        (-core, wide),
        (core, wide),
        (half - m.flange.thickness, 1.02 * r),
        (half, 1.02 * r),
    ]);
    let (rim, thick) = (1.18 * wide + 0.012, 0.12 * r + 0.01);
    for side in [-1.0, 1.0] {
        m.lying(side * core, side * (core + thick), rim);
    }
    let out = core + thick + 0.02;
    m.shape.bolts([0.0; 3], [1.0, 0.0, 0.0], 0.93 * rim, 8, 0.01, -out, out, 0.2);
    if m.chance(0.5) {
        m.upright(0.8 * wide, wide + 0.06, 0.012);
        m.hexagon(wide + 0.06, wide + 0.09, 0.014);
    }
    Body::new(ends, Stance::Any)
}

/// A moisture or oil separator, an air pot or a damper on the line: a bottle that stands on it.
pub(super) fn bottle(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.04 + 1.3 * r) * m.any(0.9, 1.3) + if m.dn > 50 { m.flange.thickness } else { 0.0 };
    let kind = if m.dn > 50 { Ends::Flanged } else { m.dice.pick(&[Ends::Threaded, Ends::Flanged, Ends::Socket]) };
    let ends = m.ends(kind, half);
    m.spool(half, 1.15 * r);
    let (foot, wide, tall) = (r + m.any(0.03, 0.08), r * m.any(1.2, 2.4) + 0.03, m.any(0.1, 0.35));
    let own = m.any(0.45, 0.9);
    m.upright(0.0, foot, own * r + 0.004);
    m.shape.dome([0.0, 0.0, foot + 0.4 * wide], [0.0, 0.0, -1.0], wide, 0.4 * wide);
    m.shape.tube([0.0, 0.0, foot + 0.4 * wide], [0.0, 0.0, foot + tall], wide);
    m.shape.dome([0.0, 0.0, foot + tall], [0.0, 0.0, 1.0], wide, 0.5 * wide);
    if m.chance(0.4) {
        let z = foot + 0.5 * tall;
        m.upright(z, z + 0.02, 1.15 * wide);
    }
    m.upright(foot + tall + 0.45 * wide, foot + tall + 0.5 * wide + 0.03, 0.01);
    Body::new(ends, Stance::Upright)
}
