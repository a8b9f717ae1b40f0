//! Where a surveyor would set up the scanner.

use super::Scene;
use crate::model::{Dice, Part};
use crate::routing::Space;
use crate::surface::{P3, V3};

/// A patch of the process should be seen from so many stations.
const VIEWS: u8 = 2;
/// Patches looked at; more change the choice little.
const PATCHES: usize = 600;
const CANDIDATES: usize = 70;
/// Patches farther than this count as not seen, m.
const REACH: f64 = 9.0;

/// Chooses `count` places with room for a tripod, greedily by how much of the process each adds to what is seen.
pub fn choose(parts: &[Part], scene: &Scene, space: &Space, count: usize, dice: &mut Dice) -> Vec<P3> {
    let candidates = candidates(space, dice);
    let patches = patches(parts, dice);
    let mut stack = Vec::new();
    let seen: Vec<Vec<bool>> =
        candidates.iter().map(|at| patches.iter().map(|p| sees(scene, at, p, &mut stack)).collect()).collect();
    let mut views = vec![0u8; patches.len()];
    let mut chosen: Vec<usize> = Vec::new();
    for _ in 0..count.min(candidates.len()) {
        let gain = |c: usize| {
            seen[c]
                .iter()
                .zip(&views)
                .filter(|(s, v)| **s && **v < VIEWS)
                .map(|(_, v)| if *v == 0 { 3 } else { 1 })
                .sum::<usize>()
        };
        let Some(best) = (0..candidates.len()).filter(|c| !chosen.contains(c)).max_by_key(|&c| (gain(c), usize::MAX - c)) else {
            break;
        };
        views.iter_mut().zip(&seen[best]).for_each(|(v, s)| *v += u8::from(*s));
        chosen.push(best);
    }
    chosen.into_iter().map(|c| candidates[c]).collect()
}

/// Random places on the floor with room for a tripod and a surveyor.
fn candidates(space: &Space, dice: &mut Dice) -> Vec<P3> {
    let mut found = Vec::new();
    for attempt in 0..40 * CANDIDATES {
        if found.len() == CANDIDATES {
            break;
        }
        let room = if attempt < 30 * CANDIDATES { 0.4 } else { 0.2 };
        let at = P3::new(
            dice.range(space.lo.x + 0.5, space.hi.x - 0.5),
            dice.range(space.lo.y + 0.5, space.hi.y - 0.5),
            space.lo.z + dice.range(1.5, 1.9),
        );
        let around = (P3::new(at.x - room, at.y - room, space.lo.z + 0.15), P3::new(at.x + room, at.y + room, at.z + 0.3));
        if space.is_free(around, 0.0, &[]) {
            found.push(at);
        }
    }
    found
}

fn patches(parts: &[Part], dice: &mut Dice) -> Vec<P3> {
    let process: Vec<&Part> = parts.iter().filter(|p| p.class.is_process()).collect();
    let mut patches = Vec::new();
    while !process.is_empty() && patches.len() < PATCHES {
        let part = process[dice.below(process.len())];
        let surface = &part.surfaces[dice.below(part.surfaces.len())];
        patches.push(surface.sample(dice.unit(), dice.unit()));
    }
    patches
}

fn sees(scene: &Scene, from: &P3, patch: &P3, stack: &mut Vec<(f64, usize)>) -> bool {
    let way: V3 = patch - from;
    let range = way.norm();
    range < REACH && range > 0.5 && scene.cast(from, &(way / range), range - 0.002, stack).is_none()
}
