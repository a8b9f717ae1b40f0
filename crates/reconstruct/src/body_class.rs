//! Which component a body is: a posterior over the makes that catalogues know, from a few measures of its shape.
//!
//! Every make expects some of the cues with a mean and a spread; what it does not list tells nothing about it. A cue weighs
//! by its density under the make against the density over all bodies, with a floor, so that no single bad measure (a post, a
//! half hidden wheel) rules a make out. Proportions are those of ASME B16.5 and B16.10, EN 558, EN 1092-1, ISO 13359 and of
//! makers' sheets for handwheels, levers and actuators; spreads cover the series in common use. No parameter was learnt.

mod cues;
mod makes;

use crate::body_shape::Shape;
use cues::Cue;
pub use cues::flange_thickness;
use makes::{MAKES, Make};
use rosette_plant::{Class, Subtype};

/// Verdict on a body.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Most probable class.
    pub class: Class,
    /// Of a valve: its subtype where that is clear, else unknown.
    pub subtype: Option<Subtype>,
    /// Probability of the class and, where one is named, of the subtype.
    pub confidence: f64,
    /// Name of the most probable make.
    pub make: &'static str,
    /// Most probable make of another class or subtype, with its probability.
    pub next: (&'static str, f64),
    /// Probabilities of all makes, summed up.
    pub odds: Odds,
}

/// Probabilities of classes, and of subtypes if the body is a valve.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Odds {
    classes: Vec<(Class, f64)>,
    subtypes: Vec<(Subtype, f64)>,
}

impl Odds {
    fn of(probabilities: &[f64]) -> Odds {
        let mut odds = Odds::default();
        for (make, &p) in MAKES.iter().zip(probabilities) {
            match odds.classes.iter_mut().find(|c| c.0 == make.class) {
                Some(known) => known.1 += p,
                None => odds.classes.push((make.class, p)),
            }
            if let Some(subtype) = make.subtype {
                odds.subtypes.push((subtype, p));
            }
        }
        odds
    }

    /// Probability of a class.
    pub fn class(&self, class: Class) -> f64 {
        self.classes.iter().filter(|c| c.0 == class).map(|c| c.1).sum()
    }

    /// Probability that it is a valve of a subtype; a valve of no known make may be of any.
    pub fn subtype(&self, subtype: Subtype) -> f64 {
        let of = |wanted: Subtype| -> f64 { self.subtypes.iter().filter(|s| s.0 == wanted).map(|s| s.1).sum() };
        of(subtype) + of(Subtype::Unknown) / (Subtype::ALL.len() - 1) as f64
    }
}

/// Share of bad measures: what a cue can speak against a make at most.
const BAD: f64 = 0.08;
/// Cues are not independent; together they count as about this share of their number.
const INDEPENDENT: f64 = 0.6;
/// Probability from which a subtype is named.
const CLEAR: f64 = 0.7;
/// Distance between rims from which they are not those of a flanged joint, m: its faces are a gasket apart, or what a spectacle blind or a
/// spacer of the sizes that are recognised takes (ASME B16.48: up to 29 mm for NPS 12 in class 150).
const APART: f64 = 0.03;
/// Highest confidence in a check valve: what tells it is that nothing stands on it, and a hidden or lost actuator looks alike.
const BARE: f64 = 0.69;

fn log_density(make: &Make, shape: &Shape) -> f64 {
    let cue = |&(cue, mean, spread): &(Cue, f64, f64)| {
        let Some(x) = cue.of(shape) else { return 0.0 };
        let z = (x - mean) / spread;
        let peak = cue.range() / (spread * std::f64::consts::TAU.sqrt());
        ((1.0 - BAD) * peak * (-0.5 * z * z).exp() + BAD).ln()
    };
    make.cues.iter().map(cue).sum()
}

/// Probabilities of all makes.
fn posterior(shape: &Shape) -> Vec<f64> {
    // Few points tell less.
    let trust = INDEPENDENT * (shape.points as f64 / 150.0).sqrt().min(1.0);
    let is_out = |m: &Make| m.class == Class::Flange && shape.rim_gap > APART;
    let log = |m: &Make| if is_out(m) { f64::NEG_INFINITY } else { m.share.ln() + trust * log_density(m, shape) };
    let logs: Vec<f64> = MAKES.iter().map(log).collect();
    let best = logs.iter().copied().fold(f64::MIN, f64::max);
    let sum: f64 = logs.iter().map(|l| (l - best).exp()).sum();
    logs.iter().map(|l| (l - best).exp() / sum).collect()
}

/// The most probable class, and the subtype where it is clear.
pub fn judge(shape: &Shape) -> Verdict {
    let probabilities = posterior(shape);
    let sum =
        |fits: &dyn Fn(&Make) -> bool| -> f64 { MAKES.iter().zip(&probabilities).filter(|(m, _)| fits(m)).map(|(_, p)| p).sum() };
    let classes = [Class::Valve, Class::Flange, Class::Strainer, Class::Flowmeter];
    let of_class = |c: Class| sum(&|m: &Make| m.class == c);
    let class = classes.into_iter().fold(Class::Valve, |best, c| if of_class(c) > of_class(best) { c } else { best });
    let (mut make, mut most) = (&MAKES[0], -1.0);
    for (m, &p) in MAKES.iter().zip(&probabilities).filter(|(m, _)| m.class == class) {
        if p > most {
            (make, most) = (m, p);
        }
    }
    let of_subtype = sum(&|m: &Make| m.class == class && m.subtype == make.subtype);
    let named = make.subtype.is_some_and(|s| s != Subtype::Unknown) && of_subtype >= CLEAR;
    let subtype = make.subtype.map(|s| if named { s } else { Subtype::Unknown });
    let confidence = if named { of_subtype } else { of_class(class) };
    let other = MAKES.iter().zip(&probabilities).filter(|(m, _)| (m.class, m.subtype) != (make.class, make.subtype));
    let next = other.fold(("", 0.0), |best, (m, &p)| if p > best.1 { (m.name, p) } else { best });
    let limit = if subtype == Some(Subtype::Check) { BARE } else { 0.97 };
    Verdict { class, subtype, confidence: confidence.min(limit), make: make.name, next, odds: Odds::of(&probabilities) }
}

/// What the verdict rests on, in words.
pub fn reasons(shape: &Shape, verdict: &Verdict) -> Vec<String> {
    let mm = |x: f64| format!("{:.0} mm", x * 1000.0);
    let mut said = vec![format!("body of {} between two pipe ends", mm(shape.length))];
    said.extend(shape.over_flanges.map(|over| format!("{} over its end faces, {} across", mm(over), mm(2.0 * shape.rim))));
    if shape.outer < 5 || shape.reach < 0.015 {
        said.push("nothing stands out past the flanges".into());
    } else {
        said.push(format!("stands {} out past the flanges, {}", mm(shape.reach), direction(shape)));
        said.extend(shape.crown.as_ref().map(|c| {
            let what = if c.hollow > 0.74 && c.thick < 0.09 { "a ring" } else { "its head" };
            format!("{what} {} across sits {} past them", mm(2.0 * c.radius), mm(c.height))
        }));
        if shape.one_sided > 0.75 && shape.narrow < 0.4 {
            said.push(format!("an arm reaches {} to one side", mm(shape.arm)));
        }
        if shape.slant > 0.5 && verdict.class == Class::Strainer {
            said.push("a leg slants along the pipe".into());
        }
    }
    said.push(format!("most like a {}", verdict.make));
    if verdict.next.1 > 0.05 {
        said.push(format!("next likeliest: {} ({:.0} %)", verdict.next.0, 100.0 * verdict.next.1));
    }
    said
}

fn direction(shape: &Shape) -> &'static str {
    match shape.down {
        Some(d) if d > 0.6 => "downwards",
        Some(d) if d < -0.6 => "upwards",
        _ => "sideways",
    }
}

#[cfg(test)]
mod tests;
