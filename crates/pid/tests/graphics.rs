//! Sheets as SVG: one group an element, symbols where they stand, something to see in every case.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;

/// Attributes of the first descendant of the group with that id that is such a shape.
fn shape<'a>(svg: &'a roxmltree::Document<'_>, id: &str, tag: &str) -> roxmltree::Node<'a, 'a> {
    let svg: &'a roxmltree::Document<'a> = svg;
    let group = svg.descendants().find(|n| n.attribute("id") == Some(id)).unwrap_or_else(|| panic!("no group {id}"));
    group.descendants().find(|n| n.tag_name().name() == tag).unwrap_or_else(|| panic!("no {tag} in {id}"))
}

const SYMBOL: &str = "<ShapeCatalogue><PipingComponent ComponentName='BV'><Line><Presentation R='1' G='0' B='0' LineWeight='0.5' LineType='2'/>\
    <Coordinate X='-3' Y='0'/><Coordinate X='3' Y='1'/></Line></PipingComponent></ShapeCatalogue>";

fn placed(position: &str) -> String {
    let valve = component("V", "BallValve", 2, None)
        .replace("ID='V'", "ID='V' ComponentName='BV' TagName='HV-1'")
        .replace("<ConnectionPoints>", &format!("{position}<ConnectionPoints>"));
    SYMBOL.to_owned()
        + "<Drawing Name='D'><Extent><Min X='0' Y='0'/><Max X='100' Y='80'/></Extent></Drawing>"
        + &line("L", 80, &segment("S", &(valve + &centre_line(&[(13.0, 20.0), (50.0, 20.0)])), ""))
}

fn check(position: &str, points: &str) {
    let import = import_one(&placed(position));
    let svg = roxmltree::Document::parse(&import.sheets[0].svg).unwrap();
    let line = shape(&svg, "V", "polyline");
    assert_eq!(line.attribute("points"), Some(points), "{position}");
    assert_eq!(line.attribute("stroke"), Some("#ff0000"));
    assert_eq!(line.attribute("stroke-width"), Some("0.5"));
    assert!(line.attribute("stroke-dasharray").is_some());
}

#[test]
fn symbols_are_placed_turned_mirrored_and_scaled() {
    let at = |axis: i32, reference: &str, scale: &str| {
        format!("<Position><Location X='10' Y='20'/><Axis X='0' Y='0' Z='{axis}'/><Reference {reference}/></Position>{scale}")
    };
    check(&at(1, "X='1' Y='0'", ""), "7,-20 13,-21");
    check(&at(1, "X='0' Y='1'", ""), "10,-17 9,-23");
    check(&at(-1, "X='1' Y='0'", ""), "7,-20 13,-19");
    check(&at(1, "X='1' Y='0'", "<Scale X='2' Y='4'/>"), "4,-20 16,-24");
}

#[test]
fn groups_carry_what_a_report_needs() {
    let import = import_one(&placed("<Position><Location X='10' Y='20'/></Position>"));
    let svg = roxmltree::Document::parse(&import.sheets[0].svg).unwrap();
    let group = |id: &str| svg.descendants().find(|n| n.attribute("id") == Some(id)).unwrap();
    assert_eq!(group("V").attribute("class"), Some("component valve"));
    assert_eq!(group("V").attribute("data-tag"), Some("HV-1"));
    assert_eq!(group("V").attribute("data-class"), Some("BallValve"));
    assert_eq!(group("S").attribute("data-line"), Some("L"));
    assert_eq!(svg.root_element().attribute("viewBox"), Some("0.00 -80.00 100.00 80.00"));
    let mut ids: Vec<&str> = svg.descendants().filter_map(|n| n.attribute("id")).collect();
    let n = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n, "ids are unique");
}

#[test]
fn names_are_escaped() {
    let content = tank("T&lt;1&quot;&#39;&#9;&amp;", &[]).replace("<Equipment", "<Drawing Name='&lt;script>'/><Equipment");
    let import = import_one(&content);
    assert!(!import.sheets[0].svg.contains("<script>"));
    let svg = roxmltree::Document::parse(&import.sheets[0].svg).unwrap();
    assert!(svg.descendants().any(|n| n.attribute("id").is_some_and(|id| id.starts_with("T<1\"'"))));
}

#[test]
fn what_has_only_a_place_gets_a_mark() {
    let instrument = "<ProcessInstrumentationFunction ID='PI' TagName='PI-101'><Position><Location X='50' Y='60'/></Position></ProcessInstrumentationFunction>";
    let import = import_one(&(placed("<Position><Location X='10' Y='20'/></Position>") + instrument));
    let svg = roxmltree::Document::parse(&import.sheets[0].svg).unwrap();
    let bubble = shape(&svg, "PI", "circle");
    assert_eq!((bubble.attribute("cx"), bubble.attribute("cy")), (Some("50"), Some("-60")));
}

#[test]
fn a_file_without_graphics_gives_a_schematic() {
    let items = component("V", "BallValve", 2, None);
    let content = tank("A", &["N1"])
        + &tank("B", &["N1"])
        + &line("L", 80, &segment("S", &items, "FromID='A-N1' FromNode='1' ToID='B-N1' ToNode='1'"));
    let import = import_one(&content);
    assert_eq!(count(&import, "schematic"), 1);
    let svg = roxmltree::Document::parse(&import.sheets[0].svg).unwrap();
    for id in ["A", "V", "B"] {
        shape(&svg, id, "polygon");
    }
    assert_eq!(svg.descendants().filter(|n| n.attribute("data-line") == Some("L")).count(), 2);
}

#[test]
fn an_empty_drawing_is_an_empty_page() {
    let import = import_one("");
    assert!(import.graph.elements.is_empty());
    roxmltree::Document::parse(&import.sheets[0].svg).unwrap();
}

#[test]
fn absurd_graphics_are_survived() {
    let position =
        |x: &str| format!("<Position><Location X='{x}' Y='{x}'/><Axis Z='-1'/><Reference X='{x}' Y='{x}'/></Position>");
    for value in ["NaN", "1e308", "-1e308", "inf", "0", "", "x", "1e-300"] {
        let many: String = (0..5000).map(|k| format!("<Coordinate X='{k}' Y='{value}'/>")).collect();
        let shapes = format!(
            "<Extent><Min X='{value}' Y='0'/><Max X='10' Y='{value}'/></Extent><Scale X='{value}' Y='-2'/>\
             <PolyLine>{many}</PolyLine><Line><Presentation LineWeight='{value}' R='{value}' LineType='{value}'/>{many}</Line>\
             <TrimmedCurve StartAngle='{value}' EndAngle='90'><Circle Radius='{value}'>{0}</Circle></TrimmedCurve>\
             <BsplineCurve Degree='{value}'>{many}</BsplineCurve>\
             <Text String='t' Height='{value}' TextAngle='{value}' Justification='{value}'>{0}</Text>\
             <Text DependantAttribute='[[TagName][' ItemID='V'>{0}</Text>",
            position(value)
        );
        let valve = component("V", "BallValve", 2, None)
            .replace("<ConnectionPoints>", &format!("{}{shapes}<ConnectionPoints>", position(value)));
        let import = import_one(&line("L", 80, &segment("S", &valve, "")));
        let svg = &import.sheets[0].svg;
        roxmltree::Document::parse(svg).unwrap();
        let odd = svg.find("NaN").or(svg.find("inf")).map(|at| &svg[at.saturating_sub(60)..at + 3]);
        assert_eq!(odd, None, "{value}");
    }
}

#[test]
fn texts_are_filled_from_what_they_refer_to_and_printed_once() {
    let text = "<Label><Text DependantAttribute='[TagName]' ItemID='V' Height='3'><Position><Location X='1' Y='2'/></Position></Text></Label>";
    let content = placed("<Position><Location X='10' Y='20'/></Position>") + "<Drawing>" + text + text + "</Drawing>";
    let import = import_one(&content);
    let svg = roxmltree::Document::parse(&import.sheets[0].svg).unwrap();
    assert_eq!(svg.descendants().filter(|n| n.text() == Some("HV-1") && n.tag_name().name() == "tspan").count(), 1);
}

#[test]
fn arcs_left_unscaled_are_scaled_where_the_extent_says_so() {
    let tank = "<Equipment ID='T' ComponentClass='Tank'><Extent><Min X='60' Y='100'/><Max X='140' Y='140'/></Extent>\
         <Position><Location X='100' Y='100'/></Position><Scale X='4' Y='4'/>\
         <Line><Coordinate X='60' Y='100'/><Coordinate X='140' Y='100'/></Line>\
         <TrimmedCurve StartAngle='0' EndAngle='180'><Circle Radius='10'><Position><Location X='100' Y='100'/></Position></Circle></TrimmedCurve></Equipment>";
    let import = import_one(tank);
    let svg = roxmltree::Document::parse(&import.sheets[0].svg).unwrap();
    let group = svg.descendants().find(|n| n.attribute("id") == Some("T")).unwrap();
    let arc = group.descendants().filter_map(|n| n.attribute("points")).max_by_key(|p| p.len()).unwrap();
    assert!(arc.contains("100,-140"), "{arc}");
}
