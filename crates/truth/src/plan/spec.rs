//! What is wanted of a plant, before it has places.

use crate::component::family::Look;
use crate::component::{InstrumentKind, Role};
use crate::model::Catalogue;
use rosette_plant::Subtype;
use serde::{Deserialize, Serialize};

/// What a plant is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Kind {
    PumpStation,
    WaterTreatment,
    TankFarm,
    ChemicalUnit,
    BoilerHouse,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 5] = [Kind::PumpStation, Kind::WaterTreatment, Kind::TankFarm, Kind::ChemicalUnit, Kind::BoilerHouse];

    /// The name used on the command line, e.g. `pump-station`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::PumpStation => "pump-station",
            Kind::WaterTreatment => "water-treatment",
            Kind::TankFarm => "tank-farm",
            Kind::ChemicalUnit => "chemical-unit",
            Kind::BoilerHouse => "boiler-house",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }
}

/// How much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// One pump, a dozen inline components: a fixture.
    Tiny,
    /// A few lines.
    Small,
    /// A dozen or two lines.
    Medium,
    /// Several dozen lines.
    Large,
}

/// Everything that decides how a plant grows.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantSettings {
    /// Seed of all choices.
    pub seed: u64,
    /// What it is for.
    pub kind: Kind,
    /// How much of it.
    pub size: Size,
    /// Sizes of pipes; none: by the seed.
    pub catalogue: Option<Catalogue>,
    /// Walls and a ceiling around it; none: by the kind.
    pub indoor: Option<bool>,
    /// Some lines are insulated.
    pub insulation: bool,
    /// How much things of one kind differ.
    pub variety: Variety,
    /// Names of families that must not occur.
    pub without: Vec<String>,
}

/// How much things of one kind differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Variety {
    /// One way of building for each kind, and few things around: for tests that look at single effects.
    Plain,
    /// All families of components, full surroundings.
    #[default]
    Rich,
}

/// Equipment that is wanted.
#[derive(Debug, Clone)]
pub struct EquipmentSpec {
    pub tag: String,
    pub make: Make,
    /// Nozzles besides those that the make always has.
    pub wanted: Vec<(Role, u32)>,
}

/// Makes of equipment; lengths in metres.
#[derive(Debug, Clone)]
pub enum Make {
    Tank { radius: f64, height: f64 },
    Drum { radius: f64, length: f64 },
    Upright { radius: f64, height: f64 },
    ShellAndTube { radius: f64, length: f64, dn: [u32; 2] },
    Plate { dn: [u32; 2] },
    EndSuction { dn: [u32; 2] },
    InLine { dn: u32 },
    Multistage { dn: u32 },
    Blower { dn: [u32; 2] },
    Dosing { dn: u32 },
}

/// A line that is wanted.
#[derive(Debug, Clone)]
pub struct LineSpec {
    pub fluid: &'static str,
    pub dn: u32,
    pub from: EndSpec,
    pub to: EndSpec,
    pub clusters: Vec<Cluster>,
    pub instruments: Vec<InstrumentKind>,
    /// Thickness, m; 0 for none.
    pub insulation: f64,
    /// Fall along the flow, m per m.
    pub fall: f64,
    /// How its components are varied; none for the plain makes.
    pub look: Option<Look>,
    /// Begins with a safety valve that stands on the nozzle.
    pub safety: bool,
}

/// Where a wanted line begins or ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EndSpec {
    Nozzle(usize, Role),
    /// The tee with this key.
    Tee(usize),
    /// Leaves the hall; the name of its counterpart.
    OffPage(&'static str),
    /// Ends near the floor, pointing down.
    Down,
    /// Ends in the air, pointing up.
    Up,
}

/// Inline components that stand close together on one straight.
#[derive(Debug, Clone)]
pub struct Cluster {
    pub items: Vec<Item>,
    /// Where along the line it likes to be, 0 to 1.
    pub bias: f64,
}

/// An inline component that is wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Item {
    Valve(Subtype),
    Strainer,
    Flowmeter,
    /// No valve, strainer or meter, and on no drawing: a bellows, a sight glass, a coupling.
    Sundry,
    /// Changes the line's size.
    Reducer(u32),
    /// A tee with a branch of this size, known by its key.
    Tee {
        branch: u32,
        key: usize,
    },
}
