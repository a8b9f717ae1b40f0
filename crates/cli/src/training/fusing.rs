//! How geometry and the body net do together on bodies as a run cuts them, by how much each of them counts.

use rosette_net::BodyNet;
use rosette_net::train::BodySample;
use rosette_plant::{BodyJudge, BodyScores, BodyView, Class, Subtype};
use rosette_reconstruct::{WEIGHTS, Weights, fused};

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
    let measured: Vec<(BodyView, &BodySample)> =
        cuts.iter().filter(|s| s.own.class(truth(s)) > 0.0).map(|s| (s.plain(), s)).collect();
    if measured.is_empty() {
        return None;
    }
    let views: Vec<BodyView> = measured.iter().map(|(view, _)| view.clone()).collect();
    let said = net.judge(&views);
    let scored: Vec<(&BodySample, &BodyScores)> = measured.iter().map(|(_, s)| *s).zip(&said).collect();
    let is_valve = |s: &BodySample| usize::from(s.subtype) + 1 < Subtype::ALL.len();
    let valves: Vec<(&BodySample, &BodyScores)> = scored.iter().copied().filter(|(s, _)| is_valve(s)).collect();
    let class = |w: Weights, rows: &[(&BodySample, &BodyScores)]| {
        outcome(rows, |s, said| {
            (fused(&s.own, said, [w, w]).class(truth(s)), fused(&s.own, said, [w, w]).best_class().0 == truth(s))
        })
    };
    let subtype = |w: Weights, rows: &[(&BodySample, &BodyScores)]| {
        outcome(rows, |s, said| {
            let pooled = fused(&s.own, said, [w, w]);
            let wanted = Subtype::ALL[usize::from(s.subtype)];
            (pooled.subtype(wanted), pooled.best_subtype().0 == wanted)
        })
    };
    Some(format!(
        "\nGeometry (down) and net (across) together, by weight: share right, mean log-likelihood; a run takes {:?} for classes, {:?} for \
         subtypes.\n\nClasses of {} bodies ({} others are of a class that is not asked there):\n\n{}\nSubtypes of {} valves:\n\n{}",
        pair(WEIGHTS[0]),
        pair(WEIGHTS[1]),
        scored.len(),
        cuts.len() - scored.len(),
        table(|w| class(w, &scored)),
        valves.len(),
        table(|w| subtype(w, &valves)),
    ))
}

fn pair(weights: Weights) -> (f64, f64) {
    (weights.measures, weights.judge)
}

/// What recognition should call a body: what is no piping is `other`.
fn truth(sample: &BodySample) -> Class {
    match Class::ALL.get(usize::from(sample.class)).copied().unwrap_or(Class::Unclassified) {
        Class::Structure | Class::CableTray | Class::Duct => Class::Other,
        class => class,
    }
}

fn outcome(rows: &[(&BodySample, &BodyScores)], of: impl Fn(&BodySample, &BodyScores) -> (f32, bool)) -> Outcome {
    let n = rows.len().max(1) as f64;
    let mut sum = Outcome { right: 0.0, log_likelihood: 0.0 };
    for (p, is_right) in rows.iter().map(|(s, said)| of(s, said)) {
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
