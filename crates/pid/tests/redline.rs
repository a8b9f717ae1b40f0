//! Findings on a sheet: every mark is drawn or said not to be on it, and the sheet itself stays as it was.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use proptest::prelude::*;
use rosette_pid::redline::{Addition, Kind, Mark, svg};
use rosette_plant::{Class, NewItem, Place, Sheet, Subtype};

fn sheet() -> Sheet {
    let items = component("V", "GateValve", 2, Some((20.0, 10.0)))
        + &centre_line(&[(24.0, 10.0), (76.0, 10.0)])
        + &component("C", "BallValve", 2, Some((80.0, 10.0)));
    import_one(&line("L", 80, &segment("S", &items, ""))).sheets.remove(0)
}

fn mark(kind: Kind, letter: &str, ids: &[&str]) -> Mark {
    let ids = ids.iter().map(|i| (*i).to_string()).collect();
    Mark { kind, letter: letter.into(), message: format!("message {letter} <&>"), ids, addition: None }
}

fn addition(a: &str, b: Option<&str>, branch: bool) -> Option<Addition> {
    let item = NewItem { class: Class::Valve, subtype: Some(Subtype::Ball), dn: Some(25), tag: Some("HV-1".into()) };
    Some(Addition { place: Place { a: a.into(), b: b.map(Into::into), line: None }, items: vec![item], branch })
}

/// The group of a mark.
fn group<'a>(doc: &'a roxmltree::Document<'_>, letter: &str) -> roxmltree::Node<'a, 'a> {
    let doc: &'a roxmltree::Document<'a> = doc;
    doc.descendants().find(|n| n.attribute("data-letter") == Some(letter)).unwrap()
}

fn points(node: roxmltree::Node<'_, '_>) -> Vec<[f64; 2]> {
    let text = node.descendants().filter_map(|n| n.attribute("points")).collect::<Vec<_>>().join(" ");
    let number = |s: &str| s.parse::<f64>().unwrap();
    text.split(' ').filter_map(|p| p.split_once(',')).map(|(x, y)| [number(x), number(y)]).collect()
}

#[test]
fn marks_have_the_colours_of_their_kind_and_stand_where_the_elements_are() {
    for (kind, colour) in [(Kind::New, "#d00000"), (Kind::Delete, "#00862b"), (Kind::Comment, "#0048d0")] {
        let done = svg(&sheet(), &[mark(kind, "A", &["V"])]);
        assert!(done.not_on_sheet.is_empty());
        let doc = roxmltree::Document::parse(&done.svg).unwrap();
        let mark = group(&doc, "A");
        let strokes: Vec<&str> =
            mark.descendants().filter_map(|n| n.attribute("stroke")).filter(|s| s.starts_with('#')).collect();
        assert!(strokes.iter().all(|s| *s == colour || *s == "#ffffff") && strokes.contains(&colour), "{strokes:?}");
        let near = points(mark).iter().filter(|p| (p[0] - 20.0).abs() < 12.0 && (p[1] + 10.0).abs() < 12.0).count();
        assert!(near > 10, "the cloud is around the valve at 20, -10");
        let crossed = mark.children().filter(|n| n.tag_name().name() == "polyline").count();
        assert_eq!(crossed >= 3, kind == Kind::Delete, "only what goes is crossed out");
        assert!(doc.descendants().any(|n| n.text() == Some("message A <&>")));
    }
}

#[test]
fn what_is_new_is_drawn_on_the_line_between_its_neighbours() {
    let mut new = mark(Kind::New, "B", &[]);
    new.addition = addition("V", Some("C"), false);
    let done = svg(&sheet(), &[new.clone()]);
    assert!(done.not_on_sheet.is_empty());
    let doc = roxmltree::Document::parse(&done.svg).unwrap();
    let drawn = points(group(&doc, "B"));
    let middle = drawn.iter().filter(|p| (p[0] - 50.0).abs() < 6.0 && (p[1] + 10.0).abs() < 6.0).count();
    assert!(middle > 8, "the valve stands in the middle of the pipe: {drawn:?}");
    new.addition = addition("V", Some("C"), true);
    let done = svg(&sheet(), &[new]);
    let doc = roxmltree::Document::parse(&done.svg).unwrap();
    assert!(points(group(&doc, "B")).iter().any(|p| p[1] < -15.0), "a branch leads away from the line");
}

#[test]
fn what_is_elsewhere_is_said_and_stays_in_the_table() {
    let mut new = mark(Kind::New, "C", &[]);
    new.addition = addition("X", None, false);
    let done = svg(&sheet(), &[mark(Kind::Comment, "A", &["X"]), mark(Kind::Comment, "B", &["V", "X"]), new]);
    assert_eq!(done.not_on_sheet, [0, 2]);
    assert!(done.svg.contains("message A &lt;&amp;&gt; (not on this sheet)"));
}

#[test]
fn the_sheet_stays_as_it_was() {
    let sheet = sheet();
    let done = svg(&sheet, &[mark(Kind::Delete, "A", &["V"])]);
    let body = sheet.svg.split_once("<title>").unwrap().1.rsplit_once("</svg>").unwrap().0;
    assert!(done.svg.contains(body));
    assert_eq!(svg(&sheet, &[mark(Kind::Delete, "A", &["V"])]), done, "the same marks give the same bytes");
}

proptest! {
    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}", letter in "\\PC{0,20}", message in "\\PC{0,300}") {
        for svg_text in [text.clone(), format!("<svg viewBox='{text}'><g id='V'><circle cx='1e300' cy='NaN' r='-1'/></g></svg>")] {
            let sheet = Sheet { svg: svg_text, ..Sheet::default() };
            let mut one = mark(Kind::New, &letter, &["V"]);
            one.message.clone_from(&message);
            one.addition = addition("V", Some("C"), true);
            svg(&sheet, &[one]);
        }
    }

    #[test]
    fn marks_of_any_text_stay_well_formed(letter in "\\PC{0,20}", message in "\\PC{0,300}") {
        let mut one = mark(Kind::Comment, &letter, &["V"]);
        one.message = message;
        let done = svg(&sheet(), &[one]);
        prop_assert!(roxmltree::Document::parse(&done.svg).is_ok());
    }
}
