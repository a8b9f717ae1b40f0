//! Globe valves of small and heating lines: forged, bronze, balancing and radiator makes; coarse models.

use super::ends::Ends;
use super::globe::globe_half;
use super::linear_body::{globe_casting, on, swell, up};
use super::linear_bonnet::{bell, stuffing_box, yoke};
use super::make::{Body, Make};
use super::stem_drive::{plain_drive, stem_wheel, wheel_size};
use crate::component::Stance;

/// Forged steel: a stout spindle-shaped body with bosses, bolted or screwed bonnet, tall yoke.
pub(super) fn forged(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.035 + 1.35 * r) * m.any(0.9, 1.25);
    let ends = m.dice.pick(&[Ends::Socket, Ends::Socket, Ends::Threaded, Ends::Welded, Ends::Flanged]);
    let half = if ends == Ends::Flanged { half.max(2.2 * r + 0.045) } else { half };
    let ends = m.ends(ends, half);
    let wide = (r * m.any(1.35, 1.75) + 0.002).min(0.7 * half);
    match m.dice.below(3) {
        0 => {
            m.shape.tube(on(-half), on(half), 1.25 * r);
            m.shape.stub(up(-1.4 * wide), up(1.3 * wide), 0.8 * wide, wide);
        }
        1 => {
            swell(m, half, 1.3 * r, wide, [0.1 * half, 0.7 * half]);
            m.shape.tube(up(0.0), up(1.3 * wide), 0.95 * wide);
        }
        _ => {
            m.shape.tube(on(-half), on(half), 1.25 * r);
            m.shape.block(up(0.0), [1.7 * wide, 1.8 * wide, 2.4 * wide]);
        }
    }
    let rise = 1.25 * wide;
    let top = if m.chance(0.6) {
        let joint = wide * m.any(1.15, 1.4);
        m.bonnet_joint(rise, joint)
    } else {
        m.shape.rod(up(rise), up(rise + 0.5 * r), 0.9 * wide);
        rise + 0.5 * r
    };
    let high = r * m.any(0.4, 1.1) + 0.006;
    let lid = bell(m, top, 0.75 * wide, 0.5 * r + 0.003, high);
    let z = stuffing_box(m, lid, 0.5 * r + 0.003);
    let (head, spread) = (z + r * m.any(0.6, 1.6) + 0.02, 0.6 * r + 0.007);
    yoke(m, top, head, spread);
    let (wheel, out) = (wheel_size(m), m.any(0.0, 0.6) * r);
    stem_wheel(m, z, head + 0.01, wheel, out);
    Body::new(ends, Stance::Any)
}

/// Bronze with a big union nut that holds the bonnet.
pub(super) fn union_bonnet(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.028 + 1.35 * r) * m.any(0.85, 1.2);
    let ends = if m.chance(0.8) { Ends::Threaded } else { Ends::Socket };
    let ends = m.ends(ends, half);
    let wide = (r * m.any(1.3, 1.6)).min(0.7 * half);
    let shift = m.any(0.1, 0.3) * half;
    m.shape.tube(on(-half), on(half), 1.08 * r);
    m.shape.ball([-shift, 0.0, -0.15 * r], wide);
    m.shape.ball([shift, 0.0, 0.05 * r], 0.95 * wide);
    let (rise, nut) = (wide * m.any(0.95, 1.2), r * m.any(0.6, 1.0) + 0.004);
    m.shape.tube(up(0.0), up(rise), 1.05 * r);
    let sides = m.dice.pick(&[6, 8]);
    m.shape.prism(up(rise), up(rise + nut), 1.35 * r + 0.002, sides);
    let high = r * m.any(0.7, 1.6) + 0.008;
    let lid = bell(m, rise + nut, 0.9 * r, 0.45 * r, high);
    m.shape.prism(up(lid), up(lid + 0.35 * r + 0.004), 0.55 * r + 0.002, 6);
    let (wheel, lift) = (wheel_size(m) * m.any(0.55, 0.9), m.any(0.012, 0.03) + 0.5 * r);
    stem_wheel(m, lid, lid + lift, wheel, 0.004);
    Body::new(ends, Stance::Any)
}

/// Bronze, Y pattern: a slim slanting bonnet from a straight body.
pub(super) fn oblique_bronze(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.025 + 1.5 * r) * m.any(0.85, 1.2);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Socket, Ends::Union]);
    let ends = m.ends(ends, half);
    let (lean, body) = (m.any(0.65, 0.95) * if m.chance(0.5) { 1.0 } else { -1.0 }, r * m.any(1.1, 1.35));
    m.shape.tube(on(-half), on(half), body);
    m.leaning(lean, |m| {
        let rise = r * m.any(1.9, 2.5);
        m.shape.tube(up(-0.8 * r), up(rise), 1.1 * r);
        m.shape.dome(up(-0.8 * r), [0.0, 0.0, -1.0], 1.1 * r, 0.5 * r);
        m.shape.prism(up(rise), up(rise + 0.6 * r + 0.003), 1.2 * r, 6);
        let high = r * m.any(0.8, 1.6) + 0.01;
        let lid = bell(m, rise + 0.6 * r, 0.85 * r, 0.5 * r, high);
        let (wheel, lift) = (wheel_size(m) * m.any(0.5, 0.85), m.any(0.01, 0.03) + 0.3 * r);
        stem_wheel(m, lid, lid + lift, wheel, 0.003);
    });
    drains(m, half, -lean.signum());
    Body::new(ends, Stance::Any)
}

/// Small plugs and drain taps that some such bodies carry.
fn drains(m: &mut Make, half: f64, side: f64) {
    if m.chance(0.4) {
        let x = side * 0.4 * half;
        m.shape.rod([x, 0.0, 0.0], [x, 0.0, 1.2 * m.r + 0.02], 0.006);
        m.shape.prism([x, 0.0, 1.2 * m.r], [x, 0.0, 1.2 * m.r + 0.012], 0.009, 6);
    }
}

/// A plastic wheel with a scale: a drum, stepped or with grips.
fn scaled_wheel(m: &mut Make, z: f64, size: f64) {
    let tall = size * m.any(0.9, 1.8);
    match m.dice.below(3) {
        0 => m.shape.rod(up(z), up(z + tall), size),
        1 => {
            m.shape.rod(up(z), up(z + 0.45 * tall), 0.8 * size);
            let sides = m.dice.pick(&[6, 8, 12]);
            m.shape.prism(up(z + 0.45 * tall), up(z + tall), size, sides);
        }
        _ => m.shape.lathe(
            [0.0; 3],
            [0.0, 0.0, 1.0],
            &[
                (z, 0.0),
                (z, 0.7 * size),
                (z + 0.3 * tall, size),
                (z + 0.8 * tall, size),
                (z + tall, 0.75 * size),
                (z + tall, 0.0),
            ],
        ),
    }
}

/// Two measuring nipples beside the seat, slanting like the stem or upright.
fn nipples(m: &mut Make, x: f64, from: f64) {
    let (long, lean) = (m.any(0.03, 0.06), m.any(-0.6, 0.6));
    let aside = m.any(-0.6, 0.6);
    for side in [-1.0, 1.0] {
        let (a, b) = ([side * x, 0.0, 0.5 * from], [side * x + lean * long, aside * long, from + long]);
        m.shape.rod(a, b, 0.007);
        m.shape.rod([b[0], b[1], b[2] - 0.016], b, 0.01);
    }
}

/// Small balancing valve: Y pattern, a drum for a wheel, two measuring nipples.
pub(super) fn balancing(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.03 + 1.6 * r) * m.any(0.85, 1.2);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Socket, Ends::Union]);
    let ends = m.ends(ends, half);
    let (lean, body) = (m.any(0.5, 1.0) * if m.chance(0.5) { 1.0 } else { -1.0 }, r * m.any(1.1, 1.35));
    m.shape.tube(on(-half), on(half), body);
    let lean = if m.chance(0.15) { 0.0 } else { lean };
    m.leaning(lean, |m| {
        let rise = r * m.any(1.7, 2.3) + 0.006;
        m.shape.rod(up(-0.6 * r), up(rise), 1.1 * r);
        m.shape.prism(up(rise), up(rise + 0.01), 1.05 * r, 6);
        m.shape.rod(up(rise), up(rise + 0.03), 0.6 * r);
        let size = m.any(0.024, 0.036) + 0.15 * r;
        scaled_wheel(m, rise + 0.018, size);
    });
    let x = half * m.any(0.3, 0.6);
    nipples(m, x, body);
    Body::new(ends, Stance::Any)
}

/// Flanged balancing valve: upright or slanting, a plastic wheel with a scale on the cover, nipples on the flanges.
pub(super) fn balancing_flanged(m: &mut Make) -> Body {
    let half = m.half(0.15 + 0.002 * f64::from(m.dn));
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let lean = if m.chance(0.5) { m.any(0.6, 0.9) * if m.chance(0.5) { 1.0 } else { -1.0 } } else { 0.0 };
    let rise = if lean == 0.0 {
        globe_casting(m, half)
    } else {
        swell(m, half, 1.06 * r, 1.35 * r, [0.3 * half, 0.85 * half]);
        r * m.any(2.0, 2.6)
    };
    m.leaning(lean, |m| {
        m.shape.tube(up(0.0), up(rise), 1.25 * r);
        let joint = r * m.any(1.5, 1.8);
        let top = m.bonnet_joint(rise, joint);
        let high = r * m.any(0.3, 0.9) + 0.02;
        let lid = bell(m, top, 0.8 * r, 0.3 * r + 0.012, high);
        let size = (m.any(0.04, 0.065) + 0.4 * r).min(0.13);
        if m.dice.chance(0.6) {
            scaled_wheel(m, lid, 0.8 * size);
        } else {
            m.shape.rod(up(lid), up(lid + 0.05), 0.03);
            m.handwheel(up(lid + 0.03), [0.0, 0.0, 1.0], 1.4 * size);
        }
    });
    let x = half * m.any(0.65, 0.9);
    nipples(m, x, 1.1 * r);
    Body::new(ends, Stance::Any)
}

/// Heating circuits: short brass body, a union on one side, a plastic cap or a sensor head.
pub(super) fn heating(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.028 + 1.3 * r) * m.any(0.9, 1.25);
    let ends = m.ends(Ends::Threaded, half);
    m.shape.tube(on(-half), on(half), 1.05 * r);
    m.shape.ball([0.0; 3], 1.3 * r);
    let nut = half * m.any(0.35, 0.6);
    m.shape.prism(on(nut), on(nut + 0.5 * r + 0.006), 1.4 * r, 6);
    let (rise, size) = (1.5 * r + 0.006, m.any(0.016, 0.026));
    m.shape.rod(up(0.0), up(rise + 0.012), 0.8 * r + 0.002);
    m.shape.prism(up(rise), up(rise + 0.01), 0.9 * r + 0.003, 6);
    let z = rise + 0.012;
    match m.dice.below(3) {
        0 => m.shape.stub(up(z), up(z + 0.03), size, 0.85 * size),
        1 => {
            // A thermostatic head.
            let long = m.any(0.06, 0.09);
            m.shape.rod(up(z), up(z + 0.015), 0.7 * size);
            m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(z + 0.01, size), (z + 0.7 * long, 1.1 * size), (z + long, 0.8 * size)]);
            m.shape.dome(up(z + long), [0.0, 0.0, 1.0], 0.8 * size, 0.3 * size);
        }
        _ => {
            let wheel = size * m.any(1.0, 1.6);
            m.stem_and_wheel(z, z + 0.02, wheel, 0.0);
        }
    }
    Body::new(ends, Stance::Any)
}

/// Coarse model: a sphere, a neck, a stem, a disc.
pub(super) fn sphere(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let (pipe, wide) = (r * m.any(1.0, 1.2), (r * m.any(1.3, 2.0)).min(0.9 * half));
    if m.chance(0.6) {
        m.shape.tube(on(-half), on(half), pipe);
    } else {
        let broad = r + (m.flange.radius - r) * m.any(0.1, 0.6);
        for side in [-1.0, 1.0] {
            m.shape.cone(on(side * half), [0.0; 3], broad, 0.7 * wide);
        }
    }
    m.shape.ball([0.0; 3], wide);
    plain_crown(m, 0.8 * wide);
    Body::new(ends, Stance::Any)
}

/// Coarse model: a bow tie with a ball or a drum in the middle, or a barrel across.
pub(super) fn coarse(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let (broad, waist) = (r + (m.flange.radius - r) * m.any(0.0, 0.7), r * m.any(0.3, 0.9));
    let wide = (r * m.any(0.9, 1.6)).min(0.8 * half);
    match m.dice.below(4) {
        0 => {
            for side in [-1.0, 1.0] {
                m.shape.cone(on(side * half), [0.0; 3], broad, waist);
            }
            m.shape.ball([0.0; 3], wide);
        }
        1 => {
            m.shape.tube(on(-half), on(half), 1.1 * r);
            m.shape.rod(up(-1.1 * wide), up(1.1 * wide), wide);
        }
        2 => {
            m.shape.tube(on(-half), on(half), 1.1 * r);
            m.shape.rod([0.0, -wide, 0.0], [0.0, wide, 0.0], 1.1 * wide);
        }
        _ => {
            for side in [-1.0, 1.0] {
                m.shape.stub(on(side * half), on(0.0), 1.1 * r, 1.2 * wide);
            }
        }
    }
    plain_crown(m, 0.9 * wide);
    Body::new(ends, Stance::Any)
}

/// Bonnet, stem and wheel of a coarse globe.
fn plain_crown(m: &mut Make, rise: f64) {
    let r = m.r;
    let top = rise + r * m.any(0.5, 1.4);
    let foot = r * m.any(0.6, 1.1);
    m.shape.rod(up(0.5 * rise), up(top), foot);
    if m.chance(0.5) {
        m.shape.rod(up(top), up(top + 0.35 * r), foot * m.dice.range(1.2, 1.7));
    }
    let head = top + r * m.any(0.9, 3.0) + 0.01;
    match m.dice.below(3) {
        0 => m.shape.stub(up(top), up(0.7 * head + 0.3 * top), 0.8 * foot, 0.4 * foot),
        1 => m.shape.rod(up(top), up(0.5 * (head + top)), 0.5 * foot),
        _ => {}
    }
    let (thin, wheel) = (r * m.any(0.07, 0.2) + 0.003, wheel_size(m));
    m.shape.rod(up(top), up(head + 0.01), thin);
    plain_drive(m, head, wheel);
}
