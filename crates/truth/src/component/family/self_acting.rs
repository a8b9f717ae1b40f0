//! More valves that the fluid itself moves: pressure reducers, pilot operated ones with tubing, gas regulators, flanged solenoids.

use super::ends::Ends;
use super::globe::{belly, globe_half};
use super::linear_drive::head_radius;
use super::make::{Body, Make};
use super::solids::{post, spun};
use crate::component::Stance;
use crate::model::catalogue::gate_length;

/// A flat case of two shells with a rim about `axis`; `center` lies in the rim's plane.
fn case(m: &mut Make, center: [f64; 3], axis: [f64; 3], size: f64, depth: f64) {
    let flat = size * m.any(0.45, 0.85);
    let profile =
        [(-depth, 0.0), (-depth, flat), (-0.15 * depth, 0.96 * size), (0.15 * depth, 0.96 * size), (depth, flat), (depth, 0.0)];
    m.shape.lathe(center, axis, &profile);
    let rim = size * m.any(1.06, 1.16);
    m.shape.lathe(center, axis, &[(-0.007, 0.9 * size), (-0.007, rim), (0.007, rim), (0.007, 0.9 * size)]);
    if m.look.bolts {
        let count = m.dice.pick(&[8, 10, 12, 16]);
        m.shape.bolts(center, axis, 0.95 * rim, count, 0.006, -0.018, 0.018, 0.1);
    }
}

/// Reducer whose diaphragm hangs below: spring between two rods, a case at the bottom, an impulse pipe up to the line.
pub(super) fn hanging(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let wide = belly(m, half);
    let top = m.bonnet_joint(wide, 1.25 * r + 0.004);
    let size = head_radius(m) * m.any(0.6, 1.05);
    let long = (0.08 + 1.5 * r) * m.any(0.8, 1.4);
    if m.chance(0.3) {
        post(m, top, top + 0.6 * r, 0.5 * r);
    } else {
        post(m, top, top + 0.3 * long, 0.4 * r + 0.004);
    }
    let z = top + 0.3 * long;
    let gap = 0.3 * r + 0.018;
    if m.chance(0.6) {
        for side in [-1.0, 1.0] {
            m.shape.rod([0.0, side * gap, top], [0.0, side * gap, z + long], 0.006 + 0.05 * r);
        }
        post(m, z + 0.5 * long, z + 0.5 * long + 0.012, 1.3 * gap);
        for k in 0..6 {
            let at = z + long * (0.05 + 0.07 * f64::from(k));
            m.shape.ring([0.0, 0.0, at], [0.0, 0.0, 1.0], 0.75 * gap, 0.1 * gap);
        }
        post(m, z, z + long, 0.006);
    } else {
        post(m, z, z + long, 0.9 * gap + 0.01);
    }
    let depth = size * m.any(0.22, 0.4);
    case(m, [0.0, 0.0, z + long + depth], [0.0, 0.0, 1.0], size, depth);
    if m.chance(0.7) {
        let (x, high) = (half * m.any(0.5, 0.9), z + long + depth);
        m.shape.tube([x, 0.0, r], [x, 0.7 * size, r + 0.02], 0.006);
        m.shape.tube([x, 0.7 * size, r + 0.02], [0.2 * size, 0.7 * size, high], 0.006);
        if m.chance(0.4) {
            m.shape.rod([0.6 * x, 0.7 * size, 0.45 * high], [0.6 * x, 0.7 * size, 0.45 * high + 0.1], 0.035);
        }
    }
    Body::new(ends, Stance::Hanging)
}

/// Small reducer of water lines: a brass body, a spring dome with a knob or screw, a filter bowl below, gauges at its sides.
pub(super) fn water_reducer(m: &mut Make) -> Body {
    let r = m.r;
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Union]);
    let half = (0.035 + 1.5 * r) * m.any(0.9, 1.25);
    let ends = m.ends(ends, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.1 * r);
    let wide = (r * m.any(1.35, 1.8) + 0.003).min(0.7 * half);
    let high = r * m.any(1.1, 1.6);
    post(m, -1.1 * r, high, wide);
    let (dome, tall) = (wide * m.any(1.0, 1.35), (0.02 + 2.0 * r) * m.any(0.8, 1.4));
    let slim = dome * m.any(0.5, 0.95);
    spun(m, &[(high, dome), (high + 0.2 * tall, dome), (high + tall, slim), (high + tall, 0.0)]);
    match m.dice.below(3) {
        0 => post(m, high + tall, high + tall + 0.02, 0.8 * slim),
        1 => post(m, high + tall, high + 1.4 * tall, 0.005),
        _ => m.shape.prism([0.0, 0.0, high + tall], [0.0, 0.0, high + tall + 0.015], 0.5 * slim, 6),
    }
    match m.dice.below(3) {
        0 => {
            let low = (0.025 + 1.8 * r) * m.any(0.8, 1.3);
            spun(m, &[(-1.1 * r, 1.02 * wide), (-1.1 * r - low, 0.9 * wide), (-1.1 * r - low, 0.0)]);
        }
        1 => m.shape.prism([0.0, 0.0, -1.6 * r - 0.006], [0.0, 0.0, -1.1 * r], 0.8 * wide, 6),
        _ => {}
    }
    if m.chance(0.5) {
        let (out, size) = (wide + m.any(0.012, 0.03), m.any(0.02, 0.032));
        m.shape.rod([0.0, 0.0, 0.0], [0.0, out, 0.0], 0.006);
        m.shape.rod([0.0, out, 0.0], [0.0, out + 0.02, 0.0], size);
    }
    Body::new(ends, Stance::Upright)
}

/// Spring reducer upright: diaphragm case right on the body, a tall spring tube with a screw or wheel above.
pub(super) fn spring_tube(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.8, 1.0);
    let ends = m.usual_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let wide = belly(m, half);
    let neck = wide * m.any(1.0, 1.3);
    m.shape.tube([0.0; 3], [0.0, 0.0, neck], 0.9 * r);
    let size = head_radius(m) * m.any(0.5, 0.9);
    let depth = size * m.any(0.15, 0.3);
    case(m, [0.0, 0.0, neck + depth], [0.0, 0.0, 1.0], size, depth);
    let (foot, tall, tube) = (neck + 2.0 * depth, (0.06 + 2.2 * r) * m.any(0.8, 1.5), size * m.any(0.25, 0.5));
    spun(m, &[(foot, 1.15 * tube), (foot + 0.15 * tall, tube), (foot + tall, 0.95 * tube), (foot + tall, 0.0)]);
    if m.chance(0.4) {
        let wheel = tube * m.any(0.8, 1.5);
        m.handwheel([0.0, 0.0, foot + tall + 0.025], [0.0, 0.0, 1.0], wheel);
        post(m, foot + tall, foot + tall + 0.025, 0.007);
    } else {
        post(m, foot + tall, foot + tall + 0.03, 0.3 * tube);
    }
    Body::new(ends, Stance::Upright)
}

/// Steam reducer with a pilot: a broad diaphragm chamber below the body, the pilot with its spring above.
pub(super) fn steam_reducer(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let wide = belly(m, half);
    let size = (0.05 + 1.6 * r) * m.any(0.8, 1.25);
    let depth = size * m.any(0.12, 0.25);
    let low = -wide * m.any(1.05, 1.3) - depth;
    m.shape.tube([0.0, 0.0, low], [0.0; 3], 0.8 * r);
    case(m, [0.0, 0.0, low], [0.0, 0.0, 1.0], size, depth);
    let top = m.bonnet_joint(wide, 1.2 * r + 0.006);
    let (pilot, x) = ((0.02 + 0.45 * r) * m.any(0.8, 1.2), m.any(-0.5, 0.5) * r);
    let (a, b, c) = (top + 0.5 * pilot, top + 2.4 * pilot, top + 2.4 * pilot + m.any(0.06, 0.14));
    m.shape.rod([x, 0.0, top], [x, 0.0, a], 0.7 * pilot);
    m.shape.rod([x, 0.0, a], [x, 0.0, a + 0.9 * pilot], 1.5 * pilot);
    m.shape.stub([x, 0.0, a + 0.9 * pilot], [x, 0.0, b], 1.3 * pilot, 0.8 * pilot);
    m.shape.rod([x, 0.0, b], [x, 0.0, c], 0.6 * pilot);
    m.shape.tube([x + pilot, 0.0, a], [half * 0.7, 0.04, 0.5 * top], 0.006);
    m.shape.tube([half * 0.7, 0.04, 0.5 * top], [0.8 * size.min(half), 0.0, low], 0.006);
    Body::new(ends, Stance::Upright)
}

/// Gas regulator: a globe body beside or beneath a very large pancake case, spring tube, a vent and a slam-shut box.
pub(super) fn gas_regulator(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.75, 1.0);
    let ends = m.usual_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let wide = belly(m, half);
    let size = ((0.07 + 1.7 * r) * m.any(0.8, 1.35)).min(0.33);
    let (depth, neck) = (size * m.any(0.16, 0.34), wide + r * m.any(0.2, 0.9));
    let lying = m.chance(0.4);
    let build = |m: &mut Make| {
        m.shape.tube([0.0; 3], [0.0, 0.0, neck], 0.85 * r);
        case(m, [0.0, 0.0, neck + depth], [0.0, 0.0, 1.0], size, depth);
        let (foot, tall, tube) = (neck + 1.9 * depth, size * m.any(0.4, 1.3), size * m.any(0.2, 0.38));
        post(m, foot, foot + tall, tube);
        m.shape.prism([0.0, 0.0, foot + tall], [0.0, 0.0, foot + tall + 0.3 * tube], 0.9 * tube, 6);
        m.shape.rod([0.6 * size, 0.0, foot - 0.5 * depth], [0.6 * size, 0.0, foot + 0.25 * size], 0.012);
    };
    if lying {
        let way = if m.chance(0.5) { 1.0 } else { -1.0 };
        m.standing([0.0; 3], [0.0, way, 0.0], [1.0, 0.0, 0.0], build);
        post(m, 0.0, 1.2 * wide, 0.7 * r);
        m.bonnet_joint(wide, 1.2 * r);
    } else {
        build(m);
    }
    if m.chance(0.35) {
        let low = wide * m.any(1.1, 1.4);
        post(m, -low - 0.09, 0.0, 0.5 * r + 0.012);
        m.shape.block([0.0, 0.0, -low - 0.09], [0.09 + 0.4 * r, 0.09 + 0.4 * r, 0.08 + 0.3 * r]);
    }
    Body::new(ends, Stance::Upright)
}

/// A pilot, its tubes and needle valves beside the cover: around the body from inlet to outlet.
fn pilot_loop(m: &mut Make, half: f64, wide: f64, top: f64) {
    let side = if m.chance(0.5) { 1.0 } else { -1.0 };
    let (y, x) = (side * (wide + m.any(0.03, 0.1)), half * m.any(0.5, 0.85));
    let z = top * m.any(0.5, 1.0);
    let tube = m.any(0.005, 0.009);
    for end in [-x, x] {
        m.shape.tube([end, 0.0, 0.8 * m.r], [end, 0.5 * y, z], tube);
        m.shape.tube([end, 0.5 * y, z], [0.7 * end, y, z], tube);
        if m.chance(0.6) {
            m.shape.rod([end, 0.5 * y - 0.03, z], [end, 0.5 * y + 0.03, z], 2.2 * tube);
        }
    }
    m.shape.tube([-0.7 * x, y, z], [0.7 * x, y, z], tube);
    let (at, body) = (m.any(-0.4, 0.4) * x, m.any(0.022, 0.034));
    let tall = m.any(0.08, 0.17);
    m.shape.rod([at, y, z - 1.2 * body], [at, y, z + body], body);
    m.shape.rod([at, y, z + body], [at, y, z + body + 0.012], 1.6 * body);
    m.shape.stub([at, y, z + body + 0.012], [at, y, z + tall], 0.9 * body, 0.6 * body);
    m.shape.tube([at, y, z], [0.0, 0.3 * y, top], tube);
    if m.chance(0.4) {
        m.shape.block([-at, y, z], [0.05, 0.05, 0.05]);
        m.shape.block([-at, y, z + 0.06], [0.04, 0.04, 0.06]);
    }
}

/// Pilot operated diaphragm valve of globe shape: a broad rim and dome, tubes and pilots all around.
pub(super) fn pilot_globe(m: &mut Make) -> Body {
    let half = globe_half(m);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let wide = belly(m, half);
    let rise = wide * m.any(0.85, 1.15);
    m.shape.cone([0.0; 3], [0.0, 0.0, rise], r, 1.2 * wide);
    let (lip, thick) = (wide * m.any(1.15, 1.45), 0.1 * r + 0.006);
    post(m, rise, rise + 2.0 * thick, lip);
    let top = rise + 2.0 * thick;
    let high = lip * m.any(0.25, 0.6);
    if m.chance(0.6) {
        m.shape.dome([0.0, 0.0, top], [0.0, 0.0, 1.0], 0.82 * lip, high);
    } else {
        let flat = lip * m.any(0.3, 0.55);
        spun(m, &[(top, 0.85 * lip), (top + high, flat), (top + high, 0.0)]);
    }
    let cap = top + high + m.any(0.01, 0.06);
    post(m, top + 0.8 * high, cap, 0.16 * lip);
    pilot_loop(m, half, lip, top);
    if m.chance(0.4) {
        pilot_loop(m, half, lip, top);
    }
    Body::new(ends, Stance::Upright)
}

/// Pilot operated diaphragm valve of Y shape: the chamber leans along the pipe.
pub(super) fn pilot_slanting(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.85, 1.05);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.15 * r);
    m.stretched([0.0; 3], [1.3, 1.0, 1.0], |m| m.shape.ball([0.0; 3], 1.4 * r));
    let lean = m.any(0.6, 0.9) * if m.chance(0.6) { 1.0 } else { -1.0 };
    let wide = r * m.any(1.5, 2.0);
    m.leaning(lean, |m| {
        let (rise, tall) = (r * m.any(1.8, 2.4), r * m.any(0.6, 1.4) + 0.01);
        m.shape.tube([0.0; 3], [0.0, 0.0, rise], 1.2 * r);
        post(m, rise, rise + 0.25 * r, wide);
        post(m, rise + 0.25 * r, rise + tall, 0.85 * wide);
        post(m, rise + tall, rise + tall + 0.25 * r, wide);
        m.shape.dome([0.0, 0.0, rise + tall + 0.25 * r], [0.0, 0.0, 1.0], 0.8 * wide, 0.4 * wide);
    });
    pilot_loop(m, half, wide, 2.2 * r);
    Body::new(ends, Stance::Upright)
}

/// Solenoid valve with flanges: a squat bolted body with one or two coils, the pilot off its middle.
pub(super) fn solenoid_flanged(m: &mut Make) -> Body {
    let half = m.half(gate_length(m.dn)) * m.any(0.9, 1.2);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.1 * r);
    let wide = (r * m.any(1.35, 1.8)).min(0.8 * half);
    let rise = r * m.any(1.0, 1.5);
    m.shape.tube([0.0, 0.0, -0.6 * r], [0.0, 0.0, rise], wide);
    let top = m.bonnet_joint(rise, 1.15 * wide);
    if m.chance(0.5) {
        let high = r * m.any(0.3, 0.9);
        post(m, top, top + high, 0.6 * wide);
        coil(m, [0.0, 0.0], top + high);
    } else {
        let x = m.any(0.2, 0.7) * wide;
        coil(m, [x, 0.0], top);
        if m.chance(0.3) {
            coil(m, [-x, 0.0], top);
        }
    }
    Body::new(ends, Stance::Upright)
}

/// A coil on its tube with a plug or a terminal box, round or square.
fn coil(m: &mut Make, [x, y]: [f64; 2], z: f64) {
    let (wide, tall) = (m.any(0.02, 0.045), m.any(0.05, 0.11));
    m.shape.rod([x, y, z], [x, y, z + 0.025], 0.013);
    if m.chance(0.5) {
        m.shape.rod([x, y, z + 0.02], [x, y, z + 0.02 + tall], wide);
    } else {
        m.shape.block([x, y, z + 0.02 + tall / 2.0], [1.8 * wide, 1.8 * wide, tall]);
    }
    m.shape.rod([x, y, z + 0.02 + tall], [x, y, z + 0.035 + tall], 0.009);
    m.shape.block([x + wide + 0.014, y, z + 0.02 + 0.4 * tall], [0.034, 0.03, 0.04]);
}

/// Thermostatic: a sleeve with a scale on the body and on some a capillary.
pub(super) fn thermostatic(m: &mut Make) -> Body {
    let r = m.r;
    let ends = m.usual_ends();
    let half = (0.035 + 1.8 * r) * m.any(0.9, 1.25) + if ends == Ends::Flanged { 0.025 } else { 0.0 };
    let ends = m.ends(ends, half);
    let wide = belly(m, half);
    let neck = wide + r * m.any(0.2, 0.6) + 0.008;
    m.shape.prism([0.0, 0.0, 0.5 * wide], [0.0, 0.0, neck], 0.8 * r + 0.004, 6);
    let (sleeve, tall) = (m.any(0.018, 0.032), m.any(0.07, 0.2));
    let step = neck + 0.3 * tall;
    spun(m, &[(neck, 0.0), (neck, sleeve), (step, sleeve), (step, 0.8 * sleeve), (neck + tall, 0.8 * sleeve)]);
    m.shape.dome([0.0, 0.0, neck + tall], [0.0, 0.0, 1.0], 0.8 * sleeve, 0.5 * sleeve);
    if m.chance(0.4) {
        post(m, neck + 0.5 * tall, neck + 0.56 * tall, 1.15 * sleeve);
    }
    if m.chance(0.5) {
        // The capillary to a sensor strapped to the pipe.
        let x = 0.6 * half;
        m.shape.tube([0.0, 0.0, step], [x, 1.6 * r, step], 0.003);
        m.shape.tube([x, 1.6 * r, step], [x, 1.2 * r, 0.0], 0.003);
    }
    Body::new(ends, Stance::Any)
}
