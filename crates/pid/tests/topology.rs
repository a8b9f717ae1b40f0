//! Who is joined to whom: tables of small drawings and the joints they give.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;

fn check(content: &str, expect_joints: &[&str], expect_open: &[&str]) {
    let import = import_one(content);
    assert_eq!(joints(&import), expect_joints, "joints of {content}");
    assert_eq!(open_ends(&import), expect_open, "open ends of {content}");
}

#[test]
fn items_stand_between_the_stated_ends_in_document_order() {
    let items = component("V1", "BallValve", 2, None) + &component("V2", "GateValve", 2, None);
    let content = tank("T1", &["N1"])
        + &tank("T2", &["N1"])
        + &line("L1", 80, &segment("S1", &items, "FromID='T1-N1' FromNode='1' ToID='T2-N1' ToNode='1'"));
    check(&content, &["T1.N1-V1.0 L1 DN80", "V1.1-V2.0 L1 DN80", "V2.1-T2.N1 L1 DN80"], &[]);
}

#[test]
fn an_end_item_of_one_segment_is_shared_by_its_neighbours() {
    let first = segment("S1", &component("T", "PipeTee", 3, None), "FromID='A-N1' FromNode='1' ToID='T' ToNode='1'");
    let second = segment("S2", "", "FromID='T' FromNode='2' ToID='B-N1' ToNode='1'");
    let third = segment("S3", &component("V", "BallValve", 2, None), "FromID='T' FromNode='3'");
    let content = tank("A", &["N1"]) + &tank("B", &["N1"]) + &line("L", 50, &(first + &second + &third));
    check(&content, &["A.N1-T.run1 L DN50", "T.branch-V.0 L DN50", "T.run2-B.N1 L DN50"], &["V.1"]);
}

#[test]
fn references_may_come_before_what_they_name() {
    let segments = segment("S2", "", "FromID='V' FromNode='2' ToID='B-N1' ToNode='1'")
        + &segment("S1", &component("V", "CheckValve", 2, None), "FromID='A-N1' FromNode='1' ToID='V' ToNode='1'");
    let content = line("L", 25, &segments) + &tank("A", &["N1"]) + &tank("B", &["N1"]);
    check(&content, &["A.N1-V.0 L DN25", "V.1-B.N1 L DN25"], &[]);
}

#[test]
fn a_node_named_twice_is_taken_once() {
    // As exporters do: both segments say node 1 of the tee.
    let segments = segment("S1", &component("T", "PipeTee", 3, None), "FromID='A-N1' FromNode='1' ToID='T' ToNode='1'")
        + &segment("S2", "", "FromID='T' FromNode='1' ToID='B-N1' ToNode='1'")
        + &segment("S3", "", "FromID='T' FromNode='3' ToID='C-N1' ToNode='1'");
    let content = ["A", "B", "C"].map(|t| tank(t, &["N1"])).concat() + &line("L", 50, &segments);
    check(&content, &["A.N1-T.run1 L DN50", "T.branch-C.N1 L DN50", "T.run2-B.N1 L DN50"], &[]);
    assert_eq!(count(&import_one(&content), "port_conflicts"), 1);
}

#[test]
fn items_listed_against_their_line_are_turned_round() {
    let items = component("V2", "BallValve", 2, Some((60.0, 0.0)))
        + &centre_line(&[(0.0, 0.0), (100.0, 0.0)])
        + &component("V1", "GateValve", 2, Some((30.0, 0.0)));
    let ends = "<PipingComponent ID='A' ComponentClass='Flange'><Position><Location X='0' Y='0'/></Position></PipingComponent>\
                <PipingComponent ID='B' ComponentClass='Flange'><Position><Location X='100' Y='0'/></Position></PipingComponent>";
    let content = ends.to_owned() + &line("L", 80, &segment("S1", &items, "FromID='A' ToID='B'"));
    check(&content, &["A.0-V1.0 L DN80", "V1.1-V2.0 L DN80", "V2.1-B.0 L DN80"], &[]);
    assert_eq!(count(&import_one(&content), "flipped_segments"), 1);
}

#[test]
fn missing_and_unresolved_ends_are_open_ends() {
    let content = line("L", 80, &segment("S1", &component("V", "BallValve", 2, None), "ToID='nowhere'"));
    check(&content, &[], &["V.0", "V.1"]);
    let import = import_one(&content);
    assert_eq!((count(&import, "open_ends"), count(&import, "unresolved_references")), (2, 1));
    assert!(import.sheets[0].report.warnings.iter().any(|w| w.contains("`nowhere`")), "{:?}", import.sheets[0].report.warnings);
}

#[test]
fn a_line_that_ends_in_nothing_is_known_at_its_nozzle() {
    let content = tank("T", &["N1", "N2"]) + &line("DR-008", 50, &segment("S1", "", "FromID='T-N1' FromNode='1'"));
    check(&content, &[], &["T.0"]);
    assert_eq!(attribute(&import_one(&content), "T", "line.N1"), Some("DR-008"));
    assert_eq!(attribute(&import_one(&content), "T", "line.N2"), None);
}

#[test]
fn nested_parts_are_folded_and_their_nozzles_kept() {
    let content = "<Equipment ID='P' ComponentClass='CentrifugalPump' TagName='P-1'><Equipment ID='C' ComponentClass='Chamber'>\
         <Nozzle ID='N' ComponentClass='Nozzle' TagName='SUC'/></Equipment><Equipment ID='I' ComponentClass='Impeller'/></Equipment>";
    let import = import_one(content);
    assert_eq!(import.graph.elements.len(), 1);
    assert_eq!(import.graph.elements[0].ports[0].name.as_deref(), Some("SUC"));
    assert_eq!(attribute(&import, "P", "parts"), Some("Chamber Impeller"));
    assert_eq!((count(&import, "equipment"), count(&import, "nozzles")), (3, 1));
}

#[test]
fn the_shape_catalogue_is_no_plant() {
    let content = format!("<ShapeCatalogue>{}</ShapeCatalogue>{}", tank("SYMBOL", &["N"]), tank("T", &[]));
    let import = import_one(&content);
    assert_eq!(import.graph.elements.len(), 1);
    assert_eq!((count(&import, "equipment"), count(&import, "nozzles")), (1, 0));
}

#[test]
fn sizes_come_down_from_system_to_segment_to_item() {
    let sized = "<PipingComponent ID='R' ComponentClass='PipeReducer'><ConnectionPoints><Node/>\
        <Node Type='process'><NominalDiameter Value='80' Units='mm'/></Node><Node Type='process'><NominalDiameter Value='2' Units='in'/></Node>\
        </ConnectionPoints></PipingComponent>";
    let items = component("V", "BallValve", 2, None) + sized;
    let content = line("L", 80, &segment("S", &items, ""));
    let import = import_one(&content);
    let element = |id: &str| import.graph.elements.iter().find(|e| e.id == id).unwrap();
    assert_eq!(element("V").dn, Some(80));
    assert_eq!(element("R").dn, Some(80));
    assert_eq!(element("R").ports.iter().map(|p| p.dn).collect::<Vec<_>>(), [Some(80), Some(50)]);
    // The segment from its system, the valve from its segment.
    assert_eq!(count(&import, "sizes_inherited"), 2);
}

#[test]
fn duplicate_ids_are_counted_and_kept_apart() {
    let items = component("V", "BallValve", 2, None) + &component("V", "GateValve", 2, None);
    let content = tank("A", &["N1"]) + &line("L", 80, &segment("S", &items, "FromID='A-N1'"));
    let import = import_one(&content);
    assert_eq!(count(&import, "duplicate_ids"), 1);
    assert_eq!(import.graph.elements.iter().filter(|e| e.id.starts_with('V')).count(), 2);
    assert_eq!(import.graph.joints.len(), 2);
}

#[test]
fn a_property_break_is_passed_through() {
    let items = component("V1", "BallValve", 2, None)
        + "<PropertyBreak ID='B' ComponentClass='PropertyBreak'><ConnectionPoints><Node/><Node Type='process'/><Node Type='process'/></ConnectionPoints></PropertyBreak>"
        + &component("V2", "BallValve", 2, None);
    let content = line("L", 80, &segment("S", &items, ""));
    check(&content, &["B.1-V2.0 L DN80", "V1.1-B.0 L DN80"], &["V1.0", "V2.1"]);
    assert!(!import_one(&content).graph.elements[0].evidence.physical);
}

#[test]
fn loose_ends_drawn_at_a_node_are_joined_and_flagged() {
    let nozzle = "<Equipment ID='T' ComponentClass='Tank'><Nozzle ID='N' TagName='N1'><ConnectionPoints><Node/><Node Type='process'>\
         <Position><Location X='100' Y='1'/></Position></Node></ConnectionPoints></Nozzle></Equipment>";
    let items = component("V", "BallValve", 2, Some((50.0, 0.0))) + &centre_line(&[(53.0, 0.0), (100.0, 0.0)]);
    let content = nozzle.to_owned() + &line("L", 80, &segment("S", &items, ""));
    let import = import_one(&content);
    assert_eq!(joints(&import), ["~V.1-T.N1 L DN80"]);
    assert_eq!(count(&import, "repaired_joints"), 1);
}

#[test]
fn a_branch_drawn_into_a_line_gets_an_implied_tee() {
    let main = component("A", "GateValve", 2, Some((0.0, 0.0)))
        + &centre_line(&[(3.0, 0.0), (97.0, 0.0)])
        + &component("B", "GateValve", 2, Some((100.0, 0.0)));
    let branch = component("C", "BallValve", 2, Some((40.0, 30.0))) + &centre_line(&[(40.0, 27.0), (40.0, 0.0)]);
    let content = line("L", 80, &segment("S1", &main, "FromID='A' FromNode='2' ToID='B' ToNode='1'"))
        + &line("M", 50, &segment("S2", &branch, "FromID='C' FromNode='2'"));
    let import = import_one(&content);
    assert_eq!(joints(&import), ["A.1-S2:tee2.run1 L DN80", "S2:tee2.run2-B.0 L DN80", "~C.1-S2:tee2.branch M DN50"]);
    assert_eq!((count(&import, "repaired_joints"), count(&import, "implied_tees")), (1, 1));
    assert!(attribute(&import, "S2:tee2", "implied").is_some());
}

#[test]
fn a_line_drawn_over_its_own_main_line_does_not_end_in_it() {
    // A drain without symbols, drawn along the line that it leaves: its open end lies on that line, but does not meet it.
    let main = component("T", "PipeTee", 3, Some((0.0, 0.0)))
        + &centre_line(&[(3.0, 0.0), (97.0, 0.0)])
        + &component("B", "GateValve", 2, Some((100.0, 0.0)));
    let content = line("L", 80, &segment("S1", &main, "FromID='T' FromNode='2' ToID='B' ToNode='1'"))
        + &line("M", 25, &segment("S2", &centre_line(&[(0.0, 0.0), (40.0, 0.0)]), "FromID='T' FromNode='3'"));
    let import = import_one(&content);
    assert_eq!(joints(&import), ["T.run2-B.0 L DN80"]);
    assert_eq!((count(&import, "repaired_joints"), count(&import, "implied_tees")), (0, 0));
    assert_eq!(open_ends(&import), ["T.2"]);
}

#[test]
fn a_heap_of_items_without_ends_and_lines_is_not_a_line() {
    let items: String = (0..6).map(|k| component(&format!("V{k}"), "BallValve", 2, Some((k as f64, 0.0)))).collect();
    let content = line("L", 80, &format!("<PipingNetworkSegment ID='S'>{items}</PipingNetworkSegment>"));
    check(&content, &[], &[]);
    assert_eq!(count(&import_one(&content), "unlinked_items"), 6);
}

#[test]
fn unknown_classes_keep_their_name_and_their_joints() {
    let content =
        tank("A", &["N"]) + &line("L", 80, &segment("S", &component("X", "Frobnicator", 2, None), "FromID='A-N' FromNode='1'"));
    let import = import_one(&content);
    assert_eq!(import.sheets[0].report.unknown_classes.get("Frobnicator"), Some(&1));
    assert_eq!(joints(&import), ["A.N-X.0 L DN80"]);
    assert!(import.graph.notes.iter().any(|n| n.kind == "unknown_class" && n.message.contains("Frobnicator")));
}
