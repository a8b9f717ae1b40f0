//! Field instruments that stand on a pipe: gauges, thermowells, transmitters.

use crate::model::{Dice, Part, Shape};
use crate::surface::{P3, V3};
use rosette_plant::Class;

/// What an instrument shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum InstrumentKind {
    PressureGauge,
    Thermometer,
    PressureTransmitter,
    TemperatureTransmitter,
    PressureSwitch,
    LevelSwitch,
    FlowSwitch,
    Analyser,
}

impl InstrumentKind {
    /// All kinds.
    pub const ALL: [InstrumentKind; 8] = {
        use InstrumentKind::*;
        [
            PressureGauge,
            Thermometer,
            PressureTransmitter,
            TemperatureTransmitter,
            PressureSwitch,
            LevelSwitch,
            FlowSwitch,
            Analyser,
        ]
    };

    /// Letters of the tag: PI, TI, PT, TT, PS, LS, FS, AE.
    pub fn letters(self) -> &'static str {
        match self {
            InstrumentKind::PressureGauge => "PI",
            InstrumentKind::Thermometer => "TI",
            InstrumentKind::PressureTransmitter => "PT",
            InstrumentKind::TemperatureTransmitter => "TT",
            InstrumentKind::PressureSwitch => "PS",
            InstrumentKind::LevelSwitch => "LS",
            InstrumentKind::FlowSwitch => "FS",
            InstrumentKind::Analyser => "AE",
        }
    }
}

/// An instrument on a pipe: `foot` on the pipe's surface, `out` away from the pipe, `along` the pipe.
pub fn instrument(kind: InstrumentKind, foot: P3, out: V3, along: V3, dice: &mut Dice) -> Part {
    // Own coordinates: z is `out`, x along the pipe, origin at the foot.
    let mut shape = Shape::default();
    let boss = dice.range(0.014, 0.02);
    shape.rod([0.0, 0.0, -0.005], [0.0, 0.0, 0.035], boss);
    let middle = match kind {
        InstrumentKind::PressureGauge => gauge(&mut shape, dice.range(0.1, 0.22), dice),
        InstrumentKind::Thermometer if dice.chance(0.5) => gauge(&mut shape, dice.range(0.08, 0.16), dice),
        InstrumentKind::Thermometer | InstrumentKind::TemperatureTransmitter | InstrumentKind::Analyser => {
            thermowell(&mut shape, dice)
        }
        _ => transmitter(&mut shape, dice),
    };
    let motion = super::frame(foot, along, out);
    let mut part = Part::new(Class::Instrument, shape.moved(&motion));
    part.kind = Some(kind.letters());
    part.pos = Some(foot + out * middle);
    part.axis = Some(out);
    part.dn = Some(15);
    part
}

/// A stem, perhaps with a cock and a siphon, and a round dial; returns the height of the dial.
fn gauge(shape: &mut Shape, stem: f64, dice: &mut Dice) -> f64 {
    shape.tube([0.0, 0.0, 0.0], [0.0, 0.0, stem], dice.range(0.008, 0.012));
    if dice.chance(0.6) {
        let z = 0.5 * stem + 0.01;
        shape.block([0.0, 0.0, z], [0.03, 0.03, 0.035]);
        let side = if dice.chance(0.5) { 1.0 } else { -1.0 };
        shape.bar([0.0, 0.0, z + 0.01], [side * 0.06, 0.0, z + 0.015], 0.014, 0.005);
    }
    let dial = dice.pick(&[0.0315, 0.04, 0.05, 0.05, 0.08]);
    let turn = dice.range(0.0, std::f64::consts::TAU);
    let depth = dice.range(0.03, 0.05) / 2.0;
    let (x, y) = (depth * turn.cos(), depth * turn.sin());
    let z = stem + dial;
    shape.rod([-x, -y, z], [x, y, z], dial);
    z
}

/// A well with a flange or a hexagon and a connection head; returns the height of the head.
fn thermowell(shape: &mut Shape, dice: &mut Dice) -> f64 {
    let top = dice.range(0.1, 0.2);
    shape.tube([0.0, 0.0, 0.0], [0.0, 0.0, top], dice.range(0.01, 0.016));
    if dice.chance(0.4) {
        let size = dice.range(0.04, 0.06);
        shape.rod([0.0, 0.0, 0.06], [0.0, 0.0, 0.078], size);
        shape.rod([0.0, 0.0, 0.08], [0.0, 0.0, 0.098], size);
    } else {
        shape.block([0.0, 0.0, 0.05], [0.034, 0.034, 0.03]);
    }
    super::inline::head(shape, top, dice);
    top + 0.06
}

/// A pressure transmitter with its manifold; returns the height of its middle.
fn transmitter(shape: &mut Shape, dice: &mut Dice) -> f64 {
    let stem = dice.range(0.08, 0.16);
    shape.tube([0.0, 0.0, 0.0], [0.0, 0.0, stem], 0.009);
    shape.block([0.0, 0.0, 0.5 * stem + 0.02], [0.035, 0.07, 0.05]);
    shape.rod([0.0, 0.035, 0.5 * stem + 0.02], [0.0, 0.075, 0.5 * stem + 0.02], 0.006);
    shape.rod([0.0, 0.0, stem], [0.0, 0.0, stem + 0.06], 0.042);
    super::inline::head(shape, stem + 0.06, dice);
    stem + 0.09
}
