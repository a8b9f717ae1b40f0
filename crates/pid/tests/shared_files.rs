//! Every shared P&ID file imports, with the counts an independent reader took.
#![allow(clippy::unwrap_used)]

use rosette_pid::{ImportSettings, import};
use std::path::{Path, PathBuf};

fn shared(path: &str) -> Option<PathBuf> {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if !full.exists() {
        eprintln!("{} is not there: nothing tested", full.display());
        return None;
    }
    Some(full)
}

#[test]
fn counts_agree_with_the_independent_reader() {
    let Some(folder) = shared("data/dexpi") else { return };
    let table = std::fs::read_to_string(folder.join("counts.csv")).unwrap();
    let mut lines = table.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut wrong = Vec::new();
    for line in lines {
        let row: Vec<&str> = line.split(',').collect();
        let import = import(&[folder.join(row[0])], &ImportSettings::default()).unwrap();
        let sheet = &import.sheets[0];
        assert!(sheet.svg.starts_with("<svg"), "{}", row[0]);
        for (name, expect) in head.iter().zip(&row).skip(4) {
            let got = sheet.report.counts[*name];
            if got.to_string() != *expect {
                wrong.push(format!("{} {name}: {got}, not {expect}", row[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Lines of the generated cases: neighbours along the line, as the drawing states them.
#[test]
fn generated_cases_give_whole_lines() {
    for (case, n_elements, n_open) in [("open-small", 12, 2), ("open-medium", 45, 3), ("open-clean", 34, 2)] {
        let Some(file) = shared(&format!("cases/{case}/pid.xml")) else { return };
        let import = import(&[file], &ImportSettings::default()).unwrap();
        let graph = &import.graph;
        assert_eq!(graph.elements.len(), n_elements, "{case}");
        assert_eq!(import.sheets[0].report.counts["open_ends"], n_open, "{case}");
        assert_eq!(import.sheets[0].report.counts["repaired_joints"], 0, "{case}");
        assert!(import.sheets[0].report.unknown_classes.is_empty(), "{case}");
        assert!(graph.joints.iter().all(|j| j.line.is_some() && j.dn.is_some()), "{case}");
        // Every inline component has a neighbour on both sides, or an open end.
        for (k, element) in graph.elements.iter().enumerate().filter(|(_, e)| e.class.is_inline()) {
            let joined = graph.joints.iter().filter(|j| j.a_port.is_some() && (j.a == k || j.b == k)).count();
            let open = graph.open_ends.iter().filter(|o| o.element == k).count();
            assert_eq!(joined + open, element.ports.len(), "{case} {}", element.id);
        }
    }
}

/// The DEXPI reference drawing: both off-page connectors, the tee at the pump, the three control valves.
#[test]
fn the_reference_drawing_is_understood() {
    let Some(file) = shared("data/dexpi/dexpi-1.3/C01V04-VER.EX01.xml") else { return };
    let import = import(&[file], &ImportSettings::default()).unwrap();
    let graph = &import.graph;
    let find = |id: &str| graph.elements.iter().position(|e| e.id == id).unwrap();
    let next = |id: &str| {
        let from = find(id);
        let mut ids: Vec<&str> =
            graph.joints.iter().filter(|j| j.a == from && j.a_port.is_some()).map(|j| graph.elements[j.b].id.as_str()).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(next("FlowInPipeOffPageConnector-1"), ["CentrifugalPump-1"]);
    assert_eq!(next("ButterflyValve-1"), ["SwingCheckValve-1"]);
    assert_eq!(next("SwingCheckValve-1"), ["PipeReducer-1"]);
    assert_eq!(next("PipeReducer-1"), ["BallValve-1"]);
    assert_eq!(next("PipeTee-3"), ["BallValve-3", "BallValve-4"]);
    assert_eq!(next("PipeTee-5"), ["BallValve-5", "FlowOutPipeOffPageConnector-1"]);
    for id in ["GlobeValve-1", "GlobeValve-2", "GlobeValve-3"] {
        assert_eq!(graph.elements[find(id)].subtype.map(|s| s.name()), Some("control"), "{id}");
    }
    assert_eq!(graph.elements[find("BallValve-1")].line.as_deref(), Some("MNc 47124 75HB13 80"));
    assert_eq!(graph.elements[find("PipeReducer-1")].dn, Some(80));
}

/// What was understood of all files together. Checked once against an independent reader of the connections: every pair of
/// neighbours in document order is a joint, but for two files of one tool (items listed backwards, and one heap without ends).
/// The numbers may only get better.
#[test]
fn all_files_together_are_understood_no_worse() {
    let Some(folder) = shared("data/dexpi") else { return };
    let table = std::fs::read_to_string(folder.join("counts.csv")).unwrap();
    let mut totals: std::collections::BTreeMap<&str, usize> = Default::default();
    for line in table.lines().skip(1) {
        let file = line.split(',').next().unwrap();
        let graph = import(&[folder.join(file)], &ImportSettings::default()).unwrap().graph;
        let piped = graph.joints.iter().filter(|j| j.a_port.is_some());
        let unknown = graph.notes.iter().filter(|n| n.kind == "unknown_class").map(|n| n.count as usize).sum::<usize>();
        for (what, n) in [
            ("stated joints", piped.clone().filter(|j| !j.inferred).count()),
            ("repaired joints", piped.filter(|j| j.inferred).count()),
            (
                "instruments in the plant",
                graph.elements.iter().filter(|e| e.class.name() == "instrument" && e.evidence.physical).count(),
            ),
            ("actuated valves", graph.elements.iter().filter(|e| e.evidence.attributes.contains_key("actuated")).count()),
            ("sized inline items", graph.elements.iter().filter(|e| e.class.is_inline() && e.dn.is_some()).count()),
            ("unknown classes", unknown),
        ] {
            *totals.entry(what).or_default() += n;
        }
    }
    let expect = [
        ("actuated valves", 33),
        ("instruments in the plant", 61),
        ("repaired joints", 6),
        ("sized inline items", 103),
        ("stated joints", 218),
        ("unknown classes", 9),
    ];
    assert_eq!(totals.into_iter().collect::<Vec<_>>(), expect);
}
