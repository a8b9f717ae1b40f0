//! More ball valves: split, welded, top entry, forged, sanitary, plastic and brass bodies, packages with drives, simplified models.

use super::ends::Ends;
use super::levers::{any_lever, bent_pipe, oval, stepped, straight, tee, wings};
use super::make::{Body, Make};
use super::quarter_drive::{gearbox, power, quarter_top, rack};
use super::solids::{barrel, bow_tie, bracket, drum, pad, plain_body, plain_ends, post};
use crate::component::Stance;
use crate::model::catalogue::gate_length;
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// Half length of short flanged patterns: EN 558 series 27 or somewhat more.
fn short_half(m: &mut Make) -> f64 {
    let length = 0.1 + 0.0011 * f64::from(m.dn);
    m.half(length)
}

/// One piece, so short that its flanges nearly touch.
pub(super) fn short_flanged(m: &mut Make) -> Body {
    let half = (0.016 + 0.55 * f64::from(m.dn) / 1000.0) * m.any(0.95, 1.35);
    let ends = m.ends(Ends::Flanged, half.max(1.5 * m.flange.thickness));
    let r = m.r;
    let core = r * m.any(1.3, 1.8);
    drum(m, -ends.0, ends.0, core);
    let top = m.flange.radius * m.any(0.85, 1.1);
    let neck = r * m.any(0.4, 0.7);
    post(m, 0.0, top, neck.min(0.9 * ends.0));
    quarter_top(m, top, 0.25);
    Body::new(ends, Stance::Any)
}

/// Split body: a cast shell with a tail piece bolted on, its waist stepped.
pub(super) fn split(m: &mut Make) -> Body {
    let half = if m.chance(0.5) { short_half(m) } else { m.half(gate_length(m.dn)) };
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let way = if m.chance(0.5) { 1.0 } else { -1.0 };
    let (core, wide) = (r * m.any(1.1, 1.3), (r * m.any(1.45, 1.95)).min(0.98 * m.flange.radius));
    let (from, seam) = (-half * m.any(0.45, 0.75), half * m.any(0.25, 0.6));
    let lip = (wide * m.any(1.05, 1.25)).min(1.05 * m.flange.radius);
    let thick = 0.16 * r + 0.004;
    let profile = [
        (-half, core),
        (from, core),
        (from + 0.25 * half, 0.92 * wide),
        (0.0, wide),
        (seam - thick, 0.96 * wide),
        (seam - thick, lip),
        (seam + thick, lip),
        (seam + thick, 1.15 * core),
        (half, core),
    ];
    barrel(m, &profile.map(|(x, radius)| (way * x, radius)));
    if m.look.bolts {
        let (count, bolt) = (m.dice.pick(&[4, 6, 8, 12]), (0.1 * r).clamp(0.004, 0.012));
        let at = way * seam;
        m.shape.bolts([0.0; 3], [1.0, 0.0, 0.0], 0.92 * lip, count, bolt, at - thick - bolt, at + thick + bolt, 0.3);
    }
    let top = wide * m.any(1.0, 1.12);
    quarter_top(m, top, 0.25);
    Body::new(ends, Stance::Any)
}

/// Welded body of district heating: a pipe that swells, a long stem tube above the insulation.
pub(super) fn welded(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.105 + 1.1 * r) * m.any(0.8, 1.25);
    let flanged = m.chance(0.2);
    let ends = m.ends(if flanged { Ends::Flanged } else { Ends::Welded }, half);
    let wide = r * m.any(1.25, 1.65) + 0.003;
    let (long, slope) = ((r * m.any(0.9, 1.5)).min(0.6 * half), r * m.any(0.3, 0.9));
    let foot = (long + slope).min(0.95 * half);
    barrel(m, &[(-half, r), (-foot, r), (-long, wide), (long, wide), (foot, r), (half, r)]);
    if m.chance(0.3) {
        drum(m, -0.04 * r, 0.04 * r, 1.03 * wide);
    }
    let stem = (0.22 * r + 0.007) * m.any(0.85, 1.3);
    let neck = wide + if m.chance(0.65) { m.any(0.06, 0.16) } else { m.any(0.015, 0.04) };
    post(m, 0.8 * wide, neck, stem);
    post(m, neck - 0.02, neck, 1.25 * stem);
    let length = m.lever_length() * 0.9;
    match m.dice.below(4) {
        _ if m.dn >= 125 => gearbox(m, neck),
        0 => tee(m, neck, length.min(0.16)),
        1 => bent_pipe(m, neck, length),
        _ => stepped(m, neck + 0.004, length),
    }
    Body::new(ends, Stance::Any)
}

/// A big welded sphere between necks, as in gas lines: a foot, a stem pillar, a gearbox.
pub(super) fn welded_sphere(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.12 + 2.1 * r) * m.any(0.9, 1.25);
    let kind = if m.chance(0.7) { Ends::Welded } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    let wide = (r * m.any(1.5, 1.85)).min(0.9 * half);
    barrel(m, &[(-half, r), (-0.9 * half, r), (-0.6 * wide, 1.25 * r), (0.6 * wide, 1.25 * r), (0.9 * half, r), (half, r)]);
    m.shape.ball([0.0; 3], wide);
    post(m, -1.12 * wide, -0.9 * wide, 0.45 * r);
    if m.chance(0.4) {
        for x in [-0.8, 0.8] {
            m.shape.block([x * wide, 0.0, -0.85 * wide], [0.1 * r + 0.006, 1.2 * wide, 1.1 * wide]);
        }
    }
    let neck = wide + r * m.any(0.2, 1.2) + 0.01;
    post(m, 0.8 * wide, neck, 0.42 * r);
    pad(m, neck, 0.7 * r);
    if m.chance(0.7) {
        gearbox(m, neck);
    } else {
        let size = ((0.03 + 0.5 * r) * m.any(0.9, 1.3)).min(0.15);
        power(m, neck, size);
    }
    Body::new(ends, Stance::Any)
}

/// Top entry: a pot with a bolted cover like a gate's, the stem in its middle.
pub(super) fn top_entry(m: &mut Make) -> Body {
    let length = gate_length(m.dn) * m.any(1.0, 1.4);
    let half = m.half(length);
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let wide = (r * m.any(1.4, 1.8)).min(0.85 * half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], r * m.dice.range(1.08, 1.25));
    let rise = r * m.any(1.35, 1.75);
    m.shape.tube([0.0, 0.0, -0.9 * r], [0.0, 0.0, rise], wide);
    m.shape.dome([0.0, 0.0, -0.9 * r], [0.0, 0.0, -1.0], wide, 0.6 * r);
    let lip = wide * m.any(1.1, 1.3);
    let top = m.bonnet_joint(rise, lip);
    let hub = r * m.any(0.6, 0.9);
    post(m, top, top + 0.4 * r, hub);
    quarter_top(m, top + 0.4 * r, 0.4);
    Body::new(ends, Stance::Any)
}

/// Forged, on trunnions: a thick drum between two closures of the same width, close to the flanges.
pub(super) fn forged(m: &mut Make) -> Body {
    let length = gate_length(m.dn) * m.any(1.1, 1.6);
    let half = m.half(length);
    let kind = if m.chance(0.8) { Ends::Flanged } else { Ends::Welded };
    let ends = m.ends(kind, half);
    let r = m.r;
    let wide = r * m.any(1.6, 2.0);
    let (mid, end) = (r * m.any(0.8, 1.1), half * m.any(0.6, 0.8));
    let (mid, gap) = (mid.min(0.6 * end), 0.05 * r);
    let share = m.dice.range(0.96, 1.04);
    drum(m, -mid, mid, wide * share);
    for side in [-1.0, 1.0] {
        drum(m, side * (mid + gap), side * end.max(mid + 2.0 * gap), wide);
        m.shape.cone([side * end, 0.0, 0.0], [side * half, 0.0, 0.0], 1.35 * r, 1.12 * r);
    }
    drum(m, -end, end, 0.9 * wide);
    post(m, -wide - 0.12 * r, -0.9 * wide, 0.6 * r);
    m.shape.block([0.0, 0.0, 0.95 * wide], [1.5 * mid, 1.2 * wide, 0.3 * wide]);
    quarter_top(m, 1.1 * wide, 0.5);
    Body::new(ends, Stance::Any)
}

/// Three pieces with a pad cast on, long tails to weld, screws sunk into the middle.
pub(super) fn direct_mount(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.04 + 1.9 * r) * m.any(0.85, 1.3);
    let ends = m.dice.pick(&[Ends::Welded, Ends::Welded, Ends::Clamp, Ends::Threaded, Ends::Flanged]);
    let ends = m.ends(ends, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.08 * r);
    let (x, wide) = ((r * m.any(0.8, 1.1)).min(0.5 * half), r * m.any(1.35, 1.65) + 0.003);
    let (cap, corners) = (0.35 * r + 0.003, m.chance(0.6));
    drum(m, -x, x, wide);
    for side in [-1.0, 1.0] {
        m.shape.cone([side * (x + cap), 0.0, 0.0], [side * (x + 2.0 * cap).min(half), 0.0, 0.0], 1.2 * wide, 1.1 * r);
        drum(m, side * x, side * (x + cap), 1.25 * wide);
    }
    if corners {
        for k in 0..4 {
            let (sin, cos) = (FRAC_PI_4 * f64::from(2 * k + 1)).sin_cos();
            let at = [1.25 * wide * cos, 1.25 * wide * sin];
            m.shape.rod([-x - cap, at[0], at[1]], [x + cap, at[0], at[1]], 0.22 * r + 0.003);
        }
    }
    let top = 1.3 * wide;
    let size = 0.5 * r + 0.012;
    post(m, 0.0, top, 0.6 * r + 0.003);
    pad(m, top, size);
    if m.chance(0.5) {
        let (foot, size) = (bracket(m, top, size), (0.026 + 0.45 * r) * m.any(0.9, 1.3));
        power(m, foot, size);
    } else {
        let length = m.lever_length();
        any_lever(m, top + 0.008, length);
    }
    Body::new(ends, Stance::Any)
}

/// Sanitary: a square block or drum with four screws, slim clamped tails.
pub(super) fn sanitary(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.045 + 1.5 * r) * m.any(0.85, 1.25);
    let kind = if m.chance(0.75) { Ends::Clamp } else { Ends::Welded };
    let ends = m.ends(kind, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.03 * r);
    let (x, wide) = ((r * m.any(0.9, 1.3)).min(0.55 * half), r * m.any(1.4, 1.7) + 0.004);
    if m.chance(0.5) {
        drum(m, -x, x, wide);
    } else {
        m.shape.block([0.0; 3], [2.0 * x, 1.85 * wide, 1.85 * wide]);
    }
    m.shape.bolts([0.0; 3], [1.0, 0.0, 0.0], 1.12 * wide, 4, 0.16 * r + 0.002, -1.2 * x, 1.2 * x, FRAC_PI_4);
    let top = wide + r * m.any(0.2, 0.5) + 0.004;
    post(m, 0.0, top, 0.5 * r + 0.003);
    if m.chance(0.25) {
        let size = (0.026 + 0.4 * r) * m.any(0.9, 1.2);
        let foot = bracket(m, top, size);
        rack(m, foot, size);
    } else {
        let length = m.lever_length();
        stepped(m, top + 0.004, length);
    }
    Body::new(ends, Stance::Any)
}

/// A long stem on a bonnet for cold or hot fluids.
pub(super) fn long_bonnet(m: &mut Make) -> Body {
    let half = m.half(gate_length(m.dn));
    let ends = m.metal_ends();
    let ends = m.ends(ends, half);
    let r = m.r;
    let wide = (r * m.any(1.4, 1.8)).min(0.9 * half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.12 * r);
    let x = (0.8 * wide).min(0.75 * half);
    barrel(m, &[(-x, 1.12 * r), (-0.7 * x, wide), (0.7 * x, wide), (x, 1.12 * r)]);
    let top = m.bonnet_joint(wide, r * 1.15 + 0.006);
    let neck = top + (0.1 + 1.6 * r) * m.any(0.7, 1.6);
    let slim = r * m.any(0.4, 0.65) + 0.004;
    post(m, top, neck, slim);
    if m.chance(0.4) {
        post(m, top + 0.4 * (neck - top), top + 0.4 * (neck - top) + 0.006, 2.6 * slim);
    }
    post(m, neck - 0.012, neck, 1.6 * slim);
    quarter_top(m, neck, 0.35);
    Body::new(ends, Stance::Any)
}

/// A ready package: a plain valve below, bracket, rack and pinion and switches above.
pub(super) fn package(m: &mut Make) -> Body {
    let r = m.r;
    let threaded = m.dn <= 50 && m.chance(0.5);
    let half = if threaded { (0.028 + 1.2 * r) * m.any(0.9, 1.3) } else { short_half(m) };
    let ends = m.ends(if threaded { Ends::Threaded } else { Ends::Flanged }, half);
    let top = {
        m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.12 * r);
        let (x, wide) = ((r * m.any(1.0, 1.6)).min(0.75 * half), r * m.any(1.35, 1.75));
        drum(m, -x, x, wide);
        wide
    };
    let size = ((0.028 + 0.5 * r) * m.any(0.85, 1.35)).min(0.13);
    let neck = top + r * m.any(0.1, 0.4) + 0.006;
    post(m, 0.5 * top, neck, 0.35 * r + 0.004);
    pad(m, neck, 0.8 * size + 0.006);
    let foot = if m.chance(0.7) { bracket(m, neck, 0.8 * size) } else { neck };
    power(m, foot, size);
    Body::new(ends, Stance::Any)
}

/// True union of industrial plastic: a boxy body with a foot, ribbed nuts, a broad multi-purpose handle.
pub(super) fn true_union(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.042 + 1.75 * r) * m.any(0.9, 1.2);
    let flanged = m.chance(0.2);
    let ends = if flanged {
        let ends = m.ends(Ends::Flanged, half + 0.03);
        m.shape.tube([-half - 0.03, 0.0, 0.0], [half + 0.03, 0.0, 0.0], 1.15 * r);
        ends
    } else {
        m.ends(Ends::Union, half)
    };
    let (x, wide) = (half * m.any(0.35, 0.5), r * m.any(1.45, 1.75));
    drum(m, -x, x, wide);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.22 * r);
    if flanged {
        for side in [-1.0, 1.0] {
            m.shape.prism([side * x, 0.0, 0.0], [side * 0.8 * half, 0.0, 0.0], 1.25 * wide, 16);
        }
    }
    if m.chance(0.5) {
        m.shape.block([0.0, 0.0, -1.1 * wide], [1.3 * x, 1.3 * wide, 0.6 * wide]);
    }
    m.shape.block([0.0, 0.0, 0.8 * wide], [1.3 * x, 1.0 * wide, 0.7 * wide]);
    let z = wide * m.any(1.2, 1.45);
    post(m, 0.0, z, 0.6 * r + 0.003);
    let (wing, turn) = ((0.03 + 1.3 * r) * m.any(0.85, 1.3), m.dice.pick(&[0.0, 0.0, FRAC_PI_2]));
    let (thick, one_sided) = (0.35 * r + 0.01, m.chance(0.25));
    m.turned(turn, |m| {
        let from = if one_sided { 0.4 * r } else { wing };
        m.shape.block([(wing - from) / 2.0, 0.0, z + thick], [wing + from, 0.4 * r + 0.008, thick]);
        m.shape.stub([0.0, 0.0, z], [0.0, 0.0, z + 1.4 * thick], 0.75 * r + 0.006, 0.6 * r + 0.004);
        if m.chance(0.5) {
            for side in [-1.0, 1.0] {
                m.shape.block([side * 0.8 * from, 0.0, z + 0.4 * thick], [0.25 * wing, 0.35 * r + 0.006, thick]);
            }
        }
    });
    Body::new(ends, Stance::Any)
}

/// A one-piece plastic valve with glued sockets and a T-handle or a long one.
pub(super) fn plastic_socket(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.03 + 1.3 * r) * m.any(0.85, 1.3);
    let kind = if m.chance(0.7) { Ends::Socket } else { Ends::Threaded };
    let ends = m.ends(kind, half);
    let wide = r * m.any(1.3, 1.6) + 0.002;
    let x = 0.55 * half;
    barrel(m, &[(-half, 1.2 * r), (-x, 1.25 * r), (-0.7 * x, wide), (0.7 * x, wide), (x, 1.25 * r), (half, 1.2 * r)]);
    let z = wide + r * m.any(0.15, 0.5) + 0.004;
    post(m, 0.0, z, 0.5 * r + 0.004);
    let length = (0.06 + 2.6 * r) * m.any(0.8, 1.25);
    if m.chance(0.65) {
        let turn = m.dice.pick(&[0.0, 0.0, FRAC_PI_2]);
        m.turned(turn, |m| tee(m, z, length));
    } else {
        any_lever(m, z, length);
    }
    Body::new(ends, Stance::Any)
}

/// Brass with a butterfly, oval or flat handle; full bore bodies with a stepped hexagon, a union tail on some.
pub(super) fn brass(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.02 + 1.15 * r) * m.any(0.85, 1.35);
    let ends = m.ends(Ends::Threaded, half);
    let wide = (r * m.any(1.3, 1.6)).min(0.9 * half);
    let x = wide.min(0.6 * half);
    barrel(m, &[(-half, 1.1 * r), (-x, 1.1 * r), (-0.5 * x, wide), (0.4 * x, wide), (0.7 * x, 1.2 * r), (half, 1.15 * r)]);
    if m.chance(0.35) {
        // The union's nut.
        m.shape.prism([0.55 * half, 0.0, 0.0], [0.9 * half, 0.0, 0.0], 1.5 * r, 8);
    }
    let z = wide + m.any(0.008, 0.03);
    post(m, 0.0, z, 0.35 * r + 0.003);
    m.shape.prism([0.0, 0.0, z - 0.008], [0.0, 0.0, z], 0.45 * r + 0.003, 6);
    let length = (0.05 + 2.2 * r) * m.any(0.8, 1.2);
    let turn = m.dice.pick(&[0.0, 0.0, PI, FRAC_PI_2]);
    let kind = m.dice.below(5);
    m.turned(turn, |m| match kind {
        0 | 1 => wings(m, z, length),
        2 => oval(m, z, length),
        3 => tee(m, z, 0.8 * length),
        _ => stepped(m, z + 0.004, 1.5 * length),
    });
    Body::new(ends, Stance::Any)
}

/// A gas cock: a small taper body with a nut beneath and a square or a short lever on top.
pub(super) fn gas_cock(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.024 + 1.1 * r) * m.any(0.85, 1.3);
    let ends = m.ends(Ends::Threaded, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 1.08 * r);
    let (wide, low, high) = (r * m.any(0.95, 1.25), r * m.any(1.2, 1.7), r * m.any(1.3, 1.9));
    m.shape.stub([0.0, 0.0, -low], [0.0, 0.0, high], 0.85 * wide, 1.1 * wide);
    m.shape.prism([0.0, 0.0, -low - 0.3 * r - 0.004], [0.0, 0.0, -low], 0.6 * wide, 6);
    m.shape.block([0.0, 0.0, high + 0.35 * r + 0.004], [0.6 * r + 0.004, 0.6 * r + 0.004, 0.7 * r + 0.008]);
    if m.chance(0.75) {
        let length = (0.05 + 2.4 * r) * m.any(0.8, 1.2);
        any_lever(m, high + 0.4 * r + 0.006, length);
    }
    Body::new(ends, Stance::Any)
}

/// From bar stock: a hexagon or a square with tube fittings, a small lever.
pub(super) fn bar_stock(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.024 + 1.3 * r) * m.any(0.85, 1.3);
    let ends = m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Socket]);
    let ends = m.ends(ends, half);
    m.shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], 0.95 * r);
    let (x, wide) = (half * m.any(0.45, 0.75), r * m.any(1.15, 1.45) + 0.003);
    match m.dice.below(3) {
        0 => m.shape.prism([-x, 0.0, 0.0], [x, 0.0, 0.0], wide, 6),
        1 => m.shape.block([0.0; 3], [2.0 * x, 2.0 * wide, 2.0 * wide]),
        _ => m.shape.block([0.0, 0.0, 0.2 * r], [1.2 * x, 1.8 * wide, 2.6 * wide]),
    }
    let z = 1.5 * wide + m.any(0.004, 0.012);
    m.shape.prism([0.0, 0.0, 0.0], [0.0, 0.0, z], 0.4 * r + 0.004, 6);
    let length = (0.045 + 1.8 * r) * m.any(0.85, 1.4);
    any_lever(m, z + 0.004, length);
    Body::new(ends, Stance::Any)
}

/// As simplified models have it: sphere, drum, box or pot between discs, a stem and a straight lever.
pub(super) fn simple(m: &mut Make) -> Body {
    let half = if m.chance(0.5) { short_half(m) } else { m.half(gate_length(m.dn)) };
    let ends = plain_ends(m, half);
    let top = plain_body(m, half);
    let neck = top.max(m.r) + m.r * m.any(0.3, 1.2) + 0.01;
    let stem = m.r * m.any(0.12, 0.4) + 0.003;
    post(m, 0.0, neck, stem);
    let (length, turn) = (m.lever_length(), m.dice.pick(&[0.0, 0.0, PI, FRAC_PI_2, -FRAC_PI_2]));
    m.turned(turn, |m| straight(m, neck, length));
    Body::new(ends, Stance::Any)
}

/// As symbols have it: two cones with a ball where they meet, a stem and a lever.
pub(super) fn cones(m: &mut Make) -> Body {
    let half = m.half(gate_length(m.dn));
    let ends = plain_ends(m, half);
    let waist = m.r * m.any(0.3, 0.6);
    bow_tie(m, half, waist);
    let ball = (m.r * m.any(0.7, 1.2)).min(0.7 * half);
    m.shape.ball([0.0; 3], ball);
    let neck = ball + m.r * m.any(0.5, 1.6) + 0.01;
    let stem = m.r * m.any(0.12, 0.3) + 0.003;
    post(m, 0.0, neck, stem);
    let (length, turn) = (m.lever_length(), m.dice.pick(&[0.0, 0.0, PI, FRAC_PI_2, -FRAC_PI_2]));
    m.turned(turn, |m| straight(m, neck, length));
    Body::new(ends, Stance::Any)
}
