//! The measures of a body's shape that tell makes apart.

use crate::bodies::flange_radius;
use crate::body_shape::Shape;
use Cue::*;

/// A measure that tells makes apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cue {
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

impl Cue {
    /// Its value on a body; none where it was not seen.
    pub fn of(self, s: &Shape) -> Option<f64> {
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
    pub const fn range(self) -> f64 {
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
