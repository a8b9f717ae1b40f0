//! GraphML: what is written is read back whole, and graphs of other tools are understood.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use proptest::prelude::*;
use rosette_pid::{Import, graphml};
use rosette_plant::{Class, Drawn, Element, Joint, Note, OpenEnd, PlantGraph, Port, Subtype};
use std::collections::BTreeMap;
use std::path::Path;

fn read(text: &str) -> PlantGraph<Drawn> {
    graphml::read(text.as_bytes(), Path::new("graph.graphml")).unwrap()
}

fn kept_whole(graph: &PlantGraph<Drawn>) {
    let text = graphml::write(graph);
    assert_eq!(&read(&text), graph, "{text}");
    assert_eq!(graphml::write(&read(&text)), text);
    roxmltree::Document::parse(&text).unwrap();
}

#[test]
fn an_imported_drawing_is_kept_whole() {
    let items = component("V", "BallValve", 2, Some((3.5, -4.25))) + &component("X", "Frobnicator", 3, None);
    let content = tank("A", &["N1", "N2"]) + &line("L <&> \"1\"", 80, &segment("S", &items, "FromID='A-N1' FromNode='1'"));
    kept_whole(&import_one(&content).graph);
    kept_whole(&PlantGraph::default());
}

#[test]
fn shared_drawings_are_kept_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dexpi");
    for name in ["dexpi-1.3/C01V04-VER.EX01.xml", "vendors/C01V01-SAG.EX02.XML", "vendors/C03V01-HEX.EX02.xml"] {
        let path = folder.join(name);
        if !path.exists() {
            eprintln!("{} is not there: nothing tested", path.display());
            return;
        }
        kept_whole(&rosette_pid::import(&[path], &Default::default()).unwrap().graph);
    }
}

/// Text that XML can hold, with blanks and marks at its ends.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![prop::char::range(' ', '~'), prop::char::range('\u{a1}', '\u{2ff}'), Just('\n'), Just('\r'), Just('\t')],
        0..12,
    )
    .prop_map(|chars| chars.into_iter().collect())
}

fn element() -> impl Strategy<Value = Element<Drawn>> {
    let port =
        (prop::option::of(text()), prop::option::of(0..5000u32)).prop_map(|(name, dn)| Port { name, dn, ..Port::default() });
    let position = prop::option::of((any::<f64>(), any::<f64>()).prop_filter("finite", |(x, y)| x.is_finite() && y.is_finite()));
    let about = (
        prop::sample::select(Class::ALL.to_vec()),
        any::<bool>(),
        prop::option::of(text()),
        prop::option::of(text()),
        prop::option::of(any::<u32>()),
    );
    let drawn = (text(), text(), position, any::<bool>(), prop::collection::btree_map(text(), text(), 0..4));
    (about, prop::collection::vec(port, 0..4), drawn).prop_map(
        |((class, valve, tag, line, dn), ports, (class_name, sheet, position, physical, attributes))| Element {
            id: String::new(),
            class,
            subtype: valve.then_some(Subtype::Check),
            tag,
            line,
            dn,
            ports,
            evidence: Drawn { class_name, sheet, position: position.map(|(x, y)| [x, y]), physical, attributes },
        },
    )
}

/// A graph with ids, joints and open ends that fit.
fn graph() -> impl Strategy<Value = PlantGraph<Drawn>> {
    let joint = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<(bool, bool)>(),
        0.0..1.0f64,
        prop::option::of(text()),
    );
    (prop::collection::vec((text(), element()), 0..6), prop::collection::vec(joint, 0..6), prop::collection::vec(text(), 0..3))
        .prop_map(|(elements, joints, notes)| {
            let elements: Vec<Element<Drawn>> =
                elements.into_iter().enumerate().map(|(k, (id, e))| Element { id: format!("{id}{k}"), ..e }).collect();
            let n = elements.len();
            let port = |k: usize, wanted: bool| (wanted && !elements[k].ports.is_empty()).then_some(0);
            let joints = joints.into_iter().filter(|_| n > 0).map(|(a, b, ports, confidence, line)| {
                let (a, b) = (a.index(n), b.index(n));
                Joint {
                    a,
                    b,
                    a_port: port(a, ports.0),
                    b_port: port(b, ports.1),
                    confidence,
                    inferred: ports.0,
                    line,
                    dn: Some(80),
                    ..Joint::default()
                }
            });
            let joints = joints.collect();
            let open_ends = (0..n).filter(|k| !elements[*k].ports.is_empty()).map(|element| OpenEnd {
                element,
                port: 0,
                seen: Default::default(),
            });
            let open_ends = open_ends.collect();
            let notes = notes.iter().map(|m| Note::new("pid", "kind", 1, m.as_str())).collect();
            PlantGraph { elements, joints, open_ends, notes }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_graph_is_kept_whole(graph in graph()) {
        kept_whole(&graph);
    }

    #[test]
    fn mutated_files_are_survived(graph in graph(), edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..3), 1..8)) {
        let mut bytes = graphml::write(&graph).into_bytes();
        for (at, byte, how) in edits {
            let k = at.index(bytes.len());
            match how {
                0 => bytes[k] = byte,
                1 if bytes.len() > 1 => { bytes.remove(k); }
                _ => bytes.truncate(k.max(1)),
            }
        }
        if let Ok(found) = graphml::read(&bytes, Path::new("x")) {
            let n = found.elements.len();
            prop_assert!(found.joints.iter().all(|j| j.a < n && j.b < n && j.a_port.is_none_or(|p| p < found.elements[j.a].ports.len())));
        }
    }
}

/// An edge of a graph: from, to, its data.
type Edge<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// GraphML as networkx writes it.
fn networkx(directed: &str, keys: &[(&str, &str)], nodes: &[(&str, &[&str])], edges: &[Edge]) -> String {
    let mut out = String::from("<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">");
    for (k, (domain, name)) in keys.iter().enumerate() {
        out += &format!("<key id=\"d{k}\" for=\"{domain}\" attr.name=\"{name}\" attr.type=\"string\"/>");
    }
    out += &format!("<graph edgedefault=\"{directed}\">");
    for (id, values) in nodes {
        let data: String = values.iter().enumerate().map(|(k, v)| format!("<data key=\"d{k}\">{v}</data>")).collect();
        out += &format!("<node id=\"{id}\">{data}</node>");
    }
    for (a, b, data) in edges {
        let data: String = data.iter().map(|(k, v)| format!("<data key=\"{k}\">{v}</data>")).collect();
        out += &format!("<edge source=\"{a}\" target=\"{b}\">{data}</edge>");
    }
    out + "</graph></graphml>"
}

fn imported(text: &str) -> Import {
    import_bytes(&[text.as_bytes()]).unwrap()
}

#[test]
fn a_graph_of_components_is_read_by_the_names_of_its_attributes() {
    let keys = [
        ("node", "dexpi_class"),
        ("node", "tagName"),
        ("node", "nominal_diameter"),
        ("edge", "line"),
        ("edge", "type"),
        ("node", "pos"),
    ];
    let nodes: [(&str, &[&str]); 5] = [
        ("1", &["CentrifugalPump", "P-101", "", "", "", "(10.0, 20.5)"]),
        ("2", &["SwingCheckValve", "", "DN 80"]),
        ("3", &["Tank", "T-1"]),
        ("4", &["ProcessInstrumentationFunction", "PI 7"]),
        ("5", &["Frobnicator", "X"]),
    ];
    let edges: [Edge; 5] = [
        ("1", "2", &[("d3", "L-1"), ("d4", "pipe")]),
        ("2", "3", &[]),
        ("3", "4", &[("d4", "signal")]),
        ("5", "3", &[("d4", "signal line")]),
        ("5", "nowhere", &[]),
    ];
    let import = imported(&networkx("directed", &keys, &nodes, &edges));
    assert_eq!(joints(&import), ["1.0-2.0 L-1", "2.1-3.0", "4-3"]);
    let element = |id: &str| import.graph.elements.iter().find(|e| e.id == id).unwrap();
    assert_eq!(
        (element("1").class, element("1").tag.as_deref(), element("1").evidence.position),
        (Class::Pump, Some("P-101"), Some([10.0, 20.5]))
    );
    assert_eq!((element("2").subtype, element("2").dn), (Some(Subtype::Check), Some(80)));
    assert_eq!((attribute(&import, "2", "flow_from"), attribute(&import, "2", "flow_to")), (Some("1"), Some("3")));
    let report = &import.sheets[0].report;
    assert_eq!(report.unknown_classes, BTreeMap::from([("Frobnicator".to_owned(), 1)]));
    assert_eq!((report.counts["signals_left_out"], report.counts["unresolved_references"]), (1, 1));
    assert!(import.sheets[0].svg.starts_with("<svg"));
}

#[test]
fn a_graph_of_objects_is_read_like_the_model_it_shows() {
    let keys = [
        ("node", "label"),
        ("node", "tagName"),
        ("node", "subTagName"),
        ("node", "proteusId"),
        ("edge", "label"),
        ("edge", "attr_name"),
    ];
    let nodes: [(&str, &[&str]); 12] = [
        ("m", &["ConceptualModel"]),
        ("t", &["Tank", "T-1", "", "Tank-1"]),
        ("n", &["Nozzle", "", "N1", "Nozzle-1"]),
        ("nn", &["PipingNode"]),
        ("sys", &["PipingNetworkSystem"]),
        ("seg", &["PipingNetworkSegment"]),
        ("v", &["BallValve", "HV-1", "", "BallValve-1"]),
        ("v1", &["PipingNode"]),
        ("v2", &["PipingNode"]),
        ("p", &["Pipe"]),
        ("q", &["Pipe"]),
        ("loop", &["CustomThing"]),
    ];
    let part = |property| vec![("d4", "composition"), ("d5", property)];
    let refers = |property| vec![("d4", "reference"), ("d5", property)];
    let edges = [
        ("m", "t", part("taggedPlantItems")),
        ("t", "n", part("nozzles")),
        ("n", "nn", part("nodes")),
        ("m", "sys", part("pipingNetworkSystems")),
        ("sys", "seg", part("segments")),
        ("seg", "v", part("items")),
        ("v", "v1", part("nodes")),
        ("v", "v2", part("nodes")),
        ("seg", "p", part("connections")),
        ("seg", "q", part("connections")),
        ("p", "n", refers("sourceItem")),
        ("p", "nn", refers("sourceNode")),
        ("p", "v", refers("targetItem")),
        ("p", "v1", refers("targetNode")),
        ("q", "v2", refers("sourceNode")),
        ("loop", "loop", part("items")),
    ];
    let edges: Vec<Edge> = edges.iter().map(|(a, b, data)| (*a, *b, data.as_slice())).collect();
    let import = imported(&networkx("directed", &keys, &nodes, &edges));
    assert_eq!(joints(&import), ["Tank-1.N1-BallValve-1.0"]);
    assert_eq!(open_ends(&import), ["BallValve-1.1"]);
    assert_eq!(import.graph.elements.len(), 2);
    assert_eq!(import.sheets[0].report.dialect, "GraphML (DEXPI objects)");
}

#[test]
fn a_drawing_of_a_graph_editor_is_read_by_its_labels() {
    let text = "<graphml xmlns:y='u'><key id='d6' for='node' yfiles.type='nodegraphics'/><graph edgedefault='undirected'>\
        <node id='n0'><data key='d6'><y:ShapeNode><y:Geometry height='3'/><y:NodeLabel>Pump P-7</y:NodeLabel></y:ShapeNode></data></node>\
        <node id='g'><graph edgedefault='undirected'><node id='n1'><data key='d6'><y:ShapeNode><y:NodeLabel>Ball valve</y:NodeLabel></y:ShapeNode></data></node></graph></node>\
        <edge source='n0' target='n1'/><hyperedge/></graph></graphml>";
    let import = imported(text);
    assert_eq!(joints(&import), ["n0.0-n1.0"]);
    let classes: Vec<Class> = import.graph.elements.iter().map(|e| e.class).collect();
    assert_eq!(classes, [Class::Other, Class::Pump, Class::Valve]);
    assert_eq!(import.sheets[0].report.counts["hyperedges_left_out"], 1);
}

#[test]
fn a_written_graph_is_a_sheet_among_others() {
    let first =
        import_one(&(tank("A", &["N1"]) + &line("L", 80, &segment("S", &component("V", "BallValve", 2, None), "FromID='A-N1'"))));
    let text = graphml::write(&first.graph);
    let both = import_bytes(&[text.as_bytes(), dexpi(&tank("A", &[])).as_bytes()]).unwrap();
    let ids: Vec<&str> = both.graph.elements.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids, ["V", "sheet1/A", "sheet2/A"]);
    assert_eq!(both.graph.joints.len(), 1);
    assert_eq!(both.sheets[0].report.origin, "rosette");
}

#[test]
fn deep_and_round_object_graphs_are_survived() {
    let keys = [("node", "label"), ("edge", "label"), ("edge", "attr_name")];
    let names: Vec<String> = (0..5000).map(|k| format!("n{k}")).collect();
    let nodes: Vec<(&str, &[&str])> = names.iter().map(|n| (n.as_str(), &["Chamber"] as &[&str])).collect();
    let data: &[(&str, &str)] = &[("d1", "composition"), ("d2", "chambers")];
    let chain: Vec<_> = names.windows(2).map(|w| (w[0].as_str(), w[1].as_str(), data)).collect();
    imported(&networkx("directed", &keys, &nodes, &chain));
    let ring: Vec<_> = (0..names.len()).map(|k| (names[k].as_str(), names[(k + 1) % names.len()].as_str(), data)).collect();
    imported(&networkx("directed", &keys, &nodes, &ring));
}
