//! Gate valves of steel: wedges as cast and forged by the makers, bellows, parallel slides, slabs, cold service, motors, chains.

use super::ends::Ends;
use super::linear_body::{chamber, iron_gate_half, necks, on, pressure_class, ribs, steel_gate_half, swell, up};
use super::linear_bonnet::{bell, bellows_tower, cold_neck, pillars, plates, stuffing_box, yoke};
use super::make::{Body, Make};
use super::stem_drive::{chain_gear, driven, outside_screw, stem_wheel, wheel_size};
use super::topworks::Drive;
use crate::component::Stance;

/// A cast wedge body with its joint and bonnet; returns half length and reach, the bonnet's foot and the top of its stuffing box.
fn wedge_casting(m: &mut Make) -> ((f64, f64), [f64; 2]) {
    let (longer, _) = pressure_class(m);
    let half = steel_gate_half(m, longer);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let (wide, deep) = (r * m.any(1.25, 1.6), (r * m.any(0.55, 0.95)).min(0.72 * half));
    let rise = r * m.any(1.9, 2.9) + 0.01;
    necks(m, half, deep, wide);
    chamber(m, wide, deep, rise);
    if m.chance(0.2) {
        ribs(m, 0.2 * rise, rise, 1.12 * wide, 1.3 * deep);
    }
    let top = plates(m, rise, deep + r * 0.45, wide + r * 0.42);
    let (foot, head, high) = (wide * m.any(0.7, 0.95), r * m.any(0.4, 0.6) + 0.004, r * m.any(0.7, 1.7));
    let narrow = ((deep + 0.3 * r) / wide).min(1.0);
    m.stretched(up(top), [narrow, 1.0, 1.0], |m| {
        bell(m, top, foot, head, high);
    });
    let z = stuffing_box(m, top + high, head);
    (ends, [top + 0.7 * high, z])
}

/// Cast wedge gates of class 150 to 600 with an arched yoke.
pub(super) fn cast_wedge(m: &mut Make) -> Body {
    let (ends, seat) = wedge_casting(m);
    let wide = m.r * m.any(0.55, 0.85) + 0.008;
    outside_screw(m, seat, wide, 2.0 * m.r);
    Body::new(ends, Stance::Any)
}

/// Iron or steel after DIN: a flat body, a round or oval cover and two pillars.
pub(super) fn pillar_yoke(m: &mut Make) -> Body {
    let half = iron_gate_half(m);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let (wide, deep) = (r * m.any(1.2, 1.45), (r * m.any(0.45, 0.8)).min(0.75 * half));
    let rise = r * m.any(1.6, 2.4) + 0.01;
    necks(m, half, deep, wide);
    chamber(m, wide, deep, rise);
    let top = plates(m, rise, deep + 0.4 * r, wide + 0.38 * r);
    let high = r * m.any(0.2, 0.8) + 0.005;
    let lid = bell(m, top, 0.8 * wide, 0.55 * r, high);
    let z = stuffing_box(m, lid, 0.45 * r);
    let (head, spread) = (z + r * m.any(1.2, 2.4) + 0.03, (r * m.any(0.7, 1.0)).min(wide));
    pillars(m, top, head, spread);
    let (drive, out) = (m.drive(), m.any(0.0, 2.0) * r);
    let drive = if drive == Drive::Pneumatic { Drive::Hand } else { drive };
    driven(m, drive, [z, head], out);
    Body::new(ends, Stance::Any)
}

/// A wedge gate with an electric multi-turn drive or a bevel gear.
pub(super) fn motor(m: &mut Make) -> Body {
    let (ends, [foot, z]) = wedge_casting(m);
    let (wide, head) = (m.r * m.any(0.55, 0.85) + 0.012, z + m.r * m.any(0.8, 2.4) + 0.03);
    yoke(m, foot, head, wide);
    let (drive, out) = (if m.chance(0.75) { Drive::Electric } else { Drive::Gear }, m.any(0.1, 2.2) * m.r);
    driven(m, drive, [z, head], out);
    Body::new(ends, Stance::Any)
}

/// A gate out of reach, moved by a chain.
pub(super) fn chain(m: &mut Make) -> Body {
    let (ends, [foot, z]) = wedge_casting(m);
    let (wide, head) = (m.r * m.any(0.55, 0.85) + 0.01, z + m.r * m.any(1.0, 2.4) + 0.02);
    yoke(m, foot, head, wide);
    let (size, out) = ((0.6 * m.r).clamp(0.06, 0.16), m.any(0.0, 2.0) * m.r);
    m.shape.rod(up(z), up(head), 0.1 * m.r);
    chain_gear(m, head, size, out);
    Body::new(ends, Stance::Upright)
}

/// A gate sealed by a bellows in a tower under its yoke.
pub(super) fn bellows(m: &mut Make) -> Body {
    let (longer, _) = pressure_class(m);
    let half = steel_gate_half(m, longer);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let (wide, deep, rise) = (r * m.any(1.25, 1.5), (r * m.any(0.6, 1.0)).min(0.75 * half), r * m.any(1.8, 2.5) + 0.01);
    necks(m, half, deep, wide);
    chamber(m, wide, deep, rise);
    let top = plates(m, rise, deep + 0.45 * r, wide + 0.4 * r);
    let high = r * m.any(3.0, 5.5) + 0.05;
    let tower = bellows_tower(m, top, 0.95 * r, high);
    let z = stuffing_box(m, tower, 0.42 * r + 0.002);
    let spread = m.r * m.any(0.5, 0.75) + 0.006;
    outside_screw(m, [tower, z], spread, 1.6 * r);
    Body::new(ends, Stance::Any)
}

/// Parallel slide: an upright cylinder for a body, pillars on its cover, often a bypass.
pub(super) fn parallel_slide(m: &mut Make) -> Body {
    let (longer, _) = pressure_class(m);
    let half = steel_gate_half(m, longer);
    let ends = m.dice.pick(&[Ends::Welded, Ends::Flanged]);
    let ends = m.ends(ends, half);
    let r = m.r;
    let (belly, wide) = (r * m.any(1.15, 1.3), (r * m.any(1.2, 1.5)).min(0.85 * half));
    swell(m, half, 1.08 * r, belly, [0.3 * half, 0.85 * half]);
    let (low, rise) = (-r * m.any(1.3, 2.0), r * m.any(2.2, 3.2));
    m.shape.tube(up(low), up(rise), wide);
    let dish = m.any(0.15, 0.5) * wide;
    m.shape.dome(up(low), [0.0, 0.0, -1.0], wide, dish);
    let lid = if m.chance(0.5) {
        let joint = wide * m.any(1.3, 1.6);
        m.bonnet_joint(rise, joint)
    } else {
        bell(m, rise, wide, 0.6 * wide, 0.5 * r)
    };
    let z = stuffing_box(m, lid, 0.45 * r);
    let (head, spread) = (z + r * m.any(1.5, 3.0) + 0.03, wide * m.any(0.75, 1.0));
    pillars(m, lid - 0.1 * r, head, spread);
    let (drive, out) = (m.drive(), m.any(0.0, 2.0) * r);
    driven(m, if drive == Drive::Pneumatic { Drive::Electric } else { drive }, [z, head], out);
    if m.chance(0.35) {
        bypass(m, wide);
    }
    Body::new(ends, Stance::Any)
}

/// A small bypass with a valve of its own round the body.
fn bypass(m: &mut Make, wide: f64) {
    let (x, y, thin) = (1.15 * wide, wide + m.any(0.5, 1.0) * m.r + 0.04, (0.14 * m.r).clamp(0.01, 0.03));
    for side in [-1.0, 1.0] {
        m.shape.rod([side * x, 0.5 * m.r, 0.0], [side * x, y, 0.0], thin);
    }
    m.shape.rod([-x, y, 0.0], [x, y, 0.0], thin);
    m.shape.rod([-2.2 * thin, y, 0.0], [2.2 * thin, y, 0.0], 2.0 * thin);
    m.shape.rod([0.0, y, 0.0], [0.0, y + 9.0 * thin, 0.0], 0.6 * thin);
    m.handwheel([0.0, y + 9.0 * thin, 0.0], [0.0, 1.0, 0.0], 4.0 * thin);
}

/// Through-conduit: the slab's housing reaches as far below the pipe as above.
pub(super) fn slab(m: &mut Make) -> Body {
    let (longer, _) = pressure_class(m);
    let half = steel_gate_half(m, longer);
    let kind = if m.dn > 50 || m.chance(0.7) { Ends::Flanged } else { Ends::Welded };
    let ends = m.ends(kind, half);
    let r = m.r;
    let (wide, deep) = (r * m.any(1.3, 1.65), (r * m.any(0.55, 1.0)).min(0.75 * half));
    let (low, rise) = (-r * m.any(2.4, 3.6), r * m.any(2.4, 3.4));
    necks(m, half, deep, wide);
    match m.dice.below(3) {
        0 => m.shape.block(up((low + rise) / 2.0), [2.0 * deep, 2.0 * wide, rise - low]),
        1 => m.stretched([0.0; 3], [deep / wide, 1.0, 1.0], |m| {
            m.shape.tube(up(low), up(rise), wide);
            m.shape.dome(up(low), [0.0, 0.0, -1.0], wide, 0.5 * wide);
        }),
        _ => {
            m.shape.rod(up(low), up(rise), deep.max(0.85 * r));
            m.shape.rod(on(-0.9 * deep), on(0.9 * deep), wide);
            m.shape.rod(up(low - 0.15 * r), up(low), deep.max(0.85 * r) * 1.25);
        }
    }
    if m.chance(0.5) {
        m.shape.rod(up(low - 0.3 * r), up(low), 0.3 * r);
    }
    let top = plates(m, rise, deep + 0.4 * r, wide + 0.3 * r);
    let high = r * m.any(0.2, 0.7);
    let lid = bell(m, top, 0.7 * r, 0.5 * r, high);
    let z = stuffing_box(m, lid, 0.42 * r);
    if m.chance(0.3) {
        m.piston(top, (1.3 * r).clamp(0.06, 0.24));
    } else {
        let spread = r * m.any(0.5, 0.9) + 0.01;
        outside_screw(m, [top, z], spread, 2.2 * r);
    }
    Body::new(ends, Stance::Any)
}

/// For cold service: a long neck keeps the packing away from the body.
pub(super) fn cryogenic(m: &mut Make) -> Body {
    let half = steel_gate_half(m, 1.0);
    let ends = m.metal_ends();
    let ends = m.ends(if ends == Ends::Grooved { Ends::Flanged } else { ends }, half);
    let r = m.r;
    let (wide, deep, rise) = (r * m.any(1.2, 1.5), (r * m.any(0.6, 1.0)).min(0.75 * half), r * m.any(1.7, 2.4) + 0.008);
    necks(m, half, deep, wide);
    chamber(m, wide, deep, rise);
    let top = plates(m, rise, deep + 0.42 * r, wide + 0.36 * r);
    let (slim, high) = (r * m.any(0.5, 0.8) + 0.004, 0.16 + r * m.any(1.5, 3.0));
    let neck = cold_neck(m, top, slim, high);
    let z = stuffing_box(m, neck, 0.4 * r + 0.004);
    let spread = r * m.any(0.5, 0.75) + 0.006;
    outside_screw(m, [neck, z], spread, 1.8 * r);
    Body::new(ends, Stance::Upright)
}

/// Forged, with the bonnet welded or screwed on: round body, slim yoke, no joint.
pub(super) fn forged_welded(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.032 + 1.05 * r) * m.any(0.9, 1.25);
    let ends = m.dice.pick(&[Ends::Socket, Ends::Socket, Ends::Threaded, Ends::Welded]);
    let ends = m.ends(ends, half);
    let wide = (r * m.any(1.2, 1.5) + 0.003).min(0.9 * half);
    let rise = r * m.any(1.5, 2.3) + 0.01;
    m.shape.tube(on(-half), on(half), 1.2 * r);
    match m.dice.below(3) {
        0 => m.shape.rod(up(-1.3 * wide), up(rise), wide),
        1 => {
            m.shape.prism(up(-1.2 * wide), up(rise), wide, 8);
            m.shape.dome(up(-1.2 * wide), [0.0, 0.0, -1.0], 0.9 * wide, 0.2 * wide);
        }
        _ => {
            m.shape.ball([0.0; 3], 1.1 * wide);
            m.shape.stub(up(0.0), up(rise), wide, 0.9 * wide);
        }
    }
    let high = r * m.any(0.6, 1.4) + 0.008;
    let lid = bell(m, rise, 0.95 * wide, 0.55 * r + 0.003, high);
    let z = stuffing_box(m, lid, 0.5 * r + 0.003);
    let (head, spread) = (z + r * m.any(1.0, 2.2) + 0.03, 0.6 * r + 0.007);
    yoke(m, lid - 0.3 * high, head, spread);
    let (wheel, out) = (wheel_size(m), m.any(0.0, 1.5) * r);
    stem_wheel(m, z, head + 0.01, wheel, out);
    Body::new(ends, Stance::Any)
}
