//! Diaphragm valves: hygienic, plastic, lined iron, full bore, pneumatic and pinch makes; coarse models.

use super::ends::Ends;
use super::linear_body::{on, up};
use super::make::{Body, Make};
use super::stem_drive::{cup, multi_turn, plain_wheel, wheel_size};
use crate::component::Stance;
use crate::model::catalogue::gate_length;

/// The ground that a bonnet stands on: height, half length and half width.
struct Deck {
    z: f64,
    long: f64,
    wide: f64,
}

/// Half length: EN 558 series 1 or 7, or shorter.
fn membrane_half(m: &mut Make) -> f64 {
    let dn = f64::from(m.dn);
    let length = match m.dice.below(3) {
        0 => gate_length(m.dn) * 0.95,
        1 => 0.1 + 0.0019 * dn,
        _ => 0.07 + 0.0016 * dn,
    };
    m.half(length)
}

/// A saddle that rises from the pipe to a deck: sloping halves and a flat frame under the deck.
fn saddle(m: &mut Make, half: f64, high: f64) -> Deck {
    let r = m.r;
    let end = r * m.any(1.04, 1.18);
    let (long, wide) = ((r * m.any(1.35, 1.9) + 0.004).min(0.9 * half), r * m.any(1.3, 1.75) + 0.006);
    let dip = r * m.any(0.1, 0.5);
    match m.dice.below(4) {
        0 => {
            for side in [-1.0, 1.0] {
                m.shape.cone(on(side * half), up(dip), end, 1.1 * end);
            }
            m.shape.block(up(high / 2.0), [1.5 * long, 1.4 * wide, high]);
        }
        1 => {
            m.shape.tube(on(-half), on(half), end);
            m.stretched([0.0; 3], [1.0, wide / long, 1.0], |m| m.shape.stub(up(0.0), up(high), 0.6 * long, 0.9 * long));
        }
        2 => {
            // Two bends that meet over the weir.
            for side in [-1.0, 1.0] {
                let knee = [side * 0.55 * half, 0.0, 0.0];
                m.shape.tube(on(side * half), knee, end);
                m.shape.ball(knee, end);
                m.shape.cone(knee, [side * 0.2 * long, 0.0, high], end, 1.15 * end);
            }
            let foot = m.any(0.0, 0.6) * high;
            m.shape.block(up((foot + high) / 2.0), [1.3 * long, 1.2 * wide, high - foot]);
        }
        _ => {
            m.shape.tube(on(-half), on(half), end);
            m.stretched([0.0; 3], [long / wide, 1.0, 1.0], |m| m.shape.ball([0.0; 3], wide));
            m.shape.block(up(high / 2.0), [1.3 * long, 1.3 * wide, high]);
        }
    }
    Deck { z: high, long, wide }
}

/// The two plates that hold the membrane: square, round, oblong, octagonal; returns the upper face.
fn clamped(m: &mut Make, deck: &Deck, thick: f64) -> f64 {
    let (style, long, wide) = (m.dice.below(4), deck.long, deck.wide);
    let gap = m.any(0.0, 0.002);
    for z in [deck.z, deck.z + thick + gap] {
        match style {
            0 => m.shape.block(up(z + thick / 2.0), [2.0 * long, 2.0 * wide, thick]),
            1 => m.shape.rod(up(z), up(z + thick), 1.1 * long.min(wide)),
            2 => m.stretched(up(z), [long / wide, 1.0, 1.0], |m| m.shape.rod(up(z), up(z + thick), 1.08 * wide)),
            _ => m.stretched(up(z), [long / wide, 1.0, 1.0], |m| m.shape.prism(up(z), up(z + thick), wide, 8)),
        }
    }
    let top = deck.z + 2.0 * thick + gap;
    if m.look.bolts {
        let bolt = (0.08 * m.r + 0.002).clamp(0.003, 0.012);
        let scale = if style == 0 { 0.82 } else { 0.62 };
        for (x, y) in [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)] {
            let at = [scale * x * long, scale * y * wide];
            m.shape.prism([at[0], at[1], deck.z - 1.5 * bolt], [at[0], at[1], top + 1.5 * bolt], bolt, 6);
        }
    }
    top
}

/// A bonnet on the plates: dome, frustum, pyramid or slim column; returns its top.
fn hood(m: &mut Make, z: f64, deck: &Deck, high: f64) -> f64 {
    let (broad, head) = (0.92 * deck.long.min(deck.wide), 0.3 * m.r + 0.006);
    match m.dice.below(4) {
        0 => m.shape.dome(up(z), [0.0, 0.0, 1.0], broad, high),
        1 => m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(z, broad), (z + 0.45 * high, 0.85 * broad), (z + high, 1.6 * head)]),
        2 => {
            m.stretched(up(z), [deck.long / broad, deck.wide / broad, 1.0], |m| {
                m.shape.stub(up(z), up(z + 0.6 * high), 0.9 * broad, 0.5 * broad);
            });
            m.shape.rod(up(z), up(z + high), 0.5 * broad);
        }
        _ => {
            m.shape.prism(up(z), up(z + 0.6 * high), 0.8 * broad, 4);
            m.shape.stub(up(z + 0.6 * high), up(z + high), 0.7 * broad, 0.5 * broad);
        }
    }
    m.shape.rod(up(z + 0.7 * high), up(z + high + 0.3 * m.r), head);
    z + high
}

/// A moulded wheel like a cap or a pot lid, or one with spokes, on a hood that ends at `z`.
fn hand(m: &mut Make, z: f64) {
    let (wheel, lift) = ((0.016 + 1.35 * m.r) * m.any(0.75, 1.2), m.any(0.006, 0.02) + 0.2 * m.r);
    let at = z + lift;
    m.shape.rod(up(z - lift), up(at + 0.1 * wheel), (0.3 * m.r + 0.006).min(0.5 * wheel));
    match m.dice.below(4) {
        0 => {
            let tall = wheel * m.any(0.4, 0.8);
            m.shape.stub(up(at), up(at + tall), wheel, 0.88 * wheel);
            m.shape.rod(up(at + tall), up(at + tall + 0.2 * wheel), 0.3 * wheel);
        }
        1 if wheel < 0.08 => {
            let sides = m.dice.pick(&[5, 6, 8]);
            m.shape.prism(up(at), up(at + 0.5 * wheel), wheel, sides);
        }
        2 => {
            m.shape.lathe([0.0; 3], [0.0, 0.0, 1.0], &[(at, wheel), (at + 0.2 * wheel, wheel), (at + 0.6 * wheel, 0.4 * wheel)]);
            m.shape.rod(up(at + 0.5 * wheel), up(at + 0.75 * wheel), 0.4 * wheel);
        }
        _ => m.stem_and_wheel(z, at + 0.01, wheel, 0.0),
    }
    if m.chance(0.35) {
        m.shape.rod(up(at), up(at + 0.8 * wheel + 0.02), 0.006 + 0.08 * m.r);
    }
}

/// Stainless block or forging with clamp or weld ends, a steel or plastic bonnet with a plastic wheel.
pub(super) fn hygienic(m: &mut Make) -> Body {
    let half = m.half(0.075 + 0.0019 * f64::from(m.dn));
    let ends = m.dice.pick(&[Ends::Clamp, Ends::Clamp, Ends::Welded, Ends::Welded, Ends::Union]);
    let ends = m.ends(ends, half);
    let r = m.r;
    let high = r * m.any(0.8, 1.2) + 0.003;
    let deck = if m.chance(0.3) {
        // Milled from a block.
        let (long, wide) = ((1.3 * r + 0.01).min(0.8 * half), 1.3 * r + 0.01);
        m.shape.tube(on(-half), on(half), 1.04 * r);
        m.shape.block(up(0.5 * high - 0.6 * r), [2.0 * long, 2.0 * wide, high + 1.2 * r]);
        Deck { z: high, long, wide }
    } else {
        saddle(m, half, high)
    };
    let thick = m.any(0.004, 0.008);
    let top = clamped(m, &deck, thick);
    if m.chance(0.35) {
        let size = deck.long.max(deck.wide) * m.any(0.8, 1.25);
        cup(m, top, size);
    } else {
        let (wide, tall) = (0.9 * deck.long.min(deck.wide), r * m.any(0.7, 1.4) + 0.015);
        m.shape.stub(up(top), up(top + tall), wide, 0.75 * wide);
        hand(m, top + tall);
    }
    Body::new(ends, Stance::Any)
}

/// Plastic body with glued or union ends, a high plastic hood and wheel.
pub(super) fn plastic(m: &mut Make) -> Body {
    let half = m.half(0.09 + 0.0022 * f64::from(m.dn));
    let ends = if m.dn <= 65 { m.dice.pick(&[Ends::Socket, Ends::Union, Ends::Union, Ends::Flanged]) } else { Ends::Flanged };
    let ends = m.ends(ends, half);
    let r = m.r;
    m.shape.tube(on(-half), on(half), 1.2 * r);
    let high = r * m.any(0.9, 1.4) + 0.004;
    let deck = saddle(m, half, high);
    let thick = r * m.any(0.3, 0.6) + 0.005;
    let top = clamped(m, &deck, thick);
    if m.chance(0.25) {
        let size = deck.long.max(deck.wide) * m.any(0.8, 1.2);
        cup(m, top, size);
    } else {
        let tall = r * m.any(1.0, 2.2) + 0.01;
        let z = hood(m, top, &deck, tall);
        hand(m, z);
    }
    if m.chance(0.4) {
        // A foot to screw it down by.
        m.shape.block(up(-1.4 * r), [1.2 * deck.long, 1.2 * deck.wide, 0.5 * r]);
    }
    Body::new(ends, Stance::Any)
}

/// Rubber-lined iron with flanges, weir type: a heavy saddle, a big hood, a broad wheel or a motor.
pub(super) fn lined(m: &mut Make) -> Body {
    let half = membrane_half(m);
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    let high = r * m.any(0.8, 1.25);
    let deck = saddle(m, half, high);
    let thick = r * m.any(0.15, 0.3) + 0.004;
    let top = clamped(m, &deck, thick);
    let tall = r * m.any(1.0, 2.0) + 0.01;
    let z = hood(m, top, &deck, tall);
    if m.chance(0.12) {
        let size = (0.6 * r + 0.06).clamp(0.09, 0.2);
        multi_turn(m, z, size, 0.05);
    } else {
        hand(m, z);
    }
    Body::new(ends, Stance::Any)
}

/// Straight through: no weir, the deck sits high over a full bore.
pub(super) fn full_bore(m: &mut Make) -> Body {
    let half = membrane_half(m);
    let ends = if m.dn <= 50 && m.chance(0.3) { Ends::Threaded } else { Ends::Flanged };
    let ends = m.ends(ends, half);
    let r = m.r;
    m.shape.tube(on(-half), on(half), 1.12 * r);
    let (long, wide) = ((r * m.any(1.5, 2.1)).min(0.9 * half), r * m.any(1.2, 1.6) + 0.004);
    let high = r * m.any(1.15, 1.7);
    if m.chance(0.5) {
        m.stretched([0.0; 3], [long / wide, 1.0, 1.0], |m| m.shape.stub(up(-0.4 * r), up(high), 0.7 * wide, wide));
    } else {
        m.shape.block(up(high / 2.0), [1.8 * long, 1.8 * wide, high]);
    }
    let deck = Deck { z: high, long, wide };
    let thick = r * m.any(0.15, 0.28) + 0.004;
    let top = clamped(m, &deck, thick);
    let tall = r * m.any(1.5, 2.8) + 0.01;
    let z = hood(m, top, &deck, tall);
    hand(m, z);
    Body::new(ends, Stance::Any)
}

/// Any of these bodies under a pneumatic head.
pub(super) fn pneumatic(m: &mut Make) -> Body {
    let half = membrane_half(m);
    let ends = if m.dn <= 50 {
        m.dice.pick(&[Ends::Flanged, Ends::Clamp, Ends::Welded, Ends::Union, Ends::Threaded])
    } else {
        Ends::Flanged
    };
    let ends = m.ends(ends, half);
    let high = m.r * m.any(0.8, 1.3) + 0.003;
    let deck = saddle(m, half, high);
    let thick = m.r * m.any(0.15, 0.3) + 0.004;
    let top = clamped(m, &deck, thick);
    let size = deck.long.max(deck.wide) * m.any(0.85, 1.5);
    let foot = if m.chance(0.5) {
        let tall = m.r * m.any(0.3, 0.9) + 0.01;
        m.shape.stub(up(top), up(top + tall), 0.85 * deck.long.min(deck.wide), 0.5 * size);
        top + tall
    } else {
        top
    };
    let head = cup(m, foot, size);
    if m.chance(0.2) {
        // An emergency wheel on top.
        let wheel = size * m.any(0.6, 0.9);
        m.stem_and_wheel(head - 0.2 * size, head + 0.04, wheel, 0.02);
    }
    Body::new(ends, Stance::Any)
}

/// Pinch valve: a rubber sleeve in a two-part housing or an open frame, screw or cylinder above.
pub(super) fn pinch(m: &mut Make) -> Body {
    let half = m.half(0.1 + 0.0021 * f64::from(m.dn));
    let ends = m.ends(Ends::Flanged, half);
    let r = m.r;
    m.shape.tube(on(-half), on(half), 1.1 * r);
    let (long, wide, high) = (half * m.any(0.55, 0.85), r * m.any(1.35, 1.75) + 0.005, r * m.any(1.35, 1.8) + 0.005);
    match m.dice.below(3) {
        0 => {
            m.shape.block([0.0; 3], [2.0 * long, 2.0 * wide, 2.0 * high]);
            m.shape.block([0.0; 3], [2.0 * long, 2.6 * wide, 0.3 * r]);
        }
        1 => m.shape.rod(on(-long), on(long), high),
        _ => {
            for side in [-1.0, 1.0] {
                m.shape.block([0.0, 0.0, side * high], [0.9 * long, 2.2 * wide, 0.3 * r]);
                m.shape.rod([0.0, side * 1.1 * wide, -high], [0.0, side * 1.1 * wide, 1.6 * high], 0.14 * r);
            }
            m.shape.block(up(1.6 * high), [0.7 * long, 2.4 * wide, 0.25 * r]);
        }
    }
    let (top, wheel) = (1.1 * high, wheel_size(m));
    if m.chance(0.35) {
        let (size, tall) = (r * m.any(0.9, 1.3), r * m.any(1.6, 2.6));
        m.shape.rod(up(top), up(top + tall), size);
        m.shape.rod(up(top + tall), up(top + tall + 0.02), 1.1 * size);
    } else {
        let head = 1.7 * high + r * m.any(0.8, 2.0);
        m.shape.rod(up(top), up(0.6 * head), 0.5 * r);
        m.stem_and_wheel(top, head, wheel, 0.5 * r);
    }
    Body::new(ends, Stance::Any)
}

/// Coarse model: a box or a drum over a tube, a plate, a dome or cone, a disc.
pub(super) fn coarse(m: &mut Make) -> Body {
    let half = membrane_half(m);
    let ends = m.usual_ends();
    let ends = m.ends(if ends == Ends::Grooved { Ends::Flanged } else { ends }, half);
    let r = m.r;
    let pipe = r * m.any(1.0, 1.2);
    m.shape.tube(on(-half), on(half), pipe);
    let (wide, high, thick) = ((r * m.any(1.2, 1.9)).min(0.9 * half), r * m.any(0.7, 1.3), r * m.any(0.2, 0.6));
    let square = m.chance(0.5);
    if square {
        m.shape.block(up(high / 2.0), [1.5 * wide, 1.5 * wide, high]);
        m.shape.block(up(high + thick / 2.0), [2.0 * wide, 2.0 * wide, thick]);
    } else {
        m.shape.rod(up(0.0), up(high), 0.8 * wide);
        m.shape.rod(up(high), up(high + thick), 1.1 * wide);
    }
    let (z, tall) = (high + thick, r * m.any(0.8, 2.0));
    match m.dice.below(3) {
        0 => m.shape.dome(up(z), [0.0, 0.0, 1.0], 0.95 * wide, tall),
        1 => m.shape.stub(up(z), up(z + tall), 0.95 * wide, 0.4 * wide),
        _ => m.shape.rod(up(z), up(z + tall), 0.6 * wide),
    }
    let (head, wheel) = (z + tall + r * m.any(0.2, 1.0), wheel_size(m) * 0.9);
    m.shape.rod(up(z), up(head), 0.15 * r + 0.003);
    if m.chance(0.25) {
        m.shape.rod(up(head), up(head + 1.2 * wide), 1.1 * wide);
    } else {
        plain_wheel(m, head, wheel);
    }
    Body::new(ends, Stance::Any)
}
