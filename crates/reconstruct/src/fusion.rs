//! What geometry says of a body and what a trained judge says of it, weighed together.
//!
//! Both are probabilities from measures of the same points, so they are not independent: a weighted product of the two
//! (logarithmic opinion pool, Genest and Zidek 1986) instead of Bayes' rule, with a floor under each so that neither rules out
//! what the other is sure of. Only what can stand there is weighed, by how often it does: between two pipe ends no tank, but a post or a
//! tray that lies on the pipe. Shells are left to geometry: on the shared cases the judge's say in tanks, vessels and exchangers made
//! them worse.

use crate::bodies::Body;
use crate::body_class::Odds;
use crate::equipment::Machine;
use crate::network::Network;
use crate::pieces::Piece;
use crate::seats::{self, Seat};
use nalgebra::Point3;
use rosette_cloud::Cloud;
use rosette_plant::scores::{CLASSES, SUBTYPES};
use rosette_plant::{BodyJudge, BodyScores, BodyView, Class, OwnKind, RunAxis, Segments, Subtype};

/// What may stand in a line and its measures tell apart.
const MEASURED: [Class; 4] = [Class::Valve, Class::Flange, Class::Strainer, Class::Flowmeter];
/// What else is cut out between two ends of pipes, and how often: among 435 bodies that runs cut out of twenty generated plants were 6
/// pumps and 57 that are no piping, but posts, beams and trays that lie on it.
const ELSE: [(Class, f64); 2] = [(Class::Pump, 0.02), (Class::Other, 0.13)];
/// What pipes may end at, and how often, about: counted among the bodies at pipe ends of the same plants. Shells of tanks and vessels are
/// found before, so these are few. Exchangers weigh thrice what was counted: those plants have hardly any with plates.
const MACHINES: [(Class, f64); 9] = [
    (Class::Pump, 0.16),
    (Class::Valve, 0.1),
    (Class::Vessel, 0.02),
    (Class::Tank, 0.08),
    (Class::HeatExchanger, 0.15),
    (Class::Strainer, 0.03),
    (Class::Flowmeter, 0.03),
    (Class::Instrument, 0.05),
    (Class::Other, 0.48),
];
/// How much commoner relief valves are at corners of lines than each other type: control valves stand there too, others seldom.
const AT_CORNERS: f32 = 6.0;
/// What small bodies that stand on a pipe are, and how often. Of 151 that runs cut out of generated plants 79 % were instruments and 5 % valves, but
/// those plants have fewer drains and vents than real ones.
const STANDING: [(Class, f32); 3] = [(Class::Instrument, 0.58), (Class::Valve, 0.3), (Class::Other, 0.12)];
/// What stands on a pipe or hangs from it between two nipples is, about: the valve of a drain or a vent, a gauge's siphon, a thermowell's head.
const WAISTED: [(Class, f32); 3] = [(Class::Instrument, 0.3), (Class::Valve, 0.6), (Class::Other, 0.1)];
/// What hangs below a pipe on a slim foot is, about: drains, and parts of hangers and supports.
const HANGING: [(Class, f32); 3] = [(Class::Instrument, 0.1), (Class::Valve, 0.4), (Class::Other, 0.5)];
/// What small bodies that lie about a pipe are, and how often: of 333 that runs cut out of generated plants and galleries 65 % were valves, 20 %
/// instruments, more of the latter in plants.
const ABOUT: [(Class, f32); 6] = [
    (Class::Instrument, 0.3),
    (Class::Valve, 0.45),
    (Class::Flowmeter, 0.07),
    (Class::Strainer, 0.03),
    (Class::Flange, 0.05),
    (Class::Other, 0.1),
];
/// What small bodies that stand on shells are, about: instruments, breather and relief valves, blind nozzles, manways, lugs, lamps.
const MOUNTED: [(Class, f32); 4] = [(Class::Instrument, 0.4), (Class::Valve, 0.1), (Class::Flange, 0.2), (Class::Other, 0.3)];
/// What is no piping: a judge that believes in any of it believes in [`Class::Other`].
const NO_PIPING: [Class; 7] =
    [Class::Structure, Class::CableTray, Class::Duct, Class::Floor, Class::Wall, Class::Ceiling, Class::Other];
/// What either side grants to what it does not believe in.
const FLOOR: f64 = 0.02;
/// Probability from which what stands on a pipe is taken for something else than an instrument.
const CLEAR: f64 = 0.5;
/// Probability from which a subtype is named: of ten, so a guess at random is right with 0.1.
const NAMED: f64 = 0.3;
/// What a doubtful subtype takes off the confidence of a class at most, as a factor: below it another type than the drawn one is not told
/// (`compare`: 0.68), but matching goes on to believe that a valve stands there.
const LEAST_NAMED: f64 = 0.65;
/// How much commoner classes are among bodies in lines, against valves, than among those that the judge learnt from, where a subtype of valves was
/// drawn 10 times as often as a flowmeter 25, strainers, flanges and what is none of these 20 times: what it says is weighed by that (Saerens,
/// Latinne and Decaestecker, Adjusting the outputs of a classifier to new a priori probabilities, Neural Computation 14, 2002). In plants of three
/// other authors stand some three valves to a flowmeter or a flanged joint, four to a strainer, nine to a coupling or a bellows. Strainers weigh more
/// than that asks for: makes that the judge has not learnt it takes for valves, seldom a valve for a strainer.
const COMMONER: [(Class, f32); 4] = [(Class::Flowmeter, 1.2), (Class::Strainer, 3.0), (Class::Flange, 1.8), (Class::Other, 0.55)];
/// Fewest points of a body that the judge is heard about; it has learnt from none with fewer.
const FEWEST: usize = 40;
/// Confidence of what is called `other`: nothing is claimed of it, however sure it is that it is nothing else.
const UNCLAIMED: f64 = 0.3;
/// Probability below which nothing is called what its place alone says.
const LEAST: f64 = 0.25;
/// Highest confidence: a body is a few hundred points.
const SURE: f64 = 0.98;

/// How much geometry and the judge count in the pool; they need not add up to one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Of what measures say.
    pub measures: f64,
    /// Of what the judge says.
    pub judge: f64,
}

/// Weights of classes and of subtypes in a run. On bodies of the generator's families the judge alone does best; on plants of other authors, whose
/// makes it has not learnt, flanged joints and strainers need the measures (`models/README.md`).
pub const WEIGHTS: [Weights; 2] = [Weights { measures: 0.3, judge: 1.1 }, Weights { measures: 1.1, judge: 1.3 }];
/// The same where measures see a strainer's leg or pot: of nineteen bodies with such odds on the third author's plants and the shared cases sixteen
/// were strainers. The weight is about the least that keeps a Y strainer of the latter in which the judge does not believe; it costs one ball check valve.
const SEEN: Weights = Weights { measures: 2.5, judge: 1.1 };
/// Probability by measures from which a strainer is seen.
const STRAINER: f32 = 0.5;
/// The same for machines and for what stands on pipes, of which measures say little more than where they stand.
const BESIDE: [Weights; 2] = [Weights { measures: 0.3, judge: 1.0 }, WEIGHTS[1]];

/// Weighs the judge's opinion of all bodies and machines of a network.
pub fn weigh(cloud: &Cloud, segments: &Segments, pieces: &mut Vec<Piece>, network: &mut Network, judge: &dyn BodyJudge) {
    let seats = seats::of_all(cloud, segments, pieces, &network.instruments);
    let views: Vec<BodyView> = network
        .bodies
        .iter()
        .map(|(body, a, b)| {
            let ends = [a, b].map(|e| e.position(pieces));
            let od = 2.0 * pieces[a.piece].radius().max(pieces[b.piece].radius());
            let run = (nalgebra::center(&ends[0], &ends[1]), a.outward(pieces), od);
            view(cloud, &body.own, Some(run), measured(&body.odds))
        })
        .chain(network.machines.iter().map(|m| view(cloud, &m.points, None, seemed(m))))
        .chain(seats.iter().zip(&network.instruments).map(|(seat, i)| {
            let c = &pieces[i.piece].cylinder;
            let run = seat.wraps.then(|| (c.line().at(seat.middle()), c.axis.into_inner(), 2.0 * c.radius));
            view(cloud, &seat.points, run, tapped(seat, i.hangs))
        }))
        .chain(network.mounted.iter().map(|m| view(cloud, &m.points, None, likely(&MOUNTED))))
        .collect();
    let mut said = judge.judge(&views);
    let few = views.iter().zip(&mut said).filter(|(view, _)| view.points.len() < FEWEST);
    few.for_each(|(_, said)| *said = BodyScores::default());
    let in_line = network.bodies.len();
    let weights = |k: usize, own: &BodyScores| match k < in_line {
        true if own.class(Class::Strainer) >= STRAINER => [SEEN, WEIGHTS[1]],
        true => WEIGHTS,
        false => BESIDE,
    };
    let pooled = |(k, (view, said)): (usize, (&BodyView, _))| (fused(&view.own, said, weights(k, &view.own)), said);
    let mut verdicts = views.iter().zip(&said).enumerate().map(pooled);
    for ((body, ..), (pooled, said)) in network.bodies.iter_mut().zip(verdicts.by_ref()) {
        settle_body(body, &pooled, said);
        body.kind = kind(body.class, body.confidence, said);
    }
    for (machine, (pooled, said)) in network.machines.iter_mut().zip(verdicts.by_ref()) {
        let best = pooled.best_class();
        // A guess does not overrule what the place of a machine says, unless the judge leaves nothing of that.
        let (class, sure) = if best.1 > 0.5 { best } else { placed(&pooled, machine.class) };
        if class != machine.class {
            machine.reasons.push(spoken_for(class));
        }
        (machine.class, machine.confidence) = (class, claimed(class, f64::from(sure)));
        let unheard = machine.subtype.filter(|_| said.subtypes.is_empty());
        machine.subtype = named(&pooled).map(|n| n.0).or(unheard).filter(|_| machine.class == Class::Valve);
        machine.kind = kind(machine.class, machine.confidence, said);
    }
    let pooled: Vec<BodyScores> = verdicts.by_ref().take(seats.len()).map(|(pooled, _)| pooled).collect();
    for (mounted, (pooled, _)) in network.mounted.iter_mut().zip(verdicts) {
        let sure = f64::from(pooled.class(Class::Instrument));
        mounted.confidence = (sure > CLEAR).then_some(sure.min(SURE));
    }
    settle_tappings(pieces, network, seats, &pooled);
}

/// What stays on its pipe keeps its place; what belongs in the line is seated in it, and a valve that stands off hangs on a branch.
fn settle_tappings(pieces: &mut Vec<Piece>, network: &mut Network, seats: Vec<Seat>, pooled: &[BodyScores]) {
    let mut leaves = vec![false; seats.len()];
    for (k, (seat, scores)) in seats.into_iter().zip(pooled).enumerate() {
        let (class, sure) = scores.best_class();
        let confidence = claimed(class, f64::from(sure));
        let instrument = &mut network.instruments[k];
        if f64::from(sure) < CLEAR {
            if instrument.class == Class::Instrument {
                let (class, sure) = placed(scores, Class::Instrument);
                (instrument.class, instrument.confidence) = (class, claimed(class, f64::from(sure)));
            }
            continue;
        }
        let subtype = (class == Class::Valve).then(|| named(scores).map_or(Subtype::Unknown, |n| n.0));
        let on = instrument.piece;
        let fits = MEASURED.contains(&class) && seat.fits(&pieces[on]);
        leaves[k] = fits || (class == Class::Valve && !seat.wraps);
        match class {
            _ if fits => seats::sit(pieces, network, on, seat, (class, subtype, confidence)),
            Class::Valve if !seat.wraps => seats::hang(pieces, network, k, seat, (class, subtype, confidence)),
            class => (instrument.class, instrument.confidence) = (class, confidence),
        }
    }
    let mut leaves = leaves.into_iter();
    network.instruments.retain(|_| !leaves.next().unwrap_or(false));
}

fn view(cloud: &Cloud, points: &[u32], run: Option<(Point3<f64>, nalgebra::Vector3<f64>, f64)>, own: BodyScores) -> BodyView {
    let run = run.map(|(middle, along, od)| RunAxis {
        middle: middle.coords.map(|x| x as f32).into(),
        direction: along.map(|x| x as f32).into(),
        od: od as f32,
    });
    BodyView {
        points: points.iter().map(|&i| cloud.positions[i as usize]).collect(),
        normals: points.iter().map(|&i| cloud.normal(i as usize).map(|x| x as f32).into()).collect(),
        run,
        own,
    }
}

/// What the measures of a body say; they know nothing but what stands in lines.
fn measured(odds: &Odds) -> BodyScores {
    let mut own = BodyScores { classes: vec![0.0; CLASSES], subtypes: vec![0.0; SUBTYPES], ..BodyScores::default() };
    let rest: f64 = ELSE.iter().map(|e| e.1).sum();
    let total: f64 = MEASURED.iter().map(|&c| odds.class(c)).sum();
    MEASURED.iter().for_each(|&c| own.classes[c as usize] = ((1.0 - rest) * odds.class(c) / total.max(1e-9)) as f32);
    ELSE.iter().for_each(|(c, p)| own.classes[*c as usize] = *p as f32);
    let known = Subtype::ALL.iter().take(SUBTYPES - 1);
    let subtypes: Vec<f64> = known.map(|&s| odds.subtype(s)).collect();
    let sum: f64 = subtypes.iter().sum();
    own.subtypes.iter_mut().zip(subtypes).for_each(|(to, p)| *to = (p / sum.max(1e-9)) as f32);
    own
}

/// What the place of a machine says.
fn seemed(machine: &Machine) -> BodyScores {
    let mut own = BodyScores { classes: vec![0.0; CLASSES], subtypes: vec![1.0; SUBTYPES], ..BodyScores::default() };
    if let Some(subtype) = machine.subtype {
        own.subtypes[subtype as usize] = AT_CORNERS;
    }
    // "Other" is what geometry says where it knows nothing.
    let sure = if machine.class == Class::Other { often(Class::Other) } else { machine.confidence };
    let rest = (1.0 - sure) / (1.0 - often(machine.class));
    MACHINES.iter().for_each(|&(c, p)| own.classes[c as usize] = if c == machine.class { sure } else { rest * p } as f32);
    own
}

/// What the place of a small body on a pipe says.
fn tapped(seat: &Seat, hangs: bool) -> BodyScores {
    let often: &[(Class, f32)] = match (seat.wraps, seat.is_between_nipples(), hangs) {
        (true, ..) => &ABOUT,
        (false, true, _) => &WAISTED,
        (false, false, true) => &HANGING,
        (false, false, false) => &STANDING,
    };
    likely(often)
}

/// Classes as often as a table says, and any subtype.
fn likely(often: &[(Class, f32)]) -> BodyScores {
    let mut own = BodyScores { classes: vec![0.0; CLASSES], subtypes: vec![1.0; SUBTYPES], ..BodyScores::default() };
    often.iter().for_each(|&(class, p)| own.classes[class as usize] = p);
    own
}

fn often(class: Class) -> f64 {
    MACHINES.iter().filter(|(c, _)| *c == class).map(|(_, p)| p).sum()
}

/// What a body of a class is called where what is no piping is not told apart.
pub fn asked_as(class: Class) -> Class {
    if NO_PIPING.contains(&class) { Class::Other } else { class }
}

/// A body's class and subtype by both; the judge has no say in classes that geometry holds for impossible, which are those it gives 0.
pub fn fused(own: &BodyScores, said: &BodyScores, [of_classes, of_subtypes]: [Weights; 2]) -> BodyScores {
    let commoner = |class: Class| COMMONER.iter().find(|row| row.0 == class).map_or(1.0, |row| row.1);
    let weighed = |class: Class| said.class(class) * commoner(class);
    let heard = |class: Class| match class {
        Class::Other => NO_PIPING.iter().map(|&c| weighed(c)).sum(),
        class => weighed(class),
    };
    let mut classes = vec![0.0; own.classes.len()];
    let candidates: Vec<Class> = Class::ALL.into_iter().filter(|&c| own.class(c) > 0.0).collect();
    let shares = |p: &dyn Fn(Class) -> f32| candidates.iter().map(|&c| f64::from(p(c))).collect::<Vec<f64>>();
    let pooled = pool(&shares(&|c| own.class(c)), &shares(&heard), of_classes);
    candidates.iter().zip(pooled).for_each(|(&c, p)| classes[c as usize] = p as f32);
    let all = |subtypes: &[f32]| subtypes.iter().take(SUBTYPES - 1).map(|p| f64::from(*p)).collect::<Vec<f64>>();
    let subtypes = pool(&all(&own.subtypes), &all(&said.subtypes), of_subtypes).into_iter().map(|p| p as f32).collect();
    BodyScores { classes, subtypes, kinds: Vec::new() }
}

fn settle_body(body: &mut Body, pooled: &BodyScores, said: &BodyScores) {
    let (class, sure) = pooled.best_class();
    let named = named(pooled).filter(|_| class == Class::Valve);
    let subtype = (class == Class::Valve).then(|| named.map_or(Subtype::Unknown, |n| n.0));
    let pooled = f64::from(sure) * named.map_or(1.0, |n| n.1.max(LEAST_NAMED));
    // Where the judge says on its own what the measures say, they are no less sure for having asked.
    let judge_agrees = said.best_class().0 == class && subtype.is_none_or(|s| said.best_subtype().0 == s);
    let is_as_measured = (class, subtype) == (body.class, body.subtype);
    let confidence = if judge_agrees && is_as_measured { pooled.max(body.confidence) } else { pooled };
    if class != body.class {
        body.reasons.push(spoken_for(class));
    }
    (body.class, body.subtype, body.confidence) = (class, subtype, claimed(class, confidence));
}

/// The subtype that a valve of these scores is called, with its probability; none where none is clear.
fn named(scores: &BodyScores) -> Option<(Subtype, f64)> {
    let (subtype, clear) = scores.best_subtype();
    (f64::from(clear) >= NAMED).then(|| (subtype, f64::from(clear)))
}

/// What is left of the class that the place of something suggests: itself, or nothing that is claimed.
fn placed(scores: &BodyScores, class: Class) -> (Class, f32) {
    let class = if f64::from(scores.class(class)) < LEAST { Class::Other } else { class };
    (class, scores.class(class))
}

/// The confidence that is told of a class.
fn claimed(class: Class, sure: f64) -> f64 {
    sure.min(if class == Class::Other { UNCLAIMED } else { SURE })
}

fn spoken_for(class: Class) -> String {
    match class {
        Class::Other => "its form as a whole speaks against piping".into(),
        class => format!("its form as a whole speaks for a {}", class.name().replace('_', " ")),
    }
}

/// The kind of one's own that the judge takes a body of this class for. Geometry knows none, so it has no say.
fn kind(class: Class, sure: f64, said: &BodyScores) -> Option<OwnKind> {
    said.kind_of(class).map(|(name, share)| OwnKind { name: name.into(), confidence: sure * f64::from(share) })
}

/// Weighted product of two distributions over the same things. The judge counts for less where it believes in none of them.
fn pool(own: &[f64], heard: &[f64], weights: Weights) -> Vec<f64> {
    let mass: f64 = heard.iter().sum();
    let trust = weights.judge * mass.min(1.0);
    let share = |p: f64, sum: f64| (p / sum.max(1e-9)).max(FLOOR);
    let total: f64 = own.iter().sum();
    let product: Vec<f64> =
        own.iter().zip(heard).map(|(&o, &h)| share(o, total).powf(weights.measures) * share(h, mass).powf(trust)).collect();
    let sum: f64 = product.iter().sum();
    product.into_iter().map(|p| p / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Instrument;
    use nalgebra::Vector3;
    use rosette_shapes::{Cylinder, OBox};

    fn said(entries: &[(Class, f32)]) -> BodyScores {
        let mut classes = vec![0.0; Class::ALL.len()];
        entries.iter().for_each(|(class, p)| classes[*class as usize] = *p);
        BodyScores { classes, subtypes: vec![0.0; Subtype::ALL.len()], kinds: Vec::new() }
    }

    fn measured(own: [f32; 4]) -> BodyScores {
        let mut classes = vec![0.0; Class::ALL.len()];
        MEASURED.iter().zip(own).for_each(|(class, p)| classes[*class as usize] = 0.85 * p);
        ELSE.iter().for_each(|(class, p)| classes[*class as usize] = *p as f32);
        BodyScores { classes, subtypes: vec![0.1; Subtype::ALL.len()], kinds: Vec::new() }
    }

    fn check(own: [f32; 4], heard: &[(Class, f32)], expect: Class) {
        let (class, sure) = fused(&measured(own), &said(heard), WEIGHTS).best_class();
        assert_eq!(class, expect, "{own:?} {heard:?}");
        assert!(sure > 0.2 && sure <= 1.0, "{sure}");
    }

    #[test]
    fn the_surer_side_decides() {
        check([0.9, 0.05, 0.0, 0.05], &[(Class::Valve, 0.8), (Class::Flowmeter, 0.2)], Class::Valve);
        check([0.4, 0.0, 0.0, 0.6], &[(Class::Valve, 0.95)], Class::Valve);
        check([0.95, 0.0, 0.0, 0.05], &[(Class::Valve, 0.45), (Class::Flowmeter, 0.55)], Class::Valve);
        check([0.2, 0.0, 0.75, 0.05], &[(Class::Valve, 0.97)], Class::Valve);
        check([0.1, 0.0, 0.85, 0.05], &[(Class::Valve, 0.6), (Class::Strainer, 0.3)], Class::Strainer);
    }

    #[test]
    fn what_lies_on_a_pipe_is_no_valve() {
        check([0.5, 0.3, 0.1, 0.1], &[(Class::Structure, 0.6), (Class::CableTray, 0.38), (Class::Valve, 0.02)], Class::Other);
        check([0.97, 0.01, 0.01, 0.01], &[(Class::Structure, 0.6), (Class::Valve, 0.4)], Class::Valve);
        check([0.3, 0.3, 0.2, 0.2], &[(Class::Pump, 0.99)], Class::Pump);
    }

    /// What becomes of a small body on a pipe: class where it stays on it, class in the line.
    fn check_tapping(heard: &[(Class, f32)], wraps: bool, expect: (Option<Class>, Option<Class>)) {
        let cylinder = Cylinder { point: Point3::origin(), axis: Vector3::x_axis(), radius: 0.02 };
        let mut pieces = vec![Piece::inferred(cylinder, [0.0, 1.0], 0.001)];
        let bounds = OBox { center: Point3::origin(), axes: [Vector3::x(), Vector3::y(), Vector3::z()], half: [0.05; 3] };
        // A half ring about the pipe, or a post on it.
        let ring = |k: u32| [0.5, 0.025 * f64::from(k).to_radians().sin(), 0.025 * f64::from(k).to_radians().cos()];
        let post = |k: u32| [0.5, 0.0, 0.02 + 0.001 * f64::from(k)];
        let places = (0..200).map(|k| if wraps { ring(k) } else { post(k) }.map(|x| x as f32));
        let cloud = Cloud { positions: places.collect(), ..Cloud::default() };
        let instrument = Instrument::new(0, Point3::new(0.5, 0.0, 0.02), bounds, (0..200).collect());
        let mut network = Network { instruments: vec![instrument], ..Network::default() };
        let seats = seats::of_all(&cloud, &Segments::default(), &pieces, &network.instruments);
        assert_eq!(seats[0].wraps, wraps);
        let pooled = [fused(&tapped(&seats[0], false), &said(heard), BESIDE)];
        settle_tappings(&mut pieces, &mut network, seats, &pooled);
        let stays = network.instruments.first().map(|i| i.class);
        assert_eq!((stays, network.bodies.first().map(|b| b.0.class)), expect, "{heard:?}");
        assert_eq!(network.branches.len(), usize::from(!wraps && network.bodies.len() == 1));
    }

    #[test]
    fn small_bodies_on_pipes_are_what_the_judge_is_sure_of() {
        check_tapping(&[], false, (Some(Class::Instrument), None));
        check_tapping(&[(Class::Instrument, 0.5), (Class::Valve, 0.5)], false, (Some(Class::Instrument), None));
        check_tapping(&[(Class::Structure, 0.97), (Class::Instrument, 0.03)], true, (Some(Class::Other), None));
        check_tapping(&[(Class::Valve, 0.97), (Class::Instrument, 0.03)], true, (None, Some(Class::Valve)));
        check_tapping(&[(Class::Valve, 0.97), (Class::Instrument, 0.03)], false, (None, Some(Class::Valve)));
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
        check([0.7, 0.0, 0.0, 0.3], &[(Class::Elbow, 0.97), (Class::Flowmeter, 0.03)], Class::Valve);
        check([0.6, 0.1, 0.1, 0.2], &[], Class::Valve);
    }
}
