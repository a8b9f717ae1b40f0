//! Recall and precision of a matching, strict and up to true symmetry of the drawing.

use rosette_compare::Comparison;
use rosette_plant::{Class, Drawn, PlantGraph};
use std::collections::BTreeMap;

#[derive(Debug, Default, Clone, Copy)]
pub struct Score {
    pub recall: f64,
    pub precision: f64,
    /// Counting a pair as right if its true object belongs to an interchangeable drawn element.
    pub recall_up_to_symmetry: f64,
    pub precision_up_to_symmetry: f64,
}

/// Scores pairs (drawn id, object id) without instruments.
pub fn score(drawn: &PlantGraph<Drawn>, pairs: &[(String, String)], links: &BTreeMap<String, String>) -> Score {
    let colour = colours(drawn);
    let owner: BTreeMap<&str, &str> = links.iter().map(|(d, s)| (s.as_str(), d.as_str())).collect();
    let body = |id: &str| !id.starts_with("instrument");
    let want = links.keys().filter(|d| body(d)).count() as f64;
    let got: Vec<&(String, String)> = pairs.iter().filter(|(d, _)| body(d)).collect();
    let right = got.iter().filter(|(d, s)| links.get(d) == Some(s)).count() as f64;
    let alike = |d: &str, s: &str| owner.get(s).is_some_and(|o| colour.get(d) == colour.get(*o));
    let fair = got.iter().filter(|(d, s)| alike(d, s)).count() as f64;
    Score {
        recall: right / want.max(1.0),
        precision: right / (got.len() as f64).max(1.0),
        recall_up_to_symmetry: fair / want.max(1.0),
        precision_up_to_symmetry: fair / (got.len() as f64).max(1.0),
    }
}

pub fn pairs(c: &Comparison) -> Vec<(String, String)> {
    c.matching.pairs.iter().map(|p| (p.pid_id.clone(), p.object_id.clone())).collect()
}

/// Colour refinement of the drawing without tags, lines and instruments (half of which are missed): elements of one colour cannot be told apart by any scan.
pub fn colours(drawn: &PlantGraph<Drawn>) -> BTreeMap<String, u64> {
    let n = drawn.elements.len();
    let mut near = vec![Vec::new(); n];
    for j in drawn.joints.iter().filter(|j| ![j.a, j.b].iter().any(|e| drawn.elements[*e].class == Class::Instrument)) {
        near[j.a].push((j.dn, j.b));
        near[j.b].push((j.dn, j.a));
    }
    let open = |e: usize| drawn.open_ends.iter().filter(|o| o.element == e).count();
    let mut colour: Vec<u64> = drawn
        .elements
        .iter()
        .enumerate()
        .map(|(e, x)| hash(&format!("{:?}{:?}{:?}{}", x.class, x.subtype, x.dn, open(e))))
        .collect();
    for _ in 0..40 {
        let next = |e: usize| {
            let mut around: Vec<(Option<u32>, u64)> = near[e].iter().map(|&(dn, o)| (dn, colour[o])).collect();
            around.sort_unstable();
            hash(&format!("{}{around:?}", colour[e]))
        };
        colour = (0..n).map(next).collect();
    }
    drawn.elements.iter().zip(colour).map(|(e, c)| (e.id.clone(), c)).collect()
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}
