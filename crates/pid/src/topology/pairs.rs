//! Chains of a segment whose connections are stated neighbour by neighbour: the order needs no inference.

use super::chain::{Chain, Resolved, Side, Stop, end, measure, path_of};
use crate::drawing::{Drawing, Kind, Step};
use std::collections::{BTreeMap, BTreeSet};

/// Follow the connections from where nothing comes in; a branch inside the segment starts a chain of its own.
pub(super) fn chains_of(drawing: &mut Drawing, segment: usize) -> Vec<Chain> {
    let Some(connections) = drawing.segments.get(segment).map(|s| s.connections.clone()) else { return Vec::new() };
    let ends: Vec<(Resolved, Resolved)> =
        connections.iter().map(|c| (end(drawing, segment, &c.from), end(drawing, segment, &c.to))).collect();
    let mut chains: Vec<Chain> = runs(&ends).into_iter().map(|run| chain(segment, &run, &ends)).collect();
    chains.extend(alone(drawing, segment, &chains));
    let has_stops = |c: &&mut Chain| !c.stops.is_empty();
    if let Some(longest) = chains.iter_mut().filter(has_stops).max_by_key(|c| c.stops.len()) {
        longest.first = true;
    }
    for chain in chains.iter_mut().filter(|c| c.first) {
        if let Some(source) = drawing.segments.get(segment) {
            chain.path = path_of(drawing, source, chain);
        }
        measure(drawing, chain);
    }
    if chains.iter().all(|c| c.stops.is_empty()) {
        drawing.count("segments_without_items");
    }
    chains
}

/// Connections in runs: each goes on where the one before ends.
fn runs(ends: &[(Resolved, Resolved)]) -> Vec<Vec<usize>> {
    let mut leaving: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let arrived: BTreeSet<usize> = ends.iter().filter_map(|(_, to)| to.item()).collect();
    for (k, (from, _)) in ends.iter().enumerate().rev() {
        from.item().into_iter().for_each(|item| leaving.entry(item).or_default().push(k));
    }
    let is_start = |k: &usize| ends.get(*k).is_some_and(|(from, _)| from.item().is_none_or(|i| !arrived.contains(&i)));
    let (starts, rest): (Vec<usize>, Vec<usize>) = (0..ends.len()).partition(is_start);
    let mut used = vec![false; ends.len()];
    let mut runs = Vec::new();
    for start in starts.into_iter().chain(rest) {
        let mut run = Vec::new();
        let mut next = Some(start);
        while let Some(k) = next.filter(|k| used.get(*k) == Some(&false)) {
            used[k] = true;
            run.push(k);
            let item = ends.get(k).and_then(|(_, to)| to.item());
            let onward = item.and_then(|i| leaving.get_mut(&i));
            next = onward.and_then(|all| {
                while all.last().is_some_and(|k| used.get(*k) == Some(&true)) {
                    all.pop();
                }
                all.pop()
            });
        }
        if !run.is_empty() {
            runs.push(run);
        }
    }
    runs
}

fn chain(segment: usize, run: &[usize], ends: &[(Resolved, Resolved)]) -> Chain {
    let mut chain = Chain::empty(segment);
    for (n, k) in run.iter().enumerate() {
        let Some((from, to)) = ends.get(*k) else { continue };
        match (from, n) {
            (Resolved::Stop(stop), 0) => chain.stops.push(Stop { toward_start: Default::default(), ..stop.clone() }),
            (Resolved::Stop(stop), _) => {
                if let Some(last) = chain.stops.last_mut() {
                    last.toward_end = stop.toward_end;
                }
            }
            (Resolved::Segment(other), 0) => chain.start = Side::OnSegment(*other),
            (Resolved::Nothing, 0) => chain.start = Side::Open,
            _ => {}
        }
        match to {
            Resolved::Stop(stop) => chain.stops.push(Stop { toward_end: Default::default(), ..stop.clone() }),
            Resolved::Segment(other) => chain.end = Side::OnSegment(*other),
            Resolved::Nothing => chain.end = Side::Open,
        }
    }
    chain
}

/// Items that no connection names: they stand in the plant, but what they are joined to is not known.
fn alone(drawing: &mut Drawing, segment: usize, chains: &[Chain]) -> Vec<Chain> {
    let joined: BTreeSet<usize> = chains.iter().flat_map(|c| c.stops.iter().map(|s| s.item)).collect();
    let steps = drawing.segments.get(segment).map_or(&[][..], |s| &s.steps);
    let owned = steps.iter().filter_map(|s| if let Step::Item(item) = s { Some(*item) } else { None });
    let is_piping = |item: &usize| drawing.items.get(*item).is_some_and(|i| i.kind != Kind::Instrument);
    let left: Vec<usize> = owned.filter(|item| !joined.contains(item)).filter(is_piping).collect();
    drawing.count_n("unlinked_items", left.len());
    left.into_iter().map(|item| Chain { stops: vec![Stop { item, ..Stop::default() }], ..Chain::empty(segment) }).collect()
}
