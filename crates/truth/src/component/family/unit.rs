//! Families of equipment, and what is wished of a piece of it.

use super::look::Look;
use super::make::Make;
use super::{container, exchanger, machine, pump};
use crate::component::Role;
use crate::component::tank::Equipment;
use crate::model::Dice;
use crate::surface::V3;
use rosette_plant::Class;

/// What a piece of equipment should be like.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    /// Nominal diameters of suction and discharge, or of the hot and the cold side.
    pub dn: [u32; 2],
    /// Radius of shells, m.
    pub radius: f64,
    /// Height or length of shells, m.
    pub length: f64,
    /// Nozzles of shells.
    pub wanted: &'a [(Role, u32)],
    /// Sides on which nozzles have room.
    pub faces: &'a [V3],
}

/// A family of equipment.
#[derive(Clone, Copy)]
pub struct UnitFamily {
    /// Its name in truth files, e.g. `pump_end_suction`.
    pub name: &'static str,
    /// What its members are.
    pub class: Class,
    /// Where it can stand in for another.
    pub place: Place,
    /// Largest nominal diameter.
    pub largest: u32,
    /// How common it is.
    pub weight: f64,
    build: fn(&mut Make, &Wish) -> Equipment,
}

/// What a piece of equipment does in the process, and about how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Place {
    Pump,
    DosingPump,
    Blower,
    Tank,
    Lying,
    Upright,
    Exchanger,
}

const fn unit(
    place: Place,
    class: Class,
    name: &'static str,
    largest: u32,
    weight: f64,
    build: fn(&mut Make, &Wish) -> Equipment,
) -> UnitFamily {
    UnitFamily { name, class, place, largest, weight, build }
}

/// All families of equipment.
pub const UNITS: &[UnitFamily] = &[
    unit(Place::Pump, Class::Pump, "pump_end_suction", 400, 5.0, pump::end_suction),
    unit(Place::Pump, Class::Pump, "pump_close_coupled", 150, 3.0, pump::close_coupled),
    unit(Place::Pump, Class::Pump, "pump_in_line", 200, 3.0, pump::in_line),
    unit(Place::Pump, Class::Pump, "pump_multistage", 100, 2.5, pump::multistage),
    unit(Place::Pump, Class::Pump, "pump_ring_section", 200, 1.0, pump::ring_section),
    unit(Place::Pump, Class::Pump, "pump_split_case", 400, 1.5, pump::split_case),
    unit(Place::Pump, Class::Pump, "pump_submersible", 250, 0.6, pump::submersible),
    unit(Place::Pump, Class::Pump, "pump_vertical_turbine", 300, 0.8, pump::vertical_turbine),
    unit(Place::Pump, Class::Pump, "pump_progressing_cavity", 200, 1.5, machine::progressing_cavity),
    unit(Place::Pump, Class::Pump, "pump_rotary_lobe", 150, 1.0, machine::rotary_lobe),
    unit(Place::Pump, Class::Pump, "pump_diaphragm", 80, 0.8, machine::diaphragm),
    unit(Place::DosingPump, Class::Pump, "pump_dosing", 25, 1.0, machine::dosing),
    unit(Place::Blower, Class::Pump, "blower_lobe", 400, 2.0, machine::blower),
    unit(Place::Blower, Class::Pump, "blower_fan", 400, 1.0, machine::fan),
    unit(Place::Blower, Class::Pump, "compressor_piston", 80, 0.7, machine::compressor),
    unit(Place::Tank, Class::Tank, "tank_vertical", 400, 4.0, container::vertical),
    unit(Place::Tank, Class::Tank, "tank_plastic", 400, 1.5, container::plastic),
    unit(Place::Tank, Class::Tank, "tank_hopper", 400, 1.0, container::hopper),
    unit(Place::Tank, Class::Tank, "tank_rectangular", 400, 1.5, container::rectangular),
    unit(Place::Tank, Class::Tank, "tank_horizontal", 400, 1.2, container::lying_tank),
    unit(Place::Tank, Class::Tank, "tank_ibc", 80, 0.6, container::ibc),
    unit(Place::Lying, Class::Vessel, "vessel_drum", 400, 3.0, container::drum),
    unit(Place::Upright, Class::Vessel, "vessel_legs", 400, 3.0, container::on_legs),
    unit(Place::Upright, Class::Vessel, "vessel_skirt", 400, 2.0, container::on_skirt),
    unit(Place::Upright, Class::Vessel, "vessel_column", 400, 1.0, container::column),
    unit(Place::Upright, Class::Vessel, "filter_sand", 400, 1.5, container::sand_filter),
    unit(Place::Upright, Class::Vessel, "filter_cartridge", 200, 1.5, container::cartridge_filter),
    unit(Place::Upright, Class::Vessel, "vessel_expansion", 150, 1.0, container::expansion),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_shell", 400, 4.0, exchanger::shell),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_kettle", 400, 0.7, exchanger::kettle),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_upright", 300, 1.0, exchanger::upright),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_plate", 300, 3.0, exchanger::plate),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_double_pipe", 100, 1.2, exchanger::double_pipe),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_air", 200, 0.8, exchanger::air_cooler),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_spiral", 200, 0.6, exchanger::spiral),
];

/// Families of equipment stand after those of lines in sets of families.
const FIRST: usize = super::FAMILIES.len();

/// A piece of equipment for a place in the process; none if all its families are left out.
pub fn stand(place: Place, wish: &Wish, look: &Look, dice: &mut Dice) -> Option<Equipment> {
    let largest = wish.dn[0].max(wish.dn[1]);
    let kept: Vec<(usize, &UnitFamily)> = UNITS
        .iter()
        .enumerate()
        .filter(|(i, f)| f.place == place && f.largest >= largest && !look.without.has(FIRST + i))
        .collect();
    let total: f64 = kept.iter().map(|(i, f)| look.weight(FIRST + i, f.weight)).sum();
    let mut left = dice.range(0.0, total);
    let found = kept.iter().find(|(i, f)| {
        left -= look.weight(FIRST + i, f.weight);
        left <= 0.0
    });
    Some(raise(found.or(kept.last())?.1, wish, look, dice))
}

/// A member of a family of equipment.
pub fn raise(family: &UnitFamily, wish: &Wish, look: &Look, dice: &mut Dice) -> Equipment {
    let mut make = Make::new(wish.dn[0], look, dice);
    let mut equipment = (family.build)(&mut make, wish);
    equipment.part.family = Some(family.name);
    // Low ports have flanges that would reach into the floor: then all of it stands higher.
    let lift = (-equipment.part.bounds().0.z).max(0.0);
    equipment.moved(&nalgebra::Isometry3::translation(0.0, 0.0, lift))
}
