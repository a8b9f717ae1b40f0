//! Equal bodies one right after the other: which of them is missing, or is not drawn, cannot be told.

use super::Case;
use super::draft::Draft;
use crate::network::{Network, Node, Role};
use crate::words;

/// A missing body and its equals that were found: one of them is missing.
pub(super) fn one_is_missing(case: &Case<'_>, node: usize, draft: Draft) -> Draft {
    let matched = |n: &usize| case.view.mapping().of_drawn[*n].is_some();
    let found: Vec<usize> = equals(case.view.documented, node).into_iter().filter(matched).collect();
    if found.is_empty() {
        return draft;
    }
    let all: Vec<_> = std::iter::once(node).chain(found.iter().copied()).filter_map(|n| case.view.drawn_element(n)).collect();
    let names: Vec<String> = all.iter().map(|e| words::name(e).to_string()).collect();
    let n = &case.view.documented.nodes[node];
    let kind = words::kind(n.class, n.subtype);
    let on = draft.line.as_ref().map_or_else(String::new, |l| format!(" on {l}"));
    let told = format!("One {kind} of {} that are drawn one after the other{on} is not there in the field", words::list(&names));
    Draft {
        message: format!("{told}; they are alike, so that the scan cannot tell which."),
        pid_ids: all.iter().map(|e| e.id.clone()).collect(),
        tag: None,
        one_of: true,
        ..draft
    }
}

/// An undocumented body and its equals that are drawn: one of them is not.
pub(super) fn one_is_not_drawn(case: &Case<'_>, node: usize, draft: Draft) -> Draft {
    let matched = |n: &usize| case.view.mapping().of_scanned[*n].is_some();
    let drawn = equals(case.view.as_built, node).into_iter().filter(matched);
    let others: Vec<String> = drawn.filter_map(|n| case.view.object(n)).map(|e| e.id.clone()).collect();
    if others.is_empty() {
        return draft;
    }
    let message = format!("{} It may be any of {} alike that stand there one after the other.", draft.message, others.len() + 1);
    Draft { message, object_ids: draft.object_ids.iter().cloned().chain(others).collect(), one_of: true, ..draft }
}

/// Nodes like this one that stand next to it along its line, and next to those, by number.
fn equals(network: &Network, node: usize) -> Vec<usize> {
    let mut found = vec![node];
    let mut next = 0;
    while let Some(&here) = found.get(next) {
        next += 1;
        for arc in &network.nodes[here].arcs {
            if !found.contains(&arc.to) && is_equal(&network.nodes[node], &network.nodes[arc.to]) {
                found.push(arc.to);
            }
        }
    }
    found.remove(0);
    found.sort_unstable();
    found
}

/// Two-way bodies of one class, type and size.
pub(super) fn is_equal(a: &Node, b: &Node) -> bool {
    let body = |n: &Node| n.role == Role::Inline && n.arcs.len() == 2;
    body(a) && body(b) && (a.class, a.subtype, a.line_dn) == (b.class, b.subtype, b.line_dn)
}
