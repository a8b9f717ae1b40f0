//! Which column means what: names of columns in English and German, and where the header stands.

use super::table::{Row, Table};
use std::collections::BTreeMap;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Tag,
    Line,
    /// Id of the element in the drawing file.
    Id,
    Kind,
    Description,
    Size,
    From,
    To,
    PipingClass,
    Fluid,
    Actuator,
}

/// What a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Lines,
    Valves,
    Equipment,
    Instruments,
    /// Items of whatever kind.
    Items,
}

/// The header of a table.
#[derive(Debug)]
pub(super) struct Header {
    /// Index of the header's row.
    pub row: usize,
    pub columns: BTreeMap<Field, usize>,
    /// Unit or kind in the header of the size, e.g. `inch`.
    pub size_unit: Option<String>,
    /// Columns of other meaning, by their name.
    pub others: BTreeMap<usize, String>,
    pub about: About,
}

/// Names by field, without case, blanks and punctuation, with umlauts written out.
#[rustfmt::skip]
const NAMES: &[(Field, &str)] = &[
    (Field::Id, "id pidid elementid drawingid dexpiid objectid proteusid"),
    (Field::Tag,
        "tag tagno tagnr tagnumber tagname itemtag itemno itemnumber item equipment equipmentno equipmentnumber equipmenttag equipmentid
         equipmentitem valve valvetag valveno valvenumber valveid instrument instrumenttag instrumentno instrumentnumber loop loopno looptag
         kks kksnr kksnummer kkscode kennzeichen kennzeichnung akz anlagenkennzeichen bmk betriebsmittelkennzeichen technischerplatz
         positionsnummer positionsnr posnr pos position apparat apparatenummer apparatenr apparatekennzeichen armatur armaturennummer
         armaturennr armaturenkennzeichen messstelle messstellennr messstellennummer messstellenkennzeichen pltstelle pltstellennr emsrstelle
         emsrstellennr mssr stellenkennzeichen maschinennummer aggregat aggregatnr tagbezeichnung"),
    (Field::Line,
        "line lineno linenr linenumber lineid linetag linename pipeline pipelineno pipelinenumber pipelinetag pipe pipeno pipenumber pipingline
         pipetag rohrleitung rohrleitungsnummer rohrleitungsnr rohrleitungskennzeichen rohrleitungsbezeichnung leitung leitungsnummer leitungsnr
         leitungskennzeichen rohr rohrnr rohrnummer rltgnr"),
    (Field::Kind,
        "type class category kind valvetype equipmenttype equipmentclass instrumenttype componenttype componentclass itemtype typ art bauart
         kategorie armaturentyp armaturenart armaturart apparatetyp apparateart geraetetyp messart symbol dexpiclass"),
    (Field::Description,
        "description service designation bezeichnung benennung beschreibung name title remarkservice funktion function verwendung"),
    (Field::Size,
        "dn size nominaldiameter nominalsize nominalbore nps nb bore nennweite nw diameter durchmesser nenndurchmesser linesize pipesize
         valvesize sizedn dnnps sizein sizeinch sizemm dnmm groesse"),
    (Field::From, "from fromequipment fromtag fromitem origin start startpoint source von vonapparat anfang beginn ausgangspunkt"),
    (Field::To, "to toequipment totag toitem destination end endpoint target nach nachapparat bis ziel ende endpunkt"),
    (Field::PipingClass, "pipingclass pipeclass pipespec pipingspec spec specification rohrklasse rohrleitungsklasse materialclass pipingclasscode"),
    (Field::Fluid, "fluid fluidcode fluidname medium mediumcode stoff produkt product"),
    (Field::Actuator, "actuator actuatortype actuation operator operation antrieb stellantrieb betaetigung antriebsart operatedby"),
];

/// Words in the name of a file, sheet or column that tell what a list is about.
const SUBJECTS: &[(&str, About)] = &[
    ("linelist", About::Lines),
    ("lineschedule", About::Lines),
    ("lineindex", About::Lines),
    ("pipelinelist", About::Lines),
    ("rohrleitung", About::Lines),
    ("leitungsliste", About::Lines),
    ("valve", About::Valves),
    ("armatur", About::Valves),
    ("equip", About::Equipment),
    ("apparat", About::Equipment),
    ("aggregat", About::Equipment),
    ("maschin", About::Equipment),
    ("vessel", About::Equipment),
    ("behaelter", About::Equipment),
    ("pump", About::Equipment),
    ("instrument", About::Instruments),
    ("messstell", About::Instruments),
    ("plt", About::Instruments),
    ("emsr", About::Instruments),
    ("mssr", About::Instruments),
    ("lines", About::Lines),
    ("leitungen", About::Lines),
];

/// Rows above the header: titles, revisions, logos.
const MAX_ABOVE: usize = 60;

/// Find the header: the row that names most fields, among them what a row is about. None where there is none.
pub(super) fn find(table: &Table) -> Option<Header> {
    let rows = table.rows.iter().enumerate().take(MAX_ABOVE);
    let read = rows.map(|(k, row)| (k, fields(row))).filter(|(_, fields)| is_header(fields));
    let (row, columns) = read.rev().max_by_key(|(_, fields)| fields.len())?;
    let header = table.rows.get(row)?;
    let used: Vec<usize> = columns.values().copied().collect();
    let others = header.cells.iter().filter(|(column, _)| !used.contains(column)).map(|(c, name)| (*c, name.clone()));
    let size_unit = columns.get(&Field::Size).and_then(|c| header.cell(*c)).and_then(unit);
    let others = others.collect();
    let about = about(table, header, &columns);
    Some(Header { row, columns, size_unit, others, about })
}

/// The same names again: a header repeated on every page.
pub(super) fn is_repeated(row: &Row, header: &Header) -> bool {
    let found = fields(row);
    found.len() >= 2 && found == header.columns
}

fn is_header(fields: &BTreeMap<Field, usize>) -> bool {
    let key = [Field::Tag, Field::Line, Field::Id].iter().any(|f| fields.contains_key(f));
    key && fields.len() >= 2
}

fn fields(row: &Row) -> BTreeMap<Field, usize> {
    let mut found = BTreeMap::new();
    for (column, text) in &row.cells {
        if let Some(field) = field(text) {
            found.entry(field).or_insert(*column);
        }
    }
    found
}

fn field(text: &str) -> Option<Field> {
    let name = plain(&without_brackets(text));
    if name.is_empty() {
        return None;
    }
    NAMES.iter().find(|(_, names)| names.split_whitespace().any(|n| n == name)).map(|(field, _)| *field)
}

/// What is listed: the name of the sheet says so, or of the file, or the columns do.
fn about(table: &Table, header: &Row, columns: &BTreeMap<Field, usize>) -> About {
    let sheet = table.name.rsplit_once('[').map_or("", |(_, sheet)| sheet);
    let file = table.name.split('[').next().unwrap_or_default();
    let tag = columns.get(&Field::Tag).and_then(|c| header.cell(*c)).unwrap_or_default();
    let told = |text: &str| {
        let text = plain(text);
        SUBJECTS.iter().find(|(word, _)| text.contains(word)).map(|(_, about)| *about)
    };
    let named = told(sheet).or_else(|| told(tag)).or_else(|| told(file));
    match (columns.contains_key(&Field::Tag), columns.contains_key(&Field::Line)) {
        (false, true) => About::Lines,
        (true, true) => named.filter(|a| *a != About::Lines).unwrap_or(About::Items),
        _ => named.unwrap_or(About::Items),
    }
}

/// `inch` of `Size (inch)` or `Size [inch]`.
fn unit(text: &str) -> Option<String> {
    let name = plain(&without_brackets(text));
    let from = text.find(['(', '[']).map(|at| text.get(at + 1..).unwrap_or_default());
    let inside = from.map(|t| t.trim_end_matches([')', ']']).trim().to_owned()).filter(|t| !t.is_empty());
    let by_name = || match name.as_str() {
        "nps" | "sizein" | "sizeinch" => Some("inch".to_owned()),
        "dn" | "nennweite" | "nw" | "sizedn" => Some("dn".to_owned()),
        "sizemm" | "dnmm" => Some("mm".to_owned()),
        _ => None,
    };
    inside.or_else(by_name)
}

fn without_brackets(text: &str) -> String {
    text.split(['(', '[']).next().unwrap_or(text).to_owned()
}

/// Letters and digits in lower case, umlauts written out.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' => out.push_str("ae"),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            c if c.is_alphanumeric() => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn table(name: &str, rows: &[&str]) -> Table {
        let row = |(k, text): (usize, &&str)| {
            let mut row = Row { number: k as u64 + 1, ..Row::default() };
            text.split(';').enumerate().for_each(|(c, t)| row.push(c, t));
            row
        };
        Table { name: name.into(), rows: rows.iter().enumerate().map(row).collect(), warnings: Vec::new() }
    }

    fn check(name: &str, header: &str, about: About, fields: &[Field]) {
        let found = find(&table(name, &["Some project;rev 3", "", header, "a;b;c;d;e"])).unwrap();
        assert_eq!(found.row, 2);
        assert_eq!(found.about, about, "{header}");
        assert_eq!(found.columns.keys().copied().collect::<Vec<_>>(), fields, "{header}");
    }

    #[test]
    fn headers_in_two_languages() {
        use Field::*;
        check("x.csv", "Line No.;Size (inch);From;To;Spec", About::Lines, &[Line, Size, From, To, PipingClass]);
        check(
            "x.csv",
            "Rohrleitungs-Nr.;Nennweite;von;nach;Rohrklasse;Medium",
            About::Lines,
            &[Line, Size, From, To, PipingClass, Fluid],
        );
        check("valves.csv", "Tag;Type;DN;Line;Colour", About::Valves, &[Tag, Line, Kind, Size]);
        check("x.csv", "Armatur;Typ;DN [mm];Leitung;Antrieb", About::Valves, &[Tag, Line, Kind, Size, Actuator]);
        check("plan.xlsx [Apparateliste]", "Pos.;Benennung;Länge", About::Equipment, &[Tag, Description]);
        check("x.csv", "Messstelle;Bezeichnung;Rohrleitung", About::Instruments, &[Tag, Line, Description]);
        check("x.csv", "Tag No.;Description;Line Number", About::Items, &[Tag, Line, Description]);
    }

    #[test]
    fn units_of_sizes() {
        for (text, expect) in [
            ("Size (inch)", Some("inch")),
            ("NPS", Some("inch")),
            ("Nennweite", Some("dn")),
            ("Size", None),
            ("DN [mm]", Some("mm")),
        ] {
            assert_eq!(unit(text).as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn what_names_no_key_is_no_header() {
        assert!(find(&table("x", &["Revision;Date;Author", "1;2;3"])).is_none());
        assert!(find(&table("x", &["Tag", "1"])).is_none());
        assert!(find(&table("x", &[])).is_none());
    }
}
