//! Bodies of valves whose stem moves in a line: pressure classes, swelling castings, gate chambers, globe bellies.

use super::make::Make;
use crate::model::catalogue::gate_length;
use std::f64::consts::PI;

/// A point on the stem.
pub(super) fn up(z: f64) -> [f64; 3] {
    [0.0, 0.0, z]
}

/// A point on the pipe's axis.
pub(super) fn on(x: f64) -> [f64; 3] {
    [x, 0.0, 0.0]
}

/// How much longer than class 150 a gate and a globe of the drawn pressure class are; the flanges grow with it.
pub(super) fn pressure_class(m: &mut Make) -> (f64, f64) {
    let classes = [(1.0, 1.0, 1.0, 1.0), (1.0, 1.0, 1.0, 1.0), (1.35, 1.2, 1.2, 1.4), (1.85, 1.42, 1.36, 1.8)];
    let (gate, globe, wide, thick) = m.dice.pick(&classes);
    let have = m.look.rating;
    m.flange.radius = m.r + (m.flange.radius - m.r) * f64::max(wide / have, 1.0);
    m.flange.thickness *= f64::max(thick / have, 1.0);
    m.flange.neck = m.flange.neck.max(1.4 * m.flange.thickness);
    (gate, globe)
}

/// Half length of a steel gate, `longer` than class 150.
pub(super) fn steel_gate_half(m: &mut Make, longer: f64) -> f64 {
    m.half(gate_length(m.dn) * longer)
}

/// Half length of an iron gate: EN 558 series 14 or 15.
pub(super) fn iron_gate_half(m: &mut Make) -> f64 {
    let dn = f64::from(m.dn) / 1000.0;
    let length = if m.chance(0.6) { 0.11 + 0.6 * dn + 0.01 } else { 0.2 + dn };
    m.half(length)
}

/// A round body that swells smoothly from `end` to `belly`, which it has within `inner` of the middle; straight beyond `outer`.
pub(super) fn swell(m: &mut Make, half: f64, end: f64, belly: f64, [inner, outer]: [f64; 2]) {
    const STEPS: usize = 4;
    let rise = |k: usize| {
        let t = k as f64 / STEPS as f64;
        (outer + (inner - outer) * t, end + (belly - end) * 0.5 * (1.0 - (PI * t).cos()))
    };
    let mut profile = vec![(-half, end)];
    profile.extend((0..=STEPS).map(rise).map(|(x, r)| (-x, r)));
    profile.extend((0..=STEPS).rev().map(rise));
    profile.push((half, end));
    m.shape.lathe([0.0; 3], [1.0, 0.0, 0.0], &profile);
}

/// The two necks of a gate from the flanges to its chamber, straight, flaring or with a ring at the seat.
pub(super) fn necks(m: &mut Make, half: f64, deep: f64, wide: f64) {
    let end = m.r * m.any(1.05, 1.22);
    let (flare, ring) = (m.any(1.0, 1.0 + 0.8 * (wide / m.r - 1.0).max(0.1)), m.chance(0.3));
    for side in [-1.0, 1.0] {
        let x = side * (deep + 0.25 * (half - deep));
        m.shape.cone(on(side * half), on(x), end, end);
        m.shape.cone(on(x), on(0.0), end, end * flare);
        if ring {
            m.shape.rod(on(side * deep), on(side * (deep + 0.2 * m.r)), end * flare.max(1.15));
        }
    }
}

/// The chamber of a gate from below the pipe up to `rise`: round seen along the pipe, `wide`; flat from aside, `deep`.
pub(super) fn chamber(m: &mut Make, wide: f64, deep: f64, rise: f64) {
    match m.dice.below(6) {
        0 => {
            // A drum along the pipe that goes on as a flat shaft.
            m.shape.rod(on(-deep), on(deep), wide);
            m.shape.block(up(rise / 2.0), [2.0 * deep, 2.0 * wide, rise]);
        }
        1 => {
            // A drum with sloping cheeks, and an oval shaft.
            let cheek = m.any(0.65, 0.85) * wide;
            let profile = [(-deep, 0.0), (-deep, cheek), (-0.5 * deep, wide), (0.5 * deep, wide), (deep, cheek), (deep, 0.0)];
            m.shape.lathe([0.0; 3], [1.0, 0.0, 0.0], &profile);
            m.stretched([0.0; 3], [deep / wide, 1.0, 1.0], |m| m.shape.tube(up(0.0), up(rise), wide));
        }
        2 => {
            // Oval all the way, with a round bottom.
            m.stretched([0.0; 3], [deep / wide, 1.0, 1.0], |m| {
                m.shape.tube([0.0; 3], up(rise), wide);
                m.shape.dome([0.0; 3], [0.0, 0.0, -1.0], wide, 1.05 * wide);
            });
        }
        3 => {
            // Flat sides between rounded edges, a flat bottom.
            let (core, low) = ((wide - deep).max(0.1 * wide), -m.any(0.9, 1.1) * wide);
            m.shape.block(up((rise + low) / 2.0), [2.0 * deep, 2.0 * core, rise - low]);
            for side in [-1.0, 1.0] {
                m.shape.rod([0.0, side * core, low], [0.0, side * core, rise], deep);
            }
        }
        4 => {
            // A waist between the drum and the bonnet's flange.
            let waist = m.any(0.72, 0.9) * wide;
            m.stretched([0.0; 3], [(1.15 * deep / wide).min(1.0), 1.0, 1.0], |m| {
                m.shape.ball([0.0; 3], wide);
                let profile = [(0.5 * wide, 0.87 * wide), (0.7 * rise, waist), (0.9 * rise, waist), (rise, wide)];
                m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &profile);
            });
        }
        _ => {
            // Wedge-like: broader and thicker towards the top.
            let (foot, sides) = (m.any(0.6, 0.8), m.dice.pick(&[4, 8, 8]));
            m.stretched([0.0; 3], [deep / wide, 1.0, 1.0], |m| {
                m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(-1.1 * wide, 0.0), (-1.1 * wide, foot * wide), (0.3 * wide, wide)]);
                m.shape.prism(up(0.0), up(rise), 0.95 * wide, sides);
            });
        }
    }
}

/// The casting of a globe in one of seven makes; returns the height where its bonnet starts.
pub(super) fn globe_casting(m: &mut Make, half: f64) -> f64 {
    let r = m.r;
    let (end, wide) = (r * m.any(1.04, 1.2), (r * m.any(1.4, 1.95)).min(0.8 * half));
    let rise = wide * m.any(1.05, 1.5);
    let neck = r * m.any(1.05, 1.4);
    match m.dice.below(7) {
        0 => {
            // Slung low: the belly hangs under the pipe.
            m.shape.tube(on(-half), on(half), end);
            let (low, long) = (m.any(0.1, 0.35) * r, m.any(1.0, 1.45));
            m.stretched(up(-low), [long.min(0.9 * half / wide), 1.0, 1.0], |m| m.shape.ball(up(-low), wide));
            m.shape.tube(up(0.0), up(rise), neck);
        }
        1 => {
            // S-shaped: in from below, out from above.
            let (shift, lift) = (m.any(0.25, 0.4) * half, m.any(0.2, 0.4) * r);
            for side in [-1.0, 1.0] {
                let end_of = [side * shift, 0.0, side * lift];
                let knee = on(side * (half - 0.4 * (half - shift)));
                m.shape.tube(on(side * half), knee, end);
                m.shape.ball(knee, end);
                m.shape.cone(knee, end_of, end, 0.95 * wide);
                m.shape.ball(end_of, 0.95 * wide);
            }
            m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(-lift - 0.9 * wide, 0.0), (0.0, wide), (rise, neck)]);
        }
        2 => {
            // An upright pot with a round bottom.
            m.shape.tube(on(-half), on(half), end);
            let pot = 0.92 * wide;
            m.shape.tube(up(-0.6 * wide), up(rise), pot);
            let dish = m.any(0.4, 0.9) * pot;
            m.shape.dome(up(-0.6 * wide), [0.0, 0.0, -1.0], pot, dish);
        }
        3 => {
            let (inner, outer) = (m.any(0.05, 0.3) * half, m.any(0.7, 0.92) * half);
            swell(m, half, end, wide, [inner, outer]);
            m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(0.0, 1.1 * neck), (0.9 * wide, neck), (rise, 1.05 * neck)]);
        }
        4 => {
            // A box with chamfered edges.
            m.shape.tube(on(-half), on(half), end);
            let sides = m.dice.pick(&[4, 8, 8]);
            m.shape.prism(on(-0.62 * half), on(0.62 * half), 0.9 * wide, sides);
            m.shape.tube(up(0.0), up(rise), neck);
        }
        5 => {
            // A flat barrel, cheeks at its sides.
            m.shape.tube(on(-half), on(half), end);
            let long = (0.75 * half / wide).min(1.35);
            m.stretched([0.0; 3], [long, 0.82, 1.0], |m| m.shape.rod([0.0, -wide, 0.0], [0.0, wide, 0.0], 0.95 * wide));
            m.shape.tube(up(0.0), up(rise), neck);
        }
        _ => {
            // Cones from the flanges onto a ball.
            let x = 0.45 * wide;
            for side in [-1.0, 1.0] {
                m.shape.cone(on(side * half), on(side * x), end, 0.9 * wide);
            }
            m.shape.ball([0.0; 3], wide);
            m.shape.stub(up(0.0), up(rise), neck, 1.1 * neck);
        }
    }
    if m.chance(0.2) {
        // A drain boss underneath.
        m.shape.rod(up(-1.15 * wide - 0.1 * r), up(0.0), 0.3 * r);
    }
    rise
}

/// Ribs on both cheeks of a casting from `low` to `high`, `wide` apart in all.
pub(super) fn ribs(m: &mut Make, low: f64, high: f64, wide: f64, deep: f64) {
    let thick = (0.08 * m.r).max(0.004);
    m.shape.block(up((low + high) / 2.0), [2.0 * deep, thick, high - low]);
    m.shape.block(up((low + high) / 2.0), [thick, 2.0 * wide, high - low]);
}
