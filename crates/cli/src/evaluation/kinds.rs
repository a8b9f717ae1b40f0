//! How kinds of one's own are recognised, place by place.

use super::answers::Answers;
use super::places::Places;
use std::collections::BTreeMap;

/// Places of a kind of one's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KindScore {
    /// Its name.
    pub kind: String,
    /// Labelled as this kind.
    pub truth: u64,
    /// On objects that are called so.
    pub given: u64,
    /// Both.
    pub right: u64,
}

/// One row a kind that is labelled or that an object is called; none where the result has no objects.
pub fn kind_scores(places: &Places, answers: &Answers) -> Vec<KindScore> {
    let Some(objects) = &answers.objects else { return Vec::new() };
    let mut rows: BTreeMap<&str, KindScore> = BTreeMap::new();
    for (code, answer) in places.code.iter().zip(&answers.near) {
        let truth = places.kinds.of_code(*code).map(|kind| kind.name.as_str());
        let object = (answer.instance as usize).checked_sub(1).and_then(|at| objects.get(at));
        let given = object.and_then(|object| object.kind.as_deref());
        for name in truth.into_iter().chain(given.filter(|given| truth != Some(given))) {
            let row = rows.entry(name).or_default();
            row.truth += u64::from(truth == Some(name));
            row.given += u64::from(given == Some(name));
            row.right += u64::from(truth == given);
        }
    }
    rows.into_iter().map(|(kind, row)| KindScore { kind: kind.into(), ..row }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::answers::{Answer, Object};
    use super::*;
    use rosette_net::Kinds;
    use rosette_plant::Class;

    /// Ten places of a hydrant, five of a plain valve, five of a trap. The run calls the hydrant's object a hydrant, has two of its places on
    /// the valve, which it calls a hydrant too, and names no kind of the trap.
    #[test]
    fn counted_by_hand() {
        let kinds =
            Kinds::from_table(&[("hydrant", "valve"), ("trap", "other")].map(|(a, b)| (a.into(), b.into())).into()).unwrap();
        let code = [vec![21; 10], vec![6; 5], vec![22; 5]].concat();
        let class = code.iter().map(|code| kinds.class_of(*code) as u8).collect();
        let mut places = Places::of(class, vec![0; 20]);
        (places.code, places.kinds) = (code, kinds);
        let near = |instance: u32, n: usize| vec![Answer { class: 6, instance, confidence: 0.0, square: 0.0 }; n];
        let object =
            |kind: Option<&str>| Object { class: Class::Valve, subtype: None, kind: kind.map(str::to_owned), confidence: 0.5 };
        let objects = Some(vec![object(Some("hydrant")), object(Some("hydrant")), object(None)]);
        let answers = Answers { near: [near(1, 8), near(2, 7), near(3, 5)].concat(), objects, has_confidence: false };
        let row = |kind: &str, truth, given, right| KindScore { kind: kind.into(), truth, given, right };
        assert_eq!(kind_scores(&places, &answers), [row("hydrant", 10, 15, 10), row("trap", 5, 0, 0)]);
        assert!(kind_scores(&places, &Answers { objects: None, ..answers }).is_empty());
    }
}
