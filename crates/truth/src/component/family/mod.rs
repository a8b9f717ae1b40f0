//! Families of components: each a way of building with a dozen free proportions, so that no two look alike.
//!
//! Lengths follow ASME B16.10 and EN 558 within 15 to 20 %; heights, wheels, levers and actuators makers' sheets.
//! A family can be held out ([`Look::without`]), so that what learns from some families is judged on others.

mod actuator;
mod air_mover;
mod ball;
mod bundle_exchanger;
mod butterfly;
mod check;
mod container;
mod control;
mod control_globe;
mod converter;
mod coriolis;
mod counter;
mod displacement;
mod electric;
mod ends;
mod exchanger;
mod fixture;
mod gate;
mod gate_iron;
mod gate_steel;
mod gauge;
mod globe;
mod globe_cast;
mod globe_light;
mod instrument;
mod joint;
mod levers;
mod linear_body;
mod linear_bonnet;
mod linear_drive;
mod look;
mod lookalike;
mod machine;
mod make;
mod membrane;
mod meter;
mod motor;
mod needle;
mod nonreturn;
mod plate_pack;
mod plug;
mod pot;
mod probe;
mod process_pump;
mod process_vessel;
mod pump;
mod quarter;
mod quarter_drive;
mod safety;
mod self_acting;
mod set;
mod solids;
mod spool;
mod spot;
mod stem_drive;
mod store_tank;
mod strainer;
mod throttle;
mod topworks;
mod unit;
mod upright_pump;
mod water_filter;
mod wye;

pub use ends::{Ends, studs};
pub use instrument::{mounted, mounted_of};
pub use look::Look;
pub use set::FamilySet;
pub use unit::{Place, UNITS, UnitFamily, Wish, raise, stand};

use super::{Component, InstrumentKind};
use crate::model::Dice;
use make::{Body, Make};
use rosette_plant::{Class, Subtype};

/// A family of components.
#[derive(Clone, Copy)]
pub struct Family {
    /// Its name in truth files, e.g. `gate_rising`.
    pub name: &'static str,
    /// What its members are.
    pub class: Class,
    /// Subtype of a valve.
    pub subtype: Option<Subtype>,
    /// Smallest and largest nominal diameter.
    pub sizes: [u32; 2],
    /// How common it is among its kind.
    pub weight: f64,
    build: Build,
}

/// How a family is built.
#[derive(Clone, Copy)]
enum Build {
    /// Sits in a line.
    Inline(fn(&mut Make) -> Body),
    /// Stands on a pipe and measures.
    Mounted(InstrumentKind, fn(&mut Make) -> f64),
}

const fn valve(subtype: Subtype, name: &'static str, sizes: [u32; 2], weight: f64, build: fn(&mut Make) -> Body) -> Family {
    Family { name, class: Class::Valve, subtype: Some(subtype), sizes, weight, build: Build::Inline(build) }
}

const fn inline(class: Class, name: &'static str, sizes: [u32; 2], weight: f64, build: fn(&mut Make) -> Body) -> Family {
    Family { name, class, subtype: None, sizes, weight, build: Build::Inline(build) }
}

const fn mount(kind: InstrumentKind, name: &'static str, weight: f64, build: fn(&mut Make) -> f64) -> Family {
    Family { name, class: Class::Instrument, subtype: None, sizes: [15, 400], weight, build: Build::Mounted(kind, build) }
}

/// All families that sit in lines or on pipes.
pub const FAMILIES: &[Family] = &[
    valve(Subtype::Gate, "gate_rising", [15, 400], 4.0, gate::rising),
    valve(Subtype::Gate, "gate_resilient", [40, 400], 2.0, gate::resilient),
    valve(Subtype::Gate, "gate_knife", [50, 400], 1.0, gate::knife),
    valve(Subtype::Gate, "gate_threaded", [15, 65], 3.0, gate::threaded),
    valve(Subtype::Gate, "gate_forged", [15, 50], 2.0, gate::forged),
    valve(Subtype::Gate, "gate_pressure_seal", [65, 400], 0.5, gate::pressure_seal),
    valve(Subtype::Gate, "gate_cast_wedge", [40, 400], 3.0, gate_steel::cast_wedge),
    valve(Subtype::Gate, "gate_pillar_yoke", [40, 400], 1.5, gate_steel::pillar_yoke),
    valve(Subtype::Gate, "gate_motor", [50, 400], 1.2, gate_steel::motor),
    valve(Subtype::Gate, "gate_chain", [100, 400], 0.3, gate_steel::chain),
    valve(Subtype::Gate, "gate_bellows", [15, 200], 0.5, gate_steel::bellows),
    valve(Subtype::Gate, "gate_parallel_slide", [65, 400], 0.5, gate_steel::parallel_slide),
    valve(Subtype::Gate, "gate_slab", [50, 400], 0.7, gate_steel::slab),
    valve(Subtype::Gate, "gate_cryogenic", [15, 250], 0.4, gate_steel::cryogenic),
    valve(Subtype::Gate, "gate_forged_welded", [15, 50], 1.5, gate_steel::forged_welded),
    valve(Subtype::Gate, "gate_water_cast", [40, 400], 1.5, gate_iron::water_cast),
    valve(Subtype::Gate, "gate_inside_stem", [15, 200], 1.0, gate_iron::inside_stem),
    valve(Subtype::Gate, "gate_extension", [50, 300], 0.5, gate_iron::extension),
    valve(Subtype::Gate, "gate_plastic", [15, 100], 0.4, gate_iron::plastic),
    valve(Subtype::Gate, "gate_knife_pillar", [50, 400], 0.8, gate_iron::knife_pillar),
    valve(Subtype::Gate, "gate_bow_tie", [15, 400], 1.5, gate_iron::bow_tie),
    valve(Subtype::Gate, "gate_block", [15, 400], 1.2, gate_iron::block),
    valve(Subtype::Globe, "globe_straight", [15, 400], 4.0, globe::straight),
    valve(Subtype::Globe, "globe_slanting", [15, 250], 1.5, globe::slanting),
    valve(Subtype::Globe, "globe_bellows", [15, 200], 1.5, globe::bellows),
    valve(Subtype::Globe, "globe_small", [15, 50], 3.0, globe::small),
    valve(Subtype::Globe, "globe_angle", [15, 200], 0.0, globe::angle),
    valve(Subtype::Globe, "globe_bulging", [15, 400], 3.0, globe_cast::bulging),
    valve(Subtype::Globe, "globe_boxy", [40, 300], 0.8, globe_cast::boxy),
    valve(Subtype::Globe, "globe_oblique", [15, 250], 1.0, globe_cast::oblique),
    valve(Subtype::Globe, "globe_din_bellows", [15, 250], 1.5, globe_cast::din_bellows),
    valve(Subtype::Globe, "globe_fixed_wheel", [15, 200], 1.0, globe_cast::fixed_wheel),
    valve(Subtype::Globe, "globe_pot", [25, 300], 0.5, globe_cast::pot),
    valve(Subtype::Globe, "globe_stop_check", [50, 300], 0.4, globe_cast::stop_check),
    valve(Subtype::Globe, "globe_piston", [15, 150], 0.7, globe_cast::piston_valve),
    valve(Subtype::Globe, "globe_motor", [40, 300], 0.7, globe_cast::motor),
    valve(Subtype::Globe, "globe_forged", [15, 50], 1.5, globe_light::forged),
    valve(Subtype::Globe, "globe_union_bonnet", [15, 80], 1.2, globe_light::union_bonnet),
    valve(Subtype::Globe, "globe_oblique_bronze", [15, 80], 1.0, globe_light::oblique_bronze),
    valve(Subtype::Globe, "globe_balancing", [15, 50], 1.5, globe_light::balancing),
    valve(Subtype::Globe, "globe_balancing_flanged", [65, 300], 0.8, globe_light::balancing_flanged),
    valve(Subtype::Globe, "globe_heating", [15, 32], 0.6, globe_light::heating),
    valve(Subtype::Globe, "globe_sphere", [15, 400], 1.2, globe_light::sphere),
    valve(Subtype::Globe, "globe_coarse", [15, 400], 1.2, globe_light::coarse),
    valve(Subtype::Ball, "ball_two_piece", [15, 250], 4.0, quarter::two_piece),
    valve(Subtype::Ball, "ball_three_piece", [15, 100], 3.0, quarter::three_piece),
    valve(Subtype::Ball, "ball_trunnion", [100, 400], 3.0, quarter::trunnion),
    valve(Subtype::Ball, "ball_threaded", [15, 65], 3.0, quarter::threaded),
    valve(Subtype::Ball, "ball_plastic", [15, 80], 1.5, quarter::plastic),
    valve(Subtype::Ball, "ball_compact", [15, 100], 1.0, quarter::compact),
    valve(Subtype::Ball, "ball_short_flanged", [15, 100], 1.0, ball::short_flanged),
    valve(Subtype::Ball, "ball_split", [15, 300], 3.0, ball::split),
    valve(Subtype::Ball, "ball_welded", [15, 300], 1.5, ball::welded),
    valve(Subtype::Ball, "ball_welded_sphere", [80, 400], 0.6, ball::welded_sphere),
    valve(Subtype::Ball, "ball_top_entry", [15, 400], 0.6, ball::top_entry),
    valve(Subtype::Ball, "ball_forged", [50, 400], 1.0, ball::forged),
    valve(Subtype::Ball, "ball_direct_mount", [15, 100], 1.5, ball::direct_mount),
    valve(Subtype::Ball, "ball_sanitary", [15, 100], 0.7, ball::sanitary),
    valve(Subtype::Ball, "ball_long_bonnet", [15, 200], 0.4, ball::long_bonnet),
    valve(Subtype::Ball, "ball_package", [15, 200], 1.5, ball::package),
    valve(Subtype::Ball, "ball_driven", [25, 300], 2.0, lookalike::ball_driven),
    valve(Subtype::Ball, "ball_true_union", [15, 100], 1.0, ball::true_union),
    valve(Subtype::Ball, "ball_plastic_socket", [15, 100], 0.8, ball::plastic_socket),
    valve(Subtype::Ball, "ball_brass", [15, 50], 2.0, ball::brass),
    valve(Subtype::Ball, "ball_gas_cock", [15, 50], 0.7, ball::gas_cock),
    valve(Subtype::Ball, "ball_bar_stock", [15, 25], 0.6, ball::bar_stock),
    valve(Subtype::Ball, "ball_simple", [15, 400], 1.5, ball::simple),
    valve(Subtype::Ball, "ball_cones", [15, 300], 0.7, ball::cones),
    valve(Subtype::Butterfly, "butterfly_wafer", [40, 400], 4.0, |m| quarter::butterfly(m, Ends::Wafer)),
    valve(Subtype::Butterfly, "butterfly_lug", [40, 400], 3.0, |m| quarter::butterfly(m, Ends::Lug)),
    valve(Subtype::Butterfly, "butterfly_flanged", [100, 400], 1.5, |m| quarter::butterfly(m, Ends::Flanged)),
    valve(Subtype::Butterfly, "butterfly_long_neck", [40, 400], 2.0, butterfly::long_neck),
    valve(Subtype::Butterfly, "butterfly_short_flanged", [80, 400], 0.8, butterfly::short_flanged),
    valve(Subtype::Butterfly, "butterfly_long_flanged", [100, 400], 0.5, butterfly::long_flanged),
    valve(Subtype::Butterfly, "butterfly_offset", [50, 400], 1.2, butterfly::offset),
    valve(Subtype::Butterfly, "butterfly_triple_offset", [80, 400], 0.6, butterfly::triple_offset),
    valve(Subtype::Butterfly, "butterfly_u_section", [100, 400], 0.6, butterfly::u_section),
    valve(Subtype::Butterfly, "butterfly_sanitary", [25, 150], 0.7, butterfly::sanitary),
    valve(Subtype::Butterfly, "butterfly_plastic", [50, 300], 0.7, butterfly::plastic),
    valve(Subtype::Butterfly, "butterfly_grooved", [50, 300], 0.8, butterfly::grooved),
    valve(Subtype::Butterfly, "butterfly_water", [150, 400], 0.5, butterfly::water),
    valve(Subtype::Butterfly, "butterfly_package", [50, 400], 1.2, butterfly::package),
    valve(Subtype::Butterfly, "butterfly_simple", [40, 400], 1.2, butterfly::simple),
    valve(Subtype::Check, "check_swing", [15, 400], 4.0, check::swing),
    valve(Subtype::Check, "check_lift", [15, 200], 2.0, check::lift),
    valve(Subtype::Check, "check_wafer", [25, 400], 2.0, check::wafer),
    valve(Subtype::Check, "check_ball", [25, 300], 1.0, check::ball),
    valve(Subtype::Check, "check_axial", [40, 400], 1.0, check::axial),
    valve(Subtype::Check, "check_inline", [15, 50], 2.0, check::inline),
    valve(Subtype::Check, "check_weighted", [50, 400], 0.8, nonreturn::weighted),
    valve(Subtype::Check, "check_bonneted", [40, 400], 1.2, nonreturn::bonneted),
    valve(Subtype::Check, "check_tilting", [80, 400], 0.5, nonreturn::tilting),
    valve(Subtype::Check, "check_dual_flanged", [50, 400], 0.7, nonreturn::dual_flanged),
    valve(Subtype::Check, "check_nozzle", [40, 400], 0.6, nonreturn::nozzle),
    valve(Subtype::Check, "check_silent", [40, 300], 0.8, nonreturn::silent),
    valve(Subtype::Check, "check_sewage_ball", [32, 300], 1.0, nonreturn::sewage_ball),
    valve(Subtype::Check, "check_flap", [50, 300], 0.5, nonreturn::flap),
    valve(Subtype::Check, "check_slanting", [15, 100], 1.2, nonreturn::slanting),
    valve(Subtype::Check, "check_brass", [15, 50], 1.5, nonreturn::brass),
    valve(Subtype::Check, "check_forged", [15, 50], 1.0, nonreturn::forged),
    valve(Subtype::Check, "check_plastic", [15, 100], 0.7, nonreturn::plastic),
    valve(Subtype::Check, "check_disc", [32, 300], 1.0, nonreturn::disc),
    valve(Subtype::Check, "check_simple", [15, 400], 1.2, nonreturn::simple),
    valve(Subtype::Control, "control_diaphragm", [15, 400], 5.0, control::diaphragm),
    valve(Subtype::Control, "control_piston", [15, 300], 1.5, control::piston),
    valve(Subtype::Control, "control_electric", [15, 200], 1.5, control::electric),
    valve(Subtype::Control, "control_rotary", [40, 300], 1.5, control::rotary),
    valve(Subtype::Control, "control_regulator", [15, 150], 1.5, control::regulator),
    valve(Subtype::Control, "control_pilot", [50, 300], 0.7, control::pilot),
    valve(Subtype::Control, "control_solenoid", [15, 40], 0.7, control::solenoid),
    valve(Subtype::Control, "control_angle", [25, 150], 0.0, control::angle),
    valve(Subtype::Control, "control_tall_yoke", [15, 300], 3.0, control_globe::tall_yoke),
    valve(Subtype::Control, "control_low_head", [15, 250], 2.0, control_globe::low),
    valve(Subtype::Control, "control_cage", [25, 400], 1.0, control_globe::cage),
    valve(Subtype::Control, "control_spring_piston", [25, 300], 0.6, control_globe::spring_piston),
    valve(Subtype::Control, "control_angle_seat", [15, 65], 1.2, control_globe::angle_seat),
    valve(Subtype::Control, "control_heating", [15, 150], 1.5, control_globe::heating),
    valve(Subtype::Control, "control_three_way", [25, 150], 0.3, control_globe::three_way),
    valve(Subtype::Control, "control_eccentric", [25, 300], 0.8, control_globe::eccentric),
    valve(Subtype::Control, "control_segment", [25, 300], 0.8, control_globe::segment),
    valve(Subtype::Control, "control_sliding_gate", [15, 150], 0.5, control_globe::sliding_gate),
    valve(Subtype::Control, "control_small_flow", [15, 25], 0.7, control_globe::small_flow),
    valve(Subtype::Control, "control_hygienic", [25, 100], 0.6, control_globe::hygienic),
    valve(Subtype::Control, "control_hanging", [15, 150], 0.8, self_acting::hanging),
    valve(Subtype::Control, "control_water_reducer", [15, 50], 1.0, self_acting::water_reducer),
    valve(Subtype::Control, "control_spring_tube", [15, 100], 0.8, self_acting::spring_tube),
    valve(Subtype::Control, "control_steam_reducer", [15, 100], 0.5, self_acting::steam_reducer),
    valve(Subtype::Control, "control_gas_regulator", [25, 100], 0.6, self_acting::gas_regulator),
    valve(Subtype::Control, "control_pilot_globe", [50, 400], 0.7, self_acting::pilot_globe),
    valve(Subtype::Control, "control_pilot_slanting", [50, 300], 0.4, self_acting::pilot_slanting),
    valve(Subtype::Control, "control_solenoid_flanged", [15, 100], 0.6, self_acting::solenoid_flanged),
    valve(Subtype::Control, "control_thermostatic", [15, 50], 0.5, self_acting::thermostatic),
    valve(Subtype::Control, "control_simple", [15, 300], 1.5, control_globe::simple),
    valve(Subtype::Control, "control_cones", [15, 300], 0.8, control_globe::cones),
    valve(Subtype::Control, "control_angle_heads", [25, 200], 0.0, control_globe::angle_heads),
    valve(Subtype::Relief, "relief_straight", [15, 150], 2.0, check::relief_straight),
    valve(Subtype::Relief, "relief_small", [15, 40], 1.5, check::relief_small),
    valve(Subtype::Relief, "relief_angle", [20, 150], 0.0, check::relief_angle),
    valve(Subtype::Relief, "relief_tall", [20, 150], 1.0, safety::tall),
    valve(Subtype::Relief, "relief_lever_weight", [25, 150], 0.3, safety::lever_weight),
    valve(Subtype::Relief, "relief_overflow", [15, 50], 1.0, safety::overflow),
    valve(Subtype::Relief, "relief_thermal", [15, 25], 0.8, safety::thermal),
    valve(Subtype::Relief, "relief_simple", [15, 150], 0.8, safety::simple),
    valve(Subtype::Relief, "relief_closed", [20, 200], 0.0, safety::closed),
    valve(Subtype::Relief, "relief_open", [20, 150], 0.0, safety::open),
    valve(Subtype::Relief, "relief_pilot", [25, 200], 0.0, safety::pilot),
    valve(Subtype::Relief, "relief_vent", [50, 200], 0.0, safety::vent),
    valve(Subtype::Relief, "relief_brass_angle", [15, 50], 0.0, safety::brass_angle),
    valve(Subtype::Relief, "relief_simple_angle", [15, 200], 0.0, safety::simple_angle),
    valve(Subtype::Plug, "plug", [15, 300], 1.0, quarter::plug),
    valve(Subtype::Plug, "plug_lubricated", [15, 250], 1.0, plug::lubricated),
    valve(Subtype::Plug, "plug_sleeved", [15, 300], 1.0, plug::sleeved),
    valve(Subtype::Plug, "plug_geared", [100, 400], 0.6, plug::geared),
    valve(Subtype::Plug, "plug_eccentric", [65, 400], 0.7, plug::eccentric),
    valve(Subtype::Plug, "plug_gas_cock", [15, 80], 0.7, plug::gas_cock),
    valve(Subtype::Plug, "plug_coarse", [15, 300], 0.7, plug::coarse),
    valve(Subtype::Needle, "needle_bar", [15, 40], 2.0, globe::needle_bar),
    valve(Subtype::Needle, "needle_globe", [15, 100], 1.0, globe::needle_globe),
    valve(Subtype::Needle, "needle_hex", [15, 25], 1.0, needle::hex_bar),
    valve(Subtype::Needle, "needle_manifold", [15, 25], 0.7, needle::manifold),
    valve(Subtype::Needle, "needle_forged", [15, 50], 1.0, needle::forged),
    valve(Subtype::Needle, "needle_long_packing", [15, 40], 0.7, needle::long_packing),
    valve(Subtype::Needle, "needle_oblique", [15, 40], 0.5, needle::oblique),
    valve(Subtype::Needle, "needle_coarse", [15, 50], 0.7, needle::coarse),
    valve(Subtype::Diaphragm, "diaphragm_weir", [15, 200], 1.0, globe::weir),
    valve(Subtype::Diaphragm, "diaphragm_hygienic", [15, 100], 1.0, membrane::hygienic),
    valve(Subtype::Diaphragm, "diaphragm_plastic", [15, 100], 0.8, membrane::plastic),
    valve(Subtype::Diaphragm, "diaphragm_lined", [25, 300], 1.0, membrane::lined),
    valve(Subtype::Diaphragm, "diaphragm_full_bore", [25, 300], 0.6, membrane::full_bore),
    valve(Subtype::Diaphragm, "diaphragm_pneumatic", [15, 200], 0.8, membrane::pneumatic),
    valve(Subtype::Diaphragm, "diaphragm_pinch", [40, 300], 0.3, membrane::pinch),
    valve(Subtype::Diaphragm, "diaphragm_coarse", [15, 200], 0.7, membrane::coarse),
    inline(Class::Strainer, "strainer_wye", [15, 300], 4.0, strainer::wye),
    inline(Class::Strainer, "strainer_basket", [40, 400], 2.0, strainer::basket),
    inline(Class::Strainer, "strainer_tee", [40, 300], 1.0, strainer::tee),
    inline(Class::Strainer, "strainer_duplex", [50, 200], 0.6, strainer::duplex),
    inline(Class::Strainer, "strainer_wye_blow_off", [20, 250], 2.0, wye::blow_off),
    inline(Class::Strainer, "strainer_wye_long", [40, 400], 2.0, wye::long),
    inline(Class::Strainer, "strainer_wye_short", [40, 300], 1.0, wye::short),
    inline(Class::Strainer, "strainer_wye_brass", [15, 65], 3.0, wye::brass),
    inline(Class::Strainer, "strainer_wye_forged", [15, 50], 1.5, wye::forged),
    inline(Class::Strainer, "strainer_wye_welded", [50, 400], 1.0, wye::welded),
    inline(Class::Strainer, "strainer_wye_plastic", [15, 80], 1.0, wye::plastic),
    inline(Class::Strainer, "strainer_wye_plain", [15, 400], 1.0, wye::plain),
    inline(Class::Strainer, "strainer_basket_bolted", [40, 400], 1.5, pot::bolted),
    inline(Class::Strainer, "strainer_basket_quick", [50, 400], 1.0, pot::quick),
    inline(Class::Strainer, "strainer_basket_bucket", [25, 300], 1.5, pot::bucket),
    inline(Class::Strainer, "strainer_basket_plain", [25, 400], 0.7, pot::plain),
    inline(Class::Strainer, "strainer_duplex_plug", [40, 200], 0.5, pot::duplex_plug),
    inline(Class::Strainer, "strainer_self_cleaning", [65, 400], 0.5, pot::self_cleaning),
    inline(Class::Strainer, "strainer_bag", [25, 100], 0.5, pot::bag),
    inline(Class::Strainer, "strainer_bowl", [15, 50], 1.5, pot::bowl),
    inline(Class::Strainer, "strainer_separator", [25, 300], 0.8, pot::separator),
    inline(Class::Strainer, "strainer_separator_brass", [15, 50], 1.0, pot::separator_brass),
    inline(Class::Strainer, "strainer_temporary", [25, 400], 0.5, pot::temporary),
    inline(Class::Strainer, "strainer_barrel", [50, 300], 0.4, pot::barrel),
    inline(Class::Flowmeter, "meter_magnetic", [15, 400], 4.0, meter::magnetic),
    inline(Class::Flowmeter, "meter_magnetic_wafer", [25, 200], 0.7, meter::magnetic_wafer),
    inline(Class::Flowmeter, "meter_vortex", [15, 300], 2.0, meter::vortex),
    inline(Class::Flowmeter, "meter_turbine", [15, 200], 1.0, meter::turbine),
    inline(Class::Flowmeter, "meter_coriolis", [15, 200], 2.0, meter::coriolis),
    inline(Class::Flowmeter, "meter_orifice", [25, 400], 1.5, meter::orifice),
    inline(Class::Flowmeter, "meter_rotameter", [15, 80], 1.0, meter::rotameter),
    inline(Class::Flowmeter, "meter_ultrasonic", [50, 400], 0.7, meter::ultrasonic),
    inline(Class::Flowmeter, "meter_venturi", [50, 400], 0.4, meter::venturi),
    inline(Class::Flowmeter, "meter_water", [15, 150], 1.0, meter::water),
    inline(Class::Flowmeter, "meter_displacement", [25, 150], 0.6, meter::displacement),
    inline(Class::Flowmeter, "meter_magnetic_octagon", [25, 400], 1.5, electric::magnetic_octagon),
    inline(Class::Flowmeter, "meter_magnetic_box", [15, 200], 1.5, electric::magnetic_box),
    inline(Class::Flowmeter, "meter_magnetic_remote", [15, 400], 1.5, electric::magnetic_remote),
    inline(Class::Flowmeter, "meter_magnetic_large", [150, 400], 1.5, electric::magnetic_large),
    inline(Class::Flowmeter, "meter_magnetic_sanitary", [15, 100], 0.7, electric::magnetic_sanitary),
    inline(Class::Flowmeter, "meter_magnetic_compact", [15, 50], 1.0, electric::magnetic_compact),
    inline(Class::Flowmeter, "meter_vortex_long", [15, 200], 1.0, electric::vortex_long),
    inline(Class::Flowmeter, "meter_vortex_dual", [25, 300], 0.4, electric::vortex_dual),
    inline(Class::Flowmeter, "meter_vortex_reduced", [40, 300], 0.6, electric::vortex_reduced),
    inline(Class::Flowmeter, "meter_turbine_gas", [40, 300], 0.7, electric::turbine_gas),
    inline(Class::Flowmeter, "meter_ultrasonic_pairs", [40, 400], 0.7, electric::ultrasonic_pairs),
    inline(Class::Flowmeter, "meter_ultrasonic_block", [80, 400], 0.3, electric::ultrasonic_block),
    inline(Class::Flowmeter, "meter_ultrasonic_compact", [15, 100], 1.0, electric::ultrasonic_compact),
    inline(Class::Flowmeter, "meter_clamp_on", [25, 400], 0.5, electric::clamp_on),
    inline(Class::Flowmeter, "meter_thermal", [15, 200], 0.8, electric::thermal),
    inline(Class::Flowmeter, "meter_paddle", [15, 80], 1.0, electric::paddle),
    inline(Class::Flowmeter, "meter_plain", [15, 400], 1.0, electric::plain),
    inline(Class::Flowmeter, "meter_coriolis_shallow", [15, 200], 1.0, coriolis::shallow),
    inline(Class::Flowmeter, "meter_coriolis_triangle", [15, 150], 0.8, coriolis::triangle),
    inline(Class::Flowmeter, "meter_coriolis_straight", [15, 100], 0.8, coriolis::straight),
    inline(Class::Flowmeter, "meter_coriolis_boxed", [15, 80], 0.7, coriolis::boxed),
    inline(Class::Flowmeter, "meter_coriolis_omega", [15, 150], 0.3, coriolis::omega),
    inline(Class::Flowmeter, "meter_coriolis_tall", [15, 150], 1.0, coriolis::tall),
    inline(Class::Flowmeter, "meter_orifice_flanges", [40, 400], 1.5, throttle::orifice_flanges),
    inline(Class::Flowmeter, "meter_orifice_beside", [40, 400], 1.5, lookalike::orifice_beside),
    inline(Class::Flowmeter, "meter_orifice_ring", [40, 400], 0.6, throttle::orifice_ring),
    inline(Class::Flowmeter, "meter_wedge", [25, 300], 0.4, throttle::wedge),
    inline(Class::Flowmeter, "meter_cone", [15, 300], 0.5, throttle::cone),
    inline(Class::Flowmeter, "meter_venturi_ring", [50, 400], 0.4, throttle::venturi_ring),
    inline(Class::Flowmeter, "meter_averaging", [50, 400], 0.7, throttle::averaging),
    inline(Class::Flowmeter, "meter_woltman", [50, 300], 1.2, counter::woltman),
    inline(Class::Flowmeter, "meter_household", [15, 40], 1.5, counter::household),
    inline(Class::Flowmeter, "meter_heat", [15, 80], 1.0, counter::heat),
    inline(Class::Flowmeter, "meter_oval", [15, 100], 0.6, counter::oval),
    inline(Class::Flowmeter, "meter_disc", [15, 80], 0.5, counter::disc),
    inline(Class::Flowmeter, "meter_delivery", [50, 150], 0.4, counter::delivery),
    inline(Class::Flowmeter, "meter_float_tube", [15, 65], 1.0, counter::float_tube),
    inline(Class::Flowmeter, "meter_float_framed", [15, 80], 0.6, counter::float_framed),
    inline(Class::Flowmeter, "meter_float_metal", [15, 100], 1.0, counter::float_metal),
    mount(InstrumentKind::PressureGauge, "gauge", 2.0, instrument::gauge),
    mount(InstrumentKind::Thermometer, "thermometer", 2.0, instrument::thermometer),
    mount(InstrumentKind::PressureTransmitter, "pressure_transmitter", 2.0, instrument::transmitter),
    mount(InstrumentKind::TemperatureTransmitter, "temperature_transmitter", 2.0, instrument::well),
    mount(InstrumentKind::PressureGauge, "gauge_siphon", 1.0, gauge::siphon),
    mount(InstrumentKind::PressureGauge, "gauge_seal", 0.7, gauge::seal),
    mount(InstrumentKind::PressureGauge, "gauge_block", 1.0, gauge::block),
    mount(InstrumentKind::PressureGauge, "gauge_back", 0.6, gauge::back),
    mount(InstrumentKind::PressureGauge, "gauge_plain", 0.5, gauge::plain),
    mount(InstrumentKind::Thermometer, "thermometer_every_angle", 1.0, gauge::every_angle),
    mount(InstrumentKind::Thermometer, "thermometer_straight", 0.8, gauge::straight),
    mount(InstrumentKind::Thermometer, "thermometer_capillary", 0.3, gauge::capillary),
    mount(InstrumentKind::TemperatureTransmitter, "temperature_long_neck", 1.0, probe::long_neck),
    mount(InstrumentKind::TemperatureTransmitter, "temperature_short", 1.0, probe::short_well),
    mount(InstrumentKind::TemperatureTransmitter, "temperature_plain", 0.5, probe::plain),
    mount(InstrumentKind::PressureTransmitter, "transmitter_differential", 0.8, probe::differential),
    mount(InstrumentKind::PressureTransmitter, "transmitter_inline", 1.0, probe::inline_cell),
    mount(InstrumentKind::PressureTransmitter, "transmitter_small", 0.8, probe::small_cell),
    mount(InstrumentKind::PressureTransmitter, "transmitter_flanged", 0.6, probe::flanged_cell),
    mount(InstrumentKind::PressureSwitch, "switch_pressure", 1.0, probe::pressure_switch),
    mount(InstrumentKind::LevelSwitch, "switch_level", 1.0, probe::level_switch),
    mount(InstrumentKind::FlowSwitch, "switch_flow", 1.0, probe::flow_switch),
    mount(InstrumentKind::Analyser, "probe_conductivity", 1.0, probe::conductivity),
    mount(InstrumentKind::Analyser, "probe_retractable", 0.6, probe::retractable),
    inline(Class::Other, "other_rubber_bellows", [25, 400], 3.0, joint::rubber_bellows),
    inline(Class::Other, "other_rubber_arch", [25, 400], 3.0, lookalike::rubber_arch),
    inline(Class::Other, "other_metal_bellows", [25, 400], 1.5, joint::metal_bellows),
    inline(Class::Other, "other_hose", [15, 150], 1.5, joint::hose),
    inline(Class::Other, "other_union", [15, 65], 2.0, joint::union),
    inline(Class::Other, "other_grooved", [25, 300], 1.5, joint::grooved),
    inline(Class::Other, "other_sleeve", [25, 400], 1.5, joint::sleeve),
    inline(Class::Other, "other_dismantling", [50, 400], 0.8, joint::dismantling),
    inline(Class::Other, "other_insulating", [25, 400], 0.4, joint::insulating),
    inline(Class::Other, "other_repair_clamp", [25, 300], 0.5, joint::repair_clamp),
    inline(Class::Other, "other_sight_glass", [15, 200], 1.5, fixture::sight_glass),
    inline(Class::Other, "other_sight_windows", [15, 200], 1.5, lookalike::sight_windows),
    inline(Class::Other, "other_trap_float", [15, 50], 1.5, fixture::trap_float),
    inline(Class::Other, "other_trap_bucket", [15, 50], 1.0, fixture::trap_bucket),
    inline(Class::Other, "other_trap_disc", [15, 40], 1.5, fixture::trap_disc),
    inline(Class::Other, "other_spectacle", [25, 400], 1.5, fixture::spectacle),
    inline(Class::Other, "other_mixer", [15, 300], 0.6, fixture::mixer),
    inline(Class::Other, "other_silencer", [40, 250], 0.5, fixture::silencer),
    inline(Class::Other, "other_arrester", [40, 300], 0.6, fixture::arrester),
    inline(Class::Other, "other_bottle", [15, 100], 0.8, fixture::bottle),
];

/// A set with the families of these names; unknown names are passed over.
pub fn set_of(names: &[String]) -> FamilySet {
    let all = FAMILIES.iter().map(|f| f.name).chain(UNITS.iter().map(|f| f.name));
    all.enumerate().filter(|(_, name)| names.iter().any(|n| n == name)).map(|(place, _)| place).collect()
}

/// The family of that name.
pub fn named(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|f| f.name == name)
}

/// An inline component of a class and subtype, of one of the families that come in this size.
pub fn any(class: Class, subtype: Option<Subtype>, dn: u32, look: &Look, dice: &mut Dice) -> Option<Component> {
    built(drawn(fits(class, subtype, dn), look, dice)?, dn, look, dice)
}

/// As [`any`], but rare families come as often as common ones.
pub fn evenly(class: Class, subtype: Option<Subtype>, dn: u32, look: &Look, dice: &mut Dice) -> Option<Component> {
    let kept = kept(fits(class, subtype, dn), look);
    built(kept.get(dice.below(kept.len().max(1)))?.1, dn, look, dice)
}

/// Whether families are of a class and subtype and come in a size.
fn fits(class: Class, subtype: Option<Subtype>, dn: u32) -> impl Fn(&Family) -> bool {
    move |f| f.class == class && f.subtype == subtype && f.sizes[0] <= dn && dn <= f.sizes[1]
}

/// The families that serve and occur in this plant, with their places in the list.
fn kept(serves: impl Fn(&Family) -> bool, look: &Look) -> Vec<(usize, &'static Family)> {
    FAMILIES.iter().enumerate().filter(|(i, f)| serves(f) && f.weight > 0.0 && !look.without.has(*i)).collect()
}

/// One of the families that serve, by how common they are in this plant.
fn drawn(serves: impl Fn(&Family) -> bool, look: &Look, dice: &mut Dice) -> Option<&'static Family> {
    let kept = kept(serves, look);
    let total: f64 = kept.iter().map(|(i, f)| look.weight(*i, f.weight)).sum();
    let mut left = dice.range(0.0, total);
    let found = kept.iter().find(|(i, f)| {
        left -= look.weight(*i, f.weight);
        left <= 0.0
    });
    found.or(kept.last()).map(|(_, family)| *family)
}

/// A family of instruments that measure this, of those the plant has; of all if it has none of them.
fn mountable(kind: InstrumentKind, look: &Look, dice: &mut Dice) -> Option<&'static Family> {
    let serves = |f: &Family| measures(f) == Some(kind);
    drawn(serves, look, dice).or_else(|| FAMILIES.iter().find(|f| serves(f)))
}

/// A relief valve whose outlet goes off at a right angle, of one of the families that come in this size.
pub fn safety(dn: u32, look: &Look, dice: &mut Dice) -> Option<Component> {
    let fits = |f: &Family| f.subtype == Some(Subtype::Relief) && f.weight == 0.0 && f.sizes[0] <= dn && dn <= f.sizes[1];
    let kept: Vec<&Family> =
        FAMILIES.iter().enumerate().filter(|(i, f)| fits(f) && !look.without.has(*i)).map(|(_, f)| f).collect();
    let family = if kept.is_empty() { named("relief_angle")? } else { dice.pick(&kept) };
    built(family, dn, look, dice)
}

/// A component of an inline family; none for others.
pub fn built(family: &Family, dn: u32, look: &Look, dice: &mut Dice) -> Option<Component> {
    let Build::Inline(build) = family.build else { return None };
    let mut make = Make::new(dn, look, dice);
    let body = build(&mut make);
    let bolted = make.is_bolted;
    let mut component = make.finish(family.class, family.subtype, family.name, body);
    component.kind = kind(family.name);
    if look.loose && bolted {
        component.loose = Some(look.style);
    }
    Some(component)
}

/// Makes that the drawing tells apart.
fn kind(family: &'static str) -> Option<&'static str> {
    Some(match family {
        name if name.starts_with("meter_magnetic") => "magnetic",
        name if name.starts_with("strainer_wye") => "y",
        name if name.starts_with("strainer_basket") => "basket",
        name if ["meter_", "strainer_", "other_"].iter().any(|p| name.starts_with(p)) => name,
        _ => return None,
    })
}

/// What a family of instruments measures.
pub fn measures(family: &Family) -> Option<InstrumentKind> {
    if let Build::Mounted(kind, _) = family.build { Some(kind) } else { None }
}
