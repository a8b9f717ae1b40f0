//! Strainers and separators in pots: fabricated baskets, cast buckets, duplex, self-cleaning, bags, bowls, dirt separators.

use super::ends::Ends;
use super::globe::globe_half;
use super::make::{Body, Make};
use crate::component::Stance;

/// A line that is flanged, welded or grooved to the pot of radius `wide`; returns half length and reach.
fn nozzles(m: &mut Make, wide: f64) -> (f64, f64) {
    let half = wide + (0.05 + 1.1 * m.r) * m.any(0.8, 1.4);
    let kind = m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Flanged, Ends::Welded, Ends::Grooved]);
    let ends = m.ends(kind, half);
    let r = m.r;
    m.spool(half, 1.01 * r);
    ends
}

/// An upright shell with a dished, conical or flat bottom; returns nothing but adds a drain now and then.
fn shell(m: &mut Make, low: f64, high: f64, wide: f64) {
    m.shape.tube([0.0, 0.0, low], [0.0, 0.0, high], wide);
    match m.dice.below(3) {
        0 => m.shape.dome([0.0, 0.0, low], [0.0, 0.0, -1.0], wide, 0.5 * wide),
        1 => m.shape.cone([0.0, 0.0, low], [0.0, 0.0, low - 0.4 * wide], wide, 0.4 * wide),
        _ => m.upright(low - 0.012, low, 1.05 * wide),
    }
    if m.chance(0.7) {
        let (out, turn) = (low - 0.45 * wide, m.any(0.0, 6.3));
        m.upright(out - 0.05, low, 0.017);
        if m.chance(0.6) {
            m.turned(turn, |m| m.standing([0.0, 0.0, out - 0.05], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0], |m| _ = m.small_cock(0.0)));
        }
    }
}

/// A cover on a davit: a post beside the shell and an arm over it.
fn davit(m: &mut Make, high: f64, wide: f64) {
    let (turn, rod, up) = (m.any(0.0, 6.3), m.any(0.01, 0.02), 0.5 * wide + m.any(0.06, 0.15));
    m.turned(turn, |m| {
        m.shape.tube([1.45 * wide, 0.0, high - 0.8 * wide], [1.45 * wide, 0.0, high + up], rod);
        m.shape.tube([1.45 * wide, 0.0, high + up], [0.0, 0.0, high + up], rod);
        m.shape.tube([0.0, 0.0, high + up], [0.0, 0.0, high], 0.7 * rod);
        m.shape.block([1.25 * wide, 0.0, high - 0.4 * wide], [0.5 * wide, 0.05, 0.06]);
    });
}

/// Fabricated shell with a bolted blind flange, often on legs or under a davit.
pub(super) fn bolted(m: &mut Make) -> Body {
    let wide = m.r * m.any(1.5, 2.4) + 0.012;
    let ends = nozzles(m, wide);
    let (low, high) = (-wide * m.any(1.2, 2.4), m.r * m.any(1.5, 2.4) + 0.03);
    shell(m, low, high, wide);
    let top = m.bonnet_joint(high, 1.35 * wide + 0.01);
    match m.dice.below(4) {
        0 => davit(m, top, wide),
        1 => {
            m.shifted([0.5 * wide, 0.0, 0.0], |m| _ = m.small_cock(top));
        }
        2 => {
            for side in [-0.6, 0.6] {
                m.shape.ring([0.0, side * wide, top], [1.0, 0.0, 0.0], 0.05, 0.008);
            }
        }
        _ => {}
    }
    if m.chance(0.5) {
        let clear = m.any(0.1, 0.5);
        m.pot_legs(low, low - 0.5 * wide - clear, wide);
    }
    Body::new(ends, Stance::Upright)
}

/// Fabricated shell with a closure that opens quickly: clamp ring, hinge, hand lever or swing bolts.
pub(super) fn quick(m: &mut Make) -> Body {
    let wide = m.r * m.any(1.5, 2.3) + 0.015;
    let ends = nozzles(m, wide);
    let (low, high) = (-wide * m.any(1.2, 2.6), m.r * m.any(1.4, 2.0) + 0.03);
    shell(m, low, high, wide);
    let (ring, thick) = (1.12 * wide + 0.008, 0.18 * wide + 0.012);
    m.upright(high, high + thick, ring);
    if m.chance(0.6) {
        m.shape.dome([0.0, 0.0, high + thick], [0.0, 0.0, 1.0], 0.92 * ring, wide * m.dice.range(0.15, 0.4));
    }
    let turn = m.any(0.0, 6.3);
    let swing = m.chance(0.5);
    m.turned(turn, |m| {
        m.shape.block([1.2 * ring, 0.0, high + 0.3 * thick], [0.5 * ring, 0.08 * ring + 0.03, 0.6 * thick]);
        m.shape.rod([1.3 * ring, -0.06, high + thick], [1.3 * ring, 0.06, high + thick], 0.015);
        if swing {
            for i in 1..6 {
                let (sin, cos) = (f64::from(i) * 1.047).sin_cos();
                m.shape.rod(
                    [1.1 * ring * cos, 1.1 * ring * sin, high - 0.05],
                    [1.1 * ring * cos, 1.1 * ring * sin, high + thick + 0.03],
                    0.01,
                );
                m.shape.ball([1.1 * ring * cos, 1.1 * ring * sin, high + thick + 0.04], 0.02);
            }
        } else {
            m.shape.rod([-1.05 * ring, 0.0, high], [-1.05 * ring, 0.0, high + 1.5 * thick], 0.025);
            m.shape.rod([-1.05 * ring, 0.0, high + thick], [-1.05 * ring - 0.2, 0.05, high + thick], 0.01);
        }
    });
    if m.chance(0.5) {
        let clear = m.any(0.1, 0.5);
        m.pot_legs(low, low - 0.5 * wide - clear, wide);
    }
    Body::new(ends, Stance::Upright)
}

/// Cast bucket: a bulging body, a lid under a yoke with a T-handle screw.
pub(super) fn bucket(m: &mut Make) -> Body {
    let r = m.r;
    let half = globe_half(m) * m.any(0.85, 1.15);
    let kind = if m.dn <= 65 && m.chance(0.4) { Ends::Threaded } else { Ends::Flanged };
    let ends = m.ends(kind, half);
    m.spool(half, 1.15 * r);
    let wide = (r * m.any(1.6, 2.1)).min(0.8 * half);
    let (low, high) = (-r * m.any(2.0, 3.6), r * m.any(1.2, 1.8));
    m.round_stem(&[(low, 0.0), (low, 0.6 * wide), (0.7 * low, 0.85 * wide), (0.0, wide), (high, wide), (high, 1.15 * wide)]);
    m.upright(high, high + 0.15 * wide, 1.15 * wide);
    m.shape.dome([0.0, 0.0, high + 0.15 * wide], [0.0, 0.0, 1.0], 1.0 * wide, 0.25 * wide);
    let (turn, top) = (m.quarter(), high + wide * m.any(0.6, 0.9));
    m.turned(turn, |m| {
        for side in [-1.0, 1.0] {
            m.shape.bar([0.0, side * 1.15 * wide, high - 0.3 * wide], [0.0, side * 1.1 * wide, top], 0.3 * wide, 0.02);
        }
        m.shape.bar([0.0, -1.2 * wide, top], [0.0, 1.2 * wide, top], 0.35 * wide, 0.2 * wide);
    });
    let grip = m.any(0.06, 0.11) + 0.3 * wide;
    m.upright(high + 0.3 * wide, top + 0.5 * wide, 0.012 + 0.05 * wide);
    m.shape.rod([-grip, 0.0, top + 0.5 * wide], [grip, 0.0, top + 0.5 * wide], 0.009);
    m.hexagon(low - 0.02, low, 0.02);
    Body::new(ends, Stance::Upright)
}

/// Two pots before a plug housing whose lever stands in the middle between them.
pub(super) fn duplex_plug(m: &mut Make) -> Body {
    let r = m.r;
    let wide = r * m.any(1.3, 1.8) + 0.01;
    let half = (1.15 * wide + 0.3 * r) * m.any(1.0, 1.2) + m.flange.thickness;
    let ends = m.ends(Ends::Flanged, half);
    m.spool(half, 1.1 * r);
    let (low, high, side) = (-r * m.any(2.2, 3.6), r * m.any(1.2, 1.9), m.either());
    let out = side * (wide + r * m.any(0.5, 1.2));
    m.shape.stub([0.0, 0.0, -1.3 * r], [0.0, 0.0, 1.5 * r], 1.2 * r, 1.4 * r);
    let cap = m.dice.below(3);
    for end in [-1.0, 1.0] {
        let at = end * 1.12 * wide;
        m.shape.tube([0.6 * at, 0.0, 0.0], [at, out, 0.0], r);
        m.shifted([at, out, 0.0], |m| {
            m.round_stem(&[(low, 0.0), (low, 0.75 * wide), (high, wide), (high, 1.1 * wide)]);
            m.upright(high, high + 0.14 * wide, 1.1 * wide);
            let top = high + 0.14 * wide;
            match cap {
                0 => m.handwheel([0.0, 0.0, top + 0.07], [0.0, 0.0, 1.0], 0.06),
                1 => m.shape.bar([-wide, 0.0, top + 0.03], [wide, 0.0, top + 0.03], 0.04, 0.03),
                _ => m.shape.dome([0.0, 0.0, top], [0.0, 0.0, 1.0], 0.9 * wide, 0.3 * wide),
            }
        });
    }
    let (stem, long) = (high + 0.5 * wide, m.any(0.12, 0.25) + 2.0 * r);
    m.upright(1.5 * r, stem, 0.3 * r);
    m.shape.bar([0.0, 0.0, stem], [0.7 * long, -0.7 * side * long, stem + 0.03], 0.035, 0.02);
    Body::new(ends, Stance::Upright)
}

/// Cleans itself: a gear motor on the lid, a control box at the side, a drain valve below.
pub(super) fn self_cleaning(m: &mut Make) -> Body {
    let wide = m.r * m.any(1.5, 2.3) + 0.03;
    let ends = nozzles(m, wide);
    let (low, high) = (-wide * m.any(1.2, 2.4), wide * m.any(0.8, 1.8));
    shell(m, low, high, wide);
    let top = m.bonnet_joint(high, 1.3 * wide);
    let motor = m.any(0.05, 0.085);
    m.upright(top, top + 0.1, 0.8 * motor);
    m.shape.block([0.0, 0.0, top + 0.16], [2.4 * motor, 2.0 * motor, 0.13]);
    let long = m.any(0.18, 0.3);
    if m.chance(0.6) {
        m.upright(top + 0.2, top + 0.2 + long, motor);
        m.upright(top + 0.2 + 0.8 * long, top + 0.22 + long, 1.08 * motor);
    } else {
        m.shape.rod([0.0, 0.0, top + 0.16], [0.0, 0.1 + long, top + 0.16], motor);
    }
    let (turn, size) = (m.any(0.0, 6.3), [m.any(0.12, 0.2), m.any(0.2, 0.4), m.any(0.25, 0.5)]);
    m.turned(turn, |m| {
        m.shape.block([wide + 0.09 + size[0] / 2.0, 0.0, 0.3 * high], size);
        m.shape.bar([0.9 * wide, 0.0, 0.3 * high], [wide + 0.1, 0.0, 0.3 * high], 0.05, 0.05);
    });
    if m.chance(0.6) {
        let clear = m.any(0.2, 0.5);
        m.pot_legs(low, low - 0.5 * wide - clear, wide);
    }
    Body::new(ends, Stance::Upright)
}

/// A bag in a tall housing with a swing-bolt or hinged lid, on legs.
pub(super) fn bag(m: &mut Make) -> Body {
    let wide = m.any(0.09, 0.13).max(1.3 * m.r);
    let half = wide + m.any(0.06, 0.16);
    let kind = m.dice.pick(&[Ends::Flanged, Ends::Threaded, Ends::Clamp]);
    let ends = m.ends(kind, half);
    let r = m.r;
    m.spool(half, 1.02 * r);
    let (low, high) = (-m.any(0.25, 0.75), m.any(0.08, 0.2) + r);
    shell(m, low, high, wide);
    m.upright(high, high + 0.025, 1.2 * wide);
    m.shape.dome([0.0, 0.0, high + 0.025], [0.0, 0.0, 1.0], wide, 0.35 * wide);
    for i in 0..m.dice.count(3, 4) {
        let (sin, cos) = (1.57 * i as f64 + 0.6).sin_cos();
        let at = [1.2 * wide * cos, 1.2 * wide * sin];
        m.shape.rod([at[0], at[1], high - 0.06], [at[0], at[1], high + 0.06], 0.008);
        m.shape.rod([at[0], at[1], high + 0.03], [at[0], at[1], high + 0.055], 0.02);
    }
    if m.chance(0.5) {
        let neck = high + 0.36 * wide;
        m.upright(neck, neck + 0.06, 0.008);
        m.shape.rod([0.0, -0.02, neck + 0.1], [0.0, 0.02, neck + 0.1], 0.035);
    }
    let clear = m.any(0.15, 0.4);
    m.pot_legs(low + 0.1, low - clear, wide);
    Body::new(ends, Stance::Upright)
}

/// A head in the line with a bowl that hangs below it: cartridge and back-flushing filters.
pub(super) fn bowl(m: &mut Make) -> Body {
    let r = m.r;
    let wide = m.any(0.036, 0.062) + 0.6 * r;
    let half = wide + m.any(0.0, 0.04) + 0.8 * r;
    let kind = m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Union, Ends::Socket]);
    let ends = m.ends(kind, half);
    m.spool(half, 1.15 * r);
    let (head, deep) = (1.3 * r + m.any(0.01, 0.025), m.any(0.1, 0.3));
    m.upright(-head, head, 1.05 * wide);
    if m.chance(0.5) {
        m.shape.prism([0.0, 0.0, -head - 0.03], [0.0, 0.0, -head], 1.12 * wide, 12);
    }
    m.shape.cone([0.0, 0.0, -head], [0.0, 0.0, -head - deep], 0.95 * wide, 0.85 * wide);
    m.shape.dome([0.0, 0.0, -head - deep], [0.0, 0.0, -1.0], 0.85 * wide, 0.4 * wide);
    match m.dice.below(4) {
        0 => {
            // A gauge at the head and a cock below the bowl.
            let side = m.either();
            m.shape.rod([0.0, side * wide, 0.0], [0.0, side * (wide + 0.03), 0.0], 0.026);
            let end = -head - deep - 0.4 * wide;
            m.standing([0.0, 0.0, end], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0], |m| _ = m.small_cock(0.0));
        }
        1 => {
            // A pressure reducer's knob on top.
            m.upright(head, head + 0.05, 0.5 * wide);
            m.shape.stub([0.0, 0.0, head + 0.05], [0.0, 0.0, head + 0.1], 0.6 * wide, 0.5 * wide);
        }
        2 => m.upright(head, head + 0.012, 0.3 * wide),
        _ => {}
    }
    Body::new(ends, Stance::Upright)
}

/// An upright vessel across the line where dirt settles: dished ends, a vent above, a drain cock below.
pub(super) fn separator(m: &mut Make) -> Body {
    let wide = m.r * m.any(1.5, 2.4) + 0.02;
    let ends = nozzles(m, wide);
    let (low, high) = (-wide * m.any(1.0, 2.6), wide * m.any(0.6, 2.0));
    m.shape.tube([0.0, 0.0, low], [0.0, 0.0, high], wide);
    m.shape.dome([0.0, 0.0, high], [0.0, 0.0, 1.0], wide, 0.45 * wide);
    m.shape.dome([0.0, 0.0, low], [0.0, 0.0, -1.0], wide, 0.45 * wide);
    let top = high + 0.43 * wide;
    match m.dice.below(3) {
        0 => {
            // An automatic vent.
            m.upright(top, top + 0.04, 0.014);
            m.shape.stub([0.0, 0.0, top + 0.04], [0.0, 0.0, top + 0.14], 0.04, 0.03);
        }
        1 => m.hexagon(top, top + 0.03, 0.022),
        _ => {}
    }
    m.standing([0.0, 0.0, low - 0.43 * wide], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0], |m| _ = m.small_cock(0.0));
    if m.chance(0.3) {
        m.upright(0.5 * low - 0.02, 0.5 * low + 0.02, 1.1 * wide);
    }
    Body::new(ends, Stance::Upright)
}

/// Brass separator of house services: a slim pot below the line, often with a magnet about it and a vent cap.
pub(super) fn separator_brass(m: &mut Make) -> Body {
    let r = m.r;
    let half = (0.03 + 1.3 * r) * m.any(0.9, 1.3);
    let kind = m.dice.pick(&[Ends::Threaded, Ends::Threaded, Ends::Union]);
    let ends = m.ends(kind, half);
    m.spool(half, 1.15 * r);
    let wide = (r * m.any(1.3, 1.7) + 0.008).min(0.9 * half);
    let (low, high) = (-m.any(0.07, 0.14) - r, r * m.any(1.3, 2.6));
    m.round_stem(&[(low, 0.0), (low, 0.7 * wide), (low + 0.02, wide), (0.9 * high, wide), (high, 0.5 * wide), (high, 0.0)]);
    if m.chance(0.5) {
        let at = low + m.any(0.03, 0.05);
        let own = m.any(1.15, 1.4);
        m.upright(at - 0.015, at + 0.02, wide * own);
    }
    m.standing([0.0, 0.0, low], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0], |m| _ = m.small_cock(0.0));
    if m.chance(0.5) {
        m.upright(high, high + 0.03, 0.4 * wide);
    }
    Body::new(ends, Stance::Upright)
}

/// A cone on a ring between two flanges for starting up: only the ring and its handle are to be seen.
pub(super) fn temporary(m: &mut Make) -> Body {
    let half = m.any(0.0015, 0.012);
    let ends = m.ends(Ends::Wafer, half);
    let wide = m.r + (m.flange.radius - m.r) * m.any(0.45, 0.75);
    m.lying(-half, half, wide);
    let (out, broad) = (m.flange.radius + m.any(0.03, 0.12), m.any(0.025, 0.05));
    m.shape.bar([0.0, 0.0, 0.8 * wide], [0.0, 0.0, out], broad, (2.0 * half).min(0.006));
    if m.chance(0.4) {
        m.shape.rod([-half, 0.0, out], [half, 0.0, out], 0.8 * broad);
    }
    Body::new(ends, Stance::Any)
}

/// A wide barrel about or below the line, larger than the pipe, with a blind flange at its side.
pub(super) fn barrel(m: &mut Make) -> Body {
    let r = m.r;
    let wide = r * m.any(1.3, 1.8);
    let half = (wide + 0.6 * r + 0.03) * m.any(1.1, 1.5);
    let ends = m.ends(Ends::Flanged, half);
    m.spool(half, 1.03 * r);
    let (deep, drop) = (r * m.any(2.2, 3.6), -(wide - r) * m.any(0.0, 1.0));
    m.shape.tube([0.0, -1.3 * wide, drop], [0.0, deep, drop], wide);
    m.shape.dome([0.0, -1.3 * wide, drop], [0.0, -1.0, 0.0], wide, 0.4 * wide);
    m.aside([0.0, 0.0, drop], 1.0, |m| {
        let top = m.bonnet_joint(deep, 1.4 * wide);
        m.eye(top, 0.025);
    });
    Body::new(ends, Stance::Any)
}

/// As design libraries draw it: a tube through an upright cylinder with a lid.
pub(super) fn plain(m: &mut Make) -> Body {
    let half = globe_half(m) * m.any(0.85, 1.2);
    let kind = m.dice.pick(&[Ends::Flanged, Ends::Flanged, Ends::Welded]);
    let ends = m.ends(kind, half);
    let r = m.r;
    let own = m.any(1.0, 1.1);
    m.spool(half, r * own);
    let wide = (r * m.any(1.3, 2.2)).min(0.85 * half);
    let (low, high) = (-r * m.any(1.3, 4.0), r * m.any(1.1, 2.2));
    m.upright(low, high, wide);
    if m.chance(0.7) {
        let (thick, own) = (r * m.any(0.15, 0.5), m.any(1.1, 1.4));
        m.upright(high, high + thick, wide * own);
    }
    Body::new(ends, Stance::Upright)
}
