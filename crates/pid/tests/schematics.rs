//! Schematics of graphs without graphics: everything is on paper, nothing on top of anything else, at once.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use rosette_pid::layout;
use rosette_plant::{Class, Drawn, Element, Joint, PlantGraph, Port, Subtype};
use std::time::{Duration, Instant};

const CLASSES: [Class; 12] = [
    Class::Valve,
    Class::Valve,
    Class::Valve,
    Class::Tee,
    Class::Reducer,
    Class::Strainer,
    Class::Flowmeter,
    Class::Pump,
    Class::Tank,
    Class::HeatExchanger,
    Class::Instrument,
    Class::Other,
];

fn element(k: usize, class: Class) -> Element<Drawn> {
    let subtype = (class == Class::Valve).then_some(Subtype::Gate);
    let tag = (!k.is_multiple_of(3)).then(|| format!("{}-{k}", class.name()));
    let evidence = Drawn { class_name: class.name().into(), sheet: "S".into(), physical: true, ..Drawn::default() };
    Element { id: format!("e{k:05}"), class, subtype, tag, line: None, dn: Some(80), ports: vec![Port::default(); 2], evidence }
}

fn joint(a: usize, b: usize) -> Joint {
    Joint {
        a,
        b,
        a_port: Some(0),
        b_port: Some(0),
        confidence: 1.0,
        line: Some(format!("L-{}", a / 7)),
        dn: Some(80),
        ..Joint::default()
    }
}

fn graph(classes: &[usize], joints: &[(usize, usize)]) -> PlantGraph<Drawn> {
    let elements: Vec<_> = classes.iter().enumerate().map(|(k, c)| element(k, CLASSES[c % CLASSES.len()])).collect();
    let n = elements.len().max(1);
    let joints = joints.iter().map(|(a, b)| joint(a % n, b % n)).collect();
    PlantGraph { elements, joints, ..PlantGraph::default() }
}

/// Boxes of the symbols, without texts, by id.
fn boxes(svg: &roxmltree::Document<'_>) -> Vec<(String, [f64; 4])> {
    let groups = svg.descendants().filter(|n| n.tag_name().name() == "g" && n.attribute("id").is_some());
    groups
        .filter_map(|g| {
            let mut b = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
            let mut see = |x: f64, y: f64| b = [b[0].min(x), b[1].min(y), b[2].max(x), b[3].max(y)];
            for n in g.descendants() {
                let number = |a: &str| n.attribute(a).map(|v| v.parse::<f64>().unwrap());
                if let (Some(x), Some(y), Some(r)) = (number("cx"), number("cy"), number("r")) {
                    see(x - r, y - r);
                    see(x + r, y + r);
                }
                for (x, y) in n.attribute("points").into_iter().flat_map(|p| p.split(' ')).filter_map(|p| p.split_once(',')) {
                    see(x.parse().unwrap(), y.parse().unwrap());
                }
            }
            b[0].is_finite().then(|| (g.attribute("id").unwrap().to_owned(), b))
        })
        .collect()
}

fn overlap(a: &[f64; 4], b: &[f64; 4]) -> bool {
    const TOUCH: f64 = 0.01;
    a[0] < b[2] - TOUCH && b[0] < a[2] - TOUCH && a[1] < b[3] - TOUCH && b[1] < a[3] - TOUCH
}

fn check(graph: &PlantGraph<Drawn>) {
    let text = layout::svg(graph, "S");
    assert_eq!(text, layout::svg(graph, "S"), "the same graph gives the same bytes");
    let svg = roxmltree::Document::parse(&text).unwrap();
    let boxes = boxes(&svg);
    assert_eq!(boxes.len(), graph.elements.len(), "one group with a symbol an element");
    for (k, (id, a)) in boxes.iter().enumerate() {
        for (other, b) in &boxes[k + 1..] {
            assert!(!overlap(a, b), "{id} {a:?} lies on {other} {b:?}");
        }
    }
    for pipe in svg.descendants().filter(|n| n.attribute("class") == Some("pipe")) {
        let way = pipe.descendants().find(|n| n.tag_name().name() == "polyline").and_then(|n| n.attribute("points")).unwrap();
        let points: Vec<(f64, f64)> =
            way.split(' ').map(|p| p.split_once(',').unwrap()).map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap())).collect();
        for w in points.windows(2) {
            let square = (w[0].0 - w[1].0).abs() < 0.01 || (w[0].1 - w[1].1).abs() < 0.01;
            assert!(square, "lines run at right angles: {way}");
        }
    }
}

#[test]
fn small_graphs() {
    check(&PlantGraph::default());
    check(&graph(&[0], &[]));
    check(&graph(&[8, 0, 8], &[(0, 1), (1, 2)]));
    // Round and round, twice the same pair, to itself.
    check(&graph(&[0, 0, 0], &[(0, 1), (1, 2), (2, 0)]));
    check(&graph(&[8, 7], &[(0, 1), (0, 1), (1, 0), (1, 1)]));
    // A tank with many lines, and nothing but instruments.
    check(&graph(&[8, 0, 0, 0, 0, 0, 0, 0, 0], &[(0, 1), (0, 2), (0, 3), (0, 4), (5, 0), (6, 0), (7, 0), (8, 0)]));
    check(&graph(&[10, 10, 10], &[(0, 1), (1, 2)]));
}

#[test]
fn a_chain_is_drawn_straight() {
    let chain: Vec<(usize, usize)> = (0..9).map(|k| (k, k + 1)).collect();
    let text = layout::svg(&graph(&[8, 0, 1, 5, 7, 0, 2, 6, 1, 8], &chain), "S");
    let svg = roxmltree::Document::parse(&text).unwrap();
    let ways = svg.descendants().filter(|n| n.attribute("class") == Some("pipe"));
    for way in ways.filter_map(|p| p.descendants().find_map(|n| n.attribute("points"))) {
        assert_eq!(way.split(' ').count(), 2, "{way}");
    }
}

#[test]
fn thousands_of_elements_take_no_time() {
    // Rows of a hundred, with a cross-over every ten and a return line.
    let n = 2000;
    let classes: Vec<usize> = (0..n)
        .map(|k| {
            if k % 100 == 0 {
                8
            } else if k % 10 == 5 {
                3
            } else {
                k % 7
            }
        })
        .collect();
    let run = (0..n - 1).filter(|k| k % 100 != 99).map(|k| (k, k + 1));
    let over = (0..n - 100).filter(|k| k % 10 == 5).step_by(3).map(|k| (k, k + 100));
    let joints: Vec<(usize, usize)> = run.chain(over).collect();
    let graph = graph(&classes, &joints);
    let start = Instant::now();
    let svg = layout::svg(&graph, "S");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    assert!(svg.len() > 100 * n);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_graph_is_laid_out(
        classes in prop::collection::vec(0usize..12, 1..40),
        joints in prop::collection::vec((0usize..40, 0usize..40), 0..60),
    ) {
        check(&graph(&classes, &joints));
    }
}
