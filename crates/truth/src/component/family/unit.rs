//! Families of equipment, and what is wished of a piece of it.

use super::look::Look;
use super::make::Make;
use super::{
    air_mover, bundle_exchanger, container, displacement, exchanger, machine, plate_pack, process_pump, process_vessel, pump,
};
use super::{store_tank, upright_pump, water_filter};
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
    unit(Place::Pump, Class::Pump, "pump_api", 300, 1.5, process_pump::centreline),
    unit(Place::Pump, Class::Pump, "pump_chemical", 250, 2.5, process_pump::chemical),
    unit(Place::Pump, Class::Pump, "pump_self_priming", 150, 0.8, process_pump::self_priming),
    unit(Place::Pump, Class::Pump, "pump_magnetic", 100, 1.0, process_pump::magnetic),
    unit(Place::Pump, Class::Pump, "pump_canned", 150, 0.6, process_pump::canned),
    unit(Place::Pump, Class::Pump, "pump_sanitary", 100, 0.8, process_pump::sanitary),
    unit(Place::Pump, Class::Pump, "pump_barrel", 250, 0.5, process_pump::barrel),
    unit(Place::Pump, Class::Pump, "pump_double_suction", 400, 0.8, process_pump::double_suction),
    unit(Place::Pump, Class::Pump, "pump_plain", 400, 1.5, process_pump::plain),
    unit(Place::Pump, Class::Pump, "pump_boxes", 400, 0.7, process_pump::boxes),
    unit(Place::Pump, Class::Pump, "pump_in_line_tall", 300, 1.5, upright_pump::in_line_tall),
    unit(Place::Pump, Class::Pump, "pump_stacked", 100, 2.0, upright_pump::stacked),
    unit(Place::Pump, Class::Pump, "pump_circulator", 80, 1.2, upright_pump::circulator),
    unit(Place::Pump, Class::Pump, "pump_twin", 150, 0.7, upright_pump::twin),
    unit(Place::Pump, Class::Pump, "pump_dry_pit", 300, 0.7, upright_pump::dry_pit),
    unit(Place::Pump, Class::Pump, "pump_sump", 150, 0.7, upright_pump::sump),
    unit(Place::Pump, Class::Pump, "pump_turbine_head", 400, 0.6, upright_pump::turbine_head),
    unit(Place::Pump, Class::Pump, "pump_gear", 150, 1.0, displacement::gear),
    unit(Place::Pump, Class::Pump, "pump_screw", 200, 0.7, displacement::screw),
    unit(Place::Pump, Class::Pump, "pump_hose", 100, 0.7, displacement::hose),
    unit(Place::Pump, Class::Pump, "pump_plunger", 100, 0.6, displacement::plunger),
    unit(Place::Pump, Class::Pump, "pump_block_diaphragm", 80, 0.8, displacement::block_diaphragm),
    unit(Place::Pump, Class::Pump, "pump_liquid_ring", 200, 0.6, displacement::liquid_ring),
    unit(Place::DosingPump, Class::Pump, "pump_dosing", 25, 1.0, machine::dosing),
    unit(Place::DosingPump, Class::Pump, "pump_dosing_magnet", 25, 1.0, displacement::dosing_magnet),
    unit(Place::DosingPump, Class::Pump, "pump_dosing_geared", 50, 0.8, displacement::dosing_geared),
    unit(Place::DosingPump, Class::Pump, "pump_dosing_skid", 50, 0.8, displacement::dosing_skid),
    unit(Place::Blower, Class::Pump, "blower_lobe", 400, 2.0, machine::blower),
    unit(Place::Blower, Class::Pump, "blower_fan", 400, 1.0, machine::fan),
    unit(Place::Blower, Class::Pump, "compressor_piston", 80, 0.7, machine::compressor),
    unit(Place::Blower, Class::Pump, "blower_side_channel", 125, 1.0, air_mover::side_channel),
    unit(Place::Blower, Class::Pump, "blower_silencer_base", 400, 1.2, air_mover::silencer_base),
    unit(Place::Blower, Class::Pump, "blower_turbo", 400, 0.6, air_mover::turbo),
    unit(Place::Blower, Class::Pump, "blower_package", 400, 0.8, air_mover::package),
    unit(Place::Blower, Class::Pump, "blower_sheet_fan", 400, 0.8, air_mover::sheet_fan),
    unit(Place::Blower, Class::Pump, "blower_plain", 400, 0.7, air_mover::plain_blower),
    unit(Place::Tank, Class::Tank, "tank_vertical", 400, 4.0, container::vertical),
    unit(Place::Tank, Class::Tank, "tank_plastic", 400, 1.5, container::plastic),
    unit(Place::Tank, Class::Tank, "tank_hopper", 400, 1.0, container::hopper),
    unit(Place::Tank, Class::Tank, "tank_rectangular", 400, 1.5, container::rectangular),
    unit(Place::Tank, Class::Tank, "tank_horizontal", 400, 1.2, container::lying_tank),
    unit(Place::Tank, Class::Tank, "tank_ibc", 80, 0.6, container::ibc),
    unit(Place::Tank, Class::Tank, "tank_storage", 400, 2.0, store_tank::storage),
    unit(Place::Tank, Class::Tank, "tank_open_round", 400, 0.8, store_tank::open_round),
    unit(Place::Tank, Class::Tank, "tank_basin", 400, 1.0, store_tank::basin),
    unit(Place::Tank, Class::Tank, "tank_cone_frame", 400, 0.7, store_tank::cone_in_frame),
    unit(Place::Tank, Class::Tank, "tank_wound", 400, 1.0, store_tank::wound),
    unit(Place::Tank, Class::Tank, "tank_dosing", 80, 0.8, store_tank::dosing_tank),
    unit(Place::Tank, Class::Tank, "tank_day", 150, 0.7, store_tank::day_tank),
    unit(Place::Tank, Class::Tank, "tank_panels", 400, 0.6, store_tank::panels),
    unit(Place::Tank, Class::Tank, "tank_silo", 400, 0.6, store_tank::silo),
    unit(Place::Tank, Class::Tank, "tank_plain", 400, 1.5, store_tank::plain_tank),
    unit(Place::Lying, Class::Vessel, "vessel_drum", 400, 3.0, container::drum),
    unit(Place::Lying, Class::Vessel, "vessel_booted", 400, 1.0, process_vessel::booted),
    unit(Place::Lying, Class::Vessel, "vessel_deaerator", 400, 0.6, process_vessel::deaerator),
    unit(Place::Lying, Class::Vessel, "vessel_boiler", 400, 0.6, process_vessel::boiler),
    unit(Place::Lying, Class::Vessel, "vessel_plain_drum", 400, 1.0, process_vessel::plain_drum),
    unit(Place::Upright, Class::Vessel, "vessel_legs", 400, 3.0, container::on_legs),
    unit(Place::Upright, Class::Vessel, "vessel_skirt", 400, 2.0, container::on_skirt),
    unit(Place::Upright, Class::Vessel, "vessel_column", 400, 1.0, container::column),
    unit(Place::Upright, Class::Vessel, "filter_sand", 400, 1.5, container::sand_filter),
    unit(Place::Upright, Class::Vessel, "filter_cartridge", 200, 1.5, container::cartridge_filter),
    unit(Place::Upright, Class::Vessel, "vessel_expansion", 150, 1.0, container::expansion),
    unit(Place::Upright, Class::Vessel, "vessel_reactor", 400, 1.0, process_vessel::reactor),
    unit(Place::Upright, Class::Vessel, "vessel_receiver", 200, 1.0, process_vessel::receiver),
    unit(Place::Upright, Class::Vessel, "vessel_sphere", 400, 0.3, process_vessel::sphere),
    unit(Place::Upright, Class::Vessel, "vessel_tower", 400, 0.7, process_vessel::tower),
    unit(Place::Upright, Class::Vessel, "vessel_knock_out", 400, 0.8, process_vessel::knock_out),
    unit(Place::Upright, Class::Vessel, "vessel_bottles", 80, 0.4, process_vessel::bottles),
    unit(Place::Upright, Class::Vessel, "vessel_plain_upright", 400, 1.0, process_vessel::plain_upright),
    unit(Place::Upright, Class::Vessel, "filter_face_piping", 200, 0.8, water_filter::face_piping),
    unit(Place::Upright, Class::Vessel, "filter_softener", 80, 0.7, water_filter::softener),
    unit(Place::Upright, Class::Vessel, "filter_bags", 100, 0.8, water_filter::bags),
    unit(Place::Upright, Class::Vessel, "filter_cartridges", 200, 0.8, water_filter::cartridges),
    unit(Place::Upright, Class::Vessel, "filter_press", 150, 0.4, water_filter::press),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_shell", 400, 4.0, exchanger::shell),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_kettle", 400, 0.7, exchanger::kettle),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_upright", 300, 1.0, exchanger::upright),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_plate", 300, 3.0, exchanger::plate),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_double_pipe", 100, 1.2, exchanger::double_pipe),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_air", 200, 0.8, exchanger::air_cooler),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_spiral", 200, 0.6, exchanger::spiral),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_channel", 400, 2.0, bundle_exchanger::channel_heads),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_stacked", 250, 0.7, bundle_exchanger::stacked),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_thermosiphon", 400, 0.7, bundle_exchanger::thermosiphon),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_hairpin", 150, 0.8, bundle_exchanger::hairpin),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_coil", 150, 0.6, bundle_exchanger::coil),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_fin_fan", 250, 0.8, bundle_exchanger::fin_fan),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_plain", 400, 1.2, bundle_exchanger::plain_bundle),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_framed", 250, 1.5, plate_pack::framed),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_brazed", 80, 1.2, plate_pack::brazed),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_welded_block", 300, 0.5, plate_pack::welded_block),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_plate_shell", 250, 0.5, plate_pack::plate_shell),
    unit(Place::Exchanger, Class::HeatExchanger, "exchanger_plain_pack", 300, 0.8, plate_pack::plain_pack),
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
