//! What the columns of a table mean, and rows put into batches: shared by the text formats, PLY and PCD.

use super::batch::Batch;
use super::number::{Delimiter, fields, parse};
use super::source::Ledger;

/// Meaning of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    X,
    Y,
    Z,
    Intensity,
    Red,
    Green,
    Blue,
    /// Three colours packed into 32 bits, red highest.
    Packed,
    Label,
    /// The first and the second column that were asked for by name.
    First,
    Second,
    /// Not used.
    Skip,
}

const NAMES: [(Role, &[&str]); 9] = [
    (Role::X, &["x", "easting", "east", "x_coordinate"]),
    (Role::Y, &["y", "northing", "north", "y_coordinate"]),
    (Role::Z, &["z", "height", "elevation", "z_coordinate"]),
    (Role::Intensity, &["intensity", "i", "reflectance", "reflectivity", "intensities"]),
    (Role::Red, &["red", "r", "diffuse_red"]),
    (Role::Green, &["green", "g", "diffuse_green"]),
    (Role::Blue, &["blue", "b", "diffuse_blue"]),
    (Role::Packed, &["rgb", "rgba"]),
    (Role::Label, &["label", "class", "classification", "semantic"]),
];

/// Roles of columns that were asked for, in their order.
const ASKED: [Role; 2] = [Role::First, Role::Second];

impl Role {
    /// The role of the `place`-th column that was asked for.
    pub fn asked(place: usize) -> Option<Role> {
        ASKED.get(place).copied()
    }

    /// The role a column's name suggests, whatever its case, quotes, unit or CloudCompare's `scalar_`.
    pub fn from_name(name: &str) -> Role {
        let lower = name.to_ascii_lowercase();
        let bare =
            lower.split(['[', '(']).next().unwrap_or_default().trim_matches(|c: char| c.is_whitespace() || "\"'/#".contains(c));
        let bare = bare.strip_prefix("scalar_").unwrap_or(bare);
        NAMES.iter().find(|(_, names)| names.contains(&bare)).map_or(Role::Skip, |(role, _)| *role)
    }
}

/// Values of one row by role.
pub(crate) type Row = [f64; 12];

/// Columns in order, with what their values are multiplied by to give 8-bit colours.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layout {
    pub roles: Vec<Role>,
    pub color_factor: f64,
}

impl Layout {
    /// A layout in which every role occurs once at most; later ones are skipped.
    pub fn new(mut roles: Vec<Role>) -> Self {
        for idx in 0..roles.len() {
            if roles.get(..idx).is_some_and(|before| before.contains(&roles[idx])) {
                roles[idx] = Role::Skip;
            }
        }
        Self { roles, color_factor: 1.0 }
    }

    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    pub fn has_position(&self) -> bool {
        [Role::X, Role::Y, Role::Z].iter().all(|role| self.has(*role))
    }

    pub fn has_color(&self) -> bool {
        self.has(Role::Packed) || [Role::Red, Role::Green, Role::Blue].iter().all(|role| self.has(*role))
    }

    /// Tells the ledger which columns there are.
    pub fn describe(&self, ledger: &mut Ledger) {
        ledger.info.has_intensity = self.has(Role::Intensity);
        ledger.info.has_color = self.has_color();
        ledger.info.has_label = self.has(Role::Label);
        ledger.info.has_named.iter_mut().zip(ASKED).for_each(|(has, role)| *has = self.has(role));
    }

    /// Reads a row of text; none if a used column is missing or no number.
    pub fn read_text(&self, line: &[u8], delimiter: Delimiter) -> Option<Row> {
        let mut row = Row::default();
        let mut fields = fields(line, delimiter);
        let last_used = self.roles.iter().rposition(|role| *role != Role::Skip)?;
        for role in self.roles.get(..=last_used)? {
            let field = fields.next()?;
            if *role != Role::Skip {
                row[*role as usize] = parse(field)?;
            }
        }
        Some(row)
    }

    /// Appends a row to a batch.
    pub fn push(&self, row: &Row, station: u16, out: &mut Batch) {
        out.positions.push([row[Role::X as usize], row[Role::Y as usize], row[Role::Z as usize]]);
        out.station.push(station);
        if self.has(Role::Intensity) {
            out.intensity.push(row[Role::Intensity as usize] as f32);
        }
        if self.has(Role::Packed) {
            let [_, r, g, b] = (row[Role::Packed as usize] as u32).to_be_bytes();
            out.color.push([r, g, b]);
        } else if self.has_color() {
            // A float cast to u8 saturates; NaN gives 0.
            let byte = |role: Role| (row[role as usize] * self.color_factor).round() as u8;
            out.color.push([byte(Role::Red), byte(Role::Green), byte(Role::Blue)]);
        }
        if self.has(Role::Label) {
            out.label.push(row[Role::Label as usize] as u8);
        }
        for (role, column) in ASKED.iter().zip(&mut out.named) {
            if self.has(*role) {
                column.push(row[*role as usize]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_roles() {
        let cases = [
            ("X", Role::X),
            ("//X", Role::X),
            ("\"Northing [m]\"", Role::Y),
            ("Z(m)", Role::Z),
            ("scalar_Intensity", Role::Intensity),
            ("diffuse_red", Role::Red),
            ("Classification", Role::Label),
            ("nx", Role::Skip),
            ("", Role::Skip),
        ];
        for (name, role) in cases {
            assert_eq!(Role::from_name(name), role, "{name}");
        }
    }
}
