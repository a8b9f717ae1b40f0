//! Which component a body is: a posterior over the makes that catalogues know, from a few measures of its shape.
//!
//! Every make expects some of the cues with a mean and a spread; what it does not list tells nothing about it. A cue weighs
//! by its density under the make against the density over all bodies, with a floor, so that no single bad measure (a post, a
//! half hidden wheel) rules a make out. Proportions are those of ASME B16.5 and B16.10, EN 558, EN 1092-1, ISO 13359 and of
//! makers' sheets for handwheels, levers and actuators; spreads cover the series in common use. No parameter was learnt.

use crate::bodies::flange_radius;
use crate::body_shape::Shape;
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

/// A measure that tells makes apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cue {
    /// Face to face length over that of a gate valve of the size.
    Face,
    /// Length between the pipe's ends over the same.
    Length,
    /// Height past the rim over the pipe's radius.
    Reach,
    /// The same, m.
    ReachM,
    /// Radius of the crown over the pipe's radius.
    Crown,
    /// The same, m.
    CrownM,
    /// Narrow over wide extent of the crown.
    Aspect,
    /// Length of the crown along the stem, m.
    Thick,
    /// Share of the crown's points near its edge.
    Hollow,
    /// Narrowest width below the crown over its own.
    Neck,
    /// Radius of an upright wheel at the side over the pipe's radius.
    Side,
    /// Lateral reach over the pipe's radius.
    Arm,
    /// The same, m.
    ArmM,
    OneSided,
    Narrow,
    Slant,
    /// Height of the barrel amid the ends: 0 pipe, 1 rim.
    Middle,
    /// The same a quarter in.
    Quarter,
    /// 1 hanging, -1 upright.
    Down,
    /// Share of what stands out on the far side.
    Opposite,
    /// Height of the ends: 0 pipe, 1 flange; hexagons of threaded bodies have 0.2 to 0.5.
    Ends,
}

use Cue::*;

impl Cue {
    /// Its value on a body; none where it was not seen.
    fn of(self, s: &Shape) -> Option<f64> {
        let r = s.pipe;
        let crown = s.crown.as_ref();
        let seen = s.outer >= 5;
        match self {
            Face => s.over_flanges.map(|over| (over - end_flanges(s)) / gate_length(r)),
            Length => Some(s.length / gate_length(r)),
            Reach => Some(s.reach / r),
            ReachM => Some(s.reach),
            Crown => crown.map(|c| c.radius / r),
            CrownM => crown.map(|c| c.radius),
            Aspect => crown.map(|c| c.radius / c.wide.max(1e-3)),
            Thick => crown.map(|c| c.thick),
            Hollow => crown.map(|c| c.hollow),
            Neck => crown.map(|c| c.neck.unwrap_or(1.0)),
            Side => seen.then_some(s.side_disc / r),
            Arm => seen.then_some(s.arm / r),
            ArmM => seen.then_some(s.arm),
            OneSided => seen.then_some(s.one_sided),
            Narrow => seen.then_some(s.narrow),
            Slant => seen.then_some(s.slant),
            Middle => s.fill_middle,
            Quarter => s.fill_quarter,
            Down => s.down.filter(|_| seen),
            Opposite => seen.then_some(s.opposite),
            Ends => Some((s.rim - r) / (flange_radius(r) - r)),
        }
    }

    /// Range over which bodies of all makes spread.
    const fn range(self) -> f64 {
        match self {
            Face | Length => 2.0,
            Reach | Arm => 6.0,
            ReachM => 0.5,
            ArmM => 0.4,
            Crown => 2.5,
            CrownM => 0.15,
            Aspect | Hollow | Neck | OneSided | Narrow => 1.0,
            Thick => 0.25,
            Side => 2.0,
            Slant => 1.5,
            Middle | Quarter => 1.2,
            Down => 2.0,
            Opposite => 0.5,
            Ends => 1.0,
        }
    }
}

/// Face to face length of a flanged gate valve, m: 0.125 + 1.6 r fits ASME B16.10 class 150 from DN50 to DN300 within 12 %.
fn gate_length(r: f64) -> f64 {
    0.125 + 1.6 * r
}

/// Thickness of a flange, m: fits ASME B16.5 class 150 and EN 1092-1 PN16 within 4 mm.
pub fn flange_thickness(r: f64) -> f64 {
    0.018 + 0.08 * r
}

/// What the counter flanges add to the face to face length, m; threaded bodies have none.
fn end_flanges(s: &Shape) -> f64 {
    let flanged = s.rim > s.pipe + 0.6 * (flange_radius(s.pipe) - s.pipe);
    if flanged { 2.0 * flange_thickness(s.pipe) } else { 0.0 }
}

/// What one make looks like.
struct Make {
    name: &'static str,
    class: Class,
    subtype: Option<Subtype>,
    /// How common it is among bodies on process lines.
    share: f64,
    /// Cue, mean, spread.
    cues: &'static [(Cue, f64, f64)],
}

const fn make(name: &'static str, class: Class, subtype: Option<Subtype>, share: f64, cues: &'static [(Cue, f64, f64)]) -> Make {
    Make { name, class, subtype, share, cues }
}

const fn valve(name: &'static str, subtype: Subtype, share: f64, cues: &'static [(Cue, f64, f64)]) -> Make {
    make(name, Class::Valve, Some(subtype), share, cues)
}

/// The makes. Lengths: gate 1.0 by definition, globe and swing check 1.2 to 1.5 times that (B16.10), wafer bodies 0.2 to 0.3,
/// Y strainers as globe valves, magnetic meters 1.0 to 1.25 (ISO 13359). Handwheels have 1.3 to 2.1 times the pipe's radius;
/// rising stems stand 4 to 6 pipe radii over the flange, globe valves' 2 to 3; levers are 2.5 to 4.5 long. Transmitter heads
/// have one size whatever the line: 90 to 130 mm across, 100 to 200 mm above the flange.
static MAKES: &[Make] = &[
    make(
        "flanged joint beside something",
        Class::Flange,
        None,
        0.05,
        &[(Face, 0.0, 0.06), (Length, 0.3, 0.2), (Ends, 1.0, 0.15), (Reach, 0.0, 1.0)],
    ),
    make(
        "flanged joint",
        Class::Flange,
        None,
        0.15,
        &[(Face, 0.03, 0.1), (Length, 0.3, 0.2), (Reach, 0.0, 0.2), (Middle, 1.0, 0.2)],
    ),
    valve(
        "gate valve with handwheel",
        Subtype::Gate,
        0.14,
        &[
            (Face, 1.0, 0.13),
            (Reach, 4.8, 0.8),
            (Crown, 1.75, 0.3),
            (Aspect, 0.95, 0.08),
            (Thick, 0.065, 0.015),
            (Hollow, 0.84, 0.1),
            (Neck, 0.18, 0.1),
            (OneSided, 0.1, 0.12),
            (Slant, 0.05, 0.12),
            (Middle, 0.42, 0.15),
        ],
    ),
    valve(
        "globe valve with handwheel",
        Subtype::Globe,
        0.1,
        &[
            (Face, 1.35, 0.2),
            (Reach, 2.6, 0.5),
            (Crown, 1.65, 0.25),
            (Aspect, 0.95, 0.08),
            (Thick, 0.065, 0.015),
            (Hollow, 0.84, 0.1),
            (Neck, 0.14, 0.1),
            (OneSided, 0.1, 0.12),
            (Slant, 0.05, 0.12),
            (Middle, 0.58, 0.18),
            (Quarter, 0.25, 0.12),
        ],
    ),
    valve(
        "diaphragm valve",
        Subtype::Diaphragm,
        0.05,
        &[
            (Face, 1.03, 0.12),
            (Reach, 1.0, 0.4),
            (Crown, 1.2, 0.2),
            (Aspect, 0.95, 0.1),
            (Thick, 0.05, 0.02),
            (Neck, 0.95, 0.15),
            (Hollow, 0.85, 0.1),
            (OneSided, 0.1, 0.12),
            (Slant, 0.05, 0.12),
            (Middle, 0.24, 0.08),
            (Quarter, 0.27, 0.1),
        ],
    ),
    valve(
        "ball valve with lever",
        Subtype::Ball,
        0.08,
        &[
            (Face, 0.95, 0.25),
            (Reach, 1.0, 0.7),
            (Arm, 3.2, 0.9),
            (OneSided, 0.9, 0.12),
            (Narrow, 0.2, 0.1),
            (Crown, 0.4, 0.2),
            (Middle, 0.6, 0.2),
            (Quarter, 0.6, 0.2),
        ],
    ),
    valve(
        "threaded ball valve with lever",
        Subtype::Ball,
        0.05,
        &[(Face, 0.5, 0.15), (Ends, 0.35, 0.15), (Reach, 1.6, 0.8), (OneSided, 0.8, 0.2), (Narrow, 0.2, 0.12), (Arm, 4.0, 1.5)],
    ),
    valve(
        "threaded plug valve with lever",
        Subtype::Plug,
        0.02,
        &[(Face, 0.5, 0.15), (Ends, 0.35, 0.15), (Reach, 1.6, 0.8), (OneSided, 0.8, 0.2), (Narrow, 0.2, 0.12), (Arm, 4.0, 1.5)],
    ),
    valve(
        "ball valve with lever across",
        Subtype::Ball,
        0.06,
        &[
            (Face, 0.95, 0.2),
            (Reach, 2.8, 0.7),
            (CrownM, 0.013, 0.004),
            (Arm, 1.3, 0.4),
            (Side, 0.0, 0.15),
            (OneSided, 0.5, 0.25),
            (Narrow, 0.45, 0.2),
            (Middle, 0.5, 0.2),
            (Quarter, 0.45, 0.2),
        ],
    ),
    valve(
        "plug valve with lever",
        Subtype::Plug,
        0.03,
        &[
            (Face, 0.95, 0.25),
            (Reach, 2.2, 0.5),
            (Arm, 3.2, 0.9),
            (OneSided, 0.9, 0.12),
            (Narrow, 0.25, 0.1),
            (Crown, 1.3, 0.2),
            (Neck, 0.95, 0.15),
            (Middle, 0.6, 0.25),
            (Quarter, 0.3, 0.15),
        ],
    ),
    valve(
        "butterfly valve with lever",
        Subtype::Butterfly,
        0.06,
        &[
            (Face, 0.25, 0.08),
            (Ends, 1.0, 0.1),
            (Reach, 1.6, 0.6),
            (Arm, 3.0, 0.9),
            (OneSided, 0.85, 0.2),
            (Narrow, 0.2, 0.12),
            (Middle, 0.85, 0.2),
        ],
    ),
    valve(
        "butterfly valve with gear or actuator",
        Subtype::Butterfly,
        0.08,
        &[
            (Face, 0.25, 0.08),
            (Ends, 1.0, 0.1),
            (Reach, 2.9, 0.7),
            (Crown, 1.3, 0.5),
            (Arm, 2.8, 0.7),
            (Middle, 0.9, 0.15),
            (Aspect, 0.6, 0.2),
            (Narrow, 0.5, 0.2),
        ],
    ),
    valve(
        "quarter turn valve with gear or actuator",
        Subtype::Unknown,
        0.06,
        &[
            (Face, 0.95, 0.25),
            (Reach, 3.3, 1.2),
            (Crown, 0.9, 0.35),
            (Aspect, 0.45, 0.2),
            (Thick, 0.15, 0.06),
            (Arm, 2.3, 0.8),
            (Narrow, 0.33, 0.12),
            (OneSided, 0.1, 0.1),
            (Middle, 0.65, 0.25),
        ],
    ),
    valve(
        "valve with gear or actuator",
        Subtype::Unknown,
        0.04,
        &[
            (Face, 1.1, 0.25),
            (Reach, 5.3, 1.2),
            (Crown, 1.4, 0.4),
            (Aspect, 0.85, 0.15),
            (Thick, 0.14, 0.05),
            (Arm, 2.2, 0.6),
            (Middle, 0.45, 0.2),
        ],
    ),
    valve(
        "check valve",
        Subtype::Check,
        0.09,
        &[
            (Face, 1.35, 0.2),
            (Reach, 0.4, 0.3),
            (Crown, 1.25, 0.35),
            (Thick, 0.042, 0.012),
            (Neck, 1.0, 0.1),
            (Slant, 0.1, 0.15),
            (OneSided, 0.2, 0.2),
            (Middle, 0.5, 0.13),
            (Quarter, 0.38, 0.15),
        ],
    ),
    valve(
        "wafer check valve",
        Subtype::Check,
        0.03,
        &[(Face, 0.32, 0.06), (Ends, 1.0, 0.1), (Reach, 0.0, 0.15), (Middle, 0.65, 0.15)],
    ),
    valve(
        "control valve with diaphragm actuator",
        Subtype::Control,
        0.07,
        &[
            (Face, 1.35, 0.2),
            (Reach, 6.6, 1.0),
            (Crown, 2.4, 0.4),
            (Aspect, 0.96, 0.06),
            (Thick, 0.1, 0.04),
            (Hollow, 0.95, 0.06),
            (Neck, 0.12, 0.08),
            (OneSided, 0.12, 0.12),
            (Middle, 0.65, 0.18),
        ],
    ),
    valve(
        "safety valve",
        Subtype::Relief,
        0.05,
        &[
            (Face, 1.15, 0.25),
            (Reach, 5.0, 0.6),
            (Crown, 0.75, 0.15),
            (Aspect, 0.87, 0.1),
            (Thick, 0.14, 0.06),
            (Hollow, 0.95, 0.07),
            (OneSided, 0.25, 0.2),
            (Neck, 0.95, 0.2),
            (Arm, 1.35, 0.35),
            (Side, 0.0, 0.15),
            (Slant, 0.05, 0.12),
            (Narrow, 0.75, 0.15),
            (Middle, 0.4, 0.15),
        ],
    ),
    make(
        "Y strainer",
        Class::Strainer,
        None,
        0.06,
        &[
            (Face, 1.5, 0.25),
            (Reach, 1.6, 0.6),
            (Crown, 1.2, 0.35),
            (Thick, 0.09, 0.03),
            (Neck, 0.95, 0.15),
            (OneSided, 0.75, 0.2),
            (Slant, 0.95, 0.4),
            (Arm, 2.7, 0.8),
            (Down, 0.4, 0.7),
            (Middle, 0.35, 0.2),
            (Quarter, 0.25, 0.12),
        ],
    ),
    make(
        "basket strainer",
        Class::Strainer,
        None,
        0.03,
        &[
            (Face, 1.5, 0.25),
            (Opposite, 0.33, 0.1),
            (Reach, 0.9, 0.5),
            (Crown, 1.5, 0.4),
            (Middle, 1.1, 0.15),
            (Slant, 0.05, 0.12),
            (OneSided, 0.15, 0.15),
            (Neck, 0.95, 0.15),
        ],
    ),
    make(
        "strainer with a pot below",
        Class::Strainer,
        None,
        0.02,
        &[
            (Face, 1.5, 0.3),
            (Down, 0.95, 0.1),
            (Reach, 2.0, 0.8),
            (Crown, 1.5, 0.35),
            (Aspect, 0.92, 0.08),
            (Thick, 0.15, 0.06),
            (Neck, 0.95, 0.1),
            (Slant, 0.05, 0.12),
        ],
    ),
    make(
        "flow meter with transmitter",
        Class::Flowmeter,
        None,
        0.08,
        &[
            (Face, 1.1, 0.2),
            (ReachM, 0.19, 0.05),
            (ArmM, 0.085, 0.02),
            (Narrow, 0.75, 0.2),
            (CrownM, 0.056, 0.01),
            (Aspect, 0.87, 0.13),
            (Thick, 0.17, 0.04),
            (Hollow, 0.97, 0.06),
            (Neck, 0.33, 0.14),
            (OneSided, 0.2, 0.15),
            (Slant, 0.05, 0.12),
            (Down, -0.95, 0.2),
        ],
    ),
    make(
        "wafer flow meter with transmitter",
        Class::Flowmeter,
        None,
        0.03,
        &[
            (Face, 0.35, 0.12),
            (ReachM, 0.2, 0.05),
            (ArmM, 0.085, 0.02),
            (Narrow, 0.75, 0.2),
            (CrownM, 0.056, 0.01),
            (Aspect, 0.87, 0.13),
            (Thick, 0.17, 0.04),
            (Hollow, 0.97, 0.06),
            (Neck, 0.33, 0.14),
            (OneSided, 0.2, 0.15),
            (Down, -0.95, 0.2),
        ],
    ),
    make(
        "orifice plate with transmitter",
        Class::Flowmeter,
        None,
        0.02,
        &[
            (Face, 0.18, 0.06),
            (ReachM, 0.4, 0.07),
            (ArmM, 0.1, 0.025),
            (CrownM, 0.048, 0.012),
            (Thick, 0.28, 0.07),
            (Middle, 1.0, 0.08),
            (OneSided, 0.25, 0.15),
            (Down, -0.95, 0.2),
        ],
    ),
    make(
        "flow meter without transmitter",
        Class::Flowmeter,
        None,
        0.01,
        &[(Face, 1.1, 0.15), (Reach, 0.0, 0.1), (Middle, 0.8, 0.1), (Quarter, 0.8, 0.1)],
    ),
];

/// Share of bad measures: what a cue can speak against a make at most.
const BAD: f64 = 0.08;
/// Cues are not independent; together they count as about this share of their number.
const INDEPENDENT: f64 = 0.6;
/// Probability from which a subtype is named.
const CLEAR: f64 = 0.7;
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
    let logs: Vec<f64> = MAKES.iter().map(|m| m.share.ln() + trust * log_density(m, shape)).collect();
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
