//! What pairs of elements are called, how large they are and what is written about them; one change a line where a whole line
//! changed alike.

use super::{Both, Revision, RevisionKind, described, on_line};
use crate::differences::severity;
use crate::words;
use rosette_plant::{Class, Drawn, Element, Severity, Subtype};
use std::collections::BTreeMap;

/// Attributes that name places in the file, not properties of the plant.
const PLACES: [&str; 23] = [
    "segment",
    "flow_from",
    "flow_to",
    "flow_in",
    "flow_out",
    "on_segment",
    "on_line",
    "between_a",
    "between_b",
    "near",
    "read_out_of",
    "body",
    "implied",
    "line",
    "SegmentNumberAssignmentClass",
    "LineNumberAssignmentClass",
    "FluidCodeAssignmentClass_",
    "TagNameAssignmentClass",
    "NominalDiameterRepresentationAssignmentClass",
    "NominalDiameterNumericalValueRepresentationAssignmentClass",
    "NominalDiameterTypeRepresentationAssignmentClass",
    "actuating_system",
    "parts",
];

/// What differs of one pair.
struct Edit {
    kind: RevisionKind,
    severity: Severity,
    /// In words, without the element: `DN50 became DN80`.
    what: String,
    /// Elements of one line with the same edit are told together.
    is_of_line: bool,
}

/// Kind, line and wording of an edit that concerns a whole line.
type Edited = (RevisionKind, String, String);

/// Changes of pairs.
pub(super) fn changes(both: &Both<'_>) -> Vec<Revision> {
    let mut single = Vec::new();
    let mut by_line: BTreeMap<Edited, Vec<(usize, usize, Severity)>> = BTreeMap::new();
    for pair in &both.pairs.list {
        let (x, y) = (both.before.element(pair.before), both.after.element(pair.after));
        for edit in edits(x, y) {
            match y.line.clone().or(x.line.clone()).filter(|_| edit.is_of_line) {
                Some(line) => {
                    by_line.entry((edit.kind, line, edit.what)).or_default().push((pair.before, pair.after, edit.severity));
                }
                None => single.push(one(x, y, edit)),
            }
        }
    }
    let grouped = by_line.into_iter().map(|((kind, line, what), pairs)| of_line(both, kind, &line, &what, &pairs));
    single.into_iter().chain(grouped).collect()
}

fn edits(x: &Element<Drawn>, y: &Element<Drawn>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = [exchanged(x, y), resized(x, y), retagged(x, y)].into_iter().flatten().collect();
    edits.extend(relined(x, y));
    edits.extend(rewritten(x, y));
    edits
}

fn exchanged(x: &Element<Drawn>, y: &Element<Drawn>) -> Option<Edit> {
    let known = |s: Option<Subtype>| s.filter(|s| *s != Subtype::Unknown);
    let (a, b) = (known(x.subtype), known(y.subtype));
    let unknown = |c: Class| matches!(c, Class::Other | Class::Unclassified);
    let other_class = x.class != y.class && !unknown(x.class) && !unknown(y.class);
    let other_type = x.class == y.class && a.is_some() && b.is_some() && a != b;
    let (from, to) = (words::kind(x.class, x.subtype), words::kind(y.class, y.subtype));
    (other_class || other_type).then(|| Edit {
        kind: RevisionKind::Exchanged,
        severity: severity::of_exchange(x.subtype, y.subtype),
        what: format!("{} {from} became {} {to}", words::article(&from), words::article(&to)),
        is_of_line: false,
    })
}

fn resized(x: &Element<Drawn>, y: &Element<Drawn>) -> Option<Edit> {
    let (a, b) = (x.dn?, y.dn?);
    (a != b).then(|| Edit {
        kind: RevisionKind::Resized,
        severity: severity::of_size(a, b),
        what: format!("DN{a} became DN{b}"),
        is_of_line: true,
    })
}

fn retagged(x: &Element<Drawn>, y: &Element<Drawn>) -> Option<Edit> {
    let what = match (x.tag.as_deref(), y.tag.as_deref()) {
        (Some(a), Some(b)) if a != b => format!("the tag {a} became {b}"),
        (Some(a), None) => format!("the tag {a} was taken away"),
        (None, Some(b)) => format!("the tag {b} was given"),
        _ => return None,
    };
    Some(Edit { kind: RevisionKind::Relabelled, severity: Severity::Low, what, is_of_line: false })
}

fn relined(x: &Element<Drawn>, y: &Element<Drawn>) -> Option<Edit> {
    let (a, b) = (x.line.as_deref()?, y.line.as_deref()?);
    let what = format!("the line tag {a} became {b}");
    (a != b).then_some(Edit { kind: RevisionKind::Relabelled, severity: Severity::Low, what, is_of_line: true })
}

/// Attributes that both drawings write, with other values.
fn rewritten<'a>(x: &'a Element<Drawn>, y: &'a Element<Drawn>) -> impl Iterator<Item = Edit> + 'a {
    let is_property = |key: &str| !PLACES.contains(&key) && !key.starts_with("line.") && !key.contains("port");
    let both = x.evidence.attributes.iter().filter_map(|(key, a)| Some((key, a.trim(), y.evidence.attributes.get(key)?.trim())));
    both.filter(move |(key, a, b)| plain(a) != plain(b) && is_property(key)).map(|(key, a, b)| {
        let name = key.trim_end_matches("AssignmentClass").trim_end_matches("Specialization").trim_end_matches("Representation");
        let say = |v: &str| if v.is_empty() { "nothing".to_owned() } else { v.to_owned() };
        Edit {
            kind: RevisionKind::Relabelled,
            severity: Severity::Low,
            what: format!("{name} {} became {}", say(a), say(b)),
            is_of_line: true,
        }
    })
}

/// A value without what tools write differently: spaces, case, digits after the point, and the names of units.
fn plain(value: &str) -> String {
    const UNITS: [(&str, &str); 9] = [
        ("millimetre", "mm"),
        ("metrecubedperhour", "m\u{b3}/h"),
        ("metresquared", "m\u{b2}"),
        ("reciprocalminute", "1/min"),
        ("kilowatt", "kw"),
        ("metre", "m"),
        ("meter", "m"),
        ("degreecelsius", "c"),
        ("\u{b0}c", "c"),
    ];
    let bare: String = value.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let split = bare.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '+')).unwrap_or(bare.len());
    let (number, unit) = bare.split_at(split);
    let unit = UNITS.iter().fold(unit.to_owned(), |text, (long, short)| text.replace(long, short));
    number.parse::<f64>().map_or(format!("{number}{unit}"), |number| format!("{number}{unit}"))
}

fn one(x: &Element<Drawn>, y: &Element<Drawn>, edit: Edit) -> Revision {
    let line = y.line.clone().or(x.line.clone());
    let sentence = format!("{}{}: {}.", described(y), on_line(line.as_deref()), edit.what);
    Revision {
        id: String::new(),
        kind: edit.kind,
        severity: edit.severity,
        before_ids: vec![x.id.clone()],
        after_ids: vec![y.id.clone()],
        tag: y.tag.clone().or(x.tag.clone()),
        line,
        message: words::capital(&sentence),
    }
}

fn of_line(both: &Both<'_>, kind: RevisionKind, line: &str, what: &str, pairs: &[(usize, usize, Severity)]) -> Revision {
    let names: Vec<String> = pairs.iter().take(5).map(|&(_, m, _)| described(both.after.element(m))).collect();
    let more = if pairs.len() > 5 { format!(" and {} more", pairs.len() - 5) } else { String::new() };
    Revision {
        id: String::new(),
        kind,
        severity: pairs.iter().map(|(_, _, s)| *s).max().unwrap_or(Severity::Low),
        before_ids: pairs.iter().map(|&(n, ..)| both.before.element(n).id.clone()).collect(),
        after_ids: pairs.iter().map(|&(_, m, _)| both.after.element(m).id.clone()).collect(),
        tag: None,
        line: Some(line.to_owned()),
        message: format!("{line}: {what} ({}{more}).", names.join(", ")),
    }
}
