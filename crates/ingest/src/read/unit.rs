//! Units of length: what a file says, what the user sets, what a format implies.

use std::fmt;
use std::str::FromStr;

/// A unit of length in a scan file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 1 m.
    Metre,
    /// 0.01 m.
    Centimetre,
    /// 0.001 m.
    Millimetre,
    /// International inch, 0.0254 m.
    Inch,
    /// International foot, 0.3048 m.
    Foot,
    /// US survey foot, 1200/3937 m.
    UsSurveyFoot,
}

/// Where the unit of a source comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitSource {
    /// The file states it.
    File,
    /// The user set it.
    User,
    /// The format implies it (E57: metres by standard).
    Format,
    /// Nothing says it; metres are assumed and a warning says so where the extent is implausible.
    Assumed,
}

const UNITS: [(Unit, f64, &str, &[&str]); 6] = [
    (Unit::Metre, 1.0, "m", &["m", "metre", "metres", "meter", "meters"]),
    (Unit::Centimetre, 0.01, "cm", &["cm", "centimetre", "centimetres", "centimeter", "centimeters"]),
    (Unit::Millimetre, 0.001, "mm", &["mm", "millimetre", "millimetres", "millimeter", "millimeters"]),
    (Unit::Inch, 0.0254, "in", &["in", "inch", "inches"]),
    (Unit::Foot, 0.3048, "ft", &["ft", "foot", "feet"]),
    (Unit::UsSurveyFoot, 1200.0 / 3937.0, "ftUS", &["ftus", "us-ft", "us_survey_foot", "us survey foot", "us survey feet"]),
];

impl Unit {
    fn row(self) -> &'static (Unit, f64, &'static str, &'static [&'static str]) {
        UNITS.iter().find(|(unit, ..)| *unit == self).unwrap_or(&UNITS[0])
    }

    /// Metres in one unit.
    pub fn metres(self) -> f64 {
        self.row().1
    }

    /// The unit of so many metres; feet and US survey feet differ by 2e-6.
    pub fn from_metres(metres: f64) -> Option<Self> {
        let close = |factor: f64| (metres / factor - 1.0).abs() < 1e-7;
        UNITS.iter().find(|(_, factor, ..)| close(*factor)).map(|(unit, ..)| *unit)
    }

    /// The unit of an EPSG code of a unit of measure.
    pub(crate) fn from_epsg(code: u16) -> Option<Self> {
        match code {
            9001 => Some(Unit::Metre),
            9002 => Some(Unit::Foot),
            9003 => Some(Unit::UsSurveyFoot),
            1025 => Some(Unit::Millimetre),
            1033 => Some(Unit::Centimetre),
            _ => None,
        }
    }

    /// The unit a comment names, as in `units mm`, `unit: ft` or `# units = m`.
    pub(crate) fn from_comment(comment: &str) -> Option<Self> {
        let lower = comment.to_ascii_lowercase();
        let at = lower.find("unit")?;
        let rest = lower[at..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let words = rest.trim_matches(|c: char| c.is_whitespace() || ":=()[]\"'".contains(c));
        words
            .parse()
            .ok()
            .or_else(|| words.split(|c: char| c.is_whitespace() || ":=()[],\"'".contains(c)).find_map(|w| w.parse().ok()))
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().2)
    }
}

impl FromStr for Unit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = text.trim().to_ascii_lowercase();
        let found = UNITS.iter().find(|(.., names)| names.contains(&wanted.as_str()));
        found.map(|(unit, ..)| *unit).ok_or_else(|| format!("'{text}' is not a unit of length; one of m cm mm in ft ftUS"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_name_units() {
        let cases = [
            ("units mm", Some(Unit::Millimetre)),
            ("unit: ft", Some(Unit::Foot)),
            (" Units = US survey foot", Some(Unit::UsSurveyFoot)),
            ("coordinates in units of (m)", Some(Unit::Metre)),
            ("made by a scanner", None),
            ("unit sphere", None),
        ];
        for (comment, unit) in cases {
            assert_eq!(Unit::from_comment(comment), unit, "{comment}");
        }
    }

    #[test]
    fn feet_are_told_apart() {
        assert_eq!(Unit::from_metres(0.3048), Some(Unit::Foot));
        assert_eq!(Unit::from_metres(0.304800609601219), Some(Unit::UsSurveyFoot));
        assert_eq!(Unit::from_metres(0.9144), None);
    }
}
