//! Outlets of a gallery's pipes: drains and vents with their small valves, instruments on nipples and behind root valves, closed stubs.

use super::Row;
use crate::component::{InstrumentKind, end_cap, family, tee};
use crate::model::Dice;
use crate::surface::{V3, across};
use rosette_plant::{Class, Subtype};

/// Sizes of outlets.
const SIZES: [u32; 7] = [15, 15, 20, 20, 25, 25, 40];

/// Valves of drains, vents and roots, common ones more often.
const TAPS: [Subtype; 10] = {
    use Subtype::{Ball, Gate, Globe, Needle, Plug};
    [Ball, Ball, Ball, Ball, Gate, Gate, Globe, Globe, Needle, Plug]
};

impl Row {
    /// A pipe of this length with a tee in it and what stands there; false, and nothing built, where a tee has no room.
    pub(super) fn with_outlet(&mut self, length: f64, dice: &mut Dice) -> bool {
        let fitting = tee(self.dn, dice.pick(&SIZES).min(self.dn), self.style, 0.0, dice);
        let spare = length - fitting.span(0) - fitting.span(1);
        let Some((top, dn)) = fitting.branch.filter(|_| spare > 0.1) else { return false };
        let (out, before) = (self.outwards(dice), spare * dice.range(0.3, 0.7));
        self.straight(before);
        let middle = self.at + self.along * fitting.span(0);
        let mut part = fitting.placed(middle, self.along, out);
        part.branch = Some((out, dn));
        self.parts.push(part);
        self.advance(length - spare);
        let mut side = Row { parts: Vec::new(), at: middle + out * top, along: out, dn, ..*self };
        side.outlet(dice);
        self.parts.append(&mut side.parts);
        self.straight(spare - before);
        true
    }

    /// Across the run: up, down or aside from a level one.
    fn outwards(&self, dice: &mut Dice) -> V3 {
        if self.along.z.abs() > 0.7 {
            let (side, turn) = (across(&self.along), dice.range(0.0, std::f64::consts::TAU));
            return (side * turn.cos() + self.along.cross(&side) * turn.sin()).normalize();
        }
        let side = V3::z().cross(&self.along).normalize();
        let up = self.along.cross(&side);
        let up = if up.z < 0.0 { -up } else { up };
        dice.pick(&[up, up, up, -up, -up, side, -side])
    }

    fn outlet(&mut self, dice: &mut Dice) {
        let hangs = self.along.z < -0.7;
        match dice.below(10) {
            0..=3 => self.tap(dice),
            4..=8 if !hangs => self.measured(dice),
            4..=6 => self.tap(dice),
            _ => {
                self.straight(dice.range(0.03, 0.2));
                self.closed(dice);
            }
        }
    }

    /// A drain or a vent: a small valve between nipples, open, capped or with a blind flange.
    fn tap(&mut self, dice: &mut Dice) {
        self.straight(dice.range(0.02, 0.16));
        self.small_valve(dice);
        if dice.chance(0.7) {
            self.straight(dice.range(0.03, 0.14));
            if dice.chance(0.5) {
                self.closed(dice);
            }
        }
    }

    /// An instrument on a nipple, perhaps behind a root valve.
    fn measured(&mut self, dice: &mut Dice) {
        self.straight(dice.range(0.03, 0.28));
        if dice.chance(0.35) {
            self.small_valve(dice);
            self.straight(dice.range(0.03, 0.12));
        }
        let kind = dice.pick(&InstrumentKind::ALL);
        self.parts.push(family::mounted(kind, self.at, self.along, across(&self.along), &self.look, dice));
    }

    fn small_valve(&mut self, dice: &mut Dice) {
        if let Some(valve) = family::evenly(Class::Valve, Some(dice.pick(&TAPS)), self.dn, &self.look, dice) {
            self.stand(&valve, dice);
        }
    }

    fn closed(&mut self, dice: &mut Dice) {
        self.parts.push(end_cap(self.at, self.along, self.dn, self.style, dice.chance(0.5)));
    }
}
