//! What sits in lines and joins or bends them, and is neither valve nor meter: bellows, hoses, unions, couplings.

use super::ends::Ends;
use super::make::{Body, Make};
use crate::component::Stance;
use std::f64::consts::TAU;

/// Rods with nuts from ear to ear outside the flanges, at `far` along the pipe.
fn tie_rods(m: &mut Make, far: f64) {
    let (count, radius) = (m.dice.pick(&[2, 2, 3, 4]), m.any(0.006, 0.012) + 0.03 * m.r);
    let pitch = m.flange.radius + m.any(0.3, 1.5) * radius + 0.008;
    let (turn, plates, out) = (m.any(0.0, TAU), m.chance(0.6), far + m.any(0.02, 0.06));
    for i in 0..count {
        let (sin, cos) = (turn + TAU * i as f64 / f64::from(count)).sin_cos();
        let at = |x: f64, r: f64| [x, r * cos, r * sin];
        m.shape.rod(at(-out, pitch), at(out, pitch), radius);
        for side in [-1.0, 1.0] {
            m.shape.prism(at(side * far, pitch), at(side * (far + 1.6 * radius), pitch), 1.7 * radius, 6);
            if plates {
                let (a, b) = (at(side * (far - 0.006), 0.75 * pitch), at(side * (far - 0.006), pitch + 2.2 * radius));
                m.shape.bar(a, b, 4.0 * radius, 0.012);
            }
        }
    }
}

/// Rubber bellows with one wave or two, loose flanges, with or without tie rods; or small with unions.
pub(super) fn rubber_bellows(m: &mut Make) -> Body {
    let r = m.r;
    let waves = if m.chance(0.75) { 1 } else { 2 };
    let half = m.dice.pick::<f64>(&[0.095, 0.13, 0.15, 0.2]).max(0.5 * r) / 2.0 * m.any(0.95, 1.15) + 0.03 * f64::from(waves);
    let small = m.dn <= 50 && m.chance(0.3);
    let ends = m.ends(if small { Ends::Union } else { Ends::Flanged }, half);
    let (end, swell) = (half - m.flange.thickness, r + m.any(0.15, 0.45) * (m.flange.radius - r) + 0.006);
    m.spool(half, 1.05 * r);
    m.lying(-end - 0.002, -end + 0.008, 1.1 * r + 0.25 * (m.flange.radius - r));
    m.lying(end - 0.008, end + 0.002, 1.1 * r + 0.25 * (m.flange.radius - r));
    let wave = (end - 0.008) / f64::from(waves);
    for i in 0..waves {
        let mid = if waves == 1 { 0.0 } else { (f64::from(i) - 0.5) * 2.0 * wave };
        let profile: Vec<(f64, f64)> = (0..=8)
            .map(|k| {
                let t = f64::from(k) / 4.0 - 1.0;
                (mid + t * wave, r * 1.08 + (swell - r * 1.08) * (1.0 - t * t).max(0.0).sqrt())
            })
            .collect();
        m.round_pipe(&profile);
    }
    if waves == 2 && m.chance(0.7) {
        m.shape.ring([0.0; 3], [1.0, 0.0, 0.0], 1.12 * r, 0.08 * r + 0.003);
    }
    if !small && m.chance(0.45) {
        let far = half + if m.look.loose { 0.0 } else { 0.003 } + m.flange.thickness;
        tie_rods(m, far);
    }
    Body::new(ends, Stance::Any)
}

/// Steel bellows of many narrow waves, bare, with rods, or under a sleeve.
pub(super) fn metal_bellows(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.06 + 0.9 * r) * m.any(0.8, 1.6) + m.flange.thickness;
    let kind = m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Welded]);
    let ends = m.ends(kind, half);
    m.spool(half, r);
    let (span, crest) = ((half - 1.3 * m.flange.thickness) * m.any(0.5, 0.9), r * m.any(1.15, 1.35) + 0.004);
    match m.dice.below(4) {
        0 => {
            m.lying(-span, span, 1.1 * crest);
            m.lying(-1.1 * span, -span, 1.05 * r + 0.004);
        }
        _ => {
            let count = (span / (0.006 + 0.05 * r)).clamp(3.0, 11.0) as i32;
            let wave = span / f64::from(count);
            let profile: Vec<(f64, f64)> = (-2 * count..=2 * count)
                .map(|k| (0.5 * wave * f64::from(k), if k.rem_euclid(2) == 0 { 1.02 * r } else { crest }))
                .collect();
            m.round_pipe(&profile);
        }
    }
    if kind == Ends::Flanged && m.chance(0.35) {
        let far = half + m.flange.thickness + 0.003;
        tie_rods(m, far);
    } else if m.chance(0.3) {
        // Rods between collars beside the waves.
        for side in [-1.0, 1.0] {
            m.lying(side * 1.02 * span, side * (1.02 * span + 0.012), 1.4 * crest);
            m.shape.rod([-1.1 * span, side * 1.3 * crest, 0.0], [1.1 * span, side * 1.3 * crest, 0.0], 0.008);
        }
    }
    Body::new(ends, Stance::Any)
}

/// Braided or corrugated hose with collars, flanged, threaded or welded.
pub(super) fn hose(m: &mut Make) -> Body {
    let r = m.r;
    let half = m.any(0.1, 0.3) + 1.2 * r;
    let kind = if m.dn <= 50 { m.dice.pick(&[Ends::Threaded, Ends::Flanged, Ends::Welded, Ends::Union]) } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let (wide, collar) = (r * m.any(1.05, 1.2) + 0.002, m.any(0.02, 0.045));
    m.spool(half, r);
    let inner = half - m.flange.thickness - 0.01;
    let bare = inner - collar;
    if m.chance(0.6) {
        m.spool(bare, wide);
    } else {
        let count = ((bare / 0.008) as i32).clamp(8, 22);
        let wave = bare / f64::from(count);
        let profile: Vec<(f64, f64)> = (-count..=count)
            .map(|k| (wave * f64::from(k), if k.rem_euclid(2) == 0 { 0.94 * wide } else { 1.1 * wide }))
            .collect();
        m.round_pipe(&profile);
    }
    for side in [-1.0, 1.0] {
        m.lying(side * bare, side * inner, wide * 1.08);
    }
    Body::new(ends, Stance::Any)
}

/// A union: two collars and a large nut; dielectric ones are longer.
pub(super) fn union(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.016 + 0.75 * r) * m.any(0.85, 1.4);
    let kind = m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Socket, Ends::Welded]);
    let ends = m.ends(kind, half);
    m.spool(half, 1.18 * r);
    let (wide, long, off) = (r * m.any(1.5, 1.85) + 0.003, half * m.any(0.3, 0.6), half * m.any(-0.15, 0.2));
    let sides = m.dice.pick(&[6, 8, 8, 12]);
    m.shape.prism([off - long, 0.0, 0.0], [off + long, 0.0, 0.0], wide, sides);
    if m.chance(0.5) {
        m.lying(off - long - 0.3 * half, off - long, 0.9 * wide);
    }
    Body::new(ends, Stance::Any)
}

/// A grooved coupling over two pipe ends: two half shells with ears and bolts.
pub(super) fn grooved(m: &mut Make) -> Body {
    let (r, half) = (m.r, m.any(0.02, 0.034) + 0.02 * m.r);
    let wide = r * m.any(1.12, 1.22) + 0.012;
    m.lying(-half, half, wide);
    if m.chance(0.5) {
        m.lying(-0.6 * half, 0.6 * half, wide + 0.005);
    }
    let ear = 0.012 + 0.1 * r;
    let lean = m.any(0.0, TAU);
    m.standing([0.0; 3], [0.0, lean.sin(), lean.cos()], [1.0, 0.0, 0.0], |m| {
        for side in [-1.0, 1.0] {
            let z = side * (wide + 0.7 * ear);
            m.shape.block([0.0, 0.0, z], [1.6 * half, 3.0 * ear, 2.0 * ear]);
            m.shape.prism([0.0, -2.6 * ear, z], [0.0, 2.6 * ear, z], 0.55 * ear, 6);
        }
    });
    Body::new((half, half + 0.001), Stance::Any)
}

/// A sleeve of sheet steel or cast iron clamped over two plain ends: one or two locks along it, or two ring glands.
pub(super) fn sleeve(m: &mut Make) -> Body {
    let (r, half) = (m.r, m.any(0.035, 0.1) + 0.35 * m.r);
    let wide = r * m.any(1.04, 1.12) + m.any(0.004, 0.012);
    m.lying(-half, half, wide);
    if m.chance(0.6) {
        m.lying(-half, -0.85 * half, wide + 0.004);
        m.lying(0.85 * half, half, wide + 0.004);
        let lean = m.any(0.0, TAU);
        let bolt = m.any(0.005, 0.009);
        m.standing([0.0; 3], [0.0, lean.sin(), lean.cos()], [1.0, 0.0, 0.0], |m| {
            for y in [-0.018, 0.018] {
                m.shape.rod([-0.95 * half, y, wide + 0.012], [0.95 * half, y, wide + 0.012], 0.011);
            }
            for x in if half > 0.06 { vec![-0.6, 0.0, 0.6] } else { vec![-0.5, 0.5] } {
                m.shape.prism([x * half, -0.045, wide + 0.012], [x * half, 0.045, wide + 0.012], bolt, 6);
            }
        });
    } else {
        // Glands drawn together by bolts along the sleeve.
        let gland = wide + 0.02 + 0.15 * r;
        for side in [-1.0, 1.0] {
            m.lying(side * 0.75 * half, side * half, gland);
        }
        let count = if m.dn < 100 { 4 } else { 8 };
        m.shape.bolts([0.0; 3], [1.0, 0.0, 0.0], gland - 0.01, count, 0.009, -1.15 * half, 1.15 * half, 0.3);
    }
    Body::new((half, half + 0.001), Stance::Any)
}

/// A dismantling joint: a flanged spool in a flanged sleeve, a gland flange between, long studs through all.
pub(super) fn dismantling(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.08 + 0.5 * r) * m.any(0.9, 1.3) + m.flange.thickness;
    let ends = m.ends(Ends::Flanged, half);
    let (at, wide, thick) = (half * m.any(-0.2, 0.25), m.flange.radius * m.any(0.88, 1.0), m.flange.thickness);
    m.spool(half, 1.05 * r);
    m.shape.tube([-half, 0.0, 0.0], [at, 0.0, 0.0], 1.15 * r + 0.004);
    m.lying(at, at + thick, wide);
    let gap = m.any(0.01, 0.025);
    m.lying(at + thick + gap, at + 2.0 * thick + gap, wide);
    let count = if m.dn < 150 { 4 } else { 8 };
    let out = half * m.any(0.95, 1.1) + thick;
    let pitch = r + 0.66 * (m.flange.radius - r);
    m.shape.bolts([0.0; 3], [1.0, 0.0, 0.0], pitch, count, 0.008, -out, out, 0.1);
    Body::new(ends, Stance::Any)
}

/// An insulating joint: a thick welded muff with sloping shoulders.
pub(super) fn insulating(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.12 + 1.2 * r) * m.any(0.8, 1.4);
    let kind = if m.chance(0.8) { Ends::Welded } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    m.spool(half, 1.01 * r);
    let (wide, long) = (r * m.any(1.25, 1.6) + 0.006, half * m.any(0.25, 0.5));
    let slope = m.any(1.05, 1.4) * long;
    m.round_pipe(&[(-slope, r), (-long, wide), (long, wide), (slope, r)]);
    if m.chance(0.3) {
        m.lying(-0.2 * long, 0.2 * long, 1.06 * wide);
    }
    Body::new(ends, Stance::Any)
}

/// A clamp that stops a leak: half shells with ears along both sides.
pub(super) fn repair_clamp(m: &mut Make) -> Body {
    let (r, half) = (m.r, m.any(0.07, 0.2) + 0.3 * m.r);
    let (wide, ear) = (r * m.any(1.08, 1.25) + 0.006, m.any(0.012, 0.02) + 0.06 * r);
    m.lying(-half, half, wide);
    let lean = m.any(0.0, TAU);
    let (both, count) = (m.chance(0.6), m.dice.count(2, 4));
    m.standing([0.0; 3], [0.0, lean.sin(), lean.cos()], [1.0, 0.0, 0.0], |m| {
        for side in if both { vec![-1.0, 1.0] } else { vec![1.0] } {
            let z = side * (wide + 0.7 * ear);
            m.shape.block([0.0, 0.0, z], [2.0 * half, 1.6 * ear, 2.0 * ear]);
            for k in 0..count {
                let x = half * (-0.75 + 1.5 * k as f64 / (count - 1) as f64);
                m.shape.prism([x, -2.2 * ear, z], [x, 2.2 * ear, z], 0.35 * ear, 6);
            }
        }
    });
    Body::new((half, half + 0.001), Stance::Any)
}
