//! Simulated annealing of a whole mapping, with moves that follow the lines.
//!
//! A move pairs a drawn node with a likely scanned one (or with none), throws out or swaps whoever stood there, and carries on to
//! neighbours while that costs next to nothing. Worse mappings are accepted with falling probability (Kirkpatrick, Gelatt and
//! Vecchi, *Science* 220, 1983); the best one met is kept. The dice are seeded with a constant: same input, same result. Last, trains
//! that are equal in all respects are put in the order of the nodes, so that the choice among them is the same every time.

use crate::joint::Joint;
use crate::mapping::Mapping;
use crate::settings::CompareSettings;
use std::collections::{BTreeMap, BTreeSet};

/// Likely partners considered for each drawn node.
const PARTNERS: usize = 8;
/// Pairs set by one move at most.
const MAX_CHAIN: usize = 24;
/// First and last temperature, in units of log likelihood.
const HOT: f32 = 2.0;
const COLD: f32 = 0.15;
/// Temperatures at which mappings are sampled: likely ones turn up in proportion to their likelihood near 1.
const SAMPLED: std::ops::Range<f32> = 0.5..1.2;
/// Plants up to this many drawn bodies are annealed anew from other dice.
const SMALL: usize = 600;
/// What one step of a move may cost for the next to be tried: within a train that is swapped, steps are even.
const STEP: f32 = -0.5;
/// Probability from which a pair need not be tried otherwise.
const SURE: f32 = 0.98;
/// Gains closer to zero than this are ties.
const TIE: f32 = 1e-3;

/// The mapping found, and the share of sampled mappings that hold each pair.
pub(crate) struct Annealed {
    pub mapping: Mapping,
    pub held: Vec<f32>,
}

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
    fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }
}

/// Improves the mapping of `joint`.
pub(crate) fn anneal(joint: Joint<'_>, probability: &[f32], settings: &CompareSettings) -> Annealed {
    let n = joint.documented.nodes.len();
    let bodies: Vec<usize> = (0..n).filter(|&d| !joint.documented.nodes[d].is_end()).collect();
    let doubtful = doubtful(&joint, probability, &bodies);
    let start = joint.mapping.clone();
    let restarts = if bodies.len() <= SMALL { settings.restarts.max(1) } else { 1 };
    let mut search = Search::of(joint, probability);
    let mut best: Option<(f32, Mapping)> = None;
    for k in 0..restarts {
        search.begin(start.clone(), k as u64);
        let found = search.run(&doubtful, settings.sweeps);
        if best.as_ref().is_none_or(|b| found.0 > b.0 + TIE) {
            best = Some(found);
        }
    }
    search.begin(best.map_or(start, |b| b.1), 0);
    search.fill_in(&bodies);
    search.put_in_order(&bodies);
    let held = search.held();
    Annealed { mapping: search.joint.mapping, held }
}

/// Bodies that are not mapped, or not surely, and their neighbours.
fn doubtful(joint: &Joint<'_>, probability: &[f32], bodies: &[usize]) -> Vec<usize> {
    let is_sure = |d: usize| {
        let pair = joint.mapping.of_drawn[d].and_then(|s| joint.pairs.find(d, s));
        pair.is_some_and(|p| probability[p] >= SURE)
    };
    let near = |d: usize| joint.documented.nodes[d].arcs.iter().map(|a| a.to).chain([d]);
    let doubted = |d: &usize| near(*d).any(|t| !joint.documented.nodes[t].is_end() && !is_sure(t));
    bodies.iter().copied().filter(doubted).collect()
}

/// The likeliest partners of each drawn node.
fn partners(joint: &Joint<'_>, probability: &[f32]) -> Vec<Vec<usize>> {
    let row = |d: usize| {
        let mut row: Vec<usize> = joint.pairs.row(d).collect();
        row.sort_by(|a, b| probability[*b].total_cmp(&probability[*a]).then(a.cmp(b)));
        row.truncate(PARTNERS);
        row.into_iter().map(|p| joint.pairs.scanned[p] as usize).collect()
    };
    (0..joint.documented.nodes.len()).map(row).collect()
}

struct Search<'a> {
    joint: Joint<'a>,
    partners: Vec<Vec<usize>>,
    dice: Dice,
    /// Former partners of the drawn nodes touched by the move at hand, in order.
    journal: Vec<(usize, Option<usize>)>,
    /// Share of each drawn node in the worth, and former ones of the move at hand.
    share: Vec<f32>,
    shares: Vec<(usize, f32)>,
    affected: Vec<usize>,
    /// Sampled mappings, and how many of them hold each pair.
    n_samples: usize,
    counts: BTreeMap<(usize, usize), usize>,
}

impl<'a> Search<'a> {
    fn of(joint: Joint<'a>, probability: &[f32]) -> Self {
        Search {
            partners: partners(&joint, probability),
            joint,
            dice: Dice(0),
            journal: Vec::new(),
            share: Vec::new(),
            shares: Vec::new(),
            affected: Vec::new(),
            n_samples: 0,
            counts: BTreeMap::new(),
        }
    }

    fn begin(&mut self, mapping: Mapping, seed: u64) {
        self.dice = Dice(7 + seed);
        self.joint.mapping = mapping;
        self.share = (0..self.joint.documented.nodes.len()).map(|d| self.joint.local(d)).collect();
    }

    /// Cools down over `sweeps` moves per body; gives the best mapping met at the end of a sweep.
    fn run(&mut self, bodies: &[usize], sweeps: usize) -> (f32, Mapping) {
        let mut best = (self.joint.worth(), self.joint.mapping.clone());
        for sweep in 0..sweeps {
            let temperature = HOT * (COLD / HOT).powf(sweep as f32 / sweeps as f32);
            let mut gain = 0.0;
            for _ in bodies {
                let d = bodies[self.dice.below(bodies.len())];
                gain += self.try_move(d, temperature);
            }
            if SAMPLED.contains(&temperature) {
                self.sample();
            }
            let worth: f32 = if gain == 0.0 { best.0 } else { self.share.iter().sum() };
            if worth > best.0 + TIE {
                best = (worth, self.joint.mapping.clone());
            }
        }
        best
    }

    fn sample(&mut self) {
        self.n_samples += 1;
        for (d, s) in self.joint.mapping.of_drawn.iter().enumerate() {
            if let Some(s) = *s {
                *self.counts.entry((d, s)).or_default() += 1;
            }
        }
    }

    fn held(&self) -> Vec<f32> {
        let pairs = self.joint.pairs;
        let count = |p: usize| self.counts.get(&(pairs.drawn[p] as usize, pairs.scanned[p] as usize)).copied().unwrap_or(0);
        (0..pairs.len()).map(|p| count(p) as f32 / self.n_samples.max(1) as f32).collect()
    }

    /// One move at `d`; gives what it gained, 0 if it was taken back.
    fn try_move(&mut self, d: usize, temperature: f32) -> f32 {
        self.forget();
        let target = self.target(d);
        if target == self.joint.mapping.of_drawn[d] {
            return 0.0;
        }
        let swap = self.dice.below(2) == 0;
        let mut gain = self.change(d, target, swap);
        if target.is_some() && self.dice.below(2) == 0 {
            gain += self.carry_on(d);
        }
        if gain >= 0.0 || self.dice.unit() < (gain / temperature).exp() {
            return gain;
        }
        self.take_back_to((0, 0));
        0.0
    }

    /// A partner to try: none, a likely one, or one beside the partner of a neighbour.
    fn target(&mut self, d: usize) -> Option<usize> {
        let kind = self.dice.below(10);
        if kind == 0 {
            return None;
        }
        if kind < 6 {
            let row = &self.partners[d];
            // Likelier ones are tried more often.
            let k = self.dice.below(row.len()).min(self.dice.below(row.len()));
            return row.get(k).copied();
        }
        let near = &self.joint.documented.nodes[d].arcs;
        let t = near.get(self.dice.below(near.len()))?.to;
        let u = self.joint.mapping.of_drawn[t].or_else(|| self.partners[t].first().copied())?;
        let beside = &self.joint.as_built.nodes[u].arcs;
        let s = beside.get(self.dice.below(beside.len()))?.to;
        self.joint.pairs.find(d, s).map(|_| s)
    }

    /// Sets `d` to `s` and gives the gain; whoever had `s` takes what `d` had, if it may and `swap` is wished.
    fn change(&mut self, d: usize, s: Option<usize>, swap: bool) -> f32 {
        let before = self.joint.mapping.of_drawn[d];
        let owner = s.and_then(|s| self.joint.mapping.of_scanned[s]);
        let swapped = owner.filter(|_| swap).and_then(|o| before.filter(|b| self.joint.pairs.find(o, *b).is_some()));
        let mut affected = std::mem::take(&mut self.affected);
        affected.clear();
        self.joint.around(Some(d), before, &mut affected);
        self.joint.around(owner, s, &mut affected);
        affected.sort_unstable();
        affected.dedup();
        self.free(d);
        owner.into_iter().for_each(|o| self.free(o));
        s.into_iter().for_each(|s| self.joint.mapping.set(d, s));
        if let (Some(o), Some(b)) = (owner, swapped) {
            self.joint.mapping.set(o, b);
        }
        let mut gain = 0.0;
        for &t in &affected {
            let now = self.joint.local(t);
            gain += now - self.share[t];
            self.shares.push((t, std::mem::replace(&mut self.share[t], now)));
        }
        self.affected = affected;
        gain
    }

    fn free(&mut self, d: usize) {
        self.journal.push((d, self.joint.mapping.of_drawn[d]));
        self.joint.mapping.free_drawn(d);
    }

    /// Follows the lines from `d` as long as setting the next pair costs next to nothing.
    fn carry_on(&mut self, d: usize) -> f32 {
        let mut todo = vec![d];
        let mut done: BTreeSet<usize> = [d].into();
        let mut gain = 0.0;
        while let Some(d) = todo.pop() {
            let Some(s) = self.joint.mapping.of_drawn[d] else { continue };
            for (t, u) in self.joint.next_pairs(d, s) {
                let settled = done.contains(&t) || self.joint.mapping.has(t, u) || self.joint.pairs.find(t, u).is_none();
                if settled || done.len() >= MAX_CHAIN {
                    continue;
                }
                let mark = (self.journal.len(), self.shares.len());
                let one = self.change(t, Some(u), true);
                if one > STEP {
                    gain += one;
                    done.insert(t);
                    todo.push(t);
                } else {
                    self.take_back_to(mark);
                }
            }
        }
        gain
    }

    fn forget(&mut self) {
        self.journal.clear();
        self.shares.clear();
    }

    /// Takes back what was changed since the journals had these lengths.
    fn take_back_to(&mut self, mark: (usize, usize)) {
        for (d, share) in self.shares.drain(mark.1..).rev() {
            self.share[d] = share;
        }
        let undone: Vec<(usize, Option<usize>)> = self.journal.drain(mark.0..).collect();
        // All touched nodes are freed first, so that none is in the way of its predecessor.
        undone.iter().for_each(|&(d, _)| self.joint.mapping.free_drawn(d));
        let mut first = BTreeSet::new();
        for (d, s) in undone {
            if first.insert(d)
                && let Some(s) = s
            {
                self.joint.mapping.set(d, s);
            }
        }
    }

    /// Gives unmatched bodies a free partner where that is worth something.
    fn fill_in(&mut self, bodies: &[usize]) {
        for &d in bodies {
            let row: Vec<usize> = self.joint.pairs.row(d).map(|p| self.joint.pairs.scanned[p] as usize).collect();
            let mut best = (TIE, None);
            for s in row {
                if self.joint.mapping.of_drawn[d].is_some() || self.joint.mapping.of_scanned[s].is_some() {
                    continue;
                }
                self.forget();
                let gain = self.change(d, Some(s), false);
                self.take_back_to((0, 0));
                if gain > best.0 {
                    best = (gain, Some(s));
                }
            }
            if let Some(s) = best.1 {
                self.forget();
                self.change(d, Some(s), false);
            }
        }
    }

    /// Swaps what is better swapped, and what is equal but out of the order of the nodes; a train at a time.
    fn put_in_order(&mut self, bodies: &[usize]) {
        let mut moved: BTreeSet<usize> = BTreeSet::new();
        for &d in bodies {
            for s in self.partners[d].clone() {
                let Some(now) = self.joint.mapping.of_drawn[d] else { break };
                let Some(owner) = self.joint.mapping.of_scanned[s].filter(|o| *o > d) else { continue };
                let tidy = s < now && !moved.contains(&d) && !moved.contains(&owner);
                self.forget();
                let gain = self.change(d, Some(s), true) + self.carry_on(d);
                if gain > TIE || (gain >= -TIE && tidy) {
                    moved.extend(self.journal.iter().map(|(t, _)| *t));
                } else {
                    self.take_back_to((0, 0));
                }
            }
        }
    }
}
