//! DEXPI 2.0 models: objects to elements, connections pair by pair, profiles, diagrams.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use rosette_pid::Import;
use rosette_plant::{Class, Subtype};

/// A whole file around the components of its plant model.
fn model(components: &str, diagram: &str) -> String {
    format!(
        "<Model name='m' uri='urn:m'><Import prefix='Core' source='https://data.dexpi.org/models/2.0.0/Core.xml'/>\
         <Import prefix='Plant' source='https://data.dexpi.org/models/2.0.0/Plant.xml'/><Import prefix='My' source='urn:my'/>\
         <Object type='Core/EngineeringModel'><Data property='OriginatingSystemName'><String>hand</String></Data>\
         <Components property='ConceptualModel'><Object id='PM' type='Plant/PlantModel'>{components}</Object></Components>{diagram}</Object></Model>"
    )
}

fn data(property: &str, value: &str) -> String {
    format!("<Data property='{property}'><String>{value}</String></Data>")
}

fn object(id: &str, class: &str, content: &str) -> String {
    format!("<Object id='{id}' type='{class}'>{content}</Object>")
}

fn on(property: &str, objects: &str) -> String {
    format!("<Components property='{property}'>{objects}</Components>")
}

fn to(property: &str, id: &str) -> String {
    format!("<References property='{property}' objects='#{id}'/>")
}

fn nodes(ids: &[&str]) -> String {
    on("Nodes", &ids.iter().map(|id| object(id, "Plant/Piping.PipingNode", "")).collect::<String>())
}

fn vessel(id: &str, class: &str, nozzles: &[&str]) -> String {
    let nozzles: String = nozzles
        .iter()
        .map(|n| {
            object(
                &format!("{id}-{n}"),
                "Plant/ProcessEquipment.Nozzle",
                &(data("SubTagName", n) + &nodes(&[&format!("{id}-{n}-node")])),
            )
        })
        .collect();
    object(id, class, &(data("TagName", id) + &on("Nozzles", &nozzles)))
}

/// A pipe between two (item, node) pairs; an empty item is left out.
fn pipe(from: (&str, &str), to_: (&str, &str)) -> String {
    let end = |side: &str, (item, node): (&str, &str)| {
        if item.is_empty() { String::new() } else { to(&format!("{side}Item"), item) + &to(&format!("{side}Node"), node) }
    };
    object("", "Plant/Piping.Pipe", &(end("Source", from) + &end("Target", to_)))
}

fn segment2(id: &str, items: &str, pipes: &str) -> String {
    object(id, "Plant/Piping.PipingNetworkSegment", &(on("Connections", pipes) + &on("Items", items)))
}

fn system(data_: &str, segments: &str) -> String {
    on("PipingNetworkSystems", &object("L", "Plant/Piping.PipingNetworkSystem", &(data_.to_owned() + &on("Segments", segments))))
}

/// Tank T - ball valve - gate valve of a profile - tee - pump P, with a branch to a connector; pipes listed out of order.
fn plant() -> String {
    let equipment = on(
        "TaggedPlantItems",
        &(vessel("T", "Plant/ProcessEquipment.Tank", &["N1"])
            + &vessel("P", "Plant/ProcessEquipment.CentrifugalPump", &["S", "D"])),
    );
    let sized = data("NominalDiameterNumericalValueRepresentation", "80") + &data("NominalDiameterTypeRepresentation", "DN");
    let items = object("V1", "Plant/Piping.BallValve", &(data("My/ItemTag", "HV-1") + &nodes(&["V1a", "V1b"])))
        + &object("V2", "My/Model.WedgeThing", &nodes(&["V2a", "V2b"]))
        + &object("X", "Plant/Piping.PipeTee", &nodes(&["Xa", "Xb", "Xc"]));
    let pipes = pipe(("V2", "V2b"), ("X", "Xa"))
        + &pipe(("T-N1", "T-N1-node"), ("V1", "V1a"))
        + &pipe(("V1", "V1b"), ("V2", "V2a"))
        + &pipe(("X", "Xb"), ("P-S", "P-S-node"));
    let branch_items =
        object("O", "Plant/Piping.FlowOutPipeOffPageConnector", &(data("PipeConnectorNumber", "7") + &nodes(&["Oa"])));
    let segments = segment2("S1", &items, &pipes) + &segment2("S2", &branch_items, &pipe(("X", "Xc"), ("O", "Oa")));
    let line = data("LineNumber", "100") + &data("FluidCode", "PW") + &sized;
    equipment + &system(&line, &segments)
}

fn import2(components: &str, diagram: &str) -> Import {
    import_bytes(&[model(components, diagram).as_bytes()]).unwrap()
}

#[test]
fn pairs_of_neighbours_make_the_line() {
    let import = import2(&plant(), "");
    let expect = [
        "T.N1-V1.0 PW-100-DN80 DN80",
        "V1.1-V2.0 PW-100-DN80 DN80",
        "V2.1-X.run1 PW-100-DN80 DN80",
        "X.branch-O.0 PW-100-DN80 DN80",
        "X.run2-P.S PW-100-DN80 DN80",
    ];
    assert_eq!(joints(&import), expect);
    let counts = ["equipment", "nozzles", "systems", "segments", "components", "offpage", "connections", "connections_both_ends"];
    assert_eq!(counts.map(|c| count(&import, c)), [2, 3, 1, 2, 3, 1, 5, 5]);
    let report = &import.sheets[0].report;
    assert_eq!((report.dialect.as_str(), report.origin.as_str()), ("DEXPI 2.0.0 with profile My", "hand"));
    assert_eq!(attribute(&import, "V1", "flow_to"), Some("V2"));
    let valve = import.graph.elements.iter().find(|e| e.id == "V1").unwrap();
    assert_eq!((valve.tag.as_deref(), valve.dn, valve.class), (Some("HV-1"), Some(80), Class::Valve));
}

#[test]
fn types_of_a_profile_are_resolved_by_its_super_types_or_kept_by_name() {
    let alone = import2(&plant(), "");
    assert_eq!(alone.sheets[0].report.unknown_classes.get("WedgeThing"), Some(&1));
    let profile = "<Model><Package name='Model'><ConcreteClass name='WedgeThing' superTypes='/Model.Wedge'/>\
        <ConcreteClass name='Wedge' superTypes='Plant/Piping.GateValve /Model.WedgeThing'/></Package></Model>";
    let both = import_bytes(&[profile.as_bytes(), model(&plant(), "").as_bytes()]).unwrap();
    assert_eq!(both.sheets.len(), 1);
    assert!(both.graph.notes.iter().any(|n| n.kind == "profile_read"), "{:?}", both.graph.notes);
    let valve = both.graph.elements.iter().find(|e| e.id == "V2").unwrap();
    assert_eq!((valve.class, valve.subtype), (Class::Valve, Some(Subtype::Gate)));
    assert_eq!(valve.evidence.class_name, "WedgeThing");
    assert!(both.sheets[0].report.unknown_classes.is_empty());
}

#[test]
fn missing_ends_stay_open_and_wrong_ones_are_reported() {
    let items = object("V1", "Plant/Piping.BallValve", &nodes(&["V1a", "V1b"])) + &object("V2", "Plant/Piping.GateValve", "");
    let pipes = pipe(("", ""), ("V1", "V1a")) + &pipe(("V1", "V1b"), ("nowhere", "nonode"));
    let import = import2(&system("", &segment2("S", &items, &pipes)), "");
    assert_eq!((joints(&import).len(), open_ends(&import)), (0, vec!["V1.0".to_owned(), "V1.1".to_owned()]));
    assert_eq!((count(&import, "unresolved_references"), count(&import, "unlinked_items")), (1, 1));
}

#[test]
fn a_segment_without_pairs_still_has_its_two_ends() {
    let ends = to("SourceItem", "T-N1") + &to("TargetItem", "P-S");
    let equipment = on(
        "TaggedPlantItems",
        &(vessel("T", "Plant/ProcessEquipment.Tank", &["N1"]) + &vessel("P", "Plant/ProcessEquipment.Pump", &["S"])),
    );
    let import = import2(&(equipment + &system("", &object("S", "Plant/Piping.PipingNetworkSegment", &ends))), "");
    assert_eq!(joints(&import), ["T.N1-P.S"]);
}

#[test]
fn instruments_and_actuators() {
    let generator = object("G", "Plant/Instrumentation.ProcessSignalGeneratingFunction", &to("SensingLocation", "T-N1"));
    let function = data("ProcessInstrumentationFunctionCategory", "P")
        + &data("ProcessInstrumentationFunctions", "I")
        + &data("ProcessInstrumentationFunctionNumber", "4")
        + &on("ProcessSignalGeneratingFunctions", &generator);
    let instrument =
        on("ProcessInstrumentationFunctions", &object("PI", "Plant/Instrumentation.ProcessInstrumentationFunction", &function));
    let actuator = object(
        "CA",
        "Plant/Instrumentation.ControlledActuator",
        "<Data property='FailAction'><DataReference data='Plant/Enumerations.FailActionClassification.FailClose'/></Data>\
         <References property='My/TypeCode' objects='My/Codes.Motor'/>",
    );
    let reference = object("", "Plant/Instrumentation.OperatedValveReference", &to("Valve", "V1"));
    let system = object(
        "A",
        "Plant/Instrumentation.ActuatingSystem",
        &(on("ControlledActuator", &actuator) + &on("OperatedValveReference", &reference)),
    );
    let import = import2(&(on("ActuatingSystems", &system) + &plant() + &instrument), "");
    let element = import.graph.elements.iter().find(|e| e.id == "PI").unwrap();
    assert_eq!((element.tag.as_deref(), element.class, element.evidence.physical), (Some("PI 4"), Class::Instrument, true));
    assert!(joints(&import).contains(&"PI-T.N1".to_owned()), "{:?}", joints(&import));
    let valve = |key| attribute(&import, "V1", key);
    assert_eq!(
        (valve("actuated"), valve("actuator"), valve("fail_action"), valve("body")),
        (Some("yes"), Some("Motor"), Some("FailClose"), Some("ball"))
    );
}

#[test]
fn parts_are_folded_and_their_nozzles_kept() {
    let nozzle = object("N", "Plant/ProcessEquipment.Nozzle", &data("SubTagName", "A"));
    let chamber = object("C", "Plant/ProcessEquipment.Chamber", &on("Nozzles", &nozzle));
    let column = object("K", "Plant/ProcessEquipment.ProcessColumn", &on("Chambers", &chamber));
    let import = import2(&on("TaggedPlantItems", &column), "");
    assert_eq!(import.graph.elements.len(), 1);
    assert_eq!(import.graph.elements[0].ports[0].name.as_deref(), Some("A"));
    assert_eq!(attribute(&import, "K", "parts"), Some("Chamber"));
}

#[test]
fn sizes_in_hundredths_of_an_inch_are_told_by_their_leading_zero() {
    let size = |id: &str, number: &str| {
        let valve = object(&format!("V{id}"), "Plant/Piping.BallValve", "");
        object(
            id,
            "Plant/Piping.PipingNetworkSegment",
            &(data("NominalDiameterNumericalValueRepresentation", number) + &on("Items", &valve)),
        )
    };
    let dns = |segments: &str| import2(&system("", segments), "").graph.elements.iter().map(|e| e.dn).collect::<Vec<_>>();
    assert_eq!(dns(&(size("1", "0600") + &size("2", "1400"))), [Some(150), Some(350)]);
    assert_eq!(dns(&size("2", "1400")), [Some(1400)]);
}

#[test]
fn places_and_lines_of_the_diagram() {
    let point = |x: f64, y: f64| {
        format!(
            "<AggregatedDataValue type='Core/Diagram.Point'><Data property='X'><Double>{x}</Double></Data>\
             <Data property='Y'><Double>{y}</Double></Data></AggregatedDataValue>"
        )
    };
    let at = |property: &str, x: f64, y: f64| format!("<Data property='{property}'>{}</Data>", point(x, y));
    let symbol = object("", "Profile/SymbolUsage", &at("Position", 10.0, 20.0));
    let of_valve = object("", "Core/Diagram.Static", &on("Elements", &symbol));
    let group = object("", "Core/Diagram.RepresentationGroup", &(on("Groups", &of_valve) + &to("Represents", "V1")));
    let diagram = on("Diagram", &object("D", "Core/Diagram.Diagram", &on("Groups", &group)));
    let import = import2(&plant(), &diagram);
    let valve = import.graph.elements.iter().find(|e| e.id == "V1").unwrap();
    // DEXPI 2.0 draws with y down.
    assert_eq!(valve.evidence.position, Some([10.0, -20.0]));
}

#[test]
fn values_of_every_kind_become_text() {
    let quantity = "<Data property='UpperLimitDesignPressure'><AggregatedDataValue type='Core/PhysicalQuantities.PhysicalQuantity'>\
        <Data property='Unit'><DataReference data='Core/PhysicalQuantities.PressureGaugeUnit.Bar'/></Data>\
        <Data property='Value'><Double>16.0</Double></Data></AggregatedDataValue></Data>";
    let language = "<Data property='EquipmentDescription'><AggregatedDataValue type='Core/DataTypes.MultiLanguageString'>\
        <Data property='SingleLanguageStrings'><AggregatedDataValue type='Core/DataTypes.SingleLanguageString'>\
        <Data property='Language'><String>en</String></Data><Data property='Value'><String>Feed tank</String></Data></AggregatedDataValue></Data>\
        </AggregatedDataValue></Data>";
    let rest = "<Data property='A'><Integer>4</Integer></Data><Data property='B'><Boolean>false</Boolean></Data>\
        <Data property='C'><Undefined/></Data>";
    let tank = object("T", "Plant/ProcessEquipment.Tank", &format!("{quantity}{language}{rest}"));
    let import = import2(&on("TaggedPlantItems", &tank), "");
    let value = |key| attribute(&import, "T", key);
    assert_eq!(value("UpperLimitDesignPressure"), Some("16.0 Bar"));
    assert_eq!(value("EquipmentDescription"), Some("Feed tank"));
    assert_eq!((value("A"), value("B"), value("C")), (Some("4"), Some("false"), None));
}

#[test]
fn damaged_models_are_survived() {
    for damaged in [
        model("", ""),
        "<Model/>".to_owned(),
        "<Model><Object/></Model>".to_owned(),
        plant(),
        model(&plant().replace("id=", "name="), ""),
        model(&plant().repeat(2), ""),
        model(&plant().replace("#V1", "#S1"), ""),
        model(&plant().replace("V2", "V1"), ""),
        model(&system("", &segment2("S", "", &pipe(("S", "S"), ("S", "S")).repeat(500))), ""),
        model(
            &on(
                "TaggedPlantItems",
                &(("<Object type='Plant/ProcessEquipment.Tank'><Components property='Chambers'>").repeat(60)),
            ),
            "",
        ),
    ] {
        let _ = import_bytes(&[damaged.as_bytes()]);
    }
}
