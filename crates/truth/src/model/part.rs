//! A part of a plant: what it is, where it is, what it looks like.

use crate::surface::{P3, Surface, V3, hull};
use nalgebra::Isometry3;
use rosette_plant::{Class, Subtype};

/// One thing that stands in the plant.
#[derive(Debug, Clone)]
pub struct Part {
    /// What it is.
    pub class: Class,
    /// Subtype of a valve.
    pub subtype: Option<Subtype>,
    /// Make of equipment (`VerticalTank`), letters of an instrument (`PI`), form of a fitting (`mitre`).
    pub kind: Option<&'static str>,
    /// The family of variants it was built by.
    pub family: Option<&'static str>,
    /// Tag name.
    pub tag: Option<String>,
    /// Index of its line in `Plant::lines`.
    pub line: Option<usize>,
    /// Nominal diameter.
    pub dn: Option<u32>,
    /// Place of the body: on the pipe's axis, mid-length; where the axes of a tee meet; dial of an instrument.
    pub pos: Option<P3>,
    /// Direction of the pipe; of the stem for an instrument.
    pub axis: Option<V3>,
    /// Face to face length of an inline component, shell length of equipment, m.
    pub length: Option<f64>,
    /// Shell diameter of equipment, m.
    pub diameter: Option<f64>,
    /// Shell height of equipment, m.
    pub height: Option<f64>,
    /// Axis of a pipe.
    pub run: Option<Run>,
    /// Geometry of an elbow.
    pub bend: Option<Bend>,
    /// Direction and nominal diameter of a tee's branch.
    pub branch: Option<(V3, u32)>,
    /// Thickness of its insulation, m; 0 for none.
    pub insulation: f64,
    /// Where it meets others.
    pub ports: Vec<Joint>,
    /// What the scanner sees.
    pub surfaces: Vec<Surface>,
    /// Share of the light that is scattered back, 0 to 1.
    pub albedo: f64,
    /// Only there while this station scans: people walk about.
    pub station: Option<usize>,
    /// Red, green, blue of its paint.
    pub colour: [u8; 3],
    /// How much its surface mirrors, 0 (dull paint) to 1 (polished steel): loses returns.
    pub shine: f64,
}

/// Axis and outside radius of a straight pipe.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Run {
    pub a: P3,
    pub b: P3,
    pub radius: f64,
}

/// Geometry of an elbow.
#[derive(Debug, Clone, PartialEq)]
pub struct Bend {
    /// Where the axes of the two legs meet.
    pub corner: P3,
    /// Centre of the arc.
    pub center: P3,
    /// Radius of the arc, m.
    pub bend_radius: f64,
    /// Outside radius of the pipe, m.
    pub radius: f64,
    /// Direction in which the line enters.
    pub d_in: V3,
    /// Direction in which the line leaves.
    pub d_out: V3,
}

/// A place where a part meets another.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {
    /// Position, m.
    pub at: P3,
    /// Unit vector out of the part.
    pub out: V3,
    /// Nominal diameter.
    pub dn: u32,
}

impl Part {
    /// A part of `class` with the given surfaces and nothing else known.
    pub fn new(class: Class, surfaces: Vec<Surface>) -> Self {
        Self {
            class,
            subtype: None,
            kind: None,
            family: None,
            tag: None,
            line: None,
            dn: None,
            pos: None,
            axis: None,
            length: None,
            diameter: None,
            height: None,
            run: None,
            bend: None,
            branch: None,
            insulation: 0.0,
            ports: Vec::new(),
            surfaces,
            albedo: 0.5,
            station: None,
            colour: [128; 3],
            shine: 0.1,
        }
    }

    /// Corners of its bounding box.
    pub fn bounds(&self) -> (P3, P3) {
        hull(self.surfaces.iter().flat_map(|s| <[P3; 2]>::from(s.bounds())))
    }

    /// Area of all its surfaces, m².
    pub fn area(&self) -> f64 {
        self.surfaces.iter().map(Surface::area).sum()
    }

    /// Distance of a point from the nearest of its surfaces, m.
    pub fn distance(&self, at: &P3) -> f64 {
        self.surfaces.iter().map(|s| s.distance(at)).fold(f64::INFINITY, f64::min)
    }

    /// The part after a rigid motion.
    pub fn moved(mut self, m: &Isometry3<f64>) -> Self {
        self.surfaces.iter_mut().for_each(|s| *s = s.moved(m));
        self.pos = self.pos.map(|p| m * p);
        self.axis = self.axis.map(|v| m * v);
        self.run = self.run.map(|r| Run { a: m * r.a, b: m * r.b, radius: r.radius });
        self.bend = self.bend.map(|b| b.moved(m));
        self.branch = self.branch.map(|(v, dn)| (m * v, dn));
        self.ports = self.ports.into_iter().map(|j| j.moved(m)).collect();
        self
    }
}

impl Bend {
    fn moved(self, m: &Isometry3<f64>) -> Self {
        Self { corner: m * self.corner, center: m * self.center, d_in: m * self.d_in, d_out: m * self.d_out, ..self }
    }
}

impl Joint {
    /// The joint after a rigid motion.
    pub fn moved(self, m: &Isometry3<f64>) -> Self {
        Self { at: m * self.at, out: m * self.out, dn: self.dn }
    }
}
