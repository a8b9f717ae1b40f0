//! What is connected otherwise: pairs of elements that were neighbours and are not, or the other way round.

use super::walk::{Web, counts};
use super::{Both, Revision, RevisionKind, described, on_line};
use crate::words;
use rosette_plant::{Class, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// A connection between two pairs, as indices into the earlier drawing.
type Link = (usize, usize);

/// Connections that a revision changed.
pub(super) fn changes(both: &Both<'_>) -> Vec<Revision> {
    let earlier = links(&both.before, &|n| both.pairs.of_before.contains_key(&n), &|n| n);
    let name = |m: usize| both.pairs.of_after.get(&m).copied().unwrap_or(usize::MAX);
    let later = links(&both.after, &|m| both.pairs.of_after.contains_key(&m), &name);
    let direct = |links: &BTreeMap<Link, bool>, other: &BTreeMap<Link, bool>| -> BTreeSet<Link> {
        links.iter().filter(|(l, direct)| **direct && !other.contains_key(*l)).map(|(l, _)| *l).collect()
    };
    let (mut lost, mut new) = (direct(&earlier, &later), direct(&later, &earlier));
    let mut changes = reordered(both, &mut lost, &mut new);
    changes.extend(moved(both, &mut lost, &mut new));
    changes.extend(lost.iter().map(|l| told(both, *l, "is no longer connected to")));
    changes.extend(new.iter().map(|l| told(both, *l, "is now connected to")));
    changes
}

/// Pairs of paired elements that reach each other past what is not paired, with whether directly.
fn links(web: &Web<'_>, is_paired: &dyn Fn(usize) -> bool, name: &dyn Fn(usize) -> usize) -> BTreeMap<Link, bool> {
    let stop = |n: usize| counts(web.element(n)) && is_paired(n);
    let through = |n: usize| !stop(n) && web.element(n).class != Class::Instrument;
    let mut links = BTreeMap::new();
    for n in web.counting().filter(|&n| is_paired(n)) {
        for (m, direct) in web.reach(n, &stop, &through) {
            let (a, b) = (name(n), name(m));
            *links.entry((a.min(b), a.max(b))).or_default() |= direct;
        }
    }
    links
}

/// `a - x - y - b` became `a - y - x - b`.
fn reordered(both: &Both<'_>, lost: &mut BTreeSet<Link>, new: &mut BTreeSet<Link>) -> Vec<Revision> {
    let link = |a: usize, b: usize| (a.min(b), a.max(b));
    let mut changes = Vec::new();
    for (a, x) in lost.clone().into_iter().flat_map(|(a, b)| [(a, b), (b, a)]) {
        let ys = new.iter().filter_map(|l| other(*l, a)).collect::<Vec<_>>();
        for y in ys {
            let b = lost.iter().filter_map(|l| other(*l, y)).find(|&b| b != a && new.contains(&link(x, b)));
            if let Some(b) = b.filter(|_| y != x && lost.contains(&link(a, x))) {
                lost.remove(&link(a, x));
                lost.remove(&link(y, b));
                new.remove(&link(a, y));
                new.remove(&link(x, b));
                changes.push(order(both, x, y));
                break;
            }
        }
    }
    changes
}

fn other((a, b): Link, n: usize) -> Option<usize> {
    if a == n {
        Some(b)
    } else if b == n {
        Some(a)
    } else {
        None
    }
}

fn order(both: &Both<'_>, x: usize, y: usize) -> Revision {
    let names: Vec<String> = [x, y].iter().map(|&n| described(both.before.element(n))).collect();
    let mut change = base(both, RevisionKind::Reordered, &[x, y]);
    change.message = words::capital(&format!("{} have changed places{}.", words::list(&names), on_line(change.line.as_deref())));
    change
}

/// One connection lost and one won at the same element: it leads elsewhere.
fn moved(both: &Both<'_>, lost: &mut BTreeSet<Link>, new: &mut BTreeSet<Link>) -> Vec<Revision> {
    let mut changes = Vec::new();
    for l in lost.clone() {
        let found = [(l.0, l.1), (l.1, l.0)].into_iter().find_map(|(stays, was)| {
            let n = new.iter().copied().find(|n| other(*n, stays).is_some())?;
            Some((stays, was, other(n, stays)?, n))
        });
        if let Some((stays, was, is, n)) = found {
            lost.remove(&l);
            new.remove(&n);
            let name = |k: usize| described(both.before.element(k));
            let mut change = base(both, RevisionKind::Reconnected, &[stays, was, is]);
            let on = on_line(change.line.as_deref());
            change.message = words::capital(&format!("{}{on} leads to {} instead of {}.", name(stays), name(is), name(was)));
            changes.push(change);
        }
    }
    changes
}

fn told(both: &Both<'_>, (a, b): Link, verb: &str) -> Revision {
    let name = |n: usize| described(both.before.element(n));
    let mut change = base(both, RevisionKind::Reconnected, &[a, b]);
    change.message = words::capital(&format!("{}{} {verb} {}.", name(a), on_line(change.line.as_deref()), name(b)));
    change
}

fn base(both: &Both<'_>, kind: RevisionKind, nodes: &[usize]) -> Revision {
    let element = |n: &usize| both.before.element(*n);
    let instrument = nodes.iter().any(|n| element(n).class == Class::Instrument);
    Revision {
        id: String::new(),
        kind,
        severity: match kind {
            _ if instrument => Severity::Low,
            RevisionKind::Reordered => Severity::Medium,
            _ => Severity::High,
        },
        before_ids: nodes.iter().map(|n| element(n).id.clone()).collect(),
        after_ids: nodes.iter().filter_map(|n| both.pairs.of_before.get(n)).map(|m| both.after.element(*m).id.clone()).collect(),
        tag: nodes.iter().find_map(|n| element(n).tag.clone()),
        line: nodes.iter().find_map(|n| element(n).line.clone()),
        message: String::new(),
    }
}
