//! Inventory and findings as CSV and XLSX.

use super::case::Case;
use crate::*;
use calamine::{Data, Reader, Xlsx, open_workbook};
use rosette_plant::Class;

#[test]
fn the_workbook_says_what_the_csv_says() {
    let case = Case::hostile();
    let dir = tempfile::tempdir().unwrap();
    write_inventory(dir.path(), &case.inputs()).unwrap();
    write_findings_table(dir.path(), &case.inputs()).unwrap();
    for (name, sheet) in [("inventory", "Inventory"), ("findings", "Findings")] {
        let mut book: Xlsx<_> = open_workbook(dir.path().join(format!("{name}.xlsx"))).unwrap();
        let range = book.worksheet_range(sheet).unwrap();
        let mut csv = csv::Reader::from_path(dir.path().join(format!("{name}.csv"))).unwrap();
        let header: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
        let first: Vec<String> = range.rows().next().unwrap().iter().map(|c| c.to_string()).collect();
        assert_eq!(header, first);
        assert_eq!(csv.records().count(), range.height() - 1);
        assert!(book.worksheet_formula(sheet).unwrap().is_empty(), "text from drawings must not become a formula");
    }
}

#[test]
fn csv_cells_from_drawings_are_harmless() {
    let case = Case::full();
    let dir = tempfile::tempdir().unwrap();
    write_inventory(dir.path(), &case.inputs()).unwrap();
    let text = std::fs::read_to_string(dir.path().join("inventory.csv")).unwrap();
    assert!(text.contains("'=HYPERLINK"));
    assert!(!text.contains(",=") && !text.contains(",\"="));
}

#[test]
fn a_kind_of_ones_own_stands_beside_its_class() {
    let case = Case::full();
    let dir = tempfile::tempdir().unwrap();
    write_inventory(dir.path(), &case.inputs()).unwrap();
    let mut csv = csv::Reader::from_path(dir.path().join("inventory.csv")).unwrap();
    let at = csv.headers().unwrap().iter().position(|title| title == "Own kind").unwrap();
    let kinds: Vec<(String, String)> =
        csv.records().map(|row| row.unwrap()).map(|row| (row[1].to_owned(), row[at].to_owned())).collect();
    let named: Vec<&(String, String)> = kinds.iter().filter(|(_, kind)| !kind.is_empty()).collect();
    assert_eq!(named, [&("valve".to_string(), "hydrant".to_string())]);
    let object = AsBuilt::new(&case.scanned, "x").objects.into_iter().find(|o| o.kind.is_some()).unwrap();
    assert_eq!((object.class, object.kind_confidence), (Class::Valve, Some(0.83)));
    let plain = serde_json::to_string(&AsBuilt::new(&case.scanned, "x").objects.into_iter().find(|o| o.kind.is_none()).unwrap());
    assert!(!plain.unwrap().contains("kind_confidence"), "objects without a kind are written as ever");
}

#[test]
fn totals_add_up_to_the_rows() {
    let case = Case::full();
    let rows = rows(&case.inputs());
    let totals = Totals::new(&rows);
    let pipes = rows.iter().filter(|r| r.class == Class::Pipe);
    let (seen, inferred) = totals.pipe_m();
    assert!((pipes.map(|r| r.length_m.unwrap()).sum::<f64>() - seen - inferred).abs() < 1e-9);
    assert!(inferred > 3.0 && seen > 40.0);
    assert_eq!(totals.objects().0 + totals.objects().1, rows.len());
    let dir = tempfile::tempdir().unwrap();
    write_inventory(dir.path(), &case.inputs()).unwrap();
    let mut book: Xlsx<_> = open_workbook(dir.path().join("inventory.xlsx")).unwrap();
    let by_size = book.worksheet_range("By size").unwrap();
    let dn80 = by_size.rows().find(|r| r[0] == Data::Float(80.0)).unwrap();
    let want = totals.sizes.iter().find(|s| s.dn == Some(80)).unwrap();
    assert_eq!(dn80[1], Data::Float(want.seen_m));
}

#[test]
fn findings_are_numbered_by_severity_and_what_is_hidden_comes_last() {
    let case = Case::full();
    let labels: Vec<String> = numbered(&case.differences).into_iter().map(|n| n.label).collect();
    assert_eq!(labels, ["S1", "N2", "M3", "C4", "T5", "O6", "T7", "H8"]);
}

#[test]
fn decisions_and_what_is_ignored_or_gone_are_in_every_file() {
    let case = Case::reviewed();
    let dir = tempfile::tempdir().unwrap();
    write_findings(dir.path(), &case.inputs()).unwrap();
    write_findings_table(dir.path(), &case.inputs()).unwrap();
    write_report_html(dir.path(), &case.inputs(), &Pictures::default()).unwrap();
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&read("findings.json")).unwrap();
    assert_eq!(json["ignored"][0]["ignored_by"], "out of scope");
    assert_eq!(json["gone"][0]["decision"]["state"], "closed");
    assert_eq!(json["findings"][1]["review"]["standing"], "unchanged");
    let csv = read("findings.csv");
    assert!(csv.contains("accepted_deviation") && csv.contains("'=1+1"), "{csv}");
    let book: Xlsx<_> = open_workbook(dir.path().join("findings.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["Findings", "Ignored", "Gone"]);
    let page = read("report.html");
    assert!(page.contains("out of scope") && page.contains("stood there") && page.contains("accepted deviation"));
    assert!(!page.contains("<b>N. N.</b>") && !page.contains("=1+1 </script>"));
}
