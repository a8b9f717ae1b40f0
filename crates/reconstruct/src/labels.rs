//! Labels of the points that no fit explains: what belongs to a vessel, and the noise about everything else.

use crate::equipment;
use crate::shells::Shell;
use nalgebra::Point3;
use rayon::prelude::*;
use rosette_cloud::{Cloud, Neighbours};
use rosette_plant::{Class, Label, Segments};

/// How far from a labelled point noise and edges reach, m: a few times the noise, less than the pitch of close pipes.
const SPREAD: f32 = 0.02;
/// Largest step between points of nozzles, manways and saddles, m.
const STEP: f32 = 0.035;
/// How far nozzles and manways stand out of a shell, m.
const NOZZLE: f64 = 0.2;

/// Gives the unlabelled points in and under a shell, and what stands out of it, to its element.
pub fn absorb(cloud: &Cloud, segments: &Segments, labels: &mut [Label], shell: &Shell, mine: Label) {
    let floor = equipment::floor_under(segments, shell.cylinder.line().at((shell.from + shell.to) / 2.0));
    let free = |label: &Label| label.element == 0 && matches!(label.class, Class::Unclassified | Class::Structure | Class::Other);
    let may_be = |i: &u32| {
        let label = &labels[*i as usize];
        (free(label) || *label == mine) && about(shell, &cloud.point(*i as usize), floor)
    };
    let near: Vec<u32> = (0..labels.len() as u32).into_par_iter().filter(may_be).collect();
    let is_held = |i: &u32| labels[*i as usize] == mine || in_body(shell, &cloud.point(*i as usize));
    let (mut held, open): (Vec<u32>, Vec<u32>) = near.into_iter().partition(is_held);
    held.extend(reached(cloud, &held, &open));
    held.into_iter().for_each(|i| labels[i as usize] = mine);
}

/// The open points that are reached from the held ones in steps from point to point.
fn reached(cloud: &Cloud, held: &[u32], open: &[u32]) -> Vec<u32> {
    let positions: Vec<[f32; 3]> = open.iter().map(|&i| cloud.positions[i as usize]).collect();
    // Over the open ones only: a shell has a thousand points of its own for one that stands near it.
    let tree = Neighbours::new(&positions);
    let mut edge: Vec<u32> =
        held.par_iter().flat_map_iter(|&i| tree.within_unordered(cloud.positions[i as usize], STEP)).collect();
    let mut found = vec![false; open.len()];
    edge.retain(|&k| !std::mem::replace(&mut found[k as usize], true));
    while let Some(k) = edge.pop() {
        for j in tree.within_unordered(positions[k as usize], STEP) {
            if !std::mem::replace(&mut found[j as usize], true) {
                edge.push(j);
            }
        }
    }
    open.iter().zip(found).filter(|f| f.1).map(|(&i, _)| i).collect()
}

/// Whether a point lies in the shell or its heads, its wall included.
fn in_body(shell: &Shell, p: &Point3<f64>) -> bool {
    let c = &shell.cylinder;
    let t = c.along(p);
    let head = 0.3 * c.radius;
    t > shell.from - head && t < shell.to + head && c.distance(p) < 0.03 * c.radius + 0.02
}

/// Whether a point may belong to a shell: near its wall or heads, or below it down to just over the floor.
fn about(shell: &Shell, p: &Point3<f64>, floor: f64) -> bool {
    let c = &shell.cylinder;
    let t = c.along(p);
    let reach = NOZZLE + 0.3 * c.radius;
    let beside = t > shell.from - reach && t < shell.to + reach && c.distance(p) < NOZZLE;
    // Saddles, legs and skirts stand in the shell's own outline.
    let low = c.line().at(shell.from).z.min(c.line().at(shell.to).z);
    let under = if c.axis.z.abs() > 0.9 {
        p.z < low && c.distance(p) < 0.1 * c.radius
    } else {
        let foot = c.line().at(t);
        t > shell.from && t < shell.to && p.z < foot.z && (p - foot).xy().norm() < c.radius
    };
    (beside || under) && p.z > floor + 0.03
}

/// Gives unlabelled points within a hand's breadth of noise of an element to it.
pub fn spread(cloud: &Cloud, labels: &mut [Label]) {
    let open: Vec<u32> = (0..labels.len() as u32).filter(|&i| labels[i as usize].class == Class::Unclassified).collect();
    let held: Vec<u32> = (0..labels.len() as u32).filter(|&i| labels[i as usize].element > 0).collect();
    let positions: Vec<[f32; 3]> = held.iter().map(|&i| cloud.positions[i as usize]).collect();
    let tree = Neighbours::new(&positions);
    let nearest = |&i: &u32| tree.nearest_within(cloud.positions[i as usize], SPREAD).map(|(k, _)| (i, held[k as usize]));
    let taken: Vec<(u32, u32)> = open.par_iter().filter_map(nearest).collect();
    taken.into_iter().for_each(|(i, of)| labels[i as usize] = labels[of as usize]);
}
