//! Several sheets: names, ids, connectors; and files of no use.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use rosette_pid::{ImportSettings, PidError, import};
use std::path::PathBuf;

fn connector(id: &str, class: &str, inside: &str) -> String {
    format!(
        "<PipeOffPageConnector ID='{id}' ComponentClass='{class}'><ConnectionPoints><Node/><Node Type='process'/></ConnectionPoints>{inside}</PipeOffPageConnector>"
    )
}

fn number(name: &str, value: &str) -> String {
    format!("<GenericAttributes><GenericAttribute Name='{name}' Value='{value}'/></GenericAttributes>")
}

fn sheet(drawing: &str, content: &str) -> String {
    dexpi(&format!("<Drawing Name='{drawing}'/>{content}"))
}

fn out_sheet(drawing: &str, tag: &str, inside: &str) -> String {
    let items = component("V", "BallValve", 2, None) + &connector("O", "FlowOutPipeOffPageConnector", inside);
    sheet(drawing, &line(tag, 80, &segment("S", &items, "ToID='O' ToNode='1'")))
}

fn in_sheet(drawing: &str, tag: &str, inside: &str) -> String {
    let items = connector("I", "FlowInPipeOffPageConnector", inside) + &component("W", "GateValve", 2, None);
    sheet(drawing, &line(tag, 80, &segment("S", &items, "FromID='I' FromNode='1'")))
}

fn check(sheets: &[String], expect: Option<&str>) {
    let bytes: Vec<&[u8]> = sheets.iter().map(|s| s.as_bytes()).collect();
    let import = import_bytes(&bytes).unwrap();
    let joint = joints(&import).into_iter().find(|j| j.contains("O-") && j.contains("I"));
    assert_eq!(joint.as_deref(), expect);
    assert_eq!(count(&import, "stitched"), usize::from(expect.is_some()));
}

#[test]
fn connectors_are_stitched() {
    let own = |n: &str| number("PipeOffPageConnectorNumber", n);
    let to = |n: &str| {
        format!(
            "<PipeOffPageConnectorReference>{}</PipeOffPageConnectorReference>",
            number("ReferencedConnectorNumberAssignmentClass", n)
        )
    };
    let by_object = "<PipeOffPageConnectorReference><Association Type='refers to' ItemID='I'/></PipeOffPageConnectorReference>";
    check(&[out_sheet("1", "L", by_object), in_sheet("2", "M", "")], Some("O-I L DN80"));
    check(&[out_sheet("1", "L", &to("77")), in_sheet("2", "M", &own("77"))], Some("O-I L DN80"));
    check(&[out_sheet("1", "L", &own("5")), in_sheet("2", "M", &own("5"))], Some("O-I L DN80"));
    check(&[out_sheet("1", "L", ""), in_sheet("2", "L", "")], Some("O-I L DN80"));
    check(&[out_sheet("1", "L", ""), in_sheet("2", "M", "")], None);
    let cross = "<CrossPageConnection DrawingName='2' LinkLabel='M'/>";
    check(&[out_sheet("1", "L", cross), in_sheet("2", "M", "")], Some("O-I L DN80"));
    // Two takers for one sender: nothing is joined.
    let twice = [out_sheet("1", "L", ""), in_sheet("2", "L", ""), in_sheet("3", "L", "")];
    let import = import_bytes(&twice.each_ref().map(|s| s.as_bytes())).unwrap();
    assert_eq!(count(&import, "stitched"), 0);
}

#[test]
fn tools_without_connectors_draw_them_as_components() {
    let out = |class: &str, inside: &str| {
        let arrow = format!("<PipingComponent ID='O' ComponentClass='{class}'>{inside}</PipingComponent>");
        sheet("1", &line("L", 80, &segment("S", &(component("V", "BallValve", 2, None) + &arrow), "ToID='O'")))
    };
    let cross = "<CrossPageConnection DrawingName='2' LinkLabel='M'/>";
    check(&[out("Arrow", cross), in_sheet("2", "M", "")], Some("O-I L DN80"));
    check(
        &[out("OPC", &number("ConnectorNumber", "7")), in_sheet("2", "M", &number("ConnectorNumber", "7"))],
        Some("O-I L DN80"),
    );
    check(&[out("FlowOutPipeConnectorSymbol", ""), in_sheet("2", "L", "")], Some("O-I L DN80"));
    // An arrow that refers to nothing shows the flow.
    check(&[out("Arrow", ""), in_sheet("2", "L", "")], None);
}

#[test]
fn connectors_are_joined_on_one_sheet_and_counted_where_they_lead_nowhere() {
    let to = "<PipeOffPageConnectorReference><Association Type='refers to' ItemID='I'/></PipeOffPageConnectorReference>";
    let out = component("V", "BallValve", 2, None) + &connector("O", "FlowOutPipeOffPageConnector", to);
    let back = connector("I", "FlowInPipeOffPageConnector", "") + &component("W", "GateValve", 2, None);
    let segments = segment("S1", &out, "ToID='O' ToNode='1'") + &segment("S2", &back, "FromID='I' FromNode='1'");
    let import = import_one(&line("L", 80, &segments));
    assert!(joints(&import).contains(&"O-I L DN80".to_owned()), "{:?}", joints(&import));
    assert_eq!((count(&import, "stitched"), count(&import, "off_page_unmatched")), (2, 0));
    let lonely = import_one(&line("L", 80, &segment("S1", &out, "ToID='O' ToNode='1'")));
    assert_eq!((count(&lonely, "stitched"), count(&lonely, "off_page_unmatched")), (0, 1));
    assert!(lonely.graph.notes.iter().any(|n| n.kind == "off_page_unmatched"));
}

#[test]
fn ids_used_on_several_sheets_carry_the_sheet() {
    let sheets = [sheet("A", &tank("T", &[])), sheet("B", &tank("T", &[])), sheet("B", &tank("U", &[]))];
    let import = import_bytes(&sheets.each_ref().map(|s| s.as_bytes())).unwrap();
    let ids: Vec<&str> = import.graph.elements.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids, ["A/T", "B/T", "U"]);
    let names: Vec<&str> = import.sheets.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["A", "B", "B (2)"]);
    assert!(import.sheets[0].svg.contains("id=\"A/T\""));
}

#[test]
fn one_bad_file_does_not_lose_the_others() {
    let good = sheet("A", &tank("T", &[]));
    let import = import_bytes(&[b"junk", good.as_bytes(), b"<html/>"]).unwrap();
    assert_eq!(import.graph.elements.len(), 1);
    let unused: Vec<&str> = import.graph.notes.iter().filter(|n| n.kind == "file_not_used").map(|n| n.message.as_str()).collect();
    assert_eq!(unused.len(), 2);
    assert!(unused[0].contains("sheet1.xml"), "{unused:?}");
}

#[test]
fn errors_name_file_and_remedy() {
    let settings = ImportSettings::default();
    assert!(matches!(import(&[], &settings), Err(PidError::NoFile)));
    assert!(matches!(import(&[PathBuf::from("/no/such/file.xml")], &settings), Err(PidError::Read { .. })));
    assert!(matches!(import_bytes(&[b"<html/>"]), Err(PidError::NotADrawing { .. })));
    assert!(matches!(import_bytes(&[b"<Model><Package name='P'/></Model>"]), Err(PidError::OnlyClasses { .. })));
    assert!(matches!(import_bytes(&[b""]), Err(PidError::Xml { .. })));
    assert!(matches!(import_bytes(&[b"", b""]), Err(PidError::NoUsableFile { .. })));
    let file = TempFile::new("big.xml", &[b' '; 100]);
    let small = ImportSettings { max_file_bytes: 10, ..settings };
    let error = import(std::slice::from_ref(&file.0), &small).unwrap_err();
    assert!(matches!(error, PidError::TooLarge { bytes: 100, limit: 10, .. }));
    assert!(error.to_string().contains("big.xml") && error.to_string().contains("max_file_bytes"));
}
