//! Bonnets, yokes and stuffing boxes of valves whose stem moves in a line.

use super::linear_body::up;
use super::make::Make;
use std::f64::consts::PI;

/// Two bolted plates from `z` on, `long` along the pipe and `wide` across it; returns the height above them.
pub(super) fn plates(m: &mut Make, z: f64, long: f64, wide: f64) -> f64 {
    let thick = (m.r * m.any(0.14, 0.28)).clamp(0.006, 0.04);
    let (style, gap) = (m.dice.below(4), 0.0015);
    let shrink = m.any(0.92, 1.0);
    for (low, scale) in [(z, 1.0), (z + thick + gap, shrink)] {
        plate(m, style, low, thick, long * scale, wide * scale);
    }
    let top = z + 2.0 * thick + gap;
    if m.look.bolts {
        edge_bolts(m, z, top, long, wide);
    }
    top
}

/// One plate: a rectangle, one with rounded ends, an oval or an octagon.
fn plate(m: &mut Make, style: usize, z: f64, thick: f64, long: f64, wide: f64) {
    match style {
        0 => m.shape.block(up(z + thick / 2.0), [2.0 * long, 2.0 * wide, thick]),
        1 if wide > long => {
            m.shape.block(up(z + thick / 2.0), [2.0 * long, 2.0 * (wide - long), thick]);
            for side in [-1.0, 1.0] {
                m.shape.rod([0.0, side * (wide - long), z], [0.0, side * (wide - long), z + thick], long);
            }
        }
        2 => m.stretched(up(z), [long / wide, 1.0, 1.0], |m| m.shape.prism(up(z), up(z + thick), wide, 8)),
        _ => m.stretched(up(z), [long / wide, 1.0, 1.0], |m| m.shape.rod(up(z), up(z + thick), wide)),
    }
}

fn edge_bolts(m: &mut Make, z: f64, top: f64, long: f64, wide: f64) {
    let (count, size) = (m.dice.pick(&[6, 8, 8, 10, 12]), (0.09 * long).clamp(0.004, 0.013));
    for i in 0..count {
        let (sin, cos) = (2.0 * PI * (i as f64 + 0.5) / f64::from(count)).sin_cos();
        let at = [0.84 * long * cos, 0.84 * wide * sin];
        m.shape.prism([at[0], at[1], z - 1.3 * size], [at[0], at[1], top + 1.8 * size], size, 6);
    }
}

/// A bonnet like a bell, a cone or a steeper cap; returns its top.
pub(super) fn bell(m: &mut Make, z: f64, foot: f64, head: f64, high: f64) -> f64 {
    let profile: &[(f64, f64)] = match m.dice.below(4) {
        0 => &[(0.0, 1.0), (0.25, 0.92), (0.5, 0.7), (0.75, 0.35), (0.9, 0.08), (1.0, 0.0)],
        1 => &[(0.0, 1.0), (0.2, 0.45), (0.45, 0.15), (1.0, 0.0)],
        2 => &[(0.0, 1.0), (0.35, 1.0), (0.6, 0.3), (0.65, 0.0), (1.0, 0.0)],
        _ => &[(0.0, 1.0), (1.0, 0.0)],
    };
    let mut radii: Vec<(f64, f64)> = profile.iter().map(|(t, w)| (z + t * high, head + w * (foot - head))).collect();
    radii.push((z + high, 0.0));
    m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &radii);
    z + high
}

/// A yoke from `z` to `top` of one of many makes, `wide` to a side.
pub(super) fn yoke(m: &mut Make, z: f64, top: f64, wide: f64) {
    match m.dice.below(5) {
        0 => pillars(m, z, top, wide),
        1 | 2 => arch(m, z, top, wide),
        3 => lantern(m, z, top, wide),
        _ => m.yoke(z, top, wide),
    }
}

/// Two or four round pillars that carry a plate.
pub(super) fn pillars(m: &mut Make, z: f64, top: f64, wide: f64) {
    let (thick, four) = ((0.11 * wide + 0.004).min(0.022), m.chance(0.25));
    let shift = if four { 0.5 * wide } else { 0.0 };
    let reach = wide - if four { 0.2 * wide } else { 0.0 };
    for (x, y) in [(shift, reach), (shift, -reach), (-shift, reach), (-shift, -reach)] {
        m.shape.rod([x, y, z], [x, y, top + 1.2 * thick], thick);
        m.shape.prism([x, y, top + 0.8 * thick], [x, y, top + 2.4 * thick], 1.5 * thick, 6);
        m.shape.prism([x, y, z], [x, y, z + 1.5 * thick], 1.6 * thick, 6);
    }
    let deck = m.any(1.6, 2.6) * thick;
    if four || m.chance(0.4) {
        m.shape.rod(up(top - deck / 2.0), up(top + deck / 2.0), 1.15 * wide);
    } else {
        m.shape.block(up(top), [0.7 * wide + 2.0 * thick, 2.0 * wide + 4.0 * thick, deck]);
    }
    let hub = m.any(0.35, 0.6) * wide;
    m.shape.rod(up(top - 1.2 * deck), up(top + 1.2 * deck), hub);
}

/// Two arms cast in one with the bonnet: out, up, and in to a hub.
fn arch(m: &mut Make, z: f64, top: f64, wide: f64) {
    let (flat, thick) = (m.any(0.35, 0.75) * wide + 0.004, m.any(0.14, 0.26) * wide + 0.004);
    let (foot, hub, knee) = (m.any(0.55, 1.0) * wide, m.any(0.4, 0.65) * wide, m.any(0.15, 0.45));
    let shoulder = m.any(0.8, 0.95);
    let at = |t: f64| z + t * (top - z);
    for side in [-1.0, 1.0] {
        let points = [(foot, at(0.0)), (wide, at(knee)), (0.95 * wide, at(shoulder)), (0.8 * hub, at(1.0))];
        for pair in points.windows(2) {
            let [(y0, z0), (y1, z1)] = [pair[0], pair[1]];
            m.shape.bar([0.0, side * y0, z0], [0.0, side * y1, z1], flat, thick);
        }
    }
    let boss = m.any(0.5, 1.1) * hub;
    m.shape.rod(up(top - boss), up(top + 0.4 * boss), hub);
}

/// A cone or tube round the stem with two windows between its uprights.
fn lantern(m: &mut Make, z: f64, top: f64, wide: f64) {
    let (head, ring) = (m.any(0.5, 0.95) * wide, 0.14 * (top - z));
    m.shape.stub(up(z), up(z + ring), wide, 0.97 * wide);
    m.shape.stub(up(top - 1.3 * ring), up(top), 1.02 * head, head);
    let thick = m.any(0.16, 0.3) * wide;
    for side in [-1.0, 1.0] {
        for x in [-0.45, 0.45] {
            let (a, b) = ([x * wide, side * 0.82 * wide, z], [x * head, side * 0.82 * head, top]);
            m.shape.bar(a, b, 1.8 * thick, thick);
        }
    }
}

/// A stuffing box with its gland flange and two eye bolts from `z` on; returns the top.
pub(super) fn stuffing_box(m: &mut Make, z: f64, r: f64) -> f64 {
    if m.chance(0.3) {
        return m.gland(z, r);
    }
    let (box_top, lift) = (z + r * m.any(0.5, 1.3), r * m.any(0.25, 0.6) + 0.004);
    m.shape.rod(up(z), up(box_top), 0.75 * r);
    m.shape.rod(up(box_top), up(box_top + lift), 0.45 * r);
    let flange = box_top + lift;
    let thick = 0.22 * r + 0.003;
    m.stretched(up(flange), [0.5, 1.0, 1.0], |m| m.shape.rod(up(flange), up(flange + thick), 1.35 * r));
    for side in [-1.0, 1.0] {
        let y = side * 1.05 * r;
        m.shape.tube([0.0, y, z], [0.0, y, flange + 2.2 * thick], (0.12 * r).max(0.0025));
        m.shape.prism([0.0, y, flange + thick], [0.0, y, flange + 1.8 * thick], (0.22 * r).max(0.004), 6);
    }
    flange + thick
}

/// A housing for a bellows: a slim tower between two joints; returns its top.
pub(super) fn bellows_tower(m: &mut Make, z: f64, wide: f64, high: f64) -> f64 {
    let (slim, flanged) = (wide * m.any(0.55, 0.8), m.chance(0.6));
    m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(z, wide), (z + 0.12 * high, slim), (z + high, slim), (z + high, 0.0)]);
    if flanged {
        let ring = slim * m.any(1.35, 1.7);
        return m.bonnet_joint(z + high, ring);
    }
    z + high
}

/// A long neck that keeps the packing warm, perhaps with a drip plate; returns its top.
pub(super) fn cold_neck(m: &mut Make, z: f64, slim: f64, high: f64) -> f64 {
    m.shape.tube(up(z), up(z + high), slim);
    m.shape.stub(up(z), up(z + 0.6 * slim), 1.5 * slim, slim);
    if m.chance(0.4) {
        let (at, wide) = (z + high * m.any(0.4, 0.8), slim * m.any(2.5, 4.0));
        m.shape.rod(up(at), up(at + 0.004), wide);
    }
    if m.chance(0.5) {
        let wide = slim * m.any(1.6, 2.2);
        return m.bonnet_joint(z + high, wide);
    }
    m.shape.rod(up(z + high), up(z + high + 0.4 * slim), 1.3 * slim);
    z + high + 0.4 * slim
}
