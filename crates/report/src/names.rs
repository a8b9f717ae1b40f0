//! Names and colours that all outputs share.

use rosette_cloud::SeenState;
use rosette_plant::{Class, DifferenceKind, Severity};

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// Colour of a class in the model, the pictures and the plan.
pub fn class_color(class: Class) -> Rgb {
    match class {
        Class::Unclassified => [150, 150, 150],
        Class::Pipe => [74, 124, 168],
        Class::Elbow => [111, 163, 204],
        Class::Tee => [64, 155, 155],
        Class::Reducer => [134, 188, 186],
        Class::Flange => [158, 148, 196],
        Class::Valve => [198, 92, 72],
        Class::Strainer => [196, 142, 74],
        Class::Flowmeter => [176, 96, 152],
        Class::Instrument => [210, 132, 176],
        Class::Pump => [92, 146, 84],
        Class::Tank => [150, 166, 110],
        Class::Vessel => [176, 178, 120],
        Class::HeatExchanger => [122, 170, 128],
        Class::Structure => [132, 116, 96],
        Class::CableTray => [168, 152, 120],
        Class::Duct => [140, 150, 160],
        Class::Floor => [190, 186, 178],
        Class::Wall => [202, 200, 194],
        Class::Ceiling => [212, 212, 210],
        Class::Other => [164, 160, 156],
    }
}

/// A class as people write it.
pub fn class_words(class: Class) -> String {
    class.name().replace('_', " ")
}

/// Letter that stands for a kind of difference on drawings and plans, so that black and white prints can be read.
pub fn kind_letter(kind: DifferenceKind) -> char {
    match kind {
        DifferenceKind::MissingInField => 'M',
        DifferenceKind::MissingInPid => 'N',
        DifferenceKind::TypeMismatch => 'T',
        DifferenceKind::SizeMismatch => 'S',
        DifferenceKind::OrderMismatch => 'O',
        DifferenceKind::ConnectivityMismatch => 'C',
        DifferenceKind::NotVerifiable => 'H',
    }
}

/// A kind of difference as people write it.
pub fn kind_words(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::MissingInField => "Missing in field",
        DifferenceKind::MissingInPid => "Not on drawing",
        DifferenceKind::TypeMismatch => "Type differs",
        DifferenceKind::SizeMismatch => "Size differs",
        DifferenceKind::OrderMismatch => "Order differs",
        DifferenceKind::ConnectivityMismatch => "Connection differs",
        DifferenceKind::NotVerifiable => "Hidden, not verifiable",
    }
}

/// The key of a kind in files, e.g. `missing_in_field`.
pub fn kind_key(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::MissingInField => "missing_in_field",
        DifferenceKind::MissingInPid => "missing_in_pid",
        DifferenceKind::TypeMismatch => "type_mismatch",
        DifferenceKind::SizeMismatch => "size_mismatch",
        DifferenceKind::OrderMismatch => "order_mismatch",
        DifferenceKind::ConnectivityMismatch => "connectivity_mismatch",
        DifferenceKind::NotVerifiable => "not_verifiable",
    }
}

/// Colour of a kind of difference, dark enough for white letters on it.
pub fn kind_color(kind: DifferenceKind) -> Rgb {
    match kind {
        DifferenceKind::MissingInField => [178, 34, 34],
        DifferenceKind::MissingInPid => [176, 88, 0],
        DifferenceKind::TypeMismatch => [112, 64, 160],
        DifferenceKind::SizeMismatch => [0, 112, 128],
        DifferenceKind::OrderMismatch => [152, 48, 112],
        DifferenceKind::ConnectivityMismatch => [24, 80, 176],
        DifferenceKind::NotVerifiable => [96, 96, 96],
    }
}

/// A severity as files write it.
pub fn severity_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
    }
}

/// What the scan saw of a place, as people write it.
pub fn seen_words(seen: SeenState) -> &'static str {
    match seen {
        SeenState::Occupied => "occupied",
        SeenState::Empty => "seen empty",
        SeenState::Unseen => "not seen",
        SeenState::Unknown => "unknown",
    }
}

/// `#rrggbb`.
pub fn hex(color: Rgb) -> String {
    let [r, g, b] = color;
    format!("#{r:02x}{g:02x}{b:02x}")
}
