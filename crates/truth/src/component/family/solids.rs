//! Round solids about the stem and about the pipe, and the plain bodies that simplified models are made of.

use super::make::Make;
use std::f64::consts::FRAC_PI_4;

/// A closed cylinder about the stem from `low` to `high`.
pub(super) fn post(m: &mut Make, low: f64, high: f64, radius: f64) {
    m.shape.rod([0.0, 0.0, low], [0.0, 0.0, high], radius);
}

/// A closed cylinder about the pipe from `from` to `to`.
pub(super) fn drum(m: &mut Make, from: f64, to: f64, radius: f64) {
    m.shape.rod([from, 0.0, 0.0], [to, 0.0, 0.0], radius);
}

/// A round body about the stem: radii at heights.
pub(super) fn spun(m: &mut Make, profile: &[(f64, f64)]) {
    m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], profile);
}

/// A round body about the pipe: radii at distances along it.
pub(super) fn barrel(m: &mut Make, profile: &[(f64, f64)]) {
    m.shape.lathe([0.0; 3], [1.0, 0.0, 0.0], profile);
}

/// Two cones that meet in the middle, as symbols of valves are drawn.
pub(super) fn bow_tie(m: &mut Make, half: f64, waist: f64) {
    let wide = m.r + (m.flange.radius - m.r) * m.any(0.3, 0.95);
    barrel(m, &[(-half, 0.0), (-half, wide), (0.0, waist), (half, wide), (half, 0.0)]);
}

/// A plain body: sphere, cylinder about the pipe or the stem, box or cones; returns the height of its top.
pub(super) fn plain_body(m: &mut Make, half: f64) -> f64 {
    let r = m.r;
    let wide = (r * m.any(1.25, 1.9) + 0.003).min(0.9 * half);
    let core = r * m.any(1.0, 1.15);
    match m.dice.below(5) {
        0 => {
            m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], core);
            m.shape.ball([0.0; 3], wide);
            wide
        }
        1 => {
            m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], core);
            let long = m.any(0.45, 0.9) * half;
            drum(m, -long, long, wide.max(1.2 * r));
            wide.max(1.2 * r)
        }
        2 => {
            m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], core);
            let high = r * m.any(1.15, 1.6);
            post(m, -high, high, wide);
            high
        }
        3 => {
            m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], core);
            m.shape.block([0.0; 3], [1.7 * wide, 2.0 * wide.max(1.15 * r), 2.0 * wide.max(1.15 * r)]);
            wide.max(1.15 * r)
        }
        _ => {
            let waist = r * m.any(0.35, 0.8);
            bow_tie(m, half, waist);
            waist
        }
    }
}

/// Ends of simplified models: plain discs, with or without their counterparts on the pipe.
pub(super) fn plain_ends(m: &mut Make, half: f64) -> (f64, f64) {
    use super::ends::Ends;
    if m.dn <= 50 && m.chance(0.3) {
        return m.ends(Ends::Socket, half);
    }
    if m.chance(0.15) {
        return m.ends(Ends::Welded, half);
    }
    m.ends(Ends::Flanged, half)
}

/// A mounting pad of ISO 5211 whose top lies at `z`: round, square or with its corners cut.
pub(super) fn pad(m: &mut Make, z: f64, size: f64) {
    let thick = (0.18 * size).clamp(0.006, 0.02);
    match m.dice.below(4) {
        0 | 1 => post(m, z - thick, z, size),
        2 => m.shape.block([0.0, 0.0, z - thick / 2.0], [1.7 * size, 1.7 * size, thick]),
        _ => m.turned(FRAC_PI_4, |m| m.shape.block([0.0, 0.0, z - thick / 2.0], [1.6 * size, 1.6 * size, thick])),
    }
}

/// A bracket of two plates or a box section between a pad at `z` and a drive; returns its top.
pub(super) fn bracket(m: &mut Make, z: f64, size: f64) -> f64 {
    let high = size * m.any(0.5, 1.3) + 0.015;
    let (wide, thick) = (size * m.any(0.6, 0.9), 0.08 * size + 0.003);
    post(m, z, z + high, 0.25 * size);
    match m.dice.below(4) {
        0 => post(m, z, z + high, 0.8 * size),
        1 => m.shape.bolts([0.0; 3], [0.0, 0.0, 1.0], wide, 4, 0.12 * size, z, z + high, FRAC_PI_4),
        _ => {
            for side in [-1.0, 1.0] {
                m.shape.block([0.0, side * wide, z + high / 2.0], [1.5 * wide, thick, high]);
            }
            m.shape.block([0.0, 0.0, z + thick / 2.0], [1.5 * wide, 2.0 * wide, thick]);
            m.shape.block([0.0, 0.0, z + high - thick / 2.0], [1.5 * wide, 2.0 * wide, thick]);
        }
    }
    z + high
}

/// A handwheel as simplified models have it: a solid disc or a bare ring with a bar across.
pub(super) fn plain_wheel(m: &mut Make, center: [f64; 3], axis: [f64; 3], size: f64) {
    let way = crate::surface::V3::from(axis).normalize();
    let rim = size * m.any(0.05, 0.12);
    let at = |d: f64| -> [f64; 3] { (crate::surface::V3::from(center) + way * d).into() };
    if m.chance(0.5) {
        m.shape.rod(at(-rim), at(rim), size);
    } else {
        m.shape.ring(center, axis, size - rim, rim);
        let side = crate::surface::across(&way);
        for bar in [side, way.cross(&side)] {
            let end = |k: f64| -> [f64; 3] { (crate::surface::V3::from(center) + bar * (k * (size - rim))).into() };
            m.shape.tube(end(-1.0), end(1.0), 0.6 * rim);
        }
    }
}
