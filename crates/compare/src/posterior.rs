//! Beliefs to probabilities: every drawn node is one scanned node or none, and the other way round.
//!
//! Rows and columns of the candidate matrix, each with a null entry, are scaled in turn until both sum to one (Sinkhorn
//! 1967), in logarithms. That is what belief propagation gives for assignments up to its Bethe correction
//! (Huang and Jebara 2009), at a fraction of the cost.

use crate::candidates::Pairs;

/// Rounds of scaling; contested nodes settle within about ten.
const ROUNDS: usize = 12;
/// Beliefs count the evidence of loops more than once, and their model is coarse: they are taken down to this share.
const TEMPER: f32 = 0.8;
/// Log weight of a drawn node without an object, and of an object that is not drawn.
const NULL: f32 = -2.0;

/// Probability of each pair.
pub(crate) fn posterior(pairs: &Pairs, beliefs: &[f32], n_scanned: usize) -> Vec<f32> {
    let n_drawn = pairs.start.len() - 1;
    let prior = (n_scanned.max(1) as f32).ln();
    let weight: Vec<f32> = beliefs.iter().map(|b| TEMPER * b - prior).collect();
    // Starting in the middle, sure pairs leave nothing to their null entries at once.
    let mut row = vec![0.0f32; n_drawn];
    let mut column = vec![0.0f32; n_scanned];
    for (p, w) in weight.iter().enumerate() {
        let c = &mut column[pairs.scanned[p] as usize];
        *c = c.max(0.5 * w);
    }
    for _ in 0..ROUNDS {
        row = scale(n_drawn, &weight, |p| pairs.drawn[p] as usize, |p| column[pairs.scanned[p] as usize]);
        column = scale(n_scanned, &weight, |p| pairs.scanned[p] as usize, |p| row[pairs.drawn[p] as usize]);
    }
    (0..pairs.len()).map(|p| (weight[p] - row[pairs.drawn[p] as usize] - column[pairs.scanned[p] as usize]).exp()).collect()
}

/// Log sums of each row (or column) given the potentials of the other side.
fn scale(n: usize, weight: &[f32], of: impl Fn(usize) -> usize, other: impl Fn(usize) -> f32) -> Vec<f32> {
    let mut most = vec![NULL; n];
    for (p, w) in weight.iter().enumerate() {
        most[of(p)] = most[of(p)].max(w - other(p));
    }
    let mut sums: Vec<f32> = most.iter().map(|m| (NULL - m).exp()).collect();
    for (p, w) in weight.iter().enumerate() {
        let k = of(p);
        let below = w - other(p) - most[k];
        if below > -20.0 {
            sums[k] += below.exp();
        }
    }
    most.iter().zip(&sums).map(|(m, s)| m + s.ln()).collect()
}
