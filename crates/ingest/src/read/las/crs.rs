//! The unit of length of a LAS file, from its GeoTIFF keys or its WKT.

use super::super::source::Ledger;
use super::super::unit::{Unit, UnitSource};
use super::header::Header;
use crate::error::{Place, ReadError};

/// GeoTIFF keys (OGC 19-008r4).
const MODEL_TYPE: u16 = 1024;
const PROJECTED_CRS: u16 = 3072;
const LINEAR_UNIT: u16 = 3076;
const VERTICAL_UNIT: u16 = 4099;
const MODEL_GEOGRAPHIC: u16 = 2;

/// Horizontal and vertical unit as the file states them: known, stated but unknown, or not stated.
#[derive(Debug, Clone, PartialEq, Default)]
struct Stated {
    horizontal: Option<Result<Unit, String>>,
    vertical: Option<Result<Unit, String>>,
    degrees: bool,
    /// Code of a reference system whose unit only a registry tells.
    epsg: Option<u16>,
}

/// Sets the unit of the ledger, or says why it is not known.
pub(super) fn apply(header: &Header, ledger: &mut Ledger) -> Result<(), ReadError> {
    let keys = from_keys(&header.geo_keys);
    let stated = match &header.wkt {
        Some(wkt) if !wkt.is_empty() => from_wkt(wkt),
        _ => keys,
    };
    let user = ledger.info.unit_source == UnitSource::User;
    if stated.degrees && !user {
        let problem = "its coordinates are degrees of longitude and latitude";
        return Err(ledger.blame.unsupported(Place::Header, problem, "reproject it to a metric grid (UTM, national grid) first"));
    }
    match stated.horizontal {
        Some(Ok(unit)) => ledger.file_unit(unit),
        Some(Err(name)) if !user => {
            let problem = format!("its unit of length '{name}' is not known");
            return Err(ledger.blame.unsupported(Place::Header, problem, "set --unit (m cm mm in ft ftUS)"));
        }
        _ => {}
    }
    if let (Some(Ok(vertical)), false) = (&stated.vertical, user)
        && *vertical != ledger.info.unit
        && stated.horizontal.is_some()
    {
        ledger.metres[2] = vertical.metres();
        let message =
            format!("heights are in {vertical}, plan coordinates in {}; both were converted to metres", ledger.info.unit);
        ledger.warn("vertical_unit_differs", 1, message);
    }
    if let (Some(code), UnitSource::Assumed) = (stated.epsg, ledger.info.unit_source) {
        let message =
            format!("names reference system EPSG:{code} without its unit; metres were assumed, set --unit if it is in feet");
        ledger.warn("unit_assumed", 1, message);
    }
    Ok(())
}

fn from_keys(words: &[u16]) -> Stated {
    let mut stated = Stated::default();
    // The first entry is the directory's own header.
    for entry in words.chunks_exact(4).skip(1) {
        let &[key, location, _, value] = entry else { continue };
        if location != 0 {
            continue;
        }
        let unit = || Some(Unit::from_epsg(value).ok_or_else(|| format!("EPSG:{value}")));
        match key {
            MODEL_TYPE => stated.degrees = value == MODEL_GEOGRAPHIC,
            PROJECTED_CRS if value != 32767 => stated.epsg = Some(value),
            LINEAR_UNIT => stated.horizontal = unit(),
            VERTICAL_UNIT => stated.vertical = unit(),
            _ => {}
        }
    }
    stated
}

/// WKT 1 (OGC 01-009) and WKT 2 (OGC 18-010): the length unit of the projected part and of the vertical part.
fn from_wkt(wkt: &str) -> Stated {
    let upper = wkt.to_ascii_uppercase();
    let vertical_at = ["VERT_CS[", "VERTCRS[", "VERTICALCRS["].iter().filter_map(|word| upper.find(word)).min();
    let plan = upper.get(..vertical_at.unwrap_or(upper.len())).unwrap_or(&upper);
    let vertical = vertical_at.and_then(|at| upper.get(at..));
    let projected = ["PROJCS[", "PROJCRS[", "PROJECTEDCRS["].iter().any(|word| plan.contains(word));
    let local = ["LOCAL_CS[", "ENGCRS[", "ENGINEERINGCRS[", "GEOCCS["].iter().any(|word| plan.contains(word));
    let geographic = ["GEOGCS[", "GEOGCRS[", "GEOGRAPHICCRS[", "GEODCRS["].iter().any(|word| plan.contains(word));
    Stated {
        horizontal: if projected || local { last_length_unit(plan) } else { None },
        vertical: vertical.and_then(last_length_unit),
        degrees: geographic && !projected && !local,
        epsg: None,
    }
}

/// The last `UNIT["name", factor` that is no angle: units of a system stand after those of its parts.
fn last_length_unit(wkt: &str) -> Option<Result<Unit, String>> {
    let starts = wkt.match_indices("UNIT[\"").filter(|(at, _)| !wkt.get(..*at).unwrap_or_default().ends_with("ANGLE"));
    let units = starts.filter_map(|(at, word)| wkt.get(at + word.len()..)).filter_map(name_and_factor);
    let (name, factor) = units
        .filter(|(name, _)| !["DEGREE", "GRAD", "RADIAN", "UNITY", "SECOND"].iter().any(|angle| name.contains(angle)))
        .last()?;
    Some(Unit::from_metres(factor).ok_or(name))
}

fn name_and_factor(rest: &str) -> Option<(String, f64)> {
    let (name, rest) = rest.split_once('"')?;
    let number = rest.trim_start_matches([',', ' ']);
    let end = number.find([',', ']', ' ']).unwrap_or(number.len());
    Some((name.to_owned(), number.get(..end)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wkt_tells_the_unit() {
        let metre = r#"PROJCS["x",GEOGCS["g",UNIT["degree",0.0174532925199433]],UNIT["metre",1,AUTHORITY["EPSG","9001"]]]"#;
        let feet = r#"COMPD_CS["c",PROJCS["x",GEOGCS["g",UNIT["degree",0.0174532925199433]],UNIT["US survey foot",0.3048006096012192]],VERT_CS["v",UNIT["metre",1]]]"#;
        let wkt2 = r#"PROJCRS["x",BASEGEOGCRS["g",ELLIPSOID["e",6378137,298,LENGTHUNIT["metre",1]],ANGLEUNIT["degree",0.0174]],CS[Cartesian,2],LENGTHUNIT["foot",0.3048]]"#;
        let degrees = r#"GEOGCS["g",UNIT["degree",0.0174532925199433]]"#;
        let odd = r#"PROJCS["x",UNIT["chain",20.1168]]"#;
        let cases = [
            (metre, Some(Ok(Unit::Metre)), None, false),
            (feet, Some(Ok(Unit::UsSurveyFoot)), Some(Ok(Unit::Metre)), false),
            (wkt2, Some(Ok(Unit::Foot)), None, false),
            (degrees, None, None, true),
            (odd, Some(Err("CHAIN".to_owned())), None, false),
            ("", None, None, false),
            ("UNIT[\"", None, None, false),
        ];
        for (wkt, horizontal, vertical, degrees) in cases {
            let stated = from_wkt(wkt);
            assert_eq!((stated.horizontal, stated.vertical, stated.degrees), (horizontal, vertical, degrees), "{wkt}");
        }
    }

    #[test]
    fn keys_tell_the_unit() {
        let stated = from_keys(&[1, 1, 0, 3, 1024, 0, 1, 1, 3072, 0, 1, 2229, 3076, 0, 1, 9003]);
        assert_eq!(stated.horizontal, Some(Ok(Unit::UsSurveyFoot)));
        assert_eq!(stated.epsg, Some(2229));
        assert!(from_keys(&[1, 1, 0, 1, 1024, 0, 1, 2]).degrees);
        assert_eq!(from_keys(&[1, 1]), Stated::default());
    }
}
