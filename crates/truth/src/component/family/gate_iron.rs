//! Gate valves of water works and light service: iron castings, buried makes, plastics, knife gates between pillars; coarse models.

use super::ends::Ends;
use super::linear_body::{chamber, iron_gate_half, necks, on, ribs, steel_gate_half, swell, up};
use super::linear_bonnet::{bell, pillars, plates, stuffing_box};
use super::make::{Body, Make};
use super::stem_drive::{driven, plain_drive, spindle, stem_wheel, wheel_size};
use super::topworks::Drive;
use crate::component::Stance;
use crate::model::catalogue::wafer_length;

/// A wheel, a key cap or a bare square on a stem that does not rise.
fn inside_screw(m: &mut Make, z: f64) {
    let (wheel, lift) = (wheel_size(m), m.any(0.015, 0.05) + 0.15 * m.r);
    if m.chance(0.75) {
        stem_wheel(m, z, z + lift, wheel, 0.01);
    } else {
        m.shape.rod(up(z), up(z + 0.5 * lift), 0.012);
        m.shape.stub(up(z + 0.5 * lift), up(z + 0.5 * lift + 0.055), 0.03, 0.024);
    }
}

/// Cast iron with a bolted cover and a stuffing box, stem inside: flat or oval, short or long.
pub(super) fn water_cast(m: &mut Make) -> Body {
    let half = iron_gate_half(m);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let (wide, deep) = (r * m.any(1.2, 1.5), (r * m.any(0.4, 0.75)).min(0.7 * half));
    let rise = r * m.any(1.2, 1.9) + 0.01;
    necks(m, half, deep, wide);
    chamber(m, wide, deep, rise);
    if m.chance(0.4) {
        ribs(m, -1.3 * r, rise, 1.08 * wide, 1.15 * deep);
    }
    let top = plates(m, rise, deep + 0.38 * r, wide + 0.36 * r);
    let (flat, high) = ((1.2 * deep / wide).min(1.0), r * m.any(1.2, 2.2));
    m.stretched(up(top), [flat, 1.0, 1.0], |m| {
        if m.dice.chance(0.5) {
            m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(top, wide), (top + 0.7 * high, 0.8 * wide), (top + high, 0.4 * wide)]);
        } else {
            m.shape.dome(up(top), [0.0, 0.0, 1.0], wide, high);
        }
    });
    m.shape.rod(up(top + 0.8 * high), up(top + 1.05 * high), 0.6 * r);
    let z = stuffing_box(m, top + 1.05 * high, 0.4 * r + 0.004);
    inside_screw(m, z);
    Body::new(ends, Stance::Any)
}

/// Short flanged gates of bronze or iron with a stem that stays low.
pub(super) fn inside_stem(m: &mut Make) -> Body {
    let half = steel_gate_half(m, 0.95);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let (belly, outer) = (r * m.any(1.2, 1.45), m.any(0.6, 0.9) * half);
    swell(m, half, 1.08 * r, belly, [0.2 * half, outer]);
    let (wide, rise) = ((r * m.any(1.15, 1.4)).min(0.9 * half), r * m.any(1.3, 2.0) + 0.006);
    m.shape.stub(up(-1.1 * wide), up(rise), 0.8 * wide, wide);
    let joint = wide * m.any(1.15, 1.4);
    let top = if m.chance(0.5) {
        m.bonnet_joint(rise, joint)
    } else {
        m.shape.prism(up(rise), up(rise + 0.45 * r), 1.05 * wide, 8);
        rise + 0.45 * r
    };
    let (high, head) = (r * m.any(1.0, 2.0) + 0.01, r * m.any(0.4, 0.6) + 0.003);
    let lid = bell(m, top, 0.9 * wide, head, high);
    let z = stuffing_box(m, lid, head);
    inside_screw(m, z);
    Body::new(ends, Stance::Any)
}

/// For burying or deep pits: smooth domed body, spindle in a tube.
pub(super) fn extension(m: &mut Make) -> Body {
    let half = iron_gate_half(m);
    let ends = if m.chance(0.7) { Ends::Flanged } else { Ends::Socket };
    let ends = m.ends(ends, half);
    let r = m.r;
    let (wide, deep, rise) = (r * m.any(1.2, 1.4), (r * m.any(0.6, 0.95)).min(0.75 * half), r * m.any(1.4, 2.2));
    necks(m, half, deep, wide);
    chamber(m, wide, deep, rise);
    let flat = (1.15 * deep / wide).min(1.0);
    m.stretched(up(rise), [flat, 1.0, 1.0], |m| {
        m.shape.rod(up(rise - 0.12 * r), up(rise + 0.12 * r), 1.2 * wide);
        m.shape.dome(up(rise), [0.0, 0.0, 1.0], wide, 1.1 * r);
    });
    let neck = rise + 1.0 * r + r * m.any(0.3, 0.7);
    m.shape.stub(up(rise + 0.6 * r), up(neck), 0.55 * r, 0.4 * r);
    let long = m.any(0.25, 1.3);
    spindle(m, neck, long);
    Body::new(ends, Stance::Upright)
}

/// Of plastic: a stout box or barrel with a screwed or bolted top.
pub(super) fn plastic(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.045 + 1.9 * r) * m.any(0.85, 1.2);
    let ends = if m.dn <= 80 { m.dice.pick(&[Ends::Union, Ends::Union, Ends::Flanged, Ends::Socket]) } else { Ends::Flanged };
    let ends = m.ends(ends, half);
    m.shape.tube(on(-half), on(half), 1.25 * r);
    let (wide, rise) = (r * m.any(1.35, 1.7), r * m.any(1.8, 2.8));
    let sides = m.dice.pick(&[4, 8, 32]);
    m.shape.prism(up(-1.3 * r), up(rise), wide.min(0.75 * half), sides);
    m.shape.rod(up(rise), up(rise + 0.5 * r), 1.15 * wide);
    let neck = rise + 0.5 * r + r * m.any(0.8, 2.2);
    m.shape.stub(up(rise + 0.5 * r), up(neck), 0.7 * wide, 0.45 * wide);
    let wheel = wheel_size(m) * m.any(0.6, 0.9);
    if m.chance(0.5) {
        m.shape.stub(up(neck), up(neck + 0.35 * wheel), 0.85 * wheel, wheel);
    } else {
        m.stem_and_wheel(neck, neck + 0.02, wheel, 0.0);
    }
    if m.chance(0.4) {
        m.shape.rod(up(neck), up(neck + 0.4 * wheel + 1.5 * r), 0.2 * r);
    }
    Body::new(ends, Stance::Any)
}

/// Knife gate: one thin round casting, a gland across, the drive on pillars or plates.
pub(super) fn knife_pillar(m: &mut Make) -> Body {
    let half = m.half(wafer_length(m.dn) * 1.1).max(0.022);
    let kind = if m.chance(0.5) { Ends::Lug } else { Ends::Wafer };
    let ends = m.ends(kind, half);
    let r = m.r;
    let wide = r + (m.flange.radius - r) * m.any(0.55, 1.0);
    m.shape.rod(on(-half), on(half), wide);
    let deck = m.flange.radius + r * m.any(0.1, 0.5);
    let shoulder = wide * m.any(0.8, 1.05);
    m.shape.block(up(0.5 * deck), [1.5 * half, 2.0 * shoulder, deck]);
    if m.chance(0.35) {
        // The knife goes on through the bottom.
        m.shape.block(up(-0.5 * deck), [1.3 * half, 1.8 * shoulder, deck]);
    }
    m.shape.block(up(deck + 0.012), [3.0 * half, 2.15 * shoulder, 0.024]);
    let (head, spread) = (deck + r * m.any(2.0, 2.9) + 0.06, r * m.any(0.55, 1.0));
    let lift = m.any(0.0, 1.7) * r;
    m.shape.block(up(deck + 0.2 * r + lift / 2.0), [0.01, 1.8 * r, 0.4 * r + lift]);
    if m.chance(0.4) {
        let (barrel, long) = (r * m.any(0.5, 0.85), r * m.any(2.2, 3.2) + 0.05);
        pillars(m, deck, head, spread);
        m.shape.rod(up(deck), up(head), 0.014);
        m.shape.rod(up(head), up(head + long), barrel);
        for z in [head, head + long] {
            m.shape.block(up(z), [2.2 * barrel, 2.2 * barrel, 0.03 + 0.06 * r]);
        }
    } else {
        pillars(m, deck, head, spread);
        let drive = m.drive();
        let drive = if drive == Drive::Pneumatic { Drive::Hand } else { drive };
        driven(m, drive, [deck, head], lift);
    }
    Body::new(ends, Stance::Any)
}

/// Coarse model: a bow tie of two cones, a bonnet, a stem, a wheel.
pub(super) fn bow_tie(m: &mut Make) -> Body {
    let (longer, _) = m.dice.pick(&[(1.0, 0), (1.0, 0), (1.4, 1)]);
    let half = steel_gate_half(m, longer);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let (broad, waist) = (r + (m.flange.radius - r) * m.any(0.0, 0.8), r * m.any(0.15, 0.9));
    for side in [-1.0, 1.0] {
        m.shape.cone(on(side * half), [0.0; 3], broad, waist);
    }
    let (foot, bonnet) = (r * m.any(0.4, 1.0), r * m.any(1.6, 4.0));
    match m.dice.below(4) {
        0 => m.shape.rod([0.0; 3], up(bonnet), foot),
        1 => m.shape.stub([0.0; 3], up(bonnet), 0.3 * foot, 1.4 * foot),
        2 => {
            m.shape.rod([0.0; 3], up(bonnet), 0.6 * foot);
            m.shape.rod(up(0.6 * bonnet), up(0.75 * bonnet), 1.6 * foot);
        }
        _ => m.shape.block(up(bonnet / 2.0), [foot, 1.6 * foot, bonnet]),
    }
    let (head, wheel) = (bonnet + r * m.any(1.0, 4.5), wheel_size(m));
    let thin = r * m.any(0.06, 0.2) + 0.003;
    let out = if m.chance(0.5) { r * m.any(0.2, 2.2) } else { 0.0 };
    m.shape.rod(up(bonnet), up(head + out + 0.005), thin);
    plain_drive(m, head, wheel);
    Body::new(ends, Stance::Any)
}

/// Coarse model: a flat upright case with a plate on it, a plain bonnet or yoke, a stem, a disc.
pub(super) fn block(m: &mut Make) -> Body {
    let longer = m.dice.pick(&[1.0, 1.0, 1.35]);
    let half = steel_gate_half(m, longer);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let pipe = r * m.any(1.0, 1.25);
    m.shape.tube(on(-half), on(half), pipe);
    let (wide, deep) = (r * m.any(1.15, 1.5), (r * m.any(0.5, 1.1)).min(0.75 * half));
    let (low, rise) = (-r * m.any(1.1, 1.5), r * m.any(1.6, 2.8));
    match m.dice.below(3) {
        0 => m.shape.block(up((low + rise) / 2.0), [2.0 * deep, 2.0 * wide, rise - low]),
        1 => m.shape.rod(up(low), up(rise), deep.max(1.05 * r).min(0.85 * half)),
        _ => {
            m.shape.rod(on(-deep), on(deep), wide);
            m.shape.block(up(rise / 2.0), [2.0 * deep, 1.8 * wide, rise]);
        }
    }
    let top = if m.chance(0.7) {
        let thick = r * m.any(0.2, 0.5);
        if m.chance(0.5) {
            m.shape.rod(up(rise), up(rise + thick), wide + 0.35 * r);
        } else {
            m.shape.block(up(rise + thick / 2.0), [2.0 * deep + 0.7 * r, 2.0 * wide + 0.7 * r, thick]);
        }
        rise + thick
    } else {
        rise
    };
    let head = top + r * m.any(1.5, 4.5) + 0.02;
    match m.dice.below(4) {
        0 => m.shape.stub(up(top), up(head), r * m.dice.range(0.6, 1.1), r * m.dice.range(0.2, 0.6)),
        1 => {
            let spread = r * m.any(0.4, 0.8);
            for side in [-1.0, 1.0] {
                m.shape.bar([0.0, side * spread, top], [0.0, side * 0.8 * spread, head], 0.35 * r, 0.16 * r);
            }
            m.shape.block(up(head), [0.5 * r, 2.0 * spread, 0.25 * r]);
        }
        2 => m.shape.rod(up(top), up(0.5 * (top + head)), r * m.dice.range(0.3, 0.7)),
        _ => {}
    }
    let (thin, wheel, out) =
        (r * m.any(0.06, 0.2) + 0.003, wheel_size(m), m.dice.pick(&[0.0, 0.0, 1.0]) * r * m.dice.range(0.3, 2.2));
    m.shape.rod(up(top), up(head + 0.02 + out), thin);
    plain_drive(m, head + 0.015, wheel);
    Body::new(ends, Stance::Any)
}
