//! Which scanned nodes a drawn node could be: by attributes, and in large plants by a summary of the surroundings.
//!
//! The summary counts classes and sizes by distance, as in Heimann et al., *REGAL* (CIKM 2018), equation 1, here with
//! three rings. It costs one dot product a pair, so that thousands of equal valves can be told apart by where they sit.

use crate::decide::Sides;
use crate::hints::Anchors;
use crate::mapping::Mapping;
use crate::network::{Network, Node};
use crate::settings::CompareSettings;
use crate::similarity::{attributes, class_confusion, same_family};
use rosette_plant::Class;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Hops looked at; beyond, rings hold nearly the whole plant.
const HOPS: usize = 6;
const CLASSES: usize = 9;
const SIZES: usize = 6;
const RINGS: usize = 3;
const LENGTH: usize = CLASSES * SIZES * RINGS;

/// Candidate pairs, by drawn node then scanned node.
#[derive(Debug, Default, Clone)]
pub(crate) struct Pairs {
    /// First pair of each drawn node; one more at the end.
    pub start: Vec<usize>,
    pub drawn: Vec<u32>,
    pub scanned: Vec<u32>,
    /// Attribute similarity.
    pub attributes: Vec<f32>,
    /// All pairs of one family are in.
    pub complete: bool,
}

impl Pairs {
    /// From rows of (scanned node, attribute similarity), each sorted by node.
    pub(crate) fn of_rows(rows: Vec<Vec<(u32, f32)>>) -> Self {
        let mut pairs = Pairs { start: vec![0], ..Pairs::default() };
        for (d, row) in rows.into_iter().enumerate() {
            for (s, a) in row {
                pairs.drawn.push(d as u32);
                pairs.scanned.push(s);
                pairs.attributes.push(a);
            }
            pairs.start.push(pairs.scanned.len());
        }
        pairs
    }
    /// Pair numbers of a drawn node.
    pub(crate) fn row(&self, d: usize) -> std::ops::Range<usize> {
        self.start[d]..self.start[d + 1]
    }
    /// Number of the pair, if it is a candidate.
    pub(crate) fn find(&self, d: usize, s: usize) -> Option<usize> {
        let row = self.row(d);
        self.scanned[row.clone()].binary_search(&(s as u32)).ok().map(|k| row.start + k)
    }
    pub(crate) fn len(&self) -> usize {
        self.scanned.len()
    }
}

/// All pairs of one family in small plants; otherwise the best of each drawn and of each scanned node.
pub(crate) fn candidates(documented: &Network, as_built: &Network, anchors: &Anchors, settings: &CompareSettings) -> Pairs {
    let complete = documented.nodes.len() * as_built.nodes.len() <= settings.all_pairs_up_to;
    let row = |d| (0..as_built.nodes.len()).filter_map(|s| admissible(documented, d, as_built, s)).collect();
    let mut rows: Vec<Vec<(u32, f32)>> = match complete {
        true => (0..documented.nodes.len()).map(row).collect(),
        false => scored_rows(documented, as_built, settings.candidates),
    };
    for (d, row) in rows.iter_mut().enumerate() {
        row.extend(anchors.partners(d).map(|s| (s as u32, attributes(documented, d, as_built, s))));
        row.sort_by_key(|(s, _)| *s);
        row.dedup_by_key(|(s, _)| *s);
    }
    Pairs { complete, ..Pairs::of_rows(rows) }
}

fn admissible(documented: &Network, d: usize, as_built: &Network, s: usize) -> Option<(u32, f32)> {
    let family = same_family(&documented.nodes[d], &as_built.nodes[s]);
    let a = if family { attributes(documented, d, as_built, s) } else { 0.0 };
    (a > 0.02).then_some((s as u32, a))
}

/// The best `keep` of each row; a cheap score sorts out first.
fn scored_rows(documented: &Network, as_built: &Network, keep: usize) -> Vec<Vec<(u32, f32)>> {
    let drawn = surroundings(documented);
    let scanned = surroundings(as_built);
    let row = |d: usize| {
        let mut cheap: Vec<Scored> = (0..as_built.nodes.len())
            .filter(|&s| same_family(&documented.nodes[d], &as_built.nodes[s]))
            .map(|s| {
                (
                    likeness(&drawn[d], &scanned[s]) * class_confusion(documented.nodes[d].class, as_built.nodes[s].class),
                    s as u32,
                    0.0,
                )
            })
            .collect();
        keep_best(&mut cheap, 3 * keep);
        let full = |(l, s, _): Scored| admissible(documented, d, as_built, s as usize).map(|(s, a)| (a * l, s, a));
        let mut full: Vec<Scored> = cheap.into_iter().filter_map(full).collect();
        keep_best(&mut full, keep);
        let mut row: Vec<(u32, f32)> = full.into_iter().map(|(_, s, a)| (s, a)).collect();
        row.sort_unstable_by_key(|(s, _)| *s);
        row
    };
    (0..documented.nodes.len()).map(row).collect()
}

/// Candidates for another round: of those at hand the `keep` likeliest of each drawn node, and all pairs that are met
/// along the ways out of matched pairs.
pub(crate) fn enriched(sides: &Sides<'_>, pairs: &Pairs, probability: &[f32], mapping: &Mapping, keep: usize) -> Pairs {
    let mut rows: Vec<BTreeSet<u32>> = (0..mapping.of_drawn.len()).map(|d| likeliest(pairs, probability, d, keep)).collect();
    for (d, s) in mapping.of_drawn.iter().enumerate().filter_map(|(d, s)| Some((d, (*s)?))) {
        let beside: Vec<usize> = sides.scanned.out_of(s).flat_map(|b| sides.scanned.heads(sides.as_built, b)).collect();
        for t in sides.drawn.out_of(d).flat_map(|a| sides.drawn.heads(sides.documented, a)) {
            rows[t].extend(beside.iter().map(|u| *u as u32));
        }
    }
    let full = |(d, row): (usize, BTreeSet<u32>)| {
        row.into_iter().filter_map(|s| admissible(sides.documented, d, sides.as_built, s as usize)).collect()
    };
    Pairs::of_rows(rows.into_iter().enumerate().map(full).collect())
}

fn likeliest(pairs: &Pairs, probability: &[f32], d: usize, keep: usize) -> BTreeSet<u32> {
    let mut row: Vec<Scored> = pairs.row(d).map(|p| (probability[p], pairs.scanned[p], 0.0)).collect();
    keep_best(&mut row, keep);
    row.into_iter().map(|(_, s, _)| s).collect()
}

/// Score, scanned node, attribute similarity.
type Scored = (f32, u32, f32);

fn keep_best(scored: &mut Vec<Scored>, keep: usize) {
    let order = |a: &Scored, b: &Scored| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if scored.len() > keep {
        scored.select_nth_unstable_by(keep, order);
        scored.truncate(keep);
    }
}

/// Cosine of two unit vectors.
fn likeness(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Unit vector of square-rooted counts by ring, class and size.
fn surroundings(network: &Network) -> Vec<Vec<f32>> {
    (0..network.nodes.len()).map(|n| surrounding(network, n)).collect()
}

fn surrounding(network: &Network, from: usize) -> Vec<f32> {
    let mut counts = vec![0.0f32; LENGTH];
    let mut hops: BTreeMap<usize, usize> = [(from, 0)].into();
    let mut queue = VecDeque::from([from]);
    while let Some(n) = queue.pop_front() {
        let h = hops[&n];
        let slot = bin(network, n);
        let ring = [0, 0, 1, 1, 2, 2, 2][h.min(HOPS)];
        counts[ring * CLASSES * SIZES + slot] += 0.8f32.powi(h as i32);
        if h < HOPS {
            for a in &network.nodes[n].arcs {
                if let Entry::Vacant(vacant) = hops.entry(a.to) {
                    vacant.insert(h + 1);
                    queue.push_back(a.to);
                }
            }
        }
    }
    let norm = counts.iter().sum::<f32>().max(1e-6).sqrt();
    counts.iter().map(|c| c.sqrt() / norm).collect()
}

fn bin(network: &Network, n: usize) -> usize {
    let node = &network.nodes[n];
    let around = || node.arcs.iter().find_map(|a| network.edges[a.edge].dn);
    class_bin(node) * SIZES + size_bin(node.dn().or_else(around))
}

fn class_bin(node: &Node) -> usize {
    match node.class {
        Class::Valve => 0,
        Class::Tee => 1,
        Class::Reducer => 2,
        Class::Strainer | Class::Flowmeter | Class::Instrument => 3,
        Class::Pump => 4,
        Class::Tank | Class::Vessel => 5,
        Class::HeatExchanger => 6,
        _ if node.is_end() => 7,
        _ => 8,
    }
}

fn size_bin(dn: Option<u32>) -> usize {
    match dn {
        None => 0,
        Some(0..=50) => 1,
        Some(51..=80) => 2,
        Some(81..=100) => 3,
        Some(101..=150) => 4,
        Some(_) => 5,
    }
}
