//! Coriolis meters of more makes: shallow bows, triangles in sheet metal, straight tubes, boxes, omegas.

use super::ends::Ends;
use super::make::{Body, Make};
use crate::component::Stance;
use crate::surface::{P3, Surface, Torus, V3};
use std::f64::consts::PI;

/// Half the length, a share of what bent tubes need, and the ends.
fn begin(m: &mut Make, share: [f64; 2]) -> (f64, (f64, f64)) {
    let length = (0.31 + 0.0072 * f64::from(m.dn)) * m.any(share[0], share[1]);
    let half = m.half(length);
    let small = [Ends::Flanged, Ends::Flanged, Ends::Flanged, Ends::Clamp, Ends::Threaded];
    let kind = if m.dn <= 50 { m.dice.pick(&small) } else { Ends::Flanged };
    (half, m.ends(kind, half))
}

/// A bow of tube below the pipe through (±`spread`, 0) that hangs down to `deep`; its tangents at the pipe slant.
fn bow(m: &mut Make, spread: f64, deep: f64, tube: f64) {
    let deep = deep.min(0.95 * spread);
    let bend = (spread * spread + deep * deep) / (2.0 * deep);
    let center = P3::new(0.0, 0.0, bend - deep);
    let from = V3::new(spread, 0.0, -(bend - deep)) / bend;
    let angle = 2.0 * (spread / bend).clamp(-1.0, 1.0).asin();
    // From +x down and round to -x: about +y.
    m.shape.0.push(Surface::Torus(Torus { center, axis: V3::y(), start: from, angle, bend_radius: bend, radius: tube }));
}

/// Two tubes in one case that is bent in a shallow bow: thick tube below the axis, manifolds at its ends.
pub(super) fn shallow(m: &mut Make) -> Body {
    let (half, ends) = begin(m, [0.75, 1.1]);
    let r = m.r;
    let (case, spread) = (r * m.any(1.3, 1.7) + 0.012, half * m.any(0.6, 0.75));
    m.spool(half, 1.05 * r);
    for side in [-1.0, 1.0] {
        let own = m.any(0.75, 0.95);
        m.lying(side * spread * 0.7, side * (half - 1.2 * m.flange.thickness).max(spread), case * own);
    }
    let deep = spread * m.any(0.35, 0.8);
    bow(m, 0.9 * spread, deep, case);
    if m.chance(0.6) {
        m.shape.block([0.0, 0.0, 0.0], [1.2 * spread, 1.1 * case, 0.7 * case]);
    }
    let top = case * m.any(0.3, 0.9);
    m.necked(top, 0.12);
    Body::new(ends, Stance::Any)
}

/// A triangle of sheet metal as thick as the pipe, closed or open in its middle, pointing down, with a rounded tip.
pub(super) fn triangle(m: &mut Make) -> Body {
    let (half, ends) = begin(m, [0.6, 1.0]);
    let r = m.r;
    m.spool(half, 1.05 * r);
    let (wide, spread, deep) = (r * m.any(1.1, 1.5) + 0.01, half * m.any(0.55, 0.75), half * m.any(0.6, 1.1));
    m.lying(-spread, spread, 1.1 * wide);
    for side in [-1.0, 1.0] {
        m.shape.bar([side * 0.85 * spread, 0.0, 0.0], [side * 0.15 * spread, 0.0, -deep], 2.0 * wide, 0.35 * spread + wide);
    }
    if m.chance(0.75) {
        m.shape.block([0.0, 0.0, -0.5 * deep], [0.7 * spread, 1.8 * wide, 0.9 * deep]);
        m.shape.block([0.0, 0.0, -0.25 * deep], [1.1 * spread, 1.8 * wide, 0.5 * deep]);
    }
    m.shape.rod([0.0, -wide, -deep], [0.0, wide, -deep], 0.15 * spread + 0.5 * wide);
    m.necked(1.1 * wide, 0.1);
    Body::new(ends, Stance::Any)
}

/// One straight tube in a heavy case with stepped or conical ends and bands.
pub(super) fn straight(m: &mut Make) -> Body {
    let (half, ends) = begin(m, [0.7, 1.15]);
    let (r, thick) = (m.r, m.flange.thickness);
    m.spool(half, 1.05 * r);
    let (case, end) = (r * m.any(1.7, 2.5) + 0.012, half - thick * m.any(1.3, 2.2));
    let land = end * m.any(0.75, 0.97);
    m.round_pipe(&[(-end, 1.1 * r), (-land, case), (land, case), (end, 1.1 * r)]);
    for _ in 0..m.dice.count(0, 3) {
        let at = land * m.any(-0.9, 0.9);
        m.lying(at - 0.012, at + 0.012, 1.08 * case);
    }
    m.necked(case, 0.08);
    Body::new(ends, Stance::Any)
}

/// A tall box or a flat case that hangs below the line, or a cube about it.
pub(super) fn boxed(m: &mut Make) -> Body {
    let (half, ends) = begin(m, [0.45, 0.8]);
    let r = m.r;
    m.spool(half, 1.05 * r);
    let (wide, broad) = (half * m.any(0.5, 0.75), r * m.any(1.2, 1.8) + 0.018);
    let (deep, up) = (half * m.any(0.45, 1.1), r * m.any(1.1, 1.5) + 0.01);
    m.shape.block([0.0, 0.0, (up - deep) / 2.0], [2.0 * wide, 2.0 * broad, up + deep]);
    match m.dice.below(3) {
        0 => m.shape.rod([0.0, -broad, -deep], [0.0, broad, -deep], 0.98 * wide),
        1 => m.shape.block([0.0, 0.0, -deep - 0.01], [2.2 * wide, 2.3 * broad, 0.02]),
        _ => {}
    }
    if m.chance(0.85) {
        m.necked(up, 0.09)
    } else {
        m.shifted([0.0, 0.0, up], |m| m.junction_box(0.0))
    }
    Body::new(ends, Stance::Any)
}

/// Tubes bent to an omega about two torsion bars, in the open or in a round case.
pub(super) fn omega(m: &mut Make) -> Body {
    let (half, ends) = begin(m, [0.5, 0.9]);
    let r = m.r;
    m.spool(half, 1.05 * r);
    let (round, tube) = (half * m.any(0.45, 0.65), 0.45 * r + 0.005);
    let drop = -round * m.any(0.8, 1.2);
    let gap = 1.2 * r + tube;
    if m.chance(0.35) {
        let wide = gap + 2.0 * tube;
        m.shape.rod([0.0, -wide, drop], [0.0, wide, drop], 1.15 * round);
        m.shape.block([0.0, 0.0, 0.5 * drop], [1.2 * round, 2.0 * wide, drop.abs()]);
    } else {
        for y in [-gap, gap] {
            let turn = Torus {
                center: P3::new(0.0, y, drop),
                axis: V3::y(),
                start: V3::new(0.6, 0.0, 0.8),
                angle: 1.59 * PI,
                bend_radius: round,
                radius: tube,
            };
            m.shape.0.push(Surface::Torus(turn));
            for side in [-1.0, 1.0] {
                m.shape.tube([side * 0.6 * round, y, drop + 0.8 * round], [side * 0.25 * round, y, 0.0], tube);
            }
        }
        for side in [-1.0, 1.0] {
            m.shape.bar([side * 0.8 * round, -1.3 * gap, drop], [side * 0.8 * round, 1.3 * gap, drop], 0.5 * tube + 0.02, 0.03);
        }
    }
    let block = 0.35 * round + r;
    m.shape.block([0.0; 3], [2.0 * block, 2.2 * gap, 2.6 * r]);
    m.necked(1.3 * r, 0.1);
    Body::new(ends, Stance::Any)
}

/// A U whose two legs stand square to the pipe in thick tubes, a brace between them.
pub(super) fn tall(m: &mut Make) -> Body {
    let (half, ends) = begin(m, [0.6, 1.0]);
    let r = m.r;
    m.spool(half, 1.05 * r);
    let (case, spread) = (r * m.any(1.15, 1.5) + 0.01, half * m.any(0.4, 0.6));
    let deep = spread * m.any(1.2, 2.1);
    m.lying(-spread - case, spread + case, 1.1 * case);
    let straight = (deep - spread).max(0.02);
    for side in [-1.0, 1.0] {
        m.shape.tube([side * spread, 0.0, 0.0], [side * spread, 0.0, -straight], case);
    }
    let turn = Torus {
        center: P3::new(0.0, 0.0, -straight),
        axis: V3::y(),
        start: V3::x(),
        angle: PI,
        bend_radius: spread,
        radius: case.min(0.95 * spread),
    };
    m.shape.0.push(Surface::Torus(turn));
    if m.chance(0.6) {
        m.shape.block([0.0, 0.0, -0.5 * straight], [2.0 * spread, 0.8 * case, 0.05]);
    }
    m.necked(1.1 * case, 0.1);
    Body::new(ends, Stance::Any)
}
