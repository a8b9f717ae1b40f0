//! Objects found: which true object is covered by which given one.

use rosette_plant::Class;
use rosette_plant::scores::CLASSES;
use std::collections::BTreeMap;

/// Objects of a class: how many there are, were given, and match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InstanceScore {
    /// True objects.
    pub truth: u64,
    /// Given objects.
    pub given: u64,
    /// Pairs of the same class whose points overlap by more than half of their union.
    pub matched: u64,
}

impl InstanceScore {
    /// Share of the true objects that were found.
    pub fn recall(&self) -> f64 {
        self.matched as f64 / self.truth.max(1) as f64
    }

    /// Share of the given objects that are there.
    pub fn precision(&self) -> f64 {
        self.matched as f64 / self.given.max(1) as f64
    }
}

/// Scores by class code of two labellings: class code and object number (0 for none) of every point, over the points of known true class.
/// Two objects match if their intersection over union is above 0.5, which makes the match unique.
pub fn instances(truth: (&[u8], &[u32]), given: (&[u8], &[u32])) -> [InstanceScore; CLASSES] {
    let mut sizes: [BTreeMap<(u8, u32), u64>; 2] = Default::default();
    let mut common: BTreeMap<((u8, u32), u32), u64> = BTreeMap::new();
    let n = [truth.0.len(), truth.1.len(), given.0.len(), given.1.len()].into_iter().min().unwrap_or(0);
    for i in (0..n).filter(|&i| truth.0[i] != Class::Unclassified as u8) {
        let (t, g) = ((truth.0[i], truth.1[i]), (given.0[i], given.1[i]));
        if t.1 != 0 {
            *sizes[0].entry(t).or_default() += 1;
        }
        if g.1 != 0 {
            *sizes[1].entry(g).or_default() += 1;
        }
        if t.1 != 0 && g.1 != 0 && t.0 == g.0 {
            *common.entry((t, g.1)).or_default() += 1;
        }
    }
    let mut out = [InstanceScore::default(); CLASSES];
    let code = |class: u8| usize::from(class).min(CLASSES - 1);
    sizes[0].keys().for_each(|(class, _)| out[code(*class)].truth += 1);
    sizes[1].keys().for_each(|(class, _)| out[code(*class)].given += 1);
    for ((t, number), both) in &common {
        let union = sizes[0][t] + sizes[1][&(t.0, *number)] - both;
        out[code(t.0)].matched += u64::from(2 * both > union);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_an_object_is_not_the_object() {
        // object 1 fully found, object 2 cut in halves, object 3 called a pump
        let class = [6u8; 12];
        let object = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3];
        let given_class = [6, 6, 6, 6, 6, 6, 6, 6, 10, 10, 10, 10];
        let given_object = [5, 5, 5, 5, 6, 6, 7, 7, 8, 8, 8, 8];
        let scores = instances((&class, &object), (&given_class, &given_object));
        assert_eq!(scores[6], InstanceScore { truth: 3, given: 3, matched: 1 });
        assert_eq!(scores[10], InstanceScore { truth: 0, given: 1, matched: 0 });
        assert!((scores[6].recall() - 1.0 / 3.0).abs() < 1e-12);
    }
}
