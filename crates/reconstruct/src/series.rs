//! Bodies in series between two pipe ends, told apart by their flanges.
//!
//! Seen along the axis, flanges are thin rings all of about one width. Between two of them stands a body, where something is thicker than pipe over
//! a good part of the way, or a spool. That holds where necks of bare pipe mislead: the barrel of a Y strainer is as slim as the pipe, and the
//! spool between two bodies may be no longer than two welds.

use crate::bodies::{flange_radius, runs};
use crate::body_class::flange_thickness;
use crate::bolted::WELD;
use crate::pieces::{Rest, side_of};
use rosette_shapes::Cylinder;
use std::collections::BTreeSet;

/// Width of the slices across the axis, m.
const BIN: f64 = 0.01;
/// Sides that a slice is looked at from, and on how many of them a ring shows at least.
const SIDES: usize = 16;
const RING: u32 = 4;
/// Longest way from a pipe's end to the first ring, m: the neck of a flange.
const NECK: f64 = 0.09;
/// How much longer along the axis than a pair of flanges a ring may be, m: its bolts stick out.
const BOLTS: f64 = 0.065;
/// Least length of a ring, as a share of the shorter of the two at the ends: covers and pots show rings too, but shorter or longer ones.
const ALIKE: f64 = 0.75;
/// Share of the slices between two rings in which a body is thicker than pipe.
const BULK: f64 = 0.3;
/// Slices that the hubs of two flanges may fill together, and shares of them up to which they are hubs and from which they are a body.
const HUBS: usize = 7;
const HOLLOW: f64 = 0.25;
const FULL: f64 = 0.8;
/// How much longer than the longest of one piece two bodies are at least that are bolted to each other.
const TWO: f64 = 1.4;
/// Slices that hubs, welds and stray points may show on a spool.
const SPECKS: usize = 4;
/// Shortest bare pipe of a spool with flanges, m.
const SPOOL: f64 = 0.085;
/// How much longer than the longest of one piece a body may be between its only two rings: strainers with two pots.
const OUTSIZE: f64 = 1.6;

/// Slices with a ring, and slices with something thicker than pipe.
struct Profile {
    rings: Vec<bool>,
    bulk: Vec<bool>,
}

/// Stretches between `from` and `to` along `c` that are a body or a flanged joint each; what lies between them is pipe. None where what stands
/// there does not begin and end with flanges. `longest` is the length of the longest body of one piece: halves of
/// a body that is bolted together are not taken for two.
pub fn by_flanges(rest: &Rest, taken: &BTreeSet<u32>, c: &Cylinder, [from, to]: [f64; 2], longest: f64) -> Option<Vec<[f64; 2]>> {
    let profile = profile(rest, taken, c, from, to);
    stretches(&profile, 2.0 * flange_thickness(c.radius) + BOLTS, longest).map(|found| {
        let at = |k: f64| from + k * BIN;
        let mut found: Vec<[f64; 2]> = found.into_iter().map(|s| s.map(at)).collect();
        let last = found.len() - 1;
        (found[0][0], found[last][1]) = (from, to);
        for k in 0..last {
            if found[k + 1][0] - found[k][1] < WELD {
                (found[k][1], found[k + 1][0]) = (found[k][1] - 0.5 * WELD, found[k][1] + 0.5 * WELD);
            }
        }
        found
    })
}

fn profile(rest: &Rest, taken: &BTreeSet<u32>, c: &Cylinder, from: f64, to: f64) -> Profile {
    let n = ((to - from) / BIN).ceil().max(1.0) as usize;
    let rim = flange_radius(c.radius);
    let (mut sides, mut thick) = (vec![0_u32; n], vec![0_usize; n]);
    for (i, t, d, angle) in rest.about(c, from, to, 1.6 * rim) {
        if taken.contains(&rest.index[i as usize]) {
            continue;
        }
        let k = (((t - from) / BIN) as usize).min(n - 1);
        if d > 0.5 * (c.radius + rim) && d < rim + 0.02 {
            sides[k] |= 1 << side_of(angle, SIDES);
        }
        thick[k] += usize::from(d > 1.2 * c.radius + 0.006);
    }
    Profile { rings: sides.iter().map(|s| s.count_ones() >= RING).collect(), bulk: thick.iter().map(|&k| k >= 2).collect() }
}

/// The stretches in slices; `thin` is the greatest length of a ring.
fn stretches(profile: &Profile, thin: f64, longest: f64) -> Option<Vec<[f64; 2]>> {
    let n = profile.rings.len();
    // A slice without a ring amid a flange is a gap between bolts.
    let is_ring = |k: usize| profile.rings[k] || (k > 0 && k + 1 < n && profile.rings[k - 1] && profile.rings[k + 1]);
    let mut rings = runs((0..n).filter(|&k| is_ring(k)), 1);
    let long = |r: &[usize; 2]| (r[1] + 1 - r[0]) as f64;
    rings.retain(|r| long(r) * BIN < thin);
    let usual = long(rings.first()?).min(long(rings.last()?));
    rings.retain(|r| long(r) >= ALIKE * usual);
    let (first, last) = (rings.first()?, rings.last()?);
    let ends = first[0] as f64 * BIN < NECK && (n - 1 - last[1]) as f64 * BIN < NECK;
    if rings.len() < 2 || !ends {
        return None;
    }
    let share = |k: usize| {
        let between = rings[k][1] + 1..rings[k + 1][0];
        (between.clone().filter(|&i| profile.bulk[i]).count(), between.len())
    };
    let is_body = |k: usize| share(k).0 as f64 > BULK * share(k).1 as f64;
    // What is thick for a short way only may be a body without flanges; over a few slices the hubs of two flanges are as thick as a body: necks tell.
    let unclear = |(bulk, all): (usize, usize)| {
        let part = bulk as f64 / all.max(1) as f64;
        (part <= BULK && bulk > SPECKS) || (all <= HUBS && (HOLLOW..FULL).contains(&part))
    };
    if (0..rings.len() - 1).any(|k| unclear(share(k))) {
        return None;
    }
    // Each ring begins a stretch of its own unless a body joins it to the one before; a ring between two bodies is shared.
    let mut found: Vec<[f64; 2]> = Vec::new();
    let mut joined = false;
    for (k, ring) in rings.iter().enumerate() {
        let [start, end] = [ring[0] as f64, (ring[1] + 1) as f64];
        if joined && let Some(last) = found.last_mut() {
            last[1] = end;
        } else {
            found.push([start, end]);
        }
        joined = k + 1 < rings.len() && is_body(k);
        let goes_on = joined
            && found.last().is_some_and(|s| {
                let whole = (rings[k + 1][1] + 1) as f64 - s[0];
                s[1] - s[0] > (end - start) && whole * BIN > TWO * longest
            });
        if goes_on && let Some(last) = found.last_mut() {
            let middle = 0.5 * (start + end);
            last[1] = middle;
            found.push([middle, end]);
        }
    }
    join_necks(&mut found, thin, longest);
    (found.len() > 1 || n as f64 * BIN < OUTSIZE * longest).then_some(found)
}

/// A pair of flanges closer to a body than a spool with flanges is long is the body's own, and what lies between is its neck, as long as both
/// together are no longer than one body.
fn join_necks(found: &mut Vec<[f64; 2]>, thin: f64, longest: f64) {
    let length = |s: &[f64; 2]| (s[1] - s[0]) * BIN;
    let is_neck = |pair: &[[f64; 2]]| {
        let [a, b] = [pair[0], pair[1]];
        length(&a).min(length(&b)) < thin && length(&[a[1], b[0]]) < SPOOL && length(&[a[0], b[1]]) < longest
    };
    while let Some(k) = found.windows(2).position(is_neck) {
        found[k][1] = found[k + 1][1];
        found.remove(k + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of a line, a slice a sign: `|` a ring, `#` a body, `-` bare pipe; where it is cut, in slices.
    fn check(line: &str, expect: Option<&[[f64; 2]]>) {
        let is = |signs: &str| line.chars().map(|sign| signs.contains(sign)).collect::<Vec<bool>>();
        let profile = Profile { rings: is("|"), bulk: is("#|") };
        assert_eq!(stretches(&profile, 0.11, 0.36).as_deref(), expect, "{line}");
    }

    #[test]
    fn bodies_in_series_are_told_apart_by_their_flanges() {
        check("---", None);
        check("--||--", None);
        check("-||####||-", Some(&[[1.0, 9.0]]));
        check("#########", None);
        // A strainer with a slim barrel, a short spool, a meter.
        check("-||----######------||---||##########||-", Some(&[[1.0, 21.0], [24.0, 38.0]]));
        // A valve, a spool, a flanged joint.
        check("-||#######||----------------||--", Some(&[[1.0, 12.0], [28.0, 30.0]]));
        // A valve bolted together of two halves.
        check("-||#######|||#######||-", Some(&[[1.0, 22.0]]));
        // Three valves with short spools; the hubs of the spools' flanges and the slim ends of the one amid them look alike.
        check("|||||||#############|||||||-###|||||||---##||||||||##--|||||||--##|||||||###########|#|||||||", None);
        // Two long valves bolted to each other.
        let long = "#".repeat(24);
        check(&format!("-||{long}||||{long}||-"), Some(&[[1.0, 29.0], [29.0, 57.0]]));
        // A valve with a slim neck at one end.
        check("-||######-------|||-", Some(&[[1.0, 19.0]]));
        // A casing as wide as a flange is no flange.
        check("-||##|||||||||||##||-", Some(&[[1.0, 20.0]]));
        // The pot of a strainer and its cover.
        check("|||||||##########|||||||####|||||#--------||||||||-", Some(&[[0.0, 50.0]]));
        // A strainer whose leg shows rings of its own, four slices of pipe, a meter.
        let (strainer, meter) = ("||||||||#|#######|#|||###------|||||||||", "|||||||||#-########-#|||||||");
        check(&format!("{strainer}#----{meter}"), Some(&[[0.0, 40.0], [45.0, 73.0]]));
        // A strainer with two pots, and one that is too long for any body.
        check(&format!("-||--{}--||-", "#".repeat(45)), Some(&[[1.0, 54.0]]));
        check(&format!("-||--{}--||-", "#".repeat(65)), None);
        // Welded at one end: necks tell.
        check("-||#######---##------------------------||--", None);
    }
}
