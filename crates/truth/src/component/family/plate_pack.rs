//! Exchangers of plates of further makes: framed packs slender and wide, brazed blocks, welded blocks, plate and shell, plain boxes.

use super::bundle_exchanger::exchanger;
use super::make::Make;
use super::spot::port;
use super::unit::Wish;
use crate::component::tank::{Equipment, Role};
use crate::surface::V3;

/// Hot and cold pairs on a face towards −x at `x`, hot on one side, flow against each other.
fn four(m: &mut Make, e: &mut Equipment, wish: &Wish, [x, y]: [f64; 2], [low, high]: [f64; 2], reach: f64) {
    let y = if m.chance(0.5) { y } else { -y };
    port(m, e, Role::HotIn, ([x, y, high], -V3::x(), reach), wish.dn[0]);
    port(m, e, Role::HotOut, ([x, y, low], -V3::x(), reach), wish.dn[0]);
    port(m, e, Role::ColdIn, ([x, -y, low], -V3::x(), reach), wish.dn[1]);
    port(m, e, Role::ColdOut, ([x, -y, high], -V3::x(), reach), wish.dn[1]);
}

/// Frame with thin slender plates: head with rounded or cut corners, feet, carrying bar above and guide below, support post, tie rods.
pub(super) fn framed(m: &mut Make, wish: &Wish) -> Equipment {
    let flange = m.look.style.catalogue.flange(wish.dn[0].max(wish.dn[1])).radius;
    let wide = (4.3 * flange + 0.04) * m.any(1.0, 1.12);
    let tall = wide * m.any(2.2, 3.8);
    let (foot, pack, head) = (m.any(0.02, 0.15), m.any(0.08, 0.6), m.any(0.02, 0.05));
    let top = foot + tall;
    let cut = m.chance(0.4);
    for x in [0.0, head + pack] {
        if cut {
            m.shape.block([x + head / 2.0, 0.0, foot + tall / 2.0], [head, wide, 0.9 * tall]);
            m.shape.block([x + head / 2.0, 0.0, foot + tall / 2.0], [head, 0.75 * wide, tall]);
        } else {
            m.shape.block([x + head / 2.0, 0.0, foot + tall / 2.0], [head, wide, tall]);
        }
    }
    let plates = ((pack / 0.012) as usize).clamp(4, 30);
    for k in 0..plates {
        let x = head + pack * (k as f64 + 0.5) / plates as f64;
        let ragged = if k % 2 == 0 { 0.9 } else { 0.87 };
        m.shape.block([x, 0.0, foot + tall / 2.0], [0.75 * pack / plates as f64, ragged * wide, 0.9 * tall]);
    }
    let bar = head + pack + m.any(0.1, 0.9);
    let (over, fat) = (m.any(-0.06, 0.05), m.any(0.025, 0.06));
    m.shape.bar([0.0, 0.0, top + over], [bar, 0.0, top + over], fat, 1.5 * fat);
    m.shape.bar([0.0, 0.0, foot + 0.03], [bar, 0.0, foot + 0.03], fat, fat);
    m.shape.block([bar, 0.0, (top + over) / 2.0], [fat, 1.6 * fat, top + over + fat]);
    for (x, y) in [(0.0, 0.4), (0.0, -0.4), (bar, 0.0)] {
        m.shape.block([x + 0.02, y * wide, 0.5 * foot], [0.1, 0.07, foot]);
    }
    let ties = m.dice.count(2, 5);
    for side in [-1.0, 1.0] {
        for k in 0..ties {
            let z = foot + tall * (0.12 + 0.76 * k as f64 / (ties - 1) as f64);
            let end = 2.0 * head + pack + m.dice.range(0.05, 0.25);
            m.shape.rod([-0.04, side * 0.48 * wide, z], [end, side * 0.48 * wide, z], 0.01 + 0.004 * wide);
        }
    }
    if m.chance(0.25) {
        // A drip sheet around the pack.
        for side in [-1.0, 1.0] {
            m.shape.sheet([head, side * 0.52 * wide, foot + 0.05 * tall], [pack, 0.0, 0.0], [0.0, 0.0, 0.9 * tall]);
        }
        m.shape.sheet([head, -0.52 * wide, foot + 0.95 * tall], [pack, 0.0, 0.0], [0.0, 1.04 * wide, 0.0]);
    }
    let mut e = exchanger(m, "PlateHeatExchanger", wide, pack);
    e.part.height = Some(tall);
    let (low, high, reach) = (foot + 1.15 * flange + 0.02, top - 1.15 * flange - 0.02, m.any(0.03, 0.14));
    four(m, &mut e, wish, [0.0, 0.25 * wide], [low, high], reach);
    e
}

/// Brazed or fused block: a small ribbed box with four stubs, on a bracket, a foot or insulated in a shell of foam.
pub(super) fn brazed(m: &mut Make, wish: &Wish) -> Equipment {
    let flange = m.look.style.catalogue.flange(wish.dn[0].max(wish.dn[1])).radius;
    let wide = (4.2 * flange).max(0.1) * m.any(1.0, 1.1);
    let (tall, pack) = (wide * m.any(1.9, 3.4), m.any(0.05, 0.3));
    let foot = m.any(0.1, 1.1);
    let z = foot + tall / 2.0;
    if m.chance(0.3) {
        m.shape.block([pack / 2.0, 0.0, z], [pack + 0.06, wide + 0.06, tall + 0.06]);
    } else {
        let round = 0.12 * wide;
        m.shape.block([pack / 2.0, 0.0, z], [pack, wide, tall - 2.0 * round]);
        m.shape.block([pack / 2.0, 0.0, z], [pack, wide - 2.0 * round, tall]);
        for k in 0..((pack / 0.02) as usize).min(12) {
            m.shape.block([0.01 + 0.02 * k as f64, 0.0, z], [0.008, wide + 0.008, tall - 1.9 * round]);
        }
        for x in [0.0, pack] {
            m.shape.block([x, 0.0, z], [0.008, 0.97 * wide, 0.97 * tall]);
        }
    }
    match m.dice.below(3) {
        0 => {
            for y in [-0.5, 0.5] {
                m.shape.bar([pack / 2.0, y * wide, 0.0], [pack / 2.0, y * wide, foot + 0.15 * tall], 0.05, 0.05);
            }
            m.shape.block([pack / 2.0, 0.0, foot - 0.01], [pack + 0.04, wide + 0.05, 0.02]);
        }
        1 => {
            m.shape.block([pack + 0.12, 0.0, z / 2.0 + 0.2], [0.02, wide + 0.3, z + 0.4]);
            m.shape.block([pack + 0.05, 0.0, foot - 0.01], [pack + 0.14, 0.8 * wide, 0.02]);
        }
        _ => m.shape.block([pack / 2.0, 0.0, foot / 2.0], [pack, 0.6 * wide, foot]),
    }
    let mut e = exchanger(m, "PlateHeatExchanger", wide, pack);
    e.part.height = Some(tall);
    let (low, high, reach) = (foot + 1.05 * flange, foot + tall - 1.05 * flange, m.any(0.03, 0.1));
    four(m, &mut e, wish, [0.0, 0.25 * wide], [low, high], reach);
    e
}

/// Welded block: a cube between four bolted panels and two heads with corner girders, nozzles on all four panels.
pub(super) fn welded_block(m: &mut Make, wish: &Wish) -> Equipment {
    let flange = m.look.style.catalogue.flange(wish.dn[0].max(wish.dn[1])).radius;
    let wide = (2.6 * flange + 0.15) * m.any(0.95, 1.3);
    let tall = (wide * m.any(1.0, 1.9)).max(4.9 * flange);
    let foot = m.any(0.2, 0.6);
    let (z, thick) = (foot + tall / 2.0, m.any(0.04, 0.09));
    m.shape.block([0.0, 0.0, z], [wide, wide, tall]);
    for h in [foot - thick / 2.0, foot + tall + thick / 2.0] {
        m.shape.block([0.0, 0.0, h], [1.2 * wide, 1.2 * wide, thick]);
    }
    let panel = wide / 2.0 + thick;
    for turn in 0..4 {
        m.turned(std::f64::consts::FRAC_PI_2 * f64::from(turn), |m| {
            m.shape.block([wide / 2.0 + thick / 2.0, 0.0, z], [thick, 1.02 * wide, 0.97 * tall]);
            m.shape.block([0.56 * wide, 0.56 * wide, z], [0.1 * wide, 0.1 * wide, tall]);
            for k in 0..6 {
                let h = foot + tall * (0.08 + 0.168 * f64::from(k));
                for y in [-0.46, 0.46] {
                    m.shape.prism([panel, y * wide, h], [panel + 0.03, y * wide, h], 0.018, 6);
                }
            }
        });
    }
    m.posts(&[-0.5 * wide, 0.5 * wide], &[-0.5 * wide, 0.5 * wide], foot, 0.12);
    let mut e = exchanger(m, "PlateHeatExchanger", wide, wide);
    e.part.height = Some(tall);
    let (low, high, reach) = (foot + 1.15 * flange, foot + tall - 1.15 * flange, panel + m.any(0.06, 0.18));
    let far = if m.chance(0.5) { -V3::x() } else { V3::x() };
    port(m, &mut e, Role::HotIn, ([0.0, 0.0, high], -V3::x(), reach), wish.dn[0]);
    port(m, &mut e, Role::HotOut, ([0.0, 0.0, low], far, reach), wish.dn[0]);
    port(m, &mut e, Role::ColdIn, ([0.0, 0.0, low], V3::y(), reach), wish.dn[1]);
    let away = if m.chance(0.5) { V3::y() } else { -V3::y() };
    port(m, &mut e, Role::ColdOut, ([0.0, 0.0, high], away, reach), wish.dn[1]);
    e
}

/// Plate and shell: a short drum with a thick cover; the plate side opens in the cover, the shell side above and below.
pub(super) fn plate_shell(m: &mut Make, wish: &Wish) -> Equipment {
    let [fp, fs] = wish.dn.map(|dn| m.look.style.catalogue.flange(dn).radius);
    let radius = (2.4 * fp + 0.04).max(wish.radius) * m.any(0.95, 1.2);
    let half = (1.3 * fs + 0.06) * m.any(0.9, 2.4);
    let z = radius + m.any(0.25, 0.7) + 0.12;
    m.shape.rod([-half, 0.0, z], [half, 0.0, z], radius);
    m.shape.rod([-half - 0.05, 0.0, z], [-half, 0.0, z], 1.18 * radius);
    m.shape.rod([-half - 0.1, 0.0, z], [-half - 0.055, 0.0, z], 1.18 * radius);
    m.shape.bolts([-half, 0.0, z], [1.0, 0.0, 0.0], 1.1 * radius, 20, 0.014, -0.13, 0.03, 0.0);
    if m.chance(0.5) {
        m.shape.dome([half, 0.0, z], [1.0, 0.0, 0.0], radius, m.dice.range(0.15, 0.5) * radius);
    } else {
        m.shape.rod([half, 0.0, z], [half + 0.06, 0.0, z], 1.1 * radius);
    }
    for x in [-0.6 * half, 0.6 * half] {
        for y in [-0.7, 0.7] {
            m.shape.bar([x, y * radius, 0.0], [x, y * radius, z - 0.6 * radius], 0.08, 0.08);
        }
        m.shape.block([x, 0.0, z - 0.8 * radius], [0.06, 1.5 * radius, 0.35 * radius]);
    }
    let mut e = exchanger(m, "PlateHeatExchanger", 2.0 * radius, 2.0 * half);
    let (off, reach) = (1.15 * fp, radius + m.any(0.08, 0.18));
    port(m, &mut e, Role::HotIn, ([-half - 0.1, 0.0, z + off], -V3::x(), m.look.rating * 0.1), wish.dn[0]);
    port(m, &mut e, Role::HotOut, ([-half - 0.1, 0.0, z - off], -V3::x(), m.look.rating * 0.1), wish.dn[0]);
    port(m, &mut e, Role::ColdIn, ([0.0, 0.0, z], -V3::z(), reach.min(z - 0.04)), wish.dn[1]);
    port(m, &mut e, Role::ColdOut, ([0.0, 0.0, z], V3::z(), reach), wish.dn[1]);
    e
}

/// As drawings have it: one box or two boards with a box between, four stubs.
pub(super) fn plain_pack(m: &mut Make, wish: &Wish) -> Equipment {
    let flange = m.look.style.catalogue.flange(wish.dn[0].max(wish.dn[1])).radius;
    let wide = (4.3 * flange + 0.06) * m.any(1.0, 1.4);
    let (tall, pack) = ((wide * m.any(1.4, 3.0)).max(5.0 * flange), m.any(0.15, 1.3));
    let foot = m.any(0.0, 0.25);
    let z = foot + tall / 2.0;
    if m.chance(0.5) {
        m.shape.block([pack / 2.0, 0.0, z], [pack, wide, tall]);
    } else {
        let inner = m.any(0.75, 0.95);
        m.shape.block([pack / 2.0, 0.0, z], [pack, inner * wide, inner * tall]);
        for x in [0.0, pack] {
            m.shape.block([x, 0.0, z], [m.dice.range(0.02, 0.08), wide, tall]);
        }
    }
    if foot > 0.05 {
        m.shape.block([pack / 2.0, 0.0, foot / 2.0], [0.9 * pack, 0.6 * wide, foot]);
    }
    let mut e = exchanger(m, "PlateHeatExchanger", wide, pack);
    e.part.height = Some(tall);
    let (low, high, reach) = (foot + 1.2 * flange, foot + tall - 1.2 * flange, m.any(0.06, 0.2));
    four(m, &mut e, wish, [0.0, 0.26 * wide], [low, high], reach);
    e
}
