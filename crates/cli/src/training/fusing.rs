//! How geometry and the body net do together on bodies as a run cuts them, by how much each of them counts.

use rosette_net::BodyNet;
use rosette_net::train::BodySample;
use rosette_plant::{BodyJudge, BodyScores, BodyView, Class, Subtype};
use rosette_reconstruct::{WEIGHTS, Weights, asked_as, fused};

/// Weights that are tried of either side.
const MEASURES: [f64; 4] = [0.4, 0.7, 0.9, 1.1];
const JUDGE: [f64; 6] = [0.2, 0.4, 0.6, 0.8, 1.0, 1.3];

/// A share of right answers and the mean of the logarithm of the probability that the right ones got.
struct Outcome {
    right: f64,
    log_likelihood: f64,
}

/// Tables of right classes and subtypes for each pair of weights; none where nobody measured the bodies.
pub fn report(net: &BodyNet, cuts: &[BodySample]) -> Option<String> {
    let (measured, views): (Vec<&BodySample>, Vec<BodyView>) =
        cuts.iter().filter(|s| s.own.class(truth(s)) > 0.0).map(|s| (s, s.plain())).unzip();
    if measured.is_empty() {
        return None;
    }
    let said = net.judge(&views);
    let scored: Vec<(&BodySample, &BodyScores)> = measured.into_iter().zip(&said).collect();
    let is_valve = |s: &BodySample| usize::from(s.subtype) + 1 < Subtype::ALL.len();
    let valves: Vec<(&BodySample, &BodyScores)> = scored.iter().copied().filter(|(s, _)| is_valve(s)).collect();
    let class = |pooled: &BodyScores, s: &BodySample| (pooled.class(truth(s)), pooled.best_class().0 == truth(s));
    let subtype = |pooled: &BodyScores, s: &BodySample| {
        let wanted = Subtype::ALL[usize::from(s.subtype)];
        (pooled.subtype(wanted), pooled.best_subtype().0 == wanted)
    };
    Some(format!(
        "\nGeometry (down) and net (across) together, by weight: share right, mean log-likelihood; a run takes {:?} for classes, {:?} for \
         subtypes.\n\nClasses of {} bodies ({} others are of a class that is not asked there):\n\n{}\nSubtypes of {} valves:\n\n{}",
        pair(WEIGHTS[0]),
        pair(WEIGHTS[1]),
        scored.len(),
        cuts.len() - scored.len(),
        table(|w| outcome(&scored, w, class)),
        valves.len(),
        table(|w| outcome(&valves, w, subtype)),
    ))
}

fn pair(weights: Weights) -> (f64, f64) {
    (weights.measures, weights.judge)
}

/// What recognition should call a body.
fn truth(sample: &BodySample) -> Class {
    asked_as(Class::ALL.get(usize::from(sample.class)).copied().unwrap_or(Class::Unclassified))
}

/// `of` gives the probability of what is right, and whether that is likeliest.
fn outcome(rows: &[(&BodySample, &BodyScores)], w: Weights, of: impl Fn(&BodyScores, &BodySample) -> (f32, bool)) -> Outcome {
    let n = rows.len().max(1) as f64;
    let mut sum = Outcome { right: 0.0, log_likelihood: 0.0 };
    for (sample, said) in rows {
        let (p, is_right) = of(&fused(&sample.own, said, [w, w]), sample);
        sum.right += f64::from(u8::from(is_right)) / n;
        sum.log_likelihood += f64::from(p).max(1e-6).ln() / n;
    }
    sum
}

fn table(outcome: impl Fn(Weights) -> Outcome) -> String {
    let cell = |measures: f64, judge: f64| {
        let got = outcome(Weights { measures, judge });
        format!(" {:.3}, {:.3} |", got.right, got.log_likelihood)
    };
    let head: String = std::iter::once(0.0).chain(JUDGE).map(|j| format!(" {j} |")).collect();
    let mut out = format!("| |{head}\n|{}\n", "---|".repeat(JUDGE.len() + 2));
    for measures in std::iter::once(0.0).chain(MEASURES) {
        let row: String = std::iter::once(0.0).chain(JUDGE).map(|judge| cell(measures, judge)).collect();
        out.push_str(&format!("| {measures} |{row}\n"));
    }
    out
}
