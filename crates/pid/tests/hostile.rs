//! Nothing a file can hold makes the import panic, hang or grow beyond measure.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use proptest::prelude::*;
use rosette_pid::Import;
use std::time::{Duration, Instant};

/// A drawing with one of everything.
fn rich() -> String {
    let symbol = "<ShapeCatalogue Name='S'><PipingComponent ComponentName='V'><PolyLine><Coordinate X='-3' Y='-2'/><Coordinate X='3' Y='2'/></PolyLine>\
        <Circle Radius='1'><Position><Location X='0' Y='0'/></Position></Circle>\
        <TrimmedCurve StartAngle='0' EndAngle='90'><Circle Radius='2'><Position><Location X='0' Y='0'/></Position></Circle></TrimmedCurve>\
        <BsplineCurve Degree='2'><Coordinate X='0' Y='0'/><Coordinate X='1' Y='2'/><Coordinate X='2' Y='0'/></BsplineCurve></PipingComponent></ShapeCatalogue>";
    let placed = component("V1", "BallValve", 2, Some((30.0, 10.0)))
        .replace("<Position>", "<Scale X='2' Y='1'/><Position><Reference X='0' Y='1'/>")
        .replace("ID=", "ComponentName='V' ID=");
    let items = centre_line(&[(0.0, 0.0), (27.0, 10.0)])
        + &placed
        + &centre_line(&[(33.0, 10.0), (90.0, 10.0)])
        + &component("T", "PipeTee", 3, Some((90.0, 10.0)));
    let first = segment("S1", &items, "FromID='A-N1' FromNode='1' ToID='T' ToNode='1'");
    let off_page = "<PipeOffPageConnector ID='O' ComponentClass='FlowOutPipeOffPageConnector'><ConnectionPoints><Node/><Node/></ConnectionPoints></PipeOffPageConnector>";
    let second = segment("S2", off_page, "FromID='T' FromNode='2' ToID='O' ToNode='1'");
    let instrument = "<ProcessInstrumentationFunction ID='PI' TagName='PI-1'><Position><Location X='50' Y='20'/></Position>\
        <Label><Text String='PI&amp;1' Height='2.5' Justification='CenterTop'><Position><Location X='50' Y='20'/></Position></Text></Label>\
        <ProcessSignalGeneratingFunction ID='PS'><Association Type='is located in' ItemID='S1'/></ProcessSignalGeneratingFunction></ProcessInstrumentationFunction>\
        <ActuatingSystem ID='AS'><ActuatingSystemComponent ComponentClass='ControlledActuator'/><ActuatingSystemComponent ComponentClass='OperatedValveReference'>\
        <Association Type='refers to' ItemID='V1'/></ActuatingSystemComponent></ActuatingSystem>";
    let page = "<Drawing Name='D'><Extent><Min X='0' Y='0'/><Max X='100' Y='50'/></Extent></Drawing>";
    format!(
        "<?xml version='1.0' encoding='UTF-8'?>\n{}",
        dexpi(&(page.to_owned() + symbol + &tank("A", &["N1"]) + &line("L", 80, &(first + &second)) + instrument))
    )
}

/// Import, and hold what must hold of every result.
fn survive(bytes: &[u8]) {
    let started = Instant::now();
    if let Ok(import) = import_bytes(&[bytes]) {
        holds_together(&import, bytes.len());
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{} bytes took {:?}", bytes.len(), started.elapsed());
}

fn holds_together(import: &Import, n_bytes: usize) {
    let graph = &import.graph;
    assert!(graph.elements.windows(2).all(|w| w[0].id < w[1].id), "ids sorted and unique");
    let has = |k: usize, port: Option<usize>| graph.elements.get(k).is_some_and(|e| port.is_none_or(|p| p < e.ports.len()));
    assert!(graph.joints.iter().all(|j| has(j.a, j.a_port) && has(j.b, j.b_port)));
    assert!(graph.open_ends.iter().all(|o| has(o.element, Some(o.port))));
    let svg = &import.sheets[0].svg;
    assert!(svg.len() < 100_000 + 400 * n_bytes, "{} bytes of SVG from {n_bytes}", svg.len());
    roxmltree::Document::parse(svg).unwrap_or_else(|e| panic!("the SVG is no XML: {e}"));
}

#[test]
fn every_truncation_is_survived() {
    let whole = rich();
    for end in 0..whole.len() {
        if end % 7 == 0 || end > whole.len() - 50 {
            survive(&whole.as_bytes()[..end]);
        }
    }
}

#[test]
fn a_truncated_file_keeps_what_stands_before_the_cut() {
    let whole = rich();
    let cut = whole.find("<ActuatingSystem").unwrap() + 30;
    let import = import_bytes(&[&whole.as_bytes()[..cut]]).unwrap();
    assert_eq!(import.graph.joints.len(), import_bytes(&[whole.as_bytes()]).unwrap().graph.joints.len());
    assert!(import.sheets[0].report.warnings.iter().any(|w| w.contains("line 2")), "{:?}", import.sheets[0].report.warnings);
}

#[test]
fn billion_laughs_stay_two() {
    let mut doctype = String::from("<!DOCTYPE x [<!ENTITY a0 'ha'>");
    for k in 1..30 {
        doctype += &format!("<!ENTITY a{k} '&a{0};&a{0};&a{0};&a{0};&a{0};&a{0};&a{0};&a{0};&a{0};&a{0};'>", k - 1);
    }
    let body = dexpi(&tank("T", &[]).replace("TagName='T'", "TagName='&a29;'"));
    let import = import_bytes(&[(doctype + "]>" + &body).as_bytes()]).unwrap();
    assert_eq!(import.graph.elements[0].tag.as_deref(), Some("&a29;"));
}

#[test]
fn deep_wide_and_huge() {
    let deep = format!("<PlantModel>{}", "<Equipment ComponentClass='Tank'>".repeat(100_000));
    assert!(import_bytes(&[deep.as_bytes()]).is_err());
    survive(format!("<PlantModel>{}</PlantModel>", "<a/>".repeat(100_000)).as_bytes());
    survive(dexpi(&format!("<Equipment ID='{}'/>", "x".repeat(1 << 20))).as_bytes());
    survive(dexpi(&format!("<Equipment {}/>", (0..50_000).map(|k| format!("a{k}='1' ")).collect::<String>())).as_bytes());
    survive(dexpi(&"<Equipment ComponentClass='Tank'/>".repeat(20_000)).as_bytes());
    survive(
        dexpi(&line("L", 80, &segment("S", &component("V", "BallValve", 2, Some((1.0, 1.0))).repeat(10_000), ""))).as_bytes(),
    );
    survive(dexpi(&line("L", 80, &segment("S", "", "FromID='S' ToID='S'").repeat(10_000))).as_bytes());
    survive(
        dexpi(&line("L", 80, &segment("S", "", "FromID='T' ToID='T'").repeat(10_000)))
            .replace("<Drawing", "<Equipment ID='T'")
            .as_bytes(),
    );
    let stubs: String = (0..3000)
        .map(|k| {
            segment(
                &format!("S{k}"),
                &(component(&format!("V{k}"), "BallValve", 2, None) + &centre_line(&[(0.0, 0.0), (1.0, 1.0)])),
                "",
            )
        })
        .collect();
    survive(dexpi(&line("L", 80, &stubs)).as_bytes());
}

#[test]
fn a_bomb_of_symbols_is_not_drawn() {
    let lines = "<Line><Coordinate X='0' Y='0'/><Coordinate X='1' Y='1'/></Line>".repeat(2000);
    let nested = "<Symbol ComponentName='B'><Position><Location X='0' Y='0'/></Position></Symbol>".repeat(50);
    let catalogue = format!(
        "<ShapeCatalogue><Symbol ComponentName='A'>{lines}</Symbol><Symbol ComponentName='B'>{nested}{}</Symbol></ShapeCatalogue>",
        nested.replace("'B'", "'A'")
    );
    let placed =
        "<Equipment ComponentClass='Tank' ComponentName='B'><Position><Location X='0' Y='0'/></Position></Equipment>".repeat(500);
    let started = Instant::now();
    let import = import_bytes(&[dexpi(&(catalogue + &placed)).as_bytes()]).unwrap();
    assert!(import.sheets[0].svg.len() < 80 << 20);
    assert!(count(&import, "graphics_left_out") > 0);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn absurd_numbers_are_survived() {
    for bad in ["NaN", "inf", "-inf", "1e308", "-1e308", "1e-320", "", "0x10", "99999999999999999999", "-1", "9.9e9"] {
        let mut file = rich();
        for good in
            ["X='30'", "Y='10'", "X='2'", "Radius='1'", "StartAngle='0'", "FromNode='1'", "Degree='2'", "X='100'", "Height='2.5'"]
        {
            file = file.replace(good, &format!("{}'{bad}'", &good[..good.find('\'').unwrap()]));
        }
        survive(file.as_bytes());
    }
}

#[test]
fn other_encodings_give_the_same_graph() {
    let utf8 = rich().replace("TagName='A'", "TagName='Behälter'");
    let expect = import_bytes(&[utf8.as_bytes()]).unwrap().graph;
    let latin: Vec<u8> = utf8.replace("UTF-8", "ISO-8859-1").chars().map(|c| c as u8).collect();
    let wide: Vec<u8> =
        format!("\u{FEFF}{}", utf8.replace("UTF-8", "UTF-16")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    for other in [latin, wide] {
        assert_eq!(import_bytes(&[&other]).unwrap().graph.elements, expect.elements);
    }
}

#[test]
fn the_same_file_gives_the_same_result() {
    let file = rich();
    assert_eq!(import_bytes(&[file.as_bytes()]).unwrap(), import_bytes(&[file.as_bytes()]).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn mutations_are_survived(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..12)) {
        let mut bytes = rich().into_bytes();
        for (at, byte, how) in edits {
            let k = at.index(bytes.len());
            match how {
                0 => bytes[k] = byte,
                1 => { bytes.remove(k); }
                2 => bytes.insert(k, byte),
                _ => {
                    let end = (k + usize::from(byte)).min(bytes.len());
                    let copy: Vec<u8> = bytes[k..end].to_vec();
                    bytes.splice(k..k, copy);
                }
            }
        }
        survive(&bytes);
    }

    #[test]
    fn swapped_words_are_survived(a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), n in 1usize..6) {
        let text = rich();
        let mut words: Vec<&str> = text.split_inclusive(['>', ' ', '\'']).collect();
        for k in 0..n {
            let (i, j) = ((a.index(words.len()) + 7 * k) % words.len(), (b.index(words.len()) + 13 * k) % words.len());
            words.swap(i, j);
        }
        survive(words.concat().as_bytes());
    }

    #[test]
    fn binary_junk_is_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survive(&bytes);
    }
}
