//! Lists beside a drawing and in its place: CSV and Excel, English and German.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use proptest::prelude::*;
use rosette_pid::{Import, ImportSettings, PidError, import_lists};
use rosette_plant::{Class, Drawn, Element, Subtype};

fn lists(import: Import, files: &[(&str, &[u8])]) -> Result<Import, PidError> {
    let files: Vec<TempFile> = files.iter().map(|(name, content)| TempFile::new(name, content)).collect();
    let paths: Vec<_> = files.iter().map(|f| f.0.clone()).collect();
    import_lists(import, &paths, &ImportSettings::default())
}

fn alone(files: &[(&str, &str)]) -> Import {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, c)| (*n, c.as_bytes())).collect();
    lists(Import::default(), &files).unwrap()
}

/// T-1 - HV-1 (ball, DN 80) - V2 (no tag, unknown class, no size) - open, on line CW-001-DN80-A1.
fn drawn() -> Import {
    let items = component("V1", "BallValve", 2, None).replace("ID='V1'", "ID='V1' TagName='HV-1'")
        + &component("V2", "Frobnicator", 2, None);
    import_one(&(tank("T-1", &["N1"]) + &line("CW-001-DN80-A1", 80, &segment("S", &items, "FromID='T-1-N1' FromNode='1'"))))
}

fn with(list: &str) -> Import {
    lists(drawn(), &[("list.csv", list.as_bytes())]).unwrap()
}

fn element<'a>(import: &'a Import, id: &str) -> &'a Element<Drawn> {
    import.graph.elements.iter().find(|e| e.id == id).unwrap_or_else(|| panic!("no {id}"))
}

fn note<'a>(import: &'a Import, kind: &str) -> Option<(u64, &'a str)> {
    import.graph.notes.iter().find(|n| n.kind == kind).map(|n| (n.count, n.message.as_str()))
}

#[test]
fn gaps_of_a_drawing_are_filled() {
    let before = drawn();
    let import =
        with("Valve Tag;ID;Type;DN;Actuator;Vendor\nHV 1;;Ball valve;80;pneumatic;Acme\nXV-2;V2;Gate valve;DN 80;;Acme\n");
    assert_eq!(import.graph.elements.len(), before.graph.elements.len());
    assert_eq!(import.graph.joints, before.graph.joints);
    let v2 = element(&import, "V2");
    assert_eq!((v2.tag.as_deref(), v2.class, v2.subtype), (Some("XV-2"), Class::Valve, Some(Subtype::Gate)));
    let v1 = element(&import, "V1");
    assert_eq!((v1.subtype, attribute(&import, "V1", "body")), (Some(Subtype::Control), Some("ball")));
    assert_eq!((attribute(&import, "V1", "actuator"), attribute(&import, "V1", "Vendor")), (Some("pneumatic"), Some("Acme")));
    assert_eq!(note(&import, "list_conflict"), None);
    let (n, message) = note(&import, "list_read").unwrap();
    assert!(n == 2 && message.contains("2 of 2 rows found") && message.contains("1 tags"), "{message}");
}

#[test]
fn differences_are_reported_and_the_drawing_stands() {
    for (list, expect) in [
        ("Tag,Size (inch)\nHV-1,4\n", "the size is DN 80 on the drawing and DN 100 in the list"),
        ("Tag,Type\nHV-1,Check valve\n", "it is a ball valve on the drawing and a check valve in the list"),
        ("Tag,Line\nHV-1,CW-002\n", "the line is CW-001-DN80-A1 on the drawing and CW-002 in the list"),
        ("Tag,Equipment type\nHV-1,x\nT-1,Heat exchanger\n", "it is a tank on the drawing and a heat_exchanger in the list"),
        ("Line,DN\nCW-001,100\n", "joints are DN 80 on the drawing and DN 100 in the list"),
    ] {
        let import = with(list);
        let (n, message) = note(&import, "list_conflict").unwrap_or_else(|| panic!("{list}: {:?}", import.graph.notes));
        assert!(n == 1 && message.contains(expect), "{list}: {message}");
        assert!(message.contains("list.csv row"), "{message}");
        let (v1, t1) = (element(&import, "V1"), element(&import, "T-1"));
        assert_eq!((v1.dn, v1.subtype, t1.class), (Some(80), Some(Subtype::Ball), Class::Tank), "{list}");
    }
    for agreeing in ["Tag,DN,Type,Line\nHV-1,80,Valve,CW-001\nT-1,2000,Storage tank,\n", "Line;DN;from;to\nCW-001;80;T-1/N1;\n"] {
        let import = with(agreeing);
        assert_eq!(note(&import, "list_conflict"), None, "{agreeing}");
    }
}

#[test]
fn a_line_list_knows_ends_and_classes_of_lines() {
    let import = with("Line No.;DN;Piping class;Medium;From;To\nCW-001;80;A1;Water;T-1;P-9\nCW-777;50;;;;\n");
    assert_eq!((attribute(&import, "V1", "PipingClassCode"), attribute(&import, "V1", "FluidCode")), (Some("A1"), Some("Water")));
    assert!(note(&import, "list_line_not_drawn").unwrap().1.contains("CW-777"));
    let other = tank("T-9", &["N1"]);
    let with_other = import_one(
        &(other
            + &tank("T-1", &["N1"])
            + &line("CW-001", 80, &segment("S", &component("V", "BallValve", 2, None), "FromID='T-1-N1'"))),
    );
    let import = lists(with_other, &[("l.csv", b"Line;From\nCW-001;T-9\n")]).unwrap();
    assert!(note(&import, "list_conflict").unwrap().1.contains("ends at `T-9` in the list, but not on the drawing"));
}

#[test]
fn what_is_not_drawn_or_not_understood_is_said() {
    let import = with("Project X;;\nTag;Type;DN\nHV-1;;eighty\n;Ball valve;50\nHV-99;Ball valve;50\nTag;Type;DN\nHV-1;;80\n");
    assert!(note(&import, "list_not_drawn").unwrap().1.contains("HV-99"));
    assert!(note(&import, "list_cells_not_understood").unwrap().1.contains("`eighty` is no nominal size"));
    assert!(note(&import, "list_rows_not_understood").unwrap().1.contains("row 4"));
    assert_eq!(note(&import, "list_duplicate").unwrap().0, 1);
    assert_eq!(import.graph.elements.len(), 3);
}

#[test]
fn a_bad_list_beside_a_drawing_is_a_note_and_alone_an_error() {
    let import = lists(drawn(), &[("bad.csv", b"Revision,Date\n1,2\n"), ("good.csv", b"Tag,DN\nHV-1,80\n")]).unwrap();
    assert!(note(&import, "list_not_used").unwrap().1.contains("bad.csv"));
    assert!(matches!(lists(Import::default(), &[("bad.csv", b"Revision,Date\n1,2\n")]), Err(PidError::NotAList { .. })));
    assert!(matches!(lists(Import::default(), &[("none.csv", b"")]), Err(PidError::NotAList { .. })));
    assert!(lists(drawn(), &[]).is_ok());
}

#[test]
fn lists_stand_in_for_a_drawing() {
    let import = alone(&[
        (
            "Apparateliste.csv",
            "Apparat;Benennung;Bauart\nB-101;Vorlagebehälter;\nP-101;Kreiselpumpe;\nW-101;;Wärmetauscher\nZ-1;Rührwerk;\n",
        ),
        (
            "Armaturenliste.csv",
            "Armatur;Typ;DN;Leitung;von;nach\nHV-101;Kugelhahn;80;L-1;B-101/N2;HV-102\nHV-102;Rückschlagklappe;80;L-1;;P-101.S\nHV-201;Schieber;50;L-2;;\n",
        ),
        (
            "Rohrleitungsliste.csv",
            "Leitung;Nennweite;von;nach;Rohrklasse\nL-1;80;B-101;P-101;A1\nL-2;50;P-101;W-101;A1\nL-3;25;W-101;X-9;A1\n",
        ),
        ("Messstellen.csv", "Messstelle;Funktion;Leitung\nPI-1;Druck;L-1\nFI-1;Durchflussmessung;L-1\n"),
    ]);
    let class = |id: &str| (element(&import, id).class, element(&import, id).subtype);
    assert_eq!(class("B-101"), (Class::Vessel, None));
    assert_eq!(class("P-101"), (Class::Pump, None));
    assert_eq!(class("W-101"), (Class::HeatExchanger, None));
    assert_eq!(class("Z-1"), (Class::Other, None));
    assert_eq!(class("HV-101"), (Class::Valve, Some(Subtype::Ball)));
    assert_eq!(class("HV-102"), (Class::Valve, Some(Subtype::Check)));
    assert_eq!((class("PI-1").0, class("FI-1").0), (Class::Instrument, Class::Flowmeter));
    let expect = [
        "B-101.N2-HV-101.0 L-1 DN80",
        "HV-101.1-HV-102.0 L-1 DN80",
        "HV-102.1-P-101.S L-1 DN80",
        "~HV-201.1-W-101.0 L-2 DN50",
        "~P-101.1-HV-201.0 L-2 DN50",
    ];
    assert_eq!(joints(&import), expect);
    assert_eq!(attribute(&import, "HV-201", "PipingClassCode"), Some("A1"));
    assert_eq!(element(&import, "FI-1").dn, Some(80));
    assert!(note(&import, "list_end_not_found").unwrap().1.contains("X-9"));
    assert_eq!(import.sheets.len(), 4);
    assert_eq!(import.sheets[1].report.counts["elements"], 3);
    assert!(import.sheets.iter().all(|s| s.svg.starts_with("<svg")));
    assert!(import.graph.elements.windows(2).all(|w| w[0].id < w[1].id));
}

#[test]
fn without_ends_there_is_no_topology() {
    let import = alone(&[
        ("valves.csv", "Tag,Type,DN,Line\nHV-1,Gate valve,80,L\nHV-2,Ball valve,80,L\n"),
        ("lines.csv", "Line,From,To\nL,A,B\n"),
    ]);
    assert_eq!((import.graph.elements.len(), import.graph.joints.len()), (2, 0));
    assert!(note(&import, "list_order_unknown").unwrap().1.contains("`L` (2 components)"));
}

fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let cover = book.add_worksheet().set_name("Cover").unwrap();
    cover.write(0, 0, "Plant <X>").unwrap();
    let valves = book.add_worksheet().set_name("Valve list").unwrap();
    for (column, name) in ["Tag", "Type", "DN", "Line", "Locked"].iter().enumerate() {
        valves.write(3, column as u16 + 1, *name).unwrap();
    }
    valves.write(4, 1, "HV-1").unwrap();
    valves.write(4, 2, "Ball valve").unwrap();
    valves.write(4, 3, 80.0).unwrap();
    valves.write(4, 5, true).unwrap();
    valves.write(6, 1, "HV-2 & Sons").unwrap();
    valves.write(6, 3, "3\"").unwrap();
    let lines = book.add_worksheet().set_name("Lines").unwrap();
    for (column, name) in ["Line", "Size"].iter().enumerate() {
        lines.write(0, column as u16, *name).unwrap();
    }
    lines.write(1, 0, "CW-001").unwrap();
    lines.write(1, 1, 80).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn workbooks_are_read_sheet_by_sheet() {
    let import = lists(Import::default(), &[("plant.xlsx", &workbook())]).unwrap();
    let names: Vec<&str> = import.sheets.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["plant.xlsx [Valve list]", "plant.xlsx [Lines]"]);
    assert_eq!((element(&import, "HV-1").dn, element(&import, "HV-2 & Sons").dn), (Some(80), Some(80)));
    assert_eq!(attribute(&import, "HV-1", "Locked"), Some("true"));
    assert_eq!(attribute(&import, "HV-1", "listed_in"), Some("plant.xlsx [Valve list] row 5"));
    let enriched = lists(drawn(), &[("plant.xlsx", &workbook())]).unwrap();
    assert_eq!(note(&enriched, "list_conflict"), None);
    assert!(note(&enriched, "list_not_drawn").unwrap().1.contains("HV-2"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn damaged_workbooks_are_survived(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>(), truncate in any::<bool>()) {
        let mut bytes = workbook();
        for (at, byte) in edits {
            let k = at.index(bytes.len());
            bytes[k] = byte;
        }
        if truncate {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = lists(drawn(), &[("x.xlsx", &bytes)]);
    }

    #[test]
    fn any_text_is_survived(text in "[A-Za-zäöü0-9;,|\t\n\r\"./ -]{0,200}", header in prop::sample::select(vec!["Tag;DN;Line;From;To", "Line,Size,From,To", "ID\tTag\tType", "sep=;\nTag;Typ"])) {
        let content = format!("{header}\n{text}");
        let _ = lists(drawn(), &[("x.csv", content.as_bytes())]);
        let _ = lists(Import::default(), &[("x.csv", content.as_bytes())]);
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = lists(Import::default(), &[("x.csv", &bytes)]);
    }
}

#[test]
fn a_bomb_in_a_workbook_is_refused() {
    // One part of 200 MB of blanks, stored as 200 KB.
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "Tag").unwrap();
    let good = book.save_to_buffer().unwrap();
    assert!(lists(Import::default(), &[("empty.xlsx", &good)]).is_err());
    let packed = miniz_oxide::deflate::compress_to_vec(&vec![b' '; 200 << 20], 1);
    let name = b"xl/workbook.xml";
    let mut zip = b"PK\x03\x04".to_vec();
    zip.extend([0; 22]);
    zip.extend((name.len() as u16).to_le_bytes());
    zip.extend([0; 2]);
    zip.extend(name);
    zip.extend(&packed);
    let directory = zip.len() as u32;
    zip.extend(b"PK\x01\x02\x14\0\x14\0\0\0\x08\0");
    zip.extend([0; 8]);
    zip.extend((packed.len() as u32).to_le_bytes());
    zip.extend([0xff; 4]);
    zip.extend((name.len() as u16).to_le_bytes());
    zip.extend([0; 16]);
    zip.extend(name);
    let length = zip.len() as u32 - directory;
    zip.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    zip.extend(length.to_le_bytes());
    zip.extend(directory.to_le_bytes());
    zip.extend([0; 2]);
    let error = lists(Import::default(), &[("bomb.xlsx", &zip)]).unwrap_err().to_string();
    assert!(error.contains("too large"), "{error}");
}
