//! Finds a way for a line: A* over a grid whose lines pass through the two ends, with a price on turns.
//!
//! P. E. Hart, N. J. Nilsson, B. Raphael, "A formal basis for the heuristic determination of minimum cost paths",
//! IEEE Trans. Systems Science and Cybernetics 4, 1968. A state is a node and the direction of arrival.

use super::Space;
use crate::model::{Dice, Joint};
use crate::surface::{P3, V3};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What a line needs of its way.
#[derive(Debug, Clone)]
pub struct Route {
    /// Where it begins; `out` points into the room.
    pub from: Joint,
    /// Where it ends; `out` points into the room.
    pub to: Joint,
    /// Outside radius with insulation, m.
    pub radius: f64,
    /// Distance to keep from others, m.
    pub clearance: f64,
    /// From a corner to the end of its elbow, m.
    pub take_out: f64,
    /// Height at which it likes to run, m.
    pub level: f64,
}

/// A turn costs as much as so many metres of pipe.
const TURN: f64 = 1.2;
/// Length away from the preferred level costs so many times as much.
const OFF_LEVEL: f64 = 1.3;
/// Give up after so many states: a way that needs more would look like a maze.
const STATES: usize = 400_000;

const DIRECTIONS: [V3; 6] = [
    V3::new(1.0, 0.0, 0.0),
    V3::new(-1.0, 0.0, 0.0),
    V3::new(0.0, 1.0, 0.0),
    V3::new(0.0, -1.0, 0.0),
    V3::new(0.0, 0.0, 1.0),
    V3::new(0.0, 0.0, -1.0),
];

/// Corners of a way from `from` to `to`, both included; none if there is no room.
pub fn find(space: &Space, route: &Route, owners: [usize; 2], dice: &mut Dice) -> Option<Vec<P3>> {
    let stub = route.take_out.max(route.radius + route.clearance) + 0.06;
    let (start, goal) = (route.from.at + route.from.out * stub, route.to.at + route.to.out * stub);
    for (joint, end, owner) in [(&route.from, start, owners[0]), (&route.to, goal, owners[1])] {
        if !space.leg_is_free(joint.at + joint.out * 0.02, end, route.radius, 0.01, &[owner]) {
            return None;
        }
        // The way may turn there.
        let room = V3::from([route.radius + 0.005; 3]);
        if !space.holds((end - room, end + room)) {
            return None;
        }
    }
    let grid = Grid::new(space, route, start, goal, dice);
    let mut corners = vec![route.from.at];
    corners.extend(grid.search(route)?);
    corners.push(route.to.at);
    Some(without_straight(corners))
}

/// Drops corners at which the way does not turn.
fn without_straight(corners: Vec<P3>) -> Vec<P3> {
    let mut kept: Vec<P3> = Vec::new();
    for at in corners {
        if kept.last().is_some_and(|last| (at - last).norm() < 1e-9) {
            continue;
        }
        if let [.., a, b] = kept[..]
            && (b - a).normalize().dot(&(at - b).normalize()) > 1.0 - 1e-9
        {
            kept.pop();
        }
        kept.push(at);
    }
    kept
}

struct Grid {
    ticks: [Vec<f64>; 3],
    /// For each axis and node: whether the edge to the next node along the axis is taken.
    taken: [Vec<bool>; 3],
    start: [usize; 3],
    goal: [usize; 3],
}

impl Grid {
    fn new(space: &Space, route: &Route, start: P3, goal: P3, dice: &mut Dice) -> Self {
        let pitch = (2.0 * route.take_out + 0.06).max(0.3);
        let margin = route.radius + route.clearance;
        let ticks: [Vec<f64>; 3] = std::array::from_fn(|k| {
            let wanted = if k == 2 { vec![start[k], goal[k], route.level] } else { vec![start[k], goal[k]] };
            ticks(space.lo[k] + margin, space.hi[k] - margin, &wanted, pitch, dice)
        });
        let index = |p: &P3| std::array::from_fn(|k| nearest(&ticks[k], p[k]));
        let (start, goal) = (index(&start), index(&goal));
        let mut grid = Self { ticks, taken: Default::default(), start, goal };
        grid.taken = std::array::from_fn(|_| vec![false; grid.len()]);
        for b in space.boxes() {
            let grown = V3::from([margin - 1e-6; 3]);
            grid.take(b.lo - grown, b.hi + grown);
        }
        grid
    }

    fn len(&self) -> usize {
        self.ticks.iter().map(Vec::len).product()
    }

    fn id(&self, n: [usize; 3]) -> usize {
        (n[2] * self.ticks[1].len() + n[1]) * self.ticks[0].len() + n[0]
    }

    fn at(&self, n: [usize; 3]) -> P3 {
        P3::new(self.ticks[0][n[0]], self.ticks[1][n[1]], self.ticks[2][n[2]])
    }

    /// Marks the edges that touch a box.
    fn take(&mut self, lo: P3, hi: P3) {
        for axis in 0..3 {
            let range: [std::ops::Range<usize>; 3] = std::array::from_fn(|k| {
                let t = &self.ticks[k];
                let first = t.partition_point(|&x| x <= lo[k]);
                let last = t.partition_point(|&x| x < hi[k]);
                if k == axis { first.saturating_sub(1)..last } else { first..last }
            });
            for z in range[2].clone() {
                for y in range[1].clone() {
                    for x in range[0].clone() {
                        let id = self.id([x, y, z]);
                        self.taken[axis][id] = true;
                    }
                }
            }
        }
    }

    /// The neighbour in a direction, if the edge to it is free.
    fn step(&self, node: [usize; 3], direction: usize) -> Option<[usize; 3]> {
        let axis = direction / 2;
        let mut next = node;
        if direction.is_multiple_of(2) {
            next[axis] += 1;
            let free = next[axis] < self.ticks[axis].len() && !self.taken[axis][self.id(node)];
            free.then_some(next)
        } else {
            next[axis] = node[axis].checked_sub(1)?;
            (!self.taken[axis][self.id(next)]).then_some(next)
        }
    }

    fn search(&self, route: &Route) -> Option<Vec<P3>> {
        let heading = |v: &V3| DIRECTIONS.iter().position(|d| d.dot(v) > 1.0 - 1e-9);
        let (first, last) = (heading(&route.from.out)?, heading(&-route.to.out)?);
        let shortest = 2.0 * route.take_out + 0.02;
        let n = self.len() * 6;
        let (mut cost, mut run, mut came) = (vec![f64::INFINITY; n], vec![0.0f64; n], vec![usize::MAX; n]);
        let mut queue = BinaryHeap::new();
        let begin = self.id(self.start) * 6 + first;
        (cost[begin], run[begin]) = (0.0, f64::INFINITY);
        queue.push(Reverse((0u64, begin, self.start)));
        let mut states = 0;
        let mut done = vec![false; n];
        while let Some(Reverse((_, state, node))) = queue.pop() {
            // A state that was gone on from keeps its way: others rely on the length of its last leg.
            if std::mem::replace(&mut done[state], true) {
                continue;
            }
            states += 1;
            if states > STATES {
                return None;
            }
            let heading = state % 6;
            let may_turn = run[state] >= shortest;
            let arrives = heading == last || (heading / 2 != last / 2 && may_turn);
            if node == self.goal && arrives {
                return Some(self.trace(&came, state));
            }
            for next_heading in 0..6 {
                let turns = next_heading != heading;
                if turns && (next_heading / 2 == heading / 2 || !may_turn) {
                    continue;
                }
                let Some(next) = self.step(node, next_heading) else { continue };
                let (a, b) = (self.at(node), self.at(next));
                let length = (b - a).norm();
                let off = next_heading < 4 && (a.z - route.level).abs() > 0.3;
                let price = cost[state] + length * if off { OFF_LEVEL } else { 1.0 } + if turns { TURN } else { 0.0 };
                let id = self.id(next) * 6 + next_heading;
                if !done[id] && price < cost[id] - 1e-9 {
                    cost[id] = price;
                    run[id] = if turns { length } else { run[state] + length };
                    came[id] = state;
                    let ahead = (self.at(self.goal) - b).abs().sum();
                    queue.push(Reverse((((price + ahead) * 1e6) as u64, id, next)));
                }
            }
        }
        None
    }

    fn trace(&self, came: &[usize], mut state: usize) -> Vec<P3> {
        let (nx, ny) = (self.ticks[0].len(), self.ticks[1].len());
        let mut corners = Vec::new();
        while state != usize::MAX {
            let node = state / 6;
            corners.push(self.at([node % nx, node / nx % ny, node / nx / ny]));
            state = came[state];
        }
        corners.reverse();
        corners
    }
}

fn nearest(ticks: &[f64], x: f64) -> usize {
    (0..ticks.len()).min_by(|&a, &b| (ticks[a] - x).abs().total_cmp(&(ticks[b] - x).abs())).unwrap_or(0)
}

/// Grid lines: the wanted ones as they are, and others in the gaps.
fn ticks(low: f64, high: f64, wanted: &[f64], pitch: f64, dice: &mut Dice) -> Vec<f64> {
    let mut ticks = wanted.to_vec();
    let mut x = low + dice.range(0.0, pitch);
    while x < high {
        if ticks.iter().all(|t| (t - x).abs() > 0.45 * pitch) {
            ticks.push(x);
        }
        x += pitch * dice.range(0.8, 1.2);
    }
    ticks.retain(|t| *t >= low.min(wanted[0]) && *t <= high.max(wanted[0]) || wanted.contains(t));
    ticks.sort_by(f64::total_cmp);
    ticks.dedup();
    ticks
}
