//! What instruments are joined to, and what moves valves.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use rosette_plant::{Class, Subtype};

fn function(id: &str, at: &str, position: &str) -> String {
    format!(
        "<ProcessInstrumentationFunction ID='{id}' ComponentClass='ProcessInstrumentationFunction' TagName='{id}'>{position}\
         <ProcessSignalGeneratingFunction ID='{id}-S'><Association Type='is located in' ItemID='{at}'/></ProcessSignalGeneratingFunction>\
         </ProcessInstrumentationFunction>"
    )
}

fn at(x: f64, y: f64) -> String {
    format!("<Position><Location X='{x}' Y='{y}'/></Position>")
}

/// A - V1 (x = 30) - V2 (x = 60) - B, drawn.
fn plant() -> String {
    let items = centre_line(&[(0.0, 0.0), (27.0, 0.0)])
        + &component("V1", "BallValve", 2, Some((30.0, 0.0)))
        + &centre_line(&[(33.0, 0.0), (57.0, 0.0)])
        + &component("V2", "GlobeValve", 2, Some((60.0, 0.0)))
        + &centre_line(&[(63.0, 0.0), (100.0, 0.0)]);
    tank("A", &["N1", "N2"])
        + &tank("B", &["N1"])
        + &line("L", 80, &segment("S", &items, "FromID='A-N1' FromNode='1' ToID='B-N1' ToNode='1'"))
}

fn check(instrument: &str, expect_joint: &str, between: Option<(&str, &str)>) {
    let import = import_one(&(plant() + instrument));
    let joint = joints(&import).into_iter().find(|j| j.starts_with("PI"));
    assert_eq!(joint.as_deref(), Some(expect_joint), "{instrument}");
    let got = attribute(&import, "PI", "between_a").zip(attribute(&import, "PI", "between_b"));
    assert_eq!(got, between, "{instrument}");
    let element = import.graph.elements.iter().find(|e| e.id == "PI").unwrap();
    assert!(element.evidence.physical && element.class == Class::Instrument);
}

#[test]
fn instruments_sit_where_the_drawing_shows_them() {
    check(&function("PI", "S", &at(46.0, 12.0)), "PI-V2 L DN80", Some(("V1", "V2")));
    check(&function("PI", "S", &at(10.0, 12.0)), "PI-A L DN80", Some(("A", "V1")));
    // Right above the valve: beside it, but nobody can say on which side.
    check(&function("PI", "S", &at(31.0, 12.0)), "PI-V1 L DN80", None);
    // Far off the line: only the line is known.
    check(&function("PI", "S", &at(45.0, 300.0)), "PI-V1 L DN80", None);
    check(&function("PI", "S", ""), "PI-V1 L DN80", None);
    check(&function("PI", "A-N2", ""), "PI-A.N2", None);
    check(&function("PI", "V2", ""), "PI-V2", None);
}

#[test]
fn the_measuring_line_is_better_evidence_than_the_bubble() {
    let flow = "<InformationFlow ID='F' ComponentClass='MeasuringLineFunction'><Association Type='has logical start' ItemID='PI-S'/>\
        <Association Type='has logical end' ItemID='PI'/><CenterLine><Coordinate X='46' Y='0'/><Coordinate X='10' Y='20'/></CenterLine></InformationFlow>";
    let instrument = function("PI", "S", &at(10.0, 12.0))
        .replace("</ProcessInstrumentationFunction>", &format!("{flow}</ProcessInstrumentationFunction>"));
    check(&instrument, "PI-V2 L DN80", Some(("V1", "V2")));
}

#[test]
fn vendors_say_it_with_a_connection_or_from_the_other_side() {
    let leader = "<ProcessInstrumentationFunction ID='PI' ComponentClass='ProcessInstrumentationFunction'><InformationFlow ComponentClass='Leader'>\
        <Connection FromID='A-N2' ToID='PI'/></InformationFlow></ProcessInstrumentationFunction>";
    check(leader, "PI-A.N2", None);
    let inverse = "<ProcessInstrumentationFunction ID='PI'><ProcessSignalGeneratingFunction ID='G'/></ProcessInstrumentationFunction>\
        <Equipment ID='X' ComponentClass='Tank'><Association Type='is the location of' ItemID='G'/></Equipment>";
    check(inverse, "PI-X", None);
}

#[test]
fn control_room_functions_and_read_outs_do_not_stand_in_the_plant() {
    let meter = line("M", 50, &segment("S2", &component("FE", "ElectromagneticFlowMeter", 2, None), ""));
    let import = import_one(&(meter + &function("FI", "FE", "") + "<ProcessInstrumentationFunction ID='UC'/>"));
    for id in ["FI", "UC"] {
        assert!(!import.graph.elements.iter().find(|e| e.id == id).unwrap().evidence.physical, "{id}");
    }
    assert_eq!(attribute(&import, "FI", "read_out_of"), Some("FE"));
}

#[test]
fn an_actuated_valve_is_a_control_valve() {
    let system = "<ActuatingSystem ID='AS'><ActuatingSystemComponent ID='AC' ComponentClass='ControlledActuator'/>\
        <ActuatingSystemComponent ID='OR' ComponentClass='OperatedValveReference'><Association Type='refers to' ItemID='V2'/></ActuatingSystemComponent></ActuatingSystem>";
    let import = import_one(&(plant() + system));
    let valve = import.graph.elements.iter().find(|e| e.id == "V2").unwrap();
    assert_eq!(valve.subtype, Some(Subtype::Control));
    assert_eq!(attribute(&import, "V2", "actuator"), Some("ControlledActuator"));
    assert_eq!(attribute(&import, "V2", "body"), Some("globe"));
}
