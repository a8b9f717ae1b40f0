//! Bodies of both sides that are left over on the same stretch: the same bodies in another guise, counted against each other.
//!
//! Which of several is which cannot be told, and need not be: only what one side has more than the other is missing or
//! undocumented.

use super::missing::is_judged;
use super::series::is_equal;
use super::strands::{Stretches, is_body};
use crate::links::Link;
use crate::network::{Network, Role};
use crate::outcome::View;
use crate::similarity::could_be_taken_for;
use std::collections::BTreeMap;

/// Left-over drawn bodies and the left-over objects that stand for them.
#[derive(Debug, Default)]
pub(crate) struct Counterparts {
    pub of_drawn: BTreeMap<usize, usize>,
    pub of_scanned: BTreeMap<usize, usize>,
    /// Drawn bodies that stand on the other side of a drawn neighbour, and that neighbour.
    pub passed: Vec<(usize, usize)>,
}

/// Pairs left-over bodies stretch by stretch, those of one class first, then in the order in which they stand.
pub(crate) fn counterparts(view: &View<'_>, stretches: &Stretches) -> Counterparts {
    let mut found = Counterparts::default();
    for run in &stretches.runs {
        let left = |network: &Network, nodes: &[usize]| -> Vec<usize> {
            let wanted = |n: &&usize| is_body(&network.nodes[**n]) && network.nodes[**n].role == Role::Inline;
            nodes.iter().filter(wanted).copied().collect()
        };
        let mut drawn = left(view.documented, &run.drawn.nodes);
        drawn.retain(|&d| is_judged(view.documented.nodes[d].class) && !found.of_drawn.contains_key(&d));
        let mut scanned = left(view.as_built, &run.scanned.nodes);
        scanned.retain(|s| !found.of_scanned.contains_key(s));
        for exactly in [true, false] {
            pair(view, &mut drawn, &mut scanned, exactly, &mut found);
        }
    }
    passed(view, stretches, &mut found);
    found
}

/// A drawn body left over on one stretch and an object of its kind on the next: it stands beyond the neighbour between them.
fn passed(view: &View<'_>, stretches: &Stretches, found: &mut Counterparts) {
    for (&d, &k) in &stretches.run_of_drawn {
        let x = &view.documented.nodes[d];
        if found.of_drawn.contains_key(&d) || !is_body(x) || !is_judged(x.class) {
            continue;
        }
        let alike = |s: &usize| {
            let y = &view.as_built.nodes[*s];
            y.class == x.class && (x.subtype.is_none() || y.subtype.is_none() || x.subtype == y.subtype)
        };
        let here = places(view, &stretches.runs[k].drawn, |stop| is_equal(x, &view.documented.nodes[stop]));
        let beyond = stretches.run_of_scanned.iter().filter(|(s, j)| **j != k && !found.of_scanned.contains_key(s) && alike(s));
        let shared = |s: usize, j: usize| {
            let object = |stop: usize| view.mapping().of_drawn[stop].map(|o| &view.as_built.nodes[o]);
            let there =
                places(view, &stretches.runs[j].drawn, |stop| object(stop).is_some_and(|o| is_equal(&view.as_built.nodes[s], o)));
            here.iter().copied().find(|stop| there.contains(stop) && view.documented.nodes[*stop].role == Role::Inline)
        };
        let first = beyond.filter_map(|(&s, &j)| Some((s, shared(s, j)?))).next();
        if let Some((s, neighbour)) = first {
            found.of_drawn.insert(d, s);
            found.of_scanned.insert(s, d);
            found.passed.push((d, neighbour));
        }
    }
}

/// The drawn stops of a stretch; of equals in a row any may be the one that is left over, so that what stands beyond them counts too.
fn places(view: &View<'_>, link: &Link, is_equal: impl Fn(usize) -> bool) -> Vec<usize> {
    let beyond =
        |stop: usize| view.documented.nodes[stop].arcs.iter().map(|a| a.to).filter(|_| is_equal(stop)).collect::<Vec<_>>();
    let stops = [link.from, link.to];
    stops.into_iter().chain(stops.into_iter().flat_map(beyond)).collect()
}

fn pair(view: &View<'_>, drawn: &mut Vec<usize>, scanned: &mut Vec<usize>, exactly: bool, found: &mut Counterparts) {
    let class = |d: usize| view.documented.nodes[d].class;
    drawn.retain(|&d| {
        let possible = |s: &usize| could_be_taken_for(&view.documented.nodes[d], &view.as_built.nodes[*s]);
        let fits = |s: &usize| if exactly { view.as_built.nodes[*s].class == class(d) } else { possible(s) };
        let Some(k) = scanned.iter().position(fits) else { return true };
        let s = scanned.remove(k);
        found.of_drawn.insert(d, s);
        found.of_scanned.insert(s, d);
        false
    });
}
