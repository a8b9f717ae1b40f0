//! Globe valves of steel and iron: castings of many makes, oblique patterns, bellows, stop-checks, pistons, motors.

use super::ends::Ends;
use super::globe::globe_half;
use super::linear_body::{globe_casting, on, pressure_class, ribs, swell, up};
use super::linear_bonnet::{bell, bellows_tower, pillars, plates, stuffing_box, yoke};
use super::make::{Body, Make};
use super::stem_drive::{driven, metal_wheel, outside_screw, stem_wheel, wheel_size};
use super::topworks::Drive;
use crate::component::Stance;

/// A cast body of a drawn pressure class; returns half length and reach, and the top of its neck.
fn classed(m: &mut Make) -> ((f64, f64), f64) {
    let (_, longer) = pressure_class(m);
    let half = globe_half(m) * longer;
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    (ends, globe_casting(m, half))
}

/// Joint, bonnet and stuffing box from `rise` on; returns the yoke's foot and the top.
fn bonnet(m: &mut Make, rise: f64) -> [f64; 2] {
    let r = m.r;
    let joint = r * m.any(1.45, 1.95) + 0.003;
    let top = if m.chance(0.2) { plates(m, rise, joint, joint) } else { m.bonnet_joint(rise, joint) };
    let (head, high) = (r * m.any(0.4, 0.6) + 0.003, r * m.any(0.3, 1.3) + 0.004);
    let lid = bell(m, top, r * 1.05, head, high);
    let z = stuffing_box(m, lid, head);
    [top + 0.3 * high, z]
}

/// Cast steel, T pattern, with a yoke and a rising wheel.
pub(super) fn bulging(m: &mut Make) -> Body {
    let (ends, rise) = classed(m);
    let seat = bonnet(m, rise);
    let wide = m.r * m.any(0.5, 0.9) + 0.008;
    outside_screw(m, seat, wide, 0.7 * m.r);
    Body::new(ends, Stance::Any)
}

/// Box-like castings with ribs and a square cover, as of ships and boiler houses.
pub(super) fn boxy(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let end = r * m.any(1.05, 1.2);
    m.shape.tube(on(-half), on(half), end);
    let (long, wide) = (half * m.any(0.5, 0.72), r * m.any(1.3, 1.75));
    let (low, high) = (-r * m.any(1.2, 1.7), r * m.any(1.2, 1.7));
    match m.dice.below(3) {
        0 => m.shape.block(up((low + high) / 2.0), [2.0 * long, 2.0 * wide, high - low]),
        1 => {
            m.shape.block(up(high / 2.0), [2.0 * long, 2.0 * wide, high]);
            m.stretched([0.0; 3], [1.0, 1.0, -low / long], |m| m.shape.rod([0.0, -wide, 0.0], [0.0, wide, 0.0], long));
        }
        _ => {
            m.shape.prism(on(-long), on(long), 0.9 * wide, 8);
            m.shape.block(up(0.4 * high), [1.3 * long, 1.9 * wide, 1.2 * high]);
        }
    }
    if m.chance(0.5) {
        ribs(m, low, high, 1.1 * wide, 1.15 * long);
    }
    let neck = high + r * m.any(0.05, 0.4);
    m.shape.tube(up(high), up(neck), 1.2 * r);
    let seat = bonnet(m, neck);
    let spread = r * m.any(0.5, 0.85) + 0.008;
    outside_screw(m, seat, spread, 0.7 * r);
    Body::new(ends, Stance::Any)
}

/// Y pattern with a bolted cover on a slanting branch as wide as the pipe.
pub(super) fn oblique(m: &mut Make) -> Body {
    let (_, longer) = pressure_class(m);
    let half = globe_half(m) * longer;
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let (r, lean) = (m.r, m.any(0.65, 1.0) * if m.chance(0.5) { 1.0 } else { -1.0 });
    let (end, belly, inner) = (r * m.any(1.05, 1.15), r * m.any(1.2, 1.5), m.any(0.1, 0.45) * half);
    swell(m, half, end, belly, [inner, 0.85 * half]);
    let (branch, rise) = (r * m.any(1.15, 1.5), r * m.any(2.2, 3.0));
    let foot = -r * m.any(0.3, 1.1);
    m.leaning(lean, |m| {
        m.shape.tube(up(foot), up(rise), branch);
        m.shape.dome(up(foot), [0.0, 0.0, -1.0], branch, 0.5 * branch);
        let joint = branch * m.any(1.25, 1.5);
        let top = m.bonnet_joint(rise, joint);
        let high = r * m.any(0.4, 1.3);
        let lid = bell(m, top, 0.85 * branch, 0.5 * r, high);
        let z = stuffing_box(m, lid, 0.45 * r + 0.002);
        let spread = r * m.any(0.5, 0.8) + 0.006;
        outside_screw(m, [top, z], spread, 0.8 * r);
    });
    Body::new(ends, Stance::Any)
}

/// DIN bellows valves: smooth belly, slim tower, low wheel that does not rise.
pub(super) fn din_bellows(m: &mut Make) -> Body {
    let half = m.half(0.1 + 0.002 * f64::from(m.dn) + 0.03);
    let kind = if m.chance(0.85) { Ends::Flanged } else { Ends::Welded };
    let ends = m.ends(kind, half);
    let r = m.r;
    let rise = globe_casting(m, half);
    let joint = r * m.any(1.4, 1.8) + 0.003;
    let top = m.bonnet_joint(rise, joint);
    let (high, foot) = (r * m.any(1.2, 2.6) + 0.025, r * m.any(0.7, 1.05));
    let tower = if m.chance(0.5) { bell(m, top, foot, 0.4 * r + 0.004, high) } else { bellows_tower(m, top, foot, high) };
    let wheel = wheel_size(m) * m.any(0.75, 1.0);
    let (hub, lift) = (0.35 * r + 0.006, r * m.any(0.3, 0.9) + 0.012);
    if m.chance(0.5) {
        let spread = 0.4 * r + 0.008;
        yoke(m, tower - 0.2 * high, tower + lift, spread);
    } else {
        m.shape.rod(up(tower), up(tower + 0.7 * lift), hub);
    }
    stem_wheel(m, tower, tower + lift + 0.01, wheel, 0.0);
    if m.chance(0.4) {
        m.shape.rod(up(tower + lift), up(tower + lift + 0.3 * r + 0.02), 0.6 * hub);
    }
    Body::new(ends, Stance::Any)
}

/// Soft or metal seated makes with a closed cover and the wheel right on it.
pub(super) fn fixed_wheel(m: &mut Make) -> Body {
    let dn = f64::from(m.dn) / 1000.0;
    let half = if m.chance(0.5) { m.half(0.115 + 0.8 * dn) } else { globe_half(m) };
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let (belly, outer) = (r * m.any(1.25, 1.6), m.any(0.7, 0.95) * half);
    swell(m, half, 1.06 * r, belly, [0.1 * half, outer]);
    let (wide, rise) = (r * m.any(1.15, 1.4), belly * m.any(1.0, 1.25));
    m.shape.tube(up(0.0), up(rise), wide);
    let top = if m.chance(0.5) { plates(m, rise, wide + 0.3 * r, wide + 0.3 * r) } else { m.bonnet_joint(rise, wide + 0.35 * r) };
    let high = r * m.any(0.6, 1.5) + 0.01;
    let (foot, head) = (wide * m.any(0.7, 1.0), r * m.any(0.35, 0.6) + 0.005);
    let lid = bell(m, top, foot, head, high);
    let (wheel, lift) = (wheel_size(m), m.any(0.005, 0.02) + 0.15 * r);
    m.shape.rod(up(lid), up(lid + lift), 0.8 * head);
    metal_wheel(m, up(lid + lift), [0.0, 0.0, 1.0], wheel);
    if m.chance(0.5) {
        m.shape.rod(up(lid + lift), up(lid + lift + 0.02 + r * m.dice.range(0.1, 0.5)), 0.5 * head);
    }
    Body::new(ends, Stance::Any)
}

/// In line, but as if two bends met in an upright pot: the inlet low, the outlet high.
pub(super) fn pot(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let (wide, drop) = ((r * m.any(1.3, 1.8)).min(0.7 * half), r * m.any(0.3, 0.9));
    let (low, rise) = (-drop - r * m.any(1.0, 1.5), r * m.any(1.3, 2.2) + drop);
    m.shape.rod(up(low), up(rise), wide);
    let dish = m.any(0.1, 0.6) * wide;
    m.shape.dome(up(low), [0.0, 0.0, -1.0], wide, dish);
    for side in [-1.0, 1.0] {
        let knee = side * 0.8 * half;
        m.shape.tube(on(side * half), on(knee), 1.1 * r);
        m.shape.ball(on(knee), 1.1 * r);
        m.shape.tube(on(knee), [side * 0.5 * wide, 0.0, side * drop], 1.1 * r);
    }
    let seat = bonnet(m, rise);
    let spread = r * m.any(0.5, 0.85) + 0.008;
    outside_screw(m, seat, spread, 0.7 * r);
    Body::new(ends, Stance::Any)
}

/// Stop-check for boilers: heavy, upright or slanting, the bonnet sealed by pressure.
pub(super) fn stop_check(m: &mut Make) -> Body {
    let (_, longer) = pressure_class(m);
    let half = globe_half(m) * longer;
    let kind = if m.chance(0.6) { Ends::Welded } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let r = m.r;
    let (belly, inner) = ((r * m.any(1.4, 1.8)).min(0.8 * half), m.any(0.05, 0.3) * half);
    swell(m, half, 1.1 * r, belly, [inner, 0.85 * half]);
    let lean = if m.chance(0.5) { m.any(0.5, 0.85) } else { 0.0 };
    m.leaning(lean, |m| {
        let (wide, rise) = (r * m.any(1.3, 1.6), belly + r * m.any(0.6, 1.6));
        m.shape.rod(up(0.0), up(rise), wide);
        let ring = rise + r * m.any(0.2, 0.5);
        m.shape.rod(up(rise), up(ring), 0.75 * wide);
        if m.look.bolts {
            m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 0.6 * wide, 8, 0.06 * wide, ring, ring + 0.12 * wide, 0.2);
        }
        let z = stuffing_box(m, ring, 0.42 * r + 0.003);
        let spread = 0.8 * wide;
        outside_screw(m, [0.9 * rise, z], spread, 0.9 * r);
    });
    Body::new(ends, Stance::Any)
}

/// Piston valves: an upright barrel, a cover on long studs, a low wheel.
pub(super) fn piston_valve(m: &mut Make) -> Body {
    let half = m.half(0.11 + 0.0019 * f64::from(m.dn));
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    m.shape.tube(on(-half), on(half), 1.1 * r);
    let wide = (r * m.any(1.35, 1.7)).min(0.75 * half);
    let (low, rise) = (-r * m.any(1.2, 1.8), r * m.any(1.5, 2.2));
    m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(low, 0.0), (low, 0.75 * wide), (0.3 * low, wide), (rise, wide), (rise, 0.0)]);
    let (cover, thick) = (rise + r * m.any(0.15, 0.5), (0.3 * r).max(0.007));
    m.shape.rod(up(rise), up(cover), 0.6 * wide);
    if m.chance(0.6) {
        m.shape.rod(up(cover), up(cover + thick), 1.1 * wide);
    } else {
        m.shape.block(up(cover + thick / 2.0), [1.8 * wide, 1.8 * wide, thick]);
    }
    m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], 0.85 * wide, 4, 0.1 * r + 0.002, rise, cover + 1.8 * thick, 0.785);
    let (head, spread) = (cover + thick + r * m.any(0.8, 1.6) + 0.015, 0.5 * r + 0.007);
    yoke(m, cover + thick, head, spread);
    let (wheel, out) = (wheel_size(m), m.any(0.0, 0.8) * r);
    stem_wheel(m, cover, head + 0.01, wheel, out);
    Body::new(ends, Stance::Any)
}

/// A cast globe with an electric multi-turn drive or a bevel gear.
pub(super) fn motor(m: &mut Make) -> Body {
    let (ends, rise) = classed(m);
    let [foot, z] = bonnet(m, rise);
    let (head, spread) = (z + m.r * m.any(0.5, 1.4) + 0.04, m.r * m.any(0.5, 0.9) + 0.015);
    if m.chance(0.5) {
        pillars(m, foot, head, spread)
    } else {
        yoke(m, foot, head, spread)
    }
    let (drive, out) = (if m.chance(0.8) { Drive::Electric } else { Drive::Gear }, m.any(0.0, 0.7) * m.r);
    driven(m, drive, [z, head], out);
    Body::new(ends, Stance::Any)
}
