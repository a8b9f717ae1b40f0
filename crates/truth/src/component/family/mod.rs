//! Families of components: each a way of building with a dozen free proportions, so that no two look alike.
//!
//! Lengths follow ASME B16.10 and EN 558 within 15 to 20 %; heights, wheels, levers and actuators makers' sheets.
//! A family can be held out ([`Look::without`]), so that what learns from some families is judged on others.

mod actuator;
mod air_mover;
mod bundle_exchanger;
mod check;
mod container;
mod control;
mod displacement;
mod ends;
mod exchanger;
mod gate;
mod globe;
mod instrument;
mod look;
mod machine;
mod make;
mod meter;
mod motor;
mod plate_pack;
mod process_pump;
mod process_vessel;
mod pump;
mod quarter;
mod set;
mod spot;
mod store_tank;
mod strainer;
mod topworks;
mod unit;
mod upright_pump;
mod water_filter;

pub use ends::Ends;
pub use instrument::mounted;
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
    Mounted(InstrumentKind),
}

const fn valve(subtype: Subtype, name: &'static str, sizes: [u32; 2], weight: f64, build: fn(&mut Make) -> Body) -> Family {
    Family { name, class: Class::Valve, subtype: Some(subtype), sizes, weight, build: Build::Inline(build) }
}

const fn inline(class: Class, name: &'static str, sizes: [u32; 2], weight: f64, build: fn(&mut Make) -> Body) -> Family {
    Family { name, class, subtype: None, sizes, weight, build: Build::Inline(build) }
}

const fn mount(kind: InstrumentKind, name: &'static str) -> Family {
    Family { name, class: Class::Instrument, subtype: None, sizes: [15, 400], weight: 1.0, build: Build::Mounted(kind) }
}

/// All families that sit in lines or on pipes.
pub const FAMILIES: &[Family] = &[
    valve(Subtype::Gate, "gate_rising", [15, 400], 4.0, gate::rising),
    valve(Subtype::Gate, "gate_resilient", [40, 400], 2.0, gate::resilient),
    valve(Subtype::Gate, "gate_knife", [50, 400], 1.0, gate::knife),
    valve(Subtype::Gate, "gate_threaded", [15, 65], 3.0, gate::threaded),
    valve(Subtype::Gate, "gate_forged", [15, 50], 2.0, gate::forged),
    valve(Subtype::Gate, "gate_pressure_seal", [65, 400], 0.5, gate::pressure_seal),
    valve(Subtype::Globe, "globe_straight", [15, 400], 4.0, globe::straight),
    valve(Subtype::Globe, "globe_slanting", [15, 250], 1.5, globe::slanting),
    valve(Subtype::Globe, "globe_bellows", [15, 200], 1.5, globe::bellows),
    valve(Subtype::Globe, "globe_small", [15, 50], 3.0, globe::small),
    valve(Subtype::Globe, "globe_angle", [15, 200], 0.0, globe::angle),
    valve(Subtype::Ball, "ball_two_piece", [15, 250], 4.0, quarter::two_piece),
    valve(Subtype::Ball, "ball_three_piece", [15, 100], 3.0, quarter::three_piece),
    valve(Subtype::Ball, "ball_trunnion", [100, 400], 3.0, quarter::trunnion),
    valve(Subtype::Ball, "ball_threaded", [15, 65], 3.0, quarter::threaded),
    valve(Subtype::Ball, "ball_plastic", [15, 80], 1.5, quarter::plastic),
    valve(Subtype::Ball, "ball_compact", [15, 100], 1.0, quarter::compact),
    valve(Subtype::Butterfly, "butterfly_wafer", [40, 400], 4.0, |m| quarter::butterfly(m, Ends::Wafer)),
    valve(Subtype::Butterfly, "butterfly_lug", [40, 400], 3.0, |m| quarter::butterfly(m, Ends::Lug)),
    valve(Subtype::Butterfly, "butterfly_flanged", [100, 400], 1.5, |m| quarter::butterfly(m, Ends::Flanged)),
    valve(Subtype::Check, "check_swing", [15, 400], 4.0, check::swing),
    valve(Subtype::Check, "check_lift", [15, 200], 2.0, check::lift),
    valve(Subtype::Check, "check_wafer", [25, 400], 2.0, check::wafer),
    valve(Subtype::Check, "check_ball", [25, 300], 1.0, check::ball),
    valve(Subtype::Check, "check_axial", [40, 400], 1.0, check::axial),
    valve(Subtype::Check, "check_inline", [15, 50], 2.0, check::inline),
    valve(Subtype::Control, "control_diaphragm", [15, 400], 5.0, control::diaphragm),
    valve(Subtype::Control, "control_piston", [15, 300], 1.5, control::piston),
    valve(Subtype::Control, "control_electric", [15, 200], 1.5, control::electric),
    valve(Subtype::Control, "control_rotary", [40, 300], 1.5, control::rotary),
    valve(Subtype::Control, "control_regulator", [15, 150], 1.5, control::regulator),
    valve(Subtype::Control, "control_pilot", [50, 300], 0.7, control::pilot),
    valve(Subtype::Control, "control_solenoid", [15, 40], 0.7, control::solenoid),
    valve(Subtype::Control, "control_angle", [25, 150], 0.0, control::angle),
    valve(Subtype::Relief, "relief_straight", [15, 150], 2.0, check::relief_straight),
    valve(Subtype::Relief, "relief_small", [15, 40], 1.5, check::relief_small),
    valve(Subtype::Relief, "relief_angle", [20, 150], 0.0, check::relief_angle),
    valve(Subtype::Plug, "plug", [15, 300], 1.0, quarter::plug),
    valve(Subtype::Needle, "needle_bar", [15, 40], 2.0, globe::needle_bar),
    valve(Subtype::Needle, "needle_globe", [15, 100], 1.0, globe::needle_globe),
    valve(Subtype::Diaphragm, "diaphragm_weir", [15, 200], 1.0, globe::weir),
    inline(Class::Strainer, "strainer_wye", [15, 300], 4.0, strainer::wye),
    inline(Class::Strainer, "strainer_basket", [40, 400], 2.0, strainer::basket),
    inline(Class::Strainer, "strainer_tee", [40, 300], 1.0, strainer::tee),
    inline(Class::Strainer, "strainer_duplex", [50, 200], 0.6, strainer::duplex),
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
    mount(InstrumentKind::PressureGauge, "gauge"),
    mount(InstrumentKind::Thermometer, "thermometer"),
    mount(InstrumentKind::PressureTransmitter, "pressure_transmitter"),
    mount(InstrumentKind::TemperatureTransmitter, "temperature_transmitter"),
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
    let fits = |f: &Family| f.class == class && f.subtype == subtype && f.sizes[0] <= dn && dn <= f.sizes[1];
    let kept: Vec<(usize, &Family)> =
        FAMILIES.iter().enumerate().filter(|(i, f)| fits(f) && f.weight > 0.0 && !look.without.has(*i)).collect();
    let total: f64 = kept.iter().map(|(i, f)| look.weight(*i, f.weight)).sum();
    let mut left = dice.range(0.0, total);
    let found = kept.iter().find(|(i, f)| {
        left -= look.weight(*i, f.weight);
        left <= 0.0
    });
    built(found.or(kept.last())?.1, dn, look, dice)
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
        "meter_magnetic" | "meter_magnetic_wafer" => "magnetic",
        "strainer_wye" => "y",
        "strainer_basket" => "basket",
        name if name.starts_with("meter_") || name.starts_with("strainer_") => name,
        _ => return None,
    })
}

/// What a family of instruments measures.
pub fn measures(family: &Family) -> Option<InstrumentKind> {
    if let Build::Mounted(kind) = family.build { Some(kind) } else { None }
}
