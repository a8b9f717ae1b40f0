//! Rows of a table as entries; rows that say nothing usable are kept apart with the reason.

use super::header::{self, About, Field, Header, plain};
use super::table::{Row, Table};
use crate::classes::{Evidence, Found, Meaning, resolve};
use rosette_plant::{Class, Subtype};
use std::collections::BTreeMap;

/// One row that was understood.
#[derive(Debug)]
pub(super) struct Entry {
    /// Where it stands: `valves.csv row 7`.
    pub place: String,
    pub tag: Option<String>,
    /// Id of the element in the drawing file.
    pub id: Option<String>,
    pub line: Option<String>,
    pub dn: Option<u32>,
    /// Class as written.
    pub class_name: Option<String>,
    /// What the class means; none where the row names none that is known.
    pub meaning: Option<Meaning>,
    pub from: Option<String>,
    pub to: Option<String>,
    /// What moves it; `Some(None)`: it is moved by hand.
    pub actuator: Option<Option<String>>,
    /// Everything else, by the names the drawings use or by the header of the column.
    pub attributes: BTreeMap<String, String>,
}

/// A table, read.
#[derive(Debug)]
pub(super) struct List {
    pub name: String,
    pub about: About,
    pub entries: Vec<Entry>,
    /// Rows that were not understood, with the reason.
    pub rejected: Vec<String>,
    /// Cells that were not understood in rows that were.
    pub doubtful: Vec<String>,
    /// Class names that no rule knows.
    pub unknown_classes: BTreeMap<String, usize>,
    pub warnings: Vec<String>,
}

/// Words for "moved by hand".
const BY_HAND: &[&str] = &[
    "hand",
    "manual",
    "manuell",
    "handrad",
    "handhebel",
    "hebel",
    "lever",
    "handwheel",
    "gear",
    "getriebe",
    "none",
    "kein",
    "keiner",
    "ohne",
    "no",
    "nein",
    "m",
];
/// Words for "there is one, whichever".
const YES: &[&str] = &["yes", "ja", "x", "true", "1"];

/// Read a table; the error says why it is no list.
pub(super) fn read(table: Table) -> Result<List, String> {
    let header = header::find(&table)
        .ok_or_else(|| format!("{}: no row names a column for tags or lines and a second one that is known", table.name))?;
    let mut list = List {
        name: table.name,
        about: header.about,
        entries: Vec::new(),
        rejected: Vec::new(),
        doubtful: Vec::new(),
        unknown_classes: BTreeMap::new(),
        warnings: table.warnings,
    };
    for row in table.rows.iter().skip(header.row + 1).filter(|r| !r.cells.is_empty()) {
        if !header::is_repeated(row, &header) {
            take(&mut list, row, &header);
        }
    }
    Ok(list)
}

fn take(list: &mut List, row: &Row, header: &Header) {
    let cell = |field: Field| header.columns.get(&field).and_then(|c| row.cell(*c)).filter(|t| !is_blank(t)).map(str::to_owned);
    let place = format!("{} row {}", list.name, row.number);
    let (tag, id, line) = (cell(Field::Tag), cell(Field::Id), cell(Field::Line));
    let key = if list.about == About::Lines { line.as_ref().or(tag.as_ref()) } else { tag.as_ref().or(id.as_ref()) };
    if key.is_none() {
        let text: Vec<&str> = row.cells.values().take(3).map(String::as_str).collect();
        list.rejected.push(format!("row {} names nothing (`{}`)", row.number, text.join(" | ")));
        return;
    }
    let dn = cell(Field::Size).and_then(|text| {
        let dn = crate::nominal::parse(&text, header.size_unit.as_deref());
        if dn.is_none() {
            list.doubtful.push(format!("row {}: `{text}` is no nominal size", row.number));
        }
        dn
    });
    let class_name = cell(Field::Kind);
    let description = cell(Field::Description);
    let meaning = meaning(list, class_name.as_deref(), description.as_deref());
    // A line list may call its key a tag.
    let line = if list.about == About::Lines { line.or_else(|| tag.clone()) } else { line };
    let named = [("Description", description), ("PipingClassCode", cell(Field::PipingClass)), ("FluidCode", cell(Field::Fluid))];
    let named = named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let others =
        header.others.iter().filter_map(|(c, name)| Some((name.clone(), row.cell(*c).filter(|t| !is_blank(t))?.to_owned())));
    list.entries.push(Entry {
        place,
        tag: tag.filter(|_| list.about != About::Lines),
        id,
        line,
        dn,
        class_name,
        meaning,
        from: cell(Field::From),
        to: cell(Field::To),
        actuator: cell(Field::Actuator).map(|text| actuator(&text)),
        attributes: others.chain(named).collect(),
    });
}

/// Class by its column, else by words of the description; instruments and valves of their lists are that at least.
fn meaning(list: &mut List, class_name: Option<&str>, description: Option<&str>) -> Option<Meaning> {
    let evidence = Evidence { component_class: class_name, label: description, ..Evidence::default() };
    let (found, how) = resolve(&evidence);
    let known = (how != Found::Not).then_some(found).filter(|m| !m.part && m.physical);
    let of = |class, subtype| Meaning { class, subtype, physical: true, part: false };
    let at_least = match list.about {
        About::Valves => Some(of(Class::Valve, Some(Subtype::Unknown))),
        About::Instruments => Some(of(Class::Instrument, None)),
        _ => None,
    };
    let fits = |m: &Meaning| match list.about {
        About::Valves => matches!(m.class, Class::Valve | Class::Strainer | Class::Other | Class::Flange),
        About::Instruments => matches!(m.class, Class::Instrument | Class::Flowmeter | Class::Valve),
        About::Equipment => !m.class.is_inline(),
        About::Lines => false,
        About::Items => true,
    };
    if let (Some(name), true, false) = (class_name, how == Found::Not, list.about == About::Lines) {
        *list.unknown_classes.entry(name.to_owned()).or_default() += 1;
    }
    known.filter(fits).or(at_least).map(|m| match m.class {
        Class::Valve => Meaning { subtype: m.subtype.or(Some(Subtype::Unknown)), ..m },
        _ => m,
    })
}

fn actuator(text: &str) -> Option<String> {
    let word = plain(text);
    if BY_HAND.contains(&word.as_str()) || ["hand", "manu"].iter().any(|w| word.starts_with(w)) {
        return None;
    }
    Some(if YES.contains(&word.as_str()) { "yes".to_owned() } else { text.to_owned() })
}

/// What people write into a cell that says nothing.
fn is_blank(text: &str) -> bool {
    matches!(
        text.trim().to_lowercase().as_str(),
        "" | "-" | "--" | "---" | "n/a" | "na" | "n.a." | "?" | "tbd" | "tba" | "/" | "."
    )
}

/// Letters and digits of a tag: `HV-103`, `HV 103` and `hv103` are one.
pub(super) fn key(tag: &str) -> String {
    tag.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
