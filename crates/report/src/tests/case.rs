//! A whole run to report on: the made-up plant, its drawing, what differs, and strings that mean harm.

use super::plant::{CORNER, scanned};
use crate::inputs::{InputFile, Inputs, RunSummary, StationRow, Timing};
use rosette_cloud::SeenState;
use rosette_plant::{
    Class, Decision, DecisionState, Difference, DifferenceKind, Drawn, Element, Evidence, Gone, Ignored, ImportReport, Joint,
    Matching, Note, OwnKind, Pair, PlantGraph, Review, Reviews, Scanned, Severity, Sheet, Standing,
};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Owns everything that [`Inputs`] borrows.
pub struct Case {
    pub scanned: PlantGraph<Scanned>,
    pub drawn: Option<PlantGraph<Drawn>>,
    pub sheets: Vec<Sheet>,
    pub matching: Option<Matching>,
    pub differences: Vec<Difference>,
    pub reviews: Option<Reviews>,
    pub stations: Vec<StationRow>,
    pub notes: Vec<Note>,
    pub run: RunSummary,
}

impl Case {
    pub fn inputs(&self) -> Inputs<'_> {
        Inputs {
            scanned: &self.scanned,
            drawn: self.drawn.as_ref(),
            sheets: &self.sheets,
            matching: self.matching.as_ref(),
            differences: &self.differences,
            reviews: self.reviews.as_ref(),
            stations: &self.stations,
            notes: &self.notes,
            run: &self.run,
            catalogue: "ASME B36.10",
        }
    }

    /// The plant room with its drawing.
    pub fn full() -> Self {
        let mut scanned = scanned();
        let valve = scanned.elements.iter_mut().find(|e| e.class == Class::Valve).unwrap();
        valve.evidence.kind = Some(OwnKind { name: "hydrant".into(), confidence: 0.83 });
        let drawn = drawn(&scanned);
        let matching = matching(&scanned, &drawn);
        let differences = differences(&scanned, &matching);
        let sheets = sheets(&drawn);
        Case {
            drawn: Some(drawn),
            sheets,
            matching: Some(matching),
            differences,
            reviews: None,
            stations: stations(),
            notes: notes(),
            run: run(),
            scanned,
        }
    }

    /// The plant room without a drawing.
    pub fn without_drawing() -> Self {
        Case { drawn: None, sheets: Vec::new(), matching: None, differences: Vec::new(), ..Self::full() }
    }

    /// Nothing at all.
    pub fn empty() -> Self {
        Case {
            scanned: PlantGraph { elements: Vec::new(), joints: Vec::new(), open_ends: Vec::new(), notes: Vec::new() },
            drawn: None,
            sheets: Vec::new(),
            matching: None,
            differences: Vec::new(),
            reviews: None,
            stations: Vec::new(),
            notes: Vec::new(),
            run: RunSummary::default(),
        }
    }

    /// Two findings decided, one ignored, one gone.
    pub fn reviewed() -> Self {
        let mut case = Self::full();
        let ignored = case.differences.pop().unwrap();
        let decision = |id: &str, state| Decision {
            finding: id.into(),
            state,
            by: "<b>N. N.</b>".into(),
            on: "2026-01-02T03:04:05Z".into(),
            comment: "=1+1 </script>".into(),
            message: "said then".into(),
            essence: String::new(),
        };
        let mut reviews = Reviews::default();
        for (k, d) in case.differences.iter().enumerate() {
            let standing = [Standing::New, Standing::Unchanged, Standing::Changed][k % 3];
            let decision = (k % 3 > 0).then(|| decision(&d.id, DecisionState::ALL[k % 5]));
            reviews.by_finding.insert(d.id.clone(), Review { standing, decision });
        }
        reviews.ignored.push(Ignored { difference: ignored, ignored_by: "out of scope".into() });
        let gone = decision("F-gone", DecisionState::Closed);
        reviews.gone.push(Gone { id: "F-gone".into(), message: "stood there".into(), decision: Some(gone) });
        case.reviews = Some(reviews);
        case
    }

    /// Two thousand findings.
    pub fn flooded() -> Self {
        let mut case = Self::full();
        let few = case.differences.clone();
        case.differences = (0..2000).map(|i| Difference { id: format!("F-{i:05x}"), ..few[i % few.len()].clone() }).collect();
        case
    }

    /// Strings from a drawing that tries to break out of every format.
    pub fn hostile() -> Self {
        let mut case = Self::full();
        let bad = "</script><img src=x onerror=alert(1)>\"'&\u{2028}\u{0000}{{7*7}}=1+1";
        for difference in &mut case.differences {
            difference.message = bad.into();
            difference.tag = Some(bad.into());
            difference.line = Some(format!("=cmd|{bad}"));
            difference.evidence.compared = vec![bad.into()];
        }
        for element in &mut case.scanned.elements {
            element.tag = Some(bad.into());
            element.evidence.kind = Some(OwnKind { name: bad.into(), confidence: 0.5 });
        }
        for sheet in &mut case.sheets {
            sheet.name = bad.into();
            sheet.report.warnings.push(bad.into());
            sheet.svg = sheet.svg.replace("</svg>", "<script>alert(1)</script><image href=\"http://evil/x.png\"/><g id=\"x\" onclick=\"alert(2)\"><a href=\"javascript:alert(3)\"><text>t</text></a><rect style=\"fill:url(http://evil)\"/></g></svg>");
        }
        case.notes.push(Note::new("pid", bad, 1, bad));
        case.run.title = bad.into();
        case
    }
}

const DRAWN: [Class; 6] = [Class::Valve, Class::Pump, Class::Tank, Class::Vessel, Class::Flowmeter, Class::Instrument];

fn class_name(class: Class) -> &'static str {
    match class {
        Class::Valve => "GateValve",
        Class::Pump => "CentrifugalPump",
        Class::Tank => "Tank",
        Class::Vessel => "PressureVessel",
        Class::Flowmeter => "ElectromagneticFlowMeter",
        _ => "ProcessInstrumentationFunction",
    }
}

fn prefix(class: Class) -> &'static str {
    match class {
        Class::Valve => "HV",
        Class::Pump => "P",
        Class::Tank => "T",
        Class::Vessel => "V",
        Class::Flowmeter => "FT",
        _ => "PI",
    }
}

fn drawn(scanned: &PlantGraph<Scanned>) -> PlantGraph<Drawn> {
    let mut counts: BTreeMap<Class, usize> = BTreeMap::new();
    let mut elements: Vec<Element<Drawn>> = Vec::new();
    let mut drawn = |class: Class, i: usize| {
        let n = counts.entry(class).and_modify(|n| *n += 1).or_insert(1);
        let sheet = if i.is_multiple_of(2) { "PID-100-01" } else { "PID-100-02" };
        elements.push(Element {
            id: format!("{}-{n}", class_name(class)),
            class,
            subtype: None,
            tag: Some(format!("{}-{}", prefix(class), 100 + *n)),
            line: class.is_inline().then(|| format!("CW-{:03}-DN80-A1", 1 + i % 5)),
            dn: class.is_inline().then_some(80),
            ports: Vec::new(),
            evidence: Drawn {
                class_name: class_name(class).into(),
                sheet: sheet.into(),
                position: Some([80.0 + 70.0 * ((i / 2) % 10) as f64, 90.0 + 95.0 * ((i / 20) as f64)]),
                physical: true,
                attributes: BTreeMap::new(),
            },
        });
    };
    let shown = scanned.elements.iter().filter(|e| DRAWN.contains(&e.class));
    shown.enumerate().for_each(|(i, e)| drawn(e.class, i));
    (40..43).for_each(|i| drawn(Class::Valve, i));
    elements.sort_by(|a, b| a.id.cmp(&b.id));
    let joints = (1..elements.len()).map(|i| Joint { a: i - 1, b: i, confidence: 1.0, ..Joint::default() }).collect();
    PlantGraph { elements, joints, open_ends: Vec::new(), notes: Vec::new() }
}

fn matching(scanned: &PlantGraph<Scanned>, drawn: &PlantGraph<Drawn>) -> Matching {
    let mut matching = Matching::default();
    let mut left: Vec<&Element<Scanned>> = scanned.elements.iter().filter(|e| DRAWN.contains(&e.class)).rev().collect();
    for element in &drawn.elements {
        match left.iter().rposition(|e| e.class == element.class && e.id != "valve-0009") {
            Some(i) => {
                let object = left.remove(i);
                let alternatives = if object.id == "valve-0002" { vec!["valve-0005".into()] } else { Vec::new() };
                let reasons = vec!["same line, same size, same neighbours".into()];
                matching.pairs.push(Pair {
                    pid_id: element.id.clone(),
                    object_id: object.id.clone(),
                    confidence: 0.93,
                    alternatives,
                    reasons,
                });
            }
            None => matching.unmatched_pid.push(element.id.clone()),
        }
    }
    matching.unmatched_objects = left.iter().map(|e| e.id.clone()).collect();
    matching
}

fn differences(scanned: &PlantGraph<Scanned>, matching: &Matching) -> Vec<Difference> {
    use DifferenceKind::*;
    let pid_of = |object: &str| matching.pairs.iter().find(|p| p.object_id == object).map(|p| p.pid_id.clone());
    let position = |id: &str| scanned.elements.iter().find(|e| e.id == id).map(|e| e.evidence.position);
    let one = |n: u32, kind, severity, confidence, object: Option<&str>, message: &str| Difference {
        id: format!("F-{n:04x}"),
        kind,
        severity,
        confidence,
        pid_ids: object.and_then(pid_of).into_iter().collect(),
        object_ids: object.map(str::to_owned).into_iter().collect(),
        one_of: false,
        tag: object.and_then(pid_of).map(|_| format!("HV-{n}")),
        line: Some(format!("CW-{:03}-DN80-A1", 1 + n % 5)),
        position: object.and_then(position),
        message: message.into(),
        evidence: Evidence {
            points: 2210,
            seen: SeenState::Occupied,
            compared: vec!["drawn: check valve DN80; scanned: ball valve DN80, body 240 mm long".into()],
        },
    };
    let mut all = vec![
        one(
            0x7c1e,
            MissingInPid,
            Severity::High,
            0.9,
            Some("valve-0009"),
            "A DN25 ball valve stands on the drain of P-103 and is not on the drawing.",
        ),
        one(
            0x11a2,
            TypeMismatch,
            Severity::Medium,
            0.86,
            Some("valve-0003"),
            "HV-103 is drawn as a gate valve; a globe valve stands there.",
        ),
        one(
            0x93b0,
            SizeMismatch,
            Severity::High,
            0.95,
            Some("pipe-0009"),
            "CW-002 is drawn as DN65; the pipe measures 88.9 mm, DN80, over 3.1 m.",
        ),
        one(
            0x4d07,
            OrderMismatch,
            Severity::Medium,
            0.7,
            Some("valve-0005"),
            "Check valve HV-104 stands before HV-105; the drawing shows it after.",
        ),
        one(
            0x2bb1,
            ConnectivityMismatch,
            Severity::High,
            0.8,
            Some("pipe-0020"),
            "CW-003 ends at the vessel on the drawing; in the field its end is open.",
        ),
        one(
            0x0a31,
            MissingInField,
            Severity::High,
            0.84,
            None,
            "HV-117 is drawn between FT-101 and V-101; the stretch was seen and is plain pipe.",
        ),
        one(
            0x5e55,
            NotVerifiable,
            Severity::Low,
            0.6,
            None,
            "HV-118 would lie behind tank T-101, where the scanner did not see.",
        ),
        one(
            0x60ff,
            TypeMismatch,
            Severity::Low,
            0.41,
            Some("tank-0001"),
            "T-101 is drawn as a horizontal drum; a standing tank was found.",
        ),
    ];
    let drawn_only = |n: usize| matching.unmatched_pid.get(n).cloned().into_iter().collect::<Vec<_>>();
    (all[5].pid_ids, all[6].pid_ids) = (drawn_only(0), drawn_only(1));
    all[5].position = Some([CORNER[0] + 2.62, CORNER[1] + 6.6, CORNER[2] + 2.9]);
    all[5].evidence =
        Evidence { points: 0, seen: SeenState::Empty, compared: vec!["a DN80 pipe without interruption for 1.8 m".into()] };
    all[6].evidence = Evidence { points: 0, seen: SeenState::Unseen, compared: Vec::new() };
    all
}

/// Two sheets with a group an element, some with symbols that are shared between them.
fn sheets(drawn: &PlantGraph<Drawn>) -> Vec<Sheet> {
    ["PID-100-01", "PID-100-02"].map(|name| sheet(drawn, name)).into()
}

fn sheet(drawn: &PlantGraph<Drawn>, name: &str) -> Sheet {
    let on_it: Vec<&Element<Drawn>> = drawn.elements.iter().filter(|e| e.evidence.sheet == name).collect();
    let mut svg = String::from(
        "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 841 594\" width=\"841mm\" height=\"594mm\" fill=\"none\" stroke-linecap=\"round\" font-family=\"sans-serif\"><defs><clipPath id=\"page\"><rect width=\"841\" height=\"594\"/></clipPath></defs><g clip-path=\"url(#page)\"><rect stroke=\"#000\" stroke-width=\".7\" x=\"10\" y=\"10\" width=\"821\" height=\"574\"/>",
    );
    for row in 0..4 {
        let y = 90 + row * 95;
        let _ = write!(
            svg,
            "<g id=\"PipingNetworkSegment-{row}\"><g class=\"pipe\" data-line=\"CW-00{row}-DN80-A1\"><path stroke=\"#000\" stroke-width=\".7\" d=\"M40 {y}H800\"/></g></g>"
        );
    }
    for element in &on_it {
        let [x, y] = element.evidence.position.unwrap();
        let shape = match element.class {
            Class::Valve => "<path stroke=\"#000\" stroke-width=\".7\" d=\"M-12 -7V7L12 -7V7Z\"/>",
            Class::Pump => {
                "<circle stroke=\"#000\" stroke-width=\".7\" r=\"16\"/><path stroke=\"#000\" stroke-width=\".7\" d=\"M0 -16L16 0L0 16\"/>"
            }
            Class::Tank | Class::Vessel => {
                "<rect stroke=\"#000\" stroke-width=\".7\" x=\"-24\" y=\"-34\" width=\"48\" height=\"68\" rx=\"8\"/>"
            }
            _ => "<circle stroke=\"#000\" stroke-width=\".7\" r=\"11\"/>",
        };
        let (id, tag) = (&element.id, element.tag.as_deref().unwrap_or(""));
        let _ = write!(
            svg,
            "<g id=\"{id}\" transform=\"translate({x} {y})\">{shape}<text y=\"-20\" text-anchor=\"middle\" font-size=\"8\" fill=\"#000\">{tag}</text></g>"
        );
    }
    let _ = write!(svg, "<text x=\"700\" y=\"570\" font-size=\"9\" fill=\"#000\">{name}</text></g></svg>");
    let report = ImportReport {
        file: format!("{name}.xml"),
        dialect: "DEXPI 1.3".into(),
        origin: "Drafting 5.1".into(),
        classes: BTreeMap::from([("GateValve".into(), 9), ("CentrifugalPump".into(), 2), ("Tank".into(), 1)]),
        unknown_classes: BTreeMap::from([("SightGlassSpecial".into(), 2)]),
        counts: BTreeMap::from([("connections".into(), 22), ("connections_both_ends".into(), 20), ("nozzles".into(), 8)]),
        warnings: vec!["Segment PNS-4: the end item 'HV-9' does not exist; the connection is left open.".into()],
    };
    Sheet { name: name.into(), file: format!("{name}.xml"), svg, report }
}

fn stations() -> Vec<StationRow> {
    let [x, y, z] = CORNER;
    let station = |i: usize, px: f64, py: f64| StationRow {
        name: format!("Setup {i:02}"),
        file: "hall-2.e57".into(),
        points: 8_412_113 + 31_771 * i as u64,
        dropped: 40_211,
        min: Some([x - 0.2, y - 0.1, z]),
        max: Some([x + 14.1, y + 9.2, z + 4.6]),
        spacing_mm: Some(3.1),
        overlap: Some(0.62),
        misfit_median_mm: Some(1.4),
        misfit_95_mm: Some(3.9),
        position: Some([x + px, y + py, z + 1.7]),
        position_source: "file".into(),
    };
    vec![
        station(1, 7.0, 4.2),
        station(2, 1.0, 1.0),
        StationRow {
            position: None,
            position_source: "unknown".into(),
            overlap: None,
            misfit_median_mm: None,
            misfit_95_mm: None,
            ..station(3, 0.0, 0.0)
        },
    ]
}

fn notes() -> Vec<Note> {
    vec![
        Note::new("ingest", "mixed_pixels_removed", 40_211, "hall-2.e57, Setup 01: returns between two surfaces were removed."),
        Note::new("ingest", "units_assumed", 1, "yard.xyz names no unit; metres were set with --unit."),
        Note::new("reconstruct", "points_in_no_segment", 81_330, "Points on no recognised surface stay unclassified."),
        Note::new("pid", "unknown_class", 4, "SightGlassSpecial is not known; kept by name and not compared."),
        Note::new(
            "compare",
            "interchangeable",
            1,
            "GateValve-2 could be valve-0002 or valve-0005: equal valves in parallel trains.",
        ),
    ]
}

fn run() -> RunSummary {
    RunSummary {
        title: "Water works north, blower hall 2".into(),
        inputs: vec![
            InputFile {
                path: "hall-2.e57".into(),
                kind: "E57".into(),
                bytes: 412_331_008,
                blake3: "9f2c41d8a1b3".repeat(5),
                state: "read".into(),
            },
            InputFile {
                path: "yard.xyz".into(),
                kind: "XYZ text".into(),
                bytes: 1_233_100,
                blake3: "77aa41d8a1b3".repeat(5),
                state: "read in part: 12 lines are not numbers".into(),
            },
        ],
        settings: serde_json::json!({"voxel_mm": 5, "area_m": 8}),
        versions: BTreeMap::from([("rosette".into(), "0.1.0".into())]),
        timings: vec![Timing {
            stage: "ingest".into(),
            seconds: 31.4,
            cpu_seconds: 58.0,
            peak_memory: 1_200_000_000,
            amount: 25_236_000,
            unit: "points".into(),
        }],
        counts: BTreeMap::from([("areas".into(), 4), ("points_read".into(), 25_427_000), ("points_merged".into(), 9_812_400)]),
    }
}
