//! Where the nozzles of shells and boxes go: as far from each other as there is room.

use super::make::Make;
use super::unit::Wish;
use crate::component::tank::{Equipment, Role, nozzle};
use crate::surface::{P3, V3};

/// A nozzle's root inside the body, its direction and the distance from root to face.
pub(super) type Spot = (P3, V3, f64);

/// Adds a nozzle from a root in plain coordinates.
pub(super) fn port(m: &Make, e: &mut Equipment, role: Role, (at, out, reach): ([f64; 3], V3, f64), dn: u32) {
    nozzle(e, role, P3::from(at), out, reach, dn, m.look.style);
}

/// Adds the wanted nozzles, each where `propose` first finds a place that keeps its distance from the others.
pub(super) fn spread(m: &mut Make, e: &mut Equipment, wish: &Wish, propose: impl Fn(&mut Make, Role, u32) -> Spot) {
    const TRIES: u32 = 60;
    for &(role, dn) in wish.wanted {
        let least = 2.1 * m.look.style.catalogue.flange(dn).radius;
        for k in 0..TRIES {
            let (root, out, reach) = propose(m, role, dn);
            let room = least + (0.6 - least).max(0.0) * (1.0 - f64::from(k) / f64::from(TRIES));
            let last = k + 1 == TRIES && matches!(role, Role::Inlet | Role::Outlet);
            if last || e.part.ports.iter().all(|p| (p.at - (root + out * reach)).norm() > room) {
                nozzle(e, role, root, out, reach, dn, m.look.style);
                break;
            }
        }
    }
}

/// Whether a nozzle belongs high up.
fn is_high(role: Role) -> bool {
    matches!(role, Role::Inlet | Role::Discharge | Role::HotIn | Role::ColdIn)
}

/// Nozzles of an upright shell between two heights, those of its roof at `roof`.
pub(super) fn on_shell(m: &mut Make, e: &mut Equipment, wish: &Wish, radius: f64, [low, high]: [f64; 2], roof: f64) {
    let crowned = m.dice.range(0.1, 0.5);
    spread(m, e, wish, |m, role, dn| {
        let flange = m.look.style.catalogue.flange(dn).radius;
        let reach = m.any(0.08, 0.2);
        if matches!(role, Role::Vent | Role::Relief) || role == Role::Inlet && m.chance(crowned) {
            let far = (radius - flange).max(0.0) * 0.75;
            return (
                P3::new(m.any(-far, far), m.any(-far, far), roof - 0.25 * radius - 0.05),
                V3::z(),
                0.25 * radius + 0.05 + reach,
            );
        }
        let out = m.dice.pick(wish.faces);
        let foot = (low + flange + 0.04).min(high);
        let z = if is_high(role) {
            m.any(low + 0.55 * (high - low), low + 0.92 * (high - low)).max(foot)
        } else {
            m.any(foot, (low + 0.35 * (high - low)).max(foot))
        };
        let aside = V3::z().cross(&out) * (m.any(-0.4, 0.4) * radius);
        (P3::from(aside + V3::z() * z), out, radius + reach)
    });
}

/// Nozzles of an open round wall of that height: all of them through the wall, vents none.
pub(super) fn on_wall(m: &mut Make, e: &mut Equipment, wish: &Wish, radius: f64, height: f64) {
    let sides: Vec<_> = wish.wanted.iter().copied().filter(|w| !matches!(w.0, Role::Vent | Role::Relief)).collect();
    spread(m, e, &Wish { wanted: &sides, ..wish.clone() }, |m, role, dn| {
        let foot = m.look.style.catalogue.flange(dn).radius + 0.04;
        let z = if is_high(role) { m.any(0.5, 0.9) * height } else { m.any(foot, foot + 0.2 * height) };
        let out = m.dice.pick(wish.faces);
        let aside = V3::z().cross(&out) * (m.any(-0.4, 0.4) * radius);
        (P3::from(aside + V3::z() * z.max(foot)), out, radius + m.any(0.08, 0.2))
    });
}

/// Nozzles of a lying shell of radius, half length and height: above, below, now and then at its ends.
pub(super) fn on_drum(m: &mut Make, e: &mut Equipment, wish: &Wish, [radius, half, z]: [f64; 3]) {
    spread(m, e, wish, |m, role, _| {
        let reach = m.any(0.1, 0.2);
        if matches!(role, Role::Inlet | Role::Outlet) && m.chance(0.15) {
            let out = if m.chance(0.5) { V3::x() } else { -V3::x() };
            return (P3::from(out * half) + V3::z() * (z + m.any(-0.2, 0.2) * radius), out, 0.55 * radius + reach);
        }
        let out = if is_high(role) || matches!(role, Role::Vent | Role::Relief) { V3::z() } else { -V3::z() };
        let mut x = m.any(-0.9, 0.9) * half;
        if out.z < 0.0 && (x.abs() - 0.6 * half).abs() < 0.12 {
            x = m.any(-0.4, 0.4) * half;
        }
        (P3::new(x, 0.0, z), out, radius + reach)
    });
}

/// Nozzles of a box about the z axis, half as long and wide as given, from `low` to `top`.
pub(super) fn on_box(m: &mut Make, e: &mut Equipment, wish: &Wish, [half, wide]: [f64; 2], [low, top]: [f64; 2]) {
    spread(m, e, wish, |m, role, dn| {
        let reach = m.any(0.08, 0.2);
        if matches!(role, Role::Vent | Role::Relief) {
            return (P3::new(m.any(-0.7, 0.7) * half, m.any(-0.7, 0.7) * wide, top - 0.1), V3::z(), 0.1 + reach);
        }
        let out = m.dice.pick(wish.faces);
        let foot = low + m.look.style.catalogue.flange(dn).radius + 0.05;
        let z = if is_high(role) { m.any(foot.max(top - 0.6), (top - 0.15).max(foot)) } else { foot };
        let (depth, breadth) = if out.x.abs() > 0.5 { (half, wide) } else { (wide, half) };
        let aside = V3::z().cross(&out) * (m.any(-0.75, 0.75) * breadth);
        (P3::from(aside + V3::z() * z), out, depth + reach)
    });
}
