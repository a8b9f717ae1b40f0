//! Joined things with one fate are one change.

use super::words::message;
use super::{Change, ChangeKind};
use rosette_plant::{Class, Element, PlantGraph, Scanned, SeenState};
use std::collections::BTreeMap;

/// Which scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Before,
    After,
}

/// What happened to one object, or to a stretch of it.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    pub kind: ChangeKind,
    pub before: Option<usize>,
    pub after: Option<usize>,
    pub length_m: f64,
    pub position: [f64; 3],
    pub shift_m: Option<f64>,
    pub seen: SeenState,
}

/// Grid of positions in ids, m.
const CELL_M: f64 = 0.25;

impl Fact {
    /// Something that only one scan has, and what the other saw of the place.
    pub(super) fn one_sided(side: Side, n: usize, position: [f64; 3], length_m: f64, seen: SeenState) -> Self {
        let kind = match (seen, side) {
            (SeenState::Empty, Side::Before) => ChangeKind::Removed,
            (SeenState::Empty, Side::After) => ChangeKind::Added,
            _ => ChangeKind::NotVerifiable,
        };
        let (before, after) = if side == Side::Before { (Some(n), None) } else { (None, Some(n)) };
        Self { kind, before, after, length_m, position, shift_m: None, seen }
    }

    fn side(&self) -> Side {
        if self.before.is_some() { Side::Before } else { Side::After }
    }

    fn element(&self) -> usize {
        self.before.or(self.after).unwrap_or(0)
    }
}

/// One change for each group of facts.
pub(super) fn changes(before: &PlantGraph<Scanned>, after: &PlantGraph<Scanned>, facts: Vec<Fact>) -> Vec<Change> {
    let mut groups: BTreeMap<usize, Vec<Fact>> = BTreeMap::new();
    let roots = roots(before, after, &facts);
    for (fact, root) in facts.into_iter().zip(roots) {
        groups.entry(root).or_default().push(fact);
    }
    let mut changes: Vec<Change> = groups.into_values().map(|group| change(before, after, &group)).collect();
    make_unique(&mut changes);
    changes
}

/// Union of facts of one kind on objects that are joined.
fn roots(before: &PlantGraph<Scanned>, after: &PlantGraph<Scanned>, facts: &[Fact]) -> Vec<usize> {
    let mut of: Vec<usize> = (0..facts.len()).collect();
    let mut at: BTreeMap<(ChangeKind, Side, usize), usize> = BTreeMap::new();
    for (k, fact) in facts.iter().enumerate() {
        let first = *at.entry((fact.kind, fact.side(), fact.element())).or_insert(k);
        unite(&mut of, first, k);
    }
    for (side, graph) in [(Side::Before, before), (Side::After, after)] {
        for joint in &graph.joints {
            for kind in ChangeKind::ALL {
                if let (Some(&x), Some(&y)) = (at.get(&(kind, side, joint.a)), at.get(&(kind, side, joint.b))) {
                    unite(&mut of, x, y);
                }
            }
        }
    }
    (0..of.len()).map(|k| root(&of, k)).collect()
}

fn root(of: &[usize], mut k: usize) -> usize {
    while of[k] != k {
        k = of[k];
    }
    k
}

fn unite(of: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(of, a), root(of, b));
    of[a.max(b)] = a.min(b);
}

fn change(before: &PlantGraph<Scanned>, after: &PlantGraph<Scanned>, group: &[Fact]) -> Change {
    let element = |f: &Fact| -> Option<&Element<Scanned>> {
        f.before.and_then(|n| before.elements.get(n)).or_else(|| f.after.and_then(|n| after.elements.get(n)))
    };
    let rank = |f: &Fact| element(f).map_or(0, |e| importance(e.class));
    let chief = group.iter().enumerate().max_by(|(i, x), (k, y)| rank(x).cmp(&rank(y)).then(k.cmp(i))).map_or(0, |(k, _)| k);
    let chief = &group[chief];
    let ids = |pick: &dyn Fn(&Fact) -> Option<String>| {
        let mut ids: Vec<String> = group.iter().filter_map(pick).collect();
        ids.sort();
        ids.dedup();
        ids
    };
    let e = element(chief);
    let confidence = e.map_or(0.0, |e| e.evidence.confidence) * if chief.kind == ChangeKind::NotVerifiable { 0.9 } else { 1.0 };
    let mut change = Change {
        id: String::new(),
        kind: chief.kind,
        class: e.map_or(Class::Unclassified, |e| e.class),
        subtype: e.and_then(|e| e.subtype),
        dn: e.and_then(|e| e.dn),
        before_ids: ids(&|f| f.before.and_then(|n| before.elements.get(n)).map(|e| e.id.clone())),
        after_ids: ids(&|f| f.after.and_then(|n| after.elements.get(n)).map(|e| e.id.clone())),
        position: chief.position,
        length_m: (group.iter().map(|f| f.length_m).sum::<f64>() * 1000.0).round() / 1000.0,
        shift_m: group.iter().filter_map(|f| f.shift_m).reduce(f64::max).map(|m| (m * 1000.0).round() / 1000.0),
        seen: chief.seen,
        confidence: (confidence.clamp(0.0, 1.0) * 1000.0).round() / 1000.0,
        message: message(before, after, group, chief),
    };
    let cell = change.position.map(|v| (v / CELL_M).round() as i64);
    let text = format!("{}|{}|{:?}|{cell:?}", change.kind.name(), change.class.name(), change.dn);
    change.id = format!("C-{}", blake3::hash(text.as_bytes()).to_hex().chars().take(8).collect::<String>());
    change
}

/// What gives a group its name.
fn importance(class: Class) -> u8 {
    match class {
        c if c.is_equipment() => 4,
        Class::Valve | Class::Strainer | Class::Flowmeter => 3,
        Class::Instrument | Class::Reducer => 2,
        Class::Pipe => 1,
        _ => 0,
    }
}

/// Two changes of one kind in one cell get a number.
fn make_unique(changes: &mut [Change]) {
    changes.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.message.cmp(&b.message)).then_with(|| a.before_ids.cmp(&b.before_ids)));
    for k in 1..changes.len() {
        let base = changes[k].id.clone();
        let same = changes[..k].iter().filter(|c| c.id == base || c.id.starts_with(&format!("{base}-"))).count();
        if same > 0 {
            changes[k].id = format!("{base}-{}", same + 1);
        }
    }
}
