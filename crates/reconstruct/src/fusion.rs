//! What geometry says of a body and what a trained judge says of it, weighed together.
//!
//! Both are probabilities from measures of the same points, so they are not independent: a weighted product of the two
//! (logarithmic opinion pool, Genest and Zidek 1986) instead of Bayes' rule, with a floor under each so that neither rules out
//! what the other is sure of. Only what can stand there is weighed: a body between two pipe ends is no pump. Shells are left to
//! geometry: on the shared cases the judge's say in tanks, vessels and exchangers made them worse.

use crate::bodies::Body;
use crate::body_class::Odds;
use crate::build::Network;
use crate::equipment::Machine;
use crate::pieces::Piece;
use nalgebra::Point3;
use rosette_cloud::Cloud;
use rosette_plant::{BodyJudge, BodyScores, BodyView, Class, OwnKind, RunAxis, Subtype};

/// What may stand in a line.
const INLINE: [Class; 4] = [Class::Valve, Class::Flange, Class::Strainer, Class::Flowmeter];
/// What pipes may end at.
const MACHINES: [Class; 6] = [Class::Pump, Class::Valve, Class::Vessel, Class::Tank, Class::HeatExchanger, Class::Other];
/// Weight of geometry and of the judge in the pool; they need not add up to one.
const WEIGHTS: (f64, f64) = (0.9, 0.4);
/// What either side grants to what it does not believe in.
const FLOOR: f64 = 0.02;
/// Probability from which a subtype is named.
const CLEAR: f64 = 0.55;
/// Highest confidence: a body is a few hundred points.
const SURE: f64 = 0.98;

/// Weighs the judge's opinion of all bodies and machines of a network.
pub fn weigh(cloud: &Cloud, pieces: &[Piece], network: &mut Network, judge: &dyn BodyJudge) {
    let views: Vec<BodyView> = network
        .bodies
        .iter()
        .map(|(body, a, b)| {
            let ends = [a, b].map(|e| e.position(pieces));
            let od = 2.0 * pieces[a.piece].radius().max(pieces[b.piece].radius());
            view(cloud, &body.points, Some((nalgebra::center(&ends[0], &ends[1]), a.outward(pieces), od)))
        })
        .chain(network.machines.iter().map(|m| view(cloud, &m.points, None)))
        .collect();
    let mut scores = judge.judge(&views).into_iter();
    for ((body, ..), said) in network.bodies.iter_mut().zip(&mut scores) {
        settle_body(body, &said);
        body.kind = kind(body.class, body.confidence, &said);
    }
    for (machine, said) in network.machines.iter_mut().zip(&mut scores) {
        settle_machine(machine, &said);
        machine.kind = kind(machine.class, machine.confidence, &said);
    }
}

fn view(cloud: &Cloud, points: &[u32], run: Option<(Point3<f64>, nalgebra::Vector3<f64>, f64)>) -> BodyView {
    let run = run.map(|(middle, along, od)| RunAxis {
        middle: middle.coords.map(|x| x as f32).into(),
        direction: along.map(|x| x as f32).into(),
        od: od as f32,
    });
    BodyView {
        points: points.iter().map(|&i| cloud.positions[i as usize]).collect(),
        normals: points.iter().map(|&i| cloud.normal(i as usize).map(|x| x as f32).into()).collect(),
        run,
    }
}

fn settle_body(body: &mut Body, said: &BodyScores) {
    let own: Vec<f64> = INLINE.iter().map(|&c| body.odds.class(c)).collect();
    let (class, sure) = pooled(&INLINE, &own, said);
    // A subtype that its measures name stands: of held-out valves the judge names six in ten rightly.
    if class == Class::Valve && body.class == class && body.subtype.is_some_and(|s| s != Subtype::Unknown) {
        return;
    }
    let subtype = (class == Class::Valve).then(|| subtype(&body.odds, said));
    if class != body.class {
        body.reasons.push(format!("its form as a whole speaks for a {}", class.name().replace('_', " ")));
    }
    body.class = class;
    body.subtype = subtype.map(|(s, p)| if p >= CLEAR { s } else { Subtype::Unknown });
    let named = subtype.filter(|(_, p)| *p >= CLEAR).map_or(1.0, |s| s.1);
    body.confidence = (sure * named).min(SURE);
}

fn settle_machine(machine: &mut Machine, said: &BodyScores) {
    let rest = (1.0 - machine.confidence) / (MACHINES.len() - 1) as f64;
    let own: Vec<f64> = MACHINES.iter().map(|&c| if c == machine.class { machine.confidence } else { rest }).collect();
    let (class, sure) = pooled(&MACHINES, &own, said);
    if class != machine.class {
        machine.reasons.push(format!("its form as a whole speaks for a {}", class.name().replace('_', " ")));
    }
    (machine.class, machine.confidence) = (class, sure.min(SURE));
}

/// The kind of one's own that the judge takes a body of this class for. Geometry knows none, so it has no say.
fn kind(class: Class, sure: f64, said: &BodyScores) -> Option<OwnKind> {
    said.kind_of(class).map(|(name, share)| OwnKind { name: name.into(), confidence: sure * f64::from(share) })
}

/// The likeliest of some classes and its probability; of equals the first.
fn pooled(classes: &[Class], own: &[f64], said: &BodyScores) -> (Class, f64) {
    // The judge calls half of the held-out strainers valves (`models/README.md`): its word for a valve is none against a strainer.
    let granted = |c: Class| if c == Class::Strainer { f64::from(said.class(Class::Valve)) } else { 0.0 };
    let heard: Vec<f64> = classes.iter().map(|&c| f64::from(said.class(c)).max(granted(c))).collect();
    let pool = pool(own, &heard);
    classes.iter().zip(pool).fold((classes[0], -1.0), |best, (&c, p)| if p > best.1 { (c, p) } else { best })
}

fn subtype(odds: &Odds, said: &BodyScores) -> (Subtype, f64) {
    let known = &Subtype::ALL[..Subtype::ALL.len() - 1];
    let own: Vec<f64> = known.iter().map(|&s| odds.subtype(s)).collect();
    let heard: Vec<f64> = known.iter().map(|&s| f64::from(said.subtype(s))).collect();
    let pool = pool(&own, &heard);
    known.iter().zip(pool).fold((Subtype::Unknown, -1.0), |best, (&s, p)| if p > best.1 { (s, p) } else { best })
}

/// Weighted product of two distributions over the same things. The judge counts for less where it believes in none of them.
fn pool(own: &[f64], heard: &[f64]) -> Vec<f64> {
    let mass: f64 = heard.iter().sum();
    let trust = WEIGHTS.1 * mass.min(1.0);
    let share = |p: f64, sum: f64| (p / sum.max(1e-9)).max(FLOOR);
    let total: f64 = own.iter().sum();
    let product: Vec<f64> =
        own.iter().zip(heard).map(|(&o, &h)| share(o, total).powf(WEIGHTS.0) * share(h, mass).powf(trust)).collect();
    let sum: f64 = product.iter().sum();
    product.into_iter().map(|p| p / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(entries: &[(Class, f32)]) -> BodyScores {
        let mut classes = vec![0.0; Class::ALL.len()];
        entries.iter().for_each(|(class, p)| classes[*class as usize] = *p);
        BodyScores { classes, subtypes: vec![0.0; Subtype::ALL.len()], kinds: Vec::new() }
    }

    fn check(own: [f64; 4], heard: &[(Class, f32)], expect: Class) {
        let (class, sure) = pooled(&INLINE, &own, &said(heard));
        assert_eq!(class, expect, "{own:?} {heard:?}");
        assert!(sure > 0.25 && sure <= 1.0, "{sure}");
    }

    #[test]
    fn the_surer_side_decides() {
        check([0.9, 0.05, 0.0, 0.05], &[(Class::Valve, 0.8), (Class::Flowmeter, 0.2)], Class::Valve);
        check([0.4, 0.0, 0.0, 0.6], &[(Class::Valve, 0.95)], Class::Valve);
        check([0.95, 0.0, 0.0, 0.05], &[(Class::Valve, 0.45), (Class::Flowmeter, 0.55)], Class::Valve);
        check([0.2, 0.0, 0.75, 0.05], &[(Class::Valve, 0.97)], Class::Strainer);
    }

    #[test]
    fn a_kind_goes_with_its_class_only() {
        let hydrant = rosette_plant::KindScore { name: "hydrant".into(), parent: Class::Valve, probability: 0.72 };
        let said = BodyScores { kinds: vec![hydrant], ..said(&[(Class::Valve, 0.9), (Class::Flowmeter, 0.1)]) };
        let found = kind(Class::Valve, 0.5, &said).unwrap();
        assert_eq!(found.name, "hydrant");
        assert!((found.confidence - 0.4).abs() < 1e-6, "{found:?}");
        assert_eq!(kind(Class::Flowmeter, 0.5, &said), None);
    }

    #[test]
    fn a_judge_that_sees_something_else_does_not_decide() {
        check([0.6, 0.0, 0.0, 0.4], &[(Class::Structure, 0.97), (Class::Flowmeter, 0.03)], Class::Valve);
        check([0.6, 0.1, 0.1, 0.2], &[], Class::Valve);
    }
}
