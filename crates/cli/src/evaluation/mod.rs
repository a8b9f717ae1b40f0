//! How good a result is against labelled points: what `rosette evaluate` counts.
//!
//! As the scores of the point-labelling field: labelled points are drawn evenly, one a cell of 2 cm, and each takes the answer of the nearest
//! point of the result within 3 cm. What has no answer there counts as not recognised.

mod answers;
mod kinds;
mod places;
mod report;

pub use answers::{Answers, of_net, of_run};
#[cfg(feature = "train")]
pub use answers::{append, set_scanners};
use kinds::{KindScore, kind_scores};
pub use places::Places;
pub use report::{Title, write};

use rosette_net::evaluate::{Confusion, InstanceScore, Reliability, instances};
use rosette_plant::scores::CLASSES;
use rosette_plant::{Class, Subtype};
use std::collections::BTreeMap;

/// Fewest places of an object by which its class is judged.
const FEWEST: u64 = 5;

/// What was counted.
#[derive(Debug, Default)]
pub struct Scores {
    /// Labelled places.
    pub n_places: u64,
    /// Those with a point of the result near.
    pub n_covered: u64,
    /// True class against given class, place by place.
    pub confusion: Confusion,
    /// Objects by class code; none where the labels tell no objects apart, or the result has none.
    pub instances: Option<[InstanceScore; CLASSES]>,
    /// Subtypes of valves, right and all, where the truth knows them.
    pub subtypes: Option<[u64; 2]>,
    /// Kinds of one's own; empty where none are labelled or named.
    pub kinds: Vec<KindScore>,
    /// Confidences of points; none where the result gives none.
    pub points: Option<Reliability>,
    /// Confidences of objects; none where the result has no objects.
    pub objects: Option<Reliability>,
    /// Objects that lie where nothing is labelled.
    pub n_unjudged: u64,
}

/// Holds a result against the truth; `subtypes` are those of true objects by their number.
pub fn scores(places: &Places, answers: &Answers, subtypes: &BTreeMap<u32, Subtype>) -> Scores {
    let class: Vec<u8> = answers.near.iter().map(|answer| answer.class).collect();
    let mut out = Scores {
        n_places: places.len() as u64,
        n_covered: answers.near.iter().filter(|answer| answer.is_there()).count() as u64,
        confusion: Confusion::of(&places.class, &class),
        kinds: kind_scores(places, answers),
        ..Scores::default()
    };
    if answers.has_confidence {
        out.points = Some(points(places, answers));
    }
    if let Some(objects) = &answers.objects {
        let given: Vec<u32> = answers.near.iter().map(|answer| answer.instance).collect();
        if places.has_instances {
            out.instances = Some(instances((&places.class, &places.instance), (&class, &given)));
        }
        judge(&mut out, places, &given, objects, subtypes);
    }
    out
}

/// How often points are right that are so sure; those without an answer say nothing.
fn points(places: &Places, answers: &Answers) -> Reliability {
    let mut out = Reliability::default();
    for (truth, answer) in places.class.iter().zip(&answers.near).filter(|(_, answer)| answer.class != 0) {
        out.add(answer.confidence.into(), answer.class == *truth);
    }
    out
}

/// An object is right if most of the labelled places on it are of its class; its subtype, if it is that of the true object most of them are on.
fn judge(out: &mut Scores, places: &Places, given: &[u32], objects: &[answers::Object], subtypes: &BTreeMap<u32, Subtype>) {
    let mut votes: BTreeMap<u32, BTreeMap<(u8, u32), u64>> = BTreeMap::new();
    for (number, truth) in given.iter().zip(places.class.iter().zip(&places.instance)).filter(|(number, _)| **number != 0) {
        *votes.entry(*number).or_default().entry((*truth.0, *truth.1)).or_default() += 1;
    }
    let (mut reliability, mut kinds) = (Reliability::default(), [0; 2]);
    for (object, number) in objects.iter().zip(1..) {
        let Some(votes) = votes.get(&number).filter(|votes| votes.values().sum::<u64>() >= FEWEST) else {
            out.n_unjudged += 1;
            continue;
        };
        reliability.add(object.confidence, most_class(votes) == object.class as u8);
        let ((class, truth), _) =
            votes.iter().fold(((0, 0), 0), |most, vote| if *vote.1 > most.1 { (*vote.0, *vote.1) } else { most });
        if let (Class::Valve, Some(subtype)) = (object.class, subtypes.get(&truth))
            && class == Class::Valve as u8
        {
            kinds[0] += u64::from(object.subtype == Some(*subtype));
            kinds[1] += 1;
        }
    }
    out.objects = Some(reliability);
    out.subtypes = (kinds[1] > 0).then_some(kinds);
}

/// The class of most votes; of equals, the lowest code.
fn most_class(votes: &BTreeMap<(u8, u32), u64>) -> u8 {
    let mut by_class: BTreeMap<u8, u64> = BTreeMap::new();
    votes.iter().for_each(|((class, _), n)| *by_class.entry(*class).or_default() += n);
    by_class.into_iter().fold((0, 0), |most, vote| if vote.1 > most.1 { vote } else { most }).0
}

#[cfg(test)]
mod tests {
    use super::answers::{Answer, Object};
    use super::*;

    fn answer(class: u8, instance: u32) -> Answer {
        Answer { class, instance, confidence: 0.0, square: 0.0 }
    }

    /// Counted by hand: ten places of a pipe (object 1), ten of a gate valve (2), ten of a pump (3); one more of a wall.
    /// The run calls the pipe's last two a valve, has the valve whole, takes the pump for a tank, and has nothing at the wall.
    #[test]
    fn counted_by_hand() {
        let row = |class: u8, object: u32| std::iter::repeat_n((class, object), 10);
        let truth: Vec<(u8, u32)> = row(1, 1).chain(row(6, 2)).chain(row(10, 3)).chain([(18, 0)]).collect();
        let (class, instance) = truth.iter().copied().unzip();
        let places = Places::of(class, instance);
        let mut near = vec![answer(1, 1); 8];
        near.extend([answer(6, 2); 12]);
        near.extend([answer(11, 3); 10]);
        near.push(Answer::default());
        let object = |class, subtype, confidence| Object { class, subtype, kind: None, confidence };
        let objects = vec![
            object(Class::Pipe, None, 0.95),
            object(Class::Valve, Some(Subtype::Gate), 0.85),
            object(Class::Tank, None, 0.75),
            object(Class::Pump, None, 0.5),
        ];
        let answers = Answers { near, objects: Some(objects), has_confidence: false };
        let scores = scores(&places, &answers, &BTreeMap::from([(2, Subtype::Gate)]));
        assert_eq!((scores.n_places, scores.n_covered, scores.n_unjudged), (31, 30, 1));
        assert_eq!(scores.confusion.iou(Class::Pipe), Some(0.8));
        assert_eq!(scores.confusion.iou(Class::Valve), Some(10.0 / 12.0));
        assert_eq!(scores.confusion.iou(Class::Pump), Some(0.0));
        assert!((scores.confusion.process_iou() - (0.8 + 10.0 / 12.0) / 3.0).abs() < 1e-12);
        let by_class = scores.instances.unwrap();
        let of =
            |class: Class| (by_class[class as usize].truth, by_class[class as usize].given, by_class[class as usize].matched);
        assert_eq!(
            (of(Class::Pipe), of(Class::Valve), of(Class::Pump), of(Class::Tank)),
            ((1, 1, 1), (1, 1, 1), (1, 0, 0), (0, 1, 0))
        );
        assert_eq!(scores.subtypes, Some([1, 1]));
        let bins = scores.objects.unwrap().bins.map(|bin| (bin.count, bin.right));
        assert_eq!((bins[9], bins[8], bins[7], bins[5]), ((1, 1), (1, 1), (1, 0), (0, 0)));
        assert!(scores.points.is_none());
    }
}
