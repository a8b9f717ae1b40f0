//! How likely a whole mapping is: what matched nodes say by themselves, and whether what lies next to each other on the
//! drawing lies next to each other in the scan.
//!
//! A log likelihood ratio against chance, a sum over matched drawn nodes, so that a change is judged by the few nodes around it.
//! Two matched nodes are neighbours if only unmatched bodies lie between them; each such neighbourhood that
//! holds on both sides is worth about ln N, since by chance it would hold once in N.

use crate::arcs::Arcs;
use crate::candidates::Pairs;
use crate::decide::Sides;
use crate::hints::Anchors;
use crate::likelihood::{Model, has_gap};
use crate::mapping::Mapping;
use crate::network::{Network, Role};
use std::collections::BTreeMap;

/// What a drawn body that is matched is worth against one that the scan misses, which happens about once in eight.
const MATCHED: f32 = 2.0;
/// One of two ways meets nothing that is matched.
const NOT_KNOWN: f32 = -1.0;
/// Two ways lead to matched nodes that are not each other's.
const ELSEWHERE: f32 = -2.2;
/// A way out that the other side lacks, at bodies and tees; at equipment, where nozzles are hidden or forgotten often.
const WAY_LACKS: f32 = -2.2;
const NOZZLE_LACKS: f32 = -0.7;
/// Unmatched bodies that are looked through at most.
const MAX_BETWEEN: usize = 4;

/// Ways of two bodies, multiplied, from which they are not all laid side by side: a header with hundreds of branches.
const MANY: usize = 150;

/// Matched nodes met along one way at most: it parts at tees.
const MAX_MET: usize = 6;
/// No node.
const NONE: u32 = u32::MAX;

/// What is met first along a way out.
#[derive(Debug, Clone, Copy)]
struct Reach {
    /// Scanned nodes: the images of matched drawn nodes met, or the matched scanned nodes met themselves.
    met: [u32; MAX_MET],
    n_met: usize,
    /// Something unmatched lies before the first of them.
    skips: bool,
    /// An end of the line, if one is met.
    end: u32,
    edge: u32,
}

/// A mapping and what is needed to judge it.
pub(crate) struct Joint<'a> {
    pub documented: &'a Network,
    pub as_built: &'a Network,
    pub pairs: &'a Pairs,
    pub mapping: Mapping,
    drawn: &'a Arcs,
    scanned: &'a Arcs,
    model: &'a Model,
    /// Log likelihood ratio of each pair by itself, with what a pair is worth against two unmatched nodes.
    own: Vec<f32>,
    /// Worth of a neighbourhood that holds.
    adjacent: f32,
    /// Size class of each edge; 0 where not known.
    drawn_size: Vec<usize>,
    scanned_size: Vec<usize>,
    n_sizes: usize,
    /// Log likelihood ratio of two size classes.
    sizes: Vec<f32>,
    /// Scanned edges with a gap.
    gaps: Vec<bool>,
    /// Scanned ends: worth of a broken line.
    broken: Vec<f32>,
}

const NOTHING: Reach = Reach { met: [NONE; MAX_MET], n_met: 0, skips: false, end: NONE, edge: 0 };

impl<'a> Joint<'a> {
    pub(crate) fn of(sides: &'a Sides<'a>, pairs: &'a Pairs, anchors: &Anchors, mapping: Mapping) -> Self {
        let Sides { documented, as_built, drawn, scanned, model } = sides;
        let adjacent = (as_built.n_bodies().max(2) as f32).ln();
        let own = |p: usize| {
            let (d, s) = (pairs.drawn[p] as usize, pairs.scanned[p] as usize);
            let (x, y) = (&documented.nodes[d], &as_built.nodes[s]);
            model.nodes(x, y) + anchors.favour(d, s) + MATCHED - model.invented(y) - adjacent
        };
        let all =
            documented.edges.iter().chain(&as_built.edges).filter_map(|e| e.line_dn).collect::<std::collections::BTreeSet<u32>>();
        let known: Vec<u32> = all.into_iter().collect();
        let class = |e: &crate::network::Edge| e.line_dn.and_then(|dn| known.binary_search(&dn).ok()).map_or(0, |k| k + 1);
        let n_sizes = known.len() + 1;
        let size = |k: usize| match (k / n_sizes, k % n_sizes) {
            (0, _) | (_, 0) => 0.0,
            (a, b) => model.pipe_sizes(known[a - 1], known[b - 1]),
        };
        Joint {
            documented,
            as_built,
            pairs,
            mapping,
            drawn,
            scanned,
            model,
            own: (0..pairs.len()).map(own).collect(),
            adjacent,
            drawn_size: documented.edges.iter().map(class).collect(),
            scanned_size: as_built.edges.iter().map(class).collect(),
            n_sizes,
            sizes: (0..n_sizes * n_sizes).map(size).collect(),
            gaps: as_built.edges.iter().map(has_gap).collect(),
            broken: as_built.nodes.iter().map(|n| model.broken(n)).collect(),
        }
    }

    /// Worth of the whole mapping.
    pub(crate) fn worth(&self) -> f32 {
        (0..self.documented.nodes.len()).map(|d| self.local(d)).sum()
    }

    /// Share of a drawn node in it.
    pub(crate) fn local(&self, d: usize) -> f32 {
        let Some(s) = self.mapping.of_drawn[d] else { return 0.0 };
        let Some(p) = self.pairs.find(d, s) else { return -50.0 };
        self.own[p] + self.ways(d, s)
    }

    /// The best way to lay the ways out of the two side by side.
    fn ways(&self, d: usize, s: usize) -> f32 {
        let lacks = if self.documented.nodes[d].role == Role::Equipment { NOZZLE_LACKS } else { WAY_LACKS };
        let (xs, ys) = (self.drawn.out_of(d), self.scanned.out_of(s));
        let (n, m) = (xs.len(), ys.len());
        if n <= 3 && m <= 3 {
            let x = [0, 1, 2].map(|i| if i < n { self.reach(true, xs.start + i) } else { NOTHING });
            let y = [0, 1, 2].map(|j| if j < m { self.reach(false, ys.start + j) } else { NOTHING });
            let mut grid = [0.0f32; 9];
            for k in 0..n * m {
                grid[k] = self.side_by_side(&x[k / m], &y[k % m]);
            }
            return assignment(&mut grid[..n * m], n, m, lacks);
        }
        let x: Vec<Reach> = xs.map(|a| self.reach(true, a)).collect();
        let y: Vec<Reach> = ys.map(|b| self.reach(false, b)).collect();
        if n * m > MANY {
            return self.many_ways(x, y, lacks);
        }
        let mut grid: Vec<f32> = x.iter().flat_map(|x| y.iter().map(|y| self.side_by_side(x, y))).collect();
        assignment(&mut grid, n, m, lacks)
    }

    /// The same for bodies with very many ways, in time proportional to them: ways that meet the same node first, then the others in
    /// the order of their kind and size.
    fn many_ways(&self, drawn: Vec<Reach>, mut scanned: Vec<Reach>, lacks: f32) -> f32 {
        let mut way_to: BTreeMap<u32, usize> = BTreeMap::new();
        for (j, y) in scanned.iter().enumerate() {
            for u in &y.met[..y.n_met] {
                way_to.entry(*u).or_insert(j);
            }
        }
        let mut taken = vec![false; scanned.len()];
        let (mut worth, mut left) = (0.0, Vec::new());
        for x in drawn {
            let free = x.met[..x.n_met].iter().filter_map(|u| way_to.get(u).copied()).find(|&j| !taken[j]);
            match free {
                Some(j) => {
                    taken[j] = true;
                    worth += self.side_by_side(&x, &scanned[j]);
                }
                None => left.push(x),
            }
        }
        let mut free = taken.iter();
        scanned.retain(|_| free.next() == Some(&false));
        left.sort_by_key(|x| (x.end == NONE, self.drawn_size[x.edge as usize]));
        scanned.sort_by_key(|y| (y.end == NONE, self.scanned_size[y.edge as usize]));
        worth += left.iter().zip(&scanned).map(|(x, y)| self.side_by_side(x, y)).sum::<f32>();
        worth + lacks * left.len().abs_diff(scanned.len()) as f32
    }

    fn side_by_side(&self, x: &Reach, y: &Reach) -> f32 {
        let size = self.sizes[self.drawn_size[x.edge as usize] * self.n_sizes + self.scanned_size[y.edge as usize]];
        let (xs, ys) = (&x.met[..x.n_met], &y.met[..y.n_met]);
        if xs.iter().any(|u| ys.contains(u)) {
            let gap = match (self.gaps[y.edge as usize], x.skips) {
                (true, true) => 0.5,
                (true, false) => -0.6,
                (false, true) => -0.7,
                (false, false) => 0.1,
            };
            return 0.5 * (self.adjacent + gap) + size;
        }
        let drawn_end = x.end != NONE && x.n_met == 0;
        size + match (drawn_end, y.end != NONE) {
            (true, true) => self.both_end(x.end, y.end),
            (_, true) => 0.5 * self.broken[y.end as usize],
            (true, false) => self.model.goes_on(&self.documented.nodes[x.end as usize]),
            _ if x.n_met == 0 || y.n_met == 0 => NOT_KNOWN,
            _ => ELSEWHERE,
        }
    }

    fn both_end(&self, t: u32, u: u32) -> f32 {
        self.model.both_end(&self.documented.nodes[t as usize], &self.as_built.nodes[u as usize])
    }

    /// First matched nodes along a way of the drawn (or scanned) side.
    fn reach(&self, drawn: bool, arc: usize) -> Reach {
        let edge = if drawn { self.drawn.all[arc].edge } else { self.scanned.all[arc].edge };
        let mut reach = Reach { edge: edge as u32, ..NOTHING };
        self.walk(drawn, arc, 0, &mut |found, skipped, is_end| {
            if is_end {
                reach.end = found as u32;
            } else if reach.n_met < MAX_MET {
                reach.skips |= skipped > 0 && reach.n_met == 0;
                reach.met[reach.n_met] =
                    if drawn { self.mapping.of_drawn[found].map_or(NONE, |u| u as u32) } else { found as u32 };
                reach.n_met += 1;
            }
        });
        reach
    }

    /// Calls `found` with every matched node and end that is met first along a way, and the unmatched bodies before it.
    fn walk(&self, drawn: bool, arc: usize, skipped: usize, found: &mut impl FnMut(usize, usize, bool)) {
        let (network, arcs, of) = if drawn {
            (self.documented, self.drawn, &self.mapping.of_drawn)
        } else {
            (self.as_built, self.scanned, &self.mapping.of_scanned)
        };
        let here = arcs.all[arc].to;
        if network.nodes[here].is_end() {
            found(here, skipped, true);
        } else if of[here].is_some() {
            found(here, skipped, false);
        } else if skipped < MAX_BETWEEN {
            for next in arcs.beyond(network, arc) {
                self.walk(drawn, next, skipped + 1, found);
            }
        }
    }

    /// Drawn nodes whose share depends on how `d` and `s` are mapped.
    pub(crate) fn around(&self, d: Option<usize>, s: Option<usize>, found: &mut Vec<usize>) {
        if let Some(d) = d {
            found.push(d);
            for a in self.drawn.out_of(d) {
                self.walk(true, a, 0, &mut |t, _, is_end| {
                    if !is_end {
                        found.push(t)
                    }
                });
            }
        }
        if let Some(s) = s {
            for b in self.scanned.out_of(s) {
                self.walk(false, b, 0, &mut |u, _, is_end| {
                    if !is_end {
                        found.extend(self.mapping.of_scanned[u])
                    }
                });
            }
        }
    }

    /// Pairs of nodes met along the ways out of matched pair `d`, not counting what is unmatched: what could come next.
    pub(crate) fn next_pairs(&self, d: usize, s: usize) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for a in self.drawn.out_of(d) {
            let ts = self.drawn.heads(self.documented, a);
            for b in self.scanned.out_of(s) {
                for &u in &self.scanned.heads(self.as_built, b) {
                    found.extend(ts.iter().map(|&t| (t, u)));
                }
            }
        }
        found
    }
}

/// Best assignment of ways, each left over costing `lacks`: exact for up to three, else greedy.
fn assignment(grid: &mut [f32], n: usize, m: usize, lacks: f32) -> f32 {
    let left = lacks * n.abs_diff(m) as f32;
    match (n, m) {
        (0, _) | (_, 0) => left,
        (1, 1) => grid[0],
        (2, 2) => (grid[0] + grid[3]).max(grid[1] + grid[2]),
        (1, _) | (_, 1) => grid.iter().copied().fold(f32::NEG_INFINITY, f32::max) + left,
        (3, 3) => {
            const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
            ORDERS.iter().map(|o| grid[o[0]] + grid[3 + o[1]] + grid[6 + o[2]]).fold(f32::NEG_INFINITY, f32::max)
        }
        _ => greedy(grid, n, m) + left,
    }
}

fn greedy(grid: &mut [f32], n: usize, m: usize) -> f32 {
    const TAKEN: f32 = f32::NEG_INFINITY;
    let mut worth = 0.0;
    for _ in 0..n.min(m) {
        let best = grid.iter().enumerate().filter(|(_, v)| **v > TAKEN).max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
        let Some((k, &value)) = best else { break };
        worth += value;
        let (row, column) = (k / m, k % m);
        grid[row * m..(row + 1) * m].fill(TAKEN);
        grid.iter_mut().skip(column).step_by(m).for_each(|v| *v = TAKEN);
    }
    worth
}
