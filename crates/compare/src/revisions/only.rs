//! What is only in one of two drawings; joined things are one change.

use super::walk::{Web, counts};
use super::{Both, Revision, RevisionKind, described, on_line};
use crate::differences::severity;
use crate::words;
use rosette_plant::{Class, Drawn, Element, Severity};
use std::collections::BTreeSet;

/// Names told in one sentence at most.
const MOST_NAMES: usize = 6;

/// Added and removed groups.
pub(super) fn changes(both: &Both<'_>) -> Vec<Revision> {
    let earlier = groups(&both.before, &|n| both.pairs.of_before.contains_key(&n));
    let later = groups(&both.after, &|n| both.pairs.of_after.contains_key(&n));
    let removed =
        earlier.iter().map(|g| change(&both.before, g, RevisionKind::Removed, &|n| both.pairs.of_before.contains_key(&n)));
    let added = later.iter().map(|g| change(&both.after, g, RevisionKind::Added, &|n| both.pairs.of_after.contains_key(&n)));
    removed.chain(added).collect()
}

/// Elements without a partner, in groups that hang together.
fn groups(web: &Web<'_>, is_paired: &dyn Fn(usize) -> bool) -> Vec<Vec<usize>> {
    let mut done: BTreeSet<usize> = BTreeSet::new();
    let mut groups = Vec::new();
    for start in web.counting().filter(|&n| !is_paired(n)) {
        if !done.insert(start) {
            continue;
        }
        let (mut group, mut todo) = (Vec::new(), vec![start]);
        while let Some(n) = todo.pop() {
            if counts(web.element(n)) {
                group.push(n);
            }
            let free = |m: &&usize| !(counts(web.element(**m)) && is_paired(**m));
            let next: Vec<usize> = web.neighbours(n).iter().filter(free).copied().filter(|m| done.insert(*m)).collect();
            todo.extend(next);
        }
        group.sort_unstable();
        groups.push(group);
    }
    groups
}

fn change(web: &Web<'_>, group: &[usize], kind: RevisionKind, is_paired: &dyn Fn(usize) -> bool) -> Revision {
    let elements: Vec<&Element<Drawn>> = group.iter().map(|&n| web.element(n)).collect();
    let line = commonest_line(&elements);
    let verb = if kind == RevisionKind::Added { "added" } else { "removed" };
    let were = if elements.len() == 1 { "was" } else { "were" };
    let places = places(web, group, is_paired);
    let at = match places.as_slice() {
        [] => String::new(),
        [one] => format!(" at {one}"),
        several => format!(" between {}", words::list(several)),
    };
    let sentence = format!("{} {were} {verb}{}{at}.", names(&elements), on_line(line.as_deref()));
    let ids: Vec<String> = elements.iter().map(|e| e.id.clone()).collect();
    let (before_ids, after_ids) = if kind == RevisionKind::Added { (vec![], ids) } else { (ids, vec![]) };
    Revision {
        id: String::new(),
        kind,
        severity: severity_of(&elements, places.len()),
        before_ids,
        after_ids,
        tag: elements.iter().find_map(|e| e.tag.clone()),
        line,
        message: words::capital(&sentence),
    }
}

fn severity_of(elements: &[&Element<Drawn>], n_places: usize) -> Severity {
    let own = elements.iter().map(|e| severity::of_body(e.class, e.subtype, true)).max().unwrap_or(Severity::Low);
    let joins = n_places >= 2 && elements.iter().any(|e| e.class == Class::Tee);
    own.max(severity::of_branch(if joins { 2 } else { 1 }, false))
}

fn names(elements: &[&Element<Drawn>]) -> String {
    let bodies: Vec<&&Element<Drawn>> = elements.iter().filter(|e| e.class != Class::Tee).collect();
    let told: Vec<String> = if bodies.is_empty() {
        elements.iter().map(|e| described(e)).collect()
    } else {
        bodies.iter().map(|e| described(e)).collect()
    };
    if told.len() <= MOST_NAMES {
        return words::list(&told);
    }
    let first = told[..MOST_NAMES - 1].to_vec();
    format!("{} and {} more elements", first.join(", "), told.len() - first.len())
}

fn commonest_line(elements: &[&Element<Drawn>]) -> Option<String> {
    let mut counts: std::collections::BTreeMap<&str, usize> = Default::default();
    elements.iter().filter_map(|e| e.line.as_deref()).for_each(|l| *counts.entry(l).or_default() += 1);
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))).map(|(l, _)| l.to_owned())
}

/// Paired elements that the group is joined to.
fn places(web: &Web<'_>, group: &[usize], is_paired: &dyn Fn(usize) -> bool) -> Vec<String> {
    let stop = |n: usize| counts(web.element(n)) && is_paired(n);
    let through = |n: usize| !counts(web.element(n));
    let found: BTreeSet<usize> = group.iter().flat_map(|&n| web.reach(n, &stop, &through).into_keys()).collect();
    found.into_iter().take(3).map(|n| described(web.element(n))).collect()
}
