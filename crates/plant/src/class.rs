//! What a thing is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Class of an element or a point. The discriminant is the class code of `points.laz`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Class {
    Unclassified = 0,
    Pipe = 1,
    Elbow = 2,
    Tee = 3,
    Reducer = 4,
    Flange = 5,
    Valve = 6,
    Strainer = 7,
    Flowmeter = 8,
    Instrument = 9,
    Pump = 10,
    Tank = 11,
    Vessel = 12,
    HeatExchanger = 13,
    Structure = 14,
    CableTray = 15,
    Duct = 16,
    Floor = 17,
    Wall = 18,
    Ceiling = 19,
    Other = 20,
}

impl Class {
    /// All classes in the order of their codes.
    pub const ALL: [Class; 21] = {
        use Class::*;
        [
            Unclassified,
            Pipe,
            Elbow,
            Tee,
            Reducer,
            Flange,
            Valve,
            Strainer,
            Flowmeter,
            Instrument,
            Pump,
            Tank,
            Vessel,
            HeatExchanger,
            Structure,
            CableTray,
            Duct,
            Floor,
            Wall,
            Ceiling,
            Other,
        ]
    };

    /// The name used in every file, e.g. `heat_exchanger`.
    pub const fn name(self) -> &'static str {
        match self {
            Class::Unclassified => "unclassified",
            Class::Pipe => "pipe",
            Class::Elbow => "elbow",
            Class::Tee => "tee",
            Class::Reducer => "reducer",
            Class::Flange => "flange",
            Class::Valve => "valve",
            Class::Strainer => "strainer",
            Class::Flowmeter => "flowmeter",
            Class::Instrument => "instrument",
            Class::Pump => "pump",
            Class::Tank => "tank",
            Class::Vessel => "vessel",
            Class::HeatExchanger => "heat_exchanger",
            Class::Structure => "structure",
            Class::CableTray => "cable_tray",
            Class::Duct => "duct",
            Class::Floor => "floor",
            Class::Wall => "wall",
            Class::Ceiling => "ceiling",
            Class::Other => "other",
        }
    }

    /// Tank, vessel, pump or heat exchanger: stands on its own, lines end at it.
    pub const fn is_equipment(self) -> bool {
        matches!(self, Class::Pump | Class::Tank | Class::Vessel | Class::HeatExchanger)
    }

    /// Sits in a line between two pipe ends and is drawn on a P&ID: valve, strainer, flowmeter, reducer, tee.
    pub const fn is_inline(self) -> bool {
        matches!(self, Class::Valve | Class::Strainer | Class::Flowmeter | Class::Reducer | Class::Tee)
    }

    /// Part of the process (codes 1 to 13), not of its surroundings.
    pub const fn is_process(self) -> bool {
        (self as u8) >= 1 && (self as u8) <= 13
    }
}

/// Subtype of a valve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Subtype {
    Gate,
    Globe,
    Ball,
    Butterfly,
    Check,
    Control,
    Relief,
    Plug,
    Needle,
    Diaphragm,
    Unknown,
}

impl Subtype {
    /// All subtypes in the order of their declaration.
    pub const ALL: [Subtype; 11] = {
        use Subtype::*;
        [Gate, Globe, Ball, Butterfly, Check, Control, Relief, Plug, Needle, Diaphragm, Unknown]
    };

    /// The name used in every file, e.g. `gate`.
    pub const fn name(self) -> &'static str {
        match self {
            Subtype::Gate => "gate",
            Subtype::Globe => "globe",
            Subtype::Ball => "ball",
            Subtype::Butterfly => "butterfly",
            Subtype::Check => "check",
            Subtype::Control => "control",
            Subtype::Relief => "relief",
            Subtype::Plug => "plug",
            Subtype::Needle => "needle",
            Subtype::Diaphragm => "diaphragm",
            Subtype::Unknown => "unknown",
        }
    }
}
