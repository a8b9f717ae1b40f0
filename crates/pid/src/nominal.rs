//! Nominal diameters as drawings write them: `DN 80`, `80`, `3"`, `50.000000 mm`, `0.05` (metres), or inside a line label.

/// Nominal pipe sizes in inch and the DN of the same pipe (ASME B36.10M / ISO 6708).
const INCHES: &[(f64, u32)] = &[
    (0.125, 6),
    (0.25, 8),
    (0.375, 10),
    (0.5, 15),
    (0.75, 20),
    (1.0, 25),
    (1.25, 32),
    (1.5, 40),
    (2.0, 50),
    (2.5, 65),
    (3.0, 80),
    (3.5, 90),
    (4.0, 100),
    (5.0, 125),
];

/// DN sizes that may be read out of a line label; others there are line numbers, years, pressures.
const LABEL_DN: &[u32] =
    &[10, 15, 20, 25, 32, 40, 50, 65, 80, 90, 100, 125, 150, 200, 250, 300, 350, 400, 450, 500, 600, 700, 750, 800, 900, 1000];

/// Largest DN of a pipe or nozzle; larger numbers are not sizes.
const MAX_DN: f64 = 4000.0;

/// Read a size. `hint` is the unit or kind given beside it (`mm`, `inch`, `DN`, `NPS`).
pub(crate) fn parse(value: &str, hint: Option<&str>) -> Option<u32> {
    let text = value.trim().to_ascii_lowercase();
    let hint = hint.unwrap_or_default().trim().to_ascii_lowercase();
    let (text, metric) = match text.strip_prefix("dn") {
        Some(rest) => (rest.trim().to_owned(), true),
        None => (text, false),
    };
    let (number, rest) = leading_number(text.strip_prefix("nps").unwrap_or(&text).trim())?;
    let rest = rest.trim();
    let inch_marked =
        ["\"", "in", "''", "\u{201d}", "\u{2033}", "zoll"].iter().any(|mark| rest.starts_with(mark)) || text.starts_with("nps");
    let inch_hinted = ["in", "nps", "\"", "zoll"].iter().any(|mark| hint.starts_with(mark));
    if inch_marked || (inch_hinted && !metric && !rest.starts_with("mm")) {
        return from_inch(number);
    }
    let metric = metric || rest.starts_with('m') || hint.starts_with('m') || hint.starts_with("dn");
    // A bare 2 or 8 is an inch size: DN 2 does not exist, DN 8 is no process pipe.
    let bare_inch = (!metric && (0.5..=8.0).contains(&number)).then(|| from_inch(number)).flatten();
    bare_inch.or_else(|| from_millimetres(number))
}

fn from_millimetres(number: f64) -> Option<u32> {
    // SmartPlant writes metres and calls them mm.
    let millimetres = if number > 0.0 && number < 3.0 { number * 1000.0 } else { number };
    (3.0..=MAX_DN).contains(&millimetres).then(|| millimetres.round() as u32)
}

fn from_inch(number: f64) -> Option<u32> {
    let known = INCHES.iter().find(|(inch, _)| (inch - number).abs() < 0.01).map(|(_, dn)| *dn);
    known.or_else(|| ((6.0..=160.0).contains(&number) && number.fract() == 0.0).then_some((number * 25.0) as u32))
}

/// A decimal, `1 1/2` or `3/4` at the start, and what follows.
fn leading_number(text: &str) -> Option<(f64, &str)> {
    let (whole, rest) = decimal(text)?;
    if let Some((below, rest)) = rest.strip_prefix('/').and_then(decimal) {
        return (below > 0.0).then(|| (whole / below, rest));
    }
    let fraction = rest.trim_start_matches([' ', '-']);
    if let Some((above, after)) = decimal(fraction)
        && let Some((below, after)) = after.strip_prefix('/').and_then(decimal)
        && below > above
    {
        return Some((whole + above / below, after));
    }
    Some((whole, rest))
}

fn decimal(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    let number = digits.replace(',', ".").parse().ok().filter(|n: &f64| n.is_finite())?;
    Some((number, rest))
}

/// Read the size out of a line label such as `MNb 47121 75HB13 80`, `50-ME-48122-S1A`, `RC-001-DN80-A1` or `3"-P-101`.
pub(crate) fn in_label(label: &str) -> Option<u32> {
    let tokens: Vec<&str> = label.split([' ', '-', '_', '/', ';']).filter(|t| !t.is_empty()).collect();
    let marked = |t: &&str| t.len() > 2 && t.get(..2).is_some_and(|p| p.eq_ignore_ascii_case("dn")) || t.ends_with('"');
    if let Some(dn) = tokens.iter().find(|t| marked(t)).and_then(|t| parse(t, None)) {
        return Some(dn);
    }
    let ends = [tokens.first(), tokens.last()];
    let bare = ends.into_iter().flatten().filter_map(|t| t.parse().ok());
    bare.into_iter().find(|dn| LABEL_DN.contains(dn) && tokens.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, hint: Option<&str>, expect: Option<u32>) {
        assert_eq!(parse(value, hint), expect, "{value:?} {hint:?}");
    }

    #[test]
    fn sizes() {
        check("DN 80", None, Some(80));
        check("DN80", Some("inch"), Some(80));
        check("80", None, Some(80));
        check("50.000000", Some("mm"), Some(50));
        check("0.05", Some("mm"), Some(50));
        check("0,08 m", None, Some(80));
        check("3\"", None, Some(80));
        check("1 1/2\"", None, Some(40));
        check("3/4 in", None, Some(20));
        check("1-1/2 in", None, Some(40));
        check("NPS 10", None, Some(250));
        check("6", Some("NPS"), Some(150));
        check("80 mm", Some("inch"), Some(80));
        check("80 x 50", None, Some(80));
        check("2", None, Some(50));
        check("8", None, Some(200));
        check("8", Some("DN"), Some(8));
        check("20000", None, None);
        check("", None, None);
        check("?", None, None);
        check("-5", None, None);
        check("1/0", None, None);
        check("NaN", None, None);
        check("1e400", None, Some(25));
    }

    #[test]
    fn labels() {
        for (label, expect) in [
            ("RC-001-DN80-A1", Some(80)),
            ("MNb 47121 75HB13 80", Some(80)),
            ("50-ME-48122-S1A-5L", Some(50)),
            ("3\"-P-101-A", Some(80)),
            ("D-20L00001A-1800PL-AD200-", None),
            ("47131", None),
            ("80", None),
            ("", None),
        ] {
            assert_eq!(in_label(label), expect, "{label}");
        }
    }
}
