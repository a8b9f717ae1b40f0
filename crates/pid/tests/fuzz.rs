//! Real and generated documents of every dialect, damaged by bytes and by elements: no panic, no hang, no nonsense.
//!
//! Edits by element keep the file well-formed, so that they reach what byte noise never gets to: missing parents,
//! copies, swapped ends, references in circles.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use proptest::prelude::*;
use rosette_pid::{Import, graphml};
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Generous on a loaded machine; a document of 100 kB takes milliseconds.
const LIMIT: Duration = Duration::from_secs(10);

/// Small real drawings, where they are there, and generated ones of each dialect.
fn corpus() -> &'static [String] {
    static CORPUS: OnceLock<Vec<String>> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let mut all = vec![proteus(), model(), graphml::write(&import_bytes(&[proteus().as_bytes()]).unwrap().graph), objects()];
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dexpi");
        for name in [
            "dexpi-1.3/C03V04-VER.EX02.xml",
            "dexpi-1.3/I05V01-VER.EX01.xml",
            "vendors/I08V02_AUD.EX01.xml",
            "vendors/I02V01-HEX.EX02.xml",
            "vendors/P01V01-ING.EX01.xml",
            "vendors/E03V01-SAG.EX01.XML",
            "vendors/I01V01-DXI.EX01.xml",
        ] {
            match std::fs::read(folder.join(name)) {
                Ok(bytes) => all.push(String::from_utf8_lossy(&bytes).into_owned()),
                Err(_) => eprintln!("{name} is not there: fuzzed without it"),
            }
        }
        all
    })
}

fn proteus() -> String {
    let items = component("V", "BallValve", 2, Some((30.0, 0.0)))
        + &centre_line(&[(33.0, 0.0), (60.0, 0.0)])
        + &component("X", "PipeTee", 3, Some((60.0, 0.0)));
    let off = "<PipeOffPageConnector ID='O' ComponentClass='FlowOutPipeOffPageConnector'><PipeOffPageConnectorReference>\
        <Association Type='refers to' ItemID='O'/></PipeOffPageConnectorReference></PipeOffPageConnector>";
    let instrument = "<ProcessInstrumentationFunction ID='PI'><Position><Location X='50' Y='9'/></Position><ProcessSignalGeneratingFunction ID='G'>\
        <Association Type='is located in' ItemID='S1'/></ProcessSignalGeneratingFunction><InformationFlow ID='F'>\
        <Association Type='has logical start' ItemID='G'/><Association Type='has logical end' ItemID='PI'/></InformationFlow></ProcessInstrumentationFunction>\
        <ActuatingSystem ID='A'><ActuatingSystemComponent ID='AR' ComponentClass='OperatedValveReference'><Association Type='refers to' ItemID='V'/>\
        </ActuatingSystemComponent></ActuatingSystem>";
    let segments = segment("S1", &items, "FromID='T-N1' FromNode='1' ToID='X' ToNode='1'")
        + &segment("S2", off, "FromID='X' FromNode='3' ToID='O'");
    dexpi(&(tank("T", &["N1", "N2"]) + &line("L", 80, &segments) + instrument))
}

fn model() -> String {
    let nodes = |id: &str, n: usize| -> String {
        let each: String = (0..n).map(|k| format!("<Object id='{id}n{k}' type='Plant/Piping.PipingNode'/>")).collect();
        format!("<Components property='Nodes'>{each}</Components>")
    };
    let pipe = |from: &str, to: &str| {
        format!(
            "<Object type='Plant/Piping.Pipe'><References property='SourceNode' objects='#{from}'/><References property='TargetNode' objects='#{to}'/></Object>"
        )
    };
    let (nozzle, valve, tee) = (nodes("N", 1), nodes("V", 2), nodes("X", 3));
    let pipes = pipe("Nn0", "Vn0") + &pipe("Vn1", "Xn0") + &pipe("Xn1", "");
    format!(
        "<Model><Import prefix='Plant' source='https://data.dexpi.org/models/2.0.0/Plant.xml'/>\
         <Package name='P'><ConcreteClass name='A' superTypes='P.B'/><ConcreteClass name='B' superTypes='P.A'/></Package>\
         <Object type='Core/EngineeringModel'><Components property='ConceptualModel'><Object id='PM' type='Plant/PlantModel'>\
         <Components property='TaggedPlantItems'><Object id='T' type='Plant/ProcessEquipment.Tank'><Data property='TagName'><String>T-1</String></Data>\
         <Components property='Nozzles'><Object id='N' type='Plant/ProcessEquipment.Nozzle'>{nozzle}</Object></Components></Object></Components>\
         <Components property='PipingNetworkSystems'><Object id='L' type='Plant/Piping.PipingNetworkSystem'><Components property='Segments'>\
         <Object id='S' type='Plant/Piping.PipingNetworkSegment'><Components property='Items'><Object id='V' type='P.A'>{valve}</Object>\
         <Object id='X' type='Plant/Piping.PipeTee'>{tee}</Object></Components><Components property='Connections'>{pipes}</Components></Object></Components></Object></Components>\
         </Object></Components></Object></Model>"
    )
}

fn objects() -> String {
    let node = |id: &str, label: &str| format!("<node id='{id}'><data key='l'>{label}</data></node>");
    let edge = |a: &str, b: &str, kind: &str, property: &str| {
        format!("<edge source='{a}' target='{b}'><data key='l'>{kind}</data><data key='p'>{property}</data></edge>")
    };
    let nodes = node("m", "ConceptualModel")
        + &node("t", "Tank")
        + &node("n", "Nozzle")
        + &node("s", "PipingNetworkSegment")
        + &node("v", "BallValve")
        + &node("p", "Pipe");
    let edges = edge("m", "t", "composition", "taggedPlantItems")
        + &edge("t", "n", "composition", "nozzles")
        + &edge("m", "s", "composition", "segments")
        + &edge("s", "v", "composition", "items")
        + &edge("s", "p", "composition", "connections")
        + &edge("p", "n", "reference", "sourceItem")
        + &edge("p", "v", "reference", "targetItem");
    format!(
        "<graphml><key id='l' for='all' attr.name='label'/><key id='p' for='edge' attr.name='attr_name'/><graph edgedefault='directed'>{nodes}{edges}</graph></graphml>"
    )
}

fn survive(bytes: &[u8]) {
    let started = Instant::now();
    let first = import_bytes(&[bytes]);
    if let Ok(import) = &first {
        holds_together(import);
        let again = import_bytes(&[bytes]).unwrap();
        assert_eq!(&again, import, "the same file gives the same import");
    }
    assert!(started.elapsed() < LIMIT, "{} bytes took {:?}", bytes.len(), started.elapsed());
}

fn holds_together(import: &Import) {
    let graph = &import.graph;
    assert!(graph.elements.windows(2).all(|w| w[0].id < w[1].id), "ids sorted and unique");
    let has = |k: usize, port: Option<usize>| graph.elements.get(k).is_some_and(|e| port.is_none_or(|p| p < e.ports.len()));
    assert!(graph.joints.iter().all(|j| has(j.a, j.a_port) && has(j.b, j.b_port)));
    assert!(graph.joints.iter().all(|j| (0.0..=1.0).contains(&j.confidence)));
    assert!(graph.open_ends.iter().all(|o| has(o.element, Some(o.port))));
    assert!(graph.notes.iter().all(|n| n.count > 0 && !n.message.is_empty()));
    let again = graphml::read(graphml::write(graph).as_bytes(), Path::new("again")).unwrap();
    assert_eq!(again.joints.len(), graph.joints.len());
    assert_eq!(again.open_ends, graph.open_ends);
}

/// One edit that keeps a document well-formed.
#[derive(Debug, Clone)]
enum Edit {
    Remove(prop::sample::Index),
    Repeat(prop::sample::Index, u8),
    /// Put a copy of one element before another: into other parents, also into copies of itself.
    Copy(prop::sample::Index, prop::sample::Index),
    /// Give an attribute the value of another one: ids, ends, classes, numbers.
    Value(prop::sample::Index, prop::sample::Index),
    Clear(prop::sample::Index),
    /// Wrap an element into itself.
    Nest(prop::sample::Index, u8),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        at().prop_map(Edit::Remove),
        (at(), 1u8..20).prop_map(|(a, n)| Edit::Repeat(a, n)),
        (at(), at()).prop_map(|(a, b)| Edit::Copy(a, b)),
        (at(), at()).prop_map(|(a, b)| Edit::Value(a, b)),
        at().prop_map(Edit::Clear),
        (at(), 1u8..40).prop_map(|(a, n)| Edit::Nest(a, n)),
    ]
}

/// Longer documents are not grown any further.
const MAX_LENGTH: usize = 1 << 20;

fn apply(text: &str, edit: &Edit) -> String {
    let Ok(document) = roxmltree::Document::parse(text) else { return text.to_owned() };
    let elements: Vec<std::ops::Range<usize>> =
        document.descendants().filter(|n| n.is_element()).skip(1).map(|n| n.range()).collect();
    let values: Vec<std::ops::Range<usize>> =
        document.descendants().flat_map(|n| n.attributes().map(|a| a.range_value()).collect::<Vec<_>>()).collect();
    if elements.is_empty() || values.is_empty() {
        return text.to_owned();
    }
    let mut out = text.to_owned();
    match edit {
        Edit::Remove(at) => out.replace_range(elements[at.index(elements.len())].clone(), ""),
        Edit::Repeat(at, n) => {
            let range = elements[at.index(elements.len())].clone();
            let copies = text[range.clone()].repeat(usize::from(*n));
            if out.len() + copies.len() < MAX_LENGTH {
                out.insert_str(range.start, &copies);
            }
        }
        Edit::Copy(from, to) => {
            let piece = &text[elements[from.index(elements.len())].clone()];
            if out.len() + piece.len() < MAX_LENGTH {
                out.insert_str(elements[to.index(elements.len())].start, piece);
            }
        }
        Edit::Value(from, to) => {
            let value = text[values[from.index(values.len())].clone()].replace(['\'', '"'], "");
            out.replace_range(values[to.index(values.len())].clone(), &value);
        }
        Edit::Clear(at) => out.replace_range(values[at.index(values.len())].clone(), ""),
        Edit::Nest(at, n) => {
            let range = elements[at.index(elements.len())].clone();
            let piece = &text[range.clone()];
            let Some(end) = piece.find('>').filter(|end| !piece[..*end].ends_with('/')) else { return out };
            let name: String = piece[1..].chars().take_while(|c| !c.is_whitespace() && !matches!(c, '>' | '/')).collect();
            let open = piece[..=end].repeat(usize::from(*n));
            out.insert_str(range.end, &format!("</{name}>").repeat(usize::from(*n)));
            out.insert_str(range.start, &open);
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(160) })]

    #[test]
    fn edited_elements(which in any::<prop::sample::Index>(), edits in prop::collection::vec(edit(), 1..12)) {
        let mut text = corpus()[which.index(corpus().len())].clone();
        for edit in &edits {
            text = apply(&text, edit);
        }
        survive(text.as_bytes());
    }

    #[test]
    fn edited_bytes(which in any::<prop::sample::Index>(), edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..20)) {
        let mut bytes = corpus()[which.index(corpus().len())].clone().into_bytes();
        for (at, byte, how) in edits {
            let k = at.index(bytes.len());
            match how {
                0 => bytes[k] = byte,
                1 if bytes.len() > 1 => { bytes.remove(k); }
                2 => bytes.insert(k, byte),
                _ => {
                    let end = (k + 3 * usize::from(byte)).min(bytes.len());
                    let piece: Vec<u8> = bytes[k..end].to_vec();
                    bytes.splice(k..k, piece);
                }
            }
        }
        survive(&bytes);
    }

    #[test]
    fn spliced_documents(a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>(), join in any::<prop::sample::Index>()) {
        let (a, b) = (corpus()[a.index(corpus().len())].as_bytes(), corpus()[b.index(corpus().len())].as_bytes());
        let bytes = [&a[..cut.index(a.len())], &b[join.index(b.len())..]].concat();
        survive(&bytes);
    }
}

#[test]
fn references_in_circles() {
    let circles = [
        // Instruments that measure each other, an actuator that moves an instrument, segments that end at each other.
        "<ProcessInstrumentationFunction ID='A'><Association Type='is located in' ItemID='B'/></ProcessInstrumentationFunction>\
         <ProcessInstrumentationFunction ID='B'><Association Type='is located in' ItemID='A'/></ProcessInstrumentationFunction>"
            .to_owned(),
        "<ActuatingSystem ID='A'><ActuatingSystemComponent ID='R' ComponentClass='OperatedValveReference'><Association Type='refers to' ItemID='A'/>\
         </ActuatingSystemComponent></ActuatingSystem>"
            .to_owned(),
        line("L", 80, &(segment("S1", "", "FromID='S2' ToID='S2'") + &segment("S2", &component("V", "BallValve", 2, None), "FromID='S1' ToID='S1'"))),
        line("L", 80, &segment("S1", &component("V", "BallValve", 2, None), "FromID='V' FromNode='1' ToID='V' ToNode='2'")),
        "<ProcessInstrumentationFunction ID='A'><InformationFlow ID='A'><Connection FromID='A' ToID='A'/></InformationFlow></ProcessInstrumentationFunction>".to_owned(),
    ];
    circles.iter().for_each(|content| survive(dexpi(content).as_bytes()));
}

#[test]
fn nothing_at_all_of_everything() {
    for name in [
        "PlantModel",
        "Model",
        "graphml",
        "Object",
        "Equipment",
        "Nozzle",
        "PipingNetworkSystem",
        "PipingNetworkSegment",
        "PipingComponent",
        "PipeOffPageConnector",
        "PropertyBreak",
        "ProcessInstrumentationFunction",
        "ActuatingSystem",
        "InformationFlow",
        "Connection",
        "CenterLine",
        "GenericAttributes",
        "ConnectionPoints",
        "Drawing",
        "ShapeCatalogue",
        "key",
        "graph",
        "node",
        "edge",
    ] {
        for root in ["PlantModel", "Model", "graphml"] {
            survive(format!("<{root}><{name}/></{root}>").as_bytes());
            survive(format!("<{root}><{name} ID='' id='' type='' source='' target=''/></{root}>").as_bytes());
        }
        survive(format!("<{name}/>").as_bytes());
    }
}

/// Work grows with the size of the file: a hundred times the items is not ten thousand times the work.
#[test]
fn large_heaps_take_no_longer_than_their_size() {
    let n = 5_000;
    let quick = |text: String| {
        let started = Instant::now();
        holds_together(&import_bytes(&[text.as_bytes()]).unwrap());
        assert!(started.elapsed() < LIMIT, "{} bytes took {:?}", text.len(), started.elapsed());
    };
    let valves: String = (0..n).map(|k| component(&format!("V{k}"), "BallValve", 2, Some((k as f64, 0.0)))).collect();
    let path = centre_line(&[(0.0, 0.0), (n as f64, 0.0)]);
    let instruments: String = (0..n)
        .map(|k| format!("<ProcessInstrumentationFunction ID='P{k}'><Position><Location X='{k}' Y='5'/></Position><Association Type='is located in' ItemID='S'/></ProcessInstrumentationFunction>"))
        .collect();
    quick(dexpi(&(line("L", 80, &segment("S", &(path + &valves), "")) + &instruments)));
    let nozzles: String = (0..n).map(|k| format!("<Nozzle ID='N{k}'/>")).collect();
    let segments: String = (0..n).map(|k| segment(&format!("S{k}"), "", &format!("FromID='N{k}' ToID='T'"))).collect();
    quick(dexpi(&(format!("<Equipment ID='T' ComponentClass='Tank'>{nozzles}</Equipment>") + &line("L", 80, &segments))));
    let edges: String = (0..n).map(|k| format!("<edge source='a' target='b' sourceport='p{k}' targetport='q{k}'/>")).collect();
    quick(format!("<graphml><graph><node id='a'/><node id='b'/>{edges}</graph></graphml>"));
}
