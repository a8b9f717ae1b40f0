//! Bodies that are not one to one: a drawn one that is several objects, several drawn ones that are one object.

use super::doubts::room_m;
use super::{Case, undocumented};
use crate::facts::distance;
use crate::network::Role;
use rosette_plant::{Group, GroupKind};

/// All of them, split bodies first, each sorted by its drawn element.
pub(super) fn groups(case: &Case<'_>) -> Vec<Group> {
    let mut groups = split(case);
    groups.extend(joined(case));
    groups.sort();
    groups
}

/// Objects that were taken for a part of a matched one.
fn split(case: &Case<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (&n, &k) in &case.stretches.run_of_scanned {
        let Some(whole) = undocumented::part_of(case, n, &case.stretches.runs[k]) else { continue };
        let drawn = case.view.mapping().of_scanned[whole].and_then(|d| case.view.drawn_element(d));
        let (Some(drawn), Some(whole), Some(part)) = (drawn, case.view.object(whole), case.view.object(n)) else { continue };
        match groups.iter_mut().find(|g| g.pid_ids.first() == Some(&drawn.id)) {
            Some(group) => group.object_ids.push(part.id.clone()),
            None => groups.push(Group {
                kind: GroupKind::Split,
                pid_ids: vec![drawn.id.clone()],
                object_ids: vec![whole.id.clone(), part.id.clone()],
                reason: "recognised in pieces that are too close to each other to be bodies of their own".into(),
            }),
        }
    }
    groups
}

/// Drawn bodies without an object and without room on the pipe, next to one whose object is long enough for both.
fn joined(case: &Case<'_>) -> Vec<Group> {
    let documented = case.view.documented;
    let mut groups: Vec<Group> = Vec::new();
    for (&d, &k) in &case.stretches.run_of_drawn {
        let node = &documented.nodes[d];
        let run = &case.stretches.runs[k];
        let settled = case.counterparts.of_drawn.contains_key(&d);
        if node.role != Role::Inline || settled || case.pipework(&run.scanned.edges).length_m >= room_m(node) {
            continue;
        }
        let beside = |stop: &usize| node.arcs.iter().any(|a| a.to == *stop) && documented.nodes[*stop].role == Role::Inline;
        let object = |stop: usize| case.view.mapping().of_drawn[stop].and_then(|s| case.view.object(s));
        let holder = [run.drawn.from, run.drawn.to].into_iter().filter(beside).find_map(|stop| {
            let object = object(stop)?;
            let places: Vec<[f64; 3]> = object.ports.iter().filter_map(|p| p.position).collect();
            let length_m = places.iter().flat_map(|a| places.iter().map(move |b| distance(a, b))).fold(0.0, f64::max);
            (length_m >= room_m(node) + room_m(&documented.nodes[stop])).then_some((stop, object, length_m))
        });
        if let (Some((stop, object, length_m)), Some(own)) = (holder, case.view.drawn_element(d))
            && let Some(other) = case.view.drawn_element(stop)
        {
            groups.push(Group {
                kind: GroupKind::Joined,
                pid_ids: vec![other.id.clone(), own.id.clone()],
                object_ids: vec![object.id.clone()],
                reason: format!("{length_m:.2} m between its ends: long enough for both, and no room beside it"),
            });
        }
    }
    groups
}
