//! Whether a changed drawing says what it should, and nothing else new.

use super::view::{Refusal, View};
use rosette_plant::{Class, Subtype};
use std::collections::{BTreeMap, BTreeSet};

/// What a step should do to the graph.
#[derive(Debug, Default)]
pub(super) struct Expect {
    pub created: Vec<String>,
    pub removed: Vec<String>,
    /// Joints that go and that come, in any order of their ends.
    pub cut: Vec<[String; 2]>,
    pub joined: Vec<[String; 2]>,
    /// Elements whose class, size or tag may differ.
    pub touched: BTreeSet<String>,
    /// What an element should be afterwards.
    pub class: Option<(String, Class, Option<Subtype>)>,
    pub dn: Option<(String, u32)>,
}

/// See that the graph differs as expected and not otherwise.
pub(super) fn verify(before: &View, after: &View, expect: &Expect) -> Result<(), Refusal> {
    ids(before, after, expect)?;
    properties(before, after, expect)?;
    joints(before, after, expect)
}

fn ids(before: &View, after: &View, expect: &Expect) -> Result<(), Refusal> {
    let all = |view: &View| -> BTreeSet<String> { view.graph.elements.iter().map(|e| e.id.clone()).collect() };
    let mut wanted = all(before);
    wanted.retain(|id| !expect.removed.contains(id));
    wanted.extend(expect.created.iter().cloned());
    let got = all(after);
    match wanted.symmetric_difference(&got).next() {
        None => Ok(()),
        Some(id) => {
            Err(format!("the changed drawing would {} `{id}`", if got.contains(id) { "also hold" } else { "no longer hold" }))
        }
    }
}

fn properties(before: &View, after: &View, expect: &Expect) -> Result<(), Refusal> {
    for old in before.graph.elements.iter().filter(|e| !expect.touched.contains(&e.id)) {
        let Some(new) = after.element(&old.id) else { continue };
        if (old.class, old.subtype, old.dn, &old.tag) != (new.class, new.subtype, new.dn, &new.tag) {
            return Err(format!("the change would alter `{}` as well", old.id));
        }
    }
    if let Some((id, class, subtype)) = &expect.class {
        let is = after.element(id).is_some_and(|e| e.class == *class && (subtype.is_none() || e.subtype == *subtype));
        if !is {
            return Err(format!("`{id}` would still not read as {}: other data of the file say otherwise", class.name()));
        }
    }
    match &expect.dn {
        Some((id, dn)) if after.element(id).and_then(|e| e.dn) != Some(*dn) => {
            Err(format!("`{id}` would still not read as DN {dn}: other data of the file say otherwise"))
        }
        _ => Ok(()),
    }
}

/// Joints between what lines run through; instruments may be seated anew.
fn pairs(view: &View) -> BTreeMap<[String; 2], i64> {
    let elements = &view.graph.elements;
    let mut pairs = BTreeMap::new();
    for joint in &view.graph.joints {
        let (Some(a), Some(b)) = (elements.get(joint.a), elements.get(joint.b)) else { continue };
        if a.class != Class::Instrument && b.class != Class::Instrument {
            *pairs.entry(sorted([a.id.clone(), b.id.clone()])).or_default() += 1;
        }
    }
    pairs
}

fn sorted(mut pair: [String; 2]) -> [String; 2] {
    pair.sort();
    pair
}

fn joints(before: &View, after: &View, expect: &Expect) -> Result<(), Refusal> {
    let mut left = pairs(before);
    expect.cut.iter().for_each(|p| *left.entry(sorted(p.clone())).or_default() -= 1);
    expect.joined.iter().for_each(|p| *left.entry(sorted(p.clone())).or_default() += 1);
    pairs(after).into_iter().for_each(|(p, n)| *left.entry(p).or_default() -= n);
    match left.into_iter().find(|(_, n)| *n != 0) {
        None => Ok(()),
        Some(([a, b], n)) if n > 0 => Err(format!("`{a}` and `{b}` would no longer be joined")),
        Some(([a, b], _)) => Err(format!("`{a}` and `{b}` would be joined as well")),
    }
}
