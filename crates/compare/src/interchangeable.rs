//! Sets of drawn elements that are as well each other's objects: equal valves in a row, parallel trains.

use rosette_plant::{Group, GroupKind, Pair};
use std::collections::BTreeMap;

/// Sets of pairs of which each could have another's object, and the other its.
pub(crate) fn interchangeable(pairs: &[Pair]) -> Vec<Group> {
    let owner: BTreeMap<&str, usize> = pairs.iter().enumerate().map(|(k, p)| (p.object_id.as_str(), k)).collect();
    let mut root: Vec<usize> = (0..pairs.len()).collect();
    for (k, pair) in pairs.iter().enumerate() {
        for other in pair.alternatives.iter().filter_map(|o| owner.get(o.as_str()).copied()) {
            if pairs[other].alternatives.contains(&pair.object_id) {
                let (a, b) = (find(&root, k), find(&root, other));
                root[a.max(b)] = a.min(b);
            }
        }
    }
    let mut sets: BTreeMap<usize, Vec<&Pair>> = BTreeMap::new();
    pairs.iter().enumerate().for_each(|(k, p)| sets.entry(find(&root, k)).or_default().push(p));
    sets.into_values().filter(|set| set.len() > 1).map(|set| group(&set)).collect()
}

fn find(root: &[usize], mut k: usize) -> usize {
    while root[k] != k {
        k = root[k];
    }
    k
}

fn group(set: &[&Pair]) -> Group {
    let mut object_ids: Vec<String> = set.iter().map(|p| p.object_id.clone()).collect();
    object_ids.sort();
    Group {
        kind: GroupKind::Interchangeable,
        pid_ids: set.iter().map(|p| p.pid_id.clone()).collect(),
        object_ids,
        reason: "alike in all that the scan and the drawing tell: any of the objects may be any of the elements".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_mutual_alternatives() {
        let pair = |pid: &str, object: &str, alternatives: &[&str]| Pair {
            pid_id: pid.into(),
            object_id: object.into(),
            confidence: 0.6,
            alternatives: alternatives.iter().map(|a| a.to_string()).collect(),
            reasons: vec![],
        };
        let pairs = [pair("A", "3", &["1"]), pair("B", "1", &["3", "9"]), pair("C", "2", &["1"]), pair("D", "4", &[])];
        let groups = interchangeable(&pairs);
        assert_eq!(groups.len(), 1);
        assert_eq!((groups[0].pid_ids.join(" "), groups[0].object_ids.join(" ")), ("A B".into(), "1 3".into()));
    }
}
