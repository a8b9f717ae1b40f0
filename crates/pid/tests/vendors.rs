//! Habits of vendors' exports, each in a small drawing.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use rosette_plant::{Class, Subtype};

fn attributes(set: &str, pairs: &[(&str, &str)]) -> String {
    let each: String = pairs.iter().map(|(n, v)| format!("<GenericAttribute Name='{n}' Value='{v}'/>")).collect();
    format!("<GenericAttributes Set='{set}'>{each}</GenericAttributes>")
}

/// A file without `Application`: no DEXPI.
fn proteus(content: &str) -> String {
    format!(
        "<PlantModel><PlantInformation SchemaVersion='4.0.1' OriginatingSystem='tool' Units='Millimetre'/>{content}</PlantModel>"
    )
}

/// No nozzles, numbered nodes on equipment, class and size in attributes, one id for segment and centre line.
#[test]
fn classes_and_sizes_in_attributes_and_no_nozzles() {
    let node = "<Node/>".to_owned() + &"<Node Type='process'/>".repeat(12);
    let column = format!(
        "<Equipment ID='K' TagName='K-1'>{}<ConnectionPoints>{node}</ConnectionPoints></Equipment>",
        attributes("XVTAttributes", &[("CLASS", "VESSEL"), ("SUB_CLASS", "BUBBLE TRAY COLUMN")])
    );
    let valve = format!(
        "<PipingComponent ID='V'>{}<ConnectionPoints><Node/><Node Type='process'/><Node Type='process'/></ConnectionPoints></PipingComponent>",
        attributes("XVTAttributes", &[("CLASS", "VALVE"), ("SUB_CLASS", "GATE VALVE"), ("NOMINAL_DIAMETER", "DN 50")])
    );
    let segment = format!(
        "<PipingNetworkSegment ID='S'>{valve}<CenterLine ID='S'><Coordinate X='0' Y='0'/><Coordinate X='9' Y='0'/></CenterLine>\
         <Connection FromID='K' FromNode='11' ToID='V' ToNode='1'/></PipingNetworkSegment>"
    );
    let text = proteus(&(column + &format!("<PipingNetworkSystem TagName='L'>{segment}</PipingNetworkSystem>")));
    let import = import_bytes(&[text.as_bytes()]).unwrap();
    assert_eq!(joints(&import), ["K.0-V.0 L"]);
    let class = |k: usize| (import.graph.elements[k].class, import.graph.elements[k].subtype, import.graph.elements[k].dn);
    assert_eq!(class(0), (Class::Vessel, None, None));
    assert_eq!(class(1), (Class::Valve, Some(Subtype::Gate), Some(50)));
    assert_eq!((count(&import, "duplicate_ids"), count(&import, "nozzles")), (0, 0));
    // Of twelve drawn nodes only the one with a line is kept.
    assert_eq!(import.graph.elements[0].ports.len(), 1);
}

#[test]
fn sizes_under_the_names_of_vendors() {
    for (name, value, dn) in [
        ("NominalSize(nd)", "DN 80", Some(80)),
        ("NominalDiameter", "0.05", Some(50)),
        ("Size", "50", Some(50)),
        ("Nennweite", "DN100", Some(100)),
        ("Nominal pressure", "16", None),
        ("Display nominal size", "Yes", None),
    ] {
        let valve = format!(
            "<PipingComponent ID='V' ComponentClass='BallValve'>{}</PipingComponent>",
            attributes("Own", &[(name, value)])
        );
        let text = proteus(&format!(
            "<PipingNetworkSystem><PipingNetworkSegment ID='S'>{valve}</PipingNetworkSegment></PipingNetworkSystem>"
        ));
        let import = import_bytes(&[text.as_bytes()]).unwrap();
        assert_eq!(import.graph.elements[0].dn, dn, "{name}");
    }
}

#[test]
fn violations_of_the_schema_are_tolerated() {
    // Equipment in a component is a part of it; `Nozzles` is a nozzle; an empty connection says nothing.
    let valve =
        "<PipingComponent ID='V' ComponentClass='GlobeValve'><Equipment ID='A' ComponentClass='Actuator'/></PipingComponent>";
    let content = "<Equipment ID='T' ComponentClass='Tank'><Nozzles ID='N' TagName='N1'/></Equipment>".to_owned()
        + &format!(
            "<PipingNetworkSystem><PipingNetworkSegment ID='S'>{valve}<Connection/></PipingNetworkSegment></PipingNetworkSystem>"
        );
    let import = import_bytes(&[proteus(&content).as_bytes()]).unwrap();
    let ids: Vec<&str> = import.graph.elements.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids, ["T", "V"]);
    assert_eq!(import.graph.elements[0].ports.len(), 1);
    assert_eq!((import.graph.elements[1].subtype, attribute(&import, "V", "actuated")), (Some(Subtype::Control), Some("yes")));
    assert_eq!((count(&import, "connections"), count(&import, "open_ends")), (1, 2));
}

#[test]
fn dialects_are_told_apart() {
    let dexpi_names = "<Equipment ID='T'><GenericAttributes Set='DexpiAttributes'/></Equipment>";
    for (information, content, expect) in [
        ("Application='Dexpi' ApplicationVersion='1.4' SchemaVersion='4.2.0'", "", "DEXPI 1.4"),
        ("Application='Dexpi' ApplicationVersion='1.3.1' SchemaVersion='4.1.1'", "", "DEXPI 1.3.1"),
        ("SchemaVersion='4.0.1'", dexpi_names, "Proteus 4.0.1 (DEXPI 1.2 names)"),
        ("SchemaVersion='3.3.3'", "", "Proteus 3.3.3 (ISO 15926 post-processed)"),
        ("SchemaVersion='4.0.1'", "", "Proteus 4.0.1"),
    ] {
        let text = format!("<PlantModel><PlantInformation {information}/>{content}</PlantModel>");
        assert_eq!(import_bytes(&[text.as_bytes()]).unwrap().sheets[0].report.dialect, expect);
    }
}
