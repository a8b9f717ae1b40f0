//! Parametric components: inline ones in their own coordinates (pipe along x, stem along z), equipment in the plant's.

mod actuator;
mod exchanger;
pub mod family;
mod fitting;
mod inline;
mod instrument;
mod pump;
mod tank;
mod valve;
mod vessel;

pub use exchanger::{plate_exchanger, shell_and_tube};
pub use fitting::{elbow, end_cap, flange, mitre, pipe, reducer, tee};
pub use inline::{flowmeter, strainer};
pub use instrument::{InstrumentKind, instrument};
pub use pump::{end_suction, inline_pump, multistage};
pub use tank::{Equipment, Role, vertical_tank};
pub use valve::valve;
pub use vessel::{horizontal_drum, vertical_vessel};

use crate::model::{Catalogue, Joint, Part, Shape};
use crate::surface::{P3, V3};
use nalgebra::{Isometry3, Matrix3, Rotation3, Translation3, UnitQuaternion};
use rosette_plant::{Class, Subtype};

/// What components of a plant have in common.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Sizes.
    pub catalogue: Catalogue,
    /// Flanges have welding necks; else they are slipped on.
    pub weld_neck: bool,
    /// Small sizes are threaded rather than flanged.
    pub threaded: bool,
}

/// An inline component in its own coordinates.
#[derive(Debug, Clone)]
pub struct Component {
    /// What it is.
    pub class: Class,
    /// Subtype of a valve.
    pub subtype: Option<Subtype>,
    /// Make, e.g. `magnetic`.
    pub kind: Option<&'static str>,
    /// The family it was built by.
    pub family: Option<&'static str>,
    /// Its surfaces.
    pub shape: Shape,
    /// From the centre to the port where the line comes in and to the one where it goes out, m.
    pub reach: [f64; 2],
    /// Face to face length, m.
    pub length: f64,
    /// Nominal diameter at the two ports.
    pub dn: [u32; 2],
    /// How its z may stand.
    pub stance: Stance,
    /// Of a tee: from the centre to the branch's port, m, and the branch's nominal diameter.
    pub branch: Option<(f64, u32)>,
    /// The line goes off along z.
    pub is_angled: bool,
    /// Counter flanges stand beside it as parts of their own, of this style.
    pub loose: Option<Style>,
}

/// How the stem of a component may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    /// Upwards or sideways.
    Any,
    /// Upwards if the pipe is level.
    Upright,
    /// Downwards if the pipe is level.
    Hanging,
}

/// A frame with x along `along` and z as near to `up` as a right angle allows.
pub fn frame(at: P3, along: V3, up: V3) -> Isometry3<f64> {
    let x = along.normalize();
    let flat = up - x * up.dot(&x);
    let z = if flat.norm() > 1e-6 { flat.normalize() } else { crate::surface::across(&x) };
    let rotation = Rotation3::from_matrix_unchecked(Matrix3::from_columns(&[x, z.cross(&x), z]));
    Isometry3::from_parts(Translation3::from(at.coords), UnitQuaternion::from_rotation_matrix(&rotation))
}

impl Component {
    /// From the centre to the pipe at an end, m: with the loose flange that stands there.
    pub fn span(&self, end: usize) -> f64 {
        self.reach[end] + self.loose.map_or(0.0, |style| loose_length(style, self.dn[end]))
    }

    /// The loose flanges of this component, before and after it.
    pub fn loose_flanges(&self, at: P3, along: V3) -> Option<[Part; 2]> {
        let style = self.loose?;
        let one = |end: usize, out: V3| flange(at + out * self.reach[end], out, self.dn[end], style);
        Some([one(0, -along), one(1, along)])
    }

    /// Corners of the box that holds the component with its loose flanges.
    pub fn bounds(&self, at: P3, along: V3, up: V3) -> (P3, P3) {
        let boxes = self.loose_flanges(at, along).into_iter().flatten().map(|f| f.bounds());
        let own = self.placed(at, along, up).bounds();
        crate::surface::hull(boxes.chain([own]).flat_map(|(lo, hi)| [lo, hi]))
    }

    /// The part that this component is when it stands with its centre at `at`, x along `along` and its stem along `up`.
    pub fn placed(&self, at: P3, along: V3, up: V3) -> Part {
        let motion = frame(at, along, up);
        let onwards = if self.is_angled { motion * V3::z() } else { along };
        let mut part = Part::new(self.class, self.shape.moved(&motion));
        part.subtype = self.subtype;
        part.kind = self.kind;
        part.family = self.family;
        part.dn = Some(self.dn[0]);
        part.pos = Some(at);
        part.axis = Some(along);
        part.length = Some(self.length);
        part.ports = vec![
            Joint { at: at - along * self.reach[0], out: -along, dn: self.dn[0] },
            Joint { at: at + onwards * self.reach[1], out: onwards, dn: self.dn[1] },
        ];
        part
    }
}

fn loose_length(style: Style, dn: u32) -> f64 {
    let size = style.catalogue.flange(dn);
    if style.weld_neck { size.neck } else { size.thickness }
}

/// Adds the flanges of a body of half length `half` and their counterparts on the pipe; returns the distance to the pipe.
fn flanged_ends(shape: &mut Shape, style: Style, dn: u32, half: f64, integral: bool) -> f64 {
    let (size, r) = (style.catalogue.flange(dn), style.catalogue.radius(dn));
    let gasket = 0.003;
    let reach = half + gasket + if style.weld_neck { size.neck } else { size.thickness };
    for side in [-1.0, 1.0] {
        let x = |d: f64| [side * d, 0.0, 0.0];
        if integral {
            shape.rod(x(half - size.thickness), x(half), size.radius);
        }
        shape.rod(x(half + gasket), x(half + gasket + size.thickness), size.radius);
        if style.weld_neck {
            shape.cone(x(half + gasket + size.thickness), x(reach), r + 0.3 * (size.radius - r), r);
        }
    }
    reach
}

/// Adds threaded or socket ends; returns the distance to the pipe.
fn threaded_ends(shape: &mut Shape, style: Style, dn: u32, half: f64) -> f64 {
    let r = style.catalogue.radius(dn);
    let depth = (0.9 * r).max(0.014);
    for side in [-1.0, 1.0] {
        shape.rod([side * (half - depth), 0.0, 0.0], [side * half, 0.0, 0.0], 1.32 * r);
    }
    half
}

/// Ends as the style has them for this size.
fn ends(shape: &mut Shape, style: Style, dn: u32, half: f64) -> f64 {
    if style.threaded && dn <= 50 { threaded_ends(shape, style, dn, half) } else { flanged_ends(shape, style, dn, half, true) }
}
