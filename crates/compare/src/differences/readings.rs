//! Pairs that are better read another way: the object is not the drawn body, but one that stands beside it.
//!
//! A matching pairs what it can. Where the object of a pair is plainly of another type, and a body that would do for the
//! drawn one stands right beside it without a partner, then more bodies stand there than are drawn: one is undocumented.

use super::strands::is_body;
use super::types::{Verdict, verdict};
use super::{Case, CaseParts};
use crate::network::Role;
use rosette_plant::Class;
use std::collections::BTreeMap;

/// Pairs that are not believed, by drawn node.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    /// Drawn node to the unmatched object that it is rather, and the stretch on which that stands.
    pub rather: BTreeMap<usize, Rather>,
}

/// What a drawn node is rather than the object that it was paired with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rather {
    /// The object that it was paired with: undocumented.
    pub extra: usize,
    /// The object beside it.
    pub itself: usize,
    /// A stretch at the drawn node.
    pub run: usize,
}

/// Finds the pairs that are better read another way.
pub(crate) fn readings(case: &CaseParts<'_>) -> Readings {
    let mut readings = Readings::default();
    let matched = case.view.mapping().of_drawn.iter().enumerate().filter_map(|(d, s)| Some((d, (*s)?)));
    for (d, s) in matched {
        if let Some(rather) = other_type(case, d, s, &readings) {
            readings.rather.insert(d, rather);
        }
    }
    readings
}

fn other_type(case: &CaseParts<'_>, d: usize, s: usize, known: &Readings) -> Option<Rather> {
    let nodes = &case.view.as_built.nodes;
    let x = &case.view.documented.nodes[d];
    if !matches!(verdict(case.settings, x, &nodes[s]), Verdict::Different) || nodes[s].role != Role::Inline {
        return None;
    }
    let taken = |n: usize| known.rather.values().any(|r| r.itself == n);
    let would_do = |n: &usize| {
        let y = &nodes[*n];
        let sure = y.confidence >= case.settings.undocumented_confidence;
        sure && is_body(y) && is_known(y.class) && !taken(*n) && !matches!(verdict(case.settings, x, y), Verdict::Different)
    };
    let beside = |(k, run): (usize, &super::strands::Run)| {
        let own = run.drawn.nodes.iter().any(|&n| is_body(&case.view.documented.nodes[n]));
        let next = match (run.scanned.from == s, run.scanned.to == s) {
            (true, _) => run.scanned.nodes.first(),
            (_, true) => run.scanned.nodes.last(),
            _ => None,
        };
        next.copied().filter(would_do).filter(|_| !own).map(|n| Rather { extra: s, itself: n, run: k })
    };
    case.stretches.runs.iter().enumerate().find_map(beside)
}

fn is_known(class: Class) -> bool {
    !matches!(class, Class::Other | Class::Unclassified)
}

impl Case<'_> {
    /// The pair of a drawn node is not believed.
    pub(crate) fn is_read_otherwise(&self, drawn: usize) -> bool {
        self.readings.rather.contains_key(&drawn)
    }
}
